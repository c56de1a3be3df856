"""The actions of a post-mortem: rows of a table, or items of a list, with owner, due date and link."""

from __future__ import annotations

import re

from incident_lint.markdown import Item, Table
from incident_lint.patterns import regex
from incident_lint.prose import mask
from incident_lint.section_titles import fold
from incident_lint.values import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from incident_lint.markdown import Block, Inline
    from incident_lint.sections import Section

_HEADERS = {
    "owner": regex(
        r"\b(?:owners?|assignees?|assigned|responsibles?|who|dri|lead|accountable|porteu(?:r|se)s?|pilotes?|"
        r"qui|attribue)\b"
    ),
    "due": regex(r"\b(?:due|dates?|deadline|eta|when|by|target|until|echeances?|delais?|quand|pour le|limite)\b"),
    "link": regex(
        r"\b(?:tickets?|issues?|links?|tracking|tracked|refs?|references?|jira|prs?|urls?|bugs?|liens?|suivi)\b"
    ),
    "kind": regex(r"\b(?:types?|kinds?|category|categorie|nature)\b"),
    "done": regex(r"\b(?:status|state|done|statut|etat|avancement)\b"),
    "text": regex(
        r"\b(?:actions?|items?|tasks?|todo|what|description|measures?|mesures?|taches?|quoi|summary|title)\b"
    ),
}
_DONE = regex(r"\b(?:done|completed?|closed|fixed|resolved|merged|shipped|deployed|fait|termine|clos|realise)\b|[✅✔☑]")
_STATED_OWNER = regex(r"\b[Oo]wners?\b\s*(?:[:=]\s*)?\S")
"""Asked before `_OWNER`, as `_ISO_DATE` before `_DUE`."""
_OWNER = regex(
    r"(?<![\w@./])@[A-Za-z0-9][\w./-]*|\b(?:owners?|assignee|assigned(?: to)?|responsible|dri|lead(?=\s*[:=])|"
    r"porteu(?:r|se)|pilote|"
    r"responsable|attribuée? à)\b\s*(?:[:=]\s*)?\S|"
    r"[\[(][^\[\]()]*\b(?:team|squad|on-?call|équipe|astreinte|guild|crew)\b|"
    r"(?:[-–—:|]|\b(?:by|for|par))\s*(?:the |l['’]|la |le )?(?:[\w-]{1,40} ){0,2}(?:team|squad|on-?call|équipe|"
    r"astreinte|crew)\b|"
    r"\b(?:équipe|team) [\w-]+",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|févr?|fevr?|mars|avr|mai|juin|juil|août|aout|sept|déc)"
    r"[a-zéû]*\.?"
)
_ISO_DATE = regex(r"\b[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?\b")
"""Asked before `_DUE`: most due dates are written so, and the other ways take 2 ms to compile."""
_DUE = regex(
    rf"\b[0-9]{{1,2}}[./][0-9]{{1,2}}[./][0-9]{{2,4}}\b|"
    rf"\b[0-9]{{1,2}}(?:st|nd|rd|th|er)? {_MONTH}|\b{_MONTH} [0-9]{{1,4}}\b|\b[qth][1-4] ?(?:fy)?[0-9]{{2,4}}\b|"
    rf"\b(?:end of|fin|before|by|due|until|avant|d['’]ici|pour|in|mid|early|late) (?:the |le |la |fin )?"
    rf"(?:end of |fin )?(?:{_MONTH}|q[1-4]|t[1-4]|(?:next |this )?(?:week|month|quarter|sprint|year|"
    rf"semaine|mois|trimestre|"
    rf"monday|tuesday|wednesday|thursday|friday|lundi|mardi|mercredi|jeudi|vendredi))\b",
    re.IGNORECASE,
)
_LINK = regex(
    r"\[[^\[\]]*\][(\[]|https?://|(?<![\w&])#[0-9]+\b|\b[A-Z][A-Z0-9]+-[0-9]+\b|(?<![\w.-])[\w.-]+/[\w.-]+#[0-9]+\b"
)
_EMPTY = regex(r"[\s\-–—?.…]*|tb[dac]|to ?do|n/?a|none|aucune?", re.IGNORECASE)
_NONE = regex(
    r"(?:none|no (?:further )?actions?(?: (?:is|are|was|were) (?:needed|required|planned))?|n/?a|"
    r"aucune?(?: action)?)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Action:
    """One action: where it stands, what is to be done, and what is said about who, by when and where it is tracked."""

    inline: Inline
    text: str
    owner: bool
    due: bool
    link: bool
    done: bool
    kind: str = ""


def read_actions(section: Section) -> list[Action]:
    """The actions of a section, in order. Items nested below an action are its details."""
    return list(_actions(section.blocks))


def _actions(blocks: Sequence[Block]) -> Iterator[Action]:
    above: list[tuple[Item, bool]] = []
    """The items that lead to the one at hand, each with whether it is a label: `- Detection:`, with items below it."""
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            if not block.quoted:
                yield from _from_table(block)
        elif isinstance(block, Item):
            while above and above[-1][0].depth >= block.depth:
                above.pop()
            label = _is_label(block, blocks, index)
            below_label = len(above) == 1 and above[0][1] and above[0][0].depth == 1 and block.depth == 2
            above.append((block, label))
            if not block.quoted and not label and (block.depth == 1 or below_label):
                action = _from_item(block, list(_details(blocks, index)))
                if action is not None:
                    yield action


def _details(blocks: Sequence[Block], index: int) -> Iterator[Item]:
    """The items nested below the item at `index`."""
    item = blocks[index]
    assert isinstance(item, Item)
    for at in range(index + 1, len(blocks)):
        block = blocks[at]
        if isinstance(block, Item):
            if block.depth <= item.depth:
                return
            yield block


def _is_label(item: Item, blocks: Sequence[Block], index: int) -> bool:
    """Whether the item at `index` is a heading in the form of an item: few words or a colon, with items below it."""
    if next(_details(blocks, index), None) is None:
        return False
    text = item.inline.prose.strip()
    return text.endswith(":") or len(text.split()) <= 3


def _from_item(item: Item, details: Sequence[Item]) -> Action | None:
    content = item.inline.content
    if not content.strip() or _NONE.fullmatch(item.inline.prose.strip()):
        return None
    whole = "\n".join([content, *(one.inline.content for one in details)])
    plain = mask(whole) if details else item.inline.prose
    return Action(
        inline=item.inline,
        text=item.inline.prose.strip(),
        owner=_has_owner(whole),
        due=_is_due(plain),
        link=_LINK.search(whole) is not None,
        done=item.done is True
        or content.lstrip().startswith(("✅", "~~"))
        or _DONE.match(fold(plain).strip(" ([")) is not None,
    )


def _from_table(table: Table) -> Iterator[Action]:
    columns = _columns(table)
    for row in table.rows:
        cells = {name: row[at] for name, at in columns.items() if at < len(row)}
        text = cells.get("text") or next((cell for cell in row if cell.content.strip()), None)
        if text is None or not text.content.strip() or _NONE.fullmatch(text.prose.strip()):
            continue
        whole = " ".join(cell.content for cell in row)
        yield Action(
            inline=text,
            text=text.prose.strip(),
            owner=_filled(cells, "owner") if "owner" in columns else _has_owner(whole),
            due=_filled(cells, "due") if "due" in columns else _is_due(mask(whole)),
            link=_LINK.search(whole) is not None or ("link" in columns and _filled(cells, "link")),
            done="done" in cells and _DONE.search(fold(cells["done"].content)) is not None,
            kind=fold(cells["kind"].content) if "kind" in cells else "",
        )


def _has_owner(text: str) -> bool:
    return _STATED_OWNER.search(text) is not None or _OWNER.search(text) is not None


def _is_due(text: str) -> bool:
    return _ISO_DATE.search(text) is not None or _DUE.search(text) is not None


def _filled(cells: dict[str, Inline], name: str) -> bool:
    return name in cells and _EMPTY.fullmatch(cells[name].content.strip()) is None


def _columns(table: Table) -> dict[str, int]:
    """The column of each thing that a header names; each column serves once."""
    columns: dict[str, int] = {}
    for at, cell in enumerate(table.header):
        title = fold(cell.prose)
        name = next((name for name, header in _HEADERS.items() if name not in columns and header.search(title)), None)
        if name is not None:
            columns[name] = at
    return columns


def owner_cells(section: Section) -> set[int]:
    """The identities of the cells that name owners: names stand there by design, and nobody is blamed."""
    found: set[int] = set()
    for block in section.blocks:
        if isinstance(block, Table):
            column = _columns(block).get("owner")
            if column is not None:
                found.update(id(row[column]) for row in block.rows if column < len(row))
    return found
