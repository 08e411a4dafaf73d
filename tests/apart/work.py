"""What programs beside the server are asked to do in tests."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np

from forecasting.base.errors import Finding, InputError

__all__ = ["double", "end_it", "fill", "nap", "refuse", "spin", "stay", "who"]


def double(number: int) -> int:
    return 2 * number


def who() -> int:
    """The process that does it."""
    return os.getpid()


def nap(seconds: float) -> float:
    """When it began."""
    began = time.time()
    time.sleep(seconds)
    return began


def stay(gate: str) -> None:
    """Work until a file is there."""
    while not Path(gate).exists():
        time.sleep(0.02)


def refuse() -> None:
    raise InputError(Finding("apart.crowded", {"count": 3}))


def fill(size: int) -> int:
    """Take so many bytes."""
    return int(np.ones(size // 8).sum())


def spin() -> None:
    """Take the processor for good."""
    while True:
        pass


def end_it() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
