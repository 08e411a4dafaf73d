"""Numbers, months and dates as a person reads them, in the app's language and never in the browser's."""

from __future__ import annotations

import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from forecasting.base.periods import parse_month
from forecasting.base.rounding import half_up
from forecasting.base.text import Language

__all__ = ["Formats", "month_end", "printed_mio"]

_BERLIN = ZoneInfo("Europe/Berlin")
_LOCALES = {"de": "de_DE", "en": "en_GB"}
_GERMAN = str.maketrans(",.", ".,")


class Formats:
    """Formats of one language.

    >>> Formats("de").number(1234.56, 1)
    '1.234,6'
    >>> Formats("de").mio(58_000_000)
    '58,0'
    """

    def __init__(self, language: Language = "de") -> None:
        self.language: Language = language
        self.locale = _LOCALES[language]

    def number(self, value: float, digits: int = 0) -> str:
        """Grouped number with exactly `digits` decimals; the classic minus sign of official tables."""
        plain = f"{half_up(value, digits):,.{digits}f}".replace("-", "\u2212")
        return plain.translate(_GERMAN) if self.language == "de" else plain

    def plain(self, value: float, most: int = 4) -> str:
        """Number with as many decimals as it needs, at most `most`, ungrouped below 10,000."""
        pattern = "#,##0." + "#" * most if abs(value) >= 10_000 else "0." + "#" * most
        return format_decimal(value, format=pattern, locale=self.locale).replace("-", "\u2212")

    def mio(self, euros: float, digits: int = 1) -> str:
        """Millions of euros, without the unit."""
        return self.number(euros / 1e6, digits)

    def percent(self, share: float, digits: int = 0) -> str:
        """Percentage of a share 0 to 1, with a no-break space in German."""
        return self.number(share * 100, digits) + ("\u00a0%" if self.language == "de" else "%")

    def probability(self, share: float) -> str:
        """Whole percent of a probability; never 0 or 100 % where it is not exactly that.

        >>> Formats("en").probability(0.997), Formats("en").probability(1.0)
        ('> 99%', '100%')
        """
        if 0.0 < share < 0.01:
            return "< " + self.percent(0.01)
        if 0.99 < share < 1.0:
            return "> " + self.percent(0.99)
        return self.percent(share)

    def month(self, label: str) -> str:
        """Month in words of "YYYY-MM": "Dezember 2025"."""
        return _month_in_words(_first_day(label), self.locale)

    def month_short(self, label: str) -> str:
        """Month for an axis of "YYYY-MM": "Dez. 25"."""
        return _day_in_words(_first_day(label), "MMM yy", self.locale)

    def month_end(self, label: str) -> str:
        """Last day of the month "YYYY-MM": "31.12.2025"."""
        return self.date(month_end(label))

    def date(self, day: datetime.date) -> str:
        """Date as "31.12.2025" or "31 December 2025"."""
        return _day_in_words(day, "dd.MM.yyyy" if self.language == "de" else "d MMMM yyyy", self.locale)

    def moment(self, when: datetime.datetime) -> str:
        """Date and time in Germany of a time that has its zone.

        >>> Formats("de").moment(datetime.datetime(2026, 7, 4, 22, 30, tzinfo=datetime.UTC))
        '05.07.2026, 00:30 Uhr'
        """
        local = when.astimezone(_BERLIN)
        return f"{self.date(local.date())}, {local:%H:%M}" + (" Uhr" if self.language == "de" else "")


def printed_mio(euros: float) -> float:
    """EUR as `Formats.mio` prints them: to one decimal of a million.

    >>> printed_mio(8_449_999.0)
    8400000.0
    """
    return round(half_up(euros / 1e6, 1) * 10) * 1e5


def month_end(label: str) -> datetime.date:
    """Last day of the month "YYYY-MM"."""
    following = parse_month(label) + 1
    return datetime.date(following // 12, following % 12 + 1, 1) - datetime.timedelta(days=1)


@lru_cache(maxsize=4_096)
def _month_in_words(first: datetime.date, locale: str) -> str:
    """Month and year; the calendar library takes its time, and the same months come again."""
    return format_skeleton("yMMMM", first, locale=locale)


@lru_cache(maxsize=4_096)
def _day_in_words(day: datetime.date, pattern: str, locale: str) -> str:
    """A day in the words of a pattern, see `_month_in_words`."""
    return format_date(day, pattern, locale=locale)


def _first_day(label: str) -> datetime.date:
    month = parse_month(label)
    return datetime.date(month // 12, month % 12 + 1, 1)
