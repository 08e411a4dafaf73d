"""Observations as text that is kept and read again: a CSV by kind of table, months as labels, numbers exactly."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import month_label, parse_month
from forecasting.observations.folder import KINDS, combined
from forecasting.observations.load import Observations, observations_of
from forecasting.observations.reading.kinds import OFFICE, FileKind
from forecasting.observations.reading.schemas import Sheet

__all__ = ["observations_in", "sheets_of", "written"]

_NUMBERS = ("count", "number")


def written(sheets: Mapping[str, Sheet]) -> dict[str, str]:
    """The tables as text, by kind."""
    return {kind: _text(sheet) for kind, sheet in sheets.items() if kind in KINDS}


def sheets_of(content: Mapping[str, str]) -> dict[str, Sheet]:
    """The tables of such text.

    Raises:
        InputError: it is none.
    """
    try:
        return {kind: _sheet(OFFICE[kind], text) for kind, text in content.items()}
    except (KeyError, ValueError, csv.Error, InputError) as error:
        raise InputError(Finding("observations.content")) from error


def observations_in(content: Mapping[str, str]) -> Observations:
    """The observations of such text.

    Raises:
        InputError: it is none.
    """
    return observations_of(combined(sheets_of(content), ()))


def _text(sheet: Sheet) -> str:
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(sheet.frame.columns)
    months = {column.name for column in sheet.kind.columns if column.type == "month"}
    for row in sheet.frame.to_dict("records"):
        lines.writerow([_cell(value, str(name) in months) for name, value in row.items()])
    return out.getvalue()


def _cell(value: object, month: bool) -> str:
    if value is None or value != value:
        return ""
    if month:
        return month_label(int(float(str(value))))
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _sheet(kind: FileKind, text: str) -> Sheet:
    header, *rows = csv.reader(io.StringIO(text))
    types = {column.name: column.type for column in kind.columns}
    frame = pd.DataFrame(
        {
            name: _column([row[place] for row in rows], str(types.get(name, "number")))
            for place, name in enumerate(header)
        },
        index=pd.RangeIndex(2, len(rows) + 2),
    )
    return Sheet(kind, kind.name, frame, frame.astype(object), ())


def _column(cells: list[str], type_: str) -> object:
    if type_ == "month":
        return np.array([float(parse_month(cell)) if cell else np.nan for cell in cells])
    if type_ in _NUMBERS:
        return np.array([float(cell) if cell else np.nan for cell in cells])
    return np.array([cell or None for cell in cells], dtype=object)
