"""A browser on a thread of its own, for tests whose own thread is the core's."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar

from playwright.sync_api import Error

from tests.browser.chromium import chromium_browser

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

Answer = TypeVar("Answer")


class Driver:
    """Runs whatever touches the browser on one thread, while the caller goes on.

    A window costs Chromium about as much as what is loaded into it, so windows are lent
    and taken back empty. All have one profile, so that scripts are compiled once.

    Attributes
    ----------
    errors : list of str
        Exceptions that no script of a page caught.
    port : int
        Where tests serve pages, one after the other: the browser's cache knows it.
    """

    def __init__(self, chromium: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="browser")
        self._parts = ExitStack()
        self._context = self.submit(lambda: self._open(chromium)).result()
        self._idle: list[Page] = []
        self.errors: list[str] = []
        self.port = 0

    def submit(self, call: Callable[[], Answer]) -> Future[Answer]:
        """Run `call` on the browser's thread."""
        return self._thread.submit(call)

    def lend(self) -> Page:
        """Return an empty window; in `submit` only."""
        return self._idle.pop() if self._idle else self._open_window()

    def take_back(self, page: Page) -> None:
        """Leave what the window shows, let go of keys and mouse; in `submit` only."""
        try:
            page.goto("about:blank")
        except Error:  # it has crashed, which the test has noticed
            page.close()
            return
        page.mouse.up()
        page.mouse.move(-1, -1)
        for key in ("Shift", "Control", "Alt"):
            page.keyboard.up(key)
        self._idle.append(page)

    def _open(self, chromium: str) -> BrowserContext:
        browser = self._parts.enter_context(chromium_browser(chromium))
        self._browser = browser.new_browser_cdp_session()
        return browser.new_context(viewport={"width": 1100, "height": 860})

    def _open_window(self) -> Page:
        """Open no tab: one that is hidden behind another draws once a second."""
        page = self._context.new_page()
        session = self._context.new_cdp_session(page)
        profile = session.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]
        window = {"url": "about:blank", "newWindow": True, "browserContextId": profile}
        with self._context.expect_page() as opened:
            self._browser.send("Target.createTarget", window)
        page.close()
        opened.value.on("pageerror", lambda error: self.errors.append(str(error)))
        return opened.value

    def close(self) -> None:
        """End browser and thread."""
        self.submit(self._parts.close).result()
        self._thread.shutdown()
