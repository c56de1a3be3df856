"""The strict JSON reader: what it refuses and where, and that two readers never see two records."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incident_lint.diagnostics import Span
from incident_lint.document import Document
from incident_lint.jsontext import MAX_DEPTH, MAX_DIGITS, JsonText, Pointer, read_json, shown


def read(text: str) -> JsonText:
    return read_json(Document("INCIDENT_EVENT.json", text))


def told(text: str) -> list[tuple[str, str]]:
    """The problems of a text as (line:column, message)."""
    return [(f"{one.span.line}:{one.span.column}", one.message) for one in read(text).problems]


def covered(found: JsonText, pointer: Pointer) -> str:
    """The text that the place of a pointer covers."""
    span = found.span(pointer)
    starts = found.document.line_starts
    return found.document.text[
        starts[span.line - 1] + span.column - 1 : starts[span.end_line - 1] + span.end_column - 1
    ]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", "1:1", "the file is empty"),
        (" \n\t ", "1:1", "the file is empty"),
        ("{", "1:1", "this '{' is never closed"),
        ('{\n "a": 1', "1:1", "this '{' is never closed"),
        ('{\n "a": {"b": 1', "2:7", "this '{' is never closed"),
        ("[1, 2", "1:1", "this '[' is never closed"),
        ("[1,", "1:4", "the text ends where a value is expected"),
        ('{"a":', "1:6", "the text ends where a value is expected"),
        ('{"a"', "1:5", "expected ':' after the key \"a\""),
        ('{"a" 1}', "1:6", "expected ':' after the key \"a\""),
        ('{"a": 1,}', "1:9", "a comma before '}'"),
        ("[1, 2,\n]", "2:1", "a comma before ']'"),
        ("[1 2]", "1:4", "expected ',' or ']'"),
        ('{"a": 1 "b": 2}', "1:9", "expected ',' or '}'"),
        ("[1}", "1:3", "expected ',' or ']'"),
        ('{"a": 1]', "1:8", "expected ',' or '}'"),
        ("[,1]", "1:2", 'unexpected ","'),
        ("[1,,2]", "1:4", 'unexpected ","'),
        ("{a: 1}", "1:2", "expected a key in double quotes"),
        ("{'a': 1}", "1:2", "expected a key in double quotes"),
        ("{1: 1}", "1:2", "expected a key in double quotes"),
        ('{,"a": 1}', "1:2", "expected a key in double quotes"),
        ("['a']", "1:2", 'unexpected "\'"'),
        ('"abc', "1:1", "this string is never closed"),
        ('["abc\n"]', "1:2", "this string is never closed"),
        ('["a\tb"]', "1:4", "a control character (U+0009) in a string"),
        ('["a\x1fb"]', "1:4", "a control character (U+001F) in a string"),
        ('["\\x41"]', "1:3", 'unknown escape "\\x"'),
        ('["a\\\nb"]', "1:4", 'unknown escape "\\\\u000a"'),  # no line end from a file reaches a message
        ('["a\\', "1:4", 'unknown escape "\\"'),
        ('["\\u12g4"]', "1:3", "'\\u' needs four hexadecimal digits"),
        ('["\\u12"]', "1:3", "'\\u' needs four hexadecimal digits"),
        ('["\\u١٢٣٤"]', "1:3", "'\\u' needs four hexadecimal digits"),
        ("[01]", "1:2", "a number with a leading zero"),
        ("[-00.5]", "1:2", "a number with a leading zero"),
        ("[+1]", "1:2", 'unexpected "+"'),
        ("[-]", "1:2", 'unexpected "-"'),
        ("[.5]", "1:2", 'unexpected "."'),
        ("[1.]", "1:3", "expected ',' or ']'"),
        ("[1e]", "1:3", "expected ',' or ']'"),
        ("[0x10]", "1:3", "expected ',' or ']'"),
        ("[1_000]", "1:3", "expected ',' or ']'"),
        ("[1:2]", "1:3", "expected ',' or ']'"),  # a colon stands right after "9"
        ("[1e+-5]", "1:3", "expected ',' or ']'"),
        ("[1²]", "1:3", "expected ',' or ']'"),
        ("[٣]", "1:2", 'unexpected "٣"'),
        ("[NaN]", "1:2", "NaN is no JSON number"),
        ("[Infinity]", "1:2", "Infinity is no JSON number"),
        ("[1, -Infinity]", "1:5", "-Infinity is no JSON number"),
        ("[+Infinity]", "1:2", "+Infinity is no JSON number"),
        ("[nan]", "1:2", "nan is no JSON number"),
        ("[inf]", "1:2", "inf is no JSON number"),
        ("[-inf]", "1:2", "-inf is no JSON number"),
        ('{"a": 1e999}', "1:7", "a number too large to be exact"),
        ('{"a": -1e999}', "1:7", "a number too large to be exact"),
        ("[True]", "1:2", 'unexpected "True"'),
        ("[None]", "1:2", 'unexpected "None"'),
        ("[nul]", "1:2", 'unexpected "nul"'),
        ("[nulls]", "1:2", 'unexpected "nulls"'),
        ("[undefined]", "1:2", 'unexpected "undefined"'),
        ("// note\n{}", "1:1", 'unexpected "/"'),
        ("{} {}", "1:4", "text after the end of the JSON value"),
        ("{}\n\nx", "3:1", "text after the end of the JSON value"),
        ("1 2", "1:3", "text after the end of the JSON value"),
        ("{}\ufeff", "1:3", "text after the end of the JSON value"),
        ("\u00a0{}", "1:1", 'unexpected "\\u00a0"'),
        ('["é", "𝔘", x]', "1:12", 'unexpected "x"'),  # columns count code points
        ("]", "1:1", 'unexpected "]"'),
        ("\x1b[31m", "1:1", 'unexpected "\\u001b"'),
    ],
)
def test_no_json_is_told_at_its_place(text: str, place: str, message: str) -> None:
    assert told(text) == [(place, message)]
    found = read(text)
    assert found.broken
    assert found.value is None


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("[NaN, 1]", "NaN"),
        ("[-Infinity]", "-Infinity"),
        ("[tru, 1]", "tru"),
        ("[1e999, 1]", "1e999"),
        ("[012]", "01"),
        ('["a\\xb"]', "\\x"),
        ('["a\\u12"]', "\\u"),
        ('{"a": 1, "a" : 2}', '"a"'),
        ('["x\\ud800y"]', '"x\\ud800y"'),
        ("[1 2]", "2"),
        ('{"a" 1}', "1"),
        ("{} x", "x"),
        ('{"a": {"b": 1', "{"),
        ("[" + "1" * 401 + ", 1]", "1" * 401),
    ],
)
def test_what_is_wrong_is_marked_to_its_end(text: str, marked: str) -> None:
    (found,) = read(text).problems
    assert found.span.line == found.span.end_line == 1
    assert text[found.span.column - 1 : found.span.end_column - 1] == marked


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "a record is one JSON object"),
        ('{"a": 1,}', "remove the comma after the last member"),
        ("[1, 2,]", "remove the comma after the last element"),
        ("[NaN]", "leave the field out"),
        ("[yes]", "text stands in double quotes"),
        ("[1 2]", ""),
    ],
)
def test_what_to_do_about_it_is_said_where_it_is_known(text: str, hint: str) -> None:
    assert [one.hint for one in read(text).problems] == [hint]


def test_places_in_a_text_without_a_value() -> None:
    found = read("xyz")
    assert found.span(()) == found.span(("a", 0)) == found.key_span(("a",)) == Span(1, 1, 1, 2)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('{"a": 1, "a": 1}', ["1:10"]),
        ('{"a": 1,\n "b": {"c": 1, "c": 2}}', ["2:16"]),
        ('[[{"a": 1, "b": 2, "a": 3, "a": 4}]]', ["1:20", "1:28"]),
        ('{"a": 1, "\\u0061": 2}', ["1:10"]),  # the same key, written otherwise
        ('{"": 1, "": 2}', ["1:9"]),
        ('{"a": {"b": 1}, "c": {"b": 1}}', []),
        ('[{"a": 1}, {"a": 1}]', []),
        ('{"a": 1, "A": 1}', []),
        ('{"é": 1, "e\u0301": 1}', []),  # RFC 8259, 8.3: compared code unit by code unit
    ],
)
def test_duplicate_keys_are_found_at_any_depth(text: str, places: list[str]) -> None:
    """json.loads keeps the last one in silence."""
    found = read(text)
    assert [f"{one.span.line}:{one.span.column}" for one in found.problems] == places
    assert {one.kind for one in found.problems} <= {"duplicate-key"}
    assert found.value == json.loads(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\ud83d\ude00"', "😀"),
        (r'"a\ud83d\ude00b\ud83d\ude00"', "a😀b😀"),
        ('"\ufffd\\ud83d\\ude00"', "\ufffd😀"),  # a replacement character that stands in the file is one
        (r'"\ufffd"', "\ufffd"),
        (r'"\u0041\uD7FF\uE000"', "A\ud7ff\ue000"),
        (r'"\ud800\udc00\udbff\udfff"', "\U00010000\U0010ffff"),
    ],
)
def test_surrogate_pairs_are_characters(text: str, value: str) -> None:
    found = read(text)
    assert found.value == value
    assert found.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        r'"\ud83d"',
        r'"\ude00"',
        r'"\ude00\ud83d"',
        r'"\ud83d x \ude00"',
        r'"\ud83d\ud83d\ude00"',
        r'"\ud83d\n"',
        r'"😀\ud83d"',
        r'{"\udfff": 1}',
    ],
)
def test_lone_surrogates_are_told(text: str) -> None:
    """json.loads lets them in; writing them out again raises UnicodeEncodeError far from here."""
    found = read(text)
    assert [one.message for one in found.problems] == ["a lone surrogate in a string"]
    assert not found.broken
    json.dumps(found.value, ensure_ascii=False).encode("utf-8")


def test_a_lone_surrogate_is_told_at_its_string() -> None:
    assert told('{"a": 1,\n "b": "x\\ud83d"}') == [("2:7", "a lone surrogate in a string")]


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_nesting_has_a_limit(opening: str, closing: str) -> None:
    assert read(opening * MAX_DEPTH + "1" + closing * MAX_DEPTH).problems == ()
    for depth in (MAX_DEPTH + 1, 100_000):
        (found,) = read(opening * depth + "1" + closing * depth).problems
        assert found.message == "nested more than 64 levels deep"
        assert found.span.column == len(opening) * MAX_DEPTH + 1


def test_an_empty_array_is_a_level_too() -> None:
    assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH).problems == ()
    assert read("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)).broken


def test_numbers_have_a_limit() -> None:
    """int() of more than 4,300 digits raises ValueError, and json.loads with it."""
    assert read("1" * MAX_DIGITS).value == int("1" * MAX_DIGITS)
    for digits in ("1" * (MAX_DIGITS + 1), "1" * 5000, "0." + "1" * 5000, "-" + "9" * 100_000):
        assert told(f"[{digits}]") == [("1:2", f"a number of {len(digits)} digits")]


@pytest.mark.parametrize(
    "text",
    ["0", "-0", "1.5", "-1.5e3", "1E-2", "1e-999", "true", "false", "null", '""', "[]", "{}", "[ ]", "{\n}"],
)
def test_plain_values(text: str) -> None:
    found = read(text)
    assert found.problems == ()
    assert repr(found.value) == repr(json.loads(text))


NESTED = """\
{
  "id": "INC-1",
  "affected": {"components": ["api", "db"], "count": 12},
  "evidence": [
    {"path": "a.log", "ok": true},
    [1, [-2.5e3, null], {"é": "𝔘"}]
  ],
  "empty": {}, "none": []
}
"""


@pytest.mark.parametrize(
    ("pointer", "text"),
    [
        (("id",), '"INC-1"'),
        (("affected",), "{"),  # a caret under a whole object would underline half the file
        (("affected", "components"), "["),
        (("affected", "components", 1), '"db"'),
        (("affected", "count"), "12"),
        (("evidence", 0, "path"), '"a.log"'),
        (("evidence", 0, "ok"), "true"),
        (("evidence", 1, 0), "1"),
        (("evidence", 1, 1, 0), "-2.5e3"),
        (("evidence", 1, 1, 1), "null"),
        (("evidence", 1, 2, "é"), '"𝔘"'),
        (("empty",), "{"),
        (("none",), "["),
        ((), "{"),
    ],
)
def test_every_pointer_has_its_place(pointer: Pointer, text: str) -> None:
    assert covered(read(NESTED), pointer) == text


def test_place_of_a_value_in_lines_and_columns() -> None:
    span = read(NESTED).span(("evidence", 1, 2, "é"))
    assert (span.line, span.column, span.end_line, span.end_column) == (6, 31, 6, 34)


def test_place_of_a_key() -> None:
    found = read(NESTED)
    span = found.key_span(("affected", "count"))
    assert (span.line, span.column, span.end_column) == (3, 45, 52)
    assert found.key_span(("evidence", 0)) == found.span(("evidence", 0))  # an element has no key
    assert found.key_span(()) == found.span(())


def test_place_of_what_is_not_there_is_the_nearest_around() -> None:
    found = read(NESTED)
    assert found.span(("affected", "absent", 3)) == found.span(("affected",))
    assert found.span(("absent",)) == found.span(())


def test_places_before_an_error_are_known() -> None:
    found = read('{"a": 12, "b": x}')
    assert found.broken
    assert covered(found, ("a",)) == "12"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", '"plain"'),
        ("a\x1b[31mb\u202e", '"a\\u001b[31mb\\u202e"'),
        ("x" * 60, '"' + "x" * 60 + '"'),
        ("x" * 61, '"' + "x" * 59 + '…"'),
        ("x" * 100, '"' + "x" * 59 + '…"'),
        (True, "true"),
        (None, "null"),
        (12, "12"),
        ({"a": 1}, "an object"),
        ([], "an array"),
    ],
)
def test_values_in_messages_are_short_and_printable(value: object, text: str) -> None:
    assert shown(value) == text


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


@st.composite
def written(draw: st.DrawFn) -> tuple[Any, str]:
    """A value and one way to write it."""
    value = draw(VALUES)
    space = st.text(" \n\t", max_size=3)
    comma, colon = draw(space) + "," + draw(space), draw(space) + ":" + draw(space)
    indent = draw(st.sampled_from([None, 0, 2, "\t"]))
    text = json.dumps(value, indent=indent, separators=(comma, colon), ensure_ascii=draw(st.booleans()))
    return value, draw(space) + text + draw(space)


def pointers(value: Any, above: Pointer = ()) -> list[tuple[Pointer, Any]]:
    inner: list[tuple[Pointer, Any]] = [(above, value)]
    if isinstance(value, dict):
        for key, child in value.items():
            inner += pointers(child, (*above, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            inner += pointers(child, (*above, index))
    return inner


@given(written())
def test_what_was_written_is_read_with_every_place(case: tuple[Any, str]) -> None:
    value, text = case
    found = read(text)
    assert found.problems == ()
    assert repr(found.value) == repr(value)
    for pointer, part in pointers(value):
        if isinstance(part, dict | list):
            assert covered(found, pointer) == ("{" if isinstance(part, dict) else "[")
        else:
            assert repr(json.loads(covered(found, pointer))) == repr(part)
        if pointer and isinstance(pointer[-1], str):
            span = found.key_span(pointer)
            line = found.document.line(span.line)
            assert json.loads(line[span.column - 1 : span.end_column - 1]) == pointer[-1]


@st.composite
def almost_json(draw: st.DrawFn) -> str:
    """JSON with a few characters put in, taken out or doubled."""
    _, text = draw(written())
    pieces = st.sampled_from(
        [*'{}[]",:\\-+.eE019tfn \n\t\x00\x1f\u2028', "\\u", "\\ud800", "NaN", "1e999", "-Infinity"]
    )
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(pieces | st.just("")) + text[at + draw(st.integers(0, 2)) :]
    return text


STRICTER = (
    "is no JSON number",
    "too large to be exact",
    "lone surrogate",
    "stands twice",
    f"nested more than {MAX_DEPTH} levels deep",
    "a number of ",
)


@given(almost_json() | st.text() | st.text('{}[]":,0123456789eE.-+ \\utrfalsn'))
@example('{"a": [1, {"b": NaN}], "a": 1e999}')
def test_agrees_with_the_standard_reader_but_for_what_it_refuses(text: str) -> None:
    found = read(text)
    try:
        standard = json.loads(text)
    except (ValueError, RecursionError):
        assert found.problems, "accepted what is no JSON"
        return
    for one in found.problems:
        assert any(reason in one.message for reason in STRICTER), one.message
    if not found.problems:
        assert repr(found.value) == repr(standard)


@given(almost_json() | st.text())
def test_every_problem_lies_in_the_text(text: str) -> None:
    found = read(text)
    last = found.document.position(len(text))
    for one in found.problems:
        assert (1, 1) <= (one.span.line, one.span.column) <= (one.span.end_line, one.span.end_column) <= last
