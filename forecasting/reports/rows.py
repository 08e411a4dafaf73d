"""An outlook as plain rows: the JSON document of `outlook --json`, tidy and complete.

Measures, columns and units: docs/method.md, Measures.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from forecasting.base.periods import month_range
from forecasting.base.quantiles import STATISTICS, Array
from forecasting.base.text import LANGUAGES, Texts
from forecasting.budget.measures import YEARLY
from forecasting.reports.answer import answer
from forecasting.reports.run import identify
from forecasting.scenarios import Outlook
from forecasting.scenarios.risk import exhaustion_quantiles

__all__ = ["document", "level_name"]


def document(result: Outlook, text: Texts) -> dict[str, Any]:
    """Everything an outlook holds, ready for JSON; warnings in the language of `text`."""
    return {
        "meta": asdict(identify(result))
        | {
            "sample_data": result.arrivals.sample_data,
            "warnings": [finding.sentence(text) for finding in result.notices],
        },
        "monthly": _monthly(result),
        "yearly": _yearly(result),
        "account": _account(result),
        "probability": [
            {"year": year.year, "funds_suffice": float(alone), "funds_suffice_until": float(until)}
            for year, alone, until in zip(result.years, result.funds_suffice, result.funds_suffice_until, strict=True)
        ],
        "residuals_last_until": exhaustion_quantiles(result),
        "answer": _answer(result),
    }


def _answer(result: Outlook) -> dict[str, Any]:
    """The answer in both languages, and what it claims; the claims are the same in each."""
    said = {language: answer(result, Texts(language)) for language in LANGUAGES}
    return {
        "text": {language: "\n".join(each.paragraphs()) for language, each in said.items()},
        "claims": [asdict(each) for each in said["de"].claims],
    }


def level_name(level: float) -> str:
    """Name of a quantile level: 0.8 is "q80"."""
    return f"q{level * 100:g}"


def _monthly(result: Outlook) -> list[dict[str, Any]]:
    months = month_range(result.base_month + 1, result.horizon)
    return [
        {"month": month, "group": group, "measure": measure} | statistics
        for (measure, group), sample in result.monthly.items()
        for month, statistics in zip(months, _statistics(sample.summary), strict=True)
    ]


def _yearly(result: Outlook) -> list[dict[str, Any]]:
    return [
        {"year": year.year, "partial": year.partial, "measure": measure} | statistics
        for measure in YEARLY
        if measure in result.yearly
        for year, statistics in zip(result.years, _statistics(result.yearly[measure].summary), strict=True)
        if (measure, year.year) not in result.absent
    ]


def _account(result: Outlook) -> list[dict[str, Any]]:
    return [
        {
            "level": level_name(level),
            "year": year.year,
            "partial": year.partial,
            "measure": measure,
            "value": float(account.measures[measure][row]),
        }
        for level, account in result.accounts.items()
        for measure in YEARLY
        if measure in account.measures
        for row, year in enumerate(result.years)
        if (measure, year.year) not in account.absent
    ]


def _statistics(summary: Array) -> list[dict[str, float]]:
    return [dict(zip(STATISTICS, row, strict=True)) for row in summary.tolist()]
