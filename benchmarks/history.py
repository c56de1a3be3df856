"""How long a range takes to judge, and how much memory: `python benchmarks/history.py [--commits N…] [--incidents N]`.

Makes a repository in a temporary folder with `git fast-import`: incidents with an event, a post-mortem and two pieces
of evidence each, then commits that touch code, and now and then an event (an incident is triaged, resolved, closed) or
evidence (one more log), with a merge among twenty. Measures, interleaved in one run, `git log --raw` over the range
(what git alone needs) and the hook over the same range. Prints a table: median wall and CPU time, memory, ratio.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from measure import Result, Work, environment, interleaved, program, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "complete" / "incidents" / "INC-20261103-checkout-timeouts"
STATUSES = ("DETECTED", "TRIAGED", "INVESTIGATING", "RESOLVED", "CLOSED")
BEGIN = 1_793_000_000
GIT = ["git", "log", "-z", "-m", "--raw", "--no-abbrev", "--no-renames", "--format=%H%x00%B", "base..main"]
REFERENCE = "git log --raw"
HOOK = "incident-lint hook"
LIMIT = 120.0  # seconds in all for each
RANGE = {"PRE_COMMIT_FROM_REF": "base", "PRE_COMMIT_TO_REF": "main"}


def incident(number: int) -> str:
    """The id of an incident."""
    return f"INC-2026{number:05d}-benchmark"


def event(number: int, status: str, logs: int) -> bytes:
    """An event of about 2 KB."""
    value = json.loads((EXAMPLE / "INCIDENT_EVENT.json").read_text("utf-8"))
    value.update(incident_id=incident(number), status=status)
    for extra in range(logs):
        value["evidence"].append({**value["evidence"][0], "id": f"E{extra + 3}", "path": f"evidence/more-{extra}.log"})
    return json.dumps(value, indent=2).encode()


class Stream:
    """The input of `git fast-import`, the same in every run."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.time = BEGIN
        self.seed = 7

    def random(self, below: int) -> int:
        """A number below another one."""
        self.seed = (self.seed * 1_103_515_245 + 12_345) % (1 << 31)
        return (self.seed >> 8) % below

    def commit(self, branch: str, files: dict[str, bytes], message: str, *merged: str) -> None:
        """Add a commit."""
        self.time += 60
        head = f"commit refs/heads/{branch}\ncommitter On-call <on-call@example.org> {self.time} +0000\n"
        self.parts.append(head.encode() + f"data {len(message)}\n{message}\n".encode())
        self.parts.extend(f"merge refs/heads/{one}\n".encode() for one in merged)
        for path, content in files.items():
            self.parts.append(f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n")

    def branch(self, name: str, start: str) -> None:
        """Begin a branch."""
        self.parts.append(f"reset refs/heads/{name}\nfrom refs/heads/{start}\n\n".encode())


def build(folder: Path, incidents: int, commits: int) -> None:
    """The repository; `base` and `main` are the ends of its range."""
    stream = Stream()
    first = {f"src/module_{one}.py": b"pass\n" for one in range(200)}
    status, logs = [0] * incidents, [0] * incidents
    for number in range(incidents):
        at = f"incidents/{incident(number)}"
        first[f"{at}/INCIDENT_EVENT.json"] = event(number, STATUSES[0], 0)
        first[f"{at}/INCIDENT.md"] = (EXAMPLE / "INCIDENT.md").read_bytes()
        for name in ("error-rate.csv", "checkout-api.log"):
            first[f"{at}/evidence/{name}"] = f"{number} {name}\n".encode()
    stream.commit("main", first, "Begin")
    stream.branch("base", "main")
    for number in range(commits):
        files = {f"src/module_{stream.random(200)}.py": f"{number}\n".encode()}
        which = stream.random(incidents)
        at = f"incidents/{incident(which)}"
        what = stream.random(10)
        if what < 3:
            status[which] = min(status[which] + 1, len(STATUSES) - 1)
        if what == 3:
            files[f"{at}/evidence/more-{logs[which]}.log"] = f"{number}\n".encode()
            logs[which] += 1
        if what <= 3:
            files[f"{at}/INCIDENT_EVENT.json"] = event(which, STATUSES[status[which]], logs[which])
        if number % 20:
            stream.commit("main", files, f"Change {number}")
        else:
            stream.branch("side", "main")
            stream.commit("side", {f"docs/{number}.md": b"text\n"}, "Write it down")
            stream.commit("main", files, "Merge branch 'side'", "side")
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(folder)], check=True)
    subprocess.run(["git", "-C", str(folder), "fast-import", "--quiet"], input=b"".join(stream.parts), check=True)


def judged(commits: int, incidents: int, runs: int, env: Mapping[str, str]) -> dict[str, Result]:
    """Build, and measure."""
    with tempfile.TemporaryDirectory() as name:
        # in a process of its own: what it takes would count as the peak of those that are started from here
        made = ["--build", name, "--commits", str(commits), "--incidents", str(incidents)]
        subprocess.run([sys.executable, __file__, *made], check=True)
        works = [
            Work(REFERENCE, [GIT], Path(name)),
            Work(HOOK, [[program(), "hook", "pre-commit", "--no-records"]], Path(name), env=RANGE),
        ]
        return interleaved(works, runs, LIMIT, env)


RANGES = ((10_000, 1_000), (3_000, 5_000))
"""Commits, and incidents."""


def title(commits: int, incidents: int) -> str:
    """How a table is called."""
    return f"A range of {commits:,} commits over {incidents:,} incidents"


def standard(env: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Result], dict[str, str]]]:
    """What `speed.py --history` measures."""
    for commits, incidents in RANGES:
        yield title(commits, incidents), judged(commits, incidents, 3, env), {f"of {REFERENCE}": REFERENCE}


def main() -> int:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--commits", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--incidents", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--build", type=Path, metavar="FOLDER", help="make the repository, and stop")
    arguments = parser.parse_args()
    if arguments.build:
        build(arguments.build, arguments.incidents, arguments.commits[0])
        return 0
    with tempfile.TemporaryDirectory() as home:
        for count in arguments.commits:
            results = judged(count, arguments.incidents, arguments.runs, environment(Path(home)))
            name = title(count, arguments.incidents)
            print("\n".join(table(name, results, {f"of {REFERENCE}": REFERENCE})), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
