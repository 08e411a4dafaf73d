"""Read a column of months: each cell by itself, and what only the column tells.

What looks like a number, a day count of a spreadsheet or a moment with a time of day is no month: it is asked about,
once for the whole column.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding, Severity
from forecasting.base.periods import Month, month_label
from forecasting.observations.reading import cells
from forecasting.observations.reading.cells import Cell, DayMonth
from forecasting.observations.reading.columns import Column
from forecasting.observations.reading.words import found

__all__ = ["NO_ANSWERS", "UNREAD", "Answers", "read_months"]

Answers = Mapping[str, str]
"""What was answered, by the question, see `Finding.question`."""

NO_ANSWERS: Answers = {}

_DECIMAL = re.compile(r"(\d{4})[.,](\d{1,2})")
_SERIAL = re.compile(r"[2-6]\d{4}(?:[.,]0+)?")
_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4})[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|\+00:?00)?"
)
_EPOCH = datetime.date(1899, 12, 30)
_ZONES = datetime.timedelta(hours=3)  # between the zone that was meant and the one that was written

_ORDERS = {"day_first": True, "month_first": False}

Reading = Callable[[Cell], Month | None]


def read_months(file: str, column: Column, given: pd.Series, answers: Answers) -> tuple[pd.Series, list[Finding]]:
    """Months of a column, NaN where none can be told; dates whose day and month could be swapped are settled by the
    column or asked about."""
    findings: list[Finding] = []
    read: dict[int, Month | DayMonth] = {}
    odd: dict[str, list[int]] = {}
    numbers = _numbers(given)
    for label, cell in given.items():
        line = int(str(label))
        if cell is None:
            findings.append(found("observations.missing_value", file, line, column.name))
            continue
        year = cells.read_year(cell)
        if year is not None and column.year != "refused":
            if column.year != "apart":  # those are for `housing_years`
                read[line] = 12 * year + (11 if column.year == "last" else 0)
            continue
        kind = _kind(cell, line in numbers) if year is None else None
        if kind:
            odd.setdefault(kind, []).append(line)
            continue
        result = "year" if year is not None else cells.read_month(cell)
        if isinstance(result, str):
            severity: Severity = "question" if result == "month_question" else "error"
            findings.append(found(f"observations.{result}", file, line, column.name, cell, severity))
        else:
            read[line] = result
    for kind, lines in odd.items():
        months, said = _asked(file, column.name, kind, given.loc[lines], answers)
        read |= months
        findings.append(said)
    findings += _settle_dates(file, column.name, given, read, answers)
    return pd.Series([read.get(int(str(line)), np.nan) for line in given.index], given.index, float), findings


def _settle_dates(
    file: str, column: str, given: pd.Series, read: dict[int, Month | DayMonth], answers: Answers
) -> list[Finding]:
    """Put months in the place of dates, or ask which part of them is the day."""
    dates = {line: date for line, date in read.items() if isinstance(date, DayMonth)}
    if not dates:
        return []
    line = next(iter(dates))
    day_first = cells.settle_dates(list(dates.values()))
    settled = day_first is not None
    fits = [name for name, first in _ORDERS.items() if all(date.month(first) is not None for date in dates.values())]
    asked = replace(
        found("observations.date_question", file, line, column, given.loc[line], "question"),
        choices=tuple(fits),
        about=column,
        alike=len(dates) - 1,
    )
    choice = answers.get(asked.question, "")
    if not settled and choice in fits:
        day_first = _ORDERS[choice]
    findings = [] if settled else [asked.answered(choice) if choice in fits else asked]
    for each, date in dates.items():
        month = date.month(day_first) if day_first is not None else None
        if month is None:
            del read[each]
        else:
            read[each] = month
    if settled:
        month = dates[line].month(bool(day_first))
        values = {"month": month_label(month) if month is not None else ""}
        findings.append(found("observations.dates", file, line, column, given.loc[line], "notice", values=values))
    return findings


def _numbers(given: pd.Series) -> set[int]:
    """Lines of texts that a spreadsheet has made of numbers: "2025.1" beside "2025.11" and no "2025.10"."""
    texts = {int(str(line)): match for line, cell in given.items() if (match := _decimal(cell))}
    ends = {match[2] for match in texts.values()}
    padded = ends & {"11", "12"} or any(len(end) == 2 and end[0] == "0" for end in ends)
    return {line for line, match in texts.items() if match[2] == "1"} if padded and "10" not in ends else set()


def _decimal(cell: Cell) -> re.Match[str] | None:
    return _DECIMAL.fullmatch(cell.strip()) if isinstance(cell, str) else None


def _kind(cell: Cell, number: bool) -> str | None:
    """What a cell is in place of a month, None where it may be one."""
    if number or (isinstance(cell, float) and not cell.is_integer()):
        return "month_number"
    if isinstance(cell, str) and "," in cell and _decimal(cell):
        return "month_number"
    text = f"{cell:.0f}" if isinstance(cell, float) else cell
    if isinstance(text, str) and _SERIAL.fullmatch(text.strip()):
        return "month_serial"
    return "month_time" if _moment(cell) is not None else None


def _asked(
    file: str, column: str, kind: str, given: pd.Series, answers: Answers
) -> tuple[dict[int, Month | DayMonth], Finding]:
    """Months by line as far as the question about them was answered, and the question or what was done."""
    readings = {name: months for name, read in _READINGS[kind].items() if (months := _all(given, read))}
    if "as_read" in readings:
        readings = {"as_read": readings["as_read"]}
    line = int(str(given.index[0]))
    shown = next((cell for cell in given if kind == "month_number" and _ends(cell) == "1"), given.iloc[0])
    asked = Finding(
        f"observations.{kind}",
        {},
        file,
        line if shown is given.iloc[0] else int(str(given.index[list(given).index(shown)])),
        column,
        str(shown),
        "question" if readings else "error",
        choices=tuple(readings),
        about=column,
        alike=len(given) - 1,
    )
    if (choice := answers.get(asked.question)) in readings:
        return dict(readings[str(choice)]), asked.answered(str(choice))
    return {}, asked


def _all(given: pd.Series, read: Reading) -> dict[int, Month]:
    """Months of all cells, none if one of them is none."""
    months = {int(str(line)): read(cell) for line, cell in given.items()}
    return {line: month for line, month in months.items() if month is not None} if None not in months.values() else {}


def _ends(cell: Cell) -> str:
    """Digits behind the sign of a number like 2025.1."""
    text = f"{cell:.10g}" if isinstance(cell, float) else str(cell)
    match = _DECIMAL.fullmatch(text.strip())
    return match[2] if match else ""


def _number(cell: Cell, one: int | None) -> Month | None:
    """Month of 2025.11, of 2025.02 and of 2025.2; 2025.1 is month number `one`."""
    text = f"{cell:.10g}" if isinstance(cell, float) else str(cell)
    match = _DECIMAL.fullmatch(text.strip())
    if match is None:
        return None
    month = (one or 0) if match[2] == "1" else int(match[2])
    return int(match[1]) * 12 + month - 1 if 1 <= month <= 12 else None


def _serial(cell: Cell) -> Month | None:
    """Month of the day that a spreadsheet counts from 1899-12-30."""
    days = int(float(str(cell).replace(",", ".")))
    found = cells.read_month(_EPOCH + datetime.timedelta(days=days))
    return found if isinstance(found, int) else None


def _moment(cell: Cell) -> datetime.datetime | None:
    """A date with a time of day other than midnight."""
    if isinstance(cell, str):
        match = _TIME.fullmatch(cell.strip())
        if match is None:
            return None
        form = "%Y-%m-%d" if "-" in match[1] else "%d.%m.%Y"
        try:
            day = datetime.datetime.strptime(match[1], form)  # noqa: DTZ007 - as written, in whatever zone
            cell = day.replace(hour=int(match[2]), minute=int(match[3]), second=int(match[4] or 0))
        except ValueError:
            return None
    if not isinstance(cell, datetime.datetime) or cell.time() == datetime.time():
        return None
    return cell


def _midnight(cell: Cell) -> Month | None:
    """Month that begins at the midnight next to a moment, which was written in another zone."""
    moment = _moment(cell)
    if moment is None:
        return None
    nearest = (moment + datetime.timedelta(hours=12)).date()
    begins = datetime.datetime.combine(nearest, datetime.time(), moment.tzinfo)
    if nearest.day != 1 or abs(moment - begins) > _ZONES:
        return None
    found = cells.read_month(nearest)
    return found if isinstance(found, int) else None


_READINGS: Mapping[str, Mapping[str, Reading]] = {
    "month_number": {
        "as_read": lambda cell: _number(cell, None),
        "october": lambda cell: _number(cell, 10),
        "january": lambda cell: _number(cell, 1),
    },
    "month_serial": {"excel": _serial},
    "month_time": {"midnight": _midnight},
}

UNREAD = frozenset(f"observations.{kind}" for kind in _READINGS)
"""Findings that leave a whole column without months."""
