"""The record of past pulses of arrivals: how often one came since 1990, and how large it was.

Persons per year. A pulse is a year, or years in a row, with at least twice the persons of two years before and at
least twice those of two years after. Its factor is that of its strongest year over the geometric mean of these two
years; the state's arrivals tell it where they are known (since 2012), else the nation's applications.
docs/method.md, section Arrivals.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from forecasting.observations.load import load_observations
from forecasting.observations.published import national_applications, read_published

__all__ = ["Pulse", "Record", "national_rise", "pulse_record"]

FIRST_YEAR = 1990
TWICE = 2.0
APART = 2  # years before and after that a pulse stands out from


@dataclass(frozen=True)
class Pulse:
    """One pulse: its years, and the factor of its strongest one."""

    first: int
    last: int
    factor: float


@dataclass(frozen=True)
class Record:
    """Pulses of the years `first` to `last`."""

    first: int
    last: int
    pulses: tuple[Pulse, ...]

    @property
    def years(self) -> int:
        """Length of the record."""
        return self.last - self.first + 1

    def rate(self, probability: float) -> float:
        """Quantile of the rate, pulses a year: gamma distribution with n + 1/2 events (Jeffreys) in the record."""
        from scipy.special import gammaincinv

        return float(gammaincinv(len(self.pulses) + 0.5, probability)) / self.years

    @property
    def best_rate(self) -> float:
        """Mean of that distribution."""
        return (len(self.pulses) + 0.5) / self.years

    @property
    def factor(self) -> float:
        """Geometric mean of the factors."""
        return math.exp(float(np.mean([math.log(pulse.factor) for pulse in self.pulses])))


@lru_cache(maxsize=1)
def pulse_record() -> Record:
    """Record of the published figures."""
    nation, at_most = _nation()
    by_nation, by_state = _standing_out(nation, at_most), _standing_out(_state(), {})
    runs: list[list[int]] = []
    for year in sorted({*by_nation, *by_state}):
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    pulses = []
    for run in runs:
        told = by_state if any(year in by_state for year in run) else by_nation
        pulses.append(Pulse(run[0], run[-1], max(told[year] for year in run if year in told)))
    return Record(FIRST_YEAR, max(nation), tuple(pulses))


def national_rise(year: int) -> float:
    """Asylum applications in Germany in a year over those of the year before, as far as both are published."""
    persons, _ = _nation()
    return persons[year] / persons[year - 1]


def _standing_out(persons: Mapping[int, float], at_most: Mapping[int, float]) -> dict[int, float]:
    """Factor of each year that stands out from both sides."""
    found = {}
    for year in range(FIRST_YEAR, max(persons) + 1):
        now, before = persons.get(year), persons.get(year - APART)
        after = persons.get(year + APART, at_most.get(year + APART))
        if now is not None and before is not None and after is not None and now >= TWICE * max(before, after):
            found[year] = now / math.sqrt(before * after)
    return found


def _nation() -> tuple[dict[int, float], dict[int, float]]:
    """Applications by year, and upper bounds of years of which no more is known."""
    table = read_published("asylum_applications_annual_de")
    years = table["year"].to_numpy(dtype=np.int64).tolist()
    known, at_most = (
        {year: float(persons) for year, persons in zip(years, table[name], strict=True) if not np.isnan(persons)}
        for name in ("applications", "at_most")
    )
    first, months = national_applications()
    sums: dict[int, float] = {}
    for place, persons in enumerate(months):
        sums[(first + place) // 12] = sums.get((first + place) // 12, 0.0) + float(persons)
    return known | sums, at_most


def _state() -> dict[int, float]:
    """Arrivals of every group by year."""
    sums: dict[int, float] = {}
    for series in load_observations().arrivals.values():
        for place, persons in enumerate(series.values):
            year = (series.first_month + place) // 12
            sums[year] = sums.get(year, 0.0) + float(persons)
    return sums
