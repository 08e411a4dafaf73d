"""Templates for data of one's own, made from the kinds that the check knows: they are empty but for what is fixed."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pandas as pd

from forecasting.base.text import Texts
from forecasting.observations.kinds import OFFICE

__all__ = ["TEMPLATES", "template_csv", "template_xlsx"]

TEMPLATES = ("arrivals", "housing", "districts")
KNOWN = ("district", "name", "kind", "population")
"""Columns of the districts that are known; the others wait for figures."""


def template_csv(kind: str, districts: pd.DataFrame | None) -> bytes:
    """Header and known rows, with the semicolon and the byte order mark that a German Excel opens rightly."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(_rows(kind, districts))
    return out.getvalue().encode("utf-8-sig")


def template_xlsx(kind: str, districts: pd.DataFrame | None, text: Texts) -> bytes:
    """The same as a workbook, with a second sheet that explains the columns."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise TypeError("a new workbook has a sheet")
    sheet.title = kind
    for row in _rows(kind, districts):
        sheet.append(row)
    notes = book.create_sheet(text("ui.data.template.notes"))
    notes.append([text(f"ui.data.template.{head}") for head in ("column", "needed", "content")])
    for row in column_rows(kind, text):
        notes.append(row)
    for page, widths in ((sheet, (18,) * len(OFFICE[kind].columns)), (notes, (22, 14, 100))):
        for place, width in enumerate(widths):
            letter = "ABCDEFGHIJ"[place]
            page.column_dimensions[letter].width = width
            page[f"{letter}1"].font = Font(bold=True)
        page.freeze_panes = "A2"
    for place, column in enumerate(OFFICE[kind].columns):
        if column.type in ("month", "district", "text", "group", "choice"):
            sheet.column_dimensions["ABCDEFGHIJ"[place]].number_format = "@"
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
