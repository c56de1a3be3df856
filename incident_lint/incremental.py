"""A check of the whole repository that judges only what has changed since the last one."""

from __future__ import annotations

from incident_lint.cache import Cache
from incident_lint.diagnostics import Report, in_order
from incident_lint.digests import digest
from incident_lint.kept import WRONG
from incident_lint.runner import among_others, further, judged
from incident_lint.selection import kind_of, units
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Self

    from incident_lint.config import Config
    from incident_lint.diagnostics import Diagnostic
    from incident_lint.git.repository import Repository
    from incident_lint.kept import Kept
    from incident_lint.records import Kind
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
    folder: str | None = None,
    shown: frozenset[Kind] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Lint all tracked records, and report, as `runner.check` would.

    selection: the records, asked for only where the tracked paths are not those of the last run. folder: where the
    verdicts are kept; None for under the git directory.
    """
    cache = Cache(tree, config, repository.folder, folder)
    listing = digest(repository.listing)
    people = _Contributors(repository)
    kept = cache.load()
    here = kept is not None and kept.place == cache.place  # what came from elsewhere does not say what is to be judged
    few: _Few | None = None
    then: list[Unit] = []
    fresh: dict[tuple[str, tuple[str, ...]], Verdict] = {}
    looked = 0
    try:
        if kept is not None:
            cache.begin()
            stale, looked = cache.stale(kept)
            stale |= _answered(kept, repository, people)
            if kept.listing == listing and here and len(stale) * FEW <= len(kept.rows):
                few = _Few.of(kept, stale)
            else:
                then = kept.units()
                fresh = {_name(one): kept.verdict(at) for at, one in enumerate(then) if at not in stale}
    except WRONG:  # a checksum proves that it was written so, and no more
        kept, few, fresh = None, None, {}
    if few is not None:
        told = few.judged_again(tree, config, progress)
        if looked * FEW > len(few.kept.paths):
            cache.renew(few.kept, few.stale)
        return _report(told, few.kept.files, len(few.kept.rows), shown, config)
    found = then if kept is not None and kept.listing == listing and here else units(selection().kinds)
    if not cache.started and len(found) >= LEAST:
        cache.begin()
    known = [fresh.get(_name(one)) for one in found]
    verdicts = judged(found, tree, config, lambda _ids: {}, known=known, exact=True, progress=progress)
    renewed = max(known.count(None), looked * len(found) // max(len(kept.paths), 1) if kept is not None else 0)
    if len(found) >= LEAST and (kept is None or kept.listing != listing or renewed * FEW > len(found)):
        contributors = people.counted(kept) if any(one.inputs.people for one in verdicts) else ("", "")
        if contributors is not None:
            cache.save(listing, contributors, list(zip(found, verdicts, strict=True)))
    told = [one for verdict in verdicts for one in verdict.diagnostics]
    return _report(told, sum(len(one.paths()) for one in found), len(found), shown, config)


class _Contributors:
    """The contributors as they were when a run began, known by what their names rest on as long as that is enough."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.authorship = repository.authorship()
        self.names = "" if self.authorship else self._names()

    def _names(self) -> str:
        return digest("\0".join(self.repository.people).encode("utf-8", "surrogateescape"))

    def same(self, kept: Kept) -> bool:
        """Whether they are those that a kept run counted with."""
        if self.authorship and self.authorship == kept.authorship:
            return True
        self.names = self.names or self._names()
        return self.names == kept.people

    def counted(self, kept: Kept | None) -> tuple[str, str] | None:
        """A digest of the names that counted, and what they rest on; None where that changed during the run."""
        if not self.names:
            known = kept is not None and kept.people and kept.authorship == self.authorship
            self.names = kept.people if kept is not None and known else self._names()
        return (self.names, self.authorship) if self.repository.authorship() == self.authorship else None


@dataclass(frozen=True, slots=True)
class _Few:
    """An earlier run of which only few incidents changed; all that judging these needs to know of the others.

    stale: the rows to be judged anew. told: what was found in each row. events: those of each row, with their ids.
    same: the further events of each row that has any.
    """

    kept: Kept
    stale: set[int]
    told: dict[int, list[Diagnostic]]
    events: list[list[tuple[str, str]]]
    same: dict[int, tuple[str, ...]]

    @classmethod
    def of(cls, kept: Kept, stale: set[int]) -> Self:
        """What was kept, as far as it is needed. One of WRONG where it is not of its form."""
        if not stale:
            return cls(kept, stale, kept.told(), [], {})
        events = [kept.events(at) for at in range(len(kept.rows))]
        same = {at: kept.same(at) for at, row in enumerate(kept.rows) if "same" in row[4]}
        return cls(kept, stale, kept.told(), events, same)

    def judged_again(self, tree: WorkTree, config: Config, progress: Progress | None) -> list[Diagnostic]:
        """What is found now: the stale rows are judged, and those whose id they took on or gave up."""
        ids: dict[str, list[str]] = {}
        for at, some in enumerate(self.events):
            for path, incident_id in some if at not in self.stale else ():
                ids.setdefault(incident_id, []).append(path)
        verdicts = judged(
            [self.kept.unit(at) for at in sorted(self.stale)],
            tree,
            config,
            lambda wanted: {one: ids[one] for one in wanted if one in ids},
            progress=progress,
        )
        touched = {incident_id for at in self.stale for _, incident_id in self.events[at]}
        for path, incident_id in (event for verdict in verdicts for event in verdict.events):
            ids.setdefault(incident_id, []).append(path)
            touched.add(incident_id)
        for incident_id in touched & ids.keys():
            ids[incident_id].sort()
        affected: set[int] = set()
        for at, some in enumerate(self.events):
            if at not in self.stale and some and some[0][1] in touched:
                same = further(some, ids)
                if same != self.same.get(at, ()):
                    affected.add(at)
                    verdicts.append(among_others(self.kept.unit(at), self.kept.verdict(at), same, tree, config))
        kept = (one for at, some in self.told.items() if at not in self.stale | affected for one in some)
        return [*kept, *(one for verdict in verdicts for one in verdict.diagnostics)]


def _report(
    told: Iterable[Diagnostic], files: int, incidents: int, shown: frozenset[Kind] | None, config: Config
) -> Report:
    chosen = told if shown is None else (one for one in told if kind_of(one.path, config) in shown)
    return Report(in_order(chosen), files, incidents)


def _name(unit: Unit) -> tuple[str, tuple[str, ...]]:
    """What makes a unit the same one in two runs: its folder and its records."""
    return unit.folder, tuple(unit.paths())


def _answered(kept: Kept, repository: Repository, people: _Contributors) -> set[int]:
    """The rows for which git has another answer now than it had then."""
    commits = repository.commits({one for row in kept.rows for one in row[4].get("commits", ())})
    tags = repository.tags({one for row in kept.rows for one in row[4].get("tags", ())})
    named = {at for at, row in enumerate(kept.rows) if "people" in row[4]}
    found = set() if not named or people.same(kept) else named
    for at, (_, _, _, _, more) in enumerate(kept.rows):
        differs = any(commits.get(one) != answer for one, answer in more.get("commits", {}).items())
        for name, answer in more.get("tags", {}).items():
            differs = differs or tags.get(name) != (None if answer is None else tuple(answer))
        if differs:
            found.add(at)
    return found
