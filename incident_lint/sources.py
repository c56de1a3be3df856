"""Where records are read from. A source lists paths and reads bytes; it never follows a link out of its root."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from incident_lint.diagnostics import START
from incident_lint.document import MAX_BYTES, Problem
from incident_lint.records import FileFact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_lint.git import Repository

_CHUNK = 1 << 20


@dataclass(frozen=True)
class WorkTree:
    """The files below `root` as they stand on disk; `repository` is None outside git."""

    root: Path
    repository: Repository | None

    def listed(self) -> list[str]:
        """Every path that a check of the whole looks at: tracked or staged; outside git, every file."""
        if self.repository is not None:
            return self.repository.tracked()
        return list(self._walk(""))

    def below(self, folder: str) -> list[str]:
        """Every path under a folder, ignored files left out."""
        if self.repository is not None:
            return self.repository.visible(folder)
        return list(self._walk(folder))

    def beside(self, folder: str) -> tuple[list[str], list[str]]:
        """The paths of what stands in a folder: files (whatever is no folder), and folders."""
        try:
            entries = sorted((self.root / folder).iterdir())
        except OSError:
            return [], []
        files = [joined(folder, one.name) for one in entries]
        return files, [joined(folder, one.name) for one in entries if one.is_dir() and one.name != ".git"]

    def _walk(self, folder: str) -> Iterator[str]:
        for top, folders, files in os.walk(self.root / folder):
            folders[:] = sorted(one for one in folders if one != ".git")
            for name in sorted(files):
                yield (Path(top) / name).relative_to(self.root).as_posix()

    def read(self, path: str) -> bytes | Problem:
        """The bytes of a file, or the problem that keeps it from being read."""
        try:
            with self._open(path) as file:
                return file.read(MAX_BYTES + 1)
        except OSError as error:
            return Problem("unreadable", _reason(error), START)
        except ValueError:  # a NUL in the path
            return Problem("unreadable", "no such file or directory", START)

    def exists(self, path: str) -> bool:
        """Whether there is something at this path, a broken link included."""
        return os.path.lexists(self.root / path)

    def is_file(self, path: str) -> bool:
        """Whether there is a regular file at this path."""
        try:
            return stat.S_ISREG((self.root / path).lstat().st_mode)
        except OSError:
            return False

    def _open(self, path: str) -> BinaryIO:
        """Open a regular file for reading. A link is refused: it leads to another file, maybe not of this tree."""
        full = self.root / path
        mode = full.lstat().st_mode
        if stat.S_ISLNK(mode):
            raise OSError(0, "a symbolic link where a file is expected")
        if stat.S_ISDIR(mode):
            raise OSError(0, "a directory where a file is expected")
        if not stat.S_ISREG(mode):
            raise OSError(0, "not a regular file")
        if not self._inside(full):
            raise OSError(0, "the path leads out of the repository")
        return full.open("rb")

    def _inside(self, full: Path) -> bool:
        try:
            return full.resolve().is_relative_to(self._resolved)
        except (OSError, RuntimeError):
            return False

    @property
    def _resolved(self) -> Path:
        return self.root.resolve()

    def fact(self, path: str, *, digest: bool) -> FileFact:
        """What stands at a path that a record refers to; with its hash where `digest` asks for it."""
        full = self.root / path
        if path.startswith(("/", "../")) or path == "..":
            return FileFact("outside")
        try:
            mode = full.lstat().st_mode
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return FileFact("missing")
        except OSError as error:
            return FileFact("missing" if error.errno == errno.ENAMETOOLONG else "unreadable")
        if not self._inside(full):
            return FileFact("outside")
        if stat.S_ISLNK(mode):
            return FileFact("link")
        if stat.S_ISDIR(mode):
            return FileFact("directory")
        if not stat.S_ISREG(mode):
            return FileFact("unreadable")
        if not digest:
            return FileFact("file")
        sha = hashlib.sha256()
        try:
            with full.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    sha.update(chunk)
        except OSError:
            return FileFact("unreadable")
        return FileFact("file", sha.hexdigest())


def _reason(error: OSError) -> str:
    return (error.strerror or str(error))[:1].lower() + (error.strerror or str(error))[1:]


def joined(folder: str, target: str) -> str:
    """A relative path seen from a folder, without `.` and `..` parts; beginning with `../` where it leaves the root.

    An absolute path stays absolute: it leaves every root.
    """
    if target.startswith("/"):
        return target
    parts: list[str] = []
    for part in (*PurePosixPath(folder).parts, *target.split("/")):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)
