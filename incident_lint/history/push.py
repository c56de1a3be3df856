"""A push as the server receives it (or as the pusher sends it): every update of a reference, and what it takes away.

All updates of a push are judged together: what one deletes, another may keep.
"""

from __future__ import annotations

from incident_lint.errors import GitError
from incident_lint.git.graph import brought, unreached, updated
from incident_lint.git.process import fields
from incident_lint.history.custody import allowed, losses
from incident_lint.history.events import NOTHING
from incident_lint.history.scope import Range
from incident_lint.history.states import State
from incident_lint.history.step import Seal, Step
from incident_lint.seals import is_sealed_name
from incident_lint.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from incident_lint.config import Config
    from incident_lint.git.graph import Course
    from incident_lint.git.repository import Repository
    from incident_lint.history.scope import Update
    from incident_lint.history.states import States
    from incident_lint.history.step import Loss


class Peeled:
    """What the object ids of a push lead to: git is asked once for all of them."""

    def __init__(self, repository: Repository, updates: Sequence[Update]) -> None:
        self._found = repository.objects({oid for one in updates for oid in (one.old, one.new) if oid})

    def kind(self, oid: str) -> str | None:
        """The type of an object; None where it is not here."""
        return self._found[oid][0]

    def known(self, oid: str) -> str | None:
        """The commit that an object leads to; None for no id, for what is no commit, and for what is not here."""
        return self._found[oid][1] if oid else None

    def commit(self, oid: str) -> str | None:
        """The commit that an object leads to; None for no id, and for a tag of something else.

        GitError where the object is not here: what it holds cannot be judged.
        """
        found = self.known(oid)
        if oid and found is None and self.kind(oid) is None:
            raise GitError(f"the object {oid} is not here", "fetch first: what the other side has cannot be compared")
        return found


def ranges(
    repository: Repository, updates: Sequence[Update], peeled: Peeled, base: str | None, remote: str = ""
) -> list[tuple[Range, Course]]:
    """The commits that each update brings. `base` is the tip of the default branch, which judges new branches; `remote`
    the name of the other side, where the push is still to be sent.

    Of a new branch, what the repository has not yet in any other; two new branches with the same commits: once.
    """
    found: list[tuple[Range, str]] = []
    for update in updates:
        tip = peeled.commit(update.new)
        if tip is not None:
            old = peeled.commit(update.old)
            found.append((Range(tip, old or base, (f"^{old}",) if old is not None else (), update.ref), old or ""))
    known = f"--remotes={remote}" if remote else "--all"
    courses = {
        True: iter(updated(repository, [(old, one.tip) for one, old in found if old])),
        False: iter(brought(repository, [one.tip for one, old in found if not old], base, [known])),
    }
    return [(one, next(courses[bool(old)])) for one, old in found]


def seals(config: Config, update: Update, peeled: Peeled) -> Iterator[Step]:
    """The SEALED tag that an update moves or deletes. A lightweight tag is none, whatever its name."""
    name = update.ref.removeprefix("refs/tags/")
    if (
        name != update.ref
        and update.old
        and update.old != update.new
        and is_sealed_name(name, config.seal.name_patterns)
        and peeled.kind(update.old) not in {"commit", "tree", "blob"}  # what is not here may be one
    ):
        yield Step(config, ref=update.ref, seal=Seal(name, deleted=not update.new))


def taken_away(
    judged: Sequence[tuple[Update, States]], peeled: Peeled, references: Mapping[str, str]
) -> dict[Update, Step]:
    """What the old tips of references hold of open incidents, and nothing else will: after forced updates and
    deletions. `judged`: the updates, each with the states under its configuration; `references`: all that there will be
    after the push, with their commits."""
    if not judged:
        return {}
    repository = judged[0][1].repository
    tips = sorted(set(references.values()))
    olds = {update: old for update, _ in judged if (old := peeled.commit(update.old)) is not None}
    left = unreached(repository, olds.values(), tips)
    lost = {
        update: _open_losses(states, olds[update], peeled.commit(update.new))
        for update, states in judged
        if olds.get(update) in left
    }
    gone = _unreachable(repository, {loss.oid for some in lost.values() for loss in some}, tips)
    steps = {}
    for update, states in judged:
        losses_of = tuple(allowed(states, loss, "") for loss in lost.get(update, ()) if loss.oid in gone)
        if losses_of:
            steps[update] = Step(states.config, ref=update.ref, losses=losses_of)
    return steps


def _open_losses(states: States, old: str, tip: str | None) -> list[Loss]:
    """What a commit holds of open incidents, and another one (None: nothing) lacks."""
    before = states.at(old)
    if tip is not None:
        (changes,) = states.objects.compare([(tip, old)])
        found = losses(states, before, State(tip, states.after(before.events, changes)), changes)
    else:
        deleted = [replace(change, before=change.after, after=None) for change in states.additions(old)]
        found = losses(states, before, State(None, NOTHING), deleted)
    return [one for one in found if _open(before, one)]


def _open(before: State, loss: Loss) -> bool:
    """Whether an incident was open: also that of a record, which matters here only until then."""
    view = before.events.views.get(loss.event)
    return view is None or not before.events.closed(view)


def _unreachable(repository: Repository, blobs: set[str], tips: Sequence[str]) -> set[str]:
    """Those of these blobs that no commit holds that can be reached from these tips."""
    wanted = set(blobs)
    if wanted and tips:
        arguments = ["rev-list", "--objects", "--no-object-names", "--stdin"]
        data = "".join(f"{one}\n" for one in tips).encode("ascii")
        for oid in fields(arguments, repository.root, b"\n", data):
            wanted.discard(oid.decode("ascii"))
            if not wanted:
                break
    return wanted
