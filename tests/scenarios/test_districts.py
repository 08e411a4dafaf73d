"""Districts add up to the state on every path and in every year; the quick way equals the full paths."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting import load_scenario
from forecasting.base.errors import InputError
from forecasting.scenarios import outlook
from forecasting.scenarios.districts.account import by_key, district_year, post_price
from forecasting.scenarios.districts.keys import KEYS, distribute, known_keys
from forecasting.scenarios.districts.own import district_line
from forecasting.scenarios.districts.parts import YEARLY, StateParts
from forecasting.scenarios.districts.results import ByDistrict
from tests.reports.worlds import arrivals
from tests.scenarios.divided import CERTAIN, add_up, divided, result, shipped, table

slow = settings(max_examples=10, deadline=None)


choices = st.fixed_dictionaries(
    {},
    optional={
        "districts.key": st.sampled_from(KEYS),
        "districts.allocation_share": st.sampled_from([{2027: 0.5}, {2026: 0.2, 2029: 0.6}]),
        "districts.cohort_share": st.sampled_from([{2028: 0.4}]),
        "district_dispersion": st.sampled_from([0.0, 0.2]),
        "staffing.rule": st.sampled_from(["mean", "peak"]),
        "staffing.method": st.sampled_from(["ratio", "hours"]),
        "staffing.ratio_base": st.sampled_from(["served", "counted"]),
        "need.ukraine.take_up": st.sampled_from([0.4, 1.0]),
        "need.asylum.opening_stock": st.floats(0, 60_000),
        "need.asylum.max_months": st.integers(1, 48),
        "need.non_target_share": st.floats(0, 0.4),
        "funding.basis": st.sampled_from(["fixed", "capped", "share", "full", "deficit"]),
        "budget.fixed_commitments": st.sampled_from([{}, {2027: 30e6}]),
        "staffing.plan_share": st.floats(0, 1),
        "uncertainty.assumptions": st.booleans(),
        "horizon_months": st.just(72),
    },
)


@slow
@given(values=choices, own_stock=st.booleans())
def test_districts_add_up_to_the_state_on_every_path_and_in_every_year(values, own_stock):
    add_up(divided(values, "allocation", "cohort", *(["opening_stock"] if own_stock else [])))


@pytest.mark.parametrize("method", ["ratio", "hours"])
def test_the_posts_of_those_who_enter_are_those_of_a_state_that_begins_empty(method):
    """Counted persons of two groups with other take-ups: their mix differs between those here and those to come."""
    values = {"staffing.method": method, "staffing.ratio_base": "counted", "need.ukraine.take_up": 0.4}
    values |= {"need.asylum.take_up": 1.0, "uncertainty.assumptions": False}
    found = result(values)
    empty = result(values | {f"need.{group}.opening_stock": 0.0 for group in found.groups})
    new = sum(StateParts(found, [0] * len(found.years)).monthly("fte", "all").new)
    np.testing.assert_allclose(new, empty.monthly["fte", "all"].values, rtol=1e-9)


@pytest.mark.parametrize(
    ("values", "columns"),
    [({}, ()), (CERTAIN, ("opening_stock",)), ({"uncertainty.assumptions": False, "staffing.rule": "peak"}, ())],
    ids=["one key", "own stocks, certain run-off", "peak"],
)
def test_the_quick_way_equals_the_full_paths(values, columns):
    quick, full = divided(values, *columns), divided(values, *columns, quick=False)
    assert quick.distribution.constant
    for measure, group in quick.measures():
        one, other = quick.monthly(measure, group), full.monthly(measure, group)
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-9, err_msg=f"{measure} {group}")
    for measure in YEARLY:
        assert quick.yearly(measure) == pytest.approx(full.yearly(measure), rel=1e-9, abs=1e-6), measure


def test_the_quick_way_is_left_where_the_run_off_is_uncertain():
    """Own stocks and a drawn exit rate: share times quantile would be another number."""
    quick, full = divided({}, "opening_stock"), divided({}, "opening_stock", quick=False)
    assert quick.monthly("target_caseload") == pytest.approx(full.monthly("target_caseload"), rel=1e-9, abs=1e-9)
    state = quick.result.monthly["target_caseload", "all"].summary
    assert not np.allclose(quick.monthly("target_caseload"), quick.distribution.new[:, :1, None] * state, rtol=1e-3)


def test_a_key_of_one_year_divides_the_entries_of_that_year():
    """By head: nobody enters the district without allocations after 2027, whose stock at the start is its own."""
    found = result(CERTAIN | {"districts.allocation_share": {2027: 1.0}})
    counts = table("allocation", "opening_stock")
    counts.loc[0, ["allocation", "opening_stock"]] = 0.0
    split = ByDistrict(found, distribute(counts, found.resolved, found.years))
    share = counts["population"][0] / counts["population"].sum()
    inflow = split.monthly("housing_inflow")[0, :, 0]
    state = found.monthly["housing_inflow", "all"].summary[:, 0]
    assert inflow[:12] == pytest.approx(share * state[:12])
    assert not inflow[12:].any()
    caseload = split.monthly("target_caseload")[0, :, 0]
    assert caseload[0] > 0
    assert (np.diff(caseload[12:]) <= 1e-9).all(), "only those of the first year leave"
    assert caseload[-1] == 0.0


def test_people_at_the_start_follow_the_counted_stocks():
    found = divided(CERTAIN, "opening_stock")
    at_base = found.parts.at_base
    assert at_base == pytest.approx(39_000.0)
    stock = table("opening_stock")["opening_stock"].to_numpy()
    assert found.distribution.opening == pytest.approx(stock / stock.sum())
    keys = [notice.key for notice in found.notices]
    assert "scenarios.district_stock" in keys


def test_mean_equals_every_quantile_on_a_fixed_path():
    found = outlook(load_scenario().with_values({"uncertainty.assumptions": False, "district_dispersion": 0.3}),
                    arrivals(paths=1))  # fmt: skip
    split = ByDistrict(found, distribute(table("opening_stock"), found.resolved, found.years))
    for measure in ("fte", "grant"):
        summary = split.yearly(measure)
        assert summary == pytest.approx(np.broadcast_to(summary[:, :, :1], summary.shape))


def test_dispersion_widens_small_districts_more_and_keeps_the_mean():
    plain, wide = divided({"uncertainty.assumptions": False}), divided({"uncertainty.assumptions": False,
                                                                       "district_dispersion": 0.3})  # fmt: skip
    narrow, broad = plain.yearly("fte")[:, 1], wide.yearly("fte")[:, 1]
    assert broad[:, 0] == pytest.approx(narrow[:, 0], rel=0.35)
    added = np.log(broad[:, 8] / broad[:, 2]) - np.log(narrow[:, 8] / narrow[:, 2])
    order = np.argsort(plain.distribution.new[:, 0])
    assert added[order[:10]].mean() > 1.5 * added[order[-10:]].mean() > 0
    assert "scenarios.no_dispersion" in [notice.key for notice in plain.notices]
    assert "scenarios.no_dispersion" not in [notice.key for notice in wide.notices]


def test_a_dispersed_world_is_the_same_for_the_same_seed():
    one, other = (divided({"district_dispersion": 0.2}).monthly("fte") for _ in range(2))
    assert (one == other).all()


@pytest.mark.parametrize("key", ["allocation", "cohort"])
def test_a_key_without_figures_is_refused_by_name_and_not_replaced(key):
    found = result({"districts.key": key})
    with pytest.raises(InputError) as error:
        distribute(shipped(), found.resolved, found.years)
    assert [finding.key for finding in error.value.findings] == ["scenarios.district_key"]
    assert error.value.findings[0].values["column"] == key
    assert known_keys(shipped()) == ("population",)


def test_shares_of_keys_above_one_are_refused():
    found = result({"districts.allocation_share": {2027: 0.7}, "districts.cohort_share": {2028: 0.5}})
    with pytest.raises(InputError) as error:
        distribute(table("allocation", "cohort"), found.resolved, found.years)
    years = [finding.values["year"] for finding in error.value.findings]
    assert years == [2028, 2029, 2030, 2031]


def test_no_districts_are_an_error_and_few_a_notice():
    found = result()
    with pytest.raises(InputError):
        distribute(None, found.resolved, found.years)
    few = distribute(shipped().head(3), found.resolved, found.years)
    assert [notice.key for notice in few.notices] == ["scenarios.districts_few"]
    assert few.new.sum(axis=0) == pytest.approx(1.0)


def test_districts_do_not_change_the_state():
    base, other = result(), result({"districts.key": "cohort", "district_dispersion": 0.4,
                                    "districts.minimum_step": 1.0})  # fmt: skip
    for measure in base.yearly:
        assert (base.yearly[measure].values == other.yearly[measure].values).all()


@pytest.mark.parametrize("level", ["median", "planning"])
def test_the_account_is_divided_without_a_rest(level):
    found = divided({"planning.level": level, "districts.allocation_share": {2028: 0.5}}, "allocation")
    for row, year in enumerate(found.result.years):
        split, account = district_year(found, year.year), found.result.account.measures
        assert split.fte.sum() == pytest.approx(account["fte"][row], rel=1e-12)
        assert split.grant.sum() == pytest.approx(account["grant"][row], rel=1e-12)
        assert split.own_share.sum() == pytest.approx(account["municipal_cost"][row], rel=1e-12)
        assert (split.posts >= split.fte - 1e-9).all()
        assert split.posts * 4 == pytest.approx(np.round(split.posts * 4))
        assert (split.rounding < 0.25).all()
        assert split.fte.sum() * split.price.grant == pytest.approx(split.grant.sum(), rel=1e-9)


def test_a_decided_year_has_its_grant_divided_and_no_own_share():
    found = divided({"budget.fixed_commitments": {2027: 30e6}})
    split = district_year(found, 2027)
    assert split.decided
    assert split.grant.sum() == pytest.approx(30e6)
    assert split.price.grant > 0, "a further post has its price all the same"


def test_missing_posts_are_whole_steps_up_to_the_minimum():
    split = district_year(divided({"districts.minimum_fte": 6.1}), 2027)
    low = split.posts < 6.1
    assert low.any() and not low.all()
    assert (split.missing[~low] == 0).all()
    assert (split.posts[low] + split.missing[low] >= 6.1 - 1e-9).all()
    assert (split.posts[low] + split.missing[low] < 6.1 + 0.25).all()
    assert split.missing * 4 == pytest.approx(np.round(split.missing * 4))


@pytest.mark.parametrize(("graduates", "pay", "full"), [(1.0, 60_000, 81_700), (0.0, 47_000, 66_100)])
def test_full_cost_of_a_post_by_hand(graduates, pay, full):
    """A55: 9,700 EUR and 20 % of the pay on top (KGSt); the pay of [2.2], footnote 3; exact."""
    values = {"staffing.graduate_share": graduates, "staffing.occupancy": 1.0, "funding.training_cost": 0.0,
              "funding.cost_growth": 0.0}  # fmt: skip
    price = post_price(result(values), 1)
    assert price.personnel == pytest.approx(pay)
    assert price.personnel + price.workplace + price.overhead == pytest.approx(full)


def test_by_one_key_whatever_the_scenario_mixes():
    found = result({"districts.key": "cohort", "districts.allocation_share": {2026: 0.5}})
    split = by_key(found, table("allocation", "cohort"), "population")
    people = shipped()["population"].to_numpy()
    assert split.distribution.constant
    assert split.distribution.new[:, 0] == pytest.approx(people / people.sum())


def test_where_hiring_takes_time_districts_add_up_to_what_is_filled_and_paid():
    values = {"staffing.friction": True, "staffing.filled_fte": 200.0, "staffing.hiring_lag": 6}
    found = divided(values)
    add_up(found)
    for row, year in enumerate(found.result.years):
        split, account = district_year(found, year.year), found.result.account.measures
        assert split.vacant
        assert split.fte.sum() == pytest.approx(account["fte"][row], rel=1e-12)
        assert split.filled.sum() == pytest.approx(account["filled_fte"][row], rel=1e-12)
        assert split.grant.sum() == pytest.approx(account["grant"][row], rel=1e-12)
        assert split.filled.sum() * split.price.grant == pytest.approx(split.grant.sum(), rel=1e-9)
    lines = [district_line(found.result, shipped(), each.code) for each in found.distribution.districts]
    paid = sum(line.grant - line.surplus + line.own_share for line in lines)
    assert sum(line.personnel for line in lines) == pytest.approx(paid, rel=1e-9)
    assert not district_year(divided(), 2027).vacant
