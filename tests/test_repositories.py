"""Changes in odd repositories: each is answered rightly, or not at all and with a remedy; never passed in silence."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from contextlib import chdir, redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from conftest import Repo, init
from helpers.history import EVENT, FOLDER, RATES, check, commit, with_open_incident, write_open_incident

if TYPE_CHECKING:
    from pathlib import Path

from incident_lint.cli import main

EXTRA = f"{FOLDER}/evidence/heap.txt"
"""Evidence that no record names: to lose it is a loss and no more."""
ZERO = "0" * 40
LOST = {"INC301"}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A repository with an open incident on `main`, further evidence included."""
    made = with_open_incident(tmp_path / "repository")
    commit(made, "Keep a heap profile", {EXTRA: "checkout: 512 MiB\n"})
    return made


def lose(repo: Repo) -> str:
    """Delete evidence in a commit."""
    repo.git("rm", "--quiet", "--sparse", EXTRA)
    return commit(repo, "Tidy up")


def program(repo: Repo, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a function; an error that it does not foresee fails the test."""
    out, err = io.StringIO(), io.StringIO()
    with chdir(repo.path), patch.dict(os.environ, environment), redirect_stdout(out), redirect_stderr(err):
        exit_code = main(arguments)
    return subprocess.CompletedProcess(arguments, exit_code, out.getvalue(), err.getvalue())


def stopped(repo: Repo, *options: str, **environment: str) -> str:
    """A check without an answer: exit code 2, a message and a remedy, no finding. What was said."""
    done = program(repo, "check", *options, **environment)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stderr.startswith("incident-lint: "), done.stderr
    assert "\n  help: " in done.stderr, done.stderr
    assert not done.stdout
    return done.stderr


def found(repo: Repo, *options: str, **environment: str) -> set[str]:
    """The codes that a check of the change reports; it says nothing else."""
    return check(repo, *options, **environment).codes


def found_or_stopped(repo: Repo, *options: str, **environment: str) -> None:
    """A loss is reported, or the check ends without an answer, but with a remedy."""
    done = program(repo, "check", "--format", "concise", *options, **environment)
    said = done.stdout + done.stderr
    assert done.returncode in {1, 2}, said
    assert ("INC301" if done.returncode == 1 else "\n  help: ") in said, said


# Shallow clones


@pytest.fixture
def shallow(repo: Repo, tmp_path: Path) -> Repo:
    """A clone of the newest three of seven commits; the newest but one loses evidence."""
    commit(repo, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    lose(repo)
    commit(repo, "Raise the pool again", {"checkout.conf": "pool = 80\n"})
    repo.git("clone", "--quiet", "--depth=3", repo.path.as_uri(), str(tmp_path / "shallow"))
    return Repo(tmp_path / "shallow")


@pytest.mark.parametrize(
    "options",
    [
        ["--history"],
        ["--from-ref", ZERO, "--to-ref", "HEAD"],
        ["--from-ref", "HEAD~3"],
    ],
)
def test_range_that_reaches_the_cut(shallow: Repo, options: list[str]) -> None:
    said = stopped(shallow, *options)
    assert "shallow" in said
    assert "fetch-depth: 0" in said


def test_commit_beyond_the_cut(repo: Repo, shallow: Repo) -> None:
    said = stopped(shallow, "--from-ref", repo.git("rev-parse", "HEAD~4"))
    assert "shallow" in said
    assert "fetch-depth: 0" in said


def test_range_within_a_shallow_clone(shallow: Repo) -> None:
    assert found(shallow, "--from-ref", "HEAD~2") == LOST
    assert not found(shallow, "--from-ref", "HEAD~1")


def test_staged_change_in_a_shallow_clone(shallow: Repo) -> None:
    assert not found(shallow, "--staged")
    shallow.git("rm", "--quiet", RATES)
    assert "INC301" in found(shallow, "--staged")


def test_shallow_clone_of_one_commit(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "--quiet", "--depth=1", repo.path.as_uri(), str(tmp_path / "shallow"))
    clone = Repo(tmp_path / "shallow")
    assert "fetch-depth: 0" in stopped(clone, "--from-ref", "HEAD~1")
    assert "fetch-depth: 0" in stopped(clone, "--history")
    assert not found(clone, "--staged")


def test_merge_in_a_shallow_clone(repo: Repo, tmp_path: Path) -> None:
    repo.git("checkout", "--quiet", "-b", "topic")
    lose(repo)
    repo.git("checkout", "--quiet", "main")
    commit(repo, "Describe it", {"README.md": "checkout\n"})
    repo.git("merge", "--quiet", "--no-edit", "topic")
    commit(repo, "Describe more", {"README.md": "the checkout\n"})
    repo.git("clone", "--quiet", "--depth=2", repo.path.as_uri(), str(tmp_path / "shallow"))
    assert "fetch-depth: 0" in stopped(Repo(tmp_path / "shallow"), "--from-ref", "HEAD~1^1")


# Partial clones


@pytest.fixture
def partial(repo: Repo, tmp_path: Path) -> Repo:
    """A clone without old contents; in its history, evidence is lost."""
    lose(repo)
    commit(repo, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
    repo.git("clone", "--quiet", "--filter=blob:none", repo.path.as_uri(), str(tmp_path / "partial"))
    return Repo(tmp_path / "partial")


@pytest.mark.parametrize("options", [["--history"], ["--from-ref", "HEAD~2"], ["--from-ref", "HEAD~3"]])
def test_partial_clone(partial: Repo, options: list[str]) -> None:
    found_or_stopped(partial, *options)


@pytest.mark.parametrize("options", [["--history"], ["--from-ref", "HEAD~2"], ["--from-ref", "HEAD~3"]])
def test_partial_clone_whose_remote_is_gone(partial: Repo, repo: Repo, options: list[str]) -> None:
    shutil.rmtree(repo.path)
    found_or_stopped(partial, *options)


def test_staged_change_in_a_partial_clone(partial: Repo, repo: Repo) -> None:
    shutil.rmtree(repo.path)
    partial.git("rm", "--quiet", RATES)
    found_or_stopped(partial, "--staged")


def test_partial_clone_without_files(repo: Repo, tmp_path: Path) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("clone", "--quiet", "--no-checkout", "--filter=tree:0", repo.path.as_uri(), str(tmp_path / "partial"))
    shutil.rmtree(repo.path)
    done = program(Repo(tmp_path / "partial"), "check", "--from-ref", "HEAD~1")
    assert done.returncode == 2
    assert "help: " in done.stderr


# HEAD and names


def test_before_the_first_commit(tmp_path: Path) -> None:
    repo = init(tmp_path / "repository")
    assert not found(repo, "--staged")
    write_open_incident(repo)
    repo.git("add", "--all")
    assert not found(repo, "--staged")
    assert "there is no commit yet" in stopped(repo, "--history")
    for options in (["--from-ref", "HEAD~1"], ["--from-ref", ZERO]):
        assert "unknown commit" in stopped(repo, *options)


def test_unborn_branch_beside_one_with_commits(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "--orphan", "other")
    repo.git("rm", "--quiet", "--cached", EXTRA)
    assert not found(repo, "--staged"), "there is no state before it"


def test_detached_head(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "--detach")
    lose(repo)
    assert found(repo, "--from-ref", "main") == LOST
    repo.git("rm", "--quiet", RATES)
    assert "INC301" in found(repo, "--staged")


@pytest.mark.parametrize(
    "name", ["nowhere", "--upload-pack=x", "--output=stolen", "-n1", "HEAD^{tree}", "", " ", "a..b"]
)
@pytest.mark.parametrize("option", ["--from-ref", "--to-ref"])
def test_names_that_mean_no_commit(repo: Repo, name: str, option: str) -> None:
    other = "--to-ref" if option == "--from-ref" else "--from-ref"
    done = program(repo, "check", f"{option}={name}", f"{other}=HEAD")
    if name:
        assert done.returncode == 2, done.stdout + done.stderr
        assert "unknown commit" in done.stderr
    assert not (repo.path / "stolen").exists()


def test_name_with_signs_that_a_terminal_obeys(repo: Repo) -> None:
    assert "\x1b" not in stopped(repo, "--from-ref", "\x1b[2Jmain")


def test_branch_that_looks_like_an_option(repo: Repo) -> None:
    repo.git("update-ref", "refs/heads/--upload-pack=x", "HEAD")
    lose(repo)
    assert found(repo, "--from-ref=--upload-pack=x") == LOST
    assert found(repo, "--from-ref=refs/heads/--upload-pack=x") == LOST


def test_tag_and_branch_with_one_name(repo: Repo) -> None:
    """git takes the tag, and so does the check; either can be named in full."""
    repo.git("branch", "v1")
    lose(repo)
    repo.git("tag", "v1")
    assert not found(repo, "--from-ref", "v1")
    assert not found(repo, "--from-ref", "refs/tags/v1")
    assert found(repo, "--from-ref", "refs/heads/v1") == LOST


def test_file_that_is_named_like_a_branch(repo: Repo) -> None:
    commit(repo, "Name files like branches", {"main": "a file\n", "HEAD": "another\n"})
    lose(repo)
    assert found(repo, "--from-ref", "HEAD~1", "--to-ref", "main") == LOST
    assert found(repo, "--staged") == set()


def test_annotated_tags_as_ends(repo: Repo) -> None:
    repo.git("tag", "--annotate", "--message", "one", "before")
    lose(repo)
    repo.git("tag", "--annotate", "--message", "two", "after")
    assert found(repo, "--from-ref", "before", "--to-ref", "after") == LOST


def test_ends_without_a_common_history(repo: Repo) -> None:
    lose(repo)
    repo.git("checkout", "--quiet", "--orphan", "other")
    commit(repo, "Begin again")
    assert not found(repo, "--from-ref", "main", "--to-ref", "other")
    assert found(repo, "--from-ref", "other", "--to-ref", "main") == LOST


def test_empty_and_backward_ranges(repo: Repo) -> None:
    lose(repo)
    assert not found(repo, "--from-ref", "HEAD", "--to-ref", "HEAD")
    assert "there is no commit to judge" in stopped(repo, "--from-ref", "HEAD", "--to-ref", "HEAD~1")


# Options


def test_only_the_beginning_of_a_range(repo: Repo) -> None:
    lose(repo)
    assert found(repo, "--from-ref", "HEAD~1") == LOST


def test_only_the_end_of_a_range(repo: Repo) -> None:
    """The beginning is where it left the default branch of the remote; without a remote, the first commit."""
    lose(repo)
    assert found(repo, "--to-ref", "HEAD") == LOST
    assert not found(repo, "--to-ref", "HEAD~1")
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    assert not found(repo, "--to-ref", "HEAD")
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD~1")
    assert found(repo, "--to-ref", "HEAD") == LOST


@pytest.mark.parametrize("zero", [ZERO, "0" * 64])
def test_zeros_as_the_beginning(repo: Repo, zero: str) -> None:
    """What CI systems say of a branch that is new."""
    lose(repo)
    assert found(repo, "--from-ref", zero) == LOST
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    assert not found(repo, "--from-ref", zero)


def test_zeros_as_the_end(repo: Repo) -> None:
    stopped(repo, "--from-ref", "HEAD~1", "--to-ref", ZERO)


@pytest.mark.parametrize(
    "options",
    [
        ["--staged", "--history"],
        ["--staged", "--from-ref", "HEAD"],
        ["--history", "--to-ref", "HEAD"],
        ["--staged", "--history", "--from-ref", "HEAD", "--to-ref", "HEAD"],
    ],
)
def test_options_that_exclude_each_other(repo: Repo, options: list[str]) -> None:
    assert "exclude each other" in stopped(repo, *options)


@pytest.mark.parametrize("options", [["--staged", "-"], ["--history", "--show-files"], ["--staged", "--show-settings"]])
def test_options_that_are_not_for_a_change(repo: Repo, options: list[str]) -> None:
    done = program(repo, "check", *options)
    assert done.returncode == 2
    assert "is not for a staged change" in done.stderr


def test_range_of_a_hook_runner(repo: Repo) -> None:
    lose(repo)
    ends = {"PRE_COMMIT_FROM_REF": "HEAD~1", "PRE_COMMIT_TO_REF": "HEAD"}
    assert found(repo, "--staged", **ends) == LOST
    assert found(repo, "--staged") == set()
    assert found(repo, "--from-ref", "HEAD~1", **ends) == LOST
    assert found(repo, "--from-ref", "HEAD~1", PRE_COMMIT_TO_REF="HEAD~1") == set()
    assert found(repo, "--to-ref", "HEAD", **ends) == LOST


def test_what_is_named_outdoes_a_hook_runner(repo: Repo) -> None:
    lose(repo)
    ends = {"PRE_COMMIT_FROM_REF": "HEAD", "PRE_COMMIT_TO_REF": "HEAD"}
    assert found(repo, "--from-ref", "HEAD~1", "--to-ref", "HEAD", **ends) == LOST


def test_hook_runner_at_the_first_push(repo: Repo) -> None:
    lose(repo)
    assert found(repo, "--staged", PRE_COMMIT_REMOTE_NAME="origin") == LOST


@pytest.mark.parametrize("ends", [("nowhere", "HEAD"), ("HEAD", "nowhere"), ("--output=x", "HEAD")])
def test_range_of_a_hook_runner_that_is_not_there(repo: Repo, ends: tuple[str, str]) -> None:
    stopped(repo, "--staged", PRE_COMMIT_FROM_REF=ends[0], PRE_COMMIT_TO_REF=ends[1])


# Places


def test_folder_below_the_root(repo: Repo) -> None:
    below = Repo(repo.path / FOLDER / "evidence")
    repo.git("rm", "--quiet", RATES)
    assert "INC301" in found(below, "--staged")
    commit(repo, "Tidy up")
    assert "INC301" in found(below, "--from-ref", "HEAD~1")
    assert "INC301" in found(below, "--history")


def test_configuration_below_the_root_counts_for_nothing(repo: Repo) -> None:
    commit(repo, "Configure", {f"{FOLDER}/incident-lint.toml": "ignore = ['INC301']\n"})
    lose(repo)
    assert found(Repo(repo.path / FOLDER), "--from-ref", "HEAD~1") == LOST


def test_configuration_that_is_not_committed_counts_for_nothing(repo: Repo) -> None:
    repo.write("incident-lint.toml", "ignore = ['INC301']\n")
    repo.git("rm", "--quiet", EXTRA)
    assert found(repo, "--staged") == LOST
    repo.git("add", "incident-lint.toml")
    assert found(repo, "--staged") == LOST


@pytest.mark.parametrize("way", ["staged", "range"])
def test_verdict_is_not_switched_off_by_the_change(repo: Repo, way: str) -> None:
    repo.write("incident-lint.toml", "fail-on = 'never'\n")
    repo.git("rm", "--quiet", EXTRA)
    repo.git("add", "--all")
    if way == "range":
        commit(repo, "Tidy up")
    options = ["--staged"] if way == "staged" else ["--from-ref", "HEAD~1"]
    assert check(repo, *options).exit_code == 1


def test_configuration_that_is_a_link(repo: Repo) -> None:
    repo.write("settings.toml", "ignore = ['INC301']\n")
    (repo.path / "incident-lint.toml").symlink_to("settings.toml")
    commit(repo, "Configure")
    lose(repo)
    done = program(repo, "check", "--from-ref", "HEAD~1")
    assert done.returncode != 0, done.stdout + done.stderr


@pytest.mark.parametrize("options", [["--staged"], ["--history"], ["--from-ref", "HEAD"]])
def test_outside_a_repository(tmp_path: Path, options: list[str]) -> None:
    assert "not in a git repository" in stopped(Repo(tmp_path), *options)


def test_bare_repository(repo: Repo, tmp_path: Path) -> None:
    lose(repo)
    repo.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    bare = Repo(tmp_path / "bare.git")
    assert found(bare, "--from-ref", "HEAD~1") == LOST
    assert found(bare, "--history") == LOST
    assert "bare repository" in stopped(bare, "--staged")


def test_inside_the_folder_of_git(repo: Repo) -> None:
    lose(repo)
    done = program(Repo(repo.path / ".git"), "check", "--from-ref", "HEAD~1")
    assert done.returncode in {1, 2}, done.stdout + done.stderr
    done = program(Repo(repo.path / ".git"), "check", "--staged")
    assert done.returncode in {0, 2}, done.stdout + done.stderr


def test_git_is_not_there(repo: Repo, tmp_path: Path) -> None:
    said = stopped(repo, "--staged", PATH=str(tmp_path / "nothing"))
    assert "git is not installed" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a repository to somebody else")
def test_repository_of_somebody_else(repo: Repo) -> None:
    for one in (repo.path, *repo.path.rglob("*")):
        os.chown(one, 65534, 65534, follow_symlinks=False)
    assert "safe.directory" in stopped(repo, "--staged")


# Formats


def test_sha256(tmp_path: Path) -> None:
    repo = init(tmp_path / "repository", "--object-format=sha256")
    write_open_incident(repo)
    commit(repo, "Record the incident", {EXTRA: "512 MiB\n"})
    repo.git("rm", "--quiet", EXTRA)
    assert found(repo, "--staged") == LOST
    commit(repo, "Tidy up")
    assert found(repo, "--from-ref", "HEAD~1") == LOST
    assert found(repo, "--from-ref", "0" * 64) == LOST
    assert found(repo, "--history") == LOST


def test_reftable(tmp_path: Path) -> None:
    tried = subprocess.run(
        ["git", "init", "--quiet", "--ref-format=reftable", str(tmp_path / "repository")],
        capture_output=True,
        check=False,
    )
    if tried.returncode:
        pytest.skip("this git has no reftable")
    repo = Repo(tmp_path / "repository")
    write_open_incident(repo)
    commit(repo, "Record the incident", {EXTRA: "512 MiB\n"})
    lose(repo)
    assert found(repo, "--from-ref", "HEAD~1") == LOST


def test_replaced_commit_hides_nothing(repo: Repo) -> None:
    before = repo.git("rev-parse", "HEAD")
    bad = lose(repo)
    good = repo.git("commit-tree", "-p", before, "-m", "Nothing happened", f"{before}^{{tree}}")
    repo.git("replace", bad, good)
    assert found(repo, "--from-ref", before, "--to-ref", bad) == LOST
    assert found(repo, "--history") == LOST


def test_replaced_blob_hides_nothing(repo: Repo) -> None:
    """A replacement shows the open event as a closed one."""
    event = repo.git("rev-parse", f"HEAD:{EVENT}")
    text = repo.git("cat-file", "-p", event).replace('"INVESTIGATING"', '"CLOSED"')
    closed = repo.git("hash-object", "-w", "--stdin", data=text.encode())
    repo.git("replace", event, closed)
    bad = lose(repo)
    assert found(repo, "--from-ref", f"{bad}~1", "--to-ref", bad) == LOST


def test_graft_hides_nothing(repo: Repo) -> None:
    before = repo.git("rev-parse", "HEAD")
    bad = lose(repo)
    last = commit(repo, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    repo.write(".git/info/grafts", f"{last} {before}\n{bad}\n")
    assert found(repo, "--from-ref", before) == LOST


def test_commit_graph(repo: Repo) -> None:
    lose(repo)
    repo.git("commit-graph", "write", "--reachable", "--changed-paths")
    repo.git("gc", "--quiet")
    assert found(repo, "--from-ref", "HEAD~1") == LOST
    assert found(repo, "--history") == LOST


# Submodules, work trees, the index


def test_submodule(repo: Repo, tmp_path: Path) -> None:
    other = with_open_incident(tmp_path / "other")
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.path), "vendor/other")
    assert not found(repo, "--staged")
    commit(repo, "Add a submodule")
    assert not found(repo, "--from-ref", "HEAD~1")
    repo.git("rm", "--quiet", "vendor/other")
    assert not found(repo, "--staged")
    commit(repo, "Remove the submodule")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},{FOLDER}/evidence/module")
    assert not found(repo, "--staged")


def test_within_a_submodule(repo: Repo, tmp_path: Path) -> None:
    outer = init(tmp_path / "outer")
    commit(outer, "Begin", {"README.md": "outer\n"})
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(repo.path), "checkout")
    commit(outer, "Add a submodule")
    inner = Repo(outer.path / "checkout")
    inner.git("rm", "--quiet", EXTRA)
    assert found(inner, "--staged") == LOST
    assert not found(outer, "--staged")


def test_evidence_that_becomes_a_submodule(repo: Repo, tmp_path: Path) -> None:
    head = repo.git("rev-parse", "HEAD")
    repo.git("rm", "--quiet", EXTRA)
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{head},{EXTRA}")
    assert found(repo, "--staged") & {"INC301", "INC302"}


def test_linked_work_trees(repo: Repo, tmp_path: Path) -> None:
    linked = Repo(tmp_path / "linked")
    repo.git("worktree", "add", "--quiet", str(linked.path))
    repo.git("rm", "--quiet", EXTRA)
    assert found(repo, "--staged") == LOST
    assert not found(linked, "--staged")
    lose(linked)
    assert found(linked, "--from-ref", "HEAD~1") == LOST
    assert not found(repo, "--from-ref", "HEAD~1")


def test_index_and_folder_as_git_names_them_to_a_hook(repo: Repo) -> None:
    other = repo.path / ".git" / "next-index-1.lock"
    shutil.copy(repo.path / ".git" / "index", other)
    repo.git("rm", "--quiet", EXTRA)
    assert found(repo, "--staged") == LOST
    assert not found(repo, "--staged", GIT_INDEX_FILE=str(other))
    assert not found(repo, "--staged", GIT_INDEX_FILE=".git/next-index-1.lock")
    assert found(repo, "--staged", GIT_DIR=".git", GIT_INDEX_FILE=".git/index") == LOST
    assert found(repo, "--staged", GIT_DIR=str(repo.path / ".git"), GIT_WORK_TREE=str(repo.path)) == LOST


def test_sparse_checkout(repo: Repo) -> None:
    commit(repo, "Add code", {"src/main.py": "print()\n"})
    repo.git("sparse-checkout", "set", "src")
    assert not (repo.path / EVENT).exists()
    assert not found(repo, "--staged")
    repo.git("rm", "--quiet", "--sparse", EXTRA)
    assert found(repo, "--staged") == LOST
    commit(repo, "Tidy up")
    assert found(repo, "--from-ref", "HEAD~1") == LOST


def test_sparse_index(repo: Repo) -> None:
    commit(repo, "Add code", {"src/main.py": "print()\n"})
    repo.git("sparse-checkout", "set", "--cone", "--sparse-index", "src")
    assert not found(repo, "--staged")
    repo.git("rm", "--quiet", "--sparse", EXTRA)
    assert found(repo, "--staged") == LOST


def test_intent_to_add(repo: Repo) -> None:
    """It is not part of the commit: neither as evidence that is added, nor as a record."""
    repo.write(f"{FOLDER}/evidence/trace.txt", "31 s\n")
    repo.write("incidents/INC-20261104-search/INCIDENT_EVENT.json", "{")
    repo.git("add", "--intent-to-add", ".")
    assert not found(repo, "--staged")


def test_intent_to_add_does_not_stand_for_what_is_deleted(repo: Repo) -> None:
    repo.git("rm", "--quiet", "--cached", EXTRA)
    repo.git("add", "--intent-to-add", EXTRA)
    assert found(repo, "--staged") & {"INC301", "INC302"}


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_files_that_git_is_told_not_to_look_at(repo: Repo, flag: str) -> None:
    repo.git("update-index", flag, EXTRA)
    (repo.path / EXTRA).unlink()
    assert not found(repo, "--staged")
    repo.git("rm", "--quiet", "--cached", "--sparse", EXTRA)
    assert found(repo, "--staged") == LOST


def test_unmerged_index(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "-b", "topic", "HEAD~2")
    commit(repo, "Lower the pool", {"checkout.conf": "pool = 5\n"})
    merged = subprocess.run(["git", "merge", "--quiet", "main"], cwd=repo.path, capture_output=True, check=False)
    assert merged.returncode == 1
    assert "resolve the conflicts first" in stopped(repo, "--staged")


def test_settings_of_a_user_change_no_verdict(repo: Repo) -> None:
    for name, value in {
        "diff.renames": "copies",
        "diff.noprefix": "true",
        "diff.external": "false",
        "diff.ignoreSubmodules": "all",
        "diff.relative": "true",
        "core.quotePath": "true",
        "log.showSignature": "true",
        "log.follow": "true",
        "log.mailmap": "false",
        "log.showRoot": "false",
        "log.date": "relative",
        "format.pretty": "oneline",
        "color.ui": "always",
        "core.abbrev": "4",
        "trailer.separators": "%",
        "submodule.recurse": "true",
        "status.submoduleSummary": "true",
    }.items():
        repo.git("config", name, value)
    below = Repo(repo.path / FOLDER)
    repo.git("rm", "--quiet", EXTRA)
    assert found(below, "--staged") == LOST
    commit(repo, "Tidy up")
    assert found(below, "--from-ref", "HEAD~1") == LOST
    assert found(below, "--history") == LOST


# Damage


def loose(repo: Repo, name: str) -> Path:
    """The file of an object."""
    oid = repo.git("rev-parse", name)
    return repo.path / ".git" / "objects" / oid[:2] / oid[2:]


@pytest.mark.parametrize("name", [f"HEAD~1:{EVENT}", f"HEAD~1:{FOLDER}", "HEAD~1^{tree}", "HEAD~1", "HEAD~2"])
@pytest.mark.parametrize("options", [["--history"], ["--from-ref", "HEAD~1"]])
def test_missing_object(repo: Repo, name: str, options: list[str]) -> None:
    lose(repo)
    loose(repo, name).unlink()
    found_or_stopped(repo, *options)


def test_missing_content_of_an_open_event(repo: Repo) -> None:
    repo.git("rm", "--quiet", EXTRA)
    loose(repo, f"HEAD:{EVENT}").unlink()
    found_or_stopped(repo, "--staged")


@pytest.mark.parametrize("name", [f"HEAD~1:{EVENT}", "HEAD~1^{tree}", "HEAD~1"])
def test_damaged_object(repo: Repo, name: str) -> None:
    lose(repo)
    file = loose(repo, name)
    file.chmod(0o644)
    file.write_bytes(b"damaged")
    found_or_stopped(repo, "--from-ref", "HEAD~1")


def test_damaged_index(repo: Repo) -> None:
    repo.write(".git/index", b"damaged")
    done = program(repo, "check", "--staged")
    assert done.returncode == 2


def test_head_that_leads_nowhere(repo: Repo) -> None:
    """A HEAD that cannot be read is no unborn branch: there, everything would pass."""
    repo.git("rm", "--quiet", EXTRA)
    head = repo.git("rev-parse", "HEAD")
    loose(repo, head).unlink()
    done = program(repo, "check", "--staged")
    assert done.returncode == 2, done.stdout + done.stderr


# Commits


def made_by_hand(repo: Repo, header: bytes, message: bytes) -> str:
    """A commit with the tree and the parent of HEAD's child, as no porcelain would write it."""
    tree, parent = repo.git("write-tree"), repo.git("rev-parse", "HEAD")
    data = f"tree {tree}\nparent {parent}\n".encode() + header + b"\n" + message
    made = repo.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", data=data)
    repo.git("update-ref", "HEAD", made)
    return made


WHO = b"A <a@example.org> "


@pytest.mark.parametrize(
    "date",
    [
        b"0 +0000",
        b"-1 +0000",
        b"99999999999999 +0000",
        b"18446744073709551615 +0000",
        b"99999999999999999999999999 +0000",
        b"1793703600 +9999",
        b"yesterday",
        b"",
    ],
)
def test_absurd_dates(repo: Repo, date: bytes) -> None:
    repo.git("rm", "--quiet", EXTRA)
    write_open_incident(repo, "INC-20261104-search-timeouts")
    repo.git("add", "--all")
    made_by_hand(repo, b"author " + WHO + date + b"\ncommitter " + WHO + date + b"\n", b"Tidy up\n")
    assert "INC301" in found(repo, "--from-ref", "HEAD~1")
    assert "INC301" in found(repo, "--history")


def test_commit_without_an_author(repo: Repo) -> None:
    repo.git("rm", "--quiet", EXTRA)
    made_by_hand(repo, b"committer " + WHO + b"1793703600 +0000\n", b"Tidy up\n")
    assert found(repo, "--from-ref", "HEAD~1") == LOST


HEADER = b"author " + WHO + b"1793703600 +0000\ncommitter " + WHO + b"1793703600 +0000\n"


def test_message_in_another_encoding(repo: Repo) -> None:
    repo.git("rm", "--quiet", EXTRA)
    message = "hotfix: réparé\n\nNo-Incident: déjà réparé\n".encode("latin-1")
    made_by_hand(repo, HEADER + b"encoding ISO-8859-1\n", message)
    outcome = check(repo, "--from-ref", "HEAD~1")
    assert outcome.codes == LOST
    assert "hotfix: réparé" in outcome.data["diagnostics"][0]["where"]


def test_message_that_is_in_no_encoding(repo: Repo) -> None:
    made_by_hand(repo, HEADER, b"hotfix: r\xe9par\xe9 \xff\n")
    assert found(repo, "--from-ref", "HEAD~1") == {"SIL101"}
    made_by_hand(repo, HEADER + b"encoding nonsense-8\n", b"hotfix: r\xe9par\xe9\n")
    assert found(repo, "--from-ref", "HEAD~1") == {"SIL101"}


@pytest.mark.parametrize(
    "subject",
    [
        b"hotfix: \x1b[2J\x1b[31mall good",
        b"hotfix: \x07\x08\x7f\x9b31m",
        b"hotfix: \r::error::forged",
        "hotfix: \u202eforged\u2066 \u2028 forged \u0085".encode(),
        b"hotfix: x" * 3000,
    ],
)
@pytest.mark.parametrize("form", ["full", "concise", "github"])
def test_subject_with_signs_that_a_terminal_obeys(repo: Repo, subject: bytes, form: str) -> None:
    made_by_hand(repo, HEADER, subject + b"\n")
    done = program(repo, "check", "--from-ref", "HEAD~1", "--format", form)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "SIL101" in done.stdout
    assert all(line.isprintable() for line in done.stdout.split("\n"))
    assert not re.search(r"^\s*::error::forged", done.stdout, re.MULTILINE)
    assert all(len(line) < 1000 for line in done.stdout.split("\n"))


def test_message_with_a_nul(repo: Repo) -> None:
    """git itself reads a message up to the first NUL: what comes after it excuses nothing, and hides nothing."""
    repo.git("rm", "--quiet", EXTRA)
    made_by_hand(repo, HEADER, b"hotfix: pool\x00\n\nNo-Incident: it was planned\n")
    made_by_hand(repo, HEADER, b"Raise the pool\n")
    assert found(repo, "--from-ref", "HEAD~2") == {"INC301", "SIL101"}


def test_message_that_looks_like_several_fields(repo: Repo) -> None:
    repo.git("rm", "--quiet", EXTRA)
    made_by_hand(repo, HEADER, f"\n\n{ZERO}\n{ZERO}\n0\n\n".encode())
    made_by_hand(repo, HEADER, b"")
    assert found(repo, "--from-ref", "HEAD~2") == LOST


def test_paths_with_odd_characters(repo: Repo) -> None:
    for number, name in enumerate([b"a\nb", b"caf\xe9", b"\x1b[2J", b'"quoted"', b":(top)x", b" "]):
        (repo.path / FOLDER / "evidence" / os.fsdecode(name)).write_text(f"{number}\n", "utf-8")
    commit(repo, "Keep odd files")
    repo.git("rm", "--quiet", "-r", f"{FOLDER}/evidence")
    assert "INC301" in found(repo, "--staged")
    done = program(repo, "check", "--staged")
    assert all(line.isprintable() for line in done.stdout.split("\n"))
    commit(repo, "Tidy up")
    assert sum(code == "INC301" for code, _ in check(repo, "--from-ref", "HEAD~1").found) == 9


def test_merge_without_a_common_history(repo: Repo, tmp_path: Path) -> None:
    repo.git("checkout", "--quiet", "--orphan", "other")
    repo.git("rm", "-r", "--quiet", "-f", ".")
    commit(repo, "Begin elsewhere", {"README.md": "other\n"})
    repo.git("checkout", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-edit", "--allow-unrelated-histories", "other")
    assert not found(repo, "--from-ref", "HEAD^1")
    assert not found(repo, "--history")


def test_merge_without_a_common_history_that_takes_one_side(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "--orphan", "other")
    repo.git("rm", "-r", "--quiet", "-f", ".")
    commit(repo, "Begin elsewhere", {"README.md": "other\n"})
    options = ["--allow-unrelated-histories", "--strategy", "ours"]
    repo.git("merge", "--quiet", "--no-edit", *options, "main")
    assert "INC301" in found(repo, "--from-ref", "main")
