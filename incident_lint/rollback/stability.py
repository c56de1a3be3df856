"""Was the target stable? Five checks, each with its answer and the reason; only PASS plans.

Commit ranges are those of the incident records, with the semantics of OSV's GIT ranges: a commit is affected from
`introduced` on (`0`: from the beginning), along every path of the history, until a `fixed` commit of the same incident.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from incident_lint.jsontext import shown
from incident_lint.rollback.refusal import Check, Result
from incident_lint.times import duration_text, time_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_lint.records import Event, RollbackEvent
    from incident_lint.rollback.seal import Seal
    from incident_lint.rollback.site import Site

BEGINNING = "0"
"""An `introduced` that means the beginning of history."""


def stability(site: Site, seal: Seal) -> list[Check]:
    """The five checks of a SEALED target, in the order of the plan."""
    return [
        _ancestor(site, seal.commit),
        _not_affected(site, seal.commit),
        _not_rolled_back(site, seal.commit),
        _soaked(site, seal),
        _evidence(site, seal),
    ]


NAMES = ("ANCESTOR", "NOT_AFFECTED", "NOT_ROLLED_BACK", "SOAKED", "EVIDENCE")
"""How ROLLBACK_PLAN calls the checks."""


def _check(name: str, result: Result, detail: str, hint: str = "") -> Check:
    return Check(f"stable-{name.lower().replace('_', '-')}", result, detail, hint)


def _ancestor(site: Site, target: str) -> Check:
    if target == site.commit:
        return _check("ANCESTOR", Result.FAIL, "the target is the current commit: there is nothing to roll back")
    before = site.git.is_ancestor(target, site.commit)
    if before is None:
        return _check("ANCESTOR", Result.UNKNOWN, "the history between the target and now is not complete", "fetch it")
    if not before:
        detail = f"the target is not in the history of {site.ref}"
        return _check("ANCESTOR", Result.FAIL, detail, "choose a tag of this branch")
    count = site.git.tell("rev-list", "--count", f"{target}..{site.commit}").text
    return _check("ANCESTOR", Result.PASS, f"the target is {count} commits before the current one")


def _not_affected(site: Site, target: str) -> Check:
    """No incident on record covers the target."""
    name = "NOT_AFFECTED"
    unreadable = [path for path in site.records.unreadable if not path.endswith("ROLLBACK_PLAN.json")]
    if unreadable:
        return _check(name, Result.UNKNOWN, f"{unreadable[0]} cannot be read: it may cover the target", "repair it")
    ranged = 0
    for event in site.records.events:
        pairs = list(_ranges(event))
        ranged += bool(pairs)
        answer = _affected(site, target, pairs)
        if answer is True:
            detail = f"{shown(event.incident_id or event.path)} covers the target: introduced before it, and not fixed"
            return _check(name, Result.FAIL, detail, "choose an older tag, or a newer one with the fix")
        if isinstance(answer, str):
            detail = f"{shown(event.incident_id or event.path)} names the commit {answer}, which is not here"
            return _check(name, Result.UNKNOWN, detail, "fetch it, or correct `affected.commit_ranges`")
    told = f"{len(site.records.events)} incidents on record, {ranged} with commit ranges; none covers the target"
    return _check(name, Result.PASS, told)


def _ranges(event: Event) -> Iterator[tuple[str, str | None]]:
    for index, _ in event.items("affected", "commit_ranges"):
        introduced = event.string("affected", "commit_ranges", index, "introduced")
        if introduced is not None:
            yield introduced, event.string("affected", "commit_ranges", index, "fixed")


def _affected(site: Site, target: str, pairs: list[tuple[str, str | None]]) -> bool | str:
    """Whether some `introduced` is in the history of the target, and no `fixed` lies between them. A commit's id where
    it is not here."""

    def before(one: str, other: str) -> bool | None:
        return True if one == BEGINNING else site.git.is_ancestor(one, other)

    fixes = [fixed for _, fixed in pairs if fixed is not None]
    for introduced, _ in pairs:
        there = before(introduced, target)
        if there is None:
            return introduced
        if not there:
            continue
        fixed_before = False
        for fixed in fixes:
            first, second = before(introduced, fixed), before(fixed, target)
            if first is None or second is None:
                return fixed
            fixed_before = fixed_before or (first and second)
        if not fixed_before:
            return True
    return False


def _not_rolled_back(site: Site, target: str) -> Check:
    """No earlier rollback left the target, or undid it while its incident says nothing more exact."""
    name = "NOT_ROLLED_BACK"
    for event in site.records.rollback_events:
        left, went = event.string("from_commit"), event.string("target_commit")
        if event.string("outcome") == "ABORTED" or left is None or went is None:
            continue  # it was given up, and undid nothing
        called = shown(event.string("rollback_id") or event.path)
        if left == target:
            return _check(name, Result.FAIL, f"{called} rolled back from the target", "choose an older tag")
        answers = site.git.is_ancestor(target, left), site.git.is_ancestor(target, went)
        if None in answers:
            return _check(name, Result.UNKNOWN, f"{called} names commits that are not here", "fetch them")
        if answers == (True, False) and not _has_ranges(site, event):
            detail = f"{called} undid the target, and its incident records no commit range that could clear it"
            return _check(
                name, Result.FAIL, detail, "record `affected.commit_ranges` in its event, or choose an older tag"
            )
    return _check(name, Result.PASS, f"{len(site.records.rollback_events)} earlier rollbacks; none left the target")


def _has_ranges(site: Site, rollback: RollbackEvent) -> bool:
    wanted = rollback.string("incident_id")
    return any(any(True for _ in _ranges(one)) for one in site.records.events if one.incident_id == wanted)


def _soaked(site: Site, seal: Seal) -> Check:
    """Sealed long enough ago, by the date of the tag and by that of its commit."""
    name, wanted = "SOAKED", site.config.seal.min_soak
    dated = site.git.ask("show", "--no-patch", "--no-show-signature", "--format=%ct", seal.commit, "--").text
    try:
        committed = datetime.fromtimestamp(int(dated), UTC)
    except (ValueError, OverflowError, OSError):
        return _check(name, Result.UNKNOWN, "the date of the target's commit cannot be read")
    if seal.sealed_at is None:
        return _check(name, Result.UNKNOWN, "the date of the tag cannot be read")
    youngest = max(committed, seal.sealed_at)
    age = site.now - youngest
    if age < wanted:
        since = f"{duration_text(age)} ago" if age > timedelta() else f"at {time_text(youngest)}, in the future"
        detail = f"sealed {since}; {duration_text(wanted)} are asked for"
        return _check(name, Result.FAIL, detail, "choose an older tag; `seal.min-soak` says how long")
    return _check(name, Result.PASS, f"sealed {duration_text(age)} ago; {duration_text(wanted)} are asked for")


def _evidence(site: Site, seal: Seal) -> Check:
    name = "EVIDENCE"
    if seal.evidence:
        return _check(name, Result.PASS, f"the seal names {len(seal.evidence)} reports")
    if site.config.seal.require_evidence:
        detail = "the seal names no report; the policy requires one"
        return _check(name, Result.FAIL, detail, "`incident-lint seal create --evidence` names them")
    return _check(name, Result.PASS, "the policy requires no evidence")
