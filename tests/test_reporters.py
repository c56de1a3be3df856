"""What a user sees: whole outputs, compared with the files of `golden/` byte for byte.

`UPDATE_GOLDEN=1` writes those files anew; reviewing their diff is reviewing what the user will see.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import Repo, init
from harness import EXAMPLES, copied, merged

from incident_lint.cli import main
from incident_lint.diagnostics import Diagnostic, Report, Severity, Skipped, Span
from incident_lint.reporters import FORMATS, render

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parent / "golden"
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"

VARIANTS: dict[str, tuple[str, ...]] = {
    "full": ("--format", "full"),
    "full-quiet": ("--format", "full", "--quiet"),
    "full-colour": ("--format", "full", "--color", "always"),
    "concise": ("--format", "concise"),
    "concise-quiet": ("--format", "concise", "--quiet"),
    "concise-colour": ("--format", "concise", "--color", "always"),
    "json": ("--format", "json"),
    "github": ("--format", "github"),
    "github-colour": ("--format", "github", "--color", "always"),
    "statistics": ("--statistics",),
    "statistics-colour": ("--statistics", "--color", "always"),
}
OUR_COLOURS = re.compile(r"\x1b\[(?:0|1|2|31|32|33|36)m")
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
COMMAND = re.compile(
    r"::(?P<kind>error|warning|notice) file=(?P<file>[^:,]+),line=[0-9]+,endLine=[0-9]+,col=[0-9]+,endColumn=[0-9]+,"
    r"title=[A-Z]{3}[0-9]{3} [a-z-]+::(?P<message>.+)"
)

ESCAPE = "\x1b[31mred\x1b[0m"
NASTY_ID = "INC-20261104-nasty"
NASTY_FOLDER = f"odd %0A,:\x1b[2J\u202e/{NASTY_ID}"
NASTY_EVENT = {
    "incident_id": f"INC-{ESCAPE}\n::error file=x,line=1::injected",
    "severity": "HIGH\n::error::injected\r\n",
    "source": "モニタリング",
    "detected_at": "2026-11-03T10:52:00Z\x07",
    f"{ESCAPE}\n::error::injected": True,
    "evidence": [
        {
            "id": "E1",
            "description": "x" * 5000,
            "collected_at": "2026-11-03T12:20:00Z",
            "path": "evidence/\x1b]0;title\x07\n::warning::injected.log",
            "sha256": "0" * 64,
        }
    ],
}
NASTY_POST_MORTEM = f"""\
---
incident_id: {NASTY_ID}
severity: HIGH
status: FINAL
date: 2026-11-05
---

# Nasty {ESCAPE}

## Summary

::error file=x,line=1::injected

## {ESCAPE}Timelnie

- 10:52 \x08\x08 {ESCAPE}

## Root Cause

データベースの設定、それから the engineer \x1b[31mforgot the limit. 100% of it: human error was the cause.

{"long words " * 250}and the operator forgot the limit{" and so on" * 250}.

## Impact

Ünïcödé e\u0301clair \u200b\u202e everyone.

## Resolution

See [it](evidence/%1b[2J.md) and [that](evidence/a%0A::error::b.md).

## Actions

- [ ] Do \x1b[31msomething::error::%0A
- [ ] 直す\u2028::error::injected

## Evidence

None.

<!-- incident-lint: ignore[{ESCAPE}] ::error::injected -->
"""


def faulty(target: Path) -> Repo:
    """The faulty example."""
    return copied(EXAMPLES / "faulty", target)


def nasty(target: Path) -> Repo:
    """A record whose every text would like to be something else."""
    repo = init(target)
    complete = EXAMPLES / "complete/incidents/INC-20261103-checkout-timeouts/INCIDENT_EVENT.json"
    event = merged(json.loads(complete.read_text("utf-8")), NASTY_EVENT)
    repo.write(f"{NASTY_FOLDER}/INCIDENT_EVENT.json", json.dumps(event, indent=2, ensure_ascii=False) + "\n")
    repo.write(f"{NASTY_FOLDER}/INCIDENT.md", NASTY_POST_MORTEM)
    repo.write("::error file=x::injected/INCIDENT_EVENT.json", '{"severity": \x1b[31m}\n')
    repo.commit("Record what was sent")
    return repo


SUBJECTS: dict[str, Callable[[Path], Repo]] = {"faulty": faulty, "nasty": nasty}


def output(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *options: str
) -> tuple[str, int]:
    """What `check` prints, and its exit code."""
    monkeypatch.chdir(repo.path)
    capsys.readouterr()
    exit_code = main(["check", *options])
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out, exit_code


def same(name: str, text: str) -> None:
    """Compare with a golden file, byte for byte."""
    file = GOLDEN / f"{name}.txt"
    if UPDATE:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text.encode())
    assert file.read_bytes().decode() == text


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_golden(
    subject: str, variant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = SUBJECTS[subject](tmp_path / "repository")
    text, exit_code = output(repo, monkeypatch, capsys, *VARIANTS[variant])
    assert exit_code == 1
    assert text.endswith("\n")
    same(f"{subject}-{variant}", text)


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.txt")), ids=lambda file: file.stem)
def test_golden_files_hold_no_foreign_control_character(file: Path) -> None:
    assert file.stem in {f"{subject}-{variant}" for subject in SUBJECTS for variant in VARIANTS}, "left over"
    text = file.read_bytes().decode()
    if "colour" in file.stem:
        text = OUR_COLOURS.sub("", text)
    assert UNSEEN.findall(text) == []


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_line_of_any_format_is_a_workflow_command_of_the_record(
    subject: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The runner acts on lines that begin with `::`, blanks apart, whichever format prints them."""
    repo = SUBJECTS[subject](tmp_path / "repository")
    for options in (("--format", "full"), ("--format", "concise"), ("--statistics",), ("--show-files",)):
        text, _ = output(repo, monkeypatch, capsys, *options)
        assert [line for line in text.splitlines() if line.lstrip().startswith("::")] == []


@pytest.mark.parametrize("subject", SUBJECTS)
def test_github_shows_errors_first_and_nothing_but_commands_and_the_summary(
    subject: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = SUBJECTS[subject](tmp_path / "repository")
    text, _ = output(repo, monkeypatch, capsys, "--format", "github", "--color", "always")
    *lines, last = text.removesuffix("\n").split("\n")
    assert last.startswith("Found ")
    matches = [COMMAND.fullmatch(line) for line in lines]
    assert None not in matches
    kinds = [match["kind"] for match in matches if match]
    assert kinds == sorted(kinds, key=["error", "warning", "notice"].index)
    assert {"error", "warning"} <= set(kinds)
    for line in lines:
        assert re.findall(r"%(?!25|0D|0A|3A|2C)", line) == []


@pytest.mark.parametrize("subject", SUBJECTS)
def test_json_and_concise_tell_the_same(
    subject: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = SUBJECTS[subject](tmp_path / "repository")
    text, _ = output(repo, monkeypatch, capsys, "--format", "json")
    assert text.isascii()
    data = json.loads(text)
    found = data["diagnostics"]
    assert sum(data["summary"][one] for one in ("errors", "warnings", "infos")) == len(found)
    concise, _ = output(repo, monkeypatch, capsys, "--format", "concise")
    lines = concise.splitlines()[:-1]
    assert len(lines) == len(found)
    for line, one in zip(lines, found, strict=True):
        assert f":{one['line']}:{one['column']}: {one['code']} " in line
    quiet, _ = output(repo, monkeypatch, capsys, "--format", "concise", "--quiet")
    assert len(quiet.splitlines()) == data["summary"]["errors"]
    counts, _ = output(repo, monkeypatch, capsys, "--statistics")
    assert sum(int(line.split()[0]) for line in counts.splitlines()[:-1]) == len(found)


def test_long_lines_are_cut_around_the_caret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text, _ = output(nasty(tmp_path / "repository"), monkeypatch, capsys, "--format", "full")
    assert max(map(len, text.splitlines())) < 400
    number = next(at for at, line in enumerate(text.splitlines()) if "INC101" in line and "operator" in line)
    source, caret = text.splitlines()[number + 2 : number + 4]
    bar = source.index("|")
    assert source[bar + 2 :].startswith("…")
    assert source.endswith("…")
    begin, end = caret.index("^"), caret.rindex("^") + 1
    assert source[begin:end] == "the operator forgot"


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("files", [0, 1, 2])
def test_a_clean_report(form: str, files: int) -> None:
    report = Report((), files, files)
    text = render(report, form, colour=False, quiet=False, statistics=False)
    if form == "json":
        assert json.loads(text)["diagnostics"] == []
    elif files == 0:
        assert text == "No incident records found.\n"
    else:
        assert text == f"All good: {files} {'file' if files == 1 else 'files'} checked, nothing found.\n"
    quiet = render(report, form, colour=True, quiet=True, statistics=False)
    assert quiet == "" or form in {"json", "github"}


def test_what_was_not_checked_is_told_even_when_quiet() -> None:
    report = Report((), 1, 1, (Skipped("a\x1b[2J.json", "a shallow\nclone"),))
    for form in ("full", "concise"):
        text = render(report, form, colour=False, quiet=True, statistics=False)
        assert text == "a\\u001b[2J.json: not checked: a shallow\\u000aclone\n"
    data = json.loads(render(report, "json", colour=False, quiet=True, statistics=False))
    assert data["skipped"] == [{"path": "a\x1b[2J.json", "reason": "a shallow\nclone"}]


def diagnostic(source: str | None, span: Span, severity: Severity = Severity.ERROR) -> Diagnostic:
    """A diagnostic about a line of a file."""
    return Diagnostic("INC101", "blame-language", severity, "INCIDENT.md", span, "said", "", source)


@pytest.mark.parametrize(
    ("source", "span", "under"),
    [
        ("the word here", Span(1, 5, 1, 9), "    ^^^^"),
        ("the word here", Span(1, 5, 3, 2), "    ^^^^^^^^^"),
        ("the word", Span(1, 9, 1, 9), "        ^"),
        ("the word", Span(1, 99, 1, 120), "        ^"),
        ("データ word", Span(1, 5, 1, 9), "       ^^^^"),
        ("データ", Span(1, 2, 1, 3), "  ^^"),
        ("e\u0301e\u0301 x", Span(1, 6, 1, 7), "   ^"),
        ("a\tb", Span(1, 3, 1, 4), "       ^"),
    ],
)
def test_the_caret_stands_under_the_words(source: str, span: Span, under: str) -> None:
    text = render(Report((diagnostic(source, span),), 1, 1), "full", colour=False, quiet=True, statistics=False)
    assert text.splitlines()[3] == f"  | {under}"


@pytest.mark.parametrize("source", [None, "", "   "])
def test_without_a_line_to_show(source: str | None) -> None:
    text = render(Report((diagnostic(source, Span()),), 1, 1), "full", colour=False, quiet=True, statistics=False)
    assert text == "error[INC101] said\n  --> INCIDENT.md:1:1\n  = blame-language\n\n"


def test_quiet_shows_errors_only() -> None:
    report = Report(tuple(diagnostic("x", Span(), severity) for severity in Severity), 1, 1)
    for form, quiet_lines in (("concise", 1), ("full", 7)):
        text = render(report, form, colour=False, quiet=True, statistics=False)
        assert len(text.splitlines()) <= quiet_lines
        assert "Found" not in text
    text = render(report, "concise", colour=False, quiet=False, statistics=False)
    assert text.splitlines()[-1] == "Found 1 error, 1 warning, 1 note in 1 of 1 file."
