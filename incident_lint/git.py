"""The one gateway to git for `check`: plumbing commands, argument lists, an environment of its own.

Every call ends in an answer or a GitError; an exit status is never ignored. Names are read NUL-terminated, ids in full.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from incident_lint.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_COMMITS = 20_000
"""Commits whose authors count as contributors: the newest ones, so that a long history costs no more."""

# What redirects git to another repository, or changes what it says, does not reach it. GIT_INDEX_FILE and GIT_DIR stay:
# `git commit <file>` and hooks of bare repositories set them to say what they mean.
_SCRUBBED = (
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


def environment() -> dict[str, str]:
    """The environment git runs in: ours, with English messages; no prompt, no replaced objects, nothing fetched."""
    env = {name: value for name, value in os.environ.items() if name not in _SCRUBBED}
    env.update(LC_ALL="C.UTF-8", LANGUAGE="")  # LANGUAGE outdoes LC_ALL
    env.update(GIT_TERMINAL_PROMPT="0", GIT_OPTIONAL_LOCKS="0", GIT_NO_REPLACE_OBJECTS="1")
    env.update(GIT_NO_LAZY_FETCH="1")  # git 2.45: a partial clone does not fetch what is asked for here
    return env


def run(arguments: Sequence[str], cwd: Path, data: bytes | None = None) -> bytes:
    """What `git <arguments>` prints in `cwd`. GitError where git is absent or fails."""
    import subprocess  # noqa: PLC0415  (10 ms; a check of files named on the command line may need no git)

    try:
        done = subprocess.run(
            ["git", "--no-pager", *arguments],
            cwd=cwd,
            input=data,
            capture_output=True,
            env=environment(),
            check=False,
        )
    except (FileNotFoundError, NotADirectoryError):
        if not cwd.is_dir():
            raise GitError(f"no such folder: {cwd}") from None
        raise GitError("git is not installed, or not on PATH", "install git 2.31 or later") from None
    except OSError as error:
        raise GitError(f"git could not be run: {error.strerror or error}") from None
    if done.returncode:
        raise _error(arguments, done.stderr.decode("utf-8", "replace"))
    return done.stdout


def _error(arguments: Sequence[str], stderr: str) -> GitError:
    lines = [line.removeprefix("fatal: ").strip() for line in stderr.splitlines() if line.strip()]
    first = next((line for line in lines), "no message")
    if "dubious ownership" in stderr:
        return GitError(
            "the repository is owned by someone else, and git refuses to read it",
            "git config --global --add safe.directory <its path>, if you trust it",
        )
    if "not a git repository" in stderr:
        return GitError("not in a git repository", "name the files to check, or run `git init`")
    return GitError(f"git {next((one for one in arguments if not one.startswith('-')), '')} failed: {first}")


@dataclass(frozen=True)
class Repository:
    """A git repository with a work tree at `root`."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> Repository | None:
        """The repository that `start` (a folder) stands in; None where there is none.

        GitError where git is not there or refuses (a repository owned by someone else).
        """
        try:
            top = run(["rev-parse", "--show-toplevel"], start)
        except GitError as error:
            if error.message == "not in a git repository":
                return None
            if "must be run in a work tree" in error.message:
                raise GitError(
                    "this is a bare repository: there are no files to check", "clone it, or check a range"
                ) from None
            raise
        return cls(Path(os.fsdecode(top.removesuffix(b"\n"))))

    def tracked(self) -> list[str]:
        """Every path in the index (tracked or staged), relative to the root."""
        listed = run(["ls-files", "-z", "--cached", "--full-name"], self.root)
        return list(dict.fromkeys(os.fsdecode(one) for one in listed.split(b"\0") if one))

    def visible(self, folder: str) -> list[str]:
        """Every path under a folder that is tracked, or neither tracked nor ignored."""
        arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--full-name"]
        listed = run([*arguments, "--", f":(top,literal){folder}" if folder else ":(top)"], self.root)
        return list(dict.fromkeys(os.fsdecode(one) for one in listed.split(b"\0") if one))

    @cached_property
    def shallow(self) -> bool:
        """Whether history was cut off, or objects are left with a promisor: then an absent commit proves nothing."""
        if run(["rev-parse", "--is-shallow-repository"], self.root).strip() == b"true":
            return True
        names = run(["config", "--list", "--name-only", "-z"], self.root).split(b"\0")
        return any(name.startswith(b"remote.") and name.endswith(b".promisor") for name in names)

    def commits(self, ids: Iterable[str]) -> dict[str, bool | None]:
        """Whether each id, written in full, is a commit here; None where that cannot be told (a shallow clone)."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        data = "".join(f"{one}\n" for one in wanted).encode()
        lines = (
            run(["cat-file", "--batch-check=%(objecttype)"], self.root, data).decode("utf-8", "replace").splitlines()
        )
        absent = None if self.shallow else False
        return {
            one: True if line == "commit" else absent if line.endswith("missing") else False
            for one, line in zip(wanted, lines, strict=True)
        }

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The names of those who wrote the newest commits, `.mailmap` honoured; empty before the first commit."""
        try:
            # a user's own settings could mix signatures into the names, or write them in another encoding
            plain = ["--no-show-signature", "--encoding=UTF-8"]
            names = run(["log", "-z", *plain, f"--max-count={MAX_COMMITS}", "--format=%aN", "HEAD", "--"], self.root)
        except GitError:
            return ()  # no commit yet: nobody has contributed
        return tuple(sorted({one.decode("utf-8", "replace").strip() for one in names.split(b"\0")} - {""}))
