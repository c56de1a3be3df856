"""The rollback's gateway to git, through GitPython: plumbing commands, constant options, full references and ids.

Nothing here touches HEAD, the index or the work tree of the user. What is replaced, grafted or not fetched is not seen.
GitPython's own views of a repository (`repo.index`, `repo.tags`) are not used: the first ignores GIT_INDEX_FILE, the
second is empty or raises with reftable and sha256.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from incident_lint.errors import GitError
from incident_lint.git.process import SCRUBBED, environment
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType
    from typing import Self

    from git import Repo


_ROOM = "is there space on the disk, and a temporary folder?"


@dataclass(frozen=True, slots=True)
class Answer:
    """What git said, and how it ended."""

    status: int
    out: bytes
    said: str

    @property
    def text(self) -> str:
        """Its output as one line of text."""
        return self.out.decode("utf-8", "surrogateescape").strip()


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that is gone afterwards. GitError where there cannot be one."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="rollback-")
    except OSError as error:
        raise GitError(f"no temporary folder can be made: {error.strerror or error}", _ROOM) from None
    with folder:
        yield Path(folder.name)


class Gateway:
    """One repository. To be used in a `with` block."""

    def __init__(self, start: Path) -> None:
        """Open the repository that `start` stands in. GitError where there is none, or git refuses it."""
        from incident_lint.git.repository import Repository  # noqa: PLC0415

        found = Repository.find(str(start), bare=True)  # it says why, where GitPython only says no
        if found is None:
            raise GitError("not in a git repository", "run it in the repository that it is about")
        from git import GitCommandNotFound, InvalidGitRepositoryError, NoSuchPathError, Repo  # noqa: PLC0415

        self.repository = found
        self.bare = found.bare
        self.root = Path(found.root)
        try:
            self._repo: Repo = Repo(found.root)
        except (InvalidGitRepositoryError, NoSuchPathError, GitCommandNotFound, OSError, ValueError) as error:
            raise GitError(f"the repository cannot be opened: {error}") from None
        for name in SCRUBBED:
            os.environ.pop(name, None)  # GitPython hands the environment on as it is
        own = environment()
        self._environment = {name: own[name] for name in own if os.environ.get(name) != own[name]}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._repo.close()

    def ask(
        self,
        command: str,
        *arguments: str,
        data: bytes | None = None,
        env: Mapping[str, str] | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> Answer:
        """What `git <command> <arguments>` answers, whatever its exit status. `settings` outdo every configuration."""
        from git import GitCommandError, GitCommandNotFound  # noqa: PLC0415

        options = [part for name, value in (settings or {}).items() for part in ("-c", f"{name}={value}")]
        try:
            with tempfile.TemporaryFile() as stream:
                stream.write(data or b"")
                stream.seek(0)
                status, out, said = self._repo.git.execute(
                    ["git", *options, command, *arguments],
                    istream=stream,
                    with_extended_output=True,
                    with_exceptions=False,
                    stdout_as_string=False,
                    strip_newline_in_stdout=False,
                    env={**self._environment, **(env or {})},
                )
        except (GitCommandError, GitCommandNotFound, OSError) as error:
            raise GitError(
                f"git could not be run: {error}", "is there space on the disk, and a temporary folder?"
            ) from None
        return Answer(int(status), out if isinstance(out, bytes) else out.encode(), str(said))

    def tell(
        self,
        command: str,
        *arguments: str,
        data: bytes | None = None,
        env: Mapping[str, str] | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> Answer:
        """What git answers, where it has to succeed. GitError where it does not."""
        answer = self.ask(command, *arguments, data=data, env=env, settings=settings)
        if answer.status:
            raise failure(command, answer)
        return answer

    @cached_property
    def common(self) -> Path:
        """The folder of the repository that all its work trees share."""
        return Path(os.path.abspath(self.root / self.tell("rev-parse", "--git-common-dir").text))

    @cached_property
    def directory(self) -> Path:
        """The folder of the repository, of this work tree."""
        return Path(self.tell("rev-parse", "--absolute-git-dir").text)

    def reference(self, name: str) -> str | None:
        """The id that a full reference holds (of a tag: of the tag object); None where there is no such reference."""
        # `show-ref` says no where the object is not here, `rev-parse` takes other references for this one
        listed = self.ask("for-each-ref", "--format=%(objectname) %(refname)", name).out.decode(
            "utf-8", "surrogateescape"
        )
        rows = (row.split(" ", 1) for row in listed.splitlines())
        return next((oid for oid, found in rows if found == name), None)

    def kind(self, oid: str) -> str | None:
        """The type of an object; None where it is not here."""
        answer = self.ask("cat-file", "-t", oid)
        return answer.text if answer.status == 0 else None

    def commit(self, name: str) -> str | None:
        """The commit that a name means; None for none."""
        answer = self.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        return answer.text.split("\n")[-1] or None if answer.status == 0 else None

    def is_ancestor(self, one: str, other: str) -> bool | None:
        """Whether `other` has `one` in its history (or is it); None where one of them is not here."""
        answer = self.ask("merge-base", "--is-ancestor", one, other)
        if "error:" in answer.said:  # a commit between the two is missing: git says no, and that is no answer
            return None
        return {0: True, 1: False}.get(answer.status)

    def setting(self, name: str, kind: str = "") -> str | None:
        """A value of git's configuration; None where it is not set."""
        typed = [f"--type={kind}"] if kind else []
        answer = self.ask("config", *typed, "--get", name)
        return answer.text if answer.status == 0 else None


def failure(command: str, answer: Answer) -> GitError:
    """The error of a command that had to succeed."""
    lines = [line.strip() for line in answer.said.splitlines()]
    told = [line for line in lines if line and not line.startswith(("hint:", "warning:"))]
    first = told[0] if told else f"exit status {answer.status}"
    for prefix in ("fatal: ", "error: "):
        first = first.removeprefix(prefix)
    hint = ""
    if ".lock" in answer.said and "exists" in answer.said.lower():
        hint = "another git is at work; if none is, one was killed: remove that file by hand"
    elif any(sign in answer.said.lower() for sign in ("read-only", "permission denied", "unable to create directory")):
        hint = "the repository cannot be written to by this user"
    elif "no space left" in answer.said.lower():
        hint = "the disk is full; nothing was published"
    return GitError(f"git {command} failed: {first}", hint)
