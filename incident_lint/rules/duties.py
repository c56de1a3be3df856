"""INC4 and INC5: rule INC-004, stakeholders are informed; rule INC-005, MEDIUM and above have a post-mortem."""

from __future__ import annotations

from incident_lint.diagnostics import Finding, Severity
from incident_lint.records import Draft, Incident, Kind, Level, Status
from incident_lint.rules.rule import Example, rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_INFORMED = Example(
    '{"communications": [{"at": "2026-11-03T10:57:00Z", "audience": "TEAM", "channel": "#incidents", '
    '"summary": "Checkout times out."}, {"at": "2026-11-03T11:10:00Z", "audience": "STAKEHOLDERS", '
    '"channel": "status mail", "summary": "Checkout is degraded."}]}\n',
    "INCIDENT_EVENT.json",
)


@rule(
    "INC401",
    "audience-not-informed",
    Severity.ERROR,
    "Those whom the severity asks for are informed.",
    wrong=Example(
        '{"communications": [{"at": "2026-11-03T10:57:00Z", "audience": "TEAM", "channel": "#incidents", '
        '"summary": "Checkout times out."}]}\n',
        "INCIDENT_EVENT.json",
    ),
    right=_INFORMED,
    needs=[Kind.EVENT],
)
def audience_not_informed(incident: Incident) -> Iterator[Finding]:
    """`communications` has no entry for an audience that `[communication]` asks for at this severity.

    An incident is not a fault; silence is. From TRIAGED on the finding is a warning, from RESOLVED on an error. What is
    told to the PUBLIC has reached the USERS.
    """
    event = incident.the_event
    if event.severity is None or not event.reached(Status.TRIAGED):
        return
    informed = set(event.texts("communications", key="audience", value="audience"))
    if "PUBLIC" in informed:
        informed.add("USERS")
    missing = [one for one in incident.config.communication[event.severity] if one not in informed]
    if missing:
        severity = Severity.ERROR if event.reached(Status.RESOLVED) else Severity.WARNING
        place = event.span("communications") if event.get("communications") is not None else event.span("severity")
        message = f"{event.severity}, but not informed: {', '.join(missing)}"
        yield Finding(message, event.path, place, "inform them, and add it to `communications`", severity)


@rule(
    "INC501",
    "post-mortem-missing",
    Severity.ERROR,
    "A closed incident has a post-mortem.",
    wrong=Example('{"incident_id": "INC-20261104-no-words"}\n', "../INC-20261104-no-words/INCIDENT_EVENT.json"),
    right=Example("## Resolution\n\nThe service was rolled back to the sealed release 2.13.2.\n"),
    needs=[Kind.EVENT],
)
def post_mortem_missing(incident: Incident) -> Iterator[Finding]:
    """The event is CLOSED and there is no INCIDENT.md beside it.

    For MEDIUM and above that is an error (INC-005), for LOW a warning.
    """
    event = incident.the_event
    if event.status is Status.CLOSED and Kind.POST_MORTEM not in incident.kinds:
        severity = Severity.WARNING if event.severity is Level.LOW else Severity.ERROR
        grave = f"{event.severity} and " if event.severity else ""
        message = f"the incident is {grave}CLOSED, but has no INCIDENT.md"
        yield Finding(message, event.path, event.span("status"), "", severity)


@rule(
    "INC502",
    "post-mortem-not-final",
    Severity.ERROR,
    "The post-mortem of a closed incident is final.",
    wrong=Example(
        "---\nincident_id: INC-20261103-checkout-timeouts\nseverity: HIGH\nstatus: DRAFT\ndate: 2026-11-05\n---\n"
    ),
    right=Example(
        "---\nincident_id: INC-20261103-checkout-timeouts\nseverity: HIGH\nstatus: FINAL\ndate: 2026-11-05\n---\n"
    ),
    needs=[Kind.EVENT, Kind.POST_MORTEM],
)
def post_mortem_not_final(incident: Incident) -> Iterator[Finding]:
    """The event is CLOSED while its post-mortem is a DRAFT or in REVIEW.

    After that nobody comes back to it. For LOW it is a warning.
    """
    event, post_mortem = incident.the_event, incident.the_post_mortem
    if event.status is Status.CLOSED and post_mortem.status in {Draft.DRAFT, Draft.REVIEW}:
        severity = Severity.WARNING if event.severity is Level.LOW else Severity.ERROR
        message = f"`status` is {post_mortem.status}, but the incident is CLOSED"
        place = post_mortem.front_matter.span(("status",))
        yield Finding(message, post_mortem.path, place, "finish the review, then close the incident", severity)


RULES = (audience_not_informed, post_mortem_missing, post_mortem_not_final)
