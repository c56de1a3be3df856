"""RBK: what follows from comparing the plan of a rollback, its event, and the event of the incident.

What only git can tell (whether the tag is SEALED, whether the target was stable) is checked when a plan is made.
"""

from __future__ import annotations

from incident_lint.diagnostics import Finding, Severity
from incident_lint.jsontext import Pointer, shown
from incident_lint.records import Incident, Kind, Plan, RollbackEvent, Status, pointer_text
from incident_lint.rules.rule import Example, rule
from incident_lint.seals import is_sealed_name
from incident_lint.times import time_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_STABLE = ("ANCESTOR", "NOT_AFFECTED", "NOT_ROLLED_BACK", "SOAKED")
_RIGHT = Example('{"outcome": "VERIFIED"}\n', "ROLLBACK_EVENT.json")


def _pairs(incident: Incident) -> Iterator[tuple[Plan, RollbackEvent]]:
    """Each rollback event with its plan; of two with one id, the one that was executed."""
    first: dict[str | None, Plan] = {}
    exact: dict[tuple[str | None, str | None], Plan] = {}
    for plan in incident.plans:
        name = plan.string("rollback_id")
        first.setdefault(name, plan)
        exact.setdefault((name, plan.sha256), plan)
    for event in incident.rollback_events:
        name = event.string("rollback_id")
        found = exact.get((name, event.string("plan_sha256"))) or first.get(name)
        if found is not None:
            yield found, event


@rule(
    "RBK101",
    "rollback-plan-missing",
    Severity.ERROR,
    "A rollback was planned before it was executed.",
    wrong=Example('{"rollback_id": "INC-20261103-checkout-timeouts-rollback-09"}\n', "ROLLBACK_EVENT.json"),
    right=_RIGHT,
    needs=[Kind.ROLLBACK_EVENT],
)
def rollback_plan_missing(incident: Incident) -> Iterator[Finding]:
    """No ROLLBACK_PLAN.json of the incident has the `rollback_id` of a rollback event.

    The plan holds the decision and the conditions. A rollback without one was decided by nobody.
    """
    planned = {plan.string("rollback_id") for plan in incident.plans}
    if _broken_plan(incident):
        return
    for event in incident.rollback_events:
        name = event.string("rollback_id")
        if name and name not in planned:
            yield Finding(f"no plan has the id {shown(name)}", event.path, event.span("rollback_id"))


def _broken_plan(incident: Incident) -> bool:
    """A plan that cannot be read may be the one: that is told elsewhere."""
    return any(one.kind is Kind.PLAN for one in incident.broken)


_SAME: tuple[tuple[Pointer, Pointer], ...] = (
    (("from_commit",), ("current", "commit")),
    (("target_tag",), ("target", "tag")),
    (("target_commit",), ("target", "commit")),
)


@rule(
    "RBK102",
    "rollback-records-disagree",
    Severity.ERROR,
    "A rollback event tells what its plan laid down.",
    wrong=Example('{"target_tag": "v2.12.0-SEALED"}\n', "ROLLBACK_EVENT.json"),
    right=_RIGHT,
    needs=[Kind.PLAN, Kind.ROLLBACK_EVENT],
)
def rollback_records_disagree(incident: Incident) -> Iterator[Finding]:
    """The event names another target, or another starting point, than the plan; or the plan was changed since: its
    SHA-256 is not `plan_sha256`.

    Then something else was done than what was decided.
    """
    for plan, event in _pairs(incident):
        for ours, theirs in _SAME:
            found, wanted = event.string(*ours), plan.string(*theirs)
            if found and wanted and found != wanted:
                message = f"`{pointer_text(ours)}` is {shown(found)}, but the plan has {shown(wanted)}"
                yield Finding(message, event.path, event.span(*ours))
        stated = event.string("plan_sha256")
        if stated and plan.sha256 != stated:
            message = f"{plan.path.rpartition('/')[2]} is not the plan that was executed: its SHA-256 differs"
            yield Finding(message, event.path, event.span("plan_sha256"), f"the plan's is {plan.sha256}")


@rule(
    "RBK103",
    "rollback-not-verified",
    Severity.ERROR,
    "An incident that a rollback resolved has a verified rollback.",
    wrong=Example(
        '{"outcome": "FAILED", "error": "The smoke test failed."}\n',
        "ROLLBACK_EVENT.json",
    ),
    right=_RIGHT,
    needs=[Kind.EVENT],
)
def rollback_not_verified(incident: Incident) -> Iterator[Finding]:
    """The event of the incident is RESOLVED by ROLLBACK, and no ROLLBACK_EVENT has the outcome VERIFIED.

    A failed attempt is no error by itself: it is recorded, and needs a new plan.
    """
    event = incident.the_event
    if not event.reached(Status.RESOLVED) or event.string("resolution", "kind") != "ROLLBACK":
        return
    if any(one.kind is Kind.ROLLBACK_EVENT for one in incident.broken):
        return
    if not any(one.string("outcome") == "VERIFIED" for one in incident.rollback_events):
        outcomes = ", ".join(str(one.string("outcome")) for one in incident.rollback_events)
        message = (
            f"resolved by ROLLBACK, but {'the outcome is ' + outcomes if outcomes else 'there is no ROLLBACK_EVENT'}"
        )
        yield Finding(message, event.path, event.span("resolution", "kind"))


@rule(
    "RBK104",
    "verification-incomplete",
    Severity.ERROR,
    "A verified rollback passed every verification of its plan.",
    wrong=Example(
        '{"verification": [{"id": "tree", "result": "PASS", "detail": "3 files compared."}]}\n', "ROLLBACK_EVENT.json"
    ),
    right=_RIGHT,
    needs=[Kind.PLAN, Kind.ROLLBACK_EVENT],
)
def verification_incomplete(incident: Incident) -> Iterator[Finding]:
    """The outcome is VERIFIED, but a verification of the plan is missing from the event, or did not pass.

    The plan says what has to hold before anybody may call the rollback verified.
    """
    for plan, event in _pairs(incident):
        if event.string("outcome") != "VERIFIED":
            continue
        results = event.texts("verification", key="id", value="result")
        wanted = plan.texts("verification", key="id", value="id")
        lacking = [one for one in wanted if results.get(one) != "PASS"]
        if lacking:
            message = f"VERIFIED, but not passed: {', '.join(lacking)}"
            yield Finding(message, event.path, event.span("verification"))


@rule(
    "RBK105",
    "executed-without-decision",
    Severity.ERROR,
    "A rollback is executed after it was decided and planned, and before its plan expires.",
    wrong=Example('{"started_at": "2026-11-03T11:20:00Z"}\n', "ROLLBACK_EVENT.json"),
    right=_RIGHT,
    needs=[Kind.PLAN, Kind.ROLLBACK_EVENT],
)
def executed_without_decision(incident: Incident) -> Iterator[Finding]:
    """The rollback began before the decision or before the plan was made, or after the plan had expired.

    The decision is on record before it acts.
    """
    for plan, event in _pairs(incident):
        started = event.time("started_at")
        decided, created, expires = (
            plan.time("decision", "decided_at"),
            plan.time("created_at"),
            plan.time("expires_at"),
        )
        if started is None or (event.string("outcome") == "ABORTED" and event.string("to_commit") is None):
            continue  # nothing began
        if decided is not None and started < decided:
            message = f"began at {time_text(started)}, before the decision at {time_text(decided)}"
            yield Finding(message, event.path, event.span("started_at"))
        elif created is not None and started < created:
            message = f"began at {time_text(started)}, before the plan was made at {time_text(created)}"
            yield Finding(message, event.path, event.span("started_at"))
        elif expires is not None and started >= expires:
            message = f"began at {time_text(started)}, when the plan had expired at {time_text(expires)}"
            yield Finding(message, event.path, event.span("started_at"), "make a new plan")


@rule(
    "RBK106",
    "stability-not-shown",
    Severity.ERROR,
    "A plan shows that its target was stable.",
    wrong=Example(
        '{"stability": [{"check": "ANCESTOR", "result": "PASS", "detail": "2 commits before the current one."}]}\n',
        "ROLLBACK_PLAN.json",
    ),
    right=_RIGHT,
    needs=[Kind.PLAN],
)
def stability_not_shown(incident: Incident) -> Iterator[Finding]:
    """A check of stability is missing from the plan, or did not pass: that the target is an ancestor, that no incident
    covers it, that it was not itself rolled back from, that it has soaked.

    A rollback to a state that was never known to be good is a second incident.
    """
    for plan in incident.plans:
        results = plan.texts("stability", key="check", value="result")
        lacking = [one for one in _STABLE if results.get(one) != "PASS"]
        if lacking and plan.get("stability") is not None:
            yield Finding(f"not shown: {', '.join(lacking)}", plan.path, plan.span("stability"))


@rule(
    "RBK107",
    "target-not-sealed",
    Severity.ERROR,
    "The target of a rollback is a SEALED tag.",
    wrong=Example('{"target": {"tag": "v2.13.2"}}\n', "ROLLBACK_PLAN.json"),
    right=_RIGHT,
    needs=[Kind.PLAN],
)
def target_not_sealed(incident: Incident) -> Iterator[Finding]:
    """The name of the target tag says nothing of a seal: it matches neither the default (SEALED as a word of the name,
    or below `seal/` or `sealed/`) nor `seal.name-patterns`.

    Only what was sealed was known to be stable.
    """
    for plan in incident.plans:
        tag = plan.string("target", "tag")
        if tag and not is_sealed_name(tag, incident.config.seal.name_patterns):
            yield Finding(f"the tag {shown(tag)} is not SEALED by its name", plan.path, plan.span("target", "tag"))


@rule(
    "RBK108",
    "rollback-id-twice",
    Severity.ERROR,
    "Each attempt at a rollback has a plan and an id of its own.",
    wrong=Example(
        '{"incident_id": "INC-20261103-checkout-timeouts"}\n',
        "ROLLBACK_PLAN.json",
        also=(
            (
                "rollback-02/ROLLBACK_PLAN.json",
                '{"plan_type": "ROLLBACK_PLAN", "rollback_id": "INC-20261103-checkout-timeouts-rollback-01"}\n',
            ),
        ),
    ),
    right=_RIGHT,
    needs=[Kind.PLAN],
)
def rollback_id_twice(incident: Incident) -> Iterator[Finding]:
    """Two plans of an incident have the same `rollback_id`.

    A rollback event names its plan by that id: then nobody knows which of the two was executed.
    """
    seen: dict[str, str] = {}
    for plan in incident.plans:
        name = plan.string("rollback_id")
        if name is None:
            continue
        if name in seen:
            message = f"the id {shown(name)} is that of {seen[name]} already"
            yield Finding(message, plan.path, plan.span("rollback_id"), "give every attempt an id of its own")
        seen.setdefault(name, plan.path)


RULES = (
    rollback_plan_missing,
    rollback_records_disagree,
    rollback_not_verified,
    verification_incomplete,
    executed_without_decision,
    stability_not_shown,
    target_not_sealed,
    rollback_id_twice,
)
