"""What the papers for a meeting share: their language, tables with signs and foot, the item of the budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from forecasting.base.text import Texts
from forecasting.observations.budget_items import BudgetItem
from forecasting.papers.case import Case
from forecasting.papers.sections.grids import foot, notes
from forecasting.reports.grid import Grid, Row

__all__ = ["grid_of", "in_language", "item_words", "year_heads"]


def in_language(case: Case, text: Texts) -> Case:
    """The case with its words in the language of `text`."""
    return case if text is case.text else replace(case, text=text)


def grid_of(
    case: Case,
    key: str,
    title: str,
    *,
    unit: str,
    heads: Sequence[str],
    rows: Sequence[Row],
    said: Sequence[str] = (),
    states: Sequence[str] = (),
    sums: bool = True,
    words: bool = False,
    amounts: Sequence[int] = (),
    below: Sequence[str] | None = None,
) -> Grid:
    """A table with its signs explained, and scenario, source and date below.

    Args:
        said: notes of its own.
        sums: whether a sentence on rounding is due.
        amounts: as in `Grid`.
        below: what stands below in place of scenario, source and date.
    """
    shown = [cell for row in rows for cell in (*row.cells, *row.details)]
    return Grid(
        key=key,
        title=title,
        unit=unit,
        heads=tuple(heads),
        rows=tuple(rows),
        notes=notes(said, shown, case.text, sums=sums),
        foot=foot(case) if below is None else tuple(below),
        states=tuple(states),
        words=words,
        amounts=tuple(amounts),
    )


def year_heads(case: Case) -> tuple[str, ...]:
    """Budget years as heads, a partial one starred."""
    return tuple(year.head for year in case.result.years)


def item_words(item: BudgetItem, text: Texts) -> str:
    """Section, chapter and item of the budget; what is not given is marked as still to be entered."""
    parts = (("section", item.section), ("chapter", item.chapter), ("item", item.item))
    return ", ".join(
        text(f"papers.sheet.{name}", number=number or text("papers.sheet.to_enter")) for name, number in parts
    )
