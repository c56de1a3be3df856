"""Plain tables: a header, a row of delimiters, and rows up to what cannot be one."""

from __future__ import annotations

from incident_lint.markdown import Inline, Table
from incident_lint.plain_lines import NotPlain, is_blank, is_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_lint.document import Document

MAX_FILLED = 0x10000
"""Cells that short rows lack: above that, markdown-it ends the table."""


def read_table(document: Document, lines: list[str], at: int) -> Table:
    """The table whose header is line `at`: rows follow up to a blank line or another block. NotPlain if in doubt."""
    line = lines[at]
    if line[0] != "|" and not is_text(line):
        raise NotPlain
    columns = _columns(lines[at + 1])
    cells = _cells(line)
    if columns != len(cells):
        raise NotPlain
    header, rows, filled = _row(document, line, cells, columns, at), [], 0
    for number in range(at + 2, len(lines)):
        line = lines[number]
        if is_blank(line):
            break
        if line[0] != "|" and line[0] != " " and not is_text(line):
            break
        cells = _cells(line)
        filled += columns - len(cells)
        if filled > MAX_FILLED or line[0] == " ":
            raise NotPlain  # indented, it could be a row or the end
        rows.append(_row(document, line, cells, columns, number))
    return Table(at, at + 1 + len(rows), False, header, tuple(rows))


def _row(document: Document, line: str, cells: list[str], columns: int, number: int) -> tuple[Inline, ...]:
    """A row, each cell with the column behind the pipe before it; cells that are missing are empty."""
    column = 1 if line[0] == "|" else 0
    row = []
    for cell in cells[:columns]:
        row.append(Inline(document, cell.strip(" "), number, column))
        column += len(cell) + 1
    if len(row) < columns:
        last = len(line.rstrip(" "))
        row.append(Inline(document, "", number, column if column == last else len(line)))
        row += [Inline(document, "", number, len(line))] * (columns - len(row))
    return tuple(row)


def _columns(delimiters: str) -> int:
    """How many columns a row of delimiters has."""
    first, second = delimiters[0], delimiters[1:2]
    if first == " " or not second or (first == "-" and second == " "):
        raise NotPlain
    cells = [cell.strip(" ") for cell in delimiters.split("|")]
    inner = cells[not cells[0] : len(cells) - (not cells[-1])]
    if any(cell.removeprefix(":").removesuffix(":").strip("-") or "-" not in cell for cell in inner):
        raise NotPlain
    return len(inner)


def _cells(row: str) -> list[str]:
    """The cells of a row as markdown-it counts them: pipes at its ends separate nothing."""
    if "\\" in row:
        raise NotPlain  # a pipe may be escaped
    cells = row.rstrip(" ").split("|")
    return cells[not cells[0] : len(cells) - (not cells[-1])]
