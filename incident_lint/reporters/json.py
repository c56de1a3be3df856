"""`json`: for programs. The form is stable; `version` changes when it has to change."""

from __future__ import annotations

from incident_lint.diagnostics import Severity
from incident_lint.terminal import printable_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from incident_lint.diagnostics import Diagnostic, Report

VERSION = 1


def render(report: Report) -> str:
    """The report as one JSON document that no terminal acts on."""
    data = {
        "version": VERSION,
        "diagnostics": [_diagnostic(one) for one in report.diagnostics],
        "skipped": [{"path": one.path, "reason": one.reason} for one in report.skipped],
        "summary": {
            "files": report.files,
            "incidents": report.incidents,
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "infos": report.count(Severity.INFO),
        },
    }
    return printable_json(data)


def _diagnostic(one: Diagnostic) -> dict[str, Any]:
    found: dict[str, Any] = {
        "code": one.code,
        "name": one.name,
        "severity": one.severity.value,
        "path": one.path,
        "line": one.span.line,
        "column": one.span.column,
        "end_line": one.span.end_line,
        "end_column": one.span.end_column,
        "message": one.message,
        "hint": one.hint,
    }
    if one.where:  # about the history: the commit is null for a staged change and for an update of a reference
        found.update(commit=one.commit or None, where=one.where)
    return found
