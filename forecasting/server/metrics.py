"""Figures about the server for its operators, in the text format of Prometheus.

Counted in this process: requests by kind and status, how long answers took; asked when somebody reads them: memory,
sessions, whatever `gauges` name. The format is a page of text, so no library is needed for it
[prometheus.io, Exposition formats, text format 0.0.4].
"""

from __future__ import annotations

import bisect
import os
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

__all__ = ["BOUNDS", "Metrics", "memory"]

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper bounds of the histogram, seconds."""

_KIND = "text/plain; version=0.0.4; charset=utf-8"
_PREFIX = "forecasting_"


class Metrics:
    """Counts of this process; threads may share it."""

    def __init__(self, gauges: Mapping[str, Callable[[], float]]) -> None:
        """Begin at zero.

        Args:
            gauges: what is asked anew each time, by name.
        """
        self.gauges = gauges
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._slots: dict[str, list[int]] = {}
        self._seconds: Counter[str] = Counter()

    def answered(self, kind: str, status: int, seconds: float) -> None:
        """Count a request; WebSockets last as long as their page and are counted, not timed (`seconds` below 0)."""
        with self._lock:
            self._requests[kind, status] += 1
            if seconds >= 0:
                slots = self._slots.setdefault(kind, [0] * (len(BOUNDS) + 1))
                slots[bisect.bisect_left(BOUNDS, seconds)] += 1
                self._seconds[kind] += seconds  # type: ignore[assignment]

    def text(self) -> str:
        """The page."""
        with self._lock:
            requests, slots = dict(self._requests), {kind: list(each) for kind, each in self._slots.items()}
            seconds = dict(self._seconds)
        lines = [f"# TYPE {_PREFIX}requests_total counter"]
        for (kind, status), count in sorted(requests.items()):
            lines.append(f'{_PREFIX}requests_total{{route="{kind}",status="{status}"}} {count}')
        lines.append(f"# TYPE {_PREFIX}answer_seconds histogram")
        for kind, each in sorted(slots.items()):
            below = 0
            for bound, count in zip((*map(str, BOUNDS), "+Inf"), each, strict=True):
                below += count
                lines.append(f'{_PREFIX}answer_seconds_bucket{{route="{kind}",le="{bound}"}} {below}')
            lines.append(f'{_PREFIX}answer_seconds_sum{{route="{kind}"}} {seconds[kind]:.6f}')
            lines.append(f'{_PREFIX}answer_seconds_count{{route="{kind}"}} {below}')
        for name, ask in sorted(self.gauges.items()):
            lines += [f"# TYPE {_PREFIX}{name} gauge", f"{_PREFIX}{name} {ask():g}"]
        return "\n".join(lines) + "\n"

    def route(self) -> Route:
        """Where they are read."""

        async def read(_: Request) -> Response:
            return Response(await run_in_threadpool(self.text), media_type=_KIND)

        return Route("/metrics", read, methods=["GET"])


def memory() -> float:
    """Bytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return float(pages * os.sysconf("SC_PAGE_SIZE"))
