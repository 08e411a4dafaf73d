"""The record of past pulses, and that the register says the same."""

from __future__ import annotations

import pytest

from forecasting.assumptions import load_register
from forecasting.observations import read_published
from forecasting.observations.pulses import pulse_record


def test_three_pulses_since_1990():
    record = pulse_record()
    assert (record.first, record.last, record.years) == (1990, 2025, 36)
    assert [(pulse.first, pulse.last) for pulse in record.pulses] == [(1992, 1992), (2015, 2016), (2022, 2023)]
    assert [round(pulse.factor, 1) for pulse in record.pulses] == [2.8, 6.7, 9.5]


def test_1992_is_counted_from_the_published_years():
    table = read_published("asylum_applications_annual_de").set_index("year")
    nineties = table.loc[[1990, 1992], "applications"]
    assert nineties.tolist() == [193063, 438191] and table.loc[1994, "at_most"] == 128000
    factor = 438191 / (193063 * 128000) ** 0.5
    assert pulse_record().pulses[0].factor == pytest.approx(factor)


def test_the_register_holds_the_record():
    record, register = pulse_record(), load_register()
    rate, factor = register["arrivals.rare_rate"], register["arrivals.rare_factor"]
    assert (rate.low, rate.value, rate.high) == tuple(
        round(each, 2) for each in (record.rate(0.1), record.best_rate, record.rate(0.9))
    )
    factors = [pulse.factor for pulse in record.pulses]
    assert (factor.low, factor.value, factor.high) == tuple(
        round(each, 1) for each in (min(factors), record.factor, max(factors))
    )


@pytest.mark.parametrize(("times", "first_years"), [(1.5, [1992, 2015, 2022]), (2.5, [2015, 2022])])
def test_what_counts_as_a_pulse_hardly_depends_on_the_threshold(times, first_years, monkeypatch):
    monkeypatch.setattr("forecasting.observations.pulses.TWICE", times)
    assert [pulse.first for pulse in pulse_record.__wrapped__().pulses] == first_years
