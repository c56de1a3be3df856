"""The page of a rule, as `incident-lint rule` prints it and `docs/rules/` holds it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_lint.rules.rule import Example, Rule

_CLAUSES = {
    "INC1": "INC-001, no individual blame",
    "INC2": "INC-002, logged within 15 minutes",
    "INC3": "INC-003, no evidence is deleted before the post-mortem",
    "INC4": "INC-004, stakeholders are informed",
    "INC5": "INC-005, MEDIUM and above have a post-mortem",
    "SLA1": "Phase 2, triage",
    "DOC": "Phase 5, post-mortem",
    "REC": "the records",
    "RBK": "Phase 4, resolution: the rollback process",
    "SIL": "an incident is not a fault; silence is",
    "SUP": "suppressions",
}


def page(rule: Rule) -> str:
    """A rule in Markdown: what it asks for, what it finds and why that is bad, the wrong text and the right one."""
    clause = _CLAUSES.get(rule.code[:4]) or _CLAUSES[rule.code[:3]]
    return (
        f"# {rule.code}: {rule.name}\n\n"
        f"**{rule.summary}**\n\n"
        f"Severity: {rule.severity}. Clause: {clause}.\n\n"
        f"{rule.explanation}\n\n"
        f"## Wrong\n\n{_example(rule.wrong)}\n"
        f"## Right\n\n{_example(rule.right)}"
    )


def _example(example: Example) -> str:
    if example.script:
        return f"````console\n{example.text}````\n"
    parts = [_fenced(example.file, example.text)]
    parts.extend(_fenced(file, text) for file, text in example.also)
    return "\n".join(parts)


def _fenced(file: str, text: str) -> str:
    language = "json" if file.endswith(".json") else "markdown"
    shown = "".join(one if one.isprintable() or one == "\n" else f"\\u{ord(one):04x}" for one in text).rstrip("\n")
    return f"`{file}`\n\n````{language}\n{shown}\n````\n"
