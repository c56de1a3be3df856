"""The blocks and links of a post-mortem as markdown-it-py reads them: the reference, which is slow to load and to run.

It reads where the native reader is not installed or not sure. Its inline tokens have no positions, so the rules that
make links are wrapped to note them.
"""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import autolink, image, link

from incident_lint.markdown import Inline, texts
from incident_lint.markdown_builder import Builder, split_row, without_indentation
from incident_lint.patterns import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from incident_lint.document import Document
    from incident_lint.markdown import Block, Link

_CONTAINER = regex(r"(?:>|(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]))[ \t]*")


def read_reference(document: Document, body: str, first_line: int) -> tuple[list[Block], list[Link]]:
    """The blocks and links of `body`, the text of the document from `first_line` on."""
    environment: dict[str, Any] = {}
    walker = _Walker(document)
    for token in _block_parser().parse("\n" * (first_line - 1) + body, environment):
        walker.step(token)
    for block in walker.blocks:
        for inline in texts(block):
            if "[" in inline.content or "<" in inline.content:
                walker.find_links(inline, environment)
    return walker.blocks, walker.links


class _Walker(Builder):
    """Turns the flat token stream into blocks."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.level = 0  # of the heading around
        self.heading_end = 0  # with the line below it, where that makes the heading
        self.hashes = 0
        self.table_lines = (0, 0)
        self.rows: list[tuple[Inline, ...]] = []
        self.cells: list[str] | None = None  # of the row around
        self.row_line = 0

    def step(self, token: Any) -> None:
        if token.type.endswith("_open"):
            self.open(token)
        elif token.type.endswith("_close"):
            self.close(token.type)
        elif token.type == "inline":
            self.inline(token)
        elif token.type in {"fence", "code_block"}:
            self.code(*_lines(token), token.content)
        elif token.type == "html_block":
            self.html(*_lines(token), token.content)

    def open(self, token: Any) -> None:
        match token.type:
            case "blockquote_open":
                self.quotes += 1
            case "bullet_list_open" | "ordered_list_open":
                self.lists.append(token.type == "ordered_list_open")
            case "list_item_open":
                self.awaited = True
            case "heading_open":
                self.level, self.heading_end = int(token.tag[1]), token.map[1]
                self.hashes = len(token.markup) if token.markup.startswith("#") else 0
            case "table_open":
                self.rows, self.table_lines = [], (token.map[0] + 1, token.map[1])
            case "tr_open":
                self.cells = []

    def close(self, kind: str) -> None:
        match kind:
            case "blockquote_close":
                self.quotes -= 1
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_close":
                self.awaited = False
            case "heading_close":
                self.level = 0
            case "tr_close":
                self.close_row()
            case "table_close":
                self.table(*self.table_lines, self.rows)

    def inline(self, token: Any) -> None:
        line, end = _lines(token)
        if self.cells is not None:
            self.cells.append(token.content)
            self.row_line = line
            return
        content = without_indentation(token.content.strip())
        first = content.split("\n", 1)[0].rstrip()
        while line < end and not self.document.line(line).rstrip().endswith(first):
            line += 1  # markdown-it counts a line of no-break spaces as text, and then strips it
        if self.level:
            column = self.document.line(line).find("#") + self.hashes if self.hashes else -1
            self.heading(line, self.heading_end, self.level, content, column)
        else:
            self.text(line, end, content)

    def close_row(self) -> None:
        """The cells as they stand: markdown-it takes the backslash from `\\|`."""
        assert self.cells is not None
        source = self.document.line(self.row_line)
        for start in self.row_starts(source):
            row = split_row(source, start, len(self.cells))
            if [content.replace("\\|", "|") for content, _ in row] == self.cells:
                break
        self.rows.append(tuple([Inline(self.document, text, self.row_line, column) for text, column in row]))
        self.cells = None

    def row_starts(self, source: str) -> list[int]:
        """Where a row may begin behind the marks of what it stands in, the likeliest first.

        In a list, `- |` is an item with a table, or the first cell of a row: only the text of the cells can tell.
        """
        ends = [len(source) - len(source.lstrip(" \t"))]
        for _ in range(self.quotes + len(self.lists)):
            if mark := _CONTAINER.match(source, ends[-1]):
                ends.append(mark.end())
        return ends[::-1]

    def find_links(self, inline: Inline, environment: dict[str, Any]) -> None:
        for top in _inline_parser().parseInline(inline.content, environment):
            for token in top.children or ():
                target = token.attrGet({"link_open": "href", "image": "src"}.get(token.type, ""))
                if target is not None:
                    self.link(str(target), inline, *token.meta["place"])


def _lines(token: Any) -> tuple[int, int]:
    return token.map[0] + 1, max(token.map[1], token.map[0] + 1)


def _parser() -> Any:
    """markdown-it without what it does to addresses: a file is looked for by its name as it stands, and no scheme is
    refused (CommonMark 6.3), for nothing here is ever opened.
    """
    parser: Any = MarkdownIt("commonmark").enable("table")
    parser.normalizeLink = str
    parser.validateLink = lambda _: True
    return parser


@cache
def _block_parser() -> Any:
    parser = _parser()
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


@cache
def _inline_parser() -> Any:
    parser = _parser()
    for rule in (link, image, autolink):
        parser.inline.ruler.at(rule.__name__, _placed(rule))
    return parser


def _placed(rule: Callable[[Any, bool], bool]) -> Callable[[Any, bool], bool]:
    """An inline rule of markdown-it that notes in its token where the link, its label and it again end."""

    def placed(state: Any, silent: bool) -> bool:
        start, tokens = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            token = next(one for one in state.tokens[tokens:] if one.type in {"link_open", "image"})
            label = start
            if state.src[start] != "<":
                opening = state.src.index("[", start)
                label = state.md.helpers.parseLinkLabel(state, opening, token.type == "link_open") + 1
            token.meta["place"] = (start, label, state.pos)
        return True

    return placed
