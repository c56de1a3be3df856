"""What may reach a terminal or a log: printable text and our own colours, nothing from a file that acts."""

from __future__ import annotations

import os

from incident_lint.diagnostics import Severity
from incident_lint.patterns import regex
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_CODES = {
    Severity.ERROR: "31",
    Severity.WARNING: "33",
    Severity.INFO: "36",
    "bold": "1",
    "dim": "2",
    "place": "36",
    "good": "32",
}


_COMMAND = regex(r"(##\w{0,20})\[")
"""How commands to a CI runner begin that are obeyed anywhere in a line: `##[error]`, `##vso[…]`, `##teamcity[…]`."""


def harmless(text: str) -> str:
    """The text without commands to a CI runner: their bracket is written as an escape."""
    return _COMMAND.sub(r"\1\\u005b", text) if "##" in text else text


def printable(text: str) -> str:
    """The text with everything that a terminal or a CI runner might act on written as an escape."""
    text = harmless(text)
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in text)


def printable_json(value: object) -> str:
    """A value as lines of JSON that neither a terminal nor a CI runner acts on: ASCII, and no `##[`."""
    import json  # noqa: PLC0415  (7 ms: only where JSON is asked for)

    return harmless(json.dumps(value, indent=2)) + "\n"  # a command can stand in a string alone


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
