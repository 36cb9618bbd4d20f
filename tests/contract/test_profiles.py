"""Profiles: normalised, logarithmic and stacked, without touching a sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from itool.core.viewer import Viewer
    from tests.contract.probe import Face, Probe

CURVE = np.array([120.0, 121.0, 122.0, 123.0, 124.0])


@pytest.mark.parametrize(
    ("norm", "by"), [("mean", 122.0), ("max", 124.0), ("area", 610.0 * 2)]
)
def test_a_curve_is_normalised_and_the_read_out_is_not(
    screen: Probe, norm: str, by: float
) -> None:
    screen.set_profile(norm=norm)

    np.testing.assert_allclose(screen.curve("kx"), CURVE / by)
    assert screen.value == 122.0


def test_a_logarithmic_axis_is_labelled_with_values(screen: Probe) -> None:
    screen.press("Y")

    np.testing.assert_allclose(screen.curve("eV"), np.log10([22.0, 122.0, 222.0]))
    labels = [float(text) for text in screen.ticks("eV", "")]
    assert labels
    assert all(19 <= label <= 260 for label in labels)


def test_curves_are_stacked_in_the_order_of_their_cursors(screen: Probe) -> None:
    screen.add_cursor()

    screen.set_profile(offset=5.0)

    np.testing.assert_allclose(screen.curve("kx", "a"), CURVE)
    np.testing.assert_allclose(screen.curve("kx", "b"), CURVE + 5)
    low, high = screen.limits("kx")[""]
    assert low < 120
    assert high > 129


def test_it_is_undone(screen: Probe, viewer: Viewer) -> None:
    screen.set_profile(norm="max")

    screen.press("Ctrl+Z")

    assert viewer.state.profile.norm == "none"
    np.testing.assert_array_equal(screen.curve("kx"), CURVE)


def test_a_curve_that_is_flat_but_for_rounding_has_room(face: Face) -> None:
    flat = xr.DataArray(1.0 + 2e-16 * np.arange(5), dims="x", name="flat")

    screen = face.show(face.manager.open(flat))

    low, high = screen.limits("x")[""]
    assert low < 0.9
    assert high > 1.1


def test_the_axis_of_values_fits_what_is_visible(
    face: Face, run: Callable[..., Any]
) -> None:
    edge = np.r_[np.linspace(0.0, 1.0, 50), np.full(50, 1000.0)]
    data = xr.DataArray(edge, dims="eV", coords={"eV": np.arange(100.0)})
    screen = face.show(face.manager.open(data))
    assert screen.limits("eV")[""][1] >= 1000.0

    run("view.limits", viewer=0, limits={"eV": (10.0, 40.0)})
    screen.settle(lambda: screen.limits("eV")[""][1] < 1.0)

    low, high = screen.limits("eV")[""]
    assert 0.1 < low <= edge[10]
    assert edge[40] <= high < 0.9

    screen.view_all("eV")
    screen.settle(lambda: screen.limits("eV")[""][1] >= 1000.0)


def test_where_nothing_is_visible_all_values_are_fitted(
    face: Face, run: Callable[..., Any]
) -> None:
    holes = np.where(np.arange(100) < 50, np.nan, np.arange(100.0))
    data = xr.DataArray(holes, dims="eV", coords={"eV": np.arange(100.0)})
    screen = face.show(face.manager.open(data))

    run("view.limits", viewer=0, limits={"eV": (10.0, 40.0)})
    screen.settle()

    low, high = screen.limits("eV")[""]
    assert low <= 50.0 < 99.0 <= high


def test_the_axis_of_values_is_zoomed_and_stays(
    screen: Probe, viewer: Viewer, run: Callable[..., Any]
) -> None:
    low, high = screen.limits("kx")[""]

    screen.zoom_axis("kx", "")

    zoomed = screen.limits("kx")[""]
    assert zoomed[1] - zoomed[0] == pytest.approx(0.85 * (high - low), rel=0.03)
    assert screen.limits("kx")["kx"] == screen.limits("ky-kx")["kx"]
    run("cursor.move", viewer=viewer.id, point={"eV": 1.0})
    screen.settle()
    assert screen.limits("kx")[""] == pytest.approx(zoomed)


@pytest.mark.parametrize("panel", ["kx", "ky"])
def test_values_are_panned_and_fitted_again(
    screen: Probe, viewer: Viewer, panel: str
) -> None:
    low, high = screen.limits(panel)[""]

    screen.pan_values(panel, 0.25)

    by = 0.25 * (high - low)
    found = screen.limits(panel)[""]
    assert found == pytest.approx((low - by, high - by), abs=0.04 * (high - low))
    assert len(screen.history) == 2

    screen.fit_values(panel)

    assert screen.limits(panel)[""] == pytest.approx((low, high))
    assert viewer.state.profile_limits == {}


def test_a_box_shows_its_values_and_that_is_undone(
    screen: Probe, viewer: Viewer
) -> None:
    full = screen.limits("kx")
    low, high = full[""]
    values = low + 0.3 * (high - low), low + 0.8 * (high - low)

    screen.zoom_box("kx", {"kx": 1.5, "": values[0]}, {"kx": 6.5, "": values[1]})

    assert screen.limits("kx")[""] == pytest.approx(values, abs=0.03 * (high - low))
    assert screen.limits("kx")["kx"] == pytest.approx((1.5, 6.5), abs=0.06)

    screen.press("Ctrl+A")

    assert screen.limits("kx")[""] == pytest.approx((low, high))
    assert screen.limits("kx")["kx"] == full["kx"]


def test_a_logarithmic_axis_is_zoomed_too(screen: Probe, viewer: Viewer) -> None:
    screen.press("Y")
    low, high = screen.limits("eV")[""]

    screen.zoom_axis("eV", "")

    found = viewer.state.profile_limits["eV"]
    less = 0.075 * (high - low)
    wanted = 10 ** (low + less), 10 ** (high - less)
    assert found == pytest.approx(wanted, rel=0.03)


def test_a_range_is_typed_and_what_is_amiss_is_said(
    screen: Probe, viewer: Viewer
) -> None:
    assert screen.type_range("kx", kx=("2", "6"), values=("100", "150")) == ""

    assert screen.limits("kx") == {"kx": (2.0, 6.0), "": (100.0, 150.0)}

    said = screen.type_range("kx", values=("3", "3"))
    assert "empty" in said
    assert viewer.state.profile_limits == {"kx": (100.0, 150.0)}

    said = screen.type_range("kx", kx=("two", "6"))
    assert "two" in said
    assert viewer.state.limits == {"kx": (2.0, 6.0)}

    assert screen.type_range("kx", kx=("", ""), values=("", "")) == ""
    assert viewer.state.limits == viewer.state.profile_limits == {}
