"""The page of the forecast in a real Chromium: groups, the clock turned back, values, the way to the data."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

FIRST = 120_000  # milliseconds to wait for the first forecast
SOON = 30_000


def test_groups_clock_and_files_work_by_mouse_and_keyboard(page: Page, address: str):
    page.goto(f"{address}/prognosis?lang=de")
    then = page.get_by_text(re.compile("^Stand Ende Juni 2015"))
    then.first.wait_for(timeout=FIRST)
    expect(page.locator("figure .plot svg.main-svg").first).to_be_visible(timeout=SOON)
    expect(page.locator("table", has_text="Mitte: Median der Verfahren")).to_be_visible()

    page.get_by_role("radio", name="Ukraine").or_(page.get_by_role("button", name="Ukraine")).first.click()
    expect(page.get_by_text(re.compile("^Ukraine: Von ")).first).to_be_visible(timeout=SOON)

    page.get_by_role("button", name="Juni 2022").click()
    expect(page.get_by_text(re.compile("^Stand Ende Juni 2022")).first).to_be_visible(timeout=SOON)
    slider = page.get_by_role("slider", name="Letzter bekannter Monat")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text(re.compile("^Stand Ende Juli 2022")).first).to_be_visible(timeout=SOON)
    expect(page.locator("figure", has_text="Prognose von damals").get_by_text("eingetreten").first).to_be_attached()

    folder = page.locator(".st-key-values-hindsight")
    folder.locator("summary").click()
    with page.expect_download() as saved:
        folder.get_by_role("button", name=re.compile("CSV")).click()
    lines = saved.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("Erstanträge auf Asyl in Deutschland")
    assert any(line.startswith("2022-08;") for line in lines)

    page.get_by_role("link", name="Zur Seite „Daten“").click()
    page.locator("table.months").wait_for(timeout=FIRST)
