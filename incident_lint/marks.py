"""By what a file, and a folder that leads to one, are known to be as they were, without being read."""

from __future__ import annotations

import errno
import os
import stat

from incident_lint.kept import FIELDS
from incident_lint.records import parent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable, Sequence

MOST = (1 << 63) - 1
"""What is kept of a number: as much as an array of them holds."""


def marks_of(path: str) -> tuple[int, ...]:
    """By what a file is known to be as it was: times, size, inode and kind; zeros where there is none."""
    try:
        found = os.lstat(path)
    except OSError as error:
        absent = error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG}
        return (0 if absent else error.errno or -1,) * FIELDS  # it may be there, out of reach
    except ValueError:
        return (0,) * FIELDS
    times = found.st_mtime_ns & MOST, found.st_ctime_ns & MOST  # some file systems know the year 1500
    return *times, found.st_size, found.st_ino & MOST, found.st_mode


def home_marks_of(path: str) -> tuple[int, ...]:
    """By what a folder is known to be the same."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return 0, 0
    return found.st_ino & MOST, found.st_dev & MOST if stat.S_ISDIR(found.st_mode) else 0


def differing(
    top: str,
    paths: Sequence[str],
    marks: array[int],
    look: Callable[[str], tuple[int, ...]],
    *,
    size: int,
    first: int,
    last: int,
) -> list[int]:
    """The indexes, from `first` up to `last`, of the paths whose marks are other ones now."""
    known = marks[first * size : max(last, 0) * size].tolist()
    return [
        at
        for at in range(first, last)
        if look(f"{top}/{paths[at]}") != tuple(known[(at - first) * size : (at - first + 1) * size])
    ]


def above(path: str) -> Iterable[str]:
    """The folders that lead to a path, the root left out."""
    while path := parent(path):
        yield path
