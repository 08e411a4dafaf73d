"""Residual account: identities in every path and year, a slow account with single notes of money, printed numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.base.years import BudgetYear
from forecasting.budget.funds import CENT_FREE, UNDATED, FundRules, exhaustion_month, run_funds

MIO = 1e6
HELD = -1  # in place of a year: past its time and held by the pact
YEARS = tuple(BudgetYear(2023 + row, 12 * row, 12 * row + 12) for row in range(5))


def rules(**changes) -> FundRules:
    given = dict(
        order="residuals_first",
        surplus="retained",
        appropriation={},
        opening_unbound=0.0,
        opening_bound=0.0,
        unused_becomes_residual=1.0,
        carry_over_years=99,
        outflow=(1.0,),
        opening_outflow=(1.0,),
    )
    return FundRules(**(given | changes))


money = st.floats(0, 200 * MIO)
per_year = st.lists(money, min_size=5, max_size=5)
profiles = st.lists(st.floats(0.01, 1), min_size=1, max_size=4).map(lambda w: tuple(x / sum(w) for x in w))
any_rules = st.builds(
    FundRules,
    order=st.sampled_from(["residuals_first", "appropriation_first"]),
    surplus=st.sampled_from(["retained", "reclaimed"]),
    appropriation=st.dictionaries(st.integers(2023, 2027), money),
    opening_unbound=money,
    opening_bound=money,
    unused_becomes_residual=st.floats(0, 1),
    carry_over_years=st.one_of(st.just(99), st.integers(0, 4)),
    outflow=profiles,
    opening_outflow=profiles,
    reclaim_share=st.floats(0, 1),
    reclaim_lag=st.integers(1, 5),
    release_share=st.floats(0, 1),
    pact_share=st.floats(0, 1),
    without_residual=st.frozensets(st.integers(2023, 2027)),
    undated=st.sampled_from(["last_year", "earliest"]),
)


@settings(max_examples=200, deadline=None)
@given(rules=any_rules, need=per_year, surplus=per_year)
def test_no_euro_appears_or_vanishes(rules, need, surplus):
    result = run_funds(np.array(need)[:, None], np.array(surplus)[:, None], YEARS, rules)
    put_in = result.opening_unbound + result.reclaimed + result.released + result.appropriation
    went = result.committed + result.closing_unbound + result.lapsed + result.forgone
    assert put_in == pytest.approx(went, abs=1e-6)
    assert result.committed == pytest.approx(result.residual_used + result.appropriation_used, abs=1e-6)
    assert result.committed + result.shortfall == pytest.approx(np.array(need)[:, None], abs=1e-6)
    assert result.opening_unbound[1:] == pytest.approx(result.closing_unbound[:-1], abs=1e-6)
    before = np.concatenate([[[rules.opening_bound]], result.closing_bound[:-1]])
    assert result.closing_bound == pytest.approx(
        before + result.committed - result.disbursed - result.released, abs=1e-6
    )
    for name in ("residual_used", "appropriation_used", "shortfall", "lapsed", "forgone", "closing_unbound"):
        assert getattr(result, name).min() >= -1e-6, name


@settings(max_examples=200, deadline=None)
@given(rules=any_rules, need=per_year, surplus=per_year)
def test_the_account_equals_one_kept_by_hand(rules, need, surplus):
    """The same account with a list of [year of origin, amount] notes."""
    result = run_funds(np.array(need)[:, None], np.array(surplus)[:, None], YEARS, rules)
    notes = [[2022 if rules.undated == "last_year" else UNDATED, rules.opening_unbound]]
    bound = rules.opening_bound
    for row, year in enumerate(YEARS):
        if rules.surplus == "reclaimed" and row >= rules.reclaim_lag:
            notes.append([year.year, rules.reclaim_share * surplus[row - rules.reclaim_lag]])
        notes.append([year.year, rules.release_share * bound])
        free = sum(amount for _, amount in notes)
        budget = rules.appropriation.get(year.year, 0.0)
        first, second = (free, budget) if rules.order == "residuals_first" else (budget, free)
        used_first = min(first, need[row])
        used_second = min(second, need[row] - used_first)
        residual, fresh = (used_first, used_second) if rules.order == "residuals_first" else (used_second, used_first)
        assert result.required_appropriation[row, 0] == pytest.approx(max(0.0, need[row] - free), abs=1e-4)
        for note in sorted(notes):
            taken = min(note[1], residual)
            note[1] -= taken
            residual -= taken
        becomes = 0.0 if year.year in rules.without_residual else rules.unused_becomes_residual
        notes.append([year.year, becomes * (budget - fresh)])
        lapsed = 0.0
        for note in notes:
            over = (
                rules.carry_over_years < 99 if note[0] == UNDATED else note[0] + rules.carry_over_years <= year.year
            )
            if note[0] > HELD and over:
                lapsed += (1.0 - rules.pact_share) * note[1]
                note[:] = [HELD, rules.pact_share * note[1]]
        pact = sum(amount * (1.0 if origin == HELD else rules.pact_share) for origin, amount in notes)
        assert result.closing_pact[row, 0] == pytest.approx(pact, abs=1e-4)
        bound = float(result.closing_bound[row, 0])
        assert result.lapsed[row, 0] == pytest.approx(lapsed, abs=1e-4)
        assert result.closing_unbound[row, 0] == pytest.approx(sum(amount for _, amount in notes), abs=1e-4)
        assert result.shortfall[row, 0] == pytest.approx(max(0.0, need[row] - free - budget), abs=1e-4)


@settings(max_examples=100, deadline=None)
@given(rules=any_rules, need=per_year, more=money)
def test_a_higher_appropriation_never_leaves_more_uncovered(rules, need, more):
    def total_shortfall(extra: float) -> float:
        raised = {year: rules.appropriation.get(year, 0.0) + extra for year in range(2023, 2028)}
        richer = FundRules(**(vars(rules) | {"appropriation": raised}))
        return float(run_funds(np.array(need)[:, None], np.zeros((5, 1)), YEARS, richer).shortfall.sum())

    assert total_shortfall(more) <= total_shortfall(0.0) + 1e-6


def test_residuals_first_50_of_40_and_58():
    """Rule of the audit report [3.1], A45: need 50, unbound 40, appropriation 58: 40 used, 10 fresh, 48 unspent."""
    result = run_funds(
        np.array([[50 * MIO]]),
        np.zeros((1, 1)),
        YEARS[:1],
        rules(opening_unbound=40 * MIO, appropriation={2023: 58 * MIO}),
    )
    assert result.residual_used[0, 0] == 40 * MIO
    assert result.appropriation_used[0, 0] == 10 * MIO
    assert result.closing_unbound[0, 0] == 48 * MIO
    assert result.required_appropriation[0, 0] == 10 * MIO
    assert result.reduction_potential[0, 0] == 48 * MIO


def test_residuals_first_leave_12_uncovered():
    """A46: need 110 against 40 unbound and 58 appropriated leaves 12 uncovered."""
    result = run_funds(
        np.array([[110 * MIO]]),
        np.zeros((1, 1)),
        YEARS[:1],
        rules(opening_unbound=40 * MIO, appropriation={2023: 58 * MIO}),
    )
    assert result.shortfall[0, 0] == 12 * MIO
    assert result.committed[0, 0] == 98 * MIO


def test_section_45_lets_a_residual_lapse_after_the_second_following_year():
    """§ 45 (2) LHO: available until the end of the second financial year after the appropriation."""
    result = run_funds(
        np.zeros((5, 1)), np.zeros((5, 1)), YEARS, rules(appropriation={2023: 10 * MIO}, carry_over_years=2)
    )
    assert result.closing_unbound[:, 0].tolist() == [10 * MIO, 10 * MIO, 0, 0, 0]
    assert result.lapsed[:, 0].tolist() == [0, 0, 10 * MIO, 0, 0]


def test_the_month_in_which_the_residual_is_used_up():
    """12 m a year, evenly: 30 m are exceeded in the seventh month of the third year; 60 m never."""
    fte = np.ones((60, 1))
    need = np.full((5, 1), 12 * MIO)
    none = np.zeros((5, 1))
    assert exhaustion_month(need, none, fte, YEARS, 30 * MIO).tolist() == [30]
    assert exhaustion_month(need, none, fte, YEARS, 60 * MIO).tolist() == [np.inf]
    assert exhaustion_month(need, none, fte, YEARS, 0.0).tolist() == [0]


def test_a_fixed_amount_is_due_evenly_and_the_posts_when_they_are_there():
    """24 m fixed are 2 m a month; 12 m of posts that are there in December only come then."""
    fte = np.zeros((12, 1))
    fte[11] = 300.0
    need, fixed = np.full((1, 1), 36 * MIO), np.full((1, 1), 24 * MIO)
    months = [exhaustion_month(need, fixed, fte, YEARS[:1], amount)[0] for amount in (10 * MIO, 21 * MIO, 23 * MIO)]
    assert months == [5, 10, 11]


monthly = st.lists(st.floats(0, 1_000), min_size=60, max_size=60)


@settings(max_examples=200, deadline=None)
@given(fte=monthly, more=monthly, fixed=per_year, price=st.floats(0, 1e5), opening=money)
def test_more_posts_never_exhaust_the_residual_later(fte, more, fixed, price, opening):
    """Posts paid by the month, as the mean of a year is: whatever is added, and when, nothing is due later."""

    def month(posts: np.ndarray) -> float:
        of_posts = np.array([posts[year.months].mean() * price for year in YEARS])[:, None]
        decided = np.array(fixed)[:, None]
        return float(exhaustion_month(of_posts + decided, decided, posts[:, None], YEARS, opening)[0])

    few = np.array(fte)
    assert month(few + np.array(more)) <= month(few)


def test_what_is_undated_lapses_first_and_only_where_anything_lapses():
    """§ 45 (2) LHO: 10 m of 2022 are there until the end of 2024; of an unknown year until the end of 2023."""
    dated = rules(opening_unbound=15 * MIO, opening_layers={2022: 10 * MIO}, carry_over_years=2, undated="earliest")
    result = run_funds(np.zeros((5, 1)), np.zeros((5, 1)), YEARS, dated)
    assert result.lapsed[:, 0].tolist() == [5 * MIO, 10 * MIO, 0, 0, 0]
    need = np.array([[6 * MIO], [0], [0], [0], [0]])
    assert run_funds(need, np.zeros((5, 1)), YEARS, dated).lapsed[:, 0].tolist() == [0, 9 * MIO, 0, 0, 0]
    lasting = run_funds(np.zeros((5, 1)), np.zeros((5, 1)), YEARS, replace(dated, carry_over_years=99))
    assert lasting.lapsed.sum() == 0 and lasting.closing_unbound[4, 0] == 15 * MIO


@given(seed=st.integers(0, 2**32 - 1), opening=st.floats(0.0, 40.0))
def test_the_month_of_exhaustion_is_that_of_the_whole_horizon(seed, opening):
    """Years after the last path has used its residual up are not looked at; what is found is the same."""
    rng = np.random.default_rng(seed)
    need, fte = rng.random((len(YEARS), 25)) * 12.0, rng.random((YEARS[-1].stop, 25))
    fixed = need * rng.random(25)
    spread = np.concatenate(
        [
            fte[year.months] / fte[year.months].sum(axis=0) * (need[row] - fixed[row])
            + fixed[row] / len(fte[year.months])
            for row, year in enumerate(YEARS)
        ]
    )
    exceeded = np.cumsum(spread, axis=0) > opening + CENT_FREE
    expected = np.where(exceeded.any(axis=0), exceeded.argmax(axis=0).astype(np.float64), np.inf)
    assert np.array_equal(exhaustion_month(need, fixed, fte, YEARS, opening), expected)
