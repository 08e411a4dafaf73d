"""The levers in a real Chromium: what a hand does to them, what the page says to it, and what the address keeps."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from matplotlib import image
from playwright.sync_api import Locator, Page, expect

from forecasting.ui.session.state import Position, encode
from tests.ui.browser.board import (
    SHIPPED,
    SOON,
    changed,
    field_of,
    open_page,
    row,
    says,
    slider_of,
    type_into,
)

pytestmark = pytest.mark.browser

RATE, SHARE, MONEY = "funding.rate_graduate", "funding.state_share", "budget.appropriation"
BLUE = (0x00, 0x72, 0xB2)


def _chart(page: Page) -> str:
    return page.locator(".js-plotly-plot").nth(2).inner_html()


def test_typed_numbers_are_german_and_rubbish_is_explained_and_kept(page: Page, address: str):
    answer = open_page(page, address)
    before, tables = answer.inner_text(), page.locator("table.figures").all_inner_texts()
    type_into(page, MONEY, "20,5")
    first = changed(answer, before)
    expect(field_of(page, MONEY)).to_have_value("20,5")
    type_into(page, RATE, "61.000")
    second = changed(answer, first)
    expect(slider_of(page, RATE)).to_have_attribute("aria-valuetext", "61.000\u00a0Euro je VZÄ und Jahr")
    assert all(new != old for new, old in zip(page.locator("table.figures").all_inner_texts(), tables, strict=True))

    for rubbish, words in (("sechzigtausend", "keine Zahl in deutscher Schreibweise"), ("61.5", "keine Zahl"),
                           ("−1", "möglich ist")):  # fmt: skip
        type_into(page, RATE, rubbish)
        refused = row(page, RATE).get_by_role("alert")
        expect(refused).to_contain_text(words, timeout=SOON)
        expect(field_of(page, RATE)).to_have_value(rubbish)
        expect(field_of(page, RATE)).to_have_attribute("aria-invalid", "true")
        assert answer.inner_text() == second
        expect(slider_of(page, RATE)).to_have_attribute("aria-valuetext", "61.000\u00a0Euro je VZÄ und Jahr")
    type_into(page, RATE, "62000")
    changed(answer, second)
    expect(refused).to_be_hidden()
    expect(field_of(page, RATE)).to_have_value("62.000")
    expect(field_of(page, RATE)).not_to_have_attribute("aria-invalid", "true")


def test_an_amount_typed_as_it_stands_is_planned_and_no_longer_continued(page: Page, address: str):
    """A browser tells no change of a field whose words are the same again."""
    answer = open_page(page, address)
    before = answer.inner_text()
    assert "noch kein Haushaltsansatz beschlossen" in before
    type_into(page, MONEY, "58,0")
    assert "eingeplant" in changed(answer, before)
    row(page, MONEY).locator(".reset").click()
    expect(answer).to_have_text(before, timeout=SOON)


def test_a_changed_lever_goes_back_by_its_button_by_its_chip_and_by_undo(page: Page, address: str):
    answer = open_page(page, address)
    before, chart = answer.inner_text(), _chart(page)
    type_into(page, SHARE, "50")
    half = changed(answer, before)
    page.wait_for_function("chart => document.querySelectorAll('.js-plotly-plot')[2].innerHTML !== chart", arg=chart)
    row(page, SHARE).get_by_role("button", name="Auf den Ausgangswert 100").click()
    expect(answer).to_have_text(before, timeout=SOON)
    expect(slider_of(page, SHARE)).to_be_focused()
    expect(row(page, SHARE).locator(".reset")).to_be_hidden()

    page.get_by_role("button", name="Rückgängig").click()
    expect(answer).to_have_text(half, timeout=SOON)
    expect(field_of(page, SHARE)).to_have_value("50")
    page.get_by_role("button", name="Finanzierungsanteil des Landes 50\u00a0% ✕").click()
    expect(answer).to_have_text(before, timeout=SOON)
    expect(field_of(page, SHARE)).to_have_value("100")
    page.get_by_role("button", name="Rückgängig").click()
    expect(answer).to_have_text(half, timeout=SOON)
    page.get_by_role("button", name="Rückgängig").click()
    expect(answer).to_have_text(before, timeout=SOON)
    page.get_by_role("button", name="Wiederholen").click()
    expect(answer).to_have_text(half, timeout=SOON)
    expect(field_of(page, SHARE)).to_have_value("50")


def test_the_language_can_be_switched_midway(page: Page, address: str):
    answer = open_page(page, address)
    before = answer.inner_text()
    type_into(page, RATE, "61.500")
    changed(answer, before)
    page.get_by_text("Zugänge", exact=True).last.click()  # the chart of arrivals
    page.locator(".st-key-language-0, .st-key-language").get_by_text("EN", exact=True).click()
    expect(answer).to_contain_text("are expected to need", timeout=SOON)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(field_of(page, RATE)).to_have_value("61,500")
    expect(field_of(page, MONEY)).to_have_value("58.0")
    english = answer.inner_text()
    type_into(page, MONEY, "20.5")  # an event that carries what the page held in German before
    changed(answer, english)
    expect(field_of(page, RATE)).to_have_value("61,500")
    expect(slider_of(page, SHARE)).to_have_attribute("aria-valuetext", "100%")
    page.get_by_role("link", name="Plausibility").click()
    page.get_by_text("Model and known figures").first.wait_for(timeout=SOON)
    page.get_by_role("link", name="Overview").click()
    expect(field_of(page, MONEY)).to_have_value("20.5", timeout=SOON)
    assert page.locator(".stException").count() == 0


def test_a_link_says_the_same_to_somebody_else(page: Page, tab: Callable[[str], Page], address: str):
    answer = open_page(page, f"{address}/?kreis=08111")
    before = answer.inner_text()
    type_into(page, SHARE, "50")
    half = changed(answer, before)
    slider = slider_of(page, "arrivals.shocks")
    slider.focus()
    for _ in range(3):
        slider.press("ArrowLeft")
    changed(answer, half)
    expect(field_of(page, "arrivals.shocks")).to_have_value("−15")
    says(page, {SHARE: 0.5, "arrivals.shocks": [{"from": "2026-01", "to": "2031-12", "factor": 0.85}]})
    parameters = parse_qs(urlsplit(page.url).query)
    assert (set(parameters), parameters["kreis"]) == ({"s", "kreis"}, ["08111"])
    other = tab("de-DE")
    theirs = open_page(other, page.url)
    assert theirs.inner_text() == answer.inner_text()
    assert other.locator("table.figures").all_inner_texts() == page.locator("table.figures").all_inner_texts()
    expect(field_of(other, SHARE)).to_have_value("50")
    assert parse_qs(urlsplit(other.url).query) == parameters


def test_steps_of_a_slider_leave_no_trail_and_back_and_forward_keep_the_page_whole(page: Page, address: str):
    answer = open_page(page, address)
    before, entries = answer.inner_text(), page.evaluate("history.length")
    slider = slider_of(page, RATE)
    slider.focus()
    for _ in range(12):
        slider.press("ArrowRight")
    changed(answer, before)
    says(page, {RATE: 66_000.0})
    assert page.evaluate("history.length") == entries
    page.locator(".st-key-language-0, .st-key-language").get_by_text("EN", exact=True).click()
    page.wait_for_function("() => location.search.includes('lang=en')", timeout=SOON)
    assert page.evaluate("history.length") == entries
    english = answer.inner_text()

    page.get_by_role("link", name="Plausibility").click()
    page.wait_for_function("() => location.pathname.endsWith('plausibility') && location.search.includes('s=')")
    assert page.evaluate("history.length") == entries + 1
    page.go_back()
    expect(answer).to_have_text(english, timeout=SOON)
    expect(field_of(page, RATE)).to_have_value("66,000")
    type_into(page, RATE, "60,500")
    there = changed(answer, english)
    says(page, {RATE: 60_500.0})
    page.go_forward()
    page.get_by_text("Model and known figures").first.wait_for(timeout=SOON)
    page.go_back()
    expect(answer).to_have_text(there, timeout=SOON)
    says(page, {RATE: 60_500.0})
    page.reload()
    expect(answer).to_have_text(there, timeout=SOON)


@pytest.mark.parametrize("parameter", ["x" * 6_000, "%00%FF<img src=x onerror=alert(1)>"])
def test_a_link_that_cannot_be_read_is_one_sentence_and_the_base_scenario(page: Page, address: str, parameter: str):
    open_page(page, f"{address}/?s={parameter}")
    alert = page.locator(".st-key-problems [role=alert]")
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text("Der Link enthält kein lesbares Szenario.")
    expect(page.locator(".st-key-changes button")).to_have_count(0)
    page.wait_for_function("() => !location.search.includes('s=')", timeout=SOON)


def test_decided_years_are_locked(page: Page, address: str):
    only_2021 = SHIPPED["audit_2021"].with_values({"horizon_months": 12})  # 2022 has no amount beside the 70.0 m
    open_page(page, f"{address}/?s={encode(Position('audit_2021', only_2021), SHIPPED)}")
    expect(slider_of(page, MONEY)).to_be_disabled()
    expect(field_of(page, MONEY)).to_be_disabled()
    expect(row(page, MONEY)).to_contain_text("2021: angekündigt oder beschlossen, daher fest.")
    open_page(page, address)
    expect(field_of(page, MONEY)).to_be_enabled()
    expect(row(page, MONEY)).to_contain_text(
        "Gilt für 2027–2031 (fortgeschrieben). 2026: angekündigt oder beschlossen, daher fest."
    )
    ratio = "staffing.persons_per_fte"
    expect(slider_of(page, ratio)).to_be_disabled()
    expect(row(page, ratio)).to_contain_text("Ohne Wirkung: gilt nur bei")
    page.get_by_role("radio", name="Nach Betreuungsschlüssel").check()
    expect(slider_of(page, ratio)).to_be_enabled(timeout=SOON)
    slider_of(page, ratio).focus()
    slider_of(page, ratio).press("End")
    expect(field_of(page, ratio)).to_have_value("120")


def _thumb(page: Page, slider: Locator) -> float:
    """Middle of the thumb on the page, from its colour: a browser tells nobody where it draws it."""
    box = slider.bounding_box()
    assert box is not None
    picture = image.imread(io.BytesIO(page.screenshot(clip=box)), format="png")[..., :3] * 255
    blue = np.abs(picture - np.array(BLUE)).sum(axis=2) < 40
    columns = np.flatnonzero(blue.sum(axis=0) >= 8)
    return float(box["x"] + columns.mean() + 0.5)


def test_the_base_value_is_marked_where_the_thumb_was(page: Page, address: str):
    """In the middle, at the right end, at the left end."""
    open_page(page, address)
    page.get_by_text("Weitere Annahmen", exact=True).click()
    page.locator(".board details[data-group=funding] summary").press("Enter")  # where it lies may still move
    for key, away in ((RATE, "End"), (SHARE, "Home"), ("funding.rate_growth", "End"), ("arrivals.shocks", "Home")):
        slider, tick = slider_of(page, key), row(page, key).locator(".tick")
        slider.scroll_into_view_if_needed()
        expect(tick).to_be_hidden()
        before = _thumb(page, slider)
        slider.press(away)
        expect(tick).to_be_visible(timeout=SOON)
        slider.blur()
        box = tick.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] / 2 == pytest.approx(before, abs=1.0)
        assert abs(_thumb(page, slider) - before) > 20


def test_a_fold_stays_open_when_its_board_is_drawn_anew(page: Page, address: str):
    open_page(page, address)
    board, folder = page.locator(".board details"), page.get_by_text("Weitere Annahmen", exact=True)
    folder.click()
    fold = page.locator(".board details[data-group=funding]")
    fold.locator("summary").press("Enter")
    expect(slider_of(page, "funding.rate_growth")).to_be_visible()
    folder.click()
    expect(board).to_have_count(0, timeout=SOON)
    folder.click()
    expect(slider_of(page, "funding.rate_growth")).to_be_visible(timeout=SOON)
    expect(page.locator(".board details[open]")).to_have_count(1)
    fold.locator("summary").press("Enter")
    expect(slider_of(page, "funding.rate_growth")).to_be_hidden()
    folder.click()
    expect(board).to_have_count(0, timeout=SOON)
    folder.click()
    expect(fold).to_have_count(1, timeout=SOON)
    expect(slider_of(page, "funding.rate_growth")).to_be_hidden()


def test_the_month_on_which_support_ends_is_typed_and_moves_the_answer(page: Page, address: str):
    answer = open_page(page, address)
    before = answer.inner_text()
    month, share = "need.ukraine.support_ends", "need.ukraine.support_ends_share"
    page.get_by_text("Weitere Annahmen", exact=True).click()
    page.locator(".board details[data-group=need] summary").press("Enter")
    field = row(page, month).locator("input[type=month]")
    expect(field).to_have_value("2027-03")
    field.fill("2026-09")
    expect(row(page, month).locator(".reset")).to_contain_text("März 2027", timeout=SOON)
    assert answer.inner_text() == before, "nobody leaves yet"
    slider_of(page, share).press("End")
    changed(answer, before)
    says(page, {month: "2026-09", share: 1.0})
    field.press("Backspace")  # one part of the month is empty, so that there is none
    field.blur()
    expect(field).to_have_value("2027-03", timeout=SOON)
    expect(row(page, month).locator(".reset")).to_be_hidden()


def test_the_help_of_a_lever_opens_by_keyboard_and_says_why_it_differs(page: Page, address: str):
    reason = "Beschluss *vom* 3. März <b>2026</b>"
    halved = SHIPPED["base"].with_values({SHARE: 0.5}, {SHARE: reason})
    open_page(page, f"{address}/?s={encode(Position('base', halved), SHIPPED)}")
    ask = row(page, SHARE).get_by_role("button", name="„Finanzierungsanteil des Landes“ erläutern")
    ask.focus()
    ask.press("Enter")
    about = row(page, SHARE).locator(".about")
    expect(about).to_be_visible()
    expect(about).to_contain_text("Möglich: 0\u00a0% bis 100\u00a0%.")
    expect(about).to_contain_text("Finanzierungsanteil des Landes (%)")
    expect(about).to_contain_text("Quelle: ")
    expect(about).to_contain_text(reason)
    page.keyboard.press("Escape")
    expect(about).to_be_hidden()


@pytest.mark.parametrize("width", [1024, 390])
def test_in_the_drawer_a_lever_moves_the_answer(page: Page, address: str, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    answer = open_page(page, address)
    before = answer.inner_text()
    page.get_by_text("Stellgrößen einblenden").click()
    slider_of(page, RATE).press("End")
    changed(answer, before)
    expect(field_of(page, RATE)).to_have_value("80.000")
    levers = page.locator(".st-key-levers")
    levers.evaluate("node => Promise.all(node.getAnimations().map(each => each.finished))")  # the drawer slides
    drawer, said = levers.bounding_box(), answer.bounding_box()
    toggle = page.locator(".st-key-drawer label").bounding_box()
    assert drawer is not None and said is not None and toggle is not None
    assert toggle["x"] + toggle["width"] <= drawer["x"] + drawer["width"]
    if width == 1024:  # the answer is read beside the drawer
        assert said["x"] >= drawer["x"] + drawer["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_text("Stellgrößen einblenden").click()
    expect(slider_of(page, RATE)).to_be_hidden()


def test_a_dragged_slider_sends_what_the_hand_ends_on(page: Page, address: str):
    answer = open_page(page, address)
    before = answer.inner_text()
    slider = slider_of(page, SHARE)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 8, middle)
    page.mouse.down()
    for step in range(1, 31):
        page.mouse.move(box["x"] + box["width"] - 8 - step * (box["width"] - 16) / 60, middle)
    page.mouse.up()
    changed(answer, before)
    says(page, {SHARE: 0.6})
    expect(field_of(page, SHARE)).to_have_value("60")
    expect(slider).to_have_attribute("aria-valuetext", "60\u00a0%")
    assert re.search(r"Finanzierungsanteil des Landes 60\s%", page.locator(".st-key-changes").inner_text())
    page.get_by_role("button", name="Rückgängig").click()  # the whole way is one step
    expect(answer).to_have_text(before, timeout=SOON)
