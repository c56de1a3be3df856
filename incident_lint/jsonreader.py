"""The careful JSON reader: slow, and it knows where everything stands and what exactly is wrong."""

from __future__ import annotations

from incident_lint.document import Document, Problem
from incident_lint.jsontext import MAX_DEPTH, MAX_DIGITS, Pointer, shown
from incident_lint.patterns import regex
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SPACE = regex(r"[ \t\n]*")
_NUMBER = regex(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORD = regex(r"[-+]?[A-Za-z_][A-Za-z_0-9]*")
_PLAIN = regex(r'[^"\\\x00-\x1f]*')
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_HEX4 = regex(r"[0-9a-fA-F]{4}")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_NOT_FINITE = frozenset({"NaN", "Infinity", "-Infinity", "+Infinity", "nan", "inf", "-inf"})

Place = tuple[int, int]
"""Where something begins and ends in the text."""


@dataclass(frozen=True)
class Reading:
    """What a text says: its value (None where it is `broken`), its problems, the places of its values and keys."""

    value: Any
    broken: bool
    problems: tuple[Problem, ...]
    values: dict[Pointer, Place]
    keys: dict[Pointer, Place]


class _BrokenError(Exception):
    def __init__(self, message: str, start: int, end: int | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.start, self.end, self.hint = message, start, end, hint


def read_carefully(document: Document) -> Reading:
    """Read a document as one JSON value. Never raises: what is wrong is in `problems`."""
    reader = _Reader(document)
    try:
        value = reader.document_value()
    except _BrokenError as error:
        reader.report("json-syntax", error.message, error.start, error.end, error.hint)
        return Reading(None, True, tuple(reader.problems), reader.values, reader.keys)
    return Reading(value, False, tuple(reader.problems), reader.values, reader.keys)


class _Reader:
    """Recursive descent over one text; the recursion is bounded by MAX_DEPTH."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.at = 0
        self.problems: list[Problem] = []
        self.values: dict[Pointer, Place] = {}
        self.keys: dict[Pointer, Place] = {}

    def report(self, kind: str, message: str, start: int, end: int | None = None, hint: str = "") -> None:
        self.problems.append(Problem(kind, message, self.document.span(start, end), hint, self.document))

    def space(self) -> None:
        match = _SPACE.match(self.text, self.at)
        assert match is not None
        self.at = match.end()

    def document_value(self) -> Any:
        self.space()
        if self.at == len(self.text):
            raise _BrokenError("the file is empty", 0, None, "a record is one JSON object")
        value = self.value((), 0)
        self.space()
        if self.at < len(self.text):
            raise _BrokenError("text after the end of the JSON value", self.at)
        return value

    def value(self, pointer: Pointer, depth: int) -> Any:
        start = self.at
        match self.text[start : start + 1]:
            case "{" | "[" if depth == MAX_DEPTH:
                raise _BrokenError(f"nested more than {MAX_DEPTH} levels deep", start)
            case "{":
                value: Any = self.object(pointer, depth)
            case "[":
                value = self.array(pointer, depth)
            case '"':
                value = self.string()
            case "":
                raise _BrokenError("the text ends where a value is expected", start)
            case _:
                value = self.scalar()
        self.values[pointer] = (start, self.at)
        return value

    def object(self, pointer: Pointer, depth: int) -> dict[str, Any]:
        members: dict[str, Any] = {}
        start = self.at
        self.at += 1
        self.space()
        if self.text[self.at : self.at + 1] == "}":
            self.at += 1
            return members
        while True:
            self.space()
            key_start = self.at
            if self.text[key_start : key_start + 1] != '"':
                self.fail_key(start)
            key = self.string()
            place = (key_start, self.at)
            self.space()
            if self.text[self.at : self.at + 1] != ":":
                raise _BrokenError(f"expected ':' after the key {shown(key)}", self.at)
            self.at += 1
            self.space()
            if key in members:
                self.report("duplicate-key", f"the key {shown(key)} stands twice in this object", *place)
            child = (*pointer, key)
            members[key] = self.value(child, depth + 1)
            self.keys[child] = place
            if self.separator("}", start):
                return members

    def fail_key(self, start: int) -> None:
        if not self.text[self.at : self.at + 1]:
            raise _BrokenError("this '{' is never closed", start)
        if self.text[self.at] == "}":
            raise _BrokenError("a comma before '}'", self.at, None, "remove the comma after the last member")
        raise _BrokenError("expected a key in double quotes", self.at)

    def array(self, pointer: Pointer, depth: int) -> list[Any]:
        items: list[Any] = []
        start = self.at
        self.at += 1
        self.space()
        if self.text[self.at : self.at + 1] == "]":
            self.at += 1
            return items
        while True:
            self.space()
            if self.text[self.at : self.at + 1] == "]":
                raise _BrokenError("a comma before ']'", self.at, None, "remove the comma after the last element")
            items.append(self.value((*pointer, len(items)), depth + 1))
            if self.separator("]", start):
                return items

    def separator(self, closing: str, start: int) -> bool:
        """Step over ',' (False) or the closing bracket (True)."""
        self.space()
        found = self.text[self.at : self.at + 1]
        if found not in {",", closing} or not found:
            if not found:
                raise _BrokenError(f"this '{self.text[start]}' is never closed", start)
            raise _BrokenError(f"expected ',' or '{closing}'", self.at)
        self.at += 1
        return found == closing

    def string(self) -> str:
        start = self.at
        self.at += 1
        parts: list[str] = []
        while True:
            match = _PLAIN.match(self.text, self.at)
            assert match is not None
            parts.append(match.group())
            self.at = match.end()
            found = self.text[self.at : self.at + 1]
            if found == '"':
                self.at += 1
                break
            if found == "\\":
                parts.append(self.escape())
            elif found in {"", "\n"}:
                raise _BrokenError("this string is never closed", start)
            else:
                raise _BrokenError(f"a control character (U+{ord(found):04X}) in a string", self.at)
        return self.whole(parts, start)

    def whole(self, parts: list[str], start: int) -> str:
        """Join the parts, pairing surrogates; a lone one is told and replaced, since no file can hold it."""
        text = "".join(parts)
        if not any("\ud800" <= one <= "\udfff" for part in parts for one in part[:1]):
            return text
        units = text.encode("utf-16-le", "surrogatepass")
        try:
            return units.decode("utf-16-le")
        except UnicodeDecodeError:
            self.report("json-syntax", "a lone surrogate in a string", start, self.at)
            return units.decode("utf-16-le", "replace")

    def escape(self) -> str:
        letter = self.text[self.at + 1 : self.at + 2]
        if letter == "u":
            digits = _HEX4.match(self.text, self.at + 2)
            if digits is None:
                raise _BrokenError("'\\u' needs four hexadecimal digits", self.at, self.at + 2)
            self.at = digits.end()
            return chr(int(digits.group(), 16))
        if letter not in _ESCAPES:
            raise _BrokenError(f"unknown escape {shown(self.text[self.at : self.at + 2])}", self.at, self.at + 2)
        self.at += 2
        return _ESCAPES[letter]

    def scalar(self) -> Any:
        start = self.at
        number = _NUMBER.match(self.text, start)
        word = _WORD.match(self.text, start)
        if number is not None and word is None:
            self.at = number.end()
            return self.number(number.group(), start)
        if word is None:
            raise _BrokenError(f"unexpected {shown(self.text[start])}", start)
        name = word.group()
        if name in _CONSTANTS:
            self.at = word.end()
            return _CONSTANTS[name]
        if name in _NOT_FINITE:
            raise _BrokenError(f"{name} is no JSON number", start, word.end(), "leave the field out")
        raise _BrokenError(f"unexpected {shown(name)}", start, word.end(), "text stands in double quotes")

    def number(self, digits: str, start: int) -> int | float:
        if len(digits) > MAX_DIGITS:
            raise _BrokenError(f"a number of {len(digits)} digits", start, self.at)
        if "0" <= self.text[self.at : self.at + 1] <= "9":  # the grammar ends after "0"
            raise _BrokenError("a number with a leading zero", start, self.at + 1)
        if digits.lstrip("-").isdigit():
            return int(digits)
        value = float(digits)
        if value in {float("inf"), float("-inf")}:
            raise _BrokenError("a number too large to be exact", start, self.at)
        return value
