"""Paths that leave the repository, names that look like options or hold anything, repositories that are none."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Repo, init
from helpers import hostile
from helpers.hostile import EVENT, FOLDER, POST_MORTEM, Result, cli, process, two_incidents
from helpers.project import BAD, BAD_ID, GOOD, add_incident, edit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_opened: list[str] = []
_watching = False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching or event not in {"open", "os.listdir", "os.scandir"} or isinstance(arguments[0], int | None):
        return
    path = os.path.abspath(os.fsdecode(arguments[0]))
    followed = event != "open" or not arguments[2] & os.O_NOFOLLOW
    folder, name = os.path.split(path)
    _opened.append(os.path.realpath(path) if followed else os.path.join(os.path.realpath(folder), name))


sys.addaudithook(_watch)  # for good: there is no taking it away


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """Every path that this process opens or lists from now on, whichever function does it."""
    global _watching  # noqa: PLW0603  (the hook outlives the test)
    _opened.clear()
    _watching = True
    yield _opened
    _watching = False


@pytest.fixture
def root(repo: Repo) -> Path:
    two_incidents(repo.path)
    repo.commit("incidents")
    (repo.path.parent / "outside").mkdir()
    (repo.path.parent / "outside" / "secret.txt").write_text("outside\n")
    return repo.path


def outside(opened: list[str], root: Path) -> list[str]:
    """What was opened of the folder that lies beside the repository, or of the system."""
    return [one for one in opened if one.startswith((str(root.parent / "outside"), "/etc/"))]


WAYS = (
    "../../../outside/secret.txt",
    "../../../../../../../../../../etc/passwd",
    "evidence/../../../../outside/secret.txt",
    "evidence/link.txt",
    "evidence/folder/secret.txt",
    "evidence/deep/secret.txt",
    "evidence/two.txt",
    "/etc/passwd",
    "//etc/passwd",
    "..",
    "../../..",
)


def lay_links(root: Path) -> None:
    """Links that lead out of the repository: to a file, to a folder, to a folder by a link, and by two links."""
    evidence = root / FOLDER / "evidence"
    (evidence / "link.txt").symlink_to(root.parent / "outside" / "secret.txt")
    (evidence / "folder").symlink_to("../../../../outside")
    (evidence / "deep").symlink_to("folder")
    (evidence / "two.txt").symlink_to("link.txt")


@pytest.mark.parametrize("way", WAYS)
def test_evidence_that_leaves_the_repository(root: Path, opened: list[str], way: str) -> None:
    from hashlib import sha256  # noqa: PLC0415

    lay_links(root)
    event = json.loads((root / EVENT).read_bytes())
    digest = sha256(b"outside\n").hexdigest()  # the right one: were it read, there would be nothing to say
    event["evidence"][0].update(path=way, sha256=digest)
    (root / EVENT).write_text(json.dumps(event, indent=2))
    done = hostile.check(root)
    assert done.code == 1
    assert outside(opened, root) == []
    assert {"DOC705", "REC101"} & {code for code, path, _ in done.of(EVENT) if path == EVENT}
    assert len(done.witness) == 22


@pytest.mark.parametrize("way", [*WAYS, "%2e%2e/%2e%2e/%2e%2e/outside/secret.txt", "..%2F..%2F..%2Foutside/secret.txt"])
def test_link_that_leaves_the_repository(root: Path, opened: list[str], way: str) -> None:
    lay_links(root)
    edit(
        root / POST_MORTEM, "## Evidence\n", f"## Evidence\n\n- [a]({way})\n- ![b](<{way}>)\n- [c][r]\n\n[r]: <{way}>\n"
    )
    done = hostile.check(root)
    assert outside(opened, root) == []
    codes = [code for code, _, _ in done.of(POST_MORTEM)]
    absolute = way.startswith("/")  # seen from the root of the repository, as a forge shows it: nothing is there
    assert codes.count("DOC705") + codes.count("DOC706") == (0 if way == ".." or way.startswith("//") else 3), codes
    assert absolute or way == ".." or "DOC705" in codes
    assert len(done.witness) == 22


def test_records_behind_links_that_leave_the_repository(root: Path, opened: list[str]) -> None:
    add_incident(root.parent / "outside", BAD_ID, BAD)
    (root / "elsewhere").symlink_to(root.parent / "outside")
    opened.clear()
    for arguments in ((), (".",), ("elsewhere",), (f"elsewhere/{BAD_ID}/INCIDENT.md",), (f"elsewhere/{BAD_ID}",)):
        done = cli(root, "check", "--format=json", *arguments)
        # what a link of the caller's own argument leads to is another place to look at, as `../outside` would be
        if not any(one.startswith(f"elsewhere/{BAD_ID}") for one in arguments):
            assert outside(opened, root) == []
            assert "elsewhere/" not in done.out.replace('"path": "elsewhere"', "")
        opened.clear()


@pytest.mark.parametrize(
    "pattern", ["../**", "../outside/*.txt", "/etc/*", "**/../../outside/**", "elsewhere/**/*.md", "[.][.]/**"]
)
@pytest.mark.parametrize("place", ["records", "exemption", "evidence", "preserve", "allow"])
def test_patterns_that_leave_the_repository(root: Path, opened: list[str], pattern: str, place: str) -> None:
    add_incident(root.parent / "outside", BAD_ID, BAD)
    (root / "elsewhere").symlink_to(root.parent / "outside")
    text = {
        "records": f'[records]\npost-mortem = ["**/INCIDENT.md", "{pattern}"]\n',
        "exemption": f'[[per-file-ignores]]\nfiles = ["{pattern}"]\nrules = ["ALL"]\nreason = "none"\n',
        "evidence": f'[records]\nevidence = ["{pattern}"]\n',
        "preserve": f'[rollback]\npreserve = ["{pattern}"]\n',
        "allow": f'[[history.allow]]\npath = "{pattern}"\nreason = "none"\n',
    }[place]
    (root / "incident-lint.toml").write_text(text)
    opened.clear()
    done = cli(root, "check", "--format=json", ".")
    assert done.code in {1, 2}
    assert outside(opened, root) == []
    assert done.code == 2 or len(done.witness) == 22


@pytest.mark.parametrize("name", ["incident-lint.toml", "pyproject.toml"])
def test_configuration_that_is_a_link_out_of_the_repository(root: Path, opened: list[str], name: str) -> None:
    (root.parent / "outside" / "lint.toml").write_text('ignore = ["ALL"]\n[tool.incident-lint]\nignore = ["ALL"]\n')
    (root / name).symlink_to(root.parent / "outside" / "lint.toml")
    opened.clear()
    done = cli(root, "check")
    assert (done.code, done.out) == (2, "")
    assert done.err == f"incident-lint: {name}: a symbolic link where a file is expected\n"
    assert outside(opened, root) == []


@pytest.mark.parametrize("way", ["../outside/secret.txt", "keys/../../outside/secret.txt", "link", "folder/secret.txt"])
def test_signers_that_leave_the_repository(repo: Repo, root: Path, opened: list[str], way: str) -> None:
    (root / "link").symlink_to("../outside/secret.txt")
    (root / "folder").symlink_to("../outside")
    (root / "incident-lint.toml").write_text(f'[seal]\nrequire-signature = true\nallowed-signers = "{way}"\n')
    repo.git("tag", "--annotate", "--message", "Known good\n\nSeal: v1", "v1-SEALED")
    repo.commit("signers")
    opened.clear()
    done = cli(root, "seal", "verify", "v1-SEALED", "--format", "json")
    assert done.code == 1
    assert outside(opened, root) == []


# Names


OPTIONS = (
    "--upload-pack=x",
    "-rf",
    "--",
    "--output=owned",
    "-",
    "--exec=touch owned",
    "@{-1}",
    ":(top)",
    ":/x",
    "^HEAD",
)


@pytest.mark.parametrize("name", [one for one in OPTIONS if one != "--"])  # which argparse takes for nothing
@pytest.mark.parametrize("option", ["--from-ref", "--to-ref"])
def test_names_of_references_that_look_like_options(root: Path, option: str, name: str) -> None:
    done = cli(root, "check", f"{option}={name}")
    assert done.code == 2
    assert not (root / "owned").exists()


@pytest.mark.parametrize("name", OPTIONS)
def test_names_of_tags_that_look_like_options(root: Path, name: str) -> None:
    done = cli(root, "seal", "verify", "--format=json", "--", name)
    assert done.code in {1, 2}
    assert not (root / "owned").exists()


ODD = (
    *(
        "-rf",
        "--upload-pack=x",
        "--output=owned",
        "a\nb",
        "a\rb",
        "a\x1b[31mb",
        "a\x9b31mb",
        'a"b',
        "a'b",
        "a b",
        "a\\b",
        "$(touch owned)",
    ),
    *("a\u202eb", "::error::a", "##[error]a", "%0A::error::a", "a\udcffb", ":(top)a", "*", "[a]", "é", "e\u0301"),
)


@pytest.mark.parametrize("name", ODD)
def test_names_of_folders_and_files(repo: Repo, name: str) -> None:
    add_incident(repo.path / "incidents", BAD_ID, BAD)
    folder = repo.path / name / BAD_ID
    add_incident(repo.path / name, BAD_ID, BAD)
    (folder / "INCIDENT.md").rename(folder / f"{name}.md")
    (folder / "evidence").mkdir(exist_ok=True)
    (folder / "evidence" / name).write_text("a")
    repo.git("add", "--all")
    for arguments, forms in (
        ((), ("full", "concise", "github")),
        ((".",), ("full",)),
        ((f"./{name}",), ("json",)),
        ((f"./{name}/{BAD_ID}/{name}.md",), ("github",)),
    ):
        for form in forms:
            done = cli(repo.path, "check", f"--format={form}", *arguments)
            assert done.code == 1
            assert shown_safely(done.out, form)
    done = cli(repo.path, "check", "--format=json")
    paths = {one["path"] for one in done.diagnostics}
    assert f"{name}/{BAD_ID}/INCIDENT_EVENT.json" in paths
    assert len(done.witness) >= 22
    assert shown_safely(cli(repo.path, "check", "--show-files").out, "files")
    assert not (repo.path / "owned").exists()


def shown_safely(text: str, form: str) -> bool:
    """Whether a terminal and a CI runner find nothing to obey, but for our own commands."""
    if not all(one.isprintable() or one == "\n" for one in text):
        return False
    ours = tuple(f"::{one} {where}" for one in ("error", "warning", "notice") for where in ("file=", "title="))
    lines = [one.strip() for one in text.split("\n")]
    commands = [one for one in lines if one.startswith("::")]
    return "##[" not in text and all(form == "github" and one.startswith(ours) for one in commands)


def test_name_that_is_no_utf_8_as_an_argument(root: Path) -> None:
    done = process(root, [b"check", b"--format=concise", b"incidents/\xff\xfe.md"])
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
    (root / os.fsdecode(b"\xff\xfe.md")).write_text("# Outage\n")
    done = process(root, [b"check", b"--format=concise", b"\xff\xfe.md"])
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("\\udcff\\udcfe.md:1:3: ")


# Repositories that are none


def verdict(done: Result) -> tuple[int, str]:
    """The exit code and the beginning of what was said on standard error."""
    assert done.out == "" or done.code == 1
    return done.code, done.err.split("\n", 1)[0]


def test_no_repository(tmp_path: Path) -> None:
    two_incidents(tmp_path)
    assert verdict(cli(tmp_path, "check")) == (2, "incident-lint: not in a git repository")
    assert verdict(cli(tmp_path, "check", "--staged"))[0] == 2
    assert verdict(cli(tmp_path, "seal", "verify", "v1-SEALED"))[0] == 2
    assert len(cli(tmp_path, "check", "--format=json", ".").witness) == 22


def test_no_git(root: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    done = process(root, ["check"], PATH=str(tmp_path / "bin"))
    assert done.code == 2
    assert "git" in done.err.splitlines()[0]
    assert len(done.err.splitlines()) <= 2


def test_bare_repository(repo: Repo, root: Path, tmp_path: Path) -> None:
    repo.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    assert verdict(cli(tmp_path / "bare.git", "check"))[0] == 2


@pytest.mark.parametrize(
    "arguments", [("check",), ("check", "--staged"), ("check", "."), ("seal", "verify", "v1-SEALED")]
)
def test_repository_of_somebody_else(root: Path, arguments: tuple[str, ...]) -> None:
    done = process(root, arguments, GIT_TEST_ASSUME_DIFFERENT_OWNER="1")  # git's own way of trying it
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("incident-lint: the repository is owned by someone else")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a repository away")
def test_repository_that_belongs_to_somebody_else(root: Path) -> None:
    for one in (root, root / ".git"):
        os.chown(one, 65534, 65534)
    code, told = verdict(cli(root, "check"))
    assert code == 2
    assert "owned by someone else" in told


@pytest.mark.parametrize(
    "content", ["", "gitdir: ../outside\n", "gitdir: /dev/zero\n", "\0", "gitdir: .git\n", "x" * 100_000]
)
def test_file_in_place_of_the_repository(tmp_path: Path, content: str) -> None:
    two_incidents(tmp_path)
    (tmp_path / ".git").write_text(content)
    assert verdict(cli(tmp_path, "check"))[0] == 2


def test_repository_within_a_repository(root: Path) -> None:
    init(root / "inner")
    two_incidents(root / "inner")
    done = cli(root, "check", "--format=json")
    assert (done.code, len(done.witness)) == (1, 22)
    assert not [one for one in done.diagnostics if one["path"].startswith("inner/")]
    assert (GOOD / "INCIDENT.md").exists()
