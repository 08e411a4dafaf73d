"""The districts as tables: ranked, rounded so that they add up to the state, ready for page, file and terminal.

On the page persons to three significant digits of the largest district and FTE whole, in a file persons whole and FTE
in tenths; money in thousands of euros on the page, in euros in the terminal and in cents in a file. Each rounded
column adds up to the rounded figure of the state, which on the page is the one of the answer (largest remainder).
Posts are rounded up district by district; what that adds stands beside the state's FTE. docs/method.md, Districts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.quantiles import Q10, Q90, Array
from forecasting.base.rounding import rounded_parts, rounded_persons
from forecasting.base.text import Texts
from forecasting.reports.districts.words import kind_words, names_of
from forecasting.reports.grid import Values
from forecasting.scenarios.districts.account import DistrictYear
from forecasting.scenarios.districts.results import ByDistrict

__all__ = [
    "CODE",
    "code_in_words",
    "gap_table",
    "rank",
    "shift_data",
    "shift_table",
    "year_data",
    "year_table",
]

PERSONS, TENTHS, THOUSANDTHS, EUROS, CENTS = 1, 10, 1e-3, 1, 100
CODE = "AGS "
"""Before the code in a file: German Excel would read 08111 as a number and drop the zero."""


def code_in_words(code: str) -> str:
    """The code of a district as a text that no spreadsheet takes for a number.

    >>> code_in_words("08111")
    'AGS 08111'
    """
    return CODE + code


def rank(values: Array) -> list[int]:
    """Rows from the largest to the smallest value; ties in the order given."""
    return sorted(range(len(values)), key=lambda row: (-values[row], row))


def year_table(found: ByDistrict, year: DistrictYear, text: Texts, *, euros: bool = False) -> Values:
    """One budget year of all districts, largest need first, the state last; money in thousands, or in `euros`."""
    formats = Formats(text.language)
    persons = rounded_persons(year.persons.tolist())
    fte = rounded_parts(year.fte.tolist())
    unit = "eur" if euros else "thousand"
    per_euro = EUROS if euros else THOUSANDTHS
    grant, own = (rounded_parts(part.tolist(), per_euro) for part in (year.grant, year.own_share))
    band = found.yearly("fte")[:, found.result.row(year.year)]
    whole = found.result.yearly["fte"].summary[found.result.row(year.year)]
    names = names_of(found.distribution.districts, text)
    rows: list[tuple[str, ...]] = []
    for place, row in enumerate(rank(year.fte), start=1):
        district = found.distribution.districts[row]
        rows.append(
            (
                names[row],
                formats.number(place),
                kind_words(district.kind, text),
                formats.number(persons[row]),
                formats.number(fte[row]),
                _span(band[row], formats),
                formats.number(year.posts[row], 2),
                formats.number(grant[row]),
                "." if year.decided else formats.number(own[row]),
            )
        )
    rows.append(
        (
            text("reports.district.state"),
            "",
            "",
            formats.number(sum(persons)),
            formats.number(sum(fte)),
            _span(whole, formats),
            formats.number(year.posts.sum(), 2),
            formats.number(sum(grant)),
            "." if year.decided else formats.number(sum(own)),
        )
    )
    heads = ["name", "rank", "kind", "persons", "fte", "interval", "posts", "grant", "own_share"]
    if year.vacant:
        filled = rounded_parts(year.filled.tolist())
        shown = [*(filled[row] for row in rank(year.fte)), sum(filled)]
        rows = [(*row, formats.number(each)) for row, each in zip(rows, shown, strict=True)]
        heads.append("filled")
    return Values(tuple(_head(head, text, unit) for head in heads), tuple(rows), (0, 2))


def year_data(found: ByDistrict, year: DistrictYear, text: Texts) -> pd.DataFrame:
    """The same for a file: the name first, the code as text, money in cents; each column adds up to its last row."""
    districts = found.distribution.districts
    names = names_of(districts, text)
    band = found.yearly("fte")[:, found.result.row(year.year)]
    cents = {name: np.array(rounded_parts(part.tolist(), CENTS)) for name, part in
             (("grant", year.grant), ("own_share", year.own_share), ("workplace", year.workplace),
              ("overhead", year.overhead))}  # fmt: skip
    columns: dict[str, Array] = {
        "persons": np.array(rounded_parts(year.persons.tolist(), PERSONS), dtype=np.float64),
        "fte": np.array(rounded_parts(year.fte.tolist(), TENTHS)) / TENTHS,
        "posts": year.posts,
        **{name: amount / CENTS for name, amount in cents.items()},
    }
    if year.vacant:
        columns["filled"] = np.array(rounded_parts(year.filled.tolist(), TENTHS)) / TENTHS
    if year.decided:
        columns["own_share"] = np.full(len(districts), np.nan)
    sums = {
        "persons": columns["persons"].sum(),
        "fte": float(sum(rounded_parts(year.fte.tolist(), TENTHS))) / TENTHS,
        "posts": year.posts.sum(),
        **{name: int(amount.sum()) / CENTS for name, amount in cents.items()},
    }
    if year.vacant:
        sums["filled"] = float(sum(rounded_parts(year.filled.tolist(), TENTHS))) / TENTHS
    if year.decided:
        sums["own_share"] = np.nan
    whole = found.result.yearly["fte"].summary[found.result.row(year.year)]
    order = rank(year.fte)
    table = pd.DataFrame(
        {
            "name": [names[row] for row in order] + [text("reports.district.state")],
            "code": [code_in_words(districts[row].code) for row in order] + [code_in_words("08")],
            "kind": [kind_words(districts[row].kind, text) for row in order] + [""],
            **{name: [*values[order].tolist(), sums[name]] for name, values in columns.items()},
            "fte_low": np.round([*band[order, Q10], whole[Q10]], 1),
            "fte_high": np.round([*band[order, Q90], whole[Q90]], 1),
        }
    )
    return table.set_axis([text(f"reports.district.file_{name}") for name in table.columns], axis=1)


def gap_table(found: ByDistrict, year: DistrictYear, text: Texts) -> Values:
    """Districts below the minimum staffing, and what closing the gap costs; without rows where there is none."""
    formats, names = Formats(text.language), names_of(found.distribution.districts, text)
    low = [row for row in rank(year.missing) if year.missing[row] > 0]
    grant, own = (
        rounded_parts((year.missing[low] * price).tolist(), THOUSANDTHS)
        for price in (year.price.grant, year.price.own_share)
    )
    rows: list[tuple[str, ...]] = [
        (
            names[row],
            formats.number(year.posts[row], 2),
            formats.number(year.missing[row], 2),
            formats.number(grant[place]),
            formats.number(own[place]),
        )
        for place, row in enumerate(low)
    ]
    if rows:
        rows.append(
            (
                text("reports.district.sum"),
                formats.number(year.posts[low].sum(), 2),
                formats.number(year.missing.sum(), 2),
                formats.number(sum(grant)),
                formats.number(sum(own)),
            )
        )
    heads = ("name", "posts", "missing", "grant", "own_share")
    return Values(tuple(_head(head, text) for head in heads), tuple(rows))


def shift_table(found: ByDistrict, one: DistrictYear, other: DistrictYear, text: Texts) -> Values:
    """What changes from one key to another: differences of the rounded figures, so that they add up to nothing."""
    formats, names = Formats(text.language), names_of(found.distribution.districts, text)
    data = _differences(one, other)
    rows: list[tuple[str, ...]] = [
        (
            names[row],
            _signed(data["persons"][row], 0, formats),
            _signed(data["fte"][row], 0, formats),
            _signed(data["grant"][row], 0, formats),
        )
        for row in rank(data["grant"])
    ]
    totals = (_signed(float(sum(data[name])), digits, formats) for name, digits in
              (("persons", 0), ("fte", 0), ("grant", 0)))  # fmt: skip
    rows.append((text("reports.district.state"), *totals))
    heads = ("name", "persons", "fte", "grant")
    return Values(tuple(_head(head, text) for head in heads), tuple(rows))


def shift_data(found: ByDistrict, one: DistrictYear, other: DistrictYear, text: Texts) -> pd.DataFrame:
    """The same for a file, money in cents."""
    data = _differences(one, other, exact=True)
    districts = found.distribution.districts
    names = names_of(districts, text)
    order = rank(data["grant"])
    table = pd.DataFrame(
        {
            "name": [names[row] for row in order] + [text("reports.district.state")],
            "code": [code_in_words(districts[row].code) for row in order] + [code_in_words("08")],
            **{name: [*(values[row] for row in order), 0.0] for name, values in data.items()},
        }
    )
    return table.set_axis([text(f"reports.district.file_{name}") for name in table.columns], axis=1)


def _differences(one: DistrictYear, other: DistrictYear, *, exact: bool = False) -> dict[str, Array]:
    """Persons, FTE and money of the second less the first, each rounded first as on the page (thousands of euros) or,
    `exact`, in a file (EUR).
    """

    def parts(of: DistrictYear, name: str) -> Array:
        amounts = getattr(of, name).tolist()
        if exact:
            unit = {"fte": TENTHS, "grant": CENTS}.get(name, PERSONS)
            return np.array(rounded_parts(amounts, unit)) / unit
        if name == "persons":
            return np.array(rounded_persons(amounts), dtype=np.float64)
        return np.array(rounded_parts(amounts, THOUSANDTHS if name == "grant" else 1), dtype=np.float64)

    return {name: parts(other, name) - parts(one, name) for name in ("persons", "fte", "grant")}


def _head(name: str, text: Texts, unit: str = "thousand") -> str:
    return text(f"reports.district.head_{name}", unit=text(f"reports.unit.{unit}"))


def _signed(value: float, digits: int, formats: Formats) -> str:
    return ("+" if round(value, digits) > 0 else "") + formats.number(value, digits)


def _span(summary: Sequence[float] | Array, formats: Formats) -> str:
    low, high = summary[Q10], summary[Q90]
    return "–" if low == high else f"{formats.number(low)}–{formats.number(high)}"
