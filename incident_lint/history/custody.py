"""Custody (INC-003): what a later state lacks of the evidence and the records that an earlier state holds.

Until an incident is closed **in the earlier state**, each piece of its evidence is in the later state too: the same
blob, at the same path or, moved, at another path where it is evidence of the same incident; and what the event names it
still names. Records are never deleted: closed or not, each is at its path, or moved to where the patterns find it.
Objects are compared, never names guessed.
"""

from __future__ import annotations

import os
from functools import cached_property

from incident_lint.git.differences import GITLINK, LINK
from incident_lint.history.states import Item
from incident_lint.history.step import How, Loss
from incident_lint.records import parent
from incident_lint.sources import joined
from incident_lint.values import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from incident_lint.git.differences import Change, Entry
    from incident_lint.history.states import State, States
    from incident_lint.history.views import View
    from incident_lint.records import Kind

    Pieces = dict[str, Item]

_EMPTY_BLOBS = {
    "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
}


def losses(states: States, before: State, after: State, changes: Sequence[Change]) -> list[Loss]:
    """What `after` lacks of what `before` holds. `changes` are all that lies between the two."""
    return _Passage(states, before, after, changes).losses()


@dataclass(frozen=True)
class _Passage:
    """The way from one state to another."""

    states: States
    before: State
    after: State
    changes: Sequence[Change]

    @cached_property
    def became(self) -> Mapping[str, Change]:
        """The changes by their paths."""
        return {one.path: one for one in self.changes}

    def losses(self) -> list[Loss]:
        found: list[Loss] = []
        concerned: dict[str, View] = {}
        events = self.before.events
        for change in self.changes:
            if change.before is None:
                continue
            path = change.path
            if path in events.views:
                if self.event_changed(events.views[path]):
                    concerned[path] = events.views[path]
            elif path in events.records:
                found += self.record(change)
            for owner in self.states.owners(events, path):
                concerned[owner] = events.views[owner]
        if not concerned:
            return found
        heirs = {path: self.heir(view) for path, view in concerned.items()}
        found += [self.lost_record(path, view) for path, view in concerned.items() if heirs[path] is None]
        open_views = [view for view in concerned.values() if not events.closed(view)]
        passed = {view.path: (view, heirs[view.path]) for view in open_views}
        pieces = {**self.changed_pieces(passed), **self.moved_pieces(passed)}
        for path, (view, heir) in passed.items():
            found += self.evidence(view, heir, *pieces[path])
        return found

    def changed_pieces(self, passed: Mapping[str, tuple[View, View | None]]) -> dict[str, tuple[Pieces, Pieces]]:
        """The evidence of events that stay where they are (or have no heir) before and after, as far as it differs:
        what was changed, and what was named at one time alone."""
        found: dict[str, tuple[Pieces, Pieces]] = {}
        for path, (_, heir) in passed.items():
            if heir is None or heir.path == path:
                found[path] = ({}, {})
        renamed: dict[str, list[str]] = {}
        for path in found:
            view, heir = passed[path]
            for place in view.named ^ heir.named if heir is not None else ():
                if place not in self.became:
                    renamed.setdefault(place, []).append(path)
        for change in self.changes:
            self.place(found, change.path, change.before, change.after)
        for place, entry in self.states.listing(self.after.tree, renamed).items():
            if place in renamed:
                self.place({path: found[path] for path in renamed[place]}, place, entry, entry)
        return {path: (_by_path(held), _by_path(kept)) for path, (held, kept) in found.items()}

    def place(
        self, found: Mapping[str, tuple[Pieces, Pieces]], path: str, before: Entry | None, after: Entry | None
    ) -> None:
        """Put what stands at a path, before and after, to the evidence of those events that it is evidence of."""
        for side, events, entry in ((0, self.before.events, before), (1, self.after.events, after)):
            if entry is not None:
                for event in self.states.owners(events, path):
                    if event in found:
                        found[event][side][path] = Item(entry, path in events.views[event].named)

    def moved_pieces(self, passed: Mapping[str, tuple[View, View | None]]) -> dict[str, tuple[Pieces, Pieces]]:
        """All evidence before and after of the events that are elsewhere now."""
        moved = {path: (view, heir) for path, (view, heir) in passed.items() if heir is not None and heir.path != path}
        held = self.states.evidence(self.before, [view for view, _ in moved.values()])
        kept = self.states.evidence(self.after, [heir for _, heir in moved.values()])
        return {path: (held[path], kept[heir.path]) for path, (_, heir) in moved.items()}

    def event_changed(self, view: View) -> bool:
        """Whether what became of an event could cost evidence: it went, it means another incident, it names less."""
        now = self.after.events.views.get(view.path)
        return now is None or now.id != view.id or not view.named <= now.named

    def heir(self, view: View) -> View | None:
        """The event that stands for an incident in the later state; None where there is none."""
        views = self.after.events.views
        now = views.get(view.path)
        if now is not None and now.id == view.id:
            return now
        if view.id is not None:
            moved = self.new_events.get(view.id) or self.after.events.by_id.get(view.id)
            if moved:
                return views[min(moved)]
        if now is not None:
            return now  # its id was changed in place
        same = self.after.events.nameless.get(self.before.events.records[view.path][1]) if view.id is None else None
        return views[same[0]] if same else None

    @cached_property
    def new_records(self) -> list[str]:
        """The records at paths where there was none."""
        before, after = self.before.events.records, self.after.events.records
        return [one.path for one in self.changes if one.path in after and one.path not in before]

    @cached_property
    def new_events(self) -> Mapping[str, list[str]]:
        """Those of them that are events with an id, by this id."""
        found: dict[str, list[str]] = {}
        for path in self.new_records:
            view = self.after.events.views.get(path)
            if view is not None and view.id is not None:
                found.setdefault(view.id, []).append(path)
        return found

    def record(self, change: Change) -> Iterator[Loss]:
        """A post-mortem or a rollback event that is not at its path any more, and was neither moved along with its
        event nor elsewhere."""
        path = change.path
        records = self.after.events.records
        if path in records:
            return
        known = self.before.events.records
        kind, oid = known[path]
        owner = self.owner(parent(path))
        heir = self.heir(owner) if owner is not None else None
        if owner is not None and heir is not None:
            moved = joined(heir.folder, path[len(owner.folder) :].lstrip("/"))
            # moved along with it (and maybe edited); or, of two copies of the incident, the other one is there
            there = self.after.events.beside(parent(moved), kind)
            if any(one not in known or records[one][1] == oid for one in there):
                return
        if known[path] not in self.new_blobs:
            yield self.lost_record(path, owner)

    @cached_property
    def new_blobs(self) -> frozenset[tuple[Kind, str]]:
        """What stands at the paths of new records."""
        return frozenset(self.after.events.records[path] for path in self.new_records)

    def owner(self, folder: str) -> View | None:
        """The event of a folder, or of the nearest one above it, in the earlier state."""
        while True:
            paths = self.before.events.folders.get(folder)
            if paths:
                return self.before.events.views[paths[0]]
            if not folder:
                return None
            folder = parent(folder)

    def lost_record(self, path: str, owner: View | None) -> Loss:
        kind, oid = self.before.events.records[path]
        how, to = self.fate(self.became[path])
        if owner is None:
            return Loss(path, kind, parent(path), how, oid, to)
        return Loss(path, kind, owner.name, how, oid, to, owner.path)

    def evidence(
        self, view: View, heir: View | None, held: Mapping[str, Item], kept: Mapping[str, Item]
    ) -> Iterator[Loss]:
        """The evidence of one open incident that its heir lacks."""
        missing = {path: item for path, item in held.items() if not _same(item, kept.get(path))}
        if not missing:
            return
        # of what is elsewhere now, each piece stands for one that is missing: two copies are not one
        arrived: dict[tuple[bool, str, str], list[str]] = {}
        for path, item in kept.items():
            if not _same(item, held.get(path)):
                arrived.setdefault((item.named, *_content(item)), []).append(path)
        for path, item in sorted(missing.items(), key=lambda pair: not pair[1].named):
            content = _content(item)
            if named := arrived.get((True, *content)):
                named.pop()
                continue
            unnamed = arrived.get((False, *content))
            moved = unnamed.pop() if unnamed else ""
            if moved and not item.named:
                continue
            change = self.became.get(path)
            if moved:
                yield Loss(path, None, view.name, How.NOT_FOLLOWED, item.entry.oid, moved, view.path)
            elif change is not None and change.after != change.before:
                how, to = self.fate(change)
                yield Loss(path, None, view.name, how, item.entry.oid, to, view.path)
            elif heir is not None:  # the file is still there; where the event went, that is what there is to say
                how, to = (How.UNNAMED, "") if heir.path == view.path else (How.LEFT, heir.path)
                yield Loss(path, None, view.name, how, item.entry.oid, to, view.path)

    def fate(self, change: Change) -> tuple[How, str]:
        """What became of a path; and where its content stands now, if it was moved."""
        now = change.after
        if now is not None:
            if now.mode == LINK:
                return How.LINKED, ""
            if now.mode == GITLINK:
                return How.SUBMODULE, ""
            return (How.EMPTIED if now.oid in _EMPTY_BLOBS else How.CHANGED), ""
        assert change.before is not None
        arrived = self.arrivals.get(change.before.oid)
        return (How.MOVED, arrived) if arrived is not None else (How.DELETED, "")

    @cached_property
    def arrivals(self) -> Mapping[str, str]:
        """For each object that changes bring, the first path where it stands now."""
        found: dict[str, str] = {}
        for one in self.changes:
            if one.after is not None:
                found.setdefault(one.after.oid, one.path)
        return found


def _by_path(pieces: Pieces) -> Pieces:
    """In the order in which git lists paths."""
    return {path: pieces[path] for path in sorted(pieces, key=os.fsencode)}


def _same(one: Item, other: Item | None) -> bool:
    """Whether two pieces of evidence are the same content, as the same sort of file."""
    return other is not None and _content(one) == _content(other)


def _content(item: Item) -> tuple[str, str]:
    """What makes a piece of evidence what it is: the object, and the sort of file (a mode of execution is none)."""
    mode = item.entry.mode
    return mode if mode in {LINK, GITLINK} else "file", item.entry.oid


def held(states: States, state: State, found: Collection[Loss]) -> set[Loss]:
    """Those of these losses of another state that a state holds: the record at its path, or the blob as evidence of the
    incident."""
    views: dict[Loss, list[View]] = {}
    for loss in found:
        if loss.kind is None:
            paths = {*state.events.by_id.get(loss.incident, ()), loss.event}
            views[loss] = [state.events.views[path] for path in paths if path in state.events.views]
    pieces = states.evidence(state, {one.path: one for some in views.values() for one in some}.values())
    blobs = {path: {item.entry.oid for item in items.values()} for path, items in pieces.items()}
    return {loss for loss, some in views.items() if any(loss.oid in blobs[one.path] for one in some)} | {
        loss for loss in found if loss.kind is not None and loss.path in state.events.records
    }


def allowed(states: States, loss: Loss, commit: str) -> Loss:
    """The loss, with the reason that the configuration gives for it, if it gives one."""
    for one in states.config.allow:
        if (one.commit and one.commit == commit) or (one.files is not None and one.files.match(loss.path)):
            return replace(loss, allowed=one.reason)
    return loss
