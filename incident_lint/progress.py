"""How far a long run is, on a terminal. Standard output stays what it is: this goes to standard error, and is wiped."""

from __future__ import annotations

import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from rich.progress import Progress, TaskID

PATIENCE = 0.7
"""Seconds before anything is shown: most runs are over by then."""


class Display:
    """A bar that appears when a run takes long: call it with what is done, and of how many. For a `with` block."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, total: int, /) -> None:
        """Show that `done` of `total` incidents are judged."""
        if self._bar is None or self._task is None:
            if not sys.stderr.isatty() or time.monotonic() - self._begun < PATIENCE:
                return
            self._bar, self._task = _start(total)
        self._bar.update(self._task, completed=done)
        self._bar.refresh()


def _start(total: int) -> tuple[Progress, TaskID]:
    from rich.console import Console  # noqa: PLC0415  (40 ms; only where something is shown)
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    # without a thread of its own: further processes are made as copies of this one
    bar = Progress(
        TextColumn("checking incidents"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        auto_refresh=False,
    )
    bar.start()
    return bar, bar.add_task("", total=total)
