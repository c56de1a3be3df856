"""Front matter that needs no YAML reader: the few forms of which it is certain what YAML makes of them.

    plain_frontmatter                       at hand at once    the mapping, or in doubt: then the next is asked
    python-frontmatter, libyaml's parser    40 ms to load      every block; it says what is wrong with one
    python-frontmatter, PyYAML's parser     40 ms to load      the same, ten times slower: where there is no libyaml

The YAML library takes longer to load than most records take to check, and most blocks are lines of `key: value` alone.
Plain is: printable characters; comments and empty lines; names as keys, from the first column; as a value nothing, one
line of text, text in quotes without escapes, a flat list in brackets, a flat list of `- item` lines. Whatever is not
surely one of these is doubt, and doubt leaves the whole block to the YAML reader.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_lint.jsontext import Pointer

Place = tuple[int, int, int]
"""Line, column, and the column behind the end, from 1; front matter is pointed at within one line."""

_FIRST_LINE = 2
"""One line of fence stands before the block."""
_LONGEST_KEY = 100
"""YAML looks for the colon 1,024 characters far."""
_SPACES = str.maketrans("", "", "\n\u00a0\u202f")
"""Printable to YAML, if not to Python: the line end, and the spaces that French puts before a colon."""
_NO_TEXT = frozenset({"yes", "no", "on", "off", "true", "false", "null"})
"""Names that YAML 1.1 reads as something else, in any case of letters that it knows and in some that it does not."""
_NULLS = frozenset({"null", "Null", "NULL"})
_BEGINS = frozenset("(/._+$")
"""ASCII besides letters and digits that begins a text and nothing else."""
_FLOW_MARKS = frozenset("[]{}:#?")
"""What may not stand in a list in brackets, though YAML lets some of it."""
_QUOTES = frozenset("'\"")


class _DoubtError(Exception):
    """It may be plain or not: no matter which."""


class Plain:
    """A block as far as it is read: its values, the places of values and keys."""

    def __init__(self) -> None:
        self.values: dict[str, list[str | None] | str | None] = {}
        self.spans: dict[Pointer, Place] = {}
        self.keys: dict[Pointer, Place] = {}
        self._open: str | None = None
        """The key without a value in its line: `- item` lines may follow."""
        self._dashes = 0
        """How far the dashes below it are indented."""

    def line(self, number: int, line: str) -> None:
        """Read one line of the block; _DoubtError for what is not plain."""
        if not line or line[0] == "#":
            return
        if line[0] in {" ", "-"}:
            self._item(number, line)
            return
        key, colon, rest = line.partition(":")
        if not colon or not _is_name(key) or key in self.values:
            raise _DoubtError
        if not self.values:
            self.spans[()] = _place(number, 0, 0)
        self.keys[key,] = _place(number, 0, len(key))
        self._value(number, line, key, len(line) - len(rest.lstrip(" ")))

    def _value(self, number: int, line: str, key: str, start: int) -> None:
        """What stands behind `key:`, from the offset `start`."""
        behind = len(key) + 1
        self._open = None
        if start == len(line):
            self._open = key
            self.values[key] = None
            self.spans[key,] = _place(number, behind, behind)
        elif start == behind:
            raise _DoubtError
        elif line[start] == "[":
            self.spans[key,] = _place(number, start, start + 1)
            self.values[key] = self._list(number, line, key, start + 1)
        else:
            self.values[key], end = _scalar(line, start)
            self.spans[key,] = _place(number, start, end)

    def _item(self, number: int, line: str) -> None:
        """A line of a list under the open key."""
        dash = len(line) - len(line.lstrip(" "))
        start = len(line) - len(line[dash + 1 :].lstrip(" "))
        if self._open is None or line[dash : dash + 2] != "- " or start == len(line):
            raise _DoubtError
        items = self.values[self._open]
        if not isinstance(items, list):
            self.values[self._open] = items = []
            self._dashes = dash
            self.spans[self._open,] = _place(number, dash, dash)
        if dash != self._dashes:
            raise _DoubtError
        value, end = _scalar(line, start)
        self.spans[self._open, len(items)] = _place(number, start, end)
        items.append(value)

    def _list(self, number: int, line: str, key: str, at: int) -> list[str | None]:
        """A list in brackets, from behind the opening one."""
        end = line.find("]", at)
        if end == -1:
            raise _DoubtError
        _ends(line, end + 1)
        items: list[str | None] = []
        pieces = line[at:end].split(",") if line[at:end].strip(" ") else []
        for piece in pieces:
            text = piece.strip(" ")
            start = at + len(piece) - len(piece.lstrip(" "))
            self.spans[key, len(items)] = _place(number, start, start + len(text))
            items.append(_flow_item(text))
            at += len(piece) + 1
        return items


def read_plain(block: str) -> Plain | None:
    """The mapping that a block says, None where it is not surely plain. Never raises."""
    if not block.translate(_SPACES).isprintable():
        return None
    plain = Plain()
    try:
        for number, line in enumerate(block.split("\n"), _FIRST_LINE):
            plain.line(number, line)
    except _DoubtError:
        return None
    return plain if plain.values else None


def _place(number: int, start: int, end: int) -> Place:
    """A place from offsets into a line, one character wide at least."""
    return (number, start + 1, max(end, start + 1) + 1)


def _is_name(key: str) -> bool:
    return key.isascii() and key.isidentifier() and len(key) <= _LONGEST_KEY and key.lower() not in _NO_TEXT


def _scalar(line: str, start: int) -> tuple[str | None, int]:
    """The text that begins at the offset `start` and fills the line but for a comment, and the offset of its end."""
    mark = line[start]
    if mark in _QUOTES:
        end = line.find(mark, start + 1) + 1
        if not end:
            raise _DoubtError
        _ends(line, end)
        return _quoted(line[start:end]), end
    text = line[start:].partition(" #")[0].rstrip(" ")
    if ": " in text or text[-1] == ":":
        raise _DoubtError
    return _text(text), start + len(text)


def _flow_item(text: str) -> str | None:
    if text[:1] in _QUOTES:
        return _quoted(text)
    if not _FLOW_MARKS.isdisjoint(text):
        raise _DoubtError
    return _text(text)


def _quoted(text: str) -> str:
    """The inside of quotes; escapes and doubled quotes are left to YAML."""
    inner = text[1:-1]
    if len(text) == 1 or text[0] != text[-1] or text[0] in inner or "\\" in inner:
        raise _DoubtError
    return inner


def _text(text: str) -> str | None:
    """A text without quotes; a null is none."""
    first = text[:1]
    if not (first.isalnum() or first > "\x7f" or first in _BEGINS):
        raise _DoubtError
    return None if text in _NULLS else text


def _ends(line: str, at: int) -> None:
    """Nothing but spaces and a comment stand from `at` on."""
    rest = line[at:].lstrip(" ")
    if rest and (line[at] != " " or rest[0] != "#"):
        raise _DoubtError
