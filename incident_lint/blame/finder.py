"""From a block of prose to its blame: sentence by sentence, the grammar, the rules, one finding per clause."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from . import appeals, causes, en, failures, fr, hindsight, verdicts
from . import tags as t
from .chunks import Context
from .clauses import Clause, link
from .gate import may_blame
from .idioms import find_idioms
from .lexicon import Word, asides, read
from .model import Blame, BlameKind
from .names import Names, names_of
from .scene import Finding, Scene
from .tokens import hide_quotes, sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
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
# Software that is called what people are called: an agent that collects, an operator with a product's name.
_MACHINE = re.compile(
    r"\b(?:collect\w*|monitoring|backup|build|node|log\w*|update|sync\w*|build) agent\b|\bagent de (?:collecte|supervision|sauvegarde|"
    r"mise à jour|synchronisation|surveillance|build)\b|\b(?i:op[eé]rat(?:or|eur)) [A-Z]|\b(?!(?:The|An?|Our|One|This|That|Another|Each|Some|Every|Your|Their|His|Her|Its)\b)[A-Z]\w+ operator\b|"
    r"\b(?i:planificateur|scheduler|worker|ordonnanceur|daemon|contr[oô]leur|controller)\b"
)
_MARKERS = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "was",
        "were",
        "is",
        "in",
        "by",
        "that",
        "with",
        "for",
        "not",
        "this",
        "had",
        "has",
        "have",
        "an",
        "it",
        "we",
        "should",
        "at",
        "as",
        "from",
        "be",
        "are",
        "on",
        "who",
        "they",
        "he",
        "she",
        "our",
        "their",
        "which",
        "but",
        "after",
        "when",
        "i",
        "did",
        "must",
        "need",
        "because",
        "been",
        "would",
        "could",
    ]
)
_FRENCH = frozenset(
    [
        "le",
        "la",
        "les",
        "de",
        "du",
        "des",
        "un",
        "une",
        "et",
        "est",
        "été",
        "par",
        "pas",
        "que",
        "qui",
        "dans",
        "pour",
        "sur",
        "au",
        "aux",
        "l",
        "qu",
        "nous",
        "ce",
        "cette",
        "avec",
        "son",
        "sa",
        "ses",
        "il",
        "elle",
        "était",
        "ont",
        "avait",
        "se",
        "à",
        "ne",
        "je",
        "leur",
        "plus",
        "sans",
        "aurait",
        "avons",
        "faut",
        "être",
        "mais",
        "lors",
    ]
)


def find_blame(text: str, *, people: Collection[str] = (), in_actions: bool = False) -> list[Blame]:
    """The blaming clauses in the prose of one block, by position.

    text: the prose of a paragraph, item or cell, newlines included; code, links and images replaced one to one by
    U+FFFC. people: the names of the repository's contributors, best as a frozenset, which is indexed once.
    in_actions: the text stands in the Actions section, where what should be done is no counterfactual.
    """
    if not may_blame(text):
        return []
    return _Reader(text, names_of(people, _in_lexicon), in_actions).run()


def _in_lexicon(word: str) -> bool:
    return word in en.lexicon().words or word in fr.lexicon().words


@dataclass(slots=True)
class _Reader:
    text: str
    names: Names
    in_actions: bool
    plain: str = ""
    read_before: dict[tuple[str, tuple[int, int]], Scene] = field(default_factory=dict)
    default: tuple[ModuleType, ...] = ()

    def run(self) -> list[Blame]:
        """Every finding of the block, sorted."""
        self.plain = hide_quotes(self.text)
        found: list[Blame] = []
        before: tuple[int, int] | None = None
        for start, end in sentences(self.plain):
            sentence = self.plain[start:end]
            if may_blame(sentence) and not sentence.rstrip(" )]'\n").endswith("?"):
                found += self._sentence(start, end, before) or self._idioms(start, end)
            before = (start, end)
        return sorted(found, key=lambda blame: (blame.start, blame.end))

    def _sentence(self, start: int, end: int, before: tuple[int, int] | None) -> list[Blame]:
        languages = self._languages(start, end)
        for language in languages:
            main, *others = asides(read(language.lexicon(), self.plain, start, end))
            scene = self._scene(language, main, partial(self._previous, language, before))
            scenes = [scene, *(self._scene(language, words, partial(_given, scene)) for words in others)]
            found = [self._blame(one, each) for one in scenes for each in _rules(one)]
            if found:
                return [one for one in found if not self._spurious(one)]
        return []

    def _spurious(self, one: Blame) -> bool:
        """Software by the name of a person; and "what we should have is", which is no hindsight."""
        words = self.text[max(0, one.start - 20) : one.end]
        if one.kind is BlameKind.COUNTERFACTUAL:
            return words.endswith((" is", " are"))
        return one.kind is BlameKind.AGENT and _MACHINE.search(words) is not None

    def _idioms(self, start: int, end: int) -> list[Blame]:
        """Set phrases, where the grammar found nothing; of those that overlap the first."""
        found: list[Blame] = []
        for kind, first, last in find_idioms(self.plain[start:end], in_actions=self.in_actions):
            one = Blame(kind, start + first, start + last, "")
            if not self._spurious(one) and all(one.end <= it.start or it.end <= one.start for it in found):
                found.append(one)
        return found

    def _previous(self, language: ModuleType, span: tuple[int, int] | None) -> Scene | None:
        """The sentence before, read once however many pronouns ask for it."""
        if span is None:
            return None
        key = (language.__name__, span)
        if key not in self.read_before:
            words = asides(read(language.lexicon(), self.plain, *span))[0]
            self.read_before = {key: self._scene(language, words, lambda: None)}
        return self.read_before[key]

    def _scene(self, language: ModuleType, words: list[Word], previous: Callable[[], Scene | None]) -> Scene:
        self.names.resolve(words)
        machines = any(word.tags & t.MACHINE for word in words)
        chunks = language.chunk(words, Context(machines, self.names))
        return Scene(words, chunks, link(words, chunks), previous, self.in_actions)

    def _languages(self, start: int, end: int) -> tuple[ModuleType, ...]:
        decided = _language(self.plain[start:end])
        if len(decided) == 1:
            return decided
        if not self.default:
            self.default = _language(self.plain[: 4 * 1500])
        return self.default

    def _blame(self, scene: Scene, finding: Finding) -> Blame:
        words = scene.words
        subject = ""
        if finding.subject is not None:
            subject = self.text[words[finding.subject[0]].start : words[finding.subject[1]].end]
        return Blame(finding.kind, words[finding.first].start, words[finding.last].end, subject)


def _given(scene: Scene) -> Scene:
    return scene


def _language(sentence: str) -> tuple[ModuleType, ...]:
    english = french = 0
    for match in _MARKERS.finditer(sentence):
        word = match.group().lower()
        english += word in _ENGLISH
        french += word in _FRENCH or not word.isascii()
    if english == french:
        return (en, fr)
    return (en,) if english > french else (fr,)


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
