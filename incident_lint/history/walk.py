"""From a range, or a staged change, to steps: one pass over the commits, parents before children.

The events of a state are carried from commit to commit along the differences, so that the cost is that of what
changed, whatever the number of incidents. A state is dropped when the last of its children was judged.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice

from incident_lint.document import Problem, decode
from incident_lint.errors import GitError
from incident_lint.git.log import Commit, as_time, clean, commits, graph, message_trailers
from incident_lint.git.process import run
from incident_lint.git.repository import FETCH_ALL
from incident_lint.history.custody import allowed, holds, losses
from incident_lint.history.silence import cause, silence
from incident_lint.history.states import NOTHING, State
from incident_lint.history.step import SHORT, Logged, Step
from incident_lint.jsontext import read_json
from incident_lint.patterns import regex
from incident_lint.records import Event, Kind
from incident_lint.times import parse_time
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from incident_lint.git.objects import Change
    from incident_lint.git.repository import Repository
    from incident_lint.history.scope import Range
    from incident_lint.history.states import States
    from incident_lint.history.step import Loss

_AT_ONCE = 64
_MOVES = 20
"""How often an event may have been moved before nobody asks any more when it was added."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One parent of a step, with what lies between."""

    state: State
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an event was seen: in which tree, at which path."""

    tree: str | None
    path: str


def walk(states: States, scope: Range) -> Iterator[Step]:
    """The steps of a range. GitError where its history is cut off: what cannot be seen is not passed."""
    rows = graph(states.repository, scope.revisions)
    cut = next((oid for oid, _ in rows if oid in states.repository.cut_off), None)
    if cut is not None:
        raise GitError(f"the range reaches {cut[:SHORT]}, where this shallow clone was cut off", FETCH_ALL)
    known = _boundary(states, rows)
    children = Counter(parent for _, parents in rows for parent in parents)
    told: set[tuple[str, str]] = set()
    seen = {
        incident: _Place(state.tree, paths[0])
        for state in known.values()
        for incident, paths in state.events.by_id.items()
    }
    stream = commits(states.repository, scope.revisions)
    while batch := list(islice(stream, _AT_ONCE)):
        pairs = [(one.id, parent) for one in batch for parent in (one.parents or (None,))]
        compared = iter(states.objects.compare(pairs))
        for commit in batch:
            before = [known[parent] for parent in commit.parents] or [State(None, NOTHING)]
            sides = [_Side(state, next(compared)) for state in before]
            after = State(commit.id, states.after(sides[0].state.events, sides[0].changes))
            known[commit.id] = after
            step = _step(states, commit, sides, after, seen)
            told.update((loss.incident, loss.oid) for loss in step.losses)
            yield step
            for parent in commit.parents:
                children[parent] -= 1
                if not children[parent]:
                    del known[parent]
    yield from _reopened(states, scope, told)


def staged(states: States, parents: Sequence[str]) -> Step:
    """The step from the commits that the next one will have as parents to the index."""
    before = [states.at(one) for one in parents] or [State(None, NOTHING)]
    sides = [_Side(state, states.objects.staged(state.tree)) for state in before]
    after = State(None, states.after(sides[0].state.events, sides[0].changes))
    return Step(states.config, losses=_losses(states, sides, after, ""))


def message_step(states: States, message: bytes) -> Step | None:
    """The step of a commit that is being made, as far as its message goes; None where it need not name an incident."""
    trailers = message_trailers(states.repository, message)
    commit = Commit("", (), None, clean(states.repository, message), trailers)
    if not cause(commit, states.config.hotfix_subjects):
        return None
    on_record = states.at(None).events.by_id  # only now: reading all events is for the few messages that ask for it
    return Step(states.config, commit, silence=silence(commit, states.config.hotfix_subjects, on_record))


def _boundary(states: States, rows: Sequence[tuple[str, tuple[str, ...]]]) -> dict[str, State]:
    """The states that a range begins from: one is read whole, the others from what they differ by."""
    inside = {oid for oid, _ in rows}
    outside = list(dict.fromkeys(parent for _, parents in rows for parent in parents if parent not in inside))
    if not outside:
        return {}
    first = states.at(outside[0])
    compared = states.objects.compare([(one, outside[0]) for one in outside[1:]])
    others = zip(outside[1:], compared, strict=True)
    return {outside[0]: first} | {one: State(one, states.after(first.events, changes)) for one, changes in others}


def _step(states: States, commit: Commit, sides: Sequence[_Side], after: State, seen: dict[str, _Place]) -> Step:
    told = _losses(states, sides, after, commit.id)
    logged = tuple(_logged(states, commit, sides, after, seen))
    asked = None if _excused(states, commit) else silence(commit, states.config.hotfix_subjects, after.events.by_id)
    return Step(states.config, commit, losses=told, logged=logged, silence=asked)


def _excused(states: States, commit: Commit) -> bool:
    return any(one.commit == commit.id for one in states.config.allow)


def _losses(states: States, sides: Sequence[_Side], after: State, commit: str) -> tuple[Loss, ...]:
    """What a step lost, against every parent.

    A merge may lack what one parent holds where another parent's side removed it since the two parted: that removal is
    judged where it was made.
    """
    found: dict[Loss, None] = {}
    for side in sides:
        others = [one.state for one in sides if one is not side]
        for loss in losses(states, side.state, after, side.changes):
            if not any(_removed_there(states, loss, side.state, other) for other in others):
                found[allowed(states, loss, commit)] = None
    return tuple(found)


def _removed_there(states: States, loss: Loss, here: State, there: State) -> bool:
    """Whether the side of another parent removed what is lost, since it parted from this one."""
    if here.tree is None or there.tree is None or holds(states, there, loss):
        return False
    bases = states.repository.merge_bases(here.tree, there.tree)
    return any(holds(states, states.at(base), loss) for base in bases)


def _logged(
    states: States, commit: Commit, sides: Sequence[_Side], after: State, seen: dict[str, _Place]
) -> Iterator[Logged]:
    """The events that a commit adds, or whose `logged_at` it changes. What a merge takes from a parent is neither, and
    what was there before (`seen`) and comes back is not added."""
    for change in sides[0].changes:
        view = after.events.views.get(change.path)
        if view is None or view.logged_at is None or commit.authored is None:
            continue
        oid = after.events.records[change.path][1]
        if any(one.state.events.records.get(change.path) == (Kind.EVENT, oid) for one in sides):
            continue
        older = [(one.state, path) for one in sides for path in one.state.events.by_id.get(view.id or "", ())]
        older = older or [(one.state, change.path) for one in sides if change.path in one.state.events.views]
        if any(state.events.views[path].logged_at == view.logged_at for state, path in older):
            continue
        place = _Place(older[0][0].tree, older[0][1]) if older else _before(states, commit, seen.get(view.id or ""))
        witness = _first_commit(states, place, view.id) if place is not None else commit.authored
        document = decode(change.path, states.objects.blob(oid))
        if witness is None or isinstance(document, Problem) or parse_time(view.logged_at) is None:
            continue
        yield Logged(Event(change.path, read_json(document)), witness, place is None)
    if after.events is not sides[0].state.events:
        seen.update((one, _Place(after.tree, paths[0])) for one, paths in after.events.by_id.items() if one not in seen)


def _before(states: States, commit: Commit, place: _Place | None) -> _Place | None:
    """Where an event was seen, if that was in the past of this commit and not on a branch beside it."""
    if place is None or place.tree is None or not states.repository.is_ancestor(place.tree, commit.id):
        return None
    return place


def _first_commit(states: States, place: _Place, incident: str | None) -> datetime | None:
    """When the commit was made that first added an event, wherever it stood then; None where that cannot be told."""
    if states.repository.cut_off:
        return None
    tree, path = place.tree, place.path
    for _ in range(_MOVES):
        options = ["--diff-filter=A", "--no-renames", "--no-follow", "--format=%H %at", "--no-show-signature"]
        listed = run(["--literal-pathspecs", "log", *options, tree or "HEAD", "--", path], states.repository.root)
        lines = listed.decode("ascii", "replace").splitlines()
        if not lines:
            return None
        oid, _, seconds = lines[-1].partition(" ")
        parents = graph(states.repository, ("--max-count=1", oid))[0][1]
        earlier = states.at(parents[0]) if parents else None
        places = earlier.events.by_id.get(incident or "", ()) if earlier is not None else ()
        if earlier is None or not places:
            return as_time(seconds)
        tree, path = earlier.tree, places[0]
    return None


def _reopened(states: States, scope: Range, told: set[tuple[str, str]]) -> Iterator[Step]:
    """What the whole range lost of incidents that are open at its beginning and at its end.

    Closing an incident, removing its evidence and opening it again is no way around.
    """
    if scope.base is None or not states.repository.is_ancestor(scope.base, scope.tip) or scope.base == scope.tip:
        return
    before, (changes,) = states.at(scope.base), states.objects.compare([(scope.tip, scope.base)])
    after = State(scope.tip, states.after(before.events, changes))
    lost = losses(states, before, after, changes)
    evidence = (loss for loss in lost if loss.kind is None and (loss.incident, loss.oid) not in told)
    found = [allowed(states, loss, "") for loss in evidence if _open_again(states, loss, before, after, told)]
    if found:
        yield Step(states.config, span=f"{scope.base[:SHORT]}..{scope.tip[:SHORT]}", losses=tuple(found))


def _open_again(states: States, loss: Loss, before: State, after: State, told: set[tuple[str, str]]) -> bool:
    """Whether an incident that was open at the beginning is open at the end, under whatever id."""
    paths = {*after.events.by_id.get(loss.incident, ()), loss.event}
    views = [after.events.views[path] for path in paths if path in after.events.views]
    if not views:  # it has another id and another place: then its evidence has to be that of another incident
        if loss.event not in after.events.records and (loss.incident, before.events.records[loss.event][1]) in told:
            return False  # it is gone, and that was told
        found = states.evidence(after, after.events.views.values())
        return all(item.entry.oid != loss.oid for items in found.values() for item in items.values())
    return any(not after.events.closed(view) for view in views)


_HEAD_VARIABLE = regex(r"GITHEAD_([0-9a-f]{40}|[0-9a-f]{64})")


def being_merged(repository: Repository, environment: Mapping[str, str]) -> list[str]:
    """The commits that are being merged: MERGE_HEAD where a merge waits for its commit; within `git merge` itself,
    where that file is not written yet when the hook runs, the variables that it sets for each head."""
    try:
        return repository.words_in("MERGE_HEAD")
    except FileNotFoundError:
        found = (_HEAD_VARIABLE.fullmatch(name) for name in environment)
        return [one.group(1) for one in found if one is not None]
