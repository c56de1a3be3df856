"""What the last check of the whole repository found, kept under the git directory (or in a folder that is carried
between clones), so that the next one judges only what has changed since.

A verdict is taken over only where everything that it rests on is as it was: the tool and its libraries, the
configuration, every file that was read or looked for and the folders that lead there, the commits and tags it names,
the contributors, and the events with the same id. A file is as it was where size, times and inode say so. Where they do
not (in another clone, after a checkout, or for one that changed around the time of the run and may change again unseen,
as in git's own index), it is where its content is the same. Git's blob ids would not do: they name what a file is when
committed, and with conversions of line ends or filters that is not what stands on disk.

Whatever is wrong with the file, there is no cache then. It is written whole or not at all, so that runs side by side do
not disturb each other; the last one stays. Its checksum tells damage and no more: who can write it says what is found.
"""

from __future__ import annotations

import base64
import json
import os
import re
import stat
import sys
import time
from array import array
from bisect import bisect_right
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from incident_lint import __version__
from incident_lint.digests import digest
from incident_lint.halves import halved
from incident_lint.kept import FIELDS, SEEN, WRONG, Kept, array_of, brief, bytes_of, row_of, split, text_of
from incident_lint.marks import MOST, above, differing, home_marks_of, marks_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any

    from incident_lint.config import Config
    from incident_lint.runner import Verdict
    from incident_lint.selection import Unit
    from incident_lint.sources import WorkTree

FOLDER = "incident-lint"
SLACK = 2_000_000_000
"""Nanoseconds: a file that changed less than this before a run began may change again without its times showing it."""
KEPT = 8
"""Files of this cache at most, one for each configuration that was run last."""
LEFT = 3_600_000_000_000
"""Nanoseconds after which a file that is still being written belongs to a process that was killed."""
_FORMAT = 2
_NEVER = -2
"""A time that no file has: what it stands for is never as it was."""
_LARGEST = 1 << 28
"""Bytes: no cache is larger."""
_CAREFUL = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_INSTALLED = (".dist-info", ".egg-info")
"""Folders that name what is installed, with its version."""
_OURS = re.compile(r"check-[0-9a-f]{16}\.json")
_LEFT = re.compile(r"(?:part|now)-[0-9]+")
_TEXTS = ("listing", "people", "authorship", "place")
_UNKNOWN = bytes(SEEN)
_STATES_SEEN = frozenset(map(bytes_of, ("file", "directory", "missing")))
_LIBRARIES = ("markdown_it", "pyromark", "frontmatter", "yaml", "jsonschema", "jsonschema_rs")


class Cache:
    """The cache of a repository for one configuration. No method raises for anything that is on disk."""

    def __init__(self, tree: WorkTree, config: Config, git_folder: str, folder: str | None = None) -> None:
        self.tree = tree
        self.top = str(tree.root)
        self.own = Path(git_folder) / FOLDER
        """Lies where the clock is that of the work tree."""
        self.folder = Path(folder) if folder else self.own
        try:
            self._key = _key(config)
            self.place = _place(self.top)
        except (OSError, ValueError, ImportError):  # not from files: nothing would tell that the tool is another one
            self._key = self.place = ""
        self.file = self.folder / f"check-{self._key}.json"
        self.started = 0
        self._homes: dict[str, tuple[int, ...]] = {}
        """Folders that were what they had been when this run began, by their marks."""

    def begin(self) -> None:
        """Take the time, by the clock of the file system that the times of files come from."""
        if not self._key:
            return
        with suppress(OSError):
            self.folder.mkdir(exist_ok=True, parents=True)
            self.own.mkdir(exist_ok=True)
            mark = self.own / f"now-{os.getpid()}"
            mark.touch()
            self.started = mark.stat().st_mtime_ns
            mark.unlink()

    def load(self) -> Kept | None:
        """What the last run left; None where there is nothing that can be used."""
        try:
            data = _content(self.file)
            checksum, _, text = data.partition(b"\n")
            if checksum != digest(text).encode():
                return None
            found = json.loads(text)
            texts = [found[name] for name in _TEXTS]
            if {*map(type, texts)} != {str}:
                return None
            marks, homes = array_of(found["marks"]), split(found["homes"])
            paths, seen = split(found["paths"]), base64.b64decode(found["seen"])
            listing, people, authorship, place = texts
            return Kept(
                listing,
                people,
                authorship,
                place,
                found["rows"],
                paths,
                seen,
                marks,
                homes,
                array_of(found["home-marks"]),
            )
        except WRONG:
            return None

    def stale(self, kept: Kept) -> tuple[set[int], int]:
        """The rows that rest on a file, or on a way to one, that is not as it was; and how many paths had to be looked
        at themselves to tell."""
        looked = self._unsure(kept) if kept.place == self.place else range(len(kept.paths))
        facts: dict[tuple[str, bool], bytes] = {}

        def seen(path: str, before: bytes) -> bytes:
            content = before not in _STATES_SEEN
            if (path, content) not in facts:
                fact = self.tree.fact(path, digest=content)
                facts[path, content] = bytes_of(fact.sha256 or fact.state)
            return facts[path, content]

        def unlike(first: int, last: int) -> list[int]:
            part = ((at, kept.seen_at(at)) for at in looked[first:last])
            return [at for at, before in part if before == _UNKNOWN or seen(kept.paths[at], before) != before]

        changed = halved(len(looked), unlike)
        return {bisect_right(kept.starts, at) - 1 for at in changed}, len(looked)

    def _unsure(self, kept: Kept) -> list[int]:
        """The paths whose marks, or those of a folder above, do not say that all is as it was."""
        homes = len(kept.homes)

        def remarked(first: int, last: int) -> list[int]:
            """The folders, and behind them the files, among these that have other marks now."""
            end = min(last, homes)
            folders = differing(self.top, kept.homes, kept.home_marks, home_marks_of, size=2, first=first, last=end)
            begin, end = max(first - homes, 0), last - homes
            files = differing(self.top, kept.paths, kept.marks, marks_of, size=FIELDS, first=begin, last=end)
            return folders + [at + homes for at in files]

        found = halved(homes + len(kept.paths), remarked)
        moved = [at for at in found if at < homes]
        changed = [at - homes for at in found if at >= homes]
        marks = kept.home_marks
        self._homes = {home: (marks[2 * at], marks[2 * at + 1]) for at, home in enumerate(kept.homes)}
        for at in moved:
            del self._homes[kept.homes[at]]
        if moved:
            gone = {kept.homes[at] for at in moved}
            changed += [at for at, path in enumerate(kept.paths) if not gone.isdisjoint(above(path))]
        return sorted(set(changed))

    def save(self, listing: str, contributors: tuple[str, str], rows: Sequence[tuple[Unit, Verdict]]) -> None:
        """Keep the verdicts of a run; none of those that rest on more than their paths say.

        contributors: `people` and `authorship` of what is kept.
        """
        verdicts = [verdict for _, verdict in rows]
        lasting = [one.inputs.settled and brief(one) for one in verdicts]
        paths = [path for verdict in verdicts for path in verdict.inputs.paths]
        seen = [
            bytes_of(what) if sure else _UNKNOWN
            for one, sure in zip(verdicts, lasting, strict=True)
            for what in one.inputs.paths.values()
        ]
        made = [row_of(unit, verdict, sure) for (unit, verdict), sure in zip(rows, lasting, strict=True)]
        self._write([listing, *contributors, self.place], made, paths, b"".join(seen))

    def renew(self, kept: Kept, stale: Collection[int]) -> None:
        """Keep what was kept, but for these rows, with the marks that its files have now."""
        seen = bytearray(kept.seen)
        for at in stale:
            first, count = kept.starts[at], len(kept.paths_of(at))
            seen[SEEN * first : SEEN * (first + count)] = _UNKNOWN * count
        self._write([kept.listing, kept.people, kept.authorship, self.place], kept.rows, kept.paths, bytes(seen))

    def _write(self, texts: Sequence[str], rows: Sequence[Any], paths: Sequence[str], seen: bytes) -> None:
        if not self.started:
            return
        homes = sorted({home for path in paths for home in above(path)})
        found = {
            **dict(zip(_TEXTS, texts, strict=True)),
            "rows": rows,
            "paths": "\0".join(paths),
            "seen": base64.b64encode(seen).decode(),
            "marks": text_of(self._trusted(paths, seen)),
            "homes": "\0".join(homes),
            "home-marks": text_of(array("q", (mark for home in homes for mark in self._trusted_home(home)))),
        }
        text = json.dumps(found, separators=(",", ":")).encode()
        part = self.folder / f"part-{os.getpid()}"
        try:
            part.unlink(missing_ok=True)
            with part.open("xb") as file:
                file.write(digest(text).encode() + b"\n" + text)
            part.replace(self.file)
            self._prune()
        except OSError:
            pass
        finally:  # also where the run is interrupted
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def _trusted(self, paths: Sequence[str], seen: bytes) -> array[int]:
        """The marks of these paths; what must not be trusted gets such as no file has."""
        marks = array("q")
        for at, path in enumerate(paths):
            mark = marks_of(f"{self.top}/{path}")
            if seen.startswith(_UNKNOWN, SEEN * at) or max(mark[0], mark[1]) + SLACK > self.started:
                mark = (_NEVER,) * FIELDS
            marks.extend(mark)
        return marks

    def _trusted_home(self, home: str) -> tuple[int, ...]:
        """The marks of a folder that leads to a path; what must not be trusted gets such as no folder has.

        What stands in a folder that was moved here during the run does not show it. Nor does what a link leads to.
        """
        if home in self._homes:
            return self._homes[home]
        try:
            found = os.lstat(f"{self.top}/{home}")
        except (OSError, ValueError):
            return 0, 0
        if not stat.S_ISDIR(found.st_mode) or found.st_ctime_ns + SLACK > self.started:
            return _NEVER, _NEVER
        return found.st_ino & MOST, found.st_dev & MOST

    def _prune(self) -> None:
        """Remove what is old; nothing that has another name than ours, for the folder may be anybody's."""
        kept = [one for one in self.folder.iterdir() if _OURS.fullmatch(one.name)]
        kept.sort(key=lambda one: one.stat().st_mtime_ns, reverse=True)
        left = [one for one in {*self.folder.iterdir(), *self.own.iterdir()} if _LEFT.fullmatch(one.name)]
        for old in (*kept[KEPT:], *(one for one in left if one.lstat().st_mtime_ns + LEFT < time.time_ns())):
            old.unlink()


def _key(config: Config) -> str:
    """What stands for the tool, its libraries and the configuration, wherever they stand."""
    package = Path(__file__).parent
    shipped = package / "_schemas"
    schemas = shipped if shipped.is_dir() else package.parent / "schemas"
    parts: list[object] = [_FORMAT, __version__, sys.version, sys.platform, config.raw, config.select, config.ignore]
    for folder, kind in ((package, "*.py"), (schemas, "*.json")):
        parts += sorted((one.relative_to(folder).as_posix(), digest(one.read_bytes())) for one in folder.rglob(kind))
    folders = set()
    for name in _LIBRARIES:
        found = find_spec(name)
        origin = Path(found.origin) if found is not None and found.origin else None
        parts.append((name, origin is not None))
        if origin is not None:
            folders.add(origin.parent.parent if origin.stem == "__init__" else origin.parent)
    parts += sorted(one.name for folder in folders for one in folder.iterdir() if one.suffix in _INSTALLED)
    return digest(json.dumps(parts, default=str).encode())[:16]


def _place(top: str) -> str:
    """What stands for a work tree, and for who reads it: only there times and inodes say something."""
    found = os.stat(top)
    user = os.geteuid() if hasattr(os, "geteuid") else 0
    return digest(json.dumps([top, found.st_ino, found.st_dev, user]).encode())


def _content(file: Path) -> bytes:
    """The bytes of a regular file; none of what is no file, or too large. OSError where it cannot be read."""
    with os.fdopen(os.open(file, os.O_RDONLY | _CAREFUL), "rb") as opened:
        found = os.fstat(opened.fileno())
        return opened.read() if stat.S_ISREG(found.st_mode) and found.st_size <= _LARGEST else b""
