"""What a session has not saved: written once it rests, offered to the next one, forgotten once it is saved."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from forecasting import load_observations, load_scenario
from forecasting.assumptions import Scenario
from forecasting.people import LOCAL, Actor, Role
from forecasting.store import Draft, open_drafts, open_store
from forecasting.ui.session import data, drafting, person
from forecasting.ui.session.drafting import Drafting
from forecasting.ui.session.session import SUPPLY
from forecasting.ui.session.state import Position, Track, encode
from forecasting.ui.session.workspace import Workspace
from tests.reports.worlds import arrivals
from tests.store.worlds import NOW
from tests.ui.conftest import opened

BASE = load_scenario()
HALF = BASE.with_values({"funding.state_share": 0.5})
LINK = encode(Position("base", HALF), {"base": BASE})
OBSERVATIONS = load_observations()


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    def made_up(_observations: object, scenario: Scenario, **_: object):
        return arrivals(horizon=int(str(scenario.value("horizon_months"))), paths=20)

    monkeypatch.setattr(data, "forecast_arrivals", made_up)
    monkeypatch.setattr(data, "load_observations", lambda: OBSERVATIONS)
    monkeypatch.setattr(drafting, "PATIENCE", 30.0)
    monkeypatch.setenv("FORECASTING_DATABASE", f"sqlite:///{tmp_path}/scenarios.sqlite3")
    st.cache_resource.clear()
    drafting._opened.cache_clear()
    yield
    st.cache_resource.clear()
    drafting._opened(f"sqlite:///{tmp_path}/scenarios.sqlite3").close()
    drafting._opened.cache_clear()


def _workspace(scenario: Scenario = HALF, actor: Actor = LOCAL) -> Workspace:
    return Workspace("de", Track(Position("base", scenario)), SUPPLY, actor, used=time.monotonic())


def _kept(actor: Actor = LOCAL) -> list[str]:
    with closing(open_drafts(actor=actor)) as drafts:
        return [draft.link for draft in drafts.list()]


def test_it_is_written_once_it_rests(monkeypatch: pytest.MonkeyPatch):
    workspace, own = _workspace(), Drafting()
    own.write(workspace, now=NOW)
    assert _kept() == []
    workspace.used -= drafting.REST + 1
    own.write(workspace, now=NOW)
    assert _kept() == [LINK]
    monkeypatch.setattr(drafting, "open_drafts", None)  # what has not changed is not written again
    own.write(workspace, now=NOW)


def test_it_is_written_at_once_where_the_server_ends():
    Drafting().write(_workspace(), now=NOW, at_once=True)
    assert _kept() == [LINK]


def test_what_is_saved_or_unchanged_leaves_none():
    own, workspace = Drafting(), _workspace()
    own.write(workspace, now=NOW, at_once=True)
    workspace.track = Track(Position("base", BASE))
    workspace.used += 1
    own.write(workspace, now=NOW, at_once=True)
    assert _kept() == []


def test_whoever_only_reads_leaves_none(tmp_path: Path):
    Drafting().write(_workspace(actor=Actor("rita", roles=frozenset({Role.READER}))), now=NOW, at_once=True)
    assert not (tmp_path / "scenarios.sqlite3").exists()


def test_a_database_that_cannot_be_used_stops_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("FORECASTING_DATABASE", f"sqlite:///{tmp_path}")  # a folder
    own, workspace = Drafting(), _workspace()
    own.write(workspace, now=NOW, at_once=True)
    assert own.kept == ""
    assert drafting.left_behind(LOCAL, Track(Position("base", BASE)), []) is None
    assert not opened().exception


def _left(actor: Actor = LOCAL, **values: str) -> None:
    with closing(open_drafts(actor=actor)) as drafts:
        drafts.keep(Draft("1" * 32, values.get("link", LINK), values.get("saved", ""), NOW))


def _said(page: AppTest) -> str:
    return " ".join(each.value for each in page.info)


def test_the_next_session_is_offered_it_and_takes_it_up():
    _left()
    page = opened()
    assert "Vom 04.03.2026, 11:30 Uhr gibt es einen Stand von Ihnen, der nicht gespeichert ist." in _said(page)
    page.button(key="draft-take-up").click().run()
    assert not page.exception and "nicht gespeichert" not in _said(page)
    session = page.session_state["session"]
    assert session.scenario.value("funding.state_share") == 0.5 and session.track.past
    assert _kept() == []


def test_or_throws_it_away():
    _left()
    page = opened()
    page.button(key="draft-throw-away").click().run()
    assert page.session_state["session"].scenario == BASE and _kept() == []


def test_what_the_address_shows_anyway_is_not_offered():
    _left()
    assert "nicht gespeichert" not in _said(opened(s=LINK))


def test_what_an_open_tab_works_on_is_not_offered():
    first = opened()
    own = first.session_state["session"].drafting
    with closing(open_drafts(actor=LOCAL)) as drafts:
        drafts.keep(Draft(own.id, LINK, "", NOW))
    assert "nicht gespeichert" not in _said(opened())
    del first


def test_nobody_elses_is_offered(monkeypatch: pytest.MonkeyPatch):
    _left(Actor("anna", roles=frozenset({Role.PLANNER})))
    monkeypatch.setattr(person, "present", lambda: Actor("ben", roles=frozenset({Role.PLANNER})))
    assert "nicht gespeichert" not in _said(opened())


def test_the_saved_one_that_was_open_is_open_again():
    with closing(open_store(actor=LOCAL)) as store:
        saved = store.save("Haushalt", BASE, base="base", now=NOW)
    _left(saved=saved.id)
    page = opened()
    page.button(key="draft-take-up").click().run()
    assert page.session_state["session"].track.here.saved == saved.id


def test_one_that_cannot_be_read_is_told():
    _left(link="!!!")
    page = opened()
    page.button(key="draft-take-up").click().run()
    assert page.error and page.session_state["session"].scenario == BASE and _kept() == []
