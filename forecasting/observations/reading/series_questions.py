"""Do the figures of a table look like counts of months that have passed?

Decimals in a count, months that have not been, zeros at the end, a sum that runs on through the year and a last month
far outside the usual change are what offices send by mistake; each is asked about, once for a column. Persons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding
from forecasting.base.periods import Month, month_label
from forecasting.base.quantiles import Array
from forecasting.observations.reading.questions import Question, Suspicion, without
from forecasting.observations.reading.schemas import Sheet

__all__ = ["suspicions_of_series", "suspicious_decimals"]

_FLOWS: Mapping[str, tuple[str, ...]] = {"arrivals": ("arrivals",), "housing": ("housing_inflow",)}
_STOCKS: Mapping[str, tuple[str, ...]] = {"housing": ("provisional_stock", "housing_stock")}

_COUNTED = ("observed", "sample")
"""How a month is known whose figure is a count; any other is an estimate and may have decimals."""

_SIGNS_OF_THOUSANDS = 3  # decimals
_LEAST_ZEROS, _YEAR = 2, 12  # months
_USUAL = 5.0  # persons a month before, as a median, beside which zeros stand out
_RISING, _STRICTLY, _RESTART = 0.97, 0.8, 0.6  # shares of steps in a year; most of December that a January has
_LEAST_RUN, _LEAST_FIRST = 4, 20.0  # months and persons of a year without another one beside it
_GROWN = 0.5  # of what even months would add up to
_LEAST_CHANGES, _WINDOW = 8, 60  # months that tell the usual change
_FAR_BELOW, _FAR_ABOVE = 2.0, 4.0  # times the usual change; a month in part is the likelier mistake
_PART, _NOISE = 0.7, 0.08  # most of the month before; least usual change

_Series = Iterator[tuple[str, pd.DataFrame]]


def suspicions_of_series(latest: Month | None) -> tuple[Suspicion, ...]:
    """What is looked for, in this order.

    Args:
        latest: the last month that may have been observed; None: any.
    """
    return (
        partial(_future, latest=latest),
        _zeros,
        _running_sums,
        _last_months,
    )


def suspicious_decimals(sheet: Sheet) -> Iterator[Question]:
    """Counts with up to three decimals: an English spreadsheet takes German thousands for them."""
    frame = sheet.frame
    status = frame["status"].fillna("observed") if "status" in frame else pd.Series("observed", index=frame.index)
    counted = status.isin(_COUNTED)
    for column in sheet.kind.columns:
        if column.type != "count" or column.name not in frame:
            continue
        values = frame[column.name].where(counted)
        short = (values * 10**_SIGNS_OF_THOUSANDS).round() / 10**_SIGNS_OF_THOUSANDS
        parts = values.index[(values % 1 != 0) & values.notna()]
        if not len(parts) or ((values - short)[parts].abs() > 1e-9).any():  # computed, not counted
            continue
        thousands = bool((values[parts] < 1_000).all())
        remedies: dict[str, Callable[[Sheet], Sheet]] = {}
        if thousands:
            remedies["thousand"] = partial(_times, column=column.name, lines=parts)
        remedies["keep"] = lambda same: same
        line = parts[0]
        facts = {"whole": f"{values[line] * 1000:.0f}"}
        shown = str(sheet.raw.loc[line, column.name])
        finding = Finding(
            "observations.decimals", facts, sheet.file, int(line), column.name, shown, about=column.name
        )
        meanwhile = remedies.get("thousand", remedies["keep"])
        yield Question(replace(finding, alike=len(parts) - 1), remedies, meanwhile)


def _times(sheet: Sheet, column: str, lines: pd.Index) -> Sheet:
    frame = sheet.frame.copy()
    frame.loc[lines, column] = (frame.loc[lines, column] * 1_000).round()
    return replace(sheet, frame=frame)


def _future(sheet: Sheet, latest: Month | None) -> Iterator[Question]:
    """Months that have not begun cannot have been observed."""
    if latest is None or sheet.kind.name not in ("arrivals", "arrivals_figures", "housing", "tenure_counts"):
        return
    column = "to" if "to" in sheet.frame else "month"
    if column not in sheet.frame:
        return
    lines = sheet.frame.index[sheet.frame[column] > latest]
    if not len(lines):
        return
    facts = {"latest": month_label(latest)}
    shown = month_label(int(sheet.frame.loc[lines[0], column]))
    finding = Finding("observations.future", facts, sheet.file, int(lines[0]), column, shown, about=column)
    leave_out = partial(without, lines=lines)
    yield Question(replace(finding, alike=len(lines) - 1), {"leave_out": leave_out}, meanwhile=leave_out)


def _zeros(sheet: Sheet) -> Iterator[Question]:
    """Nobody at the end of a series in which there always was somebody."""
    for column in _columns(sheet, _FLOWS, _STOCKS):
        ends: dict[str, list[int]] = {}
        for group, known in _groups(sheet, column):
            values = known[column].to_numpy(dtype=np.float64)
            some = np.flatnonzero(values)
            if not len(some) or len(values) - 1 - some[-1] < _LEAST_ZEROS:
                continue
            if np.median(values[: some[-1] + 1][-_YEAR:]) >= _USUAL:
                ends[group] = known.index[some[-1] + 1 :].tolist()
        if ends:
            yield _asked(sheet, "trailing_zeros", column, ends, {"leave_out": _emptied, "zero": _same})


def _running_sums(sheet: Sheet) -> Iterator[Question]:
    """A series that rises within every year and begins anew in January."""
    for column in _columns(sheet, _FLOWS):
        found = {group: known.index.tolist() for group, known in _groups(sheet, column) if _is_running(known, column)}
        if found:
            yield _asked(sheet, "running_sums", column, found, {"difference": _differences, "keep": _same})


def _is_running(known: pd.DataFrame, column: str) -> bool:
    months, values = known["month"].to_numpy(dtype=np.int64), known[column].to_numpy(dtype=np.float64)
    following = np.diff(months) == 1
    january = months[1:] % _YEAR == 0
    before, after = values[:-1], values[1:]
    inside, restart = following & ~january, following & january
    if inside.sum() < _LEAST_RUN - 1 or (after >= before)[inside].mean() < _RISING:
        return False
    if (after > before)[inside].mean() < _STRICTLY:
        return False
    if restart.any():
        return bool((after <= _RESTART * before)[restart].all())
    grown = values[-1] >= _GROWN * len(values) * values[0] and values[0] >= _LEAST_FIRST
    return bool(months[0] % _YEAR == 0 and len(months) >= _LEAST_RUN and grown)


def _last_months(sheet: Sheet) -> Iterator[Question]:
    """A last month that lies far outside the usual change has often been reported in part."""
    for column in _columns(sheet, _FLOWS, _STOCKS):
        ends = {
            group: [int(known.index[-1])]
            for group, known in _groups(sheet, column)
            if _is_far(known[column].to_numpy(dtype=np.float64))
        }
        if ends:
            yield _asked(sheet, "last_month", column, ends, {"leave_out": _emptied, "complete": _same})


def _is_far(values: Array) -> bool:
    """Whether the last of the values lies far from the one before, measured by the changes before it."""
    logs = np.log(values[-_WINDOW - 2 :] + 1.0)
    changes = np.diff(logs)
    if len(changes) <= _LEAST_CHANGES:
        return False
    usual = max(1.4826 * float(np.median(np.abs(changes[:-1]))), _NOISE)
    counted = 1.0 / (values[-2] + 1.0) + 1.0 / (values[-1] + 1.0)  # of a few persons one more is much
    times = float(changes[-1]) / np.sqrt(usual**2 + counted)
    return bool((times < -_FAR_BELOW and changes[-1] < np.log(_PART)) or times > _FAR_ABOVE)


def _columns(sheet: Sheet, *kinds: Mapping[str, tuple[str, ...]]) -> list[str]:
    if "group" not in sheet.frame or "month" not in sheet.frame:
        return []
    return [name for kind in kinds for name in kind.get(sheet.kind.name, ()) if name in sheet.frame]


def _groups(sheet: Sheet, column: str) -> _Series:
    """Counted months of each group in their order."""
    frame = sheet.frame.dropna(subset=["group", "month", column])
    if "status" in frame:
        frame = frame[frame["status"].fillna("observed").isin(_COUNTED)]
    for group, known in frame.groupby("group", sort=False):
        yield str(group), known.sort_values("month")


def _same(sheet: Sheet, column: str, lines: Sequence[int]) -> Sheet:
    return sheet


def _emptied(sheet: Sheet, column: str, lines: Sequence[int]) -> Sheet:
    """Without these figures; rows that say nothing else go with them."""
    there = [line for line in lines if line in sheet.frame.index]
    frame = sheet.frame.copy()
    frame.loc[there, column] = np.nan
    counts = [each.name for each in sheet.kind.columns if each.type == "count" and each.name in frame]
    left = frame.loc[there, counts]
    return without(replace(sheet, frame=frame), left.index[left.isna().all(axis="columns")].tolist())


def _differences(sheet: Sheet, column: str, lines: Sequence[int]) -> Sheet:
    """Month by month what the sum of the year has grown by; a first month that is no January stays unknown."""
    frame = sheet.frame.copy()
    unknown: list[int] = []
    for _, known in frame.loc[[line for line in lines if line in frame.index]].groupby("group", sort=False):
        known = known.sort_values("month")
        months, values = known["month"].to_numpy(dtype=np.int64), known[column].to_numpy(dtype=np.float64)
        before = np.concatenate([[0.0], values[:-1]])
        gone = np.concatenate([[True], np.diff(months) != 1])
        january = months % _YEAR == 0
        frame.loc[known.index, column] = np.where(january, values, values - before)
        unknown += known.index[gone & ~january].tolist()
    return _emptied(replace(sheet, frame=frame), column, unknown)


def _asked(
    sheet: Sheet,
    key: str,
    column: str,
    found: Mapping[str, Sequence[int]],
    remedies: Mapping[str, Callable[..., Sheet]],
) -> Question:
    """A question about one column of some groups."""
    lines = [line for each in found.values() for line in each]
    months, groups = sheet.frame["month"].astype(float), sheet.frame["group"].astype(str)
    first = min(lines, key=lambda line: (months[line], line))
    facts: dict[str, object] = {"group": ", ".join(found), "month": month_label(int(months[first]))}
    before = sheet.frame.loc[(groups == groups[first]) & (months == months[first] - 1), column].dropna()
    facts["before"] = f"{before.iloc[0]:.0f}" if len(before) else "–"
    finding = Finding(
        f"observations.{key}",
        facts,
        sheet.file,
        int(first),
        column,
        str(sheet.raw.loc[first, column]),
        about=column,
        alike=len(lines) - 1,
    )
    actions = {name: partial(act, column=column, lines=lines) for name, act in remedies.items()}
    return Question(finding, actions)
