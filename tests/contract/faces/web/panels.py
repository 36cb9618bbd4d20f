"""The probe of a page: gestures and marks on its panels."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from tests.contract.faces.web.window import (
    WebWindow,
)

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from tests.contract.probe import Span


COPIED = """async () => {
    const [item] = await navigator.clipboard.read();
    if (!item?.types.includes("image/png")) return [];
    return [...new Uint8Array(await (await item.getType("image/png")).arrayBuffer())];
}"""


class WebPanels(WebWindow):
    """Gestures and marks on its panels."""

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

    def choose_here(self, panel: str, entry: str, **at: float) -> None:
        place = self._point(panel, at, self._bare(panel))

        def choose() -> None:
            self.page.mouse.click(*place, button="right")
            menu = self.page.locator("[role=menu]")
            menu.get_by_text(entry, exact=True).click()

        self._act(choose)

    def copied_picture(self, panel: str, entry: str) -> NDArray[np.uint8]:
        allowed = ["clipboard-read", "clipboard-write"]
        self._do(lambda: self.page.context.grant_permissions(allowed))
        self._do(lambda: self.page.evaluate("navigator.clipboard.writeText('')"))
        self.choose_here(panel, entry)
        found: list[int] = []

        def arrived() -> bool:
            found[:] = self._do(lambda: self.page.evaluate(COPIED))
            return bool(found)

        self.settle(until=arrived)
        with Image.open(io.BytesIO(bytes(found))) as picture:
            return np.array(picture.convert("RGB"))

    def zoom_box(
        self, panel: str, start: dict[str, float], to: dict[str, float]
    ) -> None:
        begin = self._point(panel, start)
        stop = self._point(panel, to, begin)
        self._do(lambda: self.page.keyboard.down("Alt"))
        self._drag(begin, stop)
        self._do(lambda: self.page.keyboard.up("Alt"))

    def zoom(self, panel: str, **at: float) -> None:
        point = self._point(panel, at)

        def turn() -> None:
            self.page.mouse.move(*point)
            self.page.mouse.wheel(0, -120)

        self._act(turn)

    def pan_values(self, panel: str, share: float) -> None:
        x, y = self._beside(panel, "")
        _, _, width, height = self._ask("box", panel)
        is_across = self._is_across(panel, "")
        stop = (x + share * width, y) if is_across else (x, y - share * height)
        self._drag((x, y), stop)

    def fit_values(self, panel: str) -> None:
        point = self._beside(panel, "")
        self._act(lambda: self.page.mouse.dblclick(*point))

    def type_range(self, panel: str, **ends: tuple[str, str]) -> str:
        self.choose_here(panel, "Visible range…")
        dialog = self.page.locator("dialog.visible-range")
        self._do(dialog.wait_for)
        for row in self._do(dialog.locator(".range").all):
            name = self._text(row.locator(".caption"))
            is_value = self._do(row.locator("[placeholder=fits]").count)
            texts = ends.get("values" if is_value else name.split(" (")[0], ())
            for field, text in zip(
                self._do(row.locator("input").all), texts, strict=False
            ):
                self._do(partial(field.fill, text))
        self._act(dialog.get_by_role("button", name="Apply").click)
        trouble = dialog.locator(".trouble")

        def is_over() -> bool:
            return not self._do(dialog.count) or bool(self._text(trouble))

        self.settle(is_over)
        message = self._text(trouble) if self._do(dialog.count) else ""
        if message:
            self._act(dialog.get_by_role("button", name="Cancel").click)
        return message

    def _beside(self, panel: str, dim: str) -> tuple[float, float]:
        """Return the middle of an axis."""
        left, top, width, height = self._ask("box", panel)
        if self._is_across(panel, dim):
            return left + width / 2, top + height + 8
        return left - 8, top + height / 2

    def zoom_axis(self, panel: str, dim: str) -> None:
        point = self._beside(panel, dim)

        def turn() -> None:
            self.page.mouse.move(*point)
            self.page.mouse.wheel(0, -120)

        self._act(turn)

    def view_all(self, panel: str) -> None:
        point = self._bare(panel)
        self._act(lambda: self.page.mouse.dblclick(*point))

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

    def resize_columns(self, by: float) -> None:
        gap = self.page.locator(".splitter.columns").first
        first, second = (
            self._ask("box", panel)[2] for panel in self._first_of_two_columns()
        )
        box = self._do(gap.bounding_box)
        start = (box["x"] + 3, box["y"] + 20)
        self._drag(start, (start[0] + by * (first + second), start[1]))

    def double_click(self, panel: str, **at: float) -> None:
        place = self._point(panel, at, (0.0, 0.0))
        self._act(lambda: self.page.mouse.dblclick(*place))

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
        shape, pixels = found
        return np.array(pixels, np.uint8).reshape(shape)

    def corner(self, panel: str) -> tuple[int, int, int]:
        left, top, _, height = self._ask("box", panel)
        clip = {"x": left + 1, "y": top + height - 2, "width": 1, "height": 1}
        picture = self._do(lambda: self.page.screenshot(clip=clip))
        with Image.open(io.BytesIO(picture)) as image:
            red, green, blue = image.convert("RGB").getpixel((0, 0))
        return red, green, blue

    def curve(self, panel: str, cursor: str = "") -> NDArray[np.floating] | None:
        values = self._ask("curve", panel, cursor or self.active)
        return None if values is None else np.array(values, float)

    def limits(self, panel: str) -> dict[str, Span]:
        spans = self._ask("limits", panel)
        return {dim: (low, high) for dim, (low, high) in spans.items()}

    def twin(self, panel: str) -> tuple[str, Span] | None:
        found = self._ask("twin", panel)
        return found and (found[0], (found[1], found[2]))

    def scales(self, panel: str) -> dict[str, float]:
        _, _, width, height = self._ask("box", panel)
        return {
            dim: (width if self._is_across(panel, dim) else height) / (high - low)
            for dim, (low, high) in self.limits(panel).items()
            if dim
        }

    def ticks(self, panel: str, dim: str) -> tuple[str, ...]:
        return tuple(self._ask("ticks", panel, dim))
