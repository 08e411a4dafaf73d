"""What the charts show, as tidy tables: one row per month or year, values not rounded, units in docs/method.md.

Months are labels "YYYY-MM". The past of the caseload is calculated from observed and estimated arrivals, because
nobody publishes the caseload itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.arrivals import ABSENT, Arrivals
from forecasting.base.periods import month_range
from forecasting.base.quantiles import STATISTICS, Array
from forecasting.reports.headline import headline
from forecasting.scenarios import Outlook
from forecasting.scenarios.chain import ALL
from forecasting.scenarios.hindcast import Hindcast

__all__ = [
    "Lines",
    "arrivals_forecast",
    "arrivals_past",
    "caseload_forecast",
    "caseload_past",
    "fte_by_year",
    "funding_by_year",
    "lines_of",
]

FUNDING = ("need", "residual_used", "appropriation_used", "shortfall", "appropriation", "closing_unbound")


@dataclass(frozen=True)
class Lines:
    """What the charts of the first page show of a scenario; the columns are those of the functions named alike."""

    caseload: pd.DataFrame
    arrivals: pd.DataFrame
    fte: pd.DataFrame
    funding: pd.DataFrame


def lines_of(result: Outlook) -> Lines:
    """All lines of a result."""
    return Lines(caseload_forecast(result), arrivals_forecast(result), fte_by_year(result), funding_by_year(result))


def caseload_past(past: Hindcast) -> pd.DataFrame:
    """Calculated caseload of all groups: month, value (persons at month end), from the first complete month on."""
    skipped = max(0, past.complete_from - past.first_month)
    total = np.sum(list(past.caseload.values()), axis=0)[skipped:]
    return pd.DataFrame({"month": month_range(past.first_month + skipped, len(total)), "value": total})


def caseload_forecast(result: Outlook) -> pd.DataFrame:
    """Target caseload: month, mean and quantiles (persons at month end)."""
    return _monthly(result, "target_caseload")


def arrivals_past(arrivals: Arrivals, group: str = ALL) -> pd.DataFrame:
    """Arrivals as known: month, value (persons per month), status; of one group from its first month on.

    A month counts as observed only if it is observed in every group that has it.
    """
    groups = arrivals.groups if group == ALL else (group,)
    total = np.sum([arrivals.observed[name] for name in groups], axis=0)
    by_month = zip(*(arrivals.status[name] for name in groups), strict=True)
    status = ["observed" if {*words} <= {"observed", ABSENT} else "estimated" for words in by_month]
    months = month_range(arrivals.first_month, arrivals.history_months)
    table = pd.DataFrame({"month": months, "value": total, "status": status})
    skipped = min(arrivals.first_observed[name] for name in groups) - arrivals.first_month
    return table.iloc[skipped:].reset_index(drop=True)


def arrivals_forecast(result: Outlook, group: str = ALL) -> pd.DataFrame:
    """Arrivals with the scenario's special events: month, mean and quantiles (persons per month)."""
    return _monthly(result, "arrivals", group)


def fte_by_year(result: Outlook) -> pd.DataFrame:
    """Posts needed and posts the appropriation pays: year, partial, mean and quantiles, fundable (FTE), continued."""
    fundable = headline(result, "fundable_fte").copy()
    fundable[[("fundable_fte", year.year) in result.absent for year in result.years]] = np.nan
    columns = _years(result) | _statistics(result.yearly["fte"].summary)
    return pd.DataFrame(columns | {"fundable": fundable, "continued": _continued(result)})


def funding_by_year(result: Outlook) -> pd.DataFrame:
    """The planning account's need and what covers it: year, partial, `FUNDING` (EUR) and continued."""
    account: Mapping[str, Array] = result.account.measures
    amounts = {measure: account[measure] for measure in FUNDING}
    return pd.DataFrame(_years(result) | amounts | {"continued": _continued(result)})


def _continued(result: Outlook) -> list[bool]:
    """Of each year whether its amount is carried forward and nobody has decided it."""
    return [standing == "continued" for standing in result.standing]


def _monthly(result: Outlook, measure: str, group: str = ALL) -> pd.DataFrame:
    months = {"month": month_range(result.base_month + 1, result.horizon)}
    return pd.DataFrame(months | _statistics(result.monthly[measure, group].summary))


def _years(result: Outlook) -> dict[str, object]:
    return {"year": [year.year for year in result.years], "partial": [year.partial for year in result.years]}


def _statistics(summary: Array) -> dict[str, object]:
    """Columns of a summary by name."""
    return dict(zip(STATISTICS, summary.T, strict=True))
