"""Carrying out a plan: one commit, checked before it is published, published by a compare-and-swap.

The order of the legal steps:

1. the plan is in the current commit, was never changed since it was committed, is valid, and has not expired;
2. the tag is SEALED as it was, the target is stable as it was, nothing but preserved paths changed since the plan;
3. no other rollback is under way, in this process's time (a lock that dies with the process) or before it (references
   without an event);
4. the tree is composed of the entries of two, the commit is made of it, and both are compared with what they have to
   be;
5. the way back is kept in a reference, then the branch is published.

Until the last of these the repository is as it was, but for objects that nothing refers to. HEAD, the index and the
work tree are not touched.
"""

from __future__ import annotations

import contextlib
import os
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256

from incident_lint.rollback.gateway import failure, is_reference
from incident_lint.rollback.hooks import run_hooks
from incident_lint.rollback.plan import default_branch
from incident_lint.rollback.preserved import Preserved
from incident_lint.rollback.progress import Phase, progress, under_way
from incident_lint.rollback.refusal import Check, Refused, Result, refuse
from incident_lint.rollback.seal import examine
from incident_lint.rollback.site import BACK
from incident_lint.rollback.stability import stability
from incident_lint.rollback.swap import Swap
from incident_lint.rollback.trees import state_digest
from incident_lint.times import time_text
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_lint.rollback.gateway import Gateway
    from incident_lint.rollback.progress import Found
    from incident_lint.rollback.seal import Seal
    from incident_lint.rollback.site import Site

NOTHING = "nothing was executed"
_EARLIER = "sha256:"
"""How the state digest of a plan of schema 1.0 begins: it was no id of a tree."""


@dataclass(frozen=True, slots=True)
class Executed:
    """What an execution did: the commit, the reference that holds it, and how many files it brought back."""

    commit: str
    ref: str
    files: int


def execute(site: Site, found: Found, *, branch: str, current: bool) -> Executed:
    """Carry out a plan, and publish it as `branch` (empty: `rollback/<incident>`), or on the current branch.

    Refused, with every reason, where any of the checks does not pass.
    """
    with locked(site.git):
        check_plan(site, found)
        seal = _check_target(site, found)
        usual = default_branch(found.plan.string("incident_id") or "", found.name)
        ref = site.ref if current else f"refs/heads/{branch or usual}"
        _check_reference(site, ref, current=current)
        preserved = preserved_by(found)
        changed = list(_state(site, preserved, found))
        if changed:
            raise Refused(NOTHING, changed)
        tree = _compose(site, seal.commit, preserved)
        message = run_hooks(site, tree, _message(found, seal))
        commit = _commit(site, tree, message)
        _publish(site, found, ref, commit, current=current)
    return Executed(commit, ref, found.plan.get("changes", "files") or 0)


def _compose(site: Site, target: str, preserved: Preserved) -> str:
    """Step 4: the tree of the rollback, written, and compared with both that it comes from."""
    swap = Swap(site.objects)
    tree = swap.tree(target, site.commit, preserved.top)
    swap.write()
    wrong = swap.difference(target, tree, preserved.top, preserved=False)
    wrong = wrong or swap.difference(site.commit, tree, preserved.top, preserved=True)
    if wrong:
        raise refuse(NOTHING, "execute-tree", f"the tree is not what it has to be: {wrong}", "report this")
    return tree


@contextmanager
def locked(git: Gateway, what: str = NOTHING) -> Iterator[None]:
    """One rollback at a time in a repository. The lock goes with the process, however that ends."""
    import fcntl  # noqa: PLC0415

    folder = git.common / "incident-lint"
    try:
        folder.mkdir(exist_ok=True)
        descriptor = os.open(folder / "rollback.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        detail = f"the repository cannot be written to: {error.strerror or error}"
        raise refuse(what, "execute-unwritable", detail, "give this user the right to, or free some space") from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            detail = "another process is carrying out a rollback in this repository"
            raise refuse(what, "execute-locked", detail, "wait for it, then `incident-lint rollback status`") from None
        yield
    finally:
        os.close(descriptor)


def check_plan(site: Site, found: Found) -> None:
    """Step 1, and the past of step 3. Refused, with every reason."""
    reasons = [*_plan_itself(site, found), *_past(site, found)]
    if reasons:
        raise Refused(NOTHING, reasons)


def blocking(site: Site, found: Found) -> list[Check]:
    """What an execution would be refused for, as far as the plan and the branch go (the target is not asked)."""
    reasons = [*_plan_itself(site, found), *_past(site, found)]
    if not any(one.code == "execute-invalid" for one in reasons):
        reasons += _state(site, preserved_by(found), found)
    return reasons


def preserved_by(found: Found) -> Preserved:
    """The paths that a plan preserves."""
    listed = found.plan.get("preserve")
    return Preserved(tuple(one for one in listed if isinstance(one, str)) if isinstance(listed, list) else ())


def _state(site: Site, preserved: Preserved, found: Found) -> Iterator[Check]:
    pinned = found.plan.string("current", "state_digest") or ""
    if not pinned.startswith(_EARLIER) and pinned != state_digest(site, preserved):
        detail = "since the plan was made, something outside the preserved paths changed on the branch"
        yield _fail("execute-state", detail, "look at what came in, abort this plan, and make a new one")


def _plan_itself(site: Site, found: Found) -> Iterator[Check]:
    from incident_lint.records import pointer_text  # noqa: PLC0415
    from incident_lint.schema import problems  # noqa: PLC0415

    for pointer, message, hint, _ in problems("rollback-plan", found.plan.data):
        yield _fail("execute-invalid", f"the plan does not fit its schema: `{pointer_text(pointer)}`: {message}", hint)
    if wrong := preserved_by(found).wrong:
        yield _fail("execute-invalid", f"the plan does not fit its schema: `preserve`: {wrong}", "make a new plan")
    if (found.plan.string("current", "state_digest") or "").startswith(_EARLIER):
        detail = "the plan was made by an earlier version: its `state_digest` is not the id of a tree"
        yield _fail("execute-version", detail, "abort it, and make a new one")
    if not found.committed:
        hint = f"git add {found.path} && git commit: the decision is on record before it acts"
        yield _fail("execute-uncommitted", "the plan is not in the current commit", hint)
        return
    touched = site.git.tell("rev-list", site.commit, "--", f":(top,literal){found.path}").text.split()
    if len(touched) != 1:
        detail = f"the plan was changed after it was committed ({len(touched)} commits touch it)"
        yield _fail("execute-changed", detail, "abort it, and make a new one")
    if not site.git.bare and (site.git.root / found.path).exists() and not _as_committed(site, found):
        detail = "the plan on disk is not the one in the current commit"
        yield _fail("execute-edited", detail, f"git restore {found.path}")
    expires = found.plan.time("expires_at")
    if expires is not None and site.now >= expires:
        yield _fail("execute-expired", f"the plan expired at {time_text(expires)}", "abort it, and make a new one")
    created, decided = found.plan.time("created_at"), found.plan.time("decision", "decided_at")
    begun = max((one for one in (created, decided) if one is not None), default=None)
    if begun is not None and begun > site.now + timedelta(minutes=5):
        yield _fail("execute-future", f"the plan is dated {time_text(begun)}, which is in the future")
    if found.plan.string("current", "ref") != site.ref:
        detail = f"the plan is about {found.plan.string('current', 'ref')}, and the current branch is {site.ref}"
        yield _fail("execute-branch", detail, "switch to that branch")
    start = found.plan.string("current", "commit") or ""
    if not site.git.is_ancestor(start, site.commit):
        detail = "the commit that the plan was made on is not in the history of the branch any more"
        yield _fail("execute-rewritten", detail, "abort it, and make a new one")


def _as_committed(site: Site, found: Found) -> bool:
    """Whether the plan on disk is the committed one: as it is, or as git would take it in (it may have been checked out
    with other line ends)."""
    entry, path = site.snapshot.at(found.path), site.git.root / found.path
    with contextlib.suppress(OSError):
        if sha256(path.read_bytes()).hexdigest() == found.sha256:
            return True
    taken = site.git.ask("hash-object", f"--path={found.path}", "--", str(path)).text
    return entry is not None and entry.oid == taken


def _past(site: Site, found: Found) -> Iterator[Check]:
    state = progress(site, found)
    if state.phase in {Phase.VERIFIED, Phase.FAILED, Phase.ABORTED}:
        yield _fail("execute-ended", f"this rollback has ended: {state.phase}", "a further attempt needs a new plan")
    elif state.published is not None:
        detail = f"this plan was carried out already: {state.published.commit} on {state.published.ref}"
        yield _fail("execute-done", detail, f"incident-lint rollback verify {found.path}")
    for name in under_way(site):
        if name != found.name:
            detail = f"the rollback {name} is under way: it has no ROLLBACK_EVENT in the current commit"
            yield _fail("execute-other", detail, "verify or abort it, and commit its event")


def _fail(code: str, detail: str, hint: str = "") -> Check:
    return Check(code, Result.FAIL, detail, hint)


def _check_target(site: Site, found: Found) -> Seal:
    """Step 2: the tag is what the plan says, SEALED, and stable."""
    tag = found.plan.string("target", "tag") or ""
    seal = examine(site.git, tag, site.policy, site.now)
    reasons = list(seal.reasons)
    for name, value in (("tag_object", seal.tag_object), ("commit", seal.commit)):
        pinned = found.plan.string("target", name)
        if value and value != pinned:
            detail = f"the tag {tag} was moved: its {name.replace('_', ' ')} is {value}, the plan has {pinned}"
            reasons.append(_fail("execute-tag-moved", detail, "find out who moved it, and plan anew"))
    if seal.commit:
        if site.objects.tree_of(seal.commit) != found.plan.string("target", "tree"):
            reasons.append(_fail("execute-target", "the tree of the target is not the one in the plan"))
        reasons += [one for one in stability(site, seal) if one.result is not Result.PASS]
    if reasons:
        raise Refused(NOTHING, reasons)
    return seal


def _check_reference(site: Site, ref: str, *, current: bool) -> None:
    if current:
        return
    name = ref.removeprefix("refs/heads/")
    if name == "HEAD" or name.startswith("-") or not is_reference(ref):
        raise refuse(NOTHING, "execute-name", f"git allows no branch of the name {name}", "name one with --branch")
    if site.git.reference(ref) is not None:
        detail = f"the branch {name} is there already, and is not this rollback's"
        raise refuse(NOTHING, "execute-exists", detail, "name another one with --branch")


def _message(found: Found, seal: Seal) -> bytes:
    plan = found.plan
    lines = [
        f"Rollback to {seal.tag}",
        "",
        "The tree is that of the tag, but for the preserved paths, which stay as they are.",
        f"Decided by {plan.string('decision', 'decided_by')} ({plan.string('decision', 'role')}).",
        "",
        f"Incident: {plan.string('incident_id')}",
        f"Rollback-Plan: sha256:{found.sha256}",
        f"Rollback-Target: {seal.tag} {seal.commit}",
    ]
    return ("\n".join(lines) + "\n").encode()


def _commit(site: Site, tree: str, message: bytes) -> str:
    """The commit, with the current one as its only parent; signed where the configuration says so."""
    sign = ["-S"] if site.git.setting("commit.gpgSign", "bool") == "true" else []
    settings = {"i18n.commitEncoding": "UTF-8"}
    answer = site.git.ask("commit-tree", *sign, "-p", site.commit, "-F", "-", tree, data=message, settings=settings)
    if answer.status:
        told = failure("commit-tree", answer)
        hint = told.hint or ("`commit.gpgSign` is set: check the key" if sign else "")
        raise refuse(NOTHING, "execute-commit", told.message, hint)
    commit = answer.text
    _, made = site.objects.whole(commit)
    if not made.startswith(f"tree {tree}\nparent {site.commit}\nauthor ".encode()):
        raise refuse(NOTHING, "execute-commit", "the commit is not what it has to be", "report this")
    return commit


def _publish(site: Site, found: Found, ref: str, commit: str, *, current: bool) -> None:
    """Step 5. A new branch is made where there is none, while the current one is where it was; the current one moves
    only from there."""
    back = f"{BACK}/{found.name}"
    kept = site.ways_back.get(back)
    if kept != site.commit:
        change = f"update {back} {site.commit} {kept or '0' * len(commit)}\n"
        _move(site, back, site.commit, change, "incident-lint: the way back")
    told = f"incident-lint: rollback to {found.plan.string('target', 'tag')} ({found.name})"
    if current:
        _move(site, ref, commit, f"update {ref} {commit} {site.commit}\n", told)
    else:
        _move(site, ref, commit, f"verify {site.ref} {site.commit}\ncreate {ref} {commit}\n", told)


def _move(site: Site, ref: str, commit: str, transaction: str, reason: str) -> None:
    """A transaction of references, by which `ref` is to hold `commit`: all of it, or nothing. A git that was killed
    may have done it all the same: what counts is what the reference holds."""
    answer = site.git.ask("update-ref", "-m", reason, "--stdin", data=transaction.encode())
    if answer.status and site.git.reference(ref) != commit:
        told = failure("update-ref", answer)
        hint = told.hint or "look at what moved it, and try again; for a name that is taken, there is --branch"
        raise refuse(NOTHING, "execute-publish", told.message, hint)
