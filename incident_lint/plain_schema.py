"""Whether a value fits a schema, for the keywords that the schemas of this package use (JSON Schema, draft 2020-12).

    plain_schema     at hand at once    yes, no, or in doubt: then the next is asked
    jsonschema-rs    25 ms to load      yes, in a fifth of the time; or the next is asked
    jsonschema       76 ms to load      the reference: it alone says what is wrong

The first answers exactly as the last, with yes and with no, since behind `if` a no opens another branch. Whatever it
does not know for certain, be it a keyword, the form of one, or a value, is doubt and no error.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations

from incident_lint.times import parse_date, parse_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SILENT = frozenset("$schema $id $defs $comment title description examples default then else".split())
"""What decides nothing by itself; `then` and `else` are read with `if`."""
_DEFS = "#/$defs/"
_PAIRS = 50
"""Entries of an array that are compared each with each."""
_GROUPS = (":", "=", "!")
"""What stands behind `(?` in a group that Python and ECMA-262 read alike."""
_UNLIKE = ("[]", "[^]", "[[", "{,", "--", "&&", "||", "~~")
"""What they read differently in a pattern, and what Python may come to read as operations on sets."""


class DoubtError(Exception):
    """A schema or a value of which it is not certain what the reference says."""


def fits(schema: object, value: object) -> bool:
    """Whether a value fits a schema, as the reference validator with the format checks of the records decides it.

    DoubtError where that is not certain; nothing else is raised.
    """
    try:
        if isinstance(schema, dict):
            _sure(schema.get("$schema", _DIALECT) == _DIALECT and type(schema.get("$id", "")) is str)
        return _fits(schema, value, schema)
    except RecursionError:
        raise DoubtError from None


def _fits(schema: Any, value: Any, root: Any) -> bool:
    if schema is True or schema is False:
        return schema
    # the id of a part is what references below it are relative to, and with it comes a dialect
    if type(schema) is not dict or ("$id" in schema and schema is not root):
        raise DoubtError
    kind = type(value)
    if kind not in _ANY:
        raise DoubtError
    for word, want in schema.items():
        if word in _CHECKS:
            kinds, forms, check = _CHECKS[word]
            if type(want) not in forms:
                raise DoubtError(word)
            if kind in kinds and not check(want, value, schema, root):
                return False
        elif word not in _SILENT:
            raise DoubtError(word)
    return True


def _sure(condition: object) -> None:
    if not condition:
        raise DoubtError


def _are_texts(values: Iterable[object]) -> bool:
    return _TEXTS.issuperset(map(type, values))


def _ref(want: str, value: Any, _: Schema, root: Any) -> bool:
    name = want.removeprefix(_DEFS)
    definitions = root.get("$defs") if type(root) is dict else None
    # a name that is no identifier may be escaped, or lead further
    if (
        not want.startswith(_DEFS)
        or not name.isidentifier()
        or type(definitions) is not dict
        or name not in definitions
    ):
        raise DoubtError(want)
    return _fits(definitions[name], value, root)


def _type(want: str, value: Any, *_: Any) -> bool:
    if want not in _KINDS:
        raise DoubtError(want)
    return type(value) is _KINDS[want] or (want == "integer" and type(value) is float and value.is_integer())


def _among(allowed: list[Any], value: Any) -> bool:
    """Whether a value is one of these texts. Equality of anything else is a matter of its own: true is not 1."""
    _sure(_are_texts(allowed))
    return type(value) is str and value in allowed


def _if(want: Any, value: Any, schema: Schema, root: Any) -> bool:
    return _fits(schema.get("then" if _fits(want, value, root) else "else", True), value, root)


def _required(want: list[Any], value: dict[str, Any], *_: Any) -> bool:
    _sure(_are_texts(want))
    return all(name in value for name in want)


def _properties(want: Schema, value: dict[str, Any], _: Schema, root: Any) -> bool:
    return all(_fits(want[name], member, root) for name, member in value.items() if name in want)


def _other_properties(want: Any, value: dict[str, Any], schema: Schema, root: Any) -> bool:
    known = schema.get("properties", {})
    _sure("patternProperties" not in schema and type(known) is dict)
    others = value.keys() - known.keys()
    return not others if want is False else all(_fits(want, value[name], root) for name in others)


def _items(want: Any, value: list[Any], schema: Schema, root: Any) -> bool:
    first = schema.get("prefixItems", [])
    _sure(type(first) is list)
    return all(_fits(want, item, root) for item in value[len(first) :])


def _first_items(want: list[Any], value: list[Any], _: Schema, root: Any) -> bool:
    return all(_fits(schema, item, root) for schema, item in zip(want, value, strict=False))


def _unique(want: bool, value: list[Any], *_: Any) -> bool:
    if not want or len(value) < 2:
        return True
    if _are_texts(value):
        return len(set(value)) == len(value)
    _sure(len(value) <= _PAIRS)
    # what is equal to Python may differ in JSON, never the other way round
    _sure(not any(item is other or item == other for item, other in combinations(value, 2)))
    return True


def _pattern(want: str, value: str, *_: Any) -> bool:
    expression, by_line = _compiled(want)
    if by_line and not value.isprintable():
        raise DoubtError(want)
    return expression.search(value) is not None


@cache
def _compiled(pattern: str) -> tuple[re.Pattern[str], bool]:
    """A pattern that Python (as the reference reads it) and ECMA-262 (as the standard has it) read alike.

    And whether they do so only in a line: they disagree about what ends one, and so about `.` and `$`.
    """
    text = pattern.replace(r"[\s\S]", "s")
    _sure(not any(mark in text for mark in _UNLIKE))
    _sure(all(group.startswith(_GROUPS) for group in text.split("(?")[1:]))
    # an escaped letter or digit means something, and not the same; but for the number of a character, if no surrogate
    for escaped in text.split("\\")[1:]:
        _sure(not escaped[:1].isalnum() or (escaped[0] == "u" and escaped[1:2] not in {"d", "D"}))
    try:
        return re.compile(pattern), "." in text or "$" in text
    except (re.error, OverflowError):
        raise DoubtError from None


def _format(want: str, value: str, *_: Any) -> bool:
    _sure(want in _FORMATS)
    return _FORMATS[want](value) is not None


_TEXTS = frozenset({str})
_KINDS = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
_FORMATS: dict[str, Callable[[str], object]] = {"date-time": parse_time, "date": parse_date}
_ANY = (dict, list, str, bool, type(None), int, float)
_SCHEMA = (dict, bool)
_NUMBER = (int, float)
_CHECKS: dict[str, tuple[tuple[type, ...], tuple[type, ...], Callable[[Any, Any, Schema, Any], bool]]] = {
    "$ref": (_ANY, (str,), _ref),
    "type": (_ANY, (str,), _type),
    "enum": (_ANY, (list,), lambda want, value, *_: _among(want, value)),
    "const": (_ANY, (str,), lambda want, value, *_: _among([want], value)),
    "allOf": (_ANY, (list,), lambda want, value, _, root: all(_fits(schema, value, root) for schema in want)),
    "if": (_ANY, _SCHEMA, _if),
    "required": ((dict,), (list,), _required),
    "properties": ((dict,), (dict,), _properties),
    "additionalProperties": ((dict,), _SCHEMA, _other_properties),
    "propertyNames": ((dict,), _SCHEMA, lambda want, value, _, root: all(_fits(want, name, root) for name in value)),
    "maxProperties": ((dict,), _NUMBER, lambda want, value, *_: len(value) <= want),
    "items": ((list,), _SCHEMA, _items),
    "prefixItems": ((list,), (list,), _first_items),
    "minItems": ((list,), _NUMBER, lambda want, value, *_: len(value) >= want),
    "maxItems": ((list,), _NUMBER, lambda want, value, *_: len(value) <= want),
    "uniqueItems": ((list,), (bool,), _unique),
    "minLength": ((str,), _NUMBER, lambda want, value, *_: len(value) >= want),
    "maxLength": ((str,), _NUMBER, lambda want, value, *_: len(value) <= want),
    "pattern": ((str,), (str,), _pattern),
    "format": ((str,), (str,), _format),
    "minimum": (_NUMBER, _NUMBER, lambda want, value, *_: not value < want),
    "maximum": (_NUMBER, _NUMBER, lambda want, value, *_: not value > want),
}
"""For each keyword: the kinds of values that it is about, the forms that it has itself, and whether a value passes."""
