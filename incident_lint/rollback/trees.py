"""Trees: what a rollback changes, what it leaves as it is, and how the result is verified."""

from __future__ import annotations

import os

from incident_lint.git.differences import FOLDER
from incident_lint.git.process import run
from incident_lint.globs import escaped
from incident_lint.records import parent
from incident_lint.rollback.preserved import Preserved
from incident_lint.rollback.refusal import refuse
from incident_lint.rollback.state import State
from incident_lint.rollback.swap import Swap
from incident_lint.selection import kind_of
from incident_lint.sources import joined
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from incident_lint.records import Event
    from incident_lint.rollback.site import Site

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
NOTHING = "000000"
"""The mode where there is nothing at a path."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a rollback would do to a path: the modes now and in the target (see NOTHING), the id in the target, and how
    many lines come and go."""

    path: str
    mode_now: str
    mode: str
    oid: str
    insertions: int
    deletions: int


def differences_to(site: Site, target: str) -> list[Difference]:
    """Where the target differs from the current commit, preserved paths included; lines of text are counted."""
    # .gitmodules could say that a submodule is to be ignored
    options = ("--raw", "--numstat", "--no-abbrev", "--no-renames", "--no-ext-diff", "--ignore-submodules=none")
    pieces = run(["diff-tree", "-r", "-z", *options, site.commit, target], site.git.root).split(b"\0")[:-1]
    end = 0
    while end < len(pieces) and pieces[end].startswith(b":"):
        end += 2
    lines: dict[bytes, tuple[int, int]] = {}
    for piece in pieces[end:]:
        added, removed, path = piece.split(b"\t", 2)
        if added != b"-":  # no text
            lines[path] = int(added), int(removed)
    found = []
    for row, path in zip(pieces[:end:2], pieces[1:end:2], strict=True):
        mode_now, mode, _, oid, _ = row[1:].decode("ascii").split(" ")
        insertions, deletions = lines.get(path, (0, 0))
        found.append(Difference(os.fsdecode(path), mode_now, mode, oid, insertions, deletions))
    return found


def state_digest(site: Site, kept: Preserved) -> str:
    """The state outside the preserved paths: the id of the current commit's tree without them."""
    return Swap(site.objects).tree(site.commit, None, kept.top)


def preserve(site: Site, target: str, differences: Sequence[Difference]) -> tuple[str, ...]:
    """The patterns of what is always preserved, and of what the configuration adds.

    All incident folders, of the current commit and of the target (an incident that was moved since must not come back
    where it was), evidence wherever it lies, and what guards them. Refused where a name cannot be written down.
    """
    found: dict[str, None] = {}
    states = (site.snapshot, State(site.objects, target))
    here = site.snapshot.records(site.config)
    gone = {one.path for one in differences if one.mode == NOTHING}
    there = {one.path for one in differences if one.mode_now == NOTHING and kind_of(one.path, site.config)}
    homes: set[str] = set()
    for paths in (here, there | (here.keys() - gone)):
        for path in sorted(paths):
            if folder := parent(path):
                homes.add(folder)
            else:
                found.setdefault(escaped(path))
                found.update(dict.fromkeys(site.config.evidence.patterns))
    found.update(dict.fromkeys(f"{escaped(one)}/**" for one in _shelves(homes, states)))
    folders = Preserved(tuple(found))
    outside = (path for event in site.records.events for path in _named(event) if not folders.match(path))
    found.update((escaped(path), None) for path in outside)
    found.update((one, None) for one in GUARDS if any(_present(one, state) for state in states))
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


def _present(guard: str, state: State) -> bool:
    """Whether there is a file of this name; for a name with `/**`, whether there is such a folder."""
    entry = state.at(guard.removesuffix("/**"))
    return entry is not None and (entry.mode == FOLDER) == guard.endswith("/**")


def _shelves(homes: set[str], states: Iterable[State]) -> list[str]:
    """The incident folders; and in their place the folder above them, where nothing but incidents stands in it: an
    incident that is opened between plan and execution is then preserved too."""
    found = set(homes)
    for above in {parent(one) for one in homes} - {""}:
        beside = {folder for state in states for folder in state.beside(above)[1]}
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


def differences(
    wanted: Mapping[str, str], current: Mapping[str, str], preserved: Preserved, result: Mapping[str, str]
) -> list[str]:
    """Where a tree is not the target outside the preserved paths, or not the current state inside them."""
    paths = sorted({*wanted, *current, *result})
    return [
        path for path in paths if result.get(path) != (current.get(path) if preserved.match(path) else wanted.get(path))
    ]


def _above(path: str) -> Iterable[str]:
    while path := parent(path):
        yield path
