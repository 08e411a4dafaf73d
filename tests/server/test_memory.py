"""Memory of a real server: sessions end by the clock, and what they held goes back to the system."""

from __future__ import annotations

import time
from pathlib import Path

from bench.memory import resident
from tests.serving import server_process
from tests.visiting import Visitor, opened

PATIENCE = 90  # seconds until a state counts as never reached; machines are busy
SETTINGS = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "2", "MALLOC_ARENA_MAX": "2"}


def test_sessions_are_cheap_and_end_without_another_visitor(tmp_path: Path):
    with server_process(tmp_path, settings=SETTINGS) as (address, process):
        Visitor(address).leave()
        time.sleep(8)
        start = resident(process.pid)
        visitors = opened(address, 20)
        assert resident(process.pid) < start + 20 * 3  # megabytes: they share what none of them moved
        for number, visitor in enumerate(visitors[:10]):
            assert visitor.move("arrivals.shocks", str(5 + number)) == 200
        moved = resident(process.pid)
        for visitor in visitors:
            visitor.leave()
        end = time.monotonic() + PATIENCE
        while resident(process.pid) > start + (moved - start) / 4 + 20 and time.monotonic() < end:
            time.sleep(1)
        assert resident(process.pid) <= start + (moved - start) / 4 + 20
        assert "Traceback" not in (tmp_path / "log.txt").read_text(encoding="utf-8")


def test_ever_new_visitors_leave_nothing_behind(tmp_path: Path):
    with server_process(tmp_path, settings=SETTINGS) as (address, process):
        marks = []
        for _ in range(3):
            for number in range(15):
                visitor = Visitor(address)
                visitor.move("arrivals.shocks", str(number))
                visitor.leave()
            time.sleep(12)
            marks.append(resident(process.pid))
        assert marks[2] < marks[0] + 45 * 1.0  # megabytes; a session that stayed would be some thirty
