"""From the arguments of `check` to a source, a configuration and a selection of records."""

from __future__ import annotations

import json
import os
from functools import cached_property

from incident_lint.config import Config, parse_config, read_config
from incident_lint.diagnostics import Severity
from incident_lint.document import Problem
from incident_lint.errors import ConfigError, UsageError
from incident_lint.git.repository import Repository
from incident_lint.records import FileFact, Kind, parent
from incident_lint.rules import index
from incident_lint.selection import Selection, kind_of, records
from incident_lint.sources import WorkTree, joined
from incident_lint.values import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from incident_lint.snapshot import Snapshot

    Source = WorkTree | Snapshot

STDIN = "-"
_TYPES = {
    "INCIDENT_EVENT": Kind.EVENT,
    "ROLLBACK_PLAN": Kind.PLAN,
    "ROLLBACK_EVENT": Kind.ROLLBACK_EVENT,
}


@dataclass(frozen=True)
class Overlay:
    """A source in which one file has other content than on disk: standard input."""

    below: Source
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

    def holding(self, paths: Iterable[str], signs: Sequence[bytes]) -> Iterable[str]:
        """What the source below says, and the given content whatever it holds."""
        return [*self.below.holding((one for one in paths if one != self.path), signs), *({self.path} & set(paths))]


@dataclass(frozen=True)
class Targets:
    """What a run of `check` works on. `whole`: all records of the tree, not those of some paths."""

    tree: Source | Overlay
    config: Config
    select: Callable[[], Selection]
    whole: bool = False

    @cached_property
    def selection(self) -> Selection:
        """The records, found when they are first asked for."""
        return self.select()


def find_targets(
    arguments: Sequence[str],
    *,
    cwd: str,
    config_file: str | None = None,
    stdin: bytes = b"",
    stdin_name: str = "",
    shown: frozenset[Kind] | None = None,
    state: Snapshot | None = None,
) -> Targets:
    """Resolve the arguments of `check`: nothing for the whole repository, files, folders, `-` for standard input.

    The files are those on disk, or those of `state`.

    UsageError for a path that does not exist or is no record; ConfigError for a configuration that cannot be used.
    """
    named = [_absolute(one, cwd) for one in arguments if one != STDIN]
    tree: Source = state or _tree(named, cwd)
    config = config_of(tree, config_file)
    if not arguments:
        if tree.repository is None:
            raise UsageError("not in a git repository", "name the files or folders to check")
        return Targets(tree, config, lambda: everything(tree, config, shown), whole=True)
    overlay: Source | Overlay = tree
    kinds: dict[str, Kind] = {}
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
    wanted = {**kinds, **_siblings(placed, tree, config)}
    selection = Selection(wanted, lambda: _events(tree, config), shown)
    return Targets(overlay, config, lambda: selection)


def everything(tree: Source, config: Config, shown: frozenset[Kind] | None = None) -> Selection:
    """All records of a tree."""
    kinds = records(tree.listed(), config)
    return Selection(kinds, lambda: [path for path, kind in kinds.items() if kind is Kind.EVENT], shown)


def touched(paths: Iterable[str], state: Snapshot, config: Config) -> Selection:
    """The incidents that the records and the evidence among these paths belong to, as they stand in a state."""
    kinds = {path: kind for path, kind in records(paths, config).items() if state.exists(path)}
    events = _events(state, config)
    homes = {parent(path) for path in events}
    concerned: set[str] = set()
    for path in paths:  # a changed piece of evidence concerns the incident above it
        at = parent(path)
        while at and at not in homes:
            at = parent(at)
        if at in homes:
            concerned.add(at)
    for home in concerned:
        beside = records(state.beside(home)[0], config)
        kinds.update({one: kind for one, kind in beside.items() if kind is Kind.EVENT})
    return Selection({**kinds, **_siblings(kinds, state, config)}, lambda: events)


def _events(tree: Source, config: Config) -> list[str]:
    """Every tracked event, for rules across files; outside a repository there is no whole to look at."""
    names = config.records[Kind.EVENT].names
    listed = tree.named(names) if names is not None else tree.listed() if tree.repository is not None else []
    return [path for path, kind in records(listed, config).items() if kind is Kind.EVENT]


def _absolute(argument: str, cwd: str) -> str:
    """The path as named, without following a link at its end: a link is a finding, not another file."""
    path = os.path.normpath(os.path.join(cwd, argument))
    folder, name = os.path.split(path)
    try:
        return os.path.join(os.path.realpath(folder), name) if name else path
    except OSError as error:
        raise UsageError(f"{argument}: {error}") from None


def _tree(named: Sequence[str], cwd: str) -> WorkTree:
    """The repository of the current folder, or that of the first path where the paths lie elsewhere."""
    start = cwd
    repository = Repository.find(cwd)
    if named and (repository is None or not _within(named[0], os.path.realpath(repository.root))):
        start = named[0] if _is_folder(named[0]) and not os.path.islink(named[0]) else os.path.dirname(named[0])
        if not _is_folder(start):
            raise UsageError(f"{named[0]} does not exist")
        repository = Repository.find(start)
    if repository is not None:
        return WorkTree(os.path.realpath(repository.root), repository)
    if not named:
        return WorkTree(os.path.realpath(cwd), None)
    common = os.path.commonpath([path if _is_folder(path) else os.path.dirname(path) for path in named])
    return WorkTree(common, None)


def _within(path: str, folder: str) -> bool:
    """Whether an absolute path is that of a folder, or lies in it."""
    return path == folder or path.startswith(folder if folder.endswith("/") else f"{folder}/")


def _is_folder(path: str) -> bool:
    """Whether there is a folder; within one that is closed that cannot be known."""
    return os.path.isdir(path)


def config_of(tree: Source, config_file: str | None = None) -> Config:
    """The configuration in a state of a repository, or in the file named instead. ConfigError where it is unusable."""
    if config_file is None:
        return read_config(lambda name: _root_file(tree, name), index)
    try:
        with open(config_file, "rb") as file:
            data = file.read()
    except OSError as error:
        raise ConfigError(f"{config_file}: {error.strerror}") from None
    return parse_config(data, config_file, index)


def _root_file(tree: Source, name: str) -> bytes | None:
    if not tree.exists(name):
        return None
    data = tree.read(name)
    if isinstance(data, Problem):
        raise ConfigError(f"{name}: {data.message}")
    return data


def _relative(path: str, tree: Source) -> str:
    if not _within(path, tree.root):
        raise UsageError(f"{path} is not in {tree.root}", "check one repository at a time")
    return path[len(tree.root) :].strip("/") or "."


def _named(path: str, tree: Source, config: Config) -> dict[str, Kind]:
    """The records that one argument means."""
    relative = _relative(path, tree)
    found = tree.fact(relative, digest=False).state
    if found == "missing":
        raise UsageError(f"{relative} does not exist")
    if found == "directory":
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


def _siblings(kinds: Mapping[str, Kind], tree: Source, config: Config) -> dict[str, Kind]:
    """The other records of the incidents that the named files belong to: an incident is judged as a whole."""
    own = {parent(path) for path in kinds}
    folders = set(own)
    names = config.records[Kind.EVENT].names
    for path, kind in kinds.items():
        if kind in {Kind.PLAN, Kind.ROLLBACK_EVENT}:
            at = parent(path)
            while at:
                at = parent(at)
                folders.add(at)
    found: dict[str, Kind] = {}
    for folder in folders:
        if folder not in own and names is not None and not any(tree.exists(joined(folder, one)) for one in names):
            continue  # no event stands here, and it may be the folder of all incidents
        files, folders_below = tree.beside(folder)
        beside = records(files, config)
        if Kind.EVENT not in beside.values() and folder not in own:
            continue
        if not _shared(beside):
            continue
        found.update(beside)
        if Kind.EVENT in beside.values():
            for one in folders_below:
                deeper = records(tree.beside(one)[0], config)
                if Kind.EVENT not in deeper.values():
                    found.update({path: it for path, it in deeper.items() if it is not Kind.POST_MORTEM})
    return {path: kind for path, kind in found.items() if path not in kinds}


def _shared(beside: dict[str, Kind]) -> bool:
    """Whether a folder is that of one incident; a folder of many events or post-mortems is a shelf."""
    counts = list(beside.values())
    return counts.count(Kind.EVENT) <= 1 and counts.count(Kind.POST_MORTEM) <= 1


def with_overrides(config: Config, select: Sequence[str], ignore: Sequence[str], fail_on: str | None = None) -> Config:
    """The configuration with the selectors and `--fail-on` of the command line in place of its own."""
    if fail_on is not None:
        config = replace(config, fail_on=None if fail_on == "never" else Severity(fail_on))
    if not select and not ignore:
        return config
    from incident_lint.config import check_selectors  # noqa: PLC0415

    changed = replace(
        config, select=tuple(select) or config.select, ignore=(*config.ignore, *ignore) if not select else tuple(ignore)
    )
    check_selectors(changed, index())
    return changed
