"""Images and curves: the same samples in the same colours on every face."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr

from itool.core.colormaps import color_table
from itool.model.color import pixels
from tests.contract.conftest import volume

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from itool.core.viewer import Viewer
    from tests.contract.probe import Face, Probe


def test_an_image_shows_the_samples_at_the_cursor(screen: Probe) -> None:
    cut = volume().isel(eV=1).values

    assert np.array_equal(screen.image("ky-kx"), pixels(cut, (100.0, 134.0)))


def test_orthogonal_images_are_cut_at_the_same_cursor(screen: Probe) -> None:
    beside, below = volume().isel(kx=2), volume().isel(ky=2)

    assert np.array_equal(screen.image("ky-eV"), pixels(beside.values.T, (2.0, 232.0)))
    assert np.array_equal(screen.image("eV-kx"), pixels(below.values, (20.0, 224.0)))


def test_positions_grow_to_the_right_and_upwards_even_where_samples_descend(
    screen: Probe,
) -> None:
    image = screen.image("ky-kx")
    assert image is not None

    # kx descends, so its last sample, at kx = 0, is at the left.
    assert screen.corner("ky-kx") == shown(image[0, -1])


def test_an_inverted_axis_runs_the_other_way(screen: Probe, viewer: Viewer) -> None:
    screen.invert("kx")

    image = screen.image("ky-kx")
    assert image is not None
    assert viewer.state.inverted == ("kx",)
    assert screen.corner("ky-kx") == shown(image[0, 0])


def test_the_axis_of_a_curve_is_inverted_and_that_is_undone(
    face: Face, run: Callable[..., Any]
) -> None:
    viewer = face.manager.open(volume().isel(eV=0, ky=0, drop=True))
    screen = face.show(viewer)

    screen.invert("kx")

    assert viewer.state.inverted == ("kx",)
    run("edit.undo", viewer=viewer.id)
    assert viewer.state.inverted == ()


def test_missing_and_infinite_samples_have_no_colour(face: Face) -> None:
    data = xr.DataArray(np.arange(60.0).reshape(6, 10), dims=("y", "x"))
    data[0, 0], data[1, 1] = np.nan, np.inf

    screen = face.show(face.manager.open(data))

    image = screen.image("y-x")
    assert image is not None
    assert (image[0, 0], image[1, 1], image[0, 1], image[5, 9]) == (0, 0, 1, 255)


def test_missing_samples_break_the_curve_only_where_they_are(face: Face) -> None:
    data = xr.DataArray(np.arange(60.0), dims="t")
    data[7] = np.nan

    screen = face.show(face.manager.open(data))

    curve = screen.curve("t")
    assert curve is not None
    assert np.flatnonzero(np.isnan(curve)).tolist() == [7]
    assert screen.limits("t")[""] == pytest.approx((-2.95, 61.95))


def test_a_constant_array_has_a_range_to_be_drawn_in(face: Face) -> None:
    screen = face.show(
        face.manager.open(xr.DataArray(np.ones((6, 10)), dims=("y", "x")))
    )

    low, high = screen.limits("x")[""]

    assert low < 1.0 < high


def test_integers_and_booleans_are_shown_as_they_are(face: Face) -> None:
    data = xr.DataArray(
        np.arange(60, dtype=np.uint8).reshape(6, 10) > 29, dims=("y", "x")
    )

    screen = face.show(face.manager.open(data))

    image = screen.image("y-x")
    assert image is not None
    assert sorted(set(image.ravel().tolist())) == [1, 255]


def test_complex_samples_are_shown_as_their_modulus(face: Face) -> None:
    data = xr.DataArray(np.full((6, 10), 3 + 4j), dims=("y", "x"))

    screen = face.show(face.manager.open(data))

    assert screen.value == 5.0


@pytest.mark.parametrize(
    ("part", "value"), [("real", 3.0), ("imag", 4.0), ("angle", np.arctan2(4, 3))]
)
def test_another_part_of_complex_samples_is_chosen(
    face: Face, part: str, value: float
) -> None:
    viewer = face.manager.open(xr.DataArray(np.full((6, 10), 3 + 4j), dims=("y", "x")))
    screen = face.show(viewer)

    screen.set_part(part)

    assert viewer.state.part == part
    assert screen.value == pytest.approx(value)


def test_a_colour_map_of_the_whole_catalogue_is_chosen(
    screen: Probe, viewer: Viewer
) -> None:
    screen.set_colormap("cmasher:ocean")

    image = screen.image("ky-kx")
    assert image is not None
    assert viewer.state.color.cmap == "cmasher:ocean"
    assert screen.corner("ky-kx") == shown(image[0, -1], "cmasher:ocean")


def test_colours_run_backwards(screen: Probe) -> None:
    screen.toggle("reverse")

    image = screen.image("ky-kx")
    assert image is not None
    assert screen.corner("ky-kx") == shown(image[0, -1], reverse=True)


def test_gamma_brightens_weak_signal(screen: Probe) -> None:
    screen.set_gamma(0.5)

    expected = pixels(volume().isel(eV=1).values, (100.0, 134.0), gamma=0.5)
    assert np.array_equal(screen.image("ky-kx"), expected)


def test_typed_levels_clip(screen: Probe) -> None:
    screen.set_levels(110.0, 120.0)

    expected = pixels(volume().isel(eV=1).values, (110.0, 120.0))
    assert np.array_equal(screen.image("ky-kx"), expected)


def test_a_typed_limit_leaves_the_other_exactly_as_it_is(face: Face) -> None:
    values = np.arange(60.0).reshape(6, 10)
    values[-1, -1] = 59.123456789
    viewer = face.manager.open(xr.DataArray(values, dims=("y", "x")))
    screen = face.show(viewer)

    screen.set_level(0, 10.0)
    assert viewer.state.color.limits == (10.0, 59.123456789)

    screen.set_level(1, 50.5)
    assert viewer.state.color.limits == (10.0, 50.5)


def test_locked_levels_span_the_whole_array(screen: Probe, viewer: Viewer) -> None:
    screen.toggle("lock")
    screen.settle(until=lambda: viewer.state.color.limits)
    screen.settle()

    expected = pixels(volume().isel(eV=1).values, (0.0, 234.0))
    assert np.array_equal(screen.image("ky-kx"), expected)


def test_levels_are_unlocked_again(screen: Probe, viewer: Viewer) -> None:
    screen.set_levels(110.0, 120.0)

    screen.toggle("lock")

    assert viewer.state.color.limits is None


def test_data_on_another_grid_keeps_the_cursor_at_its_coordinate(
    screen: Probe, run: Callable[..., Any], viewer: Viewer
) -> None:
    screen.drag("ky-kx", ky=1.0, kx=6.0)
    finer = volume().interp(ky=np.linspace(0, 3, 31), kx=np.linspace(8, 0, 41))

    run("data.replace", viewers=viewer.id, data=finer)
    screen.settle()

    assert screen.crosshair("ky-kx") == pytest.approx({"ky": 1.0, "kx": 6.0})
    assert screen.index("ky") == 10
    image = screen.image("ky-kx")
    assert image is not None
    assert image.shape == (31, 41)


def test_an_image_larger_than_the_screen_is_thinned(face: Face) -> None:
    data = xr.DataArray(np.arange(5000.0 * 3).reshape(5000, 3), dims=("y", "x"))

    screen = face.show(face.manager.open(data))

    image = screen.image("y-x")
    assert image is not None
    assert 300 < image.shape[0] < 2500
    assert screen.corner("y-x") == shown(1)
    assert screen.limits("y-x")["y"] == (-0.5, 4999.5)


def test_lazy_data_arrives_a_little_later(face: Face) -> None:
    lazy = volume().chunk({"eV": 1})

    screen = face.show(face.manager.open(lazy))
    face.settle(until=lambda: screen.image("ky-kx") is not None)

    expected = pixels(volume().isel(eV=1).values, (100.0, 134.0))
    assert np.array_equal(screen.image("ky-kx"), expected)


def shown(
    pixel: int | np.integer[Any], cmap: str = "magma", reverse: bool = False
) -> tuple[int, int, int]:
    red, green, blue, _ = color_table(cmap, reverse)[int(pixel)].tolist()
    return red, green, blue
