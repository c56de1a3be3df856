"""Was the target stable? Five checks, each with its answer and the reason; only PASS plans.

Commit ranges are those of the incident records, with the semantics of OSV's GIT ranges: a commit is affected from
`introduced` on (`0`: from the beginning), along every path of the history, until a `fixed` commit of the same incident.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from incident_lint.jsontext import shown
from incident_lint.patterns import regex
from incident_lint.records import Kind
from incident_lint.rollback.refusal import Check, Result, counted
from incident_lint.selection import kind_of
from incident_lint.times import duration_text, time_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_lint.records import Event, RollbackEvent
    from incident_lint.rollback.seal import Seal
    from incident_lint.rollback.site import Site

_ID = regex(r"[0-9a-f]{40}|[0-9a-f]{64}")
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
        detail = "the target is the current commit: there is nothing to roll back"
        return _check("ANCESTOR", Result.FAIL, detail, "choose an older tag")
    before = site.git.is_ancestor(target, site.commit)
    if before is None:
        return _check("ANCESTOR", Result.UNKNOWN, "the history between the target and now is not complete", "fetch it")
    if not before:
        detail = f"the target is not in the history of {site.ref}"
        return _check("ANCESTOR", Result.FAIL, detail, "choose a tag of this branch")
    count = site.git.tell("rev-list", "--count", f"{target}..{site.commit}").text
    return _check("ANCESTOR", Result.PASS, f"the target is {counted(int(count), 'commit')} before the current one")


def _not_affected(site: Site, target: str) -> Check:
    """No incident on record covers the target."""
    name = "NOT_AFFECTED"
    unreadable = _unreadable(site, Kind.EVENT)
    if unreadable:
        return _check(name, Result.UNKNOWN, f"{unreadable} cannot be read: it may cover the target", "repair it")
    ranged = 0
    for event in site.records.events:
        pairs = list(_ranges(event))
        ranged += bool(pairs)
        answer = _affected(site, target, pairs)
        called = shown(event.incident_id or event.path)
        if answer is True:
            detail = f"{called} covers the target: introduced before it, and not fixed"
            return _check(name, Result.FAIL, detail, "choose an older tag, or a newer one with the fix")
        if isinstance(answer, str):
            detail = f"{called} names {shown(answer)} in its commit ranges, which is no commit here"
            return _check(name, Result.UNKNOWN, detail, "fetch it, or correct `affected.commit_ranges`")
    on_record = counted(len(site.records.events), "incident")
    return _check(name, Result.PASS, f"{on_record} on record, {ranged} with commit ranges; none covers the target")


def _unreadable(site: Site, kind: Kind) -> str:
    """A record of this kind that cannot be read; empty for none."""
    return next((path for path in site.records.unreadable if kind_of(path, site.config) is kind), "")


def _ranges(event: Event) -> Iterator[tuple[str, str | None]]:
    """The commit ranges of an event: introduced, fixed. What is no range stands for one whose name is no commit."""
    affected = event.get("affected")
    ranges = affected.get("commit_ranges") if isinstance(affected, dict) else affected
    if ranges is None:
        return
    for one in ranges if isinstance(ranges, list) else [(ranges,)]:
        introduced = one.get("introduced") if isinstance(one, dict) else (one,)
        fixed = one.get("fixed") if isinstance(one, dict) else None
        yield _said(introduced), None if fixed is None else _said(fixed)


def _said(value: object) -> str:
    """A name as written; what is no text cannot be one, and is not taken for one (`0` is not `"0"`)."""
    return value if isinstance(value, str) else f"{value!r}, no text"


def _affected(site: Site, target: str, pairs: list[tuple[str, str | None]]) -> bool | str:
    """Whether some `introduced` is in the history of the target, and no `fixed` lies between them. Where one of them is
    no full id, or not here, that name."""

    def before(one: str, other: str) -> bool | None:
        if one == BEGINNING:
            return True
        return site.git.is_ancestor(one, other) if _ID.fullmatch(one) and _ID.fullmatch(other) else None

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
    unreadable = _unreadable(site, Kind.ROLLBACK_EVENT)
    if unreadable:
        detail = f"{unreadable} cannot be read: it may have left the target"
        return _check(name, Result.UNKNOWN, detail, "repair it")
    for event in site.records.rollback_events:
        if event.string("outcome") == "ABORTED":
            continue  # it was given up, and undid nothing
        left, went = event.string("from_commit") or "", event.string("target_commit") or ""
        called = shown(event.string("rollback_id") or event.path)
        if left == target:
            return _check(name, Result.FAIL, f"{called} rolled back from the target", "choose an older tag")
        ids = _ID.fullmatch(left) and _ID.fullmatch(went)
        answers = (site.git.is_ancestor(target, left), site.git.is_ancestor(target, went)) if ids else (None, None)
        if None in answers:
            detail = f"{called} names commits that are not here, or none"
            return _check(name, Result.UNKNOWN, detail, "fetch them, or repair the record")
        if answers == (True, False) and not _has_ranges(site, event):
            detail = f"{called} undid the target, and its incident records no commit range that could clear it"
            return _check(name, Result.FAIL, detail, "record `affected.commit_ranges`, or choose an older tag")
    return _check(
        name, Result.PASS, f"{counted(len(site.records.rollback_events), 'earlier rollback')}; none left the target"
    )


def _has_ranges(site: Site, rollback: RollbackEvent) -> bool:
    wanted = rollback.string("incident_id")
    return any(any(True for _ in _ranges(one)) for one in site.records.events if one.incident_id == wanted)


def _soaked(site: Site, seal: Seal) -> Check:
    """Sealed long enough ago, by the date of the tag and by that of its commit."""
    name, wanted = "SOAKED", site.config.seal.min_soak
    dated = site.git.committed(seal.commit)
    try:
        committed = None if dated is None else datetime.fromtimestamp(dated, UTC)
    except (ValueError, OverflowError, OSError):
        committed = None
    if committed is None:
        return _check(name, Result.UNKNOWN, "the date of the target's commit cannot be read")
    if seal.sealed_at is None:
        return _check(name, Result.UNKNOWN, "the date of the tag cannot be read")
    youngest = max(committed, seal.sealed_at)
    age = site.now - youngest
    if age < wanted:
        since = f"{duration_text(age)} ago" if age >= timedelta() else f"at {time_text(youngest)}, in the future"
        detail = f"sealed {since}; {duration_text(wanted)} are asked for"
        return _check(name, Result.FAIL, detail, "choose an older tag; `seal.min-soak` says how long")
    return _check(name, Result.PASS, f"sealed {duration_text(age)} ago; {duration_text(wanted)} are asked for")


def _evidence(site: Site, seal: Seal) -> Check:
    name = "EVIDENCE"
    if seal.evidence:
        return _check(name, Result.PASS, f"the seal names {counted(len(seal.evidence), 'report')}")
    if site.config.seal.require_evidence:
        detail = "the seal names no report; the policy requires one"
        return _check(name, Result.FAIL, detail, "`incident-lint seal create --evidence` names them")
    return _check(name, Result.PASS, "the policy requires no evidence")
