"""Contents and differences, from git processes that stay: a blob or a comparison costs no process of its own."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict

from incident_lint.document import MAX_BYTES
from incident_lint.errors import GitError
from incident_lint.git.process import Git, fields, run
from incident_lint.patterns import regex
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import TracebackType
    from typing import Self

    from incident_lint.git.repository import Repository

LINK = "120000"
GITLINK = "160000"
FOLDER = "040000"
_CHUNK = 1 << 16
_KEPT = 256
_SMALL = 1 << 17
_TREES_KEPT = 6
_FOLDERS_KEPT = 1024
_STAND_IN = regex(rb"version https://git-lfs\.github\.com/spec/v1\n(?:ext-.*\n)*oid sha256:([0-9a-f]{64})\nsize ")
_ROW = {size: regex(rb"(?s)([0-7]+) ([^\0]+)\0(.{%d})" % size) for size in (20, 32)}
# .gitmodules could say that a submodule is to be ignored
_DIFF = ("-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff", "--ignore-submodules=none")
_MAX_ARGUMENTS = 100_000
_AT_ONCE = 128  # less than a pipe holds: git can always be written to while it still answers


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


class Objects:
    """The objects of a repository. To be closed, or used in a `with` block."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self._blobs: Git | None = None
        self._trees: Git | None = None
        self._kinds: Git | None = None
        self._folders: OrderedDict[str, tuple[str, dict[str, Entry]]] = OrderedDict()
        self._cache: OrderedDict[str, bytes] = OrderedDict()
        self._whole: OrderedDict[str, dict[str, Entry]] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        for git in (self._blobs, self._trees, self._kinds):
            if git is not None:
                git.close()
        self._blobs = self._trees = self._kinds = None

    def blob(self, oid: str) -> bytes:
        """The content of a blob, cut after what a record may have at most. GitError where it is not here."""
        known = self._cache.get(oid)
        if known is not None:
            self._cache.move_to_end(oid)
            return known
        parts: list[bytes] = []
        kept = 0
        for chunk in self._content(oid):
            if kept <= MAX_BYTES:
                parts.append(chunk)
                kept += len(chunk)
        data = b"".join(parts)
        if kept <= _SMALL:
            self._cache[oid] = data
            if len(self._cache) > _KEPT:
                self._cache.popitem(last=False)
        return data

    def sha256(self, oid: str) -> str:
        """The SHA-256 of a blob of any size, in hexadecimal; of one that stands for a large file (Git LFS), of that."""
        algorithm = hashlib.sha256()
        head = b""
        for chunk in self._content(oid):
            head = head or chunk[:1024]
            algorithm.update(chunk)
        stand_in = _STAND_IN.match(head)
        return stand_in.group(1).decode("ascii") if stand_in else algorithm.hexdigest()

    def whole(self, name: str) -> tuple[str, bytes]:
        """The id and the content of an object, by its id or as `<commit>^{tree}`. GitError where it is not here."""
        git = self._asked(name)
        oid, size = self._head(git, name)
        return oid, b"".join(self._rest(git, size))

    def small(self, oids: Sequence[str]) -> Iterator[bytes]:
        """The contents of many small blobs, in their order. GitError where one is not here."""
        for at in range(0, len(oids), _AT_ONCE):
            asked = oids[at : at + _AT_ONCE]
            git = self._asked("\n".join(asked))
            try:
                sizes = ((self._head(git, oid)[1]) for oid in asked)
                contents = [b"".join(self._rest(git, size)) for size in sizes]
            except GitError:
                git.close()  # what it still answers is about the others
                self._blobs = None
                raise
            yield from contents

    def sizes(self, oids: Sequence[str]) -> list[int | None]:
        """The sizes of objects; None for one that is not here."""
        asked = "".join(f"{oid}\n" for oid in oids).encode()
        said = run(["cat-file", "--batch-check=%(objectsize)"], self.repository.root, asked).split(b"\n")[:-1]
        return [int(one) if one.isdigit() else None for one in said]

    def kind(self, oid: str) -> str | None:
        """The type of an object; None where it is not here."""
        if self._kinds is None:
            self._kinds = Git(["cat-file", "--batch-check=%(objecttype)"], self.repository.root, written=True)
        self._kinds.send(f"{oid}\n".encode())
        said = self._kinds.out.readline()
        if not said:
            raise self._kinds.failure()
        return None if said.endswith(b" missing\n") else said.decode("ascii", "replace").strip()

    def entries(self, tree: str) -> dict[str, Entry]:
        """What a tree (or a commit's) holds itself, by name: files, and folders with the ids of their trees."""
        return self._folder(tree)[1]

    def tree_of(self, commit: str) -> str:
        """The id of a commit's tree."""
        return self._folder(commit)[0]

    def _folder(self, tree: str) -> tuple[str, dict[str, Entry]]:
        known = self._folders.get(tree)
        if known is None:
            oid, content = self.whole(f"{tree}^{{tree}}")
            known = self._folders[tree] = oid, dict(_entries(content, len(oid) // 2))
            if len(self._folders) > _FOLDERS_KEPT:
                self._folders.popitem(last=False)
        return known

    def _content(self, oid: str) -> Iterator[bytes]:
        git = self._asked(oid)
        _, size = self._head(git, oid)
        yield from self._rest(git, size)

    def _asked(self, names: str) -> Git:
        if self._blobs is None:
            self._blobs = Git(["cat-file", "--batch"], self.repository.root, written=True)
        self._blobs.send(f"{names}\n".encode())
        return self._blobs

    def _head(self, git: Git, name: str) -> tuple[str, int]:
        """The id and the size of what was asked for."""
        head = git.out.readline().split()
        if len(head) != 3:
            if not head:
                raise self._ended(git)
            raise GitError(
                f"the object {name} is missing", "fetch it (`git fetch --refetch` in a partial clone), or clone again"
            )
        return head[0].decode("ascii"), int(head[2])

    def _rest(self, git: Git, size: int) -> Iterator[bytes]:
        left = size + 1  # its end of line
        while left:
            chunk = git.out.read(min(left, _CHUNK))
            if not chunk:
                raise self._ended(git)
            left -= len(chunk)
            yield chunk if left else chunk[:-1]

    def _ended(self, git: Git) -> GitError:
        """Why it ended: an object is damaged. The next question goes to another one."""
        error = git.failure()
        git.close()
        self._blobs = None
        return error

    def compare(self, pairs: Sequence[tuple[str, str | None]]) -> list[list[Change]]:
        """For each (commit, parent): what became of the paths, renames not guessed. No parent: everything was added."""
        found: list[list[Change]] = []
        for at in range(0, len(pairs), _AT_ONCE):
            found += self._compare(pairs[at : at + _AT_ONCE])
        return found

    def _compare(self, pairs: Sequence[tuple[str, str | None]]) -> list[list[Change]]:
        if self._trees is None:
            self._trees = Git(
                ["diff-tree", "--stdin", "--always", "--root", *_DIFF], self.repository.root, written=True
            )
        git = self._trees
        # a line that is no object id comes back as it is, and flushes what stands before it
        mark = f"end-{os.urandom(16).hex()}\n".encode()
        lines = "".join(f"{commit} {parent}\n" if parent else f"{commit}\n" for commit, parent in pairs)
        git.send(lines.encode() + mark)
        parts: list[bytes] = []
        tail = b""
        while not tail.endswith(mark):
            chunk = git.out.read1(_CHUNK)  # type: ignore[attr-defined]
            if not chunk:
                raise git.failure()
            parts.append(chunk)
            tail = (tail + chunk)[-len(mark) :]
        found = list(_comparisons(b"".join(parts)[: -len(mark)]))
        if len(found) != len(pairs):
            raise GitError("git diff-tree did not answer every question")
        return found

    def tree(self, commit: str, folders: Iterable[str] | None = None) -> dict[str, Entry]:
        """Every file of a commit's tree; of these folders and files alone, where they are given."""
        if folders is None:
            if commit not in self._whole:
                self._whole[commit] = self._tree(commit, None)
                if len(self._whole) > _TREES_KEPT:
                    self._whole.popitem(last=False)
            return self._whole[commit]
        return self._tree(commit, folders)

    def _tree(self, commit: str, folders: Iterable[str] | None) -> dict[str, Entry]:
        arguments = ["--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", commit]
        arguments += _only(folders)
        found: dict[str, Entry] = {}
        for one in fields(arguments, self.repository.root):
            head, _, path = one.partition(b"\t")
            mode, _, oid = head.decode("ascii").split(" ")
            found[os.fsdecode(path)] = Entry(mode, oid)
        return found

    def index(self) -> dict[str, Entry]:
        """Every file of the index that a commit would hold. GitError while a merge is unresolved."""
        empty = run(["hash-object", "-t", "tree", "--stdin"], self.repository.root, b"").decode("ascii").strip()
        return {one.path: one.after for one in self.staged(empty) if one.after is not None}

    def staged(self, commit: str | None) -> list[Change]:
        """What the index changes on a commit (None: on nothing, before the first commit). GitError while a merge is
        unresolved: then there is no content to judge."""
        if commit is None:
            return [Change(path, None, entry) for path, entry in self.index().items()]
        # a file that is only announced (`git add -N`) is not in the commit
        arguments = ["diff-index", "--cached", "--ita-invisible-in-index", *_DIFF, commit, "--"]
        pieces = run(arguments, self.repository.root).split(b"\0")[:-1]
        if any(piece.startswith(b":") and piece.endswith(b"U") for piece in pieces[::2]):
            raise GitError("the index has unmerged paths", "resolve the conflicts first, and add the files")
        return _changes(iter(pieces))


def _entries(data: bytes, size: int) -> Iterator[tuple[str, Entry]]:
    """The content of a tree object: mode, blank, name, NUL, `size` bytes of id, and so on."""
    known = 0
    for mode, name, oid in _ROW[size].findall(data):
        known += len(mode) + len(name) + size + 2
        yield os.fsdecode(name), Entry(mode.decode("ascii").zfill(6), oid.hex())
    if known != len(data):
        raise GitError("a tree is damaged", "`git fsck` says which")


def _only(folders: Iterable[str] | None) -> list[str]:
    """Arguments that restrict a listing; nothing where a folder is the root, or where there are too many."""
    if folders is None:
        return []
    wanted = sorted(set(folders))
    if "" in wanted or sum(len(os.fsencode(one)) for one in wanted) > _MAX_ARGUMENTS:
        return []
    return ["--", *wanted]


def _comparisons(data: bytes) -> Iterator[list[Change]]:
    """What `diff-tree --stdin -z --always` prints: an id, then the changes, NUL after each piece."""
    current: list[Change] | None = None
    pieces = iter(data.split(b"\0")[:-1])
    for piece in pieces:
        if piece.startswith(b":"):
            assert current is not None
            current.append(_change(piece, next(pieces)))
        else:
            if current is not None:
                yield current
            current = []
    if current is not None:
        yield current


def _changes(pieces: Iterator[bytes]) -> list[Change]:
    return [_change(piece, next(pieces)) for piece in pieces]


def _change(head: bytes, path: bytes) -> Change:
    old_mode, new_mode, old, new, _ = head[1:].decode("ascii").split(" ")
    before = None if old_mode == "000000" else Entry(old_mode, old)
    after = None if new_mode == "000000" else Entry(new_mode, new)
    return Change(os.fsdecode(path), before, after)
