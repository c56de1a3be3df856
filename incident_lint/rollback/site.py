"""Where a rollback happens: the branch, its commit, the configuration and the incident records in that commit."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from incident_lint.document import Problem, decode
from incident_lint.errors import GitError
from incident_lint.jsontext import read_json
from incident_lint.records import Event, Kind, Plan, Record, RollbackEvent
from incident_lint.rollback.refusal import refuse
from incident_lint.rollback.seal import Policy
from incident_lint.rollback.signature import Signers
from incident_lint.rollback.state import State
from incident_lint.targets import config_of
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import TypeVar

    from incident_lint.config import Config
    from incident_lint.git.objects import Objects
    from incident_lint.rollback.gateway import Gateway

    AnyRecord = TypeVar("AnyRecord", bound=Record)

BACK = "refs/incident-lint/pre-rollback"
"""References below this keep the way back: where the branch was before a rollback, by the rollback's id."""


@dataclass(frozen=True)
class Records:
    """The JSON records of a commit. `unreadable` are those that say nothing certain, by their paths."""

    events: tuple[Event, ...]
    plans: tuple[Plan, ...]
    rollback_events: tuple[RollbackEvent, ...]
    unreadable: tuple[str, ...]


@dataclass(frozen=True)
class Site:
    """The current branch of a repository, and what its commit holds. `now` is the time of the run, aware."""

    git: Gateway
    ref: str
    commit: str
    now: datetime

    @property
    def objects(self) -> Objects:
        """The objects of the repository."""
        return self.git.objects

    @cached_property
    def snapshot(self) -> State:
        """The files of the current commit."""
        return State(self.objects, self.commit)

    @cached_property
    def config(self) -> Config:
        """The configuration in the current commit."""
        return config_of(self.snapshot)

    @cached_property
    def records(self) -> Records:
        """The incident records in the current commit."""
        return read_records(self.snapshot, self.config)

    @cached_property
    def ways_back(self) -> dict[str, str]:
        """The references that keep a way back, with what they hold, as they are when this is first asked."""
        return self.git.references(BACK)

    @cached_property
    def policy(self) -> Policy:
        """What a SEALED tag needs. The allowed signers come from the current commit or from outside, never from it."""
        seal = self.config.seal
        content, origin = self._signers(seal.allowed_signers)
        return Policy(
            seal.name_patterns,
            seal.require_signature,
            seal.require_trailer,
            seal.require_evidence,
            seal.min_soak,
            Signers(content, origin),
        )

    def _signers(self, name: str) -> tuple[bytes | None, str]:
        if not name:
            return None, ""
        if name.startswith("/"):
            try:
                return Path(name).read_bytes(), name
            except OSError as error:
                return None, f"{name}: {error.strerror}"
        data = self.snapshot.read(name)
        if isinstance(data, Problem):
            return None, f"{name} in the current commit: {data.message}"
        return data, f"{name} in the current commit"


def survey(git: Gateway, now: datetime, *, branch: bool = True, whole: bool = True) -> Site:
    """The site of a rollback. Refused without a commit; without a branch, and in a shallow clone, where those are asked
    for."""
    head = git.ask("symbolic-ref", "--quiet", "HEAD")
    if head.status and branch:
        hint = "`git switch <branch>`: a rollback is of a branch"
        raise refuse("not here", "site-detached", "HEAD is detached: there is no current branch", hint)
    try:
        head.out.decode()
    except UnicodeDecodeError:
        detail = "the name of the branch is not UTF-8: no record can hold it"
        raise refuse("not here", "site-branch", detail, "`git branch -m` gives it another one") from None
    try:
        commit = git.repository.head()
    except GitError as error:
        raise refuse("not here", "site-damaged", error.message, error.hint) from None
    if commit is None:
        raise refuse("not here", "site-unborn", "the branch has no commit yet: there is nothing to roll back")
    if whole and git.repository.cut_off:
        hint = "`git fetch --unshallow`, or in CI `fetch-depth: 0`"
        raise refuse("not here", "site-shallow", "this is a shallow clone: what lies before cannot be judged", hint)
    return Site(git, head.text, commit, now)


def read_records(snapshot: State, config: Config) -> Records:
    """The JSON records of a state, each as far as it can be read."""
    unreadable: list[str] = []
    found: dict[Kind, list[str]] = {kind: [] for kind in Kind}
    for path, kind in sorted(snapshot.records(config).items()):
        found[kind].append(path)

    def read(kind: Kind, make: type[AnyRecord]) -> tuple[AnyRecord, ...]:
        made = ((path, read_record(snapshot, path, make)) for path in found[kind])
        usable: list[AnyRecord] = []
        for path, record in made:
            if record is None:
                unreadable.append(path)
            else:
                usable.append(record)
        return tuple(usable)

    events, plans = read(Kind.EVENT, Event), read(Kind.PLAN, Plan)
    return Records(events, plans, read(Kind.ROLLBACK_EVENT, RollbackEvent), tuple(unreadable))


def read_record(snapshot: State, path: str, make: type[AnyRecord]) -> AnyRecord | None:
    """A JSON record; None where it is no JSON object, or where two readers could see two things in it."""
    data = snapshot.read(path)
    document = data if isinstance(data, Problem) else decode(path, data)
    if isinstance(document, Problem):
        return None
    text = read_json(document)
    if text.broken or text.problems or not isinstance(text.value, dict):
        return None
    return make(path, text)
