"""Where records are read from. A source lists paths and reads bytes; it never follows a link out of its root."""

from __future__ import annotations

import errno
import os
import stat
from functools import cached_property

from incident_lint.diagnostics import START, Skipped
from incident_lint.digests import sha256
from incident_lint.document import MAX_BYTES, Problem
from incident_lint.records import FileFact
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from incident_lint.git.repository import Repository

_CHUNK = 1 << 20
_FIRST = 1 << 14
_DEEP = 64
_CAREFUL = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
"""As far as the system has them: no link at the end of the path, no waiting for the other end of a pipe."""


@dataclass(frozen=True)
class WorkTree:
    """The files below `root` as they stand on disk; `repository` is None outside git."""

    root: str
    repository: Repository | None

    def listed(self) -> list[str]:
        """Every path that a check of the whole looks at: tracked or staged; outside git, every file."""
        if self.repository is not None:
            return self.repository.tracked()
        return list(self._walk(""))

    def named(self, names: Iterable[str]) -> list[str]:
        """Every path that is tracked or staged and ends in one of these file names; outside git none."""
        return self.repository.named(names) if self.repository is not None else []

    def below(self, folder: str) -> list[str]:
        """Every path under a folder, ignored files left out."""
        if self.repository is not None:
            return self.repository.visible(folder)
        return list(self._walk(folder))

    def beside(self, folder: str) -> tuple[list[str], list[str]]:
        """The paths of what stands in a folder: files (whatever is no folder), and folders."""
        top = os.path.join(self.root, folder)
        try:
            with os.scandir(top) as opened:
                entries = sorted(opened, key=lambda one: one.name)
        except OSError:
            return [], []
        files = [joined(folder, one.name) for one in entries]
        return files, [joined(folder, one.name) for one in entries if one.name != ".git" and _leads_to_folder(one)]

    def _walk(self, folder: str) -> Iterator[str]:
        for top, folders, files in os.walk(os.path.join(self.root, folder), onerror=self._note_closed):
            folders[:] = sorted(name for name in folders if name != ".git")
            here = os.path.relpath(top, self.root)
            for name in sorted(files):
                yield joined("" if here == "." else here, name)

    @cached_property
    def closed(self) -> list[Skipped]:
        """The folders that could not be looked into while files were listed: they may hold records."""
        return []

    def _note_closed(self, error: OSError) -> None:
        if error.errno != errno.ENOENT:  # removed meanwhile
            self.closed.append(Skipped(os.path.relpath(error.filename, self.root), _reason(error)))

    def read(self, path: str) -> bytes | Problem:
        """The bytes of a file, or the problem that keeps it from being read."""
        try:
            descriptor = self._open(path)
        except OSError as error:
            return Problem("unreadable", _reason(error), START)
        except ValueError:  # a NUL in the path
            return Problem("unreadable", "no such file or directory", START)
        try:
            return _content(descriptor, MAX_BYTES + 1)
        except OSError as error:
            return Problem("unreadable", _reason(error), START)
        finally:
            os.close(descriptor)

    def holding(self, paths: Iterable[str], signs: Sequence[bytes]) -> Iterator[str]:
        """Those of these paths at which a file may stand that holds one of the signs: a first look, without all that
        `read` makes sure of."""
        for path in paths:
            try:
                descriptor = os.open(f"{self._top}/{path}", os.O_RDONLY | _CAREFUL)
            except (OSError, ValueError):
                continue
            try:
                data = os.read(descriptor, _FIRST)
                data = data if len(data) < _FIRST else data + _content(descriptor, MAX_BYTES)
            except OSError:
                continue
            finally:
                os.close(descriptor)
            for sign in signs:
                if sign in data:
                    yield path
                    break

    def exists(self, path: str) -> bool:
        """Whether there is something at this path, a broken link included."""
        return os.path.lexists(os.path.join(self.root, path))

    def is_file(self, path: str) -> bool:
        """Whether there is a regular file at this path."""
        try:
            return stat.S_ISREG(os.lstat(os.path.join(self.root, path)).st_mode)
        except OSError:
            return False

    def _open(self, path: str) -> int:
        """Open a regular file for reading. A link is refused: it leads to another file, maybe not of this tree.

        What was opened is judged, not what stood there a moment before; a pipe or a device is never waited for.
        """
        if not self._home(path.rpartition("/")[0]):
            raise OSError(0, "the path leads out of the repository")
        full = os.path.join(self._top, path)
        try:
            descriptor = os.open(full, os.O_RDONLY | _CAREFUL)
        except OSError as error:
            if error.errno == errno.ENXIO:  # a socket, or a device that is not there
                raise OSError(0, "not a regular file") from None
            if error.errno == errno.ELOOP or stat.S_ISLNK(os.lstat(full).st_mode):
                raise OSError(0, "a symbolic link where a file is expected") from None
            raise
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            os.close(descriptor)
            folder = "a directory where a file is expected" if stat.S_ISDIR(mode) else "not a regular file"
            raise OSError(0, folder)
        return descriptor

    def _inside(self, full: str) -> bool:
        try:
            found = os.path.realpath(full)
            return found == self._top or found.startswith(f"{self._top.rstrip('/')}/")
        except (OSError, RuntimeError):
            return False

    def _home(self, folder: str) -> bool:
        """Whether a folder really lies in the tree, however it is reached."""
        known = self._homes.get(folder)
        if known is None:
            known = self._homes[folder] = self._below_home(folder) or self._inside(os.path.join(self.root, folder))
        return known

    def _below_home(self, folder: str) -> bool:
        """Whether this is a folder in one that lies in the tree, and no link: then no way has to be followed."""
        above, _, name = folder.rpartition("/")
        if name in {"", ".", ".."} or folder.count("/") > _DEEP or (above and not self._home(above)):
            return False
        try:
            return stat.S_ISDIR(os.lstat(f"{self._top}/{folder}").st_mode)
        except (OSError, ValueError):
            return False

    @cached_property
    def _top(self) -> str:
        return os.path.realpath(self.root)

    @cached_property
    def _homes(self) -> dict[str, bool]:
        return {}

    def fact(self, path: str, *, digest: bool) -> FileFact:
        """What stands at a path that a record refers to; with its hash where `digest` asks for it."""
        full = os.path.join(self.root, path)
        if path.startswith(("/", "../")) or path == "..":
            return FileFact("outside")
        try:
            mode = os.lstat(full).st_mode
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return FileFact("missing")
        except OSError as error:
            return FileFact("missing" if error.errno == errno.ENAMETOOLONG else "unreadable")
        if stat.S_ISLNK(mode):
            return FileFact("link" if self._inside(full) else "outside")
        if not self._home(path.rpartition("/")[0]):
            return FileFact("outside")
        if stat.S_ISDIR(mode):
            return FileFact("directory")
        if not stat.S_ISREG(mode):
            return FileFact("unreadable")
        if not digest:
            return FileFact("file")
        try:
            descriptor = self._open(path)
            try:
                sha = sha256(os.fstat(descriptor).st_size)
                while chunk := os.read(descriptor, _CHUNK):
                    sha.update(chunk)
            finally:
                os.close(descriptor)
        except OSError:
            return FileFact("unreadable")
        return FileFact("file", sha.hexdigest())


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder or leads to one; within one that is closed that cannot be known."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _content(descriptor: int, limit: int) -> bytes:
    """Up to `limit` bytes of an open file."""
    parts: list[bytes] = []
    size = os.fstat(descriptor).st_size + 1  # with the byte that would show that it has grown meanwhile
    while limit and (chunk := os.read(descriptor, min(limit, size, _CHUNK))):
        parts.append(chunk)
        limit -= len(chunk)
    return b"".join(parts)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error))[:1].lower() + (error.strerror or str(error))[1:]


def joined(folder: str, target: str) -> str:
    """A relative path seen from a folder, without `.` and `..` parts; beginning with `../` where it leaves the root.

    An absolute path stays absolute: it leaves every root.
    """
    if target.startswith("/"):
        return target
    parts: list[str] = []
    for part in (*folder.split("/"), *target.split("/")):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)
