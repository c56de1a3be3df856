"""Contents and differences, from git processes that stay: a blob or a comparison costs no process of its own."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict

from incident_lint.document import MAX_BYTES
from incident_lint.errors import GitError
from incident_lint.git.differences import OPTIONS, Change, Differences, Entry, read_changes
from incident_lint.git.process import Git, fields, run
from incident_lint.patterns import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import Self

    from incident_lint.git.repository import Repository

_CHUNK = 1 << 16
_KEPT = 256
_SMALL = 1 << 17
_COMMITS_KEPT = 6
_FOLDERS_KEPT = 1024
_STAND_IN = regex(rb"version https://git-lfs\.github\.com/spec/v1\n(?:ext-.*\n)*oid sha256:([0-9a-f]{64})\nsize ")
_MAX_ARGUMENTS = 100_000
_AT_ONCE = 128  # less than a pipe holds: all can be asked for before anything is read


class Objects:
    """The objects of a repository. To be closed, or used in a `with` block."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.differences = Differences(repository.root)
        self._blobs: Git | None = None
        self._kinds: Git | None = None
        self._folders: OrderedDict[str, tuple[str, dict[str, Entry]]] = OrderedDict()
        self._cache: OrderedDict[str, bytes] = OrderedDict()
        self._files: OrderedDict[str, Mapping[str, Entry]] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        self.differences.close()
        for git in (self._blobs, self._kinds):
            if git is not None:
                git.close()
        self._blobs = self._kinds = None

    def blob(self, oid: str) -> bytes:
        """The content of a blob, cut after what a record may have at most. GitError where it is not here."""
        known = self._cache.get(oid)
        if known is not None:
            self._cache.move_to_end(oid)
            return known
        return self._answer(self._asked(oid), oid)

    def blobs(self, oids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The contents of these blobs with their ids, each as `blob` gives it. They are asked for many at a time, which
        takes a third of the time; nothing else may be asked for until the last one has come."""
        wanted = list(dict.fromkeys(oids))
        for start in range(0, len(wanted), _AT_ONCE):
            asked = wanted[start : start + _AT_ONCE]
            git = self._asked("\n".join(asked))
            try:
                for oid in asked:
                    yield oid, self._answer(git, oid)
            except BaseException:
                git.close()  # what it still answers is about the others
                self._blobs = None
                raise

    def _answer(self, git: Git, oid: str) -> bytes:
        """The content of a blob that was asked for, kept for the next time unless it is long."""
        _, size = self._head(git, oid)
        parts: list[bytes] = []
        kept = 0
        for chunk in self._rest(git, size):
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
        return self.differences.compare(pairs)

    def files(self, commit: str) -> Mapping[str, Entry]:
        """Every file of a commit, in the order of `tree`: listed for the first commit, for a later one what differs."""
        if commit not in self._files:
            near = next(reversed(self._files), None)
            self._files[commit] = self.tree(commit) if near is None else self._beside(near, commit)
            if len(self._files) > _COMMITS_KEPT:
                self._files.popitem(last=False)
        self._files.move_to_end(commit)
        return self._files[commit]

    def _beside(self, near: str, commit: str) -> Mapping[str, Entry]:
        """The files of a commit, from those of another one."""
        (changes,) = self.compare([(commit, near)])
        if not changes:
            return self._files[near]
        found = dict(self._files[near])
        fresh = False
        for change in changes:
            if change.after is None:
                del found[change.path]
            else:
                fresh |= change.before is None
                found[change.path] = change.after
        return {path: found[path] for path in sorted(found, key=os.fsencode)} if fresh else found

    def tree(self, name: str, folders: Iterable[str] | None = None) -> dict[str, Entry]:
        """Every file of a tree, or of a commit's; of these folders and files alone, where they are given."""
        arguments = ["--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", name]
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
        arguments = ["diff-index", "--cached", "--ita-invisible-in-index", *OPTIONS, commit, "--"]
        return read_changes(run(arguments, self.repository.root))


def _entries(data: bytes, size: int) -> Iterator[tuple[str, Entry]]:
    """The content of a tree object: mode, blank, name, NUL, `size` bytes of id, and so on."""
    start = 0
    while start < len(data):
        end = data.find(b"\0", start)
        mode, blank, name = data[start:end].partition(b" ")
        start = end + 1 + size
        if end < 0 or not (mode and blank and name) or mode.strip(b"01234567") or start > len(data):
            raise GitError("a tree is damaged", "`git fsck` says which")
        yield os.fsdecode(name), Entry(mode.decode("ascii").zfill(6), data[end + 1 : start].hex())


def _only(folders: Iterable[str] | None) -> list[str]:
    """Arguments that restrict a listing; nothing where a folder is the root, or where there are too many."""
    if folders is None:
        return []
    wanted = sorted(set(folders))
    if "" in wanted or sum(len(os.fsencode(one)) for one in wanted) > _MAX_ARGUMENTS:
        return []
    return ["--", *wanted]
