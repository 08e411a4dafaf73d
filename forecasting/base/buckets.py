"""How often something may be done: a bucket of tokens for each person, refilled steadily.

A bucket holds at most `burst` tokens and gains `per_second` of them; what is done takes one. So a hand that drags a
lever may be quick for a while, and a script that never stops is slowed down to the steady rate.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

__all__ = ["Buckets", "Rate"]

MOST = 10_000  # buckets kept at once; full ones say nothing and are given up first


@dataclass(frozen=True)
class Rate:
    """A steady rate, and how much at once."""

    per_second: float
    burst: float


@dataclass
class Buckets:
    """Buckets by what is done and who does it; what has no rate is free.

    >>> clock = iter([0.0, 0.0, 0.5, 1.0])
    >>> papers = Buckets({"paper": Rate(per_second=1.0, burst=1.0)}, lambda: next(clock))
    >>> [papers.wait("paper", "anna") for _ in range(4)]
    [0.0, 1.0, 0.5, 0.0]
    """

    rates: Mapping[str, Rate]
    clock: Callable[[], float] = time.monotonic
    _held: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)  # tokens, and when
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, what: str, who: str) -> float:
        """Seconds until `who` may do it again; 0 where it may be done now, which takes a token."""
        rate = self.rates.get(what)
        if rate is None:
            return 0.0
        now = self.clock()
        with self._lock:
            tokens = self._tokens(what, who, now)
            if tokens >= 1.0:
                if len(self._held) >= MOST:
                    self._forget(now)
                self._held[what, who] = tokens - 1.0, now
                return 0.0
            return (1.0 - tokens) / rate.per_second

    def _tokens(self, what: str, who: str, now: float) -> float:
        rate = self.rates[what]
        tokens, then = self._held.get((what, who), (rate.burst, now))
        return min(rate.burst, tokens + (now - then) * rate.per_second)

    def _forget(self, now: float) -> None:
        """Give up buckets that are full again; where none is, the longest unused ones."""
        for what, who in list(self._held):
            if self._tokens(what, who, now) >= self.rates[what].burst:
                del self._held[what, who]
        for key in sorted(self._held, key=lambda key: self._held[key][1])[: len(self._held) - MOST // 2]:
            del self._held[key]
