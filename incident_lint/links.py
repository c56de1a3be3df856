"""The links and images of one run of inline text, with their places.

Where nothing but plain `[text](target)` can be meant, one expression finds them. For all else markdown-it-py does; its
inline tokens have no positions, so the rules that make links are wrapped to note them.
"""

from __future__ import annotations

from functools import cache

from incident_lint.patterns import regex
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any


_AUTOLINK = regex(r"<[^<>]*>")
_BRACKETS = regex(
    # a link: its text without marks, which vanish from it, but for those within a_name
    r"(?P<image>!?)\[(?P<text>(?:[^\[\]`<\\&*~_\n]|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9]))*+)\]"
    r"\((?P<target>[^\s\x00-\x1f\x7f()\[\]<>`\\&\"']++)\)"
    r"|`[^`]++`(?!`)"  # code: whatever stands in it is no link
    r"|\[[^\[\]`<\\]*+\](?![(\[])"  # a reference, and there are no definitions
    r"|(?P<doubt>[\[\]`\\]|<(?! ))"
)
_REFUSED = ("javascript:", "vbscript:", "file:", "data:")
"""Schemes that make no link for markdown-it (but some images in data)."""


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link or image in a text; `place` is that of its target, or of the whole where the target is elsewhere."""

    target: str
    text: str
    image: bool
    place: tuple[int, int]


def find_links(content: str, references: Mapping[str, Any]) -> Iterator[FoundLink]:
    """The links and images of a text, in order. `references` are those that markdown-it's block parser collected."""
    plain = None if references else plain_links(content)
    yield from parsed_links(content, references) if plain is None else plain


def plain_links(content: str) -> list[FoundLink] | None:
    """The links and images of a text without link definitions, where they are plain; None where they may not be."""
    if "[" not in content:
        return [] if not any(":" in one or "@" in one for one in _AUTOLINK.findall(content)) else None
    found = []
    for match in _BRACKETS.finditer(content):
        if match["doubt"]:
            return None
        target = match["target"]
        if target is not None:
            if target.lower().startswith(_REFUSED):
                return None
            found.append(FoundLink(target, match["text"], bool(match["image"]), match.span("target")))
    return found


def parsed_links(content: str, references: Mapping[str, Any]) -> Iterator[FoundLink]:
    """The same by markdown-it."""
    for top in _parser().parseInline(content, {"references": references}):
        children = top.children or []
        for index, token in enumerate(children):
            if token.type == "image":
                target = str(token.attrGet("src") or "")
                yield FoundLink(target, token.content, True, _place(token, target, content))
            elif token.type == "link_open":
                target = str(token.attrGet("href") or "")
                text = "".join(child.content for child in children[index + 1 : _closing(children, index)])
                yield FoundLink(target, text, False, _place(token, target, content))


def as_written(url: str) -> str:
    """Stands in for markdown-it's percent-encoding of addresses: the name of a file is looked for as it stands."""
    return url


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt  # noqa: PLC0415  (40 ms: only where there are links)
    from markdown_it.rules_inline import autolink, image, link  # noqa: PLC0415

    parser: Any = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.normalizeLink = as_written
    for rule in (link, image, autolink):
        parser.inline.ruler.at(rule.__name__, _placed(rule))
    return parser


def _placed(rule: Callable[[Any, bool], bool]) -> Callable[[Any, bool], bool]:
    """An inline rule of markdown-it that notes in its token where the link, its label and it again end."""

    def placed(state: Any, silent: bool) -> bool:
        start, tokens = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            token = next(one for one in state.tokens[tokens:] if one.type in {"link_open", "image"})
            label = start
            if state.src[start] != "<":
                opening = state.src.index("[", start)
                label = state.md.helpers.parseLinkLabel(state, opening, token.type == "link_open") + 1
            token.meta["place"] = (start, label, state.pos)
        return True

    return placed


def _place(token: Any, target: str, content: str) -> tuple[int, int]:
    start, label, end = token.meta["place"]
    at = content.find(target, label, end)
    return (at, at + len(target)) if target and at != -1 else (start, end)


def _closing(children: Sequence[Any], index: int) -> int:
    return next((at for at in range(index + 1, len(children)) if children[at].type == "link_close"), len(children))
