"""Cases for the papers for meetings, on a small world, and what a paper says as plain words and numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import pandas as pd

from forecasting.base.text import Language, Texts
from forecasting.observations import Observations, load_observations
from forecasting.papers.case import Case
from forecasting.papers.content import Bullets, Facts, Figure, Paper, Words
from forecasting.people import LOCAL
from forecasting.reports.grid import Grid, Row
from forecasting.scenarios import Outlook
from tests.reports.worlds import result

YEARS = tuple(map(str, range(2025, 2032)))


class Recorder(Texts):
    """Texts that remember which messages were asked for."""

    def __init__(self, language: Language = "de") -> None:
        super().__init__(language)
        self.keys: set[str] = set()

    def __call__(self, key: str, /, **values: object) -> str:
        self.keys.add(key)
        return super().__call__(key, **values)

    def plural(self, key: str, count: int, /, **values: object) -> str:
        self.keys.add(key)
        return super().plural(key, count, **values)


@cache
def observations() -> Observations:
    """The shipped ones."""
    return load_observations()


def case(
    values: Mapping[str, object] | None = None,
    text: Texts | None = None,
    *,
    districts: pd.DataFrame | None = None,
    **world: object,
) -> Case:
    """A case of the base scenario with these values; `districts` in place of the shipped ones."""
    seen = observations() if districts is None else replace(observations(), districts=districts)
    return Case(_result(json.dumps([values or {}, world])), (), seen, text or Texts("de"), actor=LOCAL)


@cache
def _result(what: str) -> Outlook:
    """An outlook on the small world by its values and its world, as JSON."""
    values, world = json.loads(what)
    return result(values, **world)


def every_year(amount: float) -> dict[str, float]:
    """The same amount in every budget year."""
    return dict.fromkeys(YEARS, amount)


def words(paper: Paper) -> Iterator[str]:
    """Everything a paper says."""
    yield from (paper.title, paper.subtitle, paper.foot)
    for section in paper.sections:
        yield section.title
        yield from section.speaker
        for block in section.blocks:
            match block:
                case Words():
                    yield from block.paragraphs
                case Bullets():
                    yield from block.points
                case Facts():
                    yield from (part for row in block.rows for part in row)
                case Figure():
                    frame = block.frame
                    yield from (block.message, block.words, frame.title, *frame.notes, *block.chart.categories)
                case Grid():
                    yield from (block.title, block.unit, *block.heads, *block.notes, *block.foot)
                    yield from (part for row in block.rows for part in (row.label, *row.cells, *row.details))


def grid(paper: Paper, key: str) -> Grid:
    """A table of a paper."""
    found = {block.key: block for section in paper.sections for block in section.blocks if isinstance(block, Grid)}
    return found[key]


def figure(paper: Paper, key: str) -> Figure:
    """A chart of a paper."""
    found = {block.key: block for section in paper.sections for block in section.blocks if isinstance(block, Figure)}
    return found[key]


def number(cell: str) -> float | None:
    """A printed number in German; None: not known or not meaningful."""
    if cell in (".", "x", ""):
        return None
    if cell == "–":
        return 0.0
    return float(cell.replace(".", "").replace(",", ".").replace("\u2212", "-").replace("\u00a0%", ""))


def row(table: Grid, label: str, after: str = "") -> Row:
    """The row of a label, the first one after the heading `after`."""
    seen = not after
    for each in table.rows:
        if each.kind == "heading":
            seen = seen or each.label == after
        elif seen and each.label == label:
            return each
    raise KeyError(label)


def blocks(table: Grid) -> dict[str, list[Row]]:
    """The rows under each heading."""
    found: dict[str, list[Row]] = {"": []}
    for each in table.rows:
        if each.kind == "heading":
            found[each.label] = []
        else:
            found[list(found)[-1]].append(each)
    return found


def columns(rows: list[Row]) -> list[list[float | None]]:
    """Numbers of the rows, by column."""
    return [[number(cell) for cell in column] for column in zip(*(each.cells for each in rows), strict=True)]


NO_FIGURE = re.compile(
    r"§\s\d+(?:,\s\d+)*|Abs\.\s\d|[Ss]ections?\s\d[\d.]*(?:,\s\d+)*"  # a law
    r"|CC BY 4\.0"  # a licence
    r"|Einzelplan \d+|Abschnitt\s\d[\d.]*|\(\d\)"  # a place
    r"|\b\d{1,2}\.\d{1,2}\.(?!\d{3}\b)"
    r"|\b\d{1,2}\.? (?:Januar|January|Mai|May|August|September|Dezember|December|Jan|Dec)\b"
)
"""Places in a law or a document, licences, and the days of dates; the years stay."""


def figures_of(sentence: str, language: str) -> list[str]:
    """Numbers of a sentence, written alike in both languages, without those of a law or a day."""
    found = re.findall(r"\d+(?:[.,]\d+)*", NO_FIGURE.sub("", sentence))
    swapped = str.maketrans(",.", ".,")
    return sorted(each.translate(swapped) if language == "de" else each for each in found)
