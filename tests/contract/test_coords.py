"""Coordinates that are no dimension: read at the cursor, drawn beside profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from itool.errors import BadArguments
from tests.contract.conftest import volume

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray as xr

    from itool.core.viewer import Viewer
    from tests.contract.probe import Face, Probe

HEAT = [300.0, 310.0, 330.0]


@pytest.fixture
def viewer(face: Face) -> Viewer:
    """Return a viewer of a volume with coordinates along none to two dimensions."""
    return face.manager.open(film())


def test_coordinates_are_read_at_the_cursor(screen: Probe) -> None:
    assert screen.readings == {
        "heat": "310",
        "lat": "52.2",
        "label": "middle",
        "pressure": "1.5e-09",
    }

    screen.set_index("kx", 4)
    screen.set_index("eV", 0)

    assert screen.readings["lat"] == "52.4"
    assert screen.readings["heat"] == "300"
    assert screen.readings["label"] == "low"


def test_a_coordinate_is_drawn_beside_profiles_on_its_own_axis(screen: Probe) -> None:
    before = screen.limits("eV")[""]

    screen.draw_coord("heat")

    np.testing.assert_array_equal(screen.curve("eV", "coord heat"), HEAT)
    caption, (low, high) = screen.twin("eV") or ("", (0.0, 0.0))
    assert caption.startswith("sample temperature [K]")
    assert 298 <= low < 300
    assert 330 < high <= 332
    assert screen.limits("eV")[""] == before
    assert screen.twin("kx") is None


def test_one_of_two_dimensions_is_drawn_as_the_cursor_cuts_it(screen: Probe) -> None:
    screen.draw_coord("lat")

    along = screen.curve("kx", "coord lat")
    np.testing.assert_allclose(along, 52 + 0.1 * np.arange(5.0))

    screen.set_index("ky", 0)

    along = screen.curve("kx", "coord lat")
    np.testing.assert_allclose(along, 50 + 0.1 * np.arange(5.0))
    np.testing.assert_allclose(screen.curve("ky", "coord lat"), 50.2 + np.arange(4.0))


def test_it_is_drawn_upright_too(face: Face) -> None:
    screen = face.show(face.manager.open(film().isel(eV=0)))

    screen.draw_coord("lat")

    caption, _ = screen.twin("ky") or ("", ())
    assert caption.startswith("lat [degrees_north]")
    np.testing.assert_allclose(screen.curve("ky", "coord lat"), 50.2 + np.arange(4.0))


def test_it_is_taken_back_and_drawn_no_more(screen: Probe, viewer: Viewer) -> None:
    screen.draw_coord("heat")

    screen.press("Ctrl+Z")

    assert screen.twin("eV") is None
    assert screen.curve("eV", "coord heat") is None

    screen.draw_coord("heat")
    screen.draw_coord("heat")

    assert viewer.state.associated == ()
    assert screen.twin("eV") is None


def test_what_has_no_numbers_along_a_dimension_is_refused(
    viewer: Viewer, run: Callable[..., Any]
) -> None:
    for name in ("label", "pressure", "eV", "nothing"):
        with pytest.raises(BadArguments, match="it has 'heat' and 'lat'"):
            run("profile.coord", viewer=viewer.id, coord=name)


def film() -> xr.DataArray:
    ky, kx = np.ogrid[:4, :5]
    return volume().assign_coords(
        heat=("eV", HEAT, {"units": "K", "long_name": "sample temperature"}),
        lat=(("ky", "kx"), 50.0 + ky + 0.1 * kx, {"units": "degrees_north"}),
        label=("eV", ["low", "middle", "high"]),
        pressure=1.5e-9,
    )
