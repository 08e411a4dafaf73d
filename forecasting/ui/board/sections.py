"""What the pages put their sections together from: the answer, notes, tables, folds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

import streamlit as st

from forecasting.ui.html import notes as small_print
from forecasting.ui.html import paragraphs, table_of_rows

__all__ = ["answer", "draw_answer", "draw_fold", "draw_notes", "draw_rows"]


def answer(told: Iterable[str]) -> str:
    """What a section says first, a paragraph each, as HTML."""
    return f'<section class="answer">{"".join(paragraphs([words], "main") for words in told)}</section>'


def draw_answer(*sentences: str) -> None:
    """What a section says first, in one paragraph; a screen reader says it again when it changes."""
    st.html(f'<section class="answer" aria-live="polite">{paragraphs(sentences, "main")}</section>')


def draw_notes(*sentences: str) -> None:
    """A paragraph of small print for each; "" is none."""
    st.html(small_print(sentences))


def draw_rows(
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    notes: Iterable[str] = (),
    *,
    words: Collection[int] = (0,),
    tall: bool = True,
    above: str = "",
) -> None:
    """A plain table and a paragraph below it for each note.

    Args:
        words, tall: see `ui.html.table_of_rows`.
        above: what stands above it, HTML.
    """
    st.html(above + table_of_rows(title, heads, rows, words=words, tall=tall) + small_print(notes))


def draw_fold(title: str, key: str, draw: Callable[[], None]) -> None:
    """A line that opens what `draw` draws; nothing of it is made before."""
    folder = st.expander(title, key=key, on_change="rerun")
    if folder.open:
        with folder:
            draw()
