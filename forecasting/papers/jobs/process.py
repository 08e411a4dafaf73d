"""Have an order done by a program of its own, and end that when it is no longer wanted."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable

from forecasting.apart.program import end, start
from forecasting.base.errors import Finding, InputError
from forecasting.papers.jobs.line import Made, Order, Stop

__all__ = ["run"]

WORKER = "forecasting.papers.jobs.worker"
LONGEST = 1_800.0  # seconds: what takes longer hangs


def run(order: Order, tell: Callable[[int], None], stop: Stop, *, worker: str = WORKER) -> Made:
    """The papers of an order.

    Args:
        tell: called with the number of steps that are done.
        stop: ends the program.
        worker: module that makes the papers.
    Raises:
        InputError: what was ordered cannot be made.
        ChildProcessError: the program has ended without a result.
    """
    program = start(worker)
    too_long = threading.Timer(LONGEST, program.kill)
    too_long.daemon = True
    too_long.start()
    stop.then(program.kill)
    assert program.stdin is not None and program.stdout is not None
    try:
        pickle.dump(order, program.stdin)
        program.stdin.flush()
        while True:
            words = pickle.load(program.stdout)  # noqa: S301 - our own program's
            if isinstance(words, Made):
                return words
            if not isinstance(words, int):
                raise InputError(_findings(words))
            tell(words)
    except (EOFError, OSError, pickle.UnpicklingError) as error:
        raise ChildProcessError(f"{worker} has ended with {program.wait()}") from error
    finally:
        too_long.cancel()
        end(program)


def _findings(words: object) -> tuple[Finding, ...]:
    assert isinstance(words, tuple) and all(isinstance(each, Finding) for each in words)
    return words
