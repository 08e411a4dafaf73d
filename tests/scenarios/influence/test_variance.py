"""Shares of the spread: known cases, what they add up to, and that a factor that does nothing has none."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.assumptions import load_scenario, resolve
from forecasting.reports.influence import Influence
from forecasting.scenarios import outlook
from forecasting.scenarios.chain import MEDIAN
from forecasting.scenarios.draws import draw_assumptions
from forecasting.scenarios.influence.sensitivity import effects
from forecasting.scenarios.influence.variance import ARRIVALS, arrivals_effect, indices, variance_shares
from tests.reports.worlds import arrivals

BASE = load_scenario()
WORLD = arrivals(horizon=24, paths=2000)


def shares(scenario, world=WORLD, measure="need", year=2027):
    return {share.key: share for share in variance_shares(scenario, world, measure=measure, year=year)}


def test_the_indices_of_ishigami():
    """Saltelli et al. 2008, table 4.1: sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1 on [-π, π]³.

    First order 0.314, 0.442, 0; total 0.558, 0.442, 0.244.
    """
    rng = np.random.default_rng(1)
    a, b = rng.uniform(-np.pi, np.pi, (2, 3, 200_000))

    def model(x):
        return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])

    crossed = {}
    for factor in range(3):
        mixed = a.copy()
        mixed[factor] = b[factor]
        crossed[str(factor)] = model(mixed)
    found = indices(model(a), model(b), crossed)
    assert [found[key][0] for key in "012"] == pytest.approx([0.314, 0.442, 0.0], abs=0.015)
    assert [found[key][1] for key in "012"] == pytest.approx([0.558, 0.442, 0.244], abs=0.015)


def test_where_only_the_arrivals_vary_they_are_all_of_it():
    found = shares(BASE.with_values({"uncertainty.assumptions": False}))
    assert list(found) == [ARRIVALS]
    assert found[ARRIVALS].total == pytest.approx(1.0, abs=0.1)
    assert found[ARRIVALS].first == pytest.approx(1.0, abs=0.1)


def test_nothing_varies_nothing_is_shared():
    certain = BASE.with_values({"uncertainty.assumptions": False})
    assert variance_shares(certain, arrivals(horizon=24, paths=1), measure="need", year=2027) == ()


def test_every_uncertain_assumption_has_a_share_and_none_more_alone_than_in_all():
    found = shares(BASE)
    assert set(found) == {*resolve(BASE, WORLD.groups).ranges, ARRIVALS}
    assert all(0 <= share.first <= share.total + 1e-12 for share in found.values())
    assert 0.8 < sum(share.first for share in found.values()) < 1.1
    totals = [share.total for share in found.values()]
    assert totals == sorted(totals, reverse=True)


def test_what_costs_acts_on_the_cost_alone():
    """Occupancy decides the need and nothing of the posts; the costs of the employer nothing under a fixed grant."""
    posts, need = shares(BASE, measure="fte"), shares(BASE)
    assert posts["staffing.occupancy"].total == 0
    assert need["staffing.occupancy"].total > 0
    assert need["funding.cost_graduate"].total == 0


def test_a_share_is_what_knowing_the_factor_takes_away():
    """By brute force: the variance of the mean of the need, given the share, over bins of the drawn values."""
    scenario = BASE.with_values({"staffing.method": "ratio"})
    key = "need.ukraine.take_up"
    flat = {group: np.repeat(paths[:, :1], 2000, axis=1) for group, paths in WORLD.paths.items()}
    from dataclasses import replace

    still = replace(WORLD, paths=flat)
    found = shares(scenario, still)
    need = outlook(scenario, still).yearly["need"].values[1]
    drawn = draw_assumptions(resolve(scenario, still.groups).ranges, 2000, still.seed)[key]
    bins = need[np.argsort(drawn)].reshape(40, 50)
    explained = (bins.mean(axis=1).var() - bins.var(axis=1, ddof=1).mean() / 50) / need.var()
    assert found[key].first == pytest.approx(explained, abs=0.06)
    assert found[ARRIVALS].total == 0


def test_the_bars_start_at_the_value_of_every_page_and_the_first_is_its_interval():
    result, row = outlook(BASE, WORLD), 1
    base, _ = effects(BASE, WORLD, measure="need", year=2027)
    assert base == result.accounts[MEDIAN].measures["need"][row]
    bar = arrivals_effect(BASE, WORLD, measure="need", year=2027)
    low, high = np.quantile(result.yearly["need"].values[row], (0.1, 0.9))
    assert (bar.at_low, bar.at_high) == pytest.approx((low, high), rel=1e-9)


def test_what_moves_is_the_same_on_every_path_and_all_others_stay_drawn():
    """Against one outlook with the assumption at the end of its range, drawn from a range without width."""
    key = "staffing.admin_share"
    bar = next(bar for bar in effects(BASE, WORLD, measure="need", year=2027)[1] if bar.key == key)
    for end, found in ((bar.low, bar.at_low), (bar.high, bar.at_high)):
        moved = outlook(BASE.with_values({key: {"value": end, "low": end, "high": end}}), WORLD)
        assert key not in moved.resolved.ranges and "need.asylum.exit_rate" in moved.resolved.ranges
        assert found == moved.accounts[MEDIAN].measures["need"][1]


def test_a_measure_beside_the_account_is_its_median():
    base, bars = effects(BASE, WORLD, measure="caseload_mean", year=2027)
    assert base == pytest.approx(float(np.median(outlook(BASE, WORLD).yearly["caseload_mean"].values[1])))
    assert bars[0].span > 0


def test_an_assumption_moves_over_the_range_of_the_scenario():
    """As the draws do; without one of its own, over that of the register."""
    key = "need.asylum.exit_rate"
    own = BASE.with_values({key: {"value": 0.01, "low": 0.008, "high": 0.012}})
    for scenario, ends in ((own, (0.008, 0.012)), (own.with_values({key: 0.01}), (0.005, 0.03))):
        _, bars = effects(scenario, WORLD, measure="need", year=2027)
        bar = next(bar for bar in bars if bar.key == key)
        assert (bar.low, bar.high) == ends
        span = resolve(scenario, WORLD.groups).ranges[key]
        assert (span.low, span.high) == ends


def test_what_does_not_act_in_the_scenario_is_marked_and_has_no_bar():
    base, bars = effects(BASE, WORLD, measure="need", year=2027)
    ratio = next(bar for bar in bars if bar.key == "staffing.persons_per_fte")
    assert ratio.span > 0 and not ratio.acting
    shown = {bar.key for bar in Influence.of("need", 2027, base, bars, ()).effects}
    assert "staffing.persons_per_fte" not in shown and "funding.state_share" in shown
    under = BASE.with_values({"staffing.method": "ratio"})
    _, bars = effects(under, WORLD, measure="need", year=2027)
    assert next(bar for bar in bars if bar.key == "staffing.persons_per_fte").acting
