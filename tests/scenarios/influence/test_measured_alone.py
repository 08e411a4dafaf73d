"""Effects and shares run one measure up to one year; what they find is what whole outlooks say, to the last bit."""

from __future__ import annotations

import pytest

from forecasting.assumptions import load_register, load_scenario
from forecasting.assumptions.entry import holds, usual
from forecasting.base.errors import InputError
from forecasting.base.quantiles import quantile
from forecasting.budget.measures import PERSONS_PER_POST
from forecasting.scenarios import Outlook, outlook
from forecasting.scenarios.chain import MEDIAN, on_paths
from forecasting.scenarios.influence import variance
from forecasting.scenarios.influence.sensitivity import effects
from tests.reports.worlds import arrivals

YEAR = 2027
WORLD = arrivals(horizon=36, paths=40)
BASE = load_scenario()
CASES = {
    "base": {},
    "friction, whole years": {"staffing.friction": True, "whole_years": True, "planning.level": "planning"},
    "certain, by ratio": {"uncertainty.assumptions": False, "staffing.method": "ratio", "staffing.rule": "peak"},
}
MEASURES = ("need", "fte", "reduction_potential", "persons_in_year", "hours", PERSONS_PER_POST)


def of_outlook(result: Outlook, measure: str) -> float:
    row, account = result.row(YEAR), result.accounts[MEDIAN].measures
    if measure in account:
        return float(account[measure][row])
    return float(quantile(result.yearly[measure].values[row : row + 1], MEDIAN)[0])


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("case", CASES)
def test_effects_are_those_of_whole_outlooks(case, measure):
    scenario = BASE.with_values(CASES[case])
    start = outlook(scenario, WORLD)
    base, found = effects(scenario, WORLD, measure=measure, year=YEAR)
    assert base == of_outlook(start, measure)
    assert len(found) > 40
    register = load_register()
    for effect in found[::2]:
        entry = register[effect.key]
        unmet = [each for each in entry.acts_under if not holds(each, {each[0]: scenario.value(each[0])})]
        setting = dict(usual(condition) for condition in unmet)
        for end, value in ((effect.low, effect.at_low), (effect.high, effect.at_high)):
            given = end if scenario.range(entry) is None else {"value": end, "low": end, "high": end}
            moved = outlook(scenario.with_values({**setting, effect.key: given}), WORLD, reuse=start)
            assert value == of_outlook(moved, measure), effect.key


@pytest.mark.parametrize("measure", ["need", "fte", "caseload_mean"])
def test_what_the_money_forbids_is_refused_whatever_is_asked_of_it(measure):
    """Residuals of earlier years that are more than all of them."""
    layered = BASE.with_values({"budget.opening_unbound": 10e6, "budget.opening_layers": {2023: 30e6}})
    with pytest.raises(InputError) as refused:
        effects(layered, WORLD, measure=measure, year=YEAR)
    assert [finding.key for finding in refused.value.findings] == ["scenarios.layers_too_much"]


@pytest.mark.parametrize("measure", MEASURES)
def test_shares_and_interval_are_those_of_the_whole_chain(measure, monkeypatch: pytest.MonkeyPatch):
    def asked() -> tuple[object, ...]:
        wanted = {"measure": measure, "year": YEAR}
        return variance.variance_shares(BASE, WORLD, **wanted), variance.arrivals_effect(BASE, WORLD, **wanted)

    found = asked()
    assert len(found[0]) > 5
    monkeypatch.setattr(variance, "until", lambda arrivals, _: arrivals)
    monkeypatch.setattr(variance, "yearly_of", lambda _, *run: on_paths(*run)[2])
    assert asked() == found
