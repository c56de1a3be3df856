"""Running git: one call with an answer, a stream that is read as it comes, a conversation that goes on."""

from __future__ import annotations

import os

from incident_lint.errors import GitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from os import PathLike
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
    env.update(GIT_FLUSH="0")  # what answers many questions at a time writes once, not for each
    env.update(GIT_NO_LAZY_FETCH="1")  # git 2.45: a partial clone does not fetch what is asked for here
    return env


class Answer:
    """How git ended, what it printed, and what it said on standard error."""

    __slots__ = ("out", "said", "status")

    def __init__(self, status: int, out: bytes, said: str) -> None:
        self.status, self.out, self.said = status, out, said

    @property
    def text(self) -> str:
        """Its output as one line of text."""
        return self.out.decode("utf-8", "surrogateescape").strip()


def ask(
    arguments: Sequence[str],
    cwd: str | PathLike[str],
    data: bytes | None = None,
    env: Mapping[str, str] | None = None,
) -> Answer:
    """What `git <arguments>` answers, having read `data`, however it ends. `env` is set beside the usual environment.

    GitError where git is absent.
    """
    with Git(arguments, cwd, data=data, env=env) as git:
        printed = git.out.read()
        return Answer(git.wait(), printed, git.said().decode("utf-8", "replace").strip())


def run(arguments: Sequence[str], cwd: str | PathLike[str], data: bytes | None = None) -> bytes:
    """What `git <arguments>` prints in `cwd`, having read `data`. GitError where git is absent or fails."""
    with Git(arguments, cwd, data=data) as git:
        printed = git.out.read()
        if git.wait():
            raise git.failure()
        return printed


class Git:
    """A running git. It ends with the `with` block; what it says on standard error becomes a GitError.

    `data`: all that it reads; `written`: it is written to in turns (`send`). Its standard output is the stream `out`.
    What it reads at once and what it says on standard error are files, so that neither side ever waits for the other.
    Started by `posix_spawn`: to import `subprocess` takes as long as five calls of git.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        cwd: str | PathLike[str],
        *,
        data: bytes | None = None,
        written: bool = False,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.arguments = arguments
        self._cwd = os.fspath(cwd)
        self.status: int | None = None
        """Its exit status, or the negative number of the signal that ended it; None while it runs."""
        self._input = -1
        try:
            self._errors = _nameless_file()
            if written:
                stdin, self._input = os.pipe()
            else:
                stdin = os.open(os.devnull, os.O_RDONLY) if data is None else _nameless_file(data)
            read, stdout = os.pipe()
        except OSError as error:
            raise GitError(f"git could not be run: {error.strerror or error}", "is there space on the disk?") from None
        self.out: IO[bytes] = os.fdopen(read, "rb")
        try:
            self._pid = os.posix_spawnp(
                "git",
                ["git", "--no-pager", "-C", self._cwd, *arguments],
                {**environment(), **(env or {})},
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, descriptor, number)
                    for number, descriptor in enumerate((stdin, stdout, self._errors))
                ],
                setsigdef=_IGNORED_BY_PYTHON,
            )
        except (FileNotFoundError, NotADirectoryError):
            self._close_files()
            raise GitError("git is not installed, or not on PATH", "install git 2.31 or later") from None
        except OSError as error:
            self._close_files()
            raise GitError(f"git could not be run: {error.strerror or error}") from None
        finally:
            os.close(stdin)
            os.close(stdout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End it, whatever it is doing: nothing that it could still say is wanted."""
        self._kill()
        self._close_files()

    def _close_files(self) -> None:
        self.out.close()
        for descriptor in (self._input, self._errors):
            if descriptor >= 0:
                os.close(descriptor)
        self._input = self._errors = -1

    def _kill(self) -> None:
        if self.status is None and not self._reap(os.WNOHANG):
            os.kill(self._pid, _SIGKILL)
            self._reap()

    def _reap(self, options: int = 0) -> bool:
        """Take its exit status, if it has ended; whether it has."""
        try:
            pid, status = os.waitpid(self._pid, options)
        except ChildProcessError:  # whoever started us ignores SIGCHLD: how it ended, its own words have to say
            self.status = 1 if os.lseek(self._errors, 0, os.SEEK_END) else 0
            return True
        if pid:
            self.status = os.waitstatus_to_exitcode(status)
        return bool(pid)

    def wait(self) -> int:
        """Its exit status, once it has ended."""
        if self.status is None:
            self._reap()
        assert self.status is not None
        return self.status

    def send(self, data: bytes) -> None:
        """Write to its standard input. GitError where it is gone."""
        try:
            while data:
                data = data[os.write(self._input, data) :]
        except BrokenPipeError:
            raise self.failure() from None

    def failure(self) -> GitError:
        """Why it ended before its time, in its own words."""
        self._kill()
        if not os.path.isdir(self._cwd):
            return GitError(f"no such folder: {self._cwd}")
        return _failure(self.arguments, self.said())

    def said(self) -> bytes:
        """What it said on standard error; to be asked once it has ended."""
        os.lseek(self._errors, 0, os.SEEK_SET)
        return os.read(self._errors, _MOST_SAID)


_SIGKILL = 9
_IGNORED_BY_PYTHON = (13, 25)
"""SIGPIPE and SIGXFSZ, by number (the same wherever there is `posix_spawn`): `signal` takes a millisecond to import."""
_MOST_SAID = 1 << 20


def _nameless_file(data: bytes = b"") -> int:
    """The descriptor of a file that nobody else sees, to be read from its start."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("git")
    else:  # elsewhere than on Linux and FreeBSD
        from tempfile import TemporaryFile  # noqa: PLC0415

        with TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
    while data:
        data = data[os.write(descriptor, data) :]
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def fields(
    arguments: Sequence[str], cwd: str | PathLike[str], end: bytes = b"\0", data: bytes | None = None
) -> Iterator[bytes]:
    """What `git <arguments>` prints, having read `data`, each piece ended by `end`, as it comes. GitError where git
    fails."""
    with Git(arguments, cwd, data=data) as git:
        rest = b""
        while chunk := git.out.read(_CHUNK):
            *whole, rest = (rest + chunk).split(end)
            yield from whole
        if git.wait():
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
