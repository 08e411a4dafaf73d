"""The account in full: classes, years of origin and lapse add up to the account that the tables show."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting import forecast_arrivals, load_observations, load_scenario, outlook
from forecasting.base.errors import InputError
from forecasting.scenarios.ledger import ledger
from tests.reports.worlds import UNDECIDED

MIO = 1e6
BASE = load_scenario().with_values(UNDECIDED)
FEW = settings(max_examples=15, deadline=None)
LEVERS = st.fixed_dictionaries(
    {},
    optional={
        "budget.opening_unbound": st.floats(20 * MIO, 150 * MIO),
        "budget.opening_bound": st.floats(0, 150 * MIO),
        "budget.carry_over_years": st.sampled_from([0, 1, 2, 99]),
        "budget.pact_share": st.floats(0, 1),
        "budget.release_share": st.floats(0, 1),
        "budget.supplementary": st.just({"2027": -8 * MIO}),
        "budget.virement": st.just({"2028": 6 * MIO}),
        "budget.outflow": st.sampled_from([[1.0], [0.5, 0.3], [0.6, 0.3, 0.1]]),
        "budget.opening_outflow": st.sampled_from([[1.0], [0.4, 0.3]]),
        "budget.commitment_lead": st.sampled_from([[1.0], [0.4, 0.6], [0.2, 0.5, 0.3]]),
        "budget.commitment_authority": st.just({"2027": 10 * MIO, "2028": 0.0}),
        "funding.surplus": st.just("reclaimed"),
        "funding.rate_graduate": st.just(90_000),
        "funding.reclaim_share": st.floats(0, 1),
        "funding.reclaim_lag": st.integers(1, 3),
    },
)


@lru_cache(maxsize=1)
def arrivals():
    return forecast_arrivals(load_observations(), BASE, paths=30, seed=7)


def account(**changes):
    changes = {key.replace("__", "."): value for key, value in changes.items()}
    return ledger(outlook(BASE.with_values(changes), arrivals()))


@FEW
@given(changes=LEVERS)
def test_the_classes_and_the_years_of_origin_add_up(changes):
    book = ledger(outlook(BASE.with_values(changes), arrivals()))
    assert book.planned + book.supplementary + book.virement == pytest.approx(book.of("appropriation"), abs=1e-6)
    assert book.pact + book.unbound == pytest.approx(book.of("closing_unbound"), abs=1e-6)
    assert sum(book.by_origin.values()) == pytest.approx(book.of("closing_unbound"), abs=1e-6)
    assert sum(book.bound_by_year.values()) == pytest.approx(book.of("closing_bound"), abs=1e-4)
    assert min(book.pact.min(), book.unbound.min()) >= -1e-6
    for funds in (book.lapsing, book.lasting):
        put_in = funds.opening_unbound + funds.reclaimed + funds.released + funds.appropriation
        assert put_in == pytest.approx(
            funds.committed + funds.closing_unbound + funds.lapsed + funds.forgone, abs=1e-6
        )
    assert book.lasting.lapsed.max() == 0.0
    assert (book.lapsing.shortfall.sum() >= book.lasting.shortfall.sum() - 1e-6).all()


@FEW
@given(changes=LEVERS)
def test_what_is_decided_ahead_and_in_the_year_is_the_need(changes):
    book = ledger(outlook(BASE.with_values(changes), arrivals()))
    need, ahead = book.of("need"), book.ahead
    assert (ahead.ahead + ahead.in_year)[:, 0] == pytest.approx(need, abs=1e-6)
    decided = ahead.by_decision[:, :, 0]
    assert np.array_equal(decided, np.triu(decided, 1))
    assert (decided.sum(axis=0) <= ahead.ahead[:, 0] + 1e-6).all()
    assert decided.sum(axis=0)[3:] == pytest.approx(ahead.ahead[3:, 0], abs=1e-6)
    for row, authority in enumerate(ahead.authority):
        beyond = 0.0 if authority is None else max(0.0, ahead.ahead[row, 0] - authority)
        assert ahead.shortfall[row, 0] == pytest.approx(beyond, abs=1e-6)


@FEW
@given(changes=LEVERS)
def test_residuals_first_never_take_more_of_an_appropriation(changes):
    first, second = (
        outlook(BASE.with_values(changes | {"budget.order": order}), arrivals()).yearly["appropriation_used"].values
        for order in ("residuals_first", "appropriation_first")
    )
    assert (first <= second + 1e-6).all()


def test_money_past_its_time_stays_if_the_pact_holds_it():
    """40 m of 2025, 10 m of it older: without need, § 45 LHO ends the older ones in 2026 and the rest in 2027."""
    nothing = {"budget__appropriation": {"2026": 0, "2027": 0, "2028": 0}, "budget__carry_over_years": 2}
    nothing |= {"funding__state_share": 0.0, "funding__admin_cost": 0.0}
    opening = {"budget__opening_unbound": 40 * MIO, "budget__opening_layers": {"2024": 10 * MIO}}
    book = account(**nothing, **opening)
    assert book.of("lapsed")[:3].tolist() == [10 * MIO, 30 * MIO, 0.0]
    held = account(**nothing, **opening, budget__pact_share=0.75)
    assert held.of("lapsed")[:3].tolist() == [2.5 * MIO, 7.5 * MIO, 0.0]
    assert held.of("closing_unbound")[:3].tolist() == [37.5 * MIO, 30 * MIO, 30 * MIO]
    assert held.pact[:3].tolist() == [30 * MIO, 30 * MIO, 30 * MIO]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"budget__supplementary": {"2027": -60 * MIO}}, "scenarios.below_nothing"),
        (
            {"budget__opening_unbound": 5 * MIO, "budget__opening_layers": {"2024": 6 * MIO}},
            "scenarios.layers_too_much",
        ),
        (
            {"budget__opening_unbound": 5 * MIO, "budget__opening_layers": {"2026": 1 * MIO}},
            "scenarios.layer_too_late",
        ),
    ],
)
def test_an_account_that_cannot_be_is_refused(changes, key):
    with pytest.raises(InputError) as caught:
        account(**changes)
    assert [finding.key for finding in caught.value.findings] == [key]


def test_a_neutral_lever_changes_no_bit():
    """Every lever of the account at its neutral value, said aloud."""
    neutral = {
        "budget.supplementary": {}, "budget.virement": {"2027": 0.0}, "budget.release_share": 0.0,
        "budget.pact_share": 0.0, "budget.opening_layers": {}, "funding.reclaim_share": 1.0, "funding.reclaim_lag": 1,
        "budget.commitment_lead": [1.0], "budget.outflow_source": "payouts",
    }  # fmt: skip
    plain, said = (outlook(BASE.with_values(changes), arrivals()) for changes in ({}, neutral))
    for measure, sample in plain.yearly.items():
        assert np.array_equal(sample.values, said.yearly[measure].values, equal_nan=True), measure
