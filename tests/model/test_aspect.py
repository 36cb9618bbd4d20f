"""What panels show where units are as long across as up."""

from __future__ import annotations

import numpy as np
import pytest

from itool.model.aspect import ALONE, EqualAspect, Gauge, measure
from itool.model.axis import ArrayInfo, Axis
from itool.model.resolve import resolve
from itool.model.scene import Window
from itool.model.state import ViewerState

X, Y = ("x", 0, "x"), ("y", 1, "y")


def aspect(x: float = 400.0, y: float = 200.0) -> EqualAspect:
    """Return the aspect of an image of 100 × 20 units."""
    return EqualAspect(
        {X: x, Y: y},
        dict.fromkeys("xy", Gauge("mm")),
        {"x": (0.0, 100.0), "y": (0.0, 20.0)},
        {"x": 2.0, "y": 2.0},
    )


def test_what_has_more_room_shows_more_about_its_middle():
    assert aspect().spans({}) == {X: (0.0, 100.0), Y: (-15.0, 35.0)}
    assert aspect(x=4000.0).spans({}) == {X: (-150.0, 250.0), Y: (0.0, 20.0)}


def test_zooming_fills_the_room_before_it_cuts_what_was_whole():
    limits = aspect().moved({}, {X: (0.0, 50.0), Y: (-2.5, 22.5)})

    assert limits == {"x": (0.0, 50.0), "y": (0.0, 20.0)}
    assert aspect().spans(limits) == {X: (0.0, 50.0), Y: (-2.5, 22.5)}


def test_zooming_one_axis_zooms_what_is_tied_to_it():
    limits = aspect().moved({}, {X: (40.0, 60.0)})

    assert limits == {"x": (40.0, 60.0), "y": (5.0, 15.0)}


def test_panning_stays_within_the_samples():
    limits = {"x": (0.0, 10.0), "y": (0.0, 5.0)}

    moved = aspect().moved(limits, {X: (-3.0, 7.0), Y: (4.0, 9.0)})

    assert moved["x"] == (0.0, 10.0)
    assert moved["y"] == (4.0, 9.0)


def test_zooming_ends_at_a_few_samples_and_at_all():
    near = aspect().moved({}, {X: (50.0, 50.001), Y: (10.0, 10.0005)})
    far = aspect().moved(near, {X: (-1e6, 1e6), Y: (-5e5, 5e5)})

    assert near["x"][1] - near["x"][0] == pytest.approx(2.0)
    assert near["y"][1] - near["y"][0] == pytest.approx(1.0)
    assert far == aspect().full


@pytest.mark.parametrize(
    ("axis", "said"),
    [
        (Axis("x", np.arange(3.0)), "no units"),
        (Axis("x", np.arange(3.0), units=" nm "), "nm"),
        (Axis("x", np.arange(3.0), units="degrees_east"), "degrees"),
        (Axis("x", np.array([0.0, 1.0, 5.0]), units="nm"), "samples"),
        (Axis("x", np.arange(3.0), "label", labels=("a", "b", "c")), "samples"),
        (Axis("x", np.arange(3.0) * 1000, "datetime"), "time"),
    ],
)
def test_what_positions_measure(axis, said):
    assert measure(axis) == said


def test_only_images_of_like_axes_are_tied():
    axes = [Axis("z", np.arange(4.0), units="eV")]
    axes += [Axis(d, np.arange(5.0), units="nm") for d in ("y", "x")]
    state = ViewerState(data="a", equal_aspect=True)

    scene = resolve(state, ArrayInfo("a", "a", tuple(axes)))

    panel = scene.panel("y-x")
    assert (panel.x.gauge, panel.y.gauge) == (Gauge("nm"), Gauge("nm"))
    assert scene.panel("y-z").x.gauge == ALONE


def mixed(**units: str) -> ArrayInfo:
    """Return an array of 10 × 10 × ... samples, 1 apart in these units."""
    axes = [Axis(d, np.arange(10.0), units=each) for d, each in units.items()]
    return ArrayInfo("a", "a", tuple(axes))


def test_units_of_one_kind_are_tied_by_their_ratio():
    state = ViewerState(data="a", equal_aspect=True)

    scene = resolve(state, mixed(z="eV", y="mm", x="um"))

    panel = scene.panel("y-x")
    assert (panel.y.gauge, panel.x.gauge) == (Gauge("mm"), Gauge("mm", 0.001))
    assert scene.panel("y-z").x.gauge == ALONE


@pytest.mark.parametrize(
    "units", [("mm", "eV"), ("mm", ""), ("mm", "pixels of A"), ("deg", "%")]
)
def test_units_that_cannot_be_converted_are_not_tied(units):
    state = ViewerState(data="a", equal_aspect=True)

    scene = resolve(state, mixed(y=units[0], x=units[1]))

    assert scene.panel("y-x").x.gauge == scene.panel("y-x").y.gauge == ALONE


def test_a_thousand_of_one_is_as_long_as_one_of_the_other():
    gauges = {"x": Gauge("mm", 0.001), "y": Gauge("mm")}
    full = {"x": (0.0, 10_000.0), "y": (0.0, 10.0)}
    both = EqualAspect({X: 400.0, Y: 200.0}, gauges, full, {"x": 2.0, "y": 0.002})

    assert both.spans({}) == {X: (-5000.0, 15_000.0), Y: (0.0, 10.0)}
    moved = both.moved({}, {X: (0.0, 10_000.0)})
    assert moved == {"x": (0.0, 10_000.0), "y": (2.5, 7.5)}
    assert both.spans(moved) == {X: (0.0, 10_000.0), Y: (2.5, 7.5)}


def test_rows_and_columns_in_other_units_share_the_room_by_length():
    state = ViewerState(data="a", equal_aspect=True)

    scene = resolve(state, mixed(z="um", y="um", x="mm"))

    assert scene.columns[0] > 5 * scene.columns[1]


def test_rows_and_columns_of_a_cube_share_the_room_by_length():
    sizes = {"z": 10, "y": 20, "x": 30}
    axes = tuple(Axis(d, np.arange(float(n)), units="nm") for d, n in sizes.items())
    state = ViewerState(data="a", equal_aspect=True)

    scene = resolve(state, ArrayInfo("a", "a", axes))

    assert scene.columns[0] / scene.columns[1] == pytest.approx(3)
    assert scene.rows[1] / scene.rows[2] == pytest.approx(2)


def test_a_large_image_is_read_where_equal_aspect_shows_it():
    axes = tuple(Axis(d, np.arange(10_000.0)) for d in ("y", "x"))
    limits = {"y": (5000.0, 5010.0), "x": (4000.0, 6000.0)}
    state = ViewerState(data="a", equal_aspect=True, limits=limits)

    scene = resolve(state, ArrayInfo("a", "a", axes))

    window = scene.panel("y-x").layers[0].request.window("y")
    assert isinstance(window, Window)
    assert window.start <= 4005
    assert window.stop >= 6005


def test_a_large_image_in_two_units_is_read_where_equal_aspect_shows_it():
    axes = (
        Axis("y", np.arange(10_000.0), units="um"),
        Axis("x", np.arange(10.0), units="mm"),
    )
    limits = {"y": (5000.0, 5010.0), "x": (4.0, 6.0)}
    state = ViewerState(data="a", equal_aspect=True, limits=limits)

    scene = resolve(state, ArrayInfo("a", "a", axes))

    window = scene.panel("y-x").layers[0].request.window("y")
    assert isinstance(window, Window)
    assert window.start <= 4005
    assert window.stop >= 6005
