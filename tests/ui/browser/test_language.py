"""The pages say their language, and Streamlit's own words are in it, whatever the language of the browser is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from forecasting.base.text import LANGUAGES, Texts, catalogue
from forecasting.ui.pages.table import PAGES
from tests.ui.browser.looking import go, said, settle, visit

pytestmark = pytest.mark.browser

DRAWN = ("script", "noscript", "style", "svg", '[aria-hidden="true"]')
OURS = (*DRAWN, "code", "pre", "table")  # may hold English names of columns and files
ENGLISH = re.compile(
    r"\b(the|to|of|for|and|your|per|please|choose|click|clear|close|copy|drag|drop|help|hide|menu|more|open|options?"
    r"|page|press|remove|running|search|select|selected|show|skip|sort|stop|upload|value|with)\b",
    re.IGNORECASE,
)
SAMPLES = {"count": "3", "size": "1.5MB"}
ODD = {"size": "1,5\u00a0MB"}


def _filled(message: str, values: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], f"Beispiel {match[1]}"), message)


def _english(page: Page) -> list[str]:
    return [where for where, words in said(page, OURS).items() if ENGLISH.search(words)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_its_language_and_its_name(page: Page, address: str, language):
    text = Texts(language)
    visit(page, address, language)
    for name in (each.name for each in PAGES):
        go(page, name, language)
        assert page.evaluate("document.documentElement.lang") == language
        assert page.title() == f"{text(f'ui.page.{name}')} – {text('ui.title')}"


def test_german_pages_hold_no_english_word(page: Page, address: str):
    visit(page, address)
    for name in (each.name for each in PAGES):
        go(page, name, "de")
        assert _english(page) == [], name


def test_what_opens_is_german_too(page: Page, address: str):
    visit(page, address)
    for folder in page.locator("[data-testid=stPopover] button:visible").all():
        folder.click()
        settle(page)
        assert _english(page) == []
        page.keyboard.press("Escape")
    page.locator("[data-testid=stTooltipHoverTarget]").first.hover()
    page.locator("[data-testid=stTooltipContent]").wait_for()
    assert _english(page) == []


def test_an_address_without_a_page_says_so_in_german(tab: Callable[[str], Page], address: str):
    page = tab("de-DE")
    reply = page.goto(f"{address}/keine-seite")
    assert reply and reply.status == 404
    assert page.locator("body").inner_text().strip() == "Unter dieser Adresse gibt es nichts."


def test_a_switch_of_the_language_exchanges_every_word_there_and_back(page: Page, address: str):
    german, english = (set(catalogue(language, "builtin").values()) for language in LANGUAGES)
    visit(page, address)
    first = set(said(page, DRAWN).values())
    assert first & german and not first & english
    page.get_by_role("radio", name="EN", exact=True).click()
    page.wait_for_function("() => document.documentElement.lang === 'en'")
    settle(page)
    second = set(said(page, DRAWN).values())
    assert second & english and not second & (german - english)
    page.get_by_role("radio", name="DE", exact=True).click()
    page.wait_for_function("() => document.documentElement.lang === 'de'")
    settle(page)
    assert set(said(page, DRAWN).values()) == first


def test_english_stays_english_in_a_german_browser(tab: Callable[[str], Page], address: str):
    page = tab("de-DE")
    visit(page, address, "en")
    shown = set(said(page).values())
    assert "Skip to main content" in shown
    assert not shown & (set(catalogue("de", "builtin").values()) - set(catalogue("en", "builtin").values()))


def test_every_word_is_exchanged_where_streamlit_writes_it(page: Page, address: str):
    """Also those that appear only when something goes wrong; each is written as Streamlit would write it."""
    visit(page, address)
    german = catalogue("de", "builtin")
    expected = {
        _filled(str(theirs), SAMPLES): _filled(str(german[key]), ODD | {"count": "3"})
        for key, theirs in catalogue("en", "builtin").items()
    }
    shown = page.evaluate(
        """words => words.map(word => {
             const place = document.createElement('div');
             place.dataset.testid = 'stFileUploader';
             place.innerHTML = '<button></button><p></p>';
             place.firstChild.setAttribute('aria-label', word);
             place.lastChild.textContent = word;
             document.body.append(place);
             return place;
           }) && new Promise(done => setTimeout(() => done(words.map((word, at) => {
             const place = document.querySelectorAll('body > [data-testid="stFileUploader"]')[at];
             return [word, place.firstChild.getAttribute('aria-label'), place.lastChild.textContent];
           }))))""",
        list(expected),
    )
    assert {word: (label, words) for word, label, words in shown} == {
        word: (ours, ours) for word, ours in expected.items()
    }


def test_words_of_our_own_are_left_alone(page: Page, address: str):
    visit(page, address)
    left = page.evaluate(
        """() => {
             const own = document.createElement('p');
             own.textContent = 'Open';
             document.body.append(own);
             return new Promise(done => setTimeout(() => done(own.textContent)));
           }"""
    )
    assert left == "Open"


def test_a_word_that_changes_in_place_is_exchanged_too(page: Page, address: str):
    visit(page, address)
    shown = page.evaluate(
        """async () => {
             const wait = () => new Promise(done => setTimeout(done));
             const status = document.createElement('div');
             status.dataset.testid = 'stStatusWidget';
             status.innerHTML = '<button title="Stop">Stop</button>';
             document.body.append(status);
             await wait();
             const first = status.textContent;
             status.firstChild.firstChild.data = 'Stopping...';
             status.firstChild.title = 'Stopping...';
             await wait();
             return [first, status.textContent, status.firstChild.title];
           }"""
    )
    assert shown == ["Anhalten", "Wird angehalten …", "Wird angehalten …"]
