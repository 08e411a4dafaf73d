"""The yearly record: what it holds on 16 countries, half against half, and the rules it is made of."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.arrivals import forecast_years_table
from forecasting.arrivals.backtest.scores import pinball
from forecasting.arrivals.paths import YEARS, correlated_normals
from forecasting.arrivals.yearly import ceiling, clean_years, forecast_years, reach, trend, yearly_volatility
from forecasting.base.errors import InputError
from forecasting.base.quantiles import LEVELS

PANEL = Path(__file__).parent / "panel" / "yearly_asylum_applications.csv"
FIRST, HORIZON = 12, 6  # years of history at the first origin, years ahead
T10 = np.array([-2.2281, -1.8125, -1.3722, -0.6998, 0.0, 0.6998, 1.3722, 1.8125, 2.2281])


def panel():
    return {country: part["value"].to_numpy(dtype=float) for country, part in pd.read_csv(PANEL).groupby("series")}


def reference(log, ahead):
    """The last year held, as the record's own README scores it."""
    changes = np.diff(log)
    rms = (math.sqrt(float(np.mean(part**2))) for part in (changes, changes[-5:]))
    spread = 0.7 * math.sqrt(math.prod(math.sqrt(max(size, 0.05)) for size in rms))
    return log[-1] + spread * math.sqrt((1 - 0.9 ** (2 * ahead)) / (1 - 0.81)) * T10


@pytest.fixture(scope="module")
def scored():
    """A row per forecast: half, years ahead, log WIS, that of the reference, where the outcome lay."""
    rows = []
    for place, values in enumerate(panel().values()):
        for origin in range(FIRST, len(values)):
            known = values[:origin]
            future = np.log1p(values[origin : origin + HORIZON])
            table = np.log1p(forecast_years(known, HORIZON).quantiles())
            for ahead, outcome in enumerate(future, start=1):
                own, base = table[ahead - 1], reference(np.log1p(known), ahead)
                losses = [2 * pinball(np.array([outcome]), at[np.newaxis], LEVELS).mean() for at in (own, base)]
                inside = own[2] <= outcome <= own[6]
                rows.append((place % 2, ahead, *losses, inside, outcome > own[7], outcome > own[4]))
    return pd.DataFrame(rows, columns=["half", "ahead", "wis", "base", "inside", "over", "above"])


class TestRecord:
    def test_every_forecast_of_the_panel_is_there(self, scored):
        assert len(scored) == 2322

    def test_it_beats_the_held_level_on_either_half(self, scored):
        for half, most in ((0, 0.985), (1, 0.975)):
            part = scored[scored["half"] == half]
            assert part["wis"].sum() / part["base"].sum() < most
        assert scored["wis"].sum() / scored["base"].sum() == pytest.approx(0.973, abs=0.0005)

    def test_the_80_percent_interval_holds_in_all_and_in_every_year(self, scored):
        assert 0.78 <= scored["inside"].mean() <= 0.82
        by_year = scored.groupby("ahead")["inside"].mean()
        assert by_year.between(0.75, 0.86).all()
        assert scored.groupby("half")["inside"].mean().between(0.75, 0.84).all()

    def test_few_outcomes_pass_the_95_percent_point(self, scored):
        assert scored.groupby("ahead")["over"].mean().max() <= 0.08

    def test_the_centre_is_less_biased_than_the_held_level(self, scored):
        held = [
            future > values[origin - 1]
            for values in panel().values()
            for origin in range(FIRST, len(values))
            for future in values[origin : origin + HORIZON]
        ]
        assert np.mean(held) == pytest.approx(0.57, abs=0.01)
        assert scored["above"].mean() == pytest.approx(0.55, abs=0.01)

    def test_sums_over_the_years_ahead_hold_too(self):
        inside = []
        normals = correlated_normals(1000, HORIZON, np.random.default_rng(1), chain=YEARS)
        for values in panel().values():
            for origin in range(FIRST, len(values) - HORIZON + 1):
                drawn = np.cumsum(forecast_years(values[:origin], HORIZON).persons(normals), axis=0)
                low, high = np.quantile(drawn, [0.1, 0.9], axis=1)
                outcome = np.cumsum(values[origin : origin + HORIZON])
                inside.append((low <= outcome) & (outcome <= high))
        assert ((np.mean(inside, axis=0) > 0.74) & (np.mean(inside, axis=0) < 0.88)).all()

    def test_what_may_come_at_most_is_that_of_the_record(self):
        rises = [
            values[origin : origin + HORIZON].max() / values[:origin].max()
            for values in panel().values()
            for origin in range(FIRST, len(values))
        ]
        assert np.quantile(rises, 0.975) == pytest.approx(7.0, abs=0.1) and max(rises) < 10


class TestRules:
    def test_worked_by_hand(self):
        """Flat at 999: no volatility of its own, drift 0.03, level and return at the same place."""
        bands = forecast_years(np.full(7, 999.0), 2)
        assert bands.median() == pytest.approx([1000 * math.exp(0.03) - 1, 1000 * math.exp(0.06) - 1])
        volatility = math.exp((6 * math.log(0.05) + 6 * math.log(0.51)) / 12)
        assert bands.up[0, 1] == pytest.approx(0.64 * math.sqrt(volatility / 0.5))
        assert bands.up[1, 3] == pytest.approx(0.95 * math.sqrt(volatility / 0.5) * 1.96 / 1.2816)

    def test_few_years_lean_on_the_record_of_others(self):
        assert yearly_volatility(np.array([10.0])) == 0.51
        wild = np.array([100.0, 1000.0])
        own = math.log(1001 / 101)
        assert yearly_volatility(wild) == pytest.approx(math.exp((math.log(own) + 6 * math.log(0.51)) / 7))
        many = yearly_volatility(np.tile(wild, 30))
        assert yearly_volatility(wild) < yearly_volatility(np.tile(wild, 3)) < many < np.log(1001 / 101)

    def test_years_set_aside_tell_nothing(self):
        totals = np.array([100.0, 110.0, 5000.0, 120.0, 110.0])
        aside = np.array([False, False, True, False, False])
        assert yearly_volatility(totals, aside) < 0.34 < 0.6 < yearly_volatility(totals)

    def test_a_centre_comes_home_and_grows_until_the_record_ends(self):
        years = np.array([1.0, 6.0, 7.0])
        moved = trend(np.full(3, 5.0), 6.0, years)
        assert moved[0] == pytest.approx(5.0 + 0.05 + 0.03) and moved[1] == pytest.approx(5 + (1 - 0.95**6) + 0.18)
        assert moved[2] == moved[1]
        assert trend(np.full(3, 5.0), None, years)[0] == pytest.approx(5.03)

    def test_the_width_stays_where_the_record_ends(self):
        wide = reach(np.array([1.0, 1.5, 6.0, 9.0]), 0.5)
        assert wide == pytest.approx([0.64, 0.795, 1.42, 1.42])

    @given(st.lists(st.floats(0, 1e6), min_size=2, max_size=40), st.integers(1, 20))
    def test_any_history_gives_ordered_finite_quantiles_under_the_ceiling(self, totals, horizon):
        values = np.array(totals)
        table = forecast_years(values, horizon).quantiles()
        assert np.isfinite(table).all() and (table >= 0).all() and (np.diff(table, axis=1) >= 0).all()
        assert np.log1p(table.max()) <= ceiling(values.max()) + 1e-9
        assert table.shape == (horizon, len(LEVELS))


class TestCleaning:
    def test_only_the_years_after_the_last_gap_count_and_it_is_said(self):
        totals, notices = clean_years(2000, np.array([1.0, np.nan, 3.0, 4.0, 5.0]), 2003, series="a")
        assert totals.tolist() == [3.0, 4.0]
        assert [notice.key for notice in notices] == ["arrivals.years.cut", "arrivals.years.leaning"]

    @pytest.mark.parametrize(
        ("values", "origin", "key"),
        [
            ([1.0, -2.0, 3.0], 2002, "impossible"),
            ([1.0, math.inf, 3.0], 2002, "impossible"),
            ([1.0, 2.0, np.nan], 2002, "unknown"),
            ([1.0, 2.0, 3.0], 2005, "unknown"),
            ([1.0, 2.0, 3.0], 1999, "unknown"),
            ([1.0, np.nan, 3.0], 2002, "too_short"),
        ],
    )
    def test_what_cannot_be_forecast_is_refused(self, values, origin, key):
        with pytest.raises(InputError) as error:
            clean_years(2000, np.array(values), origin, series="a")
        assert error.value.findings[0].key == f"arrivals.years.{key}"


class TestTable:
    def test_a_forecast_depends_on_nothing_after_its_origin(self):
        values = np.array([100.0, 130.0, 90.0, 160.0, 120.0, 5000.0])
        seen = forecast_years_table({"a": (2000, values)}, horizon=3, origins=[2004])
        alone = forecast_years_table({"a": (2000, values[:5])}, horizon=3)
        assert seen.equals(alone) and seen["year"].tolist() == ["2005", "2006", "2007"]
        assert list(seen.columns[:4]) == ["series", "origin", "year", "horizon"]

    def test_sums_up_to_each_year_come_from_paths(self):
        values = {"a": (2000, np.array([100.0, 130.0, 90.0, 160.0, 120.0, 110.0, 130.0]))}
        single = forecast_years_table(values, horizon=4)
        summed = forecast_years_table(values, horizon=4, cumulative=True, paths=20_000)
        assert summed["q50"][0] == pytest.approx(single["q50"][0], rel=0.02)
        assert summed["mean"][3] == pytest.approx(single["mean"].sum(), rel=0.02)
        assert summed["q90"][3] < single["q90"].sum()  # never sums of quantiles

    def test_every_series_that_cannot_be_forecast_is_named(self):
        with pytest.raises(InputError) as error:
            forecast_years_table({"a": (2000, np.array([1.0])), "b": (2000, np.array([-1.0, 2.0]))}, horizon=2)
        found = [finding.key for finding in error.value.findings]
        assert found == ["arrivals.years.too_short", "arrivals.years.impossible"]
