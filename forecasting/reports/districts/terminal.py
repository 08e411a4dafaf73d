"""The districts as text for a terminal of 100 columns: one budget year, largest need first."""

from __future__ import annotations

from forecasting.base.errors import visible
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports.answer import answer_year
from forecasting.reports.districts.tables import year_table
from forecasting.reports.districts.words import in_force_words, key_remark, rounding_words, title_words
from forecasting.reports.grid import Values
from forecasting.reports.terminal import about, notices, wrap
from forecasting.scenarios.districts.account import district_year
from forecasting.scenarios.districts.results import ByDistrict

__all__ = ["render_districts"]

SHOWN = (0, 3, 4, 6, 7)
"""Columns of the page's table that fit a terminal."""


def render_districts(found: ByDistrict, text: Texts) -> str:
    """The whole report, lines of at most 100 columns."""
    result, formats = found.result, Formats(text.language)
    year = district_year(found, answer_year(result))
    remark = key_remark(found, text)
    title = text("reports.terminal.title", scenario=visible(result.scenario.title(text.language)))
    blocks = [
        wrap(title + remark),
        about(result, text, formats),
        wrap(title_words(found, year, text)),
        wrap(" ".join(in_force_words(text))) if remark else "",
        _table(year_table(found, year, text, euros=True)),
        wrap(rounding_words(year, text)),
        notices((*result.notices, *found.notices), text),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _table(table: Values) -> str:
    """The columns for a terminal, figures right-aligned."""
    lines = [[row[column] for column in SHOWN] for row in (table.heads, *table.rows)]
    widths = [max(len(line[place]) for line in lines) + 2 for place in range(len(SHOWN))]
    said = [
        visible(line[0]).ljust(widths[0])
        + "".join(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))
        for line in lines
    ]
    rule = "─" * sum(widths)
    return "\n".join([said[0], rule, *said[1:-1], rule, said[-1]])
