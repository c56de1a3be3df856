"""REC1: a record that breaks its schema."""

from __future__ import annotations

from incident_lint.diagnostics import Finding, Severity
from incident_lint.rules.rule import Example, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_lint.records import Incident


@rule(
    "REC101",
    "schema-violation",
    Severity.ERROR,
    "A record has the fields that its schema asks for, and no others.",
    wrong=Example('{"severity": "CRITCAL"}\n', "INCIDENT_EVENT.json"),
    right=Example('{"severity": "HIGH"}\n', "INCIDENT_EVENT.json"),
)
def schema_violation(incident: Incident) -> Iterator[Finding]:
    """A field is missing, unknown, of the wrong kind, or required by the status that the record states.

    `incident-lint schema` prints the schemas. They are closed: a misspelt field is an error, not a silent gap.
    """
    records = (incident.event, incident.post_mortem, *incident.plans, *incident.rollback_events)
    for record in records:
        if record is not None:
            for one in record.violations:
                yield Finding(one.message, record.path, one.span, one.hint)


RULES = (schema_violation,)
