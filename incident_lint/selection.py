"""Which files are records, and which of them belong together.

An incident folder is a folder that holds a record. Rollback records may stand in a folder below it (`rollback-02/`).
A post-mortem under a name of its own stands for itself, but where it is the only one beside an event.
"""

from __future__ import annotations

from incident_lint.records import Kind, parent
from incident_lint.values import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from incident_lint.config import Config

POST_MORTEM_NAME = "INCIDENT.md"
"""The name of the process. Under this name a post-mortem always belongs to an incident folder."""


@dataclass
class Unit:
    """The record files of one incident folder (or one file that stands for itself), by kind."""

    folder: str
    files: dict[Kind, list[str]] = field(default_factory=dict)

    def paths(self) -> list[str]:
        """All its files."""
        return [path for paths in self.files.values() for path in paths]


@dataclass(frozen=True)
class Selection:
    """What a run looks at: record files with their kinds, and what gives the paths of all events of the repository.

    `shown` restricts the kinds of file whose findings are reported; None reports all.
    """

    kinds: Mapping[str, Kind]
    events: Callable[[], Sequence[str]]
    shown: frozenset[Kind] | None = None


def kind_of(path: str, config: Config) -> Kind | None:
    """The kind of record that the configuration makes of a path, None for none."""
    for kind, globs in config.records.items():
        if globs.match(path):
            return kind
    return None


def records(paths: Iterable[str], config: Config) -> dict[str, Kind]:
    """The records among paths, with their kinds."""
    names = config.record_names
    if names is not None:  # most paths are left out by a look-up
        paths = [path for path in paths if path.rpartition("/")[2] in names]
    found = ((path, kind_of(path, config)) for path in paths)
    return {path: kind for path, kind in found if kind is not None}


def units(kinds: Mapping[str, Kind]) -> list[Unit]:
    """Group records into units, ordered by folder."""
    events = _by_folder(kinds, Kind.EVENT)
    shared = {folder for folder, paths in events.items() if len(paths) == 1}
    reports = _by_folder(kinds, Kind.POST_MORTEM)
    chosen = {min(paths, key=_unnamed) for folder, paths in reports.items() if folder in shared}
    made: dict[tuple[str, str], Unit] = {}
    for path, kind in sorted(kinds.items()):
        folder = parent(path)
        alone = False
        if kind in {Kind.PLAN, Kind.ROLLBACK_EVENT}:
            folder = _home(folder, events)
        elif kind is Kind.EVENT:
            alone = folder not in shared  # several events in a folder cannot share it
        else:
            alone = _unnamed(path)[0] and path not in chosen
        unit = made.setdefault((folder, path if alone else ""), Unit(folder))
        unit.files.setdefault(kind, []).append(path)
    return [made[key] for key in sorted(made)]


def _by_folder(kinds: Mapping[str, Kind], wanted: Kind) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, kind in kinds.items():
        if kind is wanted:
            found.setdefault(parent(path), []).append(path)
    return found


def _unnamed(path: str) -> tuple[bool, str]:
    """Whether a post-mortem has a name of its own; with the path, the order in which an incident takes one."""
    return path.rpartition("/")[2] != POST_MORTEM_NAME, path


def _home(folder: str, events: Mapping[str, object]) -> str:
    """The folder a rollback record belongs to: its own, or the nearest one above that holds an event."""
    at = folder
    while at and at not in events:
        at = parent(at)
    return at if at in events else folder
