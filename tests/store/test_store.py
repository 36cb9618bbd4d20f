"""The store as the core sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr

from itool.errors import BadData
from itool.model.resolve import resolve
from itool.model.scene import SliceRequest, Window
from itool.model.state import ViewerState
from itool.store.store import DataStore

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def store() -> DataStore:
    return DataStore()


def whole(key: str, array: xr.DataArray, *dims: str) -> SliceRequest:
    windows = tuple(Window(str(d), 0, n) for d, n in array.sizes.items())
    return SliceRequest(key, dims, windows)


def test_every_key_is_new(store: DataStore):
    array = xr.DataArray([1.0])
    first = store.add(array)
    store.remove(first)

    second = store.add(array)

    assert second != first
    assert store.keys() == {second}


def test_an_array_that_is_gone_is_named_with_those_that_exist(store: DataStore):
    key = store.add(xr.DataArray([1.0]))

    with pytest.raises(BadData, match=f"no array 'd9'.*'{key}'"):
        store.info("d9")


def test_removing_an_array_twice_is_harmless(store: DataStore):
    key = store.add(xr.DataArray([1.0]))

    store.remove(key)
    store.remove(key)

    assert store.keys() == set()


def test_axes_come_in_the_order_asked_for(store: DataStore):
    array = xr.DataArray(np.arange(6.0).reshape(2, 3), dims=("y", "x"))
    key = store.add(array)

    answer = store.read(whole(key, array, "x", "y"))

    np.testing.assert_array_equal(answer, array.values.T)
    assert answer.flags.c_contiguous


@pytest.mark.parametrize("ndim", [1, 2, 3, 4, 5])
def test_everything_a_scene_asks_for_can_be_read(store: DataStore, ndim: int):
    shape = (2, 3, 4, 5, 6)[:ndim]
    key = store.add(xr.DataArray(np.arange(float(np.prod(shape))).reshape(shape)))

    scene = resolve(ViewerState(data=key), store.info(key))

    for panel in scene.panels:
        for layer in panel.layers:
            sizes = [len(store.info(key).axis(dim)) for dim in layer.request.dims]
            assert store.read(layer.request).shape == tuple(sizes)
    assert store.read(scene.value.request).shape == ()


def test_dimensions_of_any_name_can_be_read(store: DataStore):
    array = xr.DataArray(np.arange(6.0).reshape(2, 3), dims=(0, "0"))
    key = store.add(array)
    windows = (Window("0", 0, 2), Window("0_", 0, 3))

    answer = store.read(SliceRequest(key, ("0",), windows))

    np.testing.assert_array_equal(answer, [1.0, 4.0])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 5, -2], (-2.0, 5.0)),
        ([np.nan, 1.0, np.inf, 3.0, -np.inf], (1.0, 3.0)),
        ([np.nan, np.nan], (np.nan, np.nan)),
        ([True, False], (0.0, 1.0)),
        ([3 + 4j, 0], (0.0, 5.0)),
    ],
    ids=["integers", "not all finite", "nothing finite", "booleans", "complex"],
)
@pytest.mark.parametrize("is_lazy", [False, True])
def test_the_range_is_that_of_the_finite_samples(
    store: DataStore, values: list[complex], expected: object, is_lazy: bool
):
    array = xr.DataArray(values)
    key = store.add(array.chunk(1) if is_lazy else array)

    np.testing.assert_equal(store.range(key, "abs"), expected)


def test_each_part_of_complex_samples_has_its_own_range(store: DataStore):
    key = store.add(xr.DataArray([1 + 2j, 3 - 4j]))

    assert store.range(key, "real") == (1.0, 3.0)
    assert store.range(key, "imag") == (-4.0, 2.0)


def test_a_cut_through_memory_is_quick_and_a_sum_over_everything_is_not(
    store: DataStore,
):
    # Zeros that were never touched take no memory.
    array = xr.DataArray(np.zeros((400, 500, 600), "f4"), dims=("z", "y", "x"))
    key = store.add(array)
    scene = resolve(ViewerState(data=key), store.info(key))

    assert all(
        store.is_quick(layer.request) for p in scene.panels for layer in p.layers
    )
    assert not store.is_quick(whole(key, array, "z"))


def test_an_array_that_xarray_left_on_disk_is_read_in_blocks(
    store: DataStore, tmp_path: Path
):
    xr.Dataset({"a": (("y", "x"), np.eye(4))}).to_netcdf(tmp_path / "a.nc")
    with xr.open_dataset(tmp_path / "a.nc", cache=False) as data:
        key = store.add(data["a"])

        answer = store.read(whole(key, data["a"], "y", "x"))

        assert store.info(key).is_lazy
        np.testing.assert_array_equal(answer, np.eye(4))


def test_a_coordinate_can_be_shown_as_data(store: DataStore):
    array = xr.DataArray(np.zeros(3), {"x": [1.0, 2.0, 4.0]}, ["x"])
    key = store.add(array.x)

    answer = store.read(whole(key, array, "x"))

    assert answer.tolist() == [1.0, 2.0, 4.0]
    assert not store.info(key).is_lazy
