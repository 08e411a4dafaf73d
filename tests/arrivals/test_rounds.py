"""A round holds what its forecast said; its scores agree with hand-worked ones; only observed months count."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.arrivals import forecast_arrivals
from forecasting.arrivals.position import position, positions
from forecasting.arrivals.rounds.round import make_rounds
from forecasting.arrivals.rounds.track import outcomes, track_record
from forecasting.base.errors import InputError
from forecasting.base.quantiles import LEVELS, quantile
from tests.arrivals.watched import HISTORY, ORIGIN, PAST, by_hand, observations, scenario, series


class TestPosition:
    NINE = np.array([10.0, 20.0, 30.0, 50.0, 80.0, 120.0, 200.0, 300.0, 400.0])

    def test_a_quantile_lies_at_its_own_level(self):
        found = position(self.NINE, self.NINE)
        assert np.allclose(
            found, [-1.95996, -1.64485, -1.28155, -0.67449, 0, 0.67449, 1.28155, 1.64485, 1.95996], atol=1e-4
        )

    def test_between_two_it_is_linear_in_the_logarithm(self):
        middle = np.expm1((np.log1p(80) + np.log1p(120)) / 2)
        assert position(np.array(middle), self.NINE) == pytest.approx(0.33724, abs=1e-4)

    def test_the_last_slope_goes_on_up_to_a_cap(self):
        slope = np.log1p(400) - np.log1p(300)
        one_more = np.expm1(np.log1p(400) + slope)
        assert position(np.array(one_more), self.NINE) == pytest.approx(2 * 1.95996 - 1.64485, abs=1e-4)
        assert position(np.array([1e9, 0.0]), self.NINE)[0] == 3.5 and position(np.array(0.0), self.NINE) > -3.5

    def test_a_forecast_that_leaves_no_doubt(self):
        assert position(np.array([6.0, 7.0, 8.0, np.nan]), np.full(9, 7.0)).tolist()[:3] == [-3.5, 0.0, 3.5]
        assert np.isnan(position(np.array([np.nan]), np.full(9, 7.0))[0])

    @given(
        st.lists(st.integers(0, 5000), min_size=9, max_size=9).map(sorted), st.integers(0, 6000), st.integers(0, 6000)
    )
    def test_more_persons_never_lie_lower(self, quantiles, one, other):
        low, high = position(np.array([min(one, other), max(one, other)]), np.array(quantiles, dtype=float))
        assert -3.5 <= low <= high <= 3.5


class TestRound:
    def test_it_holds_the_quantiles_of_the_forecast_s_own_paths(self):
        data = observations(series(group="asylum"), series(group="ukraine", past=PAST[::-1]))
        rounds = make_rounds(data, scenario(), paths=300, seed=3)
        own = forecast_arrivals(data, scenario(), paths=300, seed=3)
        last = forecast_arrivals(data, scenario("arrivals.method=naive"), paths=300, seed=3)
        assert [one.group for one in rounds] == ["asylum", "ukraine"]
        for one in rounds:
            future = own.paths[one.group][own.history_months :]
            for column, level in enumerate(LEVELS):
                assert np.allclose(one.quantiles[:, column], quantile(future, level), atol=1e-3)
                assert one.sums[column] == pytest.approx(quantile(future[:12].sum(axis=0)[None], level)[0], abs=1e-3)
                assert np.allclose(
                    one.naive[:, column], quantile(last.paths[one.group][own.history_months :], level), atol=1e-3
                )
            assert (one.origin, one.horizon, one.method, one.data_hash) == (ORIGIN, 24, "mean12", "a" * 64)
            assert one.settings["arrivals.method"] == "mean12" and "arrivals.shocks" not in one.settings

    def test_its_memory_is_that_of_the_paths(self):
        (one,) = make_rounds(observations(series()), scenario(), paths=4000, seed=3)
        steps = np.arange(1, 25)
        lasting = (np.minimum.outer(steps, steps) / np.maximum.outer(steps, steps)) ** 0.56
        expected = 0.78 * lasting + 0.22 * 0.5 ** np.abs(np.subtract.outer(steps, steps))
        assert np.abs(one.memory - expected).max() < 0.05 and (np.diag(one.memory) == 1).all()

    def test_it_depends_on_nothing_after_its_origin(self):
        (early,) = make_rounds(observations(series()), scenario(), paths=100, seed=3)
        (late,) = make_rounds(observations(series([9e4] * 12)), scenario(), paths=100, seed=3)
        assert (early.quantiles == late.quantiles).all() and (early.naive == late.naive).all()

    def test_a_short_horizon_has_no_year_and_a_silent_series_stays_finite(self):
        (one,) = make_rounds(
            observations(series(past=np.zeros(HISTORY))),
            scenario("horizon_months=6", "whole_years=false"),
            paths=100,
            seed=3,
        )
        assert len(one.sums) == 0 and one.memory.shape == (6, 6) and np.isfinite(one.memory).all()

    def test_given_arrivals_are_no_forecast(self, tmp_path):
        file = tmp_path / "arrivals.csv"
        file.write_text("month,group,arrivals\n2020-01,asylum,5\n", encoding="utf-8")
        with pytest.raises(InputError) as caught:
            make_rounds(observations(series()), scenario(f"arrivals.path={file}"))
        assert [finding.key for finding in caught.value.findings] == ["arrivals.round.given"]


class TestTrack:
    def test_scores_worked_by_hand(self):
        one = by_hand([(100, 40), (100, 40), (100, 40)], [(120, 80), (120, 80), (120, 80)])
        record = track_record([one], observations(series([100, 145, 115])))
        (track,) = record.tracks
        assert track.months == (ORIGIN + 1, ORIGIN + 2, ORIGIN + 3)
        assert track.own.absolute_error.tolist() == [0, 45, 15] and record.absolute_error == 20
        assert track.naive.absolute_error.tolist() == [20, 25, 5]
        # 50 %: 90 to 110; 80 %: 80 to 120; 95 %: 60 to 140
        assert track.own.inside.tolist() == [[True, True, True], [False, False, False], [False, True, True]]
        assert record.coverage == pytest.approx((1 / 3, 2 / 3, 2 / 3))
        # twice the mean loss at the levels .05 .1 .25 .5 .75 .9 .95, quantiles 70 80 90 100 110 120 130, outcome 100
        assert track.own.wis[0] == pytest.approx(2 / 7 * 2 * (0.05 * 30 + 0.1 * 20 + 0.25 * 10))
        above = [0.05 * 75, 0.1 * 65, 0.25 * 55, 0.5 * 45, 0.75 * 35, 0.9 * 25, 0.95 * 15]
        assert track.own.wis[1] == pytest.approx(2 / 7 * sum(above))
        assert track.ratio == pytest.approx(track.own.wis.mean() / track.naive.wis.mean()) == record.wis_ratio
        assert track.total is None and record.sums == 0

    def test_a_month_counts_only_when_it_is_observed(self):
        one = by_hand([(100, 40)] * 4, [(100, 40)] * 4)
        status = ("observed",) * HISTORY + ("observed", "disaggregated", "extrapolated", "observed")
        data = observations(series([1, 2, 3, 4], status=status))
        assert np.isnan(outcomes(one, data)).tolist() == [False, True, True, False]
        assert track_record([one], data).tracks[0].outcome.tolist() == [1, 4]

    def test_the_year_is_scored_once_it_is_complete(self):
        one = by_hand(
            [(100, 40)] * 14, [(90, 40)] * 14, sums=np.arange(1000, 1900, 100), naive_sums=np.arange(800, 1700, 100)
        )
        assert track_record([one], observations(series([110.0] * 11))).tracks[0].total is None
        total = track_record([one], observations(series([110.0] * 12))).tracks[0].total
        assert total is not None
        assert (total.outcome, total.error, total.naive_error) == (1320, -120, -240)
        assert total.inside == (True, True, True) and total.wis < total.naive_wis
        gap = ("observed",) * (HISTORY + 5) + ("disaggregated",) + ("observed",) * 6
        assert track_record([one], observations(series([110.0] * 12, status=gap))).tracks[0].total is None

    def test_nothing_known_yet_and_a_group_that_is_gone(self):
        one = by_hand([(100, 40)] * 4, [(100, 40)] * 4)
        for record in (
            track_record([one], observations(series())),
            track_record([replace(one, group="gone")], observations(series([5.0]))),
            track_record([], observations(series())),
        ):
            assert (record.months, record.rounds, record.sums) == (0, 0, 0)
            assert np.isnan([record.wis, record.wis_ratio, record.coverage[0]]).all()

    @given(st.permutations(range(4)), st.lists(st.integers(1, 300), min_size=8, max_size=8))
    def test_the_pool_is_that_of_its_rounds_in_any_order(self, order, future):
        rounds = [by_hand([(80 + 20 * i, 40)] * 8, [(100, 30 + 5 * i)] * 8) for i in range(4)]
        data = observations(series(future))
        record = track_record([rounds[i] for i in order], data)
        apart = [track_record([one], data) for one in rounds]
        assert record.months == sum(part.months for part in apart) == 32
        assert record.wis == pytest.approx(np.mean([part.wis for part in apart]))
        assert record.log_wis == pytest.approx(np.mean([part.log_wis for part in apart]))
        assert record.wis_ratio == pytest.approx(record.wis / record.naive_wis)
        assert np.allclose(record.coverage, np.mean([part.coverage for part in apart], axis=0))

    def test_a_month_known_at_the_adoption_proves_nothing(self):
        (one,) = make_rounds(observations(series([5.0] * 3)), scenario(), paths=100, seed=3)
        assert one.known == ORIGIN + 3
        found = track_record([one], observations(series([5.0] * 14)))
        assert found.tracks[0].months == tuple(range(ORIGIN + 4, ORIGIN + 15)) and found.tracks[0].total is None
        status = ("observed",) * HISTORY + ("disaggregated",) * 3
        (other,) = make_rounds(observations(series([5.0] * 3, status=status)), scenario(), paths=100, seed=3)
        assert other.known == ORIGIN and track_record([other], observations(series([5.0] * 14))).sums == 1

    def test_each_group_counts_the_same_in_the_ratio(self):
        good = by_hand([(100, 8)] * 2, [(100, 16)] * 2)
        even = by_hand([(1000, 80)] * 2, [(1000, 80)] * 2, group="ukraine")
        data = observations(series([100, 100]), series([1000, 1000], group="ukraine"))
        assert track_record([good, even], data).wis_ratio == pytest.approx(np.sqrt(0.5))


def test_positions_go_month_by_month():
    one = by_hand([(100, 40), (200, 40)], [(100, 40), (200, 40)])
    assert positions(np.array([100.0, 210.0]), one.quantiles).round(3).tolist() == [0.0, 0.674]
