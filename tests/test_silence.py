"""Silence (SIL): which commits have to name an incident, and what they may say; in ranges and as a hook."""

from __future__ import annotations

import shlex
import shutil
from typing import TYPE_CHECKING

import pytest
from conftest import Repo
from helpers.history import (
    FOLDER,
    attempt,
    check,
    commit,
    install_hooks,
    program,
    with_open_incident,
    write_open_incident,
)
from helpers.project import GOOD_ID

from incident_lint.git.log import Commit
from incident_lint.history.silence import cause

if TYPE_CHECKING:
    from pathlib import Path

NAMED = f"Incident: {GOOD_ID}"
OTHER_ID = "INC-20261104-search-slow"
SHA = "0123456789abcdef0123456789abcdef01234567"

MEANT = [
    'Revert "Raise the pool"',
    'Revert "docs: rollback guide"',
    'revert "Raise the pool"',
    'Revert "Revert "Raise the pool""',
    f'Reapply "Raise the pool"\n\nThis reverts commit {SHA}.',
    f"Go back to the old pool\n\nThis reverts commit {SHA}.",
    f"Go back to the old pool\n\nIt is too large.\n\nThis reverts commit {SHA[:12]}, reversing\nchanges made to {SHA}.",
    f"Go back to the old pool\r\n\r\nThis reverts commit {SHA}.\r\n",
    f"fix: go back to the old pool\n\nThis reverts commit {SHA}.\n\n- it is too large\n- it is too slow",
    "hotfix: raise the pool",
    "Hotfix: raise the pool",
    "HOTFIX: raise the pool",
    "hotfix(api): raise the pool",
    "hotfix(api)!: raise the pool",
    "hotfix!: raise the pool",
    "hotfix : raise the pool",
    "hotfix/pool: raise it",
    "[hotfix] raise the pool",
    "[Hotfix]: raise the pool",
    "(hotfix) raise the pool",
    "hotfix raise the pool",
    "Hotfix for the pool",
    "Hotfix 2.14.1",
    "hot-fix: raise the pool",
    "Hot fix: raise the pool",
    "rollback: release 2.14",
    "rollback(api): release 2.14",
    "Rollback to 2.13.2",
    "Rollback release 2.14 (#812)",
    "Rollback",
    "Roll back to 2.13.2",
    "roll-back: release 2.14",
    "revert: raise the pool",
    "revert(api): raise the pool",
    "Revert the pool to its old size",
    "Revert to the old pool",
    f"Revert {SHA[:7]}",
    "\n\nRevert the pool to its old size",
    "Merge branch 'hotfix/pool'",
    "Merge branch 'hotfix/pool' into main",
    "Merge branch 'hotfix/pool' into 'main'",
    "Merge branch 'hotfix-pool'",
    "Merge branch 'rollback/INC-1' into main",
    "Merge branch 'revert/pool'",
    "Merge branch 'revert-12-pool' into 'main'",
    "Merge branches 'feature/a' and 'hotfix/b'",
    "Merge remote-tracking branch 'origin/hotfix/pool'",
    "Merge remote-tracking branch 'origin/hotfix/pool' into main",
    "Merge pull request #12 from acme/hotfix/pool",
    "Merge pull request #12 from acme/hotfix-pool",
    "Merge pull request #13 from acme/revert-12-pool\n\nRaise the pool",
    "Merge tag 'hotfix/2.14.1'",
    "Merge branch 'hotfix/pool' into hotfix/other",
    "Merge pull request 'Lower the pool' (#12) from hotfix/pool into main",
    "Merged in hotfix/pool (pull request #12)",
    "Hotfix/pool (#12)",
    'Revert "Raise the pool" (#12)',
]

NOT_MEANT = [
    "",
    "\n",
    "Raise the pool",
    "fix: raise the pool",
    "docs: rollback guide",
    "docs(rollback): say how",
    "Plan the rollback",
    "Rollback guide: how to begin",
    "Rollback guide",
    "Rollback plan for 2.14",
    "Rollback runbook",
    "Rollback procedure: who decides",
    "Rollback support for migrations",
    "Hotfix process: who decides",
    "Revert button: hide it",
    "reverted index lookup is faster",
    "Reverting is faster now",
    "Rollbacks are tested",
    "Hotfixes are listed",
    "rollback-plan: a schema",
    "hotfix-branch protection",
    "rollback_transaction: close the cursor",
    "rollback.py: fix a typo",
    "revert.c: fix a typo",
    "feat: a button to revert",
    "Add a revert button",
    "Do not revert on error",
    "fix: revert of an empty transaction",
    "feat!: hotfix branches",
    "test: rollback to a tag",
    "Undo the last edit on escape",
    "Prerevert hook",
    "Merge branch 'main' into hotfix/x",
    "Merge branch 'main' into 'hotfix/x'",
    "Merge branch 'main' of https://example.org/acme/shop into hotfix/pool",
    "Merge remote-tracking branch 'origin/main' into hotfix/pool",
    "Merge branch 'main' of https://example.org/hotfix/shop",
    "Merge branch 'main' of https://example.org/acme/hotfix-tools",
    "Merge branch 'feature/revert-button'",
    "Merge branch 'feature/prerollback/x'",
    "Merge branch 'docs/rollback-guide'",
    "Merge branch 'main' into revert-12-pool",
    "Merge pull request #14 from acme/feature\n\nRevert button",
    "Merge branch 'feature/pool'\n\n* feature/pool:\n  Raise the pool",
    "Merge the hotfix guide into the handbook",
    "Merge pull request 'Lower the pool' (#12) from pool into hotfix/other",
    "Merge pull request #12 from hotfix-team/pool",
    "Merged in pool (pull request #12)",
    "Hotfixed labels are shown",
    "revert-button: hide it",
    f'Raise the pool (#12)\n\n* Try 40\n\n* Revert "Try 40"\n\nThis reverts commit {SHA}.\n\n* Try 60',
    f'Raise the pool (#12)\n\n- Try 40\n- Revert "Try 40"\n\nThis reverts commit {SHA}.',
    f"Explain the history\n\n> This reverts commit {SHA}.",
    f"Explain the history\n\n    This reverts commit {SHA}.",
    'docs: say what "This reverts commit" means',
    "Explain the history\n\nThis reverts commit messages to the plain form.",
    "Explain the history\n\nhotfix: is a type",
    f"Go on\n\nReverts: nothing\nRefs: {SHA}",
    "Raise the pool\n\nA rollback was not possible.",
    "Retour au pool précédent",
]


def message(text: str) -> Commit:
    """A commit with this message."""
    return Commit("", (), None, text, ())


@pytest.mark.parametrize("text", MEANT, ids=ascii)
def test_meant(text: str) -> None:
    """Commits that have to name an incident."""
    assert cause(message(text), ())


@pytest.mark.parametrize("text", NOT_MEANT, ids=ascii)
def test_not_meant(text: str) -> None:
    """Commits that need not, although they use the words."""
    assert not cause(message(text), ())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('Revert "Raise the pool"', "a revert"),
        ("revert: raise the pool", "a revert"),
        ("[hotfix] raise the pool", "a hotfix"),
        ("Hot fix: raise the pool", "a hotfix"),
        ("Roll back to 2.13.2", "a rollback"),
        ("Merge branch 'rollback/INC-1'", "a merge of a hotfix"),
    ],
)
def test_what_it_is_called(text: str, what: str) -> None:
    """The message of the finding says what the commit is."""
    assert cause(message(text), ()) == what


@pytest.mark.parametrize("subject", ["hotfix " + "x" * 200_000, "Merge branch '" + "hot-" * 50_000, "[" * 200_000])
def test_long_subjects(subject: str) -> None:
    """A subject of any length is looked at once."""
    cause(message(subject), ("(x+x+)+y",) if subject.startswith("[") else ())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("EMERGENCY raise the pool", True),
        ("fix: EMERGENCY pool", True),
        ("raise the pool [skip-review]", True),
        ("Raise the pool\n\nEMERGENCY", False),
        ("Merge branch 'EMERGENCY-pool'", True),
        ("Raise the pool", False),
        ("hotfix: raise the pool", True),
    ],
)
def test_further_subjects(text: str, meant: bool) -> None:
    """Expressions of the configuration are looked for in the subject, besides those that are known."""
    assert bool(cause(message(text), ("EMERGENCY", r"\[skip-review\]$"))) is meant


# --- over a range ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the repository that all tests start from is built once."""
    return tmp_path_factory.mktemp("template") / "repository"


@pytest.fixture
def repo(template: Path, tmp_path: Path) -> Repo:
    """A repository with an open incident."""
    if not template.exists():
        with_open_incident(template)
    path = tmp_path.resolve() / "repository"
    shutil.copytree(template, path)
    return Repo(path)


def silence(repo: Repo, base: str) -> set[str]:
    """The codes of SIL that are reported about the commits since `base`."""
    return {code for code in check(repo, "--from-ref", base, "--to-ref", "HEAD").codes if code.startswith("SIL")}


TRAILERS = {
    "nothing": ("", {"SIL101"}),
    "its id": (NAMED, set()),
    "its id, key in small letters": (f"incident: {GOOD_ID}", set()),
    "its id, key in capitals": (f"INCIDENT: {GOOD_ID}", set()),
    "its id without a space": (f"Incident:{GOOD_ID}", set()),
    "its id among other trailers": (
        f"Signed-off-by: A <a@example.org>\n{NAMED}\nReviewed-by: B <b@example.org>",
        set(),
    ),
    "its id before a co-author": (f"{NAMED}\nCo-authored-by: B <b@example.org>", set()),
    "its id, then where it was picked from": (f"{NAMED}\n(cherry picked from commit {SHA})", set()),
    "its id twice": (f"{NAMED}\n{NAMED}", set()),
    "its id on the next line": (f"Incident:\n  {GOOD_ID}", set()),
    "its id in small letters": (f"Incident: {GOOD_ID.lower()}", {"SIL102"}),
    "another id": ("Incident: INC-20261103-checkout-timeout", {"SIL102"}),
    "two ids, one unknown": (f"{NAMED}\nIncident: {OTHER_ID}", {"SIL102"}),
    "two ids in one line, one unknown": (f"{NAMED}, {OTHER_ID}", {"SIL102"}),
    "no id": ("Incident:", {"SIL101"}),
    "the folder": (f"Incident: {FOLDER}", {"SIL102"}),
    "misplaced": (f"{NAMED}\n\nThe pool was too large.", {"SIL101"}),
    "within a sentence": (f"It answers {NAMED} at last.", {"SIL101"}),
    "quoted": (f"> {NAMED}", {"SIL101"}),
    "another key": (f"Incidents: {GOOD_ID}", {"SIL101"}),
    "a reason for none": ("No-Incident: the change had not been released", set()),
    "a reason for none, key in small letters": ("no-incident: the change had not been released", set()),
    "a reason for none over two lines": ("No-Incident: the change had not\n  been released", set()),
    "an incident, and a reason for none": (f"{NAMED}\nNo-Incident: the change had not been released", set()),
    "an incident, and an empty reason": (f"{NAMED}\nNo-Incident: none", set()),
    "another id, and a reason for none": (f"Incident: {OTHER_ID}\nNo-Incident: the old one", {"SIL102"}),
    "an empty reason": ("No-Incident:", {"SIL103"}),
    "none": ("No-Incident: none", {"SIL103"}),
    "n/a": ("No-Incident: N/A.", {"SIL103"}),
    "a dash": ("No-Incident: -", {"SIL103"}),
    "an empty reason, and one": ("No-Incident: none\nNo-Incident: the change had not been released", set()),
    "a misplaced reason": ("No-Incident: the change had not been released\n\nThe pool was too large.", {"SIL101"}),
}


@pytest.mark.parametrize(("trailer", "expected"), TRAILERS.values(), ids=TRAILERS)
@pytest.mark.parametrize(
    "subject", ["Revert the pool to its old size", "hotfix: raise the pool"], ids=["revert", "fix"]
)
def test_trailers(repo: Repo, subject: str, trailer: str, expected: set[str]) -> None:
    """What a revert or a hotfix says at the end of its message."""
    base = repo.git("rev-parse", "HEAD")
    commit(repo, f"{subject}\n\nThe pool was too large.\n\n{trailer}\n")
    assert silence(repo, base) == expected


@pytest.mark.parametrize(("trailer", "expected"), TRAILERS.values(), ids=TRAILERS)
def test_trailers_in_the_hook(repo: Repo, trailer: str, expected: set[str]) -> None:
    """The hook says the same before the commit is made."""
    done = hook(
        repo, f"hotfix: raise the pool\n\nThe pool was too small.\n\n{trailer}\n\n# a comment of git\n#\tmodified: x\n"
    )
    assert {code for code in ("SIL101", "SIL102", "SIL103") if code in done[1]} == expected
    assert done[0] == bool(expected)


def test_ordinary_commits_may_name_anything(repo: Repo) -> None:
    """Trailers of other commits are not looked at."""
    base = repo.git("rev-parse", "HEAD")
    commit(repo, f"Raise the pool\n\nIncident: {OTHER_ID}")
    commit(repo, "Raise the pool\n\nNo-Incident: none")
    assert silence(repo, base) == set()


def test_git_revert(repo: Repo) -> None:
    """What `git revert` writes is a revert; amended with a trailer, it says which incident it answers."""
    base = repo.git("rev-parse", "HEAD")
    repo.git("revert", "--no-edit", "HEAD")
    assert silence(repo, base) == {"SIL101"}
    repo.git("commit", "--quiet", "--amend", "--no-edit", "--trailer", NAMED)
    assert silence(repo, base) == set()


def test_git_revert_of_a_merge(repo: Repo) -> None:
    """Its message has a second line about what it reverses."""
    repo.git("checkout", "--quiet", "-b", "side")
    commit(repo, "Work on the side", {"x": ""})
    repo.git("checkout", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-ff", "--no-edit", "side")
    base = repo.git("rev-parse", "HEAD")
    repo.git("revert", "--no-edit", "--mainline", "1", "HEAD")
    assert silence(repo, base) == {"SIL101"}


def test_git_merge_of_a_hotfix(repo: Repo) -> None:
    """The merge of a branch hotfix/… names the incident too; that of main into it need not."""
    repo.git("checkout", "--quiet", "-b", "hotfix/pool")
    commit(repo, f"Lower the pool\n\n{NAMED}", {"x": ""})
    repo.git("checkout", "--quiet", "main")
    base = commit(repo, "Go on", {"y": ""})
    repo.git("checkout", "--quiet", "hotfix/pool")
    repo.git("merge", "--quiet", "--no-ff", "--no-edit", "main")
    assert silence(repo, base) == set()
    repo.git("checkout", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-ff", "--no-edit", "hotfix/pool")
    assert silence(repo, base) == {"SIL101"}
    repo.git("commit", "--quiet", "--amend", "--no-edit", "--trailer", NAMED)
    assert silence(repo, base) == set()


def test_every_commit_speaks_for_itself(repo: Repo) -> None:
    """A later commit does not name the incident for an earlier one."""
    base = repo.git("rev-parse", "HEAD")
    silent = commit(repo, "hotfix: raise the pool")
    commit(repo, f"hotfix: raise the pool again\n\n{NAMED}")
    found = check(repo, "--from-ref", base, "--to-ref", "HEAD").found
    assert [(code, where.split()[1]) for code, where in found if code.startswith("SIL")] == [("SIL101", silent[:12])]


def test_an_incident_recorded_later(repo: Repo) -> None:
    """The id has to be on record in the commit's own tree, not in a later one."""
    base = repo.git("rev-parse", "HEAD")
    commit(repo, f"hotfix: speed up the search\n\nIncident: {OTHER_ID}")
    write_open_incident(repo, OTHER_ID)
    commit(repo, "Record the incident")
    assert silence(repo, base) == {"SIL102"}


def test_an_incident_recorded_with_it(repo: Repo) -> None:
    """The event may come with the repair, or before it."""
    base = repo.git("rev-parse", "HEAD")
    write_open_incident(repo, OTHER_ID)
    commit(repo, f"hotfix: speed up the search\n\nIncident: {OTHER_ID}")
    commit(repo, f"hotfix: speed it up more\n\nIncident: {OTHER_ID}\nIncident: {GOOD_ID}")
    assert silence(repo, base) == set()


def test_an_incident_on_another_branch(repo: Repo) -> None:
    """What is on record elsewhere is not on record here, until it is merged."""
    repo.git("checkout", "--quiet", "-b", "side")
    write_open_incident(repo, OTHER_ID)
    commit(repo, "Record the incident")
    repo.git("checkout", "--quiet", "main")
    base = repo.git("rev-parse", "HEAD")
    commit(repo, f"hotfix: speed up the search\n\nIncident: {OTHER_ID}")
    assert silence(repo, base) == {"SIL102"}
    repo.git("reset", "--quiet", "--hard", base)
    repo.git("merge", "--quiet", "--no-ff", "--message", "Take the record", "side")
    commit(repo, f"hotfix: speed up the search\n\nIncident: {OTHER_ID}")
    assert silence(repo, base) == set()


def test_a_moved_and_a_closed_incident_is_on_record(repo: Repo) -> None:
    """It is the id that counts, wherever the event lies."""
    base = repo.git("rev-parse", "HEAD")
    (repo.path / "archive").mkdir()
    (repo.path / FOLDER).rename(repo.path / "archive" / GOOD_ID)
    commit(repo, f"hotfix: raise the pool\n\n{NAMED}")
    assert silence(repo, base) == set()


def test_a_merge_has_a_tree_of_its_own(repo: Repo) -> None:
    """The id that the merge of a hotfix names may come from the branch that it merges."""
    repo.git("checkout", "--quiet", "-b", "hotfix/search")
    write_open_incident(repo, OTHER_ID)
    commit(repo, "Record the incident")
    repo.git("checkout", "--quiet", "main")
    base = repo.git("rev-parse", "HEAD")
    text = f"Merge branch 'hotfix/search'\n\nIncident: {OTHER_ID}"
    repo.git("merge", "--quiet", "--no-ff", "--message", text, "hotfix/search")
    assert silence(repo, base) == set()


def test_a_message_in_another_encoding(repo: Repo) -> None:
    """Messages are read in the encoding that their commits state."""
    base = repo.git("rev-parse", "HEAD")
    repo.git("config", "i18n.commitEncoding", "ISO-8859-1")
    repo.write("message", f"hotfix: élargir le pool\n\n{NAMED}\n".encode("latin-1"))
    repo.git("commit", "--quiet", "--allow-empty", "--file", "message")
    repo.write("message", "hotfix: élargir le pool\n".encode("latin-1"))
    silent = repo.git("commit", "--quiet", "--allow-empty", "--file", "message")
    assert silent == ""
    found = check(repo, "--from-ref", base, "--to-ref", "HEAD").found
    assert [code for code, _ in found if code.startswith("SIL")] == ["SIL101"]


def test_a_commit_of_the_past_is_excused(repo: Repo) -> None:
    """`history.allow` names a commit of a branch before that branch is merged."""
    repo.git("checkout", "--quiet", "-b", "side")
    silent = commit(repo, "hotfix: raise the pool", {"x": ""})
    repo.git("checkout", "--quiet", "main")
    before = repo.git("rev-parse", "HEAD")
    allow = f'[history]\nallow = [{{ commit = "{silent}", reason = "before the process" }}]\n'
    base = commit(repo, "Excuse it", {"incident-lint.toml": allow})
    repo.git("merge", "--quiet", "--no-ff", "--message", "Merge the work", "side")
    assert silence(repo, base) == set()
    assert silence(repo, before) == {"SIL101"}
    commit(repo, "hotfix: raise it again")
    assert silence(repo, base) == {"SIL101"}


def test_further_subjects_of_the_state_before(repo: Repo) -> None:
    """The configuration before the range says which subjects are meant, in ranges and in the hook."""
    expressions = '[history]\nhotfix-subjects = ["^URGENT"]\n'
    before = repo.git("rev-parse", "HEAD")
    base = commit(repo, "Configure", {"incident-lint.toml": expressions})
    commit(repo, "URGENT: raise the pool")
    assert silence(repo, base) == {"SIL101"}
    assert silence(repo, before) == set()
    assert "SIL101" in hook(repo, "URGENT: raise the pool\n")[1]
    assert hook(repo, "Not URGENT: raise the pool\n") == (0, "")


def test_the_rules_are_not_turned_off_at_once(repo: Repo) -> None:
    """What is turned off in the range still holds for the range."""
    base = repo.git("rev-parse", "HEAD")
    commit(repo, "hotfix: raise the pool", {"incident-lint.toml": 'ignore = ["SIL"]\n'})
    assert silence(repo, base) == {"SIL101"}
    assert silence(repo, "HEAD") == set()
    repo.write("incident-lint.toml", "")
    repo.git("add", "--all")
    assert hook(repo, "hotfix: raise the pool\n") == (0, "")


def test_a_similar_id_is_suggested(repo: Repo) -> None:
    """A slip of the pen is answered with the id that was meant."""
    base = repo.git("rev-parse", "HEAD")
    commit(repo, "hotfix: raise the pool\n\nIncident: INC-20261103-checkout-timeout")
    found = check(repo, "--from-ref", base, "--to-ref", "HEAD").data["diagnostics"]
    assert [GOOD_ID in one["hint"] for one in found if one["code"] == "SIL102"] == [True]


def test_a_misplaced_trailer_is_explained(repo: Repo) -> None:
    """Where the id is written, but not as a trailer, the hint says where trailers stand."""
    base = repo.git("rev-parse", "HEAD")
    commit(repo, f"hotfix: raise the pool\n\n{NAMED}\n\nThe pool was too small.")
    found = check(repo, "--from-ref", base, "--to-ref", "HEAD").data["diagnostics"]
    assert ["last paragraph" in one["hint"] for one in found if one["code"] == "SIL101"] == [True]


# --- as a hook ------------------------------------------------------------------------------------------------------


def hook(repo: Repo, text: str | bytes, file: str = ".git/COMMIT_EDITMSG") -> tuple[int, str]:
    """The exit code and the output of the commit-msg hook for a message."""
    repo.write(file, text)
    done = program(repo, "hook", "commit-msg", file)
    assert not done.stderr
    return done.returncode, done.stdout


SCISSORS = "# ------------------------ >8 ------------------------\n"
BELOW = "# Do not modify or remove the line above.\n# Everything below it will be ignored.\n"
DIFF = f"diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1,2 @@\n+hotfix: x\n+{NAMED}\n"

WRITTEN = {
    "a trailer that is a comment": (f"hotfix: raise the pool\n\n# {NAMED}\n", 1),
    "a subject that is a comment": ("# hotfix: raise the pool\nRaise the pool\n", 0),
    "comments before the subject": ("# Please enter the message\n\nhotfix: raise the pool\n", 1),
    "a trailer before comments": (f"hotfix: raise the pool\n\n{NAMED}\n# On branch main\n#\tmodified: x\n", 0),
    "a trailer between comments": (f"hotfix: raise the pool\n\n# On branch main\n{NAMED}\n# Changes\n", 0),
    "a trailer above the scissors": (f"hotfix: raise the pool\n\n{NAMED}\n{SCISSORS}{BELOW}{DIFF}", 0),
    "a trailer below the scissors": (f"hotfix: raise the pool\n{SCISSORS}{BELOW}{DIFF}", 1),
    "a hotfix below the scissors": (f"Raise the pool\n{SCISSORS}{BELOW}{DIFF}", 0),
    "a revert below the scissors": (f"Raise the pool\n{SCISSORS}{BELOW}This reverts commit {SHA}.\n", 0),
    "no message": ("", 0),
    "comments alone": ("# Please enter the message\n", 0),
    "line ends of Windows": (f"hotfix: raise the pool\r\n\r\n{NAMED}\r\n", 0),
    "no line end": (f"hotfix: raise the pool\n\n{NAMED}", 0),
    "a divider": (f"hotfix: raise the pool\n\n---\nwas too small\n\n{NAMED}\n", 0),
}


@pytest.mark.parametrize(("text", "exit_code"), WRITTEN.values(), ids=WRITTEN)
def test_messages_as_they_are_written(repo: Repo, text: str, exit_code: int) -> None:
    """Comments and the difference below the scissors are no part of the message."""
    assert hook(repo, text)[0] == exit_code


def test_another_comment_character(repo: Repo) -> None:
    """`core.commentChar` says what a comment is, and what the scissors look like."""
    repo.git("config", "core.commentChar", ";")
    assert hook(repo, f"hotfix: raise the pool\n\n; {NAMED}\n")[0] == 1
    assert hook(repo, f"hotfix: raise the pool\n\n{NAMED}\n{SCISSORS.replace('#', ';')}{DIFF}")[0] == 0
    assert hook(repo, f"#12 hotfix\n\n{NAMED}\n")[0] == 0


def test_a_message_that_is_not_utf_8(repo: Repo) -> None:
    """Its bytes are no reason to fail."""
    assert hook(repo, f"hotfix: \xe9largir\n\n{NAMED}\n".encode("latin-1"))[0] == 0
    assert hook(repo, "hotfix: \xe9largir\n".encode("latin-1"))[0] == 1


def test_the_hook_knows_what_is_staged(repo: Repo) -> None:
    """The id may belong to an event that this very commit adds."""
    write_open_incident(repo, OTHER_ID)
    text = f"hotfix: speed up the search\n\nIncident: {OTHER_ID}\n"
    assert "SIL102" in hook(repo, text)[1]
    repo.git("add", "--all")
    assert hook(repo, text) == (0, "")


def test_the_hook_in_the_first_commit(tmp_path: Path) -> None:
    """There is no state before, and no incident on record."""
    repo = Repo(tmp_path.resolve())
    repo.git("init", "--quiet", "--initial-branch=main")
    assert "SIL101" in hook(repo, "hotfix: begin\n")[1]
    assert "SIL102" in hook(repo, f"hotfix: begin\n\n{NAMED}\n")[1]
    assert hook(repo, "Begin\n") == (0, "")


def committed(repo: Repo, *arguments: str, editor: str = "true") -> int:
    """The exit code of `git commit`, with an editor."""
    return attempt(repo, "commit", "--allow-empty", *arguments, GIT_EDITOR=editor).returncode


def test_git_commit_with_the_hook(repo: Repo) -> None:
    """Git itself asks the hook."""
    install_hooks(repo, "commit-msg")
    assert committed(repo, "--message", "hotfix: raise the pool") == 1
    assert committed(repo, "--message", "hotfix: raise the pool", "--trailer", NAMED) == 0
    assert committed(repo, "--message", "Raise the pool") == 0
    assert committed(repo, "--message", "hotfix: raise the pool", "--no-verify") == 0


def test_git_commit_verbose_with_the_hook(repo: Repo) -> None:
    """`git commit --verbose` shows the difference to the editor; what it says is not the message."""
    install_hooks(repo, "commit-msg")
    repo.write("x", f"This reverts commit {SHA}.\n{NAMED}\n")
    repo.git("add", "--all")
    add = "sed -i " + shlex.quote("1i {}")
    assert committed(repo, "--verbose", editor=add.format("hotfix: raise the pool")) == 1
    assert committed(repo, "--verbose", "--cleanup=scissors", editor=add.format("hotfix: raise the pool")) == 1
    assert committed(repo, "--verbose", editor=add.format(rf"hotfix: raise the pool\n\n{NAMED}")) == 0
    repo.write("x", f"This reverts commit {SHA}.\n")
    repo.git("add", "--all")
    assert committed(repo, "--verbose", editor=add.format("Raise the pool")) == 0


def test_git_revert_with_the_hook(repo: Repo) -> None:
    """A revert that is committed by hand is asked for the incident."""
    install_hooks(repo, "commit-msg")
    repo.git("revert", "--no-commit", "HEAD")
    assert committed(repo) == 1
    assert committed(repo, editor=f"git interpret-trailers --in-place --trailer '{NAMED}'") == 0


def test_git_merge_with_the_hook(repo: Repo) -> None:
    """The merge of a hotfix is asked, too."""
    repo.git("branch", "hotfix/pool")
    commit(repo, "Go on", {"y": ""})
    repo.git("checkout", "--quiet", "hotfix/pool")
    commit(repo, "Lower the pool", {"x": ""})
    repo.git("checkout", "--quiet", "main")
    install_hooks(repo, "commit-msg")
    assert attempt(repo, "merge", "--no-ff", "--no-edit", "hotfix/pool").returncode == 1
    repo.git("merge", "--abort")
    text = f"Merge branch 'hotfix/pool'\n\n{NAMED}"
    assert attempt(repo, "merge", "--no-ff", "--message", text, "hotfix/pool").returncode == 0
