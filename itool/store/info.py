"""What an array is, found out without reading a sample."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import cftime
import numpy as np
import pandas as pd

from itool.model.axis import ArrayInfo, Axis
from itool.model.channel import white_of
from itool.model.coord import Coord
from itool.store.convert import NAMELESS

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    import xarray as xr
    from numpy.typing import NDArray

    from itool.model.axis import AxisKind

LABELS = 65_536
"""Samples beyond which an axis is numbered instead of labelled."""

LARGEST = 1_000_000
"""Values of a coordinate beyond which it is not looked at: it may lie on a disk."""


def describe(key: str, data: xr.DataArray) -> ArrayInfo:
    """Return name, axes, dtype and layout of `data`, which is stored as `key`."""
    info = ArrayInfo(
        key=key,
        name="" if data.name in (None, NAMELESS) else str(data.name),
        axes=tuple(
            _axis(data, dim, name)
            for dim, name in zip(data.dims, dim_names(data), strict=True)
        ),
        dtype=str(data.dtype),
        nbytes=data.nbytes,
        chunks=data.chunks or (),
        source=str(data.encoding.get("source", "")),
        coords=tuple(_coords(data)),
        white=white_of(data.dtype),
    )
    return with_attrs(info, data)


def with_attrs(info: ArrayInfo, data: xr.DataArray) -> ArrayInfo:
    """Return `info` with the attributes of `data`, its units and long name."""
    attrs = {str(name): value for name, value in data.attrs.items()}
    title = _text(attrs, "long_name") or _text(attrs, "standard_name").replace("_", " ")
    return replace(info, units=_text(attrs, "units"), title=title, attrs=attrs)


def dim_names(data: xr.DataArray) -> tuple[str, ...]:
    """Return one text per dimension, all different.

    Examples
    --------
    >>> import xarray as xr
    >>> dim_names(xr.DataArray([[0.0]], dims=(1, "1")))
    ('1', '1_')
    """
    names: list[str] = []
    for dim in data.dims:
        # Of a member of an enumeration, str() is not its text.
        name = str.__str__(dim) if isinstance(dim, str) else str(dim)
        while name in names:
            name += "_"
        names.append(name)
    return tuple(names)


def with_text_names(data: xr.DataArray) -> xr.DataArray:
    """Return `data` with its dimensions called as `dim_names` has them."""
    names = zip(data.dims, dim_names(data), strict=True)
    other = {dim: name for dim, name in names if type(dim) is not str or dim != name}
    return data.rename(other) if other else data


def _axis(data: xr.DataArray, dim: Hashable, name: str) -> Axis:
    size = data.sizes[dim]
    if dim not in data.coords or data.coords[dim].dims != (dim,):
        return Axis(name, np.arange(size, dtype=float))
    coord = data.coords[dim]
    index = data.indexes[dim] if dim in data.indexes else pd.Index(coord.values)
    units, title = _text(coord.attrs, "units"), _text(coord.attrs, "long_name")
    kind = getattr(index.dtype, "kind", "O")
    if kind == "M" and isinstance(index, pd.DatetimeIndex):
        values = _milliseconds(index)
        if _is_ordered(values):
            return Axis(name, values, "datetime", units, title)
    elif kind == "m" and isinstance(index, pd.TimedeltaIndex):
        values = np.asarray(index / np.timedelta64(1, "s"), dtype=float)
        if _is_ordered(values):
            return Axis(name, values, "number", "s", title)
    elif kind in "iuf" and not isinstance(index, pd.MultiIndex):
        values = np.array(index, dtype=float)
        if _is_ordered(values):
            return Axis(name, values, "number", units, title)
    if size > LABELS:
        return Axis(name, np.arange(size, dtype=float), "number", "", title)
    values, labels = _labelled(index)
    return Axis(name, values, "label", units, title, labels)


def _coords(data: xr.DataArray) -> Iterator[Coord]:
    """Yield the coordinates that are no dimension and not too large to be kept."""
    names = dict(zip(data.dims, dim_names(data), strict=True))
    for name, coord in data.coords.items():
        is_dim = name in names or str(name) in names.values()
        if is_dim or coord.chunks is not None or not 0 < coord.size <= LARGEST:
            continue
        kind, values, units = _values(coord.variable.to_numpy())
        yield Coord(
            str(name),
            tuple(names[dim] for dim in coord.dims),
            values,
            kind,
            units or _text(coord.attrs, "units"),
            _text(coord.attrs, "long_name"),
        )


def _values(values: NDArray[Any]) -> tuple[AxisKind, NDArray[Any], str]:
    """Return what values are, the values themselves, and units if they decide them."""
    if values.dtype.kind == "M":
        missing = np.isnat(values)
        times = values.astype("datetime64[ms]").astype(np.float64)
        times[missing] = np.nan
        return "datetime", times, ""
    if values.dtype.kind == "m":
        missing = np.isnat(values)
        spans = np.asarray(values / np.timedelta64(1, "s"), np.float64)
        spans[missing] = np.nan
        return "number", spans, "s"
    if values.dtype.kind in "iufb":
        return "number", values.astype(np.float64), ""
    texts = [_label(item) for item in values.ravel().tolist()]
    return "label", np.array(texts).reshape(values.shape), ""


def _is_ordered(values: NDArray[np.float64]) -> bool:
    if not np.all(np.isfinite(values)):
        return False
    steps = np.diff(values)
    return bool(np.all(steps > 0) or np.all(steps < 0))


def _milliseconds(index: pd.DatetimeIndex) -> NDArray[np.float64]:
    # Of a time with a zone, the moment counts, and UTC has it.
    times = (index if index.tz is None else index.tz_convert(None)).to_numpy()
    whole = times.astype("datetime64[ms]")
    rest = (times - whole) / np.timedelta64(1, "ms")
    values = whole.astype(np.int64).astype(float) + rest
    values[np.isnat(times)] = np.nan
    return np.asarray(values, dtype=float)


def _labelled(index: pd.Index[Any]) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    numbers = np.arange(len(index), dtype=float)
    items = list(index)
    if items and all(isinstance(item, cftime.datetime) for item in items):
        since = "milliseconds since 1970-01-01"
        values = np.array(cftime.date2num(items, since, items[0].calendar), dtype=float)
        return (values if _is_ordered(values) else numbers), _date_labels(items)
    if isinstance(index, pd.MultiIndex):
        return numbers, tuple(", ".join(map(str, item)) for item in items)
    if isinstance(index, pd.DatetimeIndex):
        return numbers, _date_labels(items)
    return numbers, tuple(_label(item) for item in items)


def _label(item: object) -> str:
    if isinstance(item, bytes):
        return item.decode(errors="replace")
    if item is None or item is pd.NaT or item is pd.NA or item != item:
        return "missing"
    return f"{item:g}" if isinstance(item, float) else str(item)


def _date_labels(items: list[Any]) -> tuple[str, ...]:
    """Return the dates in the shortest form that tells them apart."""
    texts: tuple[str, ...] = ()
    for form in ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"):
        texts = tuple("missing" if pd.isna(i) else i.strftime(form) for i in items)
        if len(set(texts)) == len(texts):
            return texts
    return tuple(str(item) for item in items)


def _text(attrs: dict[str, Any], name: str) -> str:
    value = attrs.get(name)
    return "" if value is None else str(value)
