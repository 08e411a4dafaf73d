"""What is loaded: spans, the status of each month, what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from html import escape

from forecasting.base.format import Formats
from forecasting.base.groups import group_name
from forecasting.base.periods import Month, month_label, year_of
from forecasting.base.text import Texts
from forecasting.observations import Observations, Series
from forecasting.reports.data.words import span_words
from forecasting.ui.html import cell, line, scrolling

__all__ = [
    "PROVISIONAL",
    "STATES",
    "further_words",
    "legend_words",
    "loaded_heads",
    "loaded_rows",
    "month_grid",
    "states",
    "table_heads",
]

STATES = ("observed", "disaggregated", "extrapolated", "provisional", "sample")
"""What is to be said of a month; the last two come on top of one of the others."""

PROVISIONAL = 12
"""Months before the base month within which a published figure still counts as preliminary."""

OF_DISTRICTS = ("population", "allocation", "cohort", "opening_stock")


def states(series: Series, base_month: Month) -> tuple[tuple[str, ...], ...]:
    """For each month of the series what is to be said of it, in the order of STATES."""
    found = []
    for place, status in enumerate(series.status):
        month = series.first_month + place
        made_up = month in series.sample
        fresh = status != "extrapolated" and not made_up and month > base_month - PROVISIONAL
        marks = (("provisional", fresh), ("sample", made_up))
        found.append((status, *(name for name, holds in marks if holds)))
    return tuple(found)


def table_heads(names: Iterable[str], text: Texts) -> list[str]:
    """Heads of the tables of the page."""
    return [text(f"ui.data.head.{name}") for name in names]


def loaded_heads(observations: Observations, text: Texts) -> list[str]:
    """Heads of `loaded_rows`."""
    return table_heads(("group", "span", "until", "from", *_counted(observations)), text)


def loaded_rows(observations: Observations, text: Texts) -> list[tuple[str, ...]]:
    """One row per group: span, last own figure, first month the forecast uses, months by status."""
    formats = Formats(text.language)
    rows: list[tuple[str, ...]] = []
    for group, series in observations.arrivals.items():
        said = [state for month in states(series, observations.base_month) for state in month]
        rows.append(
            (
                group_name(group, text),
                span_words(series.first_month, series.first_month + len(series.values) - 1, text),
                formats.month_end(month_label(series.datenstand)),
                formats.month(month_label(series.usable_from)),
                *(formats.number(said.count(state)) for state in _counted(observations)),
            )
        )
    return rows


def further_words(observations: Observations, text: Texts) -> list[str]:
    """What else is known beside the arrivals, and what is missing, in sentences."""
    formats = Formats(text.language)
    words = []
    for group, series in observations.arrivals.items():
        if series.usable_from > series.first_month:
            month = formats.month(month_label(series.usable_from))
            words.append(text("ui.data.break", group=group_name(group, text), month=month))
    housing, districts = observations.housing, observations.districts
    if housing is None or not len(housing):
        words.append(text("ui.data.no_housing"))
    else:
        span = span_words(int(housing["month"].min()), int(housing["month"].max()), text)
        words.append(text("ui.data.housing", rows=formats.number(len(housing)), span=span))
    if districts is None or not len(districts):
        words.append(text("ui.data.no_districts"))
    else:
        known = [name for name in OF_DISTRICTS if districts[name].notna().any()]
        missing = [name for name in OF_DISTRICTS if name not in known]
        names = ", ".join(text(f"ui.data.key.{name}") for name in known) or "–"
        words.append(text("ui.data.districts", count=len(districts), known=names))
        if missing:
            names = ", ".join(text(f"ui.data.key.{name}") for name in missing)
            words.append(text("ui.data.districts_missing", missing=names))
    return words


def month_grid(series: Series, base_month: Month, text: Texts, printed: Collection[int] = ()) -> str:
    """Arrivals by year and month, each number marked with its status, as HTML.

    Args:
        printed: years whose sum is published to the person; the sums of others hold what their months hold.
    """
    formats = Formats(text.language)
    said = states(series, base_month)
    last = series.first_month + len(series.values) - 1
    months = [formats.month_short(month_label(last // 12 * 12 + place)).split()[0] for place in range(12)]
    rows = []
    for year in range(year_of(series.first_month), year_of(last) + 1):
        cells: list[str] = []
        total, in_total = 0.0, set[str]()
        for month in range(year * 12, year * 12 + 12):
            if not series.first_month <= month <= last:
                cells.append(cell(""))
                continue
            place = month - series.first_month
            total += float(series.values[place])
            in_total.update(said[place])
            names = ", ".join(text(f"ui.data.state.{state}") for state in said[place])
            number = f"{formats.number(float(series.values[place]))}{_marks(said[place], text)}"
            cells.append(cell(number, " ".join(said[place]), title=names))
        if year in printed:
            in_total.discard("disaggregated")
        marks = [state for state in STATES if state in in_total]
        total_cell = cell(f"{formats.number(total)}{_marks(marks, text)}")
        rows.append(line((cell(str(year), head="row"), *cells, total_cell)))
    caption = text("ui.data.months_of", group=group_name(series.group, text))
    columns = (text("ui.data.year"), *months, text("ui.data.sum"))
    head = line(cell(escape(name), head="col") for name in columns)
    return scrolling("figures months", caption, head, "".join(rows))


def legend_words(series: Series, base_month: Month, text: Texts) -> list[str]:
    """What the marks mean, of those that occur."""
    there = {state for month in states(series, base_month) for state in month}
    return [text(f"ui.data.legend.{state}", months=PROVISIONAL) for state in STATES if state in there]


def _counted(observations: Observations) -> tuple[str, ...]:
    """States that have a column: sample data only where there are any."""
    return STATES if observations.sample_data else STATES[:-1]


def _marks(said: Sequence[str], text: Texts) -> str:
    marks = [text(f"ui.data.mark.{state}") for state in said if state != "observed"]
    return f"<sup>{escape(' '.join(marks))}</sup>" if marks else ""
