"""Dates, clock times and zones as people write them at the head of a timeline entry, in English and French."""

from __future__ import annotations

import re
from datetime import date, time, timedelta, timezone
from functools import lru_cache

from incident_lint.patterns import regex
from incident_lint.values import dataclass

HEAD = 120
"""Characters within which an entry's time stands."""

_DIGIT = regex(r"[0-9]")
_DIGITS = frozenset("0123456789")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janv janvier",
            "feb february fev févr fevr février fevrier",
            "mar march mars",
            "apr april avr avril",
            "may mai",
            "jun june juin",
            "jul july juil juillet",
            "aug august août aout",
            "sep sept september septembre",
            "oct october octobre",
            "nov november novembre",
            "dec december déc décembre decembre",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th|er)?"
_WEEKDAY = regex(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?|(?:lun|mar|mercre|jeu|vendre|same)di\b|dimanche\b",
    re.IGNORECASE,
)
_ISO_DATE = regex(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])")
_DAY_MONTH = regex(rf"({_DAY})(?:\s+|-)(?:of\s+)?({_MONTH})(?:,?(?:\s+|-)([0-9]{{4}})(?![0-9:]))?", re.IGNORECASE)
_MONTH_DAY = regex(rf"({_MONTH})\s+({_DAY})(?![0-9:])(?:,?\s+([0-9]{{4}})(?![0-9:]))?", re.IGNORECASE)
_SLASHED = regex(r"([0-9]{1,2})[/.]([0-9]{1,2})(?:[/.]([0-9]{4}|[0-9]{2}))?(?![0-9/.:])")
_CLOCK = regex(
    r"([0-9]{1,2})(?::([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?|\s?[hH]\s?([0-9]{2})(?![0-9]))(?!:?[0-9])"
    r"(?:\s*([ap])\.?m\b\.?)?|([0-9]{1,2})\s?([ap])\.?m\b\.?|([0-9]{2})([0-9]{2})(?=\s?(?:Z|UTC|GMT|hrs?)\b)",
    re.IGNORECASE,
)
_ZONES: dict[str, float | None] = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "BST": 1, "EET": 2, "EEST": 3, "MSK": 3,
    "PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "CDT": -5, "EST": -5, "EDT": -4, "AKST": -9, "AKDT": -8, "HST": -10,
    "JST": 9, "KST": 9, "SGT": 8, "HKT": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "BRT": -3, "SAST": 2,
    "IST": None, "CST": None, "PT": None, "ET": None, "CT": None, "MT": None, "AST": None, "HNE": None, "HAE": None,
    "MEZ": 1, "MESZ": 2,
}  # fmt: skip
_ZONE = regex(
    r"(?:(?:"
    + "|".join(sorted(_ZONES, key=len, reverse=True))
    + r")\b(?:\s?([+-][0-9]{1,2})(?::?([0-9]{2}))?(?![0-9]))?"
    r"|([+-][0-9]{2}):?([0-9]{2})(?![0-9:]))"
)
_ZONE_WORDS = regex(
    r"\b(?:(?:pacific|eastern|central|mountain|european|local|london|berlin|paris|india|japan)\s+(?:standard\s+|daylight\s+)?"
    r"time|heures? (?:locale|de paris|d['’](?:été|hiver)|française)s?|heure utc|local time|coordinated universal)\b",
    re.IGNORECASE,
)
_ZONE_AMONG = regex(
    r"(?<![A-Za-z])(?:"
    + "|".join(sorted(_ZONES, key=len, reverse=True))
    + r")(?![A-Za-z])(?:\s?[+-][0-9]{1,2}(?::?[0-9]{2})?)?"
)
_SEPARATOR = regex(
    r"[\s,;@|()\[\]*_`~≈]+|(?:at|on|the|le|à|around|about|approx(?:\.|imately)?|circa|ca\.|vers|environ|from|between|de|entre|since)(?!\w)",
    re.IGNORECASE,
)
_RANGE = regex(r"\s{0,9}(?:->|-|–|—|→|\bto\b|\buntil\b|\bà\b|\bau\b|\band\b|\bet\b)\s{0,9}", re.IGNORECASE)
_TO = regex(r"\s{1,9}à\s{1,9}", re.IGNORECASE)
"""« 14:02 à 14:10 »: the word that also stands before a time, « à 14:02 »."""
_ABOUT = regex(r"[~≈]|\b(?:around|about|approx(?:\.|imately)?|circa|ca\.|vers|environ)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone as stated; `offset` is None where its name is ambiguous or changes with the season."""

    offset: timezone | None


@dataclass(frozen=True, slots=True)
class Day:
    """A date as written: the year may be missing; `other` is the second reading of an ambiguous `03/11`."""

    month: int
    day: int
    year: int | None = None
    ambiguous: bool = False

    def on(self, year: int) -> date | None:
        """The date, in this year where none was written."""
        try:
            return date(self.year or year, self.month, self.day)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What stands at the head of a text: day, clock time, zone, and the end of a range; where it begins and ends."""

    day: Day | None
    clock: time | None
    until: time | None
    zone: Zone | None
    start: int
    end: int
    approximate: bool


def read_stamp(text: str) -> Stamp | None:
    """The time at the head of a text, None where it begins with something else."""
    head = text[:HEAD]
    return _read_stamp(head) if _DIGIT.search(head) else None


@lru_cache(maxsize=256)  # a list is looked at as a whole before its items are
def _read_stamp(head: str) -> Stamp | None:
    at, start, end = 0, -1, 0
    day: Day | None = None
    clock: time | None = None
    until: time | None = None
    zone: Zone | None = None
    while at < len(head):
        if clock is not None and until is None and (ranged := _range_end(head, at, _TO)) is not None:
            until, at = ranged
            end = at
            continue
        skip = None if head[at] in _DIGITS else _SEPARATOR.match(head, at) or _WEEKDAY.match(head, at)
        if skip is not None:
            at = skip.end()
            continue
        found_day = read_day(head, at) if day is None or clock is None else None
        found_clock = _clock(head, at) if found_day is None and clock is None else None
        ranged = _range_end(head, at) if clock is not None and until is None else None
        found_zone = _zone(head, at) if clock is not None and zone is None else None
        if clock is not None and ranged is not None and _joins(head, at) and ranged[0] > clock:
            found_zone = None
        if found_zone is not None:
            zone, after = found_zone
        elif found_day is not None and day is None:
            day, after = found_day
            if head[after : after + 1] == "T":
                after += 1
        elif found_clock is not None:
            clock, after = found_clock
        elif ranged is not None:
            until, after = ranged
        else:
            break
        start = at if start < 0 else start
        at = end = after
    if start < 0:
        return None
    return Stamp(day, clock, until, zone, start, end, _ABOUT.search(head, 0, end) is not None)


def _joins(head: str, at: int) -> bool:
    """Whether a hyphen right behind hours and minutes joins them to later ones: `14:02-14:10`, and no offset."""
    return head.startswith("-", at) and re.search(r"(?<![0-9T:])[0-9]{1,2}:[0-9]{2}\Z", head[:at]) is not None


def _range_end(head: str, at: int, joint: re.Pattern[str] = _RANGE) -> tuple[time, int] | None:
    joined = joint.match(head, at)
    return _clock(head, joined.end()) if joined and joined.end() > at else None


def read_day(text: str, at: int = 0) -> tuple[Day, int] | None:
    """A date at this place of a text, and where it ends."""
    if text[at : at + 1] not in _DIGITS:
        match = _MONTH_DAY.match(text, at)
        if match is None:
            return None
        return _day(_MONTHS[match[1].rstrip(".").casefold()], _number(match[2]), _year(match[3]), match.end())
    match = _ISO_DATE.match(text, at)
    if match is not None:
        return _day(int(match[2]), int(match[3]), int(match[1]), match.end())
    match = _DAY_MONTH.match(text, at)
    if match is not None:
        return _day(_MONTHS[match[2].rstrip(".").casefold()], _number(match[1]), _year(match[3]), match.end())
    match = _SLASHED.match(text, at)
    if match is None or ("." in match.group() and match[3] is None):  # `2.14` is a version
        return None
    first, second = int(match[1]), int(match[2])
    if "." in match.group():  # with dots the day stands first; `2.14.03` is a version
        return _day(second, first, _year(match[3]), match.end())
    if first > 12:
        return _day(second, first, _year(match[3]), match.end())
    if second > 12:
        return _day(first, second, _year(match[3]), match.end())
    found = _day(first, second, _year(match[3]), match.end())
    return (Day(first, second, _year(match[3]), first != second), found[1]) if found else None


def _number(text: str) -> int:
    return int(re.sub(r"[^0-9]", "", text))


def _year(text: str | None) -> int | None:
    return None if text is None else int(text) + (2000 if len(text) == 2 else 0)


def _day(month: int, day: int, year: int | None, end: int) -> tuple[Day, int] | None:
    valid = 1 <= month <= 12 and 1 <= day <= 31 and (year is None or 1990 <= year <= 2100)
    return (Day(month, day, year), end) if valid else None


def _clock(text: str, at: int) -> tuple[time, int] | None:
    match = _CLOCK.match(text, at) if text[at : at + 1] in _DIGITS else None
    if match is None:
        return None
    hour = int(match[1] or match[6] or match[8])
    minute = int(match[2] or match[4] or match[9] or 0)
    half = (match[5] or match[7] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59 or int(match[3] or 0) > 59:
        return None
    return time(hour, minute, int(match[3] or 0)), match.end()


def _zone(text: str, at: int) -> tuple[Zone, int] | None:
    match = _ZONE.match(text, at)
    return (_zone_of(match.group()), match.end()) if match else None


def _zone_of(text: str) -> Zone:
    match = _ZONE.match(text)
    if match is None:
        return Zone(None)
    hours, minutes = match[1] or match[3], match[2] or match[4]
    if hours is not None:
        sign = -1 if hours.startswith("-") else 1
        offset = timedelta(hours=int(hours), minutes=sign * int(minutes or 0))
    else:
        name = re.match(r"[A-Z]+", text)
        known = _ZONES.get(name.group() if name else "")
        if known is None:
            return Zone(None)
        offset = timedelta(hours=known)
    return Zone(timezone(offset)) if abs(offset) < timedelta(hours=15) else Zone(None)


def zone_in(text: str) -> Zone | None:
    """A zone named anywhere in a text: "Timeline (all times UTC)", "Heures en CEST"."""
    match = _ZONE_AMONG.search(text[:500])
    if match is not None:
        return _zone_of(match.group().replace(" ", ""))
    return Zone(None) if _ZONE_WORDS.search(text[:500]) else None


def day_in(text: str) -> Day | None:
    """The first date anywhere in a text; slashed ones only with a year, since `1/2` may be anything."""
    text = text[:500]
    for word in re.finditer(r"(?<![\w/.:-])[0-9A-Za-zéûÉ]", text):
        found = read_day(text, word.start())
        if found is not None and (found[0].year is not None or not _SLASHED.match(text, word.start())):
            return found[0]
    return None
