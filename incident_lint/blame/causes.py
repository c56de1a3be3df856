"""HUMAN_ERROR: a person's error given as the cause."""

from __future__ import annotations

from . import tags as t
from .chunks import NP, PERSON, PREP, STOP, SUB, VG, Chunk
from .model import BlameKind
from .scene import Finding, Scene

_PEOPLE = t.ROLE | t.MAYBE | t.HUMAN_ERROR_OF
_BEFORE = 8


def find(scene: Scene) -> list[Finding]:
    """Findings for 'human error', 'operator error', 'a mistake by the DBA' where they are said to be the cause."""
    found: list[Finding] = []
    for at, chunk in enumerate(scene.chunks):
        if chunk.kind != NP:
            continue
        last, span = _human_error(scene, at)
        if last >= 0 and _is_cause(scene, at, last):
            found.append(Finding(BlameKind.HUMAN_ERROR, chunk.first, last, span))
    return found


def _human_error(scene: Scene, at: int) -> tuple[int, tuple[int, int] | None]:
    """The last word of a person's error at this chunk and whose it is, or -1."""
    chunk = scene.chunks[at]
    if scene.any(chunk.first, chunk.head) & t.NO:
        return -1, None
    tags = scene.tags(chunk.head)
    if tags & t.HUMAN_ERROR:
        other = scene.find(chunk.first, chunk.head, t.NOUN)
        if scene.any(chunk.first, chunk.head) & t.VERB:
            return -1, None
        return (chunk.last if other < 0 or scene.tags(other - 1) & t.DET else -1), None
    if not tags & t.ERROR_NOUN:
        return -1, None
    if chunk.owner >= 0:
        return (chunk.last, (chunk.first, chunk.owner)) if chunk.possessor & PERSON else (-1, None)
    if scene.tags(chunk.first) & t.POSSESSIVE and scene.words[chunk.first].text in ("my", "his", "her", "mon", "ma"):
        return chunk.last, (chunk.first, chunk.first)
    if chunk.head > chunk.first and scene.tags(chunk.head - 1) & _PEOPLE:
        return chunk.last, (chunk.head - 1, chunk.head - 1)
    return _made_by(scene, at)


def _made_by(scene: Scene, at: int) -> tuple[int, tuple[int, int] | None]:
    """'an error made by the operator', 'a mistake by Alice', « une erreur de l'administrateur »."""
    index = at + 1
    if index < len(scene.chunks) and scene.chunks[index].kind == VG:
        if not scene.tags(scene.chunks[index].head) & (t.MAKE | t.INTRODUCE | t.PARTICIPLE):
            return -1, None
        index += 1
    if index + 1 >= len(scene.chunks):
        return -1, None
    preposition, noun = scene.chunks[index], scene.chunks[index + 1]
    if preposition.kind != PREP or not preposition.tags & (t.BY | t.OF) or noun.kind != NP:
        return -1, None
    if scene.who(noun) & PERSON and noun.owner < 0:
        return noun.last, (noun.first, noun.last)
    return -1, None


def _is_cause(scene: Scene, at: int, last: int) -> bool:
    chunk = scene.chunks[at]
    if scene.any(chunk.first - _BEFORE, chunk.first) & t.NEG and _same_clause(scene, at):
        return False
    before = scene.chunks[at - 1] if at else None
    if before is not None and before.kind == STOP and _verb_after(scene, at, last) is None:
        return True
    if before is not None and before.kind == NP and scene.tags(before.head) & t.CAUSE_NOUN:
        return True
    if before is None or before.kind == STOP:
        return _fragment_or_subject(scene, at, last)
    if before.kind == PREP:
        return _governed(scene, at - 1)
    if before.kind == VG:
        verb = scene.tags(before.head)
        if before.tags & t.COPULA:
            return not before.tags & t.MODAL and not scene.any(chunk.first, chunk.head) & t.EVERY
        return bool(verb & t.CONCLUDE) and not before.tags & (t.NEGATED | t.MODAL | t.INFINITIVE)
    return _fragment_or_subject(scene, at, last)


def _same_clause(scene: Scene, at: int) -> bool:
    for chunk in reversed(scene.chunks[:at]):
        if chunk.kind == VG:
            return bool(chunk.tags & t.NEGATED) or bool(scene.any(chunk.last + 1, chunk.last + 3) & t.NEG)
        if chunk.kind == STOP:
            return False
    return True


def _governed(scene: Scene, at: int) -> bool:
    """'due to', 'caused by', 'the result of': does the preposition, with the word before it, give a cause?"""
    preposition = scene.chunks[at]
    if preposition.tags & t.DUE:
        return not _hypothetical(scene, at)
    before = scene.tags(preposition.first - 1)
    if preposition.tags & t.BY:
        causes = before & (t.CAUSAL | t.CONCLUDE | t.INTRODUCE) and not _hypothetical(scene, at)
        return bool(causes)
    if (before | preposition.tags) & (t.GOVERNED | t.CONCLUDE):
        return not _hypothetical(scene, at) or bool(
            before & t.GOVERNED and before & t.PARTICIPLE and not _negated(scene, at)
        )
    return False


def _negated(scene: Scene, at: int) -> bool:
    return any(chunk.kind == VG and chunk.tags & t.NEGATED for chunk in scene.chunks[max(0, at - 3) : at])


def _hypothetical(scene: Scene, at: int) -> bool:
    """Under a modal ('can be caused by'), unless it speaks of the past ('may have been caused by')."""
    for chunk in reversed(scene.chunks[:at]):
        if chunk.kind == VG:
            modal = bool(chunk.tags & t.MODAL) and not chunk.tags & t.PERFECT
            return modal or bool(chunk.tags & (t.INFINITIVE | t.NEGATED))
        if chunk.kind == STOP:
            return False
    return False


def _fragment_or_subject(scene: Scene, at: int, last: int) -> bool:
    """Alone ('Root cause: human error'), or the subject of what it caused."""
    verb = _verb_after(scene, at, last)
    if verb is None:
        return not scene.any(scene.chunks[at].first - _BEFORE, scene.chunks[at].first) & (t.PREP | t.TO | t.SYMPTOM)
    if verb.tags & (t.NEGATED | t.MODAL):
        return False
    if verb.tags & t.COPULA:
        end = min(len(scene.words), verb.last + 8)
        return bool(scene.any(verb.last + 1, end) & (t.CAUSE_NOUN | t.GUILTY)) and not scene.any(verb.last + 1, end) & (
            t.SYMPTOM | t.NEG | t.NO
        )
    if verb.tags & t.PASSIVE:
        return bool(scene.any(verb.last, verb.last + 8) & t.CAUSE_NOUN)
    return bool(verb.tags & (t.PAST | t.PERFECT))


def _verb_after(scene: Scene, at: int, last: int) -> Chunk | None:
    for chunk in scene.chunks[at + 1 :]:
        if chunk.kind in (STOP, SUB):
            return None
        if chunk.kind == VG and chunk.first > last and not chunk.tags & (t.ING | t.INFINITIVE):
            return chunk
    return None
