"""Arrays that are hard to send, by name."""

from __future__ import annotations

import datetime as dt

import cftime
import numpy as np
import pandas as pd
import xarray as xr

SAMPLES = np.arange(60.0).reshape(3, 4, 5)

ATTRS = {
    "unit": "eV",
    "none": None,
    "float32": np.float32(2),
    "text": np.str_("µ"),
    "empty": np.str_(""),
    "no time": np.datetime64("NaT", "s"),
    "nested": {1: "one", "list": [1, (2, 3)], "set": {1, 2}},
    "bytes": b"\0\xff",
    "complex": 1 - 2j,
    "large": 2**80,
    "negative": -(2**70),
    "nan": float("nan"),
    "infinite": -np.inf,
    "stamp": pd.Timestamp("2020-01-01 12:00", tz="Europe/Berlin"),
    "delta": pd.Timedelta("1s"),
    "when": dt.datetime(2020, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=2))),
    "day": dt.date(2020, 2, 29),
    "model day": cftime.Datetime360Day(1859, 12, 30, 2),
    "array": np.arange(3, dtype=">i2"),
    "half a pair": "\ud800",
    "\x00": "the tag's own key",
    "slice": slice(1, None),
    "dots": ...,
}


def array(values: object, **kwargs: object) -> xr.DataArray:
    values = np.asarray(values)
    return xr.DataArray(values, dims=list("abc")[: values.ndim], **kwargs)


def _stacked() -> xr.DataArray:
    coords = {"letter": np.array(["a", "b"]), "number": np.array([1, 2], "i2")}
    square = xr.DataArray(np.eye(2), coords=coords, dims=("letter", "number"))
    return square.stack(z=("letter", "number"))


def _multi_index() -> xr.DataArray:
    index = pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["l", "n"])
    coords = xr.Coordinates.from_pandas_multiindex(index, "z")
    return xr.DataArray(np.arange(4), dims="z", coords=coords)


def _mixed_coords() -> xr.DataArray:
    coords = {
        "z": ("x", [5, 6]),
        "y": [1, 2, 3],
        "w": (("x", "y"), np.ones((2, 3))),
        "x": [7, 8],
        "scalar": 4.2,
    }
    return xr.DataArray(np.zeros((2, 3)), dims=("x", "y"), coords=coords).set_xindex(
        "z"
    )


def _along(index: object) -> xr.DataArray:
    return xr.DataArray(np.arange(2), dims="t", coords={"t": index})


ARRAYS = {
    "attributes of every kind": array(SAMPLES, attrs=ATTRS, name="all"),
    "Fortran order": array(np.asfortranarray(SAMPLES)),
    "strided": array(SAMPLES[::2, ::-1, 1::2]),
    "transposed": array(SAMPLES.T),
    "broadcast": array(np.broadcast_to(1.5, (3, 4))),
    "big-endian": array(SAMPLES.astype(">f8")),
    "half": array(SAMPLES.astype("f2")),
    "complex": array(SAMPLES.astype("c8")),
    "bool": array(SAMPLES > 3),
    "byte": array(SAMPLES.astype("u1")),
    "dates": array(np.array(["2020", "NaT", "1500"], "M8[s]")),
    "delays": array(np.array([1, 2], "m8[ns]")),
    "text": xr.DataArray(["a", "bb"], dims="x", coords={"x": ["µ", "qqq"]}),
    "bytes": array(np.array([b"a\0b", b"cc"])),
    "strings": array(np.array(["a", "bé"], dtype=np.dtypes.StringDType())),
    "objects": array(np.array(["a", None, 1, 2.5, b"x"], object)),
    "records": array(np.zeros(3, [("a", "<i2"), ("b", ">f8", (2,))])),
    "no samples": array(np.zeros((0, 3))),
    "no dimensions": xr.DataArray(3.5, coords={"s": 1}),
    "odd names": xr.DataArray(np.zeros((2, 2)), dims=(1, ("a", 2)), name=3),
    "no index": xr.DataArray([1, 2], dims="x", coords={"x": [1, 2]}).drop_indexes("x"),
    "coordinates of every kind": _mixed_coords(),
    "stacked": _stacked(),
    "multi-index": _multi_index(),
    "categories": _along(pd.CategoricalIndex(["a", "b"], ["b", "a"], ordered=True)),
    "time zone": _along(pd.date_range("2020", periods=2, tz="Europe/Berlin")),
    "periods": _along(pd.period_range("2020", periods=2, freq="M")),
    "intervals": _along(pd.IntervalIndex.from_breaks([0.0, 1.0, 2.0])),
    "model calendar": _along([cftime.DatetimeNoLeap(1, 2, d) for d in (3, 4)]),
}

DATASETS = {
    "several variables": xr.Dataset(
        {"a": ("x", [1, 2]), "b": (("y", "x"), np.ones((3, 2)))},
        coords={"y": [1, 2, 3]},
        attrs={"title": "two"},
    ),
    "nullable integers": xr.Dataset({"a": ("x", pd.array([1, None], dtype="Int64"))}),
    "empty": xr.Dataset(),
}
