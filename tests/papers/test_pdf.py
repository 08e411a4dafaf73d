"""The PDF says what the paper says, to readers who see it, who hear it and who archive it."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pikepdf
import pypdf
import pytest

from forecasting.base.text import LANGUAGES, Texts
from forecasting.papers.content import Figure, Paper, Words
from forecasting.papers.pdf.content import values
from forecasting.papers.pdf.document import DENSITIES, _pages, _typeset, fitting_density, write_pdf
from forecasting.reports.grid import Grid, Row
from forecasting.reports.typeface import legible
from tests.papers import samples
from tests.papers.printed import captions, check_pages, plain, said

SEAL = '{"run": "4b0c", "name": "Zugänge"}'.encode()
FILES = {"seal.json": SEAL, "own.bin": bytes(range(256))}

A4 = (595, 842)

every_paper = pytest.mark.parametrize(
    ("kind", "language"), [("annex", "de"), ("annex", "en"), ("cabinet", "de"), ("hostile", "de")]
)

BLANKS = re.compile(r"[ \t\r\n]+")  # a no-break space is none of them


def _paper(kind: str, language: str = "de") -> Paper:
    return samples.hostile() if kind == "hostile" else getattr(samples, kind)(language)


@lru_cache
def _pdf(kind: str, language: str = "de") -> bytes:
    return write_pdf(_paper(kind, language), FILES)


@lru_cache  # its parts live as long as it does
def _open(kind: str, language: str = "de") -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(_pdf(kind, language)))


def _elements(document: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every element of the structure, in reading order."""
    waiting = [document.Root.StructTreeRoot.K]
    while waiting:
        found = waiting.pop()
        if isinstance(found, pikepdf.Array):
            waiting.extend(reversed(list(found)))
        elif isinstance(found, pikepdf.Dictionary) and "/S" in found:
            yield found
            if "/K" in found:
                waiting.append(found.K)


def _named(document: pikepdf.Pdf, *names: str) -> list[pikepdf.Dictionary]:
    return [element for element in _elements(document) if str(element.S) in names]


def _children(element: pikepdf.Dictionary) -> list[pikepdf.Dictionary]:
    found = element.K if isinstance(element.K, pikepdf.Array) else [element.K]
    return [child for child in found if isinstance(child, pikepdf.Dictionary) and "/S" in child]


def _objects(document: pikepdf.Pdf, kind: type, key: str, value: str) -> list[pikepdf.Object]:
    return [found for found in document.objects if isinstance(found, kind) and found.get(key) == value]


def _text(file: bytes) -> str:
    return plain("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages))


@every_paper
def test_the_file_is_tagged_and_names_its_language_title_and_standards(kind: str, language: str):
    document, paper = _open(kind, language), _paper(kind, language)
    title = " ".join(legible(paper.title).split())
    assert bool(document.Root.MarkInfo.Marked)
    assert str(document.Root.Lang) == language
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    assert str(document.docinfo.Title) == title
    with document.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("3", "A")
        assert about["dc:title"] == title
        assert paper.author.split()[0] in str(about["dc:creator"])
        assert str(about["xmp:CreateDate"]).startswith(paper.date)
    names = {str(element.S) for element in _elements(document)}
    assert {"/Document", "/H1" if kind != "cabinet" else "/Title", "/P", "/Table", "/Figure"} <= names


@every_paper
def test_every_picture_is_told_in_words(kind: str, language: str):
    document = _open(kind, language)
    figures = _named(document, "/Figure")
    words = [block.words for section in _paper(kind, language).sections for block in section.blocks
             if isinstance(block, Figure)]  # fmt: skip
    assert [str(figure.Alt) for figure in figures] == [BLANKS.sub(" ", legible(alt)).strip(" ") for alt in words]


@every_paper
def test_every_table_has_heads_and_rows_of_one_length(kind: str, language: str):
    tables = _named(_open(kind, language), "/Table")
    assert tables
    for table in tables:
        rows = [row for part in _children(table) for row in _children(part) if str(row.S) == "/TR"]
        widths, hanging = [], {}
        for number, row in enumerate(rows):
            width = hanging.pop(number, 0)
            for cell in _children(row):
                about = {key: value for one in _attributes(cell) for key, value in one.items()}
                columns, high = int(about.get("/ColSpan", 1)), int(about.get("/RowSpan", 1))
                width += columns
                for below in range(number + 1, number + high):
                    hanging[below] = hanging.get(below, 0) + columns
            widths.append(width)
        assert len(set(widths)) == 1
        heads = [cell for row in rows for cell in _children(row) if str(cell.S) == "/TH"]
        assert heads
        scopes = [about.get("/Scope") for head in heads for about in _attributes(head) if about.O == "/Table"]
        assert scopes == ["/Column"] * len(heads)
        captions_of = [child for child in _children(table) if str(child.S) == "/Caption"]
        assert len(captions_of) == 1


def _attributes(element: pikepdf.Dictionary) -> list[pikepdf.Dictionary]:
    found = element.get("/A", pikepdf.Array())
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def test_headings_and_bookmarks_are_the_sections():
    document, paper = _open("annex"), samples.annex()
    with document.open_outline() as outline:
        assert [item.title for item in outline.root] == [section.title for section in paper.sections]
    assert len(_named(document, "/H1")) == len(paper.sections)


@every_paper
def test_every_typeface_is_in_the_file(kind: str, language: str):
    document = _open(kind, language)
    fonts = _objects(document, pikepdf.Dictionary, "/Type", "/Font")
    named = [font for font in fonts if "/FontDescriptor" in font]
    assert named and all("DejaVuSans" in str(font.BaseFont) for font in fonts)
    assert all({"/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys()) for font in named)
    assert all(any(str(other.BaseFont) in str(font.BaseFont) for other in named) for font in fonts)


def test_the_words_of_charts_are_text():
    found = _text(_pdf("annex"))
    assert plain("Prognose ab Januar 2026") in found and plain("benötigt (Median)") in found
    assert not _objects(_open("annex"), pikepdf.Stream, "/Subtype", "/Image")


@every_paper
def test_attachments_are_inside_as_given(kind: str, language: str):
    document = _open(kind, language)
    assert {name: file.get_file().read_bytes() for name, file in document.attachments.items()} == FILES
    kinds = {str(file.F): (str(file.AFRelationship), str(file.EF.F.Subtype)) for file in document.Root.AF}
    assert kinds == {
        "seal.json": ("/Data", "/application/json"), "own.bin": ("/Data", "/application/octet-stream"),
    }  # fmt: skip


@every_paper
def test_pages_are_a4_and_nothing_leaves_them(kind: str, language: str):
    file = _pdf(kind, language)
    for page in pypdf.PdfReader(io.BytesIO(file)).pages:
        size = (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
        assert size in (A4, A4[::-1])
    if kind != "hostile":  # the mark for a sign that is missing is drawn over the edge of its box
        check_pages(file)


@every_paper
def test_the_pages_say_what_the_paper_says(kind: str, language: str):
    paper, found = _paper(kind, language), _text(_pdf(kind, language))
    missing = [words for words in said(paper) if plain(legible(words)) not in found]
    assert not missing
    text = Texts(paper.language)
    names = (text("papers.page.table"), text("papers.page.figure"))
    assert all(plain(legible(caption)) in found for caption in captions(paper, *names))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_bears_run_and_number(language: str):
    paper, pages = samples.annex(language), pypdf.PdfReader(io.BytesIO(_pdf("annex", language))).pages
    for number, page in enumerate(pages, start=1):
        words = page.extract_text()
        assert paper.foot in words
        assert Texts(language)("papers.page.count", page=number, pages=len(pages)) in words


def test_what_a_user_types_is_words_and_never_code():
    """Markup of typst, HTML and placeholders of our own stand on the page letter by letter."""
    section = replace(samples.annex().sections[0], blocks=(Words((samples.HOSTILE,)),))
    paper = replace(samples.annex(), sections=(section,))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(write_pdf(paper))).pages)
    first, second = samples.HOSTILE.split("\n")
    assert first in text and second in text
    assert "\ufffd" not in text


def test_signs_that_the_typeface_lacks_are_marked_and_unseen_ones_left_out():
    assert "\ufffd" in _text(_pdf("hostile"))
    assert legible("a\u200bb\u0000c\ud800d\u65e5e\r\nf") == "ab\ufffdc\ufffdd\ufffde\nf"


def test_a_paper_of_one_page_is_set_to_fit_it():
    """The longest words make the print smaller, short ones don't."""
    long = samples.cabinet()
    assert len(pypdf.PdfReader(io.BytesIO(_pdf("cabinet"))).pages) == 1
    assert DENSITIES[-1] < fitting_density(long) < 1
    short = replace(long, sections=(replace(long.sections[0], blocks=long.sections[0].blocks[:2]),))
    assert fitting_density(short) == 1
    assert fitting_density(replace(long, pages=0)) == 1
    endless = replace(long, sections=(replace(long.sections[0], blocks=(Words(("Wort " * 3000,)),)),))
    assert fitting_density(endless) == DENSITIES[-1]


def test_a_smaller_print_is_taken_where_that_saves_a_page():
    long = samples.cabinet()
    for count in range(20, 60):
        words = Words(("Ein Satz von mittlerer Länge, der eine ganze Zeile der Seite füllt und endet.",) * count)
        paper = replace(long, sections=(replace(long.sections[0], blocks=(words,)),), pages=0)
        pages = [_pages(_typeset(paper, density, {})) for density in DENSITIES[:2]]
        assert fitting_density(paper) == DENSITIES[pages[1] < pages[0]]
        if pages == [2, 1]:
            break
    assert pages == [2, 1]


def test_words_stay_with_what_they_lead_to_and_amounts_stand_to_the_right():
    grid = Grid("g", "t", "", ("a", "b", "c"), (Row("x", ("1,0", "Text")),), (), (), words=True, amounts=(1,))
    long = samples.cabinet()
    blocks = (Words(("eins", "zwei")), grid, Words(("drei",)))
    (stretch,) = values(replace(long, sections=(replace(long.sections[0], blocks=blocks),)), 1.0, {})["stretches"]
    assert [item["leads"] for item in stretch["items"]] == [True, False, False]
    assert stretch["items"][1]["right"] == [False, True, False]


def test_a_larger_print_would_not_fit():
    long = samples.cabinet()
    larger = DENSITIES[DENSITIES.index(fitting_density(long)) - 1]
    assert _pages(_typeset(long, larger, {})) > 1


def test_another_process_writes_the_same_bytes():
    program = (
        "import hashlib; from tests.papers import samples, test_pdf;"
        "print(hashlib.sha256(test_pdf._pdf('annex')).hexdigest())"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == hashlib.sha256(_pdf("annex")).hexdigest()
    assert str(Path.cwd()).encode() not in _pdf("annex")
