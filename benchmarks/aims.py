"""How fast it is meant to be, and whether it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import history
import rollback
import scenarios as at
from measure import Result, ratio

Found = Mapping[str, Mapping[str, Result]]
"""By section, by name."""
ONE, SMALL, THOUSAND, MOST = "1", "10", "1,000", "10,000"


@dataclass(frozen=True)
class Aim:
    """What is compared; the limit; what it is now."""

    what: str
    limit: float
    value: Callable[[Found], float]
    unit: str = "×"
    least: bool = False
    moonshot: bool = False


def _one(what: str, than: str = at.BARE) -> Callable[[Found], float]:
    return lambda found: found[ONE][f"incident-lint: {what}"].cpu / found[ONE][than].cpu


def _hook(size: str) -> Callable[[Found], float]:
    return lambda found: found[size][f"incident-lint: {at.NOTHING}"].cpu / found[size][at.BARE].cpu


def _cpu(table: str, what: str, than: str) -> Callable[[Found], float]:
    return lambda found: found[table][what].cpu / found[table][than].cpu


def _alone(found: Found) -> float:
    return found[MOST][at.ALONE].cpu / found[SMALL][at.ALONE].cpu


def _many(size: str, what: str, *than: str) -> Callable[[Found], float]:
    return lambda found: found[size][what].wall / sum(found[size][one].wall for one in than)


def _slow(size: str) -> Callable[[Found], float]:
    return lambda found: 1 / _many(size, at.COLD, at.SLOW_JSON, at.SLOW_TEXT)(found)


def _edited(found: Found) -> float:
    extra = found[ONE][f"incident-lint: {at.FOLDER}"].wall
    return found[MOST][at.EDITED].wall / (found[MOST][at.WARM].wall + extra)


def _growth(found: Found) -> float:
    return found[MOST][at.COLD].wall / found[THOUSAND][at.COLD].wall


def _memory(found: Found) -> float:
    cold = found[MOST][at.COLD]
    return cold.whole or cold.peak


_ROLLBACK = rollback.title(*rollback.STANDARD)

AIMS = (
    *(
        Aim(f"CPU: a commit with nothing to lint beside {size} incident(s), of {at.BARE}", limit, _hook(size))
        for size, limit in ((ONE, 3), (THOUSAND, 3), (MOST, 8))
    ),
    Aim(f"CPU: one event alone, of {at.BARE}", 4, _one(at.LONE_EVENT)),
    Aim(f"CPU: one post-mortem alone, of {at.BARE}", 7.5, _one(at.LONE_TEXT)),
    Aim(f"CPU: a whole incident, of {at.BARE}", 8, _one(at.FOLDER)),
    Aim(f"CPU: a whole incident, of {at.BARE}", 5, _one(at.FOLDER), moonshot=True),
    Aim(f"CPU: one folder among {MOST} incidents, of one among {SMALL}", 1.2, _alone),
    *(Aim(f"{size} cold, of the native pair", 5, _many(size, at.COLD, at.PAIR)) for size in (THOUSAND, MOST)),
    *(
        Aim(f"{size} cold, faster than check-jsonschema + markdownlint-cli2", 15, _slow(size), least=True)
        for size in (THOUSAND, MOST)
    ),
    Aim(f"{MOST} unchanged, of the native pair", 0.25, _many(MOST, at.WARM, at.PAIR)),
    Aim(f"{MOST} unchanged, of git status", 2, _many(MOST, at.WARM, at.STATUS)),
    Aim(f"{MOST} with one file edited, of unchanged + a whole incident", 1, _edited),
    Aim(f"{MOST} cold, of {THOUSAND} cold", 11, _growth),
    Aim(f"{MOST} cold, memory of all processes", 150, _memory, " MB"),
    *(
        Aim(
            f"CPU: {commits:,} commits over {incidents:,} incidents, of {history.REFERENCE}",
            limit,
            _cpu(history.title(commits, incidents), history.HOOK, history.REFERENCE),
        )
        for (commits, incidents), limit in zip(history.RANGES, (3.5, 3), strict=True)
    ),
    Aim(
        f"CPU: {rollback.PLAN_IT}, of {rollback.REFERENCE}", 6.5, _cpu(_ROLLBACK, rollback.PLAN_IT, rollback.REFERENCE)
    ),
    Aim(
        f"CPU: {rollback.EXECUTE_IT}, of {rollback.REFERENCE}",
        2.5,
        _cpu(_ROLLBACK, rollback.EXECUTE_IT, rollback.REFERENCE),
    ),
    Aim(
        "a rollback, peak of one process",
        45,
        lambda found: max(found[_ROLLBACK][one].peak for one in (rollback.PLAN_IT, rollback.EXECUTE_IT)),
        " MB",
    ),
)


def judged(found: Found, *, everything: bool) -> list[str]:
    """The section: each aim, what was measured, whether it is met; `everything`: also what was not measured."""
    lines = ["", "## Aims", "", "| what | aim | measured | |", "|---|---|---|---|"]
    for aim in AIMS:
        bound = f"{'≥' if aim.least else '≤'} {aim.limit:g}{aim.unit}{', moonshot' if aim.moonshot else ''}"
        try:
            value = aim.value(found)
        except KeyError:
            if everything:
                lines.append(f"| {aim.what} | {bound} | | not measured |")
            continue
        met = value >= aim.limit if aim.least else value <= aim.limit
        lines.append(f"| {aim.what} | {bound} | {ratio(value)}{aim.unit} | {'met' if met else '**not met**'} |")
    return lines
