"""Which modules a check may load: start-up time is the time of a hook, and no test of time would notice."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from helpers.project import GOOD, GOOD_ID, add_incident

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

GOOD_FOLDER = f"incidents/{GOOD_ID}"
LIBRARIES = {"frontmatter", "yaml", "markdown_it", "jsonschema", "jsonschema_rs", "git", "rich", "rpds"}
"""Each takes longer to import than a plain incident takes to check."""
PROSE = {"incident_lint.markdown", "incident_lint.sections", "incident_lint.timeline", "incident_lint.blame.finder"}
READERS = {"incident_lint.jsonreader", "incident_lint.reference_markdown", "incident_lint.blame.fr_lexicon"}
"""For what is not plain, or not English."""
HISTORY = {"incident_lint.changes", "incident_lint.history.walk", "incident_lint.snapshot", "incident_lint.rollback"}
STANDARD = {"typing", "pathlib", "urllib", "inspect", "dataclasses", "subprocess", "tempfile", "argparse"}
STANDARD |= {"hashlib", "_hashlib", "_ssl"}
"""Parts of the standard library that a plain check does without: each takes as long as a rule or more."""
LARGE = {"incident_lint.pool", "concurrent.futures", "multiprocessing", "incident_lint.cache"}

_RUN = """
import json, sys
from incident_lint.cli import main
code = main(sys.argv[1:])
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


def loaded(cwd: Path, *arguments: str) -> tuple[int, set[str]]:
    """The exit code of a command line, and the modules that it has loaded at its end."""
    command = [sys.executable, "-c", _RUN, *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True)
    code, modules = json.loads(done.stderr.splitlines()[-1])
    return code, set(modules)


def imported(cwd: Path, *arguments: str) -> set[str]:
    """The modules that a command line imports, beyond those that Python has loaded before."""
    code = f"import sys; sys.argv[1:] = {arguments!r}; from incident_lint.__main__ import run; run()"
    command = [sys.executable, "-X", "importtime", "-c", code]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True)
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}


@pytest.fixture
def good(repo: Repo) -> Repo:
    """A repository with the complete example."""
    add_incident(repo.path / "incidents", GOOD_ID, GOOD)
    repo.commit("an incident")
    return repo


@pytest.fixture
def event_alone(good: Repo) -> Path:
    """An incident that was just detected: its event, and nothing else."""
    folder = good.path / GOOD_FOLDER
    event = folder / "INCIDENT_EVENT.json"
    record = json.loads(event.read_text("utf-8"))
    for name in ("resolved_at", "closed_at", "mitigated_at", "resolution", "evidence"):
        record.pop(name, None)
    event.write_text(json.dumps({**record, "status": "TRIAGED"}), "utf-8")
    for other in folder.iterdir():
        if other.is_file() and other != event:
            other.unlink()
    return event


def test_a_plain_incident_loads_no_library(good: Repo) -> None:
    code, modules = loaded(good.path, "check", GOOD_FOLDER)
    assert code == 0
    assert not modules & (LIBRARIES | READERS | HISTORY | LARGE | STANDARD)


def test_an_event_alone_loads_nothing_that_reads_prose(event_alone: Path) -> None:
    code, modules = loaded(event_alone.parent, "check", event_alone.name)
    assert code == 0
    assert not modules & (LIBRARIES | READERS | HISTORY | LARGE | PROSE)
    assert not any(one.startswith("incident_lint.blame") for one in modules)


@pytest.mark.parametrize("arguments", [["--version"], ["check", "--help"]])
def test_what_checks_nothing_loads_nothing(good: Repo, arguments: list[str]) -> None:
    own = {name for name in imported(good.path, *arguments) if name.startswith("incident_lint")}
    assert own <= {f"incident_lint{one}" for one in ("", ".cli", ".arguments", ".errors", ".__main__")}


def test_a_hook_that_has_nothing_to_judge_loads_nothing(good: Repo) -> None:
    good.write("src/module.py", "changed = True\n")
    good.git("add", ".")
    modules = imported(good.path, "hook", "pre-commit")
    own = {name for name in modules if name.startswith("incident_lint.")}
    assert own == {
        f"incident_lint.{one}"
        for one in ("__main__", "cli", "errors", "git", "git.listing", "git.process", "untouched")
    }
    assert not modules & {"argparse", "re", "enum", "functools", "subprocess", "typing", "pathlib", "datetime"}
