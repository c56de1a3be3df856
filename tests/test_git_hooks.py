"""The scripts of hooks/ as plain git hooks: what git runs them for, what they refuse, what they leave alone."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from conftest import Repo, init
from helpers.history import (
    FOLDER,
    LOG,
    RATES,
    attempt,
    check,
    close,
    commit,
    edit_event,
    install_hooks,
    program,
    with_open_incident,
    write_open_incident,
)
from helpers.project import BAD, BAD_ID, GOOD_ID, ROOT, add_incident

from incident_lint.cli import main

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

EXTRA = f"{FOLDER}/evidence/heap.txt"
"""Evidence that no record names: to lose it is a loss and no more."""
TRAILER = f"Incident: {GOOD_ID}"
CODE = re.compile(r"\b([A-Z]{3}\d{3})\b")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A repository with an open incident, and all hooks installed."""
    made = with_open_incident(tmp_path / "repository")
    commit(made, "Keep a heap profile", {EXTRA: "checkout: 512 MiB\n"})
    install_hooks(made)
    return made


def git(repo: Repo, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A git command that may be refused; whatever comes of it, nobody sees the inside of the program."""
    done = attempt(repo, *arguments, **{"GIT_EDITOR": "true", **environment})
    said = done.stdout + done.stderr
    assert "Traceback" not in said, said
    assert "internal error" not in said, said
    return done


def passed(repo: Repo, *arguments: str, **environment: str) -> str:
    """A git command that is carried out; what was said."""
    done = git(repo, *arguments, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def refused(repo: Repo, *arguments: str, **environment: str) -> set[str]:
    """A git command that a hook refuses: HEAD stays where it was. The codes that it gave."""
    before = repo.git("rev-parse", "HEAD")
    done = git(repo, *arguments, **environment)
    assert done.returncode != 0, done.stdout + done.stderr
    assert repo.git("rev-parse", "HEAD") == before
    return set(CODE.findall(done.stdout + done.stderr))


def quietly(repo: Repo, *arguments: str) -> None:
    """A git command that no hook has anything to say to."""
    assert not CODE.findall(passed(repo, *arguments))


# commit


def test_hooks_from_a_folder_that_is_configured(tmp_path: Path) -> None:
    repo = with_open_incident(tmp_path / "repository")
    repo.git("config", "core.hooksPath", str(ROOT / "hooks"))
    repo.write("checkout.conf", "pool = 60\n")
    quietly(repo, "commit", "--all", "--message", "Raise the pool")
    repo.git("rm", "--quiet", RATES)
    assert "INC301" in refused(repo, "commit", "--message", "Tidy up")
    repo.git("reset", "--quiet", "--hard")
    assert refused(repo, "commit", "--allow-empty", "--message", "hotfix: pool") == {"SIL101"}


def test_good_commit_is_made_without_a_word(repo: Repo) -> None:
    repo.write("checkout.conf", "pool = 60\n")
    repo.write(f"{FOLDER}/evidence/trace.txt", "31 s\n")
    repo.git("add", "--all")
    assert passed(repo, "commit", "--quiet", "--message", "Raise the pool") == ""


def test_deleted_evidence(repo: Repo) -> None:
    repo.git("rm", "--quiet", EXTRA)
    assert refused(repo, "commit", "--message", "Tidy up") == {"INC301"}
    passed(repo, "commit", "--no-verify", "--message", "Tidy up")


def test_refusal_says_what_and_where(repo: Repo) -> None:
    repo.git("rm", "--quiet", EXTRA)
    said = git(repo, "commit", "--message", "Tidy up").stderr
    assert f"--> {EXTRA} in the staged change" in said


def test_deleted_in_the_work_tree_but_not_staged(repo: Repo) -> None:
    (repo.path / EXTRA).unlink()
    repo.write("checkout.conf", "pool = 60\n")
    repo.git("add", "checkout.conf")
    quietly(repo, "commit", "--message", "Raise the pool")


def test_commit_of_all_that_was_changed(repo: Repo) -> None:
    (repo.path / EXTRA).unlink()
    assert refused(repo, "commit", "--all", "--message", "Tidy up") == {"INC301"}


def test_commit_of_a_file_while_a_deletion_is_staged(repo: Repo) -> None:
    repo.git("rm", "--quiet", EXTRA)
    repo.write("checkout.conf", "pool = 60\n")
    quietly(repo, "commit", "--message", "Raise the pool", "checkout.conf")
    assert repo.git("show", "--name-only", "--format=") == "checkout.conf"
    assert refused(repo, "commit", "--message", "Tidy up") == {"INC301"}


def test_commit_of_a_deletion_while_something_else_is_staged(repo: Repo) -> None:
    repo.write("checkout.conf", "pool = 60\n")
    repo.git("add", "checkout.conf")
    (repo.path / EXTRA).unlink()
    assert refused(repo, "commit", "--message", "Tidy up", EXTRA) == {"INC301"}
    assert refused(repo, "commit", "--include", "--message", "Tidy up", EXTRA) == {"INC301"}


def test_commit_of_a_folder(repo: Repo) -> None:
    (repo.path / EXTRA).unlink()
    repo.write("checkout.conf", "pool = 60\n")
    assert refused(repo, "commit", "--message", "Tidy up", "incidents") == {"INC301"}


def test_commit_from_a_folder_below(repo: Repo) -> None:
    repo.git("rm", "--quiet", EXTRA)
    below = Repo(repo.path / FOLDER)
    assert refused(below, "commit", "--message", "Tidy up") == {"INC301"}


def test_commit_in_a_linked_work_tree(repo: Repo, tmp_path: Path) -> None:
    linked = Repo(tmp_path / "linked")
    repo.git("worktree", "add", "--quiet", str(linked.path))
    repo.git("rm", "--quiet", EXTRA)
    linked.write("checkout.conf", "pool = 60\n")
    quietly(linked, "commit", "--all", "--message", "Raise the pool")
    linked.git("rm", "--quiet", EXTRA)
    assert refused(linked, "commit", "--message", "Tidy up") == {"INC301"}
    assert refused(linked, "commit", "--message", "Tidy up", EXTRA) == {"INC301"}


def test_first_commit(tmp_path: Path) -> None:
    repo = init(tmp_path / "repository")
    install_hooks(repo)
    write_open_incident(repo)
    repo.git("add", "--all")
    quietly(repo, "commit", "--message", "Record the incident")


def test_first_commit_with_a_faulty_record(tmp_path: Path) -> None:
    repo = init(tmp_path / "repository")
    install_hooks(repo)
    add_incident(repo.path / "incidents", BAD_ID, BAD)
    repo.git("add", "--all")
    done = git(repo, "commit", "--message", "Record the incident")
    assert done.returncode == 1
    assert "REC101" in done.stderr


def test_records_that_the_commit_touches_are_judged(repo: Repo) -> None:
    edit_event(repo, severity="TERRIBLE")
    repo.git("add", "--all")
    assert "REC101" in refused(repo, "commit", "--message", "Say how bad it is")


def test_records_that_the_commit_does_not_touch_are_not(repo: Repo) -> None:
    add_incident(repo.path / "incidents", BAD_ID, BAD)
    commit(repo, "A faulty one")
    repo.write("checkout.conf", "pool = 60\n")
    quietly(repo, "commit", "--all", "--message", "Raise the pool")


def test_closing_commit(repo: Repo) -> None:
    close(repo)
    repo.git("rm", "--quiet", EXTRA)
    repo.git("add", "--all")
    assert refused(repo, "commit", "--message", "Close the incident") == {"INC301"}
    repo.git("reset", "--quiet", "HEAD", "--", EXTRA)
    quietly(repo, "commit", "--message", "Close the incident")
    repo.git("rm", "--quiet", "--cached", EXTRA)
    quietly(repo, "commit", "--message", "Dispose of the heap profile")


@pytest.mark.parametrize("settings", ["ignore = ['INC3']", "records.evidence = ['x/**']", "fail-on = 'never'"])
def test_configuration_in_the_same_commit_is_not_the_judge(repo: Repo, settings: str) -> None:
    repo.write("incident-lint.toml", f"{settings}\n")
    repo.git("rm", "--quiet", EXTRA)
    repo.git("add", "--all")
    assert refused(repo, "commit", "--message", "Tidy up") == {"INC301"}


def test_configuration_in_the_same_commit_does_not_silence_its_message(repo: Repo) -> None:
    repo.write("incident-lint.toml", "ignore = ['SIL']\n")
    repo.git("add", "--all")
    assert refused(repo, "commit", "--message", "hotfix: pool") == {"SIL101"}
    quietly(repo, "commit", "--message", "Configure")
    quietly(repo, "commit", "--allow-empty", "--message", "hotfix: pool")


def test_unusable_configuration_can_be_repaired(repo: Repo) -> None:
    commit(repo, "Configure", {"incident-lint.toml": "ignore = [\n"})
    repo.write("incident-lint.toml", "ignore = []\n")
    said = passed(repo, "commit", "--all", "--message", "Repair it")
    assert "the defaults judge" in said


# amend


def test_amended_message(repo: Repo) -> None:
    quietly(repo, "commit", "--amend", "--message", "Keep a profile of the heap")


def test_amend_that_takes_evidence_back(repo: Repo) -> None:
    repo.git("rm", "--quiet", EXTRA)
    assert refused(repo, "commit", "--amend", "--no-edit", "--allow-empty") == {"INC301"}


def test_amend_to_a_silent_message(repo: Repo) -> None:
    assert refused(repo, "commit", "--amend", "--message", "hotfix: keep a profile") == {"SIL101"}


# merge


def test_merge(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "-b", "topic", "HEAD~1")
    commit(repo, "Describe it", {"README.md": "checkout\n", f"{FOLDER}/evidence/trace.txt": "31 s\n"})
    repo.git("checkout", "--quiet", "main")
    quietly(repo, "merge", "--no-edit", "topic")
    assert len(repo.git("show", "--no-patch", "--format=%P").split()) == 2


def test_merge_that_takes_only_our_side(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "-b", "topic")
    commit(repo, "Keep a trace", {f"{FOLDER}/evidence/trace.txt": "31 s\n"})
    repo.git("checkout", "--quiet", "main")
    commit(repo, "Describe it", {"README.md": "checkout\n"})
    assert refused(repo, "merge", "--no-edit", "--strategy", "ours", "topic") == {"INC301"}


def test_merge_of_two_branches_that_takes_only_our_side(repo: Repo) -> None:
    for name in ("one", "two"):
        repo.git("checkout", "--quiet", "-b", name, "main")
        commit(repo, f"Keep trace {name}", {f"{FOLDER}/evidence/{name}.txt": f"{name}\n"})
    repo.git("checkout", "--quiet", "main")
    commit(repo, "Describe it", {"README.md": "checkout\n"})
    before = repo.git("rev-parse", "HEAD")
    done = git(repo, "merge", "--no-edit", "--strategy", "ours", "one", "two")
    assert done.returncode != 0
    assert repo.git("rev-parse", "HEAD") == before
    assert {f"{FOLDER}/evidence/{name}.txt" in done.stderr for name in ("one", "two")} == {True}


def test_merge_of_a_branch_that_closed_the_incident_and_disposed(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "-b", "topic")
    close(repo)
    commit(repo, "Close the incident")
    repo.git("rm", "--quiet", EXTRA)
    commit(repo, "Dispose of the heap profile")
    repo.git("checkout", "--quiet", "main")
    commit(repo, "Describe it", {"README.md": "checkout\n"})
    quietly(repo, "merge", "--no-edit", "topic")


def conflict(repo: Repo) -> None:
    """Begin a merge that stops at a conflict in the code."""
    repo.git("checkout", "--quiet", "-b", "topic", "HEAD~1")
    commit(repo, "Lower the pool", {"checkout.conf": "pool = 5\n", f"{FOLDER}/evidence/trace.txt": "31 s\n"})
    repo.git("checkout", "--quiet", "main")
    commit(repo, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    assert git(repo, "merge", "--no-edit", "topic").returncode == 1
    repo.write("checkout.conf", "pool = 30\n")


def test_merge_with_a_conflict(repo: Repo) -> None:
    conflict(repo)
    repo.git("add", "--all")
    quietly(repo, "commit", "--no-edit")


@pytest.mark.parametrize("lost", [EXTRA, f"{FOLDER}/evidence/trace.txt"])
def test_resolution_of_a_conflict_that_loses_evidence_of_a_side(repo: Repo, lost: str) -> None:
    conflict(repo)
    (repo.path / lost).unlink()
    repo.git("add", "--all")
    assert refused(repo, "commit", "--no-edit") == {"INC301"}


def test_continued_merge(repo: Repo) -> None:
    conflict(repo)
    (repo.path / EXTRA).unlink()
    repo.git("add", "--all")
    assert refused(repo, "merge", "--continue") == {"INC301"}


def test_squashed_merge(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "-b", "topic")
    repo.git("rm", "--quiet", EXTRA)
    commit(repo, "Tidy up")
    repo.git("checkout", "--quiet", "main")
    passed(repo, "merge", "--squash", "topic")
    assert refused(repo, "commit", "--no-edit") == {"INC301"}


def test_merge_of_a_hotfix(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "-b", "hotfix/pool")
    commit(repo, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    repo.git("checkout", "--quiet", "main")
    assert refused(repo, "merge", "--no-ff", "--no-edit", "hotfix/pool") == {"SIL101"}
    repo.git("merge", "--abort")
    quietly(repo, "merge", "--no-ff", "--message", f"Merge branch 'hotfix/pool'\n\n{TRAILER}", "hotfix/pool")


# rebase, cherry-pick, revert


def test_rebase(repo: Repo) -> None:
    root = repo.git("rev-list", "--max-parents=0", "HEAD")
    repo.git("checkout", "--quiet", "-b", "base", root)
    commit(repo, "Describe it", {"README.md": "checkout\n"})
    quietly(repo, "rebase", "base", "main")
    assert (repo.path / EXTRA).exists()


def test_rebase_that_stops_at_a_conflict(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "-b", "base", "HEAD~2")
    commit(repo, "Lower the pool", {"checkout.conf": "pool = 5\n"})
    assert git(repo, "rebase", "base", "main").returncode == 1
    repo.write("checkout.conf", "pool = 30\n")
    repo.git("add", "--all")
    quietly(repo, "rebase", "--continue")
    assert check(repo, "--from-ref", "base").exit_code == 0


def test_cherry_pick(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "-b", "topic")
    made = commit(repo, "Keep a trace", {f"{FOLDER}/evidence/trace.txt": "31 s\n"})
    repo.git("checkout", "--quiet", "main")
    quietly(repo, "cherry-pick", made)


@pytest.mark.parametrize("command", ["cherry-pick", "revert"])
def test_what_git_commits_without_its_hooks_a_range_sees(repo: Repo, command: str) -> None:
    repo.git("checkout", "--quiet", "-b", "topic")
    added = commit(repo, "Keep a trace", {f"{FOLDER}/evidence/trace.txt": "31 s\n"})
    repo.git("rm", "--quiet", f"{FOLDER}/evidence/trace.txt")
    deleted = commit(repo, "Tidy up")
    repo.git("reset", "--quiet", "--hard", added)
    before = repo.git("rev-parse", "HEAD")
    git(repo, command, *(["--no-edit", added] if command == "revert" else [deleted]))
    assert repo.git("rev-parse", "HEAD") == before or "INC301" in check(repo, "--from-ref", before).codes


@pytest.mark.parametrize("command", ["cherry-pick", "revert"])
def test_prepared_and_then_committed(repo: Repo, command: str) -> None:
    repo.git("checkout", "--quiet", "-b", "topic")
    added = commit(repo, "Keep a trace", {f"{FOLDER}/evidence/trace.txt": "31 s\n"})
    repo.git("rm", "--quiet", f"{FOLDER}/evidence/trace.txt")
    deleted = commit(repo, "Tidy up")
    repo.git("reset", "--quiet", "--hard", added)
    passed(repo, command, "--no-commit", added if command == "revert" else deleted)
    assert "INC301" in refused(repo, "commit", "--no-edit", "--message", "Tidy up")


def test_revert_with_an_editor(repo: Repo) -> None:
    """Whether git runs its hooks for it or not, no silent revert passes both them and a range."""
    before = repo.git("rev-parse", "HEAD")
    done = git(repo, "revert", "--edit", "HEAD~1")
    refused_it = repo.git("rev-parse", "HEAD") == before
    assert ("SIL101" in done.stdout + done.stderr) == refused_it
    assert refused_it or check(repo, "--from-ref", before).codes == {"SIL101"}


def test_revert_that_is_committed_by_hand(repo: Repo) -> None:
    passed(repo, "revert", "--no-commit", "HEAD~1")
    assert refused(repo, "commit", "--no-edit") == {"SIL101"}
    quietly(repo, "commit", "--no-edit", "--trailer", TRAILER)


# messages


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("hotfix: pool", {"SIL101"}),
        ("hotfix(checkout)!: pool", {"SIL101"}),
        ("Rollback to v1", {"SIL101"}),
        ('Revert "Raise the pool"', {"SIL101"}),
        ("# a comment\n\nhotfix: pool", {"SIL101"}),
        (f"hotfix: pool\n\n# {TRAILER}", {"SIL101"}),
        (f"hotfix: pool\n\n{TRAILER}\n\nand more text", {"SIL101"}),
        ("hotfix: pool\n\nIncident: INC-20261103-checkout-timeout", {"SIL102"}),
        ("hotfix: pool\n\nNo-Incident: none", {"SIL103"}),
        ("hotfix: pool\r\n\r\nNo-Incident: n/a\r\n", {"SIL103"}),
        (f"hotfix: pool\n\n{TRAILER}", set()),
        (f"hotfix: pool\n\nBecause.\n\nSigned-off-by: A <a@example.org>\n{TRAILER}", set()),
        (f"hotfix: pool\r\n\r\n{TRAILER}\r\n", set()),
        (f"hotfix: pool\n\n{TRAILER}\n\n# Please enter the commit message\n", set()),
        ("hotfix: pool\n\nNo-Incident: the change had not been released", set()),
        ("docs: rollback guide", set()),
        ("Plan the rollback", set()),
        ("# hotfix: a comment\nRaise the pool", set()),
    ],
)
def test_messages(
    repo: Repo,
    message: str,
    found: set[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = repo.write(".git/COMMIT_EDITMSG", message)
    monkeypatch.chdir(repo.path)
    assert main(["hook", "commit-msg", str(file)]) == bool(found)
    assert set(CODE.findall(capsys.readouterr().out)) == found


def test_message_above_the_difference_that_git_shows(repo: Repo, tmp_path: Path) -> None:
    """With `--verbose`, the editor gets the change below a line that git cuts off again."""
    repo.write("checkout.conf", f"{TRAILER}\n")
    editor = repo.write(
        "../editor", '#!/bin/sh\nprintf "hotfix: pool\\n" | cat - "$1" > "$1.new" && mv "$1.new" "$1"\n'
    )
    editor.chmod(0o755)
    assert refused(repo, "commit", "--all", "--verbose", GIT_EDITOR=str(editor)) == {"SIL101"}


def test_other_sign_of_comments(repo: Repo) -> None:
    repo.git("config", "core.commentChar", ";")
    file = repo.write(".git/COMMIT_EDITMSG", f"; a comment\nhotfix: pool\n\n; {TRAILER}\n")
    assert "SIL101" in program(repo, "hook", "commit-msg", str(file)).stdout
    file.write_text(f"; a comment\nhotfix: pool\n\n{TRAILER}\n; more\n", "utf-8")
    assert program(repo, "hook", "commit-msg", str(file)).returncode == 0


def test_incident_that_comes_with_its_hotfix(repo: Repo) -> None:
    write_open_incident(repo, "INC-20261104-search-timeouts")
    repo.git("add", "--all")
    message = "hotfix: search\n\nIncident: INC-20261104-search-timeouts"
    quietly(repo, "commit", "--message", message)


def test_incident_that_is_not_staged(repo: Repo) -> None:
    write_open_incident(repo, "INC-20261104-search-timeouts")
    message = "hotfix: search\n\nIncident: INC-20261104-search-timeouts"
    assert refused(repo, "commit", "--allow-empty", "--message", message) == {"SIL102"}


def test_message_in_another_encoding(repo: Repo) -> None:
    repo.git("config", "i18n.commitEncoding", "ISO-8859-1")
    file = repo.write(".git/COMMIT_EDITMSG", f"hotfix: r\xe9paration\n\n{TRAILER}\n".encode("latin-1"))
    assert program(repo, "hook", "commit-msg", str(file)).returncode == 0


def test_empty_message(repo: Repo) -> None:
    done = git(repo, "commit", "--allow-empty", "--allow-empty-message", "--message", "")
    assert done.returncode == 0, done.stderr


# the scripts


@pytest.mark.parametrize("hook", ["pre-commit", "commit-msg", "pre-merge-commit"])
def test_without_the_program(tmp_path: Path, hook: str) -> None:
    repo = with_open_incident(tmp_path / "repository")
    repo.git("checkout", "--quiet", "-b", "topic", "HEAD~1")
    commit(repo, "Describe it", {"README.md": "checkout\n"})
    install_hooks(repo, hook)
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("git", "sh"):
        (programs / name).symlink_to(shutil.which(name) or name)
    command = ["merge", "--no-edit", "main"] if "merge" in hook else ["commit", "--allow-empty", "--message", "x"]
    before = repo.git("rev-parse", "HEAD")
    done = git(repo, *command, PATH=str(programs))
    assert done.returncode != 0
    assert "incident-lint is not installed" in done.stderr
    assert "its README says how to install it" in done.stderr
    assert repo.git("rev-parse", "HEAD") == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["pre-commit", "one"],
        ["commit-msg"],
        ["commit-msg", "one", "two"],
        ["commit-msg", "absent"],
        ["commit-msg", "."],
        ["pre-push", "origin"],
        ["pre-receive", "one"],
        ["post-commit"],
        [],
    ],
)
def test_wrong_calls(repo: Repo, arguments: list[str]) -> None:
    done = program(repo, "hook", *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("incident-lint: ")
    assert "Traceback" not in done.stderr


def test_hook_outside_a_repository(tmp_path: Path) -> None:
    done = program(Repo(tmp_path), "hook", "pre-commit")
    assert done.returncode == 2
    assert "not in a git repository" in done.stderr


def test_hook_without_records(repo: Repo) -> None:
    edit_event(repo, severity="TERRIBLE")
    repo.git("add", "--all")
    assert "REC101" in program(repo, "hook", "pre-commit").stdout
    assert program(repo, "hook", "pre-commit", "--no-records").returncode == 0
    repo.git("rm", "--quiet", LOG)
    done = program(repo, "hook", "pre-commit", "--no-records")
    assert set(CODE.findall(done.stdout)) == {"INC301"}


def test_every_script_is_executable_and_names_its_stage() -> None:
    for script in sorted((ROOT / "hooks").iterdir()):
        assert script.stat().st_mode & 0o111 == 0o111
        assert f"hook {script.name} " in script.read_text("utf-8")
