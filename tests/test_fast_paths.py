"""The fast readers of JSON, front matter, times and schemas: what they read, the careful ones read alike.

They may leave anything to the careful ones; they may never differ. Everything they take for plain is read by both.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_schema_speed import instances, mutant

from incident_lint import frontmatter
from incident_lint.document import Document, decode
from incident_lint.facts import commit_mentions
from incident_lint.frontmatter import FrontMatter, read_front_matter
from incident_lint.jsonreader import read_carefully
from incident_lint.jsontext import MAX_DEPTH, MAX_DIGITS, read_json
from incident_lint.plain_frontmatter import read_plain
from incident_lint.plain_schema import DoubtError, fits
from incident_lint.schema import NAMES, disagreements, load_schema
from incident_lint.times import parse_date, parse_duration, parse_time

ROOT = Path(__file__).parent.parent
RECORDS = sorted(
    path for folder in ("examples", "tests/fixtures", "schemas") for path in (ROOT / folder).rglob("*.json")
)
POST_MORTEMS = sorted(path for folder in ("examples", "tests/fixtures") for path in (ROOT / folder).rglob("*.md"))


def documents(paths: list[Path]) -> list[Document]:
    found = (decode(path.name, path.read_bytes()) for path in paths)
    return [one for one in found if isinstance(one, Document)]


def read_alike(document: Document) -> bool:
    """Compare both JSON readers; whether the fast one read it."""
    fast, careful = read_json(document), read_carefully(document)
    assert repr(fast.value) == repr(careful.value)
    assert (fast.broken, fast.problems) == (careful.broken, careful.problems)
    assert fast._reading == careful
    return fast._known is None


def test_records_are_read_alike_and_fast() -> None:
    fast = [read_alike(one) for one in documents(RECORDS)]
    assert sum(fast) > 100
    examples = documents(sorted((ROOT / "examples").rglob("*.json")))
    assert examples
    assert all(read_alike(one) for one in examples)


@pytest.mark.parametrize(
    ("text", "fast"),
    [
        ('{"a": 1}', True),
        ('\n\t [1, 2.5, -0, -0.0, 1e3, true, null, "\\u00e9\\n\\/"] ', True),
        ("null", True),
        ('"\x7f\u2028é𝔘\ufeff"', True),
        ("[" * MAX_DEPTH + "]" * MAX_DEPTH, True),
        ("[" + "[]," * 200 + "[]]", True),
        ("[" * MAX_DEPTH + "{}" + "]" * MAX_DEPTH, False),
        ("[" * MAX_DEPTH + '1, "["' + "]" * MAX_DEPTH, True),
        ("[" * 100_000 + "]" * 100_000, False),
        ("1" * MAX_DIGITS, True),
        ("1" * (MAX_DIGITS + 1), False),
        ("0." + "1" * (MAX_DIGITS - 2), True),
        ("0." + "1" * (MAX_DIGITS - 1), False),
        ("-" + "1" * 5000, False),
        ("1e-" + "0" * MAX_DIGITS, False),
        ("[1e999]", False),
        ("[NaN]", False),
        ("[-Infinity]", False),
        ('{"a": 1, "a": 1}', False),
        ('[{"a": {"b": 1, "\\u0062": 2}}]', False),
        (r'"\ud83d\ude00"', False),
        (r'"\uDE00"', False),
        (r'"\\ud83d"', False),
        ('"\ud800"', False),
        ('{"a":\r1}', False),
        ("\ufeff{}", False),
        ("{} {}", False),
        ("", False),
        ('"\\u٠٠٤١"', False),
        ("[٣]", False),
        ('"\t"', False),
        ("'a'", False),
        ("[1,]", False),
        ("\u00a0{}", False),
        ("{}\x00", False),
    ],
)
def test_what_json_is_left_to_the_careful_reader(text: str, fast: bool) -> None:
    assert read_alike(Document("INCIDENT_EVENT.json", text)) == fast


def test_without_the_standard_reader_in_c_nothing_is_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one in Python takes digits of every script."""
    from json import scanner  # noqa: PLC0415

    from incident_lint import jsontext  # noqa: PLC0415

    monkeypatch.setattr(scanner, "c_make_scanner", None)
    jsontext._decoder.cache_clear()
    try:
        assert not read_alike(Document("INCIDENT_EVENT.json", "{}"))
    finally:
        jsontext._decoder.cache_clear()


def test_an_element_of_a_plain_record_has_its_place() -> None:
    found = read_json(Document("INCIDENT_EVENT.json", '{"a": [1, 22]}'))
    assert found._known is None
    assert (found.span(("a", 1)).column, found.span(("a", 1)).end_column) == (11, 13)
    assert found.key_span(("a",)).column == 2


JSON_TOKENS = [
    *'{}[]",:\\-+.eE019tfn \n\t\r\x00\x1f\x7f\u2028\ufeffé',
    *("\\u", "\\ud800", "\\u00e9", "\\/", "NaN", "1e999", "-Infinity", "null", "0.5", "01", "[[", '""', '"a": 1, '),
]


def mutated(text: str, tokens: list[str], dice: random.Random) -> str:
    """A text with one to three pieces put in, cut out, doubled, swapped, or cut off at the end."""
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(text) + 1)
        length = dice.choice([0, 0, 1, 1, 2, 8])
        match dice.randrange(5):
            case 0 | 1:
                text = text[:at] + dice.choice(tokens) + text[at + length :]
            case 2:
                text = text[:at] + text[at + dice.choice([1, 1, 2, 5, 40]) :]
            case 3:
                text = text[:at] + text[at : at + 30] + text[at:]
            case _:
                text = text[:at] + chr(ord(text[at]) ^ (1 << dice.randrange(7))) + text[at + 1 :] if text[at:] else text
    return text[: dice.randrange(len(text) + 1)] if dice.random() < 0.05 else text


def test_mutants_of_records_are_read_alike() -> None:
    dice = random.Random(20261103)
    texts = [one.text for one in documents(RECORDS) if len(one.text) < 3000]
    fast = sum(
        read_alike(Document("x", mutated(dice.choice(texts), JSON_TOKENS, dice).replace("\0", ""))) for _ in range(4000)
    )
    assert 500 < fast < 3900


def carefully(document: Document, monkeypatch: pytest.MonkeyPatch) -> FrontMatter:
    with monkeypatch.context() as patch:
        patch.setattr(frontmatter, "read_plain", lambda _: None)
        return read_front_matter(document)


def front_alike(block: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Compare both readers of front matter over a block; whether it is plain."""
    if read_plain(block) is None:
        return False
    document = Document("INCIDENT.md", f"---\n{block}---\n# Title\n")
    fast, careful = read_front_matter(document), carefully(document, monkeypatch)
    assert careful.problems == ()
    assert fast == careful  # values, where the body begins, and every place
    assert list(fast.values or {}) == list(careful.values or {})
    return True


def test_front_matter_is_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the repository's own post-mortems nearly all are plain."""
    blocks = []
    for document in documents(POST_MORTEMS):
        careful = carefully(document, monkeypatch)
        assert read_front_matter(document) == careful
        if careful.values:
            starts = document.line_starts
            blocks.append(document.text[starts[1] : starts[careful.body_line - 2]])
    assert len(blocks) > 50
    assert sum(front_alike(one, monkeypatch) for one in blocks) > 0.9 * len(blocks)


PLAIN = """\
# What happened
incident_id: INC-20261103-checkout-timeouts
title: "Checkout: requests time out"   # in quotes for its colon
severity: HIGH
status:\x20

date: 2026-11-05
at: 2026-11-05T10:00:00Z
time: 12:30:45
count: 1_000
really: yes
nothing: null
link: https://example.com/a#b?c=d
authors: [platform on-call, "support #2: on-call", 'x', null]
tags:
  - checkout
# of the pool
  -   'connection pool'  # quoted

  - Null
teams:
- payments
- "search"
none: []
french: «\u00a0À l'arrêt\u00a0»\u202f!
last: C:\\temp (x) [y] {z} - 5 % & * | > ` @
"""


def test_what_is_plain() -> None:
    found = read_plain(PLAIN)
    assert found is not None
    assert found.values == {
        "incident_id": "INC-20261103-checkout-timeouts",
        "title": "Checkout: requests time out",
        "severity": "HIGH",
        "status": None,
        "date": "2026-11-05",
        "at": "2026-11-05T10:00:00Z",
        "time": "12:30:45",
        "count": "1_000",
        "really": "yes",
        "nothing": None,
        "link": "https://example.com/a#b?c=d",
        "authors": ["platform on-call", "support #2: on-call", "x", None],
        "tags": ["checkout", "connection pool", None],
        "teams": ["payments", "search"],
        "none": [],
        "french": "«\u00a0À l'arrêt\u00a0»\u202f!",
        "last": "C:\\temp (x) [y] {z} - 5 % & * | > ` @",
    }


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
def test_what_is_plain_has_the_same_places(loader: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "CSafeLoader", loader, raising=False)
    assert front_alike(PLAIN, monkeypatch)


@pytest.mark.parametrize(
    "block",
    [
        "",
        "# only a comment",
        "words",
        "a",
        "a : b",
        "a:b",
        " a: b",
        "a: b\n c",
        "a: b\n  - c",
        "a: b\n- c",
        "a: [b,\n  c]",
        "a: 'b\n  c'",
        "a:\n  b: c",
        "a:\n  b",
        "a:\n  - b\n    c",
        "a:\n  - b\n    - c",
        "a:\n  - b\n - c",
        "a:\n - b\n  - c",
        "a:\n- b\n  - c",
        "a:\n  - b: c",
        "a:\n  - b:",
        "a:\n  - [b]",
        "a:\n  - - b",
        "a:\n  -",
        "a:\n  - ",
        "a:\n  -b",
        "a:\n  --- b",
        "a:\n  - # b",
        "a:\n  # b\n  - c",
        "a: # b",
        "a: #b",
        "- a",
        "a: 1\na: 2",
        "yes: a",
        "On: a",
        "NULL: a",
        "1: a",
        "2026-01-01: a",
        "<<: a",
        "=: a",
        "~: a",
        "'a': b",
        "a b: c",
        "a-b: c",
        "é: a",
        "k" * 2000 + ": a",
        "a: b: c",
        "a: b:",
        "a: b:  # c",
        "a: : b",
        "a:: b",
        *(f"a: {mark}b" for mark in "@`%&*!|>{}]-?:#=~,;<^'\"\\"),
        *(f"a: {mark} b" for mark in "|>-?:!&*%@`{}]~=,"),
        "a: 'it''s'",
        'a: "b\\"c"',
        'a: "b\\n"',
        "a: 'b\\n'",
        "a: 'b' c",
        "a: 'b'#c",
        "a: 'b': c",
        "a: '",
        "a: 'b",
        "a: [b",
        "a: [b]c",
        "a: [b]#c",
        "a: [b] c",
        "a: [b,]",
        "a: [,b]",
        "a: [b,,c]",
        "a: [[b]]",
        "a: [{b: c}]",
        "a: [b: c]",
        "a: [b:c]",
        "a: [b #c]",
        "a: ['b, c']",
        "a: ['b]c']",
        "a: ['b' c]",
        "a: [-b]",
        "a: [- b]",
        "a: [?b]",
        "a: [~]",
        "a: [@b]",
        "a: ['']b",
        "a: ['b''c']",
        "a:\tb",
        "a: b\t",
        "a: b\t#c",
        "a: b\rc: d",
        "a: b\u2028c: d",
        "a: b\x85c: d",
        "a: b\ufeff",
        "a: b\x7f",
        "a: b\u200d",
        "...",
        "a: b\n...",
        "a: b\n--- c",
        "%YAML 1.2",
        "? a\n: b",
        "a: b\n ",
        "a: b\n  # c",
        "a: b\n\tc: d",
    ],
)
def test_what_front_matter_is_left_to_yaml(block: str) -> None:
    assert read_plain(f"{block}\n") is None


@pytest.mark.parametrize(
    "block",
    [
        "a: ''",
        'a: " b "',
        "a: '\"'",
        'a: "\'" # c',
        "a: b  # c # d",
        "a: b#",
        "a: b - c",
        "a: b ? c",
        "a: b, c",
        "a: b\u00a0#c",
        "a: b:\u00a0c",
        "a: \u00a0b",
        "a: 12:30",
        "a: " + "b" * 3000,
        "a: '" + "b " * 1000 + "'",
        "a: [" + "b, " * 1000 + "c]",
        "a:\n" + "- b\n" * 100,
        "a:\n" + "     - b\n" * 3,
        "a: [ ]  # b",
        "a: [it's, b]",
        "a: [b -c, d]",
        "y: n",
        "_: a",
        "k" * 100 + ": a",
        "a:\nb:\n\n# c\nd:",
        "a: nULL",
        "a: .inf",
        "a: $b",
        "a: (b)",
        "a: /b",
        "a: +1",
        "a: ...",
    ],
)
def test_what_front_matter_needs_no_yaml(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert front_alike(f"{block}\n", monkeypatch)


KEYS = st.sampled_from(["incident_id", "title", "severity", "status", "date", "tags", "a", "b", "c", "d"]) | (
    st.sampled_from(["yes", "On", "null", "y", "1", "a-b", "a b", "<<", "é", "'a'", "", "_", "a.b"])
)
PIECES = st.sampled_from(
    [
        *(
            "INC-1",
            "null",
            "~",
            "yes",
            "1_000",
            "0o7",
            "12:30",
            "2026-11-05",
            "2026-11-05T10:00:00Z",
            "a b",
            "it's",
            "é",
        ),
        *(
            "=",
            "<<",
            ".inf",
            "...",
            "---",
            "-",
            "- a",
            "?",
            ":",
            "a:",
            "a: b",
            "a:b",
            "a #b",
            "a#b",
            "#a",
            "@a",
            "&a",
            "*a",
        ),
        *(
            "!a",
            "|",
            ">",
            "'a'",
            '"a"',
            "'a''b'",
            '"\\n"',
            "''",
            "'",
            '"',
            "[a, b]",
            "[]",
            "[a",
            "a]",
            "{a: b}",
            "[a:b]",
        ),
        *("[a:b]", "[a #b]", "['a' , \"b\"]", "[null]", "[a,]", "\u00a0", "\u2028", "\t", "\x7f", "x" * 1100),
    ]
)
ENDS = st.sampled_from(["", "", "", " ", "  # c", " #", "#", "\t", ":"])
VALUES = st.builds(str.__add__, PIECES, ENDS)
LINES = (
    st.builds("{}: {}".format, KEYS, VALUES)
    | st.builds("{}:{}".format, KEYS, ENDS)
    | st.builds("{}- {}".format, st.sampled_from(["", "  ", " ", "\t"]), VALUES)
    | st.sampled_from(["", " ", "# c", "  # c", "...", "\ta: b", "a", "  b: c"])
)


@given(st.lists(LINES, min_size=1, max_size=6))
@settings(max_examples=800, derandomize=True)
@example(["a:", "- b", "c: d"])
def test_lines_are_read_alike(lines: list[str]) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        front_alike("\n".join(lines) + "\n", monkeypatch)


FRONT_TOKENS = [*" :#-[],'\"\n\t?!&*{}|>%@`~.=<\\\u00a0é", "\n  ", "\n- ", "\n  - ", ": ", " #", "null", "yes: "]


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
def test_mutants_of_front_matter_are_read_alike(loader: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "CSafeLoader", loader, raising=False)
    dice = random.Random(20261105)
    parts = PLAIN.splitlines(keepends=True)
    plain = 0
    for _ in range(3000):
        start = dice.randrange(len(parts))
        block = "".join(parts[start : start + dice.randint(1, 8)])
        plain += front_alike(mutated(block, FRONT_TOKENS, dice).rstrip("\n") + "\n", monkeypatch)
    assert plain > 500


def test_plain_front_matter_loads_no_yaml() -> None:
    program = """
import sys
from incident_lint.document import Document
from incident_lint.frontmatter import read_front_matter
print(read_front_matter(Document("x", "---\\na: [b, c]\\n---\\n")).values, {"yaml", "frontmatter"} & {*sys.modules})
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "{'a': ['b', 'c']} set()"


TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DURATION = re.compile(r"([0-9]{1,6})(s|m|h|d)")


def time_by_grammar(text: str) -> datetime | None:
    """A time by the grammar of RFC 3339, 5.6, to the microsecond."""
    if not TIME.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(re.sub(r"\.([0-9]+)", lambda found: f".{found[1][:6]:0<6}", text))
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment


def date_by_grammar(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if DATE.fullmatch(text) else None
    except ValueError:
        return None


def duration_by_grammar(text: str) -> timedelta | None:
    found = DURATION.fullmatch(text)
    units = {"s": 1, "m": 60, "h": 3600, "d": 86400}
    return timedelta(seconds=int(found[1]) * units[found[2]]) if found else None


MOMENTS = [
    *("2026-11-03T09:58:00Z", "2026-11-03T23:59:59+01:00", "2024-02-29T00:00:00-00:00", "2026-11-03T09:58:00.5Z"),
    *("2026-11-03T09:58:00.123456789+23:59", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"),
    *("2026-11-03", "2024-02-29", "15m", "24h", "999999d", ""),
]


def test_times_are_read_by_their_grammar() -> None:
    dice = random.Random(3339)
    tokens = [*"0123456789", *"0123456789", *"-:TZ+. ,\n/٣０éWtzsmhd", "24", "60", "99", ".0"]
    read = 0
    for _ in range(30_000):
        text = dice.choice(MOMENTS)
        for _ in range(dice.choice([0, 1, 1, 2])):
            at = dice.randrange(len(text) + 1)
            text = text[:at] + dice.choice([*tokens, ""]) + text[at + dice.choice([0, 1, 1, 1, 2]) :]
        assert repr(parse_time(text)) == repr(time_by_grammar(text)), text
        assert parse_date(text) == date_by_grammar(text), text
        assert parse_duration(text) == duration_by_grammar(text), text
        read += parse_time(text) is not None
    assert 3000 < read < 27_000


@pytest.mark.parametrize("name", NAMES)
def test_what_fits_is_decided_as_the_reference_decides(name: str) -> None:
    dice = random.Random(202012)
    schema, valid = load_schema(name), instances(name)
    assert all(fits(schema, one) for one in valid)
    verdicts = []
    for _ in range(400):
        value = mutant(dice.choice(valid), dice)
        try:
            verdicts.append(fits(schema, value))
        except DoubtError:
            continue
        assert verdicts[-1] == (disagreements(name, value) == []), value
    assert {*verdicts} == {True, False}
    assert len(verdicts) > 350


def test_a_few_records_load_no_validator() -> None:
    program = """
import sys
from incident_lint.cli import main
code = main(["check", "examples/complete"])
print(code, {"yaml", "frontmatter", "jsonschema", "jsonschema_rs"} & {*sys.modules})
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.splitlines()[-1] == "0 set()"


def test_commits_are_found_wherever_they_stand() -> None:
    dice = random.Random(40)
    expression = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{40}(?![0-9A-Za-z])")
    found = 0
    for _ in range(2000):
        pieces = ["".join(dice.choices("0123456789abcdef", k=dice.choice([7, 39, 40, 40, 41]))) for _ in range(3)]
        text = "".join(piece + dice.choice(["", " ", "é", "G", "\n", "_", "\ud800", "٣", "/"]) for piece in pieces)
        spans = [match.span() for match in commit_mentions(text)]
        assert spans == [match.span() for match in expression.finditer(text)], text
        found += len(spans)
    assert found > 500
