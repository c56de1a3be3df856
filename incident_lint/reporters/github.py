"""`github`: workflow commands that annotate a pull request. A step shows ten of each kind: errors stand first."""

from __future__ import annotations

from incident_lint.diagnostics import Severity
from incident_lint.reporters.text import summary
from incident_lint.terminal import Style, harmless

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_lint.diagnostics import Diagnostic, Report

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> str:
    """One workflow command per diagnostic, the gravest first, then the summary as plain text."""
    ordered = sorted(report.diagnostics, key=lambda one: one.severity.rank)
    return "".join(_command(one) for one in ordered) + summary(report, Style(colour=False)) + "\n"


def _command(one: Diagnostic) -> str:
    properties = [f"file={_property(one.path)}"] if one.path else []
    if one.path and (one.source is not None or not one.where):  # a file that is gone has no lines
        properties += [
            f"line={one.span.line}",
            f"endLine={one.span.end_line}",
            f"col={one.span.column}",
            f"endColumn={one.span.end_column}",
        ]
    properties.append(f"title={_property(f'{one.code} {one.name}')}")
    message = f"{one.message} ({one.hint})" if one.hint else one.message
    message = f"{one.where}: {message}" if one.where else message
    return f"::{_COMMANDS[one.severity]} {','.join(properties)}::{_data(message)}\n"


def _data(text: str) -> str:
    """Text as the runner unescapes it; other control characters would reach the log's terminal."""
    kept = "".join(one if one.isprintable() or one in "\r\n" else f"\\u{ord(one):04x}" for one in text)
    return harmless(kept).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
