"""Who is where, month by month: one certain course of the past and the forecast, by group and by time in support.

The arrivals are observed or estimated up to the base month and the median of the paths in each month afterwards;
every assumption stands at its value. Medians do not add up; so the forecast of all groups is taken from the outlook,
and this course only says how it is made up of groups and of times in support. Persons at month end. docs/method.md,
Stay and housing to Extent of support.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from forecasting.base.periods import Month
from forecasting.base.quantiles import Array
from forecasting.caseload.housing import through_housing
from forecasting.caseload.need import Ending, Extent, support
from forecasting.caseload.prospect import entering
from forecasting.scenarios.chain import ALL, MEDIAN, Outlook
from forecasting.scenarios.learned import used_stays
from forecasting.scenarios.people import ending, with_events
from forecasting.scenarios.rules import Values

__all__ = ["BANDS", "Course", "course"]

BANDS = ((0, 12), (12, 24), (24, 36), (36, 1_200))
"""Months since the entry into follow-up housing: from, up to but not including."""


@dataclass(frozen=True)
class Course:
    """By group; months from `first_month` to the end of the horizon."""

    first_month: Month
    base_month: Month
    complete_from: Month  # before it the history is too short for everybody who may still be in support
    provisional_stock: Mapping[str, Array]  # (months,)
    housing_inflow: Mapping[str, Array]  # (months,) entries into follow-up housing in the month
    caseload: Mapping[str, Array]  # (bands, months) target caseload by `BANDS`

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups in their order."""
        return tuple(self.caseload)


def course(result: Outlook) -> Course:
    """The certain course of a scenario."""
    arrivals, resolved = result.arrivals, result.resolved
    values = Values(resolved, learned=used_stays(resolved, arrivals, per_path=False))
    stock: dict[str, Array] = {}
    inflow: dict[str, Array] = {}
    caseload: dict[str, Array] = {}
    complete = []
    for group in arrivals.groups:
        came = np.concatenate([arrivals.observed[group], np.median(with_events(group, values, arrivals), axis=1)])[
            :, None
        ]
        moved = came, values.stay(group), values.transfer_share(group)
        housing, prospect = through_housing(*moved), values.prospect(group, arrivals.first_month)
        recognised = None if prospect is None else entering(*moved, housing.inflow, prospect).recognised
        stock[group], inflow[group] = housing.provisional_stock[:, 0], housing.inflow[:, 0]
        past, ahead = arrivals.history_months, result.horizon
        left = (
            ending(group, values, (came[:past], *moved[1:]), arrivals.first_month, past),
            ending(group, values, moved, arrivals.first_month, ahead),
        )
        caseload[group] = np.stack(
            [_in_band(values, group, housing.inflow, recognised, left, band, ahead) for band in BANDS]
        )
        missing = arrivals.first_observed[group] > arrivals.first_month
        complete.append(0 if missing else values.longest_stay(group) + values.longest_support(group))
    first = arrivals.first_month
    return Course(
        first,
        arrivals.base_month,
        first + max(complete),
        _to_median(result, "provisional_stock", stock),
        _to_median(result, "housing_inflow", inflow),
        _to_median(result, "target_caseload", caseload),
    )


def _to_median(result: Outlook, measure: str, parts: Mapping[str, Array]) -> dict[str, Array]:
    """Parts by group, time last, whose forecast adds up to the median of the outlook."""
    median = result.monthly[measure, ALL].at(MEDIAN)
    total = np.sum([part.reshape(-1, part.shape[-1]).sum(axis=0) for part in parts.values()], axis=0)
    ahead = total[-result.horizon :]
    factor = np.ones_like(total)
    factor[-result.horizon :] = np.divide(median, ahead, out=np.ones_like(ahead), where=ahead > 0)
    return {group: part * factor for group, part in parts.items()}


def _in_band(
    values: Values,
    group: str,
    inflow: Array,
    recognised: Array | None,
    left: tuple[Ending | None, Ending | None],
    band: tuple[int, int],
    horizon: int,
) -> Array:
    """Persons in support for that long, past and forecast, shape (months,): an hour a month for each of them.

    Args:
        left: for whom support ends on a day, in the past months and in the forecast.
    """
    rules, extent = values.need(group), Extent(bands=((*band, 1.0),))
    months = len(inflow) - horizon
    # A count at the base month says nothing of the months before it.
    uncounted = replace(rules, opening_stock=None, opening_tenure=None)
    before = None if recognised is None else recognised[:months]
    past = support(inflow[:months], months, uncounted, extent, recognised=before, ending=left[0])
    ahead = support(inflow, horizon, rules, extent, recognised=recognised, ending=left[1])
    return np.concatenate([past.hours[:, 0], ahead.hours[:, 0]])
