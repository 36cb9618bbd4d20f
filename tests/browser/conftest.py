"""A browser for each module; a context, watched, for every test.

Playwright keeps a loop running on the main thread for as long as its browser is open,
and nothing else can run one there meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.chromium import Watch, chromium_browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with chromium_browser(chromium) as browser:
        yield browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return a fresh browser profile of 1100 × 760."""
    context = browser.new_context(viewport={"width": 1100, "height": 760})
    context.set_default_timeout(8000)
    yield context
    context.close()


@pytest.fixture
def watch(context: BrowserContext) -> Watch:
    """Watch all pages of the context and keep them on this machine."""
    return Watch(context)
