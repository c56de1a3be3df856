"""Target: a whole `check` over a folder in which any file may hold anything.

An input is the complete example with files put over it, each below a line with its name:

    === INCIDENT.md               the file holds this
    === INCIDENT_EVENT.json patch a merge patch (RFC 7386) on the file of the example
    === ROLLBACK_PLAN.json absent the file is not there

What stands above the first of these lines is INCIDENT.md. The run ends with 0 or 1, with 2 only where a configuration
is there; every format shows printable lines alone and no command that is not its own; every place lies in its file;
what fits a schema is what the reference validator says; a second run says the same.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import json
import re
import shutil
import tempfile
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from properties import hold, in_text

from incident_lint import arguments, cli
from incident_lint.commands import check as command
from incident_lint.config import FILE, PYPROJECT
from incident_lint.diagnostics import Severity
from incident_lint.document import Document, decode
from incident_lint.git.repository import Repository
from incident_lint.jsontext import read_json
from incident_lint.plain_schema import DoubtError, fits
from incident_lint.reporters import FORMATS, render
from incident_lint.schema import accepted, disagreements, load_schema

if TYPE_CHECKING:
    from incident_lint.diagnostics import Report

EXAMPLE = Path(__file__).parent.parent / "examples" / "complete"
INCIDENT = "incidents/INC-20261103-checkout-timeouts"
RECORDS = ("INCIDENT.md", "INCIDENT_EVENT.json", "ROLLBACK_PLAN.json", "ROLLBACK_EVENT.json")
EVIDENCE = "evidence/checkout-api.log"
CONFIGURATIONS = (FILE, PYPROJECT)
SHARE = 4
"""Of so many inputs, one is checked twice, and one validated by the reference."""

_NAMES = "|".join(re.escape(name) for name in (*RECORDS, EVIDENCE, *CONFIGURATIONS))
_PART = re.compile(rf"^=== ({_NAMES})( patch| absent|)$\n?".encode(), re.MULTILINE)
_COMMAND = re.compile(
    r"::(?:error|warning|notice) (?:file=[^\n:,]+,line=\d+,endLine=\d+,col=\d+,endColumn=\d+,)?title="
)
_COLOUR = re.compile(r"\x1b\[[0-9]+m")


class _Folder:
    """A temporary folder with the complete example; only what differs from one input to the next is written."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="incident-lint-")).resolve()
        atexit.register(shutil.rmtree, self.root, ignore_errors=True)
        shutil.copytree(EXAMPLE, self.root, dirs_exist_ok=True)
        self.example = {name: (self.path(name)).read_bytes() for name in (*RECORDS, EVIDENCE)}
        self.present: dict[str, bytes] = dict(self.example)

    def path(self, name: str) -> Path:
        return self.root / name if name in CONFIGURATIONS else self.root / INCIDENT / name

    def put(self, files: dict[str, bytes]) -> None:
        for name in self.present.keys() - files.keys():
            self.path(name).unlink()
        for name, content in files.items():
            if self.present.get(name) != content:
                self.path(name).write_bytes(content)
        self.present = files


@dataclass(frozen=True)
class _Outcome:
    """What a run came to; no report where it did not come to a check."""

    exit_code: int
    out: str
    err: str
    report: Report | None


_folders: list[_Folder] = []
_parser = cache(arguments.parser)


def run(data: bytes) -> None:
    """Check a folder with these files. BrokenPropertyError where the outcome or the output is not as it has to be."""
    outcome(data)


def outcome(data: bytes) -> tuple[int, str]:
    """The exit code and what was printed, in the format that the length of the input chooses. Errors as `run`."""
    if not _folders:
        _folders.append(_Folder())
    folder = _folders[0]
    folder.put(files_of(data, folder.example))
    form = FORMATS[len(data) % len(FORMATS)]
    first = _check(folder, form)
    if first.report is None:
        hold(any(name in folder.present for name in CONFIGURATIONS), "exit code 2 only where a configuration is there")
        hold((first.exit_code, first.out) == (2, ""), "an unusable configuration is exit code 2", first)
        hold(first.err.startswith("incident-lint: "), "an error in one line", first.err)
        _safe(first.err, "standard error", commands=0)
    else:
        hold(first.err == "", "nothing on standard error", first.err)
        hold(first.exit_code in {0, 1}, "an exit code of a check", first.exit_code)
        if not any(name in folder.present for name in CONFIGURATIONS):
            hold(first.exit_code == first.report.fails(Severity.ERROR), "the exit code tells errors", first.exit_code)
        hold(first.out == _shown(first.report, form), "what is printed is the report", first.out)
        _places(first.report, folder)
        _rendered(first.report)
        _settings(folder)
    if zlib.crc32(data) % SHARE == 0:
        _schemas(folder)
    if zlib.crc32(data) % SHARE == 1:
        hold(_check(folder, form) == first, "a second run says the same")
    return first.exit_code, first.out or first.err


def _settings(folder: _Folder) -> None:
    """What a configuration says is printed as safely as what records say."""
    if any(name in folder.present for name in CONFIGURATIONS):
        for option in ("--show-settings", "--show-files"):
            shown = _check(folder, "full", option)
            hold((shown.exit_code, shown.err) == (0, ""), f"{option} has an answer", shown)
            _safe(shown.out, option, commands=0)


def _schemas(folder: _Folder) -> None:
    """The short ways to say that a record fits its schema say what the reference validator says."""
    for name, content in folder.present.items():
        if not name.endswith(".json") or content == folder.example[name]:
            continue
        document = decode(name, content)
        text = read_json(document) if isinstance(document, Document) else None
        if text is None or text.broken:
            continue
        schema = name.removesuffix(".json").lower().replace("_", "-")
        reference = not disagreements(schema, text.value)
        hold(reference or not accepted(schema, text.value), "what is accepted fits the schema", text.value)
        with contextlib.suppress(DoubtError):
            hold(fits(load_schema(schema), text.value) == reference, "the verdict of the reference", text.value)


def _check(folder: _Folder, form: str, *options: str) -> _Outcome:
    """A run of the command line over the folder. There is no git: it would be all that is measured."""
    reports: list[Report] = []

    def noted(report: Report, form: str, **how: bool) -> str:
        reports.append(report)
        return render(report, form, **how)

    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.object(Repository, "find", return_value=None),
        mock.patch.object(arguments, "parser", _parser),
        mock.patch.object(command, "render", noted),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        exit_code = cli.main(["check", str(folder.root), "--format", form, "--color", "never", *options])
    return _Outcome(exit_code, out.getvalue(), err.getvalue(), reports[0] if reports else None)


def _shown(report: Report, form: str, *, colour: bool = False, statistics: bool = False) -> str:
    return render(report, form, colour=colour, quiet=False, statistics=statistics)


def files_of(data: bytes, example: dict[str, bytes]) -> dict[str, bytes]:
    """The files that an input describes, by name, on top of those of the example."""
    files = dict(example)
    first, *parts = _PART.split(data)
    if first or not parts:
        files["INCIDENT.md"] = first
    for name, how, content in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        key = name.decode()
        if how == b" absent":
            files.pop(key, None)
        elif how == b" patch":
            files[key] = _patched(example.get(key, b""), content)
        else:
            files[key] = content
    return files


def _patched(target: bytes, patch: bytes) -> bytes:
    """A record with a merge patch applied; the patch itself where one of them is no JSON."""
    try:
        return json.dumps(_merged(json.loads(target), json.loads(patch)), indent=2).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        return patch


def _merged(target: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = _merged(result.get(name), value)
    return result


def _places(report: Report, folder: _Folder) -> None:
    documents: dict[str, Document] = {}
    for one in report.diagnostics:
        if one.path not in documents:
            file = folder.root / one.path
            hold(file.is_file() or not one.source, "a finding is about a file that is there", one)
            content = file.read_bytes() if file.is_file() else b""
            text = content.decode("utf-8", "replace").removeprefix("\ufeff")
            documents[one.path] = Document(one.path, text.replace("\r\n", "\n").replace("\r", "\n"))
        in_text(one.span, documents[one.path], one.code)


def _rendered(report: Report) -> None:
    for form in FORMATS:
        text = _shown(report, form)
        _safe(text, form, commands=len(report.diagnostics) if form == "github" else 0)
        if form == "json":
            hold(len(json.loads(text)["diagnostics"]) == len(report.diagnostics), "JSON with every finding")
    _safe(_COLOUR.sub("", _shown(report, "full", colour=True)), "full, in colour", commands=0)
    _safe(_shown(report, "full", statistics=True), "statistics", commands=0)


def _safe(text: str, of: str, *, commands: int) -> None:
    """Text that neither a terminal nor a CI runner acts on, but for so many commands of the reporter's own."""
    hold(not text or text.endswith("\n"), f"whole lines ({of})", text[-80:])
    lines = text.split("\n")
    for line in lines:
        hold(line.isprintable(), f"printable lines ({of})", line)
        hold("##[" not in line, f"no old workflow command ({of})", line)
    acting = [line for line in lines if line.lstrip().startswith("::")]
    hold(len(acting) == commands, f"no workflow command but its own ({of})", acting)
    for line in acting:
        hold(_COMMAND.match(line) is not None, f"a workflow command in its form ({of})", line)
