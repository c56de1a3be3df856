"""EXHORTATION: people are told to be careful where the system should change."""

from __future__ import annotations

from . import tags as t
from .chunks import NP, PERSON, SUB, VG, Chunk
from .model import BlameKind
from .scene import Finding, Scene

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .clauses import Clause

_PEOPLE = PERSON | t.TEAM
_CROWD = t.ROLE | t.CROWD | t.TEAM | t.MAYBE


def find(scene: Scene) -> list[Finding]:
    """A finding for every clause that exhorts people."""
    found: list[Finding] = []
    for clause in scene.clauses:
        if clause.verb.tags & t.NEGATED and not scene.tags(clause.verb.head) & t.LAPSE:
            continue
        last = _appeal(scene, clause)
        if last >= 0:
            subject = clause.subject if clause.subject is not None and clause.subject.tags & _PEOPLE else None
            first = subject.first if subject is not None else clause.verb.first
            found.append(Finding(BlameKind.EXHORTATION, min(first, clause.verb.first), last, scene.span(subject)))
    return found + _needed(scene)


def _appeal(scene: Scene, clause: Clause) -> int:
    who = scene.who(clause.subject)
    if (clause.subject is not None and not who & (_PEOPLE | t.NOBODY)) or who == t.NOBODY:
        return -1
    due = _due(clause)
    for test in (_careful, _attention, _reminded, _double_check):
        last = test(scene, clause, due)
        if last >= 0:
            return last
    return -1


def _due(clause: Clause) -> bool:
    """Is it something people must do: an order, an infinitive, 'must', 'should', 'need to'?"""
    group = clause.verb.tags
    if group & (t.IMPERATIVE | t.INFINITIVE):
        return True
    if group & t.ING:
        return True
    return bool(group & (t.MUST | t.SHOULD | t.WOULD_WILL)) and not group & t.PERFECT


def _careful(scene: Scene, clause: Clause, due: bool) -> int:
    """'be more careful', 'everyone must be vigilant', 'stay alert'; not a runbook's 'be careful when'."""
    head = clause.verb.head
    if not due or not (clause.verb.tags & t.COPULA or scene.tags(head) & t.STAY):
        return -1
    start = clause.verb.last + 1
    at = scene.find(start, start + 5, t.VIRTUE)
    if at < 0 or scene.any(start, at) & (t.PREP | t.TO | t.COMMA | t.SUB):
        return -1
    who = scene.who(clause.subject)
    strong = bool(scene.any(start, at) & t.MORE) or bool(scene.tags(at) & t.MORE)
    obliged = bool(who & _PEOPLE) and bool(clause.verb.tags & (t.MUST | t.SHOULD))
    if scene.tags(at) & t.GUILTY:
        return at if strong else -1
    return at if strong or obliged or scene.tags(head) & t.STAY else -1


def _attention(scene: Scene, clause: Clause, due: bool) -> int:
    """'pay more attention', 'take more care', 'exercise greater caution', 'increase vigilance'."""
    verb = scene.tags(clause.verb.head)
    if not due or not verb & (t.PAY | t.TAKE | t.AWARE | t.PERFORM | t.MAKE | t.SEE | t.SHOW):
        return -1
    start = clause.verb.last + 1
    last = scene.find(start, start + 6, t.VIRTUE_NOUN)
    if last < 0 or scene.any(start, last) & (t.COMMA | t.SUB):
        return -1
    if verb & (t.AWARE | t.REDOUBLE) or scene.any(start, last) & (t.MORE | t.ADJ):
        return last
    obliged = scene.who(clause.subject) & _PEOPLE and clause.verb.tags & (t.MUST | t.SHOULD)
    return last if obliged and verb & t.PAY else -1


def _reminded(scene: Scene, clause: Clause, due: bool) -> int:
    """'remind all engineers to', 'the team was reminded that', 'raise awareness among developers'."""
    verb = scene.tags(clause.verb.head)
    group = clause.verb.tags
    person = scene.who(clause.subject) & _PEOPLE
    if verb & t.REMIND and group & t.PASSIVE:
        return clause.verb.head if person else -1
    if not (due or person):
        return -1
    thing = _addressee(scene, clause)
    if verb & t.REMIND:
        return thing.last if thing is not None else -1
    if verb & t.RETRAIN and thing is not None and scene.tags(thing.head) & (t.ROLE | t.MAYBE):
        return thing.last
    if verb & t.AWARE:
        aware = scene.find(clause.verb.last + 1, clause.verb.last + 4, t.AWARENESS)
        if aware >= 0:
            return scene.find(aware + 1, aware + 6, _CROWD)
        if verb & t.SENSITISE and thing is not None:
            return thing.last
    if verb & t.URGE and (thing is not None or (person and group & t.PASSIVE)):
        end = thing.last + 1 if thing is not None else clause.verb.last + 1
        return scene.find(end, end + 6, t.VIRTUE | t.VIRTUE_NOUN | t.DOUBLE_CHECK)
    return -1


def _addressee(scene: Scene, clause: Clause) -> Chunk | None:
    """The people after the verb: 'engineers', « aux équipes », 'to all staff'."""
    for chunk in scene.chunks[clause.at + 1 : clause.at + 4]:
        if chunk.kind in (VG, SUB):
            return None
        if chunk.kind == NP:
            people = scene.tags(chunk.head) & _CROWD or chunk.tags & _PEOPLE
            return chunk if people and not scene.tags(chunk.head) & t.VICTIM else None
    return None


def _double_check(scene: Scene, clause: Clause, due: bool) -> int:
    """'double-check next time', 'engineers must remember to'."""
    verb = scene.tags(clause.verb.head)
    if not due:
        return -1
    end = min(scene.tail(clause) + 1, clause.verb.last + 15)
    if verb & t.DOUBLE_CHECK or (verb & (t.DUTY | t.BE) and clause.verb.tags & t.IMPERATIVE):
        again = scene.find(clause.verb.last + 1, end, t.AGAIN)
        if again >= 0:
            return again
    obliged = scene.who(clause.subject) & _PEOPLE and clause.verb.tags & (t.MUST | t.SHOULD)
    if obliged and verb & t.DOUBLE_CHECK:
        return clause.verb.head
    if verb & t.LAPSE and clause.verb.tags & t.NEGATED and obliged:
        return clause.verb.head
    return -1


def _needed(scene: Scene) -> list[Finding]:
    """'more vigilance is needed', 'a reminder to all engineers', « plus de rigueur »."""
    found: list[Finding] = []
    for at, word in enumerate(scene.words):
        if word.tags & t.REMINDER:
            crowd = scene.find(at + 1, at + 5, _CROWD)
            if (
                crowd >= 0
                and not scene.any(at + 1, crowd) & (t.VERB | t.COMMA)
                and scene.any(at + 1, crowd) & t.TO_PEOPLE
            ):
                found.append(Finding(BlameKind.EXHORTATION, at, crowd))
        elif word.tags & t.VIRTUE_NOUN and scene.any(at - 3, at) & t.MORE:
            if scene.any(at + 1, at + 4) & t.NEEDED and not scene.any(at - 3, at) & (t.NEG | t.NO):
                found.append(Finding(BlameKind.EXHORTATION, scene.find(at - 3, at, t.MORE), at))
    return found
