"""Tables to type in what a scenario gives by year; every cell writes to the one scenario, and is refused in place."""

from __future__ import annotations

import json
from functools import partial

import streamlit as st

from forecasting.assumptions import Scenario
from forecasting.base.numbers import parse_number
from forecasting.base.text import Language, Texts
from forecasting.scenarios import Outlook
from forecasting.scenarios.year_cells import LAYERS, Cell, Grid, check_account, grids, rest_of_opening
from forecasting.ui.board.cell_board import enter_cell, refusal
from forecasting.ui.board.lever_board import draw_board
from forecasting.ui.board.sections import draw_fold
from forecasting.ui.session.session import Session

__all__ = ["draw_year_tables"]


def draw_year_tables(session: Session, result: Outlook) -> None:
    """Draw the tables, folded up at first."""
    draw_fold(session.text("ui.years.title"), "year-tables", partial(_tables, session, result))


def _tables(session: Session, result: Outlook) -> None:
    text, tables = session.text, grids(session.scenario, [year.year for year in result.years])
    cells = {cell.key: cell for grid in tables for row in grid.rows for cell in row.cells if cell is not None}
    items = json.dumps([_item(grid, text) for grid in tables])
    values = {key: _state(session, cell) for key, cell in cells.items()}
    made = partial(_made, session, result, session.language)
    st.markdown(text("ui.years.about"))
    draw_board(session, "years", items, values, partial(enter_cell, session, cells, made))


def _item(grid: Grid, text: Texts) -> dict[str, object]:
    """What stays of a table."""
    heads = [_head(head, text) for head in grid.heads]
    return {
        "kind": "table",
        "key": grid.name,
        "name": text(f"ui.years.{grid.name}"),
        "note": text(f"ui.years.{grid.name}_note"),
        "heads": heads,
        "rows": [
            {
                "name": (name := row.entry.label(text.language)),
                "unit": row.entry.unit.screen_words(text),
                "ask": text("ui.lever.ask", lever=name),
                "help": [row.entry.meaning(text.language), row.entry.evidence(text.language)],
                "cells": [cell and _cell(cell, head, text) for cell, head in zip(row.cells, heads, strict=True)],
            }
            for row in grid.rows
        ],
    }


def _cell(cell: Cell, head: str, text: Texts) -> dict[str, object]:
    words = text("ui.years.field", lever=cell.entry.label(text.language), head=head)
    return {"key": cell.key, "field": words, "unit": cell.entry.unit.screen_words(text)}


def _head(head: str, text: Texts) -> str:
    name, _, number = head.partition(".")
    if name == "distance":
        return text.plural("ui.years.distance", int(number))
    return text("ui.years.sum") if name == "sum" else head


def _state(session: Session, cell: Cell) -> dict[str, object]:
    """What changes of a cell."""
    text, value, before = session.text, cell.read(session.scenario), cell.read(session.base)
    if cell.locked and cell.entry.key == LAYERS and cell.place is not None:
        value = before = rest_of_opening(session.scenario, cell.place)
    was = cell.shown(before, text) or text("ui.lever.not_given")
    return {
        "shown": cell.shown(value, text),
        "locked": cell.locked,
        "reset": ""
        if cell.locked or not cell.differs(session.scenario, session.base)
        else text("ui.lever.reset", value=was),
        "refused": refusal(session, cell.key, value),
    }


def _made(session: Session, result: Outlook, language: Language, cell: Cell, typed: str | None) -> Scenario:
    """The scenario with what was typed in `language`; nothing typed takes the value out."""
    if typed is None:
        moved = cell.put_back(session.scenario, session.base)
    else:
        value = cell.typed(parse_number(typed, language)) if typed.strip() else None
        moved = cell.entered(session.scenario, session.base, value)
    check_account(moved, result.groups, result.years[0].year)
    return moved
