"""The panel and its tabs in a real JupyterLab, used as a person uses them."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from playwright.sync_api import Error, expect, sync_playwright

from itool.manager import managers, show_in_manager
from tests.jupyter.servers import LABEXTENSION, TOKEN, jupyter, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import xarray as xr
    from playwright.sync_api import Browser, BrowserContext, Frame, Page

    from tests.jupyter.servers import Jupyter
    from tests.process.managers import Process

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def server(
    runtime_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Jupyter]:
    """Return a JupyterLab with the panel as it is in the tree."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(LABEXTENSION, folder / "extensions" / "itool-panel")
    options = [
        f"--LabApp.extra_labextensions_path={folder / 'extensions'}",
        "--LabApp.expose_app_in_browser=True",
    ]
    with jupyter(folder, "jupyterlab", *options) as running:
        yield running


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1400, "height": 900})
    made.set_default_timeout(30_000)
    yield made
    made.close()


@pytest.fixture(scope="module")
def window(context: BrowserContext, server: Jupyter) -> Iterator[Page]:
    """Return the JupyterLab that the tests of this module share."""
    with opened(context, server) as page:
        yield page


@pytest.fixture
def page(window: Page, manager: Process) -> Iterator[Page]:
    """Return a JupyterLab with the panel open, no tabs, and no errors afterwards."""
    window.evaluate("jupyterapp.shell.activateById('itool-panel')")
    yield window
    window.evaluate("jupyterapp.shell.closeAll()")
    troubles, window.troubles[:] = window.troubles[:], []
    assert troubles == []


@contextmanager
def opened(context: BrowserContext, server: Jupyter) -> Iterator[Page]:
    page = context.new_page()
    page.troubles = []
    page.on("pageerror", partial(_note, page.troubles))
    page.on(
        "console",
        lambda said: page.troubles.append(said.text) if said.type == "error" else None,
    )
    page.goto(f"{server.url}lab?token={TOKEN}&reset")
    wait_until_loaded(page)
    yield page
    page.close()


def _note(troubles: list[str], error: Error) -> None:
    """Note an error in which a script of ours had a part; JupyterLab has its own."""
    if "itool" in (error.stack or "itool"):
        troubles.append(f"{error}\n{error.stack}")


def wait_until_loaded(page: Page) -> None:
    page.wait_for_selector("#jupyterlab-splash", state="detached", timeout=60_000)
    page.wait_for_function("window.jupyterapp?.restored")


def run(page: Page, command: str, **args: str) -> None:
    """Run a command of JupyterLab."""
    execute = "([command, args]) => void jupyterapp.commands.execute(command, args)"
    page.evaluate(execute, [command, args])


def row(page: Page, viewer: str) -> Any:
    return page.locator(f".itool-Viewer[data-viewer='{viewer}']")


def tab(page: Page, name: str) -> Any:
    return page.locator("#jp-main-dock-panel .lm-TabBar-tab", has_text=name)


def open_viewer(page: Page, viewer: str) -> Frame:
    """Open a viewer's tab and wait until it has drawn something."""
    row(page, viewer).click()
    return drawn_frame(page, viewer)


def drawn_frame(page: Page, viewer: str) -> Frame:
    """Return the frame of a viewer's page once it has drawn something."""

    def is_drawn(frame: Frame) -> bool:
        with suppress(Error):  # it is still on its way to its address
            # Not `wait_for_function`: the page allows no code in text.
            return frame.evaluate("window.STATS?.painted ?? 0") > 0
        return False

    def frames() -> list[Frame]:
        return [f for f in page.frames if f"/view/{viewer}" in f.url and is_drawn(f)]

    # Playwright hears of the page only while it is asked to wait.
    return wait_for(frames, rest=lambda: page.wait_for_timeout(30))[0]


def test_the_panel_lists_the_viewers_of_a_manager(page: Page, viewer: str):
    expect(row(page, viewer)).to_contain_text("scan")


def test_a_viewer_made_of_another_is_indented_under_it(
    page: Page, manager: Process, viewer: str
):
    ask = managers[manager.index].run
    other = ask("viewers.duplicate", viewers=[viewer])["ids"][0]
    dims = ask("viewers.list")[0]["dims"]
    operation = {"kind": "thin", "factors": {dims[0]: 2}}

    child = ask("operation.apply", viewer=viewer, operation=operation, place="child")

    expect(row(page, child["id"])).to_be_visible()
    shown = page.locator(".itool-Viewer").evaluate_all(
        "rows => rows.map(row => [row.dataset.viewer, row.ariaLevel])"
    )
    assert shown == [[viewer, "2"], [child["id"], "3"], [other, "2"]]
    left = [row(page, which).locator(".itool-Index") for which in (viewer, child["id"])]
    parent, below = (each.bounding_box()["x"] for each in left)
    assert below > parent
    ask("viewers.remove", viewers=[other, child["id"]])


def test_a_click_opens_a_viewer_as_a_tab_without_a_token_in_its_address(
    page: Page, viewer: str
):
    frame = open_viewer(page, viewer)

    expect(tab(page, "scan")).to_be_visible()
    assert "token" not in frame.url


def test_the_keyboard_alone_opens_a_viewer(page: Page, viewer: str):
    row(page, viewer).wait_for()
    page.locator(".itool-Manager").first.focus()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(tab(page, "scan")).to_be_visible()


def test_a_drag_in_a_tab_moves_the_cursor_in_the_manager(
    page: Page, manager: Process, viewer: str
):
    frame = open_viewer(page, viewer)
    panel = frame.evaluate("ITOOL.page.scene.panels.find(p => p.kind === 'image')")
    left, top, width, height = frame.evaluate("id => ITOOL.box(id)", panel["id"])
    outer = page.locator(".itool-Page iframe").bounding_box()
    x, y = outer["x"] + left, outer["y"] + top

    page.mouse.move(x + width * 0.5, y + height * 0.5)
    page.keyboard.down("Control")
    page.mouse.down()
    page.mouse.move(x + width * 0.97, y + height * 0.5, steps=8)
    page.mouse.up()
    page.keyboard.up("Control")

    dim = panel["x"]["dim"]
    last = max(panel["x"]["extent"]) - 0.5

    def point() -> dict[str, float]:
        state = managers[manager.index].run("viewer.state", viewer=viewer)
        return state["cursors"][0]["point"]

    assert wait_for(lambda: point().get(dim, 0.0) == pytest.approx(last))


def test_what_python_shows_and_renames_and_removes_appears_by_itself(
    page: Page, manager: Process, scan: xr.DataArray
):
    ask = managers[manager.index].run
    viewer = show_in_manager(scan, target=manager.index).ids[0]
    open_viewer(page, viewer)

    ask("viewer.rename", viewer=viewer, name="gold")
    expect(tab(page, "gold")).to_be_visible()
    expect(row(page, viewer)).to_contain_text("gold")

    ask("viewers.remove", viewers=[viewer])
    expect(row(page, viewer)).to_have_count(0)
    expect(page.locator(".itool-Gone")).to_be_visible()


@pytest.mark.usefixtures("stops_started")
def test_the_button_starts_a_manager(page: Page, manager: Process):
    before = page.locator(".itool-Manager").count()

    page.locator(".itool-New button, .itool-New").first.click()

    expect(page.locator(".itool-Manager")).to_have_count(before + 1)


def test_a_viewer_is_renamed_and_removed_from_its_menu(page: Page, viewer: str):
    row(page, viewer).click(button="right")
    page.locator(".lm-Menu-item[data-command='itool:rename-viewer']").click()
    page.locator(".jp-Dialog input").fill("silver")
    page.keyboard.press("Enter")
    expect(row(page, viewer)).to_contain_text("silver")

    row(page, viewer).click(button="right")
    page.locator(".lm-Menu-item[data-command='itool:remove-viewer']").click()
    page.locator(".jp-Dialog .jp-mod-warn").click()
    expect(row(page, viewer)).to_have_count(0)


def test_a_file_opens_from_the_file_browser(
    page: Page, server: Jupyter, manager: Process, scan: xr.DataArray
):
    scan.to_netcdf(server.root / "from disk.nc", engine="h5netcdf")
    run(page, "filebrowser:activate")
    run(page, "filebrowser:refresh")

    page.locator(".jp-DirListing-item", has_text="from disk.nc").click(button="right")
    page.locator(".lm-Menu-item[data-command='itool:open-file']").click()

    expect(tab(page, "scan")).to_be_visible()
    assert "token" not in page.locator(".itool-Page iframe").get_attribute("src")


def test_a_cell_shows_a_viewer(
    page: Page, server: Jupyter, manager: Process, viewer: str
):
    place = {"manager": manager.index, "viewer": viewer}
    shown = nbformat.v4.new_output(
        "display_data", {"application/vnd.itool.viewer+json": place}
    )
    cell = nbformat.v4.new_code_cell("display(...)", outputs=[shown])
    spec = {"name": "python3", "display_name": "Python 3"}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": spec})
    nbformat.write(notebook, server.root / "cell.ipynb")

    page.evaluate(
        "jupyterapp.commands.execute('docmanager:open', {path: 'cell.ipynb'})"
    )

    page.locator(".itool-Cell iframe").wait_for()
    drawn_frame(page, viewer)
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")


def test_the_theme_of_jupyterlab_reaches_an_open_viewer(page: Page, viewer: str):
    frame = open_viewer(page, viewer)

    run(page, "apputils:change-theme", theme="JupyterLab Dark")

    try:
        expect(frame.locator("html")).to_have_attribute("data-theme", "dark")
    finally:
        run(page, "apputils:change-theme", theme="JupyterLab Light")
        expect(frame.locator("html")).to_have_attribute("data-theme", "light")


def test_a_tab_of_a_viewer_comes_back_after_a_reload(page: Page, viewer: str):
    open_viewer(page, viewer)
    page.evaluate("new Promise(saved => setTimeout(saved, 1500))")

    page.goto(re.sub(r"[?&]reset", "", page.url))
    wait_until_loaded(page)

    expect(tab(page, "scan")).to_be_visible()
    drawn_frame(page, viewer)


def test_nothing_is_asked_of_another_host(
    browser: Browser, server: Jupyter, manager: Process, viewer: str
):
    context = browser.new_context()
    foreign: list[str] = []

    def check(route: Any) -> None:
        if route.request.url.split("/")[2] == server.host:
            route.continue_()
        else:
            foreign.append(route.request.url)
            route.abort()

    context.route(re.compile("^https?:"), check)
    with opened(context, server) as page:
        page.evaluate("jupyterapp.shell.activateById('itool-panel')")
        open_viewer(page, viewer)
    context.close()

    assert foreign == []
