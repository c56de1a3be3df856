"""Rollbacks that are killed, and rollbacks that race: `python benchmarks/faults.py [--runs N] [--races N]`.

Each run takes a fresh copy of a repository with staged, changed, untracked and ignored files, starts `rollback plan` or
`rollback execute` in a session of its own, kills the whole session with signal 9 after a random time, and looks at what
is left: the state before or the state after, and nothing else; nothing of the user's touched; `rollback status` says
which, and the same command can be run again. Then eight executions at once: one wins. Prints a table, and every bad
state; the exit status is 1 where there is one.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure import environment
from rollback import BRANCH, EXECUTING, OPEN, PLAN, PLANNING, PROGRAM, build

from incident_lint.schema import problems

MAIN = "refs/heads/main"
BACK = f"refs/incident-lint/pre-rollback/{OPEN}-rollback-01"
AGAIN = {"file-exists", "plan-exists", "execute-done"}
BESIDES = {"execute-locked", "execute-done", "execute-exists"}
SLOW_HOOK = "#!/bin/sh\nsleep 0.3\n"
AT_ONCE = 8
WINDOW = 0.02  # seconds that the references take to move


@dataclass(frozen=True)
class Case:
    """A command that is killed. `ref` is the branch it publishes; a plan publishes none."""

    name: str
    command: tuple[str, ...]
    ref: str = ""
    hook: bool = False


PLANS = Case("plan", tuple(PLANNING))
CURRENT = (*EXECUTING, "--current-branch")
CASES = (
    PLANS,
    Case("execute, new branch", tuple(EXECUTING), BRANCH),
    PLANS,
    Case("execute, current branch", CURRENT, MAIN),
    PLANS,
    Case("execute, new branch, slow hook", tuple(EXECUTING), BRANCH, hook=True),
    PLANS,
    Case("execute, current branch, slow hook", CURRENT, MAIN, hook=True),
)


class Bad(Exception):
    """A state that must not be."""


def expect(holds: object, what: str) -> None:
    """Say what is wrong, unless it holds."""
    if not holds:
        raise Bad(what)


class Copy:
    """A copy of a prepared repository, as it was before, and what may be asked of it."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.env = folder, env
        self.files, self.refs = self.contents(), self.references()

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(command, cwd=self.folder, env=self.env, capture_output=True, text=True, check=False)

    def git(self, *arguments: str) -> str:
        """What git prints; it has to succeed."""
        done = self.run("git", *arguments)
        expect(done.returncode == 0, f"git {arguments[0]} failed: {done.stderr}")
        return done.stdout.strip()

    def contents(self) -> dict[str, tuple[str, int]]:
        """HEAD, the index and every file of the work tree but the plan: content and time of change."""
        found = {}
        for file in [*self.folder.rglob("*"), self.folder / ".git/index", self.folder / ".git/HEAD"]:
            name = file.relative_to(self.folder).as_posix()
            own = name in {".git/index", ".git/HEAD"} or not name.startswith(".git/")
            if own and name != PLAN and file.is_file():
                found[name] = hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_mtime_ns
        return found

    def references(self) -> dict[str, str]:
        """Every reference, and what it holds."""
        rows = self.git("for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        return {name: oid for name, _, oid in (row.partition(" ") for row in rows)}

    def locks(self) -> list[Path]:
        """The lock files of git that are there."""
        return [one for one in (self.folder / ".git").rglob("*.lock") if one.parent.name != "incident-lint"]

    def unchanged(self, when: str) -> None:
        """Nothing of the user's was touched."""
        now = self.contents()
        wrong = sorted(name for name in {*now, *self.files} if now.get(name) != self.files.get(name))
        expect(not wrong, f"{when}: touched {', '.join(wrong)}")

    def effect(self, case: Case, tree: str) -> bool:
        """Whether the command had its effect: wholly, or not at all."""
        return self.published(case.ref, tree) if case.ref else self.planned()

    def planned(self) -> bool:
        """Whether there is a plan, whole and valid."""
        expect(self.references() == self.refs, "a plan moved references")
        file = self.folder / PLAN
        if not file.exists():
            return False
        try:
            value = json.loads(file.read_bytes())
        except ValueError:
            raise Bad("half a plan") from None
        expect(not list(problems("rollback-plan", value)), "an invalid plan")
        return True

    def published(self, ref: str, tree: str) -> bool:
        """Whether the rollback was published, as the right commit."""
        now, before = self.references(), self.refs[MAIN]
        if BACK in now:
            expect(now[BACK] == before, "the way back leads elsewhere")
        others = {name: oid for name, oid in now.items() if name not in {BACK, ref}}
        expect(others == {name: oid for name, oid in self.refs.items() if name != ref}, "other references moved")
        if now.get(ref) == self.refs.get(ref):
            return False
        expect(BACK in now, "published without a way back")
        expect(self.git("rev-parse", f"{ref}^@") == before, "the commit has other parents")
        expect(self.git("rev-parse", f"{ref}^{{tree}}") == tree, "the commit has another tree")
        message = self.git("log", "-1", "--format=%B", ref)
        expect(all(one in message for one in (f"Incident: {OPEN}", "Rollback-Plan: sha256:")), "trailers are missing")
        return True

    def status(self, case: Case, *, done: bool) -> None:
        """`rollback status` says which state it is."""
        answer = self.run(*PROGRAM, "rollback", "status", "--format", "json")
        expect(answer.returncode == 0, f"status ended with {answer.returncode}: {answer.stderr}")
        states = {one["phase"]: one for one in json.loads(answer.stdout)["rollbacks"]}
        wanted = {"EXECUTED" if done else "READY"} if case.ref else {"PLANNED"} if done else set()
        expect(set(states) == wanted, f"status says {sorted(states)}, and it is {sorted(wanted)}")
        if case.ref and not done:
            expect(states["READY"]["interrupted"] == (BACK in self.references()), "status: interrupted is wrong")

    def again(self, case: Case, *, done: bool) -> None:
        """The same command goes on, or says that it is done."""
        locks = self.locks()
        answer = self.run(*case.command)
        if locks and answer.returncode and not done:
            expect(answer.returncode == 4, f"over a lock file it ended with {answer.returncode}: {answer.stderr}")
            told = [f"{one['detail']} {one['hint']}" for one in json.loads(answer.stdout)["reasons"]]
            expect(any("remove" in one for one in told), f"over a lock file: no remedy in {told}")
            expect(any(one.name in text for one in locks for text in told), f"the lock file is not named: {told}")
            expect(set(locks) <= set(self.locks()), "a lock file was removed")
            for one in locks:
                one.unlink(missing_ok=True)
            answer = self.run(*case.command)
        if not done:
            expect(answer.returncode == 0, f"again: {answer.returncode} {answer.stdout}{answer.stderr}")
            return
        expect(answer.returncode == 4, f"done, and again: {answer.returncode} {answer.stderr}")
        reasons: list[dict[str, Any]] = json.loads(answer.stdout)["reasons"]
        expect({one["code"] for one in reasons} & AGAIN, f"done, and again: {reasons}")


class Campaign:
    """The prepared repositories, and what was found."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.env = folder, environment(folder)
        self.random = random.Random(seed)
        self.figures: Counter[tuple[str, str]] = Counter()
        self.bad: list[str] = []
        source = folder / "planned-not"
        build(source, 300, 5, 100, self.env)
        planned = folder / "planned"
        shutil.copytree(source, planned, symlinks=True)
        for command in (PLANNING, ["git", "add", PLAN], ["git", "commit", "--quiet", "--message", "Plan"]):
            subprocess.run(command, cwd=planned, env=self.env, check=True, capture_output=True)
        for one in (source, planned):
            self.dirty(one)
        self.walls, self.tree = self.references()

    def dirty(self, folder: Path) -> None:
        """The user's work: staged, changed, untracked, ignored; in the way of the rollback, and not."""
        for name in ("src/folder_001/module_1.txt", "src/folder_200/module_200.txt", "notes.txt", "debug.log"):
            (folder / name).write_text("the user's\n")
        subprocess.run(["git", "add", "src/folder_200"], cwd=folder, env=self.env, check=True)

    def copy(self, case: Case) -> Copy:
        """A fresh copy for a case."""
        to = Path(tempfile.mkdtemp(dir=self.folder)) / "repository"
        shutil.copytree(self.folder / ("planned" if case.ref else "planned-not"), to, symlinks=True)
        if case.hook:
            hook = to / ".git/hooks/pre-commit"
            hook.write_text(SLOW_HOOK)
            hook.chmod(0o755)
        return Copy(to, self.env)

    def references(self) -> tuple[dict[str, float], str]:
        """How long each case takes undisturbed, and the tree that a rollback has."""
        walls, tree = {}, ""
        for case in dict.fromkeys(CASES):
            copy = self.copy(case)
            begin = time.perf_counter()
            done = copy.run(*case.command)
            walls[case.name] = time.perf_counter() - begin
            expect(done.returncode == 0, f"{case.name}: {done.stdout}{done.stderr}")
            copy.unchanged(case.name)
            tree = copy.git("rev-parse", f"{case.ref}^{{tree}}") if case.ref else tree
            shutil.rmtree(copy.folder.parent)
        return walls, tree

    def kill(self, case: Case, delay: float, *, late: bool) -> None:
        """One run. `late`: the delay counts from when the references begin to move."""
        copy = self.copy(case)
        process = subprocess.Popen(
            case.command,
            cwd=copy.folder,
            env=copy.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        if late:  # once the way back is being kept: what is published comes next
            signs = [copy.folder / f".git/{BACK}{suffix}" for suffix in ("", ".lock")]
            while process.poll() is None and not any(map(Path.exists, signs)):
                time.sleep(0.0002)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(delay)
        killed = process.poll() is None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        time.sleep(0.05)  # for what it had started
        try:
            copy.unchanged("killed")
            left = len(copy.locks())
            done = copy.effect(case, self.tree)
            copy.git("fsck", "--full", "--strict")
            copy.status(case, done=done)
            copy.again(case, done=done)
            expect(copy.effect(case, self.tree), "run again, and nothing is there")
            copy.unchanged("run again")
            copy.git("fsck", "--full", "--strict")
        except Bad as bad:
            self.bad.append(f"{case.name}, after {delay:.4f} s{', late' if late else ''}: {bad}")
            self.figures[case.name, "bad"] += 1
        else:
            when = "ended" if not killed else "after" if done else "before"
            self.figures[case.name, when] += 1
            self.figures[case.name, "locks"] += bool(left)
        finally:
            self.figures[case.name, "runs"] += 1
            shutil.rmtree(copy.folder.parent)

    def runs(self, count: int) -> None:
        """Kill, two at a time. Every other execution while references move."""

        def one(number: int) -> None:
            case = CASES[number % len(CASES)]
            late = bool(case.ref) and number // len(CASES) % 2 == 0
            wall = WINDOW if late else self.walls[case.name] * 1.3
            self.kill(case, self.random.uniform(0, wall), late=late)

        with ThreadPoolExecutor(2) as pool:
            for _ in pool.map(one, range(count)):
                pass

    def race(self) -> None:
        """Eight executions at once."""
        case = CASES[1]
        copy = self.copy(case)
        started = [
            subprocess.Popen(
                case.command, cwd=copy.folder, env=copy.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
            for _ in range(AT_ONCE)
        ]
        answers = [(*one.communicate(), one.returncode) for one in started]
        try:
            ended = Counter(status for *_, status in answers)
            expect(ended == {0: 1, 4: AT_ONCE - 1}, f"they ended with {dict(ended)}: {[one[1] for one in answers]}")
            for out in (out for out, _, status in answers if status):
                codes = {one["code"] for one in json.loads(out)["reasons"]}
                expect(codes <= BESIDES, f"refused for {codes}")
                self.figures["refused for", ", ".join(sorted(codes))] += 1
            expect(copy.effect(case, self.tree), "nobody published")
            copy.unchanged("raced")
            copy.git("fsck", "--full", "--strict")
        except Bad as bad:
            self.bad.append(f"{AT_ONCE} at once: {bad}")
            self.figures["race", "bad"] += 1
        finally:
            self.figures["race", "runs"] += 1
            shutil.rmtree(copy.folder.parent)

    def table(self) -> None:
        """Print the figures."""
        columns = ("runs", "before", "after", "ended", "locks", "bad")
        print("| case | runs | killed before | killed after | ended first | lock files left | bad states |")
        print("|---|---|---|---|---|---|---|")
        total: Counter[str] = Counter()
        for name in self.walls:
            row = {one: self.figures[name, one] for one in columns}
            total.update(row)
            print("|", " | ".join([name, *(str(row[one]) for one in columns)]), "|")
        print("|", " | ".join(["all", *(str(total[one]) for one in columns)]), "|")
        races, bad = self.figures["race", "runs"], self.figures["race", "bad"]
        refusals = {why: count for (what, why), count in self.figures.items() if what == "refused for"}
        told = ", ".join(f"{why} {count}" for why, count in sorted(refusals.items()))
        print(f"\n{AT_ONCE} at once, {races} times: one won in {races - bad}. The others were refused: {told}.")
        for one in self.bad:
            print(f"BAD: {one}")


def main() -> int:
    """Prepare, kill, race, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--races", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        campaign = Campaign(Path(folder), arguments.seed)
        campaign.runs(arguments.runs)
        for _ in range(arguments.races):
            campaign.race()
        campaign.table()
    return 1 if campaign.bad else 0


if __name__ == "__main__":
    sys.exit(main())
