"""A browser on a thread of its own, for tests whose own thread is the core's."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar

from tests.browser.chromium import chromium_browser

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext

Answer = TypeVar("Answer")


class Driver:
    """Runs whatever touches the browser on one thread, while the caller goes on.

    Attributes
    ----------
    context : playwright.sync_api.BrowserContext
        One profile for all tests, so that scripts are compiled once; to be used in
        `submit` only.
    port : int
        Where tests serve pages, one after the other: the browser's cache knows it.
    """

    def __init__(self, chromium: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="browser")
        self._parts = ExitStack()
        self.context: BrowserContext = self.submit(
            lambda: self._open(chromium)
        ).result()
        self.port = 0

    def submit(self, call: Callable[[], Answer]) -> Future[Answer]:
        """Run `call` on the browser's thread."""
        return self._thread.submit(call)

    def _open(self, chromium: str) -> BrowserContext:
        browser = self._parts.enter_context(chromium_browser(chromium))
        return browser.new_context(viewport={"width": 1100, "height": 860})

    def close(self) -> None:
        """End browser and thread."""
        self.submit(self._parts.close).result()
        self._thread.shutdown()
