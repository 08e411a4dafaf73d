"""What was counted in the districts, as far as it may leave the tool: small counts suppressed, but one's own.

Population is public; allocations, counts at a reference date and stocks are counts of persons who could be known.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.quantiles import Array
from forecasting.base.text import Texts
from forecasting.reports.districts.suppression import protect
from forecasting.reports.districts.tables import code_in_words
from forecasting.reports.districts.words import names_of
from forecasting.reports.grid import Values
from forecasting.scenarios.districts.keys import STOCK, District

__all__ = ["COUNTED", "counts_data", "counts_table", "safe_counts"]

COUNTED = ("allocation", "cohort", STOCK)
"""Columns of districts.csv that count persons who could be known."""

SUPPRESSED = "."


def safe_counts(table: pd.DataFrame, least: int) -> tuple[pd.DataFrame, pd.Series]:
    """The table without counts that may not be shown (nan), and for each counted column its sum (nan: neither)."""
    columns = [name for name in COUNTED if name in table and table[name].notna().any()]
    counts: Array = table[columns].to_numpy(dtype=np.float64)
    found = protect(counts, least)
    shown, sums = table.copy(), table[columns].sum().astype(float)
    for place, name in enumerate(columns):
        shown[name] = table[name].astype(float).mask(found.cells[:, place])
        if found.column_sums[place]:
            sums[name] = np.nan
    return shown, sums


def counts_table(table: pd.DataFrame, least: int, text: Texts, *, own: str = "") -> Values:
    """For the page: population and what was counted; `own` is the code of the district that sees its own counts."""
    formats = Formats(text.language)
    shown, sums = safe_counts(table, least)
    shown.loc[shown["district"] == own, list(COUNTED)] = table.loc[table["district"] == own, list(COUNTED)]
    columns = ["population", *sums.index]
    rows = [
        (name, *(_cell(value, formats) for value in values))
        for name, values in zip(names_of(_districts(table), text), shown[columns].to_numpy(dtype=float), strict=True)
    ]
    total = (table["population"].astype(float).sum(), *sums)
    rows.append((text("reports.district.state"), *(_cell(value, formats) for value in total)))
    heads = (text("reports.district.head_name"), *(text(f"reports.district.head_{name}") for name in columns))
    return Values(heads, tuple(rows))


def counts_data(table: pd.DataFrame, least: int, text: Texts) -> pd.DataFrame:
    """For a file: nobody's small counts, not even one's own."""
    shown, sums = safe_counts(table, least)
    columns = ["population", *sums.index]
    found = pd.DataFrame(
        {
            "name": [*names_of(_districts(table), text), text("reports.district.state")],
            "code": [*map(code_in_words, table["district"]), code_in_words("08")],
            **{
                name: [*shown[name].astype(float), sums.get(name, table[name].astype(float).sum())]
                for name in columns
            },
        }
    )
    heads = [text(f"reports.district.file_{name}") for name in ("name", "code")]
    return found.set_axis([*heads, *(text(f"reports.district.head_{name}") for name in columns)], axis=1)


def _districts(table: pd.DataFrame) -> list[District]:
    rows = zip(table["district"], table["name"], table["kind"], strict=True)
    return [District(str(code), str(name), str(kind)) for code, name, kind in rows]


def _cell(value: float, formats: Formats) -> str:
    return SUPPRESSED if np.isnan(value) else formats.number(value)
