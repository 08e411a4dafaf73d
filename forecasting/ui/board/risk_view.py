"""The risk section: how likely the funds fall short, what the envelope pays, and what certainty costs."""

from __future__ import annotations

from functools import partial

import streamlit as st

from forecasting.base.format import Formats
from forecasting.reports.answer import answer_year
from forecasting.reports.risk import (
    envelope_table,
    exhaustion_words,
    price_data,
    price_values,
    risk_table,
    risk_words,
)
from forecasting.scenarios.risk import LEVELS_OF_PLANNING, best_level, weight_of
from forecasting.ui.board.choice import choose_year
from forecasting.ui.board.sections import draw_notes
from forecasting.ui.board.table_panel import draw_saved_rows, draw_years
from forecasting.ui.board.view import View

__all__ = ["draw_risk"]

WEIGHTS = (1.0, 2.0, 3.0, 4.0, 5.0, 10.0, 20.0)  # of a euro short against a euro unused


def draw_risk(view: View) -> None:
    """Draw the section for a result."""
    text, result = view.text, view.result
    year = answer_year(result)
    st.header(text("ui.risk.title"), anchor=False)
    draw_notes(f"{risk_words(result, year, text)} {exhaustion_words(result, text)}")
    for name, make in (("risk", risk_table), ("envelope", envelope_table)):
        table = view.session.keep(f"risk-{name}", (result, text.language), partial(make, result, text))
        draw_years(f"risk-{name}", table, view.desk)
    _prices(view)


def _prices(view: View) -> None:
    """Planning at a quantile, and the quantile that a weight makes the best one."""
    text, result, formats = view.text, view.result, Formats(view.text.language)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        year = choose_year(text("ui.risk.year"), result, "risk", width=140)
        usual = round(weight_of(result.planning_quantile), 1)
        weights = sorted({*WEIGHTS, usual})
        weight = st.selectbox(
            text("ui.risk.weight"),
            weights,
            index=weights.index(usual),
            format_func=formats.plain,
            key=f"risk-weight-{usual}",
            help=text("ui.risk.weight_help"),
            width=260,
        )
    best = best_level(weight)
    levels = sorted({*LEVELS_OF_PLANNING, round(best, 4)})
    values = price_values(result, year, weight, text, levels)
    title = text("ui.risk.prices", year=year)
    words = text("ui.risk.best", weight=formats.plain(weight), level=formats.plain(round(best * 100.0, 1)))
    draw_saved_rows(
        "risk-prices",
        title,
        values,
        partial(price_data, result, year, weight, text, levels),
        view.desk,
        notes=(f"{words} {text('ui.risk.weighted')}",),
        saved_notes=(words,),
        unit=text("reports.unit.mio"),
    )
