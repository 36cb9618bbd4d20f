"""Equal aspect: units as long across as up, the same on every face."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr

from itool.errors import BadArguments
from itool.model import units

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from itool.core.viewer import Viewer
    from tests.contract.probe import Face, Probe


@pytest.fixture(autouse=True, scope="module")
def _units_are_known() -> None:
    """Load the table of units, which the first command would wait for."""
    units.load()


def test_units_are_as_long_across_as_up_and_everything_is_visible(
    screen: Probe,
) -> None:
    screen.press("E")

    assert is_square(screen, "ky-kx")
    low, high = screen.limits("ky-kx")["kx"]
    assert low <= -1.0
    assert high >= 9.0


def test_images_of_other_units_fill_their_room_as_before(screen: Probe) -> None:
    screen.press("E")

    assert screen.limits("eV-kx")["eV"] == pytest.approx((-0.5, 0.1))
    assert not is_square(screen, "eV-kx")


def test_profiles_go_on_sharing_the_axis_of_their_image(screen: Probe) -> None:
    screen.press("E")

    image = screen.scales("ky-kx")["kx"]
    assert screen.scales("kx")["kx"] == pytest.approx(image, rel=1e-3)


def test_all_images_of_a_cube_have_one_scale(face: Face) -> None:
    screen = face.show(face.manager.open(cube()))

    screen.press("E")

    for panel in ("y-x", "y-z", "z-x"):
        assert is_square(screen, panel)


def test_zooming_keeps_units_equal(screen: Probe) -> None:
    screen.press("E")
    before = screen.scales("ky-kx")["kx"]

    screen.zoom("ky-kx", ky=1.0, kx=5.0)

    assert is_square(screen, "ky-kx")
    after = screen.scales("ky-kx")["kx"]
    assert after == pytest.approx(before / 0.85, rel=0.02)


def test_panning_keeps_units_equal(face: Face, run: Callable[..., Any]) -> None:
    viewer = face.manager.open(cube().isel(z=0))
    run("view.limits", viewer=viewer.id, limits={"x": (5, 9), "y": (5, 9)})
    screen = face.show(viewer)
    screen.press("E")

    screen.pan("y-x", x=1.0)

    assert is_square(screen, "y-x")
    low, high = viewer.state.limits["x"]
    assert (low + high) / 2 == pytest.approx(6.0, abs=0.05)


def test_other_sizes_of_panels_keep_units_equal(screen: Probe) -> None:
    screen.press("E")

    screen.resize_columns(by=-0.2)

    assert is_square(screen, "ky-kx")


@pytest.mark.parametrize(
    ("y", "x", "ratio"), [("mm", "um", 1000.0), ("1/angstrom", "1/nm", 10.0)]
)
def test_units_of_one_kind_are_drawn_at_one_scale(
    face: Face, y: str, x: str, ratio: float
) -> None:
    screen = face.show(face.manager.open(sheet(y, x, ratio)))

    screen.press("E")

    assert is_square(screen, "y-x", ratio)
    low, high = screen.limits("y-x")["x"]
    assert low <= -0.5 * ratio
    assert high >= 9.5 * ratio


def test_zooming_keeps_units_of_one_kind_at_one_scale(face: Face) -> None:
    screen = face.show(face.manager.open(sheet("mm", "um", 1000.0)))
    screen.press("E")
    before = screen.scales("y-x")["x"]

    screen.zoom("y-x", y=3.0, x=5000.0)

    assert is_square(screen, "y-x", 1000.0)
    assert screen.scales("y-x")["x"] == pytest.approx(before / 0.85, rel=0.02)


def test_whoever_is_first_gets_it_when_the_table_of_units_is_there(
    face: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(units, "are_loaded", lambda: False)
    viewer = face.manager.open(sheet("mm", "um", 1000.0))
    screen = face.show(viewer)

    screen.press("E")
    screen.settle(lambda: viewer.state.equal_aspect)
    screen.settle()

    assert is_square(screen, "y-x", 1000.0)


@pytest.mark.parametrize("x", ["eV", "", "pixels of A"])
def test_units_of_other_kinds_are_refused(
    face: Face, run: Callable[..., Any], x: str
) -> None:
    viewer = face.manager.open(sheet("mm", x, 1.0))

    with pytest.raises(BadArguments, match=r"y \(mm\), x"):
        run("view.equal", viewer=viewer.id)
    assert not viewer.state.equal_aspect


def test_samples_are_square_where_axes_are_drawn_by_their_numbers(face: Face) -> None:
    data = xr.DataArray(
        np.arange(60.0).reshape(6, 10),
        dims=("a", "b"),
        coords={"a": list("uvwxyz"), "b": np.arange(10.0) ** 2},
    )
    screen = face.show(face.manager.open(data))

    screen.press("E")

    assert is_square(screen, "a-b")


def test_it_is_refused_where_nothing_measures_the_same(
    face: Face, run: Callable[..., Any]
) -> None:
    times = np.arange("2020-01-01", "2020-01-07", dtype="M8[D]")
    data = xr.DataArray(
        np.arange(60.0).reshape(6, 10),
        dims=("t", "x"),
        coords={"t": times, "x": ("x", np.arange(10.0), {"units": "m"})},
    )
    viewer = face.manager.open(data)

    with pytest.raises(BadArguments, match=r"t \(time\), x \(m\)"):
        run("view.equal", viewer=viewer.id)
    assert not viewer.state.equal_aspect


def test_it_is_taken_back(screen: Probe, viewer: Viewer) -> None:
    screen.toggle("equal")
    assert viewer.state.equal_aspect

    screen.press("Ctrl+Z")

    assert not viewer.state.equal_aspect
    assert screen.limits("ky-kx") == {"ky": (-0.5, 3.5), "kx": (-1.0, 9.0)}


def is_square(screen: Probe, panel: str, ratio: float = 1.0) -> bool:
    """Return whether `ratio` units across are as long as one up."""
    scales = screen.scales(panel)
    up, across = (scales[dim] for dim in panel.split("-"))
    return abs(across * ratio / up - 1) < 1e-3


def sheet(y: str, x: str, ratio: float) -> xr.DataArray:
    """Return 6 × 10 samples: 1 apart along y, and `ratio` along x."""
    return xr.DataArray(
        np.arange(60.0).reshape(6, 10),
        dims=("y", "x"),
        coords={
            "y": ("y", np.arange(6.0), {"units": y}),
            "x": ("x", np.arange(10.0) * ratio, {"units": x}),
        },
    )


def cube() -> xr.DataArray:
    return xr.DataArray(
        np.arange(8 * 12 * 15.0).reshape(8, 12, 15),
        dims=("z", "y", "x"),
        coords={d: (d, np.arange(n), {"units": "mm"}) for d, n in SIZES.items()},
    )


SIZES = {"z": 8, "y": 12, "x": 15}
