"""Recognise a flat file of GENESIS-Online, of Destatis or of a state's office, in its older or its newer layout.

One figure a row: time, then variables with the value each of them has, then the measured figure. Months are either
in the time or a variable of their own beside the year. Used is the state's figure of all persons. Signs and marks of
quality: the explanation of signs of GENESIS-Online ("-" is an exact zero, "e" final, "p" provisional, "s" estimated).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forecasting.base.errors import Finding
from forecasting.base.periods import Month
from forecasting.observations.official.record import Figure, Recognised, listed, monthly, refused
from forecasting.observations.official.words import (
    GROUPS,
    UNKNOWN,
    differs,
    groups_named,
    is_state,
    is_stock,
    letter,
    month_in,
    plain,
    shown,
    whole,
)
from forecasting.observations.reading.cells import Cell, Style
from forecasting.observations.reading.tables import HEADER_WITHIN, Row, Table
from forecasting.observations.reading.words import found

__all__ = ["read_genesis"]


@dataclass(frozen=True)
class _Layout:
    """Names of the columns: of the start, of a variable with its number, of the end; `style` of the numbers."""

    name: str
    start: tuple[str, ...]
    variable: tuple[str, ...]
    end: tuple[str, ...]
    style: Style


_OLDER = _Layout(
    "GENESIS CSV",
    ("Statistik_Code", "Statistik_Label", "Zeit_Code", "Zeit_Label", "Zeit"),
    ("{}_Merkmal_Code", "{}_Merkmal_Label", "{}_Auspraegung_Code", "{}_Auspraegung_Label"),
    (),  # a column for each figure: BEV003__Gestorbene__Anzahl
    "comma",
)
_NEWER = _Layout(
    "GENESIS ffcsv",
    ("statistics_code", "statistics_label", "time_code", "time_label", "time"),
    ("{}_variable_code", "{}_variable_label", "{}_variable_attribute_code", "{}_variable_attribute_label"),
    ("value", "value_unit", "value_variable_code", "value_variable_label"),
    "point",  # German and English files have the same header; a grouped number would be read in two ways
)
_SURE = 3  # of the names that every file has, so that one renamed column is told and not taken for another file
_MEASURE = re.compile(r"(\w+?)__(.+)__(.+)")
_SOME_MEASURE = "\u2026__\u2026__Anzahl"
_NUMBERED = re.compile(r"([1-9]\d?)_(?:Merkmal|Auspraegung|variable)_")
_MONTH_CODE = re.compile(r"MONAT(0[1-9]|1[0-2])")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_TIME = re.compile(r"((?:19|20)\d{2})(?:-|M|-M)(0[1-9]|1[0-2])")
_PERSONS = ("anzahl", "number", "personen", "persons")
_TOTAL = ("insgesamt", "total", "gesamt", "zusammen")
_FIRST = "erstantr"
_ZERO = ("-", "\u2013", "\u2014")
_PROVISIONAL = frozenset("ps")
_REGION = ("laender", "bundesland", "land", "laender und regierungsbezirke")


@dataclass(frozen=True)
class _Entry:
    """One figure of the state: row, time, value of each variable as code and label, the measure and its cell."""

    row: Row
    time: tuple[str, str]  # what kind of time, and when
    parts: Mapping[str, tuple[str, str]]  # by the label of the variable
    measure: str
    unit: str
    cell: Cell
    quality: str
    column: str


def read_genesis(tables: Sequence[Table]) -> Recognised | None:
    """The state's series of a flat file, or why there is none; None for any other file."""
    for table in tables:
        for place, row in enumerate(table.rows[:HEADER_WITHIN]):
            given = [shown(cell) for cell in row.cells]
            for layout in (_OLDER, _NEWER):
                if len({*layout.start, *layout.end} & {*given}) >= _SURE:
                    return _recognised(table, layout, row, given, table.rows[place + 1 :])
    return None


def _recognised(table: Table, layout: _Layout, header: Row, given: list[str], body: Sequence[Row]) -> Recognised:
    while given and not given[-1]:
        given.pop()
    numbers = sorted({int(match[1]) for name in given if (match := _NUMBERED.match(name))})
    variables = [tuple(name.format(number) for name in layout.variable) for number in numbers]
    measures = [name for name in given if _MEASURE.fullmatch(name)]
    qualities = [name for name in given if name.endswith("_q")]
    end: Sequence[str] = [*layout.end, *qualities]
    if layout is _OLDER:
        end = [name for name in given if name in (*measures, *qualities)] or [_SOME_MEASURE]
    wanted = [*layout.start, *(name for names in variables for name in names), *end]
    problems = differs(table.file, header.line, given, wanted)
    if problems:
        return refused(layout.name, problems)
    places = {name: place for place, name in enumerate(given)}
    rows = [row for row in body if sum(cell is not None for cell in row.cells) > 1]  # notes below stand in one cell
    if not rows:
        return refused(layout.name, [found("observations.official.no_figure", table.file, header.line)])
    same = [*layout.start[:4], *(name for names in variables for name in names[:2])]
    problems = _uneven(table, rows, [(name, places[name]) for name in same], len(given))
    if problems:
        return refused(layout.name, problems)
    region = _region(rows, variables, places)
    if region is None:
        return refused(layout.name, [_no_state(table, header, rows, variables, places)])
    entries = [
        entry
        for row in rows
        if _is_region(row, region, places)
        for entry in _entries(row, layout, variables, places, measures, region)
    ]
    return _selected(table, layout, header, entries, shown(_at(rows[0], 1)), shown(_at(rows[0], 0)))


def _uneven(table: Table, rows: Sequence[Row], same: Sequence[tuple[str, int]], width: int) -> list[Finding]:
    """Rows that are longer than the header, or name another statistic, time or variable than the others do."""
    findings = [
        found("observations.official.codes", table.file, row.line, letter(width), row.cells[width])
        for row in rows
        if any(cell is not None for cell in row.cells[width:])
    ]
    for name, place in same:
        cells = Counter(shown(_at(row, place)) for row in rows)
        usual = cells.most_common(1)[0][0]
        if len(cells) > 1:
            row = next(row for row in rows if shown(_at(row, place)) != usual)
            key, values = "observations.official.header", {"expected": usual}
            findings.append(found(key, table.file, row.line, name, _at(row, place), values=values))
    return findings


def _entries(
    row: Row,
    layout: _Layout,
    variables: Sequence[Sequence[str]],
    places: Mapping[str, int],
    measures: Sequence[str],
    region: Sequence[str],
) -> list[_Entry]:
    """Figures of a row: one, or in the older layout one for each measure."""

    def text(name: str) -> str:
        return shown(_at(row, places[name]))

    time = (text(layout.start[2]), text(layout.start[4]))
    parts = {
        text(label): (text(code), text(name))
        for names in variables
        if names != region
        for _, label, code, name in [names]
    }
    if layout is _NEWER:
        quality = text("value_q") if "value_q" in places else ""
        label = text("value_variable_label") or text("value_variable_code")
        cell = _at(row, places["value"])
        return [_Entry(row, time, parts, label, text("value_unit"), cell, quality, "value")]
    found_here = []
    for name in measures:
        _, label, unit = _MEASURE.fullmatch(name).groups()  # type: ignore[union-attr]
        quality = text(f"{name}_q") if f"{name}_q" in places else ""
        found_here.append(_Entry(row, time, parts, label, unit, _at(row, places[name]), quality, name))
    return found_here


def _region(
    rows: Sequence[Row], variables: Sequence[tuple[str, ...]], places: Mapping[str, int]
) -> tuple[str, ...] | None:
    """The variable that names the state in some row."""
    for names in variables:
        if any(_is_region(row, names, places) for row in rows):
            return names
    return None


def _is_region(row: Row, names: Sequence[str], places: Mapping[str, int]) -> bool:
    code, label, value, name = (_at(row, places[part]) for part in names)
    if is_state(name):
        return True
    return (shown(code).startswith("DLAND") or plain(label) in _REGION) and is_state(value, code=True)


def _no_state(
    table: Table,
    header: Row,
    rows: Sequence[Row],
    variables: Sequence[tuple[str, ...]],
    places: Mapping[str, int],
) -> Finding:
    """Regions without the state, or the country alone."""
    for names in variables:
        regional = [row for row in rows if shown(_at(row, places[names[0]])).startswith("DLAND")]
        if regional:
            values = {"regions": listed(shown(_at(row, places[names[3]])) for row in regional)}
            return found("observations.official.no_state", table.file, header.line, names[3], values=values)
    countries = [
        shown(_at(row, places[names[3]])) for names in variables for row in rows if _is_country(row, names, places)
    ]
    values = {"regions": listed(countries or ["Deutschland"])}
    return found("observations.official.national", table.file, header.line, values=values)


def _is_country(row: Row, names: Sequence[str], places: Mapping[str, int]) -> bool:
    return shown(_at(row, places[names[0]])).startswith("DINSG")


def _selected(
    table: Table, layout: _Layout, header: Row, entries: Sequence[_Entry], statistic: str, number: str
) -> Recognised:
    """The one series that is wanted of the state's figures."""
    findings: list[Finding] = []
    measures = list(dict.fromkeys(entry.measure for entry in entries if plain(entry.unit) in _PERSONS))
    first = [measure for measure in measures if _FIRST in plain(measure)]
    if not measures:
        values = {"given": listed(f"{entry.measure} ({entry.unit})" for entry in entries)}
        findings.append(found("observations.official.unit", table.file, header.line, values=values))
    elif len(measures) > 1 and len(first) != 1:
        values = {"given": listed(measures)}
        findings.append(found("observations.official.measures", table.file, header.line, values=values))
    if findings:
        return refused(layout.name, findings)
    measure = first[0] if first else measures[0]
    entries = [entry for entry in entries if entry.measure == measure and plain(entry.unit) in _PERSONS]
    chosen: dict[str, str] = {}
    for name in dict.fromkeys(name for entry in entries for name in entry.parts):
        values_given = dict.fromkeys(entry.parts.get(name, ("", "")) for entry in entries)
        if any(_MONTH_CODE.fullmatch(code) for code, _ in values_given):
            continue
        fitting = [label for _, label in values_given if _FIRST in plain(label)]
        fitting = fitting or [label for _, label in values_given if plain(label) in _TOTAL]
        if len(fitting) == 1:
            chosen[name] = fitting[0]
        else:
            values = {"name": name, "wanted": _TOTAL[0], "given": listed(label for _, label in values_given)}
            findings.append(found("observations.official.part", table.file, header.line, name, values=values))
    words = [statistic, measure, *chosen.values()]
    findings += _time_findings(table, entries, words)
    groups = groups_named(words)
    if len(groups) != 1 and not findings:
        key = "observations.official.group"
        findings.append(found(key, table.file, header.line, severity="question"))
        return Recognised(layout.name, None, tuple(findings), {key: GROUPS})
    if findings:
        return refused(layout.name, findings)
    figures = []
    for entry in entries:
        if any(entry.parts[name][1] != label for name, label in chosen.items()):
            continue
        month, persons = _month(entry), whole(entry.cell, layout.style)
        nothing = shown(entry.cell) in _ZERO
        if month is None:
            findings.append(found("observations.official.month", table.file, entry.row.line, value=entry.time[1]))
        elif persons is None and not nothing and entry.cell is not None and shown(entry.cell) not in UNKNOWN:
            findings.append(
                found("observations.official.number", table.file, entry.row.line, entry.column, entry.cell)
            )
        else:
            provisional = bool(_PROVISIONAL & {*entry.quality})
            persons = 0.0 if nothing else persons
            figures.append(Figure(groups[0], month, persons, entry.row.line, entry.column, provisional, nothing))
    used = ", ".join([measure, *(f"{name} = {label}" for name, label in chosen.items())])
    values = {"layout": f"{layout.name}, {number} {statistic}", "used": used}
    findings.append(found("observations.official.read", table.file, severity="notice", values=values))
    return monthly(layout.name, table, figures, findings, source=f"GENESIS {number} {statistic}")


def _time_findings(table: Table, entries: Sequence[_Entry], words: Sequence[str]) -> list[Finding]:
    """Figures of a date, of a year or of another span than a month."""
    entry = entries[0]
    place = (table.file, entry.row.line)
    kinds = dict.fromkeys(entry.time[0] for entry in entries)
    if is_stock(words) or "STAG" in kinds:
        return [found("observations.official.stocks", *place, value=words[1])]
    if any(_month(entry) is not None for entry in entries):
        return []
    return [found("observations.official.yearly", *place, value=entry.time[1])]


def _month(entry: _Entry) -> Month | None:
    """Month of a figure: in its time, or the year there and the month among the variables."""
    kind, when = entry.time
    if match := _TIME.fullmatch(when):
        return int(match[1]) * 12 + int(match[2]) - 1
    named = [(match[1], label) for code, label in entry.parts.values() if (match := _MONTH_CODE.fullmatch(code))]
    if _YEAR.fullmatch(when) and named:
        month = int(when) * 12 + int(named[0][0]) - 1
        return month if month_in(f"{named[0][1]} {when}") in (None, month) else None
    return month_in(when) if kind.startswith("MON") else None


def _at(row: Row, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else None
