"""Rules over the incident folders of `fixtures/`: the whole set of findings, and the exit code.

Each folder is the root of a repository. Its `expected.txt` stands beside the records, so that no record has to hold
marks about itself:

    # what the case is about
    exit 1
    INCIDENT.md:24 INC101
    INCIDENT.md:30 DOC601 warning

A line is path, line and code, and the severity where it is not the rule's own. Cases that begin with `ok-` look like
trouble and are faultless.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from harness import FIXTURES, Expected, copied, run, severity_of

from incident_lint.rules import all_rules

if TYPE_CHECKING:
    from pathlib import Path

CASES = sorted(one.name for one in FIXTURES.iterdir() if one.is_dir())
EXPECTED = "expected.txt"
_LINE = re.compile(r"(?P<path>\S.*):(?P<line>[1-9][0-9]*) (?P<code>[A-Z]{3}[0-9]{3})(?: (?P<severity>[a-z]+))?")


def expectation(case: str) -> tuple[int, list[Expected]]:
    """The exit code and the findings that a case expects."""
    lines = (FIXTURES / case / EXPECTED).read_text("utf-8").splitlines()
    exit_code, *findings = [line for line in lines if not line.startswith("#")]
    assert exit_code in {"exit 0", "exit 1"}
    return int(exit_code[-1]), sorted(_expected(line) for line in findings)


def _expected(line: str) -> Expected:
    match = _LINE.fullmatch(line)
    assert match, f"not `path:line CODE`: {line}"
    code = match["code"]
    return Expected(match["path"], int(match["line"]), code, match["severity"] or severity_of(code))


@pytest.mark.parametrize("case", CASES)
def test_fixture(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = copied(FIXTURES / case, tmp_path / "repository", without=[EXPECTED])
    exit_code, findings = expectation(case)
    outcome = run(repo, monkeypatch, capsys)
    assert [str(one) for one in outcome.findings] == [str(one) for one in findings]
    assert outcome.exit_code == exit_code
    assert outcome.data["summary"]["files"] > 0, "the case holds no record"


@pytest.mark.parametrize("case", CASES)
def test_expectations_are_in_order_and_explained(case: str) -> None:
    text = (FIXTURES / case / EXPECTED).read_text("utf-8")
    assert text.startswith("# ")
    _, findings = expectation(case)
    assert [_expected(line) for line in text.splitlines()[2:]] == findings
    assert case.startswith("ok-") == (not findings)


def test_every_rule_about_records_has_a_fixture() -> None:
    expected = {one.code for case in CASES for one in expectation(case)[1]}
    assert sorted(expected) == sorted(rule.code for rule in all_rules() if not rule.wrong.script)


def test_a_misnamed_title_is_quoted_as_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = copied(FIXTURES / "ok-french", tmp_path / "repository", without=[EXPECTED])
    file = repo.path / "INCIDENT.md"
    file.write_text(file.read_text("utf-8").replace("## Plan d'action", "## Plann d'action"), "utf-8")
    messages = [one["message"] for one in run(repo, monkeypatch, capsys).data["diagnostics"]]
    assert messages == ['"Plann d\'action" is no section; Actions is missing']
