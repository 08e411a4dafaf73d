"""Rates, bases of the grant and over-funding: the printed numbers of the audit report and its rules."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forecasting.base.errors import InputError
from forecasting.base.years import BudgetYear
from forecasting.budget.cost import CostRules, Price, cost_of_years, posts_of

FULL = (BudgetYear(2021, 0, 12),)
MIO = 1e6


def price(value: float, growth: float = 0.0, base_year: int = 2021) -> Price:
    return Price("test", ((None, value),), growth, base_year)


def rules(**changes) -> CostRules:
    given = dict(
        basis="fixed",
        state_share=1.0,
        graduate_share=1.0,
        occupancy=1.0,
        rate_graduate=price(64_000),
        rate_vocational=price(51_000),
        cost_graduate=price(60_000),
        cost_vocational=price(47_000),
        training_cost=0.0,
        own_means=0.0,
        admin_cost=0.0,
        other_areas=0.0,
        fixed_commitments={},
        committed_to_date=0.0,
    )
    return CostRules(**(given | changes))


def one_year(fte: float, appropriation: float = 0.0, **changes):
    return cost_of_years(np.array([[fte]]), FULL, {2021: appropriation}, rules(**changes))


@pytest.mark.parametrize(
    ("rate", "printed"), [(64_000, 906.25), (51_000, 1_137.2549), (60_000, 966.6667), (47_000, 1_234.0426)]
)
def test_58_million_pay_this_many_posts(rate, printed):
    """A09 to A12: 58 m a year over the rates of [1] and the maxima of [2.2]."""
    assert one_year(0, 58 * MIO, rate_graduate=price(rate)).fundable_fte[0, 0] == pytest.approx(printed, abs=1e-4)


@pytest.mark.parametrize(("rate", "whole"), [(64_000, 906), (51_000, 1_137), (60_000, 966), (47_000, 1_234)])
def test_whole_posts_of_58_million(rate, whole):
    """A13: A09 to A12 without the part of a post that is left; exact."""
    assert int(one_year(0, 58 * MIO, rate_graduate=price(rate)).fundable_fte[0, 0]) == whole


@pytest.mark.parametrize(("share", "old", "new"), [(0.5, 57_500, 53_500), (0.7, 60_100, 56_100)])
def test_mean_rate_by_skill_mix(share, old, new):
    """A14 and A15 [1], [2.2]: 51,000 + 13,000 for graduates, and 4,000 less at the maxima; exact."""
    for cut, printed in ((0, old), (4_000, new)):
        given = rules(graduate_share=share, rate_graduate=price(64_000 - cut), rate_vocational=price(51_000 - cut))
        assert sum(post.share * post.paid for post in posts_of(2021, given)) == pytest.approx(printed, abs=1e-9)


def capacity(rate_graduate: float, rate_vocational: float, share: float) -> float:
    """FTE that 58 m pay at these rates."""
    changes = {"rate_graduate": price(rate_graduate), "rate_vocational": price(rate_vocational)}
    return one_year(0, 58 * MIO, graduate_share=share, **changes).fundable_fte[0, 0]


@pytest.mark.parametrize(
    ("share", "saved", "relative"), [(1.0, 3.625, 0.0625), (0.0, 4.549, 0.078431), (0.5, 4.035, None)]
)
def test_what_the_cut_saves_at_the_posts_58_million_paid(share, saved, relative):
    """A19 and A20 [1], [2.2]: m EUR a year to 0.001, and as a part of the 58 m to 0.0001 points."""
    fte = capacity(64_000, 51_000, share)
    was = one_year(fte, graduate_share=share).need[0, 0]
    cut = one_year(fte, graduate_share=share, rate_graduate=price(60_000), rate_vocational=price(47_000)).need[0, 0]
    assert was == pytest.approx(58 * MIO)
    assert (was - cut) / MIO == pytest.approx(saved, abs=0.001)
    if relative is not None:
        assert (was - cut) / was == pytest.approx(relative, abs=1e-6)


def test_the_mix_at_which_58_million_pay_a_thousand_posts():
    """A21: 7/13 = 53.846 % graduates at 64,000 and 51,000 [1]; to 0.001 points."""
    assert capacity(64_000, 51_000, 7 / 13) == pytest.approx(1_000.0, abs=1e-9)
    assert capacity(64_000, 51_000, 0.53845) > 1_000.0 > capacity(64_000, 51_000, 0.53847)


def test_volume_that_keeps_the_posts_at_the_maxima():
    """A22 and A23 [2.2]: 906.25 graduates at 60,000 are 54.375 m, 1,137.2549 others at 47,000 are 53.451 m."""
    graduates = one_year(906.25, rate_graduate=price(60_000)).need[0, 0]
    others = one_year(1_137.2549, graduate_share=0.0, rate_vocational=price(47_000)).need[0, 0]
    assert graduates / MIO == pytest.approx(54.375, abs=1e-6)
    assert others / MIO == pytest.approx(53.451, abs=0.001)


@pytest.mark.parametrize(
    ("share", "old", "new"), [(0.5, 1008.696, 1084.112), (0.7, 965.058, 1033.868), (0.8, 944.625, 1010.453)]
)
def test_posts_of_58_million_by_skill_mix(share, old, new):
    """A16 and A17."""
    was = one_year(0, 58 * MIO, graduate_share=share)
    cut = one_year(0, 58 * MIO, graduate_share=share, rate_graduate=price(60_000), rate_vocational=price(47_000))
    assert was.fundable_fte[0, 0] == pytest.approx(old, abs=1e-3)
    assert cut.fundable_fte[0, 0] == pytest.approx(new, abs=1e-3)


@given(share=st.floats(0, 1), fte=st.floats(0, 3_000))
def test_the_cut_saves_4000_a_post_whatever_the_mix(share, fte):
    """A18: the recommended maxima lie 4,000 below the rates for both qualifications [1], [2.2]."""
    was = one_year(fte, graduate_share=share)
    cut = one_year(fte, graduate_share=share, rate_graduate=price(60_000), rate_vocational=price(47_000))
    assert (was.grant - cut.grant)[0, 0] == pytest.approx(4_000 * fte, abs=1e-6 * max(1.0, fte))


def test_over_funding_of_ten_posts():
    """A44: rate 64,000, cost 60,000 and training 500, ten posts: 35,000 over; paid 640,000 fixed, 605,000 capped."""
    fixed = one_year(10, training_cost=500.0)
    capped = one_year(10, training_cost=500.0, basis="capped")
    assert fixed.grant[0, 0] == 640_000
    assert fixed.surplus[0, 0] == 35_000
    assert capped.grant[0, 0] == 605_000
    assert capped.surplus[0, 0] == 0


def test_part_financing_cuts_the_maxima_in_proportion():
    """A47 [2.2]: 80 % of 60,000 and 47,000 are 48,000 and 37,600."""
    degree = one_year(1, state_share=0.8, rate_graduate=price(60_000))
    trained = one_year(1, state_share=0.8, graduate_share=0.0, rate_vocational=price(47_000))
    assert degree.grant[0, 0] == pytest.approx(48_000)
    assert trained.grant[0, 0] == pytest.approx(37_600)
    assert degree.municipal_cost[0, 0] == pytest.approx(12_000)


@settings(max_examples=100)
@given(
    fte=st.floats(0, 2_000),
    share=st.floats(0, 1),
    state=st.floats(0, 1),
    training=st.floats(0, 3_000),
    basis=st.sampled_from(["fixed", "capped", "share", "full", "deficit"]),
    rate=st.floats(0, 120_000),
    cost=st.floats(1, 120_000),
)
@example(fte=10, share=1, state=1, training=0, basis="fixed", rate=64_000, cost=60_000)
@example(fte=10, share=0.5, state=0.5, training=500, basis="share", rate=64_000, cost=60_000)
def test_state_and_municipalities_together_pay_the_posts(fte, share, state, training, basis, rate, cost):
    """Grant less surplus plus the municipalities' own share is the full cost of the posts, on every basis."""
    found = one_year(
        fte,
        graduate_share=share,
        state_share=state,
        training_cost=training,
        basis=basis,
        rate_graduate=price(rate),
        cost_graduate=price(cost),
    )
    full = fte * (share * (cost + training) + (1 - share) * (47_000 + training))
    assert (found.grant - found.surplus + found.municipal_cost)[0, 0] == pytest.approx(full, abs=1e-4)
    assert found.surplus[0, 0] >= 0
    if basis != "fixed":
        assert found.surplus[0, 0] == pytest.approx(0.0, abs=1e-4)


@pytest.mark.parametrize(
    ("basis", "cost", "own", "paid"),
    [
        ("full", 70_000, 0, 64_000),  # the rate is the most there is
        ("full", 50_000, 0, 50_000),  # whatever the share of the state
        ("deficit", 70_000, 0, 51_200),  # 80 % of the rate is the most
        ("deficit", 70_000, 25_000, 45_000),
        ("deficit", 20_000, 25_000, 0),  # own means carry it all
    ],
)
def test_full_and_deficit_grants_end_at_their_ceilings(basis, cost, own, paid):
    found = one_year(1, state_share=0.8, cost_graduate=price(cost), basis=basis, own_means=float(own))
    assert found.grant[0, 0] == pytest.approx(paid)
    assert found.surplus[0, 0] == 0
    assert found.municipal_cost[0, 0] == pytest.approx(cost - paid)


def test_administration_paid_from_elsewhere_is_no_need_of_the_year():
    """58 m handed out and all administration outside: 58 m are needed, 0.25 m more with a quarter inside."""
    decided = {"fixed_commitments": {2021: 58 * MIO}, "admin_cost": 1 * MIO}
    assert one_year(500, admin_outside={2021: 1.0}, **decided).need[0, 0] == 58 * MIO
    assert one_year(500, admin_outside={2021: 0.75}, **decided).need[0, 0] == 58.25 * MIO
    assert one_year(500, admin_outside={2022: 1.0}, **decided).need[0, 0] == 59 * MIO


def test_the_need_by_the_model_stays_beside_a_decided_amount():
    """500 posts of 64,000 and 1 m of administration: 33 m by the model, 59 m decided."""
    found = one_year(500, fixed_commitments={2021: 58 * MIO}, admin_cost=1 * MIO)
    assert (found.model_need[0, 0], found.need[0, 0], found.fixed[0, 0]) == (33 * MIO, 59 * MIO, 59 * MIO)
    free = one_year(500, admin_cost=1 * MIO)
    assert (free.model_need[0, 0], free.need[0, 0], free.fixed[0, 0]) == (33 * MIO, 33 * MIO, 1 * MIO)


def test_a_decided_year_has_its_grant_fixed():
    found = one_year(500, fixed_commitments={2021: 33.9 * MIO}, other_areas=7.2 * MIO)
    assert found.need[0, 0] == pytest.approx(41.1 * MIO)
    assert found.surplus[0, 0] == 0
    assert found.decided == (True,)


def test_a_partial_year_takes_its_months_of_posts_and_outlays():
    half = (BudgetYear(2021, 0, 6),)
    found = cost_of_years(np.array([[100.0]]), half, {}, rules(admin_cost=1 * MIO, committed_to_date=2 * MIO))
    assert found.grant[0, 0] == pytest.approx(100 * 64_000 / 2)
    assert found.need[0, 0] == pytest.approx(3.2 * MIO + 0.5 * MIO + 2 * MIO)


def test_growth_counts_from_the_later_of_base_year_and_date():
    dated = Price("rate", ((2017, 64_000.0), (2024, 60_000.0)), 0.02, 2021)
    assert dated.in_year(2023) == pytest.approx(64_000 * 1.02**2)
    assert dated.in_year(2026) == pytest.approx(60_000 * 1.02**2)
    with pytest.raises(InputError, match="2016"):
        dated.in_year(2016)


def test_no_rate_no_fundable_posts():
    assert np.isnan(one_year(10, 58 * MIO, state_share=0.0).fundable_fte[0, 0])


@pytest.mark.parametrize(
    ("basis", "paid"),
    [("fixed", 32_000), ("capped", 30_000), ("share", 15_000), ("full", 30_000), ("deficit", 22_000)],
)
def test_the_bases_under_half_a_state_share(basis, paid):
    """Half of 64,000 for a post that costs 30,000 with 8,000 of own means: the lump sum, the actual cost as its
    ceiling, half of the cost, the whole cost, and what own means leave of it."""
    found = one_year(1, state_share=0.5, cost_graduate=price(30_000), basis=basis, own_means=8_000.0)
    assert found.grant[0, 0] == pytest.approx(paid)
    assert found.surplus[0, 0] == pytest.approx(max(0, paid - 30_000))
    assert found.municipal_cost[0, 0] == pytest.approx(max(0, 30_000 - paid))


def test_pay_rounds_take_the_place_of_the_growth_of_their_years():
    """60,000 EUR of 2020 with 2 % a year and rounds of 10 % in 2024 and 3 % in 2025: 60,000 · 1.02^3 · 1.1 · 1.03."""
    price = Price("cost", ((2020, 60_000.0),), 0.02, 2020, {2019: 0.5, 2024: 0.1, 2025: 0.03})
    assert price.in_year(2023) == pytest.approx(60_000 * 1.02**3)
    assert price.in_year(2025) == pytest.approx(60_000 * 1.02**3 * 1.1 * 1.03)
    assert price.in_year(2020) == 60_000


def test_over_funding_turns_into_own_share_when_pay_passes_the_rate():
    """A fixed 64,000 EUR against 60,000 EUR of 2020: 4,000 too much, and too little after rounds of 8 and 4.32 %."""
    rounds = {2024: 0.08, 2025: 0.0432}
    changed = rules(
        graduate_share=1.0,
        training_cost=0.0,
        rate_graduate=Price("rate", ((None, 64_000.0),), 0.0, 2020),
        cost_graduate=Price("cost", ((None, 60_000.0),), 0.0, 2020, rounds),
    )
    before, after = (posts_of(year, changed)[0] for year in (2020, 2025))
    assert before.paid - before.cost == pytest.approx(4_000)
    assert after.paid - after.cost == pytest.approx(64_000 - 60_000 * 1.08 * 1.0432)
    assert after.paid < after.cost
