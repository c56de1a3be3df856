"""What history rules look at: one step from a state of the repository to the next."""

from __future__ import annotations

from enum import Enum, auto

from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from incident_lint.config import Config
    from incident_lint.git.log import Commit
    from incident_lint.records import Event, Kind

SHORT = 12
"""Digits of a commit id that messages show."""


class How(Enum):
    """What became of something that should have stayed as it was."""

    DELETED = auto()
    CHANGED = auto()
    EMPTIED = auto()
    LINKED = auto()
    """A symbolic link stands in its place."""
    SUBMODULE = auto()
    """A submodule stands in its place."""
    MOVED = auto()
    """It stands elsewhere, where it is evidence (a record) no longer."""
    NOT_FOLLOWED = auto()
    """It was moved, and the event still names the old place."""
    UNNAMED = auto()
    """The file is there, but the event does not name it any more."""
    LEFT = auto()
    """The file is there, but the event was moved away from it."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A piece of evidence, or a record, that one state holds and the next one lacks.

    `kind` is the kind of a record, None for evidence. `incident` is its id, or its folder where it has none to be read;
    `event` the path of its event in the earlier state.
    `allowed` is the reason that the configuration gives for letting it go.
    """

    path: str
    kind: Kind | None
    incident: str
    how: How
    oid: str
    to: str = ""
    event: str = ""
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class Logged:
    """An event and the commit time that bears witness to when it was logged. `added`: this step brought it."""

    event: Event
    committed: datetime
    added: bool


@dataclass(frozen=True, slots=True)
class Silence:
    """A commit that has to name an incident: why, which it names, which of them are on record, the reasons for none."""

    cause: str
    incidents: tuple[str, ...]
    unknown: tuple[str, ...]
    similar: str
    reasons: tuple[str, ...]
    misplaced: bool
    """A line `Incident: …` stands in the message, but not among its trailers."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A SEALED tag that an update of references moves or deletes."""

    name: str
    deleted: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What one commit did, or the staged change, a range as a whole (`span`), the update of a reference (`ref`)."""

    config: Config
    commit: Commit | None = None
    span: str = ""
    ref: str = ""
    losses: tuple[Loss, ...] = ()
    logged: tuple[Logged, ...] = ()
    silence: Silence | None = None
    seal: Seal | None = None

    @property
    def eventful(self) -> bool:
        """Whether there is anything that a rule could look at."""
        return bool(self.losses or self.logged or self.silence is not None or self.seal is not None)

    @property
    def where(self) -> str:
        """The step in words."""
        if self.commit is not None and self.commit.id:
            subject = self.commit.subject
            subject = subject if len(subject) <= 50 else f"{subject[:49]}…"
            return f"commit {self.commit.id[:SHORT]} ({subject})"
        if self.commit is not None:
            return "the commit message"
        if self.span:
            return f"the range {self.span}"
        return f"the update of {self.ref}" if self.ref else "the staged change"
