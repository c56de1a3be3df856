"""What is to be judged: a range of commits and the state before it, from names, a hook runner, or a push."""

from __future__ import annotations

import os
import re

from incident_lint.errors import GitError, UsageError
from incident_lint.patterns import regex
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from incident_lint.git.repository import Repository

_ZERO = regex(r"0{40}|0{64}")
FROM, TO = "PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF"
"""What pre-commit and prek set for a range (also for a push)."""
PUSH = "PRE_COMMIT_REMOTE_NAME"
"""What they set for any push; for the first one to an empty repository it is all they set."""


@dataclass(frozen=True, slots=True)
class Range:
    """Commits to be judged.

    `base` is the state before them: its configuration judges, and an incident that is open there and at the `tip` has
    to have its evidence at both. None where there is no state before.
    """

    tip: str
    base: str | None
    excluded: tuple[str, ...]
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """One line of a push: a reference and its commits before and after; empty where it is new, or deleted."""

    ref: str
    old: str
    new: str


def between(repository: Repository, base: str, tip: str) -> Range:
    """The commits of `tip` that `base` does not contain. Of a base of zeros (a new branch, to CI systems): `new`."""
    if _ZERO.fullmatch(base):
        return new(repository, tip)
    start, end = repository.commit(base), repository.commit(tip)
    return Range(end, start, (f"^{start}",))


def new(repository: Repository, tip: str, remote: str = "origin") -> Range:
    """The commits since the default branch of the remote; the whole history where there is no such branch."""
    end = repository.commit(tip)
    default = repository.default_branch(remote)
    bases = repository.merge_bases(default, end) if default is not None else []
    return Range(end, bases[0], tuple(f"^{one}" for one in bases)) if bases else Range(end, None, ())


def whole(repository: Repository, tip: str = "HEAD") -> Range:
    """Every commit that `tip` contains. GitError where there is none yet."""
    if tip == "HEAD" and repository.head() is None:
        raise GitError("there is no commit yet", "a range is judged when there is one; `--staged` judges the first one")
    return Range(repository.commit(tip), None, ())


def from_runner(repository: Repository, environment: Mapping[str, str] = os.environ) -> Range | None:
    """The range that pre-commit or prek says it runs for; None where it runs for the staged change, or does not run."""
    base, tip = environment.get(FROM), environment.get(TO)
    if base and tip:
        return between(repository, base, tip)
    if environment.get(PUSH):
        return new(repository, tip or environment.get("PRE_COMMIT_LOCAL_BRANCH") or "HEAD", environment[PUSH])
    return None


def read_push(lines: Iterable[str], *, received: bool) -> list[Update]:
    """The updates of a push, as git writes them to a hook's standard input (githooks(5)).

    `received`: as to pre-receive, `<old> <new> <ref>`; else as to pre-push, `<local ref> <new> <ref> <old>`.
    UsageError for anything else.
    """
    found: list[Update] = []
    for line in lines:
        parts = line.split(" ", 2) if received else line.rsplit(" ", 3)
        if len(parts) != (3 if received else 4):
            raise _not_of_git()
        before, after, ref = parts if received else (parts[3], parts[1], parts[2])
        ids = all(re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", one) for one in (before, after))
        if not ids or not re.fullmatch(r"refs/[^\x00-\x20\x7f]+", ref):
            raise _not_of_git()
        found.append(Update(ref, "" if _ZERO.fullmatch(before) else before, "" if _ZERO.fullmatch(after) else after))
    return found


def _not_of_git() -> UsageError:
    return UsageError("standard input is not what git writes to this hook", "install the script from hooks/")
