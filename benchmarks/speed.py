"""This tool beside what a user would run for parts of the same work: `python benchmarks/speed.py [--incidents N…]`.

Makes real git repositories with incidents (about 4 KB of Markdown and three records each), and measures, interleaved in
one run: bare `python -c pass`, `git status`, incident-lint, and the peers: check-jsonschema and @sourcemeta/jsonschema
for the three records, markdownlint-cli2 and rumdl for the required headings, alex for the language. `--install` puts
the peers into a folder of their own, with pip and npm; one that is absent is skipped with a word. Prints a table, and
writes it to benchmarks/RESULTS.md: median wall and CPU time, peak memory, the ratio of the wall time to bare Python's.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "complete" / "incidents" / "INC-20261103-checkout-timeouts"
RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
RECORDS = {
    "incident-event": "INCIDENT_EVENT.json",
    "rollback-plan": "ROLLBACK_PLAN.json",
    "rollback-event": "ROLLBACK_EVENT.json",
}
HEADINGS = [
    "# *",
    *(f"## {one}" for one in "Summary,Timeline,Root Cause,Impact,Resolution,Actions,Evidence".split(",")),
]
PIP = ("check-jsonschema", "rumdl")
NPM = ("markdownlint-cli2", "alex", "@sourcemeta/jsonschema")
FEW = 100
"""Above this many incidents each command runs once; the slowest peers are left out above ten times as many."""


def build(folder: Path, incidents: int) -> None:
    """A repository with incidents that have no finding of severity error."""
    texts = {one.name: one.read_text("utf-8") for one in EXAMPLE.iterdir() if one.is_file()}
    for number in range(incidents):
        name = f"INC-2026{number:05d}-benchmark"
        at = folder / "incidents" / name
        shutil.copytree(EXAMPLE / "evidence", at / "evidence")
        made = {file: text.replace(EXAMPLE.name, name) for file, text in texts.items()}
        digest = hashlib.sha256(made["ROLLBACK_PLAN.json"].encode()).hexdigest()
        stated = re.compile(r'"plan_sha256": "[0-9a-f]*"')
        made["ROLLBACK_EVENT.json"] = stated.sub(f'"plan_sha256": "{digest}"', made["ROLLBACK_EVENT.json"])
        for file, text in made.items():
            (at / file).write_text(text, "utf-8")
    (folder / ".markdownlint-cli2.jsonc").write_text(
        json.dumps({"config": {"default": False, "MD025": True, "MD043": {"headings": HEADINGS}}}), "utf-8"
    )
    (folder / ".rumdl.toml").write_text(
        f'[global]\nenable = ["MD025", "MD043"]\n[MD043]\nheadings = {json.dumps(HEADINGS)}\n', "utf-8"
    )
    identity = ["-c", "user.name=on-call", "-c", "user.email=on-call@example.org"]
    for command in (["init", "--quiet"], ["add", "."], [*identity, "commit", "--quiet", "--message", "incidents"]):
        subprocess.run(["git", "-C", str(folder), *command], check=True)


def install(peers: Path) -> None:
    """The peers, into a folder of their own."""
    peers.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "venv", str(peers / "venv")], check=True)
    subprocess.run([str(peers / "venv/bin/pip"), "install", "--quiet", *PIP], check=True)
    if shutil.which("npm"):
        subprocess.run(["npm", "install", "--silent", "--prefix", str(peers), *NPM], check=True)


def commands(folder: Path, peers: Path) -> dict[str, list[list[str]]]:
    """What is measured: by name, the commands that do the work together."""
    schemas = ROOT / "schemas"
    records = {kind: sorted(map(str, folder.rglob(name))) for kind, name in RECORDS.items()}
    texts = sorted(map(str, folder.rglob("INCIDENT.md")))
    python, node = peers / "venv/bin", peers / "node_modules/.bin"
    # its command is a script of node's around a native program: measured is the program
    native = next(
        (peers / "node_modules/@sourcemeta/jsonschema").rglob(f"jsonschema-linux-{platform.machine()}"),
        node / "jsonschema",
    )
    found = {
        "python -c pass": [[sys.executable, "-c", "pass"]],
        "git status": [["git", "status", "--short"]],
        "incident-lint check": [[sys.executable, "-m", "incident_lint", "check", "--quiet"]],
        "check-jsonschema, 3 kinds": [
            [str(python / "check-jsonschema"), "--schemafile", str(schemas / f"{kind}.schema.json"), *files]
            for kind, files in records.items()
        ],
        "sourcemeta jsonschema, 3 kinds": [
            [str(native), "validate", str(schemas / f"{kind}.schema.json"), *files] for kind, files in records.items()
        ],
        "markdownlint-cli2 (MD025, MD043)": [[str(node / "markdownlint-cli2"), "incidents/**/INCIDENT.md"]],
        "rumdl (MD025, MD043)": [[str(python / "rumdl"), "check", "--no-cache", "."]],
        "alex": [[str(node / "alex"), "--quiet", *texts]],
    }
    absent = [name for name, rows in found.items() if shutil.which(rows[0][0]) is None]
    slow = ["alex"] if len(texts) > 10 * FEW else []
    for name in (*absent, *slow):
        print(f"left out: {name} ({'not installed' if name in absent else 'too slow for so many'})", file=sys.stderr)
        del found[name]
    return found


def measured(rows: list[list[str]], folder: Path) -> tuple[float, float, float]:
    """Wall and CPU time in seconds, peak memory in MB, of some commands one after the other."""
    wall = cpu = peak = 0.0
    for row in rows:
        start = time.perf_counter()
        child = subprocess.Popen(row, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall += time.perf_counter() - start
        cpu += usage.ru_utime + usage.ru_stime
        peak = max(peak, usage.ru_maxrss / 1024)
    return wall, cpu, peak


def main() -> int:
    """Build, measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--incidents", type=int, nargs="+", default=[1, 100, 1_000, 10_000])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--peers", type=Path, default=Path(tempfile.gettempdir()) / "incident-lint-peers")
    parser.add_argument("--install", action="store_true", help="install the peers first")
    parser.add_argument("--build", type=Path, metavar="FOLDER", help="make one repository, and stop")
    arguments = parser.parse_args()
    if arguments.build:
        build(arguments.build, arguments.incidents[0])
        return 0
    if arguments.install:
        install(arguments.peers)
    lines = ["| incidents | what | wall, s | of python -c pass | CPU, s | peak, MB |", "|---|---|---|---|---|---|"]
    for count in arguments.incidents:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            # in a process of its own: its memory would count as the peak of those that are started from here
            made = [sys.executable, __file__, "--build", name, "--incidents", str(count)]
            subprocess.run(made, check=True)
            work = commands(folder, arguments.peers)
            found: dict[str, list[tuple[float, float, float]]] = {one: [] for one in work}
            for _ in range(arguments.runs if count <= FEW else 1):
                for one, rows in work.items():
                    found[one].append(measured(rows, folder))
            bare = statistics.median(wall for wall, _, _ in found["python -c pass"])
            for one, results in found.items():
                wall, cpu = (statistics.median(row[at] for row in results) for at in (0, 1))
                peak = max(row[2] for row in results)
                lines.append(f"| {count:,} | {one} | {wall:.3f} | {wall / bare:.0f} | {cpu:.3f} | {peak:.0f} |")
                print(lines[-1], flush=True)
    head = (
        "# Results\n\nMedians of interleaved runs on one machine; what counts are the ratios within one table. The\n"
        "peers check far less: a schema, or headings and their order. Written by `python benchmarks/speed.py`.\n\n"
        f"Python {platform.python_version()}, {os.cpu_count()} cores.\n\n"
    )
    RESULTS.write_text(head + "\n".join(lines) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
