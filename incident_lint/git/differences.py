"""What commits change: comparisons, and whole commits, from `git diff-tree` processes that stay."""

from __future__ import annotations

import os

from incident_lint.errors import GitError
from incident_lint.git.log import FORMAT, read_commit
from incident_lint.git.process import Git
from incident_lint.patterns import regex
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from incident_lint.git.log import Commit

LINK = "120000"
GITLINK = "160000"
FOLDER = "040000"
# .gitmodules could say that a submodule is to be ignored
OPTIONS = ("-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff", "--ignore-submodules=none")
_CHUNK = 1 << 16
_AT_ONCE = 64  # less than a pipe holds: git can always be written to while it still answers
_ABSENT = "000000"
_MAY_NAME = regex(rb"(?i)revert|reapply|hot[-_ ]?f|roll[-_ ]?b")
"""In the message of every commit that `history.silence` asks for an incident, by its own words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a tree or the index has at a path: mode (six octal digits) and object id."""

    mode: str
    oid: str

    @property
    def regular(self) -> bool:
        """Whether it is a file with content of its own: no link, no submodule, no folder."""
        return self.mode not in {LINK, GITLINK, FOLDER}


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one path between two trees. `before` is None where it was added, `after` where it was deleted."""

    path: str
    before: Entry | None
    after: Entry | None


class Written:
    """A commit as git writes it, read no further than it is asked for: most commits of a range concern no incident.

    `touched`: what it changes on its first parent, path by path with what git says before it; nothing for a merge.
    """

    __slots__ = ("_fields", "id", "parents", "touched")

    def __init__(self, fields: Sequence[bytes], touched: list[tuple[bytes, str]]) -> None:
        self.id = fields[0].decode("ascii")
        self.parents = tuple(fields[1].decode("ascii").split())
        self.touched = touched
        self._fields = fields

    @property
    def may_be_silent(self) -> bool:
        """Whether its message holds a word of those that have to name an incident."""
        return _MAY_NAME.search(self._fields[-1]) is not None

    @property
    def commit(self) -> Commit:
        """All that it says."""
        return read_commit(self._fields)

    @property
    def changes(self) -> list[Change]:
        """What it changes."""
        return [_change(head, path) for head, path in self.touched]


class Differences:
    """What the commits of a repository change. To be closed."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._pairs: Git | None = None
        self._commits: Git | None = None

    def close(self) -> None:
        """End the processes."""
        for git in (self._pairs, self._commits):
            if git is not None:
                git.close()
        self._pairs = self._commits = None

    def compare(self, pairs: Sequence[tuple[str, str | None]]) -> list[list[Change]]:
        """For each (commit, parent): what became of the paths, renames not guessed. No parent: everything was added."""
        if self._pairs is None:
            self._pairs = Git(["diff-tree", "--stdin", "--always", "--root", *OPTIONS], self.root, written=True)
        found: list[list[Change]] = []
        for start in range(0, len(pairs), _AT_ONCE):
            lines = [f"{commit} {parent}" if parent else commit for commit, parent in pairs[start : start + _AT_ONCE]]
            for piece, path in _pieces(_answer(self._pairs, lines)):
                if path is None:
                    found.append([])
                else:
                    found[-1].append(_change(piece, path))
        if len(found) != len(pairs):
            raise GitError("git diff-tree did not answer every question")
        return found

    def commits(self, ids: Sequence[str]) -> Iterator[Written]:
        """These commits, in this order, with what each changes; of a merge, the commit alone."""
        if self._commits is None:
            # a user's own settings could write the messages in another encoding
            options = ["--encoding=UTF-8", "--always", "--root", f"--format={FORMAT}", *OPTIONS]
            self._commits = Git(["diff-tree", "--stdin", *options], self.root, written=True)
        for start in range(0, len(ids), _AT_ONCE):
            asked = ids[start : start + _AT_ONCE]
            written = list(_written(_answer(self._commits, asked)))
            if [one.id for one in written] != list(asked):
                raise GitError("git diff-tree did not answer every question")
            yield from written


def _answer(git: Git, lines: Iterable[str]) -> list[bytes]:
    """What diff-tree says to these lines, in the pieces that a NUL ends."""
    # a line that is no object id comes back as it is, and flushes what stands before it
    mark = f"end-{os.urandom(16).hex()}\n".encode()
    git.send("".join(f"{one}\n" for one in lines).encode() + mark)
    parts: list[bytes] = []
    tail = b""
    while not tail.endswith(mark):
        chunk = git.out.read1(_CHUNK)  # type: ignore[attr-defined]
        if not chunk:
            raise git.failure()
        parts.append(chunk)
        tail = (tail + chunk)[-len(mark) :]
    return b"".join(parts)[: -len(mark)].split(b"\0")[:-1]


def _pieces(answer: list[bytes]) -> Iterator[tuple[bytes, str | None]]:
    """The ids of commits, each followed by its changes: what git says of a path, and the path."""
    pieces = iter(answer)
    for piece in pieces:
        yield piece, os.fsdecode(next(pieces)) if piece.startswith(b":") else None


def _written(answer: list[bytes]) -> Iterator[Written]:
    """The commits in an answer: an empty piece, the fields of FORMAT, and the changes, the first after a line end."""
    place, end, width = 0, len(answer), FORMAT.count("%x00")
    while place < end:
        fields = answer[place + 1 : place + 1 + width]
        place += 1 + width
        touched: list[tuple[bytes, str]] = []
        while place < end and answer[place]:
            touched.append((answer[place].removeprefix(b"\n"), os.fsdecode(answer[place + 1])))
            place += 2
        yield Written(fields, touched)


def read_changes(printed: bytes) -> list[Change]:
    """The changes that `git diff-index` prints with OPTIONS. GitError where one is of an unresolved merge: then there
    is no content to judge."""
    pieces = printed.split(b"\0")[:-1]
    if any(head.endswith(b"U") for head in pieces[::2]):
        raise GitError("the index has unmerged paths", "resolve the conflicts first, and add the files")
    return [_change(head, os.fsdecode(path)) for head, path in zip(pieces[::2], pieces[1::2], strict=True)]


def added(head: bytes) -> bool:
    """Whether what git says of a path (`:000000 100644 …`) is that it was added."""
    return head.startswith(b":000000")


def blob_after(head: bytes) -> str | None:
    """The file that stands at a path after the change that git tells of; None for no file, a link or a submodule."""
    after = _change(head, "").after
    return after.oid if after is not None and after.regular else None


def _change(head: bytes, path: str) -> Change:
    old_mode, new_mode, old, new, _ = head[1:].decode("ascii").split(" ")
    before = None if old_mode == _ABSENT else Entry(old_mode, old)
    after = None if new_mode == _ABSENT else Entry(new_mode, new)
    return Change(path, before, after)
