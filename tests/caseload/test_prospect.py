"""The prospect to remain keeps its mean whatever the stay, and a changed mix of origins moves it as it moves in."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.assumptions import load_register, load_scenario, resolve
from forecasting.assumptions.origins import mix_in
from forecasting.base.errors import InputError
from forecasting.caseload.housing import lognormal_stay, through_housing
from forecasting.caseload.need import Extent, NeedRules, support
from forecasting.caseload.prospect import LONGEST_DELAY, Family, ProspectRules, entering, prospect_by_stay
from forecasting.scenarios.hindcast import hindcast
from tests.reports.worlds import result

SHIPPED = Path(__file__).parents[2] / "data" / "published" / "protection_rates_de_by_origin.csv"
REFERENCE = SHIPPED.with_name("bw_reference_numbers.csv")
QUARTER = "2025-01..2025-03"
NAMES = {
    "syria": "Syrien, Arabische Republik", "afghanistan": "Afghanistan", "iraq": "Irak", "turkey": "Tuerkei",
    "somalia": "Somalia", "eritrea": "Eritrea", "iran": "Iran, Islamische Republik", "nigeria": "Nigeria",
    "russia": "Russische Foederation", "georgia": "Georgien",
}  # fmt: skip
COUNTS = ("first_applications", "decisions", "protected")
ORIGIN = {"need.prospect_source": "origin", "uncertainty.assumptions": False}


@given(
    share=st.floats(0.0, 1.0),
    decline=st.floats(0.0, 0.89),
    median=st.floats(0.5, 30.0),
    sigma=st.floats(0.05, 2.0),
    longest=st.integers(0, 40),
)
def test_the_mean_over_all_who_leave_is_the_share(share, decline, median, sigma, longest):
    stay = lognormal_stay(median, sigma, longest)
    found = prospect_by_stay(stay, share, decline)
    assert found.shape == stay.shape
    assert float(stay @ found) == pytest.approx(share, abs=1e-9)
    assert (np.diff(found) <= 1e-12).all() and (found >= 0.0).all() and (found <= 1.0).all()
    odds = found / np.maximum(1.0 - found, 1e-300)
    inner = (found > 1e-6) & (found < 1.0 - 1e-6)
    both = inner[1:] & inner[:-1]
    assert odds[1:][both] == pytest.approx((odds[:-1] * (1.0 - decline))[both], rel=1e-6)


def test_one_value_per_path_is_a_run_per_path():
    stay = lognormal_stay(np.array([6.0, 9.0, 12.0]), 0.6, 30)
    share, decline = np.array([0.3, 0.5, 0.9]), np.array([0.0, 0.1, 0.3])
    together = prospect_by_stay(stay, share, decline)
    for path in range(3):
        alone = prospect_by_stay(stay[:, path], float(share[path]), float(decline[path]))
        assert together[:, path] == pytest.approx(alone, abs=1e-12)


def test_recognised_people_who_leave_earlier_come_earlier_and_in_the_same_number():
    arrivals = np.zeros((80, 1))
    arrivals[0] = 1000.0
    stay = lognormal_stay(9.0, 0.6, 30)
    inflow = through_housing(arrivals, stay, 0.7).inflow
    plain, early = (entering(arrivals, stay, 0.7, inflow, ProspectRules(((0, 0.5),), d)).recognised for d in (0, 0.1))
    assert plain == pytest.approx(inflow * 0.5)
    assert early.sum() == pytest.approx(plain.sum(), rel=1e-12) and (early <= inflow).all()
    months = np.arange(80)
    assert months @ early[:, 0] / early.sum() < months @ plain[:, 0] / plain.sum() - 1.0


def test_relatives_follow_each_person_once_and_all_within_the_longest_delay():
    arrivals = np.zeros((120, 1))
    arrivals[3] = 100.0
    stay = np.array([1.0])
    inflow = through_housing(arrivals, stay, 1.0).inflow
    found = entering(arrivals, stay, 1.0, inflow, ProspectRules(((0, 0.5),), family=Family(0.4, 20.0, 1.5)))
    assert found.relatives.sum() == pytest.approx(100 * 0.5 * 0.4)
    assert found.relatives[: 3 + LONGEST_DELAY].sum() < 19.9 and found.relatives[3 + LONGEST_DELAY + 1 :].sum() == 0.0
    assert found.recognised - found.relatives == pytest.approx(inflow * 0.5)


def test_in_the_end_everybody_is_granted_a_status_or_has_moved_away():
    arrivals = np.zeros((600, 1))
    arrivals[0] = 1000.0
    rules = ProspectRules(((0, 0.4),), status_rate=0.03, exit_rate=0.02)
    found = entering(arrivals, np.array([1.0]), 1.0, arrivals, rules).recognised
    later = 600.0 * 0.03 / (1.0 - 0.97 * 0.98)
    assert found[0] == pytest.approx(400.0) and found[1] == pytest.approx(600.0 * 0.03)
    assert found.sum() == pytest.approx(400.0 + later)


@settings(max_examples=20, deadline=None)
@given(
    values=st.fixed_dictionaries(
        {},
        optional={
            "need.asylum.stay_decline": st.floats(0.0, 0.5),
            "need.asylum.status_rate": st.floats(0.0, 0.2),
            "need.ukraine.family_factor": st.floats(0.0, 2.0),
            "need.prospect_source": st.sampled_from(["value", "origin"]),
            "staffing.plan_backlog": st.floats(0.0, 1.0),
            "staffing.plan_updates": st.floats(0.0, 4.0),
        },
    ),
    factor=st.floats(0.0, 3.0),
)
def test_everything_stays_linear_in_the_arrivals(values, factor):
    """Whoever divides the state among its districts relies on it; history and forecast alike."""
    from dataclasses import replace

    from forecasting import outlook

    one = result(values | {"uncertainty.assumptions": False})
    more = replace(one.arrivals, paths={group: factor * came for group, came in one.arrivals.paths.items()})
    many = outlook(one.scenario, more)
    for measure in ("housing_inflow", "target_caseload", "hours"):
        assert many.monthly[measure, "all"].values == pytest.approx(factor * one.monthly[measure, "all"].values)


def test_neutral_values_leave_every_digit():
    neutral = {"need.asylum.stay_decline": 0.0, "need.ukraine.status_rate": 0, "need.asylum.family_delay": 30.0}
    neutral |= {"need.origin_level": 2.0, "staffing.plan_backlog": 0, "staffing.plan_update_hours": 6}
    base, same = result(), result(neutral)
    assert set(base.resolved.ranges) == set(same.resolved.ranges)
    for where, sample in base.monthly.items():
        assert np.array_equal(sample.values, same.monthly[where].values)


def test_a_switched_on_fact_is_drawn_from_the_range_of_the_register():
    assert "need.asylum.family_factor" not in result().resolved.ranges
    on = result({"need.asylum.family_factor": 0.3}).resolved.ranges
    assert tuple(on["need.asylum.family_factor"]) == (0.0, 0.3, 0.5)
    assert {"need.asylum.family_delay", "need.asylum.family_spread"} <= set(on)
    assert "need.ukraine.family_delay" not in on


EVERYTHING = ORIGIN | {
    "need.asylum.stay_decline": 0.1, "need.asylum.status_rate": 0.01, "need.asylum.family_factor": 0.3,
    "need.ukraine.family_factor": 0.2, "staffing.plan_backlog": 0.4, "staffing.plan_updates": 1,
}  # fmt: skip


def test_the_past_that_the_model_shows_ends_where_its_forecast_begins():
    for values in ({"uncertainty.assumptions": False}, EVERYTHING):
        world = result(values)
        past = hindcast(world.resolved, world.arrivals)
        for group in world.groups:
            at_base = world.parts[f"{group}.need"][1].at_base
            assert past.caseload[group][-1] == pytest.approx(float(at_base[0]), rel=1e-9)


def test_relatives_enter_follow_up_housing_and_need_a_longer_history():
    base, more = result(ORIGIN), result(ORIGIN | {"need.ukraine.family_factor": 0.5})
    inflow = more.monthly["housing_inflow", "ukraine"].values - base.monthly["housing_inflow", "ukraine"].values
    assert inflow.min() > 0
    assert np.array_equal(
        more.monthly["provisional_stock", "asylum"].values, base.monthly["provisional_stock", "asylum"].values
    )
    late = {finding.values["group"]: finding.values for finding in more.notices if "short_history" in finding.key}
    before = {finding.values["group"]: finding.values for finding in base.notices if "short_history" in finding.key}
    assert "ukraine" in late and late["ukraine"]["needed"] == 8 + 36 + LONGEST_DELAY
    assert "ukraine" not in before or before["ukraine"]["needed"] == 8 + 36


class TestOrigins:
    def counted(self, year: int) -> dict[str, dict[str, int]]:
        """First applications, decisions and protected persons of a year by origin, as published."""
        with SHIPPED.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if int(row["year"]) == year]
        found: dict[str, dict[str, int]] = {}
        for row in rows:
            known = found.setdefault(row["origin"].replace("ö", "oe"), dict.fromkeys(COUNTS, 0))  # two spellings
            for count in COUNTS:
                known[count] += int(row[count])
        return found

    def test_the_register_holds_the_published_figures(self):
        *yearly, newest = load_register()["need.origins"].value
        for row in yearly:
            year = self.counted(row.from_)
            everybody = year["ALL"]
            shares, rates = dict(row.shares), dict(row.rates)
            rest = {key: everybody[key] for key in ("decisions", "protected")}
            for origin, name in NAMES.items():
                found = year[name]
                part = found["first_applications"] / everybody["first_applications"]
                assert shares[origin] == pytest.approx(part, abs=0.5e-4)
                assert rates[origin] == pytest.approx(found["protected"] / found["decisions"], abs=0.5e-4)
                rest = {key: left - found[key] for key, left in rest.items()}
            assert rates["other"] == pytest.approx(rest["protected"] / rest["decisions"], abs=0.5e-4)
            assert sum(shares.values()) == pytest.approx(1.0)
        assert (row.from_, newest.from_) == (2021, 2025)

    def test_from_2025_on_the_mix_is_that_of_the_states_own_arrivals(self):
        """First quarter of 2025, three countries as printed; the rest at what all others had in 2021."""
        with REFERENCE.open(encoding="utf-8", newline="") as file:
            printed = {
                row["measure"]: float(row["value"]) for row in csv.DictReader(file) if row["period"] == QUARTER
            }
        row = load_register()["need.origins"].value[-1]
        shares, year = dict(row.shares), self.counted(2021)
        named = {"syria": "syrien", "turkey": "tuerkei", "afghanistan": "afghanistan"}
        for origin, word in named.items():
            assert shares.pop(origin) == pytest.approx(float(printed[f"herkunft_asyl_bw_{word}"]) / 100.0)
        assert shares == {"other": pytest.approx(0.484)}
        rest = {key: year["ALL"][key] - sum(year[NAMES[origin]][key] for origin in named) for key in COUNTS}
        assert row.rates == (("other", pytest.approx(rest["protected"] / rest["decisions"], abs=0.5e-4)),)

    def test_the_range_of_the_level_is_the_spread_of_the_years(self):
        """docs/method.md: rates of 2015 to 2020 with the mix of 2021, and the official rate of 2025 over 2021."""
        rows = {row.from_: row for row in load_register()["need.origins"].value}
        mix = dict(rows[2021].shares)
        level = {year: sum(mix[name] * rate for name, rate in rows[year].rates) for year in range(2015, 2022)}
        relative = [level[year] / level[2021] for year in range(2015, 2021)]
        assert (round(min(relative), 2), round(max(relative), 2)) == (1.17, 1.51)
        now = mix_in((), 2025).prospect
        assert (round(28.1 / 39.9, 2), round(0.281 / now, 2), round(now, 3)) == (0.70, 0.84, 0.334)
        assert load_register()["need.origin_level"].range == (0.7, 1.0, 1.5)

    def prospect(self, rows: list[Mapping[str, object]]) -> dict[int, float]:
        scenario = load_scenario().with_values({"need.prospect_source": "origin", "need.origins": rows})
        return dict(resolve(scenario, ("asylum",)).prospect_by_origin())

    def test_a_planners_own_years_go_on_from_the_published_ones(self):
        shipped = self.prospect([])
        assert len(shipped) == 8 and shipped[2021] == pytest.approx(0.399, abs=5e-4)
        own = self.prospect(
            [{"from": 2027, "shares": {"syria": 0.5, "georgia": 0.5}}, {"from": 2029, "rates": {"syria": 0.9}}]
        )
        rates = mix_in((), 2026).rates
        assert {year: own[year] for year in shipped} == shipped
        assert own[2027] == pytest.approx(0.5 * rates["syria"] + 0.5 * rates["georgia"])
        assert own[2029] == pytest.approx(0.5 * 0.9 + 0.5 * rates["georgia"])

    def test_a_country_without_a_rate_until_then_has_the_first_one_known(self):
        """Years before the register, and all its years replaced by rows that do not name the country."""
        first = dict(load_register()["need.origins"].value[0].rates)
        assert self.prospect([{"from": 2010, "shares": {"iraq": 1.0}}])[2010] == pytest.approx(first["iraq"])
        rows = [{"from": year, "rates": {"other": 0.1}} for year in range(2015, 2022)]
        own = self.prospect([*rows, {"from": 2025, "shares": {"afghanistan": 1.0}}])
        assert own[2025] == pytest.approx(first["afghanistan"])

    def test_what_the_shares_leave_over_counts_as_others(self):
        own = self.prospect([{"from": 2030, "shares": {"syria": 0.25}, "rates": {"syria": 1, "other": 0.2}}])
        assert own[2030] == pytest.approx(0.25 + 0.75 * 0.2)

    def test_a_changing_mix_moves_the_need_once_those_people_move_in(self):
        base = result(ORIGIN)
        changed = result(ORIGIN | {"need.origins": [{"from": 2028, "shares": {"syria": 0.9}}]})
        change = (
            changed.monthly["target_caseload", "asylum"].values - base.monthly["target_caseload", "asylum"].values
        )[:, 0]
        january = 24
        assert change[:january] == pytest.approx(0.0, abs=1e-9)
        assert (np.diff(change[january : january + 24]) > 0).all()
        assert change[january + 36] > 10 * change[january + 2] > 0

    def test_no_share_exceeds_all(self):
        most = result(ORIGIN | {"need.origin_level": 5})
        all_of_them = result({"uncertainty.assumptions": False, "need.asylum.prospect_share": 1.0})
        assert most.monthly["target_caseload", "asylum"].values == pytest.approx(
            all_of_them.monthly["target_caseload", "asylum"].values
        )

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            ([{"from": 2027}], "origins_form"),
            (["2027"], "origins_form"),
            ([{"from": 2027, "shares": [0.5]}], "origins_form"),
            ([{"from": 2027, "shares": {"syria": 0.7, "iraq": 0.4}}], "sum_above_one"),
            ([{"from": 2027, "shares": {"syria": 0.7, "other": 0.2}}], "sum_not_one"),
            ([{"from": 2027, "shares": {"siria": 0.7}}], "not_a_choice"),
            ([{"from": 2027, "rates": {"syria": 60}}], "range_percent"),
            ([{"from": 2027, "rates": {"syria": "viel"}}], "not_a_number"),
            ([{"from": "2027", "rates": {"syria": 0.6}}], "not_a_year"),
            ([{"rates": {"syria": 0.6}}], "not_a_year"),
            ([{"from": 2027, "rate": {"syria": 0.6}, "rates": {}}], "field_unknown"),
            ([{"from": 2027, "rates": {"syria": 0.6}}, {"from": 2027, "rates": {"iraq": 0.6}}], "origins_twice"),
            ({"from": 2027}, "not_a_list"),
        ],
    )
    def test_what_is_wrong_is_refused_by_name(self, rows, message):
        with pytest.raises(InputError) as caught:
            load_scenario().with_values({"need.origins": rows})
        assert [finding.key for finding in caught.value.findings] == [f"assumptions.{message}"]


class TestPlans:
    def hours(self, values: Mapping[str, object]) -> np.ndarray:
        per_person = {"uncertainty.assumptions": False, "staffing.ratio_base": "served"}
        return result(per_person | values).monthly["hours", "asylum"].values[:, 0]

    def test_the_backlog_is_made_up_for_within_a_year(self):
        base, made_up = self.hours({}), self.hours({"staffing.plan_backlog": 0.41})
        more = made_up - base
        world = result({"uncertainty.assumptions": False})
        there = world.yearly["persons_in_year"].values[0, 0]
        assert more[12:] == pytest.approx(0.0, abs=1e-9) and np.ptp(more[:12]) < 1e-9
        assert 0 < more.sum() < 0.41 * 3.0 * there

    def test_the_whole_backlog_takes_the_hours_of_a_plan_for_everybody_counted(self):
        counted = {"need.asylum.opening_stock": 9000}
        more = self.hours(counted | {"staffing.plan_backlog": 0.41}) - self.hours(counted)
        assert more.sum() == pytest.approx(0.41 * 9000 * 3.0)

    def test_updates_cost_hours_for_everybody_who_has_a_plan(self):
        base, updated = self.hours({}), self.hours({"staffing.plan_updates": 2, "staffing.plan_update_hours": 1.5})
        caseload = result({"uncertainty.assumptions": False}).monthly["target_caseload", "asylum"].values[:, 0]
        assert updated - base == pytest.approx(0.59 * 2 / 12 * 1.5 * caseload)

    def test_hours_of_a_plan_per_path_spread_a_certain_caseload(self):
        rules = NeedRules(1.0, 1.0, 0.0, 12)
        extent = Extent(plan_hours=0.0, backlog_hours=np.array([1.0, 2.0]), update_hours=np.array([0.0, 0.5]))
        found = support(np.full((30, 1), 10.0), 14, rules, extent)
        assert found.hours[:12] == pytest.approx(np.tile([120 / 12, 240 / 12 + 60], (12, 1)))
        assert found.hours[12:] == pytest.approx(np.tile([0.0, 60.0], (2, 1)))
