"""A loop over very many things done by two processes: half here, half in a copy of this one."""

from __future__ import annotations

import os
import sys
from array import array

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 8
"""Processors used at most: each further process holds a copy of the word lists."""
MANY = 20_000
"""Turns of a loop from which on a copy of this process pays for itself; each is taken to be a call of the system."""


def processors() -> int:
    """How many processors this process may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST)


def halved(count: int, work: Callable[[int, int], list[int]]) -> list[int]:
    """What `work(0, count)` gives: indexes, in order. `work` is asked for the parts of the range, maybe elsewhere."""
    if count < MANY or processors() < 2 or sys.platform != "linux":
        return work(0, count)
    middle = count // 2
    read, write = os.pipe()
    try:
        child = os.fork()
    except OSError:  # no room for another process
        os.close(read)
        os.close(write)
        return work(0, count)
    if not child:
        _answer(write, lambda: work(middle, count))
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        found = work(0, middle)
        data = answer.read()
    os.waitpid(child, 0)
    return found + (_indexes(data) if data.endswith(_END) else work(middle, count))


_END = b"."
"""Ends a whole answer: a process that was killed leaves none."""


def _answer(write: int, work: Callable[[], list[int]]) -> None:
    """Do the work and send what it gives; this process ends here, whatever happens."""
    code = 1
    try:
        with os.fdopen(write, "wb") as out:
            out.write(array("q", work()).tobytes() + _END)
        code = 0
    finally:
        os._exit(code)


def _indexes(data: bytes) -> list[int]:
    found = array("q")
    found.frombytes(data.removesuffix(_END))
    return found.tolist()
