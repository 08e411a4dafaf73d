"""Tables and words of the page "Fallzahl": who is where, for how long in support, the stay, the model's past.

Tables are tidy, one row per month, columns in the order in which they are stacked; persons, not rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.periods import Month, month_label, month_range
from forecasting.base.quantiles import Array
from forecasting.base.rounding import round_persons
from forecasting.base.text import Texts
from forecasting.reports.grid import Values
from forecasting.scenarios.course import BANDS, Course
from forecasting.scenarios.opening import Opening
from forecasting.scenarios.stay_answer import StayAnswer

__all__ = [
    "compared_data", "compared_table", "compared_values", "compared_words", "course_data", "course_values",
    "flow_words", "opening_words", "stay_data", "stay_table", "stay_values", "tenure_table", "tenure_words",
    "where_table", "where_words",
]  # fmt: skip

YEAR = 12
CALCULATED, FORECAST = "calculated", "forecast"
NONE = "."
Name = Callable[[str], str]


def where_table(course: Course, groups: Sequence[str], name: Name, text: Texts) -> pd.DataFrame:
    """Month, status and one column for each place and group, provisional housing below."""
    columns = {
        text("reports.caseload.provisional", group=name(group)): course.provisional_stock[group] for group in groups
    } | {
        text("reports.caseload.supported", group=name(group)): course.caseload[group].sum(axis=0) for group in groups
    }
    return _months(course, columns)


def tenure_table(course: Course, groups: Sequence[str], text: Texts) -> pd.DataFrame:
    """Month, status and the caseload of these groups by months since entry, the newest below."""
    total = np.sum([course.caseload[group] for group in groups], axis=0)
    return _months(course, {_band(place, text): total[place] for place in range(len(BANDS)) if total[place].any()})


def course_values(table: pd.DataFrame, text: Texts) -> Values:
    """A stacked table as shown, with the sum."""
    formats, parts = Formats(text.language), list(table.columns[2:])
    heads = (
        text("reports.chart.head_month"),
        text("reports.chart.head_status"),
        *parts,
        text("reports.caseload.sum"),
    )
    rows = [
        (
            row["month"],
            text(f"reports.caseload.status_{row['status']}"),
            *(_persons(row[part], formats) for part in parts),
            _persons(sum(row[part] for part in parts), formats),
        )
        for row in table.to_dict("records")
    ]
    return Values(heads, tuple(rows), words=(0, 1))


def course_data(table: pd.DataFrame, text: Texts) -> pd.DataFrame:
    """A stacked table for a file."""
    words = {status: text(f"reports.caseload.status_{status}") for status in (CALCULATED, FORECAST)}
    renamed = {"month": text("reports.chart.head_month"), "status": text("reports.chart.head_status")}
    return table.assign(status=table["status"].map(words)).rename(columns=renamed)


def where_words(course: Course, groups: Sequence[str], text: Texts) -> str:
    """Who is where at the end of the base month and a year later."""
    formats = Formats(text.language)
    at = course.base_month - course.first_month
    later = min(at + YEAR, len(course.provisional_stock[groups[0]]) - 1)

    def persons(parts: Mapping[str, Array], month: int) -> str:
        return _persons(float(sum(parts[group][..., month].sum() for group in groups)), formats)

    return text(
        "reports.caseload.where_words",
        stand=formats.month_end(month_label(course.base_month)),
        provisional=persons(course.provisional_stock, at),
        supported=persons(course.caseload, at),
        later=formats.month_end(month_label(course.first_month + later)),
        provisional_later=persons(course.provisional_stock, later),
        supported_later=persons(course.caseload, later),
    )


def flow_words(course: Course, groups: Sequence[str], text: Texts) -> str:
    """How many move from provisional into follow-up housing, in the year before the base month and the year after."""
    formats, at = Formats(text.language), course.base_month - course.first_month + 1
    before, after = (
        _persons(float(sum(course.housing_inflow[group][span].sum() for group in groups)), formats)
        for span in (slice(max(at - YEAR, 0), at), slice(at, at + YEAR))
    )
    return text("reports.caseload.flow_words", before=before, after=after)


def tenure_words(table: pd.DataFrame, base_month: Month, text: Texts) -> str:
    """Which part of the caseload entered follow-up housing within the last year."""
    formats = Formats(text.language)
    row = table.iloc[int((table["month"] <= month_label(base_month)).sum()) - 1]
    parts = [float(row[name]) for name in table.columns[2:]]
    share = parts[0] / sum(parts) if sum(parts) > 0 else 0.0
    stand = formats.month_end(month_label(base_month))
    return text("reports.caseload.tenure_words", stand=stand, share=formats.percent(share))


def stay_table(answer: StayAnswer) -> pd.DataFrame:
    """Month of the stay, share assumed, and learned with its 90 % interval where the figures tell it; in %."""
    table = pd.DataFrame({"k": np.arange(len(answer.assumed_stay)), "assumed": 100.0 * answer.assumed_stay})
    found = answer.learned
    if found is None or not answer.identified:
        return table
    low, high = np.quantile(found.stays, (0.05, 0.95), axis=1)
    return table.assign(learned=100.0 * found.stay, low=100.0 * low, high=100.0 * high)


def stay_values(table: pd.DataFrame, text: Texts) -> Values:
    """The stay as shown."""
    formats, columns = Formats(text.language), list(table.columns[1:])
    heads = tuple(text(f"reports.caseload.stay_{name}") for name in table.columns)
    rows = [
        (str(int(row["k"])), *(formats.number(row[name], 1) for name in columns)) for row in table.to_dict("records")
    ]
    return Values(heads, tuple(rows))


def stay_data(table: pd.DataFrame, text: Texts) -> pd.DataFrame:
    """The stay for a file."""
    return table.rename(columns={name: text(f"reports.caseload.stay_{name}") for name in table.columns})


def opening_words(opening: Opening, name: str, text: Texts) -> list[str]:
    """A count beside the model, and what would follow from it."""
    formats = Formats(text.language)
    gap = opening.model - opening.counted
    words = [
        text(
            f"reports.caseload.count_{'above' if gap >= 0 else 'below'}",
            stand=formats.month_end(month_label(opening.month)),
            group=name,
            # A count is no estimate: to the person, and the others so that they add up.
            counted=formats.number(opening.counted),
            model=formats.number(opening.counted + round(gap)),
            gap=formats.number(abs(round(gap))),
            share=formats.percent(abs(gap) / opening.counted if opening.counted > 0 else 0.0, 1),
        ),
        text("reports.caseload.count_opening", persons=_persons(opening.opening_stock, formats)),
    ]
    if opening.factor is not None:
        words.append(text("reports.caseload.count_factor", factor=formats.number(opening.factor, 2)))
    return words


def compared_table(first_month: Month, model: Array, observed: Array, complete: int = 0) -> pd.DataFrame:
    """Month, model and observed (nan where nothing is known), a year before the first figure to the last.

    Args:
        complete: months before it the model's past lacks people; they are left out, unless there are no others.
    """
    known = np.flatnonzero(~np.isnan(observed))
    stop = int(known[-1]) + 1
    start = max(int(known[0]) - YEAR, min(complete, stop - YEAR), 0)
    return pd.DataFrame(
        {
            "month": month_range(first_month + start, stop - start),
            "model": model[start:stop],
            "observed": observed[start:stop],
        }
    )


def compared_words(table: pd.DataFrame, text: Texts) -> str:
    """How far the model lies from what was observed."""
    formats, both = Formats(text.language), table.dropna()
    gap = both["model"] - both["observed"]
    mean = float(both["observed"].mean())
    side = "above" if gap.mean() >= 0 else "below"
    return text(
        f"reports.caseload.compared_{side}",
        months=len(both),
        gap=_persons(abs(float(gap.mean())), formats),
        share=formats.percent(abs(float(gap.mean())) / mean if mean > 0 else 0.0, 1),
        error=_persons(float(gap.abs().mean()), formats),
    )


def compared_values(table: pd.DataFrame, text: Texts) -> Values:
    """Model and figures as shown, with the difference."""
    formats = Formats(text.language)
    names = ("model", "observed", "difference")
    heads = (text("reports.chart.head_month"), *(text(f"reports.caseload.{name}") for name in names))
    rows = [
        (
            row["month"],
            *(_persons(row[name], formats) for name in ("model", "observed")),
            _persons(row["model"] - row["observed"], formats),
        )
        for row in table.to_dict("records")
    ]
    return Values(heads, tuple(rows))


def compared_data(table: pd.DataFrame, text: Texts) -> pd.DataFrame:
    """Model and figures for a file."""
    names = {name: text(f"reports.caseload.{name}") for name in ("model", "observed")}
    return table.rename(columns=names | {"month": text("reports.chart.head_month")})


def _months(course: Course, columns: Mapping[str, Array]) -> pd.DataFrame:
    """From the first complete month on, the forecast in any case."""
    skipped = max(0, min(course.complete_from, course.base_month + 1) - course.first_month)
    count = len(next(iter(columns.values()))) - skipped
    months = month_range(course.first_month + skipped, count)
    status = [CALCULATED if month <= month_label(course.base_month) else FORECAST for month in months]
    return pd.DataFrame({"month": months, "status": status} | {name: row[skipped:] for name, row in columns.items()})


def _band(place: int, text: Texts) -> str:
    start, stop = BANDS[place]
    last = place == len(BANDS) - 1
    return text("reports.caseload.band_last" if last else "reports.caseload.band", first=start, last=stop - 1)


def _persons(value: float, formats: Formats) -> str:
    return NONE if np.isnan(value) else formats.number(round_persons(float(value)))
