"""How fast it is meant to be, and whether it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import scenarios as at
from measure import Result, ratio

Found = Mapping[str, Mapping[str, Result]]
"""By section, by name."""
ONE, THOUSAND, MOST = "1", "1,000", "10,000"


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
    return lambda found: found[ONE][f"incident-lint: {what}"].wall / found[ONE][than].wall


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


AIMS = (
    Aim("one post-mortem alone, of python -c pass", 6, _one(at.LONE_TEXT)),
    Aim("one event alone, of python -c pass", 6, _one(at.LONE_EVENT)),
    Aim("a whole incident, of python -c pass", 9, _one(at.FOLDER)),
    Aim("a whole incident, of python -c pass", 4, _one(at.FOLDER), moonshot=True),
    Aim("a commit with nothing to lint, of python -c pass", 3, _one(at.NOTHING)),
    *(
        aim
        for size in (THOUSAND, MOST)
        for aim in (
            Aim(f"{size} cold, of the native pair", 3, _many(size, at.COLD, at.PAIR)),
            Aim(f"{size} cold, of the native pair", 1, _many(size, at.COLD, at.PAIR), moonshot=True),
            Aim(f"{size} cold, faster than check-jsonschema + markdownlint-cli2", 15, _slow(size), least=True),
        )
    ),
    Aim(f"{MOST} unchanged, of the native pair", 0.25, _many(MOST, at.WARM, at.PAIR)),
    Aim(f"{MOST} unchanged, of git status", 2, _many(MOST, at.WARM, at.STATUS)),
    Aim(f"{MOST} with one file edited, of unchanged + a whole incident", 1, _edited),
    Aim(f"{MOST} cold, of {THOUSAND} cold", 11, _growth),
    Aim(f"{MOST} cold, memory of all processes", 150, _memory, " MB"),
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
