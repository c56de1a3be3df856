"""The configuration: `incident-lint.toml`, or `[tool.incident-lint]` in `pyproject.toml`, at the repository's root."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cached_property

from incident_lint.diagnostics import Severity
from incident_lint.errors import ConfigError
from incident_lint.globs import Globs
from incident_lint.records import Kind, Level, pointer_text
from incident_lint.times import parse_duration
from incident_lint.values import dataclass, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

FILE = "incident-lint.toml"
PYPROJECT = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Exemption:
    """Rules that do not apply to some files, and why."""

    files: Globs
    rules: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Allowance:
    """A loss or a silence in the history that is not objected to, and why. It names paths, or a commit."""

    files: Globs | None
    commit: str
    reason: str


@dataclass(frozen=True, slots=True)
class SealSettings:
    """What makes a tag SEALED, and for how long it has to have been so.

    `name_patterns` are regular expressions over the whole name of a tag; empty for the default. `allowed_signers` is a
    path in the current commit, or an absolute path.
    """

    name_patterns: tuple[str, ...] = ()
    require_signature: bool = False
    allowed_signers: str = ""
    require_trailer: bool = False
    require_evidence: bool = False
    min_soak: timedelta = timedelta(hours=24)


@dataclass(frozen=True)
class Config:
    """The settings of a run. The defaults are those of the process; the schema states them again (tested)."""

    origin: str = ""
    """The file it was read from, relative to the root; empty for the defaults."""
    select: tuple[str, ...] = ("ALL",)
    ignore: tuple[str, ...] = ()
    fail_on: Severity | None = Severity.ERROR
    severity: Mapping[str, Severity] = field(default_factory=dict)
    per_file_ignores: tuple[Exemption, ...] = ()
    records: Mapping[Kind, Globs] = field(
        default_factory=lambda: {
            Kind.EVENT: Globs(("**/INCIDENT_EVENT.json",)),
            Kind.POST_MORTEM: Globs(("**/INCIDENT.md",)),
            Kind.PLAN: Globs(("**/ROLLBACK_PLAN.json",)),
            Kind.ROLLBACK_EVENT: Globs(("**/ROLLBACK_EVENT.json",)),
        }
    )
    evidence: Globs = field(default_factory=lambda: Globs(("evidence/**",)))
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    log_within: timedelta = timedelta(minutes=15)
    respond_within: Mapping[Level, timedelta] = field(
        default_factory=lambda: {
            Level.CRITICAL: timedelta(hours=1),
            Level.HIGH: timedelta(hours=4),
            Level.MEDIUM: timedelta(hours=24),
            Level.LOW: timedelta(hours=72),
        }
    )
    summary_sentences: tuple[int, int] = (2, 3)
    communication: Mapping[Level, tuple[str, ...]] = field(
        default_factory=lambda: {
            Level.CRITICAL: ("TEAM", "STAKEHOLDERS", "USERS"),
            Level.HIGH: ("TEAM", "STAKEHOLDERS"),
            Level.MEDIUM: ("TEAM",),
            Level.LOW: (),
        }
    )
    hotfix_subjects: tuple[str, ...] = ()
    """Regular expressions, looked for in subjects."""
    allow: tuple[Allowance, ...] = ()
    seal: SealSettings = field(default_factory=SealSettings)
    preserve: tuple[str, ...] = ()
    """Path patterns that a rollback leaves as they are, besides those that it always does."""
    verify: tuple[tuple[str, ...], ...] = ()
    """Commands that verify a rollback, each an argument list."""
    raw: Mapping[str, Any] = field(default_factory=dict)
    """All keys as written, for `--show-settings` and for the parts that read their own table."""

    def exempt(self, code: str, name: str) -> Globs:
        """The files that a rule does not apply to."""
        if code not in self._exempt:
            entries = (one for one in self.per_file_ignores if any(selects(it, code, name) for it in one.rules))
            self._exempt[code] = Globs(tuple(pattern for one in entries for pattern in one.files.patterns))
        return self._exempt[code]

    @cached_property
    def record_names(self) -> frozenset[str] | None:
        """The file names that a record can have; None where it can have any."""
        names = [globs.names for globs in self.records.values()]
        return None if None in names else frozenset().union(*(one for one in names if one is not None))

    @cached_property
    def _exempt(self) -> dict[str, Globs]:
        return {}


def read_config(read: Callable[[str], bytes | None], rules: Callable[[], Sequence[tuple[str, str]]]) -> Config:
    """The configuration of a repository.

    `read` gives the bytes of a file at the root, None where there is none; `rules` the codes and names that exist.
    ConfigError where the file is no TOML, has an unknown key or a value that is not allowed.
    """
    data = read(FILE)
    if data is not None:
        return parse_config(data, FILE, rules)
    data = read(PYPROJECT)
    if data is not None and b"incident-lint" in data:
        return parse_config(data, PYPROJECT, rules)
    return Config()


def parse_config(data: bytes, origin: str, rules: Callable[[], Sequence[tuple[str, str]]]) -> Config:
    """The configuration in the bytes of a TOML file. Errors as `read_config`."""
    import tomllib  # noqa: PLC0415  (most repositories have no configuration)

    try:
        text = data.decode("utf-8")
        table: Any = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also of bytes that are no UTF-8, and of huge numbers
        raise ConfigError(f"{origin} is not TOML: {error}") from None
    if origin.endswith(PYPROJECT):
        tools = table.get("tool")
        table = tools.get("incident-lint") if isinstance(tools, dict) else None
        if table is None:
            return Config()
    if not isinstance(table, dict):
        raise ConfigError(f"{origin}: [tool.incident-lint] is not a table")
    if table:
        _validate(table, text, origin)
    config = _build(table, origin)
    _check_selectors(config, rules())
    return config


def _validate(table: dict[str, Any], text: str, origin: str) -> None:
    from incident_lint.schema import problems  # noqa: PLC0415  (jsonschema is slow to import; most runs need no file)

    found = problems("incident-lint", table)
    if not found:
        return
    pointer, message, hint, _ = found[0]
    root = ["tool", "incident-lint"] if origin.endswith(PYPROJECT) else []
    place = f"{origin}:{_line([*root, *(part for part in pointer if isinstance(part, str))], text)}"
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    message = message.replace("unknown field", "unknown key").replace("the record", "the configuration")
    raise ConfigError(f"{place}: {message}{more}", hint)


def _line(keys: Sequence[str], text: str) -> int:
    """The line on which the last of these keys stands, each looked for from where the one before it stands."""
    lines = text.split("\n")
    at = 0
    for key in keys:
        name = rf"""(?<![\w-]){re.escape(key)}["']?\s*"""
        written = re.compile(rf"\s*\[{{1,2}}[^\[\]#]*{name}[.\]]|[^#]*{name}[=.]")
        at = next((number for number in range(at, len(lines)) if written.match(lines[number])), at)
    return at + 1


def _build(table: dict[str, Any], origin: str) -> Config:
    default = Config()
    _check_expressions(table, origin)
    limits = table.get("limits", {})
    records = table.get("records", {})
    fail_on = table.get("fail-on", "error")
    respond_within = limits.get("respond-within", {})
    respond = {level: _duration(respond_within.get(level.value), default.respond_within[level]) for level in Level}
    least, most = limits.get("summary-sentences", default.summary_sentences)
    if least > most:
        raise ConfigError(f"{origin}: `limits.summary-sentences` has its least number after its greatest")
    return replace(
        default,
        origin=origin,
        select=tuple(table.get("select", default.select)),
        ignore=tuple(table.get("ignore", ())),
        fail_on=None if fail_on == "never" else Severity(fail_on),
        severity={key: Severity(value) for key, value in table.get("severity", {}).items()},
        per_file_ignores=tuple(
            Exemption(_globs(one["files"], origin), tuple(one["rules"]), one["reason"])
            for one in table.get("per-file-ignores", ())
        ),
        records={
            kind: _globs(records[kind.value], origin) if kind.value in records else default.records[kind]
            for kind in Kind
        },
        evidence=_globs(records["evidence"], origin) if "evidence" in records else default.evidence,
        sections={name: tuple(names) for name, names in table.get("sections", {}).items()},
        log_within=_duration(limits.get("log-within"), default.log_within),
        respond_within=respond,
        summary_sentences=(least, most),
        communication={
            level: tuple(table.get("communication", {}).get(level.value, default.communication[level]))
            for level in Level
        },
        hotfix_subjects=tuple(table.get("history", {}).get("hotfix-subjects", ())),
        allow=tuple(
            Allowance(_globs([one["path"]], origin) if "path" in one else None, one.get("commit", ""), one["reason"])
            for one in table.get("history", {}).get("allow", ())
        ),
        seal=_seal(table.get("seal", {})),
        preserve=_globs(table.get("rollback", {}).get("preserve", ()), origin).patterns,
        verify=tuple(tuple(one) for one in table.get("rollback", {}).get("verify", ())),
        raw=table,
    )


def _seal(table: Mapping[str, Any]) -> SealSettings:
    default = SealSettings()
    return SealSettings(
        name_patterns=tuple(table.get("name-patterns", ())),
        require_signature=table.get("require-signature", False),
        allowed_signers=table.get("allowed-signers", ""),
        require_trailer=table.get("require-trailer", False),
        require_evidence=table.get("require-evidence", False),
        min_soak=_duration(table.get("min-soak"), default.min_soak),
    )


def _duration(text: str | None, default: timedelta) -> timedelta:
    found = parse_duration(text)
    return default if found is None else found


def _globs(patterns: Sequence[str], origin: str) -> Globs:
    globs = Globs(tuple(patterns))
    try:
        globs.check()
    except re.error as error:
        raise ConfigError(f"{origin}: not a path pattern: {', '.join(patterns)} ({error})") from None
    return globs


def _check_expressions(table: dict[str, Any], origin: str) -> None:
    """ConfigError for a regular expression that does not compile, whichever part of the program reads it later."""
    places = {
        "seal.name-patterns": table.get("seal", {}).get("name-patterns", ()),
        "history.hotfix-subjects": table.get("history", {}).get("hotfix-subjects", ()),
    }
    for key, expressions in places.items():
        for expression in expressions:
            try:
                re.compile(expression)
            except (re.error, OverflowError, RecursionError) as error:  # `a{99999999999}`, thousands of brackets
                raise ConfigError(f"{origin}: `{key}` has no regular expression: {expression} ({error})") from None


def selects(selector: str, code: str, name: str) -> bool:
    """Whether a selector (ALL, a code's prefix, or a name) means this rule."""
    return selector == "ALL" or code.startswith(selector) or name == selector


def _check_selectors(config: Config, rules: Sequence[tuple[str, str]]) -> None:
    """Every selector has to mean at least one rule, else a typo would switch a rule off in silence."""
    from incident_lint.schema import suggestion  # noqa: PLC0415

    stated: list[tuple[str, str]] = [("select", one) for one in config.select]
    stated += [("ignore", one) for one in config.ignore]
    stated += [("severity", one) for one in config.severity]
    stated += [("per-file-ignores", one) for entry in config.per_file_ignores for one in entry.rules]
    for key, selector in stated:
        if not any(selects(selector, code, name) for code, name in rules):
            known = [name for _, name in rules] + [code for code, _ in rules]
            raise ConfigError(
                f"{config.origin or 'command line'}: `{pointer_text((key,))}` names no rule: {selector}",
                suggestion(selector, known) or "`incident-lint rule` lists the rules",
            )


def check_selectors(config: Config, rules: Sequence[tuple[str, str]]) -> None:
    """ConfigError where a selector means no rule."""
    _check_selectors(config, rules)
