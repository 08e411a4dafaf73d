"""Tables and sentences as HTML: right-aligned figures, sums under a line, headings that a screen reader finds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from html import escape

from forecasting.base.text import Texts
from forecasting.reports.tables import Table

__all__ = ["fold", "notes", "paragraphs", "scrolling", "table_of_rows", "table_of_years"]

HYPHENED = re.compile(r"\b\d+-%-\w+")


def table_of_years(table: Table, text: Texts) -> str:
    """A table of the reports with its title, unit and notes."""
    unit = f' <span class="unit">({escape(table.unit)})</span>' if table.unit else ""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    rows = []
    for line in table.lines:
        number = f'<span class="number">{escape(line.number)}</span>' if table.unit else ""
        cells = "".join(
            f"<td>{escape(cell)}{_small(interval)}</td>"
            for cell, interval in zip(line.cells, line.intervals or [""] * len(line.cells), strict=True)
        )
        if not line.cells:
            cells = f'<td colspan="{len(table.heads)}"></td>'
        kind = f"numbered {line.kind}" if table.unit else line.kind
        rows.append(f'<tr class="{kind}"><th scope="row">{number}{escape(line.label)}</th>{cells}</tr>')
    notes = "".join(f"<p>{escape(note)}</p>" for note in table.notes)
    first = text("ui.table.position" if table.unit else "ui.table.measure")
    head = f'<tr><th scope="col">{escape(first)}</th>{heads}</tr>'
    return scrolling("figures", table.title, head, "".join(rows), unit=unit) + f'<div class="notes">{notes}</div>'


def table_of_rows(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    words: Collection[int] = (0,),
    tall: bool = True,
) -> str:
    """A plain table.

    Args:
        words: places of the columns that hold words; the others hold figures.
        tall: whether a long table scrolls in a window of its own.
    """

    def cell(place: int, content: str, tag: str) -> str:
        scope = ' scope="row"' if tag == "th" else ""
        kind = ' class="words"' if place in words else ""
        return f"<{tag}{scope}{kind}>{escape(content)}</{tag}>"

    top = "".join(
        f'<th scope="col"{" class=words" if place in words else ""}>{_unbroken(head)}</th>'
        for place, head in enumerate(heads)
    )
    body = "".join(
        f"<tr>{cell(0, row[0], 'th')}{''.join(cell(place, row[place], 'td') for place in range(1, len(row)))}</tr>"
        for row in rows
    )
    return scrolling("figures plain", caption, f"<tr>{top}</tr>", body, tall=tall)


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
