"""Times and durations as the records write them: RFC 3339 with an offset, and `15m`, `24h`, `2d`."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, timedelta

_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DURATION = re.compile(r"([0-9]{1,6})(s|m|h|d)")
_FRACTION = re.compile(r"\.([0-9]{1,9})")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def parse_time(text: object) -> datetime | None:
    """A time of RFC 3339 with an offset (section 5.6), upper-case T and Z, no leap second; None for anything else.

    Also None for the first and last hours of the calendar, where the time in UTC would have no date.
    """
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        return None
    text = _FRACTION.sub(lambda match: "." + match.group(1)[:6].ljust(6, "0"), text)
    try:
        moment = datetime.fromisoformat(text)
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment


def parse_date(text: object) -> date | None:
    """A full date of RFC 3339; None for anything else."""
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_duration(text: object) -> timedelta | None:
    """A duration such as `15m`, `4h` or `2d`; None for anything else."""
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    return timedelta(**{_UNITS[match.group(2)]: int(match.group(1))}) if match else None


def duration_text(duration: timedelta) -> str:
    """A duration as messages say it, in its two largest units: `26 min`, `4 h 10 min`, `3 d 2 h`."""
    seconds = math.ceil(abs(duration).total_seconds())
    parts = [
        (seconds // 86400, "d"),
        (seconds % 86400 // 3600, "h"),
        (seconds % 3600 // 60, "min"),
        (seconds % 60, "s"),
    ]
    return " ".join([f"{count} {unit}" for count, unit in parts if count][:2]) or "0 s"


def time_text(moment: datetime) -> str:
    """A time as messages say it: in UTC, without seconds where they are zero."""
    moment = moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC" if moment.second else "%Y-%m-%d %H:%M UTC")
