"""DOC3: a timeline that can be followed, and that agrees with the event."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from incident_lint.diagnostics import Finding, Severity
from incident_lint.patterns import Words, regex
from incident_lint.records import Event, Incident, Kind, PostMortem, Status
from incident_lint.rules.rule import Example, rule
from incident_lint.section_names import SectionName
from incident_lint.times import duration_text, time_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_lint.timeline import Entry

AGREES = timedelta(minutes=1)
"""Times within this of each other are the same: timelines are written to the minute."""
CONTRADICTS = timedelta(minutes=5)
"""Times further apart than this are not the same: people round to five minutes."""
LENIENT = timedelta(minutes=30)
"""What an approximate time may be off."""
BEFORE, AFTER = timedelta(days=7), timedelta(days=30)
"""How long before its start, and after its end, an incident's timeline may reach."""

_DETECTION = Words(
    "alarm* alert* appel* astreinte aware complain* constat* detect* discover* déclar* découv* détect* error* "
    "fail* fire(s) fired flagged found monitor* observ* oncall ouvert* page(s) paged "
    "pager* paging plainte(s) remarqu* remont* report* saw seen show(s) signal* supervision support "
    "symptom* ticket triggered witness*",
    phrases=r"incident (?:is |was )?(?:opened|declared|raised|created)|on-call|(?:identif|notic|notif|rais)\w+",
)
_RESOLUTION = Words(
    "available clear* clos* clôtur* complet* corrig* deployed disponible done déploy* end(s) ended fin finish* "
    "fix fixed fixes fonctionn* green healthy mitigat* nominal nominale normal* operational opérationnel* over "
    "patched recover* released remis remise reopen* repaired resolution resolv* restaur* restor* retour revert* "
    "rollback rolledback rollingback répar* résol* rétabl* stabilis* stabiliz* stable succe* terminé* work(s) "
    "working",
    phrases=r"(?:roll|rolled|rolling)[ -]back|back (?:to normal|up|online)|all[ -]clear|up again|re-open\w*",
)
# What an entry has to say so that its time is compared with the event's: the phase itself, not a word about it.
_SAYS = {
    "detected_at": regex(
        r"^[\s:.–—-]*(?:incident |issue |outage |problem )?(?:is |was )?(?:detected|detection)\b|"
        r"\bincident (?:is |was )?detected\b|"
        r"^[\s:.–—-]*détection\b|\bincident (?:est |a été )?détecté\b",
        re.IGNORECASE,
    ),
    "acknowledged_at": regex(
        r"^[\s:.–—-]*(?:incident |alert |page )?(?:is |was )?(?:acknowledged|acknowledgement)\b|"
        r"\backnowledges the (?:alert|page|incident)\b|"
        r"^[\s:.–—-]*(?:incident |alerte )?(?:est )?(?:prise? en charge|acquittée?)\b",
        re.IGNORECASE,
    ),
    "mitigated_at": regex(
        r"^[\s:.–—-]*(?:incident |issue |impact )?(?:is |was )?(?:mitigated|mitigation)\b|\bincident (?:is |"
        r"was )?mitigated\b|"
        r"^[\s:.–—-]*(?:atténué|contourné)e?\b",
        re.IGNORECASE,
    ),
    "resolved_at": regex(
        r"^[\s:.–—-]*(?:incident |issue |outage )?(?:is |was )?(?:resolved|resolution)\b|\bincident (?:is |"
        r"was )?resolved\b|"
        r"^[\s:.–—-]*(?:résolution|résolu)\b|\bincident (?:est )?résolu\b",
        re.IGNORECASE,
    ),
}

_RIGHT = Example(
    "## Timeline\n\nAll times in UTC, 3 November 2026.\n\n"
    "- 10:46 first requests wait for a connection\n"
    "- 10:52 incident detected: the alert on timeouts fires\n"
    "- 10:56 the platform on-call acknowledges the alert\n"
    "- 11:48 mitigated: the share of timeouts is back to normal\n"
    "- 12:10 incident resolved\n"
)


def _entries(incident: Incident) -> tuple[PostMortem, Sequence[Entry]]:
    post_mortem = incident.the_post_mortem
    return post_mortem, post_mortem.timeline.entries


def _gap(incident: Incident) -> Severity:
    return Severity.ERROR if incident.final else Severity.WARNING


@rule(
    "DOC301",
    "timeline-entry-without-time",
    Severity.WARNING,
    "Every entry of the timeline has a time.",
    wrong=Example(
        "## Timeline\n\nAll times in UTC, 3 November 2026.\n\n- 10:46 first requests wait for a connection\n"
        "- 10:52 incident detected\n- the pool is enlarged by hand, without effect\n- 12:10 incident resolved\n"
    ),
    right=_RIGHT,
    needs=[Kind.POST_MORTEM],
)
def timeline_entry_without_time(incident: Incident) -> Iterator[Finding]:
    """Among entries with times stands one without; or the timeline is a table or list without any time at all.

    What happened in between cannot be ordered any more. Nested items are details and need none.
    """
    post_mortem, entries = _entries(incident)
    for one in entries:
        if not one.has_time:
            yield Finding("an entry without a time", post_mortem.path, one.span, "begin it with its time, or nest it")


@rule(
    "DOC302",
    "timeline-without-zone",
    Severity.WARNING,
    "The times of the timeline have a zone.",
    wrong=Example("## Timeline\n\n- 10:52 incident detected\n- 12:10 incident resolved\n"),
    right=_RIGHT,
    needs=[Kind.POST_MORTEM],
)
def timeline_without_zone(incident: Incident) -> Iterator[Finding]:
    """The times have no offset, and no zone stands in the heading, the column's title or a note.

    Teams, logs and dashboards have different clocks. One line is enough: "All times in UTC."
    """
    post_mortem, entries = _entries(incident)
    clocks = [one for one in entries if one.has_time and not one.day_only]
    bare = next((one for one in clocks if not one.has_zone), None)
    if bare is not None:
        which = "the times have" if not any(one.has_zone for one in clocks) else f"{bare.label} has"
        yield Finding(f"{which} no zone", post_mortem.path, bare.span, "write the offset, or once: All times in UTC.")


@rule(
    "DOC303",
    "timeline-not-chronological",
    Severity.ERROR,
    "The timeline goes forward.",
    wrong=Example(
        "## Timeline\n\nAll times in UTC, 3 November 2026.\n\n- 10:52 incident detected\n- 10:46 first "
        "requests wait\n"
        "- 12:10 incident resolved\n"
    ),
    right=_RIGHT,
    needs=[Kind.POST_MORTEM],
)
def timeline_not_chronological(incident: Incident) -> Iterator[Finding]:
    """An entry is earlier than the one above it.

    A clock that goes back by many hours, without a date, has passed midnight, and is fine. Approximate times and dates
    without a time are compared leniently.
    """
    post_mortem, entries = _entries(incident)
    above: Entry | None = None
    for one in entries:
        if one.local is None:
            continue
        if above is not None and _goes_back(one, above):
            message = f"{one.label} comes after {above.label}"
            yield Finding(message, post_mortem.path, one.span, "put the entries in order, or add the date")
        above = one


def _goes_back(one: Entry, above: Entry) -> bool:
    first = above.when if one.when is not None and above.when is not None else above.local
    second = one.when if one.when is not None and above.when is not None else one.local
    assert first is not None
    assert second is not None
    if one.day_only or above.day_only:
        return one.has_date and above.has_date and second.date() < first.date()
    slack = LENIENT if one.approximate or above.approximate else timedelta()
    return second + slack < first


@rule(
    "DOC304",
    "timeline-without-detection",
    Severity.ERROR,
    "The timeline tells when and how the incident was detected.",
    wrong=Example(
        "## Timeline\n\nAll times in UTC, 3 November 2026.\n\n- 10:40 release 2.14 goes out\n- 12:10 "
        "incident resolved\n"
    ),
    right=_RIGHT,
    needs=[Kind.POST_MORTEM],
)
def timeline_without_detection(incident: Incident) -> Iterator[Finding]:
    """No entry speaks of a detection, and none stands at the event's `detected_at`.

    How long nobody knew is the first thing to learn from an incident. In a draft that is a warning.
    """
    yield from _untold(incident, _DETECTION, ("detected_at",), "the detection")


@rule(
    "DOC305",
    "timeline-without-resolution",
    Severity.ERROR,
    "The timeline tells when the incident was resolved.",
    wrong=Example(
        "## Timeline\n\nAll times in UTC, 3 November 2026.\n\n- 10:52 incident detected\n- 11:20 the pool is "
        "looked at\n"
    ),
    right=_RIGHT,
    needs=[Kind.POST_MORTEM],
)
def timeline_without_resolution(incident: Incident) -> Iterator[Finding]:
    """The incident is resolved, or the post-mortem final, but no entry speaks of a resolution, and none stands at the
    event's `mitigated_at` or `resolved_at`.

    A timeline ends where the impact ended.
    """
    event = incident.event
    if incident.final or (event is not None and event.reached(Status.RESOLVED)):
        yield from _untold(incident, _RESOLUTION, ("mitigated_at", "resolved_at"), "the resolution")


def _untold(incident: Incident, words: Words, fields: Sequence[str], what: str) -> Iterator[Finding]:
    post_mortem, entries = _entries(incident)
    section = post_mortem.outline.first(SectionName.TIMELINE)
    if section is None or len([one for one in entries if one.has_time]) < 2:
        return
    moments = [incident.event.time(one) for one in fields] if incident.event else []
    if any(_near(entry, moment) for entry in entries for moment in moments if moment is not None):
        return
    if any(words.found_in(one.text) for one in entries):
        return
    yield Finding(f"no entry tells {what}", post_mortem.path, section.span, "", _gap(incident))


def _near(entry: Entry, moment: datetime) -> bool:
    return entry.when is not None and abs(entry.when - moment) <= AGREES


@rule(
    "DOC306",
    "timeline-contradicts-event",
    Severity.ERROR,
    "The timeline agrees with the times of the event.",
    wrong=Example(
        "## Timeline\n\nAll times in UTC, 3 November 2026.\n\n- 10:20 incident detected\n- 12:10 incident resolved\n"
    ),
    right=_RIGHT,
    needs=[Kind.EVENT, Kind.POST_MORTEM],
)
def timeline_contradicts_event(incident: Incident) -> Iterator[Finding]:
    """An entry says that the incident was detected, acknowledged, mitigated or resolved, more than five minutes from
    the time that the event gives, and no other entry stands at that time; or an entry is weeks away from the incident.

    One of the two is wrong, and every duration with it. In a draft that is a warning.
    """
    post_mortem, entries = _entries(incident)
    event = incident.the_event
    for name, says in _SAYS.items():
        moment = event.time(name)
        if moment is None or any(_near(one, moment) for one in entries):
            continue
        for one in entries:
            if one.when is None or one.approximate or not one.has_date or not says.search(one.text):
                continue
            if abs(one.when - moment) > CONTRADICTS:
                apart = duration_text(one.when - moment)
                message = f"{one.label}, but the event says `{name}` {time_text(moment)}, {apart} apart"
                yield Finding(message, post_mortem.path, one.span, "correct the one that is wrong", _gap(incident))
                break
    yield from _far_away(post_mortem, event, _gap(incident))


def _far_away(post_mortem: PostMortem, event: Event, severity: Severity) -> Iterator[Finding]:
    begin = event.time("started_at") or event.time("detected_at")
    end = event.time("closed_at") or event.time("resolved_at") or event.time("detected_at")
    if begin is None or end is None:
        return
    for one in post_mortem.timeline.entries:
        if one.when is not None and one.has_date and (begin - one.when > BEFORE or one.when - end > AFTER):
            message = f"{one.label} ({one.when.date()}) is far from the incident of {begin.date()}"
            yield Finding(message, post_mortem.path, one.span, "is the date right?", severity)
            return


RULES = (
    timeline_entry_without_time,
    timeline_without_zone,
    timeline_not_chronological,
    timeline_without_detection,
    timeline_without_resolution,
    timeline_contradicts_event,
)
