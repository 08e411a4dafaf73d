"""Support that ends on a day, and relatives who may follow from a day on: dated flows out of and into the need."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.assumptions import load_scenario
from forecasting.assumptions.files import SCENARIOS
from forecasting.base.periods import parse_month
from forecasting.scenarios.course import course
from forecasting.scenarios.hindcast import hindcast
from tests.reports.worlds import result
from tests.scenarios.divided import CERTAIN, add_up, divided

DAY = parse_month("2027-03")
FIRST = DAY - parse_month("2025-12") - 1  # row of the horizon
END = {"need.ukraine.support_ends": "2027-03"}
NOBODY_NEW = {"arrivals.shocks": [{"group": "ukraine", "from": "2027-03", "to": "2035-12", "factor": 0.0}]}
MEASURES = ("target_caseload", "hours")


def leaving(share: float, **more: object) -> dict[str, object]:
    return END | {"need.ukraine.support_ends_share": share} | more


def test_nothing_ends_for_nobody() -> None:
    before, after = result(paths=20), result(leaving(0.0), paths=20)
    for measure, group in before.monthly:
        np.testing.assert_array_equal(after.monthly[measure, group].values, before.monthly[measure, group].values)


@pytest.mark.parametrize("values", [{}, CERTAIN, {"need.ukraine.status_rate": 0.01}], ids=["", "stock", "refined"])
def test_when_all_leave_and_nobody_comes_there_is_no_need_from_that_month_on(values) -> None:
    stays, leaves = result(values | NOBODY_NEW, paths=20), result(values | NOBODY_NEW | leaving(1.0), paths=20)
    for measure in MEASURES:
        before, after = (found.monthly[measure, "ukraine"].values for found in (stays, leaves))
        np.testing.assert_array_equal(after[:FIRST], before[:FIRST])
        assert (before[FIRST] > 0).all() and (after[FIRST:] == 0).all()
        other = [found.monthly[measure, "asylum"].values for found in (stays, leaves)]
        np.testing.assert_array_equal(*other)


def test_those_who_come_after_the_day_are_not_concerned() -> None:
    """New arrivals go on, those who had come leave: what is left grows from nothing."""
    found = result(leaving(1.0), paths=20).monthly["target_caseload", "ukraine"].values
    assert (found[FIRST] < 0.2 * found[FIRST - 1]).all() and (np.diff(found[FIRST : FIRST + 12], axis=0) > 0).all()


@pytest.mark.parametrize("values", [{}, CERTAIN], ids=["", "stock"])
def test_half_of_them_is_half_of_the_way(values) -> None:
    none, half, every = (
        result(values | leaving(share) | {"uncertainty.assumptions": False}, paths=20) for share in (0.0, 0.5, 1.0)
    )
    for measure in MEASURES:
        parts = [found.monthly[measure, "ukraine"].values for found in (none, half, every)]
        assert parts[1] == pytest.approx((parts[0] + parts[2]) / 2, rel=1e-9)


def test_an_uncertain_share_is_drawn_path_by_path() -> None:
    certain = leaving(0.5) | {"need.ukraine.support_ends_share": {"value": 0.5, "low": 0.5, "high": 0.5}}
    one, drawn = (result(values | NOBODY_NEW) for values in (certain, leaving(0.5)))
    widths = []
    for found in (one, drawn):
        late = found.monthly["target_caseload", "ukraine"].values[FIRST]
        widths.append(float(np.quantile(late, 0.9) - np.quantile(late, 0.1)))
    assert widths[1] > 1.5 * widths[0]


def test_a_stock_counted_after_the_day_has_them_no_more() -> None:
    past = {"need.ukraine.support_ends": "2025-06", "need.ukraine.support_ends_share": 1.0}
    counted = result(CERTAIN | past, paths=1)
    assert counted.yearly["persons_in_year"].values[0, 0] > 30_000 + 9_000
    here, gone = (result(values | {"uncertainty.assumptions": False}, paths=1) for values in ({}, past))
    first = [found.monthly["target_caseload", "ukraine"].values[0, 0] for found in (here, gone)]
    assert first[1] < 0.5 * first[0]


def test_past_and_course_know_the_day() -> None:
    gone = {"need.ukraine.support_ends": "2025-06", "need.ukraine.support_ends_share": 1.0}
    before, after = (result(values | {"uncertainty.assumptions": False}, paths=1) for values in ({}, gone))
    row = parse_month("2025-06") - before.arrivals.first_month
    pasts = [hindcast(found.resolved, found.arrivals).caseload["ukraine"] for found in (before, after)]
    np.testing.assert_array_equal(pasts[0][:row], pasts[1][:row])
    assert pasts[1][row] < 0.2 * pasts[0][row]
    assert pasts[1][-1] == pytest.approx(course(after).caseload["ukraine"].sum(axis=0)[len(pasts[1]) - 1])
    for values in (gone, leaving(0.7)):
        found = result(values | {"uncertainty.assumptions": False}, paths=1)
        ahead = course(found).caseload["ukraine"].sum(axis=0)[-found.horizon :]
        assert ahead == pytest.approx(found.monthly["target_caseload", "ukraine"].values[:, 0], rel=1e-9)


@pytest.mark.parametrize("values", [{}, {"districts.onward_share": 0.2}], ids=["", "onward"])
def test_districts_lose_those_who_leave_where_they_are(values) -> None:
    given = {"districts.allocation_share": {2027: 0.5}} | NOBODY_NEW | leaving(1.0) | values
    found = divided(given, "allocation", "opening_stock")
    add_up(found)
    parts = found.parts.monthly("target_caseload", "ukraine")
    moved = () if parts.moved is None else (parts.moved,)
    for part in (parts.opening, *parts.new, *moved):
        assert (np.abs(part[FIRST:]) < 1e-6).all() and (part[:FIRST] > -1e-6).all()


def test_the_shipped_scenarios_lie_below_the_base_and_around_each_other() -> None:
    stems = ("base", "protection_ends", "protection_ends_exit")
    from forecasting.scenarios import outlook
    from tests.reports.worlds import arrivals

    base, stay, leave = (
        outlook(load_scenario(SCENARIOS / f"{stem}.toml"), arrivals(paths=50)).yearly["need"].values for stem in stems
    )
    np.testing.assert_allclose(stay[0], base[0])  # 2026 is before the day
    assert (leave[1] < stay[1]).all() and (stay[1] < base[1]).all() and (leave[2:] <= stay[2:]).all()


class TestFamilyReunification:
    MONTH = parse_month("2027-08") - parse_month("2025-12") - 1
    FLOW = {"need.family_reunification": {"value": 1560, "low": 1560, "high": 1560}}

    def test_130_persons_a_month_enter_follow_up_housing_from_august_2027(self) -> None:
        """12,000 visas a year times 13 % are 1,560 persons, 130 a month."""
        before, after = result(paths=20), result(self.FLOW, paths=20)
        for group in ("asylum", "all"):
            more = after.monthly["housing_inflow", group].values - before.monthly["housing_inflow", group].values
            assert more[: self.MONTH] == pytest.approx(0.0, abs=1e-8)
            assert more[self.MONTH :] == pytest.approx(130.0)
        for measure in ("arrivals", "provisional_stock"):
            same = [found.monthly[measure, "asylum"].values for found in (before, after)]
            assert same[0] == pytest.approx(same[1], rel=1e-12)

    def test_all_of_them_have_a_prospect_and_take_up_is_that_of_the_group(self) -> None:
        values = {"uncertainty.assumptions": False, "need.asylum.prospect_share": 0.1}
        before, after = result(values, paths=1), result(values | self.FLOW, paths=1)
        more = (
            after.monthly["target_caseload", "asylum"].values - before.monthly["target_caseload", "asylum"].values
        )[:, 0]
        take_up = before.resolved.number("need.asylum.take_up") * before.resolved.number("need.asylum.count_factor")
        stay = 1.0 - before.resolved.number("need.asylum.exit_rate")
        assert more[self.MONTH] == pytest.approx(130.0 * take_up)
        assert more[self.MONTH + 2] == pytest.approx(130.0 * take_up * (1.0 + stay + stay**2))

    def test_only_the_group_asylum_is_joined(self) -> None:
        before, after = result(paths=5), result(self.FLOW, paths=5)
        same = [found.monthly["target_caseload", "ukraine"].values for found in (before, after)]
        np.testing.assert_array_equal(*same)

    def test_the_shipped_scenario_holds_visas_times_the_share_of_the_state(self) -> None:
        scenario = load_scenario(SCENARIOS / "family_reunification.toml")
        assert scenario.overrides["need.family_reunification"] == 12_000 * 0.13
        assert scenario.value("need.family_reunification_from") == "2027-08"

    def test_the_base_knows_neither(self) -> None:
        base = load_scenario()
        assert base.value("need.family_reunification") == 0.0
        assert base.value("need.ukraine.support_ends_share") == 0.0
