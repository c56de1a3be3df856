"""Suppressions in Markdown: `<!-- incident-lint: ignore[blame-language] why -->`.

A comment on a line of its own speaks for the block below it, one within a block for that block;
`ignore-file[…]` speaks for the whole file. Each gives the rules it means and a reason.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from incident_lint.config import selects
from incident_lint.markdown import Block, Code, Heading, Html, texts
from incident_lint.patterns import regex
from incident_lint.prose import without_code
from incident_lint.values import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from incident_lint.diagnostics import Span
    from incident_lint.document import Document
    from incident_lint.records import PostMortem

MAX_RULES = 100
"""The most rules that one comment may name: each is asked about each finding."""

_OURS = regex(r"\s*incident-lint\s*:(?P<rest>.*)", re.DOTALL)
_IGNORE = regex(r"\s*(?P<verb>ignore(?:-file)?)\s*\[(?P<rules>[^\[\]]*)\](?P<reason>.*)", re.DOTALL)


@dataclass
class Suppression:
    """One comment: the rules it means, its reason, the lines it speaks for; and which of its rules it silenced."""

    span: Span
    rules: tuple[str, ...]
    reason: str
    first: int
    last: int
    used: set[str] = field(default_factory=set)
    malformed: bool = False

    def means(self, code: str, name: str) -> list[str]:
        """Its selectors that mean this rule."""
        return [one for one in self.rules if selects(one, code, name)]


def silenced(suppressions: Sequence[Suppression], code: str, name: str, lines: Iterable[int]) -> set[int]:
    """Of the lines on which a rule found something, those for which one of the suppressions speaks.

    Each suppression that speaks for one of them remembers that it was needed.
    """
    found = sorted(set(lines))
    quiet: set[int] = set()
    done = 0
    for one in sorted(suppressions, key=lambda it: it.first):
        first, last = bisect_left(found, one.first), bisect_right(found, one.last)
        if first < last and (meant := one.means(code, name)):
            one.used.update(meant)
            quiet.update(found[max(first, done) : last])
            done = max(done, last)
    return quiet


def read_suppressions(post_mortem: PostMortem) -> list[Suppression]:
    """The suppressions of a post-mortem, in order. Comments in code and in quoted code do not count."""
    if "incident-lint" not in post_mortem.document.text:
        return []
    return list(_suppressions(post_mortem))


def _suppressions(post_mortem: PostMortem) -> Iterator[Suppression]:
    document = post_mortem.document
    blocks = post_mortem.markdown.blocks
    last_line = len(document.line_starts)
    for block, scope in zip(blocks, _scopes(blocks), strict=True):
        for body, span, closed in _comments(document, block):
            ours = _OURS.fullmatch(body)
            if ours is None:
                continue
            ignore = _IGNORE.fullmatch(ours.group("rest"))
            if ignore is None or not closed:
                yield Suppression(span, (), "", span.line, span.line, malformed=True)
                continue
            rules = tuple(one.strip() for one in ignore.group("rules").split(",") if one.strip())
            first, last = scope
            if ignore.group("verb") == "ignore-file":
                first, last = 1, last_line
            malformed = not 0 < len(rules) <= MAX_RULES
            yield Suppression(span, rules[:MAX_RULES], ignore.group("reason").strip(), first, last, malformed=malformed)


def _comments(document: Document, block: Block) -> Iterator[tuple[str, Span, bool]]:
    """The text and place of each comment that stands in a block as a comment, and whether it is closed."""
    if isinstance(block, Html):
        begin = document.line_starts[block.line - 1]
        end = document.line_starts[block.end_line] if block.end_line < len(document.line_starts) else None
        text = document.text[begin:end]
        for start, stop in _places(text):
            closed = text.endswith("-->", start + 4, stop)
            body = text[start + 4 : stop - 3 if closed else stop]
            yield body, document.span(begin + start, begin + stop), closed
    elif not isinstance(block, Code):
        for inline in texts(block):
            text = without_code(inline.content) if "<!--" in inline.content else ""
            for start, stop in _places(text):
                if text.endswith("-->", start + 4, stop):  # else it is plain text
                    yield inline.content[start + 4 : stop - 3], inline.span(start, stop), True


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where comments begin and end, in one pass; one that is never closed reaches to the end."""
    start = text.find("<!--")
    while start != -1:
        close = text.find("-->", start + 4)
        stop = close + 3 if close != -1 else len(text)
        yield start, stop
        start = text.find("<!--", stop)


def _scopes(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """For each block the lines that a comment in it speaks for: its own, or those of the next where it stands alone."""
    after: list[Block | None] = []
    following: Block | None = None
    for block in reversed(blocks):  # once over all: a file of nothing but comments is no work either
        after.append(following)
        following = following if isinstance(block, Html) else block
    scopes: list[tuple[int, int]] = []
    above: Block | None = None
    for block, below in zip(blocks, reversed(after), strict=True):
        if isinstance(block, Html) and below is not None:
            # beneath a heading it speaks for the heading too: that is where findings about a section stand
            scopes.append((above.line if isinstance(above, Heading) else block.line, below.end_line))
        else:
            scopes.append((block.line, block.end_line))
        above = above if isinstance(block, Html) else block
    return scopes
