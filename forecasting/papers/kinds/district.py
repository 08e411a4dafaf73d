"""For the committee of one district, on two pages: persons, posts, grant, own share, full cost, place among all.

Forecasts are the planning account of the state divided by the key. What was counted in the district is shown only as
far as it may leave the tool: a protected count is "." here even for the district itself.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding, InputError
from forecasting.base.format import Formats
from forecasting.base.quantiles import Q50, STATISTICS, Array
from forecasting.base.rounding import round_persons, rounded_persons, steps_of
from forecasting.base.text import Texts
from forecasting.papers.case import Case
from forecasting.papers.content import Bullets, Figure, Paper, Section, Words
from forecasting.papers.kinds.associations import districts_of, notices
from forecasting.papers.sections.figures import framed, with_heads
from forecasting.papers.sections.front import paper_of
from forecasting.papers.sections.grids import foot
from forecasting.papers.sections.sheet import grid_of, in_language, year_heads
from forecasting.reports.answer import answer_year
from forecasting.reports.charts import captions, need
from forecasting.reports.districts.counts import COUNTED, safe_counts
from forecasting.reports.districts.own import line_words, money_cells, printed
from forecasting.reports.districts.tables import rank
from forecasting.reports.districts.words import (
    budget_words,
    fte_digits,
    full_name,
    in_force_words,
    key_remark,
    key_words,
    level_words,
)
from forecasting.reports.grid import Grid, Row
from forecasting.reports.tables import NOTHING, UNKNOWN, year_notes
from forecasting.scenarios.districts.account import DistrictYear, district_year
from forecasting.scenarios.districts.keys import distribute
from forecasting.scenarios.districts.own import DistrictLine, district_line
from forecasting.scenarios.districts.results import ByDistrict

__all__ = ["message", "paper"]

THOUSAND = 1e3
PAGES = 2


def paper(case: Case, district: str, text: Texts) -> Paper:
    """The two pages.

    Args:
        district: its official code (AGS), five digits.
    Raises:
        InputError: there is no such district, no districts at all, or a key has no figures.
    """
    case = in_language(case, text)
    table = districts_of(case)
    found = ByDistrict(case.result, distribute(table, case.result.resolved, case.result.years))
    codes = [each.code for each in found.distribution.districts]
    if district not in codes:
        raise InputError(Finding("papers.no_such_district", {"code": district}))
    row, line = codes.index(district), district_line(case.result, table, district)
    about = found.distribution.districts[row]
    name, the_name = full_name(about.name, about.kind, text), full_name(about.name, about.kind, text, "the")
    year = answer_year(case.result)
    said = line_words(line, the_name, year, text, own=False)
    of_year = district_year(found, year)
    sections = [
        Section(
            "result",
            message(line, year, the_name, text),
            (Words((said[:1].upper() + said[1:],)), _posts(case, line), _money(case, line)),
        ),
        Section("place", _place_message(found, of_year, row, the_name, case),
                (_place(case, table, found, of_year, row), _figure(case, found, row, name)), new_page=True),
        Section("basis", text("papers.district.basis"), (Bullets(_basis(case, found, line, year, district)),)),
    ]  # fmt: skip
    title = text("papers.district.title", name=name[:1].upper() + name[1:], first=line.years[0], last=line.years[-1])
    title += key_remark(found, text)
    return paper_of(case, "district", title, sections, pages=PAGES)


def message(line: DistrictLine, year: int, name: str, text: Texts) -> str:
    """Posts of the year and how the grant changes on the year before; the name with its article."""
    formats, row, money = Formats(text.language), line.years.index(year), printed(line)
    change = money["grant_change"][row]
    key = "first" if change is None else "same" if not change else "more" if change > 0 else "less"
    return text(
        f"papers.district.message_{key}",
        name=name,
        year=year,
        before=year - 1,
        posts=formats.number(float(line.posts[row]), 2),
        grant=formats.number(money["grant"][row] or 0),
        change=formats.number(abs(change or 0)),
    )


def _posts(case: Case, line: DistrictLine) -> Grid:
    """Persons, FTE with interval, posts."""
    text, formats, digits = case.text, case.formats, fte_digits(line.fte)

    def row(key: str, values: Array, digits: int) -> Row:
        cells = tuple(NOTHING if value == 0 else formats.number(value, digits) for value in values.tolist())
        return Row(text(f"reports.own_district.{key}"), cells, "result" if key == "posts" else "item")

    between = tuple(
        NOTHING if low == high else text("reports.table.interval", low=formats.number(low, digits),
                                         high=formats.number(high, digits))
        for low, high in zip(line.fte_low.tolist(), line.fte_high.tolist(), strict=True)
    )  # fmt: skip
    rows = [
        row("persons", np.array([round_persons(each) for each in line.persons.tolist()]), 0),
        row("fte", line.fte, digits),
        Row(text("reports.own_district.interval"), between),
        *([row("filled", line.filled, digits)] if line.vacant else []),
        row("posts", line.posts, 2),
    ]
    step = formats.plain(case.result.resolved.number("districts.minimum_step"))
    return grid_of(
        case,
        "posts",
        text("papers.district.table_posts"),
        unit="",
        heads=(text("reports.own_district.measure"), *year_heads(case)),
        rows=rows,
        said=[text("papers.district.note_step", step=step), *year_notes(case.result, text, formats)],
        states=[text("papers.state.forecast")] * len(line.years),
        sums=False,
    )


def _money(case: Case, line: DistrictLine) -> Grid:
    """Grant with its change, own share, and the full cost as a memo; the cost adds up in every year."""
    text, cells = case.text, money_cells(line, case.text)
    rows = [
        Row(text(f"papers.district.row_{key}"), row,
            "result" if key in ("grant", "own_share") else "sum" if key == "full_cost" else "item")
        for key, row in cells.items()
    ]  # fmt: skip
    notes = [text("papers.district.note_memo")]
    if UNKNOWN in cells["grant_change"]:
        notes.append(text("papers.district.note_change"))
    if any(line.decided):
        notes.append(text("reports.own_district.decided"))
    return grid_of(
        case,
        "money",
        text("papers.district.table_money"),
        unit=text("reports.unit.thousand"),
        heads=(text("reports.own_district.measure"), *year_heads(case)),
        rows=rows,
        said=notes,
        states=[text("papers.state.forecast")] * len(line.years),
        sums=False,
    )


def _place_message(found: ByDistrict, year: DistrictYear, row: int, name: str, case: Case) -> str:
    place = rank(year.fte).index(row) + 1
    return case.text(
        "papers.district.place",
        name=name,
        year=year.year,
        place=place,
        count=len(found.distribution.districts),
        share=case.formats.percent(_share(year.fte, row), 1),
    )


def _place(case: Case, table: pd.DataFrame, found: ByDistrict, year: DistrictYear, row: int) -> Grid:
    """Value, share of the state and place; of what was counted the value alone, as far as it may be shown."""
    text, formats = case.text, case.formats
    rows = []
    population = table["population"].to_numpy(dtype=np.float64)
    known: list[tuple[str, Array, str]] = []
    if not np.isnan(population).any():
        known.append(("population", population, formats.number(population[row])))
    persons = rounded_persons(year.persons.tolist())
    grant = [steps_of(float(amount) / THOUSAND, 1) for amount in year.grant]
    known += [
        ("persons", year.persons, formats.number(persons[row])),
        ("fte", year.fte, formats.number(float(year.fte[row]), fte_digits(found.yearly("fte")[row, :, Q50]))),
        ("posts", year.posts, formats.number(float(year.posts[row]), 2)),
        ("grant", year.grant, formats.number(grant[row])),
    ]
    for key, values, shown in known:
        cells = (shown, formats.percent(_share(values, row), 1), formats.number(rank(values).index(row) + 1))
        rows.append(Row(text(f"papers.district.place_{key}", year=year.year), cells))
    least = case.result.resolved.whole("districts.suppress_below")
    safe, sums = safe_counts(table, least)
    for key in (name for name in COUNTED if name in sums.index):
        value = float(safe[key].iloc[row])
        shown = UNKNOWN if np.isnan(value) else formats.number(value)
        rows.append(Row(text(f"papers.district.place_{key}"), (shown, "x", "x")))
    notes = [text("papers.district.note_counted", least=least)] if len(sums.index) else []
    count = len(found.distribution.districts)
    return grid_of(
        case,
        "place",
        text("papers.district.table_place", count=count),
        unit="",
        heads=(text("reports.own_district.measure"), text("papers.district.head_value"),
               text("papers.district.head_share"), text("papers.district.head_place", count=count)),
        rows=rows,
        said=notes,
        sums=False,
        below=(text("papers.associations.source"), *foot(case)) if known[0][0] == "population" else None,
    )  # fmt: skip


def _share(values: Array, row: int) -> float:
    total = float(values.sum())
    return float(values[row]) / total if total > 0 else 0.0


def _figure(case: Case, found: ByDistrict, row: int, name: str) -> Figure:
    """FTE of the district by year with intervals."""
    text, unit, result = case.text, case.text("reports.unit.fte"), case.result
    summary = found.yearly("fte")[row]
    table = pd.DataFrame(summary, columns=STATISTICS)
    table.insert(0, "year", [year.year for year in result.years])
    table.insert(1, "partial", [year.partial for year in result.years])
    table["fundable"], table["continued"] = np.nan, False

    first, last = float(table["q50"].iloc[0]), float(table["q50"].iloc[-1])
    digits = fte_digits(table["q50"].to_numpy())
    start, end = case.formats.number(first, digits), case.formats.number(last, digits)
    way = "stays" if start == end or len(table) == 1 else "rises" if last > first else "falls"
    facts = {"start": start, "end": end, "first": result.years[0].year, "last": result.years[-1].year}
    return Figure(
        key="fte",
        message=text(f"papers.district.fte_{way}", **facts),
        words=captions.fte_words(table, text),
        chart=with_heads(need.posts(table, None, text=text), year_heads(case)),
        frame=framed(
            case,
            text("papers.district.figure", name=name),
            unit,
            notes=(text("papers.district.note_median"), *year_notes(result, text, case.formats, continued=False)),
        ),
    )


def _basis(case: Case, found: ByDistrict, line: DistrictLine, year: int, code: str) -> tuple[str, ...]:
    """Which key, which account, and what a reader has to know."""
    text = case.text
    of_year = district_year(found, year)
    key = key_words(found.distribution.weights[case.result.row(year)], text)
    said = [text("papers.district.basis_key", key=key, account=level_words(of_year, text))]
    if key_remark(found, text):
        said += [*in_force_words(text), *budget_words(text, district=code)]
    said += notices(found, text)
    if not found.varied and (line.fte_high > line.fte_low).any():
        said.append(text("papers.district.basis_narrow"))
    said.append(text("papers.district.basis_own"))
    if case.ageing:
        said.append(case.ageing)
    return tuple(said)
