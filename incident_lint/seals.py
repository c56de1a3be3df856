"""SEALED tags: which names say so."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

SEALED_NAME = r"(?:.*[-_./])?sealed(?:[-_./].*)?|(?:.*/)?seal/.+"
"""The default pattern of a SEALED tag's name (case does not matter): the word between separators, or below `seal/`."""


def is_sealed_name(tag: str, patterns: Sequence[str]) -> bool:
    """Whether a tag's name says that it is SEALED: by these patterns over the whole name, or by the default."""
    if patterns:
        from incident_lint.expressions import fullmatch  # noqa: PLC0415  (few configurations have any)

        return any(fullmatch(one, tag) for one in patterns)
    return re.fullmatch(SEALED_NAME, tag, re.IGNORECASE) is not None
