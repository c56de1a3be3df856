"""The blocks and links of a post-mortem as pulldown-cmark reads them, through pyromark.

It follows CommonMark, gives events with their places in bytes, and never recurses: nothing that is nested deeply brings
it down. What it reads differently from the reference is left to the reference, see `incident_lint.native_doubts`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate

from pyromark import events_with_range

from incident_lint.markdown import Inline
from incident_lint.markdown_builder import Builder, split_row, without_indentation
from incident_lint.native_doubts import (
    are_doubtful_links,
    are_doubtful_tables,
    is_doubtful,
    is_doubtful_below_quote,
    is_doubtful_lazy_line,
    is_far_in,
)
from incident_lint.patterns import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from incident_lint.document import Document
    from incident_lint.markdown import Block, Link

_TABLES: Any = 2
"""`Options.ENABLE_TABLES`, for which a number will do."""
_FENCE = regex(rb"`+|~+")
_SPANS = {"Emphasis", "Strong", "Link", "Image"}
"""What begins and ends within a run of text."""


class _DoubtError(Exception):
    """What only the reference may judge."""


class _Link:
    """A link or image before its text is known: the number of its cell, and bytes."""

    def __init__(self, cell: int, target: str, start: int, label: int, end: int) -> None:
        self.cell = cell
        self.target = target
        self.start = start
        self.label = label
        """Behind its text; 0 where that is not yet known."""
        self.end = end


def read_native(document: Document, body: str, first_line: int) -> tuple[list[Block], list[Link]] | None:
    """The blocks and links of `body`, the text of the document from `first_line` on; None where they are in doubt."""
    try:
        data = body.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return None
    if is_doubtful(body, data):
        return None
    reader = _Reader(document, body, data, first_line)
    try:
        reader.read(events_with_range(body, options=_TABLES))
    except _DoubtError:
        return None
    if are_doubtful_tables(body, reader.tables) or are_doubtful_links(data, reader.inline_links):
        return None
    return reader.blocks, reader.links


class _Reader(Builder):
    """Turns events into blocks.

    A run of text is what stands between two events of blocks: in an item without blank lines, no event of its own says
    that a paragraph begins.
    """

    def __init__(self, document: Document, body: str, data: bytes, first_line: int) -> None:
        super().__init__(document)
        self.data = data
        self.lines = body.split("\n")
        self.starts = [0, *accumulate([len(line) + 1 for line in data.split(b"\n")])]
        self.first_line = first_line
        self.known = (0, document.line_starts[first_line - 1] if body else 0)  # a byte, and its offset in the document
        self.ascii = len(data) == len(body)
        self.first = self.last = -1  # the bytes of the run of text
        self.opaque = self.fenced = False  # within code or HTML
        self.raw: list[str] = []  # its pieces
        self.rows: list[tuple[Inline, ...]] = []
        self.tables = self.table_column = self.cells = 0
        self.images = self.inline_links = 0
        self.opened: list[_Link | None] = []  # links and images around; None within the description of an image
        self.found: list[_Link] = []  # those of the run or row

    def read(self, events: Iterable[tuple[Any, Any]]) -> None:
        kind: str
        tag: Any
        for event, place in events:
            kind, tag = (event, "") if event.__class__ is str else next(iter(event.items()))
            if kind == "Text":
                if self.opaque:
                    self.raw.append(tag)
                    continue
                if self.first < 0:
                    self.first = place["start"]
                self.last = place["end"]
            elif tag == "TableCell":
                self.cells += kind == "Start"
                self.first = -1
            elif kind == "Start":
                name, detail = (tag, None) if tag.__class__ is str else next(iter(tag.items()))
                self.begin(name, detail, place["start"], place["end"])
            elif kind == "End":
                name, detail = (tag, None) if tag.__class__ is str else next(iter(tag.items()))
                self.finish(name, detail, place["start"], place["end"])
            elif kind == "Html":
                self.raw.append(tag)
            elif kind == "Rule":
                self.flush()
            else:  # code, HTML and line ends in a run of text
                self.reach(place["start"], place["end"])

    def reach(self, start: int, end: int) -> None:
        """The run of text goes on to there."""
        if self.first < 0:
            self.first = start
        self.last = end

    def begin(self, name: str, detail: Any, start: int, end: int) -> None:
        if name in _SPANS:
            self.reach(start, start + 1)
            if detail is not None:
                self.begin_link(name, detail, start, end)
            return
        self.flush()
        match name:
            case "BlockQuote":
                self.quotes += 1
            case "List":
                self.lists.append(detail is not None)
            case "Item":
                self.awaited = True
            case "CodeBlock":
                self.opaque, self.fenced = True, detail != "Indented"
            case "HtmlBlock":
                self.opaque = True

    def finish(self, name: str, detail: Any, start: int, end: int) -> None:
        match name:
            case _ if name in _SPANS:
                self.finish_link(name, end)
                self.reach(start, end)
            case "Heading":
                self.finish_heading(int(detail[1]), start, end)
            case "BlockQuote":
                self.finish_quote(end)
            case "List":
                self.lists.pop()
            case "CodeBlock":
                self.finish_code(start, end)
            case "HtmlBlock":
                self.finish_html(start)
            case "TableHead" | "TableRow":
                self.finish_row(start)
            case "Table":
                self.tables += 1
                self.table(self.line(start), self.line(end - 1), self.rows)
                self.rows = []
            case _:
                self.flush()
                self.awaited = self.awaited and name != "Item"

    def begin_link(self, name: str, detail: Any, start: int, end: int) -> None:
        kind, target, label = detail["link_type"], detail["dest_url"], 0
        if kind in {"Autolink", "Email"}:
            target, label = "mailto:" * (kind == "Email") + target, start
        elif kind == "Collapsed":
            end += 2  # the brackets behind it are not in its place
        elif kind == "Inline":
            self.inline_links += 1
        link = None if self.images else _Link(max(self.cells - 1, 0), target, start, label, end)
        if link is not None:
            self.found.append(link)
        self.opened.append(link)
        self.images += name == "Image"

    def finish_link(self, name: str, end: int) -> None:
        if name in {"Link", "Image"}:
            self.images -= name == "Image"
            link = self.opened.pop()
            if link is not None and not link.label:
                link.label = self.data.find(b"]", self.last, end) + 1

    def line(self, byte: int) -> int:
        """The line, in the document, of a byte of the body."""
        return self.first_line - 1 + bisect_right(self.starts, byte)

    def offset(self, byte: int) -> int:
        """The offset in the document of a byte of the body, counted from the last one that was asked for."""
        known, offset = self.known
        if self.ascii:
            return offset + byte
        if byte >= known:
            offset += len(self.data[known:byte].decode())
        else:
            offset -= len(self.data[byte:known].decode())
        self.known = (byte, offset)
        return offset

    def column(self, byte: int, line: int) -> int:
        """How many characters stand before a byte in its line."""
        return self.offset(byte) - self.document.line_starts[line - 1]

    def text_of(self) -> tuple[int, int, str]:
        """The run of text, without what stands before it in each of its lines, and its first and last line."""
        first = self.first - (self.data[self.first - 1 : self.first] == b"\\")  # of an escaped character
        line = end = self.line(first)
        content = self.lines[line - self.first_line][self.column(first, line) :]
        if self.last > self.starts[line - self.first_line + 1]:
            end = self.line(self.last - 1)
            line, content = self.joined(
                line, [content, *self.lines[line - self.first_line + 1 : end - self.first_line + 1]]
            )
        self.first = -1
        return line, end, content.strip()

    def joined(self, line: int, lines: list[str]) -> tuple[int, str]:
        """The text that stands in several lines, and the first of them."""
        if self.quotes:
            lines[1:] = [self.without_quotes(one) for one in lines[1:]]
        if self.lists and any(map(is_doubtful_lazy_line, lines[1:])):
            raise _DoubtError
        content = "\n".join(lines).strip()
        while content and not lines[0].strip():
            del lines[0]  # no-break spaces: no text for us
            line += 1
        return line, without_indentation(content)

    def without_quotes(self, line: str) -> str:
        """A line below the first of a text in quotes, which may lack their markers (CommonMark 5.1)."""
        for _ in range(self.quotes):
            text = line.lstrip(" \t")
            if is_far_in(line[: len(line) - len(text)]):
                raise _DoubtError
            if text[:1] != ">":
                break
            line = text[1:].removeprefix(" ")
        return line

    def flush(self) -> None:
        """The run of text ends, if there is one."""
        if self.first >= 0:
            self.place_links((self.text(*self.text_of()),))

    def finish_heading(self, level: int, start: int, end: int) -> None:
        """With hashes (CommonMark 4.2), of which those at its end count only after a space; or underlined (4.3)."""
        line, last = self.line(start), self.line(end - 1)
        marks = self.data[start : start + level + 1].rstrip(b" \t\n")
        if marks == b"#" * level:
            column = self.column(start, line) + level
            content = self.lines[line - self.first_line][column:].strip(" \t")
            unclosed = content.rstrip("#")
            content = (unclosed if unclosed[-1:] in {"", " ", "\t"} else content).strip()
            self.first = -1
        else:
            column = -1
            line, _, content = self.text_of()
        self.place_links((self.heading(line, last, level, content, column),))

    def finish_quote(self, end: int) -> None:
        self.flush()
        self.quotes -= 1
        below = bisect_left(self.starts, end)
        if below < len(self.lines) and is_doubtful_below_quote(self.lines[below]):
            raise _DoubtError

    def finish_code(self, start: int, end: int) -> None:
        line, last = self.line(start), self.line(end - 1)
        if self.fenced:
            fence = _FENCE.match(self.data, start)
            closing = self.lines[last - self.first_line].strip(" \t>").encode()
            if line == last or fence is None or not closing.startswith(fence[0]) or closing.strip(fence[0][:1]):
                raise _DoubtError  # it is never closed, and no rule says which blank lines it has
        self.code(line, last, self.close_raw())

    def close_raw(self) -> str:
        """What code or HTML is made of."""
        content = "".join(self.raw)
        self.raw.clear()
        self.opaque = False
        return content

    def finish_html(self, start: int) -> None:
        content, line = self.close_raw(), self.line(start)
        if self.quotes and not content.rstrip().endswith(">"):
            raise _DoubtError  # the same
        self.html(line, line + content.rstrip(" \t").count("\n", 0, -1), content)

    def finish_row(self, start: int) -> None:
        line = self.line(start)
        source, column = self.document.line(line), self.column(start, line)
        before = source[:column]
        if not self.rows:
            self.table_column = column
            if before.strip(" >") and source[column] != "|":
                raise _DoubtError  # the reference takes the marker of an item for the first cell
        elif "\t" in before or column > (self.table_column if self.lists else 3 + 2 * self.quotes):
            raise _DoubtError  # so far in that it may be code
        cells = split_row(source, column, self.cells)
        row = tuple([Inline(self.document, text, line, place) for text, place in cells])
        self.rows.append(row)
        self.cells = 0
        self.place_links(row)

    def place_links(self, inlines: Sequence[Inline]) -> None:
        """The links of a run or row, in its texts."""
        for link in self.found:
            inline = inlines[link.cell]
            start, label, end = (inline.index(self.offset(byte)) for byte in (link.start, link.label, link.end))
            if start >= 0:  # not the box of a task
                self.link(link.target, inline, start, label, end)
        self.found.clear()
