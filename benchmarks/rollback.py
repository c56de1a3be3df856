"""How long a rollback takes in a large repository: `python benchmarks/rollback.py [--files N] [--changed N]`.

Makes a repository in a temporary folder with `git fast-import`: a release, sealed five days ago; ten commits that
change a part of its files; incidents. Measures, interleaved in one run, `rollback plan` and `rollback execute` as whole
processes, and what git alone needs to read the same tree into an index of its own and to write it again. Prints a
table: median wall time, ratio. `--profile` prints where the time goes.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "complete" / "incidents" / "INC-20261103-checkout-timeouts"
OPEN = "INC-20261103-benchmark"
FOLDER = f"incidents/{OPEN}"
PLAN = f"{FOLDER}/ROLLBACK_PLAN.json"
BRANCH = f"refs/heads/rollback/{OPEN}"
TAG = "v1.0-SEALED"
COMMITS = 10
DAY = 86_400
PROGRAM = [sys.executable, "-m", "incident_lint"]
PLANNING = [
    *(*PROGRAM, "rollback", "plan", FOLDER, "--to", TAG, "--condition", "CONTINUED_DAMAGE_RISK"),
    *("--decided-by", "on-call", "--role", "incident commander", "--rationale", "The fix takes too long."),
    *("--format", "json"),
]
EXECUTING = [*PROGRAM, "rollback", "execute", PLAN, "--format", "json"]


def environment(home: Path) -> dict[str, str]:
    """The environment of every process: nobody's configuration of git, a fixed identity."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON"))}
    identity = {f"GIT_{who}_{what}": "on-call" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(home)}
    return {**kept, **identity, **nobody}


def incident(incident_id: str) -> dict[str, bytes]:
    """The files of an open incident that names no commits."""
    event = json.loads((EXAMPLE / "INCIDENT_EVENT.json").read_text("utf-8"))
    event.update(incident_id=incident_id, status="INVESTIGATING")
    event["affected"].pop("commit_ranges", None)
    return {f"incidents/{incident_id}/INCIDENT_EVENT.json": json.dumps(event, indent=2).encode() + b"\n"}


def build(folder: Path, files: int, incidents: int, changed: int, env: dict[str, str]) -> None:
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

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.env = folder, env

    def __call__(self, *command: str, **env: str) -> float:
        """Run a command that has to succeed; its wall time in seconds."""
        start = time.perf_counter()
        done = subprocess.run(command, cwd=self.folder, env={**self.env, **env}, capture_output=True, check=False)
        wall = time.perf_counter() - start
        if done.returncode:
            sys.exit(f"{' '.join(command)} ended with {done.returncode}: {(done.stdout + done.stderr).decode()}")
        return wall

    def plan(self) -> float:
        """Plan; the plan is committed afterwards."""
        wall = self(*PLANNING)
        self("git", "add", PLAN)
        self("git", "commit", "--quiet", "--message", "Plan the rollback")
        return wall

    def execute(self) -> float:
        """Carry the plan out."""
        return self(*EXECUTING)

    def git_alone(self) -> float:
        """Read the tree of the rollback into an index, and write it."""
        with tempfile.TemporaryDirectory() as folder:
            index = str(Path(folder) / "index")
            return self("git", "read-tree", BRANCH, GIT_INDEX_FILE=index) + self(
                "git", "write-tree", GIT_INDEX_FILE=index
            )

    def undo(self) -> None:
        """Back to the state before the plan."""
        for name in (BRANCH, f"refs/incident-lint/pre-rollback/{OPEN}-rollback-01"):
            self("git", "update-ref", "-d", name)
        self("git", "reset", "--quiet", "--hard", "HEAD~1")


def profile(bench: Bench) -> None:
    """Print where the time goes, within Python."""
    for name, command in (("plan", PLANNING), ("execute", EXECUTING)):
        wanted = ["-m", "cProfile", "-s", "cumulative", *command[1:]]
        done = subprocess.run(
            [sys.executable, *wanted], cwd=bench.folder, env=bench.env, capture_output=True, text=True, check=True
        )
        print(f"\n{name}:", *done.stdout[done.stdout.index("function calls") :].splitlines()[:60], sep="\n")
        if name == "plan":
            bench("git", "add", PLAN)
            bench("git", "commit", "--quiet", "--message", "Plan the rollback")


def main() -> int:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--files", type=int, default=50_000)
    parser.add_argument("--changed", type=int, default=5_000)
    parser.add_argument("--incidents", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="print where the time goes, too")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        bench = Bench(folder, environment(folder))
        build(folder, arguments.files, arguments.incidents, arguments.changed, bench.env)
        found: dict[str, list[float]] = {"git read-tree, write-tree": [], "rollback plan": [], "rollback execute": []}
        for _ in range(arguments.runs):
            found["rollback plan"].append(bench.plan())
            found["rollback execute"].append(bench.execute())
            found["git read-tree, write-tree"].append(bench.git_alone())
            bench.undo()
        print("| files | changed | incidents | what | wall, s | ratio |\n|---|---|---|---|---|---|")
        medians = {name: statistics.median(walls) for name, walls in found.items()}
        size = f"| {arguments.files:,} | {arguments.changed:,} | {arguments.incidents:,} |"
        for name, wall in medians.items():
            print(f"{size} {name} | {wall:.2f} | {wall / medians['git read-tree, write-tree']:.1f} |")
        if arguments.profile:
            profile(bench)
    finally:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
