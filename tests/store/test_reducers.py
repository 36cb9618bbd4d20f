"""Reducers, against xarray's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from itool.errors import BadData
from itool.model.scene import SliceRequest, Window
from itool.store import reducers
from itool.store.reducers import reduction
from itool.store.store import DataStore
from tests.store.test_kernels import cuts

if TYPE_CHECKING:
    from numpy.typing import NDArray

REDUCERS = ("mean", "sum", "min", "max", "median", "std")


def oracle(
    samples: NDArray[Any], kept: list[int], reducer: str
) -> NDArray[np.floating]:
    dims = [f"d{axis}" for axis in range(samples.ndim)]
    array = xr.DataArray(samples.astype(float), dims=dims)
    hidden = [dim for axis, dim in enumerate(dims) if axis not in kept]
    options = {"min_count": 1} if reducer == "sum" else {}
    if hidden:
        array = getattr(array, reducer)(hidden, skipna=True, **options)
    elif reducer == "std":
        array = array * 0
    return array.transpose(*(dims[axis] for axis in kept)).to_numpy()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # xarray's, of empty slices
@pytest.mark.parametrize("reducer", REDUCERS)
@settings(deadline=None)
@given(case=cuts(), in_blocks=st.booleans())
def test_a_reduction_is_what_xarray_makes_of_the_samples(
    reducer: str,
    case: tuple[NDArray[Any], tuple[slice, ...], list[int]],
    in_blocks: bool,
):
    samples, windows, kept = case
    block = samples[windows]
    found = reduction(reducer, block.shape, kept, block.dtype, "abs")

    for start in range(block.shape[0]) if in_blocks else (slice(None),):
        part = slice(start, start + 1) if in_blocks else start
        region = (part, *[slice(None)] * (block.ndim - 1))
        found.add(block[region], region)
    answer = found.result()

    wanted = oracle(block, kept, reducer)
    np.testing.assert_allclose(answer, wanted, rtol=2e-5, atol=2e-5)
    assert answer.flags.c_contiguous
    assert answer.dtype == (np.float32 if block.dtype.itemsize <= 4 else np.float64)


@pytest.mark.parametrize("reducer", REDUCERS)
@pytest.mark.parametrize("chunks", [None, {"y": 2, "x": 3}])
def test_a_cursor_dragged_along_the_fastest_axis_meets_no_sums(reducer, chunks):
    values = np.random.default_rng(3).normal(size=(300, 200, 60)).astype("f4")
    data = xr.DataArray(values, dims=("z", "y", "x"))
    store = DataStore()
    key = store.add(data if chunks is None else data.chunk(chunks))

    for start in range(10, 14):  # the second of these is a drag
        windows = (
            Window("z", 0, 300),
            Window("y", 0, 200),
            Window("x", start, start + 21),
        )
        request = SliceRequest(key, ("z", "y"), windows, reducer=reducer)
        answer = store.read(request)

        wanted = getattr(np, reducer)(values[..., start : start + 21], axis=-1)
        np.testing.assert_allclose(answer, wanted, rtol=2e-4, atol=1e-5)


def test_a_small_spread_beside_a_large_mean_is_exact():
    values = 1e9 + np.array([[-1e-3, 1e-3, -1e-3, 1e-3]])
    spread = reduction("std", (1, 4), [0], values.dtype, "abs")

    for at in range(4):
        place = (slice(None), slice(at, at + 1))
        spread.add(values[place], place)

    np.testing.assert_allclose(spread.result(), values.std(axis=1), rtol=1e-4)


def test_a_median_of_more_than_memory_holds_is_refused(monkeypatch):
    monkeypatch.setattr(reducers, "MOST_FOR_MEDIAN", 10)

    with pytest.raises(BadData, match="median"):
        reduction("median", (4, 4), [0], np.dtype(float), "abs")


def test_the_phase_of_a_sum_is_not_the_sum_of_phases():
    values = np.exp(1j * np.array([[np.pi - 0.1, -np.pi + 0.3]]))
    found = reduction("sum", (1, 2), [0], values.dtype, "angle")

    found.add(values)

    np.testing.assert_allclose(found.result(), [-np.pi + 0.1])
