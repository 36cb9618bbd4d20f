"""Regridding: an image is put where two-dimensional coordinates say that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr

from tests.contract.conftest import volume

if TYPE_CHECKING:
    from itool.core.viewer import Viewer
    from tests.contract.probe import Face, Probe


@pytest.fixture
def viewer(face: Face) -> Viewer:
    """Return a viewer of samples on a sheared mesh, whose values tell the place."""
    return face.manager.open(film())


def test_the_form_is_filled_in_and_the_image_is_over_the_coordinates(
    screen: Probe, viewer: Viewer
) -> None:
    screen.regrid()
    assert (screen.filled("rows"), screen.filled("columns")) == ("lat", "lon")
    code, is_drawn = screen.preview()
    assert "mesh_weights" in code
    assert is_drawn

    screen.fill("row_samples", "16")
    assert screen.carry_out("replace") == ""

    assert viewer.data.dims == ("t", "lat", "lon")
    image = screen.image("lat-lon")
    assert image is not None
    assert image.shape == (16, 12)
    row, column = np.argwhere(viewer.data[1].notnull().values)[40]
    screen.set_index("t", 1)
    screen.set_index("lat", int(row))
    screen.set_index("lon", int(column))
    at = viewer.data[1, row, column]
    assert screen.value == pytest.approx(float(2 * at.lat + 3 * at.lon + 100), rel=1e-4)


def test_without_such_a_coordinate_the_dialog_says_so(face: Face) -> None:
    screen = face.show(face.manager.open(volume()))

    screen.open_operation("regrid")

    assert "no two-dimensional coordinate" in screen.carry_out("replace")


def film() -> xr.DataArray:
    """Return 2 × 10 × 12 samples: 2 lat + 3 lon + 100 t."""
    i, j = np.mgrid[:10, :12].astype(float)
    lat, lon = 50 + i - 0.3 * j, 5 + 2 * j + 0.4 * i
    return xr.DataArray(
        2 * lat + 3 * lon + 100 * np.arange(2.0)[:, None, None],
        dims=("t", "y", "x"),
        coords={
            "lon": (("y", "x"), lon, {"units": "degrees_east"}),
            "lat": (("y", "x"), lat, {"units": "degrees_north"}),
        },
        name="film",
    )
