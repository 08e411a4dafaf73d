"""Which way each lever of funding rules and account moves the money, in every path and year, whatever else is set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.assumptions import load_scenario
from forecasting.base.errors import InputError
from forecasting.scenarios import Outlook, outlook
from forecasting.scenarios.ledger import ledger
from tests.reports.worlds import UNDECIDED, arrivals

WORLD = arrivals(horizon=48, paths=12)
BASE = load_scenario().with_values(UNDECIDED | {"budget.continued_forms_residual": True})
START = outlook(BASE, WORLD)
YEARS = ("2026", "2027", "2028", "2029")
CENT_FREE = 1e-5  # EUR
FEW = settings(max_examples=25, deadline=None)
MIO = 1e6

SHARE = st.floats(0, 1)
AROUND = st.fixed_dictionaries(
    {"budget.appropriation": st.fixed_dictionaries({year: st.floats(5 * MIO, 60 * MIO) for year in YEARS})},
    optional={
        "budget.opening_unbound": st.floats(0, 60 * MIO),
        "budget.opening_bound": st.floats(0, 90 * MIO),
        "budget.order": st.sampled_from(["residuals_first", "appropriation_first"]),
        "budget.carry_over_years": st.sampled_from([0, 1, 2, 99]),
        "budget.pact_share": SHARE,
        "budget.release_share": SHARE,
        "budget.unused_becomes_residual": SHARE,
        "budget.outflow": st.sampled_from([[1.0], [0.5, 0.5], [0.4, 0.3, 0.2]]),
        "budget.commitment_lead": st.sampled_from([[1.0], [0.4, 0.6], [0.2, 0.5, 0.3]]),
        "budget.commitment_authority": st.just({"2027": 4 * MIO, "2028": 9 * MIO}),
        "funding.surplus": st.sampled_from(["retained", "reclaimed"]),
        "funding.basis": st.sampled_from(["fixed", "capped", "share", "full", "deficit"]),
        "funding.state_share": st.floats(0.3, 1),
        "funding.rate_graduate": st.floats(40_000, 95_000),
        "funding.rate_index": st.sampled_from(["growth", "pay"]),
        "funding.reclaim_share": SHARE,
        "funding.reclaim_lag": st.integers(1, 3),
        "funding.pay_rounds": st.sampled_from([{}, {"2024": 0.1, "2027": 0.06}]),
        "staffing.friction": st.booleans(),
        "uncertainty.assumptions": st.booleans(),
    },
)


@dataclass(frozen=True)
class Law:
    """What a lever does when it rises from one value to another."""

    name: str
    keys: tuple[str, ...]
    values: st.SearchStrategy[object]  # ordered by `sorted`; of dictionaries by their amounts
    never_more: tuple[str, ...] = ()
    never_less: tuple[str, ...] = ()
    set_too: tuple[tuple[str, object], ...] = ()  # the settings under which the law holds
    cumulated: bool = False  # only the sum from the first year on keeps the law, a single year need not


def by_year(amounts: st.SearchStrategy[float], *years: str) -> st.SearchStrategy[object]:
    return st.fixed_dictionaries({year: amounts for year in years or YEARS[:2]})


RECLAIMED, FIXED = ("funding.surplus", "reclaimed"), ("funding.basis", "fixed")
UNINDEXED = ("funding.rate_index", "growth")
LAWS = (
    Law("appropriation", ("budget.appropriation",), by_year(st.floats(0, 90 * MIO), *YEARS), ("shortfall",),
        ("closing_unbound", "available", "lapsed", "forgone"), cumulated=True),
    Law("supplementary", ("budget.supplementary",), by_year(st.floats(-5 * MIO, 60 * MIO)), ("shortfall",),
        ("available",), cumulated=True),
    Law("virement", ("budget.virement",), by_year(st.floats(-5 * MIO, 60 * MIO)), ("shortfall",), ("available",),
        cumulated=True),
    Law("opening", ("budget.opening_unbound",), st.floats(0, 90 * MIO), ("shortfall",),
        ("available", "closing_unbound"), cumulated=True),
    Law("pact", ("budget.pact_share",), SHARE, ("lapsed", "shortfall"), ("closing_unbound",), cumulated=True),
    Law("carry over", ("budget.carry_over_years",), st.sampled_from([0, 1, 2, 3, 99]), ("lapsed", "shortfall"),
        ("closing_unbound",), cumulated=True),
    Law("kept residual", ("budget.unused_becomes_residual",), SHARE, ("forgone", "shortfall"), ("closing_unbound",),
        (("budget.order", "residuals_first"),), cumulated=True),
    Law("release", ("budget.release_share",), SHARE, ("shortfall", "closing_bound"), (), cumulated=True),
    Law("reclaimed share", ("funding.reclaim_share",), SHARE, ("shortfall",), ("reclaimed",), (RECLAIMED,),
        cumulated=True),
    Law("reclaim lag", ("funding.reclaim_lag",), st.integers(1, 4), ("reclaimed",), ("shortfall",), (RECLAIMED,),
        cumulated=True),
    Law("pay rounds, fixed", ("funding.pay_rounds",), by_year(st.floats(0, 0.2), "2024", "2027"), ("surplus",),
        ("municipal_cost",), (FIXED, UNINDEXED)),
    Law("pay rounds, cost", ("funding.pay_rounds",), by_year(st.floats(0, 0.2), "2024", "2027"), (),
        ("grant", "need", "municipal_cost"), (("funding.basis", "share"), UNINDEXED)),
    Law("pay rounds, indexed", ("funding.pay_rounds",), by_year(st.floats(0, 0.2), "2027", "2028"), (),
        ("grant", "need"), (("funding.rate_index", "pay"),)),
    Law("training", ("funding.training_cost",), st.floats(0, 20_000), ("surplus",), ("municipal_cost",), (FIXED,)),
    Law("rate", ("funding.rate_graduate",), st.floats(0, 120_000), ("fundable_fte",), ("grant", "need")),
    Law("both rates", ("funding.rate_graduate", "funding.rate_vocational"), st.floats(1_000, 120_000),
        ("municipal_cost", "fundable_fte"), ("grant", "surplus", "need"), (FIXED,)),
    Law("state share", ("funding.state_share",), st.floats(0.1, 1), ("municipal_cost",), ("grant", "need")),
    Law("occupancy", ("staffing.occupancy",), st.floats(0.2, 1), ("fundable_fte",), ("grant", "need"),
        (("staffing.friction", False),)),
    Law("ratio", ("staffing.persons_per_fte",), st.floats(20, 300), ("fte", "grant", "need"), (),
        (("staffing.method", "ratio"), ("staffing.friction", False))),
    Law("amendments", ("funding.amendments_avoided",), SHARE, ("need",), ("fundable_fte",)),
    Law("payouts", ("funding.payouts_per_year",), st.sampled_from([1, 2]), ("fundable_fte",), ("need",),
        (("funding.payout_cost_share", 0.2),)),
    Law("payout lag", ("budget.payout_lag",), st.integers(0, 36), ("disbursed",), ("closing_bound",),
        (("budget.outflow_source", "payouts"), ("budget.release_share", 0.0)), cumulated=True),
    Law("overload", ("staffing.overload",), SHARE, ("overload_months",), (), (("staffing.friction", True),)),
    Law("turnover", ("staffing.turnover",), st.floats(0, 0.6), ("filled_fte",), ("vacant_fte",),
        (("staffing.friction", True), ("staffing.notice_months", 0), ("staffing.hiring_lag", 1),
         ("staffing.filled_fte", 500.0))),
)  # fmt: skip


def run(changes: dict[str, object]) -> Outlook:
    return outlook(BASE.with_values(changes), WORLD, reuse=START)


def _ordered(one: object, other: object) -> tuple[object, object]:
    """The smaller and the greater of two values, year by year where they are tables."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        first, second = sorted((one, other))  # type: ignore[type-var]
        return first, second
    pairs = {year: sorted((one[year], other[year])) for year in one}
    return {year: pair[0] for year, pair in pairs.items()}, {year: pair[1] for year, pair in pairs.items()}


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_lever_moves_the_money_one_way(law):
    @FEW
    @given(around=AROUND, one=law.values, other=law.values)
    def holds(around, one, other):
        results = []
        for value in _ordered(one, other):
            try:
                results.append(run(around | dict(law.set_too) | dict.fromkeys(law.keys, value)))
            except InputError:
                return  # less than nothing would be left of a year
        low, high = ({name: sample.values for name, sample in result.yearly.items()} for result in results)
        for name in (*law.never_more, *law.never_less):
            before, after = (np.cumsum(each[name], axis=0) if law.cumulated and name not in STOCKS else each[name]
                             for each in (low, high))  # fmt: skip
            sign = 1.0 if name in law.never_less else -1.0
            assert np.nanmin(sign * (after - before)) >= -CENT_FREE, (law.name, name)

    holds()


STOCKS = ("closing_unbound", "closing_bound", "available")
"""What is left at the end of a year is a sum already."""


@FEW
@given(around=AROUND, share=st.floats(0, 0.9), more=st.floats(0, 50 * MIO))
def test_deciding_earlier_takes_more_authority_and_more_authority_leaves_less_missing(around, share, more):
    def missing(lead: list[float], authority: float):
        changes = {"budget.commitment_lead": lead, "budget.commitment_authority": {"2027": authority}}
        return ledger(run(around | changes)).ahead.shortfall

    late, early = missing([1.0 - share, share], 5 * MIO), missing([(1.0 - share) / 2, (1.0 + share) / 2], 5 * MIO)
    assert (early >= late - CENT_FREE).all()
    assert (missing([1.0 - share, share], 5 * MIO + more) <= late + CENT_FREE).all()


@FEW
@given(around=AROUND)
def test_residuals_first_never_take_more_of_the_appropriations(around):
    orders = [run(around | {"budget.order": order}) for order in ("residuals_first", "appropriation_first")]
    used = [np.cumsum(each.yearly["appropriation_used"].values, axis=0) for each in orders]
    assert (used[0] <= used[1] + CENT_FREE).all()
