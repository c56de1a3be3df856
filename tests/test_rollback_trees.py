"""Trees by their entries: as a naive composition of whole listings says, whatever the names, modes and patterns."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from conftest import Repo, init
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incident_lint.git.objects import Objects
from incident_lint.git.repository import Repository
from incident_lint.globs import Globs
from incident_lint.rollback.gateway import is_reference
from incident_lint.rollback.preserved import Preserved
from incident_lint.rollback.refusal import Refused
from incident_lint.rollback.swap import Swap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Files = dict[str, tuple[str, str]]

MODES = ("100644", "100755", "120000", "160000")
NAMES = ["a", "b", "a.md", "evidence", "A", "a b", "é", os.fsdecode(b"\xff"), "new\nline", "a*", "a[b", "-x"]
PARTS = ["a", "b", "**", "*", "?", "evidence", "*.md", "[ab]", "[!a]", "a[*]", "a*", "*v*d*"]
paths = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join)
patterns = st.lists(
    st.builds(
        lambda parts, end: "/".join(parts) + end,
        st.lists(st.sampled_from(PARTS), min_size=1, max_size=4),
        st.sampled_from(["", "", "/**", "/"]),
    ),
    max_size=4,
)
listings = st.dictionaries(paths, st.tuples(st.sampled_from(MODES), st.integers(0, 2)), max_size=10)


class Place:
    """A repository with a few blobs, in which trees are made from listings by git alone."""

    def __init__(self, repo: Repo) -> None:
        self.repo = repo
        self.blobs = [repo.git("hash-object", "-w", "--stdin", data=b"%d\n" % number) for number in range(3)]
        found = Repository.find(str(repo.path))
        assert found is not None
        self.objects = Objects(found)

    def files(self, listing: dict[str, tuple[str, int]]) -> Files:
        """A listing with ids, without the files that stand below another one."""
        kept: Files = {}
        for path, (mode, number) in sorted(listing.items(), key=lambda one: one[0].count("/")):
            if not set(above(path)) & kept.keys():
                submodule = str(number + 1) * len(self.blobs[0])  # a commit, and of another repository
                kept[path] = mode, submodule if mode == "160000" else self.blobs[number]
        return kept

    def tree(self, files: Files) -> str:
        """The tree that git makes of a listing, through an index of its own."""
        index = self.repo.path / ".git/index-of-the-test"
        index.unlink(missing_ok=True)
        rows = b"".join(f"{mode} {oid}\t".encode() + os.fsencode(path) + b"\0" for path, (mode, oid) in files.items())
        env = {"GIT_INDEX_FILE": str(index)}
        self.repo.git("update-index", "-z", "--index-info", data=rows, environment=env)
        return self.repo.git("write-tree", environment=env)


def above(path: str) -> Iterator[str]:
    """The folders that a path is in."""
    while path := path.rpartition("/")[0]:
        yield path


def clashes(files: Iterable[str]) -> set[str]:
    """The files that are the folder of another one, too."""
    known = set(files)
    return {folder for path in known for folder in above(path) if folder in known}


@pytest.fixture(scope="module", params=["sha1", "sha256"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A repository of either object format."""
    folder = tmp_path_factory.mktemp("place") / request.param
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        made = Place(init(folder, f"--object-format={request.param}"))
    with made.objects:
        yield made


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(patterns=patterns, path=paths)
def test_a_path_is_preserved_as_its_pattern_says(patterns: list[str], path: str) -> None:
    assert Preserved(tuple(patterns)).match(path) == Globs(tuple(patterns)).match(path)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(patterns=patterns, one=listings, other=listings)
def test_the_result_is_that_of_whole_listings(
    place: Place, patterns: list[str], one: dict[str, tuple[str, int]], other: dict[str, tuple[str, int]]
) -> None:
    target, current = place.files(one), place.files(other)
    kept, preserved = Preserved(tuple(patterns)).top, Globs(tuple(patterns)).match
    wanted = {path: entry for path, entry in target.items() if not preserved(path)}
    wanted.update((path, entry) for path, entry in current.items() if preserved(path))
    trees, swap = (place.tree(target), place.tree(current)), Swap(place.objects)
    if clash := clashes(wanted):
        with pytest.raises(Refused) as refused:
            swap.tree(*trees, kept)
        (reason,) = refused.value.reasons
        assert reason.code == "tree-clash"
        assert any(reason.detail.startswith(f"{path} is a file") for path in clash)
        return
    made = swap.tree(*trees, kept)
    assert made == place.tree(wanted)
    swap.write()
    assert swap.difference(trees[0], made, kept, preserved=False) is None
    assert swap.difference(trees[1], made, kept, preserved=True) is None
    assert swap.tree(trees[0], trees[1], kept) == made
    assert Swap(place.objects).tree(made, trees[1], kept) == made


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(patterns=patterns, one=listings, other=listings)
def test_the_digest_is_of_what_is_outside_and_of_nothing_else(
    place: Place, patterns: list[str], one: dict[str, tuple[str, int]], other: dict[str, tuple[str, int]]
) -> None:
    kept, preserved = Preserved(tuple(patterns)).top, Globs(tuple(patterns)).match
    states = place.files(one), place.files(other)
    trees = [place.tree(state) for state in states]
    outside = [{path: entry for path, entry in state.items() if not preserved(path)} for state in states]
    digests = [Swap(place.objects).tree(tree, None, kept) for tree in trees]
    assert digests == [place.tree(files) for files in outside]
    assert (digests[0] == digests[1]) == (outside[0] == outside[1])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(patterns=patterns, one=listings, other=listings, inside=st.booleans())
def test_a_difference_is_seen_where_there_is_one(
    place: Place,
    patterns: list[str],
    one: dict[str, tuple[str, int]],
    other: dict[str, tuple[str, int]],
    inside: bool,
) -> None:
    kept, preserved = Preserved(tuple(patterns)).top, Globs(tuple(patterns)).match
    states = place.files(one), place.files(other)
    differ = {
        path
        for path in states[0].keys() | states[1].keys()
        if states[0].get(path) != states[1].get(path) and preserved(path) is inside
    }
    trees = [place.tree(state) for state in states]
    found = Swap(place.objects).difference(trees[0], trees[1], kept, preserved=inside)
    assert found in differ if differ else found is None


def test_a_folder_that_loses_everything_is_gone(place: Place) -> None:
    blob = place.blobs[0]
    target = place.tree({"a/kept/x": ("100644", blob), "b": ("100644", blob)})
    current = place.tree({"c": ("100644", blob)})
    kept = Preserved(("a/kept/**",)).top
    assert Swap(place.objects).tree(target, current, kept) == place.tree({"b": ("100644", blob)})
    assert Swap(place.objects).tree(target, None, Preserved(("**",)).top) == place.tree({})


def test_the_cost_is_that_of_the_depth(place: Place) -> None:
    class Counted(Objects):
        read = 0

        def _folder(self, tree: str) -> object:  # type: ignore[override]
            self.read += 1
            return super()._folder(tree)

    blob = ("100644", place.blobs[0])
    many = {f"src/{folder}/{name}": blob for folder in range(100) for name in range(3)}
    target = place.tree({**many, "incidents/a/x": blob})
    current = place.tree({**many, "src/7/1": ("100755", blob[1]), "incidents/b/x": blob})
    with Counted(place.objects.repository) as objects:
        swap = Swap(objects)
        swap.tree(target, current, Preserved(("incidents/**", "src/7/2")).top)
        swap.tree(current, None, Preserved(("incidents/**", "src/7/2")).top)
        assert objects.read < 20


def test_folders_of_any_depth_that_git_takes(place: Place) -> None:
    deep = "/".join(["d"] * 400)
    blob = ("100644", place.blobs[0])
    target, current = place.tree({f"{deep}/x": blob, "y": blob}), place.tree({f"{deep}/keep.md": blob})
    made = Swap(place.objects).tree(target, current, Preserved(("**/*.md",)).top)
    assert made == place.tree({f"{deep}/x": blob, f"{deep}/keep.md": blob, "y": blob})


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(
        st.text(st.sampled_from("a.b/@{}~^:?*[]\\ -\x01\x7fél\n"), min_size=1, max_size=8)
        | st.lists(st.sampled_from(["a", ".lock", "lock", ".", "/", "@{", "@", "..", "-"]), max_size=5).map("".join),
        max_size=4,
    )
)
def test_names_of_references_are_those_of_git(names: list[str]) -> None:
    for name in names:
        allowed = subprocess.run(["git", "check-ref-format", f"refs/heads/{name}"], check=False).returncode == 0
        assert is_reference(f"refs/heads/{name}") == allowed, name
