"""The plain reader of schemas never gives a wrong answer: it says what the reference says, or that it is in doubt."""

from __future__ import annotations

import random
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from test_schema_speed import instances

from incident_lint.plain_schema import _CHECKS, DoubtError, fits
from incident_lint.schema import NAMES, load_schema
from incident_lint.times import parse_date, parse_time

DIALECT = "https://json-schema.org/draft/2020-12/schema"
REF = {"$ref": "#/$defs/a"}
DEEP: list[Any] = []
for _ in range(100_000):
    DEEP = [DEEP]


class Text(str):
    """Equal to a text and no text of JSON."""

    __slots__ = ()


def answer(schema: object, value: object) -> bool | None:
    """What the plain reader says; None where it is in doubt."""
    try:
        return fits(schema, value)
    except DoubtError:
        return None


def reference(schema: Any, value: object) -> bool:
    """What jsonschema says, with the formats of the records."""
    formats = FormatChecker(formats=())
    formats.checks("date-time")(lambda text: not isinstance(text, str) or parse_time(text) is not None)
    formats.checks("date")(lambda text: not isinstance(text, str) or parse_date(text) is not None)
    return Draft202012Validator(schema, format_checker=formats).is_valid(value)


KNOWN: list[tuple[Any, list[Any], list[Any]]] = [
    (True, [1, None, {}], []),
    (False, [], [1, None, {}]),
    ({}, [1, None, {}], []),
    ({"title": 1, "description": [], "default": "x", "examples": {}, "$comment": "x"}, [1, "y"], []),
    ({"type": "object"}, [{}], [[], "", 0, None, True]),
    ({"type": "array"}, [[]], [{}, "", 0, None, True]),
    ({"type": "string"}, ["", "\ud800"], [[], {}, 0, None, True]),
    ({"type": "boolean"}, [True, False], [0, 1, "true", None]),
    ({"type": "integer"}, [0, -1, 1.0, 10**400, 1e300], [1.5, True, "1", None, float("nan"), float("inf")]),
    ({"enum": ["a", "b"]}, ["a"], ["c", "A", "a ", 1, None, ["a"]]),
    ({"enum": []}, [], ["", None]),
    ({"const": "a"}, ["a"], ["b", 1, ["a"], None]),
    ({"allOf": []}, [1], []),
    ({"allOf": [True, {"minLength": 1}]}, ["a", 1], [""]),
    ({"allOf": [True, False]}, [], [1]),
    ({"if": {"type": "string"}, "then": {"minLength": 1}, "else": False}, ["a"], ["", 1]),
    ({"if": True, "then": {"maxLength": 1}}, ["a", 1], ["ab"]),
    ({"if": False, "then": False}, [1], []),
    ({"if": {"required": ["a"]}, "else": {"required": ["b"]}}, [{"a": 1}, {"b": 1}, 1], [{}]),
    ({"then": False, "else": False}, [1], []),
    ({"required": ["a", "b"]}, [{"a": 1, "b": None}, [], "a"], [{}, {"a": 1}]),
    ({"properties": {"a": {"type": "string"}, "b": False}}, [{}, {"a": "x", "c": 1}, 1], [{"a": 1}, {"b": 1}]),
    ({"additionalProperties": False}, [{}, 1], [{"a": 1}]),
    ({"properties": {"a": True}, "additionalProperties": False}, [{"a": 1}], [{"b": 1}, {"a": 1, "b": 1}]),
    ({"properties": {"a": True}, "additionalProperties": {"type": "string"}}, [{"a": 1, "b": "x"}], [{"b": 1}]),
    ({"propertyNames": {"maxLength": 1}}, [{}, {"a": 1}, 1], [{"ab": 1}]),
    ({"propertyNames": False}, [{}], [{"a": 1}]),
    ({"maxProperties": 1}, [{}, {"a": 1}, [1, 2]], [{"a": 1, "b": 1}]),
    ({"items": {"type": "string"}}, [[], ["a"], {"a": 1}], [[1], ["a", 1]]),
    ({"items": False}, [[]], [[1]]),
    ({"prefixItems": [{"type": "string"}, {"type": "integer"}]}, [[], ["a"], ["a", 1, None]], [[1], ["a", "b"]]),
    ({"prefixItems": [True], "items": {"type": "string"}}, [[1], [1, "a"], []], [[1, 1]]),
    ({"prefixItems": [True], "items": False}, [[1], []], [[1, 1]]),
    ({"minItems": 1}, [[1], "", {}], [[]]),
    ({"maxItems": 1.0}, [[], [1]], [[1, 2]]),
    ({"uniqueItems": True}, [[], [1], ["a", "b"], [1, "1", [1]], [{"a": 1}, {"a": 2}]], [["a", "b", "a"]]),
    ({"uniqueItems": False}, [["a", "a"]], []),
    ({"minLength": 2}, ["ab", "é\u0301", [], 1], ["a", "😀"]),
    ({"maxLength": 1}, ["", "😀", [1, 2], 12], ["ab"]),
    ({"maxLength": 1.5}, ["a"], ["ab"]),
    ({"pattern": "a|b"}, ["xay", 1], ["xy", ""]),
    ({"pattern": "^[0-9]{2,3}(?![\\s\\S])"}, ["12"], ["1", "12\n", "٣٤"]),
    ({"pattern": "^[^\\u0000-\\u001f]*(?:\\.|\\\\)(?=x)"}, ["a.x", "\\x"], ["a.", ".y"]),
    ({"pattern": "^a.c$"}, ["abc"], ["ac", "abcd"]),
    ({"format": "date"}, ["2024-02-29", 1], ["2026-02-29", "2026-1-1", "2026-01-01\n", "٢٠٢٦-01-01", ""]),
    ({"format": "date-time"}, ["2026-11-03T10:52:00Z", "2026-11-03T10:52:00.5+01:00", 1], ["2026-11-03T24:00:00Z"]),
    ({"minimum": 1}, [1, 1.5, "0", True, False, 10**400, float("nan")], [0, 0.99, -(10**400)]),
    ({"maximum": 1.5}, [1, 1.5, "2", True], [2, 1.51, 10**400]),
    ({"$schema": DIALECT, "$id": "https://example.org/x", "type": "string"}, ["a"], [1]),
    ({**REF, "$defs": {"a": {"type": "string"}}}, ["a"], [1]),
    ({**REF, "$defs": {"a": {"items": REF, "type": "array"}}}, [[], [[[]]]], [1, [[1]]]),
    ({"properties": {"x": REF}, "$defs": {"a": False}}, [{}, 1], [{"x": 1}]),
]
"""For each keyword: what fits, what does not; each answered by both validators."""


def forms(word: str, value: object, *wants: object) -> list[tuple[Any, Any]]:
    """A keyword in some forms, each in a schema of its own, with a value to judge."""
    return [({word: want}, value) for want in wants]


PARTS = {"a": False, "a/b": False, "a%20b": False, "a~1b": False, "": False}
DOUBTED: list[tuple[Any, Any]] = [
    *[(schema["x"], 1) for schema, _ in forms("x", 1, None, 1, "x", [], [True])],
    *[({word: 1}, 1) for word in ("x", "$anchor", "$dynamicRef", "not", "multipleOf", "exclusiveMinimum")],
    *[({word: []}, {}) for word in ("anyOf", "oneOf", "contains", "dependentRequired", "minProperties")],
    ({"$schema": "http://json-schema.org/draft-07/schema#", "type": "string"}, 1),
    ({"$schema": 1}, 1),
    ({"$id": 1}, 1),
    # another keyword changes what one means, wherever it stands
    ({"additionalProperties": False, "patternProperties": {"a": True}}, {"a": 1}),
    ({"additionalProperties": False, "properties": []}, {"a": 1}),
    ({"items": False, "prefixItems": {}}, [1]),
    ({"allOf": [{**REF, "$id": "b", "$defs": {"a": True}}], "$defs": {"a": False}}, 1),
    ({"allOf": [{"$schema": DIALECT, "$id": "b"}]}, 1),
    # references that lead elsewhere, or nowhere
    *[({"$ref": ref, "$defs": PARTS}, 1) for ref in ("#", "", "a", "#a", "#/$defs", "other.json#/$defs/a")],
    *[({"$ref": f"#/$defs/{name}", "$defs": PARTS}, 1) for name in ("", "x", "a/b", "a%20b", "a~1b", "a/type")],
    *[({**REF, **schema}, 1) for schema, _ in forms("$defs", 1, None, [], {}, {"a": None}, {"a": REF})],
    (REF, 1),
    # keywords of a wrong form
    *forms("type", 1, "int", "number", "null", 1, None, {}, [1], ["string"], [{}]),
    *forms("enum", "a", "a", {"a": 1}, [1], ["a", None], [[]]),
    *forms("const", 1, 1, True, None, 1.5, [], {}),
    *forms("allOf", 1, 1, "x", None, {}, [1], ["x"], [None], [[]]),
    *forms("if", 1, 1, "x", None, []),
    ({"if": True, "then": None}, 1),
    *forms("required", {}, "a", {}, [1], [[]], None),
    *forms("properties", {"a": 1}, [], "a", {"a": 1}, {"a": None}),
    *forms("additionalProperties", {"a": 1}, 1, "x", [], None),
    *forms("propertyNames", {"a": 1}, 1, "x", [], None),
    *forms("maxProperties", {}, "1", True, None),
    *forms("items", [1], [], [True], 1, None),
    *forms("prefixItems", [1], {}, True, [1], "x"),
    *[case for word in ("minItems", "maxItems") for case in forms(word, ["a"], "1", True, None, {})],
    *[case for word in ("minLength", "maxLength") for case in forms(word, "a", "1", True, None, [])],
    *[case for word in ("minimum", "maximum") for case in forms(word, 1, "1", True, None)],
    *forms("uniqueItems", [], 1, "1", None, {}),
    *forms("format", "a", "email", "", 1, None, [], "regex"),
    # what Python and the standard have different ideas of
    *[({"uniqueItems": True}, value["x"]) for value, _ in forms("x", 1, [1, True], [[0], [False]], [1, 1.0], [{}, {}])],
    ({"uniqueItems": True}, list(range(100))),
    *forms("pattern", "1", r"\d", r"\w", r"\s", r"\b", r"\S", r"\Z", r"\A", r"\1", r"[\d]", r"\x31", r"\0", r"\n"),
    *forms("pattern", "1", r"\p{L}", r"\cA", r"\é", r"\ud800", r"\uDC00", r"\u00", r"\[\s\S]", r"\\\d"),
    *forms("pattern", "1", "(?i:1)", "(?P<a>1)", "(?<a>1)", "(?<=1)", "(?>1)", "(?#1)1", "(?i)1", "(?"),
    *forms("pattern", "1", "[]1]", "[^]1]", "[[1]", "1{,3}", "[1--2]", "[1&&2]", "[1||2]", "[1~~2]"),
    *forms("pattern", "1", "(", "[", "*", "a**", "\\", "1{9999999999999999999}", 1, None, []),
    *[({"pattern": token}, f"1{end}") for token in ("1$", "^1.?(?![\\s\\S])") for end in "\n\r\u2028\u2029"],
    # values that are none of JSON
    *[
        (schema, value["x"])
        for schema in ({}, {"type": "array"})
        for value, _ in forms("x", 1, (), b"", Text("a"), {1})
    ],
    ({"items": {"type": "string"}}, [Text("a")]),
    ({**REF, "$defs": {"a": {"items": REF}}}, DEEP),
]

DIFFERENT: list[tuple[Any, Any, bool, str]] = [
    ({"format": "date"}, "06/19/1963", False, "the standard only notes a format, unless one asks for more; we do"),
    ({"format": "date-time"}, "1990-02-31T15:59:59-08:00", False, "the same"),
    ({"format": "date-time"}, "1998-12-31T23:59:60Z", False, "records have no leap seconds"),
    ({"format": "date-time"}, "1998-12-31T15:59:60.123-08:00", False, "the same, in another zone"),
    ({"format": "date-time"}, "1963-06-19t08:30:06.283185z", False, "records have T and Z in upper case"),
    ({"format": "date-time"}, "1985-04-12T00:59:59.999999999999999Z", False, "fractions end at the nanosecond"),
]
"""The answers that are not the standard's (draft 2020-12, and its test suite): schema, value, ours, why.

All are the reference's answers, since its format checks are those of the records.
"""


@pytest.mark.parametrize(("schema", "fitting", "others"), KNOWN)
def test_it_says_what_the_reference_says(schema: Any, fitting: list[Any], others: list[Any]) -> None:
    for value in (*fitting, *others):
        assert answer(schema, value) is (value in fitting and not any(value is other for other in others)), value
        assert reference(schema, value) is answer(schema, value), value


def test_every_keyword_has_both_answers() -> None:
    for word in _CHECKS:
        cases = [(fitting, others) for schema, fitting, others in KNOWN if isinstance(schema, dict) and word in schema]
        assert any(fitting for fitting, _ in cases), word
        assert any(others for _, others in cases), word


@pytest.mark.parametrize(("schema", "value"), DOUBTED)
def test_it_is_in_doubt(schema: Any, value: Any) -> None:
    assert answer(schema, value) is None


@pytest.mark.parametrize(("schema", "value", "ours", "why"), DIFFERENT)
def test_differences_from_the_standard_are_explained(schema: Any, value: Any, ours: bool, why: str) -> None:
    assert answer(schema, value) is ours, why
    assert reference(schema, value) is ours


WORDS = [*_CHECKS, *_CHECKS, "patternProperties", "not", "contains", "$id", "then", "else", "x"]
TEXTS = [
    "",
    "a",
    "b",
    "ab",
    "a\n",
    "é",
    "2026-11-03",
    "2026-11-03T10:52:00Z",
    "object",
    "string",
    "integer",
    "#/$defs/a",
]
PATTERNS = ["a", "^a", "a$", "^.$", "[ab]", "(?!a)", r"\.", r"\d", "(", r"[^\u0061]", r"^[\s\S]b"]
SCALARS = [None, True, False, 0, 1, 2, 1.0, 1.5, -1, 10**30, *TEXTS]
USUAL: dict[str, list[Any]] = {
    "type": ["object", "array", "string", "boolean", "null", "integer", "number", ["string", "null"]],
    "$ref": ["#/$defs/a", "#/$defs/b"],
    "format": ["date", "date-time"],
    "pattern": PATTERNS,
    "required": [["a"], ["a", "b"], []],
    "enum": [["a", "b"], ["ab"]],
    "uniqueItems": [True],
    **{f"m{end}{what}": [0, 1, 2, 1.0] for end in ("in", "ax") for what in ("Items", "Length", "Properties", "imum")},
}


def some_schema(dice: random.Random, depth: int = 0) -> Any:
    """A schema: mostly of the usual forms, now and then of any."""
    if depth > 3 or dice.random() < 0.1:
        return dice.choice([True, False, {}, {"type": "string"}])
    made: dict[str, Any] = {}
    for word in dice.sample(WORDS, dice.randint(1, 4)):
        if dice.random() < 0.04:
            made[word] = some_value(dice, 2)
        elif word in USUAL:
            made[word] = dice.choice(USUAL[word])
        elif word in {"properties", "patternProperties"}:
            made[word] = {name: some_schema(dice, depth + 1) for name in dice.sample("ab", dice.randint(0, 2))}
        elif word in {"allOf", "prefixItems"}:
            made[word] = [some_schema(dice, depth + 1) for _ in range(dice.randint(0, 2))]
        elif word == "const":
            made[word] = dice.choice(TEXTS)
        elif word not in {"$id", "$schema"} or dice.random() < 0.1:
            made[word] = some_schema(dice, depth + 1)
    if not depth and dice.random() < 0.9:
        made["$defs"] = {"a": some_schema(dice, 2), "b": some_schema(dice, 2)}
    return made


def some_value(dice: random.Random, depth: int = 0) -> Any:
    """A value of JSON."""
    what = dice.randrange(4) if depth < 3 else 0
    if what < 2:
        return dice.choice(SCALARS)
    if what == 2:
        return [some_value(dice, depth + 1) for _ in range(dice.randint(0, 3))]
    return {dice.choice(["a", "b", "ab", ""]): some_value(dice, depth + 1) for _ in range(dice.randint(0, 3))}


def test_no_answer_is_wrong() -> None:
    dice = random.Random(20261103)
    answers = {True: 0, False: 0, None: 0}
    for _ in range(6000):
        schema = some_schema(dice)
        for value in (some_value(dice), some_value(dice)):
            said = answer(schema, value)
            answers[said] += 1
            if said is None:
                continue
            try:
                right = reference(schema, value)
            except Exception:
                continue
            assert said is right, (schema, value)
    assert min(answers.values()) > 1000, answers


@pytest.mark.parametrize("name", NAMES)
def test_our_schemas_leave_no_doubt(name: str) -> None:
    """Else every record would wait for a library."""
    assert all(answer(load_schema(name), value) is True for value in instances(name))
