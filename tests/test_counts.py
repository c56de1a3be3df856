"""A check grows with how many there are of anything, and not with the square of it.

Here the calls of a few are counted; `benchmarks/growth.py --counts` takes the time of ten thousand.
"""

from __future__ import annotations

import contextlib
import io
import json
from functools import partial
from typing import TYPE_CHECKING

import pytest
from helpers.counts import FAMILIES, calls, counted, made, run

from incident_lint.blame.finder import find_blame
from incident_lint.cli import main
from incident_lint.records import People
from incident_lint.sources import WorkTree

if TYPE_CHECKING:
    from incident_lint.document import Problem

FEW, MANY = 40, 160
COUNTED = (
    *(
        "events with one id",
        "two events with each id",
        "post-mortems without events, by folder",
        "files named one by one",
    ),
    *("exemptions x incidents", "patterns of records x incidents", "evidence", "attempts of a rollback"),
    *(
        "actions below a label",
        "labels above actions",
        "suppressions x findings",
        "suppressions of the file x findings",
    ),
    *("findings", "unknown headings", "sections of one name", "headings in HTML"),
)
"""Families that once grew with the square, or nearly did."""


@pytest.mark.parametrize("name", COUNTED)
def test_four_times_as_many_take_four_times_the_calls(name: str) -> None:
    before, after = (calls(FAMILIES[name], count) for count in (FEW, MANY))
    assert after < MANY / FEW * 1.15 * before


def test_the_count_of_calls_knows_what_is_not_linear() -> None:
    def pairs(count: int) -> list[int]:
        return [max(one, other) for one in range(count) for other in range(count)]

    before, after = (counted(partial(pairs, count)) for count in (FEW, MANY))
    assert after > MANY / FEW * 3 * before


def test_one_incident_is_judged_without_reading_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    below = WorkTree.read

    def counting(tree: WorkTree, path: str) -> bytes | Problem:
        read.append(path)
        return below(tree, path)

    monkeypatch.setattr(WorkTree, "read", counting)
    for count in (3, 60):
        with made(FAMILIES["one incident among others"], count) as arguments:
            read.clear()
            run(arguments)
            assert not [path for path in read if "/INC-" in path and "checkout" not in path], count
    with made(FAMILIES["two events with each id"], 60) as _:
        read.clear()
        run(["incidents/INC-7"])
        assert set(read) == {f"incidents/INC-{at}/INCIDENT_EVENT.json" for at in (6, 7)}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("One in ten pages was empty.", False),
        ("Each page had a limit.", False),
        ("mark forgot the index.", True),
        ("The engineer forgot the index.", True),  # the grammar reads it, and may meet anybody
    ],
)
def test_git_is_asked_for_names_where_a_sentence_needs_one(text: str, asked: bool) -> None:
    people = People(lambda: ["Mark Ambrose"])
    find_blame(text, people=people.names)
    assert people.asked is asked


@pytest.mark.parametrize("count", [2, 3, 4, 5, 40])
def test_of_many_events_with_one_id_each_names_the_first_others(count: int) -> None:
    with made(FAMILIES["events with one id"], count) as _:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            main(["check", "--format=json", "--no-cache", "--select=REC202"])
        told = {one["path"]: one["message"] for one in json.loads(out.getvalue())["diagnostics"]}
        paths = sorted(f"incidents/INC-{at}/INCIDENT_EVENT.json" for at in range(count))
        assert told == {
            path: f'the id "INC-1" is used by {", ".join([one for one in paths if one != path][:3])} as well'
            for path in paths
        }
