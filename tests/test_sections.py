"""The seven sections are found whatever their headings look like, and nothing else is taken for one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_lint.document import Document
from incident_lint.markdown import Item, Paragraph, Table, read_markdown, texts
from incident_lint.section_names import FIRM, LOOSE, ORDER, SectionName
from incident_lint.section_titles import fold, meanings, names_with
from incident_lint.sections import Outline, read_outline

DATA = Path(__file__).parent / "data"
OUTLINES = json.loads((DATA / "outlines.json").read_text(encoding="utf-8"))
TITLES: dict[str, list[str]] = json.loads((DATA / "titles.json").read_text(encoding="utf-8"))


def outline(text: str, further: dict[str, list[str]] | None = None) -> Outline:
    return read_outline(read_markdown(Document("INCIDENT.md", text)), further)


def served(text: str) -> list[str]:
    """The sections of a text in order, each name once per section."""
    return [name.value for one in outline(text).sections for name in one.names]


def named(title: str) -> list[str]:
    """What a heading names when it stands in a post-mortem by itself."""
    return served(f"# INC-1\n\n## {title}\n\nText.\n")


# --- how a heading is written ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "Summary",
        "SUMMARY",
        "summary ##",
        "1. Summary",
        "1) Summary",
        "1 Summary",
        "1 - Summary",
        "1.2. Summary",
        "(1) Summary",
        "I. Summary",
        "IV) Summary",
        "A. Summary",
        "A: Summary",
        "D2: Summary",
        "Section 3: Summary",
        "Part 1 - Summary",
        "Partie 1 : Summary",
        "Summary:",
        "Summary :",
        "**Summary**",
        "__*Summary*__",
        "📝 Summary",
        "Summary ✅",
        "📝Summary",
        ":memo: Summary",
        "Summary (draft)",
        "Summary [internal]",
        "[Summary](#summary)",
        "[Summary][1]",
        '<a name="summary"></a>Summary',
        "Summary <!-- two or three sentences -->",
        "The Summary",
        "Incident Summary",
        "Ｓｕｍｍａｒｙ",
        "Summary — checkout outage",
        "Summary: checkout outage",
        "Sum\u200bma\u00adry",
        "Summary\u00a0",
    ],
)
def test_form_does_not_matter(title: str) -> None:
    assert named(title) == ["Summary"]


@pytest.mark.parametrize(
    "text",
    [
        "Summary\n=======\n\nText.\n",
        "Summary\n---\n\nText.\n",
        "###### Summary\n\nText.\n",
        "**Summary**\n\nText.\n",
        "__Summary:__\n\nText.\n",
        "**Summary**:\n\nText.\n",
        "**Summary**\nText right below.\n",
        "<h2>Summary</h2>\n\nText.\n",
        '<h2 align="center"><b>Summary</b></h2>\n\nText.\n',
        "<!-- note --> \n<h2>Summary</h2>\n\nText.\n",
        "<h2>Summary</h2> <!-- note -->\n\nText.\n",
        "<details>\n<summary>Summary</summary>\n\nText.\n\n</details>\n",
        "<details><summary><strong>Summary</strong></summary>\n\nText.\n\n</details>\n",
        "---\n\n## Summary\n\nText.\n",
    ],
)
def test_kind_of_heading_does_not_matter(text: str) -> None:
    (section,) = outline(text).sections
    assert section.names == (SectionName.SUMMARY,)
    assert any("Text" in inline.content for block in section.blocks for inline in texts(block))


@pytest.mark.parametrize(
    "text",
    [
        "> ## Summary\n",
        "> **Summary**\n",
        "```\n## Summary\n```\n",
        "    ## Summary\n",
        "<!--\n## Summary\n<h2>Summary</h2>\n-->\n",
        "<!-- <h2>Summary</h2> -->\n",
        "<!-- <h2>Summary</h2>\n",
        "- **Summary**\n",
        "The **Summary** of it.\n",
        "**Summary** of it.\n",
        "**Summary of what happened, in so many words that it is a sentence and no label any more, is it?**\n",
        "*Summary*\n",
        "Summary\n",
        "Fix: restarted the pool.\n",  # a single remark
        "**Fix:** restarted the pool.\n",
        "Note: see the log.\n\nImpact: none, as far as we know.\n",
        "Summary:of\n",
        "| Summary |\n|---|\n| x |\n",
    ],
)
def test_what_is_no_heading(text: str) -> None:
    assert served("# INC-1\n\nIntro.\n\n" + text) == []


def test_a_quoted_heading_does_not_end_a_section() -> None:
    (section,) = outline("## Timeline\n\n> ## Summary\n\nafter\n").sections
    assert section.names == (SectionName.TIMELINE,)
    assert section.blocks[-1].line == 5


# --- what a heading says --------------------------------------------------------------------------


@pytest.mark.parametrize(("section", "title"), [(name, title) for name, titles in TITLES.items() for title in titles])
def test_names_in_english_and_french(section: str, title: str) -> None:
    assert named(title) == [section]


@pytest.mark.parametrize(
    ("title", "sections"),
    [
        ("Impact and resolution", ["Impact", "Resolution"]),
        ("Cause & impact", ["Root Cause", "Impact"]),
        ("Root cause / Resolution", ["Root Cause", "Resolution"]),
        ("Timeline and impact", ["Timeline", "Impact"]),
        ("Chronologie et impact", ["Timeline", "Impact"]),  # "et" is no time zone here
        ("Summary, impact and actions", ["Summary", "Impact", "Actions"]),
        ("Résumé et conséquences", ["Summary", "Impact"]),
        ("What happened and why", ["Summary", "Root Cause"]),
        ("Measures taken and planned", ["Resolution", "Actions"]),
        ("Mitigation and prevention", ["Resolution", "Actions"]),
    ],
)
def test_one_heading_for_several_sections(title: str, sections: list[str]) -> None:
    assert named(title) == sections


@pytest.mark.parametrize(
    "title",
    [
        "Lessons learned",
        "Lessons Learnt and next time",
        "Enseignements",
        "What went well",
        "What went poorly?",
        "Where did we get lucky?",
        "Ce qui a bien fonctionné",
        "Attendees",
        "Participants",
        "Responders",
        "Roles",
        "Detection",
        "How was the incident detected?",
        "Glossary",
        "Action required by users?",
        "Customer action required",
        "DNS resolution",
        "Name resolution",
        "GitHub Actions",
        "Open questions",
        "Conclusion",
        "Thanks",
        "Metadata",
        "Severity",
        "Status",
        "Communication",
        "Internal email",
        "How could we respond faster?",
        "How can customers make incidents like this less impactful?",
        "Reducing impact",
        "Services not affected",
        "Logs from the cluster not shipped",
        "Was anyone to blame for it?",
        "Impact on " + "one thing and another " * 4,
        "Impact on " + "x" * 160,
        "Very long board meeting impact",
        "Incident",
        "Post-mortem",
        "2026-11-03",
        "🔥",
        "",
        "of",
        "and",
    ],
)
def test_hard_negatives(title: str) -> None:
    assert named(title) == []


@pytest.mark.parametrize(
    "title",
    [
        "Impact of the leap second on billing",
        "Resolution of the DNS migration incident",
        "Timeline service outage",
        "Summary of the storage service disruption",
        "Why our database went down",
        "What we are doing about the outage",
        "Evidence store unavailable",
    ],
)
def test_the_title_of_the_document_is_no_section(title: str) -> None:
    assert served(f"# {title}\n\nText.\n\n## Actions\n\nText.\n") == ["Actions"]


def test_headings_of_level_one_are_sections_all_the_same() -> None:
    text = "# INC-1\n\n# Impact on users\n\nText.\n\n# How we fixed it\n\nText.\n"
    assert served(text) == ["Impact", "Resolution"]
    assert served("# Summary\n\nText.\n\n# Impact\n\nText.\n") == ["Summary", "Impact"]


# --- which headings count -------------------------------------------------------------------------


def titles(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in outline(text).sections:
        for name in one.names:
            found.setdefault(name.value, []).append(one.title)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Background\n\nx\n", {"Summary": ["Background"]}),
        ("## Background\n\nx\n\n## Summary\n\nx\n", {"Summary": ["Summary"]}),
        ("## Background\n\nx\n\n## Narrative summary\n\nx\n", {"Summary": ["Narrative summary"]}),
        ("## Background\n\nx\n\n## Description of the outage\n\nx\n", {"Summary": ["Description of the outage"]}),
        ("## Faits\n\nx\n\n## Chronologie\n\nx\n", {"Summary": ["Faits"], "Timeline": ["Chronologie"]}),
        (
            "## Remediation\n\nx\n\n## Action items\n\nx\n",
            {"Resolution": ["Remediation"], "Actions": ["Action items"]},
        ),
        ("## Remediation\n\nx\n", {"Resolution": ["Remediation"], "Actions": ["Remediation"]}),
        ("## Symptoms\n\nx\n\n## Patient impact\n\nx\n", {"Impact": ["Patient impact"]}),
        ("## Analysis\n\nx\n\n### Root cause\n\nx\n", {"Root Cause": ["Root cause"]}),
    ],
)
def test_loose_wordings_count_only_without_a_firm_one(text: str, expected: dict[str, list[str]]) -> None:
    assert titles("# INC-1\n\n" + text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Timeline\n\n### Timeline\n\nx\n", {"Timeline": ["Timeline"]}),
        ("## Timeline\n\n### Sequence of events\n\nx\n", {"Timeline": ["Timeline"]}),
        (
            "## Incident timeline\n\n### 24 October\n\n#### Timeline\n\nx\n",
            {"Timeline": ["Incident timeline"]},
        ),
        (
            "## Remediation\n\n### Immediate steps\n\nx\n",
            {"Resolution": ["Remediation"], "Actions": ["Remediation"]},
        ),
        ("## Impact\n\nx\n\n## Impact\n\nx\n", {"Impact": ["Impact", "Impact"]}),
        ("## Details\n\n### Impact\n\nx\n", {"Summary": ["Details"], "Impact": ["Impact"]}),
    ],
)
def test_sub_headings_of_the_same_name_are_parts(text: str, expected: dict[str, list[str]]) -> None:
    assert titles("# INC-1\n\n" + text) == expected


def test_what_went_wrong_is_a_cause_only_by_itself() -> None:
    assert named("What went wrong?") == ["Root Cause"]
    assert served("## Lessons\n\n### What went well\n\nx\n\n### What went wrong\n\nx\n") == []


def test_run_in_labels_are_sections_where_there_are_several() -> None:
    text = "**Summary:** the pool ran dry.\n**Impact:** no orders\nfor an hour.\n\nResolution: restarted.\n"
    found = outline(text).sections
    assert [one.names[0].value for one in found] == ["Summary", "Impact", "Resolution"]
    contents = [[inline.content for block in one.blocks for inline in texts(block)] for one in found]
    assert [(one.blocks[0].line, one.blocks[-1].end_line) for one in found] == [(1, 1), (2, 3), (5, 5)]
    assert contents == [["the pool ran dry."], ["no orders\nfor an hour."], ["restarted."]]
    places = [one.blocks[0].inline.span() for one in found if isinstance(one.blocks[0], Paragraph)]
    assert [(span.line, span.column) for span in places] == [(1, 14), (2, 13), (5, 13)]
    assert [(one.span.line, one.span.column, one.span.end_column) for one in found] == [
        (1, 3, 10),
        (2, 3, 9),
        (5, 1, 11),
    ]


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        (
            "**Impact:** x\n\n**Context:** y\n\n**Fix:** z\n",
            ["Impact", "Resolution"],
        ),  # a loose name needs its own line
        ("**Impact:** x\n\n**Context**\n\n**Fix:** z\n", ["Impact", "Summary", "Resolution"]),
        ("**Impact** x\n\n**Fix** z\n", []),  # neither alone nor with a colon
        ("**Impact:** x\n\n**Impact:** y\n", []),  # one name only: remarks
    ],
)
def test_which_labels_are_sections(text: str, sections: list[str]) -> None:
    assert served(text) == sections


def test_html_headings_have_their_line() -> None:
    (section,) = outline("a\n\n<div>\n<!-- one\ntwo -->\n<h2>Summary</h2>\n</div>\n\nText.\n").sections
    assert section.span.line == 6


def test_text_before_the_first_label_belongs_to_none() -> None:
    (section,) = outline("Intro\n**Impact**\nno orders\n").sections
    assert [one.line for one in section.blocks] == [2]
    (block,) = section.blocks
    assert isinstance(block, Paragraph)
    assert block.inline.content.strip() == "no orders"


# --- what a section holds -------------------------------------------------------------------------

TEXT = """\
# INC-1

Intro.

## Summary

One.

### Details

Two.

## Lessons

- three

## Timeline

| a |
|---|
| b |

# Appendix

four
"""


def test_a_section_ends_at_the_next_heading_of_its_level() -> None:
    summary, timeline, evidence = outline(TEXT).sections
    assert [one.line for one in summary.blocks] == [7, 9, 11]
    assert [type(one) for one in timeline.blocks] == [Table]
    assert [one.line for one in evidence.blocks] == [25]
    assert not any(isinstance(block, Item) for one in (summary, timeline, evidence) for block in one.blocks)


def test_places_of_sections() -> None:
    found = outline(TEXT).first(SectionName.TIMELINE)
    assert found is not None
    assert (found.title, found.level) == ("Timeline", 2)
    assert (found.span.line, found.span.column, found.span.end_column) == (17, 4, 12)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (1, None),
        (3, None),
        (7, "Summary"),
        (9, "Summary"),
        (11, "Summary"),
        (15, None),
        (21, "Timeline"),
        (25, "Evidence"),
    ],
)
def test_section_at_a_line(line: int, name: str | None) -> None:
    found = outline(TEXT).at(line)
    assert (found.names[0].value if found else None) == name


def test_empty_sections_are_sections() -> None:
    found = outline("## Summary\n\n## Impact\n\n## Actions").sections
    assert [one.blocks for one in found] == [(), (), ()]


def test_absent_sections() -> None:
    found = outline(TEXT)
    assert found.first(SectionName.IMPACT) is None
    assert found.all(SectionName.IMPACT) == []


# --- configured names and slips of the pen --------------------------------------------------------


def test_configured_names() -> None:
    further = {"Actions": ["Homework", "Ce qu'on fera"], "Summary": ["The Report"]}
    text = "## homework:\n\nx\n\n## Ce qu’on fera\n\nx\n\n## The report\n\nx\n"
    assert [one.names[0].value for one in outline(text, further).sections] == [
        "Actions",
        "Actions",
        "Summary",
    ]
    assert outline(text).sections == ()


def test_a_configured_name_wins_over_a_known_one() -> None:
    (section,) = outline("## Recommendations\n\nx\n", {"Evidence": ["Recommendations"]}).sections
    assert section.names == (SectionName.EVIDENCE,)


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("Timelines", "Timeline"),
        ("Tmeline", "Timeline"),
        ("Sumary", "Summary"),
        ("Summmary", "Summary"),
        ("Root Caus", "Root Cause"),
        ("Imapct", "Impact"),
        ("Resolutoin", "Resolution"),
        ("Evidance", "Evidence"),
        ("Chronolgie", "Timeline"),
        ("Résumée", "Summary"),
        ("**Sumary**", "Summary"),
    ],
)
def test_slips_of_the_pen_are_answered(title: str, meant: str) -> None:
    found = outline(f"# INC-1\n\n## {title}\n\nx\n")
    assert found.sections == ()
    assert [(one.title, one.meant.value, one.span.line) for one in found.misnamed] == [(title, meant, 3)]


@pytest.mark.parametrize(
    "title", ["Attendees", "Lessons learned", "What went well", "Communication", "Metadata", "Fiction"]
)
def test_other_headings_are_no_slips(title: str) -> None:
    assert outline(f"# INC-1\n\n## {title}\n\nx\n").misnamed == ()


def test_a_slip_is_answered_only_where_the_section_is_missing() -> None:
    assert outline("## Timeline\n\nx\n\n## Timelines\n\nx\n").misnamed == ()
    twice = outline("## Sumary\n\nx\n\n## Summmary\n\nx\n").misnamed
    assert [one.title for one in twice] == ["Sumary"]


# --- many outlines --------------------------------------------------------------------------------


def judged(case: dict[str, Any]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The wrong and the missed (heading, section) pairs of one outline."""
    text = "".join(f"{heading}\n\nText about it.\n\n" for heading, *_ in case["headings"])
    found = {(one.span.line, name.value) for one in outline(text).sections for name in one.names}
    meant = {(4 * at + 1, name) for at, (_, *names) in enumerate(case["headings"]) for name in names}
    heading = {4 * at + 1: row[0] for at, row in enumerate(case["headings"])}
    hit = {name for line, name in found & meant}
    wrong = {(heading[line], name) for line, name in found - meant}
    missed = {(heading[line], name) for line, name in meant if name not in hit}
    return wrong, missed


def test_outlines_of_other_organisations() -> None:
    """One hit per section and outline: a heading for a section that another one serves is no miss."""
    assert len(OUTLINES) >= 90
    hits, wrong, missed = 0, set(), set()
    for case in OUTLINES:
        here_wrong, here_missed = judged(case)
        wrong |= {(case["about"], *one) for one in here_wrong}
        missed |= {(case["about"], *one) for one in here_missed}
        hits += len({name for _, *names in case["headings"] for name in names} - {name for _, name in here_missed})
    f1 = 2 * hits / (2 * hits + len(wrong) + len(missed))
    assert f1 >= 0.99, (f1, wrong, missed)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_outlines_are_distinct_and_named_well(language: str) -> None:
    cases = [one for one in OUTLINES if one["language"] == language]
    assert len({one["about"] for one in cases}) == len(cases) >= 25
    known = {name.value for name in ORDER}
    for one in cases:
        assert 3 <= len(one["headings"]) <= 16
        assert all(name in known for _, *names in one["headings"] for name in names)


# --- the tables themselves ------------------------------------------------------------------------


@pytest.mark.parametrize("table", [FIRM, LOOSE], ids=["firm", "loose"])
def test_wordings_are_stored_as_they_are_compared(table: dict[SectionName, frozenset[str]]) -> None:
    for wordings in table.values():
        for wording in wordings:
            assert fold(wording) == wording
            assert wording.split() == wording.replace("'", " ").split()


def test_a_firm_wording_names_one_section() -> None:
    seen: dict[str, SectionName] = {}
    for name, wordings in FIRM.items():
        for wording in wordings:
            assert seen.setdefault(wording, name) is name
            assert name in meanings(wording, names_with({}))


@given(st.text(max_size=40), st.booleans())
def test_any_title_is_read(title: str, whole: bool) -> None:
    assert set(meanings(title, names_with({}), whole=whole)) <= set(ORDER)


@given(
    st.lists(
        st.sampled_from(
            [
                "# ",
                "## ",
                "**",
                ":",
                "\n",
                "\n\n",
                "Impact",
                "Timeline",
                "Summary",
                "x",
                "> ",
                "- ",
                "<h2>",
                "</h2>",
                "<!--",
                "-->",
                "```\n",
                " and ",
            ]
        ),
        max_size=24,
    ).map("".join)
)
def test_sections_lie_in_order_and_apart(text: str) -> None:
    found = outline(text)
    lines = [one.span.line for one in found.sections]
    assert lines == sorted(lines)
    ends = 0
    for one in found.sections:
        for block in one.blocks:
            assert one.span.line <= block.line
            assert block.end_line >= ends
            ends = block.end_line


def test_time_grows_with_the_number_of_headings() -> None:
    """Were it the square, this would take minutes."""
    found = outline("## Impact\n\nx\n\n" * 3000)
    assert len(found.sections) == 3000
