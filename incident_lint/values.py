"""`dataclass`, `field` and `replace` as the standard library's `dataclasses` has them, as far as they are used here.

The real ones cost a hook a third of its life: to import `dataclasses` takes as long as to start Python, and every class
made with it half a millisecond. Here a class is made at once, and its `__init__` when the first object is. The type
checker sees the real ones, and it is the type checker that keeps frozen objects frozen.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace

    __all__ = ["dataclass", "field", "replace"]
else:
    _MISSING = object()

    class _Field:
        __slots__ = ("compare", "default", "factory", "repr")

        def __init__(self, default, factory, repr, compare):  # noqa: A002  (as in `dataclasses.field`)
            self.default, self.factory, self.repr, self.compare = default, factory, repr, compare

    def field(*, default=_MISSING, default_factory=None, repr=True, compare=True):  # noqa: A002
        """A field with a default, or one that is made anew for each object; shown and compared or not."""
        return _Field(default, default_factory, repr, compare)

    def dataclass(cls=None, /, *, frozen=False, slots=False, init=True):
        """Give a class `__init__`, `__repr__`, `__eq__` and, where it is `frozen`, `__hash__`, by its annotations."""
        if cls is None:
            return lambda cls: dataclass(cls, frozen=frozen, slots=slots, init=init)
        space = dict(cls.__dict__)
        own = tuple(space.get("__annotations__", ()))
        fields = dict(getattr(cls, "__value_fields__", ()))
        for name in own:
            default = space.pop(name, _MISSING)
            fields[name] = default if isinstance(default, _Field) else _Field(default, None, True, True)
        members = {
            "__value_fields__": fields,
            "__match_args__": tuple(fields),
            "__init__": _first_init,
            "__repr__": _repr,
            "__eq__": _eq,
            "__hash__": _hash if frozen else None,
        }
        kept = set(space) - {"__hash__"} if init else {*space, "__init__"} - {"__hash__"}
        members = {name: member for name, member in members.items() if name not in kept}
        if slots:
            unwanted = ("__dict__", "__weakref__")
            rest = {name: member for name, member in space.items() if name not in unwanted}
            return type(cls)(cls.__name__, cls.__bases__, {**rest, **members, "__slots__": own})
        for name, member in members.items():
            setattr(cls, name, member)
        for name in own:
            if isinstance(cls.__dict__.get(name), _Field):
                delattr(cls, name)
        return cls

    def replace(value, /, **changes):
        """A copy with these fields changed."""
        unchanged = {name: getattr(value, name) for name in value.__value_fields__ if name not in changes}
        return value.__class__(**unchanged, **changes)

    def _first_init(self, *values, **named):
        """Stands in for `__init__` until the first object is made, and writes it then."""
        cls = next(cls for cls in type(self).__mro__ if "__value_fields__" in cls.__dict__)
        arguments, lines, space = ["self"], [], {"_MISSING": _MISSING}
        for name, its in cls.__value_fields__.items():
            value = name
            if its.factory is not None:
                space[f"_make_{name}"] = its.factory
                arguments.append(f"{name}=_MISSING")
                value = f"_make_{name}() if {name} is _MISSING else {name}"
            elif its.default is not _MISSING:
                space[f"_default_{name}"] = its.default
                arguments.append(f"{name}=_default_{name}")
            else:
                arguments.append(name)
            lines.append(f"self.{name} = {value}")
        if hasattr(cls, "__post_init__"):
            lines.append("self.__post_init__()")
        exec(f"def __init__({', '.join(arguments)}):\n {'; '.join(lines) or 'pass'}", space)  # noqa: S102  (as `dataclasses` does)
        cls.__init__ = space["__init__"]
        cls.__init__(self, *values, **named)

    def _compared(value):
        return [getattr(value, name) for name, its in value.__value_fields__.items() if its.compare]

    def _eq(self, other):
        return _compared(self) == _compared(other) if other.__class__ is self.__class__ else NotImplemented

    def _hash(self):
        return hash(tuple(_compared(self)))

    def _repr(self):
        shown = (f"{name}={getattr(self, name)!r}" for name, its in self.__value_fields__.items() if its.repr)
        return f"{self.__class__.__qualname__}({', '.join(shown)})"
