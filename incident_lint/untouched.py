"""The first question of every hook, asked of git alone: is anything that is judged touched at all? Mostly it is not.

Nothing is touched where no changed path is a record or a configuration, none lies in the folder of an incident, none is
named by an event as its evidence, and no message speaks of a revert or a hotfix. Then no rule has anything to say (a
test holds this against the judge, over thousands of changes), and nothing that judges is loaded. Whatever is not plain
(a tag, a forced push, a shallow clone, a configuration that cannot be used, an error of git) is left to the judge.
"""

from __future__ import annotations

import os
import sys

from incident_lint.errors import IncidentLintError
from incident_lint.git.listing import DIFF, Blobs, UnclearError, changes_in, rows_of_index, rows_of_tree
from incident_lint.git.process import run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from incident_lint.config import Config
    from incident_lint.git.listing import Change, Row

RECORDS = frozenset({"INCIDENT_EVENT.json", "INCIDENT.md", "ROLLBACK_PLAN.json", "ROLLBACK_EVENT.json"})
"""The records of a repository without a configuration, by name. (A test holds them to the defaults.)"""
EVENT = "INCIDENT_EVENT.json"
STEMS = ("hot", "roll", "revert", "reapply")
"""A message that has to name an incident holds one of these in any case, or `history.hotfix-subjects` says so."""
_TOML, _PYPROJECT = "incident-lint.toml", "pyproject.toml"
_ABSENT, _FILE = "000000", "100"
"""Modes of git: of what is not there; the first digits of every file that is no link."""
_LOG = ("-c", "log.showRoot=true", "log", "-z", "--no-show-signature", "--encoding=UTF-8")
_MOST_UPDATES = 8
_WORTH_KEEPING = 20


def nothing_touched(arguments: Sequence[str]) -> bool:
    """Whether a hook surely has nothing to judge. `arguments` are those of `incident-lint hook`. False is no answer."""
    without = arguments[:-1] if arguments[-1:] == ["--no-records"] else arguments
    stage, *rest = without or [""]
    if any(argument.startswith("-") for argument in (stage, *rest)):
        return False
    try:
        with Blobs() as blobs:
            match stage, rest:
                case (("pre-commit" | "pre-merge-commit"), []):
                    return _commit_is_clear(blobs)
                case "commit-msg", [file]:
                    return _message_is_clear(file, blobs)
                case "pre-push", [remote, _]:
                    return _push_is_clear(remote, blobs)
                case "pre-receive", []:
                    return _push_is_clear("", blobs)
    except (UnclearError, IncidentLintError, OSError, ValueError):
        pass  # whoever judges meets it again, and says it
    return False


def _commit_is_clear(blobs: Blobs) -> bool:
    """Whether the staged change, or the range that a hook runner names, touches nothing."""
    base, tip = os.environ.get("PRE_COMMIT_FROM_REF", ""), os.environ.get("PRE_COMMIT_TO_REF", "")
    if base or tip or os.environ.get("PRE_COMMIT_REMOTE_NAME"):
        if not (_is_id(base) and _is_id(tip)):
            return False
        return _range_is_clear(tip, [f"^{base}"], blobs) and _is_ancestor(base, tip)
    if not os.path.lexists(".git"):
        return False  # not at the top: what git lists here would be a part
    changes: list[Change] = []
    for parent in ("HEAD", *_being_merged()):
        arguments = ["diff-index", "--cached", "--ita-invisible-in-index", *DIFF, parent, "--"]
        changes += changes_in(run(arguments, "."))
    return _changes_are_clear(changes, rows_of_index, blobs)


def _message_is_clear(file: str, blobs: Blobs) -> bool:
    """Whether the message of a commit need not name an incident."""
    with open(file, "rb") as opened:
        message = opened.read()
    if _speaks(message):
        return False
    config = _configuration([], rows_of_tree("HEAD", (_TOML, _PYPROJECT), below=False), blobs)
    return config is None or not config.hotfix_subjects


def _push_is_clear(remote: str, blobs: Blobs) -> bool:
    """Whether a push only adds commits, and these touch nothing. `remote`: its name; empty for one that is received."""
    data = sys.stdin.buffer.read()
    try:
        if _updates_are_clear(os.fsdecode(data), remote, blobs):
            return True
    finally:
        import io  # noqa: PLC0415

        sys.stdin = io.TextIOWrapper(io.BytesIO(data))  # what was read is put back for whoever judges
    return False


def _updates_are_clear(text: str, remote: str, blobs: Blobs) -> bool:
    lines = text.removesuffix("\n").split("\n")
    if not 1 <= len(lines) <= _MOST_UPDATES:
        return False
    judged: list[str] = []
    for line in lines:
        if remote:
            _, new, ref, old = line.rsplit(" ", 3)
        else:
            old, new, ref = line.split(" ", 2)
        if not (ref.startswith("refs/heads/") and _is_id(old) and _is_id(new) and new.strip("0")):
            return False
        if old.strip("0"):
            if not (_is_ancestor(old, new) and _range_is_clear(new, [f"^{old}"], blobs)):
                return False
        else:
            known = ["--not", f"--remotes={remote}" if remote else "--all", *judged]
            if not _range_is_clear(new, known, blobs, since=_default_branch(remote)):
                return False
            judged.append(new)
    return True


def _range_is_clear(tip: str, excluded: Sequence[str], blobs: Blobs, since: str = "") -> bool:
    """Whether no commit of a range touches anything, nor what lies between `since` and its tip."""
    if run(["rev-parse", "--is-shallow-repository"], ".").strip() != b"false":
        return False
    if _speaks(run([*_LOG, "--format=%B", tip, *excluded, "--"], ".")):
        return False
    changes = list(changes_in(run([*_LOG, "--format=", "--diff-merges=separate", *DIFF, tip, *excluded, "--"], ".")))
    if since:
        changes += changes_in(run(["diff-tree", *DIFF, since, tip, "--"], "."))
    return _changes_are_clear(changes, lambda names: rows_of_tree(tip, names), blobs, spoken=True)


def _changes_are_clear(
    changes: Sequence[Change], rows: Callable[[Sequence[str]], list[Row]], blobs: Blobs, *, spoken: bool = False
) -> bool:
    """Whether changes touch nothing. `rows` lists the state after them: files of some names, or (of none) all.
    `spoken`: messages are judged with them."""
    listed = rows((EVENT, _TOML, _PYPROJECT))
    config = _configuration(changes, listed, blobs)
    if config is None:
        events = [row for row in listed if row[2].endswith(EVENT)]
        if any(path.rpartition("/")[2] in RECORDS for *_, path in changes):
            return False
    else:
        from incident_lint.records import Kind  # noqa: PLC0415
        from incident_lint.selection import kind_of  # noqa: PLC0415

        events = [row for row in rows(()) if kind_of(row[2], config) is Kind.EVENT]
        if (spoken and config.hotfix_subjects) or any(kind_of(path, config) is not None for *_, path in changes):
            return False
    folders = {path.rpartition("/")[0] for *_, path in events}
    if any(folder in folders for *_, path in changes for folder in _folders_above(path)):
        return False
    changed = {path for mode, _, _, _, path in changes if mode != _ABSENT}
    return not changed or not _is_named(events, changed, blobs)


def _configuration(changes: Iterable[Change], rows: Iterable[Row], blobs: Blobs) -> Config | None:
    """The configuration of a state; None for the defaults. UnclearError where the changes are about it."""
    mentioned: list[str] = []
    for mode_before, mode, before, after, path in changes:
        if path == _TOML:
            raise UnclearError
        if path == _PYPROJECT:
            mentioned += _files([(mode_before, before, path), (mode, after, path)])
    if any(b"incident-lint" in data for data in blobs.read(mentioned)):
        raise UnclearError
    files = {path: (mode, oid, path) for mode, oid, path in rows if path in (_TOML, _PYPROJECT)}
    read = {path: next(blobs.read(_files([row]))) for path, row in files.items()}
    if _TOML not in read and b"incident-lint" not in read.get(_PYPROJECT, b""):
        return None
    from incident_lint.config import read_config  # noqa: PLC0415
    from incident_lint.rules import index  # noqa: PLC0415

    return read_config(lambda name: read[name][:-1] if name in read else None, index)


def _files(rows: Iterable[Row]) -> list[str]:
    """The ids of those that are there. UnclearError for a link, a submodule, a folder in the place of a file."""
    there = [(mode, oid) for mode, oid, _ in rows if mode != _ABSENT]
    if any(not mode.startswith(_FILE) for mode, _ in there):
        raise UnclearError
    return [oid for _, oid in there]


def _is_named(events: Sequence[Row], paths: set[str], blobs: Blobs) -> bool:
    """Whether an event names one of these paths, all outside its folder, as its evidence.

    What a blob says never changes: those that name nothing outside their folder are remembered.
    """
    at_home = _remembered()
    unknown = [row for row in events if row[1] not in at_home]
    contents = zip(unknown, blobs.read([oid for _, oid, _ in unknown]), strict=True)
    found = set()
    for (_, oid, path), data in contents:
        if b"../" in data or b"\\" in data:  # it may lead out of the folder
            from incident_lint.history.views import read_view  # noqa: PLC0415

            if not paths.isdisjoint(read_view(path, data).named):
                return True
        else:
            found.add(oid)
    if len(found) >= _WORTH_KEEPING:
        _remember(found.union(row[1] for row in events if row[1] in at_home))
    return False


def _git_folder() -> str:
    """The git directory; of a linked work tree its own."""
    folder = os.environ.get("GIT_DIR") or ".git"
    if os.path.isfile(folder):
        with open(folder, encoding="utf-8") as file:
            return file.read().removeprefix("gitdir: ").strip()
    return folder


def _memory() -> str:
    return os.path.join(_git_folder(), "incident-lint", "events-at-home")


def _remembered() -> frozenset[str]:
    try:
        with open(_memory(), encoding="ascii") as file:
            return frozenset(file.read().split())
    except (OSError, ValueError):
        return frozenset()


def _remember(oids: Iterable[str]) -> None:
    """Keep these ids, whole or not at all; where that is not possible, they are read again."""
    file = _memory()
    try:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(f"{file}.{os.getpid()}", "w", encoding="ascii") as part:
            part.write("\n".join(sorted(oids)))
        os.replace(part.name, file)
    except OSError:
        return


def _being_merged() -> list[str]:
    """The other parents of the commit that is being made; as `history.walk.being_merged` finds them."""
    try:
        with open(os.path.join(_git_folder(), "MERGE_HEAD"), encoding="ascii") as file:
            return file.read().split()
    except FileNotFoundError:
        names = (name.removeprefix("GITHEAD_") for name in os.environ if name.startswith("GITHEAD_"))
        return [name for name in names if _is_id(name)]


def _default_branch(remote: str) -> str:
    """The commit that judges new branches. UnclearError where there is none."""
    from incident_lint.git.repository import Repository  # noqa: PLC0415

    repository = Repository(".", bare=not remote)
    found = repository.default_branch(remote) if remote else repository.head()
    if found is None:
        raise UnclearError
    return found


def _is_ancestor(older: str, newer: str) -> bool:
    return not run(["rev-list", "--max-count=1", older, f"^{newer}", "--"], ".").strip()


def _is_id(text: str) -> bool:
    return len(text) in (40, 64) and not text.strip("0123456789abcdef")


def _speaks(message: bytes) -> bool:
    """Whether a message may be one that has to name an incident."""
    text = message.decode("utf-8", "replace").lower()
    return any(stem in text for stem in STEMS)


def _folders_above(path: str) -> Iterator[str]:
    while path:
        path = path.rpartition("/")[0]
        yield path
