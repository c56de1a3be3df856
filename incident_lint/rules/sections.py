"""DOC0 and DOC1: the front matter and the seven sections of INCIDENT.md."""

from __future__ import annotations

import re

from incident_lint.diagnostics import START, Finding, Severity, Span
from incident_lint.jsontext import shown
from incident_lint.markdown import Block, Code, Heading, Html, Item, Paragraph, Table, texts
from incident_lint.patterns import regex
from incident_lint.prose import mask
from incident_lint.records import Incident, Kind
from incident_lint.rules.rule import Example, rule
from incident_lint.section_names import ORDER, SectionName

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_lint.records import PostMortem

_COMMENT = regex(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_PLACEHOLDER = regex(
    r"(?:to ?do|tb[dac]|wip|fix ?me|x{3,}|\?+|\.{2,}|…|lorem ipsum\b.*|(?:to be|yet to be) \w+(?: in| out| up)?|"
    r"(?:add|write|fill in|insert|describe|list|explain|enter)\b.{0,80}\bhere|"
    r"à (?:compléter|remplir|faire|définir|rédiger|venir)|a completer|"
    r"<[^<>]{1,200}>|\[[^\[\]]{1,200}\](?![(\[])|\{[^{}]{1,200}\}|_{3,}|-{2,}|–|—)\s*[.:!…]*",
    re.IGNORECASE | re.DOTALL,
)
_ANGLES = regex(
    r"<(?!(?:a|audio|button|details|dialog|div|form|hr|iframe|input|ol|option|p|script|select|table|td|textarea|th|track|"
    r"video)\b)[^\W\d_][^<>=/!?\n ]* [^<>=/\n]*>",
    re.IGNORECASE,
)
"""`<what happened>`, which Markdown takes for a tag; `<details open>` is one."""
_EMPHASIS = regex(r"^[*_\s]+|(?<![*_\s])[*_\s]+$")


def _gap(incident: Incident) -> Severity:
    """A gap in a draft is work in progress; in a final post-mortem, or a closed incident, it is an error."""
    return Severity.ERROR if incident.final else Severity.WARNING


@rule(
    "DOC001",
    "front-matter-missing",
    Severity.ERROR,
    "INCIDENT.md begins with front matter.",
    wrong=Example("# Checkout times out\n", whole=True),
    right=Example(
        "---\nincident_id: INC-20261103-checkout-timeouts\nseverity: HIGH\nstatus: FINAL\ndate: 2026-11-05\n---\n"
    ),
    needs=[Kind.POST_MORTEM],
)
def front_matter_missing(incident: Incident) -> Iterator[Finding]:
    """INCIDENT.md has no front matter: no id, no severity, and no status that says whether it is a draft.

    A post-mortem under another name, in a folder without an event, needs none.
    """
    post_mortem = incident.the_post_mortem
    if not post_mortem.front_matter.present and not post_mortem.standalone:
        hint = "begin with a block between two lines of `---`: incident_id, severity, status, date"
        yield Finding("no front matter", post_mortem.path, START, hint)


_MISSING = Example("## Impact\n\n## Resolution\n\nRolled back.\n", whole=True)


@rule(
    "DOC101",
    "section-missing",
    Severity.ERROR,
    "A post-mortem has all seven sections.",
    wrong=_MISSING,
    right=Example("## Impact\n\nSome 9,400 customers could not pay between 10:46 and 11:48 UTC.\n"),
    needs=[Kind.POST_MORTEM],
)
def section_missing(incident: Incident) -> Iterator[Finding]:
    """One of Summary, Timeline, Root Cause, Impact, Resolution, Actions and Evidence is not there.

    Each answers a question that somebody will ask. Headings count by what they say: case, numbering and emphasis do not
    matter, the usual English and French names are known, and `[sections]` in the configuration adds further ones.
    """
    post_mortem = incident.the_post_mortem
    outline = post_mortem.outline
    nearly = {one.meant for one in outline.misnamed}
    present = {name for one in outline.sections for name in one.names}
    for name in ORDER:
        if name not in present and name not in nearly:
            hint = f"add `## {name}`{_neighbour(name, present)}"
            yield Finding(f"the section {name} is missing", post_mortem.path, _title(post_mortem), hint, _gap(incident))


def _neighbour(name: SectionName, present: set[SectionName]) -> str:
    before = [one for one in ORDER[: ORDER.index(name)] if one in present]
    after = [one for one in ORDER[ORDER.index(name) :] if one in present]
    return f" after {before[-1]}" if before else f" before {after[0]}" if after else ""


def _title(post_mortem: PostMortem) -> Span:
    """Where a finding about the whole text stands: at its first heading, else at its first line."""
    for block in post_mortem.markdown.blocks:
        if isinstance(block, Heading) and not block.quoted:
            return block.inline.span()
    return post_mortem.document.line_span(
        min(post_mortem.front_matter.body_line, len(post_mortem.document.line_starts))
    )


@rule(
    "DOC102",
    "section-out-of-order",
    Severity.WARNING,
    "The sections stand in the order of the process.",
    wrong=Example(
        "---\nincident_id: INC-20261103-checkout-timeouts\nseverity: HIGH\nstatus: FINAL\ndate: 2026-11-05\n---\n\n"
        "## Impact\n\nSome 9,400 customers.\n\n## Summary\n\nThe pool was exhausted. Customers could not pay.\n",
        whole=True,
    ),
    right=Example("## Impact\n\nSome 9,400 customers could not pay between 10:46 and 11:48 UTC.\n"),
    needs=[Kind.POST_MORTEM],
)
def section_out_of_order(incident: Incident) -> Iterator[Finding]:
    """A section stands after one that it precedes in the process: Summary, Timeline, Root Cause, Impact, Resolution,
    Actions, Evidence.

    Readers of many post-mortems find things by their place.
    """
    post_mortem = incident.the_post_mortem
    if post_mortem.standalone:
        return
    furthest: SectionName | None = None
    seen: set[SectionName] = set()
    for section in post_mortem.outline.sections:
        names = [name for name in section.names if name not in seen]
        seen.update(names)
        if not names:
            continue
        first = min(names, key=ORDER.index)
        if furthest is not None and ORDER.index(max(names, key=ORDER.index)) < ORDER.index(furthest):
            yield Finding(
                f"{first} stands after {furthest}", post_mortem.path, section.span, f"move it before {furthest}"
            )
            continue
        furthest = max([*names, *([furthest] if furthest else [])], key=ORDER.index)


@rule(
    "DOC103",
    "section-twice",
    Severity.WARNING,
    "Each section stands once.",
    wrong=Example(
        "## Impact\n\nSome 9,400 customers could not pay.\n\n## Impact\n\nThe support team had 212 calls.\n",
    ),
    right=Example("## Impact\n\nSome 9,400 customers could not pay. The support team had 212 calls.\n"),
    needs=[Kind.POST_MORTEM],
)
def section_twice(incident: Incident) -> Iterator[Finding]:
    """Two headings of the same level name the same section.

    Who reads the first does not expect the second.
    """
    post_mortem = incident.the_post_mortem
    if post_mortem.standalone:
        return
    for name in ORDER:
        sections = post_mortem.outline.all(name)
        for again in sections[1:]:
            message = f"the section {name} stands twice; it begins on line {sections[0].span.line}"
            yield Finding(message, post_mortem.path, again.span, "bring both together")


@rule(
    "DOC104",
    "section-empty",
    Severity.ERROR,
    "A section says something.",
    wrong=Example("## Resolution\n\n<!-- to be written -->\n"),
    right=Example("## Resolution\n\nThe service was rolled back to the sealed release 2.13.2.\n"),
    needs=[Kind.POST_MORTEM],
)
def section_empty(incident: Incident) -> Iterator[Finding]:
    """A section has a heading and nothing beneath it but comments.

    In a draft that is a warning.
    """
    post_mortem = incident.the_post_mortem
    for section in post_mortem.outline.sections:
        if not any(_says_something(block) for block in section.blocks):
            message = f"the section {section.names[0]} is empty"
            yield Finding(message, post_mortem.path, section.span, "", _gap(incident))


def _says_something(block: Block) -> bool:
    match block:
        case Html():
            return bool(_COMMENT.sub("", block.content).strip())
        case Table():
            return any(cell.content.strip() for row in block.rows for cell in row)
        case Code():
            return bool(block.content.strip())
        case _:
            return any(_COMMENT.sub("", inline.content).strip() for inline in texts(block))


@rule(
    "DOC105",
    "section-placeholder",
    Severity.ERROR,
    "No text of the template is left.",
    wrong=Example("## Resolution\n\nTODO\n"),
    right=Example("## Resolution\n\nThe service was rolled back to the sealed release 2.13.2.\n"),
    needs=[Kind.POST_MORTEM],
)
def section_placeholder(incident: Incident) -> Iterator[Finding]:
    """A paragraph or list item of a section is nothing but a placeholder: TODO, TBD, `<what happened>`, `[…]`.

    In a draft that is a warning.
    """
    post_mortem = incident.the_post_mortem
    for section in post_mortem.outline.sections:
        for block in section.blocks:
            place = None
            if isinstance(block, Paragraph | Item) and not block.quoted and is_placeholder(block.inline.content):
                place = block.inline.span()
            elif isinstance(block, Html) and not block.quoted and _ANGLES.fullmatch(block.content.strip()):
                place = post_mortem.document.line_span(block.line)
            if place is not None:
                message = f"the section {section.names[0]} is not filled in"
                yield Finding(message, post_mortem.path, place, "", _gap(incident))
                break


def is_placeholder(content: str) -> bool:
    """Whether a text is nothing but a placeholder."""
    text = _COMMENT.sub("", content) if "<!--" in content else content
    if text and not (text[0].isalnum() and text[-1].isalnum()):
        text = _EMPHASIS.sub("", text)
    return len(text) < 300 and _PLACEHOLDER.fullmatch(text) is not None


@rule(
    "DOC106",
    "section-misnamed",
    Severity.ERROR,
    "A section has a name that readers know.",
    wrong=Example(
        "---\nincident_id: INC-20261103-checkout-timeouts\nseverity: HIGH\nstatus: FINAL\ndate: 2026-11-05\n---\n\n"
        "## Sumary\n\nThe pool was exhausted. Customers could not pay.\n",
        whole=True,
    ),
    right=Example("## Summary\n\nThe connection pool was exhausted. Customers could not pay.\n"),
    needs=[Kind.POST_MORTEM],
)
def section_misnamed(incident: Incident) -> Iterator[Finding]:
    """A heading is nearly, but not quite, the name of a section that is missing: "Timelines", "Sumary".

    It takes the place of the missing section's finding.
    """
    post_mortem = incident.the_post_mortem
    for one in post_mortem.outline.misnamed:
        message = f"{shown(mask(one.title).strip()[:60])} is no section; {one.meant} is missing"
        yield Finding(message, post_mortem.path, one.span, f"did you mean {one.meant}?", _gap(incident))


def prose(blocks: Sequence[Block]) -> Iterator[str]:
    """The prose of blocks, one text per paragraph, item or cell: masked, neither quoted nor code."""
    for block in blocks:
        if not block.quoted and not isinstance(block, Heading):
            yield from (inline.prose for inline in texts(block))


RULES = (
    front_matter_missing,
    section_missing,
    section_out_of_order,
    section_twice,
    section_empty,
    section_placeholder,
    section_misnamed,
)
