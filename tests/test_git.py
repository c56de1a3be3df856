"""The gateway to git, on real repositories."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from incident_lint.errors import GitError
from incident_lint.git.objects import Objects
from incident_lint.git.process import ask, environment, run
from incident_lint.git.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

NOWHERE = "0123456789abcdef0123456789abcdef01234567"


def at(repo: Repo) -> Repository:
    found = Repository.find(str(repo.path))
    assert found is not None
    return found


# --- finding the repository -----------------------------------------------------------------------


def test_found_from_the_root_and_from_below(repo: Repo) -> None:
    repo.write("a/b/c.md")
    assert Repository.find(str(repo.path)) == Repository(str(repo.path), folder=str(repo.path / ".git"))
    assert Repository.find(str(repo.path / "a" / "b")) == Repository(str(repo.path), folder=str(repo.path / ".git"))


@pytest.mark.parametrize("name", ["with space", "line\nend", "é𝔘", "-dash", "a'b\"c", "end\n"])
def test_found_whatever_its_folder_is_called(tmp_path: Path, repo: Repo, name: str) -> None:
    moved = tmp_path.resolve() / name
    repo.path.rename(moved)
    assert Repository.find(str(moved)) == Repository(str(moved), folder=str(moved / ".git"))


def test_none_outside_a_repository(tmp_path: Path) -> None:
    assert Repository.find(str(tmp_path)) is None


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GitError, match=r"^no such folder: "):
        Repository.find(str(tmp_path / "absent"))
    (tmp_path / "file").touch()
    with pytest.raises(GitError, match=r"^no such folder: "):
        Repository.find(str(tmp_path / "file"))


def test_a_bare_repository_has_no_files(repo: Repo, tmp_path: Path) -> None:
    repo.commit()
    repo.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    with pytest.raises(GitError) as caught:
        Repository.find(str(tmp_path / "bare.git"))
    assert caught.value.message == "this is a bare repository: there are no files to check"
    assert caught.value.hint == "clone it, or check a range"


def test_without_git(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError) as caught:
        Repository.find(str(repo.path))
    assert caught.value.message == "git is not installed, or not on PATH"
    assert caught.value.hint


def test_a_git_that_cannot_be_run(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "git").write_text("no program")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match=r"^git could not be run: "):
        Repository.find(str(repo.path))


def test_a_repository_of_someone_else(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # git's own switch for its tests
    with pytest.raises(GitError) as caught:
        Repository.find(str(repo.path))
    assert caught.value.message == "the repository is owned by someone else, and git refuses to read it"
    assert "safe.directory" in caught.value.hint


def test_a_failing_command_says_which_and_why(repo: Repo) -> None:
    with pytest.raises(GitError, match=r"^git cat-file failed: "):
        run(["cat-file", "-t", NOWHERE], repo.path)


def test_messages_are_english(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """What git says is looked at to tell one failure from another, and LANGUAGE outdoes LC_ALL=C.UTF-8."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.setenv("LANGUAGE", "fr")
    assert (environment()["LC_ALL"], environment()["LANGUAGE"]) == ("C.UTF-8", "")
    assert Repository.find(str(repo.path.parent)) is None


def test_what_redirects_git_does_not_reach_it(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit(files={"a*b.md": "", "axb.md": ""})
    monkeypatch.setenv("GIT_TRACE", "1")
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    monkeypatch.setenv("GIT_ICASE_PATHSPECS", "1")
    monkeypatch.setenv("GIT_PAGER", "false")
    assert at(repo).visible("") == ["a*b.md", "axb.md"]


# --- listing files --------------------------------------------------------------------------------

NAMES = [
    "a b/INCIDENT.md",
    "line\nend.md",
    'tab\tand"quote.md',
    "é.md",
    "e\u0301.md",
    "-rf",
    ":(top)x",
    "*",
    "\\.md",
]


def test_tracked_names_come_as_they_are(repo: Repo) -> None:
    repo.commit(files=dict.fromkeys(NAMES, ""))
    assert sorted(at(repo).tracked()) == sorted(NAMES)


def test_names_that_are_no_utf_8(repo: Repo) -> None:
    name = os.fsdecode(b"caf\xe9.md")
    repo.commit(files={name: ""})
    assert at(repo).tracked() == [name]
    assert at(repo).visible("") == [name]


def test_tracked_means_in_the_index(repo: Repo) -> None:
    repo.commit(files={"committed.md": "", "deleted.md": "", "removed.md": ""})
    repo.write("staged.md")
    repo.git("add", "staged.md")
    repo.write("untracked.md")
    (repo.path / "deleted.md").unlink()
    repo.git("rm", "--quiet", "removed.md")
    assert at(repo).tracked() == ["committed.md", "deleted.md", "staged.md"]


def test_tracked_before_the_first_commit(repo: Repo) -> None:
    assert at(repo).tracked() == []
    repo.write("a.md")
    repo.git("add", "a.md")
    assert at(repo).tracked() == ["a.md"]


def test_a_conflict_lists_a_file_once(repo: Repo) -> None:
    blob = repo.git("hash-object", "-w", "--stdin", data=b"text")
    stages = "".join(f"100644 {blob} {stage}\ta.md\n" for stage in (1, 2, 3))
    repo.git("update-index", "--index-info", data=stages.encode())
    assert at(repo).tracked() == ["a.md"]


def test_the_index_of_a_partial_commit_is_obeyed(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`git commit <file>` runs hooks with an index of its own, which holds what is committed."""
    repo.commit(files={"a.md": ""})
    repo.git("read-tree", "--empty", environment={"GIT_INDEX_FILE": str(tmp_path / "index")})
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert at(repo).tracked() == []


def test_visible_is_tracked_or_new_but_not_ignored(repo: Repo) -> None:
    repo.commit(files={".gitignore": "*.tmp\n", "d/a.md": "", "e/b.md": ""})
    repo.write("d/new.md")
    repo.write("d/x.tmp")
    assert sorted(at(repo).visible("d")) == ["d/a.md", "d/new.md"]
    assert sorted(at(repo).visible("")) == [".gitignore", "d/a.md", "d/new.md", "e/b.md"]
    assert at(repo).visible("absent") == []


def test_visible_takes_folders_literally(repo: Repo) -> None:
    repo.commit(files={"a*/x.md": "", "ab/x.md": "", ":(exclude)a/x.md": "", "-d/x.md": "", "a b/x.md": ""})
    for folder in ("a*", ":(exclude)a", "-d", "a b"):
        assert at(repo).visible(folder) == [f"{folder}/x.md"]


# --- commits --------------------------------------------------------------------------------------


def test_commits_are_known_or_not(repo: Repo) -> None:
    first = repo.commit(files={"a.md": "text"})
    second = repo.commit()
    blob, tree = repo.git("rev-parse", "HEAD:a.md"), repo.git("rev-parse", "HEAD^{tree}")
    repo.git("tag", "-a", "-m", "seal", "sealed")
    tag = repo.git("rev-parse", "refs/tags/sealed")
    asked = [first, second, blob, tree, tag, NOWHERE, "a" * 64]
    assert at(repo).commits([*asked, first]) == {
        first: True,
        second: True,
        blob: False,
        tree: False,
        tag: False,
        NOWHERE: False,
        "a" * 64: False,
    }
    assert at(repo).commits([]) == {}


def test_a_commit_that_no_branch_holds_is_one(repo: Repo) -> None:
    gone = repo.commit()
    repo.git("update-ref", "-d", "HEAD")
    assert at(repo).commits([gone]) == {gone: True}


def test_a_replaced_commit_is_what_it_was(repo: Repo) -> None:
    first = repo.commit(files={"a.md": "text"})
    blob = repo.git("rev-parse", "HEAD:a.md")
    repo.git("replace", "--force", first, blob)
    assert repo.git("cat-file", "-t", first) == "blob"
    assert at(repo).commits([first]) == {first: True}


def test_in_a_shallow_clone_an_absent_commit_proves_nothing(repo: Repo, tmp_path: Path) -> None:
    first = repo.commit("first")
    second = repo.commit("second")
    clone = tmp_path / "clone"
    repo.git("clone", "--quiet", "--depth=1", repo.path.as_uri(), str(clone))
    found = Repository.find(str(clone))
    assert found is not None
    assert found.shallow
    assert found.commits([first, second, NOWHERE]) == {first: None, second: True, NOWHERE: None}
    assert not at(repo).shallow


def test_a_remote_alone_makes_no_partial_clone(repo: Repo) -> None:
    repo.git("remote", "add", "origin", "https://example.org/repository.git")
    repo.git("config", "filter.promisor", "none")
    repo.git("config", "some.promisor", "true")
    assert not at(repo).shallow


def test_in_a_partial_clone_too(repo: Repo) -> None:
    first = repo.commit()
    repo.git("config", "remote.origin.promisor", "true")
    assert at(repo).shallow
    assert at(repo).commits([first, NOWHERE]) == {first: True, NOWHERE: None}


def test_commits_before_the_first_commit(repo: Repo) -> None:
    assert at(repo).commits([NOWHERE]) == {NOWHERE: False}


# --- people ---------------------------------------------------------------------------------------


def by(name: str) -> dict[str, str]:
    return {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": f"{name.split(maxsplit=1)[0].lower()}@example.org"}


def test_people_are_those_who_wrote_commits(repo: Repo) -> None:
    repo.commit(environment=by("Role One"))
    repo.commit(environment=by("Role Two"))
    repo.commit(environment=by("Role One"))
    repo.commit(environment=by("Éclair 𝔘"))
    assert at(repo).people == ("Role One", "Role Two", "Éclair 𝔘")


def test_people_before_the_first_commit(repo: Repo) -> None:
    assert at(repo).people == ()


def test_people_are_named_as_the_mailmap_names_them(repo: Repo) -> None:
    repo.commit(environment=by("role1"))
    repo.commit(files={".mailmap": "Role One <role1@example.org>\n"}, environment=by("Role Two"))
    assert at(repo).people == ("Role One", "Role Two")


def test_settings_of_the_user_do_not_change_the_names(repo: Repo) -> None:
    repo.commit(environment=by("Éclair"))
    repo.git("config", "log.showSignature", "true")
    repo.git("config", "i18n.logOutputEncoding", "ISO-8859-1")
    repo.git("config", "color.ui", "always")
    repo.git("config", "log.decorate", "full")
    assert at(repo).people == ("Éclair",)


def test_a_name_that_is_no_utf_8(repo: Repo) -> None:
    tree = repo.git("write-tree")
    raw = f"tree {tree}\nauthor ".encode() + b"Caf\xe9 <a@b> 1 +0000\ncommitter x <a@b> 1 +0000\n\nx\n"
    commit = repo.git("hash-object", "-t", "commit", "-w", "--stdin", data=raw)
    repo.git("update-ref", "HEAD", commit)
    assert at(repo).people == ("Caf\ufffd",)


# --- objects, one by one and many at a time ----------------------------------------------------------------


def test_objects_after_one_that_is_not_here_or_is_damaged(repo: Repo) -> None:
    blobs = [repo.git("hash-object", "-w", "--stdin", data=b"%d\n" % number) for number in range(300)]
    damaged = repo.path / ".git/objects" / blobs[7][:2] / blobs[7][2:]
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:-4])
    whole = [one for one in blobs if one != blobs[7]]
    with Objects(at(repo)) as objects:
        for wrong in (NOWHERE, blobs[7]):
            with pytest.raises(GitError):
                list(objects.small([*whole[:200], wrong, *whole[200:]]))
            with pytest.raises(GitError):
                objects.whole(wrong)
            assert list(objects.small(whole)) == [b"%d\n" % number for number in range(300) if number != 7]
            assert objects.whole(whole[0]) == (whole[0], b"0\n")
        assert objects.sizes([blobs[0], NOWHERE, blobs[100]]) == [2, None, 4]
        assert objects.sizes([]) == []
        assert [objects.kind(one) for one in (NOWHERE, blobs[0])] == [None, "blob"]


def test_a_folder_as_its_tree_has_it(repo: Repo) -> None:
    commit = repo.commit(files={"a.md": "a", "b c/d": "d", "b c/e\nf": "e"})
    (repo.path / "link").symlink_to("a.md")
    second = repo.commit()
    with Objects(at(repo)) as objects:
        tree = repo.git("rev-parse", f"{commit}^{{tree}}")
        assert objects.tree_of(commit) == tree
        assert objects.entries(tree) == objects.entries(commit)
        top = objects.entries(second)
        assert {name: entry.mode for name, entry in top.items()} == {
            "a.md": "100644",
            "b c": "040000",
            "link": "120000",
        }
        assert set(objects.entries(top["b c"].oid)) == {"d", "e\nf"}
        with pytest.raises(GitError):
            objects.entries(top["a.md"].oid)


def test_an_answer_however_git_ends(repo: Repo) -> None:
    good = ask(["hash-object", "--stdin"], str(repo.path), b"x")
    assert (good.status, len(good.text), good.said) == (0, 40, "")
    bad = ask(["cat-file", "-t", "x"], str(repo.path), env={"GIT_DIR": "nowhere"})
    assert bad.status == 128
    assert "nowhere" in bad.said
