"""All rules, in the order of their codes. Adding one is a file (or a place in one), a fixture, and a line here.

A code is never used again. A rule that is removed leaves its line as a comment.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from incident_lint.records import Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from incident_lint.rules.rule import Rule

_ANY = frozenset(Kind)
_EVENT = frozenset({Kind.EVENT})
_POST_MORTEM = frozenset({Kind.POST_MORTEM})
_HISTORY: frozenset[Kind] = frozenset()

MODULES: tuple[tuple[str, frozenset[Kind]], ...] = (
    ("text", _ANY),  # REC0
    ("schema", _ANY),  # REC1
    ("identity", _ANY),  # REC2
    ("agreement", _EVENT),  # REC3
    ("sections", _POST_MORTEM),  # DOC0, DOC1
    ("content", _POST_MORTEM),  # DOC2, DOC4, DOC5
    ("timeline", _POST_MORTEM),  # DOC3
    ("actions", _POST_MORTEM),  # DOC6
    ("evidence", _EVENT | _POST_MORTEM),  # DOC7
    ("blame", _POST_MORTEM),  # INC1
    ("deadlines", _EVENT),  # INC2, SLA1
    ("custody", _HISTORY),  # INC3
    ("duties", _EVENT),  # INC4, INC5
    ("rollback", _ANY),  # RBK1
    ("seals", frozenset({Kind.PLAN})),  # RBK2
    ("silence", _HISTORY),  # SIL1
    ("suppressions", _POST_MORTEM),  # SUP0
)
"""The modules of the rules, each with the records of which one has to be there for any of its rules to be asked: a
check of an event alone loads none that reads Markdown. The history has rules of its own."""
HISTORY = ("deadlines", "custody", "seals", "silence")
"""The modules with rules about the history."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule."""
    return tuple(rule for name, _ in MODULES for rule in _rules_in(name))


@cache
def rules_for(kinds: Collection[Kind]) -> tuple[Rule, ...]:
    """The rules that may be asked where there are records of these kinds; `kinds` is a frozenset."""
    return tuple(rule for name, wanted in MODULES if not wanted.isdisjoint(kinds) for rule in _rules_in(name))


@cache
def history_rules() -> tuple[Rule, ...]:
    """The rules about the history."""
    return tuple(rule for name in HISTORY for rule in _rules_in(name) if rule.inspection is not None)


def _rules_in(name: str) -> tuple[Rule, ...]:
    rules: tuple[Rule, ...] = import_module(f"{__name__}.{name}").RULES
    return rules


def find_rule(name: str) -> Rule | None:
    """The rule with this code (in any case) or name."""
    return next((one for one in all_rules() if name.upper() == one.code or name.lower() == one.name), None)


def index() -> list[tuple[str, str]]:
    """Code and name of every rule, as configurations refer to them."""
    return [(one.code, one.name) for one in all_rules()]
