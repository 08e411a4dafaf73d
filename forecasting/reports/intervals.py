"""Which intervals of a forecast a reader is shown: those of 50 and 80 %, and that of 95 % where somebody asks for it.

In the far years a 95 % interval leaves no room for what is likely. So charts, the sentence and the values below them
and the files of both leave it out until it is asked for; then all of them have it.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["EVERY", "Interval", "shown"]


@dataclass(frozen=True)
class Interval:
    """Columns of a forecast that hold its ends, and its level in %."""

    low: str
    high: str
    level: str


EVERY = (Interval("q025", "q975", "95"), Interval("q10", "q90", "80"), Interval("q25", "q75", "50"))
"""From the widest to the narrowest."""


def shown(wide: bool) -> tuple[Interval, ...]:
    """The intervals to show, from the widest to the narrowest; `wide`: that of 95 % too.

    >>> [interval.level for interval in shown(False)]
    ['80', '50']
    """
    return EVERY if wide else EVERY[1:]
