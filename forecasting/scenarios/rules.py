"""Translate a scenario's values into the rules of housing, need, staff, cost and funds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from forecasting.arrivals import Arrivals
from forecasting.assumptions import DatedValue, Range, Resolved, Years
from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import Month, parse_month
from forecasting.base.quantiles import Array
from forecasting.base.sample import Number
from forecasting.budget.cost import CostRules, Price
from forecasting.budget.friction import FrictionRules
from forecasting.budget.funds import FundRules
from forecasting.budget.staff import StaffRules
from forecasting.caseload.housing import lognormal_stay, stay_with_direct_entry
from forecasting.caseload.need import Extent, NeedRules
from forecasting.caseload.prospect import Family, Joining, ProspectRules
from forecasting.scenarios.account_rules import (
    admin_saving,
    appropriation,
    committed_to_date,
    continued,
    opening_layers,
    outflow,
)
from forecasting.scenarios.draws import draw_assumptions
from forecasting.scenarios.learned import UsedStay, used_stays

__all__ = ["COST_PRICE_BASE", "Values"]

COST_PRICE_BASE = 2020
"""Year of the pay table behind the cost per post [2.2, footnote 3]."""

OF_ORIGIN = "asylum"
"""Group whose prospect to remain may follow from its countries of origin."""

JOINING = "need.family_reunification"
"""Persons a year who join the group whose relatives may not follow before a day."""

REFINEMENTS = ("stay_decline", "status_rate", "family_factor")
"""Last parts of the keys that act once they are not 0."""

AS_ENTERED = "forecast"
"""Price base of rates that hold in the first forecast year as they are entered."""

OUTSIDE_TARGET = {
    "total": ("need.non_target_share",),
    "parts": ("need.non_target_provisional", "need.non_target_departing"),
}
"""By how they are given: the shares of people served outside the target group."""


@dataclass(frozen=True)
class Values:
    """Values of one scenario: the drawn ones per path, the others certain."""

    given: Resolved
    drawn: Mapping[str, Array] = field(default_factory=dict)
    ranges: Mapping[str, Range] = field(default_factory=dict)
    learned: Mapping[str, UsedStay] = field(default_factory=dict)  # by group, in place of the assumptions

    @classmethod
    def of_paths(cls, resolved: Resolved, arrivals: Arrivals) -> Values:
        """Values with what is uncertain drawn per path, unless that is switched off."""
        uncertain = resolved.flag("uncertainty.assumptions")
        ranges = resolved.ranges if uncertain else {}
        drawn = draw_assumptions(ranges, arrivals.n_paths, arrivals.seed)
        return cls(resolved, drawn, ranges, used_stays(resolved, arrivals, per_path=uncertain))

    def number(self, key: str) -> Number:
        """A number, or one per path if it is drawn."""
        return self.drawn[key] if key in self.drawn else self.given.number(key)

    def stay(self, group: str) -> Array:
        """Stay distribution over months from arrival, shape (K + 1,) or (K + 1, n_paths)."""
        root = f"housing.{group}"
        if group in self.learned and (learned := self.learned[group].stay) is not None:
            return learned  # of all arrivals, those who skip provisional housing among them
        given = self.given.shares(f"{root}.stay_pmf")
        if given is not None:
            stay = np.asarray(given)
        else:
            median, sigma = self.number(f"{root}.median_months"), self.number(f"{root}.sigma")
            stay = lognormal_stay(median, sigma, self.longest_stay(group))
        return stay_with_direct_entry(stay, self.number(f"{root}.direct_share"))

    def longest_stay(self, group: str) -> int:
        """K: months after which everybody has left provisional housing."""
        given = self.given.shares(f"housing.{group}.stay_pmf")
        return len(given) - 1 if given is not None else self.given.whole(f"housing.{group}.max_months")

    def transfer_share(self, group: str) -> Number:
        """Share of those leaving provisional housing who enter follow-up housing."""
        if group in self.learned and (learned := self.learned[group].transfer) is not None:
            return learned
        return self.number(f"housing.{group}.transfer_share")

    def longest_support(self, group: str) -> int:
        """Months after which support ends at the latest."""
        return self.given.whole(f"need.{group}.max_months")

    def need(self, group: str) -> NeedRules:
        """Who of a group is in support, and for how long."""
        root = f"need.{group}"
        tenure = self.given.shares(f"{root}.opening_tenure")
        return NeedRules(
            prospect_share=self.number(f"{root}.prospect_share"),
            take_up=self.number(f"{root}.take_up") * self.counting(group),
            exit_rate=self.number(f"{root}.exit_rate"),
            max_months=self.longest_support(group),
            opening_stock=self.given.optional_number(f"{root}.opening_stock"),
            opening_tenure=None if tenure is None else np.asarray(tenure),
        )

    def sizing(self, group: str) -> NeedRules:
        """Those on whom a group's posts are sized: who is in support, or where the ratio is known per counted person
        everybody of the target group, whether they take support up or not.

        Raises:
            InputError: people in support were counted, and nobody takes support up.
        """
        in_support = self.need(group)
        if not self.counted:
            return in_support
        take_up, stock = self.in_support(group), in_support.opening_stock
        if stock is not None:
            if not np.all(np.asarray(take_up) > 0.0) and np.any(np.asarray(stock) > 0.0):
                keys = {"key": f"need.{group}.opening_stock", "take_up": f"need.{group}.take_up"}
                raise InputError(Finding("scenarios.stock_without_take_up", keys))
            # A stock is counted in support: behind each of them stand as many as do not take it up.
            stock = stock / take_up if np.any(np.asarray(stock) > 0.0) else 0.0
        return replace(in_support, take_up=self.counting(group), opening_stock=stock)

    def counting(self, group: str) -> Number:
        """Persons who count for each entry into follow-up housing: the adjustment to a count, times those not in
        private homes where only these are to count."""
        factor = self.given.number(f"need.{group}.count_factor")
        if self.given.word("need.private_homes") == "count":
            return factor
        return factor * (1.0 - self.number(f"housing.{group}.private_share"))

    def in_support(self, group: str) -> Number:
        """Share in support of those on whom a group's posts are sized."""
        return self.number(f"need.{group}.take_up") if self.counted else 1.0

    @property
    def counted(self) -> bool:
        """Whether the ratio is known per counted person of the target group."""
        return self.given.word("staffing.ratio_base") == "counted"

    def prospect(self, group: str, first_month: Month) -> ProspectRules | None:
        """What makes eligible entries other than a fixed share of all entries; None: nothing does.

        Args:
            first_month: month of the first row of the group's arrivals.
        """
        root = f"need.{group}"
        by_origin = group == OF_ORIGIN and self.given.word("need.prospect_source") == "origin"
        joined = group == OF_ORIGIN and self._given(JOINING)
        if not by_origin and not joined and not any(self._given(f"{root}.{name}") for name in REFINEMENTS):
            return None
        shares: tuple[tuple[int, Number], ...] = ((0, self.number(f"{root}.prospect_share")),)
        if by_origin:
            level = self.number("need.origin_level")
            rows = ((year * 12 - first_month, share) for year, share in self.given.prospect_by_origin())
            by_row = {max(row, 0): np.minimum(1.0, level * share) for row, share in rows}
            shares = tuple(({0: by_row[min(by_row)]} | by_row).items())
        family = None
        if self._given(f"{root}.family_factor"):
            family = Family(*(self.number(f"{root}.family_{name}") for name in ("factor", "delay", "spread")))
        joining = None
        if joined:
            first = parse_month(self.given.word(f"{JOINING}_from")) - first_month
            joining = Joining(first, self.number(JOINING) / 12.0)
        return ProspectRules(
            shares=shares,
            stay_decline=self.number(f"{root}.stay_decline"),
            status_rate=self.number(f"{root}.status_rate"),
            exit_rate=self.number(f"{root}.exit_rate"),
            family=family,
            joining=joining,
        )

    def support_end(self, group: str) -> tuple[Month, Number] | None:
        """First month without those for whom support ends on a day, and their share; None: it ends for nobody."""
        month, key = self.given.values[f"need.{group}.support_ends"], f"need.{group}.support_ends_share"
        return (parse_month(month), self.number(key)) if isinstance(month, str) and self._given(key) else None

    def extent(self) -> Extent:
        """Hours of support by tenure, and hours for making and updating integration plans."""
        plan_share, plan_hours = self.number("staffing.plan_share"), self.number("staffing.plan_hours")
        updates = self.given.number("staffing.plan_updates") / 12.0
        return Extent(
            bands=self.given.bands(),
            plan_hours=plan_share * plan_hours,
            backlog_hours=self.given.number("staffing.plan_backlog") * plan_hours,
            update_hours=updates * plan_share * self.number("staffing.plan_update_hours"),
        )

    def outside_target(self) -> dict[str, Number]:
        """Shares of the people served who do not belong to the target group [2.6.2], by key."""
        keys = OUTSIDE_TARGET[self.given.word("need.non_target_basis")]
        return {key: self.number(key) for key in keys}

    def served_per_target(self) -> Number:
        """People served for each person of the target group [2.6.2]."""
        return 1.0 / (1.0 - sum(self.outside_target().values()))

    def _given(self, key: str) -> bool:
        """Whether a number that is 0 by default is anything else, on any path."""
        return key in self.drawn or self.given.number(key) != 0.0

    def staff(self) -> StaffRules:
        """How need turns into posts."""
        return StaffRules(
            method=self._choice("staffing.method"),
            rule=self._choice("staffing.rule"),
            persons_per_fte=self.number("staffing.persons_per_fte"),
            net_hours_per_year=self.number("staffing.net_hours_per_year"),
            admin_share=self.number("staffing.admin_share"),
        )

    def friction(self) -> FrictionRules | None:
        """How posts are filled; None: at once."""
        if not self.given.flag("staffing.friction"):
            return None
        return FrictionRules(
            at_start=self.given.optional_number("staffing.filled_fte"),
            hiring_lag=self.given.whole("staffing.hiring_lag"),
            turnover=self.number("staffing.turnover"),
            notice_months=self.given.whole("staffing.notice_months"),
            overload=self.given.number("staffing.overload"),
        )

    def cost(self, first_year: int) -> CostRules:
        """Cost rules; costs grow from their price base, rates from theirs or from the first year of the horizon."""
        rate_growth, cost_growth = self.number("funding.rate_growth"), self.number("funding.cost_growth")
        rounds = self.given.by_year("funding.pay_rounds")
        indexed = self.given.word("funding.rate_index") == "pay"
        since = self.rate_price_base or first_year
        rate = (cost_growth, since, rounds) if indexed else (rate_growth, since, Years())
        cost = (cost_growth, COST_PRICE_BASE, rounds)
        return CostRules(
            basis=self._choice("funding.basis"),
            state_share=self.number("funding.state_share"),
            graduate_share=self.number("staffing.graduate_share"),
            occupancy=self.number("staffing.occupancy"),
            rate_graduate=self._price("funding.rate_graduate", *rate),
            rate_vocational=self._price("funding.rate_vocational", *rate),
            cost_graduate=self._price("funding.cost_graduate", *cost),
            cost_vocational=self._price("funding.cost_vocational", *cost),
            training_cost=self.number("funding.training_cost"),
            own_means=self.number("funding.own_means"),
            admin_cost=self.number("funding.admin_cost") * (1.0 - admin_saving(self.given)),
            other_areas=self.number("funding.other_areas"),
            fixed_commitments=self.given.by_year("budget.fixed_commitments"),
            committed_to_date=committed_to_date(self.given),
            admin_outside=self.given.by_year("funding.admin_outside"),
        )

    @property
    def whole_years(self) -> bool:
        """Whether a budget year in progress counts whole: its need holds what was committed before the horizon."""
        return self.given.flag("whole_years")

    @property
    def rate_price_base(self) -> int | None:
        """Year of the prices in which the rates are given; None: they are meant as they stand in the first year."""
        word = self.given.word("funding.rate_price_base")
        return None if word == AS_ENTERED else int(word)

    def funds(self, first_year: int) -> FundRules:
        """Money at hand and the rules that carry it from year to year.

        Raises:
            InputError: a change takes more than a year's appropriation, or the layers are more than the residual.
        """
        opening = self.given.optional_number("budget.opening_unbound") or 0.0
        forms_none = frozenset() if self.given.flag("budget.continued_forms_residual") else continued(self.given)
        return FundRules(
            order=self._choice("budget.order"),
            surplus="retained" if self.given.flag("budget.reclaimed_needs_note") else self._choice("funding.surplus"),
            appropriation=appropriation(self.given),
            opening_unbound=opening,
            opening_bound=self.given.optional_number("budget.opening_bound") or 0.0,
            unused_becomes_residual=self.given.number("budget.unused_becomes_residual"),
            carry_over_years=self.given.whole("budget.carry_over_years"),
            outflow=outflow(self.given),
            opening_outflow=self.given.shares("budget.opening_outflow") or (),
            opening_layers=opening_layers(self.given, opening, first_year),
            reclaim_share=self.given.number("funding.reclaim_share"),
            reclaim_lag=self.given.whole("funding.reclaim_lag"),
            release_share=self.given.number("budget.release_share"),
            pact_share=self.given.number("budget.pact_share"),
            without_residual=forms_none,
            undated=self._choice("budget.undated_residuals"),
        )

    def _choice(self, key: str) -> Any:
        """The word of a choice; the register allows no other."""
        return self.given.word(key)

    def _price(self, key: str, growth: Number, base_year: int, rounds: Years) -> Price:
        """Dated values of a rate or cost; the draws take the place of the value their range belongs to."""
        value = self.given.values[key]
        if not isinstance(value, tuple):
            return Price(key, ((None, self.number(key)),), growth, base_year, rounds)
        dated = [step for step in value if isinstance(step, DatedValue)]
        drawn = self.drawn.get(key)
        steps = tuple(
            (step.from_.year, drawn if drawn is not None and step.value == self.ranges[key].value else step.value)
            for step in dated
        )
        return Price(key, steps, growth, base_year, rounds)
