"""What an answer takes of the processor: levers asked as a board asks, and a page that sweeps over all assumptions.

Own process, so that nothing else has filled its caches; processor time of all its threads, since fifty planners share
the processors and wait for each other. Every value is a new one: nothing has been drawn or computed for it. The empty
Streamlit page beside it is the floor.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

__all__ = ["print_answers"]

ROOT = Path(__file__).parents[1]
TIMES, FIRST, RUNS = 40, 5, 10  # answers, those of them that only warm up, runs of the page
PATIENCE = 300  # seconds
LEVERS = {
    "need": ("further", "need.asylum.take_up", 70.0, 0.05),
    "rate": ("first", "funding.rate_graduate", 58_000.0, 13.0),
    "arrivals": ("first", "arrivals.shocks", 3.0, 0.1),
}
"""By row: board, key, first value typed and how far the next one lies from it."""

GOALS = {"need": 10, "rate": 20, "arrivals": 40}
INFLUENCE = 1_500


def print_answers() -> None:
    """Print one row for each lever, for the run of the page that follows, and for the page Einflussgrößen."""
    heads = f"{'median ms':>11}{'worst ms':>10}{'goal ms':>9}{'× floor':>9}"
    print(f"{'CPU of answers, 2,000 paths, every value new':72}{heads}")
    print(subprocess.run([sys.executable, "-m", "bench.answers"], capture_output=True, text=True, check=True).stdout)


def _measure() -> None:
    from tests.ui.conftest import turn_to

    floor = _page("bench/floor.py")
    empty = [_taken(floor.run) for _ in range(TIMES)][FIRST:]
    _row("floor: run of an empty Streamlit page", empty, empty)
    page = _page("forecasting/ui/script/main.py")
    for name, (board, *_) in LEVERS.items():
        page.session_state["further"] = board == "further"
        page.run()
        answers = [_taken(partial(_type, page, name, place)) for place in range(TIMES)]
        _row(f"answer to a lever: {name}", answers[FIRST:], empty, GOALS[name])
        runs = []
        for place in range(TIMES, TIMES + RUNS):
            _type(page, name, place)
            runs.append(_taken(page.run))
        _row(f"run of the page once the hand rests: {name}", runs, empty)
    _row("page Einflussgrößen at first", [_taken(lambda: turn_to(page, "influence"))], empty, INFLUENCE)
    _row("page Einflussgrößen again", [_taken(page.run) for _ in range(5)], empty)


def _page(script: str) -> Any:
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_file(str(ROOT / script), default_timeout=PATIENCE)
    page.run()
    assert not page.exception
    return page


def _type(page: Any, name: str, place: int) -> None:
    """Type another value for a lever."""
    from tests.ui.asked import ask, question_of

    board, key, start, step = LEVERS[name]
    words = f"{start + place * step:.2f}".replace(".", ",")
    status, content = ask(question_of(page, ("field", key, words), board=board))
    refused = [one for told in content or () for one in told.get("values", {}).values() if one.get("refused")]
    if status != 200 or refused:
        raise SystemExit(f"{key} at {words} has no answer")


def _taken(what: Callable[[], object]) -> float:
    """Milliseconds of the processor, of all threads of this process."""
    busy = time.process_time()
    what()
    return (time.process_time() - busy) * 1e3


def _row(name: str, times: list[float], floor: list[float], goal: int | None = None) -> None:
    middle, shown = statistics.median(times), "" if goal is None else f"{goal}"
    ratio = middle / statistics.median(floor)
    print(f"{name:72}{middle:11.1f}{max(times):10.1f}{shown:>9}{ratio:9.1f}", flush=True)


if __name__ == "__main__":
    _measure()
