"""Districts as plain rows: the JSON document of `outlook --by district --json`.

Forecasts only: what was counted in a district does not stand in it. Columns: docs/method.md, Districts.
"""

from __future__ import annotations

from typing import Any

from forecasting.base.periods import month_range
from forecasting.base.quantiles import STATISTICS, Array
from forecasting.base.text import Texts
from forecasting.reports.rows import document
from forecasting.scenarios.districts.parts import YEARLY
from forecasting.scenarios.districts.results import ByDistrict

__all__ = ["district_document"]


def district_document(found: ByDistrict, text: Texts) -> dict[str, Any]:
    """The document of an outlook whose monthly and yearly rows carry the district's code (AGS, five digits)."""
    whole = document(found.result, text)
    whole["meta"]["warnings"] += [finding.sentence(text) for finding in found.notices]
    return whole | {"monthly": _monthly(found), "yearly": _yearly(found)}


def _monthly(found: ByDistrict) -> list[dict[str, Any]]:
    months = month_range(found.result.base_month + 1, found.result.horizon)
    return [
        {"month": month, "district": district.code, "group": group, "measure": measure} | values
        for measure, group in found.measures()
        for district, summary in zip(found.distribution.districts, found.monthly(measure, group), strict=True)
        for month, values in zip(months, _statistics(summary), strict=True)
    ]


def _yearly(found: ByDistrict) -> list[dict[str, Any]]:
    return [
        {"year": year.year, "partial": year.partial, "district": district.code, "measure": measure} | values
        for measure in YEARLY
        for district, summary in zip(found.distribution.districts, found.yearly(measure), strict=True)
        for year, values in zip(found.result.years, _statistics(summary), strict=True)
        if (measure, year.year) not in found.result.absent
    ]


def _statistics(summary: Array) -> list[dict[str, float]]:
    return [dict(zip(STATISTICS, row, strict=True)) for row in summary.tolist()]
