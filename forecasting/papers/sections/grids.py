"""The tables of the papers: what the reports compute, in the form that official tables have.

Signs are explained under the table that uses them, a forecast stands under PROGNOSE, and the consent to form and use
residual funds is named once under each table that uses them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from forecasting.base.text import Texts
from forecasting.papers.case import Case
from forecasting.reports.frame import frame
from forecasting.reports.grid import Grid
from forecasting.reports.headline import headline
from forecasting.reports.tables import NOTHING, UNKNOWN, any_amount, forecast_table, funding_table
from forecasting.scenarios import Outlook

__all__ = ["account_grid", "forecast_grid", "foot", "funding_grid", "grid", "signs"]

SIGNS = (NOTHING, "0", UNKNOWN, "…", "x")
"""Signs of official tables in the order of their explanation."""

LESS = ("0", "0,0", "0.0")
"""Cells that hold less than half of the last digit."""


def funding_grid(case: Case, result: Outlook | None = None) -> Grid:
    """Available funds, need and what is left by year, in the form of Table 2 of the audit report [2.4]."""
    chosen = result or case.result
    table = funding_table(chosen, case.text)
    return grid(case, "funding-table", table, result=chosen, plan=("appropriation",))


def account_grid(case: Case) -> Grid:
    """The same beside sentences that name the account at the median: it says so where its own is another."""
    found, need = funding_grid(case), case.result.account.measures["need"]
    if not any_amount(need - headline(case.result, "need")):
        return found
    return replace(found, notes=(case.text("papers.note_account"), *found.notes))


def forecast_grid(case: Case, result: Outlook | None = None) -> Grid:
    """Persons, posts and money by year: with the 80 % interval below, and how sure the cover is."""
    chosen = result or case.result
    table = forecast_table(chosen, case.text)
    return grid(case, "forecast-table", table, result=chosen)


def grid(
    case: Case,
    key: str,
    table: Grid,
    *,
    result: Outlook | None = None,
    plan: Sequence[str] = (),
    states: Sequence[str] | None = None,
) -> Grid:
    """A table of the reports as a table of a paper.

    Args:
        result: outlook that it shows; None: that of the case.
        plan: keys of rows that state a plan, not a forecast.
        states: above each year; None: PROGNOSE.
    """
    text = case.text
    rows = tuple(replace(row, forecast=(False,) * len(row.cells)) if row.key in plan else row for row in table.rows)
    return replace(
        table,
        key=key,
        rows=rows,
        notes=notes(
            table.notes, [cell for row in rows for cell in (*row.cells, *row.details)], text, sums=bool(table.unit)
        ),
        foot=foot(case, result),
        states=tuple([text("papers.state.forecast")] * (len(table.heads) - 1) if states is None else states),
    )


def foot(case: Case, result: Outlook | None = None) -> tuple[str, ...]:
    """Scenario, source, date and run below a table."""
    words = frame(result or case.result, title="", unit="", text=case.text, by_group=True, origin=case.origin)
    sample = words.notes  # sample data are called so
    scenario = case.text("reports.file.scenario", scenario=words.scenario)
    return (*sample, f"{scenario}.", f"{words.source} {words.stand}")


def notes(given: Sequence[str], cells: Iterable[str], text: Texts, *, sums: bool) -> tuple[str, ...]:
    """Notes of a table with the sentence on rounding and the signs that it uses.

    Args:
        sums: whether cells are sums of others.
    """
    rounding = text("reports.table.note_rounding")
    kept = [note for note in given if note != rounding]
    said = [*kept, *([rounding] if sums else [])]
    used = signs((cell for cell in cells if not _explained(cell, said)), text)
    return (*said, *([used] if used else []))


def signs(cells: Iterable[str], text: Texts) -> str:
    """The legend of the signs that the cells use; empty where there is none."""
    found = {"0" if cell in LESS else cell for cell in cells}
    used = [text(f"papers.sign.{name}") for sign, name in zip(SIGNS, ("none", "less", "unknown", "later", "blocked"),
            strict=True) if sign in found]  # fmt: skip
    return text("papers.sign.legend", signs="; ".join(used)) if used else ""


def _explained(cell: str, notes: Sequence[str]) -> bool:
    """Whether a note of the table says what the sign stands for."""
    return any(f"„{cell}“ =" in note or f"“{cell}” =" in note for note in notes)
