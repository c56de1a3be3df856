"""Individual blame in the prose of post-mortems, English and French (INC-001).

Judged by sentence and subject, not by word: a sentence is split into words with word classes, into noun phrases and
verb groups, and into clauses with their subjects; the rules then ask who is said to have done what.
"""

from __future__ import annotations

from .finder import find_blame
from .gate import may_blame
from .model import Blame, BlameKind

__all__ = ["Blame", "BlameKind", "find_blame", "may_blame"]
