"""Frozen dataclasses with slots, made in a quarter of the time.

The standard library writes and compiles six functions for each such class, which takes longer than
all else that a command of the terminal loads. Only ``__init__`` differs from class to class; here
it alone is compiled, and the others are shared. To everything else (``replace``, ``fields``,
``match``, the type checker) these are dataclasses like any other.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, NoReturn

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool, slots: bool) -> "Callable[[type], type]":
        """Make a frozen dataclass with slots; there is no other kind here.

        A method that the class defines itself is kept, as the standard library does.

        Raises:
            TypeError: what the class asks for is not offered here.
        """
        if not (frozen and slots):
            raise TypeError("Use dataclasses.dataclass for what is not frozen or has no slots.")
        return _made


def _made(cls: type) -> type:
    _refuse_bases(cls)
    # Fields, slots and patterns, and nothing that is compiled.
    plain: type[Any] = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    found = dataclasses.fields(plain)
    _refuse_fields(plain, found)
    own = plain.__dict__
    for name, method in _SHARED.items():
        if name not in own or (name == "__hash__" and own[name] is None):
            setattr(plain, name, method)
    if "__init__" not in own:
        setattr(plain, "__init__", _initialiser(plain, found))  # noqa: B010 - a method by its name
    names = [one.name for one in found if one.compare]
    setattr(plain, "_key", staticmethod(_key(names)))  # noqa: B010 - as above
    return plain


def _refuse_bases(cls: type) -> None:
    """Refuse what would be left out in silence: a check after ``__init__``, or a base's fields."""
    if hasattr(cls, "__post_init__"):
        raise TypeError(f"{cls.__name__}: __post_init__ would never be called")
    if any(map(dataclasses.is_dataclass, cls.__mro__[1:])):
        raise TypeError(f"{cls.__name__} has a dataclass for a base")


def _refuse_fields(cls: type, found: tuple["dataclasses.Field[Any]", ...]) -> None:
    """Refuse the same of fields: every one is a parameter, by position too, and hashed as it is."""
    odd = [one.name for one in found if not one.init or one.kw_only or one.hash is not None]
    if odd:
        raise TypeError(f"{cls.__name__}: init, kw_only and hash of {', '.join(odd)} do nothing")


def _key(names: list[str]) -> Callable[[Any], tuple[object, ...]]:
    """What equality and hash go by: always a tuple, so that a value is equal to itself."""
    if len(names) > 1:
        get: Callable[[Any], tuple[object, ...]] = attrgetter(*names)
        return get
    return lambda one: tuple(getattr(one, name) for name in names)


def _initialiser(cls: type, found: tuple["dataclasses.Field[Any]", ...]) -> Callable[..., None]:
    """Compile ``__init__``: each slot is filled by its own setter, past the refusal to assign."""
    scope: dict[str, Any] = {"_factory": object()}
    parameters, lines = ["self"], []
    for number, one in enumerate(found):
        scope[f"_set{number}"] = cls.__dict__[one.name].__set__
        value = one.name
        if one.default is not dataclasses.MISSING:
            scope[f"_default{number}"] = one.default
            parameters.append(f"{one.name}=_default{number}")
        elif one.default_factory is not dataclasses.MISSING:
            scope[f"_make{number}"] = one.default_factory
            parameters.append(f"{one.name}=_factory")
            value = f"_make{number}() if {one.name} is _factory else {one.name}"
        else:
            parameters.append(one.name)
        lines.append(f"  _set{number}(self, {value})")
    code = f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines or ["  pass"])
    exec(code, scope)  # noqa: S102 - of the class's own field names, as dataclasses does
    made: Callable[..., None] = scope["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _eq(self: Any, other: Any) -> bool:
    if other.__class__ is not self.__class__:
        return NotImplemented  # type: ignore[no-any-return] # as every __eq__ does
    return bool(self._key(self) == other._key(other))  # noqa: SLF001 - of the same class


def _hash(self: Any) -> int:
    return hash(self._key(self))


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (
        f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self) if one.repr
    )
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _assign(_self: Any, name: str, _value: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(_self: Any, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def _restore(self: Any, state: list[object]) -> None:
    for one, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)


_SHARED = {
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _assign,
    "__delattr__": _delete,
    "__getstate__": _state,
    "__setstate__": _restore,
}
