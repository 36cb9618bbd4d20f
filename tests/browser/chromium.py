"""Chromium for tests: started without a screen, watched, and kept on this machine."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Request

ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
"""Without the network flags Chromium looks up hosts of its maker at every start; with
the last one it finds no other machine than this."""

PATIENCE = 40.0
"""Seconds that a busy machine gets to bring a page to what is expected of it."""

LOCAL = {"127.0.0.1", "localhost", None}


@contextmanager
def chromium_browser(path: str) -> Iterator[Browser]:
    """Start the Chromium at `path`; it is gone afterwards."""
    expect.set_options(timeout=PATIENCE * 1e3)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGS))
        try:
            yield browser
        finally:
            browser.close()


class Watch:
    """What a test wants to know of its pages besides what they show.

    Attributes
    ----------
    errors : list of str
        Uncaught exceptions, and what the console calls errors or warnings.
    foreign : list of str
        URLs of other machines that a page asked for; none can be reached.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self._context = context
        context.on("request", self._note)
        context.on("page", self._follow)

    def end(self) -> None:
        """Watch no more; pages that are there stay watched."""
        self._context.remove_listener("request", self._note)
        self._context.remove_listener("page", self._follow)

    def _follow(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def _note(self, request: Request) -> None:
        if urlsplit(request.url).hostname not in LOCAL:
            self.foreign.append(request.url)
