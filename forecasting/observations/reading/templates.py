"""Templates for data of one's own, made from the kinds that the check knows: they are empty but for what is fixed.

Both languages explain the columns in every template. The check finds the header below other lines, so that a template
may be sent back as it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pandas as pd

from forecasting.base.text import LANGUAGES, Texts
from forecasting.observations.reading.columns import Column
from forecasting.observations.reading.kinds import OFFICE

__all__ = ["KNOWN", "TEMPLATES", "column_rows", "template_csv", "template_xlsx"]

TEMPLATES = ("arrivals", "arrivals_figures", "housing", "tenure_counts", "districts")
KNOWN = ("district", "name", "kind", "population")
"""Columns of the districts that are known; the others wait for figures."""

WIDTHS = (22, 14, 70, 14, 70)  # of the sheet that explains, in characters
LETTERS = "ABCDEFGHIJ"


def template_csv(kind: str, districts: pd.DataFrame | None) -> bytes:
    """Explanations, header and known rows, with the semicolon and the mark that a German Excel opens rightly."""
    out = io.StringIO()
    lines = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for language in LANGUAGES:
        text = Texts(language)
        lines.writerow([f"# {text(f'ui.data.template.{kind}')}. {text('ui.data.template.below')}"])
    for column in OFFICE[kind].columns:
        lines.writerow([f"# {column.name}: " + " / ".join(_told(column, Texts(language)) for language in LANGUAGES)])
    lines.writerows(_rows(kind, districts))
    return out.getvalue().encode("utf-8-sig")


def template_xlsx(kind: str, districts: pd.DataFrame | None) -> bytes:
    """Header and known rows as a workbook, with a second sheet that explains the columns."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise TypeError("a new workbook has a sheet")
    sheet.title = kind
    for row in _rows(kind, districts):
        sheet.append(row)
    notes = book.create_sheet(" - ".join(Texts(language)("ui.data.template.notes") for language in LANGUAGES))
    heads = [
        [Texts(language)(f"ui.data.template.{head}") for head in ("needed", "content")] for language in LANGUAGES
    ]
    notes.append([Texts("de")("ui.data.template.column"), *heads[0], *heads[1]])
    for row in _explained(kind):
        notes.append(row)
    for page, widths in ((sheet, (18,) * len(OFFICE[kind].columns)), (notes, WIDTHS)):
        for letter, width in zip(LETTERS, widths, strict=False):
            page.column_dimensions[letter].width = width
            page[f"{letter}1"].font = Font(bold=True)
        page.freeze_panes = "A2"
    for letter, column in zip(LETTERS, OFFICE[kind].columns, strict=False):
        if column.type in ("month", "district", "text", "group", "choice"):
            sheet.column_dimensions[letter].number_format = "@"
    for cells in notes.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def column_rows(kind: str, text: Texts) -> list[tuple[str, str, str]]:
    """Columns of a template: name, whether it is needed, what belongs there."""
    return [
        (
            column.name,
            text("ui.data.template.yes" if column.required else "ui.data.template.no"),
            text(f"ui.data.column.{column.name}"),
        )
        for column in OFFICE[kind].columns
    ]


def _told(column: Column, text: Texts) -> str:
    needed = f" ({text('ui.data.template.needed')})" if column.required else ""
    return text(f"ui.data.column.{column.name}") + needed


def _explained(kind: str) -> list[tuple[str, ...]]:
    """Name, and in each language whether it is needed and what belongs there."""
    german, english = (column_rows(kind, Texts(language)) for language in LANGUAGES)
    return [(name, *here, *there) for (name, *here), (_, *there) in zip(german, english, strict=True)]


def _rows(kind: str, districts: pd.DataFrame | None) -> list[Sequence[object]]:
    names = OFFICE[kind].names
    rows: list[Sequence[object]] = [names]
    if kind == "districts" and districts is not None:
        for record in districts.to_dict("records"):
            rows.append([_known(record, name) for name in names])
    return rows


def _known(record: dict[object, object], name: str) -> object:
    value = record.get(name) if name in KNOWN else None
    if value is None or value != value:
        return None
    return int(value) if isinstance(value, float) else value
