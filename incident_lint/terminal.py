"""What may reach a terminal or a log: printable text and our own colours, nothing from a file that acts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TextIO

from incident_lint.diagnostics import Severity

_CODES = {
    Severity.ERROR: "31",
    Severity.WARNING: "33",
    Severity.INFO: "36",
    "bold": "1",
    "dim": "2",
    "place": "36",
    "good": "32",
}


def printable(text: str) -> str:
    """The text with every character that a terminal might act on written as an escape."""
    text = text.replace("##[", "##\\u005b")  # an older form of workflow commands, obeyed anywhere in a line
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text)


def printable_path(path: str) -> str:
    """A path that begins a line, printable. A CI runner acts on a line that begins with `::`, blanks apart."""
    return printable(f"./{path}" if path.lstrip().startswith("::") else path)


@dataclass(frozen=True, slots=True)
class Style:
    """Colours, or none."""

    colour: bool

    def __call__(self, text: str, kind: Severity | str) -> str:
        """The text in the colour of a severity or a kind, already printable."""
        return f"\x1b[{_CODES[kind]}m{text}\x1b[0m" if self.colour else text


def wants_colour(choice: str, stream: TextIO) -> bool:
    """Whether to colour: `--color`, then NO_COLOR and FORCE_COLOR (no-color.org), then whether a terminal reads it."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"
