"""The doors as a browser finds them: the policy is in force, and nothing that the pages do breaks it."""

from __future__ import annotations

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page

from forecasting.ui.pages.table import PAGES
from tests.ui.browser.board import SOON, changed, open_page, slider_of
from tests.ui.browser.looking import go, settle, visit

pytestmark = pytest.mark.browser

POLICY = "Content Security Policy"
RATE = "funding.rate_graduate"
LISTEN = """
  window.broken = [];
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile }) =>
    window.broken.push(`${violatedDirective}: ${blockedURI} ${sourceFile}`));
"""
TRY = """async () => {
  const script = Object.assign(document.createElement("script"), { textContent: "window.injected = true" });
  document.head.append(script);
  setTimeout("window.made = true");  // code made of words
  await new Promise((done) => setTimeout(done, 1));
  const elsewhere = await fetch("http://127.0.0.1:9/").catch((error) => error.name);
  return [window.injected, window.made, elsewhere].map(String);
}"""


def test_no_page_breaks_the_policy_in_either_language(page: Page, address: str):
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if POLICY in message.text else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.add_init_script(LISTEN)
    visit(page, address)
    before = page.locator(".answer .main").inner_text()
    slider_of(page, RATE).press("End")
    changed(page.locator(".answer .main"), before)
    for name in (each.name for each in PAGES):
        go(page, name, "de")
        for folder in page.locator("details > summary:visible").all()[:2]:
            folder.click()
        settle(page)
        assert page.evaluate("window.broken") == [], name
    for name in (each.name for each in PAGES):
        page.goto(f"{address}/{name}?lang=en")  # by its own address, with nothing kept from before
        page.locator('[data-testid="stTopNav"]').wait_for(timeout=SOON)
        settle(page)
        assert page.evaluate("window.broken") == [], name
    assert told == []


def test_the_policy_is_in_force(page: Page, address: str):
    page.add_init_script(LISTEN)
    visit(page, address)
    assert page.evaluate(TRY) == ["undefined", "undefined", "TypeError"]
    broken = {said.partition(":")[0] for said in page.evaluate("window.broken")}
    assert broken == {"script-src-elem", "script-src", "connect-src"}


def test_only_the_cookie_that_a_script_compares_is_read_by_it(page: Page, address: str):
    visit(page, address)
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert {name for name, cookie in cookies.items() if not cookie["httpOnly"]} == {"_streamlit_xsrf"}
    assert {cookie["sameSite"] for cookie in cookies.values()} == {"Lax"}


def test_a_closed_page_takes_its_token_along(page: Page, address: str):
    answer = open_page(page, address)
    before = answer.inner_text()
    with page.expect_request("**/live") as asked:
        slider_of(page, RATE).press("End")
    changed(answer, before)
    question = asked.value.post_data or ""
    assert _status(address, question) == 200
    page.close()
    statuses = [_status(address, question)]
    while statuses[-1] == 200 and len(statuses) < 1000:  # until the server has heard that the page has gone
        statuses.append(_status(address, question))
    assert statuses[-1] == 404


def _status(address: str, question: str) -> int:
    asked = Request(f"{address}/live", question.encode(), {"Content-Type": "application/json"})
    try:
        with urlopen(asked, timeout=60) as reply:
            json.load(reply)
            return reply.status
    except HTTPError as error:
        return error.code
