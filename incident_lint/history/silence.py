"""Silence: which commits have to name an incident, and what they say."""

from __future__ import annotations

import re

from incident_lint.expressions import search
from incident_lint.git.log import read_trailers
from incident_lint.history.step import Silence
from incident_lint.patterns import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from incident_lint.git.log import Commit

MAX_SUBJECT = 1000
"""Characters of a subject that are looked at: an expression of the configuration may be slow on more."""

_WORD = r"(?:hot[ -]?fix|rollback|roll[ -]back|revert)"
_REVERT_SUBJECT = regex(r'(?:Revert|Reapply) "', re.IGNORECASE)
_REVERT_BODY = regex(r"^This reverts commit [0-9a-f]{7,64}\b", re.MULTILINE)
_SQUASHED = regex(r"^[*-] ", re.MULTILINE)
# `hotfix: …`, `hotfix(api)!: …`, `[hotfix] …`, or the word, and then anything but a noun that it only qualifies
_TYPE = regex(rf"[\[(]?{_WORD}(?:\([^()]*\))?!?(?:[\])]|\s*[:/])", re.IGNORECASE)
_VERB = regex(
    rf"{_WORD}(?![\w-]|\.\w)"
    r"(?!\s+(?:buttons?|commands?|dialogs?|docs?|documentation|examples?|guides?|hooks?|pages?|plans?|playbooks?|"
    r"polic(?:y|ies)|procedures?|process(?:es)?|runbooks?|scripts?|support|templates?|tutorials?|workflows?)\b)",
    re.IGNORECASE,
)
# what git and the usual forges write, with the branches that are merged
_MERGE = regex(r"Merge (?:remote-tracking )?(?:branch|commit|tag)(?:es|s)? (?P<names>'.*?')(?: (?:of|into) .*)?")
_FORGES = (
    regex(r"Merge pull request '[^']*' \(\S+\) from (?P<branch>\S+)"),
    regex(r"Merge pull request \S+ from [^\s/]+/(?P<branch>\S+)"),
    regex(r"Merged in (?P<branch>\S+) \(pull request"),
)
# `revert-12-…` is what a forge calls the branch of a revert; `revert-button` is a feature
_BRANCH = regex(rf"{_WORD}/|hot[-_]?fix[-_]|rollback[-_]|revert-[0-9]", re.IGNORECASE)
_MISPLACED = regex(r"^[ \t]*Incident[ \t]*:[ \t]*\S", re.MULTILINE | re.IGNORECASE)
_TRAILER = regex(r"[A-Za-z][A-Za-z0-9-]*[ \t]*:[ \t]*\S|[ \t]+\S|\(cherry picked from commit ")
_SPLIT = regex(r"[,;\s]+")


def cause(commit: Commit, further: Sequence[str]) -> str:
    """What a commit is that has to name an incident ("a revert"); empty where it need not.

    `further` are the expressions of `history.hotfix-subjects`.
    """
    subject = commit.subject[:MAX_SUBJECT]
    if re.match(r"Merged? ", subject):
        return "a merge of a hotfix" if any(map(_BRANCH.match, _merged(subject))) else _configured(subject, further)
    if _REVERT_SUBJECT.match(subject):
        return "a revert"
    if (body := _REVERT_BODY.search(commit.message)) and not _SQUASHED.search(commit.message, 0, body.start()):
        return "a revert"
    if _TYPE.match(subject) or _VERB.match(subject):
        return _noun(subject)
    return _configured(subject, further)


def _merged(subject: str) -> Iterator[str]:
    """The branches that a merge is of, by its subject; those of another repository also without its name."""
    if merge := _MERGE.fullmatch(subject):
        for name in re.findall(r"'([^']+)'", merge.group("names")):
            yield name
            if "remote-tracking" in subject:
                yield name.partition("/")[2]
    found = (one.match(subject) for one in _FORGES)
    yield from (one.group("branch") for one in found if one is not None)


def _noun(subject: str) -> str:
    word = subject.lstrip("[(")[:3].casefold()
    return {"hot": "a hotfix", "rol": "a rollback"}.get(word, "a revert")


def _configured(subject: str, further: Sequence[str]) -> str:
    if any(search(one, subject) for one in further):
        return "a commit that `history.hotfix-subjects` matches"
    return ""


def silence(commit: Commit, further: Sequence[str], on_record: Collection[str]) -> Silence | None:
    """What a commit says that has to name an incident; None for any other. `on_record` are the ids of its own tree."""
    why = cause(commit, further)
    if not why:
        return None
    trailers = commit.trailers or _above(commit.message)
    named = tuple(one for key, value in trailers if key == "Incident" for one in _SPLIT.split(value) if one)
    unknown = tuple(one for one in named if one not in on_record)
    reasons = tuple(value for key, value in trailers if key == "No-Incident")
    misplaced = not named and _MISPLACED.search(commit.message.partition("\n")[2]) is not None
    return Silence(why, named, unknown, _similar(unknown, on_record), reasons, misplaced)


def _above(message: str) -> tuple[tuple[str, str], ...]:
    """The trailers of the paragraphs above the last one, as long as they hold nothing else: a forge that adds its own
    (`Co-authored-by:`) puts them below, in a paragraph of their own."""
    found: list[tuple[tuple[str, str], ...]] = []
    for paragraph in reversed(re.split(r"\n[ \t]*\n", message.strip().partition("\n")[2])):
        lines = [line for line in paragraph.splitlines() if line.strip()]
        if not all(_TRAILER.match(line) for line in lines):
            break
        found.append(read_trailers("\n".join(lines)))
    return tuple(trailer for trailers in reversed(found) for trailer in trailers)


def _similar(unknown: Sequence[str], on_record: Collection[str]) -> str:
    if not unknown:
        return ""
    from incident_lint.schema import suggestion  # noqa: PLC0415

    return suggestion(unknown[0], sorted(on_record))
