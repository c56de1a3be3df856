"""Target: the strict JSON reader.

It takes what the standard reader takes, but for what is told (duplicate keys, lone surrogates) and for what no record
holds (NaN, infinities, deep nesting, very long numbers); the values are the same, and each stands where it says. What
is read the short way is what the careful reader reads.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

from properties import covered, hold, in_text, problems_in_text, read

from incident_lint.jsonreader import read_carefully
from incident_lint.jsontext import MAX_DEPTH, MAX_DIGITS, JsonText, Pointer, read_json

_LONE = re.compile("[\ud800-\udfff]")


@dataclass
class _Standard:
    """What the standard reader makes of a text, and what it passes over."""

    value: Any = None
    rejected: bool = False
    beyond: bool = False
    """It takes something that no record may hold."""
    duplicates: int = 0
    lone: bool = False

    def read(self, text: str) -> _Standard:
        try:
            self.value = json.loads(
                text,
                object_pairs_hook=self._members,
                parse_constant=self._constant,
                parse_int=self._integer,
                parse_float=self._float,
            )
        except RecursionError:
            self.beyond = True
        except ValueError:
            self.rejected = True
        return self

    def _members(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        self.duplicates += len(pairs) - len(members)
        return members

    def _constant(self, _: str) -> None:
        self.beyond = True

    def _integer(self, digits: str) -> int:
        self.beyond |= len(digits) > MAX_DIGITS
        return 0 if len(digits) > MAX_DIGITS else int(digits)

    def _float(self, digits: str) -> float:
        value = float(digits)
        self.beyond |= len(digits) > MAX_DIGITS or math.isinf(value)
        return value


def run(data: bytes) -> None:
    """Read the bytes as a record. BrokenPropertyError where that goes another way than is said."""
    document = read(data, "INCIDENT_EVENT.json")
    if document is None:
        return
    found = read_json(document)
    problems_in_text(found.problems, document)
    in_text(found.span(()), document, "the whole")
    careful = read_carefully(document)
    hold((found.broken, found.problems) == (careful.broken, careful.problems), "what the careful reader says", careful)
    hold(json.dumps(found.value) == json.dumps(careful.value), "the value of the careful reader", found.value)
    standard = _Standard().read(document.text)
    if found.broken:
        hold(bool(found.problems) and found.value is None, "a broken text has a problem, and no value")
        deep = found.problems[-1].message.startswith("nested more")
        hold(standard.rejected or standard.beyond or deep, "broken, yet JSON", found.problems[-1].message)
        return
    hold(not standard.rejected and not standard.beyond, "read, yet no JSON")
    kinds = [one.kind for one in found.problems]
    hold(set(kinds) <= {"duplicate-key", "json-syntax"}, "problems beside a value", kinds)
    lone = "json-syntax" in kinds
    if not lone:
        hold(kinds.count("duplicate-key") == standard.duplicates, "duplicate keys are counted", kinds)
        hold(json.dumps(found.value) == json.dumps(standard.value), "the value of the standard reader", found.value)
    else:
        hold(bool(_LONE.search(json.dumps(standard.value, ensure_ascii=False))) or standard.duplicates > 0, "lone ones")
    json.dumps(found.value, ensure_ascii=False).encode("utf-8")
    _places(found, (), found.value, exact=not lone)


def _places(found: JsonText, pointer: Pointer, value: Any, *, exact: bool, depth: int = 0) -> None:
    """Every value stands where it says, and so does its key."""
    hold(depth <= MAX_DEPTH, "the limit of nesting")
    span = found.span(pointer)
    in_text(span, found.document, "a value")
    in_text(found.key_span(pointer), found.document, "a key")
    there = covered(span, found.document)
    if isinstance(value, dict | list):
        hold(there == ("{" if isinstance(value, dict) else "["), "a bracket stands where it says", there)
        inner: Any = value.items() if isinstance(value, dict) else enumerate(value)
        for name, child in inner:
            _places(found, (*pointer, name), child, exact=exact, depth=depth + 1)
    elif exact:
        hold(json.dumps(json.loads(there)) == json.dumps(value), "a value stands where it says", there)
    if exact and pointer and isinstance(pointer[-1], str):
        key = covered(found.key_span(pointer), found.document)
        hold(json.loads(key) == pointer[-1], "a key stands where it says", key)
