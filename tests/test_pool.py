"""A check on several processes says what one process says, whatever becomes of them. How far it is, on a terminal."""

from __future__ import annotations

import multiprocessing
import os
import pty
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from conftest import Repo, init
from helpers.mutations import Said, check, write_incident

from incident_lint import halves, pool, runner
from incident_lint.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ALL = ("--format", "json", "--no-cache")
INCIDENTS = 14
CONFIGURATION = """
ignore = ["DOC2"]
per-file-ignores = [ { files = ["incidents/INC-1*/**", "**/INC-[23]-*/*.md"], rules = ["DOC"], reason = "old" } ]

[records]
incident-event = ["incidents/**/INCIDENT_EVENT.json", "archive/**/*.json"]
"""


pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
"""Runners of tests have threads; the program has none when it makes copies of itself."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of incidents; some have one id, and stand far from each other."""
    home = tmp_path_factory.mktemp("made").resolve()
    repo = Repo(home / "repository")
    for number in range(INCIDENTS):
        write_incident(repo, number, Random(number))
    write_incident(repo, 3, Random(3), folder="archive/INC-3-event")
    repo.write("incident-lint.toml", CONFIGURATION)
    return repo.path


@pytest.fixture
def repo(made: Path) -> Repo:
    """That repository, tracked."""
    found = init(made)
    found.commit("Record the incidents")
    return found


@pytest.fixture
def alone(repo: Repo) -> Said:
    """What one process says of it."""
    with patch.object(os, "fork", side_effect=AssertionError("one process is enough")):
        said = check(repo, *ALL)
    assert said.exit_code == 1
    assert "is used by" in said.out, "ids that are used twice"
    assert not said.err
    return said


@pytest.fixture
def many(alone: Said, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """From here on, few incidents are many. The processes that are started."""
    monkeypatch.setattr(runner, "MANY", 4)
    monkeypatch.setattr(runner, "BATCH", 2)
    monkeypatch.setattr(pool, "processors", lambda: 3)
    started: list[int] = []
    fork = os.fork

    def counting() -> int:
        child = fork()
        if child:
            started.append(child)
        return child

    monkeypatch.setattr(os, "fork", counting)
    return started


@pytest.fixture(autouse=True)
def nobody_left() -> Iterator[None]:
    """No test leaves a process behind."""
    yield
    assert not multiprocessing.active_children()


def elsewhere(action: Callable[[], object]) -> Callable[..., Any]:
    """Judging that does something first, in every process but this one."""
    here, judge = os.getpid(), runner.judge_batch

    def judged(*arguments: Any) -> Any:
        if os.getpid() != here:
            action()
        return judge(*arguments)

    return judged


def die() -> None:
    """Be killed."""
    os.kill(os.getpid(), signal.SIGKILL)


def test_several_processes_say_the_same(repo: Repo, alone: Said, many: list[int]) -> None:
    assert check(repo, *ALL) == alone
    assert len(many) == 3
    for size in (1, 3, 5):
        with patch.object(runner, "BATCH", size):
            assert check(repo, *ALL) == alone


def test_several_processes_say_the_same_of_a_folder(
    repo: Repo, many: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = check(repo, *ALL, "incidents")
    assert many
    monkeypatch.setattr(runner, "MANY", 1000)
    assert check(repo, *ALL, "incidents") == found
    assert "used by archive/INC-3-event/INCIDENT_EVENT.json" in found.out


def test_one_processor(repo: Repo, alone: Said, many: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "processors", lambda: 1)
    assert check(repo, *ALL) == alone
    assert not many


@pytest.mark.parametrize(("size", "started"), [(5, 2), (8, 0), (15, 0)])
def test_no_more_processes_than_batches(
    repo: Repo, alone: Said, many: list[int], size: int, started: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "processors", lambda: 8)
    monkeypatch.setattr(runner, "BATCH", size)
    assert check(repo, *ALL) == alone
    assert len(many) == started, "the first batch is judged here, and one that is left needs no other process"


def test_processors_that_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 5}, raising=False)
    assert halves.processors() == 2
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(99)), raising=False)
    assert halves.processors() == halves.MOST
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert halves.processors() == 1


def test_processes_that_start_from_nothing(repo: Repo, alone: Said, many: list[int]) -> None:
    spawn = multiprocessing.get_context("spawn")
    asked: list[str] = []

    def context(name: str) -> object:
        asked.append(name)
        return spawn

    with (
        patch.object(multiprocessing, "get_context", context),
        patch.object(sys, "platform", "darwin"),
        patch.object(pool, "processors", lambda: 2),
    ):
        assert check(repo, *ALL) == alone
    assert asked == ["spawn"]
    assert not many, "none of them is a copy"


# What becomes of processes


def test_all_are_killed(
    repo: Repo, alone: Said, many: list[int], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pool, "judge_batch", elsewhere(die))
    assert check(repo, *ALL) == alone
    assert many
    assert capfd.readouterr() == ("", "")


def test_one_is_killed_in_the_middle(
    repo: Repo, alone: Said, many: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def third_dies() -> None:
        (tmp_path / f"{time.monotonic_ns()}").touch()
        time.sleep(0.02)
        if len(list(tmp_path.iterdir())) >= 3:
            die()

    monkeypatch.setattr(pool, "judge_batch", elsewhere(third_dies))
    assert check(repo, *ALL) == alone
    assert len(list(tmp_path.iterdir())) >= 3


@pytest.mark.parametrize("successes", [0, 1, 2])
def test_no_room_for_another_process(
    repo: Repo, alone: Said, many: list[int], successes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fork = os.fork

    def failing() -> int:
        if len(many) >= successes:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        return fork()

    monkeypatch.setattr(os, "fork", failing)
    assert check(repo, *ALL) == alone
    assert len(many) == successes
    for one in many:
        with pytest.raises(ProcessLookupError):
            os.kill(one, 0)


@pytest.mark.parametrize("error", [OSError(38, "Function not implemented"), NotImplementedError("no semaphores")])
def test_no_means_for_processes(repo: Repo, alone: Said, many: list[int], error: Exception) -> None:
    with patch.object(pool, "ProcessPoolExecutor", side_effect=error):
        assert check(repo, *ALL) == alone


def test_an_error_that_a_user_can_do_something_about(
    repo: Repo, many: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise GitError("the repository is damaged", "`git fsck` says where")

    monkeypatch.setattr(pool, "judge_batch", elsewhere(fail))
    said = check(repo, *ALL)
    assert said == Said(2, "", "incident-lint: the repository is damaged\n  help: `git fsck` says where\n")


def test_an_interrupt_before_a_process_is_ready(
    repo: Repo, alone: Said, many: list[int], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    begin = pool._begin

    def interrupted(*arguments: Any) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        begin(*arguments)

    here = os.getpid()

    def judged(*arguments: Any) -> Any:
        assert os.getpid() != here, "the processes are at work"
        return runner.judge_batch(*arguments)

    monkeypatch.setattr(pool, "_begin", interrupted)
    monkeypatch.setattr(pool, "judge_batch", judged)
    assert check(repo, *ALL) == alone
    assert many
    assert capfd.readouterr() == ("", "")


SLOW = """
import os, sys, time
from pathlib import Path
from incident_lint import pool, runner
from incident_lint.__main__ import run
runner.MANY, runner.BATCH = 4, 1
pool.processors = lambda: 2
judge = pool.judge_batch
def slow(*arguments):
    Path(sys.argv.pop(), f"{os.getpid()}-{time.monotonic_ns()}").touch()
    time.sleep(0.5)
    return judge(*arguments)
pool.judge_batch = slow
sys.exit(run())
"""


@pytest.fixture
def running(repo: Repo, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A check whose two further processes are at work, in a group of their own."""
    marks = tmp_path / "marks"
    marks.mkdir()
    program = SLOW.replace("sys.argv.pop()", repr(str(marks)))
    with subprocess.Popen(
        [sys.executable, "-c", program, "check", *ALL],
        cwd=repo.path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        until = time.monotonic() + 60
        while len({one.name.partition("-")[0] for one in marks.iterdir()}) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        yield process
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def gone(group: int, within: float) -> bool:
    """Whether no process of a group is left, at the latest after so many seconds."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_an_interrupt_ends_all(running: subprocess.Popen[str], tmp_path: Path) -> None:
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err) == (130, "", "incident-lint: interrupted\n")
    assert len(list((tmp_path / "marks").iterdir())) < INCIDENTS, "what was handed out is ended, and no more begun"
    assert gone(running.pid, within=0.5)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_processes_end_when_the_first_one_is_killed(running: subprocess.Popen[str], number: int) -> None:
    os.kill(running.pid, number)
    running.wait()
    assert gone(running.pid, within=10), "they would wait for work for ever"


# How far it is

SHOWN = """
import sys
from incident_lint import pool, progress, runner
from incident_lint.__main__ import run
runner.BATCH = 1
pool.processors = lambda: 2
runner.MANY = int(sys.argv.pop())
progress.PATIENCE = float(sys.argv.pop())
sys.exit(run())
"""


def on_terminal(repo: Repo, patience: float, many: int = 1000, **environment: str) -> tuple[bytes, bytes]:
    """What a check writes to standard output, and to standard error where that is a terminal."""
    first, second = pty.openpty()
    variables = {**os.environ, "TERM": "xterm-256color", **environment}
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        if name not in environment:
            variables.pop(name, None)
    with subprocess.Popen(
        [sys.executable, "-c", SHOWN, "check", *ALL, str(patience), str(many)],
        cwd=repo.path,
        stdout=subprocess.PIPE,
        stderr=second,
        env=variables,
    ) as process:
        os.close(second)
        assert process.stdout is not None
        told = b""
        with suppress(OSError):  # the end of a terminal
            while chunk := os.read(first, 4096):
                told += chunk
        os.close(first)
        out = process.stdout.read()
    assert process.returncode == 1
    return out, told


@pytest.mark.parametrize("many", [4, 1000])
def test_a_bar_on_a_terminal(repo: Repo, alone: Said, many: int) -> None:
    out, told = on_terminal(repo, 0, many)
    assert out.decode() == alone.out
    assert b"checking incidents" in told
    assert b"14/15" in told
    assert told.endswith((b"\x1b[2K", b"\x1b[?25h")), "it is wiped, and the cursor is back"
    assert b"\x1b[?25h" in told


def test_no_bar_where_it_is_over_soon(repo: Repo, alone: Said) -> None:
    out, told = on_terminal(repo, 1000)
    assert (out.decode(), told) == (alone.out, b"")


def test_a_bar_without_colours(repo: Repo, alone: Said) -> None:
    out, told = on_terminal(repo, 0, NO_COLOR="1")
    assert out.decode() == alone.out
    assert b"checking incidents" in told
    assert b"\x1b[3" not in told


def test_no_bar_on_a_terminal_that_cannot_wipe_it(repo: Repo, alone: Said) -> None:
    out, told = on_terminal(repo, 0, TERM="dumb")
    assert out.decode() == alone.out
    assert told.strip() == b""


def test_no_bar_without_a_terminal(repo: Repo, alone: Said) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SHOWN, "check", *ALL, "0", "1000"],
        cwd=repo.path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, alone.out, "")


# A loop in two processes


def _odd(first: int, last: int) -> list[int]:
    return [at for at in range(first, last) if at % 2]


def test_a_long_loop_is_done_in_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halves, "processors", lambda: 2)
    here: list[tuple[int, int]] = []

    def work(first: int, last: int) -> list[int]:
        here.append((first, last))
        return _odd(first, last)

    assert halves.halved(50_001, work) == _odd(0, 50_001)
    assert here == ([(0, 25_000)] if sys.platform == "linux" else [(0, 50_001)])
    assert halves.halved(10, _odd) == [1, 3, 5, 7, 9]


@pytest.mark.parametrize("end", [signal.SIGKILL, None], ids=["killed", "error"])
def test_the_other_half_is_done_here_where_it_fails(end: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halves, "processors", lambda: 2)
    first_process = os.getpid()

    def work(first: int, last: int) -> list[int]:
        if os.getpid() != first_process:
            if end is not None:
                os.kill(os.getpid(), end)
            raise ValueError
        return _odd(first, last)

    assert halves.halved(40_000, work) == _odd(0, 40_000)


def test_without_room_for_a_process_a_loop_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room() -> int:
        raise BlockingIOError

    monkeypatch.setattr(halves, "processors", lambda: 2)
    monkeypatch.setattr(os, "fork", no_room)
    descriptors = Path("/proc/self/fd")
    before = len(list(descriptors.iterdir())) if descriptors.exists() else 0
    assert halves.halved(40_000, _odd) == _odd(0, 40_000)
    assert not before or len(list(descriptors.iterdir())) == before, "no descriptor is left open"
