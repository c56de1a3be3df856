"""Titles that stand in no list: each kind of question and clause, and the words that make a name."""

from __future__ import annotations

import pytest

from incident_lint.document import Document
from incident_lint.markdown import read_markdown
from incident_lint.section_titles import meanings, names_with
from incident_lint.sections import read_outline

NAMES = names_with({})


def named(title: str) -> list[str]:
    return [str(name) for name in meanings(title, NAMES)]


TITLES = {
    "Timeline": """
        What happened when; What happened and when; Who did what when; When did it happen; When did this happen
        When did everything happen; How it all unfolded; How events developed; How the outage evolved
        How things played out; Comment la panne s'est déroulée; L'incident s'est déroulé; The long version
        The outage hour by hour; Blow by blow; Play by play; Minute par minute; Heure par heure
        Chronological history of events; Frise des événements; Succession des faits; Enchaînement des faits
    """,
    "Summary": """
        What occurred; What broke; What went down; What happened in short; What happened in brief
        What happened in a nutshell; In short; The short version; The short story; Plain English summary
        A plain summary; Que s'est-il produit; Qu'est-ce qui s'est passé; Ce qui est arrivé; Ce qui s'est produit
        Que s'est passé; Reader summary
    """,
    "Root Cause": """
        Why it broke; So why did it happen; Why was it down; Pourquoi la panne; Pourquoi est-ce arrivé
        How and why it failed; What went wrong; Where it went wrong; So what went wrong; What went wrong and why
        Why this; What caused it; What led to the outage; What triggered it; What contributed to it
        How did this happen; How it happened; So how did it happen; Qu'est-ce qui a causé la panne
        Ce qui a provoqué l'incident; Ce qui a déclenché la panne; What was the root cause; Quelle est la cause
        Underlying cause; Origine profonde; Explanation of the failure; Pool cause
        Cause racine; Cause investigation; Causes premières; Facteurs contributifs
    """,
    "Impact": """
        Who was affected; Which users were impacted; How many customers were affected; Qui est touché
        Quels clients sont concernés; Quelles équipes ont été impactées; Affected users; Impacted services
        Users affected; Utilisateurs touchés; What did users experience; What did customers see
        What did they notice; How bad was it; How big was it; What was impact; Extent of the damage
        Reader impact; Impact voyageurs
        Business consequences; Étendue des conséquences
    """,
    "Resolution": """
        How we fixed it; How it was resolved; How the team responded; Comment la panne a été résolue
        Comment nous avons réagi; What we did; What did we do; What was done; What have we done; What we have done
        Ce que nous avons fait; Qu'avons-nous fait; What actions were taken; What steps did we take
        Short-term fix; Measures taken; Actions de rétablissement; Emergency measures
        Reprise usine; Containment actions; Mesures d'endiguement; Containment and recovery; Service restoration
    """,
    "Actions": """
        What we are doing to prevent this; How will we prevent it; What can we do better; Ce que nous allons faire
        Que faire pour éviter cela; How to prevent this from happening again; Preventing recurrence
        Avoiding similar incidents; Éviter un incident similar; Changes we are making; Improvements we will make
        Steps we plan; Ce que nous changeons; Ce que nous prévoyons demain; Actions to be taken; Steps to take
        Measures to take; Mesures to take; Corrective action plan; Mesures envisagées; Remediation tickets
        Tracking tickets; Mesures correctrices; Created tickets; Follow up items; Programme d'actions
        Safety recommendations; Follow-up task; Remediation plan
    """,
    "Evidence": """
        What data supports this; Which evidence supports it; What proof is there that supports this
        Which data supports; Supporting documents and logs; Relevant screenshots; Pieces jointes; Log extracts
        Server logs
    """,
}
CASES = [
    (section, title.strip())
    for section, titles in TITLES.items()
    for line in titles.strip().splitlines()
    for title in line.split(";")
]
OTHERS = [
    "What happened where", "How unfolded", "By hand", "Second by second", "In general", "The long story",
    "Why people like it", "Caused trouble", "Ce qui a changé", "Affected by rain", "Not affected", "Users not affected",
    "Users were not affected", "How we work", "What we did well", "What did we do wrong", "How we will work",
    "Prevent it", "We are here", "Which data", "What data we have", "No impact", "Running impact",
    "What data supported it", "Aminute by minute", "Minute by hour", "Minutes by minutes", "Unaffected users of it",
]  # fmt: skip


@pytest.mark.parametrize(("section", "title"), CASES)
def test_what_a_title_names(section: str, title: str) -> None:
    assert named(title) == [section]


@pytest.mark.parametrize("title", OTHERS)
def test_what_names_nothing(title: str) -> None:
    assert named(title) == []


@pytest.mark.parametrize(
    ("html", "line"), [("<h2>Impact</h2 >", 3), ("<h2 id='x'>\nImpact\n</h2>", 3), ("<div>\n<h2>Impact</h2>", 4)]
)
def test_headings_in_html(html: str, line: int) -> None:
    (section,) = read_outline(read_markdown(Document("x.md", f"Text.\n\n{html}\n\nText.\n"))).sections
    assert ([str(name) for name in section.names], section.span.line) == (["Impact"], line)
