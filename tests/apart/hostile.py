"""Workbooks that are small to send and large to read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from openpyxl import Workbook

__all__ = ["BOMBS", "bomb"]

SHEET = "xl/worksheets/sheet1.xml"
HEAD = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
TAIL = b"</sheetData></worksheet>"
STEP = 1_000  # parts written at once


def bomb(kind: str, size: int) -> bytes:
    """A workbook whose one sheet unpacks to about `size` bytes, see `BOMBS`."""
    ordinary, file = io.BytesIO(), io.BytesIO()
    Workbook().save(ordinary)
    with zipfile.ZipFile(ordinary) as before, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in before.namelist():
            if entry != SHEET:
                archive.writestr(entry, before.read(entry))
        with archive.open(SHEET, "w", force_zip64=True) as sheet:
            for part in BOMBS[kind](size):
                sheet.write(part)
    return file.getvalue()


def _cells(size: int) -> Iterator[bytes]:
    """Rows of hundreds of words each, fewer than are refused by their number."""
    cell = b'<c t="str"><v>Baden-Baden</v></c>'
    row = b"<row>" + cell * 1_000 + b"</row>"
    yield HEAD
    for _ in range(size // len(row)):
        yield row
    yield TAIL


def _one_row(size: int) -> Iterator[bytes]:
    """A single row that never ends."""
    cells = b"<c><v>1</v></c>" * STEP
    yield HEAD + b"<row>"
    for _ in range(size // len(cells)):
        yield cells
    yield b"</row>" + TAIL


def _deep(size: int) -> Iterator[bytes]:
    """Elements in one another."""
    opened, closed = b"<c>" * STEP, b"</c>" * STEP
    count = size // (len(opened) + len(closed))
    yield HEAD + b"<row>"
    for _ in range(count):
        yield opened
    for _ in range(count):
        yield closed
    yield b"</row>" + TAIL


def _word(size: int) -> Iterator[bytes]:
    """One cell with one word."""
    yield HEAD + b'<row><c t="str"><v>'
    for _ in range(size // (100 * STEP)):
        yield b"A" * (100 * STEP)
    yield b"</v></c></row>" + TAIL


BOMBS = {"cells": _cells, "one row": _one_row, "deep": _deep, "word": _word}
