"""The early warning calls two months in a row, says so as often as measured, and never looks ahead."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from forecasting.arrivals.backtest.false_alarms import doublings, measured
from forecasting.arrivals.clean import clean
from forecasting.arrivals.ensemble import around
from forecasting.arrivals.paths import correlated_normals
from forecasting.arrivals.rounds.round import make_rounds
from forecasting.arrivals.rounds.warning import early_warning
from forecasting.arrivals.warning_rule import LIMIT
from forecasting.assumptions import load_scenario
from forecasting.base.periods import month_label, parse_month
from forecasting.observations import Series
from forecasting.observations.published import national_applications
from tests.arrivals.watched import HISTORY, ORIGIN, by_hand, observations, scenario, series

PANEL = Path(__file__).parent / "panel" / "monthly_first_time_applications.csv"
MONTHS = 24
IMPUTED = {parse_month(label) for label in ("2020-08", "2020-09", "2022-02", "2022-03", "2022-04", "2022-05")}


def warned(one, future, **options):
    return early_warning(one, observations(series(future, **options)))


def steady(half=40.0, months=MONTHS):
    """A round of 100 a month; its 90 % interval reaches to 130 and 70, its 50 % interval to 110 and 90."""
    return by_hand([(100, half)] * months, [(100, half)] * months)


class TestState:
    def test_as_forecast_it_is_calm(self):
        found = warned(steady(), [100.0] * 6)
        assert (found.state, found.since, found.direction, found.alarms) == ("calm", None, None, ())

    def test_without_a_month_it_waits(self):
        found = warned(steady(), [])
        assert (found.state, found.since, found.months, found.alarms) == ("waiting", None, (), ())

    def test_one_month_beyond_the_90_percent_interval_is_watched_the_second_is_called(self):
        one, two = warned(steady(), [100, 100, 140]), warned(steady(), [100, 100, 140, 140])
        assert (one.state, one.since, one.direction, one.alarms) == ("watch", ORIGIN + 3, "above", ())
        assert (two.state, two.since, two.direction, two.alarms) == ("leave", ORIGIN + 3, "above", (ORIGIN + 4,))
        assert one.scores[-1] > LIMIT == pytest.approx(1.645, abs=0.0005)

    @pytest.mark.parametrize("future", [[129, 129, 129], [140, 129, 140], [140, 60, 140]])
    def test_months_inside_or_not_in_a_row_are_not_called(self, future):
        assert warned(steady(), future).alarms == ()

    def test_below_is_the_mirror_of_above(self):
        even = np.expm1(np.log1p(100) + np.linspace(-0.4, 0.4, 9))
        one = replace(by_hand([(100, 0)] * 3, [(100, 0)] * 3), quantiles=np.tile(even, (3, 1)))
        up, down = (warned(one, [100, *[np.expm1(np.log1p(100) + side)] * 2]) for side in (0.8, -0.8))
        assert (up.since, down.since, up.alarms) == (ORIGIN + 2, ORIGIN + 2, down.alarms)
        assert (up.direction, down.direction) == ("above", "below") and np.allclose(up.scores, -down.scores)

    def test_it_lasts_until_a_month_lies_in_the_middle_again(self):
        lasting = warned(steady(), [140, 140, 115, 115])
        assert (lasting.state, lasting.since, lasting.alarms) == ("leave", ORIGIN + 1, (ORIGIN + 2,))
        over = warned(steady(), [140, 140, 115, 105, 115])
        assert (over.state, over.since, over.direction, over.alarms) == ("calm", None, None, (ORIGIN + 2,))

    def test_a_month_on_the_other_side_ends_it(self):
        assert warned(steady(), [140, 140, 80]).state == "calm"
        assert warned(steady(), [140, 140, 60]).state == "watch"

    def test_from_one_side_to_the_other_is_another_alarm(self):
        found = warned(steady(), [140, 140, 60, 60])
        assert found.alarms == (ORIGIN + 2, ORIGIN + 4) and (found.direction, found.since) == ("below", ORIGIN + 3)

    def test_a_month_without_a_figure_changes_nothing(self):
        status = ("observed",) * HISTORY + ("observed", "extrapolated", "observed")
        found = warned(steady(), [140, 100, 140], status=status)
        assert found.months == (ORIGIN + 1, ORIGIN + 3) and found.alarms == (ORIGIN + 3,)

    def test_nothing_later_changes_what_was_said(self):
        future = [100, 135, 140, 150, 90, 100, 110, 100, 100, 160, 170, 180, 100, 60, 50]
        status = ("observed",) * (HISTORY + 4) + ("disaggregated",) + ("observed",) * 10
        whole = warned(steady(), future, status=status)
        for count in range(1, len(future) + 1):
            part = warned(steady(), future[:count], status=status[: HISTORY + count])
            assert part.alarms == tuple(month for month in whole.alarms if month <= ORIGIN + count)
            assert np.allclose(part.scores, whole.scores[: len(part.months)])

    def test_it_stops_after_the_months_that_are_watched(self):
        assert len(warned(steady(months=30), [100.0] * 30).months) == MONTHS


def past_rounds():
    """Rounds around the level of the last three months of 16 countries, watched for a year.

    A row per round: country, origin, scores, and whether the year ended inside its 80 % interval.
    """
    from forecasting.arrivals.position import positions

    normals = correlated_normals(400, 12, np.random.default_rng(1))
    for country, part in pd.read_csv(PANEL).groupby("series"):
        first = parse_month(part["month"].iloc[0])
        values = part["value"].interpolate().to_numpy(dtype=float)
        for origin in range(first + 35, first + len(values) - 12, 3):
            history = clean(first, values, origin, series=country)
            bands = around(np.full(12, history.log[-3:].mean()), history)
            year = values[origin + 1 - first :][:12]
            low, high = np.quantile(bands.persons(normals).sum(axis=0), [0.1, 0.9])
            yield country, origin, positions(year, bands.quantiles()), low <= year.sum() <= high


def onsets():
    """Country and month in which arrivals begin to double."""
    for country, part in pd.read_csv(PANEL).groupby("series"):
        values = part["value"].interpolate().to_numpy(dtype=float)
        for month in doublings(parse_month(part["month"].iloc[0]), values):
            yield country, month


@pytest.fixture(scope="module")
def stand_in():
    """Share of alarms in rounds that stayed inside, and of doublings called by a round of the half year before."""
    rounds = {(country, origin): (scores, inside) for country, origin, scores, inside in past_rounds()}

    def called(scores, side):
        beyond = side * scores > LIMIT
        return np.flatnonzero(beyond[1:] & beyond[:-1]) + 2

    alarms = [len(called(scores, 1)) + len(called(scores, -1)) > 0 for scores, inside in rounds.values() if inside]
    found = []
    for country, month in onsets():
        for origin in range(month - 6, month):
            if (country, origin) in rounds:
                at = origin + called(rounds[country, origin][0], 1)
                found.append((at >= month - 1).any())
    return np.mean(alarms), len(alarms), np.mean(found), len(found)


class TestMeasured:
    def test_few_forecasts_that_stayed_inside_are_called_off(self, stand_in):
        alarms, rounds, *_ = stand_in
        assert rounds > 300 and alarms <= 0.15
        assert alarms == pytest.approx(measured().used.false_alarms, abs=0.04)

    def test_half_of_the_doublings_are_called(self, stand_in):
        *_, found, cases = stand_in
        assert cases >= 15 and found >= measured().used.detected >= 0.45

    def test_the_months_of_a_round_hang_together_as_those_of_past_errors(self):
        """Correlation of the scores of months 12 and 13: 0.87 to 0.89 in past errors, 0.95 in earlier paths."""
        (one,) = make_rounds(observations(series()), scenario(), paths=2000, seed=3)
        assert one.memory[11, 12] == pytest.approx(0.86, abs=0.02)


class TestDegenerate:
    def test_a_forecast_without_doubt(self):
        one = steady(half=0.0)
        assert warned(one, [100.0] * 3).state == "calm"
        assert warned(one, [101.0] * 3).state == "leave" and warned(one, [99.0]).direction == "below"

    def test_a_silent_series(self):
        (one,) = make_rounds(observations(series(past=np.zeros(HISTORY))), scenario(), paths=200, seed=3)
        silent = early_warning(one, observations(series([0.0] * 12, past=np.zeros(HISTORY))))
        assert silent.state == "calm" and np.isfinite(silent.scores).all()
        loud = early_warning(one, observations(series([500.0] * 2, past=np.zeros(HISTORY))))
        assert (loud.state, loud.direction) == ("leave", "above")

    def test_a_group_that_is_gone(self):
        assert early_warning(steady(), observations(series(group="other"))).state == "waiting"


class TestNation:
    """What docs/method.md says of the first-time applications of Germany."""

    @pytest.mark.parametrize(
        ("origin", "state", "alarms"),
        [
            ("2014-12", "leave", ("2015-11",)),
            ("2016-06", "leave", ("2016-11",)),
            ("2019-12", "calm", ()),
            ("2021-12", "calm", ()),
        ],
    )
    def test_what_it_would_have_said(self, origin, state, alarms):
        first, values = national_applications()
        months = parse_month(origin) + 13 - first
        status = tuple("disaggregated" if first + at in IMPUTED else "observed" for at in range(months))
        nation = Series("DE", first, values[:months], status, np.zeros((months, 0)), first + months - 1, first)
        data = observations(nation)
        wanted = load_scenario(sets=[f"base_month={origin}", "horizon_months=24"])
        (one,) = make_rounds(data, wanted, paths=1000)
        found = early_warning(one, data)
        assert (found.state, tuple(month_label(month) for month in found.alarms)) == (state, alarms)
