"""The form of the page of the papers: which ones, in which formats and language, compared with what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES
from forecasting.papers.make import FORMATS
from forecasting.reports.districts.words import names_by_code
from forecasting.scenarios import Outlook
from forecasting.scenarios.districts.keys import distribute
from forecasting.ui.board.sections import refusing
from forecasting.ui.pages.districts.given import DISTRICTS
from forecasting.ui.pages.report.choice import CHOICES, MOST_OTHERS, Choice, name_of
from forecasting.ui.pages.report.desk import Desk
from forecasting.ui.sentences import said
from forecasting.ui.session.session import Session

__all__ = ["draw_form"]

DISTRICT = "district"


def draw_form(session: Session, desk: Desk, result: Outlook) -> None:
    """Everything that can be chosen."""
    text = session.text
    with st.container(key="report-papers", gap="small"):
        st.header(text("ui.report.papers"), anchor=False)
        for paper in CHOICES:
            st.checkbox(
                f"{name_of(paper, text)} – {text(f'ui.report.paper.{paper}')}",
                key=session.widgets.key(f"report-paper-{paper}", paper in desk.choice.papers, _paper(desk, paper)),
            )
            if paper == DISTRICT and paper in desk.choice.papers:
                _district(session, desk, result)
    st.header(text("ui.report.how"), anchor=False)
    st.pills(
        text("ui.report.formats"),
        FORMATS,
        format_func=lambda form: text(f"ui.report.format.{form}"),
        selection_mode="multi",
        wrap=True,
        key=_key(session, desk, "formats", list(desk.choice.formats), _formats),
    )
    st.segmented_control(
        text("ui.report.language"),
        list(LANGUAGES),
        format_func=lambda language: text(f"ui.report.language.{language}"),
        required=True,
        key=_key(session, desk, "language", desk.choice.language or session.language, _language),
    )
    _others(session, desk)


def _others(session: Session, desk: Desk) -> None:
    """Scenarios to compare with."""
    text = session.text
    try:
        known = desk.others(session)
    except InputError as error:
        st.error(f"{said(error.findings, text)} {text('ui.report.no_comparison')}", icon=":material/error:")
        return
    names = {key: text(f"ui.report.{key.partition(':')[0]}", name=name) for key, name in known.items()}
    st.multiselect(
        text("ui.report.others"),
        list(names),
        format_func=names.__getitem__,
        max_selections=MOST_OTHERS,
        select_all=False,
        placeholder=text("ui.report.others_none"),
        help=text("ui.report.others_help", count=MOST_OTHERS),
        key=_key(session, desk, "others", list(desk.compared(session, known)), _keys, worded=hash(tuple(names))),
    )


@refusing
def _district(session: Session, desk: Desk, result: Outlook) -> None:
    """The district that its paper is about; at first the one whose figures the address asks for."""
    text = session.text
    districts = distribute(session.observations.districts, result.resolved, result.years).districts
    names = names_by_code(districts, text)
    if not desk.choice.district and session.records[DISTRICTS].code in names:
        desk.choose(replace(desk.choice, district=session.records[DISTRICTS].code))
    st.selectbox(
        text("ui.report.district"),
        sorted(names, key=names.__getitem__),
        format_func=names.__getitem__,
        index=None,
        placeholder=text("ui.report.district_choose"),
        key=_key(
            session,
            desk,
            "district",
            desk.choice.district or None,
            lambda choice, entry: replace(choice, district=str(entry or "")),
        ),
    )


def _paper(desk: Desk, paper: str) -> Callable[[object], None]:
    def enter(chosen: object) -> None:
        desk.choose(desk.choice.with_paper(paper, chosen=bool(chosen)))

    return enter


def _key(
    session: Session,
    desk: Desk,
    name: str,
    value: object,
    read: Callable[[Choice, object], Choice],
    *,
    worded: object = "",
) -> str:
    """Key of the widget that chooses a part of the choice; `read` takes an entry into it."""
    words = f"report-{name}-{session.language}{worded}"
    return session.widgets.key(words, value, lambda entry: desk.choose(read(desk.choice, entry)))


def _formats(choice: Choice, entry: object) -> Choice:
    return replace(choice, formats=tuple(form for form in FORMATS if isinstance(entry, list) and form in entry))


def _language(choice: Choice, entry: object) -> Choice:
    return replace(choice, language="en" if entry == "en" else "de")


def _keys(choice: Choice, entry: object) -> Choice:
    return replace(choice, others=tuple(map(str, entry)) if isinstance(entry, list) else ())
