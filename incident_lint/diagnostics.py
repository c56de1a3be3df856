"""What a check says: severities, places in a text, findings of rules and the diagnostics made of them."""

from __future__ import annotations

from enum import StrEnum

from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """How much a finding weighs. `--fail-on` names the least one that makes a run fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the heaviest, so that sorting puts errors first."""
        return (Severity.ERROR, Severity.WARNING, Severity.INFO).index(self)


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text: lines and columns count from 1, columns in code points, the end is exclusive."""

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


START = Span()
"""The very beginning: where a finding about a whole file is shown."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule yields: a message at a place, in the file at `path` (relative to the repository's root).

    `severity` overrides the rule's own where the phase of the incident asks for it.
    """

    message: str
    path: str
    span: Span = START
    hint: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding with its rule's code and name, as reporters render it. `source` is the line it points at."""

    code: str
    name: str
    severity: Severity
    path: str
    span: Span
    message: str
    hint: str = ""
    source: str | None = None
    where: str = ""
    """For a finding about the history: the step that it is about, in words. `path` may then be empty."""
    commit: str = ""
    """The full id of its commit, where it has one."""

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Key of the order in which diagnostics are shown: by file, place, code."""
        return (self.path, self.span.line, self.span.column, self.code, self.message)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A check that was not made, and why: nothing passes in silence."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a run: diagnostics in order, what was left out, and how many files were looked at."""

    diagnostics: tuple[Diagnostic, ...]
    files: int
    incidents: int
    skipped: tuple[Skipped, ...] = ()
    judged: str = ""
    """What of the history was judged, in words: `12 commits`."""

    def count(self, severity: Severity) -> int:
        """Number of diagnostics of this severity."""
        return sum(1 for one in self.diagnostics if one.severity is severity)

    def fails(self, least: Severity | None) -> bool:
        """Whether a diagnostic is at or above `least`; None never fails."""
        return grave(self.diagnostics, least)


def grave(diagnostics: Iterable[Diagnostic], least: Severity | None) -> bool:
    """Whether one of these is at or above `least`; None is above all."""
    return least is not None and any(one.severity.rank <= least.rank for one in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The same diagnostics without exact repetitions, in the order of display."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda one: one.order))
