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
from itertools import islice
from pathlib import Path

from forecasting.base.errors import Finding
from forecasting.observations.reading.cells import Cell
from forecasting.observations.reading.published_kinds import BY_STEM

__all__ = ["HEADER_WITHIN", "LARGEST_FILE", "MOST_ROWS", "SUFFIXES", "Row", "Table", "read_tables", "tables_of"]

LARGEST_FILE = 50_000_000
"""Bytes; a larger file is refused."""

MOST_ROWS = 200_000
"""Rows; a longer table is refused."""

HEADER_WITHIN = 20
"""Lines in which the header is looked for: offices put titles above it."""

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")

_LARGEST_SHEET = 500_000_000  # bytes of an XLSX file unpacked
_KNOWN = frozenset(name for kind in BY_STEM.values() for name in kind.names)
_SEPARATORS = (";", ",", "\t", "|")
_PACKED = re.compile(
    r"[\w ]+(?:,[\w ]+)+\\\w+ *\t"
)  # dimensions that a table of Eurostat packs into its first column
_SHEET = re.compile(r"worksheets/[^/]+\.xml$")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_CHUNK, _LONGEST_TAG = 1_000_000, 100  # bytes
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Row:
    """Cells of one row and its line number, the first line being 1."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """Non-empty rows of a file or of one of its sheets, header first, and what was noticed while reading."""

    file: str
    sheet: str | None
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


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
    except csv.Error:
        return [], Finding("observations.quotes", file=name, row=before + 1 + skipped)
    return rows, None


def _too_big(name: str) -> Finding:
    return Finding("observations.too_big", {"most": LARGEST_FILE // 1_000_000}, file=name)


def _too_long(name: str) -> Finding:
    return Finding("observations.too_many_rows", {"most": MOST_ROWS}, file=name)


def _separator(text: str) -> str:
    """The separator that splits one of the first lines into the most known column names, else into the most cells."""
    if _PACKED.match(text):
        return "\t"
    lines = [line for line in islice(io.StringIO(text), HEADER_WITHIN) if line.strip()]

    def fits(mark: str) -> tuple[int, int]:
        known = (sum(cell.strip(' "\n').lower() in _KNOWN for cell in line.split(mark)) for line in lines)
        return max(zip(known, (line.count(mark) for line in lines), strict=True), default=(0, 0))

    return max(_SEPARATORS, key=fits)


def _sheets(name: str, content: bytes) -> tuple[list[Table], list[Finding]]:
    """Non-empty sheets of a workbook; formulas give their stored value, which is stated."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_SHEET:
                return [], [_too_big(name)]
            calculated = any(
                _has_formula(archive, entry) for entry in archive.infolist() if _SHEET.search(entry.filename)
            )
        tables = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl remarks on styles and extensions that do not matter here
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
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
                if rows:
                    tables.append(Table(name, sheet.title, tuple(rows), tuple(findings)))
    except Exception:  # a broken workbook fails in many ways inside openpyxl
        return [], [Finding("observations.unreadable", file=name)]
    return (tables, []) if tables else ([], [Finding("observations.empty", file=name)])


def _has_formula(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    with archive.open(entry) as part:
        before = b""
        while chunk := part.read(_CHUNK):
            if _FORMULA.search(before + chunk):
                return True
            before = chunk[-_LONGEST_TAG:]
    return False


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
        cells = tuple(_cell(value) for value in values)
        if any(cell is not None for cell in cells):
            found.append(Row(line, cells))
            if len(found) > MOST_ROWS:
                break
    return found


def _cell(value: object) -> Cell:
    """Value of a workbook cell: numbers as numbers, dates as dates, the rest as text."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    return str(value).strip() or None
