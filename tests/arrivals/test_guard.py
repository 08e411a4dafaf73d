"""Step 8: where the forecast's own past errors exceed those of the last value by over 5 %, the last value goes on."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.arrivals import methods
from forecasting.arrivals.bands import Bands
from forecasting.arrivals.clean import Marks, clean
from forecasting.arrivals.ensemble import around
from forecasting.arrivals.guard import AHEAD, APART, ORIGINS, guarded, past_errors
from forecasting.arrivals.methods import METHODS
from forecasting.base.periods import parse_month

FIRST = parse_month("2012-01")
WALK = np.round(np.exp(np.random.default_rng(1).normal(0, 0.1, 120).cumsum() + 6.5))


def history(values=WALK):
    return clean(FIRST, np.asarray(values, dtype=float), FIRST + len(values) - 1, series="a")


def off_by(share):
    """A method whose median misses by so many times the miss of the last value."""

    def fit(known, horizon):
        seen.append((known.months, known.origin))
        end = known.months
        came = WALK[end : end + horizon] if end < len(WALK) else np.full(horizon, WALK[-1])
        last = known.counts[-1]
        centre = np.log1p(np.maximum(came + share * np.abs(came - last), 0.0))
        return Bands(centre, np.zeros((horizon, 4)), np.zeros((horizon, 4)), known.lag)

    seen: list[tuple[int, int]] = []
    fit.seen = seen
    return fit


@pytest.mark.parametrize(("share", "switches"), [(1.0, False), (1.04, False), (1.06, True), (3.0, True)])
def test_it_switches_where_the_past_was_lost_by_more_than_five_percent(share, switches):
    found = guarded(history(), 24, off_by(share))
    naive = around(np.full(24, history().log[-1]), history())
    assert bool(found.dropped) is switches
    if switches:
        assert (found.up == naive.up).all() and f"{share:.2f} times" in found.dropped[0][1]


def test_each_past_origin_sees_only_what_lay_before_it():
    fit = off_by(1.0)
    own, naive = past_errors(history(), fit)
    assert own == pytest.approx(naive)
    ends = [120 - AHEAD - APART * step for step in range(ORIGINS)]
    assert fit.seen == [(end, FIRST + end - 1) for end in ends]


def test_a_short_series_is_left_alone():
    fit = off_by(9.0)
    short = history(WALK[:74])
    assert past_errors(short, fit) == (0.0, 0.0)
    assert guarded(short, 6, fit).dropped == ()
    assert past_errors(history(WALK[:75]), fit)[0] > 0


def test_an_event_not_over_at_a_past_origin_is_not_marked_there():
    pulse = np.zeros(120, dtype=bool)
    pulse[90:100] = True
    marked = clean(FIRST, WALK, FIRST + 119, series="a")
    object.__setattr__(marked, "marks", Marks(pulse, 80))
    seen = {}

    def fit(known, horizon):
        seen[known.months] = known.marks
        return off_by(1.0)(known, horizon)

    past_errors(marked, fit)
    assert seen[108].pulse.sum() == 10
    assert seen[102].pulse.sum() == 0 and seen[96].pulse.sum() == 0 and seen[93].pulse.sum() == 0
    assert seen[84].level_from == 80 and seen[81].level_from == 0


def test_the_method_is_the_ensemble_where_it_does_not_switch():
    short = history(WALK[:60])
    plain, other = (METHODS[name].fit(short, 12) for name in ("ensemble", "guarded"))
    assert plain.centre.tolist() == other.centre.tolist() and plain.up.tolist() == other.up.tolist()


def test_a_past_that_two_origins_share_is_forecast_once(monkeypatch):
    seen = []

    def flat(known, horizon):
        seen.append(known.months)
        return around(np.full(horizon, known.log[-1]), known)

    monkeypatch.setattr(methods, "_ensemble", flat)
    methods._remembered.cache_clear()
    first = METHODS["guarded"].fit(history(WALK[:117]), 12)
    assert sorted(seen) == [*range(72, 106, 3), 117]
    METHODS["guarded"].fit(history(), 12)
    assert sorted(seen[13:]) == [108, 120]
    again = METHODS["guarded"].fit(history(WALK[:117]), 12)
    assert len(seen) == 15 and (again.quantiles() == first.quantiles()).all()
    other = WALK.copy()
    other[3] += 1
    METHODS["guarded"].fit(history(other[:117]), 12)
    assert len(seen) == 28
    methods._remembered.cache_clear()
