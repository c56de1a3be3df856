"""Running git: one call with an answer, a stream that is read as it comes, a conversation that goes on."""

from __future__ import annotations

import os

from incident_lint.errors import GitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import IO, Self

_CHUNK = 1 << 16

# What redirects git to another repository, or changes what it says, does not reach it. GIT_INDEX_FILE and GIT_DIR stay:
# `git commit <file>` and hooks of bare repositories set them to say what they mean.
SCRUBBED = (
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_PAGER",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_TRACE",
    "GIT_TRACE2",
    "GIT_TRACE_PACKET",
    "GIT_REDIRECT_STDOUT",
    "GIT_REDIRECT_STDERR",
    "GIT_OPTIONAL_LOCKS",
)
_MISSING = (
    "promisor",
    "unable to read",
    "Could not read",
    "failed to read",
    "missing object",
    "bad object",
    "not a tree object",
    "could not fetch",
    "inflate",
    "corrupt",
    "unable to unpack",
)


def environment() -> dict[str, str]:
    """The environment git runs in: ours, with English messages; no prompt, nothing replaced, grafted or fetched."""
    env = {name: value for name, value in os.environ.items() if name not in SCRUBBED}
    env.update(LC_ALL="C.UTF-8", LANGUAGE="")  # LANGUAGE outdoes LC_ALL
    env.update(GIT_TERMINAL_PROMPT="0", GIT_OPTIONAL_LOCKS="0")
    env.update(GIT_NO_REPLACE_OBJECTS="1", GIT_GRAFT_FILE=os.devnull)  # both show another history than was committed
    env.update(GIT_NO_LAZY_FETCH="1")  # git 2.45: a partial clone does not fetch what is asked for here
    return env


def run(arguments: Sequence[str], cwd: Path, data: bytes | None = None) -> bytes:
    """What `git <arguments>` prints in `cwd`. GitError where git is absent or fails."""
    with Git(arguments, cwd, written=data is not None) as git:
        out, stderr = git.process.communicate(data)
        if git.process.returncode:
            raise _failure(arguments, stderr)
        return out


class Git:
    """A running git. It ends with the `with` block; what it says on standard error becomes a GitError.

    `written`: there is something to write to it. `stays`: it is read and written in turns, so that what it says on
    standard error has to go to a file: nobody would empty that pipe.
    """

    def __init__(self, arguments: Sequence[str], cwd: Path, *, written: bool = False, stays: bool = False) -> None:
        import subprocess  # noqa: PLC0415  (10 ms; a check of files named on the command line may need no git)

        self.arguments = arguments
        self.said: IO[bytes] | None = None
        if stays:
            from tempfile import TemporaryFile  # noqa: PLC0415

            self.said = TemporaryFile()  # noqa: SIM115  (closed with the process)
        try:
            self.process: subprocess.Popen[bytes] = subprocess.Popen(
                ["git", "--no-pager", *arguments],
                cwd=cwd,
                stdin=subprocess.PIPE if written else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=self.said or subprocess.PIPE,
                env=environment(),
            )
        except (FileNotFoundError, NotADirectoryError):
            self._discard()
            if not cwd.is_dir():
                raise GitError(f"no such folder: {cwd}") from None
            raise GitError("git is not installed, or not on PATH", "install git 2.31 or later") from None
        except OSError as error:
            self._discard()
            raise GitError(f"git could not be run: {error.strerror or error}") from None

    def _discard(self) -> None:
        if self.said is not None:
            self.said.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End it, whatever it is doing: nothing that it could still say is wanted."""
        if self.process.poll() is None:
            self.process.kill()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr, self.said):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:  # it went away before it had read everything
                    continue
        self.process.wait()

    @property
    def out(self) -> IO[bytes]:
        """Its standard output."""
        assert self.process.stdout is not None
        return self.process.stdout

    def send(self, data: bytes) -> None:
        """Write to its standard input. GitError where it is gone."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except BrokenPipeError:
            raise self.failure() from None

    def failure(self) -> GitError:
        """Why it ended before its time, in its own words."""
        self.process.kill()
        self.process.wait()
        assert self.said is not None
        self.said.seek(0)
        return _failure(self.arguments, self.said.read())


def fields(arguments: Sequence[str], cwd: Path, end: bytes = b"\0") -> Iterator[bytes]:
    """What `git <arguments>` prints, each piece ended by `end`, as it comes. GitError where git fails."""
    with Git(arguments, cwd, stays=True) as git:
        rest = b""
        while chunk := git.out.read(_CHUNK):
            *whole, rest = (rest + chunk).split(end)
            yield from whole
        if git.process.wait():
            raise git.failure()


def _failure(arguments: Sequence[str], said: bytes) -> GitError:
    stderr = said.decode("utf-8", "replace")
    lines = [line.removeprefix("fatal: ").removeprefix("error: ").strip() for line in stderr.splitlines()]
    lines = [line for line in lines if line and not line.startswith(("hint:", "warning:"))]
    first = next((line for line in lines), "no message")
    if "dubious ownership" in stderr:
        return GitError(
            "the repository is owned by someone else, and git refuses to read it",
            "git config --global --add safe.directory <its path>, if you trust it",
        )
    if "not a git repository" in stderr:
        return GitError("not in a git repository", "name the files to check, or run `git init`")
    hint = ""
    if any(sign in stderr for sign in _MISSING):
        hint = "`git fetch --refetch` fetches what a partial clone left out; `git fsck` says what is damaged"
    command = next((one for one in arguments if not one.startswith("-")), "")
    return GitError(f"git {command} failed: {first}", hint)
