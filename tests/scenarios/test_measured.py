"""What a search asks for is what the whole outlook says, to the last bit, whatever is switched on."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.assumptions import load_scenario
from forecasting.scenarios import outlook
from forecasting.scenarios.expression import MEASURES, RESIDUALS_ALONE, parse, trend, value_of
from forecasting.scenarios.measured import measured
from tests.reports.worlds import arrivals

WORLD = arrivals(horizon=36, paths=50)
BASE = load_scenario()
START = outlook(BASE, WORLD)
CASES = {
    "base": {},
    "money": {
        "budget.opening_unbound": 40e6,
        "budget.opening_bound": 90e6,
        "budget.pact_share": 0.4,
        "budget.release_share": 0.2,
        "budget.carry_over_years": 2,
        "funding.surplus": "reclaimed",
        "funding.rate_graduate": 80_000,
        "planning.level": "planning",
    },
    "people": {"staffing.friction": True, "staffing.filled_fte": 300.0, "need.asylum.take_up": 0.6},
}


@pytest.mark.parametrize("form", ["{}[2027] >= 1", "mean({}[2027..2028]) >= 1", "P({}[..2027] >= 1) >= 0.5"])
@pytest.mark.parametrize("case", CASES)
def test_every_measure_is_that_of_the_outlook(case, form):
    scenario = BASE.with_values(CASES[case])
    whole = outlook(scenario, WORLD)
    for measure in MEASURES:
        target = parse(form.format(measure))
        if target.kind == "account" and measure != RESIDUALS_ALONE and measure not in whole.account.measures:
            continue
        found = measured(
            scenario, WORLD, measure=measure, last=target.last, account=target.kind == "account", reuse=START
        )
        for read in (value_of, trend):
            assert np.array_equal(read(target, found), read(target, whole), equal_nan=True), (measure, read)


def test_the_paths_know_no_account():
    found = measured(BASE, WORLD, measure="need", last=None, account=False, reuse=START)
    with pytest.raises(LookupError):
        _ = found.account
