"""What a document says, place by place, whatever program saved it last; and in what two documents differ.

Text is compared in the order in which it stands, so that one added paragraph is one difference; cells of tables,
points of charts and cells of sheets are compared place by place. Numbers that differ by rounding of the last bit only
are equal.
"""

from __future__ import annotations

import io
import logging
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from forecasting.base.errors import Finding, InputError
from forecasting.base.format import Formats
from forecasting.base.text import Texts

__all__ = ["Difference", "Entry", "compare", "entries", "seal_of_pdf"]

SAME = 1e-9
"""Relative difference of two numbers that are equal: programs write them with 15 digits."""

BLANKS = re.compile(r"\s+")
NUMBER = re.compile(r"(?<![A-Z$.\d])\d+\.\d+(?:E[+-]?\d+)?")
CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

SIGNS = {f"{WORD}tab": " ", f"{WORD}br": " ", f"{WORD}noBreakHyphen": "-"}
"""Signs that Word has an element for."""

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what it says of a damaged file is said by us

Value = str | float


@dataclass(frozen=True)
class Entry:
    """One thing that a document says."""

    group: str  # "Folie 3", "Folie 3, Tabelle 1", "Blatt Mittel"
    place: str  # within the group: "Zeile 2, Spalte 3"; a text in its order has none
    value: Value


@dataclass(frozen=True)
class Difference:
    """One place where two documents say something else; None: one of them says nothing."""

    place: str
    expected: Value | None
    found: Value | None

    def sentence(self, text: Texts) -> str:
        """ "Folie 3, Tabelle 1, Zeile 2, Spalte 3: 28,0 statt 28,1" """
        formats = Formats(text.language)
        expected, found = (_shown(value, formats) for value in (self.expected, self.found))
        key = "missing" if self.found is None else "added" if self.expected is None else "differs"
        return text(f"papers.reading.{key}", place=self.place, expected=expected, found=found)


def entries(data: bytes, form: str, text: Texts) -> list[Entry]:
    """Everything a document says.

    Args:
        form: "pptx", "xlsx", "docx" or "pdf".
        text: language in which places are named.
    Raises:
        InputError: it is no such document.
    """
    reader = READERS[form]
    try:
        return list(reader(data, text))
    except InputError:
        raise
    except Exception as error:  # the readers raise whatever a damaged file makes them raise
        raise InputError(Finding("papers.reproduce.unreadable")) from error


def compare(expected: Sequence[Entry], found: Sequence[Entry]) -> list[Difference]:
    """In what the second document differs from the first."""
    first, second = _by_group(expected), _by_group(found)
    differences: list[Difference] = []
    for group in dict.fromkeys((*first, *second)):
        mine, theirs = first.get(group, []), second.get(group, [])
        differences += _texts(group, mine, theirs)
        differences += _places(group, mine, theirs)
    return differences


def seal_of_pdf(data: bytes) -> str | None:
    """Text of the seal attached to a PDF, None where there is none.

    Raises:
        InputError: it is no PDF.
    """
    from pypdf import PdfReader

    try:
        found = PdfReader(io.BytesIO(data)).attachments.get("seal.json")
        return found[0].decode() if found else None
    except Exception as error:  # pypdf raises whatever a damaged file makes it raise
        raise InputError(Finding("papers.reproduce.unreadable")) from error


def _texts(group: str, expected: Sequence[Entry], found: Sequence[Entry]) -> list[Difference]:
    """Differences of the texts that stand one after the other."""
    mine, theirs = ([str(entry.value) for entry in part if not entry.place] for part in (expected, found))
    if mine == theirs:
        return []
    differences = []
    for kind, start, end, first, last in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if kind != "equal":
            pairs = zip_longest(mine[start:end], theirs[first:last])
            differences += [Difference(group, before, after) for before, after in pairs]
    return differences


def _places(group: str, expected: Sequence[Entry], found: Sequence[Entry]) -> list[Difference]:
    mine, theirs = ({entry.place: entry.value for entry in part if entry.place} for part in (expected, found))
    return [
        Difference(f"{group}, {place}", mine.get(place), theirs.get(place))
        for place in dict.fromkeys((*mine, *theirs))
        if not _equal(mine.get(place), theirs.get(place))
    ]


def _equal(first: Value | None, second: Value | None) -> bool:
    if isinstance(first, float) and isinstance(second, float):
        return math.isclose(first, second, rel_tol=SAME, abs_tol=1e-12)
    return first == second


def _by_group(found: Iterable[Entry]) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for entry in found:
        groups.setdefault(entry.group, []).append(entry)
    return groups


def _shown(value: Value | None, formats: Formats) -> str:
    if isinstance(value, float):
        return formats.plain(value, 6)
    return "" if value is None else f"„{value}“" if formats.language == "de" else f"“{value}”"


def _clean(words: str) -> str:
    return BLANKS.sub(" ", words.replace("\N{NON-BREAKING HYPHEN}", "-")).strip()


def _flow(group: str, texts: Iterable[str]) -> Iterator[Entry]:
    for words in map(_clean, texts):
        if words:
            yield Entry(group, "", words)


def _cells(group: str, rows: Iterable[Sequence[str]], text: Texts) -> Iterator[Entry]:
    for row, cells in enumerate(rows, start=1):
        for column, words in enumerate(cells, start=1):
            if shown := _clean(words):
                yield Entry(group, text("papers.reading.cell", row=row, column=column), shown)


def _pptx(data: bytes, text: Texts) -> Iterator[Entry]:
    from pptx import Presentation

    for number, slide in enumerate(Presentation(io.BytesIO(data)).slides, start=1):
        name = text("papers.reading.slide", number=number)
        tables = charts = 0
        for shape in slide.shapes:
            if shape.has_table:
                tables += 1
                rows = [[cell.text_frame.text for cell in row.cells] for row in shape.table.rows]
                yield from _cells(f"{name}, {text('papers.reading.table', number=tables)}", rows, text)
            elif shape.has_chart:
                charts += 1
                label = text("papers.reading.chart", number=charts)
                yield from _chart(f"{name}, {label}", shape.chart._chartSpace, text)
            elif shape.has_text_frame and not _is_number(shape):
                yield from _flow(name, (paragraph.text for paragraph in shape.text_frame.paragraphs))
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            notes = slide.notes_slide.notes_text_frame.paragraphs
            yield from _flow(text("papers.reading.notes", slide=name), (paragraph.text for paragraph in notes))


def _is_number(shape: Any) -> bool:
    """Whether a shape holds the number of its slide, which each program writes in its own way."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    return bool(shape.is_placeholder and shape.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER)


def _chart(group: str, root: Any, text: Texts) -> Iterator[Entry]:
    """Points of every series that has a name, from the values that the chart itself keeps."""
    seen: dict[str, int] = {}
    for series in root.iterfind(".//c:ser", CHART):
        name = _clean("".join(series.xpath("./c:tx//*[local-name()='v']/text()")))
        if not name:
            continue
        seen[name] = seen.get(name, 0) + 1
        label = name if seen[name] == 1 else f"{name} ({seen[name]})"
        for point in series.iterfind("./c:val//c:pt", CHART):
            value = point.findtext("c:v", namespaces=CHART)
            if value:
                place = text("papers.reading.point", series=label, number=int(point.get("idx")) + 1)
                yield Entry(group, place, float(value))


def _docx(data: bytes, text: Texts) -> Iterator[Entry]:
    from docx import Document
    from docx.table import Table

    document = Document(io.BytesIO(data))
    tables = 0
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            tables += 1
            rows = [[cell.text for cell in row.cells] for row in block.rows]
            yield from _cells(text("papers.reading.table", number=tables), rows, text)
        else:
            yield from _flow(text("papers.reading.text"), [_plain(block._p)])
    for section in document.sections:
        for part, name in ((section.header, "header"), (section.footer, "footer")):
            yield from _flow(text(f"papers.reading.{name}"), (_plain(paragraph._p) for paragraph in part.paragraphs))
    charts = sorted(
        (part for part in document.part.package.iter_parts() if "drawingml.chart+xml" in part.content_type),
        key=lambda part: [int(digits) for digits in re.findall(r"\d+", str(part.partname))],
    )
    for number, part in enumerate(charts, start=1):
        from lxml import etree

        yield from _chart(text("papers.reading.chart", number=number), etree.fromstring(part.blob), text)


def _plain(paragraph: Any) -> str:
    """Words of a paragraph, without what fields compute: the number of a page, a table of contents."""
    words, depth = [], 0
    for node in paragraph.iter():
        if node.tag == f"{WORD}fldChar":
            kind = node.get(f"{WORD}fldCharType")
            depth += 1 if kind == "begin" else -1 if kind == "end" else 0
        elif node.tag == f"{WORD}t" and not depth and not _in_field(node):
            words.append(node.text or "")
        elif node.tag in SIGNS and not depth:
            words.append(SIGNS[node.tag])
    return "".join(words)


def _in_field(node: Any) -> bool:
    return any(above.tag == f"{WORD}fldSimple" for above in node.iterancestors())


def _xlsx(data: bytes, text: Texts) -> Iterator[Entry]:
    from openpyxl import load_workbook

    # Charts are not read: openpyxl does not know everything that other programs write into them.
    shown, given = (load_workbook(io.BytesIO(data), read_only=True, data_only=only) for only in (True, False))
    for sheet in shown.worksheets:
        group = text("papers.reading.sheet", name=sheet.title)
        for row, formulas in zip(sheet.iter_rows(), given[sheet.title].iter_rows(), strict=True):
            for cell, formula in zip(row, formulas, strict=True):
                if isinstance(formula.value, str) and formula.value.startswith("="):
                    place = text("papers.reading.formula", cell=formula.coordinate)
                    yield Entry(group, place, _formula(formula.value))
                if cell.value is not None and cell.value != "":
                    yield Entry(group, text("papers.reading.field", cell=cell.coordinate), _value(cell.value))


def _formula(formula: str) -> str:
    """A formula as every program writes it; numbers in it with the digits that all programs keep."""
    plain = re.sub(r"[\s']", "", formula).replace("_xlfn.", "").upper()
    return NUMBER.sub(lambda found: f"{float(found.group()):.12g}", plain)


def _value(value: object) -> Value:
    if isinstance(value, bool):
        return str(value)
    return float(value) if isinstance(value, int | float) else _clean(str(value))


def _pdf(data: bytes, text: Texts) -> Iterator[Entry]:
    from pypdf import PdfReader

    for number, page in enumerate(PdfReader(io.BytesIO(data)).pages, start=1):
        yield from _flow(text("papers.reading.page", number=number), page.extract_text().splitlines())


READERS: Mapping[str, Callable[[bytes, Texts], Iterator[Entry]]] = {
    "pptx": _pptx,
    "docx": _docx,
    "xlsx": _xlsx,
    "pdf": _pdf,
}
