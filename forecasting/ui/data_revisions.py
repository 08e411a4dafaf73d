"""Revisions: how much higher the later published figures are than the first ones, by year, by age, and within a year.

First asylum applications in Germany, persons; the state's arrivals are not published in several vintages.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.periods import Month, parse_month
from forecasting.base.text import Language, Texts
from forecasting.ui.data_figures import published
from forecasting.ui.data_words import span_words

__all__ = ["age_rows", "later_vintage", "revision_range", "running_rows", "year_rows"]

COUNTED = "asylum_applications_monthly_de"
FIRST = "asylum_applications_first_release_de"
RUNNING = "asylum_applications_ytd_de"
IMPUTED = ("interval_split", "ytd_rounded")  # the later figure is a split or a rounded one
DIFFERENCES = ("bamf_ytd_difference", "bamf_ytd_from_percent")  # January is the first published figure itself
ONE_VINTAGE = "eurostat_revised"
AGES = ((0, 5), (6, 11), (12, 23), (24, 35), (36, 47), (48, 59), (60, 119))
"""Months from the end of a month to its later figure: from, to."""

_EXTRACTED = re.compile(r"extracted (\d{4}-\d{2})-(\d{2})")

Rows = tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def _pairs() -> pd.DataFrame:
    """Months with a first figure and a later one that was counted: month, first, later, method, source."""
    later = published(COUNTED)[["month", "first_applications", "method", "source"]]
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


def later_vintage() -> tuple[Month, str]:
    """Month and day ("2020-10-06") of the one vintage that tells how figures of different age differ."""
    sources = _pairs().loc[_pairs()["method"] == ONE_VINTAGE, "source"].unique()
    found = {match.groups() for source in sources if (match := _EXTRACTED.search(source))}
    ((month, day),) = found
    return parse_month(month), f"{month}-{day}"


@lru_cache(maxsize=2)
def age_rows(language: Language) -> Rows:
    """Age of the figures when the later one was drawn, months compared, first, later, how much higher.

    All later figures are of one vintage, so that every month stands in one age only.
    """
    text, formats = Texts(language), Formats(language)
    drawn = later_vintage()[0]
    pairs = _pairs()[_pairs()["method"] == ONE_VINTAGE]
    age = drawn - pairs["month"] - 1  # whole months since the month ended
    rows = []
    for low, high in AGES:
        part = pairs[(age >= low) & (age <= high)]
        if not len(part):
            continue
        months = span_words(int(part["month"].min()), int(part["month"].max()), text)
        rows.append(
            (
                text("ui.data.age", low=low, high=high) if low else text("ui.data.age_under", high=high + 1),
                months,
                formats.number(len(part)),
                *_compared(part["first"].sum(), part["later"].sum(), formats),
            )
        )
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
