"""The first page in a real Chromium: a lever moved by the keyboard changes sentence, table and charts at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

FIRST = 120_000  # milliseconds to wait for the first forecast
SOON = 20_000
STEPS = 6
STEP = 0.05


def test_a_lever_moved_by_the_keyboard_changes_sentence_table_and_charts(page: Page, address: str):
    hosts: set[str] = set()
    complaints: list[str] = []
    page.on("request", lambda request: hosts.add(request.url.partition("?")[0]))
    page.on("websocket", lambda socket: hosts.add(socket.url.partition("?")[0]))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(address)
    answer = page.locator(".answer .main")
    answer.wait_for(timeout=FIRST)
    page.locator(".js-plotly-plot").nth(2).wait_for(timeout=SOON)
    page.locator("table.figures").nth(1).wait_for(timeout=SOON)
    before, tables = answer.inner_text(), page.locator("table.figures").all_inner_texts()
    assert "benötigen voraussichtlich" in before
    ticks = page.locator(".js-plotly-plot .ytick").all_text_contents()
    assert any(re.fullmatch(r"\d{1,3}(\.000)+", tick) for tick in ticks)  # in an English browser

    slider = page.get_by_role("slider", name="Zugänge gegenüber der Prognose, %: Regler")
    slider.focus()
    for _ in range(STEPS):
        page.keyboard.press("ArrowRight")
    field = page.get_by_label("Zugänge gegenüber der Prognose, %: Eingabe")
    page.wait_for_function("words => document.querySelector('.answer .main').innerText !== words", arg=before)
    page.locator(".st-key-reset-arrivals-shocks button").first.wait_for(timeout=SOON)
    page.wait_for_function(
        "wanted => document.querySelector('.st-key-row-arrivals-shocks input[type=text]').value === wanted",
        arg=f"{STEPS * STEP * 100:.0f}",
    )
    page.wait_for_function("words => location.search.includes('s=')")
    assert field.count() == 1
    assert slider.get_attribute("aria-valuetext") == "+30\u00a0%"
    assert answer.inner_text() != before
    page.wait_for_timeout(500)
    assert all(new != old for new, old in zip(page.locator("table.figures").all_inner_texts(), tables, strict=True))
    after = answer.inner_text()

    page.get_by_role("button", name="Rückgängig").click()
    page.wait_for_function("words => document.querySelector('.answer .main').innerText === words", arg=before)
    page.get_by_role("button", name="Wiederholen").click()
    page.wait_for_function("words => document.querySelector('.answer .main').innerText === words", arg=after)

    page.get_by_role("link", name="Plausibilität").click()
    page.get_by_text("Modell und bekannte Zahlen").wait_for(timeout=SOON)
    page.get_by_role("link", name="Überblick").click()
    answer.wait_for(timeout=SOON)
    assert answer.inner_text() == after

    assert complaints == []
    own = (address, address.replace("http", "ws", 1), "data:", "blob:")
    assert [url for url in hosts if not url.startswith(own)] == []


def test_on_a_narrow_screen_the_levers_are_a_drawer(page: Page, address: str):
    page.set_viewport_size({"width": 1024, "height": 800})
    page.goto(f"{address}/?lang=en")
    page.locator(".answer .main").wait_for(timeout=FIRST)
    slider = page.locator(".st-key-row-funding-state_share input[type=range]")
    slider.wait_for(state="attached", timeout=SOON)
    named = page.get_by_role("slider", name="State share, %: slider")
    assert named.count() == 0  # out of sight and out of the way of the Tab key
    page.get_by_text("Show levers").click()
    named.wait_for(state="attached", timeout=SOON)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 1024
