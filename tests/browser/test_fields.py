"""Fields of a page: what they cannot take is said, and they show what is true again."""

# ruff: noqa: F811 - fixtures are imported

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
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

BAD = {
    "level": ("Value of the first colour", "abc", "“abc” is not a level."),
    "levels the wrong way round": (
        "Value of the first colour",
        "1e9",
        "not in ascending order",
    ),
    "gamma": ("Gamma", "-1", "above 0 and up to 20"),
    "percentage": ("Percentage of samples below the last colour", "120", "from 0 to"),
    "offset": ("How far each cursor's curve is above the one before", "x", "a number"),
    "coordinate": ("Coordinate", "north", "“north” is not along 'ky'"),
    "bins": ("Samples around the cursor", "0", "a whole number from 1 on"),
    "rays": ("Number of rays", "99", "a whole number from 1 to 12"),
    "angle": ("Angle of the first ray", "?", "an angle in degrees"),
}


@pytest.mark.parametrize(("name", "typed", "said"), BAD.values(), ids=BAD)
def test_what_is_refused_is_named_and_the_field_is_true_again(
    page: Page,
    core,
    viewer,
    name: str,
    typed: str,
    said: str,
) -> None:
    field = page.get_by_label(name).and_(page.locator("input:not([type=range])")).first
    shown, before = field.input_value(), core.do(lambda: viewer.state)

    field.focus()
    whole = field.input_value()
    field.fill(typed)
    field.press("Enter")

    expect(page.locator(".toast")).to_contain_text(said.replace("“north”", "'north'"))
    expect(field).to_have_value(whole)
    field.blur()
    expect(field).to_have_value(shown)
    assert core.do(lambda: viewer.state) == before


def test_an_index_that_is_none_is_refused(page: Page, core, viewer) -> None:
    field = page.locator('[data-dim="ky"] input[type=number]').first
    expect(field).to_have_value("15")

    wanted = "a whole number from −30 to 29"
    for typed, said in (("1.5", wanted), ("30", wanted), ("-", "This is not a")):
        field.click()
        field.press("Control+A")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.locator(".toast").last).to_contain_text(said)
        expect(field).to_have_value("15")

    assert core.do(lambda: viewer.state.cursor("a").point) == {}


def test_what_is_taken_but_changes_nothing_is_written_as_ever(page: Page) -> None:
    field = page.locator('[data-dim="ky"] input[inputmode=decimal]')
    expect(field).to_have_value("1")

    field.fill(" 01 ")
    field.press("Enter")

    expect(field).to_have_value("1")
    expect(page.locator(".toast")).to_have_count(0)


def test_a_viewer_without_a_name_keeps_its_own(page: Page, core, server) -> None:
    page.goto(f"http://127.0.0.1:{server.port}/")
    page.get_by_role("button", name="Rename cut").click()

    page.get_by_role("textbox", name="Name of cut").fill(" ")
    page.keyboard.press("Enter")

    expect(page.locator(".toast")).to_contain_text("new name is empty")
    expect(page.get_by_role("link", name="cut", exact=True)).to_be_visible()


def test_escape_leaves_a_field_as_it_was(page: Page, core, viewer) -> None:
    args = {"viewer": viewer.id, "gamma": 0.5}
    core.do(lambda: COMMANDS.run(core.manager, "color.gamma", **args))
    field = page.get_by_role("textbox", name="Gamma")
    expect(field).to_have_value("0.5")

    field.fill("7")
    field.press("Escape")

    expect(field).to_have_value("0.5")
    assert core.do(lambda: viewer.state.color.gamma) == 0.5
