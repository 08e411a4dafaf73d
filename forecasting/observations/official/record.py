"""What an official file is recognised as, and how its figures become the monthly table that the check reads.

Persons are whole and never negative. A month without a figure stands at an end of the series only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from forecasting.base.errors import Finding
from forecasting.base.periods import Month, month_label
from forecasting.observations.reading.kinds import OFFICE
from forecasting.observations.reading.tables import Row, Table
from forecasting.observations.reading.words import found

__all__ = ["Figure", "Recognised", "handed_on", "listed", "monthly", "refused"]

HEADER = ("month", "group", "arrivals", "source")
MOST_NAMED = 6  # months, regions or values that one finding names


@dataclass(frozen=True)
class Recognised:
    """An official file.

    `table`: its figures in the format of our own (header first, each row with the line of its cell in the file), None
    when they cannot be used: then a finding says what is missing. `choices`: what may answer a question, by its key.
    """

    layout: str
    table: Table | None
    findings: tuple[Finding, ...]
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """Persons of a month as printed in one cell; None where the cell holds a sign for "not known"."""

    group: str
    month: Month
    persons: float | None
    line: int
    column: str
    provisional: bool = False
    nothing: bool = False  # the cell holds the sign that this publisher prints for an exact zero


def refused(layout: str, findings: Sequence[Finding]) -> Recognised:
    """A file that is known and cannot be used."""
    return Recognised(layout, None, tuple(findings))


def listed(words: Iterable[object]) -> str:
    """The first of some words, as a message names them."""
    distinct = list(dict.fromkeys(str(word) for word in words))
    return ", ".join(distinct[:MOST_NAMED]) + (", \u2026" if len(distinct) > MOST_NAMED else "")


def monthly(
    layout: str, table: Table, figures: Sequence[Figure], findings: Sequence[Finding], *, source: str
) -> Recognised:
    """The table of the figures; refused when a month has two, or none between others.

    Args:
        table: the first one that they were read from.
        findings: about the file; an error among them refuses it too.
        source: who published the figures, as the column `source` names it.
    """
    told = list(findings)
    unread = any(finding.severity == "error" for finding in told)  # a month that is there is not missing
    rows = []
    for group in dict.fromkeys(figure.group for figure in figures):
        series, problems = _series(table.file, [figure for figure in figures if figure.group == group])
        told += [] if unread else problems
        rows += [Row(figure.line, (month_label(figure.month), group, figure.persons, source)) for figure in series]
    if not rows and not any(finding.severity == "error" for finding in told):
        told.append(found("observations.official.no_figure", table.file))
    return handed_on(layout, table, rows, told)


def handed_on(layout: str, table: Table, rows: Sequence[Row], findings: Sequence[Finding]) -> Recognised:
    """The rows (month, group, arrivals and perhaps source) as a table that the check reads; refused by an error.

    Args:
        table: the first one that they were read from.
    """
    if not rows or any(finding.severity != "notice" for finding in findings):
        return refused(layout, findings)
    header = Row(min(row.line for row in rows), HEADER[: max(len(row.cells) for row in rows)])
    told = (*table.findings, *findings)
    return Recognised(layout, Table(table.file, table.sheet, (header, *rows), told), tuple(findings))


def _series(file: str, figures: Sequence[Figure]) -> tuple[list[Figure], list[Finding]]:
    """Figures of one group by month, without the unknown ones at both ends."""
    findings = []
    most = next(column.most for column in OFFICE["arrivals"].columns if column.name == "arrivals")
    by_month: dict[Month, Figure] = {}
    for figure in figures:
        if (first := by_month.setdefault(figure.month, figure)) is not figure:
            values = {"month": month_label(figure.month), "first": first.line}
            findings.append(
                found("observations.official.twice", file, figure.line, figure.column, values=values),
            )
        if figure.persons is not None and figure.persons > most:
            findings.append(
                found("observations.official.number", file, figure.line, figure.column, figure.persons),
            )
    known = {month: figure for month, figure in sorted(by_month.items()) if figure.persons is not None}
    if known:
        missing = [month for month in range(min(known), max(known) + 1) if month not in known]
        if missing:
            near = next((by_month[month] for month in missing if month in by_month), known[max(known)])
            values = {"months": listed(map(month_label, missing)), "count": len(missing)}
            findings.append(found("observations.official.gap", file, near.line, near.column, values=values))
    for key, marked in (
        ("observations.official.provisional", [figure for figure in known.values() if figure.provisional]),
        ("observations.official.nothing", [figure for figure in known.values() if figure.nothing]),
    ):
        if marked:
            values = {"count": len(marked), "months": listed(month_label(figure.month) for figure in marked)}
            findings.append(found(key, file, marked[0].line, marked[0].column, severity="notice", values=values))
    return list(known.values()), findings
