"""F03: do the 40.0 m that table 2 leaves unbound last until the end of 2022, and do they if arrivals are 30 % higher?

For the target group they do, with the practice carried on they don't: that choice decides, not the arrivals.
"""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import forecast_arrivals, load_observations, load_scenario, outlook
from forecasting.scenarios import Outlook

MIO = 1e6
MORE = ['arrivals.shocks=[{from = "2021-01", to = "2022-12", factor = 1.3}]', "uncertainty.assumptions=true"]
TARGET_GROUP, PRACTICE = "data/scenarios/audit_2021.toml", "data/scenarios/audit_2021_practice.toml"


def run(file: str, sets: list[str]) -> Outlook:
    scenario = load_scenario(file, sets)
    return outlook(scenario, forecast_arrivals(load_observations(), scenario))


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, bool], Outlook]:
    return {
        (file, more): run(file, MORE if more else []) for file in (TARGET_GROUP, PRACTICE) for more in (False, True)
    }


def test_table_2_stays_as_printed(found):
    """Audit report, table 2: 70.0 + 11.1 − 33.9 − 7.2 = 40.0 m left at the end of 2021, on every path."""
    for result in found.values():
        closing = result.yearly["closing_unbound"].values[result.row(2021)]
        assert closing == pytest.approx(np.full_like(closing, 40.0 * MIO), abs=1.0)
        assert result.standing == ("planned", "none")


def test_for_the_target_group_the_residuals_last_also_with_more_arrivals(found):
    for more in (False, True):
        assert found[TARGET_GROUP, more].funds_suffice_until[1] > 0.95


def test_with_the_practice_carried_on_they_do_not(found):
    """58.0 + 7.2 − 40.0 = 25.2 m are missing, whatever the arrivals."""
    for more in (False, True):
        result = found[PRACTICE, more]
        assert result.funds_suffice[1] == 0.0
        assert result.yearly["shortfall"].values[1] == pytest.approx(
            np.full(result.arrivals.n_paths, 25.2 * MIO), abs=1
        )


def test_more_arrivals_never_exhaust_the_residuals_later(found):
    """Path by path: the draws are the same, only the arrivals are higher."""
    for file in (TARGET_GROUP, PRACTICE):
        assert (found[file, True].exhaustion <= found[file, False].exhaustion).all()
