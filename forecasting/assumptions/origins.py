"""Countries of origin of the arrivals and their protection rates by year, as register and scenario give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forecasting.assumptions.register import load_register
from forecasting.assumptions.values import Origins, Value

__all__ = ["ORIGINS", "Mix", "mix_in", "mixes"]

ORIGINS = "need.origins"


@dataclass(frozen=True)
class Mix:
    """What holds for arrivals from a year on, until the next one."""

    year: int
    shares: Mapping[str, float]  # of the arrivals, by origin; they add up to 1
    rates: Mapping[str, float]  # protected per decision, by origin

    @property
    def prospect(self) -> float:
        """Share of the arrivals that is protected in the end."""
        return sum(share * self.rates[origin] for origin, share in self.shares.items())


def mixes(value: Value) -> tuple[Mix, ...]:
    """What holds from each year on, in ascending order.

    Args:
        value: rows of a scenario; they replace those of the register for their years and go on from there. A country
            of which no row up to a year tells a rate has the first one that is known.
    """
    given = [row for table in (load_register()[ORIGINS].value, value) for row in _rows(table)]
    rows = {row.from_: row for row in given}
    shares: dict[str, float] = {}
    rates: dict[str, float] = {}
    for row in sorted(given, key=lambda row: row.from_, reverse=True):
        rates |= dict(row.rates)
    found = []
    for year in sorted(rows):
        shares = dict(rows[year].shares) or shares
        rates = rates | dict(rows[year].rates)
        found.append(Mix(year, shares, rates))
    return tuple(found)


def mix_in(value: Value, year: int) -> Mix:
    """What holds for the arrivals of a year; before the first year what the first one says."""
    known = mixes(value)
    return next((mix for mix in reversed(known) if mix.year <= year), known[0])


def _rows(value: Value) -> tuple[Origins, ...]:
    return tuple(row for row in value if isinstance(row, Origins)) if isinstance(value, tuple) else ()
