"""A run over many incidents: what is judged anew, in which batches, on how many processors. No rule knows of it.

A batch is what git is asked about at once, and what is in memory at once. Two incidents with one id are the only ones
that concern each other, and are found when all are judged: then the rules about several incidents are asked of those.
"""

from __future__ import annotations

from incident_lint.diagnostics import Diagnostic, Report, in_order
from incident_lint.digests import digest
from incident_lint.document import MAX_BYTES
from incident_lint.engine import active_rules, judge
from incident_lint.facts import ask, facts_of, id_in, identities, tags_named
from incident_lint.loading import load, with_facts
from incident_lint.records import Facts, Kind
from incident_lint.selection import Unit, kind_of, units
from incident_lint.sources import WorkTree
from incident_lint.values import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from typing import Protocol

    from incident_lint.config import Config
    from incident_lint.document import Problem
    from incident_lint.facts import Tree
    from incident_lint.git.repository import Repository
    from incident_lint.records import Event, FileFact
    from incident_lint.selection import Selection

    class Progress(Protocol):
        """Is told how far a run is."""

        def __call__(self, done: int, total: int, /) -> None:
            """`done` incidents of `total` are judged."""
            ...


BATCH = 64
"""Incidents in a batch."""
MANY = 4 * BATCH
"""Incidents from which on further processes pay for their start."""
NAMED = 3
"""Further events with the same id that are told: of thousands, each of thousands of findings would name all."""
_EVENT = frozenset({Kind.EVENT})


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a verdict rests on besides the configuration and the tool, as it was when it was given.

    paths: every path that was read or looked for, with what was seen there (the SHA-256 of a file that was read,
    `file`, `directory`, `missing`; empty where that was not asked for); the records come first, in the order of their
    unit. commits, tags:
    what git said of those named (a tag that is not there has None). people: whether the names of the contributors
    counted. same: the first further events with this incident's id. settled: whether that is all; a link or an
    unreadable file leads to more than its path says.
    """

    paths: Mapping[str, str]
    commits: Mapping[str, bool | None]
    tags: Mapping[str, tuple[str, str] | None]
    people: bool
    same: tuple[str, ...]
    settled: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in an incident, the ids of its events by path, and what all this rests on."""

    diagnostics: tuple[Diagnostic, ...]
    events: tuple[tuple[str, str], ...]
    inputs: Inputs


class Observed:
    """A source that remembers what was asked of it for one incident; with `exact`, also what it said."""

    def __init__(self, below: Tree, unit: Unit, *, exact: bool) -> None:
        self.below = below
        self.paths = dict.fromkeys(unit.paths(), "")
        self.settled = True
        self._exact = exact

    @property
    def repository(self) -> Repository | None:
        """The repository of the source below."""
        return self.below.repository

    def read(self, path: str) -> bytes | Problem:
        """The bytes of a file, or the problem that keeps it from being read."""
        data = self.below.read(path)
        if isinstance(data, bytes) and len(data) <= MAX_BYTES:  # more than that is cut off
            self._note(path, digest(data) if self._exact else "")
        else:
            self._note(path, "")
            self.settled = False
        return data

    def fact(self, path: str, *, digest: bool) -> FileFact:
        """What stands at a path."""
        found = self.below.fact(path, digest=digest)
        if "\0" in path:  # `%00` in a link: no path at all
            self.settled = False
        elif path != ".." and not path.startswith(("/", "../")):  # these lead out of every tree
            self._note(path, (found.sha256 or found.state) if self._exact else "")
            self.settled &= found.state in {"file", "directory", "missing"}
        return found

    def _note(self, path: str, seen: str) -> None:
        known = self.paths.get(path) or seen
        if seen != known:  # what was seen to be a file may be read as well; else it changed meanwhile
            seen_besides = {seen, known} - {"file"}
            self.settled &= len(seen_besides) == 1 and seen_besides.isdisjoint({"directory", "missing"})
            known = max(seen_besides)
        self.paths[path] = known

    def holding(self, paths: Iterable[str], signs: Sequence[bytes]) -> Iterable[str]:
        """What the source below says."""
        return self.below.holding(paths, signs)


def check(selection: Selection, tree: Tree, config: Config, progress: Progress | None = None) -> Report:
    """Lint the selected records and report."""
    found = units(selection.kinds)
    own = {path for unit in found for path in unit.files.get(Kind.EVENT, ())}

    def others(ids: Collection[str]) -> Mapping[str, Sequence[str]]:
        return identities(tree, [path for path in selection.events() if path not in own], ids) if ids else {}

    verdicts = judged(found, tree, config, others, progress=progress)
    diagnostics = [one for verdict in verdicts for one in verdict.diagnostics]
    if selection.shown is not None:
        diagnostics = [one for one in diagnostics if _kind(one.path, selection, config) in selection.shown]
    return Report(in_order(diagnostics), len(selection.kinds), len(found))


def _kind(path: str, selection: Selection, config: Config) -> Kind | None:
    return selection.kinds.get(path) or kind_of(path, config)


def judged(
    found: Sequence[Unit],
    tree: Tree,
    config: Config,
    others: Callable[[Collection[str]], Mapping[str, Sequence[str]]],
    *,
    known: Sequence[Verdict | None] = (),
    exact: bool = False,
    progress: Progress | None = None,
) -> list[Verdict]:
    """The verdicts on these units, in their order.

    others: of these incident ids, the events that are in none of the units. known: for each unit the verdict, where
    there is one already. exact: whether the verdicts are to be kept, so that what they rest on has to be known by its
    content. progress: is told how many are done, and of how many.
    """
    verdicts: list[Verdict | None] = list(known) or [None] * len(found)
    missing = [at for at, one in enumerate(verdicts) if one is None]
    done = 0
    for some in _batches([found[at] for at in missing], tree, config, exact):
        for at, verdict in zip(missing[done:], some, strict=False):
            verdicts[at] = verdict
        done += len(some)
        if progress is not None:
            progress(done, len(missing))
    complete = [one for one in verdicts if one is not None]
    ids = together(complete)
    for incident_id, paths in others(ids).items():
        ids[incident_id] += paths
    for paths in ids.values():
        paths.sort()
    return [
        verdict
        if (same := further(verdict.events, ids)) == verdict.inputs.same
        else among_others(unit, verdict, same, tree, config)
        for unit, verdict in zip(found, complete, strict=True)
    ]


def among_others(unit: Unit, verdict: Verdict, same: tuple[str, ...], tree: Tree, config: Config) -> Verdict:
    """A verdict, with what the rules about several incidents say now that these further events have the same id."""
    rules = [one for one in active_rules(config, _EVENT) if one.across]
    codes = {one.code for one in rules}
    alone = load(Unit(unit.folder, {Kind.EVENT: unit.files[Kind.EVENT]}), tree, config)
    told = judge(with_facts(alone, Facts(same_id=same)), rules, config)
    rest = (one for one in verdict.diagnostics if one.code not in codes)
    return replace(verdict, diagnostics=(*rest, *told), inputs=replace(verdict.inputs, same=same))


def together(verdicts: Iterable[Verdict]) -> dict[str, list[str]]:
    """The events of these verdicts by their incident id."""
    ids: dict[str, list[str]] = {}
    for verdict in verdicts:
        for path, incident_id in verdict.events:
            ids.setdefault(incident_id, []).append(path)
    return ids


def further(events: Sequence[tuple[str, str]], ids: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The first further events, anywhere, that have the id of the first one of these; `ids` has them in order."""
    for path, incident_id in events[:1]:
        return tuple([one for one in ids[incident_id][: NAMED + 1] if one != path][:NAMED])
    return ()


def _batches(found: Sequence[Unit], tree: Tree, config: Config, exact: bool) -> Iterator[list[Verdict]]:
    batches = [found[first : first + BATCH] for first in range(0, len(found), BATCH)]
    if len(found) >= MANY and isinstance(tree, WorkTree):
        from incident_lint.pool import spread  # noqa: PLC0415  (processes: only where they pay)

        # the first one here: what it loads and compiles is there for all processes
        yield judge_batch(batches[0], tree, config, exact)
        yield from spread(batches[1:], tree, config, exact)
        return
    for batch in batches:
        yield judge_batch(batch, tree, config, exact)


def judge_batch(batch: Sequence[Unit], tree: Tree, config: Config, exact: bool = False) -> list[Verdict]:
    """The verdicts on some units, each as if it were alone in the repository. exact: see `judged`."""
    rules = active_rules(config, frozenset(kind for unit in batch for kind in unit.files))
    observed = [Observed(tree, unit, exact=exact) for unit in batch]
    incidents = [load(unit, source, config) for unit, source in zip(batch, observed, strict=True)]
    answers = ask(incidents, tree.repository)
    verdicts: list[Verdict] = []
    for unit, source, bare in zip(batch, observed, incidents, strict=True):
        incident = with_facts(bare, facts_of(bare, source, answers))
        diagnostics = tuple(judge(incident, rules, config))
        events = tuple(_events(unit, source, incident.event))
        facts = incident.facts
        tags = {name: facts.tags.get(name) for name in tags_named(incident)}
        inputs = Inputs(source.paths, facts.commits, tags, facts.people.asked, (), source.settled)
        verdicts.append(Verdict(diagnostics, events, inputs))
    return verdicts


def _events(unit: Unit, tree: Tree, event: Event | None) -> Iterator[tuple[str, str]]:
    """The ids of the events of a unit, by path, also of those that did not parse as a record."""
    for path in unit.files.get(Kind.EVENT, ()):
        found = event.get("incident_id") if event is not None and event.path == path else id_in(tree.read(path))
        if isinstance(found, str) and found:
            yield path, found
