"""Trees: what a rollback restores, and what it leaves as it is."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from functools import cached_property

from incident_lint.globs import Globs, escaped
from incident_lint.records import parent
from incident_lint.rollback.gateway import temporary_folder
from incident_lint.rollback.refusal import refuse
from incident_lint.selection import records
from incident_lint.sources import joined
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from incident_lint.records import Event
    from incident_lint.rollback.gateway import Gateway
    from incident_lint.rollback.site import Site
    from incident_lint.snapshot import Snapshot

GUARDS = (
    "incident-lint.toml",
    ".pre-commit-config.yaml",
    "prek.toml",
    *(".githooks", ".githooks/**"),  # a link or a submodule may stand for the folder
    *(".husky", ".husky/**"),
    *(".github/workflows", ".github/workflows/**"),
    ".gitlab-ci.yml",
)
"""What guards the records, besides the configured file of allowed signers: configuration, hooks, CI."""


@dataclass(frozen=True)
class Preserved:
    """The paths that a rollback leaves as they are, by the patterns of a plan."""

    patterns: tuple[str, ...]

    @cached_property
    def _folders(self) -> frozenset[str]:
        """Plain folders: there may be as many as there are incidents, and a look-up costs the same for one or all."""
        return frozenset(one.removesuffix("/**") for one in self.patterns if one.endswith("/**") and _plain(one[:-3]))

    @cached_property
    def _files(self) -> frozenset[str]:
        return frozenset(one for one in self.patterns if _plain(one))

    @cached_property
    def _globs(self) -> Globs:
        rest = (one for one in self.patterns if one not in self._files and one.removesuffix("/**") not in self._folders)
        return Globs(tuple(rest))

    def match(self, path: str) -> bool:
        """Whether a path is left as it is."""
        if path in self._files or self._below(parent(path)):
            return True
        return bool(self._globs.patterns) and self._globs.match(path)

    @cached_property
    def _known(self) -> dict[str, bool]:
        return {"": False}

    def _below(self, folder: str) -> bool:
        """Whether a folder is preserved as a whole; asked once for all the files in it."""
        known = self._known
        if folder not in known:
            known[folder] = folder in self._folders or self._below(parent(folder))
        return known[folder]


def _plain(pattern: str) -> bool:
    return not any(sign in pattern for sign in "*?[")


def preserve(site: Site, target: Snapshot) -> tuple[str, ...]:
    """The patterns of what is always preserved, and of what the configuration adds.

    All incident folders, of the current commit and of the target (an incident that was moved since must not come back
    where it was), evidence wherever it lies, and what guards them. Refused where a name cannot be written down.
    """
    found: dict[str, None] = {}
    snapshots = (site.snapshot, target)
    homes: set[str] = set()
    for snapshot in snapshots:
        for path in sorted(records(snapshot.listed(), site.config)):
            if folder := parent(path):
                homes.add(folder)
            else:
                found.setdefault(escaped(path))
                found.update(dict.fromkeys(site.config.evidence.patterns))
    found.update(dict.fromkeys(f"{escaped(one)}/**" for one in _shelves(homes, snapshots)))
    folders = Preserved(tuple(found))
    outside = (path for event in site.records.events for path in _named(event) if not folders.match(path))
    found.update((escaped(path), None) for path in outside)
    there = {*site.snapshot.entries, *target.entries}
    found.update((one, None) for one in GUARDS if _present(one, there))
    found.update((one, None) for one in _hooks(site))
    seal = site.config.seal
    if seal.allowed_signers and not seal.allowed_signers.startswith("/"):
        found.setdefault(escaped(seal.allowed_signers))
    if site.config.origin:
        found.setdefault(escaped(site.config.origin))
    found.update(dict.fromkeys(site.config.preserve))
    odd = next((one for one in found if not one.isprintable() or "\\" in one), None)
    if odd is not None:
        detail = f"the name of a preserved path cannot be written down: {odd!r}"
        raise refuse("nothing was planned", "plan-preserve", detail, "rename it, without control characters")
    return tuple(found)


def _hooks(site: Site) -> Iterator[str]:
    """The folder of `core.hooksPath`, where it lies in the repository; and `hooks/` with the scripts of this tool."""
    configured = site.git.setting("core.hooksPath", "path") or ""
    folder = joined("", os.path.relpath(configured, site.git.root) if configured.startswith("/") else configured)
    if folder and not folder.startswith("../"):
        yield from (escaped(folder), f"{escaped(folder)}/**")
    ours = ("pre-commit", "pre-merge-commit", "commit-msg", "pre-push", "pre-receive")
    scripts = (site.snapshot.read(f"hooks/{name}") for name in ours)
    if any(isinstance(one, bytes) and b"incident-lint hook" in one for one in scripts):
        yield "hooks/**"


def _present(guard: str, paths: set[str]) -> bool:
    """Whether a file of this name, or below this folder, is there."""
    folder = guard.removesuffix("**")
    return guard in paths or (folder != guard and any(path.startswith(folder) for path in paths))


def _shelves(homes: set[str], snapshots: Iterable[Snapshot]) -> list[str]:
    """The incident folders; and in their place the folder above them, where nothing but incidents stands in it: an
    incident that is opened between plan and execution is then preserved too."""
    found = set(homes)
    for above in {parent(one) for one in homes} - {""}:
        beside = {folder for snapshot in snapshots for folder in snapshot.beside(above)[1]}
        if beside <= homes:
            found.add(above)
    return sorted(one for one in found if not any(at in found for at in _above(one)))


def _named(event: Event) -> list[str]:
    paths = (item.get("path") for _, item in event.items("evidence"))
    found = (joined(event.folder, one) for one in paths if isinstance(one, str))
    return [one for one in found if one and not one.startswith(("/", "../"))]


def listing(site: Site, tree: str) -> dict[str, str]:
    """Every file of a tree (or commit): path, and `mode object`."""
    return {path: f"{one.mode} {one.oid}" for path, one in site.objects.tree(tree).items()}


def digest(files: Mapping[str, str], preserved: Preserved) -> str:
    """The state outside the preserved paths: `sha256:` over the sorted rows `mode object path`, a NUL after each."""
    algorithm = hashlib.sha256()
    for path in sorted(files, key=os.fsencode):
        if not preserved.match(path):
            algorithm.update(files[path].encode("ascii") + b" " + os.fsencode(path) + b"\0")
    return f"sha256:{algorithm.hexdigest()}"


def differences(
    wanted: Mapping[str, str], current: Mapping[str, str], preserved: Preserved, result: Mapping[str, str]
) -> list[str]:
    """Where a tree is not the target outside the preserved paths, or not the current state inside them."""
    paths = sorted({*wanted, *current, *result})
    return [
        path for path in paths if result.get(path) != (current.get(path) if preserved.match(path) else wanted.get(path))
    ]


@contextmanager
def private_index(git: Gateway) -> Iterator[PrivateIndex]:
    """An index of its own, in a temporary folder: that of the user is not touched."""
    with temporary_folder() as folder:
        yield PrivateIndex(git, {"GIT_INDEX_FILE": str(folder / "index")})


@dataclass(frozen=True)
class PrivateIndex:
    """An index, and the environment in which git uses it."""

    git: Gateway
    env: Mapping[str, str]

    def write(self) -> str:
        """The tree of the index."""
        return self.git.tell("write-tree", env=self.env).text


def compose(
    index: PrivateIndex,
    target: str,
    wanted: Mapping[str, str],
    current: Mapping[str, str],
    preserved: Preserved,
) -> str:
    """The tree of the rollback: the target's outside the preserved paths, the current one's inside them.

    Refused where the two cannot stand in one tree. `index` holds it afterwards.
    """
    refuse_clash(wanted, current, preserved)
    git = index.git
    git.tell("read-tree", target, env=index.env)
    out = {path for path in wanted if preserved.match(path)}
    back = {path: entry for path, entry in current.items() if preserved.match(path)}
    nothing = "0" * len(target)
    rows = [b"0 " + nothing.encode() + b"\t" + os.fsencode(path) for path in sorted(out)]
    rows += [entry.encode("ascii") + b"\t" + os.fsencode(path) for path, entry in back.items()]
    if rows:
        git.tell("update-index", "-z", "--index-info", data=b"\0".join(rows) + b"\0", env=index.env)
    return index.write()


def refuse_clash(wanted: Iterable[str], current: Iterable[str], preserved: Preserved) -> None:
    """Refused where a file cannot stand: where a folder is kept, or the other way round."""
    files = {path for path in wanted if not preserved.match(path)}
    folders = {at for path in files for at in _above(path)}
    for path in (one for one in current if preserved.match(one)):
        clash = path if path in folders else next((at for at in _above(path) if at in files), None)
        if clash is not None:
            detail = f"{clash} is a file on one side and a folder on the other, and it is preserved"
            raise refuse("nothing was changed", "tree-clash", detail, "move the preserved file, and make a new plan")


def _above(path: str) -> Iterable[str]:
    while path := parent(path):
        yield path
