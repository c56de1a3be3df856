"""The command line over real repositories: what is linted, what is printed where, and the exit code."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

import pytest
from helpers.project import BAD, BAD_ID, GOOD, GOOD_ID, ROOT, add_incident, edit

import incident_lint.engine
from incident_lint import __version__
from incident_lint.__main__ import run as program
from incident_lint.arguments import parser
from incident_lint.cli import main
from incident_lint.commands.check import plain_arguments
from incident_lint.rules import all_rules
from incident_lint.schema import NAMES
from incident_lint.values import replace

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

GOOD_FOLDER, BAD_FOLDER = f"incidents/{GOOD_ID}", f"incidents/{BAD_ID}"
ESCAPE = "\x1b["


@dataclass(frozen=True)
class Result:
    """What a run ended with."""

    code: int
    out: str
    err: str

    @property
    def paths(self) -> list[str]:
        """The paths in the output of `--format=json`, each once."""
        return list(dict.fromkeys(one["path"] for one in self.data["diagnostics"]))

    @property
    def codes(self) -> set[str]:
        """The codes in the output of `--format=json`."""
        return {one["code"] for one in self.data["diagnostics"]}

    @property
    def data(self) -> dict[str, Any]:
        """The output of `--format=json`."""
        data: dict[str, Any] = json.loads(self.out)
        return data


class Cli(Protocol):
    """How the fixture `cli` is called."""

    def __call__(self, *arguments: str) -> Result: ...


@pytest.fixture
def cli(repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run the command line in process, in the repository. A mistake is told on standard error alone, in few lines."""
    monkeypatch.chdir(repo.path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> Result:
        code = main(arguments)
        out, err = capsys.readouterr()
        if code == 2:
            assert out == ""
            assert err.startswith("incident-lint: ")
            assert len(err.splitlines()) <= 2
        else:
            assert err == ""
        return Result(code, out, err)

    return call


def process(*arguments: str | bytes, cwd: Path, data: bytes = b"", environment: dict[str, str] | None = None) -> Result:
    """Run `python -m incident_lint` as users do."""
    done = subprocess.run(
        [sys.executable, "-m", "incident_lint", *arguments],
        cwd=cwd,
        input=data,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def good(repo: Repo) -> Repo:
    """A repository with the complete example."""
    add_incident(repo.path / "incidents")
    repo.commit("incident")
    return repo


@pytest.fixture
def both(good: Repo) -> Repo:
    """A repository with both examples."""
    add_incident(good.path / "incidents", BAD_ID, BAD)
    good.commit("another incident")
    return good


# Exit codes


def test_good_and_bad(both: Repo) -> None:
    clean = process("check", GOOD_FOLDER, cwd=both.path)
    assert (clean.code, clean.out, clean.err) == (0, "All good: 4 files checked, nothing found.\n", "")
    faulty = process("check", cwd=both.path)
    assert faulty.code == 1
    assert faulty.err == ""
    assert f"--> {BAD_FOLDER}/INCIDENT_EVENT.json:9:15" in faulty.out
    assert "did you mean CRITICAL?" in faulty.out
    assert "in 2 of 6 files." in faulty.out


def test_version(tmp_path: Path) -> None:
    done = process("--version", cwd=tmp_path)
    assert (done.code, done.out, done.err) == (0, f"incident-lint {__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("chekc",),
        ("--chekc",),
        ("check", "--unknown"),
        ("check", "--form", "json"),
        ("check", "--format", "xml"),
        ("check", "--only", "event"),
        ("check", "--fail-on", "fatal"),
        ("check", "--color", "sometimes"),
        ("check", "--config"),
        ("check", "missing.md"),
        ("check", "missing/INCIDENT.md"),
        ("check", "/dev/null"),
        ("check", GOOD_FOLDER, "/etc/passwd"),
        ("check", f"{GOOD_FOLDER}/evidence/error-rate.csv"),
        ("check", f"{GOOD_FOLDER}/INCIDENT.md/x"),
        ("check", "x" * 5000 + ".md"),
        ("check", "--config", "missing.toml"),
        ("check", "--config", "incidents"),
        ("check", "--select", "NOPE"),
        ("rule", "a", "b"),
        ("schema", "../pyproject"),
    ],
)
def test_mistakes(good: Repo, cli: Cli, arguments: tuple[str, ...]) -> None:
    assert cli(*arguments).code == 2


def test_mistake_as_a_process(good: Repo) -> None:
    done = process("check", "--unknown", cwd=good.path)
    assert (done.code, done.out) == (2, "")
    assert done.err == "incident-lint: unrecognized arguments: --unknown\n  help: `incident-lint --help` says how\n"


def test_message_names_what_is_missing(good: Repo, cli: Cli) -> None:
    assert cli("check", "incidents/nope.md").err == "incident-lint: incidents/nope.md does not exist\n"
    assert "\x1b" not in cli("check", "\x1b[31m.md").err


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("incident-lint.toml", 'ignroe = ["DOC"]\n', "did you mean ignore?"),
        ("incident-lint.toml", 'ignore = ["blame-langauge"]\n', "blame-langauge"),
        ("incident-lint.toml", "ignore = [\n", "incident-lint.toml is not TOML"),
        ("incident-lint.toml", 'fail-on = "eror"\n', "did you mean error?"),
        ("incident-lint.toml", "\ufeff", "incident-lint.toml is not TOML"),
        ("pyproject.toml", '[tool.incident-lint]\nselct = ["ALL"]\n', "pyproject.toml:2"),
    ],
)
def test_configuration_that_cannot_be_used(good: Repo, cli: Cli, file: str, text: str, told: str) -> None:
    good.write(file, text)
    done = cli("check")
    assert done.code == 2
    assert told in done.err
    assert cli("check", GOOD_FOLDER).code == 2


def _raise(error: type[BaseException]) -> Any:
    def check(incident: object) -> NoReturn:
        raise error("in a rule")

    return (replace(all_rules()[0], check=check),)


def test_internal_error(
    good: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(incident_lint.engine, "rules_for", lambda _kinds: _raise(ZeroDivisionError))
    monkeypatch.setattr(sys, "argv", ["incident-lint", "check"])
    assert program() == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "this is a bug" in err
    assert f"incident-lint {__version__}" in err
    assert "ZeroDivisionError: in a rule" in err


def test_interrupted(good: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(incident_lint.engine, "rules_for", lambda _kinds: _raise(KeyboardInterrupt))
    assert main(["check"]) == 130
    assert capsys.readouterr() == ("", "incident-lint: interrupted\n")


def test_interrupted_while_reading(good: Repo) -> None:
    command = [sys.executable, "-m", "incident_lint", "check", "-"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=good.path, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin
        running.stdin.write(b"x" * 1_000_000)  # more than a pipe holds: once written, the program is reading
        running.stdin.flush()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (130, b"", b"incident-lint: interrupted\n")


# What is linted


def test_no_arguments_means_the_whole_repository(both: Repo, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = cli("check", "--format=json")
    monkeypatch.chdir(both.path / GOOD_FOLDER / "evidence")
    assert cli("check", "--format=json") == whole
    assert whole.data["summary"]["files"] == 6
    assert cli("check", "..").code == 0, "a path is seen from the current folder"


def test_outside_any_repository(tmp_path: Path) -> None:
    done = process("check", cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert "not in a git repository" in done.err
    add_incident(tmp_path / "incidents")
    assert process("check", ".", cwd=tmp_path).out == "All good: 4 files checked, nothing found.\n"
    add_incident(tmp_path / "incidents", BAD_ID, BAD)
    assert process("check", f"{BAD_FOLDER}/INCIDENT.md", cwd=tmp_path).code == 1


def test_empty_repository(repo: Repo, cli: Cli) -> None:
    assert cli("check").out == "No incident records found.\n"
    add_incident(repo.path / "incidents", BAD_ID, BAD)
    assert cli("check").code == 0
    repo.git("add", "--all")
    assert cli("check").code == 1, "staged, though nothing is committed yet"


def test_untracked_records(good: Repo, cli: Cli) -> None:
    add_incident(good.path / "incidents", BAD_ID, BAD)
    assert cli("check", "--format=json").paths == []
    assert len(cli("check", "--format=json", f"{BAD_FOLDER}/INCIDENT.md").paths) == 2
    assert len(cli("check", "--format=json", "incidents").paths) == 2
    good.git("add", BAD_FOLDER)
    assert len(cli("check", "--format=json").paths) == 2


def test_ignored_records(good: Repo, cli: Cli) -> None:
    good.write(".gitignore", "/incidents/INC-20261012*\n")
    add_incident(good.path / "incidents", BAD_ID, BAD)
    assert cli("check", "incidents").code == 0
    assert cli("check", f"{BAD_FOLDER}/INCIDENT.md").code == 1, "named"


def test_tracked_but_gone(good: Repo, cli: Cli) -> None:
    (good.path / GOOD_FOLDER / "INCIDENT.md").unlink()
    done = cli("check", "--format=json")
    assert done.code == 1
    assert "REC001" in done.codes


def test_another_repository_by_its_path(both: Repo, tmp_path: Path) -> None:
    done = process("check", "--format=json", str(both.path / BAD_FOLDER), cwd=tmp_path)
    assert done.code == 1
    assert done.paths == [f"{BAD_FOLDER}/INCIDENT.md", f"{BAD_FOLDER}/INCIDENT_EVENT.json"]


def test_one_file_is_judged_with_its_incident(both: Repo, cli: Cli) -> None:
    for name in ("INCIDENT.md", "INCIDENT_EVENT.json"):
        done = cli("check", "--format=json", f"{BAD_FOLDER}/{name}")
        assert done.paths == [f"{BAD_FOLDER}/INCIDENT.md", f"{BAD_FOLDER}/INCIDENT_EVENT.json"]
    assert cli("check", f"{GOOD_FOLDER}/ROLLBACK_EVENT.json").code == 0


def test_id_used_twice_where_one_file_is_named(good: Repo, cli: Cli) -> None:
    add_incident(good.path / "archive")
    good.git("add", "--all")
    done = cli("check", "--format=json", f"archive/{GOOD_ID}/INCIDENT.md")
    assert done.codes == {"REC202"}
    assert done.paths == [f"archive/{GOOD_ID}/INCIDENT_EVENT.json"]


@pytest.mark.parametrize("name", ["a report.md", "2026-11-03.markdown", "rapport-é.md", "new\nline.md"])
def test_post_mortem_under_another_name(good: Repo, cli: Cli, name: str) -> None:
    good.write(f"notes/{name}", "# Outage\n\n## Summary\n\nThe engineer forgot the index.\n")
    done = cli("check", "--format=json", f"notes/{name}")
    assert done.code == 1
    assert done.paths == [f"notes/{name}"]
    assert "INC101" in done.codes
    shown = cli("check", "--format=concise", f"notes/{name}").out
    assert all(one.startswith(("notes/", "Found ")) for one in shown.splitlines())


def test_json_by_its_type(good: Repo, cli: Cli) -> None:
    for kind in ("INCIDENT_EVENT", "ROLLBACK_PLAN", "ROLLBACK_EVENT"):
        file = good.write(f"else/{kind[::2].lower()}.json", (GOOD / f"{kind}.json").read_bytes())
        edit(file, '"schema_version"', '"schema_versoin"')
        shown = "incident-event" if kind == "INCIDENT_EVENT" else kind.lower().replace("_", "-")
        done = cli("check", "--format=json", "--select=REC101", f"--only={shown}", f"else/{file.name}")
        assert len(done.data["diagnostics"]) == 2, "one field missing, one unknown: no other schema says that"


@pytest.mark.parametrize("text", ["", "[]", "null", '{"event_type": 1}', '{"event_type": []}', "[" * 100_000, "\x00"])
def test_json_without_a_type(good: Repo, cli: Cli, text: str) -> None:
    good.write("else/file.json", text)
    assert cli("check", "else/file.json").code == 1


def test_leading_dash(good: Repo, cli: Cli) -> None:
    good.write("-x.md", "# Outage\n")
    assert cli("check", "-x.md").code == 2
    assert cli("check", "--format=json", "--", "-x.md").paths == ["-x.md"]
    (good.path / "--help").mkdir()
    assert cli("check", "--", "--help").out == "No incident records found.\n"


def test_name_that_is_no_utf8(good: Repo) -> None:
    name = b"caf\xe9.md"
    (good.path / os.fsdecode(name)).write_text("# Outage\n", encoding="utf-8")
    for form in ("full", "concise", "json", "github"):
        done = process("check", f"--format={form}", name, cwd=good.path)
        assert done.code == 1
        assert "caf\\udce9.md" in done.out
    folder = good.path / os.fsdecode(b"caf\xe9")
    add_incident(folder, BAD_ID, BAD)
    good.git("add", "--all")
    assert "caf\\udce9/" in process("check", cwd=good.path).out
    assert "caf\\udce9/" in process("check", "--show-files", cwd=good.path).out
    assert "caf\\udce9-" in process("check", b"caf\xe9-missing.md", cwd=good.path).err


def test_symbolic_links(both: Repo, cli: Cli) -> None:
    (both.path / "link.md").symlink_to(both.path / BAD_FOLDER / "INCIDENT.md")
    assert cli("check", "--format=json", "link.md").codes == {"REC001"}
    (both.path / "broken.md").symlink_to("nowhere")
    assert cli("check", "--format=json", "broken.md").codes == {"REC001"}
    (both.path / "loop.md").symlink_to("loop.md")
    assert cli("check", "--format=json", "loop.md").codes == {"REC001"}
    (both.path / "folder").symlink_to(both.path / BAD_FOLDER)
    done = cli("check", "--format=json", "folder/INCIDENT.md")
    assert done.paths[0] == f"{BAD_FOLDER}/INCIDENT.md", "reached through a link, but a file of the repository"
    (both.path.parent / "way").symlink_to(both.path)
    assert cli("check", str(both.path.parent / "way" / GOOD_FOLDER)).code == 0


def test_directory_named_as_a_record(good: Repo, cli: Cli) -> None:
    good.write("incidents/INC-20261104-x/INCIDENT.md/page.txt", "text")
    done = cli("check", "--format=json", "incidents/INC-20261104-x/INCIDENT.md")
    assert done.code == 1
    assert "REC001" in done.codes
    good.commit()
    assert cli("check").code == 0


def test_no_git(both: Repo) -> None:
    for arguments in ((), (GOOD_FOLDER,)):
        done = process("check", *arguments, cwd=both.path, environment={"PATH": "/nowhere"})
        assert (done.code, done.out) == (2, "")
        assert "git is not installed" in done.err


def test_repository_of_someone_else(both: Repo) -> None:
    done = process("check", cwd=both.path, environment={"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
    assert (done.code, done.out) == (2, "")
    assert "safe.directory" in done.err


def test_bare_repository(both: Repo, tmp_path: Path) -> None:
    both.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    done = process("check", cwd=tmp_path / "bare.git")
    assert done.code == 2
    assert "bare repository" in done.err


# Standard input


def test_standard_input(both: Repo) -> None:
    text = (BAD / "INCIDENT.md").read_bytes()
    plain = process("check", "--format=json", "-", cwd=both.path, data=text)
    assert plain.code == 1
    assert plain.paths == ["stdin.md"]
    record = process("check", "--format=json", "-", cwd=both.path, data=b' \n{"event_type": "ROLLBACK_PLAN"}')
    assert record.paths == ["stdin.json"]
    assert not any("rollback-plan" in one["name"] for one in record.data["diagnostics"])


def test_standard_input_without_a_name_is_beside_nothing(both: Repo) -> None:
    text = (GOOD / "INCIDENT.md").read_bytes()
    done = process("check", "--format=json", "-", cwd=both.path / GOOD_FOLDER, data=text)
    assert done.data["summary"]["files"] == 1
    assert "REC203" not in done.codes


def test_standard_input_for_a_file(both: Repo) -> None:
    """An editor checks what is not saved yet, beside the other records of the incident."""
    name = f"{GOOD_FOLDER}/INCIDENT_EVENT.json"
    text = (GOOD / "INCIDENT_EVENT.json").read_bytes()
    same = process("check", "-", "--stdin-filename", name, cwd=both.path, data=text)
    assert (same.code, same.out) == (0, "All good: 4 files checked, nothing found.\n")
    changed = text.replace(b'"severity": "HIGH"', b'"severity": "LOW"')
    done = process("check", "--format=json", "-", "--stdin-filename", name, cwd=both.path, data=changed)
    assert "REC302" in done.codes
    assert done.paths == [f"{GOOD_FOLDER}/INCIDENT.md"]
    inside = process(
        "check",
        "--format=json",
        "-",
        "--stdin-filename",
        "INCIDENT_EVENT.json",
        cwd=both.path / GOOD_FOLDER,
        data=changed,
    )
    assert inside == done


def test_standard_input_of_no_file(both: Repo) -> None:
    named = process(
        "check", "--format=json", "-", "--stdin-filename", "new/INCIDENT.md", cwd=both.path, data=b"# New\n"
    )
    assert named.paths == ["new/INCIDENT.md"]
    for name in ("/elsewhere/INCIDENT.md", "notes.txt"):
        assert process("check", "-", "--stdin-filename", name, cwd=both.path, data=b"# New\n").code == 2
    assert process("check", "-", cwd=both.path).code == 1, "nothing is no post-mortem"
    assert process("check", "-", cwd=both.path, data=b"\xff\x00").code == 1


def _shell(script: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    lint = f"PYTHONPATH='{ROOT}' '{sys.executable}' -m incident_lint"
    return subprocess.run(
        ["sh", "-c", f'lint() {{ {lint} "$@"; }}; {script}'], cwd=cwd, capture_output=True, check=False, timeout=60
    )


def test_closed_streams(both: Repo) -> None:
    assert _shell("lint check - <&-", both.path).returncode == 1
    assert _shell("lint check >&-", both.path).returncode == 1
    assert _shell(f"lint check {GOOD_FOLDER} >&- 2>&-", both.path).returncode == 0
    assert _shell("lint check nope 2>&-", both.path).returncode == 2


@pytest.mark.parametrize("arguments", ["check", "check --format=json", "rule", "schema rollback-plan", "--help"])
def test_reader_that_goes_away(both: Repo, arguments: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "incident_lint", *arguments.split()],
        cwd=both.path,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""},
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")
    assert _shell(f"lint {arguments} | head -n 1", both.path).stderr == b""


def test_encoding_that_lacks_a_character(good: Repo) -> None:
    good.write("long.md", "# 障害\n\n## Actions\n\n- " + "wörter " * 30 + "\n")
    for encoding in ("ascii", "latin-1"):
        done = subprocess.run(
            [sys.executable, "-m", "incident_lint", "check", "long.md"],
            cwd=good.path,
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding},
        )
        assert (done.returncode, done.stderr) == (1, b"")
        assert b"\\u969c\\u5bb3" in done.stdout


# Options


def test_only(both: Repo, cli: Cli) -> None:
    assert cli("check", "--format=json", "--only=post-mortem").paths == [f"{BAD_FOLDER}/INCIDENT.md"]
    assert cli("check", "--format=json", "--only=incident-event").paths == [f"{BAD_FOLDER}/INCIDENT_EVENT.json"]
    assert cli("check", "--only=rollback-plan").code == 0
    assert len(cli("check", "--format=json", "--only=post-mortem", "--only=incident-event").paths) == 2


def test_select_and_ignore(both: Repo, cli: Cli) -> None:
    assert cli("check", "--format=json", "--select=INC101,DOC101").codes == {"INC101", "DOC101"}
    assert cli("check", "--format=json", "--select", "INC101", "--select", "section-missing").codes == {
        "INC101",
        "DOC101",
    }
    assert {one[:3] for one in cli("check", "--format=json", "--select=DOC").codes} == {"DOC"}
    everything = cli("check", "--format=json").codes
    assert cli("check", "--format=json", "--ignore=DOC,blame-language").codes == {
        one for one in everything if not one.startswith("DOC") and one != "INC101"
    }
    assert cli("check", "--ignore=ALL").code == 0
    both.write("incident-lint.toml", 'ignore = ["INC"]\n')
    assert cli("check", "--format=json", "--ignore=DOC").codes == {
        one for one in everything if not one.startswith(("DOC", "INC"))
    }
    assert cli("check", "--format=json", "--select=INC101").codes == {"INC101"}


def test_selector_that_names_no_rule(good: Repo, cli: Cli) -> None:
    done = cli("check", "--select=NOPE1")
    assert done.code == 2
    assert "NOPE1" in done.err


def test_fail_on(both: Repo, cli: Cli) -> None:
    assert cli("check", "--fail-on=never").code == 0
    assert cli("check", "--select=DOC201").code == 0, "a warning"
    assert cli("check", "--select=DOC201", "--fail-on=warning").code == 1
    assert cli("check", "--select=DOC603", "--fail-on=warning").code == 0
    assert cli("check", "--select=DOC603", "--fail-on=info").code == 1
    both.write("incident-lint.toml", 'fail-on = "never"\n')
    assert cli("check").code == 0
    assert cli("check", "--fail-on=error").code == 1


def test_quiet(both: Repo, cli: Cli) -> None:
    lines = cli("check", "--quiet", "--format=concise").out.splitlines()
    assert len(lines) == 17
    assert not [one for one in lines if "DOC201" in one or "DOC603" in one or one.startswith("Found")]
    assert cli("check", "-q", GOOD_FOLDER).out == ""


def test_statistics(both: Repo, cli: Cli) -> None:
    done = cli("check", "--statistics")
    assert done.code == 1
    rows = [re.fullmatch(r"(\d+)  [A-Z]{3}\d{3}  [a-z-]+", one) for one in done.out.splitlines()[:-1]]
    assert all(rows)
    assert sum(int(one[1]) for one in rows if one) == 22


def test_show_files(both: Repo, cli: Cli) -> None:
    names = cli("check", "--show-files").out.splitlines()
    assert len(names) == 6
    assert names == sorted(names)
    assert cli("check", "--show-files", f"{BAD_FOLDER}/INCIDENT.md").out.splitlines() == names[:2]


def test_show_settings(both: Repo, cli: Cli) -> None:
    plain = cli("check", "--show-settings").data
    assert plain["origin"] == "defaults"
    assert plain["active-rules"] == [one.code for one in all_rules()]
    both.write("incident-lint.toml", 'ignore = ["DOC"]\n[limits]\nlog-within = "30m"\n')
    done = cli("check", "--show-settings", "--ignore", "INC101").data
    assert done["origin"] == "incident-lint.toml"
    assert done["ignore"] == ["DOC", "INC101"]
    assert done["limits"]["log-within"] == "30m"
    assert not [one for one in done["active-rules"] if one.startswith("DOC") or one == "INC101"]


def test_config(both: Repo, cli: Cli, tmp_path: Path) -> None:
    both.write("incident-lint.toml", "not = used")
    other = both.write("../other.toml", 'select = ["DOC101"]\n')
    assert cli("check", "--format=json", "--config", str(other)).codes == {"DOC101"}
    other.write_text("slect = []\n", encoding="utf-8")
    done = cli("check", "--config", str(other))
    assert done.code == 2
    assert "did you mean select?" in done.err


def test_json(both: Repo, cli: Cli) -> None:
    data = cli("check", "--format=json").data
    assert data["version"] == 1
    assert data["summary"] == {"files": 6, "incidents": 2, "errors": 17, "warnings": 3, "infos": 2}
    lines = (BAD / "INCIDENT_EVENT.json").read_text(encoding="utf-8").splitlines()
    wrong = next(one for one in data["diagnostics"] if '"CRITCAL"; allowed' in one["message"])
    assert lines[wrong["line"] - 1][wrong["column"] - 1 : wrong["end_column"] - 1] == '"CRITCAL"'


def test_colour(both: Repo) -> None:
    plain = {"TERM": "xterm", "NO_COLOR": "", "FORCE_COLOR": ""}

    def coloured(*arguments: str, **environment: str) -> bool:
        return ESCAPE in process("check", *arguments, cwd=both.path, environment={**plain, **environment}).out

    assert not coloured()
    assert coloured(FORCE_COLOR="1")
    assert not coloured(FORCE_COLOR="1", NO_COLOR="1")
    assert coloured("--color=always", NO_COLOR="1")
    assert not coloured("--color=never", FORCE_COLOR="1")
    assert not coloured("--format=json", FORCE_COLOR="1")
    assert not coloured("--format=github", FORCE_COLOR="1")


@pytest.mark.parametrize(("term", "coloured"), [("xterm", True), ("dumb", False)])
def test_terminal(good: Repo, term: str, coloured: bool) -> None:
    leader, follower = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": term}
    for name in ("NO_COLOR", "FORCE_COLOR"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "incident_lint", "check"]
    done = subprocess.run(command, cwd=good.path, env=environment, stdout=follower, check=False, timeout=60)
    os.close(follower)
    text = os.read(leader, 10_000)
    os.close(leader)
    assert done.returncode == 0
    assert (ESCAPE.encode() in text) == coloured


def test_nothing_in_a_file_acts_on_the_terminal_or_the_runner(good: Repo, cli: Cli) -> None:
    event = good.path / GOOD_FOLDER / "INCIDENT_EVENT.json"
    edit(event, '"HIGH"', '"\\u001b[2J\\n::error file=x::forged"')
    good.write("incidents/x\n::error::forged/INCIDENT.md", "# \x1b[31mOutage\r::warning::forged\n")
    good.git("add", "--all")
    for form in ("full", "concise", "json", "github"):
        done = cli("check", f"--format={form}")
        assert done.code == 1
        assert "\x1b" not in done.out
        assert "\r" not in done.out
        assert not re.search(r"^::\w+( file=x)?::forged", done.out, re.MULTILINE)


# rule, schema


def test_rules(cli: Cli) -> None:
    assert [one.split()[0] for one in cli("rule").out.splitlines()] == [one.code for one in all_rules()]
    listed = json.loads(cli("rule", "--format=json").out)
    assert [(one["code"], one["name"]) for one in listed] == [(one.code, one.name) for one in all_rules()]


def test_one_rule(cli: Cli) -> None:
    page = cli("rule", "INC101").out
    assert cli("rule", "blame-language").out == cli("rule", "inc101").out == page
    assert "blame-language" in page
    data = json.loads(cli("rule", "INC101", "--format=json").out)
    assert set(data) == {"code", "name", "severity", "summary", "explanation", "wrong", "right"}


def test_unknown_rule(cli: Cli) -> None:
    done = cli("rule", "blame-langauge")
    assert done.code == 2
    assert done.err.endswith("help: did you mean blame-language?\n")
    assert "`incident-lint rule` lists them" in cli("rule", "zzzz").err


def test_schemas(cli: Cli) -> None:
    assert [one.split()[0] for one in cli("schema").out.splitlines()] == list(NAMES)
    for name in NAMES:
        text = cli("schema", name).out
        assert text == (ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
        assert json.loads(text)["$schema"].endswith("2020-12/schema")


def test_unknown_schema(cli: Cli) -> None:
    done = cli("schema", "rollbackplan")
    assert done.code == 2
    assert done.err.endswith("help: did you mean rollback-plan?\n")
    assert "one of incident-event" in cli("schema", "zzz").err


def test_plain_arguments_are_those_of_the_parser() -> None:
    for paths in ([], ["incidents"], ["a", "b/INCIDENT.md"]):
        assert vars(plain_arguments(paths)) == vars(parser("check").parse_args(["check", *paths]))
