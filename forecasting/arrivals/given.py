"""Arrivals fixed by a file: one certain path per group, observed and future months alike."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from forecasting.arrivals.record import ABSENT, Arrivals
from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import Month, month_label
from forecasting.base.quantiles import Array
from forecasting.observations.housing import housing_series

if TYPE_CHECKING:
    import pandas as pd

    from forecasting.observations import Observations

__all__ = ["given_arrivals"]


def given_arrivals(
    file: Path,
    observations: Observations,
    groups: tuple[str, ...] | None,
    base_month: Month,
    horizon: int,
    paths: int,
    seed: int,
) -> Arrivals:
    """Arrivals of a CSV file with the columns month, group, arrivals.

    Args:
        groups: groups that the scenario names; None takes those of the file.
        base_month, horizon: the file must hold every month from a group's first up to base month + horizon.
        paths: number of paths; they differ by the assumptions drawn on them only.
    Returns:
        Arrivals with a single column, which is that of every path; months before a group's first count as 0, months
        after the horizon are left out.
    Raises:
        InputError: the file cannot be read, lacks a group, or has a month missing.
    """
    from forecasting.observations import read_arrivals_csv

    frame = read_arrivals_csv(file)
    inside = tuple(dict.fromkeys(str(group) for group in frame["group"]))
    chosen = inside if groups is None else groups
    end = base_month + horizon
    findings = [
        Finding("arrivals.given.no_group", {"group": group, "groups": ", ".join(inside)}, file=file.name)
        for group in chosen
        if group not in inside
    ]
    months = {group: _months(frame, group, end) for group in chosen if group in inside}
    for group, known in months.items():
        missing = [month for month in range(min(base_month + 1, *known), end + 1) if month not in known]
        if missing:
            facts = {"group": group, "month": month_label(missing[0]), "count": len(missing), "end": month_label(end)}
            findings.append(Finding("arrivals.given.month_missing", facts, file=file.name))
    if findings:
        raise InputError(findings)

    first_observed = {group: min(known) for group, known in months.items()}
    first = min(base_month, *first_observed.values())
    history = base_month - first + 1
    columns: dict[str, Array] = {
        group: np.array([known.get(month, 0.0) for month in range(first, end + 1)])[:, None]
        for group, known in months.items()
    }
    left_out = [group for group in observations.arrivals if groups is None and group not in inside]
    notices = [
        Finding("arrivals.given.left_out", {"group": group}, file=file.name, severity="notice") for group in left_out
    ]
    return Arrivals(
        first_month=first,
        base_month=base_month,
        horizon=horizon,
        groups=chosen,
        paths=columns,
        n_paths=paths,
        seed=seed,
        data_hash=_hash(observations.data_hash, months),
        sample_data=observations.sample_data,
        fixed=True,
        datenstand=dict.fromkeys(chosen, base_month),
        first_observed=first_observed,
        observed={group: path[:history, 0] for group, path in columns.items()},
        status={
            group: tuple(ABSENT if month < start else "observed" for month in range(first, base_month + 1))
            for group, start in first_observed.items()
        },
        notices=(*observations.notices, *notices),
        housing=housing_series(observations.housing, chosen, first, base_month, observations.tenure_counts),
    )


def _months(frame: pd.DataFrame, group: str, end: Month) -> dict[Month, float]:
    """Persons by month of one group, up to the end of the horizon."""
    own = frame[frame["group"] == group]
    pairs = zip(own["month"].tolist(), own["arrivals"].tolist(), strict=True)
    return {int(month): float(persons) for month, persons in pairs if month <= end}


def _hash(data_hash: str, months: dict[str, dict[Month, float]]) -> str:
    """The hash of the data with the given months in it, SHA-256 hex."""
    lines = [f"{group},{month},{known[month].hex()}" for group, known in months.items() for month in sorted(known)]
    return hashlib.sha256("\n".join([data_hash, *lines]).encode()).hexdigest()
