"""A paper as tagged PDF: PDF/UA-1 for readers who hear it, PDF/A-3a for the archive, with its record inside.

typst lays out `paper.typ`. Nothing of the machine gets into the file: the typeface comes with matplotlib, the date
from the paper; the same paper gives the same bytes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import typst

from forecasting.papers.content import Paper
from forecasting.papers.pdf.content import values
from forecasting.reports.typeface import FOLDER

__all__ = ["fitting_density", "write_pdf"]

TEMPLATE = Path(__file__).with_name("paper.typ")
STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-3a"]
DENSITIES = (1.0, 0.95, 0.9, 0.86, 0.82, 0.78)
"""What the print may be multiplied by to fit a paper on its pages; below, it could not be read."""

NONE: Mapping[str, bytes] = MappingProxyType({})


def write_pdf(paper: Paper, attachments: Mapping[str, bytes] = NONE) -> bytes:
    """The paper as PDF.

    Args:
        attachments: content of the files to put inside, by file name.
    Raises:
        ValueError: a chart can't be drawn, see `reports.charts.files.svg`.
    """
    return _typeset(paper, fitting_density(paper), attachments)


def fitting_density(paper: Paper) -> float:
    """The largest print in which the paper fits its pages; the smallest one if it fits in none.

    A paper with room for its largest print takes the next smaller one where that saves a page.
    """
    whole, closer = (_pages(_typeset(paper, density, NONE)) for density in DENSITIES[:2])
    if not paper.pages or whole <= paper.pages:
        return DENSITIES[closer < whole]
    low, high = 1, len(DENSITIES) - 1  # the answer lies between
    while low < high:
        middle = (low + high) // 2
        if _pages(_typeset(paper, DENSITIES[middle], NONE)) <= paper.pages:
            high = middle
        else:
            low = middle + 1
    return DENSITIES[low]


def _typeset(paper: Paper, density: float, attachments: Mapping[str, bytes]) -> bytes:
    inputs = {"paper": json.dumps(values(paper, density, attachments), ensure_ascii=False)}
    compiler = typst.Compiler(TEMPLATE.read_bytes(), font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=inputs)
    found = compiler.compile(format="pdf", pdf_standards=STANDARDS)
    assert isinstance(found, bytes)
    return found


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])


def _pages(file: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(file)).pages)
