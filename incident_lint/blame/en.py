"""English: its lexicon and how its noun phrases and verb groups are built."""

from __future__ import annotations

import itertools

from . import tags as t
from .chunks import COMMA, CONJ, LOOSE, NOUNISH, NP, PREP, REL, STOP, SUB, VG, Chunk, Context, who

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .lexicon import Word

MAX_PHRASE = 25
"""Words of a noun phrase at most: a longer run of determiners is no language."""
_BARE = t.DET | t.PREP | t.COMMA | t.STOP | t.DASH | t.CONJ | t.SUB | t.BE | t.PERSONAL | t.WE | t.ANAPHOR | t.MODAL


_COUNTED = frozenset(
    [
        "phase",
        "type",
        "part",
        "class",
        "level",
        "tier",
        "stage",
        "section",
        "chapter",
        "form",
        "schedule",
        "volume",
        "annex",
    ]
)


_THINGS = frozenset(("it", "that", "this", "there", "what"))


def chunk(words: list[Word], context: Context) -> list[Chunk]:
    """The chunks of one sentence, in order; words that belong to none are left out or LOOSE."""
    chunks: list[Chunk] = []
    _number_one(words)
    at = 0
    while at < len(words):
        found = _next(words, at, chunks, context)
        if found is None:
            at += 1
            continue
        chunks.append(found)
        at = found.last + 1
    return chunks


def _number_one(words: list[Word]) -> None:
    """'Phase I' is no person."""
    for word, following in itertools.pairwise(words):
        if following.raw == "I" and word.text in _COUNTED:
            following.tags = t.NUMBER


def _next(words: list[Word], at: int, before: list[Chunk], context: Context) -> Chunk | None:
    tags = words[at].tags
    if tags & (t.COMMA | t.STOP | t.DASH):
        return Chunk(COMMA if tags & t.COMMA else STOP, at, at, at, tags)
    if tags & (t.CONJ | t.POLITE):
        return Chunk(CONJ if tags & t.CONJ else LOOSE, at, at, at, tags)
    found = _verb_group(words, at, before)
    if found is not None:
        return found
    if tags & (t.REL | t.SUB) and (not tags & t.DET or not _starts_noun(words, at + 1, before)):
        return _joiner(words, at, before)
    if tags & (t.PREP | t.TO):
        return Chunk(PREP, at, at, at, tags)
    return _noun_phrase(words, at, context) or (Chunk(LOOSE, at, at, at, tags) if not tags & t.ADV else None)


def _starts_noun(words: list[Word], at: int, before: list[Chunk]) -> bool:
    """After 'that': does a noun follow ('that engineer forgot'), where no clause is being introduced?"""
    if before and (before[-1].kind in (NP, VG) or words[before[-1].last].text == "out"):
        return False
    return at < len(words) and bool(words[at].tags & NOUNISH) and not words[at].tags & (t.PERSONAL | t.WE)


def _joiner(words: list[Word], at: int, before: list[Chunk]) -> Chunk | None:
    tags = words[at].tags
    if tags & t.REL and (tags & t.WHO or (before and before[-1].kind in (NP, COMMA, PREP))):
        return Chunk(REL, at, at, at, tags)
    if tags & t.SUB or tags & t.REL:
        return Chunk(SUB, at, at, at, tags)
    return None


def _noun_phrase(words: list[Word], first: int, context: Context) -> Chunk | None:
    head, owner, at = -1, -1, first
    while at < min(len(words), first + MAX_PHRASE):
        tags = words[at].tags
        after = words[at + 1].tags if at + 1 < len(words) else 0
        if tags & t.PRONOUN and not (tags & t.DET and after & NOUNISH):
            if head < 0:
                head, at = at, at + 1
            break
        if words[at].text == "'s" and head >= 0:
            if not after & (NOUNISH | t.ING) or after & (t.ADV | t.NEG):
                break
            owner, head = head, -1
        elif _in_phrase(words, at, head):
            head = at if not tags & (t.DET | t.ADJ | t.ADV) or tags & t.NOUN else head
        else:
            break
        at += 1
    if head < 0 and at > first and words[at - 1].tags & (t.MEMBER | t.NUMBER | t.ADJ | t.THING | t.EVERY | t.NO):
        head = at - 1
    if head < 0:
        return None
    found = Chunk(NP, first, head, head, 0, owner)
    found.tags = who(words, found, head, context)
    if owner >= 0:
        found.possessor = who(words, Chunk(NP, first, owner, owner, 0), owner, context)
    return found


def _in_phrase(words: list[Word], at: int, head: int) -> bool:
    """Does the word continue the noun phrase whose head so far is given (-1: only determiners yet)?"""
    tags = words[at].tags
    after = words[at + 1].tags if at + 1 < len(words) else 0
    if tags & (t.COMMA | t.STOP | t.DASH | t.CONJ | t.TO | t.BE | t.HAVE | t.DO | t.NEG | t.GENITIVE):
        return False
    if tags & (t.PREP | t.SUB | t.REL | t.MODAL) and not tags & (t.NOUN | t.DET):
        return False
    if tags & t.PRONOUN and not tags & t.DET:
        return False
    if tags & (t.DET | t.NUMBER):
        return head < 0 or (bool(tags & t.NUMBER) and not tags & t.DET and not after & NOUNISH)
    if tags & t.ADV and not tags & t.NOUN:
        return head < 0 and bool(after & (NOUNISH | t.PARTICIPLE))
    if tags & t.ADJ and not tags & t.NOUN:
        return head < 0
    return _noun_or_verb(words, at, head, after)


def _noun_or_verb(words: list[Word], at: int, head: int, after: int) -> bool:
    tags = words[at].tags
    if not tags & t.VERB:
        if head >= 0 and words[head].tags & t.ROLE and words[at].text.endswith("s") and after & (t.DET | t.OPAQUE):
            # 'the engineer redeploys the service'
            return bool(tags & (t.ROLE | t.TEAM))
        return True
    if tags & (t.PAST | t.PARTICIPLE):
        return head < 0 and bool(after & NOUNISH or tags & t.NOUN)
    if tags & t.ING:
        return head < 0 or (bool(after & t.NOUN) and not after & _BARE)
    if not tags & t.NOUN:
        return head < 0 and at > 0 and bool(words[at - 1].tags & t.DET)
    return not (head >= 0 and words[head].tags & (t.ROLE | t.PROPER) and after & (t.DET | t.OPAQUE | t.THING))


def _verb_group(words: list[Word], first: int, before: list[Chunk]) -> Chunk | None:
    """A verb group that starts here: auxiliaries, negation and adverbs, and the main verb."""
    tags = words[first].tags
    if tags & (t.PREP | t.DET | t.SUB | t.REL) and not tags & (t.VERB | t.ADV):
        return None
    group = Chunk(VG, first, first, -1, 0)
    at = first
    want = t.PAST
    if tags & t.NEG and first + 1 < len(words) and words[first + 1].tags & t.TO:
        group.tags, at, tags = t.NEGATED, first + 1, t.TO
    if tags & t.TO:
        ahead = _skip(words, at + 1)
        if ahead == len(words) or not words[ahead].tags & (t.BASE | t.BE | t.HAVE | t.DO):
            return None
        group.tags, want, at = group.tags | t.INFINITIVE, t.BASE, at + 1
    while at < len(words) and group.head < 0:
        tags = words[at].tags
        if tags & (t.NEG | t.ADV) and not tags & (t.MODAL | t.NOUN):
            group.tags |= tags & (t.ACCIDENT | t.BADLY | t.CARELESSLY) | (t.NEGATED if tags & t.NEG else 0)
            at += 1
            continue
        want = _step(words, at, want, group, before)
        if not want:
            return None
        at += 1
    if group.head < 0:
        return None
    group.last = at - 1
    if group.tags & t.COPULA and at < len(words) and words[at].tags & t.NEG:
        group.last, group.tags = at, group.tags | t.NEGATED
    return group


def _skip(words: list[Word], at: int) -> int:
    while at < len(words) and words[at].tags & (t.NEG | t.ADV) and not words[at].tags & (t.MODAL | t.NOUN):
        at += 1
    return at


def _step(words: list[Word], at: int, want: int, group: Chunk, before: list[Chunk]) -> int:
    """Take the word into the group; what form must follow, or 0 where the word does not fit."""
    tags = words[at].tags
    ahead = _skip(words, at + 1)
    after = words[ahead].tags if ahead < len(words) else 0
    if tags & t.BE and not (want == t.PAST and words[at].text in ("be", "being", "been", "getting")):
        if words[at].text in ("got", "get", "gets") and not after & t.PARTICIPLE:
            group.head, group.tags = at, group.tags | tags & (t.PAST | t.PRESENT)
            return t.BASE
        if words[at].text == "'s" and after & t.PARTICIPLE and before and words[before[-1].head].text not in _THINGS:
            group.tags |= t.PERFECT | t.PRESENT
            return t.PARTICIPLE
        return _after_be(at, tags, after, group)
    if words[at].text == "be" and (not before or before[-1].kind in (STOP, COMMA, CONJ, LOOSE)):
        group.tags |= t.IMPERATIVE
        return _after_be(at, tags, after, group)
    if want == t.PAST:
        return _finite(words, at, ahead, group, before)
    if want == t.BASE:
        if tags & t.TO:
            return t.BASE
        if tags & t.HAVE and after & (t.PARTICIPLE | t.BE):
            group.tags |= t.PERFECT
            return t.PARTICIPLE
        if tags & _BARE and not tags & (t.BASE | t.HAVE | t.DO):
            return 0
        group.head = at
        return want
    if not tags & want:
        return 0
    group.head = at
    return want


def _after_be(at: int, tags: int, after: int, group: Chunk) -> int:
    group.tags |= tags & (t.PAST | t.PRESENT)
    if after & t.ING and not after & (t.ADJ | t.DET):
        return t.ING
    if after & t.PARTICIPLE or after & t.BE:
        group.tags |= t.PASSIVE if not after & t.BE else 0
        return t.PARTICIPLE
    group.head = at
    group.tags |= t.COPULA
    return t.BASE


def _finite(words: list[Word], at: int, ahead: int, group: Chunk, before: list[Chunk]) -> int:
    tags = words[at].tags
    after = words[ahead].tags if ahead < len(words) else 0
    if tags & t.MODAL:
        group.tags |= tags & (t.SHOULD | t.COULD | t.MUST | t.WOULD_WILL) | t.MODAL | (t.NEGATED if tags & t.NEG else 0)
        return t.BASE
    if tags & t.DO and after & (t.BASE | t.NOUN | t.HAVE | t.BE) and not after & (t.DET | t.PREP):
        group.tags |= tags & (t.PAST | t.PRESENT)
        return t.BASE
    if tags & t.HAVE and after & (t.PARTICIPLE | t.BE):
        group.tags |= t.PERFECT | tags & (t.PAST | t.PRESENT)
        return t.PARTICIPLE
    if words[at].text in ("need", "needs", "needed", "has", "have", "had") and after & t.TO:
        group.tags |= t.MUST | t.MODAL | tags & (t.PAST | t.PRESENT)
        return t.BASE
    if tags & t.HAVE and words[at].text != "'d":
        group.head, group.tags = at, group.tags | tags & (t.PAST | t.PRESENT)
        return t.BASE
    if tags & t.PAST:
        group.head = at if not _adjective(tags, after, before) else -1
        group.tags |= t.PAST
        return t.BASE if group.head >= 0 else 0
    return _other(words, at, after, group, before)


def _adjective(tags: int, after: int, before: list[Chunk]) -> bool:
    """'Missed alerts', 'by deleted records': a participle where no subject could stand before it."""
    subject = bool(before) and before[-1].kind in (NP, REL, CONJ, COMMA, LOOSE)
    return bool(tags & t.PARTICIPLE) and not subject and bool(after & NOUNISH) and not after & t.DET


def _other(words: list[Word], at: int, after: int, group: Chunk, before: list[Chunk]) -> int:
    """Present tenses, -ing forms and imperatives, which are nouns elsewhere."""
    tags = words[at].tags
    last = before[-1] if before else None
    object_follows = bool(after & (t.DET | t.OPAQUE | t.THING | t.TO | t.POSSESSIVE | t.BODY | t.SUB | t.PERSONAL))
    if tags & t.ING:
        if last is not None and (last.kind in (COMMA, CONJ, PREP, SUB, NP) or words[at].tags & t.LAPSE):
            if tags & t.NOUN and not (object_follows or tags & t.VERB & ~t.ING or after & (t.PREP | t.NOUN)):
                return 0
            group.head, group.tags = at, group.tags | t.ING
            return t.BASE
        return 0
    fits = bool(tags & t.PRESENT) and last is not None and last.kind in (NP, REL, CONJ, COMMA)
    fits = fits or (bool(tags & t.BASE) and last is not None and last.kind in (NP, REL) and last.tags != 0)
    imperative = bool(tags & (t.BASE | t.BE)) and (last is None or last.kind in (STOP, COMMA, CONJ, LOOSE))
    if not (fits or imperative) or (tags & t.NOUN and not object_follows):
        return 0
    group.head = at
    group.tags |= t.PRESENT if fits else t.IMPERATIVE
    return t.BASE
