"""Coverage-guided fuzzing: `python fuzz/run.py [TARGET…] [--seconds N] [--jobs N]`; needs the group `fuzz`.

Each target runs in a process of its own for so many seconds, from its seeds in `fuzz/corpus/` on. What it finds to be
new goes to `fuzz/found/`, inputs that crash or hang to `fuzz/crashes/`; git ignores both. Prints a table, and every
kind of crash; the exit status is 1 where there is one. `--keep` then takes into the seeds what covers more than they
do; where that is too much, the longest inputs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
CORPUS, FOUND, CRASHES = HERE / "corpus", HERE / "found", HERE / "crashes"
LENGTHS = {"json_reader": 2048, "front_matter": 2048, "markdown_view": 4096, "whole_check": 8192}
"""The targets, and the longest input that is tried."""
MEMORY = Path("/dev/shm")  # noqa: S108  (a folder of our own is made in it)
LIMITS = ("-timeout=10", "-rss_limit_mb=1024")
MOST = 140
"""Seeds that a target may have; `--keep` stops there."""
_LIVE = re.compile(r"^#(\d+)\s.*?cov: (\d+)", re.MULTILINE)
_STATISTIC = re.compile(r"^stat::(\w+):\s+(\d+)", re.MULTILINE)


@dataclass
class Figures:
    """What a campaign on one target came to."""

    target: str
    seconds: float = 0.0
    executions: int = 0
    edges: int = 0
    slowest: float = 0.0
    memory: int = 0
    crashes: dict[str, int] = field(default_factory=dict)

    def add(self, log: str, noted: Path) -> None:
        """Take in what a process printed and noted."""
        live = _LIVE.findall(log)
        statistics = dict(_STATISTIC.findall(log))
        if live:
            self.edges = max(self.edges, *(int(edges) for _, edges in live))
        self.executions += int(statistics.get("number_of_executed_units", live[-1][0] if live else 0))
        self.memory = max(self.memory, int(statistics.get("peak_rss_mb", 0)))
        if noted.exists():
            told = json.loads(noted.read_text("utf-8"))
            self.slowest = max(self.slowest, told["slowest"])
            for kind, times in told["crashes"].items():
                self.crashes[kind] = self.crashes.get(kind, 0) + times


def campaign(target: str, seconds: int) -> Figures:
    """Fuzz one target; a process that libFuzzer ended (a timeout, too much memory) is followed by another one."""
    found = FOUND / target
    for folder in (CORPUS / target, found, CRASHES):
        folder.mkdir(parents=True, exist_ok=True)
    figures = Figures(target)
    begin = time.monotonic()
    while (left := seconds - (time.monotonic() - begin)) >= 1:
        noted = FOUND / f"{target}.json"
        noted.unlink(missing_ok=True)
        code, log = _worker(target, [f"-max_total_time={int(left)}", str(found), str(CORPUS / target)])
        figures.add(log, noted)
        if code:
            ended = re.search(r"ERROR: libFuzzer: (.+)", log)
            kind = re.sub(r"[0-9]+", "N", ended.group(1)) if ended else f"exit code {code}"
            figures.crashes[kind] = figures.crashes.get(kind, 0) + 1
            if not _LIVE.search(log):
                break  # it cannot even begin
    figures.seconds = time.monotonic() - begin
    return figures


def _worker(target: str, arguments: list[str]) -> tuple[int, str]:
    """One process of libFuzzer, and what it printed; that is also kept beside what it found."""
    command = [sys.executable, str(HERE / "worker.py"), target, str(FOUND / f"{target}.json"), str(CRASHES)]
    options = [*LIMITS, f"-max_len={LENGTHS[target]}", f"-artifact_prefix={CRASHES / target}-", "-print_final_stats=1"]
    words = HERE / f"{target}.dict"
    if words.exists():
        options.append(f"-dict={words}")
    log = FOUND / f"{target}.log"
    memory = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="incident-lint-", dir=memory) as folder, log.open("wb") as file:
        done = subprocess.run(  # noqa: S603
            [*command, *options, *arguments],
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TMPDIR": folder},  # libFuzzer ends the process so abruptly that it leaves files
            check=False,
        )
    return done.returncode, log.read_text("utf-8", "replace")


def keep(target: str) -> None:
    """Take into the seeds what was found and covers more than they do; no more than MOST altogether."""
    with tempfile.TemporaryDirectory() as folder:
        chosen, seeds = Path(folder), CORPUS / target
        for one in seeds.iterdir():
            shutil.copy(one, chosen)
        _worker(target, ["-set_cover_merge=1", "-use_counters=0", str(chosen), str(FOUND / target)])
        new = [one for one in chosen.iterdir() if not (seeds / one.name).exists()]
        room = MOST - sum(1 for _ in seeds.iterdir())
        for one in sorted(new, key=lambda it: it.stat().st_size, reverse=True)[: max(0, room)]:
            shutil.copy(one, seeds / f"found-{one.name[:12]}")


def table(rows: list[Figures]) -> Iterator[str]:
    """The figures as a table in Markdown, then a line for each kind of crash."""
    yield "| target | seconds | executions | per second | edges | corpus | crashes | slowest | peak memory |\n"
    yield "|---|---|---|---|---|---|---|---|---|\n"
    for row in rows:
        corpus = sum(1 for _ in (CORPUS / row.target).iterdir()) + sum(1 for _ in (FOUND / row.target).iterdir())
        rate = row.executions / row.seconds if row.seconds else 0
        yield (
            f"| `{row.target}` | {row.seconds:,.0f} | {row.executions:,} | {rate:,.0f} | {row.edges:,} | {corpus} "
            f"| {len(row.crashes)} | {row.slowest:.2f} s | {row.memory} MiB |\n"
        )
    for row in rows:
        for kind, times in row.crashes.items():
            yield f"{row.target}: {kind} ({times:,} times)\n"


def main() -> int:
    """Run the targets, print the table; 1 where something crashed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{', '.join(LENGTHS)}; none: all")
    parser.add_argument("--seconds", type=int, default=60, metavar="N", help="for each target (default: 60)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="targets at once (default: 1)")
    parser.add_argument("--keep", action="store_true", help="then take what covers more into the seeds")
    arguments = parser.parse_args()
    unknown = set(arguments.targets) - LENGTHS.keys()
    if unknown:
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    targets = arguments.targets or list(LENGTHS)
    with ThreadPoolExecutor(arguments.jobs) as pool:
        rows = list(pool.map(lambda one: campaign(one, arguments.seconds), targets))
    sys.stdout.writelines(table(rows))
    if arguments.keep:
        for target in targets:
            keep(target)
    return int(any(row.crashes for row in rows))


if __name__ == "__main__":
    sys.exit(main())
