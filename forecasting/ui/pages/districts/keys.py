"""Choose the key that divides the state, and mix keys by year; a key without figures says what to upload."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from forecasting.assumptions import Years
from forecasting.base.text import Texts
from forecasting.reports.districts.words import budgets_table, in_force_words, key_name
from forecasting.reports.grid import Values
from forecasting.scenarios import Outlook
from forecasting.scenarios.districts.keys import KEYS, known_keys
from forecasting.ui.board.sections import draw_fold, draw_notes, draw_rows
from forecasting.ui.html import paragraphs
from forecasting.ui.session.session import Session

__all__ = ["draw_keys"]

KEY = "districts.key"


def draw_keys(session: Session, result: Outlook, table: pd.DataFrame) -> None:
    """The main key, the parts of the others by year, and what is missing for the rest."""
    text = session.text
    st.header(text("ui.districts.key"), anchor=False)
    known, chosen = known_keys(table), str(session.scenario.value(KEY))
    options = [key for key in KEYS if key in known or key == chosen]
    st.radio(
        text("ui.districts.key_label"),
        options,
        format_func=lambda key: key_name(key, text),
        horizontal=True,
        key=session.widgets.key(f"districts-key-{session.language}", chosen, partial(session.set_value, KEY)),
    )
    missing = [text(f"ui.districts.missing_{key}", key=key_name(key, text)) for key in KEYS if key not in known]
    if missing:
        draw_notes(*missing)
    title, above = text("ui.districts.budgets"), paragraphs(in_force_words(text), "note")
    draw_rows(title, Values(*budgets_table(text), (0, 1, 5)), tall=False, above=above)
    others = [key for key in known if key != chosen]
    if others:
        draw_fold(text("ui.districts.mix"), "districts-mix", partial(_mix, session, result, others, text))


def _mix(session: Session, result: Outlook, keys: list[str], text: Texts) -> None:
    """Parts in percent from a year on."""
    draw_notes(text("ui.districts.mix_words"))
    years = [each.year for each in result.years]
    for key in keys:
        given = session.scenario.value(f"districts.{key}_share")
        shares: Mapping[int, float] = given if isinstance(given, Years) else Years()
        columns = st.columns(len(years))
        for year, column in zip(years, columns, strict=True):
            label = text("ui.districts.mix_field", key=key_name(key, text), year=year)
            value = None if year not in shares else round(100.0 * shares[year], 2)
            enter = partial(_enter, session, key, year)
            column.number_input(
                label,
                0.0,
                100.0,
                step=10.0,
                format="%.0f",
                placeholder="–",
                key=session.widgets.key(f"mix-{key}-{year}-{session.language}", value, enter),
            )


def _enter(session: Session, key: str, year: int, percent: object) -> None:
    """Set the part of a key from a year on; an empty field takes it back."""
    given = session.scenario.value(f"districts.{key}_share")
    table = dict(given) if isinstance(given, Years) else {}
    table.pop(year, None)
    if isinstance(percent, int | float):
        table[year] = float(percent) / 100.0
    value = {str(each): share for each, share in sorted(table.items())}
    session.set_value(f"districts.{key}_share", value or None)
