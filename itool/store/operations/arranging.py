"""Operations on order and labels, carried out and written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from itool.errors import BadArguments, listed
from itool.model.operations.arranging import (
    EditAttributes,
    Rename,
    ScaleCoordinate,
    SetCoordinate,
    SortBy,
    SwapDims,
    Transpose,
)
from itool.store.operations.checks import known_coord, known_dims
from itool.store.operations.recipes import performs, writes
from itool.store.operations.source import Code, call, listing, literal

if TYPE_CHECKING:
    import xarray as xr


@performs(Transpose)
def transpose(operation: Transpose, data: xr.DataArray) -> xr.DataArray:
    """Put the dimensions in another order; those not named follow."""
    return data.transpose(*known_dims(data, operation.dims), ...)


@writes(Transpose)
def transpose_code(operation: Transpose, data: xr.DataArray) -> str:
    """Return the call of `transpose`."""
    rest = ", ..." if len(operation.dims) < data.ndim else ""
    return f"data = data.transpose({listing(operation.dims)}{rest})"


@performs(SwapDims)
def swap_dims(operation: SwapDims, data: xr.DataArray) -> xr.DataArray:
    """Let another coordinate label a dimension."""
    known_dims(data, [operation.dim])
    coord = known_coord(data, operation.coord)
    if coord.dims != (operation.dim,):
        raise BadArguments(
            f"the coordinate {operation.coord!r} does not run along {operation.dim!r} "
            f"alone, but along {listed(coord.dims)}."
        )
    return data.swap_dims({operation.dim: operation.coord})


@writes(SwapDims)
def swap_dims_code(operation: SwapDims, data: xr.DataArray) -> str:
    """Return the call of `swap_dims`."""
    return f"data = {call('data.swap_dims', {operation.dim: operation.coord})}"


@performs(Rename)
def rename(operation: Rename, data: xr.DataArray) -> xr.DataArray:
    """Give dimensions and coordinates other names."""
    there = [*map(str, data.dims), *map(str, data.coords)]
    for name in operation.names:
        if name not in there:
            raise BadArguments(
                f"there is no dimension or coordinate {name!r}; there are "
                f"{listed(dict.fromkeys(there))}."
            )
    return data.rename(operation.names)


@writes(Rename)
def rename_code(operation: Rename, data: xr.DataArray) -> str:
    """Return the call of `rename`."""
    return f"data = {call('data.rename', operation.names)}"


@performs(SortBy)
def sort_by(operation: SortBy, data: xr.DataArray) -> xr.DataArray:
    """Sort along coordinates of one dimension each."""
    for name in operation.coords:
        known_coord(data, name)
    return data.sortby(list(operation.coords), ascending=operation.ascending)


@writes(SortBy)
def sort_by_code(operation: SortBy, data: xr.DataArray) -> str:
    """Return the call of `sort_by`."""
    names = literal(list(operation.coords))
    return f"data = data.sortby({names}, ascending={operation.ascending})"


@performs(ScaleCoordinate)
def scale_coordinate(operation: ScaleCoordinate, data: xr.DataArray) -> xr.DataArray:
    """Scale a coordinate and move it."""
    coord = known_coord(data, operation.coord)
    if coord.dtype.kind not in "iufb":
        raise BadArguments(
            f"the coordinate {operation.coord!r} is of type {coord.dtype}, not numbers."
        )
    if operation.scale == 0:
        raise BadArguments("a scale of 0 would make all coordinate values the same.")
    scaled = operation.scale * coord + operation.offset
    return data.assign_coords({operation.coord: scaled.assign_attrs(coord.attrs)})


@writes(ScaleCoordinate)
def scale_coordinate_code(operation: ScaleCoordinate, data: xr.DataArray) -> str:
    """Return the lines of `scale_coordinate`."""
    scale, offset = literal(operation.scale), literal(operation.offset)
    scaled = Code(f"({scale} * coord + {offset}).assign_attrs(coord.attrs)")
    assigned = call("data.assign_coords", {operation.coord: scaled})
    return f"coord = data[{operation.coord!r}]\ndata = {assigned}"


@performs(SetCoordinate)
def set_coordinate(operation: SetCoordinate, data: xr.DataArray) -> xr.DataArray:
    """Give a dimension other coordinate values; attributes stay."""
    [dim] = known_dims(data, [operation.dim])
    attrs = data.coords[dim].attrs if dim in data.coords else {}
    made = data.assign_coords({dim: _values(operation, data.sizes[dim])})
    made.coords[dim].attrs.update(attrs)
    return made


@writes(SetCoordinate)
def set_coordinate_code(operation: SetCoordinate, data: xr.DataArray) -> str:
    """Return the lines of `set_coordinate`."""
    dim, size = operation.dim, data.sizes[operation.dim]
    if operation.values:
        values = f"np.array({literal(list(operation.values))})"
    else:
        ends = listing((operation.start, operation.stop))
        values = f"np.linspace({ends}, {size})"
    assigned = call("data.assign_coords", {dim: Code(values)})
    if dim not in data.coords or not data.coords[dim].attrs:
        return f"data = {assigned}"
    kept = f"attrs = data[{dim!r}].attrs"
    return f"{kept}\ndata = {assigned}\ndata[{dim!r}].attrs.update(attrs)"


@performs(EditAttributes)
def edit_attributes(operation: EditAttributes, data: xr.DataArray) -> xr.DataArray:
    """Set attributes of the array or of a coordinate."""
    if not operation.coord:
        kept = data.drop_attrs(deep=False) if operation.replace else data
        return kept.assign_attrs(operation.attrs)
    coord = known_coord(data, operation.coord)
    kept = coord.drop_attrs(deep=False) if operation.replace else coord
    return data.assign_coords({operation.coord: kept.assign_attrs(operation.attrs)})


@writes(EditAttributes)
def edit_attributes_code(operation: EditAttributes, data: xr.DataArray) -> str:
    """Return the call of `edit_attributes`."""
    drop = ".drop_attrs(deep=False)" if operation.replace else ""
    attrs = literal(dict(operation.attrs))
    if not operation.coord:
        return f"data = data{drop}.assign_attrs({attrs})"
    changed = Code(f"data[{operation.coord!r}]{drop}.assign_attrs({attrs})")
    return f"data = {call('data.assign_coords', {operation.coord: changed})}"


def _values(operation: SetCoordinate, size: int) -> Any:
    if operation.values:
        if len(operation.values) != size:
            raise BadArguments(
                f"{len(operation.values)} values do not fit {size} samples along "
                f"{operation.dim!r}."
            )
        return np.array(operation.values)
    if operation.start is None or operation.stop is None:
        raise BadArguments(
            "a coordinate needs its first and last value, or all values."
        )
    return np.linspace(operation.start, operation.stop, size)
