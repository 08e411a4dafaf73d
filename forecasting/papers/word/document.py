"""A paper as a Word document: real headings, captions, tables and styles, to be edited like one's own.

Numbers of tables and figures are fields that already show what they will show. The file carries no seal;
`office_file.sealed` puts it in.
"""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.section import Section, _Footer
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from forecasting.base.text import Texts
from forecasting.papers.content import Bullets, Facts, Figure, Paper, Words
from forecasting.papers.layout.flow import Caption, Heading, Part, Stretch, flow, leads, under, unframed
from forecasting.papers.layout.table_layout import ACROSS, UPRIGHT
from forecasting.papers.layout.xml_words import writable
from forecasting.papers.pdf.document import fitting_density
from forecasting.papers.word.styles import LOCALES, dress, ids, speak
from forecasting.papers.word.table import add_table
from forecasting.papers.word.xml import add_field, add_words, describe_picture
from forecasting.reports.charts.files import png
from forecasting.reports.charts.screen import plan
from forecasting.reports.typeface import together

__all__ = ["write_docx"]

PAGE = (210.0, 297.0)
BESIDE, ABOVE, BELOW = 25.0, 22.0, 20.0  # margins, millimetres
DPI = 300


def write_docx(paper: Paper, template: Path | None = None) -> bytes:
    """The paper as Word document.

    Args:
        template: a document whose styles, header and footer are used; what it says is left out.
    Raises:
        ValueError: a chart can't be drawn, see `reports.charts.files.png`.
    """
    density = fitting_density(paper)
    document = docx.Document(str(template) if template else None)
    _clear(document)
    mark = "" if "List Bullet" in document.styles else "–\t"
    dress(document, density, own=template is None)
    speak(document, paper.language)
    _about(document, paper)
    writer = _Writer(document, paper, density, own=template is None, mark=mark)
    document.add_paragraph(writable(together(paper.title)), "Title")
    document.add_paragraph(writable(paper.subtitle), "Subtitle")
    for number, stretch in enumerate(flow(paper, density)):
        writer.add(stretch, number)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _clear(document: Document) -> None:
    """Leave of a template what stands around the text."""
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)


def _about(document: Document, paper: Paper) -> None:
    day = datetime.datetime.fromisoformat(paper.date)
    about = document.core_properties
    about.title, about.author, about.subject = (
        " ".join(writable(words).split())[:255] for words in (paper.title, paper.author, paper.subtitle)
    )
    about.last_modified_by = about.author
    about.language = LOCALES[paper.language]
    about.comments = about.keywords = about.category = ""
    about.created = about.modified = day
    about.revision = 1


class _Writer:
    """Adds stretch after stretch to a document."""

    def __init__(self, document: Document, paper: Paper, density: float, *, own: bool, mark: str) -> None:
        self.document, self.paper, self.density, self.own = document, paper, density, own
        self.text = Texts(paper.language)
        self.styles = ids(document)
        self.mark = mark
        self.break_next = False

    def add(self, stretch: Stretch, number: int) -> None:
        """A stretch on pages of its orientation."""
        document = self.document
        section = document.sections[0] if not number else document.add_section(WD_SECTION.NEW_PAGE)
        self._frame(section, stretch.across, first=not number)
        for place, item in enumerate(stretch.items):
            if isinstance(item, Heading):
                self.break_next |= item.new_page and bool(number == 0 or place)
                if item.title:
                    self._paragraph(item.title, "Heading 1")
            else:
                self._part(item)
                if leads(stretch.items, place):
                    document.paragraphs[-1].paragraph_format.keep_with_next = True

    def _frame(self, section: Section, across: bool, *, first: bool) -> None:
        width, height = reversed(PAGE) if across else PAGE
        section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.left_margin = section.right_margin = Mm(BESIDE)
        if self.own:
            section.top_margin, section.bottom_margin = Mm(ABOVE), Mm(BELOW)
            section.header_distance = section.footer_distance = Mm(10)
        section.different_first_page_header_footer &= first
        if first:
            if self.own:
                section.different_first_page_header_footer = True
                section.header.paragraphs[0].text = writable(" ".join(self.paper.title.split()))
            if section.different_first_page_header_footer:
                self._foot(section.first_page_footer, UPRIGHT)
            self._foot(section.footer, ACROSS if across else UPRIGHT)
        elif self.own:
            section.footer.is_linked_to_previous = False
            self._foot(section.footer, ACROSS if across else UPRIGHT)

    def _foot(self, footer: _Footer, width: float) -> None:
        """Run and version on the left, "Seite 1 von 7" on the right; below what a template says there."""
        there = footer.paragraphs
        paragraph = there[0] if len(there) == 1 and not there[0].text else footer.add_paragraph()
        paragraph.style = self.document.styles["Footer"]
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run(f"{writable(' '.join(self.paper.foot.split()))}\t")
        before, _, rest = self.text("papers.page.count").partition("{page}")
        between, _, after = rest.partition("{pages}")
        paragraph.add_run(before)
        add_field(paragraph, "PAGE", "1")
        paragraph.add_run(between)
        add_field(paragraph, "NUMPAGES", "1")
        if after:
            paragraph.add_run(after)

    def _part(self, part: Part) -> None:
        block = part.block
        if isinstance(block, Words):
            for words in block.paragraphs:
                self._paragraph(words, "Normal")
        elif isinstance(block, Bullets):
            for words in block.points:
                self._paragraph(self.mark + words, "List Bullet")
        elif isinstance(block, Facts):
            for name, meaning in block.rows:
                paragraph = self._paragraph("", "Begriff")
                add_words(paragraph, name, self.styles["Strong"])
                add_words(paragraph, together(f": {meaning}"))
        elif isinstance(block, Figure):
            assert part.caption is not None
            self._figure(block, part.caption)
        else:
            assert part.caption is not None and part.layout is not None
            self._caption(part.caption)
            add_table(self.document, self.styles, block, part.layout, str(part.caption))
            self._below((*block.notes, *block.foot))

    def _figure(self, figure: Figure, caption: Caption) -> None:
        self._caption(caption)
        if figure.message:
            self._paragraph(figure.frame.title, "Bildtitel")
        drawn, width = plan(figure.chart, self.text), UPRIGHT / self.density
        picture = png(drawn, unframed(figure), dpi=DPI, width_mm=width, alone=False)
        shape = self._paragraph("", "Bild").add_run().add_picture(io.BytesIO(picture), width=Mm(UPRIGHT))
        describe_picture(shape, f"{caption.name} {caption.number}", writable(figure.words))
        self._below(under(figure, self.text))

    def _caption(self, caption: Caption) -> None:
        paragraph = self._paragraph(f"{caption.name} ", "Caption")
        add_field(paragraph, f"SEQ {caption.name} \\* ARABIC", str(caption.number))
        add_words(paragraph, together(f": {caption.words}"))

    def _below(self, lines: tuple[str, ...]) -> None:
        """Small print, kept with what it belongs to; a table always has a paragraph below it."""
        for number, line in enumerate(lines or ("",)):
            paragraph = self._paragraph(line, "Anmerkung")
            form = paragraph.paragraph_format
            form.keep_with_next = number + 1 < len(lines)
            if not number:
                form.space_before = Pt(3)
        form.space_after = Pt(10 * self.density) if lines else Pt(0)

    def _paragraph(self, words: str, style: str) -> Paragraph:
        paragraph: Paragraph = self.document.add_paragraph()
        paragraph._p.style = self.styles[style]
        if words:
            add_words(paragraph, together(words))
        if self.break_next:
            paragraph.paragraph_format.page_break_before = True
            self.break_next = False
        return paragraph
