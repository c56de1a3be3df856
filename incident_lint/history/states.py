"""States of a repository as far as incidents go: which events it holds, and what is evidence of which."""

from __future__ import annotations

from collections import OrderedDict

from incident_lint.git.differences import Change
from incident_lint.history.events import NOTHING, Events, changed, lasting
from incident_lint.history.views import View, read_view
from incident_lint.records import Kind, parent
from incident_lint.selection import kind_of
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from incident_lint.config import Config
    from incident_lint.git.differences import Entry
    from incident_lint.git.objects import Objects
    from incident_lint.git.repository import Repository

_KEPT = 8
_VIEWS_KEPT = 20_000

RECORDS = frozenset({Kind.EVENT, Kind.POST_MORTEM, Kind.ROLLBACK_EVENT})
"""What is never deleted. A plan that nobody carried out may go."""


@dataclass(frozen=True, slots=True)
class State:
    """A commit's tree, or the index (None), and its events."""

    tree: str | None
    events: Events


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of evidence at a path: what stands there, and whether the event names it."""

    entry: Entry
    named: bool


class States:
    """The states of a repository under one configuration."""

    def __init__(self, repository: Repository, objects: Objects, config: Config) -> None:
        self.repository = repository
        self.objects = objects
        self.config = config
        names = [one.names for one in config.records.values()]
        self._names = None if None in names else frozenset(name for one in names for name in one or ())
        self._views: dict[tuple[str, str], View] = {}
        self._states: OrderedDict[str, State] = OrderedDict()

    def at(self, tree: str | None) -> State:
        """The state of a commit, or of the index. The first commit is read whole, a later one by what differs."""
        if tree is None:
            return State(tree, self.after(NOTHING, self.additions(tree)))
        if tree not in self._states:
            near = next(reversed(self._states.values()), None)
            if near is None:
                events = self.after(NOTHING, self.additions(tree))
            else:
                (changes,) = self.objects.compare([(tree, near.tree)])
                events = self.after(lasting(near.events), changes, by_path=True)
            self._states[tree] = State(tree, events)
            if len(self._states) > _KEPT:
                self._states.popitem(last=False)
        return self._states[tree]

    def additions(self, tree: str | None) -> Iterator[Change]:
        """A whole tree, as changes to nothing."""
        files = self.objects.index() if tree is None else self.objects.files(tree)
        return (Change(path, None, entry) for path, entry in files.items())

    def after(self, events: Events, changes: Iterable[Change], *, by_path: bool = False) -> Events:
        """The events after these changes; the very same where none of them is about a record. `by_path`: in the order
        in which a state that is read whole has them."""
        told = [(one, kind) for one in changes if (kind := self.kind(one.path)) is not None and kind in RECORDS]
        if not told:
            return events
        blobs = [(one.path, one.after) for one, kind in told if kind is Kind.EVENT and one.after is not None]
        self.read((path, after.oid) for path, after in blobs if after.regular)
        return changed(events, told, self.view, by_path=by_path)

    def kind(self, path: str) -> Kind | None:
        """The kind of record that a path is; most are none by their last name."""
        if self._names is not None and path.rpartition("/")[2] not in self._names:
            return None
        return kind_of(path, self.config)

    def view(self, path: str, oid: str) -> View:
        """What the event in a blob says."""
        self.read([(path, oid)])
        return self._views[path, oid]

    def read(self, events: Iterable[tuple[str, str]]) -> None:
        """Read these events (path and blob), so that `view` knows them: all at once, since git is asked for each."""
        paths: dict[str, list[str]] = {}
        for path, oid in events:
            if (path, oid) not in self._views:
                paths.setdefault(oid, []).append(path)
        if not paths:
            return
        if len(self._views) + len(paths) > _VIEWS_KEPT:
            self._views.clear()
        for oid, data in self.objects.blobs(paths):
            self._views.update(((path, oid), read_view(path, data)) for path in paths[oid])

    def concerned(self, events: Events, path: str, *, added: bool) -> bool:
        """Whether what becomes of a path concerns an incident: it is a record, or it was evidence."""
        if self.kind(path) in RECORDS:
            return True
        return not added and next(self.owners(events, path), None) is not None

    def owners(self, events: Events, path: str) -> Iterator[str]:
        """The events that a path is evidence of: of the incident folders above it, and those that name it."""
        yield from events.named.get(path, ())
        folder = path
        while folder:
            folder = parent(folder)
            for event in events.folders.get(folder, ()):
                if event != path and self._is_evidence(path[len(folder) + 1 :] if folder else path):
                    yield event

    def _is_evidence(self, path: str) -> bool:
        """Whether a path within an incident folder is evidence; also a link or a submodule in place of its folder."""
        return self.config.evidence.match(path) or self.config.evidence.match(f"{path}/.")

    def evidence(self, state: State, views: Iterable[View]) -> dict[str, dict[str, Item]]:
        """All evidence of these events in a state: by event, then by path."""
        wanted = list(views)
        places = {one.folder for one in wanted} | {path for one in wanted for path in one.named}
        found: dict[str, dict[str, Item]] = {one.path: {} for one in wanted}
        for path, entry in self.listing(state.tree, places).items():
            for event in self.owners(state.events, path):
                if event in found:
                    found[event][path] = Item(entry, path in state.events.views[event].named)
        return found

    def listing(self, tree: str | None, places: Iterable[str]) -> Mapping[str, Entry]:
        """The files of a tree that are, or lie in, one of these places; or more of them."""
        wanted = list(places)
        if not wanted:
            return {}
        return self.objects.index() if tree is None else self.objects.tree(tree, wanted)
