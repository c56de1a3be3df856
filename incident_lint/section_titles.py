"""Which of the seven sections a title names, and how surely.

A wording of the lists is the surest; then come questions, clauses and names made of words of one section, then
compounds with one of its nouns, then loose wordings.
"""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from functools import cache

from incident_lint.patterns import regex
from incident_lint.prose import mask
from incident_lint.section_grammar import (
    AHEAD,
    COMPOUNDS,
    DEED_FILLER,
    DEEDS,
    DONE,
    EITHER,
    PARTS,
    PHRASES,
    QUESTION,
    VERBS,
)
from incident_lint.section_names import CUT, FILLER, FIRM, INCIDENT, LOOSE, OF, ORDER, UNCUT, SectionName
from incident_lint.values import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_LINK = regex(r"!\[[^\[\]]*\]\([^()]*\)|\[(?P<text>[^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_PARENTHESES = regex(r"\([^()]*\)|\[[^\[\]]*\]")
_SHORTCODE = regex(r":[a-z0-9_+-]{2,40}:")
_NUMBERING = regex(
    r"(?:(?:section|part|partie|step|etape|phase|chapter|chapitre|question|appendix|annexe?)\s+)?"
    r"(?:[a-z]?[0-9]{1,2}(?:\.[0-9]{1,2})*|[ivx]{1,5}|[a-h])(?:[.):]|\s+[-–—](?=\s))\s*"
)
_NUMBER = regex(r"\(?[0-9]{1,2}(?:\.[0-9]{1,2})*\)?\s+")
_AND = regex(r"(?<!\s)\s*(?:\band\b|\bet\b|\bor\b|\bou\b|\bthen\b|\bpuis\b|[&/+,;|])\s*")
_WORD = regex(r"[a-z0-9]+")
_AFTER = regex(r"(?<!\s)\s*(?::|\s[-–—]\s|[-–—]{2,})\s*")

MAX_LENGTH = 160
MAX_WORDS = 14
"""A longer title is a sentence."""


class Sureness(IntEnum):
    """How surely a title names a section; the surest of a document count, the others do not."""

    FIRM = 0
    LIKELY = 1
    COMPOUND = 2
    LOOSE = 3


Meanings = dict[SectionName, Sureness]


@dataclass
class Names:
    """The wordings in force: the known ones and the configured ones."""

    firm: dict[str, SectionName] = field(default_factory=dict)
    loose: dict[str, list[SectionName]] = field(default_factory=dict)


def names_with(further: Mapping[str, Sequence[str]]) -> Names:
    """The known wordings, and `further` ones by canonical name (configuration)."""
    if not further:
        return _known()
    names = Names(dict(_known().firm), _known().loose)
    for canonical, wordings in further.items():
        for wording in wordings:
            words = _WORD.findall(fold(wording))
            for one in {" ".join(words), _plain(words)} - {""}:
                names.firm[one] = SectionName(canonical)
    return names


@cache
def _known() -> Names:
    names = Names()
    for name in ORDER:
        for wording in FIRM[name]:
            names.firm.setdefault(wording, name)
        for wording in LOOSE[name]:
            names.loose.setdefault(wording, []).append(name)
    return names


def fold(text: str) -> str:
    """A text as wordings are compared: lower case, without accents, curly signs and characters without a width."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe")).casefold()
    return "".join(one for one in decomposed if unicodedata.category(one) not in {"Mn", "Cf"})


def key(title: str) -> str:
    """The words of a title that say something, as the lists have them."""
    return _plain(_WORD.findall(fold(_plain_text(title))))


def _plain_text(title: str) -> str:
    """A title without marks, a link as its text: "[Timeline](#timeline)"."""
    return mask(_LINK.sub(r" \g<text> ", title))


def meanings(title: str, names: Names, *, whole: bool = False) -> Meanings:
    """What a title names. As a `whole` only its exact wording counts, as for the title of the document."""
    if len(title) > MAX_LENGTH:
        return {}
    if (firm := names.firm.get(title.lower())) is not None and title.isalpha():
        return {firm: Sureness.FIRM}  # "Summary": what most titles are
    text = _SHORTCODE.sub(" ", _PARENTHESES.sub(" ", fold(_plain_text(title)))).strip()
    for number in (_NUMBERING, _NUMBER):
        found = number.match(text)
        text = text[found.end() :] if found else text
    head, *after = _AFTER.split(text, maxsplit=1)
    named = _exact(head, names) if whole else _named(head, names)
    if not named and after and not whole:  # "Annex: evidence"
        named = dict.fromkeys(_exact(after[0], names), Sureness.LOOSE)
    return named


def _exact(text: str, names: Names) -> Meanings:
    """The meanings of wordings that stand in the lists, one or several with "and" between them."""
    words = _WORD.findall(text)
    firm = _listed(words, names)
    if firm is not None:
        return {firm: Sureness.FIRM}
    parts = _AND.split(text)
    if len(parts) > 1:
        return _together(_exact(part, names) for part in parts)
    return _loose(words, names)


def _named(text: str, names: Names) -> Meanings:
    words = _WORD.findall(text)
    if not words or len(words) > MAX_WORDS:
        return {}
    firm = _listed(words, names)
    if firm is not None:
        return {firm: Sureness.FIRM}
    found = _clause(" ".join(words), names) or _before(words, names, CUT)
    if found:
        return found
    parts = _AND.split(text)
    further = [_named(part, names) for part in parts] if len(parts) > 1 else []
    return _together([_composed(words) or _loose(words, names) or _compound(words), *further])


def _together(several: Iterable[Meanings]) -> Meanings:
    """All meanings, each as surely as the surest says."""
    found: Meanings = {}
    for one in several:
        for name, sureness in one.items():
            found[name] = min(sureness, found.get(name, sureness))
    return found


def _listed(words: Sequence[str], names: Names) -> SectionName | None:
    """The section that the lists give a title as it is, without filler, or without filler and "of"."""
    incident = ("incident" if word in INCIDENT else word for word in words if word not in FILLER or word in INCIDENT)
    for candidate in (
        " ".join(words),
        " ".join(word for word in incident if word not in OF),
        _plain(words),
        _plain(word for word in words if word not in OF),
    ):
        if candidate in names.firm:
            return names.firm[candidate]
    return None


def _loose(words: Sequence[str], names: Names) -> Meanings:
    for candidate in (" ".join(words), _plain(words)):
        if candidate in names.loose:
            return dict.fromkeys(names.loose[candidate], Sureness.LOOSE)
    return {}


def _clause(text: str, names: Names) -> Meanings:
    """A question or a clause."""
    for name, pattern in PHRASES:
        if pattern.fullmatch(text):
            return {name: Sureness.LIKELY}
    question = QUESTION.match(text)
    if question is None:
        return {}
    rest = text[question.end() :].split()
    listed = _listed(rest, names)
    found = {listed: Sureness.FIRM} if listed else _before(rest, names, CUT | VERBS)
    return dict.fromkeys(found, Sureness.LIKELY)


def _before(words: Sequence[str], names: Names, ends: frozenset[str]) -> Meanings:
    """What is named before a qualification."""
    for at, word in enumerate(words):
        if at and (word in ends or word.isdigit()):
            firm = names.firm.get(_plain(words[:at]))
            found = {firm: Sureness.FIRM} if firm else _composed(words[:at])
            if found and not found.keys() & UNCUT:
                return found
    return {}


def _composed(words: Sequence[str]) -> Meanings:
    return _deeds(words) or _parts(words)


def _deeds(words: Sequence[str]) -> Meanings:
    """What is done: the resolution where it is done already, the actions where it is to come."""
    said = {word for word in words if word not in OF and word not in FILLER - AHEAD}
    if not said & DEEDS or not said <= DEEDS | DONE | AHEAD | DEED_FILLER:
        return {}
    done = said & DONE
    ahead = said & (AHEAD - DONE - EITHER if done else AHEAD)
    found = {}
    if done:
        found[SectionName.RESOLUTION] = Sureness.LIKELY
    if ahead and len(said) > 1:
        found[SectionName.ACTIONS] = Sureness.LIKELY
    return found


def _parts(words: Iterable[str]) -> Meanings:
    """A name made of words of one section only."""
    said = {word for word in words if word not in OF and word not in FILLER - INCIDENT}
    for name, (needed, besides) in PARTS.items():
        if len(said) > 1 and said & needed and said <= needed | besides:
            return {name: Sureness.LIKELY}
    return {}


def _compound(words: Sequence[str]) -> Meanings:
    """One or two words before an English noun, or behind a French one: never a clause."""
    said = [word for word in words if word not in FILLER]
    if (
        not 1 < len(said) <= 3
        or said[0].endswith("ing")
        or any(word in CUT | VERBS | {"no", "not", "and"} for word in said)
    ):
        return {}
    for name, nouns in COMPOUNDS.items():
        if said[-1] in nouns or said[0] in nouns:
            return {name: Sureness.COMPOUND}
    return {}


def _plain(words: Iterable[str]) -> str:
    return " ".join(word for word in words if word not in FILLER)
