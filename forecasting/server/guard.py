"""The middleware round everything that is served: looks at a request before Streamlit does, and at its answer after.

In this order: who asks (proxies), which server is meant (Host), whether there is such a door, whether a page of
another site asks (Origin), how often (limits), how large. What is refused gets a sentence and costs next to nothing;
nothing is looked up for it anywhere.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forecasting.base.buckets import Buckets
from forecasting.base.text import Texts
from forecasting.server.doors import SOCKET, Door
from forecasting.server.headers import HSTS, guard_cookies, security_headers
from forecasting.server.hosts import host_of
from forecasting.server.proxies import is_in, peer, unforwarded
from forecasting.server.settings import AT_ONCE, Settings

__all__ = ["Guard"]

_SAFE = frozenset({"GET", "HEAD"})  # write nothing
_POLICY_VIOLATION = 1008  # of WebSockets

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Refusal(Exception):
    """Why a request is not let in, and what its answer says beside the sentence."""

    status: int
    why: str  # message server.refused.<why>
    more: Mapping[str, str] | None = None


class Guard:
    """Lets in what `doors` and `settings` allow, and gives every answer its headers."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        doors: Sequence[Door],
        scripts: Sequence[str] = (),
        who: Callable[[Scope], str] = peer,
    ) -> None:
        """Put the guard round `app`.

        Args:
            scripts: sources of scripts besides this server, see `headers.policy`.
            who: the person for whom a request counts; without knowing people, the address that asks.
        """
        self.app, self.settings, self.doors, self.who = app, settings, doors, who
        self.headers = security_headers(scripts)
        self.buckets = Buckets(settings.limits)
        self.open: Counter[str] = Counter()  # WebSockets by person

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what belongs to the life of the server passes."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        scope = unforwarded(scope, self.settings.proxies, self.settings.identity)
        answer = _Answer(scope, send, self.headers)
        try:
            door = self._door(scope)
            if scope["type"] == "websocket":
                await self._socket(scope, receive, answer)
            else:
                await self.app(scope, _Body(scope, receive, door), answer)
        except _Refusal as refusal:
            _log.info("refused: %s", refusal.why)
            await answer.refuse(refusal)
        except Exception:
            _log.exception("a request failed")
            await answer.refuse(_Refusal(500, "failed"))

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        who = self.who(scope)
        if self.open[who] >= AT_ONCE:
            raise _Refusal(429, "often", {"Retry-After": "60"})
        self.open[who] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.open[who] -= 1
            if not self.open[who]:
                del self.open[who]

    def _door(self, scope: Scope) -> Door:
        """The door that a request is let in by.

        Raises:
            _Refusal: it is not.
        """
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        host = host_of(hosts[0]) if len(hosts) == 1 else None
        if host is None:
            raise _Refusal(400, "host")
        server = scope.get("server")
        if not self.settings.hosts.knows(host, server[0] if server else None):
            raise _Refusal(421, "misdirected")
        method = SOCKET if scope["type"] == "websocket" else scope["method"]
        fitting = [door for door in self.doors if door.path.fullmatch(scope["path"]) and self._may_see(door, scope)]
        if not fitting:
            raise _Refusal(404, "nothing")
        door = next((door for door in fitting if method in door.methods), None)
        if door is None:
            allowed = sorted({method for door in fitting for method in door.methods} - {SOCKET})
            raise _Refusal(405, "method", {"Allow": ", ".join(allowed)})
        origins = headers.getlist("origin")
        if method not in _SAFE and (
            len(origins) > 1
            or not self.settings.hosts.is_own_page(next(iter(origins), None), headers.get("sec-fetch-site"), host)
        ):
            raise _Refusal(403, "foreign")
        if door.limit is not None and (wait := self.buckets.wait(door.limit, self.who(scope))):
            raise _Refusal(429, "often", {"Retry-After": str(math.ceil(wait))})
        return door

    def _may_see(self, door: Door, scope: Scope) -> bool:
        return not door.operators or is_in(peer(scope), self.settings.metrics)


class _Body:
    """What arrives of a request, as much and as long as its door allows."""

    def __init__(self, scope: Scope, receive: Receive, door: Door) -> None:
        self.receive, self.door = receive, door
        room = door.largest if door.room is None else min(door.largest, door.room(scope))
        self.left, self.whole = room, False
        said = Headers(scope=scope).get("content-length", "0")
        if not (said.isascii() and said.isdecimal()):
            raise _Refusal(400, "length")
        if len(said) > 18 or int(said) > room:
            raise _Refusal(413, "large", {"Connection": "close"})
        self.end = asyncio.get_running_loop().time() + door.patience

    async def __call__(self) -> Message:
        if self.whole:  # what comes now is the end of the connection
            return await self.receive()
        try:
            async with asyncio.timeout_at(self.end):
                message = await self.receive()
        except TimeoutError:
            raise _Refusal(408, "slow", {"Connection": "close"}) from None
        self.left -= len(message.get("body", b""))
        if self.left < 0:
            raise _Refusal(413, "large", {"Connection": "close"})
        self.whole = not message.get("more_body", False)
        return message


class _Answer:
    """What leaves: the answer of the app with the headers of every answer, or a refusal."""

    def __init__(self, scope: Scope, send: Send, always: Mapping[str, str]) -> None:
        self.scope, self.send, self.always = scope, send, always
        self.secure = scope["scheme"] in ("https", "wss")
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            message.setdefault("headers", [])
            headers = MutableHeaders(scope=message)
            guard_cookies(headers, self.secure)
            headers.update(self.always)
            if self.secure:
                headers["Strict-Transport-Security"] = HSTS
            headers.setdefault("Cache-Control", "no-store")
        self.begun = True
        await self.send(message)

    async def refuse(self, refusal: _Refusal) -> None:
        """Say why nothing is answered, unless an answer has begun: that one breaks off."""
        if self.begun and self.scope["type"] == "http":
            raise refusal
        if self.scope["type"] == "websocket" and (self.begun or refusal.status != 429):
            # Before the handshake this is a 403. uvicorn logs an error for every other answer to a handshake, so that
            # who is refused could fill the log; the one that says when to come again is worth it.
            await self.send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        asked = Headers(scope=self.scope).get("accept-language", "")
        text = Texts("en" if asked.strip().lower().startswith("en") else "de")
        words = PlainTextResponse(text(f"server.refused.{refusal.why}") + "\n", refusal.status, refusal.more)

        async def nothing() -> Message:
            return {"type": "http.disconnect"}

        await words(self.scope, nothing, self)
