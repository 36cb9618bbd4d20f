"""Filters, carried out and written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from itool.errors import BadArguments
from itool.model.operations.filtering import (
    Curvature,
    Derivative,
    DivideByCoordinate,
    Gaussian,
    MinimumGradient,
    Normalise,
    Shift,
)
from itool.store.operations.checks import (
    even_step,
    known_coord,
    known_dims,
    numbers,
    refuse_complex,
    work_dtype,
)
from itool.store.operations.recipes import performs, writes
from itool.store.operations.source import Code, call, literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    import xarray as xr


@performs(Normalise)
def normalise(operation: Normalise, data: xr.DataArray) -> xr.DataArray:
    """Scale samples by what they are along some dimensions."""
    dims = known_dims(data, operation.dims)
    data = worked(data)
    if operation.how == "area":
        return data / data.mean(dims)
    refuse_complex(data, operation.title)
    low = data.min(dims)
    if operation.how == "minimum":
        return data - low
    if operation.how == "minimum_area":
        return (data - low) / (data - low).mean(dims)
    return (data - low) / (data.max(dims) - low)


@writes(Normalise)
def normalise_code(operation: Normalise, data: xr.DataArray) -> str:
    """Return the lines of `normalise`."""
    dims = literal(list(operation.dims))
    low = f"low = data.min({dims})"
    lines = {
        "area": [f"data = data / data.mean({dims})"],
        "minimum": [low, "data = data - low"],
        "minimum_area": [low, f"data = (data - low) / (data - low).mean({dims})"],
        "range": [low, f"data = (data - low) / (data.max({dims}) - low)"],
    }[operation.how]
    return "\n".join([*worked_code(data), *lines])


@performs(Gaussian)
def gaussian(operation: Gaussian, data: xr.DataArray) -> xr.DataArray:
    """Smooth with a Gaussian."""
    dims = known_dims(data, operation.sigma)
    widths = _widths(operation, data)
    data = worked(whole(data, dims))
    if not operation.skipna:
        return smooth(data, dims, widths)
    there = data.notnull()
    weights = smooth(there.astype(data.dtype), dims, widths)
    return (smooth(data.fillna(0), dims, widths) / weights).where(there)


@writes(Gaussian)
def gaussian_code(operation: Gaussian, data: xr.DataArray) -> str:
    """Return the lines of `gaussian`."""
    dims, widths = list(operation.sigma), _widths(operation, data)
    pairs = zip(operation.sigma.items(), widths, strict=True)
    told = ", ".join(f"{s:g} along {dim} is {w:g}" for (dim, s), w in pairs)
    define = f"""\
def smooth(array):  # sigma in samples: {told}
    return xr.apply_ufunc(
        ndimage.gaussian_filter,
        array,
        input_core_dims=[{literal(dims)}],
        output_core_dims=[{literal(dims)}],
        kwargs={{
            "sigma": {literal(widths)},
            "axes": {literal(_last(dims))},
            "mode": "nearest",
        }},
        dask="parallelized",
        output_dtypes=[array.dtype],
        keep_attrs=True,
    ).transpose(*array.dims)

"""
    lines = [define, *whole_code(data, dims), *worked_code(data)]
    if not operation.skipna:
        return "\n".join([*lines, "data = smooth(data)"])
    weights = "weights = smooth(there.astype(data.dtype))"
    made = "data = (smooth(data.fillna(0)) / weights).where(there)"
    return "\n".join([*lines, "there = data.notnull()", weights, made])


@performs(Derivative)
def derivative(operation: Derivative, data: xr.DataArray) -> xr.DataArray:
    """Take the slope, once or twice."""
    data = worked(whole(with_coord(data, operation.dim), [operation.dim]))
    slope = data.differentiate(operation.dim)
    if operation.order == 2:
        slope = slope.differentiate(operation.dim)
    return slope.astype(data.dtype)


@writes(Derivative)
def derivative_code(operation: Derivative, data: xr.DataArray) -> str:
    """Return the lines of `derivative`."""
    slope = f".differentiate({operation.dim!r})" * operation.order
    lines = _prepared_code(data, operation.dim)
    return "\n".join([*lines, f"data = data{slope}.astype(data.dtype)"])


@performs(Curvature)
def curvature(operation: Curvature, data: xr.DataArray) -> xr.DataArray:
    """Take the curvature along one dimension."""
    refuse_complex(data, operation.title)
    data = worked(whole(with_coord(data, operation.dim), [operation.dim]))
    slope = data.differentiate(operation.dim)
    bend = slope.differentiate(operation.dim)
    steepest = abs(slope).max()
    made: xr.DataArray = (
        bend / (operation.factor * steepest**2 + slope**2) ** 1.5
    ).astype(data.dtype)
    return made


@writes(Curvature)
def curvature_code(operation: Curvature, data: xr.DataArray) -> str:
    """Return the lines of `curvature`."""
    lines = [
        *_prepared_code(data, operation.dim),
        f"slope = data.differentiate({operation.dim!r})",
        f"bend = slope.differentiate({operation.dim!r})",
        "steepest = abs(slope).max()",
        f"bend = bend / ({operation.factor!r} * steepest**2 + slope**2) ** 1.5",
        "data = bend.astype(data.dtype)",
    ]
    return "\n".join(lines)


@performs(MinimumGradient)
def minimum_gradient(operation: MinimumGradient, data: xr.DataArray) -> xr.DataArray:
    """Divide samples by the length of their gradient, per sample."""
    refuse_complex(data, operation.title)
    dims = known_dims(data, operation.dims)
    steps = {dim: even_step(data, dim) for dim in dims}
    data = worked(whole(with_coord(data, *dims), dims))
    squares: Any = sum((data.differentiate(d) * steps[d]) ** 2 for d in dims)
    made: xr.DataArray = (data / np.sqrt(squares.where(squares > 0))).astype(data.dtype)
    return made


@writes(MinimumGradient)
def minimum_gradient_code(operation: MinimumGradient, data: xr.DataArray) -> str:
    """Return the lines of `minimum_gradient`."""
    terms = ", ".join(
        f"(data.differentiate({dim!r}) * {even_step(data, dim)!r}) ** 2"
        for dim in operation.dims
    )
    lines = [
        *_prepared_code(data, *operation.dims),
        f"squares = sum([{terms}])",
        "data = (data / np.sqrt(squares.where(squares > 0))).astype(data.dtype)",
    ]
    return "\n".join(lines)


@performs(DivideByCoordinate)
def divide_by_coordinate(
    operation: DivideByCoordinate, data: xr.DataArray
) -> xr.DataArray:
    """Divide samples by a coordinate; where that is 0, they are missing."""
    coord = known_coord(data, operation.coord)
    if coord.dtype.kind not in "iufb":
        raise BadArguments(
            f"the coordinate {operation.coord!r} is of type {coord.dtype}, not numbers."
        )
    data = worked(data)
    return (data / coord.where(coord != 0)).astype(data.dtype)


@writes(DivideByCoordinate)
def divide_by_coordinate_code(operation: DivideByCoordinate, data: xr.DataArray) -> str:
    """Return the lines of `divide_by_coordinate`."""
    lines = [
        *worked_code(data),
        f"coord = data[{operation.coord!r}]",
        "data = (data / coord.where(coord != 0)).astype(data.dtype)",
    ]
    return "\n".join(lines)


@performs(Shift)
def shift(operation: Shift, data: xr.DataArray) -> xr.DataArray:
    """Move samples along a dimension, linearly interpolated."""
    dim = operation.dim
    data = worked(with_coord(data, dim))
    moved = data.assign_coords({dim: data[dim] + operation.distance})
    made = moved.interp({dim: data[dim]}).astype(data.dtype)
    return made.assign_coords(data.coords).transpose(*data.dims)


@writes(Shift)
def shift_code(operation: Shift, data: xr.DataArray) -> str:
    """Return the lines of `shift`."""
    dim = operation.dim
    moved = Code(f"data[{dim!r}] + {operation.distance!r}")
    back = call("moved.interp", {dim: Code(f"data[{dim!r}]")})
    lines = [
        *with_coord_code(data, dim),
        *worked_code(data),
        f"moved = {call('data.assign_coords', {dim: moved})}",
        f"moved = {back}.astype(data.dtype)",
        "data = moved.assign_coords(data.coords).transpose(*data.dims)",
    ]
    return "\n".join(lines)


def smooth(data: xr.DataArray, dims: list[str], widths: list[float]) -> xr.DataArray:
    """Return `data` smoothed along `dims`, with standard deviations in samples."""
    import xarray as xr
    from scipy import ndimage

    made: xr.DataArray = xr.apply_ufunc(
        ndimage.gaussian_filter,
        data,
        input_core_dims=[dims],
        output_core_dims=[dims],
        kwargs={"sigma": widths, "axes": _last(dims), "mode": "nearest"},
        dask="parallelized",
        output_dtypes=[data.dtype],
        keep_attrs=True,
    )
    return made.transpose(*data.dims)


def worked(data: xr.DataArray) -> xr.DataArray:
    """Return `data` in the dtype that they are worked on in."""
    dtype = work_dtype(data)
    return data if data.dtype == dtype else data.astype(dtype)


def worked_code(data: xr.DataArray) -> list[str]:
    """Return the line that `worked` amounts to, if any."""
    dtype = work_dtype(data)
    return [] if data.dtype == dtype else [f'data = data.astype("{dtype}")']


def whole(data: xr.DataArray, dims: Iterable[str]) -> xr.DataArray:
    """Return `data` in blocks that are not cut along `dims`, if it is in blocks."""
    return data if data.chunks is None else data.chunk(dict.fromkeys(dims, -1))


def whole_code(data: xr.DataArray, dims: Iterable[str]) -> list[str]:
    """Return the line that `whole` amounts to, if any."""
    if data.chunks is None:
        return []
    return [f"data = {call('data.chunk', dict.fromkeys(dims, -1))}"]


def with_coord(data: xr.DataArray, *dims: str) -> xr.DataArray:
    """Return `data` with sample indexes along those `dims` that have no coordinate."""
    for dim in dims:
        numbers(data, dim)
    missing = {d: np.arange(data.sizes[d]) for d in dims if d not in data.coords}
    return data.assign_coords(missing) if missing else data


def with_coord_code(data: xr.DataArray, *dims: str) -> list[str]:
    """Return the lines that `with_coord` amounts to, if any."""
    missing = {d: data.sizes[d] for d in dims if d not in data.coords}
    named = {dim: Code(f"np.arange({size})") for dim, size in missing.items()}
    return [f"data = {call('data.assign_coords', named)}"] if named else []


def _prepared_code(data: xr.DataArray, *dims: str) -> list[str]:
    return [
        *with_coord_code(data, *dims),
        *whole_code(data, dims),
        *worked_code(data),
    ]


def _widths(operation: Gaussian, data: xr.DataArray) -> list[float]:
    known_dims(data, operation.sigma)
    steps = {dim: abs(even_step(data, dim)) for dim in operation.sigma}
    return [sigma / steps[dim] for dim, sigma in operation.sigma.items()]


def _last(dims: list[str]) -> tuple[int, ...]:
    return tuple(range(-len(dims), 0))
