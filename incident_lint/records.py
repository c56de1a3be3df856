"""The records of an incident, typed: what rules look at.

Every field is what the file says where it says something of the right kind, and None (or empty) where it does not:
the schema reports what is wrong, the other rules judge what is there.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property

from incident_lint.times import parse_time
from incident_lint.values import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from typing import Any, TypeVar

    from incident_lint.accusations import Accusation
    from incident_lint.actions import Action
    from incident_lint.config import Config
    from incident_lint.diagnostics import Span
    from incident_lint.document import Document, Problem
    from incident_lint.frontmatter import FrontMatter
    from incident_lint.jsontext import JsonText, Pointer
    from incident_lint.markdown import Markdown
    from incident_lint.sections import Outline
    from incident_lint.timeline import Timeline

    Enumerated = TypeVar("Enumerated", bound=StrEnum)


class Kind(StrEnum):
    """The kinds of record files."""

    EVENT = "incident-event"
    POST_MORTEM = "post-mortem"
    PLAN = "rollback-plan"
    ROLLBACK_EVENT = "rollback-event"


class Level(StrEnum):
    """Severity of an incident (Phase 2, triage), the gravest first."""

    CRITICAL = "CRITICAL"
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


class Status(StrEnum):
    """Where an incident stands: the five phases."""

    DETECTED = "DETECTED"
    TRIAGED = "TRIAGED"
    INVESTIGATING = "INVESTIGATING"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"

    def reached(self, other: Status) -> bool:
        """Whether an incident of this status has been through `other`."""
        order = list(Status)
        return order.index(self) >= order.index(other)


class Draft(StrEnum):
    """Where a post-mortem stands."""

    DRAFT = "DRAFT"
    REVIEW = "REVIEW"
    FINAL = "FINAL"


@dataclass(frozen=True, slots=True)
class Violation:
    """One disagreement of a record with its schema, ready to be shown."""

    message: str
    span: Span
    hint: str = ""


@dataclass(frozen=True)
class Record:
    """A JSON record: its file, its text with positions, what is wrong with it as data. `sha256` is that of a plan."""

    path: str
    text: JsonText
    violations: tuple[Violation, ...] = ()
    sha256: str = ""

    @property
    def folder(self) -> str:
        """The folder it stands in, relative to the repository's root; empty for the root."""
        return parent(self.path)

    @cached_property
    def data(self) -> dict[str, Any]:
        """The members of the record; empty where it is no object."""
        return self.text.value if isinstance(self.text.value, dict) else {}

    def get(self, *pointer: str | int) -> Any:
        """The value at a pointer, None where there is none."""
        value: Any = self.data
        for part in pointer:
            if isinstance(value, dict) and isinstance(part, str):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            else:
                return None
        return value

    def string(self, *pointer: str | int) -> str | None:
        """The text at a pointer, None where there is none or it is blank."""
        value = self.get(*pointer)
        return value if isinstance(value, str) and value.strip() else None

    def time(self, *pointer: str | int) -> datetime | None:
        """The time at a pointer, None where there is none."""
        return parse_time(self.get(*pointer))

    def items(self, *pointer: str | int) -> Iterator[tuple[int, dict[str, Any]]]:
        """The objects of the array at a pointer, with their indexes."""
        value = self.get(*pointer)
        if isinstance(value, list):
            yield from ((index, one) for index, one in enumerate(value) if isinstance(one, dict))

    def texts(self, *pointer: str | int, key: str, value: str) -> dict[str, str]:
        """For the objects of the array at a pointer: the text under `value` by the text under `key`."""
        pairs = ((item.get(key), item.get(value)) for _, item in self.items(*pointer))
        return {one: other for one, other in pairs if isinstance(one, str) and isinstance(other, str)}

    def member(self, kind: type[Enumerated], *pointer: str | int) -> Enumerated | None:
        """The member of an enumeration at a pointer, None where there is none."""
        return as_member(kind, self.get(*pointer))

    def span(self, *pointer: str | int) -> Span:
        """The place of the value at a pointer, or of the nearest one around it."""
        return self.text.span(pointer)


class Event(Record):
    """INCIDENT_EVENT: what happened, when, how bad."""

    @property
    def incident_id(self) -> str | None:
        """The incident's id."""
        return self.string("incident_id")

    @property
    def severity(self) -> Level | None:
        """The severity given at triage."""
        return self.member(Level, "severity")

    @property
    def status(self) -> Status | None:
        """The phase that the incident is in."""
        return self.member(Status, "status")

    def reached(self, status: Status) -> bool:
        """Whether the incident has been through `status`; False where its status is unknown."""
        return self.status is not None and self.status.reached(status)


class Plan(Record):
    """ROLLBACK_PLAN.json: what is to be restored, and who decided it."""


class RollbackEvent(Record):
    """ROLLBACK_EVENT: what a rollback did."""


@dataclass(frozen=True)
class PostMortem:
    """INCIDENT.md: front matter, Markdown, the sections found in it and its timeline.

    `standalone` is a post-mortem outside the process: under a name of its own, without an event beside it and without
    front matter of the process. It is judged by what it says alone.
    """

    path: str
    document: Document
    front_matter: FrontMatter
    markdown: Markdown
    outline: Outline
    timeline: Timeline
    standalone: bool = False
    violations: tuple[Violation, ...] = ()

    @property
    def folder(self) -> str:
        """The folder it stands in, relative to the repository's root; empty for the root."""
        return parent(self.path)

    def field(self, name: str) -> str | None:
        """A text of the front matter, None where there is none or it is blank."""
        value = (self.front_matter.values or {}).get(name)
        return value if isinstance(value, str) and value.strip() else None

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """What the first Actions section lists; none where there is no such section."""
        from incident_lint.section_names import SectionName  # noqa: PLC0415  (see below)

        section = self.outline.first(SectionName.ACTIONS)
        if section is None:
            return ()
        from incident_lint.actions import read_actions  # noqa: PLC0415  (dates, owners, links: only for such a section)

        return tuple(read_actions(section))

    @property
    def status(self) -> Draft | None:
        """The status in the front matter."""
        return as_member(Draft, self.field("status"))


class People:
    """The names of the contributors. Git is asked when a sentence is to be compared with them; `asked`: it was."""

    def __init__(self, ask: Callable[[], Iterable[str]] = tuple) -> None:
        self._ask = ask
        self.asked = False

    def names(self) -> frozenset[str]:
        """All of them."""
        self.asked = True
        return self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self._ask())


@dataclass(frozen=True, slots=True)
class FileFact:
    """What is known of a file that a record refers to.

    `state` is `file`, `directory`, `missing`, `outside` (the path leaves the repository, also through a link), `link`
    (a symbolic link within it) or `unreadable`; `sha256` is given where a record states one to compare with.
    """

    state: str
    sha256: str = ""


@dataclass(frozen=True)
class Facts:
    """What the repository knows beyond the records, gathered before any rule runs.

    `files`: by the path as resolved from the repository's root. `commits`: whether an id written in full is in the
    repository; absent or None where that cannot be told (no repository, a shallow clone). `people`: the contributors.
    `same_id`: other events with this incident's id, anywhere in the repository; as many as a message names. `tags`: of
    the tags that plans name, those that are here, each with the id and the type of what it points to.
    """

    files: Mapping[str, FileFact] = field(default_factory=dict)
    commits: Mapping[str, bool | None] = field(default_factory=dict)
    people: People = field(default_factory=People)
    same_id: tuple[str, ...] = ()
    tags: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Broken:
    """Problems of one file's text: unreadable, no JSON, duplicate keys."""

    path: str
    kind: Kind
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Incident:
    """All records of one incident folder, or one standalone post-mortem."""

    folder: str
    event: Event | None
    post_mortem: PostMortem | None
    plans: tuple[Plan, ...]
    rollback_events: tuple[RollbackEvent, ...]
    broken: tuple[Broken, ...]
    kinds: frozenset[Kind]
    """The kinds of record that have a file here, readable or not."""
    facts: Facts
    config: Config

    @property
    def the_event(self) -> Event:
        """The event, for rules that declare to need it."""
        if self.event is None:
            raise LookupError("the rule must declare Kind.EVENT in `needs`")
        return self.event

    @property
    def the_post_mortem(self) -> PostMortem:
        """The post-mortem, for rules that declare to need it."""
        if self.post_mortem is None:
            raise LookupError("the rule must declare Kind.POST_MORTEM in `needs`")
        return self.post_mortem

    @cached_property
    def accusations(self) -> tuple[Accusation, ...]:
        """Where the post-mortem blames somebody; found once for all rules of INC-001."""
        from incident_lint.accusations import read_accusations  # noqa: PLC0415  (word lists: only where there is prose)

        return read_accusations(self.the_post_mortem, self.facts.people.names)

    @property
    def final(self) -> bool:
        """Whether the post-mortem has to be complete: it is FINAL, or its incident is CLOSED.

        A standalone post-mortem is final unless it says otherwise. Until then its gaps are warnings.
        """
        if self.event is not None and self.event.status is Status.CLOSED:
            return True
        if self.post_mortem is None:
            return False
        status = self.post_mortem.status
        return status is Draft.FINAL or (status is None and self.post_mortem.standalone)


def as_member(kind: type[Enumerated], value: object) -> Enumerated | None:
    """The member of an enumeration with this value, None where there is none."""
    try:
        return kind(value) if isinstance(value, str) else None
    except ValueError:
        return None


def parent(path: str) -> str:
    """The folder of a path; empty for the root."""
    return path.rpartition("/")[0]


def pointer_text(pointer: Pointer) -> str:
    """A pointer as messages write it: `evidence[0].sha256`."""
    text = ""
    for part in pointer:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text
