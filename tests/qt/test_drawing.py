"""What is drawn where, to the pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtGui import QImage, QPainter

from itool.model.color import BINS
from itool.model.sampling import edges, positions
from itool.model.scene import PanelAxis, Window
from itool.qt import theme
from itool.qt.panels.color_bar import bars
from itool.qt.panels.curve import Curve, finite_runs, polygon
from itool.qt.panels.profile_panel import extremes
from itool.qt.panels.raster import Raster, argb_table, nearest
from itool.qt.panels.scale import Scale
from tests.qt.pictures import shades

AXIS = PanelAxis("x", "x", extent=(-0.5, 9.5), size=10)


def test_samples_are_centred_on_their_positions() -> None:
    assert edges(AXIS, Window("x", 0, 10), 10) == (-0.5, 9.5)
    assert edges(AXIS, Window("x", 3, 7), 4) == (2.5, 6.5)


def test_a_thinned_sample_is_as_wide_as_those_it_stands_for() -> None:
    assert edges(AXIS, Window("x", 1, 10, 4), 3) == (-1.0, 11.0)


def test_a_descending_axis_has_its_first_edge_at_the_high_end() -> None:
    axis = PanelAxis("x", "x", extent=(9.0, -1.0), size=5)

    assert edges(axis, Window("x", 0, 5), 5) == (9.0, -1.0)
    assert positions(axis, Window("x", 0, 5), 5).tolist() == [8.0, 6.0, 4.0, 2.0, 0.0]


@pytest.mark.parametrize(
    ("ends", "flipped", "samples"),
    [
        ((0.0, 4.0), False, [0, 0, 1, 1, 2, 2, 3, 3]),
        ((0.0, 4.0), True, [3, 3, 2, 2, 1, 1, 0, 0]),
        ((4.0, 0.0), False, [3, 3, 2, 2, 1, 1, 0, 0]),
        ((1.0, 3.0), False, [0, 1, 2, 3]),
    ],
)
def test_each_pixel_shows_the_sample_under_it(
    ends: tuple[float, float], flipped: bool, samples: list[int]
) -> None:
    found, start = nearest(Scale(0.0, 4.0, 8.0, flipped), ends, 4)

    assert found.tolist() == samples
    assert start == (2 if len(samples) == 4 else 0)


def test_a_screen_with_more_pixels_shows_each_sample_on_more_of_them() -> None:
    found, _ = nearest(Scale(0.0, 2.0, 3.0), (0.0, 2.0), 2, ratio=2.0)

    assert found.tolist() == [0, 0, 0, 1, 1, 1]


def test_an_image_out_of_sight_has_no_pixels() -> None:
    assert nearest(Scale(10.0, 12.0, 8.0), (0.0, 4.0), 4)[0].size == 0


@given(
    low=st.floats(-1e6, 1e6),
    span=st.floats(1e-3, 1e6),
    length=st.floats(10, 4000),
    flipped=st.booleans(),
    at=st.floats(0, 1),
)
def test_positions_and_pixels_are_inverse(
    low: float, span: float, length: float, flipped: bool, at: float
) -> None:
    scale = Scale(low, low + span, length, flipped)

    pixel = scale.pixel(scale.position(at * length))

    assert pixel == pytest.approx(at * length, abs=1e-3 * length)


def test_a_long_curve_keeps_its_extremes() -> None:
    values = np.sin(np.arange(60.0))
    values[17], values[44] = 9.0, -9.0

    at, thin = extremes(np.arange(60.0), values, 20)

    assert len(thin) <= 22
    assert (thin.min(), thin.max()) == (-9.0, 9.0)
    assert np.all(np.diff(at) > 0)


def test_a_short_curve_is_left_alone() -> None:
    values = np.arange(60.0)

    assert extremes(values, values, 240)[1] is values


def test_a_lone_sample_between_missing_ones_is_visible() -> None:
    x, y = np.arange(3.0), np.array([np.nan, 1.0, np.nan])

    (run,) = finite_runs(x, y)

    assert polygon(x[run], y[run]).boundingRect().width() > 0


def test_missing_samples_are_transparent() -> None:
    table = argb_table("magma", False)

    assert table[0] == 0
    assert all(argb >> 24 == 255 for argb in table[1:])


@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize("in_color", [False, True])
@pytest.mark.parametrize("rows", [3, 8, 40])
def test_samples_fill_their_pixels_whether_there_are_more_or_fewer(
    rows: int, in_color: bool, missing: bool
) -> None:
    shape = (rows, 5, 4) if in_color else (rows, 5)
    pixels = np.random.default_rng(0).integers(1, 256, shape).astype(np.uint8)
    if in_color:
        pixels[..., 3] = 255
    if missing:
        pixels[1, 2] = 0
    x, y = Scale(0.0, 5.0, 20.0), Scale(0.0, float(rows), 16.0, True)
    raster = Raster()
    raster.set_scales(x, y)
    raster.set_pixels(pixels, (0.0, float(rows)), (0.0, 5.0))

    screen = QImage(20, 16, QImage.Format.Format_ARGB32)
    screen.fill(0)
    painter = QPainter(screen)
    raster.paint(painter)
    painter.end()

    table = (theme.color("missing").rgba(), *argb_table("gray", False)[1:])
    for row, sample in enumerate(nearest(y, (0.0, float(rows)), rows)[0]):
        for column, other in enumerate(nearest(x, (0.0, 5.0), 5)[0]):
            red, green, blue, alpha = screen.pixelColor(column, row).getRgb()
            if in_color:
                assert [red, green, blue, alpha] == pixels[sample, other].tolist()
            else:
                argb = (alpha << 24) | (red << 16) | (green << 8) | blue
                assert argb == table[pixels[sample, other]]


def test_bars_are_as_long_as_the_root_of_counts() -> None:
    counts = np.full(BINS, 25)
    counts[0], counts[1], counts[-1] = 900, 100, 0

    found = bars(counts, 20.0, 2 * BINS)

    assert found[-4:].tolist() == [20.0] * 4  # the first bin is cut to the next highest
    assert set(found[2:-4]) == {10.0}
    assert found[:2].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("is_upright", [False, True])
@pytest.mark.parametrize(("count", "dots"), [(6, 5), (60, 0)])
@pytest.mark.usefixtures("qapp")
def test_samples_that_are_far_apart_have_dots(
    is_upright: bool, count: int, dots: int
) -> None:
    curve = Curve(is_upright)
    along, across = Scale(0, count - 1, 100.0, is_upright), Scale(0, 1, 100.0, False)
    curve.set_scales(*((across, along) if is_upright else (along, across)))
    at, values = np.arange(float(count)), np.full(count, 0.5)
    values[2] = np.nan
    curve.set_points(*((values, at) if is_upright else (at, values)))

    grey = shades(curve, 100, 100)

    beside = grey[:, 51] if is_upright else grey[51]  # the line is in 49 and 50
    runs = np.diff((beside < 128).astype(int), prepend=0)
    assert (runs == 1).sum() == dots
