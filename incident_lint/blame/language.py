"""In which language a sentence is written: by its small words."""

from __future__ import annotations

from .lexicon import ENGLISH, FRENCH, PARTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

BOTH = (ENGLISH, FRENCH)
_ENGLISH = frozenset(
    (
        "the of and to was were is in by that with for not this had has have an it we should at as from be "
        "are on who they he she our their which but after when i did must need because been would could "
    ).split()
)
_FRENCH = frozenset(
    (
        "le la les de du des un une et est été par pas que qui dans pour sur au aux l qu nous ce cette avec "
        "son sa ses il elle était ont avait se à ne je leur plus sans aurait avons faut être mais lors "
    ).split()
)


_BLANKED = bytes(code if chr(code).isalnum() else ord(" ") for code in range(128)) + bytes(128)
"""Blanks for what is no letter or digit of ASCII."""
_MARKS = "–—‘’“”«»…→\u00a0\u202f"
"""All that is not of ASCII in many a text: no letters or digits."""


def words(sentence: str) -> list[str]:
    """The words of a sentence in lower case, compounds in their parts, and "didn't" as what it is short for.

    These are the matches of PARTS, in a third of the time where the text is of ASCII but for dashes and quotes.
    """
    lowered = sentence.lower()
    if "n't" in lowered or "n’t" in lowered:
        lowered = lowered.replace("n't", " not ").replace("n’t", " not ")
    if not lowered.isascii():
        for mark in _MARKS:
            lowered = lowered.replace(mark, " ")
        if not lowered.isascii():
            return PARTS.findall(lowered)
    return lowered.encode("ascii").translate(_BLANKED).decode("ascii").split()


def counts(parts: Sequence[str]) -> tuple[int, int]:
    """How many of these `words` are English, how many French; a word with an accent counts as French."""
    english = sum(map(_ENGLISH.__contains__, parts))
    french = sum(map(_FRENCH.__contains__, parts))
    if not "".join(parts).isascii():
        french += len([part for part in parts if not part.isascii() and part not in _FRENCH])
    return english, french


def languages(parts: Sequence[str]) -> tuple[str, ...]:
    """The language of these `words`; both where nothing decides."""
    english, french = counts(parts)
    if english == french:
        return BOTH
    return (ENGLISH,) if english > french else (FRENCH,)


def possible_languages(parts: Sequence[str], default: tuple[str, ...]) -> tuple[str, ...]:
    """The languages in which a sentence of a text of these `words` may be read; `default` is that of its document.

    Any sentence of it may be without a small word, or have them in quoted speech alone: then it is in the default.
    """
    english = not _ENGLISH.isdisjoint(parts)
    french = not _FRENCH.isdisjoint(parts) or not "".join(parts).isascii()
    if english == french:
        return BOTH if english else default
    own = (ENGLISH,) if english else (FRENCH,)
    return own if own == default else BOTH
