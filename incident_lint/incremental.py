"""A check of the whole repository that judges only what has changed since the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_lint.cache import Cache, digest
from incident_lint.diagnostics import Report, in_order
from incident_lint.kept import WRONG
from incident_lint.records import Kind
from incident_lint.runner import judge_batch, judged
from incident_lint.selection import kind_of, units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from incident_lint.config import Config
    from incident_lint.diagnostics import Diagnostic
    from incident_lint.git import Repository
    from incident_lint.kept import Kept
    from incident_lint.runner import Progress, Verdict
    from incident_lint.selection import Selection, Unit
    from incident_lint.sources import WorkTree

LEAST = 20
"""Incidents below which nothing is kept: judging them is as quick."""
FEW = 200
"""Where fewer than one incident in this many was judged anew, what is kept stays as it is: writing it takes longer."""


def check_whole(
    tree: WorkTree,
    repository: Repository,
    config: Config,
    selection: Callable[[], Selection],
    *,
    shown: frozenset[Kind] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Lint all tracked records, and report, as `runner.check` would.

    selection: the records, asked for only where the tracked paths are not those of the last run.
    """
    cache = Cache(tree, config, repository.folder)
    listing = digest(repository.listing)
    people = digest("\0".join(repository.people).encode("utf-8", "surrogateescape"))
    kept = cache.load()
    then: list[Unit] = []
    fresh: dict[tuple[str, tuple[str, ...]], Verdict] = {}
    try:
        if kept is not None:
            cache.begin()
            stale = cache.stale(kept) | _answered(kept, repository, people)
            if kept.listing == listing and len(stale) * FEW <= len(kept.rows):
                told = _few(kept, stale, tree, config, progress) if stale else kept.told()
                return _report(told, kept.files, len(kept.rows), shown, config)
            then = kept.units()
            fresh = {_name(one): kept.verdict(at) for at, one in enumerate(then) if at not in stale}
    except WRONG:  # a checksum proves that it was written so, and no more
        kept, fresh = None, {}
    found = then if kept is not None and kept.listing == listing else units(selection().kinds)
    if not cache.started and len(found) >= LEAST:
        cache.begin()
    known = [fresh.get(_name(one)) for one in found]
    verdicts = judged(found, tree, config, lambda _ids: {}, known=known, progress=progress)
    renewed = known.count(None)
    if len(found) >= LEAST and (kept is None or kept.listing != listing or renewed * FEW > len(found)):
        cache.save(listing, people, list(zip(found, verdicts, strict=True)))
    told = [one for verdict in verdicts for one in verdict.diagnostics]
    return _report(told, sum(len(one.paths()) for one in found), len(found), shown, config)


def _few(kept: Kept, stale: set[int], tree: WorkTree, config: Config, progress: Progress | None) -> list[Diagnostic]:
    """What is found where a few incidents changed: they are judged, and those whose id they took on or gave up."""
    events = [kept.events(at) for at in range(len(kept.rows))]
    ids: dict[str, list[str]] = {}
    for at, some in enumerate(events):
        for path, incident_id in some if at not in stale else ():
            ids.setdefault(incident_id, []).append(path)
    units_now = [kept.unit(at) for at in sorted(stale)]
    verdicts = judged(
        units_now, tree, config, lambda wanted: {one: ids[one] for one in wanted if one in ids}, progress=progress
    )
    touched = {incident_id for at in stale for _, incident_id in events[at]}
    for path, incident_id in (event for verdict in verdicts for event in verdict.events):
        ids.setdefault(incident_id, []).append(path)
        touched.add(incident_id)
    affected = set()
    for at, some in enumerate(events):
        if at not in stale and some and some[0][1] in touched:
            path, incident_id = some[0]
            if kept.same(at) != tuple(sorted(one for one in ids[incident_id] if one != path)):
                affected.add(at)
    if affected:
        verdicts += judge_batch([kept.unit(at) for at in sorted(affected)], tree, config, ids)
    return kept.told(stale | affected) + [one for verdict in verdicts for one in verdict.diagnostics]


def _report(
    told: Iterable[Diagnostic], files: int, incidents: int, shown: frozenset[Kind] | None, config: Config
) -> Report:
    chosen = told if shown is None else (one for one in told if kind_of(one.path, config) in shown)
    return Report(in_order(chosen), files, incidents)


def _name(unit: Unit) -> tuple[str, tuple[str, ...]]:
    """What makes a unit the same one in two runs: its folder and its records."""
    return unit.folder, tuple(unit.paths())


def _answered(kept: Kept, repository: Repository, people: str) -> set[int]:
    """The rows for which git has another answer now than it had then."""
    commits = repository.commits({one for row in kept.rows for one in row[4].get("commits", ())})
    tags = repository.tags({one for row in kept.rows for one in row[4].get("tags", ())})
    written = kept.kind_index(Kind.POST_MORTEM)
    other_people = people != kept.people
    found: set[int] = set()
    for at, (_, kinds, _, _, more) in enumerate(kept.rows):
        differs = other_people and written in kinds
        differs = differs or any(commits.get(one) != answer for one, answer in more.get("commits", {}).items())
        for name, answer in more.get("tags", {}).items():
            differs = differs or tags.get(name) != (None if answer is None else tuple(answer))
        if differs:
            found.add(at)
    return found
