"""Answer a lever between two runs of the page: what it moves comes back in one reply, without Streamlit drawing anew.

A run of the page draws some fifty elements, which costs the browser more than all charts; while a lever moves, only
the answer, the charts, the tables and the levers themselves change. So the board asks here, shows what it is told,
and hands its entries to the page once the hand rests: the page then runs as ever and draws what else depends on them.
The scenario of the session stays the one truth: an entry is applied to it here, and not a second time there. Where no
answer is to be had (another server, a forecast to be made first), the board hands its entries to the page at once.

A session is asked by its token, which its own page alone was told, as long as that page is open: once its WebSocket
has closed, the token opens nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from weakref import WeakValueDictionary

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from forecasting.ui.board.question import LARGEST, Question, read_question
from forecasting.ui.session.session import Session

__all__ = ["answer", "asked_at", "open_to_questions", "route", "script"]

PATH = "live"
KIND = "application/json"
UNREADABLE, NOBODY, NOT_NOW, TOO_LARGE, ANOTHER_KIND, TOO_MANY = 400, 404, 409, 413, 415, 429
AT_ONCE = 4  # questions of one session under way; a board waits for an answer before it asks again
FOLDER = Path(__file__).parent

_sessions: WeakValueDictionary[str, Session] = WeakValueDictionary()
_under_way: Counter[str] = Counter()  # by token


def open_to_questions(session: Session) -> None:
    """Let the session's own page ask, as long as it is open."""
    context = get_script_run_ctx()
    session.tab = context.session_id if context else ""
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
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != KIND:
        return Response(status_code=ANOTHER_KIND)
    sent = bytearray()
    async for part in request.stream():
        sent += part
        if len(sent) > LARGEST:
            return Response(status_code=TOO_LARGE)
    question = read_question(bytes(sent))
    if question is None:
        return Response(status_code=UNREADABLE)
    session = _sessions.get(question.session)
    if session is None or _has_gone(session):
        return Response(status_code=NOBODY)
    if _under_way[session.token] >= AT_ONCE:
        return Response(status_code=TOO_MANY, headers={"Retry-After": "1"})
    _under_way[session.token] += 1
    try:
        return await run_in_threadpool(_answer, session, question)
    finally:
        _under_way[session.token] -= 1
        if not _under_way[session.token]:
            del _under_way[session.token]


def _has_gone(session: Session) -> bool:
    """Whether the page that was told the token is no longer open."""
    return runtime.exists() and not runtime.get_instance().is_active_session(session.tab)


def _answer(session: Session, question: Question) -> Response:
    with session.lock:
        enter = session.widgets.entries.get(f"board-{question.board}")
        if session.moving is None or enter is None:
            return Response(status_code=NOBODY)
        enter({"entries": question.entries})
        if not session.at_hand:
            return Response(status_code=NOT_NOW)
        content = json.dumps(session.moving(), allow_nan=False)
    return Response(content, media_type="application/json")
