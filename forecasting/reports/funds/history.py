"""The pact's money 2017 to 2021 in the audit report's own numbers, and what follows from them by arithmetic.

Printed figures come from `observations.audit_report`; what is derived is marked so and assumes that the residuals are
one stock of which nothing lapsed. Mio. Euro as printed; budgeted (Soll), decided (Bescheid) and paid (Abfluss) stand
apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.observations.audit_report import PrintedFigure, PrintedTable, load_audit_report
from forecasting.reports.charts.account import Step
from forecasting.reports.grid import Grid, Row, RowKind, yearly

__all__ = ["Derived", "derived", "printed_table", "report_rows", "residual_steps", "unbound_steps"]

FIRST_STEP = (2017, 2018, 2019)
"""Years that the report has no single stock for: their outflow is one step."""

DIGITS = 1  # as the report prints its amounts

RESIDUALS = (
    "residuals_2019", "unbound_2019", "unbound_used_2020", "residuals_2020", "unbound_2020",
)  # fmt: skip


@dataclass(frozen=True)
class Derived:
    """What follows from printed figures, Mio. Euro."""

    key: str
    value: float
    digits: int
    rough: bool  # a whole number enters: right to half a million


@lru_cache(maxsize=1)
def derived() -> dict[str, Derived]:
    """Derived figures by key.

    >>> {key: round(figure.value, 1) for key, figure in derived().items()}["disbursed_2020"]
    48.9
    """
    report = load_audit_report()
    figure = {key: entry.value for key, entry in report.figures.items()}
    projects = report.table1
    budget_to_2019 = sum(projects.value("projects", year) for year in FIRST_STEP)
    budget_2020 = projects.value("projects", 2020)
    rows = (
        ("bound_2019", figure["residuals_2019"] - figure["unbound_2019"], True),
        ("bound_2020", figure["residuals_2020"] - figure["unbound_2020"], False),
        ("disbursed_to_2019", budget_to_2019 - figure["residuals_2019"], False),
        ("disbursed_2020", figure["residuals_2019"] + budget_2020 - figure["residuals_2020"], False),
        ("disbursed_to_2020", budget_to_2019 + budget_2020 - figure["residuals_2020"], False),
        ("unbound_left_2020", figure["unbound_2019"] - figure["unbound_used_2020"], True),
        ("unbound_new_2020", figure["unbound_2020"] - (figure["unbound_2019"] - figure["unbound_used_2020"]), True),
        ("extension", figure["unbound_used_2020"] + report.table2.value("integration_management", 2021), True),
    )
    return {key: Derived(key, round(value, DIGITS), DIGITS, rough) for key, value, rough in rows}


def printed_table(table: PrintedTable, text: Texts) -> Grid:
    """A table of the report as it is printed."""
    formats = Formats(text.language)
    lines = []
    for row in table.rows.values():
        kind: RowKind = "sum" if row.sum_of else "result" if row.outline == "III" else "item"
        cells = tuple(formats.number(value, table.digits) for value in row.values)  # 0,0 as printed
        lines.append(
            Row(row.label(text.language), cells, kind, _outline(row.outline), key=row.key, values=row.values)
        )
    title = text("reports.history.printed", title=table.title(text.language), section=table.section)
    return yearly(title, text("reports.unit.mio"), table.years, lines, (), text)


def _outline(outline: str) -> str:
    return f"{outline}." if outline else ""


def report_rows(text: Texts) -> list[tuple[str, str, str, str]]:
    """What the report says of the residuals and what follows: quantity, Mio. Euro, kind, origin."""
    formats = Formats(text.language)
    report = load_audit_report()
    printed = text("reports.history.printed_figure")
    rows = []
    for key in RESIDUALS:
        figure: PrintedFigure = report.figures[key]
        place = text("reports.history.section", section=figure.section)
        rows.append((figure.label(text.language), formats.number(figure.value, figure.digits), printed, place))
    for key, found in derived().items():
        kind = text("reports.history.derived_rough" if found.rough else "reports.history.derived")
        rows.append(
            (
                text(f"reports.history.figure.{key}"),
                formats.number(found.value, found.digits),
                kind,
                text(f"reports.history.rule.{key}"),
            )
        )
    return rows


def residual_steps(text: Texts) -> list[Step]:
    """Bridge of all residuals, 2017 to 31 December 2020."""
    report, found = load_audit_report(), derived()
    budget = report.table1
    to_2019 = sum(budget.value("projects", year) for year in FIRST_STEP)
    return _named(
        [
            ("soll_to_2019", to_2019, "budget"),
            ("disbursed_to_2019", -found["disbursed_to_2019"].value, "outflow"),
            ("residuals_2019", report.figures["residuals_2019"].value, "stock"),
            ("soll_2020", budget.value("projects", 2020), "budget"),
            ("disbursed_2020", -found["disbursed_2020"].value, "outflow"),
            ("residuals_2020", report.figures["residuals_2020"].value, "stock"),
        ],
        text,
    )


def unbound_steps(text: Texts) -> list[Step]:
    """Bridge of the residuals not bound by decisions, 31 December 2019 to the plan for 31 December 2021."""
    report, found, plan = load_audit_report(), derived(), load_audit_report().table2
    return _named(
        [
            ("unbound_2019", report.figures["unbound_2019"].value, "stock"),
            ("unbound_used_2020", -report.figures["unbound_used_2020"].value, "decision"),
            ("unbound_new_2020", found["unbound_new_2020"].value, "decision"),
            ("unbound_2020", report.figures["unbound_2020"].value, "stock"),
            ("soll_2021", plan.value("appropriation", 2021), "budget"),
            ("need_management_2021", -plan.value("integration_management", 2021), "need"),
            ("need_other_2021", -plan.value("other_areas", 2021), "need"),
            ("unbound_2021", plan.value("closing_unbound", 2021), "stock"),
        ],
        text,
    )


def _named(steps: Sequence[tuple[str, float, str]], text: Texts) -> list[Step]:
    figures = load_audit_report().figures
    return [
        Step(text(f"reports.history.step.{key}"), amount, kind, figures[key].digits if key in figures else 1)
        for key, amount, kind in steps
    ]
