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
