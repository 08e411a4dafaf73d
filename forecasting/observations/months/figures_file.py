"""Take the arrivals of a folder from figures over spans of months, `arrivals_figures`, merged with monthly ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import month_label
from forecasting.observations.months.merging import Given, Merged, merge
from forecasting.observations.reading.kinds import OFFICE
from forecasting.observations.reading.schemas import Sheet, rule_findings

__all__ = ["FIGURES", "with_figures"]

FIGURES = "arrivals_figures"
LONGEST = 240
"""Months that a figure may cover: a longer one has a digit wrong."""


def with_figures(sheets: dict[str, Sheet]) -> list[Finding]:
    """Put the merged arrivals and their uncertainty into `sheets`, in place of the monthly ones.

    Monthly arrivals of the folder join as figures, as far as they are observed.

    Returns:
        What is wrong with the figures, or each step of the merging.
    """
    if FIGURES not in sheets:
        return []
    figures, monthly = sheets[FIGURES], sheets.get("arrivals")
    if figures.blocked or (monthly is not None and monthly.blocked):
        return []
    if wrong := _wrong(figures):
        return wrong
    try:
        merged, steps = merge([*_spans(figures), *_months(monthly)])
    except InputError as error:
        return [replace(finding, file=figures.file) for finding in error.findings]
    arrivals = _sheet("arrivals", figures.file, _arrivals(merged))
    sheets["arrivals"] = replace(arrivals, findings=tuple(rule_findings(arrivals)))
    uncertain = {group: one for group, one in merged.items() if one.loadings.size}
    sheets.pop("arrivals_uncertainty", None)
    if uncertain:
        sheets["arrivals_uncertainty"] = _sheet("arrivals_uncertainty", figures.file, _factors(uncertain))
    return [*(replace(step, file=figures.file) for step in steps), *sheets["arrivals"].findings]


def _wrong(figures: Sheet) -> list[Finding]:
    """Spans that end before they begin, or last longer than any count."""
    findings = []
    for line, first, last in figures.frame[["from", "to"]].itertuples():
        if not 0 <= last - first < LONGEST:
            facts = {"most": LONGEST}
            findings.append(
                Finding("observations.merge_span", facts, figures.file, int(line), "to", month_label(int(last)))
            )
    return findings


def _spans(figures: Sheet) -> list[Given]:
    rows = figures.frame[["from", "to", "group", "persons"]].itertuples(index=False)
    return [Given(int(first), int(last), str(group).strip(), float(persons)) for first, last, group, persons in rows]


def _months(monthly: Sheet | None) -> list[Given]:
    if monthly is None:
        return []
    frame = monthly.frame
    if "status" in frame:
        frame = frame[frame["status"].isin(["observed", "sample"])]
    rows = frame[["month", "group", "arrivals"]].itertuples(index=False)
    return [Given(int(month), int(month), str(group), float(persons)) for month, group, persons in rows]


def _arrivals(merged: Mapping[str, Merged]) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "month": np.arange(one.first_month, one.first_month + len(one.values), dtype=np.float64),
                "group": group,
                "arrivals": np.maximum(one.values, 0.0),
                "status": list(one.status),
            }
        )
        for group, one in merged.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _factors(merged: Mapping[str, Merged]) -> pd.DataFrame:
    parts = []
    for group, one in merged.items():
        names = [f"factor_{place + 1}" for place in range(one.loadings.shape[1])]
        months = np.arange(one.first_month, one.first_month + len(one.values), dtype=np.float64)
        part = pd.DataFrame(one.loadings, columns=names)
        part.insert(0, "month", months)
        part.insert(1, "group", group)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _sheet(kind: str, file: str, frame: pd.DataFrame) -> Sheet:
    return Sheet(OFFICE[kind], file, frame, frame.astype(object), ())
