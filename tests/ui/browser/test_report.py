"""Papers made from the page in a real Chromium: files that Word and Excel readers open, nobody else held up."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from forecasting.base.text import Language, Texts
from tests.ui.browser.looking import FIRST, go, settle, visit

pytestmark = pytest.mark.browser

MADE = 300_000  # milliseconds to wait for papers on a busy machine
SOON = 20_000
SHARE = "Finanzierungsanteil des Landes, %: Eingabe"


def _open(page: Page, address: str, language: Language = "de") -> Texts:
    visit(page, address, language)
    go(page, "report", language)
    return Texts(language)


def _box(page: Page, text: Texts, paper: str) -> Locator:
    return page.get_by_role("checkbox", name=f"{text(f'papers.kind.{paper}')} –")


def _only(page: Page, text: Texts, *papers: str) -> None:
    """Choose these papers alone."""
    for paper in ("cabinet", "annex", "slides", "workbook", *papers):
        box = _box(page, text, paper)
        if box.is_checked() != (paper in papers):
            page.locator("label", has=box).click()
            settle(page)


def _save(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download(timeout=SOON) as download:
        page.get_by_role("button", name=name).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def _barriers(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{barrier['id']}: {node['html'][:160]}" for barrier in found for node in barrier["nodes"]]


def test_cabinet_page_and_workbook_are_made_and_opened(page: Page, address: str, tmp_path: Path):
    """By keyboard alone, and in the language of the page after it was switched."""
    text = _open(page, address)
    _only(page, text, "cabinet", "workbook")
    message = page.locator(".paper h4").first.inner_text()
    plan = page.locator(".paper tr.item td").first.inner_text()  # the same however many paths are computed
    start = page.get_by_role("button", name=text("ui.report.make"))
    start.focus()
    page.keyboard.press("Enter")
    bar = page.get_by_role("progressbar", name=text("ui.report.progress"))
    bar.wait_for(timeout=SOON)
    assert _barriers(page) == []
    page.get_by_text(text("ui.report.zip", size="").partition(" (")[0]).wait_for(timeout=MADE)
    settle(page)
    assert _barriers(page) == []
    assert bar.count() == 0

    document = Document(str(_save(page, f"{text('papers.kind.cabinet')} (DOCX", tmp_path)))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs).replace("\u00a0", " ")
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert message.replace("\u00a0", " ") in words  # papers keep amounts on a line by more no-break spaces
    assert plan in cells
    workbook = load_workbook(_save(page, f"{text('papers.kind.workbook')} (XLSX", tmp_path))
    assert text("papers.workbook.sheet.table2") in workbook.sheetnames

    file = _save(page, text("ui.report.zip", size="").partition(" (")[0], tmp_path)
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert {"manifest.json", "SHA256SUMS"} < set(names)
    assert sorted(name.rpartition(".")[2] for name in names if "_" in name) == ["docx", "pdf", "xlsx"]

    page.get_by_role("radio", name="EN", exact=True).click()
    page.wait_for_function("() => document.documentElement.lang === 'en'")
    settle(page)
    english = Texts("en")
    page.get_by_role("button", name=english("ui.report.zip", size="").partition(" (")[0]).wait_for(timeout=SOON)
    expect(_box(page, english, "annex")).not_to_be_checked()


def test_nobody_waits_for_papers_and_they_wait_for_their_planner(page: Page, tab: Callable[[], Page], address: str):
    """While one session's papers are made, another one and the other pages of this one answer."""
    text = _open(page, address)
    page.locator("label", has=_box(page, text, "hearing")).click()
    settle(page)
    start = page.get_by_role("button", name=text("ui.report.make"))
    start.click()
    bar = page.get_by_role("progressbar", name=text("ui.report.progress"))
    bar.wait_for(timeout=SOON)
    other = tab()
    visit(other, address)
    before = other.locator(".answer .main").inner_text()
    other.get_by_label(SHARE).fill("50")
    other.get_by_label(SHARE).press("Enter")
    expect(other.locator(".answer .main")).not_to_have_text(before, timeout=SOON)
    assert bar.is_visible(), "the other session has its answer before the papers are made"
    start.click()
    page.get_by_text(text("ui.report.busy.rule")).wait_for(timeout=SOON)
    go(page, "goal", "de")
    go(page, "report", "de")
    cancel = page.get_by_role("button", name=text("ui.report.cancel"), exact=True)
    cancel.wait_for(timeout=SOON)
    assert bar.is_visible()
    go(other, "report", "de")
    assert other.get_by_role("progressbar").count() == 0
    other.get_by_role("button", name=text("ui.report.make")).click()
    other.get_by_text(text.plural("ui.report.waiting", 1)).wait_for(timeout=SOON)
    cancel.focus()
    page.keyboard.press("Enter")
    page.get_by_text(text("ui.report.cancelled")).wait_for(timeout=SOON)
    running = other.get_by_text(text("ui.report.step.begin"))
    running.wait_for(timeout=FIRST)
    other.get_by_role("button", name=text("ui.report.cancel"), exact=True).click()
    other.get_by_text(text("ui.report.cancelled")).wait_for(timeout=SOON)
    assert page.get_by_role("button", name="ZIP").count() == 0
