"""Everybody can use the pages: no barrier that axe finds, every control by keyboard, no page wider than the screen.

WCAG 2.1, level AA; what axe calls best practice is asked for as well.
"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from forecasting.base.text import LANGUAGES, Texts
from forecasting.ui.pages.table import PAGES
from tests.ui.browser.looking import go, settle, visit

pytestmark = pytest.mark.browser

WIDTHS = (1440, 1024)
ALLOWED = {
    # axe: "minor, best practice". Streamlit's upload field is a <section role="presentation"> with a name; the button
    # in it has a name of its own and works by keyboard. There is no option for it.
    ("presentation-role-conflict", "stFileUploaderDropzone"),
}
MOST_STOPS = 400  # of the Tab key on one page

_REACHABLE = """() => {
  const shown = element => {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    return style.visibility === 'visible' && box.width > 0 && box.height > 0
      && !element.closest('[aria-hidden="true"]');
  };
  const controls = 'a[href], button, input, select, textarea, summary, [tabindex="0"], [role="slider"]';
  window.controls = [...document.querySelectorAll(controls)].filter(element =>
    shown(element) && !element.disabled && element.tabIndex >= 0 && element.getAttribute('aria-disabled') !== 'true');
  // of a group of choices the Tab key reaches one, the arrow keys the others
  window.group = element => element.closest('[role="radiogroup"], [data-orientation]')
    ?? (element.type === 'radio' ? element.name : element);
  const groups = new Set();
  window.controls = window.controls.filter(element => {
    const group = window.group(element);
    return !groups.has(group) && groups.add(group);
  });
  return window.controls.length;
}"""

_LOOK = """async () => {
  const drawn = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  const look = element => {
    const style = getComputedStyle(element);
    return [style.outlineStyle === 'none' ? '' : style.outlineStyle + style.outlineWidth + style.outlineColor,
      style.boxShadow, style.borderColor, style.backgroundColor, style.color, style.textDecorationLine].join('|');
  };
  const parts = element => {
    const around = [element, ...element.querySelectorAll('*')].slice(0, 20);
    for (let parent = element.parentElement, step = 0; parent && step < 4; parent = parent.parentElement, step++) {
      around.push(parent, ...parent.children);
    }
    return around.map(look).join('\\n');
  };
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const place = window.controls.findIndex(control => window.group(control) === window.group(here));
  const compare = async wait => {
    await wait();
    const focused = parts(here);
    here.blur();
    await wait();
    const plain = parts(here);
    here.focus({ focusVisible: true, preventScroll: true });
    return focused !== plain;
  };
  const seen = await compare(() => {}) || await compare(drawn);  // some mark the place when they are drawn again
  return { place, seen, what: here.outerHTML.slice(0, 200) };
}"""

_WIDER = """() => {
  const found = [], width = document.documentElement.clientWidth;
  const main = document.querySelector('[data-testid="stMain"]');
  if (main.scrollWidth > main.clientWidth) found.push(`the page: ${main.scrollWidth} of ${main.clientWidth}`);
  for (const element of main.querySelectorAll('*')) {
    if (element.closest('.scroll *, .plot, svg, .st-key-levers, [aria-hidden="true"]')) continue;
    const box = element.getBoundingClientRect();
    if (box.width > 0 && box.right > width + 1) found.push(element.outerHTML.slice(0, 160));
  }
  return found;
}"""


def _barriers(page: Page, axe: Axe, contrast: bool = True) -> list[str]:
    """What axe finds and `ALLOWED` does not name, one line each."""
    found = []
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": contrast}}}
    for barrier in axe.run(page, options=options).response["violations"]:
        for node in barrier["nodes"]:
            if not any(barrier["id"] == rule and place in node["html"] for rule, place in ALLOWED):
                found.append(f"{barrier['id']} ({barrier['impact']}): {node['html'][:200]}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_barrier(page: Page, address: str, language):
    axe, found = Axe(), {}
    visit(page, address, language)
    for name in (each.name for each in PAGES):
        page.set_viewport_size({"width": WIDTHS[0], "height": 1000})  # where every page stands in the navigation
        go(page, name, language)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 1000})
            settle(page)
            if barriers := _barriers(page, axe, contrast=language == "de"):  # colours don't depend on the language
                found[f"{name}, {width} px"] = barriers
    assert found == {}


def test_axe_finds_no_barrier_in_what_opens(page: Page, address: str):
    axe, found = Axe(), []
    visit(page, address)
    for folder in page.locator("details > summary:visible").all()[:3]:
        folder.click()
    settle(page)
    found += _barriers(page, axe)
    page.locator("[data-testid=stPopover] button:visible").last.click()
    settle(page)
    found += _barriers(page, axe)
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1024, "height": 800})
    page.get_by_text(Texts("de")("ui.levers.drawer")).click()
    settle(page)
    assert found + _barriers(page, axe) == []


def test_the_keyboard_reaches_every_control_and_shows_where_it_is(page: Page, address: str):
    visit(page, address)
    for name in (each.name for each in PAGES):
        go(page, name, "de")
        _walk(page, name)


def _walk(page: Page, name: str) -> None:
    """Go through a page by the Tab key from its beginning to its end."""
    controls = page.evaluate(_REACHABLE)
    page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    reached, unseen = set(), []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(_LOOK)
        if stop is None:  # the end of the page: the browser's own controls follow
            break
        if not stop["seen"]:
            unseen.append(stop["what"])
        reached.add(stop["place"])
    missed = page.evaluate(
        "reached => controls.filter((_, at) => !reached.includes(at)).map(missed => missed.outerHTML.slice(0, 200))",
        sorted(reached),
    )
    assert controls > 5
    assert missed == [], name
    assert unseen == [], name


def test_the_drawer_works_by_keyboard(page: Page, address: str):
    text = Texts("de")
    page.set_viewport_size({"width": 1024, "height": 800})
    visit(page, address)
    answer = page.locator(".answer .main").inner_text()
    toggle = page.get_by_role("switch", name=text("ui.levers.drawer"))
    slider = page.get_by_role("slider").first
    assert slider.count() == 0  # closed, it is out of the keyboard's way
    toggle.focus()
    page.keyboard.press("Space")
    slider.wait_for(state="attached")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type === 'range'"):
            break
    page.keyboard.press("ArrowRight")
    page.wait_for_function("words => document.querySelector('.answer .main').innerText !== words", arg=answer)
    toggle.focus()
    page.keyboard.press("Space")
    slider.wait_for(state="detached")


def test_no_page_is_wider_than_the_screen_at_400_percent(page: Page, address: str):
    """WCAG 1.4.10: 1,280 px at 400 % are 320 px; tables and charts may scroll in windows of their own.

    In German: its words are the longer ones.
    """
    visit(page, address)
    for name in (each.name for each in PAGES):
        page.set_viewport_size({"width": 1440, "height": 1000})
        go(page, name, "de")
        page.set_viewport_size({"width": 320, "height": 640})
        settle(page)
        assert page.evaluate(_WIDER) == [], name
