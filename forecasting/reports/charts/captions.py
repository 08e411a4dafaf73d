"""What stands under a chart: its message in words, source and date, and its values as a plain table."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from forecasting.arrivals import Arrivals
from forecasting.base.format import Formats
from forecasting.base.groups import group_name
from forecasting.base.periods import Month, month_label
from forecasting.base.rounding import round_persons
from forecasting.base.text import Texts
from forecasting.base.years import starred
from forecasting.budget.funds import CENT_FREE
from forecasting.reports.charts.series import FUNDING
from forecasting.reports.grid import Values
from forecasting.reports.intervals import Interval, shown

__all__ = [
    "age_words",
    "ageing_words",
    "fan_values",
    "fan_words",
    "fte_values",
    "fte_words",
    "funding_values",
    "funding_words",
    "source",
    "stand",
    "stand_by_group",
    "stand_words",
]

OLD = 7  # months from the last one with figures to the first in which its end is more than six months ago
STEADY = 0.02  # share: a smaller change is none


def source(arrivals: Arrivals, text: Texts, *, by_group: bool = False, origin: str | None = None) -> str:
    """Source and date of what rests on the arrivals.

    Args:
        by_group: name the groups whose own figures end earlier.
        origin: sentence that names the source where the arrivals do not come from the shipped data.
    """
    return f"{origin or text('reports.chart.source_arrivals')} {stand(arrivals, text, by_group=by_group)}"


def stand(arrivals: Arrivals, text: Texts, *, by_group: bool = False) -> str:
    """Date of the data (Datenstand); `by_group` as in `source`."""
    return stand_words(arrivals.base_month, arrivals.datenstand if by_group else {}, text)


def stand_words(base_month: Month, datenstand: Mapping[str, Month], text: Texts) -> str:
    """Date of data that reach `base_month`, and the groups whose own figures (`datenstand`) end earlier."""
    return text("reports.chart.stand", stand=_dates(base_month, datenstand, text))


def stand_by_group(arrivals: Arrivals, text: Texts) -> str:
    """The same without the word for it, as it stands in a line of facts."""
    return _dates(arrivals.base_month, arrivals.datenstand, text)


def _dates(base_month: Month, datenstand: Mapping[str, Month], text: Texts) -> str:
    formats = Formats(text.language)
    last = formats.month_end(month_label(base_month))
    late = {group: month for group, month in datenstand.items() if month < base_month}
    if not late:
        return last
    groups = _by_group(late, "reports.chart.stand_group", text)
    return text("reports.chart.stand_groups", stand=last, groups=groups)


def _by_group(months: Mapping[str, Month], key: str, text: Texts) -> str:
    """Groups with the end of the month of each."""
    formats = Formats(text.language)
    return "; ".join(
        text(key, group=group_name(group, text), stand=formats.month_end(month_label(month)))
        for group, month in months.items()
    )


def age_words(arrivals: Arrivals, today: datetime.date, text: Texts, *, dated: bool = True) -> str:
    """Which figures are older than six months on that day, and what to do; empty where none are.

    Args:
        today: from the clock of a shell.
        dated: whether the date of each group is named, which need not be where it stands beside.
    """
    latest = today.year * 12 + today.month - 1 - OLD
    old = {group: month for group, month in arrivals.datenstand.items() if month <= latest}
    if not old:
        return ""
    if not dated:
        return text("reports.data_old_beside", groups=", ".join(group_name(group, text) for group in old))
    return text("reports.data_old", groups=_by_group(old, "reports.data_old_group", text))


def ageing_words(arrivals: Arrivals, text: Texts) -> str:
    """From when on the oldest figures are older than six months: for a paper, which does not change with the day."""
    if not arrivals.datenstand:
        return ""
    formats, oldest = Formats(text.language), min(arrivals.datenstand.values())
    return text("reports.data_ageing", month=formats.month(month_label(oldest + OLD)))


def fan_words(measure: str, forecast: pd.DataFrame, text: Texts, *, wide: bool = False) -> str:
    """Where a monthly forecast leads; `measure` is caseload or arrivals, `wide` as in `charts.fan`."""
    formats = Formats(text.language)
    first, last = _ends(forecast, "month", "q50", "q10", "q90", "q025", "q975")
    change = last["q50"] / first["q50"] - 1.0 if first["q50"] > 0 else 0.0
    way = "stays" if abs(change) < STEADY else "rises" if change > 0 else "falls"
    words = text(
        f"reports.chart.{measure}_{way}",
        first=formats.month(first["month"]),
        last=formats.month(last["month"]),
        start=_persons(first["q50"], formats),
        end=_persons(last["q50"], formats),
        low=_persons(last["q10"], formats),
        high=_persons(last["q90"], formats),
    )
    if not wide:
        return words
    low, high = (_persons(last[end], formats) for end in ("q025", "q975"))
    return f"{words} {text('reports.chart.wide', low=low, high=high)}"


def fan_values(
    past: pd.DataFrame, forecast: pd.DataFrame, past_status: str, text: Texts, *, wide: bool = False
) -> Values:
    """Month, status, value or median, and the intervals that the chart shows, in the order of time."""
    formats, intervals = Formats(text.language), shown(wide)
    heads = [text(f"reports.chart.head_{name}") for name in ("month", "status", "median")]
    rows = []
    for row in past.to_dict("records"):
        status = text(f"reports.chart.status_{row.get('status', past_status)}")
        rows.append((row["month"], status, _persons(row["value"], formats), *[""] * (2 * len(intervals))))
    for row in forecast.to_dict("records"):
        bounds = [_persons(row[end], formats) for each in intervals for end in (each.low, each.high)]
        rows.append((row["month"], text("reports.chart.status_forecast"), _persons(row["q50"], formats), *bounds))
    return Values((*heads, *_bounds(intervals, text)), tuple(rows), words=(0, 1))


def fte_words(table: pd.DataFrame, text: Texts, *, wide: bool = False) -> str:
    """Posts needed at the start and the end, and what the appropriation pays at the end; `wide` as in the chart."""
    formats = Formats(text.language)
    first, last = _ends(table, "year", "q50", "q10", "q90", "q025", "q975", "fundable", "continued")
    words = text(
        "reports.chart.fte_words" if len(table) > 1 else "reports.chart.fte_words_one",
        first=int(first["year"]),
        last=int(last["year"]),
        start=formats.number(first["q50"]),
        end=formats.number(last["q50"]),
        low=formats.number(last["q10"]),
        high=formats.number(last["q90"]),
    )
    if wide:
        low, high = (formats.number(last[end]) for end in ("q025", "q975"))
        words = f"{words} {text('reports.chart.wide', low=low, high=high)}"
    if np.isnan(last["fundable"]):
        return words
    year, fundable = int(last["year"]), formats.number(last["fundable"])
    key = "reports.chart.fte_words_continued" if last["continued"] else "reports.chart.fte_words_fundable"
    return f"{words} {text(key, year=year, fundable=fundable)}"


def fte_values(table: pd.DataFrame, text: Texts, *, wide: bool = False) -> Values:
    """Year, median, the intervals that the chart shows, and payable posts."""
    formats, intervals = Formats(text.language), shown(wide)
    rows = []
    for row in table.to_dict("records"):
        bounds = [formats.number(row[end]) for each in intervals for end in (each.low, each.high)]
        payable = "." if np.isnan(row["fundable"]) else formats.number(row["fundable"])
        rows.append((starred(row["year"], row["partial"]), formats.number(row["q50"]), *bounds, payable))
    payable_head = text("reports.measure.fundable_fte")
    heads = (
        text("reports.chart.head_year"),
        text("reports.chart.head_median"),
        *_bounds(intervals, text),
        payable_head,
    )
    return Values(heads, tuple(rows))


def funding_words(account: pd.DataFrame, label: str, text: Texts) -> str:
    """Need at the start and the end, what is left, what stays uncovered; `label` names the account."""
    formats = Formats(text.language)
    first, last = _ends(account, "year", "need", "closing_unbound")
    count = "" if len(account) > 1 else "_one"
    words = text(
        f"reports.chart.funding_words{count}{'' if last['closing_unbound'] > CENT_FREE else '_none'}",
        account=label,
        first=int(first["year"]),
        last=int(last["year"]),
        start=formats.mio(first["need"]),
        end=formats.mio(last["need"]),
        closing=formats.mio(last["closing_unbound"]),
    )
    missing = account["shortfall"].to_numpy()
    short = missing > CENT_FREE
    if not short.any():
        return f"{words} {text('reports.chart.funding_words_covered')}"
    years, amount = _enumerated(account["year"].to_numpy()[short].tolist()), formats.mio(float(missing[short].sum()))
    return f"{words} {text('reports.chart.funding_words_short', count=int(short.sum()), years=years, amount=amount)}"


def funding_values(account: pd.DataFrame, text: Texts) -> Values:
    """Year and the account's amounts, Mio. Euro."""
    formats = Formats(text.language)
    rows = [
        (starred(row["year"], row["partial"]), *(formats.mio(row[part]) for part in FUNDING))
        for row in account.to_dict("records")
    ]
    heads = [text(f"reports.measure.{part}") for part in FUNDING]
    unit = text("reports.unit.mio")
    return Values((text("reports.chart.head_year"), *(f"{head}, {unit}" for head in heads)), tuple(rows))


def _bounds(intervals: Sequence[Interval], text: Texts) -> list[str]:
    return [text(f"reports.chart.head_{end}", level=each.level) for each in intervals for end in ("low", "high")]


def _ends(table: pd.DataFrame, *columns: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """First and last row of some columns of a table, as Python knows the values."""
    values = {column: table[column].tolist() for column in columns}
    first, last = ({column: found[row] for column, found in values.items()} for row in (0, -1))
    return first, last


def _persons(value: float, formats: Formats) -> str:
    return formats.number(round_persons(float(value)))


def _enumerated(years: Sequence[int]) -> str:
    """2029, 2030 and 2031 as "2029–2031" where they follow one another, else a list."""
    if len(years) > 1 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}–{years[-1]}"
    return ", ".join(str(year) for year in years)
