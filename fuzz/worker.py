"""One target under atheris: `python fuzz/worker.py TARGET FIGURES CRASHES [LIBFUZZER-ARGUMENT…]`; `run.py` calls it.

A broken property or an exception does not end the process: its input is written to the folder CRASHES, one per kind
and the shortest that is met, and the campaign goes on. FIGURES is a JSON file that is kept up to date.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import pkgutil
import re
import shlex
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import atheris
from properties import BrokenPropertyError

if TYPE_CHECKING:
    from collections.abc import Callable

BESIDES = {"markdown_view": ["markdown_it"]}
"""Packages whose branches count beside the project's own."""
SLOW = 1.0
"""Seconds of the processor from which the slowest input is worth keeping."""


class Recorder:
    """Notes what inputs did: kinds of crashes with how often each was met, and the slowest input."""

    def __init__(self, target: str, figures: Path, crashes: Path) -> None:
        self.target, self.figures, self.crashes = target, figures, crashes
        self.met: Counter[str] = Counter()
        self.sizes: dict[str, int] = {}
        self.slowest = 0.0

    def crash(self, error: Exception, data: bytes) -> None:
        """Note a crash; keep its input where none as short is known for its kind."""
        kind = kind_of(error)
        self.met[kind] += 1
        if len(data) < self.sizes.get(kind, sys.maxsize):
            self.sizes[kind] = len(data)
            name = re.sub(r"[^a-z0-9]+", "-", kind.lower()).strip("-")[:80]
            stem = f"{self.target}-{name}-{hashlib.sha256(kind.encode()).hexdigest()[:8]}"
            (self.crashes / stem).write_bytes(data)
            (self.crashes / f"{stem}.txt").write_text("".join(traceback.format_exception(error)), "utf-8", "replace")
            self.write()

    def took(self, seconds: float, data: bytes) -> None:
        """Note how many seconds of the processor an input took."""
        if seconds > self.slowest:
            self.slowest = seconds
            if seconds > SLOW:
                (self.crashes / f"{self.target}-slowest").write_bytes(data)
            self.write()

    def write(self) -> None:
        """Write the figures."""
        self.figures.write_text(json.dumps({"crashes": self.met, "slowest": self.slowest}, indent=2), "utf-8")


def kind_of(error: Exception) -> str:
    """What is the same for all inputs that crash for one reason: the property, or the exception and where it arose."""
    if isinstance(error, BrokenPropertyError):
        return error.what
    frames = traceback.extract_tb(error.__traceback__)
    ours = [one for one in frames if "incident_lint" in one.filename] or frames
    return f"{type(error).__name__} in {Path(ours[-1].filename).name} {ours[-1].lineno}"


def main() -> None:
    """Instrument, and fuzz until libFuzzer ends the process."""
    target, figures, crashes, *arguments = sys.argv[1:]
    with atheris.instrument_imports(include=["incident_lint", *BESIDES.get(target, [])]):
        run: Callable[[bytes], None] = importlib.import_module(target).run
        import incident_lint  # noqa: PLC0415

        for module in pkgutil.walk_packages(incident_lint.__path__, "incident_lint."):
            importlib.import_module(module.name)  # what is imported later, in a function, would not be instrumented
        for name in BESIDES.get(target, []):
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
    recorder = Recorder(target, Path(figures), Path(crashes))

    def one(data: bytes) -> None:
        begin = time.process_time()
        try:
            run(data)
        except Exception as error:  # noqa: BLE001, RUF100  (whatever it is, it is what is looked for)
            recorder.crash(error, data)
        recorder.took(time.process_time() - begin, data)

    atheris.enabled_hooks.add("str")
    again = shlex.join([sys.executable, *sys.argv[:4]])  # libFuzzer gives it to a shell, to begin anew while it merges
    atheris.Setup([again, *arguments], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
