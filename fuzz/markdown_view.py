"""Target: a post-mortem as blocks, links, sections, timeline and actions.

Lines and places lie in the text, blocks and sections stand in order, every visible character of a run of text stands
where the run says, and a mask keeps every offset. What the native reader reads is what its reference reads.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from properties import hold, in_text, read

from incident_lint.actions import read_actions
from incident_lint.frontmatter import read_front_matter
from incident_lint.markdown import read_markdown, reference_markdown
from incident_lint.prose import mask
from incident_lint.section_names import SectionName
from incident_lint.sections import read_outline
from incident_lint.sentences import count_sentences
from incident_lint.timeline import read_timeline

if TYPE_CHECKING:
    from incident_lint.document import Document
    from incident_lint.markdown import Inline, Markdown
    from incident_lint.sections import Outline

_MARK = r"(?:[>*+\-\[_!]|[0-9]+[.)])"
_DEEP = re.compile(rf"{_MARK}(?:[ \t]*{_MARK}){{18}}")
"""What may be nested deeper than the reference reads: it leaves that out."""


def run(data: bytes) -> None:
    """Read the bytes as a post-mortem. BrokenPropertyError where something stands elsewhere than is said."""
    document = read(data, "INCIDENT.md")
    if document is None:
        return
    front = read_front_matter(document)
    markdown = read_markdown(document, front.body_line)
    if not _DEEP.search(document.text):
        reference = reference_markdown(document, front.body_line)
        hold(markdown.blocks == reference.blocks, "the blocks of the reference")
        hold(markdown.links == reference.links, "the links of the reference")
    _blocks(markdown, front.body_line)
    for link in markdown.links:
        in_text(link.span, document, "a link")
    _outline(read_outline(markdown), document)


def _blocks(markdown: Markdown, body_line: int) -> None:
    lines = len(markdown.document.line_starts)
    before = 0
    for block in markdown.blocks:
        hold(min(body_line, lines) <= block.line <= block.end_line <= lines, "the lines of a block", block)
        hold(before <= block.line, "blocks in order", block)
        before = block.line
    for _, inline in markdown.inlines():
        _inline(inline)


def _inline(inline: Inline) -> None:
    text = inline.document.text
    in_text(inline.span(), inline.document, "a run of text")
    for index, character in enumerate(inline.content):
        at = inline.offset(index)
        hold(0 <= at <= len(text), "an offset in the text", at)
        if not character.isspace():
            hold(text[at : at + 1] == character, "a character stands where it says", (index, character))
    masked = mask(inline.content)
    hold(len(masked) == len(inline.content), "a mask keeps offsets", masked)
    hold([one == "\n" for one in masked] == [one == "\n" for one in inline.content], "a mask keeps lines", masked)
    hold(count_sentences(inline.content) >= 0, "the number of sentences")


def _outline(outline: Outline, document: Document) -> None:
    before = (0, 0)
    last = 0
    for section in outline.sections:
        in_text(section.span, document, "a section")
        hold(bool(section.names), "a section has a name", section.title)
        here = (section.span.line, section.span.column)
        hold(before <= here, "sections in order", section.title)
        before = here
        for block in section.blocks:
            hold(block.line >= last, "the blocks of sections in order", section.title)
            last = block.line
    for one in outline.misnamed:
        in_text(one.span, document, "a heading")
    for reference in (None, date(2026, 11, 3), date.min, date.max):
        for entry in read_timeline(outline.all(SectionName.TIMELINE), reference).entries:
            in_text(entry.span, document, "an entry of the timeline")
            in_text(entry.inline.span(), document, "the text of an entry")
    for section in outline.all(SectionName.ACTIONS):
        for action in read_actions(section):
            in_text(action.inline.span(), document, "an action")
