"""Colours and their bar: the same norms, limits and gestures on every face."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr

from itool.core.colormaps import color_table, find_maps
from itool.model.color import histogram, pixels
from itool.model.norm import Norm
from tests.contract.conftest import volume

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from numpy.typing import NDArray

    from itool.core.viewer import Viewer
    from tests.contract.probe import Face, Probe

CUT = volume().isel(eV=1).values
"""What the main image shows at first: 100 to 134."""


@pytest.mark.parametrize(
    ("name", "norm"),
    [
        ("log", Norm("log", 100.0, 134.0)),
        ("symlog", Norm("symlog", 100.0, 134.0, width=1.34)),
        ("asinh", Norm("asinh", 100.0, 134.0, width=1.34)),
        ("centered", Norm("centered", -134.0, 134.0)),
    ],
)
def test_a_norm_is_chosen(screen: Probe, name: str, norm: Norm) -> None:
    screen.set_norm(name)

    assert np.array_equal(screen.image("ky-kx"), pixels(CUT, norm=norm))


def test_a_centre_is_typed_and_limits_are_even_about_it(screen: Probe) -> None:
    screen.set_norm("centered")
    screen.set_pivot(110.0)

    norm = Norm("centered", 86.0, 134.0, center=110.0)
    assert np.array_equal(screen.image("ky-kx"), pixels(CUT, norm=norm))


def test_a_linear_width_is_typed(screen: Probe) -> None:
    screen.set_norm("asinh")
    screen.set_pivot(50.0)

    norm = Norm("asinh", 100.0, 134.0, width=50.0)
    assert np.array_equal(screen.image("ky-kx"), pixels(CUT, norm=norm))


def test_samples_without_a_logarithm_have_no_colour(face: Face) -> None:
    data = xr.DataArray(np.arange(60.0).reshape(6, 10) - 20, dims=("y", "x"))
    screen = face.show(face.manager.open(data))

    screen.set_norm("log")

    image = shown(screen, "y-x")
    assert (image[:2] == 0).all()
    assert (image[2, 0], image[2, 1], image[5, 9]) == (0, 1, 255)


def test_percentiles_are_typed(screen: Probe, viewer: Viewer) -> None:
    screen.set_percentiles(10.0, 80.0)

    low, high = np.percentile(CUT, (10, 80))
    assert viewer.state.color.percentiles == (10.0, 80.0)
    assert np.array_equal(screen.image("ky-kx"), pixels(CUT, (low, high)))


def test_levels_fit_the_visible_part(
    screen: Probe, run: Callable[..., Any], viewer: Viewer
) -> None:
    screen.toggle("view")
    run("view.limits", viewer=viewer.id, limits={"ky": (0.5, 2.5), "kx": (1.0, 5.0)})
    screen.settle()

    # Rows 1 and 2, and the columns at kx = 4 and 2, are visible.
    assert np.array_equal(screen.image("ky-kx"), pixels(CUT, (112.0, 123.0)))


def test_linked_viewers_share_the_range_of_all_their_arrays(
    screen: Probe, run: Callable[..., Any], viewer: Viewer, face: Face
) -> None:
    other = face.manager.open(volume() * 2 - 50)
    run("viewers.link", viewers=[viewer.id, other.id], colors=False)
    screen.settle()

    screen.share_levels()
    screen.settle(until=lambda: other.state.color.limits)

    assert viewer.state.color.limits == other.state.color.limits == (-50.0, 418.0)


def test_the_top_of_the_bar_is_dragged_to_another_limit(
    screen: Probe, viewer: Viewer
) -> None:
    screen.drag_bar(0.95, 0.45)

    assert viewer.state.color.limits == pytest.approx((100.0, 117.0), abs=0.2)


def test_the_bottom_of_the_bar_is_dragged_beyond_its_end(
    screen: Probe, viewer: Viewer
) -> None:
    screen.drag_bar(0.15, 0.05)

    assert viewer.state.color.limits == pytest.approx((96.6, 134.0), abs=0.2)


def test_the_middle_of_a_logarithmic_bar_moves_both_limits_by_a_factor(
    face: Face,
) -> None:
    data = xr.DataArray(np.geomspace(1, 1e4, 60).reshape(6, 10), dims=("y", "x"))
    viewer = face.manager.open(data)
    screen = face.show(viewer)
    screen.set_norm("log")

    screen.drag_bar(0.5, 0.75)

    assert viewer.state.color.limits == pytest.approx((10.0, 1e5), rel=0.05)


def test_a_drag_on_the_bar_is_undone_as_one(screen: Probe, viewer: Viewer) -> None:
    screen.drag_bar(0.95, 0.45)
    screen.drag_bar(0.95, 0.45)
    once = (100.0, 117.0)

    screen.press("Ctrl+Z")
    assert viewer.state.color.limits == pytest.approx(once, abs=0.2)

    screen.press("Ctrl+Z")
    assert viewer.state.color.limits is None


def test_the_wheel_zooms_the_limits(screen: Probe, viewer: Viewer) -> None:
    screen.zoom_bar(0.5)

    assert viewer.state.color.limits == pytest.approx((102.55, 131.45), abs=0.2)


@pytest.mark.parametrize(
    ("keys", "limits"),
    [
        ("Up", (100.68, 134.68)),
        ("Down", (99.32, 133.32)),
        ("Shift+Up", (100.0, 134.68)),
        ("Alt+Down", (99.32, 134.0)),
    ],
)
def test_arrows_on_the_bar_move_limits(
    screen: Probe, viewer: Viewer, keys: str, limits: tuple[float, float]
) -> None:
    cursors = viewer.state.cursors

    screen.press_on_bar(keys)

    assert viewer.state.color.limits == pytest.approx(limits, abs=0.05)
    assert viewer.state.cursors == cursors
    screen.press_on_bar("Home")
    assert viewer.state.color.limits is None


def test_a_double_click_lets_the_limits_go(screen: Probe, viewer: Viewer) -> None:
    screen.set_levels(110.0, 120.0)

    screen.reset_bar()

    assert viewer.state.color.limits is None
    assert np.array_equal(screen.image("ky-kx"), pixels(CUT, (100.0, 134.0)))


def test_the_histogram_counts_what_is_drawn(screen: Probe) -> None:
    screen.set_levels(105.0, 130.0)

    drawn = pixels(CUT, (105.0, 130.0))
    assert screen.counts == histogram(drawn).tolist()
    assert sum(screen.counts) == CUT.size


def test_missing_samples_are_not_counted(face: Face) -> None:
    data = xr.DataArray(np.arange(60.0).reshape(6, 10), dims=("y", "x"))
    data[0, :3] = np.nan

    screen = face.show(face.manager.open(data))

    assert sum(screen.counts) == 57


@pytest.mark.parametrize("norm", ["linear", "log", "symlog", "asinh", "centered"])
def test_labels_stand_where_the_norm_puts_them(
    screen: Probe, run: Callable[..., Any], viewer: Viewer, norm: Any
) -> None:
    run("color.set", viewer=viewer.id, norm=norm, vmin=0.5, vmax=2000, gamma=0.7)
    screen.settle()

    labels = screen.bar_labels

    width = 20.0
    expected = Norm(norm, *limits_of(norm), gamma=0.7, width=width)
    levels = expected.forward(np.array([*labels], np.float64))
    assert len(labels) >= 2
    assert [*labels.values()] == pytest.approx(levels.tolist())


def test_all_colour_maps_are_listed_with_swatches(screen: Probe) -> None:
    assert screen.list_colormaps() == find_maps("")
    assert len(find_maps("")) > 800


def test_colour_maps_are_searched_within_a_kind(screen: Probe) -> None:
    found = screen.list_colormaps("crameri vi", "diverging")

    assert found[0] == "vik"
    assert found == find_maps("crameri vi", "diverging")


def test_favourites_are_listed_first(screen: Probe) -> None:
    screen.favour_colormap("cmasher:ocean")

    assert screen.list_colormaps(kind="suggested")[0] == "cmasher:ocean"


def test_cursors_are_spread_over_a_map(screen: Probe) -> None:
    screen.add_cursor()

    screen.set_cursor_colors("spread")

    assert screen.color("ky-kx", "a") == css(1)
    assert screen.color("ky-kx", "b") == css(255)


def test_a_cursor_is_coloured_by_a_coordinate_as_it_moves(screen: Probe) -> None:
    screen.set_cursor_colors("by eV")
    screen.set_value("eV", 0.0)

    assert screen.color("ky-kx", "a") == css(255)


def test_a_colour_is_picked_for_one_cursor(screen: Probe) -> None:
    screen.add_cursor()
    own = screen.color("ky-kx", "a")

    screen.set_cursor_color("#123456")

    assert screen.color("ky-kx", "b") == "#123456"
    assert screen.color("ky-kx", "a") == own


def test_cursors_have_their_own_colours_again(screen: Probe) -> None:
    own = screen.color("ky-kx", "a")
    screen.set_cursor_colors("spread")

    screen.set_cursor_colors("own")

    assert screen.color("ky-kx", "a") == own


def css(row: int) -> str:
    return f"#{color_table('turbo')[row, :3].tobytes().hex()}"


def limits_of(norm: str) -> tuple[float, float]:
    return (-2000.0 if norm == "centered" else 0.5), 2000.0


def shown(screen: Probe, panel: str) -> NDArray[np.uint8]:
    image = screen.image(panel)
    assert image is not None
    return image
