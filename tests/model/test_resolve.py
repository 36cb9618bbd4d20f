"""Resolving a viewer's state against an array."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from itool.model.axis import ArrayInfo, Axis
from itool.model.cursor import Cursor
from itool.model.resolve import resolve, screen_order
from itool.model.scene import Window
from itool.model.state import ViewerState


def info(**coords) -> ArrayInfo:
    axes = tuple(Axis(dim, np.asarray(v, float)) for dim, v in coords.items())
    return ArrayInfo("cut", "cut", axes, "float32")


def state(**fields) -> ViewerState:
    return ViewerState(data="cut", **fields)


def test_cursor_keeps_its_energy_when_data_arrives_on_a_finer_grid():
    at = state(cursors=(Cursor(id="a", point={"eV": -0.2}),))

    coarse = resolve(at, info(eV=[-0.4, -0.2, 0.0], kx=range(5)))
    fine = resolve(at, info(eV=np.linspace(-0.4, 0.0, 41), kx=range(5)))

    assert coarse.panel("kx").layers[0].request.window("eV") == Window("eV", 1, 2)
    assert fine.panel("kx").layers[0].request.window("eV") == Window("eV", 20, 21)


@pytest.mark.parametrize(
    ("shape", "panels"),
    [
        ((5,), ["x"]),
        ((4, 5), ["x", "y-x", "y"]),
        ((3, 4, 5), ["x", "z", "y-x", "y-z", "z-x", "y"]),
        (
            (2, 3, 4, 5),
            ["x", "z", "y-x", "y-z", "z-x", "w", "y-w", "w-z", "y"],
        ),
    ],
)
def test_each_number_of_dims_has_its_panels(shape, panels):
    dims = "wzyx"[-len(shape) :]

    scene = resolve(
        state(), info(**{d: range(n) for d, n in zip(dims, shape, strict=True)})
    )

    assert [p.id for p in scene.panels] == panels


def test_panels_of_one_column_that_share_a_dim_stand_below_each_other():
    scene = resolve(state(), info(z=range(3), y=range(4), x=range(5)))

    columns = {p.id: p.cell[1] for p in scene.panels if p.x.dim == "x"}

    assert set(columns.values()) == {0}


def test_a_fifth_dim_gets_a_slider_and_no_panel():
    scene = resolve(
        state(), info(v=range(2), w=range(2), z=range(3), y=range(4), x=range(5))
    )

    assert [c.dim for c in scene.controls if not c.is_panel] == ["v"]


def test_a_dim_of_one_sample_gets_no_panel():
    assert screen_order((), info(scan=[0], y=range(4), x=range(5))) == (
        "y",
        "x",
        "scan",
    )


def test_an_array_of_single_samples_still_has_one_panel():
    scene = resolve(state(), info(scan=[3.0]))

    assert [p.id for p in scene.panels] == ["scan"]


def test_bins_are_centred_and_clipped_at_the_ends():
    at = state(cursors=(Cursor(id="a", point={"z": 0.0}, bins={"z": 5}),))

    scene = resolve(at, info(z=range(9), y=range(4), x=range(5)))

    assert scene.panel("y-x").layers[0].request.window("z") == Window("z", 0, 3)


def test_a_band_covers_the_averaged_samples_edge_to_edge():
    at = state(cursors=(Cursor(id="a", point={"x": 2.0}, bins={"x": 3}),))

    scene = resolve(at, info(y=range(4), x=range(5)))

    assert scene.panel("x").marks[0].band == (0.5, 3.5)


def test_a_cursor_beyond_the_data_rests_on_the_last_sample():
    at = state(cursors=(Cursor(id="a", point={"x": 99.0}),))

    scene = resolve(at, info(y=range(4), x=range(5)))

    assert scene.panel("x").marks[0].position == 4.0


def test_without_snap_a_cursor_rests_between_samples():
    at = state(snap=False, cursors=(Cursor(id="a", point={"x": 2.25}),))

    scene = resolve(at, info(y=range(4), x=range(5)))

    assert scene.panel("x").marks[0].position == 2.25


def test_a_non_uniform_axis_is_drawn_by_sample_and_labelled_by_value():
    scene = resolve(state(), info(y=range(4), x=[1, 2, 4, 8, 16]))

    axis = scene.panel("x").x

    assert axis.extent == (-0.5, 4.5)
    assert axis.ruler == ("1", "2", "4", "8", "16")


def test_a_descending_axis_keeps_its_direction_in_the_extent():
    scene = resolve(state(), info(y=range(4), x=[4, 3, 2, 1, 0]))

    assert scene.panel("x").x.extent == (4.5, -0.5)
    assert scene.panel("x").x.limits == (-0.5, 4.5)


def test_a_huge_image_is_thinned_to_the_screen():
    scene = resolve(state(), info(y=range(100_000), x=range(3)))

    window = scene.panel("y-x").layers[0].request.window("y")

    assert len(range(100_000)[window.slice]) <= 2048


def test_zooming_into_a_huge_image_reads_it_finer():
    huge = info(y=range(100_000), x=range(3))

    scene = resolve(state(limits={"y": (500.0, 900.0)}), huge)

    window = scene.panel("y-x").layers[0].request.window("y")
    assert window.step == 1
    assert window.start <= 500
    assert window.stop >= 900


def test_every_visible_cursor_has_a_curve_in_every_profile():
    at = state(cursors=(Cursor(id="a"), Cursor(id="b"), Cursor(id="c", visible=False)))

    scene = resolve(at, info(y=range(4), x=range(5)))

    assert [layer.id for layer in scene.panel("x").layers] == ["a", "b"]


def test_the_same_state_gives_an_equal_scene():
    data = info(z=range(3), y=range(4), x=range(5))

    assert resolve(state(), data) == resolve(state(), data)


def test_an_order_that_names_dims_the_data_lacks_keeps_the_others():
    assert screen_order(("q", "r", "x"), info(y=range(4), x=range(5))) == ("x", "y")


def test_a_large_round_coordinate_is_written_with_all_its_zeros():
    axis = Axis("x", np.array([0.0, 35500.0, 71000.0]), units="m")

    assert axis.text(71000.0) == "71000"


def test_a_pan_by_a_pixel_reads_nothing_new_of_a_huge_image():
    huge = info(y=range(100_000), x=range(3))

    def window(low: float) -> Window:
        scene = resolve(state(limits={"y": (low, low + 400)}), huge)
        return scene.panel("y-x").layers[0].request.window("y")

    assert window(500.0) == window(501.0) == window(510.0)


@pytest.mark.parametrize("low", [0.0, 137.0, 50_000.0, 99_000.0])
@pytest.mark.parametrize("wide", [3.0, 900.0, 40_000.0])
def test_whatever_is_visible_of_a_huge_image_is_read(low, wide):
    huge = info(y=range(100_000), x=range(3))
    high = min(low + wide, 99_999.0)

    scene = resolve(state(limits={"y": (low, high)}), huge)

    window = scene.panel("y-x").layers[0].request.window("y")
    assert window.start <= low
    assert window.stop > high
    assert len(range(window.start, window.stop, window.step)) <= 2048


def test_new_dimensions_take_the_places_of_as_many_that_are_gone():
    axes = tuple(Axis(dim, np.arange(3.0)) for dim in ("t", "lat", "lon"))
    info = ArrayInfo("a", "a", axes)

    assert screen_order(("y", "x", "t"), info) == ("lat", "lon", "t")
    assert screen_order(("t", "y", "x"), info) == ("t", "lat", "lon")
    assert screen_order(("y", "t"), info) == ("t", "lat", "lon")


@pytest.mark.parametrize(
    ("dtype", "part", "units"),
    [
        ("complex64", "abs", "V"),
        ("complex64", "angle", "rad"),
        ("float32", "angle", "V"),
    ],
)
def test_a_phase_is_in_radians(dtype: str, part: str, units: str) -> None:
    field = replace(info(y=range(4), x=range(5)), dtype=dtype, units="V")

    scene = resolve(state(part=part), field)

    assert scene.value_caption == f"cut [{units}]"
    assert scene.panel("x").y.caption == units
