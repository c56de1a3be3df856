"""`incident-lint rollback plan`: what is asked for, what is refused and why, and what is written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Repo, init
from helpers.project import GOOD_ID
from helpers.rollback import (
    DECISION,
    EVENT,
    FOLDER,
    LOG,
    PLAN,
    SEALED,
    act,
    ago,
    commit,
    dated,
    declare,
    plan,
    planned,
    run,
    seal,
    service,
)

from incident_lint.schema import problems
from incident_lint.times import parse_time

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from helpers.rollback import Done

OTHER_ID = "INC-20261012-search-outage"
OTHER = f"incidents/{OTHER_ID}"
COMMANDS = ["rollback", "plan", FOLDER, "--to", SEALED, *DECISION]
ESCAPE = "\x1b[31mred\x1b]0;title\x07"


@pytest.fixture
def shop(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """A service with a bad release and an open incident. It is made once, and copied."""
    template = tmp_path_factory.getbasetemp() / "shop"
    if not template.exists():
        service(template)
    return Repo(shutil.copytree(template, tmp_path.resolve() / "shop", symlinks=True))


def released(
    path: Path, good: dict[str, str], bad: dict[str, str], gone: tuple[str, ...] = (), config: str = ""
) -> Repo:
    """A repository with these files in its sealed release and those in its bad one, and an open incident."""
    repo = init(path.resolve() / "released")
    commit(repo, "Good", {"a.txt": "good\n", **good}, ago(days=6))
    seal(repo)
    for name in gone:
        (repo.path / name).unlink()
    commit(repo, "Bad", {"a.txt": "bad\n", **bad}, ago(hours=3))
    declare(repo)
    if config:
        repo.write("incident-lint.toml", config)
    commit(repo, "Record the incident", date=ago(hours=1))
    return repo


def value_of(done: Done) -> dict[str, Any]:
    """The plan that a successful `plan --format json` shows."""
    assert done.exit_code == 0, done.out + done.err
    value: dict[str, Any] = done.data["plan"]
    return value


def text_of(repo: Repo, *options: str) -> str:
    """What a successful `plan --dry-run` says to people."""
    done = run(repo, *COMMANDS, "--dry-run", *options)
    assert done.exit_code == 0, done.out + done.err
    return done.out


def refused(done: Done, code: str) -> str:
    """A refusal with this reason; what it says about it."""
    assert done.exit_code == 4, done.out + done.err
    assert code in done.reasons, done.out
    detail: str = next(one["detail"] for one in done.data["reasons"] if one["code"] == code)
    return detail


def wrong_usage(done: Done, text: str) -> None:
    """A wrong call: exit code 2, and one line that says what is wrong."""
    assert done.exit_code == 2, done.out + done.err
    assert text in done.err
    assert "Traceback" not in done.err
    assert done.out == ""


def state(repo: Repo) -> dict[str, object]:
    """All that belongs to the user: HEAD, references, the index, and every file with its content and its time."""
    files = {
        str(path.relative_to(repo.path)): (
            path.lstat().st_mtime_ns,
            path.lstat().st_mode,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in sorted(repo.path.rglob("*"))
        if ".git" not in path.relative_to(repo.path).parts and not path.is_dir()
    }
    return {
        "head": (repo.path / ".git/HEAD").read_bytes(),
        "index": (repo.path / ".git/index").read_bytes(),
        "refs": repo.git("for-each-ref"),
        "files": files,
    }


# --- which incident ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [FOLDER, f"{FOLDER}/", f"./{FOLDER}", GOOD_ID, EVENT, f"incidents/../{FOLDER}"])
def test_an_incident_is_named_by_folder_id_or_event(shop: Repo, name: str) -> None:
    done = plan(shop, incident=name)
    assert value_of(done)["incident_id"] == GOOD_ID
    assert done.data["outcome"] == "planned"
    assert done.data["path"] == PLAN
    assert (shop.path / PLAN).is_file()


@pytest.mark.parametrize(
    ("folder", "name"),
    [("incidents", GOOD_ID), (FOLDER, "."), (FOLDER, "INCIDENT_EVENT.json"), ("src", GOOD_ID), ("src", f"../{FOLDER}")],
)
def test_from_a_folder_of_the_repository(shop: Repo, folder: str, name: str) -> None:
    done = plan(Repo(shop.path / folder), incident=name)
    assert value_of(done)["incident_id"] == GOOD_ID
    assert (shop.path / PLAN).is_file()


@pytest.mark.parametrize(
    "name", ["INC-20200101-nothing", "src", "", "incidents", "../elsewhere", "x" * 5000, "a\udcff"]
)
def test_what_is_no_incident_is_refused(shop: Repo, name: str) -> None:
    refused(plan(shop, incident=name), "plan-incident")


def test_an_incident_at_the_root_is_named_by_a_dot(tmp_path: Path) -> None:
    repo = incident_at_the_root(tmp_path)
    assert value_of(plan(repo, incident="."))["incident_id"] == GOOD_ID


def test_two_incidents_of_one_id_are_ambiguous(shop: Repo) -> None:
    event = json.loads((shop.path / EVENT).read_text("utf-8"))
    commit(shop, "Copy", {f"archive/{GOOD_ID}/INCIDENT_EVENT.json": json.dumps(event)})
    assert "2 incidents" in refused(plan(shop, incident=GOOD_ID), "plan-incident")


def test_an_uncommitted_incident_is_refused(shop: Repo) -> None:
    declare(shop, OTHER_ID)
    refused(plan(shop, incident=OTHER), "plan-incident")
    refused(plan(shop, incident=OTHER_ID), "plan-incident")


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"incident_id": "A-1", "incident_id": "A-2"}', '{"incident_id": 1}', "\ufeff{}"]
)
def test_an_unreadable_incident_is_refused(shop: Repo, content: str) -> None:
    commit(shop, "Break it", {EVENT: content})
    refused(plan(shop), "plan-incident")


@pytest.mark.parametrize("incident_id", ["INC-1..2", "INC-1.lock", "INC-1."])
def test_an_id_that_is_no_branch_name_is_refused(tmp_path: Path, incident_id: str) -> None:
    repo = init(tmp_path.resolve() / "shop")
    commit(repo, "Good", {"a": "1"}, ago(days=6))
    seal(repo)
    commit(repo, "Bad", {"a": "2"}, ago(hours=3))
    declare(repo, incident_id)
    commit(repo, "Record", date=ago(hours=1))
    refused(plan(repo, incident=incident_id), "plan-branch")


# --- options -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--to", "--condition", "--decided-by", "--role", "--rationale"])
def test_a_required_option_is_missing(shop: Repo, option: str) -> None:
    options = list(COMMANDS)
    at = options.index(option)
    wrong_usage(run(shop, *options[:at], *options[at + 2 :]), option)
    assert not (shop.path / PLAN).exists()


@pytest.mark.parametrize("blank", ["", "  ", "\n\t"])
@pytest.mark.parametrize("option", ["--decided-by", "--role", "--rationale"])
def test_a_required_option_says_nothing(shop: Repo, option: str, blank: str) -> None:
    options = list(COMMANDS)
    options[options.index(option) + 1] = blank
    wrong_usage(run(shop, *options), option)


def test_the_incident_is_missing(shop: Repo) -> None:
    wrong_usage(run(shop, "rollback", "plan", "--to", SEALED, *DECISION), "INCIDENT")


@pytest.mark.parametrize(
    "options",
    [
        ["--condition", "BORED"],
        ["--condition", ""],
        ["--decided-at", "yesterday"],
        ["--decided-at", "2026-11-03T10:00:00"],
        ["--decided-at", "2026-13-03T10:00:00Z"],
        ["--decided-at", ago(hours=-2)],
        ["--expires-in", ""],
        ["--expires-in", "soon"],
        ["--expires-in", "0h"],
        ["--expires-in", "-1h"],
        ["--expires-in", "9999999999d"],
        ["--expires-in", "99999999d"],
        ["--expires-in", "3000000d"],
        ["--timeout", "0"],
        ["--timeout", "-1"],
        ["--timeout", "86401"],
        ["--timeout", "²"],
        ["--timeout", "five"],
        ["--verify", "sh -c 'exit 0"],
        ["--verify", ""],
        ["--verify", "   "],
        ["--verify", "''"],
        ["--force"],
        ["--dry"],
    ],
)
def test_wrong_options(shop: Repo, options: list[str]) -> None:
    wrong_usage(run(shop, *COMMANDS, *options), "")
    assert not (shop.path / PLAN).exists()


def test_the_decision_is_on_record(shop: Repo) -> None:
    options = ["--condition", "FIX_IMPOSSIBLE_WITHIN_SLA", "--condition", "CONTINUED_DAMAGE_RISK"]
    value = value_of(plan(shop, *options, "--decided-at", ago(minutes=10)))
    assert value["conditions"] == ["CONTINUED_DAMAGE_RISK", "FIX_IMPOSSIBLE_WITHIN_SLA"]
    decision = value["decision"]
    assert (decision["decided_by"], decision["role"]) == ("platform on-call", "incident commander")
    assert decision["rationale"] == "The fix takes longer than the damage allows."
    assert decision["decided_at"] < value["created_at"]
    assert value["created_by"] == "On-call Engineer"


def test_an_offset_becomes_utc(shop: Repo) -> None:
    value = value_of(plan(shop, "--decided-at", "2025-11-03T11:00:00+02:00"))
    assert value["decision"]["decided_at"] == "2025-11-03T09:00:00Z"


@pytest.mark.parametrize(("duration", "seconds"), [("30m", 1800), ("24h", 86400), ("2d", 172800)])
def test_a_plan_expires(shop: Repo, duration: str, seconds: int) -> None:
    value = value_of(plan(shop, "--expires-in", duration))
    created, expires = parse_time(value["created_at"]), parse_time(value["expires_at"])
    assert created is not None
    assert expires is not None
    assert (expires - created).total_seconds() == seconds


def test_commands_of_the_configuration_come_first(shop: Repo) -> None:
    commit(shop, "Configure", {"incident-lint.toml": '[rollback]\nverify = [["make", "smoke test"]]\n'})
    value = value_of(plan(shop, "--verify", "sh -c 'test -f \"a b\"' x\\ y", "--verify", "true", "--timeout", "60"))
    commands = [(one["id"], one.get("command"), one.get("timeout_seconds")) for one in value["verification"]]
    assert commands == [
        ("tree", None, None),
        ("command-1", ["make", "smoke test"], 60),
        ("command-2", ["sh", "-c", 'test -f "a b"', "x y"], 60),
        ("command-3", ["true"], 60),
    ]


def test_a_command_of_several_lines(shop: Repo) -> None:
    value = value_of(plan(shop, "--verify", "sh -c 'true\ntrue'"))
    assert value["verification"][1]["command"] == ["sh", "-c", "true\ntrue"]


def test_a_broken_configuration_is_an_error(shop: Repo) -> None:
    commit(shop, "Configure", {"incident-lint.toml": "[rollback]\nverify = 'make'\n"})
    assert run(shop, *COMMANDS).exit_code == 2


# --- where it goes -------------------------------------------------------------------------------------------------


def test_a_dry_run_writes_nothing(shop: Repo) -> None:
    before = state(shop)
    done = plan(shop, "--dry-run")
    assert done.data["outcome"] == "possible"
    assert done.data["path"] is None
    assert value_of(done)["incident_id"] == GOOD_ID
    assert "--dry-run" in text_of(shop)
    assert state(shop) == before


def test_a_dry_run_writes_no_output_file(shop: Repo, tmp_path: Path) -> None:
    plan(shop, "--dry-run", "--output", str(tmp_path / "plan.json"))
    assert not (tmp_path / "plan.json").exists()


def test_the_plan_is_printed(shop: Repo) -> None:
    before = state(shop)
    done = run(shop, *COMMANDS, "--output", "-")
    assert done.exit_code == 0
    assert json.loads(done.out)["plan_type"] == "ROLLBACK_PLAN"
    assert state(shop) == before


def test_the_plan_goes_to_a_file(shop: Repo, tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "plan.json"
    done = plan(shop, "--output", str(file))
    assert json.loads(file.read_text("utf-8")) == value_of(done)
    assert not (shop.path / PLAN).exists()
    assert done.data["path"] == str(file)


def test_an_output_file_is_seen_from_the_current_folder(shop: Repo) -> None:
    assert plan(Repo(shop.path / "src"), "--output", "plan.json", incident=GOOD_ID).exit_code == 0
    assert (shop.path / "src/plan.json").is_file()


@pytest.mark.parametrize("there", ["file", "folder", "link", "broken link"])
def test_nothing_is_overwritten(shop: Repo, there: str) -> None:
    file = shop.path / PLAN
    if there == "folder":
        file.mkdir()
    elif there == "file":
        file.write_text("mine", encoding="utf-8")
    else:
        file.symlink_to("INCIDENT_EVENT.json" if there == "link" else "nowhere")
    before = state(shop)
    refused(plan(shop), "file-exists")
    assert state(shop) == before


@pytest.mark.parametrize("name", ["a-file/plan.json", "a-file/folder/plan.json", "n" * 300, "/proc/plan.json"])
def test_what_cannot_be_written_is_refused(shop: Repo, name: str) -> None:
    shop.write("a-file", "")
    refused(plan(shop, "--output", name), "file-unwritable")


def test_it_is_written_whole_or_not_at_all(shop: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int, data: bytes) -> None:
        os.write(descriptor, data[:100])
        raise OSError(28, "No space left on device")

    before = state(shop)
    with monkeypatch.context() as patched:
        patched.setattr("incident_lint.rollback.files._write", full)
        done = run(shop, *COMMANDS)
    assert done.exit_code == 4
    assert "No space left" in done.err
    assert state(shop) == before
    assert plan(shop).exit_code == 0
    assert sorted(one.name for one in (shop.path / FOLDER).iterdir()) == [
        "INCIDENT_EVENT.json",
        "ROLLBACK_PLAN.json",
        "evidence",
    ]


def test_file_systems_without_unnamed_files(shop: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("incident_lint.rollback.files._link_unnamed", lambda *_: False)
    assert plan(shop).exit_code == 0
    refused(plan(shop), "file-exists")
    assert not list((shop.path / FOLDER).glob("*.tmp"))
    assert not list((shop.path / FOLDER).glob(".*"))


def test_a_written_plan_is_valid_and_clean(shop: Repo) -> None:
    value = value_of(plan(shop, "--verify", "true"))
    text = (shop.path / PLAN).read_text("utf-8")
    assert json.loads(text) == value
    assert text.endswith("}\n")
    assert list(problems("rollback-plan", value)) == []
    commit(shop, "Plan the rollback")
    assert run(shop, "check").exit_code == 0, run(shop, "check").out


def test_the_target_and_the_current_state_are_pinned(shop: Repo) -> None:
    value = value_of(plan(shop))
    target = value["target"]
    assert target["tag"] == SEALED
    assert target["tag_object"] == shop.git("rev-parse", f"refs/tags/{SEALED}")
    assert target["commit"] == shop.git("rev-parse", f"{SEALED}^{{commit}}")
    assert target["tree"] == shop.git("rev-parse", f"{SEALED}^{{tree}}")
    assert target["signature"] == {"kind": "NONE", "result": "NOT_SIGNED"}
    assert value["current"]["ref"] == "refs/heads/main"
    assert value["current"]["commit"] == shop.git("rev-parse", "HEAD")
    assert [one["result"] for one in value["stability"]] == ["PASS"] * 5


def test_the_plan_itself_changes_no_digest_and_a_fix_does(shop: Repo) -> None:
    def digest() -> str:
        text: str = value_of(plan(shop, "--output", f"../{len(seen)}.json"))["current"]["state_digest"]
        return text

    seen: list[str] = []
    seen.append(digest())
    commit(shop, "A note", {f"{FOLDER}/evidence/note.txt": "seen\n"})
    seen.append(digest())
    commit(shop, "A fix", {"checkout.conf": "pool = 3\n"})
    seen.append(digest())
    assert seen[0] == seen[1] != seen[2]


def test_of_an_unusual_tree_nothing_of_the_user_is_touched(shop: Repo) -> None:
    shop.write("checkout.conf", "changed, not committed\n")
    shop.write("src/new.py", "staged\n")
    shop.git("add", "src/new.py")
    shop.write("untracked.txt", "mine\n")
    before = state(shop)
    value = value_of(plan(shop))
    after = state(shop)
    files = after["files"]
    assert isinstance(files, dict)
    assert files.pop(PLAN)
    assert after == before
    assert value["changes"]["files"] == 3


# --- one attempt after the other -----------------------------------------------------------------------------------


def test_an_open_plan_refuses_another(shop: Repo) -> None:
    planned(shop)
    assert PLAN in refused(plan(shop), "plan-open")
    refused(plan(shop, "--dry-run"), "plan-open")
    refused(plan(shop, "--output", "-"), "plan-open")


def test_after_an_abort_the_next_plan_has_its_own_folder(shop: Repo) -> None:
    planned(shop)
    for number in (2, 3):
        last = FOLDER if number == 2 else f"{FOLDER}/rollback-02"
        assert act(shop, "abort", "--reason", "Another way was found", path=f"{last}/ROLLBACK_PLAN.json").exit_code == 0
        commit(shop, "Log it")
        done = plan(shop)
        assert value_of(done)["rollback_id"] == f"{GOOD_ID}-rollback-{number:02d}"
        assert done.data["path"] == f"{FOLDER}/rollback-{number:02d}/ROLLBACK_PLAN.json"
        commit(shop, "Plan it")
        assert run(shop, "check").exit_code == 0, run(shop, "check").out


def test_after_a_failure_the_next_plan_has_its_own_folder(shop: Repo) -> None:
    planned(shop, "--verify", "false")
    assert act(shop, "execute").exit_code == 0
    assert act(shop, "verify").exit_code == 1
    commit(shop, "Log it")
    done = plan(shop)
    assert value_of(done)["rollback_id"] == f"{GOOD_ID}-rollback-02"
    assert done.data["path"] == f"{FOLDER}/rollback-02/ROLLBACK_PLAN.json"
    commit(shop, "Plan it")
    assert run(shop, "check").exit_code == 0, run(shop, "check").out


@pytest.mark.parametrize("name", [PLAN, LOG])
def test_a_broken_record_of_the_incident_refuses(shop: Repo, name: str) -> None:
    commit(shop, "Break it", {name: "{"})
    assert name in refused(plan(shop), "plan-unreadable")


def test_an_open_plan_of_another_incident_refuses_nothing(shop: Repo) -> None:
    planned(shop)
    declare(shop, OTHER_ID)
    commit(shop, "Another incident")
    assert value_of(plan(shop, incident=OTHER))["rollback_id"] == f"{OTHER_ID}-rollback-01"


# --- where there is nothing to plan --------------------------------------------------------------------------------


def detached(repo: Repo) -> Repo:
    repo.git("checkout", "--quiet", "--detach")
    return repo


def unborn(repo: Repo) -> Repo:
    repo.git("checkout", "--quiet", "--orphan", "new")
    return repo


def shallow(repo: Repo) -> Repo:
    copy = repo.path.parent / "shallow"
    repo.git("clone", "--quiet", "--depth=2", f"file://{repo.path}", str(copy))
    return Repo(copy)


@pytest.mark.parametrize(
    ("make", "code"), [(detached, "site-detached"), (unborn, "site-unborn"), (shallow, "site-shallow")]
)
def test_not_here(shop: Repo, make: Callable[[Repo], Repo], code: str) -> None:
    refused(plan(make(shop)), code)


def test_outside_of_a_repository(tmp_path: Path) -> None:
    wrong_usage(run(Repo(tmp_path), *COMMANDS), "not in a git repository")


def test_a_tag_that_is_not_there(shop: Repo) -> None:
    refused(plan(shop, to="v0-SEALED"), "seal-exists")
    refused(plan(shop, to="main"), "seal-name")
    refused(plan(shop, to="a\udcff-SEALED"), "seal-name")
    refused(plan(shop, to=""), "seal-name")


def test_nothing_to_roll_back(shop: Repo) -> None:
    commit(shop, "Fixed", date=ago(days=3))
    shop.git("revert", "--no-edit", "HEAD~2")
    refused(plan(shop), "plan-nothing")


def test_a_change_of_preserved_paths_alone_is_nothing(tmp_path: Path) -> None:
    repo = released(tmp_path, {}, {"a.txt": "good\n", ".github/workflows/ci.yml": "on: push\n"})
    refused(plan(repo), "plan-nothing")


def test_the_target_is_the_current_commit(shop: Repo) -> None:
    seal(shop, "now-SEALED")
    refused(plan(shop, to="now-SEALED"), "stable-ancestor")


@pytest.mark.parametrize("branch", ["feature/x", "été", "a'b", 'x"y', "$(x)", "a%b"])
def test_any_branch_can_be_rolled_back(shop: Repo, branch: str) -> None:
    shop.git("switch", "--quiet", "--create", branch)
    done = run(shop, *COMMANDS)
    assert done.exit_code == 0, done.err
    shows_no_control(done.out)
    commit(shop, "Plan")
    assert run(shop, "check").exit_code == 0, run(shop, "check").out
    assert act(shop, "execute").exit_code == 0
    assert act(shop, "verify").exit_code == 0


def test_a_branch_that_no_record_can_name_is_refused(shop: Repo) -> None:
    shop.git("switch", "--quiet", "--create", "a\udcff")
    done = run(shop, *COMMANDS)
    assert done.exit_code == 4, done.out + done.err
    shows_no_control(done.err)


@pytest.mark.parametrize("tag", ["v1.0+build-SEALED", "seal/x", "v1(1)-SEALED", "$(x)-SEALED", "a'b-SEALED"])
def test_any_sealed_tag_can_be_gone_back_to(shop: Repo, tag: str) -> None:
    seal(shop, tag, f"{SEALED}^{{commit}}")
    assert value_of(plan(shop, to=tag))["target"]["tag"] == tag


def test_nobody_is_known_to_git(shop: Repo) -> None:
    done = run(shop, *COMMANDS, "--format", "json", GIT_COMMITTER_NAME="")
    assert value_of(done)["created_by"] == "unknown"


# --- damage --------------------------------------------------------------------------------------------------------

OBJECTS = [
    f"{SEALED}^{{commit}}",
    f"{SEALED}^{{tree}}",
    f"{SEALED}:checkout.conf",
    f"{SEALED}:src",
    f"refs/tags/{SEALED}",
    "HEAD",
    "HEAD^{tree}",
    "HEAD~1",
    "HEAD~1^{tree}",
    "HEAD:incidents",
    f"HEAD:{EVENT}",
]


@pytest.mark.parametrize("damage", ["missing", "broken"])
@pytest.mark.parametrize("name", OBJECTS)
def test_a_damaged_repository_is_refused(shop: Repo, name: str, damage: str) -> None:
    oid = shop.git("rev-parse", name)
    file = shop.path / ".git/objects" / oid[:2] / oid[2:]
    file.unlink()
    if damage == "broken":
        file.write_bytes(b"no object")
    done = run(shop, *COMMANDS)
    assert done.exit_code == 4, done.out + done.err
    assert "Traceback" not in done.err
    assert not (shop.path / PLAN).exists()


def test_a_gap_in_the_history_is_no_answer(tmp_path: Path) -> None:
    repo = init(tmp_path.resolve() / "gap")
    introduced = commit(repo, "The fault", {"a": "1"}, ago(days=9))
    lost = commit(repo, "Lost", {"a": "2"}, ago(days=8))
    commit(repo, "Between", {"a": "3"}, ago(days=7))
    commit(repo, "Sealed", {"a": "4"}, ago(days=6))
    seal(repo)
    commit(repo, "Bad", {"a": "5"}, ago(hours=3))
    declare(repo, affected={"components": ["checkout"], "commit_ranges": [{"introduced": introduced}]})
    commit(repo, "Record the incident", date=ago(hours=1))
    assert plan(repo).reasons == {"stable-not-affected"}
    (repo.path / ".git/objects" / lost[:2] / lost[2:]).unlink()
    refused(plan(repo), "stable-not-affected")


@pytest.mark.parametrize("left_out", ["blob:none", "tree:0"])
def test_a_partial_clone_without_its_remote_is_refused(shop: Repo, left_out: str) -> None:
    shop.git("config", "uploadpack.allowFilter", "true")
    copy = Repo(shop.path.parent / "partial")
    shop.git("clone", "--quiet", f"--filter={left_out}", f"file://{shop.path}", str(copy.path))
    copy.git("remote", "set-url", "origin", "file:///nowhere")
    done = run(copy, *COMMANDS)
    assert done.exit_code == 4, done.out + done.err
    assert not (copy.path / PLAN).exists()


# --- bare repositories ---------------------------------------------------------------------------------------------


@pytest.fixture
def bare(shop: Repo) -> Repo:
    """A bare clone of the service."""
    copy = shop.path.parent / "shop.git"
    shop.git("clone", "--quiet", "--bare", str(shop.path), str(copy))
    return Repo(copy)


def test_a_bare_repository_needs_an_output(bare: Repo, tmp_path: Path) -> None:
    wrong_usage(run(bare, *COMMANDS), "bare repository")
    assert value_of(plan(bare, "--output", str(tmp_path / "plan.json")))["incident_id"] == GOOD_ID
    assert (tmp_path / "plan.json").is_file()
    assert json.loads(run(bare, *COMMANDS, "--output", "-").out)["incident_id"] == GOOD_ID
    assert value_of(plan(bare, "--dry-run", incident=GOOD_ID))["incident_id"] == GOOD_ID


# --- what is undone ------------------------------------------------------------------------------------------------


def test_the_commits_that_are_undone(shop: Repo) -> None:
    commit(shop, "Note", {f"{FOLDER}/evidence/note.txt": "note\n"})
    commit(shop, "Both", {f"{FOLDER}/evidence/more.txt": "note\n", "src/both.py": "one\ntwo\n"})
    commit(shop, "Nothing")
    changes = value_of(plan(shop))["changes"]
    assert [one["subject"] for one in changes["commits"]] == ["Both", "Release 1.1"]
    assert [one["commit"] for one in changes["commits"]] == [
        shop.git("rev-parse", "HEAD~1"),
        shop.git("rev-parse", "HEAD~4"),
    ]
    # back: checkout.conf +1 -1, src/old.py +1, src/new.py -1, src/both.py -2
    assert (changes["files"], changes["insertions"], changes["deletions"]) == (4, 2, 4)


def test_binary_files_count_as_files(shop: Repo) -> None:
    shop.write("logo.png", b"\0\1\2" * 100)
    commit(shop, "Logo")
    changes = value_of(plan(shop))["changes"]
    assert (changes["files"], changes["insertions"], changes["deletions"]) == (4, 2, 2)


def test_a_mode_is_a_change(tmp_path: Path) -> None:
    repo = released(tmp_path, {"run.sh": "exit 0\n"}, {"a.txt": "good\n"})
    (repo.path / "run.sh").chmod(0o755)
    commit(repo, "Executable")
    changes = value_of(plan(repo))["changes"]
    assert [one["subject"] for one in changes["commits"]] == ["Executable"]
    assert (changes["files"], changes["insertions"], changes["deletions"]) == (1, 0, 0)


def test_commits_of_a_merged_branch_are_undone(shop: Repo) -> None:
    shop.git("checkout", "--quiet", "-b", "side", SEALED)
    side = commit(shop, "On the side", {"side.txt": "1\n"})
    shop.git("checkout", "--quiet", "main")
    shop.git("merge", "--quiet", "--no-ff", "--message", "Merge the side", "side")
    subjects = {one["commit"]: one["subject"] for one in value_of(plan(shop))["changes"]["commits"]}
    assert subjects[side] == "On the side"
    assert set(subjects.values()) == {"On the side", "Merge the side", "Release 1.1"}


def test_configuration_of_git_changes_no_figures(shop: Repo) -> None:
    expected = value_of(plan(shop, "--dry-run"))["changes"]
    settings = {
        "diff.noprefix": "true",
        "diff.external": "false",
        "diff.renames": "copies",
        "log.showSignature": "true",
        "log.decorate": "full",
        "core.quotePath": "true",
        "color.ui": "always",
        "i18n.logOutputEncoding": "ISO-8859-1",
        "diff.ignoreSubmodules": "all",
        "log.follow": "true",
    }
    for name, value in settings.items():
        shop.git("config", name, value)
    assert value_of(plan(shop, "--dry-run"))["changes"] == expected


@pytest.mark.parametrize("subject", [ESCAPE, "é" * 3000, "tab\there", "::error::forged", "\u202ereversed", "\u2028x"])
def test_any_subject_can_be_undone(shop: Repo, subject: str) -> None:
    commit(shop, subject, {"src/more.py": "1\n"})
    value = value_of(plan(shop, "--dry-run"))
    assert len(value["changes"]["commits"]) == 2
    assert len(value["changes"]["commits"][0]["subject"]) <= 1000
    shows_no_control(text_of(shop))
    assert plan(shop).exit_code == 0
    commit(shop, "Plan")
    assert run(shop, "check").exit_code == 0, run(shop, "check").out


def test_a_commit_without_a_message_can_be_undone(shop: Repo) -> None:
    shop.write("src/more.py", "1\n")
    shop.git("add", "--all")
    shop.git("commit", "--quiet", "--allow-empty-message", "--message", "")
    assert len(value_of(plan(shop))["changes"]["commits"]) == 2


def test_a_message_in_another_encoding_can_be_undone(shop: Repo) -> None:
    shop.write("src/more.py", "1\n")
    shop.git("add", "--all")
    encoded = ["-c", "i18n.commitEncoding=ISO-8859-1"]
    shop.git(*encoded, "commit", "--quiet", "--file=-", data="Café".encode("latin-1"))
    shop.write("src/more.py", "2\n")
    shop.git("add", "--all")
    shop.git("commit", "--quiet", "--file=-", data=b"Bad \xff bytes")
    subjects = [one["subject"] for one in value_of(plan(shop))["changes"]["commits"]]
    assert subjects[1] == "Café"
    assert subjects[0].startswith("Bad ")


# --- what is kept --------------------------------------------------------------------------------------------------


def incident_at_the_root(path: Path) -> Repo:
    """A repository whose incident stands at its root, beside the service."""
    repo = init(path.resolve() / "root")
    commit(repo, "Good", {"a.txt": "good\n", "src/b.txt": "good\n"}, ago(days=6))
    seal(repo)
    commit(repo, "Bad", {"a.txt": "bad\n"}, ago(hours=3))
    event = declare(repo)
    for file in sorted((repo.path / FOLDER).rglob("*")):
        if file.is_file():
            repo.write(str(file.relative_to(repo.path / FOLDER)), file.read_bytes())
            file.unlink()
    assert not (repo.path / event).exists()
    commit(repo, "Record the incident", date=ago(hours=1))
    return repo


def test_an_incident_at_the_root(tmp_path: Path) -> None:
    repo = incident_at_the_root(tmp_path)
    done = plan(repo, incident=GOOD_ID)
    assert done.data["path"] == "ROLLBACK_PLAN.json"
    assert set(value_of(done)["preserve"]) >= {"INCIDENT_EVENT.json", "evidence/**"}
    assert value_of(done)["changes"]["files"] == 1


def test_a_shelf_of_incidents_is_kept_as_a_whole(shop: Repo) -> None:
    declare(shop, OTHER_ID)
    commit(shop, "Another incident")
    assert value_of(plan(shop))["preserve"] == ["incidents/**"]


def test_a_folder_with_other_things_is_not_kept_as_a_whole(tmp_path: Path) -> None:
    repo = released(tmp_path, {"incidents/tool/run.py": "1\n"}, {"incidents/tool/run.py": "2\n"})
    value = value_of(plan(repo))
    assert value["preserve"] == [f"{FOLDER}/**"]
    assert value["changes"]["files"] == 2


def test_incidents_moved_since_the_target_stay_where_they_are(tmp_path: Path) -> None:
    repo = init(tmp_path.resolve() / "moved")
    declare(repo, OTHER_ID)
    commit(repo, "Good", {"a.txt": "good\n", "incidents/README.md": "x\n"}, ago(days=6))
    seal(repo)
    (repo.path / "archive").mkdir()
    repo.git("mv", OTHER, f"archive/{OTHER_ID}")
    commit(repo, "Bad", {"a.txt": "bad\n"}, ago(hours=3))
    declare(repo)
    commit(repo, "Record", date=ago(hours=1))
    value = value_of(plan(repo))
    # incidents/ holds incidents alone, of either commit: it is kept as one
    assert set(value["preserve"]) == {"incidents/**", "archive/**"}
    assert [one["subject"] for one in value["changes"]["commits"]] == ["Bad"]
    assert value["changes"]["files"] == 1


def test_evidence_outside_of_the_folder_is_kept(tmp_path: Path) -> None:
    repo = released(tmp_path, {"logs/gateway [1].log": "old\n"}, {"logs/gateway [1].log": "new\n", "logs/b.log": "b\n"})
    event = json.loads((repo.path / EVENT).read_text("utf-8"))
    event["evidence"].append({**event["evidence"][0], "id": "E2", "path": "../../logs/gateway [1].log"})
    commit(repo, "Name it", {EVENT: json.dumps(event)})
    value = value_of(plan(repo))
    assert value["preserve"] == ["incidents/**", "logs/gateway [[]1].log"]
    assert value["changes"]["files"] == 2


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("incident-lint.toml", "incident-lint.toml"),
        (".pre-commit-config.yaml", ".pre-commit-config.yaml"),
        ("prek.toml", "prek.toml"),
        (".githooks/pre-push", ".githooks/**"),
        (".husky/pre-push", ".husky/**"),
        (".github/workflows/ci.yml", ".github/workflows/**"),
        (".gitlab-ci.yml", ".gitlab-ci.yml"),
    ],
)
@pytest.mark.parametrize("when", ["changed", "added", "removed"])
def test_what_guards_the_records_is_kept(tmp_path: Path, name: str, pattern: str, when: str) -> None:
    before = {} if when == "added" else {name: "# before\n"}
    after = {} if when == "removed" else {name: "# after\n"}
    repo = released(tmp_path, before, after, gone=(name,) if when == "removed" else ())
    value = value_of(plan(repo))
    assert pattern in value["preserve"]
    assert value["changes"]["files"] == 1


@pytest.mark.parametrize("guard", [".githooks", ".husky", ".github/workflows", ".gitlab-ci.yml"])
@pytest.mark.parametrize("kind", ["link", "submodule"])
def test_what_guards_the_records_may_be_a_link_or_a_submodule(tmp_path: Path, guard: str, kind: str) -> None:
    repo = released(tmp_path, {"ci/hook": "exit 0\n"}, {})
    (repo.path / guard).parent.mkdir(exist_ok=True)
    if kind == "link":
        (repo.path / guard).symlink_to("/ci")
    else:
        (repo.path / guard).mkdir()
        repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},{guard}")
    commit(repo, "Guard the records")
    value = value_of(plan(repo))
    assert guard in value["preserve"]
    assert value["changes"]["files"] == 1
    assert [one["subject"] for one in value["changes"]["commits"]] == ["Bad"]


def test_allowed_signers_are_kept(tmp_path: Path) -> None:
    config = '[seal]\nallowed-signers = "keys/allowed [signers]"\n'
    repo = released(tmp_path, {"keys/allowed [signers]": "a\n"}, {"keys/allowed [signers]": "b\n"}, config=config)
    value = value_of(plan(repo))
    assert "keys/allowed [[]signers]" in value["preserve"]
    assert "incident-lint.toml" in value["preserve"]
    assert value["changes"]["files"] == 1


def test_more_is_kept_by_configuration(tmp_path: Path) -> None:
    config = '[rollback]\npreserve = ["docs/**", "**/*.lock"]\n'
    bad = {"docs/a/b.md": "x\n", "deep/er/x.lock": "x\n", "x.lock": "x\n", "x.locks": "x\n"}
    value = value_of(plan(released(tmp_path, {}, bad, config=config)))
    assert set(value["preserve"]) == {"incidents/**", "incident-lint.toml", "docs/**", "**/*.lock"}
    assert value["changes"]["files"] == 2


@pytest.mark.parametrize(
    "shelf", ["post mortems", "été/障害", "[2026]", "a*b", "what?", "{a,b}", "!x", "#x", "-rf", "(top)"]
)
def test_unusual_folder_names(shop: Repo, shelf: str) -> None:
    (shop.path / shelf).mkdir(parents=True)
    shop.git("mv", "--", FOLDER, f"{shelf}/{GOOD_ID}")
    commit(shop, "Move it", {"a-b/x": "1\n", "axb/x": "1\n", "2/x": "1\n", "whatx/x": "1\n"})
    done = plan(shop, incident=f"./{shelf}/{GOOD_ID}")
    value = value_of(done)
    assert done.data["path"] == f"{shelf}/{GOOD_ID}/ROLLBACK_PLAN.json"
    assert value["changes"]["files"] == 7
    commit(shop, "Plan")
    assert run(shop, "check").exit_code == 0, run(shop, "check").out
    assert act(shop, "execute", path=f"./{shelf}/{GOOD_ID}/ROLLBACK_PLAN.json").exit_code == 0


@pytest.mark.parametrize("shelf", ["a\\b", "two\nlines", "\udcff"])
def test_folder_names_that_no_pattern_can_say_are_refused(shop: Repo, shelf: str) -> None:
    (shop.path / shelf).mkdir()
    shop.git("mv", FOLDER, f"{shelf}/{GOOD_ID}")
    commit(shop, "Move it")
    refused(plan(shop, incident=GOOD_ID), "plan-preserve")
    shows_no_control(run(shop, "rollback", "plan", GOOD_ID, "--to", SEALED, *DECISION).err)


# --- what git cannot undo ------------------------------------------------------------------------------------------


def risks(repo: Repo) -> dict[str, str]:
    """The risks of a plan, by their kind."""
    return {one["kind"]: one["detail"] for one in value_of(plan(repo, "--dry-run"))["risks"]}


@pytest.mark.parametrize(
    "name", ["db/migrations/0002.py", "shop/migrate/2.rb", "alembic/v/1.py", "schema.sql", "A.SQL"]
)
def test_migrations_are_a_risk(tmp_path: Path, name: str) -> None:
    repo = released(tmp_path, {}, {name: "x\n"})
    assert name in risks(repo)["MIGRATION"]


def test_other_changes_are_none(tmp_path: Path) -> None:
    repo = released(tmp_path, {"db/migrations/0001.py": "x\n"}, {"migration.py": "x\n", "docs/sql.md": "x\n"})
    assert risks(repo) == {}
    assert "What git cannot undo: nothing that is known" in text_of(repo)


def test_submodules_are_a_risk(shop: Repo) -> None:
    (shop.path / "vendor/lib").mkdir(parents=True)
    shop.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},vendor/lib")
    commit(shop, "A submodule")
    assert "vendor/lib" in risks(shop)["SUBMODULE"]


def test_files_in_lfs_are_a_risk(tmp_path: Path) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'1' * 64}\nsize 99\n"
    repo = released(tmp_path, {"model.bin": pointer}, {"model.bin": "no pointer\n"})
    assert "model.bin" in risks(repo)["LFS"]


def test_a_pyproject_with_the_configuration_is_a_risk(tmp_path: Path) -> None:
    config = "[tool.incident-lint]\nfail-on = 'error'\n"
    repo = released(tmp_path, {"pyproject.toml": "[project]\n"}, {"pyproject.toml": config})
    assert "pyproject.toml" in risks(repo)["OTHER"]
    assert "pyproject.toml" in value_of(plan(repo))["preserve"]


def test_many_paths_of_a_risk_are_cut_short(tmp_path: Path) -> None:
    repo = released(tmp_path, {}, {f"{ESCAPE}/{number}.sql": "x\n" for number in range(8)})
    assert "and 3 more" in risks(repo)["MIGRATION"]
    shows_no_control(text_of(repo))


# --- what people read ----------------------------------------------------------------------------------------------


def shows_no_control(text: str) -> None:
    """No control character but line ends, and nothing that turns the direction of the text."""
    assert [one for one in text if one != "\n" and not one.isprintable()] == []


def test_the_summary_says_what_has_to_be_known(tmp_path: Path) -> None:
    repo = released(tmp_path, {}, {"db/migrations/2.sql": "x\n", ".gitlab-ci.yml": "x\n"})
    text = text_of(repo, "--verify", "make smoke")
    assert f"Rollback of refs/heads/main to {SEALED}" in text
    assert f"{GOOD_ID}-rollback-01" in text
    assert "2 files" in text
    assert f"{repo.git('rev-parse', 'HEAD~1')[:12]} Bad" in text
    assert "Record the incident" not in text
    assert "incidents/**, .gitlab-ci.yml" in text
    assert "MIGRATION" in text
    assert "make smoke" in text
    assert text.count("PASS") == 5


def test_the_summary_says_what_comes_next(shop: Repo) -> None:
    done = run(shop, *COMMANDS)
    assert f"Wrote {PLAN}" in done.out
    assert f"incident-lint rollback execute {PLAN}" in done.out
    assert done.err == ""


def test_long_lists_of_commits_are_cut_short(shop: Repo) -> None:
    for number in range(14):
        commit(shop, f"Change {number}", {"src/new.py": f"{number}\n"})
    text = text_of(shop)
    assert "… and 5 more" in text
    assert "15 commits" in text
    assert len(value_of(plan(shop))["changes"]["commits"]) == 15


@pytest.mark.parametrize("form", ["text", "json"])
def test_authors_of_commits_are_not_named(shop: Repo, form: str) -> None:
    shop.write("src/new.py", "worse\n")
    blamed = {"GIT_AUTHOR_NAME": "Zaphod Somebody", "GIT_AUTHOR_EMAIL": "zaphod@example.org"}
    other = {"GIT_COMMITTER_NAME": "Zaphod Somebody", "GIT_COMMITTER_EMAIL": "zaphod@example.org"}
    shop.git("commit", "--quiet", "--all", "--message", "Worse", environment={**blamed, **other, **dated(ago())})
    done = run(shop, *COMMANDS, "--format", form)
    assert done.exit_code == 0
    assert "Worse" in done.out
    assert "zaphod" not in (done.out + (shop.path / PLAN).read_text("utf-8")).lower()


def test_colours_are_as_asked_for(shop: Repo) -> None:
    assert "\x1b[" in text_of(shop, "--color", "always")
    assert "\x1b[" not in text_of(shop)


def test_a_refusal_names_every_reason(shop: Repo) -> None:
    shop.git("tag", "bad-SEALED", "HEAD~1")
    done = run(shop, "rollback", "plan", FOLDER, "--to", "bad-SEALED", *DECISION)
    assert done.exit_code == 4
    assert done.out == ""
    assert "incident-lint: no plan was made" in done.err
    assert "seal-annotated" in done.err
    assert "help: " in done.err


def test_escapes_of_a_tagger_are_not_shown(shop: Repo) -> None:
    target = shop.git("rev-parse", f"{SEALED}^{{commit}}")
    seconds = shop.git("for-each-ref", "--format=%(taggerdate:unix)", f"refs/tags/{SEALED}")
    raw = f"object {target}\ntype commit\ntag x-SEALED\ntagger {ESCAPE}\udcff <a@b> {seconds} +0000\n\nok\n"
    oid = shop.git("hash-object", "-t", "tag", "-w", "--literally", "--stdin", data=os.fsencode(raw))
    shop.git("update-ref", "refs/tags/x-SEALED", oid)
    options = ["rollback", "plan", FOLDER, "--to", "x-SEALED", *DECISION]
    done = run(shop, *options)
    assert done.exit_code == 0, done.err
    shows_no_control(done.out + done.err)
    shows_no_control((shop.path / PLAN).read_text("utf-8"))


@pytest.mark.parametrize("option", ["--decided-by", "--role", "--rationale"])
@pytest.mark.parametrize("text", [ESCAPE, "caf\udce9", "x" * 30_000, "::error::x", "\u202ex"])
def test_no_text_of_a_decision_does_harm(shop: Repo, option: str, text: str) -> None:
    options = list(COMMANDS)
    options[options.index(option) + 1] = text
    for form in ("text", "json"):
        done = run(shop, *options, "--dry-run", "--format", form)
        assert done.exit_code in {0, 2, 4}
        shows_no_control(done.out + done.err)
    done = run(shop, *options)
    assert done.exit_code in {0, 2, 4}
    assert (shop.path / PLAN).exists() == (done.exit_code == 0)
    if done.exit_code == 0:
        commit(shop, "Plan")
        assert run(shop, "check").exit_code == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_any_encoding_of_the_terminal_will_do(shop: Repo, encoding: str) -> None:
    for number in range(10):
        commit(shop, f"Änderung {number} \u202e", {"src/new.py": f"{number}\n"})
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    said = {}
    for options in ("--dry-run", "--dry-run --format json", "--output -"):
        decision = ["--rationale", "Zu spät: 障害", *options.split()]
        arguments = [sys.executable, "-m", "incident_lint", *COMMANDS, *decision]
        done = subprocess.run(arguments, cwd=shop.path, env=environment, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        said[options] = done.stdout
    assert json.loads(said["--dry-run --format json"])["plan"]["decision"]["rationale"] == "Zu spät: 障害"
    assert json.loads(said["--output -"])["decision"]["rationale"] == "Zu spät: 障害"


def test_bytes_that_are_no_text_are_no_crash(shop: Repo) -> None:
    program = [sys.executable, "-m", "incident_lint"]
    for option, value in (("--rationale", b"caf\xe9"), ("--verify", b"echo caf\xe9"), ("--output", b"caf\xe9.json")):
        arguments = [*map(os.fsencode, [*program, *COMMANDS]), os.fsencode(option), value]
        done = subprocess.run(arguments, cwd=shop.path, capture_output=True, check=False)
        assert done.returncode in {0, 2, 4}, done.stderr
        assert b"Traceback" not in done.stderr
        assert b"\xe9" not in done.stdout + done.stderr


def test_hooks_that_guard_the_records_are_kept_wherever_they_are(tmp_path: Path) -> None:
    """The folder of `core.hooksPath`, and `hooks/` with our scripts: else nothing judges the next commit."""
    scripts = {
        f"{folder}/pre-commit": "exec incident-lint hook pre-commit\n" for folder in ("hooks", "tools/git-hooks")
    }
    repo = released(tmp_path, {}, {"a.txt": "bad\n", **scripts})
    repo.git("config", "core.hooksPath", "tools/git-hooks")
    kept = plan(repo).data["plan"]["preserve"]
    assert {"hooks/**", "tools/git-hooks", "tools/git-hooks/**"} <= set(kept)
