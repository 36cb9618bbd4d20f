"""A picture of a viewer is drawn without any window."""

from __future__ import annotations

import io
import re
import sys

import numpy as np
import pytest
import xarray as xr
from PIL import Image

from itool.core import commands  # noqa: F401 - fills the registry
from itool.core.colormaps import color_table
from itool.core.figure import Paper, drawn
from itool.core.registry import COMMANDS
from itool.errors import BadArguments, MissingExtra


def shot(manager, loop, data, **options):
    viewer = manager.open(data)
    pending = COMMANDS.run(manager, "viewer.snapshot", viewer=viewer.id, **options)
    loop.settle(until=pending.done)
    return pending.result()


def colors_of(png: bytes) -> set[tuple[int, ...]]:
    image = Image.open(io.BytesIO(png)).convert("RGB")
    return {color for _, color in image.getcolors(1 << 24)}


def scan(*shape: int) -> xr.DataArray:
    dims = ("t", "z", "y", "x", "w")[: len(shape)]
    return xr.DataArray(np.arange(float(np.prod(shape))).reshape(shape), dims=dims)


@pytest.mark.parametrize(
    "data",
    [
        scan(60),
        scan(6, 10),
        scan(3, 4, 5),
        scan(2, 3, 5, 2),
        scan(2, 3, 2, 5, 2),
        scan(1, 1),
        scan(6, 10) + 1j,
        scan(6, 10) * np.nan,
        scan(6, 10).astype(bool),
        scan(5, 4).assign_coords(t=np.arange("2020-01", "2020-06", dtype="M8[M]")),
        scan(5, 4).assign_coords(t=np.array("2020-01-01", "M8[ms]") + np.arange(5)),
        scan(5, 4).assign_coords(t=list("äbc$_$")[:5], z=[3.0, 2.0, 1.0, 0.0]),
        scan(5, 4).assign_coords(t=[1.0, 10.0, 100.0, 1e3, 1e4]),
        scan(5, 4).rename("$no formula$").assign_attrs(units="$"),
    ],
)
def test_any_data_have_a_picture(manager, loop, data):
    picture = shot(manager, loop, data, width=400, height=300)["png"]

    assert Image.open(io.BytesIO(picture)).size == (400, 300)


def test_an_image_has_the_colours_of_its_frame(manager, loop):
    data = scan(1, 2, 2)

    shown = colors_of(shot(manager, loop, data)["png"])

    table = color_table("magma")[:, :3]
    assert {tuple(table[i].tolist()) for i in (1, 86, 170, 255)} <= shown


def test_the_cursors_lines_have_their_colours(manager, loop):
    viewer = manager.open(scan(6, 10))
    COMMANDS.run(manager, "cursor.color", viewer=viewer.id, color="#1133ff")
    pending = COMMANDS.run(manager, "viewer.snapshot", viewer=viewer.id)
    loop.settle(until=pending.done)

    reds, greens, blues = zip(*colors_of(pending.result()["png"]), strict=True)

    near = [
        max(abs(r - 0x11), abs(g - 0x33), abs(b - 0xFF)) < 24
        for r, g, b in zip(reds, greens, blues, strict=True)
    ]
    assert any(near)


def test_paper_is_light_or_dark(manager, loop):
    light = shot(manager, loop, scan(60), width=300, height=200)["png"]
    dark = shot(manager, loop, scan(60), width=300, height=200, theme="dark")["png"]

    assert (255, 255, 255) in colors_of(light)
    assert (0x10, 0x13, 0x17) in colors_of(dark)


def test_the_same_state_gives_the_same_file(manager, loop):
    data = scan(6, 10).rename("cut")

    first = shot(manager, loop, data, width=300, height=200)
    second = shot(manager, loop, data, width=300, height=200)

    assert first == second


def test_the_arrays_come_with_the_picture_on_demand(manager, loop):
    data = scan(6, 10)

    assert shot(manager, loop, data)["panels"] == {}
    panels = shot(manager, loop, data, panels=True)["panels"]
    xr.testing.assert_identical(panels["t-z"], data)


@pytest.mark.parametrize("options", [{"width": 0}, {"theme": "pink"}, {"scale": 99}])
def test_a_paper_that_does_not_exist_is_refused(manager, loop, options):
    with pytest.raises(BadArguments):
        shot(manager, loop, scan(6, 10), **options)


@pytest.mark.parametrize(
    ("format", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
def test_a_figure_is_written_in_several_formats(manager, loop, format, start):
    viewer = manager.open(scan(6, 10))
    paper = Paper(300, 200, format=format)

    pending = viewer.compute_frames(lambda scene, frames: drawn(scene, frames, paper))
    loop.settle(until=pending.done)

    assert pending.result().startswith(start)


def test_without_matplotlib_the_user_is_told_what_to_install(
    manager, loop, monkeypatch
):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)

    with pytest.raises(MissingExtra, match="export"):
        shot(manager, loop, scan(6, 10))


def test_units_are_as_long_across_as_up_with_equal_aspect(manager, loop):
    disc = xr.DataArray(np.hypot(*np.ogrid[-10:11, -20:21]) < 8, dims=("y", "x"))
    viewer = manager.open(disc.astype(float))
    COMMANDS.run(manager, "view.equal", viewer=viewer.id)
    COMMANDS.run(manager, "cursor.show", viewer=viewer.id, cursor="a", visible=False)

    pending = COMMANDS.run(
        manager, "viewer.snapshot", viewer=viewer.id, width=600, height=400
    )
    loop.settle(until=pending.done)

    image = Image.open(io.BytesIO(pending.result()["png"])).convert("RGB")
    bright = tuple(int(c) for c in color_table("magma")[255][:3])
    left, top, right, bottom = covered(np.array(image), bright)
    assert right - left == pytest.approx(bottom - top, abs=3)


def test_samples_that_are_far_apart_have_dots(manager, loop):
    def marks(count: int) -> int:
        curve = xr.DataArray(
            np.zeros(count), {"x": np.linspace(0.0, 1.0, count)}, ["x"]
        )
        viewer = manager.open(curve)
        paper = Paper(600, 400, format="svg")
        pending = viewer.compute_frames(
            lambda scene, frames: drawn(scene, frames, paper)
        )
        loop.settle(until=pending.done)
        # What marks a curve is cut where the panel ends; ticks are not.
        cut = re.findall(rb"(?s)<g clip-path[^>]*>\s*<use .*?</g>", pending.result())
        return b"".join(cut).count(b"<use ")

    assert marks(401) == 0
    assert marks(11) == 11


def covered(pixels: np.ndarray, color: tuple[int, ...]) -> tuple[int, ...]:
    """Return the box of all pixels of `color` in the left half of a picture."""
    half = pixels[:, : pixels.shape[1] // 2 + 100]
    rows, columns = np.nonzero((half == color).all(axis=2))
    return columns.min(), rows.min(), columns.max(), rows.max()
