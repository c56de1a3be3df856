"""A text with positions: the bytes of a file, decoded strictly, and the map from offsets to lines and columns."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from incident_lint.diagnostics import START, Span
from incident_lint.values import dataclass, field

MAX_BYTES = 5 * 1024 * 1024
"""The largest record that is read. A post-mortem of 5 MiB is no text for people any more."""

LONG = 200
"""A line above this many code points is cut out once: every finding on it shows it, and there may be thousands."""

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a text as such: `kind` says what (a key of the REC0 rules), at a place."""

    kind: str
    message: str
    span: Span
    hint: str = ""
    document: Document | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Document:
    """A decoded text file.

    `path` is relative to the repository's root, with `/`. Line ends are `\\n` whatever the file has, so that line
    numbers agree with every editor and offsets agree with every parser.
    """

    path: str
    text: str
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    @cached_property
    def line_starts(self) -> list[int]:
        """Offset of the first character of each line."""
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at != -1:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of an offset into `text`."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def span(self, start: int, end: int | None = None) -> Span:
        """The place from offset `start` to `end` (exclusive; one character where it is not given)."""
        end = start + 1 if end is None else max(start, end)
        return Span(*self.position(start), *self.position(end))

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its end; empty where there is no such line."""
        starts = self.line_starts
        if not 1 <= number <= len(starts):
            return ""
        start, end = starts[number - 1], starts[number] - 1 if number < len(starts) else len(self.text)
        if end - start <= LONG:
            return self.text[start:end]
        if number not in self._long_lines:
            self._long_lines[number] = self.text[start:end]
        return self._long_lines[number]

    @cached_property
    def _long_lines(self) -> dict[int, str]:
        return {}

    def line_span(self, number: int) -> Span:
        """The place of line `number` without its indentation and its end."""
        text = self.line(number)
        stripped = text.strip()
        start = text.find(stripped) + 1 if stripped else 1
        return Span(number, start, number, start + max(1, len(stripped)))


def decode(path: str, data: bytes) -> Document | Problem:
    """Decode the bytes of a file: a document, or the problem that makes it unreadable.

    UTF-8 only. A byte order mark is dropped and told; a NUL byte means that this is no text. Line ends are
    normalised. Positions count in code points.
    """
    if len(data) > MAX_BYTES:
        return Problem(
            "unreadable",
            f"the file has more than {MAX_BYTES:,} bytes: too much for a record",  # and no more of it was read
            START,
            "keep logs and dumps under evidence/ and reference them",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = _normalise(data[: error.start].decode("utf-8").removeprefix(_BOM))
        span = Document(path, before).span(len(before))
        return Problem("unreadable", f"not UTF-8: byte 0x{data[error.start]:02x}", span, "save the file as UTF-8")
    problems: tuple[Problem, ...] = ()
    if text.startswith(_BOM):
        text = text[1:]
        problems = (
            Problem(
                "byte-order-mark",
                "the file begins with a byte order mark",
                START,
                "save it as UTF-8 without BOM",
            ),
        )
    text = _normalise(text)
    nul = text.find("\0")
    if nul != -1:
        return Problem("unreadable", "a NUL character: this is no text", Document(path, text).span(nul))
    return Document(path, text, problems)


def _normalise(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
