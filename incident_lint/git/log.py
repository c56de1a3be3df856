"""Commits of a range, parents before children, read as git prints them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from incident_lint.git.process import fields, run
from incident_lint.patterns import regex
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_lint.git.repository import Repository

TRAILERS = ("Incident", "No-Incident")
_FORM = "%H%x00%P%x00%at%x00%(trailers:{keys},unfold,separator=%x0a)%x00%B"
_FIELDS = 5
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


def graph(repository: Repository, revisions: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The ids of a range with those of their parents, parents before children."""
    listed = run(["rev-list", "--topo-order", "--reverse", "--parents", *revisions, "--"], repository.root)
    rows = (line.split(" ") for line in listed.decode("ascii").splitlines())
    return [(row[0], tuple(row[1:])) for row in rows]


def commits(repository: Repository, revisions: Sequence[str]) -> Iterator[Commit]:
    """The commits of a range, in the order of `graph`."""
    form = _FORM.format(keys=",".join(f"key={one}" for one in TRAILERS))
    # a user's own settings could add signatures, or write the messages in another encoding
    options = ["-z", "--topo-order", "--reverse", "--no-show-signature", "--encoding=UTF-8", f"--format={form}"]
    row: list[bytes] = []
    for one in fields(["log", *options, *revisions, "--"], repository.root):
        row.append(one)
        if len(row) == _FIELDS:
            oid, parents, authored, trailers, message = (it.decode("utf-8", "replace") for it in row)
            yield Commit(oid, tuple(parents.split()), as_time(authored), message, read_trailers(trailers))
            row = []


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
