"""Every page and every way out of it, in every role: who sees it, what can be pressed, what the log is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from forecasting import load_observations, load_scenario
from forecasting.assumptions import Scenario
from forecasting.base.text import Texts
from forecasting.people import LOCAL, NOBODY, Actor, PageFile, Role
from forecasting.reports.grid import Values
from forecasting.store import open_journal, open_store
from forecasting.ui.board import door
from forecasting.ui.frame import frame
from forecasting.ui.pages.districts import page as districts_page
from forecasting.ui.pages.districts.given import DISTRICTS, NOTHING
from forecasting.ui.pages.table import LOG, PAGES
from forecasting.ui.session import data, person
from forecasting.ui.session.state import Position, encode
from tests.reports.worlds import arrivals
from tests.scenarios.divided import table
from tests.store.worlds import NOW
from tests.ui.conftest import PATIENCE, SCRIPT, bodies, opened, turn_to

BASE = load_scenario()
OBSERVATIONS = replace(load_observations(), districts=table("allocation", "opening_stock"))
PEOPLE = {
    "reader": Actor("rita", roles=frozenset({Role.READER})),
    "planner": Actor("anna", roles=frozenset({Role.PLANNER})),
    "approver": Actor("ben", roles=frozenset({Role.APPROVER})),
    "operator": Actor("otto", roles=frozenset({Role.OPERATOR})),
    "district": Actor("kreis", roles=frozenset({Role.DISTRICT}), district="08111"),
    "local": LOCAL,
}
ALL = [page.name for page in PAGES]
SEEN = {
    "reader": ALL,
    "planner": ALL,
    "approver": [*ALL, "log"],
    "operator": [*ALL, "log"],
    "district": ["overview", "districts", "assumptions", "plausibility"],
    "local": ALL,
}
VIEWS = {  # parts of the menu of scenarios
    "reader": ["open", "trash"],
    "planner": ["open", "save", "import", "trash"],
    "approver": ["open", "trash"],
    "operator": ["open", "trash"],
    "district": None,
    "local": ["open", "save", "import", "trash"],
}
NO_FILES = {"report", "prognosis", "caseload", "log"}
"""Pages that offer files only once something is opened or ordered."""
sitting: list[Actor | None] = [LOCAL]
"""Who sits at the browser tab."""


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator[None]:
    """Made-up arrivals; a private and a shared scenario of somebody else."""

    def made_up(_observations: object, scenario: Scenario, **_: object):
        return arrivals(horizon=int(str(scenario.value("horizon_months"))), paths=20)

    monkeypatch.setattr(data, "forecast_arrivals", made_up)
    monkeypatch.setattr(data, "load_observations", lambda: OBSERVATIONS)
    monkeypatch.setattr(person, "present", lambda: sitting[0])
    monkeypatch.setenv("FORECASTING_DATABASE", f"sqlite:///{tmp_path}/scenarios.sqlite3")
    st.cache_resource.clear()
    with closing(open_store(actor=Actor("paul", roles=frozenset({Role.PLANNER})))) as store:
        store.save("privat", BASE.with_values({"funding.state_share": 0.5}), base="base", now=NOW)
        saved = store.save("geteilt", BASE.with_values({"funding.state_share": 0.5}), base="base", now=NOW)
        store.share("geteilt", shared=True, now=NOW, expected_version=saved.version)
    yield
    sitting[:] = [LOCAL]
    st.cache_resource.clear()


def _open(role: str, page: str = "", **parameters: str) -> AppTest:
    sitting[:] = [PEOPLE[role]]
    return opened(page, **parameters)


def _names(page: AppTest) -> list[str]:
    return [known["url_pathname"] or "overview" for known in page._registered_pages.values()]


@pytest.mark.parametrize("role", PEOPLE)
def test_the_pages_of_each_role(role: str):
    page = _open(role)
    assert _names(page) == SEEN[role]
    for name in SEEN[role]:
        turn_to(page, name)
        assert not page.exception
        assert not any("Es fehlt die Berechtigung" in error.value for error in page.error)
        buttons = page.get("download_button")
        assert bool(buttons) == (name not in NO_FILES)
        assert not any(button.proto.disabled for button in buttons)


@pytest.mark.parametrize("role", PEOPLE)
def test_a_page_that_is_not_theirs_is_not_drawn(role: str, monkeypatch: pytest.MonkeyPatch):
    """Also where something else than the navigation leads to it."""
    session = _open(role).session_state["session"]
    drawn: list[str] = []
    monkeypatch.setattr(frame, "current", lambda: session)
    monkeypatch.setattr(frame, "import_module", drawn.append)
    for known in (*PAGES, LOG):
        if known.name not in SEEN[role] and (known, role) != (LOG, "local"):
            frame._draw_page(known)
    assert drawn == []


@pytest.mark.parametrize("role", PEOPLE)
def test_the_menu_of_scenarios_of_each_role(role: str):
    page = _open(role)
    session = page.session_state["session"]
    session.menu.show(True)
    page.run()
    assert not page.exception
    if VIEWS[role] is None:
        assert any("gespeicherte Szenarien aufzulisten" in error.value for error in page.error)
        return
    names = [row.name for row in session.menu.rows]
    assert names == (["geteilt"])
    switch = next(each for each in page.get("button_group") if "saved-view" in each.proto.id)
    assert len(switch.proto.options) == len(VIEWS[role])


@pytest.mark.parametrize("role", ["reader", "approver", "operator"])
def test_whoever_plans_not_uses_no_figures_of_their_own(role: str):
    session = _open(role).session_state["session"]
    session.adopt(replace(OBSERVATIONS, data_hash="0" * 64))
    assert session.own is None
    assert [finding.key for error in session.problems for finding in error.findings] == ["people.what.OwnFigures.use"]


def test_a_district_works_on_its_own_counts_alone():
    page = _open("district", "districts")
    records = page.session_state["session"].records
    assert records[DISTRICTS].code == "08111"  # without being asked which
    number = next(each for each in page.number_input if "own-08111-stock" in each.key)
    number.set_value(3456).run()
    assert records[DISTRICTS].of("08111").given.stock == 3456
    page = _open("district", "districts", kreis="08115")
    number = next(each for each in page.number_input if "own-08115-stock" in each.key)
    number.set_value(3456).run()
    assert page.session_state["session"].records[DISTRICTS].of("08115") == NOTHING
    assert any("mit eigenen Zahlen zu rechnen" in error.value for error in page.error)


@pytest.mark.parametrize(("role", "seen"), [("planner", (1, "08115")), ("district", (3, "08111"))])
def test_a_district_sees_others_counts_as_published(
    role: str, seen: tuple[int, str], monkeypatch: pytest.MonkeyPatch
):
    """Neither by choosing another district nor by a scenario that suppresses nothing."""
    found: list[tuple[int, str]] = []
    real = districts_page.counts_table

    def recorded(table: pd.DataFrame, least: int, text: Texts, *, own: str = "") -> Values:
        found.append((least, own))
        return real(table, least, text, own=own)

    monkeypatch.setattr(districts_page, "counts_table", recorded)
    monkeypatch.setattr(districts_page, "draw_fold", lambda *given: given[-1]())
    link = encode(Position("base", BASE.with_values({"districts.suppress_below": 1})), {"base": BASE})
    _open(role, "districts", kreis="08115", s=link)
    assert found == [seen]


@pytest.mark.parametrize("role", PEOPLE)
def test_what_leaves_a_page_is_told_where_several_people_work(role: str):
    page = _open(role, "plausibility")
    made = door._told(b"x", PEOPLE[role], (PageFile("result"),), "datei.csv")
    assert (made if isinstance(made, bytes) else made()) == b"x"
    with closing(open_journal(actor=PEOPLE["operator"])) as journal:
        told = [(each.who, each.what, each.about.get("file")) for each in journal.list()][3:]
    assert told == ([] if role == "local" else [(PEOPLE[role].id, "PageFile.export", "datei.csv")])
    assert not page.exception


@pytest.mark.parametrize("who", [None, NOBODY, Actor("fremd")])
@pytest.mark.parametrize("name", ["", "report"])
def test_nobody_gets_further_than_the_door(who: Actor | None, name: str):
    sitting[:] = [who]
    page = AppTest.from_file(str(SCRIPT), default_timeout=PATIENCE)
    page.query_params["kreis"] = "08111"
    page.run()
    assert not page.exception
    assert "session" not in page.session_state
    assert page.title[0].value == "Bedarfsprognose Integrationsmanagement"
    assert not page.get("download_button") and not page.get("popover") and len(page.title) == 1


def test_roles_that_are_taken_away_are_gone_with_the_next_run():
    page = _open("planner")
    sitting[:] = [Actor("anna", roles=frozenset({Role.READER}))]
    page.run()
    assert page.session_state["session"].actor.roles == {Role.READER}
    sitting[:] = [Actor("anna")]
    page.run()
    assert "session" not in page.session_state


def test_another_person_at_the_same_tab_begins_anew():
    page = _open("planner")
    first = page.session_state["session"]
    sitting[:] = [PEOPLE["reader"]]
    page.run()
    assert page.session_state["session"] is not first


@pytest.mark.parametrize(("role", "opened_to_all", "said"), [("local", "", "Einzelplatz ohne Anmeldung"),
                                                             ("local", "yes", "Offener Betrieb ohne Anmeldung"),
                                                             ("planner", "", "")])  # fmt: skip
def test_each_page_says_where_nobody_signs_in(
    role: str, opened_to_all: str, said: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("FORECASTING_OPEN", opened_to_all)
    page = _open(role, "assumptions")
    words = " ".join(bodies(page))
    assert (said in words) if said else "ohne Anmeldung" not in words
