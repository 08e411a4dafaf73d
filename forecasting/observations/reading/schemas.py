"""Check the values of a sheet against its kind: pandera schemas made from the kind, then keys, gaps and orders."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
import pandera.pandas as pa

from forecasting.base.errors import Finding
from forecasting.base.periods import month_label
from forecasting.observations.reading.kinds import EVERY_GROUP, FileKind
from forecasting.observations.reading.words import found, nearest

__all__ = ["GROUP_NAME", "Sheet", "rule_findings"]

GROUP_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Sheet:
    """A table of known kind.

    `frame`: one row per row of the file, indexed by its line number, with the columns of the kind that the file has:
    months and counts as numbers (NaN where empty or unreadable), the rest as text (None). `raw`: the texts as given.
    """

    kind: FileKind
    file: str
    frame: pd.DataFrame
    raw: pd.DataFrame
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        """Whether something in it keeps it from being used."""
        return any(finding.severity != "notice" for finding in self.findings)


def rule_findings(sheet: Sheet) -> list[Finding]:
    """Everything in a sheet that breaks a rule of its kind."""
    return [*_values(sheet), *_keys(sheet), *_order(sheet)]


@lru_cache(maxsize=64)
def _schema(kind: FileKind, present: tuple[str, ...]) -> pa.DataFrameSchema:
    """Value rules of a kind as a pandera schema; the error of each check is the key of its finding."""
    schema = {}
    for column in kind.columns:
        if column.name not in present:
            continue
        checks = []
        if column.type in ("count", "number"):
            low = "observations.negative" if column.least == 0 else "observations.too_small"
            checks.append(pa.Check.ge(column.least, error=low))
            checks.append(pa.Check.le(column.most, error="observations.too_large"))
        elif column.type == "choice":
            checks.append(pa.Check.isin(column.choices, error="observations.unknown_value"))
        elif column.type == "group":
            checks.append(pa.Check.str_matches(GROUP_NAME.pattern + "$", error="observations.group_name"))
            if EVERY_GROUP not in column.choices:
                checks.append(pa.Check.ne(EVERY_GROUP, error="observations.group_all"))
        schema[column.name] = pa.Column(None, checks, nullable=True)
    return pa.DataFrameSchema(schema)


def _values(sheet: Sheet) -> list[Finding]:
    """Values outside what their column allows."""
    schema = _schema(sheet.kind, tuple(sheet.frame.columns))
    try:
        schema.validate(sheet.frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
    else:
        return []
    columns = {column.name: column for column in sheet.kind.columns}
    findings = []
    for name, key, line in zip(cases["column"], cases["check"], cases["index"], strict=True):
        column = columns[name]
        given = sheet.raw.loc[line, name]
        values = {
            "least": f"{column.least:g}",
            "most": f"{column.most:.0f}",
            "choices": ", ".join(column.choices),
            "nearest": nearest(str(given), column.choices) if column.choices else "",
        }
        findings.append(found(key, sheet.file, int(line), name, given, values=values))
    return findings


def _keys(sheet: Sheet) -> list[Finding]:
    """Rows that name the same thing twice, and months that are missing between a first and a last one."""
    key = [name for name in sheet.kind.key if name in sheet.frame]
    if len(key) < len(sheet.kind.key) and sheet.kind.name != "series":
        return []
    if not key:
        return []
    known = sheet.frame.dropna(subset=key)
    findings = []
    first: dict[tuple[object, ...], int] = {}
    for line, *values in known[key].itertuples():
        name = tuple(values)
        if name in first:
            text = ", ".join(_label(part, value) for part, value in zip(key, values, strict=True))
            row = int(line)
            findings.append(
                found("observations.duplicate", sheet.file, row, key[-1], values={"name": text, "first": first[name]})
            )
        else:
            first[name] = int(line)
    if sheet.kind.gapless:
        findings.extend(_gaps(sheet, known, [name for name in key if name != "month"]))
    return findings


def _label(column: str, value: object) -> str:
    return month_label(int(str(value).partition(".")[0])) if column == "month" else str(value)


def _gaps(sheet: Sheet, known: pd.DataFrame, by: list[str]) -> list[Finding]:
    findings = []
    parts = known.groupby(by[0], sort=False) if by else [("", known)]
    for name, part in parts:
        months = part["month"].astype(int).drop_duplicates().sort_values()
        for line, month, before in zip(months.index[1:], months.iloc[1:], months.iloc[:-1], strict=True):
            if month - before > 1:
                last = f" \u2013 {month_label(month - 1)}" if month - before > 2 else ""
                values = {"group": name or sheet.file, "missing": month_label(before + 1) + last}
                findings.append(found("observations.gap", sheet.file, int(line), "month", values=values))
    return findings


def _order(sheet: Sheet) -> list[Finding]:
    """Rows in which a part is larger than its whole."""
    findings = []
    for larger, smaller in sheet.kind.at_least:
        if larger in sheet.frame and smaller in sheet.frame:
            for line in sheet.frame.index[sheet.frame[larger] < sheet.frame[smaller]]:
                given = sheet.raw.loc[line, larger]
                findings.append(
                    found("observations.order", sheet.file, int(line), larger, given, values={"smaller": smaller})
                )
    return findings
