"""Has the stay changed within the figures? Then those of before say nothing of today, and only the later half counts.

A regression with one stay over two regimes misses both, and its interval does not know. So the later half of the
figures is asked alone, those who came before it leaving as unknowns of their own: where it follows its own months far
better than the stay of all figures does, the later half is the answer. docs/method.md, Learning the stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from forecasting.caseload.stay_learning import FEWEST, REPLICATES, HousingFigures, LearnedStay, learn_stay

__all__ = ["CHANGED", "Window", "between", "learn_recent", "rolling"]

CHANGED = "changed"
"""Reason of a stay that is learned from the later half of the figures alone."""

WORSE = 2.2
"""Times what the later half leaves over of its months: with one stay 1.0 to 2.1, with another one 2.3 and more."""

TINY = 1e-9  # persons squared

ROLLED, EVERY, MOST = 36, 12, 6
"""Months of a rolling window, months between two of them, and how many there are at most."""


@dataclass(frozen=True)
class Window:
    """What the figures of some months say alone; positions from the first month of the arrivals on."""

    first: int
    last: int
    found: LearnedStay | None  # None: too few figures


def learn_recent(
    figures: HousingFigures, max_months: int, rng: np.random.Generator, *, replicates: int = REPLICATES
) -> LearnedStay | None:
    """What the figures say of today: of all of them, or of the later half where the stay has changed.

    Arguments and result as in `learn_stay`; `reasons` holds `CHANGED` where the later half decided.
    """
    # Whether the stay has changed is asked of the likeliest arrivals alone: their histories make it no clearer.
    likeliest = replace(figures, histories=None)

    def learn(asked: HousingFigures) -> LearnedStay | None:
        return learn_stay(asked, max_months, rng, replicates=replicates)

    whole, known = learn(likeliest), _known(figures)
    if whole is not None and len(known) >= 2 * FEWEST:
        first, last = int(known[len(known) // 2]), len(figures.arrivals) - 1
        later = learn(between(likeliest, first, last))
        if later is not None and later.identified and _changed(whole, later, figures, first):
            of_today = later if figures.histories is None else learn(between(figures, first, last)) or later
            return replace(
                of_today,
                expected={
                    kind: np.concatenate([np.full(first, np.nan), course])
                    for kind, course in of_today.expected.items()
                },
                reasons=(CHANGED, *of_today.reasons),
            )
    return whole if whole is None or figures.histories is None else learn(figures)


def rolling(
    figures: HousingFigures, max_months: int, rng: np.random.Generator, *, replicates: int = REPLICATES
) -> tuple[Window, ...]:
    """The stay in windows of `ROLLED` months, the newest first; none where the figures fill no more than one."""
    known = _known(figures)
    if not len(known):
        return ()
    ends = range(int(known[-1]), int(known[0]) + ROLLED - 2, -EVERY)
    spans = [(end - ROLLED + 1, end) for end in ends][:MOST]
    return tuple(
        Window(first, last, learn_stay(between(figures, first, last), max_months, rng, replicates=replicates))
        for first, last in (spans if len(spans) > 1 else [])
    )


def between(figures: HousingFigures, first: int, last: int) -> HousingFigures:
    """The figures from one month to another, both included, as if nothing were known of those who came before."""
    inside = slice(first, last + 1)
    return HousingFigures(
        figures.arrivals[inside],
        figures.provisional_stock[inside],
        figures.housing_inflow[inside],
        None if figures.histories is None else figures.histories[inside],
    )


def _changed(whole: LearnedStay, later: LearnedStay, figures: HousingFigures, first: int) -> bool:
    return max(_times_worse(kind, whole, later, figures, first) for kind in later.expected) > WORSE


def _times_worse(kind: str, whole: LearnedStay, later: LearnedStay, figures: HousingFigures, first: int) -> float:
    """What the stay of all figures leaves over of the later months, over what theirs does; roots of mean squares."""
    if kind not in whole.expected:
        return 0.0
    given = (figures.provisional_stock if kind == "stock" else figures.housing_inflow)[first:]
    of_all = float(np.nanmean((whole.expected[kind][first:] - given) ** 2))
    alone = float(np.nanmean((later.expected[kind] - given) ** 2))
    return float(np.sqrt(of_all / max(alone, TINY)))


def _known(figures: HousingFigures) -> NDArray[np.intp]:
    """Positions of the months with a figure."""
    return np.flatnonzero(~(np.isnan(figures.provisional_stock) & np.isnan(figures.housing_inflow)))
