"""The probe of a page: dialogs of operations, filters and code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itool.core.forms import menu
from tests.contract.faces.web.window import (
    WebWindow,
)

if TYPE_CHECKING:
    from playwright.sync_api import Locator


class WebOperations(WebWindow):
    """Dialogs of operations, filters and code."""

    def open_operation(self, name: str) -> None:
        self._do(self.page.get_by_role("button", name="Operations").click)
        title = next(title for each, title in menu() if each == name)
        item = self.page.get_by_role("menuitem", name=f"{title}…", exact=True)
        self._do(item.click)
        self._do(self._dialog.wait_for)

    def regrid(self) -> None:
        self._do(self.page.get_by_role("button", name="Regrid…").click)
        self._do(self._dialog.wait_for)

    def fill(self, field: str, value: str | bool) -> None:
        found = self._dialog.locator(f'[data-field="{field}"]')
        if isinstance(value, bool):
            self._do(lambda: found.set_checked(value))
        elif self._do(lambda: found.evaluate("each => each.tagName")) == "SELECT":
            self._do(lambda: found.select_option(value))
        else:
            self._do(lambda: found.fill(value))

    def carry_filters_out(self, first: bool) -> None:
        tick = self._dialog.get_by_label("Carry out the filter first")
        self._do(lambda: tick.set_checked(first))

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
        if place:
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

    def start(self, place: str) -> None:
        chosen = self._dialog.get_by_label("Show the result").last
        self._do(lambda: chosen.select_option(place))
        self._do(self._dialog.get_by_role("button", name="Apply").click)

    @property
    def progress(self) -> float | None:
        bar = self._dialog.locator("progress")
        if not self._do(bar.is_visible):
            return None
        value = self._do(lambda: bar.get_attribute("value"))
        return None if value is None else float(value)

    def abandon(self) -> None:
        self._act(self._dialog.get_by_role("button", name="Cancel").click)

    @property
    def work(self) -> str:
        is_offered = self._do(self.page.locator("#give-up").is_visible)
        return self._text(self.page.locator("#message")) if is_offered else ""

    def give_up(self) -> None:
        self._act(self.page.locator("#give-up").click)

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

    def edit_filter(self, number: int) -> None:
        row = self.page.locator(".filter").nth(number)
        self._do(row.get_by_role("button", name="Change the parameters").click)
        self._do(self._dialog.wait_for)

    def filled(self, field: str) -> str:
        found = self._dialog.locator(f'[data-field="{field}"]')
        return str(self._do(found.input_value))

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
