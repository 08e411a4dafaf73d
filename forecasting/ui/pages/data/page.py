"""The page of data: what is loaded, the status of each month, own files, the check, revisions, provenance."""

from __future__ import annotations

import numpy as np
import streamlit as st

from forecasting.base.errors import Finding
from forecasting.base.format import Formats
from forecasting.base.groups import group_name
from forecasting.base.text import Texts
from forecasting.observations import Observations, Series, check
from forecasting.observations.load import OBSERVATIONS
from forecasting.observations.published import FOLDER as PUBLISHED
from forecasting.reports.data.figures import GRADES, figure_grades, figure_rows, printed_years
from forecasting.reports.data.revisions import age_rows, revision_range, running_rows, year_rows
from forecasting.reports.data.sources import dated_sources, file_rows, source_rows
from forecasting.ui.board.choice import choose_view
from forecasting.ui.board.download_tables import observation_files
from forecasting.ui.board.downloads import draw_file
from forecasting.ui.frame.frame import FOLDER, draw_problems
from forecasting.ui.html import paragraphs, table_of_rows
from forecasting.ui.pages.data.upload import MOST_SHOWN, draw_own
from forecasting.ui.pages.data.view import further_words, legend_words, loaded_heads, loaded_rows, month_grid
from forecasting.ui.sentences import listed
from forecasting.ui.session.data import observations as shipped_observations
from forecasting.ui.session.session import Session

__all__ = ["draw"]

COMPARED = ("first", "later", "higher")  # heads of what a revision changed


def draw(session: Session) -> None:
    """Draw the page for the data of the session."""
    text = session.text
    st.html(FOLDER / "evidence.css")
    draw_problems(session)
    _in_use(session)
    _loaded(session)
    draw_own(session)
    _check(session, text)
    _revisions(text)
    _sources(text)


def _in_use(session: Session) -> None:
    """Which data are in use, by the start of their checksum, and the way back from one's own."""
    text, observations = session.text, session.observations
    known = text("ui.data.own" if session.own else "ui.data.shipped")
    with st.container(horizontal=True, vertical_alignment="center", key="in-use"):
        st.markdown(text("ui.data.in_use", data=known, hash=observations.data_hash[:12]), width="content")
        if session.own is not None:
            st.button(text("ui.data.discard"), key="discard", icon=":material/undo:", on_click=session.discard)
    if observations.sample_data:
        st.badge(text("ui.sample"), color="orange")


def _loaded(session: Session) -> None:
    """What is loaded by group, and of the group chosen every month with its status and the figures behind."""
    text, observations = session.text, session.observations
    real = text("ui.data.sampled" if observations.sample_data else "ui.data.real")
    st.html(
        table_of_rows(
            text("ui.data.loaded"),
            loaded_heads(observations, text),
            loaded_rows(observations, text),
            words=range(4),
            tall=False,
        )
        + paragraphs(further_words(observations, text), "note")
        + paragraphs([real], "note")
    )
    with st.container(horizontal=True, key="save-observations"):
        least = int(str(session.scenario.value("districts.suppress_below")))
        for kind, file in observation_files(observations, session.origin, text, least=least):
            draw_file(
                f"observed-{kind}", file, text, label=text("ui.save.observed", kind=text(f"ui.data.template.{kind}"))
            )
    groups = list(observations.arrivals)
    chosen = choose_view(text("ui.data.head.group"), groups, lambda group: group_name(group, text), key="data-group")
    series, shipped = observations.arrivals[chosen], shipped_observations().arrivals.get(chosen)
    ours = shipped is not None and _equal(series, shipped)
    st.html(session.keep("data-months", (series, text.language), lambda: _months(series, observations, ours, text)))
    if ours:
        _figures(chosen, text)
    else:
        st.html(paragraphs([text("ui.data.figures.own")], "note"))


def _months(series: Series, observations: Observations, ours: bool, text: Texts) -> str:
    printed = printed_years(series.group) if ours else ()
    grid = month_grid(series, observations.base_month, text, printed)
    return grid + paragraphs(legend_words(series, observations.base_month, text), "note")


def _figures(group: str, text: Texts) -> None:
    """The published figures behind the months of a group."""
    grades = figure_grades(group)
    title = text("ui.data.figures", count=sum(grades.values()), group=group_name(group, text), **grades)
    folder = st.expander(title, key=f"data-figures-{group}", on_change="rerun")
    if folder.open:
        names = ("span", "printed", "meaning", "class", "source", "date", "reason")
        heads = [text(f"ui.data.head.{name}") for name in names]
        words = (0, 1, 3, 4, 5, 6)
        with folder:
            st.html(
                table_of_rows(title, heads, figure_rows(group, text.language), words=words)
                + paragraphs([text("ui.data.grades"), text("ui.data.figures.note")], "note")
            )


@st.cache_resource(show_spinner=False)
def _shipped_findings() -> tuple[Finding, ...]:
    return check([OBSERVATIONS, PUBLISHED])


def _check(session: Session, text: Texts) -> None:
    """What the check says of the data in use."""
    st.header(text("ui.data.check"), anchor=False)
    if session.own is not None:
        found = session.own.notices
    else:
        found = tuple(finding for finding in _shipped_findings() if finding.severity != "notice")
    st.markdown(text("ui.data.check.own" if session.own else "ui.data.check.shipped"))
    st.markdown(listed(found, text, MOST_SHOWN) if found else text("ui.data.check.none"))


def _revisions(text: Texts) -> None:
    """How the published figures changed after their first publication."""
    language, formats = text.language, Formats(text.language)
    st.header(text("ui.data.revisions"), anchor=False)
    low, high = (formats.percent(share, 1) for share in revision_range())
    st.markdown(text("ui.data.revisions.intro", low=low, high=high))
    with st.container(key="revisions"):
        left, right = st.columns(2, gap="medium")
    with left:
        heads = [text(f"ui.data.head.{name}") for name in ("year", "months", *COMPARED)]
        st.html(
            table_of_rows(text("ui.data.revisions.years"), heads, year_rows(language), tall=False)
            + paragraphs([text("ui.data.revisions.years_note")], "note")
        )
    with right:
        heads = [text(f"ui.data.head.{name}") for name in ("age", "months", *COMPARED, "by_year")]
        st.html(
            table_of_rows(text("ui.data.revisions.ages"), heads, age_rows(language), tall=False)
            + paragraphs([text("ui.data.revisions.ages_note")], "note")
        )
    folder = st.expander(text("ui.data.revisions.running"), key="data-running", on_change="rerun")
    if folder.open:
        with folder:
            heads = [text(f"ui.data.head.{name}") for name in ("span", "sum_of_first", "running", "higher")]
            st.html(
                table_of_rows(text("ui.data.revisions.running"), heads, running_rows(language))
                + paragraphs([text("ui.data.revisions.running_note")], "note")
            )


def _sources(text: Texts) -> None:
    """Every published file with the grades of its rows, and every source."""
    heads = [text(f"ui.data.head.{name}") for name in ("content", "file", "span", "rows")]
    heads += [text("ui.data.head.grade", grade=grade) for grade in GRADES]
    heads.append(text("ui.data.head.newest"))
    dated, known = dated_sources()
    st.html(
        table_of_rows(text("ui.data.provenance"), heads, file_rows(text.language), words=(0, 1, 2, 7), tall=False)
        + paragraphs([text("ui.data.grades"), text("ui.data.dated", dated=dated, all=known)], "note")
    )
    folder = st.expander(text("ui.data.sources"), key="data-sources", on_change="rerun")
    if folder.open:
        with folder, st.container(key="search-sources"):
            words = st.text_input(text("ui.data.search"), key="data-search")
            rows = source_rows(words, text.language)
            names = ("class", "publisher", "source", "date", "read", "licence")
            heads = [text(f"ui.data.head.{name}") for name in names]
            if rows:
                count = text("ui.data.sources.count", found=len(rows), all=known)
                st.html(
                    paragraphs([count], "note")
                    + table_of_rows(text("ui.data.sources"), heads, rows, words=range(len(heads)))
                )
            else:
                st.info(text("ui.data.nothing_found"))


def _equal(one: Series, other: Series) -> bool:
    """Whether two series say the same of every month."""
    return one is other or (
        one.first_month == other.first_month
        and one.status == other.status
        and np.array_equal(one.values, other.values)
    )
