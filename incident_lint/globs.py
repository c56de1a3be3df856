"""Path patterns as .gitignore and CI files write them: `**` for any folders, `*`, `?` and `[…]` within one name."""

from __future__ import annotations

import re
from functools import cached_property

from incident_lint.values import dataclass


@dataclass(frozen=True)
class Globs:
    """One or more patterns over paths with `/`, relative to one root. re.error where one is none."""

    patterns: tuple[str, ...]

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{_translate(one)})" for one in self.patterns) or r"(?!)")

    @cached_property
    def names(self) -> frozenset[str] | None:
        """The file names that can match at all; None where any can. Most paths are left out by a look-up."""
        names = [one.rpartition("/")[2] for one in self.patterns]
        return None if any(not one or set(one) & set("*?[") for one in names) else frozenset(names)

    def match(self, path: str) -> bool:
        """Whether one of the patterns matches the whole path."""
        names = self.names
        if names is not None and path.rpartition("/")[2] not in names:
            return False
        return self._expression.fullmatch(path) is not None


def _translate(pattern: str) -> str:
    """One pattern as a regular expression.

    What stands between two stars is matched where it first occurs, for good (an atomic group): a later place could
    only leave less for the rest. So no pattern makes the matching time more than the length of path times pattern.
    """
    folders = pattern.removesuffix("/").split("/")
    if pattern.endswith("/"):
        folders.append("**")  # a folder means what is in it
    runs: list[list[str]] = [[]]
    for folder in folders:
        if folder == "**":
            runs.append([])
        else:
            runs[-1].append(name_expression(folder))
    first, *others = runs
    text = "".join(f"{name}/" for name in first)
    if not others:
        return text.removesuffix("/")
    for run in others[:-1]:
        if run:
            text += r"(?>(?:[^/]*/)*?" + "".join(f"{name}/" for name in run) + ")"
    if not others[-1]:
        return text + r"[\s\S]+"
    return text + r"(?:[\s\S]*/)?" + "/".join(others[-1])


def name_expression(pattern: str) -> str:
    """The pattern of one folder or file name, as a regular expression over the whole name."""
    pieces = [""]
    at = 0
    while at < len(pattern):
        sign = pattern[at]
        end = pattern.find("]", at + 3 if pattern[at + 1 : at + 2] in {"!", "^"} else at + 2)
        if sign == "*":
            if pieces[-1] or len(pieces) == 1:  # several stars are one
                pieces.append("")
            at += 1
        elif sign == "[" and end != -1:
            pieces[-1] += _class(pattern[at + 1 : end])
            at = end + 1
        else:
            pieces[-1] += "[^/]" if sign == "?" else re.escape(sign)
            at += 1
    first, *others = pieces
    if not others:
        return first
    return first + "".join(f"(?>[^/]*?{one})" for one in others[:-1]) + "[^/]*" + others[-1]


def _class(inner: str) -> str:
    """The inside of `[…]`: characters and ranges, none of them `/`; `!` or `^` first for all others."""
    negated = inner[0] in {"!", "^"}
    signs = inner[1:] if negated else inner
    parts = []
    at = 0
    while at < len(signs):
        if signs[at + 1 : at + 2] == "-" and at + 2 < len(signs):
            parts.append(f"{re.escape(signs[at])}-{re.escape(signs[at + 2])}")
            at += 3
        else:
            parts.append(re.escape(signs[at]))
            at += 1
    return f"(?!/)[{'^' if negated else ''}{''.join(parts)}]"


def plain(pattern: str) -> bool:
    """Whether a pattern matches nothing but what it says, letter for letter."""
    return not any(sign in pattern for sign in "*?[")


def escaped(path: str) -> str:
    """A pattern that matches this path alone."""
    return re.sub(r"[*?\[]", r"[\g<0>]", path)
