"""Words about data that are used in several places: groups, periods, changes."""

from __future__ import annotations

import datetime
import re

from forecasting.base.format import Formats
from forecasting.base.periods import Month, month_label
from forecasting.base.text import Texts

__all__ = ["date_words", "period_words", "signed", "span_words"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")


def span_words(first: Month, last: Month, text: Texts) -> str:
    """From a month to another, or the one month."""
    formats = Formats(text.language)
    words = [formats.month(month_label(month)) for month in (first, last)]
    return words[0] if first == last else text("ui.data.span", first=words[0], last=words[1])


def period_words(period: str, text: Texts) -> str:
    """A period as the published files write it: "2024", "2024-01..2024-06", "2022-02..2022-05-23"."""
    ends = [_end(end, text) for end in period.split("..")]
    return ends[0] if len(ends) == 1 else text("ui.data.span", first=ends[0], last=ends[-1])


def date_words(date: object, text: Texts) -> str:
    """Date of a source, as exact as it is known."""
    return period_words(date, text) if isinstance(date, str) and date else text("ui.data.undated")


def signed(value: float, text: Texts, digits: int = 0) -> str:
    """A change with its sign; no sign where nothing is left of it."""
    words = Formats(text.language).number(value, digits)
    return f"+{words}" if value > 0 and words != Formats(text.language).number(0.0, digits) else words


def _end(end: str, text: Texts) -> str:
    formats = Formats(text.language)
    if _DAY.fullmatch(end):
        return formats.date(datetime.date.fromisoformat(end))
    return formats.month(end) if _MONTH.fullmatch(end) else end
