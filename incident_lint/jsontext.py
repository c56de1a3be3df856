"""A strict JSON reader that keeps positions (RFC 8259, RFC 6901).

The standard reader accepts duplicate keys, NaN and lone surrogates, and forgets where anything stood. A record is
evidence: two readers must not see two different records in it. So the standard reader may only read what both are sure
to read alike; `jsonreader` reads everything else, and every text of which somebody asks where something stands.
"""

from __future__ import annotations

from functools import cache, cached_property

from incident_lint.values import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from incident_lint.diagnostics import Span
    from incident_lint.document import Document, Problem
    from incident_lint.jsonreader import Reading

MAX_DEPTH = 64
"""Levels of nesting that are read; a record has five."""
MAX_DIGITS = 400

Pointer = tuple[str | int, ...]
"""A JSON Pointer as its parts: keys of objects and indexes of arrays."""


@dataclass(frozen=True)
class JsonText:
    """A JSON file: its value, and the place of every value and key.

    `value` is None with `broken` set where the text is no JSON. `problems` may stand beside a usable value
    (a duplicate key, a lone surrogate). The places are found when the first one is asked for, unless they are known.
    """

    document: Document
    value: Any
    broken: bool
    problems: tuple[Problem, ...] = ()
    _known: Reading | None = field(default=None, repr=False, compare=False)

    def span(self, pointer: Pointer) -> Span:
        """The place of the value at `pointer`, or of the nearest value around it that exists."""
        values = self._reading.values
        while pointer and pointer not in values:
            pointer = pointer[:-1]
        start, end = values.get(pointer, (0, 1))
        if self.document.text[start : start + 1] in {"{", "["}:
            end = start + 1  # a caret under a whole object would underline half the file
        return self.document.span(start, end)

    def key_span(self, pointer: Pointer) -> Span:
        """The place of the key (name) of the member at `pointer`; the value's where it has none."""
        place = self._reading.keys.get(pointer)
        return self.document.span(*place) if place else self.span(pointer)

    @cached_property
    def _reading(self) -> Reading:
        return self._known or _read_carefully(self.document)


def read_json(document: Document) -> JsonText:
    """Read a document as one JSON value. Never raises: what is wrong is in `problems`."""
    try:
        return JsonText(document, _plain_value(document.text), False)
    except (ValueError, RecursionError):
        reading = _read_carefully(document)
    return JsonText(document, reading.value, reading.broken, reading.problems, reading)


def _read_carefully(document: Document) -> Reading:
    from incident_lint.jsonreader import read_carefully  # noqa: PLC0415  (only where there is doubt, or a finding)

    return read_carefully(document)


def _plain_value(text: str) -> Any:
    """The value of a text that both readers are sure to read alike; ValueError or RecursionError where in doubt."""
    if "\\ud" in text or "\\uD" in text:
        raise ValueError("maybe a surrogate: the standard reader lets lone ones in")
    if "\r" in text:
        raise ValueError("white space to the standard reader alone")
    if not text.isascii():
        text.encode()  # a ValueError for a surrogate
    value = _decoder()(text)
    if text.count("[") + text.count("{") > MAX_DEPTH and _too_deep(value):
        raise ValueError("too deep")
    return value


@cache
def _decoder() -> Callable[[str], Any]:
    """The standard reader with hooks that raise ValueError where ours reports."""
    from json import JSONDecoder, scanner  # noqa: PLC0415

    if getattr(scanner, "c_make_scanner", None) is None:
        return _refuse  # the one in Python takes digits of all scripts
    return JSONDecoder(
        object_pairs_hook=_members, parse_int=_integer, parse_float=_number, parse_constant=_refuse
    ).decode


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a duplicate key")
    return members


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError("too many digits")
    return int(digits)


def _number(digits: str) -> float:
    value = float(digits)
    if len(digits) > MAX_DIGITS or value in {float("inf"), float("-inf")}:
        raise ValueError("too many digits, or too large")
    return value


def _refuse(text: str) -> Any:
    raise ValueError(text)


def _too_deep(value: Any) -> bool:
    """Whether objects and arrays are nested deeper than MAX_DEPTH."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(MAX_DEPTH):
        inner = (child for one in level for child in (one.values() if isinstance(one, dict) else one))
        level = [child for child in inner if isinstance(child, dict | list)]
    return bool(level)


def shown(value: object, limit: int = 60) -> str:
    """A value as a message shows it: JSON-like, control characters escaped, cut to `limit` characters."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "an array"
    text = "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in str(value)[: limit + 1])
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return f'"{text}"' if isinstance(value, str) else text
