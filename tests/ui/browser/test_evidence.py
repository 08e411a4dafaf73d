"""Daten, Annahmen, Plausibilität in a real Chromium: own files there and back, search, reasons, only the keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from forecasting.assumptions import load_scenario
from forecasting.observations.load import OBSERVATIONS
from forecasting.ui.session.state import Position, encode
from tests.ui.browser.looking import settle

pytestmark = pytest.mark.browser

FIRST = 120_000  # milliseconds to wait for the first forecast
SOON = 30_000
BROKEN = "month;group;arrivals\n2025-11;asylum;-5\n2025-13;asylum;3\n2025-12;asylum;viele\n"
REASON = "Beschluss des Kabinetts vom 3. März, „Sparpaket“"
MOST_TABS = 60  # a walk around the page comes back to where it began


def _open(page: Page, address: str, name: str, ready: str, **parameters: str) -> None:
    query = "&".join(f"{key}={value}" for key, value in parameters.items())
    page.goto(f"{address}/{name}?{query}")
    page.locator(ready).first.wait_for(timeout=FIRST)
    settle(page)  # what is still being drawn would take the focus away


def _answer(page: Page) -> str:
    page.get_by_role("link", name="Überblick").click()
    answer = page.locator(".answer .main")
    answer.wait_for(timeout=FIRST)
    return answer.inner_text()


def _own(path: Path) -> Path:
    """The shipped arrivals with twice as many in the last year of each group."""
    lines = (OBSERVATIONS / "arrivals.csv").read_text(encoding="utf-8").splitlines()
    changed = [lines[0]]
    for line in lines[1:]:
        month, group, persons, status, *_ = line.split(",")
        if month >= "2025":
            persons, status = f"{2 * float(persons):.0f}", "observed"
        changed.append(f"{month},{group},{persons},{status},Zählung")
    path.write_text("\n".join(changed) + "\n", encoding="utf-8")
    return path


def _upload(page: Page, path: Path) -> None:
    page.locator('[data-testid="stFileUploader"] input[type=file]').set_input_files(path)


def _tab_to(page: Page, wanted: Locator) -> None:
    """Walk with the Tab key until the element has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail("the Tab key does not lead there")


def test_a_broken_file_is_explained_in_place_and_changes_nothing(page: Page, address: str, tmp_path: Path):
    _open(page, address, "", ".answer .main")
    before = _answer(page)
    page.get_by_role("link", name="Daten").click()
    page.locator("table.months").wait_for(timeout=SOON)
    broken = tmp_path / "Zugänge_März.csv"
    broken.write_text(BROKEN, encoding="utf-8")
    _upload(page, broken)
    alert = page.get_by_role("alert").filter(has_text="müssen geklärt werden")
    alert.wait_for(timeout=SOON)
    for words in ("Zugänge_März.csv, Zeile 2", "„-5“", "darf nicht negativ sein", "„2025-13“", "„viele“"):
        expect(alert).to_contain_text(words)
    expect(page.get_by_text("Nichts wurde geändert")).to_be_visible()
    expect(page.get_by_role("button", name="Für diese Sitzung übernehmen")).to_have_count(0)
    other = tmp_path / "brief.pdf"
    other.write_bytes(b"%PDF-1.7")
    _upload(page, other)
    expect(page.get_by_text("Dateien der Art application/pdf sind nicht zugelassen.").first).to_be_visible()
    expect(page.locator(".st-key-head")).not_to_contain_text("Eigene Daten")
    assert _answer(page) == before


def test_own_figures_are_previewed_adopted_and_discarded(page: Page, address: str, tmp_path: Path):
    _open(page, address, "", ".answer .main")
    before = _answer(page)
    page.get_by_role("link", name="Daten").click()
    page.locator("table.months").wait_for(timeout=SOON)
    _upload(page, _own(tmp_path / "eigene.csv"))
    preview = page.locator("table", has_text="Was sich mit diesen Dateien ändert")
    preview.wait_for(timeout=SOON)
    expect(preview.locator("tbody tr").first).to_contain_text("12")
    outcome = page.locator("table", has_text="Was sich am Ergebnis für 2027 ändert")
    outcome.wait_for(timeout=FIRST)
    need = outcome.locator("tbody tr", has_text="Mittelbedarf 2027").inner_text()
    expect(page.locator(".st-key-head")).not_to_contain_text("Eigene Daten")
    months = page.get_by_text("Geänderte Monate im Einzelnen")
    months.click()
    expect(page.locator("table", has_text="Geänderte Monate").last).to_contain_text("Dezember 2025")

    page.get_by_role("button", name="Für diese Sitzung übernehmen").click()
    badge = page.locator(".st-key-head", has_text="Eigene Daten, nicht veröffentlicht")
    badge.wait_for(timeout=SOON)
    after = _answer(page)
    assert after != before
    promised = re.split(r"\s", need.split("\t")[2])[0]
    assert f"{promised}\u00a0Mio. Euro" in after

    page.get_by_role("link", name="Daten").click()
    page.get_by_role("button", name="Eigene Daten verwerfen").click()
    expect(page.locator(".st-key-head")).not_to_contain_text("Eigene Daten", timeout=SOON)
    assert _answer(page) == before


def test_the_register_is_searched_and_a_reason_comes_back_with_the_link(page: Page, address: str):
    scenario = load_scenario()
    half = encode(Position("base", scenario.with_values({"funding.state_share": 0.5})), {"base": scenario})
    _open(page, address, "assumptions", "table.register", s=half)
    rows = page.locator("table.register tbody tr:not(.heading)")
    total = rows.count()

    search = page.get_by_label("Annahmen durchsuchen")
    search.fill("fördersatz hochschul")
    search.press("Enter")
    expect(rows).to_have_count(1, timeout=SOON)
    expect(rows).to_contain_text("ab 01.01.2024: 60.000")
    search.fill("")
    search.press("Enter")
    expect(rows).to_have_count(total, timeout=SOON)
    page.locator(".st-key-search").get_by_text("weicht ab", exact=True).click()
    expect(rows).to_have_count(1, timeout=SOON)
    expect(rows).to_contain_text("Begründung fehlt")

    field = page.get_by_label("Begründung für „Finanzierungsanteil des Landes“")
    old = page.url
    field.fill(REASON)
    field.press("Tab")
    expect(rows).to_contain_text(REASON, timeout=SOON)
    page.wait_for_function("old => location.href !== old", arg=old)
    page.goto(page.url)
    field.wait_for(timeout=FIRST)
    expect(field).to_have_value(REASON)
    expect(page.locator("table.register")).to_contain_text(REASON)


def test_everything_is_reached_by_keyboard_alone(page: Page, address: str):
    # Listened to from the beginning on: a browser asked only just before the key may open a window of its own.
    page.on("filechooser", lambda _: None)
    _open(page, address, "assumptions", "table.register")
    search = page.get_by_label("Annahmen durchsuchen")
    _tab_to(page, search)
    page.keyboard.type("fördersatz hochschul")
    page.keyboard.press("Enter")
    expect(page.locator("table.register tbody tr:not(.heading)")).to_have_count(1, timeout=SOON)
    meaning = page.locator("table.register summary").first
    _tab_to(page, meaning)
    page.keyboard.press("Enter")
    expect(page.locator("table.register details").first).to_have_attribute("open", "")

    _open(page, address, "data", "table.months")
    choose = page.locator('[data-testid="stFileUploader"] button').first
    _tab_to(page, choose)
    with page.expect_file_chooser():
        page.keyboard.press("Enter")
    sources = page.locator("summary", has_text="Alle Quellen mit Lizenz")
    _tab_to(page, sources)
    page.keyboard.press("Enter")
    page.get_by_label("Quellen durchsuchen").wait_for(timeout=SOON)


def test_the_model_stands_beside_what_is_known_on_a_narrow_screen(page: Page, address: str):
    page.set_viewport_size({"width": 1024, "height": 800})
    _open(page, address, "plausibility", "table.plausibility", lang="en")
    expect(page.get_by_text("7 of 7 ranges met.")).to_be_visible()
    expect(page.locator("table.plausibility tr", has_text="amount for Tettnang")).to_contain_text("132,149 euros")
    for name, ready in (
        ("plausibility", "table.plausibility"),
        ("data", "table.months"),
        ("assumptions", ".register"),
    ):
        _open(page, address, name, ready, lang="en")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1024
