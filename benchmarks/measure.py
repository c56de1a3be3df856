"""How whole processes are measured, and shown: wall and CPU time, memory, and ratios."""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PAUSE = 0.02  # seconds between two looks at the memory of a tree of processes
MB = 1024  # in KB


@dataclass(frozen=True)
class Work:
    """Commands that do one piece of work, one after the other, and what has to be done before each time, unmeasured."""

    name: str
    commands: Sequence[Sequence[str]]
    folder: Path
    before: Callable[[], object] | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    codes: frozenset[int] = frozenset({0})
    whole: bool = False
    """Whether the memory of all its processes together is wanted, too."""


@dataclass(frozen=True)
class Result:
    """Medians in seconds; the largest peaks in MB: of one process, and of all at a time."""

    name: str
    runs: int
    wall: float
    cpu: float
    peak: float
    whole: float | None = None


def environment(home: Path) -> dict[str, str]:
    """The environment of every process: nobody's configuration of git or Python, a fixed identity."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON"))}
    identity = {f"GIT_{who}_{what}": "on-call" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(home)}
    return {**kept, **identity, **nobody}


def measured(work: Work, env: Mapping[str, str]) -> tuple[float, float, float]:
    """Wall and CPU time in seconds, peak memory of one process in MB.

    CPU time and peak count what the processes started and waited for. A peak of up to 25 MB may be that of the process
    that measures: Linux hands it on.
    """
    wall = cpu = peak = 0.0
    for command in work.commands:
        start = time.perf_counter()
        child = _started(work, command, env)
        _, status, usage = os.wait4(child.pid, 0)
        wall += time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        _check(work, command, child.returncode)
        cpu += usage.ru_utime + usage.ru_stime
        peak = max(peak, usage.ru_maxrss / MB)
    return wall, cpu, peak


def memory(work: Work, env: Mapping[str, str]) -> float:
    """The most memory in MB that all processes of a piece of work have at a time; the files they share count once."""
    most = 0.0
    for command in work.commands:
        child = _started(work, command, env)
        while child.poll() is None:
            parts = [_memory(pid) for pid in _tree(child.pid)]
            most = max(most, (sum(own for own, _ in parts) + max(shared for _, shared in parts)) / MB)
            time.sleep(PAUSE)
        _check(work, command, child.returncode)
    return most


def interleaved(works: Sequence[Work], runs: int, seconds: float, env: Mapping[str, str]) -> dict[str, Result]:
    """Measure, one after the other, again and again; what would take longer in all than `seconds` has fewer runs."""
    found: dict[str, list[tuple[float, float, float]]] = {one.name: [] for one in works}
    for _ in range(runs):
        for work in works:
            rows = found[work.name]
            if rows and sum(row[0] for row in rows) + rows[-1][0] > seconds:
                continue
            if work.before:
                work.before()
            rows.append(measured(work, env))
    results = {}
    for work in works:
        rows, whole = found[work.name], None
        if work.whole:
            if work.before:
                work.before()
            whole = memory(work, env)
        wall, cpu = (statistics.median(row[at] for row in rows) for at in (0, 1))
        peak = max(row[2] for row in rows)
        results[work.name] = Result(work.name, len(rows), wall, cpu, peak, whole and max(whole, peak))
    return results


def together(name: str, results: Sequence[Result]) -> Result:
    """Several results as one: what it takes to run one after the other."""
    wall, cpu = sum(one.wall for one in results), sum(one.cpu for one in results)
    return Result(name, min(one.runs for one in results), wall, cpu, max(one.peak for one in results))


def table(title: str, results: Mapping[str, Result], references: Mapping[str, str]) -> list[str]:
    """A section with a table; `references`: the titles of columns, and to which result they give the ratio."""
    present = {column: results[name] for column, name in references.items() if name in results}
    ratios_of = [name for column in present for name in (column, f"{column}, CPU")]
    columns = ["what", "runs", "wall, s", "CPU, s", "peak, MB", "all, MB", *ratios_of]
    lines = ["", f"## {title}", "", f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    for one in results.values():
        ratios = []
        for other in present.values():
            ratios += [ratio(one.wall / other.wall), ratio(one.cpu / other.cpu)]
        size = "" if one.whole is None else f"{one.whole:.0f}"
        cells = [one.name, str(one.runs), f"{one.wall:.3f}", f"{one.cpu:.3f}", f"{one.peak:.0f}", size, *ratios]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def ratio(value: float) -> str:
    """A ratio, as exact as it is worth."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def program() -> str:
    """The console script beside the interpreter that runs this: what hooks run."""
    script = Path(sys.executable).with_name("incident-lint")
    if not shutil.which(script):
        sys.exit(f"incident-lint is not installed beside {sys.executable}")
    return str(script)


def _started(work: Work, command: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    nothing = subprocess.DEVNULL
    return subprocess.Popen(
        command, cwd=work.folder, env={**env, **work.env}, stdin=nothing, stdout=nothing, stderr=nothing
    )


def _check(work: Work, command: Sequence[str], code: int) -> None:
    if code not in work.codes:
        sys.exit(f"{work.name}: {' '.join(command)[:300]} ended with {code} in {work.folder}")


def _tree(root: int) -> list[int]:
    """A process, and all that it started."""
    parents: dict[int, list[int]] = {}
    for one in Path("/proc").iterdir():
        if one.name.isdigit():
            with contextlib.suppress(OSError):
                parent = (one / "stat").read_text().rpartition(")")[2].split()[1]
                parents.setdefault(int(parent), []).append(int(one.name))
    found = [root]
    for pid in found:
        found.extend(parents.get(pid, ()))
    return found


def _memory(pid: int) -> tuple[int, int]:
    """The memory of a process in KB: its own, with its part of what it got from its parent; that of files."""
    own = shared = 0
    with contextlib.suppress(OSError):
        told = Path(f"/proc/{pid}/smaps_rollup").read_text() + Path(f"/proc/{pid}/status").read_text()
        for line in told.splitlines():
            if line.startswith("Pss_Anon:"):
                own = int(line.split()[1])
            elif line.startswith("RssFile:"):
                shared = int(line.split()[1])
    return own, shared
