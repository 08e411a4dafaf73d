"""A district opens its page by its address in a real Chromium: figures, its own count, the map, a file for Excel."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

FIRST = 120_000  # milliseconds to wait for the first forecast
SOON = 30_000
OWN = "district;name;kind;opening_stock\nAGS 08111;Stuttgart;Stadtkreis;3456\n"


def test_a_district_sees_its_figures_hands_in_its_count_and_takes_a_file_home(
    page: Page, address: str, tmp_path: Path
):
    page.goto(f"{address}/districts?kreis=08111&lang=de")
    answer = page.locator(".answer .main").first
    answer.wait_for(timeout=FIRST)
    expect(answer).to_contain_text("Stuttgart benötigt 2027")
    expect(page.locator("figure .plot path.js-fill")).to_have_count(44, timeout=SOON)
    expect(page.locator("figure .plot").get_by_text("Baden-Baden")).to_be_visible()
    assert "kreis=08111" in page.url

    before = answer.inner_text()
    own = tmp_path / "stuttgart.csv"
    own.write_text(OWN, encoding="utf-8")
    page.locator('[data-testid="stFileUploader"] input[type=file]').set_input_files(own)
    expect(answer).to_contain_text("Gerechnet mit eigenen Angaben des Kreises.", timeout=SOON)
    expect(page.locator(".answer .aside", has_text="In der Rechnung des Landes")).to_contain_text(
        re.compile(r"Stuttgart benötigt 2027")
    )
    page.get_by_role("button", name="Eigene Angaben zurücknehmen").click()
    expect(answer).to_have_text(before, timeout=SOON)

    with page.expect_download() as saved:
        page.locator(".st-key-file-districts-ranking button").click()
    lines = saved.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert any(line.startswith("Stuttgart;AGS 08111;Stadtkreis;") for line in lines)
    assert page.locator(".stException").count() == 0


def test_a_click_on_the_map_opens_the_district_and_a_reload_keeps_what_it_typed(page: Page, address: str):
    page.goto(f"{address}/districts?lang=de")
    expect(page.locator("figure .plot path.js-fill")).to_have_count(44, timeout=FIRST)
    tile = page.locator("figure .plot").get_by_text("Baden-Baden")
    tile.scroll_into_view_if_needed()
    box = tile.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 6, y - 3)
    expect(page.locator(".hoverlayer .hovertext")).to_contain_text("Baden-Baden", timeout=SOON)
    page.mouse.click(x, y)
    answer = page.locator(".answer .main").first
    expect(answer).to_contain_text("Baden-Baden benötigt 2027", timeout=SOON)
    expect(page).to_have_url(re.compile("kreis=08211"), timeout=SOON)

    page.get_by_text("Eigene Angaben", exact=True).click()
    field = page.get_by_label("Personen je VZÄ")
    field.fill("70")
    field.press("Tab")
    expect(answer).to_contain_text("Gerechnet mit eigenen Angaben des Kreises.", timeout=SOON)
    expect(page).to_have_url(re.compile("eigen=persons_per_fte-70"), timeout=SOON)
    words = answer.inner_text()
    page.reload()
    expect(page.locator(".answer .main").first).to_have_text(words, timeout=FIRST)
