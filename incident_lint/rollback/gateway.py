"""The rollback's questions to git: plumbing commands, constant options, full references and ids.

Nothing here touches HEAD, the index or the work tree of the user. What is replaced, grafted or not fetched is not seen.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from incident_lint.errors import GitError
from incident_lint.git.objects import Objects
from incident_lint.git.process import Answer, ask
from incident_lint.git.repository import Repository
from incident_lint.patterns import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType
    from typing import Self

_COMMITTED = regex(rb"(?m)^committer .*> ([0-9]+) [+-][0-9]+$")
_NO_REFERENCE = regex(r"[\0-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(?:/|\Z)|[./]\Z")


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that is gone afterwards. GitError where there cannot be one."""
    import tempfile  # noqa: PLC0415

    try:
        folder = tempfile.TemporaryDirectory(prefix="rollback-")
    except OSError as error:
        hint = "is there space on the disk, and a temporary folder?"
        raise GitError(f"no temporary folder can be made: {error.strerror or error}", hint) from None
    with folder:
        yield Path(folder.name)


class Gateway:
    """One repository. To be used in a `with` block."""

    def __init__(self, start: Path) -> None:
        """Open the repository that `start` stands in. GitError where there is none, or git refuses it."""
        found = Repository.find(str(start), bare=True)
        if found is None:
            raise GitError("not in a git repository", "run it in the repository that it is about")
        self.repository = found
        self.bare = found.bare
        self.root = Path(found.root)
        self.objects = Objects(found)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.objects.close()

    def ask(
        self,
        command: str,
        *arguments: str,
        data: bytes | None = None,
        env: Mapping[str, str] | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> Answer:
        """What `git <command> <arguments>` answers, whatever its exit status. `settings` outdo every configuration."""
        options = [part for name, value in (settings or {}).items() for part in ("-c", f"{name}={value}")]
        return ask([*options, command, *arguments], self.root, data, env)

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
    def _places(self) -> tuple[Path, Path]:
        options = (["--git-common-dir"], ["--git-path", "hooks"])
        names = self.tell("rev-parse", *options[0], *options[1]).out.removesuffix(b"\n").split(b"\n")
        if len(names) != len(options):  # a line break in a name: one question at a time
            names = [self.tell("rev-parse", *one).out.removesuffix(b"\n") for one in options]
        common, hooks = (Path(os.path.abspath(self.root / os.fsdecode(one))) for one in names)
        return common, hooks

    @property
    def common(self) -> Path:
        """The folder of the repository that all its work trees share."""
        return self._places[0]

    @property
    def hooks(self) -> Path:
        """The folder of its hooks."""
        return self._places[1]

    @cached_property
    def directory(self) -> Path:
        """The folder of the repository, of this work tree."""
        return Path(self.tell("rev-parse", "--absolute-git-dir").text)

    def reference(self, name: str) -> str | None:
        """The id that a full reference holds (of a tag: of the tag object); None where there is no such reference."""
        return self.references(name).get(name)

    def references(self, prefix: str) -> dict[str, str]:
        """The references of this name, or below it, with the ids that they hold."""
        # `show-ref` says no where the object is not here, `rev-parse` takes other references for this one
        listed = self.tell("for-each-ref", "--format=%(objectname) %(refname)", prefix).out
        rows = (row.split(" ", 1) for row in listed.decode("utf-8", "surrogateescape").splitlines())
        return {name: oid for oid, name in rows}

    def kind(self, oid: str) -> str | None:
        """The type of an object; None where it is not here."""
        return self.objects.kind(oid)

    def read(self, oid: str) -> bytes | None:
        """The content of an object; None where it cannot be read."""
        try:
            return self.objects.whole(oid)[1]
        except GitError:
            return None

    def committed(self, commit: str) -> int | None:
        """When a commit was made, in seconds since 1970; None where that cannot be read."""
        head, _, _ = (self.read(commit) or b"").partition(b"\n\n")
        match = _COMMITTED.search(head)
        return int(match.group(1)) if match else None

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


def is_reference(name: str) -> bool:
    """Whether git allows a reference of this name, which has a slash: git-check-ref-format(1)."""
    return not name.startswith((".", "/")) and not _NO_REFERENCE.search(name)


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
