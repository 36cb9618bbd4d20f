"""Pages without a mouse and without eyes: axe finds nothing, keys reach everything."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from itool.core import shortcuts
from itool.core.registry import COMMANDS
from itool.model.operations.catalogue import FilterLayer
from tests.browser.test_page import core, opened, server, viewer  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = pytest.mark.skipif(
    not AXE.exists(), reason="npm was not there to fetch axe-core"
)


@pytest.fixture
def page(context, watch, server, viewer) -> Page:  # noqa: F811
    return opened(context, server, viewer)


def problems(page: Page, within: str = "document") -> list[str]:
    """Return what axe says against a page, with the elements meant."""
    # Not as a script element: the page's own policy forbids foreign scripts.
    page.evaluate(AXE.read_text("utf-8"))
    found: Any = page.evaluate(f"axe.run({within}, {{resultTypes: ['violations']}})")
    return [
        f"{each['id']}: {each['help']}: {[node['html'] for node in each['nodes']][:4]}"
        for each in found["violations"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_a_viewer(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)

    assert not problems(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_the_manager(page: Page, server, scheme: str) -> None:  # noqa: F811
    page.emulate_media(color_scheme=scheme)
    page.goto(f"http://127.0.0.1:{server.port}/")
    expect(page.get_by_role("row")).not_to_have_count(0)

    assert not problems(page)


@pytest.mark.parametrize(
    "keys", ["Control+Shift+P", "?", "Control+E"], ids=["palette", "help", "export"]
)
def test_dialogs(page: Page, keys: str) -> None:
    page.keyboard.press(keys)
    expect(page.locator("dialog[open]")).to_be_visible()

    assert not problems(page)
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_the_dialog_of_shortcuts(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_role("button", name="Change shortcuts").click()
    rows = page.locator("dialog.shortcuts tbody tr")
    expect(rows.first).to_be_visible()
    assert not problems(page)

    rows.first.locator(".keys").click()
    expect(rows.first.locator(".keys")).to_have_attribute("aria-pressed", "true")
    assert not problems(page)
    page.keyboard.press("?")

    expect(page.get_by_role("alert").first).to_contain_text("?")
    assert not problems(page)


def test_shortcuts_are_changed_in_the_list_of_viewers(
    page: Page,
    server,  # noqa: F811
    core,  # noqa: F811
) -> None:
    page.goto(f"http://127.0.0.1:{server.port}/")
    expect(page.get_by_role("row")).not_to_have_count(0)

    page.keyboard.press("?")
    page.get_by_role("button", name="Change shortcuts").click()
    page.get_by_role("searchbox").fill("open file")
    page.get_by_role("button", name="Open file:").click()
    page.keyboard.press("Alt+o")

    expect(page.get_by_title("(Alt+O)")).to_be_visible()
    table = core.do(lambda: shortcuts.table(core.manager.settings))
    assert table["data.load"] == "Alt+O"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("title", ["Gaussian filter", "Select", "Edit attributes"])
def test_dialogs_of_operations(page: Page, title: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.get_by_role("button", name="Operations").click()
    expect(page.get_by_role("menu", name="Operations")).to_be_visible()
    assert not problems(page)
    page.get_by_role("menuitem", name=f"{title}…", exact=True).click()
    expect(page.locator("dialog.operation")).to_be_visible()

    assert not problems(page)
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_region_with_its_handles(page: Page, core, viewer, scheme: str) -> None:  # noqa: F811
    page.emulate_media(color_scheme=scheme)
    points = [(3.0, 3.0), (3.0, 20.0), (20.0, 10.0)]
    add = {"viewer": viewer.id, "kind": "polygon", "points": points}
    core.do(lambda: COMMANDS.run(core.manager, "region.add", **add))
    expect(page.locator(".grip-key")).to_have_count(3)

    page.locator(".grip-key").first.focus()

    assert not problems(page)


def test_filters_in_the_list(page: Page, core, viewer) -> None:  # noqa: F811
    smooth = FilterLayer.model_validate(
        {"operation": {"kind": "gaussian", "sigma": {viewer.info.dims[0]: 1.0}}}
    )

    core.do(lambda: viewer.update(filters=(smooth, smooth)))

    expect(page.locator(".filter")).to_have_count(2)
    assert not problems(page)


def test_a_viewer_is_used_with_keys_alone(page: Page, core, viewer) -> None:  # noqa: F811
    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)
        page.evaluate("ITOOL.settled()")

    page.locator(".panel").first.focus()
    before = core.do(lambda: dict(viewer.state.cursors[0].point))
    press("ArrowRight")
    assert core.do(lambda: dict(viewer.state.cursors[0].point)) != before

    press("Shift+A")
    assert core.do(lambda: viewer.state.active) == "b"

    press("Control+Shift+P")
    page.keyboard.type("transpose")
    press("Enter")
    assert core.do(lambda: viewer.state.order) != ()

    reached = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        name = "document.activeElement?.getAttribute('aria-label') ?? ''"
        reached.add(page.evaluate(name))
    wanted = {"Undo (Ctrl+Z)", "History", "Gamma", "What every curve is divided by"}
    assert wanted <= reached
    assert COMMANDS["edit.undo"].shortcut == "Ctrl+Z"


def test_the_history_is_gone_through_by_keys(page: Page, core, viewer) -> None:  # noqa: F811
    for name in ("viridis", "gray"):
        args = {"viewer": viewer.id, "cmap": name}
        core.do(partial(COMMANDS.run, core.manager, "color.map", **args))
    button = page.get_by_role("button", name="History")
    expect(button).to_be_enabled()  # once the page knows of the changes
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitemradio", checked=True)).to_be_focused()
    assert not problems(page)

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_role("menu")).to_have_count(0)
    expect(button).to_be_focused()
    expect(page.get_by_role("button", name="viridis")).to_be_visible()


def unlike_their_captions(page: Page) -> list[list[str]]:
    """Return captions that the names of their controls lack (WCAG 2.5.3)."""
    page.evaluate(AXE.read_text("utf-8"))
    found: Any = page.evaluate(NAMES_AND_CAPTIONS)
    assert any(caption for _, caption in found)
    plain = [[" ".join(text.casefold().split()) for text in pair] for pair in found]
    return [[name, caption] for name, caption in plain if caption not in name]


# What is written on a control, or else beside or over it; a sign, as in "×", is none.
NAMES_AND_CAPTIONS = """() => {
    const written = (element) => [...(element?.childNodes ?? [])].map((node) => {
        if (node.nodeType === Node.TEXT_NODE) return node.textContent;
        if (node.nodeType !== Node.ELEMENT_NODE || !node.checkVisibility()) return "";
        if (node.matches("input, select, textarea, button, [aria-hidden]")) return "";
        return ` ${written(node)} `;
    }).join("");
    const captionOf = (element) => {
        if (element.matches("button, a, summary, [role]:not(input)")) return element;
        const label = element.closest("label");
        const dim = element.closest("fieldset.dim");
        if (label) return label;
        if (dim) {
            const place = [...dim.querySelectorAll(":scope > input")].indexOf(element);
            return document.querySelectorAll(".dim-head > *")[place];
        }
        if (element.closest("dialog .form")) {
            return element.closest(".form > *").previousElementSibling;
        }
        return element.closest(".row, .range")?.querySelector(":scope > .caption");
    };
    const all = "button, a[href], summary, input, select, textarea, [role=option]";
    const root = document.querySelector("dialog[open]") ?? document;
    const shown = [...root.querySelectorAll(all)].filter((e) => e.checkVisibility());
    axe.setup(document);
    const found = shown.map((element) => {
        const caption = written(captionOf(element)).trim();
        const isText = /\\p{L}/u.test(caption);
        return [axe.commons.text.accessibleText(element), isText ? caption : ""];
    });
    axe.teardown();
    return found;
}"""


def test_controls_of_a_viewer_are_called_what_is_written_on_them(
    page: Page,
    core,  # noqa: F811
    viewer,  # noqa: F811
) -> None:
    points = [(3.0, 3.0), (3.0, 20.0), (20.0, 10.0)]
    add = {"viewer": viewer.id, "kind": "polyline", "points": points}
    core.do(lambda: COMMANDS.run(core.manager, "region.add", **add))
    norm = {"viewer": viewer.id, "norm": "symlog"}
    core.do(lambda: COMMANDS.run(core.manager, "color.norm", **norm))
    expect(page.get_by_label("Width in samples")).to_be_visible()
    expect(page.locator(".scale input")).to_be_visible()

    assert unlike_their_captions(page) == []

    for caption in ("Scale", "Levels", "Stack", "Reduce bins by", "Fold"):
        expect(page.get_by_label(caption).first).to_be_visible()


def test_controls_of_the_list_are_called_what_is_written_on_them(
    page: Page,
    server,  # noqa: F811
) -> None:
    page.goto(f"http://127.0.0.1:{server.port}/")
    expect(page.get_by_role("row")).not_to_have_count(0)

    assert unlike_their_captions(page) == []


@pytest.mark.parametrize("keys", ["Control+Shift+P", "?", "Control+E"])
def test_controls_of_dialogs_are_called_what_is_written_on_them(
    page: Page, keys: str
) -> None:
    page.keyboard.press(keys)
    expect(page.locator("dialog[open]")).to_be_visible()

    assert unlike_their_captions(page) == []


@pytest.mark.parametrize("title", ["Gaussian filter", "Select", "Edit attributes"])
def test_controls_of_operations_are_called_what_is_written_on_them(
    page: Page, title: str
) -> None:
    page.get_by_role("button", name="Operations").click()
    page.get_by_role("menuitem", name=f"{title}…", exact=True).click()
    expect(page.locator("dialog.operation")).to_be_visible()

    assert unlike_their_captions(page) == []
