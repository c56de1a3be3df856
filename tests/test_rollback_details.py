"""The checks of a rollback at their edges, with a git that answers as the tests tell it: no repository, no clock."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from incident_lint.config import Config
from incident_lint.document import Document
from incident_lint.git.process import Answer
from incident_lint.jsontext import read_json
from incident_lint.records import Event, Record, RollbackEvent
from incident_lint.rollback.preserved import Preserved
from incident_lint.rollback.refusal import counted, some
from incident_lint.rollback.seal import Policy, Seal, examine
from incident_lint.rollback.signature import Signature, Signers, check_signature
from incident_lint.rollback.stability import stability
from incident_lint.rollback.trees import differences
from incident_lint.seals import is_sealed_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from incident_lint.rollback.gateway import Gateway
    from incident_lint.rollback.site import Site

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
TAG, COMMIT = "1" * 40, "2" * 40
GPG, SSH = "-----BEGIN PGP SIGNATURE-----\nx\n", "-----BEGIN SSH SIGNATURE-----\nx\n"


@dataclass
class Git:
    """Answers what it was told, and remembers the settings that it was asked with."""

    refs: dict[str, str] = field(default_factory=lambda: {"refs/tags/v1-sealed": TAG})
    kinds: dict[str, str] = field(default_factory=lambda: {TAG: "tag", COMMIT: "commit"})
    content: bytes = b""
    trailers: str = ""
    said: str = ""
    status: int = 0
    dated: str = ""
    before: set[tuple[str, str]] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    settings: dict[str, str] = field(default_factory=dict)
    data: bytes | None = None

    def ask(
        self, command: str, *_: str, data: bytes | None = None, settings: Mapping[str, str] | None = None
    ) -> Answer:
        match command:
            case "for-each-ref":
                return Answer(0, "\n".join(one.removeprefix("refs/tags/") for one in self.refs).encode(), "")
            case "interpret-trailers":
                self.data = data
                return Answer(0, self.trailers.encode(), "")
            case "verify-tag":
                self.settings = dict(settings or {})
                return Answer(self.status, b"", self.said)
            case "rev-list":
                return Answer(0, b"2\n", "")
            case _:
                raise AssertionError(command)

    tell = ask

    def reference(self, name: str) -> str | None:
        return self.refs.get(name)

    def read(self, oid: str) -> bytes | None:
        assert oid == TAG
        return self.content or None

    def committed(self, _: str) -> int | None:
        return int(self.dated) if self.dated.isdigit() else None

    def kind(self, oid: str) -> str | None:
        return self.kinds.get(oid)

    def is_ancestor(self, one: str, other: str) -> bool | None:
        if {one, other} & self.absent:
            return None
        return one == other or (one, other) in self.before


def as_gateway(git: Git) -> Gateway:
    return cast("Gateway", git)


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sealed"),
    [
        ("sealed", True),
        ("v1-sealed", True),
        ("v1.SEALED_2", True),
        ("a/sealed/b", True),
        ("sealed-v1", True),
        ("seal/v1", True),
        ("a/seal/v1", True),
        ("SEAL/V1", True),
        ("v1_sealed", True),
        ("unsealed", False),
        ("sealedx", False),
        ("v1sealed", False),
        ("seal", False),
        ("seal/", False),
        ("a/seal", False),
        ("unseal/v1", False),
        ("v1-seal/x", False),
        ("seal-v1", False),
        ("v1", False),
        ("", False),
    ],
)
def test_names_that_say_sealed(name: str, sealed: bool) -> None:
    assert is_sealed_name(name, ()) is sealed


@pytest.mark.parametrize(
    ("name", "patterns", "sealed"),
    [
        ("v1", ["v[0-9]"], True),
        ("v12", ["v[0-9]"], False),
        ("xv1", ["v[0-9]"], False),
        ("V1", ["v[0-9]"], False),
        ("v1-sealed", ["v[0-9]"], False),
        ("w1", ["v[0-9]", "w[0-9]"], True),
    ],
)
def test_patterns_take_the_place_of_the_default(name: str, patterns: list[str], sealed: bool) -> None:
    assert is_sealed_name(name, patterns) is sealed


# --- the seal ---------------------------------------------------------------------------------------------------------


def content(*, at: int | str | None = None, body: str = "Load test passed\n\nSeal: v1\n", **headers: str) -> bytes:
    when = int(NOW.timestamp()) - 3600 if at is None else at
    lines = {
        "object": COMMIT,
        "type": "commit",
        "tag": "v1-sealed",
        "tagger": f"Release Team <r@x> {when} +0000",
        **headers,
    }
    return ("".join(f"{key} {value}\n" for key, value in lines.items() if value) + "\n" + body).encode()


def sealed(git: Git, policy: Policy | None = None, tag: str = "v1-sealed") -> Seal:
    return examine(as_gateway(git), tag, policy or Policy(), NOW)


def failed(seal: Seal) -> dict[str, str]:
    return {one.code.removeprefix("seal-"): str(one.result) for one in seal.reasons}


def test_a_good_seal() -> None:
    git = Git(content=content(), trailers="Seal: v1\nSeal-Evidence: sha256:1 a.txt\nSeal-Evidence:\nseal-evidence: b\n")
    seal = sealed(git)
    assert seal.sealed
    assert (seal.tag, seal.tag_object, seal.commit, seal.tagger) == ("v1-sealed", TAG, COMMIT, "Release Team")
    assert seal.sealed_at == NOW - HOUR
    assert seal.evidence == ("sha256:1 a.txt", "b")
    assert seal.signature == Signature("NONE", "NOT_SIGNED", "")
    assert [one.code for one in seal.checks][-1] == "seal-signature"


@pytest.mark.parametrize(
    ("ahead", "result"), [(timedelta(minutes=5), {}), (timedelta(minutes=5) + SECOND, {"tagger": "FAIL"})]
)
def test_clocks_differ_by_five_minutes(ahead: timedelta, result: dict[str, str]) -> None:
    seal = sealed(Git(content=content(at=int((NOW + ahead).timestamp()))))
    assert failed(seal) == result


@pytest.mark.parametrize(
    ("tagger", "name", "result"),
    [
        ("Release Team <r@x> 5 +0000", "Release Team", {}),
        ("Release Team<r@x> 5 -0130", "Release Team", {}),
        ("Release Team  <r@x> -5 +0000", "Release Team", {}),
        ("<r@x> 5 +0000", "", {"tagger": "FAIL"}),
        ("R <r@x> 5 +000", "", {"tagger": "FAIL"}),
        ("R <r@x> 5 0000", "", {"tagger": "FAIL"}),
        ("R <r@x> 5", "", {"tagger": "FAIL"}),
        ("R r@x 5 +0000", "", {"tagger": "FAIL"}),
        ("R <r@x> 5 +0000 x", "", {"tagger": "FAIL"}),
        ("R <a<r@x> 5 +0000", "", {"tagger": "FAIL"}),
        ("R <r@x> 999999999999999 +0000", "R", {"tagger": "UNKNOWN"}),
        ("", "", {"tagger": "FAIL"}),
    ],
)
def test_taggers(tagger: str, name: str, result: dict[str, str]) -> None:
    seal = sealed(Git(content=content(tagger=tagger)))
    assert seal.tagger == name
    assert failed(seal) == result


UNASKED = ("commit", "name-inside", "tagger", "trailer", "signature")


@pytest.mark.parametrize(
    ("git", "result"),
    [
        (Git(refs={}), {"exists": "FAIL", "annotated": "UNKNOWN", **dict.fromkeys(UNASKED, "UNKNOWN")}),
        (Git(kinds={}), {"exists": "UNKNOWN", "annotated": "UNKNOWN", **dict.fromkeys(UNASKED, "UNKNOWN")}),
        (Git(kinds={TAG: "commit"}), {"annotated": "FAIL", **dict.fromkeys(UNASKED, "UNKNOWN")}),
        (Git(), {"exists": "UNKNOWN", **dict.fromkeys(UNASKED, "UNKNOWN")}),
        (Git(content=content(type="tree")), {"commit": "FAIL"}),
        (Git(content=content(type="")), {"commit": "FAIL"}),
        (Git(content=content(object="HEAD")), {"commit": "FAIL"}),
        (Git(content=content(object="2" * 39)), {"commit": "FAIL"}),
        (Git(content=content(object="2" * 41)), {"commit": "FAIL"}),
        (Git(content=content(object="3" * 40)), {"commit": "UNKNOWN"}),
        (Git(content=content(object="3" * 64), kinds={TAG: "tag", "3" * 64: "commit"}), {}),
        (Git(content=content(), kinds={TAG: "tag", COMMIT: "tree"}), {"commit": "FAIL"}),
        (Git(content=content(tag="v2-sealed")), {"name-inside": "FAIL"}),
        (Git(content=content(tag="")), {"name-inside": "FAIL"}),
    ],
)
def test_what_is_wrong_with_a_tag(git: Git, result: dict[str, str]) -> None:
    seal = sealed(git)
    assert failed(seal) == result
    assert not seal.sealed or not result
    assert bool(seal.commit) == ("commit" not in result)
    assert len(seal.checks) == 8
    for one in seal.checks:
        assert one.asked is (str(one.result) != "UNKNOWN" or not one.detail.startswith("not asked"))


def test_a_name_that_git_does_not_allow_is_not_looked_up() -> None:
    seal = sealed(Git(content=content(), refs={"refs/tags/v1..sealed": TAG}), tag="v1..sealed")
    assert failed(seal)["name"] == "FAIL"
    assert failed(seal)["exists"] == "FAIL"


def test_a_name_without_a_seal_is_looked_up_all_the_same() -> None:
    git = Git(content=content(tag="v1"), refs={"refs/tags/v1": TAG})
    assert failed(sealed(git, tag="v1")) == {"name": "FAIL"}


@pytest.mark.parametrize("name", ["", "-sealed", "a sealed", "é-sealed", "a\tsealed"])
def test_names_that_are_none(name: str) -> None:
    assert failed(sealed(Git(refs={}), tag=name))["name"] == "FAIL"


@pytest.mark.parametrize(
    ("refs", "detail", "hint"),
    [
        ({"refs/heads/v1-sealed": COMMIT}, "is a branch", "git fetch"),
        ({"refs/tags/v1-seald": TAG}, "there is no tag", "v1-seald"),
        ({}, "there is no tag", "git fetch"),
    ],
)
def test_a_tag_that_is_not_there(refs: dict[str, str], detail: str, hint: str) -> None:
    check = sealed(Git(refs=refs)).checks[1]
    assert detail in check.detail
    assert hint in check.hint


@pytest.mark.parametrize(
    ("trailers", "required", "result"),
    [
        ("Seal: v1", True, {}),
        (" SEAL : v1 ", True, {}),
        ("", True, {"trailer": "FAIL"}),
        ("Seal:", True, {"trailer": "FAIL"}),
        ("Seal: v1\nSeal: v1", True, {"trailer": "FAIL"}),
        ("Seal: v1\nSeal:", True, {}),
        ("Sealed: v1", True, {"trailer": "FAIL"}),
        ("", False, {}),
        ("Seal: v1\nSeal: v1", False, {}),
    ],
)
def test_trailers(trailers: str, required: bool, result: dict[str, str]) -> None:
    git = Git(content=content(), trailers=trailers)
    assert failed(sealed(git, Policy(require_trailer=required))) == result


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        ("Text\n" + GPG, "GPG", "Text\n"),
        ("Text\n" + SSH, "SSH", "Text\n"),
        (GPG, "GPG", ""),
        ("Text\n" + GPG + SSH, "SSH", "Text\n" + GPG),
        ("Text\n" + SSH + GPG, "GPG", "Text\n" + SSH),
        ("Text\n" + GPG + "x\n" + GPG, "GPG", "Text\n" + GPG + "x\n"),
        ("Text\n-----BEGIN PGP MESSAGE-----\n", "GPG", "Text\n"),
        ("Text\n-----BEGIN SIGNED MESSAGE-----\n", "GPG", "Text\n"),
        ("Text " + GPG, "NONE", "Text " + GPG),
        ("Text\n", "NONE", "Text\n"),
    ],
)
def test_where_a_signature_begins(body: str, kind: str, message: str) -> None:
    git = Git(content=content(body=body))
    seal = sealed(git)
    assert seal.signature.kind == kind
    assert seal.signature.result == ("NOT_SIGNED" if kind == "NONE" else "NOT_CHECKED")
    assert git.data == message.encode()


def test_a_signature_in_a_header_is_one() -> None:
    assert sealed(Git(content=content(gpgsig="x"))).signature.kind == "GPG"


def test_a_header_counts_the_first_time() -> None:
    twice = content().replace(b"tag v1-sealed\n", b"tag v1-sealed\ntag v2-sealed\n")
    assert failed(sealed(Git(content=twice))) == {}


# --- the signature ----------------------------------------------------------------------------------------------------

PRINT = "A" * 40
GOOD = f"[GNUPG:] NEWSIG\n[GNUPG:] GOODSIG 1 somebody\n[GNUPG:] VALIDSIG {PRINT} 2026 0 4 0 1 10 00 {'B' * 40}\n"
GOOD_SSH = 'Good "git" signature for release@example.org with ED25519 key SHA256:abc\n'


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")


def signature(git: Git, kind: str, lines: str | None, *, required: bool = True) -> tuple[str, Signature]:
    signers = Signers(None if lines is None else lines.encode(), "signers")
    check, found = check_signature(as_gateway(git), TAG, kind, signers, required=required)
    assert check.code == "seal-signature"
    return str(check.result), found


@pytest.mark.parametrize(
    ("kind", "required", "lines", "result", "found"),
    [
        ("NONE", False, "", "PASS", Signature("NONE", "NOT_SIGNED")),
        ("SSH", False, None, "PASS", Signature("SSH", "NOT_CHECKED")),
        ("GPG", False, None, "PASS", Signature("GPG", "NOT_CHECKED")),
        ("X509", False, None, "PASS", Signature("GPG", "NOT_CHECKED")),
        ("NONE", True, "", "FAIL", Signature("NONE", "NOT_SIGNED")),
        ("SSH", True, None, "UNKNOWN", Signature("NONE", "NOT_SIGNED")),
        ("X509", True, "", "UNKNOWN", Signature("NONE", "NOT_SIGNED")),
    ],
)
def test_a_signature_that_is_not_looked_at(
    kind: str, required: bool, lines: str | None, result: str, found: Signature
) -> None:
    assert signature(Git(), kind, lines, required=required) == (result, found)


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize(
    ("lines", "who"),
    [
        (f"release gpg {PRINT}\n", "release"),
        (f"release GPG {PRINT.lower()}\n", "release"),
        (f"release gpg {PRINT[:20]} {PRINT[20:]}\n", "release"),
        (f"release gpg {'B' * 40}\n", "release"),  # the primary key of a subkey
        (f"other gpg {'C' * 40}\nrelease gpg {PRINT}\n", "release"),
        (f"# release gpg {PRINT}\n", ""),
        (f"  #release gpg {PRINT}\n", ""),
        (f"release ssh {PRINT}\n", ""),
        ("release gpg\n", ""),
        (f"release gpg {PRINT}0\n", ""),
        ("", ""),
    ],
)
def test_signers_of_gpg(lines: str, who: str) -> None:
    expected = ("PASS", Signature("GPG", "GOOD", who)) if who else ("FAIL", Signature())
    assert signature(Git(said=GOOD), "GPG", lines) == expected


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize(
    ("said", "why"),
    [
        (GOOD + "[GNUPG:] EXPKEYSIG 1 x\n", "a key that has expired"),
        (GOOD + "[GNUPG:] EXPSIG 1 x\n", "the signature has expired"),
        (GOOD + "[GNUPG:] REVKEYSIG 1 x\n", "was revoked"),
        (GOOD + "[GNUPG:] BADSIG 1 x\n", "does not fit the tag"),
        (GOOD + "[GNUPG:] ERRSIG 1 x\n", "cannot be checked"),
        (GOOD + "[GNUPG:] NO_PUBKEY 1\n", "not known here"),
        (GOOD.replace("GOODSIG", "OTHER"), "not known here"),
        (GOOD.replace("VALIDSIG", "OTHER"), "not known here"),
        (GOOD.replace("[GNUPG:] ", "x [GNUPG:] "), "not known here"),
        ("", "not known here"),
    ],
)
def test_a_signature_of_gpg_that_is_not_good(said: str, why: str) -> None:
    git = Git(said=said)
    check, found = check_signature(
        as_gateway(git), TAG, "GPG", Signers(f"release gpg {PRINT}".encode(), "signers"), required=True
    )
    assert (str(check.result), found) == ("FAIL", Signature())
    assert why in check.detail


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize(
    ("status", "said", "result"),
    [
        (0, GOOD_SSH, "PASS"),
        (1, GOOD_SSH, "FAIL"),
        (0, "", "FAIL"),
        (1, 'Good "git" signature with ED25519 key SHA256:abc\nNo principal matched.\n', "FAIL"),
    ],
)
def test_signatures_of_ssh(status: int, said: str, result: str) -> None:
    expected = Signature("SSH", "GOOD", "release@example.org") if result == "PASS" else Signature()
    assert signature(Git(status=status, said=said), "SSH", "x ssh-ed25519 AAA") == (result, expected)


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('Good "git" signature with ED25519 key SHA256:abc\n', "by nobody among the allowed signers"),
        ("No principal matched.\n", "by nobody among the allowed signers"),
        ("Could not verify signature.\n", "does not fit the tag"),
    ],
)
def test_why_a_signature_of_ssh_is_not_good(said: str, why: str) -> None:
    check, _ = check_signature(as_gateway(Git(status=1, said=said)), TAG, "SSH", Signers(b"", "x"), required=True)
    assert why in check.detail


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize(("kind", "own"), [("GPG", "gpg"), ("SSH", "ssh-keygen")])
def test_every_program_is_pinned(kind: str, own: str) -> None:
    """The repository's configuration may name a program to run, whatever the kind of the signature."""
    git = Git()
    signature(git, kind, f"release gpg {PRINT}")
    ours = {"gpg.program", "gpg.openpgp.program"} if kind == "GPG" else {"gpg.ssh.program"}
    for name in ("gpg.program", "gpg.openpgp.program", "gpg.x509.program", "gpg.ssh.program"):
        assert git.settings[name] == (f"/usr/bin/{own}" if name in ours else os.devnull)
    assert git.settings["gpg.minTrustLevel"] == "undefined"
    assert git.settings["gpg.ssh.revocationFile"] == ""
    assert bool(git.settings["gpg.ssh.allowedSignersFile"]) == (kind == "SSH")


@pytest.mark.parametrize("kind", ["GPG", "SSH"])
def test_without_the_program_nothing_is_known(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert signature(Git(said=GOOD + GOOD_SSH), kind, f"release gpg {PRINT}") == ("UNKNOWN", Signature())


# --- stability --------------------------------------------------------------------------------------------------------

OLD, FIX, HEAD = "3" * 40, "4" * 40, "5" * 40


def record(make: type[Record], **members: Any) -> Any:
    import json  # noqa: PLC0415

    return make("incidents/INC-1/x.json", read_json(Document("x.json", json.dumps(members))))


def stable(
    git: Git,
    *,
    events: tuple[Any, ...] = (),
    rollbacks: tuple[Any, ...] = (),
    unreadable: tuple[str, ...] = (),
    sealed_at: datetime | None = NOW - 48 * HOUR,
    evidence: tuple[str, ...] = (),
    config: Config | None = None,
    commit: str = COMMIT,
) -> dict[str, str]:
    """The checks that did not pass."""
    if not git.dated:
        git.dated = str(int((NOW - 48 * HOUR).timestamp()))
    records = SimpleNamespace(events=events, rollback_events=rollbacks, unreadable=unreadable, plans=())
    site = SimpleNamespace(
        git=git, commit=HEAD, ref="refs/heads/main", now=NOW, config=config or Config(), records=records
    )
    seal = Seal("v1-sealed", (), commit=commit, sealed_at=sealed_at, evidence=evidence)
    checks = stability(cast("Site", site), seal)
    assert [one.code for one in checks] == [
        "stable-ancestor",
        "stable-not-affected",
        "stable-not-rolled-back",
        "stable-soaked",
        "stable-evidence",
    ]
    return {one.code.removeprefix("stable-"): str(one.result) for one in checks if str(one.result) != "PASS"}


def history(**changes: Any) -> Git:
    """OLD, COMMIT (the target), FIX, HEAD: one after the other."""
    line = [OLD, COMMIT, FIX, HEAD]
    return Git(before={(one, other) for at, one in enumerate(line) for other in line[at + 1 :]}, **changes)


def ranged(*ranges: Any) -> Any:
    return record(Event, incident_id="INC-1", affected={"commit_ranges": list(ranges)})


@pytest.mark.parametrize(
    ("git", "commit", "result"),
    [
        (history(), COMMIT, {}),
        (history(), HEAD, {"ancestor": "FAIL"}),
        (Git(), COMMIT, {"ancestor": "FAIL"}),
        (history(absent={COMMIT}), COMMIT, {"ancestor": "UNKNOWN"}),
    ],
)
def test_the_target_is_an_ancestor(git: Git, commit: str, result: dict[str, str]) -> None:
    assert stable(git, commit=commit) == result


@pytest.mark.parametrize(
    ("event", "result"),
    [
        (ranged(), ""),
        (ranged({"introduced": FIX}), ""),
        (ranged({"introduced": OLD}), "FAIL"),
        (ranged({"introduced": COMMIT}), "FAIL"),
        (ranged({"introduced": "0"}), "FAIL"),
        (ranged({"introduced": OLD, "fixed": COMMIT}), ""),
        (ranged({"introduced": "0", "fixed": OLD}), ""),
        (ranged({"introduced": OLD, "fixed": FIX}), "FAIL"),
        (ranged({"introduced": OLD}, {"introduced": FIX, "fixed": COMMIT}), ""),  # a fix of another range of it
        (ranged({"introduced": COMMIT, "fixed": OLD}), "FAIL"),  # fixed before it was introduced
        (ranged({"introduced": FIX}, {"introduced": OLD}), "FAIL"),
        (ranged({"introduced": "x"}), "UNKNOWN"),
        (ranged({"introduced": OLD, "fixed": "x"}), "UNKNOWN"),
        (ranged({"introduced": FIX, "fixed": "x"}), ""),
        (ranged({"introduced": 0}), "UNKNOWN"),
        (ranged({"fixed": OLD}), "UNKNOWN"),
        (ranged("0"), "UNKNOWN"),
        (record(Event, affected={"commit_ranges": "0"}), "UNKNOWN"),
        (record(Event, affected="0"), "UNKNOWN"),
        (record(Event, affected={"commit_ranges": None}), ""),
        (record(Event), ""),
    ],
)
def test_no_incident_covers_the_target(event: Any, result: str) -> None:
    expected = {"not-affected": result} if result else {}
    assert stable(history(), events=(event,)) == expected
    assert stable(history(), events=(ranged(), event, ranged())) == expected


@pytest.mark.parametrize(
    ("path", "result"),
    [
        ("incidents/x/INCIDENT_EVENT.json", {"not-affected": "UNKNOWN"}),
        ("incidents/x/ROLLBACK_EVENT.json", {"not-rolled-back": "UNKNOWN"}),
        ("incidents/x/ROLLBACK_PLAN.json", {}),
    ],
)
def test_a_record_that_cannot_be_read_may_say_otherwise(path: str, result: dict[str, str]) -> None:
    assert stable(history(), unreadable=(path,)) == result


@pytest.mark.parametrize(
    ("members", "ranges", "result"),
    [
        ({"from_commit": COMMIT, "target_commit": OLD}, [], "FAIL"),
        ({"from_commit": COMMIT, "target_commit": OLD, "outcome": "ABORTED"}, [], ""),
        ({"from_commit": COMMIT}, [{"introduced": FIX}], "FAIL"),
        ({"from_commit": FIX, "target_commit": OLD}, [], "FAIL"),
        ({"from_commit": FIX, "target_commit": OLD}, [{"introduced": FIX}], ""),
        ({"from_commit": FIX, "target_commit": COMMIT}, [], ""),
        ({"from_commit": OLD, "target_commit": OLD}, [], ""),
        ({"from_commit": FIX, "target_commit": "x"}, [], "UNKNOWN"),
        ({"from_commit": "x", "target_commit": OLD}, [], "UNKNOWN"),
        ({"from_commit": FIX}, [], "UNKNOWN"),
        ({"from_commit": "6" * 40, "target_commit": OLD}, [], "UNKNOWN"),
        ({"from_commit": FIX, "target_commit": "6" * 40}, [], "UNKNOWN"),
    ],
)
def test_no_rollback_left_the_target(members: dict[str, Any], ranges: list[Any], result: str) -> None:
    rollback = record(RollbackEvent, rollback_id="INC-1-rollback-01", incident_id="INC-1", **members)
    given_up = record(RollbackEvent, outcome="ABORTED")
    event = record(Event, incident_id="INC-1", affected={"commit_ranges": ranges})
    found = stable(history(absent={"6" * 40}), events=(event,), rollbacks=(given_up, rollback))
    assert found == ({"not-rolled-back": result} if result else {})


def test_ranges_of_another_incident_say_nothing() -> None:
    rollback = record(RollbackEvent, incident_id="INC-2", from_commit=FIX, target_commit=OLD)
    event = record(Event, incident_id="INC-1", affected={"commit_ranges": [{"introduced": FIX}]})
    assert stable(history(), events=(event,), rollbacks=(rollback,)) == {"not-rolled-back": "FAIL"}


@pytest.mark.parametrize(
    ("commit_ago", "tag_ago", "result"),
    [
        (24 * HOUR, 24 * HOUR, {}),
        (24 * HOUR - SECOND, 24 * HOUR, {"soaked": "FAIL"}),
        (24 * HOUR, 24 * HOUR - SECOND, {"soaked": "FAIL"}),
        (-HOUR, 48 * HOUR, {"soaked": "FAIL"}),
        (48 * HOUR, None, {"soaked": "UNKNOWN"}),
        (None, 48 * HOUR, {"soaked": "UNKNOWN"}),
    ],
)
def test_a_target_has_soaked(commit_ago: timedelta | None, tag_ago: timedelta | None, result: dict[str, str]) -> None:
    dated = "x" if commit_ago is None else str(int((NOW - commit_ago).timestamp()))
    sealed_at = None if tag_ago is None else NOW - tag_ago
    assert stable(history(dated=dated), sealed_at=sealed_at) == result


@pytest.mark.parametrize(
    ("evidence", "required", "result"), [((), False, {}), ((), True, {"evidence": "FAIL"}), (("a",), True, {})]
)
def test_a_seal_names_its_evidence(evidence: tuple[str, ...], required: bool, result: dict[str, str]) -> None:
    from incident_lint.values import replace  # noqa: PLC0415

    config = replace(Config(), seal=replace(Config().seal, require_evidence=required))
    assert stable(history(), evidence=evidence, config=config) == result


# --- trees ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("patterns", "kept", "left"),
    [
        (["incidents/**"], ["incidents/a", "incidents/a/b/c"], ["incidents", "incidents2/a", "x/incidents/a"]),
        (["a.toml"], ["a.toml"], ["b/a.toml", "a.toml/b", "a_toml"]),
        (["**/evidence/**"], ["evidence/a", "x/evidence/a/b"], ["evidence", "x/evidences/a"]),
        (["*.md"], ["a.md"], ["b/a.md"]),
        (["*/x/a.md"], ["y/x/a.md"], ["x/a.md", "a.md"]),
        (["x/*/a.md"], ["x/y/a.md"], ["x/a.md", "x/y/b.md", "y/a.md"]),
        (["a/**", "b/*.md"], ["a/x", "b/x.md"], ["b/x", "c/x"]),
        (["a/[*]/**"], ["a/*/x"], ["a/b/x"]),
        (["a/"], ["a/x", "a/b/x"], ["a", "b/x"]),
        (["x/**/y"], ["x/y", "x/a/y", "x/a/b/y"], ["x", "y", "x/y/z"]),
        ([], [], ["a", "a/b"]),
        (["**"], ["a", "a/b"], []),
    ],
)
def test_what_is_preserved(patterns: list[str], kept: list[str], left: list[str]) -> None:
    preserved = Preserved(tuple(patterns))
    for _ in range(2):  # what is known of a folder is kept
        assert [one for one in [*kept, *left] if preserved.match(one)] == kept


def test_differences_are_told_on_both_sides() -> None:
    wanted = {"same": "1", "changed": "1", "lost": "1", "kept/a": "1", "kept/b": "1"}
    current = {"same": "2", "kept/a": "2", "kept/c": "2", "added": "2"}
    preserved = Preserved(("kept/**",))
    right = {"same": "1", "changed": "1", "lost": "1", "kept/a": "2", "kept/c": "2"}
    assert differences(wanted, current, preserved, right) == []
    wrong = {"same": "1", "changed": "3", "kept/a": "1", "kept/b": "1", "added": "2"}
    assert differences(wanted, current, preserved, wrong) == ["added", "changed", "kept/a", "kept/b", "kept/c", "lost"]


def test_how_many_there_are() -> None:
    assert [counted(number, "commit") for number in (0, 1, 2)] == ["0 commits", "1 commit", "2 commits"]
    assert some(list("abcde")) == '"a", "b", "c", "d", "e"'
    assert some(list("abcdefg")) == '"a", "b", "c", "d", "e" and 2 more'
