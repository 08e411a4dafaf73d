"""Plausible histories in a forecast: published totals hold on every path, provisional months are raised."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from forecasting.arrivals import forecast_arrivals
from forecasting.arrivals.histories import plausible, until
from forecasting.arrivals.paths import mirrored_normals
from forecasting.assumptions import load_scenario
from forecasting.base.periods import parse_month
from forecasting.observations import Observations, Series, load_observations
from forecasting.observations.months.coherent import TOLERANCE, misses
from forecasting.observations.months.figure import Figure
from forecasting.observations.revisions import learn_revisions

BASE = parse_month("2024-12")
FIRST = BASE - 47
VALUES = np.round(900 * np.exp(np.random.default_rng(6).normal(0, 0.1, 48)))
OBSERVED = Series("asylum", FIRST, VALUES, ("observed",) * 48, np.zeros((48, 0)), BASE, FIRST)


def observations(*parts):
    return Observations(
        arrivals={part.group: part for part in parts}, base_month=BASE, data_hash="0" * 64, sample_data=False,
        notices=(), housing=None, districts=None,
    )  # fmt: skip


def arrivals(data, *sets, **options):
    scenario = load_scenario(sets=["arrivals.method=naive", "horizon_months=24", *sets])
    return forecast_arrivals(data, scenario, **{"paths": 800, "seed": 5} | options)


@pytest.mark.parametrize("revisions", ["false", "true"])
def test_on_every_path_of_the_shipped_series_every_published_total_holds(revisions):
    data = load_observations()
    result = arrivals(data, f"arrivals.revisions={revisions}", paths=1000)
    start = {group: data.arrivals[group].first_month - result.first_month for group in result.groups}
    for group, series in data.arrivals.items():
        history = result.paths[group][start[group] : result.history_months]
        assert misses(history, series.totals).max() <= TOLERANCE
        assert (history >= 0).all()
        known = until(series, data.base_month, learn_revisions() if revisions == "true" else None)
        assert (history[~known.free] == series.values[~known.free, None]).all()
        observed = 0 if group == "humanitarian" else 2 if revisions == "true" else 4
        assert (~known.free).sum() >= observed


def test_the_share_of_the_nation_is_uncertain_on_the_paths():
    """Where the state's months follow the nation's, each path has a share of its own and goes on from it."""
    data = load_observations()
    series = data.arrivals["asylum"]
    result = arrivals(data, paths=1000)
    last = result.paths["asylum"][result.history_months - 1]
    assert series.status[-1] == "extrapolated"
    assert 0.15 < np.log(np.maximum(last, 1.0)).std() < 0.9
    year = np.log1p(result.paths["asylum"][result.history_months - 12 : result.history_months]).mean(axis=0)
    first = np.log1p(result.paths["asylum"][result.history_months])
    assert 0.05 < year.std() < 0.3 and np.corrcoef(year, first)[0, 1] > 0.3


def test_a_total_not_yet_over_at_the_base_month_is_not_known_there():
    weights = np.zeros(48)
    weights[36:48] = 1.0
    yearly = Figure("2024", weights, float(VALUES[36:].sum()), float(VALUES[36:].sum()))
    series = replace(OBSERVED, totals=(yearly,))
    assert [total.name for total in until(series, BASE).totals] == ["2024"]
    assert until(series, BASE - 1).totals == ()


def test_without_revisions_nothing_is_raised():
    plain = arrivals(observations(OBSERVED))
    assert (plain.paths["asylum"][:48] == VALUES[:, None]).all()
    assert [notice.key for notice in plain.notices] == []


def test_the_newest_months_are_raised_by_what_usually_comes_late():
    revisions = learn_revisions()
    result = arrivals(observations(OBSERVED), "arrivals.revisions=true", paths=4000)
    history = result.paths["asylum"][:48]
    assert (history[:46] == VALUES[:46, None]).all()
    for age, place in ((0, 47), (1, 46)):
        ratio = np.log(history[place] / VALUES[place])
        assert ratio.mean() == pytest.approx(revisions.mean[age], abs=0.002)
        assert ratio.std() == pytest.approx(revisions.spread[age], rel=0.05)
    assert np.corrcoef(history[46], history[47])[0, 1] > 0.999
    plain = arrivals(observations(OBSERVED), paths=4000)
    first, before = (np.log(each.paths["asylum"][48]) for each in (result, plain))
    assert np.median(first) - np.median(before) == pytest.approx(revisions.mean[0], abs=0.02)
    assert first.std() > before.std()
    (notice,) = result.notices
    assert notice.key == "arrivals.provisional"
    assert notice.values == {"series": "asylum", "first": "2024-11", "last": "2024-12", "percent": 9}
    assert result.observed["asylum"].tolist() == VALUES.tolist()


def test_months_carried_on_from_a_provisional_one_are_raised_with_it():
    status = ("observed",) * 45 + ("extrapolated",) * 3
    series = replace(OBSERVED, status=status, datenstand=BASE - 3)
    known = until(series, BASE, learn_revisions())
    mean = learn_revisions().mean
    assert known.added[43:].tolist() == pytest.approx([mean[1], *[mean[0]] * 4])
    assert known.best[44:] == pytest.approx(VALUES[44:] * math.exp(mean[0]))


def test_a_published_total_holds_whatever_is_raised():
    """The figure of the year is final: raising its last months takes as much from the other months that may move."""
    weights = np.zeros(48)
    weights[36:] = 1.0
    total = float(VALUES[36:].sum())
    loadings = np.zeros((48, 1))
    loadings[36:42, 0] = 30.0
    status = ("observed",) * 36 + ("disaggregated",) * 6 + ("observed",) * 6
    series = replace(OBSERVED, status=status, loadings=loadings, totals=(Figure("2024", weights, total, total),))
    known = until(series, BASE, learn_revisions())
    assert known.best[36:].sum() == pytest.approx(total, rel=1e-9)
    assert known.best[-1] > VALUES[-1] and known.best[38] < VALUES[38]
    rng = np.random.default_rng(3)
    histories = plausible(known, mirrored_normals(1, 300, rng), mirrored_normals(1, 300, rng)[0])
    assert histories[36:].sum(axis=0) == pytest.approx(np.full(300, total), rel=1e-9)
    alone = replace(series, loadings=np.zeros((48, 0)), status=("observed",) * 48)
    held = until(alone, BASE, learn_revisions())
    assert held.best[36:].sum() == pytest.approx(total, rel=1e-9)


def test_a_base_month_before_the_data_end_knows_its_own_newest_months():
    result = arrivals(observations(OBSERVED), "arrivals.revisions=true", "base_month=2024-06")
    (notice,) = result.notices
    assert (notice.values["first"], notice.values["last"]) == ("2024-05", "2024-06")
