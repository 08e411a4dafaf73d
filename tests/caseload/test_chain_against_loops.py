"""The vectorised stages against slow loops that follow the equations word by word (docs/method.md)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.caseload.housing import lognormal_stay, stay_with_direct_entry, through_housing
from forecasting.caseload.need import Extent, NeedRules, support

BANDS = ((0, 3, 2.5), (4, 9, 1.0))


def slow_housing(arrivals, stay, transfer):
    """U and V month by month for one path."""
    months = range(len(arrivals))
    inflow = [transfer * sum(stay[k] * arrivals[t - k] for k in range(len(stay)) if t >= k) for t in months]
    gone = np.cumsum(stay)
    stock = [sum(arrivals[t - k] * (1 - gone[k]) for k in range(len(stay)) if t >= k) for t in months]
    return np.array(inflow), np.array(stock)


def slow_support(inflow, horizon, rules: NeedRules, extent: Extent):
    """C, H and E of one path, every exponent written out."""
    base = len(inflow) - horizon - 1
    entries = [rules.prospect_share * rules.take_up * value for value in inflow]

    def survival(k):
        return (1 - rules.exit_rate) ** k if k < rules.max_months else 0.0

    def hours_at(k):
        return next((hours for low, high, hours in extent.bands if low <= k < high), 0.0)

    caseload, hours = [], []
    for t in range(base + 1, len(inflow)):
        oldest = t - base - 1 if rules.opening_stock is not None else t
        people = {k: survival(k) * entries[t - k] for k in range(oldest + 1)}
        if rules.opening_stock is not None:
            if rules.opening_tenure is not None:
                tenure = list(rules.opening_tenure)
            else:
                weight = [survival(j) * entries[base - j] for j in range(min(rules.max_months, base + 1))]
                tenure = [w / sum(weight) for w in weight]
            for j, share in enumerate(tenure):
                left = rules.opening_stock * share * survival(j + t - base) / survival(j)
                people[j + t - base] = people.get(j + t - base, 0.0) + left
        caseload.append(sum(people.values()))
        hours.append(sum(hours_at(k) * n for k, n in people.items()) + extent.plan_hours * entries[t])
    return np.array(caseload), np.array(hours), np.array(entries[base + 1 :])


amounts = st.lists(st.floats(0, 50_000), min_size=14, max_size=40)
shares = st.floats(0, 1)


@settings(max_examples=60, deadline=None)
@given(
    arrivals=amounts, weights=st.lists(st.floats(0.01, 1), min_size=1, max_size=12), transfer=shares, direct=shares
)
def test_housing_equals_the_loop_and_loses_nobody(arrivals, weights, transfer, direct):
    stay = stay_with_direct_entry(np.array(weights) / sum(weights), direct)
    found = through_housing(np.array(arrivals)[:, None], stay, transfer)
    inflow, stock = slow_housing(arrivals, stay, transfer)
    assert found.inflow[:, 0] == pytest.approx(inflow, rel=1e-9, abs=1e-6)
    assert found.provisional_stock[:, 0] == pytest.approx(stock, rel=1e-9, abs=1e-6)
    left = through_housing(np.array(arrivals)[:, None], stay, 1.0).inflow
    assert np.cumsum(left[:, 0]) + found.provisional_stock[:, 0] == pytest.approx(np.cumsum(arrivals), abs=1e-6)


def test_a_stay_per_path_equals_a_run_per_path():
    rng = np.random.default_rng(1)
    arrivals = rng.uniform(0, 900, (30, 5))
    medians = np.array([2.0, 5.0, 9.0, 12.0, 20.0])
    together = through_housing(arrivals, lognormal_stay(medians, 0.6, 18), np.linspace(0.5, 0.9, 5))
    for path, (median, share) in enumerate(zip(medians, np.linspace(0.5, 0.9, 5), strict=True)):
        alone = through_housing(arrivals[:, [path]], lognormal_stay(float(median), 0.6, 18), float(share))
        assert together.inflow[:, path] == pytest.approx(alone.inflow[:, 0], rel=1e-12)
        assert together.provisional_stock[:, path] == pytest.approx(alone.provisional_stock[:, 0], rel=1e-9)


def test_lognormal_stay_is_the_written_formula():
    """f[k] = Φ((ln(k+1) − ln median)/σ) − Φ((ln k − ln median)/σ), the rest at K."""

    def phi(x):
        return 0.5 * (1 + math.erf(x / math.sqrt(2)))

    stay = lognormal_stay(9.0, 0.6, 24)
    for k in range(24):
        upper = phi((math.log(k + 1) - math.log(9)) / 0.6)
        lower = phi((math.log(k) - math.log(9)) / 0.6) if k else 0.0
        assert stay[k] == pytest.approx(upper - lower, abs=1e-12)
    assert stay[24] == pytest.approx(1 - stay[:24].sum(), abs=1e-12)
    assert lognormal_stay(1.0, 1.0, 0).tolist() == [1.0]


rules = st.builds(
    NeedRules,
    prospect_share=shares,
    take_up=shares,
    exit_rate=st.floats(0, 0.6),
    max_months=st.integers(1, 12),
    opening_stock=st.one_of(st.none(), st.floats(0, 20_000)),
)


@settings(max_examples=80, deadline=None)
@given(inflow=st.lists(st.floats(1, 9_000), min_size=20, max_size=34), rules=rules, horizon=st.integers(1, 7))
def test_caseload_and_hours_equal_the_loop(inflow, rules, horizon):
    extent = Extent(BANDS, plan_hours=1.7)
    if rules.opening_stock is not None and rules.prospect_share * rules.take_up == 0:
        rules = NeedRules(0.5, 0.5, rules.exit_rate, rules.max_months, rules.opening_stock)
    found = support(np.array(inflow)[:, None], horizon, rules, extent)
    caseload, hours, entries = slow_support(inflow, horizon, rules, extent)
    assert found.caseload[:, 0] == pytest.approx(caseload, rel=1e-9, abs=1e-6)
    assert found.hours[:, 0] == pytest.approx(hours, rel=1e-9, abs=1e-6)
    assert found.entries[:, 0] == pytest.approx(entries, rel=1e-12)


def test_a_counted_tenure_runs_off_as_counted():
    counted = NeedRules(1.0, 1.0, 0.1, 3, opening_stock=100.0, opening_tenure=np.array([0.5, 0.3, 0.2]))
    found = support(np.zeros((8, 1)), 4, counted, Extent(BANDS))
    # After one month those of tenure 2 have reached the limit; the others stay with 90 %.
    assert found.caseload[:, 0] == pytest.approx([100 * 0.9 * 0.8, 100 * 0.81 * 0.5, 0.0, 0.0])
    assert found.caseload_at_base.tolist() == [100.0]


def test_an_opening_stock_of_zero_is_an_empty_start():
    full = support(np.full((30, 1), 10.0), 6, NeedRules(1.0, 1.0, 0.0, 12), Extent())
    empty = support(np.full((30, 1), 10.0), 6, NeedRules(1.0, 1.0, 0.0, 12, opening_stock=0.0), Extent())
    assert full.caseload[:, 0] == pytest.approx(np.full(6, 120.0))
    assert empty.caseload[:, 0] == pytest.approx(np.arange(1, 7) * 10.0)


def test_rules_per_path_equal_a_run_per_path():
    rng = np.random.default_rng(2)
    inflow = rng.uniform(0, 900, (40, 3))
    each = dict(prospect_share=np.array([0.4, 0.5, 0.6]), take_up=np.array([0.7, 0.8, 1.0]))
    exits = np.array([0.0, 0.02, 0.3])
    for opening in (None, 4_000.0):
        extent = Extent(BANDS, plan_hours=np.array([1.0, 2.0, 3.0]))
        together = support(
            inflow, 10, NeedRules(**each, exit_rate=exits, max_months=9, opening_stock=opening), extent
        )
        for path in range(3):
            one = NeedRules(*(float(v[path]) for v in each.values()), float(exits[path]), 9, opening)
            alone = support(inflow[:, [path]], 10, one, Extent(BANDS, plan_hours=float(path + 1)))
            assert together.caseload[:, path] == pytest.approx(alone.caseload[:, 0], rel=1e-12)
            assert together.hours[:, path] == pytest.approx(alone.hours[:, 0], rel=1e-12)
            assert together.caseload_at_base[path] == pytest.approx(alone.caseload_at_base[0], rel=1e-12)


def test_a_lever_in_persons_moves_exactly_that_many_persons():
    """100 more entries in one month are 100 more cases in it, and run off with the exit rate."""
    inflow = np.full((40, 1), 500.0)
    more = inflow.copy()
    more[30] += 100.0
    one = NeedRules(1.0, 1.0, 0.02, 6)
    change = support(more, 10, one, Extent()).caseload - support(inflow, 10, one, Extent()).caseload
    assert change[:, 0] == pytest.approx([100 * 0.98**k if k < 6 else 0.0 for k in range(10)], abs=1e-9)
