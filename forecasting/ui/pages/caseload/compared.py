"""The part of the page that holds the model's past against the stocks and entries that were observed."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from forecasting.base.groups import group_name
from forecasting.base.quantiles import Array
from forecasting.base.text import Texts
from forecasting.reports import caseload
from forecasting.reports.charts.caseload import compared
from forecasting.scenarios.course import Course
from forecasting.scenarios.rules import Values
from forecasting.ui.board.downloads import Chart
from forecasting.ui.board.sections import draw_notes
from forecasting.ui.board.view import View
from forecasting.ui.pages.caseload.stay import draw_to_data

__all__ = ["draw_compared"]


@st.fragment
def draw_compared(view: View, made: Course) -> None:
    """Draw the section: a chart for each kind of figures of each group."""
    text, arrivals = view.text, view.result.arrivals
    st.header(text("ui.caseload.compared"), anchor=False)
    drawn = False
    values = Values(view.result.resolved)
    for group, known in arrivals.housing.items():
        complete = arrivals.first_observed[group] - arrivals.first_month + values.longest_stay(group)
        for name, model, observed in (
            ("stock", made.provisional_stock[group], known.provisional_stock),
            ("inflow", made.housing_inflow[group], known.housing_inflow),
        ):
            if np.isnan(observed).all():
                continue
            make = partial(_chart, made, model, observed, complete, name, text)
            title = text(f"ui.caseload.compared_{name}", group=group_name(group, text))
            view.draw_chart(f"caseload-compared-{name}-{group}", title, (made,), make)
            drawn = True
    if drawn:
        draw_notes(text("ui.caseload.compared_note"))
    else:
        draw_to_data(view.session, text("ui.caseload.compared_none"), "compared")


def _chart(made: Course, model: Array, observed: Array, complete: int, name: str, text: Texts) -> Chart:
    table = caseload.compared_table(made.first_month, model[: len(observed)], observed, complete)
    unit = text(f"ui.caseload.compared_{name}_unit")
    return Chart(
        compared(table, unit=unit, text=text),
        unit,
        caseload.compared_words(table, text),
        partial(caseload.compared_values, table, text),
        partial(caseload.compared_data, table, text),
    )
