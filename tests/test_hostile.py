"""A configuration that nobody meant, and long lines: an error or an answer, soon, and never a traceback."""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING

import pytest
from helpers.hostile import POST_MORTEM, check, cli, measured, two_incidents
from helpers.project import edit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAMES = ("incident-lint.toml", "pyproject.toml")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return two_incidents(tmp_path.resolve())


def refused(root: Path, *arguments: str) -> str:
    """What is said about a configuration that cannot be used."""
    begin = time.process_time()
    done = cli(root, "check", *arguments, ".")
    assert time.process_time() - begin < 2
    assert (done.code, done.out) == (2, "")
    assert len(done.err) < 2_000
    assert done.err.startswith("incident-lint: ")
    return done.err


def table(name: str) -> str:
    """What stands before our keys."""
    return "[tool.incident-lint]\n" if name == "pyproject.toml" else ""


BYTES = {
    "not UTF-8": b"# incident-lint \xff\n",
    "latin-1": "# incident-lint é\n".encode("latin-1"),
    "UTF-16": "# incident-lint\n".encode("utf-16") + b"incident-lint",
    "BOM": "\ufeff# incident-lint\n".encode(),
    "NUL": b"# incident-lint\0\n",
    "lone CR": b"[tool.incident-lint]\rselect = 1\r",
    "surrogate": b"# incident-lint \xed\xa0\x80\n",
    "control": b"incident-lint = '\x1b'\n",
    "arrays": b"incident-lint = " + b"[" * 100_000,
    "closed arrays": b"incident-lint = " + b"[" * 100_000 + b"]" * 100_000,
    "tables": b"incident-lint = " + b"{a = " * 100_000,
    "digits": b"incident-lint = " + b"9" * 100_000 + b"\n",
    "twice": b"incident-lint = 1\nincident-lint = 1\n",
    "text": b"incident-lint\n" * 1_000,
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("content", BYTES)
def test_no_toml(root: Path, name: str, content: str) -> None:
    (root / name).write_bytes(BYTES[content])
    assert refused(root).startswith(f"incident-lint: {name} is not TOML: ")


@pytest.mark.parametrize("name", NAMES)
def test_keys_below_keys(root: Path, name: str) -> None:
    (root / name).write_text(f"[{'.'.join(['tool', 'incident-lint'] + ['a'] * 2_000)}]\n")
    refused(root)


def _folder(at: Path) -> None:
    at.mkdir()


def _link(at: Path) -> None:
    (at.parent / "real.toml").write_text("# incident-lint\n")
    at.symlink_to("real.toml")


NO_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "folder": (_folder, "a directory where a file is expected"),
    "link": (_link, "a symbolic link where a file is expected"),
    "dangling": (lambda at: at.symlink_to("absent"), "a symbolic link where a file is expected"),
    "endless": (lambda at: at.symlink_to("/dev/zero"), "a symbolic link where a file is expected"),
    "pipe": (os.mkfifo, "not a regular file"),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", NO_FILES)
def test_no_file(root: Path, name: str, kind: str) -> None:
    make, message = NO_FILES[kind]
    make(root / name)
    assert refused(root) == f"incident-lint: {name}: {message}\n"


@pytest.mark.parametrize("kind", ["folder", "dangling"])
def test_no_file_by_its_name(root: Path, kind: str) -> None:
    NO_FILES[kind][0](root / "other.toml")
    refused(root, "--config", "other.toml")


@pytest.mark.parametrize("name", NAMES)
def test_100_mb(root: Path, name: str) -> None:
    with (root / name).open("wb") as file:
        file.write(b"# incident-lint\n")
        file.truncate(100 << 20)
    done = measured(root, "check", ".")
    assert (done.code, done.out) == (2, "")
    assert len(done.err) < 500
    assert done.seconds < 2
    assert done.peak < 150


WRONG = (
    "1",
    "1.5",
    "nan",
    "inf",
    "true",
    "''",
    "'x'",
    "[]",
    "[1]",
    "[[]]",
    "{}",
    "{a = 1}",
    "2026-11-03",
    "[{}]",
    "['\\u0000']",
)
KEYS = (
    *("select", "ignore", "fail-on", "severity", "per-file-ignores", "records", "sections", "limits", "communication"),
    *("seal", "rollback", "history", "records.post-mortem", "records.evidence", "limits.log-within"),
    *("limits.respond-within", "limits.respond-within.HIGH", "limits.summary-sentences", "communication.HIGH"),
    *("seal.name-patterns", "seal.require-signature", "seal.allowed-signers", "seal.min-soak", "rollback.preserve"),
    *("rollback.verify", "history.hotfix-subjects", "history.allow", "sections.Actions", "severity.DOC101"),
)


@pytest.mark.parametrize("key", KEYS)
def test_values_of_every_type(root: Path, key: str) -> None:
    codes = set()
    place = re.compile(rf"""incident-lint: incident-lint\.toml:1: (?:`|unknown key "){key.partition(".")[0]}""")
    for value in WRONG:
        (root / "incident-lint.toml").write_text(f"{key} = {value}\n")
        done = cli(root, "check", "--show-files", ".")
        assert done.code in {0, 2}
        assert not done.err or place.match(done.err), done.err
        codes.add(done.code)
    assert 2 in codes


@pytest.mark.parametrize(
    "value",
    [
        "99999999999d",
        "999999d",
        "-1d",
        "0s",
        "1e3h",
        "15 m",
        "١٥m",
        "15M",
        "9" * 5_000 + "s",
        "15m\\n",
        "",
        "P1D",
        "1.5h",
    ],
)
@pytest.mark.parametrize("key", ["limits.log-within", "limits.respond-within.LOW", "seal.min-soak"])
def test_durations(root: Path, key: str, value: str) -> None:
    (root / "incident-lint.toml").write_text(f'{key} = "{value}"\n')
    if (key, value) == ("seal.min-soak", "0s"):
        assert cli(root, "check", ".").code == 1
    else:
        assert key.partition(".")[0] in refused(root)


@pytest.mark.parametrize(
    "value", ["[3, 2]", "[-1, 3]", "[0, 99999999999999999999]", "[1]", "[1, 2, 3]", "[1.5, 2]", "[2, inf]"]
)
def test_numbers_of_sentences(root: Path, value: str) -> None:
    (root / "incident-lint.toml").write_text(f"limits.summary-sentences = {value}\n")
    assert cli(root, "check", ".").code in {1, 2}


@pytest.mark.parametrize(
    "expression", ["(", "[", "a{99999999999}", "(?P<a>", "*", "(?<=a+)b", "\\", "(" * 200, "(?i", "(" * 900]
)
@pytest.mark.parametrize("key", ["seal.name-patterns", "history.hotfix-subjects"])
def test_expressions_that_are_none(root: Path, key: str, expression: str) -> None:
    (root / "incident-lint.toml").write_text(f"{key} = ['{expression}']\n")
    assert f"`{key}`" in refused(root)


GLOBS = {
    "stars": "**/" * 3_000 + "a",
    "stars in a name": "*a" * 3_000,
    "stars and names": "**/a/" * 1_000 + "b",
    "questions": "?" * 10_000,
    "classes": "[a-z]*" * 1_000,
    "open": "[" * 10_000,
    "long": "a/" * 50_000,
}


@pytest.mark.parametrize("pattern", GLOBS)
@pytest.mark.parametrize("key", ["records.post-mortem", "records.evidence", "rollback.preserve", "per-file-ignores"])
def test_patterns_that_crawl(root: Path, key: str, pattern: str) -> None:
    deep = root / ("a/" * 60)
    deep.mkdir(parents=True)
    (deep / ("a" * 200 + ".md")).touch()
    value = GLOBS[pattern]
    one = f"[{{files = ['{value}'], rules = ['ALL'], reason = 'x'}}]" if key == "per-file-ignores" else f"['{value}']"
    (root / "incident-lint.toml").write_text(f"{key} = {one}\n")
    begin = time.process_time()
    done = cli(root, "check", "--format=json", ".")
    assert time.process_time() - begin < 2
    assert done.code in {1, 2}
    if done.code == 1:
        assert [one for one in done.witness if one["path"].endswith(".json")]


# A million characters on a line


LINES = {
    "words": "word ",
    "word": "x",
    "code": "`",
    "code spans": "`a` ",
    "stars": "*",
    "emphasis": "*a* ",
    "brackets": "[",
    "closing brackets": "]",
    "links": "[a](b) ",
    "images": "![a](b) ",
    "tags": "<a>",
    "comments": "<!--",
    "pipes": "|",
    "entities": "&amp;",
    "backslashes": "\\",
    "addresses": "https://a ",
    "stops": ".",
    "blanks": " \u00a0",
}
SIZE = 10_000
"""Enough to tell a line that takes seconds from one that takes none; the million stands in the benchmark."""


@pytest.mark.parametrize("place", ["## Summary\n", "## Timeline\n", "## Actions\n", "heading", "cell", "item", "title"])
@pytest.mark.parametrize("unit", LINES)
def test_long_lines(root: Path, unit: str, place: str) -> None:
    line = LINES[unit] * (SIZE // len(LINES[unit]))
    match place:
        case "heading":
            edit(root / POST_MORTEM, "## Impact\n", f"## {line}\n\n## Impact\n")
        case "cell":
            edit(root / POST_MORTEM, "## Impact\n", f"## Impact\n\n| a | b |\n|---|---|\n| {line} | b |\n\n")
        case "item":
            edit(root / POST_MORTEM, "## Impact\n", f"## Impact\n\n- a\n  1. {line}\n\n")
        case "title":
            edit(root / POST_MORTEM, "---\n", f"---\ntitle: '{line}'\n")
        case _:
            edit(root / POST_MORTEM, place, f"{place}\n{line}\n\n")
    begin = time.process_time()
    done = check(root)
    assert time.process_time() - begin < 10
    assert done.code == 1
    assert len(done.witness) == 22
