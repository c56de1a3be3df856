"""What a user would run for parts of the same work: where it is installed, and how it is called."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"
KINDS = {
    "incident-event": "INCIDENT_EVENT.json",
    "rollback-plan": "ROLLBACK_PLAN.json",
    "rollback-event": "ROLLBACK_EVENT.json",
}
PIP = ("check-jsonschema", "rumdl")
NPM = ("markdownlint-cli2", "alex", "@sourcemeta/jsonschema")
VERSION = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"

Commands = list[list[str]]


class Peers:
    """The peers in a folder of their own. One that is absent has no commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder = folder.absolute()
        python, node = folder / "venv/bin", folder / "node_modules/.bin"
        # its command is a script of node's around a native program: measured is the program
        native = (folder / "node_modules/@sourcemeta/jsonschema").rglob(f"jsonschema-linux-{platform.machine()}")
        self.programs = {
            "check-jsonschema": python / "check-jsonschema",
            "rumdl": python / "rumdl",
            "sourcemeta jsonschema": next(native, node / "jsonschema"),
            "markdownlint-cli2": node / "markdownlint-cli2",
            "alex": node / "alex",
        }
        for name in [one for one, path in self.programs.items() if shutil.which(path) is None]:
            print(f"left out: {name} (not installed)", file=sys.stderr)
            del self.programs[name]

    @staticmethod
    def install(folder: Path) -> None:
        """Put them into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
        subprocess.run([str(folder / "venv/bin/pip"), "install", "--quiet", *PIP], check=True)
        if shutil.which("npm"):
            subprocess.run(["npm", "install", "--silent", "--prefix", str(folder), *NPM], check=True)

    def versions(self) -> list[str]:
        """Names with versions."""
        found = []
        for name in PIP:
            asked = [str(self.folder / "venv/bin/python"), "-c", VERSION, name]
            if name in self.programs:
                found.append(
                    f"{name} {subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()}"
                )
        for name in NPM:
            file = self.folder / "node_modules" / name / "package.json"
            if file.exists():
                found.append(f"{name} {json.loads(file.read_bytes())['version']}")
        return found

    def on_records(self, kinds: dict[str, list[str]]) -> dict[str, Commands]:
        """Validate records: the files of each kind."""
        ways = {"check-jsonschema": "--schemafile", "sourcemeta jsonschema": "validate"}
        return {
            name: [
                [str(self.programs[name]), way, str(SCHEMAS / f"{kind}.schema.json"), *files]
                for kind, files in kinds.items()
            ]
            for name, way in ways.items()
            if name in self.programs
        }

    def on_texts(self, texts: list[str], *, everything: bool = False) -> dict[str, Commands]:
        """Look at post-mortems: the headings, or the language; `everything`: let each find them on its own."""
        named = {
            "rumdl": ["check", "--no-cache", *(["."] if everything else texts)],
            "markdownlint-cli2": ["incidents/**/INCIDENT.md"] if everything else texts,
            "alex": ["--quiet", *texts],
        }
        return {
            name: [[str(self.programs[name]), *arguments]] for name, arguments in named.items() if name in self.programs
        }
