"""A made-up group whose rounds are adopted and watched."""

from __future__ import annotations

import numpy as np

from forecasting.assumptions import load_scenario
from forecasting.base.periods import parse_month
from forecasting.observations import Observations, Series
from tests.arrivals.rounds import a_round

FIRST, ORIGIN = parse_month("2015-01"), parse_month("2019-12")


HISTORY = ORIGIN - FIRST + 1


PAST = np.round(np.exp(np.random.default_rng(4).normal(0, 0.15, HISTORY).cumsum() + 6.5))


def series(future=(), *, group="asylum", status=None, past=PAST):
    values = np.concatenate([past, np.asarray(future, dtype=float)])
    status = status or ("observed",) * len(values)
    return Series(group, FIRST, values, status, np.zeros((len(values), 0)), FIRST + len(values) - 1, FIRST)


def observations(*parts):
    return Observations(
        arrivals={part.group: part for part in parts},
        base_month=max(part.first_month + len(part.values) - 1 for part in parts),
        data_hash="a" * 64,
        sample_data=False,
        notices=(),
        housing=None,
        districts=None,
    )


def scenario(*sets):
    return load_scenario(sets=["horizon_months=24", "arrivals.method=mean12", "base_month=2019-12", *sets])


def by_hand(quantiles, naive, *, group="asylum", sums=(), naive_sums=(), memory=None):
    """A round of hand-made quantiles, each given as (median, half width) of nine equally spaced ones."""

    def table(rows):
        return np.array([[middle + half * step / 4 for step in range(-4, 5)] for middle, half in rows])

    totals = [np.asarray(each, dtype=float) for each in (sums, naive_sums)]
    facts = {} if memory is None else {"memory": memory}
    return a_round(table(quantiles), table(naive), *totals, group=group, origin=ORIGIN, **facts)
