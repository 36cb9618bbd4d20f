"""Selections and reductions, carried out and written down."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING, Any

import numpy as np

from itool.errors import BadArguments, DimsMismatch
from itool.model.operations.selecting import (
    Aggregate,
    Coarsen,
    Cut,
    Select,
    Squeeze,
    Thin,
)
from itool.store.operations.checks import is_time, known_dims, point_of_time
from itool.store.operations.recipes import performs, writes
from itool.store.operations.source import Code, call, literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xarray as xr
    from numpy.typing import NDArray

    Call = tuple[str, dict[str, Any], dict[str, Any]]


@performs(Select)
def select(operation: Select, data: xr.DataArray) -> xr.DataArray:
    """Cut points and ranges out."""
    for method, dims, options in _selections(operation, data):
        data = getattr(data, method)(dims, **options)
    return data


@writes(Select)
def select_code(operation: Select, data: xr.DataArray) -> str:
    """Return the calls of `select`."""
    text = "data"
    for method, dims, options in _selections(operation, data):
        text = call(f"{text}.{method}", dims, **options)
    return f"data = {text}"


@performs(Aggregate)
def aggregate(operation: Aggregate, data: xr.DataArray) -> xr.DataArray:
    """Reduce dimensions."""
    dims = known_dims(data, operation.dims)
    made: xr.DataArray = getattr(data, operation.how)(dims, keep_attrs=True)
    return made


@writes(Aggregate)
def aggregate_code(operation: Aggregate, data: xr.DataArray) -> str:
    """Return the call of `aggregate`."""
    dims = literal(list(operation.dims))
    return f"data = data.{operation.how}({dims}, keep_attrs=True)"


@performs(Coarsen)
def coarsen(operation: Coarsen, data: xr.DataArray) -> xr.DataArray:
    """Join neighbouring samples."""
    known_dims(data, operation.factors)
    _check_factors(operation.factors, data)
    groups = data.coarsen(
        operation.factors,
        boundary=operation.boundary,
        coord_func=dict.fromkeys(_texts(operation, data), first),
    )
    made: xr.DataArray = getattr(groups, operation.how)()
    return made


@writes(Coarsen)
def coarsen_code(operation: Coarsen, data: xr.DataArray) -> str:
    """Return the call of `coarsen`."""
    texts = _texts(operation, data)
    options: dict[str, Any] = {"boundary": operation.boundary}
    if texts:
        options["coord_func"] = Code(f"dict.fromkeys({literal(texts)}, first)")
    groups = call("data.coarsen", operation.factors, **options)
    return f"{_FIRST if texts else ''}data = {groups}.{operation.how}()"


def first(values: NDArray[Any], axis: tuple[int, ...]) -> NDArray[Any]:
    """Return the first of each group of values, which have no mean."""
    return values[tuple(0 if n in axis else slice(None) for n in range(values.ndim))]


_FIRST = """\
def first(values, axis):  # text has no mean
    return values[tuple(0 if n in axis else slice(None) for n in range(values.ndim))]


"""


def _texts(operation: Coarsen, data: xr.DataArray) -> list[str]:
    """Return the coordinates along what is joined that are no numbers."""
    return [
        str(name)
        for name, coord in data.coords.items()
        if coord.dtype.kind not in "biufcmM" and set(coord.dims) & {*operation.factors}
    ]


@performs(Thin)
def thin(operation: Thin, data: xr.DataArray) -> xr.DataArray:
    """Keep every n-th sample."""
    known_dims(data, operation.factors)
    return data.thin(operation.factors)


@writes(Thin)
def thin_code(operation: Thin, data: xr.DataArray) -> str:
    """Return the call of `thin`."""
    return f"data = {call('data.thin', operation.factors)}"


@performs(Squeeze)
def squeeze(operation: Squeeze, data: xr.DataArray) -> xr.DataArray:
    """Drop dimensions of a single sample."""
    return data.squeeze(_single(operation, data))


@writes(Squeeze)
def squeeze_code(operation: Squeeze, data: xr.DataArray) -> str:
    """Return the call of `squeeze`."""
    return f"data = data.squeeze({literal(_single(operation, data))})"


@performs(Cut)
def cut(operation: Cut, data: xr.DataArray) -> xr.DataArray:
    """Cut samples out by index, reduce them, and take a part of complex ones."""
    indexes, dims = _windows(operation, data)
    is_complex, is_late = data.dtype.kind == "c", _is_late(operation)
    data = data.isel(indexes)
    if is_complex and not is_late:
        data = _part(operation.part, data)
    if dims:
        data = getattr(data, operation.how)(dims, **_options(operation, data.dtype))
    return _part(operation.part, data) if is_complex and is_late else data


@writes(Cut)
def cut_code(operation: Cut, data: xr.DataArray) -> str:
    """Return the lines of `cut`."""
    indexes, dims = _windows(operation, data)
    part = "data = {}".format(
        {
            "abs": "abs(data)",
            "angle": 'xr.apply_ufunc(np.angle, data, dask="allowed")',
            "real": "data.real",
            "imag": "data.imag",
        }[operation.part]
    )
    is_complex, is_late = data.dtype.kind == "c", _is_late(operation)
    lines = [f"data = {call('data.isel', indexes)}"]
    if is_complex and not is_late:
        lines.append(part)
    if dims:
        dtype = np.dtype(float) if is_complex and not is_late else data.dtype
        options = _options(operation, dtype)
        more = "".join(f", {name}={value!r}" for name, value in options.items())
        lines.append(f"data = data.{operation.how}({literal(dims)}{more})")
    if is_complex and is_late:
        lines.append(part)
    return "\n".join(lines)


def coordinate(data: xr.DataArray, dim: str, value: float | None) -> Any:
    """Return `value` as the coordinate of `dim` counts: dates are ms since 1970."""
    if value is None or not is_time(data, dim):
        return value
    return point_of_time(data, dim, value)


def _selections(operation: Select, data: xr.DataArray) -> Iterator[Call]:
    """Yield method, arguments by dimension, and options of each call."""
    chosen = [*operation.points, *operation.indexes, *operation.ranges]
    known_dims(data, chosen)
    if not chosen:
        raise BadArguments(
            "nothing is selected.", hint="Name a value, a sample or a range."
        )
    indexes: dict[str, Any] = {}
    for dim, index in operation.indexes.items():
        size = data.sizes[dim]
        if not -size <= index < size:
            raise DimsMismatch(
                f"sample {index} is not one of the {size} along {dim!r}."
            )
        indexes[dim] = index
    nearest: dict[str, Any] = {}
    for dim, value in operation.points.items():
        if _is_counted(data, dim):
            indexes[dim] = min(max(round(value), 0), data.sizes[dim] - 1)
        else:
            nearest[dim] = coordinate(data, dim, value)
    spans: dict[str, Any] = {}
    for dim, (low, high) in operation.ranges.items():
        if _is_counted(data, dim):
            first = None if low is None else max(ceil(low), 0)
            indexes[dim] = slice(first, None if high is None else floor(high) + 1)
        else:
            spans[dim] = _span(data, dim, low, high)
    if spans:
        yield "sel", spans, {}
    if nearest:
        yield "sel", nearest, {"method": "nearest"}
    if indexes:
        yield "isel", indexes, {}


def _is_counted(data: xr.DataArray, dim: str) -> bool:
    """Return whether places along `dim` are those of samples, not of coordinates."""
    return dim not in data.coords or data.coords[dim].dtype.kind not in "biufmM"


def _span(data: xr.DataArray, dim: str, low: float | None, high: float | None) -> slice:
    ends = [coordinate(data, dim, end) for end in (low, high)]
    if low is not None and high is not None and low > high:
        ends.reverse()
    is_falling = dim in data.indexes and data.indexes[dim].is_monotonic_decreasing
    return (
        slice(*reversed(ends)) if is_falling and data.sizes[dim] > 1 else slice(*ends)
    )


def _check_factors(factors: dict[str, int], data: xr.DataArray) -> None:
    for dim, factor in factors.items():
        if factor > data.sizes[dim]:
            raise BadArguments(
                f"{factor} samples cannot be joined along {dim!r}, which has "
                f"{data.sizes[dim]}."
            )


def _single(operation: Squeeze, data: xr.DataArray) -> list[str]:
    dims = known_dims(data, operation.dims)
    dims = dims or [str(dim) for dim, size in data.sizes.items() if size == 1]
    if not dims:
        raise BadArguments("no dimension of the array has a single sample.")
    for dim in dims:
        if data.sizes[dim] > 1:
            raise BadArguments(
                f"the dimension {dim!r} has {data.sizes[dim]} samples, not one."
            )
    return dims


def _windows(
    operation: Cut, data: xr.DataArray
) -> tuple[dict[str, int | slice], list[str]]:
    """Return what is cut out, and the dimensions that are reduced."""
    known_dims(data, operation.windows)
    indexes: dict[str, int | slice] = {}
    dims: list[str] = []
    for dim, (start, stop) in operation.windows.items():
        if not 0 <= start < stop <= data.sizes[dim]:
            raise DimsMismatch(
                f"samples {start} to {stop} are not among the {data.sizes[dim]} "
                f"along {dim!r}."
            )
        is_reduced = stop - start > 1 or operation.how == "std"
        indexes[dim] = slice(start, stop) if is_reduced else start
        dims += [dim] if is_reduced else []
    return indexes, dims


def _options(operation: Cut, dtype: np.dtype[Any]) -> dict[str, Any]:
    # Of nothing but missing samples the sum is missing, too.
    is_gapped = operation.how == "sum" and dtype.kind in "fc"
    return {"keep_attrs": True, **({"min_count": 1} if is_gapped else {})}


def _is_late(operation: Cut) -> bool:
    """Return whether the phase is taken after samples were averaged."""
    return operation.part == "angle" and operation.how in ("mean", "sum")


def _part(part: str, data: xr.DataArray) -> xr.DataArray:
    import xarray as xr

    if part == "angle":
        made: xr.DataArray = xr.apply_ufunc(np.angle, data, dask="allowed")
        return made
    return abs(data) if part == "abs" else getattr(data, part)
