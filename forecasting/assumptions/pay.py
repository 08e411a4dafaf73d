"""The pay rounds of the municipal employers since 2020, and what a budget year costs more than the one before.

`data/pay_rounds.toml` dates the rises of the pay table, each with its source. docs/method.md, Cost.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from forecasting.assumptions import files
from forecasting.assumptions.sources import load_sources
from forecasting.assumptions.toml_text import parse_toml, read_text
from forecasting.base.text import Language

__all__ = ["PayStep", "growth_by_year", "load_pay_steps"]

MONTHS = 12
DIGITS = 4  # a hundredth of a percent


@dataclass(frozen=True)
class PayStep:
    """A rise of the pay table."""

    first_day: datetime.date  # of a month
    share: float
    source: str  # id of a shipped source
    note: str
    note_en: str

    def evidence(self, language: Language) -> str:
        """What the share stands for and leaves out, "" where nothing is to be said."""
        return self.note if language == "de" else self.note_en


@lru_cache(maxsize=1)
def load_pay_steps() -> tuple[PayStep, ...]:
    """The shipped steps, oldest first.

    Raises:
        KeyError: a step is incomplete or names an unknown source.
    """
    tree: dict[str, Any] = parse_toml(read_text(files.PAY_ROUNDS), files.PAY_ROUNDS.name)
    known = load_sources()
    return tuple(
        PayStep(row["from"], float(row["share"]), known[row["source"]].id, row["note"], row["note_en"])
        for row in tree["step"]
    )


def growth_by_year(steps: Sequence[PayStep], base_year: int) -> dict[int, float]:
    """Mean pay of each year against the mean of the year before, up to the year of the last step.

    The pay of the base year counts as that of its end, the state of the table behind the cost per post.

    >>> growth_by_year([PayStep(datetime.date(2021, 4, 1), 0.04, "x", "", "")], 2020)
    {2021: 0.03}
    """
    found = {}
    last = max(step.first_day.year for step in steps)
    before = 1.0
    for year in range(base_year + 1, last + 1):
        mean = sum(_level(steps, base_year, year, month) for month in range(1, MONTHS + 1)) / MONTHS
        found[year] = round(mean / before - 1.0, DIGITS)
        before = mean
    return found


def _level(steps: Sequence[PayStep], base_year: int, year: int, month: int) -> float:
    """Pay of a month, the end of the base year being 1."""
    level = 1.0
    for step in steps:
        if step.first_day.year > base_year and (step.first_day.year, step.first_day.month) <= (year, month):
            level *= 1.0 + step.share
    return level
