"""What the rules about records say at the edge of what they forbid: the complete example with one thing changed.

No repository: the incident is loaded and judged as it stands, with facts as the tests give them.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from harness import EXAMPLES, INCIDENT, merged, with_sections

from incident_lint.config import Config
from incident_lint.diagnostics import Finding, Severity
from incident_lint.engine import active_rules, judge
from incident_lint.loading import load, with_facts
from incident_lint.records import Facts, FileFact, Kind
from incident_lint.rules.rule import Example, history_rule, rule
from incident_lint.selection import Unit
from incident_lint.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from incident_lint.diagnostics import Diagnostic

RULES = active_rules(Config())
COMPLETE = {one.name: one.read_text("utf-8") for one in (EXAMPLES / "complete" / INCIDENT).iterdir() if one.is_file()}
KINDS = {
    "INCIDENT_EVENT.json": Kind.EVENT,
    "INCIDENT.md": Kind.POST_MORTEM,
    "ROLLBACK_PLAN.json": Kind.PLAN,
    "ROLLBACK_EVENT.json": Kind.ROLLBACK_EVENT,
}
NO_TIMES = dict.fromkeys(
    ("started_at", "logged_at", "acknowledged_at", "mitigated_at", "resolved_at", "closed_at", "resolution"),
)
"""An event without any time but that of its detection."""


class Files:
    """What loading reads from."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files

    def read(self, path: str) -> bytes:
        return self.files[path].encode()


def judged(
    *,
    event: dict[str, Any] | None = None,
    plan: dict[str, Any] | None = None,
    rollback: dict[str, Any] | None = None,
    text: str = "",
    front: Mapping[str, str] | None = None,
    more: Mapping[str, str] | None = None,
    without: tuple[str, ...] = (),
    folder: str = INCIDENT,
    facts: Facts | None = None,
    config: Config | None = None,
) -> list[Diagnostic]:
    """The findings about the complete example with merge patches, other sections, other front matter, other files."""
    files = {name: content for name, content in COMPLETE.items() if name not in without}
    patches = {"INCIDENT_EVENT.json": event, "ROLLBACK_PLAN.json": plan, "ROLLBACK_EVENT.json": rollback}
    for name, patch in patches.items():
        if patch is not None and name in files:
            files[name] = json.dumps(merged(json.loads(files[name]), patch), indent=1)
    if plan is not None and "plan_sha256" not in (rollback or {}) and "ROLLBACK_EVENT.json" in files:
        digest = hashlib.sha256(files["ROLLBACK_PLAN.json"].encode()).hexdigest()
        files["ROLLBACK_EVENT.json"] = re.sub("[0-9a-f]{64}", digest, files["ROLLBACK_EVENT.json"])
    if "INCIDENT.md" in files:
        files["INCIDENT.md"] = with_sections(files["INCIDENT.md"], text)
        for key, value in (front or {}).items():
            files["INCIDENT.md"] = re.sub(rf"(?m)^{key}: .*", f"{key}: {value}", files["INCIDENT.md"], count=1)
    files.update(more or {})
    unit = Unit(folder)
    for name in sorted(files):
        kind = next((kind for end, kind in KINDS.items() if name.endswith(end)), Kind.POST_MORTEM)
        unit.files.setdefault(kind, []).append(f"{folder}/{name}")
    incident = load(unit, Files({f"{folder}/{name}": content for name, content in files.items()}), config or Config())
    found = list(judge(with_facts(incident, facts or Facts()), RULES, config or Config()))
    for one in found:
        assert (type(one.message), type(one.hint), type(one.path)) == (str, str, str)
        assert one.message
    return found


def told(family: str, found: list[Diagnostic]) -> list[str]:
    """The findings of a family as `CODE severity file:line`."""
    return sorted(
        f"{one.code} {one.severity} {one.path.removeprefix(INCIDENT + '/')}:{one.span.line}"
        for one in found
        if one.code.startswith(family)
    )


def codes(family: str, found: list[Diagnostic]) -> list[str]:
    """The codes of a family."""
    return [one.split()[0] for one in told(family, found)]


def at(offset: timedelta, base: str = "2026-11-03T10:52:00Z") -> str:
    """A time so far from another one (the detection)."""
    return (datetime.fromisoformat(base) + offset).strftime("%Y-%m-%dT%H:%M:%SZ")


SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def test_the_complete_example_is_faultless() -> None:
    assert judged() == judged(event={}, plan={}, rollback={}) == []


# --- REC0: what cannot be read, and what a rule is --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("INCIDENT.md", "a\0b", "REC001"),
        ("INCIDENT.md", f"\ufeff{COMPLETE['INCIDENT.md']}", "REC002"),
        ("INCIDENT_EVENT.json", "{", "REC003"),
        ("ROLLBACK_PLAN.json", '{"a": NaN}', "REC003"),
        ("INCIDENT.md", "---\na: *b\n---\n", "REC004"),
        ("INCIDENT.md", "---\na: 1\na: 2\n---\n", "REC005"),
        ("ROLLBACK_EVENT.json", '{"a": 1, "a": 1}', "REC005"),
    ],
)
def test_what_is_wrong_with_a_text_is_told_once(name: str, content: str, code: str) -> None:
    found = [one for one in judged(more={name: content}) if one.code.startswith("REC00")]
    assert [(one.code, one.path) for one in found] == [(code, f"{INCIDENT}/{name}")]


def test_a_rule_is_built_from_a_check() -> None:
    def check(_: object) -> list[Finding]:
        """It finds.

        That is bad.
        """
        return []

    wrong, right = Example("w", "a.json"), Example("r")
    made = rule("DOC999", "a-name", Severity.INFO, "One.", wrong=wrong, right=right, needs=[Kind.EVENT])(check)
    assert (made.code, made.name, made.severity, made.summary) == ("DOC999", "a-name", Severity.INFO, "One.")
    assert (made.explanation, made.wrong, made.right) == ("It finds.\n\nThat is bad.", wrong, right)
    assert (made.needs, made.inspection, made.family) == (frozenset({Kind.EVENT}), None, "DOC9")
    assert made.check is check
    assert (right.file, right.whole, right.also, right.script) == ("INCIDENT.md", False, (), False)
    past = history_rule("SIL999", "b-name", Severity.ERROR, "Two.", wrong="$ w\n", right="$ r\n")(check)
    assert (past.code, past.name, past.severity, past.summary) == ("SIL999", "b-name", Severity.ERROR, "Two.")
    assert past.explanation == made.explanation
    assert (past.wrong, past.right) == (Example("$ w\n", script=True), Example("$ r\n", script=True))
    assert (past.needs, past.check) == (frozenset(), None)
    assert past.inspection is check


# --- REC2: which incident a record is about ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "differs"),
    [
        ("INC-1", True),
        ("A1-x", True),
        ("incidents", False),
        ("inc-1", False),
        ("Inc-1", False),
        ("INC", False),
        ("INC-", False),
        ("-1", False),
        ("IN_C-1", False),
        ("É-1", False),
        ("INC-20261103-checkout-timeouts", False),
    ],
)
def test_a_folder_that_is_an_id_is_the_id(folder: str, differs: bool) -> None:
    assert codes("REC2", judged(folder=f"incidents/{folder}")) == ["REC201"] * differs


def test_an_id_used_twice_names_three_of_the_others() -> None:
    found = judged(facts=Facts(same_id=("a/E.json", "b/E.json", "c/E.json", "d/E.json")))
    assert told("REC2", found) == ["REC202 error INCIDENT_EVENT.json:4"]
    assert "used by a/E.json, b/E.json, c/E.json as well" in found[0].message


@pytest.mark.parametrize(
    ("without", "place"),
    [
        (("INCIDENT_EVENT.json",), "INCIDENT.md"),
        (("INCIDENT_EVENT.json", "INCIDENT.md"), "ROLLBACK_PLAN.json"),
        (("INCIDENT_EVENT.json", "INCIDENT.md", "ROLLBACK_PLAN.json"), "ROLLBACK_EVENT.json"),
    ],
)
def test_a_missing_event_is_told_at_the_first_record(without: tuple[str, ...], place: str) -> None:
    assert told("REC2", judged(without=without)) == [f"REC203 error {place}:1"]


def test_a_post_mortem_of_another_name_needs_no_event() -> None:
    assert told("REC2", judged(without=tuple(COMPLETE), more={"outage.md": COMPLETE["INCIDENT.md"]})) == []


def test_every_record_of_a_folder_names_the_incident() -> None:
    other = {"incident_id": "INC-1"}
    assert told("REC204", judged(plan=other, rollback=other)) == [
        "REC204 error ROLLBACK_EVENT.json:6",
        "REC204 error ROLLBACK_PLAN.json:5",
    ]
    assert told("REC204", judged(plan={"incident_id": ""}, rollback={"incident_id": None})) == []


def test_a_folder_and_a_missing_event_say_what_to_do() -> None:
    (found,) = judged(folder="incidents/INC-1")
    assert found.message == '`incident_id` is "INC-20261103-checkout-timeouts", but the folder is "INC-1"'
    assert found.hint == "rename one of them"
    (found,) = [one for one in judged(without=("INCIDENT_EVENT.json",)) if one.code == "REC203"]
    assert found.hint == "every incident has an event"


def test_a_violation_of_a_schema_is_told_with_its_remedy() -> None:
    found = judged(
        event={"severity": "CRITCAL"}, plan={"tool_versoin": "1"}, rollback={"outcome": 7}, front={"status": "FINLA"}
    )
    told_in = {one.path.rpartition("/")[2] for one in found if one.code == "REC101"}
    assert told_in == set(KINDS)
    assert next(one.hint for one in found if one.code == "REC101" and "CRITCAL" in one.message) != ""


# --- REC3: records that agree -----------------------------------------------------------------------------------------

ORDER = [
    ("started_at", "detected_at"),
    ("detected_at", "logged_at"),
    ("detected_at", "acknowledged_at"),
    ("started_at", "mitigated_at"),
    ("mitigated_at", "resolved_at"),
    ("acknowledged_at", "resolved_at"),
    ("detected_at", "resolved_at"),
    ("resolved_at", "closed_at"),
]


@pytest.mark.parametrize(("before", "after"), ORDER)
def test_times_of_an_event_follow_one_another(before: str, after: str) -> None:
    for offset, expected in ((-SECOND, ["REC301"]), (timedelta(), [])):
        times = {**NO_TIMES, "communications": None, before: at(timedelta()), after: at(offset)}
        found = judged(event=times)
        assert codes("REC301", found) == expected
        assert all(
            f"`{after}`" in one.message and f"`{before}`" in one.message for one in found if expected[:1] == [one.code]
        )


@pytest.mark.parametrize(
    ("times", "after"),
    [
        ({"mitigated_at": at(MINUTE), "resolution": {"verified_at": at(MINUTE - SECOND)}}, "resolution.verified_at"),
        ({"closed_at": at(MINUTE - SECOND), "resolution": {"verified_at": at(MINUTE)}}, "closed_at"),
    ],
)
def test_a_resolution_is_verified_in_between(times: dict[str, Any], after: str) -> None:
    (found,) = [one for one in judged(event={**NO_TIMES, "communications": None, **times}) if one.code == "REC301"]
    assert f"`{after}`" in found.message


def test_a_time_that_is_before_several_is_told_once() -> None:
    assert codes("REC301", judged(event={"resolved_at": "2026-11-03T10:40:00Z"})) == ["REC301"]


@pytest.mark.parametrize(
    ("started", "told_at", "expected"),
    [
        (at(-MINUTE), at(-MINUTE), []),
        (at(-MINUTE), at(-MINUTE - SECOND), ["REC301"]),
        (None, at(timedelta()), []),
        (None, at(-SECOND), ["REC301"]),
    ],
)
def test_nobody_is_informed_before_it_began(started: str | None, told_at: str, expected: list[str]) -> None:
    told_to = [{"at": told_at, "audience": "TEAM", "channel": "x", "summary": "x"}]
    assert codes("REC301", judged(event={**NO_TIMES, "started_at": started, "communications": told_to})) == expected


@pytest.mark.parametrize(
    ("plan", "rollback", "place"),
    [
        ({"target": {"sealed_at": "2026-11-03T11:36:01Z"}}, {}, "ROLLBACK_PLAN.json"),
        ({"decision": {"decided_at": "2026-11-03T11:36:01Z"}}, {}, "ROLLBACK_PLAN.json"),
        ({"expires_at": "2026-11-03T11:35:59Z"}, {}, "ROLLBACK_PLAN.json"),
        ({}, {"finished_at": "2026-11-03T11:43:59Z"}, "ROLLBACK_EVENT.json"),
        ({}, {"logged_at": "2026-11-03T12:08:59Z"}, "ROLLBACK_EVENT.json"),
    ],
)
def test_times_of_a_rollback_follow_one_another(plan: dict[str, Any], rollback: dict[str, Any], place: str) -> None:
    (found,) = [one for one in judged(plan=plan, rollback=rollback) if one.code == "REC301"]
    assert found.path.endswith(place)


@pytest.mark.parametrize(
    ("front", "event", "place"),
    [
        ({"date": "2026-11-02"}, {}, None),  # a day of tolerance: the date has no zone
        ({"date": "2026-11-01"}, {}, "REC302 error INCIDENT.md:6"),
        ({"date": "2026-11-03"}, {}, None),
        ({"severity": "LOW"}, {}, "REC302 error INCIDENT.md:4"),
        ({"severity": "LOW"}, {"severity": "Hihg"}, None),  # a misspelt one is told where it stands
        ({"incident_id": "INC-1"}, {}, "REC302 error INCIDENT.md:2"),
        ({"status": "FINAL"}, {"status": "INVESTIGATING"}, "REC302 error INCIDENT.md:5"),
        ({"status": "REVIEW"}, {"status": "INVESTIGATING"}, None),
        ({"status": "FINAL"}, {"status": "RESOLVED"}, None),
        ({"status": "FINAL"}, {"status": "SOLVED"}, None),
    ],
)
def test_front_matter_and_event(front: dict[str, str], event: dict[str, Any], place: str | None) -> None:
    assert told("REC302", judged(front=front, event=event)) == ([place] if place else [])


def test_both_sides_of_a_contradiction_are_told() -> None:
    messages = [one.message for one in judged(front={"severity": "LOW", "incident_id": "INC-1"})]
    assert messages == [
        '`incident_id` is "INC-1", but the event says "INC-20261103-checkout-timeouts"',
        '`severity` is "LOW", but the event says "HIGH"',
    ]


def test_an_id_of_evidence_that_stands_three_times() -> None:
    item = {"description": "x", "collected_at": "2026-11-03T12:20:00Z", "url": "https://x.example/1"}
    names = ["E1", "E2", 7, "E2", "E1", "E2"]
    found = judged(event={"evidence": [{**item, "id": name} for name in names]})
    assert [one.message for one in found if one.code == "REC303"] == [
        'the id "E2" is that of `evidence[1]` already',
        'the id "E1" is that of `evidence[0]` already',
        'the id "E2" is that of `evidence[1]` already',
    ]


# --- INC1: blame ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("INC101", "blames a person"),
        ("INC102", "gives human error as the cause"),
        ("INC103", "judges by hindsight"),
        ("INC104", "names a person as the cause"),
        ("INC105", "judges a person"),
        ("INC106", "says who is at fault"),
        ("INC107", "appeals to people"),
    ],
)
def test_blame_is_told_in_the_words_of_the_text(code: str, label: str) -> None:
    blamed = next(one for one in RULES if one.code == code)
    found = [one for one in judged(text=blamed.wrong.text) if one.code.startswith("INC1")]
    assert [one.code for one in found] == [code]
    label_told, _, words = found[0].message.partition(": ")
    assert label_told == label
    assert words[1:-1] in blamed.wrong.text
    assert [one for one in judged(text=blamed.right.text) if one.code.startswith("INC1")] == []


# --- INC2 and SLA1: deadlines -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"logged_at": at(15 * MINUTE)}, []),
        ({"logged_at": at(15 * MINUTE + SECOND)}, ["INC201"]),
        ({"logged_at": at(15 * MINUTE + SECOND), "late_logging_reason": "x"}, []),
        ({"logged_at": at(15 * MINUTE + SECOND), "late_logging_reason": ""}, ["INC201"]),
        ({"logged_at": at(15 * MINUTE + SECOND), "late_response_reason": "x"}, ["INC201"]),
        ({"logged_at": None}, []),
        ({"logged_at": at(DAY), "detected_at": None}, []),
    ],
)
def test_logged_in_time(event: dict[str, Any], expected: list[str]) -> None:
    assert codes("INC2", judged(event=event)) == expected


@pytest.mark.parametrize(("severity", "hours"), [("CRITICAL", 1), ("HIGH", 4), ("MEDIUM", 24), ("LOW", 72)])
def test_acknowledged_in_time(severity: str, hours: int) -> None:
    limit = timedelta(hours=hours)
    for event, expected in (
        ({"acknowledged_at": at(limit - SECOND)}, []),
        ({"acknowledged_at": at(limit)}, ["SLA101"]),
        ({"acknowledged_at": at(limit), "late_response_reason": "x"}, []),
        ({"acknowledged_at": at(limit), "late_logging_reason": "x"}, ["SLA101"]),
        ({"acknowledged_at": None}, []),
        ({"acknowledged_at": at(limit), "detected_at": None}, []),
    ):
        assert codes("SLA", judged(event={**event, "severity": severity})) == expected


def test_a_severity_that_is_none_allows_nothing_in_particular() -> None:
    assert codes("SLA", judged(event={"acknowledged_at": at(100 * DAY), "severity": "BAD"})) == []


# --- INC4 and INC5: duties --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("severity", "audiences", "missing"),
    [
        ("CRITICAL", ["TEAM", "STAKEHOLDERS", "USERS"], ""),
        ("CRITICAL", ["TEAM", "STAKEHOLDERS", "PUBLIC"], ""),  # what is public has reached the users
        ("CRITICAL", ["TEAM", "STAKEHOLDERS", "REGULATOR"], "USERS"),
        ("CRITICAL", ["USERS"], "TEAM, STAKEHOLDERS"),
        ("HIGH", ["TEAM"], "STAKEHOLDERS"),
        ("MEDIUM", ["TEAM"], ""),
        ("MEDIUM", ["USERS"], "TEAM"),
        ("LOW", [], ""),
        ("NONE", [], ""),
    ],
)
def test_who_is_informed(severity: str, audiences: list[str], missing: str) -> None:
    communications = [{"at": at(MINUTE), "audience": one, "channel": "x", "summary": "x"} for one in audiences]
    found = judged(event={"severity": severity, "communications": communications})
    expected = [f"{severity}, but not informed: {missing}"] * bool(missing)
    assert [one.message for one in found if one.code == "INC401"] == expected


@pytest.mark.parametrize(
    ("status", "finding"),
    [
        ("DETECTED", []),
        ("TRIAGED", ["INC401 warning"]),
        ("INVESTIGATING", ["INC401 warning"]),
        ("RESOLVED", ["INC401 error"]),
        ("CLOSED", ["INC401 error"]),
        ("OVER", []),
    ],
)
def test_when_they_have_to_be_informed(status: str, finding: list[str]) -> None:
    for communications, place in ((None, '"severity"'), ([], '"communications"')):
        found = [
            one for one in judged(event={"status": status, "communications": communications}) if one.code == "INC401"
        ]
        assert [f"{one.code} {one.severity}" for one in found] == finding
        assert all(one.source is not None and place in one.source for one in found)


@pytest.mark.parametrize(
    ("severity", "status", "finding"),
    [
        ("LOW", "CLOSED", ["INC501 warning INCIDENT_EVENT.json:13"]),
        ("MEDIUM", "CLOSED", ["INC501 error INCIDENT_EVENT.json:13"]),
        ("BAD", "CLOSED", ["INC501 error INCIDENT_EVENT.json:13"]),
        ("HIGH", "RESOLVED", []),
    ],
)
def test_a_closed_incident_has_a_post_mortem(severity: str, status: str, finding: list[str]) -> None:
    found = judged(event={"severity": severity, "status": status}, without=("INCIDENT.md",))
    assert told("INC5", found) == finding
    assert all("BAD" not in one.message for one in found if one.code == "INC501")


@pytest.mark.parametrize(
    ("severity", "status", "draft", "finding"),
    [
        ("HIGH", "CLOSED", "DRAFT", ["INC502 error INCIDENT.md:5"]),
        ("LOW", "CLOSED", "REVIEW", ["INC502 warning INCIDENT.md:5"]),
        ("HIGH", "RESOLVED", "DRAFT", []),
        ("HIGH", "CLOSED", "FINAL", []),
        ("HIGH", "CLOSED", "DONE", []),
    ],
)
def test_the_post_mortem_of_a_closed_incident_is_final(
    severity: str, status: str, draft: str, finding: list[str]
) -> None:
    found = judged(event={"severity": severity, "status": status}, front={"status": draft, "severity": severity})
    assert told("INC5", found) == finding


# --- RBK1: rollbacks --------------------------------------------------------------------------------------------------

OTHER_PLAN = json.dumps({**json.loads(COMPLETE["ROLLBACK_PLAN.json"]), "created_by": "somebody else"})
OTHER_ID = json.dumps({**json.loads(COMPLETE["ROLLBACK_PLAN.json"]), "rollback_id": "INC-1-rollback-02"})
SECOND_PLAN = "rollback-02/ROLLBACK_PLAN.json"


@pytest.mark.parametrize(
    ("rollback", "expected"),
    [
        ({"rollback_id": "INC-1-rollback-09"}, ["RBK101"]),
        ({"rollback_id": ""}, []),
        ({"rollback_id": None}, []),
        ({"from_commit": "a" * 40}, ["RBK102"]),
        ({"target_tag": "v1-SEALED"}, ["RBK102"]),
        ({"target_commit": "a" * 40}, ["RBK102"]),
        ({"target_commit": None}, []),
        ({"plan_sha256": "a" * 64}, ["RBK102"]),
        ({"plan_sha256": None}, []),
        ({"from_commit": "a" * 40, "target_tag": "v1-SEALED", "plan_sha256": "a" * 64}, ["RBK102"] * 3),
        ({"outcome": "FAILED"}, ["RBK103"]),
        ({"outcome": "ABORTED"}, ["RBK103"]),
        ({"outcome": "FAILED", "verification": []}, ["RBK103"]),
        ({"verification": []}, ["RBK104"]),
        ({"verification": [{"id": "tree", "result": "PASS"}, {"id": "smoke", "result": "FAIL"}]}, ["RBK104"]),
        ({"started_at": "2026-11-03T11:36:00Z"}, []),
        ({"started_at": "2026-11-03T11:35:59Z"}, ["RBK105"]),
        ({"started_at": "2026-11-03T11:27:59Z"}, ["RBK105"]),
        ({"started_at": "2026-11-03T23:35:59Z"}, []),
        ({"started_at": "2026-11-03T23:36:00Z"}, ["RBK105"]),
        ({"started_at": "2026-11-03T11:27:59Z", "outcome": "ABORTED", "to_commit": None}, ["RBK103"]),
        ({"started_at": "2026-11-03T11:27:59Z", "outcome": "ABORTED"}, ["RBK103", "RBK105"]),
        ({"started_at": "2026-11-03T11:27:59Z", "to_commit": None}, ["RBK105"]),
        ({"started_at": None}, []),
    ],
)
def test_a_rollback_and_its_plan(rollback: dict[str, Any], expected: list[str]) -> None:
    assert codes("RBK", judged(rollback=rollback)) == expected


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        ({"decision": {"decided_at": "2026-11-03T11:44:01Z"}, "created_at": "2026-11-03T11:44:01Z"}, "the decision"),
        ({"created_at": "2026-11-03T11:44:01Z"}, "the plan was made"),
        ({"expires_at": "2026-11-03T11:44:00Z"}, "had expired"),
    ],
)
def test_a_rollback_that_began_at_another_time_says_which(plan: dict[str, Any], reason: str) -> None:
    (found,) = [one for one in judged(plan=plan) if one.code == "RBK105"]
    assert reason in found.message


@pytest.mark.parametrize("field", ["expires_at", "created_at", "decision"])
def test_what_a_plan_does_not_say_forbids_nothing(field: str) -> None:
    assert codes("RBK105", judged(plan={field: None})) == []


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({}, ["RBK103"]),
        ({"status": "RESOLVED"}, ["RBK103"]),
        ({"status": "INVESTIGATING"}, []),
        ({"resolution": {"kind": "FIX"}}, []),
    ],
)
def test_resolved_by_a_rollback(event: dict[str, Any], expected: list[str]) -> None:
    assert codes("RBK", judged(event=event, without=("ROLLBACK_EVENT.json",))) == expected
    assert codes("RBK", judged(event=event, without=("ROLLBACK_EVENT.json",), more={"ROLLBACK_EVENT.json": "{"})) == []


def test_what_became_of_the_rollbacks_is_said() -> None:
    (found,) = judged(without=("ROLLBACK_EVENT.json",))
    assert found.message == "resolved by ROLLBACK, but there is no ROLLBACK_EVENT"
    found = next(one for one in judged(rollback={"outcome": "FAILED"}) if one.code == "RBK103")
    assert found.message == "resolved by ROLLBACK, but the outcome is FAILED"


def test_a_plan_that_cannot_be_read_may_be_the_one() -> None:
    assert codes("RBK1", judged(rollback={"rollback_id": "INC-1-rollback-02"}, more={SECOND_PLAN: "{"})) == []
    assert codes("RBK1", judged(without=("ROLLBACK_PLAN.json",))) == ["RBK101"]


def test_of_two_plans_with_one_id_the_executed_one_is_compared() -> None:
    for name in (SECOND_PLAN, "a/ROLLBACK_PLAN.json"):
        assert codes("RBK", judged(more={name: OTHER_PLAN})) == ["RBK108"]
    assert (
        codes("RBK", judged(more={SECOND_PLAN: OTHER_PLAN, "rollback-03/ROLLBACK_PLAN.json": OTHER_PLAN}))
        == ["RBK108"] * 2
    )
    assert codes("RBK", judged(more={SECOND_PLAN: OTHER_ID})) == []
    assert codes("RBK", judged(more={SECOND_PLAN: OTHER_ID.replace('"INC-1-rollback-02"', "null")})) == []


@pytest.mark.parametrize("check", ["ANCESTOR", "NOT_AFFECTED", "NOT_ROLLED_BACK", "SOAKED"])
def test_every_check_of_stability_has_to_pass(check: str) -> None:
    checks = json.loads(COMPLETE["ROLLBACK_PLAN.json"])["stability"]
    for found in (
        judged(plan={"stability": [one for one in checks if one["check"] != check]}),
        judged(plan={"stability": [{**one, "result": "FAIL"} if one["check"] == check else one for one in checks]}),
    ):
        assert [one.message for one in found if one.code == "RBK106"] == [f"not shown: {check}"]
    assert codes("RBK106", judged(plan={"stability": None})) == []


def test_the_name_of_a_target_says_that_it_is_sealed() -> None:
    plan, rollback = {"target": {"tag": "v2.13.2"}}, {"target_tag": "v2.13.2"}
    assert codes("RBK", judged(plan=plan, rollback=rollback)) == ["RBK107"]
    seal = replace(Config().seal, name_patterns=("v.*",))
    assert codes("RBK", judged(plan=plan, rollback=rollback, config=replace(Config(), seal=seal))) == []
    assert codes("RBK107", judged(plan={"target": {"tag": None}})) == []


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        ({}, None),
        ({"v2.13.2-SEALED": ("5d4c3b2a19087f6e5d4c3b2a19087f6e5d4c3b2a", "tag")}, None),
        ({"v2.13.2-SEALED": ("a" * 40, "tag")}, "was moved: it is " + "a" * 40),
        ({"v2.13.2-SEALED": ("a" * 40, "commit")}, "is lightweight here"),
        ({"v2.13.1-SEALED": ("a" * 40, "tag")}, None),
    ],
)
def test_the_tag_of_a_plan(tags: dict[str, tuple[str, str]], message: str | None) -> None:
    found = judged(facts=Facts(tags=tags))
    assert codes("RBK", found) == ["RBK202"] * bool(message)
    assert all(message is not None and message in one.message for one in found)
    assert codes("RBK202", judged(plan={"target": {"tag_object": None}}, facts=Facts(tags=tags))) == []


def test_each_plan_is_compared_with_its_own_tag() -> None:
    """The first plan's tag is as it was, the second one's was moved."""
    other = json.loads(OTHER_ID)
    other["target"]["tag"] = "v2.13.1-SEALED"
    tags = {"v2.13.2-SEALED": (other["target"]["tag_object"], "tag"), "v2.13.1-SEALED": ("a" * 40, "tag")}
    found = judged(more={SECOND_PLAN: json.dumps(other)}, facts=Facts(tags=tags))
    assert [(one.code, one.path.removeprefix(f"{INCIDENT}/")) for one in found] == [("RBK202", SECOND_PLAN)]
    assert '"v2.13.1-SEALED"' in found[0].message
    assert found[0].hint == "find out who moved it; make a new plan"
    assert found[0].span.column > 1
    lightweight = judged(facts=Facts(tags={"v2.13.2-SEALED": ("a" * 40, "commit")}))
    assert lightweight[0].message == 'the tag "v2.13.2-SEALED" is lightweight here, the plan\'s is annotated'
    assert "refs/tags/v2.13.2-SEALED:refs/tags/v2.13.2-SEALED" in lightweight[0].hint


def test_two_plans_with_one_id_say_what_to_do() -> None:
    (found,) = judged(more={SECOND_PLAN: OTHER_PLAN})
    assert found.message.endswith(f"is that of {INCIDENT}/ROLLBACK_PLAN.json already")
    assert found.hint == "give every attempt an id of its own"


# --- DOC3: the timeline -----------------------------------------------------------------------------------------------


def timeline(*lines: str) -> str:
    return "## Timeline\n\nAll times in UTC, 3 November 2026.\n\n" + "\n".join(f"- {one}" for one in lines) + "\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["10:52 incident detected", "12:10 incident resolved"], []),
        (["10:57 incident detected", "12:10 incident resolved"], []),  # five minutes are the same time
        (["10:58 incident detected", "12:10 incident resolved"], ["DOC306"]),
        (["10:46 incident detected", "12:10 incident resolved"], ["DOC306"]),
        (["10:53 the graph goes up", "10:58 incident detected", "12:10 incident resolved"], []),  # a minute is the same
        (["10:54 the graph goes up", "10:58 incident detected", "12:10 incident resolved"], ["DOC306"]),
        (["~10:20 incident detected", "12:10 incident resolved"], []),
        (["10:20 nobody saw the incident detected", "12:10 incident resolved"], ["DOC306"]),
        (["10:20 nobody detected it", "12:10 incident resolved"], []),
        (["10:52 incident detected", "11:20 acknowledged", "12:10 incident resolved"], ["DOC306"]),
        (["10:52 incident detected", "11:20 mitigated", "12:10 incident resolved"], ["DOC306"]),
        (["10:52 incident detected", "11:20 resolved"], ["DOC306"]),
        (["10:52 incident detected", "11:10 resolved", "11:20 resolved"], ["DOC306"]),  # once for each time
        (["10:52 it begins", "12:10 it ends"], []),  # at the times of the event
        (["10:52 it begins", "11:48 the graph goes down"], []),
        (["10:40 it begins", "12:10 resolved"], ["DOC304"]),
        (["10:52 it begins", "12:20 lunch"], ["DOC305"]),
        (["10:40 it begins"], []),  # one entry is no chronology
        (["10:52 incident detected", "10:51 lunch", "12:10 resolved"], ["DOC303"]),
        (["10:52 incident detected", "~10:22 lunch", "12:10 resolved"], []),
        (["10:52 incident detected", "~10:21 lunch", "12:10 resolved"], ["DOC303"]),
        (["~11:22 incident detected", "10:52 lunch", "12:10 resolved"], []),
        (["~11:23 incident detected", "10:52 lunch", "12:10 resolved"], ["DOC303"]),
        (["10:52 incident detected", "10:52 the same", "12:10 resolved"], []),
        (["10:52 incident detected", "and then", "12:10 resolved"], ["DOC301"]),
        (
            ["4 November 2026 10:00 the alert", "3 November 2026: the incident is resolved for everybody in it"],
            ["DOC303"],
        ),
        (
            [
                "3 November 2026 10:52 incident detected",
                "12:10 resolved",
                "3 November 2026: the day of all this and more",
            ],
            [],
        ),
        (["10:52 incident detected", "14:00 CET lunch", "12:10 CET resolved"], ["DOC303", "DOC306"]),
        (["14:00 CET lunch", "13:10 UTC all is done, and detected"], []),
        (["27 October 2026 10:46 the change that failed", "10:52 3 November 2026 a", "12:10 resolved"], []),
        (["27 October 2026 10:45 the change that failed", "10:52 3 November 2026 a", "12:10 resolved"], ["DOC306"]),
        (["3 November 2026 10:52 detected", "12:10 resolved", "6 December 2026 09:00 review"], []),
        (["3 November 2026 10:52 detected", "12:10 resolved", "6 December 2026 09:01 review"], ["DOC306"]),
        (
            ["3 November 2026 10:52 detected", "12:10 resolved", "7 December 2026 09:00 a", "8 December 2026 09:00 b"],
            ["DOC306"],
        ),
    ],
)
def test_the_timeline_of_the_event(lines: list[str], expected: list[str]) -> None:
    assert codes("DOC3", judged(text=timeline(*lines))) == expected


def test_without_other_times_the_detection_bounds_the_timeline() -> None:
    event = {**NO_TIMES, "status": "DETECTED"}
    inside = timeline("27 October 2026 10:52 a", "3 December 2026 10:52 b, detected")
    outside = timeline("27 October 2026 10:51 a", "3 December 2026 10:52 b, detected")
    after = timeline("27 October 2026 10:52 a", "3 December 2026 10:53 b, detected")
    for text, expected in ((inside, []), (outside, ["DOC306"]), (after, ["DOC306"])):
        assert codes("DOC306", judged(event=event, text=text, front={"status": "DRAFT"})) == expected


SAYS = {
    "detected_at": ["detected", "Detection", "incident detected", "issue was detected", "– detected",
                    "the incident is detected", "the incident was detected", "détection", "l'incident est détecté",
                    "incident a été détecté", "incident détecté", "problem detected", "outage is detected"],
    "acknowledged_at": ["acknowledged", "acknowledgement", "alert acknowledged", "page was acknowledged",
                        "incident is acknowledged", "on-call acknowledges the alert", "she acknowledges the page",
                        "who acknowledges the incident", "prise en charge", "pris en charge", "alerte acquittée",
                        "incident est pris en charge", "acquitté"],
    "mitigated_at": ["mitigated", "mitigation", "issue mitigated", "impact is mitigated", "incident was mitigated",
                     "the incident is mitigated", "the incident mitigated", "atténué", "atténuée", "contourné"],
    "resolved_at": ["resolved", "resolution", "issue is resolved", "outage was resolved", "incident resolved",
                    "the incident is resolved", "the incident was resolved", "résolution", "résolu",
                    "l'incident est résolu", "incident résolu"],
}  # fmt: skip
SAYS_NOT = ["we detected it", "undetected", "detections", "nobody acknowledges it", "premier", "we mitigated it",
            "atténuation", "partly resolved", "resolves", "résolus", "the incident was soon resolved"]  # fmt: skip


@pytest.mark.parametrize("name", SAYS)
def test_what_an_entry_says_so_that_its_time_is_compared(name: str) -> None:
    form = "## Timeline\n\n3 November 2026\n\n- 05:00 UTC {}\n- 05:10 UTC the alert; all is done\n"
    for phrase in SAYS[name]:
        found = [one for one in judged(text=form.format(phrase)) if one.code == "DOC306"]
        assert [f"`{name}`" in one.message for one in found] == [True], phrase
    assert [one for one in SAYS_NOT if "DOC306" in codes("DOC306", judged(text=form.format(one)))] == []


def test_without_a_time_of_the_event_no_entry_is_far_away() -> None:
    assert codes("DOC306", judged(event={"detected_at": None, "started_at": None})) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("## Timeline\n\n- 10:52 detected\n- 12:10 resolved\n", "the times have no zone"),
        ("## Timeline\n\n- 10:52 UTC detected\n- 12:10 resolved\n", "12:10 has no zone"),
        ("## Timeline\n\n- 3 November 2026: detected and looked at by the whole team\n- 12:10 UTC resolved\n", None),
    ],
)
def test_times_without_a_zone(text: str, message: str | None) -> None:
    assert [one.message for one in judged(text=text) if one.code == "DOC302"] == ([message] if message else [])


def test_gaps_of_a_draft_are_warnings() -> None:
    event = {"status": "RESOLVED"}
    found = judged(event=event, front={"status": "DRAFT"}, text=timeline("10:40 it begins", "12:20 lunch"))
    assert [one.rpartition(" ")[0] for one in told("DOC3", found)] == ["DOC304 warning", "DOC305 warning"]
    messages = [one.message for one in found if one.code.startswith("DOC3")]
    assert messages == ["no entry tells the detection", "no entry tells the resolution"]
    found = judged(event={"status": "INVESTIGATING"}, front={"status": "DRAFT"}, text=timeline("10:40 a", "12:20 b"))
    assert codes("DOC3", found) == ["DOC304"]


# --- DOC7: evidence ---------------------------------------------------------------------------------------------------

LOG = f"{INCIDENT}/evidence/checkout-api.log"
LOG_HASH = "8e9b249f01727b561338815c99e7d0d78a379f996e04668557ded25849396d6b"
GONE = {"at": "2026-11-07T09:00:00Z", "reason": "x"}


def evidence(**changes: Any) -> dict[str, Any]:
    """The event with its second piece of evidence changed."""
    first, second = json.loads(COMPLETE["INCIDENT_EVENT.json"])["evidence"]
    return {"evidence": [first, {key: one for key, one in {**second, **changes}.items() if one is not None}]}


@pytest.mark.parametrize(
    ("state", "event", "expected"),
    [
        ("file", {}, []),
        ("missing", {}, ["DOC702", "DOC706"]),
        ("directory", {}, ["DOC702"]),
        ("link", {}, ["DOC702"]),
        ("unreadable", {}, ["DOC702"]),
        ("outside", {}, ["DOC705", "DOC705"]),  # the event's path, and the link
        ("missing", evidence(disposed=GONE), []),
        ("link", evidence(disposed=GONE), ["DOC702"]),
    ],
)
def test_states_of_evidence(state: str, event: dict[str, Any], expected: list[str]) -> None:
    files = {LOG: FileFact(state, LOG_HASH)}
    assert codes("DOC7", judged(event=event, facts=Facts(files=files))) == expected


@pytest.mark.parametrize(
    ("state", "digest", "event", "expected"),
    [
        ("file", LOG_HASH, {}, []),
        ("file", "a" * 64, {}, ["DOC703"]),
        ("file", "a" * 64, evidence(sha256=None), []),
        ("link", "a" * 64, {}, ["DOC702"]),
    ],
)
def test_the_hash_of_evidence(state: str, digest: str, event: dict[str, Any], expected: list[str]) -> None:
    found = judged(event=event, facts=Facts(files={LOG: FileFact(state, digest)}))
    assert codes("DOC7", found) == expected
    assert all(one.source is not None and '"sha256"' in one.source for one in found if one.code == "DOC703")


@pytest.mark.parametrize(
    ("said", "referred"),
    [
        ("E2", True),
        ("evidence/checkout-api.log", True),
        ("checkout-api.log", True),
        ("xE2", False),
        ("E22", False),
        ("checkout-api.logs", False),
        ("e2", False),
    ],
)
def test_evidence_is_referred_to(said: str, referred: bool) -> None:
    assert codes("DOC7", judged(text=f"## Evidence\n\n- E1, {said}.\n")) == ([] if referred else ["DOC701"])


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (evidence(), ["DOC701"]),
        (evidence(disposed=GONE), []),
        (evidence(id=None, path=None), []),
        (evidence(id="", path=""), []),
        (evidence(path=None, url="https://logs.example/E1/"), []),  # its last part is there
        (evidence(path=None, url="https://logs.example/E9/"), ["DOC701"]),
    ],
)
def test_evidence_that_has_to_be_referred_to(event: dict[str, Any], expected: list[str]) -> None:
    found = judged(event=event, text="## Evidence\n\n- E1\n")
    assert codes("DOC701", found) == expected


def test_evidence_that_is_not_referred_to_is_named() -> None:
    text = "## Evidence\n\n- E1\n"
    (found,) = judged(text=text)
    assert found.message == "evidence E2 evidence/checkout-api.log is not referred to"
    url = evidence(path=None, url="https://x.example/7")
    assert "evidence E2 https://x.example/7 is" in next(one.message for one in judged(event=url, text=text))
    draft = judged(event={"status": "RESOLVED"}, text=text, front={"status": "DRAFT"})
    assert told("DOC7", draft) == ["DOC701 warning INCIDENT.md:59"]


ID, OTHER = "a" * 40, "b" * 40


@pytest.mark.parametrize(
    ("said", "finding"),
    [
        (f"The commit {ID} broke it.", ["DOC704 warning INCIDENT.md:48"]),
        (f"Reverted {ID}.", ["DOC704 warning INCIDENT.md:48"]),
        (f"The commit {ID} and {ID} broke it.", ["DOC704 warning INCIDENT.md:48"] * 2),
        (f"The trace {ID} shows it.", []),
        (f"The commit {OTHER} broke it.", []),
        (f"The commit https://x.example/{ID} broke it.", []),
        (f"> The commit {ID} broke it.", []),
        (f"The commit {ID}0 broke it.", []),
    ],
)
def test_commits_in_the_text(said: str, finding: list[str]) -> None:
    text = f"## Resolution\n\n{said}\n"
    for here in (True, None):
        assert told("DOC704", judged(text=text, facts=Facts(commits={ID: here, OTHER: True}))) == []
    assert told("DOC704", judged(text=text, facts=Facts(commits={ID: False, OTHER: True}))) == finding


def test_commits_of_the_event() -> None:
    ranges = [{"introduced": "0", "fixed": OTHER}, {"introduced": ID}]
    event = {"resolution": {"commit": ID}, "affected": {"commit_ranges": ranges}}
    found = judged(event=event, facts=Facts(commits={ID: False, OTHER: True}))
    assert [one.message for one in found if one.code == "DOC704"] == [f"commit {ID[:12]} is not in this repository"] * 2
    assert codes("DOC704", judged(event=event, facts=Facts(commits={ID: None}))) == []


def test_links_of_a_draft_are_warnings() -> None:
    facts = Facts(files={LOG: FileFact("missing")})
    found = judged(event={"status": "RESOLVED"}, front={"status": "DRAFT"}, facts=facts)
    assert told("DOC706", found) == ["DOC706 warning INCIDENT.md:62"]


# --- DOC2, DOC4, DOC5: what sections have to say ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("summary", "limits", "message"),
    [
        ("One thing broke.", (2, 3), "the summary has 1 sentence, not 2 to 3"),
        ("One. Two of them.", (2, 3), None),
        ("One. Two. Three of them.", (2, 3), None),
        ("One. Two.\n\nThree. Four of them.", (2, 3), "the summary has 4 sentences, not 2 to 3"),
        ("One. Two of them.", (3, 3), "the summary has 2 sentences, not 3"),
        ("TODO", (2, 3), None),
        ("- One.\n- TODO\n- Two of them.", (2, 3), None),
    ],
)
def test_the_length_of_a_summary(summary: str, limits: tuple[int, int], message: str | None) -> None:
    config = replace(Config(), summary_sentences=limits)
    found = judged(text=f"## Summary\n\n{summary}\n", config=config)
    assert [one.message for one in found if one.code == "DOC201"] == ([message] if message else [])


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        ("Not known" + " at all" * 19 + ".", ["DOC401"]),  # forty words
        ("Still not known" + " at all" * 19 + ".", []),
        ("Unknown, but it was caused by the pool.", []),
        ("The pool was too small.", []),
        ("Still under investigation.", ["DOC401"]),
        ("TODO", []),
    ],
)
def test_a_cause_that_is_not_known(cause: str, expected: list[str]) -> None:
    assert codes("DOC4", judged(text=f"## Root Cause\n\n{cause}\n")) == expected


@pytest.mark.parametrize(
    ("impact", "components", "expected"),
    [
        ("It was bad.", None, ["DOC501"]),
        ("It was bad.", ["till"], ["DOC501"]),
        ("The Till was bad.", ["till"], []),
        ("The till was bad.", ["TILL", 7], []),
        ("`till` was bad.", None, []),
        ("Customers waited.", None, []),
        ("It was bad 3 times.", None, []),
        ("TODO", None, []),
    ],
)
def test_who_and_what_was_affected(impact: str, components: list[Any] | None, expected: list[str]) -> None:
    found = judged(event={"affected": {"components": components}}, text=f"## Impact\n\n{impact}\n")
    assert codes("DOC5", found) == expected


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ("None.", ["DOC604"]),
        ("We " + "will look into it again " * 2 + "next time.", []),  # thirteen words of prose are an answer
        ("We " + "will look into it again " * 2 + "soon.", ["DOC604"]),
        ("TODO", []),
        ("- [ ] Tell the team (owner: delivery team, due 2026-11-24) OPS-8", ["DOC604"]),
        ("- [ ] Add a test (owner: delivery team, due 2026-11-24) OPS-8", []),
        ("- [ ] Add a test", ["DOC601", "DOC602", "DOC603"]),
        ("- [x] Add a test", []),
    ],
)
def test_actions(actions: str, expected: list[str]) -> None:
    assert codes("DOC6", judged(text=f"## Actions\n\n{actions}\n")) == expected


@pytest.mark.parametrize(("length", "told_as"), [(48, "y" * 48), (49, "y" * 47 + "…")])
def test_a_long_action_is_cut(length: int, told_as: str) -> None:
    found = judged(text=f"## Actions\n\n- {'y' * length}\n- Add a test (@a, due 2026-11-24) OPS-8\n")
    assert [one.message for one in found] == [
        f'no owner: "{told_as}"',
        f'no due date: "{told_as}"',
        f'no link: "{told_as}"',
    ]


@pytest.mark.parametrize(
    ("event", "front", "severity"),
    [({"status": "RESOLVED"}, {"status": "DRAFT"}, "warning"), ({"status": "RESOLVED"}, {"status": "FINAL"}, "error")],
)
def test_gaps_are_warnings_in_a_draft_and_errors_in_the_end(
    event: dict[str, Any], front: dict[str, str], severity: str
) -> None:
    text = "## Root Cause\n\nUnknown.\n\n## Impact\n\nIt was bad.\n\n## Actions\n\nNone.\n\n## Resolution\n\nTODO\n"
    found = told("DOC", judged(event=event, front=front, text=text))
    assert [one.split()[:2] for one in found] == [[code, severity] for code in ("DOC105", "DOC401", "DOC501", "DOC604")]
    gone = judged(event=event, front=front, more={"INCIDENT.md": _without_impact(front["status"])})
    assert [one.split()[:2] for one in told("DOC10", gone)] == [["DOC101", severity]]


def _without_impact(status: str) -> str:
    text = re.sub(r"(?s)## Impact.*?(?=## )", "", COMPLETE["INCIDENT.md"])
    return text.replace("status: FINAL", f"status: {status}")


# --- DOC1: sections ---------------------------------------------------------------------------------------------------


def of_sections(*sections: str, front: str = "FINAL", **more: Any) -> list[Diagnostic]:
    """The findings about the sections of a post-mortem that holds these alone."""
    head = COMPLETE["INCIDENT.md"].partition("## Summary")[0].replace("status: FINAL", f"status: {front}")
    found = judged(more={"INCIDENT.md": head + "\n\n".join(sections) + "\n"}, **more)
    return [one for one in found if one.code.startswith("DOC1")]


SEVEN = [f"## {one}\n\nText." for one in "Summary,Timeline,Root Cause,Impact,Resolution,Actions,Evidence".split(",")]


def test_seven_sections_are_enough() -> None:
    assert of_sections(*SEVEN) == []


@pytest.mark.parametrize(
    ("missing", "hint"),
    [
        (0, "add `## Summary` before Timeline"),
        (1, "add `## Timeline` after Summary"),
        (6, "add `## Evidence` after Actions"),
    ],
)
def test_a_missing_section_says_where_it_belongs(missing: int, hint: str) -> None:
    (found,) = of_sections(*SEVEN[:missing], *SEVEN[missing + 1 :])
    assert (found.code, found.hint) == ("DOC101", hint)
    assert found.message == f"the section {hint.split('`')[1].removeprefix('## ')} is missing"
    assert found.span.line == 11  # the title of the document


def test_without_any_section_there_is_no_neighbour() -> None:
    assert {one.hint for one in of_sections()} == {f"add `{one.partition(chr(10))[0]}`" for one in SEVEN}


@pytest.mark.parametrize(
    ("order", "messages"),
    [
        ([0, 2, 1, 3, 4, 5, 6], ["Timeline stands after Root Cause"]),
        ([3, 0, 1, 2, 4, 5, 6], [f"{one} stands after Impact" for one in ("Summary", "Timeline", "Root Cause")]),
        ([0, 1, 2, 3, 4, 6, 5], ["Actions stands after Evidence"]),
        ([0, 2, 1, 2, 3, 4, 5, 6], ["Timeline stands after Root Cause"]),
    ],
)
def test_sections_out_of_order(order: list[int], messages: list[str]) -> None:
    found = [one for one in of_sections(*(SEVEN[at] for at in order)) if one.code == "DOC102"]
    assert [one.message for one in found] == messages
    assert [one.hint for one in found] == [f"move it before {one.rpartition(' after ')[2]}" for one in messages]


def test_a_section_that_stands_three_times() -> None:
    found = of_sections(*SEVEN, SEVEN[3], SEVEN[3])
    twice = [one for one in found if one.code == "DOC103"]
    assert [one.message for one in twice] == ["the section Impact stands twice; it begins on line 25"] * 2
    assert {one.hint for one in twice} == {"bring both together"}
    assert twice[0].span.line < twice[1].span.line


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "DOC104"),
        ("<!-- later -->", "DOC104"),
        ("```\n\n```", "DOC104"),
        ("```\nlog\n```", None),
        ("| a |\n|---|\n| |", "DOC104"),
        ("| a |\n|---|\n| b |", None),
        ("| |\n|---|\n| |", "DOC104"),
        ("<div>text</div>", None),
        ("Text <!-- a -->", None),
        ("### Details", None),
        ("TODO", "DOC105"),
        ("> TODO", None),
        ("- TODO\n- Text", "DOC105"),
        ("TODO\n\nTBD", "DOC105"),
        ("TODO <!-- later -->", "DOC105"),
        ("<what happened>", "DOC105"),
        ("<who did what, and when>\n\nText.", "DOC105"),
        ("<details open>\n\nText.\n\n</details>", None),
        ('<img src="a b">\n', None),
    ],
)
def test_a_section_says_something(content: str, code: str | None) -> None:
    sections = [*SEVEN[:4], f"## Resolution\n\n{content}\n", *SEVEN[5:]]
    for front, severity in (("FINAL", "error"), ("DRAFT", "warning")):
        found = of_sections(*sections, front=front, event={"status": "RESOLVED"})
        assert [(one.code, str(one.severity)) for one in found] == ([(code, severity)] if code else [])
        words = {"DOC104": "the section Resolution is empty", "DOC105": "the section Resolution is not filled in"}
        assert all(one.message == words[one.code] for one in found)


def test_a_misnamed_section_is_answered() -> None:
    (found,) = of_sections("## Sumary\n\nText.", *SEVEN[1:])
    assert (found.code, found.message) == ("DOC106", '"Sumary" is no section; Summary is missing')
    assert (found.hint, str(found.severity)) == ("did you mean Summary?", "error")
