"""What keeps a rollback from happening: checks with their answers, and the refusal that they lead to."""

from __future__ import annotations

from enum import StrEnum

from incident_lint.errors import Exit, IncidentLintError
from incident_lint.jsontext import shown
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN = 5


class Result(StrEnum):
    """The answer of a check. UNKNOWN is no answer, and refuses as FAIL does."""

    PASS = "PASS"
    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Check:
    """One check with its answer. `code` is what programs look for (`seal-annotated`), `hint` the remedy."""

    code: str
    result: Result
    detail: str
    hint: str = ""
    asked: bool = True
    """Whether it could be asked at all: it is UNKNOWN where what it rests on did not pass."""


class Refused(IncidentLintError):
    """Something is not done, and why: every reason that was found, not only the first. Nothing was changed."""

    exit_code = Exit.REFUSED

    def __init__(self, what: str, reasons: list[Check] | tuple[Check, ...]) -> None:
        super().__init__(what)
        self.reasons = tuple(one for one in reasons if one.asked) or tuple(reasons)


def counted(count: int, word: str) -> str:
    """A number of things in words: `1 commit`, `3 commits`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def some(paths: Sequence[str]) -> str:
    """The first few of some paths, quoted, and how many more there are."""
    told = ", ".join(shown(one) for one in paths[:_SHOWN])
    return told if len(paths) <= _SHOWN else f"{told} and {len(paths) - _SHOWN} more"


def refuse(what: str, code: str, detail: str, hint: str = "") -> Refused:
    """A refusal with one reason."""
    return Refused(what, [Check(code, Result.FAIL, detail, hint)])
