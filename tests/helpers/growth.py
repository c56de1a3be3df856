"""How the time of a regular expression, and of a whole check, grows with the length of what it reads.

Every expression that the package compiles is found in its modules, and pumped: each of its repetitions is fed with what
it repeats, behind what stands before it and without what has to follow. Beside that, runs of what text is made of.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
import time
from contextlib import contextmanager
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any

import incident_lint
from incident_lint.patterns import Words, regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType, ModuleType

_parse = importlib.import_module("re._parser").parse
PACKAGE = Path(incident_lint.__file__).parent
RUNS = (
    *"aA0é日ſ \t\n-*_`~[](){}<>|#\"'’“«:/.,;!?…&=\\@+%$^–\u0301\ufffc",
    *(
        "a ",
        "A ",
        "0 ",
        " a",
        "a\n",
        "\n\n",
        " \n",
        "a-",
        "a.",
        "a. ",
        "a'",
        "n't ",
        "a/",
        "a,",
        "a_",
        "a@",
        "@a",
        "@a ",
    ),
    *(
        "- ",
        "* ",
        "> ",
        "| ",
        "|a",
        "1. ",
        "# ",
        "**",
        "**a",
        "__a",
        "~~a",
        "`a",
        "``a",
        "[a",
        "[a]",
        "[](",
        "](",
        "![",
        "[[",
    ),
    *("<a", "<a ", "<!--", "-->", "<!-- ", "</a", "&a", "&#", "\\[", "(a", "(a)", "((", "<h1>", "<h1>a", "<https://"),
    *(
        "00:00",
        "00:00 ",
        "0:",
        "0-",
        "0/",
        "2026-11-03 ",
        "10:00 UTC ",
        "https://",
        "https://a(",
        "http://a ",
        ":a:",
        ":a",
    ),
    *(
        "sealed",
        "-sealed",
        "a/",
        "we failed ",
        "should have ",
        "the engineer ",
        "human error ",
        "due ",
        "owner: ",
        "by ",
    ),
)
"""What is repeated, whatever the expression."""
ENDS = ("", "\0", "\n!")
"""What follows a run: nothing, and what hardly any expression takes."""


def modules() -> Iterator[tuple[str, ModuleType]]:
    """The modules of the package, by the name within it."""
    for one in pkgutil.walk_packages([str(PACKAGE)], "incident_lint."):
        if not one.name.endswith("__main__"):
            yield one.name.removeprefix("incident_lint."), importlib.import_module(one.name)


def expressions() -> dict[str, re.Pattern[Any]]:
    """Every expression of the package, by its place: those that modules hold, and those that calls of `re` state."""
    found: dict[str, re.Pattern[Any]] = {}
    for name, module in modules():
        for place, value in vars(module).items():
            for inner, pattern in _inside(value, f"{name}.{place}", set()):
                found.setdefault(inner, pattern)
        for line, method, expression in stated(module):
            if expression is not None:
                found.setdefault(f"{name}:{line}.{method}", re.compile(*expression))
    distinct: dict[tuple[str | bytes, int], str] = {}
    for place, pattern in found.items():
        distinct.setdefault((pattern.pattern, pattern.flags), place)
    return {place: found[place] for place in distinct.values()}


def _inside(value: Any, place: str, seen: set[int]) -> Iterator[tuple[str, re.Pattern[Any]]]:
    if isinstance(value, re.Pattern):
        yield place, value
        return
    if type(value) is type(regex("")):
        yield place, re.compile(value.pattern, value.flags)
        return
    if id(value) in seen:
        return
    seen.add(id(value))
    members: list[tuple[Any, Any]] = []
    if hasattr(value, "__value_fields__") and isinstance(getattr(value, "pattern", None), str):
        yield place, re.compile(value.pattern, re.IGNORECASE)  # compiled when first needed
    elif isinstance(value, Words):
        members = list(vars(value).items())
    elif isinstance(value, dict):
        members = list(value.items())
    elif isinstance(value, list | tuple | set | frozenset):
        members = list(enumerate(value))
    elif hasattr(value, "__value_fields__") and not isinstance(value, type):
        members = [(name, getattr(value, name)) for name in value.__value_fields__]
    elif isinstance(value, type) and value.__module__.startswith("incident_lint"):
        members = list(vars(value).items())
    elif hasattr(value, "cache_info") and not value.__wrapped__.__code__.co_argcount:
        made = value.__wrapped__.__annotations__.get("return", "")
        members = [("made", value())] if "Pattern" in str(made) else []
    for key, one in members:
        yield from _inside(one, f"{place}[{key}]", seen)


def stated(module: ModuleType) -> list[tuple[int, str, tuple[Any, int] | None]]:
    """The calls of `re` in a module: line, function, and the expression with its flags; None where it is made later."""
    assert module.__file__ is not None
    found: list[tuple[int, str, tuple[Any, int] | None]] = []
    for node in ast.walk(ast.parse(Path(module.__file__).read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        of, name = node.func.value, node.func.attr
        if any(isinstance(one, ast.Starred) for one in node.args):
            continue  # `patterns` compiles what others state
        if not isinstance(of, ast.Name) or of.id != "re" or name not in {*METHODS, "compile"}:
            continue
        flags = [one.value for one in node.keywords if one.arg == "flags"]
        flags = (
            flags or node.args[(2 if name not in {"compile", "sub", "split"} else 1 if name == "compile" else 9) :][:1]
        )
        try:
            expression, flag = _value(node.args[0], module), _value(flags[0], module) if flags else 0
        except NameError:
            found.append((node.lineno, name, None))
        else:
            pattern = expression.pattern if isinstance(expression, re.Pattern) else expression
            found.append((node.lineno, name, (pattern, int(flag))))
    return found


def _value(node: ast.expr, module: ModuleType) -> Any:
    return eval(compile(ast.Expression(node), "expression", "eval"), dict(vars(module)))


METHODS = ("match", "fullmatch", "search", "finditer", "findall", "sub", "subn", "split")


def methods() -> dict[str, set[str]]:
    """With which methods the package asks a name, such as `_END`, whichever module has it."""
    found: dict[str, set[str]] = {}
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                of = node.value
                name = of.id if isinstance(of, ast.Name) else of.attr if isinstance(of, ast.Attribute) else ""
                found.setdefault(name, set()).add(node.attr)
    return found


def use(place: str, pattern: re.Pattern[Any], asked: dict[str, set[str]]) -> Callable[[str], object]:
    """What the package does with an expression: every match of a text, or only the one at its beginning."""
    name = place.partition("[")[0].rpartition(".")[2]
    how = {name} if ":" in place and name in METHODS else asked.get(name, set())
    if place.startswith(WHOLE):
        how = {"fullmatch"}

    def run(text: str) -> None:
        given = text if isinstance(pattern.pattern, str) else text.encode("latin-1", "replace")
        if how and how <= {"match", "fullmatch"}:
            for one in how:
                getattr(pattern, one)(given)
        else:
            for _ in pattern.finditer(given):
                pass

    return run


WHOLE = ("section_grammar.PHRASES", "section_grammar.QUESTION", "history.silence._FORGES", "seals:")
"""Expressions that are asked in a loop, and about a whole text alone."""


# What an expression is fed with


@dataclass(frozen=True)
class Family:
    """Texts of any length: what stands before, what is repeated, what stands behind."""

    before: str
    unit: str
    after: str

    def text(self, size: int) -> str:
        """A text of about this length."""
        return self.before + self.unit * max(1, size // len(self.unit)) + self.after

    def __str__(self) -> str:
        shown = [repr(one if len(one) < 40 else one[:37] + "…") for one in (self.before, self.unit, self.after)]
        return f"{shown[0]} + {shown[1]} * n + {shown[2]}"


def families(pattern: re.Pattern[Any], *, few: bool = False) -> list[Family]:
    """What may be hard for this expression: runs of anything, of its own words, and its repetitions pumped.

    `few` leaves out longer runs and words, and most ways to pump.
    """
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    runs = [one for one in RUNS if not few or len(one) == 1]
    made = [Family("", unit, after) for unit in runs for after in ENDS[: 1 if few else 2]]
    tree = _parse(text, pattern.flags & ~(re.UNICODE | re.DEBUG))
    words = sorted({word for word in _words(tree) if len(word) > 1}, key=len)
    made += (
        []
        if few
        else [Family("", unit, after) for word in words[:40] for unit in (word, word + " ") for after in ENDS[:2]]
    )
    for seed in range(2 if few else 4):
        for before, unit in _pumps(tree, "", seed):
            made += [Family(before, unit, after) for after in ENDS[: 2 if few else 3]]
            if before:
                made.append(Family("", before + unit, ""))
    return list(dict.fromkeys(made))


def _words(tree: Any) -> Iterator[str]:
    run = ""
    for operation, argument in tree:
        if str(operation) == "LITERAL":
            run += chr(argument)
            continue
        if run:
            yield run
        run = ""
        for inner in _parts(operation, argument):
            yield from _words(inner)
    if run:
        yield run


def _parts(operation: Any, argument: Any) -> list[Any]:
    match str(operation):
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return [argument[2]]
        case "SUBPATTERN":
            return [argument[3]]
        case "ATOMIC_GROUP":
            return [argument]
        case "BRANCH":
            return list(argument[1])
        case "GROUPREF_EXISTS":
            return [one for one in argument[1:] if one is not None]
        case "ASSERT" | "ASSERT_NOT":
            return [argument[1]]
        case _:
            return []


def _pumps(tree: Any, before: str, seed: int) -> Iterator[tuple[str, str]]:
    """For each repetition without a close limit: a text that leads to it, and one that it repeats."""
    for operation, argument in tree:
        if str(operation).endswith("REPEAT"):
            _, most, body = argument
            unit = sample(body, seed)
            if int(most) > 20 and unit:
                yield before, unit
            yield from _pumps(body, before, seed)
        else:
            for inner in _parts(operation, argument):
                yield from _pumps(inner, before, seed)
        before += sample([(operation, argument)], seed)


def sample(tree: Any, seed: int) -> str:
    """A text that (mostly) matches; `seed` chooses among branches and characters."""
    return "".join(_one(str(operation), argument, seed) for operation, argument in tree)


def _one(operation: str, argument: Any, seed: int) -> str:
    match operation:
        case "LITERAL":
            return chr(argument)
        case "NOT_LITERAL":
            return "a" if argument != ord("a") else "b"
        case "ANY":
            return "a .,"[seed % 4]
        case "IN":
            return _member(argument, seed)
        case "BRANCH":
            return sample(argument[1][seed % len(argument[1])], seed // len(argument[1]) + seed)
        case "SUBPATTERN":
            return sample(argument[3], seed)
        case "ATOMIC_GROUP":
            return sample(argument, seed)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, body = argument
            return sample(body, seed) * max(int(least), min(int(most), 1 if seed % 2 else 0))
        case "ASSERT":
            return sample(argument[1], seed) if argument[0] > 0 else ""
        case _:
            return ""


def _member(members: Any, seed: int) -> str:
    if str(members[0][0]) == "NEGATE":
        taken = re.compile("[" + "".join(_written(one) for one in members[1:]) + "]")
        choice = [one for one in "a 0-.,é\n\0" if not taken.match(one)] or ["\u0fff"]
        return choice[seed % len(choice)]
    operation, argument = members[seed % len(members)]
    match str(operation):
        case "LITERAL":
            return chr(argument)
        case "RANGE":
            return chr(argument[0])
        case _:
            return {"SPACE": " ", "DIGIT": "0", "WORD": "a"}.get(str(argument).rpartition("_")[2], "a")


def _written(member: Any) -> str:
    operation, argument = member
    match str(operation):
        case "LITERAL":
            return re.escape(chr(argument))
        case "RANGE":
            return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
        case _:
            negated = "NOT" in str(argument)
            letter = {"SPACE": "s", "DIGIT": "d", "WORD": "w"}[str(argument).rpartition("_")[2]]
            return "\\" + (letter.upper() if negated else letter)


# Measuring


class TooLongError(Exception):
    """The limit of time was reached."""


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """TooLongError after so much time of the processor; an expression that is at work is interrupted too."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def seconds(work: Callable[[], object], most: float) -> float:
    """The processor's time that a piece of work takes; infinite above the limit."""
    begin = time.process_time()
    try:
        with limit(most):
            work()
    except TooLongError:
        return float("inf")
    return time.process_time() - begin


@dataclass(frozen=True)
class Growth:
    """The times that a family took, by size."""

    times: tuple[tuple[int, float], ...]
    stopped: bool = False

    @property
    def last(self) -> float:
        """The time of the largest size."""
        return self.times[-1][1]

    @property
    def factor(self) -> float:
        """The power of the length with which the last size takes longer; at least that, where it was stopped."""
        if len(self.times) < 2:
            return float("inf") if self.stopped else 0.0
        (small, before), (large, after) = self.times[-2:]
        return log(max(after, 1e-6) / max(before, 1e-3)) / log(large / small)


def grow(work: Callable[[int], Callable[[], object]], sizes: tuple[int, ...], most: float) -> Growth:
    """Measure one size after the other, up to the first that takes longer than `most` seconds."""
    times: list[tuple[int, float]] = []
    for size in sizes:
        ready = work(size)
        times.append((size, min(seconds(ready, most), most)))
        if times[-1][1] == most:
            return Growth(tuple(times), stopped=True)
    return Growth(tuple(times))
