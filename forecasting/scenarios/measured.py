"""What a question asks of a scenario at each value it looks at: one measure up to one year, and nothing beside it.

The figures are those of `chain.outlook` to the last bit; what a page or a file shows beyond them is left out, which
is most of the time that a search, or a sweep over every assumption, would take.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Scenario, resolve
from forecasting.base.sample import Sample
from forecasting.base.years import BudgetYear, budget_years
from forecasting.budget.measures import PERSONS_PER_POST, names
from forecasting.scenarios.chain import account_level, on_paths, years_of
from forecasting.scenarios.money import Account, money, planning_accounts
from forecasting.scenarios.people import EVERYTHING, People, people, posts
from forecasting.scenarios.rules import Values
from forecasting.scenarios.staffing import with_friction
from forecasting.scenarios.stages import Parts, Stages

__all__ = ["PERSONS", "Measured", "check_money", "measured", "until", "yearly_of"]

PERSONS = names("persons")
"""Measures that take more than the posts, and no money."""


@dataclass(frozen=True)
class Measured:
    """One measure of a scenario, over the paths or in the planning account."""

    years: tuple[BudgetYear, ...]
    yearly: Mapping[str, Sample]  # shape (years, n_paths); empty where the account is asked for
    known: Account | None
    parts: Parts  # what was run, and what was taken from, or not needed of, the other run

    @property
    def account(self) -> Account:
        """The planning account at its chosen level.

        Raises:
            LookupError: the paths were asked for.
        """
        if self.known is None:
            raise LookupError("the paths were asked for, not the account")
        return self.known


def until(arrivals: Arrivals, last: int | None) -> Arrivals:
    """The arrivals to the end of year `last` (None: all of them): what comes later changes nothing before."""
    years = budget_years(arrivals.base_month + 1, arrivals.horizon)
    months = max(year.stop for year in years if last is None or year.year <= last)
    if months == arrivals.horizon:
        return arrivals
    rows = slice(arrivals.history_months + months)
    return replace(arrivals, horizon=months, paths={group: paths[rows] for group, paths in arrivals.paths.items()})


def measured(
    scenario: Scenario,
    arrivals: Arrivals,
    *,
    measure: str,
    account: bool,
    reuse: tuple[Arrivals, Parts] | None,
    level: float | None = None,
) -> Measured:
    """Run the chain as far as a measure takes it.

    Args:
        arrivals: up to the last year that is asked for.
        measure: one of the yearly measures, or what follows from several of money.
        account: whether in the planning account, not over the paths.
        reuse: arrivals and parts of another run.
        level: quantile of the account; None: that of the scenario.
    Raises:
        InputError: a year needs a value that is missing.
    """
    resolved = resolve(scenario, arrivals.groups)
    ranges = resolved.ranges if resolved.flag("uncertainty.assumptions") else {}
    values = Values.of_paths(resolved, arrivals)
    stages = Stages(resolved.values, ranges, arrivals, reuse)
    years = years_of(values, arrivals)
    known, yearly = None, dict[str, Sample]()
    if account and measure != PERSONS_PER_POST and measure not in PERSONS:
        sized, at = _sized(values, arrivals, years, stages), account_level(resolved) if level is None else level
        known = planning_accounts(sized.yearly["fte"], sized.paid_fte, [at], years, Values(resolved))[at]
    else:
        yearly = dict(yearly_of(measure, values, arrivals, years, stages))
    return Measured(years, yearly, known, {**(reuse[1] if reuse else {}), **stages.parts})


def yearly_of(
    measure: str, values: Values, arrivals: Arrivals, years: tuple[BudgetYear, ...], stages: Stages
) -> Mapping[str, Sample]:
    """A yearly measure over the paths, and those that come with it, of values that are drawn already."""
    if measure == PERSONS_PER_POST:
        return on_paths(values, arrivals, years, stages)[2]
    if measure in PERSONS:
        return people(values, arrivals, years, stages).yearly
    sized = _sized(values, arrivals, years, stages)
    if measure in sized.yearly:
        return sized.yearly
    paid = money(sized.paid_fte.values, years, values)
    return {name: Sample(value) for name, value in paid.measures().items()}


def check_money(scenario: Scenario, arrivals: Arrivals) -> None:
    """Refuse what no account can hold, where a measure takes no money.

    Raises:
        InputError: naming it.
    """
    resolved = resolve(scenario, arrivals.groups)
    values = Values(resolved)
    years = years_of(values, arrivals)
    money(np.zeros((len(years), 1)), years, values)


def _sized(values: Values, arrivals: Arrivals, years: tuple[BudgetYear, ...], stages: Stages) -> People:
    """The posts, and those filled where hiring takes time."""
    return stages.run(
        "sized",
        (*EVERYTHING, "staffing."),
        lambda: with_friction(posts(values, arrivals, years, stages), years, values),
    )
