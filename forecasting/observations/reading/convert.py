"""Turn the texts of a column into months, numbers, codes and choices; what cannot be read is a finding, left empty.

How a file writes its decimals is proven by all its numbers together, how it writes its dates by the whole column.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding
from forecasting.base.state import state
from forecasting.observations.reading import cells
from forecasting.observations.reading.aliases import choice_of
from forecasting.observations.reading.cells import Cell, Style
from forecasting.observations.reading.columns import Column
from forecasting.observations.reading.kinds import FileKind
from forecasting.observations.reading.month_column import Answers, read_months
from forecasting.observations.reading.words import found

__all__ = ["convert", "file_style"]

_SIGNS = {"zero": 0.0}
"""What a sign in place of a number is, by the answer; any other leaves its cell empty."""

_CODE = "AGS "  # before a code in the files of this tool, where a spreadsheet would drop the leading zero


def file_style(
    file: str, kind: FileKind, raw: pd.DataFrame, columns: dict[str, Column], answers: Answers
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
            asked = replace(
                found("observations.number_question", file, int(str(line)), name, cell, "question", values=values),
                choices=("thousand", "decimal"),
                about=name,
            )
            choice = answers.get(asked.question)
            if choice in asked.choices:
                styles.add("comma" if ("." in cell) == (choice == "thousand") else "point")
                asked = asked.answered(str(choice))
            findings.append(asked)
            continue
        styles.add(by_column)
        values = {"example": cell, "plain": re.sub(r"\D", "", cell)}
        findings.append(found("observations.thousands", file, column=name, severity="notice", values=values))
    if len(styles) == 2:
        return None, [_mixed(file, "1.234", "1,234")]
    return next(iter(styles), None), findings


def _mixed(file: str, comma: str, point: str) -> Finding:
    return found("observations.mixed_decimals", file, severity="question", values={"comma": comma, "point": point})


def convert(
    file: str, column: Column, given: pd.Series, style: Style | None, answers: Answers
) -> tuple[pd.Series, list[Finding]]:
    """Typed values of a column; what cannot be read is a finding and stays empty."""
    if column.type == "month":
        return read_months(file, column, given, answers)
    if column.type == "number" and style == "point":
        plain = pd.to_numeric(given, errors="coerce").astype(np.float64)
        if np.isfinite(plain[given.notna()]).all() and not (column.filled and given.isna().any()):
            return plain, []
    findings: list[Finding] = []
    values: list[object] = []
    signs: dict[str, list[int]] = {}
    for line, cell in given.items():
        value: object = None
        key = None
        if cell is None:
            if column.filled:
                key = "observations.missing_value"
        elif column.type in ("count", "number"):
            value, key = _number(cell, style)
            if key == "observations.sign":
                signs.setdefault(str(cell), []).append(int(str(line)))
                value, key = _SIGNS.get(answers.get(f"sign/{column.name}/{cell}", "")), None
        elif column.type == "district":
            value, key = _district(cell)
        else:
            value = f"{cell:g}" if isinstance(cell, float) else str(cell)
            if column.type == "choice":
                value = choice_of(value, column.choices)
        if key == "observations.district_zero":
            findings.append(found(key, file, int(str(line)), column.name, cell, "notice"))
        elif key:
            findings.append(found(key, file, int(str(line)), column.name, cell))
        values.append(value)
    findings += [_asked_sign(file, column, sign, lines, answers) for sign, lines in signs.items()]
    kind = float if column.type in ("count", "number") else object
    return pd.Series(values, index=given.index, dtype=kind), findings


def _asked_sign(file: str, column: Column, sign: str, lines: list[int], answers: Answers) -> Finding:
    """What a sign in place of a number is asked about, once for the column."""
    asked = replace(
        found("observations.sign", file, lines[0], column.name, sign, "question"),
        choices=("zero",) if column.filled else ("zero", "unknown"),
        about=f"{column.name}/{sign}",
        alike=len(lines) - 1,
    )
    choice = answers.get(asked.question, "")
    return asked.answered(choice) if choice in asked.choices else asked


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
