"""The Markdown of a post-mortem as blocks with places: headings, paragraphs, list items, tables, code, HTML.

What they are (CommonMark plus tables) says a native parser, or markdown-it-py, which is the reference: it reads where
the other is not installed, or not sure. Prose is masked in place by `incident_lint.prose`.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from incident_lint.prose import mask
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_lint.diagnostics import Span
    from incident_lint.document import Document


@dataclass(frozen=True, init=False)
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

    def __init__(self, document: Document, content: str, line: int, column: int = -1) -> None:
        own = self.__dict__  # tables have many: this takes half the time of what `frozen` generates
        own["document"] = document
        own["content"] = content
        own["line"] = line
        own["column"] = column

    @cached_property
    def prose(self) -> str:
        """The content with what is no prose blanked, see `incident_lint.prose`."""
        return mask(self.content)

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

    def index(self, offset: int) -> int:
        """The index in the content of the character at an `offset` of the document; negative before the content."""
        indexes, offsets = self._starts
        line = max(bisect_right(offsets, offset) - 1, 0)
        return indexes[line] + offset - offsets[line]

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
    """A code block: never prose. The lines of `content` are without indentation."""

    content: str


@dataclass(frozen=True)
class Html(Block):
    """Raw HTML, comments among it. The lines of `content` are without indentation."""

    content: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link or image: where it leads (as written, nothing decoded), and the run of text it stands in.

    `place` is where in that text the target stands, or the whole link where it is written elsewhere (a reference).
    """

    target: str
    inline: Inline
    place: tuple[int, int]

    @property
    def span(self) -> Span:
        """The place of the target, or of the whole link."""
        return self.inline.span(*self.place)


@dataclass(frozen=True)
class Markdown:
    """A parsed Markdown text: its blocks, and the links and images in them, in order."""

    document: Document
    blocks: Sequence[Block]
    links: Sequence[Link]

    def inlines(self) -> Iterator[tuple[Block, Inline]]:
        """Every run of text with the block it stands in."""
        for block in self.blocks:
            yield from ((block, inline) for inline in texts(block))


def texts(block: Block) -> tuple[Inline, ...]:
    """The runs of text of one block, cells in reading order; none for code and HTML."""
    if isinstance(block, Heading | Paragraph | Item):
        return (block.inline,)
    if isinstance(block, Table):
        return (*block.header, *(cell for row in block.rows for cell in row))
    return ()


def read_markdown(document: Document, body_line: int = 1) -> Markdown:
    """Parse a document from line `body_line` on (where its front matter ends). Never raises on any text.

    The native reader, where it is installed and sure; else the reference. Both give the same.
    """
    try:
        from incident_lint.native_markdown import read_native  # noqa: PLC0415  (it is made of the blocks above)
    except ImportError:
        return reference_markdown(document, body_line)
    found = read_native(document, _body(document, body_line), body_line)
    return reference_markdown(document, body_line) if found is None else Markdown(document, *found)


def reference_markdown(document: Document, body_line: int = 1) -> Markdown:
    """The same by markdown-it alone."""
    from incident_lint.reference_markdown import read_reference  # noqa: PLC0415  (it takes long to load)

    return Markdown(document, *read_reference(document, _body(document, body_line), body_line))


def _body(document: Document, body_line: int) -> str:
    starts = document.line_starts
    return document.text[starts[body_line - 1] :] if body_line <= len(starts) else ""
