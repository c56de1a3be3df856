"""AGENT and NAMED: a person as the subject of a failure."""

from __future__ import annotations

from . import tags as t
from .chunks import NP, PERSON, PREP, VG, Chunk
from .model import BlameKind
from .scene import Finding, Scene

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .clauses import Clause

_MANNER = t.ACCIDENT | t.BADLY
_NEUTRAL_OBJECTS = frozenset(
    [
        "node",
        "nodes",
        "pod",
        "pods",
        "instance",
        "instances",
        "replica",
        "replicas",
        "banner",
        "page",
        "notice",
        "note",
        "post",
    ]
)


def find(scene: Scene) -> list[Finding]:
    """A finding for every clause in which a person fails."""
    found: list[Finding] = []
    for clause in scene.clauses:
        finding = _clause(scene, clause) or _work(scene, clause)
        if finding is not None:
            found.append(finding)
    return found + _nominal(scene)


def _clause(scene: Scene, clause: Clause) -> Finding | None:
    agent = scene.agent(clause)
    who = scene.who(agent)
    if agent is None or not who & (PERSON | t.ROBOT) or not _happened(scene, clause, agent):
        return None
    passive = scene.passive(clause)
    last = _passive(scene, clause) if passive else failure(scene, clause)
    if last < 0 or (who == t.ROBOT and not _human(scene, clause)):
        return None
    first = min(agent.first, clause.verb.first) if passive or clause.verb.first - agent.last < 12 else clause.verb.first
    kind = BlameKind.NAMED if who == t.PROPER else BlameKind.AGENT
    return Finding(kind, first, max(last, agent.last if passive else last), scene.span(agent))


def _happened(scene: Scene, clause: Clause, agent: Chunk) -> bool:
    """Is it told as a fact, not as what may happen, should happen or happens if?"""
    group = clause.verb.tags
    if clause.conditional & t.COND or group & (t.INFINITIVE | t.IMPERATIVE):
        return False
    if group & (t.MODAL | t.SHOULD):
        return (
            bool(group & t.PERFECT)
            and not group & t.SHOULD
            and not scene.any(clause.verb.first, clause.verb.last) & t.WOULD
        )
    present = bool(group & t.PRESENT) and not group & (t.PERFECT | t.PASSIVE) and not group & t.PAST
    generic = clause.conditional or scene.tags(agent.head) & t.PLURAL
    return not (present and generic)


def _human(scene: Scene, clause: Clause) -> bool:
    """Could only a person have done this?"""
    verb = scene.tags(clause.verb.head)
    if clause.verb.tags & t.NEGATED:
        return bool(verb & t.BOTHER)
    if clause.subject is not None and scene.tags(clause.subject.head) & t.MAYBE and clause.verb.tags & t.ACCIDENT:
        return True
    return bool(verb & t.FORGET) or bool(verb & t.MAKE and _object_is(scene, clause, t.ERROR_NOUN))


def failure(scene: Scene, clause: Clause) -> int:
    """The last word of the failure that the active clause tells of its subject, or -1."""
    head = clause.verb.head
    verb = scene.tags(head)
    if clause.verb.tags & t.COPULA:
        return -1
    if clause.verb.tags & t.NEGATED or _neither(scene, clause):
        return _omission(scene, clause, verb)
    if clause.verb.tags & _MANNER and not verb & (t.SAY & ~t.FIND):
        return head
    if verb & t.CARE and scene.tags(clause.verb.last + 1) & t.OF and not scene.tags(clause.verb.last + 2) & t.BASE:
        return -1
    if verb & (t.LAPSE | t.FORGET) and (not verb & t.MISTAKEN or clause.verb.tags & t.REFLEXIVE):
        return head
    if verb & t.FAIL_TO:
        return _failed_to(scene, clause)
    for test in (_harm, _object, _chosen, _manner):
        last = test(scene, clause, verb)
        if last >= 0:
            return last
    return -1


def _neither(scene: Scene, clause: Clause) -> bool:
    """'neither the author nor the reviewer noticed'."""
    return clause.subject is not None and bool(scene.tags(clause.subject.first - 1) & t.NEITHER)


def _omission(scene: Scene, clause: Clause, verb: int) -> int:
    """A duty left undone: 'did not check'. Not noticing is one unless there was nothing to notice."""
    head = clause.verb.head
    if verb & (t.NOTICE | t.SEE):
        thing = scene.object(clause)
        nothing = thing is not None and scene.any(thing.first, thing.last + 1) & (t.EVERY | t.THING)
        if verb & t.SEE:
            return head if thing is not None and scene.tags(thing.head) & t.ALERT_NOUN and not nothing else -1
        return -1 if nothing else head
    if verb & t.DUTY:
        return head
    if verb & t.PERFORM and _object_is(scene, clause, t.GUARD_NOUN | t.DUTY_NOUN):
        return head
    if verb & t.PAY:
        return head
    if verb & t.CHOOSE:
        return -1
    return -1


def _failed_to(scene: Scene, clause: Clause) -> int:
    """'failed to check', not 'failed to reach the vendor', which says what could not be done."""
    at = clause.verb.last + 1
    if not scene.tags(at) & t.TO:
        return -1
    at += 1
    while scene.tags(at) & (t.ADV | t.NEG):
        at += 1
    verb = scene.tags(at)
    if not verb or verb & (t.DET | t.PRONOUN) or (verb & t.UNABLE and not verb & t.DUTY):
        return -1
    return at


def _harm(scene: Scene, clause: Clause, verb: int) -> int:
    head = clause.verb.head
    thing = scene.object(clause)
    tags = scene.tags(thing.head) if thing is not None else 0
    if clause.verb.tags & t.ING and verb & t.TRIGGER:
        # 'restarted it, leading to …' has the whole event as its subject
        return -1
    if verb & t.BREAK:
        return head if thing is not None and not scene.any(thing.last + 1, thing.last + 2) & t.WITHOUT else -1
    if verb & t.HARM:
        none = thing is None or scene.any(thing.first, thing.head) & t.NO
        return -1 if none or (verb & t.TAKE and scene.words[thing.head].text in _NEUTRAL_OBJECTS) else head  # type: ignore[union-attr]
    if verb & (t.TRIGGER | t.INTRODUCE | t.LEAD):
        return head if tags & t.HARM_NOUN else -1
    if verb & t.DELETE and thing is not None:
        end = thing.last + 1
        while scene.tags(end) & (t.OF | t.DET | t.NOUN) and end < thing.last + 6:
            end += 1
        live = scene.find(thing.first, end, t.LIVE | t.WRONG)
        return live if live >= 0 and not scene.any(thing.first, live) & (t.ADJ | t.PARTICIPLE) & ~t.WRONG else -1
    if verb & t.TAKE and thing is not None and tags & t.LIVE:
        down = scene.words[thing.last + 1].text if thing.last + 1 < len(scene.words) else ""
        return thing.last + 1 if down in ("down", "offline", "out") else -1
    return -1


def _object(scene: Scene, clause: Clause, verb: int) -> int:
    """Failures that only the object tells: skipped *the review*, made *a mistake*, ran *the wrong script*."""
    if verb & t.MAKE and _object_is(scene, clause, t.ERROR_NOUN):
        thing = scene.object(clause)
        return -1 if thing is None or scene.any(thing.first, thing.head) & t.NO else thing.head
    if verb & t.SKIP and _object_is(scene, clause, t.GUARD_NOUN):
        return clause.verb.head
    if verb & t.DISMISS and _object_is(scene, clause, t.ALERT_NOUN | t.GUARD_NOUN):
        return clause.verb.head
    end = min(scene.tail(clause), clause.verb.last + 8)
    if verb & t.LEAVE:
        return scene.find(clause.verb.last + 1, end, t.OPEN_STATE)
    if verb & (t.FIND | t.SAY | t.SEE | t.HAVE) and not verb & t.PUT:
        return -1
    at = scene.find(clause.verb.last + 1, end, t.FAULTY if verb & t.PUT else t.WRONG)
    return at if at >= 0 and scene.tags(at - 1) & (t.DET | t.NOUN) else -1


def _object_is(scene: Scene, clause: Clause, classes: int) -> bool:
    thing = scene.object(clause)
    return thing is not None and bool(scene.tags(thing.head) & classes)


def _chosen(scene: Scene, clause: Clause, verb: int) -> int:
    """'decided not to test', 'chose to ignore the alert': the failure is in the infinitive."""
    if not verb & t.CHOOSE:
        return -1
    for inner in scene.clauses:
        if clause.at < inner.at <= clause.at + 2 and inner.verb.tags & t.INFINITIVE:
            duty = scene.tags(inner.verb.head) & (t.CHECKING | t.BOTHER)
            return failure(scene, inner) if duty or not inner.verb.tags & t.NEGATED else -1
        if inner.at > clause.at + 2:
            break
    return -1


def _manner(scene: Scene, clause: Clause, verb: int) -> int:
    """How it was done: by mistake, too late, without testing, on production instead of staging."""
    end = scene.tail(clause)
    start = clause.verb.last + 1
    if not verb & (t.SAY & ~t.FIND):
        at = scene.find(start, end, _MANNER | t.TARDY)
        if at >= 0 and not scene.any(start, at) & t.NEG and not _other_verb(scene, clause, at):
            return at
    at = scene.find(start, end, t.WITHOUT)
    if at >= 0:
        lacking = scene.find(at + 1, at + 4, t.DUTY_NOUN) if not scene.any(at + 1, at + 3) & t.ING else -1
        gerund = scene.find(at + 1, at + 4, t.DUTY)
        if lacking < 0 and gerund >= 0 and scene.tags(gerund) & (t.ING | t.PARTICIPLE | t.INFINITIVE | t.BASE):
            lacking = gerund
        if lacking >= 0:
            return lacking
    at = scene.find(start, end, t.INSTEAD)
    if at >= 0 and scene.any(start, at) & t.LIVE and scene.any(at + 1, at + 4) & t.TEST_ENV:
        return scene.find(at + 1, at + 4, t.TEST_ENV)
    return -1


def _other_verb(scene: Scene, clause: Clause, word: int) -> bool:
    """Does another verb, with its own doer, stand between the verb and this word?"""
    for chunk in scene.chunks[clause.at + 1 :]:
        if chunk.first >= word:
            return False
        if chunk.kind == VG and chunk.last >= word:
            return bool(chunk.tags & t.INFINITIVE)
    return False


def _passive(scene: Scene, clause: Clause) -> int:
    """'was ignored by the operator', 'was accidentally deleted by …', 'the outage was caused by …'."""
    verb = scene.tags(clause.verb.head)
    if clause.verb.tags & t.NEGATED:
        return clause.verb.head if verb & t.DUTY else -1
    if clause.verb.tags & _MANNER or verb & (t.LAPSE | t.FORGET | t.BREAK | t.HARM):
        return clause.verb.head
    patient = scene.tags(clause.subject.head) if clause.subject is not None else 0
    if verb & (t.TRIGGER | t.INTRODUCE | t.CAUSAL | t.MAKE) and patient & (t.HARM_NOUN | t.ERROR_NOUN):
        return clause.verb.head
    if verb & (t.SKIP | t.DISMISS) and patient & (t.GUARD_NOUN | t.ALERT_NOUN):
        return clause.verb.head
    at = scene.find(clause.verb.last + 1, scene.tail(clause), _MANNER)
    return clause.verb.head if at >= 0 else -1


def _work(scene: Scene, clause: Clause) -> Finding | None:
    """'Alice's commit broke production', 'the patch by the intern took the site down'."""
    subject = clause.subject
    if subject is None or clause.verb.tags & t.NEGATED or scene.passive(clause):
        return None
    if not scene.tags(subject.head) & t.WORK_NOUN or not _happened(scene, clause, subject):
        return None
    owner, span = _author(scene, subject)
    last = _harm(scene, clause, scene.tags(clause.verb.head)) if owner & PERSON else -1
    if last < 0:
        return None
    return Finding(BlameKind.NAMED if owner == t.PROPER else BlameKind.AGENT, subject.first, last, span)


def _author(scene: Scene, subject: Chunk) -> tuple[int, tuple[int, int]]:
    """Whose work a noun phrase is: its possessor, or the person after 'by', 'from' or 'of'."""
    if subject.owner >= 0:
        return subject.possessor, (subject.first, subject.owner)
    preposition, name = scene.after(subject)
    if preposition is not None and preposition.kind == PREP and name is not None and name.kind == NP:
        return scene.who(name), (name.first, name.last)
    return 0, (subject.first, subject.last)


def _nominal(scene: Scene) -> list[Finding]:
    """'the engineer's failure to check', 'because of the intern', 'due to Alice'."""
    found: list[Finding] = []
    for at, chunk in enumerate(scene.chunks):
        if chunk.kind != NP:
            continue
        who, span = _author(scene, chunk)
        if scene.tags(chunk.head) & t.FAILURE_NOUN and who & PERSON:
            verb = scene.find(chunk.last + 1, chunk.last + 10, t.TO)
            if verb >= 0 and not (scene.tags(verb + 1) & t.UNABLE and not scene.tags(verb + 1) & t.DUTY):
                found.append(Finding(_kind(who), chunk.first, verb + 1, span))
        elif chunk.tags & PERSON and at and scene.chunks[at - 1].tags & t.DUE and scene.chunks[at - 1].kind == PREP:
            if not scene.tags(chunk.last + 1) & (t.BE | t.HAVE | t.POSSESSIVE) and chunk.owner < 0:
                found.append(Finding(_kind(chunk.tags), scene.chunks[at - 1].first, chunk.last, scene.span(chunk)))
    return found


def _kind(who: int) -> BlameKind:
    return BlameKind.NAMED if who == t.PROPER else BlameKind.AGENT
