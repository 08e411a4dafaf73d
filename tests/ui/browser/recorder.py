"""What leaves the machine, written down: of Python processes by a hook in them, of all else by a proxy that records.

Python tells its audit hooks of every connection and every look-up of a name before it makes them; a `sitecustomize`
on PYTHONPATH sets the hook in the server and in every process that it starts. What goes through HTTP libraries of
other make, and what the browser wants elsewhere, is sent to the proxy, which writes it down and answers nothing.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Recorder", "recording"]

HOOK = """
import os, sys

def _record(event, arguments):
    if event not in EVENTS:
        return
    target = arguments[1] if event.startswith(("socket.connect", "socket.send")) else arguments[0]
    host = target[0] if isinstance(target, tuple) else target
    if isinstance(host, (bytes, str)) and not isinstance(target, (bytes,)):
        name = host.decode() if isinstance(host, bytes) else host
        if name in HERE or name.startswith(("127.", "/", "\\0")) or not name:
            return
    elif host is None or isinstance(target, bytes):
        return
    _write(f"{event} {target!r}")

def _write(words):
    place = os.open(os.environ["RECORD"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(place, f"{os.getpid()} {words}\\n".encode())
    os.close(place)

EVENTS = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname",
          "socket.gethostbyaddr", "socket.getnameinfo"}
HERE = {"localhost", "::1", "0.0.0.0", "::"}
_write("begun " + " ".join(sys.orig_argv[1:]))
sys.addaudithook(_record)
"""


@dataclass
class Recorder:
    """A proxy and the hooks of Python processes."""

    folder: Path
    port: int
    asked: list[str] = field(default_factory=list)  # first lines that the proxy was sent

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> Mapping[str, str]:
        """For a process that is to be recorded."""
        names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        proxies = {name: self.proxy for each in names for name in (each, each.lower())}
        known = os.environ.get("PYTHONPATH")
        path = os.pathsep.join([str(self.folder), *([known] if known else [])])
        return {**proxies, "NO_PROXY": "127.0.0.1,localhost", "PYTHONPATH": path, "RECORD": str(self._record)}

    @property
    def begun(self) -> list[str]:
        """Command lines of the processes that were recorded."""
        return [line.split(" begun ", 1)[1] for line in self._lines() if " begun " in line]

    @property
    def left(self) -> list[str]:
        """What left the machine or wanted to."""
        return [line for line in self._lines() if " begun " not in line] + self.asked

    @property
    def _record(self) -> Path:
        return self.folder / "record.txt"

    def _lines(self) -> list[str]:
        return self._record.read_text(encoding="utf-8").splitlines() if self._record.exists() else []

    def answer(self, listening: socket.socket) -> None:
        """Write down what every connection begins with, and end it."""
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:  # closed
                return
            with connection:
                connection.settimeout(10)
                try:
                    self.asked.append(connection.recv(4096).decode("latin-1").partition("\r\n")[0])
                except OSError:
                    self.asked.append("a connection that said nothing")


@contextmanager
def recording(folder: Path) -> Iterator[Recorder]:
    """A recorder whose hook and record lie in `folder`."""
    (folder / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        recorder = Recorder(folder, listening.getsockname()[1])
        threading.Thread(target=recorder.answer, args=(listening,), daemon=True).start()
        try:
            yield recorder
        finally:
            listening.shutdown(socket.SHUT_RDWR)
