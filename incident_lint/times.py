"""Times and durations as the records write them: RFC 3339 with an offset, and `15m`, `24h`, `2d`."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

# No regular expressions here: each takes longer to compile than all times of a record take to read.
_ZEROS = str.maketrans("123456789", "0" * 9)
_TIMES = frozenset({"0000-00-00T00:00:00Z", "0000-00-00T00:00:00+00:00", "0000-00-00T00:00:00-00:00"})
"""What a time without its fraction looks like with zeros for its digits."""
_DIGITS = "0123456789"
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def parse_time(text: object) -> datetime | None:
    """A time of RFC 3339 with an offset (section 5.6), upper-case T and Z, no leap second; None for anything else.

    Also None for the first and last hours of the calendar, where the time in UTC would have no date.
    """
    return _time(text) if isinstance(text, str) else None


@lru_cache(maxsize=512)  # the schema and the rules ask for the same times again and again
def _time(text: str) -> datetime | None:
    fraction = ""
    if text[19:20] == ".":
        zone = text[20:].lstrip(_DIGITS)
        fraction = text[19 : len(text) - len(zone)]
        if not 2 <= len(fraction) <= 10:
            return None
        text = text[:19] + zone
    if text.translate(_ZEROS) not in _TIMES:
        return None
    if text[11:13] > "23" or text[20:22] > "23" or text[23:25] > "59":  # not every Python refuses these
        return None
    try:
        moment = datetime.fromisoformat(f"{text[:19]}{fraction[:7]:0<7}{text[19:]}" if fraction else text)
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment


def parse_date(text: object) -> date | None:
    """A full date of RFC 3339; None for anything else."""
    if not isinstance(text, str) or text.translate(_ZEROS) != "0000-00-00":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_duration(text: object) -> timedelta | None:
    """A duration such as `15m`, `4h` or `2d`; None for anything else."""
    if not isinstance(text, str) or text[-1:] not in _UNITS:
        return None
    count = text[:-1]
    if not 1 <= len(count) <= 6 or count.strip(_DIGITS):
        return None
    return timedelta(**{_UNITS[text[-1]]: int(count)})


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
