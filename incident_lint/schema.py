"""The JSON Schemas (draft 2020-12): where they are, and what a record that breaks one is told."""

from __future__ import annotations

import json
import os
from functools import cache
from itertools import count

from incident_lint.jsontext import Pointer, shown
from incident_lint.plain_schema import DoubtError, fits
from incident_lint.records import Kind, Violation, pointer_text
from incident_lint.times import parse_date, parse_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from incident_lint.diagnostics import Span

    SchemaError = Any
    """A ValidationError of jsonschema; its stubs say that every attribute may be unset."""

NAMES = ("incident-event", "incident-post-mortem", "rollback-plan", "rollback-event", "incident-lint")
"""The schemas, as `incident-lint schema NAME` knows them; the last is that of the configuration."""

_OF_KIND = {
    Kind.EVENT: "incident-event",
    Kind.POST_MORTEM: "incident-post-mortem",
    Kind.PLAN: "rollback-plan",
    Kind.ROLLBACK_EVENT: "rollback-event",
}
_TYPES = {
    "object": "an object",
    "array": "an array",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
FEW = 100
"""So many values are judged before jsonschema-rs is worth loading."""
SIMILAR = 0.6
"""Similarity from which an allowed name is suggested for a wrong one."""


def schema_text(name: str) -> str:
    """The text of a schema by its name; KeyError for an unknown one."""
    if name not in NAMES:
        raise KeyError(name)
    file = f"{name}.schema.json"
    here = os.path.dirname(__file__)
    shipped = os.path.join(here, "_schemas", file)  # in a wheel
    source = os.path.join(os.path.dirname(here), "schemas", file)  # in a checkout or an editable install
    with open(shipped if os.path.isfile(shipped) else source, encoding="utf-8") as text:
        return text.read()


@cache
def load_schema(name: str) -> dict[str, Any]:
    """A schema by its name, parsed."""
    schema: dict[str, Any] = json.loads(schema_text(name))
    return schema


@cache
def validator(name: str) -> Any:
    """A jsonschema validator for a schema, with the format checks of the records."""
    from jsonschema import Draft202012Validator, FormatChecker  # noqa: PLC0415  (76 ms: only for records)

    # As it comes, jsonschema accepts any text as a date-time: the checks are ours.
    formats = FormatChecker(formats=())
    formats.checks("date-time")(lambda value: not isinstance(value, str) or parse_time(value) is not None)
    formats.checks("date")(lambda value: not isinstance(value, str) or parse_date(value) is not None)
    return Draft202012Validator(load_schema(name), format_checker=formats)


@cache
def fast_validator(name: str) -> Any:
    """A validator of jsonschema-rs for a schema. It only says yes or no.

    Its format checks are its own, for to call ours takes as long as all else that it does. They are laxer: a time in
    lower case, a leap second. But beside each format stands a pattern that is not, and the two together let nothing
    pass that ours refuse (tested).
    """
    from jsonschema_rs import Draft202012Validator  # noqa: PLC0415

    return Draft202012Validator(load_schema(name), validate_formats=True, offline=True)


@cache
def _judged() -> Iterator[int]:
    """Counts the values that were judged in this process."""
    return count()


def accepted(name: str, value: object) -> bool:
    """Whether a value surely fits a schema. False is no verdict: then the reference validator is asked.

    Most records fit. The first of a run are judged by `plain_schema`, which is there at once, the others by
    jsonschema-rs, which says so in a hundredth of the reference's time. Where that is not there, or takes a value for
    none of JSON, it says nothing.
    """
    try:
        if next(_judged()) < FEW:
            return fits(load_schema(name), value)
    except DoubtError:
        pass
    try:
        return bool(fast_validator(name).is_valid(value))
    except (ImportError, ValueError, TypeError, OverflowError):
        return False


def violations(
    kind: Kind, value: object, span: Callable[[Pointer], Span], key_span: Callable[[Pointer], Span]
) -> tuple[Violation, ...]:
    """What is wrong with a value as a record of this kind, each at the place that `span` and `key_span` give."""
    found = []
    for pointer, message, hint, at_key in problems(_OF_KIND[kind], value):
        found.append(Violation(message, key_span(pointer) if at_key else span(pointer), hint))
    return tuple(found)


def problems(name: str, value: object) -> list[tuple[Pointer, str, str, bool]]:
    """The disagreements of a value with a schema: (pointer, message, hint, whether the key itself is wrong)."""
    return [] if accepted(name, value) else disagreements(name, value)


def disagreements(name: str, value: object) -> list[tuple[Pointer, str, str, bool]]:
    """What the reference validator says, as `problems` gives it."""
    found: dict[tuple[Pointer, str], tuple[Pointer, str, str, bool]] = {}
    flawed: set[Pointer] = set()
    for error in sorted(_leaves(validator(name).iter_errors(value)), key=_rank):
        pointer: Pointer = tuple(error.absolute_path)
        if _is_name(error):
            row = _wrong_name(error, (*pointer, str(error.instance)))
            found.setdefault((row[0], row[1]), row)
            continue
        if error.validator in _SCALAR_CHECKS:
            if pointer in flawed:  # a wrong form fails `pattern` and `format` alike: once is enough
                continue
            flawed.add(pointer)
        for row in _rows(error, pointer):
            found.setdefault((row[0], row[1]), row)
    return list(found.values())


_SCALAR_CHECKS = ("type", "enum", "const", "pattern", "format", "minLength", "maxLength")


def _is_name(error: SchemaError) -> bool:
    """Whether it is about the name of a field and not about a value."""
    return "propertyNames" in error.relative_schema_path


def _wrong_name(error: SchemaError, pointer: Pointer) -> tuple[Pointer, str, str, bool]:
    if error.validator == "enum":
        hint = suggestion(str(error.instance), [str(one) for one in error.validator_value])
        return (pointer, f"unknown field {shown(pointer_text(pointer))}", hint, True)
    return (pointer, f"the name {shown(error.instance)} has not the form it needs", _form(error), True)


def _rank(error: SchemaError) -> tuple[list[str], int]:
    check = str(error.validator)
    rank = _SCALAR_CHECKS.index(check) if check in _SCALAR_CHECKS else len(_SCALAR_CHECKS)
    return ([f"{part:>6}" if isinstance(part, int) else part for part in error.absolute_path], rank)


def _leaves(errors: Iterable[SchemaError]) -> Iterable[SchemaError]:
    """Errors without the branches of anyOf and oneOf, but for the branch that comes nearest."""
    for error in errors:
        if error.context and error.validator in {"anyOf", "oneOf"}:
            branches: dict[Any, list[SchemaError]] = {}
            for one in error.context:
                branches.setdefault(one.relative_schema_path[0], []).append(one)
            nearest: list[SchemaError] = min(branches.values(), key=len)
            yield from _leaves(nearest)
        else:
            yield error


def _rows(error: SchemaError, pointer: Pointer) -> list[tuple[Pointer, str, str, bool]]:
    """One error as messages; several for several unknown or missing fields."""
    field = f"`{pointer_text(pointer)}`" if pointer else "the record"
    value, allowed = error.instance, error.validator_value
    match error.validator:
        case "required":
            name = next((one for one in allowed if f"'{one}' is a required" in error.message), allowed[0])
            return [(pointer, _missing(error, pointer, str(name)), _described(error, str(name)), False)]
        case "additionalProperties" | "unevaluatedProperties":
            return _unknown(error, pointer)
        case "enum":
            hint = suggestion(str(value), [str(one) for one in allowed]) if isinstance(value, str) else ""
            listed = ", ".join(str(one) for one in allowed)
            return [(pointer, f"{field} is {shown(value)}; allowed: {listed}", hint, False)]
        case "const":
            return [(pointer, f"{field} is {shown(value)}; it has to be {shown(allowed)}", "", False)]
        case "type":
            wanted = _TYPES.get(str(allowed), str(allowed))
            return [(pointer, f"{field} has to be {wanted}, not {shown(value)}", "", False)]
        case "pattern" | "format":
            return [(pointer, f"{field} is {shown(value)}, which has not the form it needs", _form(error), False)]
        case _:
            return [(pointer, f"{field} {_size(error)}", "", False)]


def _missing(error: SchemaError, pointer: Pointer, name: str) -> str:
    whole = pointer_text((*pointer, name))
    if "then" in error.absolute_schema_path and not pointer and isinstance(error.instance, dict):
        for key in ("status", "outcome"):
            if key in error.instance:
                return f"`{whole}` is missing: `{key}` is {error.instance[key]}"
    return f"`{whole}` is missing"


def _described(error: SchemaError, name: str) -> str:
    properties = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
    text = properties.get(name, {}).get("description", "") if isinstance(properties.get(name), dict) else ""
    return str(text)


def _unknown(error: SchemaError, pointer: Pointer) -> list[tuple[Pointer, str, str, bool]]:
    known = list(error.schema.get("properties", {})) if isinstance(error.schema, dict) else []
    rows = []
    for name in error.instance:
        if name not in known:
            child = (*pointer, name)
            rows.append((child, f"unknown field {shown(pointer_text(child))}", suggestion(name, known), True))
    return rows


def _form(error: SchemaError) -> str:
    schema = error.schema if isinstance(error.schema, dict) else {}
    text = str(schema.get("description", ""))
    examples = schema.get("examples") or []
    if not text and examples:
        text = f"for example {shown(examples[0])}"
    return text


def _size(error: SchemaError) -> str:
    limit = error.validator_value
    match error.validator:
        case "minLength":
            return "is empty"
        case "maxLength":
            return f"has {len(error.instance):,} characters; at most {limit:,} are allowed"
        case "minItems":
            return f"needs at least {limit} {'entry' if limit == 1 else 'entries'}"
        case "maxItems":
            return f"has more than {limit} entries"
        case "minProperties":
            return "is empty"
        case "uniqueItems":
            return "has the same entry twice"
        case "minimum" | "exclusiveMinimum":
            return f"is {error.instance}; the least allowed is {limit}"
        case "maximum" | "exclusiveMaximum":
            return f"is {error.instance}; the most allowed is {limit}"
        case _:
            return f"is not allowed here ({error.validator})"


def suggestion(name: str, known: Iterable[str]) -> str:
    """`did you mean …?` for a near miss, else nothing."""
    import difflib  # noqa: PLC0415

    by_fold = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(name.casefold()[:80], by_fold, n=1, cutoff=SIMILAR)
    return f"did you mean {by_fold[near[0]]}?" if near else ""
