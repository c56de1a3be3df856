"""The verdicts of a run in the form in which they are kept: plain values, a row for each incident."""

from __future__ import annotations

import base64
from array import array

from incident_lint.diagnostics import Diagnostic, Severity, Span
from incident_lint.records import Kind
from incident_lint.runner import Inputs, Verdict
from incident_lint.selection import Unit
from incident_lint.values import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

FIELDS = 5
SEEN = 32
"""Bytes that stand for what was seen at a path: the SHA-256 of a file, or a state. Zeros stand for nothing known."""
_KINDS = tuple(Kind)
_EVENT = _KINDS.index(Kind.EVENT)
_INDEXES = frozenset(range(len(_KINDS)))
_LONG = 1 << 14
"""Code points: the lines that findings point at are kept up to here; of one long line each of thousands has a copy."""
WRONG = (
    *(OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError),
    *(RecursionError, MemoryError),
)
"""What reading a file of any content may raise."""


@dataclass(slots=True)
class Kept:
    """The verdicts of an earlier run. Any method raises one of WRONG where they are not of the form that `save` writes.

    listing: a digest of the tracked paths then. people: one of the contributors; authorship: what these rested on, see
    `Repository.authorship`. place: where that was. rows: as in the file. seen: for each path what stood there, see
    `seen_at`. starts: where the paths of each row begin among `paths`. marks, homes: see `cache`.
    """

    listing: str
    people: str
    authorship: str
    place: str
    rows: list[list[Any]]
    paths: list[str]
    seen: bytes
    marks: array[int]
    homes: list[str]
    home_marks: array[int]
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        at = 0
        for folder, kinds, count, incident_id, more in self.rows:
            self.starts.append(at)
            at += count
            if not (0 < len(kinds) <= count and _INDEXES.issuperset(kinds) and type(count) is int):
                raise ValueError
            if not (type(folder) is str and type(more) is dict and (incident_id is None or type(incident_id) is str)):
                raise ValueError
        if at != len(self.paths) or len(self.marks) != FIELDS * at or len(self.home_marks) != 2 * len(self.homes):
            raise ValueError
        if len(self.seen) != SEEN * at:
            raise ValueError

    @property
    def files(self) -> int:
        """How many records there were."""
        return sum(len(row[1]) for row in self.rows)

    def told(self) -> dict[int, list[Diagnostic]]:
        """Everything that was found, by row; most have nothing."""
        return {at: list(_diagnostics(row[4])) for at, row in enumerate(self.rows) if "told" in row[4]}

    def units(self) -> list[Unit]:
        """The units of that run, in order."""
        return [self.unit(at) for at in range(len(self.rows))]

    def kind_index(self, kind: Kind) -> int:
        """How a row writes a kind of record."""
        return _KINDS.index(kind)

    def paths_of(self, at: int) -> list[str]:
        """The paths that a row rests on."""
        return self.paths[self.starts[at] : self.starts[at] + self.rows[at][2]]

    def seen_at(self, at: int) -> bytes:
        """What stood at the path with this index."""
        return self.seen[SEEN * at : SEEN * (at + 1)]

    def unit(self, at: int) -> Unit:
        """The unit of a row: its records are the first of its paths."""
        folder, kinds, *_ = self.rows[at]
        unit = Unit(folder)
        for kind, path in zip(kinds, self.paths_of(at), strict=False):
            unit.files.setdefault(_KINDS[kind], []).append(path)
        return unit

    def verdict(self, at: int) -> Verdict:
        """The verdict of a row."""
        more = self.rows[at][4]
        tags = {name: None if one is None else (one[0], one[1]) for name, one in more.get("tags", {}).items()}
        first = self.starts[at]
        paths = {path: told_of(self.seen_at(first + number)) for number, path in enumerate(self.paths_of(at))}
        inputs = Inputs(paths, more.get("commits", {}), tags, "people" in more, self.same(at), True)
        return Verdict(tuple(_diagnostics(more)), tuple(self.events(at)), inputs)

    def events(self, at: int) -> list[tuple[str, str]]:
        """The events of a row, each with its id."""
        _, kinds, _, incident_id, more = self.rows[at]
        if incident_id is not None:
            return [(self.paths[self.starts[at] + kinds.index(_EVENT)], incident_id)]
        events = [(path, one) for path, one in more.get("events", ())]
        if not all(isinstance(text, str) for one in events for text in one):
            raise TypeError
        return events

    def same(self, at: int) -> tuple[str, ...]:
        """The further events that had the id of a row's first one."""
        return tuple(self.rows[at][4].get("same", ()))


def brief(verdict: Verdict) -> bool:
    """Whether what was found may be kept: thousands of findings on one long line would fill the disk."""
    return sum(len(one.source or "") for one in verdict.diagnostics) <= _LONG


def row_of(unit: Unit, verdict: Verdict, lasting: bool) -> list[Any]:
    paths = {path: _KINDS.index(kind) for kind, ones in unit.files.items() for path in ones}
    kinds = [paths[path] for path in verdict.inputs.paths if path in paths]
    more: dict[str, Any] = {}
    incident_id = None
    if len(verdict.events) == 1 and kinds.count(_EVENT) == 1:
        incident_id = verdict.events[0][1]
    elif verdict.events:
        more["events"] = verdict.events
    for name in ("commits", "tags", "people", "same"):
        if value := getattr(verdict.inputs, name):
            more[name] = value
    if verdict.diagnostics and lasting:  # the others are judged anew
        more["told"] = [_told(one) for one in verdict.diagnostics]
    return [unit.folder, kinds, len(verdict.inputs.paths), incident_id, more]


def _told(one: Diagnostic) -> list[Any]:
    span = one.span
    place = [span.line, span.column, span.end_line, span.end_column]
    return [one.code, one.name, one.severity, one.path, place, one.message, one.hint, one.source]


def _diagnostics(more: dict[str, Any]) -> Iterable[Diagnostic]:
    told = more.get("told", [])
    if type(told) is not list:
        raise TypeError
    return map(_diagnostic, told)


def _diagnostic(told: list[Any]) -> Diagnostic:
    code, name, severity, path, place, message, hint, source = told
    texts = (code, name, path, message, hint, "" if source is None else source)
    if {*map(type, texts)} != {str} or {*map(type, place)} != {int}:
        raise TypeError
    return Diagnostic(code, name, Severity(severity), path, Span(*place), message, hint, source)


def split(text: str) -> list[str]:
    return text.split("\0") if text else []


def array_of(text: str) -> array[int]:
    found = array("q")
    found.frombytes(base64.b64decode(text))
    return found


def text_of(marks: array[int]) -> str:
    return base64.b64encode(marks.tobytes()).decode()


def bytes_of(seen: str) -> bytes:
    """What stands for what was seen at a path: see `Inputs`."""
    return bytes.fromhex(seen) if len(seen) == 2 * SEEN else seen.encode().ljust(SEEN, b"\0")


def told_of(seen: bytes) -> str:
    """What was seen at a path: the reverse."""
    return _STATES.get(seen) or seen.hex()


_STATES = {bytes_of(one): one for one in ("file", "directory", "missing")}
