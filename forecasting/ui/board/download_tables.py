"""Tables behind the other pages as files: the register, the model beside what is known, the observations.

Numbers stay numbers; where a value is a list or a word, the cell says it as the page does. The observations keep the
names and the notation of their format, so that a file may be changed and handed in again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import pandas as pd

from forecasting.assumptions import Assumption, Scenario, Value, load_register
from forecasting.assumptions.differences import differences
from forecasting.assumptions.sources import cited
from forecasting.base.periods import month_label
from forecasting.base.text import Texts
from forecasting.observations import Observations
from forecasting.observations.districts import published_districts
from forecasting.observations.reading.templates import KNOWN
from forecasting.reports.charts.captions import stand_words
from forecasting.reports.csv_files import csv
from forecasting.reports.districts.counts import safe_counts
from forecasting.reports.districts.tables import code_in_words
from forecasting.reports.frame import Frame
from forecasting.reports.value_words import evidence_words, kind_words, unit_words, value_words
from forecasting.scenarios.plausibility import Anchor
from forecasting.ui.board.downloads import File, file_name

__all__ = ["anchors_data", "observation_files", "register_data"]

FINEST = 6  # decimals in the unit of the screen
SUPPRESS = "districts.suppress_below"
HASH_DIGITS = 8
SCREEN = {"share": 100.0}  # factor of a known figure's unit


def register_data(entries: Sequence[Assumption], scenario: Scenario, base: Scenario, text: Texts) -> pd.DataFrame:
    """One row per assumption: value, value of the base scenario and their difference, range, evidence, sources."""
    changed = differences(scenario, base)
    rows = []
    for entry in entries:
        now, before = scenario.value(entry.key), base.value(entry.key)
        own = entry.key in scenario.overrides
        shown, basis = _shown(entry, now, text), _shown(entry, before, text)
        differing = entry.key in changed
        span = scenario.range(entry)
        rows.append(
            {
                "heading": text(f"reports.register.lever.{entry.lever}"),
                "label": entry.label(text.language),
                "value": shown,
                "base": basis,
                "unit": unit_words(entry, now, text),
                "differing": differing,
                "difference": _difference(shown, basis) if differing else math.nan,
                "low": math.nan if span is None else round(span.low * entry.unit.factor, FINEST),
                "high": math.nan if span is None else round(span.high * entry.unit.factor, FINEST),
                "kind": kind_words(entry, text),
                "quality": text(f"reports.register.{'own' if own else f'grade.{entry.quality}'}"),
                "impact": text(f"ui.assumptions.impact.{entry.impact}"),
                "source": "; ".join(cited(entry, text)),
                "evidence": evidence_words(entry, text),
                "reason": scenario.reason(entry.key, text.language) if own else "",
                "meaning": entry.meaning(text.language),
                "key": entry.key,
            }
        )
    names = list(rows[0]) if rows else ["key"]
    table = pd.DataFrame(rows, columns=names, dtype=object)
    return table.set_axis([_register_head(name, text) for name in names], axis=1)


def anchors_data(found: Sequence[Anchor], shown: Sequence[Sequence[str]], text: Texts) -> pd.DataFrame:
    """One row per known figure: the model's value and the known range in one unit, the verdict, the source.

    Args:
        shown: the rows of the page, for their words.
    """
    rows = []
    for anchor, (name, period, _, _, verdict, source) in zip(found, shown, strict=True):
        known, factor = anchor.known, SCREEN.get(anchor.known.unit, 1.0)
        rows.append(
            (
                name,
                period,
                text(f"reports.plausibility.unit.{known.unit}"),
                anchor.model_value * factor,
                known.low * factor,
                known.high * factor,
                verdict,
                source,
            )
        )
    heads = [text(f"ui.plausibility.{name}") for name in ("anchor", "period")]
    heads += [text("reports.file.unit_head"), text("ui.plausibility.model")]
    heads += [text("ui.save.known_low"), text("ui.save.known_high")]
    heads += [text(f"ui.plausibility.{name}") for name in ("verdict", "source")]
    return pd.DataFrame(rows, columns=heads)


def observation_files(
    observations: Observations, origin: str | None, text: Texts, *, least: int | None = None
) -> list[tuple[str, File]]:
    """The observations as loaded, one file a kind, each with its kind.

    Args:
        origin: sentence that names the source where it is not the shipped data.
        least: smallest count of persons of a district that may be shown; None: the register's.
    """
    smallest = int(str(load_register()[SUPPRESS].value)) if least is None else least
    tables = {
        "arrivals": _arrivals(observations),
        "housing": observations.housing,
        "districts": _districts(observations.districts, smallest),
    }
    month, found = month_label(observations.base_month), []
    for kind, table in tables.items():
        if table is not None and len(table):
            title, given = text(f"ui.data.template.{kind}"), _as_given(table)
            words = _frame(title, kind, given, observations, origin, text)
            name = file_name(title, f"data-{observations.data_hash[:HASH_DIGITS]}", month, "csv")
            found.append((kind, File("csv", name, partial(csv, given, words))))
    return found


def _register_head(name: str, text: Texts) -> str:
    """Head of a column: that of the page where the page has it."""
    if name == "unit":
        return text("reports.file.unit_head")
    own = f"ui.save.register.{name}"
    return text(own if own in text else f"ui.assumptions.{name}")


def _arrivals(observations: Observations) -> pd.DataFrame:
    """Arrivals in their format; months that are not real say so."""
    rows = [
        (month, series.group, float(value), "sample" if month in series.sample else status)
        for series in observations.arrivals.values()
        for month, value, status in zip(
            range(series.first_month, series.first_month + len(series.values)),
            series.values,
            series.status,
            strict=True,
        )
    ]
    return pd.DataFrame(rows, columns=["month", "group", "arrivals", "status"])


def _districts(table: pd.DataFrame | None, least: int) -> pd.DataFrame | None:
    """Small counts of persons suppressed, the code as a text that spreadsheets leave alone, the name first."""
    if table is None:
        return None
    shown, _ = safe_counts(table, least)
    return shown.assign(district=shown["district"].map(code_in_words))[["name", "district", *shown.columns[2:]]]


def _as_given(table: pd.DataFrame) -> pd.DataFrame:
    """Months as labels; columns without any value left out."""
    kept = table.dropna(axis="columns", how="all")
    return kept.assign(month=kept["month"].map(month_label)) if "month" in kept else kept


def _frame(
    title: str, kind: str, table: pd.DataFrame, observations: Observations, origin: str | None, text: Texts
) -> Frame:
    """Words above observations; they belong to no scenario and no run."""
    checksum = text("ui.save.checksum", hash=observations.data_hash)
    own_figures = {group: series.datenstand for group, series in observations.arrivals.items()}
    stand = stand_words(observations.base_month, own_figures, text)
    source = origin or text("reports.chart.source_arrivals")
    if kind == "districts" and (published := _published_districts(observations.districts)):
        source = text("ui.lever.source", source=published)
    sample = (text("reports.file.sample"),) if observations.sample_data else ()
    given = observations.districts
    suppressed = kind == "districts" and given is not None and given.count().sum() > table.count().sum()
    return Frame(
        title=title,
        unit=text("reports.unit.persons"),
        stand=f"{stand} {checksum}" if kind == "arrivals" else checksum,
        source=source,
        scenario="",
        notes=(
            text("ui.save.again"),
            *(f"{column}: {text(f'ui.data.column.{column}')}" for column in table.columns),
            *((text("reports.district.note_code"),) if kind == "districts" else ()),
            *((text("reports.district.note_suppressed"),) if suppressed else ()),
            *sample,
        ),
        language=text.language,
    )


def _published_districts(districts: pd.DataFrame | None) -> str:
    """Source of the shipped districts, "" where the table holds anything else."""
    if districts is None:
        return ""
    published, table = published_districts(), districts.dropna(axis="columns", how="all")
    known = published.set_index("ags")["population"].astype(float).to_dict()
    own = set(table.columns) - set(KNOWN)
    same = not own and dict(zip(table["district"], table["population"].astype(float), strict=True)) == known
    return "; ".join(published["source"].unique()) if same else ""


def _difference(shown: float | str, basis: float | str) -> float:
    """Difference of two numbers; words have none."""
    if isinstance(shown, str) or isinstance(basis, str):
        return math.nan
    return round(shown - basis, FINEST)


def _shown(entry: Assumption, value: Value, text: Texts) -> float | str:
    """A single number in the unit of the screen, anything else in words."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(value * entry.unit.factor, FINEST)
    return value_words(entry, value, text)
