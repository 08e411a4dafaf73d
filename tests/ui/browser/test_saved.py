"""Saved scenarios in a real Chromium: what one tab saves another loads, and conflicts and bad files are told."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

FIRST = 120_000  # milliseconds to wait for the first forecast
SOON = 20_000
SHARE = "Finanzierungsanteil des Landes, %: Eingabe"
BROKEN = b'name = "Kaputt"\n[funding]\nstate_shar = 0.5\nrate_graduate = -5\n'

Person = Callable[[], Page]


@pytest.fixture
def person(tab: Callable[[], Page], address: str) -> Person:
    """Opens the app for somebody who shares nothing with the others but the database."""

    def opened() -> Page:
        page = tab()
        page.goto(address)
        page.locator(".answer .main").wait_for(timeout=FIRST)
        return page

    return opened


def _button(page: Page) -> Locator:
    """The button in the head that names the open scenario."""
    return page.locator('.st-key-head [data-testid="stPopover"] button').first


def _says(page: Page, name: str) -> None:
    expect(_button(page)).to_have_text(re.compile(rf"(description|edit_note)?\s*{re.escape(name)}\s*(expand_\w+)?$"))


def _menu(page: Page, part: str = "") -> Locator:
    menu = page.locator(".st-key-saved")
    if not menu.is_visible():
        _button(page).click()
    menu.wait_for(timeout=SOON)
    if part:
        menu.get_by_text(part, exact=True).first.click()
    return menu


def _closed(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-saved")).to_have_count(0)


def _set_share(page: Page, percent: int) -> None:
    before = page.locator(".answer .main").inner_text()
    field = page.get_by_label(SHARE)
    field.fill(str(percent))
    field.press("Enter")
    expect(page.locator(".answer .main")).not_to_have_text(before, timeout=SOON)


def _sentence(page: Page) -> str:
    return page.locator(".answer .main").inner_text()


def _save_as(page: Page, name: str) -> None:
    menu = _menu(page, "Speichern unter")
    menu.get_by_label("Name", exact=True).fill(name)
    menu.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
    expect(menu.get_by_text(f"Das Szenario ist als „{name}“ gespeichert.")).to_be_visible(timeout=SOON)
    _closed(page)
    _says(page, name)


def _load(page: Page, name: str) -> None:
    menu = _menu(page)
    menu.get_by_text(name, exact=True).click()
    menu.get_by_role("button", name="Umbenennen").wait_for(timeout=SOON)
    menu.get_by_role("button", name="Öffnen", exact=True).click()
    expect(page.locator(".st-key-saved")).to_have_count(0, timeout=SOON)
    _says(page, name)


def test_one_saves_and_another_loads_renames_and_deletes(person: Person) -> None:
    complaints: list[str] = []
    one, other = person(), person()
    for page in (one, other):
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
    before = _sentence(one)
    _set_share(one, 50)
    _says(one, "Ausgangsszenario, geändert")
    _save_as(one, "Anmeldung 2027")
    sentence = _sentence(one)

    assert _sentence(other) == before
    _load(other, "Anmeldung 2027")
    expect(other.locator(".answer .main")).to_have_text(sentence, timeout=SOON)
    other.get_by_role("button", name="Rückgängig").click()
    expect(other.locator(".answer .main")).to_have_text(before, timeout=SOON)
    other.get_by_role("button", name="Wiederholen").click()
    expect(other.locator(".answer .main")).to_have_text(sentence, timeout=SOON)
    _says(other, "Anmeldung 2027")

    menu = _menu(other)
    menu.get_by_role("button", name="Umbenennen").click()
    menu.get_by_label("Neuer Name").fill("Anmeldung 2027/28")
    menu.get_by_label("Neuer Name").press("Enter")
    expect(menu.get_by_text("Das Szenario „Anmeldung 2027“ heißt jetzt „Anmeldung 2027/28“.")).to_be_visible()
    _says(other, "Anmeldung 2027/28")

    delete, sure = (menu.get_by_role("button", name=name, exact=True) for name in ("Löschen", "In den Papierkorb"))
    delete.click()
    menu.get_by_role("button", name="Abbrechen").click()
    expect(sure).to_have_count(0, timeout=SOON)
    delete.click()
    sure.click()
    expect(menu.get_by_text("Das Szenario „Anmeldung 2027/28“ liegt im Papierkorb.")).to_be_visible(timeout=SOON)
    _closed(other)
    _says(other, "Ausgangsszenario, geändert")
    assert _sentence(other) == sentence
    expect(_menu(one).get_by_text("Das Szenario „Anmeldung 2027“ wurde inzwischen")).to_be_visible()
    assert complaints == []


def test_two_tabs_do_not_overwrite_each_other(person: Person) -> None:
    one = person()
    _set_share(one, 40)
    _save_as(one, "Streitfall")
    other = person()
    _load(other, "Streitfall")
    _set_share(other, 60)
    mine = _sentence(other)
    _menu(other)
    _set_share_and_save(one, 30)
    theirs = _sentence(one)

    menu = _menu(other)
    menu.get_by_role("button", name="Speichern", exact=True).click()
    conflict = menu.get_by_text("Das Szenario „Streitfall“ wurde inzwischen an anderer Stelle geändert")
    expect(conflict).to_be_visible(timeout=SOON)
    assert _sentence(other) == mine
    menu.get_by_role("button", name="Neuen Stand laden").click()
    expect(other.locator(".answer .main")).to_have_text(theirs, timeout=SOON)
    other.get_by_role("button", name="Rückgängig").click()
    expect(other.locator(".answer .main")).to_have_text(mine, timeout=SOON)
    _save_as(other, "Streitfall, mein Stand")
    _load(one, "Streitfall, mein Stand")
    expect(one.locator(".answer .main")).to_have_text(mine, timeout=SOON)


def _set_share_and_save(page: Page, percent: int) -> None:
    _set_share(page, percent)
    _menu(page).get_by_role("button", name="Speichern", exact=True).click()
    _closed_when_saved(page)


def _closed_when_saved(page: Page) -> None:
    expect(page.locator(".st-key-saved").get_by_text("ist als „Streitfall“ gespeichert")).to_be_visible(timeout=SOON)
    _closed(page)


def test_a_broken_file_is_explained_and_a_good_one_comes_back_as_it_went(person: Person, tmp_path: Path) -> None:
    page = person()
    _set_share(page, 70)
    sentence = _sentence(page)
    with page.expect_download() as waiting:
        _menu(page).get_by_role("button", name="Als Datei exportieren").click()
    download = waiting.value
    file = tmp_path / download.suggested_filename
    download.save_as(file)
    assert file.name == "ausgangsszenario-geaendert.toml"
    tree = tomllib.loads(file.read_text(encoding="utf-8"))
    assert (tree["name"], tree["funding"]["state_share"]) == ("Ausgangsszenario, geändert", 0.7)

    menu = _menu(page, "Importieren")
    upload, submit = (
        menu.locator('input[type="file"]'),
        menu.get_by_test_id("stFormSubmitButton").get_by_role("button"),
    )
    upload.set_input_files({"name": "kaputt.toml", "mimeType": "application/toml", "buffer": BROKEN})
    menu.get_by_text("kaputt.toml").wait_for(timeout=SOON)
    submit.click()
    expect(menu.get_by_text("funding.state_shar", exact=False).first).to_be_visible(timeout=SOON)
    assert menu.get_by_role("alert").count() == 1 and _sentence(page) == sentence

    menu.get_by_role("button", name="kaputt.toml").last.click()
    upload.set_input_files(file)
    menu.get_by_text("endert.toml").wait_for(timeout=SOON)
    menu.get_by_label("Name (ohne Angabe").fill("Zurückgekehrt")
    submit.click()
    expect(menu.get_by_text("Das Szenario ist als „Zurückgekehrt“ gespeichert und ausgewählt")).to_be_visible(
        timeout=SOON
    )
    _closed(page)
    other = person()
    _load(other, "Zurückgekehrt")
    expect(other.locator(".answer .main")).to_have_text(sentence, timeout=SOON)
