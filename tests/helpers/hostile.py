"""A folder with two incidents, one of which gets hostile files: the findings about the other must stay as they were."""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from incident_lint.cli import main

from .project import BAD, BAD_ID, GOOD_ID, ROOT, add_incident, clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FOLDER = f"incidents/{GOOD_ID}"
WITNESS = f"incidents/{BAD_ID}"
EVENT, POST_MORTEM = f"{FOLDER}/INCIDENT_EVENT.json", f"{FOLDER}/INCIDENT.md"
PLAN, LOG = f"{FOLDER}/ROLLBACK_PLAN.json", f"{FOLDER}/ROLLBACK_EVENT.json"
RECORDS = (EVENT, POST_MORTEM, PLAN, LOG)


@dataclass(frozen=True)
class Result:
    """What a run ended with; `seconds` of the processor and `peak` in MiB where it was a process of its own."""

    code: int
    out: str
    err: str
    seconds: float = 0.0
    peak: float = 0.0

    @property
    def diagnostics(self) -> list[dict[str, Any]]:
        """The findings in the output of `--format=json`."""
        found: list[dict[str, Any]] = json.loads(self.out)["diagnostics"]
        return found

    def of(self, *paths: str) -> list[tuple[str, str, int]]:
        """Code, path and line of the findings about these files."""
        return [(one["code"], one["path"], one["line"]) for one in self.diagnostics if one["path"] in paths]

    def messages(self, code: str) -> list[str]:
        """What the findings with this code say."""
        return [one["message"] for one in self.diagnostics if one["code"] == code]

    @property
    def witness(self) -> list[dict[str, Any]]:
        """The findings about the other incident."""
        return [one for one in self.diagnostics if one["path"].startswith(f"{WITNESS}/")]


def two_incidents(root: Path) -> Path:
    """A folder with both examples, in no repository."""
    add_incident(root / "incidents")
    add_incident(root / "incidents", BAD_ID, BAD)
    return root


def cli(cwd: Path, *arguments: str) -> Result:
    """The command line as a function, in a folder. Whatever happens, it is no traceback."""
    out, err = io.StringIO(), io.StringIO()
    with chdir(cwd), redirect_stdout(out), redirect_stderr(err):
        code = main(list(arguments))
    assert code in {0, 1, 2}, (code, err.getvalue())
    assert (code == 2) == bool(err.getvalue()), err.getvalue()
    assert len(err.getvalue().splitlines()) <= 2, err.getvalue()
    return Result(code, out.getvalue(), err.getvalue())


def check(root: Path, *arguments: str) -> Result:
    """`check --format=json` of a whole folder."""
    return cli(root, "check", "--format=json", *(arguments or (".",)))


def process(cwd: Path, arguments: Sequence[str | bytes], **more: str) -> Result:
    """`python -m incident_lint` as a process of its own, in this environment and `more`."""
    done = subprocess.run(
        [sys.executable, "-m", "incident_lint", *arguments],
        cwd=cwd,
        env={**clean_environment(PYTHONPATH=str(ROOT)), **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


_MEASURE = """
import resource, sys
from pathlib import Path
from incident_lint.__main__ import run
code = run()
used = resource.getrusage(resource.RUSAGE_SELF)
# ru_maxrss would begin with what the process that started this one had
status = Path("/proc/self/status")
lines = status.read_text().splitlines() if status.exists() else []
peak = next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), used.ru_maxrss)
print(used.ru_utime + used.ru_stime, peak / 1024, file=sys.stderr)
raise SystemExit(code)
"""


def measured(cwd: Path, *arguments: str) -> Result:
    """The same in at most 1 GiB, with the processor's time and the peak of its memory."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, *arguments],
        cwd=cwd,
        env=clean_environment(PYTHONPATH=str(ROOT)),
        capture_output=True,
        check=False,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30)),
    )
    err, _, last = done.stderr.decode().removesuffix("\n").rpartition("\n")
    assert "Traceback" not in done.stderr.decode(), done.stderr.decode()
    seconds, peak = map(float, last.split())
    return Result(done.returncode, done.stdout.decode(), err, seconds, peak)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, who may read everything; nothing for anybody else."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        if user == 0:
            os.seteuid(user)
