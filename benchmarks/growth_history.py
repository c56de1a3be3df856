"""How the time to judge a history grows with it: `python benchmarks/growth_history.py [NAME…] [--sizes N N]`.

Each family is a repository made with `git fast-import` and a push or a range of it, at two sizes. Prints the CPU time
of the hook with all its git processes at each size, and by how much it grows; the exit status is 1 where that is more
than half as much again as the size does. To start the program is left out: the hook over nothing is measured too, and
taken off.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from history import RANGE, Stream, event, incident
from measure import environment, program

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NOTHING = "0" * 40
MOST = 1.5
NOTICED = 0.5
"""CPU seconds below which a ratio is noise."""
CLOSED = 4


@dataclass
class Case:
    """A history: what is imported, and the references that are pushed, each from one branch (or nothing) to another."""

    stream: Stream = field(default_factory=Stream)
    pushed: list[tuple[str, str, str]] = field(default_factory=list)
    """Reference, branch before, branch after; empty for none. Where there are none, the range base..main is judged."""

    def begin(self, incidents: int, pieces: int = 0) -> None:
        """The first commit of `main`: open incidents, the first with further evidence that its event does not name."""
        files = {}
        for number in range(incidents):
            files[f"{folder(number)}/INCIDENT_EVENT.json"] = event(number, "INVESTIGATING", 0)
            files[f"{folder(number)}/INCIDENT.md"] = b"---\nstatus: DRAFT\n---\n"
        files.update({f"{folder(0)}/evidence/{one}.log": b"%d\n" % one for one in range(pieces)})
        self.stream.commit("main", files, "Begin")
        self.stream.branch("base", "main")

    def push(self, ref: str, before: str, after: str) -> None:
        """Add an update to the push."""
        self.pushed.append((ref, before, after))


def folder(number: int) -> str:
    """The folder of an incident: not all in one, or the time would be that of git for a folder of thousands."""
    return f"incidents/{number // 100}/{incident(number)}"


def new_tags(size: int) -> Case:
    """Many tags, and one commit."""
    case = Case()
    case.begin(10)
    for number in range(size):
        case.push(f"refs/tags/v{number}", "", "main")
    return case


def branches(size: int, *, before: bool, after: bool) -> Case:
    """Many branches, each with a commit of its own, that are made, moved on or deleted."""
    case = Case()
    case.begin(10)
    for number in range(size):
        case.stream.branch(f"b{number}", "main")
        case.stream.commit(f"b{number}", {f"src/{number}.py": b"pass\n"}, "Work")
        case.push(f"refs/heads/b{number}", "main" if before and after else f"b{number}" * before, f"b{number}" * after)
    return case


def one_incident(size: int) -> Case:
    """Many commits that change one incident: its event, its evidence."""
    case = Case()
    case.begin(10, pieces=100)
    for number in range(size):
        files = {f"{folder(0)}/INCIDENT_EVENT.json": event(0, ("TRIAGED", "INVESTIGATING")[number % 2], number % 5)}
        files[f"{folder(0)}/evidence/{number % 100}.log"] = b"changed %d\n" % number
        case.stream.commit("main", files, "Look into it")
    return case


def logged_again(size: int) -> Case:
    """Many commits that change when an incident was logged."""
    case = Case()
    case.begin(10)
    for number in range(size):
        text = event(0, "TRIAGED", 0).replace(
            b'"logged_at": "2026-11-03T10:', b'"logged_at": "2026-11-%02dT10:' % (number % 28 + 1)
        )
        case.stream.commit("main", {f"{folder(0)}/INCIDENT_EVENT.json": text}, "Correct it")
    return case


def incidents(size: int) -> Case:
    """As many commits as incidents, each about one of them."""
    case = Case()
    case.begin(size)
    for number in range(size):
        text = event(number, "RESOLVED", 0)
        case.stream.commit("main", {f"{folder(number)}/INCIDENT_EVENT.json": text}, "Resolve it")
    return case


def merges(size: int) -> Case:
    """As many merges as incidents: one side closes one and removes its evidence, the other goes on."""
    case = Case()
    case.begin(size // 10, pieces=1)
    for number in range(size // 10):
        case.stream.branch("side", "main")
        closed = {f"{folder(number)}/INCIDENT_EVENT.json": event(number, "CLOSED", 0)}
        case.stream.commit("side", closed, "Close it")
        case.stream.commit("main", {"src/a.py": b"%d\n" % number}, "Work")
        case.stream.commit("main", {**closed, "src/a.py": b"%d\n" % number}, "Merge branch 'side'", "side")
    return case


def evidence(size: int) -> Case:
    """An event that names much evidence, one piece less with each of ten commits."""
    case = Case()
    case.begin(10, pieces=size)
    for number in range(10):
        case.stream.commit("main", {f"{folder(0)}/INCIDENT_EVENT.json": event(0, "TRIAGED", size - number)}, "Look")
    return case


def files(size: int) -> Case:
    """A commit that changes much evidence."""
    case = Case()
    case.begin(10, pieces=size)
    changed = {f"{folder(0)}/evidence/{one}.log": b"changed %d\n" % one for one in range(size)}
    case.stream.commit("main", changed, "Tidy up")
    return case


def message(size: int) -> Case:
    """A long message of trailers in paragraphs of their own."""
    case = Case()
    case.begin(10)
    text = "hotfix: the pool\n\n" + "\n\n".join(f"Reviewed-by: reviewer {one}" for one in range(size * 10))
    case.stream.commit("main", {"src/a.py": b"1\n"}, text)
    return case


def silent(size: int) -> Case:
    """Many commits that name incidents which are not on record, among as many that are."""
    case = Case()
    case.begin(size // 10)
    for number in range(size // 10):
        case.stream.commit("main", {"src/a.py": b"%d\n" % number}, f"hotfix: pool\n\nIncident: INC-2026x{number:05d}")
    return case


FAMILIES: Mapping[str, Callable[[int], Case]] = {
    "new tags": new_tags,
    "new branches": lambda size: branches(size, before=False, after=True),
    "updated branches": lambda size: branches(size, before=True, after=True),
    "deleted branches": lambda size: branches(size, before=True, after=False),
    "commits to one incident": one_incident,
    "corrections of one log": logged_again,
    "commits to as many incidents": incidents,
    "merges and incidents": merges,
    "evidence of one event": evidence,
    "files of one commit": files,
    "lines of a message": message,
    "silent commits": silent,
}


def judged(case: Case, env: Mapping[str, str]) -> float:
    """The CPU seconds of the hook over a history."""
    with tempfile.TemporaryDirectory() as name:
        git = ["git", "-C", name]
        subprocess.run([*git, "init", "--quiet", "--bare", "--initial-branch=main"], check=True)
        subprocess.run([*git, "fast-import", "--quiet"], input=b"".join(case.stream.parts), check=True)
        listed = subprocess.run(
            [*git, "for-each-ref", "--format=%(refname:lstrip=2) %(objectname)"], check=True, capture_output=True
        )
        ids = dict(line.split(" ") for line in listed.stdout.decode().splitlines())
        kept = {"main", "base", *(f"b{ref.rpartition('b')[2]}" for ref, before, _ in case.pushed if before)}
        gone = "".join(f"delete refs/heads/{one}\n" for one in ids if one not in kept)
        moved = "".join(f"update {ref} {ids[before]}\n" for ref, before, _ in case.pushed if before)
        subprocess.run([*git, "update-ref", "--stdin"], input=(gone + moved).encode(), check=True)
        lines = [f"{ids.get(before, NOTHING)} {ids.get(after, NOTHING)} {ref}\n" for ref, before, after in case.pushed]
        stage = ("pre-receive", "") if lines else ("pre-commit", "--no-records")
        child = subprocess.Popen(
            [program(), "hook", *filter(None, stage)],
            cwd=name,
            env={**env, **({} if lines else RANGE)},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        assert child.stdin is not None
        child.stdin.write("".join(lines).encode())
        child.stdin.close()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in {0, 1}:
            sys.exit(f"the hook ended with {child.returncode}")
        return usage.ru_utime + usage.ru_stime


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(FAMILIES))
    parser.add_argument("--sizes", type=int, nargs=2, default=[1_000, 10_000])
    arguments = parser.parse_args()
    small, large = arguments.sizes
    crawling = 0
    with tempfile.TemporaryDirectory() as home:
        env = environment(Path(home))
        start = judged(FAMILIES["new tags"](1), env)
        print(f"  {'family':30} {small:>8,} {large:>8,}   growth", flush=True)
        for name in arguments.names or FAMILIES:
            first, last = (max(judged(FAMILIES[name](size), env) - start, 0.01) for size in (small, large))
            crawls = last > NOTICED and last / first > MOST * large / small
            crawling += crawls
            print(f"{'!' if crawls else ' '} {name:30} {first:8.2f} {last:8.2f} {last / first:8.1f}", flush=True)
    return 1 if crawling else 0


if __name__ == "__main__":
    sys.exit(main())
