"""Clauses: which subject each verb group has. The same for every language; one pass over the chunks.

A stack of frames holds the clauses under way. A relative pronoun, or a noun phrase right after another one, opens an
inner clause about the noun before it; a verb group that finds the inner clause complete, with no conjunction to add
itself to it, belongs to the outer one: 'the engineer who deployed the script | forgot'.
"""

from __future__ import annotations

from incident_lint.values import dataclass

from . import tags as t
from .chunks import COMMA, CONJ, NP, PREP, REL, STOP, SUB, VG, Chunk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .lexicon import Word

MAX_FRAMES = 8


@dataclass(slots=True)
class Clause:
    """A verb group with its subject; number is the same for verbs that share a subject in one clause.

    at is the index of the verb's chunk; conditional is COND after 'if', WHEN after 'when', else 0.
    """

    number: int
    subject: Chunk | None
    verb: Chunk
    at: int
    conditional: int
    relative: bool


@dataclass(slots=True)
class _Frame:
    number: int
    subject: Chunk | None = None
    complete: bool = False
    conditional: int = 0
    relative: bool = False
    says: bool = False


def link(words: list[Word], chunks: list[Chunk]) -> list[Clause]:
    """The clauses of one sentence, in the order of their verbs."""
    _members(words, chunks)
    linker = _Linker(words, chunks)
    for at, chunk in enumerate(chunks):
        linker.take(at, chunk)
    return linker.clauses


def _members(words: list[Word], chunks: list[Chunk]) -> None:
    """'one of our engineers' is an engineer, 'none of the engineers' nobody, 'the rest of the team' a team."""
    for first, of, second in zip(chunks, chunks[1:], chunks[2:], strict=False):
        if first.kind == NP == second.kind and of.kind == PREP and of.tags & t.OF:
            tags = words[first.head].tags
            if not tags & t.MEMBER or first.tags & (t.NOBODY | t.PROPER | t.ROLE):
                continue
            if tags & t.NOBODY:
                first.tags = t.NOBODY
            elif words[first.head].text in ("rest", "majority", "half", "reste", "majorite"):
                first.tags = second.tags
            else:
                first.tags = t.ROLE if second.tags & (t.ROLE | t.TEAM) else second.tags


class _Linker:
    def __init__(self, words: list[Word], chunks: list[Chunk]) -> None:
        self.words = words
        self.chunks = chunks
        self.clauses: list[Clause] = []
        self.numbers = 0
        self.frames = [_Frame(0)]
        self.loose: Chunk | None = None
        """A noun phrase after a verb that may turn out to be the subject of the next one."""
        self.introduced = STOP
        """The kind of chunk before it."""
        self.last_noun: Chunk | None = None

    def take(self, at: int, chunk: Chunk) -> None:
        before = self.chunks[at - 1].kind if at else STOP
        if chunk.kind == NP:
            self._noun(at, chunk, before)
        elif chunk.kind == VG:
            self._verb(at, chunk, before)
        elif chunk.kind == REL:
            self._relative(chunk)
        elif chunk.kind == SUB:
            conditional = chunk.tags & (t.COND | t.WHEN)
            self._open(_Frame(self._number(), conditional=conditional, says=before == VG))
        elif chunk.kind == STOP:
            self.frames = [_Frame(self._number())]
            self.loose = None

    def _number(self) -> int:
        self.numbers += 1
        return self.numbers

    def _open(self, frame: _Frame) -> None:
        if len(self.frames) >= MAX_FRAMES:
            del self.frames[1]
        self.frames.append(frame)
        self.loose = None

    def _noun(self, at: int, chunk: Chunk, before: int) -> None:
        if before == PREP and not self.chunks[at - 1].tags & t.LATE:
            self.last_noun = chunk
            return
        if chunk.tags == t.TIME and before != CONJ:
            return
        frame = self.frames[-1]
        if before == VG and frame.subject is not None and not frame.complete:
            # the object of an infinitive: 'the decision to skip the canary was …'
            self.last_noun = chunk
            return
        if frame.complete:
            self.loose, self.introduced = chunk, before
        elif frame.subject is None:
            frame.subject = chunk
        elif before == REL:
            if self.chunks[at - 1].tags & t.DET and frame.subject.tags & (t.ROLE | t.PROPER):
                # 'the engineer whose commit broke it'
                chunk.possessor, chunk.owner = frame.subject.tags, frame.subject.head
            frame.subject = chunk
        elif before == CONJ:
            # 'Alice and Bob': a person among the subjects is enough
            if not frame.subject.tags & (t.ROLE | t.PROPER):
                frame.subject = chunk
        elif before == NP and chunk.tags & (t.ROLE | t.PROPER) and self._appositive(frame.subject):
            frame.subject = chunk
        elif before == NP and not frame.relative:
            # 'the change the developer made': a relative clause without its pronoun
            self._open(_Frame(self._number(), subject=chunk, relative=True))
        elif not (before == COMMA and frame.subject.tags & (t.ROLE | t.PROPER) and self._aside_follows(at)):
            frame.subject = chunk
        self.last_noun = chunk

    def _appositive(self, subject: Chunk) -> bool:
        return bool(subject.tags & (t.ROLE | t.PROPER | t.TIME))

    def _aside_follows(self, at: int) -> bool:
        """'the engineer, a contractor, forgot': the noun phrase between commas is not the subject."""
        return at + 1 < len(self.chunks) and self.chunks[at + 1].kind in (COMMA, PREP)

    def _relative(self, chunk: Chunk) -> None:
        antecedent = self.last_noun
        if chunk.tags & t.WHO and antecedent is not None and antecedent.tags in (0, t.ROBOT):
            # only people are 'who'
            antecedent.tags = t.ROLE
        self._open(_Frame(self._number(), subject=antecedent, relative=True, conditional=self.frames[-1].conditional))

    def _verb(self, at: int, chunk: Chunk, before: int) -> None:
        if chunk.tags & (t.INFINITIVE | t.ING):
            self._nonfinite(at, chunk, before)
            return
        frame = self.frames[-1]
        if frame.complete:
            frame = self._resume(frame, before, at)
        frame.complete = True
        frame.says = self._says(chunk)
        self.loose = None
        self.clauses.append(Clause(frame.number, frame.subject, chunk, at, frame.conditional, frame.relative))

    def _resume(self, frame: _Frame, before: int, at: int) -> _Frame:
        """The frame of a verb that comes after a complete clause."""
        if before == CONJ or (before == COMMA and at > 1 and self.chunks[at - 2].kind == CONJ):
            return frame
        if self.loose is not None and (self.introduced in (CONJ, COMMA, STOP) or frame.says):
            return self._fresh(frame)
        outer = next((each for each in reversed(self.frames[:-1]) if not each.complete and each.subject), None)
        if outer is not None:
            del self.frames[self.frames.index(outer) + 1 :]
            return outer
        if self.loose is not None and before in (NP, VG):
            return self._fresh(frame)
        return frame

    def _fresh(self, frame: _Frame) -> _Frame:
        fresh = _Frame(self._number(), subject=self.loose, conditional=0 if frame.complete else frame.conditional)
        self.frames[-1] = fresh
        return fresh

    def _says(self, chunk: Chunk) -> bool:
        return bool(self.words[chunk.head].tags & t.SAY)

    def _nonfinite(self, at: int, chunk: Chunk, before: int) -> None:
        """', forgetting to …' and 'by forgetting to …' share the subject; 'from forgetting' and 'to forget' have none."""
        frame = self.frames[-1]
        preposition = self.chunks[at - 1].tags if before == PREP else 0
        gerund = chunk.tags & t.BY
        controlled = bool(gerund) or before in (COMMA, CONJ, NP) or bool(preposition & (t.BY | t.WITHOUT))
        subject = None
        if chunk.tags & t.ING and controlled:
            subject = self.last_noun if before == NP and not gerund else frame.subject
            if subject is None and before == COMMA:
                subject = next((each.subject for each in reversed(self.frames) if each.subject), None)
        self.clauses.append(Clause(frame.number, subject, chunk, at, frame.conditional, frame.relative))
