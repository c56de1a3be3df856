"""Which commit bears witness to when an event was logged: the one that added it, wherever it stood then."""

from __future__ import annotations

from incident_lint.document import Problem, decode
from incident_lint.git.log import as_time
from incident_lint.git.process import run
from incident_lint.history.step import Logged
from incident_lint.jsontext import read_json
from incident_lint.records import Event, Kind
from incident_lint.times import parse_time
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from incident_lint.git.differences import Change
    from incident_lint.git.log import Commit
    from incident_lint.history.states import State, States
    from incident_lint.history.views import View

    Origins = Mapping[tuple[str, str | None], datetime]

_MOVES = 20
"""How often an event may have been moved before nobody asks any more when it was added."""


@dataclass(frozen=True, slots=True)
class Side:
    """One parent of a step, with what lies between."""

    state: State
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an event was seen: in which tree, at which path."""

    tree: str | None
    path: str


class Witnesses:
    """When the events of a range were added. `begins` are the sides that the range begins from: the first with a whole
    state, the others with what they differ from it by."""

    def __init__(self, states: States, begins: Sequence[Side]) -> None:
        self.states = states
        self._begins = [one.state for one in begins]
        self._first = begins[0].state.events.by_id if begins else {}
        self._seen: dict[str, _Place] = {}
        """Where each incident was seen first; those that the first state has are looked up when they are asked for."""
        self._origins: dict[str, Origins] = {}
        """By commit: when events were added, where that was asked for: it holds for what comes after in one line."""
        for side in begins[1:]:
            self._see(side.state, side.changes, again=True)

    def follow(self, commit: str, parent: str) -> None:
        """A commit has one parent: what is known of that one's history holds for it."""
        if parent in self._origins:
            self._origins[commit] = self._origins[parent]

    def forget(self, commit: str) -> None:
        """Nothing that comes after a commit will be asked for."""
        self._origins.pop(commit, None)

    def logged(self, commit: Commit, sides: Sequence[Side], after: State) -> tuple[Logged, ...]:
        """The events that a commit adds, or whose `logged_at` it changes. What a merge takes from a parent is neither,
        and what was there before and comes back is not added."""
        found = tuple(self._logged(commit, sides, after))
        if after.events is not sides[0].state.events:
            self._see(after, sides[0].changes)
        return found

    def _logged(self, commit: Commit, sides: Sequence[Side], after: State) -> Iterator[Logged]:
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
            known = bool(older)
            if older:
                witness = self._added(*older[0], view)
            elif (place := self._before(commit, view)) is not None:
                known, witness = True, self._first_commit(place, view.id)
            else:
                witness = commit.authored
            document = decode(change.path, self.states.objects.blob(oid))
            if witness is None or isinstance(document, Problem) or parse_time(view.logged_at) is None:
                continue
            yield Logged(Event(change.path, read_json(document)), witness, not known)

    def _see(self, state: State, changes: Sequence[Change], *, again: bool = False) -> None:
        """Remember the incidents of changed events; `again`: also those that are elsewhere now."""
        for change in changes:
            view = state.events.views.get(change.path)
            if view is not None and view.id is not None and view.id not in self._first:
                place = _Place(state.tree, state.events.by_id[view.id][0])
                if again:
                    self._seen[view.id] = place
                else:
                    self._seen.setdefault(view.id, place)

    def _before(self, commit: Commit, view: View) -> _Place | None:
        """Where an event was seen, if that was in the past of this commit and not on a branch beside it."""
        place = self._seen.get(view.id or "")
        if place is None and view.id is not None:
            states = (one for one in reversed(self._begins) if view.id in one.events.by_id)
            place = next((_Place(one.tree, one.events.by_id[view.id][0]) for one in states), None)
        if place is None or place.tree is None or not self.states.repository.is_ancestor(place.tree, commit.id):
            return None
        return place

    def _added(self, state: State, path: str, view: View) -> datetime | None:
        """When an event was added that a parent has; in one line of commits git is asked once."""
        known = self._origins.get(state.tree or "", {})
        if (path, view.id) in known:
            return known[path, view.id]
        found = self._first_commit(_Place(state.tree, path), view.id)
        if found is not None and state.tree is not None:
            self._origins[state.tree] = {**known, (path, view.id): found}
        return found

    def _first_commit(self, place: _Place, incident: str | None) -> datetime | None:
        """When the commit was made that first added an event, wherever it stood; None where that cannot be told."""
        states = self.states
        if states.repository.cut_off:
            return None
        tree, path = place.tree, place.path
        for _ in range(_MOVES):
            options = ["--diff-filter=A", "--no-renames", "--no-follow", "--format=%H %at %P", "--no-show-signature"]
            listed = run(["--literal-pathspecs", "log", *options, tree or "HEAD", "--", path], states.repository.root)
            lines = listed.decode("ascii", "replace").splitlines()
            if not lines:
                return None
            _, seconds, *parents = lines[-1].split()
            earlier = states.at(parents[0]) if parents else None
            places = earlier.events.by_id.get(incident or "", ()) if earlier is not None else ()
            if earlier is None or not places:
                return as_time(seconds)
            tree, path = earlier.tree, places[0]
        return None
