"""The documentation says what is: generated pages are in step, written ones are compared with the code."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
import yaml
from harness import with_example

from incident_lint import __version__
from incident_lint.arguments import FORMATS, parser
from incident_lint.config import parse_config
from incident_lint.engine import judge
from incident_lint.errors import Exit
from incident_lint.loading import load
from incident_lint.records import Kind, Level, Status
from incident_lint.rollback.seal import NAMES as SEAL_CHECKS
from incident_lint.rollback.stability import NAMES as STABILITY
from incident_lint.rules import all_rules, index
from incident_lint.schema import load_schema, problems
from incident_lint.selection import units
from incident_lint.targets import find_targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from incident_lint.rules.rule import Rule

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
PROCESS = (ROOT / "docs" / "process.md").read_text("utf-8")
PAGES = sorted(
    [*(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")), *(ROOT / "docs").rglob("*.md")]
)
WRITTEN = [page for page in PAGES if page.parent.name != "rules" and page.name != "configuration.md"]

_CODE = re.compile(r"\b(?:REC|DOC|INC|SLA|RBK|SUP|SIL)[0-9]{3}\b")
_LINK = re.compile(r"\[[^\[\]]*\]\(([^()\s]+)\)")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
_FOREIGN = re.compile(r"`(?:git|pre-commit|prek) [^`\n]*`|^\s*(?:\$|-) (?:git|apt-get) .*$", re.MULTILINE)
"""Commands of other programs, with options of their own."""
_OTHERS = {"--from", "--check", "--strict", "--install", "--all", "--incidents", "--rollback", "--seconds", "--keep"}
"""Options of uvx, docs/generate.py, mypy, the benchmarks and the fuzz targets."""


def _fenced(text: str, language: str) -> list[str]:
    """The blocks of a language, without the indentation of the list they may stand in."""
    found = re.finditer(rf"^( *)(`{{3,}}){language}\n(.*?)^\1\2$", text, re.DOTALL | re.MULTILINE)
    return [re.sub(rf"^{one.group(1)}", "", one.group(3), flags=re.MULTILINE) for one in found]


def _without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^ *(`{3,}).*?^ *\1$", "", text, flags=re.DOTALL | re.MULTILINE))


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


# --- generated pages ---------------------------------------------------------------------------------------


def test_generated_pages_are_in_step(capsys: pytest.CaptureFixture[str]) -> None:
    assert _generator().main(["--check"]) == 0, capsys.readouterr().err


def test_a_page_out_of_step_is_told_and_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    generate = _generator()
    monkeypatch.setattr(generate, "DOCS", tmp_path)
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    (tmp_path / "configuration.md").write_text("old", "utf-8")
    (tmp_path / "rules" / "DOC999.md").write_text("gone", "utf-8")
    assert generate.main(["--check"]) == 1
    assert "docs/configuration.md" in (told := capsys.readouterr().err)
    assert "docs/rules/DOC999.md" in told
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    assert generate.main(["--chekc"]) == 2


def test_every_key_of_the_configuration_is_described() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    for name, one in load_schema("incident-lint")["properties"].items():
        assert f" `{name}`\n" in text or f" `[{name}]`\n" in text
        for key in one.get("properties", {}):
            assert f"### `{name}.{key}`\n" in text


# --- the process and the rules -----------------------------------------------------------------------------


def test_every_rule_enforces_a_clause() -> None:
    table = "\n".join(line for line in PROCESS.splitlines() if line.startswith("|"))
    missing = [rule.code for rule in all_rules() if f"[{rule.code}](rules/{rule.code}.md)" not in table]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_no_page_names_a_rule_that_does_not_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    if page.name == "CONTRIBUTING.md":
        text = text.replace("DOC502", "")  # the worked example
    assert set(_CODE.findall(text)) <= {rule.code for rule in all_rules()}


def test_every_family_is_in_the_readme() -> None:
    rows = "\n".join(line for line in README.splitlines() if line.startswith("| [`"))
    for family in {rule.family if rule.code.startswith("INC") else rule.code[:3] for rule in all_rules()}:
        assert f"| [`{family}`]" in rows


# --- the README --------------------------------------------------------------------------------------------


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="paths are shown from the root of the repository")
def test_the_output_in_the_readme_is_real() -> None:
    shown = next(block for block in _fenced(README, "console") if "examples/faulty" in block)
    command, _, rest = shown.partition("\n")
    assert command == "$ incident-lint check examples/faulty"
    found = subprocess.run(
        [sys.executable, "-m", "incident_lint", "check", "examples/faulty"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert found.returncode == Exit.FINDINGS, found.stderr
    real = [part.strip("\n") for part in found.stdout.split("\n\n")]
    excerpts = [one.strip("\n") for one in re.split(r"^…$", rest, flags=re.MULTILINE) if one.strip()]
    assert len(excerpts) >= 3
    places = [real.index(one) if one in real else one for one in excerpts]
    assert places == sorted(place for place in places if isinstance(place, int))
    assert places[-1] == len(real) - 1  # the summary


def test_every_hook_is_in_the_readme() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    rows = re.findall(
        r"^\| `([a-z-]+)` \| (.*?) \|", README.partition("## Hooks")[2].partition("\n## ")[0], re.MULTILINE
    )
    assert [name for name, _ in rows] == [hook["id"] for hook in hooks]
    for hook, (_, files) in zip(hooks, rows, strict=True):
        for name in re.findall(r"`([A-Z_]+\.[a-z]+)`", files):
            assert re.search(hook["files"], f"incidents/INC-1/{name}")


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    used = {name for text in (README, CONTRIBUTING) for name in re.findall(r"(?:\$ |`|=1 )make ([a-z]+)", text)}
    assert {"demo", "test"} <= used <= targets


def test_the_yaml_of_the_readme_is_what_pre_commit_and_actions_read(tmp_path: Path) -> None:
    ids = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    configurations = [text for text in _fenced(README, "yaml") if text.startswith("repos:")]
    assert len(configurations) >= 1
    for text in configurations:
        (repository,) = yaml.safe_load(text)["repos"]
        assert {hook["id"] for hook in repository["hooks"]} <= ids
        assert repository["rev"] == f"v{__version__}"
        file = tmp_path / ".pre-commit-config.yaml"
        file.write_text(text, "utf-8")
        subprocess.run([sys.executable, "-m", "pre_commit", "validate-config", str(file)], check=True)
    for text in _fenced(README, "yaml"):
        if text not in configurations:
            steps = next(iter(yaml.safe_load(text)["jobs"].values()))["steps"]
            assert any("incident-lint check --format github" in step.get("run", "") for step in steps)
            assert all(re.search(r"@[0-9a-f]{40}$", step["uses"]) for step in steps if "uses" in step)


def test_the_hook_for_other_names_sees_them_and_the_records() -> None:
    configuration = next(text for text in _fenced(README, "yaml") if "files:" in text)
    files = yaml.safe_load(configuration)["repos"][0]["hooks"][0]["files"]
    for path in ("postmortems/2019.md", "INCIDENT.md", "incidents/INC-1/rollback-02/ROLLBACK_PLAN.json"):
        assert re.search(files, path)
    assert not re.search(files, "docs/INCIDENT.md.txt")


def test_the_exit_codes_of_the_readme_are_those_of_the_program() -> None:
    table = README.partition("| exit code | meaning |")[2].partition("\n\n")[0]
    assert [int(code) for code in re.findall(r"^\| ([0-9]+) \|", table, re.MULTILINE)] == [
        code for name, code in vars(Exit).items() if name.isupper()
    ]


def test_the_formats_of_the_readme_are_those_of_the_program() -> None:
    row = next(line for line in README.splitlines() if line.startswith("| `--format`"))
    assert re.findall(r"`([a-z]+)`", row) == list(FORMATS)


def test_the_readme_stays_short() -> None:
    assert len(README.splitlines()) <= 235


def test_every_refusal_is_explained() -> None:
    page = (ROOT / "docs" / "rollback.md").read_text("utf-8")
    code = "\n".join(one.read_text("utf-8") for one in (ROOT / "incident_lint" / "rollback").glob("*.py"))
    groups = "site|plan|execute|verify|abort|file|tree|rollback|event"
    used = set(re.findall(rf'(?:refuse\([^")]*|_fail\(|Check\()"((?:{groups})-[a-z-]+)"', code))
    create = (ROOT / "incident_lint" / "rollback" / "create.py").read_text("utf-8")
    used |= {f"create-{one}" for one in re.findall(r'_fail\("([a-z]+)"', create)}
    used |= {f"stable-{one.lower().replace('_', '-')}" for one in STABILITY}
    used |= {f"seal-{one}" for one in SEAL_CHECKS}
    assert len(used) > 50
    assert {one for one in used if f"`{one}`" not in page} == set()


# --- what all pages keep -----------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_toml_block_is_a_configuration(page: Path) -> None:
    for text in _fenced(page.read_text("utf-8"), "toml"):
        parse_config(text.encode(), "incident-lint.toml", index)


@pytest.mark.parametrize("page", [*WRITTEN, ROOT / "docs" / "configuration.md"], ids=_named)
def test_every_option_and_command_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    commands: dict[str, Any] = {}
    for action in parser()._actions:
        if isinstance(action.choices, dict):
            commands.update(action.choices)
    for one in list(commands.values()):
        for action in one._actions:
            if isinstance(action.choices, dict):
                commands.update({f"{one.prog} {name}": it for name, it in action.choices.items()})
    known = {option for one in (parser(), *commands.values()) for option in one._option_string_actions}
    ours = _FOREIGN.sub("", text)
    assert set(_OPTION.findall(ours)) <= known | _OTHERS
    called = set(re.findall(r"(?:\$ |`|run: )incident-lint ([a-z-]+)", text))
    assert called <= set(commands)


def test_every_option_of_check_but_the_rarest_is_in_the_docs() -> None:
    told = {option for page in WRITTEN for option in _OPTION.findall(page.read_text("utf-8"))}
    commands = next(action.choices for action in parser()._actions if isinstance(action.choices, dict))
    documented = {option for option in commands["check"]._option_string_actions if option.startswith("--")}
    in_configuration = set(_OPTION.findall((ROOT / "docs" / "configuration.md").read_text("utf-8")))
    assert documented - told - in_configuration <= {"--help", "--color"}


@pytest.mark.parametrize("page", sorted({*PAGES, *(ROOT / "examples").rglob("*.md")}), ids=_named)
def test_relative_links_lead_to_files(page: Path) -> None:
    if "faulty" in page.parts:
        pytest.skip("its link to nothing is the point")
    for target in _LINK.findall(_without_code(page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.is_relative_to(ROOT)
        assert file.exists(), target
        if anchor:
            assert anchor in set(_anchors(file.read_text("utf-8"))), target


def _anchors(text: str) -> Iterator[str]:
    """The anchors of headings, as the usual forges make them."""
    for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


_FORBIDDEN = {
    "a path of one machine": r"(?<![\w.*])/(?:work|tmp|home|root|usr|opt|Users)/",
    "a registry's host": r"\b(?:pypi\.org|pythonhosted\.org|npmjs\.com|registry\.)",
    "an address of another place": r"\bgithub\.com/(?!incident-lint/incident-lint\b)",
    "an issue's number": r"(?<![\w&/])#[0-9]+\b",
    "a page that readers do not have": r"\b(?:DESIGN|STYLE)\.md\b",
    "a way of working that is over": r"(?i)\bsessions?\b",
    "an empty word": r"(?i)\b(?:simply|obviously|seamless(?:ly)?|powerful|blazing(?:ly)?|robust(?:ly)?)\b",
    "something left to write": r"@@|\bFIXME\b|\bXXX\b",
}


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_pages_are_for_readers_anywhere(page: Path) -> None:
    text = page.read_text("utf-8")
    assert {what: found for what, pattern in _FORBIDDEN.items() if (found := re.findall(pattern, text))} == {}


# --- records and contributions -----------------------------------------------------------------------------

_SCHEMAS = {
    "INCIDENT_EVENT": "incident-event",
    "ROLLBACK_PLAN": "rollback-plan",
    "ROLLBACK_EVENT": "rollback-event",
}


def test_the_records_that_are_shown_are_valid() -> None:
    text = (ROOT / "docs" / "records.md").read_text("utf-8")
    records = [json.loads(one) for one in _fenced(text, "json")]
    kinds = [_SCHEMAS[one.get("event_type") or one.get("plan_type")] for one in records]
    assert set(kinds) == set(_SCHEMAS.values())
    for kind, record in zip(kinds, records, strict=True):
        assert problems(kind, record) == []
    fronts = [one.split("---\n")[1] for one in _fenced(text, "markdown")]
    assert len(fronts) == 2
    for front in fronts:
        assert problems("incident-post-mortem", yaml.load(front, yaml.BaseLoader)) == []
    for value in (*Status, *Level):
        assert f"| `{value}` |" in text


def test_every_module_is_in_the_layout() -> None:
    package = ROOT / "incident_lint"
    modules = {one.name for one in package.glob("*.py") if one.name != "__init__.py"}
    folders = {f"{one.parent.name}/" for one in package.glob("*/__init__.py")}
    table = CONTRIBUTING.partition("## Layout")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)) == modules | folders


def test_the_rule_that_contributors_are_shown_works(tmp_path: Path) -> None:
    (code,) = (block for block in _fenced(CONTRIBUTING, "python") if "@rule(" in block)
    namespace: dict[str, Any] = {"__name__": "figures"}
    exec(compile(code, "figures.py", "exec"), namespace)  # noqa: S102, RUF100
    (rule,) = namespace["RULES"]
    assert rule.code not in {one.code for one in all_rules()}
    assert rule.name not in {one.name for one in all_rules()}
    for name, example, expected in (("wrong", rule.wrong, [rule.code]), ("right", rule.right, [])):
        assert _found(rule, with_example(example, tmp_path / name).path) == expected


def _found(rule: Rule, root: Path) -> list[str]:
    targets = find_targets([], cwd=str(root))
    assert Kind.POST_MORTEM in targets.selection.kinds.values()
    incidents = [load(unit, targets.tree, targets.config) for unit in units(targets.selection.kinds)]
    return [one.code for incident in incidents for one in judge(incident, [rule], targets.config)]


def test_the_figures_of_the_readme_are_those_of_the_results() -> None:
    results = (ROOT / "benchmarks" / "RESULTS.md").read_text("utf-8")

    def wall(section: str, name: str) -> float:
        text = results.partition(f"## {section}\n")[2].partition("\n## ")[0]
        (row,) = [line.split(" | ") for line in text.splitlines() if line.startswith(f"| {name} | ")]
        return float(row[2])

    alone = "{}: {} alone in its folder"
    unchanged = "1,000 incidents", "incident-lint check, unchanged", "1,000 incidents", "check-jsonschema, 3 kinds"
    told = [
        *wall_of_both(wall, alone, "INCIDENT_EVENT.json", "check-jsonschema"),
        *wall_of_both(wall, alone, "INCIDENT.md", "markdownlint-cli2"),
        wall(*unchanged[:2]),
        wall(*unchanged[2:]),
        wall("1,000 incidents", "incident-lint: hook pre-commit, nothing to lint"),
    ]
    figures = re.findall(
        r"[0-9]+\.[0-9]{2}(?= s\b)", README.partition("stands for findings left out")[2].partition("##")[0]
    )
    assert figures == [f"{value:.2f}" for value in told]


def wall_of_both(wall: Callable[[str, str], float], form: str, record: str, peer: str) -> list[float]:
    """What the tool takes, and what a peer does."""
    return [wall("One incident", form.format(program, record)) for program in ("incident-lint", peer)]
