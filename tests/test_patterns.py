"""Expressions that are compiled late, and words as sets."""

from __future__ import annotations

import pickle
import re

import pytest

from incident_lint.patterns import Words, regex


def test_compiled_when_first_used() -> None:
    wrong = regex("(")
    with pytest.raises(re.error):
        wrong.search("x")
    late = regex(r"(\w+) failed", re.IGNORECASE)
    assert [match.group(1) for match in late.finditer("A failed, b FAILED")] == ["A", "b"]
    assert late.sub("x", "a failed") == "x"
    assert (late.pattern, late.flags) == (r"(\w+) failed", re.compile("x", re.IGNORECASE).flags)
    assert pickle.loads(pickle.dumps(regex("x+"))).search("axx").span() == (1, 3)


WORDS = Words("resolv* user(s) équipe", phrases=r"no one|back up\w*")


@pytest.mark.parametrize(
    "text",
    [
        "Resolved.",
        "users",
        "a USER",
        "l'équipe",
        "ÉQUIPE",
        "no one",
        "Backs, back upped",
        "user's",
        "e-users",
        "(resolv)",
    ],
)
def test_words_found(text: str) -> None:
    assert WORDS.found_in(text)


@pytest.mark.parametrize("text", ["", "user_id", "usersX", "unresolved", "no  one", "noone", "équipes", "callback up"])
def test_words_not_found(text: str) -> None:
    assert not WORDS.found_in(text)


def test_words_without_phrases() -> None:
    assert not Words("a b").found_in("c")
