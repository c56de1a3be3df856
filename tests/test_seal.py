"""SEALED tags: what `seal verify` answers about real tags, and what `seal create` makes or refuses."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import Repo, init
from helpers.rollback import SEALED, Done, ago, commit, dated, run, seal

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKS = [
    f"seal-{name}"
    for name in ("name", "exists", "annotated", "commit", "name-inside", "tagger", "trailer", "signature")
]
TEXT = "Load test passed\n\nSeal: v1\n"
HOUR, DAY = 3600, 86_400


@pytest.fixture
def sealed(repo: Repo) -> Repo:
    """A repository with one release, sealed five days ago."""
    commit(repo, "Release 1.0", {"app.py": "good\n"}, ago(days=6))
    seal(repo)
    return repo


# Asking


def verify(repo: Repo, *tags: str, form: str = "json") -> Done:
    return run(repo, "seal", "verify", "--format", form, "--", *tags)


def examined(repo: Repo, tag: str = SEALED) -> dict[str, dict[str, str]]:
    """The answer of every check, by its code. All eight are always there, in the same order."""
    done = verify(repo, tag)
    assert done.exit_code in {0, 1}, done.out + done.err
    (answer,) = done.data["seals"]
    assert [one["code"] for one in answer["checks"]] == CHECKS
    assert answer["sealed"] is (done.exit_code == 0)
    return {one["code"]: one for one in answer["checks"]}


def faults(repo: Repo, tag: str = SEALED) -> dict[str, str]:
    """The checks that did not pass, by their codes; empty for a SEALED tag."""
    return {code: one["result"] for code, one in examined(repo, tag).items() if one["result"] != "PASS"}


def detail(repo: Repo, check: str, tag: str = SEALED) -> str:
    return examined(repo, tag)[f"seal-{check}"]["detail"]


def unasked(first: str) -> dict[str, str]:
    """The checks from this one on, all without an answer."""
    return dict.fromkeys(CHECKS[CHECKS.index(f"seal-{first}") :], "UNKNOWN")


# Making


def raw_tag(
    repo: Repo,
    tag: str = SEALED,
    *,
    target: str = "HEAD",
    kind: str = "commit",
    inside: str = SEALED,
    tagger: str | None = "Release Team <release@example.org>",
    at: int | str | None = None,
    message: str = TEXT,
) -> str:
    """Write a tag object byte by byte, as git would not, and let a tag hold it; its id."""
    when = int(time.time()) - 5 * DAY if at is None else at
    head = [f"object {repo.git('rev-parse', target)}", f"type {kind}", f"tag {inside}"]
    head += [] if tagger is None else [f"tagger {tagger} {when} +0000"]
    return hold(repo, "\n".join([*head, "", message]).encode(), tag)


def hold(repo: Repo, content: bytes, tag: str = SEALED) -> str:
    """Let a tag hold a tag object of this content; its id."""
    oid = repo.git("hash-object", "-t", "tag", "-w", "--literally", "--stdin", data=content)
    repo.git("update-ref", f"refs/tags/{tag}", oid)
    return oid


def hold_unchecked(repo: Repo, content: bytes) -> None:
    """Let the tag hold a tag object that git itself cannot read: its reference is written by hand."""
    oid = repo.git("hash-object", "-t", "tag", "-w", "--literally", "--stdin", data=content)
    (repo.path / ".git/refs/tags" / SEALED).write_text(f"{oid}\n", encoding="ascii")


def loose(repo: Repo, oid: str) -> Path:
    """The file of an object."""
    return repo.path / ".git" / "objects" / oid[:2] / oid[2:]


def set_policy(repo: Repo, *settings: str, **files: str) -> None:
    """Commit `[seal]` settings, and further files."""
    content = "[seal]\n" + "".join(f"{one}\n" for one in settings)
    commit(repo, "Set the policy", {"incident-lint.toml": content, **files}, ago(hours=1))


# A tag that is SEALED


def test_a_sealed_tag_passes_every_check(sealed: Repo) -> None:
    assert faults(sealed) == {}


def test_text_says_each_check_on_a_line(sealed: Repo) -> None:
    done = verify(sealed, SEALED, form="text")
    assert done.exit_code == 0
    first, *lines = done.out.splitlines()
    assert first == f"{SEALED}: SEALED"
    assert [line.split()[:2] for line in lines] == [["PASS", code.removeprefix("seal-")] for code in CHECKS]
    assert done.err == ""


def test_text_says_the_remedy_of_what_failed(sealed: Repo) -> None:
    sealed.git("tag", "v2-SEALED")
    done = verify(sealed, "v2-SEALED", form="text")
    assert done.exit_code == 1
    assert done.out.startswith("v2-SEALED: not SEALED\n")
    assert "FAIL    annotated" in done.out
    assert "help: " in done.out
    assert "git fetch --force origin refs/tags/v2-SEALED:refs/tags/v2-SEALED" in done.out


def test_json_names_the_tag_object_and_the_commit(sealed: Repo) -> None:
    done = verify(sealed, SEALED)
    (answer,) = done.data["seals"]
    assert done.data["command"] == "seal verify"
    assert answer["tag"] == SEALED
    assert answer["tag_object"] == sealed.git("rev-parse", f"refs/tags/{SEALED}")
    assert answer["commit"] == sealed.git("rev-parse", "HEAD")


def test_several_tags_are_answered_each_and_one_bad_one_makes_the_exit_code_1(sealed: Repo) -> None:
    seal(sealed, "v1.0.1-sealed")
    assert verify(sealed, SEALED, "v1.0.1-sealed").exit_code == 0
    done = verify(sealed, SEALED, "v9-SEALED", "v1.0.1-sealed")
    assert done.exit_code == 1
    assert [one["sealed"] for one in done.data["seals"]] == [True, False, True]


def test_all_faults_of_a_tag_are_reported_together(sealed: Repo) -> None:
    set_policy(sealed, "require-trailer = true", "require-signature = true")
    raw_tag(sealed, "v2", inside="v3", kind="tree", target="HEAD^{tree}", tagger=None, message="No trailer\n")
    assert faults(sealed, "v2") == dict.fromkeys(
        (
            "seal-name",
            "seal-commit",
            "seal-name-inside",
            "seal-tagger",
            "seal-trailer",
            "seal-signature",
        ),
        "FAIL",
    )


def test_a_wrong_call_is_exit_2(sealed: Repo) -> None:
    assert run(sealed, "seal", "verify").exit_code == 2
    assert run(sealed, "seal", "verify", "-x").exit_code == 2
    assert run(sealed, "seal", "verify", "--sealed").exit_code == 2
    assert run(sealed, "seal").exit_code == 2


def test_outside_a_repository_is_exit_2(tmp_path: Path) -> None:
    done = verify(Repo(tmp_path), SEALED)
    assert done.exit_code == 2
    assert "not in a git repository" in done.err


def test_a_configuration_that_cannot_be_read_is_exit_2(sealed: Repo) -> None:
    set_policy(sealed, "require-everything = true")
    assert verify(sealed, SEALED).exit_code == 2


# name


@pytest.mark.parametrize(
    "name",
    [
        "SEALED",
        "sealed",
        "Sealed-1",
        "v1_sealed",
        "v1.SEALED.2",
        "v1-sealed-2026",
        "release/SEALED/1",
        "seal/1.0",
        "Seal/1.0",
        "team/seal/1.0",
        "sealed/1.0",
    ],
)
def test_a_name_says_sealed_as_a_word_or_stands_below_seal(sealed: Repo, name: str) -> None:
    seal(sealed, name)
    assert faults(sealed, name) == {}


@pytest.mark.parametrize(
    "name", ["v1.0", "unsealed", "v1-unsealed", "v1SEALED", "v1-sealedX", "seal", "v1-seal", "a/seals/1"]
)
def test_a_name_that_says_nothing_of_a_seal(sealed: Repo, name: str) -> None:
    seal(sealed, name)
    assert faults(sealed, name) == {"seal-name": "FAIL"}


@pytest.mark.parametrize(
    "name",
    [
        "v1-sealed^{}",
        f"{SEALED}^{{}}",
        f"{SEALED}^{{commit}}",
        f"{SEALED}@{{0}}",
        f"{SEALED}~0",
        "*sealed*",
        "v1.0-SEALE?",
        "v1.0-[S]EALED",
        f":{SEALED}",
        f"{SEALED}:app.py",
        f"{SEALED}/",
        f"/{SEALED}",
        f"{SEALED}.lock",
        f"../tags/{SEALED}",
        f"x/../{SEALED}",
        f" {SEALED}",
        f"{SEALED}\n",
        f"{SEALED}\t",
        f"{SEALED}\x1b[31m",
        "a b sealed",
        "",
        "\udcff-sealed",
    ],
)
def test_what_git_allows_no_tag_to_be_called(sealed: Repo, name: str) -> None:
    found = faults(sealed, name)
    assert found["seal-name"] == "FAIL"
    assert found["seal-exists"] == "FAIL"


@pytest.mark.parametrize("name", ["-x", "--sealed", "-x-sealed"])
def test_a_name_that_looks_like_an_option(sealed: Repo, name: str) -> None:
    oid = sealed.git("rev-parse", f"refs/tags/{SEALED}")
    assert faults(sealed, name)["seal-name"] == "FAIL"
    sealed.git("update-ref", f"refs/tags/{name}", oid)
    assert faults(sealed, name)["seal-name"] == "FAIL"


@pytest.mark.parametrize("name", ["vé-sealed", "ＳＥＡＬＥＤ", "v1-ſealed", "v1-\u202esealed"])
def test_a_name_beyond_ascii_is_no_seal_even_where_the_tag_exists(sealed: Repo, name: str) -> None:
    seal(sealed, name)
    assert faults(sealed, name) == {"seal-name": "FAIL"}


def test_no_name_reaches_the_terminal_as_an_escape(sealed: Repo) -> None:
    done = verify(sealed, "\x1b[31m-sealed", form="text")
    assert done.exit_code == 1
    assert "\x1b" not in done.out + done.err


@pytest.mark.parametrize("name", [f"refs/tags/{SEALED}", f"tags/{SEALED}"])
def test_a_full_reference_is_no_name_of_a_tag(sealed: Repo, name: str) -> None:
    assert faults(sealed, name)["seal-exists"] == "FAIL"


def test_name_patterns_replace_the_default(sealed: Repo) -> None:
    set_policy(sealed, "name-patterns = ['stable-[0-9]+', 'good']")
    for name in ("stable-1", "good"):
        seal(sealed, name)
        assert faults(sealed, name) == {}
    for name in (SEALED, "stable-1x", "not-good", "GOOD"):
        if name != SEALED:
            seal(sealed, name)
        assert faults(sealed, name) == {"seal-name": "FAIL"}


# exists


def test_no_such_tag(sealed: Repo) -> None:
    assert faults(sealed, "v9-SEALED") == {"seal-exists": "FAIL", **unasked("annotated")}
    assert "there is no tag" in detail(sealed, "exists", "v9-SEALED")


def test_a_branch_of_the_name_does_not_count(sealed: Repo) -> None:
    sealed.git("branch", "v9-SEALED")
    assert faults(sealed, "v9-SEALED")["seal-exists"] == "FAIL"
    assert "is a branch" in detail(sealed, "exists", "v9-SEALED")


def test_a_tag_counts_where_a_branch_has_the_same_name(sealed: Repo) -> None:
    released = sealed.git("rev-parse", "HEAD")
    other = commit(sealed, "Another commit", {"app.py": "other\n"})
    sealed.git("update-ref", f"refs/heads/{SEALED}", other)
    assert faults(sealed) == {}
    (answer,) = verify(sealed, SEALED).data["seals"]
    assert answer["commit"] == released


def test_a_reference_that_stands_elsewhere_does_not_count(sealed: Repo) -> None:
    oid = sealed.git("rev-parse", f"refs/tags/{SEALED}")
    sealed.git("update-ref", "refs/remotes/origin/v9-SEALED", oid)
    sealed.git("update-ref", "refs/v9-SEALED", oid)
    assert faults(sealed, "v9-SEALED")["seal-exists"] == "FAIL"


def test_a_tag_whose_object_is_not_here_is_unknown(sealed: Repo) -> None:
    loose(sealed, sealed.git("rev-parse", f"refs/tags/{SEALED}")).unlink()
    assert faults(sealed) == {"seal-exists": "UNKNOWN", **unasked("annotated")}
    assert "not here" in detail(sealed, "exists")


def test_a_tag_whose_object_is_damaged_is_not_sealed(sealed: Repo) -> None:
    oid = raw_tag(sealed, message="Load test passed\n" * 500)
    file = loose(sealed, oid)
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:100])
    assert "UNKNOWN" in faults(sealed).values()


def test_a_tag_object_of_garbage_is_not_sealed(sealed: Repo) -> None:
    for content in (b"", b"\n\n", b"garbage", b"object \xff\ntype \xff\ntag \xff\ntagger \xff\n\n\xff"):
        hold_unchecked(sealed, content)
        assert {"seal-commit", "seal-name-inside", "seal-tagger"} <= set(faults(sealed))


# annotated


def test_a_lightweight_tag(sealed: Repo) -> None:
    sealed.git("tag", "v2-SEALED")
    assert faults(sealed, "v2-SEALED") == {"seal-annotated": "FAIL", **unasked("commit")}
    assert "lightweight" in detail(sealed, "annotated", "v2-SEALED")


@pytest.mark.parametrize("target", ["HEAD^{tree}", "HEAD:app.py"])
def test_a_lightweight_tag_of_something_else(sealed: Repo, target: str) -> None:
    sealed.git("tag", "v2-SEALED", target)
    assert faults(sealed, "v2-SEALED") == {"seal-annotated": "FAIL", **unasked("commit")}


# commit


def test_a_tag_of_a_tag(sealed: Repo) -> None:
    seal(sealed, "v2-SEALED", f"refs/tags/{SEALED}")
    assert faults(sealed, "v2-SEALED") == {"seal-commit": "FAIL"}
    assert "another tag" in detail(sealed, "commit", "v2-SEALED")


@pytest.mark.parametrize(("target", "kind"), [("HEAD^{tree}", "tree"), ("HEAD:app.py", "blob")])
def test_a_tag_of_a_tree_or_a_blob(sealed: Repo, target: str, kind: str) -> None:
    seal(sealed, "v2-SEALED", target)
    assert faults(sealed, "v2-SEALED") == {"seal-commit": "FAIL"}
    assert f"a {kind}" in detail(sealed, "commit", "v2-SEALED")


def test_a_tag_that_lies_about_the_type_of_its_object(sealed: Repo) -> None:
    raw_tag(sealed, target="HEAD^{tree}", kind="commit")
    assert faults(sealed) == {"seal-commit": "FAIL"}
    raw_tag(sealed, target="HEAD", kind="tree")
    assert faults(sealed) == {"seal-commit": "FAIL"}


@pytest.mark.parametrize("name", ["HEAD", "main", "HEAD^{commit}", SEALED, "short", "-e", "--batch-all-objects", ""])
def test_a_tag_object_that_names_its_commit_by_anything_but_a_full_id(sealed: Repo, name: str) -> None:
    """What `main` means changes; what was sealed does not."""
    real = sealed.git("rev-parse", "HEAD").encode()
    content = sealed.git("cat-file", "tag", SEALED).encode()
    hold_unchecked(sealed, content.replace(real, real[:12] if name == "short" else name.encode()) + b"\n")
    assert set(faults(sealed)) == {"seal-commit"}


def test_a_header_that_stands_twice_counts_as_git_reads_it(sealed: Repo) -> None:
    released = sealed.git("rev-parse", "HEAD")
    other = commit(sealed, "Another commit", {"app.py": "other\n"})
    content = sealed.git("cat-file", "tag", SEALED)
    again = f"\nobject {other}\ntype tree\ntag v9-SEALED\n\n"
    hold(sealed, (content.replace("\n\n", again, 1) + "\n").encode())
    (answer,) = verify(sealed, SEALED).data["seals"]
    assert answer["commit"] == released == sealed.git("rev-parse", f"refs/tags/{SEALED}^{{commit}}")


def test_a_tag_whose_commit_is_not_here_is_unknown(sealed: Repo) -> None:
    sealed.git("switch", "--quiet", "--create", "gone")
    gone = commit(sealed, "To be lost", {"app.py": "lost\n"}, ago(days=6))
    seal(sealed, "v2-SEALED")
    sealed.git("switch", "--quiet", "main")
    sealed.git("branch", "--quiet", "-D", "gone")
    loose(sealed, gone).unlink()
    assert faults(sealed, "v2-SEALED") == {"seal-commit": "UNKNOWN"}


# name inside


def test_a_reference_that_was_renamed(sealed: Repo) -> None:
    sealed.git("update-ref", "refs/tags/v2-SEALED", f"refs/tags/{SEALED}")
    assert faults(sealed, "v2-SEALED") == {"seal-name-inside": "FAIL"}
    assert SEALED in detail(sealed, "name-inside", "v2-SEALED")


def test_the_name_inside_is_compared_with_its_case(sealed: Repo) -> None:
    raw_tag(sealed, inside=SEALED.lower())
    assert faults(sealed) == {"seal-name-inside": "FAIL"}


# tagger


def test_a_tag_without_a_tagger(sealed: Repo) -> None:
    raw_tag(sealed, tagger=None)
    assert faults(sealed) == {"seal-tagger": "FAIL"}


def test_a_tagger_without_a_name(sealed: Repo) -> None:
    raw_tag(sealed, tagger="<release@example.org>")
    assert faults(sealed) == {"seal-tagger": "FAIL"}


@pytest.mark.parametrize(("ahead", "passes"), [(-60, True), (120, True), (HOUR, False), (400 * DAY, False)])
def test_a_date_in_the_future_fails_beyond_what_clocks_differ(sealed: Repo, ahead: int, passes: bool) -> None:
    raw_tag(sealed, at=int(time.time()) + ahead)
    assert faults(sealed) == ({} if passes else {"seal-tagger": "FAIL"})


@pytest.mark.parametrize("at", ["253402300800", "99999999999999", "9" * 30, "9" * 5000, "-9" + "9" * 20])
def test_a_date_that_no_calendar_has_is_unknown(sealed: Repo, at: str) -> None:
    raw_tag(sealed, at=at)
    assert faults(sealed) == {"seal-tagger": "UNKNOWN"}


@pytest.mark.parametrize("at", ["", "yesterday", "1.5", "0x10"])
def test_a_date_that_is_none_does_not_pass(sealed: Repo, at: str) -> None:
    raw_tag(sealed, at=at)
    assert set(faults(sealed)) == {"seal-tagger"}


def test_a_date_long_ago_passes(sealed: Repo) -> None:
    raw_tag(sealed, at=0)
    assert faults(sealed) == {}


# trailer


@pytest.mark.parametrize(
    ("message", "passes"),
    [
        ("Load test passed\n", False),
        ("Load test passed\n\nSeal: v1\n", True),
        ("Load test passed\n\nseal: v1\n", True),
        ("Load test passed\n\nSeal: v1\nSeal-Tree: 0123\nReviewed-by: operations\n", True),
        ("Load test passed\n\nSeal: v1\nSeal: v1\n", False),
        ("Load test passed\n\nSeal:\n", False),
        ("Load test passed\n\nSeal-Tree: 0123\n", False),
        ("Load test passed\n\nSeal: v1\n\nThis text follows, so that it is no trailer.\n", False),
        ("Load test passed\n---\nIt is a list\n\nSeal: v1\n", True),
    ],
)
def test_exactly_one_trailer_where_the_policy_requires_it(sealed: Repo, message: str, passes: bool) -> None:
    raw_tag(sealed, message=message)
    assert faults(sealed) == {}
    set_policy(sealed, "require-trailer = true")
    assert faults(sealed) == ({} if passes else {"seal-trailer": "FAIL"})


def test_trailers_are_read_without_running_what_the_configuration_names(sealed: Repo, tmp_path: Path) -> None:
    marker = tmp_path / "was-run"
    sealed.git("config", "trailer.seal.command", f"touch {marker}")
    sealed.git("config", "trailer.seal.cmd", f"touch {marker}")
    set_policy(sealed, "require-trailer = true")
    assert faults(sealed) == {}
    assert not marker.exists()


@pytest.mark.parametrize(("name", "value"), [("core.commentChar", "S"), ("trailer.separators", "=")])
def test_trailers_are_read_alike_whatever_the_configuration_says(sealed: Repo, name: str, value: str) -> None:
    set_policy(sealed, "require-trailer = true")
    raw_tag(sealed, "v2-SEALED", inside="v2-SEALED", message="Load test passed\n\nSeal= v1\n")
    sealed.git("config", name, value)
    assert faults(sealed) == {}
    assert faults(sealed, "v2-SEALED") == {"seal-trailer": "FAIL"}


# signature


@dataclass(frozen=True)
class Key:
    """A key that signs: what git needs to know of it, and its line among the allowed signers."""

    kind: str
    options: tuple[str, ...]
    line: str
    fingerprint: str = ""


def gpg(*arguments: str, data: bytes = b"") -> str:
    """What gpg prints, in the keyring of the test."""
    done = subprocess.run(
        ["gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", *arguments],
        input=data,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def new_gpg_key(who: str, *options: str) -> Key:
    """A new key in the keyring of the test."""
    gpg(*options, "--quick-generate-key", f"{who} <{who}@example.org>", "ed25519", "sign", "never")
    lines = gpg("--with-colons", "--list-keys", f"{who}@example.org").splitlines()
    fingerprint = next(line.split(":")[9] for line in lines if line.startswith("fpr:"))
    return Key("GPG", ("-c", f"user.signingKey={fingerprint}"), f"{who} gpg {fingerprint}\n", fingerprint)


def new_ssh_key(folder: Path, who: str) -> Key:
    """A new key in a folder."""
    file = folder / who
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", who, "-f", str(file)]
    subprocess.run(command, check=True, capture_output=True)
    public = file.with_suffix(".pub").read_text(encoding="utf-8")
    options = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={file}.pub")
    return Key("SSH", options, f"{who} {public}")


@dataclass(frozen=True)
class Keys:
    """One who may sign, and a stranger, of both kinds; and where the keyring of GPG is."""

    allowed: dict[str, Key]
    strangers: dict[str, Key]
    keyring: Path


@pytest.fixture(scope="session")
def all_keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keys]:
    if not (shutil.which("gpg") and shutil.which("ssh-keygen")):
        pytest.skip("gpg and ssh-keygen are not installed")
    keyring = Path(tempfile.mkdtemp(prefix="gpg"))  # the path of the agent's socket has to be short
    folder = tmp_path_factory.mktemp("keys")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GNUPGHOME", str(keyring))
        yield Keys(
            {"GPG": new_gpg_key("release"), "SSH": new_ssh_key(folder, "release")},
            {"GPG": new_gpg_key("stranger"), "SSH": new_ssh_key(folder, "stranger")},
            keyring,
        )
        subprocess.run(
            ["gpgconf", "--kill", "gpg-agent"], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    shutil.rmtree(keyring, ignore_errors=True)


@pytest.fixture
def keys(all_keys: Keys, monkeypatch: pytest.MonkeyPatch) -> Keys:
    monkeypatch.setenv("GNUPGHOME", str(all_keys.keyring))
    return all_keys


def sign(repo: Repo, key: Key, tag: str = SEALED, message: str = TEXT, date: str = "") -> None:
    """A signed tag of the current commit, over whatever had that name."""
    when = dated(date or ago(days=5))
    repo.git(*key.options, "tag", "--force", "--sign", "--message", message, tag, environment=when)


def require_signature(repo: Repo, *lines: str, name: str = "signers") -> None:
    """Commit a policy that requires a signature, and the allowed signers."""
    set_policy(repo, "require-signature = true", f"allowed-signers = '{name}'", **{name: "".join(lines)})


KINDS = pytest.mark.parametrize("kind", ["GPG", "SSH"])


@KINDS
def test_a_good_signature_of_an_allowed_signer(sealed: Repo, keys: Keys, kind: str) -> None:
    sign(sealed, keys.allowed[kind])
    require_signature(sealed, keys.allowed["SSH"].line, keys.allowed["GPG"].line)
    assert faults(sealed) == {}
    assert detail(sealed, "signature") == "a good signature by release"


@KINDS
def test_a_good_signature_of_somebody_else(sealed: Repo, keys: Keys, kind: str) -> None:
    sign(sealed, keys.strangers[kind])
    require_signature(sealed, keys.allowed["SSH"].line, keys.allowed["GPG"].line)
    assert faults(sealed) == {"seal-signature": "FAIL"}
    assert "among the allowed signers" in detail(sealed, "signature")


@KINDS
def test_a_signed_tag_that_was_changed(sealed: Repo, keys: Keys, kind: str) -> None:
    sign(sealed, keys.allowed[kind])
    content = sealed.git("cat-file", "tag", SEALED).encode()
    hold(sealed, content.replace(b"Load test passed", b"Load test failed") + b"\n")
    require_signature(sealed, keys.allowed[kind].line)
    assert faults(sealed) == {"seal-signature": "FAIL"}
    assert "does not fit" in detail(sealed, "signature")


@KINDS
def test_a_signature_of_another_tag_does_not_fit(sealed: Repo, keys: Keys, kind: str) -> None:
    sign(sealed, keys.allowed[kind])
    old = sealed.git("rev-parse", "HEAD")
    new = commit(sealed, "Release 1.1", {"app.py": "bad\n"}, ago(days=6))
    content = sealed.git("cat-file", "tag", SEALED).encode()
    hold(sealed, content.replace(old.encode(), new.encode()) + b"\n")
    require_signature(sealed, keys.allowed[kind].line)
    assert faults(sealed) == {"seal-signature": "FAIL"}


@KINDS
def test_a_signature_that_nobody_requires_is_not_checked(sealed: Repo, keys: Keys, kind: str) -> None:
    sign(sealed, keys.strangers[kind])
    assert faults(sealed) == {}
    assert "not checked" in detail(sealed, "signature")


@KINDS
def test_a_signed_tag_has_its_trailer(sealed: Repo, keys: Keys, kind: str) -> None:
    set_policy(sealed, "require-trailer = true")
    sign(sealed, keys.allowed[kind])
    assert faults(sealed) == {}
    sign(sealed, keys.allowed[kind], message="Load test passed\n")
    assert faults(sealed) == {"seal-trailer": "FAIL"}
    sign(sealed, keys.allowed[kind], message=f"{TEXT}Seal: v1\n")
    assert faults(sealed) == {"seal-trailer": "FAIL"}


def test_a_tag_without_the_signature_that_is_required(sealed: Repo, keys: Keys) -> None:
    require_signature(sealed, keys.allowed["GPG"].line)
    assert faults(sealed) == {"seal-signature": "FAIL"}
    assert "not signed" in detail(sealed, "signature")


def test_a_gpg_key_that_is_not_in_the_keyring(
    sealed: Repo, keys: Keys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sign(sealed, keys.allowed["GPG"])
    require_signature(sealed, keys.allowed["GPG"].line)
    (tmp_path / "empty").mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(tmp_path / "empty"))
    assert set(faults(sealed)) == {"seal-signature"}
    assert "cannot be checked" in detail(sealed, "signature") or "not known here" in detail(sealed, "signature")


def test_a_gpg_key_that_has_expired_is_not_good_whatever_git_says(sealed: Repo, keys: Keys) -> None:
    def faked(days: int) -> tuple[str, ...]:
        moment = time.strftime("%Y%m%dT%H%M%S", time.gmtime(time.time() - days * DAY))
        return ("--faked-system-time", moment)

    key = new_gpg_key("expired", *faked(4))
    sign(sealed, key)
    require_signature(sealed, key.line)
    assert faults(sealed) == {}
    gpg(*faked(3), "--quick-set-expire", key.fingerprint, "1d")
    assert faults(sealed) == {"seal-signature": "FAIL"}
    assert "expired" in detail(sealed, "signature")


def test_a_gpg_key_that_was_revoked(sealed: Repo, keys: Keys) -> None:
    key = new_gpg_key("revoked")
    sign(sealed, key)
    require_signature(sealed, key.line)
    assert faults(sealed) == {}
    revocation = keys.keyring / "openpgp-revocs.d" / f"{key.fingerprint}.rev"
    gpg("--import", data=revocation.read_bytes().replace(b"\n:-----BEGIN", b"\n-----BEGIN"))
    assert faults(sealed) == {"seal-signature": "FAIL"}
    assert "revoked" in detail(sealed, "signature")


@pytest.mark.parametrize(("before", "passes"), [(10, False), (1, True)])
def test_an_ssh_key_that_was_not_valid_when_it_signed(sealed: Repo, keys: Keys, before: int, passes: bool) -> None:
    sign(sealed, keys.allowed["SSH"])
    end = time.strftime("%Y%m%d%H%M%S", time.gmtime(time.time() - before * DAY))
    who, key = keys.allowed["SSH"].line.split(" ", 1)
    require_signature(sealed, f'{who} valid-before="{end}" {key}')
    assert faults(sealed) == ({} if passes else {"seal-signature": "FAIL"})


def test_an_ssh_key_for_other_purposes_does_not_count(sealed: Repo, keys: Keys) -> None:
    sign(sealed, keys.allowed["SSH"])
    who, key = keys.allowed["SSH"].line.split(" ", 1)
    require_signature(sealed, f'{who} namespaces="file" {key}')
    assert faults(sealed) == {"seal-signature": "FAIL"}
    require_signature(sealed, f'{who} namespaces="git" {key}')
    assert faults(sealed) == {}


@KINDS
@pytest.mark.parametrize("mark", ["#", "# "])
def test_a_line_of_a_signer_that_is_commented_out_does_not_count(
    sealed: Repo, keys: Keys, kind: str, mark: str
) -> None:
    sign(sealed, keys.allowed[kind])
    require_signature(sealed, f"{mark}{keys.allowed[kind].line}")
    assert faults(sealed) == {"seal-signature": "FAIL"}


def test_a_fingerprint_may_be_written_in_groups_and_small_letters(sealed: Repo, keys: Keys) -> None:
    key = keys.allowed["GPG"]
    sign(sealed, key)
    groups = " ".join(key.fingerprint.lower()[at : at + 4] for at in range(0, len(key.fingerprint), 4))
    require_signature(sealed, f"release gpg {groups}\n")
    assert faults(sealed) == {}


def test_the_end_of_a_fingerprint_is_no_fingerprint(sealed: Repo, keys: Keys) -> None:
    key = keys.allowed["GPG"]
    sign(sealed, key)
    require_signature(sealed, f"release gpg {key.fingerprint[-16:]}\n")
    assert faults(sealed) == {"seal-signature": "FAIL"}


def test_a_signature_of_a_kind_that_cannot_be_checked_is_unknown(sealed: Repo, keys: Keys) -> None:
    raw_tag(sealed, message=f"{TEXT}-----BEGIN SIGNED MESSAGE-----\nMIIB\n-----END SIGNED MESSAGE-----\n")
    require_signature(sealed, keys.allowed["GPG"].line)
    assert faults(sealed) == {"seal-signature": "UNKNOWN"}


@pytest.mark.parametrize("block", ["PGP SIGNATURE", "PGP MESSAGE", "SSH SIGNATURE"])
def test_a_signature_of_garbage_is_not_good(sealed: Repo, keys: Keys, block: str) -> None:
    raw_tag(sealed, message=f"{TEXT}-----BEGIN {block}-----\n\ngarbage\n-----END {block}-----\n")
    require_signature(sealed, keys.allowed["SSH"].line, keys.allowed["GPG"].line)
    assert set(faults(sealed)) == {"seal-signature"}


@KINDS
def test_without_the_program_that_checks_the_answer_is_unknown(
    sealed: Repo, keys: Keys, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(sealed, keys.allowed[kind])
    require_signature(sealed, keys.allowed[kind].line)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert faults(sealed) == {"seal-signature": "UNKNOWN"}
    assert "not installed" in detail(sealed, "signature")


# allowed signers: where they are read


@KINDS
def test_a_required_signature_without_allowed_signers_is_unknown(sealed: Repo, keys: Keys, kind: str) -> None:
    sign(sealed, keys.allowed[kind])
    set_policy(sealed, "require-signature = true")
    assert faults(sealed) == {"seal-signature": "UNKNOWN"}
    assert "seal.allowed-signers" in detail(sealed, "signature")


@KINDS
def test_allowed_signers_outside_the_repository(sealed: Repo, keys: Keys, kind: str, tmp_path: Path) -> None:
    sign(sealed, keys.allowed[kind])
    file = tmp_path / "allowed"
    set_policy(sealed, "require-signature = true", f"allowed-signers = '{file}'")
    assert faults(sealed) == {"seal-signature": "UNKNOWN"}
    file.write_text(keys.strangers[kind].line, encoding="utf-8")
    assert faults(sealed) == {"seal-signature": "FAIL"}
    file.write_text(keys.allowed[kind].line, encoding="utf-8")
    assert faults(sealed) == {}


def test_allowed_signers_that_are_missing_are_unknown(sealed: Repo, keys: Keys) -> None:
    sign(sealed, keys.allowed["SSH"])
    set_policy(sealed, "require-signature = true", "allowed-signers = 'signers'")
    assert faults(sealed) == {"seal-signature": "UNKNOWN"}


def test_allowed_signers_of_the_work_tree_do_not_count(sealed: Repo, keys: Keys) -> None:
    sign(sealed, keys.strangers["SSH"])
    require_signature(sealed, keys.allowed["SSH"].line)
    sealed.write("signers", keys.strangers["SSH"].line)
    sealed.write("incident-lint.toml", "")
    assert faults(sealed) == {"seal-signature": "FAIL"}


@KINDS
def test_allowed_signers_of_the_target_do_not_count(repo: Repo, keys: Keys, kind: str) -> None:
    require_signature(repo, keys.strangers[kind].line)
    sign(repo, keys.strangers[kind], "v1-SEALED")
    assert faults(repo, "v1-SEALED") == {}
    require_signature(repo, keys.allowed[kind].line)
    assert faults(repo, "v1-SEALED") == {"seal-signature": "FAIL"}
    (repo.path / "signers").unlink()
    commit(repo, "Lose the signers")
    assert faults(repo, "v1-SEALED") == {"seal-signature": "UNKNOWN"}


def test_allowed_signers_behind_a_link_are_unknown(sealed: Repo, keys: Keys, tmp_path: Path) -> None:
    sign(sealed, keys.strangers["SSH"])
    (tmp_path / "elsewhere").write_text(keys.strangers["SSH"].line, encoding="utf-8")
    (sealed.path / "signers").symlink_to(tmp_path / "elsewhere")
    set_policy(sealed, "require-signature = true", "allowed-signers = 'signers'")
    assert faults(sealed) == {"seal-signature": "UNKNOWN"}


# signatures: a hostile configuration


@pytest.fixture
def hostile(sealed: Repo, keys: Keys, tmp_path: Path) -> Path:
    """Let the repository's own configuration name programs that call everything good; the file they leave behind."""
    marker, program = tmp_path / "was-run", tmp_path / "program"
    fingerprint = keys.allowed["GPG"].fingerprint
    program.write_text(
        "#!/bin/sh\n"
        f"touch {marker}\n"
        f"echo '[GNUPG:] GOODSIG {fingerprint[-16:]} release' >&2\n"
        f"echo '[GNUPG:] VALIDSIG {fingerprint} 2026-01-01' >&2\n"
        f"echo '[GNUPG:] GOODSIG {fingerprint[-16:]} release'\n"
        f"echo '[GNUPG:] VALIDSIG {fingerprint} 2026-01-01'\n"
        "echo 'Good \"git\" signature for release with ED25519 key SHA256:abc'\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    for name in ("gpg.program", "gpg.openpgp.program", "gpg.ssh.program", "gpg.x509.program"):
        sealed.git("config", name, str(program))
    everybody = tmp_path / "everybody"
    everybody.write_text(keys.strangers["SSH"].line.replace("stranger ", "* ", 1), encoding="utf-8")
    sealed.git("config", "gpg.ssh.allowedSignersFile", str(everybody))
    sealed.git("config", "gpg.minTrustLevel", "ultimate")
    return marker


def block(kind: str) -> str:
    return f"-----BEGIN {kind}-----\n\nZ2FyYmFnZQ==\n-----END {kind}-----\n"


@KINDS
def test_no_program_that_the_repository_names_is_run(sealed: Repo, keys: Keys, kind: str, hostile: Path) -> None:
    command = {
        "GPG": ("-c", "gpg.program=gpg", "-c", "gpg.openpgp.program=gpg"),
        "SSH": ("-c", "gpg.ssh.program=ssh-keygen"),
    }
    for key, expected in ((keys.strangers[kind], {"seal-signature": "FAIL"}), (keys.allowed[kind], {})):
        sign(sealed, Key(kind, (*command[kind], *key.options), key.line))
        assert not hostile.exists()
        require_signature(sealed, keys.allowed[kind].line)
        assert faults(sealed) == expected
        assert not hostile.exists()


@pytest.mark.parametrize("first", ["PGP SIGNATURE", "PGP MESSAGE", "SSH SIGNATURE", "SIGNED MESSAGE"])
@pytest.mark.parametrize("last", ["PGP SIGNATURE", "PGP MESSAGE", "SSH SIGNATURE", "SIGNED MESSAGE"])
def test_no_program_is_run_where_a_tag_shows_two_kinds_of_signature(
    sealed: Repo, keys: Keys, first: str, last: str, hostile: Path
) -> None:
    raw_tag(sealed, message=TEXT + block(first) + block(last))
    require_signature(sealed, keys.allowed["SSH"].line, keys.allowed["GPG"].line)
    assert set(faults(sealed)) == {"seal-signature"}
    assert not hostile.exists()


@KINDS
def test_a_good_signature_below_a_text_that_looks_like_one(sealed: Repo, keys: Keys, kind: str) -> None:
    """git takes the last block for the signature, and everything before it for what was signed."""
    other = "SSH SIGNATURE" if kind == "GPG" else "PGP SIGNATURE"
    sign(sealed, keys.allowed[kind], message=f"How to read it:\n\n{block(other)}\nSeal: v1\n")
    require_signature(sealed, keys.allowed[kind].line)
    assert faults(sealed) == {}


# Repositories of all kinds


def test_packed_references_and_objects(sealed: Repo) -> None:
    sealed.git("pack-refs", "--all")
    sealed.git("gc", "--quiet")
    assert faults(sealed) == {}


def test_a_linked_work_tree(sealed: Repo, tmp_path: Path) -> None:
    sealed.git("worktree", "add", "--quiet", "-b", "other", str(tmp_path / "linked"))
    assert faults(Repo(tmp_path / "linked")) == {}


def test_a_bare_repository(sealed: Repo, tmp_path: Path) -> None:
    sealed.git("clone", "--quiet", "--bare", str(sealed.path), str(tmp_path / "bare.git"))
    assert faults(Repo(tmp_path / "bare.git")) == {}
    assert faults(Repo(tmp_path / "bare.git"), "v9-SEALED")["seal-exists"] == "FAIL"


def test_a_folder_below_the_root(sealed: Repo) -> None:
    set_policy(sealed, "require-trailer = true", **{"src/app.py": "good\n"})
    assert faults(Repo(sealed.path / "src")) == {}


def test_a_repository_of_sha256(tmp_path: Path, keys: Keys) -> None:
    repo = init(tmp_path / "repository", "--object-format=sha256")
    commit(repo, "Release 1.0", {"app.py": "good\n"}, ago(days=6))
    seal(repo)
    assert faults(repo) == {}
    for kind in ("GPG", "SSH"):
        require_signature(repo, keys.allowed[kind].line)
        sign(repo, keys.allowed[kind])
        assert faults(repo) == {}
        sign(repo, keys.strangers[kind])
        assert faults(repo) == {"seal-signature": "FAIL"}


def test_a_repository_with_reftable(tmp_path: Path) -> None:
    supported = subprocess.run(
        ["git", "init", "--quiet", "--ref-format=reftable", str(tmp_path / "tried")], check=False, capture_output=True
    )
    if supported.returncode:
        pytest.skip("this git has no reftable (2.45)")
    repo = init(tmp_path / "repository", "--ref-format=reftable")
    commit(repo, "Release 1.0", {"app.py": "good\n"}, ago(days=6))
    seal(repo)
    assert faults(repo) == {}
    assert faults(repo, "v9-SEALED")["seal-exists"] == "FAIL"


def test_a_detached_head_is_no_hindrance(sealed: Repo) -> None:
    """A tag is SEALED or not whatever is checked out; jobs of CI stand on a commit, on no branch."""
    sealed.git("switch", "--quiet", "--detach")
    assert faults(sealed) == {}


def test_a_shallow_clone_is_no_hindrance(sealed: Repo, tmp_path: Path) -> None:
    """All that is asked about is the tag and its commit: no history is needed."""
    commit(sealed, "Release 1.1", {"app.py": "newer\n"}, ago(days=4))
    seal(sealed, "v1.1-SEALED", date=ago(days=3))
    sealed.git("clone", "--quiet", "--depth=1", f"file://{sealed.path}", str(tmp_path / "shallow"))
    assert faults(Repo(tmp_path / "shallow"), "v1.1-SEALED") == {}


def test_what_is_replaced_is_not_seen(sealed: Repo) -> None:
    released = sealed.git("rev-parse", "HEAD")
    real = sealed.git("rev-parse", f"refs/tags/{SEALED}")
    other = commit(sealed, "Another", {"app.py": "other\n"}, ago(days=6))
    raw_tag(sealed, "other", inside=SEALED, tagger=None)
    sealed.git("replace", real, "refs/tags/other")
    sealed.git("replace", released, other)
    assert faults(sealed) == {}
    raw_tag(sealed, tagger=None)
    sealed.git("replace", sealed.git("rev-parse", f"refs/tags/{SEALED}"), real)
    assert faults(sealed) == {"seal-tagger": "FAIL"}


# seal create


def create(repo: Repo, *arguments: str, form: str = "json") -> Done:
    return run(repo, "seal", "create", "--format", form, *arguments)


def refused(repo: Repo, *arguments: str) -> set[str]:
    """The codes of the reasons for which nothing was sealed; no tag was made or moved."""
    before = repo.git("for-each-ref")
    done = create(repo, *arguments)
    assert done.exit_code == 4, done.out + done.err
    assert done.data["outcome"] == "refused"
    assert repo.git("for-each-ref") == before
    return done.reasons


def created(repo: Repo, *arguments: str, tag: str = "v2-SEALED") -> str:
    """The message of the tag that was made, which passes `seal verify`."""
    done = create(repo, tag, *arguments)
    assert done.exit_code == 0, done.out + done.err
    assert faults(repo, tag) == {}
    return repo.git("for-each-ref", "--format=%(contents)", f"refs/tags/{tag}")


def trailers(message: str) -> list[str]:
    return message.rstrip("\n").rpartition("\n\n")[2].split("\n")


def test_create_makes_a_tag_that_passes_and_says_how_to_push_it(sealed: Repo) -> None:
    done = create(sealed, "v2-SEALED", "--message", "Load test passed")
    assert done.exit_code == 0
    assert done.data["outcome"] == "sealed"
    assert done.data["next"] == "git push origin refs/tags/v2-SEALED"
    assert done.data["seal"]["commit"] == sealed.git("rev-parse", "HEAD")
    assert done.data["seal"]["tag_object"] == sealed.git("rev-parse", "refs/tags/v2-SEALED")
    assert faults(sealed, "v2-SEALED") == {}
    message = sealed.git("for-each-ref", "--format=%(contents)", "refs/tags/v2-SEALED")
    assert message.startswith("Load test passed\n\n")
    assert trailers(message) == ["Seal: v1", f"Seal-Tree: {sealed.git('rev-parse', 'HEAD^{tree}')}"]


def test_create_in_text(sealed: Repo) -> None:
    done = create(sealed, "v2-SEALED", form="text")
    assert done.exit_code == 0
    assert f"v2-SEALED seals {sealed.git('rev-parse', 'HEAD')}" in done.out
    assert "next: git push origin refs/tags/v2-SEALED" in done.out


def test_a_refusal_in_text_goes_to_standard_error(sealed: Repo) -> None:
    done = create(sealed, SEALED, form="text")
    assert (done.exit_code, done.out) == (4, "")
    assert "nothing was sealed" in done.err
    assert "create-exists: " in done.err


def test_create_seals_an_older_commit_of_the_branch(sealed: Repo) -> None:
    released = sealed.git("rev-parse", "HEAD")
    commit(sealed, "Release 1.1", {"app.py": "newer\n"})
    message = created(sealed, released[:10])
    assert sealed.git("rev-parse", "v2-SEALED^{commit}") == released
    assert f"Seal-Tree: {sealed.git('rev-parse', f'{released}^{{tree}}')}" in message


def test_create_seals_the_commit_of_a_tag_not_the_tag(sealed: Repo) -> None:
    created(sealed, SEALED)
    assert sealed.git("rev-parse", "v2-SEALED^{commit}") == sealed.git("rev-parse", "HEAD")


def test_create_names_its_evidence(sealed: Repo, tmp_path: Path) -> None:
    reports = {"reports/load test.txt": "passed\n", "reports/é.txt": ""}
    for name, content in reports.items():
        sealed.write(name, content)
    outside = tmp_path / "soak.txt"
    outside.write_text("two days\n", encoding="utf-8")
    message = created(sealed, *(f"--evidence={name}" for name in (*reports, str(outside))))
    wanted = {**reports, "soak.txt": "two days\n"}
    assert trailers(message)[2:] == [
        f"Seal-Evidence: {name} sha256:{hashlib.sha256(content.encode()).hexdigest()}"
        for name, content in wanted.items()
    ]


def test_create_refuses_evidence_that_cannot_be_read(sealed: Repo) -> None:
    for name in ("reports/missing.txt", "", "app.py/report.txt"):
        assert refused(sealed, "v2-SEALED", "--evidence", name) == {"create-evidence"}
    (sealed.path / "reports").mkdir()
    assert refused(sealed, "v2-SEALED", "--evidence", "reports") == {"create-evidence"}


@pytest.mark.parametrize("name", ["a\nSeal: v2", "a\r\n\r\nb", "caf\udce9.txt", "\x1b[31m", " a ", "-x"])
def test_no_name_of_a_report_adds_a_trailer(sealed: Repo, name: str) -> None:
    set_policy(sealed, "require-trailer = true", "require-evidence = true")
    sealed.write(name, "passed\n")
    message = created(sealed, f"--evidence={name}")
    assert len(trailers(message)) == 3
    assert trailers(message)[2].startswith("Seal-Evidence: ")
    assert "\x1b" not in message


def test_create_refuses_changes_of_tracked_files(sealed: Repo) -> None:
    sealed.write("app.py", "changed\n")
    assert refused(sealed, "v2-SEALED") == {"create-dirty"}
    sealed.git("add", "app.py")
    assert refused(sealed, "v2-SEALED") == {"create-dirty"}
    sealed.git("reset", "--quiet", "--hard")
    (sealed.path / "app.py").unlink()
    assert refused(sealed, "v2-SEALED") == {"create-dirty"}


def test_create_minds_no_untracked_files(sealed: Repo) -> None:
    sealed.write("notes.txt", "mine\n")
    created(sealed)


def test_create_refuses_a_commit_of_another_branch(sealed: Repo) -> None:
    sealed.git("switch", "--quiet", "--create", "other")
    commit(sealed, "Elsewhere", {"app.py": "other\n"})
    sealed.git("switch", "--quiet", "main")
    assert refused(sealed, "v2-SEALED", "other") == {"create-commit"}


@pytest.mark.parametrize("name", ["nowhere", "HEAD^{tree}", "HEAD:app.py", "0" * 40, "", "HEAD~5", "a b"])
def test_create_refuses_what_is_no_commit(sealed: Repo, name: str) -> None:
    assert refused(sealed, "v2-SEALED", name) == {"create-commit"}


def test_create_never_moves_a_tag(sealed: Repo) -> None:
    assert refused(sealed, SEALED) == {"create-exists"}
    sealed.git("tag", "light-SEALED")
    assert refused(sealed, "light-SEALED") == {"create-exists"}


def test_create_never_moves_a_tag_whose_object_is_lost(sealed: Repo) -> None:
    oid = sealed.git("rev-parse", f"refs/tags/{SEALED}")
    loose(sealed, oid).unlink()
    assert create(sealed, SEALED).exit_code == 4
    assert (sealed.path / ".git/refs/tags" / SEALED).read_text(encoding="ascii").strip() == oid


def test_create_refuses_a_name_within_another(sealed: Repo) -> None:
    assert create(sealed, f"{SEALED}/1").exit_code == 4


@pytest.mark.parametrize("name", ["v2", "a b sealed", "sealed.lock", "*sealed*", "vé-sealed", "", f"{SEALED}^{{}}"])
def test_create_refuses_a_name_that_says_no_seal(sealed: Repo, name: str) -> None:
    assert refused(sealed, name) == {"seal-name"}


def test_create_refuses_a_name_that_looks_like_an_option(sealed: Repo) -> None:
    assert run(sealed, "seal", "create", "--sealed").exit_code == 2
    assert refused(sealed, "--", "--sealed") == {"seal-name"}


def test_create_reports_all_reasons_together(sealed: Repo) -> None:
    set_policy(sealed, "require-signature = true", "require-evidence = true")
    sealed.write("app.py", "changed\n")
    reasons = {"seal-name", "create-commit", "create-dirty", "create-evidence", "create-signature"}
    assert refused(sealed, "v2", "nowhere") == reasons


def test_create_where_a_report_is_required(sealed: Repo) -> None:
    set_policy(sealed, "require-evidence = true")
    assert refused(sealed, "v2-SEALED") == {"create-evidence"}
    sealed.write("report.txt", "passed\n")
    created(sealed, "--evidence", "report.txt")


def test_create_refuses_a_shallow_clone(sealed: Repo, tmp_path: Path) -> None:
    commit(sealed, "Release 1.1", {"app.py": "newer\n"}, ago(days=4))
    sealed.git("clone", "--quiet", "--depth=1", f"file://{sealed.path}", str(tmp_path / "shallow"))
    assert refused(Repo(tmp_path / "shallow"), "v2-SEALED") == {"site-shallow"}


def test_create_refuses_where_there_is_no_commit(repo: Repo) -> None:
    assert refused(repo, "v2-SEALED") == {"site-unborn"}


def test_create_on_a_detached_head(sealed: Repo) -> None:
    """What is asked for is a commit that HEAD reaches; jobs of CI stand on no branch."""
    sealed.git("switch", "--quiet", "--detach")
    created(sealed)


def test_create_in_a_bare_repository(sealed: Repo, tmp_path: Path) -> None:
    sealed.git("clone", "--quiet", "--bare", str(sealed.path), str(tmp_path / "bare.git"))
    created(Repo(tmp_path / "bare.git"))


def test_create_in_a_linked_work_tree(sealed: Repo, tmp_path: Path) -> None:
    sealed.git("worktree", "add", "--quiet", "-b", "other", str(tmp_path / "linked"))
    created(Repo(tmp_path / "linked"))


def test_create_where_a_branch_has_the_same_name(sealed: Repo) -> None:
    sealed.git("branch", "v2-SEALED")
    commit(sealed, "Release 1.1", {"app.py": "newer\n"})
    created(sealed)
    assert sealed.git("rev-parse", "refs/tags/v2-SEALED^{commit}") == sealed.git("rev-parse", "HEAD")


@pytest.mark.parametrize(
    "message",
    [
        "# Heading\n\nText\n# another line",
        "Subject\n\nSeal: v9",
        "Seal: v9",
        "---\nlike a patch\n---",
        "\r\nWindows\r\n\r\nlines\r\n",
        "émoji 🎉\u2028 and a separator",
        "   ",
        "",
        "-x",
    ],
)
def test_create_keeps_its_trailers_whatever_the_message(sealed: Repo, message: str) -> None:
    set_policy(sealed, "require-trailer = true")
    created(sealed, f"--message={message}")
    raw = sealed.git("cat-file", "tag", "v2-SEALED")
    assert trailers(raw)[0] == "Seal: v1"
    assert message.strip() in raw


@pytest.mark.parametrize("message", ["-----BEGIN PGP SIGNATURE-----", "Read:\n-----BEGIN SSH SIGNATURE-----\nabc"])
def test_create_refuses_a_message_that_hides_its_trailers(sealed: Repo, message: str) -> None:
    """What stands below such a line is a signature for git, and no message."""
    set_policy(sealed, "require-trailer = true")
    assert refused(sealed, "v2-SEALED", f"--message={message}")


def test_create_answers_a_message_that_is_no_text(sealed: Repo) -> None:
    done = create(sealed, "v2-SEALED", "--message", "caf\udce9")
    assert done.exit_code in {0, 2, 4}
    assert verify(sealed, "v2-SEALED").exit_code == (0 if done.exit_code == 0 else 1)


@KINDS
def test_create_signs(sealed: Repo, keys: Keys, kind: str) -> None:
    require_signature(sealed, keys.allowed[kind].line)
    assert refused(sealed, "v2-SEALED") == {"create-signature"}
    configure(sealed, keys.allowed[kind])
    sealed.write("report.txt", "passed\n")
    created(sealed, "--sign", "--message", "Load test passed", "--evidence", "report.txt")
    raw = sealed.git("cat-file", "tag", "v2-SEALED")
    assert "\nSeal: v1\nSeal-Tree: " in raw
    assert f"-----BEGIN {'PGP' if kind == 'GPG' else 'SSH'} SIGNATURE-----" in raw
    assert detail(sealed, "signature", "v2-SEALED") == "a good signature by release"


def configure(repo: Repo, key: Key) -> None:
    """Let git sign with a key."""
    for setting in key.options[1::2]:
        repo.git("config", *setting.split("=", 1))


@KINDS
def test_create_takes_back_what_a_stranger_signed(sealed: Repo, keys: Keys, kind: str) -> None:
    require_signature(sealed, keys.allowed[kind].line)
    configure(sealed, keys.strangers[kind])
    assert refused(sealed, "v2-SEALED", "--sign") == {"seal-signature"}


def test_create_says_why_git_could_not_sign(sealed: Repo, keys: Keys) -> None:
    sealed.git("config", "user.signingKey", "nobody@example.org")
    assert refused(sealed, "v2-SEALED", "--sign") == {"create-tag"}


def test_create_seals_nothing_unsigned_where_a_signature_was_asked_for(sealed: Repo) -> None:
    """git 2.39 makes an unsigned tag, and succeeds, where the public key of SSH is missing."""
    sealed.git("config", "gpg.format", "ssh")
    sealed.git("config", "user.signingKey", str(sealed.path / "no-key.pub"))
    assert refused(sealed, "v2-SEALED", "--sign")


@KINDS
def test_create_honours_the_setting_that_signs_every_tag(sealed: Repo, keys: Keys, kind: str) -> None:
    configure(sealed, keys.allowed[kind])
    sealed.git("config", "tag.gpgSign", "true")
    set_policy(sealed, "require-trailer = true")
    created(sealed)
    assert "SIGNATURE-----" in sealed.git("cat-file", "tag", "v2-SEALED")


def test_create_runs_no_editor(sealed: Repo, tmp_path: Path) -> None:
    marker = tmp_path / "was-run"
    for name in ("core.editor", "sequence.editor"):
        sealed.git("config", name, f"touch {marker} #")
    created(sealed)
    assert not marker.exists()


def test_create_without_anybody_who_answers_for_it(sealed: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("GIT_AUTHOR", "GIT_COMMITTER"))]:
        monkeypatch.delenv(name)
    sealed.git("config", "user.useConfigOnly", "true")
    assert refused(sealed, "v2-SEALED") == {"create-tag"}
