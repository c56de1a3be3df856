"""What a rollback costs and leaves behind: processes of git, modules, objects; and its second reader of the tag."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from conftest import Repo
from helpers.rollback import (
    DECISION,
    FOLDER,
    PLAN,
    SEALED,
    act,
    ago,
    commit,
    declare,
    plan,
    planned,
    run,
    seal,
    service,
)

from incident_lint.git.process import SCRUBBED
from incident_lint.rollback.confirmation import confirm
from incident_lint.rollback.gateway import Gateway
from incident_lint.rollback.refusal import Result
from incident_lint.rollback.seal import Policy, examine
from incident_lint.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLANNING = ("rollback", "plan", FOLDER, "--to", SEALED, *DECISION)
EXECUTING = ("rollback", "execute", PLAN)
VERIFYING = ("rollback", "verify", PLAN)
_RUN = """
import json, sys
from incident_lint.cli import main
code = main(sys.argv[1:])
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


@pytest.fixture
def shop(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """A service with a bad release and an open incident."""
    template = tmp_path_factory.getbasetemp() / "shop-to-count"
    if not template.exists():
        service(template)
    return Repo(shutil.copytree(template, tmp_path.resolve() / "shop", symlinks=True))


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """A git that writes down what it is asked; the questions since they were last looked at, without options."""
    log, folder, git = tmp_path / "asked", tmp_path / "bin", shutil.which("git")
    folder.mkdir()
    (folder / "git").write_text(f'#!/bin/sh\necho "$*" >> "{log}"\nexec "{git}" "$@"\n')
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def asked() -> list[str]:
        rows = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return rows

    return asked


def test_few_processes_of_git(shop: Repo, counted: Callable[[], list[str]]) -> None:
    for number in range(30):  # incidents cost none
        declare(shop, f"INC-2026-{number}")
    commit(shop, "More incidents")
    counted()
    assert plan(shop).exit_code == 0
    assert len(counted()) <= 20
    commit(shop, "Plan")
    counted()
    assert act(shop, "execute").exit_code == 0
    asked = counted()
    assert len(asked) <= 24
    assert not any(
        word in row for row in asked for word in ("read-tree", "write-tree", "update-index", "checkout-index")
    )


@pytest.mark.parametrize("name", ["pre-commit", "commit-msg"])
def test_an_index_is_made_for_a_hook_alone(shop: Repo, counted: Callable[[], list[str]], name: str) -> None:
    planned(shop)
    shop.write(f".git/hooks/{name}", "#!/bin/sh\nexit 0\n").chmod(0o755)
    counted()
    assert act(shop, "execute").exit_code == 0
    assert sum("read-tree" in row for row in counted()) == 1


def test_gitpython_is_loaded_for_a_plan_alone(shop: Repo) -> None:
    def modules(*arguments: str) -> set[str]:
        env = {name: value for name, value in os.environ.items() if not name.endswith("_DATE")}
        command = [sys.executable, "-c", _RUN, *arguments]
        done = subprocess.run(command, cwd=shop.path, capture_output=True, text=True, check=True, env=env)
        code, loaded = json.loads(done.stderr.splitlines()[-1])
        assert code == 0, done.stdout + done.stderr
        return set(loaded)

    assert "git" in modules(*PLANNING)
    commit(shop, "Plan")
    libraries = {"git", "gitdb", "jsonschema", "jsonschema_rs", "yaml", "markdown_it", "subprocess", "shutil"}
    assert not modules(*EXECUTING) & libraries
    assert "git" not in modules(*VERIFYING)
    assert "git" not in modules("rollback", "status")
    assert "git" not in modules("seal", "verify", SEALED)


def test_a_refused_plan_does_not_load_gitpython(shop: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "git", None)
    assert plan(shop, to="v9-SEALED").reasons == {"seal-exists"}


def test_a_plan_writes_no_object(shop: Repo) -> None:
    def objects() -> list[str]:
        return sorted(str(one) for one in (shop.path / ".git/objects").rglob("*"))

    before = objects()
    assert plan(shop).exit_code == 0
    assert objects() == before
    planned_at = run(shop, "rollback", "status", "--format", "json")
    assert planned_at.exit_code == 0
    assert objects() == before


# -- the second reader -------------------------------------------------------------------------------------------------


def test_gitpython_confirms_the_tag(shop: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SCRUBBED:
        monkeypatch.setenv(name, str(shop.path.parent / "trace"))
    with Gateway(shop.path) as git:
        good = examine(git, SEALED, Policy(), datetime.now(UTC))
    assert good.sealed
    assert confirm(shop.path, good).result is Result.PASS
    others = (
        replace(good, tag_object=good.commit),
        replace(good, commit=good.tag_object),
        replace(good, tag="v2-SEALED"),
    )
    assert {confirm(shop.path, other).result for other in others} == {Result.FAIL}
    assert not (shop.path.parent / "trace").exists()
    assert confirm(shop.path.parent / "nowhere", good).result is Result.UNKNOWN
    monkeypatch.setitem(sys.modules, "git", None)
    assert confirm(shop.path, good).result is Result.UNKNOWN


def test_a_tag_that_moves_while_it_is_planned(shop: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    from incident_lint.rollback import plan as module  # noqa: PLC0415

    def moved(*arguments: object) -> object:
        shop.git("tag", "--delete", SEALED)
        seal(shop)
        return confirm(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "confirm", moved)
    done = plan(shop)
    assert done.reasons == {"seal-confirmed"}
    assert not (shop.path / PLAN).exists()


def test_without_gitpython_there_is_no_plan(shop: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "git", None)
    assert plan(shop).reasons == {"seal-confirmed"}
    assert not (shop.path / PLAN).exists()


# -- plans of an earlier version, and odd ones -------------------------------------------------------------------------


def rewrite(repo: Repo, **changes: object) -> None:
    """Have the plan committed with other members, as if it had been committed so at once."""
    value = json.loads((repo.path / PLAN).read_text())
    value.update(changes)
    repo.write(PLAN, json.dumps(value, indent=2) + "\n")
    repo.git("add", PLAN)
    repo.git("commit", "--quiet", "--amend", "--no-edit")


def test_a_plan_of_version_1_0_is_refused_with_the_remedy(shop: Repo) -> None:
    planned(shop)
    current = json.loads((shop.path / PLAN).read_text())["current"]
    rewrite(shop, schema_version="1.0", current={**current, "state_digest": f"sha256:{'0' * 64}"})
    done = act(shop, "execute")
    assert done.exit_code == 4
    assert done.reasons == {"execute-version"}
    (reason,) = done.data["reasons"]
    assert "make a new one" in reason["hint"]
    assert "execute-version" in run(shop, "rollback", "status").out
    assert "execute-state" not in run(shop, "rollback", "status").out
    assert "REC" not in run(shop, "check", "--format", "concise", PLAN).out
    assert act(shop, "abort", "--reason", "an earlier version made it").exit_code == 0


def test_a_digest_of_1_0_in_a_plan_of_1_1_fits_no_schema(shop: Repo) -> None:
    planned(shop)
    current = json.loads((shop.path / PLAN).read_text())["current"]
    rewrite(shop, current={**current, "state_digest": f"sha256:{'0' * 64}"})
    assert act(shop, "execute").reasons == {"execute-invalid", "execute-version"}


@pytest.mark.parametrize("preserve", [["incidents/**", "[z-a]"], [], 5, "incidents"])
def test_a_plan_whose_patterns_are_none(shop: Repo, preserve: object) -> None:
    planned(shop)
    rewrite(shop, preserve=preserve)
    done = act(shop, "execute")
    assert done.exit_code == 4
    assert done.reasons & {"execute-invalid", "execute-state"}
    assert run(shop, "rollback", "status").exit_code == 0


def test_a_folder_with_a_slash_at_its_end_is_preserved(shop: Repo) -> None:
    shop.write("incident-lint.toml", '[rollback]\npreserve = ["src/"]\n')
    commit(shop, "Keep the sources", date=ago(minutes=50))
    planned(shop)
    done = act(shop, "execute")
    assert done.exit_code == 0
    assert shop.git("rev-parse", f"{done.data['commit']}:src") == shop.git("rev-parse", "HEAD:src")


def test_a_file_of_the_target_that_a_partial_clone_has_not_fetched(shop: Repo) -> None:
    planned(shop)
    shop.git("config", "uploadpack.allowFilter", "true")
    copy = Repo(shop.path.parent / "partial")
    shop.git("clone", "--quiet", "--filter=blob:none", f"file://{shop.path}", str(copy.path))
    missing = shop.git("rev-parse", f"{SEALED}:checkout.conf")
    shop.path.rename(shop.path.parent / "gone")  # nothing can be fetched
    done = act(copy, "execute")
    assert done.exit_code == 0, done.out + done.err
    assert copy.git("rev-parse", f"{done.data['commit']}:checkout.conf") == missing
    assert missing in copy.git("rev-list", "--objects", "--missing=print", "--all")


def test_folders_that_are_nested_a_thousand_deep(shop: Repo) -> None:
    blob = shop.git("hash-object", "-w", "--stdin", data=b"deep\n")
    deep = "/".join(["d"] * 1500)
    shop.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{deep}/x")
    shop.write("incident-lint.toml", '[rollback]\npreserve = ["**/x"]\n')
    shop.git("add", "incident-lint.toml")
    shop.git("commit", "--quiet", "--message", "Deep", environment={"GIT_COMMITTER_DATE": ago(minutes=50)})
    done = plan(shop)
    assert done.exit_code == 4
    assert done.reasons == {"git"}
    assert "nested" in done.out
