"""What every part of the probe of a page uses."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.contract.faces.web.face import WebFace
    from tests.contract.probe import Span

PATIENCE = 40.0
KEYS = {"Ctrl": "Control", "Del": "Delete"} | {
    side: f"Arrow{side}" for side in ("Left", "Right", "Up", "Down")
}
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
SWATCHES_ARE_DRAWN = """() => {
    const popup = document.querySelector('.popup:not([hidden])');
    const list = popup.querySelector('.options').getBoundingClientRect();
    return [...popup.querySelectorAll('.option .swatch')]
        .filter(each => each.getBoundingClientRect().top < list.bottom)
        .every(each => each.style.backgroundImage);
}"""


class WebWindow:
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

    def press(self, keys: str) -> None:
        *modifiers, key = (KEYS.get(name, name) for name in keys.split("+"))
        if len(key) == 1 and "Shift" not in modifiers:
            key = key.lower()

        def press() -> None:
            self.page.evaluate("document.activeElement?.blur()")
            self.page.keyboard.press("+".join([*modifiers, key]))

        self._act(press)

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

    @property
    def title(self) -> str:
        return self._text(self.page.locator("h1"))

    @property
    def message(self) -> str:
        return self._text(self.page.locator(".toasts")) or self._text(
            self.page.locator(".trouble #message")
        )

    @property
    def is_busy(self) -> bool:
        return bool(self._do(self.page.locator("#status.busy").count))

    @property
    def note(self) -> str:
        if self.message or self.is_busy:
            return ""
        return self._text(self.page.locator("#message"))

    @property
    def value(self) -> float:
        text = self._text(self.page.locator("output.value")).replace("−", "-")
        number, _, power = text.partition("×10")
        if not number[-1:].isdigit():
            return np.nan
        return float(f"{number}e{power.translate(RAISED) or 0}")

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

    def _type_pair(self, fields: str, pair: Span) -> None:
        for at, value in enumerate(pair):
            self._type(self.page.locator(fields).nth(at), value)

    def _type(self, field: Locator, number: float | str) -> None:
        text = number if isinstance(number, str) else f"{number:g}"

        def write() -> None:
            field.fill(text)
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
