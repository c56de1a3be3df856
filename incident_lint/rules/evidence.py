"""DOC7: evidence that is there, unchanged, and referred to."""

from __future__ import annotations

import re

from incident_lint.diagnostics import Finding, Severity
from incident_lint.facts import commit_mentions, event_commits, relative_target
from incident_lint.jsontext import shown
from incident_lint.patterns import regex
from incident_lint.records import FileFact, Incident, Kind
from incident_lint.rules.rule import Example, rule
from incident_lint.sources import joined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_lint.sections import Section

_RIGHT = Example(
    "## Evidence\n\n- E1: [requests per minute](evidence/error-rate.csv)\n- E2: [log](evidence/checkout-api.log)\n"
)
_ABOUT_COMMITS = regex(
    r"\b(?:commits?|reverts?|reverted|merges?|merged|cherry-?pick(?:ed)?|introduced|fixed|sha|git|tag|"
    r"rollback|régression|"
    r"regression|deployed|release)\b",
    re.IGNORECASE,
)
_STATES = {
    "missing": "does not exist",
    "directory": "is a directory",
    "link": "is a symbolic link, whose target can change without a trace",
    "unreadable": "cannot be read",
}


@rule(
    "DOC701",
    "evidence-not-referenced",
    Severity.ERROR,
    "The section Evidence refers to every piece of evidence of the event.",
    wrong=Example("## Evidence\n\n- E1: [requests per minute](evidence/error-rate.csv)\n"),
    right=_RIGHT,
    needs=[Kind.EVENT, Kind.POST_MORTEM],
)
def evidence_not_referenced(incident: Incident) -> Iterator[Finding]:
    """A piece of evidence in the event is mentioned in the section Evidence neither by its id, nor by its path, file
    name or address.

    Evidence that nobody refers to proves nothing. In a draft that is a warning; disposed evidence is left out.
    """
    post_mortem, event = incident.the_post_mortem, incident.the_event
    from incident_lint.section_names import SectionName  # noqa: PLC0415  (an event alone has no sections)

    section = post_mortem.outline.first(SectionName.EVIDENCE)
    if section is None:
        return
    text = _text(section)
    severity = Severity.ERROR if incident.final else Severity.WARNING
    for _, item in event.items("evidence"):
        names = [one for one in (item.get("id"), item.get("path"), item.get("url")) if isinstance(one, str) and one]
        if names and "disposed" not in item and not any(_mentions(text, name) for name in names):
            label = " ".join(str(part) for part in (item.get("id"), item.get("path") or item.get("url")) if part)
            message = f"evidence {shown(label)[1:-1]} is not referred to"
            yield Finding(message, post_mortem.path, section.span, "refer to it by its id or by a link", severity)


def _text(section: Section) -> str:
    from incident_lint.markdown import texts  # noqa: PLC0415

    return "\n".join(inline.content for block in section.blocks for inline in texts(block))


def _mentions(text: str, name: str) -> bool:
    last = name.rstrip("/").rpartition("/")[2]
    return any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text) for one in {name, last} if one)


@rule(
    "DOC702",
    "evidence-not-found",
    Severity.ERROR,
    "Evidence that the event names is in the repository.",
    wrong=Example(
        """\
{
  "evidence": [
    {
      "id": "E1",
      "description": "graph",
      "collected_at": "2026-11-03T12:20:00Z",
      "path": "evidence/lost.csv",
      "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    }
  ]
}
""",
        "INCIDENT_EVENT.json",
    ),
    right=_RIGHT,
    needs=[Kind.EVENT],
)
def evidence_not_found(incident: Incident) -> Iterator[Finding]:
    """The file that `evidence[].path` names does not exist, or is a directory or a link.

    Paths are relative to the incident folder. Evidence that was removed after the incident was closed is marked
    `disposed`.
    """
    event = incident.the_event
    for index, item, fact in _facts(incident):
        if fact.state in _STATES and not ("disposed" in item and fact.state == "missing"):
            message = f"evidence {shown(item['path'])} {_STATES[fact.state]}"
            yield Finding(message, event.path, event.span("evidence", index, "path"))


def _facts(incident: Incident) -> Iterator[tuple[int, dict[str, object], FileFact]]:
    event = incident.the_event
    for index, item in event.items("evidence"):
        path = item.get("path")
        fact = incident.facts.files.get(joined(event.folder, path)) if isinstance(path, str) else None
        if fact is not None:
            yield index, item, fact


@rule(
    "DOC703",
    "evidence-hash-differs",
    Severity.ERROR,
    "Evidence is what it was when it was collected.",
    wrong=Example(
        """\
{
  "evidence": [
    {
      "id": "E1",
      "description": "requests and timeouts per minute",
      "collected_at": "2026-11-03T12:20:00Z",
      "path": "evidence/error-rate.csv",
      "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    }
  ]
}
""",
        "INCIDENT_EVENT.json",
    ),
    right=_RIGHT,
    needs=[Kind.EVENT],
)
def evidence_hash_differs(incident: Incident) -> Iterator[Finding]:
    """The SHA-256 of a file is not the one that the event states.

    The file was changed after it was collected, or the event was written from another one. Line endings that git
    converts change a hash too: mark evidence as `-text` in .gitattributes.
    """
    event = incident.the_event
    for index, item, fact in _facts(incident):
        stated = item.get("sha256")
        if fact.state == "file" and isinstance(stated, str) and fact.sha256 != stated:
            message = f"{shown(item['path'])} has another SHA-256 than the event states"
            hint = f"it is {fact.sha256}"
            yield Finding(message, event.path, event.span("evidence", index, "sha256"), hint)


@rule(
    "DOC704",
    "unknown-commit",
    Severity.ERROR,
    "A commit that a record names is in the repository.",
    wrong=Example(
        '{"resolution": {"kind": "FIX", "commit": "5d4c3b2a19087f6e5d4c3b2a19087f6e5d4c3b2a", '
        '"verified_at": "2026-11-03T12:10:00Z"}}\n',
        "INCIDENT_EVENT.json",
    ),
    right=_RIGHT,
)
def unknown_commit(incident: Incident) -> Iterator[Finding]:
    """The event, or a sentence about commits in the post-mortem, names a full id that is no commit here.

    It was mistyped, or rewritten by a rebase. A commit of another repository stands as a link. In a shallow clone
    nothing is found: there an absent commit proves nothing.
    """
    commits = incident.facts.commits
    event = incident.event
    if event is not None:
        for pointer, commit in event_commits(event):
            if commits.get(commit) is False:
                yield Finding(f"commit {commit[:12]} is not in this repository", event.path, event.span(*pointer))
    post_mortem = incident.post_mortem
    if post_mortem is None or post_mortem.standalone or False not in commits.values():
        return
    for block, inline in post_mortem.markdown.inlines():
        if block.quoted or not _ABOUT_COMMITS.search(inline.content):
            continue
        for match in commit_mentions(inline.content):
            at_url = "/" in inline.content[max(0, match.start() - 1) : match.start()]
            if commits.get(match.group()) is False and not at_url:
                message = f"commit {match.group()[:12]} is not in this repository"
                hint = "link it where it is in another one"
                yield Finding(message, post_mortem.path, inline.span(*match.span()), hint, Severity.WARNING)


@rule(
    "DOC705",
    "path-leaves-repository",
    Severity.ERROR,
    "No path of a record leads out of the repository.",
    wrong=Example("## Evidence\n\n- E1, E2: [log](../../../../../../../var/log/checkout.log)\n"),
    right=_RIGHT,
)
def path_leaves_repository(incident: Incident) -> Iterator[Finding]:
    """A path in `evidence[]`, or a relative link of the post-mortem, leads out of the repository: by `../`, or through
    a link.

    Whoever clones the repository does not get that file. Nothing outside is ever read.
    """
    if incident.event is not None:
        for index, item, fact in _facts(incident):
            if fact.state == "outside":
                place = incident.event.span("evidence", index, "path")
                yield Finding(f"{shown(item['path'])} leads out of the repository", incident.event.path, place)
    post_mortem = incident.post_mortem
    if post_mortem is not None and not post_mortem.standalone:
        for link in post_mortem.markdown.links:
            target = relative_target(link, post_mortem.folder)
            led = incident.facts.files.get(target) if target is not None else None
            if led is not None and led.state == "outside":
                yield Finding(f"{shown(link.target)} leads out of the repository", post_mortem.path, link.span)


@rule(
    "DOC706",
    "link-target-not-found",
    Severity.ERROR,
    "A relative link of the post-mortem leads to a file of the repository.",
    wrong=Example("## Evidence\n\n- E1, E2: [log](evidence/lost.log)\n"),
    right=_RIGHT,
    needs=[Kind.POST_MORTEM],
)
def link_target_not_found(incident: Incident) -> Iterator[Finding]:
    """A relative link or image leads to nothing.

    The file was never committed, or moved without the post-mortem. Addresses are not looked up. In a draft that is a
    warning.
    """
    post_mortem = incident.the_post_mortem
    if post_mortem.standalone:
        return
    severity = Severity.ERROR if incident.final else Severity.WARNING
    disposed = _disposed(incident)
    for link in post_mortem.markdown.links:
        target = relative_target(link, post_mortem.folder)
        fact = incident.facts.files.get(target) if target is not None else None
        if fact is not None and fact.state == "missing" and target not in disposed:
            yield Finding(f"{shown(link.target)} does not exist", post_mortem.path, link.span, "", severity)


def _disposed(incident: Incident) -> set[str]:
    """Evidence that was removed on purpose: a link to it stays as the memory of it."""
    event = incident.event
    if event is None:
        return set()
    items = (item for _, item in event.items("evidence") if "disposed" in item)
    return {joined(event.folder, item["path"]) for item in items if isinstance(item.get("path"), str)}


RULES = (
    evidence_not_referenced,
    evidence_not_found,
    evidence_hash_differs,
    unknown_commit,
    path_leaves_repository,
    link_target_not_found,
)
