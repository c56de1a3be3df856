"""How a check grows with how many there are of something: in an incident, in a repository, in a configuration.

Each family makes a repository with so many of its things, and says what is checked there. `benchmarks/growth.py` takes
the time of thousands, `test_counts.py` counts the calls of a few.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import subprocess
import tempfile
from cProfile import Profile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Make = Callable[[Path, int], list[str]]  # writes so many things into a repository; what is to be checked there

from helpers.project import GOOD_ID, add_incident, clean_environment
from incident_lint.cli import main

TIME = "2026-11-03T12:20:00Z"


def git(folder: Path, *arguments: str, data: bytes | None = None) -> bytes:
    """What git prints."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=clean_environment(), input=data, capture_output=True, check=True
    )
    return done.stdout


def text(section: str, lines: Callable[[int], Iterable[str]], *options: str) -> Make:
    """A family: a section of the post-mortem is made of these lines, instead of its own or (nameless) at the end."""

    def make(root: Path, count: int) -> list[str]:
        file = add_incident(root / "incidents") / "INCIDENT.md"
        body = "\n".join(lines(count))
        before, heading, after = file.read_text("utf-8").partition(f"## {section}\n") if section else ("", "", "")
        rest = after[after.find("\n## ") :] if "\n## " in after else "\n"
        whole = f"{before}{heading}\n{body}\n{rest}" if section else f"{file.read_text('utf-8')}\n{body}\n"
        file.write_text(whole, "utf-8")
        return [str(file.parent), *options]

    return make


def record(name: str, change: Callable[[int], dict[str, Any]]) -> Make:
    """A family: these fields in a record."""

    def make(root: Path, count: int) -> list[str]:
        file = add_incident(root / "incidents") / name
        file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **change(count)}, indent=1), "utf-8")
        return [str(file.parent)]

    return make


def front(key: str, value: Callable[[int], str]) -> Make:
    """A family: this in the front matter."""

    def make(root: Path, count: int) -> list[str]:
        file = add_incident(root / "incidents") / "INCIDENT.md"
        file.write_text(file.read_text("utf-8").replace("---\n", f"---\n{key}{value(count)}\n", 1), "utf-8")
        return [str(file.parent)]

    return make


def configured(config: Callable[[int], str], incidents: int = 0) -> Make:
    """A family: this configuration; with as many incidents as entries, or with so many."""

    def make(root: Path, count: int) -> list[str]:
        (root / "incident-lint.toml").write_text(config(count), "utf-8")
        return many(lambda at: f"INC-{at}", lambda at: f"INC-{at}")(root, incidents or count)

    return make


def event(incident_id: str) -> str:
    """A small event, with something wrong."""
    return json.dumps({"schema_version": "1.0", "event_type": "INCIDENT_EVENT", "incident_id": incident_id})


def many(
    name: Callable[[int], str],
    folder: Callable[[int], str],
    file: str = "INCIDENT_EVENT.json",
    *arguments: str,
) -> Make:
    """A family: so many incidents with these ids in these folders, all of them checked, or what is named."""

    def make(root: Path, count: int) -> list[str]:
        for at in range(count):
            path = root / "incidents" / folder(at) / (file.format(at))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(event(name(at)) if file.endswith(".json") else "# Text\n\nThe pool was full.\n", "utf-8")
        git(root, "add", "--all")
        return [*(one.format(root=root) for one in arguments)]

    return make


def evidence(root: Path, count: int) -> list[str]:
    """So many pieces of evidence, each a file."""
    folder = add_incident(root / "incidents")
    items = []
    for at in range(count):
        (folder / f"evidence/{at}.log").write_text(f"{at}\n")
        digest = hashlib.sha256(f"{at}\n".encode()).hexdigest()
        items.append(
            {"id": f"E{at}", "description": "log", "collected_at": TIME, "path": f"evidence/{at}.log", "sha256": digest}
        )
    file = folder / "INCIDENT_EVENT.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "evidence": items}), "utf-8")
    return [str(folder)]


def attempts(root: Path, count: int) -> list[str]:
    """So many rollbacks of one incident."""
    folder = add_incident(root / "incidents")
    for name in ("ROLLBACK_PLAN.json", "ROLLBACK_EVENT.json"):
        content = (folder / name).read_text("utf-8") if (folder / name).exists() else event(GOOD_ID)
        for at in range(count):
            (folder / f"rollback-{at}").mkdir(exist_ok=True)
            (folder / f"rollback-{at}" / name).write_text(content, "utf-8")
    return [str(folder)]


def contributors(root: Path, count: int) -> list[str]:
    """So many commits, each by somebody else; no sentence that could accuse anybody."""
    commits = (
        f"commit refs/heads/main\ncommitter Name{at} Last{at} <a@b> {1_700_000_000 + at} +0000\ndata 0\n\n"
        for at in range(count)
    )
    git(root, "fast-import", "--quiet", data="".join(commits).encode())
    file = add_incident(root / "incidents") / "INCIDENT.md"
    file.write_text("---\nincident_id: x\n---\n\n## Summary\n\nOne in ten pages was empty.\n", "utf-8")
    return [str(file.parent)]


def one_among(root: Path, count: int) -> list[str]:
    """One incident in a repository of so many."""
    many(lambda at: f"INC-{at}", lambda at: f"INC-{at}")(root, count)
    return [str(add_incident(root / "incidents"))]


def named_one_by_one(root: Path, count: int) -> list[str]:
    """So many files, each named."""
    many(lambda at: f"INC-{at}", lambda at: f"INC-{at}")(root, count)
    return [str(root / f"incidents/INC-{at}/INCIDENT_EVENT.json") for at in range(count)]


def rows(line: str) -> Callable[[int], Iterable[str]]:
    """This line so many times, `{}` its number."""
    return lambda count: (line.format(at) for at in range(count))


BLAME = "The engineer forgot to check it."
FAMILIES: dict[str, Make] = {
    "events with one id": many(lambda _: "INC-1", lambda at: f"INC-{at}"),
    "two events with each id": many(lambda at: f"INC-{at // 2}", lambda at: f"INC-{at}"),
    "incidents": many(lambda at: f"INC-{at}", lambda at: f"INC-{at}"),
    "events in one folder": many(lambda at: f"INC-{at}", lambda _: "", "INCIDENT_EVENT.json"),
    "post-mortems without events": many(str, lambda at: f"INC-{at}", "INCIDENT.md"),
    "post-mortems without events, by folder": many(str, lambda at: f"INC-{at}", "INCIDENT.md", "{root}/incidents"),
    "one incident among others": one_among,
    "files named one by one": named_one_by_one,
    "folders within each other": many(lambda at: f"INC-{at}", lambda at: "/".join("a" * (at % 200 + 1)) + f"/{at}"),
    "contributors": contributors,
    "exemptions x incidents": configured(
        lambda count: "".join(
            f'[[per-file-ignores]]\nfiles = ["incidents/INC-{at}/**"]\nrules = ["REC201"]\nreason = "old"\n'
            for at in range(count)
        )
    ),
    "patterns of records x incidents": configured(
        lambda count: (
            "[records]\nincident-event = [" + ",".join(f'"incidents/INC-{at}/*.json"' for at in range(count)) + "]\n"
        )
    ),
    "names of sections": configured(
        lambda count: "[sections]\nActions = [" + ",".join(f'"Name {at}"' for at in range(count)) + "]\n", 1
    ),
    "evidence": evidence,
    "attempts of a rollback": attempts,
    "communications": record(
        "INCIDENT_EVENT.json",
        lambda count: {
            "communications": [
                {"at": TIME, "audience": "TEAM", "channel": f"#{at}", "summary": "It stopped"} for at in range(count)
            ]
        },
    ),
    "references, related, corrections": record(
        "INCIDENT_EVENT.json",
        lambda count: {
            "schema_version": "1.1",
            "references": [{"system": "x", "id": f"X-{at}"} for at in range(count)],
            "related": [{"kind": "CAUSED_BY", "id": f"INC-{at}"} for at in range(count)],
            "corrections": [{"field": "title", "at": TIME, "was": "x", "is": "y", "reason": "z"} for _ in range(count)],
            "labels": {f"k{at}": "v" for at in range(count)},
        },
    ),
    "commit ranges": record(
        "INCIDENT_EVENT.json",
        lambda count: {
            "affected": {
                "components": [f"c{at}" for at in range(count)],
                "commit_ranges": [{"introduced": f"{at:040x}", "fixed": f"{at + 1:040x}"} for at in range(count)],
            }
        },
    ),
    "unknown fields": record("INCIDENT_EVENT.json", lambda count: {f"severit{at}": 1 for at in range(count)}),
    "roles": record("INCIDENT_EVENT.json", lambda count: {"roles": {f"r{at}": "team" for at in range(count)}}),
    "steps of a plan": record(
        "ROLLBACK_PLAN.json",
        lambda count: {
            "steps": [f"Step {at}" for at in range(count)],
            "risks": [f"Risk {at}" for at in range(count)],
            "verification": [{"id": f"V{at}", "command": ["true"]} for at in range(count)],
        },
    ),
    "keys of front matter": front("", lambda count: "\n".join(f"key{at}: v" for at in range(count))),
    "keys of front matter, anchored": front("", lambda count: "\n".join(f"key{at}: &a{at} v" for at in range(count))),
    "tags": front("tags: ", lambda count: "[" + ", ".join(f"t{at}" for at in range(count)) + "]"),
    "timeline, items": text("Timeline", rows("- 10:00 UTC: step {}")),
    "timeline, rows": text(
        "Timeline", lambda count: ["| Time | Event |", "|---|---|", *rows("| 10:00 UTC | step {} |")(count)]
    ),
    "timeline, paragraphs": text("Timeline", rows("10:00 UTC step {}\n")),
    "timeline, days": text("Timeline", rows("### 2026-11-03\n\n- 10:00 UTC: step {}\n")),
    "links to files that are not there": text("Evidence", rows("- [it](evidence/{}.log)")),
    "links with references": text("Evidence", lambda n: [*rows("- [it][{}]")(n), "", *rows("[{}]: a.log")(n)]),
    "commits that are not there": text("Root Cause", rows("Commit {:040x} did it.\n")),
    "actions": text("Actions", rows("- [ ] Add test {}")),
    "actions below a label": text("Actions", lambda count: ["- Detection:", *rows("  - [ ] Add test {}")(count)]),
    "labels above actions": text("Actions", rows("- Detection {}:\n  - [ ] Add test")),
    "actions in a table": text(
        "Actions", lambda count: ["| Action | Owner | Due |", "|---|---|---|", *rows("| Add test {} | | |")(count)]
    ),
    "details of an action": text("Actions", lambda count: ["- [ ] Add a test", *rows("  - detail {}")(count)]),
    "suppressions x findings": text("Root Cause", rows(f"<!-- incident-lint: ignore[INC101] quoted -->\n\n{BLAME}\n")),
    "suppressions of the file x findings": text(
        "Root Cause", rows(f"<!-- incident-lint: ignore-file[INC101] quoted {{}} -->\n\n{BLAME}\n")
    ),
    "suppressions that are wrong": text("Root Cause", rows("<!-- incident-lint: ignore[nothing-{}] x -->\n\nText.\n")),
    "findings": text("Root Cause", rows(f"{BLAME} {{}}\n")),
    "findings as JSON": text("Root Cause", rows(f"{BLAME} {{}}\n"), "--format=json"),
    "findings on one line": text("Root Cause", lambda count: [" ".join([BLAME] * count)]),
    "unknown headings": text("", rows("## sumary {:x} text\n")),
    "unknown headings, all alike": text("", rows("## summery\n")),
    "sections of one name": text("", rows("## Summary\n\nText {}.\n")),
    "headings in HTML": text("", lambda count: ["<div>", *rows("<h2>Part {}</h2>")(count), "</div>"]),
    "labels": text("", rows("**Part {}**\n\nText.\n")),
    "labels in a paragraph": text("", rows("Part {}: text.")),
    "placeholders": text("Impact", rows("<what happened {}>\n")),
    "quotes": text("Root Cause", rows("> He said {}\n")),
    "nested items": text("Root Cause", lambda count: ["  " * (at % 50) + "- item" for at in range(count)]),
}


@contextlib.contextmanager
def made(family: Make, count: int) -> Iterator[list[str]]:
    """A repository of a family, and what is checked there."""
    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        git(Path(name), "init", "--quiet", "--initial-branch=main")
        arguments = family(Path(name).resolve(), count)
        git(Path(name), "add", "--all")
        yield arguments


def run(arguments: list[str]) -> None:
    """Check, and say nothing."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        assert main(["check", "--no-cache", *arguments]) in {0, 1}


def seconds(family: Make, count: int) -> float:
    """Processor time of a check, that of its processes included."""
    with made(family, count) as arguments:
        before = os.times()
        run(arguments)
        return sum(os.times()[:4]) - sum(before[:4])


def calls(family: Make, count: int) -> int:
    """How many functions a check calls, those of the interpreter included."""
    with made(family, count) as arguments:
        run(arguments)  # what is loaded and compiled once is there
        return counted(lambda: run(arguments))


def counted(work: Callable[[], object]) -> int:
    """How many functions a piece of work calls."""
    profile = Profile()
    profile.enable()
    work()
    profile.disable()
    return sum(one.callcount for one in profile.getstats())
