"""Word classes, as bits: one word may belong to several, and one `&` asks for any of many.

Plain integers and not an IntFlag: the grammar asks several of these questions per word.
"""

from __future__ import annotations

from itertools import count

_next = count()


def _bit() -> int:
    return 1 << next(_next)


# Function words.
DET, POSSESSIVE, PREP, BY, OF, FOR, CONJ, SUB, COND, REL, WHO, NEG, TO, ADV = (_bit() for _ in range(14))
BE, HAVE, DO, SHOULD, COULD, MUST, MODAL, CLITIC, REFLEXIVE, COMMA, STOP, DASH = (_bit() for _ in range(12))
NO, EVERY, NUMBER, ADJ, GENITIVE, OPAQUE, PROPER, NOUN, LATE = (_bit() for _ in range(9))
"""NO: 'no', 'neither', « aucun »; EVERY: 'any', 'each'; GENITIVE: the 's of a possessor."""

# Pronouns: I/he/she; we; they (whoever was spoken of last); it; nobody; you/anyone/one.
PERSONAL, WE, ANAPHOR, THING, NOBODY, GENERIC = (_bit() for _ in range(6))

# Nouns. ROLE is a person; MAYBE a person unless the context is a machine's ('operator'); ROBOT a program unless
# only a person could do what is said of it ('agent'); VICTIM suffers incidents; CROWD is everyone at work.
ROLE, MAYBE, ROBOT, TEAM, VICTIM, CROWD, MEMBER, TIME, HUMAN, MACHINE = (_bit() for _ in range(10))
HARM_NOUN, ERROR_NOUN, WORK_NOUN, ALERT_NOUN, GUARD_NOUN, DUTY_NOUN, VICE_NOUN, VIRTUE_NOUN, DECISION = (
    _bit() for _ in range(9)
)
FAULT_NOUN, CAUSE_NOUN, LIVE, TEST_ENV, OPEN_STATE, WRONG, FAULTY, BODY = (_bit() for _ in range(8))

# Verb forms.
PAST, PRESENT, BASE, PARTICIPLE, ING, ETRE, PASSIVE, PERFECT, INFINITIVE, COPULA, IMPERATIVE, NEGATED = (
    _bit() for _ in range(12)
)
"""ETRE: French verbs whose compound tenses take être, so that « est parti » is no passive."""

# Verb classes, by what a person as their subject makes of them.
FORGET, LAPSE, FAIL_TO, SKIP, DISMISS, BREAK, HARM, TRIGGER, DELETE, LEAVE, INTRODUCE = (_bit() for _ in range(11))
DUTY, HUMAN_DUTY, NOTICE, SEE, BOTHER, UNABLE, FIND, SAY, MAKE, CHOOSE, PERFORM, TAKE, PUT, CARE = (
    _bit() for _ in range(14)
)
WHEN, WOULD, TARDY, AUTOMATIC, SUPPOSED, LACK, ON_ME, FAILURE_NOUN, PLURAL, SCARCE, SYMPTOM, ABLE, NEEDED, GOVERNED = (
    _bit() for _ in range(14)
)
(
    HUMAN_ERROR,
    HUMAN_ERROR_OF,
    CONCLUDE,
    STAY,
    SHOW,
    REDOUBLE,
    AWARENESS,
    SENSITISE,
    REMINDER,
    TO_PEOPLE,
    WOULD_WILL,
    MISTAKEN,
    RESPONSIBLE,
    NEITHER,
    OWN,
    CHECKING,
) = (_bit() for _ in range(16))
REMIND, URGE, AWARE, PAY, RETRAIN, DOUBLE_CHECK, ACCEPT, ACCUSE, LIE, LEAD, PREVENT, FALL = (_bit() for _ in range(12))

# Manner and judgement.
ACCIDENT, BADLY, CARELESSLY, VICE, VIRTUE, MORE, ENOUGH, GUILTY, AGAIN, BAD = (_bit() for _ in range(10))
DUE, CAUSAL, WITHOUT, INSTEAD, WHATEVER, UNABLE_ADJ, POLITE = (_bit() for _ in range(7))

# Single words that a rule asks for: 'had', « fallu », 'responsibility'. Only the gate uses these.
HAD, FALLU, LIABILITY = (_bit() for _ in range(3))

VERB = PAST | PRESENT | BASE | PARTICIPLE | ING
PRONOUN = PERSONAL | WE | ANAPHOR | THING | NOBODY | GENERIC
