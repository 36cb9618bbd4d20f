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
    is_time,
    known_coord,
    known_dims,
    numbers,
    refuse_complex,
    span_of_time,
    unit_of_time,
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
    told = ", ".join(
        f"{s:g}{_time_unit(data, dim)} along {dim} is {w:g}" for (dim, s), w in pairs
    )
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
    slope = sloped(data, operation.dim)
    if operation.order == 2:
        slope = sloped(slope, operation.dim)
    return slope.astype(data.dtype)


@writes(Derivative)
def derivative_code(operation: Derivative, data: xr.DataArray) -> str:
    """Return the lines of `derivative`."""
    slope = _slope_code(data, operation.dim) * operation.order
    lines = _prepared_code(data, operation.dim)
    return "\n".join([*lines, f"data = data{slope}.astype(data.dtype)"])


@performs(Curvature)
def curvature(operation: Curvature, data: xr.DataArray) -> xr.DataArray:
    """Take the curvature along one dimension."""
    refuse_complex(data, operation.title)
    data = worked(whole(with_coord(data, operation.dim), [operation.dim]))
    slope = sloped(data, operation.dim)
    bend = sloped(slope, operation.dim)
    steepest = abs(slope).max()
    made: xr.DataArray = (
        bend / (operation.factor * steepest**2 + slope**2) ** 1.5
    ).astype(data.dtype)
    return made


@writes(Curvature)
def curvature_code(operation: Curvature, data: xr.DataArray) -> str:
    """Return the lines of `curvature`."""
    slope = _slope_code(data, operation.dim)
    lines = [
        *_prepared_code(data, operation.dim),
        f"slope = data{slope}",
        f"bend = slope{slope}",
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
    steps = {dim: _step(data, dim) for dim in dims}
    data = worked(whole(with_coord(data, *dims), dims))
    squares: Any = sum((sloped(data, dim) * steps[dim]) ** 2 for dim in dims)
    made: xr.DataArray = (data / np.sqrt(squares.where(squares > 0))).astype(data.dtype)
    return made


@writes(MinimumGradient)
def minimum_gradient_code(operation: MinimumGradient, data: xr.DataArray) -> str:
    """Return the lines of `minimum_gradient`."""
    terms = ", ".join(
        f"(data{_slope_code(data, dim)} * {_step(data, dim)!r}) ** 2"
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
    moved = data.assign_coords({dim: data[dim] + _distance(operation, data)})
    made = moved.interp({dim: data[dim]}).astype(data.dtype)
    return made.assign_coords(data.coords).transpose(*data.dims)


@writes(Shift)
def shift_code(operation: Shift, data: xr.DataArray) -> str:
    """Return the lines of `shift`."""
    dim = operation.dim
    moved = Code(f"data[{dim!r}] + {literal(_distance(operation, data))}")
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
    """Return `data` with coordinates along `dims` that samples are worked out by.

    Those are sample indexes where there is none, and lengths of time in nanoseconds,
    as xarray interpolates them by their numbers, whatever these count.
    """
    for dim in dims:
        numbers(data, dim, times=True)
    made: dict[str, Any] = {
        d: np.arange(data.sizes[d]) for d in dims if d not in data.coords
    }
    made |= {d: data[d].astype("timedelta64[ns]") for d in _coarse_spans(data, dims)}
    return data.assign_coords(made) if made else data


def with_coord_code(data: xr.DataArray, *dims: str) -> list[str]:
    """Return the lines that `with_coord` amounts to, if any."""
    missing = {d: data.sizes[d] for d in dims if d not in data.coords}
    named = {dim: Code(f"np.arange({size})") for dim, size in missing.items()}
    for dim in _coarse_spans(data, dims):
        named[dim] = Code(f'data[{dim!r}].astype("timedelta64[ns]")')
    return [f"data = {call('data.assign_coords', named)}"] if named else []


def _coarse_spans(data: xr.DataArray, dims: Iterable[str]) -> list[str]:
    """Return dimensions with lengths of time that are not in nanoseconds."""
    kinds = {d: data.coords[d].dtype for d in dims if d in data.coords}
    return [d for d, k in kinds.items() if k.kind == "m" and k != "timedelta64[ns]"]


def sloped(data: xr.DataArray, dim: str) -> xr.DataArray:
    """Return the slope along `dim`, along times per second."""
    if is_time(data, dim):
        return data.differentiate(dim, datetime_unit="s")
    return data.differentiate(dim)


def _slope_code(data: xr.DataArray, dim: str) -> str:
    unit = ', datetime_unit="s"' if is_time(data, dim) else ""
    return f".differentiate({dim!r}{unit})"


def _step(data: xr.DataArray, dim: str) -> float:
    """Return the distance of samples in what slopes are per."""
    step = even_step(data, dim, times=True)
    if is_time(data, dim):
        step *= float(unit_of_time(data, dim) / np.timedelta64(1, "s"))
    return step


def _time_unit(data: xr.DataArray, dim: str) -> str:
    if not is_time(data, dim):
        return ""
    return f" {np.datetime_data(unit_of_time(data, dim).dtype)[0]}"


def _distance(operation: Shift, data: xr.DataArray) -> Any:
    if is_time(data, operation.dim):
        return span_of_time(data, operation.dim, operation.distance)
    return operation.distance


def _prepared_code(data: xr.DataArray, *dims: str) -> list[str]:
    return [
        *with_coord_code(data, *dims),
        *whole_code(data, dims),
        *worked_code(data),
    ]


def _widths(operation: Gaussian, data: xr.DataArray) -> list[float]:
    known_dims(data, operation.sigma)
    steps = {dim: abs(even_step(data, dim, times=True)) for dim in operation.sigma}
    return [sigma / steps[dim] for dim, sigma in operation.sigma.items()]


def _last(dims: list[str]) -> tuple[int, ...]:
    return tuple(range(-len(dims), 0))
