"""What every known file must look like: its columns, their types and limits, its key. Data, no code.

Here the formats that an office fills in (German or English numbers, months in any usual notation); the files of
`data/published`, which are written one way only: `published_kinds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from forecasting.base.state import state
from forecasting.observations.reading.columns import GROUP, MONTH, Column, choice, count, optional, text

__all__ = ["EVERY_GROUP", "OFFICE", "PARTIAL", "PLANNED", "STATUSES", "YEARLY", "FileKind"]

STATUSES = ("observed", "disaggregated", "extrapolated", "sample")
"""How a month is known; "sample" marks rows that are not real."""

PARTIAL = "partial"
"""Marks a month that is reported in part; it is left out until it is whole."""

EVERY_GROUP = "all"
"""Name of the groups together; a column of groups takes it where its choices say so."""

LONGEST_SINCE = 1_200.0
"""Months since entry; a longer time has digits too many."""


@dataclass(frozen=True)
class FileKind:
    """One kind of file.

    `key`: columns that together name a row once. `gapless`: months have no gap within each of the other key columns.
    `office`: numbers and months may be written the German way. `at_least`: pairs whose first is never smaller.
    `factors`: further columns factor_1, factor_2 … are allowed. `file`: its name without the ending where that is
    not the name of the kind. `planned`: it tells what somebody expects, not what was observed.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    gapless: bool = False
    office: bool = False
    at_least: tuple[tuple[str, str], ...] = ()
    factors: bool = False
    file: str = ""
    planned: bool = False

    @property
    def stem(self) -> str:
        """Name of such a file without its ending."""
        return self.file or self.name

    @property
    def names(self) -> tuple[str, ...]:
        """Names of its columns."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that must exist."""
        return tuple(column.name for column in self.columns if column.required)


OFFICE: Mapping[str, FileKind] = {
    kind.name: kind
    for kind in (
        FileKind(
            "arrivals",
            (
                MONTH,
                GROUP,
                count("arrivals", most=2_000_000.0),
                Column("status", "choice", required=False, filled=False, choices=(*STATUSES, PARTIAL)),
                Column("source", "text", required=False, filled=False),
            ),
            key=("group", "month"),
            gapless=True,
            office=True,
        ),
        FileKind(
            "arrivals_figures",
            (
                Column("from", "month", year="first"),
                Column("to", "month", year="last"),
                text("group"),
                count("persons"),
                Column("source", "text", required=False, filled=False),
            ),
            key=("group", "from", "to"),
            office=True,
        ),
        FileKind(
            "housing",
            (
                Column("month", "month", year="apart"),
                Column("group", "group", choices=(EVERY_GROUP,)),
                optional("provisional_stock"),
                optional("housing_inflow"),
                optional("housing_stock"),
            ),
            key=("group", "month"),
            office=True,
        ),
        FileKind(
            "tenure_counts",
            (
                MONTH,
                GROUP,
                Column("since_from", "number", most=LONGEST_SINCE),
                Column("since_before", "number", least=1.0, most=LONGEST_SINCE),
                count("persons"),
            ),
            key=("group", "month", "since_from"),
            office=True,
            at_least=(("since_before", "since_from"),),
        ),
        FileKind(
            "districts",
            (
                Column("district", "district"),
                text("name"),
                choice("kind", *state().kinds),
                optional("population", least=1.0),
                optional("allocation"),
                optional("cohort"),
                optional("opening_stock"),
            ),
            key=("district",),
            office=True,
        ),
        FileKind("breaks", (MONTH, GROUP, text("reason")), key=("group",), office=True),
        FileKind("arrivals_uncertainty", (MONTH, GROUP), key=("group", "month"), factors=True),
        FileKind(
            "totals",
            (
                Column("from", "month"),
                Column("to", "month"),
                GROUP,
                Column("part", "number", required=False, filled=False, most=1.0),
                count("low", filled=False),
                count("high", filled=False),
                Column("source", "text", required=False, filled=False),
            ),
            key=("group", "from", "to"),
            office=True,
            at_least=(("high", "low"),),
        ),
        FileKind(
            "orderings",
            (MONTH, GROUP, Column("factor", "number"), Column("other", "month")),
            key=("group", "month", "other"),
            office=True,
        ),
        FileKind(
            "series",
            (
                Column("series", "text", required=False),
                MONTH,
                Column("value", "number", filled=False),
            ),
            key=("series", "month"),
            office=True,
        ),
    )
}
"""Files that an office fills in, by the name of the file without its ending."""

PLANNED = replace(OFFICE["arrivals"], planned=True)
"""Arrivals as somebody expects them."""

YEARLY = FileKind(
    "series",
    (
        Column("series", "text", required=False),
        Column("year", "number", least=1900, most=2200),
        Column("value", "number", filled=False),
    ),
    key=("series", "year"),
    office=True,
)
"""A yearly series, read where a command asks for one: by its header alone it could be anything."""
