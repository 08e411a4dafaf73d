"""The charts of an outlook from tidy tables: forecast fans, posts beside what pays them, need beside its cover."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.quantiles import Array
from forecasting.base.rounding import round_persons
from forecasting.base.text import Language, Texts
from forecasting.base.years import starred
from forecasting.reports.charts.record import BANDS, Chart, Role, Series
from forecasting.reports.intervals import shown

__all__ = ["FEW", "PALE", "PARTS", "fan", "funding", "parts_of", "posts", "year_names"]

FEW = 10.0  # posts of a district: below, one decimal tells the years apart

PARTS: Mapping[str, str] = {
    "residual_used": "residual",
    "appropriation_used": "appropriation",
    "continued_used": "appropriation",
    "shortfall": "shortfall",
}
"""What covers the need, from below, and its hue."""

PALE = "continued_used"
"""The part that comes from an amount which nobody has decided."""

ENDS: Mapping[str, tuple[Role, Role]] = {level: (low, high) for level, low, high in BANDS}


def fan(
    past: pd.DataFrame,
    forecast: pd.DataFrame,
    base: pd.DataFrame | None,
    *,
    unit: str,
    past_name: str,
    text: Texts,
    outcome: pd.DataFrame | None = None,
    wide: bool = False,
) -> Chart:
    """A monthly series: its past (month, value) and its forecast (month, q025…q975).

    Args:
        past: may be empty; a column `status` marks months that are estimated.
        base: forecast of the base scenario, None where the scenario is the base; shown where it differs.
        unit: of the vertical axis, in words.
        past_name: what the past is: "beobachtet und geschätzt".
        outcome: month, value: what came, where the forecast was made in the past.
        wide: whether the 95 % interval is shown, see `intervals`.
    """
    formats = Formats(text.language)
    months, behind = [*past["month"], *forecast["month"]], (None,) * len(past)
    told = (*_value_words(past, formats, unit), *_fan_words(forecast, formats, unit, text, wide=wide))
    rows = [Series(past_name, role, (*values, *[None] * len(forecast)), told=told) for role, values in _behind(past)]
    rows.append(Series(text("reports.chart.median"), "median", (*behind, *_known(forecast["q50"])), told=told))
    rows += _bounds(forecast, behind, text, wide=wide)
    if (line := _visible(base, forecast, "q50")) is not None:
        rows.append(Series(text("reports.chart.base"), "base", _at(months, "month", line, "q50"), "base"))
    if outcome is not None:
        said = dict(zip(outcome["month"], _value_words(outcome, formats, unit), strict=True))
        values = _at(months, "month", outcome, "value")
        name, words = text("reports.chart.outcome"), tuple(said.get(month, "") for month in months)
        rows.append(Series(name, "outcome", values, "shortfall", told=words))
    return Chart("fan", tuple(months), tuple(rows), unit)


def posts(forecast: pd.DataFrame, base: pd.DataFrame | None, *, text: Texts, wide: bool = False) -> Chart:
    """Posts a year (year, partial, q025…q975, FTE) beside those the appropriation pays.

    Args:
        forecast: also fundable (nan: none) and continued, whether nobody has decided the amount that pays them.
        base: the same of the base scenario, as in `fan`.
        wide: whether the 95 % interval is shown, see `intervals`.
    """
    formats = Formats(text.language)
    told = tuple(
        text(
            "reports.chart.fte_hover",
            year=year,
            fte=formats.number(middle),
            low=formats.number(low),
            high=formats.number(high),
            fundable="." if math.isnan(fundable) else formats.number(fundable),
        )
        + (_wide_words(formats.number(lowest), formats.number(highest), text) if wide else "")
        for year, middle, low, high, fundable, lowest, highest in _rows(
            forecast, "year", "q50", "q10", "q90", "fundable", "q025", "q975"
        )
    )
    rows = [Series(text("reports.chart.median_needed"), "median", _known(forecast["q50"]), told=told)]
    together = text("reports.chart.intervals_wide" if wide else "reports.chart.intervals")
    rows += _bounds(forecast, (), text, wide=wide, together=together)
    rows += _appropriations(forecast, forecast["fundable"].to_numpy(), "fundable", text)
    if (line := _visible(base, forecast, "q50")) is not None:
        rows.append(Series(text("reports.chart.base"), "base", _at(forecast["year"], "year", line, "q50"), "base"))
    digits = 1 if forecast["q50"].max() < FEW else 0
    return Chart("ranges", year_names(forecast), tuple(rows), text("reports.unit.fte"), digits)


def funding(account: pd.DataFrame, base: pd.DataFrame | None, *, text: Texts) -> Chart:
    """Need of each year as a bar of what covers it, the appropriation, and the unbound residual at its end.

    Args:
        account: year, partial and, in EUR, need, residual_used, appropriation_used, shortfall, appropriation,
            closing_unbound; continued, whether nobody has decided the appropriation.
        base: the same of the base scenario, as in `fan`.
    """
    formats, years, parts = Formats(text.language), year_names(account), parts_of(account)
    told = tuple(
        "<br>".join([year, *(f"{text(f'reports.chart.{name}')}: {formats.mio(float(parts[part][row]))}"
                             for part, name in _told(bool(parts["continued"][row])))])
        for row, year in enumerate(years)
    )  # fmt: skip
    rows = [
        Series(
            text(f"reports.series.{part}"), "bar", _known(parts[part] / 1e6), hue, hatched=part == "shortfall",
            pale=part == PALE, label=text(f"reports.chart.part_{part}"), told=told,
        )
        for part, hue in PARTS.items()
        if part != PALE or parts[part].any()
    ]  # fmt: skip
    rows += _appropriations(account, parts["appropriation"] / 1e6, "given", text)
    left = text("reports.chart.part_closing_unbound")
    values = _known(parts["closing_unbound"] / 1e6)
    rows.append(Series(text("reports.measure.closing_unbound"), "level", values, label=left))
    if (line := _visible(base, account, "need")) is not None:
        values = tuple(None if need is None else need / 1e6 for need in _at(account["year"], "year", line, "need"))
        name, label = text("reports.file.base_need"), text("reports.chart.base_need")
        rows.append(Series(name, "base", values, "base", label=label))
    return Chart("stack", years, tuple(rows), text("reports.unit.mio"), digits=1)


def parts_of(account: pd.DataFrame) -> Mapping[str, Array]:
    """The account with `PARTS` in columns: what is used of an amount carried forward uses no appropriation."""
    columns = {str(name): account[name].to_numpy() for name in account}
    forward, used = columns["continued"], columns["appropriation_used"]
    return columns | {
        "appropriation_used": np.where(forward, 0.0, used),
        "continued_used": np.where(forward, used, 0.0),
    }


def year_names(table: pd.DataFrame) -> tuple[str, ...]:
    """The years of a table (year, partial), a partial one starred."""
    return tuple(starred(year, partial) for year, partial in zip(table["year"], table["partial"], strict=True))


def _behind(past: pd.DataFrame) -> list[tuple[Role, tuple[float | None, ...]]]:
    """The past; where months are estimated, stretches of its own joined to their neighbours."""
    values = _known(past["value"])
    if not len(past):
        return []
    if "status" not in past:
        return [("past", values)]
    gap = (past["status"] != "observed").to_numpy()
    dotted = gap | np.append(gap[1:], False) | np.insert(gap[:-1], 0, False)
    kinds: tuple[tuple[Role, list[bool]], ...] = (("estimated", dotted.tolist()), ("past", (~gap).tolist()))
    return [
        (role, tuple(value if there else None for value, there in zip(values, of, strict=True))) for role, of in kinds
    ]


def _bounds(
    forecast: pd.DataFrame, behind: tuple[None, ...], text: Texts, *, wide: bool, together: str = ""
) -> list[Series]:
    """Ends of the intervals, from the lowest to the highest.

    Args:
        together: what stands beside the widest for all of them; empty: each has its own words.
    """
    intervals = shown(wide)
    ends = [(each, ENDS[each.level][0], "low", each.low) for each in intervals]
    ends += [(each, ENDS[each.level][1], "high", each.high) for each in reversed(intervals)]
    rows = []
    for each, role, end, column in ends:
        words = ""
        if end == "high":
            own = "" if together else text("reports.chart.interval", level=each.level)
            words = together if together and each is intervals[0] else own
        name = text(f"reports.chart.head_{end}", level=each.level)
        rows.append(Series(name, role, (*behind, *_known(forecast[column])), label=words))
    return rows


def _appropriations(table: pd.DataFrame, values: Array, name: str, text: Texts) -> list[Series]:
    """Marks of what is decided or planned, rings of what is carried forward; a kind without a value is left out."""
    forward = table["continued"].to_numpy()
    kinds: tuple[tuple[str, Role, Array], ...] = (
        ("settled", "mark", np.where(forward, np.nan, values)),
        ("continued", "ring", np.where(forward, values, np.nan)),
    )
    return [
        Series(text(f"reports.series.{name}_{kind}"), role, _known(there), "appropriation",
               label=text(f"reports.chart.{name}_{kind}"))
        for kind, role, there in kinds
        if not np.isnan(there).all()
    ]  # fmt: skip


def _told(forward: bool) -> tuple[tuple[str, str], ...]:
    """Columns of the account that a reader is told, and what they are called in a year of that kind."""
    used, given = (PALE, "given_continued") if forward else ("appropriation_used", "given_settled")
    parts = ("need", "residual_used", used, "shortfall")
    return (*((part, f"part_{part}") for part in parts), ("appropriation", given),
            ("closing_unbound", "part_closing_unbound"))  # fmt: skip


def _visible(base: pd.DataFrame | None, table: pd.DataFrame, column: str) -> pd.DataFrame | None:
    """The base scenario, unless its line would lie under the one that is shown or beside the chart."""
    if base is None or np.array_equal(base[column], table[column]):
        return None
    key = "month" if "month" in table else "year"
    return base if base[key].isin(table[key]).any() else None


def _at(rows: Iterable[object], key: str, table: pd.DataFrame, column: str) -> tuple[float | None, ...]:
    """Values of another table in the months or years of a chart."""
    found = dict(zip(table[key].tolist(), table[column].tolist(), strict=True))
    return tuple(found.get(row) for row in rows)


def _known(values: pd.Series[float] | Array) -> tuple[float | None, ...]:
    return tuple(None if math.isnan(value) else float(value) for value in values.tolist())


def _rows(table: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Values of some columns, row by row, as Python knows them."""
    return zip(*(table[column].tolist() for column in columns), strict=True)


def _value_words(table: pd.DataFrame, formats: Formats, unit: str) -> list[str]:
    return [
        f"<b>{formats.month(month)}</b><br>{_number(round_persons(value), formats.language)} {unit}"
        for month, value in zip(table["month"], table["value"].tolist(), strict=True)
    ]


def _fan_words(forecast: pd.DataFrame, formats: Formats, unit: str, text: Texts, *, wide: bool) -> list[str]:
    def persons(value: float) -> str:
        return _number(round_persons(value), text.language)

    return [
        text(
            "reports.chart.fan_hover",
            month=formats.month(month),
            value=persons(middle),
            low=persons(low),
            high=persons(high),
            unit=unit,
        )
        + (_wide_words(persons(lowest), persons(highest), text) if wide else "")
        for month, middle, low, high, lowest, highest in _rows(forecast, "month", "q50", "q10", "q90", "q025", "q975")
    ]


def _wide_words(low: str, high: str, text: Texts) -> str:
    return f"<br>{text('reports.chart.hover_wide', low=low, high=high)}"


@lru_cache(maxsize=2_000)
def _number(persons: float, language: Language) -> str:
    """A rounded number in words; the months of a fan have few of them."""
    return Formats(language).number(persons)
