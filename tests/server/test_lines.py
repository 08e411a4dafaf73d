"""Connections are bounded, and one on which no request comes about is given up."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.auto import AutoHTTPProtocol
from uvicorn.protocols.http.h11_impl import H11Protocol

from forecasting.server import lines
from forecasting.server.lines import bound_lines
from forecasting.server.proxies import network_of

WHOLE = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(H11Protocol, "connection_made", H11Protocol.connection_made)


@contextmanager
def _serving(let_go: threading.Event | None = None) -> Iterator[tuple[str, int]]:
    """Address of a server in a thread; its answers wait until they are let go."""

    def answer(_request: Request) -> Response:
        assert let_go is None or let_go.wait(60)
        return PlainTextResponse("answered")

    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=[Route("/", answer)]), log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()
    finally:
        server.should_exit = server.force_exit = True
        thread.join(60)
        listening.close()


def _heard(line: socket.socket) -> bytes:
    """What comes until the server closes; nothing where it breaks the connection off."""
    try:
        return line.recv(4096)
    except ConnectionResetError:
        return b""


def test_the_server_of_the_product_reads_heads_with_h11():
    """It bounds the length of a head; another reader would not be watched here."""
    assert AutoHTTPProtocol is H11Protocol


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: local", WHOLE + b"GET / HT"])
def test_a_head_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, sent: bytes):
    monkeypatch.setattr(lines, "PATIENCE", 0.2)
    bound_lines()
    with _serving() as place, socket.create_connection(place, timeout=60) as line:
        line.sendall(sent)
        told = b"".join(iter(lambda: _heard(line), b""))
    assert (b"answered" in told) is sent.startswith(WHOLE)


def test_an_answer_that_takes_its_time_is_waited_for(monkeypatch: pytest.MonkeyPatch):
    """Looked at many times meanwhile."""
    looks, let_go = threading.Semaphore(0), threading.Event()
    look = lines._look

    def counted(line: object, last: object) -> None:
        looks.release()
        look(line, last)

    monkeypatch.setattr(lines, "PATIENCE", 0.01)
    monkeypatch.setattr(lines, "_look", counted)
    bound_lines()
    with _serving(let_go) as place, socket.create_connection(place, timeout=60) as line:
        line.sendall(WHOLE)
        for _ in range(20):
            assert looks.acquire(timeout=60)
        let_go.set()
        assert line.recv(4096).startswith(b"HTTP/1.1 200")


def test_one_address_takes_so_many_and_all_together_so_many(monkeypatch: pytest.MonkeyPatch):
    proxy = network_of("127.0.0.1")
    assert proxy
    for most, most_of_one, proxies, taken in ((10, 2, (), 2), (10, 2, (proxy,), 4), (3, 10, (proxy,), 3)):
        monkeypatch.setattr(lines, "MOST", most)
        monkeypatch.setattr(lines, "MOST_OF_ONE", most_of_one)
        bound_lines(proxies)
        with _serving() as place:
            opened = [socket.create_connection(place, timeout=60) for _ in range(4)]
            answered = 0
            for line in opened:
                try:
                    line.sendall(WHOLE)
                    answered += bool(_heard(line))
                except (BrokenPipeError, ConnectionResetError):
                    pass
            for line in opened:
                line.close()
        assert answered == taken
