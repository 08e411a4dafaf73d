"""Every switch at once, on awkward series: the arrivals stay whole, repeat by their seed, and see nothing to come."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.arrivals import forecast_arrivals
from forecasting.assumptions import load_scenario
from forecasting.base.errors import InputError
from forecasting.base.periods import month_label, parse_month
from forecasting.observations import Observations, Series
from forecasting.observations.months.figure import Figure

BASE = parse_month("2025-12")
HORIZON = 30
SWITCHES = {
    "arrivals.revisions": True,
    "arrivals.rare_events": True,
    "arrivals.expectation": [
        {"group": "asylum", "period": "2026", "value": 5000.0, "low": 2000.0, "high": 9000.0},
        {"group": "asylum", "period": "2027-03", "value": 0.0},
    ],
    "arrivals.expectation_weight": 0.5,
    "arrivals.events": [
        {"name": "Welle", "kind": "pulse", "from": "2024-02", "to": "2024-06", "source": "Test"},
        {"name": "Zählung", "kind": "level_shift", "from": "2024-09", "group": "asylum", "source": "Test"},
    ],
}


def observations(values, loadings=None, totals=()):
    values = np.asarray(values, dtype=float)
    first = BASE - len(values) + 1
    loadings = np.zeros((len(values), 0)) if loadings is None else loadings
    status = tuple("disaggregated" if row.any() else "observed" for row in loadings)
    series = Series("asylum", first, values, status, loadings, BASE, first, totals=totals)
    return Observations(
        arrivals={"asylum": series}, base_month=BASE, data_hash="0" * 64, sample_data=False, notices=(),
        housing=None, districts=None,
    )  # fmt: skip


def arrivals(data, method="naive", seed=3, paths=60, **values):
    keys = SWITCHES | {"arrivals.method": method, "horizon_months": HORIZON} | values
    return forecast_arrivals(data, load_scenario().with_values(keys), paths=paths, seed=seed)


def check_whole(result):
    paths = result.paths["asylum"]
    assert np.isfinite(paths).all() and (paths >= 0).all()


RNG = np.random.default_rng(12)
WALK = np.round(np.exp(RNG.normal(0, 0.15, 96).cumsum() + 6.5))
JUMP = np.r_[np.full(60, 20.0), np.full(36, 90_000.0)]
AWKWARD = {
    "zeros": np.zeros(48),
    "constant": np.full(40, 7.0),
    "one value then nothing": np.r_[5000.0, np.zeros(59)],
    "jump": JUMP,
    "drop": JUMP[::-1],
    "twelve months": WALK[:12],
    "twenty months": WALK[:20],
    "mostly empty": np.where(np.arange(72) % 9 == 0, 300.0, 0.0),
    "growth": np.exp(np.linspace(0, 14, 96)),
    "not yet reported": np.r_[WALK[:70], 0.0, 0.0],
}


@pytest.mark.parametrize("values", AWKWARD.values(), ids=list(AWKWARD))
@pytest.mark.parametrize("method", ["ensemble", "naive"])
def test_an_awkward_series_gets_whole_arrivals(method, values):
    check_whole(arrivals(observations(values), method))


@settings(max_examples=25)
@given(
    values=st.lists(st.one_of(st.just(0.0), st.floats(0, 2e6)), min_size=12, max_size=80),
    sizes=st.floats(0, 2),
    seed=st.integers(0, 2**32 - 1),
)
def test_any_series_with_estimated_months_and_a_total_gets_whole_arrivals(values, sizes, seed):
    rng = np.random.default_rng(seed)
    months = np.asarray(values)
    loadings = (
        months[:, None]
        * sizes
        * rng.standard_normal((len(months), 3))
        * (rng.uniform(size=len(months)) < 0.5)[:, None]
    )
    weights = np.zeros(len(months))
    weights[2:10] = 1.0
    total = float(weights @ months)
    data = observations(months, loadings, (Figure("x", weights, total, total),))
    try:
        result = arrivals(data, seed=seed)
    except InputError:
        return
    check_whole(result)
    assert weights @ result.paths["asylum"][: len(months)] == pytest.approx(np.full(60, total), rel=1e-8, abs=1e-6)


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not():
    data = observations(WALK, WALK[:, None] * 0.1 * (np.arange(96) > 60)[:, None])
    once, again, other = (arrivals(data, seed=seed).paths["asylum"].tobytes() for seed in (3, 3, 4))
    assert once == again != other


@pytest.mark.parametrize("method", ["ensemble", "naive"])
def test_nothing_after_the_base_month_matters_not_even_a_marked_event(method):
    """The same series cut at the base month, and one that goes on wildly: the same bytes."""
    cut = BASE - 18
    full = observations(np.r_[WALK[:78], RNG.uniform(0, 1e6, 18)])
    early = observations(WALK[:78])
    series = replace(early.arrivals["asylum"], first_month=BASE - 95, datenstand=cut, usable_from=BASE - 95)
    known = Observations(**{**vars(early), "arrivals": {"asylum": series}, "base_month": cut})
    before = arrivals(known, method)
    after = arrivals(full, method, base_month=month_label(cut))
    assert before.paths["asylum"].tobytes() == after.paths["asylum"].tobytes()
    late = [{"name": "x", "kind": "pulse", "from": "2024-11", "to": "2025-02", "source": "Test"}]
    unmarked = {"arrivals.events": [], "arrivals.known_events": False, "base_month": month_label(cut)}
    with_event = arrivals(full, method, **unmarked | {"arrivals.events": late})
    assert with_event.paths["asylum"].tobytes() == arrivals(full, method, **unmarked).paths["asylum"].tobytes()


def test_a_hundred_times_the_arrivals_are_a_hundred_times_the_forecast():
    """Up to the 1 in log(1 + y) and the counting noise; the expectation is in persons and left out."""
    small, large = (
        arrivals(observations(WALK * factor), **{"arrivals.expectation": []}).paths["asylum"] for factor in (1e3, 1e5)
    )
    assert large == pytest.approx(100 * small, rel=0.01)
