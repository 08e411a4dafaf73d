"""The forecast by year, and the funds in the form of the Table 2 of the audit report [2.4]: what a planner reads.

Both name the amounts of the planning account, which add up (`headline`); the forecast table shows the interval over
the paths below. Amounts are EUR inside and Mio. Euro with one decimal in the cells, posts are whole.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from forecasting.base.format import Formats
from forecasting.base.periods import month_label
from forecasting.base.quantiles import Q10, Q90, Array
from forecasting.base.rounding import apportioned, round_persons, steps_of
from forecasting.base.text import Texts
from forecasting.budget import measures
from forecasting.budget.measures import MEASURES
from forecasting.reports.grid import Grid, Row, RowKind, Unit, yearly
from forecasting.reports.headline import headline, headline_words
from forecasting.scenarios import Outlook
from forecasting.scenarios.account_rules import committed_to_date

__all__ = [
    "BLOCKED",
    "CENT",
    "NOTHING",
    "UNKNOWN",
    "account_label",
    "any_amount",
    "carried_years",
    "continued_years",
    "decided_grants",
    "forecast_table",
    "funding_table",
    "mio_cell",
    "shown_unit",
    "plan_words",
    "signs_of",
    "year_notes",
]

NOTHING = "–"
"""Cell of an amount that is exactly zero."""

UNKNOWN = "."
"""Cell of a value that is not given or does not exist."""

BLOCKED = "x"
"""Cell of a statement that makes no sense."""

POTENTIALS = ("reduction_without_residuals", "reduction_potential")
"""Measures that say by how much an amount could fall: not meaningful where there is none."""

SHOWN: Mapping[measures.Unit, Unit] = {
    "persons": "persons",
    "persons_per_fte": "persons",
    "hours": "hours",
    "months": "months",
    "fte": "fte",
    "eur": "mio",
}
"""Units of tables by those of the measures."""

CENT = 0.005
"""EUR: an amount below is the rounding error of a sum."""

TENTHS = 1e-5  # steps to the EUR of the last digit shown

FORECAST = (
    "caseload_mean", "fte", "fundable_fte", "need", "model_need", "required_appropriation", *POTENTIALS, "shortfall",
    "closing_unbound",
)  # fmt: skip
"""Measures of the forecast table, in the order of the chain; the need by the model only beside a decided one."""


def decided_grants(result: Outlook) -> list[int]:
    """Years of the horizon whose grants a decision fixes."""
    fixed = result.resolved.by_year("budget.fixed_commitments")
    return [year.year for year in result.years if year.year in fixed]


def carried_years(result: Outlook) -> list[int]:
    """Years of the horizon whose amount is carried forward and decided by nobody."""
    return [year.year for year, each in zip(result.years, result.standing, strict=True) if each == "continued"]


def plan_words(key: str, result: Outlook, text: Texts) -> str:
    """A message that names the appropriations of the years: another one where a year's is only carried forward.

    "Appropriation" would be untrue over a year in which nothing is appropriated.
    """
    return text(f"{key}_continued" if carried_years(result) else key)


def _spans(years: Sequence[int], text: Texts) -> str:
    """Years in ascending order: "2027 to 2031", one by one where some are missing between."""
    if len(years) > 1 and years[-1] - years[0] == len(years) - 1:
        return text("reports.table.years", first=years[0], last=years[-1])
    return ", ".join(map(str, years))


def mio_cell(amount: float, formats: Formats) -> str:
    """An amount (EUR) as a cell in Mio. Euro."""
    return NOTHING if abs(amount) < CENT else formats.mio(amount)


def signs_of(result: Outlook, measure: str) -> list[str]:
    """By year the sign that stands in place of a value of the measure, "" where the value stands."""
    return [
        UNKNOWN if (measure, year.year) in result.absent else BLOCKED if idle and measure in POTENTIALS else ""
        for year, idle in zip(result.years, (each == "none" for each in result.standing), strict=True)
    ]


def continued_years(result: Outlook, text: Texts) -> str:
    """Years whose appropriation is only carried forward, "" where there are none."""
    years = carried_years(result)
    return _spans(years, text) if years else ""


def any_amount(amounts: Array) -> bool:
    """Whether an amount (EUR) is there in any year."""
    return bool((np.abs(amounts) >= CENT).any())


def forecast_table(result: Outlook, text: Texts) -> Grid:
    """Persons, posts and money by year with the 80 % interval over the paths, and how sure the cover is."""
    formats = Formats(text.language)
    rows = [measure for measure in FORECAST if measure != "model_need" or decided_grants(result)]
    lines = [_forecast_line(result, measure, text, formats) for measure in rows]
    for key, shares in (("funds_suffice", result.funds_suffice), ("funds_suffice_until", result.funds_suffice_until)):
        cells = tuple(formats.probability(float(share)) for share in shares)
        lines.append(
            Row(text(f"reports.table.{key}"), cells, key=key, unit="share", values=tuple(map(float, shares)))
        )
    notes = [text("reports.table.note_forecast"), *year_notes(result, text, formats)]
    if any(UNKNOWN in line.cells for line in lines):
        notes.append(text("reports.table.note_absent"))
    if any(BLOCKED in line.cells for line in lines):
        notes.append(text("reports.table.note_blocked"))
    return yearly(text("reports.table.forecast"), "", result.years, lines, notes, text)


def account_label(result: Outlook, text: Texts) -> str:
    """Which account is shown: "Rechnung mit dem Median" or "Rechnung mit dem Planungswert (80 %)"."""
    if result.resolved.values["planning.level"] == "median":
        return text("reports.table.account_median")
    return text("reports.table.account_planning", share=Formats(text.language).percent(result.account.quantile))


def funding_table(result: Outlook, text: Texts) -> Grid:
    """Available funds, need and what is left, by year, in the form of the audit report's Table 2 [2.4].

    The items of a block are rounded so that they add up to its rounded sum; where rounded sums miss the rounded
    rest, a note says so. Lines for money claimed back, forgone or lapsed appear only where there is any.
    """
    formats = Formats(text.language)
    amounts = _amounts(result)
    rounded = _rounded(amounts)
    not_given = result.resolved.values["budget.opening_unbound"] is None
    only_year = result.years[0].year if len(result.years) == 1 else None

    def line(key: str, number: str = "", kind: RowKind = "item") -> Row:
        label = text(f"reports.table.{key}", month=formats.month(month_label(result.base_month)))
        if key == "appropriation" and (forward := carried_years(result)):
            label = text("reports.table.appropriation_continued", years=_spans(forward, text))
        if key == "opening_unbound" and only_year:
            label = text("reports.table.opening_unbound_of", year=only_year - 1)
        cells = [
            NOTHING if abs(amount) < CENT else formats.number(tenths / 10, 1)
            for amount, tenths in zip(amounts[key], rounded[key], strict=True)
        ]
        if key == "opening_unbound" and not_given:
            cells[0] = UNKNOWN
        return Row(label, tuple(cells), kind, number, key=key, values=tuple(amounts[key]))

    def block(number: str, name: str, items: Sequence[str]) -> list[Row]:
        numbered = [line(key, f"{position}.") for position, key in enumerate(items, start=1)]
        head = Row(text(f"reports.table.{name}_heading"), (), "heading", number, key=f"{name}_heading")
        return [head, *numbered, line(name, f"{len(items) + 1}.", "sum")]

    lines = [
        *block("I.", "available", ["appropriation", "opening_unbound", *_if_any(amounts, "reclaimed", "released")]),
        *block("II.", "need", ["grant", "other", *_if_any(amounts, "committed_to_date")]),
        *(line(key) for key in _if_any(amounts, "forgone", "lapsed")),
        line("closing_unbound", "III.", "result"),
        line("shortfall", "", "result"),
    ]
    notes = [text("reports.table.note_consent"), *year_notes(result, text, formats)]
    if not_given:
        notes.append(text("reports.table.note_not_given"))
    if not _adds_up(rounded):
        notes.append(text("reports.table.note_rounding"))
    title = f"{text('reports.table.funding')} – {account_label(result, text)}"
    return yearly(title, text("reports.unit.mio"), result.years, lines, notes, text)


def shown_unit(measure: str) -> Unit:
    """The unit in which tables show a measure."""
    return SHOWN[MEASURES[measure].unit]


def _forecast_line(result: Outlook, measure: str, text: Texts, formats: Formats) -> Row:
    unit, summary, middles = shown_unit(measure), result.yearly[measure].summary, headline(result, measure)
    cells, details = [], []
    for row, middle, sign in zip(summary, middles.tolist(), signs_of(result, measure), strict=True):
        if sign:
            cells.append(sign)
            details.append("")
            continue
        low, high = (_shown(float(row[column]), unit, formats) for column in (Q10, Q90))
        cells.append(mio_cell(middle, formats) if unit == "mio" else _shown(middle, unit, formats))
        certain = row[Q10] == row[Q90]
        details.append("" if certain else text("reports.table.interval", low=low, high=high))
    return Row(
        text(f"reports.measure.{measure}") + (f", {text('reports.unit.mio')}" if unit == "mio" else ""),
        tuple(cells),
        details=tuple(details) if any(details) else (),
        key=measure,
        unit=unit,
        values=tuple(middles.tolist()),
        bounds=tuple((float(row[Q10]), float(row[Q90])) for row in summary),
        statistic=headline_words(result, measure, text),
    )


def _shown(value: float, unit: Unit, formats: Formats) -> str:
    if unit == "persons":
        return formats.number(round_persons(value))
    if unit == "fte":
        return formats.number(value)
    return formats.mio(value)


def _amounts(result: Outlook) -> dict[str, list[float]]:
    """EUR by line of the funding table and year."""
    account = result.account.measures
    amounts = {
        key: account[key].tolist()
        for key in (
            "appropriation", "opening_unbound", "reclaimed", "available", "grant", "need", "forgone", "lapsed",
            "closing_unbound", "shortfall",
        )
    }  # fmt: skip
    amounts["released"] = account["released"].tolist() if "released" in account else [0.0] * len(result.years)
    amounts["committed_to_date"] = [committed_to_date(result.resolved), *(0.0 for _ in result.years[1:])]
    parts = zip(amounts["need"], amounts["grant"], amounts["committed_to_date"], strict=True)
    amounts["other"] = [need - grant - committed for need, grant, committed in parts]
    return amounts


def _rounded(amounts: Mapping[str, Sequence[float]]) -> dict[str, list[int]]:
    """Tenths of a million by line and year; items of one block add up to its sum."""
    rounded = {key: [steps_of(amount, TENTHS) for amount in row] for key, row in amounts.items()}
    received = ("appropriation", "opening_unbound", "reclaimed", "released")
    for items in (received, ("grant", "other", "committed_to_date")):
        for year in range(len(amounts["need"])):
            parts = [amounts[key][year] for key in items]
            steps = [round(part * TENTHS, 6) for part in parts]
            for key, tenths in zip(items, apportioned(steps, steps_of(math.fsum(parts), TENTHS)), strict=True):
                rounded[key][year] = tenths
    return rounded


def _adds_up(rounded: Mapping[str, Sequence[int]]) -> bool:
    """Whether what is left is the difference of the sums as shown, and next year's opening, in every year."""
    left = [
        available - need + shortfall - forgone - lapsed
        for available, need, shortfall, forgone, lapsed in zip(
            *(rounded[key] for key in ("available", "need", "shortfall", "forgone", "lapsed")), strict=True
        )
    ]
    closing = list(rounded["closing_unbound"])
    return left == closing and closing[:-1] == list(rounded["opening_unbound"][1:])


def _if_any(amounts: Mapping[str, Sequence[float]], *keys: str) -> list[str]:
    return [key for key in keys if any(abs(amount) >= CENT for amount in amounts[key])]


def year_notes(
    result: Outlook, text: Texts, formats: Formats, *, continued: bool = True, live: bool = False
) -> list[str]:
    """What stands behind the years: an amount that nobody decided, decided grants, a part of the year.

    Args:
        continued: whether amounts are shown that are carried forward.
        live: of a workbook, whose need by the model moves with its inputs and is no word of a note.
    """
    notes = []
    forward = carried_years(result) if continued else []
    if forward:
        forms = result.resolved.flag("budget.continued_forms_residual")
        residual = text(f"reports.table.note_continued_{'forms' if forms else 'none'}")
        notes.append(text("reports.table.note_continued", years=_spans(forward, text), residual=residual))
    decided = decided_grants(result)
    if decided and live:
        notes.append(text("reports.table.note_decided_live", years=_spans(decided, text)))
    for year in [] if live else decided:
        need = formats.mio(float(headline(result, "model_need")[result.row(year)]))
        notes.append(text("reports.table.note_decided", year=year, need=need))
    for part in result.years:
        if part.partial:
            first, last = (
                formats.month(month_label(result.base_month + 1 + month)) for month in (part.start, part.stop - 1)
            )
            notes.append(text("reports.table.note_partial", year=part.year, first=first, last=last))
    return notes
