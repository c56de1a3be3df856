"""Actions as people write them, in lists and tables: who, by when, where it is followed, whether it is done."""

from __future__ import annotations

import pytest

from incident_lint.actions import Action, owner_cells, read_actions
from incident_lint.document import Document
from incident_lint.markdown import Table, read_markdown
from incident_lint.section_names import SectionName
from incident_lint.sections import Section, read_outline


def section(body: str) -> Section:
    found = read_outline(read_markdown(Document("INCIDENT.md", f"## Actions\n\n{body}\n"))).first(SectionName.ACTIONS)
    assert found is not None
    return found


def read(body: str) -> list[Action]:
    return read_actions(section(body))


def told(body: str) -> list[str]:
    """Each action as its text, behind it what is said about it."""
    names = ("owner", "due", "link", "done")
    return [" | ".join([one.text, *(name for name in names if getattr(one, name))]) for one in read(body)]


def says(text: str) -> set[str]:
    """What one item says about itself."""
    (only,) = told(f"- {text}")
    return set(only.split(" | ")[1:])


@pytest.mark.parametrize(
    "text",
    [
        "Add a test (@platform)",
        "@platform/on-call adds a test",
        "Add a test. Owner: delivery",
        "Add a test, owners = delivery",
        "Add a test, assignee delivery",
        "Add a test, assigned to delivery",
        "Add a test, responsible: delivery",
        "Add a test; lead: delivery",
        "Add a test; DRI: delivery",
        "Ajouter un test, porteuse : livraison",
        "Ajouter un test, pilote : livraison",
        "Ajouter un test, attribué à livraison",
        "Add a test (delivery team)",
        "Add a test [the delivery squad]",
        "Add a test (on-call)",
        "Ajouter un test (équipe livraison)",
        "Add a test - delivery team",
        "Add a test – the delivery squad",
        "Add a test by the delivery team",
        "Add a test for oncall",
        "Ajouter un test par l'astreinte",
        "Ajouter un test par la équipe",
        "team delivery adds a test",
    ],
)
def test_an_owner_is_found(text: str) -> None:
    assert "owner" in says(text)


@pytest.mark.parametrize(
    "text",
    [
        "Add a test",
        "Mail support@example.org about it",
        "Use actions/checkout@v4 everywhere",
        "Follow the owner",
        "Add a test for the steam- valve",
        "Rewrite the misleading text",
        "Improve teamwork",
        "Steam is let off",
        "Ask the team",
        "Ask a team!",
        "Ask the team (soon)",
    ],
)
def test_what_is_no_owner(text: str) -> None:
    assert "owner" not in says(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24",
        "2026-11",
        "24/11/2026",
        "24.11.26",
        "24 November",
        "24th Nov",
        "1er février",
        "3 fevr.",
        "3 fev",
        "Nov 24",
        "November 2026",
        "Q4 2026",
        "q426",
        "T1 26",
        "H1 FY27",
        "by the end of November",
        "end of Q4",
        "fin décembre",
        "before Friday",
        "until next week",
        "this month by next sprint",
        "due Monday",
        "avant fin mars",
        "d'ici la fin trimestre",
        "d’ici vendredi",
        "pour lundi",
        "in mid January by early March",
        "late quarter",
    ],
)
def test_a_due_date_is_found(text: str) -> None:
    assert "due" in says(f"Add a test, {text}")


@pytest.mark.parametrize(
    "text",
    ["soon", "release 2.14.1234567", "at some time", "12026-11-24", "in the pool", "by the team", "`2026-11-24`"],
)
def test_what_is_no_due_date(text: str) -> None:
    assert "due" not in says(f"Add a test, {text}")


@pytest.mark.parametrize(
    "text",
    ["[OPS-813](https://example.org)", "[the ticket][ops]", "https://example.org/8", "http://x.org", "#813", "OPS-813",
     "A1-8", "group/project#8", "a.b/c-d#12", "(#8)"],
)  # fmt: skip
def test_a_link_is_found(text: str) -> None:
    assert "link" in says(f"Add a test, {text}")


@pytest.mark.parametrize(
    "text", ["[813]", "&#813;", "a#813", "#", "C# code", "O-8", "OPS-", "OPS-8x", "ops-813", "#8x", "a/b#", "a/b#x"]
)
def test_what_is_no_link(text: str) -> None:
    assert "link" not in says(f"Add a test, {text}")


@pytest.mark.parametrize(
    "text",
    ["[x] Add a test", "[X] Add a test", "✅ Add a test", "~~Add a test~~", "Done: add a test", "(done) Add a test",
     "Completed in May", "closed", "Fixed the pool", "Resolved", "Merged", "Shipped", "Deployed", "Fait : un test",
     "Terminé", "Clos", "Réalisé"],
)  # fmt: skip
def test_an_action_is_done(text: str) -> None:
    assert "done" in says(text)


@pytest.mark.parametrize(
    "text",
    [
        "[ ] Add a test",
        "Add a test that is done",
        "Undone work",
        "Fixedness",
        "Donegal",
        "Complet",
        "Completeness",
        "x",
    ],
)
def test_an_action_is_open(text: str) -> None:
    assert "done" not in says(text)


@pytest.mark.parametrize(
    "text",
    ["None", "none.", "No action", "No actions", "No further actions are planned", "no action was needed", "N/A", "na",
     "Aucune", "Aucun", "Aucune action", "no actions were required!"],
)  # fmt: skip
def test_none_is_no_action(text: str) -> None:
    assert told(f"- {text}") == []
    assert told(f"| Action | Owner |\n|---|---|\n| {text} | |") == []


@pytest.mark.parametrize(
    "text", ["None of the tests ran", "No action is planned yet", "Nothing", "No actionable alert"]
)
def test_what_begins_like_none(text: str) -> None:
    assert len(told(f"- {text}")) == 1


@pytest.mark.parametrize(
    ("body", "actions"),
    [
        ("- one thing to do\n- two", ["one thing to do", "two"]),
        ("- one thing to do now\n  - OPS-8\n  - owner: delivery", ["one thing to do now | owner | link"]),
        ("- one thing to do now\n  - done", ["one thing to do now"]),
        ("- Detection:\n  - one\n  - two", ["one", "two"]),
        ("- What we detect and how we do it:\n  - one", ["one"]),
        ("- Short term work\n  - one", ["one"]),
        ("- Short term work first\n  - one", ["Short term work first"]),
        ("- Detection:\n  - one:\n    - detail\n  - two", ["two"]),
        ("- Detection:\n  - one thing to do now\n    - OPS-8\n  - two", ["one thing to do now | link", "two"]),
        ("- Detection:\n- one", ["Detection:", "one"]),
        ("- one thing to do now\n  - OPS-8\n- two", ["one thing to do now | link", "two"]),
        (
            "- one thing to do now\n- two\n  - OPS-8 for everybody",
            ["one thing to do now", "OPS-8 for everybody | link"],
        ),
        ("> - quoted\n\n- one", ["one"]),
        ("-\n- one", ["one"]),
        ("1. one\n2. two", ["one", "two"]),
        ("Some prose.", []),
        ("- `make` it", ["￼￼￼￼￼￼ it"]),
    ],
)
def test_items(body: str, actions: list[str]) -> None:
    assert told(body) == actions


TABLE = "| {} |\n|---|---|---|---|\n| Add a test | {} | {} | {} |"


@pytest.mark.parametrize(
    ("head", "cells", "action"),
    [
        ("Action | Owner | Due | Ticket", ("delivery", "soon", "here"), "Add a test | owner | due | link"),
        ("Action | Owner | Due | Ticket", ("", "", ""), "Add a test"),
        ("Action | Owner | Due | Ticket", ("-", "?", "…"), "Add a test"),
        ("Action | Owner | Due | Ticket", ("TBD", "to do", "n/a"), "Add a test"),
        ("Action | Owner | Due | Ticket", ("none", "aucune", "aucun"), "Add a test"),
        ("Action | Owner | Due | Ticket", ("todo", "na", "tba"), "Add a test"),
        ("Action | Owner | Due | Ticket", ("nobody", "naa", "n//a"), "Add a test | owner | due | link"),
        ("Action | A | B | C", ("@delivery", "2026-11-24", "OPS-8"), "Add a test | owner | due | link"),
        ("Action | A | B | C", ("delivery", "soon", "here"), "Add a test"),
        ("Action | Owner | Due | C", ("", "", "@delivery 2026-11-24 OPS-8"), "Add a test | link"),
        ("Action | Owner | Status | C", ("x", "done", ""), "Add a test | owner | done"),
        ("Action | Owner | Status | C", ("x", "mostly completed", ""), "Add a test | owner | done"),
        ("Action | Owner | État | C", ("x", "terminé", ""), "Add a test | owner | done"),
        ("Action | Owner | Status | C", ("x", "open", "done"), "Add a test | owner"),
        ("Action | Owner | Owner | Due", ("", "x", "x"), "Add a test | due"),
        ("Tâche | Responsable | Pour le | Lien", ("x", "x", "x"), "Add a test | due | link"),
        ("Tâche | Porteur | Échéance | Suivi", ("x", "x", "x"), "Add a test | owner | due | link"),
        ("Tâche | Qui | Quand | Liens", ("x", "x", "x"), "Add a test | owner | due | link"),
        ("What | Who | When | Bug", ("x", "x", "x"), "Add a test | owner | due | link"),
        ("What | Assigned to | Delivery target | PR", ("x", "x", "x"), "Add a test | owner | due | link"),
        ("Measure | Bywho | Dues | Bugles", ("x", "x", "x"), "Add a test"),
        ("Measures | Debug | Outdates | Prefix", ("x", "x", "x"), "Add a test"),
        ("A | B | C | D", ("x", "x", "x"), "Add a test"),
    ],
)
def test_columns(head: str, cells: tuple[str, str, str], action: str) -> None:
    assert told(TABLE.format(head, *cells)) == [action]


@pytest.mark.parametrize(
    ("table", "actions"),
    [
        ("| Owner | Action |\n|-|-|\n| x | one |\n| y | two |", ["one | owner", "two | owner"]),
        ("| Owner | Action |\n|-|-|\n| x | |\n| y | two |", ["two | owner"]),
        ("| Owner | Action |\n|-|-|\n| x | None |\n| y | two |", ["two | owner"]),
        ("| # | Owner |\n|-|-|\n| | |\n| 1 | y |", ["1 | owner"]),
        ("| A | B |\n|-|-|\n| | two |", ["two"]),
        ("> | Action |\n> |-|\n> | one |", []),
    ],
)
def test_rows(table: str, actions: list[str]) -> None:
    assert told(table) == actions


@pytest.mark.parametrize(
    ("title", "kind"),
    [("Type", "preventive"), ("Types", "preventive"), ("Kind", "preventive"), ("Category", "preventive"),
     ("Catégorie", "preventive"), ("Nature", "preventive"), ("Prototype", ""), ("Typeset", "")],
)  # fmt: skip
def test_the_kind_of_an_action(title: str, kind: str) -> None:
    (only,) = read(f"| Action | {title} |\n|-|-|\n| one | Préventive |")
    assert only.kind == kind


def test_where_an_action_stands() -> None:
    first, second = read("- [ ] one\n\n| Owner | Action |\n|-|-|\n| x | two |")
    assert (first.inline.span().line, first.inline.span().column) == (3, 7)
    assert (second.inline.span().line, second.inline.span().column) == (7, 7)


def test_cells_of_owners() -> None:
    whole = section(
        "- @a\n\n| Action | Owner |\n|-|-|\n| one | x |\n| two | y |\n\n| Action | Due |\n|-|-|\n| one | z |"
    )
    tables = [block for block in whole.blocks if isinstance(block, Table)]
    assert owner_cells(whole) == {id(row[1]) for row in tables[0].rows}
