"""Verifying a rollback, or giving it up: both end in a ROLLBACK_EVENT."""

from __future__ import annotations

from datetime import UTC, datetime

from incident_lint.rollback.commands import DEFAULT_TIMEOUT, Outcome, checkout, run_command
from incident_lint.rollback.execute import locked, preserved_by
from incident_lint.rollback.files import record_text, write_new
from incident_lint.rollback.plan import TREE, time_value, whoever
from incident_lint.rollback.progress import Phase, progress
from incident_lint.rollback.refusal import Check, Refused, Result, refuse, some
from incident_lint.rollback.trees import differences, listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from incident_lint.rollback.progress import Found, Progress, Published
    from incident_lint.rollback.site import Site

UNVERIFIED = "nothing was verified"
KEPT = "nothing was aborted"
_LONGEST = 20_000


def verify(site: Site, found: Found) -> dict[str, Any]:
    """Compare the trees, run the commands, and write ROLLBACK_EVENT.json beside the plan; the event.

    Refused where nothing was executed, or where the rollback has ended.
    """
    state = progress(site, found)
    _not_ended(state, UNVERIFIED)
    if state.published is None:
        hint = f"incident-lint rollback execute {found.path}"
        raise refuse(UNVERIFIED, "verify-nothing", "this plan was not carried out yet", hint)
    outcomes = list(_verifications(site, found, state.published))
    failed = [one for one in outcomes if one.result != Result.PASS]
    event = {
        **_common(site, found, state.published),
        "outcome": Phase.FAILED.value if failed else Phase.VERIFIED.value,
        "ref": state.published.ref,
        "from_commit": found.plan.string("current", "commit"),
        "to_commit": state.published.commit,
        "target_tag": found.plan.string("target", "tag"),
        "target_commit": found.plan.string("target", "commit"),
        "verification": [{"id": one.id, "result": one.result, "detail": one.detail[:_LONGEST]} for one in outcomes],
    }
    if failed:
        event["error"] = "; ".join(f"{one.id}: {one.detail}" for one in failed)[:_LONGEST]
    _write(site, found, event, UNVERIFIED)
    return event


def abort(site: Site, found: Found, reason: str) -> dict[str, Any]:
    """Give a rollback up, and write ROLLBACK_EVENT.json with the outcome ABORTED; the event.

    Refused where it has ended, and where it was published on the branch that it rolls back: that is done already. A
    branch of its own is left as it is; so is the way back.
    """
    with locked(site.git, KEPT):
        state = progress(site, found)
        _not_ended(state, KEPT)
        published = state.published
        if published is not None and published.ref == site.ref:
            detail = f"it was published on {published.ref}: giving it up would undo nothing"
            raise refuse(KEPT, "abort-published", detail, f"incident-lint rollback verify {found.path}")
        event = {
            **_common(site, found, published),
            "outcome": Phase.ABORTED.value,
            "ref": published.ref if published is not None else found.plan.string("current", "ref"),
            "from_commit": found.plan.string("current", "commit"),
            **({"to_commit": published.commit} if published is not None else {}),
            "target_tag": found.plan.string("target", "tag"),
            "target_commit": found.plan.string("target", "commit"),
            "verification": [],
            "error": reason,
        }
        _write(site, found, event, KEPT)
    return event


def _not_ended(state: Progress, what: str) -> None:
    if state.event is not None:
        detail = f"this rollback has ended: {state.phase} ({state.event.path})"
        raise refuse(what, "rollback-ended", detail, "a further attempt needs a new plan")


def _verifications(site: Site, found: Found, published: Published) -> Iterator[Outcome]:
    """The comparison of the trees, then the commands in their order. After a failure the others are still run: whoever
    repairs it wants to know all."""
    preserved = preserved_by(found)
    target = found.plan.string("target", "commit") or ""
    wanted, before, made = (listing(site, one) for one in (target, published.parent, published.commit))
    wrong = differences(wanted, before, preserved, made)
    told = f"{len({*wanted, *before, *made})} files compared, "
    tip = site.git.reference(published.ref) or published.commit
    now = listing(site, tip)
    moved = sorted(one for one in {*made, *now} if made.get(one) != now.get(one) and not preserved.match(one))
    if wrong:
        yield Outcome(TREE, "FAIL", f"{told}{len(wrong)} differ: {some(wrong)}.")
    elif moved:
        changed = f"{published.ref} has changed {len(moved)} of them since the rollback: {some(moved)}."
        yield Outcome(TREE, "FAIL", f"{told}none differed, but {changed}")
    else:
        yield Outcome(TREE, "PASS", f"{told}none differs.")
    items = [item for _, item in found.plan.items("verification") if item.get("id") != TREE]
    if not any(isinstance(one.get("command"), list) for one in items):
        yield from (_by_hand(one) for one in items)
        return
    with checkout(site.git, published.commit) as folder:
        for one in items:
            command = one.get("command")
            if not isinstance(command, list):
                yield _by_hand(one)
                continue
            timeout = one.get("timeout_seconds")
            seconds = timeout if isinstance(timeout, int) else DEFAULT_TIMEOUT
            yield run_command(str(one["id"]), [str(part) for part in command], folder, seconds)


def _by_hand(item: dict[str, Any]) -> Outcome:
    return Outcome(str(item["id"]), "SKIPPED", "It has no command: somebody has to look.")


def _common(site: Site, found: Found, published: Published | None) -> dict[str, Any]:
    """The fields that every event has. It began when the commit was made, by its date."""
    finished = max(site.now, datetime.now(UTC))
    started = site.now
    if published is not None:
        dated = site.git.tell("log", "-1", "--no-show-signature", "--format=%ct", published.commit, "--").text
        started = datetime.fromtimestamp(int(dated), UTC)
    return {
        "schema_version": "1.0",
        "event_type": "ROLLBACK_EVENT",
        "event_id": f"{found.name}-event",
        "rollback_id": found.name,
        "incident_id": found.plan.string("incident_id"),
        "plan_sha256": found.sha256,
        "executed_by": whoever(site),
        "started_at": time_value(min(started, finished)),
        "finished_at": time_value(finished),
        "logged_at": time_value(finished),
    }


def _write(site: Site, found: Found, event: dict[str, Any], what: str) -> None:
    from incident_lint.records import pointer_text  # noqa: PLC0415
    from incident_lint.schema import problems  # noqa: PLC0415

    reasons = [
        Check(
            "event-invalid", Result.FAIL, f"the event would not fit its schema: `{pointer_text(at)}`: {message}", hint
        )
        for at, message, hint, _ in problems("rollback-event", event)
    ]
    if reasons:
        raise Refused(what, reasons)
    if not site.git.bare:
        write_new(site.git.root / found.event_path, record_text(event))
