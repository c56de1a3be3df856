"""How far a rollback is. Nothing is kept for this: the state follows from the plan, the references and the events.

PLANNED      the plan is a file, and not in the current commit yet
READY        the plan is in the current commit
EXECUTED     a commit with the trailer `Rollback-Plan: sha256:…` of this plan is on a branch
VERIFIED, FAILED, ABORTED    the outcome of its ROLLBACK_EVENT, on disk or in the current commit
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

from incident_lint.document import Problem, decode
from incident_lint.jsontext import read_json
from incident_lint.records import Kind, Plan, RollbackEvent, parent
from incident_lint.rollback.plan import default_branch
from incident_lint.rollback.refusal import refuse
from incident_lint.rollback.site import BACK
from incident_lint.selection import kind_of
from incident_lint.sources import WorkTree
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_lint.rollback.site import Site


class Phase(StrEnum):
    """How far a rollback is."""

    PLANNED = "PLANNED"
    READY = "READY"
    EXECUTED = "EXECUTED"
    VERIFIED = "VERIFIED"
    FAILED = "FAILED"
    ABORTED = "ABORTED"


@dataclass(frozen=True, slots=True)
class Found:
    """A plan, as it stands in the current commit or else on disk. `sha256` is that of its bytes."""

    path: str
    plan: Plan
    sha256: str
    committed: bool

    @property
    def name(self) -> str:
        """The id of the rollback."""
        return self.plan.string("rollback_id") or ""

    @property
    def event_path(self) -> str:
        """Where its ROLLBACK_EVENT belongs: beside it."""
        return f"{parent(self.path)}/ROLLBACK_EVENT.json".lstrip("/")


@dataclass(frozen=True, slots=True)
class Published:
    """The commit of a rollback, the branch that holds it, and the commit it was made on."""

    commit: str
    ref: str
    parent: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A rollback and how far it is. `started` tells that a way back is kept though nothing was published: an execution
    was interrupted before it had any effect."""

    found: Found
    phase: Phase
    published: Published | None
    event: RollbackEvent | None
    started: bool


def find_plan(site: Site, path: str, *, what: str) -> Found:
    """The plan at a path; or of a rollback, or the latest one of an incident, by its id.

    Refused where there is none, or where it says nothing certain. `what` is what is not done then.
    """
    path = path.rstrip("/").removeprefix("./")
    candidates = [path, f"{path}/ROLLBACK_PLAN.json"]
    for one in candidates:
        for committed in (True, False):
            data = _read(site, one, committed=committed)
            if data is None:
                continue
            document = decode(one, data)
            text = None if isinstance(document, Problem) else read_json(document)
            if text is None or text.broken or text.problems or not isinstance(text.value, dict):
                raise refuse(
                    what, "plan-unreadable", f"{one} cannot be read as a plan", "`incident-lint check` says why"
                )
            if text.value.get("plan_type") != "ROLLBACK_PLAN":
                raise refuse(what, "plan-kind", f"{one} is no ROLLBACK_PLAN", "name the plan")
            digest = hashlib.sha256(data).hexdigest()
            return Found(one, Plan(one, text, (), digest), digest, committed)
    named = [one for one in site.records.plans if path in {one.string("rollback_id"), one.string("incident_id")}]
    if named:
        return find_plan(site, named[-1].path, what=what)
    raise refuse(what, "plan-missing", f"there is no plan at {path}", "name ROLLBACK_PLAN.json, or its folder")


def _read(site: Site, path: str, *, committed: bool) -> bytes | None:
    """The bytes at a path of the current commit, or of the work tree; None where there is no file."""
    data: bytes | Problem | None = None
    if committed:
        data = site.snapshot.read(path)
    elif not site.git.bare:
        data = WorkTree(str(site.git.root.resolve()), None).read(path)
    return data if isinstance(data, bytes) else None


def progress(site: Site, found: Found) -> Progress:
    """How far a rollback is."""
    event = _event(site, found)
    published = find_published(site, found)
    started = f"{BACK}/{found.name}" in site.ways_back
    outcome = event.string("outcome") if event is not None else None
    if outcome in {Phase.VERIFIED, Phase.FAILED, Phase.ABORTED}:
        phase = Phase(outcome)
    elif published is not None:
        phase = Phase.EXECUTED
    else:
        phase = Phase.READY if found.committed else Phase.PLANNED
    return Progress(found, phase, published, event, started)


def _event(site: Site, found: Found) -> RollbackEvent | None:
    """The ROLLBACK_EVENT of a plan, on disk or in the current commit."""
    for committed in (False, True):
        data = _read(site, found.event_path, committed=committed)
        document = decode(found.event_path, data) if data is not None else None
        if document is None or isinstance(document, Problem):
            continue
        text = read_json(document)
        event = RollbackEvent(found.event_path, text)
        if event.string("rollback_id") == found.name:
            return event
    return next((one for one in site.records.rollback_events if one.string("rollback_id") == found.name), None)


def find_published(site: Site, found: Found) -> Published | None:
    """The commit that carried a plan out, on whatever branch it is; the rollback's own branch first."""
    start = found.plan.string("current", "commit")
    known = start if start and site.git.kind(start) == "commit" else None
    since = [f"^{known}"] if known else []
    trailer = f"^Rollback-Plan: sha256:{found.sha256}$"
    answer = site.git.ask(
        "rev-list", "--basic-regexp", f"--grep={trailer}", "--topo-order", "--parents", "--branches", *since, "--"
    )
    rows = [row.split(" ") for row in answer.text.splitlines()]
    for row in reversed(rows):  # the first one: a cherry-pick of it may come later
        refs = site.git.ask("for-each-ref", f"--contains={row[0]}", "--format=%(refname)", "refs/heads").text.split(
            "\n"
        )
        own = f"refs/heads/{default_branch(found.plan.string('incident_id') or '', found.name)}"
        named = sorted((one for one in refs if one), key=lambda one: (one != own, one != site.ref, one))
        if named and len(row) == 2:
            return Published(row[0], named[0], row[1])
    return None


def under_way(site: Site) -> Iterator[str]:
    """The ids of the rollbacks that were begun, and have no event in the current commit yet."""
    ended = {one.string("rollback_id") for one in site.records.rollback_events}
    for name in (one.removeprefix(f"{BACK}/") for one in site.ways_back):
        if name not in ended:
            yield name


def plan_paths(site: Site) -> list[str]:
    """Where plans are: in the current commit, and on disk beside them."""
    paths = {path: None for path, kind in site.snapshot.records(site.config).items() if kind is Kind.PLAN}
    if not site.git.bare:
        tree = WorkTree(str(site.git.root.resolve()), site.git.repository)
        paths.update(dict.fromkeys(one for one in tree.below("") if kind_of(one, site.config) is Kind.PLAN))
    return sorted(paths)


def lock_files(site: Site) -> list[str]:
    """Lock files of git: where none is at work, one that was killed left them behind."""
    folders = {site.git.common, site.git.directory}
    found = {one for folder in folders for one in folder.glob("*.lock")} | set(
        (site.git.common / "refs").rglob("*.lock")
    )
    return sorted(str(one) for one in found)
