"""The app as an operator serves it, and the browser that looks at it; for tests and for `make bench`."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["FLAGS", "ROOT", "browser_path", "children", "free_port", "fronted", "served", "server_process"]

ROOT = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-domain-reliability", "--disable-sync", "--no-first-run",
    "--no-default-browser-check", "--metrics-recording-only",
    "--disable-features=AutofillServerCommunication",  # asks Google how fields of a page are filled in
)  # fmt: skip
START = 300  # seconds to wait for the server; machines are busy
END = 60  # seconds to wait for its end


def browser_path() -> str | None:
    """Path of a Chromium, None without any."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


@contextmanager
def served(folder: Path, script: str = "app.py", settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """Address of `script`, see `server_process`."""
    with server_process(folder, script, settings) as (address, _):
        yield address


@contextmanager
def server_process(
    folder: Path, script: str = "app.py", settings: Mapping[str, str] | None = None
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Address of `script` and the process of its own that serves it; its cache, database and log lie in `folder`.

    Raises:
        RuntimeError: it does not start; with what it has written.
    """
    port = free_port()
    command = ["streamlit", "run", script, "--server.port", str(port)]
    with _running(folder, port, command, settings) as server:
        yield f"http://127.0.0.1:{port}", server


@contextmanager
def fronted(
    folder: Path, workers: int, settings: Mapping[str, str] | None = None
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Address of the app and the process that starts several workers behind one door; else as `server_process`."""
    port = free_port()
    command = ["forecasting.server.workers", "--port", str(port), "--workers", str(workers)]
    with _running(folder, port, command, settings) as front:
        yield f"http://127.0.0.1:{port}", front


@contextmanager
def _running(
    folder: Path, port: int, command: Sequence[str], settings: Mapping[str, str] | None
) -> Iterator[subprocess.Popen[bytes]]:
    """A module and its arguments as a process that serves at a port."""
    environment = os.environ | {
        "FORECASTING_CACHE": str(folder / "cache"),
        "FORECASTING_DATABASE": f"sqlite:///{folder / 'scenarios.db'}",
        "OMP_NUM_THREADS": "1",
        **(settings or {}),
    }
    with (folder / "log.txt").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", process, folder / "log.txt")
            yield process
        finally:
            process.terminate()
            process.wait(timeout=END)


def children(process: int) -> dict[int, str]:
    """Commands of the processes that one has started, by their ids."""
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            words = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, ValueError):
            continue
        if parent == process and words:
            found[int(path.name)] = words
    return found


def free_port() -> int:
    """A port of the loopback address that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(START * 5):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the app does not start:\n{log.read_text()}")
