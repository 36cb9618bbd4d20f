"""Cuts and averages, against xarray's own mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from itool.store import kernels
from itool.store.kernels import cut

if TYPE_CHECKING:
    from numpy.typing import NDArray

EVERYTHING = slice(None)
DTYPES = (
    "f2",
    "f4",
    "f8",
    ">f4",
    ">f8",
    "i1",
    "u1",
    "i2",
    ">i2",
    "i4",
    "u4",
    "i8",
    "?",
)


@st.composite
def cuts(draw: st.DrawFn) -> tuple[NDArray[Any], tuple[slice, ...], list[int]]:
    """Draw samples in any memory order, windows, and the axes to keep."""
    shape = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    samples = rng.integers(0, 100, shape).astype(draw(st.sampled_from(DTYPES)))
    if samples.dtype.kind == "f":
        samples[rng.random(shape) < draw(st.sampled_from((0.0, 0.2, 0.9)))] = np.nan
    samples = samples.transpose(draw(st.permutations(range(len(shape)))))
    samples = samples[:: draw(st.sampled_from((1, -1)))]
    kept = draw(st.permutations(range(samples.ndim)))
    kept = kept[: draw(st.integers(0, samples.ndim))]
    windows = []
    for axis, size in enumerate(samples.shape):
        start = draw(st.integers(0, size - 1))
        stop = draw(st.integers(start + 1, size))
        step = draw(st.integers(1, 3)) if axis in kept else 1
        windows.append(slice(start, stop, step))
    return samples, tuple(windows), list(kept)


def oracle(
    samples: NDArray[Any], windows: tuple[slice, ...], kept: list[int]
) -> NDArray[np.floating]:
    dims = [f"d{axis}" for axis in range(samples.ndim)]
    array = xr.DataArray(samples[windows].astype(float), dims=dims)
    hidden = [dim for axis, dim in enumerate(dims) if axis not in kept]
    mean = array.mean(hidden, skipna=True) if hidden else array
    return mean.transpose(*(dims[axis] for axis in kept)).to_numpy()


@given(cuts())
def test_a_cut_is_what_xarray_selects_and_averages(
    case: tuple[NDArray[Any], tuple[slice, ...], list[int]],
):
    samples, windows, kept = case

    answer = cut(samples, windows, kept)

    np.testing.assert_allclose(answer, oracle(samples, windows, kept), rtol=2e-5)
    assert answer.flags.c_contiguous
    assert answer.dtype == (np.float32 if samples.dtype.itemsize <= 4 else np.float64)


@given(cuts())
def test_a_cut_in_small_pieces_is_the_same(
    case: tuple[NDArray[Any], tuple[slice, ...], list[int]],
):
    samples, windows, kept = case

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "PIECE", 3)
        answer = cut(samples, windows, kept)

    np.testing.assert_allclose(answer, oracle(samples, windows, kept), rtol=2e-5)


def test_a_window_without_any_sample_gives_nan():
    samples = np.array([[np.nan, 1.0], [np.nan, 3.0]])

    answer = cut(samples, (EVERYTHING, EVERYTHING), [1])

    np.testing.assert_array_equal(answer, [np.nan, 2.0])


def test_an_infinite_sample_makes_its_average_infinite_and_no_other():
    samples = np.array([[np.inf, 1.0], [2.0, np.nan]], dtype="f4")

    answer = cut(samples, (EVERYTHING, EVERYTHING), [1])

    np.testing.assert_array_equal(answer, [np.inf, 1.0])


def test_many_samples_are_averaged_without_losing_digits():
    samples = np.full((2000, 1500), 16_000_001.0, dtype="f4")
    samples[::2] = 16_000_003.0

    answer = cut(samples, (EVERYTHING, EVERYTHING), [])

    assert float(answer) == pytest.approx(16_000_002.0, abs=1)


@pytest.mark.parametrize(
    ("part", "expected"),
    [("real", [1.0, -3.0]), ("imag", [2.0, 4.0]), ("abs", [5**0.5, 5.0])],
)
@pytest.mark.parametrize("dtype", ["c8", "c16", ">c8"])
def test_a_part_is_taken_of_complex_samples(part: Any, expected: Any, dtype: str):
    samples = np.array([[1 + 2j, -3 + 4j], [1 + 2j, -3 + 4j]], dtype=dtype)

    single = cut(samples, (slice(0, 1), EVERYTHING), [1], part)
    averaged = cut(samples, (slice(0, 2), EVERYTHING), [1], part)

    np.testing.assert_allclose(single, expected, rtol=1e-6)
    np.testing.assert_allclose(averaged, expected, rtol=1e-6)
    assert single.dtype == (np.float64 if dtype == "c16" else np.float32)


def test_phases_are_averaged_around_the_circle():
    samples = np.exp(1j * np.radians([[179.0, np.nan], [-179.0, np.nan]]))

    answer = cut(samples, (EVERYTHING, EVERYTHING), [1], "angle")

    np.testing.assert_allclose(np.abs(np.degrees(answer)), [180.0, np.nan])


def test_an_answer_shares_no_memory_with_the_array():
    samples = np.zeros((3, 4))

    answer = cut(samples, (EVERYTHING, EVERYTHING), [0, 1])

    assert not np.shares_memory(answer, samples)
