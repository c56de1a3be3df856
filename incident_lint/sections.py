"""From Markdown blocks to the seven sections, whatever their headings look like.

A heading counts by what it says (`section_titles`), not by how it is written: case, numbering, closing hashes,
emphasis, emoji and a trailing colon do not matter; bold labels and HTML headings stand in for headings; quoted ones,
code and comments never count.
"""

from __future__ import annotations

import re
from functools import cache, partial

from incident_lint.markdown import Block, Heading, Html, Inline, Markdown, Paragraph
from incident_lint.patterns import regex
from incident_lint.section_names import ORDER, SectionName
from incident_lint.section_titles import Meanings, Names, Sureness, key, meanings, names_with
from incident_lint.values import dataclass, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from incident_lint.diagnostics import Span

    _Meant = Callable[[str], Meanings]

LABEL_LEVEL = 7
"""A label stands below every heading."""
NEAR = 0.8
"""Similarity from which a wrong name is taken for a slip of the pen."""

_LABEL = regex(r"[ \t]*(?P<mark>\*\*|__)(?P<title>[^*_\n]{2,80}?)(?P<colon>\s*:)?(?P=mark)(?P<after>\s*:)?[ \t]*")
_PLAIN_LABEL = regex(r"[ \t]*(?P<title>[^\W\d_][^:\n.!?]{1,40}?)\s*:(?=\s|$)[ \t]*")
_WENT_WELL = regex(r"\bwent (?:well|right)\b|\bgot lucky\b|\ba bien (?:fonctionné|marché)\b", re.IGNORECASE)
_WENT_WRONG = regex(r"\bwhat went wrong\b", re.IGNORECASE)
_HTML_TITLE = regex(r"<(h[1-6]|summary)\b[^<>]{0,200}>(?P<title>.{2,300}?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = regex(r"<[^<>]*>")
_COMMENT = regex(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Section:
    """One section: what it serves as, its title as written, where it stands and what it holds."""

    names: tuple[SectionName, ...]
    title: str
    level: int
    span: Span
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Misnamed:
    """A heading that is no section, but nearly is one."""

    title: str
    span: Span
    meant: SectionName


@dataclass(frozen=True)
class Outline:
    """The sections of a post-mortem in the order of the text."""

    sections: tuple[Section, ...]
    misnamed: tuple[Misnamed, ...] = ()

    def all(self, name: SectionName) -> list[Section]:
        """Every section that serves as `name`, in order."""
        return [one for one in self.sections if name in one.names]

    def first(self, name: SectionName) -> Section | None:
        """The first section that serves as `name`."""
        return next((one for one in self.sections if name in one.names), None)

    def at(self, line: int) -> Section | None:
        """The section that line `line` belongs to."""
        within = [one for one in self.sections if one.blocks and one.blocks[0].line <= line <= one.blocks[-1].end_line]
        return within[-1] if within else None


@dataclass(frozen=True)
class _Title:
    """A heading or label: its level, its text, and the index of its block among the blocks.

    `run_in` is a label whose text goes on in the same line.
    """

    text: str
    level: int
    span: Span
    index: int
    meanings: Meanings
    run_in: bool = False


def read_outline(markdown: Markdown, further: Mapping[str, Sequence[str]] | None = None) -> Outline:
    """The sections of a Markdown text. `further` gives more wordings by canonical name (configuration)."""
    names = names_with(further or {})
    blocks, titles = _titles(markdown, names)
    titles = _without_retrospect(_without_remarks(titles))
    chosen = _choose(titles)
    sections = tuple(_section(titles, at, chosen, blocks) for at in chosen)
    present = {name for one in sections for name in one.names}
    return Outline(sections, tuple(_misnamed(titles, present, names)))


def _titles(markdown: Markdown, names: Names) -> tuple[list[Block], list[_Title]]:
    """The blocks with run-in labels cut off their text, and all titles among them."""
    blocks: list[Block] = []
    titles: list[_Title] = []
    meant = cache(partial(meanings, names=names))  # a title often stands there more than once
    for block in markdown.blocks:
        if isinstance(block, Heading) and not block.quoted:
            text = block.inline.content.replace("\n", " ")
            first = block.level == 1 and not titles  # the title of the document
            found = meanings(text, names, whole=True) if first else meant(text)
            titles.append(_Title(text, block.level, block.inline.span(), len(blocks), found))
            blocks.append(block)
        elif isinstance(block, Html) and not block.quoted:
            titles.extend(_html_titles(markdown, block, len(blocks), meant))
            blocks.append(block)
        elif isinstance(block, Paragraph) and not block.quoted and not block.depth:
            for piece, title in _labels(block, meant):
                if title is not None:
                    text, span, found, run_in = title
                    titles.append(_Title(text, LABEL_LEVEL, span, len(blocks), found, run_in))
                blocks.append(piece)
        else:
            blocks.append(block)
    return blocks, titles


def _html_titles(markdown: Markdown, block: Html, index: int, meant: _Meant) -> Iterator[_Title]:
    content = _COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), block.content)
    line, before = block.line, 0
    for match in _HTML_TITLE.finditer(content):
        tag = match.group(1).lower()
        level = int(tag[1]) if tag != "summary" else LABEL_LEVEL
        line += content.count("\n", before, match.start())
        before = match.start()
        text = " ".join(_TAG.sub("", match.group("title")).split())
        yield _Title(text, level, markdown.document.line_span(line), index, meant(text))


def _labels(block: Paragraph, meant: _Meant) -> Iterator[tuple[Paragraph, tuple[str, Span, Meanings, bool] | None]]:
    """Cut a paragraph at the labels that begin its lines: (what follows, the label and whether it runs in)."""
    lines = block.inline.content.split("\n")
    cuts: list[tuple[int, int, int, tuple[str, Span, Meanings, bool]]] = []
    start = 0
    for number, line in enumerate(lines):
        label = _label(line, meant)
        if label is not None:
            match, found = label
            span = block.inline.span(start + match.start("title"), start + match.end("title"))
            cuts.append((number, start, match.end(), (match.group("title"), span, found, match.end() < len(line))))
        start += len(line) + 1
    if not cuts:
        yield block, None
        return
    if cuts[0][0] > 0:
        yield _slice(block, lines[: cuts[0][0]], 0, 0, 0), None
    for index, (number, begin, end, parts) in enumerate(cuts):
        stop = cuts[index + 1][0] if index + 1 < len(cuts) else len(lines)
        yield _slice(block, lines[number:stop], number, begin, end), parts


def _label(line: str, meant: _Meant) -> tuple[re.Match[str], Meanings] | None:
    """The label that begins a line: a bold one alone, or one with a colon and a sure name."""
    bold = _LABEL.match(line)
    match = bold or _PLAIN_LABEL.match(line)
    if match is None:
        return None
    found = meant(match.group("title"))
    alone = bold is not None and bold.end() == len(line)
    if not alone:
        found = {name: sureness for name, sureness in found.items() if sureness <= Sureness.LIKELY}
    colon = bold is None or bool(bold.group("colon") or bold.group("after"))
    return (match, found) if found and (alone or colon) else None


def _slice(block: Paragraph, lines: list[str], number: int, begin: int, skip: int) -> Paragraph:
    """Some lines of a paragraph, from line `number` and index `begin` on, without the first `skip` characters."""
    document, first = block.inline.document, block.line + number
    content = "\n".join(lines)[skip:]
    column = document.position(block.inline.offset(begin + skip))[1] - 1 if skip else -1
    inline = Inline(document, content, first, column)
    return Paragraph(first, first + len(lines) - 1, block.quoted, inline, block.depth)


def _without_remarks(titles: list[_Title]) -> list[_Title]:
    """A single label with its text in the same line ("Fix: …") is a remark; two different ones are a form."""
    if len({name for title in titles if title.run_in for name in title.meanings}) < 2:
        return [title for title in titles if not title.run_in]
    return titles


def _without_retrospect(titles: list[_Title]) -> list[_Title]:
    """Beside "What went well", "What went wrong" is about the handling of the incident, not its cause."""
    if not any(_WENT_WELL.search(title.text) for title in titles):
        return titles
    return [replace(title, meanings={}) if _WENT_WRONG.search(title.text) else title for title in titles]


def _choose(titles: Sequence[_Title]) -> dict[int, tuple[SectionName, ...]]:
    """Which titles are sections (by their place among the titles), with what they serve as.

    For each name a firm meaning counts more than any other, then the highest level, then the surest meaning:
    "Timeline" below "October 24" is a part of the section "Incident timeline", and "Immediate steps" one of
    "Remediation".
    """
    served: dict[int, list[SectionName]] = {}
    for name in ORDER:
        meant = [(_weight(one, name), at) for at, one in enumerate(titles) if name in one.meanings]
        best = min(meant)[0] if meant else None
        for weight, at in meant:
            if weight == best:
                served.setdefault(at, []).append(name)
    return {at: tuple(names) for at, names in sorted(served.items())}


def _weight(title: _Title, name: SectionName) -> tuple[bool, int, Sureness]:
    sureness = title.meanings[name]
    return sureness is not Sureness.FIRM, title.level, sureness


def _section(
    titles: Sequence[_Title],
    at: int,
    chosen: Mapping[int, tuple[SectionName, ...]],
    blocks: Sequence[Block],
) -> Section:
    """A section reaches to the next heading of its level or above, or to the next section."""
    title = titles[at]
    end = len(blocks)
    for place in range(at + 1, len(titles)):
        other = titles[place]
        if other.index > title.index and (other.level <= title.level or place in chosen):
            end = other.index
            break
    start = title.index + (1 if title.level < LABEL_LEVEL or isinstance(blocks[title.index], Html) else 0)
    body = tuple(one for one in blocks[start:end] if not _is_blank(one))
    return Section(chosen[at], title.text, title.level, title.span, body)


def _is_blank(block: Block) -> bool:
    return isinstance(block, Paragraph) and not block.inline.content.strip()


def _misnamed(titles: Sequence[_Title], present: set[SectionName], names: Names) -> Iterator[Misnamed]:
    missing = [name for name in ORDER if name not in present]
    if not missing:
        return
    wordings = {wording: name for wording, name in names.firm.items() if name in missing and len(wording) > 4}
    by_length: dict[int, list[tuple[int, str]]] = {}
    for wording in wordings:
        by_length.setdefault(len(wording), []).append((_letters(wording), wording))
    known: dict[str, str] = {}
    for title in titles:
        if title.meanings:
            continue
        said = key(title.text)
        if said not in known:
            known[said] = _nearest(said, by_length)
        meant = wordings.get(known[said])
        if meant in missing:
            missing.remove(meant)
            yield Misnamed(title.text, title.span, meant)
            if not missing:
                return


def _nearest(said: str, by_length: Mapping[int, Sequence[tuple[int, str]]]) -> str:
    """The wording that is nearest to what a title says; nothing where none is near.

    by_length: the wordings by their length, each with its letters. Most are left out by these: of two texts that are
    near, neither has many letters that the other has not.
    """
    length, letters = len(said), _letters(said)
    near: list[str] = []
    for size, some in by_length.items():
        alike = NEAR / 2 * (length + size) - 0.001  # characters that they share at least
        more, less = length - alike, size - alike
        if more >= 0 and less >= 0:
            near += [
                wording
                for theirs, wording in some
                if (letters & ~theirs).bit_count() <= more and (theirs & ~letters).bit_count() <= less
            ]
    if not near:
        return ""
    import difflib  # noqa: PLC0415

    return next(iter(difflib.get_close_matches(said, near, n=1, cutoff=NEAR)), "")


def _letters(text: str) -> int:
    """The letters and digits of a text as a set of bits; two may share one."""
    letters = 0
    for one in set(text):
        letters |= 1 << (ord(one) & 63)
    return letters
