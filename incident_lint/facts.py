"""What rules have to know of the repository beyond the records, gathered in bulk before any rule runs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

from incident_lint.document import Problem
from incident_lint.records import Event, Facts, FileFact, Incident
from incident_lint.sources import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from incident_lint.git import Repository
    from incident_lint.markdown import Link

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|\?")
_ID = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{40}(?![0-9A-Za-z])")


class Tree(Protocol):
    """What gathering facts needs of a source."""

    @property
    def repository(self) -> Repository | None:
        """The repository it stands in."""
        ...

    def read(self, path: str) -> bytes | Problem:
        """The bytes of a file, or the problem that keeps it from being read."""
        ...

    def fact(self, path: str, *, digest: bool) -> FileFact:
        """What stands at a path."""
        ...


def gather(incidents: Sequence[Incident], tree: Tree, ids: Mapping[str, Sequence[str]]) -> list[Facts]:
    """The facts of each incident, in their order. `ids` are the events of the whole repository, by incident id."""
    from incident_lint.blame.gate import may_blame  # noqa: PLC0415

    repository = tree.repository
    wanted = [set(_commits(incident)) for incident in incidents]
    known = repository.commits(set().union(*wanted)) if repository is not None else {}
    blaming = any(one.post_mortem and may_blame(one.post_mortem.document.text) for one in incidents)
    people = repository.people if repository is not None and blaming else ()
    targets = {one.string("target", "tag") or "" for incident in incidents for one in incident.plans}
    tags = repository.tags(targets) if repository is not None and targets else {}
    return [
        Facts(
            files=_files(incident, tree),
            commits={one: known[one] for one in ids_here if one in known},
            people=people,
            same_id=_others(incident.event, ids),
            tags=tags,
        )
        for incident, ids_here in zip(incidents, wanted, strict=True)
    ]


def relative_target(link: Link, folder: str) -> str | None:
    """The path, from the repository's root, that a link leads to; None where it leads to no file (an address, `#…`)."""
    if not link.target or _SCHEME.match(link.target):
        return None
    return target_path(link.target, folder)


def target_path(target: str, folder: str) -> str:
    """The path from the root of a relative path as Markdown links and records write it, seen from `folder`."""
    path = unquote(re.split(r"[?#]", target, maxsplit=1)[0])
    return joined("", path.lstrip("/")) if path.startswith("/") else joined(folder, path)


def commit_mentions(text: str) -> Iterator[re.Match[str]]:
    """Full object ids in a text, wherever they stand."""
    return _ID.finditer(text)


def _files(incident: Incident, tree: Tree) -> dict[str, FileFact]:
    facts: dict[str, FileFact] = {}
    if incident.event is not None:
        for _, item in incident.event.items("evidence"):
            if isinstance(path := item.get("path"), str):
                target = joined(incident.event.folder, path)
                facts[target] = tree.fact(target, digest=True)
    if incident.post_mortem is not None:
        for link in incident.post_mortem.markdown.links():
            linked = relative_target(link, incident.post_mortem.folder)
            if linked is not None and linked not in facts:
                facts[linked] = tree.fact(linked, digest=False)
    return facts


def _commits(incident: Incident) -> Iterator[str]:
    if incident.post_mortem is not None:
        yield from (match.group() for match in commit_mentions(incident.post_mortem.document.text))
    if incident.event is not None:
        yield from (value for _, value in event_commits(incident.event))


def event_commits(event: Event) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The commits that an event names, each with its pointer; "0" (the beginning of history) is none."""
    places: list[tuple[str | int, ...]] = [("resolution", "commit")]
    for index, _ in event.items("affected", "commit_ranges"):
        places += [("affected", "commit_ranges", index, name) for name in ("introduced", "fixed")]
    for place in places:
        value = event.string(*place)
        if value is not None and re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", value):
            yield place, value


def identities(tree: Tree, events: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """The paths of these events by their incident id; what has none is left out."""
    by_id: dict[str, list[str]] = {}
    for path in sorted(set(events)):
        if incident_id := _id_in(tree.read(path)):
            by_id.setdefault(incident_id, []).append(path)
    return by_id


def _id_in(data: bytes | Problem) -> str | None:
    """The incident id in the bytes of another event; what is wrong with that one is told where it is checked."""
    if isinstance(data, Problem):
        return None
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    found = value.get("incident_id") if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def _others(event: Event | None, ids: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    if event is None or event.incident_id is None:
        return ()
    return tuple(sorted(path for path in ids.get(event.incident_id, ()) if path != event.path))
