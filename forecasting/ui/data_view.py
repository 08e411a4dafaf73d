"""What is loaded, in words and tables: spans, the status of each month, revisions, changes by an upload, sources."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from html import escape

import numpy as np
import pandas as pd

from forecasting.assumptions import load_register
from forecasting.base.format import Formats
from forecasting.base.periods import Month, month_label, year_of
from forecasting.base.text import Texts
from forecasting.observations import Observations, Series, read_published
from forecasting.observations.kinds import PUBLISHED

__all__ = [
    "STATES",
    "change_rows",
    "file_rows",
    "further_words",
    "group_name",
    "loaded_rows",
    "month_grid",
    "preview_rows",
    "revision_rows",
    "source_table",
]

STATES = ("observed", "disaggregated", "extrapolated")
GRADES = ("A", "B", "C")
COUNTED = "asylum_applications_monthly_de"
FIRST = "asylum_applications_first_release_de"
IMPUTED = ("interval_split", "ytd_rounded")  # the later figure is a split or a rounded one
RUNNING = ("bamf_ytd_difference", "bamf_ytd_from_percent")  # its January is the first published figure itself
SAME = 1e-6  # persons
OF_DISTRICTS = ("population", "allocation", "cohort", "opening_stock")


def group_name(group: str, text: Texts) -> str:
    """Name of a group."""
    names = {choice.value: choice.label(text.language) for choice in load_register()["groups"].choices}
    return names.get(group, group)


def loaded_rows(observations: Observations, text: Texts) -> list[tuple[str, ...]]:
    """One row per group: span, last own figure, months by status, first month the forecast uses."""
    formats = Formats(text.language)
    rows: list[tuple[str, ...]] = []
    for group, series in observations.arrivals.items():
        last = series.first_month + len(series.values) - 1
        counts = {state: series.status.count(state) for state in STATES}
        rows.append(
            (
                group_name(group, text),
                _span(series.first_month, last, formats, text),
                formats.month_end(month_label(series.datenstand)),
                formats.month(month_label(series.usable_from)),
                *(formats.number(counts[state]) for state in STATES),
            )
        )
    return rows


def further_words(observations: Observations, text: Texts) -> list[str]:
    """What is known beside the arrivals, and what is missing, in sentences."""
    formats = Formats(text.language)
    words = []
    housing, districts = observations.housing, observations.districts
    if housing is None or not len(housing):
        words.append(text("ui.data.no_housing"))
    else:
        first, last = int(housing["month"].min()), int(housing["month"].max())
        words.append(text("ui.data.housing", rows=len(housing), span=_span(first, last, formats, text)))
    if districts is None or not len(districts):
        words.append(text("ui.data.no_districts"))
    else:
        known = [name for name in OF_DISTRICTS if districts[name].notna().any()]
        missing = [name for name in OF_DISTRICTS if name not in known]
        words.append(
            text(
                "ui.data.districts",
                count=len(districts),
                known=", ".join(text(f"ui.data.key.{name}") for name in known) or "–",
            )
        )
        if missing:
            names = ", ".join(text(f"ui.data.key.{name}") for name in missing)
            words.append(text("ui.data.districts_missing", missing=names))
    return words


def month_grid(series: Series, text: Texts) -> str:
    """Arrivals by year and month, each cell marked with its status, as HTML."""
    formats = Formats(text.language)
    last = series.first_month + len(series.values) - 1
    months = [formats.month_short(month_label(last // 12 * 12 + place)).split()[0] for place in range(12)]
    heads = "".join(f'<th scope="col">{escape(month)}</th>' for month in months)
    rows = []
    for year in range(year_of(series.first_month), year_of(last) + 1):
        cells, total = [], 0.0
        for month in range(year * 12, year * 12 + 12):
            if not series.first_month <= month <= last:
                cells.append("<td></td>")
                continue
            place = month - series.first_month
            state, value = series.status[place], float(series.values[place])
            total += value
            mark = "" if state == "observed" else text(f"ui.data.mark.{state}")
            sup = f"<sup>{escape(mark)}</sup>" if mark else ""
            name = escape(text(f"ui.data.state.{state}"))
            cells.append(f'<td class="{escape(state)}" title="{name}">{formats.number(value)}{sup}</td>')
        rows.append(f'<tr><th scope="row">{year}</th>{"".join(cells)}<td>{formats.number(total)}</td></tr>')
    caption = text("ui.data.months_of", group=group_name(series.group, text))
    first, total_head = escape(text("ui.data.year")), escape(text("ui.data.sum"))
    return (
        f'<div class="scroll"><table class="figures months"><caption>{escape(caption)}</caption><thead><tr>'
        f'<th scope="col">{first}</th>{heads}<th scope="col">{total_head}</th>'
        f"</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


@lru_cache(maxsize=1)
def _revisions() -> pd.DataFrame:
    """First and later published first applications by year: months, first, later (persons), of the months that have
    a first figure of their own and a later one that was counted."""
    later = read_published(COUNTED)[["month", "first_applications", "method"]]
    both = read_published(FIRST)[["month", "first_published"]].merge(later, on="month").dropna()
    january = (both["month"].astype(int) % 12 == 0) & both["method"].isin(RUNNING)
    both = both[~january & ~both["method"].isin(IMPUTED)]
    by_year = both.groupby(both["month"].astype(int) // 12)
    return by_year.agg(
        months=("month", "size"), first=("first_published", "sum"), later=("first_applications", "sum")
    )


def revision_rows(text: Texts) -> list[tuple[str, ...]]:
    """Year, months compared, first published, published later, how much higher."""
    formats = Formats(text.language)
    return [
        (
            str(year),
            formats.number(row["months"]),
            formats.number(row["first"]),
            formats.number(row["later"]),
            formats.percent(row["later"] / row["first"] - 1.0, 1),
        )
        for year, row in _revisions().iterrows()
    ]


def preview_rows(now: Observations, new: Observations, text: Texts) -> list[tuple[str, ...]]:
    """One row per group: spans, months added, changed and dropped, persons in the months that both have."""
    formats = Formats(text.language)
    rows: list[tuple[str, ...]] = []
    for group in dict.fromkeys((*now.arrivals, *new.arrivals)):
        old, other = _by_month(now.arrivals.get(group)), _by_month(new.arrivals.get(group))
        both = [month for month in other if month in old]
        changed = [month for month in both if _differs(old[month], other[month])]
        before, after = (sum(table[month][0] for month in both) for table in (old, other))
        rows.append(
            (
                group_name(group, text),
                _span(min(old), max(old), formats, text) if old else text("ui.data.not_there"),
                _span(min(other), max(other), formats, text) if other else text("ui.data.not_there"),
                formats.number(len(other) - len(both)),
                formats.number(len(changed)),
                formats.number(len(old) - len(both)),
                _signed(after - before, formats),
            )
        )
    return rows


def change_rows(now: Observations, new: Observations, text: Texts) -> list[tuple[str, ...]]:
    """One row per month that changes: group, month, persons and status before and after, difference."""
    formats = Formats(text.language)
    rows: list[tuple[str, ...]] = []
    for group in dict.fromkeys((*now.arrivals, *new.arrivals)):
        old, other = _by_month(now.arrivals.get(group)), _by_month(new.arrivals.get(group))
        for month in sorted({*old, *other}):
            before, after = old.get(month), other.get(month)
            if before is not None and after is not None and not _differs(before, after):
                continue
            rows.append(
                (
                    group_name(group, text),
                    formats.month(month_label(month)),
                    *(_stated(state, formats, text) for state in (before, after)),
                    _signed((after[0] if after else 0.0) - (before[0] if before else 0.0), formats),
                )
            )
    return rows


def preview_words(now: Observations, new: Observations, text: Texts) -> list[str]:
    """What else would change: the base month, what is known of housing and districts, sample data."""
    formats, words = Formats(text.language), []
    if now.base_month != new.base_month:
        before, after = (formats.month_end(month_label(month)) for month in (now.base_month, new.base_month))
        words.append(text("ui.data.preview.base", before=before, after=after))
    words += [words_ for words_ in further_words(new, text) if words_ not in further_words(now, text)]
    if new.sample_data:
        words.append(text("ui.sample"))
    return words


def file_rows(text: Texts) -> list[tuple[str, ...]]:
    """Published files: what they hold, span, rows, sources by grade."""
    sources = read_published("sources")
    grades = dict(zip(sources["source"], sources["grade"], strict=True))
    formats = Formats(text.language)
    rows: list[tuple[str, ...]] = []
    for name, kind in PUBLISHED.items():
        if "source" not in kind.names or name == "sources":
            continue
        table = read_published(name)
        given = [grades.get(source, "") for source in table["source"].unique()]
        rows.append(
            (
                text(f"ui.data.file.{name}"),
                f"{name}.csv",
                _period(table, text),
                formats.number(len(table)),
                *(formats.number(given.count(grade)) for grade in GRADES),
            )
        )
    return rows


def source_table(words: str, text: Texts) -> list[tuple[str, ...]]:
    """Sources whose row holds every word: grade, publisher, source, date, how it was read, licence, note."""
    language = text.language
    wanted, rows = words.casefold().split(), []
    for record in read_published("sources").to_dict("records"):
        row = (
            str(record["grade"]),
            str(record["publisher"]),
            str(record["source"]),
            str(record["date"] or "–"),
            text(f"ui.data.read.{record['read_as']}"),
            " ".join(str(part) for part in (record[f"licence_{language}"], record[f"note_{language}"]) if part),
        )
        shown = "\n".join(row).casefold()
        if all(word in shown for word in wanted):
            rows.append(row)
    return sorted(rows)


def _by_month(series: Series | None) -> Mapping[Month, tuple[float, str]]:
    if series is None:
        return {}
    pairs = zip(np.asarray(series.values, dtype=np.float64).tolist(), series.status, strict=True)
    return {series.first_month + place: pair for place, pair in enumerate(pairs)}


def _differs(before: tuple[float, str], after: tuple[float, str]) -> bool:
    return before[1] != after[1] or abs(before[0] - after[0]) > SAME


def _stated(state: tuple[float, str] | None, formats: Formats, text: Texts) -> str:
    return "–" if state is None else f"{formats.number(state[0])} ({text(f'ui.data.state.{state[1]}')})"


def _signed(value: float, formats: Formats) -> str:
    words = formats.number(value)
    return f"+{words}" if value > 0 and words != "0" else words


def _span(first: Month, last: Month, formats: Formats, text: Texts) -> str:
    words = [formats.month(month_label(month)) for month in (first, last)]
    return words[0] if first == last else text("ui.data.span", first=words[0], last=words[1])


def _period(table: pd.DataFrame, text: Texts) -> str:
    """First and last year that a table is about."""
    if "month" in table:
        years = [year_of(int(month)) for month in (table["month"].min(), table["month"].max())]
    elif "year" in table:
        years = [int(table["year"].min()), int(table["year"].max())]
    else:
        named = sorted(str(period)[:4] for period in table["period"] if str(period)[:4].isdecimal())
        years = [int(named[0]), int(named[-1])]
    return str(years[0]) if years[0] == years[1] else text("ui.data.span", first=years[0], last=years[1])
