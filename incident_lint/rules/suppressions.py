"""SUP: comments that silence a rule. The engine judges them, since it alone knows what they silenced."""

from __future__ import annotations

from incident_lint.diagnostics import Severity
from incident_lint.rules.rule import Example, Rule

_RIGHT = Example(
    """\
## Root Cause

<!-- incident-lint: ignore[human-error-as-cause] quotes the customer's own words -->
The customer's first report said that human error caused it; the trace shows that the pool was exhausted.
"""
)

WITHOUT_REASON = Rule(
    "SUP001",
    "suppression-without-reason",
    Severity.ERROR,
    "A suppression says why the rule does not apply.",
    text="""\
A comment switches a rule off for a block, or for the whole file, and says nothing after its bracket.

The next reader cannot tell an exception from an excuse. The reason is part of the record.""",
    wrong=Example(
        """\
## Root Cause

<!-- incident-lint: ignore[human-error-as-cause] -->
The customer's first report said that human error caused it; the trace shows that the pool was exhausted.
"""
    ),
    right=_RIGHT,
    needs=frozenset(),
    check=None,
)

UNUSED = Rule(
    "SUP002",
    "unused-suppression",
    Severity.WARNING,
    "A suppression silences something.",
    text="""\
A comment switches a rule off where that rule finds nothing.

It hides the next real finding. Rules that are not selected in this run are left out of account.""",
    wrong=Example(
        """\
## Root Cause

<!-- incident-lint: ignore[human-error-as-cause] quotes the customer's own words -->
The connection pool was exhausted, because its limit was halved by the configuration of release 2.14.
"""
    ),
    right=_RIGHT,
    needs=frozenset(),
    check=None,
)

MALFORMED = Rule(
    "SUP003",
    "malformed-suppression",
    Severity.ERROR,
    "A comment to incident-lint is understood, and names rules that exist.",
    text="""\
A comment begins with `incident-lint:` but is no suppression, or names a rule that does not exist.

Whoever wrote it believes that something is silenced. Nothing is.""",
    wrong=Example(
        """\
## Root Cause

<!-- incident-lint: ignore[human-eror] quotes the customer's own words -->
The connection pool was exhausted, because its limit was halved by the configuration of release 2.14.
"""
    ),
    right=_RIGHT,
    needs=frozenset(),
    check=None,
)

RULES = (WITHOUT_REASON, UNUSED, MALFORMED)
