"""Restricting the support to the target group frees what a scenario without anybody else needs less."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.scenarios.target import freed_posts
from tests.reports.worlds import result

BASIS = "need.non_target_basis"
PARTS = {"need.non_target_provisional": 0.07, "need.non_target_departing": 0.12}


@pytest.mark.parametrize("method", ["hours", "ratio"])
@pytest.mark.parametrize("rule", ["mean", "peak"])
def test_the_posts_freed_are_those_that_a_scenario_with_the_target_group_alone_does_without(method, rule):
    settings = {"staffing.method": method, "staffing.rule": rule, BASIS: "parts"}
    both = result(settings | PARTS)
    alone = result(settings | dict.fromkeys(PARTS, 0.0))
    parts = freed_posts(both)
    assert list(parts) == list(PARTS)
    total = sum(part.values for part in parts.values())
    assert total == pytest.approx(both.yearly["fte"].values - alone.yearly["fte"].values, rel=1e-9)
    assert np.ptp(total, axis=1).min() > 0.0


def test_the_parts_given_apart_count_as_their_sum():
    apart = result({BASIS: "parts", "uncertainty.assumptions": False} | PARTS)
    together = result({"need.non_target_share": sum(PARTS.values()), "uncertainty.assumptions": False})
    assert apart.yearly["fte"].values == pytest.approx(together.yearly["fte"].values, rel=1e-12)
    (whole,) = freed_posts(together).values()
    assert whole.values == pytest.approx(sum(part.values for part in freed_posts(apart).values()), rel=1e-12)


def test_each_way_of_giving_the_shares_leaves_the_other_aside():
    base = result()
    assert "need.non_target_share" in base.resolved.ranges and not set(PARTS) & set(base.resolved.ranges)
    apart = result({BASIS: "parts"})
    assert set(PARTS) <= set(apart.resolved.ranges) and "need.non_target_share" not in apart.resolved.ranges
    moved = result({BASIS: "parts", "need.non_target_share": 0.4})
    assert np.array_equal(moved.yearly["fte"].values, apart.yearly["fte"].values)
