"""The standalone pages in Chromium, against a real server and core."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
import xarray as xr
from PIL import Image
from playwright.sync_api import expect

from itool.core.registry import COMMANDS
from itool.web.server import WebServer
from tests.web.core import Core

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Page


@pytest.fixture
def core() -> Iterator[Core]:
    core = Core()
    core.do(lambda: core.manager.open(volume()))
    yield core
    core.stop()


@pytest.fixture
def server(core: Core, ports: list[int]) -> Iterator[WebServer]:
    server = WebServer(core.manager, port=ports[0])
    server.start()
    ports[0] = server.port
    yield server
    server.stop()


@pytest.fixture
def viewer(core):
    return core.manager.viewers[0]


@pytest.fixture
def page(context, watch, server, viewer) -> Iterator[Page]:
    """Return the page of the viewer, drawn; nothing foreign was asked for."""
    page = opened(context, server, viewer)
    yield page
    assert watch.errors == []
    assert watch.foreign == []


def opened(context, server: WebServer, viewer) -> Page:
    page = context.new_page()
    root, _, token = server.url.partition("?")
    page.goto(f"{root}view/{viewer.id}?{token}")
    expect(page.locator("h1")).to_have_text(viewer.state.title)
    expect(page.locator(".panel")).to_have_count(len(viewer.scene.panels))
    expect(output(page)).not_to_have_text("")
    return page


def volume() -> xr.DataArray:
    """Return samples on (eV, ky, kx), more than a line is wide."""
    e, y, x = np.ogrid[:20, :30, :40]
    return xr.DataArray(
        (1000.0 * e + 10.0 * y + 0.1 * x).astype(np.float32),
        dims=("eV", "ky", "kx"),
        coords={
            "eV": ("eV", np.linspace(-1.0, 0.9, 20), {"units": "eV"}),
            "ky": np.arange(30.0),
            "kx": np.arange(40.0)[::-1],
        },
        name="cut",
    )


def output(page: Page) -> Locator:
    return page.locator("output.value")


def index(page: Page, dim: str) -> Locator:
    return page.locator(f'[data-dim="{dim}"] input[type=number]').first


def at(kx: int) -> float:
    """Return where a sample is along the width of a panel; `kx` descends."""
    return (39.5 - kx) / 40


def drag(page: Page, panel: str, start: tuple, stop: tuple, keys: str = "") -> None:
    """Drag within a plot area, from and to fractions of its width and height."""
    box = page.locator(f'[data-panel="{panel}"] .plot').bounding_box()
    points = [
        (box["x"] + x * box["width"], box["y"] + y * box["height"])
        for x, y in (start, stop)
    ]
    if keys:
        page.keyboard.down(keys)
    page.mouse.move(*points[0])
    page.mouse.down()
    page.mouse.move(*points[1], steps=6)
    page.mouse.up()
    if keys:
        page.keyboard.up(keys)


def test_a_page_shows_panels_axes_samples_and_controls(page, viewer):
    ids = [p.get_attribute("data-panel") for p in page.locator(".panel").all()]
    corner = page.evaluate(
        """() => {
        const canvas = document.querySelector('[data-panel="ky-kx"] canvas.image');
        const first = canvas.getContext("2d").getImageData(0, 0, 1, 1).data;
        return [canvas.width, canvas.height, ...first];
        }"""
    )

    assert ids == [panel.id for panel in viewer.scene.panels]
    assert corner == [40, 30, 0, 0, 4, 255]
    assert page.locator(".panel .bk-Plot").count() == len(ids)
    expect(output(page)).to_have_text("10152")
    expect(index(page, "ky")).to_have_value("15")
    expect(page.locator(".swatch:visible").first).to_be_visible()


def test_a_dragged_line_moves_the_cursor_in_the_model(page, core, viewer):
    line = page.locator('[data-panel="ky-kx"] .line.vertical')
    before = line.bounding_box()["x"]

    drag(page, "ky-kx", (at(20), 0.2), (at(8), 0.25))

    expect(index(page, "kx")).to_have_value("8")
    assert core.do(lambda: viewer.state.cursor("a").point) == {"kx": 31.0}
    assert line.bounding_box()["x"] > before + 50
    expect(output(page)).to_have_text("10150.8")


def test_a_move_writes_no_attribute_again(page):
    page.evaluate(WATCH_ATTRIBUTES)

    drag(page, "ky-kx", (at(20), 0.2), (at(8), 0.25))
    expect(index(page, "kx")).to_have_value("8")
    page.evaluate("ITOOL.settled()")

    written = page.evaluate("WRITTEN")
    assert "style" in written["changed"]
    assert written["again"] == []


WATCH_ATTRIBUTES = """() => {
    window.WRITTEN = {changed: [], again: []};
    new MutationObserver((records) => {
        for (const {target, attributeName: name, oldValue} of records) {
            const isSame = target.getAttribute(name) === oldValue;
            const what = isSame ? `${name} of ${target.outerHTML.slice(0, 80)}` : name;
            WRITTEN[isSame ? "again" : "changed"].push(what);
        }
    }).observe(document.getElementById("controls"),
        {attributes: true, attributeOldValue: true, subtree: true});
    new MutationObserver((records) => {
        WRITTEN.changed.push(...records.map((record) => record.attributeName));
    }).observe(document.getElementById("grid"), {attributes: true, subtree: true});
}"""


def test_a_line_goes_straight_through_all_panels_of_its_column(page):
    drag(page, "ky-kx", (at(20), 0.2), (at(5), 0.2))
    expect(index(page, "kx")).to_have_value("5")

    column = ("kx", "ky-kx", "eV-kx")
    lines = [page.locator(f'[data-panel="{p}"] .line.vertical') for p in column]
    places = {round(line.bounding_box()["x"], 3) for line in lines}

    assert len(places) == 1


def test_the_active_cursor_is_drawn_through_and_above_the_others(page, core, viewer):
    core.do(
        lambda: COMMANDS.run(
            core.manager, "cursor.add", viewer=viewer.id, point={"ky": 4.0, "kx": 30.0}
        )
    )
    lines = page.locator('[data-panel="ky-kx"] .line.vertical')
    expect(lines).to_have_count(2)
    expect(page.locator('[data-panel="ky-kx"] .line.vertical.active')).to_have_count(1)

    looks = lines.evaluate_all(
        """all => all.map(line => {
        const style = getComputedStyle(line);
        return [style.zIndex, style.backgroundImage.includes("gradient")];
        })"""
    )

    assert looks == [["auto", True], ["1", False]]


def test_ctrl_drag_brings_the_cursor_to_the_hand(page):
    drag(page, "ky-kx", (0.1, 0.1), (at(10), 1 - 4.5 / 30), keys="Control")

    expect(index(page, "kx")).to_have_value("10")
    expect(index(page, "ky")).to_have_value("4")


def test_a_drag_beside_the_lines_pans_and_a_double_click_shows_all(page, core, viewer):
    page.mouse.move(*middle(page, "ky-kx"))
    page.mouse.wheel(0, -360)
    limits = lambda: core.do(lambda: dict(viewer.state.limits))  # noqa: E731
    wait(page, lambda: len(limits()) == 2 and np.ptp(limits()["kx"]) < 30)
    zoomed = limits()

    drag(page, "ky-kx", (0.3, 0.3), (0.2, 0.3))
    wait(page, lambda: limits() != zoomed)
    panned = limits()
    page.locator('[data-panel="ky-kx"]').dblclick(position={"x": 150, "y": 60})
    wait(page, lambda: limits() == {})

    assert panned["kx"] != zoomed["kx"]


def test_a_second_tab_follows_the_first(page, context, server, viewer):
    other = opened(context, server, viewer)

    drag(page, "ky-kx", (at(20), 0.2), (at(8), 0.2))

    expect(index(other, "kx")).to_have_value("8")
    expect(output(other)).to_have_text("10150.8")


def test_a_command_from_elsewhere_is_seen(page, core, viewer):
    core.do(lambda: COMMANDS.run(core.manager, "view.transpose", viewer=viewer.id))

    expect(page.locator('[data-panel="kx-ky"]')).to_be_visible()
    expect(page.locator(".panel .bk-Plot")).to_have_count(6)


def test_keys_run_commands_and_undo_takes_a_drag_back_at_once(page):
    drag(page, "ky-kx", (at(20), 0.2), (at(8), 0.2))
    expect(index(page, "kx")).to_have_value("8")

    page.keyboard.press("Control+z")

    expect(index(page, "kx")).to_have_value("20")
    page.keyboard.press("t")
    expect(page.locator('[data-panel="kx-ky"]')).to_be_visible()


def test_a_hand_that_lets_go_before_the_page_has_caught_up_makes_one_change(page):
    slider = page.get_by_role("slider", name="Gamma")
    text = page.get_by_role("textbox", name="Gamma")

    slider.evaluate("""slider => {
        for (const value of [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]) {
            slider.value = value;
            slider.dispatchEvent(new Event("input"));
        }
        slider.dispatchEvent(new Event("change"));
    }""")
    expect(text).not_to_have_value("1")
    page.evaluate("ITOOL.settled()")
    page.keyboard.press("Control+z")

    expect(text).to_have_value("1")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_a_failing_command_is_shown_and_nothing_is_lost(page):
    page.locator(".choice:visible").click()
    page.keyboard.type("no such map")
    page.keyboard.press("Enter")

    expect(page.locator(".toast")).to_contain_text("no such map")
    expect(output(page)).to_have_text("10152")


def test_a_page_comes_back_when_the_connection_breaks(page, core, server, viewer):
    port, token = server.port, server.gate.token
    secret = server.gate.secret
    server.stop()
    expect(page.locator("#message")).to_contain_text("retrying")
    expect(output(page)).to_have_text("10152")

    again = WebServer(core.manager, port=port, token=token)
    again.gate.secret = secret
    again.start()
    core.do(lambda: viewer.update(title="renamed"))

    expect(page.locator("h1")).to_have_text("renamed")
    expect(page.locator("#message")).to_have_text("")
    again.stop()
    page.context.pages[0].close()


def test_a_page_says_when_its_viewer_was_removed(page, core, viewer):
    core.do(lambda: core.manager.close(viewer))

    expect(page.locator(".notice")).to_contain_text("removed")
    expect(page.locator(".notice a")).to_be_visible()


def test_a_page_of_an_unknown_viewer_says_what_there_is(context, watch, server):
    page = context.new_page()
    page.goto(server.url)
    page.goto(f"http://127.0.0.1:{server.port}/view/nobody")

    expect(page.locator(".notice")).to_contain_text("'nobody'")
    assert watch.errors == []


def test_the_list_is_live_and_leads_to_the_viewer(context, watch, server, core, viewer):
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("tbody tr")).to_have_count(1)

    core.do(lambda: core.manager.open(volume()[0], title="a slice"))
    expect(page.locator("tbody tr")).to_have_count(2)
    page.locator("tbody a", has_text="a slice").first.click()

    expect(page.locator("h1")).to_have_text("a slice")
    assert "token" not in page.url
    assert watch.errors == []
    assert watch.foreign == []


def test_the_list_names_the_variable_that_a_viewer_follows(
    context, watch, server, core
):
    watched = core.manager.watched
    session = core.do(lambda: watched.open(lambda text: None, "kernel"))
    core.do(lambda: watched.bind("scan", volume(), "kernel"))
    page = context.new_page()
    page.goto(server.url)

    badge = page.locator(".badge", has_text="scan")
    expect(badge).not_to_have_class(re.compile("quiet"))
    core.do(session.close)
    expect(badge).to_have_class(re.compile("quiet"))
    assert watch.errors == []


def test_viewers_are_renamed_linked_and_removed_in_the_list(
    context, watch, server, core
):
    core.do(lambda: core.manager.open(volume()))
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(server.url)

    page.locator("#all").check()
    page.get_by_role("button", name="Link", exact=True).click()
    expect(page.locator("tbody .badge")).to_have_count(2)
    page.get_by_role("button", name="Rename cut").first.click()
    page.keyboard.type("first")
    page.keyboard.press("Enter")
    expect(page.locator("tbody a", has_text="first").first).to_be_visible()
    page.get_by_role("button", name="Remove", exact=True).click()

    expect(page.locator("#empty")).to_be_visible()
    assert watch.errors == []


def test_a_file_that_cannot_be_opened_is_explained_in_the_dialog(context, server):
    page = context.new_page()
    page.goto(server.url)

    expect(page.locator("tbody tr")).to_have_count(1)
    page.keyboard.press("Control+o")
    page.locator("textarea").fill("/no/such/file.nc")
    page.keyboard.press("Enter")

    expect(page.locator("dialog .trouble")).to_contain_text("/no/such/file.nc")


def test_without_the_token_a_visitor_is_told_how_to_get_in(context, server):
    page = context.new_page()

    answer = page.goto(f"http://127.0.0.1:{server.port}/")

    assert answer.status == 403
    expect(page.locator("main")).to_contain_text("token")


def test_a_foreign_page_cannot_open_a_stream(context, server):
    page = context.new_page()
    page.goto(server.url)
    # The same browser, with its cookie, on another origin of this machine.
    page.goto(f"http://localhost:{server.port}/?token={server.gate.token}")

    outcome = page.evaluate(
        """url => new Promise(done => {
        const ws = new WebSocket(url);
        ws.onopen = () => done("open");
        ws.onerror = () => done("refused");
        })""",
        f"ws://127.0.0.1:{server.port}/ws/list",
    )

    assert outcome == "refused"


def test_the_theme_is_chosen_and_remembered(page, context, server, viewer):
    background = lambda p: p.evaluate("getComputedStyle(document.body).backgroundColor")  # noqa: E731
    light = background(page)

    page.get_by_role("button", name="Light or dark").click()
    dark = background(page)

    assert light != dark
    assert background(opened(context, server, viewer)) == dark


def test_pages_follow_the_system_unless_a_theme_was_chosen(page):
    ground = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="light")
    light = page.evaluate(ground)

    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(ground)
    assert dark != light

    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(ground) == light
    page.emulate_media(color_scheme="light")
    assert page.evaluate(ground) == light
    page.emulate_media(color_scheme=None)


def middle(page: Page, panel: str) -> tuple[float, float]:
    box = page.locator(f'[data-panel="{panel}"] .plot').bounding_box()
    return box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"]


def wait(page: Page, until) -> None:
    """Wait for the model; a page may not poll, as its policy forbids eval."""
    for _ in range(2000):
        if until():
            return
        page.wait_for_timeout(20)
    raise AssertionError("waited in vain")


def test_where_there_is_little_room_the_controls_come_on_demand(page):
    controls, toggle = page.locator("#controls"), page.locator("[title*='controls']")

    page.set_viewport_size({"width": 600, "height": 500})
    expect(controls).to_be_hidden()
    assert page.locator("#grid").bounding_box()["width"] == 600
    toggle.click()
    expect(controls).to_be_visible()

    page.set_viewport_size({"width": 1100, "height": 760})
    expect(controls).to_be_visible()
    toggle.click()
    page.reload()
    expect(page.locator(".panel").first).to_be_visible()
    expect(controls).to_be_hidden()


def test_lines_are_as_wide_and_sharper_on_a_dense_screen(browser, server, viewer):
    inks, widths = [], []
    for scale in (1, 2):
        size = {"width": 1100, "height": 760}
        context = browser.new_context(viewport=size, device_scale_factor=scale)
        page = opened(context, server, viewer)
        page.wait_for_function("ITOOL.curve('kx', ITOOL.lines('kx')[0].cursor)")
        box = page.locator('[data-panel="kx"] .plot').bounding_box()
        clip = {name: round(box[name]) for name in ("x", "y", "width", "height")}
        shot = page.screenshot(clip=clip, scale="device")
        grey = np.array(Image.open(io.BytesIO(shot)).convert("L"), float)
        assert grey.shape[1] == scale * clip["width"]
        inks.append((grey.max() - grey).sum() / scale**2)
        # The cursor's line is what goes from the top to the bottom.
        upright = (grey < grey.max() - 40).mean(axis=0) > 0.9
        widths.append(upright.sum() / scale)
        context.close()

    assert inks[1] == pytest.approx(inks[0], rel=0.25)
    assert 1 <= widths[1] <= widths[0] <= 3


def test_what_is_longer_than_its_field_is_written_shorter(context, server, core):
    times = np.datetime64("2024-01-01T00:00") + np.arange(40) * np.timedelta64(7, "h")
    samples = 7.553123456e-41 * (1 + np.arange(1200.0).reshape(40, 30))
    data = xr.DataArray(
        samples, dims=("time", "x"), coords={"time": times.astype("M8[ns]")}
    )
    page = opened(context, server, core.do(lambda: core.manager.open(data)))
    page.set_viewport_size({"width": 1100, "height": 700})
    time = page.locator('[data-dim="time"]').get_by_label("Coordinate")
    low = page.get_by_label("Value of the first colour")

    expect(time).to_have_value("01-06 20:00")
    expect(low).to_have_value(re.compile(r"7\.[56]\d*(×10⁻⁴¹|e−41)"))
    for field in (time, low, page.get_by_label("Value of the last colour")):
        assert field.evaluate("f => f.scrollWidth <= f.clientWidth")
    time.focus()
    expect(time).to_have_value("2024-01-06 20:00")
    page.keyboard.press("Tab")
    expect(time).to_have_value("01-06 20:00")
    expect(time).to_have_attribute("title", "Coordinate: 2024-01-06 20:00")


def test_many_dimensions_leave_the_buttons_of_a_row_on_the_page(context, server, core):
    names = ("a", "a dimension with a rather long name", "delay", "ε", "y", "x")
    core.do(lambda: core.manager.open(xr.DataArray(np.ones((2,) * 6), dims=names)))
    page = context.new_page()
    page.set_viewport_size({"width": 1100, "height": 700})
    page.goto(server.url)
    row = page.get_by_role("row").filter(has_text="rather long")

    expect(row.get_by_role("button").last).to_be_in_viewport(ratio=1)
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
