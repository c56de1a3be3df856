"""The pieces of work that `speed.py` measures: one incident as hooks meet it, and many."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import sys
import time
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import build
from measure import Work, program
from peers import KINDS, Commands, Peers

if TYPE_CHECKING:
    from collections.abc import Callable

CACHE = ".git/incident-lint"
BARE, STATUS, STAGED = "python -c pass", "git status", "git diff --cached"
LONE_TEXT, LONE_EVENT = "INCIDENT.md alone in its folder", "INCIDENT_EVENT.json alone in its folder"
FOLDER, OF_FOLDER = "folder of a whole incident", "INCIDENT.md of a whole incident"
NOTHING, NEW = "hook pre-commit, nothing to lint", "hook pre-commit, a new incident"
ALONE = "incident-lint check, one folder"
COLD, WARM, EDITED = (
    "incident-lint check, cold",
    "incident-lint check, unchanged",
    "incident-lint check, one file edited",
)
UNCACHED = "incident-lint check --no-cache"
JSON, RUMDL = "sourcemeta jsonschema, 3 kinds", "rumdl (MD025, MD043)"
SLOW_JSON, SLOW_TEXT, ALEX = "check-jsonschema, 3 kinds", "markdownlint-cli2 (MD025, MD043)", "alex"
PAIR = "native pair: sourcemeta jsonschema + rumdl"
NAMES = {"sourcemeta jsonschema": JSON, "check-jsonschema": SLOW_JSON, "rumdl": RUMDL, "markdownlint-cli2": SLOW_TEXT}
FOUND = frozenset({0, 1})
SMALL = 10
"""With so many incidents only what must not grow with them is measured."""
FEW = 1_000
"""Above this many alex is left out: it takes minutes."""


def one(folder: Path, peers: Peers, env: dict[str, str]) -> list[Work]:
    """One incident: in a repository of its own; alone, as a part; staged, and not."""
    whole, lone, nothing, new = (folder / one for one in ("whole", "lone", "nothing", "new"))
    build(whole, 1)
    for other in (lone, nothing, new):
        shutil.copytree(whole, other)
    (home,) = (whole / "incidents").iterdir()
    at = f"incidents/{home.name}"
    text, event = _split(lone, home.name, env)
    _stage_nothing_to_lint(nothing, env)
    _git(new, env, "reset", "--quiet", "--soft", "HEAD~1")
    lint = program()

    def ours(what: str, at: Path, *arguments: str) -> Work:
        return Work(f"incident-lint: {what}", [[lint, *arguments]], at, partial(_forget, at), codes=FOUND)

    def theirs(what: str, at: Path, commands: dict[str, Commands]) -> list[Work]:
        return [Work(f"{name}: {what}", rows, at, codes=FOUND) for name, rows in commands.items()]

    return [
        Work(BARE, [[sys.executable, "-c", "pass"]], whole),
        Work(STATUS, [["git", "status", "--short"]], whole),
        ours(LONE_TEXT, lone, "check", text),
        *theirs(LONE_TEXT, lone, peers.on_texts([text])),
        ours(LONE_EVENT, lone, "check", event),
        *theirs(LONE_EVENT, lone, peers.on_records({"incident-event": [event]})),
        ours(FOLDER, whole, "check", at),
        ours(OF_FOLDER, whole, "check", f"{at}/INCIDENT.md"),
        *theirs(FOLDER, whole, peers.on_records({kind: [f"{at}/{name}"] for kind, name in KINDS.items()})),
        *theirs(FOLDER, whole, peers.on_texts([f"{at}/INCIDENT.md"])),
        Work(STAGED, [["git", "diff", "--cached", "--name-only", "-z"]], nothing),
        ours(NOTHING, nothing, "hook", "pre-commit"),
        ours(NEW, new, "hook", "pre-commit"),
    ]


def many(folder: Path, peers: Peers, count: int, env: dict[str, str]) -> list[Work]:
    """A repository with many incidents; it is built already."""
    texts = sorted(str(one.relative_to(folder)) for one in folder.rglob("INCIDENT.md"))
    kinds = {kind: sorted(str(one.relative_to(folder)) for one in folder.rglob(name)) for kind, name in KINDS.items()}
    time.sleep(1)  # git reads again what is as young as its index; a repository of some age has no such files
    subprocess.run(["git", "-C", str(folder), "update-index", "--refresh", "--really-refresh", "-q"], check=True)
    _stage_nothing_to_lint(folder, env)
    check = [[program(), "check"]]
    works = [
        Work(BARE, [[sys.executable, "-c", "pass"]], folder),
        Work(STATUS, [["git", "status", "--short"]], folder),
        Work(f"incident-lint: {NOTHING}", [[program(), "hook", "pre-commit"]], folder),
        Work(ALONE, [[*check[0], str(Path(texts[0]).parent)]], folder),
    ]
    if count == SMALL:
        return works
    works += [
        Work(COLD, check, folder, partial(_forget, folder), whole=True),
    ]
    if has_cache():
        works += [
            Work(WARM, check, folder),
            Work(EDITED, check, folder, _editor(folder, texts)),
            Work(UNCACHED, [[*check[0], "--no-cache"]], folder),
        ]
    commands = {**peers.on_records(kinds), **peers.on_texts(texts, everything=True)}
    if count > FEW:
        commands.pop(ALEX, None)
    return [*works, *(Work(NAMES.get(name, name), rows, folder, codes=FOUND) for name, rows in commands.items())]


@cache
def has_cache() -> bool:
    """Whether incident-lint remembers what it has seen."""
    told = subprocess.run([program(), "check", "--help"], capture_output=True, text=True, check=True)
    return "--no-cache" in told.stdout


def _stage_nothing_to_lint(folder: Path, env: dict[str, str]) -> None:
    """A commit of code alone, as its hook finds it: `git commit` has written the trees of the index before."""
    (folder / "src/module_1.py").write_text("changed\n", "utf-8")
    _git(folder, env, "add", ".")
    subprocess.run(["git", "-C", str(folder), "write-tree"], check=True, env=env, stdout=subprocess.DEVNULL)


def _forget(folder: Path) -> None:
    """The verdicts of earlier checks; what hooks remember of events stays, as it does in a repository that is used."""
    for file in (folder / CACHE).glob("check-*"):
        file.unlink()


def _editor(folder: Path, texts: list[str]) -> Callable[[], None]:
    """Adds a line to one post-mortem after the other."""
    rest = itertools.cycle(texts)
    number = itertools.count(1)

    def edit() -> None:
        with (folder / next(rest)).open("a", encoding="utf-8") as file:
            file.write(f"\nNote {next(number)} was added after the review.\n")

    return edit


def _split(folder: Path, name: str, env: dict[str, str]) -> tuple[str, str]:
    """Two incidents of one file each, committed: a post-mortem, and an event that was just logged."""
    home, other = folder / "incidents" / name, folder / "incidents" / f"{name}-new"
    other.mkdir()
    event = json.loads((home / "INCIDENT_EVENT.json").read_bytes())
    for key in ("evidence", "resolution", "mitigated_at", "resolved_at", "closed_at"):
        del event[key]
    event.update(incident_id=other.name, status="TRIAGED")
    (other / "INCIDENT_EVENT.json").write_text(json.dumps(event, indent=2) + "\n", "utf-8")
    text = (home / "INCIDENT.md").read_text("utf-8")
    shutil.rmtree(home)
    home.mkdir()
    for link in ("evidence/", "ROLLBACK_"):
        text = text.replace(f"]({link}", f"](https://records.example/{link}")
    (home / "INCIDENT.md").write_text(text, "utf-8")
    _git(folder, env, "add", ".")
    _git(folder, env, "commit", "--quiet", "--message", "Split", "--date", event["logged_at"])
    return f"incidents/{home.name}/INCIDENT.md", f"incidents/{other.name}/INCIDENT_EVENT.json"


def _git(folder: Path, env: dict[str, str], *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, env=env)
