"""Wide averages in memory: a drag adds the sums of those indexes that it comes to."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import xarray as xr

from itool.model.scene import SliceRequest, Window
from itool.store import partial_sums
from itool.store.cache import BlockCache
from itool.store.partial_sums import PartialSums
from itool.store.store import DataStore

if TYPE_CHECKING:
    from collections.abc import Collection

SHAPE = (12, 14, 6, 8)
BINS = 5


@pytest.fixture(autouse=True)
def keeps_sums_of_small_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partial_sums, "FEWEST", 1)


def hypercube(dtype: str = "f4") -> xr.DataArray:
    values = np.random.default_rng(1).integers(0, 99, SHAPE).astype(dtype)
    return xr.DataArray(values, dims=("t", "z", "y", "x"))


def image(key: str, t: int, z: int, dims: Any = ("y", "x"), **to: Any) -> SliceRequest:
    windows = (
        Window("t", t, t + BINS),
        Window("z", z, z + BINS),
        Window("y", 0, 6),
        Window("x", 0, 8),
    )
    return SliceRequest(key, dims, windows, **to)


def direct(array: xr.DataArray, t: int, z: int) -> xr.DataArray:
    return array.isel(t=slice(t, t + BINS), z=slice(z, z + BINS)).mean(["t", "z"])


@pytest.mark.parametrize("dtype", ["f4", "f8", "i2", "c8"])
@pytest.mark.parametrize(
    "path", [[(t, 3) for t in range(7)], [(3, z) for z in range(9)]]
)
def test_a_drag_averages_what_single_averages_do(dtype: str, path: list[Any]):
    array = hypercube(dtype)
    store = DataStore()
    key = store.add(array)

    for t, z in path:
        answer = store.read(image(key, t, z))

        part = abs(array) if dtype == "c8" else array
        np.testing.assert_allclose(answer, direct(part, t, z), rtol=1e-5)


def test_missing_samples_are_left_out():
    array = hypercube()
    array[6, 4, 2, 3] = np.nan
    store = DataStore()
    key = store.add(array)

    for t in range(7):
        answer = store.read(image(key, t, 3))

        np.testing.assert_allclose(answer, direct(array, t, 3), rtol=1e-5)


def test_a_step_of_a_drag_makes_one_sum():
    cache = BlockCache()
    store = DataStore(cache)
    key = store.add(hypercube())
    store.read(image(key, 0, 3))
    store.read(image(key, 1, 3))

    sizes = []
    for t in (1, 2, 3):
        store.read(image(key, t, 3))
        sizes.append(cache.nbytes)

    one = 6 * 8 * 4
    assert sizes[0] == BINS * one
    assert [b - a for a, b in pairwise(sizes)] == [one, one]


def test_jumps_and_other_reducers_keep_nothing():
    cache = BlockCache()
    store = DataStore(cache)
    key = store.add(hypercube())

    for t, z in ((0, 0), (7, 9), (0, 9), (7, 9)):
        store.read(image(key, t, z))
    for t in range(4):
        store.read(image(key, t, 3, reducer="max"))

    assert cache.nbytes == 0


@pytest.mark.parametrize("kept", [(2, 3), (2,), (3, 2)])
def test_sums_are_of_the_axis_that_moves(kept: Collection[int]):
    values = hypercube().to_numpy()
    sums = PartialSums("key", values, BlockCache(), left_out=3)
    windows = (slice(2, 7), slice(3, 8), slice(0, 6), slice(0, 8))
    sums.remember((windows[0], slice(2, 7), *windows[2:]), kept)

    axis = sums.axis(windows, kept)
    total = sums.total(windows, kept, 1)

    hidden = tuple(a for a in range(4) if a not in kept)
    expected = values[2:7, 3:8].sum(axis=hidden, keepdims=True)
    assert axis == 1
    assert total is not None
    np.testing.assert_allclose(total, expected)
