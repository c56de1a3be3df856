"""The project as its users meet it: its files, its examples, and programs run in an environment of their own."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
GOOD_ID = "INC-20261103-checkout-timeouts"
BAD_ID = "INC-20261012-search-outage"
GOOD = EXAMPLES / "complete" / "incidents" / GOOD_ID
BAD = EXAMPLES / "faulty" / "incidents" / BAD_ID

# What a hook, a virtual environment or another test run around this one could have left behind.
_FOREIGN = ("GIT_", "PRE_COMMIT", "PREK_", "PYTHON", "VIRTUAL_ENV", "COV_", "NO_COLOR", "FORCE_COLOR", "SKIP")


def clean_environment(**more: str) -> dict[str, str]:
    """The environment of the caller without what could redirect git, Python or the hook runners; and `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    identity = {f"GIT_{who}_{what}": "on-call" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return {**kept, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, **identity, **more}


def run(arguments: Sequence[str | Path], cwd: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, output captured; its exit code is for the caller to judge."""
    return subprocess.run(
        list(arguments), cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def checked(arguments: Sequence[str | Path], cwd: Path, environment: Mapping[str, str]) -> str:
    """What a program prints that has to succeed."""
    done = run(arguments, cwd, environment)
    assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
    return done.stdout.removesuffix("\n")


def copy_project(to: Path) -> Path:
    """The files of the project, tracked or about to be, without anything that was built."""
    listed = checked(["git", "ls-files", "-z", "-co", "--exclude-standard"], ROOT, clean_environment())
    for name in {one for one in listed.split("\0") if one}:
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)
    return to


def add_incident(folder: Path, incident_id: str = GOOD_ID, source: Path = GOOD) -> Path:
    """Put an example into a folder, under an id of its own; the folder of the incident."""
    to = folder / incident_id
    shutil.copytree(source, to)
    for file in sorted(to.glob("*.*")):
        file.write_text(file.read_text(encoding="utf-8").replace(source.name, incident_id), encoding="utf-8")
    plan, event = "ROLLBACK_PLAN.json", to / "ROLLBACK_EVENT.json"
    if event.exists():  # it names its plan by its hash
        old, new = (hashlib.sha256((one / plan).read_bytes()).hexdigest() for one in (source, to))
        event.write_text(event.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return to


def edit(file: Path, old: str, new: str) -> None:
    """Replace a text that has to be there."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def executable(name: str) -> str:
    """A program of the environment that the tests run in, or else of PATH."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    assert found, f"{name} is not installed: `make test` installs what the tests need"
    return found
