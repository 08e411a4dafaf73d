"""The doors as a browser finds them: the policy is in force, and nothing that the pages do breaks it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page

from forecasting.ui.pages.table import PAGES
from tests.serving import FLAGS
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


HEAD = "Host: 127.0.0.1\r\n"
RAW = {
    "no page under another name": ("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
    "no name": ("GET / HTTP/1.0\r\n\r\n", 400),
    "two names": (f"GET / HTTP/1.1\r\n{HEAD}{HEAD}\r\n", 400),
    "a path as a whole address": (f"GET http://evil.example/ HTTP/1.1\r\n{HEAD}\r\n", 404),
    "figures about the server": (f"GET /_stcore/metrics HTTP/1.1\r\n{HEAD}\r\n", 404),
    "a program": (f"POST /_stcore/agent/interact HTTP/1.1\r\n{HEAD}Content-Length: 2\r\n\r\n{{}}", 404),
    "a file beside": (f"GET /static/../../app.py HTTP/1.1\r\n{HEAD}\r\n", 404),
    "a file beside, disguised": (f"GET /static/%2e%2e/%2e%2e/app.py HTTP/1.1\r\n{HEAD}\r\n", 404),
    "a long body that is announced": (f"POST /live HTTP/1.1\r\n{HEAD}Content-Length: 100001\r\n\r\n", 413),
    "a long body that is not": (
        f"POST /live HTTP/1.1\r\n{HEAD}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        + f"8000\r\n{'x' * 0x8000}\r\n" * 4, 413),
    "a file of terabytes": (
        f"PUT /_stcore/upload_file/a/b HTTP/1.1\r\n{HEAD}Content-Length: 9999999999999\r\n\r\n", 413),
    "a head without end": (f"GET / HTTP/1.1\r\n{HEAD}X: {'x' * 200_000}", 400),
    "deep": (f"POST /live HTTP/1.1\r\n{HEAD}Content-Type: application/json\r\nContent-Length: 90000\r\n\r\n"
             + "[" * 90_000, 400),
    "a form": (f"POST /live HTTP/1.1\r\n{HEAD}Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{{}}", 415),
    "a page of another site": (
        f"POST /live HTTP/1.1\r\n{HEAD}Origin: http://evil.example\r\nContent-Length: 2\r\n\r\n{{}}", 403),
}  # fmt: skip


@pytest.mark.parametrize(("sent", "status"), RAW.values(), ids=RAW)
def test_the_server_refuses_and_serves_on(address: str, sent: str, status: int):
    where = urlsplit(address)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=60) as connection:
        connection.sendall(sent.encode())
        told = connection.recv(4096).decode()
    assert told.startswith(f"HTTP/1.1 {status} "), told
    with urlopen(f"{address}/_stcore/health", timeout=60) as reply:
        assert reply.status == 200


ELSEWHERE = """async (address) => {
  const socket = new WebSocket(address.replace("http", "ws") + "/_stcore/stream", ["streamlit"]);
  const opened = await new Promise((done) => {
    [socket.onopen, socket.onerror] = [() => done(true), () => done(false)];
  });
  socket.close();
  const body = new Blob(["{}"], { type: "application/json" });
  const written = await fetch(`${address}/live`, { method: "POST", body }).then(() => true, () => false);
  return [opened, written];
}"""


def test_another_site_reaches_nothing_even_under_a_name_that_leads_here(
    browser: Browser, chromium: str, address: str, tmp_path: Path
):
    """DNS rebinding: in this browser every name leads to this machine."""
    (tmp_path / "index.html").write_text("<title>another site</title>", encoding="utf-8")
    flags = [*FLAGS, "--host-resolver-rules=MAP evil.example 127.0.0.1"]
    port = urlsplit(address).port
    other = browser.browser_type.launch(executable_path=chromium, headless=True, args=flags)
    try:
        page = other.new_page()
        with _serving(tmp_path) as theirs:
            page.goto(f"http://evil.example:{theirs}/")
            assert page.title() == "another site"
            assert page.evaluate(ELSEWHERE, address) == [False, False]
            assert page.evaluate(ELSEWHERE, f"http://evil.example:{port}") == [False, False]
        for path in ("", "goal", "_stcore/health"):
            reply = page.goto(f"http://evil.example:{port}/{path}")
            assert reply and reply.status == 421
        reply = page.goto(f"{address}/_stcore/health")
        assert reply and reply.status == 200
        assert page.evaluate(ELSEWHERE, address)[0]
    finally:
        other.close()


@contextmanager
def _serving(folder: Path) -> Iterator[int]:
    """Port of a server of plain files."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_port
        finally:
            server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing about it."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


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
