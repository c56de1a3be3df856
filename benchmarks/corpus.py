"""A repository full of incidents, to measure with: `python benchmarks/corpus.py FOLDER [--incidents N] [--seed N]`.

Ten incidents a day, each with a post-mortem of about 4 KB, an event, a rollback plan and its event, and one to three
pieces of evidence; each day also has a release, sealed the day before it is needed. All of it is a function of the
seed. No two incidents are alike and hardly any sentences: what remembers a text it has seen gains nothing here. There
are no findings of severity error.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from incidents import SECTIONS, Incident, Release

BEGIN = datetime(2023, 1, 9, tzinfo=UTC)
PER_DAY = 10
HEADINGS = ["?", *(f"## {one}" for one in SECTIONS)]
PEERS = {
    ".markdownlint-cli2.jsonc": json.dumps(
        {"config": {"default": False, "MD025": {"front_matter_title": ""}, "MD043": {"headings": HEADINGS}}}
    ),
    ".rumdl.toml": '[global]\nenable = ["MD025", "MD043"]\n[MD025]\nfront-matter-title = ""\n'
    f"[MD043]\nheadings = {json.dumps(HEADINGS)}\n",
}
"""What the peers are to check, for they have no such default."""


class Import:
    """`git fast-import`, asked for what it made."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.marks = folder, 0
        subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(folder)], check=True)
        command = ["git", "-C", str(folder), "fast-import", "--quiet", "--date-format=raw"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    @property
    def pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        """What it reads, and what it answers."""
        assert self.process.stdin
        assert self.process.stdout
        return self.process.stdin, self.process.stdout

    def ask(self, command: str) -> str:
        """An answer of one line."""
        to, answers = self.pipes
        to.write(f"{command}\n".encode())
        to.flush()
        return answers.readline().decode()

    def commit(self, files: dict[str, bytes], message: str, when: datetime) -> str:
        """Add a commit to main; its mark."""
        self.marks += 1
        to, _ = self.pipes
        stamp, text = f"on-call <on-call@example.org> {when.timestamp():.0f} +0000", message.encode()
        to.write(f"commit refs/heads/main\nmark :{self.marks}\ncommitter {stamp}\ndata {len(text)}\n".encode() + text)
        for path, data in files.items():
            to.write(f"\nM 100644 inline {path}\ndata {len(data)}\n".encode() + data)
        to.write(b"\n")
        return f":{self.marks}"

    def release(self, day: int) -> Release:
        """Add the release of a day, and the tag that seals it a day later."""
        name = f"{2 + day // 400}.{day // 20 % 20}.{day % 20}"
        when = BEGIN + timedelta(days=day, hours=8)
        module = f"src/module_{day % 40}.py"
        commit = self.commit({module: f'VERSION = "{name}"\n'.encode()}, f"Release {name}\n", when)
        self.marks += 1
        sealed = when + timedelta(hours=22)
        message = f"Load test of {name} passed\n\nSeal: v1\n"
        self.pipes[0].write(
            f"tag v{name}-SEALED\nmark :{self.marks}\nfrom {commit}\ntagger on-call <on-call@example.org> "
            f"{sealed.timestamp():.0f} +0000\ndata {len(message)}\n{message}\n".encode()
        )
        oid, tag = (self.ask(f"get-mark {one}").strip() for one in (commit, f":{self.marks}"))
        return Release(name, oid, self.ask(f'ls {commit} ""').split()[2], tag, sealed)

    def end(self) -> None:
        """Wait for it, and write the work tree."""
        for pipe in self.pipes:
            pipe.close()
        if self.process.wait():
            sys.exit("git fast-import failed")
        subprocess.run(["git", "-C", str(self.folder), "reset", "--quiet", "--hard"], check=True)


def build(folder: Path, incidents: int, seed: int = 7) -> None:
    """The repository."""
    stream = Import(folder)
    stream.commit({name: text.encode() for name, text in PEERS.items()}, "Begin\n", BEGIN)
    releases = [stream.release(day) for day in range(2)]
    for number in range(0, incidents, PER_DAY):
        at = len(releases)
        releases.append(stream.release(at))
        day, files = BEGIN + timedelta(days=at), {}
        for one in range(number, min(number + PER_DAY, incidents)):
            incident = Incident(one, seed, day, releases[at - 2], releases[at])
            files.update({f"incidents/{incident.name}/{path}": data for path, data in incident.files().items()})
        stream.commit(files, f"Record the incidents of {day:%Y-%m-%d}\n", day + timedelta(hours=23))
    stream.end()


def main() -> int:
    """Build."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--incidents", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    build(arguments.folder, arguments.incidents, arguments.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
