"""The prose of an inline text, masked in place: what is no prose is replaced, and every offset stays what it was."""

from __future__ import annotations

from incident_lint.patterns import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

OPAQUE = "\ufffc"
"""Stands for each character of code, links, images and addresses: a thing without words (U+FFFC)."""

MAX_TARGET = 2000
MAX_NESTING = 32
_URL = regex(r"<?\b(?:(?:https?|ftp)://|mailto:)(?:[^\s<>()\[\]]|\([^\s<>()]*\))*(?:(?<=[^\s.,;:!?'\"])|(?=>))>?")
_TAG = regex(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>")
_ENTITY = regex(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKS = regex(r"[*_~]+")
_SIGNS = regex(r"[`\[<&*_~]|://|mailto:")
"""What something other than prose begins with, or holds."""
_TICKS = regex(r"`+")
_BRACKET = regex(r"!?\[|\]|\\.")


def mask(content: str) -> str:
    """The same number of characters, with code, links, images, addresses and HTML blanked and emphasis marks as spaces.

    Code, link texts, images and addresses become OPAQUE, so that a reader of sentences sees *something* there;
    comments, tags and entities become spaces. A link whose text is a mention (`[@alice](…)`) keeps its text.
    """
    if _SIGNS.search(content) is None:
        return content
    text = list(content)
    if "`" in content:
        for start, end in code_spans(content):
            _blank(text, start, end, OPAQUE)
    if "<!--" in content:
        _comments(text)
    if "[" in content:
        _links(text)
    for sign, pattern, filling in ((":", _URL, OPAQUE), ("<", _TAG, " "), ("&", _ENTITY, " ")):
        if sign in content:
            for match in pattern.finditer("".join(text)):
                _blank(text, match.start(), match.end(), filling)
    if _MARKS.search(content) is not None:
        _emphasis(text)
    return "".join(text)


def without_code(content: str) -> str:
    """The same number of characters, with code spans blanked."""
    text = list(content)
    for start, end in code_spans(content):
        _blank(text, start, end, " ")
    return "".join(text)


def code_spans(content: str) -> Iterator[tuple[int, int]]:
    """Code spans: a run of backticks up to the next run of the same length (CommonMark 6.1), in one pass."""
    runs = [(match.start(), match.end()) for match in _TICKS.finditer(content)]
    later: dict[int, list[int]] = {}
    for index in range(len(runs) - 1, -1, -1):
        later.setdefault(runs[index][1] - runs[index][0], []).append(index)
    done = -1
    for index, (start, end) in enumerate(runs):
        opening = start + 1 if _escaped(content, start) else start
        same = later.get(end - opening, [])
        while same and same[-1] <= index:
            same.pop()
        if index <= done or not same:
            continue
        done = same[-1]
        yield opening, runs[done][1]


def _escaped(content: str, at: int) -> bool:
    """Whether an odd number of backslashes stands before a character."""
    slashes = 0
    while slashes < at and content[at - slashes - 1] == "\\":
        slashes += 1
    return slashes % 2 == 1


def _blank(text: list[str], start: int, end: int, filling: str) -> None:
    for at in range(start, end):
        if text[at] != "\n":
            text[at] = filling


def _emphasis(text: list[str]) -> None:
    """Marks of emphasis and strikethrough; not the underscores within `a_name`."""
    whole = "".join(text)
    for match in _MARKS.finditer(whole):
        before, after = whole[max(0, match.start() - 1) : match.start()], whole[match.end() : match.end() + 1]
        opens = not _is_word(before) and after.strip() != ""
        closes = before.strip() != "" and not _is_word(after)
        if opens or closes or "*" in match.group() or "~~" in match.group():
            _blank(text, match.start(), match.end(), " ")


def _is_word(character: str) -> bool:
    return character.isalnum()


def _comments(text: list[str]) -> None:
    whole = "".join(text)
    start = whole.find("<!--")
    while start != -1:
        end = whole.find("-->", start + 4)
        end = len(whole) if end == -1 else end + 3
        _blank(text, start, end, " ")
        start = whole.find("<!--", end)


def _links(text: list[str]) -> None:
    """Links and images, inline (`[text](target)`) and by reference (`[text][name]`)."""
    whole = "".join(text)
    opened: list[int] = []
    for match in _BRACKET.finditer(whole):
        if match.group() in {"[", "!["}:
            opened.append(match.start())
        elif match.group() == "]" and opened:
            start = opened.pop()
            end = _target_end(whole, match.end())
            if end:
                _link(text, whole, start, match.start(), end)


def _target_end(whole: str, at: int) -> int:
    """Where the target that begins at `at` ends; 0 where there is none."""
    closing = {"(": ")", "[": "]"}.get(whole[at : at + 1])
    if closing is None:
        return 0
    depth = 0
    for index in range(at, min(len(whole), at + MAX_TARGET)):
        if whole[index] == whole[at]:
            depth += 1
            if depth > MAX_NESTING:
                return 0
        elif whole[index] == closing:
            depth -= 1
            if not depth:
                return index + 1
    return 0


def _link(text: list[str], whole: str, start: int, middle: int, end: int) -> None:
    if whole.startswith("[@", start):
        _blank(text, start, start + 1, " ")
        _blank(text, middle, end, " ")
    else:
        _blank(text, start, end, OPAQUE)
