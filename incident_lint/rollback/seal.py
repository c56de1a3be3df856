"""Is a tag SEALED? Each condition is a check with its own answer; all of them are asked, not only the first.

A wrong answer here rolls a system back to the wrong state: what cannot be answered is UNKNOWN, and UNKNOWN refuses.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from incident_lint.jsontext import shown
from incident_lint.patterns import regex
from incident_lint.rollback.gateway import is_reference
from incident_lint.rollback.refusal import Check, Result
from incident_lint.rollback.signature import Signature, Signers, check_signature
from incident_lint.seals import is_sealed_name
from incident_lint.times import time_text
from incident_lint.values import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from incident_lint.rollback.gateway import Gateway

CLOCKS = timedelta(minutes=5)
"""How far the clocks of two machines may differ."""
_SIGNATURES = {
    b"-----BEGIN PGP SIGNATURE-----": "GPG",
    b"-----BEGIN PGP MESSAGE-----": "GPG",
    b"-----BEGIN SSH SIGNATURE-----": "SSH",
    b"-----BEGIN SIGNED MESSAGE-----": "X509",
}
_ID = regex(r"[0-9a-f]{40}|[0-9a-f]{64}")
_TAGGER = regex(rb"(?P<name>[^<\n]*?) ?<[^<>\n]*> (?P<seconds>-?[0-9]+) (?P<zone>[+-][0-9]{4})")


@dataclass(frozen=True, slots=True)
class Policy:
    """What a SEALED tag needs, as `[seal]` of the configuration says."""

    name_patterns: tuple[str, ...] = ()
    require_signature: bool = False
    require_trailer: bool = False
    require_evidence: bool = False
    min_soak: timedelta = timedelta(hours=24)
    signers: Signers = field(default_factory=lambda: Signers(None, ""))


@dataclass(frozen=True, slots=True)
class Seal:
    """A tag, examined. What could not be found out is empty or None."""

    tag: str
    checks: tuple[Check, ...]
    tag_object: str = ""
    commit: str = ""
    tagger: str = ""
    sealed_at: datetime | None = None
    evidence: tuple[str, ...] = ()
    signature: Signature = field(default_factory=Signature)

    @property
    def sealed(self) -> bool:
        """Whether every check passed."""
        return all(one.result is Result.PASS for one in self.checks)

    @property
    def reasons(self) -> tuple[Check, ...]:
        """The checks that did not pass."""
        return tuple(one for one in self.checks if one.result is not Result.PASS)


@dataclass(frozen=True)
class _Tag:
    """A tag object: its headers, its message without the signature, the signature's kind."""

    headers: Mapping[str, bytes]
    message: bytes
    kind: str


def examine(git: Gateway, tag: str, policy: Policy, now: datetime) -> Seal:
    """Ask every check about `refs/tags/<tag>`. `now` is aware."""
    checks = [_name(tag, policy)]
    named = checks[0].result is Result.PASS or is_reference(f"refs/tags/{tag}")
    oid = git.reference(f"refs/tags/{tag}") if named else None
    kind = git.kind(oid) if oid else None
    checks.append(_exists(git, tag, oid, kind))
    if oid is None or kind is None:
        return Seal(tag, (*checks, *_unasked("the tag cannot be read")), oid or "")
    checks.append(_annotated(tag, kind))
    if kind != "tag":
        return Seal(tag, (*checks, *_unasked("there is no tag object", 3)), oid)
    content = git.read(oid)
    if content is None:
        checks[1] = _check(
            "exists", Result.UNKNOWN, f"the tag object {oid} cannot be read", "`git fsck` says what is damaged"
        )
        return Seal(tag, (*checks, *_unasked("the tag cannot be read", 3)), oid)
    found = _parse(content)
    target = found.headers.get("object", b"").decode("ascii", "replace")
    checks.append(_commit(git, found, target))
    checks.append(_name_inside(tag, found))
    tagger, sealed_at = _who(found)
    checks.append(_tagger(tagger, sealed_at, now))
    trailers = _trailers(git, found.message)
    checks.append(_trailer(trailers, policy))
    check, signature = check_signature(git, oid, found.kind, policy.signers, required=policy.require_signature)
    checks.append(check)
    evidence = tuple(value for key, value in trailers if key == "seal-evidence" and value)
    commit = target if checks[3].result is Result.PASS else ""
    return Seal(tag, tuple(checks), oid, commit, tagger, sealed_at, evidence, signature)


NAMES = ("name", "exists", "annotated", "commit", "name-inside", "tagger", "trailer", "signature")
"""The checks, in their order."""


def _unasked(why: str, first: int = 2) -> Iterable[Check]:
    return (Check(f"seal-{one}", Result.UNKNOWN, f"not asked: {why}", asked=False) for one in NAMES[first:])


def _check(name: str, result: Result, detail: str, hint: str = "") -> Check:
    return Check(f"seal-{name}", result, detail, hint)


def _name(tag: str, policy: Policy) -> Check:
    if not tag or tag.startswith("-") or not tag.isascii() or not tag.isprintable() or " " in tag:
        return _check("name", Result.FAIL, f"{shown(tag)} is no name of a tag: printable ASCII, not beginning with `-`")
    if not is_reference(f"refs/tags/{tag}"):
        return _check("name", Result.FAIL, f"git allows no tag of the name {shown(tag)}")
    if not is_sealed_name(tag, policy.name_patterns):
        wanted = "to match `seal.name-patterns`" if policy.name_patterns else "SEALED as a word, or a place below seal/"
        return _check("name", Result.FAIL, f"the name {shown(tag)} says nothing of a seal: it needs {wanted}")
    return _check("name", Result.PASS, f"{shown(tag)} says that it is SEALED")


def _exists(git: Gateway, tag: str, oid: str | None, kind: str | None) -> Check:
    if oid is None:
        hint = "`git fetch --tags` fetches those of the remote"
        if git.reference(f"refs/heads/{tag}"):
            return _check("exists", Result.FAIL, f"{shown(tag)} is a branch; there is no tag of that name", hint)
        return _check("exists", Result.FAIL, f"there is no tag {shown(tag)}", _similar(git, tag) or hint)
    if kind is None:
        detail = f"the tag points to {oid}, which is not here"
        return _check("exists", Result.UNKNOWN, detail, "`git fetch --tags --force`, or `git fsck` where it is damaged")
    return _check("exists", Result.PASS, f"refs/tags/{tag} is {oid}")


def _similar(git: Gateway, tag: str) -> str:
    from incident_lint.schema import suggestion  # noqa: PLC0415

    listed = git.ask("for-each-ref", "--format=%(refname:lstrip=2)", "refs/tags").out.decode("utf-8", "replace")
    return suggestion(tag, listed.splitlines())


def _annotated(tag: str, kind: str) -> Check:
    if kind == "tag":
        return _check("annotated", Result.PASS, "it is annotated")
    detail = f"the tag is lightweight (it points straight to a {kind}): it has no author, date or message"
    hint = f"some CI checkouts make it so: `git fetch --force origin refs/tags/{tag}:refs/tags/{tag}`"
    return _check("annotated", Result.FAIL, detail, hint)


def _commit(git: Gateway, tag: _Tag, target: str) -> Check:
    kind = tag.headers.get("type", b"").decode("ascii", "replace")
    if kind != "commit":
        article = "another tag" if kind == "tag" else f"a {kind}" if kind else "nothing"
        return _check("commit", Result.FAIL, f"it points to {article}, not straight to a commit")
    if not _ID.fullmatch(target):  # git would take a name for what it means today
        return _check("commit", Result.FAIL, f"it names its commit as {shown(target)}, which is no id")
    there = git.kind(target)
    if there is None:
        return _check("commit", Result.UNKNOWN, f"its commit {target} is not here", "fetch the whole history")
    if there != "commit":
        return _check("commit", Result.FAIL, f"it says that {target} is a commit, but that is a {there}")
    return _check("commit", Result.PASS, f"it points to the commit {target}")


def _name_inside(tag: str, found: _Tag) -> Check:
    inside = found.headers.get("tag", b"").decode("utf-8", "replace")
    if inside == tag:
        return _check("name-inside", Result.PASS, "the tag object has the same name")
    detail = f"the tag object calls itself {shown(inside)}: the reference was renamed, or holds another tag"
    return _check("name-inside", Result.FAIL, detail)


def _who(found: _Tag) -> tuple[str, datetime | None]:
    """The tagger's name, and the date; None for a date that is none."""
    match = _TAGGER.fullmatch(found.headers.get("tagger", b""))
    if match is None:
        return "", None
    name = match.group("name").decode("utf-8", "replace").strip()
    try:
        return name, datetime.fromtimestamp(int(match.group("seconds")), UTC)
    except (ValueError, OverflowError, OSError):
        return name, None


def _tagger(tagger: str, sealed_at: datetime | None, now: datetime) -> Check:
    if not tagger:
        return _check("tagger", Result.FAIL, "the tag has no tagger: nobody answers for it")
    if sealed_at is None:
        return _check("tagger", Result.UNKNOWN, "the date of the tag cannot be read")
    if sealed_at > now + CLOCKS:
        return _check("tagger", Result.FAIL, f"it is dated {time_text(sealed_at)}, which is in the future")
    return _check("tagger", Result.PASS, f"{tagger} sealed it at {time_text(sealed_at)}")


def _trailers(git: Gateway, message: bytes) -> list[tuple[str, str]]:
    """The trailers of a message, keys in lower case. git before 2.47 reports none on a signed tag: the signature is
    taken off first."""
    # a configuration could take `Seal:` for a comment, or another sign for the colon
    settings = {"core.commentChar": "#", "trailer.separators": ":"}
    printed = git.tell("interpret-trailers", "--parse", "--no-divider", data=message, settings=settings)
    pairs = (line.partition(":") for line in printed.out.decode("utf-8", "replace").splitlines())
    return [(key.strip().lower(), value.strip()) for key, _, value in pairs]


def _trailer(trailers: Sequence[tuple[str, str]], policy: Policy) -> Check:
    count = sum(key == "seal" and bool(value) for key, value in trailers)
    if count == 1:
        return _check("trailer", Result.PASS, "it has one `Seal:` trailer")
    if not policy.require_trailer:
        return _check("trailer", Result.PASS, "the policy requires no trailer")
    return _check(
        "trailer", Result.FAIL, f"{count or 'no'} `Seal:` trailers; the policy requires exactly one", "seal a new tag"
    )


def _parse(data: bytes) -> _Tag:
    """A raw tag object. A header that stands twice counts once, the first time, as git reads it."""
    head, _, body = data.partition(b"\n\n")
    headers: dict[str, bytes] = {}
    for line in head.split(b"\n"):
        key, _, value = line.partition(b" ")
        if key:
            headers.setdefault(key.decode("ascii", "replace"), value)
    found = [(at, kind) for begin, kind in _SIGNATURES.items() if (at := _line_of(body, begin)) is not None]
    if found:
        at, kind = max(found)  # git takes the last one for the signature, and all before it for what was signed
        return _Tag(headers, body[:at], kind)
    if any(key.startswith("gpgsig") for key in headers):
        return _Tag(headers, body, "GPG")
    return _Tag(headers, body, "NONE")


def _line_of(body: bytes, begin: bytes) -> int | None:
    """Where the last line stands that begins with this; None where none does."""
    at = body.rfind(b"\n" + begin)
    if at != -1:
        return at + 1
    return 0 if body.startswith(begin) else None
