"""What does not change on the first page stays the node it was, with focus and a screen reader's place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.ui.browser.looking import settle, visit

pytestmark = pytest.mark.browser

SOON = 30_000
LISTEN = """() => {
  window.said = [];
  new MutationObserver((found) => window.said.push(...found))
    .observe(document.querySelector(".answer"), { subtree: true, childList: true, characterData: true });
}"""


def test_a_table_that_changes_keeps_the_focus_and_its_nodes(page: Page, address: str):
    visit(page, address)
    table = page.locator(".markup .scroll").first
    table.focus()
    table.evaluate("node => { node.ours = true; node.querySelector('caption').ours = true; }")
    before = page.locator(".answer .main").inner_text()
    page.evaluate(LISTEN)
    page.get_by_role("slider", name="Fördersatz Hochschulabschluss, Euro je VZÄ und Jahr: Regler").press("ArrowRight")
    expect(page.locator(".answer .main")).not_to_have_text(before, timeout=SOON)
    settle(page)
    assert table.evaluate("node => node.ours && node.querySelector('caption').ours")
    assert page.evaluate("window.said.every(({ type }) => type === 'characterData')")


def test_the_focus_stays_on_a_table_while_its_figures_change(page: Page, address: str):
    visit(page, address)
    page.locator(".markup .scroll").first.focus()
    before = page.locator(".answer .main").inner_text()
    slider = page.get_by_role("slider", name="Fördersatz Hochschulabschluss, Euro je VZÄ und Jahr: Regler")
    slider.evaluate(
        "node => { node.value = Number(node.value) + Number(node.step);"
        " node.dispatchEvent(new Event('input', { bubbles: true }));"
        " node.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    expect(page.locator(".answer .main")).not_to_have_text(before, timeout=SOON)
    settle(page)
    assert page.evaluate("document.activeElement.matches('.markup .scroll')")
