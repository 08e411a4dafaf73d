"""Goal seek: the answer meets the target and the next step does not, whatever is sought; no answer says why."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from forecasting.assumptions import load_scenario
from forecasting.base.errors import InputError
from forecasting.scenarios import outlook
from forecasting.scenarios.goal.expression import Target, parse, reached, value_of
from forecasting.scenarios.goal.solve import Search, _Look, solve
from forecasting.scenarios.levers import lever_of
from tests.reports.worlds import UNDECIDED, arrivals

WORLD = arrivals(horizon=36, paths=60)
BASE = load_scenario().with_values(UNDECIDED | {"budget.opening_unbound": 20e6, "staffing.method": "ratio"})
START = outlook(BASE, WORLD)


def seek(key: str, words: str, scenario=BASE):
    return solve(scenario, WORLD, key, parse(words), start=START if scenario is BASE else None)


def judged(key: str, value: float, words: str, scenario=BASE) -> bool:
    """Whether the target holds where the scenario takes a value, computed from scratch."""
    moved = lever_of(key, scenario, WORLD).tried(scenario, value)
    return reached(parse(words), value_of(parse(words), outlook(moved, WORLD)))


KEYS = (
    "funding.rate_graduate", "funding.rates", "funding.state_share", "budget.appropriation.2027",
    "budget.appropriation", "budget.opening_unbound", "staffing.persons_per_fte", "staffing.occupancy",
    "need.asylum.take_up", "need.asylum.max_months", "housing.asylum.median_months", "arrivals.shocks",
)  # fmt: skip
TARGETS = (
    "need[2027] <= {need}", "need[2027] >= {need}", "mean(fte[2028]) < {fte}", "P(need[2026] <= {need}) >= {share}",
    "P(shortfall <= 0) >= {share}", "P(shortfall[..2027] <= 0) < {share}", "closing_unbound[2028] >= {need}",
)  # fmt: skip


@settings(max_examples=40)
@given(
    st.sampled_from(KEYS),
    st.sampled_from(TARGETS),
    st.floats(1e6, 120e6),
    st.floats(50.0, 1500.0),
    st.floats(0.02, 0.98),
)
def test_the_answer_meets_the_target_and_the_next_step_does_not(key, form, need, fte, share):
    words = form.format(need=need, fte=fte, share=share)
    found = seek(key, words)
    if found.outcome == "found":
        assert found.value is not None and found.beyond is not None
        assert judged(key, found.value, words)
        assert not judged(key, found.beyond, words)
        assert abs(found.value - found.beyond) == pytest.approx(1 / found.varied.steps, rel=1e-6, abs=1e-9)
        assert (found.direction == "smallest") == (found.beyond < found.value)
    if found.outcome in ("always", "never") and found.value is not None:
        ends = found.varied.at(found.varied.first), found.varied.at(found.varied.last)
        assert {judged(key, end, words) for end in ends} == {found.outcome == "always"}
    if found.value is not None:
        moved = found.varied.tried(BASE, found.value)
        again = value_of(found.target, outlook(moved, WORLD))
        assert again == found.achieved or np.isnan(again) and np.isnan(found.achieved)


def test_a_rate_is_found_where_the_arithmetic_puts_it():
    """All posts at one certain rate: need = FTE · occupancy · rate + administration."""
    certain = BASE.with_values(
        {"uncertainty.assumptions": False, "staffing.graduate_share": 1.0, "funding.admin_cost": 1e6}
    )
    found = seek("funding.rate_graduate", "need[2027] <= 25e6", certain)
    account = outlook(certain, WORLD).account.measures
    rate = (25e6 - 1e6) / (account["fte"][1] * certain.value("staffing.occupancy"))
    assert (found.outcome, found.direction) == ("found", "largest")
    assert found.value == pytest.approx(rate, abs=0.01)
    assert found.value <= rate + 1e-6


def test_an_appropriation_is_the_smallest_that_covers_a_share_of_the_paths():
    """The first year needs what the paths need less the residual: its quantile to the cent."""
    found = seek("budget.appropriation.2026", "P(shortfall[2026] <= 0) >= 0.9")
    wanted = np.sort(START.yearly["need"].values[0] - 20e6)[int(np.ceil(0.9 * 60)) - 1]
    assert found.direction == "smallest"
    assert found.value == pytest.approx(wanted, abs=0.011)
    assert found.achieved == 0.9


def test_the_planning_account_is_taken_at_its_level():
    high = BASE.with_values({"planning.level": "planning"})
    low_value = seek("funding.rate_graduate", "need[2027] <= 25e6").value
    high_value = seek("funding.rate_graduate", "need[2027] <= 25e6", high).value
    assert high_value < low_value


def test_what_cannot_be_reached_names_the_nearest():
    found = seek("funding.state_share", "need[2027] <= 0.5e6")
    assert (found.outcome, found.reachable, found.direction) == ("never", False, None)
    assert (found.value, found.achieved) == (0.0, pytest.approx(1e6))


def test_what_holds_throughout_goes_to_the_end_of_what_is_permitted():
    found = seek("funding.state_share", "need[2027] <= 900e6")
    assert (found.outcome, found.reachable, found.direction, found.value) == ("always", True, "largest", 1.0)
    found = seek("budget.opening_unbound", "P(closing_unbound[2028] >= 1) >= 0")
    assert (found.direction, found.value) == ("smallest", 0.0)


def test_a_number_that_does_nothing_says_what_keeps_it_from_acting():
    hours = BASE.with_values({"staffing.method": "hours"})
    found = seek("staffing.persons_per_fte", "need[2027] <= 1e6", hours)
    assert (found.outcome, found.reachable, found.idle) == ("no_effect", False, ("staffing.method", "ratio"))
    found = seek("staffing.persons_per_fte", "need[2027] <= 900e6", hours)
    assert (found.outcome, found.reachable, found.value) == ("no_effect", True, 80.4)


def test_a_target_that_turns_twice_is_answered_next_to_the_scenario_and_says_so():
    """A longer stay first keeps people of before the horizon away, then those who come within it."""
    words = "mean(caseload_mean[2026]) <= 24440"
    found = seek("housing.asylum.median_months", words)
    assert (found.outcome, found.monotone, found.several) == ("found", False, True)
    assert judged("housing.asylum.median_months", found.value, words)
    assert not judged("housing.asylum.median_months", found.beyond, words)
    assert found.value == pytest.approx(found.current, abs=12.0)


def test_the_less_of_a_measure_the_surer_it_stays_below():
    """Both ends of a scale of certainty, where every value meets the target: the limit lies where it gets tight."""
    for words, direction in (
        ("P(need[2027] <= 900e6) >= 0.5", "largest"),
        ("P(need[2027] > 900e6) < 0.5", "largest"),
        ("P(need[2027] >= 0) >= 0.5", "smallest"),
    ):
        assert seek("funding.state_share", words).direction == direction


def test_arrivals_are_moved_in_front_of_the_other_events():
    event = {"from": "2026-06", "to": "2026-12", "factor": 1.5}
    scenario = BASE.with_values({"arrivals.shocks": [event]})
    varied = lever_of("arrivals.shocks", scenario, WORLD)
    moved = varied.tried(scenario, 0.3)
    assert varied.read(scenario) == 0.0
    assert varied.read(moved) == pytest.approx(0.3)
    assert [round(shock.factor, 6) for shock in moved.value("arrivals.shocks")] == [1.3, 1.5]
    assert varied.tried(moved, 0.0).value("arrivals.shocks") == scenario.value("arrivals.shocks")


def test_the_appropriation_as_a_whole_leaves_decided_years_alone():
    varied = lever_of("budget.appropriation", BASE, WORLD)
    moved = varied.tried(BASE, 40e6).value("budget.appropriation")
    assert (moved[2026], moved[2027], moved[2028]) == (58e6, 40e6, 40e6)
    assert varied.read(BASE) == 58e6


@pytest.mark.parametrize(
    ("key", "finding"),
    [
        ("funding.rate_gradate", "scenarios.vary_unknown"),
        ("staffing.method", "scenarios.vary_kind"),
        ("horizon_months", "scenarios.vary_kind"),
        ("arrivals.rare_rate", "scenarios.vary_kind"),
        ("budget.appropriation.2040", "scenarios.vary_year"),
        ("budget.appropriation.x", "scenarios.vary_year"),
        ("budget.outflow", "scenarios.vary_kind"),
    ],
)
def test_what_cannot_be_sought(key, finding):
    with pytest.raises(InputError) as refused:
        seek(key, "need[2027] <= 1")
    assert [each.key for each in refused.value.findings] == [finding]
    assert str(refused.value)


def test_two_searches_give_the_same_answer():
    assert seek("need.asylum.take_up", "P(need <= 30e6) >= 0.7").value == (
        seek("need.asylum.take_up", "P(need <= 30e6) >= 0.7").value
    )


def test_both_rates_move_at_their_distance():
    """F04 of the planners: the rates that keep the need below a limit, for each qualification."""
    scenario = BASE.with_values({"funding.rate_graduate": 64_000, "funding.rate_vocational": 51_000})
    found = solve(scenario, WORLD, "funding.rates", parse("need[2027] <= 12e6"))
    assert (found.current, found.varied.apart) == (64_000, 13_000)
    assert found.varied.possible == (13_000, 120_000)
    assert found.outcome == "found" and found.direction == "largest"
    moved = found.varied.tried(scenario, found.value)
    rates = [moved.value(f"funding.rate_{name}") for name in ("graduate", "vocational")]
    assert rates == [found.value, round(found.value - 13_000, 2)]
    (share,) = {outlook(scenario, WORLD).resolved.number("staffing.graduate_share")}
    per_post = share * rates[0] + (1 - share) * rates[1]
    account = outlook(moved, WORLD).account.measures
    row = [year.year for year in outlook(moved, WORLD).years].index(2027)
    posts = account["fte"][row] * outlook(moved, WORLD).resolved.number("staffing.occupancy")
    assert account["grant"][row] == pytest.approx(posts * per_post)
    assert account["need"][row] == pytest.approx(12e6, abs=20.0)


def test_rates_of_one_height_keep_it():
    found = seek("funding.rates", "need[2027] <= 12e6")
    moved = found.varied.tried(BASE, found.value)
    assert moved.value("funding.rate_graduate") == moved.value("funding.rate_vocational") == found.value


class _Curve(Search):
    """A search over a known curve that counts its looks."""

    def __init__(self, curve: Callable[[int], float], target: Target) -> None:
        self.target, self.curve, self.seen = target, curve, set[int]()

    def look(self, place: int) -> _Look:
        self.seen.add(place)
        value = self.curve(place)
        return _Look(value, value, -value)


@given(
    edge=st.integers(1, 10**9 - 1),
    shape=st.sampled_from(["straight", "bent", "steps", "cliff", "unknown"]),
    within=st.sampled_from([1, 7, 1000]),
)
def test_the_turn_is_found_as_exactly_as_by_halving_and_hardly_later(edge, shape, within):
    """ITP: never more than one look more than halving; neighbours on the grid, one of which meets the target."""
    curves = {
        "straight": lambda place: float(edge - place),
        "bent": lambda place: math.copysign(abs(edge - place) ** 1.7, edge - place),
        "steps": lambda place: float((edge - place) // 5_000_000 * 5_000_000 + (1 if place <= edge else 0)),
        "cliff": lambda place: 1e12 if place <= edge else -1.0,
        "unknown": lambda place: 1.0 if place <= edge else math.nan,
    }
    search = _Curve(curves[shape], parse("need[2027] >= 0"))
    holds = [place for place in (0, 10**9) if search.holds(place)]
    assume(holds == [0])
    found = search.turn(0, 10**9, within=within)
    assert search.holds(found) and not search.holds(found + within)
    assert len(search.seen) <= math.ceil(math.log2(10**9 / within)) + 5  # both ends, the one more, and the two checks


def test_a_smooth_curve_takes_few_looks():
    search = _Curve(lambda place: 3.0e8 - place - 1e-10 * place**2, parse("need[2027] >= 0"))
    search.turn(0, 10**9)
    assert len(search.seen) < 20
