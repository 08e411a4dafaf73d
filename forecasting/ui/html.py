"""Tables and sentences as HTML: right-aligned figures, sums under a line, headings that a screen reader finds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from forecasting.reports.grid import Grid, Row, Values, leans_right

__all__ = ["cell", "fold", "group", "line", "notes", "paragraphs", "scrolling", "table_of_grid", "table_of_rows"]

HYPHENED = re.compile(r"\b\d+-%-\w+")


def table_of_grid(grid: Grid) -> str:
    """A table of the reports or of a paper with its title, unit and notes."""
    words = [column for column in range(1, len(grid.heads)) if not leans_right(grid, column)]
    kinds = ["words" if column in words else "" for column in range(len(grid.heads))]
    head = line(cell(_unbroken(name), kind, head="col") for name, kind in zip(grid.heads, kinds, strict=True))
    if any(grid.states):
        head += line(map(cell, ("", *map(escape, grid.states))), "states")
    outlined = any(row.number or row.kind == "heading" for row in grid.rows)
    body = "".join(_row(row, kinds, outlined=outlined) for row in grid.rows)
    unit = f' <span class="unit">({escape(grid.unit)})</span>' if grid.unit else ""
    below = "".join(f"<p>{escape(note)}</p>" for note in (*grid.notes, *grid.foot))
    return scrolling("figures", grid.title, head, body, unit=unit) + f'<div class="notes">{below}</div>'


def _row(row: Row, kinds: Sequence[str], *, outlined: bool) -> str:
    """A row, set in as far as its place in the outline is deep where the table has one."""
    number = f'<span class="number">{escape(row.number)}</span>' if outlined else ""
    label = cell(number + escape(row.label), head="row")
    if not row.cells:
        rest = cell("", span=len(kinds) - 1)
    else:
        shown = zip(row.cells, row.details or ("",) * len(row.cells), kinds[1:], strict=True)
        rest = "".join(cell(escape(words) + _small(detail), kind) for words, detail, kind in shown)
    return line((label, rest), f"numbered {row.kind}" if outlined else row.kind)


def table_of_rows(caption: str, table: Values, *, tall: bool = True) -> str:
    """A plain table.

    Args:
        tall: whether a long table scrolls in a window of its own.
    """
    kinds = ["words" if place in table.words else "" for place in range(len(table.heads))]
    head = line(cell(_unbroken(name), kind, head="col") for name, kind in zip(table.heads, kinds, strict=True))
    body = (
        line(
            cell(escape(content), kind, head="" if place else "row")
            for place, (content, kind) in enumerate(zip(row, kinds, strict=True))
        )
        for row in table.rows
    )
    return scrolling("figures plain", caption, head, "".join(body), tall=tall)


def cell(content: str, kind: str = "", *, head: str = "", title: str = "", span: int = 1) -> str:
    """A cell of a table.

    Args:
        content: HTML.
        kind: its classes.
        head: what it is the head of: "row", "col" or "rowgroup"; "" of nothing.
        title: further words, shown on a pointer.
        span: over so many columns.
    """
    given = {"scope": head, "class": kind, "title": escape(title), "colspan": str(span) if span > 1 else ""}
    attributes = "".join(f' {name}="{value}"' for name, value in given.items() if value)
    return f"<th{attributes}>{content}</th>" if head else f"<td{attributes}>{content}</td>"


def line(cells: Iterable[str], kind: str = "") -> str:
    """A row of a table, of cells as HTML."""
    return f'<tr class="{kind}">{"".join(cells)}</tr>' if kind else f"<tr>{''.join(cells)}</tr>"


def group(title: str, columns: int) -> str:
    """A row that heads those below it."""
    return line([cell(escape(title), head="rowgroup", span=columns)], "heading")


def scrolling(kind: str, caption: str, head: str, body: str, *, unit: str = "", tall: bool = False) -> str:
    """A table in a window of its own, which the keyboard reaches: where the page is narrow, only the table scrolls.

    Args:
        kind: classes of the table.
        head: rows of the head, HTML.
        body: rows of the body, HTML.
        unit: what follows the caption, HTML.
        tall: whether a long table scrolls up and down as well.
    """
    return (
        f'<div class="scroll{" tall" if tall else ""}" role="group" tabindex="0" aria-label="{escape(caption)}">'
        f'<table class="{kind}"><caption>{escape(caption)}{unit}</caption>'
        f"<thead>{head}</thead><tbody>{body}</tbody></table></div>"
    )


def paragraphs(sentences: Sequence[str], kind: str) -> str:
    """One paragraph of sentences, "" without any; a line does not end within "80-%-Intervall"."""
    words = _unbroken(" ".join(sentences))
    return f'<p class="{kind}">{words}</p>' if sentences else ""


def notes(sentences: Iterable[str]) -> str:
    """A paragraph of small print for each sentence; "" is none."""
    return "".join(paragraphs([sentence], "note") for sentence in sentences if sentence)


def fold(title: str, sentences: Sequence[str]) -> str:
    """A paragraph under a line that opens it, "" without any sentence."""
    if not sentences:
        return ""
    return f"<details><summary>{_unbroken(title)}</summary>{paragraphs(sentences, 'further')}</details>"


def _small(interval: str) -> str:
    return f"<small>{escape(interval)}</small>" if interval else ""


def _unbroken(words: str) -> str:
    """Words as HTML, in which “80-%-Intervall” is never broken at its hyphens."""
    return HYPHENED.sub(r'<span class="whole">\g<0></span>', escape(words))
