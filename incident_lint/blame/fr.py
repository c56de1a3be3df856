"""French: its lexicon and how its noun phrases and verb groups are built."""

from __future__ import annotations

from . import tags as t
from .chunks import COMMA, CONJ, LOOSE, NP, PREP, REL, STOP, SUB, VG, Chunk, Context, who

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .lexicon import Word

MAX_CLITICS = 6
"""Clitics before a verb, « ne » among them: there are no more than four."""
_HEADS = t.NOUN | t.PROPER | t.OPAQUE
_IMPERSONAL = frozenset(["faut", "faudra", "faudrait", "fallu", "fallait"])
_AUXILIARY = t.BE | t.HAVE | t.MODAL


def chunk(words: list[Word], context: Context) -> list[Chunk]:
    """The chunks of one sentence, in order; words that belong to none are left out or LOOSE."""
    chunks: list[Chunk] = []
    at = 0
    while at < len(words):
        found = _next(words, at, chunks, context)
        if found is None:
            at += 1
            continue
        if found.kind == VG and chunks and _impersonal(words, found):
            # « il » is nobody in « il faut »
            chunks[-1].kind = LOOSE if words[chunks[-1].head].text == "il" else chunks[-1].kind
        chunks.append(found)
        at = found.last + 1
    return chunks


def _next(words: list[Word], at: int, before: list[Chunk], context: Context) -> Chunk | None:
    tags = words[at].tags
    if tags & (t.COMMA | t.STOP | t.DASH):
        return Chunk(COMMA if tags & t.COMMA else STOP, at, at, at, tags)
    found = _verb_group(words, at, before)
    if found is not None:
        return found
    if tags & t.CONJ:
        return Chunk(CONJ, at, at, at, tags)
    if tags & t.REL and (not tags & t.SUB or (before and before[-1].kind == NP)):
        return Chunk(REL, at, at, at, tags)
    if tags & t.SUB:
        return Chunk(SUB, at, at, at, tags)
    if tags & t.PREP and not (tags & t.DET and words[at].text == "des" and not _governed(before)):
        return Chunk(PREP, at, at, at, tags)
    return _noun_phrase(words, at, context) or (Chunk(LOOSE, at, at, at, tags) if not tags & t.ADV else None)


def _impersonal(words: list[Word], group: Chunk) -> bool:
    return any(word.text in _IMPERSONAL for word in words[group.first : group.last + 1])


def _governed(before: list[Chunk]) -> bool:
    """« des » is 'of the' after a noun, and an article after a verb or at the start."""
    return bool(before) and before[-1].kind == NP


def _noun_phrase(words: list[Word], first: int, context: Context) -> Chunk | None:
    head, at = -1, first
    if words[first].tags & t.PRONOUN and not words[first].tags & t.DET and not words[first].tags & t.NOUN:
        head, at = first, first + 1
    else:
        while at < len(words):
            taken = _in_phrase(words, at, head, first)
            if not taken:
                break
            if head < 0 and taken == t.NOUN:
                head = at
            at += 1
    if head < 0 and at > first and words[at - 1].tags & (t.MEMBER | t.NUMBER | t.ADJ | t.THING | t.NO):
        head = at - 1
    if head < 0:
        return None
    found = Chunk(NP, first, at - 1, head, 0)
    found.tags = who(words, found, head, context)
    return found


def _in_phrase(words: list[Word], at: int, head: int, first: int) -> int:
    """NOUN where the word may be a head, ADJ where it only belongs to the phrase, 0 where the phrase is over."""
    tags = words[at].tags
    if tags & (t.DET | t.NUMBER):
        return t.ADJ if head < 0 else 0
    if tags & (t.CONJ | t.SUB | t.REL | t.NEG | t.BE | t.HAVE | t.MODAL | t.COMMA | t.STOP | t.DASH):
        return 0
    if tags & (t.PREP | t.CLITIC) and not tags & t.NOUN:
        return 0
    if tags & t.ADJ and not (tags & _HEADS and head < 0 and not _noun_later(words, at)):
        return t.ADJ
    if tags & t.ADV:
        return t.NOUN if head < 0 and tags & t.NOUN and at > first else 0
    if tags & t.VERB and not tags & t.NOUN:
        return 0
    if tags & t.VERB and head >= 0:
        # « l'ingénieur contrôle la … »
        after = words[at + 1].tags if at + 1 < len(words) else 0
        return 0 if after & (t.DET | t.OPAQUE) or tags & t.BASE else t.NOUN
    if tags & t.PRONOUN and not tags & t.NOUN:
        return 0
    return t.NOUN


def _noun_later(words: list[Word], at: int) -> bool:
    return at + 1 < len(words) and bool(words[at + 1].tags & _HEADS)


def _verb_group(words: list[Word], first: int, before: list[Chunk]) -> Chunk | None:
    """A verb group that starts here: clitics and « ne », auxiliaries, negation and adverbs, and the main verb."""
    group = Chunk(VG, first, first, -1, 0)
    at = _clitics(words, first, group)
    if at >= len(words):
        return None
    tags = words[at].tags
    articles = any(word.tags & t.DET for word in words[first:at])
    if tags & _AUXILIARY:
        if words[at].text in ("etre", "avoir"):
            _infinitive(at, group, before, t.BASE)
        _compound(words, at, group)
    elif tags & (t.PRESENT | t.PAST) and _may_be_finite(words, at, before, articles or group.tags & t.NEGATED):
        group.head, group.last = at, at
        group.tags |= (t.PAST if tags & t.PAST else t.PRESENT) | tags & t.WOULD_WILL
    elif tags & t.BASE and not (tags & t.NOUN and articles):
        _infinitive(at, group, before, tags)
    elif (tags & t.ING and not tags & t.NOUN) or (words[first].text == "en" and words[at].text.endswith("ant")):
        group.head, group.last = at, at
        group.tags |= t.ING | (t.BY if words[first].text == "en" else 0)
    elif at == first:
        _bare_participle(words, at, group, before)
    if group.head < 0:
        return None
    after = words[group.last + 1] if group.last + 1 < len(words) else None
    full = any(word.tags & t.NEG and word.text not in ("ne", "n'") for word in words[first : group.last + 1])
    if group.tags & t.NEGATED and not full and after is not None:
        if after.text in ("que", "qu'") and not words[group.head].tags & (t.SAY | t.LAPSE):
            group.tags &= ~t.NEGATED
    while group.last + 1 < len(words) and words[group.last + 1].tags & t.NEG:
        group.last += 1
        group.tags |= t.NEGATED
    return group


def _clitics(words: list[Word], first: int, group: Chunk) -> int:
    at = first
    while at < min(len(words), first + MAX_CLITICS) and (words[at].tags & t.CLITIC or words[at].text in ("ne", "n'")):
        if words[at].tags & t.WE and at == first:
            break
        if words[at].text in ("ne", "n'"):
            group.tags |= t.NEGATED
        group.tags |= words[at].tags & t.REFLEXIVE
        at += 1
    if words[first].text in ("pas", "jamais", "ne pas") and first + 1 < len(words) and words[first + 1].tags & t.BASE:
        group.tags |= t.NEGATED
        at = first + 1
    while group.tags & t.NEGATED and at < len(words) and words[at].tags & t.NEG:
        at += 1
    while group.tags & t.NEGATED and at < len(words) and words[at].tags & t.CLITIC:
        at += 1
    return at


def _may_be_finite(words: list[Word], at: int, before: list[Chunk], clitic: int | bool) -> bool:
    tags = words[at].tags
    if words[at].raw.endswith(("é", "és", "ée", "ées")):
        return False
    last = before[-1].kind if before else STOP
    if tags & t.NOUN:
        after = words[at + 1].tags if at + 1 < len(words) else 0
        return last in (NP, REL) and bool(after & (t.DET | t.OPAQUE | t.PREP)) and not clitic
    return last in (NP, REL, CONJ, COMMA, PREP, VG) if not clitic else last in (NP, REL, CONJ)


def _infinitive(at: int, group: Chunk, before: list[Chunk], tags: int) -> None:
    last = before[-1].kind if before else STOP
    if tags & t.NOUN and last not in (PREP, VG, STOP):
        return
    order = last in (STOP, LOOSE) or (last in (COMMA, CONJ) and (len(before) < 2 or before[-2].tags & t.IMPERATIVE))
    group.head, group.last = at, at
    group.tags |= t.IMPERATIVE if order else t.INFINITIVE


def _bare_participle(words: list[Word], at: int, group: Chunk, before: list[Chunk]) -> None:
    """« l'alerte ignorée par … », « une base accidentellement supprimée »."""
    start = at
    while at < len(words) and words[at].tags & t.ADV and not words[at].tags & t.VERB:
        at += 1
    if not before or before[-1].kind not in (NP, COMMA, CONJ) or at >= len(words):
        return
    tags = words[at].tags
    accented = words[at].raw.endswith(("é", "ée", "és", "ées", "ÉE", "É")) or not tags & t.PRESENT
    if tags & t.PARTICIPLE and accented and not tags & t.NOUN:
        for word in words[start:at]:
            group.tags |= word.tags & (t.ACCIDENT | t.BADLY | t.CARELESSLY)
        group.head, group.last = at, at
        group.tags |= t.PASSIVE | t.ING


def _compound(words: list[Word], at: int, group: Chunk) -> None:
    """Auxiliaries one after the other, up to the main verb or a copula."""
    while at < len(words):
        tags = words[at].tags
        group.tags |= tags & (t.PAST | t.PRESENT | t.WOULD_WILL)
        if tags & t.WOULD:
            group.tags |= t.MODAL
        ahead = _skip(words, at + 1, group)
        after = words[ahead] if ahead < len(words) else None
        tags_after = after.tags if after is not None else 0
        obliged = after is not None and (after.text == "dû" or (after.text == "du" and bool(tags & t.WOULD)))
        if tags & t.HAVE and after is not None and ((tags_after & t.PARTICIPLE and after.text != "du") or obliged):
            group.tags |= t.PERFECT
            if (obliged or tags_after & (t.SHOULD | t.COULD)) and tags & t.WOULD:
                group.tags |= t.SHOULD if obliged or tags_after & t.SHOULD else t.COULD
            if not (obliged or tags_after & (t.SHOULD | t.COULD)):
                return _end(group, ahead)
            at = _skip_to(words, _skip(words, ahead + 1, group))
            if not _infinitive_at(words, at):
                return _end(group, ahead)
            continue
        if tags & t.HAVE and after is not None and after.text in ("ete", "eu"):
            at = ahead
            group.tags |= t.PERFECT
            continue
        if tags & t.BE or words[at].text == "ete":
            return _after_be(words, at, ahead, tags_after, group)
        if tags & t.MODAL:
            group.tags |= t.MODAL | tags & (t.MUST | t.COULD | t.SUPPOSED)
            if _infinitive_at(words, ahead):
                at = ahead
                continue
            return _end(group, at)
        return _end(group, at)
    return None


def _skip(words: list[Word], at: int, group: Chunk) -> int:
    """Past negation, adverbs and clitics between auxiliary and verb, noting manner."""
    while at < len(words):
        tags = words[at].tags
        if tags & t.NEG:
            group.tags |= t.NEGATED
        elif not (tags & t.ADV or (tags & t.CLITIC and not tags & t.DET)):
            break
        group.tags |= tags & (t.ACCIDENT | t.BADLY | t.CARELESSLY)
        at += 1
    return at


def _skip_to(words: list[Word], at: int) -> int:
    while at < len(words) and words[at].text in (
        "de",
        "d'",
        "a",
        "à",
        "se",
        "s'",
        "l'",
        "le",
        "la",
        "les",
        "ne",
        "en",
        "y",
    ):
        at += 1
    return at


def _infinitive_at(words: list[Word], at: int) -> bool:
    return at < len(words) and (
        bool(words[at].tags & t.BASE) or words[at].text in ("etre", "avoir", "pouvoir", "devoir")
    )


def _after_be(words: list[Word], at: int, ahead: int, after: int, group: Chunk) -> None:
    if after & t.PARTICIPLE and not after & t.DET and words[ahead].text != "ete":
        if after & t.SHOULD:
            return _end(group, ahead)
        active = group.tags & t.REFLEXIVE or after & t.ETRE
        group.tags |= t.PERFECT if active else t.PASSIVE
        return _end(group, ahead)
    group.tags |= t.COPULA
    return _end(group, at)


def _end(group: Chunk, at: int) -> None:
    group.head = group.last = at
