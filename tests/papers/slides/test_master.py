"""The master of the slides: made by the project, replaced by a ministry's own, refused where it lacks something."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Inches

from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES, Texts
from forecasting.papers.office_file import packed
from forecasting.papers.slides.document import write_pptx
from forecasting.papers.slides.layouts import DEFAULT, LAYOUTS, open_master
from forecasting.reports.charts.looks import COLORS
from forecasting.reports.typeface import Face, wrap
from tests.papers.samples import cabinet
from tools.slides_master import build, main


def _changed(tmp_path: Path, change: Callable[[str, bytes], bytes], name: str = "ministerium.pptx") -> Path:
    """The shipped master with its parts changed."""
    file = tmp_path / name
    with zipfile.ZipFile(DEFAULT) as given, zipfile.ZipFile(file, "w") as made:
        for part in given.namelist():
            made.writestr(part, change(part, given.read(part)))
    return file


@lru_cache
def _shipped() -> bytes:
    return write_pptx(cabinet())


def _keys(error: InputError) -> list[str]:
    return [finding.key for finding in error.findings]


def test_the_shipped_master_is_the_one_that_the_project_makes(tmp_path):
    assert main([str(tmp_path / "new" / "slides.pptx")]) == 0
    assert (tmp_path / "new" / "slides.pptx").read_bytes() == build() == DEFAULT.read_bytes()


def test_the_shipped_master_is_neutral_and_has_all_layouts():
    master = open_master()
    assert list(master.layouts) == list(LAYOUTS)
    assert (master.title_font, master.body_font) == ("Arial", "Arial")
    accents = [master.colors[f"accent{number}"] for number in range(1, 6)]
    assert accents == [COLORS[hue] for hue in ("need", "appropriation", "residual", "shortfall", "base")]
    assert (master.slides.slide_width, master.slides.slide_height) == (12_192_000, 6_858_000)
    with zipfile.ZipFile(DEFAULT) as package:
        assert not [name for name in package.namelist() if "media" in name]  # no coat of arms


def test_another_master_lends_its_colours_and_fonts_to_words_tables_and_charts(tmp_path):
    def change(part: str, data: bytes) -> bytes:
        if part != "ppt/theme/theme1.xml":
            return data
        return data.replace(b"0072B2", b"7A1F3D").replace(b'typeface="Arial"', b'typeface="Georgia"')

    data = write_pptx(cabinet(), _changed(tmp_path, change))
    slides = Presentation(io.BytesIO(data))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        written = {name: package.read(name).decode() for name in package.namelist() if name.endswith(".xml")}
    theme = next(words for name, words in written.items() if name.endswith("theme1.xml"))
    assert '<a:accent1><a:srgbClr val="7A1F3D"/>' in theme and 'typeface="Georgia"' in theme
    charts = [words for name, words in written.items() if name.startswith("ppt/charts/chart")]
    assert charts and all('schemeClr val="accent1"' in words for words in charts)
    own = [words for name, words in written.items() if name.startswith(("ppt/charts/", "ppt/slides/slide"))]
    assert not [words for words in own if re.search(r"srgbClr|<a:latin", words)]  # nothing overrules the master
    assert len(slides.slides) >= len(Presentation(io.BytesIO(_shipped())).slides)


def test_a_master_with_pale_colours_does_not_make_charts_pale(tmp_path):
    file = _changed(tmp_path, lambda part, data: data.replace(b"0072B2", b"F0E442") if "theme" in part else data)
    with zipfile.ZipFile(io.BytesIO(write_pptx(cabinet(), file))) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("ppt/charts/chart")]
    assert all('srgbClr val="0072B2"' in words and "accent1" not in words for words in charts)


def test_slides_in_a_master_are_left_out(tmp_path):
    slides = Presentation(str(DEFAULT))
    slides.slides.add_slide(slides.slide_layouts[1]).shapes.title.text = "Muster"
    slides.save(tmp_path / "mit_folien.pptx")
    assert packed(write_pptx(cabinet(), tmp_path / "mit_folien.pptx")) == packed(_shipped())


def test_a_template_of_powerpoint_serves_as_master(tmp_path):
    kind = (b"presentationml.presentation.main+xml", b"presentationml.template.main+xml")
    file = _changed(tmp_path, lambda part, data: data.replace(*kind), "vorlage.potx")
    assert packed(write_pptx(cabinet(), file)) == packed(_shipped())


def test_a_place_for_words_that_is_not_used_does_not_stay(tmp_path):
    slides = Presentation(str(DEFAULT))
    layout = next(one for one in slides.slide_layouts if one.name == "Diagramm")
    source = next(one for one in layout.placeholders if one.name == "Quelle")
    extra = type(source._element)  # a second place for text, as a ministry's own layout may have
    assert extra
    copied = source._element.__deepcopy__({})
    copied.xpath(".//p:cNvPr")[0].set("name", "Aktenzeichen")
    copied.xpath(".//p:ph")[0].set("idx", "40")
    source._element.addnext(copied)
    slides.save(tmp_path / "mehr.pptx")
    for slide in Presentation(io.BytesIO(write_pptx(cabinet(), tmp_path / "mehr.pptx"))).slides:
        assert 40 not in [one.placeholder_format.idx for one in slide.placeholders]


def test_every_missing_layout_and_placeholder_is_named(tmp_path):
    slides = Presentation(str(DEFAULT))
    for layout in slides.slide_layouts:
        if layout.name == "Text":
            layout._element.cSld.set("name", "Inhalt")
        if layout.name == "Tabelle":
            for shape in layout.placeholders:
                if shape.name in ("Tabelle", "Quelle"):
                    shape._element.xpath(".//p:cNvPr")[0].set("name", "Platzhalter")
        if layout.name == "Diagramm":
            number = next(one for one in layout.placeholders if one.name == "Foliennummer")
            number._element.getparent().remove(number._element)
    slides.save(tmp_path / "unvollstaendig.pptx")
    with pytest.raises(InputError) as error:
        open_master(tmp_path / "unvollstaendig.pptx")
    found = [(finding.key.rpartition(".")[2], finding.values.get("layout", ""), finding.values["name"])
             for finding in error.value.findings]  # fmt: skip
    assert found == [
        ("placeholder", "Diagramm", "Foliennummer"),
        ("placeholder", "Tabelle", "Tabelle"),
        ("placeholder", "Tabelle", "Quelle"),
        ("layout", "", "Text"),
    ]
    for language in LANGUAGES:
        sentences = error.value.sentences(Texts(language))
        assert (
            all("unvollstaendig.pptx" in one for one in sentences) and "„Text“" in sentences[-1] or language == "en"
        )


@pytest.mark.parametrize("content", [b"", b"not a file of an office program", None])
def test_what_is_no_presentation_is_refused(tmp_path, content):
    file = tmp_path / "vorlage.pptx"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InputError) as error:
        write_pptx(cabinet(), file)
    assert _keys(error.value) == ["papers.pptx.unreadable"]


def test_another_office_file_is_refused(tmp_path):
    import docx

    docx.Document().save(tmp_path / "vorlage.pptx")
    with pytest.raises(InputError) as error:
        write_pptx(cabinet(), tmp_path / "vorlage.pptx")
    assert _keys(error.value) == ["papers.pptx.unreadable"]


def test_a_place_can_be_moved_and_its_content_follows(tmp_path):
    slides = Presentation(str(DEFAULT))
    layout = next(one for one in slides.slide_layouts if one.name == "Diagramm")
    place = next(one for one in layout.placeholders if one.name == "Diagramm")
    place.left, place.width = Inches(3), Inches(9)
    slides.save(tmp_path / "schmal.pptx")
    for slide in Presentation(io.BytesIO(write_pptx(cabinet(), tmp_path / "schmal.pptx"))).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                assert (shape.left, shape.width) == (Inches(3), Inches(9))


def test_words_of_an_unknown_font_get_more_room():
    assert Face("Georgia").width("Mittelbedarf", 12) > Face("Arial").width("Mittelbedarf", 12)


@pytest.mark.parametrize(
    "words", ["Verpflichtungsermächtigung", "a b c", "x" * 400, "Stadt- und Landkreise/Gemeinden", ""]
)
def test_lines_never_leave_their_box_and_lose_nothing(words):
    face = Face("Arial")
    lines = wrap(words, face, 12, 60)
    assert all(face.width(line, 12) <= 60 for line in lines)
    assert "".join("".join(lines).split()) == "".join(words.split())
