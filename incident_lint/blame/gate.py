"""The cheap test before the grammar: can this sentence blame anybody at all?

Every rule needs certain classes of words in one sentence: "failed to" is nobody's failure where the sentence names
nobody. `CONDITIONS` states these needs, one row for each way to a finding; a sentence that meets none of them is not
read any further. The test may say yes too often, and never no too often: a word counts with all its classes, an
expression wherever its words stand, and whatever may be a name as one.
"""

from __future__ import annotations

from functools import lru_cache

from incident_lint.patterns import regex

from . import tags as t
from .language import words
from .lexicon import PARTS, key_words, lexicon, unaccented
from .tokens import WORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .lexicon import Lexicon

_WORDS = regex(r"[^\W\d_][^\w\n]++[^\W\d_]")

_ONE = t.ROLE | t.MAYBE | t.ROBOT | t.PERSONAL | t.ANAPHOR | t.WHO | t.PROPER
"""A person, or what may be one: a pronoun for whoever was spoken of, a program that is called what people are."""
_WHO = _ONE | t.TEAM | t.CROWD | t.WE
_DUTY = t.DUTY | t.NOTICE | t.PERFORM | t.PREVENT
_HARM = t.HARM_NOUN | t.ERROR_NOUN

CONDITIONS: tuple[tuple[int, ...], ...] = (
    # verdicts
    (t.VICE_NOUN | t.VICE | t.CARELESSLY | t.ON_ME | t.FAULT_NOUN,),
    (t.GUILTY | t.ACCUSE | t.RESPONSIBLE | t.CARE, _WHO),
    (t.CAUSE_NOUN, _ONE, t.BE),
    (t.LIABILITY, t.ACCEPT, _WHO),
    (t.VIRTUE, _WHO, t.NEG | t.NO | t.SCARCE),
    (t.BAD, _WHO, t.TO),
    (t.BAD, t.DECISION | t.POSSESSIVE | t.ERROR_NOUN | t.WORK_NOUN),
    (t.VIRTUE_NOUN, t.LACK | t.SCARCE),
    # causes
    (t.HUMAN_ERROR,),
    (t.ERROR_NOUN, _ONE | t.POSSESSIVE | t.HUMAN_ERROR_OF),
    # appeals
    (t.VIRTUE, t.MORE | t.STAY),
    (t.VIRTUE, _WHO, t.MUST | t.SHOULD | t.TO),
    (t.VIRTUE_NOUN, t.PAY | t.TAKE | t.AWARE | t.PERFORM | t.MAKE | t.SEE | t.SHOW | t.MORE),
    (t.REMIND | t.RETRAIN | t.REMINDER, _WHO),
    (t.AWARENESS | t.SENSITISE, t.AWARE, _WHO),
    (t.URGE, t.VIRTUE | t.VIRTUE_NOUN | t.DOUBLE_CHECK),
    (t.AGAIN, t.DOUBLE_CHECK | t.DUTY | t.BE),
    (t.DOUBLE_CHECK, _WHO, t.MUST | t.SHOULD),
    # hindsight
    (t.SHOULD | t.COULD | t.SUPPOSED, _WHO),
    (t.COND, _WHO, _DUTY | t.LAPSE, t.HAVE | t.BE),
    (t.HAD, _WHO, _DUTY | t.LAPSE),
    (t.FALLU,),
    # failures
    (t.ACCIDENT | t.BADLY | t.LAPSE | t.FORGET | t.TARDY | t.WRONG | t.FAULTY | t.HARM | t.BREAK | t.DUE, _ONE),
    (t.FAIL_TO | t.FAILURE_NOUN, _ONE, t.TO),
    (t.NEG | t.NEITHER, _ONE, _DUTY | t.SEE | t.PAY),
    (t.TRIGGER | t.INTRODUCE | t.LEAD | t.CAUSAL | t.MAKE, _ONE, _HARM),
    (t.DELETE | t.TAKE, _ONE, t.LIVE | t.WRONG),
    (t.SKIP | t.DISMISS, _ONE, t.GUARD_NOUN | t.ALERT_NOUN),
    (t.LEAVE, _ONE, t.OPEN_STATE),
    (t.WITHOUT, _ONE, t.DUTY_NOUN | t.DUTY),
    (t.INSTEAD, _ONE, t.LIVE, t.TEST_ENV),
)
"""For each way to a finding, the classes that the sentence has to hold: one of every set of a row. The first set of a
row is the rarest: a text without any word of these is let through unread."""

MARKING = t.MEMBER | t.OF
"""The classes that a row asks for, and those that make a person of a team: "one of us"."""
_KEYS = 0
for _row in CONDITIONS:
    _KEYS |= _row[0]
    for _set in _row:
        MARKING |= _set
_TEXTS = {
    "had": t.HAD,
    "fallu": t.FALLU,
    **dict.fromkeys(("blame", "responsibility", "accountability", "responsabilite", "faute"), t.LIABILITY),
}
"""Words that a rule asks for by themselves."""


def two_words(text: str) -> bool:
    """Whether a text has two words in a row: numbers, code and lone words are most cells of a table, and blame nobody."""
    return _WORDS.search(text) is not None


def key_words_of(known: Lexicon) -> frozenset[str]:
    """Those words of a lexicon that every accusation needs one of: `make lexicons` writes them down."""
    single = {word for word, mark in known.marks.items() if mark & _KEYS}
    joined = {word for word, others in known.expressions.items() if any(mark & _KEYS for _, mark in others)}
    return frozenset(single | joined)


@lru_cache(maxsize=8)
def name_parts(people: frozenset[str]) -> frozenset[str]:
    """What a text may call contributors by: the words of their first names (or logins), as `names.known` takes them."""
    firsts = (next((one for one in WORD.findall(name) if one[0].isalnum() or one[0] == "@"), "") for name in people)
    return frozenset(part for first in firsts for part in PARTS.findall(first))


def may_accuse(text: str, parts: Sequence[str], language: str, people: Callable[[], frozenset[str]]) -> bool:
    """Whether the grammar of a language could find anything in a text; `parts` are the `words` of it. False is certain.

    people: gives the names of the contributors; asked only where the answer rests on them.
    """
    if not text.isascii():
        parts = [unaccented(part) for part in parts]
    amiss = " mis" in f" {' '.join(parts)}"
    if not amiss and key_words(language).isdisjoint(parts):
        return False
    known = lexicon(language)
    found = 0
    for mark in map(known.marks.get, parts):
        if mark:
            found |= mark
    if amiss and any(part.startswith("mis") and part not in known.marks for part in parts):
        found |= t.LAPSE  # "misrouted", which no list holds
    present = set(parts)
    for part in known.expressions.keys() & present:
        for rest, mark in known.expressions[part]:
            if rest <= present:
                found |= mark
    if "IT" in text:  # in capitals a department
        found |= t.TEAM
    if found & t.MEMBER and found & t.OF and found & (t.TEAM | t.CROWD | t.WE):
        found |= t.ROLE  # "one of us"
    if _met(found):
        return True
    # to look for a name takes longest: only where nothing but one is lacking
    return not found & _ONE and _met(found | t.PROPER) and _named(known, text, people)


@lru_cache(maxsize=4096)
def _met(classes: int) -> bool:
    """Whether a text that holds these classes meets one of the CONDITIONS."""
    return any(all(classes & needed for needed in row) for row in CONDITIONS)


def _named(known: Lexicon, text: str, people: Callable[[], frozenset[str]]) -> bool:
    """Whether a name may stand in a text: a mention, a capitalised word that is no other, or a contributor's."""
    if "@" in text:
        return True
    parts = PARTS.findall(text)
    if any(part[0].isupper() and unaccented(part.lower()) not in known.words for part in parts):
        return True
    names = name_parts(people())
    return any(part in names and (part[0].isupper() or unaccented(part.lower()) not in known.words) for part in parts)


def marks_of(known: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """The marks of the words of a lexicon: by a word the classes that count here; and the same for compounds."""
    marks: dict[str, int] = {}
    compounds: dict[str, int] = {}
    for word, classes in known.items():
        mark = classes & MARKING | _TEXTS.get(word, 0)
        parts = words(unaccented(word))
        if mark and parts:
            table, key = (marks, parts[0]) if len(parts) == 1 else (compounds, word)
            table[key] = table.get(key, 0) | mark
    return marks, compounds
