"""Answer a lever between two runs of the page: what it moves comes back in one reply, without Streamlit drawing anew.

A run of the page draws some fifty elements, which costs the browser more than all charts; while a lever moves, only
the answer, the charts, the tables and the levers themselves change. So the board asks here, shows what it is told,
and hands its entries to the page once the hand rests: the page then runs as ever and draws what else depends on them.
The scenario of the session stays the one truth: an entry is applied to it here, and not a second time there. Where no
answer is to be had (another server, a forecast to be made first), the board hands its entries to the page at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from weakref import WeakValueDictionary

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from forecasting.ui.session.session import Session

__all__ = ["answer", "asked_at", "open_to_questions", "route", "script"]

PATH = "live"
LARGEST = 100_000  # bytes of a question; a board sends some hundred
NOBODY, NOT_NOW, TOO_LARGE = 404, 409, 413
FOLDER = Path(__file__).parent

_sessions: WeakValueDictionary[str, Session] = WeakValueDictionary()


def open_to_questions(session: Session) -> None:
    """Let the session's own page ask."""
    _sessions[session.token] = session


def asked_at(session: Session) -> Mapping[str, str] | None:
    """Where a board asks and as whom, None where the page does not answer while levers move."""
    return None if session.moving is None else {"path": PATH, "session": session.token}


def script(name: str) -> str:
    """JavaScript of an element that can be shown something newer between two runs of the page."""
    return "\n".join((FOLDER / file).read_text(encoding="utf-8") for file in ("live.js", name))


def route() -> Route:
    """Where the server answers: below the path under which an operator puts the app."""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return Route("/".join(["", *filter(None, [base]), PATH]), answer, methods=["POST"])


async def answer(request: Request) -> Response:
    """Apply what a board says was entered and reply with all that it moves, element by element."""
    question = bytearray()
    async for part in request.stream():
        question += part
        if len(question) > LARGEST:
            return Response(status_code=TOO_LARGE)
    return await run_in_threadpool(_answer, bytes(question))


def _answer(question: bytes) -> Response:
    try:
        asked = json.loads(question)
    except ValueError:
        asked = None
    if not isinstance(asked, Mapping):
        return Response(status_code=NOBODY)
    session = _sessions.get(str(asked.get("session")))
    if session is None:
        return Response(status_code=NOBODY)
    with session.lock:
        enter = session.widgets.entries.get(f"board-{asked.get('board')}")
        if session.moving is None or enter is None:
            return Response(status_code=NOBODY)
        enter({"entries": asked.get("entries")})
        if not session.at_hand:
            return Response(status_code=NOT_NOW)
        content = json.dumps(session.moving(), allow_nan=False)
    return Response(content, media_type="application/json")
