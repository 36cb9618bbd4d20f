"""What is drawn can be told apart, and read as it is meant."""

# ruff: noqa: F811 - fixtures are imported

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr
from PIL import Image

from itool.core.registry import COMMANDS
from tests.browser.test_page import (  # noqa: F401 - fixtures
    core,
    opened,
    page,
    server,
    viewer,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

PIXELS = """() => {
    const canvas = document.querySelector('[data-panel="y-x"] canvas.image');
    const image = canvas.getContext("2d").getImageData(0, 0, canvas.width, 1).data;
    return [[...image.slice(0, 3)], [...image.slice(4, 7)], [...image.slice(-4, -1)]];
}"""
BACKGROUND = """() => {
    const color = getComputedStyle(document.documentElement).getPropertyValue("--plot");
    return [1, 3, 5].map((i) => parseInt(color.trim().slice(i, i + 2), 16));
}"""


def shown(context, server, core, data: xr.DataArray, **commands: dict) -> Page:
    """Open the page of `data`, once these commands were run on its viewer."""
    viewer = core.do(lambda: core.manager.open(data))
    for name, args in commands.items():
        core.do(
            lambda name=name, args=args: COMMANDS.run(
                core.manager, name.replace("_", "."), viewer=viewer.id, **args
            )
        )
    page = opened(context, server, viewer)
    page.evaluate("ITOOL.settled()")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("cmap", ["gray", "magma"])
def test_a_missing_sample_is_like_no_colour_and_not_like_nothing(
    context, server, core, scheme: str, cmap: str
):
    samples = np.tile(np.r_[np.nan, np.linspace(0.0, 1.0, 20)], (10, 1))
    data = xr.DataArray(samples, dims=("y", "x"))
    page = shown(context, server, core, data, color_map={"cmap": cmap})

    page.emulate_media(color_scheme=scheme)
    page.evaluate("ITOOL.settled()")

    missing, first, last = page.evaluate(PIXELS)
    nothing = page.evaluate(BACKGROUND)
    for other in (first, last, nothing):
        assert np.abs(np.subtract(missing, other)).max() >= 30
    page.emulate_media(color_scheme=None)


def test_a_bar_of_logarithms_is_labelled_as_an_axis_of_them(context, server, core):
    samples = np.tile(10.0 ** np.linspace(-11, 5, 30), (10, 1))
    data = xr.DataArray(samples, dims=("y", "x"))
    log = {"color_norm": {"norm": "log"}, "profile_log": {}}
    page = shown(context, server, core, data, **log)

    axis = page.evaluate("ITOOL.ticks('x', '')")
    bar = page.evaluate("ITOOL.page.bar.labels().texts")

    assert len(axis) > 3
    assert set(axis) <= set(bar)


def test_a_bar_of_less_than_a_decade_has_labels_all_along(context, server, core):
    samples = np.tile(np.linspace(2.2, 2.9, 30), (10, 1))
    data = xr.DataArray(samples, dims=("y", "x"))
    page = shown(context, server, core, data, color_norm={"norm": "log"})

    labels = np.array(page.evaluate("ITOOL.bar().labels"))

    assert len(labels) >= 6
    assert np.diff(labels[:, 1]).max() < 0.25


def test_an_exported_picture_is_as_dark_as_the_page(page: Page):
    page.emulate_media(color_scheme="dark")
    page.keyboard.press("Control+E")

    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").click()

    with Image.open(waiting.value.path()) as picture:
        assert np.asarray(picture.convert("L")).mean() < 80
    page.emulate_media(color_scheme=None)


def far(step: float) -> xr.DataArray:
    """Return an image of coordinates that are close together and far from zero."""
    times = np.datetime64("2024-03-05T12:30:15.123456") + np.arange(
        40
    ) * np.timedelta64(7, "us")
    return xr.DataArray(
        np.arange(1200.0).reshape(40, 30),
        dims=("time", "energy"),
        coords={
            "time": times.astype("M8[ns]"),
            "energy": ("energy", 1e6 + step * np.arange(30), {"units": "eV"}),
        },
    )


SIDES = """() => [...ITOOL.page.grid.panels.values()].flatMap(({ figure }) =>
    [figure.x, figure.y].filter((side) => side.isShown).map((side) => {
        const { texts, context } = side.ticks();
        const isCut = texts.some((text) => side.cut(text) !== text);
        return [texts, context, side.model.axis_label ?? "", isCut];
    }))"""


@pytest.mark.parametrize("width", [1100, 420])
def test_what_labels_have_in_common_is_in_the_caption_and_none_is_cut(
    context, server, core, width: int
):
    page = shown(context, server, core, far(0.001))
    page.set_viewport_size({"width": width, "height": 700})
    page.evaluate("ITOOL.settled()")

    for texts, shared, caption, is_cut in page.evaluate(SIDES):
        assert not is_cut
        assert len(set(texts)) == len(texts)
        assert caption.endswith(shared)
    page.set_viewport_size({"width": 1100, "height": 760})


def test_the_pointer_is_told_where_it_is_as_exactly_as_samples_are(
    context, server, core
):
    page = shown(context, server, core, far(0.001))
    box = page.locator('[data-panel="time-energy"] .plot').bounding_box()

    page.mouse.move(box["x"] + box["width"] * 10.5 / 30, box["y"] + 5)

    text = page.locator("#hover").inner_text()
    assert float(text.partition("energy ")[2].split()[0]) == pytest.approx(
        1e6 + 0.01, abs=6e-4
    )
    assert "12:30:15.1237" in text
