"""Trees by their entries: the target's, with what is preserved swapped in from the current one.

Read are only the folders that a pattern reaches, or that differ: the cost is that of their depth, not of the number of
files. The ids are those that git gives, and are known before anything is written.
"""

from __future__ import annotations

import hashlib
import os

from incident_lint.errors import GitError
from incident_lint.git.differences import FOLDER, GITLINK, Entry
from incident_lint.git.process import ask
from incident_lint.rollback.gateway import failure
from incident_lint.rollback.refusal import refuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from incident_lint.git.objects import Objects
    from incident_lint.rollback.preserved import Folder

_TYPES = {FOLDER: "tree", GITLINK: "commit"}
_PARTIAL = r"^(extensions\.partialclone|remote\..*\.promisor)$"


class Swap:
    """Trees that are composed, but not written yet. A tree is named by its id, or by that of a commit."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._made: dict[str, Mapping[str, Entry]] = {}

    def tree(self, target: str, current: str | None, kept: Folder) -> str:
        """The id of the target's tree with all that is preserved as in `current`; None for `current`: without it.

        Refused where a file and a folder would stand at one path.
        """
        return self._swapped(self._objects.tree_of(target), current and self._objects.tree_of(current), kept, "") or (
            self._compose({}, len(target))
        )

    def _swapped(self, target: str | None, current: str | None, kept: Folder, at: str) -> str | None:
        if target == current:
            return target
        if kept.whole:
            return current
        theirs, ours = self._entries(target), self._entries(current)
        made = dict(theirs)
        for name in [*ours, *(one for one in theirs if one not in ours)]:
            if not kept.reaches(name):
                continue
            out, back, below = theirs.get(name), ours.get(name), kept.below(name)
            file = out if kept.keeps(name) is False else back  # whichever side the name belongs to
            inner, outer = _tree(back), _tree(out)
            if file is not None and file.mode != FOLDER:
                side = (inner, True) if file is out else (outer, False)
                _refuse_clash(self, side[0], below, f"{at}{name}", preserved=side[1])
                made[name] = file
                continue
            oid = outer if below.nothing else self._swapped(outer, inner, below, f"{at}{name}/")
            made.pop(name, None)
            if oid:
                made[name] = Entry(FOLDER, oid)
        if made == theirs:
            return target
        return self._compose(made, len(target or current or "")) if made else None

    def difference(
        self, one: str | None, other: str | None, kept: Folder, *, preserved: bool, at: str = ""
    ) -> str | None:
        """A path at which two trees differ, among those that are preserved, or among all others; None for none."""
        if one == other or (kept.nothing if preserved else kept.whole):
            return None
        mine, theirs = self._entries(one), self._entries(other)
        for name in sorted({*mine, *theirs}):
            pair = mine.get(name), theirs.get(name)
            if pair[0] == pair[1]:
                continue
            path = f"{at}{name}"
            if kept.keeps(name) is preserved and any(entry and entry.mode != FOLDER for entry in pair):
                return path
            below = kept.below(name)
            found = self.difference(_tree(pair[0]), _tree(pair[1]), below, preserved=preserved, at=f"{path}/")
            if found is not None:
                return found
        return None

    def _entries(self, tree: str | None) -> Mapping[str, Entry]:
        return {} if tree is None else self._objects.entries(tree)

    def _compose(self, entries: Mapping[str, Entry], length: int) -> str:
        """The id of the tree of these entries; `length` (of an id, in digits) tells the hash of the repository."""
        rows = sorted((_order(name, entry), name, entry) for name, entry in entries.items())
        content = b"".join(
            b"%b %b\0%b" % (entry.mode.lstrip("0").encode(), os.fsencode(name), bytes.fromhex(entry.oid))
            for _, name, entry in rows
        )
        algorithm = hashlib.new("sha1" if length == 40 else "sha256", usedforsecurity=False)
        algorithm.update(b"tree %d\0" % len(content) + content)
        oid = algorithm.hexdigest()
        self._made[oid] = entries
        return oid

    def write(self) -> None:
        """Write the trees that were composed, with `git mktree`. GitError where git makes others of them.

        What a partial clone has not fetched may stand in a tree all the same; elsewhere git looks for it.
        """
        if not self._made:
            return
        data = b"".join(_listing(entries) + b"\0" for entries in self._made.values())
        root = self._objects.repository.root
        answer = ask(["mktree", "-z", "--batch"], root, data)
        if answer.status and ask(["config", "--get-regexp", _PARTIAL], root).status == 0:
            answer = ask(["mktree", "-z", "--batch", "--missing"], root, data)
        if answer.status or answer.said.startswith("error:"):  # it ends well where a tree could not be written
            raise failure("mktree", answer)
        if answer.text.split() != list(self._made):
            raise GitError("git mktree made other trees than were asked for", "report this")


def _tree(entry: Entry | None) -> str | None:
    """The id of a folder's tree; None where there is no folder."""
    return entry.oid if entry is not None and entry.mode == FOLDER else None


def _refuse_clash(swap: Swap, folder: str | None, kept: Folder, path: str, *, preserved: bool) -> None:
    """Refused where a file has to stand at the path of a folder in which something stays."""
    if folder is not None and swap.difference(folder, None, kept, preserved=preserved) is not None:
        detail = f"{path} is a file on one side and a folder on the other, and it is preserved"
        raise refuse("nothing was changed", "tree-clash", detail, "move the preserved file, and make a new plan")


def _order(name: str, entry: Entry) -> bytes:
    """What git sorts the entries of a tree by: a folder as if a slash ended its name."""
    return os.fsencode(f"{name}/" if entry.mode == FOLDER else name)


def _listing(entries: Mapping[str, Entry]) -> bytes:
    """Entries as `git mktree -z` reads them."""
    return b"".join(
        f"{entry.mode} {_TYPES.get(entry.mode, 'blob')} {entry.oid}\t".encode() + os.fsencode(name) + b"\0"
        for name, entry in entries.items()
    )
