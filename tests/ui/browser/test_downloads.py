"""Charts and tables saved from the page in a real Chromium, after a lever was moved, and the files opened."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page

from forecasting.base.format import Formats

pytestmark = pytest.mark.browser

FIRST = 120_000  # milliseconds to wait for the first forecast
SOON = 20_000
CHANGE = "Zugänge gegenüber der Prognose +5 %"
RUN = re.compile(r"Lauf\s([0-9a-f]{16})\.")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("saved")


def _saved(page: Page, button: Locator, folder: Path) -> Path:
    with page.expect_download(timeout=SOON) as download:
        button.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def _rows(path: Path) -> list[list[str]]:
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))


def _below(rows: list[list[str]]) -> list[list[str]]:
    return rows[next(place for place, row in enumerate(rows) if not any(row)) + 2 :]


def _cells(table: Locator) -> list[list[str]]:
    return [row.locator("th, td").all_text_contents() for row in table.locator("tbody tr").all()]


def test_a_chart_is_saved_after_a_lever_was_moved(page: Page, address: str, folder: Path):
    """The browser speaks English, the page German: so do its files."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    answer = page.locator(".answer .main")
    answer.wait_for(timeout=FIRST)
    before = answer.inner_text()
    page.get_by_role("slider", name="Zugänge gegenüber der Prognose, %: Regler").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("words => document.querySelector('.answer .main').innerText !== words", arg=before)

    page.locator(".st-key-values-fte summary").click()
    table = page.locator(".st-key-values-fte table.figures")
    table.wait_for(timeout=SOON)
    page.locator(".st-key-file-fte-csv button").wait_for(timeout=SOON)
    run = RUN.search(page.locator(".answer .aside").inner_text())
    assert run is not None
    paths = {
        kind: _saved(page, page.locator(f".st-key-file-fte-{kind} button"), folder) for kind in ("png", "svg", "csv")
    }
    stem = f"vzae-im-jahresdurchschnitt_base-{run[1][:8]}_2025-12"
    assert {path.name for path in paths.values()} == {f"{stem}.{kind}" for kind in paths}

    picture = Image.open(io.BytesIO(paths["png"].read_bytes()))
    assert picture.width == pytest.approx(160 / 25.4 * 300, abs=1)
    assert 0.5 < picture.height / picture.width < 1.0
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert CHANGE in picture.info["Description"].replace("\u00a0", " ")
    words = ET.parse(paths["svg"]).iter("{http://www.w3.org/2000/svg}text")
    said = " ".join(text.text or "" for text in words).replace("\u00a0", " ")
    for part in (
        "VZÄ im Jahresdurchschnitt",
        f"Szenario: Ausgangsszenario, geändert: {CHANGE}",
        run[1],
        "31.12.2025",
    ):
        assert part in said

    rows, formats = _rows(paths["csv"]), Formats("de")
    assert [row[0].replace("\u00a0", " ") for row in rows[:3]] == [
        "VZÄ im Jahresdurchschnitt",
        "Einheit: VZÄ",
        f"Szenario: Ausgangsszenario, geändert: {CHANGE}",
    ]
    shown = _cells(table)
    assert len(shown) == len(_below(rows)) == 6
    for cells, row in zip(shown, _below(rows), strict=True):
        year, _, median, _, *rest = row  # the ends of two intervals and the payable posts, then the base scenario
        values = [float(cell.replace(",", ".")) for cell in (median, *rest[:5])]
        assert cells[:2] == [year, formats.number(values[0])]
        assert sorted(cells[2:]) == sorted(formats.number(value) for value in values[1:])
    assert complaints == []


def test_the_table_of_funds_is_saved_with_the_sums_of_the_page(page: Page, address: str, folder: Path):
    page.goto(address)
    page.locator(".answer .main").wait_for(timeout=FIRST)
    table = page.locator("table.figures").first
    table.wait_for(timeout=SOON)
    path = _saved(page, page.locator(".st-key-file-funding-table button"), folder)
    assert path.name == "verfuegbare-mittel-und-mittelbedarf-rechnung-mit-dem-median_base_2025-12.csv"
    assert (_rows(path)[1][0], _rows(path)[2][0]) == ("Einheit: Mio. Euro", "Szenario: Ausgangsszenario")
    shown = _cells(table)
    assert len(shown) == len(_below(_rows(path)))
    for cells, row in zip(shown, _below(_rows(path)), strict=True):
        assert cells[0].replace(" ", "") == row[0].replace(" ", "")
        for cell, value in zip(cells[1:], row[1:], strict=False):
            if value:
                exact = 0.0 if cell == "–" else float(cell.replace(".", "").replace(",", "."))
                assert float(value.replace(",", ".")) == pytest.approx(exact, abs=0.1)


@pytest.mark.parametrize(
    ("name", "key", "said"),
    [
        ("Daten", "observed-arrivals", "month;group;arrivals;status"),
        ("Annahmen", "register", "Fördersatz Hochschulabschluss"),
        ("Plausibilität", "plausibility", "Modell und bekannte Zahlen"),
    ],
)
def test_the_tables_of_the_other_pages_are_saved(
    page: Page, address: str, folder: Path, name: str, key: str, said: str
):
    page.goto(address)
    page.locator(".answer .main").wait_for(timeout=FIRST)
    page.get_by_role("link", name=name).click()
    button = page.locator(f".st-key-file-{key} button")
    button.wait_for(timeout=FIRST)
    path = _saved(page, button, folder)
    assert re.fullmatch(r"[a-z0-9-]+_[a-z0-9-]+_2025-12\.csv", path.name)
    assert said in path.read_text(encoding="utf-8-sig")
