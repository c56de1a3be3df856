"""Chunks of a sentence: noun phrases, verb groups and the words that join clauses. Who a noun phrase is about."""

from __future__ import annotations

from incident_lint.values import dataclass

from . import tags as t

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .lexicon import Word
    from .names import Names

NP, VG, PREP, CONJ, SUB, REL, COMMA, STOP, LOOSE = range(9)
"""Noun phrase, verb group, preposition, conjunction, subordinator, relative pronoun, comma, stop, other word."""

NOUNISH = t.NOUN | t.PROPER | t.OPAQUE | t.ADJ
PERSON = t.ROLE | t.PROPER
"""Who: a role (or a pronoun for one person), a named person."""


@dataclass(slots=True)
class Chunk:
    """Words first to last. NP: head is its noun, tags who it is. VG: head is its main verb, tags its grammar.

    owner is the possessor's head in an NP ('the engineer's commit'), or -1.
    """

    kind: int
    first: int
    last: int
    head: int
    tags: int
    owner: int = -1
    possessor: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """What the words alone do not say: is the talk of machines, and who is known by name."""

    machines: bool
    names: Names


def who(words: list[Word], chunk: Chunk, head: int, context: Context) -> int:
    """Who the noun phrase is about: one of ROLE, PROPER (a named person), ROBOT, TEAM, VICTIM, NOBODY, ... or 0."""
    word = words[head]
    named = context.names.person(words, chunk.first, head)
    if named:
        return named
    tags = word.tags
    if tags & (t.NOBODY | t.GENERIC) and not tags & t.DET and (head == chunk.first or not tags & t.NOUN):
        # « personne » is nobody, « la personne » somebody
        return t.NOBODY
    if tags & (t.ROLE | t.MAYBE | t.ROBOT | t.TEAM | t.CROWD):
        return _at_work(words, chunk, head, context)
    for one in (t.PERSONAL, t.WE, t.ANAPHOR, t.VICTIM, t.TIME):
        if tags & one:
            return {t.PERSONAL: t.ROLE, t.WE: t.TEAM}.get(one, one)
    return 0


def _at_work(words: list[Word], chunk: Chunk, head: int, context: Context) -> int:
    tags = words[head].tags
    before = 0
    machine = False
    for word in words[chunk.first : head]:
        before |= word.tags
        machine = machine or bool(word.tags & (t.MACHINE | t.OPAQUE | t.PROPER) and not word.tags & t.HUMAN)
    if before & (t.NO | t.EVERY) and not before & t.POSSESSIVE:
        # 'each engineer' and 'no engineer' are nobody in particular
        return t.NOBODY
    if tags & t.ROLE:
        return t.ROLE
    if tags & t.MAYBE:
        if machine:
            return 0
        return t.ROBOT if context.machines and not before & (t.HUMAN | t.POSSESSIVE) else t.ROLE
    if tags & t.ROBOT:
        if before & t.HUMAN:
            return t.ROLE
        return 0 if machine else t.ROBOT
    return t.TEAM
