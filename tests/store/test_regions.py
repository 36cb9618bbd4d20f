"""What is read of the samples under a region."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from itool.model.operations.by_region import CropRegion, MaskRegion, SlicePath
from itool.model.region import Region
from itool.model.resolve import Sight
from itool.model.shape import STATISTICS
from itool.model.shapes import request
from itool.model.state import ViewerState
from itool.store import regions
from itool.store.operations.perform import perform
from itool.store.store import DataStore


@pytest.fixture
def store() -> DataStore:
    return DataStore()


def plane(**coords: object) -> xr.DataArray:
    """Return 8 × 10 samples that rise by 10 along y and by 1 along x."""
    values = 10.0 * np.arange(8)[:, None] + np.arange(10.0)
    axes = {"y": 0.5 * np.arange(8), "x": 2.0 * np.arange(10), **coords}
    return xr.DataArray(values, dims=("y", "x"), coords=axes)


def region(kind: str, *points: tuple[float, float], **fields: object) -> Region:
    dims = fields.pop("dims", ("y", "x"))
    return Region(id="r1", kind=kind, dims=dims, points=points, **fields)


def read(store: DataStore, data: xr.DataArray, shape: Region, what: str):
    key = store.add(data)
    info = store.info(key)
    sight = Sight(ViewerState(data=key), info)
    cut = sight.request(sight.active, ())
    return store.read(request(shape, info, cut, what))


def statistics(store: DataStore, data: xr.DataArray, shape: Region) -> dict:
    numbers = read(store, data, shape, "statistics")
    return dict(zip(STATISTICS, numbers.tolist(), strict=True))


def test_statistics_of_a_rectangle_are_those_of_its_samples(store):
    data = plane()

    found = statistics(store, data, region("rectangle", (0.5, 4), (1.5, 8)))

    part = data.sel(y=slice(0.5, 1.5), x=slice(4, 8))
    assert found["n"] == part.size == 9
    assert found["sum"] == part.sum()
    assert found["mean"] == pytest.approx(float(part.mean()))
    assert found["std"] == pytest.approx(float(part.std()))
    assert (found["min"], found["max"]) == (part.min(), part.max())
    assert found["area"] == pytest.approx(1.0 * 4.0)


def test_missing_samples_are_left_out(store):
    data = plane()
    data[1, 2] = np.nan

    found = statistics(store, data, region("rectangle", (0.5, 4), (1.5, 8)))

    part = data.sel(y=slice(0.5, 1.5), x=slice(4, 8))
    assert found["n"] == 8
    assert found["mean"] == pytest.approx(float(part.mean()))


def test_a_region_beside_the_image_holds_nothing(store):
    found = statistics(store, plane(), region("rectangle", (50, 4), (60, 8)))

    assert found["n"] == found["sum"] == 0
    assert np.isnan(found["mean"])


def test_statistics_in_pieces_are_those_of_the_whole(store, monkeypatch):
    rng = np.random.default_rng(0)
    data = xr.DataArray(rng.normal(5, 2, (40, 60)), dims=("y", "x"))
    shape = region("polygon", (1, 2), (38, 30), (3, 57))
    whole = read(store, data, shape, "statistics")
    monkeypatch.setattr(regions, "PIECE", 100)

    pieces = read(store, data, shape, "statistics")

    assert np.allclose(pieces, whole, equal_nan=True)


def test_the_area_on_a_stretched_axis_is_that_of_the_samples(store):
    data = plane(x=np.arange(10.0) ** 2)

    found = statistics(store, data, region("rectangle", (0, 0), (3.5, 81)))

    assert found["area"] == pytest.approx(8 * 0.5 * np.gradient(data.x).sum())


def test_a_profile_along_a_row_is_that_row(store):
    data = plane()

    found = read(store, data, region("polyline", (1.0, 0), (1.0, 18)), "profile")

    assert np.allclose(found, data[2])


def test_a_profile_between_samples_is_interpolated(store):
    shape = region("polyline", (0.25, 1), (3.25, 17))

    found = read(store, plane(), shape, "profile")

    assert np.allclose(found, np.linspace(5.5, 73.5, len(found)))


def test_a_wide_profile_is_averaged_across(store):
    rng = np.random.default_rng(0)
    data = xr.DataArray(rng.normal(size=(8, 10)), dims=("y", "x"))

    found = read(store, data, region("polyline", (3, 0), (3, 9), width=3), "profile")

    assert np.allclose(found, data[2:5].mean("y"))


def test_a_profile_leaves_missing_samples_out(store):
    data = plane()
    data[2, 4] = np.nan

    found = read(store, data, region("polyline", (1.0, 0), (1.0, 18)), "profile")

    assert np.isnan(found[4])
    assert np.isfinite(np.delete(found, 4)).all()


def test_beyond_the_image_a_profile_has_no_samples(store):
    found = read(store, plane(), region("polyline", (1.0, 0), (1.0, 28)), "profile")

    assert np.isfinite(found[:10]).all()
    assert np.isnan(found[10:]).all()


def test_a_long_profile_is_read_in_pieces(store, monkeypatch):
    shape = region("polyline", (0, 0), (3.5, 18), (0, 18), width=2)
    whole = read(store, plane(), shape, "profile")
    monkeypatch.setattr(regions, "PIECE", 30)

    pieces = read(store, plane(), shape, "profile")

    assert np.allclose(pieces, whole, equal_nan=True)


def cube() -> xr.DataArray:
    rng = np.random.default_rng(1)
    return xr.DataArray(
        rng.normal(size=(4, 6, 7, 3)).astype("float32"),
        dims=("e", "y", "x", "t"),
        coords={
            "y": ("y", 0.1 * np.arange(6), {"units": "1/Å"}),
            "x": ("x", 0.1 * np.arange(7), {"units": "1/Å"}),
            "T": ("t", [10.0, 20.0, 30.0]),
        },
        name="map",
    )


@pytest.mark.parametrize("is_lazy", [False, True])
@pytest.mark.parametrize("width", [1, 3])
def test_a_slice_of_the_volume_is_the_profile_of_every_image(store, is_lazy, width):
    data = cube()
    shape = region("polyline", (0.05, 0.1), (0.4, 0.3), (0.2, 0.6), width=width)
    given = data.chunk({"e": 2, "y": 3}) if is_lazy else data

    found = perform(SlicePath(region=shape), given)

    assert (found.chunks is not None) == is_lazy
    assert found.dims == ("e", "distance", "t")
    assert found.dtype == np.float32
    for e, t in ((0, 0), (3, 2)):
        image = data.isel(e=e, t=t)
        profile = read(store, image, shape, "profile")
        assert np.allclose(found.isel(e=e, t=t), profile, atol=1e-6)


def test_a_slice_is_what_xarray_interpolates(store):
    data = cube()
    shape = region("polyline", (0.05, 0.1), (0.4, 0.3))

    found = perform(SlicePath(region=shape), data)

    theirs = data.interp(y=found.y.variable, x=found.x.variable)
    assert np.allclose(found, theirs.transpose(*found.dims), atol=1e-6)


def test_a_slice_knows_its_distance_and_where_it_runs(store):
    shape = region("polyline", (0.0, 0.0), (0.3, 0.4))

    found = perform(SlicePath(region=shape), cube())

    assert found.distance.attrs == {"units": "1/Å"}
    assert float(found.distance[-1]) == pytest.approx(0.5)
    assert float(found.y[-1]) == pytest.approx(0.3)
    assert float(found.x[-1]) == pytest.approx(0.4)
    assert found["T"].dims == ("t",)


def test_a_mask_goes_through_the_whole_volume(store):
    data = cube()
    shape = region("rectangle", (0.1, 0.1), (0.3, 0.4))

    inside = perform(MaskRegion(region=shape), data)
    outside = perform(MaskRegion(region=shape, keep="outside"), data)

    assert inside.dims == data.dims
    assert int(inside.notnull().sum()) == 3 * 4 * 12
    assert bool((inside.notnull() ^ outside.notnull()).all())
    assert inside.dtype == np.float32


def test_a_crop_is_the_smallest_part_that_holds_the_region(store):
    data = cube()
    shape = region("circle", (0.2, 0.3), (0.3, 0.5))

    found = perform(CropRegion(region=shape), data)

    assert found.sizes == {"e": 4, "y": 3, "x": 5, "t": 3}
    assert found.y.values.tolist() == data.y.values[1:4].tolist()


def test_a_region_on_turned_dimensions_is_the_same(store):
    data = plane()
    across = region("polygon", (1, 0.2), (15, 0.9), (9, 3.1), dims=("x", "y"))
    down = region("polygon", (0.2, 1), (0.9, 15), (3.1, 9))

    assert statistics(store, data, across)["n"] == statistics(store, data, down)["n"]
