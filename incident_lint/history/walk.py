"""From a range, or a staged change, to steps: one pass over the commits, parents before children.

The events of a state are carried from commit to commit along the differences, so that the cost is that of what
changed, whatever the number of incidents. A state is dropped when the last of its children was judged.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import islice

from incident_lint.errors import GitError
from incident_lint.git.differences import added, blob_after
from incident_lint.git.log import Commit, clean, message_trailers
from incident_lint.git.repository import FETCH_ALL
from incident_lint.history.custody import allowed, held, losses
from incident_lint.history.events import NOTHING, lasting
from incident_lint.history.logged import Side, Witnesses
from incident_lint.history.silence import cause, silence
from incident_lint.history.states import State
from incident_lint.history.step import SHORT, Step
from incident_lint.patterns import regex
from incident_lint.records import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from incident_lint.git.differences import Change, Written
    from incident_lint.git.graph import Course, Rows
    from incident_lint.git.repository import Repository
    from incident_lint.history.scope import Range
    from incident_lint.history.states import States
    from incident_lint.history.step import Loss, Silence

_AT_ONCE = 64


def walk(states: States, scope: Range, course: Course) -> Iterator[Step]:
    """The steps of a range where something happened. GitError where its history is cut off: what cannot be seen is not
    passed."""
    cut = next((oid for oid, _ in course.rows if oid in states.repository.cut_off), None)
    if cut is not None:
        raise GitError(f"the range reaches {cut[:SHORT]}, where this shallow clone was cut off", FETCH_ALL)
    told: set[tuple[str, str]] = set()
    for step in _Walk(states, course).steps():
        told.update((loss.incident, loss.oid) for loss in step.losses)
        yield step
    if course.onward and scope.base not in {None, scope.tip}:
        yield from _reopened(states, scope, told)


class _Walk:
    """One pass over the commits of a range."""

    def __init__(self, states: States, course: Course) -> None:
        self.states = states
        self.rows = course.rows
        begins = _begins(states, course.rows)
        self.known = {one.state.tree: one.state for one in begins}
        self.children = Counter(parent for _, parents in course.rows for parent in parents)
        self.witnesses = Witnesses(states, begins)

    def steps(self) -> Iterator[Step]:
        """The steps of the commits where something happened, parents before children."""
        written = self.states.objects.differences.commits([oid for oid, _ in self.rows])
        while batch := list(islice(written, _AT_ONCE)):
            merges = [(one.id, parent) for one in batch if len(one.parents) > 1 for parent in one.parents]
            compared = iter(self.states.objects.compare(merges))
            self.states.read(_events(self.states, batch))
            for one in batch:
                if len(one.parents) > 1:
                    step = self.step(one, [next(compared) for _ in one.parents])
                else:
                    step = self.single(one)
                if step.eventful:
                    yield step
                self.leave(one.parents)

    def single(self, written: Written) -> Step:
        """The step of a commit with one parent, or with none."""
        states = self.states
        parent = written.parents[0] if written.parents else None
        before = self.known[parent] if parent is not None else State(None, lasting(NOTHING))
        if any(states.concerned(before.events, path, added=added(head)) for head, path in written.touched):
            return self.step(written, [written.changes])
        self.known[written.id] = State(written.id, before.events)
        if parent is not None:
            self.witnesses.follow(written.id, parent)
        if not written.may_be_silent and not states.config.hotfix_subjects:
            return Step(states.config)
        return Step(states.config, commit := written.commit, silence=_silence(states, commit, before))

    def step(self, written: Written, compared: Sequence[Sequence[Change]]) -> Step:
        """The step of a commit that concerns incidents, or of a merge. `compared`: what it changes on each parent."""
        states, commit = self.states, written.commit
        before = [self.known[parent] for parent in written.parents] or [State(None, lasting(NOTHING))]
        sides = [Side(state, changes) for state, changes in zip(before, compared, strict=True)]
        after = State(commit.id, states.after(sides[0].state.events, sides[0].changes))
        self.known[commit.id] = after
        lost = _losses(states, sides, after, commit.id)
        logged = self.witnesses.logged(commit, sides, after)
        if len(commit.parents) == 1:
            self.witnesses.follow(commit.id, commit.parents[0])
        return Step(states.config, commit, losses=lost, logged=logged, silence=_silence(states, commit, after))

    def leave(self, parents: Sequence[str]) -> None:
        """Drop the states of parents whose children were all judged."""
        for parent in parents:
            self.children[parent] -= 1
            if not self.children[parent]:
                del self.known[parent]
                self.witnesses.forget(parent)


def _events(states: States, batch: Sequence[Written]) -> Iterator[tuple[str, str]]:
    """The events, path and blob, that commits write."""
    for written in batch:
        for head, path in written.touched:
            if states.kind(path) is Kind.EVENT and (oid := blob_after(head)) is not None:
                yield path, oid


def staged(states: States, parents: Sequence[str]) -> Step:
    """The step from the commits that the next one will have as parents to the index."""
    before = [states.at(one) for one in parents] or [State(None, NOTHING)]
    sides = [Side(state, states.objects.staged(state.tree)) for state in before]
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


def _begins(states: States, rows: Rows) -> list[Side]:
    """The states that a range begins from: one is read whole, the others from what they differ by."""
    inside = {oid for oid, _ in rows}
    outside = list(dict.fromkeys(parent for _, parents in rows for parent in parents if parent not in inside))
    if not outside:
        return []
    first = State(outside[0], lasting(states.at(outside[0]).events))
    compared = states.objects.compare([(one, outside[0]) for one in outside[1:]])
    others = zip(outside[1:], compared, strict=True)
    return [Side(first, ())] + [Side(State(one, states.after(first.events, it)), it) for one, it in others]


def _silence(states: States, commit: Commit, after: State) -> Silence | None:
    if _excused(states, commit):
        return None
    return silence(commit, states.config.hotfix_subjects, after.events.by_id)


def _excused(states: States, commit: Commit) -> bool:
    return any(one.commit == commit.id for one in states.config.allow)


def _losses(states: States, sides: Sequence[Side], after: State, commit: str) -> tuple[Loss, ...]:
    """What a step lost, against every parent.

    A merge may lack what one parent holds where another parent's side removed it since the two parted: that removal is
    judged where it was made.
    """
    found: dict[Loss, None] = {}
    for side in sides:
        lost = losses(states, side.state, after, side.changes)
        for other in sides if lost else ():
            if other is not side:
                removed = _removed_there(states, lost, side.state, other.state)
                lost = [loss for loss in lost if loss not in removed]
        found.update((allowed(states, loss, commit), None) for loss in lost)
    return tuple(found)


def _removed_there(states: States, lost: Sequence[Loss], here: State, there: State) -> set[Loss]:
    """What of these losses the side of another parent removed, since it parted from this one."""
    if here.tree is None or there.tree is None:
        return set()
    absent = set(lost) - held(states, there, lost)
    if not absent:
        return set()
    bases = states.repository.merge_bases(here.tree, there.tree)
    return {loss for base in bases for loss in held(states, states.at(base), absent)}


def _reopened(states: States, scope: Range, told: set[tuple[str, str]]) -> Iterator[Step]:
    """What the whole range lost of incidents that are open at its beginning and at its end.

    Closing an incident, removing its evidence and opening it again is no way around.
    """
    assert scope.base is not None
    before, (changes,) = states.at(scope.base), states.objects.compare([(scope.tip, scope.base)])
    after = State(scope.tip, states.after(before.events, changes))
    lost = losses(states, before, after, changes)
    evidence = (loss for loss in lost if loss.kind is None and (loss.incident, loss.oid) not in told)

    @cache
    def everything() -> frozenset[str]:
        pieces = states.evidence(after, after.events.views.values())
        return frozenset(item.entry.oid for items in pieces.values() for item in items.values())

    found = [allowed(states, loss, "") for loss in evidence if _open_again(loss, before, after, told, everything)]
    if found:
        yield Step(states.config, span=f"{scope.base[:SHORT]}..{scope.tip[:SHORT]}", losses=tuple(found))


def _open_again(
    loss: Loss, before: State, after: State, told: set[tuple[str, str]], everything: Callable[[], frozenset[str]]
) -> bool:
    """Whether an incident that was open at the beginning is open at the end, under whatever id. `everything`: the
    blobs of all evidence at the end."""
    paths = {*after.events.by_id.get(loss.incident, ()), loss.event}
    views = [after.events.views[path] for path in paths if path in after.events.views]
    if not views:  # it has another id and another place: then its evidence has to be that of another incident
        if loss.event not in after.events.records and (loss.incident, before.events.records[loss.event][1]) in told:
            return False  # it is gone, and that was told
        return loss.oid not in everything()
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
