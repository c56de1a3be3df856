"""Times, dates and durations: what is one, and how messages say it."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_lint.times import duration_text, parse_date, parse_duration, parse_time, time_text


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-03T09:58:00Z", datetime(2026, 11, 3, 9, 58, tzinfo=UTC)),
        ("2026-11-03T09:58:00+01:00", datetime(2026, 11, 3, 8, 58, tzinfo=UTC)),
        ("2026-11-03T09:58:00-03:30", datetime(2026, 11, 3, 13, 28, tzinfo=UTC)),
        ("2026-11-03T09:58:00-00:00", datetime(2026, 11, 3, 9, 58, tzinfo=UTC)),
        ("2026-11-03T09:58:00.5Z", datetime(2026, 11, 3, 9, 58, 0, 500_000, tzinfo=UTC)),
        ("2026-11-03T09:58:00.123456789Z", datetime(2026, 11, 3, 9, 58, 0, 123_456, tzinfo=UTC)),
        ("2024-02-29T23:59:59Z", datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)),
        ("2026-11-03T09:58:00+23:59", datetime(2026, 11, 2, 9, 59, tzinfo=UTC)),
    ],
)
def test_times(text: str, moment: datetime) -> None:
    assert parse_time(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-03",
        "2026-11-03T09:58:00",  # no offset
        "2026-11-03T09:58Z",
        "2026-11-03 09:58:00Z",
        "2026-11-03t09:58:00z",
        "2026-11-03T09:58:00+0100",
        "2026-11-03T09:58:00+01",
        "2026-11-03T09:58:00 +01:00",
        "2026-11-03T09:58:00Z\n",
        " 2026-11-03T09:58:00Z",
        "2026-02-29T09:58:00Z",
        "2026-13-01T09:58:00Z",
        "0000-01-01T09:58:00Z",
        "2026-11-03T24:00:00Z",  # fromisoformat takes it from Python 3.14 on
        "2026-11-03T09:60:00Z",
        "2026-11-03T09:58:60Z",
        "2026-11-03T09:58:00+24:00",
        "2026-11-03T09:58:00+12:99",
        "2026-11-03T09:58:00.Z",
        "2026-11-03T09:58:00.1234567890Z",
        "2026-11-03T09:58:00,5Z",
        "20261103T095800Z",
        "2026-W45-2T09:58:00Z",
        "２０２６-11-03T09:58:00Z",
        "0001-01-01T00:00:00+01:00",  # before the calendar begins in UTC: OverflowError later on
        "9999-12-31T23:59:59-01:00",
        None,
        20261103,
        ["2026-11-03T09:58:00Z"],
    ],
)
def test_what_is_no_time(text: object) -> None:
    assert parse_time(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-03", date(2026, 11, 3)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2026-02-29", None),
        ("2026-11-3", None),
        ("20261103", None),
        ("2026-W45-2", None),
        ("2026-11-03\n", None),
        ("2026-11-03T00:00:00Z", None),
        ("０２２６-11-03", None),
        (20261103, None),
        (None, None),
    ],
)
def test_dates(text: object, day: date | None) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("24h", timedelta(hours=24)),
        ("2d", timedelta(days=2)),
        ("0m", timedelta()),
        ("999999d", timedelta(days=999_999)),
        ("", None),
        ("15", None),
        ("m", None),
        ("15 m", None),
        ("1h30m", None),
        ("15M", None),
        ("-15m", None),
        ("1.5h", None),
        ("15m\n", None),
        ("1000000s", None),
        ("１５m", None),
        (15, None),
        (None, None),
    ],
)
def test_durations(text: object, duration: timedelta | None) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(), "0 s"),
        (timedelta(milliseconds=400), "1 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=26), "26 min"),
        (timedelta(minutes=26, seconds=5), "26 min 5 s"),
        (timedelta(hours=4, minutes=10, seconds=9), "4 h 10 min"),
        (timedelta(hours=4, seconds=9), "4 h 9 s"),
        (timedelta(days=3, hours=2, minutes=1), "3 d 2 h"),
        (timedelta(days=400), "400 d"),
        (timedelta(hours=23, minutes=59), "23 h 59 min"),
        (timedelta(hours=24), "1 d"),
        (timedelta(hours=1), "1 h"),
        (timedelta(seconds=3599), "59 min 59 s"),
        (timedelta(days=1, seconds=3600), "1 d 1 h"),
        (-timedelta(minutes=5), "5 min"),
    ],
)
def test_durations_in_messages(duration: timedelta, text: str) -> None:
    assert duration_text(duration) == text


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 3, 9, 58, tzinfo=UTC), "2026-11-03 09:58 UTC"),
        (datetime(2026, 11, 3, 9, 58, 7, tzinfo=UTC), "2026-11-03 09:58:07 UTC"),
        (datetime(2026, 11, 3, 0, 30, tzinfo=timezone(timedelta(hours=1))), "2026-11-02 23:30 UTC"),
    ],
)
def test_times_in_messages(moment: datetime, text: str) -> None:
    assert time_text(moment) == text


def test_times_in_messages_are_in_utc_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as there:
        there.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        assert time_text(datetime(2026, 11, 3, 9, 58, tzinfo=UTC)) == "2026-11-03 09:58 UTC"
    time.tzset()


MOMENTS = st.datetimes(
    datetime(1, 1, 3),
    datetime(9999, 12, 29),
    timezones=st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)


@given(MOMENTS)
def test_every_moment_is_read_and_said(moment: datetime) -> None:
    assert parse_time(moment.isoformat()) == moment
    assert time_text(moment).endswith(" UTC")


@given(st.text("0123456789-:TZ+. ", max_size=30) | st.text())
def test_any_text_is_a_time_or_none(text: str) -> None:
    found = parse_time(text)
    assert found is None or (found.tzinfo is not None and text[:4] == f"{found.year:04}")
