"""The front matter of INCIDENT.md: read strictly, with the line of every key.

python-frontmatter finds and splits the block; the YAML inside goes through a loader that keeps every scalar as the
text it is (`1.10` stays `1.10`, a date stays its text) and refuses what two YAML readers understand differently:
duplicate keys, anchors and aliases, tags, keys that are no strings. Neither is loaded for a block so plain that
`plain_frontmatter` is certain of it.
"""

from __future__ import annotations

import re
from functools import cache

from incident_lint.diagnostics import Span
from incident_lint.document import Document, Problem
from incident_lint.jsontext import Pointer, shown
from incident_lint.plain_frontmatter import Place, read_plain
from incident_lint.values import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

MAX_DEPTH = 16
"""Levels of nesting that are read; the front matter of a post-mortem has two."""

_BODY = r"[ \t]*$|#{1,6}[ \t]"
_FOREIGN = "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
"""What YAML forbids, and what its versions disagree about: U+0085, U+2028 and U+2029 end a line in some of them.
Compiled where it is needed: that takes longer than to read a plain block."""


@dataclass(frozen=True)
class FrontMatter:
    """The front matter of a document and where its body begins.

    `values` is None where there is no usable block: `present` tells whether there is a block at all.
    `body_line` is the number (from 1) of the first line of the body.
    """

    document: Document
    present: bool
    values: dict[str, Any] | None
    body_line: int
    problems: tuple[Problem, ...] = ()
    _spans: dict[Pointer, Place] = field(default_factory=dict, repr=False)
    _keys: dict[Pointer, Place] = field(default_factory=dict, repr=False)

    def span(self, pointer: Pointer) -> Span:
        """The place of the value at `pointer`, or of the nearest one around it; the opening fence for none."""
        while pointer and pointer not in self._spans:
            pointer = pointer[:-1]
        place = self._spans.get(pointer) if pointer else None
        return _span(place) if place else self.document.line_span(1)

    def key_span(self, pointer: Pointer) -> Span:
        """The place of the key of the member at `pointer`; the value's where it has none."""
        place = self._keys.get(pointer)
        return _span(place) if place else self.span(pointer)


def _span(place: Place) -> Span:
    line, column, end_column = place
    return Span(line, column, line, end_column)


def read_front_matter(document: Document) -> FrontMatter:
    """Read the front matter at the beginning of a document. Never raises."""
    if not _is_fence(document.line(1)):
        return FrontMatter(document, False, None, 1)
    closing = _closing_fence(document)
    if closing is None:
        problem = Problem(
            "front-matter-syntax",
            "the front matter is never closed",
            document.line_span(1),
            "end it with a line of three hyphens",
        )
        return FrontMatter(document, True, None, _likely_body(document), (problem,))
    return _parse(document, closing)


def _is_fence(line: str) -> bool:
    """Whether it is three hyphens or more, and spaces or tabs behind them."""
    return line.startswith("---") and not line.rstrip(" \t").strip("-")


def _closing_fence(document: Document) -> int | None:
    for number in range(2, len(document.line_starts) + 1):
        if _is_fence(document.line(number)):
            return number
    return None


def _likely_body(document: Document) -> int:
    """Where the body begins under a block that is never closed: the rest of the file is still to be checked."""
    lines = len(document.line_starts)
    return next((number for number in range(2, lines + 1) if re.match(_BODY, document.line(number))), lines + 1)


def _parse(document: Document, closing: int) -> FrontMatter:
    plain = read_plain(document.text[document.line_starts[1] : document.line_starts[closing - 1]])
    if plain is None:
        return _parse_yaml(document, closing)
    return FrontMatter(document, True, plain.values, closing + 1, (), plain.spans, plain.keys)


def _parse_yaml(document: Document, closing: int) -> FrontMatter:
    import frontmatter  # noqa: PLC0415  (a quarter of a plain run's imports: only where there is a block)
    from frontmatter.default_handlers import YAMLHandler  # noqa: PLC0415

    class StrictHandler(YAMLHandler):
        """Hands the strict reader the block as it stands, so that every mark keeps its place."""

        def split(self, text: str) -> tuple[str, str]:
            begin, end = document.line_starts[1], document.line_starts[closing - 1]
            return document.text[begin:end], text

        def load(self, fm: str, **_: object) -> Any:
            return reader.read(fm)

    reader = _Reader(document)
    values, _ = frontmatter.parse(document.text, handler=StrictHandler())
    return FrontMatter(
        document,
        True,
        values if reader.usable else None,
        closing + 1,
        tuple(reader.problems),
        reader.spans,
        reader.keys,
    )


class _StopError(Exception):
    """The block is not usable any further; the problem is already on the list."""


class _Reader:
    """Builds plain values from YAML events. Events, since composed nodes no longer show anchors and aliases."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.spans: dict[Pointer, Place] = {}
        self.keys: dict[Pointer, Place] = {}
        self.usable = False

    def report(self, kind: str, message: str, span: Span, hint: str = "") -> None:
        self.problems.append(Problem(kind, message, span, hint))

    def stop(self, message: str, event: Any, hint: str = "") -> _StopError:
        self.report("front-matter-syntax", message, self.event_span(event), hint)
        return _StopError()

    def event_span(self, event: Any) -> Span:
        return _span(self.event_place(event))

    def event_place(self, event: Any) -> Place:
        """The block begins on line 2 of the file: one line of fence stands before it."""
        start, end = event.start_mark, event.end_mark
        if end.line != start.line:
            end_column = max(start.column + 2, len(self.document.line(start.line + 2)) + 1)
        else:
            end_column = max(end.column, start.column + 1) + 1
        return (start.line + 2, start.column + 1, end_column)

    def read(self, block: str) -> dict[str, Any]:
        """The values of the block; `usable` tells whether they may be judged."""
        import yaml  # noqa: PLC0415

        foreign = re.search(_FOREIGN, block)
        if foreign is not None:
            at = self.document.line_starts[1] + foreign.start()
            message = f"a character that YAML readers refuse or disagree about (U+{ord(foreign.group()):04X})"
            self.report("front-matter-syntax", message, self.document.span(at))
            return {}
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            events = yaml.parse(block, Loader=loader)
            value = self.stream(events)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 2, mark.column + 1) if mark else (1, 1)
            problem = error.problem or error.context or ""
            if "nesting depth" in problem:  # a limit of libyaml's own, in PyYAML 6.0.4: it reads ahead of us
                message = f"nested more than {MAX_DEPTH} levels deep"
            else:
                message = f"not YAML: {problem}"
            self.report("front-matter-syntax", message, Span(line, column, line, column + 1))
            return {}
        except _StopError:
            return {}
        self.usable = isinstance(value, dict)
        return value if isinstance(value, dict) else {}

    def stream(self, events: Iterator[Any]) -> Any:
        import yaml  # noqa: PLC0415

        value: Any = {}
        started = False
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if event.explicit or started:
                    raise self.stop("a YAML document marker within the front matter", event)
                started = True
                first = next(events)
                value = self.value(first, events, (), 0)
                if isinstance(value, str | type(None)) and not value:
                    value = {}  # an empty block is a mapping without keys
                elif not isinstance(value, dict):
                    raise self.stop("the front matter is not a mapping", first, "write `key: value` lines")
        return value

    def value(self, event: Any, events: Iterator[Any], pointer: Pointer, depth: int) -> Any:
        import yaml  # noqa: PLC0415

        if depth > MAX_DEPTH:
            raise self.stop(f"nested more than {MAX_DEPTH} levels deep", event)
        if isinstance(event, yaml.AliasEvent):
            raise self.stop(f"an alias (*{event.anchor}): write the value out", event)
        if event.anchor is not None:
            raise self.stop(f"an anchor (&{event.anchor}): write the value out", event)
        if event.tag is not None and event.tag != "!":
            raise self.stop(f"a tag ({shown(event.tag, 40)[1:-1]}): values are plain text here", event)
        self.spans[pointer] = self.event_place(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(events, pointer, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(child := next(events), yaml.SequenceEndEvent):
                items.append(self.value(child, events, (*pointer, len(items)), depth + 1))
            return items
        return _scalar(event)

    def mapping(self, events: Iterator[Any], pointer: Pointer, depth: int) -> dict[str, Any]:
        import yaml  # noqa: PLC0415

        members: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self.stop("a key that is no string", event)
            key = self.key(event)
            child = (*pointer, key)
            self.keys[child] = self.event_place(event)
            if key in members:
                self.report("duplicate-key", f"the key {shown(key)} stands twice", self.event_span(event))
            members[key] = self.value(next(events), events, child, depth + 1)
        return members

    def key(self, event: Any) -> str:
        if event.anchor is not None or event.tag is not None:
            raise self.stop("a key with an anchor or a tag", event)
        text = str(event.value)
        kind = _other_type(event)
        if kind:
            self.report(
                "front-matter-syntax",
                f"the key {shown(text)} is read as a {kind} by YAML",
                self.event_span(event),
                f'write "{text}" in quotes',
            )
        return text


def _scalar(event: Any) -> str | None:
    """Every scalar stays the text it is; only a plain null (or nothing at all) is no text."""
    if event.implicit[0] and event.value in {"", "~", "null", "Null", "NULL"}:
        return None
    return str(event.value)


@cache
def _resolver() -> Any:
    from yaml.resolver import Resolver  # noqa: PLC0415

    return Resolver()


def _other_type(event: Any) -> str:
    """The YAML 1.1 type of a plain scalar where it is not a string, else nothing."""
    import yaml  # noqa: PLC0415

    if not event.implicit[0]:
        return ""
    tag: str = _resolver().resolve(yaml.ScalarNode, event.value, (True, False))
    kind = tag.rpartition(":")[2]
    return "" if kind == "str" else {"bool": "boolean", "int": "number", "float": "number"}.get(kind, kind)
