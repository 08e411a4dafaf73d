"""One value for each quantity, level and year: labelled numbers read out of tables, sentences and papers of one run.

A number counts where its row names the quantity and its column the year, or where a sentence names both. The tables
of the page, the terminal and the papers are read together; two values of one quantity fail.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from forecasting.base.text import Texts
from forecasting.observations import load_observations
from forecasting.papers.case import Case
from forecasting.papers.content import Bullets, Figure, Paper, Words
from forecasting.papers.kinds import annex, cabinet, registration, slides
from forecasting.reports.answer import answer
from forecasting.reports.charts.captions import fte_values, funding_values
from forecasting.reports.charts.series import fte_by_year, funding_by_year
from forecasting.reports.grid import Grid
from forecasting.reports.risk import envelope_table
from forecasting.reports.tables import NOTHING, forecast_table, funding_table
from forecasting.scenarios import Outlook
from tests.reports.worlds import result

GERMAN = Texts("de")
SCENARIOS = {
    "base": {},
    "shortfall": {"budget.appropriation": {str(year): 20e6 for year in range(2026, 2032)}},
    "residuals": {"budget.opening_unbound": 40e6},
    "full cost": {"funding.state_share": 0.5},
    "fewer hours": {"staffing.persons_per_fte": 110.0},
}
NAMES = {
    "Mittelbedarf": "need", "Benötigte VZÄ": "fte", "Summe Mittelbedarf": "need",
    "Aus dem Haushaltsansatz finanzierbare VZÄ": "fundable_fte", "Ungedeckter Mittelbedarf": "shortfall",
    "Mittelbedarf, Rechnung mit dem Median": "need", "Haushaltsansatz": "appropriation",
    "Nicht gebundene Ausgabereste 31.12.": "closing_unbound",
    "Voraussichtliche Ausgabereste (nicht durch Bewilligungsbescheide gebunden)": "closing_unbound",
}  # fmt: skip
"""German labels of rows and the quantity they name; another label is a quantity of its own."""

NUMBER = re.compile(r"−?\d{1,3}(?:\.\d{3})*(?:,\d+)?|−?\d+(?:,\d+)?")
SENTENCES = (
    (re.compile(r"(?:entspricht|benötigt) ([\d.]+) VZÄ"), "fte"),
    (re.compile(r"Mittelbedarf des Landes von ([\d.,]+) Mio"), "need"),
)

Found = dict[tuple[str, str], dict[float, set[str]]]


def _number(cell: str) -> float | None:
    plain = cell.replace("\u00a0", " ").strip()
    if plain == NOTHING:
        return 0.0
    return float(plain.replace(".", "").replace(",", ".").replace("−", "-")) if NUMBER.fullmatch(plain) else None


def _name(label: str) -> str:
    plain = label.replace("\u00a0", " ").removesuffix(", Mio. Euro")
    return NAMES.get(plain, plain)


def _summed(label: str, heading: str) -> str:
    """A sum belongs to the block that it closes."""
    return f"Summe {heading}" if label == "Summe" else label


def _put(found: Found, place: str, label: str, year: str, cell: str, factor: float = 1.0) -> None:
    value = _number(cell)
    if value is not None:
        found[_name(label), year.removesuffix("*")][round(value / factor, 1)].add(place)


def _of_table(found: Found, place: str, table: Grid) -> None:
    head = ""
    for line in table.rows:
        head = line.label if line.kind == "heading" else head
        for year, cell in zip(table.heads[1:], line.cells, strict=line.kind != "heading"):
            _put(found, place, _summed(line.label, head), year, cell)


def _blocks(paper: Paper) -> Iterator[object]:
    for section in paper.sections:
        yield from section.blocks


def _of_paper(found: Found, paper: Paper, year: int) -> None:
    for block in _blocks(paper):
        if isinstance(block, Grid) and all(re.fullmatch(r"\d{4}\*?", head) for head in block.heads[1:]):
            thousand = block.unit == GERMAN("reports.unit.thousand")
            above = ""
            for row in block.rows:
                above = row.label if row.kind == "heading" else above
                for head, cell in zip(block.heads[1:], row.cells, strict=bool(row.cells)):
                    if not thousand or row.label.startswith("Mittelbedarf, Rechnung"):
                        _put(
                            found,
                            f"{paper.kind} {block.key}",
                            _summed(row.label, above),
                            head,
                            cell,
                            1000.0 if thousand else 1.0,
                        )
        elif isinstance(block, Words | Bullets):
            words = block.paragraphs if isinstance(block, Words) else block.points
            _of_words(found, paper.kind, " ".join(words), year)
        elif isinstance(block, Figure) and block.key == "fte":
            for series in block.chart.series:
                if series.role == "median":
                    for head, value in zip(block.chart.categories, series.values, strict=True):
                        if value is not None:
                            found["fte", head.removesuffix("*")][float(int(value + 0.5))].add(f"{paper.kind} chart")


def _of_words(found: Found, place: str, words: str, year: int) -> None:
    for pattern, quantity in SENTENCES:
        for cell in pattern.findall(words.replace("\u00a0", " ")):
            _put(found, place, quantity, str(year), cell.rstrip(",."))


def read(shown: Outlook) -> Found:
    """Every labelled number of the run."""
    found: Found = defaultdict(lambda: defaultdict(set))
    for table in (forecast_table(shown, GERMAN), funding_table(shown, GERMAN), envelope_table(shown, GERMAN)):
        _of_table(found, table.title, table)
    for values in (fte_values(fte_by_year(shown), GERMAN), funding_values(funding_by_year(shown), GERMAN)):
        for row in values.rows:
            for head, cell in zip(values.heads[1:], row[1:], strict=True):
                name = "fte" if head == GERMAN("reports.chart.head_median") else head
                _put(found, "chart values", name, row[0], cell)
    said = answer(shown, GERMAN)
    _of_words(found, "answer", " ".join(said.main), said.year)
    case = Case(shown, (), load_observations(), GERMAN)
    for build in (annex.paper, cabinet.paper, slides.paper, registration.paper):
        _of_paper(found, build(case, GERMAN), said.year)
    return found


def twice(found: Found) -> dict[tuple[str, str], dict[float, set[str]]]:
    """Quantities with two values."""
    return {key: dict(values) for key, values in found.items() if len(values) > 1}


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_quantity_has_one_value_on_pages_and_in_papers(name):
    found = read(result(SCENARIOS[name]))
    several = [key for key, values in found.items() if len({place for each in values.values() for place in each}) > 1]
    assert {("need", "2027"), ("fte", "2027"), ("shortfall", "2027")} <= set(several), "the reader reads"
    assert not twice(found)


def test_the_reader_sees_a_median_beside_the_account():
    shown = result()
    found = read(shown)
    median = float(shown.yearly["need"].summary[1, 5]) / 1e6
    assert round(median, 1) not in found["need", "2027"], "a world in which the two differ"
    found["need", "2027"][round(median, 1)].add("elsewhere")
    assert ("need", "2027") in twice(found)
