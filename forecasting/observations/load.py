"""Load observations: arrivals by group and month, what is known of housing, and the districts.

Persons per month (arrivals), persons at month end (stocks). The shipped folder and a user's folder go the same way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding, InputError
from forecasting.base.folders import DATA
from forecasting.base.periods import Month, month_label
from forecasting.base.quantiles import Array
from forecasting.observations.answers import answers_in
from forecasting.observations.folder import Folder, read_file, read_folder
from forecasting.observations.months.coherent import coherent
from forecasting.observations.months.figure import Figure
from forecasting.observations.months.totals import figures_of, orderings_of
from forecasting.observations.reading.kinds import OFFICE, PLANNED, YEARLY, FileKind
from forecasting.observations.reading.month_column import NO_ANSWERS
from forecasting.observations.reading.schemas import Sheet
from forecasting.observations.reading.words import found

__all__ = [
    "OBSERVATIONS",
    "Observations",
    "Series",
    "load_observations",
    "observations_of",
    "read_arrivals_csv",
    "read_series",
    "read_yearly_series",
]

OBSERVATIONS = DATA / "observations"

_NOTATION = frozenset({"observations.decimal_comma", "observations.decimal_point"})


@dataclass(frozen=True)
class Series:
    """Arrivals of one group, persons per month, without a gap up to the base month.

    `status`: "observed", "disaggregated" or "extrapolated" for each month. `loadings`, shape (months, factors): a
    plausible history is values + loadings @ z with z ~ N(0, I), brought into line with `totals`, the published
    figures over several months; zero rows where observed. `datenstand`: last month that the group's own figures
    reach. `usable_from`: first month that a forecast may use. `sample`: the months whose figures are marked as not
    real, and those carried on from such a month.
    """

    group: str
    first_month: Month
    values: Array
    status: tuple[str, ...]
    loadings: Array
    datenstand: Month
    usable_from: Month
    sample: frozenset[Month] = frozenset()
    totals: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Observations:
    """Everything observed.

    `housing`, `districts`, `tenure_counts`: the columns of their format, months as numbers, or None.

    `data_hash` is the SHA-256 of the content, whatever its notation. `sample_data`: some rows are marked as not real.
    """

    arrivals: Mapping[str, Series]
    base_month: Month
    data_hash: str
    sample_data: bool
    notices: tuple[Finding, ...]
    housing: pd.DataFrame | None
    districts: pd.DataFrame | None
    tenure_counts: pd.DataFrame | None = None


def load_observations(folder: Path | str | None = None, latest: Month | None = None) -> Observations:
    """Load a folder of observations; None: the shipped one.

    Args:
        latest: the last month that may have been observed; None: any.

    The base month is the last month of any group. A group that ends earlier is carried on at its last value, as a
    random walk with the size of its own monthly changes, and a notice says so.

    Raises:
        InputError: carries every finding that blocks.
    """
    path = OBSERVATIONS if folder is None else Path(folder)
    observations = observations_of(read_folder(path, latest), path.name)
    if folder is not None:
        return observations
    # The notation of the shipped files is known; only what a user sends is worth stating.
    notices = tuple(notice for notice in observations.notices if notice.key not in _NOTATION)
    return Observations(**{**vars(observations), "notices": notices})


def read_arrivals_csv(path: Path | str) -> pd.DataFrame:
    """Arrivals of a file, observed and future: columns month (number), group, arrivals, in the order of the file.

    Raises:
        InputError: carries every finding that blocks.
    """
    sheet = _usable(Path(path), PLANNED)
    table = sheet.frame[["month", "group", "arrivals"]].reset_index(drop=True)
    table["month"] = table["month"].astype(np.int64)
    return table


def read_series(path: Path | str) -> dict[str, tuple[Month, Array]]:
    """Series of a file with the columns month,value or series,month,value, by name ("value" where there is no name).

    Returns:
        First month and values, shape (months,), NaN where a month within the span is missing or empty.

    Raises:
        InputError: carries every finding that blocks.
    """
    return _by_name(_usable(Path(path), OFFICE["series"]).frame, "month")


def read_yearly_series(path: Path | str) -> dict[str, tuple[int, Array]]:
    """Series of a file with the columns year,value or series,year,value, by name ("value" where there is no name).

    Returns:
        First year and values, shape (years,), NaN where a year within the span is missing or empty.

    Raises:
        InputError: carries every finding that blocks.
    """
    sheet = _usable(Path(path), YEARLY)
    parts = sheet.frame.index[sheet.frame["year"] % 1 != 0]
    if len(parts):
        raise InputError(
            found("observations.year_part", sheet.file, int(line), "year", sheet.raw.loc[line, "year"])
            for line in parts
        )
    return _by_name(sheet.frame, "year")


def _by_name(frame: pd.DataFrame, period: str) -> dict[str, tuple[int, Array]]:
    """First period and values of each series, NaN where one within the span is missing."""
    names = frame["series"] if "series" in frame else pd.Series("value", index=frame.index)
    series = {}
    for name, part in frame.groupby(names, sort=False):
        periods = part[period].to_numpy(dtype=np.int64)
        first = int(periods.min())
        values = np.full(int(periods.max()) - first + 1, np.nan)
        values[periods - first] = part["value"].to_numpy(dtype=np.float64)
        series[str(name)] = (first, values)
    return series


def _usable(path: Path, kind: FileKind) -> Sheet:
    answers = answers_in(path.parent).get(path.name, NO_ANSWERS) if path.is_file() else NO_ANSWERS
    sheet, problems = read_file(path, kind, answers)
    if sheet is None:
        raise InputError(problems)
    if sheet.blocked:
        raise InputError(finding for finding in sheet.findings if finding.severity != "notice")
    return sheet


def observations_of(folder: Folder, name: str = "") -> Observations:
    """Observations of a folder that was read; its name stands in notices about all of it.

    Raises:
        InputError: carries every finding that blocks.
    """
    blocking = [finding for finding in folder.findings if finding.severity != "notice"]
    if blocking:
        raise InputError(blocking)
    notices = [finding for finding in folder.findings if finding.severity == "notice"]
    arrivals = folder.sheets["arrivals"].frame
    base_month = int(arrivals["month"].max())
    series = {}
    for group, part in arrivals.groupby("group", sort=False):
        one = _series(str(group), part.sort_values("month"), folder)
        if len(one.values) + one.first_month - 1 < base_month:
            values = {"group": group, "last": month_label(one.datenstand), "base": month_label(base_month)}
            notices.append(Finding("observations.carried_on", values, file=name or None, severity="notice"))
            one = _carry_on(one, base_month)
        series[one.group] = _with_totals(one, folder)
    return Observations(
        arrivals=series,
        base_month=base_month,
        data_hash=_hash(folder),
        sample_data="status" in arrivals and bool((arrivals["status"] == "sample").any()),
        notices=tuple(notices),
        housing=_table(folder, "housing"),
        districts=_table(folder, "districts"),
        tenure_counts=_table(folder, "tenure_counts"),
    )


def _series(group: str, part: pd.DataFrame, folder: Folder) -> Series:
    first = int(part["month"].iloc[0])
    given = part["status"] if "status" in part else pd.Series("observed", index=part.index)
    status = tuple("observed" if state == "sample" else str(state) for state in given)
    known = [place for place, state in enumerate(status) if state != "extrapolated"]
    usable = first
    if "breaks" in folder.sheets:
        breaks = folder.sheets["breaks"].frame
        usable = max([first, *breaks.loc[breaks["group"] == group, "month"].astype(int)])
    return Series(
        group=group,
        first_month=first,
        values=part["arrivals"].to_numpy(dtype=np.float64),
        status=status,
        loadings=_loadings(group, first, status, folder),
        datenstand=first + known[-1],
        usable_from=usable,
        sample=frozenset(first + place for place, state in enumerate(given) if state == "sample"),
    )


def _loadings(group: str, first: Month, status: tuple[str, ...], folder: Folder) -> Array:
    """Factors of a group, zero for its observed months and for months that the file leaves out."""
    if "arrivals_uncertainty" not in folder.sheets:
        return np.zeros((len(status), 0))
    frame = folder.sheets["arrivals_uncertainty"].frame
    part = frame[frame["group"] == group]
    factors = part[[name for name in frame if str(name).startswith("factor_")]].dropna(axis="columns", how="all")
    loadings = np.zeros((len(status), factors.shape[1]))
    loadings[part["month"].to_numpy(dtype=np.int64) - first] = factors.fillna(0.0).to_numpy(dtype=np.float64)
    loadings[[state == "observed" for state in status]] = 0.0
    return loadings


def _carry_on(series: Series, base_month: Month) -> Series:
    """The last value held up to the base month, its uncertainty a random walk of the series' own monthly changes."""
    more = base_month - series.first_month + 1 - len(series.values)
    changes = np.diff(series.values[-25:])
    size = float(np.sqrt(np.mean(changes**2))) if len(changes) else float(series.values[-1])
    walk = np.tril(np.full((more, more), size))
    old, kept = series.loadings.shape
    loadings = np.zeros((old + more, kept + more))
    loadings[:old, :kept] = series.loadings
    loadings[old:, :kept] = series.loadings[-1]
    loadings[old:, kept:] = walk
    last = series.first_month + old - 1
    made_up = range(last + 1, base_month + 1) if last in series.sample else ()
    return Series(
        group=series.group,
        first_month=series.first_month,
        values=np.concatenate([series.values, np.full(more, series.values[-1])]),
        status=series.status + ("extrapolated",) * more,
        loadings=loadings,
        datenstand=series.datenstand,
        usable_from=series.usable_from,
        sample=series.sample.union(made_up),
    )


def _with_totals(series: Series, folder: Folder) -> Series:
    """The series with its published totals and orderings; months carried on that one reaches are made to keep it."""
    months = len(series.values)
    totals: tuple[Figure, ...] = ()
    for name, read in (("totals", figures_of), ("orderings", orderings_of)):
        if name in folder.sheets:
            totals += read(series.group, series.first_month, months, folder.sheets[name].frame)
    reach = max((total.last + 1 for total in totals), default=0)
    carried = np.array([state == "extrapolated" for state in series.status])
    inside = carried & (np.arange(months) < reach)
    if not inside.any():
        return replace(series, totals=totals)
    values = coherent(series.values[:, np.newaxis], totals, carried, series.values)[:, 0]
    status = tuple("disaggregated" if here else state for here, state in zip(inside, series.status, strict=True))
    datenstand = max(series.datenstand, series.first_month + reach - 1)
    return replace(series, values=values, status=status, datenstand=datenstand, totals=totals)


def _table(folder: Folder, name: str) -> pd.DataFrame | None:
    """A table with all columns of its format; columns that the file does not have are empty."""
    if name not in folder.sheets:
        return None
    sheet = folder.sheets[name]
    table = sheet.frame.reindex(columns=list(sheet.kind.names)).reset_index(drop=True)
    if "month" in table:
        table["month"] = table["month"].astype(np.int64)
    return table


def _hash(folder: Folder) -> str:
    """SHA-256 over the values of every table, rows sorted by their key, whatever the notation of the files."""
    digest = hashlib.sha256()
    for name in sorted(folder.sheets):
        sheet = folder.sheets[name]
        table = sheet.frame.sort_values(list(sheet.kind.key)).dropna(axis="columns", how="all")
        for column in sorted(table.columns):
            digest.update(f"{name}.{column}\n".encode())
            cells = table[column]
            if cells.dtype == np.float64:
                digest.update(np.where(cells.isna(), np.nan, cells).astype("<f8").tobytes())
            else:
                digest.update("\x1f".join("" if cell is None else str(cell) for cell in cells).encode())
    return digest.hexdigest()
