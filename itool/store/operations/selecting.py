"""Selections and reductions, carried out and written down."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING, Any

import numpy as np

from itool.errors import BadArguments, DimsMismatch
from itool.model.operations.selecting import Aggregate, Coarsen, Select, Squeeze, Thin
from itool.store.operations.checks import known_dims
from itool.store.operations.recipes import performs, writes
from itool.store.operations.source import call, literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xarray as xr

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
    groups = data.coarsen(operation.factors, boundary=operation.boundary)
    made: xr.DataArray = getattr(groups, operation.how)()
    return made


@writes(Coarsen)
def coarsen_code(operation: Coarsen, data: xr.DataArray) -> str:
    """Return the call of `coarsen`."""
    groups = call("data.coarsen", operation.factors, boundary=operation.boundary)
    return f"data = {groups}.{operation.how}()"


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


def coordinate(data: xr.DataArray, dim: str, value: float | None) -> Any:
    """Return `value` as the coordinate of `dim` counts: times are ms since 1970."""
    if value is None or dim not in data.coords or data.coords[dim].dtype.kind != "M":
        return value
    return np.datetime64(round(value), "ms")


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
        if dim in data.coords:
            nearest[dim] = coordinate(data, dim, value)
        else:
            indexes[dim] = min(max(round(value), 0), data.sizes[dim] - 1)
    spans: dict[str, Any] = {}
    for dim, (low, high) in operation.ranges.items():
        if dim in data.coords:
            spans[dim] = _span(data, dim, low, high)
        else:
            first = None if low is None else max(ceil(low), 0)
            indexes[dim] = slice(first, None if high is None else floor(high) + 1)
    if spans:
        yield "sel", spans, {}
    if nearest:
        yield "sel", nearest, {"method": "nearest"}
    if indexes:
        yield "isel", indexes, {}


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
