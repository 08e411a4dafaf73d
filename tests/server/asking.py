"""An app behind the guard, asked in this process as uvicorn would ask it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router, WebSocketRoute
from starlette.types import Message, Scope
from starlette.websockets import WebSocket

from forecasting.server.doors import Door, door_of, streamlit_doors
from forecasting.server.guard import Guard
from forecasting.server.proxies import peer
from forecasting.server.settings import Settings, settings_of

__all__ = ["FILE", "HOST", "LIVE", "OWN", "STREAM", "UPLOAD", "Asked", "Reply", "behind_guard", "settings"]

HOST = "localhost:8501"
OWN = f"http://{HOST}"
UPLOAD = 1000  # bytes
FILE, STREAM = "/_stcore/upload_file/a-session/a-file", "/_stcore/stream"
LIVE = Route("/live", Response, methods=["POST"])

Pairs = Iterable[tuple[str, str | bytes]]


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Headers
    body: bytes
    seen: Mapping[str, object]  # what the app behind the guard saw; empty where it was not asked


@dataclass
class Asked:
    """An app behind the guard, and what it sees."""

    guard: Guard
    client: str
    arrived: str
    seen: dict[str, object] = field(default_factory=dict)

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | Pairs = (),
        pieces: Sequence[bytes] = (b"",),
        whole: bool = True,
    ) -> Reply:
        """Ask once; the body arrives in `pieces`, after which more is waited for where they are not the `whole`."""
        scope = self._scope("http", path, headers) | {"method": method}
        arriving: list[Message] = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        if whole:
            arriving[-1]["more_body"] = False
            arriving.append({"type": "http.disconnect"})
        sent = self._run(scope, arriving)
        start = next(message for message in sent if message["type"] == "http.response.start")
        body = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
        return Reply(start["status"], Headers(raw=start["headers"]), body, dict(self.seen))

    def knock(self, path: str, headers: Mapping[str, str] | Pairs = (), words: Sequence[str] = ()) -> Reply:
        """Open a WebSocket, say `words` and leave; 101 where it is opened."""
        scope = self._scope("websocket", path, headers) | {
            "subprotocols": [],
            "extensions": {"websocket.http.response": {}},
        }
        said = [{"type": "websocket.receive", "text": word} for word in words]
        sent = self._run(
            scope, [{"type": "websocket.connect"}, *said, {"type": "websocket.disconnect", "code": 1000}]
        )
        status = {"websocket.accept": 101, "websocket.close": 403}.get(sent[0]["type"], sent[0].get("status", 0))
        echo = "".join(message.get("text", "") for message in sent)
        return Reply(status, Headers(raw=sent[0].get("headers", [])), echo.encode(), dict(self.seen))

    def _scope(self, kind: str, path: str, headers: Mapping[str, str] | Pairs) -> dict[str, Any]:
        pairs = list(headers.items() if isinstance(headers, Mapping) else headers)
        if not any(name.lower() == "host" for name, _ in pairs):
            pairs.append(("Host", HOST))
        raw = [
            (name.lower().encode(), value if isinstance(value, bytes) else value.encode("latin-1"))
            for name, value in pairs
        ]
        return {
            "type": kind,
            "scheme": "ws" if kind == "websocket" else "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "http_version": "1.1",
            "headers": raw,
            "client": (self.client, 50_000),
            "server": (self.arrived, 8501),
        }

    def _run(self, scope: Scope, arriving: Iterable[Message]) -> list[Message]:
        sent: list[Message] = []
        messages = iter(arriving)

        async def receive() -> Message:
            if (message := next(messages, None)) is None:
                await asyncio.Event().wait()
            assert message
            return message

        async def send(message: Message) -> None:
            sent.append(message)

        self.seen.clear()
        with ThreadPoolExecutor(1) as pool:  # where no browser of another test keeps a loop running
            pool.submit(asyncio.run, self.guard(scope, receive, send)).result()
        return sent


def settings(*addresses: str, **environment: str) -> Settings:
    """Settings by short names: hosts="a,b" is FORECASTING_HOSTS."""
    return settings_of({f"FORECASTING_{name.upper()}": words for name, words in environment.items()}, *addresses)


def behind_guard(
    given: Settings | None = None,
    *,
    answer: Callable[[Request], Awaitable[Response]] | None = None,
    doors: Sequence[Door] | None = None,
    who: Callable[[Scope], str] = peer,
    client: str = "127.0.0.1",
    arrived: str = "127.0.0.1",
) -> Asked:
    """An app that answers everything, behind the guard with the doors of the product."""
    seen: dict[str, object] = {}

    async def everything(request: Request) -> Response:
        seen.update(
            client=request.client and request.client.host,
            host=request.headers["host"],
            scheme=request.url.scheme,
            forwarded=[name for name in request.headers if "forward" in name],
        )
        seen["bytes"] = len(await request.body())
        reply = PlainTextResponse("")
        reply.set_cookie("_streamlit_user", "somebody")
        reply.headers.append("set-cookie", "_streamlit_xsrf=2|a; Path=/")
        return reply

    async def echo(websocket: WebSocket) -> None:
        await websocket.accept()
        async for words in websocket.iter_text():
            await websocket.send_text(words)

    methods = ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]
    inner = Router(
        routes=[
            Route("/{path:path}", answer or everything, methods=methods),
            WebSocketRoute("/{path:path}", echo),
        ]
    )
    ours = (*streamlit_doors("", ["overview", "goal"], UPLOAD), door_of(LIVE, largest=500, limit="live"))
    guard = Guard(inner, given or settings(), ours if doors is None else doors, ["'sha256-x'"], who)
    return Asked(guard, client, arrived, seen)
