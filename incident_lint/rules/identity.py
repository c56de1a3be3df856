"""REC2: which incident a record is about."""

from __future__ import annotations

from incident_lint.diagnostics import START, Finding, Severity
from incident_lint.jsontext import shown
from incident_lint.records import Kind
from incident_lint.rules.rule import Example, rule
from incident_lint.selection import POST_MORTEM_NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_lint.records import Incident

_RIGHT = Example('{"incident_id": "INC-20261103-checkout-timeouts"}\n', "INCIDENT_EVENT.json")


@rule(
    "REC201",
    "folder-id-differs",
    Severity.ERROR,
    "The folder of an incident is named after its id.",
    wrong=Example('{"incident_id": "INC-20261103-checkout"}\n', "INCIDENT_EVENT.json"),
    right=_RIGHT,
    needs=[Kind.EVENT],
)
def folder_id_differs(incident: Incident) -> Iterator[Finding]:
    """The folder that an event stands in has another name than the event's `incident_id`.

    People look for an incident by its folder, tools by its id. A folder that is no id itself (`incidents/`) is no name.
    """
    event = incident.the_event
    folder = event.folder.rpartition("/")[2]
    if event.incident_id and folder != event.incident_id and _is_id(folder):
        message = f"`incident_id` is {shown(event.incident_id)}, but the folder is {shown(folder)}"
        yield Finding(message, event.path, event.span("incident_id"), "rename one of them")


def _is_id(name: str) -> bool:
    """Whether a folder's name has the form of an id: upper-case letters, a hyphen, something."""
    head, hyphen, tail = name.partition("-")
    return bool(hyphen and tail) and head.isascii() and head.isalnum() and head.isupper()


@rule(
    "REC202",
    "id-used-twice",
    Severity.ERROR,
    "An incident id is used once in a repository.",
    wrong=Example(
        '{"incident_id": "INC-20261103-checkout-timeouts"}\n',
        "INCIDENT_EVENT.json",
        also=(("../archive/INCIDENT_EVENT.json", '{"incident_id": "INC-20261103-checkout-timeouts"}\n'),),
    ),
    right=_RIGHT,
    needs=[Kind.EVENT],
    across=True,
)
def id_used_twice(incident: Incident) -> Iterator[Finding]:
    """Two events of the repository have the same id, whichever files are being checked.

    A rollback, a trailer in a commit message, a link in a post-mortem: all of them name an incident by its id alone.
    """
    event = incident.the_event
    if incident.facts.same_id:
        others = ", ".join(incident.facts.same_id[:3])
        message = f"the id {shown(event.incident_id)} is used by {others} as well"
        yield Finding(message, event.path, event.span("incident_id"), "ids of date and slug do not collide")


@rule(
    "REC203",
    "event-missing",
    Severity.ERROR,
    "Every incident folder holds an event.",
    wrong=Example("# Checkout times out\n", "../INC-20261104-lost-event/INCIDENT.md", whole=True),
    right=_RIGHT,
)
def event_missing(incident: Incident) -> Iterator[Finding]:
    """A post-mortem or a rollback record stands in a folder without INCIDENT_EVENT.json.

    Without the event nobody knows when the incident was detected, how grave it was, or who was informed.
    """
    if Kind.EVENT in incident.kinds:
        return
    records = (incident.post_mortem, *incident.plans, *incident.rollback_events)
    first = next((one for one in records if one is not None), None)
    if first is incident.post_mortem and first is not None and first.path.rpartition("/")[2] != POST_MORTEM_NAME:
        return
    if first is not None:
        yield Finding("no INCIDENT_EVENT.json in this folder", first.path, START, "every incident has an event")


@rule(
    "REC204",
    "incident-id-disagrees",
    Severity.ERROR,
    "All records of an incident folder name the same incident.",
    wrong=Example('{"incident_id": "INC-20261101-search-slow"}\n', "ROLLBACK_PLAN.json"),
    right=Example('{"incident_id": "INC-20261103-checkout-timeouts"}\n', "ROLLBACK_PLAN.json"),
    needs=[Kind.EVENT],
)
def incident_id_disagrees(incident: Incident) -> Iterator[Finding]:
    """A rollback plan or a rollback event names another incident than the event of its folder.

    It was copied from another incident, or it stands in the wrong folder.
    """
    wanted = incident.the_event.incident_id
    for record in (*incident.plans, *incident.rollback_events):
        found = record.string("incident_id")
        if wanted and found and found != wanted:
            message = f"`incident_id` is {shown(found)}, but the event of this folder has {shown(wanted)}"
            yield Finding(message, record.path, record.span("incident_id"))


RULES = (folder_id_differs, id_used_twice, event_missing, incident_id_disagrees)
