"""The first page and its board of levers in a browser: where things are, and how to wait for them."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from forecasting.assumptions import load_scenario, shipped_scenarios
from forecasting.ui.session.state import Position, encode

__all__ = ["SHIPPED", "SOON", "changed", "field_of", "open_page", "row", "says", "slider_of", "type_into"]

FIRST = 120_000  # milliseconds to wait for the first forecast
SOON = 20_000
SHIPPED = {path.stem: load_scenario(path) for path in shipped_scenarios()}


def open_page(page: Page, address: str) -> Locator:
    """The answer of the page at an address."""
    page.goto(address)
    answer = page.locator(".answer .main")
    answer.wait_for(timeout=FIRST)
    page.locator(".board .row").first.wait_for(state="attached", timeout=SOON)
    page.locator(".js-plotly-plot").nth(2).wait_for(timeout=SOON)
    return answer


def row(page: Page, key: str) -> Locator:
    return page.locator(f'.board [data-key="{key}"]')


def slider_of(page: Page, key: str) -> Locator:
    return row(page, key).get_by_role("slider")


def field_of(page: Page, key: str) -> Locator:
    return row(page, key).get_by_role("textbox")


def type_into(page: Page, key: str, words: str) -> None:
    field_of(page, key).fill(words)
    field_of(page, key).press("Enter")


def changed(answer: Locator, before: str) -> str:
    """The answer once it has changed."""
    expect(answer).not_to_have_text(before, timeout=SOON)
    return answer.inner_text()


def says(page: Page, values: dict[str, object]) -> None:
    """The address says what the page shows; it is written last."""
    link = encode(Position("base", SHIPPED["base"].with_values(values)), SHIPPED)
    page.wait_for_function("link => new URLSearchParams(location.search).get('s') === link", arg=link, timeout=SOON)
