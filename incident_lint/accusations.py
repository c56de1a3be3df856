"""Where a post-mortem blames somebody: the findings of `incident_lint.blame`, placed in its text."""

from __future__ import annotations

from incident_lint.actions import owner_cells
from incident_lint.blame.finder import DocumentGate
from incident_lint.markdown import Heading, texts
from incident_lint.section_names import SectionName
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from incident_lint.blame.model import BlameKind
    from incident_lint.diagnostics import Span
    from incident_lint.records import PostMortem


@dataclass(frozen=True, slots=True)
class Accusation:
    """One blaming clause of a post-mortem: its kind, its words, who is blamed, and its place."""

    kind: BlameKind
    words: str
    subject: str
    span: Span


def read_accusations(post_mortem: PostMortem, people: Callable[[], frozenset[str]]) -> tuple[Accusation, ...]:
    """All accusations, in order. Headings, quotes, code, links and the owners of actions are left out.

    people: gives the names of the contributors; asked where a sentence needs them.
    """
    outline = post_mortem.outline
    acting = outline.all(SectionName.ACTIONS)
    action_blocks = {id(block) for section in acting for block in section.blocks}
    owners = {one for section in acting for one in owner_cells(section)}
    gate = DocumentGate(post_mortem.document.text, people)
    found: list[Accusation] = []
    for block in post_mortem.markdown.blocks:
        if block.quoted or isinstance(block, Heading):
            continue
        for inline in texts(block):
            if id(inline) in owners or not gate.opens(inline.content):
                continue
            for blame in gate.blame(inline.prose, in_actions=id(block) in action_blocks):
                clause = " ".join(inline.prose[blame.start : blame.end].split())
                found.append(Accusation(blame.kind, clause, blame.subject, inline.span(blame.start, blame.end)))
    return tuple(found)
