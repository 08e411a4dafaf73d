"""Nothing leaves the machine: not from the server or what it starts, not from the browser, not from the terminal."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from forecasting.base.text import Texts
from forecasting.ui.pages.table import PAGES
from tests.serving import ROOT, served
from tests.ui.browser.board import changed, slider_of
from tests.ui.browser.looking import go, settle, visit
from tests.ui.browser.recorder import Recorder, recording

pytestmark = pytest.mark.browser

MADE = 300_000  # milliseconds to wait for papers on a busy machine
SOON = 20_000
OBSERVATIONS = ROOT / "data" / "observations" / "arrivals.csv"
HANDSHAKE = (
    "GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nConnection: Upgrade\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    with recording(tmp_path_factory.mktemp("record")) as found:
        yield found


@pytest.fixture(scope="module")
def recorded(recorder: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server whose connections are recorded."""
    with served(tmp_path_factory.mktemp("recorded"), settings=recorder.environment) as address:
        yield address


@pytest.fixture
def watched(browser: Browser, recorder: Recorder) -> Iterator[Page]:
    """A tab whose way to everywhere else leads through the recorder."""
    context = browser.new_context(
        locale="de-DE",
        viewport={"width": 1440, "height": 1000},
        proxy={"server": recorder.proxy, "bypass": "127.0.0.1"},
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def test_what_leaves_is_seen(tmp_path: Path, browser: Browser):
    """Otherwise an empty record would say nothing."""
    code = (
        "import socket, urllib.request\n"
        "for ask in (lambda: socket.create_connection(('192.0.2.1', 9), 0.01),\n"
        "            lambda: socket.socket(type=socket.SOCK_DGRAM).connect(('192.0.2.2', 9)),\n"
        "            lambda: socket.getaddrinfo('name.invalid', 80),\n"
        "            lambda: urllib.request.urlopen('http://proxied.invalid/')):\n"
        "    try: ask()\n"
        "    except OSError: pass\n"
    )
    with recording(tmp_path) as recorder:
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code], env=os.environ | recorder.environment, check=True
        )
        context = browser.new_context(proxy={"server": recorder.proxy})
        try:
            context.new_page().evaluate("fetch('http://browsed.invalid/').catch(() => null)")
        finally:
            context.close()
        seen = "\n".join(recorder.left)
    assert len(recorder.begun) == 1
    for place in ("192.0.2.1", "192.0.2.2", "name.invalid", "proxied.invalid", "browsed.invalid"):
        assert place in seen


def test_nothing_leaves_in_any_journey(watched: Page, recorded: str, recorder: Recorder, tmp_path: Path):
    """Every page, a lever, an upload, a paper, a foreign handshake, and the terminal."""
    page, text = watched, Texts("de")
    visit(page, recorded)
    answer = page.locator(".answer .main")
    before = answer.inner_text()
    slider_of(page, "funding.rate_graduate").press("End")
    changed(answer, before)
    for name in (each.name for each in PAGES):
        go(page, name, "de")
    go(page, "data", "de")
    page.locator('[data-testid="stFileUploader"] input[type=file]').set_input_files(OBSERVATIONS)
    page.get_by_text(text("ui.data.passed")).wait_for(timeout=SOON)
    go(page, "report", "de")
    page.get_by_role("button", name=text("ui.report.make")).click()
    page.get_by_text(text("ui.report.zip", size="").partition(" (")[0]).wait_for(timeout=MADE)
    settle(page)
    host = urlsplit(recorded).netloc
    for named, origin in ((host, "http://evil.example"), ("evil.example", "http://evil.example"), (host, "null")):
        for _ in range(5):
            assert _handshake(recorded, named, origin).startswith("HTTP/1.1 403")
    with urlopen(f"{recorded}/_stcore/health", timeout=60) as reply:
        assert reply.status == 200
    environment = os.environ | recorder.environment | {"FORECASTING_CACHE": str(tmp_path)}
    command = [sys.executable, "-m", "forecasting", "outlook", "--json"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    assert recorder.left == []
    begun = "\n".join(recorder.begun)
    assert all(words in begun for words in ("streamlit run", "forecasting outlook", "forecasting.papers.jobs"))


def _handshake(address: str, host: str, origin: str) -> str:
    """First line of the answer to a WebSocket's handshake."""
    where = urlsplit(address)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=60) as connection:
        connection.sendall(HANDSHAKE.format(host=host, origin=origin).encode())
        return connection.recv(4096).decode().partition("\r\n")[0]
