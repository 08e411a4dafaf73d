"""What every file of `data/published` must look like, beside the formats that an office fills in. Data, no code."""

from __future__ import annotations

from collections.abc import Mapping

from forecasting.base.state import state
from forecasting.observations.reading.columns import GROUP, MONTH, SOURCE, YEAR, Column, choice, count, number, text
from forecasting.observations.reading.kinds import OFFICE, FileKind

__all__ = ["BY_STEM", "PUBLISHED"]

_MARK = state().files

OUTCOMES = ("asyl16a", "refugee", "subsidiary", "deportation_ban", "rejected", "formal_other")

FIGURES = (
    text("measure"),
    text("period", filled=False),
    Column("value", "number", filled=False, least=0.0),
    Column("low", "number", filled=False, least=0.0),
    Column("high", "number", filled=False, least=0.0),
    text("status"),
    text("unit"),
    SOURCE,
    text("page_date", filled=False),
    text("note", filled=False),
)
"""A figure as a page printed it: what it measures, of which period, and between what it lies; for reference."""

SUBJECTS = ("budget_figures", "housing_figures", "integration_management_figures")
"""Files of such figures."""

PUBLISHED: Mapping[str, FileKind] = {
    kind.name: kind
    for kind in (
        FileKind(
            "asylum_applications_monthly_de",
            (
                MONTH,
                count("first_applications", least=1.0),
                count("all_applications", filled=False),
                choice(
                    "method",
                    "eurostat_revised",
                    "bamf_ytd_difference",
                    "bamf_ytd_from_percent",
                    "interval_split",
                    "ytd_rounded",
                ),
                SOURCE,
            ),
            key=("month",),
            gapless=True,
            at_least=(("all_applications", "first_applications"),),
        ),
        FileKind(
            "asylum_applications_first_release_de",
            (MONTH, count("first_published", filled=False), count("all_published", filled=False), SOURCE),
            key=("month",),
            at_least=(("all_published", "first_published"),),
        ),
        FileKind(
            "asylum_applications_ytd_de",
            (MONTH, count("first_ytd"), count("all_ytd", filled=False), SOURCE, text("status")),
            key=("month",),
            at_least=(("all_ytd", "first_ytd"),),
        ),
        FileKind(
            "asylum_applications_annual_de",
            (
                Column("year", "number", least=1950, most=2100),
                count("applications", filled=False),
                count("at_most", filled=False),
                SOURCE,
            ),
            key=("year",),
        ),
        FileKind(
            "asylum_applications_state",
            (text("period"), choice("freq", "A", "YTD", "Q"), count("first_applications"), SOURCE),
            key=("period",),
            file=f"asylum_applications_{_MARK}",
        ),
        FileKind(
            "births_in_first_applications_de",
            (YEAR, count("first_applications"), count("born_in_germany_under_1"), count("cross_border"), SOURCE),
            key=("year",),
            at_least=(("first_applications", "cross_border"),),
        ),
        FileKind(
            "reference_numbers",
            (text("measure"), text("period"), number("value"), text("unit"), SOURCE),
            key=("measure", "period"),
            file=f"{_MARK}_reference_numbers",
        ),
        FileKind(
            "zugang_monthly_annual",
            (
                text("series"),
                text("period"),
                choice("freq", "A", "M", "range"),
                count("value"),
                text("unit"),
                SOURCE,
            ),
            key=("series", "period"),
            file=f"{_MARK}_zugang_monthly_annual",
        ),
        FileKind(
            "readings",
            (
                GROUP,
                text("file"),
                text("series"),
                text("printed_period"),
                count("printed"),
                text("period"),
                count("low", filled=False),
                count("high", filled=False),
                choice("wording", "exact", "rounded", "gut", "etwas mehr als", "mehr als", "knapp", "mean", "bound"),
                text("reason_de"),
                text("reason_en"),
                SOURCE,
            ),
            key=("series", "period"),
            at_least=(("high", "low"),),
            file=f"{_MARK}_readings",
        ),
        FileKind(
            "published_orderings",
            (
                GROUP,
                MONTH,
                number("factor"),
                Column("other", "month"),
                text("reason_de"),
                text("reason_en"),
                SOURCE,
            ),
            key=("group", "month", "other"),
            file=f"{_MARK}_orderings",
        ),
        FileKind(
            "exclusions",
            (
                text("file"),
                text("series"),
                text("period"),
                count("printed"),
                text("reason_de"),
                text("reason_en"),
            ),
            key=("file", "series", "period"),
            file=f"{_MARK}_exclusions",
        ),
        FileKind(
            "decisions_monthly_de",
            (
                MONTH,
                count("applications"),
                count("first_applications"),
                count("followup_applications"),
                count("decisions"),
                *(count(outcome) for outcome in OUTCOMES),
                count("protected"),
                number("protection_rate", most=1.0),
                SOURCE,
            ),
            key=("month",),
            gapless=True,
            at_least=(("applications", "first_applications"), ("decisions", "protected")),
        ),
        FileKind(
            "koenigsteiner",
            (YEAR, number("share_percent", most=100.0), SOURCE),
            key=("year",),
            file=f"koenigsteiner_{_MARK}",
        ),
        FileKind(
            "kreise",
            (
                Column("ags", "district"),
                text("name"),
                choice("type", *state().kinds),
                count("population", least=1.0),
                number("area_km2"),
                text("regierungsbezirk"),
                text("nuts3"),
                number("lon", most=180.0),
                number("lat", most=90.0),
                YEAR,
                SOURCE,
            ),
            key=("ags",),
            file=f"kreise_{_MARK}",
        ),
        FileKind(
            "protection_rates_de_annual_official",
            (
                YEAR,
                count("decisions", filled=False),
                count("protected", filled=False),
                number("protection_rate_percent", filled=False, most=100.0),
                count("refugee_incl_16a", filled=False),
                count("subsidiary", filled=False),
                count("deportation_ban", filled=False),
                SOURCE,
            ),
            key=("year",),
            at_least=(("decisions", "protected"),),
        ),
        FileKind(
            "protection_rates_de_by_origin",
            (
                YEAR,
                text("origin"),
                count("applications"),
                count("first_applications"),
                count("followup_applications"),
                count("decisions"),
                *(count(outcome) for outcome in OUTCOMES),
                number("months_covered", most=12.0),
                count("protected"),
                number("protection_rate", most=1.0),
                number("protection_rate_adjusted", most=1.0),
                SOURCE,
            ),
            key=("year", "origin"),
            at_least=(("applications", "first_applications"), ("decisions", "protected")),
        ),
        FileKind(
            "sources",
            (
                SOURCE,
                choice("grade", "A", "B", "C"),
                text("publisher"),
                text("date", filled=False),
                choice("read_as", "file", "excerpt"),
                text("licence_de"),
                text("licence_en"),
                text("note_de", filled=False),
                text("note_en", filled=False),
            ),
            key=("source",),
        ),
        FileKind(
            "temporary_protection_monthly",
            (
                MONTH,
                count("grants_month", filled=False),
                count("beneficiaries_end_of_month"),
                text("status"),
                SOURCE,
            ),
            key=("month",),
        ),
        FileKind(
            "ukraine_registrations_de",
            (
                text("measure"),
                text("period"),
                count("value"),
                count("low", filled=False),
                count("high", filled=False),
                choice("use", "indicator", "reference"),
                text("status"),
                text("unit"),
                SOURCE,
                text("note", filled=False),
            ),
            key=("measure", "period"),
            at_least=(("high", "low"),),
        ),
        *(
            FileKind(
                name,
                FIGURES,
                key=("measure", "period", "value", "source"),
                at_least=(("high", "low"),),
                file=f"{name}_{_MARK}",
            )
            for name in SUBJECTS
        ),
    )
}
"""Files of `data/published` by the name of their kind; those about the state bear its mark."""

BY_STEM: Mapping[str, FileKind] = {kind.stem: kind for kind in (*OFFICE.values(), *PUBLISHED.values())}
"""Every known file by its name without the ending."""
