"""The planner's own expectation: its range, its sums, its weight, and how it enters a forecast."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.arrivals import forecast_arrivals
from forecasting.arrivals.expected import blend
from forecasting.arrivals.paths import correlated_normals, mean_position, two_piece
from forecasting.arrivals.settings import arrivals_key
from forecasting.assumptions import Expectation, load_scenario, own_keys
from forecasting.base.periods import parse_month
from forecasting.observations import Observations, Series
from forecasting.ui.session.state import Position, decode, encode

BASE = parse_month("2025-12")
MONTHS, PATHS = 30, 4000
NORMALS = correlated_normals(PATHS, MONTHS, np.random.default_rng(4))
MEDIAN = 500.0 + 100.0 * np.sin(np.arange(36))
FORECAST = MEDIAN[:MONTHS, None] * np.exp(0.4 * NORMALS)
NOBODY = np.zeros((1, PATHS))


def blended(*rows, weight=1.0, base=BASE, past=NOBODY, future=FORECAST, median=MEDIAN):
    return blend(
        future, rows, weight=weight, normals=NORMALS, lag=0, median=median, past=past, base_month=base
    )  # fmt: skip


def year(value=9000.0, low=6000.0, high=15000.0, period="2026"):
    return Expectation("asylum", period, value, low, high)


def test_the_range_of_a_month_is_that_of_the_paths():
    month = blended(Expectation("asylum", "2026-03", 700.0, 400.0, 1500.0))[2]
    assert np.quantile(month, [0.1, 0.5, 0.9]) == pytest.approx([400.0, 700.0, 1500.0], rel=0.06)
    assert (month > 0).all()
    certain = blended(Expectation("asylum", "2026-03", 700.0))
    assert (certain[2] == 700.0).all()
    assert (np.delete(certain, 2, axis=0) == np.delete(FORECAST, 2, axis=0)).all()


def test_the_months_of_a_year_add_up_to_its_total_on_every_path():
    """The total of a path is a point of the distribution given; its months follow the forecast's median."""
    result = blended(year())
    totals = result[:12].sum(axis=0)
    expected = two_piece(mean_position(NORMALS, range(12)), 6000.0, 9000.0, 15000.0)
    assert totals == pytest.approx(expected, rel=1e-12)
    assert np.quantile(totals, [0.1, 0.5, 0.9]) == pytest.approx([6000.0, 9000.0, 15000.0], rel=0.06)
    assert (result[:12] / totals).std(axis=1).max() < 1e-12
    assert result[:12, 0] / totals[0] == pytest.approx(MEDIAN[:12] / MEDIAN[:12].sum())
    assert (result[12:] == FORECAST[12:]).all()


def test_what_of_the_year_has_come_already_counts_towards_its_total():
    """The base month is March: three months of each path's own history are part of the year."""
    base = parse_month("2026-03")
    past = np.random.default_rng(2).uniform(500, 900, (5, PATHS))
    result = blended(year(), base=base, past=past)
    totals = past[-3:].sum(axis=0) + result[:9].sum(axis=0)
    assert totals == pytest.approx(two_piece(mean_position(NORMALS, range(9)), 6000.0, 9000.0, 15000.0))
    full = blended(year(value=100.0, low=50.0, high=200.0), base=base, past=past)
    assert (full[:9] == 0).all()


def test_a_year_beyond_the_horizon_is_taken_for_its_months_inside():
    result = blended(year(period="2028"))
    part = MEDIAN[24:30].sum() / MEDIAN[24:36].sum()
    expected = part * two_piece(mean_position(NORMALS, range(24, 30)), 6000.0, 9000.0, 15000.0)
    assert result[24:].sum(axis=0) == pytest.approx(expected)
    assert (blended(year(period="2029")) == FORECAST).all()
    assert (blended(year(period="2025")) == FORECAST).all()


@given(weight=st.floats(0.0, 1.0), value=st.floats(1.0, 1e5), spread=st.floats(1.01, 10.0))
def test_a_weight_in_between_moves_every_path_between_the_two(weight, value, spread):
    row = year(value, value / spread, value * spread)
    neither, result, own = (blended(row, weight=each) for each in (0.0, weight, 1.0))
    assert neither is FORECAST
    low, high = (extreme(FORECAST[:12].sum(axis=0), own[:12].sum(axis=0)) for extreme in (np.minimum, np.maximum))
    totals = result[:12].sum(axis=0)
    assert (totals >= low * (1 - 1e-9)).all() and (totals <= high * (1 + 1e-9)).all()
    forecast, expected = (np.log1p(each[:12].sum(axis=0)) for each in (FORECAST, own))
    assert np.log1p(totals) == pytest.approx((1 - weight) * forecast + weight * expected, abs=1e-9)
    assert np.isfinite(result).all() and (result >= 0).all()


def test_a_forecast_of_nobody_takes_the_expectation_in_equal_parts():
    empty = np.zeros_like(FORECAST)
    result = blended(year(), future=empty, median=np.zeros(36))
    assert result[:12].std(axis=0).max() < 1e-9 and result[:12].sum(axis=0).min() > 2000
    half = blended(year(), weight=0.5, future=empty, median=np.zeros(36))
    assert np.isfinite(half).all() and half[:12].sum(axis=0).min() > 0


def series(group, values):
    first = BASE - len(values) + 1
    return Series(group, first, values, ("observed",) * len(values), np.zeros((len(values), 0)), BASE, first)


VALUES = np.round(400 * np.exp(np.random.default_rng(6).normal(0, 0.2, 60)))
DATA = Observations(
    arrivals={"asylum": series("asylum", VALUES), "ukraine": series("ukraine", VALUES[:40])},
    base_month=BASE, data_hash="0" * 64, sample_data=False, notices=(), housing=None, districts=None,
)  # fmt: skip
ROWS = [{"group": "asylum", "period": "2027", "value": 9000.0, "low": 6000.0, "high": 15000.0}]


def arrivals(**values):
    keys = {key.replace("__", "."): value for key, value in values.items()}
    scenario = load_scenario().with_values({"arrivals.method": "naive", "horizon_months": 30} | keys)
    return forecast_arrivals(DATA, scenario, paths=600, seed=5)


def test_in_a_forecast_the_expectation_replaces_its_year_of_its_group_and_nothing_else():
    plain, own = arrivals(), arrivals(arrivals__expectation=ROWS)
    assert own.paths["ukraine"].tobytes() == plain.paths["ukraine"].tobytes()
    start = plain.history_months
    year_of = own.paths["asylum"][start + 12 : start + 24].sum(axis=0)
    assert np.median(year_of) == pytest.approx(9000.0, rel=0.02)
    rest = np.r_[0 : start + 12, start + 24 : start + 30]
    assert (own.paths["asylum"][rest] == plain.paths["asylum"][rest]).all()
    none = arrivals(arrivals__expectation=ROWS, arrivals__expectation_weight=0.0)
    assert none.paths["asylum"].tobytes() == plain.paths["asylum"].tobytes()


def test_a_path_that_is_high_in_the_forecast_is_high_in_the_expectation():
    plain, own = arrivals(), arrivals(arrivals__expectation=ROWS)
    inside = slice(plain.history_months + 12, plain.history_months + 24)
    forecast, expected = (each.paths["asylum"][inside].sum(axis=0) for each in (plain, own))
    assert np.corrcoef(np.log(forecast), np.log(expected))[0, 1] > 0.95


def test_a_row_outside_the_forecast_gets_a_notice():
    late = [ROWS[0] | {"period": "2035"}]
    found = arrivals(arrivals__expectation=late)
    assert [notice.key for notice in found.notices] == ["arrivals.expectation.outside"]
    assert found.paths["asylum"].tobytes() == arrivals().paths["asylum"].tobytes()


def test_short_history_no_longer_asks_for_an_expectation_that_is_given():
    def keys(result):
        return [notice.key for notice in result.notices]

    short = Observations(**{**vars(DATA), "arrivals": {"asylum": series("asylum", VALUES[:20])}})
    scenario = load_scenario(sets=["arrivals.method=naive"])
    assert "arrivals.offer_path" in keys(forecast_arrivals(short, scenario, paths=10))
    given = scenario.with_values({"arrivals.expectation": ROWS})
    assert "arrivals.offer_path" not in keys(forecast_arrivals(short, given, paths=10))


def test_a_fixed_path_leaves_the_expectation_without_effect_and_says_so(tmp_path):
    months = [f"{month // 12}-{month % 12 + 1:02d}" for month in range(BASE - 5, BASE + 31)]
    file = tmp_path / "given.csv"
    file.write_text("month,group,arrivals\n" + "".join(f"{month},asylum,100\n" for month in months))
    base = load_scenario().with_values({"arrivals.path": str(file), "horizon_months": 30, "whole_years": False})
    plain = forecast_arrivals(DATA, base, paths=10)
    own = forecast_arrivals(DATA, base.with_values({"arrivals.expectation": ROWS}), paths=10)
    assert own.paths["asylum"].tobytes() == plain.paths["asylum"].tobytes()
    assert [notice.key for notice in own.notices if notice not in plain.notices] == ["arrivals.given.no_forecast"]


def test_the_link_and_the_forecast_of_a_page_carry_expectation_events_and_switches():
    shipped = {"base": load_scenario()}
    pulse = {"name": "x", "kind": "pulse", "from": "2023-08", "to": "2023-12", "group": "asylum", "source": "y"}
    changed = shipped["base"].with_values(
        {"arrivals.expectation": ROWS, "arrivals.expectation_weight": 0.4, "arrivals.events": [pulse],
         "arrivals.rare_events": True, "arrivals.rare_rate": 0.2, "arrivals.revisions": True}
    )  # fmt: skip
    again = decode(encode(Position("base", changed), shipped), shipped).scenario
    assert again.overrides == changed.overrides and again.digest == changed.digest
    known = {arrivals_key(shipped["base"]), arrivals_key(changed)}
    own = own_keys(changed)
    for key in own:
        known.add(arrivals_key(changed.with_values({key: None})))
    assert len(known) == 2 + len(own)
