"""What the package finds."""

from __future__ import annotations

from enum import StrEnum

from incident_lint.values import dataclass


class BlameKind(StrEnum):
    """The ways in which prose blames somebody, one per rule of INC-001."""

    AGENT = "agent"
    """INC101: a person is the subject of a failure: 'the engineer forgot to rotate the key'."""
    HUMAN_ERROR = "human-error"
    """INC102: human error is given as the cause."""
    COUNTERFACTUAL = "counterfactual"
    """INC103: what somebody should have done, outside Actions."""
    NAMED = "named"
    """INC104: a named person is the agent of harm."""
    CHARACTER = "character"
    """INC105: a judgement of character, competence or decision."""
    FAULT = "fault"
    """INC106: somebody, oneself or a team included, is at fault, to blame or responsible for the outage."""
    EXHORTATION = "exhortation"
    """INC107: people are told to be more careful where a change to the system is due."""


@dataclass(frozen=True, slots=True)
class Blame:
    """One blaming clause: its kind, the blaming words as code points of the text, and who is blamed, as written."""

    kind: BlameKind
    start: int
    end: int
    subject: str
