"""A push as the server receives it (or as the pusher sends it): every update of a reference, and what it takes away.

All updates of a push are judged together: what one deletes, another may keep.
"""

from __future__ import annotations

from incident_lint.errors import GitError
from incident_lint.git.process import fields
from incident_lint.history.custody import allowed, losses
from incident_lint.history.scope import Range, Update
from incident_lint.history.states import NOTHING, State
from incident_lint.history.step import Seal, Step
from incident_lint.seals import is_sealed_name
from incident_lint.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from incident_lint.config import Config
    from incident_lint.git.repository import Repository
    from incident_lint.history.states import States
    from incident_lint.history.step import Loss


def ranges(repository: Repository, updates: Sequence[Update], base: str | None, remote: str = "") -> list[Range]:
    """The commits that each update brings. `base` is the tip of the default branch, which judges new branches; `remote`
    the name of the other side, where the push is still to be sent.

    Of a new branch, what the repository has not yet in any other; two new branches with the same commits: once.
    """
    found: list[Range] = []
    judged: list[str] = []
    for update in updates:
        tip = peeled(repository, update.new)
        if tip is None:
            continue
        old = peeled(repository, update.old)
        if old is not None:
            found.append(Range(tip, old, (f"^{old}",), update.ref))
        else:
            known = ("--not", f"--remotes={remote}" if remote else "--all", *judged)
            found.append(Range(tip, base, known, update.ref))
            judged.append(tip)
    return found


def peeled(repository: Repository, oid: str) -> str | None:
    """The commit that an object id leads to; None for none, and for a tag of something else.

    GitError where the object is not here: what it holds cannot be judged.
    """
    if not oid:
        return None
    found = repository.peeled(oid)
    if found is None and repository.kind(oid) is None:
        raise GitError(f"the object {oid} is not here", "fetch first: what the other side has cannot be compared")
    return found


def seals(repository: Repository, config: Config, updates: Sequence[Update]) -> Iterator[Step]:
    """The SEALED tags that a push moves or deletes. A lightweight tag is none, whatever its name."""
    for update in updates:
        name = update.ref.removeprefix("refs/tags/")
        if (
            name != update.ref
            and update.old
            and update.old != update.new
            and is_sealed_name(name, config.seal.name_patterns)
            and repository.kind(update.old) not in {"commit", "tree", "blob"}  # what is not here may be one
        ):
            yield Step(config, ref=update.ref, seal=Seal(name, deleted=not update.new))


def taken_away(states: States, update: Update, references: Mapping[str, str]) -> Step | None:
    """What the old tip of a reference holds of open incidents, and nothing else will: after a forced update, or a
    deletion. `references` are all that there will be after the push, with their commits."""
    repository = states.repository
    old, tip = peeled(repository, update.old), peeled(repository, update.new)
    if old is None or (tip is not None and repository.is_ancestor(old, tip)):
        return None
    if any(repository.is_ancestor(old, one) for one in set(references.values())):
        return None
    before = states.at(old)
    found: Sequence[Loss]
    if tip is not None:
        (changes,) = states.objects.compare([(tip, old)])
        found = losses(states, before, State(tip, states.after(before.events, changes)), changes)
    else:
        found = _everything(states, before)
    gone = _unreachable(repository, [one for one in found if _open(before, one)], sorted(set(references.values())))
    if not gone:
        return None
    return Step(states.config, ref=update.ref, losses=tuple(allowed(states, one, "") for one in gone))


def _everything(states: States, before: State) -> list[Loss]:
    """All that a state holds of incidents, as it is lost when nothing comes after it."""
    deleted = [replace(change, before=change.after, after=None) for change in states.additions(before.tree)]
    return losses(states, before, State(None, NOTHING), deleted)


def _open(before: State, loss: Loss) -> bool:
    """Whether an incident was open: also that of a record, which matters here only until then."""
    view = before.events.views.get(loss.event)
    return view is None or not before.events.closed(view)


def _unreachable(repository: Repository, found: Sequence[Loss], tips: Sequence[str]) -> list[Loss]:
    """The losses whose content no commit holds that can be reached from these tips."""
    wanted = {one.oid for one in found}
    if wanted and tips:
        with_paths = fields(["rev-list", "--objects", "--no-object-names", *tips, "--"], repository.root, end=b"\n")
        for oid in with_paths:
            wanted.discard(oid.decode("ascii"))
            if not wanted:
                break
    return [one for one in found if one.oid in wanted]
