"""An outlook that went light: the same to the last bit, and next to nothing in memory."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forecasting.assumptions import Scenario
from forecasting.scenarios import Outlook, lean, outlook
from forecasting.scenarios.lean import held_arrays, lighten, stage, weight
from tests.reports.worlds import arrivals

BASE = Scenario("")
WORLD = arrivals(horizon=60, paths=200)
BESIDE = outlook(BASE, WORLD)
OTHERS = {
    "the same": {},
    "a rate": {"funding.rate_graduate": 50_000.0},
    "arrivals": {"arrivals.shocks": [{"from": "2026-01", "to": "2029-12", "factor": 1.3}]},
    "everything": {
        "arrivals.shocks": [{"from": "2026-01", "to": "2029-12", "factor": 0.7}],
        "staffing.persons_per_fte": 60.0,
        "need.asylum.exit_rate": 0.02,
    },
}


def _tables(result: Outlook) -> dict[object, np.ndarray]:
    found = {("monthly", *key): sample.values.copy() for key, sample in result.monthly.items()}
    return found | {("yearly", key): sample.values.copy() for key, sample in result.yearly.items()}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("looked", [False, True])
def test_it_is_the_same_to_the_last_bit(name: str, looked: bool):
    whole, light = (outlook(BASE.with_values(OTHERS[name]), WORLD, reuse=BESIDE) for _ in range(2))
    wanted = _tables(whole)
    if looked:
        _tables(light)
    for _ in range(2):  # also when it went light once more
        lighten(light, BESIDE)
        found = _tables(light)
        assert found.keys() == wanted.keys()
        assert all(np.array_equal(found[key], wanted[key], equal_nan=True) for key in wanted)
    for table in ("monthly", "yearly"):
        for key, sample in getattr(whole, table).items():
            assert np.array_equal(getattr(light, table)[key].summary, sample.summary, equal_nan=True)


def test_it_weighs_next_to_nothing():
    moved = outlook(BASE.with_values(OTHERS["everything"]), WORLD, reuse=BESIDE)
    _tables(moved)
    heavy = weight(moved, held_arrays(BESIDE))
    lighten(moved, BESIDE)
    assert weight(moved, held_arrays(BESIDE)) < heavy / 20
    assert heavy > 20 * WORLD.horizon * 200 * 8  # of twenty tables at least


def test_a_stage_that_was_let_go_is_computed_once_more():
    whole, light = (outlook(BASE.with_values(OTHERS["arrivals"]), WORLD, reuse=BESIDE) for _ in range(2))
    lighten(light, BESIDE)
    assert not light.parts
    for group in WORLD.groups:
        wanted = whole.parts[f"{group}.need"][1]
        assert np.array_equal(stage(light, f"{group}.need").caseload.values, wanted.caseload.values)


def test_the_same_under_another_name_is_the_same():
    named = replace(BESIDE, scenario=replace(BASE, name="anders"))
    lighten(named, BESIDE)
    assert BESIDE.parts


def test_no_module_reads_stages_past_that():
    """Elsewhere they are handed on to the next outlook only, which computes what is missing."""
    found = {
        path.name
        for path in Path(lean.__file__).parent.rglob("*.py")
        if re.search(r"\.parts\[", path.read_text(encoding="utf-8"))
    }
    assert found == {"lean.py", "stages.py"}


def test_what_was_made_for_a_reader_stays_theirs():
    moved = outlook(BASE.with_values(OTHERS["arrivals"]), WORLD, reuse=BESIDE)
    values = moved.monthly["fte", "all"].values
    lighten(moved, BESIDE)
    assert np.array_equal(values, moved.monthly["fte", "all"].values)


def test_the_one_beside_keeps_what_is_its_own():
    before = held_arrays(BESIDE)
    same = outlook(BASE, WORLD, reuse=BESIDE)
    lighten(same, BESIDE)
    lighten(BESIDE, BESIDE)
    assert BESIDE.parts and held_arrays(BESIDE).keys() >= before.keys()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rate=st.floats(30_000, 90_000), ratio=st.floats(30, 150))
def test_what_goes_on_from_it_is_what_begins_anew(rate: float, ratio: float):
    """A lever moved in a session that went light."""
    moved = outlook(BASE.with_values(OTHERS["arrivals"]), WORLD, reuse=BESIDE)
    lighten(moved, BESIDE)
    scenario = moved.scenario.with_values({"funding.rate_graduate": rate, "staffing.persons_per_fte": ratio})
    went_on, anew = outlook(scenario, WORLD, reuse=moved), outlook(scenario, WORLD)
    wanted = _tables(anew)
    assert all(np.array_equal(value, wanted[key], equal_nan=True) for key, value in _tables(went_on).items())
