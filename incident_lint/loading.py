"""From files to incidents: read, parse, validate, and bring together what belongs together."""

from __future__ import annotations

from incident_lint.digests import digest
from incident_lint.document import Document, Problem, decode
from incident_lint.jsontext import JsonText, read_json
from incident_lint.records import Broken, Event, Facts, Incident, Kind, Plan, PostMortem, Record, RollbackEvent
from incident_lint.selection import POST_MORTEM_NAME, Unit
from incident_lint.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Protocol, TypeVar

    from incident_lint.config import Config

    AnyRecord = TypeVar("AnyRecord", bound=Record)

    class Reader(Protocol):
        """What loading needs of a source."""

        def read(self, path: str) -> bytes | Problem:
            """The bytes of a file, or the problem that keeps it from being read."""
            ...


def load(unit: Unit, source: Reader, config: Config) -> Incident:
    """The incident of a unit, without facts. Never raises for anything in a file: problems are kept in `broken`."""
    loader = _Loader(source, config)
    events = loader.records(unit, Kind.EVENT, Event)
    event = events[0] if events else None
    plans = loader.records(unit, Kind.PLAN, Plan)
    rollbacks = loader.records(unit, Kind.ROLLBACK_EVENT, RollbackEvent)
    detected = event.time("detected_at") if event else None
    paths = unit.files.get(Kind.POST_MORTEM, [])
    post_mortem = loader.post_mortem(paths[0], event, detected.date() if detected else None) if paths else None
    return Incident(
        folder=unit.folder,
        event=event,
        post_mortem=post_mortem,
        plans=tuple(plans),
        rollback_events=tuple(rollbacks),
        broken=tuple(loader.broken),
        kinds=frozenset(unit.files),
        facts=Facts(),
        config=config,
    )


def with_facts(incident: Incident, facts: Facts) -> Incident:
    """The same incident, with what the repository knows about it."""
    return replace(incident, facts=facts)


class _Loader:
    def __init__(self, source: Reader, config: Config) -> None:
        self.source = source
        self.config = config
        self.broken: list[Broken] = []

    def document(self, path: str, kind: Kind) -> tuple[Document | None, bytes]:
        data = self.source.read(path)
        found = data if isinstance(data, Problem) else decode(path, data)
        if isinstance(found, Problem):
            self.broken.append(Broken(path, kind, (found,)))
            return None, b""
        assert isinstance(data, bytes)
        return found, data

    def records(self, unit: Unit, kind: Kind, make: Callable[..., AnyRecord]) -> list[AnyRecord]:
        loaded = (self.record(path, kind, make) for path in unit.files.get(kind, ()))
        return [one for one in loaded if one is not None]

    def record(self, path: str, kind: Kind, make: Callable[..., AnyRecord]) -> AnyRecord | None:
        document, data = self.document(path, kind)
        if document is None:
            return None
        text = read_json(document)
        self.note(path, kind, (*document.problems, *text.problems))
        if text.broken:
            return None
        return make(path, text, _violations(kind, text), digest(data) if kind is Kind.PLAN else "")

    def note(self, path: str, kind: Kind, problems: tuple[Problem, ...]) -> None:
        if problems:
            self.broken.append(Broken(path, kind, problems))

    def post_mortem(self, path: str, event: Event | None, reference: date | None) -> PostMortem | None:
        document, _ = self.document(path, Kind.POST_MORTEM)
        if document is None:
            return None
        # the parsers of Markdown and YAML: only where there is a post-mortem
        from incident_lint.frontmatter import read_front_matter  # noqa: PLC0415
        from incident_lint.markdown import read_markdown  # noqa: PLC0415
        from incident_lint.section_names import SectionName  # noqa: PLC0415
        from incident_lint.sections import read_outline  # noqa: PLC0415
        from incident_lint.timeline import read_timeline  # noqa: PLC0415

        front = read_front_matter(document)
        self.note(path, Kind.POST_MORTEM, (*document.problems, *front.problems))
        markdown = read_markdown(document, front.body_line)
        outline = read_outline(markdown, self.config.sections)
        timeline = read_timeline(outline.all(SectionName.TIMELINE), reference)
        ours = "incident_id" in (front.values or {})
        standalone = event is None and not ours and path.rpartition("/")[2] != POST_MORTEM_NAME
        made = PostMortem(path, document, front, markdown, outline, timeline, standalone)
        if standalone or front.values is None:
            return made
        from incident_lint.schema import violations  # noqa: PLC0415

        return replace(made, violations=violations(Kind.POST_MORTEM, front.values, front.span, front.key_span))


def _violations(kind: Kind, text: JsonText) -> tuple[object, ...]:
    from incident_lint.schema import violations  # noqa: PLC0415  (jsonschema: only where there is a record)

    return violations(kind, text.value, text.span, text.key_span)
