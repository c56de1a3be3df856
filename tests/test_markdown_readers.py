"""The native reader of Markdown beside markdown-it, its reference: the same blocks, links and places, or no answer.

Texts that were hard for either, documents of traps, mutants of real ones, and hostile input up to a million characters.
"""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incident_lint.document import Document, decode
from incident_lint.frontmatter import read_front_matter
from incident_lint.markdown import (
    Block,
    Code,
    Heading,
    Html,
    Item,
    Paragraph,
    Table,
    read_markdown,
    reference_markdown,
    texts,
)
from incident_lint.native_markdown import read_native

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
REAL = sorted(
    path
    for folder in ("examples", "docs", "tests/fixtures", "benchmarks", ".")
    for path in (ROOT / folder).glob("*.md" if folder == "." else "**/*.md")
)


def body(document: Document, line: int) -> str:
    starts = document.line_starts
    return document.text[starts[line - 1] :] if line <= len(starts) else ""


def disagreement(text: str, body_line: int = 1) -> str:
    """Where the native reader says anything else than the reference; nothing where it leaves the text to it."""
    document = Document("INCIDENT.md", text)
    found = read_native(document, body(document, body_line), body_line)
    if found is None:
        return ""
    truth = reference_markdown(document, body_line)
    for mine, theirs in ((found[0], truth.blocks), (found[1], truth.links)):
        for one, other in itertools.zip_longest(mine, theirs):
            if one != other:
                return f"{one}\n{other}"
    return ""


def document(path: Path) -> tuple[Document, int]:
    """A file of the repository, and where its body begins."""
    found = decode(path.name, path.read_bytes())
    if not isinstance(found, Document):
        pytest.skip("no text")
    return found, read_front_matter(found).body_line


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_real_documents(path: Path) -> None:
    found, body_line = document(path)
    assert not disagreement(found.text, body_line)
    assert not disagreement(found.text)


def test_real_documents_are_read_natively() -> None:
    found = [document(path) for path in REAL if "hostile" not in path.as_posix()]
    native = [read_native(one, body(one, line), line) is not None for one, line in found]
    assert sum(native) > 0.95 * len(native)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the repository")
def test_the_corpus() -> None:
    for path in sorted(CORPUS.rglob("*.md")):
        found = decode(path.name, path.read_bytes())
        if isinstance(found, Document):
            assert not disagreement(found.text, read_front_matter(found).body_line), path


PLAIN = [
    "",
    "\n \n",
    "a",
    "# a\n\nb\nc  \n   d\n        e\n",
    "## a ##\n##\n### #\n# b#\n####### c\n#d\n",
    "a\n# b\nc\n- d\ne\n1. f\n\n***\n\n---\n",
    "- a\n  b\nc\n- [ ] d\n- [x] e\n  f\n\n  g\n  h\n\ni\n",
    "1. a\n   - b\n     + c\n       d\n   - e\n2. f\n\n   g\n* h\n3) i\n",
    "- a\n---\n- b\n# c\n- d\n```\ne\n```\n",
    "| a | b |\n|---|:-:|\n| c |\n| d | e | f |\ng\nh | i\n||\n|\n| j |  \n\nk\n",
    "a\nb | c\n-|-\nd | e\n# f\n",
    "| a |\n---\n|b|\n- c\n",
    "``` sh\n# a\n\n    - b\n   ````  \n~~~\n```\n~~~\n",
    "<!-- a -->\n<!-- b\n\n# c\n--> d\ne\n<!-- f -->",
    "[a](b)\n[ ] c\n\n`d` **e** _f_ ~g~ +1 -1 1.5\n\n*h*\n\n_i_\n",
    "é\u00a0𝔘\n",
    "10:45 a\n\n2026-11-03\n\n12345678901. b\n",
    "    a\n\n \n     b\n   \nc\n# d\n    e",
    "- a\n\n      b\n    c\n\n    d\n",
    "10.  a\n\n    - b\n",
    "- a\n  ```\n  b\n\n    c\n     ```\n  d\n\n   ~~~ e\n  f\n    g\n  ~~~\nh\n   ```\n  i\nj\n```\n",
    "1. a\n   - b\n     ```\n     c\n     ```\n   ```\n   d\n   ```\n```\n```\n",
    "-\n- a\n\n*\n\n  b\n\n1. \n2.\n\nc\n\n+   \nd\n\n- e\n  - f\n\n  -\n\n  g\n-",
    "- a\n-\n\n1. b\n2.\n\n> -\n> - c\n-\n",
    "<https://a.b>\n\n- <mailto:c>\n<d:e>\n< 5 f\n\n<3\n",
    # quotes
    "> a\n",
    "> a\n>b\n>  c  \n>\n>d\n> \n>\n>\n\n>\n> e",
    "a\n> b\n\n- c\n> d\n# e\n> f\n# g\n> h\n---\n> i\n- j\n> k\n2. l\n> m\n<!-- n -->\n> o\n```\n```\n",
    "|a|\n|-|\n|b|\n> c\n",
    "> - a\n>   b\n> - [x] c\n>   - [ ] d\n>\n>   e\n>\n> 1. f\n> g\n",
    "> # a #\n>## b\n> c\n",
    "> a\nb\n> c\nd\n\n> - e\nf\n",
    "> a\n>\nb\n\n> a\n>\n  b\n",
    "> ```sh\n> a\n>   b\n>\n> ```\n> ---\n>     c\n>\n>\n>     d\n>\n",
    "> <!-- a\n>\n> b -->\n> <!-- c -->",
    "> [!NOTE]\n> a\n",
]


@pytest.mark.parametrize("text", PLAIN)
def test_texts_that_were_plain(text: str) -> None:
    assert not disagreement(text)


def test_most_of_them_are_read_natively() -> None:
    assert sum(map(is_native, PLAIN)) > 0.7 * len(PLAIN)


NOT_PLAIN = [
    *["a\n===\n", "a\n---\n", "a\n-\n", "- a\n  ---\n", "- a\n  ===\n", "a\n=\n"],  # underlines
    *["\ta\n", "-\ta\n", "a\tb\n", "-     a\n", "- a\n      ```\n", "    a | b\n-|-\n"],  # code, tabs
    *["<b>\n", "a\n<div>\n", "<!-- a\n", "```\na\n", "```a`\n", "- ```\n  a\n  ```\n", "</a:b>\n", "<!a:b>\n"],
    *["- a\n  ```\n", "- a\n  ```\nb\n  ```\n", "- a\n ```\n ```\n", "- a\n\n  ```\n  ```a\n"],  # fences in items
    *["> > a\n", ">> a\n", "> a\n> > b\n", " > a\n", "- a\n  > b\n", "- > a\n", "> - > a\n"],  # quotes in others
    *["> a\n===\n", "> a\n===\nb\n", "> a\n> ===\n", "> a\n b\n", "> a\n    b\n", "> a\nb | c\n", "> a\n|b|\n"],
    *["> # a\nb\n", "> ---\na\n", ">     a\nb\n", "> ```\na\n> ```\n", "> ```\n> a\n", "> <!-- a\nb -->\n"],
    *[
        "> |a|\n> |-|\n",
        "> a | b\n-|-\n",
        "> [a]: b\n",
        "> <b>\n",
        ">\ta\n",
        ">\u00a0a\n",
        "> -\n>   a\n",
        "> a\n> -\n",
        "> a\n>\n    > b\n",
        ">\n  > a\n",
    ],
    *["[a]: b\n", "[a\nb]: c\n", "[a\\]: b\n", "- [a]: b\n", "a\n\n[a]: b\n"],  # definitions
    *[
        "-\n  a\n",
        "1.\n  a\n",
        "a\n1.\n",
        "a\n+\n",
        "- - a\n",
        "- # a\n",
        "- ---\n",
        "- 1. a\n",
        "- - -\n",
        "a\n-\nb\n",
    ],
    *["a\n2. b\n", "- a\n  2. b\n", "> a\n> 2. b\n", "10.  a\n    - b\n", "- a\n      - b\n"],  # no items, but text
    *["- |a|\n  |-|\n", "- a\n|b|\n|-|\n", "- a | b\n-|-\n", " a | b\n-|-\n", "# a | b\n-|-\n"],
    *["a | b\n-|-|-\n", "a | b\n--\n", "|a|b|\n|-||\n", "|a|\n|-|\n| \\| |\n", "|a|\n|-|\n  |b|\n", "|a|\n"],
    *[
        "\u00a0\n",
        "a\u00a0\n",
        "# \u2003a\n",
        "|a\u00a0|\n|-|\n",
        "a\u2028b\n",
        "a\x0bb\n",
        "a\x0c\n",
        "a\x85\n",
        "a\x1f\n",
    ],
    *["a\0\n", "a\rb\n", "a\x7f\n"],
    "".join("  " * depth + "- a\n" for depth in range(9)),
]


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_texts_that_were_hard(text: str) -> None:
    assert not disagreement(text)


DOUBTFUL = [
    *["a\x0cb\n", "a\x0b\n", "a\0\n", "a\x85\n", "\ufeffa\n", "\ud800\n", "a\rb\n"],  # control characters, half a pair
    *["\u00a0\n", "1. \u00a0\n.\n", "<b>\u00a0\n", "|a|\u00a0\n|-|\n"],  # wide spaces where a line ends
    *["> a\n>\n    > b\n", "> > > a\n> >     > b\n", "> a\n     - b\n", "\t> a\n"],  # markers of quotes far in
    *["  1. a\n        + b\n    * c\n"],  # blocks in lists, for CommonMark lazy text
    *["|a|\n--\n", "a\na|b\n-|-\n", "- a|b\n-|-\n", "# a|b\n-|-\n", "|a|\n- |\n", "|a|\n|-:-|\n", "|a|\n|-|\n|\n"],
    *["|a|\n|-|\n    |b|\n", "|a|\n|-|\n\t|b|\n", "- a | b\n  -|-\n"],  # rows far in, markers before a row
    *["- [a]: b\nc\n", "[a]: b\n-\n", "[a]: b\\ 'c'\n", "[a\nb]: c\n", "[x](\n\n[x]: y\n", "[x]\\[y]\n\n[x]: z\n"],
    "[x][a![x]`]\n\n[x]: y\n",  # what may be a label
    *["[a](<b\\\nc>)\n", "[a](b\\ c)\n", '[a](b "c\n\\"&quot;")\n'],  # backslashes in addresses and titles
    *["```\na\n", "> ```\n>\n>", "> <!-- a\n> ", "```\na\n```\t\n"],  # what is never closed
]


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_is_left_to_the_reference(text: str) -> None:
    assert not is_native(text)


@pytest.mark.parametrize(("cells", "rows"), [(300, 218), (300, 219), (3, 50)])
def test_a_table_may_lack_only_so_many_cells(cells: int, rows: int) -> None:
    header = "|" + "a|" * cells + "\n|" + "-|" * cells + "\n"
    assert not disagreement(header + "|a|\n" * rows)


def test_the_blocks_of_a_post_mortem() -> None:
    text = "---\nx: 1\n---\n# A\n\nb\nc\n\n- [x] d\n  - e\n\n|f|\n|-|\n|g|\n\n```\nh\n```\n<!-- i -->\n"
    blocks = native(text, 4)
    assert [(type(one), one.line, one.end_line) for one in blocks[1:]] == [
        (Paragraph, 6, 7),
        (Item, 9, 9),
        (Item, 10, 10),
        (Table, 12, 14),
        (Code, 16, 18),
        (Html, 19, 19),
    ]


def test_the_blocks_of_a_quote() -> None:
    text = "a\n\n> # b\n> c\nd\n>- [x] e\n\nf\n"
    blocks = native(text)
    assert [(type(one), one.line, one.end_line, one.quoted) for one in blocks] == [
        (Paragraph, 1, 1, False),
        (Heading, 3, 3, True),
        (Paragraph, 4, 5, True),
        (Item, 6, 6, True),
        (Paragraph, 8, 8, False),
    ]
    places = [inline.offset(0) for one in blocks for inline in texts(one)]
    assert [text[place] for place in places] == [*"abcef"]


def native(text: str, line: int = 1) -> list[Block]:
    document = Document("INCIDENT.md", text)
    found = read_native(document, body(document, line), line)
    assert found is not None
    return found[0]


def is_native(text: str) -> bool:
    return read_native(Document("INCIDENT.md", text), text, 1) is not None


# Lines are put together from these, so that every trap is met.
INDENTS = [""] * 12 + [" ", "  ", "  ", "   ", "   ", "    ", "     ", "      ", "\t"]
MARKERS = [""] * 12 + [
    *["- ", "- ", "- ", "* ", "+ ", "1. ", "1. ", "2. ", "1) ", "10. ", "-  ", "-   ", "-    ", "-     ", "- - "],
    *[
        "-",
        "*",
        "+",
        "1.",
        "- [ ] ",
        "- [x] ",
        "* [X]  ",
        "1. [ ] ",
        "# ",
        "## ",
        "### ",
        "####### ",
        "#",
        "##",
        ">",
        "> ",
        ">  ",
        "> - ",
        "> > ",
        "<a:",
        "< ",
    ],
    *[
        "| ",
        "| ",
        "| ",
        "|",
        "||",
        "[x]: ",
        "[x] ",
        "[",
        "<!-- ",
        "<b>",
        "```",
        "~~~",
        "````",
        "`",
        "\\",
        "0. ",
        "\u00a0",
    ],
]
TEXTS = [
    *["a", "a", "a", "some words", "some words", "é 𝔘", "", "", "a | b", "a | b", "a | b |", "a |", "b", "1", "2026"],
    *[
        "---",
        "--",
        "-",
        "===",
        "=",
        "***",
        "___",
        "**bold** text",
        "*it*",
        "_it_",
        "- - -",
        "* * *",
        "--|--",
        "|---|",
        "---|---",
    ],
    *["|---|---|", "| --- | --- |", "|:-:|--:|", "| - | - |", "-|-", ":-", ":--|", "|", "||", "| a |", "| a | b | c |"],
    *[
        "[a](b)",
        "![a](b.png)",
        "[a]: b",
        "[a] b",
        "[a",
        "`c`",
        "`a | b`",
        "a \\| b",
        "a\\",
        "<!-- c -->",
        "<!--",
        "-->",
        "x -->",
    ],
    *[
        "<!-->",
        "<div>",
        "<br>",
        "```",
        "``` sh",
        "~~~",
        "```a`b",
        "```` x",
        "#",
        "# a",
        "a #",
        "a ##",
        "a#",
        "1. a",
        "2. b",
        "10:45",
    ],
    *[
        "- b",
        "+1",
        "-1",
        "1.5",
        "1)x",
        "12345678901. a",
        "=a",
        "_a",
        "\u00a0",
        "a\u00a0b",
        "a\u2003",
        "a\u2028b",
        "\x0b",
        "a\tb",
    ],
]
TAILS = [""] * 10 + [" ", "  ", " #", " ##", "\\", " |", "\u00a0", "\t"]
ENDS = ["\n"] * 8 + ["\n\n"] * 5 + ["\n \n", "\n\n\n"]


ALL = (INDENTS, MARKERS, TEXTS, TAILS, ENDS)
MILD = (INDENTS[:13], MARKERS[:20], TEXTS[:18], TAILS[:12], ENDS)
LISTS = (["", "", *(" " * width for width in range(9))], MARKERS[10:24], TEXTS[:8], [""], ENDS)
TABLES = (
    [""] * 9 + [" "],
    ["| ", "| ", "", "- "],
    [text for text in TEXTS if "|" in text or text < "b"],
    TAILS,
    ENDS[:9],
)
CODE = (
    [" " * width for width in (0, 0, 1, 2, 2, 3, 4, 5, 6, 8)],
    ["", "", "", "- ", "1. ", "```", "```", "~~~", "```", "# "],
    ["a", "a", "", "", "b", "`", "<https://a>", "a | b", "-|-"],
    ["", "", "", " "],
    ENDS,
)
QUOTES = (
    ["> "] * 9 + [">", ">", ">  ", ">   ", ">     ", "", "", "", " "],
    ["", "", "", "", "", "- ", "- ", "  ", "  - ", "1. ", "# ", "- [ ] ", "```", "---", "> "],
    [*TEXTS[:16], "---", "", "", "a: b", "[a](b)", "<!-- c -->", "<a:b>", "<b>", "===", "[a]: b"],
    [""] * 9 + [" ", "  "],
    ["\n"] * 9 + ["\n>\n", "\n>\n", "\n\n", "\n> \n"],
)
KINDS = (ALL, MILD, LISTS, TABLES, CODE, QUOTES)


def random_text(chance: random.Random) -> str:
    """A document of such lines, from a seed: of any, of the mild ones, of those that make lists, tables, code, quotes.

    Some are quoted, for the most part or here and there.
    """
    kind = chance.choice((*KINDS, MILD, QUOTES))
    text = "".join(chance.choice(one) for _ in range(chance.randint(1, 9)) for one in kind)
    if chance.random() < 0.7:
        return text
    marks = chance.choice((("> ",), ("> ", "> ", "> ", ">", ""), ("> ", "", "")))
    return "".join(chance.choice(marks) + line for line in text.splitlines(keepends=True))


def mutated(text: str, chance: random.Random) -> str:
    """A document after some slips of the pen: lines and characters lost, doubled, swapped and put in."""
    lines = text.split("\n")
    for _ in range(chance.randint(1, 4)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(8):
            case 0 if len(lines) > 1:
                del lines[at]
            case 1:
                lines.insert(at, lines[other])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines.insert(at, "".join(map(chance.choice, (INDENTS, MARKERS, TEXTS))))
            case 4:
                lines[at] = chance.choice(INDENTS) + lines[at]
            case 5:
                lines[at] = chance.choice(MARKERS) + lines[at]
            case _:
                place = chance.randint(0, len(lines[at]))
                sign = chance.choice(["", *"-*+#>|<`~=_[]():!\\ \n\t.1a"])
                lines[at] = lines[at][:place] + sign + lines[at][place + chance.randint(0, 1) :]
    return "\n".join(lines)


@given(st.sampled_from(KINDS).flatmap(lambda kind: st.lists(st.tuples(*map(st.sampled_from, kind)), max_size=8)))
@settings(max_examples=1000, derandomize=True)
def test_documents_of_traps(lines: list[tuple[str, ...]]) -> None:
    assert not disagreement("".join("".join(line) for line in lines))


def test_random_documents() -> None:
    chance = random.Random(20261103)
    for text in (random_text(chance) for _ in range(3000)):
        assert not disagreement(text), text


def test_real_documents_after_slips_of_the_pen() -> None:
    chance = random.Random(20261103)
    texts = [text for path in REAL if len(text := document(path)[0].text) < 4000]
    read = 0
    for _ in range(1200):
        text = mutated(chance.choice(texts), chance)
        assert not disagreement(text), text
        read += is_native(text)
    assert read > 900


ALPHABETS = {
    "lists": ["", "a", "   a", "- a", "  - a", "    - a", "1. a", "   2. a", "* a", "     a", "---"],
    "blocks": ["", "a", "# a", "```", "---", "===", "<!-- a", "-->", "- a", "  a", "> a", "[a]: b"],
    "code": ["", "a", "    a", "  ```", "```", "   ~~~", "- a", "1. a", "      a", "  a", " - a"],
    "bare items": ["", "a", "-", "  -", "1.", "2.", "- a", "  a", "    -", "> -", " + "],
    "quotes": ["", "a", "> a", ">", "> - a", ">   a", "> ```", "- a", "# a", "> # a", ">     a", "---"],
    "lazy": ["", "a", "> a", "> 1. a", "2. a", "===", "  a", "> a|b", "-|-", "> -|-", "> <!-- a", "-->"],
    "tables": ["", "a", "|a|", "|-|", "a|b", "-|-", "|a|b|", "- a|b", "--", " |a|", "# a|b"],
}


@pytest.mark.parametrize("alphabet", ALPHABETS.values(), ids=ALPHABETS)
def test_all_documents_of_three_lines(alphabet: list[str]) -> None:
    for lines in itertools.product(alphabet, repeat=3):
        text = "\n".join(lines)
        assert not disagreement(text), text


SIZE = 200_000
HARD = [
    *[
        "a\n",
        "- a\n",
        "|a|\n",
        "a|b\n-|-\n",
        "# a\n",
        "#",
        "# #",
        "`",
        "```\n",
        "<!--\n",
        "[",
        "[a](b) ",
        "- ",
        "  - a\n",
    ],
    *[
        "|",
        "|-",
        "-|-\n",
        "-",
        "=\n",
        "\\",
        " ",
        "\n",
        "a\n\n",
        "1. ",
        "1",
        "\u00a0",
        "é\n",
        "* a\n\n  b\n",
        "a\n# ",
        "~~~a\n",
        "    a\n",
        "    a\n\n",
        "> a\n",
        "> a\n\n",
        "> a\nb\n",
        ">\n",
        "> - a\n",
        ">",
        "- a\n  ```\n  ```\n",
    ],
]


@pytest.mark.parametrize("unit", HARD)
@pytest.mark.parametrize("before", ["", "|a|\n|-|\n", "- "])
def test_the_time_grows_with_the_length(before: str, unit: str) -> None:
    text = before + unit * (SIZE // len(unit))
    found = Document("INCIDENT.md", text)
    begin = time.process_time()
    read_native(found, text, 1)
    assert time.process_time() - begin < 4  # a fifth of it, if nobody else is at work


@pytest.mark.parametrize("marker", ["> ", "- ", "1. ", "> - "])
def test_text_that_is_nested_deeply_is_read(marker: str) -> None:
    """The one difference that stays: markdown-it leaves it out."""
    deep = marker * 1000 + "a\n"
    (found,) = native(deep)
    assert [inline.content for inline in texts(found)] == ["a"]
    assert reference_markdown(Document("INCIDENT.md", deep)).blocks == []


MILLION = 1_000_000
DEEP = [">", "- ", ">- ", "[", "![", "*a ", "*a **a ", "[a](", "[a]: ", "[a]: <", "|", "`", "<", "é", "\0", "\ud800"]
WIDE = [
    "> ",
    "1. ",
    "[![",
    "_a *",
    "<a ",
    "<!--",
    "&",
    "\\",
    "|-",
    "[]: ][",
    "[a][",
    "~~~",
    "```\n",
    "\t",
    "\u00a0",
    "\x0c",
    "\r",
]


def test_a_million_characters_bring_nothing_down() -> None:
    """In a process of its own: what would end it is no exception."""
    code = (
        "import sys, time; from incident_lint.document import Document; from incident_lint.native_markdown import *;"
        "from test_markdown_readers import DEEP, WIDE, MILLION\n"
        "for unit in DEEP + WIDE:\n"
        "    text = unit * (MILLION // (1 if unit in DEEP else 10) // len(unit))\n"
        "    document = Document('x', text); begin = time.process_time()\n"
        "    read_native(document, text, 1)\n"
        "    assert time.process_time() - begin < 30, unit\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent)


@pytest.mark.parametrize("count", [300, 30_000])
def test_the_cells_of_a_wide_table(count: int) -> None:
    """The reference, too, goes over a row once, and the place of a cell is looked for where it stands."""
    text = "|a" * count + "|\n" + "|-" * count + "|\n" + "|b\\|c" * count + "|\n"
    begin = time.process_time()
    for found in (read_markdown(Document("INCIDENT.md", text)), reference_markdown(Document("INCIDENT.md", text))):
        (table,) = found.blocks
        assert isinstance(table, Table)
        assert [cell.content for cell in table.rows[0]] == ["b\\|c"] * count
        assert table.rows[0][-1].span().column == 5 * count - 3
    assert time.process_time() - begin < 20


def test_the_native_reader_needs_no_reference() -> None:
    code = (
        "import sys; from incident_lint.document import Document; from incident_lint.markdown import read_markdown;"
        "text = '# A\\n\\n- [b](c)\\n- `d[0]` [ ] <!-- e -->\\n\\n|f|\\n|-|\\n|[g](h)|\\n\\n[i]\\n\\n[i]: j\\n';"
        "found = read_markdown(Document('INCIDENT.md', text)); assert [one.target for one in found.links] == [*'chj'];"
        "assert 'markdown_it' not in sys.modules; read_markdown(Document('INCIDENT.md', '```\\na'));"
        "assert 'markdown_it' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_the_native_reader_the_reference_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no wheel of it for the platform, all stays as it is."""
    texts = [document(path)[0].text for path in REAL[:40]]
    with_it = [read_markdown(Document("INCIDENT.md", text)) for text in texts]
    monkeypatch.setitem(sys.modules, "pyromark", None)
    monkeypatch.delitem(sys.modules, "incident_lint.native_markdown")
    assert [read_markdown(Document("INCIDENT.md", text)) for text in texts] == with_it
    assert "incident_lint.native_markdown" not in sys.modules


def test_a_whole_check_without_the_native_reader() -> None:
    code = "import sys; from incident_lint.cli import main; sys.exit(main(['check', '--no-cache', 'examples']))"
    absent = f"import sys; sys.modules['pyromark'] = None; {code}"
    runs = [
        subprocess.run([sys.executable, "-c", one], capture_output=True, check=False, cwd=ROOT)
        for one in (code, absent)
    ]
    assert runs[0].stdout
    assert (runs[0].returncode, runs[0].stdout) == (runs[1].returncode, runs[1].stdout)


# What links are made of; some lead nowhere without the definitions at the end.
LINKS = [
    *[
        "[a](b)",
        "[a](b)",
        "![a](b)",
        "[a b](c_d)",
        "[a_b](c)",
        "a",
        "b c",
        " ",
        "\n",
        "  \n",
        "`c`",
        "`[a](b)`",
        "[x]",
        ".",
    ],
    *[
        "[",
        "]",
        "(",
        ")",
        "](",
        "![",
        "!",
        "`",
        "``",
        "<",
        ">",
        "<b>",
        "< ",
        "<4@s>",
        "<a:",
        "@",
        "&amp;",
        "&",
        "\\",
        "*",
        "**",
    ],
    *["_", "__", "~~", '"', "'", ":", "[x]:", "é", "\u00a0", "[a](data:b)", "[a](javascript:b)", "[a]()", '[a](b "t")'],
    *[
        "<!-- c -->",
        "#",
        "[x][]",
        "[a][x]",
        "![x]",
        "<https://a.b>",
        "[a](<b c>)",
        "[a](\nb)",
        "\\\n",
        "[a\nb](c)",
        "\n> ",
    ],
]
BEFORE = ["", "", "- ", "> ", "1. ", "# ", "|a|\n|-|\n|", "- > ", "> - ", "- [ ] ", "- [x] ", "> [!["]
BEHIND = ["", "", "\n\n[x]: y\n", "\n\n[x]: <y z> 't'\n", "\n\n[X]: y\n[a]: b\n"]


@given(st.sampled_from(BEFORE), st.lists(st.sampled_from(LINKS), max_size=9), st.sampled_from(BEHIND))
@settings(max_examples=3000, derandomize=True)
def test_links_are_those_of_the_reference(before: str, parts: list[str], behind: str) -> None:
    assert not disagreement("".join([before, *parts, behind]))
