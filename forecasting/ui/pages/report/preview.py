"""A paper as the page shows it before it is made: titles, messages, sentences and tables, without the charts."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from forecasting.base.text import Texts
from forecasting.papers.case import Case
from forecasting.papers.content import Bullets, Facts, Figure, Paper, Words
from forecasting.papers.make import built, title_of
from forecasting.papers.workbook.book import SHEETS
from forecasting.reports.grid import Grid
from forecasting.ui.html import table_of_grid

__all__ = ["outline", "preview"]


def preview(case: Case, kind: str) -> str:
    """What a paper will say, HTML.

    Args:
        kind: of `papers.make.PAPERS`.
    Raises:
        InputError: the paper needs data that are not there.
    """
    paper = built(case, kind)
    return outline(paper, case.text) if isinstance(paper, Paper) else _sheets(case)


def outline(paper: Paper, text: Texts) -> str:
    """A paper as HTML, in its own language."""
    parts = [f"<h3>{escape(paper.title)}</h3>", f'<p class="note">{escape(paper.subtitle)}</p>']
    for section in paper.sections:
        parts.append(f"<h4>{escape(section.title)}</h4>")
        for block in section.blocks:
            match block:
                case Words():
                    parts += _paragraphs(block.paragraphs)
                case Bullets():
                    parts.append(f"<ul>{''.join(f'<li>{escape(point)}</li>' for point in block.points)}</ul>")
                case Facts():
                    rows = (f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>" for name, words in block.rows)
                    parts.append(f"<dl>{''.join(rows)}</dl>")
                case Figure():
                    name = escape(text("papers.page.figure"))
                    parts.append(f'<p class="figure"><b>{name}</b> {escape(block.message)}</p>')
                case Grid():
                    parts.append(table_of_grid(block))
    return _window(paper.title, "".join(parts), text)


def _sheets(case: Case) -> str:
    """The workbook has no running text: its sheets."""
    text = case.text
    title = title_of(case, "workbook", None)
    names = "".join(f"<li>{escape(text(f'papers.workbook.sheet.{key}'))}</li>" for key in SHEETS)
    words = escape(text("ui.report.workbook"))
    return _window(title, f"<h3>{escape(title)}</h3><p>{words}</p><ul>{names}</ul>", text)


def _window(title: str, content: str, text: Texts) -> str:
    """A window of its own, which the keyboard reaches: a long paper does not push the rest of the page away."""
    return (
        f'<div class="scroll paper" role="group" tabindex="0" lang="{text.language}"'
        f' aria-label="{escape(title)}">{content}</div>'
    )


def _paragraphs(sentences: Iterable[str]) -> list[str]:
    return [f"<p>{escape(sentence)}</p>" for sentence in sentences]
