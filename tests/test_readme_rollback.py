"""The rollback of the README, as it stands there: from a sealed release to a logged rollback, hooks on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conftest import Repo, init
from helpers.history import install_hooks, shell
from helpers.project import GOOD_ID, ROOT
from helpers.rollback import BRANCH, EVENT, ago, commit, dated, declare, run

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text("utf-8")


def commands() -> list[str]:
    """The commands of the section, continued lines joined."""
    section = README.partition("## Rollback\n")[2].partition("\n## ")[0]
    blocks = "".join(re.findall(r"```console\n(.*?)```", section, re.DOTALL)).replace("\\\n", " ")
    return [line.removeprefix("$ ") for line in blocks.splitlines()]


def do(repo: Repo, command: str, date: str = "") -> None:
    """Run a command of the README; afterwards the records are faultless."""
    dates = "".join(f"export {name}={value}\n" for name, value in dated(date or ago()).items())
    done = shell(repo, dates + command)
    assert done.returncode == 0, done.stdout + done.stderr
    checked = run(repo, "check")
    assert checked.exit_code == 0, checked.out


def test_from_a_sealed_release_to_a_logged_rollback(tmp_path: Path) -> None:
    seal, *rollback = commands()
    assert [one.split()[:3] for one in rollback if one.startswith("incident-lint")] == [
        ["incident-lint", "rollback", action] for action in ("plan", "execute", "verify")
    ]
    repo = init(tmp_path.resolve() / "shop")
    commit(repo, "Release 1.0", {"checkout.conf": "pool = 40\n"}, ago(days=6))
    do(repo, seal, ago(days=5))
    bad = commit(repo, "Release 1.1", {"checkout.conf": "pool = 2\n"}, ago(hours=3))
    declare(repo, affected={"components": ["checkout"], "commit_ranges": [{"introduced": bad}]})
    commit(repo, "Record the incident", date=ago(hours=1))
    install_hooks(repo, "pre-commit", "commit-msg")
    before = repo.git("rev-parse", "HEAD")
    for command in rollback:
        do(repo, command)
    assert repo.git("show", f"{BRANCH}:checkout.conf") == "pool = 40"
    assert repo.git("show", f"{BRANCH}:{EVENT}") == repo.git("show", f"HEAD:{EVENT}")
    assert (repo.path / "checkout.conf").read_text() == "pool = 2\n"
    judged = run(repo, "check", "--from-ref", before, "--to-ref", BRANCH)
    assert judged.exit_code == 0, judged.out
    assert f"{GOOD_ID}-rollback-01: VERIFIED" in run(repo, "rollback", "status").out
