"""The charts of the papers: the picture, the numbers for a chart that an office program draws, and the message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from forecasting.base.rounding import round_persons
from forecasting.base.text import Texts
from forecasting.papers.case import Case
from forecasting.papers.content import Figure
from forecasting.papers.sections.messages import caseload_message, fte_message, funding_message
from forecasting.reports.charts import captions, need, series
from forecasting.reports.charts.record import Chart
from forecasting.reports.frame import Frame, frame
from forecasting.reports.tables import account_label, year_notes

__all__ = ["caseload_figure", "framed", "fte_figure", "funding_figure", "with_heads"]


def caseload_figure(case: Case) -> Figure:
    """Caseload by month: its calculated past, the median and the intervals."""
    text, result = case.text, case.result
    past, forecast = series.caseload_past(case.past), series.caseload_forecast(result)
    base = None if case.base is None else series.caseload_forecast(case.base)
    unit, past_name = text("reports.chart.caseload_unit"), text("reports.chart.caseload_past")
    return Figure(
        key="caseload",
        message=(message := caseload_message(result, text)),
        words=_fan_words(message, forecast, case),
        chart=need.fan(past, forecast, base, unit=unit, past_name=past_name, text=text),
        frame=framed(case, text("reports.chart.caseload_title"), unit, by_group=True),
    )


def fte_figure(case: Case) -> Figure:
    """Posts needed by year, and those that the appropriation pays."""
    text, result = case.text, case.result
    table = series.fte_by_year(result)
    base = None if case.base is None else series.fte_by_year(case.base)
    peak = "_peak" if result.resolved.word("staffing.rule") == "peak" else ""
    notes = tuple(year_notes(result, text, case.formats))
    return Figure(
        key="fte",
        message=fte_message(result, text),
        words=captions.fte_words(table, text),
        chart=(chart := _forecast(need.posts(table, base, text=text), text)),
        frame=framed(case, text(f"reports.chart.fte_title{peak}"), chart.unit, notes=notes),
    )


def funding_figure(case: Case) -> Figure:
    """Need of each year, what covers it and what is left, in the planning account; Mio. Euro."""
    text, result = case.text, case.result
    table = series.funding_by_year(result)
    base = None if case.base is None else series.funding_by_year(case.base)
    account = account_label(result, text)
    notes = (
        f"{account}.", *year_notes(result, text, case.formats), text("reports.table.note_consent"),
    )  # fmt: skip
    return Figure(
        key="funding",
        message=funding_message(result, text),
        words=captions.funding_words(table, account, text),
        chart=(chart := _forecast(need.funding(table, base, text=text), text)),
        frame=framed(case, text("reports.chart.funding_title"), chart.unit, notes=notes),
    )


def with_heads(chart: Chart, heads: Sequence[str]) -> Chart:
    """The chart with other words for its categories where an office program draws it; a picture keeps its own."""
    return replace(chart, categories=tuple(heads), ticks=chart.categories)


def _forecast(chart: Chart, text: Texts) -> Chart:
    """The years of a forecast, each marked as such."""
    return with_heads(chart, [f"{year}\n{text('papers.state.forecast')}" for year in chart.categories])


def framed(case: Case, title: str, unit: str, *, notes: tuple[str, ...] = (), by_group: bool = False) -> Frame:
    """What stands around a figure of the case."""
    return frame(
        case.result, title=title, unit=unit, text=case.text, notes=notes, by_group=by_group, origin=case.origin
    )


def _fan_words(message: str, forecast: pd.DataFrame, case: Case) -> str:
    """The message, and how wide the forecast is at its end."""
    last = forecast.iloc[-1]
    low, high = (case.formats.number(round_persons(float(last[name]))) for name in ("q10", "q90"))
    month = case.formats.month(str(last["month"]))
    return case.text("papers.figure.caseload", message=message, month=month, low=low, high=high)
