"""Programs that work beside the server, and who comes next.

A few programs at a time, each with bounds of memory, processor time and patience. Orders wait in a line of bounded
length; whose owner has none under way comes first, so that nobody waits behind one who asks for much. A program
serves one order after the other while there are any, and ends when there have been none for a while.
"""

from __future__ import annotations

import pickle
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from select import select
from typing import Any, TypeVar, cast

from forecasting.apart.program import end, start
from forecasting.base.errors import Finding, InputError

__all__ = ["Limits", "Pool"]

WORKER = "forecasting.apart.worker"
DONE, REFUSED, MEMORY = "done", "refused", "memory"
"""How an order has ended, as the program tells it."""

BEAT = 0.2  # seconds between two looks whether the order is still wanted

Result = TypeVar("Result")


@dataclass(frozen=True)
class Limits:
    """What an order may take."""

    memory: int = 1_000_000_000  # bytes beside what a program has when it begins
    processor: int = 120  # seconds
    patience: float = 180.0  # seconds until it must be done


class _Ended(Exception):
    """The program has ended without a result."""


class Pool:
    """The programs of one server."""

    def __init__(self, *, at_once: int = 2, most_waiting: int = 16, idle: float = 60.0) -> None:
        """
        Args:
            at_once: programs that work at the same time.
            most_waiting: orders in the line beside those.
            idle: seconds after which a program without an order ends.
        """
        self._at_once, self._most_waiting, self._idle = at_once, most_waiting, idle
        self._turn = threading.Condition()
        self._waiting: list[tuple[str, object]] = []  # owner and order, the oldest first
        self._working: list[str] = []  # owners
        self._resting: list[tuple[_Program, float]] = []  # with the time since when

    def do(
        self,
        work: Callable[..., Result],
        *given: object,
        owner: str,
        limits: Limits = Limits(),
        wanted: Callable[[], bool] = lambda: True,
    ) -> Result:
        """Have a function called in a program of its own; waits for its result.

        Args:
            work: a function of a module; what it is given and what it returns has to be picklable.
            owner: whose order it is.
            wanted: whether somebody still waits; where not, the program ends.
        Raises:
            InputError: the function does, too many wait, or a bound was reached.
        """
        self._wait(owner, wanted)
        program: _Program | None = None
        try:
            program = self._program()
            told, found = program.do(work, given, limits, wanted)
            with self._turn:
                self._resting.append((program, time.monotonic()))
                program = None
            if told == REFUSED:
                raise InputError(found)
            return cast(Result, found)
        except _Ended as error:
            raise InputError(Finding(f"apart.{error}", {"minutes": round(limits.patience / 60)})) from error
        finally:
            if program is not None:
                program.end()
            with self._turn:
                self._working.remove(owner)
                self._turn.notify_all()

    def close(self) -> None:
        """End the programs that rest."""
        with self._turn:
            resting, self._resting = self._resting, []
        for program, _ in resting:
            program.end()

    def tidy(self) -> None:
        """End the programs that have rested for long enough."""
        now = time.monotonic()
        with self._turn:
            over = [program for program, since in self._resting if now - since > self._idle]
            self._resting = [(program, since) for program, since in self._resting if program not in over]
        for program in over:
            program.end()

    def __len__(self) -> int:
        """Orders that wait or are worked on."""
        return len(self._waiting) + len(self._working)

    def _wait(self, owner: str, wanted: Callable[[], bool]) -> None:
        """Wait for one's turn."""
        ticket = (owner, object())
        with self._turn:
            if len(self._waiting) >= self._most_waiting:
                raise InputError(Finding("apart.crowded", {"count": len(self._waiting)}))
            self._waiting.append(ticket)
            try:
                while len(self._working) >= self._at_once or self._next() is not ticket:
                    self._turn.wait(BEAT)
                    if not wanted():
                        raise InputError(Finding("apart.unwanted"))
            finally:
                self._waiting.remove(ticket)
                self._turn.notify_all()
            self._working.append(owner)

    def _next(self) -> tuple[str, object]:
        """Whose turn it is: the oldest order of those who have the fewest under way."""
        return min(self._waiting, key=lambda ticket: self._working.count(ticket[0]))

    def _program(self) -> _Program:
        with self._turn:
            resting = self._resting.pop()[0] if self._resting else None
        if resting is None:
            return _Program()
        if resting.lives:
            return resting
        resting.end()
        return self._program()


class _Program:
    """A program that takes orders."""

    def __init__(self) -> None:
        self._process = start(WORKER)

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    def do(
        self, work: Callable[..., object], given: tuple[object, ...], limits: Limits, wanted: Callable[[], bool]
    ) -> tuple[str, Any]:
        """`DONE` with what the function returns, or `REFUSED` with the findings it raises.

        Raises:
            _Ended: it has taken too much, or nobody wants it any more.
        """
        order = pickle.dumps((work, given, limits))
        reader = self._process.stdout
        assert self._process.stdin is not None and reader is not None
        try:
            self._process.stdin.write(len(order).to_bytes(8) + order)
            self._process.stdin.flush()
            until = time.monotonic() + limits.patience
            while not select([reader], [], [], BEAT)[0]:
                if time.monotonic() > until:
                    raise _Ended("long")
                if not wanted():
                    raise _Ended("unwanted")
            told, words = cast(tuple[str, Any], pickle.load(reader))  # noqa: S301 - our own program's
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise _Ended("ended") from error
        if told == MEMORY:
            raise _Ended(MEMORY)
        return told, words

    def end(self) -> None:
        """End it."""
        end(self._process)
