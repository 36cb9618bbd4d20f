"""Arithmetic between two arrays, carried out and written down."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from itool.errors import BadArguments
from itool.model.operations.result_units import product, quotient
from itool.model.units import SAME, Conversion, conversion
from itool.store.operations.attributes import units_code, units_of, with_units

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr

    from itool.model.operations.combining import Arithmetic

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
JOINS: dict[str, Any] = {"exact": "exact", "overlap": "inner"}


def combine(
    operation: Arithmetic, data: xr.DataArray, other: xr.DataArray
) -> xr.DataArray:
    """Return `data` combined with `other`; attributes and name are those of `data`.

    Raises
    ------
    BadArguments
        If coordinates differ, or what is added or subtracted has units of another kind.
    """
    import xarray as xr

    units, same = _units(operation, data, other)
    if operation.join == "interpolate":
        other = other.interp_like(data)
    else:
        try:
            data, other = xr.align(data, other, join=JOINS[operation.join])
        except ValueError as error:  # AlignmentError, and sizes without coordinates
            raise BadArguments(
                f"the two arrays do not have the same coordinates: "
                f"{str(error).splitlines()[0]}",
                hint="Keep the overlap, or interpolate the other array.",
            ) from None
    if same != SAME:
        other = other * same.scale + same.offset
    made: xr.DataArray = OPERATORS[operation.operator](data, other)
    made = made.rename(data.name)
    made.attrs = with_units(data.attrs, units)
    return made


def combined_code(
    operation: Arithmetic, data: xr.DataArray, second: xr.DataArray, other: str
) -> str:
    """Return the lines that `combine` amounts to."""
    sign = operation.operator
    units, same = _units(operation, data, second)
    if operation.join == "interpolate":
        lines = [f"{other} = {other}.interp_like(data)"]
    else:
        join = JOINS[operation.join]
        lines = [f'data, {other} = xr.align(data, {other}, join="{join}")']
    if same != SAME:
        lines.append(f"{other} = {other} * {same.scale!r} + {same.offset!r}")
    lines += [
        f"made = (data {sign} {other}).rename(data.name)",
        "data = made.drop_attrs(deep=False).assign_attrs(data.attrs)",
        *units_code(data, units),
    ]
    return "\n".join(lines)


def _units(
    operation: Arithmetic, data: xr.DataArray, other: xr.DataArray
) -> tuple[str, Conversion]:
    """Return the units of the result, and how `other` is converted before.

    Raises
    ------
    BadArguments
        If units of another kind would be added or subtracted.
    """
    ours, theirs = units_of(data), units_of(other)
    if operation.operator == "*":
        return product(ours, theirs), SAME
    if operation.operator == "/":
        return quotient(ours, theirs), SAME
    same = conversion(theirs, ours)
    if same is None:
        raise BadArguments(
            f"the samples are in {ours!r} and those of the other viewer in "
            f"{theirs!r}, which cannot be added or subtracted.",
            hint="If that is wrong, change the attribute “units” of one of them.",
        )
    return ours or theirs, same
