"""INC1: rule INC-001, no individual blame; look at the system. One rule for each way of blaming."""

from __future__ import annotations

from incident_lint.blame.model import BlameKind
from incident_lint.diagnostics import Finding, Severity
from incident_lint.records import Incident, Kind
from incident_lint.rules.rule import Example, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_RIGHT = Example(
    "## Root Cause\n\nThe deployment tool accepts a configuration without the field `pool`. The review "
    "has no step that "
    "shows the effective limit, so nothing stopped the change.\n"
)


def _wrong(text: str) -> Example:
    return Example(f"## Root Cause\n\n{text}\n")


def _accusations(incident: Incident, kind: BlameKind, message: str, hint: str) -> Iterator[Finding]:
    for one in incident.accusations:
        if one.kind is kind:
            words = f"{one.words[:79]}…" if len(one.words) > 80 else one.words
            yield Finding(f'{message}: "{words}"', incident.the_post_mortem.path, one.span, hint)


@rule(
    "INC101",
    "blame-language",
    Severity.ERROR,
    "No person is the subject of a failure.",
    wrong=_wrong("The on-call engineer forgot to raise the limit of the pool."),
    right=_RIGHT,
    needs=[Kind.POST_MORTEM],
)
def blame_language(incident: Incident) -> Iterator[Finding]:
    """A sentence has a person as the subject of a failure: somebody forgot, overlooked, broke, ran by mistake.

    It is judged by sentence and subject, not by word: health checks may fail, and people may restart things. Blame ends
    the investigation at a person, and teaches the next one to stay silent. What made the slip possible, and what let it
    through, can be changed.
    """
    hint = "say what in the system made it possible, and what let it through"
    yield from _accusations(incident, BlameKind.AGENT, "blames a person", hint)


@rule(
    "INC102",
    "human-error-as-cause",
    Severity.ERROR,
    "Human error is not a cause.",
    wrong=_wrong("The outage was caused by human error."),
    right=_RIGHT,
    needs=[Kind.POST_MORTEM],
)
def human_error_as_cause(incident: Incident) -> Iterator[Finding]:
    """Human error, operator error or inattention is given as the cause.

    It is where the questions begin: why did the action make sense, and why did nothing stop it?
    """
    hint = "ask why the action made sense, and why nothing stopped it"
    yield from _accusations(incident, BlameKind.HUMAN_ERROR, "gives human error as the cause", hint)


@rule(
    "INC103",
    "counterfactual",
    Severity.ERROR,
    "The text says what happened, not what people should have done.",
    wrong=_wrong("The team should have checked the limit of the pool before the release."),
    right=_RIGHT,
    needs=[Kind.POST_MORTEM],
)
def counterfactual(incident: Incident) -> Iterator[Finding]:
    """A sentence outside Actions tells what somebody should, could or ought to have done.

    Hindsight explains nothing: the incident happened with what people knew then. What would have helped is an action.
    "The alert should have fired" is about the system, and fine.
    """
    hint = "say what was known then; what would have helped belongs under Actions"
    yield from _accusations(incident, BlameKind.COUNTERFACTUAL, "judges by hindsight", hint)


@rule(
    "INC104",
    "person-named",
    Severity.ERROR,
    "Nobody is named as the agent of the harm.",
    wrong=_wrong("@operator-one caused the outage with a wrong limit."),
    right=_RIGHT,
    needs=[Kind.POST_MORTEM],
)
def person_named(incident: Incident) -> Iterator[Finding]:
    """A person with a name, known from the repository's history or by a mention, is named as the one who did harm.

    A role is enough to understand what happened. Names stay in the record for ever, and search engines find them.
    """
    hint = "name the role, or better the step that failed"
    yield from _accusations(incident, BlameKind.NAMED, "names a person as the cause", hint)


@rule(
    "INC105",
    "character-judgement",
    Severity.ERROR,
    "Nobody's character, competence or decision is judged.",
    wrong=_wrong("The developer was careless when the limit was changed."),
    right=_RIGHT,
    needs=[Kind.POST_MORTEM],
)
def character_judgement(incident: Incident) -> Iterator[Finding]:
    """A sentence calls a person, or a decision, careless, negligent, sloppy, irresponsible.

    It says something about its author, and nothing about the incident.
    """
    hint = "say what the decision rested on at the time"
    yield from _accusations(incident, BlameKind.CHARACTER, "judges a person", hint)


@rule(
    "INC106",
    "person-at-fault",
    Severity.ERROR,
    "Nobody is said to be at fault: no person, no team, not oneself.",
    wrong=_wrong("The contractor is responsible for the outage."),
    right=_RIGHT,
    needs=[Kind.POST_MORTEM],
)
def person_at_fault(incident: Incident) -> Iterator[Finding]:
    """A sentence says that somebody is at fault, to blame, or responsible for the outage, the author included.

    Being responsible for a service is a duty, and fine; being responsible for its outage is a verdict.
    """
    hint = "say what failed, not who"
    yield from _accusations(incident, BlameKind.FAULT, "says who is at fault", hint)


@rule(
    "INC107",
    "exhortation",
    Severity.ERROR,
    "The remedy is a change to the system, not an appeal to people.",
    wrong=Example("## Resolution\n\nThe service was rolled back. Engineers must be more careful with the limit.\n"),
    right=Example("## Resolution\n\nThe service was rolled back, and the release pipeline now shows the limit.\n"),
    needs=[Kind.POST_MORTEM],
)
def exhortation(incident: Incident) -> Iterator[Finding]:
    """People are told to be more careful, to pay attention, to double-check next time.

    They were careful. An appeal is forgotten within weeks; a guard in the system is not.
    """
    hint = "what could the system do so that care is not needed?"
    yield from _accusations(incident, BlameKind.EXHORTATION, "appeals to people", hint)


RULES = (
    blame_language,
    human_error_as_cause,
    counterfactual,
    person_named,
    character_judgement,
    person_at_fault,
    exhortation,
)
