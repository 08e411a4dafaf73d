"""The program that does heavy work beside the server: reads an order, calls the function, hands back what it returns.

Both ends are this program's alone; nobody else writes to them.
"""

from __future__ import annotations

import os
import pickle
import resource
import sys
from pathlib import Path
from typing import Any, BinaryIO

from forecasting.apart.pool import DONE, MEMORY, REFUSED, Limits
from forecasting.base.errors import InputError

__all__ = ["main"]

LESS_URGENT = 5  # than the server, see nice(2)
SMALL = 2**16  # bytes of an answer that says what went wrong


def main() -> None:
    """Take orders until nobody gives any."""
    orders, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # libraries that print tell the log
    os.nice(LESS_URGENT)
    while size := orders.read(8):
        _answer(orders.read(int.from_bytes(size)), answers)


def _answer(order: bytes, answers: BinaryIO) -> None:
    spare: bytes | None = bytes(SMALL)  # so that there is room to say that there is none
    try:
        work, given, limits = pickle.loads(order)  # noqa: S301 - the server's
        del order
        _bound(limits)
        told: tuple[str, Any] = DONE, work(*given)
        content = pickle.dumps(told)
    except InputError as error:
        content = pickle.dumps((REFUSED, error.findings))
    except MemoryError:
        del spare
        content = pickle.dumps((MEMORY, None))
    answers.write(content)
    answers.flush()


def _bound(limits: Limits) -> None:
    """What this order may take."""
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    most = used + limits.memory
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))
    spent = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(spent.ru_utime + spent.ru_stime) + 1 + limits.processor
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()
