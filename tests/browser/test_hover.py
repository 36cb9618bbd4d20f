"""What a page writes of the place under the pointer, without asking for anything."""

# ruff: noqa: F811 - fixtures are imported

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr
from playwright.sync_api import expect

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

RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def hover(page: Page, panel: str, x: float, y: float = 0.5) -> str:
    """Move to fractions of a plot area; return what is said of the value there."""
    box = page.locator(f'[data-panel="{panel}"] .plot').bounding_box()
    page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    text = page.locator("#hover").inner_text()
    return text.partition("value ")[2]


def number(text: str) -> float:
    """Read a number as pages write it, whatever sign is before it."""
    digits, _, power = text.lstrip("≈≤≥ ").replace("−", "-").partition("×10")
    return float(f"{digits}e{power.translate(RAISED) or 0}")


def test_the_sample_under_the_pointer_is_told_as_well_as_colours_are(page: Page):
    page.evaluate("ITOOL.settled()")
    page.evaluate(
        "() => { window.SENT = 0; ITOOL.page.socket.send = () => { SENT++; }; }"
    )

    for kx, ky in ((0, 3), (12, 20), (39, 11)):
        found = hover(page, "ky-kx", (kx + 0.5) / 40, 1 - (ky + 0.5) / 30)
        # Between 10000 and 10294 there are 255 colours.
        assert number(found) == pytest.approx(10000 + 10 * ky + 0.1 * (39 - kx), abs=1)

    assert page.evaluate("SENT") == 0


def test_the_sample_of_a_curve_is_told_exactly(page: Page, core, viewer):
    page.evaluate("ITOOL.settled()")
    assert number(hover(page, "kx", 0.99)) == pytest.approx(10150)
    assert number(hover(page, "kx", 7.5 / 40)) == pytest.approx(10153.2)
    log = {"viewer": viewer.id}
    core.do(lambda: COMMANDS.run(core.manager, "profile.log", **log))
    page.evaluate("ITOOL.settled()")

    assert number(hover(page, "kx", 0.988)) == pytest.approx(10150)


def test_samples_beyond_the_levels_are_told_to_be_so(page: Page, core, viewer):
    levels = {"viewer": viewer.id, "low": 10100.0, "high": 10200.0}
    core.do(lambda: COMMANDS.run(core.manager, "color.limits", **levels))
    page.evaluate("ITOOL.settled()")

    low, high = (hover(page, "ky-kx", 0.3, y) for y in (0.99, 0.01))

    assert low.startswith("≤")
    assert number(low) == pytest.approx(10100, abs=1)
    assert high.startswith("≥")
    assert number(high) == pytest.approx(10200, abs=1)


def test_what_is_said_follows_what_is_drawn(page: Page, core, viewer):
    page.evaluate("ITOOL.settled()")
    assert number(hover(page, "ky-kx", 0.5, 0.5)) < 11000

    place = {"viewer": viewer.id, "index": {"eV": 19}}
    core.do(lambda: COMMANDS.run(core.manager, "cursor.place", **place))

    expect(page.locator("#hover")).to_have_text(re.compile("value . 19"))


def test_a_missing_sample_has_no_value(context, server, core):
    samples = np.where(np.arange(10) > 4, np.nan, np.arange(8.0)[:, None])
    data = xr.DataArray(samples, dims=("y", "x"))
    page = opened(context, server, core.do(lambda: core.manager.open(data)))
    page.evaluate("ITOOL.settled()")

    assert hover(page, "y-x", 0.9, 0.1) == "—"
    assert number(hover(page, "y-x", 0.1, 0.02)) == pytest.approx(7, abs=0.1)
