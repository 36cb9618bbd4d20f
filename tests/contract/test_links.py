"""Linked windows move together, whatever units their coordinates are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from itool.core.pool import Pending
from tests.contract.conftest import volume

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    import xarray as xr

    from itool.core.viewer import Viewer
    from tests.contract.probe import Face, Probe


def cut(units: str, scale: float) -> xr.DataArray:
    """Return the middle rows of the volume, with energies in other units."""
    data = volume().isel(ky=1, drop=True)
    return data.assign_coords(eV=("eV", data.eV.values * scale, {"units": units}))


@pytest.fixture
def link(
    face: Face, viewer: Viewer, run: Callable[..., Any]
) -> Callable[[xr.DataArray], Probe]:
    """Open a window on data and link it with the volume."""

    def link(data: xr.DataArray) -> Probe:
        other = face.manager.open(data)
        probe = face.show(other)
        made = run("viewers.link", viewers=[viewer.id, other.id])
        # The table of units is loaded before, unless another test has.
        probe.settle(made.done if isinstance(made, Pending) else None)
        return probe

    return link


def test_a_drag_in_electronvolts_moves_the_line_in_millielectronvolts(
    screen: Probe, link: Callable[[xr.DataArray], Probe]
) -> None:
    other = link(cut("meV", 1000.0))

    screen.drag("eV-kx", eV=-0.4)
    other.settle()

    assert other.crosshair("eV-kx")["eV"] == pytest.approx(-400.0)
    assert other.index("eV") == 0
    assert other.message == ""


def test_bins_and_limits_are_as_wide_in_other_units(
    screen: Probe, link: Callable[[xr.DataArray], Probe]
) -> None:
    other = link(cut("meV", 1000.0))

    other.set_bins("eV", 3)
    other.zoom("eV-kx", eV=0.0, kx=8.0)
    screen.settle()

    assert screen.bins("eV") == 3
    low, high = other.limits("eV-kx")["eV"]
    assert screen.limits("eV-kx")["eV"] == pytest.approx((low / 1000, high / 1000))


def test_units_that_cannot_be_converted_are_told_and_not_linked(
    screen: Probe, link: Callable[[xr.DataArray], Probe]
) -> None:
    other = link(cut("deg", 10.0))
    screen.settle()
    assert "eV" in screen.message
    assert "deg" in other.message

    screen.drag("eV-kx", eV=-0.4, kx=6.0)
    other.settle()

    assert other.crosshair("eV-kx") == {"eV": -2.0, "kx": 6.0}
