"""Large arrays are worked on in pieces that can be counted and given up."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from itool.errors import Cancelled
from itool.model.operations.filtering import (
    Curvature,
    Derivative,
    Gaussian,
    MinimumGradient,
)
from itool.model.operations.regridding import Regrid
from itool.model.operations.resampling import Interpolate, Rotate, Symmetrize
from itool.store.operations import pieces
from itool.store.operations.perform import perform
from itool.store.progress import Progress, followed


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LARGE", 0)


@pytest.fixture
def data() -> xr.DataArray:
    values = np.random.default_rng(0).normal(size=(6, 10, 8)).astype("f4")
    x = np.linspace(0, 1, 10)
    lat = ("x", "y"), x[:, None] + 0.01 * np.arange(8.0)
    coords = {"x": x, "y": np.arange(8.0), "lat": lat}
    return xr.DataArray(values, dims=("e", "x", "y"), coords=coords, name="cut")


@pytest.mark.parametrize(
    "operation",
    [
        Gaussian(sigma={"x": 0.2}),
        Gaussian(sigma={"x": 0.2, "y": 1.0}, skipna=True),
        Derivative(dim="x"),
        MinimumGradient(dims=("x", "y")),
        Interpolate(dim="x", samples=25),
        Rotate(plane=("x", "y"), angle=20.0),
        Symmetrize(plane=("x", "y"), fold=3),
        Regrid(plane=("x", "y"), rows="lat", columns="y"),
    ],
)
def test_the_result_is_the_same_as_in_one_go(data, operation, monkeypatch):
    made = perform(operation, data)

    monkeypatch.setattr(pieces, "LARGE", 1 << 40)
    xr.testing.assert_identical(made, perform(operation, data))
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


def test_lazy_data_stay_lazy(data):
    assert perform(Gaussian(sigma={"x": 0.2}), data.chunk(e=2)).chunks is not None
