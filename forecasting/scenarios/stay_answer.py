"""What holds for the stay in provisional housing of a group: what is learned, what is assumed, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Resolved
from forecasting.base.quantiles import Array
from forecasting.base.sample import Number
from forecasting.caseload.stay_learning import Interval, LearnedStay
from forecasting.scenarios.draws import draw_assumptions
from forecasting.scenarios.learned import learned
from forecasting.scenarios.rules import Values

__all__ = ["StayAnswer", "stay_answer"]

DRAWS = 2_000


@dataclass(frozen=True)
class StayAnswer:
    """Learned and assumed; `stay`, `mean_months` and `transfer` are what the figures give, else the assumption."""

    group: str
    learned: LearnedStay | None  # None: fewer figures than it takes
    assumed_stay: Array  # f[k], k = 0..K, persons who skip provisional housing in month 0
    assumed_months: Interval
    assumed_transfer: Interval

    @property
    def identified(self) -> bool:
        """Whether the figures determine the stay."""
        return self.learned is not None and self.learned.identified

    @property
    def transfer_identified(self) -> bool:
        """Whether the figures determine the transfer share."""
        return self.learned is not None and self.learned.transfer_identified

    @property
    def stay(self) -> Array:
        """Distribution of the stay."""
        return self.learned.stay if self.learned is not None and self.identified else self.assumed_stay

    @property
    def mean_months(self) -> Interval:
        """Mean stay."""
        return self.learned.mean_months if self.learned is not None and self.identified else self.assumed_months

    @property
    def transfer(self) -> Interval:
        """Share of those leaving who reach follow-up housing."""
        found = None if self.learned is None else self.learned.transfer
        return found if found is not None and self.transfer_identified else self.assumed_transfer

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why something is assumed, or to be read with care: keys of `reports.stay.reason.*`."""
        return ("too_few",) if self.learned is None else self.learned.reasons


def stay_answer(resolved: Resolved, arrivals: Arrivals, group: str) -> StayAnswer:
    """What the figures of a group say, whether or not the scenario uses it, beside the assumption with its range."""
    certain = Values(resolved)
    drawn = Values(resolved, draw_assumptions(resolved.ranges, DRAWS, arrivals.seed))
    stay, spread = certain.stay(group), drawn.stay(group)
    months = np.arange(len(stay))
    share = np.asarray(certain.transfer_share(group))
    return StayAnswer(
        group=group,
        learned=learned(arrivals, group, resolved),
        assumed_stay=stay[:, 0] if stay.ndim == 2 else stay,
        assumed_months=_interval(months @ stay, months @ spread),
        assumed_transfer=_interval(share, drawn.transfer_share(group)),
    )


def _interval(value: Number, drawn: Number) -> Interval:
    low, high = np.quantile(np.atleast_1d(np.asarray(drawn)), (0.05, 0.95))
    return Interval(float(np.asarray(value).ravel()[0]), float(low), float(high))
