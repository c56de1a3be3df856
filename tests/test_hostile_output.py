"""Text that acts on a terminal or on a CI runner, wherever it stands: none of it comes out as it went in."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from helpers.hostile import EVENT, FOLDER, LOG, PLAN, POST_MORTEM, WITNESS, cli, two_incidents
from helpers.project import edit

from incident_lint.reporters import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Repo

TEXTS = {
    "colour": "\x1b[31mred\x1b[0m",
    "screen": "\x1b[2J\x1b[H",
    "title": "\x1b]0;owned\x07",
    "link": "\x1b]8;;https://example.org\x1b\\here\x1b]8;;\x1b\\",
    "paste": "\x1b[201~",
    "c1": "\x9b31m\x9d0;owned\x9c\x90q\x9c",
    "bidi": "\u202egnp.\u2066x\u2069\u200f",
    "invisible": "\u200b\u2060\ufeff\u00ad",
    "back": "good\x08\x08\x08\x08evil\r::error::evil",
    "line": "x\n::error file=a,line=1::owned\nx",
    "separator": "x\u2028::error::owned\u2029##[error]owned\x85::warning::owned\x0b::notice::owned\x0c::debug::owned",
    "old": "##[error]owned ##[set-env name=PATH;]owned ##vso[task.setvariable variable=a]owned",
    "output": "::set-output name=a::owned",
    "stop": "::stop-commands::token",
    "encoded": "%0A::error::owned%0D%0A::add-mask::a",
    "delete": "\x7f\x1a\x04",
}
OURS = re.compile(r"::(?:error|warning|notice) (?:file=|title=)[^\n]*")


def safe(text: str, form: str, ours: int | None = None) -> None:
    """Nothing that a terminal acts on, and no command of a runner but our own, one for each finding."""
    assert [one for one in text if not one.isprintable() and one != "\n"] == []
    commands = [one for one in text.split("\n") if one.lstrip().startswith("::")]
    assert "##[" not in text
    assert "##vso[" not in text, "a runner looks for it anywhere in a line"
    if form != "github":
        assert commands == []
        return
    assert all(OURS.fullmatch(one) for one in commands), commands
    assert all(not re.search(r"(?i)%0[ad].*::|::.*\n", one.partition("::")[2].partition("::")[0]) for one in commands)


def everywhere(root: Path, text: str) -> None:
    """Put a text into every place of the first incident that a message may repeat."""
    event = json.loads((root / EVENT).read_bytes())
    event.update(
        title=text, incident_id=text, severity=text, status=text, detected_at=text, source=text, schema_version=text
    )
    event[text] = text
    event["kinds"] = [text, text]
    event["evidence"][0].update(id=text, path=text, sha256=text, url=text)
    event["communications"][0].update(audience=text, channel=text)
    event["affected"] = {"components": [text], "commit_ranges": [{"introduced": text, text: text}]}
    (root / EVENT).write_text(json.dumps(event, indent=1), "utf-8")
    for path in (PLAN, LOG):
        record = json.loads((root / path).read_bytes())
        record.update(rollback_id=text, incident_id=text, **{text: text})
        record["target" if path == PLAN else "target_tag"] = {"tag": text, "commit": text} if path == PLAN else text
        (root / path).write_text(json.dumps(record, indent=1), "utf-8")
    flat = text.replace("\n", " ")
    edit(root / POST_MORTEM, "## Impact\n", f"## Impcat {text}\n\n## {text}\n\n")
    edit(
        root / POST_MORTEM,
        "## Actions\n",
        f"## Actions\n\n- {text} {flat}\n\n| What | Who |\n|-|-|\n| {flat} | {flat} |\n",
    )
    edit(
        root / POST_MORTEM,
        "## Timeline\n",
        f"## Timeline\n\n- 25:99 {text}\n- {text}\n- 10:00 {flat} the engineer {flat} forgot {flat}\n",
    )
    edit(
        root / POST_MORTEM, "## Root Cause\n", f"## Root Cause\n\nThe engineer{flat} forgot {flat} the index. {text}\n"
    )
    edit(root / POST_MORTEM, "## Evidence\n", f"## Evidence\n\n[{flat}](evidence/{flat}) ![{flat}](<{flat}>)\n{text}\n")
    edit(root / POST_MORTEM, "## Summary\n", f"## Summary\n\n<!-- incident-lint: ignore[{flat}] -->\n{text}\n")


@pytest.mark.parametrize("name", TEXTS)
def test_text_of_records(tmp_path: Path, name: str) -> None:
    root = two_incidents(tmp_path.resolve())
    everywhere(root, TEXTS[name])
    for form in FORMATS:
        done = cli(root, "check", f"--format={form}", ".")
        assert done.code == 1
        safe(done.out, form)
    safe(cli(root, "check", "--statistics", ".").out, "full")
    shown = cli(root, "check", "--format=json", ".")
    assert len(shown.witness) == 22
    assert len({one["code"] for one in shown.diagnostics if one["path"].startswith(FOLDER)}) > 8
    coloured = cli(root, "check", "--color=always", ".").out
    safe(re.sub(r"\x1b\[[0-9]{1,2}m", "", coloured), "full")


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("kind", ["INCIDENT_EVENT.json", "INCIDENT.md"])
def test_text_that_breaks_a_file(tmp_path: Path, name: str, kind: str) -> None:
    root = two_incidents(tmp_path.resolve())
    text = TEXTS[name]
    for content in (
        f'{{"a": {text}}}',
        f"{{{text}: 1}}",
        f'{{"a": "{text}", "a": "\\{text}"}}',
        f"---\n{text}: a\n---\n",
        f"---\na: {text}\n---\n",
        f'---\na: !{text} b\n"{text}": a\n"{text}": &{text} a\n---\n# {text}\n',
        f"---\n{text}",
    ):
        (root / FOLDER / kind).write_bytes(content.encode())
        for form in ("full", "github"):
            done = cli(root, "check", f"--format={form}", FOLDER)
            assert done.code == 1
            safe(done.out, form)


@pytest.mark.parametrize("name", TEXTS)
def test_text_of_arguments(tmp_path: Path, name: str) -> None:
    """What an error of the exit code 2 repeats."""
    root = two_incidents(tmp_path.resolve())
    text = TEXTS[name]
    for arguments in (
        ("check", text),
        ("check", f"{text}.md"),
        ("check", f"incidents/{text}"),
        ("check", f"--{text}"),
        ("check", "--select", text, "."),
        ("check", "--ignore", text, "."),
        ("check", "--format", text),
        ("check", "--config", text, "."),
        ("check", f"--from-ref={text}"),
        ("check", f"--to-ref={text}"),
        ("rule", text),
        ("schema", text),
        ("hook", text),
        (text,),
        ("seal", "create", f"x{text}"),
        ("rollback", "status", f"x{text}"),
        ("rollback", "plan", text, "--to", text),
    ):
        done = cli(root, *arguments)
        assert done.code == 2, arguments
        safe(done.err, "stderr")
        assert done.out == ""


@pytest.mark.parametrize("name", TEXTS)
def test_text_of_tags_and_branches(repo: Repo, name: str) -> None:
    two_incidents(repo.path)
    repo.commit(f"hotfix {TEXTS[name]}".replace("\0", ""))
    for arguments in (
        ("check", f"--from-ref={TEXTS[name]}"),
        ("check", f"--to-ref={TEXTS[name]}"),
        ("seal", "verify", f"x{TEXTS[name]}"),
        ("rollback", "status", f"x{TEXTS[name]}"),
        ("rollback", "execute", f"x{TEXTS[name]}"),
        ("check", "--history"),
    ):
        done = _any(repo.path, *arguments)
        safe(done[0] + done[1], "stderr")


def _any(root: Path, *arguments: str) -> tuple[str, str]:
    """The output of a command that may refuse (exit code 4), which is told on standard output."""
    import io  # noqa: PLC0415
    from contextlib import chdir, redirect_stderr, redirect_stdout  # noqa: PLC0415

    from incident_lint.cli import main  # noqa: PLC0415

    out, err = io.StringIO(), io.StringIO()
    with chdir(root), redirect_stdout(out), redirect_stderr(err):
        assert main(list(arguments)) in {1, 2, 4}
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize("name", TEXTS)
def test_text_of_the_configuration(tmp_path: Path, name: str) -> None:
    root = two_incidents(tmp_path.resolve())
    text = TEXTS[name]
    value = json.dumps(text)  # TOML's basic strings have the same escapes
    for content in (
        f"a = {text}",
        f"select = [{value}]\n",
        f"ignore = [{value}]\n",
        f"fail-on = {value}\n",
        f"{value} = 1\n",
        f"[severity]\n{value} = 'error'\n",
        f"[severity]\nDOC101 = {value}\n",
        f"[[per-file-ignores]]\nfiles = ['*']\nrules = [{value}]\nreason = {value}\n",
        f"[records]\npost-mortem = [{json.dumps('[z-a]' + text)}]\n",
        f"[records]\n{value} = ['*']\n",
        f"[sections]\n{value} = ['a']\n",
        f"[limits]\nlog-within = {value}\n",
        f"[communication]\nHIGH = [{value}]\n",
        f"[seal]\nname-patterns = [{json.dumps('(' + text)}]\n",
        f"[history]\nhotfix-subjects = [{json.dumps('(' + text)}]\n",
    ):
        (root / "incident-lint.toml").write_bytes(content.encode("utf-8", "surrogatepass"))
        done = cli(root, "check", ".")
        assert (done.code, done.out) == (2, ""), content
        safe(done.err, "stderr")
    (root / "incident-lint.toml").write_text(f"[sections]\nActions = [{value}]\n", "utf-8")
    for form in FORMATS:
        done = cli(root, "check", f"--format={form}", ".")
        safe(done.out + done.err, form)
    assert (root / WITNESS).is_dir()
