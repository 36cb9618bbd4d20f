"""The browser's face under test: real pages, mouse and keys, in Chromium."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from itool.core.loop import AsyncLoop
from itool.core.manager import Manager
from itool.store.store import DataStore
from itool.web.server import WebServer
from tests.contract.faces.web.colors import WebColors
from tests.contract.faces.web.controls import WebControls
from tests.contract.faces.web.operations import WebOperations
from tests.contract.faces.web.panels import WebPanels
from tests.contract.faces.web.regions import WebRegions
from tests.contract.faces.web.shortcuts import WebShortcuts
from tests.contract.faces.web.window import (
    PATIENCE,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from playwright.sync_api import Page

    from itool.core.viewer import Viewer
    from tests.browser.driver import Driver


class WebProbe(
    WebPanels, WebControls, WebColors, WebRegions, WebOperations, WebShortcuts
):
    """One page."""


class WebFace:
    """A manager with pages in a browser; the browser runs on another thread."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self._driver: Driver = request.getfixturevalue("driver")
        self.loop = AsyncLoop()
        self.manager = Manager(DataStore(), self.loop)
        self._server = WebServer(self.manager, port=self._driver.port)
        self._url = self._server.start()
        self._driver.port = self._server.port
        self._probes: list[WebProbe] = []

    def show(self, viewer: Viewer) -> WebProbe:
        page = self.do(lambda: self._open_page(viewer))
        probe = WebProbe(self, page)
        self._probes.append(probe)
        probe.settle()
        return probe

    def settle(self, until: Callable[[], object] | None = None) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            for probe in self._probes:
                self.do(lambda page=probe.page: page.evaluate("ITOOL.settled()"))
            is_drawn = all(viewer.is_drawn for viewer in self.manager.viewers)
            if is_drawn and (until is None or until()):
                return
            assert time.monotonic() < deadline, "waited in vain"

    def do(self, call: Callable[[], Any]) -> Any:
        """Run `call` on the browser's thread while the core goes on here."""
        future = asyncio.wrap_future(self._driver.submit(call), loop=self.loop.asyncio)
        return self.loop.asyncio.run_until_complete(future)

    def close(self) -> None:
        for probe in self._probes:
            self.do(lambda page=probe.page: self._driver.take_back(page))
        self._server.stop()
        self.manager.dispose()
        self.loop.asyncio.run_until_complete(asyncio.sleep(0.01))
        self.loop.asyncio.close()
        errors, self._driver.errors = self._driver.errors, []
        assert not errors, errors

    def _open_page(self, viewer: Viewer) -> Page:
        page = self._driver.lend()
        page.set_default_timeout(PATIENCE * 1e3)
        root, _, token = self._url.partition("?")
        page.goto(f"{root}view/{viewer.id}?{token}")
        page.locator(".panel").first.wait_for()
        return page
