"""The outermost middleware: counts and, where wanted, logs every request, also those that the guard refuses."""

from __future__ import annotations

import logging
import time
import uuid

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forecasting.server.logs import REQUEST, kind_of
from forecasting.server.metrics import Metrics

__all__ = ["Observed"]

_log = logging.getLogger(__name__)
_OPENED = 101


class Observed:
    """Looks at each answer of `app` on its way out."""

    def __init__(self, app: ASGIApp, metrics: Metrics, base: str = "") -> None:
        """Look at what `app` answers.

        Args:
            base: path below which the app lies.
        """
        self.app, self.metrics, self.base = app, metrics, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tell how it ended."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0
        kind = kind_of(scope["path"], self.base)
        token = REQUEST.set(uuid.uuid4().hex[:12])

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                status = int(message["status"])
            elif message["type"] == "websocket.accept":
                status = _OPENED
            await send(message)

        try:
            await self.app(scope, receive, seen)
        finally:
            seconds = time.perf_counter() - began
            told = "other" if kind == "page" and status >= 400 else kind
            self.metrics.answered(told, status, -1.0 if scope["type"] == "websocket" else seconds)
            fields = {"route": told, "status": status, "ms": round(seconds * 1000, 1)}
            _log.info("answered", extra={"fields": fields})
            REQUEST.reset(token)
