"""Other readings of what was decided: each is the scenario with one decision taken otherwise."""

from __future__ import annotations

import pytest

from forecasting import load_scenario, outlook
from forecasting.scenarios.alternatives import alternatives
from tests.reports.worlds import arrivals

WORLD = arrivals(horizon=24, paths=40)
SERVED = {"staffing.ratio_base": "served", "staffing.persons_per_fte": 80.0}
BANDS = [[0, 6, 2.34], [6, 18, 1.56], [18, 36, 0.78]]


@pytest.mark.parametrize("method", ["hours", "ratio"])
def test_each_reading_is_the_scenario_with_one_decision_taken_otherwise(method):
    scenario = load_scenario().with_values({"staffing.method": method})
    found = {each.key: each for each in alternatives(outlook(scenario, WORLD))}
    apart = {
        "scenario": {},
        "served": {**SERVED, "staffing.hours_per_month": BANDS},
        "private": {"need.private_homes": "leave_out"},
    }
    assert list(found) == list(apart)
    for key, values in apart.items():
        account = outlook(scenario.with_values(values), WORLD).account.measures
        assert found[key].need == pytest.approx(list(account["need"]), rel=1e-12)
        assert found[key].fte == pytest.approx(list(account["fte"]), rel=1e-12)
        assert found[key].years == (2026, 2027)
    assert max(found["served"].need[1], found["private"].need[1]) < found["scenario"].need[1]


def test_what_a_scenario_decided_already_is_not_offered():
    scenario = load_scenario().with_values({**SERVED, "need.private_homes": "leave_out"})
    assert [each.key for each in alternatives(outlook(scenario, WORLD))] == ["scenario"]
