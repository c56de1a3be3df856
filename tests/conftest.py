"""What all tests share: an environment with nobody's git configuration, and a helper for repositories."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

settings.register_profile("project", deadline=None)
settings.load_profile("project")

IDENTITY = {
    "GIT_AUTHOR_NAME": "On-call Engineer",
    "GIT_AUTHOR_EMAIL": "on-call@example.org",
    "GIT_AUTHOR_DATE": "2026-11-03T10:00:00+00:00",
    "GIT_COMMITTER_NAME": "On-call Engineer",
    "GIT_COMMITTER_EMAIL": "on-call@example.org",
    "GIT_COMMITTER_DATE": "2026-11-03T10:00:00+00:00",
}


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A home of its own, an empty git configuration, a fixed author and date; no GIT_* of the caller."""
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").touch()
    for name in [name for name in os.environ if name.startswith(("GIT_", "XDG_", "PRE_COMMIT"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path_factory.getbasetemp()))
    for name, value in IDENTITY.items():
        monkeypatch.setenv(name, value)


@dataclass(frozen=True)
class Repo:
    """A real git repository in a temporary folder."""

    path: Path

    def git(self, *arguments: str, data: bytes | None = None, environment: Mapping[str, str] | None = None) -> str:
        """What `git <arguments>` prints, without the last line end. `environment` is set for this call."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            input=data,
            capture_output=True,
            check=False,
            env={**os.environ, **(environment or {})},
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")

    def write(self, name: str, content: str | bytes = "") -> Path:
        """Write a file, with its folders."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def commit(
        self,
        message: str = "change",
        files: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> str:
        """Write these files, commit everything there is, and return the commit's id."""
        for name, content in (files or {}).items():
            self.write(name, content)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message, environment=environment)
        return self.git("rev-parse", "HEAD")


def init(path: Path, *options: str) -> Repo:
    """A new repository at `path`, on the branch `main`."""
    path.mkdir(parents=True, exist_ok=True)
    repo = Repo(path)
    repo.git("init", "--quiet", "--initial-branch=main", *options)
    return repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository; its path is real (no links in it), as git prints it."""
    return init(tmp_path.resolve() / "repository")
