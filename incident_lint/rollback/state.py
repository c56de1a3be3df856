"""The files of a commit, where few of many are asked for: of folders only those above a path are read."""

from __future__ import annotations

import os
from functools import cached_property

from incident_lint.git.differences import FOLDER
from incident_lint.git.process import run
from incident_lint.selection import records
from incident_lint.snapshot import Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from incident_lint.config import Config
    from incident_lint.git.differences import Entry
    from incident_lint.records import Kind


class State(Snapshot):
    """A commit of a repository."""

    @property
    def commit(self) -> str:
        """Its id."""
        assert self.tree is not None
        return self.tree

    def at(self, path: str) -> Entry | None:
        """What stands at a path: a file, a link, a submodule, or a folder."""
        *above, name = path.split("/")
        folder = self._folder(above)
        return self.objects.entries(folder).get(name) if folder else None

    def beside(self, folder: str) -> tuple[list[str], list[str]]:
        """The paths of what stands in a folder, and the folders among them."""
        tree = self._folder(folder.split("/") if folder else [])
        here = self.objects.entries(tree) if tree else {}
        prefix = f"{folder}/" if folder else ""
        found = sorted((f"{prefix}{name}", entry) for name, entry in here.items())
        return [path for path, _ in found], [path for path, entry in found if entry.mode == FOLDER]

    def _folder(self, names: Iterable[str]) -> str | None:
        """The tree of a folder; None where there is none."""
        tree = self.commit
        for name in names:
            entry = self.objects.entries(tree).get(name)
            if entry is None or entry.mode != FOLDER:
                return None
            tree = entry.oid
        return tree

    def records(self, config: Config) -> dict[str, Kind]:
        """The records, with their kinds."""
        names = [globs.names for globs in config.records.values()]
        wanted = None if None in names else {name for some in names for name in some or ()}
        return records(self._listed if wanted is None else self._named(wanted), config)

    @cached_property
    def _paths(self) -> bytes:
        """Every path, each ended by a NUL."""
        return run(["ls-tree", "-r", "-z", "--name-only", "--full-tree", self.commit], self.repository.root)

    @property
    def _listed(self) -> list[str]:
        return [os.fsdecode(path) for path in self._paths.split(b"\0")[:-1]]

    def _named(self, names: Iterable[str]) -> Iterator[str]:
        """The paths of the files of these names, wherever they stand."""
        for name in names:
            end = os.fsencode(name) + b"\0"
            at = self._paths.find(end)
            while at != -1:
                begin = self._paths.rfind(b"\0", 0, at) + 1
                if begin == at or self._paths[at - 1 : at] == b"/":
                    yield os.fsdecode(self._paths[begin : at + len(end) - 1])
                at = self._paths.find(end, at + 1)
