"""Every measure for every district, with quantiles: the quick way where it holds, else path by path.

With the same shares in every year and a certain run-off of those in support at the start, a district's quantile is
its share of the state's quantile of the new part plus its run-off, to the last digits. Otherwise the paths of each
district are put together from the state's parts. Arrays are (districts, months or years, 10), see
`quantiles.summarise`.
Equations: docs/method.md, Districts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cached_property

import numpy as np

from forecasting.base.errors import Finding
from forecasting.base.quantiles import Array, summarise
from forecasting.scenarios.chain import ALL, Outlook
from forecasting.scenarios.districts.keys import Distribution
from forecasting.scenarios.districts.parts import FLOWS, MONTHLY, YEARLY, Parts, StateParts

__all__ = ["ByDistrict"]

SAME = 1e-12  # relative
DIFFERENT = 0.01
"""Share by which the counted stocks may miss the state's own before a notice says so."""


class ByDistrict:
    """An outlook divided among the districts; measures are computed when they are asked for.

    Args:
        quick: False computes every quantile from the paths of each district, for comparison.
    """

    def __init__(self, result: Outlook, distribution: Distribution, *, quick: bool = True) -> None:
        self.result = result
        self.distribution = distribution
        self._quick = quick
        self.parts = StateParts.of(result, distribution)
        self._known: dict[tuple[str, str], Array] = {}

    @property
    def varied(self) -> bool:
        """Whether the bands hold a variation of the districts' own."""
        return self.distribution.dispersion > 0 and self.result.arrivals.n_paths > 1

    @property
    def notices(self) -> tuple[Finding, ...]:
        """What a reader of the districts has to know."""
        given, found = self.distribution, list(self.distribution.notices)
        state = float(np.mean(self.parts.at_base)) if given.own_stock else 0.0
        if given.own_stock and abs(given.counted - state) > DIFFERENT * max(state, 1.0):
            facts = {"counted": round(given.counted), "state": round(state)}
            found.append(Finding("scenarios.district_stock", facts, severity="notice"))
        if not self.varied:
            found.append(Finding("scenarios.no_dispersion", severity="notice"))
        return tuple(found)

    def measures(self) -> Iterator[tuple[str, str]]:
        """(measure, group) of every monthly result."""
        for measure in MONTHLY:
            for group in (*self.result.groups, ALL):
                if (measure, group) in self.result.monthly:
                    yield measure, group

    def monthly(self, measure: str, group: str = ALL) -> Array:
        """Mean and quantiles of a monthly measure, shape (districts, horizon, 10)."""
        if (measure, group) not in self._known:
            if measure in FLOWS:
                found = self._flow(measure, group)
            elif self._proportional:
                found = self._share_of(self.result.monthly[measure, group].summary)
            else:
                found = self._summaries(self.parts.monthly(measure, group))
            self._known[measure, group] = found
        return self._known[measure, group]

    def yearly(self, measure: str) -> Array:
        """Mean and quantiles of a yearly measure, shape (districts, years, 10)."""
        if ("yearly", measure) not in self._known:
            if measure not in YEARLY:
                raise KeyError(measure)
            found = (
                self._share_of(self.result.yearly[measure].summary)
                if self._proportional
                else self._summaries(self.parts.yearly(measure))
            )
            self._known["yearly", measure] = found
        return self._known["yearly", measure]

    def paths(self, measure: str, group: str | None = None) -> Iterator[Array]:
        """Paths of every district in their order, shape (months or years, n_paths); `group` None: of the years."""
        if group is not None and measure in FLOWS:
            whole = self.result.monthly[measure, group].values
            years = self._year_of_month
            for row in range(len(self.distribution.districts)):
                yield np.stack([shares[row] for shares in self._shares])[years] * whole
            return
        yield from self._paths(self.parts.yearly(measure) if group is None else self.parts.monthly(measure, group))

    def expected_shares(self, measure: str) -> Array:
        """Share of each district in the state's expected value of a yearly measure, shape (districts, years)."""
        of_districts = self.yearly(measure)[:, :, 0]
        whole = of_districts.sum(axis=0)
        # Nobody in need anywhere: the key of the year says who would get the first post.
        return np.where(whole > 0, of_districts / np.where(whole > 0, whole, 1.0), self.distribution.new)

    @cached_property
    def _proportional(self) -> bool:
        """Whether every district has one share of everything: then its quantiles are that share of the state's."""
        given = self.distribution
        same = np.allclose(given.new[:, 0], given.opening, rtol=SAME, atol=0.0) and (
            given.onward is None or np.allclose(given.new[:, 0], given.onward.shares, rtol=SAME, atol=0.0)
        )
        return bool(self._quick and not self.varied and given.constant and same)

    def _share_of(self, summary: Array) -> Array:
        return np.asarray(self.distribution.new[:, 0, None, None] * summary)

    def _paths(self, parts: Parts) -> Iterator[Array]:
        classes = self.parts.first_years
        for row in range(len(self.distribution.districts)):
            total = self._opening_shares[row] * parts.opening
            for year, part in zip(classes, parts.new, strict=True):
                total = total + self._shares[year][row] * part
            yield total if parts.moved is None else total + self._onward_shares[row] * parts.moved

    def _summaries(self, parts: Parts) -> Array:
        constant = self.distribution.constant and parts.moved is None
        if self._quick and not self.varied and constant and _certain(parts.opening):
            shares, opening = self.distribution.new[:, 0], self.distribution.opening
            (new,) = parts.new
            return shares[:, None, None] * _summary(new) + opening[:, None, None] * parts.opening[:, :1]
        return np.stack([_summary(paths) for paths in self._paths(parts)])

    def _flow(self, measure: str, group: str) -> Array:
        if self.varied or not self._quick:
            return np.stack([_summary(paths) for paths in self.paths(measure, group)])
        shares = self.distribution.new[:, self._year_of_month]
        return np.asarray(shares[:, :, None] * self.result.monthly[measure, group].summary)

    @cached_property
    def _year_of_month(self) -> list[int]:
        return [place for place, year in enumerate(self.result.years) for _ in range(year.start, year.stop)]

    @cached_property
    def _shares(self) -> tuple[Array, ...]:
        """For each year the shares of the entries, shape (districts, 1), or (districts, n_paths) where they vary."""
        return tuple(self._varied(shares) for shares in self.distribution.new.T)

    @cached_property
    def _opening_shares(self) -> Array:
        """Shares of those in support at the start; counted ones are certain."""
        opening = self.distribution.opening
        return opening[:, None] if self.distribution.own_stock else self._varied(opening)

    @cached_property
    def _onward_shares(self) -> Array:
        """Shares of the destinations of those who move on."""
        onward = self.distribution.onward
        return self._varied(self.distribution.opening if onward is None else onward.shares)

    def _varied(self, shares: Array) -> Array:
        if not self.varied:
            return shares[:, None]
        weighted = shares[:, None] * self._luck
        return np.asarray(weighted / weighted.sum(axis=0))

    @cached_property
    def _luck(self) -> Array:
        """Factor of each district on each path, mean 1: with it the shares of the first year follow a Dirichlet
        distribution, in which the relative variance of a share is the smaller the larger the share is."""
        count = len(self.distribution.districts)
        strength = max((count - 1) / self.distribution.dispersion**2 - 1.0, 1e-6)
        shape = np.maximum(strength * self.distribution.new[:, :1], 1e-6)
        digest = hashlib.sha256(b"district_dispersion").digest()
        rng = np.random.default_rng([self.result.arrivals.seed, int.from_bytes(digest[:8], "big")])
        drawn = rng.standard_gamma(np.broadcast_to(shape, (count, self.result.arrivals.n_paths)))
        return np.asarray(np.maximum(drawn, 1e-12) / shape)


def _summary(paths: Array) -> Array:
    return summarise(np.ascontiguousarray(paths))


def _certain(paths: Array) -> bool:
    """Whether every path says the same."""
    return bool(np.allclose(paths, paths[:, :1], rtol=SAME, atol=SAME))
