"""The probe of a page: regions and guides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.contract.faces.web.window import KEYS, WebWindow

if TYPE_CHECKING:
    from numpy.typing import NDArray


class WebRegions(WebWindow):
    """Regions and guides."""

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

    def act_on_region(self, name: str) -> None:
        text = name.partition(".")[2].capitalize()
        acts = self.page.locator(".acts")
        self._act(acts.get_by_role("button", name=text, exact=True).click)

    def turn_ray(self, panel: str, ray: int, to: dict[str, float]) -> str:
        x, y, _ = self._ask("ray", panel, str(ray))
        goal = self._point(panel, to, (x, y))

        def drag() -> None:
            self.page.mouse.move(x, y)
            self.page.mouse.down()
            self.page.mouse.move(*goal, steps=4)

        self._act(drag)
        written = str(self._ask("ray", panel, str(ray))[2])
        self._act(self.page.mouse.up)
        return written

    def focus_panel(self, panel: str) -> None:
        self._act(self.page.locator(f'[data-panel="{panel}"]').focus)

    def focus_handle(self, panel: str, number: int) -> None:
        def go() -> None:
            self.page.locator(f'[data-panel="{panel}"]').focus()
            for _ in range(40):
                self.page.keyboard.press("Tab")
                at = self.page.evaluate("document.activeElement.dataset.point")
                if at == str(number):
                    return
            raise AssertionError("Tab leads to no handle")

        self._act(go)

    def press_there(self, keys: str) -> None:
        named = "+".join(KEYS.get(name, name) for name in keys.split("+"))
        self._act(lambda: self.page.keyboard.press(named))

    def rename_region(self, name: str) -> None:
        def write() -> None:
            field = self.page.get_by_role("textbox", name="Name of the region")
            field.fill(name)
            field.press("Enter")

        self._act(write)

    def recolor_region(self, color: str) -> None:
        def pick() -> None:
            self.page.get_by_label("Colour of the region").evaluate(
                "(e, c) => { e.value = c; e.dispatchEvent(new Event('change')) }", color
            )

        self._act(pick)

    def show_region(self) -> None:
        self._act(self.page.get_by_role("button", name="Draw the region").click)

    def mask_here(self, keep: str) -> None:
        text = "Mask" if keep == "inside" else "Mask inside"

        def mask() -> None:
            self.page.get_by_label("results in this viewer").check()
            acts = self.page.locator(".acts")
            acts.get_by_role("button", name=text, exact=True).click()

        self._act(mask)

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
