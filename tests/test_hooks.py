"""The hooks as teams install them: pre-commit and prek over real repositories, with real commits."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import pytest
from conftest import Repo, init
from helpers.history import FOLDER, commit, with_open_incident
from helpers.project import (
    BAD,
    BAD_ID,
    GOOD,
    GOOD_ID,
    ROOT,
    add_incident,
    checked,
    clean_environment,
    copy_project,
    edit,
    executable,
    run,
)

from incident_lint.cli import main

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

IDS = ("incident-lint", "incident-event", "incident-post-mortem", "rollback-plan", "rollback-event")
RECORD = re.compile(r"/(INCIDENT|ROLLBACK)[A-Z_]*\.(json|md)$")
CODE = re.compile(r"\[([A-Z]{3}\d{3})\]")


@dataclass(frozen=True)
class Runner:
    """One of the two programs that run hooks, with a cache that all tests share."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    source: Path
    revision: str

    def __call__(self, repo: Repo, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run it in a repository."""
        return run([*self.command, *arguments], repo.path, {**self.environment, **more})

    def configure(self, repo: Repo, *hooks: str) -> None:
        """Configure hooks of the project, and commit that."""
        lines = [f"      - id: {one}\n" for one in hooks or IDS[:1]]
        head = f"repos:\n  - repo: {self.source}\n    rev: {self.revision}\n    hooks:\n"
        repo.commit("configure the hooks", {".pre-commit-config.yaml": head + "".join(lines)})

    def install(self, repo: Repo) -> None:
        """Configure the hook and install it as a git hook."""
        self.configure(repo)
        done = self(repo, "install")
        assert done.returncode == 0, done.stdout + done.stderr

    def commit(self, repo: Repo, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A real `git commit`."""
        return run(["git", "commit", "--message", "change", *arguments], repo.path, self.environment)


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The project as it stands, as a repository that hooks can be taken from; with its only commit."""
    environment = clean_environment()
    folder = copy_project(tmp_path_factory.mktemp("hooks") / "incident-lint")
    checked(["git", "init", "--quiet"], folder, environment)
    checked(["git", "add", "--all"], folder, environment)
    checked(["git", "commit", "--quiet", "--message", "the project"], folder, environment)
    return folder, checked(["git", "rev-parse", "HEAD"], folder, environment)


@pytest.fixture(scope="session", params=["pre-commit", "prek"])
def runner(
    request: pytest.FixtureRequest, source: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory
) -> Runner:
    """pre-commit, then prek; each installs the environment of the hooks once."""
    cache = str(tmp_path_factory.mktemp(request.param))
    environment = clean_environment(PRE_COMMIT_HOME=cache, PREK_HOME=cache, NO_COLOR="1")
    command = (sys.executable, "-m", "pre_commit") if request.param == "pre-commit" else (executable("prek"),)
    return Runner(request.param, command, environment, *source)


@pytest.fixture
def examples(repo: Repo) -> Repo:
    """A repository with both examples committed."""
    add_incident(repo.path / "incidents", GOOD_ID, GOOD)
    add_incident(repo.path / "incidents", BAD_ID, BAD)
    repo.commit("examples")
    return repo


def _codes(done: subprocess.CompletedProcess[str]) -> set[str]:
    return set(CODE.findall(done.stdout))


def _records(incident_id: str) -> list[str]:
    return [f"incidents/{incident_id}/{name}" for name in ("INCIDENT_EVENT.json", "INCIDENT.md")]


def test_environment_of_an_outer_hook_does_not_leak(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "PRE_COMMIT", "PRE_COMMIT_HOME", "PREK_HOME", "SKIP"):
        monkeypatch.setenv(name, "/nowhere")
    assert "/nowhere" not in clean_environment().values()


def test_try_repo(runner: Runner, examples: Repo) -> None:
    bad = runner(examples, "try-repo", str(runner.source), "incident-lint", "--files", *_records(BAD_ID))
    assert bad.returncode == 1, bad.stdout + bad.stderr
    assert {"REC101", "REC301", "DOC101", "DOC703", "INC101", "INC102", "INC201", "RBK103"} <= _codes(bad)


@pytest.mark.parametrize(
    ("hook", "file", "shown", "hidden"),
    [
        ("incident-lint", "INCIDENT.md", {"REC101", "DOC101"}, set()),
        ("incident-event", "INCIDENT_EVENT.json", {"REC101", "INC201"}, {"DOC101", "INC101"}),
        ("incident-post-mortem", "INCIDENT.md", {"DOC101", "INC101"}, {"REC101", "INC201"}),
    ],
)
def test_each_hook_reports_its_files(
    runner: Runner, examples: Repo, hook: str, file: str, shown: set[str], hidden: set[str]
) -> None:
    runner.configure(examples, *IDS)
    bad = runner(examples, "run", hook, "--files", f"incidents/{BAD_ID}/{file}")
    assert bad.returncode == 1, bad.stdout + bad.stderr
    assert shown <= _codes(bad)
    assert not hidden & _codes(bad)


@pytest.mark.parametrize(
    ("hook", "file"), [("rollback-plan", "ROLLBACK_PLAN.json"), ("rollback-event", "ROLLBACK_EVENT.json")]
)
def test_hooks_of_rollbacks(runner: Runner, examples: Repo, hook: str, file: str) -> None:
    record = f"incidents/{GOOD_ID}/{file}"
    runner.configure(examples, *IDS)
    good = runner(examples, "run", hook, "--files", record)
    assert good.returncode == 0, good.stdout + good.stderr
    edit(examples.path / record, '"incident_id"', '"incident"')
    bad = runner(examples, "run", hook, "--files", record)
    assert bad.returncode == 1
    assert "REC101" in _codes(bad)
    assert set(re.findall(r"-->\s+(\S+?):\d", bad.stdout)) == {record}


def test_all_hooks_pass_the_complete_example(runner: Runner, repo: Repo) -> None:
    add_incident(repo.path / "incidents")
    runner.configure(repo, *IDS)
    done = runner(repo, "run", "--all-files")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Passed") == len(IDS)


def test_commits(runner: Runner, repo: Repo) -> None:
    runner.install(repo)
    before = repo.git("rev-parse", "HEAD")
    bad = add_incident(repo.path / "incidents", BAD_ID, BAD)
    add_incident(repo.path / "incidents")
    repo.git("add", "--all")
    refused = runner.commit(repo)
    assert refused.returncode == 1
    assert {"REC101", "DOC101", "INC101"} <= set(CODE.findall(refused.stdout + refused.stderr))
    assert repo.git("rev-parse", "HEAD") == before
    repo.git("rm", "--quiet", "-r", "--cached", str(bad))
    passed = runner.commit(repo)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert repo.git("rev-parse", "HEAD^") == before


def test_first_commit_of_a_repository(runner: Runner, repo: Repo) -> None:
    runner.configure(repo)
    runner(repo, "install")
    repo.git("update-ref", "-d", "HEAD")
    add_incident(repo.path / "incidents", BAD_ID, BAD)
    repo.git("add", "--all")
    assert runner.commit(repo).returncode == 1
    edit(repo.path / ".pre-commit-config.yaml", "repos:", "# the same\nrepos:")
    repo.git("rm", "--quiet", "-r", "--cached", "incidents")
    repo.git("add", ".pre-commit-config.yaml")
    done = runner.commit(repo)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_staged_is_judged(runner: Runner, repo: Repo) -> None:
    runner.install(repo)
    event = add_incident(repo.path / "incidents") / "INCIDENT_EVENT.json"
    good = event.read_text(encoding="utf-8")
    edit(event, '"HIGH"', '"CRITCAL"')
    repo.git("add", "--all")
    event.write_text(good, encoding="utf-8")
    refused = runner.commit(repo)
    assert refused.returncode == 1, refused.stdout + refused.stderr
    assert "REC101" in refused.stdout + refused.stderr
    assert event.read_text(encoding="utf-8") == good, "the unstaged change is still there"
    repo.git("add", "--all")
    event.write_text("{", encoding="utf-8")
    passed = runner.commit(repo)
    assert passed.returncode == 0, passed.stdout + passed.stderr


def test_commit_of_one_path(runner: Runner, repo: Repo) -> None:
    """`git commit <path>` sets GIT_INDEX_FILE to an index that holds this path alone."""
    add_incident(repo.path / "incidents")
    runner.install(repo)
    file = repo.path / "incidents" / GOOD_ID / "INCIDENT.md"
    edit(file, "## Impact", "## Impakt")
    repo.write("other.txt", "staged, and not part of this commit")
    repo.git("add", "other.txt")
    refused = runner.commit(repo, str(file))
    assert refused.returncode == 1
    assert "DOC106" in refused.stdout + refused.stderr
    edit(file, "## Impakt", "## Impact\n\nSupport answered 31 calls.")
    passed = runner.commit(repo, str(file))
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert repo.git("show", "--name-only", "--format=") == f"incidents/{GOOD_ID}/INCIDENT.md"


def test_commit_in_a_linked_work_tree(runner: Runner, repo: Repo) -> None:
    """There, git sets GIT_DIR for its hooks: the main work tree, which is faulty, must not be what is looked at."""
    runner.install(repo)
    linked = Repo(repo.path.parent / "linked")
    repo.git("worktree", "add", "--quiet", str(linked.path))
    add_incident(repo.path / "incidents", BAD_ID, BAD)
    repo.git("add", "--all")
    add_incident(linked.path / "incidents")
    linked.git("add", "--all")
    passed = runner.commit(linked)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    edit(linked.path / "incidents" / GOOD_ID / "INCIDENT_EVENT.json", '"HIGH"', '"CRITCAL"')
    linked.git("add", "--all")
    refused = runner.commit(linked)
    assert refused.returncode == 1
    assert BAD_ID not in refused.stdout + refused.stderr


def test_id_used_twice_though_one_file_is_changed(runner: Runner, repo: Repo) -> None:
    add_incident(repo.path / "incidents")
    runner.install(repo)
    add_incident(repo.path / "archive")
    repo.git("add", "--all")
    refused = runner.commit(repo)
    assert refused.returncode == 1
    assert "REC202" in refused.stdout + refused.stderr
    assert f"is used by incidents/{GOOD_ID}/INCIDENT_EVENT.json" in refused.stdout + refused.stderr


def test_commit_without_records_does_not_run_the_hook(runner: Runner, examples: Repo) -> None:
    runner.install(examples)
    examples.write("README.md", "The faulty example is committed, and none of this commit's business.")
    examples.write(f"incidents/{BAD_ID}/notes.md", "# Notes\n")
    examples.git("add", "--all")
    done = runner.commit(examples)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no files to check" in done.stdout + done.stderr


@pytest.fixture
def many(repo: Repo) -> Repo:
    """Many incidents, one in three of them faulty, two with one id, one whose plan stands deeper."""
    for number in range(12):
        incident_id = f"INC-202611{number:02}-incident"
        add_incident(repo.path / "incidents", incident_id, BAD if number % 3 == 0 else GOOD)
    add_incident(repo.path / "archive", "INC-20261101-incident")
    deep = repo.path / "incidents" / "INC-20261102-incident"
    for name in ("ROLLBACK_PLAN.json", "ROLLBACK_EVENT.json"):
        (deep / "rollback-01").mkdir(exist_ok=True)
        (deep / name).rename(deep / "rollback-01" / name)
    repo.commit("many incidents")
    return repo


def test_batches_of_the_hook_runner(runner: Runner, many: Repo) -> None:
    runner.configure(many, "incident-lint")
    parallel = runner(many, "run", "--all-files")
    alone = runner(many, "run", "--all-files", PRE_COMMIT_NO_CONCURRENCY="1", PREK_NO_CONCURRENCY="1")
    assert parallel.returncode == alone.returncode == 1
    assert _codes(parallel) == _codes(alone) >= {"REC101", "REC202", "DOC101"}


@pytest.mark.parametrize("size", [1, 2, 3, 7, 20])
@pytest.mark.parametrize("only", [(), ("--only", "incident-event"), ("--only", "post-mortem")])
def test_verdict_does_not_depend_on_batches(
    many: Repo, size: int, only: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(many.path)
    files = [one for one in many.git("ls-files", "-z").split("\0") if RECORD.search(one)]
    assert len(files) > 40

    def found(*paths: str) -> set[tuple[str, ...]]:
        main(["check", "--format=json", *only, *paths])
        data = json.loads(capsys.readouterr().out)
        return {tuple(map(str, one.values())) for one in data["diagnostics"]}

    def batches() -> Iterator[list[str]]:
        mixed = sorted(files, key=lambda one: crc32(one.encode()))  # an order that tears incidents apart
        yield from (mixed[at : at + size] for at in range(0, len(mixed), size))

    whole = found()
    assert whole
    assert set().union(*(found(*batch) for batch in batches())) == whole


def test_xargs(many: Repo) -> None:
    files = many.git("ls-files", "--", ":(glob)incidents/*/INCIDENT*")
    many.write("../files", files.replace("\n", "\0"))
    command = [sys.executable, "-m", "incident_lint", "check", "--format=concise"]
    here = clean_environment(PYTHONPATH=str(ROOT))
    done = run(["xargs", "-0", "-n", "6", "-P", "4", "-a", "../files", *command], many.path, here)
    assert done.returncode == 123, done.stderr  # what xargs makes of an exit code 1
    assert "REC202" in done.stdout
    assert not done.stderr


GUARDS = ("incident-evidence", "incident-trailer")
STAGES = ("pre-commit", "pre-merge-commit", "commit-msg", "pre-push")
PROFILE = f"{FOLDER}/evidence/heap.txt"
TRACE = f"{FOLDER}/evidence/trace.txt"
OURS = re.compile(r"\b(?:INC3|SIL1|REC1|DOC7)\d\d\b")


@pytest.fixture
def guarded(runner: Runner, tmp_path: Path) -> Repo:
    """A repository with an open incident; both hooks about the history are installed for every stage."""
    repo = with_open_incident(tmp_path.resolve() / "guarded")
    commit(repo, "Keep a heap profile", {PROFILE: "checkout: 512 MiB\n"})
    runner.configure(repo, *GUARDS)
    done = runner(repo, "install", *(f"--hook-type={one}" for one in STAGES))
    assert done.returncode == 0, done.stdout + done.stderr
    return repo


def _refused(runner: Runner, repo: Repo, *arguments: str) -> set[str]:
    """The codes that a git command is refused with; HEAD stays where it was."""
    before = repo.git("rev-parse", "HEAD")
    done = run(["git", *arguments], repo.path, runner.environment)
    said = done.stdout + done.stderr
    assert done.returncode != 0, said
    assert "Traceback" not in said
    assert repo.git("rev-parse", "HEAD") == before
    return set(OURS.findall(said))


def _passed(runner: Runner, repo: Repo, *arguments: str) -> str:
    """What a git command says that is carried out."""
    done = run(["git", *arguments], repo.path, runner.environment)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert not OURS.findall(said)
    return said


def test_commits_that_lose_evidence_or_are_silent(runner: Runner, guarded: Repo) -> None:
    guarded.git("rm", "--quiet", PROFILE)
    assert _refused(runner, guarded, "commit", "--message", "Tidy up") == {"INC301"}
    guarded.write("checkout.conf", "pool = 60\n")
    said = _passed(runner, guarded, "commit", "--message", "Raise the pool", "checkout.conf")
    assert said.count("Passed") == len(GUARDS)
    assert _refused(runner, guarded, "commit", "--message", "Tidy up", PROFILE) == {"INC301"}
    guarded.git("reset", "--quiet", "--hard")
    assert _refused(runner, guarded, "commit", "--allow-empty", "--message", "hotfix: pool") == {"SIL101"}
    message = f"hotfix: pool\n\nIncident: {GOOD_ID}"
    _passed(runner, guarded, "commit", "--allow-empty", "--message", message)


def test_merges_that_lose_evidence(runner: Runner, guarded: Repo) -> None:
    guarded.git("checkout", "--quiet", "-b", "topic")
    commit(guarded, "Keep a trace", {TRACE: "31 s\n"})
    guarded.git("checkout", "--quiet", "main")
    commit(guarded, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    assert _refused(runner, guarded, "merge", "--no-edit", "--strategy=ours", "topic") == {"INC301"}
    guarded.git("merge", "--abort")
    _passed(runner, guarded, "merge", "--no-edit", "topic")
    assert (guarded.path / TRACE).exists()


def test_pushes_that_lose_evidence(runner: Runner, guarded: Repo, tmp_path: Path) -> None:
    bare = init(tmp_path / "server.git", "--bare")
    guarded.git("remote", "add", "origin", str(bare.path))
    good = guarded.git("rev-parse", "HEAD")
    guarded.git("rm", "--quiet", PROFILE)
    commit(guarded, "Tidy up")
    assert _refused(runner, guarded, "push", "origin", "main") == {"INC301"}, "the first push to an empty repository"
    assert not bare.git("for-each-ref")
    _passed(runner, guarded, "push", "origin", f"{good}:refs/heads/main")
    assert _refused(runner, guarded, "push", "origin", "main") == {"INC301"}
    assert _refused(runner, guarded, "push", "origin", "main:topic") == {"INC301"}
    assert bare.git("rev-parse", "main") == good
    guarded.git("reset", "--quiet", "--hard", good)
    commit(guarded, "Raise the pool", {"checkout.conf": "pool = 60\n"})
    _passed(runner, guarded, "push", "origin", "main")


def test_ranges_and_stages_by_hand(runner: Runner, guarded: Repo) -> None:
    guarded.git("rm", "--quiet", PROFILE)
    for stage in ("manual", "pre-commit"):
        staged = runner(guarded, "run", GUARDS[0], "--hook-stage", stage)
        assert staged.returncode == 1, staged.stdout + staged.stderr
        assert set(OURS.findall(staged.stdout)) == {"INC301"}
    commit(guarded, "Tidy up")
    commit(guarded, 'Revert "Raise the pool"', {"checkout.conf": "pool = 20\n"})
    for ends, found in ((("HEAD~2", "HEAD"), {"INC301", "SIL101"}), (("HEAD~1", "HEAD"), {"SIL101"})):
        done = runner(guarded, "run", GUARDS[0], "--from-ref", ends[0], "--to-ref", ends[1])
        assert done.returncode == 1, done.stdout + done.stderr
        assert set(OURS.findall(done.stdout)) == found
    clean = runner(guarded, "run", GUARDS[0], "--from-ref", "HEAD~3", "--to-ref", "HEAD~2")
    assert clean.returncode == 0, clean.stdout + clean.stderr
