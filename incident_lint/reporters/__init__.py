"""One module per output format: each renders a report as text, and decides nothing."""

from __future__ import annotations

from incident_lint.terminal import Style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_lint.diagnostics import Report

FORMATS = ("full", "concise", "json", "github")


def render(report: Report, form: str, *, colour: bool, quiet: bool, statistics: bool) -> str:
    """A report in one of FORMATS. `quiet` leaves out all but errors' lines; `statistics` counts per rule instead."""
    style = Style(colour)
    if form == "json":
        from incident_lint.reporters import json  # noqa: PLC0415

        return json.render(report)
    if statistics:
        from incident_lint.reporters import statistics as counts  # noqa: PLC0415

        return counts.render(report, style)
    if form == "github":
        from incident_lint.reporters import github  # noqa: PLC0415

        return github.render(report)
    from incident_lint.reporters import text  # noqa: PLC0415

    return text.render(report, style, full=form == "full", quiet=quiet)
