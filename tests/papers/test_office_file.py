"""Office files: the same bytes for the same content, and a seal that survives whatever saves the file again."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from xlsxwriter import Workbook

from forecasting.base.errors import InputError
from forecasting.papers.office_file import MAIN, packed, seal_in, sealed
from tests.papers.office import saved_again

SEAL = '{"name": "Größe <b>&amp;]]> „=1+1“", "toml": "' + "a" * 3000 + '\\n"}'
WORDS = {"date": "2025-12-31", "author": "Bedarfsprognose", "title": "Größe & Zahl"}


def made(form: str) -> bytes:
    """A file as a library writes it: with the time of day, and entries in any order."""
    file = io.BytesIO()
    if form == "docx":
        document = Document()
        document.add_paragraph("Text")
        document.save(file)
    elif form == "pptx":
        slides = Presentation()
        slide = slides.slides.add_slide(slides.slide_layouts[6])
        data = CategoryChartData()
        data.categories = ["2026", "2027"]
        data.add_series("Bedarf", (1.5, 2.5))
        slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, 5_000_000, 3_000_000, data)
        slides.save(file)
    else:
        book = Workbook(file)
        book.add_worksheet().write_formula("A1", "=1+1", None, 2)
        book.close()
    return file.getvalue()


@pytest.mark.parametrize("form", MAIN)
def test_the_seal_comes_back(form):
    assert seal_in(made(form)) is None
    assert seal_in(sealed(made(form), form, SEAL, **WORDS)) == SEAL


@pytest.mark.parametrize("form", MAIN)
def test_entries_are_sorted_and_dated_alike_also_inside_charts(form):
    data = sealed(made(form), form, SEAL, **WORDS)
    archives = [zipfile.ZipFile(io.BytesIO(data))]
    archives += [
        zipfile.ZipFile(io.BytesIO(archives[0].read(name))) for name in archives[0].namelist() if ".xlsx" in name
    ]
    assert len(archives) == (2 if form == "pptx" else 1)
    for archive in archives:
        names = archive.namelist()
        assert names[0] == "[Content_Types].xml"
        assert names[2:] == sorted(names[2:])
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_was_packed_at_another_time_in_another_order_is_the_same():
    first = made("docx")
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name in reversed(list(parts)):
            archive.writestr(zipfile.ZipInfo(name, (2020, 2, 2, 2, 2, 2)), parts[name])
    assert file.getvalue() != first
    assert packed(file.getvalue()) == packed(first)
    assert sealed(file.getvalue(), "docx", SEAL, **WORDS) == sealed(first, "docx", SEAL, **WORDS)


@pytest.mark.parametrize(
    ("form", "properties"),
    [("docx", lambda data: Document(data).core_properties), ("pptx", lambda data: Presentation(data).core_properties),
     ("xlsx", lambda data: load_workbook(data).properties)],
)  # fmt: skip
def test_the_properties_are_those_of_the_paper_and_name_nobody_else(form, properties):
    found = properties(io.BytesIO(sealed(made(form), form, SEAL, **WORDS)))
    assert found.title == WORDS["title"]
    assert (getattr(found, "author", None) or found.creator) == WORDS["author"]
    assert found.created.isoformat()[:10] == found.modified.isoformat()[:10] == WORDS["date"]


@pytest.mark.parametrize("form", MAIN)
def test_the_seal_is_in_both_places(form):
    """Microsoft's programs keep the custom XML part, LibreOffice the custom properties."""
    data = sealed(made(form), form, SEAL, **WORDS)
    for lost in ("customXml/", "docProps/custom.xml"):
        assert seal_in(_without(data, lost)) == SEAL
    assert seal_in(_without(_without(data, "customXml/"), "docProps/custom.xml")) is None


@pytest.mark.parametrize("form", MAIN)
def test_libreoffice_opens_the_file_and_keeps_the_seal(form, tmp_path):
    file = tmp_path / f"paper.{form}"
    file.write_bytes(sealed(made(form), form, SEAL, **WORDS))
    assert seal_in(saved_again(file, tmp_path)) == SEAL


def test_a_damaged_file_or_seal_is_told_not_guessed():
    with pytest.raises(InputError):
        seal_in(b"PK\x03\x04 no archive")
    data = sealed(made("docx"), "docx", SEAL, **WORDS)
    with zipfile.ZipFile(io.BytesIO(_without(data, "customXml/"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["docProps/custom.xml"] = parts["docProps/custom.xml"].replace(b"<vt:lpwstr>", b"<vt:lpwstr>!x", 1)
    with pytest.raises(InputError):
        seal_in(_archive(parts))


def _without(data: bytes, start: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return _archive({name: archive.read(name) for name in archive.namelist() if not name.startswith(start)})


def _archive(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()
