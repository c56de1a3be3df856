"""Masking: what is no prose is blanked in place, and every offset stays what it was."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_lint.prose import OPAQUE, mask, without_code


def show(content: str) -> str:
    """The mask, with a readable sign for what is opaque."""
    return mask(content).replace(OPAQUE, "■")


@pytest.mark.parametrize(
    ("content", "masked"),
    [
        ("plain text, nothing else", "plain text, nothing else"),
        ("a `b` c", "a ■■■ c"),
        ("a ``b`c`` d", "a ■■■■■■■ d"),
        ("a ` b `` c ` d", "a ■■■■■■■■■■ d"),
        ("a ``b` c", "a ``b` c"),  # runs of different lengths close nothing
        ("a `` b ` c ` d", "a `` b ■■■■■ d"),
        ("`a` and `b`", "■■■ and ■■■"),
        ("`a\nb` c", "■■\n■■ c"),  # line ends stay
        ("\\`a` b` c", "\\`a■■■■ c"),  # the first backtick is escaped: the code span is "` b`"
        ("\\``a` b", "\\`■■■ b"),
        ("`a\\` b", "■■■■ b"),  # in code, a backslash is only itself
        ("\\\\`a` b", "\\\\■■■ b"),
        ("```` ` `` ``` ```` x", "■■■■■■■■■■■■■■■■■■ x"),
    ],
)
def test_code_spans(content: str, masked: str) -> None:
    assert show(content) == masked


@pytest.mark.parametrize(
    ("content", "masked"),
    [
        ("see [the log](a.log) now", "see ■■■■■■■■■■■■■■■■ now"),
        ("see ![a graph](a.png) now", "see ■■■■■■■■■■■■■■■■■ now"),
        ("see [the log][1] now", "see ■■■■■■■■■■■■ now"),
        ("!![a](b.png)", "!■■■■■■■■■■■"),
        ("see [the log] now", "see [the log] now"),  # no link without a definition
        ("[a](b) [c](d)", "■■■■■■ ■■■■■■"),
        ("[![a](b)](c)", "■■■■■■■■■■■■"),
        ("[a](b(c)d) e", "■■■■■■■■■■ e"),
        ('[a](b "title") e', "■■■■■■■■■■■■■■ e"),
        ("[a] (b)", "[a] (b)"),
        ("[a](b", "[a](b"),
        ("\\[a](b) c", "\\[a](b) c"),
        ("[@alice](https://example.org/alice) failed", " @alice                             failed"),
        ("a [ ] b [x] c", "a [ ] b [x] c"),
        ("f(x)[0](y) z", "f(x)■■■■■■ z"),
    ],
)
def test_links_and_images(content: str, masked: str) -> None:
    assert show(content) == masked


@pytest.mark.parametrize(
    ("content", "masked"),
    [
        ("at https://example.org/a?b=c#d now", "at " + "■" * 27 + " now"),
        ("at https://example.org/a_(b)_c now", "at " + "■" * 27 + " now"),
        ("(https://example.org/a)", "(" + "■" * 21 + ")"),
        ("(see https://example.org/a_(b))", "(see " + "■" * 25 + ")"),
        ("at https://example.org. Then", "at " + "■" * 19 + ". Then"),  # the sentence keeps its end
        ("at https://example.org/a, then", "at " + "■" * 21 + ", then"),
        ("<https://example.org/a.>", "■" * 24),
        ("mailto:a@example.org!", "■" * 20 + "!"),
        ("<mailto:a@example.org>", "■" * 22),
        ("HTTPS stands for itself: https", "HTTPS stands for itself: https"),
        ("nohttps://example.org", "nohttps://example.org"),
    ],
)
def test_addresses(content: str, masked: str) -> None:
    assert show(content) == masked


@pytest.mark.parametrize(
    ("content", "masked"),
    [
        ("a <b>bold</b> c", "a    bold     c"),
        ('a <a href="x y">z</a>', "a               z    "),
        ("a<br/>b<br />c", "a     b      c"),
        ("a < b and b > c", "a < b and b > c"),
        ("a <//b> c", "a <//b> c"),
        ("a <!-- no one --> b", "a                 b"),
        ("a<!--b-->c<!---->d", "a        c       d"),
        ("a <!-- never closed", "a                  "),
        ("a <!-- one\ntwo --> b", "a         \n        b"),
        ("a &amp; b&nbsp;c &#233; &#xE9; d", "a       b      c               d"),
        ("R&D; a & b; &; &#x;", "R&D; a & b; &; &#x;"),
    ],
)
def test_html_and_entities(content: str, masked: str) -> None:
    assert show(content) == masked


@pytest.mark.parametrize(
    ("content", "masked"),
    [
        ("an *important* word", "an  important  word"),
        ("a **very _important_** word", "a   very  important    word"),
        ("~~not~~ this", "  not   this"),
        ("un*frigging*believable", "un frigging believable"),
        ("a_snake_case name", "a_snake_case name"),
        ("__init__ and _x", "  init   and  x"),
        ("2 * 3 ~ 4", "2   3 ~ 4"),
        ("(*a*)", "( a )"),
        ("a _ b", "a _ b"),
        ("**bold:** text", "  bold:   text"),
    ],
)
def test_emphasis(content: str, masked: str) -> None:
    assert show(content) == masked


def test_code_comes_before_everything() -> None:
    assert show("`[a](b` c) `<!--` d `-->`") == "■■■■■■■ c) ■■■■■■ d ■■■■■"


def test_only_code_is_blanked_where_only_code_is_asked_for() -> None:
    assert without_code("`a` <!-- b --> ``c`d``") == "    <!-- b -->        "


MARKED = st.text("ab \n`[]()<>!&*_~:;/\\#.@-é𝔘h", max_size=60)


@given(
    st.text() | MARKED | st.lists(st.sampled_from(["https://", "[a](", "`", "<!--", "&amp;", "**", "x "])).map("".join)
)
def test_nothing_moves(content: str) -> None:
    for masked in (mask(content), without_code(content)):
        assert len(masked) == len(content)
        for was, became in zip(content, masked, strict=True):
            assert became in (was, OPAQUE, " ")
            assert (was == "\n") == (became == "\n")


def seconds(content: str) -> float:
    start = time.perf_counter()
    mask(content)
    return time.perf_counter() - start


@pytest.mark.parametrize(
    "piece",
    [
        "`",
        "``` ` ",
        "[",
        "]",
        "[a](",
        "[a][",
        "](",
        "<",
        "<!--",
        "<a ",
        "*",
        "*_",
        "_ ",
        "~*",
        "&",
        "&a",
        "https://",
        "https://(",
        "\\`",
        "(",
    ],
)
def test_time_grows_with_the_length(piece: str) -> None:
    """Ten times the text takes some ten times the time, not a hundred times."""
    short, long = piece * 3000, piece * 30_000
    mask(short)
    assert min(seconds(long) for _ in range(2)) < 40 * max(seconds(short), 0.001)
