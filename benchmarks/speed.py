"""This tool beside what a user would run for parts of the same work: `python benchmarks/speed.py [--install] [--all]`.

Makes real git repositories full of incidents (`corpus.py`), and measures whole processes, interleaved: bare Python,
git, incident-lint (cold, unchanged, after an edit), and the peers: check-jsonschema and sourcemeta's jsonschema for the
three kinds of records, markdownlint-cli2 and rumdl for the required headings, alex for the language. `--history` and
`--rollback` add the tables of `history.py` and `rollback.py`; `--all` is both, and the table is written to RESULTS.md,
with the aims and whether they are met. `--install` puts the peers into a folder of their own, with pip and npm.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import history
import rollback
from aims import judged
from measure import Result, environment, interleaved, table, together
from peers import Peers
from scenarios import BARE, FOLDER, JSON, PAIR, RUMDL, STATUS, many, one

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "RESULTS.md"
RUNS = {1: 15, 10: 15, 100: 7, 1_000: 5, 10_000: 5}
HEAD = """# Results

Written by `python benchmarks/speed.py --all`. Whole processes, medians of interleaved runs on one machine; what counts
are the ratios within one table, of wall and of CPU time. The peers check far less: a schema, or headings and their
order. Cold: nothing is remembered from earlier runs. Peak: of one process; a peak of some 20 MB may be that of the
measuring process. All: of all processes at a time, what they share counted once, looked at every 20 ms.
"""


class Bench:
    """What was measured, and how it is shown."""

    def __init__(self, peers: Peers, home: Path, seconds: float) -> None:
        self.peers, self.env, self.seconds = peers, environment(home), seconds
        self.found: dict[str, dict[str, Result]] = {}
        self.lines: list[str] = []
        self.load = os.getloadavg()[0]
        if self.load > 0.5:
            print(f"the machine is busy (load {self.load:.1f}): wall times mean little", file=sys.stderr)

    def show(self, title: str, results: dict[str, Result], references: dict[str, str]) -> None:
        """Keep a table, and print it."""
        lines = table(title, results, references)
        print("\n".join(lines), flush=True)
        self.lines += lines

    def incidents(self, count: int, runs: int | None) -> None:
        """Measure with so many incidents."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            if count == 1:
                works = one(folder, self.peers, self.env)
                interleaved(works, 1, self.seconds, self.env)  # once unmeasured: compiled, and read from the disk
            else:
                # in a process of its own: its memory would count as the peak of those that are started from here
                made = [sys.executable, str(HERE / "corpus.py"), name, "--incidents", str(count)]
                subprocess.run(made, check=True)
                works = many(folder, self.peers, count, self.env)
            results = interleaved(works, runs or RUNS.get(count, 3), self.seconds, self.env)
        native = [f"sourcemeta jsonschema: {FOLDER}", f"rumdl: {FOLDER}"] if count == 1 else [JSON, RUMDL]
        if all(name in results for name in native):
            results[PAIR] = together(PAIR, [results[name] for name in native])
        self.found[f"{count:,}"] = results
        if count == 1:
            self.show("One incident", results, {f"of {BARE}": BARE})
        else:
            self.show(f"{count:,} incidents", results, {"of the native pair": PAIR, f"of {STATUS}": STATUS})

    def head(self, begun: float) -> str:
        """What stands above the tables."""
        told = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
        versions = [f"Python {platform.python_version()}", f"git {told}", *self.peers.versions()]
        minutes = (time.monotonic() - begun) / 60
        cores = f"{os.cpu_count()} cores, load {self.load:.1f} before the first run"
        return f"{HEAD}\n{cores}; {', '.join(versions)}. All of it took {minutes:.0f} minutes.\n"


def main() -> int:
    """Build, measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--incidents", type=int, nargs="*", default=list(RUNS))
    parser.add_argument("--runs", type=int, help="at most so many runs of each")
    parser.add_argument(
        "--seconds", type=float, default=40, help="fewer runs of what takes longer in all (default: 40)"
    )
    parser.add_argument("--peers", type=Path, default=Path(tempfile.gettempdir()) / "incident-lint-peers")
    parser.add_argument("--install", action="store_true", help="install the peers first")
    parser.add_argument("--history", action="store_true", help="measure a range of 10,000 commits, too")
    parser.add_argument("--rollback", action="store_true", help="measure a rollback of 50,000 files, too")
    parser.add_argument("--all", action="store_true", help="measure everything, and write RESULTS.md")
    arguments = parser.parse_args()
    begun = time.monotonic()
    if arguments.install:
        Peers.install(arguments.peers)
    with tempfile.TemporaryDirectory() as home:
        bench = Bench(Peers(arguments.peers), Path(home), arguments.seconds)
        for count in RUNS if arguments.all else arguments.incidents:
            bench.incidents(count, arguments.runs)
        for wanted, module in ((arguments.history, history), (arguments.rollback, rollback)):
            for title, results, references in module.standard(bench.env) if wanted or arguments.all else ():
                bench.found[title] = results
                bench.show(title, results, references)
        aims = judged(bench.found, everything=arguments.all)
        print("\n".join(aims))
        if arguments.all:
            RESULTS.write_text("\n".join((bench.head(begun), *bench.lines[1:], *aims, "")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
