"""The examples on the rules' pages, run: the wrong one raises its code, the right one raises nothing grave."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from conftest import Repo
from harness import run, with_example
from helpers.history import FOLDER, check, commit, server, shell, with_open_incident

from incident_lint.rules import all_rules, find_rule, index

if TYPE_CHECKING:
    from pathlib import Path

    from incident_lint.rules.rule import Rule

FAMILIES = ("REC", "DOC", "INC", "SLA", "RBK", "SIL", "SUP")
"""In the order of the design; INC2 and SLA1 are one subject (deadlines) and stand together."""

each_rule = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
about_records = pytest.mark.parametrize(
    "rule", [rule for rule in all_rules() if not rule.wrong.script], ids=lambda rule: rule.code
)
about_history = pytest.mark.parametrize(
    "rule", [rule for rule in all_rules() if rule.wrong.script], ids=lambda rule: rule.code
)


@about_records
def test_the_wrong_example_raises_the_code(
    rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = run(with_example(rule.wrong, tmp_path / "repository"), monkeypatch, capsys)
    assert rule.code in outcome.codes


@about_records
def test_the_right_example_raises_no_error_and_not_the_code(
    rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = run(with_example(rule.right, tmp_path / "repository"), monkeypatch, capsys)
    assert rule.code not in outcome.codes
    assert outcome.errors == []
    assert outcome.exit_code == 0


@about_records
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


# --- the examples of rules about the history are commands, for a clone in which an incident is open -----------------


def acted(script: str, path: Path, configuration: str = "") -> set[str]:
    """What the hook of a server and a check of what is not pushed report, when somebody has done this."""
    repo = with_open_incident(path / "clone")
    repo.git("tag", "--annotate", "--message", "Seal it", "v1.0-sealed", "HEAD~2")
    if configuration:
        commit(repo, "Configure", {"incident-lint.toml": configuration})
    server(repo, path / "server.git")
    lines = [line.removeprefix("$ ") for line in script.splitlines()]
    commands = "\n".join(["set -e", 'git() { command git "$@" || case $1 in push) ;; *) exit 1 ;; esac; }', *lines])
    folder = Repo(repo.path / FOLDER)
    done = shell(folder, commands)
    assert done.returncode == 0, done.stderr
    said = set(re.findall(r"\[([A-Z]{3}[0-9]{3})\]", done.stderr))
    if not repo.git("rev-list", "origin/main..HEAD"):
        return said
    return said | check(repo, "--from-ref", "origin/main", "--to-ref", "HEAD").codes


@about_history
def test_the_wrong_script_raises_the_code(rule: Rule, tmp_path: Path) -> None:
    assert rule.code in acted(rule.wrong.text, tmp_path.resolve())


@about_history
def test_the_right_script_raises_nothing(rule: Rule, tmp_path: Path) -> None:
    assert acted(rule.right.text, tmp_path.resolve()) == set()


@about_history
def test_the_wrong_script_is_about_its_rule(rule: Rule, tmp_path: Path) -> None:
    assert rule.code not in acted(rule.wrong.text, tmp_path.resolve(), f'ignore = ["{rule.name}"]\n')


@each_rule
def test_metadata(rule: Rule) -> None:
    assert re.fullmatch(r"(?:REC|DOC|INC|SLA|RBK|SIL|SUP)[0-9]{3}", rule.code)
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
    families = [rule.code[:3] for rule in all_rules()]
    firsts = list(dict.fromkeys(families))
    assert tuple(firsts) == FAMILIES
    groups: dict[str, list[str]] = {}
    for rule in all_rules():
        groups.setdefault(rule.family, []).append(rule.code)
    for codes in groups.values():
        assert codes == sorted(codes)
    order = [rule.family for rule in all_rules()]
    for family, codes in groups.items():
        first = order.index(family)
        assert order[first : first + len(codes)] == [family] * len(codes)


def test_find_rule() -> None:
    for rule in all_rules():
        assert find_rule(rule.code) is rule
        assert find_rule(rule.code.lower()) is rule
        assert find_rule(rule.name) is rule
    assert find_rule("INC9") is None
