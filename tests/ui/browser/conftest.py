"""The app as it is served, with an empty cache and database of its own, and a real Chromium to look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.serving import FLAGS, served


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app; one server for all tests of a process."""
    with served(tmp_path_factory.mktemp("app")) as found:
        yield found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all tests of a process."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, headless=True, args=list(FLAGS))
        try:
            yield found
        finally:
            found.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new tab of an English browser that shares nothing with the others."""
    context = browser.new_context(locale="en-US", viewport={"width": 1440, "height": 1000}, accept_downloads=True)
    try:
        yield context.new_page()
    finally:
        context.close()
