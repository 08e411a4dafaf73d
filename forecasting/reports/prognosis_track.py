"""How adopted forecasts fared, and whether what comes still fits the newest of them, in words and as a table."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

from forecasting.arrivals.rounds.track import TOLD, Track, TrackRecord
from forecasting.arrivals.rounds.warning import EarlyWarning
from forecasting.base.format import Formats
from forecasting.base.periods import month_label
from forecasting.base.rounding import round_persons
from forecasting.base.text import Texts

__all__ = ["track_table", "track_words", "warning_words"]

INSIDE = TOLD.index(80)
NONE = "–"


def track_words(record: TrackRecord, text: Texts) -> str:
    """What all rounds make together."""
    formats = Formats(text.language)
    if not record.months:
        return text.plural("reports.prognosis.track_none", len(record.tracks))
    return text(
        "reports.prognosis.track",
        months=formats.number(record.months),
        share=formats.percent(record.coverage[INSIDE]),
        error=formats.number(round_persons(record.absolute_error)),
        naive=formats.number(round_persons(record.naive_absolute_error)),
    )


def track_table(
    adopted: Sequence[tuple[datetime.date, str, str]], record: TrackRecord, text: Texts
) -> tuple[list[str], list[list[str]]]:
    """Heads and a row for each round, the newest first.

    Args:
        adopted: when and by whom each round of `record` was adopted, and its group in words, in its order.
    """
    formats = Formats(text.language)
    names = ("adopted", "who", "group", "stand", "months", "inside", "error", "naive")
    rows = [
        [formats.date(day), who, group, formats.month_end(month_label(track.round.origin)), *_outcome(track, formats)]
        for (day, who, group), track in zip(adopted, record.tracks, strict=True)
    ]
    return [text(f"reports.prognosis.head.{name}") for name in names], rows[::-1]


def warning_words(warning: EarlyWarning, name: str, text: Texts) -> str:
    """What the early warning says of a group's newest adopted forecast."""
    formats = Formats(text.language)
    since = "" if warning.since is None else formats.month(month_label(warning.since))
    side = "" if warning.direction is None else text(f"reports.prognosis.{warning.direction}")
    rate = formats.percent(warning.false_alarms)
    return text(f"reports.prognosis.warning.{warning.state}", group=name, since=since, side=side, rate=rate)


def _outcome(track: Track, formats: Formats) -> list[str]:
    """Months with an outcome, those in the 80 % interval, mean error and that of the last value."""
    if not track.months:
        return ["0", NONE, NONE, NONE]
    errors = [float(scored.absolute_error.mean()) for scored in (track.own, track.naive)]
    shown = [NONE if math.isnan(error) else formats.number(round_persons(error)) for error in errors]
    return [str(len(track.months)), str(int(track.own.inside[:, INSIDE].sum())), *shown]
