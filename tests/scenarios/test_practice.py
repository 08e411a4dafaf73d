"""From the practice of 2017/18 to a scenario: steps that add up, and the shipped scenario itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting import forecast_arrivals, load_observations, load_scenario, outlook
from forecasting.assumptions import shipped_scenarios
from forecasting.base.text import Texts
from forecasting.reports.plausibility import bridge_table
from forecasting.reports.practice import posts_financed_words
from forecasting.scenarios.practice import bridge, posts, practice_of
from tests.reports.worlds import arrivals

SHIPPED = {path.stem: load_scenario(path) for path in shipped_scenarios()}
PAST = ("2017-09", "2018", "2021", "2025")


@pytest.fixture(scope="module")
def known():
    return forecast_arrivals(load_observations(), load_scenario().with_values({"arrivals.method": "naive"}), paths=20)


def test_under_the_base_the_practice_is_the_shipped_scenario(known):
    laid_over = practice_of(load_scenario(), known.groups)
    assert laid_over.overrides.items() >= SHIPPED["practice_2017"].overrides.items() - {("arrivals.method", "naive")}
    assert posts(laid_over, known, PAST) == posts(SHIPPED["practice_2017"], known, PAST)


def test_the_steps_lead_from_the_practice_to_the_base_and_add_up(known):
    made = bridge(load_scenario(), known, PAST)
    assert [step.name for step in made.steps] == ["prospect", "take_up", "outside", "stay", "sizing"]
    for place in range(len(PAST)):
        total = made.practice[place] + sum(step.change[place] for step in made.steps)
        assert total == pytest.approx(made.scenario[place], rel=1e-12)
    assert made.practice == posts(SHIPPED["practice_2017"], known, PAST)
    assert made.scenario == posts(load_scenario(), known, PAST)
    assert all(change == 0.0 for change in made.steps[1].change), "take-up moves no post"
    prospect = made.steps[0].change
    assert prospect[:2] == pytest.approx(
        [-0.5 * value for value in made.practice[:2]]
    )  # half, while all sought asylum
    assert 0.48 < -prospect[2] / made.practice[2] < 0.5  # those admitted from 2021 on all have a prospect to remain


@given(
    values=st.fixed_dictionaries(
        {},
        optional={
            "need.asylum.take_up": st.floats(0.3, 1.0),
            "need.asylum.exit_rate": st.floats(0.0, 0.1),
            "need.asylum.prospect_share": st.floats(0.1, 1.0),
            "staffing.ratio_base": st.sampled_from(["served", "counted"]),
            "staffing.method": st.sampled_from(["ratio", "hours"]),
            "need.private_homes": st.sampled_from(["count", "leave_out"]),
            "housing.asylum.median_months": st.floats(3.0, 14.0),
        },
    )
)
@settings(max_examples=15, deadline=None)
def test_the_steps_add_up_in_past_and_forecast_whatever_the_scenario(values):
    world = arrivals(horizon=24, paths=9)
    scenario = load_scenario().with_values(values)
    made = bridge(scenario, world, ("2018", "2025", "2027"))
    for place, last in enumerate(made.scenario):
        assert made.practice[place] + sum(step.change[place] for step in made.steps) == pytest.approx(last, rel=1e-9)
    assert made.scenario[2] == outlook(scenario, world).accounts[0.5].measures["fte"][1]


def test_the_table_adds_up_as_it_is_shown(known):
    table = bridge_table(bridge(load_scenario(), known, PAST), Texts("de"))
    numbers = [[int(cell.replace(".", "").replace("−", "-")) for cell in row[1:]] for row in table.rows]
    assert [sum(column[:-1]) for column in zip(*numbers, strict=True)] == numbers[-1]


def test_the_year_of_the_audit_says_why_its_target_group_needs_fewer_posts():
    world = arrivals(base="2020-12", horizon=12, groups=("asylum",), paths=30)
    result = outlook(SHIPPED["audit_2021"], world)
    for language in ("de", "en"):
        words = posts_financed_words(result, Texts(language))
        assert "906" in words and ("72.857" in words or "72,857" in words)
        for value in (
            *posts(practice_of(result.scenario, ("asylum",)), world, ("2021",)),
            result.yearly["fte"].summary[0, 5],
        ):
            assert f"{round(float(value))}" in words
    assert posts_financed_words(outlook(load_scenario(), arrivals(horizon=12, paths=3)), Texts("de")) == ""
    by_hand = arrivals(base="2020-12", horizon=12, groups=("asylum",), paths=1)
    assert posts_financed_words(outlook(SHIPPED["audit_2021"], by_hand), Texts("de")) == ""
