"""Where the native Markdown reader does not answer: what it and the reference read differently.

Either CommonMark does not say which of them is right, or one of them is wrong. Each expression finds a little too much:
that costs the time of the reference, and no verdict. All take time in proportion to the text.

One difference stays, on purpose: the reference leaves out what is nested more than 20 levels deep, the native reader
reads it.
"""

from __future__ import annotations

from incident_lint.patterns import regex

_HARMLESS = bytes({9, 10, *range(0x20, 0x100)} - {0x7F})
_WIDE_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_WIDE_END = regex(rf"(?m)(?<![ \t{_WIDE_SPACES}])[ \t]*+[{_WIDE_SPACES}][ \t{_WIDE_SPACES}]*+$")
"""The end of a line; alone or behind a marker, a tag or a cell, some take it for blank."""
_TABS = regex(r"(?m)^[ >]*+\t[ \t>]*>|^ *>[-+*0-9.) >]*\t|(?:```|~~~) *+\t[ \t]*$")
"""Tabs that stand before or behind the marker of a quote, or behind a fence."""
_DESTINATION = regex(r"(?m)\]\((?:<[^>\n]{0,200}\\$|[^)\n]{0,200}\\ )|^[ \t>]*+\\")
"""A backslash before a space or a line end in the address of a link, or at the begin of a line (of its title)."""
_DEFINITION = regex(
    r"(?m)^[-+*>.)0-9 \t]++\[(?:[^\n]*?\]:|[^\]\n]*$)"  # in a list or a quote, where lazy lines may follow
    r"|^ {0,3}\[(?:[^\]\n]*+$|(?=[^\n]*?\]:)(?:(?=[^\n]*?\\)|[^\n]*+\n(?![ \t]*+$|\[)))"  # or above text
    r"|\]\[(?:\s|[^\]]*[`<\[])|\]\\\["  # or a reference whose label may be none
)
_DELIMITERS = regex(r"(?m)^[ \t>]*+([|:-][-|: \t]*+)$")
_NO_DELIMITERS = regex(r"^-[ \t]|[-:][ \t]+[-:]|-:+-|::")
"""What GFM allows in no delimiter row, and the native reader does."""
_BLOCK = regex(
    r"(?: {4}| {0,3}\t)[ \t]*(?:(?:[-+*]|#{1,6}|[0-9]{1,9}[.)])(?:[ \t]|$)|>|<[A-Za-z!/?]|```|~~~|[-=*_][-=*_ \t]*$)"
)


def is_doubtful(body: str, data: bytes) -> bool:
    """Whether a text, and its bytes, may be read in two ways, whatever the events of the native reader are."""
    if data.translate(None, _HARMLESS):  # control characters end lines for some, and are space for others
        return True
    if len(data) != len(body) and ("\x85" in body or "\ufeff" in body or _has_wide_ends(body)):
        return True
    if "\t" in body and _TABS.search(body):
        return True
    if "](" in body and "\\" in body and _DESTINATION.search(body):
        return True
    return "]:" in body and _DEFINITION.search(body) is not None


def _has_wide_ends(body: str) -> bool:
    if not any(space in body for space in _WIDE_SPACES):
        return False
    ends = [match.start() for match in _WIDE_END.finditer(body)]
    return any(end == 0 or body[end - 1] in "\n>|-+*.)" for end in ends)


def are_doubtful_tables(body: str, tables: int) -> bool:
    """Whether there is a line that could be the delimiter row of a table, and for the native reader is none.

    For the reference a table may follow a paragraph without a blank line, or begin with the marker of a list or quote,
    and dashes alone are delimiters below a line with pipes.
    """
    if "|" not in body:
        return False
    rows = 0
    for match in _DELIMITERS.finditer(body):
        line = match[1].rstrip(" \t")
        if line == "|":
            return True  # for one a row, for the other the end of the table
        if "-" in line:
            start = match.start()
            above = body[body.rfind("\n", 0, max(start - 1, 0)) + 1 : start]
            if ("|" in line or ":" in line) and _NO_DELIMITERS.search(line):
                return True
            rows += "|" in line or ":" in line or "|" in above
    return rows != tables


def are_doubtful_links(data: bytes, links: int) -> bool:
    """Whether something looks like an inline link and is none, where there are definitions: the reference tries the
    link, and forgets that its text may be a reference.
    """
    return b"]:" in data and data.count(b"](") != links


def is_doubtful_lazy_line(line: str) -> bool:
    """Whether a line in a list is so far in that CommonMark takes for text what the reference takes for a block."""
    return _BLOCK.match(line) is not None


def is_doubtful_below_quote(line: str) -> bool:
    """Whether the reference goes on with the quote above, however far in the marker of this line stands."""
    marks = line[: len(line) - len(line.lstrip(" \t>"))]
    return "    >" in marks or "\t" in marks


def is_far_in(indent: str) -> bool:
    """Whether so much space may make code."""
    return len(indent) > 3 or "\t" in indent
