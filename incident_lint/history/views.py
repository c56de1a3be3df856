"""What an event says, as far as custody is concerned."""

from __future__ import annotations

import json
import os

from incident_lint.records import parent
from incident_lint.sources import joined
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True, slots=True)
class View:
    """What an event says, as far as custody is concerned. An event that cannot be read says nothing, and is open."""

    path: str
    id: str | None = None
    closed: bool = False
    low: bool = False
    named: frozenset[str] = frozenset()
    """The evidence it names, as paths from the root; without what is marked as disposed."""
    logged_at: str | None = None

    @property
    def folder(self) -> str:
        """The incident folder."""
        return parent(self.path)

    @property
    def name(self) -> str:
        """How messages call the incident."""
        return self.id or self.folder or self.path


def read_view(path: str, data: bytes) -> View:
    """What the bytes of an event say. Where two readers could see two things (a key twice), nothing."""
    try:
        value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return View(path)
    if not isinstance(value, dict):
        return View(path)
    incident_id, logged_at = value.get("incident_id"), value.get("logged_at")
    evidence = value.get("evidence")
    items = [one for one in evidence if isinstance(one, dict)] if isinstance(evidence, list) else []
    paths = (one["path"] for one in items if isinstance(one.get("path"), str) and "disposed" not in one)
    named = (joined(parent(path), one) for one in paths if _possible(one))
    return View(
        path,
        incident_id if isinstance(incident_id, str) and incident_id else None,
        value.get("status") == "CLOSED",
        value.get("severity") == "LOW",
        frozenset(one for one in named if one and not one.startswith(("/", "../"))),
        logged_at if isinstance(logged_at, str) else None,
    )


def _possible(path: str) -> bool:
    """Whether a file can have this name at all."""
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice")
    return made
