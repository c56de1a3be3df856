"""Whether a value fits a schema, for the keywords that the schemas of this package use (JSON Schema, draft 2020-12).

jsonschema-rs judges faster, but takes longer to load than a run on a few incidents takes in all. Every check answers
exactly as the reference does, with yes and with no, since behind `if` a no opens another branch. Where it might not, it
raises DoubtError: then somebody else is to be asked.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations

from incident_lint.times import parse_date, parse_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Schema = dict[str, Any]

_SILENT = frozenset("$schema $id $defs $comment title description examples default then else".split())
"""What decides nothing by itself; `then` and `else` are read with `if`."""
_DEFS = "#/$defs/"
_PAIRS = 50
"""Entries of an array that are compared each with each."""


class DoubtError(Exception):
    """A schema or a value of which it is not certain what the reference says."""


def fits(schema: Schema, value: object) -> bool:
    """Whether a value fits a schema, as the reference validator with the format checks of the records decides it.

    DoubtError where that is not certain, RecursionError where the value is nested too deep.
    """
    return _fits(schema, value, schema)


def _fits(schema: Schema, value: Any, root: Schema) -> bool:
    for word, want in schema.items():
        if word in _SILENT:
            continue
        if word not in _CHECKS:
            raise DoubtError(word)
        kind, check = _CHECKS[word]
        if isinstance(value, kind) and not check(want, value, schema, root):
            return False
    return True


def _ref(want: str, value: Any, _: Schema, root: Schema) -> bool:
    if not want.startswith(_DEFS):
        raise DoubtError(want)
    return _fits(root["$defs"][want.removeprefix(_DEFS)], value, root)


def _type(want: Any, value: Any, *_: Schema) -> bool:
    match want:
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
            return whole and not isinstance(value, bool)
        case _:
            raise DoubtError(want)


def _among(allowed: list[Any], value: Any) -> bool:
    """Whether a value is one of these texts. Equality of anything else is a matter of its own: true is not 1."""
    if not all(isinstance(one, str) for one in allowed):
        raise DoubtError(allowed)
    return isinstance(value, str) and value in allowed


def _if(want: Schema, value: Any, schema: Schema, root: Schema) -> bool:
    branch = schema.get("then" if _fits(want, value, root) else "else")
    return branch is None or _fits(branch, value, root)


def _properties(want: dict[str, Schema], value: dict[str, Any], _: Schema, root: Schema) -> bool:
    return all(_fits(schema, value[name], root) for name, schema in want.items() if name in value)


def _other_properties(want: Any, value: dict[str, Any], schema: Schema, root: Schema) -> bool:
    others = value.keys() - schema.get("properties", {}).keys()
    return not others if want is False else all(_fits(want, value[name], root) for name in others)


def _items(want: Any, value: list[Any], schema: Schema, root: Schema) -> bool:
    rest = value[len(schema.get("prefixItems", ())) :]
    return not rest if want is False else all(_fits(want, one, root) for one in rest)


def _first_items(want: list[Schema], value: list[Any], _: Schema, root: Schema) -> bool:
    return all(_fits(schema, one, root) for schema, one in zip(want, value, strict=False))


def _unique(want: bool, value: list[Any], *_: Schema) -> bool:
    if not want or len(value) < 2:
        return True
    if all(isinstance(one, str) for one in value):
        return len(set(value)) == len(value)
    if len(value) > _PAIRS or any(one is other or one == other for one, other in combinations(value, 2)):
        raise DoubtError  # what is equal to Python may differ in JSON, never the other way round
    return True


def _pattern(want: str, value: str, *_: Schema) -> bool:
    return _compiled(want).search(value) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _format(want: str, value: str, *_: Schema) -> bool:
    match want:
        case "date-time":
            return parse_time(value) is not None
        case "date":
            return parse_date(value) is not None
        case _:
            raise DoubtError(want)


_CHECKS: dict[str, tuple[type | tuple[type, ...], Callable[[Any, Any, Schema, Schema], bool]]] = {
    "$ref": (object, _ref),
    "type": (object, _type),
    "enum": (object, lambda want, value, *_: _among(want, value)),
    "const": (object, lambda want, value, *_: _among([want], value)),
    "allOf": (object, lambda want, value, _, root: all(_fits(schema, value, root) for schema in want)),
    "if": (object, _if),
    "required": (dict, lambda want, value, *_: all(name in value for name in want)),
    "properties": (dict, _properties),
    "additionalProperties": (dict, _other_properties),
    "propertyNames": (dict, lambda want, value, _, root: all(_fits(want, name, root) for name in value)),
    "maxProperties": (dict, lambda want, value, *_: len(value) <= want),
    "items": (list, _items),
    "prefixItems": (list, _first_items),
    "minItems": (list, lambda want, value, *_: len(value) >= want),
    "maxItems": (list, lambda want, value, *_: len(value) <= want),
    "uniqueItems": (list, _unique),
    "minLength": (str, lambda want, value, *_: len(value) >= want),
    "maxLength": (str, lambda want, value, *_: len(value) <= want),
    "pattern": (str, _pattern),
    "format": (str, _format),
    "minimum": ((int, float), lambda want, value, *_: isinstance(value, bool) or not value < want),
    "maximum": ((int, float), lambda want, value, *_: isinstance(value, bool) or not value > want),
}
"""For each keyword: what it applies to, and whether a value of that kind passes."""
