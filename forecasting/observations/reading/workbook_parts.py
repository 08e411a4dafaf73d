"""What a workbook holds beside its values, read part by part with bounds: formulas, and what nobody sees.

A part is read once, as a stream, before a library unfolds it; too much of anything ends it.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

__all__ = ["LARGEST_UNPACKED", "MOST_CELLS", "Parts", "SheetPart", "TooMuch", "scan"]

LARGEST_UNPACKED = 50_000_000
"""Bytes of all parts together."""

MOST_CELLS = 2_000_000
"""Cells of a sheet, filled or not."""

_DEEPEST = 64  # elements inside each other
_CHUNK = 1_000_000  # bytes
_MOST_HIDDEN = 1_000_000  # columns that one element may hide
_TRUE = ("1", "true")


class TooMuch(Exception):
    """A part is larger or deeper than anything an office sends."""


@dataclass
class SheetPart:
    """A part that may be a sheet: whether a cell is calculated; hidden rows, from 1, and hidden columns, from 0."""

    formulas: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


Parts = dict[str, SheetPart]
"""By name."""


def scan(archive: zipfile.ZipFile) -> Parts:
    """Go through every part that is XML.

    Raises:
        TooMuch: a bound is passed.
        expat.ExpatError: a part is none.
    """
    entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise TooMuch
    found: Parts = {}
    for entry in entries:
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        part = SheetPart()
        _read(archive, entry, part)
        found[entry.filename] = part
    return found


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, part: SheetPart) -> None:
    depth = row = cells = 0

    def begins(name: str, given: dict[str, str]) -> None:
        nonlocal depth, row, cells
        depth += 1
        name = name.rpartition(":")[2]
        if depth > _DEEPEST:
            raise TooMuch
        if name == "c":
            cells += 1
            if cells > MOST_CELLS:
                raise TooMuch
        elif name == "f":
            part.formulas = True
        elif name == "row":
            row = int(given.get("r") or row + 1)
            if _unseen(given, "ht"):
                part.hidden_rows.add(row)
        elif name == "col" and _unseen(given, "width"):
            first, last = int(given.get("min", 1)), int(given.get("max", 1))
            if last - first < _MOST_HIDDEN:
                part.hidden_columns |= set(range(first - 1, last))

    def ends(_: str) -> None:
        nonlocal depth
        depth -= 1

    reader = expat.ParserCreate()
    reader.StartElementHandler = begins
    reader.EndElementHandler = ends
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            reader.Parse(chunk, False)
        reader.Parse(b"", True)


def _unseen(given: dict[str, str], size: str) -> bool:
    return given.get("hidden") in _TRUE or given.get(size) in ("0", "0.0")
