"""How long a planner waits: for the first page, and from a key press on a lever to the last mark that changes.

A Chromium on this machine shares its cores with the server. The empty Streamlit page beside it is the floor: no page
of Streamlit can be quicker.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.serving import FLAGS, browser_path, served

__all__ = ["print_pages"]

PRESSES = 30
REST = 0.5  # seconds without a change after which everything stands
LONG_REST = 2.5  # and after which the page has run as well, see `ui.board.live`
PATIENCE = 120_000  # milliseconds
LEVERS = ("Fördersatz Hochschulabschluss, Euro je VZÄ und Jahr: Regler", "Zugänge gegenüber der Prognose, %: Regler")
GOALS = {"p50": 150, "p95": 250}

WATCH = """() => {
  window.marks = {};
  const within = (box) => box.bottom > 0 && box.top < innerHeight;
  const marked = () => document.querySelectorAll(".answer, .plot, table.figures");
  let seen = new Set();
  document.addEventListener("keydown", () => {
    seen = new Set([...marked()].filter((node) => within(node.getBoundingClientRect())));
    window.pressed = performance.now();
    window.marks = {};
  }, true);
  const kind = (node) => {
    const element = node.nodeType === 1 ? node : node.parentElement;
    if (!element) return;
    if (element.closest(".answer, .st-key-answer")) return "sentence";
    if (element.closest(".plot")) return "charts";
    if (element.closest(".markup")?.querySelector("table.figures")) return "tables";
  };
  const watch = new MutationObserver((found) => {
    const now = performance.now() - window.pressed;
    for (const { target } of found) {
      const what = kind(target);
      if (!what) continue;
      window.marks[what] = now;
      const mark = target.parentElement?.closest(".answer, .plot") ?? target;
      if (what === "sentence" || seen.has(mark)) window.marks.view = now;
    }
  });
  const attributeFilter = ["d", "transform", "x", "y", "height"];
  const all = { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter };
  watch.observe(document.body, all);
}"""

STANDS = """(rest) => {
  const last = Math.max(...Object.values(window.marks));
  return Number.isFinite(last) && performance.now() - window.pressed - last > rest;
}"""


def print_pages() -> None:
    """Print the waiting times."""
    print(f"pages in a real browser, {PRESSES} key presses each{'':33}{'p50 ms':>9}{'p95 ms':>10}")
    with tempfile.TemporaryDirectory() as name, _tab() as new:
        folder = Path(name)
        with served(folder) as address:
            _row("first page, nothing cached", [_load(new(), address)], "15000")
        with served(folder) as address:
            _row("first page, forecast cached, new server", [_load(new(), address)], "5000")
            _row("first page, forecast cached, server in use", [_load(new(), address) for _ in range(3)], "5000")
            for lever in LEVERS:
                tab = new()
                _load(tab, address)
                slider = tab.get_by_role("slider", name=lever)
                marks = _press(tab, slider)
                for what in ("sentence", "tables", "charts"):
                    _row(f"{lever.split(',')[0]}: {what}", [found.get(what, 0.0) for found in marks])
                _row(f"{lever.split(',')[0]}: last mark in view", [found.get("view", 0.0) for found in marks])
                _last(lever, "last mark", marks)
                _last(lever, "last mark, page at rest before", _press(tab, slider, LONG_REST, PRESSES // 2))
        with served(folder, "bench/floor.py") as address:
            tab = new()
            tab.goto(address)
            tab.locator(".answer .main").wait_for(timeout=PATIENCE)
            marks = _press(tab, tab.get_by_role("slider"))
            _row("floor: an empty Streamlit page", [max(found.values()) for found in marks])


@contextmanager
def _tab() -> Iterator[Any]:
    """Opens new tabs."""
    path = browser_path()
    if path is None:
        raise SystemExit("The waiting times of the pages need a Chromium: apt-get install chromium (as root).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield lambda: browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
        finally:
            browser.close()


def _load(tab: Page, address: str) -> float:
    """Milliseconds until the answer and three charts stand."""
    started = time.perf_counter()
    tab.goto(address)
    tab.locator(".answer .main").wait_for(timeout=PATIENCE)
    tab.wait_for_function("() => document.querySelectorAll('.plot.js-plotly-plot').length === 3", timeout=PATIENCE)
    return (time.perf_counter() - started) * 1e3


def _press(tab: Page, slider: Any, rest: float = REST, presses: int = PRESSES) -> list[dict[str, float]]:
    """For each press the milliseconds to the last change of each mark."""
    time.sleep(2 * rest)
    tab.evaluate(WATCH)
    slider.focus()
    found = []
    for press in range(presses + 2):
        tab.keyboard.press("ArrowLeft" if press % 2 else "ArrowRight")
        tab.wait_for_function(STANDS, arg=rest * 1e3, timeout=PATIENCE)
        found.append(tab.evaluate("window.marks"))
    return found[2:]


def _last(lever: str, what: str, marks: list[dict[str, float]]) -> None:
    last = [max(found.values()) for found in marks]
    _row(f"{lever.split(',')[0]}: {what}", last, "/".join(map(str, GOALS.values())))


def _row(name: str, times: list[float], goal: str = "") -> None:
    ordered = sorted(times)
    high = ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]
    print(f"{name:72}{statistics.median(ordered):11.0f}{high:10.0f}{goal:>9}", flush=True)
