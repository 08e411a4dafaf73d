"""The first page in a real Chromium: a lever moved by the keyboard changes sentence, table and charts at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.ui.browser.board import SOON, changed, field_of, open_page, row, says

pytestmark = pytest.mark.browser

ARRIVALS = "arrivals.shocks"
STEPS = 6  # of 5 %


def test_a_lever_moved_by_the_keyboard_changes_sentence_tables_and_charts(page: Page, address: str):
    hosts: set[str] = set()
    complaints: list[str] = []
    page.on("request", lambda request: hosts.add(request.url.partition("?")[0]))
    page.on("websocket", lambda socket: hosts.add(socket.url.partition("?")[0]))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    answer = open_page(page, address)
    page.locator("table.figures").nth(1).wait_for(timeout=SOON)
    before, tables = answer.inner_text(), page.locator("table.figures").all_inner_texts()
    charts = page.locator(".js-plotly-plot").evaluate_all("charts => charts.map(chart => chart.innerHTML)")
    assert "benötigen voraussichtlich" in before
    ticks = page.locator(".js-plotly-plot .ytick").all_text_contents()
    assert any(re.fullmatch(r"\d{1,3}(\.000)+", tick) for tick in ticks)  # in an English browser

    slider = page.get_by_role("slider", name="Zugänge gegenüber der Prognose, %: Regler")
    slider.focus()
    for _ in range(STEPS):
        page.keyboard.press("ArrowRight")
    changed(answer, before)
    says(page, {ARRIVALS: [{"from": "2026-01", "to": "2031-12", "factor": 1.3}]})
    assert page.get_by_label("Zugänge gegenüber der Prognose, %: Eingabe").count() == 1
    expect(field_of(page, ARRIVALS)).to_have_value("30")
    expect(slider).to_have_attribute("aria-valuetext", "+30\u00a0%")
    expect(slider).to_be_focused()
    expect(row(page, ARRIVALS).locator(".reset")).to_have_text("↺ Ausgangswert 0")
    after = answer.inner_text()
    assert all(new != old for new, old in zip(page.locator("table.figures").all_inner_texts(), tables, strict=True))
    page.wait_for_function(
        "was => [...document.querySelectorAll('.js-plotly-plot')].every((chart, i) => chart.innerHTML !== was[i])",
        arg=charts,
        timeout=SOON,
    )

    page.get_by_role("link", name="Plausibilität").click()
    page.get_by_text("Modell und bekannte Zahlen").first.wait_for(timeout=SOON)
    page.get_by_role("link", name="Überblick").click()
    expect(answer).to_have_text(after, timeout=SOON)

    assert complaints == []
    own = (address, address.replace("http", "ws", 1), "data:", "blob:")
    assert [url for url in hosts if not url.startswith(own)] == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_first_lever_is_seen_without_scrolling_and_on_a_narrow_screen_the_way_to_it(
    page: Page, address: str, language: str
):
    page.set_viewport_size({"width": 1440, "height": 900})
    open_page(page, f"{address}/?lang={language}")
    left = page.locator(
        ".st-key-draft-throw-away button"
    )  # of a tab that another test has closed; it has its own line
    if left.count():
        left.click()
        expect(left).to_have_count(0)
    for control in (field_of(page, ARRIVALS), field_of(page, "funding.rate_graduate")):
        expect(control).to_be_in_viewport(ratio=1.0)
    page.set_viewport_size({"width": 1024, "height": 768})
    expect(page.get_by_text("Stellgrößen einblenden" if language == "de" else "Show levers")).to_be_in_viewport()


def test_what_is_not_counted_in_stays_unfolded_while_a_lever_moves(page: Page, address: str):
    answer = open_page(page, address)
    fold = page.locator(".answer details")
    expect(fold.locator("p")).to_be_hidden()
    fold.locator("summary").press("Enter")
    expect(fold.locator("p")).to_contain_text("Familiennachzug")
    before = answer.inner_text()
    page.get_by_role("slider", name="Zugänge gegenüber der Prognose, %: Regler").press("ArrowRight")
    changed(answer, before)
    says(page, {ARRIVALS: [{"from": "2026-01", "to": "2031-12", "factor": 1.05}]})
    expect(fold.locator("p")).to_be_visible()


def test_on_a_narrow_screen_the_levers_are_a_drawer(page: Page, address: str):
    page.set_viewport_size({"width": 1024, "height": 800})
    open_page(page, f"{address}/?lang=en")
    named = page.get_by_role("slider", name="State share, %: slider")
    expect(named).to_have_count(0)  # out of sight and out of the way of the Tab key
    page.get_by_text("Show levers").click()
    expect(named).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1024


def test_the_95_percent_interval_comes_on_request_and_outlasts_levers_and_a_reload(page: Page, address: str):
    answer = open_page(page, address)
    wide = page.locator(".js-plotly-plot").first.locator(".annotation-text", has_text="95-%-Intervall")
    expect(page.locator(".annotation-text", has_text="80-%-Intervall").first).to_be_visible()
    expect(wide).to_have_count(0)
    page.get_by_text("95-%-Intervall zeigen").click()
    expect(wide).to_have_count(1, timeout=SOON)
    page.wait_for_function("() => new URLSearchParams(location.search).get('intervall') === '95'", timeout=SOON)
    before = answer.inner_text()
    page.get_by_role("slider", name="Zugänge gegenüber der Prognose, %: Regler").press("ArrowRight")
    changed(answer, before)
    says(page, {ARRIVALS: [{"from": "2026-01", "to": "2031-12", "factor": 1.05}]})
    expect(wide).to_have_count(1)
    page.reload()
    expect(wide).to_have_count(1, timeout=SOON)
    expect(page.get_by_role("switch", name="95-%-Intervall zeigen").or_(
        page.get_by_role("checkbox", name="95-%-Intervall zeigen")).first).to_be_checked()  # fmt: skip


def test_on_a_narrow_screen_no_year_of_a_chart_is_turned(page: Page, address: str):
    page.set_viewport_size({"width": 1024, "height": 800})
    open_page(page, address)
    ticks = page.locator(".js-plotly-plot .xtick text")
    expect(ticks.filter(has_text="2031").first).to_be_attached()
    assert (
        ticks.evaluate_all("all => all.filter(one => /rotate\\((?!0[,)])/.test(one.getAttribute('transform')))") == []
    )


def test_no_line_below_a_chart_ends_within_the_name_of_an_interval(page: Page, address: str):
    page.set_viewport_size({"width": 1024, "height": 800})
    open_page(page, address)
    caption = page.locator("figure.chart figcaption p").first
    expect(caption).to_contain_text("80-%-Intervall: ")
    assert caption.evaluate(
        "words => [...words.querySelectorAll('.whole')].map(part => part.getClientRects().length)"
    ) == [1]
