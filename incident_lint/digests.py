"""SHA-256 without OpenSSL, where little is hashed.

`hashlib` always loads OpenSSL: 3 ms, a third of the start of Python, for evidence that is hashed in microseconds. It
has no public way around that, so this is the one place that takes the interpreter's own implementation by its private
name. Some builds have none, and it takes seven times as long: there, and for much data, it is hashlib.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hashlib import _Hash

MUCH = 1 << 16
"""Bytes from which OpenSSL is worth loading: a fifth of a millisecond's difference, and a run hashes more than once."""


def sha256(size: int) -> _Hash:
    """The algorithm (FIPS 180-4), to be given about so many bytes."""
    if size < MUCH and "hashlib" not in sys.modules:
        try:
            return _built_in()
        except ImportError:
            pass
    import hashlib  # noqa: PLC0415

    return hashlib.sha256()


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    algorithm = sha256(len(data))
    algorithm.update(data)
    return algorithm.hexdigest()


def _built_in() -> _Hash:
    """ImportError where this Python has none."""
    if sys.version_info >= (3, 12):
        from _sha2 import sha256 as own  # type: ignore[import-not-found] # noqa: PLC0415
    else:
        from _sha256 import sha256 as own  # type: ignore[import-not-found] # noqa: PLC0415
    algorithm: _Hash = own()
    return algorithm
