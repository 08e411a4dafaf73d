"""Read a file's table as a sheet of known kind: find the header, name the columns, convert and check every cell.

Every finding at once, no silent repair.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding
from forecasting.observations.reading.cells import Cell
from forecasting.observations.reading.columns import Column
from forecasting.observations.reading.convert import convert, file_style
from forecasting.observations.reading.kinds import FileKind
from forecasting.observations.reading.published_kinds import BY_STEM
from forecasting.observations.reading.schemas import Sheet, rule_findings
from forecasting.observations.reading.tables import HEADER_WITHIN, Row, Table
from forecasting.observations.reading.words import found, nearest

__all__ = ["kind_of_header", "read_sheet"]

_FACTOR = re.compile(r"factor_[1-9]\d*")


def kind_of_header(table: Table) -> FileKind | None:
    """Kind of which a table has all required columns; the one with the most of them wins."""
    best: FileKind | None = None
    for row in table.rows[:HEADER_WITHIN]:
        names = set(_names(row))
        for kind in BY_STEM.values():
            if names.issuperset(kind.required) and (best is None or len(kind.required) > len(best.required)):
                best = kind
    return best


def read_sheet(table: Table, kind: FileKind) -> Sheet:
    """Typed and checked content of a table."""
    header, body = _header(table, kind)
    names, findings = _columns(table.file, header, kind)
    findings = [*table.findings, *findings]
    if header is not table.rows[0]:
        findings.append(found("observations.title_rows", table.file, row=header.line, severity="notice"))
    if not body:
        findings.append(found("observations.no_rows", table.file))
    findings.extend(_widths(table.file, body, header))
    lines = [row.line for row in body]
    raw = pd.DataFrame(
        {name: [_at(row, place) for row in body] for place, name in enumerate(names) if name},
        index=pd.Index(lines, dtype=np.int64),
        dtype=object,
    )
    typed: dict[str, pd.Series] = {}
    columns = {column.name: column for column in kind.columns}
    style, format_findings = file_style(table.file, kind, raw, columns)
    findings.extend(format_findings)
    for name in raw.columns:
        column = columns.get(name) or Column(name, "number", least=-np.inf, filled=False)
        values, problems = convert(table.file, column, raw[name], style if kind.office else "point")
        typed[name] = values
        findings.extend(problems)
    frame = pd.DataFrame(typed, index=raw.index)
    sheet = Sheet(kind, table.file, frame, raw, ())
    findings.extend(rule_findings(sheet))
    findings.sort(key=lambda finding: (finding.severity == "notice", finding.row or 0))
    return Sheet(kind, table.file, frame, raw, tuple(findings))


def _names(row: Row) -> list[str]:
    return [str(cell).strip().lower() if cell is not None else "" for cell in row.cells]


def _header(table: Table, kind: FileKind) -> tuple[Row, Sequence[Row]]:
    """The first row that names at least two columns (or all that are required); otherwise the first row."""
    enough = min(2, len(kind.required))
    for place, row in enumerate(table.rows[:HEADER_WITHIN]):
        if len(set(_names(row)) & set(kind.names)) >= enough:
            return row, table.rows[place + 1 :]
    return table.rows[0], table.rows[1:]


def _columns(file: str, header: Row, kind: FileKind) -> tuple[list[str], list[Finding]]:
    """Names of the columns by position, empty for those that are not used, and what is wrong with them."""
    findings = []
    names: list[str] = []
    for name in _names(header):
        if name in names and name:
            findings.append(found("observations.duplicate_column", file, header.line, name))
            name = ""
        elif name and name not in kind.names and not (kind.factors and _FACTOR.fullmatch(name)):
            values = {"nearest": nearest(name, kind.names)}
            findings.append(found("observations.unknown_column", file, header.line, name, values=values))
            name = ""
        names.append(name)
    missing = [name for name in kind.required if name not in names]
    for name in missing:
        values = {"columns": ", ".join(kind.required)}
        findings.append(found("observations.missing_column", file, header.line, name, values=values))
    return names, findings


def _widths(file: str, body: Sequence[Row], header: Row) -> list[Finding]:
    """Cells without a column name above them, as an unquoted decimal comma makes them."""
    unnamed = [place for place, name in enumerate(_names(header)) if not name]
    return [
        found("observations.cells", file, row.line, values={"columns": len(header.cells) - len(unnamed)})
        for row in body
        if any(cell is not None for cell in row.cells[len(header.cells) :])
        or any(_at(row, place) is not None for place in unnamed)
    ]


def _at(row: Row, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else None
