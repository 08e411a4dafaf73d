"""The fan of a monthly series as a chart of a page: its past, its forecast, and that of the base scenario."""

from __future__ import annotations

from functools import partial

import pandas as pd

from forecasting.base.text import Texts
from forecasting.reports.charts import captions, need
from forecasting.reports.charts.screen import plan
from forecasting.reports.csv_files import fan_data
from forecasting.ui.board.downloads import Chart

__all__ = ["fan_chart"]

STATUS = {"arrivals": "estimated", "caseload": "calculated"}
"""What is said of the past of a measure where it was not observed."""


def fan_chart(
    measure: str, past: pd.DataFrame, forecast: pd.DataFrame, base: pd.DataFrame | None, text: Texts, *, wide: bool
) -> Chart:
    """Past and forecast of the arrivals or of the caseload, see `reports.charts.need.fan`."""
    status, unit = STATUS[measure], text(f"reports.chart.{measure}_unit")
    past_name = text(f"reports.chart.{measure}_past")
    return Chart(
        plan(need.fan(past, forecast, base, unit=unit, past_name=past_name, text=text, wide=wide), text),
        unit,
        captions.fan_words(measure, forecast, text, wide=wide),
        partial(captions.fan_values, past, forecast, status, text, wide=wide),
        partial(fan_data, past, forecast, base, status, text, wide=wide),
    )
