"""The timeline of a post-mortem as entries with moments: from tables, lists, headings and paragraphs."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from incident_lint.clock import Day, Stamp, Zone, day_in, read_stamp, zone_in
from incident_lint.markdown import Heading, Item, Paragraph, Table
from incident_lint.patterns import regex
from incident_lint.values import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from incident_lint.diagnostics import Span
    from incident_lint.markdown import Block, Inline
    from incident_lint.sections import Section

MIDNIGHT = timedelta(hours=6)
"""A clock that goes back by more than this, without a date, has passed midnight; by less, it is out of order."""

_TIME_COLUMN = regex(
    r"\b(?:times?|when|timestamps?|heures?|quand|horaires?|horodatages?|utc|clock|hours?)\b", re.IGNORECASE
)
_DATE_COLUMN = regex(r"\b(?:dates?|days?|jours?)\b", re.IGNORECASE)
_MARKS = regex(r"[*_`\[\]()]|~(?=~)|(?<=~)~")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a timeline.

    `local` is the clock with its date, in whatever zone; `when` the moment, where the zone is known too; `until` the
    end of a range as `local`. `exact` is False where only a date, or an approximate time, is given, or where the date
    is a guess: such entries are compared with nothing.
    """

    inline: Inline
    place: tuple[int, int]
    """Where in its text the time stands, or its first word."""
    text: str
    when: datetime | None
    local: datetime | None
    until: datetime | None
    has_time: bool
    has_zone: bool
    has_date: bool
    approximate: bool = False
    day_only: bool = False

    @property
    def span(self) -> Span:
        """The place of its time, or of its first word."""
        return self.inline.span(*self.place)

    @property
    def label(self) -> str:
        """The time as written; empty without one."""
        return " ".join(_MARKS.sub(" ", self.inline.content[slice(*self.place)]).split()) if self.has_time else ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The entries in the order of the text."""

    entries: tuple[Entry, ...] = ()


@dataclass
class _Raw:
    """An entry before its date is resolved."""

    inline: Inline
    stamp: Stamp | None
    text: str
    day: Day | None = None
    zone: Zone | None = None


@dataclass
class _Context:
    zone: Zone | None = None
    day: Day | None = None
    year: int = 0
    raws: list[_Raw] = field(default_factory=list)


def read_timeline(sections: Sequence[Section], reference: date | None = None) -> Timeline:
    """The timeline in the sections that serve as one. `reference` is the date of detection, for times without any date.

    Never raises. Sections of one text go on from one another.
    """
    context = _Context(year=reference.year if reference else 2000)
    for section in sections:
        context.zone = zone_in(section.title) or context.zone
        day = day_in(section.title)
        if day is not None:
            context.day = day
        _read(section.blocks, context)
    if not context.raws:
        return Timeline()
    days = [day for raw in context.raws for day in (raw.stamp.day if raw.stamp else None, raw.day) if day]
    years = [day.year for day in days if day.year]
    if years and reference is None:
        context.year = years[0]
    return Timeline(tuple(_resolve(context, reference)))


def _read(blocks: Sequence[Block], context: _Context) -> None:
    entries = _entry_items(blocks)
    for block in blocks:
        if block.quoted:
            continue
        match block:
            case Table():
                _table(block, context)
            case Heading():
                _line(block.inline, context)
            case Paragraph():
                if not block.depth:
                    _line(block.inline, context)
                elif context.raws:
                    context.raws[-1].text += " " + block.inline.prose
            case Item():
                stamp = _stamp(block.inline)
                if stamp is not None and stamp.clock is None and not _rest(block.inline, stamp):
                    context.day = stamp.day  # `- **May 12**` above the items of that day
                elif stamp is not None or id(block) in entries:
                    _add(context, block.inline, stamp)
                elif context.raws:
                    context.raws[-1].text += " " + block.inline.prose
            case _:
                pass


def _entry_items(blocks: Sequence[Block]) -> set[int]:
    """The identities of the items that are entries, timed or not: in a list most of whose outer items have a time."""
    found: set[int] = set()
    run: list[Item] = []
    end = 0
    for block in (*blocks, None):
        if isinstance(block, Item) and not (run and _apart(end, block)):
            run.append(block)
            end = block.end_line
            continue
        if isinstance(block, Paragraph) and block.depth:
            end = block.end_line
            continue
        depth = min((one.depth for one in run), default=1)
        outer = [one for one in run if one.depth == depth]
        if 3 * sum(_timed(one.inline) for one in outer) >= 2 * len(outer):
            found.update(id(one) for one in outer)
        run = [block] if isinstance(block, Item) else []
        end = block.end_line if isinstance(block, Item) else 0
    return found


def _apart(end: int, below: Item) -> bool:
    """Whether text stands between a line and an item: a label that became the title of a section ends a list too."""
    document = below.inline.document
    return any(document.line(number).strip() for number in range(end + 1, below.line))


def _timed(inline: Inline) -> bool:
    stamp = _stamp(inline)
    return stamp is not None and bool(stamp.clock or _rest(inline, stamp))


def _stamp(inline: Inline) -> Stamp | None:
    return read_stamp(_MARKS.sub(" ", inline.content))


def _rest(inline: Inline, stamp: Stamp) -> str:
    return _MARKS.sub(" ", inline.content[stamp.end :]).strip(" \t\n:.-–—|,")


def _add(context: _Context, inline: Inline, stamp: Stamp | None, text: str | None = None) -> None:
    if text is None:
        text = inline.prose[stamp.end if stamp else 0 :]
    context.raws.append(_Raw(inline, stamp, text, day=context.day, zone=context.zone))


def _line(inline: Inline, context: _Context) -> None:
    """A heading or paragraph: an entry, the date of those below it, or a note about their zone."""
    stamp = _stamp(inline)
    if stamp is not None and stamp.clock is not None:
        _add(context, inline, stamp)
        return
    zone = zone_in(inline.content)
    if zone is not None and len(inline.content) < 300:
        context.zone = zone
    day = stamp.day if stamp is not None else day_in(inline.content) if len(inline.content) < 120 else None
    if stamp is not None and stamp.day is not None and len(_rest(inline, stamp).split()) > 6:
        _add(context, inline, stamp)
    elif day is not None and (zone is not None or len(inline.content.split()) < 12):
        context.day = day
    elif context.raws:
        context.raws[-1].text += " " + inline.prose


def _table(table: Table, context: _Context) -> None:
    column = _time_column(table)
    if column is None:
        return
    titles = [cell.prose for cell in table.header]
    zone = zone_in(titles[column]) if column < len(titles) else None
    context.zone = zone or context.zone
    dates = _date_column(table, titles, column)
    for row in table.rows:
        if column >= len(row):
            continue
        stamp = _stamp(row[column])
        if dates is not None and dates < len(row) and (day := day_in(row[dates].content)) is not None:
            context.day = day
        others = " ".join(cell.prose for at, cell in enumerate(row) if at not in {column, dates})
        if row[column].content.strip() or not context.raws:
            if others.strip() or stamp is not None:
                where = (
                    row[column]
                    if row[column].content.strip()
                    else next((one for one in row if one.content.strip()), row[column])
                )
                _add(context, where, stamp, others)
        else:
            context.raws[-1].text += " " + others


def _date_column(table: Table, titles: Sequence[str], times: int) -> int | None:
    """The column, other than that of the times, whose cells are dates: "Day" may hold only weekdays."""
    for at, title in enumerate(titles):
        if at != times and _DATE_COLUMN.search(title):
            cells = [row[at].content for row in table.rows if at < len(row) and row[at].content.strip()]
            if cells and 2 * sum(day_in(one) is not None for one in cells) >= len(cells):
                return at
    return None


def _time_column(table: Table) -> int | None:
    """The column of times: by its title where its cells agree, else the one whose cells mostly are times."""
    best, most = None, 0
    for at, cell in enumerate(table.header):
        title = cell.prose
        stamps = [_stamp(row[at]) for row in table.rows if at < len(row) and row[at].content.strip()]
        clocks = sum(1 for one in stamps if one is not None and one.clock is not None)
        days = sum(1 for one in stamps if one is not None)
        weight = 3 * clocks + days + (1 if _TIME_COLUMN.search(title) and days else 0)
        if weight > most and 2 * days >= len(stamps):
            best, most = at, weight
    return best


def _resolve(context: _Context, reference: date | None) -> list[Entry]:
    """Give every entry its date: its own, that of the heading or the entry above, else the day of detection."""
    entries: list[Entry] = []
    current: date | None = reference or date(2000, 1, 1)  # clocks alone are compared on some day, whichever
    known = False
    last_day: Day | None = None
    last: datetime | None = None
    for raw in context.raws:
        stamp = raw.stamp
        own = stamp.day if stamp is not None else None
        stated = own or (raw.day if raw.day != last_day else None)
        if own is None and raw.day is not None:
            last_day = raw.day
        if stated is not None:
            year = current.year if known and current is not None else context.year
            current, known = stated.on(year), not stated.ambiguous
            last = None if own is None else last
            if own is not None:
                last_day = raw.day
        clock = stamp.clock if stamp is not None else None
        if clock is not None and stated is None and last is not None and current is not None:
            passed = last - datetime.combine(current, clock) > MIDNIGHT  # a difference fits, whatever the year
            current += timedelta(days=1 if passed and current < date.max else 0)
        entry = _entry(raw, current, known and current is not None)
        entries.append(entry)
        if entry.local is not None and not entry.day_only:
            last = entry.local
    return entries


def _entry(raw: _Raw, day: date | None, known: bool) -> Entry:
    stamp = raw.stamp
    if stamp is None:
        return Entry(raw.inline, _begin(raw.inline), raw.text, None, None, None, False, False, False)
    zone = stamp.zone or raw.zone
    base = day or date(2000, 1, 1)
    local = datetime.combine(base, stamp.clock or time()) if not (stamp.day and stamp.day.ambiguous) else None
    if stamp.day is not None and stamp.day.on(base.year) is None:
        local = None
    until = datetime.combine(base, stamp.until) if local is not None and stamp.until is not None else None
    if until is not None and local is not None and until < local and until.date() < date.max:
        until += timedelta(days=1)
    when = None
    if (
        local is not None
        and day is not None
        and stamp.clock is not None
        and zone is not None
        and zone.offset is not None
    ):
        when = local.replace(tzinfo=zone.offset)
    return Entry(
        inline=raw.inline,
        place=(stamp.start, stamp.end),
        text=raw.text,
        when=when,
        local=local,
        until=until,
        has_time=True,
        has_zone=zone is not None or stamp.clock is None,
        has_date=known,
        approximate=stamp.approximate,
        day_only=stamp.clock is None,
    )


def _begin(inline: Inline) -> tuple[int, int]:
    word = re.match(r"\s*\S+", inline.content)
    return 0, word.end() if word else 1
