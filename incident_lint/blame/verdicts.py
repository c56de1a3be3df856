"""FAULT and CHARACTER: who is at fault, and what people are said to be like."""

from __future__ import annotations

from . import tags as t
from .chunks import NP, PERSON, PREP, VG, Chunk
from .model import BlameKind
from .scene import Finding, Scene

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .clauses import Clause

_PEOPLE = PERSON | t.TEAM
_FILLING = t.ADV | t.DET | t.NUMBER | t.THING | t.ADJ
_JUDGING = t.GUILTY | t.VICE | t.VIRTUE | t.BAD | t.RESPONSIBLE
_HUMAN_ONLY = t.ERROR_NOUN | t.WORK_NOUN | t.DECISION | t.ROLE | t.MAYBE


def find(scene: Scene) -> list[Finding]:
    """Findings of both kinds."""
    found: list[Finding] = []
    for clause in scene.clauses:
        finding = _copular(scene, clause) or _acted(scene, clause)
        if finding is not None:
            found.append(finding)
    for at in range(len(scene.words)):
        finding = _fault_noun(scene, at) or _vice(scene, at)
        if finding is not None:
            found.append(finding)
    return found + _owned(scene)


def _copular(scene: Scene, clause: Clause) -> Finding | None:
    """'the DBA was at fault', 'the team is responsible for the outage', 'he was careless'."""
    subject = clause.subject
    group = clause.verb.tags
    if not group & t.COPULA or (group & t.MODAL and not group & t.PERFECT) or clause.conditional & t.COND:
        return None
    who = scene.who(subject)
    start = clause.verb.last + 1
    end = min(scene.tail(clause), start + 6)
    while start < end and scene.tags(start) & _FILLING and not scene.tags(start) & _JUDGING:
        start += 1
    negated = bool(group & t.NEGATED or scene.any(clause.verb.last + 1, start + 1) & (t.NEG | t.NO))
    last, kind = -1, BlameKind.FAULT
    if who & (_PEOPLE | t.ROBOT) and not negated:
        last = _guilty(scene, start)
    if last < 0 and who & _PEOPLE:
        last, kind = _quality(scene, start, negated), BlameKind.CHARACTER
    if last < 0 and not negated and subject is not None:
        return _equated(scene, clause, subject, start)
    if last < 0 or subject is None:
        return None
    return Finding(kind, min(subject.first, clause.verb.first), last, scene.span(subject))


def _guilty(scene: Scene, at: int) -> int:
    """The last word of 'at fault', 'to blame', 'responsible for the outage' at this word, or -1."""
    if not scene.tags(at) & t.GUILTY:
        return -1
    if not scene.tags(at) & t.RESPONSIBLE:
        return at
    return _of_harm(scene, at + 1)


def _of_harm(scene: Scene, at: int) -> int:
    """'for the outage', 'for breaking the build', 'for this', not 'for incident response' or 'for all incidents'."""
    if not scene.tags(at) & t.FOR:
        return -1
    for chunk in scene.chunks:
        if chunk.first != at + 1:
            continue
        if chunk.kind == VG and chunk.tags & t.ING:
            return chunk.last if scene.tags(chunk.head) & (t.LAPSE | t.BREAK | t.HARM | t.DELETE) else -1
        if chunk.kind != NP:
            return -1
        if scene.tags(chunk.head) & t.THING:
            return chunk.last
        before = scene.any(chunk.first, chunk.head)
        definite = before & t.DET or scene.words[at].text in ("du", "des")
        general = before & (t.EVERY | t.CROWD) or not definite
        return chunk.last if scene.tags(chunk.head) & t.HARM_NOUN and not general else -1
    return -1


def _quality(scene: Scene, at: int, negated: bool) -> int:
    """The last word of 'careless', 'not careful enough', 'wrong to restart' at this word, or -1."""
    while scene.tags(at) & t.ADV:
        at += 1
    tags = scene.tags(at)
    if tags & t.VICE:
        return at if not negated else -1
    scarce = bool(scene.any(at - 1, at) & t.SCARCE)
    if tags & t.VIRTUE and (negated or scarce) and not tags & t.GUILTY:
        return at + 1 if scene.tags(at + 1) & t.ENOUGH else at
    if tags & t.BAD and tags & t.ADJ and scene.tags(at + 1) & t.TO and not negated:
        return at + 1 if scene.words[at].text in ("wrong", "foolish", "rash", "unwise") else -1
    return -1


def _equated(scene: Scene, clause: Clause, subject: Chunk, start: int) -> Finding | None:
    """'the culprit was the intern', 'it was careless to deploy', 'the decision was reckless', 'it was my fault'."""
    head = scene.tags(subject.head)
    thing = scene.object(clause)
    if head & t.CAUSE_NOUN and thing is not None and thing.tags & PERSON and thing.owner < 0:
        return Finding(BlameKind.FAULT, subject.first, thing.last, scene.span(thing))
    if head & t.FAULT_NOUN and scene.tags(start) & t.OWN:
        return Finding(BlameKind.FAULT, subject.first, start, (start, start))
    adjective = scene.tags(start) & (t.VICE | t.BAD)
    if adjective and head & t.DECISION:
        return Finding(BlameKind.CHARACTER, subject.first, start)
    impersonal = bool(head & t.THING or scene.words[subject.head].text == "il") and bool(scene.tags(start + 1) & t.TO)
    if impersonal and scene.tags(start) & t.VICE:
        return Finding(BlameKind.CHARACTER, clause.verb.first, start)
    if scene.tags(start) & t.ON_ME and not scene.any(start + 1, start + 2) & t.NOUN:
        return Finding(BlameKind.FAULT, clause.verb.first, start, (start, start))
    return None


def _acted(scene: Scene, clause: Clause) -> Finding | None:
    """'deployed carelessly', 'takes full responsibility', 'was blamed for', 'lacked the discipline'."""
    verb = scene.tags(clause.verb.head)
    group = clause.verb.tags
    if clause.conditional & t.COND or group & t.NEGATED or (group & t.MODAL and not group & t.PERFECT):
        return None
    who = scene.who(clause.subject)
    span = scene.span(clause.subject)
    first = clause.subject.first if clause.subject is not None else clause.verb.first
    end = scene.tail(clause)
    careless = clause.verb.head if group & t.CARELESSLY else scene.find(clause.verb.last + 1, end, t.CARELESSLY)
    if careless >= 0 and (who & (_PEOPLE | t.ROBOT) or scene.passive(clause)):
        return Finding(BlameKind.CHARACTER, first, careless, span)
    thing = scene.object(clause)
    if thing is None and verb & t.CARE:
        thing = scene.noun_after(clause.at + 1)
    if verb & t.ACCUSE and not scene.passive(clause):
        accused = thing is not None and thing.tags & _PEOPLE and not group & t.INFINITIVE
        if accused and thing is not None and not verb & t.ACCEPT:
            return Finding(BlameKind.FAULT, clause.verb.first, thing.last, scene.span(thing))
    if not who & (_PEOPLE | t.ROBOT):
        return None
    if verb & t.ACCUSE and scene.passive(clause):
        guilty = scene.find(clause.verb.last + 1, min(end, clause.verb.last + 3), t.GUILTY)
        last = clause.verb.head if not verb & t.ACCEPT else (_guilty(scene, guilty) if guilty >= 0 else -1)
        return Finding(BlameKind.FAULT, first, last, span) if last >= 0 else None
    return _of_people(scene, clause, thing)


def _of_people(scene: Scene, clause: Clause, thing: Chunk | None) -> Finding | None:
    verb = scene.tags(clause.verb.head)
    subject = clause.subject
    if thing is None or subject is None:
        return None
    noun = scene.tags(thing.head)
    text = scene.words[thing.head].text
    none = bool(scene.any(thing.first, thing.head) & t.NO)
    if (
        verb & t.ACCEPT
        and not none
        and text in ("blame", "responsibility", "accountability", "responsabilite", "faute")
    ):
        end = _of_harm(scene, thing.last + 1)
        if end >= 0 or text in ("blame", "faute") or not scene.tags(thing.last + 1) & (t.FOR | t.NOUN | t.TO):
            return Finding(BlameKind.FAULT, subject.first, max(end, thing.last), scene.span(subject))
    if verb & t.CARE and (noun & t.VIRTUE_NOUN or text in ("experience", "skills", "skill", "rigueur")):
        return Finding(BlameKind.CHARACTER, subject.first, thing.last, scene.span(subject))
    bad = scene.any(thing.first, thing.head) & t.BAD
    if verb & (t.MAKE | t.SEE) and noun & t.DECISION and bad and subject.tags & (PERSON | t.ROBOT):
        return Finding(BlameKind.CHARACTER, subject.first, thing.last, scene.span(subject))
    return None


def _fault_noun(scene: Scene, at: int) -> Finding | None:
    """'it was my fault', 'the fault of the DBA', 'our bad', 'the blame lies with the team'."""
    word = scene.words[at]
    if not word.tags & (t.FAULT_NOUN | t.ADJ) or scene.any(at - 3, at) & (t.NEG | t.NO):
        return None
    before = scene.tags(at - 1)
    if word.text == "bad":
        own = before & t.POSSESSIVE and not scene.tags(at + 1) & (t.NOUN | t.ADJ)
        return Finding(BlameKind.FAULT, at - 1, at, (at - 1, at - 1)) if own else None
    return None


def _owned(scene: Scene) -> list[Finding]:
    """Noun phrases that say whose fault it is, or judge a decision or a piece of work by its author's character."""
    found: list[Finding] = []
    for at, chunk in enumerate(scene.chunks):
        if (
            chunk.kind != NP
            or scene.any(chunk.first - 3, chunk.first) & t.NEG
            or scene.any(chunk.first, chunk.head) & t.NO
        ):
            continue
        tags = scene.tags(chunk.head)
        owner, span = _owner(scene, at)
        if tags & t.FAULT_NOUN and not scene.tags(chunk.last + 1) & t.NOUN:
            duty = scene.words[chunk.head].text.startswith("respons")
            if owner & _PEOPLE and not duty:
                found.append(Finding(BlameKind.FAULT, chunk.first, max(chunk.last, span[1]), span))
                continue
            lies = _lies_with(scene, at, duty)
            if lies is not None:
                found.append(lies)
        if tags & t.DECISION and owner & PERSON and scene.any(chunk.first, chunk.head) & t.BAD:
            found.append(Finding(BlameKind.CHARACTER, chunk.first, max(chunk.last, span[1]), span))
    return found


def _owner(scene: Scene, at: int) -> tuple[int, tuple[int, int]]:
    chunk = scene.chunks[at]
    if chunk.owner >= 0:
        return chunk.possessor, (chunk.first, chunk.owner)
    if scene.tags(chunk.first) & t.POSSESSIVE:
        text = scene.words[chunk.first].text
        return (0 if text == "its" else t.ROLE), (chunk.first, chunk.first)
    if at + 2 < len(scene.chunks) and scene.chunks[at + 1].kind == PREP and scene.chunks[at + 2].kind == NP:
        after = scene.chunks[at + 2]
        if scene.chunks[at + 1].tags & (t.OF | t.BY):
            return scene.who(after), (after.first, after.last)
    return 0, (chunk.first, chunk.last)


def _lies_with(scene: Scene, at: int, duty: bool) -> Finding | None:
    """'the blame lies with the operations team', 'responsibility for the outage lies with …'."""
    if duty and not any(
        chunk.kind == NP and scene.tags(chunk.head) & t.HARM_NOUN for chunk in scene.chunks[at + 1 : at + 3]
    ):
        return None
    verb = next((i for i in range(at + 1, min(at + 5, len(scene.chunks))) if scene.chunks[i].kind == VG), at)
    rest = scene.chunks[verb : verb + 3]
    if len(rest) < 3 or rest[0].kind != VG or not scene.tags(rest[0].head) & t.LIE or rest[0].tags & t.NEGATED:
        return None
    if rest[1].kind == PREP and rest[2].kind == NP and rest[2].tags & _PEOPLE:
        return Finding(BlameKind.FAULT, scene.chunks[at].first, rest[2].last, scene.span(rest[2]))
    return None


def _postnominal(scene: Scene, at: int) -> Finding | None:
    """'the engineers responsible for the outage'; who is responsible for an incident may be handling it."""
    noun = next((chunk for chunk in scene.chunks if chunk.kind == NP and chunk.last == at - 1), None)
    last = _of_harm(scene, at + 1) if noun is not None and noun.tags & PERSON else -1
    if last < 0 or noun is None or scene.words[last].text.startswith(("incident", "issue", "problem")):
        return None
    return Finding(BlameKind.FAULT, noun.first, last, scene.span(noun))


def _vice(scene: Scene, at: int) -> Finding | None:
    """'negligence', 'lack of attention', 'a careless mistake', 'the careless operator'."""
    tags = scene.tags(at)
    if scene.any(at - 3, at) & (t.NEG | t.NO | t.WITHOUT):
        return None
    if tags & t.VICE_NOUN:
        return Finding(BlameKind.CHARACTER, at, at)
    if tags & t.RESPONSIBLE:
        return _postnominal(scene, at)
    if tags & (t.LACK | t.SCARCE):
        last = scene.find(at + 1, at + 5, t.VIRTUE_NOUN)
        if last >= 0 and not scene.any(at + 1, last) & (t.VERB | t.COMMA | t.CONJ):
            return Finding(BlameKind.CHARACTER, at, last)
    if tags & t.VICE:
        last = scene.find(at + 1, at + 3, _HUMAN_ONLY if tags & t.BAD else t.ROLE | t.MAYBE)
        if last >= 0 and not scene.any(at + 1, last) & (t.PREP | t.VERB | t.COMMA | t.CONJ):
            return Finding(BlameKind.CHARACTER, at, last)
    return None
