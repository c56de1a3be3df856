"""What the last check of the whole repository found, kept under the git directory, so that the next one judges only
what has changed since.

A verdict is taken over only where everything that it rests on is as it was: the tool and its libraries, the
configuration, every file that was read or looked for (by size, times and inode; one that changed around the time of
the run is never trusted, as in git's own index), the folders that lead there, the commits and tags it names, the
contributors, and the events with the same id. Git's blob ids would not do: they name what a file is when committed,
and with conversions of line ends or filters that is not what stands on disk.

Whatever is wrong with the file, there is no cache then. It is written whole or not at all, so that runs side by side do
not disturb each other; the last one stays.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import time
from array import array
from bisect import bisect_right
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from incident_lint import __version__
from incident_lint.digests import digest
from incident_lint.halves import halved
from incident_lint.kept import FIELDS, WRONG, Kept, array_of, brief, row_of, split, text_of
from incident_lint.records import parent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from incident_lint.config import Config
    from incident_lint.runner import Verdict
    from incident_lint.selection import Unit
    from incident_lint.sources import WorkTree

FOLDER = "incident-lint"
SLACK = 2_000_000_000
"""Nanoseconds: a file that changed less than this before a run began may change again without its times showing it."""
KEPT = 8
"""Files of this cache at most, one for each configuration that was run last."""
LEFT = 3_600_000_000_000
"""Nanoseconds after which a file that is still being written belongs to a process that was killed."""
_FORMAT = 1
_NEVER = -2
"""A time that no file has: what it stands for is never as it was."""
_MOST = (1 << 63) - 1
_LARGEST = 1 << 28
"""Bytes: no cache is larger."""
_CAREFUL = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_LIBRARIES = ("markdown_it", "pyromark", "frontmatter", "yaml", "jsonschema", "jsonschema_rs")


class Cache:
    """The cache of a repository for one configuration. No method raises for anything that is on disk."""

    def __init__(self, tree: WorkTree, config: Config, folder: str) -> None:
        self.top = str(tree.root)
        self.folder = Path(folder) / FOLDER
        try:
            self._key = _key(tree, config)
        except (OSError, ValueError, ImportError):  # not from files: nothing would tell that the tool is another one
            self._key = ""
        self.file = self.folder / f"check-{self._key}.json"
        self.started = 0
        self._homes: dict[str, tuple[int, ...]] = {}
        """Folders that were what they had been when this run began, by their marks."""

    def begin(self) -> None:
        """Take the time, by the clock of the file system that the times of files come from."""
        if not self._key:
            return
        with suppress(OSError):
            self.folder.mkdir(exist_ok=True)
            mark = self.folder / f"now-{os.getpid()}"
            mark.touch()
            self.started = mark.stat().st_mtime_ns
            mark.unlink()

    def load(self) -> Kept | None:
        """What the last run left; None where there is nothing that can be used."""
        try:
            data = _content(self.file)
            checksum, _, text = data.partition(b"\n")
            if checksum != digest(text).encode():
                return None
            found = json.loads(text)
            return Kept(
                found["listing"],
                found["people"],
                found["rows"],
                split(found["paths"]),
                array_of(found["marks"]),
                split(found["homes"]),
                array_of(found["home-marks"]),
            )
        except WRONG:
            return None

    def stale(self, kept: Kept) -> set[int]:
        """The rows that rest on a file, or on a way to one, that is not as it was."""
        homes = len(kept.homes)

        def differing(first: int, last: int) -> list[int]:
            """The folders, and behind them the files, among these that have other marks now."""
            end = min(last, homes)
            folders = _differing(self.top, kept.homes, kept.home_marks, _home_marks, size=2, first=first, last=end)
            begin, end = max(first - homes, 0), last - homes
            files = _differing(self.top, kept.paths, kept.marks, _marks, size=FIELDS, first=begin, last=end)
            return folders + [at + homes for at in files]

        found = halved(homes + len(kept.paths), differing)
        moved = [at for at in found if at < homes]
        changed = [at - homes for at in found if at >= homes]
        marks = kept.home_marks
        self._homes = {home: (marks[2 * at], marks[2 * at + 1]) for at, home in enumerate(kept.homes)}
        for at in moved:
            del self._homes[kept.homes[at]]
        if moved:
            gone = {kept.homes[at] for at in moved}
            changed += [at for at, path in enumerate(kept.paths) if not gone.isdisjoint(_above(path))]
        return {bisect_right(kept.starts, at) - 1 for at in changed}

    def save(self, listing: str, people: str, rows: Sequence[tuple[Unit, Verdict]]) -> None:
        """Keep the verdicts of a run; none of those that rest on more than their paths say."""
        if not self.started:
            return
        units, verdicts = [unit for unit, _ in rows], [verdict for _, verdict in rows]
        paths = [path for verdict in verdicts for path in verdict.inputs.paths]
        lasting = [one.inputs.settled and brief(one) for one in verdicts]
        settled = [sure for one, sure in zip(verdicts, lasting, strict=True) for _ in one.inputs.paths]
        homes = sorted({home for path in paths for home in _above(path)})
        found = {
            "listing": listing,
            "people": people,
            "rows": [row_of(*one) for one in zip(units, verdicts, lasting, strict=True)],
            "paths": "\0".join(paths),
            "marks": text_of(self._trusted(paths, settled)),
            "homes": "\0".join(homes),
            "home-marks": text_of(array("q", (mark for home in homes for mark in self._trusted_home(home)))),
        }
        text = json.dumps(found, separators=(",", ":")).encode()
        part = self.folder / f"part-{os.getpid()}"
        try:
            part.unlink(missing_ok=True)
            with part.open("xb") as file:
                file.write(digest(text).encode() + b"\n" + text)
            part.replace(self.file)
            self._prune()
        except OSError:
            pass
        finally:  # also where the run is interrupted
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def _trusted(self, paths: Sequence[str], settled: Sequence[bool]) -> array[int]:
        """The marks of these paths; what must not be trusted gets such as no file has."""
        marks = array("q")
        for path, sure in zip(paths, settled, strict=True):
            mark = _marks(f"{self.top}/{path}")
            if not sure or max(mark[0], mark[1]) + SLACK > self.started:
                mark = (_NEVER,) * FIELDS
            marks.extend(mark)
        return marks

    def _trusted_home(self, home: str) -> tuple[int, ...]:
        """The marks of a folder that leads to a path; what must not be trusted gets such as no folder has.

        What stands in a folder that was moved here during the run does not show it. Nor does what a link leads to.
        """
        if home in self._homes:
            return self._homes[home]
        try:
            found = os.lstat(f"{self.top}/{home}")
        except (OSError, ValueError):
            return 0, 0
        if not stat.S_ISDIR(found.st_mode) or found.st_ctime_ns + SLACK > self.started:
            return _NEVER, _NEVER
        return found.st_ino & _MOST, found.st_dev & _MOST

    def _prune(self) -> None:
        files = sorted(self.folder.glob("check-*.json"), key=lambda one: one.stat().st_mtime_ns, reverse=True)
        for old in files[KEPT:]:
            old.unlink()
        for name in ("part-*", "now-*"):
            for left in self.folder.glob(name):
                if left.lstat().st_mtime_ns + LEFT < time.time_ns():
                    left.unlink()


def _key(tree: WorkTree, config: Config) -> str:
    """What stands for the tool, its libraries, the configuration, the place of the work tree, and who may read it."""
    package = Path(__file__).parent
    shipped = package / "_schemas"
    schemas = shipped if shipped.is_dir() else package.parent / "schemas"
    user = os.geteuid() if hasattr(os, "geteuid") else 0
    parts = [_FORMAT, __version__, sys.version, user, str(tree.root), config.raw, config.select, config.ignore]
    parts.append((__file__, Path(__file__).stat().st_mtime_ns))
    parts += sorted((str(one), one.stat().st_mtime_ns) for one in (*package.rglob("*.py"), *schemas.glob("*.json")))
    for name in _LIBRARIES:
        found = find_spec(name)
        origin = found.origin if found is not None else None
        parts.append((name, origin, Path(origin).stat().st_mtime_ns if origin else 0))
    return digest(json.dumps(parts, default=str).encode())[:16]


def _marks(path: str) -> tuple[int, ...]:
    """By what a file is known to be as it was: times, size, inode and kind; zeros where there is none."""
    try:
        found = os.lstat(path)
    except OSError as error:
        absent = error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG}
        return (0 if absent else error.errno or -1,) * FIELDS  # it may be there, out of reach
    except ValueError:
        return (0,) * FIELDS
    times = found.st_mtime_ns & _MOST, found.st_ctime_ns & _MOST  # some file systems know the year 1500
    return *times, found.st_size, found.st_ino & _MOST, found.st_mode


def _home_marks(path: str) -> tuple[int, ...]:
    """By what a folder is known to be the same."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return 0, 0
    return found.st_ino & _MOST, found.st_dev & _MOST if stat.S_ISDIR(found.st_mode) else 0


def _differing(
    top: str, paths: Sequence[str], marks: array[int], look: Any, *, size: int, first: int, last: int
) -> list[int]:
    """The indexes, from `first` up to `last`, of the paths whose marks are other ones now."""
    known = marks[first * size : max(last, 0) * size].tolist()
    return [
        at
        for at in range(first, last)
        if look(f"{top}/{paths[at]}") != tuple(known[(at - first) * size : (at - first + 1) * size])
    ]


def _above(path: str) -> Iterable[str]:
    """The folders that lead to a path, the root left out."""
    while path := parent(path):
        yield path


def _content(file: Path) -> bytes:
    """The bytes of a regular file; none of what is no file, or too large. OSError where it cannot be read."""
    with os.fdopen(os.open(file, os.O_RDONLY | _CAREFUL), "rb") as opened:
        found = os.fstat(opened.fileno())
        return opened.read() if stat.S_ISREG(found.st_mode) and found.st_size <= _LARGEST else b""
