"""Moving a clean work tree to a rollback that was published on its branch, never over a file that git does not track.

Plain `git read-tree -m -u` overwrites ignored files: so what stands in the way is looked for first.
"""

from __future__ import annotations

import os
from pathlib import Path

from incident_lint.rollback.gateway import failure
from incident_lint.rollback.trees import listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from incident_lint.rollback.site import Site


def sync(site: Site, commit: str) -> str:
    """Move a clean work tree from the current commit of the site to that of the rollback. Where it cannot: why not;
    then nothing is touched.

    The current branch was moved before: the index still holds what it held.
    """
    git = site.git
    if git.bare:
        return "this is a bare repository: there is no work tree"
    if git.ask("diff-index", "--quiet", "--cached", site.commit, "--").status:
        return "something is staged"
    git.ask("update-index", "-q", "--refresh")
    if git.tell("diff-files", "--name-only", "-z").out:
        return "files in the work tree were changed"
    before, after = listing(site, site.commit), listing(site, commit)
    for path in after:
        if path in before:
            continue
        at = path
        while at and at not in before:
            untracked = _untracked(git.root, at, before, whole=at == path)
            if untracked:
                return f"{untracked} is there, and git does not track it"
            at = at.rpartition("/")[0]
    if any(entry.startswith("160000 ") and before.get(path) != entry for path, entry in after.items()):
        return "a submodule changes: update it by hand"
    answer = git.ask("read-tree", "-m", "-u", site.commit, commit)
    return "" if answer.status == 0 else failure("read-tree", answer).message


def _untracked(root: Path, path: str, tracked: Mapping[str, str], *, whole: bool) -> str:
    """What stands at a path and is not tracked; a folder is in the way of a file (`whole`) where it holds such."""
    full = root / path
    if not os.path.lexists(full):
        return ""
    if not full.is_dir() or full.is_symlink():
        return path
    if not whole:
        return ""
    files = (Path(top, name).relative_to(root).as_posix() for top, _, names in os.walk(full) for name in names)
    return next((one for one in files if one not in tracked), "")
