"""Two pages of one viewer, a plain tab and a tab of JupyterLab, on a thread apart.

Qt's loop runs on the main thread of a test, so whatever waits for a browser must not.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from tests.browser.chromium import chromium_browser
from tests.jupyter.servers import TOKEN
from tests.jupyter.test_lab import open_viewer, wait_until_loaded

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Frame, Page

    from tests.jupyter.servers import Jupyter

_POSITION = "([panel, dim]) => ITOOL.lines(panel).find((m) => m.dim === dim).position"


class Pages:
    """A browser with two tabs, driven from another thread.

    Every method returns at once; the answer comes in a future.
    """

    def __init__(self, chromium: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pages")
        self._chromium = chromium
        self._open = ExitStack()

    def start(self, url: str, lab: Jupyter, viewer: str) -> Future[None]:
        """Open the viewer in a plain tab and in a tab of JupyterLab."""
        return self._do(lambda: self._start(url, lab, viewer))

    def drag(self, face: str, panel: str, across: float) -> Future[None]:
        """Ctrl-drag from the middle of a panel to a fraction of its width."""
        return self._do(lambda: self._drag(face, panel, across))

    def position(self, face: str, panel: str, dim: str) -> Future[float]:
        """Return where the cursor's line stands in a page."""
        return self._do(lambda: self._frames[face].evaluate(_POSITION, [panel, dim]))

    def stop(self) -> Future[None]:
        """Close the browser."""
        return self._do(self._open.close)

    def end(self) -> None:
        """End the thread, once `stop` is done."""
        self._thread.shutdown()

    def _do(self, work: Callable[[], Any]) -> Future[Any]:
        return self._thread.submit(work)

    def _start(self, url: str, lab: Jupyter, viewer: str) -> None:
        browser = self._open.enter_context(chromium_browser(self._chromium))
        context = browser.new_context(viewport={"width": 1500, "height": 950})
        plain = context.new_page()
        plain.goto(url)
        plain.goto(f"{plain.url.split('?')[0].rstrip('/')}/view/{viewer}")
        plain.wait_for_selector(".panel")
        window = context.new_page()
        window.goto(f"{lab.url}lab?token={TOKEN}&reset")
        wait_until_loaded(window)
        window.locator('.jp-SideBar [data-id="itool-panel"]').click()
        framed = open_viewer(window, viewer)
        self._pages: dict[str, Page] = {"plain": plain, "lab": window}
        self._frames: dict[str, Frame] = {"plain": plain.main_frame, "lab": framed}

    def _drag(self, face: str, panel: str, across: float) -> None:
        page, frame = self._pages[face], self._frames[face]
        page.bring_to_front()
        left, top, width, height = frame.evaluate("id => ITOOL.box(id)", panel)
        if face == "lab":
            outer = page.locator(".itool-Page iframe").bounding_box()
            assert outer is not None
            left, top = left + outer["x"], top + outer["y"]
        middle = top + height / 2
        page.mouse.move(left + width / 2, middle)
        page.keyboard.down("Control")
        page.mouse.down()
        page.mouse.move(left + width * across, middle, steps=5)
        page.mouse.up()
        page.keyboard.up("Control")
