"""The charts of the papers: the picture, the numbers for a chart that an office program draws, and the message."""

from __future__ import annotations

import numpy as np
import pandas as pd

from forecasting.base.rounding import round_persons
from forecasting.base.text import Texts
from forecasting.papers.case import Case
from forecasting.papers.content import Figure, NativeChart, Role, Series
from forecasting.papers.sections.messages import caseload_message, fte_message, funding_message
from forecasting.reports.charts import captions, plans, series
from forecasting.reports.frame import Frame, frame
from forecasting.reports.tables import account_label, year_notes

__all__ = ["caseload_figure", "fte_figure", "funding_figure", "funding_series"]

BOUNDS: tuple[tuple[Role, str, str, str], ...] = (
    ("low80", "q10", "low", "80"),
    ("low50", "q25", "low", "50"),
    ("high50", "q75", "high", "50"),
    ("high80", "q90", "high", "80"),
)
"""Ends of the intervals from below: role, column, end and level."""


def caseload_figure(case: Case) -> Figure:
    """Caseload by month: its calculated past, the median and the intervals."""
    text, result = case.text, case.result
    past, forecast = series.caseload_past(case.past), series.caseload_forecast(result)
    base = plans.visible_base(None if case.base is None else series.caseload_forecast(case.base), forecast, "q50")
    unit = text("reports.chart.caseload_unit")
    plan = plans.fan(past, forecast, base, unit=unit, past_name=text("reports.chart.caseload_past"), text=text)
    months = [*past["month"], *forecast["month"]]
    behind, ahead = [None] * len(past), [None] * len(forecast)
    rows = [Series(text("papers.series.past"), "past", (*_known(past["value"]), *ahead))]
    rows.append(Series(text("reports.chart.median"), "median", (*behind, *_known(forecast["q50"]))))
    rows += [
        Series(_bound(case, end, level), role, (*behind, *_known(forecast[column])))
        for role, column, end, level in BOUNDS
    ]
    if base is not None:
        line = dict(zip(base["month"], base["q50"].tolist(), strict=True))
        rows.append(Series(text("reports.chart.base"), "base", tuple(line.get(month) for month in months), "base"))
    return Figure(
        key="caseload",
        message=(message := caseload_message(result, text)),
        words=_fan_words(message, forecast, case),
        plan=plan,
        native=NativeChart("fan", tuple(months), tuple(rows), unit),
        frame=_frame(case, text("reports.chart.caseload_title"), unit, by_group=True),
    )


def fte_figure(case: Case) -> Figure:
    """Posts needed by year, and those that the appropriation pays."""
    text, result = case.text, case.result
    table = series.fte_by_year(result)
    base = plans.visible_base(None if case.base is None else series.fte_by_year(case.base), table, "q50")
    unit = text("reports.unit.fte")
    rows = [Series(text("reports.chart.median_needed"), "median", _known(table["q50"]))]
    rows += [Series(_bound(case, end, level), role, _known(table[column])) for role, column, end, level in BOUNDS]
    rows += _appropriations(table, table["fundable"], "fundable", text)
    if base is not None:
        rows.append(Series(text("reports.chart.base"), "base", _of_years(table, base, "q50"), "base"))
    peak = "_peak" if result.resolved.word("staffing.rule") == "peak" else ""
    notes = tuple(year_notes(result, text, case.formats))
    return Figure(
        key="fte",
        message=fte_message(result, text),
        words=captions.fte_words(table, text),
        plan=plans.fte_chart(table, base, text=text),
        native=NativeChart("ranges", _years(table, text), tuple(rows), unit),
        frame=_frame(case, text(f"reports.chart.fte_title{peak}"), unit, notes=notes),
    )


def funding_figure(case: Case) -> Figure:
    """Need of each year, what covers it and what is left, in the planning account; Mio. Euro."""
    text, result = case.text, case.result
    table = series.funding_by_year(result)
    base = plans.visible_base(None if case.base is None else series.funding_by_year(case.base), table, "need")
    unit = text("reports.unit.mio")
    rows = funding_series(table, text)
    if base is not None:
        line = _of_years(table, base, "need")
        name = text("reports.file.base_need")
        rows.append(Series(name, "base", tuple(None if value is None else value / 1e6 for value in line), "base"))
    account = account_label(result, text)
    notes = (
        f"{account}.", *year_notes(result, text, case.formats), text("reports.table.note_consent"),
    )  # fmt: skip
    return Figure(
        key="funding",
        message=funding_message(result, text),
        words=captions.funding_words(table, account, text),
        plan=plans.funding_chart(table, base, text=text),
        native=NativeChart("stack", _years(table, text), tuple(rows), unit, digits=1),
        frame=_frame(case, text("reports.chart.funding_title"), unit, notes=notes),
    )


def funding_series(account: pd.DataFrame, text: Texts) -> list[Series]:
    """What `plans.funding_chart` draws, as numbers of a chart of its own; Mio. Euro."""
    parts = plans.parts_of(account)
    rows = [
        Series(text(f"papers.series.{part}"), "bar", _mio(parts[part]), hue, part == "shortfall", part == plans.PALE)
        for part, hue in plans.PARTS.items()
        if part != plans.PALE or parts[part].any()
    ]
    rows += _appropriations(account, account["appropriation"] / 1e6, "given", text)
    rows.append(Series(text("reports.measure.closing_unbound"), "level", _mio(account["closing_unbound"]), "need"))
    return rows


def _appropriations(table: pd.DataFrame, values: pd.Series[float], name: str, text: Texts) -> list[Series]:
    """Marks of what is decided or planned, rings of what is carried forward; a kind without a value is left out."""
    kinds: tuple[tuple[str, Role, pd.Series[float]], ...] = (
        ("settled", "mark", values.where(~table["continued"])),
        ("continued", "ring", values.where(table["continued"])),
    )
    return [
        Series(text(f"papers.series.{name}_{kind}"), role, _known(shown), "appropriation")
        for kind, role, shown in kinds
        if shown.notna().any()
    ]


def _frame(case: Case, title: str, unit: str, *, notes: tuple[str, ...] = (), by_group: bool = False) -> Frame:
    return frame(
        case.result, title=title, unit=unit, text=case.text, notes=notes, by_group=by_group, origin=case.origin
    )


def _fan_words(message: str, forecast: pd.DataFrame, case: Case) -> str:
    """The message, and how wide the forecast is at its end."""
    last = forecast.iloc[-1]
    low, high = (case.formats.number(round_persons(float(last[name]))) for name in ("q10", "q90"))
    month = case.formats.month(str(last["month"]))
    return case.text("papers.figure.caseload", message=message, month=month, low=low, high=high)


def _bound(case: Case, end: str, level: str) -> str:
    return case.text(f"reports.chart.head_{end}", level=level)


def _years(table: pd.DataFrame, text: Texts) -> tuple[str, ...]:
    """The years of a forecast, each marked as such."""
    return tuple(f"{year}\n{text('papers.state.forecast')}" for year in plans.year_names(table))


def _known(values: pd.Series[float]) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(value) else float(value) for value in values.tolist())


def _mio(values: pd.Series[float]) -> tuple[float | None, ...]:
    return _known(values / 1e6)


def _of_years(table: pd.DataFrame, base: pd.DataFrame, column: str) -> tuple[float | None, ...]:
    """The base scenario's values in the years of `table`."""
    found: dict[int, float] = dict(zip(base["year"].tolist(), base[column].tolist(), strict=True))
    return tuple(found.get(year) for year in table["year"].tolist())
