"""Path patterns as .gitignore and CI files write them: `**` for any folders, `*`, `?` and `[…]` within one name."""

from __future__ import annotations

import re
from functools import cached_property

from incident_lint.patterns import regex
from incident_lint.values import dataclass

_WILD = regex(r"[*?\[]")


@dataclass(frozen=True)
class Globs:
    """One or more patterns over paths with `/`, relative to one root. re.error where one is none."""

    patterns: tuple[str, ...]

    @cached_property
    def _groups(self) -> dict[str, list[str]]:
        """The patterns by the folder that each begins with: of thousands, a path is compared with few."""
        groups: dict[str, list[str]] = {}
        for one in self.patterns:
            groups.setdefault(_WILD.split(one, maxsplit=1)[0].rpartition("/")[0], []).append(one)
        return groups

    @cached_property
    def _expressions(self) -> dict[str, re.Pattern[str]]:
        return {}

    def _matches(self, folder: str, path: str) -> bool:
        """Whether one of the patterns that begin with this folder matches the path."""
        if folder not in self._groups:
            return False
        if folder not in self._expressions:
            self._expressions[folder] = re.compile("|".join(f"(?:{_translate(one)})" for one in self._groups[folder]))
        return self._expressions[folder].fullmatch(path) is not None

    @cached_property
    def _anywhere(self) -> frozenset[str]:
        """The file names that match in any folder: `**/INCIDENT.md`, as most patterns of records are."""
        names = (one.removeprefix("**/") for one in self.patterns if one.startswith("**/"))
        return frozenset(one for one in names if one and "/" not in one and not _WILD.search(one))

    @cached_property
    def names(self) -> frozenset[str] | None:
        """The file names that can match at all; None where any can. Most paths are left out by a look-up."""
        names = [one.rpartition("/")[2] for one in self.patterns]
        return None if any(not one or set(one) & set("*?[") for one in names) else frozenset(names)

    def match(self, path: str) -> bool:
        """Whether one of the patterns matches the whole path."""
        name = path.rpartition("/")[2]
        if name in self._anywhere:
            return True
        names = self.names
        if names is not None and name not in names:
            return False
        if self._matches("", path):
            return True
        if len(self._groups) > ("" in self._groups):
            folder = path.rpartition("/")[0]
            while folder:
                if self._matches(folder, path):
                    return True
                folder = folder.rpartition("/")[0]
        return False

    def check(self) -> None:
        """Raise re.error where a pattern is none: only the signs in brackets can be wrong."""
        for one in self.patterns:
            if "[" in one:
                re.compile(_translate(one))


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
