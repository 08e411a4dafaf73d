"""Make one file of a case: any kind of paper in any of its formats.

Nothing here is kept between calls; the same case gives the same bytes. Writers are loaded when they are needed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from forecasting.base.errors import Finding, InputError
from forecasting.base.file_names import slug
from forecasting.base.text import Texts
from forecasting.observations.budget_items import budget_items_path
from forecasting.papers.case import Case
from forecasting.papers.content import Figure, Paper
from forecasting.papers.seal import seal

__all__ = [
    "CHARTS",
    "FORMATS",
    "KINDS",
    "PAPERS",
    "ROUNDS",
    "Product",
    "built",
    "file_name",
    "inputs",
    "make",
    "rounds_input",
    "template",
    "title_of",
    "written",
]

WRITTEN = ("docx", "pdf")
PAPERS: Mapping[str, tuple[str, ...]] = {
    "cabinet": WRITTEN,
    "annex": WRITTEN,
    "slides": ("pptx",),
    "workbook": ("xlsx",),
    "registration": WRITTEN,
    "residual_request": WRITTEN,
    "associations": WRITTEN,
    "district": WRITTEN,
    "hearing": WRITTEN,
}
"""Papers and the formats of each; all carry a seal."""

CHARTS: Mapping[str, tuple[str, ...]] = {
    "caseload": ("png", "svg", "csv"),
    "fte": ("png", "svg", "csv"),
    "funding": ("png", "svg", "csv"),
    "funding_table": ("csv",),
    "forecast_table": ("csv",),
}
"""Charts and tables as files of their own."""

KINDS: Mapping[str, tuple[str, ...]] = {**PAPERS, **CHARTS}
FORMATS = ("pptx", "xlsx", "docx", "pdf", "png", "svg", "csv")

BUDGET = ("registration", "residual_request")
"""Papers that name the items of the state budget."""

ROUNDS = "rounds"
"""What the log of adopted forecasts is called among the inputs of a document."""

TEMPLATES = "FORECASTING_TEMPLATES"
TEMPLATE_FILES: Mapping[str, str] = {"pptx": "slides.pptx", "docx": "document.docx"}
RUN_DIGITS = 8


@dataclass(frozen=True)
class Product:
    """One file."""

    name: str
    data: bytes
    kind: str
    format: str


def make(case: Case, kind: str, form: str) -> Product:
    """One file of a case.

    Args:
        kind: of `KINDS`.
        form: one of its formats.
    Raises:
        InputError: the paper needs data that are not there, or a template cannot be used.
        ValueError: the kind has no such format.
    """
    if form not in KINDS[kind]:
        raise ValueError(f"{kind} has no format {form}")
    return written(case, kind, form, built(case, kind))


def built(case: Case, kind: str) -> Paper | Figure | None:
    """What a kind says, for any of its formats; None where the writer takes the case itself.

    Raises:
        InputError: the paper needs data that are not there.
    """
    if kind == "workbook" or kind in ("funding_table", "forecast_table"):
        return None
    if kind in CHARTS:
        chart: Callable[[Case], Figure] = getattr(
            import_module("forecasting.papers.sections.figures"), f"{kind}_figure"
        )
        return chart(case)
    if kind == "district":
        from forecasting.papers.kinds import district

        return district.paper(case, case.district, case.text)
    builder: Callable[[Case, Texts], Paper] = import_module(f"forecasting.papers.kinds.{kind}").paper
    return builder(case, case.text)


def written(case: Case, kind: str, form: str, content: Paper | Figure | None) -> Product:
    """One file of what `built` gave."""
    if isinstance(content, Figure) or (content is None and kind != "workbook"):
        return Product(file_name(case, kind, form), _chart(case, kind, form, content), kind, form)
    words = seal(case, kind, form, inputs(kind, form) | rounds_input(case, kind)).json()
    if form == "pdf":
        from forecasting.papers.pdf.document import write_pdf

        assert content is not None
        return Product(file_name(case, kind, form), write_pdf(content, {"seal.json": words.encode()}), kind, form)
    from forecasting.papers.office_file import sealed

    data = sealed(
        _office(case, form, content),
        form,
        words,
        date=case.run.created,
        author=case.text("papers.author"),
        title=title_of(case, kind, content),
    )
    return Product(file_name(case, kind, form), data, kind, form)


def title_of(case: Case, kind: str, content: Paper | None) -> str:
    """Title of a paper, as the properties of its file bear it."""
    return case.text("papers.title.workbook") if content is None else content.title


def inputs(kind: str, form: str) -> dict[str, str]:
    """SHA-256 of what goes into a document beside the case, by name.

    Raises:
        InputError: a file that the configuration names cannot be read.
    """
    files: dict[str, Path] = {}
    if (own := template(form)) is not None:
        files["template"] = own
    if kind in BUDGET:
        files["budget_items"] = budget_items_path()
    found = {}
    for name, path in files.items():
        try:
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise InputError(Finding("papers.input", {"name": name}, file=str(path))) from error
    return found


def rounds_input(case: Case, kind: str) -> dict[str, str]:
    """Hash of the last adopted round that a document tells of, by its name; nothing where it tells of none.

    Raises:
        InputError: the log of adopted rounds cannot be read.
    """
    return {ROUNDS: case.rounds[-1].hash} if kind == "hearing" and case.rounds else {}


def template(form: str) -> Path | None:
    """The ministry's own template for a format, None: the shipped one.

    Raises:
        InputError: FORECASTING_TEMPLATES names no folder.
    """
    folder = os.environ.get(TEMPLATES)
    if not folder or form not in TEMPLATE_FILES:
        return None
    if not Path(folder).is_dir():
        raise InputError(Finding("papers.templates", file=folder))
    file = Path(folder) / TEMPLATE_FILES[form]
    return file if file.is_file() else None


def _office(case: Case, form: str, content: Paper | None) -> bytes:
    if content is None:
        from forecasting.papers.workbook.document import write_xlsx

        return write_xlsx(case)
    if form == "pptx":
        from forecasting.papers.slides.document import write_pptx

        return write_pptx(content, template(form))
    from forecasting.papers.word.document import write_docx

    return write_docx(content, template(form))


def _chart(case: Case, kind: str, form: str, content: Figure | None) -> bytes:
    if form == "csv" or content is None:
        from forecasting.papers.chart_data import chart_csv

        return chart_csv(case, kind, None if content is None else content.frame)
    from forecasting.reports.charts.files import png, svg
    from forecasting.reports.charts.screen import plan

    draw = png if form == "png" else svg
    return draw(plan(content.chart, case.text), content.frame)


def file_name(case: Case, kind: str, form: str) -> str:
    """Kind, scenario and date of the data; the start of the run's id tells equal names apart."""
    what = slug(case.text(f"papers.kind.{kind}"))
    if kind == "district":
        what = f"{what}-{slug(case.district)}"
    run = case.run
    return f"{what}_{slug(case.scenario, 40)}-{run.run_id[:RUN_DIGITS]}_{run.base_month}.{form}"
