"""Custody (INC-003): what a later state lacks of the evidence and the records that an earlier state holds.

Until an incident is closed **in the earlier state**, each piece of its evidence is in the later state too: the same
blob, at the same path or, moved, at another path where it is evidence of the same incident; and what the event names it
still names. Records are never deleted: closed or not, each is at its path, or moved to where the patterns find it.
Objects are compared, never names guessed.
"""

from __future__ import annotations

from functools import cached_property

from incident_lint.git.objects import GITLINK, LINK
from incident_lint.history.step import How, Loss
from incident_lint.records import parent
from incident_lint.sources import joined
from incident_lint.values import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from incident_lint.git.objects import Change
    from incident_lint.history.states import Item, State, States, View

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
        held = self.states.evidence(self.before, open_views)
        kept = self.states.evidence(self.after, [one for view in open_views if (one := heirs[view.path]) is not None])
        for view in open_views:
            heir = heirs[view.path]
            found += self.evidence(view, heir, held[view.path], kept[heir.path] if heir is not None else {})
        return found

    def event_changed(self, view: View) -> bool:
        """Whether what became of an event could cost evidence: it went, it means another incident, it names less."""
        now = self.after.events.views.get(view.path)
        return now is None or now.id != view.id or not view.named <= now.named

    def heir(self, view: View) -> View | None:
        """The event that stands for an incident in the later state; None where there is none."""
        now = self.after.events.views.get(view.path)
        if now is not None and now.id == view.id:
            return now
        if view.id is not None:
            same_id = self.after.events.by_id.get(view.id, ())
            moved = [path for path in same_id if path not in self.before.events.views] or list(same_id)
            if moved:
                return self.after.events.views[min(moved)]
        if now is not None:
            return now  # its id was changed in place
        blob = self.before.events.records[view.path]
        same = (path for path, one in self.after.events.records.items() if one == blob)
        return next((self.after.events.views[path] for path in same), None)

    def record(self, change: Change) -> Iterator[Loss]:
        """A post-mortem or a rollback event that is not at its path any more, and was neither moved along with its
        event nor elsewhere."""
        path = change.path
        if path in self.after.events.records:
            return
        kind, oid = self.before.events.records[path]
        there = {one: blob for one, (its, blob) in self.after.events.records.items() if its is kind}
        new = {one: blob for one, blob in there.items() if one not in self.before.events.records}
        owner = self.owner(parent(path))
        heir = self.heir(owner) if owner is not None else None
        if owner is not None and heir is not None:
            moved = joined(heir.folder, path[len(owner.folder) :].lstrip("/"))
            # moved along with it (and maybe edited); or, of two copies of the incident, the other one is there
            if any(parent(one) == parent(moved) and (one in new or blob == oid) for one, blob in there.items()):
                return
        if oid not in new.values():
            yield self.lost_record(path, owner)

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
        for one in self.changes:
            if one.after is not None and one.after.oid == change.before.oid and one.path != change.path:
                return How.MOVED, one.path
        return How.DELETED, ""


def _same(one: Item, other: Item | None) -> bool:
    """Whether two pieces of evidence are the same content, as the same sort of file."""
    return other is not None and _content(one) == _content(other)


def _content(item: Item) -> tuple[str, str]:
    """What makes a piece of evidence what it is: the object, and the sort of file (a mode of execution is none)."""
    mode = item.entry.mode
    return mode if mode in {LINK, GITLINK} else "file", item.entry.oid


def holds(states: States, state: State, loss: Loss) -> bool:
    """Whether a state holds what another one lost: the record at its path, or the blob as evidence of the incident."""
    if loss.kind is not None:
        return loss.path in state.events.records
    paths = {*state.events.by_id.get(loss.incident, ()), loss.event}
    views = [state.events.views[path] for path in paths if path in state.events.views]
    found = states.evidence(state, views)
    return any(item.entry.oid == loss.oid for items in found.values() for item in items.values())


def allowed(states: States, loss: Loss, commit: str) -> Loss:
    """The loss, with the reason that the configuration gives for it, if it gives one."""
    for one in states.config.allow:
        if (one.commit and one.commit == commit) or (one.files is not None and one.files.match(loss.path)):
            return replace(loss, allowed=one.reason)
    return loss
