"""Build `data/observations` from `data/published`: `python -m forecasting.observations.making.build`.

Monthly arrivals of the state from its published totals (see `disaggregate`), how sure they are (see `uncertainty`),
and the districts. What nobody publishes stays empty. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from forecasting.base.errors import InputError
from forecasting.base.periods import Month, month_range, parse_month
from forecasting.base.quantiles import Array
from forecasting.base.text import Texts
from forecasting.observations.checking import check
from forecasting.observations.making.indicator import Source, applications, level, registrations
from forecasting.observations.making.recipes import Recipe, load_recipes
from forecasting.observations.months.by_year import held, middle, years_of
from forecasting.observations.months.disaggregate import smoothest
from forecasting.observations.months.figure import Figure
from forecasting.observations.months.totals import ordering_rows, orderings_of, total_rows
from forecasting.observations.months.uncertainty import loadings, relative_steps
from forecasting.observations.published import FOLDER, figures, read_published
from forecasting.observations.reading.published_kinds import PUBLISHED
from forecasting.people import LOCAL, Action, PublishedFigures, ask

__all__ = ["Built", "build", "build_series", "main"]

OBSERVATIONS = FOLDER.parent / "observations"

_DIGITS = 6  # so that rounding leaves a sum of published months within 1e-9 of an interval at whose end it lies


_INDICATORS: Mapping[str, Source] = {"applications": applications, "registrations": registrations, "level": level}


@dataclass(frozen=True)
class Built:
    """The series of one group up to the last month of the national series; arrays as in `load.Series`."""

    recipe: Recipe
    first_month: Month
    values: Array
    status: tuple[str, ...]
    source: tuple[str, ...]
    loadings: Array
    figures: tuple[Figure, ...]
    orderings: tuple[Figure, ...]

    @property
    def observed(self) -> frozenset[int]:
        """Positions of the months that are published themselves."""
        return frozenset(place for place, state in enumerate(self.status) if state == "observed")


def build_series(recipe: Recipe, published: Path | None = None) -> Built:
    """Disaggregate and extrapolate one group.

    Raises:
        InputError: the published figures are unusable or contradict each other.
    """
    national = _INDICATORS[recipe.indicator](published)
    first = parse_month(recipe.first_month)
    begin = first - national.first_month
    indicator, names, doubt = national.values[begin:], national.names[begin:], national.doubt[begin:]
    months = len(indicator)
    readings = read_published("readings", published)
    chosen = figures(readings, recipe.group, first, months)
    orderings = orderings_of(recipe.group, first, months, read_published("published_orderings", published))
    best = [middle(figure) for figure in chosen] if recipe.by_year else chosen
    values = smoothest(indicator, [*best, *orderings], floor=recipe.floor)
    sources = readings.loc[readings["group"] == recipe.group, "source"]
    pinned = {
        figure.month: str(source)
        for figure, source in zip(chosen, sources, strict=True)
        if figure.month is not None and np.isfinite(figure.low) and np.isfinite(figure.high)
    }
    last = max(figure.last for figure in chosen)
    status = tuple(
        "observed" if month in pinned else "disaggregated" if month <= last else "extrapolated"
        for month in range(months)
    )
    readings_file = f"{PUBLISHED['readings'].stem}.csv"
    source = tuple(
        pinned.get(month, f"eigene Berechnung aus {readings_file}, {names[month]}") for month in range(months)
    )
    eras = [parse_month(era) - first for era in recipe.eras]
    steps = relative_steps(values, indicator, best, eras, doubt)
    observed = [state == "observed" for state in status]
    factors = loadings(values, indicator, chosen, steps, observed, doubt)
    if recipe.by_year:
        values, factors = held(values, factors, last, years_of(chosen, status, first))
    return Built(recipe, first, values, status, source, factors, tuple(chosen), orderings)


def build(out: Path, published: Path | None = None) -> list[Path]:
    """Write the observations folder; returns the files written.

    Raises:
        InputError: the published figures break a rule or contradict each other; nothing is written.
    """
    problems = [finding for finding in check([published or FOLDER]) if finding.severity != "notice"]
    if problems:
        raise InputError(problems)
    series = [build_series(recipe, published) for recipe in load_recipes().values()]
    districts = read_published("kreise", published)
    out.mkdir(parents=True, exist_ok=True)
    width = max(built.loadings.shape[1] for built in series)
    breaks = [
        (built.recipe.breaks[0], built.recipe.group, built.recipe.breaks[1])
        for built in series
        if built.recipe.breaks
    ]
    return [
        _write(out / "arrivals.csv", ("month", "group", "arrivals", "status", "source"), _arrivals(series)),
        _write(
            out / "arrivals_uncertainty.csv",
            ("month", "group", *(f"factor_{place + 1}" for place in range(width))),
            _factors(series, width),
        ),
        _write(out / "breaks.csv", ("month", "group", "reason"), breaks),
        _write(out / "totals.csv", ("from", "to", "group", "part", "low", "high"), _totals(series)),
        _write(out / "orderings.csv", ("month", "group", "factor", "other"), _orderings(series)),
        _write(
            out / "districts.csv",
            ("district", "name", "kind", "population", "allocation", "cohort", "opening_stock"),
            _districts(districts),
        ),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: 0 written, 2 refused or the published figures are unusable (one sentence each on stderr)."""
    parser = argparse.ArgumentParser(
        prog="python -m forecasting.observations.making.build",
        description="Build data/observations from data/published.",
    )
    parser.add_argument("--published", type=Path, default=FOLDER, help="folder of published figures")
    parser.add_argument("--out", type=Path, default=OBSERVATIONS, help="folder to write to")
    options = parser.parse_args(arguments)
    try:
        ask(LOCAL, Action.REBUILD, PublishedFigures())
        written = build(options.out, options.published)
    except InputError as error:
        sys.stderr.write("\n".join(error.sentences(Texts("de"))) + "\n")
        return 2
    sys.stdout.write("\n".join(str(path) for path in written) + "\n")
    return 0


def _arrivals(series: Sequence[Built]) -> Iterable[tuple[str, ...]]:
    for built in series:
        labels = month_range(built.first_month, len(built.values))
        for label, value, status, source in zip(labels, built.values, built.status, built.source, strict=True):
            yield label, built.recipe.group, _fixed(value), status, source


def _factors(series: Sequence[Built], width: int) -> Iterable[tuple[str, ...]]:
    for built in series:
        blank = ("",) * (width - built.loadings.shape[1])
        for label, row in zip(month_range(built.first_month, len(built.values)), built.loadings, strict=True):
            yield label, built.recipe.group, *(_fixed(value) for value in row), *blank


def _totals(series: Sequence[Built]) -> Iterable[Sequence[str]]:
    for built in series:
        yield from total_rows(built.recipe.group, built.first_month, built.figures, built.observed)


def _orderings(series: Sequence[Built]) -> Iterable[Sequence[str]]:
    for built in series:
        yield from ordering_rows(built.recipe.group, built.first_month, built.orderings)


def _districts(table: pd.DataFrame) -> Iterable[tuple[str, ...]]:
    """Code, name, kind and population; the keys and the opening stock are published by nobody."""
    for code, name, kind, population in table[["ags", "name", "type", "population"]].itertuples(index=False):
        yield str(code), str(name), str(kind), f"{population:.0f}", "", "", ""


def _fixed(value: float) -> str:
    """Persons with fixed decimals, whole numbers without, and no negative zero."""
    text = f"{value:.{_DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


if __name__ == "__main__":
    sys.exit(main())
