"""A language's words and their classes; a sentence as words with classes."""

from __future__ import annotations

import unicodedata
from functools import cache

from incident_lint.patterns import regex
from incident_lint.values import dataclass

from . import tags as t
from .tokens import OPAQUE, WORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType

_ACCENTS = {
    code: unicodedata.normalize("NFD", chr(code))[0]
    for code in range(0xC0, 0x180)
    if unicodedata.decomposition(chr(code))
} | {ord("œ"): "oe", ord("æ"): "ae", ord("’"): "'", ord("‑"): "-"}
PARTS = regex(r"[^\W_]+")
"""The words of a text, compounds and elisions in their parts."""
ENGLISH = "en"
FRENCH = "fr"
_COMMON = frozenset(
    "a as at by de du en for from has have in la le les no not of on par pas que sans so that the to with".split()
)
"""Words of expressions that say little: by another one it is known whether a text may hold the expression."""
_DISTINCT = frozenset(("à", "où", "là", "dès", "dû"))
MAX_ASIDE = 25
MAX_BRACKET = 60
"""Words between two dashes, or two brackets, that still are an aside; more is text of its own."""
_PUNCTUATION = {
    ",": t.COMMA,
    ";": t.STOP,
    "|": t.STOP,
    "->": t.STOP,
    "=>": t.STOP,
    "→": t.STOP,
    "•": t.STOP,
    "&": t.CONJ,
}


@dataclass(slots=True)
class Word:
    """One word: folded to lower case without accents, as written, its classes, and where it stands in the text."""

    text: str
    raw: str
    tags: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """words: folded word to classes; phrases: first word to the longer expressions; guess: for unknown words.

    For `gate`: marks of the words; expressions: one word to the others of an expression, and its classes.
    """

    words: dict[str, int]
    phrases: dict[str, list[tuple[tuple[str, ...], int]]]
    marks: dict[str, int]
    expressions: dict[str, list[tuple[frozenset[str], int]]]
    guess: Callable[[str, str], int]


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of ENGLISH or FRENCH, loaded on first use."""
    return loaded(_module(language), _guess_english if language == ENGLISH else _guess_french)


@cache
def key_words(language: str) -> frozenset[str]:
    """The words of which a text holds one, in this language, if it accuses anybody (but for "mis-" words).

    They stand by themselves in the module, since to make the tables of a lexicon takes much longer.
    """
    return frozenset(_module(language).KEYS.split())


def _module(language: str) -> ModuleType:
    if language == ENGLISH:
        from . import en_lexicon  # noqa: PLC0415  (only where a text is English)

        return en_lexicon
    from . import fr_lexicon  # noqa: PLC0415

    return fr_lexicon


def loaded(module: ModuleType, guess: Callable[[str, str], int]) -> Lexicon:
    """The lexicon that stands in one of the modules which `word_lists` writes."""
    phrases: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    expressions: dict[str, list[tuple[frozenset[str], int]]] = {}
    for classes, lines in module.PHRASES:
        for expression in lines.split():
            first, *rest = expression.split("_")
            phrases.setdefault(first, []).append((tuple(rest), classes))
    for classes, lines in (*module.PHRASES, *module.COMPOUNDS):
        for expression in lines.split():
            parts = PARTS.findall(unaccented(expression))
            rarest = max(parts, key=lambda part: (part not in _COMMON, len(part)))
            expressions.setdefault(rarest, []).append((frozenset(parts), classes))
    for options in phrases.values():
        options.sort(key=lambda option: -len(option[0]))  # the longest counts
    return Lexicon(_table(module.WORDS), phrases, _table(module.MARKS), expressions, guess)


def _table(groups: Iterable[tuple[int, str]]) -> dict[str, int]:
    table: dict[str, int] = {}
    for classes, words in groups:
        table.update(dict.fromkeys(words.split(), classes))
    return table


def _guess_english(word: str, raw: str) -> int:
    if len(word) > 4:
        if word.endswith("ed"):
            return t.PAST | t.PARTICIPLE | (t.LAPSE if word.startswith("mis") else 0)
        if word.endswith("ing"):
            return t.ING | t.NOUN | (t.LAPSE if word.startswith("mis") else 0)
        if word.endswith("ly") and raw.islower():
            return t.ADV
    return t.NOUN


def _guess_french(word: str, raw: str) -> int:
    if raw.endswith(("é", "ée", "és", "ées")) and len(word) > 3:
        return t.PARTICIPLE | (t.NOUN if word.endswith(("te", "tes")) else 0)
    if word.endswith("ment") and len(word) > 6:
        return t.ADV | t.NOUN
    if word.endswith("er") and len(word) > 4 and raw.islower():
        return t.BASE | t.NOUN
    return t.NOUN


def fold(word: str) -> str:
    """Lower case, without accents, with a plain apostrophe; « à » and « où » stay, another word without their accent."""
    lowered = word.lower()
    return lowered if lowered in _DISTINCT else unaccented(lowered)


def unaccented(text: str) -> str:
    """The text without accents, with plain apostrophes and hyphens."""
    return text if text.isascii() else text.translate(_ACCENTS)


def read(lexicon: Lexicon, text: str, start: int, end: int) -> list[Word]:
    """The words of the sentence text[start:end] with their classes, expressions merged, other punctuation dropped."""
    words: list[Word] = []
    for match in WORD.finditer(text, start, end):
        raw = match.group()
        tags, folded = _classes(
            lexicon, raw, text[match.end() : match.end() + 1], text[match.start() - 1 : match.start()] in ("s", "x")
        )
        if tags or raw in "()":
            words.append(Word(folded, raw, tags, match.start(), match.end()))
    return _merge(lexicon, words) if lexicon.phrases else words


def _classes(lexicon: Lexicon, raw: str, follows: str, attached: bool) -> tuple[int, str]:
    first = raw[0]
    if first == OPAQUE:
        return t.OPAQUE | t.NOUN, raw
    if raw in "'’":
        return (t.GENITIVE, "'s") if attached else (0, raw)
    if first == "@":
        return (t.PROPER if len(raw) > 1 else 0), raw
    if not (first.isalnum() or first in "'’"):
        if first in "–—-" and raw not in ("->",):
            return t.DASH, raw
        if first == ":":
            return (t.STOP if not follows.strip() else 0), raw
        return _PUNCTUATION.get(raw, 0), raw
    if first.isdigit():
        return t.NUMBER, raw
    folded = fold(raw)
    known = lexicon.words.get(folded)
    if known is not None and not (folded == "i" and raw == "i" and follows != " "):
        return (t.TEAM if raw == "IT" else known), folded
    return lexicon.guess(folded, raw) | (t.PROPER if first.isupper() else 0), folded


def _merge(lexicon: Lexicon, words: list[Word]) -> list[Word]:
    """Expressions ('by mistake') become one word."""
    merged: list[Word] = []
    at = 0
    while at < len(words):
        word = words[at]
        for rest, classes in lexicon.phrases.get(word.text, ()):
            last = at + len(rest)
            if last < len(words) and all(words[at + 1 + i].text == part for i, part in enumerate(rest)):
                text = " ".join((word.text, *rest))
                raw = " ".join(each.raw for each in words[at : last + 1])
                merged.append(Word(text, raw, classes, word.start, words[last].end))
                at = last + 1
                break
        else:
            merged.append(word)
            at += 1
    return merged


def asides(words: list[Word]) -> list[list[Word]]:
    """The sentence without what stands in brackets or between two dashes, then each of those by itself.

    A relative clause in brackets ('(who forgot it)') needs its antecedent and stays, between commas.
    """
    if not any(word.raw in "()" or word.tags & t.DASH for word in words):
        return [words]
    main: list[Word] = []
    found: list[list[Word]] = []
    at = 0
    while at < len(words):
        word = words[at]
        close = _partner(words, at) if word.raw == "(" or word.tags & t.DASH else -1
        if close < 0:
            if word.raw not in "()":
                main.append(word)
            at += 1
            continue
        inner = [each for each in words[at + 1 : close] if each.raw not in "()"]
        if inner and inner[0].tags & (t.WHO | t.REL):
            comma = t.COMMA
            main += [Word(",", ",", comma, word.start, word.end), *inner, Word(",", ",", comma, word.end, word.end)]
        else:
            found.append(inner)
        at = close + 1
    return [main, *found]


def _partner(words: list[Word], at: int) -> int:
    if words[at].raw == "(":
        for index in range(at + 1, min(len(words), at + MAX_BRACKET)):
            if words[index].raw == ")":
                return index
        return -1
    for index in range(at + 1, min(len(words), at + MAX_ASIDE)):
        if words[index].tags & (t.DASH | t.STOP):
            return index if words[index].tags & t.DASH else -1
    return -1
