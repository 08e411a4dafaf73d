"""The memory of many sessions: what they share, what goes light, and when."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from weakref import ref

import pytest
import streamlit as st

from forecasting import load_observations, load_scenario
from forecasting.assumptions import Scenario
from forecasting.base.errors import InputError
from forecasting.scenarios import outlook
from forecasting.scenarios.lean import held_arrays, weight
from forecasting.ui.session import data
from forecasting.ui.session.keeping import MOST, VARIABLE, Keeper, most_bytes
from forecasting.ui.session.session import SUPPLY
from forecasting.ui.session.state import Position, Track
from forecasting.ui.session.workspace import Workspace
from tests.reports.worlds import arrivals

BASE = load_scenario()
WORLD = arrivals(horizon=int(str(BASE.value("horizon_months"))), paths=100)
OBSERVATIONS = load_observations()


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(data, "forecast_arrivals", lambda *_, **__: WORLD)
    monkeypatch.setattr(data, "load_observations", lambda: OBSERVATIONS)
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def _workspace(**values: object) -> Workspace:
    return Workspace("de", Track(Position("base", BASE.with_values(values) if values else BASE)), SUPPLY)


class TestSharing:
    def test_what_nobody_moved_is_one(self):
        one, other = _workspace(), _workspace()
        assert one.result() is other.result() is data.base_outlook()

    def test_so_is_what_two_moved_alike(self):
        one, other = (_workspace(**{"funding.state_share": 0.5}) for _ in range(2))
        assert one.result() is other.result() is not data.base_outlook()

    def test_but_no_other(self):
        results = [_workspace(**{"funding.state_share": share}).result() for share in (0.5, 0.6)]
        assert results[0] is not results[1]

    def test_nor_one_from_other_figures(self):
        """Two that plan the same from different data."""
        other = replace(WORLD)
        assert data.outlook_of(BASE, WORLD) is not data.outlook_of(BASE, other)
        assert data.outlook_of(BASE, other).arrivals is other

    def test_another_name_is_kept(self):
        named = replace(BASE, name="Haushalt")
        found = data.outlook_of(named, WORLD)
        assert found.scenario.name == "Haushalt" and data.base_outlook().scenario.name == BASE.name
        assert found.monthly is data.base_outlook().monthly

    def test_it_is_gone_with_the_last_session(self):
        workspace = _workspace(**{"funding.state_share": 0.5})
        found = ref(workspace.result())
        del workspace
        gc.collect()
        assert found() is None


class TestKeeper:
    def _keeper(self, *, most: int = 10**9, rest: float = 1e9) -> Keeper:
        return Keeper(data.base_outlook, most=most, rest=rest, clock=lambda: 100.0)

    def _moved(self, keeper: Keeper, *, used: float, factor: float = 1.5) -> Workspace:
        workspace = _workspace(**{"arrivals.shocks": [{"from": "2026-01", "to": "2031-12", "factor": factor}]})
        keeper.watch(workspace)
        workspace.result()
        workspace.used = used
        return workspace

    @staticmethod
    def _light(workspace: Workspace) -> bool:
        assert workspace.last_result is not None
        return weight(workspace.last_result, held_arrays(data.base_outlook())) < 100_000

    def test_what_rests_goes_light(self):
        keeper = self._keeper(rest=30.0)
        resting, working = (self._moved(keeper, used=at, factor=1 + at / 100) for at in (69.0, 71.0))
        assert keeper.sweep() > 0
        assert self._light(resting) and not self._light(working)

    def test_what_was_used_longest_ago_goes_first(self):
        keeper = self._keeper()
        found = [self._moved(keeper, used=float(at), factor=1 + at / 10) for at in range(1, 5)]
        one = weight(found[0].last_result, held_arrays(data.base_outlook()))
        keeper = self._keeper(most=int(2.5 * one))
        for each in found:
            keeper.watch(each)
        keeper.sweep()
        assert [self._light(each) for each in found] == [True, True, False, False]
        held = sum(weight(each.last_result, held_arrays(data.base_outlook())) for each in found)
        assert held < 2.5 * one

    def test_where_somebody_works_nothing_is_touched(self):
        from threading import Thread

        keeper = self._keeper(rest=0.0)
        workspace = self._moved(keeper, used=0.0)
        with workspace.lock:
            sweeping = Thread(target=keeper.sweep)
            sweeping.start()
            sweeping.join()
            assert not self._light(workspace)
        keeper.sweep()
        assert self._light(workspace)

    def test_the_next_question_gets_the_same_answer(self):
        keeper = self._keeper(rest=0.0)
        workspace = self._moved(keeper, used=0.0)
        before = workspace.result().yearly["need"].values.copy()
        workspace.used = 0.0
        keeper.sweep()
        assert (workspace.result().yearly["need"].values == before).all()
        workspace.set_value("funding.state_share", 0.5)
        anew = outlook(workspace.scenario, WORLD)
        assert (workspace.result().yearly["need"].values == anew.yearly["need"].values).all()

    def test_the_base_scenario_stays(self):
        keeper = self._keeper(most=0, rest=0.0)
        workspace = _workspace()
        keeper.watch(workspace)
        workspace.result()
        assert keeper.sweep() == 0 and data.base_outlook().parts

    def test_whoever_has_gone_is_forgotten(self):
        keeper = self._keeper()
        workspace = self._moved(keeper, used=0.0)
        assert len(keeper) == 1
        del workspace
        gc.collect()
        assert len(keeper) == 0 and keeper.sweep() == 0


def test_the_operator_sets_the_amount(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert most_bytes() == MOST * 10**6
    monkeypatch.setenv(VARIABLE, "64")
    assert most_bytes() == 64 * 10**6
    for wrong in ("", "-1", "1.5", "viel", "10000000", "٣"):
        monkeypatch.setenv(VARIABLE, wrong)
        with pytest.raises(InputError):
            most_bytes()


def test_forecasts_freeze_nothing(monkeypatch: pytest.MonkeyPatch):
    """A session that is there at that moment would stay for good."""
    before = gc.get_freeze_count()
    data.arrivals_of("another", Scenario(""))
    assert gc.get_freeze_count() == before
