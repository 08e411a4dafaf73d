"""Where the published figures come from: every file with its grades, every source with date and licence."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.periods import year_of
from forecasting.base.text import Language, Texts
from forecasting.observations.reading.published_kinds import PUBLISHED
from forecasting.reports.data.figures import GRADES, published
from forecasting.reports.data.words import date_words

__all__ = ["dated_sources", "file_rows", "source_rows"]


@lru_cache(maxsize=2)
def file_rows(language: Language) -> tuple[tuple[str, ...], ...]:
    """Published files: what they hold, file, span, rows, rows by grade of their source, date of the newest source."""
    text, formats = Texts(language), Formats(language)
    rows = []
    for name, kind in PUBLISHED.items():
        if "source" not in kind.names or name == "sources":
            continue
        table = published(name)
        dates = [date for date in table["date"] if isinstance(date, str)]
        rows.append(
            (
                text(f"ui.data.file.{name}"),
                f"{kind.stem}.csv",
                _period(table, text),
                formats.number(len(table)),
                *(formats.number(int((table["grade"] == grade).sum())) for grade in GRADES),
                date_words(max(dates, default=""), text),
            )
        )
    return tuple(rows)


def dated_sources() -> tuple[int, int]:
    """Number of sources that tell a date, and of all."""
    sources = published("sources")
    return int(sources["date"].notna().sum()), len(sources)


def source_rows(words: str, language: Language) -> list[tuple[str, ...]]:
    """Sources whose row holds every word: grade, publisher, source, date, how it was read, licence and note."""
    wanted = words.casefold().split()
    return [row for row, shown in _sources(language) if all(word in shown for word in wanted)]


@lru_cache(maxsize=2)
def _sources(language: Language) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Every source as shown, and the text in which words are looked for."""
    text = Texts(language)
    rows = sorted(
        (
            str(record["grade"]),
            str(record["publisher"]),
            str(record["source"]),
            date_words(record["date"], text),
            text(f"ui.data.read.{record['read_as']}"),
            " ".join(str(part) for part in (record[f"licence_{language}"], record[f"note_{language}"]) if part),
        )
        for record in published("sources").to_dict("records")
    )
    return tuple((row, "\n".join(row).casefold()) for row in rows)


def _period(table: pd.DataFrame, text: Texts) -> str:
    """First and last year that a table is about."""
    if "month" in table:
        years = [year_of(int(month)) for month in (table["month"].min(), table["month"].max())]
    elif "year" in table:
        years = [int(table["year"].min()), int(table["year"].max())]
    else:
        named = sorted(str(period)[:4] for period in table["period"] if str(period)[:4].isdecimal())
        years = [int(named[0]), int(named[-1])]
    return str(years[0]) if years[0] == years[1] else text("ui.data.span", first=years[0], last=years[1])
