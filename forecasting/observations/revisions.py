"""How much a month's first figure is revised later, learned from what was first published and what it became.

National first applications. Two kinds of later figures are known: those of Eurostat, whose months of a year were last
revised at the end of that year (every December of 2015 to 2019 still stands as first published), so a month of a year
shows what had been added at that age; and the differences of year-to-date totals since mid-2020, which hold what came
late. A later figure that equals the first one was never revised and tells nothing. docs/method.md, section Arrivals.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from forecasting.base.quantiles import Array
from forecasting.observations.published import read_published

__all__ = ["AGES", "Revisions", "learn_revisions"]

AGES = 2
"""Months of age from which on nothing is added on average that the record could tell from noise."""

_UNREVISED = 0.005  # share up to which a later figure counts as the first one
_AT_YEAR_END = "eurostat_revised"
_FEWEST = 3  # months of a year that make its mean


@dataclass(frozen=True)
class Revisions:
    """What is still to be added to a month of age 0, 1, … (0: the newest month), log scale.

    A later figure is the first one times exp(mean + spread * z), z ~ N(0, 1).
    """

    mean: Array  # (AGES,)
    spread: Array  # (AGES,)
    years: tuple[int, ...]  # of the record behind age 0
    by_year: Array  # (years,) mean log ratio of the later figure to the first one


@lru_cache(maxsize=4)
def learn_revisions(published: Path | None = None) -> Revisions:
    """Revisions of the record; every year counts the same.

    The spread of an age is that between the years and within them.
    """
    first = read_published("asylum_applications_first_release_de", published).set_index("month")["first_published"]
    final = read_published("asylum_applications_monthly_de", published).set_index("month")
    both = final.join(first, how="inner").dropna(subset=["first_published"])
    months = both.index.to_numpy(dtype=np.int64)
    ratio = np.log(both["first_applications"].to_numpy(np.float64) / both["first_published"].to_numpy(np.float64))
    closed = (both["method"] == _AT_YEAR_END).to_numpy()
    revised = np.abs(ratio) > _UNREVISED
    year, age = months // 12, 11 - months % 12
    of_year = {each: ratio[revised & (year == each)] for each in np.unique(year)}
    of_year = {each: ratios for each, ratios in of_year.items() if len(ratios) >= _FEWEST}
    by_year = np.array([ratios.mean() for ratios in of_year.values()])
    within = np.mean([ratios.var(ddof=1) for ratios in of_year.values()])
    mean, spread = [by_year.mean()], [np.sqrt(by_year.var(ddof=1) + within)]
    for past in range(1, AGES):
        left = []
        for each in of_year:
            here = revised & closed & (year == each)
            now, older = ratio[here & (age == past)], ratio[here & (age > past)]
            if len(now) and len(older) >= _FEWEST:
                left.append(older.mean() - now.mean())
        mean.append(np.mean(left))
        spread.append(np.std(left, ddof=1))
    return Revisions(np.array(mean), np.array(spread), tuple(int(each) for each in of_year), by_year)
