"""Months as whole numbers, so that arrays can be indexed by differences: 2026-01 is 2026 * 12 + 0."""

from __future__ import annotations

import re
from functools import lru_cache

from forecasting.base.errors import Finding, InputError

__all__ = ["Month", "month_label", "month_range", "parse_month", "year_of"]

Month = int
_LABEL = re.compile(r"(\d{4})-(\d{2})")


def parse_month(label: str) -> Month:
    """Month number of a label "YYYY-MM".

    Raises:
        InputError: not of that form, or no month 01 to 12.

    >>> parse_month("2026-01") - parse_month("2025-11")
    2
    """
    month = _parsed(label) if isinstance(label, str) else None
    if month is None:
        raise InputError(Finding("base.month", value=str(label)))
    return month


@lru_cache(maxsize=4_096)
def _parsed(label: str) -> Month | None:
    """Month number of a label; a chart asks for the same hundreds again and again."""
    match = _LABEL.fullmatch(label)
    if not match or not 1 <= int(match[2]) <= 12:
        return None
    return int(match[1]) * 12 + int(match[2]) - 1


def month_label(month: Month) -> str:
    """Label "YYYY-MM" of a month number.

    >>> month_label(parse_month("2025-12") + 1)
    '2026-01'
    """
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def month_range(first: Month, count: int) -> list[str]:
    """Labels of `count` months from `first` on."""
    return [month_label(first + step) for step in range(count)]


def year_of(month: Month) -> int:
    """Calendar year of a month number."""
    return month // 12
