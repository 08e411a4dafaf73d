"""The test of yearly forecasts as a table: how often the intervals held, 1 to 6 years ahead, and on what it rests.

What displacements of the past the forecasts have seen is part of it: how often the record rose manifold.
Definitions of the scores: docs/method.md, The yearly record.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from forecasting.arrivals.backtest.years import ALL, YearScores
from forecasting.arrivals.yearly import RISE
from forecasting.assumptions import load_register
from forecasting.base.columns import columns
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.observations.pulses import national_rise
from forecasting.reports.terminal import wrap

__all__ = ["RARE", "document", "render", "rise_words", "twice_words", "year_score_table", "year_score_words"]

DISPLACEMENTS = (1992, 2015, 2022)
"""Years of large displacements to Germany, each put beside the record."""

RARE = "arrivals.rare_events"


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


def rise_words(found: YearScores, text: Texts) -> str:
    """How often the record rose manifold, and what the displacements that everybody remembers were beside that."""
    formats = Formats(text.language)
    shares = {rise.times: formats.percent(rise.risen / rise.years) for rise in found.rises}
    beyond = {rise.times: formats.percent(rise.beyond / rise.spans) for rise in found.rises}
    first, *_ = found.rises
    known = {f"rise_{year}": formats.number(national_rise(year), 1) for year in DISPLACEMENTS}
    return text(
        "reports.years.rises",
        series=formats.number(found.series),
        years=formats.number(first.years),
        spans=formats.number(first.spans),
        half=shares[1.5],
        twice=shares[2.0],
        thrice=shares[3.0],
        beyond_twice=beyond[2.0],
        beyond_most=beyond[RISE],
        **known,
    )


def twice_words(counted: bool, text: Texts) -> str:
    """That these rises are in the interval already; `counted`: the switch for rare displacements adds them again."""
    label = load_register()[RARE].label(text.language)
    return text(f"reports.years.{'twice' if counted else 'once'}", label=label)


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
    table = columns(heads, rows, left=())
    said = [wrap(year_score_words(found, text)), "", table, "", wrap(rise_words(found, text))]
    return "\n".join(said) + "\n"


def document(found: YearScores) -> dict[str, Any]:
    """Everything for JSON."""
    facts = {name: value for name, value in vars(found).items() if name not in ("by_year", "rises")}
    years = [{"ahead": ahead or None, **asdict(score)} for ahead, score in found.by_year.items()]
    return facts | {"years": years, "rises": [asdict(rise) for rise in found.rises]}
