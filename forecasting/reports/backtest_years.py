"""The test of yearly forecasts as a table: how often the intervals held, 1 to 6 years ahead, and on what it rests.

Definitions of the scores: docs/method.md, The yearly record.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from forecasting.arrivals.backtest_years import ALL, YearScores
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports.terminal import wrap

__all__ = ["document", "render", "year_score_table", "year_score_words"]


def year_score_words(found: YearScores, text: Texts) -> str:
    """What the test says, in a sentence, and on how many countries and origins it rests."""
    formats = Formats(text.language)
    every = found.by_year[ALL]
    return text(
        "reports.years.words",
        series=formats.number(found.series),
        origins=formats.number(found.origins),
        forecasts=formats.number(every.forecasts),
        first=str(found.first),
        last=str(found.last),
        within=formats.percent(every.within80),
        above=formats.percent(every.above),
        over=formats.percent(every.over95),
    )


def year_score_table(found: YearScores, text: Texts) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: years ahead, forecasts, the intervals, the median and the last year held."""
    formats = Formats(text.language)
    names = ("ahead", "forecasts", "within80", "within95", "above", "held")
    heads = [text(f"reports.years.{name}") for name in names]
    rows = [
        [
            text("reports.years.all") if ahead == ALL else formats.number(ahead),
            formats.number(score.forecasts),
            formats.percent(score.within80),
            formats.percent(score.within95),
            formats.percent(score.above),
            formats.number(score.over_held, 2),
        ]
        for ahead, score in sorted(found.by_year.items(), key=lambda pair: (pair[0] == ALL, pair[0]))
    ]
    return heads, rows


def render(found: YearScores, text: Texts) -> str:
    """The report for a terminal of 100 columns."""
    heads, rows = year_score_table(found, text)
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (heads, *rows)
    ]
    table = [lines[0], "─" * (sum(widths) + 2 * len(widths) - 2), *lines[1:]]
    return "\n".join([wrap(year_score_words(found, text)), "", *table]) + "\n"


def document(found: YearScores) -> dict[str, Any]:
    """Everything for JSON."""
    facts = {name: value for name, value in vars(found).items() if name != "by_year"}
    return facts | {"years": [{"ahead": ahead or None, **asdict(score)} for ahead, score in found.by_year.items()]}
