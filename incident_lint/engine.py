"""The rules applied: to an incident, to a step of the history. By name it knows only those about suppressions."""

from __future__ import annotations

from functools import cache

from incident_lint.config import Config, selects
from incident_lint.diagnostics import Diagnostic, Finding, Severity
from incident_lint.records import Incident, Kind
from incident_lint.rules import all_rules, history_rules, rules_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from incident_lint.document import Document
    from incident_lint.history.step import Step
    from incident_lint.records import PostMortem
    from incident_lint.rules.rule import Rule
    from incident_lint.suppressions import Suppression


def active_rules(config: Config, kinds: frozenset[Kind] | None = None) -> tuple[Rule, ...]:
    """The rules that the configuration selects and does not ignore; with `kinds` those about records of these kinds.

    The longer selector wins (`select = ["INC1"], ignore = ["INC103"]`; `ignore = ["DOC"], select = ["ALL", "DOC101"]`),
    and of two that are equally long the one that ignores.
    """
    return _selected(all_rules() if kinds is None else rules_for(kinds), config)


def _selected(rules: tuple[Rule, ...], config: Config) -> tuple[Rule, ...]:
    if config.select == ("ALL",) and not config.ignore:
        return rules
    return tuple(one for one in rules if _reach(config.select, one) > _reach(config.ignore, one))


def _reach(selectors: Iterable[str], rule: Rule) -> int:
    """How closely the closest of these selectors means a rule; -1 where none does."""
    closeness = [
        0 if one == "ALL" else len(rule.code) if one == rule.name else len(one)
        for one in selectors
        if selects(one, rule.code, rule.name)
    ]
    return max(closeness, default=-1)


def judge(incident: Incident, rules: Sequence[Rule], config: Config) -> Iterator[Diagnostic]:
    """Apply rules to one incident; then the exemptions of files, the suppressions in the text, the severities."""
    present = _present(incident)
    post_mortem = incident.post_mortem
    documents = _documents(incident)
    suppressions: list[Suppression] = []
    if post_mortem is not None:
        from incident_lint.suppressions import read_suppressions  # noqa: PLC0415

        suppressions = read_suppressions(post_mortem)
    for one in rules:
        if one.check is None or not one.needs <= present:
            continue
        for finding in _spoken(_applying(one.check(incident), one, config), one, suppressions, post_mortem):
            yield _diagnostic(one, finding, config, _source_line(documents, finding))
    if post_mortem is not None and suppressions:
        active = active_rules(config)
        codes = {one.code for one in active}
        for one, finding in _about_suppressions(suppressions, post_mortem.path, active):
            if one.code in codes and not config.exempt(one.code, one.name).match(finding.path):
                yield _diagnostic(one, finding, config, _source_line(documents, finding))


def _applying(findings: Iterable[Finding], rule: Rule, config: Config) -> Iterable[Finding]:
    """The findings of a rule, but for those in files that it does not apply to."""
    if not config.per_file_ignores:
        return findings
    exempt = cache(config.exempt(rule.code, rule.name).match)
    return (one for one in findings if not exempt(one.path))


def _spoken(
    findings: Iterable[Finding], rule: Rule, suppressions: Sequence[Suppression], post_mortem: PostMortem | None
) -> Iterable[Finding]:
    """The findings of a rule that no suppression silences."""
    if not suppressions or post_mortem is None:
        return findings
    from incident_lint.suppressions import silenced  # noqa: PLC0415

    told = list(findings)
    within = [one.span.line for one in told if one.path == post_mortem.path]
    quiet = silenced(suppressions, rule.code, rule.name, within)
    return [one for one in told if one.path != post_mortem.path or one.span.line not in quiet]


def judge_steps(steps: Iterable[Step]) -> Iterator[Diagnostic]:
    """Apply the rules about the history to steps, in their order; each by its own configuration."""
    active: dict[int, tuple[Rule, ...]] = {}
    for step in steps:
        config = step.config
        if id(config) not in active:
            active[id(config)] = _selected(history_rules(), config)
        for one in active[id(config)]:
            assert one.inspection is not None
            for finding in _applying(one.inspection(step), one, config):
                yield _about_step(one, finding, step)


def _about_step(rule: Rule, finding: Finding, step: Step) -> Diagnostic:
    events = (one.event for one in step.logged if one.event.path == finding.path)
    event = next(events, None)
    return _diagnostic(
        rule,
        finding,
        step.config,
        event.text.document.line(finding.span.line) if event is not None else None,
        where=step.where,
        commit=step.commit.id if step.commit is not None else "",
    )


def _present(incident: Incident) -> set[Kind]:
    """The kinds of record that parsed."""
    present: set[Kind] = set()
    if incident.event is not None:
        present.add(Kind.EVENT)
    if incident.post_mortem is not None:
        present.add(Kind.POST_MORTEM)
    if incident.plans:
        present.add(Kind.PLAN)
    if incident.rollback_events:
        present.add(Kind.ROLLBACK_EVENT)
    return present


def _about_suppressions(
    suppressions: Iterable[Suppression], path: str, active: Sequence[Rule]
) -> Iterator[tuple[Rule, Finding]]:
    from incident_lint.rules.suppressions import MALFORMED, UNUSED, WITHOUT_REASON  # noqa: PLC0415  (few texts hold any)

    for one in suppressions:
        if one.malformed:
            hint = "write <!-- incident-lint: ignore[rule-name] the reason -->"
            yield MALFORMED, Finding("a comment to incident-lint that it does not understand", path, one.span, hint)
            continue
        unknown = [name for name in one.rules if not any(selects(name, it.code, it.name) for it in all_rules())]
        if unknown:
            yield MALFORMED, Finding(f"no such rule: {', '.join(unknown)}", path, one.span, _similar(unknown[0]))
        if not one.reason:
            hint = "say after the bracket why the rule does not apply here"
            yield WITHOUT_REASON, Finding("a suppression without a reason", path, one.span, hint)
        judged = [name for name in one.rules if any(selects(name, it.code, it.name) for it in active)]
        unused = [name for name in judged if name not in one.used]
        if unused and not unknown:
            yield UNUSED, Finding(f"nothing to suppress here: {', '.join(unused)}", path, one.span, "remove it")


def _similar(name: str) -> str:
    from incident_lint.schema import suggestion  # noqa: PLC0415

    return suggestion(name, [one.name for one in all_rules()] + [one.code for one in all_rules()])


def _diagnostic(
    rule: Rule, finding: Finding, config: Config, source: str | None, *, where: str = "", commit: str = ""
) -> Diagnostic:
    severity = finding.severity or rule.severity
    for selector in (rule.name, rule.code):
        severity = config.severity.get(selector, severity)
    return Diagnostic(
        code=rule.code,
        name=rule.name,
        severity=Severity(severity),
        path=finding.path,
        span=finding.span,
        message=finding.message,
        hint=finding.hint,
        source=source,
        where=where,
        commit=commit,
    )


def _source_line(documents: Mapping[str, Document], finding: Finding) -> str | None:
    """The line a finding points at, where the file could be read."""
    document = documents.get(finding.path)
    return document.line(finding.span.line) if document is not None and document.text else None


def _documents(incident: Incident) -> dict[str, Document]:
    """The texts of an incident's records, by path, also of those that are broken but could be read."""
    records = (incident.event, *incident.plans, *incident.rollback_events)
    found = {one.path: one.text.document for one in records if one is not None}
    if incident.post_mortem is not None:
        found[incident.post_mortem.path] = incident.post_mortem.document
    for broken in incident.broken:
        for problem in broken.problems:
            if problem.document is not None:
                found.setdefault(broken.path, problem.document)
    return found
