"""The values behind the charts and tables of a case as CSV, not rounded, as German or English Excel opens them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from forecasting.papers.case import Case
from forecasting.papers.figures import caseload_figure, fte_figure, funding_figure
from forecasting.reports import series
from forecasting.reports.csv_files import csv, fan_data, fte_data, funding_data, table_data, table_notes
from forecasting.reports.frame import Frame, frame
from forecasting.reports.tables import Table, forecast_table, funding_table

__all__ = ["DATA", "chart_csv"]


def chart_csv(case: Case, kind: str) -> bytes:
    """Values of one chart or table.

    Args:
        kind: of `DATA`.
    """
    table, words = DATA[kind](case)
    return csv(table, words)


def _caseload(case: Case) -> tuple[pd.DataFrame, Frame]:
    past, forecast = series.caseload_past(case.past), series.caseload_forecast(case.result)
    base = None if case.base is None else series.caseload_forecast(case.base)
    return fan_data(past, forecast, base, "calculated", case.text), caseload_figure(case).frame


def _fte(case: Case) -> tuple[pd.DataFrame, Frame]:
    base = None if case.base is None else series.fte_by_year(case.base)
    return fte_data(series.fte_by_year(case.result), base, case.text), fte_figure(case).frame


def _funding(case: Case) -> tuple[pd.DataFrame, Frame]:
    base = None if case.base is None else series.funding_by_year(case.base)
    return funding_data(series.funding_by_year(case.result), base, case.text), funding_figure(case).frame


def _table(case: Case, table: Table) -> tuple[pd.DataFrame, Frame]:
    text = case.text
    words = frame(
        case.result,
        title=table.title,
        unit=table.unit or text("reports.file.by_row"),
        text=text,
        notes=table_notes(table, text),
        origin=case.origin,
    )
    return table_data(table, text), words


DATA: Mapping[str, Callable[[Case], tuple[pd.DataFrame, Frame]]] = {
    "caseload": _caseload,
    "fte": _fte,
    "funding": _funding,
    "funding_table": lambda case: _table(case, funding_table(case.result, case.text)),
    "forecast_table": lambda case: _table(case, forecast_table(case.result, case.text)),
}
"""Values and words by chart or table."""
