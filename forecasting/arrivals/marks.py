"""Set the months of marked events apart, so that a single event is not learned as season, volatility or level.

A pulse came and went: its months are missing to what is fitted. A level shift stays: level and volatility are learned
after it only, and the months before it are moved to the new level, so that they still tell the season. An event acts
from the third month after it on; before, nobody can know that it is over. docs/method.md, section Arrivals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from forecasting.arrivals.clean import History, Marks
from forecasting.assumptions.values import MarkedEvent
from forecasting.base.errors import Finding
from forecasting.base.periods import month_label, parse_month

__all__ = ["mark"]

KNOWN_AFTER = 3  # months that must follow an event before it acts
LEAST_CALM = 24  # months outside pulses that must be left, or no pulse acts


def mark(history: History, events: Sequence[MarkedEvent], *, series: str) -> tuple[History, tuple[Finding, ...]]:
    """The history with its events marked; without one that acts, the very same history.

    Returns:
        the history, and a notice for each event inside it that cannot act, with the reason.
    """
    end = history.first_month + history.months
    pulse = np.zeros(history.months, dtype=np.bool_)
    level_from = 0
    notices: list[Finding] = []
    for event in events:
        first, last = parse_month(event.from_), parse_month(event.to)
        if last < history.first_month or first >= end:
            continue
        facts = {"series": series, "event": event.name, "month": month_label(last)}
        if last + KNOWN_AFTER >= end:
            notices.append(Finding("arrivals.event.too_recent", facts, severity="notice"))
        elif event.kind == "level_shift":
            level_from = max(level_from, first - history.first_month)
        else:
            hit = pulse.copy()
            hit[max(first - history.first_month, 0) : last - history.first_month + 1] = True
            if (~hit).sum() < LEAST_CALM:
                notices.append(Finding("arrivals.event.too_long", facts, severity="notice"))
            else:
                pulse = hit
    if not pulse.any() and level_from == 0:
        return history, tuple(notices)
    return replace(history, marks=Marks(pulse, level_from)), tuple(notices)
