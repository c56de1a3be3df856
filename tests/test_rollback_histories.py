"""Rollbacks of histories as they really are: what is restored, what is kept, and that nothing else happens.

Each history has a sealed release and a bad one, and is planned, executed and verified. What the trees have to be is
found out by `git ls-tree` alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from typing import TYPE_CHECKING

import pytest
from conftest import Repo, init
from helpers.project import GOOD_ID
from helpers.rollback import BRANCH, FOLDER, LOG, PLAN, SEALED, act, ago, commit, declare, plan, planned, run, seal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Act = Callable[[Repo], object]

OLD_ID = "INC-20261012-search-outage"
OLD = f"incidents/{OLD_ID}"
ALWAYS_KEPT = ("incidents/",)
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 12345\n"
ODD_NAMES = [
    "two words.txt",
    "two\nlines.txt",
    "a tab\t.txt",
    'it\'s "so".txt',
    "-rf",
    "--help",
    "été.txt",
    "*.txt",
    "[a].txt",
    ":(top)x",
    "\udcff\udcfe.txt",
    "a\\b",
    "#x",
    "!x",
    " ",
    "trailing ",
    "\x1b[31mred",
    "\u2028",
    "e\u0301",
    "HEAD",
    "n" * 255,
]


def history(path: Path, good: Act, bad: Act, *options: str) -> Repo:
    """A repository whose sealed release and whose bad one are made by these acts; and an open incident."""
    repo = init(path.resolve() / "repository", *options)
    repo.write("checkout.conf", "pool = 40\n")
    good(repo)
    commit(repo, "Good", date=ago(days=6))
    seal(repo)
    repo.write("checkout.conf", "pool = 2\n")
    bad(repo)
    open_incident(repo)
    return repo


def open_incident(repo: Repo) -> None:
    """Commit what there is as the bad release, then the incident."""
    first_bad = commit(repo, "Bad", date=ago(hours=3))
    declare(repo, affected={"components": ["checkout"], "commit_ranges": [{"introduced": first_bad}]})
    commit(repo, "Record the incident", date=ago(hours=1))


def tree(repo: Repo, name: str) -> dict[str, str]:
    """Every path of a commit, with its mode, type and object, as git lists it."""
    rows = (row.partition("\t") for row in repo.git("ls-tree", "-r", "-z", "--full-tree", name).split("\0") if row)
    return {path: entry for entry, _, path in rows}


def state(repo: Repo) -> dict[str, object]:
    """HEAD, the index, and every file with its content and its time; nothing is refreshed."""
    folder = repo.path
    git = folder / repo.git("rev-parse", "--git-dir")
    files = {}
    for file in sorted(folder.rglob("*")):
        if ".git" not in file.relative_to(folder).parts and (file.is_symlink() or not file.is_dir()):
            content = bytes(file.readlink()) if file.is_symlink() else file.read_bytes()
            files[str(file.relative_to(folder))] = (file.lstat().st_mtime_ns, file.lstat().st_mode, content)
    return {"head": (git / "HEAD").read_bytes(), "index": (git / "index").read_bytes(), "files": files}


def comes_back(repo: Repo, kept: tuple[str, ...] = ALWAYS_KEPT, *options: str) -> None:
    """Plan, execute and verify; all that has to hold. `kept` are the preserved paths, or how they begin."""
    planned(repo, *options)
    before = repo.git("rev-parse", "HEAD")
    refs = repo.git("for-each-ref", "refs/heads", "refs/tags")
    untouched = state(repo)
    done = act(repo, "execute")
    assert done.exit_code == 0, done.out + done.err
    assert state(repo) == untouched
    assert done.data["ref"] == f"refs/heads/{BRANCH}"
    rollback = done.data["commit"]
    assert repo.git("rev-parse", f"refs/heads/{BRANCH}") == rollback
    repo_refs = repo.git("for-each-ref", "refs/heads", "refs/tags").split("\n")
    assert [one for one in repo_refs if not one.endswith(f"refs/heads/{BRANCH}")] == refs.split("\n")
    is_what_it_has_to_be(repo, rollback, before, kept)
    verified = act(repo, "verify")
    assert verified.exit_code == 0, verified.out + verified.err
    assert verified.data["event"]["outcome"] == "VERIFIED"
    after = state(repo)
    assert isinstance(after["files"], dict)
    assert after["files"].pop(LOG)
    assert after == untouched
    commit(repo, "Log the rollback")
    checked = run(repo, "check")
    assert checked.exit_code == 0, checked.out + checked.err


def is_what_it_has_to_be(repo: Repo, rollback: str, before: str, kept: tuple[str, ...]) -> None:
    """The commit of a rollback: its tree, its parent, its trailers; sound objects, and no evidence that is lost."""
    target, current, made = (tree(repo, one) for one in (SEALED, before, rollback))
    expected = {path: entry for path, entry in target.items() if not path.startswith(kept)}
    expected |= {path: entry for path, entry in current.items() if path.startswith(kept)}
    assert made == expected
    assert repo.git("rev-parse", f"{rollback}^@") == before
    trailers = repo.git("log", "-1", "--format=%(trailers:only,unfold)", rollback).strip().split("\n")
    content = repo.git("cat-file", "blob", f"{before}:{PLAN}") + "\n"
    digest = hashlib.sha256(os.fsencode(content)).hexdigest()
    commit_of_target = repo.git("rev-parse", f"{SEALED}^{{commit}}")
    assert trailers == [
        f"Incident: {GOOD_ID}",
        f"Rollback-Plan: sha256:{digest}",
        f"Rollback-Target: {SEALED} {commit_of_target}",
    ]
    repo.git("fsck", "--strict", "--no-dangling")
    judged = run(repo, "check", "--from-ref", before, "--to-ref", rollback, "--format", "json")
    codes = [one["code"] for one in judged.data["diagnostics"]]
    assert [one for one in codes if one.startswith("INC3")] == [], judged.out
    assert judged.exit_code == 0, judged.out


# --- what a release can change: an act for the good one, an act for the bad one --------------------------------------


def nothing(repo: Repo) -> None:
    """As it is."""


def files(content: dict[str, str | bytes]) -> Act:
    """Write files."""

    def do(repo: Repo) -> None:
        for name, data in content.items():
            repo.write(name, data)

    return do


def gone(*names: str) -> Act:
    """Remove files and folders."""

    def do(repo: Repo) -> None:
        for name in names:
            path = repo.path / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    return do


def both(*acts: Act) -> Act:
    """One after the other."""

    def do(repo: Repo) -> None:
        for one in acts:
            one(repo)

    return do


def link(name: str, to: str) -> Act:
    """A symbolic link."""
    return lambda repo: (repo.path / name).symlink_to(to)


def mode(name: str, bits: int) -> Act:
    """Who may do what with a file."""
    return lambda repo: (repo.path / name).chmod(bits)


def moved(old: str, new: str) -> Act:
    """A file or folder under another name."""

    def do(repo: Repo) -> None:
        (repo.path / new).parent.mkdir(parents=True, exist_ok=True)
        (repo.path / old).rename(repo.path / new)

    return do


def submodule(name: str, digit: str) -> Act:
    """A submodule that is not checked out."""

    def do(repo: Repo) -> None:
        (repo.path / name).mkdir(parents=True, exist_ok=True)
        repo.git("update-index", "--add", "--cacheinfo", f"160000,{digit * 40},{name}")

    return do


def setting(name: str, value: str) -> Act:
    """A value of git's configuration."""
    return lambda repo: repo.git("config", name, value)


HISTORIES: dict[str, tuple[Act, Act]] = {
    "changes": (files({"a": "1\n", "b/c": "1\n"}), files({"a": "2\n", "b/d": "2\n"})),
    "deletes": (files({"a": "1\n", "b/c": "1\n", "b/d/e": "1\n"}), gone("a", "b")),
    "adds": (nothing, files({"a": "1\n", "b/c/d": "1\n"})),
    "renames": (files({"a": "1\n" * 50, "b/c": "2\n" * 50}), both(moved("a", "b/a"), moved("b/c", "c"))),
    "a swap": (files({"a": "1\n", "b": "2\n"}), files({"a": "2\n", "b": "1\n"})),
    "case": (files({"Readme": "1\n"}), moved("Readme", "README")),
    "executable": (files({"a.sh": "1\n", "b.sh": "1\n"}), mode("a.sh", 0o755)),
    "executable no more": (both(files({"a.sh": "1\n"}), mode("a.sh", 0o755)), mode("a.sh", 0o644)),
    "a file becomes a link": (files({"a": "1\n"}), both(gone("a"), link("a", "checkout.conf"))),
    "a link becomes a file": (link("a", "checkout.conf"), both(gone("a"), files({"a": "1\n"}))),
    "a link leads out": (link("a", "../../outside"), both(gone("a"), link("a", "/nowhere"))),
    "a file becomes a folder": (files({"a": "1\n"}), both(gone("a"), files({"a/b/c": "1\n"}))),
    "a folder becomes a file": (files({"a/b/c": "1\n"}), both(gone("a"), files({"a": "1\n"}))),
    "a folder becomes a link": (files({"a/b": "1\n"}), both(gone("a"), link("a", "incidents"))),
    "a link becomes a folder": (link("a", "checkout.conf"), both(gone("a"), files({"a/b": "1\n"}))),
    "a submodule is new": (nothing, submodule("vendor/lib", "1")),
    "a submodule moves on": (submodule("vendor/lib", "1"), submodule("vendor/lib", "2")),
    "a submodule is gone": (submodule("vendor/lib", "1"), gone("vendor")),
    "a file becomes a submodule": (files({"lib": "1\n"}), both(gone("lib"), submodule("lib", "1"))),
    "large file storage": (
        files({".gitattributes": "*.bin filter=lfs -text\n", "a.bin": POINTER.format("1" * 64)}),
        files({"a.bin": POINTER.format("2" * 64)}),
    ),
    "empty files": (files({"a": "", "b": "1"}), files({"a": "1", "b": "", "c": ""})),
    "a large file": (
        files({"large": random.Random(1).randbytes(4_000_000)}),
        files({"large": random.Random(2).randbytes(4_000_000)}),
    ),
    "binary files": (files({"a": b"\0\xff\xfe"}), files({"a": b"\0\xff\xfd", "b": b"\r\n\r"})),
    "ends of lines": (
        files({".gitattributes": "*.txt text eol=crlf\n", "a.txt": "1\r\n"}),
        files({"a.txt": "2\r\n", ".gitattributes": "* -text\n"}),
    ),
    "ends of lines by configuration": (
        both(setting("core.autocrlf", "true"), files({"a.txt": "1\r\n", "b.txt": "1\r\n"})),
        files({"a.txt": "2\r\n"}),
    ),
    "a filter": (
        both(
            setting("filter.turned.clean", "rev"),
            setting("filter.turned.smudge", "rev"),
            setting("filter.turned.required", "true"),
            files({".gitattributes": "*.txt filter=turned\n", "a.txt": "one\n"}),
        ),
        files({"a.txt": "two\n", "b.txt": "three\n"}),
    ),
    "attributes of archives": (
        files({".gitattributes": "a export-ignore\nb export-subst ident\n", "a": "1\n", "b": "$Id$ $Format:%H$\n"}),
        files({"a": "2\n", "b": "2\n"}),
    ),
    "an encoding": (
        files({".gitattributes": "*.txt working-tree-encoding=UTF-16LE\n", "a.txt": "é".encode("utf-16-le")}),
        files({"a.txt": "è".encode("utf-16-le")}),
    ),
    "ignored files that are tracked": (
        both(files({"a.log": "1\n"}), lambda repo: repo.git("add", "a.log"), files({".gitignore": "*.log\n"})),
        files({"a.log": "2\n"}),
    ),
    "odd names changed": (
        files({f"odd/{name}": "1\n" for name in ODD_NAMES}),
        files({f"odd/{name}": "2\n" for name in ODD_NAMES}),
    ),
    "odd names added": (nothing, files(dict.fromkeys(ODD_NAMES, "1\n"))),
    "odd names removed": (files(dict.fromkeys(ODD_NAMES, "1\n")), gone(*ODD_NAMES)),
    "2000 files": (
        files({f"src/{number % 40}/{number}.txt": f"{number}\n" for number in range(2000)}),
        files({f"src/{number % 40}/{number}.txt": "bad\n" for number in range(0, 2000, 2)}),
    ),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_a_history_comes_back(tmp_path: Path, name: str) -> None:
    good, bad = HISTORIES[name]
    comes_back(history(tmp_path, good, bad))


@pytest.mark.parametrize(
    "name", ["renames", "a folder becomes a link", "a submodule moves on", "a filter", "ends of lines", "an encoding"]
)
def test_a_history_comes_back_and_its_commands_are_run(tmp_path: Path, name: str) -> None:
    good, bad = HISTORIES[name]
    comes_back(history(tmp_path, good, bad), ALWAYS_KEPT, "--verify", "grep -q 40 checkout.conf")


def test_commands_see_the_files_of_every_name(tmp_path: Path) -> None:
    good, bad = HISTORIES["odd names changed"]
    count = f'test "$(find odd -type f -print0 | tr -dc "\\0" | wc -c)" -eq {len(ODD_NAMES)}'
    comes_back(history(tmp_path, good, bad), ALWAYS_KEPT, "--verify", f"sh -c '{count}'")


def test_a_target_without_files(tmp_path: Path) -> None:
    repo = init(tmp_path.resolve() / "repository")
    commit(repo, "Nothing yet", date=ago(days=6))
    seal(repo)
    repo.write("checkout.conf", "pool = 2\n")
    open_incident(repo)
    comes_back(repo)


def test_nothing_is_left_but_the_incident(tmp_path: Path) -> None:
    comes_back(history(tmp_path, files({"a/b": "1\n"}), gone("a", "checkout.conf")))


# --- merges ----------------------------------------------------------------------------------------------------------


def merge(repo: Repo, *branches: str) -> None:
    """Merge branches into the current one."""
    repo.git("merge", "--quiet", "--no-ff", "--allow-unrelated-histories", "--message", "Merge", *branches)


def side(repo: Repo, name: str, start: str, content: dict[str, str]) -> None:
    """A branch with a commit of its own; the current branch is `main` again."""
    repo.git("switch", "--quiet", "--create", name, start)
    commit(repo, f"On {name}", content, ago(hours=4))
    repo.git("switch", "--quiet", "main")


def test_a_merge_since_the_target(tmp_path: Path) -> None:
    def merged(repo: Repo) -> None:
        commit(repo, "On main", {"main.txt": "1\n"}, ago(hours=4))
        side(repo, "feature", SEALED, {"feature.txt": "1\n"})
        merge(repo, "feature")

    comes_back(history(tmp_path, nothing, merged))


def test_a_merge_of_a_branch_older_than_the_target(tmp_path: Path) -> None:
    def merged(repo: Repo) -> None:
        commit(repo, "On main", date=ago(hours=5))
        side(repo, "old", f"{SEALED}~1", {"old.txt": "1\n"})
        merge(repo, "old")

    comes_back(history(tmp_path, lambda repo: commit(repo, "First", {"first.txt": "1\n"}, ago(days=7)), merged))


def test_a_target_that_is_a_merge(tmp_path: Path) -> None:
    repo = init(tmp_path.resolve() / "repository")
    commit(repo, "First", {"checkout.conf": "pool = 40\n"}, ago(days=8))
    side(repo, "feature", "main", {"feature.txt": "1\n"})
    commit(repo, "On main", {"main.txt": "1\n"}, ago(days=7))
    merge_date = ago(days=6)
    repo.git("merge", "--quiet", "--no-commit", "--no-ff", "feature")
    commit(repo, "Merge", date=merge_date)
    seal(repo)
    repo.write("main.txt", "2\n")
    open_incident(repo)
    comes_back(repo)


def test_a_target_on_a_branch_that_was_merged(tmp_path: Path) -> None:
    repo = init(tmp_path.resolve() / "repository")
    commit(repo, "First", {"checkout.conf": "pool = 40\n"}, ago(days=8))
    repo.git("switch", "--quiet", "--create", "release")
    commit(repo, "Release", {"release.txt": "1\n"}, ago(days=6))
    seal(repo)
    repo.git("switch", "--quiet", "main")
    commit(repo, "On main", {"main.txt": "1\n"}, ago(hours=4))
    merge(repo, "release")
    repo.write("release.txt", "2\n")
    open_incident(repo)
    comes_back(repo)


def test_an_octopus(tmp_path: Path) -> None:
    def merged(repo: Repo) -> None:
        repo.git("checkout", "--quiet", "--", ".")
        for name in ("one", "two", "three"):
            side(repo, name, SEALED, {f"{name}.txt": "1\n"})
        commit(repo, "On main", {"main.txt": "1\n"}, ago(hours=4))
        merge(repo, "one", "two", "three")
        repo.write("one.txt", "2\n")

    comes_back(history(tmp_path, nothing, merged))


def test_a_merge_of_an_unrelated_history(tmp_path: Path) -> None:
    def merged(repo: Repo) -> None:
        repo.git("checkout", "--quiet", "--", ".")
        repo.git("switch", "--quiet", "--orphan", "other")
        commit(repo, "Another project", {"other/a.txt": "1\n", "other/b.txt": "1\n"}, ago(days=9))
        repo.git("switch", "--quiet", "main")
        merge(repo, "other")
        repo.write("other/a.txt", "2\n")

    comes_back(history(tmp_path, nothing, merged))


def test_an_incident_that_came_by_a_merge(tmp_path: Path) -> None:
    repo = init(tmp_path.resolve() / "repository")
    commit(repo, "Good", {"checkout.conf": "pool = 40\n"}, ago(days=6))
    seal(repo)
    commit(repo, "Bad", {"checkout.conf": "pool = 2\n"}, ago(hours=3))
    repo.git("switch", "--quiet", "--create", "incident")
    declare(repo)
    commit(repo, "Record the incident", date=ago(hours=1))
    repo.git("switch", "--quiet", "main")
    commit(repo, "More", {"more.txt": "1\n"}, ago(hours=1))
    merge(repo, "incident")
    comes_back(repo)


# --- what is preserved -----------------------------------------------------------------------------------------------


def test_an_incident_that_was_moved_since(tmp_path: Path) -> None:
    old = both(lambda repo: declare(repo, OLD_ID), files({f"{OLD}/evidence/note.txt": "1\n"}))
    repo = history(tmp_path, old, moved(OLD, f"archive/2026/{OLD_ID}"))
    comes_back(repo, ("incidents/", "archive/"))
    assert not any(path.startswith(OLD) for path in tree(repo, BRANCH))
    assert f"archive/2026/{OLD_ID}/INCIDENT_EVENT.json" in tree(repo, BRANCH)


def test_an_incident_that_was_moved_from_a_folder_that_is_gone(tmp_path: Path) -> None:
    before, after = f"reports/{OLD_ID}", f"archive/{OLD_ID}"
    old = both(lambda repo: declare(repo, OLD_ID), moved(OLD, before), files({f"{before}/evidence/note.txt": "1\n"}))
    repo = history(tmp_path, old, moved(before, after))
    comes_back(repo, ("incidents/", "reports/", "archive/"))
    assert not any(path.startswith(before) for path in tree(repo, BRANCH))


def test_what_guards_the_records_stays_as_it_is(tmp_path: Path) -> None:
    guards = [".github/workflows/a.yml", ".githooks/pre-push", ".pre-commit-config.yaml", ".gitlab-ci.yml"]
    good = files({**dict.fromkeys(guards, "# old\n"), ".github/dependabot.yml": "# old\n"})
    bad = both(
        files({guards[0]: "# new\n", ".github/workflows/b.yml": "# new\n", ".github/dependabot.yml": "# new\n"}),
        gone(*guards[2:]),
        mode(".githooks/pre-push", 0o755),
    )
    comes_back(history(tmp_path, good, bad), (*ALWAYS_KEPT, ".github/workflows/", *guards))


@pytest.mark.parametrize("guard", [".githooks", ".github/workflows"])
def test_guards_that_became_a_link_stay_a_link(tmp_path: Path, guard: str) -> None:
    good = files({f"{guard}/a": "old\n", "shared/a": "old\n"})
    repo = history(tmp_path, good, both(gone(guard), link(guard, "/shared")))
    comes_back(repo, (*ALWAYS_KEPT, guard))


@pytest.mark.parametrize("guard", [".githooks", ".husky"])
def test_guards_in_a_submodule_stay_at_their_commit(tmp_path: Path, guard: str) -> None:
    repo = history(tmp_path, submodule(guard, "1"), submodule(guard, "2"))
    comes_back(repo, (*ALWAYS_KEPT, guard))


def test_more_is_kept_by_configuration(tmp_path: Path) -> None:
    config = '[rollback]\npreserve = ["data/**", "*.lock"]\n'
    good = files({"data/a": "1\n", "data/b": "1\n", "x.lock": "1\n", "deep/y.lock": "1\n"})
    bad = both(
        files({"data/a": "2\n", "data/c": "2\n", "x.lock": "2\n", "deep/y.lock": "2\n", "incident-lint.toml": config}),
        gone("data/b"),
    )
    comes_back(history(tmp_path, good, bad), (*ALWAYS_KEPT, "data/", "x.lock", "incident-lint.toml"))


def test_evidence_outside_of_the_folder_stays(tmp_path: Path) -> None:
    repo = history(tmp_path, files({"logs/a.log": "1\n", "logs/b.log": "1\n"}), files({"logs/b.log": "2\n"}))
    log = b"10:52 error\n"
    repo.write("logs/a.log", log)
    event = json.loads((repo.path / FOLDER / "INCIDENT_EVENT.json").read_text("utf-8"))
    item = {"id": "E2", "path": "../../logs/a.log", "sha256": hashlib.sha256(log).hexdigest()}
    event["evidence"].append({**event["evidence"][0], **item})
    repo.write(f"{FOLDER}/INCIDENT_EVENT.json", json.dumps(event, indent=2) + "\n")
    commit(repo, "Collect a log", date=ago(minutes=30))
    comes_back(repo, (*ALWAYS_KEPT, "logs/a.log"))


@pytest.mark.parametrize(
    ("good", "bad", "pattern"),
    [
        (files({"data": "a file\n"}), both(gone("data"), files({"data/a": "1\n"})), "data/**"),
        (files({"data/a": "1\n"}), both(gone("data"), files({"data": "a file\n"})), "data"),
        (files({"data": "a file\n"}), both(gone("data"), files({"data/a/b/c": "1\n"})), "data/a/b/**"),
        (link("data", "checkout.conf"), both(gone("data"), files({"data/a": "1\n"})), "data/*"),
    ],
)
def test_a_file_on_one_side_and_a_folder_on_the_other(tmp_path: Path, good: Act, bad: Act, pattern: str) -> None:
    config = f'[rollback]\npreserve = ["{pattern}"]\n'
    repo = history(tmp_path, good, both(bad, files({"incident-lint.toml": config})))
    made = plan(repo)
    if made.exit_code == 0:
        commit(repo, "Plan the rollback")
        untouched, refs = state(repo), repo.git("for-each-ref")
        done = act(repo, "execute")
        assert state(repo) == untouched
        assert repo.git("for-each-ref") == refs
        made = done
    assert made.exit_code == 4, made.out + made.err
    assert made.reasons == {"tree-clash"}


# --- kinds of repositories -------------------------------------------------------------------------------------------


SMALL = (files({"a": "1\n", "b/c": "1\n"}), files({"a": "2\n", "b/d": "2\n"}))


def test_objects_with_sha256(tmp_path: Path) -> None:
    comes_back(history(tmp_path, *SMALL, "--object-format=sha256"), ALWAYS_KEPT, "--verify", "test -f b/c")


def test_preserved_paths_of_the_target_with_sha256(tmp_path: Path) -> None:
    old = both(lambda repo: declare(repo, OLD_ID), files({f"{OLD}/evidence/note.txt": "1\n"}))
    repo = history(tmp_path, old, moved(OLD, f"archive/{OLD_ID}"), "--object-format=sha256")
    comes_back(repo, ("incidents/", "archive/"))


def test_packed_objects_and_references(tmp_path: Path) -> None:
    repo = history(tmp_path, *SMALL)
    repo.git("gc", "--quiet", "--prune=now")
    repo.git("pack-refs", "--all", "--prune")
    assert not (repo.path / ".git/refs/heads/main").exists()
    comes_back(repo)


def test_a_linked_work_tree(tmp_path: Path) -> None:
    repo = history(tmp_path, *SMALL)
    repo.git("worktree", "add", "--quiet", "-b", "release", "../linked")
    main = state(repo)
    linked = Repo(repo.path.parent / "linked")
    comes_back(linked, ALWAYS_KEPT, "--verify", "test -f b/c")
    assert state(repo) == main
    assert repo.git("rev-parse", f"{BRANCH}~1") == linked.git("rev-parse", "release~1")


def test_from_a_folder_of_the_repository(tmp_path: Path) -> None:
    repo = history(tmp_path, *SMALL)
    planned(repo)
    before = repo.git("rev-parse", "HEAD")
    inside = Repo(repo.path / FOLDER)
    done = act(inside, "execute", path="ROLLBACK_PLAN.json")
    assert done.exit_code == 0, done.out
    is_what_it_has_to_be(repo, done.data["commit"], before, ALWAYS_KEPT)
    assert act(inside, "verify", path=".").exit_code == 0
    assert (repo.path / LOG).is_file()


def test_a_sparse_work_tree(tmp_path: Path) -> None:
    repo = history(tmp_path, *SMALL)
    repo.git("sparse-checkout", "set", "incidents")
    comes_back(repo, ALWAYS_KEPT, "--verify", "test -f b/c")


def test_a_split_index(tmp_path: Path) -> None:
    repo = history(tmp_path, *SMALL)
    repo.git("config", "core.splitIndex", "true")
    repo.git("update-index", "--split-index")
    comes_back(repo)


def test_a_work_tree_full_of_other_work(tmp_path: Path) -> None:
    repo = history(tmp_path, *SMALL)
    planned(repo)
    before = repo.git("rev-parse", "HEAD")
    repo.write("a", "changed\n")
    repo.write("staged", "staged\n")
    repo.git("add", "staged")
    repo.git("rm", "--quiet", "--cached", "b/d")
    repo.write("b/c", "in the way of the target\n")
    untouched = state(repo)
    done = act(repo, "execute")
    assert done.exit_code == 0, done.out
    assert state(repo) == untouched
    is_what_it_has_to_be(repo, done.data["commit"], before, ALWAYS_KEPT)


def test_a_repository_within_a_repository(tmp_path: Path) -> None:
    outer = init(tmp_path.resolve() / "outer")
    commit(outer, "Outer", {"outer.txt": "1\n"})
    head = outer.git("rev-parse", "HEAD")
    repo = history(outer.path, *SMALL)
    comes_back(repo)
    assert outer.git("rev-parse", "HEAD") == head


def commit_file(bare: Repo, path: str, content: str, message: str) -> None:
    """Commit one file on `main` of a bare repository, by plumbing."""
    index = {"GIT_INDEX_FILE": str(bare.path / "one.index")}
    blob = bare.git("hash-object", "-w", "--stdin", data=content.encode())
    bare.git("read-tree", "main", environment=index)
    bare.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", environment=index)
    made = bare.git("write-tree", environment=index)
    dates = {"GIT_AUTHOR_DATE": ago(), "GIT_COMMITTER_DATE": ago()}
    oid = bare.git("commit-tree", "-p", "main", "-m", message, made, environment=dates)
    bare.git("update-ref", "refs/heads/main", oid)
    (bare.path / "one.index").unlink()


@pytest.mark.parametrize("name", ["changes", "odd names changed", "a submodule moves on", "a folder becomes a link"])
def test_a_bare_repository(tmp_path: Path, name: str) -> None:
    repo = history(tmp_path, *HISTORIES[name])
    repo.git("clone", "--quiet", "--bare", str(repo.path), "../bare.git")
    bare = Repo(repo.path.parent / "bare.git")
    file = tmp_path / "plan.json"
    assert plan(bare, "--output", str(file), "--verify", "grep -q 40 checkout.conf").exit_code == 0
    commit_file(bare, PLAN, file.read_text("utf-8"), "Plan the rollback")
    before = bare.git("rev-parse", "main")
    done = act(bare, "execute")
    assert done.exit_code == 0, done.out
    assert bare.git("rev-parse", "main") == before
    verified = act(bare, "verify")
    assert verified.exit_code == 0, verified.out
    assert verified.data["path"] is None
    event = verified.data["event"]
    assert event["outcome"] == "VERIFIED"
    assert event["to_commit"] == done.data["commit"]
    commit_file(bare, LOG, json.dumps(event, indent=2) + "\n", "Log the rollback")
    assert not (bare.path / "index").exists()
    bare.git("clone", "--quiet", str(bare.path), "../clone")
    clone = Repo(repo.path.parent / "clone")
    clone.git("branch", BRANCH, f"origin/{BRANCH}")
    is_what_it_has_to_be(clone, done.data["commit"], before, ALWAYS_KEPT)
    assert run(clone, "check").exit_code == 0, run(clone, "check").out


# --- what git would rather see ---------------------------------------------------------------------------------------


def test_replaced_objects_are_not_seen(tmp_path: Path) -> None:
    repo = history(tmp_path, *SMALL)
    target, bad = repo.git("rev-parse", f"{SEALED}^{{commit}}"), repo.git("rev-parse", "HEAD~1")
    repo.git("replace", "--force", target, bad)
    planned(repo)
    done = act(repo, "execute")
    assert done.exit_code == 0, done.out
    repo.git("replace", "--delete", target)
    assert act(repo, "verify").exit_code == 0
    is_what_it_has_to_be(repo, done.data["commit"], repo.git("rev-parse", "HEAD"), ALWAYS_KEPT)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("core.ignoreCase", "true"),
        ("core.fileMode", "false"),
        ("core.symlinks", "false"),
        ("commit.cleanup", "strip"),
        ("trailer.separators", "="),
        ("i18n.commitEncoding", "ISO-8859-1"),
        ("core.commentChar", "R"),
        ("core.logAllRefUpdates", "false"),
    ],
)
def test_no_configuration_of_git_changes_the_rollback(tmp_path: Path, name: str, value: str) -> None:
    repo = history(tmp_path, *HISTORIES["a folder becomes a link"])
    planned(repo)
    before = repo.git("rev-parse", "HEAD")
    repo.git("config", name, value)
    done = act(repo, "execute")
    assert done.exit_code == 0, done.out
    verified = act(repo, "verify")
    assert verified.exit_code == 0, verified.out
    repo.git("config", "--unset", name)
    is_what_it_has_to_be(repo, done.data["commit"], before, ALWAYS_KEPT)
