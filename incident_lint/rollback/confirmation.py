"""A second reader of the SEALED tag: GitPython says the same before a plan is written.

It is imported here alone, and only once everything else has been found in order: the import takes as long as half a
plan. Its own views (`repo.tags`, `TagReference`) are not asked: they are empty with reftable, and raise with sha256.
"""

from __future__ import annotations

import os

from incident_lint.git.process import SCRUBBED, environment
from incident_lint.rollback.refusal import Check, Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from incident_lint.rollback.seal import Seal

_FORM = "%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(tag) %(refname)"


def confirm(root: Path, seal: Seal) -> Check:
    """Whether GitPython finds the tag at `root` as it was examined: an annotated tag of this id and this name, which
    points to this commit. What it cannot answer is UNKNOWN."""
    try:
        from git import GitError, Repo  # noqa: PLC0415
    except ImportError as error:
        return _check(Result.UNKNOWN, f"GitPython cannot be used: {error}", "install incident-lint again")
    quiet = {name: "" for name in SCRUBBED if name in os.environ}
    reference = f"refs/tags/{seal.tag}"
    try:
        with Repo(root) as repo:
            listed = repo.git.execute(
                ["git", "--no-pager", "for-each-ref", f"--format={_FORM}", reference],
                env={**environment(), **quiet},
                stdout_as_string=False,
            )
    except (GitError, OSError, ValueError) as error:
        return _check(Result.UNKNOWN, f"GitPython cannot read the tag: {error}", "`git fsck` says what is damaged")
    rows = listed.decode("utf-8", "replace").splitlines() if isinstance(listed, bytes) else []
    if f"tag {seal.tag_object} commit {seal.commit} {seal.tag} {reference}" in rows:
        return _check(Result.PASS, "GitPython finds the same tag")
    detail = f"GitPython does not find the tag {seal.tag} as it was examined"
    return _check(Result.FAIL, detail, "find out who moved it, and plan anew")


def _check(result: Result, detail: str, hint: str = "") -> Check:
    return Check("seal-confirmed", result, detail, hint)
