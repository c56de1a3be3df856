"""Blame, measured on sentences: three sets, written without sight of the rules, half of each hard negatives.

`set1` and `set2` were read afterwards to find the classes of sentences that were missed; `set3` was measured once and
has changed nothing since.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incident_lint.blame.finder import find_blame
from incident_lint.blame.model import BlameKind

DATA = Path(__file__).parent / "data" / "blame"
SETS = ("set1", "set2", "set3")


def _sentences(language: str) -> list[dict[str, Any]]:
    lines = [line for name in SETS for line in (DATA / f"{name}-{language}.jsonl").read_text("utf-8").splitlines()]
    return [json.loads(line) for line in lines if line.strip()]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_blame_is_found_and_everything_else_left_alone(language: str) -> None:
    true: list[str] = []
    wrong: list[str] = []
    missed: list[str] = []
    for one in _sentences(language):
        found = find_blame(one["text"], in_actions=one.get("section") == "Actions")
        if one["kind"] is None:
            wrong += [one["text"]] if found else []
        else:
            (true if found else missed).append(one["text"])
    precision = len(true) / (len(true) + len(wrong))
    recall = len(true) / (len(true) + len(missed))
    print(f"{language}: precision {precision:.3f}, recall {recall:.3f}")
    print("\n".join(["wrong:", *wrong, "missed:", *missed]))
    assert len(true) + len(missed) >= 60
    assert precision >= 0.95
    assert recall >= 0.85


def test_every_kind_has_sentences_in_both_languages() -> None:
    for language in ("en", "fr"):
        kinds = {one["kind"] for one in _sentences(language)} - {None}
        assert kinds == {kind.value for kind in BlameKind} - {"named"}


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("The on-call engineer forgot to rotate the key.", BlameKind.AGENT, "The on-call engineer forgot"),
        ("The outage was caused by human error.", BlameKind.HUMAN_ERROR, "human error"),
        ("We should have tested the restore.", BlameKind.COUNTERFACTUAL, "We should have tested"),
        ("The DBA is to blame.", BlameKind.FAULT, "The DBA is to blame"),
        ("L'ingénieur a oublié de renouveler le certificat.", BlameKind.AGENT, "L'ingénieur a oublié"),
        ("On aurait dû vérifier la sauvegarde.", BlameKind.COUNTERFACTUAL, "On aurait dû vérifier"),
    ],
)
def test_the_blaming_words_are_pointed_at(text: str, kind: BlameKind, words: str) -> None:
    (found,) = find_blame(text)
    assert found.kind is kind
    assert words.casefold() in text[found.start : found.end].casefold() or text[found.start : found.end] in words


@pytest.mark.parametrize(
    "text",
    [
        "The health check failed to start.",
        "The default was wrong.",
        "git blame shows the commit.",
        "Every service should have alerting.",
        "The alert should have fired.",
        "The Kubernetes operator failed to reconcile.",
        "Alice restarted the pod.",
        "Nobody is to blame.",
        'A customer wrote: "your engineer forgot us".',
        "We failed over to the second region.",
        "La sonde n'a pas détecté la panne.",
        "Le contrôleur a ignoré la requête.",
        "L'alerte aurait dû se déclencher.",
        "L'astreinte a redémarré le service.",
    ],
)
def test_what_never_is_blame(text: str) -> None:
    assert find_blame(text) == []


def test_a_contributor_is_known_by_name() -> None:
    text = "Quill deleted the production database by mistake."
    assert find_blame(text, people=("Quill Example",))


def test_hindsight_is_allowed_where_actions_are_planned() -> None:
    text = "We should have tested the restore."
    assert find_blame(text)
    assert not find_blame(text, in_actions=True)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120))
def test_any_text_gives_places_within_it(text: str) -> None:
    found = find_blame(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)


@pytest.mark.parametrize("piece", ["a ", "the engineer ", "il a ", "had the ", "due to ", "they ", "ingénieur x "])
def test_the_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    times = []
    for size in (4_000, 16_000):
        begin = time.process_time()
        find_blame(piece * (size // len(piece)))
        times.append(time.process_time() - begin)
    assert times[1] < 12 * max(times[0], 0.02)  # four times the text; quadratic growth would be sixteen times
