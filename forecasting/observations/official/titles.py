"""Which months the words of a title or of a header name, and whether they count from January up to a month."""

from __future__ import annotations

import re
from collections.abc import Iterable

from forecasting.base.periods import Month
from forecasting.observations.official.words import month_in, plain

__all__ = ["NAMED", "SO_FAR", "YEAR", "months_in", "year_in"]

SO_FAR = re.compile(
    r"\b(kumuliert\w*|seit jahresbeginn|im laufenden jahr|laufendes jahr"
    r"|(januar|jan|01 01(?: \d{4})?|1 1(?: \d{4})?|1 januar(?: \d{4})?) bis)\b"
)
"""In plain words: figures from the beginning of a year on."""

YEAR = re.compile(r"\b(?:19|20)\d{2}\b")

_NAMES = (
    "jan(?:uar)?", "feb(?:ruar)?", "maerz|mrz|mar", "apr(?:il)?", "mai", "juni?", "juli?", "aug(?:ust)?",
    "sept?(?:ember)?", "okt(?:ober)?", "nov(?:ember)?", "dez(?:ember)?",
)  # fmt: skip
NAMED = re.compile(rf"\b(?:({')|('.join(_NAMES)}))(?: (\d{{4}}))?\b")
_NUMBERED = re.compile(r"\b(?:(?:(0?[1-9]|1[0-2])[./](\d{4}))|(?:(\d{4})-(0[1-9]|1[0-2])))\b")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


def months_in(title: str, year: int | None) -> list[Month]:
    """Months that a title names; a name without a year is of the one year that the titles name."""
    if (month := month_in(title)) is not None:
        return [month]
    found_here = []
    for match in _NUMBERED.finditer(title):
        number, at = (match[1], match[2]) if match[1] else (match[4], match[3])
        found_here.append(int(at) * 12 + int(number) - 1)
    for match in NAMED.finditer(plain(title)):
        named = next(place for place in range(12) if match[place + 1])
        of_year = int(match[13]) if match[13] else year
        if of_year is not None:
            found_here.append(of_year * 12 + named)
    return found_here


def year_in(titles: Iterable[str]) -> int | None:
    """The one year that the titles name."""
    years = {int(year) for title in titles for year in YEAR.findall(title)}
    return years.pop() if len(years) == 1 else None
