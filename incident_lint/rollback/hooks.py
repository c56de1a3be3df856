"""The repository's commit hooks, which `git commit-tree` does not run by itself.

`git commit` runs them in the work tree. That may hold the bad code, and the user's changes: a hook that formats, or a
runner that sets unstaged changes aside, would touch them. So they run in a folder of their own, with the files of the
rollback and an index of it; neither is made where there is no hook.
"""

from __future__ import annotations

import os

from incident_lint.git.process import environment
from incident_lint.rollback.gateway import temporary_folder
from incident_lint.rollback.refusal import refuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from incident_lint.rollback.site import Site

NOTHING = "nothing was executed"
_TAIL = 2000


def run_hooks(site: Site, tree: str, message: bytes) -> bytes:
    """Run pre-commit and commit-msg, where the repository has them; the message, as the latter leaves it.

    Refused where one fails, or changes what is to be committed.
    """
    hooks = site.git.hooks
    names = [one for one in ("pre-commit", "commit-msg") if os.access(hooks / one, os.X_OK) and (hooks / one).is_file()]
    if not names:
        return message
    with temporary_folder() as folder:
        files, text = folder / "files", folder / "COMMIT_EDITMSG"
        files.mkdir()
        text.write_bytes(message)
        index = {"GIT_INDEX_FILE": str(folder / "index")}
        site.git.tell("read-tree", tree, env=index)
        own = {**index, "GIT_WORK_TREE": str(files)}
        site.git.tell("checkout-index", "--all", "--force", env={**own, "GIT_DIR": str(site.git.directory)})
        for name in names:
            arguments = [str(text)] if name == "commit-msg" else []
            _run(site, hooks / name, arguments, files, own)
        if site.git.tell("write-tree", env=index).text != tree:
            detail = "the hook pre-commit changed what is to be committed"
            raise refuse(NOTHING, "execute-hook", detail, "the tree of a rollback is that of the tag: exclude it there")
        try:
            left = text.read_bytes()
        except OSError as error:
            detail = f"the hook commit-msg left no message: {error.strerror}"
            raise refuse(NOTHING, "execute-hook", detail) from None
    needed = [line for line in message.splitlines() if line.startswith((b"Incident:", b"Rollback-"))]
    if not set(needed) <= set(left.splitlines()):
        raise refuse(NOTHING, "execute-hook", "the hook commit-msg took trailers out of the message")
    return left


def _run(site: Site, hook: Path, arguments: list[str], folder: Path, own: dict[str, str]) -> None:
    import subprocess  # noqa: PLC0415

    env = {**environment(), **own, "GIT_DIR": str(site.git.directory), "GIT_EDITOR": ":"}
    try:
        done = subprocess.run(
            [str(hook), *arguments],
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except OSError as error:
        raise refuse(NOTHING, "execute-hook", f"the hook {hook.name} could not be run: {error.strerror}") from None
    if done.returncode:
        told = done.stdout.decode("utf-8", "replace").strip()[-_TAIL:]
        detail = f"the hook {hook.name} failed: {told or f'exit status {done.returncode}'}"
        raise refuse(NOTHING, "execute-hook", detail, "a rollback honours the repository's hooks")
