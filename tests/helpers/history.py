"""An open incident in a repository, and what is done to it: for tests of the rules about the history."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from conftest import Repo, init

from helpers.project import GOOD, GOOD_ID, ROOT, executable, run
from incident_lint.cli import main

if TYPE_CHECKING:
    import subprocess

FOLDER = f"incidents/{GOOD_ID}"
EVENT, POST_MORTEM = f"{FOLDER}/INCIDENT_EVENT.json", f"{FOLDER}/INCIDENT.md"
RATES, LOG = f"{FOLDER}/evidence/error-rate.csv", f"{FOLDER}/evidence/checkout-api.log"
"""The two pieces of evidence of the complete example; both are named by its event."""

_LATER = ("mitigated_at", "resolved_at", "closed_at", "resolution")
MOMENT = "2026-11-03T11:00:00+00:00"
"""When the commits of the tests are made: one minute after the event was logged."""


@dataclass(frozen=True)
class Outcome:
    """The exit code of the program, and the codes that it reported, with the paths (or steps) they are about."""

    exit_code: int
    found: list[tuple[str, str]]
    data: dict[str, Any]

    @property
    def codes(self) -> set[str]:
        """The codes alone."""
        return {code for code, _ in self.found}


def write_open_incident(repo: Repo, incident_id: str = GOOD_ID, **changes: Any) -> str:
    """Write the complete example as an open incident (INVESTIGATING, draft post-mortem, no rollback); its folder.

    `changes` replace members of the event; None takes one away.
    """
    folder = f"incidents/{incident_id}"
    shutil.copytree(GOOD, repo.path / folder)
    for name in ("ROLLBACK_PLAN.json", "ROLLBACK_EVENT.json"):
        (repo.path / folder / name).unlink()
    dropped = dict.fromkeys(_LATER)
    edit_event(
        repo,
        f"{folder}/INCIDENT_EVENT.json",
        **{"incident_id": incident_id, "status": "INVESTIGATING", **dropped, **changes},
    )
    text = (repo.path / folder / "INCIDENT.md").read_text("utf-8")
    text = text.replace("status: FINAL", "status: DRAFT").replace(GOOD_ID, incident_id)
    text = re.sub(r"\[([^\[\]]*)\]\(ROLLBACK_[A-Z]+\.json\)", r"\1", text)  # there was no rollback
    repo.write(f"{folder}/INCIDENT.md", text)
    return folder


def edit_event(repo: Repo, path: str = EVENT, **changes: Any) -> None:
    """Change members of an event on disk; None takes one away."""
    event = json.loads((repo.path / path).read_text("utf-8"))
    event.update(changes)
    repo.write(path, json.dumps({key: one for key, one in event.items() if one is not None}, indent=2) + "\n")


def close(repo: Repo, path: str = EVENT) -> None:
    """Close the incident on disk, as the process wants it: event CLOSED, post-mortem FINAL."""
    complete = json.loads((GOOD / "INCIDENT_EVENT.json").read_text("utf-8"))
    later = {name: complete[name] for name in _LATER}
    later["resolution"] = {"kind": "FIX", "verified_at": complete["resolved_at"]}
    edit_event(repo, path, status="CLOSED", **later)
    post_mortem = repo.path / Path(path).parent / "INCIDENT.md"
    post_mortem.write_text(post_mortem.read_text("utf-8").replace("status: DRAFT", "status: FINAL"), "utf-8")


def with_open_incident(path: Path) -> Repo:
    """A repository with three commits on `main`: code, the open incident, code again."""
    repo = init(path)
    commit(repo, "Serve checkout", {"checkout.conf": "pool = 20\n"})
    write_open_incident(repo)
    commit(repo, "Record the incident")
    commit(repo, "Raise the pool", {"checkout.conf": "pool = 40\n"})
    return repo


def commit(repo: Repo, message: str = "change", files: dict[str, str] | None = None) -> str:
    """Commit everything there is, at MOMENT, whatever hooks say; the commit's id."""
    times = {"GIT_AUTHOR_DATE": MOMENT, "GIT_COMMITTER_DATE": MOMENT}
    for name, content in (files or {}).items():
        repo.write(name, content)
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--allow-empty", "--no-verify", "--message", message, environment=times)
    return repo.git("rev-parse", "HEAD")


def program(repo: Repo, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run incident-lint as a program at the root of a repository."""
    return run([executable("incident-lint"), *arguments], repo.path, {**os.environ, **environment})


def check(repo: Repo, *options: str, **environment: str) -> Outcome:
    """Run `check --format json` with these options, as a function: hundreds of tests do."""
    out, err = io.StringIO(), io.StringIO()
    with chdir(repo.path), patch.dict(os.environ, environment), redirect_stdout(out), redirect_stderr(err):
        exit_code = main(["check", "--format", "json", *options])
    assert exit_code in {0, 1}, err.getvalue()
    assert not err.getvalue()
    data = json.loads(out.getvalue())
    found = [(one["code"], one["path"] or one["where"]) for one in data["diagnostics"]]
    return Outcome(exit_code, found, data)


def install_hooks(repo: Repo, *names: str) -> None:
    """Install scripts of hooks/ (all, where none is named) in a repository, bare or not."""
    folder = Path(repo.git("rev-parse", "--absolute-git-dir")) / "hooks"
    folder.mkdir(exist_ok=True)
    for one in sorted((ROOT / "hooks").iterdir()):
        if not names or one.name in names:
            shutil.copy(one, folder / one.name)


def server(repo: Repo, path: Path) -> Repo:
    """A bare copy of a repository with the pre-receive hook, known to it as `origin`."""
    repo.git("clone", "--quiet", "--bare", ".", str(path))
    bare = Repo(path)
    install_hooks(bare, "pre-receive")
    repo.git("remote", "add", "origin", str(path))
    repo.git("fetch", "--quiet", "origin")
    repo.git("remote", "set-head", "origin", "main")
    return bare


def attempt(repo: Repo, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A git command that may be refused, with incident-lint on its PATH; dates as in `commit`."""
    return run(["git", *arguments], repo.path, {**_surroundings(), **environment})


def shell(repo: Repo, script: str) -> subprocess.CompletedProcess[str]:
    """Commands of a shell, in the same surroundings."""
    return run(["sh", "-c", script], repo.path, _surroundings())


def _surroundings() -> dict[str, str]:
    folder = Path(executable("incident-lint")).parent
    times = {"GIT_AUTHOR_DATE": MOMENT, "GIT_COMMITTER_DATE": MOMENT}
    return {**os.environ, **times, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
