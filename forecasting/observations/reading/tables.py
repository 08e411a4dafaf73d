"""Read a table from a file as it comes from an office: CSV of any usual encoding and separator, or an XLSX sheet.

Text stays text here; `schemas` gives it a meaning. Rows keep the line number that an editor shows.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from forecasting.base.errors import Finding
from forecasting.observations.reading.aliases import column_of
from forecasting.observations.reading.cells import Cell
from forecasting.observations.reading.published_kinds import BY_STEM
from forecasting.observations.reading.workbook_parts import SheetPart, TooMuch, scan

__all__ = [
    "HEADER_WITHIN", "LARGEST_FILE", "MOST_COLUMNS", "MOST_ROWS", "SUFFIXES",
    "Row", "Table", "read_tables", "tables_of",
]  # fmt: skip

LARGEST_FILE = 50_000_000
"""Bytes; a larger file is refused."""

MOST_ROWS, MOST_COLUMNS = 200_000, 200
"""A larger table is refused."""

HEADER_WITHIN = 20
"""Lines in which the header is looked for: offices put titles above it."""

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")

_SEPARATORS = (";", ",", "\t", "|")
_PACKED = re.compile(
    r"[\w ]+(?:,[\w ]+)+\\\w+ *\t"
)  # dimensions that a table of Eurostat packs into its first column
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Row:
    """Cells of one row and its line number, the first line being 1."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """Non-empty rows of a file or of one of its sheets, header first, and what was noticed while reading.

    `hidden`: nobody sees the sheet; `hidden_rows` (line numbers) and `hidden_columns` (from 0): nor those of it.
    """

    file: str
    sheet: str | None
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


def read_tables(path: Path) -> tuple[list[Table], list[Finding]]:
    """Tables of a file: one of a CSV, one per non-empty sheet of an XLSX.

    Returns:
        The tables, and the findings that kept the file from being read (then there is no table).
    """
    name = path.name
    try:
        if path.stat().st_size > LARGEST_FILE:
            return [], [_too_big(name)]
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return [], [Finding("observations.no_file", file=name)]
    except OSError:
        return [], [Finding("observations.unreadable", file=name)]
    return tables_of(name, content)


def tables_of(name: str, content: bytes) -> tuple[list[Table], list[Finding]]:
    """Tables of a file's content, as `read_tables` gives them; the ending of its name counts."""
    if len(content) > LARGEST_FILE:
        return [], [_too_big(name)]
    if name.lower().endswith(".xlsx") or content.startswith(b"PK\x03\x04"):
        return _sheets(name, content)
    text, notices = _decode(name, content)
    if text is None:
        return [], [Finding("observations.unreadable", file=name)]
    rows, problem = _csv_rows(name, text)
    if problem:
        return [], [problem]
    if not rows:
        return [], [Finding("observations.empty", file=name)]
    return [Table(name, None, tuple(rows), tuple(notices))], []


def _decode(name: str, content: bytes) -> tuple[str | None, list[Finding]]:
    """Text of the bytes: a byte order mark decides, then UTF-8, then Windows-1252, which is stated."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), []
            except UnicodeDecodeError:
                return None, []
    if b"\0" in content:
        return None, []
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), [Finding("observations.windows_1252", file=name, severity="notice")]
    except UnicodeDecodeError:
        return None, []


def _csv_rows(name: str, text: str) -> tuple[list[Row], Finding | None]:
    """Rows that hold anything; a first line `sep=;`, as Excel writes it, is none of them."""
    declared = re.match(r"sep=.\r?\n", text)
    skipped = 1 if declared else 0
    if declared:
        text = text[declared.end() :]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    rows = []
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Row(before + 1 + skipped, tuple(cell.strip() or None for cell in cells)))
            before = reader.line_num
            if len(rows) > MOST_ROWS:
                return [], _too_long(name)
            if len(cells) > MOST_COLUMNS:
                return [], _too_wide(name)
    except csv.Error:
        return [], Finding("observations.quotes", file=name, row=before + 1 + skipped)
    return rows, None


def _too_big(name: str) -> Finding:
    return Finding("observations.too_big", {"most": LARGEST_FILE // 1_000_000}, file=name)


def _too_long(name: str) -> Finding:
    return Finding("observations.too_many_rows", {"most": MOST_ROWS}, file=name)


def _too_wide(name: str) -> Finding:
    return Finding("observations.too_many_columns", {"most": MOST_COLUMNS}, file=name)


def _separator(text: str) -> str:
    """The separator that splits one of the first lines into the most known column names, else into the most cells."""
    if _PACKED.match(text):
        return "\t"
    lines = [line for line in islice(io.StringIO(text), HEADER_WITHIN) if line.strip()]

    def fits(mark: str) -> tuple[int, int]:
        known = (sum(_is_known(cell.strip(' "\n\r')) for cell in line.split(mark)[:MOST_COLUMNS]) for line in lines)
        return max(zip(known, (line.count(mark) for line in lines), strict=True), default=(0, 0))

    return max(_SEPARATORS, key=fits)


@lru_cache(maxsize=4096)
def _is_known(word: str) -> bool:
    """Whether a word is the head of a column of some table."""
    return any(column_of(word, kind.names) for kind in BY_STEM.values())


def _sheets(name: str, content: bytes) -> tuple[list[Table], list[Finding]]:
    """Non-empty sheets of a workbook; formulas give their stored value, which is stated."""
    from openpyxl import load_workbook

    tables = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = scan(archive)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl remarks on styles and extensions that do not matter here
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            calculated = any(part.formulas for part in parts.values())
            formulas = load_workbook(io.BytesIO(content), read_only=True) if calculated else None
            for place, sheet in enumerate(book.worksheets):
                sheet.reset_dimensions()  # some programs write a wrong size of the sheet
                values = sheet.iter_rows(values_only=True)
                findings: list[Finding] = []
                if formulas is not None:
                    formulas.worksheets[place].reset_dimensions()
                    given = formulas.worksheets[place].iter_rows(values_only=True)
                    values, findings = _calculated(name, islice(values, MOST_ROWS + 1), islice(given, MOST_ROWS + 1))
                rows = _filled(values)
                if len(rows) > MOST_ROWS:
                    return [], [_too_long(name)]
                if any(len(row.cells) > MOST_COLUMNS for row in rows):
                    return [], [_too_wide(name)]
                part = parts.get(str(getattr(sheet, "_worksheet_path", "")), SheetPart())
                if rows:
                    tables.append(
                        Table(
                            name,
                            sheet.title,
                            tuple(rows),
                            tuple(findings),
                            hidden=sheet.sheet_state != "visible",
                            hidden_rows=frozenset(part.hidden_rows),
                            hidden_columns=frozenset(part.hidden_columns),
                        )
                    )
    except TooMuch:
        return [], [Finding("observations.too_much", file=name)]
    except Exception as error:  # a broken workbook fails in many ways inside openpyxl
        if _lacks_memory(error):  # then nothing is known of the file
            raise MemoryError from error
        return [], [Finding("observations.unreadable", file=name)]
    return (tables, []) if tables else ([], [Finding("observations.empty", file=name)])


def _lacks_memory(error: Exception) -> bool:
    """Whether memory was wanting, as Python or its readers of XML say it."""
    wanting = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
    return isinstance(error, MemoryError) or (
        isinstance(error, ParseError | expat.ExpatError) and error.code == wanting
    )


def _calculated(
    name: str, stored: Iterable[Sequence[object]], given: Iterable[Sequence[object]]
) -> tuple[list[list[object]], list[Finding]]:
    """Rows with the stored values of formulas; a formula without one stands as it is, so that nothing is guessed."""
    rows, used, missing = [], 0, 0
    for values, contents in zip(stored, given, strict=True):
        row = list(values)
        for place, cell in enumerate(contents):
            content = getattr(cell, "text", cell)  # a formula over several cells is an object with its text
            if isinstance(content, str) and content.startswith("=") and content != row[place]:
                used += row[place] is not None
                missing += row[place] is None
                row[place] = content if row[place] is None else row[place]
        rows.append(row)
    findings = []
    if missing:
        findings.append(Finding("observations.formulas_empty", {"count": missing}, file=name))
    if used:
        findings.append(Finding("observations.formulas", {"count": used}, file=name, severity="notice"))
    return rows, findings


def _filled(rows: Iterable[Iterable[object]]) -> list[Row]:
    found = []
    for line, values in enumerate(rows, start=1):
        cells = _trimmed([_cell(value) for value in values])
        if any(cell is not None for cell in cells):
            found.append(Row(line, cells))
            if len(found) > MOST_ROWS:
                break
    return found


def _trimmed(cells: list[Cell]) -> tuple[Cell, ...]:
    """Without the empty cells that a format has left behind the last one."""
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def _cell(value: object) -> Cell:
    """Value of a workbook cell: numbers as numbers, dates as dates, the rest as text."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime.datetime):
        return value if value.time() != datetime.time() else value.date()
    if isinstance(value, datetime.date):
        return value
    return str(value).strip() or None
