"""No expression of the package crawls, whatever it reads: its time grows with the length, not with a power of it.

Here are the first signs, in a few seconds; `benchmarks/growth.py` measures to a million characters, and whole files.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from helpers.growth import Family, expressions, families, methods, modules, sample, seconds, stated, use
from helpers.growth import _parse as parse

if TYPE_CHECKING:
    from collections.abc import Callable

EXPRESSIONS = expressions()
ASKED = methods()
SMALL, LARGE = 3_000, 24_000
FLOOR = 0.08
"""Seconds below which no growth is measured: what is linear takes a tenth of it."""
MOST = 0.5

MADE = {
    "blame.idioms": "its phrases, which are measured one by one",
    "config": "a key of the configuration, escaped; and expressions of the configuration, which are only compiled",
    "expressions": "expressions of the configuration: within a limit of time",
    "globs": "patterns of the configuration: measured in test_globs.py",
    "native_doubts": "signs",
    "plain_schema": "patterns of the schemas",
    "rollback.preserved": "patterns of the configuration, a name at a time: measured in test_globs.py",
    "rules.evidence": "the name of a file, escaped",
    "section_grammar": "its phrases, which are measured one by one",
}
"""Modules that make expressions at run time, and of what."""
BOUNDED = {
    "rules.sections._PLACEHOLDER": 300,
    "blame.tokens._LAST_WORD": 8,
    **{one: 1_500 for one in EXPRESSIONS if one.startswith(("blame.finder.PHRASES", "blame.idioms.PHRASES"))},
    **{one: 200 for one in EXPRESSIONS if one.startswith("section_grammar.PHRASES")},
}
"""Expressions that are asked about short texts alone, and how long those are."""


def test_every_expression_is_known() -> None:
    made = {name for name, module in modules() if any(one is None for *_, one in stated(module))}
    assert made <= set(MADE), "an expression that is made at run time: say of what"
    known = {(one.pattern, one.flags & ~re.UNICODE) for one in EXPRESSIONS.values()}
    for name, module in modules():
        for line, _, expression in stated(module):
            if expression is not None:
                assert (expression[0], int(expression[1])) in known, f"{name}:{line}"
    assert len(EXPRESSIONS) > 150


def test_the_measure_knows_what_crawls() -> None:
    """Expressions that are known to be slow, and ones that look like them and are not."""
    for text, crawls in {
        r"a+b": True,
        r"(?<!a)a+b": False,
    }.items():
        pattern = re.compile(text)
        assert bool(slow(pattern, use(text, pattern, {}))) == crawls, text


def slow(pattern: re.Pattern[Any], work: Callable[[str], object], large: int = LARGE) -> str:
    """The first family whose time grows faster than its length; nothing where there is none."""
    for family in families(pattern, few=True):
        if _takes(work, family, large) > FLOOR and _takes(work, family, large) > FLOOR:  # twice: a machine hiccups
            before = _takes(work, family, SMALL)
            after = _takes(work, family, large)
            if before > MOST or after > 2.5 * (large / SMALL) * max(before, 0.001):
                return f"{family}: {before:.3f} s for {SMALL:,}, {after:.3f} s for {large:,} characters"
    return ""


def _takes(work: Callable[[str], object], family: Family, size: int) -> float:
    text = family.text(size)
    return seconds(lambda: work(text), MOST)


@pytest.mark.parametrize("place", sorted(set(EXPRESSIONS) - set(BOUNDED)))
def test_no_expression_crawls(place: str) -> None:
    pattern = EXPRESSIONS[place]
    assert slow(pattern, use(place, pattern, ASKED)) == ""


@pytest.mark.parametrize("place", BOUNDED)
def test_what_is_bounded_is_fast(place: str) -> None:
    pattern = EXPRESSIONS[place]
    work = use(place, pattern, ASKED)
    for family in families(pattern, few=True):
        assert _takes(work, family, BOUNDED[place]) < FLOOR


@pytest.mark.parametrize("text", [r"\[[^\]]*\](?:\(|\[)", r"(?P<a>x+)-{2,}y", r"[^\W\d_]+[.!?…]"])
def test_samples_match(text: str) -> None:
    assert all(re.fullmatch(text, sample(parse(text), seed)) for seed in (1, 3))
