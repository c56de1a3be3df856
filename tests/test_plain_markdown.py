"""The scanner of plain Markdown beside markdown-it: the same blocks, or none."""

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
from incident_lint.markdown import Code, Heading, Html, Item, Paragraph, Table, parse_markdown, read_markdown, texts
from incident_lint.plain_markdown import MAX_DEPTH, read_plain

ROOT = Path(__file__).parent.parent
REAL = sorted(
    path
    for folder in ("examples", "docs", "tests/fixtures", "benchmarks", ".")
    for path in (ROOT / folder).glob("*.md" if folder == "." else "**/*.md")
)


def disagreement(text: str, body_line: int = 1) -> str:
    """Where the scanner says anything else than markdown-it: empty where it agrees, or leaves the text to it."""
    document = Document("INCIDENT.md", text)
    starts = document.line_starts
    found = read_plain(document, text[starts[body_line - 1] :] if body_line <= len(starts) else "", body_line)
    if found is None:
        return ""
    truth = parse_markdown(document, body_line)
    for index in range(max(len(found), len(truth.blocks))):
        ours, theirs = found[index : index + 1], truth.blocks[index : index + 1]
        if ours != theirs:
            return f"{ours}\n{theirs}"
    return "references" if truth._references else ""


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


def test_the_examples_are_plain() -> None:
    for path in (ROOT / "examples").glob("**/INCIDENT.md"):
        found, body_line = document(path)
        assert read_plain(found, found.text[found.line_starts[body_line - 1] :], body_line) is not None


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
def test_plain(text: str) -> None:
    assert is_plain(text)
    assert not disagreement(text)


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
    "".join("  " * depth + "- a\n" for depth in range(MAX_DEPTH + 1)),
]


@pytest.mark.parametrize("text", NOT_PLAIN)
def test_what_is_left_to_the_parser(text: str) -> None:
    assert not is_plain(text)


def test_a_table_may_lack_only_so_many_cells() -> None:
    header = "|" + "a|" * 300 + "\n|" + "-|" * 300 + "\n"
    assert is_plain(header + "|\n" * 218)
    assert not is_plain(header + "|\n" * 219)


def test_the_blocks_of_a_post_mortem() -> None:
    text = "---\nx: 1\n---\n# A\n\nb\nc\n\n- [x] d\n  - e\n\n|f|\n|-|\n|g|\n\n```\nh\n```\n<!-- i -->\n"
    found = read_plain(Document("INCIDENT.md", text), text[text.index("#") :], 4)
    assert found is not None
    assert [(type(one), one.line, one.end_line) for one in found[1:]] == [
        (Paragraph, 6, 7),
        (Item, 9, 9),
        (Item, 10, 10),
        (Table, 12, 14),
        (Code, 16, 18),
        (Html, 19, 19),
    ]


def test_the_blocks_of_a_quote() -> None:
    text = "a\n\n> # b\n> c\nd\n>- [x] e\n\nf\n"
    found = read_plain(Document("INCIDENT.md", text), text, 1)
    assert found is not None
    assert [(type(one), one.line, one.end_line, one.quoted) for one in found] == [
        (Paragraph, 1, 1, False),
        (Heading, 3, 3, True),
        (Paragraph, 4, 5, True),
        (Item, 6, 6, True),
        (Paragraph, 8, 8, False),
    ]
    places = [inline.offset(0) for one in found for inline in texts(one)]
    assert [text[place] for place in places] == [*"abcef"]


def is_plain(text: str) -> bool:
    return read_plain(Document("INCIDENT.md", text), text, 1) is not None


# Lines are put together from these, so that about half of the documents are plain and every trap is met.
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
@settings(max_examples=2000, derandomize=True)
def test_documents_of_traps(lines: list[tuple[str, ...]]) -> None:
    assert not disagreement("".join("".join(line) for line in lines))


def test_random_documents() -> None:
    chance = random.Random(20261103)
    for text in (random_text(chance) for _ in range(4000)):
        assert not disagreement(text), text


def test_real_documents_after_slips_of_the_pen() -> None:
    chance = random.Random(20261103)
    texts = [text for path in REAL if len(text := document(path)[0].text) < 4000]
    plain = 0
    for _ in range(1200):
        text = mutated(chance.choice(texts), chance)
        assert not disagreement(text), text
        plain += is_plain(text)
    assert plain > 200


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
    read_plain(found, text, 1)
    assert time.process_time() - begin < 1.5  # a tenth of it, if nobody else is at work


def test_plain_documents_need_no_parser() -> None:
    code = (
        "import sys; from incident_lint.document import Document; from incident_lint.markdown import read_markdown;"
        "text = '# A\\n\\n- [b](c)\\n- `d[0]` [ ] <!-- e -->\\n\\n|f|\\n|-|\\n|[g](h)|\\n';"
        "found = read_markdown(Document('INCIDENT.md', text)); assert len(found.links(found.blocks[3:])) == 1;"
        "assert 'markdown_it' not in sys.modules; read_markdown(Document('INCIDENT.md', '[a]: b'));"
        "assert 'markdown_it' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_is_not_plain_is_parsed() -> None:
    found = Document("INCIDENT.md", "[a]\n\n[a]: b\n")
    assert read_markdown(found) == parse_markdown(found)
    assert [one.target for one in read_markdown(found).links()] == ["b"]
