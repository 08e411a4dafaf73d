"""What tests of whole pages share: open a page, wait until it stands still, collect what it says."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Page

from forecasting.base.text import Language, Texts
from forecasting.ui.pages.table import PAGES

__all__ = ["FIRST", "go", "said", "settle", "visit"]

FIRST = 120_000  # milliseconds to wait for the first forecast
QUIET = 400  # milliseconds without a change

_SETTLE = """quiet => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!window.settling) {
    window.settling = { last: performance.now() };
    new MutationObserver(() => { window.settling.last = performance.now(); })
      .observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  }
  return app?.dataset.testScriptState === 'notRunning' && performance.now() - window.settling.last > quiet;
}"""

_SAID = """skip => {
  const found = new Map();
  const note = (how, words, element) => {
    const plain = words?.trim();
    if (plain && !element.closest(skip)) found.set(`${how}: ${plain}`, plain);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    if (node instanceof Text) note('text', node.data, node.parentElement);
    else for (const name of ['aria-label', 'aria-roledescription', 'aria-valuetext', 'alt', 'placeholder', 'title']) {
      note(name, node.getAttribute(name), node);
    }
  }
  return [...found];
}"""


def visit(page: Page, address: str, language: Language = "de") -> None:
    """Open the first page in a language and wait for the answer."""
    page.goto(f"{address}/?lang={language}")
    page.locator(".answer .main").wait_for(timeout=FIRST)
    settle(page)


def go(page: Page, name: str, language: Language) -> None:
    """Go to a page, one of `PAGES`, by its link at the top."""
    page.locator('[data-testid="stTopNav"]').get_by_role("link", name=Texts(language)(f"ui.page.{name}")).click()
    page.wait_for_function(
        "path => location.pathname.replaceAll('/', '') === path", arg="" if name == PAGES[0].name else name
    )
    settle(page)


def settle(page: Page) -> None:
    """Wait until nothing changes any more."""
    page.evaluate("window.settling && (window.settling.last = performance.now())")
    page.wait_for_function(_SETTLE, arg=QUIET, timeout=FIRST)


def said(page: Page, skip: Sequence[str] = ("script", "noscript", "style", '[aria-hidden="true"]')) -> dict[str, str]:
    """What the page says to the eye and to a screen reader, by where it says it, without the elements `skip`."""
    return dict(page.evaluate(_SAID, ",".join(skip)))
