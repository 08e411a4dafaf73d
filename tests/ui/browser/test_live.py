"""A lever is answered before the page runs, and what the run brings later is never older than what is shown."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, WebSocketRoute, expect

from tests.ui.browser.board import SOON, changed, field_of, open_page, row, says, slider_of, type_into

pytestmark = pytest.mark.browser

RATE, SHARE = "funding.rate_graduate", "funding.state_share"
CHIPS = ".st-key-changes button"
PLOTS = "() => [...document.querySelectorAll('.js-plotly-plot')].map((plot) => JSON.stringify(plot.data))"
MESSAGES = 20  # of a run at the least
NOTES = """
  window.notes = [];
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) { window.notes.push("sent"); return send.call(this, data); };
"""
LISTEN = """() => {
  [window.said, window.notes] = [[], []];
  const answer = document.querySelector(".answer");
  new MutationObserver(() => {
    window.notes.push("answer");
    window.said.push(answer.querySelector(".main").innerText);
  }).observe(answer, { subtree: true, childList: true, characterData: true });
}"""
DIFFERENT = f"(before) => ({PLOTS})().every((plot, at) => plot !== before[at])"


def test_a_lever_is_answered_before_the_page_runs(page: Page, address: str):
    page.add_init_script(NOTES)
    answer = open_page(page, address)
    before, plots = answer.inner_text(), page.evaluate(PLOTS)
    tables = page.locator("table.figures").all_inner_texts()
    page.evaluate(LISTEN)
    slider_of(page, "arrivals.shocks").press("ArrowRight")
    changed(answer, before)
    page.wait_for_function(DIFFERENT, arg=plots, timeout=SOON)
    for place, old in enumerate(tables):
        expect(page.locator("table.figures").nth(place)).not_to_have_text(old)
    expect(page.get_by_role("button", name="Zugänge gegenüber der Prognose +5\u00a0% ✕")).to_be_visible(timeout=SOON)
    says(page, {"arrivals.shocks": [{"from": "2026-01", "to": "2031-12", "factor": 1.05}]})
    order = page.evaluate("window.notes")
    assert order.index("answer") < order.index("sent")


def test_after_many_steps_the_page_shows_what_its_link_shows(page: Page, browser: Browser, address: str):
    answer = open_page(page, address)
    before = answer.inner_text()
    for key, away, steps in ((RATE, "ArrowLeft", 9), (SHARE, "ArrowLeft", 5), ("arrivals.shocks", "ArrowRight", 4)):
        slider_of(page, key).focus()
        for _ in range(steps):
            page.keyboard.press(away)
    changed(answer, before)
    more = [{"from": "2026-01", "to": "2031-12", "factor": 1.2}]
    says(page, {RATE: 55_500.0, SHARE: 0.75, "arrivals.shocks": more})
    context = browser.new_context(locale="en-US", viewport={"width": 1440, "height": 1000})
    try:
        other = context.new_page()
        theirs = open_page(other, page.url)
        assert theirs.inner_text() == answer.inner_text()
        assert other.locator("table.figures").all_inner_texts() == page.locator("table.figures").all_inner_texts()
        assert other.evaluate(PLOTS) == page.evaluate(PLOTS)
    finally:
        context.close()


def test_a_page_that_has_run_for_another_reason_does_not_run_again(page: Page, address: str):
    page.add_init_script(NOTES)
    answer = open_page(page, address)
    before = answer.inner_text()
    page.evaluate(LISTEN)
    type_into(page, SHARE, "50")
    changed(answer, before)
    page.locator(".st-key-values-fte summary").press("Enter")
    page.locator(".st-key-values-fte table.figures").wait_for(timeout=SOON)
    says(page, {SHARE: 0.5})
    page.wait_for_timeout(1_500)  # longer than a hand rests
    assert page.evaluate("window.notes").count("sent") == 1


@pytest.mark.parametrize("reply", [lambda route: route.abort(), lambda route: route.fulfill(status=404),
                                   lambda route: route.fulfill(status=200, body="words")],
                         ids=["unreachable", "unknown", "not an answer"])  # fmt: skip
def test_without_an_answer_the_page_runs(page: Page, address: str, reply: Callable[[Route], None]):
    answer = open_page(page, address)
    before = answer.inner_text()
    asked: list[str] = []

    def instead(route: Route) -> None:
        asked.append(route.request.url)
        reply(route)

    page.route("**/live", instead)
    slider_of(page, RATE).press("End")
    first = changed(answer, before)
    says(page, {RATE: 80_000.0})
    type_into(page, SHARE, "50")
    changed(answer, first)
    says(page, {RATE: 80_000.0, SHARE: 0.5})
    assert len(asked) == 2


def test_a_step_taken_back_at_once_stays_back(page: Page, address: str):
    answer = open_page(page, address)
    before = answer.inner_text()
    type_into(page, SHARE, "50")
    changed(answer, before)
    row(page, SHARE).get_by_role("button", name="Auf den Ausgangswert 100").click()
    expect(answer).to_have_text(before, timeout=SOON)
    expect(page.get_by_role("button", name="Rückgängig")).to_be_enabled(timeout=SOON)  # the page has run
    expect(answer).to_have_text(before)
    expect(field_of(page, SHARE)).to_have_value("100")
    expect(page.locator(CHIPS)).to_have_count(0)
    page.wait_for_function("() => !location.search.includes('s=')", timeout=SOON)


def test_what_a_run_brings_late_does_not_replace_what_is_newer(page: Page, address: str):
    """The messages of a run are held back until the next answer stands."""
    held: list[str | bytes] = []
    holding = False
    sockets: list[WebSocketRoute] = []

    def between(theirs: WebSocketRoute) -> None:
        server = theirs.connect_to_server()
        sockets.append(theirs)
        server.on_message(lambda message: held.append(message) if holding else theirs.send(message))
        theirs.on_message(server.send)

    page.route_web_socket(re.compile("_stcore/stream"), between)
    answer = open_page(page, address)
    before = answer.inner_text()
    holding = True
    type_into(page, SHARE, "50")
    half = changed(answer, before)
    for _ in range(400):
        if len(held) > MESSAGES:
            break
        page.wait_for_timeout(50)
    assert len(held) > MESSAGES  # the run has drawn
    type_into(page, SHARE, "25")
    quarter = changed(answer, half)
    page.evaluate(LISTEN)
    holding = False
    for message in held:
        sockets[-1].send(message)
    says(page, {SHARE: 0.25})
    assert answer.inner_text() == quarter
    assert half not in page.evaluate("window.said")
    expect(field_of(page, SHARE)).to_have_value("25")
