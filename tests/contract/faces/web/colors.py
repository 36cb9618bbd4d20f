"""The probe of a page: colour maps, limits and the colour bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.contract.faces.web.window import (
    KEYS,
    SWATCHES_ARE_DRAWN,
    WebWindow,
)

if TYPE_CHECKING:
    from playwright.sync_api import Locator


class WebColors(WebWindow):
    """Colour maps, limits and the colour bar."""

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

    def set_part(self, part: str) -> None:
        parts = self.page.get_by_label("Part of complex samples")
        self._act(lambda: parts.select_option(part))

    def set_levels(self, low: float, high: float) -> None:
        self._type_pair(".levels input", (low, high))

    def set_level(self, end: int, level: float) -> None:
        self._type(self.page.locator(".levels input").nth(end), level)

    def set_norm(self, name: str) -> None:
        chosen = self.page.locator(".scale select")
        self._act(lambda: chosen.select_option(name))

    def set_pivot(self, value: float) -> None:
        self._type(self.page.locator(".scale input"), value)

    def set_percentiles(self, low: float, high: float) -> None:
        self._type_pair(".percentiles input", (low, high))

    def drag_bar(self, start: float, stop: float) -> None:
        self._drag(self._bar_point(start), self._bar_point(stop))

    def press_on_bar(self, keys: str) -> None:
        def press() -> None:
            self.page.locator(".colorbar .grip").focus()
            self.page.keyboard.press("+".join(KEYS.get(k, k) for k in keys.split("+")))

        self._act(press)

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

    @property
    def counts(self) -> list[int]:
        return list(self._ask("bar")["counts"])

    @property
    def bar_labels(self) -> dict[float, float]:
        return dict(self._ask("bar")["labels"])

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
