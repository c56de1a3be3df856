"""How long a rollback takes in a large repository: `python benchmarks/rollback.py [--files N] [--changed N]`.

Makes a repository in a temporary folder with `git fast-import`: a release, sealed five days ago; ten commits that
change a part of its files; incidents. Measures, interleaved in one run, `rollback plan` and `rollback execute` as whole
processes, and what git alone needs to read the same tree into an index of its own and to write it again. Prints a
table: median wall and CPU time, memory, ratio. `--profile` prints where the time goes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from measure import Result, Work, environment, interleaved, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "complete" / "incidents" / "INC-20261103-checkout-timeouts"
OPEN = "INC-20261103-benchmark"
FOLDER = f"incidents/{OPEN}"
PLAN = f"{FOLDER}/ROLLBACK_PLAN.json"
BRANCH = f"refs/heads/rollback/{OPEN}"
TAG = "v1.0-SEALED"
COMMITS = 10
REFERENCE = "git read-tree, write-tree"
PLAN_IT, EXECUTE_IT = "rollback plan", "rollback execute"
LIMIT = 120.0  # seconds in all for each
DAY = 86_400
PROGRAM = [sys.executable, "-m", "incident_lint"]
PLANNING = [
    *(*PROGRAM, "rollback", "plan", FOLDER, "--to", TAG, "--condition", "CONTINUED_DAMAGE_RISK"),
    *("--decided-by", "on-call", "--role", "incident commander", "--rationale", "The fix takes too long."),
    *("--format", "json"),
]
EXECUTING = [*PROGRAM, "rollback", "execute", PLAN, "--format", "json"]


def incident(incident_id: str) -> dict[str, bytes]:
    """The files of an open incident that names no commits."""
    event = json.loads((EXAMPLE / "INCIDENT_EVENT.json").read_text("utf-8"))
    event.update(incident_id=incident_id, status="INVESTIGATING")
    event["affected"].pop("commit_ranges", None)
    return {f"incidents/{incident_id}/INCIDENT_EVENT.json": json.dumps(event, indent=2).encode() + b"\n"}


def build(folder: Path, files: int, incidents: int, changed: int, env: Mapping[str, str]) -> None:
    """The repository, with its work tree."""
    now, parts = int(time.time()), [b""]

    def add(content: dict[str, bytes], message: str, when: int) -> None:
        head = f"commit refs/heads/main\ncommitter On-call <on-call@example.org> {when} +0000\n"
        parts.append(f"{head}data {len(message)}\n{message}\n".encode())
        for path, data in content.items():
            parts.append(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")

    paths = [f"src/folder_{one % 500:03d}/module_{one}.txt" for one in range(files)]
    first = {path: f"good {path}\n".encode() for path in paths}
    for number in range(incidents):
        first.update(incident(f"INC-20251103-benchmark-{number:04d}"))
    add({**first, ".gitignore": b"*.log\n"}, "Release 1.0", now - 6 * DAY)
    message = "Load test passed\n\nSeal: v1\n"
    tagger = f"tagger On-call <on-call@example.org> {now - 5 * DAY} +0000"
    parts.append(f"tag {TAG}\nfrom refs/heads/main\n{tagger}\ndata {len(message)}\n{message}\n".encode())
    for number in range(COMMITS):
        touched = paths[number * changed // COMMITS : (number + 1) * changed // COMMITS]
        add({path: f"bad {path}\n".encode() for path in touched}, f"Change {number}", now - 7200 + number)
    add(incident(OPEN), "Record the incident", now - 3600)
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", folder], check=True, env=env)
    for arguments, data in ((["fast-import", "--quiet"], b"".join(parts)), (["reset", "--quiet", "--hard"], None)):
        subprocess.run(["git", "-C", folder, *arguments], input=data, check=True, env=env)


class Bench:
    """The repository and the three pieces of work that are measured."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.folder, self.env = folder, env

    def __call__(self, *command: str) -> None:
        """Run a command that has to succeed."""
        done = subprocess.run(command, cwd=self.folder, env=self.env, capture_output=True, check=False)
        if done.returncode:
            sys.exit(f"{' '.join(command)} ended with {done.returncode}: {(done.stdout + done.stderr).decode()}")

    def works(self) -> list[Work]:
        """What is measured, in this order."""
        index = {"GIT_INDEX_FILE": str(self.folder / ".git/index-of-the-benchmark")}
        return [
            Work(PLAN_IT, [PLANNING], self.folder, self.undo),
            Work(EXECUTE_IT, [EXECUTING], self.folder, self.record),
            Work(REFERENCE, [["git", "read-tree", BRANCH], ["git", "write-tree"]], self.folder, env=index),
        ]

    def record(self) -> None:
        """Commit the plan."""
        self("git", "add", PLAN)
        self("git", "commit", "--quiet", "--message", "Plan the rollback")

    def undo(self) -> None:
        """Back to the state before the plan."""
        if not (self.folder / PLAN).exists():
            return
        for name in (BRANCH, f"refs/incident-lint/pre-rollback/{OPEN}-rollback-01"):
            self("git", "update-ref", "-d", name)
        self("git", "reset", "--quiet", "--hard", "HEAD~1")

    def profile(self) -> None:
        """Print where the time goes, within Python."""
        self.undo()
        for name, command, after in (("plan", PLANNING, self.record), ("execute", EXECUTING, self.undo)):
            wanted = [sys.executable, "-m", "cProfile", "-s", "cumulative", *command[1:]]
            done = subprocess.run(wanted, cwd=self.folder, env=self.env, capture_output=True, text=True, check=True)
            print(f"\n{name}:", *done.stdout[done.stdout.index("function calls") :].splitlines()[:60], sep="\n")
            after()


STANDARD = (50_000, 5_000, 100)
"""Files, changed files, incidents."""


def title(files: int, changed: int, incidents: int) -> str:
    """How a table is called."""
    return f"A rollback of {files:,} files, {changed:,} of them changed, beside {incidents:,} incidents"


def standard(env: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Result], dict[str, str]]]:
    """What `speed.py --rollback` measures."""
    yield rolled_back(*STANDARD, 3, env)


def rolled_back(
    files: int, changed: int, incidents: int, runs: int, env: Mapping[str, str], *, profile: bool = False
) -> tuple[str, dict[str, Result], dict[str, str]]:
    """Build, and measure: a title, the results, and what they are compared with."""
    with tempfile.TemporaryDirectory() as name:
        size = ["--files", str(files), "--changed", str(changed), "--incidents", str(incidents)]
        # in a process of its own: what it takes would count as the peak of those that are started from here
        subprocess.run([sys.executable, __file__, "--build", name, *size], check=True)
        bench = Bench(Path(name), env)
        results = interleaved(bench.works(), runs, LIMIT, env)
        if profile:
            bench.profile()
    return title(files, changed, incidents), results, {f"of {REFERENCE}": REFERENCE}


def main() -> int:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--files", type=int, default=50_000)
    parser.add_argument("--changed", type=int, default=5_000)
    parser.add_argument("--incidents", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="print where the time goes, too")
    parser.add_argument("--build", type=Path, metavar="FOLDER", help="make the repository, and stop")
    arguments = parser.parse_args()
    size = (arguments.files, arguments.changed, arguments.incidents)
    with tempfile.TemporaryDirectory() as home:
        env = environment(Path(home))
        if arguments.build:
            files, changed, incidents = size
            build(arguments.build, files, incidents, changed, env)
        else:
            found = rolled_back(*size, arguments.runs, env, profile=arguments.profile)
            print("\n".join(table(*found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
