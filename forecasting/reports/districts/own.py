"""One district by year: table, sentence, and how its own assumptions differ from the state's account.

A forecast for one district is no matter of single euros: where a person reads it, money stands in whole thousands,
and what adds up does so as it is printed. A file holds cents.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.quantiles import Array
from forecasting.base.rounding import round_persons, rounded_changes, rounded_parts, steps_of
from forecasting.base.text import Texts
from forecasting.base.years import starred
from forecasting.reports.districts.words import fte_digits
from forecasting.reports.grid import Values
from forecasting.reports.tables import CENT, NOTHING, UNKNOWN
from forecasting.scenarios.districts.own import DistrictLine

__all__ = ["MONEY", "line_data", "line_table", "line_words", "money_cells", "printed"]

MEMO = ("personnel", "workplace", "overhead", "full_cost")
MONEY = ("grant", "grant_change", "surplus", "own_share", *MEMO)
THOUSANDTH = 1e-3  # steps of a thousand to one euro

Printed = Mapping[str, Sequence[int | None]]
"""Lines of money by year in whole thousands of euros; None where nothing is known."""


def line_words(line: DistrictLine, name: str, year: int, text: Texts, *, own: bool) -> str:
    """The year in one sentence, marked where it rests on the district's own figures."""
    formats, row, money = Formats(text.language), line.years.index(year), printed(line)
    change = money["grant_change"][row]
    key = "first" if change is None else "more" if change > 0 else "less" if change < 0 else "same"
    said = text(
        f"reports.own_district.sentence_{key}",
        year=year,
        name=name,
        persons=formats.number(round_persons(float(line.persons[row]))),
        fte=formats.number(float(line.fte[row]), fte_digits(line.fte)),
        posts=formats.number(float(line.posts[row]), 2),
        grant=formats.number(money["grant"][row] or 0),
        change=formats.number(abs(change or 0)),
        before=year - 1,
    )
    own_share = money["own_share"][row]
    share = (
        text("reports.own_district.decided")
        if own_share is None
        else text("reports.own_district.own_share_words", own=formats.number(own_share))
    )
    mark = [text("reports.own_district.marked")] if own else []
    return " ".join([said, share, *mark])


def line_table(line: DistrictLine, text: Texts) -> Values:
    """Every year: persons, FTE with interval, posts, money, and the full cost as a memo."""
    formats, digits = Formats(text.language), fte_digits(line.fte)
    rows = [
        _row("persons", np.array([round_persons(each) for each in line.persons.tolist()]), 0, text),
        _row("fte", line.fte, digits, text),
        (
            text("reports.own_district.interval"),
            *(
                "–" if low == high else f"{formats.number(low, digits)}–{formats.number(high, digits)}"
                for low, high in zip(line.fte_low.tolist(), line.fte_high.tolist(), strict=True)
            ),
        ),
        _row("posts", line.posts, 2, text),
        *([_row("filled", line.filled, digits, text)] if line.vacant else []),
        *((_label(name, "thousand", text), *cells) for name, cells in money_cells(line, text).items()),
    ]
    heads = [starred(year, partial) for year, partial in zip(line.years, line.partial, strict=True)]
    return Values((text("reports.own_district.measure"), *heads), tuple(rows))


def line_data(line: DistrictLine, text: Texts) -> pd.DataFrame:
    """The same for a file, money in cents."""
    columns = {
        "persons": line.persons.round(), "fte": line.fte.round(2), "fte_low": line.fte_low.round(2),
        "fte_high": line.fte_high.round(2), "posts": line.posts,
        **({"filled": line.filled.round(2)} if line.vacant else {}),
        **{name: np.array([_cents(value) for value in _money(line, name)]) for name in MONEY},
    }  # fmt: skip
    table = pd.DataFrame({"year": line.years, **columns})
    return table.set_axis([_label(str(name), "eur", text) for name in table.columns], axis=1)


def printed(line: DistrictLine) -> Printed:
    """Money in whole thousands, so that it adds up as printed.

    Grant less surplus and with the own share is the personnel cost, that with workplaces and overhead the full cost,
    and a change is that of the rounded grants.
    """
    grant = [steps_of(float(amount), THOUSANDTH) for amount in line.grant]
    found: dict[str, list[int | None]] = {name: [] for name in MONEY}
    found["grant"] += grant
    for row, change in enumerate(line.grant_change.tolist()):
        found["grant_change"].append(None if math.isnan(change) else grant[row] - grant[row - 1])
        changes = [-float(line.surplus[row]), float(line.own_share[row])]
        personnel = steps_of(float(line.personnel[row]), THOUSANDTH)
        if line.decided[row]:
            found["surplus"].append(None)
            found["own_share"].append(None)
        else:
            _, (surplus, own), personnel = rounded_changes(float(line.grant[row]), changes, THOUSANDTH)
            found["surplus"].append(-surplus)
            found["own_share"].append(own)
        workplace, overhead = rounded_parts(
            [float(amount) * THOUSANDTH for amount in (line.workplace[row], line.overhead[row])]
        )
        for name, amount in (("personnel", personnel), ("workplace", workplace), ("overhead", overhead)):
            found[name].append(amount)
        found["full_cost"].append(personnel + workplace + overhead)
    return found


def money_cells(line: DistrictLine, text: Texts) -> dict[str, tuple[str, ...]]:
    """The lines of `printed` as a table prints them: nothing, less than half a thousand, not known."""
    formats, money = Formats(text.language), printed(line)

    def cell(name: str, value: int | None, exact: float) -> str:
        if value is None:
            return UNKNOWN
        if not value and abs(exact) < CENT:
            return NOTHING
        return ("+" if name == "grant_change" and value > 0 else "") + formats.number(value)

    return {name: tuple(map(partial(cell, name), money[name], getattr(line, name).tolist())) for name in MONEY}


def _label(name: str, unit: str, text: Texts) -> str:
    return text(f"reports.own_district.{name}", unit=text(f"reports.unit.{unit}"))


def _money(line: DistrictLine, name: str) -> Array:
    """A line of money; in a decided year own share and surplus are not known."""
    values: Array = getattr(line, name)
    return np.where(np.array(line.decided), np.nan, values) if name in ("own_share", "surplus") else values


def _cents(value: float) -> float:
    return value if math.isnan(value) else steps_of(value, 100) / 100


def _row(name: str, values: Array, digits: int, text: Texts) -> tuple[str, ...]:
    formats = Formats(text.language)
    return (text(f"reports.own_district.{name}"), *(formats.number(value, digits) for value in values.tolist()))
