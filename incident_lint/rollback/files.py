"""Writing a record whole or not at all, and never over another one."""

from __future__ import annotations

import json
import os

from incident_lint.rollback.refusal import refuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any


def record_text(value: dict[str, Any]) -> str:
    """A record as it is written: two blanks of indentation, a line end at the end; text as it is, not escaped."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet. Refused where there is one, or where it cannot be written.

    The file appears with its whole content, or not at all: a process that is killed leaves nothing behind, where the
    file system knows files without a name (O_TMPFILE); elsewhere at most a file of another name.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refuse("nothing was written", "file-unwritable", f"{path.parent}: {error.strerror or error}") from None
    try:
        if not _link_unnamed(path, text.encode()):
            _link_named(path, text.encode())
    except FileExistsError:
        raise refuse(
            "nothing was written", "file-exists", f"{path.name} is there already", "commit it, or move it"
        ) from None
    except OSError as error:
        raise refuse("nothing was written", "file-unwritable", f"{path}: {error.strerror or error}") from None


def _link_unnamed(path: Path, data: bytes) -> bool:
    """Write through a file without a name; False where the system has none."""
    if not hasattr(os, "O_TMPFILE"):
        return False
    try:
        descriptor = os.open(path.parent, os.O_TMPFILE | os.O_WRONLY, 0o644)
    except (IsADirectoryError, OSError):
        return False
    try:
        _write(descriptor, data)
        try:
            os.link(f"/proc/self/fd/{descriptor}", path, follow_symlinks=True)
        except FileExistsError:
            raise
        except OSError:
            return False
    finally:
        os.close(descriptor)
    return True


def _link_named(path: Path, data: bytes) -> None:
    """Write through a file of another name in the same folder."""
    other = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    descriptor = os.open(other, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        try:
            _write(descriptor, data)
        finally:
            os.close(descriptor)
        os.link(other, path)  # unlike a rename, it fails where there is a file
    finally:
        other.unlink(missing_ok=True)


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
    os.fsync(descriptor)
