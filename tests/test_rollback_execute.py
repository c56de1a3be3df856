"""Carrying out a rollback, verifying it, giving it up: what happens, what is refused, and what is left alone."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Repo
from helpers.history import shell
from helpers.project import GOOD_ID, executable
from helpers.rollback import (
    BRANCH,
    DECISION,
    EVENT,
    FOLDER,
    LOG,
    PLAN,
    SEALED,
    Done,
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

if TYPE_CHECKING:
    from collections.abc import Iterator

ROLLBACK = f"{GOOD_ID}-rollback-01"
BACK = f"refs/incident-lint/pre-rollback/{ROLLBACK}"
REF = f"refs/heads/{BRANCH}"
MAIN = "refs/heads/main"
STAGED, CHANGED, UNTRACKED, IN_THE_WAY, IGNORED = "src/staged.py", "src/new.py", "notes.txt", "src/old.py", "debug.log"


def _copied(template: Path, to: Path) -> Repo:
    shutil.copytree(template, to, symlinks=True)
    repo = Repo(to)
    repo.git("update-index", "-q", "--refresh")
    return repo


@pytest.fixture
def fresh(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """A service with an open incident, and no plan."""
    template = tmp_path_factory.getbasetemp() / "fresh"
    if not template.exists():
        repo = service(template)
        repo.write(".git/info/exclude", "*.log\n")
    return _copied(template, tmp_path.resolve() / "repository")


@pytest.fixture
def ready(fresh: Repo, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """A service whose rollback is planned, and the plan is committed."""
    template = tmp_path_factory.getbasetemp() / "ready"
    if not template.exists():
        planned(fresh)
        shutil.copytree(fresh.path, template, symlinks=True)
    return _copied(template, tmp_path.resolve() / "ready")


def mess(repo: Repo) -> None:
    """The user's unfinished work: staged, changed, untracked (where the rollback has a file, too), ignored."""
    repo.write(STAGED, "staged\n")
    repo.git("add", "--", STAGED)
    for name in (CHANGED, UNTRACKED, IN_THE_WAY, IGNORED):
        repo.write(name, f"the user's {name}\n")


def of_the_user(repo: Repo, *except_for: str) -> dict[str, tuple[bytes, int, int]]:
    """HEAD, the index and each file of the work tree: content, time of change, mode."""
    found = {}
    for file in [*repo.path.rglob("*"), repo.path / ".git/HEAD", repo.path / ".git/index"]:
        name = file.relative_to(repo.path).as_posix()
        inside = name.startswith(".git/") and name not in {".git/HEAD", ".git/index"}
        if not inside and file.is_file() and name not in except_for:
            found[name] = file.read_bytes(), file.stat().st_mtime_ns, file.stat().st_mode
    return found


def references(repo: Repo) -> dict[str, str]:
    """Every branch and tag, and what it holds."""
    rows = repo.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tags").splitlines()
    return {name: oid for name, _, oid in (row.partition(" ") for row in rows)}


@contextmanager
def untouched(repo: Repo, *except_for: str) -> Iterator[None]:
    """What the user has is the same afterwards, to the time of change."""
    before = of_the_user(repo, *except_for)
    yield
    assert of_the_user(repo, *except_for) == before


def refused(repo: Repo, *options: str, action: str = "execute", path: str = PLAN, **environment: str) -> Done:
    """An action that is refused in a work tree with unfinished work. No branch, no tag, no file is touched."""
    mess(repo)
    before = references(repo)
    with untouched(repo):
        done = act(repo, action, *options, path=path, **environment)
    assert done.exit_code == 4, done.out + done.err
    assert references(repo) == before
    assert not done.err
    for one in done.data["reasons"]:
        assert one["detail"]
        assert one["result"] in {"FAIL", "UNKNOWN"}
    assert done.data["message"].startswith("nothing") or done.data["message"] == "not here"
    return done


def executed(repo: Repo, *options: str, path: str = PLAN, **environment: str) -> dict[str, Any]:
    """An execution that succeeds in a work tree with unfinished work, and leaves that alone; its JSON."""
    mess(repo)
    with untouched(repo):
        done = act(repo, "execute", *options, path=path, **environment)
    assert done.exit_code == 0, done.out + done.err
    assert done.data["outcome"] == "executed"
    return done.data


def tell(done: Done) -> str:
    """Everything that a refusal says."""
    return " ".join(f"{one['detail']} {one['hint']}" for one in done.data["reasons"])


def change(repo: Repo, message: str, files: dict[str, str]) -> str:
    """Commit these files and nothing else; the commit's id."""
    for name, content in files.items():
        repo.write(name, content)
    repo.git("add", "--", *files)
    repo.git("commit", "--quiet", "--message", message, "--only", "--", *files, environment=dated(ago()))
    return repo.git("rev-parse", "HEAD")


def replan(repo: Repo, **changes: Any) -> None:
    """Have the plan committed with other content, as if it had been committed so at once."""
    value = json.loads((repo.path / PLAN).read_text())
    for name, one in changes.items():
        if one is None:
            del value[name]
        else:
            value[name] = one
    rewrite(repo, json.dumps(value, indent=2) + "\n")


def expire(repo: Repo) -> None:
    """Have the plan made three days ago, and expired an hour ago."""
    decision = json.loads((repo.path / PLAN).read_text())["decision"]
    made = ago(days=3)
    replan(repo, decision={**decision, "decided_at": made}, created_at=made, expires_at=ago(hours=1))


def rewrite(repo: Repo, text: str) -> None:
    """Have the plan committed with another text, as if it had been committed so at once."""
    repo.write(PLAN, text)
    repo.git("add", PLAN)
    repo.git("commit", "--quiet", "--amend", "--no-edit")


def content(repo: Repo, revision: str) -> dict[str, str]:
    """The files of a commit: mode, type and id of each."""
    rows = repo.git("ls-tree", "-r", revision).splitlines()
    return {path: head for head, _, path in (row.partition("\t") for row in rows)}


def is_right(repo: Repo, revision: str, before: str) -> None:
    """This commit restores the tag, and keeps the incident as it was before."""
    made, target, kept = (content(repo, one) for one in (revision, f"refs/tags/{SEALED}", before))
    assert {path: oid for path, oid in made.items() if not path.startswith("incidents/")} == target
    inside = {path: oid for path, oid in made.items() if path.startswith("incidents/")}
    assert inside == {path: oid for path, oid in kept.items() if path.startswith("incidents/")}
    assert repo.git("rev-parse", f"{revision}^@") == repo.git("rev-parse", before)
    message = repo.git("log", "-1", "--format=%B", revision)
    digest = sha256(f"{repo.git('show', f'{before}:{PLAN}')}\n".encode()).hexdigest()
    target_commit = repo.git("rev-parse", f"refs/tags/{SEALED}^{{commit}}")
    trailers = repo.git("interpret-trailers", "--parse", data=message.encode()).splitlines()
    assert trailers == [
        f"Incident: {GOOD_ID}",
        f"Rollback-Plan: sha256:{digest}",
        f"Rollback-Target: {SEALED} {target_commit}",
    ]


# -- execute: where it is published ------------------------------------------------------------------------------------


def test_it_is_published_as_a_branch_of_its_own(ready: Repo) -> None:
    before = ready.git("rev-parse", "HEAD")
    done = executed(ready)
    assert done["ref"] == REF
    assert done["commit"] == ready.git("rev-parse", REF)
    assert done["synced"] is None
    assert ready.git("rev-parse", MAIN) == before
    assert ready.git("rev-parse", BACK) == before
    is_right(ready, REF, before)
    assert ready.git("fsck", "--full", "--strict") == ""


def test_it_is_published_as_the_branch_that_is_named(ready: Repo) -> None:
    before = ready.git("rev-parse", "HEAD")
    assert executed(ready, "--branch", "back/to-1.0")["ref"] == "refs/heads/back/to-1.0"
    is_right(ready, "refs/heads/back/to-1.0", before)
    assert REF not in references(ready)


def test_it_is_published_on_the_current_branch(ready: Repo) -> None:
    before = ready.git("rev-parse", "HEAD")
    done = executed(ready, "--current-branch")
    assert (done["ref"], done["synced"]) == (MAIN, None)
    is_right(ready, MAIN, before)
    assert ready.git("symbolic-ref", "HEAD") == MAIN
    assert ready.git("rev-parse", BACK) == before


@pytest.mark.parametrize("named", [FOLDER, f"./{PLAN}", f"{FOLDER}/", GOOD_ID, ROLLBACK])
def test_a_plan_has_many_names(ready: Repo, named: str) -> None:
    assert executed(ready, path=named)["ref"] == REF


def test_an_absolute_path_and_a_folder_below_the_root_will_do(ready: Repo) -> None:
    assert act(ready, "status", path=str(ready.path / PLAN)).data["rollbacks"][0]["phase"] == "READY"
    below = Repo(ready.path / "incidents")
    assert act(below, "execute", path=f"{GOOD_ID}/ROLLBACK_PLAN.json").exit_code == 0


def test_text_says_what_was_done_and_what_comes_next(ready: Repo) -> None:
    done = run(ready, "rollback", "execute", PLAN)
    assert done.exit_code == 0, done.err
    assert f"Published {ready.git('rev-parse', REF)} as {REF}" in done.out
    assert f"next: incident-lint rollback verify {PLAN}" in done.out
    done = run(ready, "rollback", "verify", PLAN)
    assert f"next: git add {LOG} && git commit -m 'Log the rollback of {GOOD_ID}' -- {LOG}" in done.out
    assert f"git push origin main {BRANCH}" in done.out


def test_a_rollback_that_was_undone_on_its_branch_is_not_verified(ready: Repo) -> None:
    """What is verified is what the branch holds: committing the index of before would undo it."""
    executed(ready, "--current-branch")
    ready.git("commit", "--quiet", "--message", "Whatever was staged")
    done = act(ready, "verify")
    assert done.exit_code == 1
    assert done.data["event"]["outcome"] == "FAILED"
    assert "refs/heads/main has changed" in done.data["event"]["verification"][0]["detail"]


def test_the_next_steps_commit_the_record_alone(ready: Repo) -> None:
    """On the current branch the index still holds the state before: committing it would undo the rollback."""
    executed(ready, "--current-branch")
    rolled_back = ready.git("rev-parse", "HEAD^{tree}")
    done = run(ready, "rollback", "verify", PLAN)
    (command,) = (line.partition("next: ")[2] for line in done.out.splitlines() if "next: " in line)
    assert shell(ready, command).returncode == 0
    names = ready.git("diff-tree", "-r", "--name-only", rolled_back, "HEAD^{tree}")
    assert names.splitlines() == [LOG]


def test_text_says_that_the_work_tree_was_left(ready: Repo) -> None:
    done = run(ready, "rollback", "execute", PLAN, "--current-branch")
    assert done.exit_code == 0, done.err
    assert "The index and the files still hold the state before." in done.out


def test_a_refusal_in_text_has_every_reason_and_the_remedy(ready: Repo) -> None:
    expire(ready)
    ready.git("tag", "--delete", SEALED)
    ready.git("switch", "--quiet", "--create", "other")
    done = run(ready, "rollback", "execute", PLAN)
    assert done.exit_code == 4
    assert not done.out
    assert "nothing was executed" in done.err
    assert "execute-expired" in done.err
    assert "execute-branch" in done.err
    assert "help: " in done.err


@pytest.mark.parametrize(
    "options",
    [
        ("--branch", "x", "--current-branch"),
        ("--sync",),
        ("--sync", "--branch", "x"),
        ("--force",),
        ("--branch",),
        ("--format", "xml"),
    ],
)
def test_contradictory_options_are_wrong_usage(ready: Repo, options: tuple[str, ...]) -> None:
    before = references(ready)
    with untouched(ready):
        assert run(ready, "rollback", "execute", PLAN, *options).exit_code == 2
    assert references(ready) == before


@pytest.mark.parametrize(
    "arguments", [("execute",), ("verify",), ("abort", PLAN), ("abort", PLAN, "--reason", " "), ()]
)
def test_missing_arguments_are_wrong_usage(ready: Repo, arguments: tuple[str, ...]) -> None:
    with untouched(ready):
        done = run(ready, "rollback", *arguments)
    assert done.exit_code == 2
    assert done.err


def test_no_repository_is_wrong_usage(tmp_path: Path) -> None:
    done = run(Repo(tmp_path), "rollback", "execute", PLAN)
    assert done.exit_code == 2
    assert "not in a git repository" in done.err


@pytest.mark.parametrize("name", ["a..b", "x.lock", "a b", "-x", "a~1", "/x", "HEAD", "x/", "@{-1}"])
def test_a_name_that_git_allows_no_branch_is_refused(ready: Repo, name: str) -> None:
    assert refused(ready, f"--branch={name}").reasons == {"execute-name"}


# -- execute: the plan -------------------------------------------------------------------------------------------------


def test_a_plan_that_is_not_committed(fresh: Repo) -> None:
    assert plan(fresh).exit_code == 0
    assert refused(fresh).reasons == {"execute-uncommitted"}


def test_a_plan_that_is_only_staged(fresh: Repo) -> None:
    assert plan(fresh).exit_code == 0
    fresh.git("add", PLAN)
    assert refused(fresh).reasons == {"execute-uncommitted"}


def test_a_plan_that_was_edited_on_disk(ready: Repo) -> None:
    ready.write(PLAN, (ready.path / PLAN).read_text().replace("on-call", "somebody"))
    done = refused(ready)
    assert done.reasons == {"execute-edited"}
    assert "git restore" in tell(done)


def test_a_plan_that_was_deleted_on_disk_is_still_the_one_that_was_committed(ready: Repo) -> None:
    (ready.path / PLAN).unlink()
    executed(ready)


def test_a_plan_that_was_changed_after_it_was_committed(ready: Repo) -> None:
    text = (ready.path / PLAN).read_text().replace("platform on-call", "somebody else")
    change(ready, "Correct the plan", {PLAN: text})
    assert "execute-changed" in refused(ready).reasons


def test_a_plan_that_was_changed_and_changed_back(ready: Repo) -> None:
    text = (ready.path / PLAN).read_text()
    change(ready, "Correct the plan", {PLAN: text.replace("platform on-call", "somebody else")})
    change(ready, "Correct it again", {PLAN: text})
    assert refused(ready).reasons == {"execute-changed"}


def test_a_plan_that_came_in_through_a_merge(fresh: Repo) -> None:
    fresh_plan = plan(fresh).data["path"]
    fresh.git("switch", "--quiet", "--create", "plan-it")
    change(fresh, "Plan", {fresh_plan: (fresh.path / fresh_plan).read_text()})
    fresh.git("switch", "--quiet", "main")
    fresh.git("merge", "--quiet", "--no-ff", "--message", "Merge the plan", "plan-it")
    before = fresh.git("rev-parse", "HEAD")
    executed(fresh)
    is_right(fresh, REF, before)


@pytest.mark.parametrize("name", ["decision", "target", "current", "preserve", "verification", "incident_id"])
def test_a_plan_without_what_it_needs(ready: Repo, name: str) -> None:
    replan(ready, **{name: None})
    assert "execute-invalid" in refused(ready).reasons


@pytest.mark.parametrize(
    "changes",
    [
        {"expires_at": "tomorrow"},
        {"current": {"ref": 7, "commit": [], "state_digest": None}},
        {"target": "v1.0-SEALED"},
        {"decision": []},
        {"preserve": {"incidents": True}},
        {"preserve": [1, None]},
        {"rollback_id": "../../heads/main"},
        {"incident_id": "a b"},
        {"changes": {"files": "many"}},
    ],
)
def test_a_plan_with_nonsense_in_it(ready: Repo, changes: dict[str, Any]) -> None:
    replan(ready, **changes)
    assert "execute-invalid" in refused(ready).reasons


def test_a_plan_that_expired(ready: Repo) -> None:
    expire(ready)
    assert refused(ready).reasons == {"execute-expired"}


def test_a_plan_of_the_future(ready: Repo) -> None:
    replan(ready, created_at=ago(hours=-2))
    assert refused(ready).reasons == {"execute-future"}


def test_a_plan_of_another_branch(ready: Repo) -> None:
    ready.git("switch", "--quiet", "--create", "other")
    done = refused(ready)
    assert done.reasons == {"execute-branch"}
    assert MAIN in tell(done)


@pytest.mark.parametrize(
    "text", ["{", "", "[]", "null", '{"plan_type": "ROLLBACK_PLAN", "plan_type": "x"}', "\0", "\ud800"]
)
def test_a_plan_that_cannot_be_read(ready: Repo, text: str) -> None:
    ready.write(PLAN, text.encode("utf-8", "surrogatepass"))
    ready.git("add", PLAN)
    ready.git("commit", "--quiet", "--amend", "--no-edit")
    assert refused(ready).reasons <= {"plan-unreadable", "plan-kind"}


def test_a_record_that_is_no_plan(ready: Repo) -> None:
    assert refused(ready, path=EVENT).reasons == {"plan-kind"}


@pytest.mark.parametrize(
    "name", ["nowhere", "incidents", "../outside.json", "/etc/passwd", "INC-20260101-none", "a\nb", ""]
)
def test_a_plan_that_is_not_there(ready: Repo, name: str) -> None:
    assert refused(ready, path=name).reasons == {"plan-missing"}


@pytest.mark.parametrize("action", ["verify", "abort", "status"])
def test_the_other_actions_need_a_plan_too(ready: Repo, action: str) -> None:
    options = ("--reason", "Found a fix") if action == "abort" else ()
    done = act(ready, action, *options, path="nowhere")
    assert (done.exit_code, done.reasons) == (4, {"plan-missing"})
    assert done.data["message"]  # in text it is the first line


# -- execute: what happened since the plan was made --------------------------------------------------------------------


def test_a_hotfix_that_was_committed_since(ready: Repo) -> None:
    change(ready, "Fix it", {"checkout.conf": "pool = 20\n"})
    done = refused(ready)
    assert done.reasons == {"execute-state"}
    assert "make a new one" in tell(done)


def test_an_empty_commit_and_one_of_incident_folders_only_are_no_matter(ready: Repo) -> None:
    commit(ready, "Nothing")
    declare(ready, "INC-20261104-another")
    commit(ready, "Another incident")
    before = change(ready, "Add a note", {f"{FOLDER}/evidence/notes.txt": "Seen at 11:00.\n"})
    executed(ready)
    is_right(ready, REF, before)


def test_a_change_of_what_guards_the_records_is_refused_or_kept(fresh: Repo) -> None:
    commit(fresh, "Configure", {"incident-lint.toml": ""})
    planned(fresh)
    change(fresh, "Configure again", {"incident-lint.toml": "# nothing\n"})
    executed(fresh)
    assert fresh.git("show", f"{REF}:incident-lint.toml") == "# nothing"


def test_the_tag_was_deleted(ready: Repo) -> None:
    ready.git("tag", "--delete", SEALED)
    assert "seal-exists" in refused(ready).reasons


def test_the_tag_was_moved_to_another_commit(ready: Repo) -> None:
    ready.git("tag", "--delete", SEALED)
    seal(ready, target="HEAD~2", date=ago(days=5))
    done = refused(ready)
    assert "execute-tag-moved" in done.reasons
    assert "moved" in tell(done)


def test_the_tag_was_made_anew_on_the_same_commit(ready: Repo) -> None:
    target = ready.git("rev-parse", f"{SEALED}^{{commit}}")
    ready.git("tag", "--delete", SEALED)
    seal(ready, target=target, date=ago(days=4))
    assert refused(ready).reasons == {"execute-tag-moved"}


def test_the_tag_was_made_lightweight(ready: Repo) -> None:
    ready.git("tag", "--force", SEALED, f"{SEALED}^{{commit}}")
    assert "seal-annotated" in refused(ready).reasons


def test_a_branch_has_the_name_of_the_tag(ready: Repo) -> None:
    ready.git("branch", SEALED, "HEAD~1")
    before = ready.git("rev-parse", "HEAD")
    executed(ready)
    is_right(ready, REF, before)


def test_an_incident_covers_the_target_since(ready: Repo) -> None:
    target = ready.git("rev-parse", f"{SEALED}^{{commit}}")
    declare(ready, "INC-20261104-another", affected={"components": ["x"], "commit_ranges": [{"introduced": target}]})
    commit(ready, "Another incident, of the release itself")
    assert "stable-not-affected" in refused(ready).reasons


def test_the_branch_was_rewritten(ready: Repo) -> None:
    text = (ready.path / PLAN).read_text()
    ready.git("reset", "--quiet", "--hard", "HEAD~1")
    ready.git("commit", "--quiet", "--amend", "--message", "Record the incident, in other words")
    change(ready, "Plan", {PLAN: text})
    assert "execute-rewritten" in refused(ready).reasons


def test_another_rollback_is_under_way(ready: Repo) -> None:
    ready.git("update-ref", "refs/incident-lint/pre-rollback/INC-20261104-another-rollback-01", "HEAD")
    done = refused(ready)
    assert done.reasons == {"execute-other"}
    assert "INC-20261104-another-rollback-01" in tell(done)


def test_another_process_carries_one_out(ready: Repo) -> None:
    lock = ready.write(".git/incident-lint/rollback.lock")
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert refused(ready).reasons == {"execute-locked"}
    executed(ready)


def test_a_plan_that_git_checked_out_with_other_line_ends_was_not_edited(ready: Repo) -> None:
    """Line ends that git converts are those of the work tree: what was committed counts."""
    ready.write(".git/info/attributes", "*.json text eol=crlf\n")
    (ready.path / PLAN).unlink()
    ready.git("checkout", "--", PLAN)
    assert b"\r\n" in (ready.path / PLAN).read_bytes()
    executed(ready)


def test_it_was_done_already(ready: Repo) -> None:
    executed(ready)
    done = refused(ready)
    assert done.reasons == {"execute-done"}
    assert "rollback verify" in tell(done)
    assert refused(ready, "--branch", "another").reasons == {"execute-done"}
    assert refused(ready, "--current-branch").reasons == {"execute-done"}


def test_it_was_done_already_on_the_current_branch(ready: Repo) -> None:
    executed(ready, "--current-branch")
    assert "execute-done" in refused(ready, "--current-branch").reasons
    assert "execute-done" in refused(ready).reasons


def test_it_was_done_on_a_branch_that_was_deleted_since(ready: Repo) -> None:
    executed(ready)
    ready.git("branch", "--quiet", "--delete", "--force", BRANCH)
    executed(ready)


@pytest.mark.parametrize("how", ["VERIFIED", "FAILED", "ABORTED"])
def test_it_has_ended(fresh: Repo, how: str) -> None:
    planned(fresh, *(("--verify", "false") if how == "FAILED" else ()))
    if how == "ABORTED":
        assert act(fresh, "abort", "--reason", "Found a fix").exit_code == 0
    else:
        executed(fresh)
        assert act(fresh, "verify").data["event"]["outcome"] == how
    done = refused(fresh)
    assert "execute-ended" in done.reasons
    assert how in tell(done)


# -- execute: the name is taken ----------------------------------------------------------------------------------------


def test_a_branch_of_that_name_is_there(ready: Repo) -> None:
    ready.git("branch", BRANCH)
    done = refused(ready)
    assert done.reasons == {"execute-exists"}
    assert "--branch" in tell(done)
    executed(ready, "--branch", "another")


@pytest.mark.parametrize("name", ["rollback", f"{BRANCH}/more"])
def test_a_branch_of_another_name_is_in_the_way(ready: Repo, name: str) -> None:
    ready.git("branch", name)
    done = refused(ready)
    assert done.reasons <= {"execute-publish", "execute-exists", "execute-name"}
    assert name in tell(done)
    assert "--branch" in tell(done)
    executed(ready, "--branch", "another")


def test_a_branch_that_is_checked_out_in_another_work_tree(ready: Repo, tmp_path: Path) -> None:
    ready.git("branch", "taken")
    ready.git("worktree", "add", "--quiet", str(tmp_path / "other"), "taken")
    other = of_the_user(Repo(tmp_path / "other"))
    assert refused(ready, "--branch", "taken").reasons == {"execute-exists"}
    executed(ready)
    assert of_the_user(Repo(tmp_path / "other")) == other


def test_a_branch_to_be_that_another_work_tree_stands_on(ready: Repo, tmp_path: Path) -> None:
    ready.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "other"))
    other = Repo(tmp_path / "other")
    other.git("symbolic-ref", "HEAD", REF)
    with untouched(other):
        executed(ready)


def test_a_rollback_from_another_work_tree(ready: Repo, tmp_path: Path) -> None:
    ready.git("switch", "--quiet", "--create", "elsewhere")
    ready.git("worktree", "add", "--quiet", str(tmp_path / "other"), "main")
    other = Repo(tmp_path / "other")
    before = other.git("rev-parse", "HEAD")
    with untouched(ready), untouched(other):
        assert act(other, "execute").exit_code == 0
    is_right(other, REF, before)


def test_a_bare_repository(ready: Repo, tmp_path: Path) -> None:
    ready.git("clone", "--quiet", "--bare", str(ready.path), str(tmp_path / "bare"))
    bare = Repo(tmp_path / "bare")
    before = bare.git("rev-parse", "HEAD")
    assert act(bare, "execute").exit_code == 0
    is_right(bare, REF, before)
    done = act(bare, "verify")
    assert (done.exit_code, done.data["path"]) == (0, None)
    assert done.data["event"]["outcome"] == "VERIFIED"


def test_a_detached_head(ready: Repo) -> None:
    ready.git("switch", "--quiet", "--detach")
    done = refused(ready)
    assert done.reasons == {"site-detached"}
    assert "git switch" in tell(done)


def test_a_shallow_clone(ready: Repo, tmp_path: Path) -> None:
    ready.git("clone", "--quiet", "--depth=1", f"file://{ready.path}", str(tmp_path / "shallow"))
    done = refused(Repo(tmp_path / "shallow"))
    assert done.reasons == {"site-shallow"}
    assert "git fetch --unshallow" in tell(done)


# -- execute: signatures and hooks -------------------------------------------------------------------------------------


def test_the_commit_is_signed_where_the_configuration_says_so(ready: Repo, tmp_path: Path) -> None:
    key = tmp_path / "key"
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "on-call", "-f", key], check=True)
    ready.write(".git/signers", f"* {key.with_suffix('.pub').read_text()}")
    for name, value in {
        "gpg.format": "ssh",
        "user.signingKey": str(key),
        "commit.gpgSign": "true",
        "gpg.ssh.allowedSignersFile": str(ready.path / ".git/signers"),
    }.items():
        ready.git("config", name, value)
    executed(ready)
    ready.git("verify-commit", REF)


@pytest.mark.parametrize("settings", [{"gpg.format": "ssh", "user.signingKey": "/none"}, {"gpg.program": "false"}])
def test_a_key_that_fails_is_refused(ready: Repo, settings: dict[str, str]) -> None:
    for name, value in {**settings, "commit.gpgSign": "true"}.items():
        ready.git("config", name, value)
    done = refused(ready)
    assert done.reasons == {"execute-commit"}
    assert "commit.gpgSign" in tell(done)


def test_nobody_to_commit_as_is_refused(ready: Repo) -> None:
    nobody = {"GIT_COMMITTER_NAME": "", "GIT_COMMITTER_EMAIL": "", "GIT_AUTHOR_NAME": "", "GIT_AUTHOR_EMAIL": ""}
    assert refused(ready, **nobody).reasons <= {"execute-commit", "git"}


def hook(repo: Repo, name: str, script: str, mode: int = 0o755, folder: str = ".git/hooks") -> None:
    """Install a hook."""
    repo.write(f"{folder}/{name}", f"#!/bin/sh\n{script}\n").chmod(mode)


def test_hooks_run_over_the_rollback_and_not_in_the_work_tree(ready: Repo, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    hook(
        ready,
        "pre-commit",
        f'{{ pwd; cat src/old.py; git show :src/old.py; git diff --cached --name-only; }} > "{seen}"',
    )
    hook(ready, "commit-msg", f'cat "$1" >> "{seen}"')
    executed(ready)
    where, on_disk, staged, *rest = seen.read_text().splitlines()
    assert not Path(where).is_relative_to(ready.path)
    assert not Path(where).exists()
    assert (on_disk, staged) == ("old", "old")
    assert {"checkout.conf", "src/new.py", "src/old.py", f"Incident: {GOOD_ID}"} <= set(rest)


@pytest.mark.parametrize("name", ["pre-commit", "commit-msg"])
def test_a_hook_that_fails_is_refused(ready: Repo, name: str) -> None:
    hook(ready, name, "printf 'not \\033[31mtoday\\377\\n'; exit 1")
    done = refused(ready)
    assert done.reasons == {"execute-hook"}
    assert name in tell(done)
    assert "today" in tell(done)
    assert "\x1b" not in run(ready, "rollback", "execute", PLAN).err


def test_a_hook_that_resets_everything_resets_its_own_folder_only(ready: Repo) -> None:
    hook(
        ready, "pre-commit", 'cd "$(git rev-parse --show-toplevel)" && git reset --quiet --hard HEAD && git clean -fdqx'
    )
    assert refused(ready).reasons == {"execute-hook"}


def test_a_hook_sees_nothing_unstaged_and_nothing_untracked(ready: Repo) -> None:
    hook(ready, "pre-commit", 'git diff --quiet && test -z "$(git ls-files --others)"')
    executed(ready)


def test_hooks_run_for_another_work_tree_too(ready: Repo, tmp_path: Path) -> None:
    hook(ready, "pre-commit", "exit 1")
    ready.git("switch", "--quiet", "--create", "elsewhere")
    ready.git("worktree", "add", "--quiet", str(tmp_path / "other"), "main")
    done = act(Repo(tmp_path / "other"), "execute")
    assert (done.exit_code, done.reasons) == (4, {"execute-hook"})


def test_a_hook_that_changes_the_index_is_refused(ready: Repo) -> None:
    hook(ready, "pre-commit", "echo formatted >> checkout.conf; git add checkout.conf")
    done = refused(ready)
    assert done.reasons == {"execute-hook"}
    assert "changed what is to be committed" in tell(done)


def test_a_commit_msg_hook_that_changes_the_index_is_refused(ready: Repo) -> None:
    hook(ready, "commit-msg", "git rm --quiet --cached src/old.py")
    assert refused(ready).reasons == {"execute-hook"}


def test_a_hook_that_changes_the_message_is_honoured(ready: Repo) -> None:
    hook(ready, "commit-msg", 'echo "Reviewed-by: nobody" >> "$1"')
    executed(ready)
    assert "Reviewed-by: nobody" in ready.git("log", "-1", "--format=%B", REF)


@pytest.mark.parametrize("script", ['sed -i /Rollback-Plan/d "$1"', ': > "$1"', 'rm "$1"', 'printf "\\377" > "$1"'])
def test_a_hook_that_takes_trailers_out_is_refused(ready: Repo, script: str) -> None:
    hook(ready, "commit-msg", script)
    assert refused(ready).reasons == {"execute-hook"}


def test_a_hook_that_touches_the_folder_it_runs_in_touches_nothing_else(ready: Repo) -> None:
    before = ready.git("rev-parse", "HEAD")
    hook(ready, "pre-commit", "echo formatted > checkout.conf; rm -r src incidents; touch more")
    executed(ready)
    is_right(ready, REF, before)


@pytest.mark.parametrize("relative", [True, False])
def test_hooks_of_a_configured_folder(ready: Repo, tmp_path: Path, relative: bool) -> None:
    folder = ".hooks" if relative else str(tmp_path / "hooks")
    ready.write(".git/info/exclude", "*.log\n.hooks\n")
    hook(ready, "pre-commit", "echo never; exit 1", folder=folder)
    ready.git("config", "core.hooksPath", folder)
    assert refused(ready).reasons == {"execute-hook"}
    assert run(Repo(ready.path / "src"), "rollback", "execute", "../" + PLAN).exit_code == 4


def test_hooks_of_a_folder_at_home(ready: Repo) -> None:
    home = Repo(Path(os.environ["HOME"]))
    hook(home, "pre-commit", "exit 1", folder="hooks")
    ready.git("config", "core.hooksPath", "~/hooks")
    assert refused(ready).reasons == {"execute-hook"}


def test_hooks_of_a_configured_folder_replace_the_others(ready: Repo) -> None:
    hook(ready, "pre-commit", "exit 1")
    ready.git("config", "core.hooksPath", "/dev/null")
    executed(ready)


def test_hooks_that_are_not_executable_are_no_hooks(ready: Repo) -> None:
    hook(ready, "pre-commit", "exit 1", mode=0o644)
    executed(ready)


def test_a_hook_that_cannot_be_run_is_refused(ready: Repo) -> None:
    ready.write(".git/hooks/pre-commit", "#!/no/such/program\n").chmod(0o755)
    assert refused(ready).reasons == {"execute-hook"}


def test_a_hook_that_reads_its_input_does_not_wait(ready: Repo) -> None:
    hook(ready, "pre-commit", "cat")
    executed(ready)


@pytest.mark.parametrize("refs", ["refs/", "refs/heads/"])
def test_a_hook_that_refuses_the_reference(ready: Repo, refs: str) -> None:
    hook(ready, "reference-transaction", f'[ "$1" = prepared ] && grep -q " {refs}" && exit 1; exit 0')
    assert refused(ready).reasons == {"execute-publish"}
    assert refused(ready, "--current-branch").reasons == {"execute-publish"}
    (ready.path / ".git/hooks/reference-transaction").unlink()
    executed(ready)


# -- execute: what the machine keeps from being done -------------------------------------------------------------------


def in_process(repo: Repo, *before: str, arguments: tuple[str, ...] = ("execute", PLAN)) -> Done:
    """The program in a process of its own, started by another one."""
    command = [*before, executable("incident-lint"), "rollback", *arguments, "--format", "json"]
    clock = {name: value for name, value in os.environ.items() if not name.endswith("_DATE")}
    done = subprocess.run(command, cwd=repo.path, capture_output=True, text=True, check=False, env=clock)
    assert "Traceback" not in done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


def without_privilege() -> list[str]:
    """What starts a program that file modes bind, even where the tests are run by root."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root writes to what is read-only")
    return ["setpriv", "--bounding-set", "-dac_override", "--inh-caps", "-dac_override"]


@pytest.mark.parametrize("part", ["", "objects", "refs"])
def test_a_repository_that_is_read_only(ready: Repo, part: str) -> None:
    mess(ready)
    before, folder = references(ready), ready.path / ".git" / part
    (ready.path / ".git/incident-lint").mkdir(exist_ok=True)
    everything = [folder, *(one for one in folder.rglob("*") if one.is_dir())]
    if not part:
        (ready.path / ".git/incident-lint").rmdir()
    for one in everything:
        if one.exists():
            one.chmod(0o555)
    try:
        with untouched(ready):
            done = in_process(ready, *without_privilege())
    finally:
        for one in everything:
            if one.exists():
                one.chmod(0o755)
    assert done.exit_code == 4, done.out + done.err
    assert references(ready) == before
    assert "written" in tell(done) or "ermission" in tell(done)


@pytest.mark.parametrize("blocks", [0, 1, 4, 16])
def test_a_disk_that_is_full(ready: Repo, blocks: int) -> None:
    mess(ready)
    before = references(ready)
    with untouched(ready):
        done = in_process(ready, "sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh")
    assert done.exit_code in {0, 4}, done.out + done.err
    if done.exit_code:
        assert references(ready) == before
        assert act(ready, "status").data["rollbacks"][0]["phase"] == "READY"
    for lock in (ready.path / ".git").rglob("*.lock"):
        if lock.parent.name != "incident-lint":
            lock.unlink()
    assert act(ready, "execute").exit_code == (0 if done.exit_code else 4)
    assert "error" not in ready.git("fsck", "--full", "--strict")


@pytest.mark.parametrize(
    ("lock", "options"),
    [
        (f".git/{REF}.lock", ()),
        (f".git/{BACK}.lock", ()),
        (".git/refs/heads/main.lock", ("--current-branch",)),
        (".git/HEAD.lock", ("--current-branch",)),
    ],
)
def test_a_lock_that_a_killed_git_left_is_named_and_stays(ready: Repo, lock: str, options: tuple[str, ...]) -> None:
    left = ready.write(lock)
    done = refused(ready, *options)
    assert left.name in tell(done)
    assert "remove that file" in tell(done)
    assert left.exists()
    left.unlink()
    executed(ready, *options)


def test_an_interruption_has_no_effect(ready: Repo, tmp_path: Path) -> None:
    mess(ready)
    reached = tmp_path / "reached"
    hook(ready, "pre-commit", f'touch "{reached}"; exec sleep 5')
    before = references(ready)
    with untouched(ready):
        process = subprocess.Popen(
            [executable("incident-lint"), "rollback", "execute", PLAN],
            cwd=ready.path,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        while process.poll() is None and not reached.exists():
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in told
    assert references(ready) == before
    hook(ready, "pre-commit", "exit 0")
    executed(ready)


def test_a_file_in_the_way_of_our_own_lock(ready: Repo) -> None:
    ready.write(".git/incident-lint", "a file\n")
    assert refused(ready).reasons == {"execute-unwritable"}


def test_a_git_that_is_missing_is_said_so(ready: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with untouched(ready):
        done = run(ready, "rollback", "execute", PLAN)
    assert done.exit_code in {2, 4}
    assert "git" in done.err


# -- execute --sync ----------------------------------------------------------------------------------------------------


def synced(repo: Repo) -> Done:
    """`execute --current-branch --sync`, which is published in any case."""
    before = repo.git("rev-parse", "HEAD")
    done = act(repo, "execute", "--current-branch", "--sync")
    assert done.exit_code == 0, done.out + done.err
    is_right(repo, MAIN, before)
    return done


def test_a_clean_work_tree_is_moved(ready: Repo) -> None:
    note = ready.write(UNTRACKED, "not in the way\n")
    ready.write(IGNORED, "not in the way\n")
    stamp = note.stat().st_mtime_ns
    done = synced(ready)
    assert (done.data["synced"], done.data["reason"]) == (True, None)
    assert ready.git("status", "--porcelain") == f"?? {UNTRACKED}"
    assert (ready.path / "src/old.py").read_text() == "old\n"
    assert not (ready.path / "src/new.py").exists()
    assert (ready.path / PLAN).exists()
    assert (note.read_text(), note.stat().st_mtime_ns) == ("not in the way\n", stamp)


def a_changed_file(repo: Repo) -> None:
    repo.write(CHANGED, "the user's\n")


def a_changed_file_of_the_same_size(repo: Repo) -> None:
    repo.write("checkout.conf", "pool = 3\n")


def a_changed_file_that_git_was_told_not_to_look_at(repo: Repo) -> None:
    repo.git("update-index", "--assume-unchanged", "checkout.conf")
    repo.write("checkout.conf", "pool = the user's\n")


def a_deleted_file(repo: Repo) -> None:
    (repo.path / "checkout.conf").unlink()


def a_staged_file(repo: Repo) -> None:
    repo.write(STAGED, "staged\n")
    repo.git("add", "--", STAGED)


def a_staged_change(repo: Repo) -> None:
    repo.write("checkout.conf", "pool = 30\n")
    repo.git("add", "checkout.conf")


def an_untracked_file(repo: Repo) -> None:
    repo.write(IN_THE_WAY, "the user's\n")


def an_untracked_folder(repo: Repo) -> None:
    repo.write(f"{IN_THE_WAY}/notes.txt", "the user's\n")


def an_untracked_link(repo: Repo) -> None:
    (repo.path / IN_THE_WAY).symlink_to("nowhere")


def an_ignored_file(repo: Repo) -> None:
    repo.write(".git/info/exclude", "old.py\n")
    repo.write(IN_THE_WAY, "the user's\n")


def a_lock_of_the_index(repo: Repo) -> None:
    repo.write(".git/index.lock")


@pytest.mark.parametrize(
    "spoil",
    [
        a_changed_file,
        a_changed_file_of_the_same_size,
        a_changed_file_that_git_was_told_not_to_look_at,
        a_deleted_file,
        a_staged_file,
        a_staged_change,
        an_untracked_file,
        an_untracked_folder,
        an_untracked_link,
        an_ignored_file,
        a_lock_of_the_index,
    ],
)
def test_a_work_tree_that_is_not_clean_is_left_as_it_was(ready: Repo, spoil: Any) -> None:
    spoil(ready)
    with untouched(ready, ".git/index"):  # its entries are the same; git may refresh the times in it
        index = ready.git("ls-files", "--stage")
        done = synced(ready)
        assert ready.git("ls-files", "--stage") == index
    assert done.data["synced"] is False
    assert done.data["reason"]


@pytest.mark.parametrize("ignored", ["settings/debug.log", "settings/more/debug.log", "settings/link.log"])
def test_an_ignored_file_in_a_folder_that_becomes_a_file_is_left(tmp_path: Path, ignored: str) -> None:
    repo = service(tmp_path.resolve() / "repository")
    repo.git("tag", "--delete", SEALED)
    commit(repo, "Release 1.2", {"settings": "a file\n"}, ago(days=6))
    seal(repo)
    (repo.path / "settings").unlink()
    commit(repo, "Release 1.3", {"settings/pool": "a file in a folder\n", "settings/more/pool": "one more\n"})
    event = declare(repo)
    change(repo, "Correct the record", {event: (repo.path / event).read_text()})
    repo.write(".git/info/exclude", "*.log\n")
    planned(repo)
    if "link" in ignored:
        (repo.path / ignored).symlink_to(repo.path / "src", target_is_directory=True)
    else:
        repo.write(ignored, "the user's\n")
    with untouched(repo, ".git/index"):
        done = act(repo, "execute", "--current-branch", "--sync")
    assert (done.exit_code, done.data["synced"]) == (0, False)
    assert "settings" in done.data["reason"]
    assert (repo.path / ignored).exists()


def test_text_says_why_the_work_tree_was_left(ready: Repo) -> None:
    ready.write(IN_THE_WAY, "the user's\n")
    done = run(ready, "rollback", "execute", PLAN, "--current-branch", "--sync")
    assert done.exit_code == 0
    assert f"The work tree was left as it was: {IN_THE_WAY} is there" in done.out
    assert "The rollback is published all the same." in done.out


# -- verify ------------------------------------------------------------------------------------------------------------


def carried_out(repo: Repo, *options: str) -> None:
    """Plan with these options, commit the plan, carry it out."""
    planned(repo, *options)
    executed(repo)


def verified(repo: Repo) -> dict[str, Any]:
    """`rollback verify`, which writes the event and nothing else; the event."""
    with untouched(repo, LOG):
        done = act(repo, "verify")
    event: dict[str, Any] = done.data["event"]
    assert done.exit_code == (0 if event["outcome"] == "VERIFIED" else 1)
    assert json.loads((repo.path / LOG).read_text()) == event
    assert run(repo, "check", LOG).exit_code == 0
    return event


def answers(event: dict[str, Any]) -> list[str]:
    """The results of an event's verifications."""
    return [one["result"] for one in event["verification"]]


def test_a_rollback_is_verified(fresh: Repo) -> None:
    carried_out(fresh, "--verify", "test -f src/old.py", "--verify", "grep -q 40 checkout.conf")
    event = verified(fresh)
    assert (event["outcome"], event["ref"]) == ("VERIFIED", REF)
    assert event["to_commit"] == fresh.git("rev-parse", REF)
    assert answers(event) == ["PASS"] * 3
    assert "error" not in event


def test_it_is_verified_in_text(ready: Repo) -> None:
    executed(ready)
    done = run(ready, "rollback", "verify", PLAN)
    assert done.exit_code == 0
    assert f"{ROLLBACK}: VERIFIED" in done.out
    assert f"git add {LOG} && git commit" in done.out


@pytest.mark.parametrize("how", ["--ff-only", "--no-ff"])
def test_it_is_verified_after_it_was_merged(ready: Repo, how: str) -> None:
    assert act(ready, "execute").exit_code == 0
    ready.git("merge", "--quiet", how, BRANCH)
    change(ready, "Go on", {"src/later.py": "later\n"})
    assert verified(ready)["outcome"] == "VERIFIED"


def test_it_is_verified_on_the_current_branch(ready: Repo) -> None:
    executed(ready, "--current-branch")
    event = verified(ready)
    assert (event["outcome"], event["ref"]) == ("VERIFIED", MAIN)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("false", "exit status 1"),
        ("sh -c 'echo it is broken; exit 3'", "it is broken"),
        ("sh -c 'kill -9 $$'", "signal 9"),
        ("no-such-program", "could not be run"),
        ("./checkout.conf", "could not be run"),
        ("sh -c 'printf \"\\033[31m\\377\\000\"; exit 1'", "exit status 1"),
        ("sh -c 'yes | head -c 20000000; exit 1'", "exit status 1"),
        ("sh -c 'cd ../../../..; test -e repository'", "exit status 1"),
    ],
)
def test_a_command_that_fails_fails_the_rollback(fresh: Repo, command: str, told: str) -> None:
    carried_out(fresh, "--verify", command, "--verify", "true")
    event = verified(fresh)
    assert event["outcome"] == "FAILED"
    assert answers(event) == ["PASS", "FAIL", "PASS"]
    assert told in event["verification"][1]["detail"]
    assert "\x1b" not in event["verification"][1]["detail"]
    assert event["error"]
    assert (fresh.path / LOG).stat().st_size < 50_000


def test_a_command_that_hangs_is_ended_with_all_that_it_started(fresh: Repo, tmp_path: Path) -> None:
    child = tmp_path / "child"
    carried_out(fresh, "--verify", f"sh -c 'sleep 60 & echo $! > \"{child}\"; wait'", "--timeout", "1")
    begin = time.monotonic()
    event = verified(fresh)
    assert time.monotonic() - begin < 20
    assert event["outcome"] == "FAILED"
    assert "did not end within 1 s" in event["verification"][1]["detail"]
    assert ended(int(child.read_text()))


def test_what_a_command_leaves_running_is_ended(fresh: Repo, tmp_path: Path) -> None:
    child = tmp_path / "child"
    carried_out(fresh, "--verify", f"sh -c 'sleep 60 & echo $! > \"{child}\"'")
    assert verified(fresh)["outcome"] == "VERIFIED"
    assert ended(int(child.read_text()))


def ended(process: int) -> bool:
    """Whether a process has ended, or does so soon."""
    for _ in range(50):
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
            os.kill(process, 0)
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


def test_a_command_that_wants_input_finds_none(fresh: Repo) -> None:
    carried_out(fresh, "--verify", "sh -c 'test -z \"$(cat)\"'")
    assert verified(fresh)["outcome"] == "VERIFIED"


def test_commands_run_in_a_folder_of_their_own(fresh: Repo, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    carried_out(fresh, "--verify", f'sh -c \'pwd > "{seen}"; ls -R >> "{seen}"; echo x > checkout.conf; rm -r src\'')
    assert verified(fresh)["outcome"] == "VERIFIED"
    where, *there = seen.read_text().splitlines()
    assert not Path(where).is_relative_to(fresh.path)
    assert not Path(where).exists()
    assert "old.py" in there
    assert "new.py" not in there
    assert Path(STAGED).name not in there


def test_nothing_of_git_reaches_the_commands(fresh: Repo) -> None:
    carried_out(fresh, "--verify", "sh -c '! env | grep ^GIT_'")
    assert verified(fresh)["outcome"] == "VERIFIED"


def test_a_branch_that_was_changed_after_it_was_published_fails(ready: Repo) -> None:
    executed(ready)
    index = {"GIT_INDEX_FILE": str(ready.path / ".git/other-index")}
    ready.git("read-tree", REF, environment=index)
    blob = ready.git("hash-object", "-w", "--stdin", data=b"pool = 1\n")
    ready.git("update-index", "--cacheinfo", f"100644,{blob},checkout.conf", environment=index)
    tree = ready.git("write-tree", environment=index)
    message = ready.git("log", "-1", "--format=%B", REF)
    amended = ready.git(
        "commit-tree", "-p", f"{REF}^", "-F", "-", tree, data=message.encode(), environment=dated(ago())
    )
    ready.git("update-ref", REF, amended)
    event = verified(ready)
    assert event["outcome"] == "FAILED"
    assert "checkout.conf" in event["verification"][0]["detail"]


def test_a_commit_that_only_claims_to_be_the_rollback_fails(ready: Repo) -> None:
    executed(ready)
    message = ready.git("log", "-1", "--format=%B", REF)
    ready.git("branch", "--quiet", "--delete", "--force", BRANCH)
    claim = ready.git(
        "commit-tree", "-p", "HEAD", "-F", "-", "HEAD^{tree}", data=message.encode(), environment=dated(ago())
    )
    ready.git("update-ref", "refs/heads/claim", claim)
    assert verified(ready)["outcome"] == "FAILED"


def test_it_is_verified_once(ready: Repo) -> None:
    executed(ready)
    verified(ready)
    assert refused(ready, action="verify").reasons == {"rollback-ended"}
    change(ready, "Log the rollback", {LOG: (ready.path / LOG).read_text()})
    assert refused(ready, action="verify").reasons == {"rollback-ended"}


def test_nothing_is_verified_before_it_is_carried_out(ready: Repo) -> None:
    done = refused(ready, action="verify")
    assert done.reasons == {"verify-nothing"}
    assert "rollback execute" in tell(done)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"rollback_id": "INC-20261104-another-rollback-01"}'])
def test_an_event_of_something_else_is_not_written_over(ready: Repo, text: str) -> None:
    executed(ready)
    ready.write(LOG, text)
    assert refused(ready, action="verify").reasons == {"file-exists"}
    assert refused(ready, "--reason", "Found a fix", action="abort").reasons == {"file-exists"}


def test_what_somebody_has_to_look_at_is_not_verified(ready: Repo) -> None:
    value = json.loads((ready.path / PLAN).read_text())
    replan(ready, verification=[*value["verification"], {"id": "look", "description": "Customers can check out."}])
    executed(ready)
    event = verified(ready)
    assert event["outcome"] == "FAILED"
    assert answers(event) == ["PASS", "SKIPPED"]


# -- abort -------------------------------------------------------------------------------------------------------------


def aborted(repo: Repo) -> dict[str, Any]:
    """`rollback abort`, which writes the event and nothing else; the event."""
    mess(repo)
    before = references(repo)
    with untouched(repo, LOG):
        done = act(repo, "abort", "--reason", "Found a fix")
    assert done.exit_code == 0, done.out + done.err
    assert references(repo) == before
    event: dict[str, Any] = done.data["event"]
    assert (event["outcome"], event["error"]) == ("ABORTED", "Found a fix")
    assert json.loads((repo.path / LOG).read_text()) == event
    assert run(repo, "check", LOG).exit_code == 0
    return event


def test_a_rollback_is_given_up_before_it_is_carried_out(ready: Repo) -> None:
    assert "to_commit" not in aborted(ready)
    assert act(ready, "status").data["rollbacks"][0]["phase"] == "ABORTED"


def test_a_rollback_is_given_up_before_its_plan_is_committed(fresh: Repo) -> None:
    assert plan(fresh).exit_code == 0
    aborted(fresh)


def test_a_rollback_on_a_branch_of_its_own_is_given_up(ready: Repo) -> None:
    executed(ready)
    assert aborted(ready)["to_commit"] == ready.git("rev-parse", REF)
    assert REF in references(ready)


def test_a_rollback_of_a_plan_that_expired_is_given_up(ready: Repo) -> None:
    expire(ready)
    aborted(ready)


def test_a_rollback_on_the_current_branch_is_not_given_up(ready: Repo) -> None:
    executed(ready, "--current-branch")
    assert refused(ready, "--reason", "Found a fix", action="abort").reasons == {"abort-published"}


@pytest.mark.parametrize("how", ["verify", "abort"])
def test_a_rollback_that_has_ended_is_not_given_up(ready: Repo, how: str) -> None:
    executed(ready)
    assert act(ready, how, *(("--reason", "x") if how == "abort" else ())).exit_code == 0
    assert refused(ready, "--reason", "Found a fix", action="abort").reasons == {"rollback-ended"}


def test_a_rollback_that_is_being_carried_out_is_not_given_up(ready: Repo) -> None:
    lock = ready.write(".git/incident-lint/rollback.lock")
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = refused(ready, "--reason", "Found a fix", action="abort")
    assert done.reasons == {"execute-locked"}
    assert done.data["message"] == "nothing was aborted"


def test_after_one_was_given_up_another_one_is_possible(ready: Repo) -> None:
    executed(ready)
    for one in (STAGED, CHANGED, UNTRACKED, IN_THE_WAY, IGNORED):
        (ready.path / one).unlink()
    ready.git("reset", "--quiet", "--hard")
    assert plan(ready).reasons == {"plan-open"}
    aborted(ready)
    change(ready, "Log the end", {LOG: (ready.path / LOG).read_text()})
    second = plan(ready).data["path"]
    assert second == f"{FOLDER}/rollback-02/ROLLBACK_PLAN.json"
    change(ready, "Plan again", {second: (ready.path / second).read_text()})
    done = executed(ready, path=second)
    assert done["ref"] == f"{REF}-rollback-02", "the branch of the first one is still there"
    assert act(ready, "verify", path=second).exit_code == 0


def test_a_rollback_of_another_incident_waits_for_the_end_of_this_one(ready: Repo) -> None:
    executed(ready)
    assert act(ready, "verify").exit_code == 0
    other = "INC-20261104-another"
    event = declare(ready, other)
    change(ready, "Another incident", {event: (ready.path / event).read_text()})
    path = plan(ready, incident=other).data["path"]
    change(ready, "Plan", {path: (ready.path / path).read_text()})
    done = refused(ready, path=path)
    assert done.reasons == {"execute-other"}
    change(ready, "Log the rollback", {LOG: (ready.path / LOG).read_text()})
    executed(ready, path=path)


# -- status ------------------------------------------------------------------------------------------------------------


def status(repo: Repo, *options: str) -> dict[str, Any]:
    """What `rollback status` says of the only rollback, after text was asked for as well."""
    before = references(repo)
    with untouched(repo):
        text, done = (run(repo, "rollback", "status", *options, *form) for form in ((), ("--format", "json")))
    assert (text.exit_code, done.exit_code) == (0, 0), done.out + done.err + text.err
    assert references(repo) == before
    (state,) = done.data["rollbacks"]
    assert f"{ROLLBACK}: {state['phase']}" in text.out
    assert not text.err
    only: dict[str, Any] = state
    return only


def test_status_without_a_plan(fresh: Repo) -> None:
    assert act(fresh, "status", path="nowhere").exit_code == 4
    assert run(fresh, "rollback", "status").out == "No rollback is planned here.\n"
    assert run(fresh, "rollback", "status", "--format", "json").data["rollbacks"] == []


def test_status_of_every_phase(fresh: Repo) -> None:
    assert plan(fresh).exit_code == 0
    assert status(fresh)["phase"] == "PLANNED"
    commit(fresh, "Plan")
    assert status(fresh)["phase"] == "READY"
    executed(fresh)
    state = status(fresh, PLAN)
    assert state == {
        "rollback_id": ROLLBACK,
        "path": PLAN,
        "phase": "EXECUTED",
        "interrupted": False,
        "commit": fresh.git("rev-parse", REF),
        "ref": REF,
        "expired": False,
    }
    verified(fresh)
    assert status(fresh)["phase"] == "VERIFIED"
    change(fresh, "Log the rollback", {LOG: (fresh.path / LOG).read_text()})
    assert status(fresh, GOOD_ID)["phase"] == "VERIFIED"


def test_status_of_one_that_failed(fresh: Repo) -> None:
    carried_out(fresh, "--verify", "false")
    verified(fresh)
    assert status(fresh)["phase"] == "FAILED"


def test_status_of_one_that_was_interrupted(ready: Repo) -> None:
    ready.git("update-ref", BACK, "HEAD")
    assert status(ready)["interrupted"] is True
    assert "interrupted before it had any effect" in run(ready, "rollback", "status").out
    executed(ready)
    assert status(ready)["interrupted"] is False


def test_status_of_one_that_expired(ready: Repo) -> None:
    expire(ready)
    assert status(ready)["expired"] is True
    assert "rollback abort" in run(ready, "rollback", "status").out


def test_status_of_several(ready: Repo) -> None:
    other = "INC-20261104-another"
    declare(ready, other)
    commit(ready, "Another incident")
    assert plan(ready, incident=other).exit_code == 0
    found = run(ready, "rollback", "status", "--format", "json").data["rollbacks"]
    assert [(one["rollback_id"], one["phase"]) for one in found] == [
        (ROLLBACK, "READY"),
        (f"{other}-rollback-01", "PLANNED"),
    ]
    text = run(ready, "rollback", "status").out
    assert f"{ROLLBACK}: READY" in text
    assert f"{other}-rollback-01: PLANNED" in text


@pytest.mark.parametrize("text", ["{", "[]", "", '{"plan_type": "x"}'])
def test_one_plan_that_cannot_be_read_does_not_hide_the_others(ready: Repo, text: str) -> None:
    other = "incidents/INC-20261104-another"
    ready.write(f"{other}/ROLLBACK_PLAN.json", text)
    done = run(ready, "rollback", "status", "--format", "json")
    assert done.exit_code in {0, 4}
    assert ROLLBACK in done.out
    assert other in done.out


# -- from beginning to end ---------------------------------------------------------------------------------------------


def passes(repo: Repo) -> None:
    """Neither `check` nor the hook finds anything."""
    for arguments in (("check",), ("hook", "pre-commit")):
        done = run(repo, *arguments)
        assert done.exit_code == 0, (arguments, done.out, done.err)


@pytest.mark.parametrize("command", ["true", "false"])
def test_every_step_leaves_records_that_pass(fresh: Repo, command: str) -> None:
    passes(fresh)
    done = run(fresh, "rollback", "plan", GOOD_ID, "--to", SEALED, *DECISION, "--verify", command)
    assert done.exit_code == 0, done.err
    fresh.git("add", PLAN)
    passes(fresh)
    commit(fresh, "Plan the rollback")
    passes(fresh)
    assert act(fresh, "execute", "--current-branch", "--sync").data["synced"] is True
    passes(fresh)
    assert act(fresh, "verify").exit_code == (command == "false")
    fresh.git("add", LOG)
    passes(fresh)
    commit(fresh, "Log the rollback")
    passes(fresh)
    assert (fresh.path / "checkout.conf").read_text() == "pool = 40\n"
