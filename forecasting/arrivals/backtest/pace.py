"""How long the rest of a rolling-origin test will take, from what was measured so far."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from forecasting.arrivals.backtest.task import Finished, Task

__all__ = ["Pace"]

ENOUGH = 20  # results taken in; the first ones take longer


class Pace:
    """How long the open tasks will take, from the mean time of each method so far."""

    def __init__(self, tasks: Sequence[Task], done: Mapping[int, Finished], at_once: int) -> None:
        self._tasks = tasks
        self._at_once = at_once
        self._numbers = [number for number in range(len(tasks)) if number not in done]
        self._open = Counter(tasks[number].method for number in self._numbers)
        self._seconds: dict[str, float] = defaultdict(float)
        self._timed: Counter[str] = Counter()
        self._keeping, self._kept = 0.0, 0
        for number, result in done.items():
            self._time(tasks[number].method, result.seconds)

    def order(self) -> list[int]:
        """Open tasks; first one of each method that was not timed yet, on a history of middle length."""
        pilots: list[int] = []
        for name in self._open:
            if not self._timed[name]:
                own = [number for number in self._numbers if self._tasks[number].method == name]
                own.sort(key=lambda number: self._tasks[number].history.months)
                pilots.append(own[len(own) // 2])
        first = set(pilots)
        return [*pilots, *(number for number in self._numbers if number not in first)]

    def add(self, name: str, seconds: float) -> None:
        """One task is done."""
        self._open[name] -= 1
        self._time(name, seconds)

    def keep(self, seconds: float) -> None:
        """Taking in a result took this long; that happens in one process only."""
        self._keeping += seconds
        self._kept += 1

    @property
    def known(self) -> bool:
        """Whether every method with open tasks was timed."""
        return all(self._timed[name] for name, count in self._open.items() if count)

    def left(self) -> dict[str, float]:
        """Seconds that the open tasks of each method will take: to compute, side by side, or to take in, in turn."""
        taking_in = self._keeping / self._kept if self._kept >= ENOUGH else 0.0
        return {
            name: count * max(self._seconds[name] / self._timed[name] / self._at_once, taking_in)
            for name, count in self._open.items()
            if count
        }

    def _time(self, name: str, seconds: float) -> None:
        self._seconds[name] += seconds
        self._timed[name] += 1
