"""Draw a table with what belongs to it: the notes below it, and a button that saves it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd
import streamlit as st

from forecasting.reports.grid import Grid, Values
from forecasting.ui.board.downloads import Desk, draw_file
from forecasting.ui.board.sections import draw_rows
from forecasting.ui.html import table_of_grid

__all__ = ["draw_saved_rows", "draw_years"]


def draw_saved_rows(
    name: str,
    title: str,
    values: Values,
    data: Callable[[], pd.DataFrame],
    desk: Desk,
    *,
    notes: Iterable[str] = (),
    saved_notes: Iterable[str] = (),
    unit: str | None = None,
    tall: bool = True,
    above: str = "",
) -> None:
    """A plain table with a button that saves it.

    Args:
        name: unique on the page.
        data: what the file holds, not rounded.
        saved_notes: what the file has to say.
        unit: None where each row states its own.
    """
    draw_rows(title, values, notes, tall=tall, above=above)
    draw_file(name, desk.table(title, data, unit=unit, notes=tuple(saved_notes)), desk.text)


def draw_years(name: str, table: Grid, desk: Desk, *, saved: Grid | None = None) -> None:
    """A table by year with a button that saves it.

    Args:
        name: unique on the page.
        saved: what the file holds where that is not the table as shown.
    """
    st.html(table_of_grid(table))
    draw_file(name, desk.years(saved or table), desk.text)
