"""Arrays in memory: a drag across the fastest axis is read from turned slabs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

from itool.model.scene import SliceRequest, Window
from itool.store import memory
from itool.store.cache import BlockCache
from itool.store.store import DataStore

SHAPE = (4, 5, 60)


@pytest.fixture(autouse=True)
def turns_small_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "FEWEST", 1)


def cube(dtype: str = "f4") -> xr.DataArray:
    values = np.random.default_rng(1).integers(0, 99, SHAPE).astype(dtype)
    return xr.DataArray(values, dims=("z", "y", "x"))


def across(key: str, start: int, bins: int = 1, dims: Any = ("z", "y")) -> SliceRequest:
    windows = (Window("z", 0, 4), Window("y", 0, 5), Window("x", start, start + bins))
    return SliceRequest(key, dims, windows)


@pytest.mark.parametrize("dtype", ["f4", "f8", "i2", "c8", ">f4"])
@pytest.mark.parametrize("bins", [1, 7, 21])
@pytest.mark.parametrize("dims", [("z", "y"), ("y", "z"), ("y",)])
def test_a_drag_reads_what_single_cuts_read(dtype: str, bins: int, dims: Any):
    array = cube(dtype)
    store, cache = DataStore(), BlockCache()
    dragged = DataStore(cache)
    key, other = dragged.add(array), store.add(array)

    for start in range(20, 35):
        answer = dragged.read(across(key, start, bins, dims))

        # A store that has seen no cut yet reads directly.
        store.remove(other)
        other = store.add(array)
        expected = store.read(across(other, start, bins, dims))
        np.testing.assert_allclose(answer, expected, rtol=1e-6)

    assert cache.nbytes > 0


def test_missing_samples_are_left_out_in_a_drag():
    array = cube()
    array[1, 2, 20:40] = np.nan
    array[2, 2, 25] = np.nan
    store = DataStore()
    key = store.add(array)

    for start in range(18, 30):
        answer = store.read(across(key, start, 5))

        expected = array[:, :, start : start + 5].mean("x", skipna=True)
        np.testing.assert_allclose(answer, expected, rtol=1e-6)


def test_a_slab_serves_its_neighbours():
    cache = BlockCache()
    store = DataStore(cache)
    key = store.add(cube())
    for start in (16, 17):
        store.read(across(key, start))
    made = cache.nbytes

    for start in (18, 20, 23):
        assert store.is_quick(across(key, start))
        store.read(across(key, start))

    assert cache.nbytes == made > 0


def test_a_cut_that_needs_a_new_slab_is_left_to_the_pool():
    store = DataStore()
    key = store.add(cube())
    store.read(across(key, 15))

    assert not store.is_quick(across(key, 16))


def test_cuts_far_apart_turn_nothing():
    cache = BlockCache()
    store = DataStore(cache)
    key = store.add(cube())

    for start in (0, 30, 10, 50):
        store.read(across(key, start))

    assert cache.nbytes == 0


def test_a_drag_along_another_axis_turns_nothing():
    cache = BlockCache()
    store = DataStore(cache)
    key = store.add(cube())

    for z in range(4):
        windows = (Window("z", z, z + 1), Window("y", 0, 5), Window("x", 0, 60))
        store.read(SliceRequest(key, ("y", "x"), windows))

    assert cache.nbytes == 0


def test_the_fastest_axis_is_found_in_any_memory_order():
    values = np.random.default_rng(0).random((60, 5, 4), np.float32).T  # 4, 5, 60
    array = xr.DataArray(values, dims=("z", "y", "x"))
    cache = BlockCache()
    store = DataStore(cache)
    key = store.add(array)

    for start in (0, 1, 2):  # z is the fastest here
        windows = (Window("z", start, start + 1), Window("y", 0, 5), Window("x", 0, 60))
        answer = store.read(SliceRequest(key, ("x", "y"), windows))
        np.testing.assert_array_equal(answer, values[start].T)

    assert cache.nbytes > 0


def test_slabs_go_with_their_array():
    cache = BlockCache()
    store = DataStore(cache)
    key = store.add(cube())
    for start in (16, 17):
        store.read(across(key, start))

    store.remove(key)

    assert cache.nbytes == 0


def test_a_profile_along_the_turned_axis_is_not_summed():
    array = cube()
    store = DataStore()
    key = store.add(array)

    for start in range(8, 14):
        answer = store.read(across(key, start, 30, ("x", "z", "y")))

        expected = array[:, :, start : start + 30].transpose("x", "z", "y")
        np.testing.assert_array_equal(answer, expected)
