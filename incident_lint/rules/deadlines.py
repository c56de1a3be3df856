"""INC2 and SLA1: rule INC-002, logged within 15 minutes; Phase 2, acknowledged in time for its severity.

A late fact is recorded, never forbidden: a missed limit is a finding only while the record gives no reason for it.
"""

from __future__ import annotations

from datetime import timedelta

from incident_lint.diagnostics import Finding, Severity
from incident_lint.records import Incident, Kind
from incident_lint.rules.rule import Example, history_rule, rule
from incident_lint.times import duration_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_lint.history.step import Step

CLOCKS = timedelta(minutes=5)
"""How far the clocks of two machines may differ."""
COMMITTED = timedelta(hours=24)
"""How long an event may lie about before it is committed."""


@rule(
    "INC201",
    "logged-late",
    Severity.ERROR,
    "An incident is logged within 15 minutes of its detection, or the record says why not.",
    wrong=Example('{"logged_at": "2026-11-03T11:08:00Z"}\n', "INCIDENT_EVENT.json"),
    right=Example(
        '{"logged_at": "2026-11-03T11:08:00Z", "late_logging_reason": "The repository was part of the outage."}\n',
        "INCIDENT_EVENT.json",
    ),
    needs=[Kind.EVENT],
)
def logged_late(incident: Incident) -> Iterator[Finding]:
    """`logged_at` is more than `limits.log-within` after `detected_at`, and there is no `late_logging_reason`.

    The fifteenth minute counts as in time. What is logged late is remembered wrong. The finding goes when the reason is
    written down, not when the time is changed.
    """
    event = incident.the_event
    detected, logged = event.time("detected_at"), event.time("logged_at")
    limit = incident.config.log_within
    if detected is None or logged is None or event.string("late_logging_reason"):
        return
    if logged - detected > limit:
        message = f"logged {duration_text(logged - detected)} after detection; the limit is {duration_text(limit)}"
        yield Finding(message, event.path, event.span("logged_at"), "say why in `late_logging_reason`")


@history_rule(
    "INC202",
    "logged-after-commit",
    Severity.ERROR,
    "An event was not logged later than the commit that added it.",
    wrong="""$ sed -i 's/"logged_at": "[^"]*"/"logged_at": "2026-11-03T12:30:00Z"/' INCIDENT_EVENT.json
$ git commit -qam "Correct the time"
""",
    right="""$ sed -i 's/"logged_at": "[^"]*"/"logged_at": "2026-11-03T10:54:00Z"/' INCIDENT_EVENT.json
$ git commit -qam "Correct the time"
""",
)
def logged_after_commit(step: Step) -> Iterator[Finding]:
    """`logged_at` is more than five minutes after the author date of the commit that added the event.

    The event cannot have been logged after it was there. The author date bears witness, since it stays through rebases
    and cherry-picks. It is asked when an event is added, and when its `logged_at` is changed later.
    """
    for one in step.logged:
        logged = one.event.time("logged_at")
        if logged is not None and logged - one.committed > CLOCKS:
            message = f"logged {duration_text(logged - one.committed)} after the event was committed"
            yield Finding(message, one.event.path, one.event.span("logged_at"), "state when it was logged")


@history_rule(
    "INC203",
    "committed-late",
    Severity.WARNING,
    "An event is committed soon after it was logged, or it says why not.",
    wrong="""$ cp -r . ../INC-20261101-search-slow
$ cd ../INC-20261101-search-slow
$ sed -i 's/INC-20261103-checkout-timeouts/INC-20261101-search-slow/; s/2026-11-03T1/2026-11-01T1/' INCIDENT*
$ git add .
$ git commit -qm "Record an incident"
""",
    right="""$ cp -r . ../INC-20261103-search-slow
$ cd ../INC-20261103-search-slow
$ sed -i 's/INC-20261103-checkout-timeouts/INC-20261103-search-slow/' INCIDENT*
$ git add .
$ git commit -qm "Record an incident"
""",
)
def committed_late(step: Step) -> Iterator[Finding]:
    """The commit that adds an event was made more than 24 hours after the event's `logged_at`, and there is no
    `late_logging_reason`.

    Where it was logged before, nobody could see it. An import from another tool says so in its reason.
    """
    for one in step.logged:
        logged = one.event.time("logged_at")
        if not one.added or logged is None or one.event.string("late_logging_reason"):
            continue
        if one.committed - logged > COMMITTED:
            message = f"committed {duration_text(one.committed - logged)} after it was logged"
            yield Finding(message, one.event.path, one.event.span("logged_at"), "say why in `late_logging_reason`")


@rule(
    "SLA101",
    "acknowledged-late",
    Severity.ERROR,
    "An incident is acknowledged in the time that its severity allows, or the record says why not.",
    wrong=Example('{"severity": "CRITICAL", "acknowledged_at": "2026-11-03T11:52:00Z"}\n', "INCIDENT_EVENT.json"),
    right=Example(
        '{"acknowledged_at": "2026-11-03T14:52:00Z", "late_response_reason": "The pager of the night shift was down.", '
        '"mitigated_at": "2026-11-03T15:20:00Z", "resolved_at": "2026-11-03T16:00:00Z", '
        '"resolution": {"kind": "ROLLBACK", "verified_at": "2026-11-03T16:00:00Z"}}\n',
        "INCIDENT_EVENT.json",
        also=(
            ("INCIDENT.md", "## Timeline\n\n- 10:52 UTC, 3 November 2026: incident detected\n- 16:00 UTC: resolved\n"),
        ),
    ),
    needs=[Kind.EVENT],
)
def acknowledged_late(incident: Incident) -> Iterator[Finding]:
    """`acknowledged_at` is not before the limit of the severity (CRITICAL 1 h, HIGH 4 h, MEDIUM 24 h, LOW 72 h;
    `limits.respond-within`), and there is no `late_response_reason`.

    The limit is strict: an answer after exactly one hour is late for a CRITICAL incident.
    """
    event = incident.the_event
    detected, acknowledged = event.time("detected_at"), event.time("acknowledged_at")
    if detected is None or acknowledged is None or event.severity is None or event.string("late_response_reason"):
        return
    limit = incident.config.respond_within[event.severity]
    if acknowledged - detected >= limit:
        taken = duration_text(acknowledged - detected)
        message = f"acknowledged {taken} after detection; {event.severity} allows less than {duration_text(limit)}"
        yield Finding(message, event.path, event.span("acknowledged_at"), "say why in `late_response_reason`")


RULES = (logged_late, logged_after_commit, committed_late, acknowledged_late)
