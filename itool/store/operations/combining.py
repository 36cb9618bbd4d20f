"""Arithmetic between two arrays, carried out and written down."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from itool.errors import BadArguments

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
    """Return `data` combined with `other`; attributes and name are those of `data`."""
    import xarray as xr

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
    made: xr.DataArray = OPERATORS[operation.operator](data, other)
    return made.rename(data.name).assign_attrs(data.attrs)


def combined_code(operation: Arithmetic, other: str) -> str:
    """Return the lines that `combine` amounts to."""
    sign = operation.operator
    if operation.join == "interpolate":
        lines = [f"{other} = {other}.interp_like(data)"]
    else:
        join = JOINS[operation.join]
        lines = [f'data, {other} = xr.align(data, {other}, join="{join}")']
    made = f"(data {sign} {other}).rename(data.name).assign_attrs(data.attrs)"
    return "\n".join([*lines, f"data = {made}"])
