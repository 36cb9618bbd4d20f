"""A browser for each module, which is empty again for every test.

Playwright keeps a loop running on the main thread for as long as its browser is open,
and nothing else can run one there meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.chromium import PATIENCE, Watch, chromium_browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with chromium_browser(chromium) as browser:
        yield browser


@pytest.fixture(scope="module")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """Return a profile of 1100 × 760; kept, so that scripts are compiled once."""
    profile = browser.new_context(viewport={"width": 1100, "height": 760})
    profile.set_default_timeout(PATIENCE * 1e3)
    yield profile
    profile.close()


@pytest.fixture(scope="module")
def ports() -> list[int]:
    """Return where tests serve pages, one after the other: the cache knows it."""
    return [0]


@pytest.fixture
def context(profile: BrowserContext, ports: list[int]) -> Iterator[BrowserContext]:
    """Return the profile without pages, cookies or anything remembered."""
    yield profile
    forget = {"storageTypes": "cookies,local_storage"}
    for page in profile.pages:
        session = profile.new_cdp_session(page)
        for host in ("127.0.0.1", "localhost"):
            origin = {"origin": f"http://{host}:{ports[0]}"}
            session.send("Storage.clearDataForOrigin", origin | forget)
        page.close()


@pytest.fixture
def watch(context: BrowserContext) -> Iterator[Watch]:
    """Watch all pages of the context and keep them on this machine."""
    watch = Watch(context)
    yield watch
    watch.end()
