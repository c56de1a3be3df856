"""One analysed sentence, and what the rules ask of it: objects, agents, what follows a verb, whom a pronoun means."""

from __future__ import annotations

from incident_lint.values import dataclass, field

from . import tags as t
from .chunks import NP, PERSON, PREP, REL, STOP, SUB, VG, Chunk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .clauses import Clause
    from .lexicon import Word
    from .model import BlameKind

MAX_TAIL = 40
"""What follows a verb is looked at this many words far."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A kind, the first and last blaming word, and the noun phrase that is blamed."""

    kind: BlameKind
    first: int
    last: int
    subject: tuple[int, int] | None = None


@dataclass(slots=True)
class Scene:
    """words, chunks and clauses of one sentence; previous gives the scene of the sentence before, if any."""

    words: list[Word]
    chunks: list[Chunk]
    clauses: list[Clause]
    previous: Callable[[], Scene | None]
    in_actions: bool
    _ends: dict[int, int] = field(default_factory=dict)
    _places: dict[int, int] = field(default_factory=dict)

    def tags(self, at: int) -> int:
        """The classes of a word, 0 outside the sentence."""
        return self.words[at].tags if 0 <= at < len(self.words) else 0

    def any(self, first: int, last: int) -> int:
        """The classes of the words first to last (excluded) together."""
        found = 0
        for word in self.words[max(first, 0) : last]:
            found |= word.tags
        return found

    def find(self, first: int, last: int, classes: int) -> int:
        """The first word of these classes in first to last (excluded), or -1."""
        for at in range(max(first, 0), min(last, len(self.words))):
            if self.words[at].tags & classes:
                return at
        return -1

    def tail(self, clause: Clause) -> int:
        """Where the clause ends after its verb: before the next finite verb, stop or subordinate clause."""
        end = self._ends.get(clause.at)
        if end is None:
            end = min(len(self.words), clause.verb.last + 1 + MAX_TAIL)
            for chunk in self.chunks[clause.at + 1 :]:
                if chunk.first >= end:
                    break
                if chunk.kind in (STOP, SUB, REL) or (chunk.kind == VG and not chunk.tags & (t.INFINITIVE | t.ING)):
                    end = chunk.first
                    break
            self._ends[clause.at] = end
        return end

    def object(self, clause: Clause) -> Chunk | None:
        """The noun phrase right after the verb."""
        return self.noun_after(clause.at)

    def noun_after(self, at: int) -> Chunk | None:
        """The noun phrase that is the next chunk after the one at this index."""
        after = self.chunks[at + 1] if at + 1 < len(self.chunks) else None
        return after if after is not None and after.kind == NP else None

    def after(self, chunk: Chunk) -> tuple[Chunk | None, Chunk | None]:
        """The two chunks that follow one of the sentence."""
        if not self._places:
            self._places.update((id(one), at) for at, one in enumerate(self.chunks))
        at = self._places[id(chunk)]
        first, second, *_ = (*self.chunks[at + 1 : at + 3], None, None)
        return first, second

    def agent(self, clause: Clause) -> Chunk | None:
        """Who does it: the subject, or in the passive the one after 'by'; a pronoun stays itself, see `who`."""
        if not self.passive(clause):
            return clause.subject
        end = self.tail(clause)
        for at in range(clause.at + 1, min(len(self.chunks) - 1, clause.at + 12)):
            chunk = self.chunks[at]
            if chunk.first > end:
                return None
            if chunk.kind == PREP and chunk.tags & t.BY and self.chunks[at + 1].kind == NP:
                return self.chunks[at + 1]
        return None

    def passive(self, clause: Clause) -> bool:
        """In the passive, also without an auxiliary: 'the alert ignored by …'."""
        if clause.verb.tags & t.PASSIVE:
            # 'was supposed to check': the subject acts
            return not self.tags(clause.verb.head) & t.SUPPOSED
        bare = bool(self.tags(clause.verb.head) & t.PARTICIPLE) and clause.verb.first == clause.verb.head
        return bare and bool(self.tags(clause.verb.last + 1) & t.BY)

    def who(self, chunk: Chunk | None) -> int:
        """Who a noun phrase is about, pronouns resolved: ROLE, PROPER, ROBOT, TEAM, VICTIM, NOBODY or 0."""
        if chunk is None:
            return 0
        return self.antecedent(chunk) if chunk.tags == t.ANAPHOR else chunk.tags

    def antecedent(self, pronoun: Chunk) -> int:
        """Whom 'they' or « il » means: the subject before it, in this sentence or the one before."""
        plural = bool(self.words[pronoun.head].tags & t.PLURAL)
        found = self._subject_before(pronoun.first, plural)
        if found is None:
            previous = self.previous()
            found = previous._subject_before(len(previous.words), plural) if previous is not None else None
        if found is not None:
            return found
        return 0 if plural else t.ROBOT

    def _subject_before(self, word: int, plural: bool) -> int | None:
        for chunk in reversed(self.chunks):
            if chunk.first >= word or chunk.kind != NP or chunk.tags in (t.ANAPHOR, t.TIME):
                continue
            if chunk.tags & (PERSON | t.TEAM | t.VICTIM):
                return chunk.tags
            if (plural and self.words[chunk.head].text.endswith("s")) or (not plural and self._is_subject(chunk)):
                return 0
        return None

    def _is_subject(self, chunk: Chunk) -> bool:
        return any(clause.subject is chunk for clause in self.clauses)

    def span(self, chunk: Chunk | None) -> tuple[int, int] | None:
        """The words of a noun phrase."""
        return None if chunk is None else (chunk.first, chunk.last)
