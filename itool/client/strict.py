"""Handles have the attributes that they name, and no others."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from itool.errors import UnknownAttribute, listed


class Strict:
    """What refuses to be given an attribute that it does not have.

    Heirs name theirs in ``__slots__``. Assigned to a misspelt name, a value would be
    kept, and nothing would change anywhere.
    """

    __slots__ = ("__weakref__",)

    def __setattr__(self, name: str, value: Any) -> None:
        """Assign to an attribute.

        Raises
        ------
        UnknownAttribute
            If there is none of this name, or it is only read or called.
        """
        found = _found(type(self), name)
        if _is_assigned(found):
            object.__setattr__(self, name, value)
            return
        kind = type(self).__name__
        if isinstance(found, property):
            raise UnknownAttribute(f"{name!r} of a {kind} is read, not assigned.")
        if callable(found):
            raise UnknownAttribute(
                f"{name!r} of a {kind} is a method, not to be assigned.",
                hint=f"Call it: {name}(...).",
            )
        near = get_close_matches(name, [n for n in dir(self) if n[0] != "_"], 3)
        raise UnknownAttribute(
            f"a {kind} has no {name!r}; {_assigned(type(self))}.",
            hint=f"Did you mean {listed(near)}?" if near else "",
        )


def _found(cls: type, name: str) -> Any:
    return next((vars(base)[name] for base in cls.__mro__ if name in vars(base)), None)


def _is_assigned(found: Any) -> bool:
    if isinstance(found, property):
        return found.fset is not None
    return hasattr(found, "__set__")


def _assigned(cls: type) -> str:
    names = [
        name
        for name in sorted(dir(cls))
        if isinstance(found := _found(cls, name), property) and _is_assigned(found)
    ]
    if not names:
        return "it has nothing to be assigned"
    return f"to be assigned there {'is' if len(names) == 1 else 'are'} {listed(names)}"
