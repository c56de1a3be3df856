"""The commands of a plan, run in a temporary checkout of the rollback: never in the user's work tree."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import contextmanager
from threading import Thread

from incident_lint.jsontext import shown
from incident_lint.rollback.gateway import temporary_folder
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from incident_lint.rollback.gateway import Gateway

DEFAULT_TIMEOUT = 300
"""Seconds that a command may take, where its plan says nothing."""
_TAIL = 400
_CHUNK = 1 << 16
_PATIENCE = 1.0
"""Seconds that a process gets which left its session and still holds the output open."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a verification ended. `result` is PASS, FAIL or SKIPPED, as in ROLLBACK_EVENT."""

    id: str
    result: str
    detail: str


@contextmanager
def checkout(git: Gateway, commit: str) -> Iterator[Path]:
    """The files of a commit in a temporary folder, through an index of its own; no work tree is registered."""
    with temporary_folder() as folder:
        files = folder / "files"
        files.mkdir()
        env = {"GIT_INDEX_FILE": str(folder / "index")}
        git.tell("read-tree", commit, env=env)
        located = {**env, "GIT_WORK_TREE": str(files), "GIT_DIR": str(git.directory)}
        git.tell("checkout-index", "--all", "--force", env=located)
        yield files


def run_command(name: str, command: Sequence[str], folder: Path, timeout: int) -> Outcome:
    """Run one command to its end, or to the end of its time: then everything that it started is ended too. Of what it
    prints the end is kept."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    began = time.monotonic()
    try:
        process = subprocess.Popen(
            list(command),
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return Outcome(name, "FAIL", f"{shown(command[0])} could not be run: {reason}.")
    tail = bytearray()
    reader = Thread(target=_keep_tail, args=(process, tail), daemon=True)
    reader.start()
    try:
        status = process.wait(timeout)
    except subprocess.TimeoutExpired:
        return Outcome(name, "FAIL", f"{shown(command[0])} did not end within {timeout} s, and was ended.")
    finally:
        _end(process)
        reader.join(_PATIENCE)
    took = time.monotonic() - began
    if status == 0:
        return Outcome(name, "PASS", f"{shown(command[0])} ended with exit status 0 after {took:.0f} s.")
    how = f"exit status {status}" if status > 0 else f"signal {-status}"
    told = " ".join(bytes(tail).decode("utf-8", "replace").split())
    told = "".join(one if one.isprintable() else "?" for one in told)
    return Outcome(name, "FAIL", f"{shown(command[0])} ended with {how} after {took:.0f} s: {told or 'no output'}")


def _keep_tail(process: subprocess.Popen[bytes], tail: bytearray) -> None:
    """Read what a command prints, for as long as it prints; a flood costs no memory and no disk."""
    assert process.stdout is not None
    with process.stdout as stream:
        while chunk := os.read(stream.fileno(), _CHUNK):
            tail += chunk
            del tail[:-_TAIL]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and all that it started; what has ended already is no matter."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    finally:
        process.wait()
