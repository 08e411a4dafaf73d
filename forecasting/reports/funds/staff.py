"""Posts needed, filled and vacant by year, and the months in which those who are there are too few."""

from __future__ import annotations

from forecasting.base.format import Formats
from forecasting.base.quantiles import Q50
from forecasting.base.text import Texts
from forecasting.budget.measures import names
from forecasting.reports.grid import Grid, Row, yearly
from forecasting.reports.tables import shown_unit
from forecasting.scenarios import Outlook

__all__ = ["staff_table", "staff_words"]


def staff_table(result: Outlook, text: Texts) -> Grid:
    """Median over the paths, with hiring that takes time."""
    formats = Formats(text.language)
    lines = []
    for name in names("posts"):
        values = tuple(result.yearly[name].summary[:, Q50].tolist())
        cells = tuple(formats.number(value, 1 if name == "overload_months" else 0) for value in values)
        lines.append(Row(text(f"reports.staff.{name}"), cells, key=name, unit=shown_unit(name), values=values))
    title, unit, note = (text(f"reports.staff.{name}") for name in ("title", "unit", "note"))
    return yearly(title, unit, result.years, lines, (note,), text)


def staff_words(result: Outlook, text: Texts) -> str:
    """Months of overload over the horizon, or that posts are taken as filled at once."""
    if "overload_months" not in result.yearly:
        return text("reports.staff.off")
    months = result.yearly["overload_months"].values.sum(axis=0)
    formats, given = Formats(text.language), result.resolved
    return text(
        "reports.staff.words",
        lag=given.whole("staffing.hiring_lag"),
        turnover=formats.percent(given.number("staffing.turnover")),
        notice=given.whole("staffing.notice_months"),
        threshold=formats.percent(given.number("staffing.overload")),
        months=formats.number(float(months.mean()), 1),
        horizon=result.horizon,
    )
