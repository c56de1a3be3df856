"""Several processes for one run: each judges batches of incidents, and the verdicts come back in order."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from incident_lint.halves import processors
from incident_lint.runner import judge_batch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_lint.config import Config
    from incident_lint.facts import Tree
    from incident_lint.runner import Verdict
    from incident_lint.selection import Unit

_work: list[tuple[Tree, Config, bool]] = []
"""What a process works with; set once in each."""


def spread(batches: Sequence[Sequence[Unit]], tree: Tree, config: Config, exact: bool) -> Iterator[list[Verdict]]:
    """The verdicts on each batch, in order; one by one here without a second processor, or where processes fail."""
    done = 0
    if min(processors(), len(batches)) > 1:
        try:
            for verdicts in _spread(batches, tree, config, exact):
                yield verdicts
                done += 1
        except (BrokenProcessPool, OSError, NotImplementedError):
            pass  # killed for want of memory, no room for another process, no means to talk to one
    for batch in batches[done:]:
        yield judge_batch(batch, tree, config, exact)


def _spread(batches: Sequence[Sequence[Unit]], tree: Tree, config: Config, exact: bool) -> Iterator[list[Verdict]]:
    # a copy of this process, where it is safe: what was imported and compiled need not be again
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    workers = min(processors(), len(batches))
    others = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(workers, context, _begin, (tree, config, exact))
    try:
        with _uninterrupted():
            results = executor.map(_judge, batches)
        yield from results
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
        for left in set(multiprocessing.active_children()) - others:  # of a start that failed half-way
            left.terminate()
            left.join()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits, here and in the processes that are made meanwhile: these have to say first that they ignore it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(tree: Tree, config: Config, exact: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to all; the first process answers it
    threading.Thread(target=_end_with_first, daemon=True).start()
    _work.append((tree, config, exact))


def _end_with_first() -> None:
    """A process that waits for work would wait for ever once the first one was killed."""
    first = multiprocessing.parent_process()
    if first is not None:
        first.join()
        os._exit(1)


def _judge(batch: Sequence[Unit]) -> list[Verdict]:
    return judge_batch(batch, *_work[-1])
