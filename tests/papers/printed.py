"""What a paper has to say on its pages, and what a page image must not show."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from scipy.spatial import cKDTree

from forecasting.papers.content import Bullets, Facts, Figure, Paper, Words
from forecasting.reports.grid import Grid

MARGIN = 24.0  # millimetres left and right that stay free, less a line's width
REACH = 25.0  # points between the middles of two signs that may meet
BLANK = re.compile(r"[\s\u00ad\u2010\u2011\u200b-]+")


def plain(words: str) -> str:
    """Words without blanks, line breaks and hyphens: where a line ends is the page's matter."""
    return BLANK.sub("", words)


def said(paper: Paper) -> Iterator[str]:
    """Everything that the paper prints outside of pictures; the cells of a row as one piece, in their order."""
    yield from (paper.title, paper.subtitle, paper.foot)
    for section in paper.sections:
        yield section.title
        for block in section.blocks:
            match block:
                case Words():
                    yield from block.paragraphs
                case Bullets():
                    yield from block.points
                case Facts():
                    yield from (f"{name}: {meaning}" for name, meaning in block.rows)
                case Figure():
                    frame = block.frame
                    yield from (block.message, frame.title, frame.scenario, *frame.notes, frame.source, frame.stand)
                case Grid():
                    yield from _table(block)


def _table(grid: Grid) -> Iterator[str]:
    yield from (grid.title, grid.unit, *grid.states, *grid.notes, *grid.foot)
    yield "".join(grid.heads[1:])
    for row in grid.rows:
        details = row.details or ("",) * len(row.cells)
        cells = (cell + detail for cell, detail in zip(row.cells, details, strict=True))
        yield "".join((row.number, row.label, *cells))


def captions(paper: Paper, table: str, figure: str) -> list[str]:
    """Every caption in order, numbered from 1 by kind."""
    found, numbers = [], {table: 0, figure: 0}
    for block in (block for section in paper.sections for block in section.blocks):
        if isinstance(block, Grid | Figure):
            name = table if isinstance(block, Grid) else figure
            numbers[name] += 1
            words = block.title if isinstance(block, Grid) else block.message or block.frame.title
            found.append(f"{name} {numbers[name]}: {words}")
    return found


def as_pdf(document: bytes, folder: Path, form: str = "docx") -> bytes:
    """The office file as LibreOffice prints it."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.fail("no LibreOffice on this machine; `make test` installs it or names the package", pytrace=False)
    file = folder / f"paper.{form}"
    file.write_bytes(document)
    command = [
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
        "--outdir", str(folder), str(file),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300, env=os.environ | {"HOME": str(folder)})
    return (folder / "paper.pdf").read_bytes()


def check_pages(file: bytes) -> None:
    """Nothing stands in the margins, and no sign covers another."""
    document = pdfium.PdfDocument(file)
    for number, page in enumerate(document, start=1):
        image = page.render(scale=1.0).to_numpy()[:, :, :3]
        dark = (image < 200).any(axis=2)
        edge = round(MARGIN / 25.4 * 72)
        assert not dark[:, :edge].any(), f"page {number}: something stands in the left margin"
        assert not dark[:, -edge:].any(), f"page {number}: something stands in the right margin"
        assert not dark[:20].any() and not dark[-20:].any(), f"page {number}: something stands above or below"
        covered = _covered(page)
        assert not covered, f"page {number}: {covered[:5]} cover each other"


def _covered(page: pdfium.PdfPage) -> list[str]:
    """Pairs of signs of which one covers the other by a third; "fi" of one piece is none."""
    words = page.get_textpage()
    places, boxes = [], []
    for place in range(words.count_chars()):
        left, bottom, right, top = words.get_charbox(place)
        if right - left > 0.5 and top - bottom > 0.5:
            places.append(place)
            boxes.append((left, bottom, right, top))
    found, order = np.array(boxes), np.array(places)
    one, other = cKDTree((found[:, :2] + found[:, 2:]) / 2).query_pairs(REACH, output_type="ndarray").T
    low, high = np.maximum(found[one, :2], found[other, :2]), np.minimum(found[one, 2:], found[other, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=1)
    area = (found[:, 2:] - found[:, :2]).prod(axis=1)
    ligature = (np.abs(found[one][:, [1, 3]] - found[other][:, [1, 3]]) < 0.01).all(axis=1)
    ligature &= np.abs(order[one] - order[other]) == 1
    met = np.flatnonzero((shared > 0.3 * np.maximum(area[one], area[other])) & ~ligature)
    return [words.get_text_range(places[one[at]], 1) + words.get_text_range(places[other[at]], 1) for at in met]
