"""The answer for the district that the address asks for, below the state's on the first page."""

from __future__ import annotations

import streamlit as st

from forecasting.base.errors import InputError
from forecasting.reports.answer import answer_year
from forecasting.reports.districts.own import line_words
from forecasting.reports.districts.words import names_by_code
from forecasting.scenarios import Outlook
from forecasting.scenarios.districts.keys import distribute
from forecasting.scenarios.districts.own import district_line
from forecasting.ui.frame.frame import draw_link
from forecasting.ui.html import paragraphs
from forecasting.ui.pages.districts.given import DISTRICTS
from forecasting.ui.session.session import Session

__all__ = ["draw_district_answer"]


def draw_district_answer(session: Session, result: Outlook) -> None:
    """Persons, posts, grant, own share and change on last year, with the way to the district's page."""
    text, table, code = session.text, session.observations.districts, session.records[DISTRICTS].code
    try:
        districts = distribute(table, result.resolved, result.years).districts
        names = names_by_code(districts, text)
        if table is None or code not in names:
            return
        line = session.keep(f"line-{code}", (result, table), lambda: district_line(result, table, code))
    except InputError:
        return  # the page of the districts says what is missing
    words = line_words(line, names[code], answer_year(result), text, own=False)
    st.html(f'<section class="answer district">{paragraphs([words], "further")}</section>')
    draw_link(session, "districts", text("ui.districts.to_own", name=names[code]))
