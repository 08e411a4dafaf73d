"""Lay new rows of a table over those that are there, by what a row is about; see `overlay`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding
from forecasting.base.periods import Month
from forecasting.observations.reading.known_months import known_months
from forecasting.observations.reading.month_column import Answers
from forecasting.observations.reading.questions import settled
from forecasting.observations.reading.schemas import Sheet, rule_findings
from forecasting.observations.reading.series_questions import suspicions_of_series

__all__ = ["is_full", "laid_over"]

_HALF = 0.5
_COUNTED_TOGETHER = {"tenure_counts": ("group", "month")}
"""Tables of which several rows make one count: a newer count takes the place of the whole one."""


def is_full(sheet: Sheet, base: Sheet) -> bool:
    """Whether a table looks as if it were all there is: it has at least half as many rows as the one in use."""
    return len(sheet.frame) >= _HALF * len(base.frame)


def laid_over(base: Sheet, new: Sheet, answers: Answers, latest: Month | None) -> tuple[Sheet, list[Finding]]:
    """The table in use with new rows in the place of those about the same; an empty cell leaves what is there.

    Rows of the table in use have negative numbers from then on, so that a finding is about a line of the file.

    Args:
        answers, latest: as in `read_sheet`; some questions can be asked only beside the months before.
    """
    if new.blocked:
        return new, []
    key = [name for name in new.kind.key if name in base.frame and name in new.frame]
    whole = list(_COUNTED_TOGETHER.get(new.kind.name, key))
    frame, raw = _under(base, base.frame), _under(base, base.raw.astype(object))
    fresh, texts = _filled(new.frame, frame, key), new.raw.astype(object)
    gone = pd.MultiIndex.from_frame(frame[whole]).isin(pd.MultiIndex.from_frame(new.frame[whole]))
    columns = list(dict.fromkeys([*frame.columns, *new.frame.columns]))
    sheet = Sheet(
        new.kind,
        new.file,
        pd.concat([frame[~gone], fresh]).reindex(columns=columns),
        pd.concat([raw[~gone], texts]).reindex(columns=columns).astype(object),
        (),
    )
    if "status" in sheet.frame:
        sheet = replace(sheet, frame=sheet.frame.assign(status=sheet.frame["status"].fillna("observed")))
    if {"group", "month"} <= {*columns}:
        places = {group: place for place, group in enumerate(dict.fromkeys(sheet.frame["group"]))}
        order = sheet.frame.assign(place=sheet.frame["group"].map(places)).sort_values(["place", "month"]).index
        sheet = replace(sheet, frame=sheet.frame.loc[order], raw=sheet.raw.loc[order])
    sheet, steps = known_months(sheet)
    findings = [*steps, *(finding for finding in rule_findings(sheet) if (finding.row or 1) > 0)]
    if findings and any(finding.severity == "error" for finding in findings):
        return sheet, findings
    sheet, asked = settled(sheet, suspicions_of_series(latest), answers)
    return sheet, [*findings, *(finding for finding in asked if (finding.row or 1) > 0)]


def _under(base: Sheet, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows under negative numbers."""
    return frame.set_axis(-np.arange(1, len(frame) + 1), axis="index")


def _filled(new: pd.DataFrame, base: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """New rows with what the table in use knows where they are empty."""
    before = base.drop_duplicates(key).set_index(key)
    filled = new.set_index(key).reindex(columns=list(dict.fromkeys([*before.columns, *new.columns.drop(key)])))
    for name in before.columns.intersection(new.columns):
        if name not in ("status", "source"):
            filled[name] = filled[name].fillna(before[name].reindex(filled.index))
    for name in before.columns.difference(new.columns):
        if name not in ("status", "source"):
            filled[name] = before[name].reindex(filled.index)
    return filled.reset_index().set_axis(new.index, axis="index")
