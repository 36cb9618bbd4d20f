"""What a script passes is checked before it travels."""

from __future__ import annotations

from pathlib import Path

import dask.array
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from itool.client.requests import checked_data, checked_viewer, to_load
from itool.errors import WrongType
from itool.manager import fetch, load_in_manager, replace_data, show_in_manager
from tests.server.hosting import host

ARRAY = xr.DataArray(np.ones((2, 3)), dims=("x", "y"), name="cut")


@pytest.fixture
def running(runtime_dir):
    with host(port=0, watch_port=0) as started:
        yield started


@pytest.mark.parametrize(
    "data",
    [
        ARRAY,
        np.ones((2, 2)),
        ARRAY.to_dataset(),
        xr.DataTree.from_dict({"/a": ARRAY.to_dataset()}),
        [ARRAY, np.ones(3)],
        (ARRAY,),
    ],
)
def test_arrays_and_lists_of_them_are_taken(running, data):
    made = show_in_manager(data)

    assert made.indexes == tuple(range(len(made.ids)))
    assert len(made.ids) == (2 if isinstance(data, list) else 1)


@pytest.mark.parametrize(
    "data", [1, "text", {"a": ARRAY}, [[ARRAY]], (each for each in [ARRAY]), [1]]
)
def test_anything_else_is_a_type_error(running, data):
    with pytest.raises(TypeError, match="Unsupported input type"):
        show_in_manager(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pd.DataFrame({"a": [1.0]}), "to_xarray"),
        ({"a": ARRAY}, "xr.Dataset"),
        ([ARRAY, {"a": 1}], "item 1 of the list.*\n.*xr.Dataset"),
        ([ARRAY, np.ones(2), None], "NoneType of item 2"),
        ("cut.nc", "load_in_manager"),
        ([1.0, 2.0], "item 0.*\n.*np.array"),
    ],
)
def test_what_is_no_array_is_told_the_next_step(running, data, words):
    with pytest.raises(WrongType, match=words):
        show_in_manager(data)


def test_dask_arrays_and_variables_are_taken(running):
    lazy = dask.array.arange(6.0, chunks=2).reshape(2, 3)
    variable = ARRAY.variable.copy()

    made = show_in_manager([lazy, variable, xr.IndexVariable("x", [1, 2])])

    np.testing.assert_array_equal(fetch(made.ids[0]), lazy)
    assert fetch(made.ids[1]).variable.identical(variable)
    assert fetch(made.ids[2]).dims == ("x",)
    replace_data(0, variable)
    assert fetch(0).dims == variable.dims


def test_nothing_shows_nothing(running):
    assert show_in_manager(None).ids == ()
    assert show_in_manager([]).ids == ()


def test_a_viewer_is_named_by_integer_or_string():
    assert checked_viewer(np.int64(3)) == 3
    assert checked_viewer("ab12") == "ab12"
    for nonsense in (True, 1.0, None, b"0"):
        with pytest.raises(TypeError):
            checked_viewer(nonsense)


def test_missing_files_are_named_before_the_manager_is_asked(running, tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        load_in_manager([tmp_path / "nowhere.nc"])
    with pytest.raises(FileNotFoundError, match="nowhere"):
        load_in_manager("nowhere.nc")


@pytest.mark.parametrize("paths", [None, b"cut.nc", 3, [None], [b"cut.nc"]])
def test_what_is_no_path_is_said_to_be_none(running, paths):
    with pytest.raises(WrongType, match="named by a path, not by") as failure:
        load_in_manager(paths)

    assert failure.value.hint


@pytest.mark.parametrize(
    "url", ["https://host/a/x.zarr", "s3://bucket//x.zarr", "http://host/x.nc?a=~/b"]
)
def test_an_address_arrives_as_it_is(url):
    assert to_load(url, None, {}).args["paths"] == [url]
    assert to_load([url], None, {}).args["paths"] == [url]


def test_an_address_that_is_a_path_lost_a_slash():
    with pytest.raises(FileNotFoundError, match="address as text"):
        to_load(Path("https://host/x.zarr"), None, {})


def test_numbers_of_viewers_and_arrays_must_agree(running):
    show_in_manager(ARRAY)

    with pytest.raises(ValueError, match="Mismatch"):
        replace_data([0, 0], [ARRAY])


def test_data_are_not_looked_at():
    assert checked_data(ARRAY) is ARRAY
