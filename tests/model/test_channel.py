"""Dimensions that are colours."""

from __future__ import annotations

import numpy as np
import pytest

from itool.model.axis import ArrayInfo, Axis
from itool.model.channel import channel_of, channels, true_color
from itool.model.resolve import resolve, screen_order
from itool.model.scene import Window
from itool.model.state import ViewerState


@pytest.mark.parametrize(
    ("name", "dtype", "found"),
    [
        ("rgb", "uint8", "rgb"),
        ("RGBA", "float32", "RGBA"),
        ("colour", "float64", "colour"),
        ("band", "uint8", "band"),
        ("band", "float32", ""),
        ("z", "uint8", ""),
        ("rgb", "complex64", ""),
    ],
)
def test_a_dimension_of_colours_is_known_by_its_name(name, dtype, found):
    assert channel_of(None, info(**{name: 3}, dtype=dtype)) == found


@pytest.mark.parametrize("size", [1, 2, 5])
def test_colours_are_three_or_four(size):
    assert channel_of(None, info(rgb=size)) == ""
    assert channel_of("rgb", info(rgb=size)) == ""


def test_there_are_rows_and_columns_beside_colours():
    axes = (Axis("x", np.arange(5.0)), Axis("rgb", np.arange(3.0)))

    assert channels(ArrayInfo("a", "a", axes, "uint8")) == ()


def test_colours_come_last_on_screen_and_have_no_control():
    known = info(rgb=3)

    scene = resolve(ViewerState(data="a"), known)

    assert screen_order((), known) == ("y", "x", "rgb")
    assert scene.order == ("y", "x")
    assert [control.dim for control in scene.controls] == ["y", "x"]
    assert [panel.id for panel in scene.panels] == ["x", "y-x", "y"]
    assert scene.panel("y-x").layers[0].request.dims == ("y", "x", "rgb")
    assert scene.panel("y-x").layers[0].white == 1.0


def test_opacity_is_left_out_of_means():
    scene = resolve(ViewerState(data="a"), info(rgba=4))

    assert scene.panel("y-x").layers[0].request.window("rgba") == Window("rgba", 0, 4)
    assert scene.panel("x").layers[0].request.window("rgba") == Window("rgba", 0, 3)


def test_what_is_chosen_counts_more_than_names():
    known = info(rgb=3, z=4)

    assert resolve(ViewerState(data="a", channel="z"), known).channel == "z"
    assert resolve(ViewerState(data="a", channel=""), known).channel == ""


def test_samples_are_clipped_and_opacity_is_kept():
    pixels = true_color(np.array([[[-5.0, 300.0, 100.0, 51.0]]]), 255.0)

    assert pixels.tolist() == [[[0, 255, 100, 51]]]


def info(dtype: str = "uint8", **more: int) -> ArrayInfo:
    sizes = {"y": 5, "x": 6, **more}
    axes = tuple(Axis(dim, np.arange(float(n))) for dim, n in sizes.items())
    return ArrayInfo("a", "a", axes, dtype)
