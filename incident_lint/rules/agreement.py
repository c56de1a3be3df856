"""REC3: records that contradict themselves or one another."""

from __future__ import annotations

from incident_lint.diagnostics import Finding, Severity
from incident_lint.jsontext import shown
from incident_lint.records import Draft, Kind, Record, Status, pointer_text
from incident_lint.rules.rule import Example, rule
from incident_lint.times import parse_date, time_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_lint.jsontext import Pointer
    from incident_lint.records import Incident

_EVENT_ORDER: tuple[tuple[Pointer, Pointer], ...] = (
    (("started_at",), ("detected_at",)),
    (("detected_at",), ("logged_at",)),
    (("detected_at",), ("acknowledged_at",)),
    (("started_at",), ("mitigated_at",)),
    (("mitigated_at",), ("resolved_at",)),
    (("acknowledged_at",), ("resolved_at",)),
    (("detected_at",), ("resolved_at",)),
    (("mitigated_at",), ("resolution", "verified_at")),
    (("resolved_at",), ("closed_at",)),
    (("resolution", "verified_at"), ("closed_at",)),
)
_PLAN_ORDER: tuple[tuple[Pointer, Pointer], ...] = (
    (("target", "sealed_at"), ("created_at",)),
    (("decision", "decided_at"), ("created_at",)),
    (("created_at",), ("expires_at",)),
)
_ROLLBACK_ORDER: tuple[tuple[Pointer, Pointer], ...] = (
    (("started_at",), ("finished_at",)),
    (("finished_at",), ("logged_at",)),
)


@rule(
    "REC301",
    "times-out-of-order",
    Severity.ERROR,
    "The times of a record follow one another as the phases do.",
    wrong=Example('{"resolved_at": "2026-11-03T10:40:00Z"}\n', "INCIDENT_EVENT.json"),
    right=Example('{"resolved_at": "2026-11-03T12:10:00Z"}\n', "INCIDENT_EVENT.json"),
)
def times_out_of_order(incident: Incident) -> Iterator[Finding]:
    """A time stands before one that has to precede it: resolved before detected, closed before resolved.

    Every duration computed from such a record is wrong. Most often an offset or a date is.
    """
    if incident.event is not None:
        yield from _ordered(incident.event, _EVENT_ORDER)
        first: Pointer = ("started_at",) if incident.event.time("started_at") else ("detected_at",)
        told = [(first, ("communications", index, "at")) for index, _ in incident.event.items("communications")]
        yield from _ordered(incident.event, told)
    for plan in incident.plans:
        yield from _ordered(plan, _PLAN_ORDER)
    for rollback in incident.rollback_events:
        yield from _ordered(rollback, _ROLLBACK_ORDER)


def _ordered(record: Record, pairs: Sequence[tuple[Pointer, Pointer]]) -> Iterator[Finding]:
    told: set[Pointer] = set()
    for before, after in pairs:
        first, second = record.time(*before), record.time(*after)
        if first is not None and second is not None and second < first and after not in told:
            told.add(after)
            message = (
                f"`{pointer_text(after)}` ({time_text(second)}) is before `{pointer_text(before)}` ({time_text(first)})"
            )
            yield Finding(message, record.path, record.span(*after), "check the offsets")


@rule(
    "REC302",
    "front-matter-disagrees",
    Severity.ERROR,
    "The front matter of the post-mortem agrees with the event beside it.",
    wrong=Example(
        "---\nincident_id: INC-20261103-checkout-timeouts\nseverity: LOW\nstatus: FINAL\ndate: 2026-11-05\n---\n"
    ),
    right=Example(
        "---\nincident_id: INC-20261103-checkout-timeouts\nseverity: HIGH\nstatus: FINAL\ndate: 2026-11-05\n---\n"
    ),
    needs=[Kind.EVENT, Kind.POST_MORTEM],
)
def front_matter_disagrees(incident: Incident) -> Iterator[Finding]:
    """The front matter names another incident or severity than the event, a date before the detection, or is FINAL
    while the incident is not resolved.

    Readers take the post-mortem's word, tools the event's.
    """
    event, post_mortem = incident.the_event, incident.the_post_mortem
    front = post_mortem.front_matter
    for name in ("incident_id", "severity"):
        ours, theirs = post_mortem.field(name), event.string(name)
        known = name != "severity" or event.severity is not None  # a misspelt one is told where it stands
        if ours and theirs and ours != theirs and known:
            message = f"`{name}` is {shown(ours)}, but the event says {shown(theirs)}"
            yield Finding(message, post_mortem.path, front.span((name,)))
    day, detected = parse_date(post_mortem.field("date")), event.time("detected_at")
    if day is not None and detected is not None and (detected.date() - day).days > 1:
        # a day of tolerance: the date has no zone
        message = f"`date` is {day}, before the incident was detected ({time_text(detected)})"
        yield Finding(message, post_mortem.path, front.span(("date",)))
    if post_mortem.status is Draft.FINAL and event.status is not None and not event.reached(Status.RESOLVED):
        message = f"`status` is FINAL, but the event says that the incident is {event.status}"
        hint = "bring the event up to date, or leave the post-mortem a DRAFT"
        yield Finding(message, post_mortem.path, front.span(("status",)), hint)


@rule(
    "REC303",
    "evidence-id-twice",
    Severity.ERROR,
    "Each piece of evidence has an id of its own.",
    wrong=Example(
        """\
{
  "evidence": [
    {"id": "E1", "description": "graph", "collected_at": "2026-11-03T12:20:00Z", "url": "https://graphs.example/1"},
    {"id": "E1", "description": "log", "collected_at": "2026-11-03T12:22:00Z", "url": "https://logs.example/7"}
  ]
}
""",
        "INCIDENT_EVENT.json",
    ),
    right=Example('{"severity": "HIGH"}\n', "INCIDENT_EVENT.json"),
    needs=[Kind.EVENT],
)
def evidence_id_twice(incident: Incident) -> Iterator[Finding]:
    """Two pieces of evidence have the same id.

    The post-mortem refers to evidence by its id, and then nobody knows which one is meant.
    """
    event = incident.the_event
    seen: dict[str, int] = {}
    for index, item in event.items("evidence"):
        name = item.get("id")
        if not isinstance(name, str):
            continue
        if name in seen:
            message = f"the id {shown(name)} is that of `evidence[{seen[name]}]` already"
            yield Finding(message, event.path, event.span("evidence", index, "id"))
        seen.setdefault(name, index)


RULES = (times_out_of_order, front_matter_disagrees, evidence_id_twice)
