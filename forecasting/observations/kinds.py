"""What every known file must look like: its columns, their types and limits, its key. Data, no code.

Two families: the formats that an office fills in (German or English numbers, months in any usual notation) and the
files of `data/published`, which are written one way only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["BY_NAME", "EVERY_GROUP", "OFFICE", "PUBLISHED", "STATUSES", "Column", "Kind", "Type"]

Type = Literal["month", "count", "number", "group", "choice", "district", "text"]

STATUSES = ("observed", "disaggregated", "extrapolated", "sample")
"""How a month is known; "sample" marks rows that are not real."""


LONGEST_SINCE = 1_200.0
"""Months since entry; a longer time has digits too many."""

MOST_PERSONS = 100_000_000.0
"""More than the country has inhabitants: a larger count has digits too many."""


@dataclass(frozen=True)
class Column:
    """One column.

    `required`: the column must exist; `filled`: none of its cells may be empty. A count is a number of persons.
    Numbers lie between `least` and `most`; a choice is one of `choices`.
    """

    name: str
    type: Type
    required: bool = True
    filled: bool = True
    least: float = 0.0
    most: float = float("inf")
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    `key`: columns that together name a row once. `gapless`: months have no gap within each of the other key columns.
    `office`: numbers and months may be written the German way. `at_least`: pairs whose first is never smaller.
    `factors`: further columns factor_1, factor_2 … are allowed.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    gapless: bool = False
    office: bool = False
    at_least: tuple[tuple[str, str], ...] = ()
    factors: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Names of its columns."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that must exist."""
        return tuple(column.name for column in self.columns if column.required)


def _count(name: str, *, filled: bool = True, least: float = 0.0, most: float = MOST_PERSONS) -> Column:
    return Column(name, "count", filled=filled, least=least, most=most)


def _optional(name: str, *, least: float = 0.0) -> Column:
    return Column(name, "count", required=False, filled=False, least=least, most=MOST_PERSONS)


def _text(name: str, *, filled: bool = True) -> Column:
    return Column(name, "text", filled=filled)


def _number(name: str, *, filled: bool = True, most: float = float("inf")) -> Column:
    return Column(name, "number", filled=filled, most=most)


def _choice(name: str, *choices: str) -> Column:
    return Column(name, "choice", choices=choices)


_MONTH = Column("month", "month")
_GROUP = Column("group", "group")
EVERY_GROUP = "all"
"""Name of the groups together; a column of groups takes it where its choices say so."""
_SOURCE = _text("source")
_YEAR = Column("year", "number", least=1990, most=2100)
_OUTCOMES = ("asyl16a", "refugee", "subsidiary", "deportation_ban", "rejected", "formal_other")

OFFICE: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "arrivals",
            (
                _MONTH,
                _GROUP,
                _count("arrivals", most=2_000_000.0),
                Column("status", "choice", required=False, choices=STATUSES),
                Column("source", "text", required=False, filled=False),
            ),
            key=("group", "month"),
            gapless=True,
            office=True,
        ),
        Kind(
            "arrivals_figures",
            (
                Column("from", "month"),
                Column("to", "month"),
                _text("group"),
                _count("persons"),
                Column("source", "text", required=False, filled=False),
            ),
            key=("group", "from", "to"),
            office=True,
        ),
        Kind(
            "housing",
            (
                _MONTH,
                Column("group", "group", choices=(EVERY_GROUP,)),
                _optional("provisional_stock"),
                _optional("housing_inflow"),
                _optional("housing_stock"),
            ),
            key=("group", "month"),
            office=True,
        ),
        Kind(
            "tenure_counts",
            (
                _MONTH,
                _GROUP,
                Column("since_from", "number", most=LONGEST_SINCE),
                Column("since_before", "number", least=1.0, most=LONGEST_SINCE),
                _count("persons"),
            ),
            key=("group", "month", "since_from"),
            office=True,
            at_least=(("since_before", "since_from"),),
        ),
        Kind(
            "districts",
            (
                Column("district", "district"),
                _text("name"),
                _choice("kind", "Stadtkreis", "Landkreis"),
                _optional("population", least=1.0),
                _optional("allocation"),
                _optional("cohort"),
                _optional("opening_stock"),
            ),
            key=("district",),
            office=True,
        ),
        Kind("breaks", (_MONTH, _GROUP, _text("reason")), key=("group",), office=True),
        Kind("arrivals_uncertainty", (_MONTH, _GROUP), key=("group", "month"), factors=True),
        Kind(
            "totals",
            (
                Column("from", "month"),
                Column("to", "month"),
                _GROUP,
                Column("part", "number", required=False, filled=False, most=1.0),
                _count("low", filled=False),
                _count("high", filled=False),
                Column("source", "text", required=False, filled=False),
            ),
            key=("group", "from", "to"),
            office=True,
            at_least=(("high", "low"),),
        ),
        Kind(
            "series",
            (
                Column("series", "text", required=False),
                _MONTH,
                Column("value", "number", filled=False),
            ),
            key=("series", "month"),
            office=True,
        ),
    )
}
"""Files that an office fills in, by the name of the file without its ending."""

PUBLISHED: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "asylum_applications_monthly_de",
            (
                _MONTH,
                _count("first_applications", least=1.0),
                _count("all_applications", filled=False),
                _choice(
                    "method",
                    "eurostat_revised",
                    "bamf_ytd_difference",
                    "bamf_ytd_from_percent",
                    "interval_split",
                    "ytd_rounded",
                ),
                _SOURCE,
            ),
            key=("month",),
            gapless=True,
            at_least=(("all_applications", "first_applications"),),
        ),
        Kind(
            "asylum_applications_first_release_de",
            (_MONTH, _count("first_published", filled=False), _count("all_published", filled=False), _SOURCE),
            key=("month",),
            at_least=(("all_published", "first_published"),),
        ),
        Kind(
            "asylum_applications_ytd_de",
            (_MONTH, _count("first_ytd"), _count("all_ytd", filled=False), _SOURCE, _text("status")),
            key=("month",),
            at_least=(("all_ytd", "first_ytd"),),
        ),
        Kind(
            "asylum_applications_annual_de",
            (
                Column("year", "number", least=1950, most=2100),
                _count("applications", filled=False),
                _count("at_most", filled=False),
                _SOURCE,
            ),
            key=("year",),
        ),
        Kind(
            "asylum_applications_bw",
            (_text("period"), _choice("freq", "A", "YTD", "Q"), _count("first_applications"), _SOURCE),
            key=("period",),
        ),
        Kind(
            "births_in_first_applications_de",
            (_YEAR, _count("first_applications"), _count("born_in_germany_under_1"), _count("cross_border"), _SOURCE),
            key=("year",),
            at_least=(("first_applications", "cross_border"),),
        ),
        Kind(
            "bw_reference_numbers",
            (_text("measure"), _text("period"), _number("value"), _text("unit"), _SOURCE),
            key=("measure", "period"),
        ),
        Kind(
            "bw_zugang_monthly_annual",
            (
                _text("series"),
                _text("period"),
                _choice("freq", "A", "M", "range"),
                _count("value"),
                _text("unit"),
                _SOURCE,
            ),
            key=("series", "period"),
        ),
        Kind(
            "bw_readings",
            (
                _GROUP,
                _text("file"),
                _text("series"),
                _text("printed_period"),
                _count("printed"),
                _text("period"),
                _count("low", filled=False),
                _count("high", filled=False),
                _choice("wording", "exact", "rounded", "gut", "etwas mehr als", "mehr als", "knapp", "mean", "bound"),
                _text("reason_de"),
                _text("reason_en"),
                _SOURCE,
            ),
            key=("series", "period"),
            at_least=(("high", "low"),),
        ),
        Kind(
            "bw_exclusions",
            (
                _text("file"),
                _text("series"),
                _text("period"),
                _count("printed"),
                _text("reason_de"),
                _text("reason_en"),
            ),
            key=("file", "series", "period"),
        ),
        Kind(
            "decisions_monthly_de",
            (
                _MONTH,
                _count("applications"),
                _count("first_applications"),
                _count("followup_applications"),
                _count("decisions"),
                *(_count(outcome) for outcome in _OUTCOMES),
                _count("protected"),
                _number("protection_rate", most=1.0),
                _SOURCE,
            ),
            key=("month",),
            gapless=True,
            at_least=(("applications", "first_applications"), ("decisions", "protected")),
        ),
        Kind("koenigsteiner_bw", (_YEAR, _number("share_percent", most=100.0), _SOURCE), key=("year",)),
        Kind(
            "kreise_bw",
            (
                Column("ags", "district"),
                _text("name"),
                _choice("type", "Stadtkreis", "Landkreis"),
                _count("population", least=1.0),
                _number("area_km2"),
                _text("regierungsbezirk"),
                _text("nuts3"),
                _number("lon", most=180.0),
                _number("lat", most=90.0),
                _YEAR,
                _SOURCE,
            ),
            key=("ags",),
        ),
        Kind(
            "protection_rates_de_annual_official",
            (
                _YEAR,
                _count("decisions", filled=False),
                _count("protected", filled=False),
                _number("protection_rate_percent", filled=False, most=100.0),
                _count("refugee_incl_16a", filled=False),
                _count("subsidiary", filled=False),
                _count("deportation_ban", filled=False),
                _SOURCE,
            ),
            key=("year",),
            at_least=(("decisions", "protected"),),
        ),
        Kind(
            "protection_rates_de_by_origin",
            (
                _YEAR,
                _text("origin"),
                _count("applications"),
                _count("first_applications"),
                _count("followup_applications"),
                _count("decisions"),
                *(_count(outcome) for outcome in _OUTCOMES),
                _number("months_covered", most=12.0),
                _count("protected"),
                _number("protection_rate", most=1.0),
                _number("protection_rate_adjusted", most=1.0),
                _SOURCE,
            ),
            key=("year", "origin"),
            at_least=(("applications", "first_applications"), ("decisions", "protected")),
        ),
        Kind(
            "sources",
            (
                _SOURCE,
                _choice("grade", "A", "B", "C"),
                _text("publisher"),
                _text("date", filled=False),
                _choice("read_as", "file", "excerpt"),
                _text("licence_de"),
                _text("licence_en"),
                _text("note_de", filled=False),
                _text("note_en", filled=False),
            ),
            key=("source",),
        ),
        Kind(
            "temporary_protection_monthly",
            (
                _MONTH,
                _count("grants_month", filled=False),
                _count("beneficiaries_end_of_month"),
                _text("status"),
                _SOURCE,
            ),
            key=("month",),
        ),
    )
}
"""Files of `data/published`, by the name of the file without its ending."""

BY_NAME: Mapping[str, Kind] = {**OFFICE, **PUBLISHED}
