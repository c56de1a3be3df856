"""Comments that silence a rule: what they speak for, why, and what is none."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_lint.document import Document
from incident_lint.frontmatter import read_front_matter
from incident_lint.markdown import read_markdown
from incident_lint.suppressions import Suppression, read_suppressions, silenced

if TYPE_CHECKING:
    from incident_lint.records import PostMortem


def read(text: str) -> list[Suppression]:
    document = Document("INCIDENT.md", text)
    markdown = read_markdown(document, read_front_matter(document).body_line)
    return read_suppressions(cast("PostMortem", SimpleNamespace(document=document, markdown=markdown)))


def only(text: str) -> Suppression:
    (found,) = read(text)
    return found


IGNORE = "<!-- incident-lint: ignore[blame-language] quotes the customer -->"


def test_rules_and_reason() -> None:
    found = only(f"{IGNORE}\nText.\n")
    assert (found.rules, found.reason, found.malformed) == (("blame-language",), "quotes the customer", False)
    assert found.used == set()


@pytest.mark.parametrize(
    ("comment", "rules", "reason"),
    [
        ("<!--incident-lint:ignore[INC101]why-->", ("INC101",), "why"),
        (
            "<!--   incident-lint :  ignore [ INC101 , DOC2,blame-language ]  why  not  -->",
            ("INC101", "DOC2", "blame-language"),
            "why  not",
        ),
        ("<!-- incident-lint: ignore[ALL] why -->", ("ALL",), "why"),
        ("<!-- incident-lint: ignore[INC101] -->", ("INC101",), ""),
        ("<!-- incident-lint: ignore[INC101]\n     over\n     lines -->", ("INC101",), "over\n     lines"),
        (
            "<!-- incident-lint: ignore[INC101] the `pool` of [one](a.md) -->",
            ("INC101",),
            "the `pool` of [one](a.md)",
        ),
        ("<!-- incident-lint: ignore[INC101,,] why -->", ("INC101",), "why"),
        ("<!-- incident-lint: ignore-file[INC101] é𝔘 -->", ("INC101",), "é𝔘"),
    ],
)
def test_forms(comment: str, rules: tuple[str, ...], reason: str) -> None:
    for text in (f"{comment}\n\nText.\n", f"Text {comment} and more.\n", f"- Text {comment}\n"):
        found = only(text)
        assert (found.rules, found.malformed) == (rules, False)
        assert found.reason.split() == reason.split()


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- incident-lint: -->",
        "<!-- incident-lint: ignore -->",
        "<!-- incident-lint: ignore blame-language -->",
        "<!-- incident-lint: ignore[] why -->",
        "<!-- incident-lint: ignore[ , ] why -->",
        "<!-- incident-lint: ignore[INC101 why -->",
        "<!-- incident-lint: ignore(INC101) why -->",
        "<!-- incident-lint: disable[INC101] why -->",
        "<!-- incident-lint: ignore-line[INC101] why -->",
        "<!-- incident-lint: IGNORE[INC101] why -->",
        "<!-- incident-lint: please ignore[INC101] why -->",
    ],
)
def test_malformed(comment: str) -> None:
    found = only(f"Text.\n\n{comment}\nText.\n")
    assert found.malformed
    assert found.span.line == 3
    assert not silenced([found], "INC101", "blame-language", range(1, 6))


def test_what_is_malformed_means_no_rule_and_has_no_reason() -> None:
    found = only("<!-- incident-lint: please ignore[INC101] why -->\nText.\n")
    assert (found.rules, found.reason, found.first, found.last) == ((), "", 1, 1)


def test_a_comment_that_is_never_closed_is_told() -> None:
    found = only("Text.\n\n<!-- incident-lint: ignore[INC101] why\n\nText.\n")
    assert (found.malformed, found.span.line) == (True, 3)


@pytest.mark.parametrize(
    "text",
    [
        "<!-- incident-lint is a tool -->\n",
        "<!-- see incident-lint: ignore[INC101] -->\n",
        "incident-lint: ignore[INC101] why\n",
        f"`{IGNORE}`\n",
        f"`` ` {IGNORE} ``\n",
        f"```\n{IGNORE}\n```\n",
        f"    {IGNORE}\n",
        f"- ~~~\n  {IGNORE}\n  ~~~\n",
        f"> ```\n> {IGNORE}\n> ```\n",
        "Text <!-- incident-lint: ignore[INC101] never closed\n",
        f"---\ntitle: '{IGNORE}'\n---\nText.\n",
        "&lt;!-- incident-lint: ignore[INC101] why --&gt;\n",
    ],
)
def test_what_is_no_suppression(text: str) -> None:
    assert read(text) == []


def speaks(text: str) -> list[int]:
    """The lines that the only suppression of a text speaks for."""
    found = only(text)
    return sorted(silenced([found], "INC101", "blame-language", range(1, text.count("\n") + 2)))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"a\n\n{IGNORE}\nb\nc\n\nd\n", [3, 4, 5]),  # the block below
        (f"a\n\n{IGNORE}\n\nb\n\nc\n", [3, 4, 5]),  # an empty line between changes nothing
        (f"a\n{IGNORE}\nb\n", [2, 3]),  # a comment ends the paragraph above
        (f"a {IGNORE}\nb\n\nc\n", [1, 2]),  # within a block: that block
        (f"a\nb {IGNORE}\n\nc\n", [1, 2]),
        (f"- a\n- b {IGNORE}\n- c\n", [2]),
        (f"- a\n  {IGNORE}\n- c\n", [2, 3]),
        (f"## a {IGNORE}\n\nb\n", [1]),
        (f"{IGNORE}\n## a\n\nb\n", [1, 2]),
        (f"{IGNORE}\n\n| a |\n|---|\n| b |\n| c |\n\nd\n", [1, 2, 3, 4, 5, 6]),
        (f"| a |\n|---|\n| b {IGNORE} |\n\nd\n", [1, 2, 3]),
        (f"> {IGNORE}\n> a\n\nb\n", [1, 2]),  # a quote may be why
        (f"> a {IGNORE}\n\nb\n", [1]),
        (f"a\n\n{IGNORE}\n", [3]),  # nothing below
        (f"<div>\n{IGNORE}\n</div>\n\na\n\nb\n", [1, 2, 3, 4, 5]),
        (f"{IGNORE}\n<!-- another -->\n\na\n", [1, 2, 3, 4]),
        (f"---\ntitle: x\n---\n{IGNORE}\na\n\nb\n", [4, 5]),
        (f"a\n\nb {IGNORE.replace('ignore', 'ignore-file')}\n\nc\n", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_scope(text: str, lines: list[int]) -> None:
    assert speaks(text) == lines


@pytest.mark.parametrize(
    ("rules", "meant"),
    [
        ("INC101", True),
        ("INC1", True),
        ("ALL", True),
        ("blame-language", True),
        ("INC102", False),
        ("blame", False),
        ("inc101", False),
        ("INC102, INC101", True),
    ],
)
def test_rules_that_are_meant(rules: str, meant: bool) -> None:
    found = only(f"<!-- incident-lint: ignore[{rules}] why -->\nText.\n")
    assert bool(silenced([found], "INC101", "blame-language", [2])) is meant


def test_what_was_used_is_remembered() -> None:
    found = only("<!-- incident-lint: ignore[INC1, DOC2, blame-language] why -->\nText.\n")
    assert not silenced([found], "INC101", "blame-language", [9])
    assert found.used == set()
    assert silenced([found], "INC101", "blame-language", [2]) == {2}
    assert found.used == {"INC1", "blame-language"}


def test_several_in_order() -> None:
    text = f"{IGNORE}\n{IGNORE.replace('blame-language', 'DOC2')}\na\n\nb {IGNORE} c <!-- no --> {IGNORE}\n"
    found = read(text)
    assert [(one.span.line, one.span.column, one.rules) for one in found] == [
        (1, 1, ("blame-language",)),
        (2, 1, ("DOC2",)),
        (5, 3, ("blame-language",)),
        (5, 3 + len(IGNORE) + len(" c <!-- no --> "), ("blame-language",)),
    ]
    assert [(one.first, one.last) for one in found] == [(1, 3), (2, 3), (5, 5), (5, 5)]


def test_places() -> None:
    found = only(f"a\n\n> - b {IGNORE}\n")
    assert (found.span.line, found.span.column, found.span.end_column) == (3, 7, 7 + len(IGNORE))


def test_places_within_html() -> None:
    found = only(f"a\n\n<div>\n  {IGNORE}\n</div>\n")
    assert (found.span.line, found.span.column, found.span.end_column) == (4, 3, 3 + len(IGNORE))


PIECES = [
    "<!--",
    "-->",
    " incident-lint: ",
    "ignore[INC1]",
    "ignore-file[",
    "]",
    "`",
    "\n",
    "\n\n",
    "> ",
    "- ",
    "# ",
    "a",
    "```\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_any_text_is_read(text: str) -> None:
    lines = len(Document("a.md", text).line_starts)
    for one in read(text):
        assert 1 <= one.first <= one.last <= lines
        assert 1 <= one.span.line <= one.span.end_line <= lines
        assert one.malformed or one.rules


def test_many_comments_that_are_never_closed_are_one_pass() -> None:
    """`<!--.*?-->` would look to the end of the text once for each of them: for minutes."""
    assert only("<!-- incident-lint: " + "<!--" * 250_000).malformed
