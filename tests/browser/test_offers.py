"""What pages offer besides buttons: the list of all commands, and menus in the list."""

# ruff: noqa: F811 - fixtures are imported

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from itool.core.registry import COMMANDS
from tests.browser.test_page import (  # noqa: F401 - fixtures
    core,
    page,
    server,
    viewer,
    volume,
    wait,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

GROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture
def listed(page: Page, core, server) -> Page:
    """Return the page of the manager, with two viewers: "cut" and "other"."""
    core.do(lambda: core.manager.open(volume(), title="other"))
    page.goto(f"http://127.0.0.1:{server.port}/")
    expect(page.locator("tbody tr")).to_have_count(2)
    return page


def command(page: Page, text: str) -> None:
    page.keyboard.press("Control+Shift+P")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def titles(core) -> list[str]:
    return core.do(lambda: [each.state.title for each in core.manager.viewers])


def test_the_history_is_opened_from_the_list_of_commands(page: Page, core, viewer):
    args = {"viewer": viewer.id, "cmap": "gray"}
    core.do(lambda: COMMANDS.run(core.manager, "color.map", **args))
    expect(page.get_by_role("button", name="History")).to_be_enabled()

    command(page, "history")

    expect(page.get_by_role("menuitemradio", checked=True)).to_be_focused()


def test_the_theme_is_changed_from_the_list_of_commands(page: Page):
    before = page.evaluate(GROUND)

    command(page, "dark")

    assert page.evaluate(GROUND) != before


def test_a_dimension_is_played_and_stopped_from_the_list_of_commands(
    page: Page,
    core,
    viewer,
):
    command(page, "play eV")
    expect(page.get_by_role("button", name="Stop eV")).to_be_visible()

    command(page, "stop eV")

    expect(page.get_by_role("button", name="Stop eV")).to_have_count(0)


def test_viewers_are_worked_on_from_the_list_of_commands(listed: Page, core):
    listed.get_by_role("checkbox", name="Select other").check()

    command(listed, "duplicate")

    expect(listed.locator("tbody tr")).to_have_count(3)
    assert titles(core) == ["cut", "other", "other copy"]

    command(listed, "select all")
    listed.on("dialog", lambda dialog: dialog.accept())
    command(listed, "remove")
    expect(listed.locator("#empty")).to_be_visible()
    command(listed, "reopen")
    expect(listed.locator("tbody tr")).to_have_count(1)


def test_the_list_of_commands_is_a_button_and_has_the_theme_in_the_list(listed: Page):
    before = listed.evaluate(GROUND)

    listed.get_by_role("button", name="All commands").click()
    listed.keyboard.type("dark")
    listed.keyboard.press("Enter")

    assert listed.evaluate(GROUND) != before


def test_a_command_on_viewers_says_so_when_none_is_selected(listed: Page, core):
    command(listed, "duplicate")

    expect(listed.locator(".toast")).to_contain_text("Duplicate takes a viewer")
    assert titles(core) == ["cut", "other"]


def test_a_row_has_its_menu(listed: Page, core):
    listed.get_by_role("link", name="other", exact=True).click(button="right")
    menu = listed.get_by_role("menu", name="Viewer")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    menu.get_by_role("menuitem", name="Rename").click()
    listed.keyboard.type("third")
    listed.keyboard.press("Enter")

    expect(listed.get_by_role("link", name="third", exact=True)).to_be_visible()
    assert titles(core) == ["cut", "third"]


def test_the_menu_of_a_selected_row_is_about_all_that_are(listed: Page, core):
    listed.locator("#all").check()

    listed.locator("tbody tr").first.click(button="right")
    listed.get_by_role("menuitem", name="Link").click()

    expect(listed.locator("tbody .badge")).to_have_count(2)
    listed.locator("tbody tr").last.click(button="right")
    listed.get_by_role("menuitem", name="Unlink").click()
    expect(listed.locator("tbody .badge")).to_have_count(0)


def test_the_menu_of_a_row_selects_it_alone(listed: Page, core):
    listed.get_by_role("checkbox", name="Select cut").check()

    listed.locator("tbody tr").last.click(button="right")
    listed.get_by_role("menuitem", name="Duplicate").click()

    wait(listed, lambda: titles(core) == ["cut", "other", "other copy"])


def test_the_menu_of_a_row_is_opened_by_its_key(listed: Page):
    link = listed.get_by_role("link", name="other", exact=True)
    link.focus()

    listed.keyboard.press("Shift+F10")
    expect(listed.get_by_role("menuitem").first).to_be_focused()
    listed.keyboard.press("Escape")

    expect(link).to_be_focused()
    link.focus()
    listed.keyboard.press("Shift+F10")
    listed.keyboard.press("Enter")
    expect(listed.locator("h1")).to_have_text("other")
