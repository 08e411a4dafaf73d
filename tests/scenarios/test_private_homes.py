"""Whether people in private homes count is decided apart from who stays in the state."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting import load_scenario, outlook
from forecasting.assumptions import load_register
from forecasting.scenarios.draws import draw_assumptions
from tests.reports.worlds import UNDECIDED, arrivals

WORLD = arrivals(horizon=24, paths=60)
LEFT_OUT = {"need.private_homes": "leave_out"}


def run(values: dict[str, object] | None = None):
    return outlook(load_scenario().with_values(UNDECIDED | (values or {})), WORLD)


def test_left_out_they_move_the_need_and_not_who_stays_in_the_state():
    counted, left_out = run(), run(LEFT_OUT)
    for measure in ("arrivals", "provisional_stock", "housing_inflow"):
        for group in WORLD.groups:
            assert np.array_equal(counted.monthly[measure, group].values, left_out.monthly[measure, group].values)
    assert (left_out.yearly["need"].values < counted.yearly["need"].values).all()


def test_each_path_loses_its_own_share_of_the_one_group_that_was_not_counted_in_municipal_housing():
    counted, left_out = run(), run(LEFT_OUT)
    private = draw_assumptions(left_out.resolved.ranges, WORLD.n_paths, WORLD.seed)["housing.ukraine.private_share"]
    whole, part = (each.monthly["target_caseload", "ukraine"].values for each in (counted, left_out))
    assert part == pytest.approx(whole * (1.0 - private), rel=1e-12)
    assert 0.57 <= private.min() < private.max() <= 0.79
    asylum = [each.monthly["target_caseload", "asylum"].values for each in (counted, left_out)]
    assert np.array_equal(*asylum)


@given(share=st.floats(0.0, 1.0), transfer=st.floats(0.1, 1.0))
@settings(max_examples=15, deadline=None)
def test_a_share_that_is_left_out_is_a_smaller_transfer(share, transfer):
    """What used to be one number: who stays in the state times who counts."""
    still = {"uncertainty.assumptions": False, "housing.ukraine.transfer_share": transfer}
    apart = run({**still, **LEFT_OUT, "housing.ukraine.private_share": share})
    both = run({**still, "housing.ukraine.transfer_share": transfer * (1.0 - share)})
    assert apart.yearly["need"].values == pytest.approx(both.yearly["need"].values, rel=1e-9)


def test_where_they_count_the_share_does_nothing_and_says_so():
    other = run({"housing.ukraine.private_share": 0.3})
    assert np.array_equal(run().yearly["need"].values, other.yearly["need"].values)
    assert "scenarios.without_effect" in {notice.key for notice in other.notices}


def test_the_register_is_neutral_and_the_base_says_why():
    assert load_register()["need.private_homes"].value == "count"
    assert "11. März 2022" in load_scenario().reason("need.private_homes", "de")


def test_the_transfer_of_ukraine_is_the_register_over_the_arrivals():
    """131,100 / 145,181 at the end of 2022, 124,700 / 186,467 at the end of 2023 (statistical office, 132/2024)."""
    entry = load_register().find("housing.ukraine.transfer_share")
    assert entry is not None
    assert entry.value == pytest.approx(131_100 / 145_181, abs=0.005)
    assert entry.low == pytest.approx(124_700 / 186_467, abs=0.005)
