"""The fast validator only ever says yes where the reference says yes: over mutants of the valid instances."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from test_schemas import load_cases

from incident_lint.schema import NAMES, accepted, disagreements, fast_validator, load_schema, problems
from incident_lint.times import parse_date, parse_time

MUTANTS = 1500
_ODD: tuple[Any, ...] = (
    *("", " ", "\n", "x\n", "2026-11-03T10:52:00Z\n", "2026-11-03T10:52:60Z", "2026-02-30T00:00:00Z", "2026-11-03"),
    *(
        "٢٠٢٦-11-03T10:52:00Z",
        "INC-1",
        "INC-1\n",
        "ＩＮＣ-1",
        "\u2028",
        "\ud800",
        "a" * 30_000,
        "0",
        "CLOSED ",
        "closed",
    ),
    *(0, -1, 1.0, 1e300, 10**400, True, False, None, [], {}, [[]], {"": 1}, ["x", "x"], {"a\nb": {}}),
)


def instances(name: str) -> list[Any]:
    """The valid instances of a schema."""
    valid, _ = load_cases(name)
    return [one.instance for one in valid]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) of a value."""
    found: list[tuple[Any, Any]] = []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in list(items):
        found.append((value, key))
        found += places(one)
    return found


def mutant(value: Any, dice: random.Random) -> Any:
    """A value with one to three things changed, taken away, added or doubled."""
    made = copy.deepcopy(value)
    for _ in range(dice.randint(1, 3)):
        at = places(made)
        if not at:
            return made
        container, key = dice.choice(at)
        what = dice.randrange(4)
        if what == 0:
            container[key] = copy.deepcopy(dice.choice(_ODD))
        elif what == 1:
            del container[key]
        elif what == 2 and isinstance(container, dict):
            container[dice.choice(["x", "", "Status", "status\n", "évidence"])] = copy.deepcopy(dice.choice(_ODD))
        elif isinstance(container, list):
            container.append(copy.deepcopy(container[key]))
        elif isinstance(container[key], str):
            container[key] += dice.choice(["\n", " ", "\u00a0", "x", "Z", "\0"])
    return made


@pytest.mark.parametrize("name", NAMES)
def test_what_is_accepted_fits(name: str) -> None:
    dice = random.Random(7)
    valid = instances(name)
    assert all(accepted(name, one) for one in valid)
    yes = 0
    for _ in range(MUTANTS):
        value = mutant(dice.choice(valid), dice)
        if accepted(name, value):
            yes += 1
            assert disagreements(name, value) == []
    assert yes > 0, "no mutant fits: they say nothing"


@pytest.mark.parametrize("value", [object(), {"x": object()}, "\ud800", float("nan"), float("inf")])
def test_what_is_no_json_is_left_to_the_reference(value: object) -> None:
    assert not accepted("incident-event", value)
    assert problems("incident-event", value)


OURS = {"date-time": parse_time, "date": parse_date}
ODD_TIMES = [
    *("2026-11-03t10:52:00Z", "2026-11-03T10:52:00z", "2026-11-03 10:52:00Z", "2026-11-03T10:52:00"),
    *("2026-12-31T23:59:60Z", "2026-12-31T15:59:60-08:00", "2026-11-03T10:52:60Z", "2026-11-03T24:00:00Z"),
    *(
        "2026-11-03T10:52:00+24:00",
        "2026-11-03T10:52:00+23:60",
        "2026-11-03T10:52:00+99:99",
        "2026-11-03T10:52:00-00:00",
    ),
    *("2026-11-03T10:52:00+0100", "2026-11-03T10:52:00+01", "2026-11-03T10:52:00\u221201:00", "2026-11-03T10:52Z"),
    *("0000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "10000-01-01T00:00:00Z"),
    *(
        "2026-11-03T10:52:00.Z",
        "2026-11-03T10:52:00,5Z",
        "2026-11-03T10:52:00.1234567891Z",
        f"2026-11-03T10:52:00.{'0' * 99}Z",
    ),
    *("2026-11-03T10:52:00Z\n", "2026-11-03T10:52:00Z ", " 2026-11-03T10:52:00Z", "2026-11-03T10:52:00Z\0"),
    *("٢٠٢٦-11-03T10:52:00Z", "２０２６-11-03T10:52:00Z", "2026-11-03T10:52:0٠Z", "2026-11-03T10:52:00.٥Z"),
    *(
        "2026-W45-2T10:52:00Z",
        "2026-307T10:52:00Z",
        "20261103T105200Z",
        "+2026-11-03T10:52:00Z",
        "-2026-11-03T10:52:00Z",
    ),
]
ODD_DATES = [*{text[:10] for text in ODD_TIMES}, "2026-11-03\n", "2026-1-1", "20261103", "2026-11", "2026-W45-2", ""]


def formats() -> dict[str, dict[str, Any]]:
    """Every part of a schema that names a format, by that name; there is one form for each."""
    found: dict[str, dict[str, Any]] = {}
    for name in NAMES:
        for container, key in places(load_schema(name)):
            part = container[key]
            if isinstance(part, dict) and isinstance(part.get("format"), str):
                bare = {word: part[word] for word in ("type", "format", "pattern", "maxLength")}
                assert found.setdefault(part["format"], bare) == bare
    return found


def test_every_format_is_tried() -> None:
    assert formats().keys() == OURS.keys()


@pytest.mark.parametrize("name", OURS)
def test_the_formats_of_the_fast_validator_accept_no_more_than_ours(name: str) -> None:
    """Beside their patterns, which is how they stand in the schemas; by themselves some of them do."""
    fast = Draft202012Validator(formats()[name], validate_formats=True)
    dice, moment = random.Random(3339), "2026-02-28T10:52:07.25+01:30"[: 10 if name == "date" else None]
    tokens = [*"0123456789", *"0123456789", *"-:TZtz+. ,\n\0/٣０é", "00", "24", "29", "30", "31", "60", "99", ".0", "Z"]
    accepted = 0
    for text in ODD_DATES if name == "date" else ODD_TIMES:
        assert OURS[name](text) is not None or not fast.is_valid(text), text
    for _ in range(30_000):
        text = moment
        for _ in range(dice.choice([1, 1, 2, 3])):
            at = dice.randrange(len(text) + 1)
            text = text[:at] + dice.choice([*tokens, ""]) + text[at + dice.choice([0, 1, 1, 1, 2]) :]
        if fast.is_valid(text):
            accepted += 1
            assert OURS[name](text) is not None, text
    assert accepted > 1000


@pytest.mark.parametrize("name", OURS)
def test_the_fast_validator_knows_the_calendar(name: str) -> None:
    fast = Draft202012Validator(formats()[name], validate_formats=True)
    rest = "" if name == "date" else "T23:59:59Z"
    days = [(month, day) for month in range(14) for day in range(33)]
    around = [(year, 2, 29) for year in range(800, 3200)]
    for year, month, day in [*around, *[(year, *day) for year in (1000, 2000, 2026, 2100) for day in days]]:
        text = f"{year:04}-{month:02}-{day:02}{rest}"
        assert fast.is_valid(text) == (OURS[name](text) is not None and 1000 <= year < 3000), text


def test_a_time_that_only_the_laxer_format_accepts_is_refused() -> None:
    valid = instances("incident-event")[0]
    for text in ODD_TIMES:
        if parse_time(text) is None:
            assert not fast_validator("incident-event").is_valid({**valid, "detected_at": text}), text
            assert problems("incident-event", {**valid, "detected_at": text})
