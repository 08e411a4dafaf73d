"""For the municipal associations: what the districts come to, by key, and what another key would shift.

Towns and counties stand apart, as their associations do, with sums of their own. Persons, FTE whole, posts in
steps, thousands of euros; every column adds up to the rounded figure of the state, every shift to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding, InputError
from forecasting.base.format import Formats
from forecasting.base.quantiles import Array
from forecasting.base.rounding import rounded_parts, rounded_persons
from forecasting.base.state import state
from forecasting.base.text import Texts
from forecasting.papers.case import Case
from forecasting.papers.content import Facts, Paper, Section, Words
from forecasting.papers.sections.front import paper_of
from forecasting.papers.sections.sheet import grid_of, in_language
from forecasting.reports.answer import answer_year
from forecasting.reports.districts.counts import COUNTED, counts_table, safe_counts
from forecasting.reports.districts.words import (
    budget_words,
    gap_words,
    in_force_words,
    key_name,
    key_remark,
    key_words,
    names_of,
    rounding_words,
    title_words,
)
from forecasting.reports.grid import Grid, Row
from forecasting.reports.tables import NOTHING, UNKNOWN
from forecasting.scenarios.districts.account import DistrictYear, by_key, district_year
from forecasting.scenarios.districts.keys import KEYS, District, distribute, known_keys
from forecasting.scenarios.districts.results import ByDistrict

__all__ = ["districts_of", "notices", "paper", "shift_message"]

THOUSAND = 1e3
HUNDREDTHS = 100


@dataclass(frozen=True)
class Column:
    """One column of a table of districts."""

    steps: Sequence[int]  # whole ones, by district
    digits: int = 0
    scale: int = 1  # steps to one
    change: bool = False  # a difference, which has its sign
    exact: Array | None = None  # tells what is less than half a step from nothing
    secret: frozenset[int] = frozenset()  # districts whose protected count would follow from it


def paper(case: Case, text: Texts) -> Paper:
    """The paper on the districts.

    Raises:
        InputError: there are no districts, or a key of the scenario has no figures.
    """
    case = in_language(case, text)
    table = districts_of(case)
    found = ByDistrict(case.result, distribute(table, case.result.resolved, case.result.years))
    year = district_year(found, answer_year(case.result))
    sections = [
        Section("districts", _message(found, year, case), (_words(found, year, case), _districts(found, year, case))),
        *_shifts(case, table, found),
        Section(
            "keys", text("papers.associations.keys"), (_keys(case, table), _in_force(text), _counts(case, table))
        ),
    ]
    title = text("papers.associations.title", year=year.year) + key_remark(found, text)
    return paper_of(case, "associations", title, sections)


def districts_of(case: Case) -> pd.DataFrame:
    """The table of the districts.

    Raises:
        InputError: there is none.
    """
    table = case.observations.districts
    if table is None or not len(table):
        raise InputError(Finding("scenarios.no_districts"))
    return table


def notices(found: ByDistrict, text: Texts) -> list[str]:
    """What a reader of the districts has to know, but that bands are narrow: no table here has them.

    What to do about it concerns whoever makes the paper, not its readers.
    """
    formats = Formats(text.language)
    return [
        replace(finding, values={name: _printed(value, formats) for name, value in finding.values.items()}).rule(text)
        for finding in found.notices
        if finding.key != "scenarios.no_dispersion"
    ]


def _printed(value: object, formats: Formats) -> object:
    return formats.number(value) if isinstance(value, int | float) else value


def _message(found: ByDistrict, year: DistrictYear, case: Case) -> str:
    text, formats = case.text, case.formats
    return text(
        "papers.associations.message",
        year=year.year,
        count=len(found.distribution.districts),
        grant=formats.mio(float(year.grant.sum())),
        fte=formats.number(float(year.fte.sum())),
        key=key_words(found.distribution.weights[found.result.row(year.year)], text),
    )


def _words(found: ByDistrict, year: DistrictYear, case: Case) -> Words:
    text = case.text
    said = [title_words(found, year, text), rounding_words(year, text)]
    if case.result.resolved.number("districts.minimum_fte") > 0:
        said.append(gap_words(found, year, text))
    if case.ageing:
        said.append(case.ageing)
    return Words(tuple(said))


def _districts(found: ByDistrict, year: DistrictYear, case: Case) -> Grid:
    """Persons, FTE, posts, grant and own share of every district."""
    text = case.text
    weights = found.distribution.weights[found.result.row(year.year)]
    secret = frozenset[int]().union(*(_protected(case, key) for key, weight in weights.items() if weight > 0))

    def column(exact: Array, digits: int = 0, scale: int = 1) -> Column:
        return Column(rounded_parts(exact.tolist(), scale), digits, scale, exact=exact, secret=secret)

    columns = [
        Column(rounded_persons(year.persons.tolist()), exact=year.persons, secret=secret),
        column(year.fte),
        column(year.posts, 2, HUNDREDTHS),
        column(year.grant / THOUSAND),
        column(year.own_share / THOUSAND),
    ]
    rows = _rows(found, columns, case)
    if year.decided:
        rows = [Row(row.label, (*row.cells[:-1], UNKNOWN), row.kind) if row.cells else row for row in rows]
    notes = [text("papers.associations.note_exact")]
    if secret:
        notes.append(text("papers.associations.note_secret"))
    if year.decided:
        notes.append(text("papers.associations.note_decided", year=year.year))
    notes += notices(found, text)
    names = ("persons", "fte", "posts", "grant", "own_share")
    return grid_of(
        case,
        "districts",
        text("papers.associations.table", year=year.year,
             key=key_words(found.distribution.weights[found.result.row(year.year)], text)),
        unit="",
        heads=(text("reports.district.head_name"), *(text(f"papers.associations.head_{name}") for name in names)),
        rows=rows,
        said=notes,
        states=[text("papers.state.forecast")] * len(names),
        sums=False,
    )  # fmt: skip


def _shifts(case: Case, table: pd.DataFrame, found: ByDistrict) -> list[Section]:
    """What each other key with figures would shift; what is missing where there is no other."""
    text, keys = case.text, known_keys(table)
    main = case.result.resolved.word("districts.key")
    others = [key for key in keys if key != main]
    if not others:
        missing = ", ".join(key_name(key, text) for key in KEYS if key not in keys)
        words = text("papers.associations.no_shift", key=key_name(main, text), missing=missing)
        return [Section("shift", text("papers.associations.no_shift_message"), (Words((words,)),))]
    year = answer_year(case.result)
    before = district_year(by_key(case.result, table, main), year)
    sections = []
    for key in others:
        after = district_year(by_key(case.result, table, key), year)
        title = shift_message(before, after, key_name(main, text), key_name(key, text), text)
        sections.append(
            Section(f"shift_{key}", title, (_shift(case, found, before, after, main, key),), new_page=True)
        )
    return sections


def shift_message(before: DistrictYear, after: DistrictYear, one: str, other: str, text: Texts) -> str:
    """How much moves, and how many districts gain and lose."""
    change = _thousands(after.grant) - _thousands(before.grant)
    if not change.any():
        return text("papers.associations.shift_none", **{"from": one, "to": other})
    moved = float(np.abs(change).sum()) / 2 * THOUSAND
    facts = {"from": one, "to": other, "year": before.year, "amount": Formats(text.language).mio(moved)}
    gain, lose = (text.plural(f"papers.associations.{name}", int(count)) for name, count in
                  (("gain", (change > 0).sum()), ("lose", (change < 0).sum())))  # fmt: skip
    return text("papers.associations.shift_message", **facts, gain=gain, lose=lose)


def _shift(case: Case, found: ByDistrict, before: DistrictYear, after: DistrictYear, one: str, other: str) -> Grid:
    """FTE and grant by both keys, and the differences of the rounded figures."""
    text = case.text
    secret = [_protected(case, key) for key in (one, other)]
    fte = [
        Column(rounded_parts(year.fte.tolist()), exact=year.fte, secret=hidden)
        for year, hidden in zip((before, after), secret, strict=True)
    ]
    grant = [
        Column(_thousands(year.grant).tolist(), exact=year.grant, secret=hidden)
        for year, hidden in zip((before, after), secret, strict=True)
    ]
    changes = [
        Column(
            [later - earlier for earlier, later in zip(pair[0].steps, pair[1].steps, strict=True)],
            pair[0].digits,
            pair[0].scale,
            change=True,
            secret=secret[0] | secret[1],
        )
        for pair in (fte, grant)
    ]
    columns = [*fte, *grant, *changes]
    names = {"from": key_name(one, text), "to": key_name(other, text)}
    heads = [
        text(f"papers.associations.head_{what}_by", key=key)
        for what in ("fte", "grant")
        for key in (names["from"], names["to"])
    ]
    heads += [text(f"papers.associations.head_{what}_change") for what in ("fte", "grant")]
    return grid_of(
        case,
        f"shift_{other}",
        text("papers.associations.shift_table", year=before.year, **names),
        unit="",
        heads=(text("reports.district.head_name"), *heads),
        rows=_rows(found, columns, case),
        said=[
            text("papers.associations.note_shift"),
            *([text("papers.associations.note_secret")] if any(secret) else []),
        ],
        states=[text("papers.state.forecast")] * len(heads),
        sums=False,
    )


def _rows(found: ByDistrict, columns: Sequence[Column], case: Case) -> list[Row]:
    """Towns, counties and the state, each block with the sum of its rounded figures; in the order of the codes."""
    text, districts = case.text, found.distribution.districts
    names = names_of(districts, text)
    rows: list[Row] = []
    for kind, members in _blocks([(each.code, each.name, each.kind) for each in districts]):
        rows.append(Row(text(f"papers.associations.{kind}"), kind="heading"))
        rows += [Row(names[row], _cells(columns, [row], case.formats)) for row in members]
        rows.append(Row(text("reports.district.sum"), _cells(columns, members, case.formats), "sum"))
    rows.append(Row(text("reports.district.state"), _cells(columns, range(len(districts)), case.formats), "result"))
    return rows


def _blocks(districts: Sequence[tuple[object, object, object]]) -> list[tuple[str, list[int]]]:
    """Towns and counties, as far as there are any: their rows in the order of the codes.

    Args:
        districts: code, name and kind of each.
    """
    order = sorted(range(len(districts)), key=lambda row: str(districts[row][0]))
    found = [
        (kind, [row for row in order if (districts[row][2] == state().urban_kind) == (kind == "towns")])
        for kind in ("towns", "counties")
    ]
    return [(kind, members) for kind, members in found if members]


def _cells(columns: Sequence[Column], members: Sequence[int], formats: Formats) -> tuple[str, ...]:
    """Sums of some rows; a sum that would tell a protected one by the rows beside it is not shown either."""
    cells = []
    for column in columns:
        total = sum(column.steps[row] for row in members)
        nothing = not total and (column.exact is None or not column.exact[list(members)].any())
        sign = "+" if column.change and total > 0 else ""
        hidden = column.secret.intersection(members) and len(members) < len(column.steps)
        shown = NOTHING if nothing else sign + formats.number(total / column.scale, column.digits)
        cells.append(UNKNOWN if hidden else shown)
    return tuple(cells)


def _protected(case: Case, key: str) -> frozenset[int]:
    """Districts whose count behind a key is protected: what is in proportion to it would tell it."""
    table, least = districts_of(case), case.result.resolved.whole("districts.suppress_below")
    if key not in COUNTED or not table[key].notna().any():
        return frozenset()
    safe, _ = safe_counts(table, least)
    return frozenset(np.flatnonzero(table[key].notna() & safe[key].isna()).tolist())


def _keys(case: Case, table: pd.DataFrame) -> Facts:
    """The keys: what each divides by, and whether there are figures."""
    text, known = case.text, known_keys(table)
    return Facts(
        tuple(
            (key_name(key, text), text(f"papers.associations.key_{key}") + " "
             + text(f"papers.associations.key_{'known' if key in known else 'missing'}"))
            for key in KEYS
        )
    )  # fmt: skip


def _in_force(text: Texts) -> Words:
    """The key in force, and published budgets beside that of population."""
    return Words((*in_force_words(text), *budget_words(text)))


def _counts(case: Case, table: pd.DataFrame) -> Grid:
    """The figures behind the keys; small counts of persons are not shown."""
    text, least = case.text, case.result.resolved.whole("districts.suppress_below")
    values = counts_table(table, least, text)
    rows = tuple(zip(table["district"], table["name"], table["kind"], strict=True))
    names = names_of([District(str(code), str(name), str(kind)) for code, name, kind in rows], text)
    *members, state = values.rows
    grid_rows: list[Row] = []
    for kind, block in _blocks(rows):
        grid_rows.append(Row(text(f"papers.associations.{kind}"), kind="heading"))
        grid_rows += [Row(names[row], tuple(members[row][1:])) for row in block]
    grid_rows.append(Row(state[0], tuple(state[1:]), "result"))
    notes = [text("papers.associations.note_suppressed", least=least)] if len(values.heads) > 2 else []
    return grid_of(
        case,
        "counts",
        text("papers.associations.counts"),
        unit=text("reports.unit.persons"),
        heads=values.heads,
        rows=grid_rows,
        said=notes,
        sums=False,
        below=(text("papers.associations.source"),),
    )


def _thousands(grant: Array) -> Array:
    return np.array(rounded_parts((grant / THOUSAND).tolist()))
