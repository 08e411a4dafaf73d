"""The page of the papers: choose, look, have them made, save them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from forecasting.base.errors import InputError
from forecasting.base.text import Language, Texts
from forecasting.papers.case import Case, own_origin
from forecasting.papers.make import PAPERS
from forecasting.scenarios import Outlook
from forecasting.ui.board.sections import draw_notes
from forecasting.ui.frame.frame import begin_page
from forecasting.ui.pages.report.desk import DESK, Desk
from forecasting.ui.pages.report.form import draw_form
from forecasting.ui.pages.report.preview import preview
from forecasting.ui.pages.report.status import draw_status
from forecasting.ui.sentences import said
from forecasting.ui.session.session import Session

__all__ = ["draw"]

STYLE = Path(__file__).with_name("report.css")


def draw(session: Session) -> None:
    """Draw the page for the scenario of the session."""
    result, desk = begin_page(session), session.records[DESK]
    st.html(STYLE)
    st.markdown(session.text("ui.report.intro"))
    with st.container(key="report"):
        form, made = st.columns([2, 3], gap="large")
        with form:
            draw_form(session, desk, result)
        with made:
            draw_status(session, desk)
            _preview(session, desk, result)


def _preview(session: Session, desk: Desk, result: Outlook) -> None:
    """What one of the chosen papers will say."""
    text, choice = session.text, desk.choice
    offered = [paper for paper in choice.in_order if paper in PAPERS]
    st.header(text("ui.report.preview"), anchor=False)
    if not offered:
        st.markdown(text("ui.report.preview_none"))
        return
    shown = choice.preview if choice.preview in offered else offered[0]
    kind = st.selectbox(
        text("ui.report.preview_of"),
        offered,
        format_func=lambda paper: text(f"papers.kind.{paper}"),
        key=session.widgets.key(
            f"report-preview-{session.language}-{hash(tuple(offered))}",
            shown,
            lambda entry: desk.choose(replace(desk.choice, preview=str(entry))),
        ),
    )
    if kind == "district" and not choice.district:
        st.markdown(text("ui.report.preview_district"))
        return
    language = choice.language or session.language
    try:
        html = session.keep(
            "report-preview",
            (result, session.own, language, kind, choice.district),
            lambda: preview(_case(session, result, language, choice.district), kind),
        )
    except InputError as error:
        st.warning(said(error.findings, text), icon=":material/warning:")
        return
    st.html(html)
    draw_notes(text("ui.report.preview_note"))


def _case(session: Session, result: Outlook, language: Language, district: str) -> Case:
    """The case as the page has computed it, with nothing to compare."""
    text = Texts(language)
    origin = own_origin(session.own, text) if session.own else None
    named = replace(result, scenario=session.in_work) if session.impossible is None else result
    return Case(named, (), session.observations, text, origin, district, actor=session.actor)
