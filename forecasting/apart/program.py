"""Start a program of ours beside the server, and end it."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

__all__ = ["end", "start"]

ROOT = Path(__file__).parents[2]


def start(module: str) -> subprocess.Popen[bytes]:
    """Run a module as a program that reads orders and writes answers.

    It has our environment, with the package where it lies, and one thread for linear algebra: the pages need the
    others.
    """
    known = os.environ.get("PYTHONPATH")
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT), *([known] if known else [])]),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", module]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)


def end(program: subprocess.Popen[bytes]) -> None:
    """End a program of `start` that may have ended by itself."""
    program.kill()
    program.wait()
    assert program.stdin is not None and program.stdout is not None
    program.stdout.close()
    with suppress(BrokenPipeError):  # it may have ended before it had read everything
        program.stdin.close()
