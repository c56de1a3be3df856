"""The examples on the rules' pages, run: the wrong one raises its code, the right one raises nothing grave."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from harness import run, with_example

from incident_lint.rules import RULES, find_rule, index

if TYPE_CHECKING:
    from pathlib import Path

    from incident_lint.rules.rule import Rule

FAMILIES = ("REC", "DOC", "INC", "SLA", "RBK", "SUP")
"""In the order of the design; INC2 and SLA1 are one subject (deadlines) and stand together."""

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


@each_rule
def test_the_wrong_example_raises_the_code(
    rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = run(with_example(rule.wrong, tmp_path / "repository"), monkeypatch, capsys)
    assert rule.code in outcome.codes


@each_rule
def test_the_right_example_raises_no_error_and_not_the_code(
    rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = run(with_example(rule.right, tmp_path / "repository"), monkeypatch, capsys)
    assert rule.code not in outcome.codes
    assert outcome.errors == []
    assert outcome.exit_code == 0


@each_rule
def test_the_wrong_example_is_about_its_rule(
    rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the rule ignored, its code is gone: it is the selector that decides, by code and by name."""
    repo = with_example(rule.wrong, tmp_path / "repository")
    for selector in (rule.code, rule.name):
        assert rule.code not in run(repo, monkeypatch, capsys, "--ignore", selector).codes
        # An unused suppression is one only where the rule that it names is judged, too.
        besides = ["--select", "human-error-as-cause"] if rule.code == "SUP002" else []
        assert run(repo, monkeypatch, capsys, "--select", selector, *besides).codes == {rule.code}


@each_rule
def test_metadata(rule: Rule) -> None:
    assert re.fullmatch(r"(?:REC|DOC|INC|SLA|RBK|SUP)[0-9]{3}", rule.code)
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", rule.name)
    assert rule.summary.endswith(".")
    assert rule.summary[0].isupper()
    assert "\n" not in rule.summary
    paragraphs = rule.explanation.split("\n\n")
    assert len(paragraphs) >= 2, "what it finds, and why that is bad"
    assert all(re.search(r"[.?]\"?$", one) for one in paragraphs)
    assert rule.wrong != rule.right
    assert rule.wrong.text.endswith("\n")
    assert rule.right.text.endswith("\n")


def test_codes_and_names_are_unique() -> None:
    codes, names = zip(*index(), strict=True)
    assert len(set(codes)) == len(codes)
    assert len(set(names)) == len(names)


def test_families_stand_together_and_codes_rise_within_a_group() -> None:
    families = [rule.code[:3] for rule in RULES]
    firsts = list(dict.fromkeys(families))
    assert tuple(firsts) == FAMILIES
    groups: dict[str, list[str]] = {}
    for rule in RULES:
        groups.setdefault(rule.family, []).append(rule.code)
    for codes in groups.values():
        assert codes == sorted(codes)
    order = [rule.family for rule in RULES]
    for family, codes in groups.items():
        first = order.index(family)
        assert order[first : first + len(codes)] == [family] * len(codes)


def test_find_rule() -> None:
    for rule in RULES:
        assert find_rule(rule.code) is rule
        assert find_rule(rule.code.lower()) is rule
        assert find_rule(rule.name) is rule
    assert find_rule("INC9") is None
