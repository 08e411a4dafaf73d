"""Marked events: a pulse is no season, no volatility and no level; a level shift cuts what tells of today."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.arrivals.cache import key
from forecasting.arrivals.clean import clean
from forecasting.arrivals.ensemble import around, combine, revert, volatility_of
from forecasting.arrivals.marks import mark
from forecasting.arrivals.members import MEMBERS
from forecasting.arrivals.methods import METHODS
from forecasting.assumptions import MarkedEvent
from forecasting.base.periods import month_label, parse_month

FIRST = parse_month("2012-01")
MONTHS = 96
RNG = np.random.default_rng(3)
CALM = np.exp(6.5 + 0.25 * np.sin(2 * np.pi * np.arange(MONTHS) / 12) + RNG.normal(0, 0.05, MONTHS))
HIT = slice(48, 58)
SURGE = CALM.copy()
SURGE[HIT] *= np.array([2, 4, 7, 9, 9, 8, 6, 5, 3, 2])


def event(first=48, last=57, kind="pulse", group=None, name="wave"):
    return MarkedEvent(name, kind, month_label(FIRST + first), month_label(FIRST + last), group, "test")


def history(values=SURGE, months=MONTHS):
    return clean(FIRST, values, FIRST + months - 1, series="a")


def marked(*events, values=SURGE, months=MONTHS):
    return mark(history(values, months), events, series="a")


def test_without_an_event_that_acts_the_history_is_the_very_same():
    plain = history()
    for events in ([], [event(kind="level_shift", first=200, last=200)], [event(first=-20, last=-2)]):
        same, notices = mark(plain, events, series="a")
        assert same is plain and notices == ()
    assert plain.calm is plain.log
    assert plain.set_aside is plain.filled


def test_a_pulse_is_not_learned_as_season():
    """Where the pulse is marked the forecast is that of the series without it; unmarked, it is another one."""

    def shape(series):
        centre, dropped = combine(series, 12, MEMBERS)
        assert dropped == ()
        return centre - centre.mean()

    calm, unmarked, apart = shape(history(CALM)), shape(history()), shape(marked(event())[0])
    assert np.abs(apart - calm).max() < 0.05
    assert np.abs(unmarked - calm).max() > 0.09


def test_a_pulse_is_no_volatility_and_no_level():
    apart, notices = marked(event())
    assert notices == ()
    outside = np.ones(MONTHS, dtype=bool)
    outside[HIT] = False
    usable = outside[1:] & outside[:-1]
    expected = np.diff(history().log)[usable]
    recent = np.diff(history().log)[-12:]
    noise = 2 * 1.5 / np.exp(history().log.mean())
    assert volatility_of(apart, apart.log) ** 4 == pytest.approx(
        (np.mean(recent**2) - 2 * 1.5 / np.exp(history().log[-13:].mean())) * (np.mean(expected**2) - noise)
    )
    assert volatility_of(apart, apart.log) < 0.75 * volatility_of(history(), history().log)
    early = marked(event(), months=62)[0]
    high = np.full(3, 9.0)
    calm_level = early.log[-24:][~early.marks.pulse[-24:]].mean()
    assert revert(high, early)[0] == pytest.approx(9.0 - 0.5 / 24 * (9.0 - calm_level - 0.4))


def test_after_a_level_shift_only_the_time_since_tells_of_level_and_volatility():
    values = CALM.copy()
    values[:60] *= np.exp(np.random.default_rng(8).normal(0, 0.6, 60))
    values[60:] *= 4
    shifted, notices = marked(event(first=60, last=60, kind="level_shift"), values=values)
    assert notices == () and shifted.level_from == 60
    since = clean(FIRST + 60, values[60:], FIRST + MONTHS - 1, series="a")
    assert float(volatility_of(shifted, shifted.log)) == float(volatility_of(since, since.log))
    assert shifted.calm[48:60].mean() == pytest.approx(shifted.calm[60:72].mean())
    assert (shifted.calm[60:] == shifted.log[60:]).all()
    assert revert(np.full(2, 12.0), marked(event(first=80, last=80, kind="level_shift"), values=values)[0])[0] == (
        pytest.approx(12.0 - 0.5 / 24 * (12.0 - np.log1p(values[80:]).mean() - 0.4))
    )


@pytest.mark.parametrize("kind", ["pulse", "level_shift"])
def test_an_event_acts_once_three_months_after_it_are_known(kind):
    plain = history(months=60)
    late = event(first=56, last=56, kind=kind)
    after, notices = mark(plain, [late], series="a")
    assert after is not plain and notices == ()
    recent = event(first=57, last=57, kind=kind)
    same, notices = mark(plain, [recent], series="a")
    assert same is plain
    assert [notice.key for notice in notices] == ["arrivals.event.too_recent"]


def test_too_much_cannot_be_set_apart():
    plain = history()
    same, notices = mark(plain, [event(first=2, last=80)], series="a")
    assert same is plain
    assert [notice.key for notice in notices] == ["arrivals.event.too_long"]


def test_marks_are_part_of_the_name_of_a_stored_forecast():
    names = {
        key("ensemble", each, 12)
        for each in (history(), marked(event())[0], marked(event(last=58))[0],
                     marked(event(first=60, last=60, kind="level_shift"))[0])
    }  # fmt: skip
    assert len(names) == 4


@pytest.mark.parametrize("events", [[event()], [event(), event(first=70, last=70, kind="level_shift")]])
def test_every_member_and_method_copes_with_marks(events):
    apart, _ = marked(*events)
    for member in MEMBERS.values():
        assert np.isfinite(member(apart, 15)).all()
    for name in ("ensemble", "prophet", "naive"):
        assert np.isfinite(METHODS[name].fit(apart, 6).quantiles()).all()
    assert around(np.full(5, 6.0), apart).months == 5
