"""Whether this process can serve: each thing it needs is tried, and all of them are told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

__all__ = ["PATIENCE", "readiness"]

PATIENCE = 5.0
"""Seconds that a check may take; one that takes longer has failed."""

_log = logging.getLogger(__name__)


def readiness(checks: Mapping[str, Callable[[], bool]]) -> Route:
    """Where a proxy or an operator asks: 200 where everything is well, else 503, with the result of each check.

    Args:
        checks: by name; one that raises has failed, and the log says why.
    """

    async def ask(_: Request) -> Response:
        found = dict(zip(checks, await asyncio.gather(*map(_tried, checks, checks.values())), strict=True))
        ready = all(found.values())
        return JSONResponse({"ready": ready, "checks": found}, 200 if ready else 503)

    return Route("/ready", ask, methods=["GET"])


async def _tried(name: str, check: Callable[[], bool]) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            return await asyncio.to_thread(check)
    except Exception:
        _log.warning("not ready: %s", name, exc_info=True)
        return False
