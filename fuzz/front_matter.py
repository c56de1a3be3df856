"""Target: the strict reader of front matter.

It never raises; its values are texts; where it has nothing to say, a YAML reader that takes every scalar as a text
reads the same; keys stand where it says. A block that is read without YAML is what YAML makes of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from unittest import mock

import yaml
from properties import covered, hold, in_text, problems_in_text, read

from incident_lint import frontmatter
from incident_lint.frontmatter import MAX_DEPTH, FrontMatter, read_front_matter

if TYPE_CHECKING:
    from incident_lint.diagnostics import Span
    from incident_lint.document import Document
    from incident_lint.jsontext import Pointer

_FENCE = re.compile(r"-{3,}[ \t]*")
_NULLS = {"", "~", "null", "Null", "NULL"}
_KINDS = {"front-matter-syntax", "duplicate-key"}


def run(data: bytes) -> None:
    """Read the bytes as a post-mortem's front matter. BrokenPropertyError where that goes another way than is said."""
    document = read(data, "INCIDENT.md")
    if document is None:
        return
    found = read_front_matter(document)
    with mock.patch.object(frontmatter, "read_plain", return_value=None):
        hold(found == read_front_matter(document), "what YAML makes of a plain block", found)
    lines = len(document.line_starts)
    problems_in_text(found.problems, document)
    hold({one.kind for one in found.problems} <= _KINDS, "the kinds of problems", found.problems)
    hold(found.present == bool(_FENCE.fullmatch(document.line(1))), "present where there is a fence")
    hold(1 <= found.body_line <= lines + 1, "the first line of the body", found.body_line)
    hold(found.values is not None or found.present == bool(found.problems), "no values without a reason")
    in_text(found.span(()), document, "the whole")
    if found.values is None:
        return
    hold(bool(_FENCE.fullmatch(document.line(found.body_line - 1))), "the body begins below the fence")
    _places(found, (), found.values)
    if not found.problems:
        block = document.text[document.line_starts[1] : document.line_starts[found.body_line - 2]]
        plain = yaml.load(block, Loader=yaml.CBaseLoader)  # noqa: S506  (it makes texts, lists and dicts alone)
        empty = isinstance(plain, str | None) and (plain or "") in _NULLS
        hold(_same(found.values, {} if empty else plain), "the values of another YAML reader", (found.values, plain))


def _places(found: FrontMatter, pointer: Pointer, value: Any) -> None:
    """Every value is a text, nothing, a list or a mapping, and stands in the text; a plain key where it says."""
    hold(len(pointer) <= MAX_DEPTH, "the limit of nesting")
    in_text(found.span(pointer), found.document, "a value")
    key = found.key_span(pointer)
    in_text(key, found.document, "a key")
    if pointer and isinstance(pointer[-1], str):
        hold(_is_key(pointer[-1], key, found.document), "a key stands where it says", (key, pointer[-1]))
    hold(value is None or isinstance(value, str | list | dict), "the type of a value", value)
    if isinstance(value, dict | list):
        inner: Any = value.items() if isinstance(value, dict) else enumerate(value)
        for name, child in inner:
            hold(isinstance(name, str) or isinstance(value, list), "the type of a key", name)
            _places(found, (*pointer, name), child)


def _is_key(name: str, span: Span, document: Document) -> bool:
    """Whether a key stands at a place; of one that is written over several lines, the first line is pointed at."""
    there = covered(span, document)
    if there[:1] in {"'", '"', "|", ">"} or not name:
        return True
    cut = span.end_column == len(document.line(span.line)) + 1
    return there == name or (cut and name.startswith(there.rstrip()))


def _same(ours: Any, plain: Any) -> bool:
    """Whether the two read the same; the other one has no null."""
    if isinstance(ours, dict):
        return isinstance(plain, dict) and ours.keys() == plain.keys() and all(_same(ours[k], plain[k]) for k in ours)
    if isinstance(ours, list):
        return isinstance(plain, list) and len(ours) == len(plain) and all(map(_same, ours, plain))
    return plain in _NULLS if ours is None else bool(ours == plain)
