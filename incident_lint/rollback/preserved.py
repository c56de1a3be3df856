"""Which paths a rollback preserves: the patterns of a plan, asked path by path, or folder by folder from the root down.

Folder by folder, whole trees can be told apart at their first entry: what no pattern reaches is not looked into.
"""

from __future__ import annotations

import re
from functools import cached_property

from incident_lint.globs import name_expression, plain
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Rest = tuple[str, ...]
    """The names of a pattern that are still to be met, outermost first."""

ANY = "**"
"""As a name in a pattern: any folders, none included; as the last one, everything below."""


@dataclass(frozen=True)
class Preserved:
    """The paths that a rollback leaves as they are, by the patterns of a plan (see `Globs`). re.error where one is
    none."""

    patterns: tuple[str, ...]

    @property
    def wrong(self) -> str:
        """Why one of them is none; empty where each is one."""
        try:
            _ = self.top
        except re.error as error:
            return str(error)
        return ""

    @cached_property
    def top(self) -> Folder:
        """What they say at the root."""
        rests = (tuple((f"{one}{ANY}" if one.endswith("/") else one).split("/")) for one in self.patterns)
        return Folder(frozenset(rests), {})

    def match(self, path: str) -> bool:
        """Whether the file at a path is left as it is."""
        folder, _, name = path.rpartition("/")
        return self._folder(folder).keeps(name)

    @cached_property
    def _folders(self) -> dict[str, Folder]:
        return {"": self.top}

    def _folder(self, path: str) -> Folder:
        """What they say in a folder; asked once for all the files in it."""
        names: list[str] = []
        while path not in self._folders:
            path, _, name = path.rpartition("/")
            names.append(name)
        folder = self._folders[path]
        for name in reversed(names):
            path = f"{path}/{name}".lstrip("/")
            folder = self._folders[path] = folder.below(name)
        return folder


class Folder:
    """What the patterns say in one folder. Folders of which they say the same are one object."""

    def __init__(self, rests: Iterable[Rest], made: dict[frozenset[Rest], Folder]) -> None:
        """`rests`: what is left of each pattern here. `made`: the folders that there are, by that."""
        self.whole = False
        """Whether every file in it, however deep, is preserved."""
        self._made = made
        self._files: set[str] = set()
        self._folders: dict[str, list[Rest]] = {}
        self._globs: list[tuple[re.Pattern[str], Rest]] = []
        self._anywhere: list[Rest] = []
        for rest in rests:
            self._add(rest)

    def _add(self, rest: Rest) -> None:
        while rest[0] == ANY:
            self._anywhere.append(rest)
            rest = rest[1:]
            if not rest:
                self.whole = True
                return
        name, rest = rest[0], rest[1:]
        if not plain(name):
            self._globs.append((re.compile(name_expression(name)), rest))
        elif rest:
            self._folders.setdefault(name, []).append(rest)
        else:
            self._files.add(name)

    @property
    def nothing(self) -> bool:
        """Whether no file in it, however deep, is preserved."""
        return not (self._files or self._folders or self._globs or self._anywhere)

    def reaches(self, name: str) -> bool:
        """Whether a pattern may say something about what stands here under a name, or below it."""
        if self._anywhere or name in self._files or name in self._folders:
            return True
        return any(pattern.fullmatch(name) for pattern, _ in self._globs)

    def keeps(self, name: str) -> bool:
        """Whether a file (a link, a submodule) of this name is preserved."""
        if self.whole or name in self._files:
            return True
        return any(not rest and pattern.fullmatch(name) for pattern, rest in self._globs)

    def below(self, name: str) -> Folder:
        """What the patterns say in the folder of this name."""
        rests = {*self._anywhere, *self._folders.get(name, ())}
        rests.update(rest for pattern, rest in self._globs if rest and pattern.fullmatch(name))
        key = frozenset(rests)
        if key not in self._made:
            self._made[key] = Folder(key, self._made)
        return self._made[key]
