"""One district by year: table, sentence, and how its own assumptions differ from the state's account."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from forecasting.base.format import Formats, round_persons
from forecasting.base.quantiles import Array
from forecasting.base.text import Texts
from forecasting.base.years import starred
from forecasting.budget.rounding import steps_of
from forecasting.reports.captions import Values
from forecasting.reports.district_words import fte_digits
from forecasting.scenarios.own_district import DistrictLine

__all__ = ["line_data", "line_table", "line_words"]

MEMO = ("personnel", "workplace", "overhead", "full_cost")
MONEY = ("grant", "grant_change", "surplus", "own_share", *MEMO)
UNKNOWN = "."


def line_words(line: DistrictLine, name: str, year: int, text: Texts, *, own: bool) -> str:
    """The year in one sentence, marked where it rests on the district's own figures."""
    formats, row = Formats(text.language), line.years.index(year)
    change = line.grant_change[row]
    key = "first" if math.isnan(change) else "more" if change > 0 else "less"
    said = text(
        f"reports.own_district.sentence_{key}",
        year=year,
        name=name,
        persons=formats.number(round_persons(float(line.persons[row]))),
        fte=formats.number(float(line.fte[row]), fte_digits(line.fte)),
        posts=formats.number(float(line.posts[row]), 2),
        grant=formats.number(float(line.grant[row])),
        change=formats.number(abs(float(change))) if not math.isnan(change) else "",
        before=year - 1,
    )
    share = (
        text("reports.own_district.decided")
        if line.decided[row]
        else text("reports.own_district.own_share_words", own=formats.number(float(line.own_share[row])))
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
        *(_row(name, _money(line, name), 0, text) for name in MONEY),
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
    return table.set_axis([text(f"reports.own_district.{name}") for name in table.columns], axis=1)


def _money(line: DistrictLine, name: str) -> Array:
    """A line of money; in a decided year own share and surplus are not known."""
    values: Array = getattr(line, name)
    return np.where(np.array(line.decided), np.nan, values) if name in ("own_share", "surplus") else values


def _cents(value: float) -> float:
    return value if math.isnan(value) else steps_of(value, 100) / 100


def _row(name: str, values: Array, digits: int, text: Texts) -> tuple[str, ...]:
    formats = Formats(text.language)
    sign = "+" if name == "grant_change" else ""
    cells = (
        UNKNOWN if math.isnan(value) else (sign if round(value, digits) > 0 else "") + formats.number(value, digits)
        for value in values.tolist()
    )
    return (text(f"reports.own_district.{name}"), *cells)
