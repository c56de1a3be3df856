"""The configuration: the process's own settings by default, and an answer to everything said wrong."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_lint.config import (
    FILE,
    PYPROJECT,
    Config,
    check_selectors,
    parse_config,
    read_config,
    selects,
)
from incident_lint.diagnostics import Severity
from incident_lint.errors import ConfigError, Exit
from incident_lint.globs import Globs
from incident_lint.records import Kind, Level
from incident_lint.times import parse_duration

RULES = (
    ("REC001", "unreadable"),
    ("DOC101", "section-missing"),
    ("DOC201", "summary-length"),
    ("INC101", "blame-language"),
)


def parse(text: str, origin: str = FILE) -> Config:
    return parse_config(text.encode(), origin, lambda: RULES)


def refused(text: str, origin: str = FILE) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        parse(text, origin)
    assert caught.value.exit_code == Exit.USAGE
    return caught.value


FULL = """\
select = ["DOC", "INC1"]
ignore = ["summary-length"]
fail-on = "warning"
severity = { blame-language = "info", DOC101 = "warning" }
per-file-ignores = [ { files = ["old/**"], rules = ["DOC2"], reason = "written before the process" } ]

[records]
post-mortem = ["postmortems/*.md"]
evidence = ["proof/**"]

[sections]
Actions = ["Homework"]
"Root Cause" = ["What broke"]

[limits]
log-within = "30m"
respond-within = { CRITICAL = "30m", LOW = "5d" }
summary-sentences = [1, 5]

[communication]
LOW = ["TEAM"]

[seal]
min-soak = "2d"
"""


def test_every_key_is_taken() -> None:
    config = parse(FULL)
    assert config.origin == FILE
    assert config.select == ("DOC", "INC1")
    assert config.ignore == ("summary-length",)
    assert config.fail_on is Severity.WARNING
    assert config.severity == {"blame-language": Severity.INFO, "DOC101": Severity.WARNING}
    (exemption,) = config.per_file_ignores
    assert (exemption.files, exemption.rules) == (Globs(("old/**",)), ("DOC2",))
    assert exemption.reason == "written before the process"
    assert config.records[Kind.POST_MORTEM] == Globs(("postmortems/*.md",))
    assert config.records[Kind.EVENT] == Config().records[Kind.EVENT]
    assert config.evidence == Globs(("proof/**",))
    assert config.sections == {"Actions": ("Homework",), "Root Cause": ("What broke",)}
    assert config.log_within == timedelta(minutes=30)
    assert config.respond_within == {
        Level.CRITICAL: timedelta(minutes=30),
        Level.HIGH: timedelta(hours=4),
        Level.MEDIUM: timedelta(hours=24),
        Level.LOW: timedelta(days=5),
    }
    assert config.summary_sentences == (1, 5)
    assert config.communication[Level.LOW] == ("TEAM",)
    assert config.communication[Level.CRITICAL] == ("TEAM", "STAKEHOLDERS", "USERS")
    assert config.raw["seal"] == {"min-soak": "2d"}


def test_pyproject_has_the_same_keys() -> None:
    lines = [re.sub(r"^\[(\w+)\]", r"[tool.incident-lint.\1]", line) for line in FULL.splitlines()]
    config = parse("[project]\nname = 'x'\n[tool.incident-lint]\n" + "\n".join(lines), PYPROJECT)
    assert config.origin == PYPROJECT
    assert config.raw == parse(FULL).raw


def test_a_summary_of_one_length() -> None:
    assert parse("[limits]\nsummary-sentences = [2, 2]").summary_sentences == (2, 2)


def test_never_fails() -> None:
    assert parse('fail-on = "never"').fail_on is None


@pytest.mark.parametrize("text", ["", "# nothing\n", "\n"])
def test_an_empty_file_says_nothing(text: str) -> None:
    config = parse(text)
    assert (config.select, config.raw) == (("ALL",), {})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[project]\nname = 'incident-lint'\n",
        "[tool.other]\nincident-lint = 1\n",
        "tool = 1 # incident-lint\n",
        "[tool.incident-lint]\n",
    ],
)
def test_pyproject_without_our_keys_says_nothing(text: str) -> None:
    config = parse(text, PYPROJECT)
    assert config.select == ("ALL",)
    assert config.raw == {}


def test_our_own_file_comes_first() -> None:
    def read(**files: bytes) -> Config:
        names = {FILE: "ours", PYPROJECT: "theirs"}
        return read_config(lambda name: files.get(names[name]), lambda: RULES)

    theirs = b'[tool.incident-lint]\nfail-on = "never"'
    assert read(ours=b'fail-on = "info"', theirs=theirs).fail_on is Severity.INFO
    assert read(theirs=theirs).fail_on is None
    assert read(theirs=b"no TOML, and none of our business") == Config()
    assert read() == Config()


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ('selct = ["ALL"]', 'incident-lint.toml:1: unknown key "selct"', "did you mean select?"),
        (
            '# selects\n\nfail_on = "error"',
            'incident-lint.toml:3: unknown key "fail_on"',
            "did you mean fail-on?",
        ),
        (
            "[limits]\nlog-within = '1h'\nlog_within = '1h'",
            'incident-lint.toml:3: unknown key "limits.log_within"',
            "did you mean log-within?",
        ),
        ("[limts]\nlog-within = '1h'", 'incident-lint.toml:1: unknown key "limts"', "did you mean limits?"),
        (
            "limits.respond-within.URGENT = '1h'",
            'incident-lint.toml:1: unknown key "limits.respond-within.URGENT"',
            "",
        ),
        (
            "[sections]\nTimline = ['x']",
            'incident-lint.toml:2: unknown key "sections.Timline"',
            "did you mean Timeline?",
        ),
        (
            "[sections]\nTimline = ['x']\nSumary = ['y']",
            'incident-lint.toml:2: unknown key "sections.Timline" (and 1 more)',
            "did you mean Timeline?",
        ),
        (
            "[[per-file-ignores]]\nfile = ['a']\nrules = ['DOC']\nreason = 'x'",
            "incident-lint.toml:1: `per-file-ignores[0].files` is missing (and 1 more)",
            "The files, as patterns from the root of the repository.",
        ),
        ('"sel ect" = 1', 'incident-lint.toml:1: unknown key "sel ect"', "did you mean select?"),
    ],
)
def test_unknown_keys_are_told_with_their_line(text: str, message: str, hint: str) -> None:
    error = refused(text)
    assert (error.message, error.hint) == (message, hint)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("select = 'ALL'", 'incident-lint.toml:1: `select` has to be an array, not "ALL"'),
        ("select = []", "incident-lint.toml:1: `select` needs at least 1 entry"),
        ("ignore = [1]", "incident-lint.toml:1: `ignore[0]` has to be text, not 1"),
        (
            "fail-on = 'fatal'",
            'incident-lint.toml:1: `fail-on` is "fatal"; allowed: error, warning, info, never',
        ),
        ("fail-on = true", "incident-lint.toml:1: `fail-on` has to be text, not true"),
        (
            "severity = { DOC101 = 'never' }",
            'incident-lint.toml:1: `severity.DOC101` is "never"; allowed: error, warning, info',
        ),
        (
            "severity = { 'DOC 1' = 'info' }",
            'incident-lint.toml:1: the name "DOC 1" has not the form it needs',
        ),
        ("\nrecords = 1", "incident-lint.toml:2: `records` has to be an object, not 1"),
        (
            "[records]\nincident-event = 'x'",
            'incident-lint.toml:2: `records.incident-event` has to be an array, not "x"',
        ),
        (
            "[records]\nevidence = ['../x']",
            'incident-lint.toml:2: `records.evidence[0]` is "../x", which has not the form it needs',
        ),
        ("[limits]\nlog-within = 15", "incident-lint.toml:2: `limits.log-within` has to be text, not 15"),
        (
            "[limits]\nlog-within = '15 minutes'",
            'incident-lint.toml:2: `limits.log-within` is "15 minutes", which has not the form it needs',
        ),
        (
            "[limits]\nlog-within = '0m'",
            'incident-lint.toml:2: `limits.log-within` is "0m", which has not the form it needs',
        ),
        (
            "[limits]\nsummary-sentences = [2]",
            "incident-lint.toml:2: `limits.summary-sentences` needs at least 2 entries",
        ),
        (
            "[limits]\nsummary-sentences = [nan, 3]",
            "incident-lint.toml:2: `limits.summary-sentences[0]` has to be a whole number, not nan",
        ),
        (
            "[limits]\nsummary-sentences = [3, 2]",
            "incident-lint.toml: `limits.summary-sentences` has its least number after its greatest",
        ),
        (
            "[communication]\nHIGH = ['EVERYONE']",
            (
                'incident-lint.toml:2: `communication.HIGH[0]` is "EVERYONE"; '
                "allowed: TEAM, STAKEHOLDERS, USERS, PUBLIC, REGULATOR"
            ),
        ),
        ("log = 2026-11-03", 'incident-lint.toml:1: unknown key "log"'),
        ("fail-on = 2026-11-03", "incident-lint.toml:1: `fail-on` has to be text, not 2026-11-03"),
    ],
)
def test_wrong_values_are_told_with_their_line(text: str, message: str) -> None:
    assert refused(text).message == message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# fail-on = 1\nignore = []\nfail-on = 1\n", 3),
        ("[limits]\nlog-within = '5m'\n[seal]\nmin-soak = 1\n", 4),
        ("select = ['fail-on']\nfail-on = 1\n", 2),
        ("[limits]\nrespond-within = { HIGH = '1h',  LOW = 1 }\n[communication]\nLOW = []\n", 2),
        ("[communication]\nLOW = []\n[limits.respond-within]\nHIGH = '1h'\nLOW = 1\n", 5),
        ("[communication]\nLOW = []\n\n[limits]\nrespond-within.LOW = 1\n", 5),
    ],
)
def test_the_line_is_that_of_the_key(text: str, line: int) -> None:
    assert refused(text).message.startswith(f"incident-lint.toml:{line}: ")


def test_the_line_in_pyproject() -> None:
    text = "[project]\nname = 'x'\n[tool.ruff]\nselect = 1\n[tool.incident-lint]\nignore = []\nselect = 1\n"
    assert refused(text, PYPROJECT).message.startswith("pyproject.toml:7: ")


def test_a_table_that_is_none() -> None:
    error = refused("[tool]\nincident-lint = 1", PYPROJECT)
    assert error.message == "pyproject.toml: [tool.incident-lint] is not a table"


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"select = [", "end of document"),
        (b"a = 1\na = 2\n", "line 2"),
        (b"select = ['ALL'\n\nignore = []\n", "line 3"),
        (b"\xff", "utf-8"),
        ("\ufeffselect = []".encode(), "line 1"),
        (b"a = " + b"[" * 100_000, "recursion"),
        (b"a = " + b"9" * 5000, "digits"),  # int() raises, and tomllib lets it through
        (b"<<<<<<< ours\n", "line 1"),
    ],
)
def test_what_is_no_toml(data: bytes, part: str) -> None:
    with pytest.raises(ConfigError, match=r"^incident-lint\.toml is not TOML: ") as caught:
        parse_config(data, FILE, lambda: RULES)
    assert part in caught.value.message


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("select = ['DOC9']", "incident-lint.toml: `select` names no rule: DOC9", None),
        (
            "ignore = ['summary-lenght']",
            "incident-lint.toml: `ignore` names no rule: summary-lenght",
            "did you mean summary-length?",
        ),
        ("ignore = ['DOC2011']", None, None),
        ("severity = { DOC999 = 'info' }", "incident-lint.toml: `severity` names no rule: DOC999", None),
        (
            "severity = { zzz = 'info' }",
            "incident-lint.toml: `severity` names no rule: zzz",
            "`incident-lint rule` lists the rules",
        ),
        (
            "per-file-ignores = [{ files = ['a'], rules = ['XYZ'], reason = 'x' }]",
            "incident-lint.toml: `per-file-ignores` names no rule: XYZ",
            None,
        ),
    ],
)
def test_a_selector_means_a_rule(text: str, message: str | None, hint: str | None) -> None:
    error = refused(text)
    assert message is None or error.message == message
    assert error.hint == hint if hint else error.message


def test_selectors_of_the_command_line() -> None:
    with pytest.raises(ConfigError, match=r"^command line: `select` names no rule: NOPE"):
        check_selectors(Config(select=("NOPE",)), RULES)
    check_selectors(Config(select=("ALL",), ignore=("blame-language", "DOC1")), RULES)


@pytest.mark.parametrize(
    ("selector", "meant"),
    [
        ("ALL", ["REC001", "DOC101", "DOC201", "INC101"]),
        ("DOC", ["DOC101", "DOC201"]),
        ("DOC2", ["DOC201"]),
        ("DOC201", ["DOC201"]),
        ("summary-length", ["DOC201"]),
        ("summary", []),
        ("doc", []),
        ("OC2", []),
    ],
)
def test_selectors(selector: str, meant: list[str]) -> None:
    assert [code for code, name in RULES if selects(selector, code, name)] == meant


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[seal]\nname-patterns = ['v[0-9']", "seal.name-patterns"),
        ("[history]\nhotfix-subjects = ['^ok', '(']", "history.hotfix-subjects"),
    ],
)
def test_an_expression_that_is_none(text: str, key: str) -> None:
    assert refused(text).message.startswith(f"incident-lint.toml: `{key}` has no regular expression: ")


def test_a_pattern_that_is_none() -> None:
    error = refused("[records]\npost-mortem = ['[z-a].md']")
    assert error.message.startswith("incident-lint.toml: not a path pattern: [z-a].md (")


# --- the defaults are stated twice, and are the same ----------------------------------------------

SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "schemas" / "incident-lint.schema.json").read_text(encoding="utf-8")
)["properties"]


def stated(*path: str) -> Any:
    """The default that the schema states for a key."""
    node: Any = {"properties": SCHEMA}
    for name in path:
        node = node["properties"][name]
    return node["default"]


def durations(values: dict[str, str]) -> dict[Level, timedelta | None]:
    return {Level(level): parse_duration(value) for level, value in values.items()}


def test_defaults_are_those_of_the_schema() -> None:
    config = Config()
    assert list(config.select) == stated("select")
    assert list(config.ignore) == stated("ignore")
    assert config.fail_on == stated("fail-on")
    assert config.severity == stated("severity")
    assert list(config.per_file_ignores) == stated("per-file-ignores")
    assert {kind.value: list(globs.patterns) for kind, globs in config.records.items()} == {
        kind.value: stated("records", kind.value) for kind in Kind
    }
    assert list(config.evidence.patterns) == stated("records", "evidence")
    assert config.log_within == parse_duration(stated("limits", "log-within"))
    assert config.respond_within == durations(stated("limits", "respond-within"))
    assert config.respond_within == durations({level: stated("limits", "respond-within", level) for level in Level})
    assert list(config.summary_sentences) == stated("limits", "summary-sentences")
    assert {level.value: list(told) for level, told in config.communication.items()} == stated("communication")
    assert {level.value: stated("communication", level) for level in Level} == stated("communication")
    assert set(SCHEMA["sections"]["propertyNames"]["enum"]) == {
        "Summary",
        "Timeline",
        "Root Cause",
        "Impact",
        "Resolution",
        "Actions",
        "Evidence",
    }


def test_defaults_written_out_change_nothing() -> None:
    text = json.dumps({name: node["default"] for name, node in SCHEMA.items() if "default" in node})
    written = "\n".join(f"{json.dumps(key)} = {toml(value)}" for key, value in json.loads(text).items())
    config = parse(written)
    plain = Config()
    for name in (
        "select",
        "ignore",
        "fail_on",
        "records",
        "evidence",
        "log_within",
        "respond_within",
        "communication",
    ):
        assert getattr(config, name) == getattr(plain, name)


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(toml(one) for one in value) + "]"
    return json.dumps(value)


@given(st.binary() | st.text().map(str.encode), st.sampled_from([FILE, PYPROJECT]))
def test_any_bytes_are_a_configuration_or_an_error(data: bytes, origin: str) -> None:
    with suppress(ConfigError):
        assert parse_config(data, origin, lambda: RULES).select
