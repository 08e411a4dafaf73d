"""The Word document says what the paper says, in parts that Word knows how to edit."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import docx
import pypdf
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tc
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from lxml import etree
from PIL import Image

from forecasting.base.text import LANGUAGES, Texts
from forecasting.papers.content import Figure, Paper, Words
from forecasting.papers.layout.xml_words import writable
from forecasting.papers.word.document import write_docx
from forecasting.papers.word.xml import element
from forecasting.reports.grid import Grid, Row, ahead
from forecasting.reports.typeface import together
from tests.papers import samples
from tests.papers.printed import as_pdf, captions, check_pages, plain, said

every_paper = pytest.mark.parametrize(
    ("kind", "language"), [("annex", "de"), ("annex", "en"), ("cabinet", "de"), ("hostile", "de")]
)


def _paper(kind: str, language: str = "de") -> Paper:
    return samples.hostile() if kind == "hostile" else getattr(samples, kind)(language)


@lru_cache
def _file(kind: str, language: str = "de") -> bytes:
    return write_docx(_paper(kind, language))


def _open(kind: str, language: str = "de") -> Document:
    return docx.Document(io.BytesIO(_file(kind, language)))


def _blocks(paper: Paper, kind: type) -> list:
    return [block for section in paper.sections for block in section.blocks if isinstance(block, kind)]


def _rows(table: Table) -> list[list[str]]:
    """Text of each cell once, row by row."""
    found = []
    for row in table._tbl.tr_lst:
        cells = [cell for cell in row.tc_lst if cell.vMerge != "continue"]
        found.append([_words(cell, table) for cell in cells])
    return found


def _words(cell: CT_Tc, table: Table) -> str:
    return "\n".join(paragraph.text for paragraph in _Cell(cell, table).paragraphs)


def _printed(document: Document) -> str:
    """Everything in the body, in order, and the foot."""
    words = [node.text or "" for node in document.element.body.iter(qn("w:t"))]
    return plain("".join(words) + "".join(p.text for p in document.sections[0].footer.paragraphs))


@every_paper
def test_headings_are_headings_and_captions_number_themselves(kind: str, language: str):
    document, paper = _open(kind, language), _paper(kind, language)
    by_style: dict[str, list[str]] = {}
    for paragraph in document.paragraphs:
        by_style.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert by_style["Title"] == [writable(paper.title)]
    titles = [writable(section.title) for section in paper.sections if section.title]
    assert by_style.get("Heading 1", []) == titles
    text = Texts(paper.language)
    expected = captions(paper, text("papers.page.table"), text("papers.page.figure"))
    assert by_style["Caption"] == [writable(together(caption)) for caption in expected]
    orders = [node.text.split() for node in document.element.body.iter(qn("w:instrText"))]
    assert [order[:2] for order in orders] == [["SEQ", caption.split()[0]] for caption in expected]


def test_words_stay_with_the_table_that_they_lead_to():
    document = _open("cabinet", "de")
    words = next(paragraph for paragraph in document.paragraphs if paragraph.style.name == "Normal")
    assert words.paragraph_format.keep_with_next
    last = [paragraph for paragraph in _open("annex", "de").paragraphs if paragraph.style.name == "Normal"][-1]
    assert not last.paragraph_format.keep_with_next, "nothing follows"


def test_a_column_of_amounts_among_words_stands_to_the_right():
    grid = Grid("g", "t", "", ("a", "b", "c"), (Row("x", ("1,0", "Text")),), (), (), words=True, amounts=(1,))
    paper = replace(samples.cabinet(), sections=(replace(samples.cabinet().sections[0], blocks=(grid,)),), pages=0)
    table = docx.Document(io.BytesIO(write_docx(paper))).tables[0]
    body = [table.rows[-1].cells[column].paragraphs[0].style.name for column in (1, 2)]
    assert body == ["Tabellenzahl", "Tabellentext"]
    heads = [table.rows[0].cells[column].paragraphs[0].alignment for column in (1, 2)]
    assert heads == [WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT]


@every_paper
def test_tables_hold_the_cells_of_the_paper(kind: str, language: str):
    grids = _blocks(_paper(kind, language), Grid)
    tables = _open(kind, language).tables
    assert len(tables) == len(grids)
    for table, grid in zip(tables, grids, strict=True):
        rows, head = _rows(table), 1 + bool(grid.states) + bool(grid.unit)
        names = rows[1 if grid.states else 0][(0 if grid.states else 1) :]
        assert rows[0][0] == writable(grid.heads[0]) and names == [writable(name) for name in grid.heads[1:]]
        if grid.unit:
            assert rows[head - 1] == [writable(grid.unit)]
        expected = []
        for row in grid.rows:
            details = row.details or ("",) * len(row.cells)
            cells = (f"{cell}\n{detail}" if detail else cell for cell, detail in zip(row.cells, details, strict=True))
            label = f"{row.number}\t{row.label}" if row.number else row.label
            expected.append([writable(words) for words in (label, *cells)])
        assert rows[head:] == expected


def test_heads_come_again_on_each_page_and_rows_do_not_break():
    for table, grid in zip(_open("annex").tables, _blocks(samples.annex(), Grid), strict=True):
        head = 1 + bool(grid.states) + bool(grid.unit)
        repeated = [row.trPr.find(qn("w:tblHeader")) is not None for row in table._tbl.tr_lst]
        assert repeated == [True] * head + [False] * len(grid.rows)
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in table._tbl.tr_lst)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")).endswith(grid.title)
        assert sum(column.width for column in table.columns) == pytest.approx(
            Mm(247 if grid.key == "wide" else 160), abs=Mm(0.5)
        )


def test_a_forecast_is_slanted_and_shaded():
    """Marked by more than colour."""
    for table, grid in zip(_open("annex").tables, _blocks(samples.annex(), Grid), strict=True):
        body = table._tbl.tr_lst[1 + bool(grid.states) + bool(grid.unit) :]
        for line, row in zip(body, grid.rows, strict=True):
            for cell, forecast in zip(line.tc_lst[1:], ahead(grid, row), strict=True):
                style = cell.p_lst[0].r_lst[0].style
                shade = None if cell.tcPr is None else cell.tcPr.find(qn("w:shd"))
                assert (style == "Prognose", shade is not None) == (forecast, forecast)


@every_paper
def test_pictures_are_told_in_words_and_fine_enough_to_print(kind: str, language: str):
    document, figures = _open(kind, language), _blocks(_paper(kind, language), Figure)
    shapes = document.inline_shapes
    assert [shape._inline.docPr.get("descr") for shape in shapes] == [writable(figure.words) for figure in figures]
    assert all(shape.width == Mm(160) for shape in shapes)
    for shape in shapes:
        part = document.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed]
        picture = Image.open(io.BytesIO(part.blob))
        assert picture.width / (160 / 25.4) >= 299
        assert not {"Title"} - set(picture.text) or picture.text.get("Title", "") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_is_that_of_the_paper(language: str):
    document, locale = _open("annex", language), {"de": "de-DE", "en": "en-GB"}[language]
    defaults = document.styles.element.find(qn("w:docDefaults"))
    assert {node.get(qn("w:val")) for node in defaults.iter(qn("w:lang"))} == {locale}
    about, paper = document.core_properties, samples.annex(language)
    assert (about.language, about.title, about.author) == (locale, paper.title, paper.author)
    assert about.created.date().isoformat() == paper.date


@every_paper
def test_the_document_says_what_the_paper_says(kind: str, language: str):
    found = _printed(_open(kind, language))
    missing = [words for words in said(_paper(kind, language)) if plain(writable(words)) not in found]
    assert not missing


def test_pages_are_a4_upright_and_across_for_what_is_wide():
    document = _open("annex")
    sizes = [(round(section.page_width.mm), round(section.page_height.mm)) for section in document.sections]
    assert sizes == [(210, 297), (297, 210), (210, 297)]
    for section in document.sections:
        words = section.footer.paragraphs[-1].text
        assert words.startswith(samples.annex().foot) and words.endswith("Seite 1 von 1")
        orders = [node.text.strip() for node in section.footer._element.iter(qn("w:instrText"))]
        assert orders == ["PAGE", "NUMPAGES"]


@every_paper
def test_libreoffice_prints_it_whole(kind: str, language: str, tmp_path: Path):
    """LibreOffice's pages say the same words, with the same numbers of captions, and nothing leaves them."""
    paper = _paper(kind, language)
    printed = as_pdf(_file(kind, language), tmp_path)
    pages = pypdf.PdfReader(io.BytesIO(printed)).pages
    found = plain("".join(page.extract_text() for page in pages))
    text = Texts(paper.language)
    expected = captions(paper, text("papers.page.table"), text("papers.page.figure"))
    if kind == "hostile":  # LibreOffice draws signs from other typefaces
        assert plain(samples.HOSTILE.split("\n")[0]) in found
        return
    assert all(plain(caption) in found for caption in expected)
    if paper.pages:
        assert len(pages) == paper.pages
    for number, page in enumerate(pages, start=1):
        assert plain(text("papers.page.count", page=number, pages=len(pages))) in plain(page.extract_text())
    check_pages(printed)


def test_a_template_gives_its_styles_head_and_foot(tmp_path: Path):
    own = docx.Document()
    own.styles["Normal"].font.name = "Georgia"
    own.styles["Heading 1"].font.color.rgb = RGBColor(0x11, 0x22, 0x33)
    own.styles["Caption"].font.size = Pt(13)
    own.sections[0].header.paragraphs[0].text = "Ministerium"
    own.sections[0].footer.paragraphs[0].text = "Az. 47"
    own.add_paragraph("Beispieltext der Vorlage")
    own.save(tmp_path / "own.docx")
    document = docx.Document(io.BytesIO(write_docx(samples.annex(), tmp_path / "own.docx")))
    assert document.styles["Normal"].font.name == "Georgia"
    assert document.styles["Heading 1"].font.color.rgb == RGBColor(0x11, 0x22, 0x33)
    assert document.styles["Caption"].font.size == Pt(13)
    assert "Begriff" in [style.name for style in document.styles]
    assert "Beispieltext" not in _printed(document)
    assert [paragraph.text for paragraph in document.sections[0].header.paragraphs] == ["Ministerium"]
    foot = [paragraph.text for paragraph in document.sections[0].footer.paragraphs]
    assert foot[0] == "Az. 47" and foot[1].startswith(samples.annex().foot)
    assert len(document.tables) == len(_blocks(samples.annex(), Grid))


def test_what_a_template_lacks_is_added(tmp_path: Path):
    """An empty document of a ministry has hardly any styles; its letterhead stands on the first page alone."""
    own = docx.Document()
    for name in ("Heading 1", "List Bullet", "Caption", "Subtitle"):
        own.styles.element.remove(own.styles[name].element)
    own.sections[0].different_first_page_header_footer = True
    own.sections[0].first_page_header.paragraphs[0].text = "Briefkopf"
    zone = element("w:hyphenationZone", val=425)
    own.settings.element.find(qn("w:characterSpacingControl")).addprevious(zone)
    own.save(tmp_path / "own.docx")
    document = docx.Document(io.BytesIO(write_docx(samples.annex(), tmp_path / "own.docx")))
    heading = document.styles["Heading 1"].element
    assert heading.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == "0"
    assert heading.get(qn("w:customStyle")) is None
    points = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "List Bullet"]
    assert points == [f"–\t{point}" for point in samples.POINTS]
    first = document.sections[0]
    assert first.first_page_header.paragraphs[0].text == "Briefkopf"
    assert all(samples.annex().foot in foot.paragraphs[-1].text for foot in (first.first_page_footer, first.footer))
    assert [section.different_first_page_header_footer for section in document.sections] == [True, False, False]
    settings = [etree.QName(child).localname for child in document.settings.element]
    assert settings.index("autoHyphenation") + 1 == settings.index("hyphenationZone")


def test_a_new_page_begins_where_a_section_asks_for_it():
    paper = samples.annex()
    sections = tuple(
        replace(section, blocks=(Words(("Wort.",)),), new_page=section.key == "need", title=section.title)
        for section in paper.sections[:3]
    )
    document = docx.Document(io.BytesIO(write_docx(replace(paper, sections=sections))))
    breaks = [p.text for p in document.paragraphs if p.paragraph_format.page_break_before]
    assert breaks == [paper.sections[1].title]


def test_the_parts_are_as_the_schema_orders_them():
    """Word refuses a file whose properties stand in another order; LibreOffice does not mind."""
    names = ("tblStyle", "tblW", "jc", "tblInd", "tblLayout", "tblLook", "tblCaption", "tblDescription")
    cells = ("tcW", "gridSpan", "vMerge", "tcBorders", "shd", "vAlign")
    for tag, order in (("w:tblPr", names), ("w:tcPr", cells)):
        for node in _open("annex").element.body.iter(qn(tag)):
            found = [etree.QName(child).localname for child in node]
            assert found == sorted(found, key=order.index)
    paragraphs = (
        "pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "tabs", "spacing",
        "ind", "contextualSpacing", "jc", "outlineLvl",
    )  # fmt: skip
    document = _open("annex")
    for root in (document.element.body, document.styles.element):
        for node in root.iter(qn("w:pPr")):
            found = [etree.QName(child).localname for child in node if etree.QName(child).localname != "sectPr"]
            assert found == sorted(found, key=paragraphs.index), etree.tostring(node)[:400]


def test_another_process_writes_the_same_parts():
    def digest(data: bytes) -> str:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return hashlib.sha256(b"".join(parts.read(name) for name in sorted(parts.namelist()))).hexdigest()

    writing = (
        "import sys; from tests.papers.word.test_document import _file; sys.stdout.buffer.write(_file('cabinet'))"
    )
    run = subprocess.run([sys.executable, "-c", writing], capture_output=True, check=True)
    assert digest(run.stdout) == digest(_file("cabinet"))
    with zipfile.ZipFile(io.BytesIO(_file("cabinet"))) as parts:
        assert not any(str(Path.cwd()).encode() in parts.read(name) for name in parts.namelist())
