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


def _said(text: str) -> str:
    """A stamp as one line: date, clock, end of the range, zone in hours; `~` in front where it is approximate."""
    stamp = read_stamp(text)
    if stamp is None:
        return ""
    parts = ["~" if stamp.approximate else ""]
    if stamp.day is not None:
        parts.append(f"{stamp.day.year or '?'}-{stamp.day.month}-{stamp.day.day}{'?' if stamp.day.ambiguous else ''}")
    parts += [f"{stamp.clock:%H:%M:%S}".removesuffix(":00")] if stamp.clock is not None else []
    parts += [f"-{stamp.until:%H:%M}"] if stamp.until is not None else []
    if stamp.zone is not None:
        offset = stamp.zone.offset
        parts.append("?" if offset is None else f"{(offset.utcoffset(None)).total_seconds() / 3600:+g}")
    return " ".join(part for part in parts if part)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12:05 am", "00:05"),
        ("12:05 pm", "12:05"),
        ("1:05 a.m. it broke", "01:05"),
        ("13:05 pm", "13:05"),
        ("0:30 am", "00:30"),
        ("11 pm", "23:00"),
        ("11PM", "23:00"),
        ("12 a.m. it broke", "00:00"),
        ("11 pmx", ""),
        ("23:59:59", "23:59:59"),
        ("23:59:60", ""),
        ("23:60", ""),
        ("24:00", ""),
        ("14:02:33.123", "14:02:33"),
        ("14:02:33,5 it broke", "14:02:33"),
        ("14:02:33.123 UTC", "14:02:33 +0"),
        ("14:02:33.5.5 UTC", "14:02:33"),
        ("14:023", ""),
        ("14:02:3", ""),
        ("14:02:33.12 pm it broke", "14:02:33"),
        ("2:02 pm pm", "14:02"),
        ("14 h 02", "14:02"),
        ("14H02", "14:02"),
        ("14h023", ""),
        ("1402 UTC", "14:02 +0"),
        ("1402 GMT", "14:02 +0"),
        ("1402hrs", "14:02"),
        ("1402 hr", "14:02"),
        ("1402 hours", ""),
        ("1402", ""),
    ],
)
def test_a_clock_time_is_read_to_its_end(text: str, said: str) -> None:
    assert _said(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3rd of November 2026", "2026-11-3"),
        ("1st Nov 2026", "2026-11-1"),
        ("1er novembre 2026", "2026-11-1"),
        ("3-Nov-2026", "2026-11-3"),
        ("3 Nov. 2026", "2026-11-3"),
        ("3 november, 2026", "2026-11-3"),
        ("Nov. 3, 2026", "2026-11-3"),
        ("NOV 3 2026", "2026-11-3"),
        ("Nov 3", "?-11-3"),
        ("Nov 3 14:02", "?-11-3 14:02"),
        ("3 Nov 14:02", "?-11-3 14:02"),
        ("3 Nov 2026 14:02", "2026-11-3 14:02"),
        ("Nov 14:02", ""),
        ("2026/11/3", "2026-11-3"),
        ("2026.11.03", "2026-11-3"),
        ("2026-11-031", ""),
        ("2026-13-01", ""),
        ("2026-00-01", ""),
        ("2026-11-00", ""),
        ("2026-11-32", ""),
        ("1990-01-31", "1990-1-31"),
        ("2100-12-01", "2100-12-1"),
        ("1989-12-31", ""),
        ("2101-01-01", ""),
        ("03/11/2026", "2026-3-11?"),
        ("03/03/2026", "2026-3-3"),
        ("13/11/2026", "2026-11-13"),
        ("12/11/2026", "2026-12-11?"),
        ("11/13/2026", "2026-11-13"),
        ("11/12/2026", "2026-11-12?"),
        ("13.11.26", "2026-11-13"),
        ("13/11", "?-11-13"),
        ("13.11", ""),
        ("13/11/20261", ""),
        ("2026-11-03T14:02:00Z", "2026-11-3 14:02 +0"),
        ("14:02 on 3 November", "?-11-3 14:02"),
        ("14:02 3 November 2026 4 November 2026", "2026-11-3 14:02"),
    ],
)
def test_a_date_is_read_to_its_end(text: str, said: str) -> None:
    assert _said(text) == said


@pytest.mark.parametrize(
    ("names", "month"),
    [
        ("jan january janv janvier", 1),
        ("feb february fev févr fevr février fevrier", 2),
        ("mar march mars", 3),
        ("apr april avr avril", 4),
        ("may mai", 5),
        ("jun june juin", 6),
        ("jul july juil juillet", 7),
        ("aug august août aout", 8),
        ("sep sept september septembre", 9),
        ("oct october octobre", 10),
        ("nov november novembre", 11),
        ("dec december déc décembre decembre", 12),
    ],
)
def test_months_are_known_by_all_their_names(names: str, month: int) -> None:
    for name in names.split():
        assert (
            _said(f"3 {name} 2026") == _said(f"{name} 3, 2026") == _said(f"{name.upper()}. 3 2026") == f"2026-{month}-3"
        )


@pytest.mark.parametrize(
    ("names", "offset"),
    [
        ("UTC GMT Z WET", "+0"),
        ("WEST CET BST MEZ", "+1"),
        ("CEST EET MESZ SAST", "+2"),
        ("EEST MSK", "+3"),
        ("HST", "-10"),
        ("AKST", "-9"),
        ("PST AKDT", "-8"),
        ("PDT MST", "-7"),
        ("MDT", "-6"),
        ("CDT EST", "-5"),
        ("EDT", "-4"),
        ("BRT", "-3"),
        ("SGT HKT", "+8"),
        ("JST KST", "+9"),
        ("AEST", "+10"),
        ("AEDT", "+11"),
        ("NZST", "+12"),
        ("NZDT", "+13"),
        ("IST CST PT ET CT MT AST HNE HAE", "?"),
    ],
)
def test_zones_are_known_by_their_names(names: str, offset: str) -> None:
    for name in names.split():
        assert _said(f"14:02 {name} it broke") == f"14:02 {offset}"
        zone = zone_in(f"Timeline (times in {name})")
        assert zone is not None
        assert (zone.offset is None) == (offset == "?")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("14:02 UTC+2", "14:02 +2"),
        ("14:02 UTC +2 it broke", "14:02 +2"),
        ("14:02 GMT-3:30", "14:02 -3.5"),
        ("14:02 UTC+0545", "14:02 +5.75"),
        ("14:02 -0330", "14:02 -3.5"),
        ("14:02 +05:30", "14:02 +5.5"),
        ("14:02 UTC+14", "14:02 +14"),
        ("14:02 UTC-14", "14:02 -14"),
        ("14:02 UTC+15", "14:02 ?"),
        ("14:02 UTC-15", "14:02 ?"),
        ("14:02 UTCX", "14:02"),
        ("14:02 utc", "14:02"),
        ("UTC 14:02", ""),
    ],
)
def test_offsets_of_a_zone(text: str, said: str) -> None:
    assert _said(text) == said


@pytest.mark.parametrize(
    "words", ["Pacific time", "eastern standard time", "Central Daylight Time", "local time", "India time",
              "heure locale", "heures locales", "heure de Paris", "heure d'été", "heure d’hiver", "heure française",
              "heure UTC", "Coordinated Universal Time"],
)  # fmt: skip
def test_a_zone_in_words_is_stated(words: str) -> None:
    assert zone_in(f"All times are {words}.") is not None


@pytest.mark.parametrize("words", ["", "it was about time", "the heure", "PUTC", "UTCs", "a new eastern region"])
def test_other_words_state_no_zone(words: str) -> None:
    assert zone_in(f"Timeline {words}.") is None


def test_a_zone_among_words_has_its_offset() -> None:
    for text, hours in (("Timeline (UTC +2)", 2), ("Timeline in UTC-3:30", -3.5), ("times in CET, UTC later", 1)):
        zone = zone_in(text)
        assert zone is not None
        assert zone.offset is not None
        assert zone.offset.utcoffset(None) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "word", ["~", "≈", "around ", "about ", "approx ", "approximately ", "circa ", "vers ", "environ ", "~ "]
)
def test_an_approximate_time_says_so(word: str) -> None:
    assert _said(f"{word}14:02 it broke") == "~ 14:02"
    assert _said(f"14:02 it broke {word}14:05") == "14:02"


@pytest.mark.parametrize("word", ["at", "On", "the", "le", "à", "from", "between", "de", "entre", "since", "|", "("])
def test_small_words_may_stand_before_a_time(word: str) -> None:
    assert _said(f"{word} 14:02 it broke") == "14:02"


@pytest.mark.parametrize(
    "word", "Monday Tue tues. Wed Wednesday Thu Thursday Fri. Saturday sun lundi mercredi Jeudi samedi dimanche".split()
)
def test_weekdays_may_stand_before_a_time(word: str) -> None:
    assert _said(f"{word}, 14:02 it broke") == "14:02"


@pytest.mark.parametrize("joined", [" - ", "–", " — ", " → ", " to ", " until ", " au ", " and ", " et "])
def test_a_range_has_an_end(joined: str) -> None:
    assert _said(f"14:02{joined}14:10 it broke") == "14:02 -14:10"


@pytest.mark.parametrize(
    "text",
    [
        "14:02 until noon",
        "14:02 - 25:10",
        "14:02 too 14:10",
        "14:02 it 14:10",
        "14:02 untilx 14:10",
        "14:02 until14:10",
        "14:02 to14:10",
        "14:02 au14:10",
        "14:02 and14:10",
        "14:02 et14:10",
    ],
)
def test_what_is_no_range_has_none(text: str) -> None:
    assert _said(text) == "14:02"


def test_a_stamp_begins_and_ends_with_its_time() -> None:
    text = "**at 14:02 UTC** it broke"
    stamp = read_stamp(text.replace("*", " "))
    assert stamp is not None
    assert text[stamp.start : stamp.end] == "14:02 UTC"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The outage of 3 November 2026 in detail", (2026, 11, 3)),
        ("Outage on 13/11/2026", (2026, 11, 13)),
        ("Outage on 13/11", None),
        ("release v2026-11-03", None),
        ("log-2026-11-03", None),
        ("1/2 of the nodes on 3 November", (None, 11, 3)),
        ("x" * 499 + " 3 November", None),
        ("août 3 2026", (2026, 8, 3)),
        ("on 99/99/2026, that is 3 Nov", (None, 11, 3)),
    ],
)
def test_the_first_date_of_a_text(text: str, found: tuple[int | None, int, int] | None) -> None:
    day = day_in(text)
    assert (None if day is None else (day.year, day.month, day.day)) == found


def _entries(body: str, reference: date | None = REFERENCE, title: str = "Timeline") -> list[str]:
    """The entries as lines: when, the label, the text."""
    return [
        f"{one.local:%m-%d %H:%M}|{one.label}|{' '.join(one.text.split())}"
        if one.local
        else f"-|{one.label}|{' '.join(one.text.split())}"
        for one in _timeline(body, reference, title).entries
    ]


@pytest.mark.parametrize(
    ("clocks", "moments"),
    [
        (["10:00", "04:00"], ["03 10:00", "03 04:00"]),  # six hours back are out of order
        (["10:00", "03:59"], ["03 10:00", "04 03:59"]),  # more have passed midnight
        (["23:50", "00:10", "23:00", "01:00"], ["03 23:50", "04 00:10", "04 23:00", "05 01:00"]),
        (["10:00", "2 November 09:00", "08:00"], ["03 10:00", "02 09:00", "02 08:00"]),
        (["3 November 22:00", "4 November 01:00", "00:30"], ["03 22:00", "04 01:00", "04 00:30"]),
    ],
)
def test_midnight(clocks: list[str], moments: list[str]) -> None:
    body = "\n".join(f"- {one} a" for one in clocks)
    assert _moments(_timeline(body, REFERENCE)) == moments


def test_midnight_is_passed_by_a_clock_and_not_by_a_day() -> None:
    body = "- 3 November 2026 23:50 a\n- 3 November 2026: the whole day\n- 00:10 b"
    assert _moments(_timeline(body)) == ["03 23:50", "03 00:00", "04 00:10"]


def test_a_date_above_begins_a_new_day_whatever_the_clock_before() -> None:
    body = "### 3 November 2026\n\n- 23:00 a\n\n### 4 November 2026\n\n- 01:00 b\n- 02:00 c"
    assert _moments(_timeline(body)) == ["03 23:00", "04 01:00", "04 02:00"]


def test_the_date_of_an_entry_holds_until_another_one() -> None:
    body = "### 3 November 2026\n\n- 10:00 a\n- 4 November 11:00 b\n- 12:00 c"
    assert _moments(_timeline(body)) == ["03 10:00", "04 11:00", "04 12:00"]


@pytest.mark.parametrize(
    ("body", "until"),
    [("- 14:02 to 14:10 a", "03 14:10"), ("- 23:50 to 00:10 a", "04 00:10"), ("- 14:02 to 14:02 a", "03 14:02")],
)
def test_the_end_of_a_range_is_not_before_its_begin(body: str, until: str) -> None:
    (entry,) = _timeline(body, REFERENCE).entries
    assert entry.until is not None
    assert entry.until.strftime("%d %H:%M") == until


@pytest.mark.parametrize(
    ("body", "year"),
    [
        ("- 3 November 10:00 a", 2026),  # the year of the detection
        ("- 3 November 2024 10:00 a\n- 4 November 11:00 b", 2024),
        ("- 31 December 2025 23:00 a\n- 1 January 2026 01:00 b", 2025),
    ],
)
def test_the_year_of_an_entry(body: str, year: int) -> None:
    first = _timeline(body, REFERENCE).entries[0]
    assert first.local is not None
    assert first.local.year == year


def test_without_a_detection_the_first_year_in_the_text_counts() -> None:
    first, second = _timeline("- 3 November 10:00 a\n- 4 November 2024 11:00 b").entries
    assert first.local == datetime(2024, 11, 3, 10)
    assert second.local == datetime(2024, 11, 4, 11)


def test_a_date_that_is_none_makes_no_moment() -> None:
    first, second = _timeline("- 31 June 10:00 UTC a\n- 3/11/2026 10:00 UTC b", REFERENCE).entries
    assert (first.local, first.when, first.has_date, first.has_time) == (None, None, False, True)
    assert (second.local, second.when, second.has_date) == (None, None, False)


def test_what_an_entry_says_of_itself() -> None:
    (entry,) = _timeline("- **~14:02 UTC**: it broke", REFERENCE).entries
    assert entry.approximate
    assert entry.label == "14:02 UTC"
    assert (entry.has_time, entry.has_zone, entry.has_date, entry.day_only) == (True, True, False, False)
    assert entry.when == datetime(2026, 11, 3, 14, 2, tzinfo=UTC)
    assert (entry.span.line, entry.span.column, entry.span.end_column) == (3, 6, 15)


def test_a_day_alone_needs_no_zone() -> None:
    (entry,) = _timeline("- 3 November 2026: the team reviews the whole incident").entries
    assert (entry.day_only, entry.has_zone, entry.has_date, entry.when) == (True, True, True, None)


def test_an_entry_without_a_time_stands_at_its_first_word() -> None:
    _, entry, _ = _timeline("- 10:00 a\n- later that day\n- 11:00 b", REFERENCE).entries
    assert (entry.has_time, entry.has_zone, entry.has_date, entry.local, entry.when) == (
        False,
        False,
        False,
        None,
        None,
    )
    assert (entry.span.line, entry.span.column, entry.span.end_column) == (4, 3, 8)
    assert entry.text == "later that day"


@pytest.mark.parametrize(
    ("body", "entries"),
    [
        ("- 10:00 a\n- b\n- 11:00 c", 3),  # two of three outer items have a time
        ("- 10:00 a\n- b", 1),  # one of two
        ("- a\n- b", 0),
        ("- 10:00 a\n\nA label\n\n- b\n- c", 1),  # text between them: another list
        ("- 10:00 a\n  - b\n  - c\n- 11:00 d", 2),
    ],
)
def test_items_are_entries_where_most_of_the_list_has_times(body: str, entries: int) -> None:
    assert len(_timeline(body, REFERENCE).entries) == entries


@pytest.mark.parametrize(
    ("body", "entries"),
    [
        ("- **3 November 2026**\n- 10:00 a", ["11-03 10:00|10:00|a"]),
        ("3 November 2026\n\n- 10:00 a", ["11-03 10:00|10:00|a"]),
        (
            "3 November 2026 was a quiet day until the pool was full\n\n- 10:00 a",
            ["11-03 00:00|3 November 2026|was a quiet day until the pool was full", "11-03 10:00|10:00|a"],
        ),
        ("- 10:00 a\n\nand then some more\n", ["11-03 10:00|10:00|a and then some more"]),
        ("- 10:00 a\n\n  and more\n\n- 11:00 b", ["11-03 10:00|10:00|a and more", "11-03 11:00|11:00|b"]),
        ("> - 10:00 quoted\n\n- 11:00 b", ["11-03 11:00|11:00|b"]),
        ("### 10:00 a\n\nmore\n\n### 11:00 b", ["11-03 10:00|10:00|a more", "11-03 11:00|11:00|b"]),
        ("- 10:00 `kill` it", ["11-03 10:00|10:00|￼￼￼￼￼￼ it"]),
    ],
)
def test_what_belongs_to_an_entry(body: str, entries: list[str]) -> None:
    assert _entries(body) == entries


@pytest.mark.parametrize(
    ("table", "entries"),
    [
        ("| Event | Duration | Time |\n|-|-|-|\n| a | x | 10:00 |\n| b | y | 11:00 |",
         ["11-03 10:00|10:00|a x", "11-03 11:00|11:00|b y"]),
        ("| | |\n|-|-|\n| a | 10:00 |\n| b | soon |", ["11-03 10:00|10:00|a", "-||b"]),
        ("| | |\n|-|-|\n| a | 10:00 |\n| b | soon |\n| c | late |", []),  # most cells are no times
        ("| Time | Start | What |\n|-|-|-|\n| 10:00 | 10:05 | a |", ["11-03 10:00|10:00|10:05 a"]),
        ("| Start | Time | What |\n|-|-|-|\n| 10:00 | 10:05 | a |", ["11-03 10:05|10:05|10:00 a"]),
        ("| Time | What |\n|-|-|\n| 10:00 | a |\n| | |\n| 11:00 | b |", ["11-03 10:00|10:00|a", "11-03 11:00|11:00|b"]),
        ("| Time | What |\n|-|-|\n| | before |\n| 11:00 | b |", ["-||before", "11-03 11:00|11:00|b"]),
        ("| Day | Time | What |\n|-|-|-|\n| Tue | 10:00 | a |", ["11-03 10:00|10:00|Tue a"]),
        ("| Day | Time | What |\n|-|-|-|\n| 4 Nov | 10:00 | a |\n| | 11:00 | b |",
         ["11-04 10:00|10:00|a", "11-04 11:00|11:00|b"]),
        ("| What | Who |\n|-|-|\n| a | b |", []),
    ],
)  # fmt: skip
def test_tables(table: str, entries: list[str]) -> None:
    assert _entries(table) == entries


def test_the_date_in_a_title_is_that_of_the_entries() -> None:
    assert _entries("- 10:00 a", None, "Timeline of 5 November 2026") == ["11-05 10:00|10:00|a"]


def test_a_long_note_states_no_zone_and_no_date() -> None:
    note = "The team in UTC " + "had a long day and " * 20
    (entry,) = _timeline(f"{note}\n\n- 10:00 a", REFERENCE).entries
    assert entry.has_zone is False
    note = "On 5 November 2026 " + "the team had a long day and " * 5
    assert _entries(f"It was {note}\n\n- 10:00 a") == ["11-03 10:00|10:00|a"]


@pytest.mark.parametrize(
    ("text", "clock", "until"),
    [
        ("10:52-10:55 deploy", "10:52", "10:55"),
        ("14:02->14:10 deploy", "14:02", "14:10"),
        ("14:02 à 14:10 déploiement", "14:02", "14:10"),
        ("approx. 14:02 deploy", "14:02", None),
        ("ca. 14:02 deploy", "14:02", None),
        ("à 14:02 déploiement", "14:02", None),
        ("14:02-03:00 deploy", "14:02", None),
        ("2026-11-03T02:00-03:00 deploy", "02:00", None),
    ],
)
def test_a_hyphen_joins_two_times_or_begins_an_offset(text: str, clock: str, until: str | None) -> None:
    stamp = read_stamp(text)
    assert stamp is not None
    assert stamp.clock is not None
    assert stamp.clock.isoformat("minutes") == clock
    assert (stamp.until.isoformat("minutes") if stamp.until else None) == until
    assert (stamp.zone is not None) == ("03:00" in text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("release 2.14.03", None),
        ("am 14.02.2026", (2, 14, 2026)),
        ("3.11.26", (11, 3, 2026)),
        ("2026.11.03", (11, 3, 2026)),
    ],
)
def test_a_date_with_dots_has_its_day_first(text: str, day: tuple[int, int, int] | None) -> None:
    found = day_in(text)
    assert (None if found is None else (found.month, found.day, found.year)) == day
