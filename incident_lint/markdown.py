"""The Markdown of a post-mortem as blocks with places: headings, paragraphs, list items, tables, code, HTML.

markdown-it-py finds the blocks (CommonMark plus tables). Its inline parser is twice the work and forgets positions,
so it runs only for links (`Markdown.links`); prose is masked in place by `incident_lint.prose`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from incident_lint.links import as_written, find_links

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_lint.diagnostics import Span
    from incident_lint.document import Document

_TASK = re.compile(r"\[([ xX])\][ \t]+")
_PIPE = re.compile(r"(?<!\\)\|")
_CONTAINER = re.compile(r"(?:[ \t>]|(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]))*")


@dataclass(frozen=True)
class Inline:
    """The source of one run of inline text, and where each of its characters stands.

    `content` is the text as CommonMark cuts it out: without list markers, quote markers, hashes and indentation.
    """

    document: Document
    content: str
    line: int
    column: int = -1
    """Offset within its first line behind what stands before it (hashes, the box of a task, other cells); -1 for
    text that reaches to the end of its line, whatever markers stand before it."""

    @cached_property
    def _starts(self) -> tuple[list[int], list[int]]:
        """For each line of the content: its index in the content, and the offset of its first character."""
        indexes, offsets = [], []
        index = 0
        for number, text in enumerate(self.content.split("\n"), self.line):
            source = self.document.line(number)
            stripped = text.strip()
            if number == self.line and self.column >= 0:
                column = max(source.find(stripped, self.column), self.column)
            else:
                column = max(len(source.rstrip()) - len(stripped), 0)
            lead = len(text) - len(text.lstrip()) if stripped else 0
            first = self.document.line_starts[min(number, len(self.document.line_starts)) - 1]
            indexes.append(index)
            offsets.append(first + column - lead)
            index += len(text) + 1
        return indexes, offsets

    def offset(self, index: int) -> int:
        """The offset in the document of the character at `index` of the content."""
        indexes, offsets = self._starts
        line = max(bisect_right(indexes, index) - 1, 0)
        return offsets[line] + index - indexes[line]

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """The place of `content[start:end]`."""
        end = len(self.content) if end is None else end
        last = self.offset(max(start, end - 1)) + 1
        return self.document.span(self.offset(start), last)


@dataclass(frozen=True)
class Block:
    """What all blocks have: the lines they stand on (from 1, the end inclusive) and whether they are quoted."""

    line: int
    end_line: int
    quoted: bool


@dataclass(frozen=True)
class Heading(Block):
    """A heading of level 1 to 6."""

    level: int
    inline: Inline


@dataclass(frozen=True)
class Paragraph(Block):
    """A paragraph; `depth` counts the lists around it."""

    inline: Inline
    depth: int


@dataclass(frozen=True)
class Item(Block):
    """A list item: its first paragraph. Nested items and further paragraphs are blocks of their own.

    `done` is the state of a task (`[ ]` or `[x]`), None where the item is none; `content` is without that box.
    """

    inline: Inline
    depth: int
    ordered: bool
    done: bool | None


@dataclass(frozen=True)
class Table(Block):
    """A table: the cells of its header and of its rows."""

    header: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True)
class Code(Block):
    """A code block: never prose."""

    info: str
    content: str


@dataclass(frozen=True)
class Html(Block):
    """Raw HTML, comments among it."""

    content: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link or image: where it leads (as written, nothing decoded), what it says, the run of text it stands in.

    `place` is where in that text the target stands, or the whole link where it is written elsewhere (a reference).
    """

    target: str
    text: str
    inline: Inline
    image: bool
    place: tuple[int, int]

    @property
    def span(self) -> Span:
        """The place of the target, or of the whole link."""
        return self.inline.span(*self.place)


@dataclass(frozen=True)
class Markdown:
    """A parsed Markdown text."""

    document: Document
    blocks: tuple[Block, ...]
    _references: dict[str, Any] = field(repr=False)

    def inlines(self, blocks: Sequence[Block] | None = None) -> Iterator[tuple[Block, Inline]]:
        """Every run of text with the block it stands in; of all blocks, or of these."""
        for block in self.blocks if blocks is None else blocks:
            yield from ((block, inline) for inline in texts(block))

    def links(self, blocks: Sequence[Block] | None = None) -> list[Link]:
        """The links and images of all blocks, or of these, in order."""
        found: list[Link] = []
        for _, inline in self.inlines(blocks):
            if "[" in inline.content or "<" in inline.content:
                found.extend(
                    Link(one.target, one.text, inline, one.image, one.place)
                    for one in find_links(inline.content, self._references)
                )
        return found


def texts(block: Block) -> tuple[Inline, ...]:
    """The runs of text of one block, cells in reading order; none for code and HTML."""
    match block:
        case Heading() | Paragraph() | Item():
            return (block.inline,)
        case Table():
            return (*block.header, *(cell for row in block.rows for cell in row))
        case _:
            return ()


def read_markdown(document: Document, body_line: int = 1) -> Markdown:
    """Parse a document from line `body_line` on (where its front matter ends). Never raises on any text."""
    lead = document.line_starts[body_line - 1] if body_line <= len(document.line_starts) else len(document.text)
    environment: dict[str, Any] = {}
    tokens = _block_parser().parse("\n" * (body_line - 1) + document.text[lead:], environment)
    walker = _Walker(document)
    for token in tokens:
        walker.step(token)
    return Markdown(document, tuple(walker.blocks), environment.get("references", {}))


@cache
def _block_parser() -> Any:
    from markdown_it import MarkdownIt  # noqa: PLC0415  (as long as the rest of the start together)

    parser: Any = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.normalizeLink = as_written
    return parser


class _Walker:
    """Turns the flat token stream into blocks."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.blocks: list[Block] = []
        self.quotes = 0
        self.lists: list[bool] = []  # ordered or not, of each list around
        self.item_line = 0  # set while the first paragraph of an item is awaited
        self.heading = 0
        self.heading_end = 0  # with the line below it, where that makes the heading
        self.hashes = 0
        self.rows: list[list[Inline]] | None = None
        self.table_lines = (0, 0)

    def step(self, token: Any) -> None:
        if token.type.endswith("_open"):
            self.open(token)
        elif token.type.endswith("_close"):
            self.close(token.type)
        elif token.type == "inline":
            self.inline(token)
        elif token.type in {"fence", "code_block"}:
            line, end = self.lines(token)
            self.blocks.append(Code(line, end, self.quotes > 0, token.info.strip(), token.content))
            self.item_line = 0
        elif token.type == "html_block":
            line, end = self.lines(token)
            self.blocks.append(Html(line, end, self.quotes > 0, token.content))

    def open(self, token: Any) -> None:
        match token.type:
            case "blockquote_open":
                self.quotes += 1
            case "bullet_list_open" | "ordered_list_open":
                self.lists.append(token.type == "ordered_list_open")
            case "list_item_open":
                self.item_line = token.map[0] + 1
            case "heading_open":
                self.heading, self.heading_end = int(token.tag[1]), token.map[1]
                self.hashes = len(token.markup) if token.markup.startswith("#") else 0
            case "table_open":
                self.rows, self.table_lines = [], (token.map[0] + 1, token.map[1])
            case "tr_open":
                assert self.rows is not None
                self.rows.append([])

    def close(self, kind: str) -> None:
        match kind:
            case "blockquote_close":
                self.quotes -= 1
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_close":
                self.item_line = 0
            case "heading_close":
                self.heading = 0
            case "table_close":
                self.close_table()

    def lines(self, token: Any) -> tuple[int, int]:
        return token.map[0] + 1, max(token.map[1], token.map[0] + 1)

    def inline(self, token: Any) -> None:
        line, end = self.lines(token)
        quoted = self.quotes > 0
        first = token.content.split("\n", 1)[0].strip()
        while line < end and not self.document.line(line).rstrip().endswith(first):
            line += 1  # markdown-it counts a line of no-break spaces as text, and then strips it
        if self.rows is not None:
            self.rows[-1].append(self.cell(token.content, line, len(self.rows[-1])))
        elif self.heading:
            column = self.document.line(line).find("#") + self.hashes if self.hashes else -1
            text = Inline(self.document, token.content, line, column)
            self.blocks.append(Heading(line, self.heading_end, quoted, self.heading, text))
            self.item_line = 0
        elif self.item_line:
            self.item_line = 0
            self.item(token.content, line, end)
        else:
            text = Inline(self.document, token.content, line)
            self.blocks.append(Paragraph(line, end, quoted, text, len(self.lists)))

    def item(self, content: str, line: int, end: int) -> None:
        box = _TASK.match(content)
        done = None if box is None else box.group(1) in "xX"
        column = -1
        if box:
            column = self.document.line(line).find(box.group()) + len(box.group())
            content = content[box.end() :]
        text = Inline(self.document, content, line, column)
        self.blocks.append(Item(line, end, self.quotes > 0, text, len(self.lists), self.lists[-1], done))

    def cell(self, content: str, line: int, index: int) -> Inline:
        """A cell's text as it stands (markdown-it takes the backslash from `\\|`), and the column where it begins."""
        source = self.document.line(line)
        lead = _CONTAINER.match(source)
        at = lead.end() if lead else 0
        if source[at : at + 1] == "|":
            at += 1
        for _ in range(index):
            pipe = _PIPE.search(source, at)
            at = pipe.end() if pipe else len(source)
        pipe = _PIPE.search(source, at)
        written = source[at : pipe.start() if pipe else None].strip()
        return Inline(self.document, written if written.replace("\\|", "|") == content else content, line, at)

    def close_table(self) -> None:
        assert self.rows is not None
        header, *rows = self.rows or [[]]
        self.blocks.append(Table(*self.table_lines, self.quotes > 0, tuple(header), tuple(tuple(row) for row in rows)))
        self.rows = None
