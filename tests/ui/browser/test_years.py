"""Values by year typed into the tables of the funds' page in a real Chromium: taken, refused in place, taken back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.ui.browser.board import FIRST, SOON, says

pytestmark = pytest.mark.browser
ACCOUNT = "Mittel, Bewilligungen, Abfluss und Ausgabereste"


def _open(page: Page, address: str) -> Locator:
    page.goto(f"{address}/funds")
    page.locator(".answer .main").wait_for(timeout=FIRST)
    page.locator("summary", has_text="Jahreswerte eingeben").click()
    tables = page.locator(".board table.cells")
    tables.first.wait_for(timeout=SOON)
    return tables


def _row(page: Page, name: str) -> Locator:
    table = page.locator("table.figures", has=page.locator("caption", has_text=ACCOUNT))
    return table.locator("tr", has=page.get_by_role("rowheader", name=name, exact=True))


def test_a_cut_is_taken_refused_and_taken_back(page: Page, address: str):
    tables = _open(page, address)
    expect(tables).to_have_count(4)
    cut = page.get_by_role("textbox", name="Nachtragshaushalt, 2027")
    cut.fill("-8,5")
    cut.press("Enter")
    expect(_row(page, "Nachtragshaushalt")).to_contain_text("−8,5", timeout=SOON)
    says(page, {"budget.supplementary.2027": -8.5e6})

    cut.fill("-60")
    cut.press("Tab")
    expect(cut).to_have_attribute("aria-invalid", "true", timeout=SOON)
    refused = page.locator('.board [role="alert"]:not([hidden])')
    expect(refused).to_contain_text("Nachtragshaushalt, 2027", timeout=SOON)
    expect(cut).to_have_value("-60")
    expect(_row(page, "Nachtragshaushalt")).to_contain_text("−8,5")

    page.get_by_role("button", name=re.compile("Nachtragshaushalt, 2027: ")).click()
    expect(_row(page, "Nachtragshaushalt")).not_to_contain_text("8,5", timeout=SOON)
    expect(cut).to_have_value("")
    expect(refused).to_have_count(0)
    page.wait_for_function("() => !new URLSearchParams(location.search).has('s')", timeout=SOON)
    page.get_by_role("button", name="Rückgängig").click()
    expect(cut).to_have_value("−8,5", timeout=SOON)


def test_a_decided_year_cannot_be_typed_into_and_columns_stand_in_line(page: Page, address: str):
    _open(page, address)
    expect(page.get_by_role("textbox", name="Haushaltsansatz, 2026")).to_be_disabled()
    expect(page.get_by_role("textbox", name="Haushaltsansatz, 2027")).to_be_enabled()
    page.set_viewport_size({"width": 1024, "height": 900})
    tables = page.locator(".board table.cells")
    for place in range(4):
        box = tables.nth(place).evaluate(
            "table => [table.scrollWidth - table.parentElement.clientWidth, "
            "[...table.rows].slice(1).map(row => [...row.querySelectorAll('input')].map(each => "
            "Math.round(each.getBoundingClientRect().right)))]"
        )
        over, edges = box
        assert over <= 4
        for column in zip(*(row for row in edges if len(row) == len(edges[0])), strict=True):
            assert max(column) - min(column) <= 1
