"""Turn the texts of a column into months, numbers, codes and choices; what cannot be read is a finding, left empty.

How a file writes its decimals is proven by all its numbers together, how it writes its dates by the whole column.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding, Severity
from forecasting.base.periods import Month, month_label
from forecasting.base.state import state
from forecasting.observations.reading import cells
from forecasting.observations.reading.cells import Cell, DayMonth, Style
from forecasting.observations.reading.columns import Column
from forecasting.observations.reading.kinds import FileKind
from forecasting.observations.reading.words import found

__all__ = ["convert", "file_style"]

_CODE = "AGS "  # before a code in the files of this tool, where a spreadsheet would drop the leading zero


def file_style(
    file: str, kind: FileKind, raw: pd.DataFrame, columns: dict[str, Column]
) -> tuple[Style | None, list[Finding]]:
    """Decimal style of the file, proven by its numbers, and what is to be said or asked about it."""
    if not kind.office:
        return "point", []
    numeric = [name for name in raw.columns if name in columns and columns[name].type in ("count", "number")]
    texts = {name: [(line, cell) for line, cell in raw[name].items() if isinstance(cell, str)] for name in numeric}
    everything = [cell for name in numeric for _, cell in texts[name]]
    style, clash = cells.decimal_style(everything)
    if clash:
        return None, [_mixed(file, *clash)]
    if style is not None:
        example = next(cell for cell in everything if cells.decimal_style([cell])[0])
        key = "observations.decimal_comma" if style == "comma" else "observations.decimal_point"
        return style, [found(key, file, severity="notice", values={"example": example})]
    findings = []
    styles: set[Style] = set()
    for name in numeric:
        open_cells = [(line, cell) for line, cell in texts[name] if cells.undecided(cell)]
        if not open_cells:
            continue
        by_column = cells.grouped([cell for _, cell in texts[name] if cells.looks_like_number(cell)])
        line, cell = open_cells[0]
        if by_column is None or columns[name].type != "count":
            values = {"count": len(open_cells), "plain": re.sub(r"\D", "", cell)}
            findings.append(
                found("observations.number_question", file, int(str(line)), name, cell, "question", values=values)
            )
            continue
        styles.add(by_column)
        values = {"example": cell, "plain": re.sub(r"\D", "", cell)}
        findings.append(found("observations.thousands", file, column=name, severity="notice", values=values))
    if len(styles) == 2:
        return None, [_mixed(file, "1.234", "1,234")]
    return next(iter(styles), None), findings


def _mixed(file: str, comma: str, point: str) -> Finding:
    return found("observations.mixed_decimals", file, severity="question", values={"comma": comma, "point": point})


def convert(file: str, column: Column, given: pd.Series, style: Style | None) -> tuple[pd.Series, list[Finding]]:
    """Typed values of a column; what cannot be read is a finding and stays empty."""
    if column.type == "month":
        return _months(file, column, given)
    if column.type == "number" and style == "point":
        plain = pd.to_numeric(given, errors="coerce").astype(np.float64)
        if np.isfinite(plain[given.notna()]).all() and not (column.filled and given.isna().any()):
            return plain, []
    findings: list[Finding] = []
    values: list[object] = []
    for line, cell in given.items():
        value: object = None
        key = None
        if cell is None:
            if column.filled:
                key = "observations.missing_value"
        elif column.type in ("count", "number"):
            value, key = _number(cell, style)
        elif column.type == "district":
            value, key = _district(cell)
        else:
            value = f"{cell:g}" if isinstance(cell, float) else str(cell)
            if column.type == "choice":
                value = _choice(value, column.choices)
        if key == "observations.district_zero":
            findings.append(found(key, file, int(str(line)), column.name, cell, "notice"))
        elif key:
            severity: Severity = "question" if key == "observations.sign" else "error"
            findings.append(found(key, file, int(str(line)), column.name, cell, severity))
        values.append(value)
    kind = float if column.type in ("count", "number") else object
    return pd.Series(values, index=given.index, dtype=kind), findings


def _number(cell: Cell, style: Style | None) -> tuple[float | None, str | None]:
    """Value of a cell, or the key of what is wrong; a number whose style is asked about elsewhere stays empty."""
    if isinstance(cell, float):
        return (cell, None) if np.isfinite(cell) else (None, "observations.not_number")
    text = str(cell)
    if text in cells.SIGNS:
        return None, "observations.sign"
    value = cells.number(text, style)
    if value is None and (style is not None or not cells.looks_like_number(text)):
        return None, "observations.not_number"
    return value, None


def _district(cell: Cell) -> tuple[str | None, str | None]:
    """Five-digit code; a spreadsheet has often eaten the leading zero."""
    text = f"{cell:g}" if isinstance(cell, float) else str(cell).removeprefix(_CODE)
    if text[:1] != "0" and state().is_key("0" + text):
        return "0" + text, "observations.district_zero"
    return (text, None) if state().is_key(text) else (None, "observations.district")


def _choice(text: str, choices: tuple[str, ...]) -> str:
    """The choice as the kind writes it, whatever the case; any other text as it is."""
    return next((choice for choice in choices if choice.lower() == text.lower()), text)


def _months(file: str, column: Column, given: pd.Series) -> tuple[pd.Series, list[Finding]]:
    """Months of a column; dates whose day and month could be swapped are settled by the column or asked about.

    Several rows may come from one line of the file, so each is known by its place.
    """
    findings: list[Finding] = []
    read: dict[int, Month | DayMonth] = {}
    lines = [int(str(label)) for label in given.index]
    cells_given = given.tolist()
    for place, (line, cell) in enumerate(zip(lines, cells_given, strict=True)):
        if cell is None:
            findings.append(found("observations.missing_value", file, line, column.name))
            continue
        year = cells.read_year(cell)
        if year is not None and column.year != "refused":
            if column.year != "apart":  # those are for `housing_years`
                read[place] = 12 * year + (11 if column.year == "last" else 0)
            continue
        result = "year" if year is not None else cells.read_month(cell)
        if isinstance(result, str):
            severity: Severity = "question" if result == "month_question" else "error"
            findings.append(found(f"observations.{result}", file, line, column.name, cell, severity))
        else:
            read[place] = result
    dates = {place: date for place, date in read.items() if isinstance(date, DayMonth)}
    day_first = cells.settle_dates(list(dates.values()))
    for place, date in dates.items():
        month = date.month(day_first) if day_first is not None else None
        if month is None:
            del read[place]
            key, cell = "observations.date_question", cells_given[place]
            findings.append(found(key, file, lines[place], column.name, cell, "question"))
        else:
            read[place] = month
    if dates and day_first is not None:
        place = next(iter(dates))
        month = dates[place].month(day_first)
        values = {"month": month_label(month) if month is not None else ""}
        key, cell = "observations.dates", cells_given[place]
        findings.append(found(key, file, lines[place], column.name, cell, "notice", values=values))
    return pd.Series([read.get(place, np.nan) for place in range(len(lines))], given.index, float), findings
