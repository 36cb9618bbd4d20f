"""What is known of an array without reading it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cftime
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from itool.store.info import describe

if TYPE_CHECKING:
    from itool.model.axis import Axis


def axis_of(values: Any, **attrs: str) -> Axis:
    """Return the axis that a coordinate with these values makes."""
    coord = ("x", values, attrs)
    array = xr.DataArray(np.zeros(len(values)), {"x": coord}, ["x"])
    return describe("d0", array).axis("x")


def test_an_array_is_described_by_its_attributes():
    array = xr.DataArray(
        np.zeros((2, 3), "i2"),
        dims=("y", "x"),
        name="counts",
        attrs={"units": "1", "long_name": "photoemission intensity", "run": 7},
    )
    array.encoding["source"] = "/data/cut.nc"

    info = describe("d0", array)

    assert (info.key, info.name, info.dtype) == ("d0", "counts", "int16")
    assert (info.units, info.title) == ("1", "photoemission intensity")
    assert (info.shape, info.nbytes, info.chunks) == ((2, 3), 12, ())
    assert (info.source, info.attrs["run"]) == ("/data/cut.nc", 7)


def test_a_lazy_array_tells_its_chunks():
    array = xr.DataArray(np.zeros((2, 3))).chunk(2)

    assert describe("d0", array).chunks == ((2,), (2, 1))


def test_a_numeric_coordinate_keeps_its_values_and_units():
    axis = axis_of(np.array([3, 2, 0], "i2"), units="eV", long_name="binding energy")

    assert axis.values.tolist() == [3.0, 2.0, 0.0]
    assert axis.values.dtype == np.float64
    assert (axis.kind, axis.units, axis.title) == ("number", "eV", "binding energy")


def test_a_dimension_without_a_coordinate_is_numbered():
    info = describe("d0", xr.DataArray(np.zeros(3), dims="x"))

    assert info.axis("x").values.tolist() == [0.0, 1.0, 2.0]


def test_times_are_milliseconds_since_1970():
    times = np.array(["1969-12-31T23:59:59.5", "1970-01-01T00:00:01"], "datetime64[ns]")

    axis = axis_of(times)

    assert axis.kind == "datetime"
    assert axis.values.tolist() == [-500.0, 1000.0]


def test_times_with_a_zone_are_where_the_same_moments_are_in_utc():
    times = pd.date_range("2024-03-31", periods=3, freq="h", tz="Europe/Berlin")

    axis = axis_of(times)

    assert axis.kind == "datetime"
    assert axis.text(axis.values[0]).startswith("2024-03-30")
    np.testing.assert_array_equal(
        axis.values, axis_of(times.tz_convert("UTC").tz_localize(None)).values
    )


@pytest.mark.parametrize(
    "values",
    [pd.array([None, "a"], dtype="string"), pd.array([None, True], dtype="boolean")],
    ids=["string", "boolean"],
)
def test_what_pandas_calls_missing_is_a_label(values: Any):
    beside = {"k": ("x", values)}

    (coord,) = describe("d0", xr.DataArray(np.zeros(2), beside, ["x"])).coords

    assert coord.values[0] == axis_of(values).labels[0] == "missing"


def test_times_less_than_a_millisecond_apart_stay_apart():
    times = np.datetime64("2026-01-01", "ns") + np.arange(3) * np.timedelta64(1, "us")

    assert np.diff(axis_of(times).values).tolist() == pytest.approx([1e-3] * 2, rel=0.3)


def test_durations_are_seconds():
    axis = axis_of(np.array([0, 1500], "timedelta64[ms]"))

    assert (axis.values.tolist(), axis.units) == ([0.0, 1.5], "s")


@pytest.mark.parametrize(
    ("step", "labels"),
    [
        (30 * 24, ("1859-12-01", "1860-01-01", "1860-02-01")),
        (6, ("1859-12-01 00:00", "1859-12-01 06:00", "1859-12-01 12:00")),
        (1 / 60, ("1859-12-01 00:00", "1859-12-01 00:01", "1859-12-01 00:02")),
    ],
)
def test_dates_of_another_calendar_are_labels_at_their_own_distance(
    step: float, labels: tuple[str, ...]
):
    hours = [n * step for n in range(3)]
    dates = cftime.num2date(hours, "hours since 1859-12-01", "360_day")

    axis = axis_of(dates)

    assert axis.kind == "label"
    assert axis.labels == labels
    assert np.diff(axis.values).tolist() == pytest.approx([step * 3.6e6] * 2)


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        (["Cu", "Au"], ("Cu", "Au")),
        ([b"Cu", b"Au"], ("Cu", "Au")),
        (np.array(["Cu", None], object), ("Cu", "missing")),
        ([True, False], ("True", "False")),
        ([1.5, 1.5, 2.0], ("1.5", "1.5", "2")),
        ([0.0, 2.0, 1.0], ("0", "2", "1")),
        ([0.0, np.nan], ("0", "missing")),
        ([1 + 2j], ("(1+2j)",)),
        (pd.period_range("2020", periods=2, freq="Y"), ("2020", "2021")),
        (pd.IntervalIndex.from_breaks([0, 1, 2]), ("(0, 1]", "(1, 2]")),
        (pd.Categorical(["a", "b"]), ("a", "b")),
        (
            np.array(["2020-01-02", "2020-01-01", "NaT"], "datetime64[ns]"),
            ("2020-01-02", "2020-01-01", "missing"),
        ),
    ],
    ids=str,
)
def test_what_is_not_an_ordered_number_is_written_beside_the_sample_number(
    values: Any, labels: tuple[str, ...]
):
    axis = axis_of(values)

    assert axis.kind == "label"
    assert axis.labels == labels
    assert axis.values.tolist() == list(range(len(labels)))


def test_a_multi_index_is_written_as_its_levels():
    index = pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["l", "n"])
    coords = xr.Coordinates.from_pandas_multiindex(index, "x")

    axis = describe("d0", xr.DataArray(np.zeros(4), coords, ["x"])).axis("x")

    assert axis.labels == ("a, 1", "a, 2", "b, 1", "b, 2")


def test_a_two_dimensional_coordinate_labels_no_axis():
    array = xr.DataArray(
        np.zeros((2, 2)), {"lat": (("y", "x"), np.ones((2, 2)))}, ["y", "x"]
    )

    assert [a.values.tolist() for a in describe("d0", array).axes] == [[0, 1], [0, 1]]


def test_a_coordinate_without_an_index_is_used_all_the_same():
    array = xr.DataArray(np.zeros(2), {"x": [5.0, 6.0]}, ["x"]).drop_indexes("x")

    assert describe("d0", array).axis("x").values.tolist() == [5.0, 6.0]


def test_dimensions_that_are_not_text_get_names_that_differ():
    array = xr.DataArray(np.zeros((1, 2, 3)), dims=(0, "0", ("a", 1)))

    assert describe("d0", array).dims == ("0", "0_", "('a', 1)")
