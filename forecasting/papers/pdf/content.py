"""A paper as the plain values that the page template `paper.typ` lays out."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from forecasting.base.text import Texts
from forecasting.base.theme import ACCENT, HAIRLINE, INK, PRINT, TINT
from forecasting.papers.content import Bullets, Facts, Figure, Paper, Words
from forecasting.papers.layout.flow import Heading, Part, flow, leads, under, unframed
from forecasting.papers.layout.table_layout import DETAIL, INSET, NUMBER, UPRIGHT, TableLayout
from forecasting.reports.charts.files import svg
from forecasting.reports.charts.screen import plan
from forecasting.reports.grid import FORECAST, Grid, Row, ahead, leans_right
from forecasting.reports.typeface import NAME, legible, together

__all__ = ["values"]

Values = dict[str, Any]

MIME = {"json": "application/json", "toml": "application/toml", "csv": "text/csv", "txt": "text/plain"}

LONG = 1_200
"""Characters from which on a row of a table may be divided between two pages."""


def values(paper: Paper, density: float, attachments: Mapping[str, bytes]) -> Values:
    """Everything the template needs, ready for JSON.

    Args:
        density: what the print is multiplied by.
        attachments: content by file name.
    Raises:
        ValueError: the date of the paper is no ISO day.
    """
    text = Texts(paper.language)
    day = datetime.date.fromisoformat(paper.date)
    return {
        "language": paper.language,
        "title": together(_plain(paper.title)),
        "subtitle": _plain(paper.subtitle),
        "author": _plain(paper.author),
        "date": [day.year, day.month, day.day],
        "foot": _plain(paper.foot),
        "count": text("papers.page.count"),
        "density": density,
        "typeface": NAME,
        "colors": {"ink": INK, "quiet": PRINT, "accent": ACCENT, "hairline": HAIRLINE, "tint": TINT},
        "inset": INSET,
        "detail": DETAIL,
        "number": NUMBER,
        "stretches": [
            {"across": stretch.across, "items": _items(stretch.items, density, text)}
            for stretch in flow(paper, density)
        ],
        "files": [_file(name, content, paper) for name, content in attachments.items()],
    }


def _file(name: str, content: bytes, paper: Paper) -> Values:
    """An attachment: as text where it is text, which the template reads fast, else byte by byte."""
    try:
        plain: str | list[int] = content.decode("utf-8")
    except UnicodeDecodeError:
        plain = list(content)
    mime = MIME.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    return {"name": name, "content": plain, "mime": mime, "description": _plain(f"{paper.title}: {name}")}


def _items(items: Sequence[Heading | Part], density: float, text: Texts) -> list[Values]:
    return [_item(item, density, text) | {"leads": leads(items, place)} for place, item in enumerate(items)]


def _item(item: Heading | Part, density: float, text: Texts) -> Values:
    if isinstance(item, Heading):
        return {"kind": "heading", "title": together(_plain(item.title)), "new-page": item.new_page}
    block, caption = item.block, _prose(str(item.caption))
    if isinstance(block, Words):
        return {"kind": "words", "paragraphs": [_prose(paragraph) for paragraph in block.paragraphs]}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "points": [_prose(point) for point in block.points]}
    if isinstance(block, Facts):
        return {"kind": "facts", "rows": [[_prose(name), _prose(meaning)] for name, meaning in block.rows]}
    if isinstance(block, Figure):
        return _figure(block, caption, density, text)
    assert item.layout is not None
    return _grid(block, caption, item.layout)


def _figure(figure: Figure, caption: str, density: float, text: Texts) -> Values:
    """A chart, drawn wider by as much as the page will set it smaller."""
    picture = svg(plan(figure.chart, text), unframed(figure), width_mm=UPRIGHT / density, alone=False).decode("utf-8")
    return {
        "kind": "figure",
        "caption": caption,
        "title": legible(figure.frame.title) if figure.message else "",
        "svg": legible(picture),
        "alt": _plain(figure.words),
        "under": [_prose(line) for line in under(figure, text)],
    }


def _grid(grid: Grid, caption: str, layout: TableLayout) -> Values:
    return {
        "kind": "grid",
        "caption": caption,
        "across": layout.across,
        "size": layout.size,
        "widths": layout.widths,
        "divided": layout.divided,
        "heads": [legible(head) for head in grid.heads],
        "unit": legible(grid.unit),
        "words": grid.words,
        "right": [bool(column) and leans_right(grid, column) for column in range(len(grid.heads))],
        "states": [
            {"words": legible(state), "columns": len(list(same)), "ahead": state in FORECAST}
            for state, same in groupby(grid.states)
        ],
        "rows": [_row(grid, row) for row in grid.rows],
        "under": [_prose(line) for line in (*grid.notes, *grid.foot)],
    }


def _row(grid: Grid, row: Row) -> Values:
    details = row.details or ("",) * len(row.cells)
    return {
        "kind": row.kind,
        "number": legible(row.number),
        "label": legible(row.label),
        "long": max(map(len, (row.label, *row.cells))) > LONG,
        "cells": [
            {"words": legible(words), "detail": legible(detail), "ahead": forecast}
            for words, detail, forecast in zip(row.cells, details, ahead(grid, row), strict=True)
        ],
    }


def _plain(words: str) -> str:
    """Words of a title or a description, in one line; what a no-break space holds together stays so."""
    return re.sub(r"[ \t\r\n]+", " ", legible(words)).strip(" ")


def _prose(words: str) -> str:
    """Words that run over lines."""
    return together(legible(words))
