"""A service whose last release is bad, a SEALED release before it, and an open incident: for tests of the rollback."""

from __future__ import annotations

import io
import json
import os
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from conftest import Repo, init

from helpers.project import GOOD_ID
from incident_lint.cli import main

if TYPE_CHECKING:
    from pathlib import Path

SEALED = "v1.0-SEALED"
FOLDER = f"incidents/{GOOD_ID}"
EVENT, PLAN, LOG = (f"{FOLDER}/{name}" for name in ("INCIDENT_EVENT.json", "ROLLBACK_PLAN.json", "ROLLBACK_EVENT.json"))
BRANCH = f"rollback/{GOOD_ID}"
DECISION = (
    *("--condition", "CONTINUED_DAMAGE_RISK", "--decided-by", "platform on-call"),
    *("--role", "incident commander", "--rationale", "The fix takes longer than the damage allows."),
)


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said. `data` is its JSON, where it was asked for."""

    exit_code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """Its JSON output."""
        value: dict[str, Any] = json.loads(self.out)
        return value

    @property
    def reasons(self) -> set[str]:
        """The codes of the reasons of a refusal."""
        return {one["code"] for one in self.data["reasons"]}


def ago(**duration: float) -> str:
    """A time of the past as git and records read it, such as `ago(days=5)`."""
    return (datetime.now(UTC) - timedelta(**duration)).strftime("%Y-%m-%dT%H:%M:%SZ")


def commit(repo: Repo, message: str, files: dict[str, str] | None = None, date: str = "") -> str:
    """Commit everything there is, at a date (now, where none is given); its id."""
    for name, content in (files or {}).items():
        repo.write(name, content)
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--allow-empty", "--message", message, environment=dated(date or ago()))
    return repo.git("rev-parse", "HEAD")


def dated(date: str) -> dict[str, str]:
    """The environment in which git dates what it makes."""
    return {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}


def seal(
    repo: Repo, tag: str = SEALED, target: str = "HEAD", date: str = "", message: str = "Load test passed"
) -> None:
    """An annotated tag as `seal create` makes it, at a date (five days ago, where none is given)."""
    text = f"{message}\n\nSeal: v1\n"
    repo.git("tag", "--annotate", "--message", text, tag, target, environment=dated(date or ago(days=5)))


def declare(repo: Repo, incident_id: str = GOOD_ID, **changes: Any) -> str:
    """Write the event of an open incident that was detected two hours ago, with a piece of evidence; its path."""
    folder = f"incidents/{incident_id}"
    evidence = "timestamp,errors\n10:52,500\n"
    repo.write(f"{folder}/evidence/error-rate.csv", evidence)
    when = ago(hours=2)
    told = [
        {"at": when, "audience": audience, "channel": "chat", "summary": "Checkout times out; we are looking into it."}
        for audience in ("TEAM", "STAKEHOLDERS")
    ]
    event: dict[str, Any] = {
        "schema_version": "1.0",
        "event_type": "INCIDENT_EVENT",
        "incident_id": incident_id,
        "title": "Checkout requests time out",
        "description": "Two of five checkout requests time out.",
        "source": "MONITORING",
        "kinds": ["INVARIANT_VIOLATED"],
        "severity": "HIGH",
        "status": "INVESTIGATING",
        **dict.fromkeys(("detected_at", "logged_at", "acknowledged_at"), when),
        "affected": {"components": ["checkout"]},
        "communications": told,
        "evidence": [
            {
                "id": "E1",
                "description": "Errors per minute",
                "collected_at": when,
                "path": "evidence/error-rate.csv",
                "sha256": sha256(evidence.encode()).hexdigest(),
            }
        ],
        **changes,
    }
    repo.write(f"{folder}/INCIDENT_EVENT.json", json.dumps(event, indent=2) + "\n")
    return f"{folder}/INCIDENT_EVENT.json"


def service(path: Path) -> Repo:
    """The repository. On `main`: a good release, sealed five days ago; a bad one; the incident."""
    repo = init(path)
    good = {"checkout.conf": "pool = 40\n", "src/checkout.py": "good\n", "src/old.py": "old\n"}
    commit(repo, "Release 1.0", good, ago(days=6))
    seal(repo)
    (repo.path / "src/old.py").unlink()
    bad = commit(repo, "Release 1.1", {"checkout.conf": "pool = 2\n", "src/new.py": "new\n"}, ago(hours=3))
    declare(repo, affected={"components": ["checkout"], "commit_ranges": [{"introduced": bad}]})
    commit(repo, "Record the incident", date=ago(hours=1))
    return repo


def run(repo: Repo, *arguments: str, **environment: str) -> Done:
    """Run the command line as a function, at the root of a repository; git makes things now."""
    out, err = io.StringIO(), io.StringIO()
    clock = {name: environment.get(name, "") for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")}
    with chdir(repo.path), patch.dict(os.environ, {**environment, **clock}), redirect_stdout(out), redirect_stderr(err):
        for name, value in clock.items():
            if not value:
                del os.environ[name]
        exit_code = main(list(arguments))
    return Done(exit_code, out.getvalue(), err.getvalue())


def plan(repo: Repo, *options: str, to: str = SEALED, incident: str = FOLDER) -> Done:
    """`rollback plan --format json`."""
    return run(repo, "rollback", "plan", incident, "--to", to, *DECISION, "--format", "json", *options)


def planned(repo: Repo, *options: str) -> str:
    """Make a plan and commit it; its path."""
    done = plan(repo, *options)
    assert done.exit_code == 0, done.out + done.err
    path: str = done.data["path"]
    commit(repo, f"Plan the rollback of {GOOD_ID}")
    return path


def act(repo: Repo, action: str, *options: str, path: str = PLAN, **environment: str) -> Done:
    """`rollback execute|verify|abort|status --format json` of a plan."""
    return run(repo, "rollback", action, path, "--format", "json", *options, **environment)
