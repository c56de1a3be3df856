"""From a block of prose to its blame: sentence by sentence, the gate, the grammar, the set phrases."""

from __future__ import annotations

import re
from functools import cache, partial

from .gate import may_accuse, two_words
from .idioms import PHRASES, find_idioms, held_phrases, possible
from .language import BOTH, languages, possible_languages, words
from .model import Blame, BlameKind
from .tokens import hide_quotes, sentences

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from .grammar import Grammar
    from .idioms import Phrase

    People = Collection[str] | Callable[[], frozenset[str]]

LEAD = 6000
"""Characters of a block in which its language is looked for, where a sentence does not tell."""


def find_blame(
    text: str,
    *,
    people: People = (),
    in_actions: bool = False,
    phrases: Sequence[Phrase] = PHRASES,
    language: tuple[str, ...] = BOTH,
) -> list[Blame]:
    """The blaming clauses in the prose of one block, by position.

    text: the prose of a paragraph, item or cell, newlines included; code, links and images replaced one to one by
    U+FFFC. people: the names of the repository's contributors, or what gives them (always the same frozenset,
    which is indexed once): asked where a sentence may accuse somebody by name.
    in_actions: the text stands in the Actions section, where what should be done is no counterfactual.
    phrases: those set phrases that its document may hold. language: that of its document, for a text that does not tell
    its own. DocumentGate knows these two.
    """
    if not two_words(text):
        return []
    held = list(held_phrases(text, phrases))
    plain = hide_quotes(text)
    reader = _Reader(text, plain, _asked(people), in_actions=in_actions, language=language)
    found: list[Blame] = []
    before: tuple[int, int] | None = None
    for span in sentences(plain):
        sentence = plain[span[0] : span[1]]
        if two_words(sentence) and not sentence.rstrip(" )]'\n").endswith("?"):
            accused = reader.accusations(sentence, span, before)
            found += accused or (reader.phrases(sentence, span[0], held) if held else [])
        before = span
    return sorted(found, key=lambda blame: (blame.start, blame.end))


class DocumentGate:
    """What a document tells about its blocks: its language, the set phrases that it may hold; and the way to their blame.

    `opens` is asked first, before prose is told from code, links and marks. It is `may_accuse` for a block as a whole and
    on its source, which has all words of the prose and others: so the answer is yes too often, and never no too often.
    """

    def __init__(self, text: str, people: People) -> None:
        spoken = words(text)
        self.language = languages(spoken)
        self.people = _asked(people)
        self.phrases, self._begun = possible(set(spoken))

    def opens(self, source: str) -> bool:
        """Whether a block may blame anybody; False is certain."""
        parts = words(source)
        return not self._begun.isdisjoint(parts) or any(
            may_accuse(source, parts, language, self.people) for language in possible_languages(parts, self.language)
        )

    def blame(self, prose: str, *, in_actions: bool) -> list[Blame]:
        """The blaming clauses in the prose of a block, see `find_blame`."""
        return find_blame(
            prose, people=self.people, in_actions=in_actions, phrases=self.phrases, language=self.language
        )


def _asked(people: People) -> Callable[[], frozenset[str]]:
    return people if callable(people) else partial(frozenset, people)


class _Reader:
    def __init__(
        self,
        text: str,
        plain: str,
        people: Callable[[], frozenset[str]],
        *,
        in_actions: bool,
        language: tuple[str, ...],
    ) -> None:
        self.text = text
        self.plain = plain
        self.people = people
        self.in_actions = in_actions
        self.language = language
        self._grammar: Grammar | None = None
        self._default: tuple[str, ...] = ()

    def accusations(self, sentence: str, span: tuple[int, int], before: tuple[int, int] | None) -> list[Blame]:
        """What the grammar finds, in the first language in which it finds anything."""
        parts = words(sentence)
        for language in self._languages(parts):
            if may_accuse(sentence, parts, language, self.people):
                found = self._reading().blame(language, span, before)
                if found:
                    return [one for one in found if not self._spurious(one)]
        return []

    def phrases(self, sentence: str, start: int, phrases: Sequence[Phrase]) -> list[Blame]:
        """Set phrases, where the grammar found nothing; of those that overlap the first."""
        found: list[Blame] = []
        for kind, first, last in find_idioms(sentence, in_actions=self.in_actions, phrases=phrases):
            one = Blame(kind, start + first, start + last, "")
            if not self._spurious(one) and all(one.end <= it.start or it.end <= one.start for it in found):
                found.append(one)
        return found

    def _reading(self) -> Grammar:
        if self._grammar is None:
            from .grammar import Grammar  # noqa: PLC0415  (most texts hold no sentence that it could object to)

            self._grammar = Grammar(self.text, self.plain, self.people(), in_actions=self.in_actions)
        return self._grammar

    def _languages(self, parts: Sequence[str]) -> tuple[str, ...]:
        decided = languages(parts)
        if len(decided) == 1:
            return decided
        if not self._default:
            decided = languages(words(self.plain[:LEAD]))
            self._default = decided if len(decided) == 1 else self.language
        return self._default

    def _spurious(self, one: Blame) -> bool:
        """Software by the name of a person; and "what we should have is", which is no hindsight."""
        words = self.text[max(0, one.start - 20) : one.end]
        if one.kind is BlameKind.COUNTERFACTUAL:
            return words.endswith((" is", " are"))
        return one.kind is BlameKind.AGENT and _machine().search(words) is not None


@cache
def _machine() -> re.Pattern[str]:
    """Software that is called what people are called: an agent that collects, an operator with a product's name."""
    return re.compile(
        r"\b(?:collect\w*|monitoring|backup|build|node|log\w*|update|sync\w*|build) agent\b|\bagent de (?:collecte|supervision|sauvegarde|"
        r"mise à jour|synchronisation|surveillance|build)\b|\b(?i:op[eé]rat(?:or|eur)) [A-Z]|\b(?!(?:The|An?|Our|One|This|That|Another|Each|Some|Every|Your|Their|His|Her|Its)\b)[A-Z]\w+ operator\b|"
        r"\b(?i:planificateur|scheduler|worker|ordonnanceur|daemon|contr[oô]leur|controller)\b"
    )
