"""What the targets share: how a broken property is told, and the properties of places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_lint.document import Document, Problem, decode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from incident_lint.diagnostics import Span


class BrokenPropertyError(AssertionError):
    """An input that breaks a property. `what` names the property and is the same for all inputs that break it."""

    def __init__(self, what: str, detail: object = "") -> None:
        super().__init__(f"{what}: {detail!r}" if detail != "" else what)
        self.what = what


def hold(condition: bool, what: str, detail: object = "") -> None:
    """BrokenPropertyError unless `condition`. `what` says in words what has to be so, `detail` where it is not."""
    if not condition:
        raise BrokenPropertyError(what, detail)


def read(data: bytes, path: str) -> Document | None:
    """The bytes as a document, None where they are none; the place of what is wrong lies in the text."""
    found = decode(path, data)
    if isinstance(found, Problem):
        text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        in_text(found.span, Document(path, text), "unreadable")
        return None
    problems_in_text(found.problems, found)
    return found


def in_text(span: Span, document: Document, of: str) -> None:
    """A place begins and ends in the text, the end not before the beginning; a caret may stand behind a line."""
    hold(1 <= span.line <= span.end_line <= len(document.line_starts), f"the lines of a place ({of})", span)
    hold(1 <= span.column <= len(document.line(span.line)) + 1, f"the first column of a place ({of})", span)
    caret = span.column + 1 if span.line == span.end_line else 0
    last = max(len(document.line(span.end_line)) + 1, caret)
    hold(1 <= span.end_column <= last, f"the last column of a place ({of})", span)
    hold((span.line, span.column) <= (span.end_line, span.end_column), f"the order of a place ({of})", span)


def problems_in_text(problems: Iterable[Problem], document: Document) -> None:
    """Problems say something, printable, at places in the text."""
    for one in problems:
        hold(bool(one.message), "a problem has a message", one)
        in_text(one.span, document, one.kind)


def covered(span: Span, document: Document) -> str:
    """The text at a place."""
    start = document.line_starts[span.line - 1] + span.column - 1
    return document.text[start : document.line_starts[span.end_line - 1] + span.end_column - 1]
