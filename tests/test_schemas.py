"""The JSON Schemas are well formed, closed and explained, and judge every case as it says.

Four parts: the cases of ``tests/schemas`` with the verdicts of two validators; a checker for the habits that
all schemas keep, with tests of the checker; the examples and defaults that the schemas themselves give; and
the completeness of the cases, so that no constraint stays untried.
"""

from __future__ import annotations

import copy
import datetime
import functools
import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]  # a dependency of jsonschema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jsonschema.exceptions import ValidationError

Json = Any
Schema = dict[str, Any]

ROOT = Path(__file__).resolve().parent.parent
BASE_ID = "https://incident-lint.dev/schemas/1/"
KINDS = (
    "incident-event",
    "incident-post-mortem",
    "rollback-plan",
    "rollback-event",
    "incident-lint",
)
RECORDS = tuple(kind for kind in KINDS if kind != "incident-lint")
LEAST_CASES = 45


# --- formats -----------------------------------------------------------------------------------------------

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    """Tell whether a string is a day of the calendar; the pattern beside the format holds its shape."""
    if isinstance(value, str):
        datetime.date.fromisoformat(value)
    return True


@FORMATS.checks("date-time", raises=ValueError)
def _is_date_time(value: object) -> bool:
    """Tell whether a string is a time with an offset; the pattern beside the format holds its shape."""
    if isinstance(value, str):
        return datetime.datetime.fromisoformat(value).tzinfo is not None
    return True


# --- schemas and pointers ----------------------------------------------------------------------------------


@functools.cache
def load_schema(kind: str) -> Schema:
    """Read the schema of a kind of record, or of the configuration."""
    schema: Schema = json.loads((ROOT / "schemas" / f"{kind}.schema.json").read_text(encoding="utf-8"))
    return schema


@functools.cache
def reference_validator(kind: str) -> Draft202012Validator:
    """Return the validator whose errors are shown."""
    return Draft202012Validator(load_schema(kind), format_checker=FORMATS)


@functools.cache
def fast_validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    """Return the validator that may decide the good case."""
    return jsonschema_rs.Draft202012Validator(load_schema(kind), validate_formats=True)


def to_pointer(steps: Iterable[str | int]) -> str:
    """Write steps as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def from_pointer(pointer: str) -> list[str]:
    """Split a JSON pointer (RFC 6901) into its steps."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


# --- cases -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """One instance, and for an invalid one the place and the keyword of its fault."""

    kind: str
    name: str
    instance: Json
    at: str = ""
    keyword: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


def apply_patch(document: Json, operations: list[dict[str, Any]]) -> Json:
    """Return a patched copy. As RFC 6902; ``"repeat": n`` stands for the value n times over."""
    whole = {"": copy.deepcopy(document)}
    for operation in operations:
        value = copy.deepcopy(operation.get("value"))
        if "repeat" in operation:
            value = value * operation["repeat"]
        place: Json = whole
        *parents, last = ["", *from_pointer(operation["path"])]
        for step in parents:
            place = place[int(step) if isinstance(place, list) else step]
        _apply(operation["op"], place, last, value)
    return whole[""]


def _apply(name: str, place: Json, last: str, value: Json) -> None:
    key: Any = last
    if isinstance(place, list):
        key = len(place) if last == "-" else int(last)
    match name:
        case "add" if isinstance(place, list):
            place.insert(key, value)
        case "add":
            place[key] = value
        case "replace":
            del place[key]  # what is not there cannot be replaced
            _apply("add", place, last, value)
        case "remove":
            del place[key]
        case _:
            raise ValueError(f"unknown operation {name!r}")


@functools.cache
def load_cases(kind: str) -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    """Read the valid and the invalid cases of a kind; the base itself is the first valid one."""
    data = json.loads((ROOT / "tests" / "schemas" / f"{kind}.json").read_text(encoding="utf-8"))
    base = data["base"]
    valid = [Case(kind, "the base", base)]
    valid += [Case(kind, case["name"], apply_patch(base, case["patch"])) for case in data["valid"]]
    invalid = [
        Case(kind, case["name"], apply_patch(base, case["patch"]), case["at"], case["keyword"])
        for case in data["invalid"]
    ]
    return tuple(valid), tuple(invalid)


VALID = [case for kind in KINDS for case in load_cases(kind)[0]]
INVALID = [case for kind in KINDS for case in load_cases(kind)[1]]


@pytest.mark.parametrize("case", VALID, ids=str)
def test_valid_case_is_accepted_by_both_validators(case: Case) -> None:
    errors = [error.message for error in reference_validator(case.kind).iter_errors(case.instance)]
    assert errors == []
    assert fast_validator(case.kind).is_valid(case.instance)


@pytest.mark.parametrize("case", INVALID, ids=str)
def test_invalid_case_is_rejected_by_both_validators_where_it_says(case: Case) -> None:
    errors = list(reference_validator(case.kind).iter_errors(case.instance))
    found = {(to_pointer(error.absolute_path), error.validator) for error in errors}
    assert (case.at, case.keyword) in found
    assert {pointer for pointer, _ in found} == {case.at}, "one fault is reported in one place"
    assert not fast_validator(case.kind).is_valid(case.instance)


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_enough_cases_and_each_has_its_own_name_and_instance(kind: str) -> None:
    for cases in load_cases(kind):
        assert len(cases) >= LEAST_CASES
        assert len({case.name for case in cases}) == len(cases)
        assert len({json.dumps(case.instance, sort_keys=True) for case in cases}) == len(cases)


def test_every_case_file_belongs_to_a_schema() -> None:
    schemas = {path.name.removesuffix(".schema.json") for path in (ROOT / "schemas").glob("*.json")}
    assert schemas == set(KINDS)
    assert {path.stem for path in (ROOT / "tests" / "schemas").glob("*.json")} == set(KINDS)


# --- walking a schema --------------------------------------------------------------------------------------

MAPS_OF_SCHEMAS = frozenset({"$defs", "properties", "patternProperties", "dependentSchemas"})
LISTS_OF_SCHEMAS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
SINGLE_SCHEMAS = frozenset(
    {
        *("if", "then", "else", "not"),
        *("items", "contains", "unevaluatedItems"),
        *("additionalProperties", "propertyNames", "unevaluatedProperties"),
        "contentSchema",
    }
)
CONDITIONAL = frozenset({"if", "then", "else", "not"})


@dataclass(frozen=True, slots=True)
class Node:
    """A schema within a schema: its steps from the root, and whether it only adds to another one."""

    steps: tuple[str, ...]
    schema: Schema

    @property
    def pointer(self) -> str:
        return to_pointer(self.steps)

    @property
    def holder(self) -> str:
        """The keyword that a named subschema stands under: ``properties`` for a property."""
        return self.steps[-2] if len(self.steps) > 1 else ""

    def within(self, keywords: frozenset[str]) -> bool:
        """Tell whether it stands under one of the keywords; a property may well be called ``if``."""
        before = ("", *self.steps)
        return any(
            step in keywords and holder not in MAPS_OF_SCHEMAS for holder, step in zip(before, self.steps, strict=False)
        )

    @property
    def conditional(self) -> bool:
        """Whether it is part of a condition, and so neither whole nor explained by itself."""
        return self.within(CONDITIONAL)


def walk(schema: Json, steps: tuple[str, ...] = ()) -> Iterator[Node]:
    """Yield every schema within a schema, itself first; true and false hold nothing to look at."""
    if not isinstance(schema, dict):
        return
    yield Node(steps, schema)
    for keyword, value in schema.items():
        if keyword in MAPS_OF_SCHEMAS:
            for name, part in value.items():
                yield from walk(part, (*steps, keyword, name))
        elif keyword in LISTS_OF_SCHEMAS:
            for index, part in enumerate(value):
                yield from walk(part, (*steps, keyword, str(index)))
        elif keyword in SINGLE_SCHEMAS:
            yield from walk(value, (*steps, keyword))


# --- the habits of a schema --------------------------------------------------------------------------------

DRAFT = "https://json-schema.org/draft/2020-12"


def keywords_of(*vocabularies: str) -> frozenset[str]:
    """Return the keywords of vocabularies, as their meta-schemas list them."""
    metas = [REGISTRY.contents(f"{DRAFT}/meta/{name}") for name in vocabularies]
    return frozenset(keyword for meta in metas for keyword in meta["properties"])


KNOWN_KEYWORDS = keywords_of(
    *("core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "content")
)
END = r"(?![\s\S])"
ANY = r"[\s\S]"
TOKEN = re.compile(r"\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL)
NEUTRAL_ESCAPES = frozenset("\\" + sign for sign in ".\\[](){}/*+?|^-$")


def pattern_faults(pattern: str) -> Iterator[str]:
    """Yield what engines read differently: ``$`` and ``.`` outside a class, and escapes such as ``\\d``."""
    in_class = False
    for token in TOKEN.findall(pattern.replace(ANY, "")):
        if token.startswith("\\"):
            if token not in NEUTRAL_ESCAPES and not token.startswith("\\u"):
                yield f"escape {token}"
        elif token in "[]":
            in_class = token == "["
        elif token in "$." and not in_class:
            yield f"bare {token}"
    if pattern.startswith("^") and not pattern.endswith(END):
        yield "no end"


def object_faults(node: Node) -> Iterator[str]:
    """Yield where an object is neither closed nor a map whose names and values are constrained."""
    schema = node.schema
    if node.conditional or not ("properties" in schema or schema.get("type") == "object"):
        return
    if schema.get("type") != "object":
        yield "properties without type object"
    rest = schema.get("additionalProperties")
    named = schema.get("propertyNames", {}).keys() & {"pattern", "enum"}
    if rest is not False and not (named and isinstance(rest, dict) and rest.keys() & {"type", "$ref"}):
        yield "open object"
    for name in schema.get("required", ()):
        if name not in schema.get("properties", {}):
            yield f"requires unknown {name}"


def text_faults(node: Node) -> Iterator[str]:
    """Yield where a property, an item or a definition is not explained."""
    if node.conditional or not node.steps:
        return
    wanted: tuple[str, ...] = ()
    if node.holder == "properties":
        wanted = ("title", "description", "examples")
    elif node.holder == "$defs" or (node.steps[-1] == "items" and "$ref" not in node.schema):
        wanted = ("title", "description")
    for keyword in wanted:
        if not node.schema.get(keyword):
            yield f"no {keyword}"


def string_faults(node: Node) -> Iterator[str]:
    """Yield where a string is unbounded or may be blank, or where two engines may read it differently."""
    schema = node.schema
    if schema.get("type") == "string" and not node.conditional:
        if not schema.keys() & {"enum", "const", "maxLength"}:
            yield "unbounded string"
        if schema.get("minLength") and "pattern" not in schema:
            yield "a blank string would say something"
        if "format" in schema and not (schema["format"] in FORMATS.checkers and "pattern" in schema):
            yield "format without a check or a pattern"
    yield from pattern_faults(schema.get("pattern", ""))


def condition_faults(node: Node) -> Iterator[str]:
    """Yield where a condition holds for an instance that lacks what it asks about."""
    condition = node.schema.get("if")
    if condition is not None:
        missing = set(condition.get("properties", ())) - set(condition.get("required", ()))
        if not condition.get("required") or missing:
            yield "unguarded if"
        if not node.schema.keys() & {"then", "else"}:
            yield "if without then"


def reference_faults(schema: Schema) -> Iterator[str]:
    """Yield references that leave the schema or lead nowhere, and definitions that nothing refers to."""
    targets = {node.schema["$ref"] for node in walk(schema) if "$ref" in node.schema}
    definitions = {f"#/$defs/{name}" for name in schema.get("$defs", ())}
    yield from (f"reference to {target}" for target in sorted(targets - definitions))
    yield from (f"unused {target}" for target in sorted(definitions - targets))


def schema_faults(schema: Schema) -> list[str]:
    """Return every fault of a schema, each with its place."""
    found = [f": {fault}" for fault in reference_faults(schema)]
    for node in walk(schema):
        unknown = sorted(node.schema.keys() - KNOWN_KEYWORDS)
        found += [f"{node.pointer}: unknown keyword {keyword}" for keyword in unknown]
        for check in (object_faults, text_faults, string_faults, condition_faults):
            found += [f"{node.pointer}: {fault}" for fault in check(node)]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_schema_keeps_the_habits(kind: str) -> None:
    assert schema_faults(load_schema(kind)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_schema_is_valid_against_the_meta_schema(kind: str) -> None:
    schema = load_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert jsonschema_rs.meta.is_valid(schema)
    assert schema["$schema"] == f"{DRAFT}/schema"
    assert schema["$id"] == f"{BASE_ID}{kind}.schema.json"
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("kind", RECORDS)
def test_record_may_name_its_schema(kind: str) -> None:
    schema = load_schema(kind)
    assert "$schema" in schema["properties"]
    assert "$schema" not in schema["required"]


def test_definitions_of_one_name_are_the_same_everywhere() -> None:
    first: Schema = {}
    for kind in KINDS:
        for name, definition in load_schema(kind)["$defs"].items():
            assert definition == first.setdefault(name, definition), f"{kind}: {name}"


EXPLAINED = {"title": "A", "description": "B", "examples": ["c"]}


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        ({"requird": ["a"]}, ": unknown keyword requird"),
        ({"items": {"minLenght": 1}}, "/items: unknown keyword minLenght"),
        ({"allOf": [{"then": {"requierd": ["a"]}}]}, "/allOf/0/then: unknown keyword requierd"),
        ({"type": "object", "properties": {}}, ": open object"),
        ({"type": "object", "additionalProperties": True}, ": open object"),
        ({"type": "object", "additionalProperties": {}}, ": open object"),
        ({"type": "object", "additionalProperties": {"type": "null"}}, ": open object"),
        ({"type": "object", "additionalProperties": {}, "propertyNames": {"enum": ["a"]}}, ": open object"),
        ({"type": "object", "additionalProperties": {"type": "null"}, "propertyNames": {}}, ": open object"),
        ({"additionalProperties": False, "properties": {}}, ": properties without type object"),
        ({"type": "object", "additionalProperties": False, "required": ["a"]}, ": requires unknown a"),
        ({"properties": {"a": {**EXPLAINED, "title": ""}}}, "/properties/a: no title"),
        ({"properties": {"if": {"title": "A", "examples": [1]}}}, "/properties/if: no description"),
        ({"properties": {"a": {"title": "A", "description": "B"}}}, "/properties/a: no examples"),
        ({"$defs": {"a": {"title": "A"}}}, "/$defs/a: no description"),
        ({"type": "string"}, ": unbounded string"),
        ({"type": "string", "minLength": 1, "maxLength": 9}, ": a blank string would say something"),
        ({"type": "string", "format": "date"}, ": format without a check or a pattern"),
        ({"type": "string", "format": "email", "pattern": "@"}, ": format without a check or a pattern"),
        ({"pattern": "^a$"}, ": bare $"),
        ({"pattern": "^a"}, ": no end"),
        ({"pattern": r"\d"}, r": escape \d"),
        ({"pattern": r"[\w-]"}, r": escape \w"),
        ({"pattern": r"[^\s]"}, r": escape \s"),
        ({"pattern": r"a\Z"}, r": escape \Z"),
        ({"pattern": "a.c"}, ": bare ."),
        ({"if": {"properties": {"a": {"const": 1}}}, "then": {"required": ["b"]}}, ": unguarded if"),
        ({"if": {"properties": {"a": {}}, "required": ["b"]}, "then": {}}, ": unguarded if"),
        ({"if": {"required": ["a"]}}, ": if without then"),
        ({"$ref": "https://example.org/a"}, ": reference to https://example.org/a"),
        ({"$ref": "#/$defs/a"}, ": reference to #/$defs/a"),
        ({"$defs": {"a": {"title": "A", "description": "B"}}}, ": unused #/$defs/a"),
    ],
    ids=str,
)
def test_checker_sees_the_fault(schema: Schema, fault: str) -> None:
    assert fault in schema_faults(schema)


@pytest.mark.parametrize(
    "pattern", [f"^a{END}", rf"^\.[$.]{END}", "[^\\u0000-\\u0020]", rf"^(?!{ANY}*/){ANY}*{END}", r"\\u"]
)
def test_checker_accepts_the_neutral_pattern(pattern: str) -> None:
    assert list(pattern_faults(pattern)) == []


def test_checker_accepts_the_sound_schema() -> None:
    names = {"type": "string", "enum": ["d", "e"]}
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["a"],
        "properties": {
            "a": {**EXPLAINED, "$ref": "#/$defs/b"},
            "m": {**EXPLAINED, "type": "object", "propertyNames": names, "additionalProperties": names},
        },
        "if": {"required": ["a"], "properties": {"a": {"const": "c"}}},
        "then": {"required": ["m"], "properties": {"m": {"minProperties": 1}}},
        "$defs": {"b": {"title": "B", "description": "B", "type": "string", "enum": ["c", "d"]}},
    }
    assert schema_faults(schema) == []


HOSTILE_UNITS = ("a", "0", " ", ".", "/", "a/", "../", "a-", "@", "A", "9.", ".lock", "\u200b", "\n")
HOSTILE_HEADS = ("", "A-", "refs/", "s3://", "sha256:", "2026-11-03T09:14:00.")
HOSTILE_LENGTH = 20_000
PATTERNS = sorted(
    {node.schema["pattern"] for kind in KINDS for node in walk(load_schema(kind)) if "pattern" in node.schema}
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_pattern_takes_linear_time(pattern: str) -> None:
    """The limit is far above what a linear pattern takes and well below what a quadratic one takes."""
    expression = re.compile(pattern)
    for unit in HOSTILE_UNITS:
        for head in HOSTILE_HEADS:
            start = time.process_time()
            expression.search(head + unit * (HOSTILE_LENGTH // len(unit)) + "\0")
            assert time.process_time() - start < 1, (head, unit)


# --- examples and defaults ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_examples_at_the_root_are_valid(kind: str) -> None:
    examples = load_schema(kind)["examples"]
    assert examples
    for example in examples:
        reference_validator(kind).validate(example)
        assert fast_validator(kind).is_valid(example)


@pytest.mark.parametrize("kind", KINDS)
def test_examples_and_defaults_within_are_valid(kind: str) -> None:
    schema = load_schema(kind)
    for node in walk(schema):
        part = {**node.schema, "$defs": schema["$defs"]}
        defaults = [part["default"]] if "default" in part else []
        for value in [*part.get("examples", ()), *defaults]:
            errors = Draft202012Validator(part, format_checker=FORMATS).iter_errors(value)
            assert [error.message for error in errors] == [], node.pointer


def composed_default(node: Schema, pointer: str = "") -> Json:
    """Return the default of a key, put together from those of the keys below it."""
    if "properties" not in node:
        return node["default"]
    parts = node["properties"].items()
    composed = {name: composed_default(part, f"{pointer}/{name}") for name, part in parts}
    if pointer:
        assert node["default"] == composed, pointer
    return composed


def test_every_key_of_the_configuration_has_its_default() -> None:
    schema = load_schema("incident-lint")
    assert composed_default(schema) == schema["examples"][0]


# --- completeness of the cases -----------------------------------------------------------------------------

CONSTRAINTS = keywords_of("validation", "format-annotation") - {"required"}


def constraints(schema: Schema) -> set[str]:
    """Return every constraint of a schema as place and keyword, each required name by itself."""
    found = set()
    for node in walk(schema):
        if node.within(frozenset({"if"})):
            continue
        named = set(CONSTRAINTS & node.schema.keys())
        if node.schema.get("additionalProperties") is False:
            named.add("additionalProperties")
        named |= {f"required/{name}" for name in node.schema.get("required", ())}
        found |= {f"{node.pointer}/{keyword}" for keyword in named}
    return found


def violated(schema: Schema, error: ValidationError) -> Iterator[str]:
    """Yield the constraints that an error speaks of, following references into the definitions."""
    place: Json = schema
    steps: list[str | int] = []
    for step in error.absolute_schema_path:
        if isinstance(place, dict) and step not in place:  # it stands in the definition referred to
            steps = ["$defs", place["$ref"].removeprefix("#/$defs/")]
            place = schema["$defs"][steps[1]]
        place, steps = place[step], [*steps, step]
    if error.validator == "required":
        given: Json = error.instance
        missing = [name for name in place if name not in given]
        yield from (to_pointer([*steps, name]) for name in missing)
    else:
        yield to_pointer(steps)


@pytest.mark.parametrize("kind", KINDS)
def test_every_constraint_is_violated_by_some_case(kind: str) -> None:
    schema = load_schema(kind)
    seen: set[str] = set()
    for case in load_cases(kind)[1]:
        for error in reference_validator(kind).iter_errors(case.instance):
            seen.update(violated(schema, error))
    assert constraints(schema) - seen == set()


def met(root: Schema, node: Node, value: Json) -> Iterator[tuple[Node, Json]]:
    """Yield every schema that a valid value meets, conditions aside, with the part that meets it."""
    yield node, value
    schema = node.schema
    inner: list[tuple[tuple[str, ...], Json]] = []
    if isinstance(value, dict) and "propertyNames" in schema:
        inner += [(("propertyNames",), key) for key in value]
        inner += [(("additionalProperties",), part) for part in value.values()]
    elif isinstance(value, dict):
        inner += [(("properties", key), part) for key, part in value.items() if "properties" in schema]
    elif isinstance(value, list) and "items" in schema:
        inner += [(("items",), part) for part in value]
    for steps, part in inner:
        below = functools.reduce(lambda place, step: place[step], steps, schema)
        yield from met(root, Node((*node.steps, *steps), below), part)
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        yield from met(root, Node(("$defs", name), root["$defs"][name]), value)


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_of_every_enumeration_is_accepted_in_some_case(kind: str) -> None:
    schema = load_schema(kind)
    seen: set[tuple[str, str]] = set()
    for case in load_cases(kind)[0]:
        places = met(schema, Node((), schema), case.instance)
        seen.update((node.pointer, value) for node, value in places if "enum" in node.schema)
    expected = {
        (node.pointer, value) for node in walk(schema) if not node.conditional for value in node.schema.get("enum", ())
    }
    assert expected - seen == set()


# --- the formats themselves --------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2024-02-29", "2000-02-29", "1999-12-31"])
def test_date_is_accepted(text: str) -> None:
    assert FORMATS.conforms(text, "date")


@pytest.mark.parametrize("text", ["2026-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "today", ""])
def test_date_is_rejected(text: str) -> None:
    assert not FORMATS.conforms(text, "date")


@pytest.mark.parametrize("text", ["2024-02-29T23:59:59Z", "2026-11-03T09:14:00.123456789+05:30"])
def test_time_is_accepted(text: str) -> None:
    assert FORMATS.conforms(text, "date-time")


@pytest.mark.parametrize("text", ["2026-02-30T09:14:00Z", "2026-11-03T09:14:00", "2026-11-03T24:00:01Z"])
def test_time_is_rejected(text: str) -> None:
    assert not FORMATS.conforms(text, "date-time")
