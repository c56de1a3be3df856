"""The seeds of the fuzzer, and every input that it broke something with, through its targets; no atheris needed."""

from __future__ import annotations

import hashlib
import importlib
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
FUZZ = ROOT / "fuzz"
TARGETS = ("json_reader", "front_matter", "markdown_view", "whole_check")
SHARE = 5
"""Of so many seeds, one is checked under other hashes too."""

_DIGESTS = """\
import hashlib, sys
sys.path[:0] = sys.argv[1:3]
import whole_check
for name in sys.argv[3:]:
    with open(name, "rb") as file:
        outcome = whole_check.outcome(file.read())
    print(hashlib.sha256(repr(outcome).encode()).hexdigest(), name)
"""


def corpus(target: str) -> list[Path]:
    return sorted((FUZZ / "corpus" / target).iterdir())


@pytest.fixture(scope="module", params=TARGETS)
def target(request: pytest.FixtureRequest) -> tuple[str, Callable[[bytes], None]]:
    """A target's name and its function."""
    sys.path.insert(0, str(FUZZ))
    try:
        return request.param, importlib.import_module(request.param).run
    finally:
        sys.path.remove(str(FUZZ))


def test_every_property_holds(target: tuple[str, Callable[[bytes], None]]) -> None:
    name, run = target
    broken = []
    for seed in corpus(name):
        try:
            run(seed.read_bytes())
        except Exception as error:  # the fuzzer counts every one as a crash
            broken.append(f"{name}/{seed.name}: {error!r}")
    assert broken == []


@pytest.mark.parametrize("name", TARGETS)
def test_a_corpus_stays_small(name: str) -> None:
    sizes = [seed.stat().st_size for seed in corpus(name)]
    assert 0 < len(sizes) <= 150
    assert sum(sizes) <= 300_000


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_stands_twice(name: str) -> None:
    contents = [hashlib.sha256(seed.read_bytes()).hexdigest() for seed in corpus(name)]
    assert len(set(contents)) == len(contents)


def test_what_is_printed_does_not_depend_on_hashes() -> None:
    seeds = [str(seed) for seed in corpus("whole_check")[::SHARE]]
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", _DIGESTS, str(FUZZ), str(ROOT), *seeds],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    first, second = [run.communicate()[0].splitlines() for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert len(first) == len(seeds)
    assert first == second
