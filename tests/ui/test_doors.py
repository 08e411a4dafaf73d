"""Every door of the pages asks: whoever may do nothing gets no file, keeps nothing and is told why.

The doors behind them: tests/people/test_doors.py.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from forecasting import load_observations, load_scenario
from forecasting.assumptions import Scenario
from forecasting.base.errors import InputError
from forecasting.base.text import Texts
from forecasting.papers.jobs.line import Order
from forecasting.papers.jobs.worker import make
from forecasting.people import LOCAL, NOBODY, Action, Actor, OwnFigures, PageFile, Role, Thing, VisiblePage, rights
from forecasting.store import open_store
from forecasting.ui.board import door
from forecasting.ui.pages.districts.given import DISTRICTS, NOTHING
from forecasting.ui.pages.districts.own import _enter
from forecasting.ui.pages.report.choice import Choice, order_of
from forecasting.ui.pages.table import PAGES
from forecasting.ui.session import data, person
from forecasting.ui.session.session import SUPPLY, Session
from forecasting.ui.session.state import Position, Track
from tests.project.tree import text_files
from tests.reports.worlds import arrivals
from tests.store.worlds import NOW
from tests.ui.conftest import opened

BLIND = Actor("blind", roles=frozenset({Role.READER}))
sitting: list[Actor] = [LOCAL]
"""Who sits at the browser tab."""
BASE = load_scenario()
SHIPPED = load_observations()
GERMAN = Texts("de")
MISSING = "Es fehlt die Berechtigung, "
WITHOUT_FILES = {"report", "data", "prognosis", "caseload"}
"""Pages that offer files only once something is opened or ordered."""


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator[None]:
    """Shipped data and made-up arrivals; one saved scenario."""

    def made_up(_observations: object, scenario: Scenario, **_: object):
        return arrivals(horizon=int(str(scenario.value("horizon_months"))), paths=20)

    monkeypatch.setattr(data, "forecast_arrivals", made_up)
    monkeypatch.setattr(data, "load_observations", lambda: SHIPPED)
    monkeypatch.setenv("FORECASTING_DATABASE", f"sqlite:///{tmp_path}/scenarios.sqlite3")
    real = rights.may

    def seen(actor: Actor, action: Action, thing: Thing) -> bool:
        """A person who sees pages and may do nothing there: what is asked behind them is looked at."""
        return isinstance(thing, VisiblePage) if actor == BLIND else real(actor, action, thing)

    monkeypatch.setattr(rights, "may", seen)
    sitting[:] = [LOCAL]
    monkeypatch.setattr(person, "present", lambda: sitting[0])
    st.cache_resource.clear()
    with closing(open_store(actor=LOCAL)) as store:
        store.save("Haushalt", BASE.with_values({"funding.state_share": 0.5}), base="base", now=NOW)
    yield
    st.cache_resource.clear()


def _as(page: AppTest, actor: Actor) -> AppTest:
    """The page as another actor sees it."""
    sitting[:] = [actor]
    session = page.session_state["session"]
    session.actor = replace(session.actor, id=actor.id)  # the same tab with all that it holds
    page.run()
    assert not page.exception
    return page


def _files(page: AppTest) -> list[tuple[bool, str]]:
    """Of every button that saves a file: whether it can be pressed, and what it says about itself."""
    return [(not button.proto.disabled, button.proto.help) for button in page.get("download_button")]


def _session(actor: Actor) -> Session:
    return Session("de", Track(Position("base", BASE)), SUPPLY, actor)


@pytest.mark.parametrize("name", [page.name for page in PAGES if page.name not in WITHOUT_FILES])
def test_no_file_leaves_a_page_that_stands(name: str):
    page = opened(name)
    allowed = _files(page)
    assert allowed and all(enabled and MISSING not in told for enabled, told in allowed)
    refused = _files(_as(page, BLIND))
    assert len(refused) == len(allowed)
    for enabled, told in refused:
        assert not enabled and told.startswith(f"{MISSING}diese Datei zu speichern.")


def test_an_empty_form_is_asked_for_too():
    page = opened("data")
    page.session_state["data-templates"] = True
    page.run()
    allowed = _files(page)
    assert allowed and all(enabled for enabled, _ in allowed)
    assert not any(enabled for enabled, _ in _files(_as(page, BLIND)))


def test_what_is_made_later_is_asked_for_once_more(monkeypatch: pytest.MonkeyPatch):
    """Between drawing a button and pressing it a right may have gone."""
    later = door._told(lambda: b"x", LOCAL, (PageFile("result"),), "a.csv")
    assert not isinstance(later, bytes) and later() == b"x"
    monkeypatch.setattr(rights, "may", lambda *_: False)
    with pytest.raises(InputError):
        later()


def _menu(page: AppTest, view: str = "open") -> AppTest:
    session = page.session_state["session"]
    for wanted in (False, True):
        session.menu.show(wanted)
    session.menu.see(view)
    page.run()
    assert not page.exception
    return page


def _errors(page: AppTest) -> str:
    return " ".join(error.value for error in page.error).replace("\\", "")


def test_the_menu_says_that_nothing_may_be_listed():
    page = _menu(opened())
    assert _session_rows(page) == ["Haushalt"] and not _errors(page)
    page = _menu(_as(page, BLIND))
    assert f"{MISSING}gespeicherte Szenarien aufzulisten." in _errors(page)
    assert _session_rows(page) == []
    assert not any(enabled for enabled, _ in _files(page))


def _session_rows(page: AppTest) -> list[str]:
    return [row.name for row in page.session_state["session"].menu.rows or ()]


def test_the_menu_keeps_nothing_that_may_not_be_saved(monkeypatch: pytest.MonkeyPatch):
    page = _menu(opened(), "save")

    def only_looking(_: Actor, action: Action, thing: Thing) -> bool:
        return action in (Action.LIST, Action.READ)

    monkeypatch.setattr(rights, "may", only_looking)
    session = page.session_state["session"]
    session.menu.typed["new"] = "Neu"
    assert session.menu.save_as(session.track, NOW) == session.track
    page.run()
    assert f"{MISSING}ein Szenario zu speichern." in _errors(page)
    row = session.menu.rows[0]
    for task, words in (("rename", "zu ändern"), ("delete", "zu löschen")):
        session.menu.choose(saved=row.id)
        session.menu.ask(task, GERMAN)
        session.menu.typed["name"] = "Anders"
        assert getattr(session.menu, task)(session.track, NOW) == session.track
        told = " ".join(each.tell(GERMAN) for each in session.menu.told).replace("\\", "")
        assert f"{MISSING}das gespeicherte Szenario „Haushalt“ {words}." in told
    with closing(open_store(actor=LOCAL)) as store:
        assert [each.name for each in store.list()] == ["Haushalt"]


def test_data_of_ones_own_are_not_used():
    session = _session(NOBODY)
    session.adopt(replace(SHIPPED, data_hash="f" * 64))
    assert session.own is None
    assert [finding.key for error in session.problems for finding in error.findings] == ["people.what.OwnFigures.use"]
    allowed = _session(LOCAL)
    allowed.adopt(replace(SHIPPED, data_hash="f" * 64))
    assert allowed.own is not None and not allowed.problems


def test_a_district_enters_nothing(monkeypatch: pytest.MonkeyPatch):
    asked: list[Thing] = []
    monkeypatch.setattr(rights, "may", lambda _, __, thing: asked.append(thing) or False)
    session = _session(LOCAL)
    _enter(session, "08111", "stock", 1.0, 500.0)
    assert asked == [OwnFigures("08111")]
    assert session.records[DISTRICTS].of("08111") == NOTHING
    assert [finding.key for error in session.problems for finding in error.findings] == ["people.what.OwnFigures.use"]


def test_a_district_uploads_nothing():
    page = _as(opened("districts", kreis="08111"), BLIND)
    content = b"district;name;kind;opening_stock\n08111;Stuttgart;Stadtkreis;3456\n"
    page.file_uploader[0].upload("kreis.csv", content).run()
    assert not page.exception and f"{MISSING}mit eigenen Zahlen zu rechnen." in _errors(page)
    assert page.session_state["session"].records[DISTRICTS].of("08111") == NOTHING


def test_no_paper_is_made():
    order: Order = order_of(Choice(), (BASE,), None, "de", NOBODY, NOW.date())
    with pytest.raises(InputError) as caught:
        make(replace(order, wanted=order.wanted[:1], paths=20), lambda _: None)
    assert [finding.key for finding in caught.value.findings] == ["people.what.Paper.export"]


def test_the_log_of_forecasts_stays_unread():
    page = _as(opened("prognosis"), BLIND)
    said = " ".join(element.value for element in page.warning).replace("\\", "")
    assert f"{MISSING}die freigegebenen Prognosen zu lesen." in said


def test_files_leave_and_enter_through_known_doors_only():
    """What leaves goes through `board/door.py`; what comes in is kept or used by a call that asks."""
    found: dict[str, set[str]] = {"download_button": set(), "file_uploader": set()}
    for name, text in text_files():
        if name.startswith("forecasting/") and name.endswith(".py"):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Attribute) and node.attr in found:
                    found[node.attr].add(name.removeprefix("forecasting/ui/"))
    assert found["download_button"] == {"board/door.py"}
    assert found["file_uploader"] == {"pages/data/upload.py", "pages/districts/own.py", "frame/saved_menu.py"}
