"""What the pages put their sections together from: the answer, notes, tables, folds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import ParamSpec

import streamlit as st

from forecasting.base.errors import Finding, InputError
from forecasting.base.text import Texts
from forecasting.reports.grid import Values
from forecasting.ui.html import notes as small_print
from forecasting.ui.html import paragraphs, table_of_rows
from forecasting.ui.sentences import listed, said
from forecasting.ui.session.session import current

__all__ = ["answer", "draw_answer", "draw_fold", "draw_notes", "draw_notices", "draw_rows", "refusing"]

MOST_NOTICES = 12

P = ParamSpec("P")


def answer(told: Iterable[str]) -> str:
    """What a section says first, a paragraph each, as HTML."""
    return f'<section class="answer">{"".join(paragraphs([words], "main") for words in told)}</section>'


def draw_answer(*sentences: str) -> None:
    """What a section says first, in one paragraph; a screen reader says it again when it changes."""
    st.html(f'<section class="answer" aria-live="polite">{paragraphs(sentences, "main")}</section>')


def draw_notes(*sentences: str) -> None:
    """A paragraph of small print for each; "" is none."""
    st.html(small_print(sentences))


def draw_notices(findings: Sequence[Finding], text: Texts) -> None:
    """What was noticed, folded up; nothing where there is none."""
    if findings:
        with st.expander(text("ui.notices", count=len(findings))):
            st.markdown(listed(findings, text, MOST_NOTICES))


def draw_rows(
    title: str,
    table: Values,
    notes: Iterable[str] = (),
    *,
    tall: bool = True,
    above: str = "",
) -> None:
    """A plain table and a paragraph below it for each note.

    Args:
        tall: see `ui.html.table_of_rows`.
        above: what stands above it, HTML.
    """
    st.html(above + table_of_rows(title, table, tall=tall) + small_print(notes))


def refusing(draw: Callable[P, None]) -> Callable[P, None]:
    """A section that says in its own place why it cannot be drawn, where something is refused that it needs."""

    @wraps(draw)
    def section(*args: P.args, **named: P.kwargs) -> None:
        try:
            draw(*args, **named)
        except InputError as error:
            st.error(said(error.findings, current().text), icon=":material/error:")

    return section


def draw_fold(title: str, key: str, draw: Callable[[], None]) -> None:
    """A line that opens what `draw` draws; nothing of it is made before."""
    folder = st.expander(title, key=key, on_change="rerun")
    if folder.open:
        with folder:
            draw()
