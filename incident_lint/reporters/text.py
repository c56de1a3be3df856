"""`full` (source line and caret) and `concise` (one line each): for people at a terminal."""

from __future__ import annotations

from incident_lint.diagnostics import Severity
from incident_lint.terminal import printable, printable_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from incident_lint.diagnostics import Diagnostic, Report
    from incident_lint.terminal import Style

WIDTH = 100
"""Columns of a source line that are shown; a longer line is cut around its caret."""
LEAD = 30


def render(report: Report, style: Style, *, full: bool, quiet: bool) -> str:
    """The report as text; each diagnostic, then a summary line. `quiet` shows errors only, and no summary."""
    shown = [one for one in report.diagnostics if not quiet or one.severity is Severity.ERROR]
    parts = [_full(one, style) if full else _concise(one, style) for one in shown]
    parts.extend(f"{printable_path(one.path)}: not checked: {printable(one.reason)}\n" for one in report.skipped)
    if not quiet:
        parts.append(summary(report, style) + "\n")
    return "".join(parts)


def _concise(one: Diagnostic, style: Style) -> str:
    return f"{style(place(one, printable_path), 'bold')}: {style(one.code, one.severity)} {printable(one.message)}\n"


def place(one: Diagnostic, shown: Callable[[str], str] = printable) -> str:
    """Where a finding is, printable: `path:line:column`, for a finding about the history followed by its step."""
    spot = shown(one.path)
    if spot and (one.source is not None or not one.where):
        spot += f":{one.span.line}:{one.span.column}"
    return f"{spot} in {printable(one.where)}" if spot and one.where else spot or printable(one.where)


def _full(one: Diagnostic, style: Style) -> str:
    head = f"{style(f'{one.severity}[{one.code}]', one.severity)} {style(printable(one.message), 'bold')}\n"
    number = str(one.span.line)
    gutter = " " * len(number)
    lines = [head, f"{gutter} {style('-->', 'place')} {place(one)}\n"]
    if one.source and not one.source.isspace():
        text, lead, length = _excerpt(one)
        bar = style("|", "place")
        lines.append(f"{style(number, 'place')} {bar} {text}\n")
        lines.append(f"{gutter} {bar} {' ' * lead}{style('^' * length, one.severity)}\n")
    if one.hint:
        lines.append(f"{gutter} {style('=', 'place')} {style('help', 'good')}: {printable(one.hint)}\n")
    lines.append(f"{gutter} {style('=', 'place')} {style(one.name, 'dim')}\n\n")
    return "".join(lines)


def _excerpt(one: Diagnostic) -> tuple[str, int, int]:
    """The source line as shown, the columns before the caret, and the length of the underline."""
    source = one.source or ""
    start = min(one.span.column - 1, len(source))
    end = one.span.end_column - 1 if one.span.end_line == one.span.line else len(source)
    end = max(start + 1, min(end, len(source)))
    cut = max(0, start - LEAD) if len(source) > WIDTH else 0
    last = min(end, cut + WIDTH)
    before = ("…" if cut else "") + printable(source[cut:start])
    marked = _piece(source, start, last)
    after = _piece(source, max(cut, last), cut + WIDTH) + ("…" if cut + WIDTH < len(source) else "")
    return before + marked + after, _cells(before), max(1, _cells(marked))


def _piece(source: str, start: int, end: int) -> str:
    """A part of a line, printable; also where a command to a CI runner begins before it and would be put together."""
    lead = source[max(0, start - 24) : start]
    return printable(lead + source[start:end])[len(printable(lead)) :]


def _cells(text: str) -> int:
    """The cells of a terminal that a text takes: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    import unicodedata  # noqa: PLC0415

    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in {"W", "F"} else 1 for one in text
    )


def summary(report: Report, style: Style) -> str:
    """One line: how many findings of each severity, in how many files."""
    counts = [(report.count(severity), severity) for severity in Severity]
    looked = f"{report.files} {'file' if report.files == 1 else 'files'}"
    if report.judged:
        looked = f"{looked} and {report.judged}" if report.files else report.judged
    if not report.diagnostics:
        if not report.files and not report.judged:
            return "No incident records found."
        return f"{style('All good', 'good')}: {looked} checked, nothing found."
    told = ", ".join(style(f"{count} {_plural(severity, count)}", severity) for count, severity in counts if count)
    if report.judged:
        return f"Found {told} in {looked}."
    affected = len({one.path for one in report.diagnostics})
    return f"Found {told} in {affected} of {looked}."


def _plural(severity: Severity, count: int) -> str:
    if severity is Severity.INFO:
        return "note" if count == 1 else "notes"
    return severity.value if count == 1 else f"{severity.value}s"
