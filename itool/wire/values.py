"""numpy, pandas and CF-calendar scalars on the wire."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import cftime
import numpy as np
import pandas as pd

from itool.errors import WireError
from itool.wire.plain import read_zone, write_zone
from itool.wire.tags import Refused, tag

if TYPE_CHECKING:
    from itool.wire.tags import Reader, Writer

_DTYPE = re.compile(r"[<>|=]?[?biufcmMSUV]\d*(\[\d*[A-Za-zμ]{1,7}\])?")
_CF_TYPES = {
    cls.__name__: cls
    for cls in (
        cftime.datetime,
        cftime.Datetime360Day,
        cftime.DatetimeAllLeap,
        cftime.DatetimeGregorian,
        cftime.DatetimeJulian,
        cftime.DatetimeNoLeap,
        cftime.DatetimeProlepticGregorian,
    )
}


def write_dtype(dtype: np.dtype[Any]) -> Any:
    """Return a tree that names `dtype` exactly: byte order, fields, offsets, unit."""
    if dtype.hasobject:
        raise Refused(dtype, "its elements are Python objects")
    if dtype.kind not in "biufcmMSUV":
        raise Refused(dtype)
    if dtype.names is not None and dtype.fields is not None:
        fields = [
            [name, write_dtype(dtype.fields[name][0]), *dtype.fields[name][1:]]
            for name in dtype.names
        ]
        return {"fields": fields, "size": dtype.itemsize}
    if dtype.subdtype is not None:
        return {"of": write_dtype(dtype.subdtype[0]), "shape": list(dtype.shape)}
    return dtype.str


def read_dtype(tree: Any) -> np.dtype[Any]:
    """Return the dtype that `write_dtype` named; object dtypes are never made."""
    if isinstance(tree, str):
        if not _DTYPE.fullmatch(tree):
            raise WireError(f"{tree[:40]!r} is not a dtype that travels.")
        return np.dtype(tree)
    if "of" in tree:
        return np.dtype((read_dtype(tree["of"]), tuple(tree["shape"])))
    fields = tree["fields"]
    layout: Any = {
        "names": [name for name, *_ in fields],
        "formats": [read_dtype(item) for _, item, *_ in fields],
        "offsets": [offset for _, _, offset, *_ in fields],
        "itemsize": tree["size"],
    }
    if any(len(field) == 4 for field in fields):
        layout["titles"] = [title[0] if title else None for _, _, _, *title in fields]
    dtype: np.dtype[Any] = np.dtype(layout)
    return dtype


def _write_scalar(value: np.generic, _: Writer) -> Any:
    if value.dtype.hasobject:
        raise Refused(value, "it holds Python objects")
    return [write_dtype(value.dtype), value.tobytes()[: value.dtype.itemsize]]


def _read_scalar(body: Any, _: Reader) -> Any:
    dtype = read_dtype(body[0])
    if len(body[1]) != dtype.itemsize:
        raise WireError(f"a {dtype} scalar came with {len(body[1])} bytes.")
    if not dtype.itemsize:
        return np.zeros((), dtype)[()]
    return np.frombuffer(bytearray(body[1]), dtype)[0]


def _write_timestamp(value: pd.Timestamp, _: Writer) -> Any:
    return [int(value.asm8.view("i8")), value.unit, write_zone(value.tzinfo)]


def _read_timestamp(body: Any, _: Reader) -> Any:
    ticks, unit, zone = body
    stamp = pd.Timestamp(np.datetime64(ticks, unit))
    return (
        stamp if zone is None else stamp.tz_localize("UTC").tz_convert(read_zone(zone))
    )


def _write_cf(value: Any, _: Writer) -> Any:
    fields = [
        value.year,
        value.month,
        value.day,
        value.hour,
        value.minute,
        value.second,
    ]
    return [
        type(value).__name__,
        value.calendar,
        value.has_year_zero,
        *fields,
        value.microsecond,
    ]


def _read_cf(body: Any, _: Reader) -> Any:
    name, calendar, year_zero, *fields = body
    cls = _CF_TYPES[name]
    kwargs = {"calendar": calendar} if cls is cftime.datetime else {}
    return cls(*fields, has_year_zero=year_zero, **kwargs)


tag("NaT", type(pd.NaT), write=lambda v, w: None, read=lambda b, r: pd.NaT)
tag("NA", type(pd.NA), write=lambda v, w: None, read=lambda b, r: pd.NA)
tag("Timestamp", pd.Timestamp, write=_write_timestamp, read=_read_timestamp)
tag(
    "Timedelta",
    pd.Timedelta,
    write=lambda v, w: [int(v.asm8.view("i8")), v.unit],
    read=lambda b, r: pd.Timedelta(np.timedelta64(b[0], b[1])),
)
tag(
    "Interval",
    pd.Interval,
    write=lambda v, w: [*w.items([v.left, v.right]), v.closed],
    read=lambda b, r: pd.Interval(r.read(b[0]), r.read(b[1]), closed=b[2]),
)
tag(
    "Period",
    pd.Period,
    write=lambda v, w: [v.ordinal, v.freqstr],
    read=lambda b, r: pd.Period(ordinal=b[0], freq=b[1]),
)
tag("cftime", *_CF_TYPES.values(), write=_write_cf, read=_read_cf)
tag(
    "dtype",
    np.dtype,
    write=lambda v, w: write_dtype(v),
    read=lambda b, r: read_dtype(b),
    heirs=True,
)
tag("scalar", np.generic, write=_write_scalar, read=_read_scalar, heirs=True)
