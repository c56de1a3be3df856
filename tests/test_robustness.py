"""Whatever a file holds, a check ends in diagnostics: no exception, and every place lies in the file."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incident_lint.config import Config
from incident_lint.diagnostics import Diagnostic, Report, in_order
from incident_lint.engine import active_rules, judge
from incident_lint.facts import gather
from incident_lint.loading import load, with_facts
from incident_lint.records import Kind
from incident_lint.reporters import FORMATS, render
from incident_lint.selection import Unit
from incident_lint.sources import WorkTree
from incident_lint.targets import Overlay

EXAMPLE = Path(__file__).parent.parent / "examples" / "complete"
FOLDER = "incidents/INC-20261103-checkout-timeouts"
FILES = {
    Kind.EVENT: f"{FOLDER}/INCIDENT_EVENT.json",
    Kind.POST_MORTEM: f"{FOLDER}/INCIDENT.md",
    Kind.PLAN: f"{FOLDER}/ROLLBACK_PLAN.json",
    Kind.ROLLBACK_EVENT: f"{FOLDER}/ROLLBACK_EVENT.json",
}
CONFIG = Config()
RULES = active_rules(CONFIG)


def _judge(kind: Kind, data: bytes) -> list[Diagnostic]:
    tree = Overlay(WorkTree(EXAMPLE.resolve(), None), FILES[kind], data)
    incident = load(Unit(FOLDER, {one: [path] for one, path in FILES.items()}), tree, CONFIG)
    (facts,) = gather([incident], tree, {})
    return list(judge(with_facts(incident, facts), RULES, CONFIG))


def _in_file(found: list[Diagnostic], kind: Kind, data: bytes) -> bool:
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    return all(1 <= one.span.line <= lines for one in found if one.path == FILES[kind])


def test_the_example_itself_is_faultless() -> None:
    assert _judge(Kind.EVENT, (EXAMPLE / FILES[Kind.EVENT]).read_bytes()) == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(Kind)), st.binary(max_size=400))
def test_any_bytes(kind: Kind, data: bytes) -> None:
    assert _in_file(_judge(kind, data), kind, data)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(Kind)), st.text(max_size=400))
def test_any_text(kind: Kind, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    assert _in_file(_judge(kind, data), kind, data)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _places(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    places = [at] if at else []
    if isinstance(value, dict):
        places += [one for key, inner in value.items() for one in _places(inner, (*at, key))]
    elif isinstance(value, list):
        places += [one for index, inner in enumerate(value) for one in _places(inner, (*at, index))]
    return places


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([Kind.EVENT, Kind.PLAN, Kind.ROLLBACK_EVENT]), st.data())
def test_any_value_in_any_place_of_a_record(kind: Kind, data: st.DataObject) -> None:
    record = copy.deepcopy(json.loads((EXAMPLE / FILES[kind]).read_text("utf-8")))
    *path, last = data.draw(st.sampled_from(_places(record)))
    holder = record
    for part in path:
        holder = holder[part]
    holder[last] = data.draw(VALUES)
    text = json.dumps(record, indent=2).encode()
    assert _in_file(_judge(kind, text), kind, text)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_cut_and_splice_of_a_post_mortem(data: st.DataObject) -> None:
    text = (EXAMPLE / FILES[Kind.POST_MORTEM]).read_text("utf-8")
    cut = data.draw(st.integers(0, len(text)))
    again = data.draw(st.integers(0, len(text)))
    spliced = (text[:cut] + data.draw(st.text(max_size=30)) + text[again:]).encode("utf-8", "surrogatepass")
    found = _judge(Kind.POST_MORTEM, spliced)
    assert _in_file(found, Kind.POST_MORTEM, spliced)
    for form in FORMATS:
        rendered = render(Report(in_order(found), 4, 1), form, colour=False, quiet=False, statistics=False)
        assert all(one.isprintable() or one == "\n" for one in rendered)
