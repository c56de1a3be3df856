"""All rules, in the order of their codes. Adding one is a file (or a place in one), a fixture, and a line here.

A code is never used again. A rule that is removed leaves its line as a comment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incident_lint.rules import (
    actions,
    agreement,
    blame,
    content,
    custody,
    deadlines,
    duties,
    evidence,
    identity,
    rollback,
    schema,
    seals,
    sections,
    silence,
    suppressions,
    text,
    timeline,
)

if TYPE_CHECKING:
    from incident_lint.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *text.RULES,  # REC0
    *schema.RULES,  # REC1
    *identity.RULES,  # REC2
    *agreement.RULES,  # REC3
    *sections.RULES,  # DOC0, DOC1
    *content.RULES,  # DOC2, DOC4, DOC5
    *timeline.RULES,  # DOC3
    *actions.RULES,  # DOC6
    *evidence.RULES,  # DOC7
    *blame.RULES,  # INC1
    *deadlines.RULES,  # INC2, SLA1
    *custody.RULES,  # INC3
    *duties.RULES,  # INC4, INC5
    *rollback.RULES,  # RBK1
    *seals.RULES,  # RBK2
    *silence.RULES,  # SIL1
    *suppressions.RULES,  # SUP0
)


def find_rule(name: str) -> Rule | None:
    """The rule with this code (in any case) or name."""
    return next((one for one in RULES if name.upper() == one.code or name.lower() == one.name), None)


def index() -> list[tuple[str, str]]:
    """Code and name of every rule, as configurations refer to them."""
    return [(one.code, one.name) for one in RULES]
