"""The forecast of a group of which only years are known."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.arrivals import forecast_arrivals
from forecasting.arrivals.explain import explain
from forecasting.arrivals.histories import until
from forecasting.assumptions import load_scenario
from forecasting.base.text import Texts
from forecasting.observations import load_observations
from forecasting.observations.months.by_year import level_of
from forecasting.observations.revisions import learn_revisions
from forecasting.reports.prognosis import volatility_words

GROUP = "humanitarian"
YEARS = (1460.0, 3400.0, 1396.0, 2215.0)
DATA = load_observations()
SCENARIO = load_scenario(sets=[f'groups=["{GROUP}"]', "horizon_months=72"])
RESULT = forecast_arrivals(DATA, SCENARIO, paths=4000)


def test_the_years_are_read_from_the_totals_of_the_series() -> None:
    assert until(DATA.arrivals[GROUP], DATA.base_month).years == pytest.approx(YEARS)
    assert not until(DATA.arrivals["asylum"], DATA.base_month).years
    assert not until(DATA.arrivals["ukraine"], DATA.base_month).years


def test_the_forecast_is_flat_and_as_wide_as_the_years_differ() -> None:
    level, deviation = level_of(YEARS)
    ahead = np.log1p(RESULT.paths[GROUP][-72:])
    assert np.median(ahead, axis=1) == pytest.approx(np.full(72, level), abs=0.02)
    assert np.quantile(ahead, 0.9, axis=1) == pytest.approx(np.full(72, level + 1.2816 * deviation), abs=0.05)
    years = RESULT.paths[GROUP][-72:].reshape(6, 12, -1).sum(axis=1)
    assert (np.quantile(years, 0.1, axis=1) > 800).all() and (np.quantile(years, 0.9, axis=1) < 4500).all()
    assert (years.mean(axis=1) < 2500).all()


def test_where_the_history_of_a_path_ends_does_not_move_its_forecast() -> None:
    """The bands hold how a year may differ; the months after the last year, as unsure, would count twice."""
    last, ahead = RESULT.paths[GROUP][-73], RESULT.paths[GROUP][-48]
    assert last.std() > 0.3 * last.mean()
    assert abs(np.corrcoef(last, ahead)[0, 1]) < 0.1


def test_it_says_that_only_years_are_known() -> None:
    assert [(note.key, note.values["years"]) for note in RESULT.notices] == [("arrivals.by_year", 4)]
    found = explain(DATA, SCENARIO, GROUP)
    assert found is not None and found.short and not found.members and found.years == 4
    assert volatility_words(found, "Humanitäre Aufnahme", Texts("de")).startswith(
        "Humanitäre Aufnahme: nur aus 4 Jahreszahlen bekannt"
    )


def test_first_figures_of_months_say_nothing_of_years() -> None:
    known = until(DATA.arrivals[GROUP], DATA.base_month, learn_revisions())
    assert not known.added.any() and (known.best == known.values).all()


def test_the_other_groups_keep_their_draws() -> None:
    sets = ["arrivals.method=naive", "horizon_months=12"]
    three = forecast_arrivals(DATA, load_scenario(sets=sets), paths=20)
    two = forecast_arrivals(DATA, load_scenario(sets=[*sets, 'groups=["asylum", "ukraine"]']), paths=20)
    for group in two.groups:
        assert (three.paths[group] == two.paths[group]).all()
