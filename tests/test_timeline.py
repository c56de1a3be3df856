"""Timelines as people write them: what is read, and what the rules say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incident_lint.clock import day_in, read_stamp, zone_in
from incident_lint.config import Config
from incident_lint.document import Document, decode
from incident_lint.engine import active_rules, judge
from incident_lint.loading import load
from incident_lint.markdown import read_markdown
from incident_lint.records import Kind
from incident_lint.section_names import SectionName
from incident_lint.sections import read_outline
from incident_lint.selection import Unit
from incident_lint.timeline import Timeline, read_timeline

REFERENCE = date(2026, 11, 3)


class _Files:
    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def read(self, path: str) -> bytes:
        return self.files[path]


def _post_mortem(body: str) -> str:
    return f"## Timeline\n\n{body}\n\n## Actions\n\nNone.\n"


def _timeline(body: str, reference: date | None = None, title: str = "Timeline") -> Timeline:
    document = decode("x.md", f"## {title}\n\n{body}\n\n## Actions\n\nNone.\n".encode())
    assert isinstance(document, Document)
    outline = read_outline(read_markdown(document))
    return read_timeline(outline.all(SectionName.TIMELINE), reference)


def _codes(body: str) -> list[str]:
    """The DOC3 codes of a standalone post-mortem with this timeline."""
    source = _Files({"outage.md": _post_mortem(body).encode()})
    incident = load(Unit("", {Kind.POST_MORTEM: ["outage.md"]}), source, Config())
    return sorted(one.code for one in judge(incident, active_rules(Config()), Config()) if one.code.startswith("DOC3"))


def _moments(timeline: Timeline) -> list[str]:
    return [one.local.strftime("%d %H:%M") if one.local else "-" for one in timeline.entries if one.has_time]


FORMS = [
    ("- 14:02 UTC - it broke", "14:02"),
    ("- **14:02**: it broke", "14:02"),
    ("- `14:02` it broke", "14:02"),
    ("- [14:02] it broke", "14:02"),
    ("- 14h02 : panne", "14:02"),
    ("- 2:02 PM - it broke", "14:02"),
    ("- 2:02pm it broke", "14:02"),
    ("- 12:05 am it broke", "00:05"),
    ("- ~14:02 it broke", "14:02"),
    ("- around 14:02 it broke", "14:02"),
    ("- vers 14h02, panne", "14:02"),
    ("- at 14:02:33 it broke", "14:02"),
    ("- 1402Z it broke", "14:02"),
    ("- 2026-11-03T14:02:00Z it broke", "14:02"),
    ("- 2026-11-03 14:02 it broke", "14:02"),
    ("- 3 November 2026, 14:02 it broke", "14:02"),
    ("- November 3rd, 2026 14:02 it broke", "14:02"),
    ("- mardi 3 novembre 2026 à 14h02 : panne", "14:02"),
    ("- Tue 14:02 it broke", "14:02"),
    ("- 14:02-14:10 it broke", "14:02"),
    ("- from 14:02 to 14:10 it broke", "14:02"),
    ("| Time | Event |\n|---|---|\n| 14:02 | it broke |", "14:02"),
    ("| Event | When |\n|---|---|\n| it broke | 14:02 |", "14:02"),
    ("### 14:02\n\nit broke", "14:02"),
    ("14:02 it broke", "14:02"),
]


@pytest.mark.parametrize(("body", "clock"), FORMS)
def test_a_time_is_read_in_every_usual_form(body: str, clock: str) -> None:
    (entry,) = _timeline(body, REFERENCE).entries
    assert entry.local is not None
    assert entry.local.strftime("%H:%M") == clock
    assert entry.local.date() == REFERENCE
    assert "broke" in entry.text or "panne" in entry.text


@pytest.mark.parametrize(
    "text",
    ["2.14.03 is released", "10.0.0.1 answers", "localhost:8080 answers", "17 hours later", "25:10 is no time",
     "12:75 is no time", "3 nodes fail", "2:1 odds", "build 1402 fails", "v1.2", "may be down", "March on"],
)  # fmt: skip
def test_what_looks_like_a_time_is_none(text: str) -> None:
    stamp = read_stamp(text)
    assert stamp is None or stamp.clock is None


def test_iso_times_with_offsets_become_moments() -> None:
    one, other = _timeline("- 2026-11-03T14:02:00+02:00 a\n- 2026-11-03T12:30:00Z b").entries
    assert one.when == datetime(2026, 11, 3, 12, 2, tzinfo=UTC)
    assert other.when == datetime(2026, 11, 3, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "body", "hours"),
    [
        ("Timeline (all times UTC)", "- 14:02 a", 0),
        ("Timeline", "All times in UTC.\n\n- 14:02 a", 0),
        ("Timeline", "Toutes les heures sont en CET.\n\n- 14:02 a", 1),
        ("Timeline", "| Time (CEST) | Event |\n|---|---|\n| 14:02 | a |", 2),
        ("Timeline (times in BST)", "### 14:02\n\na", 1),
        ("Timeline", "- 14:02 PST a", -8),
        ("Timeline", "- 14:02 UTC+5:30 a", 5.5),
        ("Timeline", "- 14:02 -03:00 a", -3),
    ],
)
def test_a_zone_is_found_where_it_is_stated(title: str, body: str, hours: float) -> None:
    (entry,) = _timeline(body, REFERENCE, title).entries
    assert entry.when is not None
    assert entry.when.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("zone", ["IST", "CST", "PT", "Pacific time", "heure de Paris"])
def test_an_ambiguous_zone_is_stated_but_compared_with_nothing(zone: str) -> None:
    (entry,) = _timeline("- 14:02 a", REFERENCE, f"Timeline ({zone})").entries
    assert entry.has_zone
    assert entry.when is None


def test_a_clock_that_goes_back_by_hours_has_passed_midnight() -> None:
    body = "All times in UTC.\n\n- 3 November 2026 23:50 a\n- 00:10 b\n- 00:20 c"
    assert _moments(_timeline(body)) == ["03 23:50", "04 00:10", "04 00:20"]


def test_dates_stand_above_the_entries_they_belong_to() -> None:
    body = "### 3 November 2026\n\n- 10:00 a\n- 11:00 b\n\n**4 November 2026**\n\n- 09:00 c"
    assert _moments(_timeline(body)) == ["03 10:00", "03 11:00", "04 09:00"]


def test_separate_columns_of_dates_and_times() -> None:
    body = "| Day | Date | Time | Event |\n|-|-|-|-|\n| Tue | Nov 3 | 22:00 | a |\n| Wed | Nov 4 | 21:00 | b |"
    assert _moments(_timeline(body, REFERENCE)) == ["03 22:00", "04 21:00"]


def test_an_empty_time_cell_goes_on_with_the_entry_above() -> None:
    (entry,) = _timeline("| Time | Event |\n|-|-|\n| 10:00 | a |\n|  | and more |").entries
    assert "and more" in entry.text


def test_nested_items_are_details_and_not_entries() -> None:
    entries = _timeline("- 10:00 a\n  - the log says so\n- 10:05 b").entries
    assert [one.has_time for one in entries] == [True, True]
    assert "log" in entries[0].text


def test_a_year_carries_over_to_the_dates_that_have_none() -> None:
    body = "### October 28, 2025\n\n- 21:31 UTC a\n\n### October 29\n\n- 22:30 UTC (Oct 29) b"
    assert "DOC303" not in _codes(body)


GOOD = "All times in UTC, 3 November 2026.\n\n- 10:52 alert fires\n- 11:48 mitigated\n- 12:10 resolved\n"


@pytest.mark.parametrize(
    "body",
    [
        GOOD,
        GOOD.replace("11:48", "~10:40"),
        "Heures en UTC, le 3 novembre 2026.\n\n- 10h52 alerte reçue\n- 12h10 service rétabli\n",
        "All times in UTC.\n\n- 23:50 alert fires\n- 00:10 resolved\n",
        "- 2026-11-03 10:52 UTC alert fires\n- 2026-11-03 12:10 UTC resolved\n- 2026-11-05 09:00 UTC review\n",
        "- 14:00 CET alert fires\n- 13:10 UTC mitigated\n- 13:10 UTC resolved\n",
        "- 01/02/2026 alert fires\n- 02/01/2026 resolved\n",
        "See [the export](timeline.csv).",
        "",
    ],
)
def test_good_timelines_are_left_alone(body: str) -> None:
    assert [one for one in _codes(body) if one != "DOC302"] == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (GOOD.replace("- 11:48", "- 10:48"), "DOC303"),
        (GOOD.replace("- 11:48", "-"), "DOC301"),
        (GOOD.replace("in UTC, ", "of "), "DOC302"),
        (GOOD.replace("alert fires", "release 2.14 goes out"), "DOC304"),
        (GOOD.replace("mitigated", "more hands").replace("resolved", "lunch"), "DOC305"),
        ("- 2026-11-04 10:00 UTC alert fires\n- 2026-11-03 12:00 UTC resolved\n", "DOC303"),
    ],
)
def test_faulty_timelines_are_told(body: str, code: str) -> None:
    assert _codes(body) == [code]


def test_zones_and_dates_are_found_among_words() -> None:
    zone = zone_in("Timeline (all times UTC)")
    assert zone is not None
    assert zone.offset is not None
    assert zone_in("Timeline of the outage") is None
    assert day_in("Monday May 10th, 2021") is not None
    assert day_in("1/2 of the nodes") is None


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("0123456789:-/.TZ |#*~\n apmhUTCéà")), max_size=200))
def test_no_text_is_too_strange(body: str) -> None:
    for entry in _timeline(body, REFERENCE).entries:
        assert entry.span.line >= 1


def test_a_long_line_is_read_no_further_than_its_head() -> None:
    assert read_stamp("1:" * 500_000) is None
    assert _timeline("- " + "12:00 " * 100_000, REFERENCE).entries
