"""From the events of a Markdown parser to blocks: what both readers have in common, so that they cannot drift apart.

A reader says what begins and ends, and which lines a run of text is made of; here is decided what becomes of it.
"""

from __future__ import annotations

from incident_lint.markdown import Block, Code, Heading, Html, Inline, Item, Link, Paragraph, Table
from incident_lint.patterns import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_lint.document import Document

_TASK = regex(r"\[([ xX])\][ \t]+")
_PIPE = regex(r"(?<!\\)\|")


class Builder:
    """Collects blocks and links, and knows what they stand in. Lines count from 1, in the whole document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.quotes = 0
        self.lists: list[bool] = []
        """Whether it is ordered, for each list around."""
        self.awaited = False
        """In an item before its first paragraph."""

    def heading(self, line: int, end: int, level: int, content: str, column: int) -> Inline:
        self.awaited = False
        inline = Inline(self.document, content, line, column)
        self.blocks.append(Heading(line, end, self.quotes > 0, level, inline))
        return inline

    def text(self, line: int, end: int, content: str) -> Inline:
        """A paragraph: the text of the item that it begins, or one of its own."""
        if not self.awaited:
            inline = Inline(self.document, content, line)
            self.blocks.append(Paragraph(line, end, self.quotes > 0, inline, len(self.lists)))
            return inline
        self.awaited = False
        box, done, column = _TASK.match(content), None, -1
        if box:
            done = box.group(1) != " "
            column = self.document.line(line).find(box.group()) + len(box.group())
            content = content[box.end() :]
        inline = Inline(self.document, content, line, column)
        self.blocks.append(Item(line, end, self.quotes > 0, inline, len(self.lists), self.lists[-1], done))
        return inline

    def code(self, line: int, end: int, content: str) -> None:
        self.awaited = False
        self.blocks.append(Code(line, end, self.quotes > 0, without_indentation(content).rstrip()))

    def html(self, line: int, end: int, content: str) -> None:
        self.blocks.append(Html(line, end, self.quotes > 0, without_indentation(content).rstrip()))

    def table(self, line: int, end: int, rows: Sequence[tuple[Inline, ...]]) -> None:
        self.blocks.append(Table(line, end, self.quotes > 0, rows[0], tuple(rows[1:])))

    def link(self, target: str, inline: Inline, start: int, label: int, end: int) -> None:
        """A link or image from `start` to `end` of the text, behind whose label its target may be written."""
        found = inline.content.find(target, label, end) if target else -1
        place = (start, end) if found == -1 else (found, found + len(target))
        self.links.append(Link(target, inline, place))


def without_indentation(content: str) -> str:
    """Lines without the spaces and tabs that they begin with: in a run of text they mean nothing (CommonMark 4.8)."""
    if "\n" not in content:
        return content.lstrip(" \t")
    return "\n".join([line.lstrip(" \t") for line in content.split("\n")])


def split_row(source: str, start: int, count: int) -> list[tuple[str, int]]:
    """The first `count` cells of a table's row that begins at `start` of a line: as written, and the column behind the
    pipe before each. What the row lacks is empty and stands at its end (GFM 4.10).
    """
    if source[start : start + 1] == "|":
        start += 1
    cells: list[tuple[str, int]] = []
    for pipe in _PIPE.finditer(source, start):
        if len(cells) == count:
            return cells
        cells.append((source[start : pipe.start()].strip(), start))
        start = pipe.end()
    if len(cells) < count:
        cells.append((source[start:].strip(), start))
    return cells + [("", len(source))] * (count - len(cells))
