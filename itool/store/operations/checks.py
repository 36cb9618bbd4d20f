"""What operations ask of an array, and how they say what is amiss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from itool.errors import BadArguments, DimsMismatch, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    import xarray as xr

EVEN = 1e-2
"""Share of a step by which samples of an even coordinate may be off."""


def known_dims(data: xr.DataArray, dims: Iterable[str]) -> list[str]:
    """Return `dims` as a list if `data` has all of them, each once.

    Raises
    ------
    DimsMismatch
        If it has not.
    """
    found = list(dims)
    for dim in found:
        if dim not in data.dims:
            raise DimsMismatch(
                f"the array has no dimension {dim!r}; it has {listed(data.dims)}."
            )
    if len(set(found)) < len(found):
        raise DimsMismatch(f"a dimension occurs twice in {listed(found)}.")
    return found


def known_coord(data: xr.DataArray, name: str) -> xr.DataArray:
    """Return the coordinate `name`.

    Raises
    ------
    BadArguments
        If there is none.
    """
    if name not in data.coords:
        raise BadArguments(
            f"the array has no coordinate {name!r}; it has {listed(data.coords)}.",
            hint="Add one along a dimension with “Set coordinate”.",
        )
    coord: xr.DataArray = data.coords[name]
    return coord


def numbers(
    data: xr.DataArray, dim: str, *, times: bool = False
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the coordinate values along `dim`; sample indexes if it has none.

    Of times, if they are allowed, what has passed since the first one.

    Raises
    ------
    BadArguments
        If they are not numbers, or not in order.
    """
    known_dims(data, [dim])
    if dim not in data.coords:
        return np.arange(data.sizes[dim], dtype=float)
    coord = data.coords[dim]
    if times and is_time(data, dim):
        passed = coord.values - coord.values[:1]
        values = np.where(np.isnat(passed), np.nan, passed / unit_of_time(data, dim))
    elif coord.dtype.kind in "iuf":
        values = np.asarray(coord.values, dtype=float)
    else:
        raise BadArguments(
            f"the coordinate {dim!r} is of type {coord.dtype}, not numbers.",
            hint="Give the dimension numbers with “Set coordinate”.",
        )
    steps = np.diff(values)
    if not np.isfinite(values).all() or not (np.all(steps > 0) or np.all(steps < 0)):
        raise BadArguments(
            f"the coordinate {dim!r} neither rises nor falls all the way.",
            hint="Sort along it first.",
        )
    return values


def even_step(data: xr.DataArray, dim: str, *, times: bool = False) -> float:
    """Return the distance of neighbouring coordinate values along `dim`.

    Raises
    ------
    BadArguments
        If they are not evenly spaced.
    """
    values = numbers(data, dim, times=times)
    if len(values) < 2:
        return 1.0
    step = float(values[-1] - values[0]) / (len(values) - 1)
    off = values - (values[0] + step * np.arange(len(values)))
    if np.abs(off).max() > EVEN * abs(step):
        raise BadArguments(
            f"the coordinate {dim!r} is not evenly spaced.",
            hint="Interpolate along it first.",
        )
    return step


def is_time(data: xr.DataArray, dim: str) -> bool:
    """Return whether there are dates, or lengths of time, along `dim`."""
    return dim in data.coords and data.coords[dim].dtype.kind in "mM"


def unit_of_time(data: xr.DataArray, dim: str) -> np.timedelta64:
    """Return what numbers along times count: ms of dates, s of lengths of time."""
    return np.timedelta64(1, "ms" if data.coords[dim].dtype.kind == "M" else "s")


def span_of_time(data: xr.DataArray, dim: str, number: float) -> np.timedelta64:
    """Return `number` of `unit_of_time` as a length of time."""
    whole = unit_of_time(data, dim) / np.timedelta64(1, "ns")
    return np.timedelta64(round(number * float(whole)), "ns")


def point_of_time(data: xr.DataArray, dim: str, number: float) -> Any:
    """Return the date, or the length of time, that `number` stands for along `dim`."""
    span = span_of_time(data, dim, number)
    is_date = data.coords[dim].dtype.kind == "M"
    return np.datetime64(0, "ns") + span if is_date else span


def work_dtype(data: xr.DataArray) -> np.dtype[Any]:
    """Return the dtype that samples are worked on in: float32 where that is enough."""
    return np.result_type(data.dtype, np.float32)


def refuse_complex(data: xr.DataArray, what: str) -> None:
    """Raise `BadArguments` if samples are complex, which have no order."""
    if data.dtype.kind == "c":
        raise BadArguments(
            f"{what} takes real samples, and these are {data.dtype}.",
            hint="Take the part to show first: np.abs(data), data.real…",
        )
