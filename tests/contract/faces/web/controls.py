"""The probe of a page: cursors, dims and profiles in its sidebar."""

from __future__ import annotations

from tests.contract.faces.web.window import (
    WebWindow,
)

READINGS = """() => [...document.querySelectorAll(".coord")].map(
    (row) => [row.dataset.coord, row.querySelector("output").textContent]
)"""


class WebControls(WebWindow):
    """Cursors, dims and profiles in its sidebar."""

    def set_index(self, dim: str, index: int) -> None:
        self._type(self._field(dim, "Index"), index)

    def set_value(self, dim: str, value: float | str) -> None:
        self._type(self._field(dim, "Coordinate"), value)

    def set_bins(self, dim: str, bins: float | str) -> None:
        self._type(self._field(dim, "Samples around"), bins)

    def play(self, dim: str) -> None:
        self._do(self._row(dim).locator(".run button").click)

    def set_profile(self, norm: str = "", offset: float | None = None) -> None:
        if norm:
            choice = self.page.get_by_label("What every curve is divided by")
            self._act(lambda: choice.select_option(norm))
        if offset is not None:
            self._type(self.page.locator(".profiles input"), offset)

    def set_reducer(self, reducer: str) -> None:
        choice = self.page.get_by_label("Reduce bins by")
        self._act(lambda: choice.select_option(reducer))

    def set_slider(self, dim: str, index: int) -> None:
        slider = self._row(dim).locator("input[type=range]")
        self._do(lambda: slider.fill(str(index)))
        if not self.is_playing(dim):
            self.settle()

    def draw_coord(self, coord: str) -> None:
        name = f"Draw {coord} beside"
        self._act(self.page.get_by_role("button", name=name).click)

    @property
    def readings(self) -> dict[str, str]:
        found = self._do(lambda: self.page.evaluate(READINGS))
        return {name: str(text) for name, text in found}

    def toggle(self, what: str) -> None:
        name = {
            "reverse": "Run the colours backwards (R)",
            "lock": "Fix the levels to the range of all samples (L)",
            "view": "Fit view",
            "snap": "Snap",
            "equal": "Equal aspect",
            "rgb": "True colour",
        }[what]
        self._act(self.page.get_by_role("button", name=name).click)

    def swap(self, dim: str, other: str) -> None:
        places = self._row(dim).locator("legend select")
        self._act(lambda: places.select_option(other))

    def invert(self, dim: str) -> None:
        places = self._row(dim).locator("legend select")
        self._act(lambda: places.select_option(label="invert axis"))

    def add_cursor(self) -> None:
        self._act(self.page.get_by_role("button", name="Add a cursor").click)

    def activate(self, cursor: str) -> None:
        self._act(self._chip(cursor).click)

    def choose_of(self, cursor: str, entry: str) -> None:
        def choose() -> None:
            self._chip(cursor).click(button="right")
            menu = self.page.get_by_role("menu", name="Cursor")
            menu.get_by_text(entry, exact=True).click()

        self._act(choose)

    def set_cursor_colors(self, source: str) -> None:
        box = self.page.get_by_label("Colours of cursors")
        self._act(lambda: box.select_option(source))

    def set_cursor_color(self, color: str) -> None:
        field = self.page.get_by_label("Colour of the active cursor")
        self._act(lambda: field.fill(color))

    def index(self, dim: str) -> int:
        return int(self._do(self._field(dim, "Index").input_value))

    def text(self, dim: str) -> str:
        return str(self._do(self._field(dim, "Coordinate").input_value))

    def is_playing(self, dim: str) -> bool:
        button = self._row(dim).locator(".run button")
        return str(self._do(lambda: button.get_attribute("title"))).startswith("Stop")

    @property
    def reducer(self) -> str:
        choice = self.page.get_by_label("Reduce bins by")
        return str(self._do(choice.input_value))

    def bins(self, dim: str) -> int:
        return int(self._do(self._field(dim, "Samples around").input_value))

    @property
    def sliders(self) -> tuple[str, ...]:
        rows = self.page.locator(".dim:has(input[type=range]:not([hidden]))")
        read = "all => all.map(each => each.dataset.dim)"
        return tuple(self._do(lambda: rows.evaluate_all(read)))
