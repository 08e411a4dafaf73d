"""The published figures behind a shipped series: what was printed, what it stands for, who printed it and when."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.text import Language, Texts
from forecasting.observations import read_published
from forecasting.reports.data.words import date_words, period_words

__all__ = ["GRADES", "figure_grades", "figure_rows", "printed_years", "published"]

GRADES = ("A", "B", "C")
"""Of sources: official, official as quoted elsewhere, press."""


@lru_cache(maxsize=20)
def published(name: str) -> pd.DataFrame:
    """A shipped file of published figures, read once; with grade, publisher and date of the source of each row."""
    table = read_published(name)
    if name == "sources" or "source" not in table:
        return table
    return table.merge(published("sources")[["source", "grade", "publisher", "date"]], on="source", how="left")


def figure_grades(group: str) -> dict[str, int]:
    """Figures behind the series of a group, by the grade of their source."""
    readings = published("readings")
    grades = readings.loc[readings["group"] == group, "grade"]
    return {grade: int((grades == grade).sum()) for grade in GRADES}


def printed_years(group: str) -> frozenset[int]:
    """Years whose sum is published to the person."""
    readings = published("readings")
    exact = readings[(readings["group"] == group) & (readings["wording"] == "exact")]
    return frozenset(int(period) for period in exact["period"] if str(period).isdecimal())


@lru_cache(maxsize=8)
def figure_rows(group: str, language: Language) -> tuple[tuple[str, ...], ...]:
    """Period, as printed, persons it stands for, grade, source, date, reason of the reading; the newest first."""
    text, formats = Texts(language), Formats(language)
    readings = published("readings")
    chosen = readings[readings["group"] == group].sort_values("period", ascending=False, kind="stable")
    return tuple(
        (
            period_words(str(row["period"]), text),
            text(f"ui.data.wording.{str(row['wording']).replace(' ', '_')}", number=formats.number(row["printed"])),
            _persons(row["low"], row["high"], text),
            str(row["grade"]),
            str(row["source"]),
            date_words(row["date"], text),
            str(row[f"reason_{language}"]),
        )
        for row in chosen.to_dict("records")
    )


def _persons(low: float, high: float, text: Texts) -> str:
    formats = Formats(text.language)
    if np.isnan(low):
        return text("ui.data.at_most", persons=formats.number(high))
    if np.isnan(high):
        return text("ui.data.at_least", persons=formats.number(low))
    if low == high:
        return formats.number(low)
    return text("ui.data.span", first=formats.number(low), last=formats.number(high))
