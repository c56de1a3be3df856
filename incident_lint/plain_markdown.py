"""Plain Markdown, read line by line: what most post-mortems are made of, without the cost of a full parser.

A gate, and no second parser. It reads headings with hashes, paragraphs, lists with hanging indents, quotes, tables,
code, comments and thematic breaks where nothing is in doubt, and gives the blocks that markdown-it would give. At the
first line that could mean anything else (quotes in lists, underlined headings, link definitions, HTML, tabs) it gives
up, and the real parser reads the whole document. Section numbers are those of CommonMark 0.31.
"""

from __future__ import annotations

import re
from functools import cache

from incident_lint.markdown import TASK, Code, Heading, Html, Inline, Item, Paragraph
from incident_lint.plain_lines import (
    BARE_ITEM,
    ITEM,
    NotPlain,
    closes,
    indented,
    is_blank,
    is_break,
    is_text,
    may_define,
    outdented,
)
from incident_lint.plain_table import read_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_lint.document import Document
    from incident_lint.markdown import Block

MAX_DEPTH = 8
"""Lists in lists: above that, markdown-it leaves text out."""

_HARMLESS = bytes(range(0x20, 0x7F)) + b"\n"
"""Most documents hold nothing but this, and to see that takes a tenth of the time."""


@cache
def _unsafe() -> re.Pattern[str]:
    """Characters that there are no rules for here: tabs have a width, others are stripped or end lines for some."""
    spaces = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
    at_an_edge = rf"(?:^|(?<=[\s|>]))[{spaces}]|[{spaces}](?=[\s|]|$)"  # stripped, but no indentation
    return re.compile(rf"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]|{at_an_edge}")


def read_plain(document: Document, body: str, first_line: int) -> tuple[Block, ...] | None:
    """The blocks of `body`, the text of the document from `first_line` on; None where it is not plain."""
    if not (body.isascii() and not body.encode().translate(None, _HARMLESS)) and _unsafe().search(body):
        return None
    lines = [""] * first_line + body.split("\n")
    try:
        return tuple(_Scanner(document, lines, 0, len(lines)).run())
    except NotPlain:
        return None


class _Scanner:
    """Reads lines in one pass; `lines` has them by their numbers, `at` is the next one, and `stop` the one behind.

    `margins` are the columns where the text of the open items begins, the outermost first. In a quote, the lines are
    without its markers.
    """

    def __init__(self, document: Document, lines: list[str], at: int, stop: int, quoted: bool = False) -> None:
        self.document = document
        self.lines = lines
        self.at = at
        self.stop = stop
        self.quoted = quoted
        self.blocks: list[Block] = []
        self.margins: list[int] = []

    def run(self) -> list[Block]:
        lines, stop = self.lines, self.stop
        while self.at < stop:
            line = lines[self.at]
            if not line or line.isspace():
                self.at += 1
            elif line[0].isalpha() and "|" not in line:
                self.margins.clear()
                self.paragraph(line)
            else:
                self.block(line)
        return self.blocks

    def block(self, line: str) -> None:
        """A block begins with this line: after a blank one, or where it interrupts what stands above."""
        content = line.lstrip(" ")
        indent = len(line) - len(content)
        while self.margins and indent < self.margins[-1]:
            self.margins.pop()
        margin = self.margins[-1] if self.margins else 0
        if "|" in line and self.above_delimiters(self.at):
            self.table()
        elif indent - margin >= 4:
            self.indented_code(margin + 4)
        elif item := ITEM.match(content):
            self.item(line, indent, item)
        elif is_text(content):
            self.paragraph(content)
        elif content[0] in "`~":
            self.fence(content, indent, margin)
        elif line[0] == "#":
            self.heading(line)
        elif line[0] == ">":
            self.quote()
        elif line.startswith("<!--"):
            self.comment(line)
        elif is_break(line):
            self.at += 1  # no block
        elif BARE_ITEM.match(content):
            self.bare_item(indent)
        else:
            raise NotPlain  # what is indented among it

    def heading(self, line: str) -> None:
        """A heading with hashes (4.2); those at its end count only after a space."""
        rest = line.lstrip("#")
        level = len(line) - len(rest)
        rest = rest.strip(" ")
        unclosed = rest.rstrip("#")
        if not unclosed or unclosed[-1] == " ":
            rest = unclosed.rstrip(" ")
        column = self.document.line(self.at).find("#") + level if self.quoted else level
        inline = Inline(self.document, rest, self.at, column)
        self.blocks.append(Heading(self.at, self.at, self.quoted, level, inline))
        self.at += 1

    def table(self) -> None:
        if self.margins or self.quoted:
            raise NotPlain
        table = read_table(self.document, self.lines, self.at)
        self.blocks.append(table)
        self.at = table.end_line + 1

    def indented_code(self, width: int) -> None:
        """Code behind so many spaces (4.4), with the blank lines in it."""
        number = end = self.at
        for at in range(number, self.stop):
            if not is_blank(self.lines[at]):
                if indented(self.lines[at]) < width:
                    break
                end = at
        self.code(number, end, "", self.lines[number : end + 1], width)

    def fence(self, content: str, indent: int, margin: int) -> None:
        """Fenced code (4.5), closed, and within the item that it stands in."""
        info = content.lstrip(content[0])
        if content[0] == "`" and "`" in info:
            raise NotPlain
        fence = content[: len(content) - len(info)]
        for end in range(self.at + 1, self.stop):
            line = self.lines[end]
            if margin and not is_blank(line) and indented(line) < margin:
                raise NotPlain
            if closes(line[margin:], fence):
                break
        else:
            raise NotPlain
        self.code(self.at, end, info.strip(), self.lines[self.at + 1 : end], indent)

    def code(self, number: int, end: int, info: str, lines: list[str], width: int) -> None:
        content = "".join([outdented(one, width) + "\n" for one in lines])
        self.blocks.append(Code(number, end, self.quoted, info, content))
        self.at = end + 1

    def comment(self, line: str) -> None:
        """A comment, closed (4.6, kind 2): to the end of the line that closes it."""
        end = self.at
        while "-->" not in line:
            end += 1
            if end == self.stop:
                raise NotPlain
            line = self.lines[end]
        content = "\n".join(self.lines[self.at : end + 1]) + ("\n" if end + 1 < len(self.lines) else "")
        self.blocks.append(Html(self.at, end, self.quoted, content))
        self.at = end + 1

    def quote(self) -> None:
        """A quote (5.1), read like a document of its own, with lines below it that go on with its last paragraph."""
        if self.quoted:
            raise NotPlain
        lines, end, lazy = self.lines, self.at, set()
        filled = True  # the line above
        while end < self.stop and not is_blank(lines[end]):
            line = lines[end]
            if line[0] == ">":
                lines[end] = line[2 if line[1:2] == " " else 1 :]
                filled = not is_blank(lines[end])
            elif line.lstrip(" ")[0] == ">":
                raise NotPlain  # markdown-it goes on with the quote, however far in
            elif not filled:
                break
            elif "|" not in line and is_text(line):
                lazy.add(end)
            elif line[0] in " |=" or is_text(line):
                raise NotPlain
            else:
                break
            end += 1
        blocks = _Scanner(self.document, lines, self.at, end, quoted=True).run()
        for block in blocks if lazy else ():
            if isinstance(block, Paragraph | Item):
                lazy.difference_update(range(block.line + 1, block.end_line + 1))
        if lazy:
            raise NotPlain  # there is no paragraph to go on with
        self.blocks += blocks
        self.at = end

    def item(self, line: str, indent: int, item: re.Match[str]) -> None:
        """An item (5.2) with text behind its marker. Lists need no more: what an item is, its own marker says."""
        margin = indent + item.end()
        text = line[margin:]
        if len(self.margins) == MAX_DEPTH or not is_text(text):
            raise NotPlain
        self.margins.append(margin)
        number = self.at
        content = self.run_of_text(text)
        box, done, column = TASK.match(content), None, -1
        if box:
            done = box.group(1) != " "
            source = self.document.line(number)
            column = source.find(box.group()) + len(box.group())
            content = content[box.end() :]
        inline = Inline(self.document, content, number, column)
        ordered = item.group(1) is not None
        self.blocks.append(Item(number, self.at - 1, self.quoted, inline, len(self.margins), ordered, done))

    def bare_item(self, indent: int) -> None:
        """An item that stays empty is no block: what stands in the next line is not in it."""
        self.at += 1
        below = self.lines[self.at] if self.at < self.stop else ""
        if not is_blank(below) and indented(below) > indent:
            raise NotPlain

    def paragraph(self, text: str) -> None:
        number = self.at
        inline = Inline(self.document, self.run_of_text(text), number)
        self.blocks.append(Paragraph(number, self.at - 1, self.quoted, inline, len(self.margins)))

    def run_of_text(self, text: str) -> str:
        """The text of a paragraph (4.8) that begins with this, up to a blank line or another block."""
        if text[0] == "[" and may_define(text):
            raise NotPlain
        lines, stop = self.lines, self.stop
        margin = self.margins[-1] if self.margins else 0
        parts = [text]
        at = self.at + 1
        while at < stop:
            line = lines[at]
            if not line or line.isspace():
                break
            if line[0].isalpha() and "|" not in line:
                parts.append(line)  # at the margin, or lazily before it (5.2)
            elif self.continues(line, at, margin):
                parts.append(outdented(line, margin))
            else:
                break
            at += 1
        self.at = at
        return "\n".join(parts).strip(" ")

    def continues(self, line: str, at: int, margin: int) -> bool:
        """Whether line `at` belongs to the paragraph above it, and does not begin a block that may interrupt it."""
        content = line.lstrip(" ")
        indent = len(line) - len(content)
        if "|" in line and self.above_delimiters(at):
            if margin or indent:
                raise NotPlain
            return False  # a table, or `block` refuses
        if is_text(content):
            return True
        if item := ITEM.match(content):
            parent = self.margins[-2] if len(self.margins) > 1 else 0
            beside = indent < margin
            if indent - (parent if beside else margin) >= 4:
                raise NotPlain  # so far in that it is text
            if not beside and item.group(1) is not None and int(item.group(1)) != 1:
                raise NotPlain  # only 1 interrupts a paragraph (5.2)
            return False
        if content[0] in "`~" and 0 <= indent - margin < 4:
            return False  # a fence
        if indent or content[0] == "=" or (content[0] in "-*_" and not margin):
            raise NotPlain  # an underline makes a heading of the paragraph (4.3)
        if not margin and BARE_ITEM.match(content):
            raise NotPlain  # text
        return False

    def above_delimiters(self, at: int) -> bool:
        """Whether the line below `at` could be the delimiter row of a table."""
        below = self.lines[at + 1] if at + 1 < self.stop else ""
        return "-" in below and not below.strip(" |-:")
