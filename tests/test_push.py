"""Pushes, as the hook of a server judges them before any reference moves, and as the hook of a clone does before."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import Repo, init
from helpers.history import (
    EVENT,
    FOLDER,
    RATES,
    attempt,
    close,
    commit,
    edit_event,
    install_hooks,
    server,
    with_open_incident,
    write_open_incident,
)
from helpers.project import BAD, BAD_ID, add_incident, executable

EXTRA = f"{FOLDER}/evidence/heap.txt"
"""Evidence that lies in the folder of the incident, though no record names it: to lose it is a loss and no more."""
SECOND = "INC-20261104-search-timeouts"
SILENT = 'Revert "Raise the pool"'
ZERO = "0" * 40
CODE = re.compile(r"\b([A-Z]{3}\d{3})\b")


@pytest.fixture
def clone(tmp_path: Path) -> Repo:
    """A clone with an open incident on `main`, further evidence included."""
    made = with_open_incident(tmp_path / "clone")
    commit(made, "Keep a heap profile", {EXTRA: "checkout: 512 MiB\n"})
    return made


@pytest.fixture
def bare(clone: Repo, tmp_path: Path) -> Repo:
    """The server that it pushes to, with the pre-receive hook."""
    return server(clone, tmp_path / "server.git")


def push(clone: Repo, *what: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A push; whatever comes of it, nobody sees the inside of the program."""
    done = attempt(clone, "push", "origin", *what, **environment)
    said = done.stdout + done.stderr
    assert "Traceback" not in said, said
    assert "internal error" not in said, said
    return done


def passed(clone: Repo, *what: str, **environment: str) -> str:
    """A push that is taken; what was said."""
    done = push(clone, *what, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def refused(clone: Repo, *what: str, **environment: str) -> str:
    """A push of which nothing is taken; what was said."""
    remote = Repo(Path(clone.git("remote", "get-url", "--push", "origin")))
    before = remote.git("for-each-ref")
    done = push(clone, *what, **environment)
    assert done.returncode == 1, done.stdout + done.stderr
    assert remote.git("for-each-ref") == before
    return done.stdout + done.stderr


def codes(said: str) -> set[str]:
    """The codes in a message."""
    return set(CODE.findall(said))


def remove(clone: Repo, *paths: str, message: str = "Tidy up") -> str:
    """Delete files and commit that."""
    clone.git("rm", "--quiet", *paths)
    return commit(clone, message)


def rewind(clone: Repo) -> None:
    """Begin again where there was no incident yet."""
    root = clone.git("rev-list", "--max-parents=0", "HEAD")
    clone.git("reset", "--quiet", "--hard", root)
    commit(clone, "Begin again", {"checkout.conf": "pool = 80\n"})


def branch_with_evidence(clone: Repo, name: str = "side") -> str:
    """A branch, pushed, that alone holds a piece of evidence; back on `main`. The commit's id."""
    clone.git("checkout", "--quiet", "-b", name)
    made = commit(clone, "Keep a trace", {f"{FOLDER}/evidence/trace.txt": "checkout -> rates: 31 s\n"})
    passed(clone, name)
    clone.git("checkout", "--quiet", "main")
    return made


def pre_receive(bare: Repo, data: bytes) -> subprocess.CompletedProcess[str]:
    """The hook alone, with what git would write to it."""
    command = [executable("incident-lint"), "hook", "pre-receive"]
    done = subprocess.run(command, cwd=bare.path, input=data, capture_output=True, check=False)
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in out + err
    return subprocess.CompletedProcess(command, done.returncode, out, err)


# Evidence


def test_deleted_evidence_is_refused_and_the_pusher_reads_why(clone: Repo, bare: Repo) -> None:
    made = remove(clone, RATES)
    said = refused(clone, "main")
    assert "INC301" in codes(said)
    lines = [line for line in said.splitlines() if "INC301" in line or made[:12] in line]
    assert len(lines) == 2
    assert all(line.startswith("remote: ") for line in lines)
    assert RATES in said
    assert "pre-receive hook declined" in said


def test_nothing_of_a_refused_push_stays_on_the_server(clone: Repo, bare: Repo) -> None:
    before = bare.git("count-objects", "-v")
    remove(clone, EXTRA)
    refused(clone, "main")
    assert bare.git("count-objects", "-v") == before
    assert not list((bare.path / "objects").glob("*incoming*"))


def test_what_is_new_in_a_push_is_seen(clone: Repo, bare: Repo) -> None:
    """The objects are in quarantine while the hook runs."""
    commit(clone, "Add a trace", {f"{FOLDER}/evidence/trace.txt": "31 s\n"})
    write_open_incident(clone, SECOND)
    commit(clone, "Record another incident")
    assert not codes(passed(clone, "main"))


def test_evidence_added_and_deleted_within_a_push(clone: Repo, bare: Repo) -> None:
    trace = f"{FOLDER}/evidence/trace.txt"
    commit(clone, "Add a trace", {trace: "31 s\n"})
    remove(clone, trace)
    said = refused(clone, "main")
    assert codes(said) == {"INC301"}
    assert trace in said


def test_evidence_deleted_and_restored_within_a_push(clone: Repo, bare: Repo) -> None:
    made = remove(clone, EXTRA)
    commit(clone, "Put it back", {EXTRA: "checkout: 512 MiB\n"})
    said = refused(clone, "main")
    assert codes(said) == {"INC301"}
    assert made[:12] in said


def test_changed_evidence(clone: Repo, bare: Repo) -> None:
    commit(clone, "Shorten it", {EXTRA: "512\n"})
    assert codes(refused(clone, "main")) == {"INC302"}


def test_closing_and_disposing_in_one_push(clone: Repo, bare: Repo) -> None:
    close(clone)
    commit(clone, "Close the incident")
    remove(clone, EXTRA)
    assert not codes(passed(clone, "main"))


# Rewritten and deleted branches


def test_forced_update_that_drops_evidence(clone: Repo, bare: Repo) -> None:
    rewind(clone)
    said = refused(clone, "--force", "main")
    assert codes(said) == {"INC304"}
    assert "refs/heads/main" in said


def test_reset_that_drops_the_last_evidence(clone: Repo, bare: Repo) -> None:
    clone.git("reset", "--quiet", "--hard", "HEAD~1")
    said = refused(clone, "--force", "main")
    assert codes(said) == {"INC304"}
    assert EXTRA in said


def test_amended_message(clone: Repo, bare: Repo) -> None:
    clone.git("commit", "--quiet", "--amend", "--message", "Keep a profile of the heap")
    assert not codes(passed(clone, "--force", "main"))


def test_rebase_that_keeps_everything(clone: Repo, bare: Repo) -> None:
    root = clone.git("rev-list", "--max-parents=0", "HEAD")
    clone.git("branch", "old")
    clone.git("checkout", "--quiet", "-b", "new", root)
    commit(clone, "Describe it", {"README.md": "checkout\n"})
    clone.git("rebase", "--quiet", "new", "main")
    assert not codes(passed(clone, "--force", "main"))


def test_rebase_that_loses_evidence_on_the_way(clone: Repo, bare: Repo) -> None:
    clone.git("reset", "--quiet", "--hard", "HEAD~2")
    commit(clone, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    assert codes(refused(clone, "--force", "main")) == {"INC304"}


@pytest.mark.parametrize("keeper", ["refs/heads/keep", "refs/tags/keep", "refs/archive/keep"])
def test_forced_update_while_another_reference_keeps_it(clone: Repo, bare: Repo, keeper: str) -> None:
    passed(clone, f"main:{keeper}")
    rewind(clone)
    assert not codes(passed(clone, "--force", "main"))


def test_forced_update_while_an_annotated_tag_keeps_it(clone: Repo, bare: Repo) -> None:
    clone.git("tag", "--annotate", "--message", "keep", "keep")
    passed(clone, "keep")
    rewind(clone)
    assert not codes(passed(clone, "--force", "main"))


def test_symbolic_reference_keeps_nothing(clone: Repo, bare: Repo) -> None:
    """It moves with the branch that it names."""
    bare.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
    rewind(clone)
    assert codes(refused(clone, "--force", "main")) == {"INC304"}


def test_forced_update_and_a_keeper_in_the_same_push(clone: Repo, bare: Repo) -> None:
    clone.git("branch", "keep")
    rewind(clone)
    assert not codes(passed(clone, "--force", "main", "keep"))


def test_forced_update_while_the_keeper_is_deleted_in_the_same_push(clone: Repo, bare: Repo) -> None:
    passed(clone, "main:keep")
    rewind(clone)
    assert codes(refused(clone, "--force", "main", ":keep")) == {"INC304"}


def test_forced_update_after_the_incident_was_closed(clone: Repo, bare: Repo) -> None:
    close(clone)
    commit(clone, "Close the incident")
    passed(clone, "main")
    rewind(clone)
    assert not codes(passed(clone, "--force", "main"))


def test_deleted_branch_that_holds_the_only_copy(clone: Repo, bare: Repo) -> None:
    branch_with_evidence(clone)
    said = refused(clone, "--delete", "side")
    assert codes(said) == {"INC304"}
    assert "refs/heads/side" in said
    assert "trace.txt" in said


def test_deleted_branch_that_was_merged(clone: Repo, bare: Repo) -> None:
    branch_with_evidence(clone)
    clone.git("merge", "--quiet", "--no-ff", "--message", "Merge the trace", "side")
    passed(clone, "main")
    assert not codes(passed(clone, "--delete", "side"))


def test_deleted_branch_whose_evidence_was_picked(clone: Repo, bare: Repo) -> None:
    made = branch_with_evidence(clone)
    commit(clone, "Between", {"checkout.conf": "pool = 50\n"})
    clone.git("cherry-pick", made)
    passed(clone, "main")
    assert not codes(passed(clone, "--delete", "side"))


def test_two_branches_that_hold_it_deleted_at_once(clone: Repo, bare: Repo) -> None:
    branch_with_evidence(clone)
    passed(clone, "side:copy")
    said = refused(clone, "--delete", "side", "copy")
    assert codes(said) == {"INC304"}


def test_one_of_two_branches_that_hold_it_deleted(clone: Repo, bare: Repo) -> None:
    branch_with_evidence(clone)
    passed(clone, "side:copy")
    assert not codes(passed(clone, "--delete", "side"))


def test_branch_renamed_in_one_push(clone: Repo, bare: Repo) -> None:
    branch_with_evidence(clone)
    assert not codes(passed(clone, ":side", "side:renamed"))


def test_deleted_branch_without_incidents(clone: Repo, bare: Repo) -> None:
    clone.git("checkout", "--quiet", "-b", "topic")
    commit(clone, "Try something", {"checkout.conf": "pool = 60\n"})
    passed(clone, "topic")
    assert not codes(passed(clone, "--delete", "topic"))


def test_branch_that_moves_to_an_unrelated_history(clone: Repo, bare: Repo) -> None:
    clone.git("checkout", "--quiet", "--orphan", "fresh")
    clone.git("rm", "-r", "--quiet", "-f", ".")
    commit(clone, "Begin anew", {"README.md": "new\n"})
    assert codes(refused(clone, "--force", "fresh:main")) == {"INC304"}


# New branches


def test_new_branch_answers_for_its_own_commits_alone(clone: Repo, tmp_path: Path) -> None:
    commit(clone, SILENT)
    server(clone, tmp_path / "server.git")
    clone.git("checkout", "--quiet", "-b", "topic")
    commit(clone, "Try something", {"checkout.conf": "pool = 60\n"})
    assert not codes(passed(clone, "topic"))
    commit(clone, 'Revert "Try something"')
    clone.git("branch", "other")
    said = refused(clone, "other")
    assert codes(said) == {"SIL101"}
    assert said.count("SIL101") == 1


def test_new_branch_without_commits_of_its_own(clone: Repo, bare: Repo) -> None:
    assert not codes(passed(clone, "main:copy"))


def test_two_new_branches_with_the_same_commits_say_it_once(clone: Repo, bare: Repo) -> None:
    clone.git("checkout", "--quiet", "-b", "one")
    commit(clone, SILENT)
    said = refused(clone, "one", "one:two")
    assert said.count("SIL101") == 1


def test_new_branch_is_judged_by_the_default_branch(clone: Repo, tmp_path: Path) -> None:
    commit(clone, "Configure", {"incident-lint.toml": "history.hotfix-subjects = ['^emergency']\n"})
    server(clone, tmp_path / "server.git")
    clone.git("checkout", "--quiet", "-b", "topic")
    remove(clone, "incident-lint.toml")
    commit(clone, "emergency: pool")
    assert codes(refused(clone, "topic")) == {"SIL101"}


def test_new_branch_cannot_switch_its_judge_off(clone: Repo, bare: Repo) -> None:
    clone.git("checkout", "--quiet", "-b", "topic")
    commit(clone, "Configure", {"incident-lint.toml": "ignore = ['SIL', 'INC3']\n"})
    commit(clone, SILENT)
    remove(clone, EXTRA)
    assert codes(refused(clone, "topic")) == {"SIL101", "INC301"}


@pytest.fixture
def empty(clone: Repo, tmp_path: Path) -> Repo:
    """An empty server."""
    made = init(tmp_path / "empty.git", "--bare")
    install_hooks(made, "pre-receive")
    clone.git("remote", "add", "origin", str(made.path))
    return made


def test_first_push_to_an_empty_repository(clone: Repo, empty: Repo) -> None:
    clone.git("tag", "--annotate", "--message", "one", "v1")
    assert not codes(passed(clone, "main", "main:copy", "v1"))


def test_first_push_is_judged_from_its_first_commit(clone: Repo, empty: Repo) -> None:
    commit(clone, SILENT)
    commit(clone, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    assert codes(refused(clone, "main")) == {"SIL101"}


def test_first_push_is_judged_by_its_own_configuration(clone: Repo, empty: Repo) -> None:
    commit(clone, SILENT)
    commit(clone, "Configure", {"incident-lint.toml": "ignore = ['SIL101']\n"})
    assert not codes(passed(clone, "main"))


def test_first_push_obeys_its_own_fail_on(clone: Repo, empty: Repo) -> None:
    commit(clone, SILENT)
    commit(clone, "Configure", {"incident-lint.toml": "fail-on = 'never'\n"})
    assert codes(passed(clone, "main")) == {"SIL101"}


def test_orphan_branch(clone: Repo, bare: Repo) -> None:
    clone.git("checkout", "--quiet", "--orphan", "pages")
    clone.git("rm", "-r", "--quiet", "-f", ".")
    commit(clone, "Publish", {"index.html": "<p>checkout</p>\n"})
    assert not codes(passed(clone, "pages"))


def test_orphan_branch_that_loses_evidence(clone: Repo, bare: Repo) -> None:
    clone.git("checkout", "--quiet", "--orphan", "other")
    commit(clone, "Everything at once")
    remove(clone, EXTRA)
    assert codes(refused(clone, "other")) == {"INC301"}


# Tags


@pytest.mark.parametrize("options", [[], ["--annotate", "--message", "one"]])
def test_tag(clone: Repo, bare: Repo, options: list[str]) -> None:
    clone.git("tag", *options, "v1")
    assert not codes(passed(clone, "v1"))
    assert not codes(passed(clone, "--delete", "v1"))


@pytest.mark.parametrize("options", [[], ["--annotate", "--message", "one"]])
def test_commits_that_only_a_tag_brings(clone: Repo, bare: Repo, options: list[str]) -> None:
    commit(clone, SILENT)
    remove(clone, EXTRA)
    clone.git("tag", *options, "v1")
    assert codes(refused(clone, "v1")) == {"SIL101", "INC301"}


@pytest.mark.parametrize("options", [[], ["--annotate", "--message", "one"]])
def test_tags_of_a_tree_and_a_blob(clone: Repo, bare: Repo, options: list[str]) -> None:
    clone.git("tag", *options, "tree", "HEAD^{tree}")
    clone.git("tag", *options, "blob", f"HEAD:{EVENT}")
    assert not codes(passed(clone, "tree", "blob"))
    clone.git("tag", "--force", "tree", "HEAD")
    assert not codes(passed(clone, "--force", "tree"))
    assert not codes(passed(clone, "--delete", "tree", "blob"))


def test_tag_of_a_tag(clone: Repo, bare: Repo) -> None:
    clone.git("tag", "--annotate", "--message", "one", "v1")
    clone.git("tag", "--annotate", "--message", "two", "v2", "v1")
    assert not codes(passed(clone, "v2"))


def test_sealed_tag(clone: Repo, bare: Repo) -> None:
    clone.git("tag", "--annotate", "--message", "stable", "v1.0-sealed", "HEAD~2")
    assert not codes(passed(clone, "v1.0-sealed"))
    clone.git("tag", "--force", "--annotate", "--message", "again", "v1.0-sealed", "HEAD~1")
    moved = refused(clone, "--force", "v1.0-sealed")
    assert codes(moved) == {"RBK201"}
    assert "moves the SEALED tag" in moved
    deleted = refused(clone, "--delete", "v1.0-sealed")
    assert codes(deleted) == {"RBK201"}
    assert "deletes the SEALED tag" in deleted


def test_a_lightweight_tag_is_no_seal_whatever_its_name(clone: Repo, bare: Repo) -> None:
    clone.git("tag", "v1.0-sealed")
    passed(clone, "v1.0-sealed")
    passed(clone, "--delete", "v1.0-sealed")


def test_sealed_tag_of_a_configured_name(clone: Repo, tmp_path: Path) -> None:
    commit(clone, "Configure", {"incident-lint.toml": "[seal]\nname-patterns = ['stable-.*']\n"})
    clone.git("tag", "--annotate", "--message", "stable", "stable-1")
    server(clone, tmp_path / "server.git")
    assert codes(refused(clone, "--delete", "stable-1")) == {"RBK201"}


def test_names_of_seals_changed_in_the_push_that_deletes_one(clone: Repo, tmp_path: Path) -> None:
    clone.git("tag", "--annotate", "--message", "stable", "v1-sealed")
    server(clone, tmp_path / "server.git")
    commit(clone, "Configure", {"incident-lint.toml": "[seal]\nname-patterns = ['stable-.*']\n"})
    assert codes(refused(clone, "main", ":v1-sealed")) == {"RBK201"}


def test_seals_are_judged_by_the_default_branch(clone: Repo, tmp_path: Path) -> None:
    """The tag itself points to a commit before there was a configuration."""
    clone.git("tag", "--annotate", "--message", "stable", "stable-1")
    commit(clone, "Configure", {"incident-lint.toml": "[seal]\nname-patterns = ['stable-.*']\n"})
    server(clone, tmp_path / "server.git")
    assert codes(refused(clone, "--delete", "stable-1")) == {"RBK201"}


def test_deleted_tag_that_alone_keeps_evidence(clone: Repo, bare: Repo) -> None:
    commit(clone, "Keep a trace", {f"{FOLDER}/evidence/trace.txt": "31 s\n"})
    clone.git("tag", "keep")
    passed(clone, "keep")
    assert codes(refused(clone, "--delete", "keep")) == {"INC304"}


# Many references


def test_one_bad_branch_of_fifty(clone: Repo, bare: Repo) -> None:
    names = [f"topic-{number:02}" for number in range(50)]
    clone.git("checkout", "--quiet", "-b", "bad")
    bad = commit(clone, SILENT)
    clone.git("checkout", "--quiet", "main")
    good = commit(clone, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    lines = [f"create refs/heads/{name} {bad if name == 'topic-31' else good}\n" for name in names]
    clone.git("update-ref", "--stdin", data="".join(lines).encode())
    said = refused(clone, *names)
    assert codes(said) == {"SIL101"}
    assert bad[:12] in said
    assert said.count("remote rejected") == len(names)


@pytest.mark.parametrize("options", [[], ["--atomic"]])
def test_good_branch_beside_a_bad_one(clone: Repo, bare: Repo, options: list[str]) -> None:
    clone.git("branch", "good")
    remove(clone, EXTRA)
    assert codes(refused(clone, *options, "good", "main")) == {"INC301"}


def test_three_hundred_commits(clone: Repo, bare: Repo) -> None:
    stream = [f"reset refs/heads/main\nfrom {clone.git('rev-parse', 'HEAD')}\n\n"]
    who = "On-call Engineer <on-call@example.org> 1793703600 +0000"
    for number in range(300):
        text = f"change {number}"
        change = f"D {EXTRA}\n" if number == 150 else f"M 100644 inline checkout.conf\ndata {len(text)}\n{text}\n"
        stream.append(f"commit refs/heads/main\ncommitter {who}\ndata {len(text)}\n{text}\n{change}\n")
    clone.git("fast-import", "--quiet", data="".join(stream).encode())
    said = refused(clone, "main")
    assert codes(said) == {"INC301"}
    assert "(change 150)" in said
    assert "300 commits" in said
    assert not codes(passed(clone, "main~150:main"))


# Who judges


OFF = {
    "a rule": "ignore = ['INC3']\n",
    "the selection": "select = ['DOC']\n",
    "files": "per-file-ignores = [{ files = ['**'], rules = ['INC301'], reason = 'none of it matters' }]\n",
    "the evidence": "records.evidence = ['attachments/**']\n",
    "the events": "records.incident-event = ['elsewhere/*.json']\n",
    "an allowance": "history.allow = [{ path = '**/heap.txt', reason = 'holds a password' }]\n",
    "the weight": "severity.evidence-deleted = 'info'\n",
    "the verdict": "fail-on = 'never'\n",
}


@pytest.mark.parametrize("what", OFF)
def test_configuration_of_the_same_push_is_not_the_judge(clone: Repo, bare: Repo, what: str) -> None:
    commit(clone, "Configure", {"incident-lint.toml": OFF[what]})
    remove(clone, EXTRA)
    assert "INC301" in codes(refused(clone, "main"))


def test_configuration_of_the_same_commit_in_pyproject(clone: Repo, bare: Repo) -> None:
    clone.write("pyproject.toml", "[tool.incident-lint]\nignore = ['INC301']\n")
    remove(clone, EXTRA)
    assert codes(refused(clone, "main")) == {"INC301"}


@pytest.mark.parametrize("what", ["a rule", "the evidence", "the verdict"])
def test_configuration_of_an_earlier_push_is_the_judge(clone: Repo, bare: Repo, what: str) -> None:
    commit(clone, "Configure", {"incident-lint.toml": OFF[what]})
    passed(clone, "main")
    remove(clone, EXTRA)
    passed(clone, "main")


def test_allowance_of_an_earlier_push_is_told(clone: Repo, bare: Repo) -> None:
    commit(clone, "Configure", {"incident-lint.toml": OFF["an allowance"]})
    passed(clone, "main")
    remove(clone, EXTRA)
    said = passed(clone, "main")
    assert codes(said) == {"INC309"}
    assert "holds a password" in said


def test_a_lenient_branch_does_not_judge_the_others(clone: Repo, bare: Repo) -> None:
    """Each reference has a configuration of its own, and the strictest verdict counts."""
    for name in ("aaa", "zzz"):
        clone.git("checkout", "--quiet", "-b", name, "main")
        commit(clone, "Configure", {"incident-lint.toml": OFF["the verdict"]})
        passed(clone, name)
        commit(clone, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    clone.git("checkout", "--quiet", "main")
    remove(clone, EXTRA)
    assert codes(refused(clone, "aaa", "main", "zzz")) == {"INC301"}


def test_unusable_configuration_does_not_lock_the_repository(clone: Repo, tmp_path: Path) -> None:
    commit(clone, "Configure", {"incident-lint.toml": "ignore = [\n"})
    server(clone, tmp_path / "server.git")
    commit(clone, "Repair it", {"incident-lint.toml": "ignore = ['SIL102']\n"})
    said = passed(clone, "main")
    assert "the defaults judge" in said
    assert not codes(said)


def test_unusable_configuration_is_no_way_around(clone: Repo, tmp_path: Path) -> None:
    commit(clone, "Configure", {"incident-lint.toml": "ignore = ['INC3']\nnonsense = 1\n"})
    server(clone, tmp_path / "server.git")
    commit(clone, "Repair it", {"incident-lint.toml": ""})
    remove(clone, EXTRA)
    assert "INC301" in codes(refused(clone, "main"))


def test_push_that_breaks_the_configuration(clone: Repo, bare: Repo) -> None:
    commit(clone, "Configure", {"incident-lint.toml": "ignore = [\n"})
    assert "incident-lint.toml is not TOML" in refused(clone, "main")


# Silence and records


def test_silent_revert(clone: Repo, bare: Repo) -> None:
    clone.git("revert", "--no-edit", "HEAD~1")
    said = refused(clone, "main")
    assert codes(said) == {"SIL101"}
    assert "Incident: <id>" in said


def test_revert_that_names_its_incident(clone: Repo, bare: Repo) -> None:
    clone.git("revert", "--no-edit", "HEAD~1")
    clone.git("commit", "--quiet", "--amend", "--no-edit", "--trailer", f"Incident: {Path(FOLDER).name}")
    assert not codes(passed(clone, "main"))


def test_merge_of_a_branch_that_is_named_like_a_hotfix(clone: Repo, bare: Repo) -> None:
    clone.git("checkout", "--quiet", "-b", "hotfix/pool")
    commit(clone, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    clone.git("checkout", "--quiet", "main")
    clone.git("merge", "--quiet", "--no-ff", "--no-edit", "hotfix/pool")
    assert codes(refused(clone, "main")) == {"SIL101"}


def test_invalid_record(clone: Repo, bare: Repo) -> None:
    edit_event(clone, severity="TERRIBLE")
    commit(clone, "Say how bad it is")
    said = refused(clone, "main")
    assert "REC101" in codes(said)
    assert EVENT in said


def test_invalid_record_that_is_repaired_within_the_push(clone: Repo, bare: Repo) -> None:
    """Records are judged as the push leaves them."""
    edit_event(clone, severity="TERRIBLE")
    commit(clone, "Say how bad it is")
    edit_event(clone, severity="HIGH")
    commit(clone, "Say it in the words of the process")
    assert not codes(passed(clone, "main"))


def test_faulty_records_that_a_push_does_not_touch(clone: Repo, tmp_path: Path) -> None:
    add_incident(clone.path / "incidents", BAD_ID, BAD)
    commit(clone, "A faulty one")
    server(clone, tmp_path / "server.git")
    commit(clone, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    assert not codes(passed(clone, "main"))
    write_open_incident(clone, SECOND)
    commit(clone, "Record another incident")
    assert not codes(passed(clone, "main"))


# The hook and what git gives to it


def test_server_without_the_program(clone: Repo, bare: Repo, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("git", "sh"):
        (programs / name).symlink_to(shutil.which(name) or name)
    commit(clone, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    said = refused(clone, "main", PATH=str(programs))
    assert "remote: incident-lint is not installed, so this push is refused" in said


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\n",
        b"one two refs/heads/main\n",
        f"{ZERO} {ZERO[:39]} refs/heads/main\n".encode(),
        f"{ZERO} {ZERO}\n".encode(),
        b"\n",
        b"\xff\xfe\x00\n",
        f"{ZERO}\t{ZERO}\trefs/heads/main\n".encode(),
    ],
)
def test_input_that_git_would_not_write(bare: Repo, data: bytes) -> None:
    done = pre_receive(bare, data)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "standard input is not what git writes to this hook" in done.stderr


def test_no_input(bare: Repo) -> None:
    done = pre_receive(bare, b"")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_ends_of_lines(clone: Repo, bare: Repo, end: bytes) -> None:
    made = commit(clone, SILENT)
    bare.git("fetch", "--quiet", str(clone.path), "main")
    done = pre_receive(bare, f"{bare.git('rev-parse', 'main')} {made} refs/heads/main".encode() + end)
    assert done.returncode in {1, 2}, done.stdout + done.stderr
    assert done.returncode == 2 or codes(done.stdout) == {"SIL101"}


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_ends_of_lines_hide_no_forced_update(bare: Repo, end: bytes) -> None:
    """git ends its lines with a line feed alone; what else stands there may be refused, but is not passed."""
    old, new = bare.git("rev-parse", "main", "main~1").split()
    done = pre_receive(bare, f"{old} {new} refs/heads/main".encode() + end)
    assert done.returncode in {1, 2}, done.stdout + done.stderr


def test_objects_that_are_not_there(bare: Repo) -> None:
    done = pre_receive(bare, f"{ZERO} {'1' * 40} refs/heads/topic\n".encode())
    assert done.returncode == 2
    assert "is not here" in done.stderr


@pytest.mark.parametrize(
    "names",
    [
        ["été", "a;b", "$(exit)", "%x00", "--upload-pack=x", "-d", "HEAD", "a\u202eb", "x" * 200],
        ["a\u2028b", "a\u2029b", "a\x85b"],
    ],
    ids=["odd", "that look like the end of a line"],
)
def test_names_of_branches(clone: Repo, bare: Repo, names: list[str]) -> None:
    commit(clone, "Keep a trace", {f"{FOLDER}/evidence/trace.txt": "31 s\n"})
    passed(clone, *(f"HEAD:refs/heads/{name}" for name in names))
    said = refused(clone, *(f":refs/heads/{name}" for name in names))
    assert codes(said) == {"INC304"}
    told = [line for line in said.splitlines() if line.startswith("remote: ")]
    assert sum("the update of" in line for line in told) == len(names)
    assert all(line.isprintable() for line in told)


def test_name_that_is_not_utf8(clone: Repo, bare: Repo) -> None:
    ref = os.fsdecode(b"refs/heads/caf\xe9")
    clone.git("config", "core.quotePath", "true")
    done = subprocess.run(["git", "push", "origin", f"HEAD:{ref}"], cwd=clone.path, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert ref in bare.git("for-each-ref", "--format=%(refname)") or done.returncode == 1


@pytest.mark.parametrize("ref", ["refs/notes/commits", "refs/changes/01/1/1", "refs/pull/1/head"])
def test_other_references(clone: Repo, bare: Repo, ref: str) -> None:
    clone.git("notes", "add", "--message", "seen")
    passed(clone, f"refs/notes/commits:{ref}" if "notes" in ref else f"main:{ref}")
    passed(clone, f":{ref}")


def test_server_without_a_default_branch(clone: Repo, empty: Repo) -> None:
    """Its HEAD points to a branch that nobody ever pushed."""
    empty.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    passed(clone, "main")
    remove(clone, EXTRA)
    assert codes(refused(clone, "main")) == {"INC301"}
    assert codes(refused(clone, "main:topic")) == {"INC301"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a repository to somebody else")
def test_repository_of_somebody_else(clone: Repo, bare: Repo) -> None:
    remove(clone, EXTRA)
    for one in (bare.path, *bare.path.rglob("*")):
        os.chown(one, 65534, 65534, follow_symlinks=False)
    done = push(clone, "main")
    assert done.returncode != 0
    assert codes(done.stderr) == {"INC301"} or "safe.directory" in done.stderr


def test_repository_with_a_work_tree(clone: Repo, tmp_path: Path) -> None:
    clone.git("clone", "--quiet", ".", str(tmp_path / "other"))
    other = Repo(tmp_path / "other")
    other.git("config", "receive.denyCurrentBranch", "ignore")
    install_hooks(other, "pre-receive")
    clone.git("remote", "add", "origin", str(other.path))
    commit(clone, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    write_open_incident(clone, SECOND)
    commit(clone, "Record another incident")
    assert not codes(passed(clone, "main"))
    remove(clone, EXTRA)
    assert codes(refused(clone, "main")) == {"INC301"}


def test_sha256_server(tmp_path: Path) -> None:
    clone = init(tmp_path / "clone", "--object-format=sha256")
    write_open_incident(clone)
    commit(clone, "Record the incident", {EXTRA: "512 MiB\n"})
    other = init(tmp_path / "server.git", "--bare", "--object-format=sha256")
    install_hooks(other, "pre-receive")
    clone.git("remote", "add", "origin", str(other.path))
    assert not codes(passed(clone, "main"))
    remove(clone, EXTRA)
    assert codes(refused(clone, "main")) == {"INC301"}


# The hook of a clone


@pytest.fixture
def plain(clone: Repo, bare: Repo) -> Repo:
    """A server without a hook; the clone has one instead."""
    (bare.path / "hooks" / "pre-receive").unlink()
    install_hooks(clone, "pre-push")
    return bare


def test_sent_deletion(clone: Repo, plain: Repo) -> None:
    remove(clone, EXTRA)
    said = refused(clone, "main")
    assert codes(said) == {"INC301"}
    assert "remote:" not in said


def test_sent_change(clone: Repo, plain: Repo) -> None:
    commit(clone, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    assert "incident-lint" not in passed(clone, "main")


def test_sent_new_branch(clone: Repo, plain: Repo) -> None:
    clone.git("checkout", "--quiet", "-b", "topic")
    commit(clone, "Try something", {"checkout.conf": "pool = 60\n"})
    assert not codes(passed(clone, "topic"))
    commit(clone, SILENT)
    assert codes(refused(clone, "topic:other")) == {"SIL101"}


def test_sent_new_branch_answers_for_its_own_commits_alone(clone: Repo, tmp_path: Path) -> None:
    commit(clone, SILENT)
    (server(clone, tmp_path / "server.git").path / "hooks" / "pre-receive").unlink()
    install_hooks(clone, "pre-push")
    clone.git("checkout", "--quiet", "-b", "topic")
    commit(clone, "Try something", {"checkout.conf": "pool = 60\n"})
    assert not codes(passed(clone, "topic"))


def test_sent_forced_update(clone: Repo, plain: Repo) -> None:
    clone.git("branch", "old")
    rewind(clone)
    assert codes(refused(clone, "--force", "main")) == {"INC304"}
    assert not codes(passed(clone, "--force", "main", "old"))


def test_sent_amended_message(clone: Repo, plain: Repo) -> None:
    clone.git("commit", "--quiet", "--amend", "--message", "Keep a profile of the heap")
    assert not codes(passed(clone, "--force", "main"))


def test_sent_deletion_of_a_branch(clone: Repo, plain: Repo) -> None:
    branch_with_evidence(clone)
    said = refused(clone, "--delete", "side")
    assert codes(said) == {"INC304"}
    clone.git("merge", "--quiet", "--no-ff", "--message", "Merge the trace", "side")
    passed(clone, "main")
    assert not codes(passed(clone, "--delete", "side"))


def test_local_branch_does_not_keep_what_the_other_side_loses(clone: Repo, plain: Repo) -> None:
    branch_with_evidence(clone)
    clone.git("branch", "mine", "side")
    assert codes(refused(clone, "--delete", "side")) == {"INC304"}


def test_tag_on_the_other_side_keeps_what_a_branch_held(clone: Repo, plain: Repo) -> None:
    """Tags have no remote-tracking references; one that is pushed together with the deletion is known to be there."""
    made = branch_with_evidence(clone)
    clone.git("tag", "keep", made)
    assert not codes(passed(clone, ":side", "keep"))


def test_sent_sealed_tag(clone: Repo, plain: Repo) -> None:
    clone.git("tag", "--annotate", "--message", "stable", "v1-sealed")
    passed(clone, "v1-sealed")
    clone.git("tag", "--force", "--annotate", "--message", "again", "v1-sealed", "HEAD~1")
    assert codes(refused(clone, "--force", "v1-sealed")) == {"RBK201"}
    assert codes(refused(clone, "--delete", "v1-sealed")) == {"RBK201"}


def test_several_references_sent_at_once(clone: Repo, plain: Repo) -> None:
    clone.git("branch", "good")
    remove(clone, EXTRA)
    assert codes(refused(clone, "good", "main")) == {"INC301"}


def test_nothing_to_send(clone: Repo, plain: Repo) -> None:
    assert passed(clone, "main").strip() == "Everything up-to-date"


def test_tip_of_the_other_side_that_is_not_known_here(clone: Repo, plain: Repo, tmp_path: Path) -> None:
    clone.git("clone", "--quiet", str(plain.path), str(tmp_path / "colleague"))
    colleague = Repo(tmp_path / "colleague")
    commit(colleague, "Keep a trace", {f"{FOLDER}/evidence/trace.txt": "31 s\n"})
    colleague.git("push", "--quiet", "origin", "main")
    commit(clone, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    said = refused(clone, "--force", "main")
    assert "is not here" in said
    assert "fetch first" in said
    clone.git("fetch", "--quiet")
    assert codes(refused(clone, "--force", "main")) == {"INC304"}


def test_push_to_an_address_instead_of_a_name(clone: Repo, plain: Repo) -> None:
    commit(clone, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    done = attempt(clone, "push", str(plain.path), "main", "main:topic")
    assert done.returncode == 0, done.stderr
    remove(clone, EXTRA)
    done = attempt(clone, "push", str(plain.path), "main")
    assert done.returncode == 1
    assert codes(done.stdout + done.stderr) == {"INC301"}


def test_expression_instead_of_a_branch(clone: Repo, plain: Repo) -> None:
    remove(clone, EXTRA)
    assert codes(refused(clone, "HEAD^{/Tidy up}:refs/heads/topic")) == {"INC301"}


def test_first_push_to_an_empty_remote(clone: Repo, empty: Repo) -> None:
    (empty.path / "hooks" / "pre-receive").unlink()
    install_hooks(clone, "pre-push")
    assert not codes(passed(clone, "main"))
    remove(clone, EXTRA)
    assert codes(refused(clone, "main")) == {"INC301"}


def test_clone_without_the_program(clone: Repo, plain: Repo, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("git", "sh"):
        (programs / name).symlink_to(shutil.which(name) or name)
    commit(clone, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    assert "incident-lint is not installed" in refused(clone, "main", PATH=str(programs))
