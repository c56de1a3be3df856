"""What a file that cannot be read as text says about itself, and what to do about it."""

from __future__ import annotations

import pytest

from incident_lint.document import MAX_BYTES, Document, Problem, decode


@pytest.mark.parametrize(
    ("data", "kind", "message", "hint"),
    [
        (b"a\0b", "unreadable", "a NUL character: this is no text", ""),
        (b"a\xffb", "unreadable", "not UTF-8: byte 0xff", "save the file as UTF-8"),
        (
            b"a" * (MAX_BYTES + 1),
            "unreadable",
            f"{MAX_BYTES:,}",
            "keep logs and dumps under evidence/ and reference them",
        ),
    ],
)
def test_what_is_no_text(data: bytes, kind: str, message: str, hint: str) -> None:
    found = decode("x.md", data)
    assert isinstance(found, Problem)
    assert (found.kind, found.hint) == (kind, hint)
    assert message in found.message


def test_a_byte_order_mark_is_told_and_dropped() -> None:
    found = decode("x.md", "\ufeffa\r\nb\rc".encode())
    assert isinstance(found, Document)
    assert (found.path, found.text) == ("x.md", "a\nb\nc")
    (problem,) = found.problems
    assert (problem.kind, problem.message) == ("byte-order-mark", "the file begins with a byte order mark")
    assert problem.hint == "save it as UTF-8 without BOM"


def test_the_largest_file_is_read() -> None:
    found = decode("x.md", b"a" * MAX_BYTES)
    assert isinstance(found, Document)
    assert len(found.text) == MAX_BYTES
