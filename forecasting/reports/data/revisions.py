"""Revisions: how much higher the later published figures are than the first ones, by year, by age and within a year.

First asylum applications in Germany, persons; the state's arrivals are not published in several vintages.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.text import Language, Texts
from forecasting.reports.data.figures import published
from forecasting.reports.data.words import span_words

__all__ = ["age_rows", "revision_range", "running_rows", "year_rows"]

COUNTED = "asylum_applications_monthly_de"
FIRST = "asylum_applications_first_release_de"
RUNNING = "asylum_applications_ytd_de"
IMPUTED = ("interval_split", "ytd_rounded")  # the later figure is a split or a rounded one
DIFFERENCES = ("bamf_ytd_difference", "bamf_ytd_from_percent")  # January is the first published figure itself
ONE_VINTAGE = "eurostat_revised"
YEARS_OF_AGE = (2015, 2020)
"""First year, and the one after the last, whose months are complete in one later vintage."""

Rows = tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def _pairs() -> pd.DataFrame:
    """Months with a first figure and a later one that was counted: month, first, later, method."""
    later = published(COUNTED)[["month", "first_applications", "method"]]
    both = published(FIRST)[["month", "first_published"]].merge(later, on="month").dropna()
    both = both.rename(columns={"first_published": "first", "first_applications": "later"})
    january = (both["month"].astype(int) % 12 == 0) & both["method"].isin(DIFFERENCES)
    return both[~january & ~both["method"].isin(IMPUTED)].astype({"month": int})


def _by_year() -> pd.DataFrame:
    pairs = _pairs()
    by_year = pairs.groupby(pairs["month"] // 12)
    return by_year.agg(months=("month", "size"), first=("first", "sum"), later=("later", "sum"))


def revision_range() -> tuple[float, float]:
    """Least and greatest share by which the later figures of a year are higher than the first."""
    table = _by_year()
    shares = table["later"] / table["first"] - 1.0
    return float(shares.min()), float(shares.max())


@lru_cache(maxsize=2)
def year_rows(language: Language) -> Rows:
    """Year, months compared, first published, published later, how much higher."""
    formats = Formats(language)
    return tuple(
        (str(year), formats.number(row["months"]), *_compared(row["first"], row["later"], formats))
        for year, row in _by_year().iterrows()
    )


@lru_cache(maxsize=2)
def age_rows(language: Language) -> Rows:
    """Months to the end of the year, months compared, first, later, how much higher, least and most by year.

    Eurostat's December of every year stands as it was first published: a month was revised until the end of its year,
    so that its later figure shows what had been added at that age.
    """
    text, formats = Texts(language), Formats(language)
    pairs = _pairs()[_pairs()["month"] < YEARS_OF_AGE[1] * 12]
    pairs = pairs[(pairs["method"] == ONE_VINTAGE) & (pairs["month"] >= YEARS_OF_AGE[0] * 12)]
    rows = []
    for age, part in pairs.groupby(11 - pairs["month"] % 12):
        shares = part["later"] / part["first"] - 1.0
        low, high = (formats.percent(share, 1) for share in (shares.min(), shares.max()))
        compared = _compared(part["first"].sum(), part["later"].sum(), formats)
        between = text("ui.data.span", first=low, last=high)
        rows.append((str(age), formats.number(len(part)), *compared, between))
    return tuple(rows)


@lru_cache(maxsize=2)
def running_rows(language: Language) -> Rows:
    """Year-to-date figures beside the sum of the first figures: months, first, cumulated, how much higher."""
    text, formats = Texts(language), Formats(language)
    first = published(FIRST).set_index("month")["first_published"]
    rows = []
    for month, running in published(RUNNING)[["month", "first_ytd"]].itertuples(index=False):
        january = int(month) // 12 * 12
        months = range(january, int(month) + 1)
        sums = [float(first.get(each, np.nan)) for each in months]
        if len(sums) > 1 and not np.isnan(sums).any():
            rows.append((span_words(january, int(month), text), *_compared(sum(sums), float(running), formats)))
    return tuple(rows)


def _compared(first: float, later: float, formats: Formats) -> tuple[str, str, str]:
    return formats.number(first), formats.number(later), formats.percent(later / first - 1.0, 1)
