"""The files of a commit or of the index, read from git's objects: what is judged is what is committed."""

from __future__ import annotations

from functools import cached_property

from incident_lint.diagnostics import START
from incident_lint.document import Problem
from incident_lint.git.differences import FOLDER, GITLINK, LINK, Entry
from incident_lint.records import FileFact, parent
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from incident_lint.git.objects import Objects
    from incident_lint.git.repository import Repository


_FOLDER = Entry(FOLDER, "")


@dataclass(frozen=True)
class Snapshot:
    """One state of a repository: a commit, or the index (`tree` is None). It is listed when it is first asked for."""

    objects: Objects
    tree: str | None

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Path by path, mode and object."""
        return self.objects.index() if self.tree is None else self.objects.files(self.tree)

    @property
    def repository(self) -> Repository:
        """The repository that it is a state of."""
        return self.objects.repository

    @property
    def root(self) -> str:
        """Where its paths begin."""
        return self.repository.root

    @cached_property
    def _folders(self) -> dict[str, set[str]]:
        """What stands in each folder."""
        found: dict[str, set[str]] = {"": set()}
        for path in self.entries:
            at = path
            while at:
                above = parent(at)
                known = above in found
                found.setdefault(above, set()).add(at)
                if known:
                    break
                at = above
        return found

    def at(self, path: str) -> Entry | None:
        """What stands at a path: a file, a link, a submodule, or a folder."""
        entry = self.entries.get(path)
        return _FOLDER if entry is None and path in self._folders else entry

    def listed(self) -> list[str]:
        """Every path."""
        return list(self.entries)

    def named(self, names: Iterable[str]) -> list[str]:
        """Every path that ends in one of these file names."""
        wanted = frozenset(names)
        return [path for path in self.entries if path.rpartition("/")[2] in wanted]

    def holding(self, paths: Iterable[str], signs: Sequence[bytes]) -> Iterator[str]:
        """Those of these files that hold one of the signs."""
        for path in paths:
            data = self.read(path)
            if isinstance(data, bytes) and any(one in data for one in signs):
                yield path

    def below(self, folder: str) -> list[str]:
        """Every path under a folder."""
        return [path for path in self.entries if path.startswith(f"{folder}/")] if folder else self.listed()

    def beside(self, folder: str) -> tuple[list[str], list[str]]:
        """The paths of what stands in a folder, and the folders among them."""
        here = sorted(self._folders.get(folder, ()))
        return here, [path for path in here if path in self._folders]

    def read(self, path: str) -> bytes | Problem:
        """The content of a file, or the problem that keeps it from being read."""
        entry = self.at(path)
        if entry is None:
            return Problem("unreadable", "no such file or directory", START)
        if entry.mode == LINK:
            return Problem("unreadable", "a symbolic link where a file is expected", START)
        if entry.mode in {FOLDER, GITLINK}:
            return Problem("unreadable", "a directory where a file is expected", START)
        return self.objects.blob(entry.oid)

    def exists(self, path: str) -> bool:
        """Whether there is something at this path."""
        return self.at(path) is not None

    def fact(self, path: str, *, digest: bool) -> FileFact:
        """What stands at a path that a record refers to; with its hash where `digest` asks for it."""
        if path.startswith(("/", "../")) or path == "..":
            return FileFact("outside")
        path = "" if path == "." else path
        entry = self.at(path)
        if entry is None:
            return FileFact("link" if self._through_link(path) else "missing")
        if entry.mode == LINK:
            return FileFact("link")
        if entry.mode in {FOLDER, GITLINK}:
            return FileFact("directory")
        return FileFact("file", self.objects.sha256(entry.oid) if digest else "")

    def _through_link(self, path: str) -> bool:
        while path := parent(path):
            entry = self.at(path)
            if entry is not None:
                return entry.mode == LINK
        return False
