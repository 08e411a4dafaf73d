"""The page of data: what is loaded, the status of each month, own files, the check, revisions, provenance."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

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
from forecasting.reports.grid import Values
from forecasting.ui.board.choice import choose_view
from forecasting.ui.board.download_tables import observation_files
from forecasting.ui.board.downloads import draw_file
from forecasting.ui.board.sections import draw_fold, draw_notes, draw_rows
from forecasting.ui.frame.frame import FOLDER, draw_problems
from forecasting.ui.html import notes, paragraphs
from forecasting.ui.pages.data.upload import MOST_SHOWN, draw_own
from forecasting.ui.pages.data.view import (
    further_words,
    legend_words,
    loaded_heads,
    loaded_rows,
    month_grid,
    table_heads,
)
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
    title, heads, rows = text("ui.data.loaded"), loaded_heads(observations, text), loaded_rows(observations, text)
    draw_rows(title, Values(heads, rows, range(4)), (" ".join(further_words(observations, text)), real), tall=False)
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
        draw_notes(text("ui.data.figures.own"))


def _months(series: Series, observations: Observations, ours: bool, text: Texts) -> str:
    printed = printed_years(series.group) if ours else ()
    grid = month_grid(series, observations.base_month, text, printed)
    return grid + paragraphs(legend_words(series, observations.base_month, text), "note")


def _figures(group: str, text: Texts) -> None:
    """The published figures behind the months of a group."""
    grades = figure_grades(group)
    title = text("ui.data.figures", count=sum(grades.values()), group=group_name(group, text), **grades)

    def unfolded() -> None:
        heads = table_heads(("span", "printed", "meaning", "class", "source", "date", "reason"), text)
        note = f"{text('ui.data.grades')} {text('ui.data.figures.note')}"
        draw_rows(title, Values(heads, figure_rows(group, text.language), (0, 1, 3, 4, 5, 6)), (note,))

    draw_fold(title, f"data-figures-{group}", unfolded)


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
        _revised("years", ("year", "months", *COMPARED), year_rows(language), text, tall=False)
    with right:
        _revised("ages", ("age", "months", *COMPARED, "by_year"), age_rows(language), text, tall=False)

    def running() -> None:
        _revised("running", ("span", "sum_of_first", "running", "higher"), running_rows(language), text)

    draw_fold(text("ui.data.revisions.running"), "data-running", running)


def _revised(
    name: str, heads: Sequence[str], rows: Sequence[Sequence[str]], text: Texts, *, tall: bool = True
) -> None:
    note = text(f"ui.data.revisions.{name}_note")
    draw_rows(text(f"ui.data.revisions.{name}"), Values(table_heads(heads, text), rows), (note,), tall=tall)


def _sources(text: Texts) -> None:
    """Every published file with the grades of its rows, and every source."""
    grades = [text("ui.data.head.grade", grade=grade) for grade in GRADES]
    heads = [*table_heads(("content", "file", "span", "rows"), text), *grades, text("ui.data.head.newest")]
    dated, known = dated_sources()
    note = f"{text('ui.data.grades')} {text('ui.data.dated', dated=dated, all=known)}"
    rows = file_rows(text.language)
    draw_rows(text("ui.data.provenance"), Values(heads, rows, (0, 1, 2, 7)), (note,), tall=False)
    draw_fold(text("ui.data.sources"), "data-sources", partial(_source_list, known, text))


def _source_list(known: int, text: Texts) -> None:
    """The sources that hold the words of a search."""
    with st.container(key="search-sources"):
        rows = source_rows(st.text_input(text("ui.data.search"), key="data-search"), text.language)
        if rows:
            heads = table_heads(("class", "publisher", "source", "date", "read", "licence"), text)
            count = notes([text("ui.data.sources.count", found=len(rows), all=known)])
            draw_rows(text("ui.data.sources"), Values(heads, rows, range(len(heads))), above=count)
        else:
            st.info(text("ui.data.nothing_found"))


def _equal(one: Series, other: Series) -> bool:
    """Whether two series say the same of every month."""
    return one is other or (
        one.first_month == other.first_month
        and one.status == other.status
        and np.array_equal(one.values, other.values)
    )
