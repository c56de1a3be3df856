"""COUNTERFACTUAL: what people should have done, told with the knowledge of afterwards."""

from __future__ import annotations

from . import tags as t
from .chunks import NP, PERSON, SUB, VG, Chunk
from .model import BlameKind
from .scene import Finding, Scene

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .clauses import Clause

_PEOPLE = PERSON | t.TEAM


def find(scene: Scene) -> list[Finding]:
    """A finding for every clause that says what people should have done; none in the Actions section."""
    if scene.in_actions:
        return []
    found: list[Finding] = []
    for clause in scene.clauses:
        agent = scene.agent(clause)
        who = scene.who(agent)
        if agent is None and _impersonal(scene, clause):
            found.append(Finding(BlameKind.COUNTERFACTUAL, clause.verb.first, clause.verb.last))
        if agent is not None and _counterfactual(scene, clause, who):
            first = min(agent.first, clause.verb.first)
            last = max(clause.verb.last, agent.last) if scene.passive(clause) else clause.verb.last
            found.append(Finding(BlameKind.COUNTERFACTUAL, first, last, scene.span(agent)))
    return found


def _impersonal(scene: Scene, clause: Clause) -> bool:
    """« il aurait fallu tester », « il aurait fallu que l'équipe prévienne »; not « il aurait fallu une alarme »."""
    group = clause.verb
    if not group.tags & t.SHOULD or not group.tags & t.PERFECT or group.tags & t.PASSIVE:
        return False
    if not any(word.text == "fallu" for word in scene.words[group.first : group.last + 1]):
        return False
    if scene.words[group.head].text != "fallu":
        return bool(scene.tags(group.head) & (t.DUTY | t.NOTICE | t.PERFORM | t.PREVENT | t.BASE))
    after = scene.chunks[clause.at + 1 : clause.at + 3]
    return len(after) == 2 and after[0].kind == SUB and after[1].kind == NP and bool(after[1].tags & _PEOPLE)


def _counterfactual(scene: Scene, clause: Clause, who: int) -> bool:
    group = clause.verb.tags
    verb = scene.tags(clause.verb.head)
    duty = bool(verb & (t.DUTY | t.NOTICE | t.PERFORM | t.PREVENT))
    if not who & (_PEOPLE | t.ROBOT) or (who == t.ROBOT and not verb & t.HUMAN_DUTY):
        return False
    if group & t.PERFECT and group & t.SHOULD and not group & t.COULD:
        return not scene.any(clause.verb.first, clause.verb.last + 3) & (t.AUTOMATIC | t.ABLE)
    if group & t.PERFECT and group & t.COULD:
        return duty and not verb & t.PERFORM and not _purpose(scene, clause) and not scene.passive(clause)
    if group & (t.PASSIVE | t.COPULA) and verb & t.SUPPOSED and who & PERSON:
        return bool(group & t.PAST) and bool(scene.tags(clause.verb.last + 1) & (t.TO | t.BASE))
    return _if_only(scene, clause, duty, bool(verb & t.LAPSE))


def _purpose(scene: Scene, clause: Clause) -> bool:
    """'so they could have tested it too' says what for."""
    subject = clause.subject
    return subject is not None and scene.words[subject.first - 1].text in ("so", "that") and subject.first > 0


def _if_only(scene: Scene, clause: Clause, duty: bool, lapse: bool) -> bool:
    """'if the engineer had checked', 'had she read the runbook', 'if he had not ignored the alert'."""
    group = clause.verb.tags
    if not (duty and not group & t.NEGATED) and not (lapse and group & t.NEGATED):
        return False
    if clause.conditional & t.COND:
        return bool(group & t.PERFECT) and bool(group & t.PAST)
    return _inverted(scene.chunks, clause, scene)


def _inverted(chunks: list[Chunk], clause: Clause, scene: Scene) -> bool:
    if clause.at < 2 or chunks[clause.at - 1].kind != NP or chunks[clause.at - 2].kind != VG:
        return False
    had = chunks[clause.at - 2]
    starts = had.first == 0 or bool(scene.tags(had.first - 1) & (t.COMMA | t.STOP | t.DASH))
    return starts and scene.words[had.head].text == "had" and clause.verb.first == clause.verb.head
