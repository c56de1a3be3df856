"""The fast validator only ever says yes where the reference says yes: over mutants of the valid instances."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
from test_schemas import load_cases

from incident_lint.schema import NAMES, accepted, disagreements, problems

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
