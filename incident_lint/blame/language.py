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


def words(sentence: str) -> list[str]:
    """The words of a sentence in lower case, compounds in their parts, and "didn't" as what it is short for."""
    lowered = sentence.lower()
    if "n't" in lowered or "n’t" in lowered:
        lowered = lowered.replace("n't", " not ").replace("n’t", " not ")
    return PARTS.findall(lowered)


def counts(parts: Sequence[str]) -> tuple[int, int]:
    """How many of these `words` are English, how many French; a word with an accent counts as French."""
    english = sum(map(_ENGLISH.__contains__, parts))
    french = sum(map(_FRENCH.__contains__, parts))
    if not "".join(parts).isascii():
        french += sum(not part.isascii() and part not in _FRENCH for part in parts)
    return english, french


def languages(parts: Sequence[str]) -> tuple[str, ...]:
    """The language of these `words`; both where nothing decides."""
    english, french = counts(parts)
    if english == french:
        return BOTH
    return (ENGLISH,) if english > french else (FRENCH,)
