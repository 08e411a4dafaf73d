"""The early warning keeps its false-alarm rate, finds what has doubled, and never looks ahead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecasting.arrivals import warning
from forecasting.arrivals.paths import MEMORY
from forecasting.arrivals.round import make_rounds
from forecasting.arrivals.warning import early_warning
from forecasting.assumptions import load_scenario
from forecasting.base.periods import month_label, parse_month
from forecasting.observations import Series
from forecasting.observations.published import national_applications
from tests.arrivals.test_rounds import HISTORY, ORIGIN, by_hand, observations, scenario, series

MONTHS = 24
IMPUTED = {parse_month(label) for label in ("2020-08", "2020-09", "2022-02", "2022-03", "2022-04", "2022-05")}
CALM = np.round(np.exp(np.random.default_rng(4).normal(0, 0.08, HISTORY).cumsum() + 8.5))


@pytest.fixture(scope="module")
def made():
    """A round of the recipe's own bands on a calm series, and paths that it did not see."""
    data, wanted = observations(series(past=CALM)), scenario("arrivals.method=ensemble")
    (one,) = make_rounds(data, wanted, paths=2000, seed=3)
    from forecasting.arrivals import forecast_arrivals

    fresh = forecast_arrivals(data, wanted, paths=400, seed=99)
    return one, fresh.paths["asylum"][fresh.history_months :]


def warned(one, future, **options):
    return early_warning(one, observations(series(future, **options)))


def steady(half=40.0, months=MONTHS):
    """A round whose months hang together as the recipe's do."""
    at = np.arange(1, months + 1)
    memory = (np.minimum.outer(at, at) / np.maximum.outer(at, at)) ** MEMORY
    return by_hand([(100, half)] * months, [(100, half)] * months, memory=memory)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(warning, "SIMULATED", 1_000)


@pytest.mark.usefixtures("quick")
class TestRate:
    def test_paths_of_the_forecast_raise_as_few_alarms_as_stated(self, made):
        one, paths = made
        share = np.mean([bool(warned(one, path[:12]).alarms) for path in paths.T[:200]])
        error = np.sqrt(0.05 * 0.95 / 200 + 0.05 * 0.95 / 1000)  # 200 paths, limits from 1,000 paths
        assert abs(share - 0.05) < 3 * error

    def test_the_estimate_is_the_stated_rate_within_its_error(self, made):
        found = warned(made[0], [100.0])
        assert abs(found.false_alarms - found.rate) < 4 * np.sqrt(2) * found.false_alarms_error
        assert found.false_alarms_error == pytest.approx(
            np.sqrt(found.false_alarms * (1 - found.false_alarms) / 1000)
        )

    def test_it_holds_in_the_second_year_too(self):
        found = warned(steady(), [100.0] * 13)
        assert abs(found.false_alarms - 0.05) < 4 * np.sqrt(2) * found.false_alarms_error

    def test_months_without_a_figure_make_it_no_greater(self):
        status = ("observed",) * HISTORY + ("observed", *("extrapolated",) * 10, "observed")
        found = warned(steady(), [100.0] * 12, status=status)
        assert found.months == (ORIGIN + 1, ORIGIN + 12) and found.false_alarms < 0.05

    def test_months_that_hang_together_tell_less(self):
        alone = warned(by_hand([(100, 40)] * 12, [(100, 40)] * 12), [100.0] * 12)
        together = warned(steady(months=12), [100.0] * 12)
        assert np.allclose(together.limits, alone.limits, rtol=0.15)  # what is new is independent either way
        (one, other) = (warned(made, [130.0] * 4) for made in (by_hand([(100, 40)] * 4, [(100, 40)] * 4), steady()))
        assert one.above[-1] > 1.2 > other.above[-1]  # the second month tells little that the first did not

    def test_a_rate_of_one_s_own(self):
        strict = early_warning(steady(), observations(series([100.0])), rate=0.01)
        assert abs(strict.false_alarms - 0.01) < 0.01 and strict.limit > warned(steady(), [100.0]).limit
        for rate in (0.0, 0.3):
            with pytest.raises(ValueError, match="rate"):
                early_warning(steady(), observations(series()), rate=rate)


@pytest.mark.usefixtures("quick")
class TestPower:
    def test_what_has_doubled_is_found_within_six_months_in_four_of_five_cases(self, made):
        one, paths = made
        found = [warned(one, 2 * path[:6]) for path in paths.T[:40]]
        assert np.mean([bool(each.alarms) for each in found]) >= 0.8
        assert all(
            each.direction == "above" for each in found if each.state == "leave" and each.above[-1] > each.below[-1]
        )

    def test_what_has_halved_too_and_it_says_downwards(self, made):
        one, paths = made
        found = [warned(one, path[:6] / 2) for path in paths.T[:40]]
        assert np.mean([bool(each.alarms) and each.direction == "below" for each in found]) >= 0.8


@pytest.mark.usefixtures("quick")
class TestState:
    def test_as_forecast_it_is_calm(self):
        found = warned(steady(), [100.0] * 6)
        assert (found.state, found.since, found.direction, found.statistic) == ("calm", None, None, 0.0)

    def test_without_a_month_it_waits(self):
        found = warned(steady(), [])
        assert (found.state, found.since, found.months, found.alarms) == ("waiting", None, (), ())
        assert np.isnan([found.statistic, found.limit]).all()

    def test_what_is_new_worked_by_hand(self):
        found = warned(steady(), [150, 150])  # 150 lies beyond the last quantile, 140
        first, second = found.scores
        share = 0.5**0.7
        assert found.above[0] == pytest.approx(first - 1)
        new = (second - share * first) / np.sqrt(1 - share**2)
        assert found.above[1] == pytest.approx(max(first - 1 + new - 1, 0), abs=1e-3)
        assert found.below.tolist() == [0, 0]

    def test_a_jump_is_called_at_once_and_told_since_when(self):
        found = warned(steady(), [100, 100, 180, 180, 180])
        assert (found.state, found.since, found.direction) == ("leave", ORIGIN + 3, "above")
        assert found.alarms == (ORIGIN + 3,)

    def test_it_stays_while_the_months_stay_outside_though_the_sum_falls(self):
        found = warned(steady(), [100, 100] + [150.0] * 20)
        assert found.statistic < found.limit and (found.state, found.since) == ("leave", ORIGIN + 3)

    def test_it_is_over_when_a_month_lies_in_the_middle_again(self):
        found = warned(steady(), [100, 180, 180, 100, 100])
        assert found.alarms == (ORIGIN + 2,) and (found.state, found.since, found.direction) == ("calm", None, None)

    def test_the_earlier_sign_comes_first(self):
        states = {value: warned(steady(), [100, value]).state for value in (110.0, 125.0, 135.0, 140.0, 180.0)}
        assert list(dict.fromkeys(states.values())) == ["calm", "watch", "leave"]

    def test_below_is_the_mirror_of_above(self):
        spread = by_hand([(100, 0)] * 3, [(100, 0)] * 3)
        even = np.expm1(np.log1p(100) + np.linspace(-0.4, 0.4, 9))
        one = replace(spread, quantiles=np.tile(even, (3, 1)))
        up, down = (warned(one, [100, *[np.expm1(np.log1p(100) + side)] * 2]) for side in (0.8, -0.8))
        assert (up.since, down.since) == (ORIGIN + 2, ORIGIN + 2)
        assert (up.direction, down.direction) == ("above", "below") and np.allclose(up.above, down.below)

    def test_from_one_side_to_the_other_is_another_alarm(self):
        found = warned(by_hand([(100, 40)] * 6, [(100, 40)] * 6), [180, 180, 20, 20, 20])
        assert found.alarms[0] == ORIGIN + 1 and len(found.alarms) == 2 and found.direction == "below"

    def test_a_month_on_the_other_side_ends_it(self):
        found = warned(by_hand([(100, 40)] * 6, [(100, 40)] * 6), [180, 180, 75])
        assert found.scores[-1] < -1 and (found.state, found.alarms) == ("calm", (ORIGIN + 1,))

    def test_nothing_later_changes_what_was_said(self):
        future = [100, 130, 140, 150, 90, 100, 110, 100, 100, 160, 170, 180, 100, 100, 200]
        status = ("observed",) * (HISTORY + 4) + ("disaggregated",) + ("observed",) * 10
        whole = warned(steady(), future, status=status)
        for count in range(1, len(future) + 1, 2):
            part = warned(steady(), future[:count], status=status[: HISTORY + count])
            seen = len(part.months)
            for name in ("scores", "above", "below", "limits", "watch_limits"):
                assert np.allclose(getattr(part, name), getattr(whole, name)[:seen], atol=1e-9), (name, count)

    def test_the_same_seed_says_the_same(self):
        one, other = warned(steady(), [150.0] * 3), warned(steady(), [150.0] * 3)
        assert one.limits.tolist() == other.limits.tolist() and one.false_alarms == other.false_alarms
        third = early_warning(steady(), observations(series([150.0] * 3)), seed=7)
        assert third.limits.tolist() != one.limits.tolist()

    def test_it_stops_after_the_months_that_are_evidenced(self):
        one = steady()
        longer = by_hand([(100, 40)] * 30, [(100, 40)] * 30, memory=one.memory)
        assert len(warned(longer, [100.0] * 30).months) == MONTHS


@pytest.mark.usefixtures("quick")
class TestDegenerate:
    def test_a_forecast_without_doubt(self):
        one = steady(half=0.0)
        assert warned(one, [100.0] * 3).state == "calm"
        assert warned(one, [101.0] * 3).state == "leave" and warned(one, [99.0]).direction == "below"

    def test_a_silent_series(self):
        (one,) = make_rounds(observations(series(past=np.zeros(HISTORY))), scenario(), paths=200, seed=3)
        silent = early_warning(one, observations(series([0.0] * 12, past=np.zeros(HISTORY))))
        assert silent.state == "calm" and np.isfinite(silent.limits).all()
        loud = early_warning(one, observations(series([500.0], past=np.zeros(HISTORY))))
        assert (loud.state, loud.direction) == ("leave", "above")

    def test_a_group_that_is_gone(self):
        assert early_warning(steady(), observations(series(group="other"))).state == "waiting"


@pytest.mark.usefixtures("quick")
class TestNation:
    """What docs/method.md says of the first-time applications of Germany."""

    @pytest.mark.parametrize(
        ("origin", "state", "alarms"),
        [
            ("2014-12", "calm", ()),
            ("2015-12", "leave", ("2016-10",)),
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
