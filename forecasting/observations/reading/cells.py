"""Read one cell the way German offices write it: numbers with dots or commas, months in words or digits.

Nothing is guessed. A text that can be read in two ways stays open here; the column around it may settle it
(`decimal_style`, `settle_dates`), otherwise the user is asked.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from forecasting.base.periods import Month

__all__ = [
    "SIGNS",
    "Cell",
    "DayMonth",
    "Style",
    "decimal_style",
    "grouped",
    "looks_like_number",
    "number",
    "read_month",
    "read_year",
    "settle_dates",
    "undecided",
]

Cell = str | float | datetime.date | None
Style = Literal["comma", "point"]
"""The decimal sign: "comma" as in 1.234,5 (German), "point" as in 1,234.5 (English)."""

SIGNS = ("-", "\u2013", "\u2014", ".", "..", "...", "\u2026", "/", "x", "X", "k.A.", "k. A.", "n.v.", "n/a", "N/A")
"""Signs of official tables in place of a number; each means something else: nothing, unknown, confidential, later."""

_SPACES = re.compile("[\u00a0\u202f\u2009 ']")
_PLAIN = re.compile(r"\d+")
_EITHER = re.compile(r"[1-9]\d{0,2}([.,])\d{3}")
_COMMA = re.compile(r"\d+,\d+|\d{1,3}(?:\.\d{3})+,\d+|[1-9]\d{0,2}(?:\.\d{3}){2,}")
_POINT = re.compile(r"\d+\.\d+|\d{1,3}(?:,\d{3})+\.\d+|[1-9]\d{0,2}(?:,\d{3}){2,}")
_MONTHS = {
    "jan": 1, "januar": 1, "january": 1, "jän": 1, "jänner": 1,
    "feb": 2, "februar": 2, "february": 2,
    "mär": 3, "mar": 3, "mrz": 3, "märz": 3, "maerz": 3, "march": 3,
    "apr": 4, "april": 4,
    "mai": 5, "may": 5,
    "jun": 6, "juni": 6, "june": 6,
    "jul": 7, "juli": 7, "july": 7,
    "aug": 8, "august": 8,
    "sep": 9, "sept": 9, "september": 9,
    "okt": 10, "oct": 10, "oktober": 10, "october": 10,
    "nov": 11, "november": 11,
    "dez": 12, "dec": 12, "dezember": 12, "december": 12,
}  # fmt: skip
_IN_WORDS = re.compile(r"([a-zä]+)\.?[ \-/'\u2019]*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?")
_DAY = re.compile(r"(\d{1,2})[./\-](\d{1,2})[./\-](\d{4}|\d{2})")
_YEAR = re.compile(r"19[5-9]\d|20\d{2}|21[0-4]\d")
_SHORT = re.compile(r"\d{1,2}[./\-]\d{1,2}")


@dataclass(frozen=True)
class DayMonth:
    """A date like 01.02.2021, whose first part may be the day or the month."""

    first: int
    second: int
    year: int

    def month(self, day_first: bool) -> Month | None:
        """The month, if the date is the first or the last day of one in this reading."""
        day, month = (self.first, self.second) if day_first else (self.second, self.first)
        try:
            return _month_of_day(datetime.date(self.year, month, day))
        except ValueError:
            return None


def number(text: str, style: Style | None) -> float | None:
    """Number that a text stands for under a decimal style; None if it is none or the style does not settle it.

    >>> number("1.234,5", "comma"), number("1.234", "comma"), number("1.234", "point"), number("1.234", None)
    (1234.5, 1234.0, 1.234, None)
    """
    sign, digits = _split(text)
    if _PLAIN.fullmatch(digits):
        return sign * float(digits)
    if style is None:
        style = _certain(digits)
    if style is None or (_certain(digits) or style) != style:
        return None
    if not (_COMMA if style == "comma" else _POINT).fullmatch(digits) and not _EITHER.fullmatch(digits):
        return None
    grouping, decimal = (".", ",") if style == "comma" else (",", ".")
    return sign * float(digits.replace(grouping, "").replace(decimal, "."))


def looks_like_number(text: str) -> bool:
    """Whether a text is a number in some reading."""
    digits = _split(text)[1]
    return any(form.fullmatch(digits) for form in (_PLAIN, _COMMA, _POINT))


def undecided(text: str) -> bool:
    """Whether a text is a number under both styles, but not the same one ("1.234").

    >>> undecided("1.234"), undecided("12.34"), undecided("1.234.567"), undecided("0.123")
    (True, False, False, False)
    """
    return bool(_EITHER.fullmatch(_split(text)[1]))


def decimal_style(texts: Iterable[str]) -> tuple[Style | None, tuple[str, str] | None]:
    """Decimal style that the texts of a file prove, and one text for each style if they contradict each other.

    >>> decimal_style(["840", "1.234", "7,5"])
    ('comma', None)
    >>> decimal_style(["1.5", "7,5"])
    (None, ('7,5', '1.5'))
    """
    proof: dict[Style, str] = {}
    for text in texts:
        style = _certain(_split(text)[1])
        if style is not None:
            proof.setdefault(style, text)
    if len(proof) == 2:
        return None, (proof["comma"], proof["point"])
    return next(iter(proof), None), None


def grouped(texts: Sequence[str]) -> Style | None:
    """Style of a column of counts whose numbers from 1,000 on are grouped and whose smaller ones are whole.

    Beside whole persons below 1,000 a "1.234" cannot be a decimal written to the thousandth of a person; without
    such neighbours, or beside an ungrouped number of 1,000 or more, it stays open.

    >>> grouped(["950", "1.234"]), grouped(["1.234", "2.345"]), grouped(["950", "1.234", "4000"])
    ('comma', None, None)
    """
    digits = [_split(text)[1] for text in texts]
    plain = [int(text) for text in digits if _PLAIN.fullmatch(text)]
    signs = {match[1] for text in digits if (match := _EITHER.fullmatch(text))}
    rest = [text for text in digits if not _PLAIN.fullmatch(text) and not _EITHER.fullmatch(text)]
    if rest or not plain or max(plain) >= 1000 or len(signs) != 1:
        return None
    return "comma" if signs == {"."} else "point"


def read_month(cell: Cell) -> Month | DayMonth | str:
    """Month of a cell, or a date still to be settled, or the key of what is wrong with it.

    >>> from forecasting.base.periods import month_label
    >>> [month_label(read_month(text)) for text in ("Jan 21", "Mrz. 2021", "01.2021", "2021-1", "31.01.2021")]
    ['2021-01', '2021-03', '2021-01', '2021-01', '2021-01']
    >>> read_month("01.02.2021"), read_month("03/04"), read_month("15.02.2021"), read_month("Q1 2021")
    (DayMonth(first=1, second=2, year=2021), 'month_question', 'day', 'month')
    """
    if isinstance(cell, datetime.datetime) and cell.time() != datetime.time():
        return "day"
    if isinstance(cell, datetime.date):
        month = _month_of_day(cell)
        return "day" if month is None else month
    if isinstance(cell, float):
        cell = str(int(cell)) if cell.is_integer() else str(cell)
    text = " ".join((cell or "").split()).lower()
    if match := _IN_WORDS.fullmatch(text):
        return _month(_year(match[2]), _MONTHS.get(match[1], 0))
    if match := _YEAR_FIRST.fullmatch(text):
        return _month(int(match[1]), int(match[2]))
    if match := _YEAR_LAST.fullmatch(text):
        return _month(int(match[2]), int(match[1]))
    if match := _ISO_DAY.fullmatch(text):
        try:
            day = datetime.date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return "month"
        month = _month_of_day(day)
        return "day" if month is None else month
    if match := _DAY.fullmatch(text):
        return _dated(DayMonth(int(match[1]), int(match[2]), _year(match[3])))
    return "month_question" if _SHORT.fullmatch(text) else "month"


def read_year(cell: Cell) -> int | None:
    """Year of a cell that names a year and no month; None for any other.

    >>> read_year("2024"), read_year(2024.0), read_year("2024-12"), read_year("1234")
    (2024, 2024, None, None)
    """
    if isinstance(cell, float):
        cell = str(int(cell)) if cell.is_integer() else None
    text = cell.strip() if isinstance(cell, str) else ""
    return int(text) if _YEAR.fullmatch(text) else None


def settle_dates(dates: Sequence[DayMonth]) -> bool | None:
    """Whether the first part is the day (True) or the month (False) in all dates of a column; None: cannot be told.

    A monthly column holds first or last days of different months, which only one reading gives.

    >>> settle_dates([DayMonth(1, 1, 2021), DayMonth(1, 2, 2021)]), settle_dates([DayMonth(1, 2, 2021)])
    (True, None)
    """
    if len(set(dates)) < 2:
        return None
    fits = {day_first: all(date.month(day_first) is not None for date in dates) for day_first in (True, False)}
    return fits[True] if fits[True] != fits[False] else None


def _dated(date: DayMonth) -> Month | DayMonth | str:
    """A date that only one reading makes a date is settled by itself."""
    readings = []
    for day_first in (True, False):
        day, month = (date.first, date.second) if day_first else (date.second, date.first)
        try:
            readings.append(datetime.date(date.year, month, day))
        except ValueError:
            continue
    if not readings:
        return "month"
    if len(set(readings)) == 1:
        month_number = _month_of_day(readings[0])
        return "day" if month_number is None else month_number
    return date


def _month_of_day(day: datetime.date) -> Month | None:
    """Month of its first or last day, None for any other day."""
    if day.day != 1 and (day + datetime.timedelta(days=1)).day != 1:
        return None
    return day.year * 12 + day.month - 1


def _month(year: int, month: int) -> Month | str:
    return year * 12 + month - 1 if 1 <= month <= 12 and 1950 <= year <= 2149 else "month"


def _year(digits: str) -> int:
    """Two digits mean 1970 to 2069."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return 2000 + year if year < 70 else 1900 + year


def _split(text: str) -> tuple[float, str]:
    """Sign and the rest, without spaces between the digits."""
    digits = _SPACES.sub("", text.strip()).replace("\u2212", "-")
    if digits[:1] in ("-", "+"):
        return (-1.0 if digits[0] == "-" else 1.0), digits[1:]
    return 1.0, digits


def _certain(digits: str) -> Style | None:
    """Style that this number alone proves."""
    if _EITHER.fullmatch(digits):
        return None
    if _COMMA.fullmatch(digits):
        return "comma"
    return "point" if _POINT.fullmatch(digits) else None
