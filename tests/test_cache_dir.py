"""What is kept in a folder that is carried to other clones: the same bytes as without, whatever the folder holds."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Repo, init
from helpers.mutations import Said, World, check, counted, write_incident

from incident_lint import cache, incremental

if TYPE_CHECKING:
    from collections.abc import Callable

JSON = ("--format", "json")
FIRST = "incidents/INC-4-event"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The folder that is carried; not there yet."""
    return tmp_path.resolve() / "made" / "store"


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository of three incidents, which are kept."""
    monkeypatch.setattr(incremental, "LEAST", 1)
    repo = init(tmp_path.resolve() / "repository")
    for number in (4, 7, 8):
        write_incident(repo, number, Random(1))
    repo.commit("Record the incidents")
    return repo


def clone(repo: Repo, name: str, *options: str) -> Repo:
    """Another clone, at another path."""
    to = repo.path.parent / name
    repo.git("clone", "--quiet", *options, repo.path.as_uri(), str(to))
    return Repo(to)


def agreed(repo: Repo, store: Path, most: int) -> Said:
    """What a check with a carried cache says, and one without; at most so many incidents are judged."""
    said, judged = counted(repo, *JSON, "--cache-dir", str(store))
    assert said == check(repo, *JSON, "--no-cache")
    assert judged <= most
    return said


def file_of(store: Path) -> Path:
    """The one file in it."""
    (found,) = store.iterdir()
    return found


def test_another_clone_takes_over_what_is_the_same(tmp_path: Path, store: Path) -> None:
    repo = World.make(tmp_path.resolve(), Random(5)).repo
    first = agreed(repo, store, 1000)
    there = clone(repo, "elsewhere")
    carried = tmp_path / "restored"
    shutil.copytree(store, carried)
    shutil.rmtree(store)
    assert agreed(there, carried, 8) == first, "but for what leads through links, or is no path at all"
    assert check(there, "--cache-dir", str(carried)) == check(repo, "--no-cache")
    there.write("incidents/INC-7-event/INCIDENT.md", "changed\n")
    assert agreed(there, carried, 9) != first
    assert not list((repo.path / ".git/incident-lint").iterdir()), "nothing is kept elsewhere"


def test_a_folder_that_two_clones_share(small: Repo, store: Path) -> None:
    there = clone(small, "elsewhere")
    said = agreed(small, store, 3)
    for _ in range(2):
        assert agreed(there, store, 0) == said
        assert agreed(small, store, 0) == said
    there.write(f"{FIRST}/INCIDENT.md", "changed\n")
    for _ in range(2):
        assert agreed(there, store, 1) != said
        assert agreed(small, store, 1) == said


@pytest.mark.parametrize("file", ["INCIDENT_EVENT.json", "INCIDENT.md", "evidence/log.txt"])
def test_content_of_the_same_length_is_other_content(small: Repo, store: Path, file: str) -> None:
    before = agreed(small, store, 3)
    there = clone(small, "elsewhere")
    path = there.path / FIRST / file
    data = path.read_bytes()
    path.write_bytes(data.replace(b"line", b"LINE") if file.startswith("evidence") else data.replace(b"HIGH", b"HUGE"))
    assert agreed(there, store, 1) != before
    path.write_bytes(data)
    assert agreed(there, store, 1) == before


def test_a_file_that_is_gone_and_one_that_has_come(small: Repo, store: Path) -> None:
    before = agreed(small, store, 3)
    there = clone(small, "elsewhere")
    (there.path / FIRST / "evidence/log.txt").unlink()
    assert agreed(there, store, 1) != before
    (there.path / FIRST / "evidence/log.txt").symlink_to("../INCIDENT.md")
    assert agreed(there, store, 1) != before


def test_answers_of_git_count(small: Repo, store: Path) -> None:
    event = json.loads((small.path / FIRST / "INCIDENT_EVENT.json").read_text())
    event["resolution"]["commit"] = small.git("rev-parse", "HEAD")
    small.write(f"{FIRST}/INCIDENT_EVENT.json", json.dumps(event))
    small.commit("Name a commit")
    before = agreed(small, store, 3)
    shallow = clone(small, "shallow", "--depth=1")
    assert check(shallow, *JSON, "--no-cache") != before, "where the history was cut off, no commit is missing"
    agreed(shallow, store, 3)
    plan = json.loads((small.path / "incidents/INC-8-event/ROLLBACK_PLAN.json").read_text())
    there = clone(small, "elsewhere", "--no-tags")
    agreed(there, store, 3)
    there.git("tag", plan["target"]["tag"])
    agreed(there, store, 3)


@pytest.mark.parametrize("what", ["version", "python", "platform", "configuration", "code", "library"])
def test_a_foreign_one_is_ignored(small: Repo, store: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    agreed(small, store, 3)
    there = clone(small, "elsewhere")
    match what:
        case "version":
            monkeypatch.setattr(cache, "__version__", "999")
        case "python":
            monkeypatch.setattr(sys, "version", "9.9")
        case "platform":
            monkeypatch.setattr(sys, "platform", "plan9")
        case "configuration":
            there.write("incident-lint.toml", 'ignore = ["DOC7"]\n')
        case "library":
            monkeypatch.setattr(cache, "_LIBRARIES", ())
        case _:
            read = Path.read_bytes
            monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + b"#" * (path.name == "engine.py"))
    old = file_of(store).read_bytes()
    said, judged = counted(there, *JSON, "--cache-dir", str(store))
    assert judged == 3
    assert said == check(there, *JSON, "--no-cache")
    assert {one.read_bytes() == old for one in store.iterdir()} == {True, False}, "beside its own"


def test_one_of_another_repository_is_ignored(small: Repo, store: Path) -> None:
    agreed(small, store, 3)
    other = init(small.path.parent / "other")
    for number in (4, 7, 8):
        write_incident(other, number, Random(2))
    other.commit("Record other incidents")
    agreed(other, store, 3)
    agreed(small, store, 3)


def _put_truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _put_flipped(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def _put_empty(file: Path) -> None:
    file.write_bytes(b"")


def _put_folder(file: Path) -> None:
    file.unlink()
    (file / "x").mkdir(parents=True)


def _put_endless(file: Path) -> None:
    file.unlink()
    file.symlink_to("/dev/zero")


@pytest.mark.parametrize("put", [_put_truncated, _put_flipped, _put_empty, _put_folder, _put_endless])
def test_a_damaged_one_is_ignored(small: Repo, store: Path, put: Callable[[Path], None]) -> None:
    said = agreed(small, store, 3)
    there = clone(small, "elsewhere")
    put(file_of(store))
    assert agreed(there, store, 3) == said


def _forged(file: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the file and set its checksum, as somebody would who knows how it is made."""
    found = json.loads(file.read_bytes()[65:])
    change(found)
    text = json.dumps(found).encode()
    file.write_bytes(hashlib.sha256(text).hexdigest().encode() + b"\n" + text)


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found.update(seen=""),
        lambda found: found.update(seen=found["seen"][:-8]),
        lambda found: found.update(seen="no base64"),
        lambda found: found.update(seen=None),
        lambda found: found.update(place=None),
        lambda found: found.update(people=7),
        lambda found: found.update(authorship=[]),
        lambda found: found.update(paths=found["paths"].replace("INC-4", "../../INC-4")),
        lambda found: found.update(paths=found["paths"].replace("incidents/", "/etc/incidents/")),
        lambda found: found.update(rows=[[*row[:4], {"told": [["x"]]}] for row in found["rows"]]),
        lambda found: found.update(marks="AAAA"),
        lambda found: found.update(rows=found["rows"][:1]),
    ],
)
def test_a_poisoned_one_of_another_form_is_ignored(
    small: Repo, store: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    said = agreed(small, store, 3)
    there = clone(small, "elsewhere")
    _forged(file_of(store), change)
    assert agreed(there, store, 3) == said


def test_a_verdict_is_bound_to_the_content_that_it_is_about(small: Repo, store: Path) -> None:
    """What was found in a harmless text is not said of another, whatever the place and the times are claimed to be."""
    small.write(f"{FIRST}/INCIDENT.md", "---\nincident_id: INC-4-event\n---\n\n# Harmless\n")
    agreed(small, store, 3)
    there = clone(small, "elsewhere")
    place = cache._place(str(there.path))
    _forged(file_of(store), lambda found: found.update(place=place))
    there.write(f"{FIRST}/INCIDENT.md", "---\nincident_id: INC-4-event\n---\n\n## Root Cause\n\nBob broke it.\n")
    agreed(there, store, 3)


@pytest.mark.parametrize("put", ["file", "dangling", "closed"])
def test_a_folder_that_cannot_be_used_is_done_without(
    small: Repo, store: Path, put: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.parent.mkdir()
    if put == "file":
        store.write_text("mine\n")
    elif put == "dangling":
        store.symlink_to("nowhere/at/all")
    else:
        mkdir = Path.mkdir

        def refused(path: Path, *rest: Any, **more: Any) -> None:
            if path == store:
                raise PermissionError(13, "Permission denied")
            mkdir(path, *rest, **more)

        monkeypatch.setattr(Path, "mkdir", refused)
    said = agreed(small, store, 3)
    assert agreed(small, store, 3) == said
    assert not store.is_file() or store.read_text() == "mine\n"


def test_what_else_lies_in_the_folder_stays(small: Repo, store: Path) -> None:
    store.mkdir(parents=True)
    names = {f"check-{at}.json" for at in range(20)} | {"now-and-then", "part-list.txt", "check-0123456789ABCDEF.json"}
    for name in names:
        (store / name).write_text("mine\n")
    for code in ("DOC1", "DOC2", "DOC3", "DOC4", "DOC5", "DOC6", "DOC7", "INC1", "INC2", "INC4"):
        check(small, "--cache-dir", str(store), "--ignore", code)
    left = {one.name for one in store.iterdir()}
    assert names < left
    assert len(left - names) == cache.KEPT


def test_a_folder_of_that_name_is_meant_from_where_one_stands(small: Repo) -> None:
    check(small, *JSON, "--cache-dir", "kept/here")
    assert len(list((small.path / "kept/here").iterdir())) == 1


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--no-cache"], "--cache-dir and --no-cache exclude each other"),
        (["incidents"], "--cache-dir is for a check of the whole repository"),
        (["--staged"], "--cache-dir is for a check of the whole repository"),
        (["--history"], "--cache-dir is for a check of the whole repository"),
        (["--from-ref", "HEAD"], "--cache-dir is for a check of the whole repository"),
    ],
)
def test_where_nothing_could_be_kept(small: Repo, store: Path, options: list[str], error: str) -> None:
    said = check(small, "--cache-dir", str(store), *options)
    assert said.exit_code == 2
    assert said.err.startswith(f"incident-lint: {error}\n")
    assert not store.exists()


def test_a_folder_without_a_name(small: Repo) -> None:
    said = check(small, "--cache-dir", "")
    assert (said.exit_code, said.err) == (2, "incident-lint: --cache-dir needs a folder\n")
