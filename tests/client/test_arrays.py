"""Masked arrays, quantities, and what pandas holds are shown as what they mean."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pint
import pytest
import xarray as xr

from itool.client.local import clear_local_manager, set_local_manager
from itool.client.requests import checked_data
from itool.errors import BadData
from itool.manager import fetch, managers, replace_data, show_in_manager
from tests.server.hosting import host

UNITS = pint.UnitRegistry()


class Subclass(np.ndarray):
    """As other libraries have them."""


@pytest.fixture(params=["wire", "same process"])
def shown(request, runtime_dir):
    """Return a function that shows data and fetches them again."""
    with host(port=0, watch_port=0) as running:
        if request.param == "same process":
            running.do(lambda: set_local_manager(running.manager))
        yield lambda data: fetch(show_in_manager(data).indexes[0])
        clear_local_manager()


def test_masked_samples_are_missing(shown):
    back = shown(np.ma.masked_less(np.arange(6.0).reshape(2, 3), 2.0))

    np.testing.assert_array_equal(back.values, [[np.nan, np.nan, 2], [3, 4, 5]])


def test_whole_numbers_that_are_masked_are_missing(shown):
    back = shown(np.ma.masked_equal([1, 2, 3], 2))

    np.testing.assert_array_equal(back.values, [1, np.nan, 3])


def test_an_array_of_a_subclass_is_an_array(shown):
    back = shown(np.ones((2, 2)).view(Subclass))

    assert type(back.values) is np.ndarray
    assert back.shape == (2, 2)


class OfALab(xr.DataArray):
    __slots__ = ()


class RunOfALab(xr.Dataset):
    __slots__ = ()


def test_arrays_and_datasets_of_subclasses_are_those_of_xarray(shown):
    data = OfALab(
        np.ones((2, 3)) * UNITS.eV,
        dims=("x", "y"),
        coords={"x": [1.0, 2.0]},
        name="cut",
        attrs={"sample": "A"},
    ).stack(z=("x", "y"))
    data.encoding = {"source": "cut.nc"}
    run = RunOfALab({"cut": data}, attrs={"a": 1})

    for each in (data, run):
        back = shown(each)

        assert type(back) is xr.DataArray
        assert back.attrs == {"sample": "A", "units": "eV"}
        assert back.indexes.keys() == data.indexes.keys()
        assert back.encoding["source"] == "cut.nc"


def test_quantities_keep_their_units(shown):
    data = xr.DataArray(
        np.ones((2, 3)) * UNITS.eV,
        dims=("x", "y"),
        coords={"far": ("x", np.array([1.0, 2.0]) * UNITS.mm)},
        attrs={"sample": "A"},
    )

    back = shown(data)

    assert back.attrs == {"sample": "A", "units": "eV"}
    assert back.far.attrs == {"units": "mm"}
    np.testing.assert_array_equal(back.far.values, [1.0, 2.0])
    assert "units" not in data.attrs


def test_a_quantity_without_dimensions_of_xarray_is_shown(shown):
    back = shown(np.ones((2, 3)) * UNITS.meV)

    assert back.attrs == {"units": "meV"}


def test_quantities_in_datasets_keep_their_units(shown):
    data = xr.Dataset({"a": ("x", np.ones(3) * UNITS.K), "b": ("x", np.zeros(3))})

    assert shown(data).attrs == {"units": "K"}
    tree = checked_data(xr.DataTree.from_dict({"/run": data}))
    assert tree["run"]["a"].attrs == {"units": "K"}
    assert "units" not in data["a"].attrs


@pytest.mark.parametrize("dtype", ["Int64", "Float32", "boolean"])
def test_numbers_that_can_be_missing_are_numbers(shown, dtype):
    back = shown(xr.DataArray(pd.array([1, 0, None], dtype=dtype), dims="x"))

    np.testing.assert_array_equal(back.values, [1, 0, np.nan])


@pytest.mark.parametrize(
    "held",
    [pd.array(["p", None], dtype="string"), pd.Categorical(["p", "q"])],
    ids=["text", "categories"],
)
def test_what_is_no_number_is_refused_with_a_way_out(shown, held):
    with pytest.raises(BadData, match="not numbers") as caught:
        shown(xr.DataArray(held, dims="x"))

    assert caught.value.hint


@pytest.mark.parametrize(
    "bad",
    [
        pd.array(["p", None], dtype="string"),
        pd.Categorical(["p", "q"]),
        pd.arrays.SparseArray(["p", "q"]),
        np.array([object(), 1]),
    ],
    ids=["text", "categories", "sparse", "objects"],
)
def test_a_variable_that_cannot_be_shown_does_not_take_the_others_along(shown, bad):
    data = xr.Dataset({"bad": ("x", bad), "good": ("x", [1.0, 2.0])})

    assert shown(data).name == "good"
    assert shown([xr.DataArray([1.0]), data]).size == 1
    assert shown(xr.DataTree.from_dict({"/run": data})).name == "good"
    assert len(managers[0].viewers) == 4


def test_a_coordinate_that_pandas_holds_comes_back_as_it_was(shown):
    data = xr.DataArray(
        np.zeros((2, 3)),
        dims=("x", "y"),
        coords={
            "y": pd.array([1, 2, 4], dtype="Int64"),
            "set": ("x", pd.Categorical(["p", "q"])),
            "run": ("x", pd.array([1, None], dtype="Int64")),
            "time": ("x", pd.date_range("2024-03-31", periods=2, tz="Europe/Berlin")),
        },
    )

    back = shown(data)

    xr.testing.assert_identical(back, data)
    assert {n: c.dtype for n, c in back.coords.items()} == {
        n: c.dtype for n, c in data.coords.items()
    }


def test_times_with_a_zone_are_an_axis(shown):
    times = pd.date_range("2024-03-30", periods=4, freq="D", tz="Europe/Berlin")
    data = xr.DataArray(np.arange(8.0).reshape(4, 2), {"time": times}, ("time", "x"))

    back = shown(data)

    xr.testing.assert_identical(back, data)
    viewer = managers[0].viewers[0]
    viewer.move(time="2024-04-01T22:00")  # midnight in Berlin
    assert float(viewer.panels["x"][0]) == 6.0
    assert "isel(time=3)" in viewer.code(plot=False)


def test_quantities_replace_data(runtime_dir):
    with host(port=0, watch_port=0):
        show_in_manager(np.zeros((2, 3)))
        replace_data(0, np.ones((2, 3)) * UNITS.eV)

        assert fetch(0).attrs == {"units": "eV"}


def test_ordinary_data_are_passed_on_as_they_are():
    array = np.ones((2, 2))
    data = xr.DataArray(array)
    both = xr.Dataset({"a": data})

    assert checked_data(array) is array
    assert checked_data(data) is data
    assert checked_data([both])[0] is both
