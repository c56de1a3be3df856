"""Silence: which commits have to name an incident, and what they say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from incident_lint.history.step import Silence

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from incident_lint.git.log import Commit

MAX_SUBJECT = 1000
"""Characters of a subject that are looked at: an expression of the configuration may be slow on more."""

_WORD = r"(?:hot[ -]?fix|rollback|roll[ -]back|revert)"
_REVERT_SUBJECT = re.compile(r'(?:Revert|Reapply) "', re.IGNORECASE)
_REVERT_BODY = re.compile(r"^This reverts commit [0-9a-f]{7,64}\b", re.MULTILINE)
_SQUASHED = re.compile(r"^[*-] ", re.MULTILINE)
# `hotfix: …`, `hotfix(api)!: …`, `[hotfix] …`, or the word, and then anything but a noun that it only qualifies
_TYPE = re.compile(rf"[\[(]?{_WORD}(?:\([^()]*\))?!?(?:[\])]|\s*[:/])", re.IGNORECASE)
_VERB = re.compile(
    rf"{_WORD}(?![\w-])"
    r"(?!\s+(?:buttons?|commands?|dialogs?|docs?|documentation|examples?|guides?|hooks?|pages?|plans?|playbooks?|"
    r"polic(?:y|ies)|procedures?|process(?:es)?|runbooks?|scripts?|support|templates?|tutorials?|workflows?)\b)",
    re.IGNORECASE,
)
_MERGE = re.compile(
    r"Merge (?:remote-tracking )?(?:branch|pull request|tag|commit)(?:es)?\b(?P<what>.*?)(?:\s+into\s.*)?",
    re.IGNORECASE,
)
# `revert-12-…` is what a forge calls the branch of a revert; `revert-button` is a feature
_BRANCH = re.compile(rf"(?:^|[\s'\"/])(?:{_WORD}/|hot[-_]?fix[-_]|rollback[-_]|revert-[0-9])", re.IGNORECASE)
_MISPLACED = re.compile(r"^\s*Incident\s*:\s*\S", re.MULTILINE | re.IGNORECASE)
_SPLIT = re.compile(r"[,;\s]+")


def cause(commit: Commit, further: Sequence[str]) -> str:
    """What a commit is that has to name an incident ("a revert"); empty where it need not.

    `further` are the expressions of `history.hotfix-subjects`.
    """
    subject = commit.subject[:MAX_SUBJECT]
    merge = _MERGE.fullmatch(subject)
    if merge is not None:
        branch = merge.group("what")
        return "a merge of a hotfix" if _BRANCH.search(branch) else _configured(subject, further)
    if _REVERT_SUBJECT.match(subject):
        return "a revert"
    if (body := _REVERT_BODY.search(commit.message)) and not _SQUASHED.search(commit.message, 0, body.start()):
        return "a revert"
    if _TYPE.match(subject) or _VERB.match(subject):
        return _noun(subject)
    return _configured(subject, further)


def _noun(subject: str) -> str:
    word = subject.lstrip("[(")[:3].casefold()
    return {"hot": "a hotfix", "rol": "a rollback"}.get(word, "a revert")


def _configured(subject: str, further: Sequence[str]) -> str:
    if any(re.search(one, subject) for one in further):
        return "a commit that `history.hotfix-subjects` matches"
    return ""


def silence(commit: Commit, further: Sequence[str], on_record: Collection[str]) -> Silence | None:
    """What a commit says that has to name an incident; None for any other. `on_record` are the ids of its own tree."""
    why = cause(commit, further)
    if not why:
        return None
    named = tuple(one for value in commit.trailer("Incident") for one in _SPLIT.split(value) if one)
    unknown = tuple(one for one in named if one not in on_record)
    misplaced = not named and _MISPLACED.search(commit.message.partition("\n")[2]) is not None
    return Silence(why, named, unknown, _similar(unknown, on_record), tuple(commit.trailer("No-Incident")), misplaced)


def _similar(unknown: Sequence[str], on_record: Collection[str]) -> str:
    if not unknown:
        return ""
    from incident_lint.schema import suggestion  # noqa: PLC0415

    return suggestion(unknown[0], sorted(on_record))
