"""What rules have to know of the repository beyond the records, gathered in bulk before any rule runs."""

from __future__ import annotations

import json
import re

from incident_lint.document import Problem
from incident_lint.patterns import regex
from incident_lint.records import Event, Facts, FileFact, Incident, People
from incident_lint.sources import joined
from incident_lint.values import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from typing import Protocol

    from incident_lint.git.repository import Repository
    from incident_lint.markdown import Link

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

        def holding(self, paths: Iterable[str], signs: Sequence[bytes]) -> Iterable[str]:
            """Those of these paths at which a file may stand that holds one of the signs."""
            ...


_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|\?")
_FEW = 8
"""Ids that are looked for in the bytes of an event; for more it is read."""
_LENGTH = 40
_ID = regex(rf"(?<![0-9A-Za-z])[0-9a-f]{{{_LENGTH}}}(?![0-9A-Za-z])")
_DIGITS = bytes(ord("0") if chr(code) in "0123456789abcdef" else ord(" ") for code in range(256))
"""A zero for each hexadecimal digit of an object id, a blank for all else."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What git answered to the questions of some incidents: see `Facts`."""

    commits: Mapping[str, bool | None] = field(default_factory=dict)
    tags: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    people: Callable[[], Iterable[str]] = tuple


def ask(incidents: Sequence[Incident], repository: Repository | None) -> Answers:
    """Ask git once for all of these incidents; without a repository nothing is known."""
    if repository is None:
        return Answers()
    return Answers(
        repository.commits(set().union(*map(commits_named, incidents))),
        repository.tags(set().union(*map(tags_named, incidents))),
        lambda: repository.people,
    )


def facts_of(incident: Incident, tree: Tree, answers: Answers) -> Facts:
    """The facts of an incident, but for what other incidents are: see `runner`."""
    return Facts(
        files=_files(incident, tree),
        commits={one: answers.commits[one] for one in commits_named(incident) if one in answers.commits},
        people=People(answers.people),
        tags={one: answers.tags[one] for one in tags_named(incident) if one in answers.tags},
    )


def relative_target(link: Link, folder: str) -> str | None:
    """The path, from the repository's root, that a link leads to; None where it leads to no file (an address, `#…`)."""
    if not link.target or _SCHEME.match(link.target):
        return None
    return target_path(link.target, folder)


def target_path(target: str, folder: str) -> str:
    """The path from the root of a relative path as Markdown links and records write it, seen from `folder`."""
    path = re.split(r"[?#]", target, maxsplit=1)[0]
    if "%" in path:
        from urllib.parse import unquote  # noqa: PLC0415  (8 ms: few paths need it)

        path = unquote(path)
    return joined("", path.lstrip("/")) if path.startswith("/") else joined(folder, path)


def commit_mentions(text: str) -> Iterator[re.Match[str]]:
    """Full object ids in a text, wherever they stand."""
    if _LENGTH * b"0" not in text.encode("utf-8", "surrogatepass").translate(_DIGITS):
        return iter(())  # so many digits in a row are nowhere: to see that takes a tenth of the expression's time
    return _ID.finditer(text)


def _files(incident: Incident, tree: Tree) -> dict[str, FileFact]:
    facts: dict[str, FileFact] = {}
    if incident.event is not None:
        for _, item in incident.event.items("evidence"):
            if isinstance(path := item.get("path"), str):
                target = joined(incident.event.folder, path)
                facts[target] = tree.fact(target, digest=True)
    if incident.post_mortem is not None:
        for link in incident.post_mortem.markdown.links:
            linked = relative_target(link, incident.post_mortem.folder)
            if linked is not None and linked not in facts:
                facts[linked] = tree.fact(linked, digest=False)
    return facts


def commits_named(incident: Incident) -> set[str]:
    """The commits that an incident names, by their full ids."""
    found: set[str] = set()
    if incident.post_mortem is not None:
        found.update(match.group() for match in commit_mentions(incident.post_mortem.document.text))
    if incident.event is not None:
        found.update(value for _, value in event_commits(incident.event))
    return found


def tags_named(incident: Incident) -> set[str]:
    """The tags that the plans of an incident name."""
    return {name for one in incident.plans if (name := one.string("target", "tag"))}


def event_commits(event: Event) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The commits that an event names, each with its pointer; "0" (the beginning of history) is none."""
    places: list[tuple[str | int, ...]] = [("resolution", "commit")]
    for index, _ in event.items("affected", "commit_ranges"):
        places += [("affected", "commit_ranges", index, name) for name in ("introduced", "fixed")]
    for place in places:
        value = event.string(*place)
        if value is not None and re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", value):
            yield place, value


def identities(tree: Tree, events: Iterable[str], wanted: Collection[str]) -> dict[str, list[str]]:
    """By incident id, those of these events that have one of the wanted ids."""
    by_id: dict[str, list[str]] = {}
    paths = sorted(set(events)) if wanted else []
    for path in paths if len(wanted) > _FEW else tree.holding(paths, _signs(wanted)):
        incident_id = id_in(tree.read(path))
        if incident_id is not None and incident_id in wanted:
            by_id.setdefault(incident_id, []).append(path)
    return by_id


def _signs(wanted: Iterable[str]) -> list[bytes]:
    """Bytes one of which stands in any event that has one of these ids: the id, a sign of an escape, or the NUL of JSON
    that is no UTF-8."""
    plain = all(one.isprintable() and not set(one) & set('"/\\') for one in wanted)
    return [*(one.encode("utf-8", "surrogatepass") for one in wanted), b"\\u" if plain else b"\\", b"\0"]


def id_in(data: bytes | Problem) -> str | None:
    """The incident id in the bytes of another event; what is wrong with that one is told where it is checked."""
    if isinstance(data, Problem):
        return None
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    found = value.get("incident_id") if isinstance(value, dict) else None
    return found if isinstance(found, str) else None
