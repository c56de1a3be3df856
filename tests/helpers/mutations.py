"""A repository of incidents to which everything happens that may happen to one: for tests of what a check keeps.

`python -m helpers.mutations --seconds N --seed S`, in tests/, runs it for long: after each step, a check that takes
over what it may, and one that judges all anew, have to say the same.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from conftest import IDENTITY, Repo, init

from helpers.project import BAD, GOOD, clean_environment
from incident_lint import cache, incremental, pool, runner
from incident_lint.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

INCIDENTS = 28
TICK = 0.012
"""Seconds in which the clock of any file system moves on."""
PEOPLE = ("Ada Marsh", "Grace Poole", "Linus Okafor", "Nour Haddad")
TAGS = ("v1.0-SEALED", "v1.1-SEALED", "v2.0-SEALED", "v9.9-LOST-SEALED")
KINDS = ("INCIDENT_EVENT.json", "INCIDENT.md", "ROLLBACK_PLAN.json", "ROLLBACK_EVENT.json")
CONFIGURATIONS = (
    "",
    'ignore = ["DOC7"]\n',
    'severity = { link-target-not-found = "info" }\n',
    'fail-on = "warning"\n',
    '[records]\npost-mortem = ["**/*.md"]\n',
    '[records]\nincident-event = ["incidents/**/*.json"]\nrollback-plan = []\nrollback-event = []\n',
    '[limits]\nlog-within = "1m"\n',
    '[[per-file-ignores]]\nfiles = ["incidents/INC-1*/**"]\nrules = ["DOC"]\nreason = "old ones"\n',
    "select = 7\n",
    "no toml",
)
LINKS = (
    "evidence/log.txt",
    "evidence/more.txt",
    "evidence/",
    "../../docs/runbook.md",
    "/docs/runbook.md#limits",
    "../../docs",
    "../../store/kept.txt",
    "../../private/missing.txt",
    "../INC-3-event/INCIDENT.md",
    "../INC-4-event/evidence/log.txt",
    "lost.md",
    "../../../outside.md",
    "../..",
    "a%00b",
    "%ff.txt",
)
_COMMIT = (
    "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a@b> {0} +0000\ncommitter A <a@b> {0} +0000\n\nNamed\n"
)


@dataclass(frozen=True)
class Said:
    """What a run ended with, and said."""

    exit_code: int
    out: str
    err: str


@dataclass
class Tally:
    """What a campaign did. judged, anew: incidents that were judged with and without what was kept."""

    trees: int = 0
    comparisons: int = 0
    judged: int = 0
    anew: int = 0


class Disagreement(AssertionError):
    """Two checks of one tree said different things."""


def check(repo: Repo, *options: str) -> Said:
    """`check` of the whole repository, as a function."""
    out, err = io.StringIO(), io.StringIO()
    with chdir(repo.path), redirect_stdout(out), redirect_stderr(err):
        exit_code = main(["check", *options])
    return Said(exit_code, out.getvalue(), err.getvalue())


def write_incident(repo: Repo, number: int, random: Random, *, folder: str = "") -> str:
    """An incident, most of them with something wrong; its folder."""
    incident_id = f"INC-{number}-event"
    folder = folder or f"incidents/{incident_id}"
    evidence = f"line {number}\n"
    repo.write(f"{folder}/evidence/log.txt", evidence)
    repo.write(f"{folder}/INCIDENT_EVENT.json", _event(incident_id, evidence, random))
    if number % 5:
        repo.write(f"{folder}/INCIDENT.md", _post_mortem(incident_id, random))
    if number % 4 == 0:
        _write_rollback(repo, folder, incident_id, random)
    if number % 8 == 0:
        _write_rollback(repo, f"{folder}/rollback-02", incident_id, random)
    if number % 6 == 0:
        repo.write(f"{folder}/review-by-{number}.md", _post_mortem(incident_id, random).partition("---\n\n")[2])
    return folder


def _event(incident_id: str, evidence: str, random: Random) -> str:
    event: dict[str, Any] = json.loads((GOOD / "INCIDENT_EVENT.json").read_text("utf-8"))
    event["incident_id"] = random.choice([incident_id] * 6 + ["INC-3-event"])
    event["status"] = random.choice(["CLOSED", "RESOLVED", "INVESTIGATING"])
    event["communications"] = event["communications"][: random.randrange(4)]
    paths = ["evidence/log.txt", random.choice(LINKS)]
    digest = hashlib.sha256(evidence.encode()).hexdigest()
    event["evidence"] = [
        {
            "id": f"E{at}",
            "description": "log",
            "collected_at": "2026-11-03T12:20:00Z",
            "path": path,
            "sha256": digest,
        }
        for at, path in enumerate(paths[: random.randint(1, 2)])
    ]
    event["resolution"] = {"kind": "FIX", "commit": named(random.randrange(6)), "verified_at": "2026-11-03T12:10:00Z"}
    return json.dumps(event, indent=1)


def _post_mortem(incident_id: str, random: Random) -> str:
    who = random.choice([*PEOPLE, "The service", "The engineer"])
    links = ", ".join(f"[it]({one})" for one in random.sample(LINKS, 3))
    state = random.choice(["FINAL", "DRAFT"])
    rules = random.choice(["INC1", "audience-not-informed,RBK", "DOC7", "nothing-such", "ALL"])
    comment = random.choice(["", f"<!-- incident-lint: ignore[{rules}] quoted -->\n\n"])
    return (
        f"---\nincident_id: {incident_id}\nseverity: HIGH\nstatus: {state}\ndate: 2026-11-05\n---\n\n# It stopped\n\n"
        f"## Summary\n\nThe pool was too small. It was made larger.\n\n## Root Cause\n\n{comment}{who} forgot to "
        f"raise the limit. Commit {named(random.randrange(6))} introduced it.\n\n## Evidence\n\n{links}, log.txt\n"
    )


def _write_rollback(repo: Repo, folder: str, incident_id: str, random: Random) -> None:
    for name in ("ROLLBACK_PLAN.json", "ROLLBACK_EVENT.json"):
        text = (GOOD / name).read_text("utf-8").replace(GOOD.name, incident_id)
        repo.write(f"{folder}/{name}", text.replace("v2.13.2-SEALED", random.choice(TAGS)))


def named(number: int) -> str:
    """The id of a commit that records name; whether it is there is another matter."""
    text = _COMMIT.format(1_700_000_000 + number).encode()
    return hashlib.sha1(b"commit %d\0" % len(text) + text).hexdigest()


@dataclass
class World:
    """A repository, what lies beside it, and what was done to them."""

    repo: Repo
    random: Random
    log: list[str] = field(default_factory=list)
    next: int = INCIDENTS

    @classmethod
    def make(cls, folder: Path, random: Random) -> World:
        """A new one in an empty folder."""
        repo = init(folder / "repository")
        repo.write("docs/runbook.md", "# Runbook\n")
        repo.write("store/kept.txt", "kept\n")
        for number in range(INCIDENTS):
            write_incident(repo, number, random)
        write_incident(repo, 3, random, folder="archive/2025/INC-3-event")
        shutil.copytree(GOOD, repo.path / "incidents" / GOOD.name)
        shutil.copytree(BAD, repo.path / "incidents" / BAD.name)
        repo.write("postmortems/old.md", _post_mortem("INC-0", random).partition("---\n\n")[2])
        repo.commit("Record the incidents")
        repo.git("tag", "start")
        repo.git("tag", TAGS[0])
        repo.git("tag", "--annotate", "--message", "good", TAGS[1])
        made = cls(repo, random)
        made.beside.mkdir(exist_ok=True)
        return made

    @property
    def top(self) -> Path:
        """The root of the work tree."""
        return self.repo.path

    @property
    def beside(self) -> Path:
        """A folder outside the repository."""
        return self.repo.path.parent / "beside"

    def files(self) -> list[Path]:
        """All files of the incidents and of what they lead to, links included."""
        found: list[Path] = []
        for name in ("incidents", "archive", "docs", "store", "postmortems"):
            for top, folders, files in os.walk(self.top / name):
                linked = [one for one in folders if (Path(top) / one).is_symlink()]
                found += [Path(top) / one for one in sorted(files + linked)]
        return found

    def file(self, *suffixes: str) -> Path | None:
        """Any of these files, or of those whose names end so."""
        found = [one for one in self.files() if not suffixes or one.name.endswith(suffixes)]
        return self.random.choice(found) if found else None

    def plain(self, *suffixes: str) -> Path | None:
        """Any regular file."""
        found = self.file(*suffixes)
        return found if found is not None and found.is_file() and not found.is_symlink() else None

    def folder(self) -> Path | None:
        """Any folder in which something stands, or one above it."""
        found = self.file()
        if found is None:
            return None
        folders = [one for one in found.parents if one != self.top and one.is_relative_to(self.top)]
        return folders[0] if self.random.random() < 0.8 else self.random.choice(folders)

    def heal(self) -> None:
        """As it was when it was made: so much was lost that there is nothing to keep."""
        for name in ("incidents", "archive", "docs", "store", "postmortems"):
            if (self.top / name).is_symlink():
                (self.top / name).unlink()
        self.repo.git("config", "core.autocrlf", "false")
        self.repo.git("checkout", "--quiet", "--force", "main")
        self.repo.git("reset", "--quiet", "--hard", "start")
        self.repo.git("clean", "-ffdxq")
        self.log.append("heal")

    def step(self) -> None:
        """Let something happen, as far as it can."""
        happening = self.random.choice(HAPPENINGS)
        self.log.append(happening.__name__)
        with suppress(AssertionError, OSError):  # git may refuse, and the system
            happening(self)


def _write_unseen(file: Path, data: bytes | bytearray) -> None:
    """Change a file so that its time of modification stays."""
    before = file.stat()
    file.write_bytes(data)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def edit_record(world: World) -> None:
    """Another text in a record."""
    if (file := world.plain(*KINDS)) is not None:
        text = file.read_bytes()
        pairs = [
            (b"HIGH", b"LOW"),
            (b"CLOSED", b"DETECTED"),
            (b"forgot", b"failed"),
            (b"2026-11-03T1", b"2026-11-04T1"),
        ]
        pairs += [(one.encode(), other.encode()) for one in PEOPLE for other in PEOPLE if one != other]
        pairs += [(one.encode(), other.encode()) for one in TAGS for other in TAGS if one != other]
        fitting = [one for one in pairs if one[0] in text] or [(b"", b" ")]
        file.write_bytes(text.replace(*world.random.choice(fitting)))


def edit_in_place(world: World) -> None:
    """The same size and the same time of modification, another content."""
    if (file := world.plain()) is not None and file.stat().st_size:
        data = bytearray(file.read_bytes())
        for old, new in ((b"FINAL", b"DRAFT"), (b"HIGH", b"XIGH"), (b"Commit", b"Change"), (b"2026", b"2027")):
            if old in data and world.random.random() < 0.5:
                _write_unseen(file, data.replace(old, new))
                return
        at = world.random.randrange(len(data))
        data[at] = world.random.choice(b"x0}\n")
        _write_unseen(file, data)


def edit_evidence(world: World) -> None:
    """Evidence of the same size that differs, or that is what it was."""
    if (file := world.plain("log.txt")) is not None:
        data = file.read_bytes()
        new = data.replace(b"line", b"LINE") if b"line" in data else data.replace(b"LINE", b"line")
        if world.random.random() < 0.5:
            _write_unseen(file, new)
        else:
            file.write_bytes(new)


def swap_ids(world: World) -> None:
    """The id of another incident in an event, or that of its folder."""
    if (file := world.plain("INCIDENT_EVENT.json")) is not None:
        text = file.read_text("utf-8", "replace")
        start = text.find('"incident_id": "')
        if start >= 0:
            at = start + len('"incident_id": "')
            new = world.random.choice([file.parent.name, file.parent.name, "INC-3-event", "INC-5-event"])
            file.write_text(text[:at] + new + text[text.find('"', at) :], "utf-8")


def delete(world: World) -> None:
    """A file is gone."""
    if (file := world.file()) is not None:
        file.unlink()


def delete_folder(world: World) -> None:
    """A folder of an incident is gone."""
    found = world.file()
    if found is not None and not found.parent.is_symlink() and found.parent != world.top:
        shutil.rmtree(found.parent)


def restore(world: World) -> None:
    """Some or all of what was committed is back."""
    for top in ("incidents", "archive", "docs", "store"):
        if (world.top / top).is_symlink():
            (world.top / top).unlink()
    world.repo.git("checkout", "--force", "HEAD", "--", ".")


def add_new(world: World) -> None:
    """A further incident, not tracked yet."""
    folder = world.top / "incidents"
    if folder.is_dir():
        write_incident(world.repo, world.next, world.random)
        world.next += 1


def add_file(world: World) -> None:
    """What a link did not find is there, or is there no more."""
    name = world.random.choice(["docs/runbook.md", "store/kept.txt", "private/missing.txt", "outside.md"])
    file = world.top / name
    if file.is_symlink() or file.is_file():
        file.unlink()
    elif not file.exists() and all(one.is_dir() or not os.path.lexists(one) for one in file.parents):
        world.repo.write(name, "here\n")


def stage_all(world: World) -> None:
    """`git add`."""
    world.repo.git("add", "--all")


def untrack(world: World) -> None:
    """`git rm --cached` of a file."""
    listed = [one for one in world.repo.git("ls-files", "-z").split("\0") if one]
    if listed:
        world.repo.git("rm", "--quiet", "--force", "--cached", "--", world.random.choice(listed))


def commit(world: World) -> None:
    """A commit by somebody whom post-mortems may name."""
    who = world.random.choice(PEOPLE)
    if world.random.random() < 0.5:
        world.repo.git("add", "--all")
    author = {"GIT_AUTHOR_NAME": who, "GIT_COMMITTER_NAME": who}
    world.repo.git("commit", "--quiet", "--allow-empty", "--message", "Change", environment=author)


def drop_commit(world: World) -> None:
    """The last commit is taken back, and with it maybe a contributor."""
    if len(world.repo.git("rev-list", "--max-count=2", "HEAD").split()) == 2:
        world.repo.git("reset", "--quiet", world.random.choice(["--soft", "--mixed"]), "HEAD~1")


def mailmap(world: World) -> None:
    """Other names for those who wrote commits."""
    file = world.top / ".mailmap"
    if os.path.lexists(file):
        file.unlink()
    else:
        one, other = world.random.sample(PEOPLE, 2)
        file.write_text(f"{one} <on-call@example.org> {other} <on-call@example.org>\n", "utf-8")


def tag(world: World) -> None:
    """A tag that plans name comes, goes or moves."""
    name = world.random.choice(TAGS)
    if world.random.random() < 0.3 and name in world.repo.git("tag", "--list").split():
        world.repo.git("tag", "--delete", name)
    else:
        kind = world.random.choice([[], ["--annotate", "--message", f"{world.random.random()}"]])
        world.repo.git("tag", "--force", *kind, name, world.random.choice(["HEAD", "HEAD^{tree}"]))


def write_commit(world: World) -> None:
    """A commit that records name is there, or there no more."""
    number = world.random.randrange(6)
    oid = named(number)
    file = world.top / ".git" / "objects" / oid[:2] / oid[2:]
    if file.exists():
        file.unlink()
    else:
        data = _COMMIT.format(1_700_000_000 + number).encode()
        world.repo.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", data=data)


def configure(world: World) -> None:
    """Another configuration, or none."""
    file = world.top / "incident-lint.toml"
    text = world.random.choice(CONFIGURATIONS)
    if os.path.lexists(file):
        file.unlink()
    elif text:
        file.write_text(text, "utf-8")


def rename_folder(world: World) -> None:
    """A folder has another name; what is in it keeps its times."""
    folder = world.folder()
    if folder is None or folder.is_symlink():
        return
    to = folder.with_name(f"{folder.name}-moved")
    if not os.path.lexists(to):
        folder.rename(to)
        if world.random.random() < 0.5:
            to.rename(folder)


def swap(world: World) -> None:
    """Two folders, or two files, change places."""
    one, other = (world.folder(), world.folder()) if world.random.random() < 0.5 else (world.file(), world.file())
    if one is None or other is None or one == other or one in other.parents or other in one.parents:
        return
    between = one.with_name("between")
    one.rename(between)
    other.rename(one)
    between.rename(other)


def copy_folder(world: World) -> None:
    """A folder is replaced by a copy of itself, with all times."""
    folder = world.folder()
    if folder is None or folder.is_symlink() or not folder.is_dir():
        return
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy, symlinks=True)
    shutil.rmtree(folder)
    copy.rename(folder)


def link_file(world: World) -> None:
    """A link where a file was: to a file within, to one outside, to nothing."""
    file, other = world.file(), world.plain()
    if file is None or other is None or file == other:
        return
    outside = world.beside / "file"
    outside.write_bytes(other.read_bytes())
    file.unlink()
    file.symlink_to(world.random.choice([other, outside, world.top / "nowhere"]))


def link_folder(world: World) -> None:
    """A folder is moved, inside the repository or out of it, and a link stands in its place: nothing in it changes."""
    folder = world.folder()
    if folder is None or folder.is_symlink() or not folder.is_dir():
        return
    home = world.random.choice([world.beside, world.top / "elsewhere"])
    home.mkdir(exist_ok=True)
    to = home / f"{len(world.log)}"
    folder.rename(to)
    folder.symlink_to(to)


def relink_folder(world: World) -> None:
    """What a link leads to is moved, and the link made anew; its inode may be the one it had."""
    linked = [one for one in _folders(world) if one.is_symlink() and one.is_dir()]
    if not linked:
        return
    link = world.random.choice(linked)
    target = link.resolve()
    if target.is_relative_to(link.parent.resolve()) and not os.path.lexists(target):
        return
    home = world.random.choice([world.beside, world.top / "elsewhere"])
    home.mkdir(exist_ok=True)
    to = home / f"{len(world.log)}-again"
    if target in (world.top, world.beside) or target in world.top.parents or to.is_relative_to(target):
        return
    target.rename(to)
    way = world.random.random()
    if way < 0.4:
        link.unlink()
        link.symlink_to(to)
    elif way < 0.7:
        target.symlink_to(to)  # a link that leads to a link
    else:
        link.unlink()
        to.rename(link)  # back where it was, a folder again


def _folders(world: World) -> Iterator[Path]:
    for name in ("incidents", "archive", "docs", "store"):
        yield world.top / name
        for top, folders, _ in os.walk(world.top / name):
            for one in sorted(folders):
                yield Path(top) / one


def hard_link(world: World) -> None:
    """Evidence that is the same file as other evidence, and is changed under the other name."""
    one, other = world.plain("log.txt"), world.plain("log.txt")
    if one is None or other is None or one == other or one.samefile(other):
        return
    other.unlink()
    os.link(one, other)
    if world.random.random() < 0.7:
        other.write_bytes(other.read_bytes().swapcase())


def change_mode(world: World) -> None:
    """Other permissions."""
    if (file := world.plain()) is not None:
        file.chmod(world.random.choice([0o644, 0o755, 0o600, 0o400]))


def touch(world: World) -> None:
    """Other times, nothing else."""
    if (file := world.plain()) is not None:
        when = world.random.choice([None, (1e9, 1e9), (4e9, 4e9), (-2e10, -2e10), (1e11, 1e11)])
        os.utime(file, when)


def line_ends(world: World) -> None:
    """Other line ends, which git takes for the same file."""
    repo, file = world.repo, world.plain(*KINDS, "log.txt")
    match world.random.randrange(3):
        case 0:
            repo.git("config", "core.autocrlf", world.random.choice(["true", "false", "input"]))
        case 1:
            repo.write(".gitattributes", world.random.choice(["*.txt text eol=crlf\n", "*.md text eol=crlf\n", ""]))
        case _:
            if file is not None:
                data = file.read_bytes()
                file.write_bytes(data.replace(b"\r\n", b"\n") if b"\r\n" in data else data.replace(b"\n", b"\r\n"))
            return
    if file is not None:
        name = str(file.relative_to(world.top))
        if name in repo.git("ls-tree", "-r", "--name-only", "-z", "HEAD").split("\0"):
            file.unlink()
            repo.git("checkout", "HEAD", "--", name)


def branch(world: World) -> None:
    """Another branch is checked out, and maybe this one again."""
    repo = world.repo
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--allow-empty", "--message", "Before")
    here = repo.git("branch", "--show-current")
    other = "other" if here == "main" else "main"
    if other in repo.git("branch", "--format=%(refname:short)").split():
        repo.git("checkout", "--quiet", "--force", other)
    else:
        repo.git("checkout", "--quiet", "-b", other)
        for one in (edit_record, delete, edit_evidence):
            one(world)
        repo.git("add", "--all")
        repo.git("commit", "--quiet", "--allow-empty", "--message", "Other")
    if world.random.random() < 0.5:
        repo.git("checkout", "--quiet", "--force", here)


def turn_into_folder(world: World) -> None:
    """A folder where a file was; or a file where a folder was."""
    if world.random.random() < 0.5:
        if (file := world.file()) is not None:
            file.unlink()
            file.mkdir()
            if world.random.random() < 0.5:
                (file / "log.txt").write_text("in it\n")
    elif (found := world.file()) is not None and found.parent.name == "evidence" and not found.parent.is_symlink():
        shutil.rmtree(found.parent)
        found.parent.write_text("a file\n")


def make_unreadable(world: World) -> None:
    """No text, no JSON, no regular file."""
    if (file := world.plain(*KINDS)) is not None:
        match world.random.randrange(6):
            case 0:
                file.write_bytes(b"\xff\xfe")
            case 1:
                file.write_bytes(b"{}\0")
            case 2:
                file.write_bytes(file.read_bytes()[:-10])
            case 3:
                file.unlink()
                os.mkfifo(file)
            case 4:
                file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
            case _:
                file.write_bytes(b"")


HAPPENINGS: tuple[Callable[[World], None], ...] = (
    *(edit_record, edit_in_place, edit_evidence, swap_ids, delete, delete_folder, restore, restore, restore, restore),
    *(add_new, add_file, stage_all, stage_all, untrack, commit, drop_commit, mailmap, tag, write_commit, configure),
    *(rename_folder, swap, copy_folder, link_file, link_folder, relink_folder, relink_folder, hard_link, change_mode),
    *(touch, line_ends, branch, turn_into_folder, make_unreadable, edit_record, swap_ids, edit_in_place),
)


def campaign(folder: Path, seed: int, *, seconds: float, trees: int = 1 << 40, steps: int = 60) -> Tally:
    """Compare checks over changed trees until the time or their number is over.

    steps: after how many there is a new repository. AssertionError where two checks of one tree disagree.
    """
    tally = Tally()
    until = time.monotonic() + seconds
    at = 0
    while tally.trees < trees and time.monotonic() < until:
        home = folder / f"{seed}-{at}"
        home.mkdir()
        world = World.make(home, Random(f"{seed}-{at}"))
        _compare(world, tally)
        for _ in range(steps):
            if tally.trees >= trees or time.monotonic() >= until:
                break
            for _ in range(world.random.choice((1, 1, 1, 2, 4))):
                world.step()
            before = tally.anew
            try:
                _compare(world, tally)
            except Disagreement as error:
                raise Disagreement(f"seed {seed}, world {at}: {error}\n  {', '.join(world.log)}") from None
            if tally.anew - before < incremental.LEAST:
                world.heal()
        shutil.rmtree(home)
        at += 1
    return tally


def _compare(world: World, tally: Tally) -> None:
    """With what was kept, without, and now and then once more and from nothing: all say the same."""
    random = world.random
    options = ["--format", random.choice(["json", "json", "full"])]
    if random.random() < 0.1:
        options += random.choice([["--only", "post-mortem"], ["--ignore", "DOC"], ["--fail-on", "info"]])
    tally.trees += 1
    with ExitStack() as stack:
        if random.random() < 0.9:  # what is old enough is trusted at once
            stack.enter_context(patch.object(cache, "SLACK", 0))
            time.sleep(TICK)
        if random.random() < 0.2:
            stack.enter_context(patch.object(incremental, "FEW", 10))
        if random.random() < 0.3:
            stack.enter_context(patch.object(runner, "BATCH", random.choice([1, 7, 16])))
        wanted, count = counted(world.repo, *options, "--no-cache")
        tally.anew += count
        if random.random() < 0.05:  # those of further processes are not counted
            stack.enter_context(patch.object(runner, "MANY", 3))
            stack.enter_context(patch.object(pool, "processors", lambda: 2))
        runs = ["kept"] + ["again"] * (random.random() < 0.15) + ["from nothing"] * (random.random() < 0.05)
        for run in runs:
            if run == "from nothing":
                shutil.rmtree(world.top / ".git" / "incident-lint", ignore_errors=True)
            said, count = counted(world.repo, *options)
            tally.judged += count
            tally.comparisons += 1
            _agree(world, run, options, said, wanted)
        if random.random() < 0.1:
            _carry(world, options)


def _carry(world: World, options: list[str]) -> None:
    """With what was kept in a folder, maybe long ago, in a copy that lies elsewhere."""
    store, copy = world.top.parent / "store", world.top.parent / "elsewhere"
    subprocess.run(["cp", "-R", str(world.top), str(copy)], check=True)
    for repo in (world.repo, Repo(copy)):
        wanted = check(repo, *options, "--no-cache")
        _agree(world, "carried", options, check(repo, *options, "--cache-dir", str(store)), wanted)
    shutil.rmtree(copy)


def _agree(world: World, run: str, options: list[str], said: Said, wanted: Said) -> None:
    if said != wanted:
        raise Disagreement(f"step {len(world.log)}, {run}, {options}:\n{_difference(said, wanted)}")


def counted(repo: Repo, *options: str) -> tuple[Said, int]:
    """What a run said, and how many incidents it judged."""
    judge, counts = runner.judge_batch, [0]

    def counting(batch: Any, *rest: Any) -> Any:
        counts.append(len(batch))
        return judge(batch, *rest)

    with patch.object(runner, "judge_batch", counting):
        return check(repo, *options), sum(counts)


def _difference(said: Said, wanted: Said) -> str:
    texts = [f"exit code {one.exit_code}\n{one.out}{one.err}".splitlines() for one in (said, wanted)]
    only = [[line for line in one if line not in other] for one, other in (texts, texts[::-1])]
    return "\n".join([*(f"- {line}" for line in only[1][:20]), *(f"+ {line}" for line in only[0][:20])])


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    environment = clean_environment(**IDENTITY, GIT_CONFIG_GLOBAL=os.devnull)
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, environment, clear=True):
        try:
            found = campaign(Path(folder).resolve(), arguments.seed, seconds=arguments.seconds)
        except Disagreement as error:
            print(error)
            return 1
    print(f"{found.comparisons} comparisons of {found.trees} trees; judged {found.judged}, anew {found.anew}")
    return 0


if __name__ == "__main__":
    sys.exit(_main())
