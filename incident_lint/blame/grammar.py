"""One sentence read: its words, its chunks, its clauses, and what the rules find in them."""

from __future__ import annotations

from functools import partial

from . import appeals, causes, failures, hindsight, verdicts
from . import tags as t
from .chunks import Context
from .clauses import Clause, link
from .lexicon import ENGLISH, Word, asides, lexicon, read
from .model import Blame, BlameKind
from .names import known
from .scene import Finding, Scene

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

_RULES = (verdicts.find, causes.find, appeals.find, hindsight.find, failures.find)
_RANK = {
    kind: rank
    for rank, kind in enumerate(
        (
            BlameKind.FAULT, BlameKind.CHARACTER, BlameKind.HUMAN_ERROR, BlameKind.EXHORTATION,
            BlameKind.COUNTERFACTUAL, BlameKind.NAMED, BlameKind.AGENT,
        )
    )
}  # fmt: skip


class Grammar:
    """Reads the sentences of one block of prose.

    text: as written; plain: the same with quoted speech hidden. people: the names of the contributors. in_actions: see
    `finder.find_blame`.
    """

    def __init__(self, text: str, plain: str, people: frozenset[str], *, in_actions: bool) -> None:
        self.text = text
        self.plain = plain
        self.names = known(people)
        self.in_actions = in_actions
        self._read_before: dict[tuple[str, tuple[int, int]], Scene] = {}

    def blame(self, language: str, span: tuple[int, int], before: tuple[int, int] | None) -> list[Blame]:
        """What the rules of a language find in the sentence at `span`; `before` is the one before it."""
        main, *others = asides(read(lexicon(language), self.plain, *span))
        scene = self._scene(language, main, partial(self._previous, language, before))
        scenes = [scene, *(self._scene(language, each, partial(_given, scene)) for each in others)]
        return [self._placed(one, each) for one in scenes for each in _rules(one)]

    def _previous(self, language: str, span: tuple[int, int] | None) -> Scene | None:
        """The sentence before, read once however many pronouns ask for it."""
        if span is None:
            return None
        key = (language, span)
        if key not in self._read_before:
            words = asides(read(lexicon(language), self.plain, *span))[0]
            self._read_before = {key: self._scene(language, words, lambda: None)}
        return self._read_before[key]

    def _scene(self, language: str, words: list[Word], previous: Callable[[], Scene | None]) -> Scene:
        self.names.resolve(words)
        machines = any(word.tags & t.MACHINE for word in words)
        chunks = _chunker(language).chunk(words, Context(machines, self.names))
        return Scene(words, chunks, link(words, chunks), previous, self.in_actions)

    def _placed(self, scene: Scene, finding: Finding) -> Blame:
        words = scene.words
        subject = ""
        if finding.subject is not None:
            subject = self.text[words[finding.subject[0]].start : words[finding.subject[1]].end]
        return Blame(finding.kind, words[finding.first].start, words[finding.last].end, subject)


def _chunker(language: str) -> ModuleType:
    if language == ENGLISH:
        from . import en  # noqa: PLC0415  (one language is enough for most texts)

        return en
    from . import fr  # noqa: PLC0415

    return fr


def _given(scene: Scene) -> Scene:
    return scene


def _rules(scene: Scene) -> list[Finding]:
    """The findings of a sentence, of those in one clause the most specific."""
    found = [finding for rule in _RULES for finding in rule(scene)]
    if len(found) < 2:
        return found
    numbers = _numbers(scene.clauses, len(scene.words))
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda each: (_RANK[each.kind], each.first, -each.last)):
        clash = any(
            numbers[finding.last] == numbers[other.last]
            or (finding.first <= other.last and other.first <= finding.last)
            for other in kept
        )
        if not clash:
            kept.append(finding)
    return kept


def _numbers(clauses: list[Clause], words: int) -> list[int]:
    """For every word the number of its clause."""
    numbers = [-1] * words
    for clause in clauses:
        start = clause.verb.first
        if clause.subject is not None and clause.subject.first < start and numbers[clause.subject.first] < 0:
            start = clause.subject.first
        for at in range(start, words):
            numbers[at] = clause.number
    return numbers
