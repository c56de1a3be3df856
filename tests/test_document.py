"""Bytes become a text with true positions, or a problem at one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_lint.diagnostics import Span
from incident_lint.document import MAX_BYTES, Document, Problem, decode


def document(data: bytes) -> Document:
    found = decode("INCIDENT.md", data)
    assert isinstance(found, Document)
    return found


def problem(data: bytes) -> Problem:
    found = decode("INCIDENT.md", data)
    assert isinstance(found, Problem)
    return found


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"\xff", 1, 1),
        (b"ab\xff", 1, 3),
        (b"one\ntwo \xe9t\xe9\n", 2, 5),
        ("déjà ".encode() + b"\xff", 1, 6),  # columns count characters, not bytes
        ("𝔘𝔫 ".encode() + b"\xff", 1, 4),  # beyond the basic plane: one character, one column
        (b"one\r\ntwo\r\n\xff", 3, 1),
        (b"one\rtwo\r\xff", 3, 1),
        (b"one\r\n" + "é".encode() + b"\xff", 2, 2),
        (b"\xe2\x82", 1, 1),  # cut within a character
        (b"\xed\xa0\x80", 1, 1),  # a surrogate written as if it were a character
        (b"\xc0\xaf", 1, 1),  # an overlong form
        ("\ufeff".encode() + b"a\xff", 1, 2),
        ("one\n".encode("utf-16"), 1, 1),
    ],
)
def test_wrong_encoding_is_told_at_its_place(data: bytes, line: int, column: int) -> None:
    found = problem(data)
    assert found.kind == "unreadable"
    assert (found.span.line, found.span.column) == (line, column)


def test_wrong_encoding_names_the_byte() -> None:
    assert "0xe9" in problem(b"caf\xe9").message


def test_byte_order_mark_is_dropped_and_told() -> None:
    found = document("\ufeff# Summary\n".encode())
    assert found.text == "# Summary\n"
    assert [(one.kind, one.span) for one in found.problems] == [("byte-order-mark", Span())]


def test_only_the_first_byte_order_mark_is_one() -> None:
    assert document("\ufeff\ufeffa".encode()).text == "\ufeffa"
    assert document("a\ufeff".encode()).problems == ()


@pytest.mark.parametrize(("data", "line", "column"), [(b"\0", 1, 1), (b"one\r\nt\0wo", 2, 2), ("é\0".encode(), 1, 2)])
def test_nul_is_no_text(data: bytes, line: int, column: int) -> None:
    found = problem(data)
    assert found.kind == "unreadable"
    assert "NUL" in found.message
    assert (found.span.line, found.span.column) == (line, column)


@pytest.mark.parametrize("data", [b"a\nb\nc", b"a\r\nb\r\nc", b"a\rb\rc", b"a\nb\r\nc"])
def test_line_ends_are_all_the_same(data: bytes) -> None:
    found = document(data)
    assert found.text == "a\nb\nc"
    assert [found.line(number) for number in (1, 2, 3)] == ["a", "b", "c"]


def test_only_real_line_ends_end_a_line() -> None:
    """str.splitlines also breaks at form feeds and at U+2028; no editor counts those."""
    found = document("a\fb\x1cc\x85d\u2028e\nf".encode())
    assert found.line(1) == "a\fb\x1cc\x85d\u2028e"
    assert found.line(2) == "f"


def test_size_has_a_limit() -> None:
    assert isinstance(decode("a.md", b"a" * MAX_BYTES), Document)
    found = problem(b"a" * (MAX_BYTES + 1))
    assert found.kind == "unreadable"
    assert "more than 5,242,880 bytes" in found.message


def test_empty_file_is_a_text() -> None:
    found = document(b"")
    assert found.text == ""
    assert found.position(0) == (1, 1)
    assert found.line(1) == ""


@pytest.mark.parametrize(
    ("offset", "place"),
    [(0, (1, 1)), (2, (1, 3)), (3, (2, 1)), (4, (2, 2)), (6, (2, 4)), (99, (2, 4)), (-1, (1, 1))],
)
def test_position_of_an_offset(offset: int, place: tuple[int, int]) -> None:
    assert document("𝔘é\nabc".encode()).position(offset) == place


def test_span_without_an_end_is_one_character() -> None:
    assert document(b"ab\ncd").span(3) == Span(2, 1, 2, 2)


def test_span_over_lines() -> None:
    assert document(b"ab\ncd").span(1, 5) == Span(1, 2, 2, 3)


@pytest.mark.parametrize(
    ("number", "span"),
    [
        (1, Span(1, 3, 1, 6)),
        (2, Span(2, 1, 2, 2)),
        (3, Span(3, 1, 3, 2)),
        (99, Span(99, 1, 99, 2)),
    ],
)
def test_span_of_a_line_is_without_its_indentation(number: int, span: Span) -> None:
    assert document(b"  abc \n   \n\xc3\xa9").line_span(number) == span


def test_lines_that_are_not_there_are_empty() -> None:
    found = document(b"a\n")
    assert [found.line(number) for number in (0, -1, 2, 3)] == ["", "", "", ""]


@given(st.text())
def test_every_offset_has_one_place(text: str) -> None:
    found = Document("a.md", text)
    places = [found.position(offset) for offset in range(len(text) + 1)]
    assert len(set(places)) == len(places)
    for offset, (line, column) in enumerate(places[:-1]):
        assert (found.line(line) + "\n")[column - 1] == text[offset]


@given(st.binary())
def test_any_bytes_are_a_text_or_a_problem(data: bytes) -> None:
    found = decode("a.md", data)
    if isinstance(found, Document):
        assert "\r" not in found.text
        assert "\0" not in found.text
    else:
        assert found.kind == "unreadable"
