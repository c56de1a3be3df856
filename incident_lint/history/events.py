"""The records of one state of a repository, and the indexes by which custody finds them.

A state is never changed: the next one shares with it what did not change. That is so at no cost in a range, whose maps
are persistent (`lasting`); a single step has plain ones, which need no library.
"""

from __future__ import annotations

import os

from incident_lint.records import Kind, parent
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeVar

    from rpds import HashTrieMap

    from incident_lint.git.differences import Change
    from incident_lint.history.views import View

    Index = Mapping[str, tuple[str, ...]]
    T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Events:
    """The records of one state, by path; and the events by what they say."""

    records: Mapping[str, tuple[Kind, str]]
    """Kind and blob of each event, post-mortem and rollback event."""
    views: Mapping[str, View]
    folders: Index
    """The events of each folder."""
    others: Index
    """The other records of each folder."""
    by_id: Index
    nameless: Index
    """The events without an id, by their blobs."""
    named: Index
    """The events that name a piece of evidence, by its path."""

    def closed(self, view: View) -> bool:
        """Whether an incident is over: CLOSED, and its post-mortem is there (of LOW severity it may be without)."""
        return view.closed and (view.low or any(self.beside(view.folder, Kind.POST_MORTEM)))

    def beside(self, folder: str, kind: Kind) -> Iterable[str]:
        """The records of a kind, other than events, that stand in a folder."""
        return (path for path in self.others.get(folder, ()) if self.records[path][0] is kind)


NOTHING = Events({}, {}, {}, {}, {}, {}, {})
"""The events before the first commit."""


def lasting(events: Events) -> Events:
    """The same with persistent maps: to change one costs what is changed, however much there is."""
    from rpds import HashTrieMap  # noqa: PLC0415  (2 ms; a single step does without)

    return Events(
        HashTrieMap(events.records),
        HashTrieMap(events.views),
        HashTrieMap(events.folders),
        HashTrieMap(events.others),
        HashTrieMap(events.by_id),
        HashTrieMap(events.nameless),
        HashTrieMap(events.named),
    )


def changed(
    events: Events, changes: Iterable[tuple[Change, Kind]], view: Callable[[str, str], View], *, by_path: bool
) -> Events:
    """The events after changes to records. `view` reads the event in a blob.

    What an index has under one key is in the order in which it came there; `by_path`, in the order of the paths, as in
    a state that is read whole.
    """
    records: dict[str, tuple[Kind, str] | None] = {}
    views: dict[str, View | None] = {}
    indexes = [_Draft(one) for one in (events.folders, events.others, events.by_id, events.nameless, events.named)]
    folders, others, by_id, nameless, named = indexes
    for change, kind in changes:
        path = change.path
        before = events.records.get(path)
        old = events.views.get(path)
        records[path] = None
        if old is not None and before is not None:
            views[path] = None
            folders.take(old.folder, path)
            (by_id if old.id is not None else nameless).take(old.id or before[1], path)
            for evidence in old.named:
                named.take(evidence, path)
        elif before is not None:
            others.take(parent(path), path)
        if change.after is None or not change.after.regular:
            continue
        oid = change.after.oid
        records[path] = (kind, oid)
        if kind is not Kind.EVENT:
            others.give(parent(path), path)
            continue
        new = views[path] = view(path, oid)
        folders.give(new.folder, path)
        (by_id if new.id is not None else nameless).give(new.id or oid, path)
        for evidence in new.named:
            named.give(evidence, path)
    return Events(
        _with(events.records, records), _with(events.views, views), *(one.done(by_path=by_path) for one in indexes)
    )


class _Draft:
    """An index that is being changed."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.groups: dict[str, dict[str, None]] = {}

    def _group(self, key: str) -> dict[str, None]:
        group = self.groups.get(key)
        if group is None:
            group = self.groups[key] = dict.fromkeys(self.index.get(key, ()))
        return group

    def take(self, key: str, path: str) -> None:
        """Take a path from under a key."""
        self._group(key).pop(path, None)

    def give(self, key: str, path: str) -> None:
        """Put a path under a key, behind those that are there."""
        self._group(key)[path] = None

    def done(self, *, by_path: bool) -> Index:
        """The index with its changes."""
        changes: dict[str, tuple[str, ...] | None] = {}
        for key, group in self.groups.items():
            paths = tuple(sorted(group, key=os.fsencode) if by_path else group)
            if paths != self.index.get(key):
                changes[key] = paths or None
        return _with(self.index, changes)


def _with(whole: Mapping[str, T], changes: Mapping[str, T | None]) -> Mapping[str, T]:
    """A map with these values; without the keys whose value is None."""
    if not changes:
        return whole
    given = {key: value for key, value in changes.items() if value is not None}
    gone = [key for key in changes if key not in given and key in whole]
    if isinstance(whole, dict):
        merged = {**whole, **given}
        for key in gone:
            del merged[key]
        return merged
    persistent: HashTrieMap[str, T] = whole.update(given)  # type: ignore[attr-defined]
    for key in gone:
        persistent = persistent.discard(key)
    return persistent
