"""From the arguments of `check` to a source, a configuration and a selection of records."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from incident_lint.config import Config, parse_config, read_config
from incident_lint.document import Problem
from incident_lint.engine import Selection
from incident_lint.errors import ConfigError, UsageError
from incident_lint.git import Repository
from incident_lint.records import FileFact, Kind, parent
from incident_lint.rules import index
from incident_lint.selection import kind_of, records
from incident_lint.sources import WorkTree

if TYPE_CHECKING:
    from collections.abc import Sequence

STDIN = "-"
_TYPES = {
    "INCIDENT_EVENT": Kind.EVENT,
    "ROLLBACK_PLAN": Kind.PLAN,
    "ROLLBACK_EVENT": Kind.ROLLBACK_EVENT,
}


@dataclass(frozen=True)
class Overlay:
    """A source in which one file has other content than on disk: standard input."""

    below: WorkTree
    path: str
    data: bytes

    @property
    def repository(self) -> Repository | None:
        """The repository of the source below."""
        return self.below.repository

    def read(self, path: str) -> bytes | Problem:
        """The given content for its path, what the source below has for any other."""
        return self.data if path == self.path else self.below.read(path)

    def fact(self, path: str, *, digest: bool) -> FileFact:
        """What the source below says."""
        return self.below.fact(path, digest=digest)


@dataclass(frozen=True)
class Targets:
    """What a run of `check` works on."""

    tree: WorkTree | Overlay
    config: Config
    selection: Selection


def find_targets(
    arguments: Sequence[str],
    *,
    cwd: Path,
    config_file: Path | None = None,
    stdin: bytes = b"",
    stdin_name: str = "",
    shown: frozenset[Kind] | None = None,
) -> Targets:
    """Resolve the arguments of `check`: nothing for the whole repository, files, folders, `-` for standard input.

    UsageError for a path that does not exist or is no record; ConfigError for a configuration that cannot be used.
    """
    named = [_absolute(one, cwd) for one in arguments if one != STDIN]
    tree = _tree(named, cwd)
    config = _config(tree, config_file)
    overlay: WorkTree | Overlay = tree
    kinds: dict[str, Kind] = {}
    if not arguments:
        if tree.repository is None:
            raise UsageError("not in a git repository", "name the files or folders to check")
        kinds = records(tree.listed(), config)
    for path in named:
        kinds.update(_named(path, tree, config))
    if STDIN in arguments:
        relative = _relative(_absolute(stdin_name or _stdin_name(stdin), cwd), tree)
        overlay = Overlay(tree, relative, stdin)
        kinds[relative] = kind_of(relative, config) or _kind_of_content(relative, stdin)
    # standard input without a name stands for itself: what lies in the current folder is not beside it
    placed = (
        kinds if stdin_name or STDIN not in arguments else {path: kinds[path] for path in kinds if path != relative}
    )
    wanted = {**kinds, **(_siblings(placed, tree, config) if arguments else {})}
    events = [path for path, kind in records(_all(tree), config).items() if kind is Kind.EVENT] if wanted else []
    return Targets(overlay, config, Selection(wanted, events, shown))


def _all(tree: WorkTree) -> list[str]:
    """Every tracked path, for rules across files; outside a repository there is no whole to look at."""
    return tree.listed() if tree.repository is not None else []


def _absolute(argument: str, cwd: Path) -> Path:
    """The path as named, without following a link at its end: a link is a finding, not another file."""
    path = Path(os.path.normpath(cwd / argument))
    try:
        return path.parent.resolve() / path.name if path.name else path
    except (OSError, RuntimeError) as error:
        raise UsageError(f"{argument}: {error}") from None


def _tree(named: Sequence[Path], cwd: Path) -> WorkTree:
    """The repository of the current folder, or that of the first path where the paths lie elsewhere."""
    start = cwd
    repository = Repository.find(cwd)
    if named and (repository is None or not named[0].is_relative_to(repository.root.resolve())):
        start = named[0] if named[0].is_dir() and not named[0].is_symlink() else named[0].parent
        if not start.is_dir():
            raise UsageError(f"{named[0]} does not exist")
        repository = Repository.find(start)
    if repository is not None:
        return WorkTree(repository.root.resolve(), repository)
    if not named:
        return WorkTree(cwd.resolve(), None)
    common = Path(os.path.commonpath([one if one.is_dir() else one.parent for one in named]))
    return WorkTree(common, None)


def _config(tree: WorkTree, config_file: Path | None) -> Config:
    if config_file is None:
        return read_config(lambda name: _root_file(tree, name), index())
    try:
        data = config_file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{config_file}: {error.strerror}") from None
    return parse_config(data, str(config_file), index())


def _root_file(tree: WorkTree, name: str) -> bytes | None:
    if not tree.exists(name):
        return None
    data = tree.read(name)
    if isinstance(data, Problem):
        raise ConfigError(f"{name}: {data.message}")
    return data


def _relative(path: Path, tree: WorkTree) -> str:
    try:
        return path.relative_to(tree.root).as_posix()
    except ValueError:
        raise UsageError(f"{path} is not in {tree.root}", "check one repository at a time") from None


def _named(path: Path, tree: WorkTree, config: Config) -> dict[str, Kind]:
    """The records that one argument means."""
    relative = _relative(path, tree)
    if not os.path.lexists(path):
        raise UsageError(f"{relative} does not exist")
    if path.is_dir() and not path.is_symlink():
        known = kind_of(relative, config)
        if known is not None:  # a directory where a record is expected: the check says so
            return {relative: known}
        return records(tree.below("" if relative == "." else relative), config)
    kind = kind_of(relative, config)
    if kind is None:
        data = tree.read(relative)
        kind = _kind_of_content(relative, b"" if isinstance(data, Problem) else data)
    return {relative: kind}


def _kind_of_content(path: str, data: bytes) -> Kind:
    """The kind of a file that no pattern of the configuration matches: by its extension, its type, its name."""
    name = path.rpartition("/")[2].lower()
    if name.endswith((".md", ".markdown")):
        return Kind.POST_MORTEM
    if name.endswith(".json"):
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            value = None
        stated = (value.get("event_type"), value.get("plan_type")) if isinstance(value, dict) else ()
        for one in stated:
            if isinstance(one, str) and one in _TYPES:
                return _TYPES[one]
        for words, kind in (("rollback_plan", Kind.PLAN), ("rollback_event", Kind.ROLLBACK_EVENT)):
            if words in name.replace("-", "_"):
                return kind
        return Kind.EVENT
    raise UsageError(f"{path} is no incident record", "records end in .md or .json")


def _stdin_name(data: bytes) -> str:
    return "stdin.json" if data.lstrip()[:1] == b"{" else "stdin.md"


def _siblings(kinds: dict[str, Kind], tree: WorkTree, config: Config) -> dict[str, Kind]:
    """The other records of the incidents that the named files belong to: an incident is judged as a whole."""
    folders = {parent(path) for path in kinds}
    for path, kind in kinds.items():
        if kind in {Kind.PLAN, Kind.ROLLBACK_EVENT}:
            at = parent(path)
            while at:
                at = parent(at)
                folders.add(at)
    found: dict[str, Kind] = {}
    for folder in folders:
        beside = records(_entries(tree, folder), config)
        if Kind.EVENT not in beside.values() and folder not in {parent(path) for path in kinds}:
            continue
        if not _shared(beside):
            continue
        found.update(beside)
        if Kind.EVENT in beside.values():
            below = (f"{folder}/{name}" if folder else name for name in _folders(tree, folder))
            for one in below:
                deeper = records(_entries(tree, one), config)
                if Kind.EVENT not in deeper.values():
                    found.update({path: it for path, it in deeper.items() if it is not Kind.POST_MORTEM})
    return {path: kind for path, kind in found.items() if path not in kinds}


def _shared(beside: dict[str, Kind]) -> bool:
    """Whether a folder is that of one incident; a folder of many events or post-mortems is a shelf."""
    counts = list(beside.values())
    return counts.count(Kind.EVENT) <= 1 and counts.count(Kind.POST_MORTEM) <= 1


def _entries(tree: WorkTree, folder: str) -> list[str]:
    try:
        names = sorted(one.name for one in (tree.root / folder).iterdir())
    except OSError:
        return []
    return [f"{folder}/{name}" if folder else name for name in names]


def _folders(tree: WorkTree, folder: str) -> list[str]:
    try:
        return sorted(one.name for one in (tree.root / folder).iterdir() if one.is_dir() and one.name != ".git")
    except OSError:
        return []


def with_overrides(config: Config, select: Sequence[str], ignore: Sequence[str]) -> Config:
    """The configuration with the selectors of the command line in place of its own."""
    if not select and not ignore:
        return config
    from incident_lint.config import check_selectors  # noqa: PLC0415

    changed = replace(
        config, select=tuple(select) or config.select, ignore=(*config.ignore, *ignore) if not select else tuple(ignore)
    )
    check_selectors(changed, index())
    return changed
