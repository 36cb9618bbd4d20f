"""The browser's face under test: real pages, mouse and keys, in Chromium."""

from __future__ import annotations

import asyncio
import io
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from itool.core.forms import menu
from itool.core.loop import AsyncLoop
from itool.core.manager import Manager
from itool.store.store import DataStore
from itool.web.server import WebServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from numpy.typing import NDArray
    from playwright.sync_api import Locator, Page

    from itool.core.viewer import Viewer
    from tests.browser.driver import Driver
    from tests.contract.probe import Span

PATIENCE = 15.0
KEYS = {"Ctrl": "Control", "Del": "Delete"} | {
    side: f"Arrow{side}" for side in ("Left", "Right", "Up", "Down")
}

SWATCHES_ARE_DRAWN = """() => {
    const popup = document.querySelector('.popup:not([hidden])');
    const list = popup.querySelector('.options').getBoundingClientRect();
    return [...popup.querySelectorAll('.option .swatch')]
        .filter(each => each.getBoundingClientRect().top < list.bottom)
        .every(each => each.style.backgroundImage);
}"""


class WebFace:
    """A manager with pages in a browser; the browser runs on another thread."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._driver: Driver = request.getfixturevalue("driver")
        self.loop = AsyncLoop()
        self.manager = Manager(DataStore(), self.loop)
        self._server = WebServer(self.manager, port=self._driver.port)
        self._url = self._server.start()
        self._driver.port = self._server.port
        self._probes: list[WebProbe] = []

    def show(self, viewer: Viewer) -> WebProbe:
        page = self.do(lambda: self._open_page(viewer))
        probe = WebProbe(self, page)
        self._probes.append(probe)
        probe.settle()
        return probe

    def settle(self, until: Callable[[], object] | None = None) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            for probe in self._probes:
                self.do(lambda page=probe.page: page.evaluate("ITOOL.settled()"))
            is_drawn = all(viewer.is_drawn for viewer in self.manager.viewers)
            if is_drawn and (until is None or until()):
                return
            assert time.monotonic() < deadline, "waited in vain"

    def do(self, call: Callable[[], Any]) -> Any:
        """Run `call` on the browser's thread while the core goes on here."""
        future = asyncio.wrap_future(self._driver.submit(call), loop=self.loop.asyncio)
        return self.loop.asyncio.run_until_complete(future)

    def close(self) -> None:
        for probe in self._probes:
            self.do(probe.page.close)
        self._server.stop()
        self.manager.dispose()
        self.loop.asyncio.run_until_complete(asyncio.sleep(0.01))
        self.loop.asyncio.close()

    def _open_page(self, viewer: Viewer) -> Page:
        page = self._driver.context.new_page()
        page.set_default_timeout(PATIENCE * 1e3)
        root, _, token = self._url.partition("?")
        page.goto(f"{root}view/{viewer.id}?{token}")
        page.locator(".panel").first.wait_for()
        return page


class WebProbe:
    """One page."""

    def __init__(self, face: WebFace, page: Page) -> None:
        self._face, self.page = face, page

    def settle(self, until: Callable[[], object] | None = None) -> None:
        self._face.settle(until)

    def wait(self, until: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not until():
            assert time.monotonic() < deadline, "waited in vain"
            self._do(lambda: self.page.wait_for_timeout(20))

    def drag(self, panel: str, cursor: str = "", **to: float) -> None:
        here = self.crosshair(panel, cursor)
        start = self._point(panel, {d: x for d, x in here.items() if d in to})
        self._drag(start, self._point(panel, to, start))

    def drag_together(self, panel: str, **to: float) -> None:
        self._do(lambda: self.page.keyboard.down("Shift"))
        self.drag(panel, **to)
        self._do(lambda: self.page.keyboard.up("Shift"))

    def drag_anywhere(self, panel: str, **to: float) -> None:
        start = self._bare(panel)
        self._do(lambda: self.page.keyboard.down("Control"))
        self._drag(start, self._point(panel, to, start))
        self._do(lambda: self.page.keyboard.up("Control"))

    def click_line(self, panel: str, cursor: str, dim: str) -> None:
        here = {dim: self.crosshair(panel, cursor)[dim]}
        point = self._point(panel, here)
        self._act(lambda: self.page.mouse.click(*point))

    def pan(self, panel: str, **by: float) -> None:
        start = self._bare(panel)
        _, _, width, height = self._ask("box", panel)
        stop = list(start)
        for dim, far in by.items():
            low, high = self.limits(panel)[dim]
            if self._is_across(panel, dim):
                stop[0] += far / (high - low) * width
            else:
                stop[1] -= far / (high - low) * height
        self._drag(start, (stop[0], stop[1]))

    def zoom(self, panel: str, **at: float) -> None:
        point = self._point(panel, at)

        def turn() -> None:
            self.page.mouse.move(*point)
            self.page.mouse.wheel(0, -120)

        self._act(turn)

    def view_all(self, panel: str) -> None:
        point = self._bare(panel)
        self._act(lambda: self.page.mouse.dblclick(*point))

    def press(self, keys: str) -> None:
        *modifiers, key = (KEYS.get(name, name) for name in keys.split("+"))
        if len(key) == 1 and "Shift" not in modifiers:
            key = key.lower()

        def press() -> None:
            self.page.evaluate("document.activeElement?.blur()")
            self.page.keyboard.press("+".join([*modifiers, key]))

        self._act(press)

    def set_index(self, dim: str, index: int) -> None:
        self._type(self._field(dim, "Index"), index)

    def set_value(self, dim: str, value: float) -> None:
        self._type(self._field(dim, "Coordinate"), value)

    def set_bins(self, dim: str, bins: float) -> None:
        self._type(self._field(dim, "Samples around"), bins)

    def play(self, dim: str) -> None:
        self._do(self._row(dim).locator(".run button").click)

    def jump(self, title: str) -> None:
        self._do(self._past.click)
        step = self.page.get_by_role("menuitemradio", name=title).first
        self._act(step.click)

    def command(self, text: str) -> None:
        def choose() -> None:
            self.page.keyboard.press("Control+Shift+P")
            self.page.keyboard.type(text)
            self.page.keyboard.press("Enter")

        self._act(choose)

    def export(self, format: str, what: str, path: Path) -> None:
        def save() -> None:
            self.page.get_by_role("button", name="Export").click()
            dialog = self.page.locator("dialog.export")
            dialog.get_by_label("Format").select_option(format)
            dialog.get_by_label("What").select_option(what)
            with self.page.expect_download() as download:
                self.page.get_by_role("button", name="Download").click()
            download.value.save_as(path)

        self._act(save)

    def set_profile(self, norm: str = "", offset: float | None = None) -> None:
        if norm:
            choice = self.page.get_by_label("What every curve is divided by")
            self._act(lambda: choice.select_option(norm))
        if offset is not None:
            self._type(self.page.locator(".profiles input"), offset)

    def set_reducer(self, reducer: str) -> None:
        choice = self.page.get_by_label("Reducer of samples")
        self._act(lambda: choice.select_option(reducer))

    def set_slider(self, dim: str, index: int) -> None:
        slider = self._row(dim).locator("input[type=range]")
        self._do(lambda: slider.fill(str(index)))
        if not self.is_playing(dim):
            self.settle()

    def set_colormap(self, name: str) -> None:
        def choose() -> None:
            self._chooser.locator(".choice").click()
            self.page.keyboard.type(name)
            self.page.keyboard.press("Enter")

        self._act(choose)

    def list_colormaps(self, search: str = "", kind: str = "") -> list[str]:
        def find() -> list[str]:
            self._open_colormaps(search)
            self._chooser.locator(".kinds select").select_option(kind)
            self.page.wait_for_function(SWATCHES_ARE_DRAWN)
            names = self._chooser.locator(".option .name").all_inner_texts()
            self._chooser.locator("input").press("Escape")
            return names

        return list(self._do(find))

    def favour_colormap(self, name: str) -> None:
        def favour() -> None:
            self._open_colormaps(name)
            self.page.keyboard.press("Control+b")
            self.page.keyboard.press("Escape")

        self._act(favour)

    def set_gamma(self, gamma: float) -> None:
        self._type(self.page.locator(".gamma input[type=text]"), gamma)

    def set_levels(self, low: float, high: float) -> None:
        self._type_pair(".levels input", (low, high))

    def set_norm(self, name: str) -> None:
        chosen = self.page.locator(".scale select")
        self._act(lambda: chosen.select_option(name))

    def set_pivot(self, value: float) -> None:
        self._type(self.page.locator(".scale input"), value)

    def set_percentiles(self, low: float, high: float) -> None:
        self._type_pair(".percentiles input", (low, high))

    def drag_bar(self, start: float, stop: float) -> None:
        self._drag(self._bar_point(start), self._bar_point(stop))

    def zoom_bar(self, level: float) -> None:
        point = self._bar_point(level)

        def turn() -> None:
            self.page.mouse.move(*point)
            self.page.mouse.wheel(0, -120)

        self._act(turn)

    def reset_bar(self) -> None:
        point = self._bar_point(0.5)
        self._act(lambda: self.page.mouse.dblclick(*point))

    def share_levels(self) -> None:
        button = self.page.get_by_role("button", name="of all linked viewers")
        self._act(button.click)

    def toggle(self, what: str) -> None:
        name = {
            "reverse": "Run the colours backwards (R)",
            "lock": "Fix the levels to the range of all samples (L)",
            "view": "Fit view",
            "snap": "Snap",
        }[what]
        self._act(self.page.get_by_role("button", name=name).click)

    def swap(self, dim: str, other: str) -> None:
        places = self._row(dim).locator("legend select")
        self._act(lambda: places.select_option(other))

    def add_cursor(self) -> None:
        self._act(self.page.get_by_role("button", name="Add a cursor").click)

    def activate(self, cursor: str) -> None:
        self._act(self._chip(cursor).click)

    def set_cursor_colors(self, source: str) -> None:
        box = self.page.get_by_label("Colours of cursors")
        self._act(lambda: box.select_option(source))

    def set_cursor_color(self, color: str) -> None:
        field = self.page.get_by_label("Colour of the active cursor")
        self._act(lambda: field.fill(color))

    def resize_columns(self, by: float) -> None:
        gap = self.page.locator(".splitter.columns").first
        first, second = (
            self._ask("box", panel)[2] for panel in self._first_of_two_columns()
        )
        box = self._do(gap.bounding_box)
        start = (box["x"] + 3, box["y"] + 20)
        self._drag(start, (start[0] + by * (first + second), start[1]))

    def draw(self, panel: str, kind: str, *points: dict[str, float]) -> None:
        name = {"polyline": "Path"}.get(kind, kind.capitalize())
        tool = self.page.locator(".tools").get_by_role("button", name=name)
        places = [self._point(panel, point, (0.0, 0.0)) for point in points]

        def draw() -> None:
            tool.click()
            if kind in ("rectangle", "circle"):
                self.page.mouse.move(*places[0])
                self.page.mouse.down()
                self.page.mouse.move(*places[1], steps=3)
                self.page.mouse.up()
                return
            for place in places[:-1]:
                self.page.mouse.click(*place)
            self.page.mouse.dblclick(*places[-1])

        self._act(draw)

    def drag_shape(
        self, panel: str, start: dict[str, float], to: dict[str, float]
    ) -> None:
        here = self._point(panel, start, (0.0, 0.0))
        self._drag(here, self._point(panel, to, here))

    def double_click(self, panel: str, **at: float) -> None:
        place = self._point(panel, at, (0.0, 0.0))
        self._act(lambda: self.page.mouse.dblclick(*place))

    def act_on_region(self, name: str) -> None:
        text = name.partition(".")[2].capitalize()
        acts = self.page.locator(".acts")
        self._act(acts.get_by_role("button", name=text, exact=True).click)

    def type_point(self, row: int, column: int, value: float) -> None:
        def write() -> None:
            self.page.locator(".acts").get_by_role("button", name="Points").click()
            cells = self.page.locator("#points tbody tr").nth(row).locator("input")
            cells.nth(column).fill(f"{value:g}")
            cells.nth(column).press("Enter")
            self.page.locator("#points").get_by_role("button", name="Close").click()

        self._act(write)

    def shapes(self, panel: str) -> dict[str, list[tuple[float, float]]]:
        found = self._ask("shapes", panel)
        return {name: [(x, y) for x, y in places] for name, places in found.items()}

    def rays(self, panel: str) -> int:
        return int(self._ask("rays", panel))

    @property
    def statistics(self) -> dict[str, float]:
        found = self._ask("measured")[0] or {}
        return {n: np.nan if v is None else v for n, v in found.items()}

    @property
    def path_profile(self) -> NDArray[np.floating] | None:
        found = self._ask("measured")[1]
        return None if found is None else np.array(found, float)

    @property
    def title(self) -> str:
        return self._text(self.page.locator("h1"))

    @property
    def message(self) -> str:
        return self._text(self.page.locator(".toasts")) or self._text(
            self.page.locator(".trouble #message")
        )

    @property
    def value(self) -> float:
        text = self._text(self.page.locator("output.value")).replace("−", "-")
        return float(text) if text[-1:].isdigit() else np.nan

    @property
    def panels(self) -> tuple[str, ...]:
        shown = self.page.locator(".panel:visible")
        read = "all => all.map(each => each.dataset.panel)"
        return tuple(self._do(lambda: shown.evaluate_all(read)))

    @property
    def cursors(self) -> tuple[str, ...]:
        return tuple(self._do(self.page.locator(".chip").all_inner_texts))

    @property
    def active(self) -> str:
        return self._text(self.page.locator(".chip[aria-checked=true]"))

    @property
    def can(self) -> set[str]:
        buttons = {"undo": "Undo (Ctrl+Z)", "redo": "Redo (Ctrl+Shift+Z)"}
        return {
            name
            for name, text in buttons.items()
            if self._do(self.page.get_by_role("button", name=text).is_enabled)
        }

    def crosshair(self, panel: str, cursor: str = "") -> dict[str, float]:
        who = cursor or self.active
        lines = [x for x in self._ask("lines", panel) if x["cursor"] == who]
        for line in lines:
            assert abs(line["pixel"] - line["drawn"]) <= 1, "drawn elsewhere"
        return {line["dim"]: line["position"] for line in lines}

    def color(self, panel: str, cursor: str) -> str:
        lines = self._ask("lines", panel)
        return str(next(x["color"] for x in lines if x["cursor"] == cursor))

    def band(self, panel: str, dim: str, cursor: str = "") -> Span:
        who = (cursor or self.active, dim)
        lines = self._ask("lines", panel)
        low, high = next(x["band"] for x in lines if (x["cursor"], x["dim"]) == who)
        return low, high

    def image(self, panel: str) -> NDArray[np.uint8] | None:
        found = self._ask("image", panel)
        if found is None:
            return None
        rows, columns, pixels = found
        return np.array(pixels, np.uint8).reshape(rows, columns)

    def corner(self, panel: str) -> tuple[int, int, int]:
        left, top, _, height = self._ask("box", panel)
        clip = {"x": left + 1, "y": top + height - 2, "width": 1, "height": 1}
        picture = self._do(lambda: self.page.screenshot(clip=clip))
        with Image.open(io.BytesIO(picture)) as image:
            red, green, blue = image.convert("RGB").getpixel((0, 0))
        return red, green, blue

    @property
    def counts(self) -> list[int]:
        return list(self._ask("bar")["counts"])

    @property
    def bar_labels(self) -> dict[float, float]:
        return dict(self._ask("bar")["labels"])

    def curve(self, panel: str, cursor: str = "") -> NDArray[np.floating] | None:
        values = self._ask("curve", panel, cursor or self.active)
        return None if values is None else np.array(values, float)

    def limits(self, panel: str) -> dict[str, Span]:
        spans = self._ask("limits", panel)
        return {dim: (low, high) for dim, (low, high) in spans.items()}

    def ticks(self, panel: str, dim: str) -> tuple[str, ...]:
        return tuple(self._ask("ticks", panel, dim))

    def index(self, dim: str) -> int:
        return int(self._do(self._field(dim, "Index").input_value))

    def text(self, dim: str) -> str:
        return str(self._do(self._field(dim, "Coordinate").input_value))

    @property
    def _past(self) -> Locator:
        return self.page.get_by_role("button", name="History")

    @property
    def history(self) -> tuple[str, ...]:
        self._do(self._past.click)
        steps = self.page.get_by_role("menuitemradio")
        self._do(steps.first.wait_for)
        titles = tuple(self._do(steps.all_inner_texts))
        self._do(self._past.click)
        return titles

    @property
    def clipboard(self) -> str:
        allowed = ["clipboard-read", "clipboard-write"]
        self._do(lambda: self.page.context.grant_permissions(allowed))
        read = "navigator.clipboard.readText()"
        return str(self._do(lambda: self.page.evaluate(read)))

    def is_playing(self, dim: str) -> bool:
        button = self._row(dim).locator(".run button")
        return str(self._do(lambda: button.get_attribute("title"))).startswith("Stop")

    @property
    def reducer(self) -> str:
        choice = self.page.get_by_label("Reducer of samples")
        return str(self._do(choice.input_value))

    def bins(self, dim: str) -> int:
        return int(self._do(self._field(dim, "Samples around").input_value))

    @property
    def sliders(self) -> tuple[str, ...]:
        rows = self.page.locator(".dim:has(input[type=range]:not([hidden]))")
        read = "all => all.map(each => each.dataset.dim)"
        return tuple(self._do(lambda: rows.evaluate_all(read)))

    def open_operation(self, name: str) -> None:
        self._do(self.page.get_by_role("button", name="Operations").click)
        title = next(title for each, title in menu() if each == name)
        item = self.page.get_by_role("menuitem", name=f"{title}…", exact=True)
        self._do(item.click)
        self._do(self._dialog.wait_for)

    def fill(self, field: str, value: str | bool) -> None:
        found = self._dialog.locator(f'[data-field="{field}"]')
        if isinstance(value, bool):
            self._do(lambda: found.set_checked(value))
        elif self._do(lambda: found.evaluate("each => each.tagName")) == "SELECT":
            self._do(lambda: found.select_option(value))
        else:
            self._do(lambda: found.fill(value))

    def preview(self) -> tuple[str, bool]:
        seen = """() => {
            const dialog = document.querySelector("dialog.operation").operation;
            return !dialog.isDue && dialog.element.querySelector(".sizes").textContent
        }"""
        self._do(lambda: self.page.wait_for_function(seen))
        code = self._text(self._dialog.locator("pre"))
        return code, bool(self._do(self._dialog.locator("img").is_visible))

    def carry_out(self, place: str) -> str:
        chosen = self._dialog.get_by_label("Show the result").last
        self._do(lambda: chosen.select_option(place))
        self._do(self._dialog.get_by_role("button", name="Apply").click)
        done = """() => {
            const dialog = document.querySelector("dialog.operation");
            const said = dialog?.querySelector(".trouble").textContent;
            return !dialog || (said && !dialog.operation.isApplying);
        }"""
        self._do(lambda: self.page.wait_for_function(done))
        if not self._do(self._dialog.count):
            self.settle()
            return ""
        said = self._text(self._dialog.locator(".trouble"))
        self._do(self._dialog.get_by_role("button", name="Cancel").click)
        return said

    @property
    def filters(self) -> tuple[tuple[str, bool], ...]:
        rows = self.page.locator(".filter")
        titles = self._do(rows.all_inner_texts)
        ticks = self._do(
            lambda: rows.locator("input").evaluate_all("all => all.map(e => e.checked)")
        )
        names = [text.splitlines()[0].strip() for text in titles]
        return tuple(zip(names, ticks, strict=True))

    def switch_filter(self, number: int) -> None:
        tick = self.page.locator(".filter").nth(number).locator("input")
        self._act(tick.click)

    def remove_filter(self, number: int) -> None:
        row = self.page.locator(".filter").nth(number)
        self._act(row.get_by_role("button", name="Remove this filter").click)

    def copy_code(self) -> str:
        def choose() -> None:
            self.page.keyboard.press("Control+Shift+P")
            self.page.keyboard.type("copy code")
            self.page.keyboard.press("Enter")

        self._do(choose)
        self._do(self.page.locator(".toast").wait_for)
        return self.clipboard

    @property
    def _dialog(self) -> Locator:
        return self.page.locator("dialog.operation")

    def _do(self, call: Callable[[], Any]) -> Any:
        return self._face.do(call)

    def _act(self, gesture: Callable[[], object]) -> None:
        self._do(gesture)
        self.settle()

    def _ask(self, what: str, *args: str) -> Any:
        script = f"args => ITOOL.{what}(...args)"
        return self._do(lambda: self.page.evaluate(script, args))

    def _text(self, found: Locator) -> str:
        texts = self._do(found.all_inner_texts)
        return str(texts[0]).strip() if texts else ""

    def _row(self, dim: str) -> Locator:
        return self.page.locator(f'[data-dim="{dim}"]')

    def _field(self, dim: str, title: str) -> Locator:
        return self._row(dim).locator(f'input[title^="{title}"]')

    def _chip(self, cursor: str) -> Locator:
        return self.page.locator(".chip", has_text=cursor)

    @property
    def _chooser(self) -> Locator:
        return self.page.get_by_label("Colour", exact=True).locator(".chooser")

    def _open_colormaps(self, search: str) -> None:
        self._chooser.locator(".choice").click()
        self._chooser.locator("input[placeholder*=' 8']").wait_for()
        self.page.keyboard.type(search)

    def _bar_point(self, level: float) -> tuple[float, float]:
        left, top, width, height = self._ask("bar")["box"]
        return left + width - 4, top + (1 - level) * height

    def _type_pair(self, fields: str, pair: Span) -> None:
        for at, value in enumerate(pair):
            self._type(self.page.locator(fields).nth(at), value)

    def _type(self, field: Locator, number: float) -> None:
        def write() -> None:
            field.fill(f"{number:g}")
            field.press("Enter")

        self._act(write)

    def _is_across(self, panel: str, dim: str) -> bool:
        script = "([p, d]) => ITOOL.page.grid.panels.get(p).panel.x.dim === d"
        return bool(self._do(lambda: self.page.evaluate(script, [panel, dim])))

    def _point(
        self, panel: str, at: dict[str, float], rest: tuple[float, float] | None = None
    ) -> tuple[float, float]:
        """Return the pixel of a point; that of `rest` along dims `at` leaves out."""
        left, top, width, height = self._ask("box", panel)
        x, y = rest or self._bare(panel)
        limits = self.limits(panel)
        for dim, position in at.items():
            low, high = limits[dim]
            share = (position - low) / (high - low)
            if self._is_across(panel, dim):
                x = left + min(max(share * width, 0.5), width - 0.5)
            else:
                y = top + min(max((1 - share) * height, 0.5), height - 0.5)
        return x, y

    def _bare(self, panel: str) -> tuple[float, float]:
        """Return a point that is far from all lines."""
        left, top, width, height = self._ask("box", panel)
        lines = self._ask("lines", panel)
        across = [x["drawn"] for x in lines if self._is_across(panel, x["dim"])]
        down = [x["drawn"] for x in lines if not self._is_across(panel, x["dim"])]
        return left + _clear(width, across), top + _clear(height, down)

    def _drag(self, start: tuple[float, float], stop: tuple[float, float]) -> None:
        def drag() -> None:
            self.page.mouse.move(*start)
            self.page.mouse.down()
            self.page.mouse.move(*stop, steps=4)
            self.page.mouse.up()

        self._act(drag)

    def _first_of_two_columns(self) -> list[str]:
        script = """() => [0, 1].map(column => ITOOL.page.scene.panels
            .find(panel => panel.cell[1] === column).id)"""
        return list(self._do(lambda: self.page.evaluate(script)))


def _clear(length: float, taken: list[float]) -> float:
    for share in (0.5, 0.27, 0.73, 0.12, 0.88):
        if all(abs(share * length - pixel) > 10 for pixel in taken):
            return share * length
    raise AssertionError("lines are everywhere")
