"""Several processes behind one door: `python -m forecasting.server.workers`, as `make run WORKERS=4` starts it.

HAProxy stands in front and leads a visitor to the same process for good, by a cookie. A process that ends is started
again; its visitors reach another one and find their scenario by the address of the page. What they share lies in the
cache folder and in the database.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from socketserver import BaseRequestHandler, TCPServer

from forecasting.base.errors import Finding, InputError
from forecasting.base.text import Texts
from forecasting.people import directory
from forecasting.server.hosts import EVERY
from forecasting.server.settings import HOSTS, PROXY, Settings, settings_of
from forecasting.server.sign_in import FRONT_ASKS, check_sign_in, identity_headers

__all__ = ["Front", "configuration", "main"]

ROOT = Path(__file__).parents[2]
FRONT = "haproxy"
WORKER = "127.0.0.1"
MOST = 64
END = 15.0  # seconds until what does not end is ended
AGAIN = 2.0  # seconds until a process that ended is started again

CONFIGURATION = """
global
  maxconn 4000
  log stderr format raw local0 warning

defaults
  mode http
  log global
  option forwardfor
  option redispatch
  retries 2
  timeout connect 5s
  timeout http-request 20s
  timeout client 60s
  timeout server 900s
  timeout tunnel 24h
  timeout check 10s

frontend door
  bind {bind}
{cleaning}
  default_backend workers

backend workers
  balance leastconn
  cookie bedarfsprognose insert indirect nocache httponly attr "SameSite=Lax"
  option httpchk
  http-check send meth GET uri /_stcore/health ver HTTP/1.1 hdr Host localhost
  default-server inter 3s fall 6 rise 1
{workers}
"""


def configuration(
    host: str, port: int, ports: Sequence[int], settings: Settings, identity: Sequence[str] = ()
) -> str:
    """What HAProxy is told.

    Args:
        host, port: where it serves.
        ports: of the processes on the loopback address.
        settings: whose proxies are trusted: what they say of a visitor passes, of everybody else it is taken away.
        identity: headers in which such a proxy names a person.
    """
    told = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", *identity)
    trusted = " ".join(map(str, settings.proxies))
    unless = " unless trusted" if trusted else ""
    cleaning = [f"  acl trusted src {trusted}"] if trusted else []
    cleaning += [f"  http-request del-header {name}{unless}" for name in told]
    workers = [f"  server w{number} {WORKER}:{port} cookie w{number} check" for number, port in enumerate(ports, 1)]
    at = f"[{host}]" if ":" in host else "*" if host in EVERY else host
    return CONFIGURATION.format(bind=f"{at}:{port}", cleaning="\n".join(cleaning), workers="\n".join(workers))


class Front:
    """HAProxy and the processes behind it."""

    def __init__(self, host: str, port: int, workers: int, environment: Mapping[str, str]) -> None:
        """
        Args:
            host, port: where visitors come.
            workers: number of processes.
            environment: of the operator.
        Raises:
            InputError: it cannot be served so.
        """
        if shutil.which(FRONT) is None:
            raise InputError(Finding("server.workers.front", {"program": FRONT}))
        settings = settings_of(environment, host)
        if host in EVERY and not settings.hosts.named:
            raise InputError(Finding("server.workers.hosts", {"host": host, "variable": HOSTS}))
        known = directory()
        check_sign_in(known, settings, environment, [host])
        self._ports = [_free_port() for _ in range(workers)]
        self._environment = dict(environment) | {
            HOSTS: ",".join(filter(None, (environment.get(HOSTS), "" if host in EVERY else host))),
            PROXY: ",".join(filter(None, (WORKER, environment.get(PROXY)))),
            FRONT_ASKS: "1",
        }
        self._configuration = configuration(host, port, self._ports, settings, identity_headers(known))
        self._ending = threading.Event()
        self._running: dict[int, subprocess.Popen[bytes]] = {}  # by port; 0: the front

    def serve(self) -> int:
        """Serve until somebody ends it; returns the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._ending.set())
        # The forecasts of the base scenario are made once, not by each process.
        subprocess.run([sys.executable, "-m", "forecasting.ui.warm"], cwd=ROOT, env=self._environment, check=False)
        with tempfile.TemporaryDirectory(prefix="bedarfsprognose-") as folder:
            file = Path(folder) / "haproxy.cfg"
            file.write_text(self._configuration, encoding="utf-8")
            commands = {port: self._worker(port) for port in self._ports} | {0: [FRONT, "-db", "-f", str(file)]}
            try:
                while not self._ending.is_set():
                    for place, command in commands.items():
                        running = self._running.get(place)
                        if running is None or running.poll() is not None:
                            self._running[place] = subprocess.Popen(command, cwd=ROOT, env=self._environment)
                    self._ending.wait(AGAIN)
            finally:
                self._end()
        return 0

    def _worker(self, port: int) -> list[str]:
        where = ["--server.address", WORKER, "--server.port", str(port)]
        return [sys.executable, "-m", "streamlit", "run", "app.py", *where]

    def _end(self) -> None:
        """End everything: first the processes, which keep what their visitors have not saved, then the front."""
        until = time.monotonic() + END
        front = {0: self._running.pop(0)} if 0 in self._running else {}
        for some in (self._running, front):
            for each in some.values():
                each.terminate()
            for each in some.values():
                try:
                    each.wait(max(0.1, until - time.monotonic()))
                except subprocess.TimeoutExpired:
                    each.kill()
                    each.wait()


def _free_port() -> int:
    with TCPServer((WORKER, 0), BaseRequestHandler) as probe:
        return int(probe.server_address[1])


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve as the arguments say; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m forecasting.server.workers")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--workers", type=int, default=2, choices=range(1, MOST + 1), metavar=f"1…{MOST}")
    options = parser.parse_args(arguments)
    try:
        return Front(options.host, options.port, options.workers, os.environ).serve()
    except InputError as error:
        sys.stderr.write("\n".join(error.sentences(Texts())) + "\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
