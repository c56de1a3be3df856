"""`incident-lint rollback`: plan, execute, verify, status, abort."""

from __future__ import annotations

import os
import shlex
import sys
from datetime import timedelta
from pathlib import Path

from incident_lint.commands.site import at, check_data, guarded, print_checks, print_json, readable, say
from incident_lint.errors import Exit, UsageError
from incident_lint.rollback.refusal import Refused, counted
from incident_lint.terminal import Style, printable, printable_json, wants_colour
from incident_lint.times import duration_text, parse_duration, parse_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from typing import Any

    from incident_lint.rollback.plan import Draft
    from incident_lint.rollback.progress import Found, Progress
    from incident_lint.rollback.site import Site

_SHOWN = 10


def run(arguments: Namespace) -> int:
    """One of the actions; the exit code."""
    actions = {"plan": _plan, "execute": _execute, "verify": _verify, "status": _status, "abort": _abort}
    return guarded(arguments, actions[arguments.action])


def _plan(arguments: Namespace) -> int:
    from incident_lint.rollback.files import record_text, write_new  # noqa: PLC0415
    from incident_lint.rollback.plan import Decision, make_plan  # noqa: PLC0415

    decided_at = parse_time(arguments.decided_at) if arguments.decided_at else None
    expires_in = parse_duration(arguments.expires_in)
    if arguments.decided_at and decided_at is None:
        raise UsageError(f"--decided-at: no time: {arguments.decided_at}", "such as 2026-11-03T11:28:00Z")
    if not expires_in:
        raise UsageError(f"--expires-in: no duration: {arguments.expires_in}", "such as 24h")
    readable(arguments, "decided_by", "role", "rationale", "verify")
    for option in ("decided_by", "role", "rationale"):
        if not getattr(arguments, option).strip():
            raise UsageError(f"--{option.replace('_', '-')} says nothing", "a rollback is a human decision, on record")
    commands = [_words(one) for one in arguments.verify]
    with at(Path.cwd()) as site:
        if decided_at is not None and decided_at > site.now + timedelta(minutes=5):
            raise UsageError("--decided-at is in the future", "the decision comes before the plan")
        decision = Decision(
            tuple(dict.fromkeys(arguments.condition)),
            arguments.decided_by.strip(),
            arguments.role.strip(),
            decided_at or site.now,
            arguments.rationale.strip(),
        )
        draft = make_plan(
            site,
            _from_root(site, arguments.incident),
            arguments.to,
            decision,
            [*(list(one) for one in site.config.verify), *commands],
            timeout=arguments.timeout,
            expires_in=expires_in,
        )
        text = record_text(draft.value)
        written = ""
        if arguments.output == "-":
            sys.stdout.write(printable_json(draft.value))  # in ASCII: whatever the terminal's encoding
            return Exit.CLEAN
        if not arguments.dry_run:
            if site.git.bare and not arguments.output:
                raise UsageError("this is a bare repository: there is no folder to write to", "name one with --output")
            target = Path.cwd() / arguments.output if arguments.output else site.git.root / draft.path
            write_new(target, text)
            written = str(arguments.output or draft.path)
        if arguments.format == "json":
            print_json(
                arguments,
                "planned" if written else "possible",
                path=written or None,
                plan=draft.value,
                checks=[check_data(one) for one in draft.checks],
            )
        else:
            _summary(site, draft, written, Style(wants_colour(arguments.color, sys.stdout)))
    return Exit.CLEAN


def _words(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UsageError(f"--verify: {error}: {command}", "quote it as in a shell; no shell is involved") from None
    if not words or not words[0].strip():
        raise UsageError("--verify names no command")
    return words


def _from_root(site: Site, name: str) -> str:
    """A path as seen from the current folder, as seen from the root; anything else as it is."""
    full = Path(os.path.normpath(Path.cwd() / name))
    root = site.git.root.resolve()
    try:
        inside = full.exists() and full.resolve().is_relative_to(root)
    except (OSError, ValueError):  # no name that a file could have
        inside = False
    return full.resolve().relative_to(root).as_posix() if inside else name


def _summary(site: Site, draft: Draft, written: str, style: Style) -> None:
    """What the one who decides has to know: what is undone, what is kept, what git cannot undo."""
    plan = draft.value
    target, changes = plan["target"], plan["changes"]
    sealed = parse_time(target["sealed_at"])
    age = f", {duration_text(site.now - sealed)} ago" if sealed else ""
    say(f"Rollback of {plan['current']['ref']} to {target['tag']} ({target['commit'][:12]})")
    say(f"sealed by {target['sealed_by']}{age}; {plan['rollback_id']}")
    say("")
    commits = changes["commits"]
    figures = (
        f"{counted(len(commits), 'commit')}, {counted(changes['files'], 'file')}, "
        f"+{changes['insertions']} -{changes['deletions']} lines"
    )
    say(style("Undone: ", "bold") + figures)
    for one in commits[:_SHOWN]:
        say(f"  {one['commit'][:12]} {printable(one['subject'])}")
    if len(commits) > _SHOWN:
        say(f"  … and {len(commits) - _SHOWN} more")
    say(style("Kept as it is: ", "bold") + printable(", ".join(plan["preserve"])))
    say(style("What git cannot undo: ", "bold") + ("" if plan["risks"] else "nothing that is known"))
    for risk in plan["risks"]:
        say(f"  {risk['kind']}: {printable(risk['detail'])}")
    seals = [one for one in draft.checks if one.code.startswith("seal-")]
    say(style("SEALED: ", "bold") + f"all {len(seals)} checks pass")
    say(style("Stable:", "bold"))
    print_checks([one for one in draft.checks if one not in seals], style)
    verified = [one["description"].rstrip(".") for one in plan["verification"]]
    say(style("Verified by: ", "bold") + printable("; ".join(verified)))
    if len(verified) == 1:
        say("  No command: only the trees will be compared, nothing is tried out (--verify, `rollback.verify`).")
    say("")
    if not written:
        say("Nothing was written (--dry-run).")
        return
    say(f"Wrote {printable(written)}; it expires at {plan['expires_at']}.")
    where = shlex.quote(written)
    if written != draft.path:
        say(f"  next: commit it as {shlex.quote(draft.path)}")
        return
    say(f"  next: git add {where} && git commit -m 'Plan the rollback of {plan['incident_id']}' -- {where}")
    say(f"        incident-lint rollback execute {where}")


def _execute(arguments: Namespace) -> int:
    from incident_lint.rollback.execute import NOTHING, execute  # noqa: PLC0415
    from incident_lint.rollback.sync import sync  # noqa: PLC0415

    if arguments.sync and not arguments.current_branch:
        raise UsageError("--sync goes with --current-branch", "another branch leaves the work tree as it is")
    with at(Path.cwd()) as site:
        found = _found(site, arguments, NOTHING)
        done = execute(site, found, branch=arguments.branch, current=arguments.current_branch)
        unmoved = sync(site, done.commit) if arguments.sync else None
        if arguments.format == "json":
            synced = None if unmoved is None else not unmoved
            print_json(arguments, "executed", commit=done.commit, ref=done.ref, synced=synced, reason=unmoved or None)
            return Exit.CLEAN
        tag = found.plan.string("target", "tag")
        say(f"Published {done.commit} as {done.ref}: {counted(done.files, 'file')} as in {tag}.")
        if unmoved:
            say(f"The work tree was left as it was: {printable(unmoved)}. The rollback is published all the same.")
        if arguments.current_branch and not site.git.bare and unmoved != "":
            say("The index and the files still hold the state before. Do not commit that: it would undo the rollback.")
            say("`git reset` takes the index to the rollback, and leaves the files to you.")
        say(f"  next: incident-lint rollback verify {shlex.quote(found.path)}")
    return Exit.CLEAN


def _verify(arguments: Namespace) -> int:
    from incident_lint.rollback.verify import UNVERIFIED, verify  # noqa: PLC0415

    with at(Path.cwd()) as site:
        found = _found(site, arguments, UNVERIFIED)
        event = verify(site, found)
        _print_event(arguments, site, found, event)
    return Exit.CLEAN if event["outcome"] == "VERIFIED" else Exit.FINDINGS


def _abort(arguments: Namespace) -> int:
    from incident_lint.rollback.verify import KEPT, abort  # noqa: PLC0415

    readable(arguments, "reason")
    if not arguments.reason.strip():
        raise UsageError("--reason says nothing", "whoever reads the record later asks why")
    with at(Path.cwd()) as site:
        found = _found(site, arguments, KEPT)
        event = abort(site, found, arguments.reason.strip())
        _print_event(arguments, site, found, event)
    return Exit.CLEAN


def _print_event(arguments: Namespace, site: Site, found: Found, event: dict[str, Any]) -> None:
    path = None if site.git.bare else found.event_path
    if arguments.format == "json":
        print_json(arguments, event["outcome"].lower(), path=path, event=event)
        return
    say(f"{found.name}: {event['outcome']}")
    for one in event["verification"]:
        say(f"  {one['result']:<7} {printable(one['id'])}: {printable(one['detail'])}")
    if path is None:
        say("This is a bare repository: the event was not written. Take it from --format json.")
        return
    where = " ".join(shlex.quote(one) for one in ([path] if found.committed else [found.path, path]))
    say(f"Wrote {printable(path)}.")
    say(f"  next: git add {where} && git commit -m 'Log the rollback of {event['incident_id']}' -- {where}")
    if event["outcome"] == "VERIFIED":
        branches = dict.fromkeys(one.removeprefix("refs/heads/") for one in (site.ref, event["ref"]))
        say(f"        git push origin {' '.join(map(shlex.quote, branches))}")
    else:
        say("        a further attempt needs a new plan")


def _status(arguments: Namespace) -> int:
    from incident_lint.rollback.progress import find_plan, lock_files, plan_paths, progress  # noqa: PLC0415

    what = "there is no status"
    with at(Path.cwd(), branch=False, whole=False) as site:
        states: list[Progress] = []
        broken: list[tuple[str, Refused]] = []
        if arguments.plan:
            states.append(progress(site, _found(site, arguments, what)))
        for path in [] if arguments.plan else plan_paths(site):
            try:
                states.append(progress(site, find_plan(site, path, what=what)))
            except Refused as refused:  # the others are told all the same
                broken.append((path, refused))
        locks = lock_files(site)
        if arguments.format == "json":
            unreadable = [{"path": path, "reasons": [check_data(one) for one in it.reasons]} for path, it in broken]
            rollbacks = [_state(site, one) for one in states]
            print_json(arguments, "status", rollbacks=rollbacks, unreadable=unreadable, lock_files=locks)
            return Exit.CLEAN
        for state in states:
            say(f"{printable(state.found.name or state.found.path)}: {state.phase}")
            for text in _about(site, state):
                say(f"  {printable(text)}")
        for _, why in broken:
            say(f"UNREADABLE: {printable(why.reasons[0].detail)}")
        if not states and not broken:
            say("No rollback is planned here.")
        for lock in locks:
            say(f"A lock file of git: {printable(lock)}; if no git is at work, one was killed: remove it by hand.")
    return Exit.CLEAN


def _state(site: Site, state: Progress) -> dict[str, Any]:
    published = state.published
    return {
        "rollback_id": state.found.name,
        "path": state.found.path,
        "phase": state.phase.value,
        "interrupted": state.started and published is None and state.event is None,
        "commit": published.commit if published else None,
        "ref": published.ref if published else None,
        "expired": _expired(site, state),
    }


def _expired(site: Site, state: Progress) -> bool:
    expires = state.found.plan.time("expires_at")
    return expires is not None and site.now >= expires


def _about(site: Site, state: Progress) -> Iterator[str]:
    """Where a rollback is, and what comes next."""
    from incident_lint.rollback.execute import blocking  # noqa: PLC0415

    plan = shlex.quote(state.found.path)
    if state.published is not None:
        yield f"{state.published.commit} on {state.published.ref}"
    elif state.started and state.event is None:
        yield "an execution was interrupted before it had any effect: it can be run again"
    if state.event is not None:
        yield state.event.path
    match state.phase:
        case "PLANNED":
            yield f"next: commit {plan}"
        case "READY":
            blocked = blocking(site, state.found)
            for one in blocked:
                yield f"{one.code}: {one.detail}"
            abort = f"incident-lint rollback abort {plan} --reason …"
            yield f"next: {abort if blocked else f'incident-lint rollback execute {plan}'}"
        case "EXECUTED":
            yield f"next: incident-lint rollback verify {plan}"
        case _:
            return


def _found(site: Site, arguments: Namespace, what: str) -> Found:
    from incident_lint.rollback.progress import find_plan  # noqa: PLC0415

    return find_plan(site, _from_root(site, arguments.plan), what=what)
