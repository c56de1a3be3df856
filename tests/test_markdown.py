"""Blocks of Markdown and the place of every heading, item, cell and link in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_lint.document import Document
from incident_lint.markdown import (
    Block,
    Code,
    Heading,
    Html,
    Inline,
    Item,
    Markdown,
    Paragraph,
    Table,
    read_markdown,
    reference_markdown,
    texts,
)

if TYPE_CHECKING:
    from incident_lint.diagnostics import Span


def read(text: str, body_line: int = 1) -> Markdown:
    return read_markdown(Document("INCIDENT.md", text), body_line)


def covered(document: Document, span: Span) -> str:
    starts = document.line_starts
    return document.text[starts[span.line - 1] + span.column - 1 : starts[span.end_line - 1] + span.end_column - 1]


def place(span: Span) -> str:
    return f"{span.line}:{span.column}-{span.end_line}:{span.end_column}"


def headings(text: str) -> list[tuple[int, str, str]]:
    """(level, text, place) of the headings that are not quoted."""
    return [
        (one.level, one.inline.content, place(one.inline.span()))
        for one in read(text).blocks
        if isinstance(one, Heading) and not one.quoted
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Summary\n", (1, "Summary", "1:3-1:10")),
        ("###   Root Cause   ###\n", (3, "Root Cause", "1:7-1:17")),
        ("  ## Impact\n", (2, "Impact", "1:6-1:12")),
        ("##\tImpact\n", (2, "Impact", "1:4-1:10")),
        ("## # of errors\n", (2, "# of errors", "1:4-1:15")),
        ("# C#\n", (1, "C#", "1:3-1:5")),
        ("## 2 in 2 days\n", (2, "2 in 2 days", "1:4-1:15")),
        ("## 𝔘 **é**\n", (2, "𝔘 **é**", "1:4-1:11")),
        ("- ## In an item\n", (2, "In an item", "1:6-1:16")),
        ("Summary\n=======\n", (1, "Summary", "1:1-1:8")),
        ("  Root Cause\n---\n", (2, "Root Cause", "1:3-1:13")),
        ("Pool #4\n===\n", (1, "Pool #4", "1:1-1:8")),
        ("What went\n  on there\n---\n", (2, "What went\non there", "1:1-2:11")),
        ("###### Six\n", (6, "Six", "1:8-1:11")),
    ],
)
def test_headings(text: str, expected: tuple[int, str, str]) -> None:
    assert headings(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "> # Summary\n",
        "> Summary\n> =======\n",
        "- > # Summary\n",
        "```\n# Summary\n```\n",
        "~~~~ sh\n# Summary\n~~~\n# Summary\n",  # the fence is never closed
        "    # Summary\n",
        "- item\n\n      # Summary\n",
        "<!-- a comment\n\n# Summary\n\n-->\n",
        "<!--\n# Summary\n",  # the comment is never closed
        "<pre>\n\n# Summary\n\n</pre>\n",
        "<div>\n# Summary\n</div>\n",
        "#Summary\n",
        "####### Summary\n",
        "\\# Summary\n",
        "| # Summary |\n|---|\n| # Impact |\n",
    ],
)
def test_what_is_no_heading(text: str) -> None:
    assert headings(text) == []


def test_quoted_headings_say_so() -> None:
    (found,) = [one for one in read("> ## Summary\n").blocks if isinstance(one, Heading)]
    assert found.quoted
    assert place(found.inline.span()) == "1:6-1:13"


def items(text: str) -> list[tuple[str, int, bool, bool | None, str]]:
    """(text, depth, ordered, done, place) of the items."""
    return [
        (one.inline.content, one.depth, one.ordered, one.done, place(one.inline.span()))
        for one in read(text).blocks
        if isinstance(one, Item)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- one\n", ("one", 1, False, None, "1:3-1:6")),
        ("*   one\n", ("one", 1, False, None, "1:5-1:8")),
        ("1. one\n", ("one", 1, True, None, "1:4-1:7")),
        ("1. 1\n", ("1", 1, True, None, "1:4-1:5")),  # the text and not the marker
        ("10) 0\n", ("0", 1, True, None, "1:5-1:6")),
        ("+ \\+\n", ("\\+", 1, False, None, "1:3-1:5")),
        ("- [ ] do it\n", ("do it", 1, False, False, "1:7-1:12")),
        ("- [x] done\n", ("done", 1, False, True, "1:7-1:11")),
        ("- [X] done\n", ("done", 1, False, True, "1:7-1:11")),
        ("1. [ ] [ ] twice\n", ("[ ] twice", 1, True, False, "1:8-1:17")),
        ("- [ ]\n", ("[ ]", 1, False, None, "1:3-1:6")),
        ("- [y] no task\n", ("[y] no task", 1, False, None, "1:3-1:14")),
        ("- [x](a.md)\n", ("[x](a.md)", 1, False, None, "1:3-1:12")),
        ("- two\n  lines\n", ("two\nlines", 1, False, None, "1:3-2:8")),
        ("- two\nlazy\n", ("two\nlazy", 1, False, None, "1:3-2:5")),
        ("> - quoted\n", ("quoted", 1, False, None, "1:5-1:11")),
        ("-\n  below\n", ("below", 1, False, None, "2:3-2:8")),
        ("-\ttabbed\n", ("tabbed", 1, False, None, "1:3-1:9")),
        ("- 𝔘 é\n", ("𝔘 é", 1, False, None, "1:3-1:6")),
    ],
)
def test_items(text: str, expected: tuple[str, int, bool, bool | None, str]) -> None:
    assert items(text) == [expected]


def test_nested_items() -> None:
    text = "- a\n  1. b\n     - [ ] c\n- d\n\n  more\n"
    assert items(text) == [
        ("a", 1, False, None, "1:3-1:4"),
        ("b", 2, True, None, "2:6-2:7"),
        ("c", 3, False, False, "3:12-3:13"),
        ("d", 1, False, None, "4:3-4:4"),
    ]
    (more,) = [one for one in read(text).blocks if isinstance(one, Paragraph)]
    assert (more.inline.content, more.depth, place(more.inline.span())) == ("more", 1, "6:3-6:7")


def test_items_in_one_line() -> None:
    assert items("- 1. - a\n") == [("a", 3, False, None, "1:8-1:9")]


def cells(text: str) -> list[tuple[str, str]]:
    (table,) = [one for one in read(text).blocks if isinstance(one, Table)]
    return [(cell.content, place(cell.span())) for cell in texts(table)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| a | b |", [("a", "3:3-3:4"), ("b", "3:7-3:8")]),
        ("a | b", [("a", "3:1-3:2"), ("b", "3:5-3:6")]),
        ("|a|a|", [("a", "3:2-3:3"), ("a", "3:4-3:5")]),
        ("| a b | b |", [("a b", "3:3-3:6"), ("b", "3:9-3:10")]),
        ("| x \\| y | x |", [("x \\| y", "3:3-3:9"), ("x", "3:12-3:13")]),
        ("| `a\\|b` | b |", [("`a\\|b`", "3:3-3:9"), ("b", "3:12-3:13")]),
        ("|  | b |", [("", "3:2-3:3"), ("b", "3:6-3:7")]),
        ("| é | 𝔘 |", [("é", "3:3-3:4"), ("𝔘", "3:7-3:8")]),
        ("  | a | b |", [("a", "3:5-3:6"), ("b", "3:9-3:10")]),
        ("| a | b | too many |", [("a", "3:3-3:4"), ("b", "3:7-3:8")]),
    ],
)
def test_cells(row: str, expected: list[tuple[str, str]]) -> None:
    assert cells(f"| h | i |\n|---|---|\n{row}\n")[2:] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> | h | h |\n> |---|---|\n> | a | h |\n", ["1:5-1:6", "1:9-1:10", "3:5-3:6", "3:9-3:10"]),
        ("- | h | h |\n  |---|---|\n  | a | h |\n", ["1:5-1:6", "1:9-1:10", "3:5-3:6", "3:9-3:10"]),
        (
            "1. > | h | h |\n   > |---|---|\n   > | a | h |\n",
            ["1:8-1:9", "1:12-1:13", "3:8-3:9", "3:12-3:13"],
        ),
        ("h | h\n--|--\n- 1 | 2\n", ["1:1-1:2", "1:5-1:6"]),  # the third line begins a list
    ],
)
def test_cells_in_quotes_and_lists(text: str, expected: list[str]) -> None:
    assert [where for _, where in cells(text)] == expected


def test_short_rows_are_filled() -> None:
    (table,) = [one for one in read("| h | i |\n|---|---|\n| a |\n").blocks if isinstance(one, Table)]
    assert [[cell.content for cell in row] for row in table.rows] == [["a", ""]]
    assert (table.line, table.end_line) == (1, 3)


def test_code_and_html_keep_their_lines() -> None:
    text = "``` sh\nls\n```\n\n    indented\n\n<div>\nx\n</div>\n\n> ~~~\n> a\n> ~~~\n"
    found = [(type(one), one.line, one.end_line, one.quoted) for one in read(text).blocks]
    assert found == [(Code, 1, 3, False), (Code, 5, 5, False), (Html, 7, 9, False), (Code, 11, 13, True)]
    assert [one.content for one in read(text).blocks if isinstance(one, Code | Html)] == [
        "ls",
        "indented",
        "<div>\nx\n</div>",
        "a",
    ]


def test_blocks_have_their_lines() -> None:
    text = "one\ntwo\n\n- three\n  four\n- five\n\n> - six\n\nseven\n===\n\n> <b>\n"
    found = [(type(one), one.line, one.end_line, one.quoted) for one in read(text).blocks]
    assert found == [
        (Paragraph, 1, 2, False),
        (Item, 4, 5, False),
        (Item, 6, 6, False),
        (Item, 8, 8, True),
        (Heading, 10, 11, False),
        (Html, 13, 13, True),
    ]


def test_paragraphs_in_quotes() -> None:
    (found,) = read("> one\n> two\nthree\n").blocks
    assert isinstance(found, Paragraph)
    assert found.quoted
    assert found.inline.content == "one\ntwo\nthree"
    assert [place(found.inline.span(at, at + 3)) for at in (0, 4, 8)] == ["1:3-1:6", "2:3-2:6", "3:1-3:4"]


def test_tables_in_quotes_say_so() -> None:
    table = "{0}| a |\n{0}|---|\n{0}| b |\n\n"
    assert [one.quoted for one in read(table.format("") + table.format("> ")).blocks] == [False, True]


def test_front_matter_moves_nothing() -> None:
    text = "---\ntitle: x\n---\n# One\n\n- two\n\n[three](a.log)\n"
    found = read(text, 4)
    assert [place(inline.span()) for _, inline in found.inlines()] == ["4:3-4:6", "6:3-6:6", "8:1-8:15"]
    assert [place(one.span) for one in found.links] == ["8:9-8:14"]


@pytest.mark.parametrize("body_line", [2, 3, 99])
def test_no_body_has_no_blocks(body_line: int) -> None:
    assert read("---\n", body_line).blocks == []


def links(text: str) -> list[tuple[str, str]]:
    """(target, covered) of the links and images, for which both readers have the same answer."""
    found = read(text)
    assert reference_markdown(found.document).links == found.links
    return [(one.target, covered(found.document, one.span)) for one in found.links]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[log](a.log)", ("a.log", "a.log")),
        ("[a.log](a.log)", ("a.log", "a.log")),
        ('[log](a.log "a.log")', ("a.log", "a.log")),
        ("[log](<a b.log>)", ("a b.log", "a b.log")),
        ("[log](a%20b.log)", ("a%20b.log", "a%20b.log")),  # as written: "%" may be part of a name
        ("[log](a%2520b.log)", ("a%2520b.log", "a%2520b.log")),
        ("[log](é.log)", ("é.log", "é.log")),
        ("[log](a_(1).log)", ("a_(1).log", "a_(1).log")),
        ("[log](a\\).log)", ("a).log", "[log](a\\).log)")),
        ("[log](a\\).log) a).log", ("a).log", "[log](a\\).log)")),
        ("[log](a&amp;b.log)", ("a&b.log", "[log](a&amp;b.log)")),
        ("[log]()", ("", "[log]()")),
        ("![shot](a.png)", ("a.png", "a.png")),
        ("[*the* `log`](a.log)", ("a.log", "a.log")),
        (
            "<https://example.org/a>",
            ("https://example.org/a", "https://example.org/a"),
        ),
        ("<a@example.org>", ("mailto:a@example.org", "<a@example.org>")),
        ("[log]\n\n[log]: a.log", ("a.log", "[log]")),
        ("[the log][1]\n\n[1]: <a b.log> 'title'", ("a b.log", "[the log][1]")),
        ("[Log][]\n\n[log]: a.log", ("a.log", "[Log][]")),
        ("![shot][1]\n\n[1]: a.png", ("a.png", "![shot][1]")),
        ("see [log](\n  a.log)", ("a.log", "a.log")),
        ("> [log](a.log)", ("a.log", "a.log")),
        ("- [ ] [log](a.log)", ("a.log", "a.log")),
        ("## [log](a.log)", ("a.log", "a.log")),
        ("| h |\n|---|\n| x \\| [log](a.log) |", ("a.log", "a.log")),
    ],
)
def test_links(text: str, expected: tuple[str, str]) -> None:
    assert links(text + "\n") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "`[log](a.log)`",
        "\\[log](a.log)",
        "[log] (a.log)",
        "[log][undefined]",
        "```\n[log](a.log)\n```",
        "    [log](a.log)",
        "<!-- [log](a.log) -->",
        "https://example.org/bare",
    ],
)
def test_what_is_no_link(text: str) -> None:
    assert links(text + "\n") == []


def test_the_same_target_twice_has_two_places() -> None:
    assert [place(one.span) for one in read("[a](a)\n").links] == ["1:5-1:6"]
    found = read("[a](x.log) and [x.log](x.log)\n[b](x.log)\n")
    assert [place(one.span) for one in found.links] == ["1:5-1:10", "1:24-1:29", "2:5-2:10"]


def test_an_image_within_a_link() -> None:
    found = read("[![shot](a.png)](a.png)\n").links
    assert [(one.target, place(one.span)) for one in found] == [
        ("a.png", "1:18-1:23"),
        ("a.png", "1:10-1:15"),
    ]


def spans_of(found: Markdown) -> list[Span]:
    spans = [one.span for one in found.links]
    for _, inline in found.inlines():
        spans.append(inline.span())
    return spans


MARKDOWNISH = st.text("ab1 \n\t#->*+_`[]()<>!|\\=~:.é𝔘\u00a0\u2003", max_size=80)


@given(
    st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"])) | MARKDOWNISH,
    st.integers(1, 4),
)
def test_any_text_is_read(text: str, body_line: int) -> None:
    found = read(text, body_line)
    lines = len(found.document.line_starts)
    for block in found.blocks:
        assert 1 <= block.line <= block.end_line <= lines
    end = found.document.position(len(text))
    for span in spans_of(found):
        assert (1, 1) <= (span.line, span.column) <= (span.end_line, span.end_column) <= end


def contents(block: Block) -> list[Inline]:
    return [inline for inline in texts(block) if inline.content.strip()]


@given(MARKDOWNISH)
def test_every_character_stands_where_it_says(text: str) -> None:
    """But for indentation: there, a tab may have become spaces."""
    found = read(text)
    for block in found.blocks:
        for inline in contents(block):
            for at, character in enumerate(inline.content):
                if not character.isspace():
                    assert found.document.text[inline.offset(at)] == character
