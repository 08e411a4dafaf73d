"""A paper as slides, read with python-pptx and LibreOffice: words, numbers, notes, names for those who cannot see."""

from __future__ import annotations

import io
import subprocess
import zipfile
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import pypdfium2
import pytest
from PIL import ImageFont
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import PP_ALIGN
from pptx.util import Emu

from forecasting.base.text import Texts
from forecasting.papers.content import Bullets, Facts, Figure, Paper, Section, Words
from forecasting.papers.office_file import sealed
from forecasting.papers.slides.document import write_pptx
from forecasting.reports.grid import Grid, Row
from tests.papers.samples import HOSTILE, LONG, annex, cabinet, districts, hostile, wide

LONGEST = (
    "Voraussichtlicher Mittelbedarf für das Integrationsmanagement einschließlich der Verwaltungskostenpauschale,"
    " der Haushaltsermächtigungen und der Verpflichtungsermächtigungen"
)


@lru_cache
def _worst() -> Paper:
    """The longest words that a planner may meet, in every place."""
    rows = tuple(
        Row(LONGEST, ("1.234.567,8",) * 7, kind, f"{number}.", ("1.234.567,8 bis 9.876.543,2",) * 7)
        for number, kind in enumerate(("item", "sum", "result") * 5, start=1)
    )
    heads = ("Position", *(f"Verwaltungsvorschrift {year}" for year in range(2025, 2032)))
    grid = Grid("long", LONGEST, "Mio. Euro", heads, rows, (LONG, LONG), (LONG,), ("PROGNOSE",) * 7)
    blocks = (Words((LONG * 9,)), Bullets((LONG,) * 30), Facts(((LONGEST, LONG),) * 9), grid)
    return Paper("annex", LONGEST, LONG, "de", "2025-12-31", LONG, LONG, (Section("long", LONGEST, blocks, (LONG,)),))


PAPERS = {
    "annex": annex,
    "english": lambda: annex("en"),
    "cabinet": cabinet,
    "hostile": hostile,
    "worst": _worst,
}


@lru_cache
def _bytes(name: str) -> bytes:
    return write_pptx(PAPERS[name]())


def _slides(name: str):
    return list(Presentation(io.BytesIO(_bytes(name))).slides)


def _blocks(paper: Paper, kind: type) -> list:
    return [block for section in paper.sections for block in section.blocks if isinstance(block, kind)]


def _words(slide) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def _cell(cell) -> str:
    return cell.text_frame.text.replace("\v", "\n")


def _tables(name: str) -> list:
    return [shape.table for slide in _slides(name) for shape in slide.shapes if shape.has_table]


# What stands on the slides


@pytest.mark.parametrize("name", PAPERS)
def test_every_slide_has_a_title_of_its_own_in_the_place_for_titles(name):
    titles = []
    for slide in _slides(name)[1:]:
        title = slide.shapes.title
        assert title.placeholder_format.type in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
        titles.append(title.text_frame.text)
    assert all(titles) and len(set(titles)) == len(titles)


def test_the_message_of_a_chart_is_the_title_of_its_slide():
    titles = [slide.shapes.title.text_frame.text for slide in _slides("annex")]
    assert {figure.message for figure in _blocks(annex(), Figure)} <= set(titles)


def test_below_the_title_stand_what_is_shown_and_its_unit():
    words = [_words(slide) for slide in _slides("annex")]
    for figure in _blocks(annex(), Figure):
        unit = "" if figure.frame.unit in figure.frame.title else f", {figure.frame.unit}"
        assert any(figure.message in one and f"{figure.frame.title}{unit}" in one for one in words)


def test_scenario_notes_source_and_date_stand_below_each_chart():
    for figure in _blocks(cabinet(), Figure):
        slide = next(one for one in _slides("cabinet") if figure.message in _words(one))
        for words in (figure.frame.scenario, *figure.frame.notes, figure.frame.source, figure.frame.stand):
            assert words in _words(slide)


def test_a_table_shows_every_cell_as_it_is_printed():
    """Heads, states, numbers, labels, cells and small print of all grids, over however many slides."""
    for grid in [*_blocks(annex(), Grid), districts(), wide()]:
        found = [table for table in _tables("annex") if _cell(table.cell(0, 0)) == grid.heads[0]]
        rows = [[_cell(cell) for cell in row.cells] for table in found for row in list(table.rows)[1:]]
        for row in grid.rows:
            label = f"{row.number} {row.label}" if row.number else row.label
            details = row.details or ("",) * len(row.cells)
            cells = [f"{cell}\n{detail}" if detail else cell for cell, detail in zip(row.cells, details, strict=True)]
            assert any(line[0] == label and line[1 : 1 + len(cells)] == cells for line in rows), label
        for column, head in enumerate(grid.heads[1:], start=1):
            shown = {_cell(table.cell(0, column)) for table in found if len(table.columns) > column}
            assert (f"{grid.states[column - 1]}\n{head}" if grid.states else head) in shown


def test_a_long_table_is_divided_with_its_heads_repeated():
    text = Texts("de")
    grid = districts()
    titles = [slide.shapes.title.text_frame.text for slide in _slides("annex") if grid.title in _words(slide)]
    assert titles == [text("papers.pptx.part", title=grid.title, number=n, all=3) for n in (1, 2, 3)]
    tables = [table for table in _tables("annex") if _cell(table.cell(0, 0)) == grid.heads[0]]
    assert [[_cell(cell) for cell in table.rows[0].cells] for table in tables] == [list(grid.heads)] * 3
    lengths = [len(table.rows) for table in tables]
    assert sum(lengths) - 3 == len(grid.rows) and max(lengths) - min(lengths) <= 1
    assert all(table.first_row and table.first_col for table in tables)


@pytest.mark.parametrize("columns", [2, 12])
def test_numbers_in_a_table_of_words_stand_to_the_right(columns):
    """On the slide that holds their column too, where a table is divided."""
    heads = ("Land", *[f"Bezeichnung{column}" for column in range(1, columns)], "Wert")
    row = Row("Bremen", (*["Haushaltsanmeldung"] * (columns - 1), "1.000"))
    grid = Grid("g", "Tabelle", "", heads, (row,), (), (), words=True, amounts=(columns,))
    slides = Presentation(io.BytesIO(write_pptx(_with(Section("one", "Titel", (grid,)))))).slides
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    assert len(tables) == (1 if columns == 2 else 2)
    right = [
        cell.text_frame.text
        for table in tables
        for row in table.rows
        for cell in row.cells
        if cell.text_frame.paragraphs[0].alignment == PP_ALIGN.RIGHT
    ]
    assert right == ["Wert", "1.000"]


def test_a_table_without_heads_of_its_own_has_no_empty_row():
    facts = [table for table in _tables("annex") if not table.first_row]
    assert len(facts) == 1
    assert (
        tuple((_cell(row.cells[0]), _cell(row.cells[1])) for row in facts[0].rows) == _blocks(annex(), Facts)[0].rows
    )


def test_words_and_points_keep_their_order_and_their_kind():
    """On as many slides as they need."""
    words, points = _blocks(annex(), Words)[0].paragraphs, _blocks(annex(), Bullets)[0].points
    bodies = [one for slide in _slides("annex")[1:] for one in slide.placeholders if one.name == "Text"]
    said = [one for body in bodies for one in body.text_frame.paragraphs][: len(words) + len(points)]
    assert [one.text for one in said] == [*words, *points]
    without = [bool(one._p.xpath("./a:pPr/a:buNone")) for one in said]
    assert without == [True] * len(words) + [False] * len(points)


def test_everything_shown_has_words_for_those_who_cannot_see():
    figures = {figure.words for figure in _blocks(annex(), Figure)}
    found = set()
    for slide in _slides("annex"):
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                properties = shape._element.nvGraphicFramePr.cNvPr
                assert properties.get("name") and len(properties.get("descr")) > 20
                found.add(properties.get("descr"))
    assert figures <= found


def test_what_a_speaker_has_to_know_stands_in_the_notes():
    figure = _blocks(annex(), Figure)[0]
    section = Section("one", "Titel", (figure,), speaker=("Annahme: 80 Personen je VZÄ.",))
    slide = list(Presentation(io.BytesIO(write_pptx(_with(section)))).slides)[1]
    assert slide.notes_slide.notes_text_frame.text.split("\n") == [figure.words, "Annahme: 80 Personen je VZÄ."]


def test_run_and_number_stand_at_the_foot_of_every_slide_but_the_first():
    for number, slide in enumerate(_slides("annex")[1:], start=2):
        by_kind = {one.placeholder_format.type: one for one in slide.placeholders}
        assert by_kind[PP_PLACEHOLDER.FOOTER].text_frame.text == annex().foot
        field = by_kind[PP_PLACEHOLDER.SLIDE_NUMBER]._element.xpath(".//a:fld")[0]
        assert field.get("type") == "slidenum" and field.xpath("string(a:t)") == str(number)


def test_no_slide_asks_for_words():
    assert all(one.text_frame.text for name in PAPERS for slide in _slides(name)
               for one in slide.placeholders if one.has_text_frame)  # fmt: skip


@pytest.mark.parametrize("name, tag", [("annex", "de-DE"), ("english", "en-GB")])
def test_every_word_is_in_the_language_of_the_paper(name, tag):
    for slide in _slides(name):
        assert {run.get("lang") for run in slide._element.xpath(".//a:r/a:rPr | .//a:fld/a:rPr")} == {tag}


def test_nothing_that_a_user_types_becomes_markup():
    names = [name for slide in _slides("hostile") for name in [_words(slide)]]
    assert all("<b>&amp;" in words for words in names)
    assert HOSTILE.split("\n")[0] in names[0]


def test_a_title_that_is_too_long_is_cut_and_read_out_whole():
    title = " ".join([LONGEST] * 4)
    slide = list(Presentation(io.BytesIO(write_pptx(_with(Section("one", title, (Words(("Wort.",)),)))))).slides)[1]
    assert slide.shapes.title.text_frame.text.endswith(" …")
    assert slide.notes_slide.notes_text_frame.text == title


def test_notes_that_leave_no_room_get_a_slide_of_their_own():
    notes = tuple(f"{number}. {LONG}" for number in range(20))
    grid = Grid("g", "Tabelle", "", ("Jahr", "Wert"), (Row("2026", ("1,0",)),), notes, ("Quelle: X.",))
    slides = list(Presentation(io.BytesIO(write_pptx(_with(Section("one", "Titel", (grid,)))))).slides)
    shown = "\n".join(_words(slide) for slide in slides)
    assert all(note in shown for note in notes)
    assert "Quelle: X." in _words(slides[1])
    assert slides[2].shapes.title.text_frame.text.startswith("Anmerkungen: Titel")


def _with(section: Section) -> Paper:
    return Paper("annex", "Titel der Unterlage", "", "de", "2025-12-31", "Bedarfsprognose", "Lauf 1", (section,))


# Nothing leaves its place


@lru_cache
def _font(size: float, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(f"LiberationSans-{'Bold' if bold else 'Regular'}.ttf", round(10 * size))


def _height(frame, width: float, size: float, bold: bool) -> float:
    """Points that the words of a frame take, measured in Liberation Sans, the double of Arial."""
    tall = 0.0
    for paragraph in frame.paragraphs:
        sizes = {run.font.size.pt for run in paragraph.runs if run.font.size} or {size}
        strong = any(run.font.bold for run in paragraph.runs) or bold
        font = _font(max(sizes), strong)
        indent = int((paragraph._p.pPr.get("marL") if paragraph._p.pPr is not None else None) or 0) / 12_700
        before = paragraph.space_before.pt if paragraph.space_before else 0.0
        for line in paragraph.text.split("\v"):
            lines, used = 1, 0.0
            for word in line.split(" "):
                wide = font.getlength(word) / 10
                assert wide <= width - indent + 0.5, f"{word} is cut"
                if used and used + font.getlength(" ") / 10 + wide > width - indent:
                    lines, used = lines + 1, wide
                else:
                    used += wide + (font.getlength(" ") / 10 if used else 0.0)
            tall += lines * 1.17 * max(sizes)
        tall += before
    return tall


@pytest.mark.parametrize("name", PAPERS)
def test_words_stay_in_their_box(name):
    for number, slide in enumerate(_slides(name), start=1):
        for shape in slide.placeholders:
            if shape.has_text_frame:
                title = "TITLE" in shape.placeholder_format.type.name
                layout = next(one for one in slide.slide_layout.placeholders
                              if one.placeholder_format.idx == shape.placeholder_format.idx)  # fmt: skip
                size = int(layout._element.xpath(".//a:lvl1pPr/a:defRPr/@sz")[0]) / 100
                tall = _height(shape.text_frame, Emu(shape.width).pt, size, title)
                assert tall <= Emu(shape.height).pt + 0.5, f"{name} {number} {shape.name}"


@pytest.mark.parametrize("name", PAPERS)
def test_cells_stay_in_their_rows_and_tables_on_their_slide(name):
    for number, slide in enumerate(_slides(name), start=1):
        for shape in slide.shapes:
            if not shape.has_table:
                continue
            table = shape.table
            assert sum(column.width for column in table.columns) <= shape.width + 10
            for row in table.rows:
                for column, cell in enumerate(row.cells):
                    if cell.is_spanned:
                        continue
                    spanned = range(column, column + (cell.span_width if cell.is_merge_origin else 1))
                    wide = sum(Emu(table.columns[one].width).pt for one in spanned)
                    tall = _height(cell.text_frame, wide - 10, 18, False) + 5
                    assert tall <= Emu(row.height).pt + 0.5, f"{name} {number} {_cell(cell)}"
            sizes = [run.font.size.pt for row in table.rows for cell in row.cells
                     for paragraph in cell.text_frame.paragraphs for run in paragraph.runs]  # fmt: skip
            assert min(sizes) >= 10


@pytest.mark.parametrize("name", PAPERS)
def test_nothing_covers_anything_else(name):
    for number, slide in enumerate(_slides(name), start=1):
        boxes = []
        for shape in slide.shapes:
            height = sum(row.height for row in shape.table.rows) if shape.has_table else shape.height
            assert shape.left >= 0 and shape.left + shape.width <= 12_192_000
            boxes.append((shape.name, shape.left, shape.top, shape.left + shape.width, shape.top + height))
            assert shape.top + height <= 6_858_000, f"{name} {number} {shape.name}"
        for one, other in combinations(boxes, 2):
            apart = one[3] <= other[1] or other[3] <= one[1] or one[4] <= other[2] + 1 or other[4] <= one[2] + 1
            assert apart, f"{name} {number}: {one[0]} and {other[0]}"


def test_titles_are_never_smaller_than_twenty_points():
    for name in PAPERS:
        for slide in _slides(name):
            sizes = [run.font.size.pt for run in slide.shapes.title.text_frame.paragraphs[0].runs if run.font.size]
            assert min(sizes, default=20) >= 20


# The file


def test_the_same_paper_gives_the_same_bytes():
    one, other = write_pptx(annex()), write_pptx(annex())
    packed = [sealed(data, "pptx", "{}", date="2025-12-31", author="A", title="T") for data in (one, other)]
    assert packed[0] == packed[1]
    Presentation(io.BytesIO(packed[0]))


def test_the_file_says_what_it_is_and_bears_the_date_of_the_paper():
    known = Presentation(io.BytesIO(_bytes("annex"))).core_properties
    assert (known.title, known.author, known.language) == (annex().title, annex().author, "de-DE")
    assert known.created.date().isoformat() == known.modified.date().isoformat() == annex().date


def test_no_picture_is_in_the_file():
    with zipfile.ZipFile(io.BytesIO(_bytes("annex"))) as package:
        assert [name for name in package.namelist() if "media" in name or name.endswith((".png", ".emf"))] == []


@pytest.mark.parametrize("name", ["annex", "worst"])
def test_libreoffice_shows_every_slide(name, tmp_path: Path):
    file = tmp_path / f"{name}.pptx"
    file.write_bytes(_bytes(name))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    document = pypdfium2.PdfDocument(tmp_path / f"{name}.pdf")
    slides = _slides(name)
    assert len(document) == len(slides)
    whole = "".join(page.get_textpage().get_text_range() for page in document)
    assert name != "annex" or all(words in whole for words in ("60.000", "Prognose ab Januar 2026", "80-%-Intervall"))
    for page, slide in zip(document, slides, strict=True):
        shown = "".join(page.get_textpage().get_text_range().split())
        for shape in slide.placeholders:
            if shape.has_text_frame:
                for paragraph in shape.text_frame.paragraphs:
                    assert "".join(paragraph.text.split()) in shown
            if shape.has_table:
                for cell in shape.table.iter_cells():
                    assert all("".join(words.split()) in shown for words in _cell(cell).split("\n"))
    document.close()
