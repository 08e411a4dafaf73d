"""The figures as published: read them, say what they pin down, and check that each of them is accounted for.

`readings` give the interval of persons that a printed figure stands for, `exclusions` the reason why another is not
used.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Container, Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding, InputError
from forecasting.base.folders import DATA
from forecasting.base.periods import Month
from forecasting.base.quantiles import Array
from forecasting.observations.folder import read_file
from forecasting.observations.months.figure import Figure
from forecasting.observations.reading.published_kinds import PUBLISHED
from forecasting.observations.reading.schemas import Sheet

__all__ = ["FOLDER", "account_findings", "figures", "national_applications", "period_weights", "read_published"]

FOLDER = DATA / "published"

_PERIOD = re.compile(r"(\d{4})(?:-(\d{2})(?:\.\.(\d{4})-(\d{2})(?:-(\d{2}))?)?)?")
_PRINTED = {
    "reference_numbers": ("measure", "period", "value"),
    "zugang_monthly_annual": ("series", "period", "value"),
    "temporary_protection_monthly": ("grants_month", "month", "grants_month"),
    "asylum_applications_state": ("first_applications", "period", "first_applications"),
}
"""Where a file of figures names the series (or the column that is the series), the period and the value."""


def read_published(name: str, folder: Path | None = None) -> pd.DataFrame:
    """A file of published figures, checked: months as numbers, counts as floats (NaN where empty), the rest as text.

    Args:
        name: of its kind, see `published_kinds`.
    Raises:
        InputError: the file is missing or breaks a rule.
    """
    kind = PUBLISHED[name]
    sheet, findings = read_file((folder or FOLDER) / f"{kind.stem}.csv", kind)
    if sheet is None:
        raise InputError(findings)
    if sheet.blocked:
        raise InputError(finding for finding in sheet.findings if finding.severity != "notice")
    return sheet.frame.reset_index(drop=True)


def national_applications(folder: Path | None = None) -> tuple[Month, Array]:
    """First asylum applications in Germany by month: the first month, and persons, shape (months,).

    Its last month is the base month. First releases stand in a file of their own and move none: they are low.
    """
    table = read_published("asylum_applications_monthly_de", folder)
    return int(table["month"].iloc[0]), table["first_applications"].to_numpy(dtype=np.float64)


def figures(readings: pd.DataFrame, group: str, first_month: Month, months: int) -> list[Figure]:
    """Figures of one group over a span of months.

    Args:
        readings: `readings` as `read_published` gives them.
        first_month, months: the span; a year that begins before it counts from the first month on.
    """
    chosen = readings[readings["group"] == group]
    return [
        Figure(
            name=f"{series} {period}",
            weights=period_weights(period, first_month, months),
            low=-np.inf if np.isnan(low) else low,
            high=np.inf if np.isnan(high) else high,
        )
        for series, period, low, high in zip(
            chosen["series"], chosen["period"], chosen["low"], chosen["high"], strict=True
        )
    ]


def period_weights(period: str, first_month: Month, months: int) -> Array:
    """Part of each month that a period covers: a year, a month, months from to, or to a day ("2022-02..2022-05-23").

    Raises:
        InputError: the period is none of these.

    >>> period_weights("2020-02..2020-03-15", 2020 * 12, 4).round(4).tolist()
    [0.0, 1.0, 0.4839, 0.0]
    """
    match = _PERIOD.fullmatch(period)
    if match is None:
        raise InputError(Finding("observations.period", value=period))
    year, month, last_year, last_month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    begin = year * 12 + (month or 1) - 1
    end = begin + (11 if month is None else 0)
    if last_year is not None and last_month is not None:
        end = last_year * 12 + last_month - 1
    covered = np.arange(first_month, first_month + months)
    weights = ((covered >= begin) & (covered <= end)).astype(np.float64)
    if day is not None:
        weights[covered == end] = day / calendar.monthrange(end // 12, end % 12 + 1)[1]
    return weights


def account_findings(sheets: Mapping[str, Sheet]) -> list[Finding]:
    """What only the files together tell: unprinted readings, figures neither read nor excluded, unknown sources.

    Args:
        sheets: by kind.
    """
    usable = {name: sheet for name, sheet in sheets.items() if not sheet.blocked}
    findings: list[Finding] = []
    printed = {PUBLISHED[name].stem: _printed(usable[name], name) for name in _PRINTED if name in usable}
    used: set[tuple[str, str]] = set()
    for name, period_column in (("readings", "printed_period"), ("exclusions", "period")):
        if name not in usable:
            continue
        frame = usable[name].frame
        for line, file, series, period, value in frame[["file", "series", period_column, "printed"]].itertuples():
            used.add((series, period))
            known = printed.get(str(file).removesuffix(".csv"))
            if known is not None and known.get((series, period)) != value:
                findings.append(
                    Finding(
                        "observations.not_printed",
                        {"file": file, "series": series, "period": period},
                        usable[name].file,
                        int(line),
                        "printed",
                        f"{value:g}",
                    )
                )
    if "readings" in usable:
        sheet = usable["readings"]
        for line, period in sheet.frame[["period"]].itertuples():
            if _PERIOD.fullmatch(str(period)) is None:
                findings.append(Finding("observations.period", {}, sheet.file, int(line), "period", str(period)))
    if {"readings", "exclusions"} <= usable.keys():
        read = set(usable["readings"].frame[["file", "series"]].itertuples(index=False, name=None))
        for name in _PRINTED:
            if name in usable:
                findings += _unaccounted(usable[name], name, used, read)
    if "sources" in usable:
        known_sources = set(usable["sources"].frame["source"])
        for name, sheet in usable.items():
            if name != "sources" and "source" in sheet.frame:
                for line, source in sheet.frame["source"].items():
                    if source not in known_sources:
                        findings.append(
                            Finding("observations.no_source", {}, sheet.file, int(str(line)), "source", source)
                        )
    return findings


def _unaccounted(
    sheet: Sheet, name: str, used: Container[tuple[str, str]], read: Container[tuple[str, str]]
) -> Iterator[Finding]:
    """Figures neither read nor excluded: any of the state's arrivals, elsewhere those of a series read in part."""
    whole, file = name == "zugang_monthly_annual", f"{PUBLISHED[name].stem}.csv"
    for line, one, period in zip(sheet.frame.index, _series(sheet, name), _periods(sheet, name), strict=True):
        if (whole or (file, one) in read) and (one, period) not in used:
            yield Finding("observations.unaccounted", {"series": one}, sheet.file, int(line), "period", period)


def _series(sheet: Sheet, name: str) -> list[str]:
    """Series of each row of a file of figures; a file of one series has its name from the column."""
    series, _, value = _PRINTED[name]
    return [str(one) for one in sheet.frame[series]] if series != value else [series] * len(sheet.frame)


def _periods(sheet: Sheet, name: str) -> list[str]:
    """Periods of a file of figures as the file writes them."""
    return [str(period) for period in sheet.raw[_PRINTED[name][1]]]


def _printed(sheet: Sheet, name: str) -> dict[tuple[str, str], float]:
    """Values of a file of figures by series and period as the file writes them."""
    numbers = sheet.frame[_PRINTED[name][2]]
    return {
        (one, when): float(number)
        for one, when, number in zip(_series(sheet, name), _periods(sheet, name), numbers, strict=True)
    }
