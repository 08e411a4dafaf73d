"""The control rule of the early warning: what is said after each observed month, from its normal score alone.

docs/method.md, Early warning.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Literal

from forecasting.base.quantiles import Array

__all__ = ["LIMIT", "Direction", "Said", "State", "course"]

State = Literal["waiting", "calm", "watch", "leave"]
Direction = Literal["above", "below"]
Said = tuple[State, Direction | None, int]
"""State, direction, and the place of the first month beyond the limit that it rests on."""

LIMIT = NormalDist().inv_cdf(0.95)  # score at the ends of the 90 % interval
INSIDE = NormalDist().inv_cdf(0.75)  # score at the ends of the central 50 % interval


def course(scores: Array, limit: float = LIMIT) -> list[Said]:
    """What is said after each observed month; nothing later changes it.

    Args:
        scores: normal scores of the observed months, shape (months,).
        limit: score beyond which a month does not fit.

    >>> import numpy as np
    >>> [state for state, _, _ in course(np.array([0.0, 2.0, 2.0, 1.0, 0.0]))]
    ['calm', 'watch', 'leave', 'leave', 'calm']
    """
    said: list[Said] = []
    state: State = "calm"
    direction: Direction | None = None
    since = 0
    for place, score in enumerate(scores):
        side: Direction = "above" if score > 0 else "below"
        goes_on = side == direction and state != "calm"
        if abs(score) > limit:
            state, direction, since = ("leave", side, since) if goes_on else ("watch", side, place)
        elif not (state == "leave" and goes_on and abs(score) > INSIDE):
            state, direction = "calm", None
        said.append((state, direction, since))
    return said
