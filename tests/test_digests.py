"""SHA-256 is the same with and without OpenSSL."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys

import pytest

from incident_lint import digests

SIZES = [0, 1, 55, 56, 63, 64, 65, 1000, digests.MUCH - 1, digests.MUCH, digests.MUCH + 1, 300_000]
_WHICH = """
import sys
from incident_lint.digests import MUCH, digest
digest(bytes(MUCH - 1))
print("_hashlib" in sys.modules, end=" ")
digest(bytes(MUCH))
print("_hashlib" in sys.modules)
"""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("loaded", [True, False])
def test_both_agree(size: int, loaded: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    data = random.Random(size).randbytes(size)
    expected = hashlib.sha256(data).hexdigest()
    if not loaded:
        monkeypatch.delitem(sys.modules, "hashlib")
    assert digests.digest(data) == expected
    algorithm = digests.sha256(size)
    for first in range(0, size, 997):
        algorithm.update(data[first : first + 997])
    assert algorithm.hexdigest() == expected


def test_without_an_own_one_it_is_that_of_hashlib(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = hashlib.sha256(b"x").hexdigest()
    for name in ("hashlib", "_sha2", "_sha256"):
        monkeypatch.setitem(sys.modules, name, None) if name[0] == "_" else monkeypatch.delitem(sys.modules, name)
    with pytest.raises(ImportError):
        digests._built_in()
    assert digests.digest(b"x") == expected


def test_openssl_is_loaded_where_much_is_hashed() -> None:
    pytest.importorskip("_sha2" if sys.version_info >= (3, 12) else "_sha256")
    run = subprocess.run([sys.executable, "-c", _WHICH], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True"]
