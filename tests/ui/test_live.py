"""Between two runs a lever is answered by the same words, charts and tables that the next run draws."""

from __future__ import annotations

import gc
import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from forecasting.ui.board import live
from forecasting.ui.board.lever_panel import TOLD
from forecasting.ui.board.live import LARGEST, open_to_questions, route
from forecasting.ui.session.data import shipped
from forecasting.ui.session.session import SUPPLY, Session
from forecasting.ui.session.state import Track, decode
from tests.ui.asked import ask, question_of, told_by_name
from tests.ui.boards import Board
from tests.ui.conftest import opened

pytestmark = pytest.mark.usefixtures("small_world")

RATE, SHARE = "funding.rate_graduate", "funding.state_share"


def _drawn(page: AppTest) -> dict[str, Any]:
    """What the elements of the page were given by the run, by name."""
    given = [json.loads(element.proto.json) for element in page.get("bidi_component")]
    return {one["name"]: one for one in given if "name" in one and "live" not in one}


def test_the_page_says_where_to_ask_and_as_whom():
    page = opened()
    session = page.session_state["session"]
    assert json.loads(Board(page).message.json)["live"] == {"path": "live", "session": session.token}
    assert len(session.token) >= 32
    assert session.token != opened().session_state["session"].token


@pytest.mark.parametrize("unfolded", [False, True])
@pytest.mark.parametrize("parameters", [{}, {"lang": "en"}])
def test_an_answer_is_what_the_next_run_draws(unfolded: bool, parameters: dict[str, str]):
    page = opened(**parameters)
    page.session_state["further"] = unfolded
    page.run()
    before = _drawn(page)
    status, content = ask(question_of(page, ("slider", RATE, 70_000.0), ("field", SHARE, "50")))
    assert status == 200
    told = told_by_name(content)
    page.run()
    drawn = _drawn(page)
    assert told == {name: drawn[name] for name in told}
    assert set(told) == set(drawn)
    assert all(told[name] != before[name] for name in told)
    session = page.session_state["session"]
    assert (session.scenario.value(RATE), session.scenario.value(SHARE)) == (70_000.0, 0.5)
    assert content[0]["name"] == "markup-answer"  # read first, shown first


def test_what_was_answered_is_not_entered_again_by_the_run():
    page = opened()
    question = question_of(page, ("slider", RATE, 70_000.0))
    assert ask(question)[0] == 200
    session = page.session_state["session"]
    session.undo()
    Board(page).send_state({"entries": json.loads(question)["entries"]})
    assert session.scenario.value(RATE) == session.base.value(RATE)


def test_what_is_refused_is_said_in_place_and_the_answer_stays():
    page = opened()
    before = _drawn(page)
    status, content = ask(question_of(page, ("field", RATE, "sechzig")))
    told = told_by_name(content)
    assert status == 200
    assert told["markup-answer"] == before["markup-answer"]
    refused = told["lever-values-first"]["values"][RATE]["refused"]
    assert refused["typed"] == "sechzig"
    assert "keine Zahl" in refused["sentence"]


@pytest.mark.parametrize("parameters", [{}, {"lang": "en"}])
def test_what_is_told_of_levers_is_what_a_session_that_remembers_nothing_tells(parameters: dict[str, str]):
    """Only levers of which something has changed are told anew."""
    page = opened(**parameters)
    page.session_state["further"] = True
    page.run()
    session = page.session_state["session"]
    for board, *entry in (
        ("first", "slider", RATE, 70_000.0),
        ("first", "field", SHARE, "50"),
        ("first", "field", RATE, "sechzig"),
        ("further", "field", "need.asylum.take_up", "61"),
        ("further", "choice", "staffing.method", "ratio"),
        ("first", "choice", "staffing.method", "ratio"),
        ("further", "tick", "staffing.friction", True),
        ("first", "reset", SHARE, None),
        ("first", "field", RATE, "71000"),
    ):
        status, content = ask(question_of(page, (*entry,), board=board))
        assert status == 200
        told = told_by_name(content)
        if entry[1] == SHARE:
            session.give_reason(SHARE, "Beschluss")
            told = told_by_name(ask(question_of(page))[1])
        session.records[TOLD] = {}
        fresh = told_by_name(ask(question_of(page))[1])
        for name in ("lever-values-first", "lever-values-further"):
            assert told[name]["values"] == fresh[name]["values"], (entry, name)


def test_later_results_have_higher_stamps_and_the_same_one_keeps_its_own():
    page = opened()
    session = page.session_state["session"]
    first = session.stamp()
    assert ask(question_of(page, ("slider", RATE, 70_000.0)))[1][0]["stamp"]["count"] > first["count"]
    assert session.stamp() == session.stamp()
    session.undo()
    page.run()
    assert session.stamp()["count"] > first["count"] + 1
    assert session.stamp()["of"] == session.token


def test_the_answers_lie_below_the_path_of_the_app(monkeypatch: pytest.MonkeyPatch):
    assert route().path == "/live"
    for base in ("plan", "/plan/", "/a/plan"):
        monkeypatch.setattr(live.st, "get_option", {"server.baseUrlPath": base}.__getitem__)
        assert route().path == f"/{base.strip('/')}/live"
    assert route().methods == {"POST"}


def test_nobody_is_answered_who_is_not_the_pages_own():
    page = opened()
    for body in (
        question_of(page, ("slider", RATE, 70_000.0), session="guessed"),
        question_of(page, ("slider", RATE, 70_000.0), board="unknown"),
        b"",
        b"\xff\xfe",
        b"[]",
        b'"words"',
    ):
        assert ask(body) == (404, None)
    assert ask(b"x" * (LARGEST + 1)) == (413, None)
    session = page.session_state["session"]
    assert session.scenario == session.base


def test_a_session_that_has_ended_answers_nobody():
    session = Session("de", Track(decode("", shipped())), SUPPLY)
    open_to_questions(session)
    session.moving, session.widgets.entries["board-first"] = list, lambda _: None
    session.forecast = session._wanted_forecast()
    question = json.dumps({"session": session.token, "board": "first"}).encode()
    assert ask(question) == (200, [])
    del session
    gc.collect()
    assert ask(question) == (404, None)


@pytest.mark.parametrize("name", ["caseload", "plausibility"])
def test_other_pages_answer_by_their_run(name: str):
    page = opened(name)
    assert ask(question_of(page, ("slider", RATE, 70_000.0))) == (404, None)


def test_a_districts_own_answer_comes_with_the_run():
    page = opened(kreis="08111")
    assert json.loads(Board(page).message.json)["live"] is None


def test_where_a_forecast_must_be_made_first_the_page_runs():
    page = opened()
    page.session_state["further"] = True
    page.run()
    status, content = ask(question_of(page, ("choice", "arrivals.method", "naive"), board="further"))
    assert (status, content) == (409, None)
    page.run()
    assert page.session_state["session"].scenario.value("arrivals.method") == "naive"
