"""What sessions cost in memory: of one server process with visitors that speak its WebSocket, without a browser."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.serving import server_process
from tests.visiting import Visitor, opened

__all__ = ["print_memory"]

SESSIONS, MOVED, SOAK = 50, 20, 500
GONE = 20  # seconds until the server forgets a session whose browser has gone; 120 as shipped
REST = 40  # seconds of silence
SETTINGS = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": str(GONE), "MALLOC_ARENA_MAX": "2"}


def print_memory() -> None:
    """Print the rows."""
    print(f"{'memory of one server process, MB':72}{'value':>11}{'':10}{'bar':>9}")
    with tempfile.TemporaryDirectory() as name, server_process(Path(name), settings=SETTINGS) as (address, process):
        Visitor(address).leave()
        time.sleep(10)
        start = resident(process.pid)
        _row("at the start, base scenario ready", start)
        visitors = opened(address, SESSIONS)
        opened_only = resident(process.pid)
        _row(f"{SESSIONS} sessions that moved nothing, each", (opened_only - start) / SESSIONS)
        for number, visitor in enumerate(visitors[:MOVED]):
            visitor.move("arrivals.shocks", str(5 + number))
            visitor.move("funding.rate_graduate", str(50_000 + 100 * number))
            visitor.run()
        _row(f"{SESSIONS} sessions, {MOVED} of which have just moved arrivals and a rate", resident(process.pid), 900)
        time.sleep(REST)
        _row(f"{REST} s later, each of the {MOVED}", (resident(process.pid) - opened_only) / MOVED, 12)
        for visitor in visitors:
            visitor.leave()
        time.sleep(GONE + REST)
        _row("after the last has gone, of the start", resident(process.pid) / start, 1.2)
        marks = []
        for number in range(SOAK):
            visitor = Visitor(address)
            visitor.move("arrivals.shocks", str(number % 50))
            visitor.leave()
            if (number + 1) % (SOAK // 5) == 0:
                time.sleep(GONE + 10)
                marks.append(resident(process.pid))
        _row(f"soak of {SOAK} sessions: last fifth over second fifth", marks[-1] / marks[1], 1.02)


def resident(process: int) -> float:
    """Megabytes of a process that lie in memory."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _row(name: str, value: float, bar: float | None = None) -> None:
    print(f"{name:72}{value:11.2f}{'':10}{'' if bar is None else f'{bar:g}':>9}", flush=True)
