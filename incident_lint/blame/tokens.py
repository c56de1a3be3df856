"""From a block of prose to sentences and words: quoted speech hidden, every offset kept."""

from __future__ import annotations

from incident_lint.patterns import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

OPAQUE = "\ufffc"
"""Stands for what has no words of its own: code, links, and here also quoted speech."""

MAX_QUOTE = 1000
"""A quotation longer than this many code points is an unbalanced mark."""
MAX_SENTENCE = 1500
"""A sentence longer than this many code points is cut at a space: what the grammar looks at stays bounded."""

_QUOTE = regex("[\"'“”„«»‘’]")
_CLOSERS = {'"': '"', "'": "'", "“": '”"“', "„": "“”", "«": "»", "‘": "’"}
_END = regex(r"(?<![.!?…])[.!?…]+[)\]'’]*(?=\s|$)|\n[ \t]*\n")
_ABBREVIATED = frozenset(
    [
        "e.g",
        "i.e",
        "eg",
        "ie",
        "vs",
        "cf",
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "no",
        "approx",
        "resp",
        "incl",
        "fig",
        "p",
        "ex",
        "p.ex",
        "m",
        "mm",
        "mme",
        "mlle",
        "art",
        "vol",
        "ca",
        "nb",
    ]
)
_LAST_WORD = regex(r"[^\s(\[]{1,8}\Z")

WORD = regex(
    rf"{OPAQUE}+"
    r"|(?<![\w.])@[A-Za-z0-9][\w-]*(?:/[\w.-]+)?(?:\[bot\])?"
    r"|n['’]t\b|[^\W_]+?(?=n['’]t\b)"  # did|n't
    r"|(?:[ldnsjcmtLDNSJCMT]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu|[Qq]uoiqu)['’](?=\w)"  # French elision
    r"|(?:[Qq]uelqu|[Aa]ujourd|[Pp]resqu)['’][^\W_]+"
    r"|['’](?:s|ve|d|ll|re|m)\b"
    r"|[^\W_]+(?:[-‑_][^\W_]+)*"
    r"|->|=>|[–—]|-+|\S"
)


def hide_quotes(text: str) -> str:
    """The text with quoted speech made opaque, of the same length; a mark without a partner hides nothing."""
    if not _QUOTE.search(text):
        return text
    parts: list[str] = []
    done = 0
    opened = -1
    for match in _QUOTE.finditer(text):
        at = match.start()
        if opened >= 0 and at - opened <= MAX_QUOTE and match.group() in _CLOSERS[text[opened]]:
            if _closes(text, at):
                parts += [text[done:opened], OPAQUE * (at - opened), _closing(text, at)]
                done, opened = at + 1, -1
        elif (opened < 0 or at - opened > MAX_QUOTE) and match.group() in _CLOSERS and _opens(text, at):
            opened = at
    return "".join([*parts, text[done:]])


def _opens(text: str, at: int) -> bool:
    if text[at] in "“„«‘":
        return True
    return (at == 0 or not text[at - 1].isalnum()) and at + 1 < len(text) and not text[at + 1].isspace()


def _closes(text: str, at: int) -> bool:
    if text[at] in "”»“":
        return True
    return not text[at - 1].isspace() and (at + 1 == len(text) or not text[at + 1].isalnum())


def _closing(text: str, at: int) -> str:
    """A full stop inside the closing mark still ends the sentence when a new one follows."""
    follows = text[at + 1 : at + 3]
    if text[at - 1] in ".!?" and (not follows.strip() or (follows[0].isspace() and follows[1:].isupper())):
        return "."
    return OPAQUE


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The sentences as (start, end), none longer than MAX_SENTENCE."""
    start = 0
    for match in _END.finditer(text):
        if match.group()[0] == "." and _abbreviation(text, match.start()):
            continue
        yield from _cut(text, start, match.end())
        start = match.end()
    yield from _cut(text, start, len(text))


def _abbreviation(text: str, dot: int) -> bool:
    last = _LAST_WORD.search(text, max(0, dot - 8), dot)
    if last is None:
        return False
    word = last.group()
    return word.lower() in _ABBREVIATED or (len(word) == 1 and word.isupper() and word != "I")


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_SENTENCE:
        space = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        at = space if space != -1 else start + MAX_SENTENCE
        yield start, at
        start = at
    if start < end:
        yield start, end
