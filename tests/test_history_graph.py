"""The graph of commits against git's own answers, over random graphs; and what may be passed over unread."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_lint.git.differences import Written
from incident_lint.git.graph import brought, course, unreached, updated
from incident_lint.git.repository import Repository
from incident_lint.history.silence import cause

if TYPE_CHECKING:
    from conftest import Repo

WHO = "On-call Engineer <on-call@example.org>"


def random_graph(repo: Repo, seed: int, size: int = 40) -> list[str]:
    """Commits with up to three parents, some without any. (Where a commit is older than its parents, git lists some
    that are excluded.)"""
    choose = random.Random(seed)
    stream, time = "", 1_793_700_000
    for number in range(1, size + 1):
        time += choose.choice([0, 60, 3600])
        stream += f"commit refs/heads/c{number}\nmark :{number}\ncommitter {WHO} {time} +0000\ndata 4\nWork\n"
        earlier = range(max(1, number - 8), number)
        parents = choose.sample(earlier, min(len(earlier), choose.choice([0, 1, 1, 1, 1, 2, 2, 3])))
        stream += "".join(f"{'merge' if at else 'from'} :{parent}\n" for at, parent in enumerate(parents)) + "\n"
    repo.git("fast-import", "--quiet", data=stream.encode())
    return [repo.git("rev-parse", f"c{number}") for number in range(1, size + 1)]


def listed(repo: Repo, *revisions: str) -> list[str]:
    return repo.git("rev-list", "--topo-order", "--reverse", *revisions, "--").split()


@pytest.mark.parametrize("seed", range(12))
def test_courses_are_what_git_lists(repo: Repo, seed: int) -> None:
    """Of each update by itself, whatever else is pushed with it: the same commits in the same order."""
    ids = random_graph(repo, seed)
    choose = random.Random(seed)
    known = Repository(str(repo.path))
    pairs = [(choose.choice(ids), choose.choice(ids)) for _ in range(choose.choice([1, 2, 5, 30]))]
    for (base, tip), found in zip(pairs, updated(known, pairs), strict=True):
        assert [oid for oid, _ in found.rows] == listed(repo, tip, f"^{base}")
        assert found.onward == (base in listed(repo, tip))
        assert found == course(known, tip, base, [f"^{base}"])
        for oid, parents in found.rows:
            assert list(parents) == repo.git("rev-parse", f"{oid}^@").split()


@pytest.mark.parametrize("seed", range(12))
def test_new_references_bring_what_no_other_has(repo: Repo, seed: int) -> None:
    ids = random_graph(repo, seed)
    choose = random.Random(seed)
    kept = [f"c{number}" for number in choose.sample(range(1, len(ids) + 1), 2)]
    for name in repo.git("for-each-ref", "--format=%(refname:lstrip=2)").split():
        if name not in kept:
            repo.git("update-ref", "-d", f"refs/heads/{name}")
    tips = [choose.choice(ids) for _ in range(choose.choice([1, 2, 6, 20]))]
    base = choose.choice([None, repo.git("rev-parse", kept[0])])
    before: list[str] = []
    for tip, found in zip(tips, brought(Repository(str(repo.path)), tips, base, ["--all"]), strict=True):
        assert [oid for oid, _ in found.rows] == listed(repo, tip, "--not", "--all", *before)
        assert found.onward == (base in listed(repo, tip))
        before.append(tip)


@pytest.mark.parametrize("seed", range(6))
def test_unreached_commits_are_in_no_history(repo: Repo, seed: int) -> None:
    ids = random_graph(repo, seed)
    choose = random.Random(seed)
    wanted, tips = choose.sample(ids, 8), choose.sample(ids, choose.choice([0, 1, 3]))
    reached = set(listed(repo, *tips)) if tips else set()
    assert unreached(Repository(str(repo.path)), wanted, tips) == set(wanted) - reached


PIECES = st.sampled_from(
    [
        *("revert", "Revert", "reapply", "hotfix", "hot-fix", "HOT FIX", "rollback", "roll-back", "Roll Back", "fix"),
        *("hot", "roll", "back", "This reverts commit 0123456789", "Merge branch '", "Merge pull request #1 from a/"),
        *(' "', '"', ":", "(api)", "!", "[", "]", "/", "'", " ", "-", "_", "\n", "\n\n", "é", "ſ", "K", "ı", "x"),
    ]
)


@given(st.lists(PIECES, max_size=6).map("".join) | st.text(max_size=40))
def test_no_message_that_has_to_name_an_incident_is_passed_over(message: str) -> None:
    fields = [b"0" * 40, b"", b"0", b"", message.encode("utf-8", "replace")]
    written = Written(fields, [])
    assert written.may_be_silent or not cause(written.commit, ())
