"""Regular expressions from a configuration, which may be anybody's: matched within a limit of time.

Python's engine takes exponential time for some (`(a+)+$`), and has no limit of its own; it does look for signals.
"""

from __future__ import annotations

import re
import signal
import threading
from contextlib import contextmanager

from incident_lint.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn

LIMIT = 1.0
"""Seconds of computing for one expression on one text: what is no attack takes microseconds."""


def search(expression: str, text: str) -> bool:
    """Whether an expression of the configuration matches somewhere in a text. ConfigError where it takes too long."""
    with _limited(expression):
        return re.search(expression, text) is not None


def fullmatch(expression: str, text: str) -> bool:
    """Whether an expression of the configuration matches a text as a whole. ConfigError where it takes too long."""
    with _limited(expression):
        return re.fullmatch(expression, text) is not None


@contextmanager
def _limited(expression: str) -> Iterator[None]:
    def give_up(_number: int, _frame: object) -> NoReturn:
        message = f"an expression of the configuration takes too long to match: {expression[:80]}"
        raise ConfigError(message, "a repetition within a repetition does that; write it without")

    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield  # no such clock on this system, or not ours to use
        return
    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
