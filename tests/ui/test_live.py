"""Between two runs a lever is answered by the same words, charts and tables that the next run draws."""

from __future__ import annotations

import gc
import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from forecasting.ui.board import live
from forecasting.ui.board.lever_panel import TOLD
from forecasting.ui.board.live import open_to_questions, route
from forecasting.ui.board.question import ENTRIES, LARGEST
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
    ):
        assert ask(body) == (404, None)
    session = page.session_state["session"]
    assert session.scenario == session.base


DEEP = 15_000
SENT = {
    "nothing": b"",
    "undecodable": b"\xff\xfe",
    "half a sign": b'{"session": "\\ud800", "board": "first", "entries": {"of": "hand", "list": []}}',
    "a list": b"[]",
    "words": b'"words"',
    "without end": b'{"session": ',
    "deep lists": b"[" * DEEP + b"]" * DEEP,
    "deep records": b'{"s":' * DEEP + b"1" + b"}" * DEEP,
    "open lists": b"[" * LARGEST,
    "a number without end": b"9" * 90_000,
    "something more": b'{"session": "a", "board": "b", "entries": {"of": "c", "list": []}, "more": 1}',
    "something less": b'{"session": "a", "board": "b"}',
}


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
def test_what_is_no_question_is_refused_whatever_the_parser_makes_of_it(sent: bytes):
    assert ask(sent) == (400, None)


ENTRY = {"n": 1, "control": "slider", "key": RATE, "value": 1}


@pytest.mark.parametrize(
    "entries",
    [
        None, [], {"of": "hand"}, {"of": 1, "list": []}, {"of": "hand", "list": {}}, {"of": "hand", "list": [1]},
        {"of": "h" * 201, "list": []}, {"of": "hand", "list": [ENTRY] * (ENTRIES + 1)},
        *({"of": "hand", "list": [ENTRY | changed]} for changed in (
            {"n": 1.5}, {"n": True}, {"n": "1"}, {"n": 10**16}, {"control": None}, {"key": ["a"]}, {"key": "k" * 201},
            {"value": [1]}, {"value": {}}, {"value": [[[[]]]]}, {"value": float("nan")}, {"value": float("inf")},
            {"value": 10**400}, {"value": "v" * 2001}, {"more": 1},
        )),
    ],
)  # fmt: skip
def test_an_entry_is_what_a_hand_can_enter(entries: object):
    page = opened()
    asked = {"session": page.session_state["session"].token, "board": "first", "entries": entries}
    assert ask(json.dumps(asked).encode()) == (400, None)
    asked["entries"] = {"of": "hand", "list": [ENTRY]}
    assert ask(json.dumps(asked).encode())[0] == 200
    assert ask(json.dumps(asked).replace('"value": 1}', '"value": 1e999}').encode()) == (400, None)


def test_more_bytes_than_any_board_sends_are_not_read():
    assert ask(b"x" * (LARGEST + 1)) == (413, None)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"])
def test_a_form_of_another_site_is_no_question(kind: str):
    """What a page may send elsewhere without being asked has one of these kinds."""
    page = opened()
    assert ask(question_of(page, ("slider", RATE, 70_000.0)), kind=kind) == (415, None)
    assert ask(question_of(page, ("slider", RATE, 70_000.0)), kind="Application/JSON; charset=utf-8")[0] == 200


KEYS = (RATE, SHARE, "arrivals.method", "arrivals.shocks", "funds.order", "budget.appropriation", "", "x")
WORDS = ("2026-13", "1e400", "٣", "-", "naive")


def test_no_entry_breaks_an_answer():
    page = opened()
    page.session_state["further"] = True
    page.run()

    @given(
        st.sampled_from(["slider", "field", "reset", "choice", "tick", "other"]),
        st.sampled_from(KEYS),
        st.one_of(st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.floats(-1e15, 1e15),
                  st.text(max_size=20), st.sampled_from(WORDS)),
        st.sampled_from(["first", "further"]),
    )  # fmt: skip
    def breaks_nothing(control: str, key: str, value: object, board: str) -> None:
        assert ask(question_of(page, (control, key, value), board=board))[0] in (200, 409)

    breaks_nothing()


def test_a_page_that_was_closed_gives_no_answers(monkeypatch: pytest.MonkeyPatch):
    page = opened()
    session = page.session_state["session"]
    question = question_of(page, ("slider", RATE, 70_000.0))
    tabs = {session.tab}
    monkeypatch.setattr(live.runtime, "exists", lambda: True)
    monkeypatch.setattr(live.runtime, "get_instance", lambda: SimpleNamespace(is_active_session=tabs.__contains__))
    assert session.tab
    assert ask(question)[0] == 200
    tabs.clear()
    assert ask(question) == (404, None)
    assert session.token in live._sessions  # it is kept for a while, in case the line was only interrupted


def test_one_session_cannot_take_every_thread(monkeypatch: pytest.MonkeyPatch):
    page, other = opened(), opened()
    monkeypatch.setitem(live._under_way, page.session_state["session"].token, live.AT_ONCE)
    assert ask(question_of(page, ("slider", RATE, 70_000.0))) == (429, None)
    assert ask(question_of(other, ("slider", RATE, 70_000.0)))[0] == 200
    assert list(live._under_way) == [page.session_state["session"].token]


def test_a_session_that_has_ended_answers_nobody():
    session = Session("de", Track(decode("", shipped())), SUPPLY)
    open_to_questions(session)
    session.moving, session.widgets.entries["board-first"] = list, lambda _: None
    session.forecast = session._wanted_forecast()
    entries = {"of": "hand", "list": []}
    question = json.dumps({"session": session.token, "board": "first", "entries": entries}).encode()
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
