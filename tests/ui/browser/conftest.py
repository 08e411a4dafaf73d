"""The app as it is served, with an empty cache and database of its own, and a real Chromium to look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.serving import FLAGS, served

PATIENCE = (
    60_000  # milliseconds until a state counts as never reached, for whatever names no other; machines are busy
)

expect.set_options(timeout=PATIENCE)

Tab = Callable[..., Page]


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app; one server for all tests here."""
    with served(tmp_path_factory.mktemp("app")) as found:
        yield found


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all tests here; it goes with the last of them, for Playwright's event loop bars any other."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, headless=True, args=list(FLAGS))
        try:
            yield found
        finally:
            found.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    """Opens a new tab that shares nothing with the others, in an English browser unless another locale is named."""
    with ExitStack() as stack:

        def opened(locale: str = "en-US") -> Page:
            context = browser.new_context(
                locale=locale, viewport={"width": 1440, "height": 1000}, accept_downloads=True
            )
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE)
            return context.new_page()

        yield opened


@pytest.fixture
def page(tab: Tab) -> Page:
    """A new tab."""
    return tab()
