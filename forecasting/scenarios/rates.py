"""At which prices do the funding rates stand, and are they carried on? What an answer says beside a rate.

EUR per full-time post and year. Equations: docs/method.md, Cost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from forecasting.assumptions import Resolved
from forecasting.base.errors import Finding
from forecasting.scenarios.rules import Values

__all__ = ["RateBasis", "rate_basis", "rate_notices"]


@dataclass(frozen=True)
class RateBasis:
    """The rates of a year and how they came about."""

    year: int
    graduate: float
    vocational: float
    price_base: int | None  # year of the prices in which they were given; None: not told
    carried_on: Literal["pay", "share"] | None  # by the pay rounds, by a fixed share a year; None: nominal


def rate_basis(resolved: Resolved, first_year: int, year: int) -> RateBasis:
    """Rates of a year with every assumption at its value.

    Args:
        first_year: first budget year of the horizon.
    Raises:
        InputError: no rate holds in the year.
    """
    values = Values(resolved)
    rules = values.cost(first_year)
    graduate, vocational = (
        float(np.asarray(rate.in_year(year))) for rate in (rules.rate_graduate, rules.rate_vocational)
    )
    return RateBasis(year, graduate, vocational, values.rate_price_base, _carried_on(resolved))


def rate_notices(resolved: Resolved) -> Iterable[Finding]:
    """A notice where the rates have a price base: whether they are carried on from it."""
    base = Values(resolved).rate_price_base
    if base is None:
        return
    how = {None: "nominal", "pay": "with_pay", "share": "with_share"}[_carried_on(resolved)]
    yield Finding(f"scenarios.rates_{how}", {"base": base}, severity="notice")


def _carried_on(resolved: Resolved) -> Literal["pay", "share"] | None:
    if resolved.word("funding.rate_index") == "pay":
        return "pay"
    return "share" if resolved.number("funding.rate_growth") else None
