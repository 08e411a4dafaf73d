"""Fifty planners at once: how long a lever takes to answer them, and one alone, in one run and on one machine.

Visitors speak the WebSocket and `POST live` without a browser, from this process; each acts every two to three
seconds.
"""

from __future__ import annotations

import random
import tempfile
import threading
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.serving import fronted
from tests.visiting import Visitor, opened

__all__ = ["print_fifty"]

PLANNERS = 50
TIME = 40.0  # seconds
WARM = 15.0  # until every process has its base scenario
WORKERS = (1, 2)


@dataclass
class Seen:
    """What a run has seen, seconds."""

    answers: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    failed: int = 0


def print_fifty() -> None:
    """Print the rows."""
    print(f"{'planners at once, each every 2 to 3 s':72}{'p50 ms':>11}{'p95 ms':>10}{'bar':>9}")
    for workers in WORKERS:
        settings = {"MALLOC_ARENA_MAX": "2"}
        with tempfile.TemporaryDirectory() as name, fronted(Path(name), workers, settings) as (address, _):
            time.sleep(WARM)
            alone = _act(opened(address, 1))
            _row(f"{workers} process(es): one alone", alone.answers)
            visitors = opened(address, PLANNERS)
            together = _act(visitors)
            _row(f"{workers} process(es): {PLANNERS} at once, {together.failed} errors", together.answers)
            ratio = _level(together.answers, 0.95) / _level(alone.answers, 0.95)
            print(f"{'  p95 of fifty over p95 of one':72}{'':11}{ratio:10.1f}{3:>9}")
            _row("  health meanwhile", together.health, "200")
            for visitor in visitors:
                visitor.leave()


def _act(visitors: Sequence[Visitor]) -> Seen:
    """Let planners act for a while."""
    found, end = Seen(), time.monotonic() + TIME

    def planner(visitor: Visitor, number: int) -> None:
        chance = random.Random(number)
        time.sleep(3 * chance.random())
        while time.monotonic() < end:
            began = time.perf_counter()
            try:
                if chance.random() < 0.3:
                    status = visitor.move("arrivals.shocks", str(chance.randrange(-20, 40)))
                else:
                    status = visitor.move("funding.rate_graduate", str(50_000 + 10 * chance.randrange(1_000)))
                found.failed += status != 200
            except OSError:
                found.failed += 1
            found.answers.append(time.perf_counter() - began)
            time.sleep(2 + chance.random())

    def pulse() -> None:
        while time.monotonic() < end:
            began = time.perf_counter()
            with urllib.request.urlopen(f"{visitors[0].address}/_stcore/health") as reply:
                reply.read()
            found.health.append(time.perf_counter() - began)
            time.sleep(0.5)

    threads = [threading.Thread(target=planner, args=(each, number)) for number, each in enumerate(visitors)]
    threads.append(threading.Thread(target=pulse))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _level(seconds: list[float], level: float) -> float:
    ordered = sorted(seconds)
    return ordered[round(level * (len(ordered) - 1))]


def _row(name: str, seconds: list[float], bar: str = "") -> None:
    print(f"{name:72}{_level(seconds, 0.5) * 1e3:11.0f}{_level(seconds, 0.95) * 1e3:10.0f}{bar:>9}", flush=True)
