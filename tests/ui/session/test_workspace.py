"""What a planner works on, without a browser: the way back and forth, the last good result, own data."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from forecasting import load_scenario
from forecasting.arrivals import Arrivals
from forecasting.assumptions import Scenario
from forecasting.base.errors import Finding, InputError
from forecasting.observations import Observations
from forecasting.reports.charts.series import lines_of
from forecasting.scenarios import Outlook, outlook
from forecasting.ui.session.state import Position, Track
from forecasting.ui.session.workspace import Supply, Workspace
from tests.reports.worlds import arrivals
from tests.serving import ROOT

BASE = load_scenario()
HALF = BASE.with_values({"funding.state_share": 0.5})
WORLD = arrivals()
OTHER = replace(WORLD, data_hash="e" * 64)


def _arrivals(scenario: Scenario, own: Observations | None):
    return WORLD if own is None else OTHER


def _unused() -> Observations:
    raise AssertionError("nobody needs the shipped observations here")


def _outlook(scenario: Scenario, arrivals: Arrivals, last: Outlook | None) -> Outlook:
    return outlook(scenario, arrivals, reuse=last)


SUPPLY = Supply(lambda: {"base": BASE}, _unused, _arrivals, _outlook, lambda _: lines_of(outlook(BASE, WORLD)))


@pytest.fixture
def work() -> Workspace:
    return Workspace("de", Track(Position("base", BASE)), SUPPLY)


def test_it_is_loaded_without_streamlit():
    words = "import sys; from forecasting.ui.session import slots, widgets, workspace; "
    words += "print('streamlit' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", words], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


def test_a_step_back_and_forth(work):
    work.go(HALF)
    assert work.changed and work.unsaved
    work.undo()
    assert (work.scenario, work.changed) == (BASE, False)
    work.redo()
    assert work.scenario == HALF


def test_the_result_is_that_of_the_scenario(work):
    first = work.result()
    assert work.result() is first and work.at_hand
    work.go(HALF)
    assert work.result().scenario == HALF and work.impossible is None


def test_the_last_good_result_stays_where_there_is_none(work, monkeypatch):
    good = work.result()

    def refuse(*_: object, **__: object):
        raise InputError(Finding("ui.link.unreadable"))

    monkeypatch.setattr("tests.ui.session.test_workspace.outlook", refuse)
    work.go(HALF)
    assert work.result() is good and work.impossible is not None
    monkeypatch.undo()
    work.undo()
    assert work.result() is good and work.impossible is None


def test_what_is_in_work_says_that_it_has_been_changed(work):
    assert work.in_work is BASE
    work.go(HALF)
    assert work.in_work.name == "Ausgangsszenario, geändert"


def test_lines_of_the_base_stand_beside_a_changed_scenario_only(work):
    assert work.base_lines() is None
    work.go(HALF)
    assert work.base_lines() is work.base_lines() is not None
