"""The tests before the grammar and the set phrases: whatever they leave out, nothing would have been found there."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from incident_lint.blame import finder, word_lists
from incident_lint.blame.finder import DocumentGate, find_blame
from incident_lint.blame.gate import two_words
from incident_lint.blame.idioms import PHRASES, Phrase, possible
from incident_lint.blame.language import words
from incident_lint.blame.lexicon import ENGLISH, FRENCH, PARTS, lexicon
from incident_lint.blame.model import Blame  # noqa: TC001  (a test module needs no such care)
from incident_lint.prose import mask

SENTENCES = [
    json.loads(line)["text"]
    for path in sorted((Path(__file__).parent / "data" / "blame").glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
]
PEOPLE = frozenset({"Will Fox", "alice", "Mark", "Jean-Luc Example", "jdoe", "Pierre", "Storm Example", "on-call"})
FILLING = "the a to by not was le de ne pas Alice Will jdoe Mark @bob Kafka misrouted who qui IT didn't n'a".split()


@pytest.mark.parametrize("name", word_lists.MODULES)
def test_the_lexicons_are_in_step_with_the_word_lists(name: str) -> None:
    language, build = word_lists.MODULES[name]
    written = (Path(word_lists.__file__).parent / name).read_text("utf-8")
    assert written == word_lists.source(language, build()), "run `make lexicons`"


def _everything(_: object, *__: object) -> bool:
    return True


def _ungated(monkeypatch: pytest.MonkeyPatch, text: str, people: frozenset[str]) -> list[Blame]:
    with monkeypatch.context() as patch:
        patch.setattr(finder, "may_accuse", _everything)
        return find_blame(text, people=people)


def _salad(dice: random.Random, vocabulary: list[str]) -> str:
    chosen = [dice.choice(vocabulary if dice.random() < 0.9 else FILLING) for _ in range(dice.randint(3, 14))]
    return " ".join(chosen) + "."


def _changed(dice: random.Random, vocabulary: list[str]) -> str:
    found = dice.choice(SENTENCES).split()
    for _ in range(dice.randint(0, 4)):
        at = dice.randrange(len(found))
        match dice.randrange(4):
            case 0 if len(found) > 2:
                del found[at]
            case 1:
                found.insert(at, dice.choice(vocabulary))
            case 2:
                found[at] = dice.choice(vocabulary + FILLING)
            case _:
                other = dice.randrange(len(found))
                found[at], found[other] = found[other], found[at]
    return " ".join(found)


@pytest.mark.parametrize("seed", range(8))
def test_what_the_gate_leaves_out_blames_nobody(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(seed)
    known = lexicon(FRENCH if seed % 3 == 2 else ENGLISH)
    vocabulary = [*known.marks, *known.words] + [
        " ".join((first, *rest)) for first, options in known.phrases.items() for rest, _ in options
    ]
    told = 0
    for _ in range(150):
        text = (_salad if dice.random() < 0.3 else _changed)(dice, vocabulary)
        text = text[:1].upper() + text[1:] if dice.random() < 0.4 else text
        for people in (frozenset[str](), PEOPLE):
            found = find_blame(text, people=people)
            assert found == _ungated(monkeypatch, text, people), text
            told += bool(found)
    assert told > 10, "some of them do blame"


MARKS = [
    "*",
    "**",
    "_",
    "`",
    "~~",
    "[",
    "](x)",
    "![",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "&amp;",
    "&#39;",
    "https://a.b/",
    "\\",
]
MARKS += [
    "“",
    "”",
    '"',
    "'",
    "’",
    ". ",
    "?",
    "\n",
    "\u00a0",
    "\ufffc",
    "İ",
    "ſ",
    "é",
    "oublié",
    "failed",
    "n't",
    "no one",
]


def _marked(dice: random.Random, text: str) -> str:
    """A text with marks of Markdown put between its characters, as often between its words."""
    for _ in range(dice.randint(0, 5)):
        at = dice.randrange(len(text) + 1)
        at = max(text.rfind(" ", 0, at), 0) if dice.random() < 0.5 else at
        text = text[:at] + dice.choice(MARKS) + text[at:]
    return text


@pytest.mark.parametrize("seed", range(4))
def test_a_block_that_the_gate_of_its_document_leaves_out_blames_nobody(seed: int) -> None:
    dice = random.Random(seed)
    vocabulary = [*lexicon(ENGLISH).marks, *lexicon(FRENCH).marks]
    shut = told = 0
    for _ in range(150):
        blocks = [_marked(dice, _changed(dice, vocabulary)) for _ in range(4)]
        gate = DocumentGate("\n\n".join(blocks), dice.choice([frozenset(), PEOPLE]))
        for block in blocks:
            found = gate.blame(mask(block), in_actions=False)
            told += bool(found)
            if not gate.opens(block):
                shut += 1
                assert found == [], block
    assert shut > 30
    assert told > 30


@pytest.mark.parametrize(
    "text", ["", "Didn't", "didn’t a_b-c", "ÀÉ Straße ΑΣ İı ﬁ x\u0301y ½ Ⅷ ٣ 0x1F", "\ud800a\udc00b", "a\x1cb\x00c"]
)
def test_words_are_parts(text: str) -> None:
    dice = random.Random(len(text))
    for _ in range(300):
        changed = "".join(dice.choice([*text, *" aÀ’'\n\u2028\x85n't"]) for _ in range(dice.randint(0, 12))) + text
        lowered = re.sub("n['’]t", " not ", changed.lower())
        assert words(changed) == PARTS.findall(lowered), changed


@pytest.mark.parametrize("text", SENTENCES[::7])
def test_a_document_tries_the_phrases_that_its_words_may_begin(text: str) -> None:
    assert find_blame(text, phrases=possible(set(words(text)))[0]) == find_blame(text)


@pytest.mark.parametrize(
    ("text", "two"),
    [("", False), ("word", False), ("a1 2", False), ("one, two", True), ("one\ntwo", False), ("x" * 300_000, False)],
    ids=["empty", "one", "numbers", "two", "lines", "endless"],
)
def test_two_words_in_a_row(text: str, two: bool) -> None:
    assert two_words(text) is two


# That no stem is missing is shown on the expressions themselves: the strings that they can match are followed piece by
# piece, until every one of them holds a word that begins with a stem.

_EDGE, _ANY = "\x01", "\x02"
"""A place where a word begins; a character of which nothing is known."""
_GLUED = {
    r"\b(?:imput\w+ à": "'due à' and the error without a blank between them",
    r"\bplaid\w+ coupables?": "« ne » and its verb without a blank between them",
    r"^\W*(?:plus|davantage)": "'plus de' and its noun without a blank between them",
}
"""Expressions with an optional blank before the stem; without it there is no word of any language."""


def _crossed(some: set[str], others: set[str]) -> set[str] | None:
    return {one + other for one in some for other in others} if len(some) * len(others) <= 4000 else None


def _exact(op: Any, value: Any) -> set[str] | None:
    """All strings that a piece matches, where they can be told."""
    if op is c.LITERAL:
        return {chr(value).lower()}
    if op is c.IN:
        return {chr(one).lower() for _, one in value} if all(kind is c.LITERAL for kind, _ in value) else None
    if op is c.BRANCH:
        branches = [_sequence(one) for one in value[1]]
        return None if None in branches else set[str]().union(*(one for one in branches if one is not None))
    if op is c.SUBPATTERN:
        return _sequence(value[3])
    if op in (c.MAX_REPEAT, c.MIN_REPEAT):
        least, most, inner = value
        once = _sequence(inner)
        if once is None or most > 2:
            return None
        found: set[str] = {""} if least == 0 else set()
        run: set[str] | None = {""}
        for count in range(1, most + 1):
            run = _crossed(run, once) if run is not None else None
            if run is None:
                return None
            found |= run if count >= least else set()
        return found
    if op is c.AT:
        return {_EDGE} if value in (c.AT_BOUNDARY, c.AT_BEGINNING, c.AT_BEGINNING_STRING) else {""}
    if op in (c.ASSERT, c.ASSERT_NOT):
        return {_EDGE} if value[0] == -1 else {""}
    return None


def _sequence(pieces: Any) -> set[str] | None:
    run: set[str] | None = {""}
    for op, value in pieces:
        strings = _exact(op, value)
        run = _crossed(run, strings) if strings is not None and run is not None else None
        if run is None:
            return None
    return run


def _begun(text: str, stems: tuple[str, ...]) -> bool:
    for stem in stems:
        for match in re.finditer(re.escape(stem.strip()), text):
            before = text[match.start() - 1] if match.start() else _ANY
            if before == _EDGE or not (before.isalnum() or before in (_ANY, "_")):
                return True
    return False


def _ends(op: Any, value: Any) -> set[str]:
    """What may stand right before that which follows a piece."""
    if op in (c.MAX_REPEAT, c.MIN_REPEAT):
        return _last(value[2])
    if op is c.SUBPATTERN:
        return _last(value[3])
    if op is c.BRANCH:
        return set[str]().union(*(_last(one) for one in value[1]))
    if op is c.LITERAL:
        return {_ANY if chr(value).isalnum() else chr(value)}
    if op is c.AT:
        return {_EDGE if value is c.AT_BOUNDARY else _ANY}
    if op is c.IN:
        return {chr(one) if kind is c.LITERAL and not chr(one).isalnum() else _ANY for kind, one in value}
    return {_ANY}


def _last(pieces: Any) -> set[str]:
    found: set[str] = set()
    for op, value in reversed(list(pieces)):
        found |= _ends(op, value)
        if not (op in (c.MAX_REPEAT, c.MIN_REPEAT) and value[0] == 0):
            return found
    return found | {_ANY}


def _covered(pieces: Any, stems: tuple[str, ...], start: str = _ANY) -> bool:
    runs = {start}
    for op, value in pieces:
        strings = _exact(op, value)
        crossed = _crossed(runs, strings) if strings is not None else None
        if crossed is not None:
            runs = {one[-60:] for one in crossed if not _begun(one, stems)}
            if not runs:
                return True
            continue
        inner = value[1] if op is c.BRANCH else [value[3]] if op is c.SUBPATTERN else []
        if op in (c.MAX_REPEAT, c.MIN_REPEAT) and value[0] > 0:
            inner = [value[2]]
        if inner and all(_covered(one, stems, run) for one in inner for run in runs):
            return True
        optional = op in (c.MAX_REPEAT, c.MIN_REPEAT) and value[0] == 0
        runs = (runs if optional else set()) | _ends(op, value)
    return all(_begun(one, stems) for one in runs)


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda one: one.pattern[:30])
def test_whatever_a_phrase_matches_holds_a_stem_of_it(phrase: Phrase) -> None:
    covered = _covered(_parser.parse(phrase.pattern, re.IGNORECASE), phrase.stems)
    assert covered or any(phrase.pattern.startswith(one) for one in _GLUED)
