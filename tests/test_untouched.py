"""The short way of the hooks: where it says that nothing is touched, the judge has nothing to say either.

The judge is run without the short way over changes made at random; `UNTOUCHED=2000` makes that many of each sort.
"""

from __future__ import annotations

import io
import os
import random
from contextlib import chdir, redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from conftest import init
from helpers.history import EVENT, FOLDER, commit, edit_event, write_open_incident

from incident_lint import untouched
from incident_lint.cli import main
from incident_lint.config import Config
from incident_lint.git import listing
from incident_lint.git.log import Commit
from incident_lint.history.silence import cause
from incident_lint.records import Kind
from incident_lint.untouched import EVENT as EVENT_NAME
from incident_lint.untouched import RECORDS, STEMS, nothing_touched

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from conftest import Repo

CHANGES = int(os.environ.get("UNTOUCHED", "100"))
CONFIGURATIONS = {
    "none": {},
    "pyproject without a word of it": {"pyproject.toml": '[project]\nname = "shop"\n'},
    "globs": {
        "incident-lint.toml": (
            '[records]\nincident-event = ["**/INCIDENT_EVENT.json", "**/event-*.json"]\n'
            'post-mortem = ["**/INCIDENT.md", "postmortems/**/*.md"]\nevidence = ["evidence/**", "logs/**"]\n'
        )
    },
    "fewer globs": {"incident-lint.toml": '[records]\nincident-event = ["elsewhere/**/*.json"]\n'},
    "hotfix subjects": {"pyproject.toml": '[tool.incident-lint.history]\nhotfix-subjects = ["^urgent"]\n'},
    "unusable": {"incident-lint.toml": "unknown-key = 1\n"},
}
LINK, FILE, RUN = "120000", "100644", "100755"


def plain_files() -> dict[str, str]:
    files = {f"src/part-{number}/module.py": f"number = {number}\n" for number in range(4)}
    return files | {
        "README.md": "A shop.\n",
        "docs/INCIDENT.md.txt": "no record\n",
        "shared/gateway.log": "10:46 the gateway answers slowly\n",
        "shared/proxy.log": "10:47 the proxy too\n",
        "postmortems/2019/old.md": "# An old one\n\n## Summary\n\nIt broke.\n",
        "evidence/of-nothing.txt": "nobody's\n",
        "elsewhere/one.json": "{}\n",
    }


def make_repository(path: Path, configuration: str) -> Repo:
    """A closed and two open incidents, of which one names evidence outside its folder, plainly and escaped."""
    repo = init(path)
    commit(repo, "Begin", plain_files())
    folder = write_open_incident(repo)
    evidence = [
        {"id": name, "description": "Its log", "collected_at": "2026-11-03T10:59:00Z", "path": place}
        for name, place in (("E8", "../../shared/gateway.log"), ("E9", "PLACE"))
    ]
    other = write_open_incident(repo, "INC-20261103-search", evidence=evidence)
    event = repo.path / other / "INCIDENT_EVENT.json"
    event.write_text(event.read_text("utf-8").replace("PLACE", r"\u002e./../shared/proxy.log"), "utf-8")
    repo.write(f"{folder}/notes.txt", "beside the records\n")
    commit(repo, "Record the incidents", CONFIGURATIONS[configuration])
    return repo


def judged(repo: Repo, *arguments: str, data: bytes = b"") -> tuple[int, str, str]:
    """What `hook` says without the short way."""
    out, err = io.StringIO(), io.StringIO()
    with (
        chdir(repo.path),
        patch.object(untouched, "nothing_touched", lambda _: False),
        patch("sys.stdin", io.TextIOWrapper(io.BytesIO(data))),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = main(["hook", *arguments])
    return code, out.getvalue(), err.getvalue()


def short(repo: Repo, *arguments: str, data: bytes = b"") -> bool:
    """What the short way says; standard input is there for the judge afterwards, whatever it says."""
    with chdir(repo.path), patch("sys.stdin", io.TextIOWrapper(io.BytesIO(data))):
        answer = nothing_touched(arguments)
        import sys  # noqa: PLC0415

        assert sys.stdin.buffer.read() == data
    return answer


def change_index(repo: Repo, chance: random.Random, places: Sequence[str]) -> None:
    """One to three changes of the index: another content, mode, name or none."""
    listed = repo.git("ls-files", "-s").splitlines()
    tracked = [line.partition("\t")[2] for line in listed]
    blobs = [line.split(" ")[1] for line in listed]
    lines = []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        path = chance.choice(tracked)
        match chance.randrange(6):
            case 0:
                lines.append(f"0 {'0' * 40}\t{path}")
            case 1:
                lines += [f"0 {'0' * 40}\t{path}", f"{FILE} {blobs[tracked.index(path)]}\t{chance.choice(places)}"]
            case 2:
                lines.append(f"{chance.choice((LINK, RUN))} {chance.choice(blobs)}\t{path}")
            case 3:
                lines.append(f"{FILE} {chance.choice(blobs)}\t{chance.choice(places)}")
            case _:
                lines.append(f"{FILE} {chance.choice(blobs)}\t{path}")
    # a file in the place of a folder takes what is below it
    repo.git("update-index", "--add", "--replace", "--index-info", data="".join(f"{one}\n" for one in lines).encode())


def places(chance: random.Random) -> list[str]:
    files = plain_files()
    return [
        *chance.sample(sorted(files), 4),
        "src/new.py",
        "incidents",
        "incidents/notes.txt",
        f"{FOLDER}/evidence/new.txt",
        f"{FOLDER}/logs/new.txt",
        "incidents/INC-20261104-new/INCIDENT_EVENT.json",
        "a/event-7.json",
        "postmortems/new.md",
        "elsewhere/two.json",
        "pyproject.toml",
        "incident-lint.toml",
    ]


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_staged_changes(tmp_path: Path, configuration: str) -> None:
    chance = random.Random(configuration)
    repo = make_repository(tmp_path / "repository", configuration)
    answers = []
    for number in range(CHANGES):
        repo.git("read-tree", "HEAD")
        if number % 25 == 3:  # a merge that waits for its commit
            other = repo.git("commit-tree", "-p", "HEAD", "-m", "other", repo.git("write-tree"))
            repo.write(".git/MERGE_HEAD", f"{other}\n")
        elif number % 25 == 6:
            (repo.path / ".git/MERGE_HEAD").unlink()
        if chance.random() < 0.5:
            change_index(repo, chance, places(chance))
        else:  # most commits
            lines = "".join(
                f"{FILE} {repo.git('hash-object', '-w', '--stdin', data=str(number).encode())}\t{path}\n"
                for path in chance.sample(sorted(plain_files()), 2)
            )
            repo.git("update-index", "--index-info", data=lines.encode())
        stage = chance.choice(("pre-commit", "pre-merge-commit"))
        options = chance.choice(([], ["--no-records"]))
        answers.append(short(repo, stage, *options))
        if answers[-1]:
            assert judged(repo, stage, *options) == (0, "", ""), repo.git("diff", "--cached", "--raw")
    assert (sum(answers) > CHANGES / 20) is (configuration != "unusable")


WORDS = [
    *("Revert", "revert", "hotfix", "hot fix:", "Rollback", "roll back", "rollback/x", "Reapply", "re-apply"),
    *("hotf\u0131x(api):", "rollbac\u212a the", "ROLL-BACK", '"fix"', "urgent", "fixup!", "Merge branch", "'hotfix/a'"),
    *("This reverts commit 0123456789.", "Merged in", "hotfix-3", "(pull request", "plan", "the", "pool", "\n", "\n\n"),
    *("Merge pull request #3 from a/hotfix-x", "Merge remote-tracking branch 'o/revert-12-x'", "# a comment", "[x]"),
]


def test_messages_hold_a_stem() -> None:
    chance = random.Random(5)
    asked = 0
    for _ in range(20_000):
        message = " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 6)))
        why = cause(Commit("", (), None, message, ()), ())
        asked += bool(why)
        assert not why or any(stem in message.lower() for stem in STEMS), message
    assert asked > 2_000


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_messages(tmp_path: Path, configuration: str) -> None:
    chance = random.Random(configuration)
    repo = make_repository(tmp_path / "repository", configuration)
    answers = []
    for _ in range(CHANGES // 5):
        message = " ".join(chance.choice((*WORDS, *["word"] * 60)) for _ in range(chance.randint(1, 4)))
        repo.write("message", message)
        answers.append(short(repo, "commit-msg", "message"))
        if answers[-1]:
            assert judged(repo, "commit-msg", "message") == (0, "", ""), message
    assert any(answers) is (configuration not in {"unusable", "hotfix subjects"})


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_pushes(tmp_path: Path, configuration: str) -> None:
    chance = random.Random(configuration)
    repo = make_repository(tmp_path / "repository", configuration)
    server = tmp_path / "server.git"
    repo.git("clone", "--quiet", "--bare", ".", str(server))
    repo.git("remote", "add", "origin", str(server))
    repo.git("fetch", "--quiet", "origin")
    repo.git("remote", "set-head", "origin", "main")
    base = repo.git("rev-parse", "HEAD")
    answers = []
    for number in range(CHANGES // 5):
        repo.git("read-tree", base)
        tips = [base]
        for step in range(chance.randint(1, 3)):
            if chance.random() < 0.3:
                change_index(repo, chance, places(chance))
            blob = repo.git("hash-object", "-w", "--stdin", data=f"{number} {step}".encode())
            repo.git("update-index", "--index-info", data=f"{FILE} {blob}\tsrc/part-1/module.py\n".encode())
            words = chance.choice((["Raise", "the", "pool"],) * 4 + (chance.sample(WORDS, 3),))
            parents = [f"-p{one}" for one in dict.fromkeys((tips[-1], chance.choice(tips)))]
            tips.append(repo.git("commit-tree", *parents, "-m", " ".join(words), repo.git("write-tree")))
        tip = tips[-1]
        old, ref = chance.choice(((base, "main"), (base, "main"), ("0" * 40, "topic"), (tips[1], "main")))
        line = f"refs/heads/{ref} {tip} refs/heads/{ref} {old}\n".encode()
        answers.append(short(repo, "pre-push", "origin", "url", data=line))
        if answers[-1]:
            assert judged(repo, "pre-push", "origin", "url", data=line) == (0, "", "")
        with patch.dict(os.environ, PRE_COMMIT_FROM_REF=old, PRE_COMMIT_TO_REF=tip, PRE_COMMIT_REMOTE_NAME="origin"):
            if short(repo, "pre-commit"):
                assert judged(repo, "pre-commit") == (0, "", "")
        line = f"{old} {tip} refs/heads/{ref}\n".encode()
        with patch.dict(os.environ, GIT_ALTERNATE_OBJECT_DIRECTORIES=str(repo.path / ".git/objects")):
            answers.append(short(type(repo)(server), "pre-receive", data=line))
            if answers[-1]:
                assert judged(type(repo)(server), "pre-receive", data=line) == (0, "", "")
    assert any(answers) or configuration not in {"none", "globs"}


def test_what_is_not_plain_is_left_to_the_judge(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "repository", "none")
    repo.write("src/part-1/module.py", "changed\n")
    repo.git("add", ".")
    assert short(repo, "pre-commit")
    for arguments in (
        [],
        ["--no-records"],
        ["pre-push", "--no-records", "origin", "url"],
        ["pre-commit", "x"],
        ["pre-commit", "--config", "x"],
        ["unknown"],
        ["commit-msg"],
        ["--help"],
    ):
        assert not short(repo, *arguments)
    assert not short(repo, "commit-msg", "absent")
    tag = f"refs/tags/v1 {repo.git('rev-parse', 'HEAD')} refs/tags/v1 {'0' * 40}\n".encode()
    for data in (b"", b"nonsense\n", b"a b refs/heads/x c\n", tag):
        assert not short(repo, "pre-push", "origin", "url", data=data)


def test_below_the_top_the_judge_is_asked(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "repository", "none")
    edit_event(repo, status="TRIAGED")
    repo.git("add", ".")
    with chdir(repo.path / "src"):
        assert not nothing_touched(["pre-commit"])


def test_linked_work_tree(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "repository", "none")
    repo.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    linked = type(repo)(tmp_path / "linked")
    linked.write("src/part-1/module.py", "changed\n")
    linked.git("add", ".")
    assert short(linked, "pre-commit")
    linked.git("rm", "--quiet", "--cached", EVENT)
    assert not short(linked, "pre-commit")


def test_many_events_are_read_once(tmp_path: Path) -> None:
    repo = make_repository(tmp_path / "repository", "none")
    for number in range(30):
        repo.write(f"records/{number}/INCIDENT_EVENT.json", f'{{"incident_id": "INC-{number}"}}\n')
    commit(repo, "More incidents")
    repo.write("src/part-1/module.py", "changed\n")
    repo.git("add", ".")
    read: list[str] = []
    real = listing.Blobs.read

    def counted(blobs: listing.Blobs, names: Sequence[str]) -> object:
        read.extend(names)
        return real(blobs, names)

    with patch.object(listing.Blobs, "read", counted):
        assert short(repo, "pre-commit")
        first = len(read)
        assert short(repo, "pre-commit")
    # one event has a backslash in it and is looked at each time
    assert (first, len(read) - first) == (32, 1)
    (repo.path / ".git/incident-lint/events-at-home").write_bytes(b"\xff nonsense")
    assert short(repo, "pre-commit")
    repo.git("rm", "--quiet", "--cached", "shared/proxy.log")
    assert not short(repo, "pre-commit")


def test_the_usual_names() -> None:
    config = Config()
    for kind, globs in config.records.items():
        assert sum(globs.match(name) and globs.match(f"a/b/{name}") for name in RECORDS) == 1, kind
    assert config.records[Kind.EVENT].match(EVENT_NAME)
