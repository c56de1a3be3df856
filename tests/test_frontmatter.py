"""The front matter: read strictly, every value as the text it is, every key at its place.

What python-frontmatter does as it comes is said where a test keeps one of its traps out.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_lint.document import Document, decode
from incident_lint.frontmatter import MAX_DEPTH, FrontMatter, read_front_matter

if TYPE_CHECKING:
    from incident_lint.diagnostics import Span
    from incident_lint.jsontext import Pointer


def read(text: str) -> FrontMatter:
    found = decode("INCIDENT.md", text.encode())
    assert isinstance(found, Document)
    return read_front_matter(found)


def block(yaml: str) -> FrontMatter:
    """A front matter of these lines, under a body."""
    return read(f"---\n{yaml}\n---\n# Title\n")


def told(found: FrontMatter) -> list[tuple[str, str]]:
    return [(f"{one.span.line}:{one.span.column}", one.message) for one in found.problems]


def covered(found: FrontMatter, span: Span) -> str:
    assert span.line == span.end_line
    return found.document.line(span.line)[span.column - 1 : span.end_column - 1]


def test_plain_front_matter() -> None:
    found = block("incident_id: INC-1\nseverity: HIGH\ntags: [a, b]")
    assert found.present
    assert found.problems == ()
    assert found.values == {"incident_id": "INC-1", "severity": "HIGH", "tags": ["a", "b"]}
    assert found.body_line == 6


@pytest.mark.parametrize(
    "text", ["", "# Title\n", "--\na: 1\n--\n", " ---\na: 1\n---\n", "\n---\na: 1\n---\n", "- --\n"]
)
def test_no_front_matter(text: str) -> None:
    found = read(text)
    assert (found.present, found.values, found.body_line, found.problems) == (False, None, 1, ())


def test_byte_order_mark_hides_nothing() -> None:
    """The library answers {} for a file that begins with one."""
    found = read("\ufeff---\nseverity: HIGH\n---\n")
    assert found.values == {"severity": "HIGH"}


@pytest.mark.parametrize("text", ["---", "---\n", "---\nseverity: HIGH\n", "---\nseverity: HIGH\n\n# Summary\n\n--\n"])
def test_a_block_that_is_never_closed_is_told(text: str) -> None:
    """The library answers {} and takes the whole for the body."""
    found = read(text)
    assert found.present
    assert found.values is None
    assert told(found) == [("1:1", "the front matter is never closed")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\nseverity: HIGH\n\n# Summary\n", 3),
        ("---\nseverity: HIGH\n# Summary\n", 3),
        ("---\n# Summary\n", 2),
        ("---\na: 1\n", 3),
        ("---", 2),
    ],
)
def test_the_body_under_an_open_block_is_still_read(text: str, line: int) -> None:
    assert read(text).body_line == line


@pytest.mark.parametrize(
    ("yaml", "place"),
    [
        ("- a\n- b", "2:1"),
        ("just words", "2:1"),
        ("[a, b]", "2:1"),
        ("\n\n  12", "4:3"),
        ("# note\n- a", "3:1"),
    ],
)
def test_what_is_no_mapping_is_told(yaml: str, place: str) -> None:
    """The library answers {} for a list and for a scalar."""
    found = block(yaml)
    assert told(found) == [(place, "the front matter is not a mapping")]
    assert found.values is None


@pytest.mark.parametrize("text", ["---\n---\n", "---\n\n---\n", "---\n# only a comment\n---\n", "---\n---"])
def test_an_empty_block_has_no_keys(text: str) -> None:
    found = read(text)
    assert (found.present, found.values, found.problems) == (True, {}, ())


def test_a_duplicate_key_is_told() -> None:
    """With the library the last one wins in silence."""
    found = block("severity: LOW\nstatus: DRAFT\nseverity: HIGH")
    assert told(found) == [("4:1", 'the key "severity" stands twice')]
    assert [one.kind for one in found.problems] == ["duplicate-key"]


@pytest.mark.parametrize("yaml", ["a:\n  b: 1\n  b: 2", "a: [{b: 1, b: 2}]", "a: 1\n'a': 2", 'a: 1\n"\\x61": 2'])
def test_a_duplicate_key_is_told_at_any_depth(yaml: str) -> None:
    assert [one.kind for one in block(yaml).problems] == ["duplicate-key"]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("on", "boolean"),  # the library: TypeError, keywords must be strings
        ("yes", "boolean"),
        ("No", "boolean"),
        ("off", "boolean"),
        ("true", "boolean"),
        ("1", "number"),
        ("0x1F", "number"),
        ("1.5", "number"),
        ("1:30", "number"),  # 90 in YAML 1.1
        ("null", "null"),
        ("~", "null"),
        ("2026-01-01", "timestamp"),
        ("<<", "merge"),
        ("=", "value"),
    ],
)
def test_a_key_that_yaml_reads_as_no_string_is_told(key: str, kind: str) -> None:
    found = block(f"title: x\n{key}: a")
    assert told(found) == [("3:1", f'the key "{key}" is read as a {kind} by YAML')]
    assert found.values == {"title": "x", key: "a"}


@pytest.mark.parametrize("key", ["'on'", '"1"', "'null'", '"2026-01-01"', '"<<"', "one", "o n", "é"])
def test_a_key_in_quotes_is_a_string(key: str) -> None:
    found = block(f"{key}: a")
    assert found.problems == ()
    assert found.values == {key.strip("'\""): "a"}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.10", "1.10"),  # the library: the number 1.1
        ("2026-02-30", "2026-02-30"),  # the library: ValueError, day is out of range
        ("2026-11-03", "2026-11-03"),
        ("2026-11-03T09:58:00+01:00", "2026-11-03T09:58:00+01:00"),
        ("2026-11-03 09:58:00", "2026-11-03 09:58:00"),
        ("0o17", "0o17"),
        ("017", "017"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("yes", "yes"),
        ("true", "true"),
        (".inf", ".inf"),
        ("'single ''quoted'''", "single 'quoted'"),
        ('"double \\"quoted\\" \\u00e9"', 'double "quoted" é'),
        ("plain   ", "plain"),
        ("a # comment", "a"),
        ("a#b", "a#b"),
        ("null", None),
        ("~", None),
        ("", None),
        ("'null'", "null"),
        ('""', ""),
        ("|\n  two\n  lines", "two\nlines\n"),
        (">\n  folded\n  text", "folded text\n"),
        ("over\n  two lines", "over two lines"),
        ("𝔘 é", "𝔘 é"),
    ],
)
def test_every_value_stays_the_text_it_is(written: str, value: str | None) -> None:
    found = block(f"key: {written}")
    assert found.problems == ()
    assert found.values == {"key": value}


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]" for n in range(20)
)


@pytest.mark.parametrize(
    ("yaml", "place", "message"),
    [
        ("a: &x 1", "2:4", "an anchor (&x): write the value out"),
        ("a: &x {b: 1}\nc: *x", "2:4", "an anchor (&x): write the value out"),
        ("a: *x", "2:4", "an alias (*x): write the value out"),
        ("a: 1\nb:\n  - *x", "4:5", "an alias (*x): write the value out"),
        ("&x a: 1", "2:1", "a key with an anchor or a tag"),
        ("*x : 1", "2:1", "a key that is no string"),
        ("a: !!str 1", "2:4", "a tag (tag:yaml.org,2002:str): values are plain text here"),
        (
            "a: !!python/object/apply:os.system [id]",
            "2:4",
            "a tag (tag:yaml.org,2002:python/object/apply:o…): ",
        ),
        ("a: !mine 1", "2:4", "a tag (!mine): values are plain text here"),
        ("!!str a: 1", "2:1", "a key with an anchor or a tag"),
        ("!!set {a, b}", "2:1", "a tag (tag:yaml.org,2002:set): values are plain text here"),
        ("? [a, b]\n: c", "2:3", "a key that is no string"),
        ("? {a: b}\n: c", "2:3", "a key that is no string"),
        ("{[a]: b}", "2:2", "a key that is no string"),
        (LAUGHS, "2:4", "an anchor (&a): write the value out"),  # the library loads 9^20 values, given time
        ("a: 1\n--- # more\nb: 2", "3:1", "a YAML document marker within the front matter"),
        ("a: 1\n--- b: 2", "3:1", "a YAML document marker within the front matter"),
        ("%YAML 1.2\n--- a\n", "2:1", "a YAML document marker within the front matter"),
    ],
)
def test_what_two_readers_understand_differently_is_refused(yaml: str, place: str, message: str) -> None:
    found = block(yaml)
    (problem,) = found.problems
    assert (f"{problem.span.line}:{problem.span.column}", problem.kind) == (place, "front-matter-syntax")
    assert problem.message.startswith(message)
    assert found.values is None


def test_a_merge_key_is_refused() -> None:
    found = block("a: 1\n<<: *x")
    assert [message for _, message in told(found)] == [
        'the key "<<" is read as a merge by YAML',
        "an alias (*x): write the value out",
    ]


@pytest.mark.parametrize(
    ("yaml", "place"),
    [
        ("a: 1\n\tb: 2", "3:1"),
        ("\ta: 1", "2:1"),
        ("a: b: c", "2:5"),
        ("a: 'open", "3:1"),
        ("a: [1, 2", "3:1"),
        ("a: {b: 1]", "2:9"),
        ("a: @b", "2:4"),
        ("a: `b`", "2:4"),
        ("a: %b", "2:4"),
        ("a: 1\n b: 2", "3:3"),
        ('a: "\\q"', "2:5"),
        ("a: 1\n...\nb: 2", "4:1"),
    ],
)
def test_no_yaml_is_told_at_its_place(yaml: str, place: str) -> None:
    found = block(yaml)
    ((where, message),) = told(found)
    assert where == place
    assert message.startswith("not YAML: ")
    assert found.values is None


@pytest.mark.parametrize("character", ["\x01", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\uffff"])
def test_characters_that_yaml_readers_disagree_about_are_told(character: str) -> None:
    """U+0085, U+2028 and U+2029 end a line in YAML 1.1: what stands behind one would be a key of its own."""
    found = block(f"a: 1\nb: é𝔘{character}c: 2")
    code = f"U+{ord(character):04X}"
    assert told(found) == [("3:6", f"a character that YAML readers refuse or disagree about ({code})")]


def test_nesting_has_a_limit() -> None:
    def nested(levels: int) -> str:
        return "a: " + "[" * levels + "]" * levels

    assert block(nested(MAX_DEPTH)).problems == ()
    assert told(block(nested(MAX_DEPTH + 1))) == [("2:20", "nested more than 16 levels deep")]
    (found,) = block("a: " + "[" * 100_000).problems
    assert found.message == "nested more than 16 levels deep"


def test_line_ends_of_windows() -> None:
    found = read("---\r\ntitle: a\r\nstatus: FINAL\r\n---\r\n# Title\r\n")
    assert found.values == {"title": "a", "status": "FINAL"}
    assert covered(found, found.span(("status",))) == "FINAL"
    assert found.body_line == 5


@pytest.mark.parametrize("fence", ["--- ", "---\t", "---- "])
def test_spaces_after_a_fence(fence: str) -> None:
    found = read(f"{fence}\ntitle: a\n{fence}\n# Title\n")
    assert found.values == {"title": "a"}
    assert found.body_line == 4


@pytest.mark.parametrize("line", ["---x", "--- x", " ---", "--", "---\u00a0", "---\f"])
def test_what_is_no_fence_closes_nothing(line: str) -> None:
    """The library's fence is `-{3,}\\s*`, and `\\s` holds more than spaces."""
    found = read(f"---\ntitle: a\n{line}\n---\n# Title\n")
    assert found.body_line == 5


def test_rules_and_fences_in_the_body_stay_there() -> None:
    found = read("---\ntitle: a\n---\n# Title\n\n---\n\nb: 2\n\n---\n")
    assert found.values == {"title": "a"}
    assert found.body_line == 4


@pytest.mark.parametrize(
    ("text", "line"), [("---\n---\n", 3), ("---\n---", 3), ("---\n\n\na: 1\n\n---\n\n\nText\n", 7)]
)
def test_the_body_has_its_line(text: str, line: int) -> None:
    """The library strips the block and the body, and the numbers of their lines with them."""
    assert read(text).body_line == line


PLACES = """\
---

incident_id: INC-1  # the id

"title": 'it''s'
authors:
  - role: scribe
    team:   Payments
  - { role: lead, tags: [x, "é𝔘", z] }
notes: |
  two
  lines
empty:
long: one
  two
last: 𝔘 end
---
"""


@pytest.mark.parametrize(
    ("pointer", "line", "column", "text"),
    [
        (("incident_id",), 3, 14, "INC-1"),
        (("title",), 5, 10, "'it''s'"),
        (("authors", 0, "role"), 7, 11, "scribe"),
        (("authors", 0, "team"), 8, 13, "Payments"),
        (("authors", 1, "role"), 9, 13, "lead"),
        (("authors", 1, "tags", 0), 9, 26, "x"),
        (("authors", 1, "tags", 1), 9, 29, '"é𝔘"'),
        (("authors", 1, "tags", 2), 9, 35, "z"),
        (("notes",), 10, 8, "|"),
        (("long",), 14, 7, "one"),
        (("last",), 16, 7, "𝔘 end"),
    ],
)
def test_every_value_has_its_place(pointer: Pointer, line: int, column: int, text: str) -> None:
    found = read(PLACES)
    assert found.problems == ()
    span = found.span(pointer)
    assert (span.line, span.column) == (line, column)
    assert covered(found, span) == text


@pytest.mark.parametrize(
    ("pointer", "line", "column", "text"),
    [
        (("incident_id",), 3, 1, "incident_id"),
        (("title",), 5, 1, '"title"'),
        (("authors", 0, "role"), 7, 5, "role"),
        (("authors", 0, "team"), 8, 5, "team"),
        (("authors", 1, "tags"), 9, 19, "tags"),
        (("empty",), 13, 1, "empty"),
        (("last",), 16, 1, "last"),
    ],
)
def test_every_key_has_its_place(pointer: Pointer, line: int, column: int, text: str) -> None:
    found = read(PLACES)
    span = found.key_span(pointer)
    assert (span.line, span.column) == (line, column)
    assert covered(found, span) == text


def test_the_place_of_an_empty_value_is_behind_its_key() -> None:
    span = read(PLACES).span(("empty",))
    assert (span.line, span.column, span.end_line, span.end_column) == (13, 7, 13, 8)


def test_places_without_a_value() -> None:
    found = read(PLACES)
    assert found.span(("authors", 5, "role")) == found.span(("authors",))
    assert found.key_span(("authors", 0)) == found.span(("authors", 0))
    assert found.key_span(("absent",)) == found.span(())
    empty = read("---\n---\n")
    assert empty.span(()) == empty.document.line_span(1)
    assert read("").span(("title",)).line == 1


def lies_within(found: FrontMatter, span: Span) -> bool:
    """Whether a span begins in the document, at the end of a line at the latest."""
    lines = len(found.document.line_starts)
    return (
        1 <= span.line <= span.end_line <= lines
        and 1 <= span.column <= len(found.document.line(span.line)) + 1
        and (span.line, span.column) <= (span.end_line, span.end_column)
        and span.end_column <= len(found.document.line(span.end_line)) + 2
    )


YAMLISH = st.text("ab:-?[]{}&*!|>'\"%@`#,.~<= \n\t\r\x85\u2028é𝔘0123", max_size=60)


@given(st.text() | YAMLISH)
def test_any_text_is_read(text: str) -> None:
    found = block(text.replace("\0", ""))
    spans = [one.span for one in found.problems]
    spans += [found.span(pointer) for pointer in found._spans] + [found.key_span(pointer) for pointer in found._keys]
    assert all(lies_within(found, span) for span in spans)
    assert (found.values is None) == any(
        "stands twice" not in p.message and "is read as" not in p.message for p in found.problems
    )


NAMES = st.text("abcdefghijklm_", min_size=1, max_size=8).map("k_".__add__)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Cf"]), max_size=10)
VALUES: st.SearchStrategy[Any] = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_what_was_written_is_read(values: dict[str, Any]) -> None:
    """JSON in its plain form is YAML."""
    found = block("\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()))
    assert found.problems == ()
    assert found.values == values
    for key in values:
        assert covered(found, found.key_span((key,))) == key
