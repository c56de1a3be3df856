"""The graph of commits: which of them a range holds, and which of many ranges each commit belongs to.

One listing answers for all ranges of a push: git is asked as often for one reference as for a thousand.
"""

from __future__ import annotations

from incident_lint.errors import GitError
from incident_lint.git.process import run
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from incident_lint.git.repository import Repository

    Rows = list[tuple[str, tuple[str, ...]]]

_LISTED = ("rev-list", "--topo-order", "--parents")


@dataclass(frozen=True, slots=True)
class Course:
    """The commits of a range with their parents, parents before children, in the order of `git log --topo-order
    --reverse`. `onward`: whether the base of the range is in the history of its tip."""

    rows: Rows
    onward: bool


def course(repository: Repository, tip: str, base: str | None, excluded: Sequence[str]) -> Course:
    """The course of one range: the commits of `tip` without those that the arguments `excluded` leave out.

    `base` is None, or one of the commits left out: then it is the parent of a commit of the range, or no ancestor.
    """
    listed = run([*_LISTED, "--reverse", tip, *excluded, "--"], repository.root)
    rows = list(_rows(listed))
    return Course(rows, base == tip or any(base in parents for _, parents in rows))


def updated(repository: Repository, pairs: Sequence[tuple[str, str]]) -> list[Course]:
    """For each (base, tip): the course of the commits of `tip` that `base` does not contain."""
    if not pairs:
        return []
    starts: dict[str, int] = {}
    for number, (base, tip) in enumerate(pairs):
        starts[tip] = starts.get(tip, 0) | 1 << number
        starts[base] = starts.get(base, 0) | 1 << (number + len(pairs))
    parted = [pairs[0][0]] if len(starts) == 1 else _common(repository, list(starts))
    if not parted and len(pairs) > 1:  # histories that have nothing in common are listed apart
        half = len(pairs) // 2
        return updated(repository, pairs[:half]) + updated(repository, pairs[half:])
    revisions = [*starts, *(f"^{one}" for one in parted or pairs[0][:1])]
    every = (1 << len(pairs)) - 1
    members: list[dict[str, tuple[str, ...]]] = [{} for _ in pairs]
    masks: dict[str, int] = {}
    for oid, parents, mask in _reached(list(_rows(_listed(repository, revisions))), starts, masks):
        for number in _bits(mask & every & ~(mask >> len(pairs))):
            members[number][oid] = parents
    return [
        Course(_in_order(tip, inside), base == tip or masks.get(base, 0) >> number & 1 == 1)
        for number, ((base, tip), inside) in enumerate(zip(pairs, members, strict=True))
    ]


def brought(repository: Repository, tips: Sequence[str], base: str | None, known: Sequence[str]) -> list[Course]:
    """For each tip of a new reference: the course of the commits that neither the references of the options `known`
    (`--all`) hold, nor any tip before it."""
    if not tips:
        return []
    starts: dict[str, int] = {}
    for number, tip in enumerate(tips):
        starts[tip] = starts.get(tip, 0) | 1 << number
    members: list[dict[str, tuple[str, ...]]] = [{} for _ in tips]
    listed = _rows(_listed(repository, list(starts), "--not", *known))
    for oid, parents, mask in _reached(list(listed), starts, {}):
        members[next(_bits(mask))][oid] = parents
    onward = set()
    if base is not None:
        onward = {oid for oid, _ in _rows(_listed(repository, [*starts, f"^{base}"], "--ancestry-path"))}
    return [
        Course(_in_order(tip, inside), tip in onward or tip == base) for tip, inside in zip(tips, members, strict=True)
    ]


def unreached(repository: Repository, commits: Iterable[str], tips: Iterable[str]) -> set[str]:
    """Those of these commits that are in the history of none of the tips."""
    wanted = set(commits)
    if not wanted:
        return set()
    lost = {oid for oid, _ in _rows(_listed(repository, [*wanted, *(f"^{one}" for one in set(tips))]))}
    return wanted & lost


def _common(repository: Repository, commits: Sequence[str]) -> list[str]:
    """The best common ancestors of all these commits; none where they share no history."""
    try:
        return run(["merge-base", "--octopus", "--all", *commits], repository.root).decode("ascii").split()
    except GitError as error:
        if error.message.endswith("failed: no message"):  # that is how it says no
            return []
        raise


def _listed(repository: Repository, revisions: Iterable[str], *options: str) -> bytes:
    """What `git rev-list` prints of these revisions, however many there are."""
    data = "".join(f"{one}\n" for one in revisions).encode("ascii")
    return run([*_LISTED, "--stdin", *options], repository.root, data)


def _rows(listed: bytes) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in listed.decode("ascii").splitlines():
        oid, *parents = line.split(" ")
        yield oid, tuple(parents)


def _reached(
    rows: Rows, starts: Mapping[str, int], masks: dict[str, int]
) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Rows (children before parents) with the bits of all starts that reach them. `masks` keeps the bits of all starts,
    and of what lies beyond the rows."""
    masks.update(starts)
    for oid, parents in rows:
        mask = masks[oid] if oid in starts else masks.pop(oid)
        for parent in parents:
            masks[parent] = masks.get(parent, 0) | mask
        yield oid, parents, mask


def _bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, the lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _in_order(tip: str, inside: Mapping[str, tuple[str, ...]]) -> Rows:
    """Commits, parents before children, in the order of `git rev-list --topo-order --reverse`: backwards from the tip,
    each when all its children were visited, and of those that wait the last one first."""
    waiting = dict.fromkeys(inside, 0)
    for parents in inside.values():
        for parent in parents:
            if parent in waiting:
                waiting[parent] += 1
    found: Rows = []
    stack = [tip] if tip in inside else []
    while stack:
        oid = stack.pop()
        found.append((oid, inside[oid]))
        for parent in inside[oid]:
            if parent in waiting:
                waiting[parent] -= 1
                if not waiting[parent]:
                    stack.append(parent)
    found.reverse()
    return found
