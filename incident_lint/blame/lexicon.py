"""A language's words and their classes; a sentence as words with classes; the inflection helpers of the word lists."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import tags as t
from .tokens import OPAQUE, WORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_ACCENTS = {
    code: unicodedata.normalize("NFD", chr(code))[0]
    for code in range(0xC0, 0x180)
    if unicodedata.decomposition(chr(code))
} | {ord("œ"): "oe", ord("æ"): "ae", ord("’"): "'", ord("‑"): "-"}
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
    """words: folded word to classes; phrases: first word to the longer expressions; guess: for unknown words."""

    words: dict[str, int]
    phrases: dict[str, list[tuple[tuple[str, ...], int]]]
    guess: Callable[[str, str], int]


class Builder:
    """Collects the word lists of a language; a word in several lists has all their classes."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.phrases: dict[str, dict[tuple[str, ...], int]] = {}

    def add(self, classes: int, words: str | Iterable[str]) -> None:
        """Blank-separated words; an underscore joins the words of an expression."""
        for word in words.split() if isinstance(words, str) else words:
            folded = fold(word)
            if "_" in word:
                first, *rest = (fold(part) for part in word.split("_"))
                options = self.phrases.setdefault(first, {})
                options[tuple(rest)] = options.get(tuple(rest), 0) | classes
            else:
                self.words[folded] = self.words.get(folded, 0) | classes

    def only(self, classes: int, words: str) -> None:
        """These words have these classes and no other."""
        self.words.update((fold(word), classes) for word in words.split())

    def build(self, guess: Callable[[str, str], int]) -> Lexicon:
        longest_first = {
            first: sorted(options.items(), key=lambda option: -len(option[0]))
            for first, options in self.phrases.items()
        }
        return Lexicon(self.words, longest_first, guess)


def fold(word: str) -> str:
    """Lower case, without accents, with a plain apostrophe; « à » and « où » stay, another word without their accent."""
    lowered = word.lower()
    return lowered if lowered.isascii() or lowered in _DISTINCT else lowered.translate(_ACCENTS)


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


def english_forms(lemma: str) -> tuple[str, str, str, str]:
    """Present, past (and participle), -ing and base of a regular verb; a trailing + doubles the last letter."""
    base = lemma.rstrip("+")
    stem = base + base[-1] if lemma.endswith("+") else base
    if base.endswith("e"):
        return base + "s", base + "d", base[:-1] + "ing", base
    if base.endswith("y") and base[-2] not in "aeou":
        return base[:-1] + "ies", base[:-1] + "ied", base + "ing", base
    present = base + ("es" if base.endswith(("s", "sh", "ch", "x", "z")) else "s")
    return present, stem + "ed", stem + "ing", base
