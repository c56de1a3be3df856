"""How the time grows with what is read: `python benchmarks/growth.py [--expressions | --files | --counts]
[--most SECONDS]`.

Expressions: each one of the package is fed with every family of texts at 10, 100 and 1,000 KB. Files: the whole `check`
of one incident whose INCIDENT.md (or event) is made of one family, section by section. Counts: the check where there
are 300, 3,000 and 10,000 of something (incidents, links, suppressions, exemptions …), in processor time. A family that
takes longer than `--most` is not made larger. Prints, for each expression and each place, the families that are worst:
the times, the power of the length with which the last of them grows (1 is linear), and microseconds for a character (or
for one of them). The exit status is 1 where something takes more than the power 1.5.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from helpers.counts import FAMILIES, seconds  # noqa: E402
from helpers.growth import RUNS, Family, Growth, expressions, families, grow, methods, use  # noqa: E402
from helpers.project import add_incident  # noqa: E402

from incident_lint.cli import main  # noqa: E402

SIZES = (10_000, 100_000, 1_000_000)
COUNTS = (300, 3_000, 10_000)
SUPER = 1.5
NOTICED = 0.1
"""Seconds below which a power is noise."""
BLOCKS = (
    *(
        "- a\n",
        "- [ ] @a do b by 2026-01-01 #1\n",
        "- 10:00 UTC a\n",
        "10:00 a\n\n",
        "# a\n",
        "## Summary\n\n",
        "**a**\n\n",
    ),
    *(
        "Timeline: a\n\n",
        "| a | b |\n",
        "| a | b |\n|---|---|\n",
        "> a\n",
        "```\n",
        "    a\n",
        "a\n\n",
        "[a](b) ",
        "[a]: b\n",
        "[a]: ",
        "|a",
        "|é|[a](b)",
        "> a\nb\n",
        "[![é](b)](c) ",
    ),
    *(
        "![a](b) ",
        "<!-- incident-lint: ignore[DOC1] x -->\n\n",
        "*a* ",
        "`a` ",
        "The engineer forgot the index. ",
        "a\n---\n",
    ),
    *(
        "[a](evidence/a.log) ",
        "Alice Smith ",
        '"a" ',
        "n’",
        "- - ",
        "<div>\n\n",
        "0123456789abcdef0123456789abcdef01234567 ",
    ),
)
HEADINGS = ("Summary", "Timeline", "Root Cause", "Impact", "Actions", "Evidence")
JSON: dict[str, Callable[[int], str]] = {
    "keys": lambda size: "{" + ",".join(f'"k{one}":0' for one in range(size // 9)) + "}",
    "same keys": lambda size: "{" + ",".join('"k":0' for _ in range(size // 6)) + "}",
    "numbers": lambda size: "[" + ",".join("0" for _ in range(size // 2)) + "]",
    "objects": lambda size: "[" + ",".join("{}" for _ in range(size // 3)) + "]",
    "text": lambda size: '"' + "x" * size + '"',
    "escapes": lambda size: '"' + "\\u0041" * (size // 6) + '"',
    "surrogates": lambda size: '"' + "\\ud800" * (size // 6) + '"',
    "levels": lambda size: "[" * size,
}


def row(place: str, family: object, growth: Growth, size: int) -> str:
    """A line of a table."""
    times = "  ".join(f"{one:8.3f}" for _, one in growth.times)
    return f"{place:44.44} {times:30} {growth.factor:6.2f} {growth.last / size * 1e6:9.2f}  {str(family)[:70]}"


def worst(place: str, measured: Sequence[tuple[Growth, object]]) -> bool:
    """Print the families that take longest; whether one of them grows too fast."""
    found = sorted(
        measured, key=lambda one: (one[0].factor > SUPER and one[0].last > NOTICED, one[0].last), reverse=True
    )
    crawls = [one for one in found if one[0].factor > SUPER and one[0].last > NOTICED]
    for growth, family in crawls[:3] or found[:1]:
        print(("! " if crawls else "  ") + row(place, family, growth, growth.times[-1][0]), flush=True)
    return bool(crawls)


def measure_expressions(most: float) -> int:
    """Every expression with every family; how many crawl."""
    asked, crawling = methods(), 0
    for place, pattern in expressions().items():
        run = use(place, pattern, asked)
        crawling += worst(place, [(grow(partial(fed, run, one), SIZES, most), one) for one in families(pattern)])
    return crawling


def fed(run: Callable[[str], object], family: Family, size: int) -> Callable[[], object]:
    """An expression before a text of a size."""
    return partial(run, family.text(size))


def measure_files(most: float) -> int:
    """The check of an incident whose post-mortem or event is made of one family; how many crawl."""
    crawling = 0
    with tempfile.TemporaryDirectory() as name:
        folder = add_incident(Path(name))
        report, event = folder / "INCIDENT.md", folder / "INCIDENT_EVENT.json"
        whole, record = report.read_text("utf-8"), json.loads(event.read_bytes())

        def check() -> None:
            with contextlib.redirect_stdout(io.StringIO()):
                assert main(["check", "--format=json", str(folder)]) in {0, 1}

        check()
        for heading in ("", *HEADINGS):
            runs = [Family("", unit, "") for unit in dict.fromkeys((*RUNS, *BLOCKS))]

            def write(family: Family, size: int, heading: str = heading) -> Callable[[], object]:
                before, _, after = whole.partition(f"## {heading}\n") if heading else ("", "", "")
                text = family.text(size)
                report.write_text(f"{before}## {heading}\n\n{text}\n\n{after}" if heading else text, "utf-8")
                return check

            found = [(grow(partial(write, one), SIZES, most), one) for one in runs]
            crawling += worst(f"INCIDENT.md, {heading or 'nothing else'}", found)
        report.write_text(whole, "utf-8")
        for place in ("title", "kinds", "evidence", "x"):

            def put(kind: str, size: int, place: str = place) -> Callable[[], object]:
                text = json.dumps({**record, place: "HERE"}).replace('"HERE"', JSON[kind](size))
                event.write_text(text, "utf-8")
                return check

            crawling += worst(f"the event, {place}", [(grow(partial(put, one), SIZES, most), one) for one in JSON])
    return crawling


def measure_counts(most: float) -> int:
    """The check of so many of each family; how many crawl."""
    crawling = 0
    for name, family in FAMILIES.items():
        times: list[tuple[int, float]] = []
        for count in COUNTS:
            if not times or times[-1][1] <= most:
                times.append((count, seconds(family, count)))
        crawling += worst(f"counts: {name}", [(Growth(tuple(times)), f"{times[-1][0]:,} of them")])
    return crawling


def run() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--expressions", action="store_true", help="the expressions alone")
    parser.add_argument("--files", action="store_true", help="whole files alone")
    parser.add_argument("--counts", action="store_true", help="how many there are of something, alone")
    parser.add_argument("--most", type=float, default=5.0, metavar="SECONDS", help="of one run (default: 5)")
    arguments = parser.parse_args()
    every = not (arguments.expressions or arguments.files or arguments.counts)
    print(f"  {'place':44} {'seconds at three sizes':30} {'power':>6} {'µs/char':>9}  family")
    crawling = 0
    if every or arguments.counts:
        crawling += measure_counts(arguments.most)
    if every or arguments.files:
        crawling += measure_files(arguments.most)
    if every or arguments.expressions:
        crawling += measure_expressions(min(arguments.most, 1.0))
    print(f"{crawling} of them crawl" if crawling else "nothing crawls")
    return 1 if crawling else 0


if __name__ == "__main__":
    sys.exit(run())
