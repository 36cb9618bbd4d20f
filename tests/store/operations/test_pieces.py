"""Large arrays are worked on in pieces that can be counted and given up."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from itool.errors import Cancelled
from itool.model.operations.arranging import SortBy
from itool.model.operations.filtering import (
    Curvature,
    Derivative,
    Gaussian,
    MinimumGradient,
    Shift,
)
from itool.model.operations.regridding import Regrid
from itool.model.operations.resampling import Interpolate, Mirror, Rotate, Symmetrize
from itool.store.operations import pieces
from itool.store.operations.perform import perform
from itool.store.progress import Progress, followed


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LARGE", 0)
    monkeypatch.setattr(pieces, "HEAVY", 1)


@pytest.fixture
def data() -> xr.DataArray:
    values = np.random.default_rng(0).normal(size=(6, 10, 8)).astype("f4")
    x = np.linspace(0, 1, 10)
    lat = ("x", "y"), x[:, None] + 0.01 * np.arange(8.0)
    heat = "y", [3.0, 1.0, 2.0, 8.0, 7.0, 0.0, 5.0, 4.0]
    coords = {"x": x, "y": np.arange(8.0), "lat": lat, "heat": heat}
    return xr.DataArray(values, dims=("e", "x", "y"), coords=coords, name="cut")


OPERATIONS = [
    Gaussian(sigma={"x": 0.2}),
    Gaussian(sigma={"x": 0.2, "y": 1.0}, skipna=True),
    Derivative(dim="x"),
    MinimumGradient(dims=("x", "y")),
    Interpolate(dim="x", samples=25),
    Rotate(plane=("x", "y"), angle=20.0),
    Symmetrize(plane=("x", "y"), fold=3),
    Regrid(plane=("x", "y"), rows="lat", columns="y"),
    Mirror(dim="x", center=0.43),
    Shift(dim="x", distance=0.03),
    Shift(dim="e", distance=0.3),
    SortBy(coords=("heat",)),
]
CASES = [
    (operation, dtype)
    for operation in OPERATIONS
    for dtype in ("float32", "float64", "uint8", "complex64")
    if dtype != "complex64" or not isinstance(operation, MinimumGradient)
]


@pytest.mark.parametrize(("operation", "dtype"), CASES)
def test_the_result_is_the_same_as_in_one_go(data, operation, dtype, monkeypatch):
    data = abs(50 * data).astype(dtype)
    assert pieces.in_pieces(operation, data) is not data
    made = perform(operation, data)

    monkeypatch.setattr(pieces, "LARGE", 1 << 40)
    whole = perform(operation, data)
    xr.testing.assert_identical(made, whole)
    assert made.dtype == whole.dtype
    assert made.chunks is None


def test_the_blocks_are_counted(data):
    progress = Progress()

    with followed(progress):
        perform(Gaussian(sigma={"x": 0.2}), data)

    assert progress.total >= 6
    assert progress.fraction == 1.0


def test_work_that_is_given_up_stops_at_the_next_block(data):
    progress = Progress()
    progress.is_given_up = True

    with followed(progress), pytest.raises(Cancelled, match="nothing was changed"):
        perform(Gaussian(sigma={"x": 0.2}), data)

    assert progress.done == 0


def test_what_looks_along_all_dimensions_is_not_cut(data):
    assert pieces.in_pieces(Curvature(dim="x"), data) is data
    assert pieces.in_pieces(Gaussian(sigma={"e": 1, "x": 1, "y": 1}), data) is data


def test_what_dask_rounds_otherwise_is_counted_and_given_up_too(data):
    progress, late = Progress(), Progress()
    late.is_given_up = True

    with followed(progress):
        perform(Shift(dim="x", distance=0.03), data)
    with followed(late), pytest.raises(Cancelled):
        perform(Shift(dim="x", distance=0.03), data)

    assert progress.total >= 6
    assert progress.fraction == 1.0


def test_lazy_data_stay_lazy(data):
    assert perform(Gaussian(sigma={"x": 0.2}), data.chunk(e=2)).chunks is not None
