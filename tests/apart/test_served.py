"""The pages of a real server have heavy work done beside it; what kills that leaves the server alone."""

from __future__ import annotations

import io
import os
import signal
import threading
import time
import urllib.request
import zipfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.serving import FLAGS, browser_path, children, server_process

PATIENCE = 90_000  # milliseconds


def _children(process: int) -> list[int]:
    """The programs that work beside a server."""
    return [child for child, words in children(process).items() if "forecasting.apart.worker" in words]


def _bomb() -> bytes:
    """A workbook of some hundred kilobytes that unpacks to 300 MB of blanks: long enough to be met at work."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(300):
                sheet.write(b" " * 1_000_000)
    return file.getvalue()


def test_a_page_is_swept_and_files_are_checked_beside_the_server(tmp_path: Path):
    with server_process(tmp_path) as (address, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), headless=True, args=list(FLAGS))
        page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/influence")
        page.locator(".plot").first.wait_for()
        assert len(_children(process.pid)) == 1

        page.goto(f"{address}/data")
        page.locator("[data-testid=stFileUploader] input[type=file]").first.wait_for(state="attached")
        stop, ended = threading.Event(), []

        def killer() -> None:
            """Kill whatever checks the file."""
            while not stop.is_set():
                for child in _children(process.pid):
                    os.kill(child, signal.SIGKILL)
                    ended.append(child)
                time.sleep(0.05)

        thread = threading.Thread(target=killer)
        thread.start()
        page.locator("[data-testid=stFileUploader] input[type=file]").first.set_input_files(
            {"name": "zugaenge.xlsx", "mimeType": "application/octet-stream", "buffer": _bomb()}
        )
        page.get_by_text("Die Berechnung wurde beendet, bevor sie fertig war.").first.wait_for()
        stop.set()
        thread.join()
        assert ended and process.poll() is None
        with urllib.request.urlopen(f"{address}/_stcore/health") as reply:
            assert reply.status == 200
        page.goto(f"{address}/influence")
        page.locator(".plot").first.wait_for()
        browser.close()
    assert not any(Path(f"/proc/{child}").exists() for child in _children(process.pid))
    assert "Traceback" not in (tmp_path / "log.txt").read_text(encoding="utf-8")
