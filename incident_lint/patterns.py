"""Regular expressions that are compiled when they are first used: a run uses few of those that it loads."""

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
