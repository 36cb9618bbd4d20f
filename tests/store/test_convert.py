"""What users pass, and what becomes of it."""

from __future__ import annotations

import re
from typing import Any

import dask.array as da
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from itool.errors import BadData
from itool.store.convert import arrays_of
from itool.store.store import DataStore

LINE = xr.DataArray([1, 2, 3], {"x": [10, 20, 30]}, ["x"], "line", {"units": "V"})


@pytest.mark.parametrize(
    "array",
    [
        LINE,
        LINE.astype("c8"),
        LINE.astype(">i2"),
        LINE.astype(bool),
        LINE.chunk(),
        LINE.expand_dims(a=1, b=2, c=3, d=2),
    ],
    ids=["1-D", "complex", "big-endian", "bool", "dask", "5-D"],
)
def test_an_array_comes_back_exactly_as_it_was_given(array: xr.DataArray):
    store = DataStore()

    (taken,) = arrays_of(array)
    returned = store.data(store.add(taken))

    xr.testing.assert_identical(returned, array)
    assert returned.dtype == array.dtype
    assert returned.dtype.byteorder == array.dtype.byteorder


@pytest.mark.parametrize(
    "data",
    [np.zeros((2, 3)), da.zeros((2, 3)), xr.Variable(("a", "b"), np.zeros((2, 3)))],
    ids=["numpy", "dask", "Variable"],
)
def test_bare_arrays_become_data_arrays(data: Any):
    (array,) = arrays_of(data)

    assert array.shape == (2, 3)


def test_the_store_does_not_copy_an_array_in_memory():
    values = np.zeros((2, 3))
    store = DataStore()

    key = store.add(arrays_of(values)[0])

    assert np.shares_memory(store.data(key).values, values)


@pytest.mark.parametrize(
    ("held", "dtype", "numbers"),
    [
        (pd.array([1, 2, None], dtype="Int64"), "f8", [1, 2, np.nan]),
        (pd.array([1, 2, 3], dtype="Int16"), "i2", [1, 2, 3]),
        (pd.array([1.5, None], dtype="Float32"), "f4", [1.5, np.nan]),
        (pd.array([True, None], dtype="boolean"), "f8", [1, np.nan]),
        (pd.array([True, False], dtype="boolean"), "?", [True, False]),
    ],
    ids=lambda value: str(getattr(value, "dtype", "")),
)
def test_numbers_that_pandas_holds_become_those_of_numpy(
    held: Any, dtype: str, numbers: list[float]
):
    data = xr.DataArray(held, dims="x", name="counts", attrs={"units": "1"})

    (array,) = arrays_of(data)

    assert array.dtype == np.dtype(dtype)
    np.testing.assert_array_equal(array.values, numbers)
    assert (array.name, array.attrs) == ("counts", {"units": "1"})


def test_numbers_that_pandas_holds_are_found_in_datasets_and_trees():
    held = pd.array([1, 2, None], dtype="Int64")
    data = xr.Dataset(
        {"a": LINE, "b": ("x", held), "c": ("x", pd.Categorical([*"pqr"]))}
    )

    assert [array.name for array in arrays_of(data)] == ["a", "b"]
    tree = xr.DataTree.from_dict({"/low": data})
    assert [array.name for array in arrays_of(tree)] == ["a", "b"]
    (chosen,) = arrays_of(tree, variables=["low/b"])
    assert chosen.dtype == np.float64


def test_the_hint_for_categories_gives_what_can_be_shown():
    data = xr.DataArray(pd.Categorical(["p", "q", "p"]), dims="x")
    with pytest.raises(BadData) as caught:
        arrays_of(data)

    (code,) = re.findall("`(.*)`", caught.value.hint)
    (array,) = arrays_of(eval(code, {"data": data}))

    assert array.values.tolist() == [0, 1, 0]


def test_every_displayable_variable_of_a_dataset_is_taken():
    data = xr.Dataset(
        {"a": LINE, "text": ("x", ["p", "q", "r"]), "one": 1.0, "b": LINE}
    )

    assert [array.name for array in arrays_of(data)] == ["a", "b"]


def test_bounds_of_a_coordinate_are_left_out_unless_they_are_all_there_is():
    bounds = ("x", "edge"), np.zeros((3, 2))
    data = xr.Dataset({"a": LINE, "x_bounds": bounds})
    data.x.attrs["bounds"] = "x_bounds"

    assert [array.name for array in arrays_of(data)] == ["a"]
    assert [array.name for array in arrays_of(data[["x_bounds"]])] == ["x_bounds"]


def test_all_nodes_of_a_tree_are_taken_with_the_coordinates_they_inherit():
    tree = xr.DataTree.from_dict(
        {
            "/": xr.Dataset({"top": LINE}),
            "/low/a": xr.Dataset({"leaf": ("x", [1.0, 2, 3])}),
        }
    )

    arrays = arrays_of(tree)

    assert [array.name for array in arrays] == ["top", "leaf"]
    assert arrays[1].x.values.tolist() == [10, 20, 30]


def test_lists_are_taken_apart_in_order():
    arrays = arrays_of([LINE, np.zeros(4), (xr.Dataset({"a": LINE}), LINE)])

    assert [array.name for array in arrays] == ["line", None, "a", "line"]


BAD = {
    "0-D": (np.float64(3), "0-D"),
    "named 0-D": (LINE[0], "'line' is a single value"),
    "empty": (np.zeros((3, 0)), "empty"),
    "text": (np.array(["a", "b"]), "text"),
    "bytes": (np.array([b"a"]), "bytes"),
    "objects": (np.array([None, 1]), "objects"),
    "records": (np.zeros(2, dtype="i4,f4"), "records"),
    "dates": (np.array(["2020-01-01"], dtype="datetime64[s]"), "times"),
    "durations": (np.array([1], dtype="timedelta64[s]"), "times"),
    "categories": (pd.Categorical(["p", "q"]), "categories"),
    "text of pandas": (pd.array(["p", None], dtype="string"), "objects"),
    "intervals": (pd.interval_range(0, 2), "interval"),
    "times with a zone": (pd.date_range("2020", periods=2, tz="UTC"), "times"),
    "a path": ("cut.nc", "str is not data"),
    "None": (None, "NoneType is not data"),
    "an empty list": ([], "empty list"),
    "a list of numbers": ([1, 2.0], "list of numbers"),
    "a list with a hole": ([LINE, None], "NoneType"),
    "an empty Dataset": (xr.Dataset(), "Dataset has no variables"),
    "a Dataset of text": (xr.Dataset({"t": ("x", ["a"])}), "'t' .*text"),
    "an empty tree": (xr.DataTree(), "DataTree has no variables"),
}


@pytest.mark.parametrize(("data", "message"), BAD.values(), ids=BAD)
def test_data_that_cannot_be_shown_is_refused_with_a_reason_and_a_way_out(
    data: Any, message: str
):
    if isinstance(data, pd.api.extensions.ExtensionArray | pd.Index):
        data = xr.DataArray(data, dims="x")

    with pytest.raises(BadData, match=message) as caught:
        arrays_of(data)

    assert caught.value.hint


def test_the_store_refuses_what_cannot_be_shown():
    with pytest.raises(BadData, match="empty"):
        DataStore().add(xr.DataArray(np.zeros((0, 3)), name="nothing"))


def test_a_dimension_that_appears_twice_is_refused():
    with pytest.warns(UserWarning, match="[Dd]uplicate"):
        twice = xr.DataArray(np.eye(3), dims=("x", "x"))

    with pytest.raises(BadData, match="two dimensions of one name"):
        DataStore().add(twice)
