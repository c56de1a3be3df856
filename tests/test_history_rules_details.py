"""What the rules about the history say of one step: every kind of loss, of silence, of a late log."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from incident_lint.config import Config
from incident_lint.document import Document
from incident_lint.engine import judge_steps
from incident_lint.git.log import Commit
from incident_lint.history.step import How, Logged, Loss, Seal, Silence, Step
from incident_lint.jsontext import read_json
from incident_lint.records import Event, Kind
from incident_lint.values import replace

STAGED = Step(Config())
COMMIT = Commit("a" * 40, (), datetime(2026, 11, 3, tzinfo=UTC), "Tidy up\n", ())
LOGGED_AT = datetime(2026, 11, 3, 10, 59, tzinfo=UTC)


def said(step: Step) -> list[str]:
    """Each finding as `CODE message`."""
    found = list(judge_steps([step]))
    assert all(isinstance(one.path, str) and isinstance(one.hint, str) for one in found)
    return [f"{one.code} {one.message}" for one in found]


def hints(step: Step) -> list[str]:
    return [one.hint for one in judge_steps([step])]


def lost(how: How, kind: Kind | None = None, to: str = "", allowed: str = "") -> Loss:
    return Loss("incidents/x/evidence/a.log", kind, "INC-1", how, "b" * 40, to, allowed=allowed)


@pytest.mark.parametrize(
    ("how", "to", "finding", "hint"),
    [
        (How.DELETED, "", 'INC301 evidence of "INC-1" was deleted', "put it back, and leave it"),
        (How.MOVED, "x/a.log", 'was moved to "x/a.log", where it is evidence no longer', "put it back, and leave it"),
        (How.NOT_FOLLOWED, "x/a.log", 'was moved to "x/a.log", but its event still names', "change its `path`"),
        (How.UNNAMED, "", "is not named by its event any more", "put its entry under `evidence` back"),
        (How.LEFT, "x", 'was left behind when the event was moved to "x"', "move the whole folder"),
        (How.CHANGED, "", 'INC302 evidence of "INC-1" was changed', "put it back, and add a new version"),
        (How.EMPTIED, "", 'INC302 evidence of "INC-1" was emptied', "put it back, and add a new version"),
        (How.LINKED, "", 'INC302 evidence of "INC-1" was replaced by a symbolic link', "put it back, and add"),
        (How.SUBMODULE, "", 'INC302 evidence of "INC-1" was replaced by a submodule', "put it back, and add"),
    ],
)
def test_what_became_of_evidence(how: How, to: str, finding: str, hint: str) -> None:
    step = replace(STAGED, losses=(lost(how, to=to),))
    (only,) = said(step)
    assert finding in only
    assert hints(step)[0].startswith(hint)
    (of_a_commit,) = hints(replace(step, commit=COMMIT))
    assert of_a_commit.startswith("rewrite this commit")
    assert [one.path for one in judge_steps([step])] == ["incidents/x/evidence/a.log"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Kind.EVENT, "the event"),
        (Kind.POST_MORTEM, "the post-mortem"),
        (Kind.ROLLBACK_EVENT, "the rollback event"),
    ],
)
def test_what_became_of_a_record(kind: Kind, name: str) -> None:
    for how, to, fate, hint in (
        (How.DELETED, "", "was deleted", "put it back"),
        (How.MOVED, "x/y.json", 'was moved to "x/y.json"', "keep it where the patterns under `[records]` find it"),
        (How.LINKED, "", "was replaced by a symbolic link", "put it back"),
    ):
        step = replace(STAGED, losses=(lost(how, kind, to=to),))
        assert said(step) == [f'INC303 {name} of "INC-1" {fate}']
        assert hints(step) == [hint]
        assert hints(replace(step, commit=COMMIT))[0].startswith("rewrite this commit")


def test_what_is_out_of_reach() -> None:
    losses = (lost(How.DELETED), lost(How.CHANGED), lost(How.DELETED, Kind.EVENT), lost(How.DELETED, allowed="x"))
    assert said(replace(STAGED, ref="refs/heads/main", losses=losses)) == [
        'INC304 evidence of "INC-1" is in no reference any more',
        'INC304 evidence of "INC-1" is in no reference any more',
        'INC304 the event of "INC-1" is in no reference any more',
        'INC309 a loss for "INC-1" is allowed: x',
    ]


def test_losses_that_are_allowed_are_told_and_no_more() -> None:
    losses = tuple(lost(how, kind, allowed="it held a password") for how in How for kind in (None, Kind.EVENT))
    told = said(replace(STAGED, losses=losses))
    assert told == ['INC309 a loss for "INC-1" is allowed: it held a password'] * len(losses)


@pytest.mark.parametrize(
    ("deleted", "verb", "hint"),
    [(True, "deletes", "who administers the server"), (False, "moves", "seal a new tag instead")],
)
def test_a_sealed_tag_that_a_push_touches(deleted: bool, verb: str, hint: str) -> None:
    step = replace(STAGED, ref="refs/tags/v1-sealed", seal=Seal("v1-sealed", deleted))
    assert said(step) == [f'RBK201 the push {verb} the SEALED tag "v1-sealed"']
    assert hints(step)[0].startswith(hint)


SILENT = Silence("a revert", (), (), "", (), False)


UNKNOWN = "SIL102 no event in this commit's tree has the id"
NO_REASONS = "none None. NO! n/a NA null true yes - ? TBD todo Aucun aucune non".split()


@pytest.mark.parametrize(
    ("silence", "findings"),
    [
        (SILENT, ["SIL101 a revert that names no incident"]),
        (replace(SILENT, incidents=("INC-1",)), []),
        (replace(SILENT, reasons=("it was not released",)), []),
        (replace(SILENT, incidents=("INC-1",), unknown=("INC-1",)), [f'{UNKNOWN} "INC-1"']),
        (replace(SILENT, incidents=("INC-1", "2"), unknown=("INC-1", "2")), [f'{UNKNOWN} "INC-1", "2"']),
        (replace(SILENT, reasons=("none", "it was not released")), []),
        (replace(SILENT, reasons=("none",), incidents=("INC-1",)), []),
    ],
)
def test_silence(silence: Silence, findings: list[str]) -> None:
    assert said(replace(STAGED, commit=COMMIT, silence=silence)) == findings


@pytest.mark.parametrize("reason", ["", " no. ", *NO_REASONS])
def test_a_reason_that_is_none(reason: str) -> None:
    assert said(replace(STAGED, silence=replace(SILENT, reasons=(reason,)))) == [
        "SIL103 `No-Incident` without a reason"
    ]


def test_what_to_do_about_silence() -> None:
    end = "end the message with `Incident: <id>`, or with `No-Incident: <reason>`"
    message = replace(COMMIT, id="")
    assert hints(replace(STAGED, commit=COMMIT, silence=SILENT)) == [f"reword this commit: {end}"]
    assert hints(replace(STAGED, commit=message, silence=SILENT)) == [end]
    assert hints(replace(STAGED, silence=SILENT)) == [end]
    misplaced = replace(STAGED, commit=COMMIT, silence=replace(SILENT, misplaced=True))
    assert hints(misplaced)[0].startswith("a trailer stands in the last paragraph")
    unknown = replace(SILENT, incidents=("INC-1",), unknown=("INC-1",))
    assert hints(replace(STAGED, silence=unknown))[0].startswith("commit its INCIDENT_EVENT.json first")
    assert hints(replace(STAGED, silence=replace(unknown, similar="INC-2?"))) == ["INC-2?"]


@pytest.mark.parametrize(
    ("later", "added", "members", "codes"),
    [
        (timedelta(minutes=-5), True, {}, []),  # five minutes are what clocks differ
        (timedelta(minutes=-5, seconds=-1), True, {}, ["INC202"]),
        (timedelta(minutes=-5, seconds=-1), False, {}, ["INC202"]),
        (timedelta(hours=24), True, {}, []),
        (timedelta(hours=24, seconds=1), True, {}, ["INC203"]),
        (timedelta(hours=24, seconds=1), False, {}, []),
        (timedelta(hours=24, seconds=1), True, {"late_logging_reason": "imported"}, []),
        (timedelta(hours=24, seconds=1), True, {"late_logging_reason": ""}, ["INC203"]),
        (timedelta(days=9), True, {"logged_at": None}, []),
        (timedelta(days=-9), True, {"logged_at": None}, []),
    ],
)
def test_when_an_event_was_logged(later: timedelta, added: bool, members: dict[str, Any], codes: list[str]) -> None:
    text = json.dumps({"logged_at": "2026-11-03T10:59:00Z", **members}, indent=1)
    event = Event("incidents/INC-1/INCIDENT_EVENT.json", read_json(Document("e.json", text)))
    good = Event(event.path, read_json(Document("e.json", '{"logged_at": "2026-11-03T10:59:00Z"}')))
    found = list(
        judge_steps([replace(STAGED, logged=(Logged(good, LOGGED_AT, True), Logged(event, LOGGED_AT + later, added)))])
    )
    assert [one.code for one in found] == codes
    assert all((one.path, one.span.line) == (event.path, 2) for one in found)


def test_a_rule_that_a_step_ignores_is_silent() -> None:
    step = replace(STAGED, silence=SILENT)
    assert said(replace(step, config=replace(Config(), ignore=("SIL101",)))) == []
    assert said(step) == ["SIL101 a revert that names no incident"]
