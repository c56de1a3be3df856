"""What one line of plain Markdown can be, whatever stands around it. Section numbers are those of CommonMark 0.31."""

from __future__ import annotations

from incident_lint.patterns import regex

ITEM = regex(r"(?:[-*+]|([0-9]{1,9})[.)]) {1,4}(?=[^ ])")
"""The marker of a list item (5.2) with text behind it."""
BARE_ITEM = regex(r"(?:[-*+]|[0-9]{1,9}[.)]) *$")
"""The marker of one without."""
_NUMBER = regex(r"[0-9]{1,9}[.)](?: |$)")
_NO_TAG = regex(r"<(?:[A-Za-z][A-Za-z0-9+.-]*:|[ 0-9=])")
"""What no HTML begins with (4.6): an address in angle brackets, a measure."""
_SIGNS = frozenset("#>|<`~-+*_=0123456789")
"""What begins a line that may be something else than text."""


class NotPlain(Exception):
    """A line that only the real parser may judge."""


def is_blank(line: str) -> bool:
    """Whether there is nothing but spaces on a line."""
    return not line or line.isspace()


def is_text(content: str) -> bool:
    """Whether a line (without its indentation) begins no block but a paragraph, nor ends one as an underline."""
    mark = content[0]
    if mark not in _SIGNS:
        return mark != " "
    match mark:
        case "#":
            rest = content.lstrip("#")
            return len(content) - len(rest) > 6 or not (rest == "" or rest[0] == " ")
        case "-" | "*" | "+" | "_" | "=":
            return content[1:2] != " " and content.strip(mark + " ") != ""
        case "`" | "~":
            return not content.startswith(mark * 3)
        case "<":
            return _NO_TAG.match(content) is not None
        case ">" | "|":
            return False
    return not _NUMBER.match(content)


def is_break(line: str) -> bool:
    """Whether a line is a thematic break (4.1)."""
    return line[0] in "-*_" and line.count(line[0]) > 2 and not line.strip(line[0] + " ")


def closes(line: str, fence: str) -> bool:
    """Whether a line closes a fence: at most three spaces, at least as many marks, nothing behind them."""
    marks = line.lstrip(" ")
    return len(line) - len(marks) < 4 and marks.startswith(fence) and not marks.lstrip(fence[0]).strip(" ")


def may_define(text: str) -> bool:
    """Whether text that begins with `[` could be a link definition (4.7): it has a colon behind the label."""
    end = text.find("]")
    return end == -1 or text[end + 1 : end + 2] == ":" or "\\" in text[:end]


def indented(line: str) -> int:
    """How many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))


def outdented(line: str, width: int) -> str:
    """A line without so many spaces at its begin, or without those that it has."""
    return line[min(indented(line), width) :] if width else line
