"""What git lists, as plain tuples: for the short way of hooks, which loads nothing that it does not need."""

from __future__ import annotations

import os

from incident_lint.git.process import Git, run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Change = tuple[str, str, str, str, str]
"""Modes and object ids before and after, and the path."""
Row = tuple[str, str, str]
"""What a state has at a path: mode, object id, path."""

DIFF = ("-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff", "--ignore-submodules=none")
"""Options of every comparison: all paths in full, no renames guessed, nothing that a configuration could hide."""
_AT_ONCE = 200
"""Blobs asked for at once: the question has to fit into a pipe."""


class UnclearError(Exception):
    """It cannot be told in the short way."""


class Blobs:
    """`git cat-file`, started for the first question. To be used in a `with` block."""

    def __init__(self) -> None:
        self._git: Git | None = None

    def __enter__(self) -> Blobs:
        return self

    def __exit__(self, *_: object) -> None:
        if self._git is not None:
            self._git.close()

    def read(self, names: Sequence[str]) -> Iterator[bytes]:
        """The contents of these blobs, in this order. UnclearError where one is none, or not here."""
        if self._git is None:
            self._git = Git(["cat-file", "--batch"], ".", written=True)
        for first in range(0, len(names), _AT_ONCE):
            some = names[first : first + _AT_ONCE]
            self._git.send("".join(f"{name}\n" for name in some).encode())
            for _ in some:
                head = self._git.out.readline().split()
                if len(head) != 3 or head[1] != b"blob":
                    raise UnclearError
                yield self._git.out.read(int(head[2]) + 1)


def rows_of_index(names: Sequence[str] = ()) -> list[Row]:
    """The files of the index; those with one of these names alone, in whatever folder, where there are any."""
    wanted = [f":(top,glob)**/{name}" for name in names]
    listed = run(["ls-files", "-s", "-z", "--full-name", "--", *wanted], ".")
    lines = os.fsdecode(listed).split("\0")[:-1]
    tab = lines[0].index("\t") if lines else 0  # `100644 <id> 0`, and the tab: in each line at the same place
    return [(line[:6], line[7 : tab - 2], line[tab + 1 :]) for line in lines]


def rows_of_tree(commit: str, names: Sequence[str] = (), *, below: bool = True) -> list[Row]:
    """The files of a commit; those with one of these names alone, where there are any. Not `below`: at its root."""
    listed = os.fsdecode(run(["ls-tree", *(["-r"] if below else []), "-z", "--full-tree", commit], "."))
    rows = (line.partition("\t") for line in listed.split("\0")[:-1])
    found = ((head[:6], head.rpartition(" ")[2], path) for head, _, path in rows)
    return [row for row in found if not names or row[2].rpartition("/")[2] in names]


def changes_in(raw: bytes) -> Iterator[Change]:
    """What `--raw -z` prints: `:` with modes, ids and a letter, then the path, NUL after each."""
    pieces = iter(os.fsdecode(raw).split("\0"))
    for piece in pieces:
        if piece.startswith(":"):
            mode_before, mode, before, after, letter = piece[1:].split(" ")
            if letter == "U":
                raise UnclearError  # a merge with conflicts
            yield mode_before, mode, before, after, next(pieces)
