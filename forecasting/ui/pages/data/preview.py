"""What other observations would change before they count: months, and the answer of the scenario in work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from forecasting.base.format import Formats
from forecasting.base.groups import group_name
from forecasting.base.periods import Month, month_label
from forecasting.base.quantiles import Q10, Q90
from forecasting.base.rounding import round_persons
from forecasting.base.text import Texts
from forecasting.observations import Observations, Series
from forecasting.reports.answer import answer_year
from forecasting.reports.data.words import signed, span_words
from forecasting.reports.headline import headline
from forecasting.scenarios import Outlook
from forecasting.ui.pages.data.view import further_words

__all__ = ["answer_rows", "change_rows", "preview_rows", "preview_words"]

SAME = 1e-6  # persons

Months = Mapping[Month, tuple[float, str]]
"""Persons and status by month."""


def preview_rows(now: Observations, new: Observations, text: Texts) -> list[tuple[str, ...]]:
    """One row per group: spans, months added, changed and dropped, persons in the months that both have."""
    formats = Formats(text.language)
    rows: list[tuple[str, ...]] = []
    for group, old, other in _by_group(now, new):
        both = [month for month in other if month in old]
        changed = [month for month in both if _differs(old[month], other[month])]
        before, after = (sum(table[month][0] for month in both) for table in (old, other))
        rows.append(
            (
                group_name(group, text),
                span_words(min(old), max(old), text) if old else text("ui.data.not_there"),
                span_words(min(other), max(other), text) if other else text("ui.data.not_there"),
                formats.number(len(other) - len(both)),
                formats.number(len(changed)),
                formats.number(len(old) - len(both)),
                signed(after - before, text),
            )
        )
    return rows


def change_rows(now: Observations, new: Observations, text: Texts) -> list[tuple[str, ...]]:
    """One row per month that changes: group, month, persons and status before and after, difference."""
    formats = Formats(text.language)
    rows: list[tuple[str, ...]] = []
    for group, old, other in _by_group(now, new):
        for month in sorted({*old, *other}):
            before, after = old.get(month), other.get(month)
            if before is not None and after is not None and not _differs(before, after):
                continue
            rows.append(
                (
                    group_name(group, text),
                    formats.month(month_label(month)),
                    *(_stated(state, formats, text) for state in (before, after)),
                    signed((after[0] if after else 0.0) - (before[0] if before else 0.0), text),
                )
            )
    return rows


def preview_words(now: Observations, new: Observations, text: Texts) -> list[str]:
    """What else would change: the base month, what is known of housing and districts, sample data."""
    formats, words = Formats(text.language), []
    if now.base_month != new.base_month:
        before, after = (formats.month_end(month_label(month)) for month in (now.base_month, new.base_month))
        words.append(text("ui.data.preview.base", before=before, after=after))
    known = further_words(now, text)
    words += [sentence for sentence in further_words(new, text) if sentence not in known]
    if new.sample_data:
        words.append(text("ui.sample"))
    return words


def answer_rows(before: Outlook, after: Outlook, text: Texts) -> tuple[int, list[tuple[str, ...]]]:
    """The year of the answer, and one row per figure of it: measure, before, after, difference.

    Args:
        before, after: the same scenario on the observations in use and on others.
    Returns:
        Persons, posts and EUR as medians with 80 % interval, and the planning value of the need.
    """
    year = answer_year(after)
    rows = [
        _answer_row(measure, before, after, year, text) for measure in ("caseload_mean", "fte", "need", "planning")
    ]
    return year, rows


def _answer_row(measure: str, before: Outlook, after: Outlook, year: int, text: Texts) -> tuple[str, ...]:
    values = [_figures(result, measure, year) for result in (before, after)]
    share = Formats(text.language).percent(after.planning_quantile)
    label = text(f"ui.data.answer.{measure}", year=year, share=share)
    medians = [found[0] for found in values if found is not None]
    difference = "–"
    if len(medians) == 2:
        difference = signed(_in_unit(medians[1], measure) - _in_unit(medians[0], measure), text, _digits(measure))
    return (label, *(_said(found, measure, text) for found in values), difference)


def _figures(result: Outlook, measure: str, year: int) -> tuple[float, ...] | None:
    """Headline value and 80 % interval, or the planning value alone; None: the horizon misses the year."""
    if year not in {each.year for each in result.years}:
        return None
    row = result.row(year)
    if measure == "planning":
        return (float(result.accounts[result.planning_quantile].measures["need"][row]),)
    bounds = (float(result.yearly[measure].summary[row][place]) for place in (Q10, Q90))
    return (float(headline(result, measure)[row]), *bounds)


def _said(found: tuple[float, ...] | None, measure: str, text: Texts) -> str:
    if found is None:
        return "–"
    words = [_number(value, measure, text) for value in found]
    if len(words) == 1 or found[1] == found[2]:
        return words[0]
    return text("ui.data.answer.interval", value=words[0], low=words[1], high=words[2])


def _in_unit(value: float, measure: str) -> float:
    """In the unit of the screen, rounded as it is shown, so that a difference fits the figures beside it."""
    if measure == "caseload_mean":
        return round_persons(value)
    return float(round(value)) if measure == "fte" else round(value / 1e6, 1)


def _number(value: float, measure: str, text: Texts) -> str:
    return Formats(text.language).number(_in_unit(value, measure), _digits(measure))


def _digits(measure: str) -> int:
    return 0 if measure in ("caseload_mean", "fte") else 1


def _by_group(now: Observations, new: Observations) -> Iterator[tuple[str, Months, Months]]:
    for group in dict.fromkeys((*now.arrivals, *new.arrivals)):
        yield group, _by_month(now.arrivals.get(group)), _by_month(new.arrivals.get(group))


def _by_month(series: Series | None) -> Months:
    if series is None:
        return {}
    status = [
        "sample" if series.first_month + place in series.sample else state
        for place, state in enumerate(series.status)
    ]
    pairs = zip(np.asarray(series.values, dtype=np.float64).tolist(), status, strict=True)
    return {series.first_month + place: pair for place, pair in enumerate(pairs)}


def _differs(before: tuple[float, str], after: tuple[float, str]) -> bool:
    return before[1] != after[1] or abs(before[0] - after[0]) > SAME


def _stated(state: tuple[float, str] | None, formats: Formats, text: Texts) -> str:
    return "–" if state is None else f"{formats.number(state[0])} ({text(f'ui.data.state.{state[1]}')})"
