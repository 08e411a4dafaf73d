"""The numbers of the audit report and what follows from them; each test cites its section or table.

The tolerance is half of the last printed digit; A01 to A55 number the figures in docs/method.md, Figures of the audit
report. Rates, posts and grants: tests/budget; Table 2 through the whole chain: tests/scenarios.
"""

from __future__ import annotations

import pytest

from forecasting import forecast_arrivals, load_observations, load_scenario, outlook
from forecasting.assumptions import load_register, shipped_scenarios
from forecasting.budget.allocation import allocate
from forecasting.observations import load_audit_report
from tests.reports.worlds import arrivals

REPORT = load_audit_report()
TABLE_1, TABLE_2, FIGURE = REPORT.table1.rows, REPORT.table2.rows, REPORT.figures
WHOLE_MILLION = 0.5


def test_table_1_adds_up_in_rows_and_columns():
    """Table 1; A01 to A03."""
    assert TABLE_1["burden_sharing"].total == pytest.approx(285.0)
    assert TABLE_1["projects"].total == pytest.approx(350.0)
    assert TABLE_1["integration_management"].total == pytest.approx(290.0)
    assert TABLE_1["pact"].total == pytest.approx(635.0) == FIGURE["pact_total"].value
    for parts in zip(
        TABLE_1["burden_sharing"].values, TABLE_1["projects"].values, TABLE_1["pact"].values, strict=True
    ):
        assert parts[0] + parts[1] == pytest.approx(parts[2])


def test_the_prose_says_255_where_only_285_closes_the_sum():
    """[1] against Table 1; A04: the report's own inconsistency is recorded with the data."""
    prose = FIGURE["burden_sharing_prose"].value
    assert prose == 255
    assert FIGURE["pact_total"].value - (prose + FIGURE["projects_total"].value) == pytest.approx(30.0)
    assert any("255" in note.finding.de and "285" in note.finding.de for note in REPORT.notes.values())


def test_federal_lump_sums_beside_the_pact():
    """Table 1, memo row; A05 to A07."""
    federal = TABLE_1["federal"]
    assert federal.memo
    assert federal.total == pytest.approx(1_005.8)
    assert federal.total - TABLE_1["pact"].total == pytest.approx(370.8)
    assert federal.values[-1] - TABLE_1["pact"].values[-1] == pytest.approx(-5.0)


def test_shares_of_integration_management():
    """[1]; A08: 290 of 350 and of 635."""
    assert TABLE_1["integration_management"].total / TABLE_1["projects"].total == pytest.approx(0.82857, abs=5e-6)
    assert TABLE_1["integration_management"].total / TABLE_1["pact"].total == pytest.approx(0.45669, abs=5e-6)


def test_residuals_bound_and_unbound():
    """[2.4]; A24 to A28. The 26 m are printed whole: their share is right to 0.42 points, its arithmetic to 0.01."""
    bound_2019 = FIGURE["residuals_2019"].value - FIGURE["unbound_2019"].value
    bound_2020 = FIGURE["residuals_2020"].value - FIGURE["unbound_2020"].value
    assert bound_2019 == pytest.approx(92.5, abs=WHOLE_MILLION)
    assert bound_2020 == pytest.approx(128.5)
    left = FIGURE["unbound_2019"].value - FIGURE["unbound_used_2020"].value
    assert left == pytest.approx(2.0, abs=WHOLE_MILLION)
    assert FIGURE["unbound_2020"].value - left == pytest.approx(9.1, abs=WHOLE_MILLION)
    assert FIGURE["unbound_2019"].value / FIGURE["residuals_2019"].value == pytest.approx(0.2194, abs=5e-5)
    assert FIGURE["unbound_2020"].value / FIGURE["residuals_2020"].value == pytest.approx(0.0795, abs=5e-5)


def test_outflow_derived_from_the_residuals():
    """[2.4], Table 1; A29 to A31: appropriations of 70 m a year less what was left over."""
    projects = TABLE_1["projects"].values
    until_2019 = sum(projects[:3]) - FIGURE["residuals_2019"].value
    in_2020 = FIGURE["residuals_2019"].value + projects[3] - FIGURE["residuals_2020"].value
    assert until_2019 == pytest.approx(91.5)
    assert in_2020 == pytest.approx(48.9)
    assert until_2019 + in_2020 == pytest.approx(140.4)


def test_table_2_adds_up():
    """Table 2; A32 to A37."""
    value = {key: row.values[0] for key, row in TABLE_2.items()}
    assert value["appropriation"] + value["opening_unbound"] == pytest.approx(value["available"]) == 81.1
    assert value["integration_management"] + value["other_areas"] == pytest.approx(value["need"]) == 41.1
    assert value["available"] - value["need"] == pytest.approx(value["closing_unbound"]) == 40.0
    assert FIGURE["unbound_used_2020"].value + value["integration_management"] == pytest.approx(
        57.9, abs=WHOLE_MILLION
    )
    assert value["closing_unbound"] / FIGURE["volume"].value == pytest.approx(0.6897, abs=5e-5)
    assert value["closing_unbound"] / value["integration_management"] == pytest.approx(1.180, abs=5e-4)


@pytest.mark.parametrize(("rate", "posts"), [(60_000, 666.67), (47_000, 851.06), (64_000, 625.00), (51_000, 784.31)])
def test_posts_the_unbound_residual_would_pay(rate, posts):
    """Table 2, [1], [2.2]; A38 and A39."""
    assert REPORT.table2.euros("closing_unbound", 2021) / rate == pytest.approx(posts, abs=0.01)


def test_more_than_half_of_the_decisions_are_amendments():
    """[2.1]; A40 and A41."""
    decisions, amendments = FIGURE["grant_decisions"].value, FIGURE["amendments"].value
    assert amendments / decisions == pytest.approx(0.51772, abs=5e-6)
    assert decisions - amendments == 830
    assert FIGURE["admin_cost"].bound == "below"
    assert FIGURE["admin_cost"].value / FIGURE["volume"].value <= 0.01724 + 5e-6


def test_shares_name_their_base():
    """[2.6.1] to [2.6.4]: shares of municipalities, managers, talks and time are no shares of persons."""
    base = {key: share.base for key, share in REPORT.shares.items()}
    assert base["departing_served"] == base["provisional_served"] == "municipalities"
    assert base["integration_plan"] == "persons"
    assert base["goal_agreements"] == "managers"
    assert base["time_on_benefits"] == base["time_on_debt"] == "time"
    assert base["talks_on_integration"] == "talks"
    register = load_register()
    assert register["staffing.plan_share"].value == REPORT.shares["integration_plan"].value == 0.59
    assert register["need.non_target_share"].value not in (0.39, 0.20)


def test_the_allocation_of_2018_to_the_euro():
    """58,000,000 € over 72,857 persons; A48 to A52. Published amounts: data/audit_report.toml."""
    count = REPORT.allocation
    per_person = count.volume / count.persons
    assert per_person == pytest.approx(796.08, abs=5e-5)
    persons = {place.name: place.persons for place in count.places.values()}
    split = allocate(round(count.volume), {**persons, "others": count.persons - sum(persons.values())})
    assert sum(split.values()) == 58_000_000
    for place in count.places.values():
        assert split[place.name] == pytest.approx(
            place.euros, abs=0 if place.digits == 0 else 0.5 * 10**-place.digits
        )
    assert FIGURE["rate_graduate"].value / per_person == pytest.approx(80.394, abs=5e-4)
    assert FIGURE["rate_vocational"].value / per_person == pytest.approx(64.064, abs=5e-4)
    assert 2 * split["Stuttgart"] / 2 / count.places["Stuttgart"].posts == pytest.approx(63_998, abs=1)


def _stock(persons: float, **changes: object):
    """First year of a constant caseload through the whole chain: ratio per person served, all else neutral."""
    given = {
        "need.asylum.opening_stock": persons,
        "need.asylum.opening_tenure": [1.0],
        "need.asylum.prospect_share": 0.0,
        "need.asylum.exit_rate": 0.0,
        "need.asylum.max_months": 36,
        "need.non_target_share": 0.0,
        "staffing.method": "ratio",
        "staffing.ratio_base": "served",
        "staffing.graduate_share": 1.0,
        "staffing.occupancy": 1.0,
        "funding.rate_graduate": 60_000.0,
        "funding.rate_vocational": 47_000.0,
        "funding.state_share": 1.0,
        "funding.admin_cost": 0.0,
        "budget.fixed_commitments": {},
        "uncertainty.assumptions": False,
    }
    scenario = load_scenario().with_values({**given, **changes})
    result = outlook(scenario, arrivals(horizon=12, paths=2, groups=("asylum",)))
    return {name: float(result.yearly[name].values[0, 0]) for name in ("fte", "need", "persons_per_fundable_fte")}


@pytest.mark.parametrize(
    ("persons", "ratio", "posts", "need"), [(90_000, 90, 1_000.0, 60.0e6), (72_857, 80, 910.7125, 54.64275e6)]
)
def test_posts_and_need_of_a_caseload(persons, ratio, posts, need):
    """A42 (made up: 90,000 at 1:90) and A53 (the count of 2017 at 1:80), graduates at 60,000 [2.2]; to 1e-6."""
    found = _stock(persons, **{"staffing.persons_per_fte": ratio})
    assert found["fte"] == pytest.approx(posts, abs=1e-6)
    assert found["need"] == pytest.approx(need, abs=1.0)


@pytest.mark.parametrize(("graduates", "persons"), [(1.0, 110.34), (0.0, 87.93)])
def test_persons_per_post_that_58_million_pay(graduates, persons):
    """A43: 100,000 (made up) over the posts of A09 and A10, 64,000 and 51,000 [1]; to 0.01."""
    rates = {"funding.rate_graduate": 64_000.0, "funding.rate_vocational": 51_000.0}
    found = _stock(100_000, **rates, **{"staffing.graduate_share": graduates})
    assert found["persons_per_fundable_fte"] == pytest.approx(persons, abs=0.01)


def _shipped(name: str):
    path = next(path for path in shipped_scenarios() if path.stem == name)
    scenario = load_scenario(path).with_values({"arrivals.method": "naive"})
    return outlook(scenario, forecast_arrivals(load_observations(), scenario, paths=50))


def test_2021_as_the_audit_court_saw_it():
    """Table 2 from the shipped scenario: 70.0 + 11.1 − 33.9 − 7.2 = 40.0; its fixed year has no FTE-based cost."""
    result = _shipped("audit_2021")
    account = {measure: values[0] for measure, values in result.account.measures.items()}
    for measure, key in (("appropriation",) * 2, ("opening_unbound",) * 2, ("available",) * 2, ("need",) * 2):
        assert account[measure] == pytest.approx(REPORT.table2.euros(key, 2021), abs=1)
    assert account["closing_unbound"] == pytest.approx(40.0e6, abs=1)
    assert account["closing_bound"] + 0.0 == pytest.approx(account["closing_total"] - 40.0e6, abs=1)
    assert {("surplus", 2021), ("municipal_cost", 2021)} <= result.absent


def test_the_recommended_maxima():
    """[2.2], [3.1], [3.2]: 60,000 and 47,000, mandatory plans, target group only, residuals first."""
    values = _shipped("audit_recommendation").resolved
    assert values.number("funding.rate_graduate") == FIGURE["maximum_graduate"].value == 60_000
    assert values.number("funding.rate_vocational") == FIGURE["maximum_vocational"].value == 47_000
    assert values.number("need.non_target_share") == 0
    assert values.number("staffing.plan_share") == 1
    assert values.word("budget.order") == "residuals_first"


@pytest.mark.parametrize("name", [path.stem for path in shipped_scenarios()])
def test_every_shipped_scenario_runs(name):
    result = _shipped(name)
    assert (result.yearly["need"].summary[:, 5] > 0).all()
    assert result.arrivals.sample_data is False
