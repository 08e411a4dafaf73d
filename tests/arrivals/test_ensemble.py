"""Steps 1 to 5 of the recipe: short centre, median of the members, reversion after a surge, volatility."""

from __future__ import annotations

import math

import numpy as np
import pytest

from forecasting.arrivals.clean import History, clean
from forecasting.arrivals.ensemble import around, combine, revert, short_centre, volatility
from forecasting.arrivals.members import MEMBERS
from forecasting.base.periods import parse_month

FIRST = parse_month("2015-01")


def history_of(counts, lag=0):
    counts = np.asarray(counts, dtype=float)
    return History(FIRST, counts, np.zeros(len(counts), dtype=bool), FIRST + len(counts) - 1 + lag)


def wave(months=60, level=400.0):
    steps = np.arange(months)
    noise = np.random.default_rng(5).normal(0, 0.15, months)
    return np.round(level * np.exp(0.3 * np.sin(2 * np.pi * steps / 12) + noise))


def flat(value):
    return lambda history, steps: np.full(steps, value)


def test_the_centre_is_the_median_of_the_members():
    members = {str(value): flat(value) for value in (1.0, 2.0, 3.0, 4.0, 8.0, 9.0)}
    centre, dropped = combine(history_of(wave()), 5, members)
    assert (centre.tolist(), dropped) == ([3.5] * 5, ())


def test_a_member_that_fails_or_is_not_finite_is_left_out_and_named():
    def failing(history, steps):
        raise RuntimeError("no convergence")

    members = {"good": flat(2.0), "bad": failing, "nan": flat(math.nan), "short": lambda history, steps: np.ones(1)}
    centre, dropped = combine(history_of(wave()), 5, members)
    assert centre.tolist() == [2.0] * 5
    assert dict(dropped) == {"bad": "RuntimeError: no convergence", "nan": "not finite", "short": "not finite"}


def test_a_member_that_explodes_is_left_out_and_named_and_none_falls_below_zero():
    history = history_of(wave())
    ceiling = float(history.log.max()) + math.log(50)
    members = {"down": flat(-3.0), "high": flat(ceiling), "wild": flat(ceiling + 1e-6)}
    centre, dropped = combine(history, 3, members)
    assert centre.tolist() == pytest.approx([ceiling / 2] * 3)
    assert dropped == (("wild", "explodes"),)
    late = {"good": flat(2.0), "late": lambda history, steps: np.r_[np.full(steps - 1, 2.0), 99.0]}
    assert combine(history, 3, late)[1] == (("late", "explodes"),)


def test_without_any_member_there_is_no_centre():
    with pytest.raises(ValueError, match="nan: not finite"):
        combine(history_of(wave()), 3, {"nan": flat(math.nan)})


def test_after_missing_months_the_members_go_on_from_the_last_observation():
    centre, _ = combine(history_of(wave(), lag=2), 3, {"count": lambda history, steps: np.arange(1.0, steps + 1)})
    assert centre.tolist() == [3.0, 4.0, 5.0]


def test_every_member_holds_the_level():
    history = history_of(wave())
    for name, member in MEMBERS.items():
        centre = np.expm1(member(history, 24))
        assert centre.shape == (24,), name
        assert 200 < centre.mean() < 800, name


def test_prophet_gives_half_of_its_season_and_no_trend():
    """A series that doubles every year: the trend is not continued."""
    months = np.arange(72)
    growing = history_of(100 * 2 ** (months / 12) * np.exp(0.4 * np.sin(2 * np.pi * months / 12)))
    centre = MEMBERS["prophet"](growing, 24)
    assert centre[11] == pytest.approx(growing.log[-1], abs=0.15)
    assert centre[23] == pytest.approx(growing.log[-1], abs=0.15)
    assert np.ptp(centre) == pytest.approx(0.4, abs=0.1)


def test_prophet_starts_from_the_last_value_without_its_season():
    """L_n − s(n) + s(n + h) / 2 with a season of amplitude 0.4 and the last month at its peak."""
    months = np.arange(72)
    seasonal = history_of(500 * np.exp(0.4 * np.cos(2 * np.pi * (months - 71) / 12)))
    centre = MEMBERS["prophet"](seasonal, 12)
    assert centre[11] == pytest.approx(seasonal.log[-1] - 0.4 + 0.2, abs=0.03)
    assert centre[5] == pytest.approx(seasonal.log[-1] - 0.4 - 0.2, abs=0.03)


def test_the_short_centre_is_flat_and_the_mean_of_three():
    counts = np.arange(1.0, 16.0)
    smooth = 2.0
    for count in counts:
        smooth = 0.5 * count + 0.5 * smooth
    level = np.mean([math.log1p(15), math.log1p(smooth), math.log1p(counts[3:].mean())])
    assert short_centre(history_of(counts), 4) == pytest.approx(np.full(4, level))


def test_a_surge_is_half_gone_after_two_years_and_a_low_is_left_alone():
    history = history_of(np.full(60, math.expm1(5.0)))
    centre = np.full(36, 7.0)
    excess = 7.0 - 5.0 - 0.4
    expected = [7.0 - 0.5 * min(h / 24, 1) * excess for h in range(1, 37)]
    assert revert(centre, history) == pytest.approx(expected)
    for calm in (5.4, 3.0):
        assert revert(np.full(36, calm), history) == pytest.approx(np.full(36, calm))


def test_volatility_is_the_printed_formula():
    counts = wave(50)
    log = np.log1p(counts)
    changes = [log[i] - log[i - 1] for i in range(1, 50)]
    figures = []
    for window in (12, 49):
        square = sum(change**2 for change in changes[-window:]) / window
        noise = 1.5 / math.exp(sum(log[-window - 1 :]) / (window + 1))
        figures.append(math.sqrt(max(square - 2 * noise, 0.05**2)))
    assert float(volatility(log)) == pytest.approx(math.sqrt(figures[0] * figures[1]))
    assert volatility(np.stack([log, log], axis=1)) == pytest.approx(np.full(2, float(volatility(log))))


def test_volatility_never_falls_under_its_least_value():
    assert float(volatility(np.full(40, 3.0))) == pytest.approx(0.05)


def test_changes_from_and_to_filled_months_do_not_count():
    values = wave(50)
    values[45] = np.nan
    history = clean(FIRST, values, FIRST + 49, series="a")
    whole = history.counts.copy()
    whole[45] *= 40
    other = History(history.first_month, whole, history.filled, history.origin)
    rough = float(volatility(other.log, other.filled))
    assert rough == pytest.approx(float(volatility(history.log, history.filled)), rel=0.01)
    assert float(volatility(other.log)) > 2 * rough


def test_a_lower_limit_of_the_volatility_widens_the_bands():
    history = history_of(wave())
    rougher = History(history.first_month, history.counts, history.filled, history.origin, volatility_floor=0.9)
    centre = np.full(12, history.log[-1])
    assert (around(centre, rougher).up > around(centre, history).up).all()
