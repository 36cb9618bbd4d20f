"""Coordinates that are no dimension."""

from __future__ import annotations

import numpy as np
import pytest

from itool.model.axis import ArrayInfo, Axis
from itool.model.coord import Coord, CoordRequest
from itool.model.cursor import Cursor
from itool.model.resolve import resolve
from itool.model.scene import Window
from itool.model.state import ViewerState


@pytest.mark.parametrize(
    ("coord", "text"),
    [
        (Coord("T", (), np.array(300.25)), "300.25"),
        (Coord("T", ("y",), np.array([1.0, np.nan])), "missing"),
        (
            Coord("t", ("y",), np.array([0.0, 1000.0]), "datetime"),
            "1970-01-01 00:00:01",
        ),
        (Coord("n", ("y",), np.array(["a", "b"]), "label"), "b"),
    ],
)
def test_a_value_is_written_as_a_reader_would(coord, text):
    assert coord.text({"y": 1}) == text


def test_values_are_averaged_over_bins_without_those_that_are_missing():
    coord = Coord("lat", ("y", "x"), np.array([[1.0, np.nan], [3.0, np.nan]]))

    along = coord.along(("x",), {"y": slice(0, 2), "x": slice(0, 2)})

    np.testing.assert_array_equal(along, [2.0, np.nan])


def test_a_profile_asks_for_the_coordinate_at_the_active_cursor():
    scene = resolve(state(associated=("lat",)), info())

    (layer,) = scene.panel("x").associated
    windows = (Window("y", 2, 3), Window("x", 0, 4))
    assert layer.request == CoordRequest("a", "lat", ("x",), windows)
    assert scene.panel("y-x").associated == ()
    assert scene.panel("x").twin.caption == "lat [deg]"


def test_a_coordinate_that_is_gone_is_not_drawn():
    scene = resolve(state(associated=("gone",)), info())

    assert scene.panel("x").twin is None
    assert [control.color for control in scene.associated] == [""]


def test_what_is_drawn_is_saved_with_the_state():
    before = state(associated=("lat",), equal_aspect=True)

    assert ViewerState.model_validate_json(before.model_dump_json()) == before


def state(**fields) -> ViewerState:
    return ViewerState(data="a", cursors=(Cursor(id="a", point={"y": 2.0}),), **fields)


def info() -> ArrayInfo:
    axes = (Axis("y", np.arange(3.0)), Axis("x", np.arange(4.0)))
    lat = Coord("lat", ("y", "x"), np.arange(12.0).reshape(3, 4), units="deg")
    return ArrayInfo("a", "a", axes, coords=(lat,))
