"""Interpolations, rotations and symmetries, carried out and written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from itool.errors import BadArguments
from itool.model.operations.resampling import Interpolate, Mirror, Rotate, Symmetrize
from itool.model.units import ratio
from itool.store.operations.attributes import units_of
from itool.store.operations.checks import (
    even_step,
    is_time,
    known_dims,
    numbers,
    point_of_time,
)
from itool.store.operations.filtering import (
    whole,
    whole_code,
    with_coord,
    with_coord_code,
    worked,
    worked_code,
)
from itool.store.operations.recipes import performs, writes
from itool.store.operations.source import Code, call, listing, literal

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

NANOSECOND = np.timedelta64(1, "ns")
EDGE = 1e-3
"""Samples beyond the outermost ones that still count as inside."""


@performs(Interpolate)
def interpolate(operation: Interpolate, data: xr.DataArray) -> xr.DataArray:
    """Put one dimension on an even grid."""
    dim = operation.dim
    data = worked(with_coord(data, dim))
    first, last = _ends(operation, data)
    grid: Any
    if is_time(data, dim):
        steps = np.linspace(0, (last - first) / NANOSECOND, operation.samples)
        grid = first + steps.round().astype("timedelta64[ns]")
    else:
        grid = np.linspace(first, last, operation.samples)
    return data.interp({dim: grid}, method=operation.method)


@writes(Interpolate)
def interpolate_code(operation: Interpolate, data: xr.DataArray) -> str:
    """Return the lines of `interpolate`."""
    ends, samples = listing(_ends(operation, data)), operation.samples
    grid = Code(f"np.linspace({ends}, {samples})")
    lines = [*with_coord_code(data, operation.dim), *worked_code(data)]
    if is_time(data, operation.dim):
        grid = Code('first + steps.round().astype("timedelta64[ns]")')
        span = '(last - first) / np.timedelta64(1, "ns")'
        lines.append(f"first, last = {ends}")
        lines.append(f"steps = np.linspace(0, {span}, {samples})")
    made = call("data.interp", {operation.dim: grid}, method=operation.method)
    return "\n".join([*lines, f"data = {made}"])


@performs(Mirror)
def mirror(operation: Mirror, data: xr.DataArray) -> xr.DataArray:
    """Combine an array with its mirror image."""
    import xarray as xr

    dim = operation.dim
    data = worked(with_coord(data, dim))
    center = _center(operation, data)
    is_far = is_time(data, dim)  # twice a date is none
    turned = center + (center - data[dim]) if is_far else 2 * center - data[dim]
    image = data.assign_coords({dim: turned})
    image = image.interp({dim: data[dim]}).astype(data.dtype)
    if operation.how == "difference":
        return data - image
    if operation.keep == "overlap":
        return (data + image) / 2
    both = xr.concat([data, image], "side", coords="minimal", compat="override")
    return both.mean("side")


@writes(Mirror)
def mirror_code(operation: Mirror, data: xr.DataArray) -> str:
    """Return the lines of `mirror`."""
    dim = operation.dim
    center = literal(_center(operation, data))
    turned = Code(f"2 * {center} - data[{dim!r}]")
    if is_time(data, dim):
        turned = Code(f"{center} + ({center} - data[{dim!r}])")
    back = call("image.interp", {dim: Code(f"data[{dim!r}]")})
    lines = [
        *with_coord_code(data, dim),
        *worked_code(data),
        f"image = {call('data.assign_coords', {dim: turned})}",
        f"image = {back}.astype(data.dtype)",
    ]
    if operation.how == "difference":
        lines.append("data = data - image")
    elif operation.keep == "overlap":
        lines.append("data = (data + image) / 2")
    else:
        options = 'coords="minimal", compat="override"'
        lines.append(f'data = xr.concat([data, image], "side", {options}).mean("side")')
    return "\n".join(lines)


@performs(Rotate)
def rotate(operation: Rotate, data: xr.DataArray) -> xr.DataArray:
    """Turn a plane about a point."""
    data = worked(whole(data, _plane(operation, data)))
    return _turned(operation, data, operation.angle)


@writes(Rotate)
def rotate_code(operation: Rotate, data: xr.DataArray) -> str:
    """Return the lines of `rotate`."""
    lines = [*_turn_code(operation, data), f"data = turned(data, {operation.angle!r})"]
    return "\n".join(lines)


@performs(Symmetrize)
def symmetrize(operation: Symmetrize, data: xr.DataArray) -> xr.DataArray:
    """Average over the rotations by a full turn over n."""
    import xarray as xr

    data = worked(whole(data, _plane(operation, data)))
    turns = [
        _turned(operation, data, 360 * turn / operation.fold)
        for turn in range(operation.fold)
    ]
    made = xr.concat(turns, "turn", coords="minimal", compat="override").mean("turn")
    return made.transpose(*data.dims)


@writes(Symmetrize)
def symmetrize_code(operation: Symmetrize, data: xr.DataArray) -> str:
    """Return the lines of `symmetrize`."""
    n = operation.fold
    lines = [
        *_turn_code(operation, data),
        f"turns = [turned(data, 360 * turn / {n}) for turn in range({n})]",
        'turns = xr.concat(turns, "turn", coords="minimal", compat="override")',
        'data = turns.mean("turn").transpose(*data.dims)',
    ]
    return "\n".join(lines)


def turn_plane(
    values: NDArray[Any],
    degrees: float,
    first: tuple[float, float],
    step: tuple[float, float],
    center: tuple[float, float],
    order: int,
) -> NDArray[Any]:
    """Return a plane turned about a point; NaN where nothing was.

    Parameters
    ----------
    values : ndarray, shape (rows, columns)
        Evenly spaced samples.
    degrees : float
        From the columns' axis towards the rows' axis.
    first, step, center : pair of float
        Coordinates of the first sample, their distance, and the point that stays:
        rows, columns.
    order : int
        Of the spline.
    """
    from scipy import ndimage

    (y0, x0), (dy, dx), (cy, cx) = first, step, center
    i, j = np.indices(values.shape)
    y, x = y0 + dy * i - cy, x0 + dx * j - cx
    angle = np.deg2rad(degrees)
    rows = (np.cos(angle) * y - np.sin(angle) * x + cy - y0) / dy
    columns = (np.cos(angle) * x + np.sin(angle) * y + cx - x0) / dx
    spots = np.array([rows, columns])
    ends = np.array(values.shape).reshape(2, 1, 1) - 1
    inside = ((spots > -EDGE) & (spots < ends + EDGE)).all(axis=0)
    found = ndimage.map_coordinates(values, spots, order=order, mode="nearest")
    return np.where(inside, found, np.nan)


_TURN = """\
def turn_plane(values, degrees):  # rows {row}, columns {column}{units}
    i, j = np.indices(values.shape)
    y, x = {y0!r} + {dy!r} * i - {cy!r}, {x0!r} + {dx!r} * j - {cx!r}
    angle = np.deg2rad(degrees)
    rows = (np.cos(angle) * y - np.sin(angle) * x + {cy!r} - {y0!r}) / {dy!r}
    columns = (np.cos(angle) * x + np.sin(angle) * y + {cx!r} - {x0!r}) / {dx!r}
    spots = np.array([rows, columns])
    ends = np.array(values.shape).reshape(2, 1, 1) - 1
    inside = ((spots > -{edge!r}) & (spots < ends + {edge!r})).all(axis=0)
    found = ndimage.map_coordinates(values, spots, order={order}, mode="nearest")
    return np.where(inside, found, np.nan)


def turned(array, degrees):
    return xr.apply_ufunc(
        turn_plane,
        array,
        input_core_dims=[{plane}],
        output_core_dims=[{plane}],
        kwargs={{"degrees": degrees}},
        vectorize=True,
        dask="parallelized",
        output_dtypes=[array.dtype],
        keep_attrs=True,
    ).transpose(*array.dims)

"""


def _turned(
    operation: Rotate | Symmetrize, data: xr.DataArray, degrees: float
) -> xr.DataArray:
    import xarray as xr

    plane = _plane(operation, data)
    first, step = _grid(data, plane)
    made: xr.DataArray = xr.apply_ufunc(
        turn_plane,
        data,
        input_core_dims=[plane],
        output_core_dims=[plane],
        kwargs={
            "degrees": degrees,
            "first": first,
            "step": step,
            "center": (operation.row * _stretch(data, plane), operation.column),
            "order": operation.order,
        },
        vectorize=True,
        dask="parallelized",
        output_dtypes=[data.dtype],
        keep_attrs=True,
    )
    return made.transpose(*data.dims)


def _turn_code(operation: Rotate | Symmetrize, data: xr.DataArray) -> list[str]:
    plane = _plane(operation, data)
    (y0, x0), (dy, dx) = _grid(data, plane)
    define = _TURN.format(
        units="" if _stretch(data, plane) == 1 else ", both in units of columns",
        row=plane[0],
        column=plane[1],
        y0=y0,
        x0=x0,
        dy=dy,
        dx=dx,
        cy=operation.row * _stretch(data, plane),
        cx=operation.column,
        edge=EDGE,
        order=operation.order,
        plane=literal(plane),
    )
    return [define, *whole_code(data, plane), *worked_code(data)]


def _plane(operation: Rotate | Symmetrize, data: xr.DataArray) -> list[str]:
    plane = known_dims(data, operation.plane)
    for dim in plane:
        even_step(data, dim)
    return plane


def _grid(
    data: xr.DataArray, plane: list[str]
) -> tuple[tuple[float, float], tuple[float, float]]:
    rows, columns = (float(numbers(data, dim)[0]) for dim in plane)
    down, across = (even_step(data, dim) for dim in plane)
    by = _stretch(data, plane)
    return (rows * by, columns), (down * by, across)


def _stretch(data: xr.DataArray, plane: list[str]) -> float:
    """Return how many units along columns are as long as one along rows."""
    rows, columns = (
        units_of(data.coords[dim]) if dim in data.coords else "" for dim in plane
    )
    return ratio(rows, columns) or 1.0


def _ends(operation: Interpolate, data: xr.DataArray) -> tuple[Any, Any]:
    dim, given = operation.dim, (operation.start, operation.stop)
    values = numbers(data, dim, times=True)
    if is_time(data, dim):
        exact = f"{data[dim].dtype.kind}8[ns]"
        outer = [data[dim].values[at].astype(exact) for at in (0, -1)]
        start, stop = (
            end if at is None else point_of_time(data, dim, at)
            for at, end in zip(given, outer, strict=True)
        )
    else:
        start, stop = (
            float(end) if at is None else at
            for at, end in zip(given, values[[0, -1]], strict=True)
        )
    if start == stop:
        raise BadArguments(f"the grid begins and ends at {start}.")
    return start, stop


def _center(operation: Mirror, data: xr.DataArray) -> Any:
    if is_time(data, operation.dim):
        return point_of_time(data, operation.dim, operation.center)
    return operation.center
