"""Reading the work tree: what is no plain file is told, and nothing outside the root is read."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from helpers.hostile import as_nobody
from hypothesis import given
from hypothesis import strategies as st

from incident_lint.document import MAX_BYTES, Document, Problem
from incident_lint.facts import commit_mentions, relative_target, target_path
from incident_lint.git.repository import Repository
from incident_lint.markdown import read_markdown
from incident_lint.records import FileFact
from incident_lint.sources import WorkTree, joined

if TYPE_CHECKING:
    from conftest import Repo


@pytest.fixture
def root(tmp_path: Path) -> Path:
    path = tmp_path.resolve() / "root"
    path.mkdir()
    (tmp_path / "secret.md").write_text("outside")
    return path


@pytest.fixture
def tree(root: Path) -> WorkTree:
    return WorkTree(str(root), None)


def refusal(tree: WorkTree, path: str) -> str:
    found = tree.read(path)
    assert isinstance(found, Problem)
    assert found.kind == "unreadable"
    return found.message


def test_a_file_is_read(tree: WorkTree, root: Path) -> None:
    (root / "a b.md").write_bytes(b"\xff\0text")
    assert tree.read("a b.md") == b"\xff\0text"


def test_no_more_is_read_than_is_looked_at(tree: WorkTree, root: Path) -> None:
    with (root / "big.md").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    data = tree.read("big.md")
    assert isinstance(data, bytes)
    assert len(data) == MAX_BYTES + 1  # enough to tell that it is too much


def test_what_is_no_file_is_told(tree: WorkTree, root: Path) -> None:
    (root / "folder.md").mkdir()
    (root / "file.md").touch()
    (root / "link.md").symlink_to("file.md")
    (root / "broken.md").symlink_to("absent")
    (root / "loop.md").symlink_to("loop.md")
    os.mkfifo(root / "fifo.md")  # opening one would wait for ever
    names = sorted(one.name for one in root.iterdir() if one.name != "file.md")
    assert {name: refusal(tree, name) for name in names} == {
        "broken.md": "a symbolic link where a file is expected",
        "fifo.md": "not a regular file",
        "folder.md": "a directory where a file is expected",
        "link.md": "a symbolic link where a file is expected",
        "loop.md": "a symbolic link where a file is expected",
    }


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("absent.md", "no such file or directory"),
        ("absent/a.md", "no such file or directory"),
        ("file.md/a.md", "not a directory"),
        ("nul\0.md", "no such file or directory"),
        ("x" * 300, "file name too long"),
        ("../secret.md", "the path leads out of the repository"),
        ("way/out/secret.md", "the path leads out of the repository"),
        ("", "a directory where a file is expected"),
    ],
)
def test_what_cannot_be_read_is_told(tree: WorkTree, root: Path, path: str, message: str) -> None:
    (root / "file.md").touch()
    (root / "way").mkdir()
    (root / "way" / "out").symlink_to(root.parent)
    assert refusal(tree, path) == message


def test_a_folder_that_is_a_link_within_the_root_is_no_way_out(tree: WorkTree, root: Path) -> None:
    (root / "real").mkdir()
    (root / "real" / "a.md").write_text("text")
    (root / "other").symlink_to("real")
    assert tree.read("other/a.md") == b"text"


def test_a_file_without_permission() -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve()
        root.chmod(0o755)
        (root / "closed").mkdir()
        (root / "closed" / "a.md").touch()
        (root / "a.md").touch()
        (root / "a.md").chmod(0)
        (root / "closed").chmod(0)
        tree = WorkTree(str(root), None)
        with as_nobody():
            found = [refusal(tree, "a.md"), refusal(tree, "closed/a.md")]
            facts = [
                tree.fact("a.md", digest=True),
                tree.fact("a.md", digest=False),
                tree.fact("closed/a.md", digest=False),
            ]
        (root / "closed").chmod(0o755)
    assert found == ["permission denied", "permission denied"]
    assert facts == [FileFact("unreadable"), FileFact("file"), FileFact("unreadable")]


def test_facts(tree: WorkTree, root: Path) -> None:
    (root / "a.log").write_bytes(b"log")
    (root / "empty").touch()
    (root / "folder").mkdir()
    (root / "link").symlink_to("a.log")
    (root / "broken").symlink_to("absent")
    (root / "out").symlink_to(root.parent / "secret.md")
    (root / "way").symlink_to(root.parent)
    os.mkfifo(root / "fifo")
    facts = {
        "a.log": FileFact("file", hashlib.sha256(b"log").hexdigest()),
        "empty": FileFact("file", hashlib.sha256(b"").hexdigest()),
        "folder": FileFact("directory"),
        "": FileFact("directory"),
        "link": FileFact("link"),
        "broken": FileFact("link"),
        "out": FileFact("outside"),
        "way/secret.md": FileFact("outside"),
        "way": FileFact("outside"),
        "../secret.md": FileFact("outside"),
        "..": FileFact("outside"),
        "/etc/passwd": FileFact("outside"),
        "absent": FileFact("missing"),
        "a.log/b": FileFact("missing"),
        "nul\0": FileFact("missing"),
        "fifo": FileFact("unreadable"),
    }
    assert {path: tree.fact(path, digest=True) for path in facts} == facts


def test_a_hash_only_where_it_is_asked_for(tree: WorkTree, root: Path) -> None:
    (root / "a.log").touch()
    assert tree.fact("a.log", digest=False) == FileFact("file")


def test_a_large_file_is_hashed_whole(tree: WorkTree, root: Path) -> None:
    data = b"0123456789" * 300_000
    (root / "a.log").write_bytes(data)
    assert tree.fact("a.log", digest=True) == FileFact("file", hashlib.sha256(data).hexdigest())


def test_existence(tree: WorkTree, root: Path) -> None:
    (root / "file").touch()
    (root / "folder").mkdir()
    (root / "broken").symlink_to("absent")
    paths = ["file", "folder", "broken", "absent"]
    assert [tree.exists(path) for path in paths] == [True, True, True, False]
    assert [tree.is_file(path) for path in paths] == [True, False, False, False]


def test_listing_outside_git(tree: WorkTree, root: Path) -> None:
    for name in ("b/INCIDENT.md", "a.md", "b/c/d.md", ".hidden/e.md", ".git/config"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    (root / "loop").symlink_to(root)
    assert sorted(tree.listed()) == [".hidden/e.md", "a.md", "b/INCIDENT.md", "b/c/d.md"]
    assert sorted(tree.below("b")) == ["b/INCIDENT.md", "b/c/d.md"]
    assert tree.below("absent") == []


def test_listing_in_git(repo: Repo) -> None:
    repo.commit(files={".gitignore": "*.tmp\n", "a.md": "", "d/b.md": ""})
    repo.write("d/new.md")
    repo.write("d/x.tmp")
    tree = WorkTree(str(repo.path), Repository.find(str(repo.path)))
    assert sorted(tree.listed()) == [".gitignore", "a.md", "d/b.md"]
    assert sorted(tree.below("d")) == ["d/b.md", "d/new.md"]


def test_a_root_that_is_a_link(root: Path) -> None:
    (root / "a.md").write_text("text")
    link = root.parent / "link"
    link.symlink_to(root)
    tree = WorkTree(str(link), None)
    assert tree.read("a.md") == b"text"
    assert tree.fact("a.md", digest=False) == FileFact("file")


# --- paths ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "target", "path"),
    [
        ("", "a", "a"),
        ("x", "a", "x/a"),
        ("x/y", "../a", "x/a"),
        ("x/y", "../../a", "a"),
        ("x", "../../a", "../a"),
        ("x", "../../../a", "../../a"),
        ("x", "../y/../../a", "../a"),
        ("x", "./a/./b", "x/a/b"),
        ("x", "a//b/", "x/a/b"),
        ("x", "..", ""),
        ("", "..", ".."),
        ("x", "", "x"),
        ("x", "...", "x/..."),
        ("x", "a/..b", "x/a/..b"),
    ],
)
def test_paths_are_joined(folder: str, target: str, path: str) -> None:
    assert joined(folder, target) == path


@given(st.lists(st.sampled_from(["a", "b", ".", "..", ""]), max_size=8))
def test_a_joined_path_leaves_the_root_only_at_its_beginning(parts: list[str]) -> None:
    target = "/".join(parts).lstrip("/")  # an absolute path stays what it is
    path = joined("x/y", target).split("/")
    assert "." not in path
    assert ".." not in path[path.count("..") :]


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("evidence/a.log", "inc/evidence/a.log"),
        ("a%20b.log", "inc/a b.log"),
        ("a%2520b.log", "inc/a%20b.log"),  # decoded once, and not twice
        ("%C3%A9.log", "inc/é.log"),
        ("<a b.log>", "inc/a b.log"),
        ("a.log#L10", "inc/a.log"),
        ("a.log?raw=1", "inc/a.log"),
        ("../other/a.log", "other/a.log"),
        ("../../a.log", "../a.log"),
        ("%2e%2e/%2e%2e/a.log", "../a.log"),
        ("/docs/a.log", "docs/a.log"),  # from the root of the repository
        ("https://example.org/a.log", None),
        ("mailto:on-call@example.org", None),
        ("//example.org/a.log", None),
        ("#impact", None),
        ("?a=b", None),
        ("", None),
    ],
)
def test_where_a_link_leads(target: str, path: str | None) -> None:
    (link,) = read_markdown(Document("inc/INCIDENT.md", f"[x]({target})")).links
    assert relative_target(link, "inc") == path


def test_a_path_of_a_record_is_decoded_like_a_link() -> None:
    assert target_path("a%20b.log", "inc") == "inc/a b.log"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a" * 40, 1),
        (f"`{'a' * 40}` and {'b' * 40}.", 2),
        (f"commit/{'0' * 40}", 1),
        ("a" * 39, 0),
        ("a" * 41, 0),
        ("A" * 40, 0),
        ("g" + "a" * 40, 0),
        ("a" * 64, 0),
    ],
)
def test_commits_in_a_text(text: str, found: int) -> None:
    assert len(list(commit_mentions(text))) == found
