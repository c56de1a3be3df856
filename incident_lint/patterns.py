"""What texts are searched for: regular expressions that are compiled when they are first used, and sets of words."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import compile as regex

    __all__ = ["regex"]
else:

    class _Pattern:
        """Stands in for a compiled expression: becomes it when it is first asked for anything."""

        def __init__(self, expression, flags):
            self._source = expression, flags

        def __getattr__(self, name):
            if name.startswith("__"):
                raise AttributeError(name)
            import re  # noqa: PLC0415  (as late as what it is for)

            compiled = re.compile(*self._source)
            for member in ("match", "search", "fullmatch", "finditer", "findall", "sub", "split", "pattern", "flags"):
                setattr(self, member, getattr(compiled, member))
            return getattr(compiled, name)

        def __reduce__(self):
            return _Pattern, self._source

    def regex(expression, flags=0):
        """As `re.compile`, but compiled at its first use, which is also when a wrong expression raises `re.error`."""
        return _Pattern(expression, flags)


class Words:
    """Words that a text may hold, in any case: sets, where an expression of a hundred branches takes 2 ms to compile.

    `words` stand with blanks between them; `resolv*` is every word that begins so, `user(s)` is `user` and `users`.
    `phrases` is an expression for what is no single word; it is tried last, between the ends of words.
    """

    def __init__(self, words: str, phrases: str = "") -> None:
        self._source = words
        self._phrases = regex(rf"\b(?:{phrases})\b", _IGNORECASE) if phrases else None
        self._whole: frozenset[str] | None = None
        self._beginnings: tuple[str, ...] = ()

    def found_in(self, text: str) -> bool:
        """Whether a text holds one of them."""
        if self._whole is None:
            words = self._source.split()
            self._beginnings = tuple(word[:-1] for word in words if word.endswith("*"))
            plurals = [word.replace("(s)", "s") for word in words]
            self._whole = frozenset([*plurals, *(word.removesuffix("(s)") for word in words)])
        held = _WORD.findall(text.lower())
        if not self._whole.isdisjoint(held) or any(word.startswith(self._beginnings) for word in held):
            return True
        return self._phrases is not None and self._phrases.search(text) is not None


_IGNORECASE = 2  # as `re` has it
_WORD = regex(r"\w+")
