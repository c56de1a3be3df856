"""`incident_lint.values` stands in for `dataclasses`: what it makes behaves as what that makes."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest

from incident_lint import values
from incident_lint.diagnostics import Span

# The type checker sees the real ones under both names; here both are run.
MAKERS = [dataclasses, values]


def make_classes(module: Any, **options: bool) -> tuple[type[Any], type[Any]]:
    class Base:
        name: str
        size: int = 3
        labels: list[str] = module.field(default_factory=list)
        note: str = module.field(default="", repr=False, compare=False)

        def shout(self) -> str:
            return self.name.upper()

    Base.__qualname__ = "Base"
    base = module.dataclass(**options)(Base)

    class Derived(base):  # type: ignore[misc, valid-type]
        extra: bool = False

    Derived.__qualname__ = "Derived"
    return base, module.dataclass(**options)(Derived)


OPTIONS = [{}, {"frozen": True}, {"slots": True}, {"frozen": True, "slots": True}]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_behave_alike(options: dict[str, bool]) -> None:
    outcomes = []
    for module in MAKERS:
        base, derived = make_classes(module, **options)
        first, second, other = base("a"), base("a", note="x"), derived("a", 4, ["b"], extra=True)
        outcomes.append(
            [
                repr(first),
                repr(other),
                first == second,
                first == other,
                first != base("b"),
                first.labels is second.labels,
                first.shout(),
                repr(module.replace(other, size=5)),
                hasattr(first, "__dict__"),
                base.__match_args__,
                repr(copy.copy(other)),
                "size" in vars(base) and isinstance(vars(base)["size"], int),
            ]
        )
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize(
    ("arguments", "named"),
    [((), {}), ((1, 2, [], "", 5), {}), (("a",), {"name": "b"}), (("a",), {"unknown": 1})],
    ids=str,
)
def test_wrong_arguments(options: dict[str, bool], arguments: tuple[object, ...], named: dict[str, object]) -> None:
    for module in MAKERS:
        base, _ = make_classes(module, **options)
        with pytest.raises(TypeError):
            base(*arguments, **named)


def test_hash() -> None:
    @values.dataclass(frozen=True, slots=True)
    class Point:
        x: int
        note: str = values.field(default="", compare=False)

    assert {Point(1, "a"): "found"}[Point(1, "b")] == "found"

    @values.dataclass(slots=True)
    class Changing:
        x: int

    with pytest.raises(TypeError, match="unhashable"):
        hash(Changing(1))


def test_own_methods_stay() -> None:
    @values.dataclass(frozen=True, init=False)
    class Own:
        x: int

        def __init__(self, text: str) -> None:
            object.__setattr__(self, "x", len(text))

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

    assert (Own("abc").x, repr(Own("abc")), Own("a") == 3) == (3, "own", True)


def test_called_once_it_is_made() -> None:
    @values.dataclass
    class Counted:
        start: int

        def __post_init__(self) -> None:
            self.start += 1

    assert [Counted(1).start, Counted(start=2).start] == [2, 3]


def test_goes_to_another_process() -> None:
    span = Span(1, 2, 3, 4)
    assert pickle.loads(pickle.dumps(span)) == span
