"""ROLLBACK_PLAN: everything that a rollback rests on, pinned before it happens."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from incident_lint import __version__
from incident_lint.git.differences import GITLINK
from incident_lint.jsontext import shown
from incident_lint.patterns import regex
from incident_lint.records import parent
from incident_lint.rollback.confirmation import confirm
from incident_lint.rollback.gateway import is_reference
from incident_lint.rollback.preserved import Preserved
from incident_lint.rollback.refusal import Check, Refused, Result, refuse, some
from incident_lint.rollback.seal import examine
from incident_lint.rollback.stability import NAMES, stability
from incident_lint.rollback.swap import Swap
from incident_lint.rollback.trees import differences_to, preserve, state_digest
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from incident_lint.records import Event
    from incident_lint.rollback.seal import Seal
    from incident_lint.rollback.site import Site
    from incident_lint.rollback.trees import Difference

NOTHING = "no plan was made"
TREE = "tree"
"""The verification that every plan has: the trees are compared."""
_MIGRATION = regex(r"(?:^|/)(?:migrations?|migrate|alembic|flyway|liquibase)/|\.sql$", re.IGNORECASE)
_SUBJECT = 1000
_POINTER = b"version https://git-lfs."
_POINTER_SIZES = range(100, 1024)
"""A pointer of Git LFS holds this line and a SHA-256 in 64 digits, and is shorter than 1,024 bytes by its standard."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided, in which role, when, why; and under which of the two conditions."""

    conditions: tuple[str, ...]
    decided_by: str
    role: str
    decided_at: datetime
    rationale: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan that is ready to be written: its record, and the path it belongs at."""

    value: dict[str, Any]
    path: str
    checks: tuple[Check, ...]


def make_plan(
    site: Site,
    incident: str,
    tag: str,
    decision: Decision,
    commands: Sequence[Sequence[str]],
    *,
    timeout: int,
    expires_in: timedelta,
) -> Draft:
    """The plan of a rollback of the current branch to a tag.

    Refused, with every reason, where the target is not SEALED or not stable, or where another rollback of the incident
    is open. `timeout` (seconds) is that of each command.
    """
    event = find_incident(site, incident)
    number = _attempt(site, event)
    seal = examine(site.git, tag, site.policy, site.now)
    checks = [*seal.checks, *(stability(site, seal) if seal.commit else ())]
    if any(one.result is not Result.PASS for one in checks):
        raise Refused(NOTHING, [one for one in checks if one.result is not Result.PASS])
    differences = differences_to(site, seal.commit)
    preserved = Preserved(preserve(site, seal.commit, differences))
    Swap(site.objects).tree(seal.commit, site.commit, preserved.top)  # refused where they cannot stand in one tree
    changed = sorted((one for one in differences if not preserved.match(one.path)), key=lambda one: one.path)
    if not changed:
        detail = "outside the preserved paths, the target is what is there now"
        raise refuse(NOTHING, "plan-nothing", detail, "there is nothing to roll back")
    name = event.incident_id or ""
    rollback_id = f"{name}-rollback-{number:02d}"
    branch = default_branch(name, rollback_id)
    if not is_reference(f"refs/heads/{branch}"):
        detail = f"git allows no branch of the name {branch}"
        raise refuse(NOTHING, "plan-branch", detail, "give the incident an id without `..` and `.lock`")
    value: dict[str, Any] = {
        "schema_version": "1.1",
        "plan_type": "ROLLBACK_PLAN",
        "rollback_id": rollback_id,
        "incident_id": name,
        "created_at": time_value(site.now),
        "created_by": whoever(site),
        "tool_version": __version__,
        "expires_at": time_value(site.now + expires_in),
        "conditions": list(decision.conditions),
        "decision": {
            "decided_by": decision.decided_by,
            "role": decision.role,
            "decided_at": time_value(decision.decided_at),
            "rationale": decision.rationale,
        },
        "target": _target(site, seal),
        "current": {"ref": site.ref, "commit": site.commit, "state_digest": state_digest(site, preserved)},
        "preserve": list(preserved.patterns),
        "stability": [
            {"check": check, "result": one.result.value, "detail": one.detail}
            for check, one in zip(NAMES, checks[-len(NAMES) :], strict=True)
        ],
        "changes": _changes(site, seal.commit, changed, preserved),
        "risks": _risks(site, changed),
        "steps": [
            {
                "id": "commit",
                "description": "Make one commit: the tree of the target, the preserved paths as they are.",
            },
            {
                "id": "publish",
                "description": f"Publish it as the branch {branch}, or on the current branch.",
            },
            {"id": "verify", "description": "Compare the trees, run the commands, and log ROLLBACK_EVENT."},
        ],
        "verification": [
            {
                "id": TREE,
                "description": "Outside the preserved paths the tree is that of the target, inside it is unchanged.",
            },
            *_commands(commands, timeout),
        ],
    }
    _validate(value)
    confirmed = confirm(site.git.root, seal)
    if confirmed.result is not Result.PASS:
        raise Refused(NOTHING, [confirmed])
    folder = event.folder if number == 1 else f"{event.folder}/rollback-{number:02d}".lstrip("/")
    return Draft(value, f"{folder}/ROLLBACK_PLAN.json".lstrip("/"), tuple(checks))


def default_branch(incident_id: str, rollback_id: str) -> str:
    """The branch that a rollback is published as: of a further attempt its own, the first one may still be there."""
    return f"rollback/{incident_id if rollback_id.endswith('-rollback-01') else rollback_id}"


def find_incident(site: Site, wanted: str) -> Event:
    """The incident of an id, a folder, or an event's path, in the current commit."""
    from incident_lint.schema import suggestion  # noqa: PLC0415

    path = "" if wanted == "." else wanted.rstrip("/").removeprefix("./")
    events = site.records.events
    found = [one for one in events if one.incident_id == wanted or (wanted and path in {one.folder, one.path})]
    if len(found) > 1:
        detail = f"{shown(wanted)} means {len(found)} incidents"
        raise refuse(NOTHING, "plan-incident", detail, "name the folder of one of them")
    if not found:
        beside = [one for one in site.records.unreadable if path in {parent(one), one}]
        detail = f"{beside[0]} cannot be read" if beside else f"{shown(wanted)} is no incident of the current commit"
        known = [one.folder for one in events] + [one.incident_id or "" for one in events]
        hint = suggestion(wanted, known) or "commit its INCIDENT_EVENT.json first"
        raise refuse(NOTHING, "plan-incident", detail, hint)
    if found[0].incident_id is None:
        raise refuse(NOTHING, "plan-incident", f"{found[0].path} has no `incident_id`")
    return found[0]


def _attempt(site: Site, event: Event) -> int:
    """The number of the next attempt. Refused while an earlier one has no end on record."""
    plans = [one for one in site.records.plans if one.string("incident_id") == event.incident_id]
    ended = {one.string("rollback_id") for one in site.records.rollback_events}
    for plan in plans:
        if plan.string("rollback_id") not in ended:
            detail = f"{plan.path} is planned, and has no ROLLBACK_EVENT yet"
            raise refuse(NOTHING, "plan-open", detail, "execute and verify it, or `incident-lint rollback abort` it")
    broken = [path for path in site.records.unreadable if path.startswith(f"{event.folder}/")]
    if broken:
        raise refuse(NOTHING, "plan-unreadable", f"{broken[0]} cannot be read", "repair it first")
    return len(plans) + 1


def _target(site: Site, seal: Seal) -> dict[str, Any]:
    signature: dict[str, Any] = {"kind": seal.signature.kind, "result": seal.signature.result}
    if seal.signature.principal:
        signature["principal"] = seal.signature.principal
    assert seal.sealed_at is not None
    return {
        "tag": seal.tag,
        "tag_object": seal.tag_object,
        "commit": seal.commit,
        "tree": site.objects.tree_of(seal.commit),
        "sealed_by": line(seal.tagger),
        "sealed_at": time_value(seal.sealed_at),
        "signature": signature,
    }


def _changes(site: Site, target: str, changed: Sequence[Difference], preserved: Preserved) -> dict[str, Any]:
    """The commits that are undone, the newest first, and how much changes outside the preserved paths. A commit that
    changes preserved paths alone is not undone."""
    options = ["-z", "--no-show-signature", "--encoding=UTF-8", "--format=%H%x00%P%x00%s"]
    rows = site.git.tell("log", *options, f"{target}..{site.commit}", "--").out.decode("utf-8", "replace").split("\0")
    named = list(zip(rows[::3], rows[1::3], rows[2::3], strict=False))
    swap = Swap(site.objects)
    commits = [
        {"commit": one, "subject": subject[:_SUBJECT]}
        for one, parents, subject in named
        if swap.difference(parents.partition(" ")[0] or None, one, preserved.top, preserved=False) is not None
    ]
    return {
        "commits": commits,
        "files": len(changed),
        "insertions": sum(one.insertions for one in changed),
        "deletions": sum(one.deletions for one in changed),
    }


def _risks(site: Site, changed: Sequence[Difference]) -> list[dict[str, str]]:
    """What git cannot undo, or not wholly."""
    found: list[dict[str, str]] = []
    migrations = [one.path for one in changed if _MIGRATION.search(one.path)]
    if migrations:
        detail = f"Migrations change ({some(migrations)}): what they did to data stays done."
        found.append({"kind": "MIGRATION", "detail": detail})
    linked = [one.path for one in changed if GITLINK in {one.mode, one.mode_now}]
    if linked:
        detail = f"Submodules change ({some(linked)}): update their work trees; their commits have to exist."
        found.append({"kind": "SUBMODULE", "detail": detail})
    large = _large(site, changed)
    if large:
        detail = f"Files in Git LFS change ({some(large)}): their content has to be fetched, if it is still stored."
        found.append({"kind": "LFS", "detail": detail})
    if site.config.origin.endswith("pyproject.toml"):
        detail = "pyproject.toml holds the configuration and stays as it is: what else changed in it is not undone."
        found.append({"kind": "OTHER", "detail": detail})
    return found


def _large(site: Site, changed: Sequence[Difference]) -> list[str]:
    """The changed files that stand for large ones in the target."""
    files = [one for one in changed if one.mode.startswith("100")]
    if not files:
        return []
    sizes = site.objects.sizes([one.oid for one in files])
    small = [one for one, size in zip(files, sizes, strict=True) if size in _POINTER_SIZES]
    contents = site.objects.small([one.oid for one in small])
    return [one.path for one, content in zip(small, contents, strict=True) if content.startswith(_POINTER)]


def _commands(commands: Sequence[Sequence[str]], timeout: int) -> list[dict[str, Any]]:
    return [
        {
            "id": f"command-{number}",
            "description": line(f"{' '.join(command)} ends with exit status 0."),
            "command": list(command),
            "timeout_seconds": timeout,
        }
        for number, command in enumerate(commands, 1)
    ]


def _validate(value: dict[str, Any]) -> None:
    from incident_lint.records import pointer_text  # noqa: PLC0415
    from incident_lint.schema import problems  # noqa: PLC0415

    found = problems("rollback-plan", value)
    if found:
        reasons = [
            Check("plan-invalid", Result.FAIL, f"`{pointer_text(pointer)}`: {message}", hint)
            for pointer, message, hint, _ in found
        ]
        raise Refused(NOTHING, reasons)


def whoever(site: Site) -> str:
    """The name of who runs this, as git knows it."""
    said = site.git.ask("var", "GIT_COMMITTER_IDENT").text
    name = line(said.rpartition(" <")[0])
    return name if name.strip() else "unknown"


def line(text: str, length: int = 300) -> str:
    """A text as one line: what records call a line holds no control characters."""
    return "".join(one if one.isprintable() else " " for one in text).strip()[:length]


def time_value(moment: datetime) -> str:
    """A time as records write it: RFC 3339, in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
