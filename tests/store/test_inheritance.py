"""A saved scenario follows its base where it does not differ; a standalone one follows nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from forecasting.assumptions import Scenario, Years
from forecasting.base.text import LANGUAGES, Texts
from forecasting.people import LOCAL
from forecasting.store import Store, open_store
from tests.store.worlds import LATER, NOW, SHIPPED, meaning, register_with, said, scenarios

BASE = SHIPPED["base"]
ONE_STORE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def opened(url: str, **bases: Scenario) -> Store:
    """The same saved scenarios beside other shipped ones."""
    return open_store(url, {**SHIPPED, **bases}, actor=LOCAL)


def test_a_change_of_the_base_comes_through_unless_the_scenario_says_otherwise(sqlite: str) -> None:
    mine = BASE.with_values({"staffing.persons_per_fte": 90})
    opened(sqlite).save("a", mine, base="base", now=NOW)
    changed = BASE.with_values(
        {"staffing.persons_per_fte": 70, "funding.state_share": 0.5}, {"funding.state_share": "neu"}
    )
    loaded = opened(sqlite, base=changed).load("a").scenario
    assert loaded.overrides == {**BASE.overrides, "staffing.persons_per_fte": 90.0, "funding.state_share": 0.5}
    assert {key: why for key, why in loaded.reasons.items() if key not in BASE.reasons} == {
        "funding.state_share": "neu"
    }


def test_a_value_that_the_base_set_can_be_taken_back_for_good(sqlite: str) -> None:
    base = BASE.with_values({"funding.state_share": 0.5})
    opened(sqlite, base=base).save("a", BASE, base="base", now=NOW)
    changed = base.with_values({"funding.state_share": 0.25}, {"funding.state_share": "neu"})
    loaded = opened(sqlite, base=changed).load("a").scenario
    assert "funding.state_share" not in loaded.overrides and "funding.state_share" not in loaded.reasons


def test_years_are_followed_one_by_one(sqlite: str) -> None:
    start = BASE.with_values({"budget.appropriation": {"2026": 58e6, "2027": 58e6, "2028": 58e6}})
    mine = start.with_values({"budget.appropriation.2027": 40e6, "budget.appropriation.2028": None})
    opened(sqlite, base=start).save("a", mine, base="base", now=NOW)
    changed = start.with_values({"budget.appropriation": {"2026": 60e6, "2027": 60e6, "2028": 60e6, "2029": 60e6}})
    loaded = opened(sqlite, base=changed).load("a").scenario
    assert loaded.overrides["budget.appropriation"] == Years.of({2026: 60e6, 2027: 40e6, 2029: 60e6})


def test_a_range_of_its_own_stays(sqlite: str) -> None:
    mine = BASE.with_values({"need.asylum.take_up": {"value": 0.6, "low": 0.55, "high": 0.65}})
    opened(sqlite).save("a", mine, base="base", now=NOW)
    changed = BASE.with_values({"need.asylum.take_up": {"value": 0.9, "low": 0.8, "high": 1.0}})
    assert opened(sqlite, base=changed).load("a").scenario.ranges == mine.ranges


def test_a_description_is_inherited_until_there_is_one(sqlite: str) -> None:
    store = opened(sqlite)
    store.save("a", BASE, base="base", now=NOW)
    store.import_toml(b'name = "b"\ndescription_de = "Eigene"', now=NOW)
    assert store.load("a").scenario.description_de == BASE.description_de
    assert store.load("b").scenario.description("de") == "Eigene"


@given(case=scenarios())
@settings(ONE_STORE, max_examples=40)
def test_a_standalone_scenario_is_loaded_as_it_was_saved(tmp_path: Path, case: tuple[str, Scenario]) -> None:
    stem, scenario = case
    store = open_store(f"sqlite:///{tmp_path}/s.sqlite3", SHIPPED, actor=LOCAL)
    saved = store.save("x", scenario, base=stem, now=NOW, standalone=True)
    loaded = store.load("x")
    store.delete("x", now=NOW, expected_version=saved.version)
    store.close()
    assert loaded.saved.standalone and said(loaded.scenario) == said(scenario)


def test_a_standalone_scenario_does_not_follow_its_base(sqlite: str) -> None:
    mine = SHIPPED["audit_2021"].with_values({"staffing.persons_per_fte": 90})
    opened(sqlite).save("a", mine, base="audit_2021", now=NOW, standalone=True)
    gone = {stem: BASE for stem in SHIPPED if stem != "audit_2021"}
    assert said(open_store(sqlite, gone, actor=LOCAL).load("a").scenario) == said(mine)


CHANGES = {
    "staffing__persons_per_fte": "value = 100.0",
    "need__other__take_up": "value = 0.9; low = 0.8; high = 0.95",
    "need__asylum__take_up": "value = 0.9; low = 0.8; high = 0.95",
    "need__ukraine__prospect_share": "value = 0.9; low = 0.8; high = 1.0",
    "need__non_target_share": "value = 0.0; low = 0.0; high = 0.0",
    "need__asylum__status_rate": "value = 0.005; low = 0.0; high = 0.02",
    "need__ukraine__family_factor": "value = 0.0; low = 0.0; high = 0.3",
    "funding__rate_growth": "value = 0.02",
    "need__other__exit_rate": "value = 0.05; low = 0.04; high = 0.06",
    "budget__carry_over_years": "value = 2",
}


@given(case=scenarios())
@settings(ONE_STORE, max_examples=25)
def test_a_standalone_scenario_keeps_the_register_of_its_day(tmp_path: Path, case: tuple[str, Scenario]) -> None:
    """Every value and range that the chain computes with is the one of the day; of a further group the values."""
    stem, scenario = case
    store = open_store(f"sqlite:///{tmp_path}/s.sqlite3", SHIPPED, actor=LOCAL)
    before = meaning(scenario)
    saved = store.save("x", scenario, base=stem, now=NOW, standalone=True)
    with register_with(tmp_path, **CHANGES):
        after = meaning(store.load("x").scenario)
        assert meaning(scenario) != before
    store.delete("x", now=NOW, expected_version=saved.version)
    store.close()
    assert after == before


@pytest.mark.parametrize("value", [0.0, 0.4, 0.6, 1.0])
def test_a_value_of_its_own_keeps_the_uncertainty_of_its_day(sqlite: str, tmp_path: Path, value: float) -> None:
    mine = BASE.with_values({"need.asylum.take_up": value, "need.other.take_up": value})
    before = meaning(mine)
    opened(sqlite).save("a", mine, base="base", now=NOW, standalone=True)
    with register_with(tmp_path, **CHANGES):
        assert meaning(opened(sqlite).load("a").scenario) == before


def test_an_inheriting_scenario_follows_the_register(sqlite: str, tmp_path: Path) -> None:
    store = opened(sqlite)
    store.save("a", BASE, base="base", now=NOW)
    with register_with(tmp_path, staffing__admin_share="value = 0.25"):
        assert store.load("a").scenario.value("staffing.admin_share") == 0.25


def test_what_a_standalone_scenario_could_not_keep_is_told(sqlite: str, tmp_path: Path) -> None:
    store = opened(sqlite)
    store.save("a", BASE, base="base", now=NOW, standalone=True)
    assert store.load("a").scenario.notices == ()
    with register_with(tmp_path, budget__opening_unbound="value = 40_000_000"):
        (notice,) = store.load("a").scenario.notices
    assert notice.severity == "notice" and notice.values == {"keys": "budget.opening_unbound"}
    assert all("budget.opening_unbound" in notice.sentence(Texts(language)) for language in LANGUAGES)


def test_a_standalone_copy_is_standalone(sqlite: str) -> None:
    store = opened(sqlite)
    saved = store.save("a", BASE, base="base", now=NOW, standalone=True)
    assert store.duplicate("a", "b", now=LATER).standalone
    assert not store.save("a", BASE, base="base", now=LATER, expected_version=saved.version).standalone
