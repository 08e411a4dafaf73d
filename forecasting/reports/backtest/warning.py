"""The test of the early warning in words and as a table: false alarms, doublings called, and how late.

Definitions: docs/method.md, Early warning.
"""

from __future__ import annotations

import math
from dataclasses import asdict
from statistics import NormalDist
from typing import Any

from forecasting.arrivals.backtest.false_alarms import EVERY, WarningScores
from forecasting.base.columns import columns
from forecasting.base.format import Formats
from forecasting.base.periods import month_label
from forecasting.base.text import Texts
from forecasting.reports.terminal import wrap

__all__ = ["document", "rates", "render", "warning_table", "warning_words"]


def rates(found: WarningScores, text: Texts) -> dict[str, str]:
    """What is stated of the rule in use: false alarms, doublings called and the median delay, in words."""
    formats = Formats(text.language)
    used = found.used
    return {
        "alarms": formats.percent(used.false_alarms),
        "found": formats.percent(used.detected),
        "delay": "–" if math.isnan(used.delay) else text("reports.warning.months", count=formats.number(used.delay)),
        "series": formats.number(found.series),
    }


def warning_words(found: WarningScores, text: Texts) -> str:
    """What the test says, in a sentence, and on what it rests."""
    formats = Formats(text.language)
    return text(
        "reports.warning.words",
        rounds=formats.number(found.rounds),
        first=formats.month(month_label(found.first)),
        last=formats.month(month_label(found.last)),
        every=formats.number(EVERY),
        inside=formats.number(found.inside),
        doublings=formats.number(found.doublings),
        cases=formats.number(found.cases),
        **rates(found, text),
    )


def warning_table(found: WarningScores, text: Texts) -> tuple[list[str], list[list[str]]]:
    """Heads and a row for each limit: the interval that two months in a row must leave, and what that makes."""
    formats = Formats(text.language)
    heads = [text(f"reports.warning.{name}") for name in ("limit", "alarms", "found", "delay", "above", "below")]
    rows = []
    for score in found.by_limit:
        shares = (score.false_alarms, score.detected, score.above, score.below)
        alarms, detected, above, below = ("–" if math.isnan(share) else formats.percent(share) for share in shares)
        delay = "–" if math.isnan(score.delay) else formats.number(score.delay)
        level = round(100 * (2 * NormalDist().cdf(score.limit) - 1))
        interval = text("reports.warning.interval", level=formats.number(level))
        rows.append([interval, alarms, detected, delay, above, below])
    return heads, rows


def render(found: WarningScores, text: Texts) -> str:
    """The report for a terminal of 100 columns."""
    heads, rows = warning_table(found, text)
    table = columns(heads, rows, left=())
    return "\n".join([wrap(warning_words(found, text)), "", table]) + "\n"


def document(found: WarningScores) -> dict[str, Any]:
    """Everything for JSON."""
    facts = {name: value for name, value in vars(found).items() if name != "by_limit"}
    facts |= {"first": month_label(found.first), "last": month_label(found.last)}
    limits = [
        {name: None if math.isnan(value) else value for name, value in asdict(score).items()}
        for score in found.by_limit
    ]
    return facts | {"limits": limits}
