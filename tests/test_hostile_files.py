"""Files that nobody meant: each is told at its place, and the incident beside it is checked all the same."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from helpers.hostile import (
    EVENT,
    FOLDER,
    LOG,
    PLAN,
    POST_MORTEM,
    RECORDS,
    Result,
    as_nobody,
    check,
    cli,
    measured,
    two_incidents,
)
from helpers.project import GOOD

from incident_lint import sources
from incident_lint.document import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Repo

JSON = (EVENT, PLAN, LOG)
MISSING = [("DOC101", POST_MORTEM, 1)] * 7
"""The seven sections that a file without any lacks."""
FEW_SECONDS = 2.0


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return two_incidents(tmp_path.resolve())


@cache
def original(path: str) -> bytes:
    """The faultless file."""
    return (GOOD / path.rpartition("/")[2]).read_bytes()


def judged(root: Path, *about: str) -> list[tuple[str, str, int]]:
    """The findings about some files of the first incident, after a look at those about the second."""
    done = check(root)
    assert done.code == 1
    assert untouched(done)
    return done.of(*(about or RECORDS))


def untouched(done: Result) -> bool:
    """Whether the other incident got all its findings: of its event and of its post-mortem."""
    names = [one["path"].rpartition("/")[2] for one in done.witness]
    return (names.count("INCIDENT.md"), names.count("INCIDENT_EVENT.json")) == (16, 6)


# What is no text, or hardly one


def line_of(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


@pytest.mark.parametrize("path", RECORDS)
@pytest.mark.parametrize("sequence", [b"\xff", b"\xe9", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"])
def test_not_utf_8(root: Path, path: str, sequence: bytes) -> None:
    data = original(path)
    at = data.index(b"INC-2026")
    (root / path).write_bytes(data[:at] + sequence + data[at:])
    assert judged(root) == [("REC001", path, line_of(data, at))]
    (root / path).write_bytes(data + sequence)
    assert judged(root) == [("REC001", path, data.count(b"\n") + 1)]


@pytest.mark.parametrize("path", RECORDS)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_another_encoding(root: Path, path: str, encoding: str) -> None:
    (root / path).write_bytes(original(path).decode().encode(encoding))
    assert judged(root) == [("REC001", path, 1)]


@pytest.mark.parametrize("path", RECORDS)
def test_byte_order_mark(root: Path, path: str) -> None:
    (root / path).write_bytes(b"\xef\xbb\xbf" + original(path))
    found = judged(root)
    assert ("REC002", path, 1) in found
    # the rest is read as if it were not there; that a plan is another one, byte for byte, is true
    assert [one for one in found if one[0] != "REC002"] == ([("RBK102", LOG, 7)] if path == PLAN else [])


@pytest.mark.parametrize("path", RECORDS)
def test_nul(root: Path, path: str) -> None:
    data = original(path)
    at = data.index(b"INC-2026")
    (root / path).write_bytes(data[:at] + b"\0" + data[at:])
    assert judged(root) == [("REC001", path, line_of(data, at))]


@pytest.mark.parametrize("path", RECORDS)
@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
@pytest.mark.parametrize("count", [-1, 5])
def test_line_ends(root: Path, path: str, end: bytes, count: int) -> None:
    data = original(path)
    (root / path).write_bytes(data.replace(b"\n", end, count))
    assert judged(root) == ([("RBK102", LOG, 7)] if path == PLAN else [])
    broken = re.sub(rb'"2026-[^"]*"', b'"soon"', data.replace(b"## Impact", b"## Impcat"))
    found = []
    for text in (broken, broken.replace(b"\n", end, count)):
        (root / path).write_bytes(text)
        found.append([one for one in judged(root) if one[0] != "RBK102"])
    assert found[0]
    assert found[0] == found[1], "lines are counted as editors do"


@pytest.mark.parametrize("data", [b"", b" ", b"\n", b" \t\n\r\n ", b"\r"])
@pytest.mark.parametrize("path", RECORDS)
def test_empty(root: Path, path: str, data: bytes) -> None:
    (root / path).write_bytes(data)
    assert judged(root) == ([("DOC001", path, 1), *MISSING] if path == POST_MORTEM else [("REC003", path, 1)])


# What is no file


def _file(at: Path) -> None:
    at.with_name("real").write_bytes(original(POST_MORTEM))
    at.symlink_to("real")


def _folder(at: Path) -> None:
    at.with_name("folder").mkdir()
    at.symlink_to("folder")


def _outside(at: Path) -> None:
    (at.parents[3] / "outside").write_text("outside")
    at.symlink_to(at.parents[3] / "outside")


def _socket(at: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:  # its name may have 108 bytes
        name = Path("/tmp") / f"hostile-{os.getpid()}"
        one.bind(str(name))
        shutil.move(name, at)


LINK = "a symbolic link where a file is expected"
NO_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "directory": (Path.mkdir, "a directory where a file is expected"),
    "link to a file": (_file, LINK),
    "link to a folder": (_folder, LINK),
    "dangling link": (lambda at: at.symlink_to("absent"), LINK),
    "link to itself": (lambda at: at.symlink_to(at.name), LINK),
    "link out of the folder": (_outside, LINK),
    "link to what never ends": (lambda at: at.symlink_to("/dev/zero"), LINK),
    "pipe": (os.mkfifo, "not a regular file"),
    "socket": (_socket, ""),
}


@pytest.mark.parametrize("path", RECORDS)
@pytest.mark.parametrize("kind", NO_FILES)
def test_no_file(repo: Repo, path: str, kind: str) -> None:
    root = two_incidents(repo.path)
    repo.commit()  # git lists no pipes: a tracked file has become one
    make, message = NO_FILES[kind]
    (root / path).unlink()
    make(root / path)
    for arguments in ((), (".",), (path, "incidents"), (f"{FOLDER}/", "incidents")):
        done = cli(root, "check", "--format=json", *arguments)
        assert done.code == 1
        assert untouched(done)
        # that a link in INCIDENT.md leads to such a plan is told too
        assert [one for one in done.of(*RECORDS) if one != ("DOC705", POST_MORTEM, 48)] == [("REC001", path, 1)]
        assert done.messages("REC001") == [message or done.messages("REC001")[0]]


def test_folder_that_leads_to_itself(root: Path) -> None:
    (root / FOLDER / "loop").symlink_to(".")
    (root / FOLDER / "evidence" / "up").symlink_to("../..")
    assert judged(root) == []


@pytest.fixture
def open_root() -> Iterator[Path]:
    """The same where others may read it: pytest's own folders are closed to them."""
    with tempfile.TemporaryDirectory() as name:
        root = two_incidents(Path(name).resolve())
        root.chmod(0o755)
        yield root
        (root / FOLDER).chmod(0o755)


def test_no_permission(open_root: Path) -> None:
    (open_root / POST_MORTEM).chmod(0)
    check(open_root)  # what it imports, root may read
    with as_nobody():
        done = check(open_root)
    assert done.of(*RECORDS) == [("REC001", POST_MORTEM, 1)]
    assert done.messages("REC001") == ["permission denied"]
    assert untouched(done)


@pytest.mark.parametrize("mode", [0, 0o111])
def test_no_permission_for_a_folder(open_root: Path, mode: int) -> None:
    check(open_root)
    (open_root / FOLDER).chmod(mode)
    with as_nobody():
        done = check(open_root)
        named = cli(open_root, "check", POST_MORTEM)
    assert untouched(done)
    if mode == 0:  # it may hold records: that is told, and no success
        assert json.loads(done.out)["skipped"] == [{"path": FOLDER, "reason": "permission denied"}]
    assert named.code in {1, 2}


def test_file_that_vanishes(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the moment when the folder is listed and that when the file is read."""
    real = sources.WorkTree.read

    def late(self: sources.WorkTree, path: str) -> Any:
        (root / POST_MORTEM).unlink(missing_ok=True)
        return real(self, path)

    monkeypatch.setattr(sources.WorkTree, "read", late)
    assert judged(root) == [("REC001", POST_MORTEM, 1)]


def test_file_that_vanishes_while_it_is_opened(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = sources.WorkTree._open

    def late(self: sources.WorkTree, path: str) -> Any:
        if path == EVENT:
            raise FileNotFoundError(2, "No such file or directory")
        return real(self, path)

    monkeypatch.setattr(sources.WorkTree, "_open", late)
    assert judged(root) == [("REC001", EVENT, 1)]


# What is too much


@pytest.mark.parametrize("path", [EVENT, POST_MORTEM])
@pytest.mark.parametrize("content", ["holes", "text"])
def test_100_mb(root: Path, path: str, content: str) -> None:
    with (root / path).open("wb") as file:
        if content == "text":
            for _ in range(100):
                file.write(b"[[ a" * (1 << 18))
        else:
            file.truncate(100 << 20)
    done = measured(root, "check", "--format=json", ".")
    assert (done.code, done.err) == (1, "")
    assert done.of(*RECORDS) == [("REC001", path, 1)]
    assert done.messages("REC001") == [f"the file has more than {MAX_BYTES:,} bytes: too much for a record"]
    assert untouched(done)
    assert done.seconds < FEW_SECONDS
    assert done.peak < 150


def test_evidence_of_100_mb_is_hashed_in_little_memory(root: Path) -> None:
    with (root / FOLDER / "evidence" / "error-rate.csv").open("wb") as file:
        file.truncate(100 << 20)
    done = measured(root, "check", "--format=json", ".")
    assert [code for code, _, _ in done.of(EVENT)] == ["DOC703"]
    assert done.peak < 150


@pytest.mark.parametrize("path", JSON)
@pytest.mark.parametrize(
    "data", [b"[" * 100_000, b'{"a":' * 100_000, b"[" * 100_000 + b"]" * 100_000, b'[{"a":' * 50_000]
)
def test_nested_json(root: Path, path: str, data: bytes) -> None:
    (root / path).write_bytes(data)
    assert judged(root) == [("REC003", path, 1)]


def with_front(text: bytes) -> bytes:
    """The post-mortem with lines at the beginning of its front matter."""
    return original(POST_MORTEM).replace(b"---\n", b"---\n" + text + b"\n", 1)


@pytest.mark.parametrize(
    "text",
    [
        b"x: " + b"[" * 100_000,
        b"x: " + b"[" * 100_000 + b"]" * 100_000,
        b"x: " + b"{a: " * 100_000,
        b"x:\n  " + b"- " * 100_000,
        b"? " * 100_000,
    ],
)
def test_nested_front_matter(root: Path, text: bytes) -> None:
    (root / POST_MORTEM).write_bytes(with_front(text))
    ((code, path, line),) = judged(root)
    assert (code, path) == ("REC004", POST_MORTEM)
    assert line in {2, 3}


@pytest.mark.parametrize("sign", [b"> ", b">", b"- ", b"1. ", b"* > "])
def test_nested_markdown(root: Path, sign: bytes) -> None:
    (root / POST_MORTEM).write_bytes(original(POST_MORTEM) + b"\n" + sign * 100_000 + b"a\n")
    assert judged(root) == []
    (root / POST_MORTEM).write_bytes(sign * 100_000 + b"a\n")
    assert judged(root) == [("DOC001", POST_MORTEM, 1), *MISSING]


# What two readers would read differently


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "an anchor (&a): write the value out"),
        (b"a: *b", "an alias (*b): write the value out"),
        (b'a: !!python/object/apply:os.system ["touch owned"]', None),
        (b"a: !!python/name:os.system", None),
        (b"a: !!binary aGk=", "a tag (tag:yaml.org,2002:binary): values are plain text here"),
        (b"a: !<tag:evil> b", "a tag (tag:evil): values are plain text here"),
        (b"[a]: b", "a key that is no string"),
        (b"a: \x1b[2J", "a character that YAML readers refuse or disagree about (U+001B)"),
        (b'a: "\\ud800"', None),
        (b"%YAML 9.9", None),
    ],
)
def test_front_matter_with_tricks(root: Path, text: bytes, message: str | None) -> None:
    (root / POST_MORTEM).write_bytes(with_front(text))
    done = check(root)
    assert done.of(*RECORDS) == [("REC004", POST_MORTEM, 2)]
    assert message is None or done.messages("REC004") == [message]
    assert not (root / "owned").exists()
    assert untouched(done)


def test_duplicate_keys(root: Path) -> None:
    (root / POST_MORTEM).write_bytes(with_front(b"status: DRAFT"))
    assert judged(root) == [("REC005", POST_MORTEM, 6)]
    (root / POST_MORTEM).write_bytes(original(POST_MORTEM))
    (root / EVENT).write_bytes(original(EVENT).replace(b'"status"', b'"status": "CLOSED",\n  "status"', 1))
    assert judged(root) == [("REC005", EVENT, 11)]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (b"NaN", "REC003"),
        (b"Infinity", "REC003"),
        (b"-Infinity", "REC003"),
        (b"1e999", "REC003"),
        (b"-1e999", "REC003"),
        (b"9" * 4_301, "REC003"),
        (b"9" * 5_000_000, "REC003"),
        (b"1e" + b"9" * 5_000, "REC003"),
        (b"0." + b"1" * 5_000, "REC003"),
        (b'"\xed\xa0\x80"', "REC001"),
        (b'"\x01"', "REC003"),
        (b'"\\u00"', "REC003"),
        (b"9" * 300, "REC101"),
        (b"1e-999", "REC101"),
    ],
)
@pytest.mark.parametrize("field", [b"severity", b"detected_at", b"incident_id"])
def test_values_that_are_none(root: Path, field: bytes, value: bytes, code: str) -> None:
    data = original(EVENT)
    (root / EVENT).write_bytes(re.sub(rb'("%s": )"[^"]*"' % field, lambda found: found.group(1) + value, data, count=1))
    assert judged(root, EVENT)[0] == (code, EVENT, line_of(data, data.index(b'"' + field)))


@pytest.mark.parametrize("value", [rb"\ud800", rb"\udc00\ud800", rb"a\ud83d\u0041"])
def test_lone_surrogates(root: Path, value: bytes) -> None:
    data = original(EVENT)
    (root / EVENT).write_bytes(data.replace(b'"title": "', b'"title": "' + value, 1))
    assert judged(root) == [("REC003", EVENT, line_of(data, data.index(b'"title"')))]
