"""`--statistics`: how often each rule speaks, the most frequent first."""

from __future__ import annotations

from collections import Counter

from incident_lint.reporters.text import summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_lint.diagnostics import Report
    from incident_lint.terminal import Style


def render(report: Report, style: Style) -> str:
    """A line per rule: count, code, name; then the summary."""
    counts = Counter((one.code, one.name) for one in report.diagnostics)
    gravest = {one.code: one.severity for one in sorted(report.diagnostics, key=lambda it: -it.severity.rank)}
    width = len(str(max(counts.values(), default=0)))
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    lines = [f"{count:>{width}}  {style(code, gravest[code])}  {name}\n" for (code, name), count in rows]
    return "".join(lines) + summary(report, style) + "\n"
