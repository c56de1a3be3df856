"""Properties of the history's judge, over random histories: of no commit does the verdict depend on how it is asked."""

from __future__ import annotations

import itertools
import json
import random
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from helpers.history import check

from incident_lint.config import Config
from incident_lint.git.graph import course
from incident_lint.git.objects import Objects
from incident_lint.git.repository import Repository
from incident_lint.history import custody
from incident_lint.history.states import State, States

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from conftest import Repo

WHO = "On-call Engineer <on-call@example.org>"
FOLDERS = ("a", "b", "a/nested", "moved/é𝔘")
PIECES = ("evidence/a.log", "evidence/b/c.log", "evidence/\udcff.bin", "notes.txt", "evidence")
Files = dict[str, tuple[str, bytes]]
"""Mode and content, by path."""


def random_event(choose: random.Random) -> bytes:
    """An event that says no more than custody asks for; sometimes one that cannot be read."""
    if choose.random() < 0.06:
        return choose.choice([b"{", b"", b'{"incident_id": "INC-1", "incident_id": "INC-2"}'])
    named = choose.sample(PIECES, choose.randrange(3))
    evidence: list[dict[str, Any]] = [{"path": one.encode("utf-8", "replace").decode()} for one in named]
    if evidence and choose.random() < 0.2:
        evidence[0]["disposed"] = {}
    if choose.random() < 0.2:
        evidence.append({"path": "../b/evidence/a.log"})
    status = choose.choice(["DETECTED", "INVESTIGATING", "CLOSED"])
    severity = choose.choice(["LOW", "HIGH"])
    incident = f"INC-{choose.randrange(1, 4)}"
    return json.dumps({"incident_id": incident, "status": status, "severity": severity, "evidence": evidence}).encode()


def change(choose: random.Random, files: Files) -> None:
    """Do to files what people do: write, change, delete, move one or a whole folder, replace it by a link."""
    for _ in range(choose.choice([1, 1, 2, 4])):
        folder, other = choose.sample(FOLDERS, 2)
        inside = [path for path in files if path.startswith(f"{folder}/")]
        what = choose.randrange(9)
        if what < 2:
            files[f"{folder}/INCIDENT_EVENT.json"] = "100644", random_event(choose)
        elif what == 2:
            files[f"{folder}/INCIDENT.md"] = "100644", choose.choice([b"# a\n", b"# b\n"])
        elif what < 5:
            mode = choose.choice(["100644", "100644", "100755", "120000"])
            files[f"{folder}/{choose.choice(PIECES)}"] = mode, choose.choice([b"x", b"y", b""])
        elif what == 5 and inside:
            del files[choose.choice(inside)]
        elif what == 6 and inside:
            for path in inside:
                files[other + path.removeprefix(folder)] = files.pop(path)
        elif what == 7 and inside:
            files[f"{other}/{choose.choice(PIECES)}"] = files.pop(choose.choice(inside))
        else:
            files["code.py"] = "100644", b"%d\n" % choose.randrange(9)
    for path in sorted(files):
        if any(one.startswith(f"{path}/") for one in files):
            del files[path]


def random_history(repo: Repo, seed: int, size: int = 25) -> list[str]:
    """The ids of commits in one line."""
    choose = random.Random(seed)
    files: Files = {"code.py": ("100644", b"0\n")}
    stream = b""
    for number in range(size):
        message = choose.choice(["Work", "hotfix: it", 'Revert "Work"', "hotfix: it\n\nIncident: INC-1"]).encode()
        time = 1_793_700_000 + 60 * number
        stream += f"commit refs/heads/main\ncommitter {WHO} {time} +0000\ndata {len(message)}\n".encode() + message
        stream += b"\ndeleteall\n"
        for path, (mode, content) in files.items():
            name = path.encode("utf-8", "surrogateescape")
            stream += b'M %s inline "%s"\ndata %d\n%s\n' % (mode.encode(), name, len(content), content)
        change(choose, files)
    repo.git("fast-import", "--quiet", data=stream)
    return repo.git("rev-list", "--reverse", "main").split()


def told(repo: Repo, *options: str) -> list[tuple[str, str, str]]:
    """Code, path and message of what is found about commits: custody and silence."""
    found = check(repo, "--select", "INC3", "--select", "SIL", *options).data["diagnostics"]
    return [(one["code"], one["path"], one["message"]) for one in found if "range" not in one["where"] and one["where"]]


@pytest.mark.parametrize("seed", range(6))
def test_a_range_is_judged_as_its_commits(repo: Repo, seed: int) -> None:
    ids = random_history(repo, seed)
    single = [one for before, after in itertools.pairwise(ids) for one in told(repo, *between(before, after))]
    assert single
    assert told(repo, *between(ids[0], ids[-1])) == single
    middle = random.Random(seed).choice(ids[1:-1])
    assert told(repo, *between(ids[0], middle)) + told(repo, *between(middle, ids[-1])) == single


@pytest.mark.parametrize("seed", range(4))
def test_what_is_staged_is_judged_as_the_commit_that_it_makes(repo: Repo, seed: int) -> None:
    ids = random_history(repo, seed, 20)
    for before, after in itertools.pairwise(ids):
        repo.git("update-ref", "--no-deref", "HEAD", before)
        repo.git("read-tree", after)
        losses = [one for one in told(repo, *between(before, after)) if one[0].startswith("INC3")]
        assert told(repo, "--staged") == losses


def between(before: str, after: str) -> tuple[str, ...]:
    return "--from-ref", before, "--to-ref", after


def steps(repo: Repo, ids: list[str]) -> Iterator[tuple[States, State, State, list[Any]]]:
    """Both states of each commit, read as wholes, with what lies between."""
    known = Repository(str(repo.path))
    with Objects(known) as objects:
        states = States(known, objects, Config())
        for before, after in itertools.pairwise(ids):
            (changes,) = objects.compare([(after, before)])
            yield states, states.at(before), states.at(after), changes


@pytest.mark.parametrize("seed", range(6))
def test_what_differs_is_all_that_custody_needs(repo: Repo, seed: int) -> None:
    """The evidence that did not change is left out; to look at all of it finds the same."""

    def everything(passage: Any, passed: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
        heirs = [heir for _, heir in passed.values() if heir is not None]
        held = passage.states.evidence(passage.before, [view for view, _ in passed.values()])
        kept = passage.states.evidence(passage.after, heirs)
        return {path: (held[path], kept[heir.path] if heir is not None else {}) for path, (_, heir) in passed.items()}

    for states, before, after, changes in steps(repo, random_history(repo, seed)):
        found = custody.losses(states, before, after, changes)
        with patch.object(custody._Passage, "moved_pieces", everything):
            assert custody.losses(states, before, after, changes) == found
        shuffled = random.Random(seed).sample(changes, len(changes))
        assert {(one.path, one.incident) for one in custody.losses(states, before, after, shuffled)} == {
            (one.path, one.incident) for one in found
        }


@pytest.mark.parametrize("seed", range(4))
def test_a_state_is_the_same_however_it_is_reached(repo: Repo, seed: int) -> None:
    ids = random_history(repo, seed)
    known = Repository(str(repo.path))
    with Objects(known) as objects, Objects(known) as others:
        states = States(known, objects, Config())
        for one in random.Random(seed).sample(ids, len(ids)):
            whole = States(known, others, Config()).at(one).events
            reached = states.at(one).events
            for name in ("records", "views", "folders", "others", "by_id", "nameless", "named"):
                assert dict(getattr(reached, name)) == getattr(whole, name)
            assert list(objects.files(one).items()) == list(objects.tree(one).items())
    assert [oid for oid, _ in course(known, ids[-1], ids[0], [f"^{ids[0]}"]).rows] == ids[1:]
