"""The audit report as data: its two tables, its figures and shares with their sections, its inconsistencies.

Amounts stand as printed ("Mio. Euro" with the printed decimals); `euros` gives EUR. A share names its base: persons,
managers, municipalities, talks or counselling time. The file is `data/audit_report.toml`.
"""

from __future__ import annotations

import datetime
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from forecasting.base.errors import Finding, InputError
from forecasting.base.folders import DATA
from forecasting.base.text import Language

__all__ = [
    "Allocation",
    "AuditReport",
    "Base",
    "Document",
    "Label",
    "Note",
    "Place",
    "PrintedFigure",
    "PrintedRow",
    "PrintedTable",
    "Share",
    "load_audit_report",
]

REPORT = DATA / "audit_report.toml"

Base = Literal["persons", "managers", "municipalities", "talks", "time"]
Bound = Literal["exact", "below", "above", "about"]

_MILLIONS = "Mio. Euro"


@dataclass(frozen=True)
class Label:
    """A text in both languages; the German one as the report prints it."""

    de: str
    en: str

    def __call__(self, language: Language) -> str:
        """The text in one language."""
        return self.de if language == "de" else self.en


@dataclass(frozen=True)
class Document:
    """Which report it is."""

    title: Label
    first_page: int


@dataclass(frozen=True)
class PrintedRow:
    """One row of a table: one value per year, as printed.

    `sum_of`: keys of the rows it adds up; `part_of`: key of the row it is contained in; `memo`: for information only.
    """

    key: str
    outline: str
    label: Label
    values: tuple[float, ...]
    sum_of: tuple[str, ...]
    part_of: str
    memo: bool

    @property
    def total(self) -> float:
        """Sum over the years, in the unit of the table."""
        return math.fsum(self.values)


@dataclass(frozen=True)
class PrintedTable:
    """A table of the report; rows in the printed order."""

    title: Label
    unit: str
    digits: int
    section: str
    years: tuple[int, ...]
    rows: Mapping[str, PrintedRow]

    def value(self, key: str, year: int) -> float:
        """Cell as printed.

        >>> load_audit_report().table1.value("pact", 2020)
        85.0
        """
        return self.rows[key].values[self.years.index(year)]

    def euros(self, key: str, year: int) -> float:
        """Cell in EUR."""
        return _euros(self.value(key, year), self.unit)

    @property
    def tolerance(self) -> float:
        """Half of the last printed digit, in the unit of the table."""
        return 0.5 * 10.0**-self.digits


@dataclass(frozen=True)
class PrintedFigure:
    """A single figure; `bound` says whether the report gives it exactly or as a limit."""

    value: float
    unit: str
    digits: int
    bound: Bound
    section: str
    label: Label

    @property
    def euros(self) -> float:
        """The amount in EUR; other units as printed."""
        return _euros(self.value, self.unit)

    @property
    def tolerance(self) -> float:
        """Half of the last printed digit, in the unit of the figure."""
        return 0.5 * 10.0**-self.digits


@dataclass(frozen=True)
class Share:
    """A share, 0 to 1, of its base; shares of different bases must never be multiplied or added."""

    value: float
    base: Base
    bound: Bound
    section: str
    label: Label


@dataclass(frozen=True)
class Note:
    """An inconsistency of the report and what the tool does about it."""

    key: str
    sections: tuple[str, ...]
    finding: Label
    decision: Label


@dataclass(frozen=True)
class Place:
    """What one place got in the allocation of 2018/19: EUR a year, printed to 10^-digits EUR."""

    name: str
    persons: int
    persons_inferred: bool
    euros: float
    digits: int
    posts: float | None
    source: str


@dataclass(frozen=True)
class Allocation:
    """The allocation of 2018/19: the yearly volume by persons counted on one day. Not in the report."""

    volume: float
    persons: int
    counted_on: datetime.date
    cohort: tuple[str, str]
    note: Label
    places: Mapping[str, Place]


@dataclass(frozen=True)
class AuditReport:
    """Everything the report prints that the tool refers to."""

    document: Document
    table1: PrintedTable
    table2: PrintedTable
    figures: Mapping[str, PrintedFigure]
    shares: Mapping[str, Share]
    notes: Mapping[str, Note]
    allocation: Allocation


@lru_cache(maxsize=1)
def load_audit_report() -> AuditReport:
    """The report in the folder of the data.

    Raises:
        InputError: there is none.

    >>> report = load_audit_report()
    >>> report.table1.rows["burden_sharing"].total, report.figures["burden_sharing_prose"].value
    (285.0, 255.0)
    >>> report.shares["departing_served"].base
    'municipalities'
    """
    if not REPORT.is_file():
        raise InputError(Finding("observations.no_audit_report", file=REPORT.name))
    with REPORT.open("rb") as file:
        raw = tomllib.load(file)
    return AuditReport(
        document=Document(_label(raw["document"], "title"), raw["document"]["first_page"]),
        table1=_table(raw["table1"]),
        table2=_table(raw["table2"]),
        figures=MappingProxyType({key: _figure(entry) for key, entry in raw["figure"].items()}),
        shares=MappingProxyType({key: _share(entry) for key, entry in raw["share"].items()}),
        notes=MappingProxyType({entry["key"]: _note(entry) for entry in raw["note"]}),
        allocation=_allocation(raw["allocation_2018"]),
    )


def _euros(value: float, unit: str) -> float:
    return value * 1e6 if unit == _MILLIONS else value


def _label(entry: Mapping[str, Any], name: str = "label") -> Label:
    return Label(entry[f"{name}_de"], entry[f"{name}_en"])


def _table(entry: Mapping[str, Any]) -> PrintedTable:
    years = tuple(entry["years"])
    rows = {}
    for row in entry["row"]:
        values = tuple(float(value) for value in row["values"])
        if len(values) != len(years):
            raise ValueError(f"{row['key']}: {len(values)} values for {len(years)} years")
        rows[row["key"]] = PrintedRow(
            key=row["key"],
            outline=row.get("outline", ""),
            label=_label(row),
            values=values,
            sum_of=tuple(row.get("sum_of", ())),
            part_of=row.get("part_of", ""),
            memo=row.get("memo", False),
        )
    return PrintedTable(
        _label(entry, "title"), entry["unit"], entry["digits"], entry["section"], years, MappingProxyType(rows)
    )


def _figure(entry: Mapping[str, Any]) -> PrintedFigure:
    return PrintedFigure(
        value=float(entry["value"]),
        unit=entry["unit"],
        digits=entry["digits"],
        bound=entry.get("bound", "exact"),
        section=entry["section"],
        label=_label(entry),
    )


def _share(entry: Mapping[str, Any]) -> Share:
    return Share(
        value=float(entry["value"]),
        base=entry["base"],
        bound=entry.get("bound", "exact"),
        section=entry["section"],
        label=_label(entry),
    )


def _note(entry: Mapping[str, Any]) -> Note:
    return Note(entry["key"], tuple(entry["sections"]), _label(entry, "finding"), _label(entry, "decision"))


def _allocation(entry: Mapping[str, Any]) -> Allocation:
    places = {
        place["name"]: Place(
            name=place["name"],
            persons=place["persons"],
            persons_inferred=place.get("persons_inferred", False),
            euros=float(place["euros"]),
            digits=place.get("digits", 0),
            posts=place.get("posts"),
            source=place["source"],
        )
        for place in entry["place"]
    }
    return Allocation(
        volume=float(entry["volume"]),
        persons=entry["persons"],
        counted_on=entry["counted_on"],
        cohort=(entry["cohort_from"], entry["cohort_to"]),
        note=_label(entry, "note"),
        places=MappingProxyType(places),
    )
