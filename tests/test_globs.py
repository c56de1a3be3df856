"""Path patterns: every feature, at the root and below it, in a time that grows with the length."""

from __future__ import annotations

import re
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_lint.globs import Globs


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        (
            "INCIDENT.md",
            ["INCIDENT.md"],
            ["a/INCIDENT.md", "INCIDENTxmd", "incident.md", "INCIDENT.md.bak", "aINCIDENT.md"],
        ),
        (
            "**/INCIDENT.md",
            ["INCIDENT.md", "a/INCIDENT.md", "a/b/INCIDENT.md"],
            ["aINCIDENT.md", "a/INCIDENT.md/b", "a/"],
        ),
        (
            "evidence/**",
            ["evidence/a", "evidence/a/b.log", "evidence/.hidden"],
            ["evidence", "a/evidence/b", "evidences/a"],
        ),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb", "x/a/b", "a/b/c"]),
        ("**/a/**/b/**", ["a/b/c", "x/a/y/b/z", "a/a/b/b/b"], ["a/b", "b/a/c", "ab/b/c"]),
        ("**/a/b/**/c", ["a/b/c", "a/a/b/c", "a/b/a/b/x/c"], ["a/x/b/c", "b/c"]),
        ("**", ["a", "a/b", ".a"], [""]),
        ("**/**/a", ["a", "x/a", "x/y/a"], ["xa"]),
        ("*", ["a", ".a", "a b"], ["a/b", "/"]),
        ("*.md", ["a.md", ".md"], ["a/b.md", "a.mdx"]),
        ("a/*", ["a/b"], ["a", "a/b/c", "b/a/c"]),
        ("a/*/b", ["a/x/b"], ["a/b", "a/x/y/b"]),
        ("a**b", ["ab", "axb"], ["a/b", "ax/yb"]),  # as in .gitignore: several stars within a name are one
        ("***.md", ["a.md"], ["a/b.md"]),
        ("*-*-*", ["a-b-c", "--", "a-b-c-d"], ["a-b", "a/b-c-d"]),
        ("*a*a", ["aa", "xaxa", "aaa"], ["a", "aab"]),
        ("INC-?", ["INC-1", "INC-é"], ["INC-", "INC-12", "INC-/"]),
        ("[ab]c", ["ac", "bc"], ["cc", "abc", "[ab]c"]),
        ("[a-c]", ["a", "b", "c"], ["d", "-"]),
        ("[a-]", ["a", "-"], ["b"]),
        ("[a-cx]", ["a", "c", "x"], ["d", "-"]),
        ("x[a]", ["xa"], ["x[a]", "x"]),
        ("[-a]", ["a", "-"], ["b"]),
        ("[!a]", ["b", "!"], ["a", "/", ""]),
        ("[^a]", ["b", "^"], ["a", "/"]),
        ("a[!b]c", ["axc"], ["a/c", "abc"]),  # a class holds no separator, whatever it denies
        ("a[/]c", ["a[/]c"], ["a/c"]),
        ("a[+-0]c", ["a.c"], ["a/c"]),
        ("[]a]", ["]", "a"], ["[", "]a]"]),
        ("[!]a]", ["b"], ["]", "a"]),
        ("[[a]", ["[", "a"], ["]"]),
        ("[a&&b]", ["a", "b", "&"], ["&&"]),
        ("[a||b]", ["a", "|"], ["||"]),
        ("[a~~b]", ["a", "~"], ["~~"]),
        ("[^^]", ["a"], ["^"]),
        ("[a", ["[a"], ["a"]),  # never closed: itself
        ("a]", ["a]"], ["a"]),
        ("docs/", ["docs/a", "docs/a/b"], ["docs", "a/docs/b"]),
        ("a.b+c(d)|e$", ["a.b+c(d)|e$"], ["a.b+c(d)", "aXb+c(d)|e$"]),
        ("postmortems/2019/**", ["postmortems/2019/a.md"], ["postmortems/2020/a.md"]),
        ("{a,b}", ["{a,b}"], ["a", "b"]),
        ("é*", ["é", "étx"], ["e\u0301"]),
        ("a b", ["a b"], ["ab"]),
        ("*", ["line\nend"], []),
        ("**/x", ["line\nend/x"], ["line\nx"]),
    ],
)
def test_patterns(pattern: str, matching: list[str], others: list[str]) -> None:
    globs = Globs((pattern,))
    assert [path for path in matching if not globs.match(path)] == []
    assert [path for path in others if globs.match(path)] == []


def test_one_of_several_patterns_is_enough() -> None:
    globs = Globs(("a.md", "b/*.md"))
    assert [globs.match(path) for path in ("a.md", "b/c.md", "b.md", "a.mdb/c.md")] == [
        True,
        True,
        False,
        False,
    ]


def test_no_pattern_matches_nothing() -> None:
    assert not Globs(()).match("")
    assert not Globs(()).match("a")


def test_a_range_that_is_none_is_an_error() -> None:
    with pytest.raises(re.error):
        Globs(("[z-a]",)).match("a")


def plainly(pattern: list[str], path: list[str]) -> bool:
    """What a pattern means, folder by folder."""
    if not pattern:
        return not path
    if pattern[0] == "**":
        if len(pattern) == 1:
            return bool(path)
        return any(plainly(pattern[1:], path[at:]) for at in range(len(path) + 1))
    return bool(path) and name(pattern[0], path[0]) and plainly(pattern[1:], path[1:])


def name(pattern: str, text: str) -> bool:
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(name(pattern[1:], text[at:]) for at in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and name(pattern[1:], text[1:])


NAMES = st.text("ab", min_size=1, max_size=4)
PATTERNS = st.lists(
    st.just("**") | st.text("ab*?", min_size=1, max_size=5).filter(lambda one: "**" not in one),
    min_size=1,
    max_size=5,
)


@given(PATTERNS, st.lists(NAMES, min_size=1, max_size=5))
def test_patterns_mean_what_they_say(pattern: list[str], path: list[str]) -> None:
    """Also where a star would have to give back what it took."""
    assert Globs(("/".join(pattern),)).match("/".join(path)) == plainly(pattern, path)


@given(st.text(min_size=1))
def test_any_text_is_a_pattern_or_an_error(pattern: str) -> None:
    with suppress(re.error):
        assert Globs((pattern,)).match("a/b") in {True, False}


def seconds(globs: Globs, path: str) -> float:
    start = time.perf_counter()
    globs.match(path)
    return time.perf_counter() - start


@pytest.mark.parametrize(
    ("pattern", "piece"),
    [
        ("*a" * 30 + "b", "a"),
        ("**/a/" * 30 + "b", "a/"),
        ("**/*a*a*a/" * 5 + "b", "aaaa/"),
        ("**/" * 30 + "b", "a/"),
        ("?*" * 30 + "b", "a"),
        ("**/*" * 10 + "/b", "a/"),
    ],
)
def test_time_grows_with_the_length(pattern: str, piece: str) -> None:
    """As plain repetitions, thirty stars would try more ways than there is time for, on a path of fifty signs."""
    globs = Globs((pattern,))
    assert not globs.match(piece * 20 + "c")
    assert seconds(globs, piece * 4000 + "c") < 60 * max(seconds(globs, piece * 400 + "c"), 0.001)
