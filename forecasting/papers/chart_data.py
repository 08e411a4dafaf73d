"""The values behind the charts and tables of a case as CSV, not rounded, as German or English Excel opens them.

They are for whoever computes on, so that they hold every interval, the one of 95 % too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from forecasting.base.text import Texts
from forecasting.papers.case import Case
from forecasting.reports.charts import series
from forecasting.reports.csv_files import csv, fan_data, fte_data, funding_data, table_data, table_notes
from forecasting.reports.frame import Frame, frame
from forecasting.reports.grid import Grid
from forecasting.reports.tables import forecast_table, funding_table
from forecasting.scenarios import Outlook

__all__ = ["CHARTS", "TABLES", "chart_csv"]


def chart_csv(case: Case, kind: str, words: Frame | None = None) -> bytes:
    """Values of one chart or table.

    Args:
        kind: of `CHARTS` or `TABLES`.
        words: around the values of a chart; None for a table, which brings its own.
    """
    if words is not None:
        return csv(CHARTS[kind](case), words)
    return csv(*_table(case, TABLES[kind](case.result, case.text)))


def _caseload(case: Case) -> pd.DataFrame:
    past, forecast = series.caseload_past(case.past), series.caseload_forecast(case.result)
    base = None if case.base is None else series.caseload_forecast(case.base)
    return fan_data(past, forecast, base, "calculated", case.text, wide=True)


def _fte(case: Case) -> pd.DataFrame:
    base = None if case.base is None else series.fte_by_year(case.base)
    return fte_data(series.fte_by_year(case.result), base, case.text, wide=True)


def _funding(case: Case) -> pd.DataFrame:
    base = None if case.base is None else series.funding_by_year(case.base)
    return funding_data(series.funding_by_year(case.result), base, case.text)


def _table(case: Case, table: Grid) -> tuple[pd.DataFrame, Frame]:
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


CHARTS: Mapping[str, Callable[[Case], pd.DataFrame]] = {"caseload": _caseload, "fte": _fte, "funding": _funding}
"""Values by chart."""

TABLES: Mapping[str, Callable[[Outlook, Texts], Grid]] = {
    "funding_table": funding_table,
    "forecast_table": forecast_table,
}
"""Tables by name."""
