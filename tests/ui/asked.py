"""A page asked as its own script asks it while a lever moves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from forecasting.ui.board.live import answer

NUMBERS = count(1)


def ask(body: bytes, *, chunk: int = 1 << 16, kind: str = "application/json") -> tuple[int, Any]:
    """Status and content of a reply; the question arrives in pieces."""
    pieces = [body[start : start + chunk] for start in range(0, len(body), chunk)] or [b""]
    messages = iter({"type": "http.request", "body": piece, "more_body": piece is not pieces[-1]} for piece in pieces)

    async def receive() -> Mapping[str, object]:
        return next(messages)

    request = Request({"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())]}, receive)
    with ThreadPoolExecutor(1) as pool:  # where no browser of another test keeps a loop running
        reply = pool.submit(asyncio.run, answer(request)).result()
    return reply.status_code, json.loads(bytes(reply.body)) if reply.body else None


def question_of(
    page: AppTest, *entries: tuple[str, str, Any], board: str = "first", session: str | None = None
) -> bytes:
    numbered = [
        {"n": next(NUMBERS), "control": control, "key": key, "value": value} for control, key, value in entries
    ]
    asked = {
        "session": page.session_state["session"].token if session is None else session,
        "board": board,
        "entries": {"of": "hand", "list": numbered},
    }
    return json.dumps(asked).encode()


def told_by_name(content: list[dict[str, Any]]) -> dict[str, Any]:
    return {one["name"]: one for one in content}
