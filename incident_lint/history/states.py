"""States of a repository as far as incidents go: which events it holds, and what is evidence of which."""

from __future__ import annotations

import json
import os
from collections import OrderedDict

from incident_lint.git.objects import Change
from incident_lint.records import Kind, parent
from incident_lint.selection import kind_of
from incident_lint.sources import joined
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from incident_lint.config import Config
    from incident_lint.git.objects import Entry, Objects
    from incident_lint.git.repository import Repository

_KEPT = 8
_VIEWS_KEPT = 20_000

RECORDS = frozenset({Kind.EVENT, Kind.POST_MORTEM, Kind.ROLLBACK_EVENT})
"""What is never deleted. A plan that nobody carried out may go."""


@dataclass(frozen=True, slots=True)
class View:
    """What an event says, as far as custody is concerned. An event that cannot be read says nothing, and is open."""

    path: str
    id: str | None = None
    closed: bool = False
    low: bool = False
    named: frozenset[str] = frozenset()
    """The evidence it names, as paths from the root; without what is marked as disposed."""
    logged_at: str | None = None

    @property
    def folder(self) -> str:
        """The incident folder."""
        return parent(self.path)

    @property
    def name(self) -> str:
        """How messages call the incident."""
        return self.id or self.folder or self.path


@dataclass(frozen=True)
class Events:
    """The records of one state, by path; and the events by what they say. Never changed: `after` makes another one."""

    records: Mapping[str, tuple[Kind, str]]
    """Kind and blob of each event, post-mortem and rollback event."""
    views: Mapping[str, View]
    folders: Mapping[str, tuple[str, ...]]
    by_id: Mapping[str, tuple[str, ...]]
    named: Mapping[str, tuple[str, ...]]

    def closed(self, view: View) -> bool:
        """Whether an incident is over: CLOSED, and its post-mortem is there (of LOW severity it may be without)."""
        return view.closed and (view.low or self.beside(view.folder, Kind.POST_MORTEM))

    def beside(self, folder: str, kind: Kind) -> bool:
        """Whether a record of this kind stands in a folder."""
        return any(one is kind and parent(path) == folder for path, (one, _) in self.records.items())


@dataclass(frozen=True)
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
        self._views: dict[tuple[str, str], View] = {}
        self._states: OrderedDict[str, State] = OrderedDict()

    def at(self, tree: str | None) -> State:
        """The state of a commit, or of the index."""
        if tree is None:
            return State(tree, self.after(NOTHING, self.additions(tree)))
        if tree not in self._states:
            self._states[tree] = State(tree, self.after(NOTHING, self.additions(tree)))
            if len(self._states) > _KEPT:
                self._states.popitem(last=False)
        return self._states[tree]

    def additions(self, tree: str | None) -> Iterator[Change]:
        """A whole tree, as changes to nothing."""
        return (Change(path, None, entry) for path, entry in self.listing(tree).items())

    def listing(self, tree: str | None, folders: Iterable[str] | None = None) -> Mapping[str, Entry]:
        """The files of a tree, of these folders and files alone where they are given."""
        return self.objects.index() if tree is None else self.objects.tree(tree, folders)

    def after(self, events: Events, changes: Iterable[Change]) -> Events:
        """The events after these changes; the very same where none of them is about a record."""
        told = [(one, kind) for one in changes if (kind := kind_of(one.path, self.config)) in RECORDS]
        if not told:
            return events
        records = dict(events.records)
        views, folders = dict(events.views), dict(events.folders)
        by_id, named = dict(events.by_id), dict(events.named)
        for change, kind in told:
            assert kind is not None
            path = change.path
            records.pop(path, None)
            old = views.pop(path, None)
            if old is not None:
                _take(folders, old.folder, path)
                _take(by_id, old.id or "", path)
                for one in old.named:
                    _take(named, one, path)
            if change.after is None or not change.after.regular:
                continue
            records[path] = (kind, change.after.oid)
            if kind is Kind.EVENT:
                view = views[path] = self.view(path, change.after.oid)
                _give(folders, view.folder, path)
                if view.id is not None:
                    _give(by_id, view.id, path)
                for one in view.named:
                    _give(named, one, path)
        return Events(records, views, folders, by_id, named)

    def view(self, path: str, oid: str) -> View:
        """What the event in a blob says."""
        key = (path, oid)
        if key not in self._views:
            if len(self._views) >= _VIEWS_KEPT:
                self._views.clear()
            self._views[key] = read_view(path, self.objects.blob(oid))
        return self._views[key]

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
        listing = self.listing(state.tree, places) if wanted else {}
        found: dict[str, dict[str, Item]] = {one.path: {} for one in wanted}
        for path, entry in listing.items():
            for event in self.owners(state.events, path):
                if event in found:
                    found[event][path] = Item(entry, path in state.events.views[event].named)
        return found


NOTHING = Events({}, {}, {}, {}, {})
"""The events before the first commit."""


def _give(index: dict[str, tuple[str, ...]], key: str, path: str) -> None:
    index[key] = (*index.get(key, ()), path)


def _take(index: dict[str, tuple[str, ...]], key: str, path: str) -> None:
    left = tuple(one for one in index.get(key, ()) if one != path)
    if left:
        index[key] = left
    else:
        index.pop(key, None)


def read_view(path: str, data: bytes) -> View:
    """What the bytes of an event say. Where two readers could see two things (a key twice), nothing."""
    try:
        value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return View(path)
    if not isinstance(value, dict):
        return View(path)
    incident_id, logged_at = value.get("incident_id"), value.get("logged_at")
    evidence = value.get("evidence")
    items = [one for one in evidence if isinstance(one, dict)] if isinstance(evidence, list) else []
    paths = (one["path"] for one in items if isinstance(one.get("path"), str) and "disposed" not in one)
    named = (joined(parent(path), one) for one in paths if _possible(one))
    return View(
        path,
        incident_id if isinstance(incident_id, str) and incident_id else None,
        value.get("status") == "CLOSED",
        value.get("severity") == "LOW",
        frozenset(one for one in named if one and not one.startswith(("/", "../"))),
        logged_at if isinstance(logged_at, str) else None,
    )


def _possible(path: str) -> bool:
    """Whether a file can have this name at all."""
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice")
    return made
