"""Shares and protection rates of countries of origin as cells: where each reads, what an entry makes of it.

A share given for a year replaces the shares from that year on, the rest is "other"; a rate replaces its own. Nothing
here knows Streamlit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from forecasting.assumptions import Scenario
from forecasting.assumptions.differences import restored
from forecasting.assumptions.origins import ORIGINS, mix_in
from forecasting.assumptions.rows import OTHER_ORIGIN
from forecasting.assumptions.values import plain
from forecasting.base.errors import Finding, InputError

__all__ = ["PARTS", "OriginCell", "cells_of"]

Part = Literal["shares", "rates"]
PARTS: tuple[Part, Part] = ("shares", "rates")
DIGITS = 6  # of a share


@dataclass(frozen=True)
class OriginCell:
    """One number of a country in a year."""

    year: int
    origin: str
    part: Part

    @property
    def key(self) -> str:
        """Unique among the cells of all years."""
        return f"{ORIGINS}.{self.year}.{self.origin}.{self.part}"

    @property
    def locked(self) -> bool:
        """Whether it follows from the others: the share of all countries without a name of their own."""
        return self.part == "shares" and self.origin == OTHER_ORIGIN

    def read(self, scenario: Scenario) -> float:
        """Share or rate, 0 to 1."""
        mix = mix_in(scenario.value(ORIGINS), self.year)
        return (mix.shares if self.part == "shares" else mix.rates).get(self.origin, 0.0)

    def entered(self, scenario: Scenario, base: Scenario, number: float | None) -> Scenario:
        """The scenario with another number, None: with that of the base scenario.

        Raises:
            InputError: the number is not possible, or the shares come to more than 1.
        """
        value = self.read(base) if number is None else number
        if not 0.0 <= value <= 1.0:
            raise InputError(Finding("ui.origins.range", {"value": f"{100.0 * value:g}"}))
        rows = {int(str(row["from"])): dict(row) for row in _rows(scenario)}
        row = rows.setdefault(self.year, {"from": self.year})
        if self.part == "shares":
            shares = dict(mix_in(scenario.value(ORIGINS), self.year).shares) | {self.origin: value}
            named = {name: round(share, DIGITS) for name, share in shares.items() if name != OTHER_ORIGIN}
            if (total := math.fsum(named.values())) > 1.0:
                raise InputError(Finding("ui.origins.sum", {"total": f"{100.0 * total:.4g}"}))
            row["shares"] = named
        else:
            given = row.get("rates")
            row["rates"] = (dict(given) if isinstance(given, dict) else {}) | {self.origin: round(value, DIGITS)}
        made = scenario.with_values({ORIGINS: [rows[year] for year in sorted(rows)]})
        return made if _differs(made, base, rows) else restored(scenario, base, (ORIGINS,))


def cells_of(year: int, origins: tuple[str, ...]) -> tuple[tuple[OriginCell, OriginCell], ...]:
    """Share and rate of each country in a year."""
    return tuple((OriginCell(year, origin, "shares"), OriginCell(year, origin, "rates")) for origin in origins)


def _differs(scenario: Scenario, base: Scenario, years: dict[int, dict[str, object]]) -> bool:
    """Whether what holds in any of these years, or after them, is something else than in the base scenario."""
    for year in (*years, max(years) + 1):
        now, then = (mix_in(each.value(ORIGINS), year) for each in (scenario, base))
        for ours, theirs in ((now.shares, then.shares), (now.rates, then.rates)):
            names = {*ours, *theirs}
            if any(abs(ours.get(name, 0.0) - theirs.get(name, 0.0)) > 10**-DIGITS for name in names):
                return True
    return False


def _rows(scenario: Scenario) -> list[dict[str, object]]:
    """Rows that the scenario itself gives."""
    given = scenario.overrides.get(ORIGINS)
    listed = [plain(row) for row in given] if isinstance(given, tuple) else []
    return [row for row in listed if isinstance(row, dict)]
