"""The whole chain for one scenario: arrivals → follow-up housing → caseload → posts → cost → funds, path by path.

Path i is one possible future throughout; quantiles are taken last and only of what is asked for. What a changed
assumption does not touch is taken over from an earlier outlook. Equations: docs/method.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Resolved, Scenario, load_register, own_keys, resolve
from forecasting.assumptions.register import hold
from forecasting.base.errors import Finding
from forecasting.base.periods import Month, month_label, parse_month
from forecasting.base.quantiles import Array
from forecasting.base.sample import Sample
from forecasting.base.years import BudgetYear, budget_years
from forecasting.budget.funds import CENT_FREE, NO_LAPSE, exhaustion_month
from forecasting.budget.measures import PERSONS_PER_POST
from forecasting.caseload.prospect import LONGEST_DELAY
from forecasting.scenarios.account_rules import Standing, standing
from forecasting.scenarios.learned import not_learned
from forecasting.scenarios.money import Account, Money, money, planning_accounts
from forecasting.scenarios.people import ALL, People, people, whole
from forecasting.scenarios.rates import rate_notices
from forecasting.scenarios.rules import Values
from forecasting.scenarios.staffing import with_friction
from forecasting.scenarios.stages import Parts, Stages

__all__ = ["ALL", "MEDIAN", "Outlook", "account_level", "on_paths", "outlook", "years_of"]

MEDIAN = 0.5


@dataclass(frozen=True)
class Outlook:
    """What one scenario comes to; months and years cover the horizon only."""

    scenario: Scenario
    resolved: Resolved
    arrivals: Arrivals
    base_month: Month
    horizon: int
    years: tuple[BudgetYear, ...]
    groups: tuple[str, ...]
    monthly: Mapping[tuple[str, str], Sample]  # (measure, group or "all") → shape (horizon, n_paths)
    past: Mapping[str, Array]  # of all groups, months of the first year before the horizon that count in it
    yearly: Mapping[str, Sample]  # measure → shape (years, n_paths)
    absent: frozenset[tuple[str, int]]  # (measure, year) without a value
    accounts: Mapping[float, Account]  # by quantile of the FTE: the median and the planning value
    funds_suffice: Array  # probability per year that nothing is uncovered, shape (years,)
    funds_suffice_until: Array  # probability that this and every earlier year is covered, shape (years,)
    exhaustion: Array  # month of the horizon in which the opening residual is used up, inf: later; shape (n_paths,)
    notices: tuple[Finding, ...]
    parts: Parts
    standing: tuple[Standing, ...]  # of each year's appropriation

    @property
    def planning_quantile(self) -> float:
        """Level of the planning value."""
        return self.resolved.number("planning.quantile")

    @property
    def account(self) -> Account:
        """The planning account at its chosen level."""
        return self.accounts[account_level(self.resolved)]

    def row(self, year: int) -> int:
        """Row of a calendar year in the yearly samples.

        Raises:
            KeyError: the horizon has no month in that year.
        """
        return {each.year: row for row, each in enumerate(self.years)}[year]


def outlook(scenario: Scenario, arrivals: Arrivals, *, reuse: Outlook | None = None) -> Outlook:
    """Run the chain.

    Args:
        scenario: what differs from the register.
        arrivals: history and forecast from the same base month and over the same horizon, before special events.
        reuse: an earlier outlook on the same arrivals; what depends on nothing changed is taken from it.
    Raises:
        InputError: a year needs a value that is missing.
    """
    resolved = resolve(scenario, arrivals.groups)
    ranges = resolved.ranges if resolved.flag("uncertainty.assumptions") else {}
    values = Values.of_paths(resolved, arrivals)
    certain = Values(resolved)
    stages = Stages(resolved.values, ranges, arrivals, (reuse.arrivals, reuse.parts) if reuse else None)
    years = years_of(values, arrivals)

    persons, paid, yearly = on_paths(values, arrivals, years, stages)
    fte = persons.yearly["fte"]
    covered = paid.funds.shortfall <= CENT_FREE
    levels = {MEDIAN, resolved.number("planning.quantile")}
    return Outlook(
        scenario=scenario,
        resolved=resolved,
        arrivals=arrivals,
        base_month=arrivals.base_month,
        horizon=arrivals.horizon,
        years=years,
        groups=arrivals.groups,
        monthly=persons.monthly,
        past=persons.past,
        yearly=yearly,
        absent=paid.absent(years) | _undefined(PERSONS_PER_POST, yearly, years),
        accounts=planning_accounts(fte, persons.paid_fte, sorted(levels), years, certain),
        funds_suffice=covered.mean(axis=1),
        funds_suffice_until=np.logical_and.accumulate(covered, axis=0).mean(axis=1),
        exhaustion=exhaustion_month(
            paid.cost.need,
            paid.cost.fixed,
            whole("fte", persons.past, persons.monthly["fte", ALL]),
            years,
            values.funds(years[0].year).opening_unbound,
        ),
        notices=(
            *arrivals.notices,
            *scenario.notices,
            *_short_history(values, arrivals),
            *not_learned(resolved, arrivals),
            *_without_effect(resolved, scenario),
            *_idle_events(values, arrivals),
            *_incomplete_years(values, years),
            *rate_notices(resolved),
            *_undated(values, years),
        ),
        parts=stages.parts,
        standing=tuple(standing(resolved, year.year) for year in years),
    )


def account_level(resolved: Resolved) -> float:
    """Quantile of the FTE that the planning account shows."""
    median = resolved.word("planning.level") == "median"
    return MEDIAN if median else resolved.number("planning.quantile")


def years_of(values: Values, arrivals: Arrivals) -> tuple[BudgetYear, ...]:
    """Budget years of the horizon; the one in progress whole where the scenario says so."""
    return budget_years(arrivals.base_month + 1, arrivals.horizon, whole=values.whole_years)


def on_paths(
    values: Values, arrivals: Arrivals, years: tuple[BudgetYear, ...], stages: Stages
) -> tuple[People, Money, dict[str, Sample]]:
    """Persons, money and every yearly measure of values that are drawn already."""
    persons = with_friction(people(values, arrivals, years, stages), years, values)
    paid = money(persons.paid_fte.values, years, values)
    yearly = dict(persons.yearly) | {name: Sample(value) for name, value in paid.measures().items()}
    yearly[PERSONS_PER_POST] = Sample(_ratio(yearly["served_mean"].values, paid.cost.fundable_fte))
    return persons, paid, yearly


def _ratio(served_mean: Array, fundable_fte: Array) -> Array:
    """Served persons per post that the appropriation pays, nan where it pays none."""
    paid = fundable_fte > 0
    return np.where(paid, served_mean / np.where(paid, fundable_fte, 1.0), np.nan)


def _undefined(measure: str, yearly: Mapping[str, Sample], years: tuple[BudgetYear, ...]) -> set[tuple[str, int]]:
    """Years in which a measure has no value on some path."""
    rows = zip(years, yearly[measure].values, strict=True)
    return {(measure, year.year) for year, row in rows if np.isnan(row).any()}


def _short_history(values: Values, arrivals: Arrivals) -> tuple[Finding, ...]:
    """A notice for each group whose history is too short for everybody who may still be in support."""
    found = []
    for group in arrivals.groups:
        rules = values.need(group)
        tenure_known = rules.opening_stock is not None and rules.opening_tenure is not None
        prospect = values.prospect(group, arrivals.first_month)
        followed = 0 if prospect is None or prospect.family is None else LONGEST_DELAY
        needed = values.longest_stay(group) + followed + (0 if tenure_known else rules.max_months)
        have = arrivals.base_month - arrivals.first_observed[group] + 1
        if have < needed:
            facts = {"group": group, "have": have, "needed": needed}
            found.append(Finding("scenarios.short_history", facts, severity="notice"))
    return tuple(found)


def _without_effect(resolved: Resolved, scenario: Scenario) -> tuple[Finding, ...]:
    """A notice for each assumption, changed from the base scenario, that another setting keeps from acting."""
    register = load_register()
    found = []
    for key in own_keys(scenario):
        entry = register.find(key)
        idle = None if entry is None else entry.idle_under(resolved.values)
        if idle is not None:
            facts = {"key": key, "setting": idle[0], "value": idle[1]}
            found.append(Finding(f"scenarios.{hold(idle)}", facts, severity="notice"))
    return tuple(found)


def _idle_events(values: Values, arrivals: Arrivals) -> tuple[Finding, ...]:
    """A notice for each special event that changes no month of the forecast."""
    start, end = arrivals.base_month + 1, arrivals.base_month + arrivals.horizon
    found = []
    for event in values.given.shocks():
        facts: dict[str, object] = {"first": event.from_, "last": event.to}
        if parse_month(event.from_) > end or parse_month(event.to) < start:
            facts |= {"start": month_label(start), "end": month_label(end)}
            found.append(Finding("scenarios.event_outside", facts, severity="notice"))
        elif event.factor == 1.0 and event.add == 0.0:
            found.append(Finding("scenarios.event_neutral", facts, severity="notice"))
    return tuple(found)


def _incomplete_years(values: Values, years: tuple[BudgetYear, ...]) -> tuple[Finding, ...]:
    """Notices for years without an appropriation, and for partial years beside a whole year's money."""
    given = values.funds(years[0].year).appropriation
    missing = [str(year.year) for year in years if year.year not in given]
    partial = [str(year.year) for year in years if year.partial and year.year in given]
    committed = values.given.number("budget.committed_to_date")
    late = years[0].partial and committed == 0
    found = []
    if missing:
        facts = {"years": ", ".join(missing)}
        found.append(Finding("scenarios.no_appropriation", facts, severity="notice"))
    if partial:
        found.append(Finding("scenarios.partial_year", {"years": ", ".join(partial)}, severity="notice"))
    if late and len(years) > 1:
        found.append(Finding("scenarios.committed_missing", {"year": years[0].year}, severity="notice"))
    if committed and values.whole_years:
        found.append(Finding("scenarios.committed_in_whole_year", {"year": years[0].year}, severity="notice"))
    return tuple(found)


def _undated(values: Values, years: tuple[BudgetYear, ...]) -> tuple[Finding, ...]:
    """A notice where residuals lapse first because nobody said when they arose."""
    rules = values.funds(years[0].year)
    amount = rules.opening_unbound - sum(rules.opening_layers.values())
    if rules.undated != "earliest" or amount <= CENT_FREE or rules.carry_over_years >= NO_LAPSE:
        return ()
    facts = {"year": years[0].year, "before": years[0].year - 1}
    return (Finding("scenarios.undated", facts, severity="notice"),)
