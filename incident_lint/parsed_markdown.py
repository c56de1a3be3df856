"""The blocks of a post-mortem as markdown-it-py reads them, with places: what any document means.

Only what is not plain gets here, for importing the parser takes as long as the rest of the start together.
"""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt

from incident_lint.links import as_written
from incident_lint.markdown import TASK, Code, Heading, Html, Inline, Item, Paragraph, Table
from incident_lint.patterns import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from incident_lint.document import Document
    from incident_lint.markdown import Block

_PIPE = regex(r"(?<!\\)\|")
_CONTAINER = regex(r"(?:>|(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]))[ \t]*")


def read_parsed(document: Document, body: str, first_line: int) -> tuple[tuple[Block, ...], dict[str, Any]]:
    """The blocks of `body`, the text of the document from `first_line` on, and the link definitions in it."""
    environment: dict[str, Any] = {}
    walker = _Walker(document)
    for token in _block_parser().parse("\n" * (first_line - 1) + body, environment):
        walker.step(token)
    return tuple(walker.blocks), environment.get("references", {})


@cache
def _block_parser() -> Any:
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
        box = TASK.match(content)
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
        at = 0
        for lead in self.leads(source):
            at = lead + 1 if source[lead : lead + 1] == "|" else lead
            for _ in range(index):
                pipe = _PIPE.search(source, at)
                at = pipe.end() if pipe else len(source)
            pipe = _PIPE.search(source, at)
            written = source[at : pipe.start() if pipe else None].strip()
            if written.replace("\\|", "|") == content:
                return Inline(self.document, written, line, at)
        return Inline(self.document, content, line, at)

    def leads(self, source: str) -> list[int]:
        """Where a row may begin behind the marks of what it stands in, the likeliest first.

        In a list, `- |` is an item with a table, or the first cell of a row: only the text of the cell can tell.
        """
        ends = [len(source) - len(source.lstrip(" \t"))]
        for _ in range(self.quotes + len(self.lists)):
            if mark := _CONTAINER.match(source, ends[-1]):
                ends.append(mark.end())
        return ends[::-1]

    def close_table(self) -> None:
        assert self.rows is not None
        header, *rows = self.rows or [[]]
        self.blocks.append(Table(*self.table_lines, self.quotes > 0, tuple(header), tuple(tuple(row) for row in rows)))
        self.rows = None
