"""A visitor without a browser: speaks with a server as the page's own script does, by WebSocket and `POST live`."""

from __future__ import annotations

import json
import re
import ssl
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from http.cookiejar import CookieJar
from itertools import count

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

__all__ = ["Visitor", "opened", "trusting"]

PATIENCE = 120.0  # seconds for a run of the page
LARGEST = 64 * 1024**2  # bytes of a message
_TOKEN = re.compile(rb'"session": ?"([\w-]{30,40})"')
_numbers = count(1)


class Visitor:
    """One browser tab."""

    def __init__(self, address: str, query: str = "", *, headers: Mapping[str, str] | None = None) -> None:
        """Open the front page and wait until it stands.

        Args:
            address: of the server, "http://127.0.0.1:8501".
            query: what stands behind the question mark.
            headers: that the browser sends besides.
        """
        self.words = ""  # of the page, as they came
        self.address, self.token, self.hand = address, "", f"hand{next(_numbers)}"
        self._closing = ExitStack()
        self._cookies = CookieJar()
        tls = trusting() if address.startswith("https") else None
        self._web = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self._cookies), urllib.request.HTTPSHandler(context=trusting())
        )
        self._headers = dict(headers or {})
        with self._web.open(urllib.request.Request(f"{address}/", headers=self._headers), timeout=PATIENCE) as page:
            page.read()
        cookies = {"Cookie": "; ".join(f"{each.name}={each.value}" for each in self._cookies)}
        stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
        self.socket: ClientConnection = self._closing.enter_context(
            connect(
                stream,
                subprotocols=["streamlit"],
                max_size=LARGEST,
                origin=address,
                additional_headers=cookies | self._headers,
                ssl=tls,
            )
        )
        self.run(query)

    def run(self, query: str = "") -> int:
        """Have the page drawn; returns the bytes that came."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        self.socket.send(asked.SerializeToString())
        total, self.words = 0, ""
        while True:
            part = self.socket.recv(timeout=PATIENCE)
            assert isinstance(part, bytes)
            total += len(part)
            self.words += part.decode("utf-8", "replace")
            if found := _TOKEN.search(part):
                self.token = found[1].decode()
            message = ForwardMsg()
            message.ParseFromString(part)
            if message.HasField("script_finished"):
                return total

    def move(self, key: str, value: str) -> int:
        """Enter a value of a lever as words; returns the status of the answer."""
        entry = {"n": next(_numbers), "control": "field", "key": key, "value": value}
        asked = {"session": self.token, "board": "first", "entries": {"of": self.hand, "list": [entry]}}
        headers = {"Content-Type": "application/json", "Origin": self.address} | self._headers
        request = urllib.request.Request(f"{self.address}/live", json.dumps(asked).encode(), headers)
        with self._web.open(request, timeout=PATIENCE) as reply:
            reply.read()
            return int(reply.status)

    @property
    def worker(self) -> str:
        """Which process serves the visitor, as the front's cookie says; "" without a front."""
        return next((str(each.value) for each in self._cookies if each.name == "bedarfsprognose"), "")

    def leave(self) -> None:
        """Close the tab."""
        self._closing.close()


def opened(address: str, number: int) -> Sequence[Visitor]:
    """That many tabs."""
    return [Visitor(address) for _ in range(number)]


def trusting() -> ssl.SSLContext:
    """Trusts whatever certificate a server shows."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
