"""The data of a chart or table as CSV that a double click opens rightly in Excel.

Excel takes separator and decimal sign from the language of the system: German files have `;` and the decimal comma,
English ones `,` and the decimal point; neither groups thousands. A byte order mark says UTF-8; a line `sep=` would
make Excel overlook it. Title, unit, scenario, date and source stand in rows of their own before the heads.

Values are not rounded and come back exactly; what is unknown is an empty cell. Months are "2026-01": Excel reads
them as dates in either language.
"""

from __future__ import annotations

import csv as records
import datetime
import io
import math
from collections.abc import Sequence
from numbers import Integral, Real

import numpy as np
import pandas as pd

from forecasting.base.cells import harmless
from forecasting.base.text import Language, Texts
from forecasting.reports.frame import Frame
from forecasting.reports.grid import Grid, Row, Unit
from forecasting.reports.intervals import EVERY, shown
from forecasting.reports.tables import BLOCKED, UNKNOWN

__all__ = ["csv", "fan_data", "fte_data", "funding_data", "heading_rows", "table_data", "table_notes"]

DELIMITER: dict[Language, str] = {"de": ";", "en": ","}

ENDS = {each.low: ("low", each.level) for each in EVERY} | {each.high: ("high", each.level) for each in EVERY}
"""Which end of which interval a column holds."""

FACTORS: dict[Unit, float] = {"mio": 1e-6, "share": 100.0}
"""What a value of a table is multiplied with to stand in the unit of the screen, where that is another."""

NOTES = {
    "note_not_given": "empty_not_given",
    "note_absent": "empty_absent",
    "note_blocked": "empty_blocked",
    "note_forecast": "forecast",
}
"""Notes of a table that explain its signs, and what a file says instead."""


def csv(table: pd.DataFrame, frame: Frame, language: Language | None = None) -> bytes:
    """The rows of `table` below the words of `frame`, CRLF, UTF-8 with a byte order mark.

    Args:
        table: columns named as they are printed; numbers, texts, truth values and dates, None or nan where unknown.
        language: None: the language of the frame.
    Raises:
        ValueError: the table has no column, or a value is infinite.
        TypeError: a value is of another kind.

    >>> frame = Frame("Bedarf", "Mio. Euro", "Datenstand: 31.12.2025.", "Quelle: eigene.", "Ausgangsszenario")
    >>> csv(pd.DataFrame({"Jahr": [2026], "Bedarf": [1234.5]}), frame).decode("utf-8-sig").splitlines()[-2:]
    ['Jahr;Bedarf', '2026;1234,5']
    """
    if not len(table.columns):
        raise ValueError("a CSV file needs at least one column")
    chosen = frame.language if language is None else language
    width = len(table.columns)
    lines = [[words, *[""] * (width - 1)] for words in heading_rows(frame, Texts(chosen))]
    columns = [[_cell(value, chosen) for value in table.iloc[:, column].tolist()] for column in range(width)]
    file = io.StringIO()
    writer = records.writer(file, delimiter=DELIMITER[chosen], lineterminator="\r\n")
    writer.writerows([[harmless(words) for words in line] for line in lines])
    writer.writerow([harmless(str(name)) for name in table.columns])
    writer.writerows(zip(*columns, strict=True))
    return file.getvalue().encode("utf-8-sig")


def heading_rows(frame: Frame, text: Texts) -> tuple[str, ...]:
    """The words above the heads, one a row, the last one empty."""
    scenario = (text("reports.file.scenario", scenario=frame.scenario),) if frame.scenario else ()
    return (
        frame.title,
        text("reports.file.unit", unit=frame.unit),
        *scenario,
        frame.stand,
        frame.source,
        *frame.notes,
        "",
    )


def fan_data(
    past: pd.DataFrame,
    forecast: pd.DataFrame,
    base: pd.DataFrame | None,
    past_status: str,
    text: Texts,
    *,
    wide: bool = False,
) -> pd.DataFrame:
    """What `charts.fan` draws, in the order of time: month, status, past value or median, mean, intervals, base.

    Args:
        past_status: status of the past months, where the table does not say it.
        wide: as in the chart.
    """
    behind = past.assign(status=past.get("status", past_status)).rename(columns={"value": "q50"})
    ahead = forecast.assign(status="forecast")
    if base is not None:
        ahead = ahead.merge(base[["month", "q50"]].rename(columns={"q50": "base"}), on="month", how="left")
    rows = pd.concat([part for part in (behind, ahead) if len(part)], ignore_index=True)
    words = {status: text(f"reports.chart.status_{status}") for status in rows["status"].unique()}
    rows["status"] = rows["status"].map(words)
    return _named(rows, ["month", "status", "q50", "mean", *_ends(wide), *_columns(base)], text)


def fte_data(table: pd.DataFrame, base: pd.DataFrame | None, text: Texts, *, wide: bool = False) -> pd.DataFrame:
    """What `charts.fte_chart` draws: year, part of one or whole, median, mean, intervals, payable posts, base."""
    rows = table if base is None else table.assign(base=_by_year(table, base, "q50"))
    return _named(rows, ["year", "partial", "q50", "mean", *_ends(wide), "fundable", *_columns(base)], text)


def funding_data(account: pd.DataFrame, base: pd.DataFrame | None, text: Texts) -> pd.DataFrame:
    """What `charts.funding_chart` draws, in Mio. Euro: year, part of one or whole, the account, base."""
    rows = account if base is None else account.assign(base_need=_by_year(account, base, "need"))
    amounts = [name for name in rows.columns if name not in ("year", "partial", "continued")]
    rows = rows.assign(**{name: rows[name] / 1e6 for name in amounts})
    return _named(rows, ["year", "partial", *amounts], text)


def table_data(table: Grid, text: Texts) -> pd.DataFrame:
    """A table as it stands on the page, one column a year, in the same units and not rounded.

    Where the lines differ in their unit, it has a column of its own, and an interval takes two more lines.
    """
    mixed = not table.unit
    further = [text("reports.file.unit_head"), text("reports.file.statistic")] * mixed
    rows: list[list[object]] = []
    for line in table.rows:
        unit = text(f"reports.unit.{line.unit}")
        label = line.label.removesuffix(f", {unit}") if mixed else f"{line.number} {line.label}".lstrip()
        for statistic, values in _statistics(line, len(table.years), text):
            rows.append([label] + [unit, statistic] * mixed + values)
    return pd.DataFrame(rows, columns=[table.heads[0], *further, *table.heads[1:]])


def table_notes(table: Grid, text: Texts) -> tuple[str, ...]:
    """Notes of a table as they hold for its file: cells are empty instead of a sign, and not rounded."""
    signs = {text(f"reports.table.{note}"): text(f"reports.file.{words}") for note, words in NOTES.items()}
    rounding = text("reports.table.note_rounding")
    kept = (signs.get(note, note) for note in table.notes if note != rounding)
    return (*kept, text("reports.file.exact"))


def _statistics(line: Row, years: int, text: Texts) -> list[tuple[str, list[object]]]:
    """Values of a line by year, and the ends of its interval where there is one; nan where there is none."""
    factor = FACTORS.get(line.unit, 1.0)
    if not line.cells:
        return [("", [math.nan] * years)]
    shown = zip(line.values, line.cells, strict=True)
    values: list[object] = [math.nan if cell in (UNKNOWN, BLOCKED) else value * factor for value, cell in shown]
    rows = [(line.statistic, values)]
    if line.details:
        for place, end in enumerate(("low", "high")):
            ends = zip(line.bounds, line.details, strict=True)
            bounds: list[object] = [pair[place] * factor if words else math.nan for pair, words in ends]
            rows.append((text(f"reports.chart.head_{end}", level="80"), bounds))
    return rows


def _ends(wide: bool) -> list[str]:
    """Lower ends from the widest interval on, then upper ends to the widest."""
    intervals = shown(wide)
    return [*(each.low for each in intervals), *(each.high for each in reversed(intervals))]


def _columns(base: pd.DataFrame | None) -> list[str]:
    return [] if base is None else ["base"]


def _by_year(table: pd.DataFrame, base: pd.DataFrame, column: str) -> list[float]:
    """Values of the base scenario in the years of `table`."""
    found: dict[int, float] = dict(zip(base["year"].tolist(), base[column].tolist(), strict=True))
    return [found.get(year, math.nan) for year in table["year"].tolist()]


def _named(rows: pd.DataFrame, columns: Sequence[str], text: Texts) -> pd.DataFrame:
    """These columns under the words of the page."""
    return rows.reindex(columns=list(columns)).set_axis([_head(name, text) for name in columns], axis=1)


def _head(name: str, text: Texts) -> str:
    if name in ENDS:
        end, level = ENDS[name]
        return text(f"reports.chart.head_{end}", level=level)
    keys = {
        "month": "reports.chart.head_month",
        "year": "reports.chart.head_year",
        "status": "reports.chart.head_status",
        "q50": "reports.chart.head_median",
        "mean": "reports.chart.head_mean",
        "partial": "reports.file.partial",
        "fundable": "reports.measure.fundable_fte",
        "base": "reports.file.base",
        "base_need": "reports.file.base_need",
    }
    return text(keys.get(name, f"reports.measure.{name}"))


def _cell(value: object, language: Language) -> str:
    """One value as Excel of that language reads it."""
    if isinstance(value, bool | np.bool_):
        return Texts(language)("reports.file.yes" if value else "reports.file.no")
    if isinstance(value, str):
        return harmless(value)
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real):
        return _number(float(value), language)
    raise TypeError(f"a CSV file holds no {type(value).__name__}")


def _number(value: float, language: Language) -> str:
    """Shortest digits that give the number back, without exponent; nan is empty."""
    if math.isnan(value):
        return ""
    if math.isinf(value):
        raise ValueError("a CSV file holds no infinite number")
    digits = np.format_float_positional(value, unique=True, trim="-")
    plain = "0" if value == 0 else digits
    return plain.replace(".", ",") if language == "de" else plain
