"""Commits, and the trailers of messages, read as git prints them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from incident_lint.git.process import run
from incident_lint.patterns import regex
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_lint.git.repository import Repository

TRAILERS = ("Incident", "No-Incident")
FORMAT = "%x00%H%x00%P%x00%at%x00%(trailers:{},unfold,separator=%x0a)%x00%B".format(
    ",".join(f"key={key}" for key in TRAILERS)
)
"""How commits are asked for: each begins with a NUL."""
_SCISSORS = regex(rb"^. -{24} >8 -{24}$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit as it was made. `trailers` are those of TRAILERS, in their order; `authored` in UTC.

    `id` is empty for a commit that is about to be made.
    """

    id: str
    parents: tuple[str, ...]
    authored: datetime | None
    message: str
    trailers: tuple[tuple[str, str], ...]

    @property
    def subject(self) -> str:
        """The first line that is not blank."""
        return next((line.strip() for line in self.message.splitlines() if line.strip()), "")


def read_commit(fields: Sequence[bytes]) -> Commit:
    """The commit in the fields of FORMAT."""
    oid, parents, authored, trailers, message = (one.decode("utf-8", "replace") for one in fields)
    return Commit(oid, tuple(parents.split()), as_time(authored), message, read_trailers(trailers))


def message_trailers(repository: Repository, message: bytes) -> tuple[tuple[str, str], ...]:
    """The trailers of a message that is not committed yet, as git itself finds them (comments left out)."""
    printed = run(["interpret-trailers", "--parse", "--no-divider"], repository.root, message)
    return read_trailers(printed.decode("utf-8", "replace"))


def clean(repository: Repository, message: bytes) -> str:
    """A message as git will commit it: without comments, without the difference that `--verbose` shows below a line."""
    text = _SCISSORS.split(message, maxsplit=1)[0]
    return run(["stripspace", "--strip-comments"], repository.root, text).decode("utf-8", "replace")


def read_trailers(text: str) -> tuple[tuple[str, str], ...]:
    """`Key: value` lines; keys are compared without case, as git does."""
    known = {key.lower(): key for key in TRAILERS}
    pairs = (line.partition(":") for line in text.splitlines())
    return tuple((known[key.strip().lower()], value.strip()) for key, _, value in pairs if key.strip().lower() in known)


def as_time(seconds: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None
