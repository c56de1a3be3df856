"""A push of many references asks git as often as a push of one, and says the same of each of them."""

from __future__ import annotations

import io
import os
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from types import SimpleNamespace
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from helpers.history import LOG, with_open_incident

from incident_lint.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Repo

NOTHING = "0" * 40
MANY = 300
WHO = "On-call Engineer <on-call@example.org> 1793700000 +0000"
Line = tuple[str, str, str]
"""A reference, its object before and after."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A repository with an open incident, and commits on its tip: work, and one that deletes evidence."""
    with pytest.MonkeyPatch.context() as patched:
        for name in ("AUTHOR", "COMMITTER"):
            patched.setenv(f"GIT_{name}_NAME", "On-call Engineer")
            patched.setenv(f"GIT_{name}_EMAIL", "on-call@example.org")
        repo = with_open_incident(tmp_path_factory.mktemp("scale") / "repository")
        base = repo.git("rev-parse", "HEAD")
        stream = [_commit(f"w{one}", base, "") for one in range(MANY)]
        stream += [f"tag s{one}\nfrom refs/heads/w{one}\ntagger {WHO}\ndata 1\ns\n" for one in range(MANY)]
        stream += [_commit("lost", base, f"D {LOG}\n")]
        repo.git("fast-import", "--quiet", data="".join(stream).encode())
        ids = dict(
            line.split(" ")
            for line in repo.git("for-each-ref", "--format=%(refname:lstrip=2) %(objectname)").splitlines()
        )
        work, seals = ([ids[f"{kind}{one}"] for one in range(MANY)] for kind in "ws")
        lost = ids["lost"]
        repo.git("update-ref", "refs/remotes/origin/main", base)
        forget(repo)
    return SimpleNamespace(repo=repo, base=base, work=work, lost=lost, seals=seals)


def _commit(branch: str, parent: str, changes: str) -> str:
    """A commit, for `git fast-import`."""
    return f"commit refs/heads/{branch}\ncommitter {WHO}\ndata 4\n{branch:4.4}\nfrom {parent}\n{changes}\n"


def forget(repo: Repo) -> None:
    """Delete all references but `main`, here and on the other side."""
    listed = repo.git("for-each-ref", "--format=%(refname)").splitlines()
    repo.git(
        "update-ref", "--stdin", data="".join(f"delete {one}\n" for one in listed if not one.endswith("/main")).encode()
    )


KINDS: dict[str, Callable[[SimpleNamespace, int], Line]] = {
    "tag made": lambda made, one: (f"refs/tags/v{one}", NOTHING, made.work[one]),
    "sealed tag deleted": lambda made, one: (f"refs/tags/v{one}-SEALED", made.seals[one], NOTHING),
    "sealed tag moved": lambda made, one: (f"refs/tags/v{one}-SEALED", made.seals[one], made.work[one]),
    "branch made": lambda made, one: (f"refs/heads/b{one}", NOTHING, made.work[one]),
    "branch moved on": lambda made, one: (f"refs/heads/b{one}", made.base, made.work[one]),
    "branch rewritten": lambda made, one: (f"refs/heads/b{one}", made.work[one], made.work[one - 1]),
    "branch deleted": lambda made, one: (f"refs/heads/b{one}", made.work[one], NOTHING),
    "evidence deleted": lambda made, one: (f"refs/heads/b{one}", made.base, made.lost),
}


def judged(repo: Repo, stage: str, lines: list[Line]) -> tuple[int, str, int]:
    """The exit code of the hook for a push, what it prints, and how many processes of git it starts."""
    received = stage == "pre-receive"
    known = ((ref if received else ref.replace("refs/heads/", "refs/remotes/origin/"), old) for ref, old, _ in lines)
    made = "".join(f"create {ref} {old}\n" for ref, old in known if old != NOTHING)
    repo.git("update-ref", "--stdin", data=made.encode())
    form = "{1} {2} {0}\n" if received else "{0} {2} {0} {1}\n"
    data = "".join(form.format(*line) for line in lines)
    started = []
    spawn = os.posix_spawnp

    def counted(*arguments: object, **options: object) -> int:
        started.append(arguments)
        return spawn(*arguments, **options)  # type: ignore[arg-type]

    out, said = io.StringIO(), io.StringIO()
    stdin = SimpleNamespace(buffer=io.BytesIO(data.encode()))
    judge = patch("incident_lint.untouched.nothing_touched", return_value=False)  # it is the judge that is counted
    replaced = patch("sys.stdin", stdin), patch("os.posix_spawnp", counted), redirect_stdout(out), redirect_stderr(said)
    with ExitStack() as stack:
        for one in (chdir(repo.path), judge, *replaced):
            stack.enter_context(one)
        code = main(["hook", stage, *([] if received else ["origin", "url"])])
    assert code in {0, 1}, said.getvalue()
    forget(repo)
    return code, out.getvalue(), len(started)


@pytest.mark.parametrize("stage", ["pre-receive", "pre-push"])
@pytest.mark.parametrize("kind", KINDS)
def test_git_is_asked_as_often_for_one_reference_as_for_many(made: SimpleNamespace, stage: str, kind: str) -> None:
    """Of one tip nothing has to be compared with another: that may be one process less."""
    code, _, once = judged(made.repo, stage, [KINDS[kind](made, 1)])
    _, _, twice = judged(made.repo, stage, [KINDS[kind](made, one) for one in (1, 2)])
    codes, _, often = judged(made.repo, stage, [KINDS[kind](made, one) for one in range(1, MANY)])
    assert often == twice
    assert twice - once in {0, 1}
    assert codes == code == (1 if kind.startswith(("sealed", "evidence")) else 0)


def test_all_kinds_at_once(made: SimpleNamespace) -> None:
    """What is said of a push of many sorts is what is said of each."""
    lines = [
        (ref.replace("/b", f"/{number}b").replace("/v", f"/{number}v"), before, after)
        for number, kind in enumerate(KINDS)
        for one in range(1, 4)
        for ref, before, after in [KINDS[kind](made, one)]
    ]
    _, together, _ = judged(made.repo, "pre-receive", lines)
    for line in lines:
        _, alone, _ = judged(made.repo, "pre-receive", [line])
        for part in filter(None, alone.split("\n\n")):
            assert part.startswith(("Found", "checked")) or part.strip() in together
