"""The wheel: no notch is lost, however many come at once, however late the answer."""

# ruff: noqa: F811 - fixtures are imported

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_page import (  # noqa: F401 - fixtures
    core,
    index,
    middle,
    page,
    server,
    viewer,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

LATE = """() => {
    const { socket } = ITOOL.page;
    socket._ws.onmessage = ({ data }) => setTimeout(() => socket._receive(data), 150);
}"""


def turn(page: Page, *notches: int) -> None:
    """Turn the wheel away from the user, by so many notches in each event."""
    for count in notches:
        page.mouse.wheel(0, -120 * count)
    page.evaluate("ITOOL.settled()")


@pytest.mark.parametrize("burst", [(6,), (1,) * 6, (4, 2)])
def test_a_burst_zooms_a_panel_as_single_turns_do(page: Page, core, viewer, burst):
    page.mouse.move(*middle(page, "ky-kx"))

    turn(page, *burst)

    limits = core.do(lambda: dict(viewer.state.limits))
    assert limits["kx"][1] - limits["kx"][0] == pytest.approx(40 * 0.85**6)
    assert limits["ky"][1] - limits["ky"][0] == pytest.approx(30 * 0.85**6)


def test_a_burst_zooms_out_turn_by_turn(page: Page, core, viewer):
    page.mouse.move(*middle(page, "ky-kx"))
    turn(page, 9)
    near = core.do(lambda: dict(viewer.state.limits))["ky"]

    turn(page, -4)

    low, high = core.do(lambda: dict(viewer.state.limits))["ky"]
    assert high - low == pytest.approx((near[1] - near[0]) * 1.15**4)


def test_a_burst_over_the_colour_bar_counts_every_turn(page: Page, core, viewer):
    page.evaluate(LATE)
    left, top, width, height = page.evaluate("ITOOL.bar().box")
    page.mouse.move(left + width - 4, top + height / 2)

    turn(page, *(1,) * 6)

    low, high = core.do(lambda: viewer.state.color.limits)
    assert high - low == pytest.approx(293.9 * 0.85**6, rel=1e-3)


def test_a_burst_over_an_index_goes_as_many_samples(page: Page, core, viewer):
    page.evaluate(LATE)
    field = index(page, "ky")
    field.click()

    turn(page, 1, 1, 3, 1, 1, 1)
    expect(field).to_have_value("23")
    turn(page, -5)

    expect(field).to_have_value("18")
    assert core.do(lambda: viewer.state.cursor("a").point) == {"ky": 18.0}


def test_arrows_that_are_held_count_though_answers_are_late(page: Page, core, viewer):
    page.evaluate(LATE)
    field = index(page, "ky")
    field.click()

    for _ in range(12):
        page.keyboard.press("ArrowUp")
        page.wait_for_timeout(30)
    page.evaluate("ITOOL.settled()")

    expect(field).to_have_value("27")
    assert core.do(lambda: viewer.state.cursor("a").point) == {"ky": 27.0}


def test_a_wheel_over_what_has_no_focus_changes_nothing(page: Page, core, viewer):
    index(page, "ky").hover()

    turn(page, 3)

    assert core.do(lambda: viewer.state.cursor("a").point) == {}


def test_a_slider_that_has_the_focus_follows_the_wheel(page: Page, core, viewer):
    slider = page.get_by_role("slider", name="Gamma")
    slider.focus()
    slider.hover()

    turn(page, 4)

    assert core.do(lambda: viewer.state.color.gamma) == pytest.approx(10**0.2, rel=1e-2)
