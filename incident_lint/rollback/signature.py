"""The signature of a tag: whether it is good, and whose it is. GPG and SSH, with git's own verification.

The allowed signers come from the policy, never from the target. The programs are named on git's command line: the
configuration of a repository could name another one to run. An expired key is not good, whatever the exit status.
"""

from __future__ import annotations

import os

from incident_lint.patterns import regex
from incident_lint.rollback.gateway import temporary_folder
from incident_lint.rollback.refusal import Check, Result
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from incident_lint.rollback.gateway import Gateway

_BAD_STATUS = {
    "EXPKEYSIG": "by a key that has expired",
    "EXPSIG": "but the signature has expired",
    "REVKEYSIG": "by a key that was revoked",
    "BADSIG": "but the signature does not fit the tag: the tag was changed",
    "ERRSIG": "but the signature cannot be checked",
    "NO_PUBKEY": "by a key that is not known here",
}
_GOOD_SSH = regex(r'Good "git" signature for (?P<who>[^\n]{1,1000}) with \S+ key (?P<key>SHA256:\S+)')
_PROGRAMS = ("gpg.ssh.program", "gpg.program", "gpg.openpgp.program", "gpg.x509.program")


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature of a tag: its kind, whether it is good, and whose it is. The values are those of ROLLBACK_PLAN."""

    kind: str = "NONE"
    result: str = "NOT_SIGNED"
    principal: str = ""


@dataclass(frozen=True, slots=True)
class Signers:
    """The allowed signers: the content of the file, None where it cannot be read, and where it was read from.

    Lines for SSH are those of ssh-keygen(1); a line for GPG is `<principal> gpg <fingerprint>`.
    """

    content: bytes | None
    origin: str


def check_signature(git: Gateway, oid: str, kind: str, signers: Signers, *, required: bool) -> tuple[Check, Signature]:
    """The signature of the kind that the tag object shows, as far as the policy asks for it."""
    if not required:
        if kind == "NONE":
            return _answer(Result.PASS, "the policy requires no signature"), Signature()
        known = Signature(kind if kind in {"GPG", "SSH"} else "GPG", "NOT_CHECKED")
        return _answer(Result.PASS, f"signed ({kind}), not checked: the policy requires none"), known
    if kind == "NONE":
        return _answer(Result.FAIL, "the tag is not signed; the policy requires it"), Signature()
    if signers.content is None:
        detail = f"the allowed signers cannot be read: {signers.origin or '`seal.allowed-signers` names no file'}"
        return _answer(Result.UNKNOWN, detail), Signature()
    if kind not in {"GPG", "SSH"}:
        detail = f"a signature of the kind {kind} cannot be checked here"
        return _answer(Result.UNKNOWN, detail, "sign with GPG or SSH"), Signature()
    return _gpg(git, oid, signers) if kind == "GPG" else _ssh(git, oid, signers)


def _answer(result: Result, detail: str, hint: str = "") -> Check:
    return Check("seal-signature", result, detail, hint)


def _whence(signers: Signers) -> str:
    return f"allowed signers are read from {signers.origin}"


def _signers(data: bytes) -> tuple[list[bytes], dict[str, str]]:
    """The lines for SSH, and the fingerprints of GPG keys with their principals."""
    ssh: list[bytes] = []
    gpg: dict[str, str] = {}
    for line in data.splitlines():
        parts = line.split()
        if line.lstrip().startswith(b"#"):
            continue
        if len(parts) >= 3 and parts[1].lower() == b"gpg":
            gpg[b"".join(parts[2:]).decode("ascii", "replace").upper()] = parts[0].decode("utf-8", "replace")
        else:
            ssh.append(line)
    return ssh, gpg


def _pinned(program: str, kind: str, allowed: str = "") -> dict[str, str]:
    """Settings that the repository's own configuration cannot outdo: it may name a program to run."""
    pinned = {"gpg.minTrustLevel": "undefined", "gpg.ssh.revocationFile": "", "gpg.ssh.allowedSignersFile": allowed}
    pinned.update(dict.fromkeys(_PROGRAMS, os.devnull))
    pinned.update(dict.fromkeys(_PROGRAMS[:1] if kind == "SSH" else _PROGRAMS[1:3], _found(program)))
    return pinned


def _found(program: str) -> str:
    """Where a program is; the null device where it is not installed."""
    import shutil  # noqa: PLC0415  (with its libraries a tenth of an execution; few policies ask for signatures)

    return shutil.which(program) or os.devnull


def _gpg(git: Gateway, oid: str, signers: Signers) -> tuple[Check, Signature]:
    if _found("gpg") == os.devnull:
        return _answer(Result.UNKNOWN, "gpg is not installed: the signature cannot be checked"), Signature()
    said = git.ask("verify-tag", "--raw", oid, settings=_pinned("gpg", "GPG")).said
    status: dict[str, str] = {}
    for line in said.splitlines():
        if line.startswith("[GNUPG:] "):
            key, _, rest = line.removeprefix("[GNUPG:] ").partition(" ")
            status.setdefault(key, rest)
    bad = [one for one in _BAD_STATUS if one in status]
    prints = status.get("VALIDSIG", "").split()
    if bad or "GOODSIG" not in status or not prints:
        why = next((_BAD_STATUS[one] for one in bad), _BAD_STATUS["NO_PUBKEY"])
        return _answer(Result.FAIL, f"signed, {why}"), Signature()
    _, allowed = _signers(signers.content or b"")
    who = next((allowed[one.upper()] for one in (prints[0], prints[-1]) if one.upper() in allowed), None)
    if who is None:
        detail = f"a good signature by the key {prints[0]}, which is not among the allowed signers"
        return _answer(Result.FAIL, detail, _whence(signers)), Signature()
    return _answer(Result.PASS, f"a good signature by {who}"), Signature("GPG", "GOOD", who)


def _ssh(git: Gateway, oid: str, signers: Signers) -> tuple[Check, Signature]:
    if _found("ssh-keygen") == os.devnull:
        detail = "ssh-keygen is not installed: the signature cannot be checked"
        return _answer(Result.UNKNOWN, detail), Signature()
    with temporary_folder() as folder:
        allowed = folder / "allowed_signers"
        allowed.write_bytes(b"\n".join(_signers(signers.content or b"")[0]) + b"\n")
        answer = git.ask("verify-tag", "--raw", oid, settings=_pinned("ssh-keygen", "SSH", str(allowed)))
    match = _GOOD_SSH.search(answer.said)
    if answer.status == 0 and match is not None:
        who = match.group("who")
        return _answer(Result.PASS, f"a good signature by {who}"), Signature("SSH", "GOOD", who)
    if 'Good "git" signature with' in answer.said or "No principal matched" in answer.said:
        detail = "a good signature, but by nobody among the allowed signers (or at a time when the key was not valid)"
        return _answer(Result.FAIL, detail, _whence(signers)), Signature()
    return _answer(Result.FAIL, "signed, but the signature does not fit the tag"), Signature()
