"""The page of the caseload: who is where month by month, for how long in support, the stay, the model's own past."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from forecasting.base.groups import group_name
from forecasting.base.text import Texts
from forecasting.reports import caseload
from forecasting.reports.charts.caseload import Part, stacked
from forecasting.scenarios.chain import ALL
from forecasting.scenarios.course import Course, course
from forecasting.ui.board.choice import choose_view
from forecasting.ui.board.downloads import Chart
from forecasting.ui.board.sections import draw_answer, draw_notes
from forecasting.ui.board.view import View
from forecasting.ui.frame.frame import begin_page
from forecasting.ui.pages.caseload.compared import draw_compared
from forecasting.ui.pages.caseload.opening import draw_opening
from forecasting.ui.pages.caseload.origins import draw_origins
from forecasting.ui.pages.caseload.stay import draw_stay
from forecasting.ui.session.session import Session

__all__ = ["draw"]

PROVISIONAL, SUPPORTED = "appropriation", "need"  # hues
SHADES = (0.85, 0.55, 0.35, 0.2)  # of neighbours of one hue, from below


class _View(View):
    """What the sections share."""

    @property
    def course(self) -> Course:
        """Who is where, month by month."""
        return self.session.keep("caseload", (self.result,), partial(course, self.result))

    def groups(self, chosen: str) -> tuple[str, ...]:
        """Groups that a choice means."""
        return self.course.groups if chosen == ALL else (chosen,)

    def name(self, group: str) -> str:
        """A group, or all of them, in words."""
        return self.text("ui.prognosis.all") if group == ALL else group_name(group, self.text)


def draw(session: Session) -> None:
    """Draw the page for the scenario of the session."""
    view = _View.of(session, begin_page(session), by_group=True)
    _where(view)
    _tenure(view)
    draw_origins(session, view.result)
    draw_stay(view)
    draw_opening(session, view.result, view.course)
    draw_compared(view, view.course)


@st.fragment
def _where(view: _View) -> None:
    """Who is where: sentences and areas by place and group."""
    text = view.text
    st.header(text("ui.caseload.where"), anchor=False)
    group = _choice(view, "caseload-where")
    groups = view.groups(group)
    draw_answer(caseload.where_words(view.course, groups, text), caseload.flow_words(view.course, groups, text))
    title = text("ui.caseload.where_chart", group=view.name(group))
    view.draw_chart(f"caseload-where-{group}", title, (view.course,), partial(_where_chart, view, groups))
    draw_notes(text("ui.caseload.mean_note"))


def _where_chart(view: _View, groups: Sequence[str]) -> Chart:
    text = view.text
    table = caseload.where_table(view.course, groups, lambda group: group_name(group, text), text)
    parts = [(hue, SHADES[place % len(SHADES)]) for hue in (PROVISIONAL, SUPPORTED) for place in range(len(groups))]
    short = [
        text(f"reports.caseload.{place}_short", group=group_name(group, text))
        for place in ("provisional", "supported")
        for group in groups
    ]
    return _areas(table, parts, short, text("ui.caseload.where_legend"), text)


@st.fragment
def _tenure(view: _View) -> None:
    """For how long in support."""
    text = view.text
    st.header(text("ui.caseload.tenure"), anchor=False)
    group = _choice(view, "caseload-tenure")

    def make() -> Chart:
        table = caseload.tenure_table(view.course, view.groups(group), text)
        words = caseload.tenure_words(table, view.course.base_month, text)
        parts = [(SUPPORTED, shade) for shade in SHADES[: len(table.columns) - 2]]
        return _areas(table, parts, list(table.columns[2:]), words, text)

    title = text("ui.caseload.tenure_chart", group=view.name(group))
    view.draw_chart(f"caseload-tenure-{group}", title, (view.course,), make)
    draw_notes(text("ui.caseload.tenure_note"))


def _choice(view: _View, key: str) -> str:
    groups = [*([ALL] if len(view.course.groups) > 1 else []), *view.course.groups]
    return choose_view(view.text("ui.prognosis.group"), groups, view.name, key=key)


def _areas(table: pd.DataFrame, parts: Sequence[Part], short: Sequence[str], words: str, text: Texts) -> Chart:
    unit = text("ui.caseload.unit")
    plan = stacked(table, parts, short=short, unit=unit, past_name=text("reports.caseload.past"), text=text)
    return Chart(
        plan, unit, words, partial(caseload.course_values, table, text), partial(caseload.course_data, table, text)
    )
