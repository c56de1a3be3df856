"""What tests of rules and reporters share: incident folders in a real repository, and a run of `check` over them."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conftest import Repo, init

from incident_lint.cli import main
from incident_lint.rules import all_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from incident_lint.rules.rule import Example

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
FIXTURES = Path(__file__).parent / "fixtures"
INCIDENT = "incidents/INC-20261103-checkout-timeouts"
"""The incident of the complete example, on which the examples of rules are put."""

_SECTION = re.compile(r"^(?=## )", re.MULTILINE)
_FRONT_MATTER = re.compile(r"---\n.*?^---\n", re.DOTALL | re.MULTILINE)
_PLAN_HASH = re.compile(r'"plan_sha256": "[0-9a-f]*"')


@dataclass(frozen=True, order=True)
class Expected:
    """One finding, as the fixtures state it."""

    path: str
    line: int
    code: str
    severity: str

    def __str__(self) -> str:
        usual = self.severity == severity_of(self.code)
        return f"{self.path}:{self.line} {self.code}" + ("" if usual else f" {self.severity}")


@dataclass(frozen=True)
class Outcome:
    """What a run of `check --format json` said."""

    exit_code: int
    data: dict[str, Any]

    @property
    def codes(self) -> set[str]:
        """The codes of all findings."""
        return {one["code"] for one in self.data["diagnostics"]}

    @property
    def errors(self) -> list[str]:
        """The findings of severity error, readable."""
        found = (one for one in self.data["diagnostics"] if one["severity"] == "error")
        return [f"{one['path']}:{one['line']} {one['code']} {one['message']}" for one in found]

    @property
    def findings(self) -> list[Expected]:
        """All findings in the form of the fixtures, sorted; one that is made twice stands twice."""
        return sorted(
            Expected(one["path"], one["line"], one["code"], one["severity"]) for one in self.data["diagnostics"]
        )


def severity_of(code: str) -> str:
    """The default severity of a rule."""
    return next(str(one.severity) for one in all_rules() if one.code == code)


def run(repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *options: str) -> Outcome:
    """`check` over a repository, as a user runs it at its root."""
    monkeypatch.chdir(repo.path)
    capsys.readouterr()
    exit_code = main(["check", "--format", "json", *options])
    printed = capsys.readouterr()
    assert not printed.err, printed.err
    return Outcome(exit_code, json.loads(printed.out))


def copied(folder: Path, target: Path, *, without: Sequence[str] = ()) -> Repo:
    """A repository whose one commit holds what is in a folder."""
    shutil.copytree(folder, target, symlinks=True, ignore=shutil.ignore_patterns(*without) if without else None)
    repo = init(target)
    repo.commit("Record the incident")
    return repo


def with_example(example: Example, target: Path) -> Repo:
    """The complete incident with an example put on it, in a repository. See `Example` for how that is done."""
    shutil.copytree(EXAMPLES / "complete", target)
    folder = target / INCIDENT
    for name, text in ((example.file, example.text), *example.also):
        _put(folder, name, text, whole=example.whole and name == example.file)
    _keep_plan_hash(folder, example)
    repo = init(target)
    repo.commit("Record the incident")
    return repo


def _put(folder: Path, name: str, text: str, *, whole: bool) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    if whole:
        file.write_text(text, "utf-8")
        return
    before = file if file.exists() else folder / file.name
    complete = before.read_text("utf-8")
    if name.endswith(".json"):
        changed = json.dumps(merged(json.loads(complete), json.loads(text)), indent=2) + "\n"
    elif text.startswith("---"):
        changed = _FRONT_MATTER.sub(lambda _: text, complete, count=1)
    else:
        assert text.startswith("## "), f"{name}: an example in Markdown begins with `## ` or `---`, or is `whole`"
        changed = with_sections(complete, text)
    file.write_text(changed, "utf-8")


def merged(target: Any, patch: Any) -> Any:
    """A value with a merge patch (RFC 7386) applied."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def with_sections(complete: str, text: str) -> str:
    """A post-mortem in which the sections of `text` take the place of those with the same titles."""
    given: dict[str, str] = {}
    for part in _SECTION.split(text)[1:]:
        title = part.partition("\n")[0]
        given[title] = given.get(title, "") + part.rstrip("\n") + "\n\n"
    parts = [given.pop(part.partition("\n")[0], part) for part in _SECTION.split(complete)]
    assert not given, f"no such section in the complete incident: {', '.join(given)}"
    return "".join(parts)


def _keep_plan_hash(folder: Path, example: Example) -> None:
    """A changed plan has another hash; the rollback event states it, where the example says nothing about it."""
    told = "".join((example.text, *(text for _, text in example.also)))
    if "plan_sha256" in told or example.whole:
        return
    event, plan = folder / "ROLLBACK_EVENT.json", folder / "ROLLBACK_PLAN.json"
    digest = hashlib.sha256(plan.read_bytes()).hexdigest()
    event.write_text(_PLAN_HASH.sub(f'"plan_sha256": "{digest}"', event.read_text("utf-8")), "utf-8")
