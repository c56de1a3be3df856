"""REC0: a record that cannot be read, or that two readers would read differently. Found while reading; told here."""

from __future__ import annotations

from incident_lint.diagnostics import Finding, Severity
from incident_lint.rules.rule import Example, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_lint.records import Incident


def _problems(incident: Incident, kind: str) -> Iterator[Finding]:
    for one in incident.broken:
        for problem in one.problems:
            if problem.kind == kind:
                yield Finding(problem.message, one.path, problem.span, problem.hint)


@rule(
    "REC001",
    "unreadable-file",
    Severity.ERROR,
    "A record is a regular file of UTF-8 text.",
    wrong=Example("# Checkout times out\n\0\n", whole=True),
    right=Example("## Resolution\n\nThe service was rolled back to the sealed release 2.13.2.\n"),
)
def unreadable_file(incident: Incident) -> Iterator[Finding]:
    """A record cannot be read: a directory or a link stands in its place, it is not UTF-8, it is far too large.

    What cannot be read cannot be checked, and is not passed over in silence.
    """
    yield from _problems(incident, "unreadable")


@rule(
    "REC002",
    "byte-order-mark",
    Severity.ERROR,
    "A record begins with its text, not with a byte order mark.",
    wrong=Example("\ufeff# Checkout times out\n", whole=True),
    right=Example("## Resolution\n\nThe service was rolled back to the sealed release 2.13.2.\n"),
)
def byte_order_mark(incident: Incident) -> Iterator[Finding]:
    """A file begins with a byte order mark.

    Many readers lose the front matter of such a file, or refuse its JSON (RFC 8259, section 8.1).
    """
    yield from _problems(incident, "byte-order-mark")


@rule(
    "REC003",
    "json-syntax",
    Severity.ERROR,
    "A JSON record is strict JSON.",
    wrong=Example('{"event_type": "INCIDENT_EVENT", "severity": NaN}\n', "INCIDENT_EVENT.json", whole=True),
    right=Example('{"severity": "HIGH"}\n', "INCIDENT_EVENT.json"),
)
def json_syntax(incident: Incident) -> Iterator[Finding]:
    """A record is not JSON as RFC 8259 defines it: a comma too many, NaN, a lone surrogate, text after the end.

    Some readers accept such files, each in its own way. A record has one meaning.
    """
    yield from _problems(incident, "json-syntax")


@rule(
    "REC004",
    "front-matter-syntax",
    Severity.ERROR,
    "The front matter is a closed block of plain `key: value` lines.",
    wrong=Example("---\nincident_id: *id\n---\n"),
    right=Example(
        "---\nincident_id: INC-20261103-checkout-timeouts\nseverity: HIGH\nstatus: FINAL\ndate: 2026-11-05\n---\n"
    ),
)
def front_matter_syntax(incident: Incident) -> Iterator[Finding]:
    """The front matter is never closed, is no mapping, or uses aliases, tags or keys that YAML reads as something else.

    Most tools answer such a block with an empty one, and say nothing.
    """
    yield from _problems(incident, "front-matter-syntax")


@rule(
    "REC005",
    "duplicate-key",
    Severity.ERROR,
    "No key stands twice in one object.",
    wrong=Example(
        '{"event_type": "INCIDENT_EVENT", "severity": "LOW", "severity": "HIGH"}\n', "INCIDENT_EVENT.json", whole=True
    ),
    right=Example('{"severity": "HIGH"}\n', "INCIDENT_EVENT.json"),
)
def duplicate_key(incident: Incident) -> Iterator[Finding]:
    """A key stands twice in an object, or in the front matter.

    One reader takes the first value, another the last: the record says two things.
    """
    yield from _problems(incident, "duplicate-key")


RULES = (unreadable_file, byte_order_mark, json_syntax, front_matter_syntax, duplicate_key)
