"""What a check keeps for the next one: it is quicker for that, and says the same."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from conftest import Repo, init
from helpers.mutations import TICK, Said, World, campaign, check, counted, write_incident

from incident_lint import cache, incremental, runner
from incident_lint.rules import index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

JSON = ("--format", "json")
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
"""Runners of tests have threads when a test makes a copy of its process."""
FIRST = "incidents/INC-4-event"
"""An incident of every repository here."""


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A repository with enough incidents for their verdicts to be kept; some with findings, some without."""
    return World.make(tmp_path.resolve(), Random(5)).repo


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository of two incidents, which are kept."""
    monkeypatch.setattr(incremental, "LEAST", 1)
    repo = init(tmp_path.resolve() / "repository")
    for number in (4, 8):
        write_incident(repo, number, Random(1))
    repo.commit("Record the incidents")
    return repo


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """What changed before a run is trusted, however shortly before. For a run, wait until the clock has moved on."""
    monkeypatch.setattr(cache, "SLACK", 0)
    before = cache.Cache.begin

    def begin(self: cache.Cache) -> None:
        time.sleep(TICK)
        before(self)

    monkeypatch.setattr(cache.Cache, "begin", begin)


def folder_of(repo: Repo) -> Path:
    """Where the verdicts are kept."""
    return Path(repo.git("rev-parse", "--absolute-git-dir")) / "incident-lint"


def kept(repo: Repo) -> Path:
    """The one file that is kept."""
    (found,) = folder_of(repo).iterdir()
    return found


def agreed(repo: Repo, *options: str) -> Said:
    """What a check says, having made sure that it says so with what is kept and without."""
    said = check(repo, *JSON, *options)
    assert said == check(repo, *JSON, *options, "--no-cache")
    assert not said.err
    return said


def warm(repo: Repo) -> Said:
    """Check until all can be taken over, and make sure that it is."""
    said = check(repo, *JSON)
    assert counted(repo, *JSON) == (said, 0)
    return said


def looked_at(repo: Repo) -> int:
    """How many paths a check has to look at because their times do not tell."""
    stale, counts = cache.Cache.stale, [0]

    def counting(self: cache.Cache, kept: Any) -> Any:
        found, looked = stale(self, kept)
        counts.append(looked)
        return found, looked

    with patch.object(cache.Cache, "stale", counting):
        check(repo, *JSON)
    return sum(counts)


def codes(said: Said) -> set[tuple[str, str]]:
    """The codes of the findings, with their paths."""
    return {(one["code"], one["path"]) for one in json.loads(said.out)["diagnostics"]}


# Changed trees


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_check_of_a_changed_tree_says_what_one_from_nothing_says(seed: int, tmp_path: Path) -> None:
    tally = campaign(tmp_path.resolve(), seed, seconds=600, trees=30)
    assert tally.trees == 30
    assert tally.judged < tally.anew * 0.8, "most is taken over, or nothing was shown"


# What is taken over


def test_nothing_is_judged_again_however_new_the_files_are(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "SLACK", 1 << 60)  # nothing is old enough
    said = check(repo, *JSON)
    said_again, never = counted(repo, *JSON)
    assert said_again == said
    assert never <= 8, "but for what leads through links, or is no path at all"
    assert looked_at(repo) > 100, "the files have just been written: their content tells"
    monkeypatch.setattr(cache, "SLACK", 0)
    time.sleep(TICK)
    assert counted(repo, *JSON) == (said, never)
    assert looked_at(repo) <= 8 * 8, "and from now on, their times"
    write_incident(repo, 99, Random(1))
    repo.git("add", "--all")
    assert counted(repo, *JSON)[1] == never + 1
    assert counted(repo, *JSON)[1] <= never + 1, "the folder above all has changed, and no other in it"


@pytest.mark.usefixtures("trusting")
def test_only_what_changed_is_judged_again(small: Repo) -> None:
    before = warm(small)
    small.write(f"{FIRST}/INCIDENT.md", "no front matter\n")
    after, judged = counted(small, *JSON)
    assert judged == 1
    assert after != before
    assert after == agreed(small)


@pytest.mark.parametrize("file", ["INCIDENT_EVENT.json", "INCIDENT.md", "evidence/log.txt"])
@pytest.mark.usefixtures("trusting")
def test_an_edit_that_leaves_size_and_time_is_seen(small: Repo, file: str) -> None:
    before = warm(small)
    path = small.path / FIRST / file
    data, then = path.read_bytes(), path.stat()
    changed = data.replace(b"line", b"LINE") if file.startswith("evidence") else data.replace(b"HIGH", b"HUGE")
    assert len(changed) == len(data)
    assert changed != data
    path.write_bytes(changed)
    os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))
    assert path.stat().st_mtime_ns == then.st_mtime_ns
    assert agreed(small) != before


@pytest.mark.parametrize("seconds", [1, 2])
def test_an_edit_that_no_time_shows(small: Repo, seconds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stat", "lstat"):
        monkeypatch.setattr(os, name, _coarse(getattr(os, name), seconds * 10**9))
    before = agreed(small)
    path = small.path / FIRST / "evidence/log.txt"
    path.write_bytes(path.read_bytes().replace(b"line", b"LINE"))
    assert agreed(small) != before


def _coarse(function: Callable[..., os.stat_result], step: int) -> Callable[..., os.stat_result]:
    """As on a file system whose times are multiples of a step."""

    def found(*arguments: Any, **more: Any) -> os.stat_result:
        exact = function(*arguments, **more)
        times = {name: getattr(exact, name) // step * step for name in ("st_atime_ns", "st_mtime_ns", "st_ctime_ns")}
        return os.stat_result(exact, times)

    return found


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("inside", [True, False])
def test_a_folder_that_became_a_link_to_itself(small: Repo, inside: bool) -> None:
    before = warm(small)
    evidence = small.path / FIRST / "evidence"
    to = (small.path if inside else small.path.parent) / "elsewhere"
    evidence.rename(to)
    evidence.symlink_to(to)
    assert (evidence / "log.txt").stat().st_ino == (to / "log.txt").stat().st_ino
    assert (agreed(small) == before) is inside, "a way that leads out of the repository is told"


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("way", ["anew", "further"])
def test_a_link_whose_end_moved_out_of_the_repository(small: Repo, way: str) -> None:
    evidence, inside, outside = (small.path / FIRST / "evidence", small.path / "inside", small.path.parent / "outside")
    evidence.rename(inside)
    evidence.symlink_to(inside)
    before = agreed(small)
    agreed(small)
    inside.rename(outside)
    if way == "further":
        inside.symlink_to(outside)
    else:  # the new link often has the inode of the old one
        evidence.unlink()
        evidence.symlink_to(outside)
    assert agreed(small) != before


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("known", [False, True])
def test_folders_that_change_places_while_they_are_judged(small: Repo, known: bool) -> None:
    one, other = (small.path / f"incidents/INC-{number}-event" for number in (4, 8))
    if known:
        warm(small)
        small.write("incidents/INC-8-event/INCIDENT.md", "changed\n")
    time.sleep(TICK)
    judge = runner.judge_batch

    def judge_and_swap(*arguments: Any) -> Any:
        found = judge(*arguments)
        one.rename(small.path / "between")
        other.rename(one)
        (small.path / "between").rename(other)
        return found

    with patch.object(runner, "judge_batch", judge_and_swap):
        check(small, *JSON)
    assert "REC201" in {code for code, _ in codes(agreed(small))}, "the folders have the names of each other"


@pytest.mark.usefixtures("trusting")
def test_a_file_that_is_out_of_reach_is_not_a_file_that_is_missing(
    small: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.write(f"{FIRST}/INCIDENT.md", "---\nincident_id: INC-4-event\n---\n\n[it](../../private/notes.md)\n")
    before = warm(small)
    assert ("DOC706", f"{FIRST}/INCIDENT.md") in codes(before)
    for name in ("stat", "lstat"):
        monkeypatch.setattr(os, name, _refusing(getattr(os, name)))
    assert ("DOC706", f"{FIRST}/INCIDENT.md") not in codes(agreed(small))


def _refusing(function: Callable[..., Any]) -> Callable[..., Any]:
    def refused(path: Any, *rest: Any, **more: Any) -> Any:
        if "private" in str(path):
            raise PermissionError(errno.EACCES, "Permission denied")
        return function(path, *rest, **more)

    return refused


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("year", [-2_000, 1_500, 2_400, 100_000])
def test_a_file_of_another_age(small: Repo, year: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class Found(dict[str, int]):
        """What `os.lstat` says on a file system that knows such years."""

        def __getattr__(self, name: str) -> int:
            return self[name]

    lstat = os.lstat

    def aged(path: Any) -> Any:
        found = {name: getattr(lstat(path), name) for name in ("st_mode", "st_size", "st_ino", "st_dev", "st_ctime_ns")}
        return Found(found, st_mtime_ns=int((year - 1970) * 31_556_952e9))

    monkeypatch.setattr(os, "lstat", aged)
    assert agreed(small) == agreed(small)


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("text", ["incident_lint", "sys", "library", "code", "options", "configuration"])
def test_another_tool_takes_nothing_over(small: Repo, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    warm(small)
    options: tuple[str, ...] = ()
    match text:
        case "incident_lint":
            monkeypatch.setattr(cache, "__version__", "999")
        case "sys":
            monkeypatch.setattr(sys, "version", "9.9")
        case "library":
            monkeypatch.setattr(cache, "_LIBRARIES", ("json",))
        case "code":
            read = Path.read_bytes
            monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + b"#" * (path.name == "engine.py"))
        case "options":
            options = ("--ignore", "DOC706")
        case _:
            small.write("incident-lint.toml", 'ignore = ["DOC706"]\n')
    said, judged = counted(small, *JSON, *options)
    assert judged == 2
    assert said == check(small, *JSON, *options, "--no-cache")
    assert len(list(folder_of(small).iterdir())) == 2


def test_a_tool_that_does_not_stand_in_files_keeps_nothing(small: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    class Spec:
        origin = "/nowhere/archive.zip/yaml/__init__.py"

    monkeypatch.setattr(cache, "find_spec", lambda _: Spec)
    agreed(small)
    assert not folder_of(small).exists()


def test_few_incidents_are_not_kept(small: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incremental, "LEAST", 3)
    agreed(small)
    assert not folder_of(small).exists()


def test_no_cache_keeps_nothing(repo: Repo) -> None:
    check(repo, "--no-cache")
    assert not folder_of(repo).exists()
    check(repo)
    before = kept(repo).read_bytes()
    repo.write(f"{FIRST}/INCIDENT.md", "changed\n")
    check(repo, "--no-cache")
    assert kept(repo).read_bytes() == before


@pytest.mark.usefixtures("trusting")
def test_thousands_of_findings_on_a_long_line_are_not_kept(small: Repo) -> None:
    row = "we should have tested it; " * 2000
    small.write(f"{FIRST}/INCIDENT.md", f"---\nincident_id: INC-4-event\n---\n\n## Root Cause\n\n{row}\n")
    said = agreed(small)
    assert len(json.loads(said.out)["diagnostics"]) > 100
    assert kept(small).stat().st_size < 1 << 16
    assert counted(small, *JSON) == (said, 1)


# The file


def test_a_damaged_file_is_no_file(small: Repo) -> None:
    said = check(small, *JSON)
    file = kept(small)
    data = file.read_bytes()
    random = Random(7)
    lengths = [0, 1, 63, 64, 65, 66, 70, len(data) // 2, len(data) - 2, len(data) - 1]
    damaged = [data[:length] for length in lengths]
    damaged += [_flipped(data, random.randrange(len(data) * 8)) for _ in range(30)]
    damaged += [data[65:], b"\0" * len(data), b"\n", data + b"x", b"0" * 64 + data[64:], data.upper()]
    for one in damaged:
        file.write_bytes(one)
        assert check(small, *JSON) == said
        assert file.read_bytes()[:64] == hashlib.sha256(file.read_bytes()[65:]).hexdigest().encode(), (
            "it is whole again"
        )


def _flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


VALUES: tuple[Any, ...] = (None, True, -1, 1 << 70, "x", [], [[]], {}, {"x": 1})


@pytest.mark.usefixtures("trusting")
def test_a_file_of_another_form_is_no_file(small: Repo) -> None:
    said = warm(small)
    file = kept(small)
    original = json.loads(file.read_bytes()[65:])
    places = [one for one in _places(original) if one]
    assert {"told", "commits", "tags"} <= {part for one in places for part in one}
    for place in places:
        for value in VALUES:
            found = json.loads(json.dumps(original))
            holder = found
            for part in place[:-1]:
                holder = holder[part]
            before = holder[place[-1]]
            lacking = (before is None or value is None) and len(place) in {3, 6}
            if type(before) is type(value) or lacking:
                continue  # as it might have been written: an id or a source that is not there
            holder[place[-1]] = value
            _write(file, found)
            assert check(small, *JSON) == said, (place, value)


def _places(value: Any) -> Iterator[tuple[Any, ...]]:
    """Every place in a value, but of what is many times there only the first."""
    yield ()
    if isinstance(value, dict):
        for name, one in value.items():
            yield from ((name, *rest) for rest in _places(one))
    elif isinstance(value, list):
        for at, one in enumerate(value[:1] if value and isinstance(value[0], list) else value):
            yield from ((at, *rest) for rest in _places(one))


def _write(file: Path, found: Any) -> None:
    text = json.dumps(found).encode()
    file.write_bytes(hashlib.sha256(text).hexdigest().encode() + b"\n" + text)


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("rows", lambda rows: rows * 2),
        ("rows", lambda rows: rows[:1]),
        ("rows", lambda rows: [[*rows[0], 1], *rows[1:]]),
        ("rows", lambda rows: [[rows[0][0], [9], *rows[0][2:]], *rows[1:]]),
        ("rows", lambda rows: [[*rows[0][:2], rows[0][2] + 1, *rows[0][3:]], *rows[1:]]),
        ("paths", lambda paths: paths + "\0more"),
        ("paths", lambda _: ""),
        ("marks", lambda marks: marks[:-4]),
        ("marks", lambda marks: marks[:-3]),
        ("homes", lambda homes: homes + "\0more"),
        ("home-marks", lambda marks: marks[4:]),
    ],
)
def test_a_file_whose_parts_do_not_fit_is_no_file(small: Repo, name: str, change: Callable[[Any], Any]) -> None:
    said = warm(small)
    file = kept(small)
    found = json.loads(file.read_bytes()[65:])
    _write(file, {**found, name: change(found[name])})
    assert counted(small, *JSON) == (said, 2)
    assert counted(small, *JSON) == (said, 0), "and it is written anew"


def _put_folder(file: Path) -> None:
    file.mkdir()


def _put_fifo(file: Path) -> None:
    os.mkfifo(file)


def _put_endless(file: Path) -> None:
    file.symlink_to("/dev/zero")


def _put_dangling(file: Path) -> None:
    file.symlink_to("nowhere")


def _put_huge(file: Path) -> None:
    with file.open("wb") as opened:
        opened.truncate(1 << 40)


@pytest.mark.parametrize("put", [_put_folder, _put_fifo, _put_endless, _put_dangling, _put_huge])
def test_something_else_in_place_of_the_file(small: Repo, put: Callable[[Path], None]) -> None:
    said = check(small, *JSON)
    file = kept(small)
    file.unlink()
    put(file)
    assert check(small, *JSON) == said
    assert check(small, *JSON) == said
    assert [one.name for one in folder_of(small).iterdir()] == [file.name]


@pytest.mark.parametrize("put", [Path.touch, _put_fifo, _put_dangling])
def test_something_else_in_place_of_the_folder(small: Repo, put: Callable[[Path], None]) -> None:
    put(folder_of(small))
    assert agreed(small) == agreed(small)


def test_a_git_directory_that_cannot_be_written(small: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    for name in ("mkdir", "touch", "unlink", "replace"):
        monkeypatch.setattr(Path, name, refuse)
    agreed(small)
    assert not folder_of(small).exists()


@pytest.mark.usefixtures("trusting")
def test_a_full_disk(small: Repo) -> None:
    before = warm(small)
    data = kept(small).read_bytes()
    small.write(f"{FIRST}/INCIDENT.md", "changed\n")
    wanted = check(small, *JSON, "--no-cache")
    assert wanted != before
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        said = check(small, *JSON)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert said == wanted
    assert kept(small).read_bytes() == data, "what was there stays, and nothing else"


def test_a_cache_that_vanishes_during_the_run(small: Repo) -> None:
    said = check(small, *JSON)
    judge = runner.judge_batch

    def judge_and_remove(*arguments: Any) -> Any:
        shutil.rmtree(folder_of(small), ignore_errors=True)
        return judge(*arguments)

    with patch.object(runner, "judge_batch", judge_and_remove):
        assert check(small, *JSON) == said
    assert check(small, *JSON) == said
    assert kept(small).exists()


def test_a_few_configurations_are_kept(small: Repo) -> None:
    names: list[str] = []
    for code, _ in index()[: cache.KEPT + 3]:
        agreed(small, "--ignore", code)
        names = [*names, *({one.name for one in folder_of(small).iterdir()} - set(names))]
        time.sleep(TICK)
    assert {one.name for one in folder_of(small).iterdir()} == set(names[-cache.KEPT :])


def test_what_a_killed_run_left_is_cleared_away(small: Repo) -> None:
    said = check(small, *JSON)
    small.write(f"{FIRST}/INCIDENT.md", "changed\n")
    child = os.fork()
    if not child:
        with patch.object(Path, "replace", lambda *_: os.kill(os.getpid(), signal.SIGKILL)):
            check(small, *JSON)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    part = folder_of(small) / f"part-{child}"
    assert part.exists()
    assert agreed(small) != said
    assert part.exists(), "it might be written right now"
    os.utime(part, (time.time() - 7200, time.time() - 7200))
    agreed(small)
    assert not part.exists()
    assert kept(small).exists()


def test_an_interrupted_run_leaves_nothing(small: Repo) -> None:
    with patch.object(Path, "replace", side_effect=KeyboardInterrupt):
        assert check(small, *JSON).exit_code == 130
    assert not list(folder_of(small).iterdir())
    agreed(small)


def test_runs_side_by_side(repo: Repo) -> None:
    for step in range(2):
        runs = [
            subprocess.Popen(
                [sys.executable, "-m", "incident_lint", "check", *JSON],
                cwd=repo.path,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(8 if step == 1 else 3)
        ]
        said = {(*one.communicate(), one.returncode) for one in runs}
        wanted = check(repo, *JSON, "--no-cache")
        assert said == {(wanted.out, "", wanted.exit_code)}
        assert kept(repo).name.startswith("check-"), "and nothing else is left"
        repo.write(f"{FIRST}/INCIDENT_EVENT.json", f'{{"incident_id": "INC-{step}-event"}}')


# Repositories


@pytest.mark.usefixtures("trusting")
def test_linked_work_trees_keep_their_own(small: Repo) -> None:
    small.git("worktree", "add", "--quiet", "-b", "other", "../linked")
    linked = Repo(small.path.parent / "linked")
    linked.write(f"{FIRST}/INCIDENT.md", "changed\n")
    assert warm(small) != warm(linked)
    assert warm(small) == agreed(small)
    assert folder_of(linked) == small.path / ".git/worktrees/linked/incident-lint"


@pytest.mark.usefixtures("trusting")
def test_a_submodule_keeps_its_own(small: Repo, tmp_path: Path) -> None:
    outer = init(tmp_path / "outer")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(small.path), "inner")
    inner = Repo(outer.path / "inner")
    assert warm(inner).out == warm(small).out
    assert folder_of(inner) == outer.path / ".git/modules/inner/incident-lint"
    assert kept(inner).exists()


@pytest.mark.usefixtures("trusting")
def test_a_git_directory_and_a_work_tree_that_lie_apart(small: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    other = small.path.parent / "other"
    shutil.copytree(small.path / "incidents", other / "incidents")
    (other / FIRST / "INCIDENT.md").write_text("changed\n")
    here = warm(small)
    monkeypatch.setenv("GIT_DIR", str(small.path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    there = Repo(other)
    assert warm(there) == agreed(there) != here


@pytest.mark.usefixtures("trusting")
def test_another_index(small: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    before = warm(small)
    monkeypatch.setenv("GIT_INDEX_FILE", str(small.path.parent / "index"))
    small.git("read-tree", "HEAD")
    assert counted(small, *JSON) == (before, 0)
    small.git("rm", "--quiet", "-r", "--cached", FIRST)
    assert json.loads(agreed(small).out)["summary"]["incidents"] == 1
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert agreed(small) == before


@pytest.mark.usefixtures("trusting")
def test_a_repository_that_moved(small: Repo) -> None:
    before = warm(small)
    to = small.path.parent / "moved"
    small.path.rename(to)
    assert counted(Repo(to), *JSON) == (before, 0)
    small.path.symlink_to(to)
    assert counted(small, *JSON) == (before, 0), "the same, by another name"


def test_a_bare_repository(small: Repo) -> None:
    small.git("clone", "--quiet", "--bare", ".", "../bare")
    bare = Repo(small.path.parent / "bare")
    said = check(bare)
    assert said == check(bare, "--no-cache")
    assert said.exit_code == 2
    assert not (bare.path / "incident-lint").exists()


@pytest.mark.usefixtures("trusting")
def test_a_repository_with_sha256(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incremental, "LEAST", 1)
    repo = init(tmp_path.resolve() / "repository", "--object-format=sha256")
    write_incident(repo, 4, Random(1))
    head = repo.commit("Record the incident")
    event = repo.path / FIRST / "INCIDENT_EVENT.json"
    lost = json.loads(event.read_text())["resolution"]["commit"]
    before = warm(repo)
    event.write_text(event.read_text().replace(lost, head))
    after = warm(repo)
    assert len(head) == 64
    assert after == agreed(repo) != before


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("name", [b"two\nlines", b"two\n", b"caf\xe9", b"a b", b"-x", b"*"])
def test_a_git_directory_with_an_odd_name(small: Repo, name: bytes) -> None:
    to = small.path.parent / os.fsdecode(name)
    small.path.rename(to)
    repo = Repo(to)
    warm(repo)
    assert agreed(repo).exit_code == 1
    assert list((to / ".git/incident-lint").glob("check-*"))


@pytest.mark.usefixtures("trusting")
def test_answers_of_git_are_asked_for_each_time(small: Repo) -> None:
    before = warm(small)
    plan = json.loads((small.path / "incidents/INC-8-event/ROLLBACK_PLAN.json").read_text())
    small.git("tag", plan["target"]["tag"])
    tagged = agreed(small)
    assert tagged != before
    small.git("tag", "--delete", plan["target"]["tag"])
    assert agreed(small) == before
    small.write(f"{FIRST}/INCIDENT.md", "# It stopped\n\n## Root Cause\n\nZelda Quint forgot to raise the limit.\n")
    unknown = warm(small)
    with _written_by("Zelda Quint"):
        small.git("commit", "--quiet", "--allow-empty", "--message", "Hello")
    assert codes(agreed(small)) - codes(unknown)
    small.git("reset", "--quiet", "--soft", "HEAD~1")
    assert agreed(small) == unknown


@contextmanager
def _written_by(who: str) -> Iterator[None]:
    with patch.dict(os.environ, {"GIT_AUTHOR_NAME": who}):
        yield
