"""The part of the page in which countries of origin and their protection rates are typed, year by year."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial

import streamlit as st

from forecasting.assumptions import Scenario, load_register
from forecasting.assumptions.origins import ORIGINS, mix_in
from forecasting.base.format import Formats
from forecasting.base.numbers import parse_number
from forecasting.base.text import Language, Texts
from forecasting.scenarios import Outlook
from forecasting.scenarios.origin_cells import PARTS, OriginCell, cells_of
from forecasting.ui.board.cell_board import enter_cell, refusal
from forecasting.ui.board.lever_board import draw_board
from forecasting.ui.board.sections import draw_fold, draw_notes
from forecasting.ui.session.session import Session

__all__ = ["draw_origins"]

SOURCE, BY_ORIGIN, LEVEL = "need.prospect_source", "origin", "need.origin_level"
FIRST = 2021
"""First year that is offered; the published protection rates by origin end with it."""


def draw_origins(session: Session, result: Outlook) -> None:
    """Draw the table, folded up at first."""
    text = session.text

    def unfolded() -> None:
        _source(session)
        years = range(FIRST, result.years[-1].year + 1)
        year = st.selectbox(
            text("ui.origins.year"), years, index=years.index(result.years[0].year), key="origins-year", width=160
        )
        draw_notes(*_words(session, year))
        names = load_register()[ORIGINS].labels(text.language)
        cells = cells_of(year, tuple(names))
        known = {cell.key: cell for row in cells for cell in row}
        values = {key: _state(session, cell) for key, cell in known.items()}
        items = json.dumps([_item(year, cells, names, text)])
        made = partial(_made, session, session.language)
        draw_board(session, f"origins-{year}", items, values, partial(enter_cell, session, known, made))

    draw_fold(text("ui.origins.title"), "origins", unfolded)


def _source(session: Session) -> None:
    """Whether the countries of origin count at all."""
    entry, text = load_register()[SOURCE], session.text
    labels = entry.labels(text.language)
    chosen = str(session.scenario.value(SOURCE))
    st.radio(
        entry.label(text.language),
        list(labels),
        format_func=labels.__getitem__,
        horizontal=True,
        key=session.widgets.key(f"origins-source-{session.language}", chosen, partial(session.set_value, SOURCE)),
    )


def _words(session: Session, year: int) -> list[str]:
    """What follows from the table, and what it is good for."""
    text, scenario = session.text, session.scenario
    formats = Formats(text.language)
    level = float(str(scenario.value(LEVEL)))
    share = min(1.0, level * mix_in(scenario.value(ORIGINS), year).prospect)
    used = "used" if scenario.value(SOURCE) == BY_ORIGIN else "unused"
    words = text(f"ui.origins.{used}", year=year, share=formats.percent(share, 1), level=formats.number(level, 2))
    return [words, text("ui.origins.about", year=year)]


def _item(
    year: int, cells: tuple[tuple[OriginCell, OriginCell], ...], names: Mapping[str, str], text: Texts
) -> dict[str, object]:
    """What stays of the table."""
    heads = [text(f"ui.origins.{part}") for part in PARTS]
    entry = load_register()[ORIGINS]
    meaning, percent = entry.meaning(text.language), entry.unit.screen_words(text)
    return {
        "kind": "table",
        "key": ORIGINS,
        "name": text("ui.origins.table", year=year),
        "note": text("ui.origins.note"),
        "heads": heads,
        "rows": [
            {
                "name": names[row[0].origin],
                "unit": percent,
                "ask": text("ui.lever.ask", lever=names[row[0].origin]),
                "help": [meaning],
                "cells": [
                    {"key": cell.key, "unit": percent, "field": f"{names[cell.origin]}, {head}"}
                    for cell, head in zip(row, heads, strict=True)
                ],
            }
            for row in cells
        ],
    }


def _state(session: Session, cell: OriginCell) -> dict[str, object]:
    """What changes of a cell."""
    text, value, before = session.text, cell.read(session.scenario), cell.read(session.base)
    formats = Formats(text.language)
    same = abs(value - before) < 1e-9 or cell.locked
    return {
        "shown": formats.number(100.0 * value, 2),
        "locked": cell.locked,
        "reset": "" if same else text("ui.lever.reset", value=formats.number(100.0 * before, 2)),
        "refused": refusal(session, cell.key, value),
    }


def _made(session: Session, language: Language, cell: OriginCell, typed: str | None) -> Scenario:
    """The scenario with what was typed in `language`, percent; nothing typed gives the base scenario's value."""
    number = parse_number(typed, language) / 100.0 if typed is not None and typed.strip() else None
    return cell.entered(session.scenario, session.base, number)
