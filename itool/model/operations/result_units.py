"""Units of what operations make of samples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from itool.model.operations.filtering import (
    Curvature,
    Derivative,
    DivideByCoordinate,
    MinimumGradient,
    Normalise,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from itool.model.operations.operation import Operation

CHANGED = (Curvature, Derivative, DivideByCoordinate, MinimumGradient, Normalise)
"""Operations after which samples have other units, or whose steps lose attributes."""

_WORD = re.compile(r"[^\W\d]+|%|°")
_POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def result_units(operation: Operation, units: str, of: Callable[[str], str]) -> str:
    """Return the units of what `operation` makes of samples.

    They are put together as text, so that no unit needs to be known: what pint knows
    the parts of, it reads.

    Parameters
    ----------
    operation : Operation
        Of one array; see `product` and `quotient` for arithmetic.
    units : str
        Those of the samples, ``""`` if they have none.
    of : callable
        Returns the units of a coordinate by its name.

    Examples
    --------
    >>> result_units(Derivative(dim="eV", order=2), "counts", {"eV": "eV"}.get)
    'counts/eV²'
    >>> result_units(Normalise(dims=["eV"]), "counts", {}.get)
    ''
    """
    match operation:
        case Derivative():
            return quotient(units, of(operation.dim), operation.order)
        case Curvature():  # (u/d²) / (u²/d²)^(3/2)
            return quotient(of(operation.dim), units, 2)
        case DivideByCoordinate():
            return quotient(units, of(operation.coord))
        case Normalise(how="minimum"):
            return units
        case MinimumGradient() | Normalise():
            return ""
    return units


def product(one: str, other: str) -> str:
    """Return the units of a product.

    Examples
    --------
    >>> product("counts", "s"), product("eV", ""), product("eV", "eV")
    ('counts*s', 'eV', 'eV²')
    """
    one, other = one.strip(), other.strip()
    if not one or not other:
        return one or other
    if one == other:
        return _power(one, 2)
    return f"{_factor(one)}*{_factor(other)}"


def quotient(one: str, other: str, power: int = 1) -> str:
    """Return the units of samples divided by others, or by a power of them.

    Examples
    --------
    >>> quotient("counts", "eV", 2), quotient("", "eV"), quotient("eV", "eV")
    ('counts/eV²', '1/eV', '')
    >>> quotient("arb. u.", "1/Å"), quotient("counts/s", "m s-1")
    ('(arb. u.)*Å', 'counts/s/(m s-1)')
    """
    one, other = one.strip(), other.strip()
    if not other:
        return one
    if one == other:
        return quotient("", other, power - 1) if power > 1 else ""
    if inverse := re.fullmatch(r"1/([^\W\d]+)", other):
        below = _power(inverse[1], power)
        return f"{_factor(one)}*{below}" if one else below
    above = one if _is_chain(one) else f"({one})"
    return f"{above or '1'}/{_power(other, power)}"


def _power(units: str, power: int) -> str:
    if power == 1:
        return _factor(units)
    return f"{_factor(units)}{str(power).translate(_POWERS)}"


def _factor(units: str) -> str:
    return units if _WORD.fullmatch(units) else f"({units})"


def _is_chain(units: str) -> bool:
    """Return whether something can be divided by writing a stroke after it."""
    return not re.search(r"[\s.+]|/.*[*(]", units)
