"""From the word lists to the lexicons: `python -m incident_lint.blame.word_lists` writes en_lexicon.py, fr_lexicon.py.

The word lists are written for people: lemmas by class. Inflecting them takes longer than a whole check may, so the
outcome is kept as two modules of plain tables. A test holds that they are in step with the lists.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from incident_lint.values import dataclass

from . import en_verbs, en_words, fr_verbs, fr_words
from . import tags as t
from .gate import key_words_of, marks_of
from .lexicon import fold, loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_PEOPLE = t.ROLE | t.MAYBE | t.ROBOT | t.VICTIM | t.TEAM | t.HARM_NOUN | t.ERROR_NOUN | t.WORK_NOUN
_PLURALS = _PEOPLE | t.ALERT_NOUN | t.GUARD_NOUN | t.TIME


@dataclass(frozen=True, slots=True)
class Words:
    """words: folded word to classes; phrases: first word to the longer expressions."""

    words: dict[str, int]
    phrases: dict[str, tuple[tuple[tuple[str, ...], int], ...]]


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

    def build(self) -> Words:
        """What was collected; of the expressions that begin with the same word the longest first."""
        longest_first = {
            first: tuple(sorted(options.items(), key=lambda option: -len(option[0])))
            for first, options in self.phrases.items()
        }
        return Words(self.words, longest_first)


def english() -> Words:
    """The English words and expressions with their classes."""
    builder = Builder()
    for classes, words in en_words.FUNCTION:
        builder.add(classes, words)
    for classes, words in en_words.NOUNS:
        builder.add(classes if classes == t.MEMBER else classes | t.NOUN, words)
        if classes & _PLURALS:
            builder.add(classes | t.NOUN, [_english_plural(word) for word in words.split()])
    for classes, words in en_words.ADJECTIVES:
        builder.add(classes | t.ADJ, words)
        builder.add(t.PAST | t.PARTICIPLE, [word for word in words.split() if word.endswith("ed") and "_" not in word])
    for classes, words in en_verbs.VERBS:
        for lemma in words.split():
            _verb(builder, classes, lemma)
    for classes, words in en_verbs.IRREGULAR:
        for form, word in zip((t.BASE, t.PRESENT, t.PAST, t.PARTICIPLE, t.ING), words.split(), strict=True):
            builder.add(classes | form, word)
    builder.add(t.PAST | t.PARTICIPLE, en_verbs.OTHER_PAST)
    builder.add(t.NOUN, en_verbs.ALSO_NOUNS)
    builder.only(t.NOUN, en_verbs.NOT_VERBS)
    for word in en_verbs.NOT_ADVERBS.split():
        builder.words[word] = builder.words.get(word, 0) & ~t.ADV | t.NOUN
    builder.only(t.PREP, "like during despite to-do")
    return builder.build()


def _english_plural(noun: str) -> str:
    if noun.endswith("s"):
        return noun
    if noun.endswith("y") and noun[-2] not in "aeou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("x", "ch", "sh")) else "s")


def _verb(builder: Builder, classes: int, lemma: str) -> None:
    head, _, particle = lemma.partition("_")
    suffix = "_" + particle if particle else ""
    present, past, ing, base = english_forms(head)
    builder.add(classes | t.PRESENT, present + suffix)
    builder.add(classes | t.PAST | t.PARTICIPLE, past + suffix)
    builder.add(classes | t.ING, ing + suffix)
    builder.add(classes | t.BASE, base + suffix)


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


def french() -> Words:
    """The French words and expressions with their classes."""
    builder = Builder()
    for classes, words in fr_words.FUNCTION:
        builder.add(classes, words)
    for classes, words in fr_words.NOUNS:
        if classes == t.MEMBER:
            builder.add(classes, words)
            continue
        builder.add(classes | t.NOUN, words)
        builder.add(classes | t.NOUN, [_french_plural(word) for word in words.split()])
    for classes, words in fr_words.ADJECTIVES:
        builder.add(classes | t.ADJ, words)
    for classes, words in fr_verbs.VERBS:
        for infinitive in words.split():
            _regular(builder, classes, infinitive)
    for classes, words in fr_verbs.IRREGULAR:
        infinitive, participle, *others = words.split()
        builder.add(classes | t.BASE, infinitive)
        _participles(builder, classes, participle)
        for word in others:
            builder.add(classes | (t.ING if word.endswith("ant") else t.PRESENT), word)
    builder.add(t.WOULD_WILL, "ferons feront fera")
    builder.add(t.REMIND | t.PRESENT, "rappelle rappellent")
    # « ignorait que » is not knowing; only « a ignoré » is ignoring
    builder.only(t.SAY | t.PAST, "ignorait ignoraient ignorais")
    return builder.build()


def _french_plural(noun: str) -> str:
    first, underscore, rest = noun.partition("_")
    plural = first if first.endswith(("s", "x")) else first + ("x" if first.endswith(("eau", "al")) else "s")
    return plural + underscore + rest


def _regular(builder: Builder, classes: int, infinitive: str) -> None:
    stem = infinitive[:-2]
    soft = stem + ("e" if stem.endswith("g") else "")
    builder.add(classes | t.BASE, infinitive)
    _participles(builder, classes, stem + "é")
    builder.add(classes | t.PRESENT, [stem + "e", stem + "ent", stem + "es", stem + "ons"])
    builder.add(classes | t.PRESENT | t.WOULD_WILL, [infinitive + "ons", infinitive + "ont", infinitive + "a"])
    builder.add(classes | t.PAST, [soft + "ait", soft + "aient", soft + "ais", soft + "a", stem + "èrent"])
    builder.add(classes | t.ING, soft + "ant")


def _participles(builder: Builder, classes: int, masculine: str) -> None:
    first, underscore, rest = masculine.partition("_")
    rest = underscore + rest
    forms = [first, first + "e", first if first.endswith("s") else first + "s", first + "es"]
    builder.add(classes | t.PARTICIPLE, [form + rest for form in forms])


def source(language: str, lists: Words) -> str:
    """The module of a lexicon as text: words that have the same classes stand together."""
    expressions = {
        "_".join((first, *rest)): classes for first, options in lists.phrases.items() for rest, classes in options
    }
    marks, compounds = marks_of(lists.words)
    tables = {"WORDS": lists.words, "PHRASES": expressions, "MARKS": marks, "COMPOUNDS": compounds}
    lines = [
        f'"""The {language} lexicon, written by `make lexicons` from the word lists. The numbers are sets of `tags`."""',
        "",
    ]
    for name, table in tables.items():
        lines += [f"{name} = (", *(f"    (0x{classes:x}, {words!r})," for classes, words in _grouped(table)), ")"]
    made = ModuleType(language)
    for name, table in tables.items():
        setattr(made, name, _grouped(table))
    keys = " ".join(sorted(key_words_of(loaded(made, lambda *_: 0))))
    return "\n".join((*lines, f"KEYS = {keys!r}", ""))


def _grouped(table: dict[str, int]) -> list[tuple[int, str]]:
    groups: dict[int, list[str]] = {}
    for word, classes in sorted(table.items()):
        groups.setdefault(classes, []).append(word)
    return [(classes, " ".join(words)) for classes, words in sorted(groups.items())]


MODULES = {"en_lexicon.py": ("English", english), "fr_lexicon.py": ("French", french)}

if __name__ == "__main__":
    for name, (language, build) in MODULES.items():
        (Path(__file__).parent / name).write_text(source(language, build()), "utf-8")
